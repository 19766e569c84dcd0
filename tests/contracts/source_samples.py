"""Small samples of the shape of every source, made up here; no real texts."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from chuquan.sources import ReadOptions

BEIJING = timedelta(hours=8)


@dataclass(frozen=True)
class Row:
    """One listing: Beijing time, words, heat. Without words it is a damaged row."""

    time: datetime
    text: str | None
    heat: int | None = 100

    @property
    def utc(self) -> datetime:
        return (self.time - BEIJING).replace(tzinfo=UTC)

    @property
    def epoch(self) -> int:
        return int(self.utc.timestamp())


@dataclass(frozen=True)
class Sample:
    """A format, and how to write rows in it.

    ``write`` returns what to read. ``hours`` is the resolution of its times; ``line`` says which
    line of the problem list a damaged first row has; ``is_list`` whether it is looked at again and
    again; ``is_text`` whether its files are text in some encoding.
    """

    name: str
    write: Callable[[Path, Sequence[Row], str], Path]
    options: ReadOptions = field(default_factory=ReadOptions)
    format: str = ""
    hours: int = 0
    line: int = 1
    is_list: bool = True
    is_text: bool = True
    has_heat: bool = True

    @property
    def detected(self) -> str:
        return self.format or self.name


def rows(n: int = 6, start: datetime = datetime(2024, 3, 14, 9)) -> list[Row]:
    return [
        Row(start + timedelta(hours=i), f"天水麻辣烫第{i}锅,真香", 100 * (i + 1)) for i in range(n)
    ]


def _dump(path: Path, value: object, encoding: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(json.dumps(value, ensure_ascii=False, indent=1).encode(encoding))


def _weibo_raw(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    _dump(folder / "raw" / "2024-03-01.json", [], encoding)
    for day, group in groupby(_by_time(listed), key=lambda row: row.time.date()):
        items = [{"title": r.text, "url": f"/weibo?q={r.text}&band_rank=3"} for r in group]
        _dump(folder / "raw" / f"{day}.json", items, encoding)
    return folder


def _weibo_api(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    _dump(folder / "api" / "2024-03-14" / "08.json", [], encoding)
    _dump(folder / "api" / "2024-03-14" / "summary.json", [{"title": "不是小时"}], encoding)
    for hour, group in groupby(_by_time(listed), key=lambda row: row.time.strftime("%Y-%m-%d/%H")):
        items = [
            {
                "title": r.text,
                "category": "社会",
                "url": f"https://example.org/?extparam=band_rank%3D3%26q%3D{r.text}",
                "hot": None if r.heat is None else f"综艺 {r.heat}",
                "ads": False,
            }
            for r in group
        ]
        _dump(folder / "api" / f"{hour}.json", items, encoding)
    return folder


def _zhihu(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    _dump(folder / "raw" / "hot-question-2024-03-01.json", {"data": []}, encoding)
    for day, group in groupby(_by_time(listed), key=lambda row: row.time.date()):
        items = [
            {
                "target": {
                    "title_area": {"text": r.text},
                    "metrics_area": {"text": f"{r.heat} 热度"},
                    "link": {"url": f"https://example.org/q/{r.text}"},
                }
            }
            for r in group
        ]
        _dump(folder / "raw" / f"hot-question-{day}.json", {"data": items}, encoding)
    return folder


def _trendradar(folder: Path, listed: Sequence[Row], _encoding: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    schema = """
        CREATE TABLE platforms (id TEXT, name TEXT, is_active INTEGER);
        CREATE TABLE news_items (id INTEGER, title TEXT, platform_id TEXT, rank INTEGER, url TEXT,
            mobile_url TEXT, first_crawl_time TEXT, last_crawl_time TEXT, crawl_count INTEGER);
        CREATE TABLE rank_history (news_item_id INTEGER, rank INTEGER, crawl_time TEXT);
        CREATE TABLE crawl_records (id INTEGER, crawl_time TEXT, total_items INTEGER);
        CREATE TABLE crawl_source_status (crawl_record_id INTEGER, platform_id TEXT, status TEXT);
    """
    days = {row.time.date() for row in listed} or {datetime(2024, 3, 14).date()}
    for day in sorted(days):
        path = folder / "output" / "news" / f"{day}.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as base:
            base.executescript(schema)
            for i, row in enumerate(r for r in listed if r.time.date() == day):
                clock = row.time.strftime("%H:%M")
                base.execute(
                    "INSERT INTO news_items VALUES (?, ?, 'toutiao', 2, ?, '', ?, ?, 1)",
                    (i, row.text, f"https://example.org/{row.text}", clock, clock),
                )
                base.execute("INSERT INTO crawl_records VALUES (?, ?, 1)", (i, clock))
                base.execute(
                    "INSERT INTO crawl_source_status VALUES (?, 'toutiao', 'success')", (i,)
                )
            base.commit()
    return folder / "output"


_CRAWLED = {
    "xhs": lambda r: {
        "note_id": _key(r), "type": "normal", "title": "", "desc": r.text,
        "time": str(r.epoch * 1000), "nickname": "甲", "liked_count": str(r.heat),
        "collected_count": "3", "note_url": f"https://example.org/{_key(r)}",
    },
    "douyin": lambda r: {
        "aweme_id": _key(r), "title": r.text, "desc": r.text, "create_time": r.epoch,
        "nickname": "乙", "liked_count": str(r.heat), "aweme_url": "https://example.org/v",
    },
    "weibo": lambda r: {
        "note_id": _key(r), "content": r.text, "create_time": r.epoch,
        "create_date_time": str(r.time), "liked_count": str(r.heat), "nickname": "丙",
        "note_url": "https://example.org/w",
    },
    "kuaishou": lambda r: {
        "video_id": _key(r), "title": r.text, "desc": r.text, "create_time": r.epoch * 1000,
        "nickname": "丁", "liked_count": str(r.heat), "viewd_count": "12",
    },
    "bilibili": lambda r: {
        "video_id": _key(r), "title": r.text, "desc": "", "create_time": r.epoch, "nickname": "戊",
        "liked_count": str(r.heat), "video_danmaku": "4", "video_comment": "1",
    },
}  # fmt: skip


def _key(row: Row) -> str:
    return f"id-{row.text}"


def _crawled(platform: str, ext: str) -> Callable[[Path, Sequence[Row], str], Path]:
    def write(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
        path = folder / "data" / platform / ext / f"search_contents_2024-03-20.{ext}"
        items = [_CRAWLED[platform](row) for row in listed]
        header = list(_CRAWLED[platform](rows(1)[0]))
        if ext == "csv":
            return _csv(path, header, [[i[name] for name in header] for i in items], encoding)
        path.parent.mkdir(parents=True, exist_ok=True)
        if ext == "jsonl":
            text = "".join(json.dumps(i, ensure_ascii=False) + "\n" for i in items)
            path.write_bytes(text.encode(encoding))
        else:
            _dump(path, items, encoding)
        return path

    return write


def _csv(path: Path, header: list[str], cells: list[list[object]], encoding: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([header, *cells])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _meltwater(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    header = [
        "Date",
        "Headline",
        "URL",
        "Opening Text",
        "Hit Sentence",
        "Source",
        "Language",
        "Reach",
    ]
    cells = [
        [r.time.strftime("%d-%b-%Y %I:%M%p"), r.text, f"https://example.org/{r.text}", "", "", "报",
         "zh", r.heat]
        for r in listed
    ]  # fmt: skip
    return _csv(folder / "export.csv", header, cells, encoding)


def _gdelt_csv(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    header = ["url", "url_mobile", "title", "seendate", "socialimage", "domain", "language"]
    cells = [
        [f"https://example.org/{r.text}", "", r.text, r.utc.strftime("%Y%m%dT%H%M%SZ"), "", "e.org",
         "Chinese"]
        for r in listed
    ]  # fmt: skip
    return _csv(folder / "list.csv", header, cells, encoding)


def _gdelt_json(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    articles = [
        {
            "url": f"https://example.org/{r.text}",
            "title": r.text,
            "seendate": r.utc.strftime("%Y%m%dT%H%M%SZ"),
            "socialimage": "",
            "domain": "e.org",
        }
        for r in listed
    ]
    _dump(folder / "list.json", {"articles": articles}, encoding)
    return folder / "list.json"


def _newsnow(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    answers = [
        {
            "status": "success",
            "id": "weibo",
            "updatedTime": row.epoch * 1000,
            "items": [
                {
                    "id": row.text,
                    "title": row.text,
                    "url": "",
                    "extra": {"info": f"{row.heat} 热度"},
                }
            ],
        }
        for row in listed
    ]
    _dump(folder / "entire.json", answers, encoding)
    return folder / "entire.json"


def _dailyhot(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    lines = [
        {
            "name": "douyin",
            "title": "抖音",
            "type": "热点",
            "total": 1,
            "updateTime": row.utc.isoformat().replace("+00:00", ".000Z"),
            "data": [{"id": 1, "title": row.text, "hot": row.heat, "url": "", "mobileUrl": ""}],
        }
        for row in listed
    ]
    path = folder / "saved.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    return path


_HEADER = ["发布时间", "标题", "热度", "排名", "链接"]


def _table_cells(listed: Sequence[Row]) -> list[list[object]]:
    return [[str(r.time), r.text, r.heat, 3, f"https://example.org/{r.text}"] for r in listed]


def _table_csv(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    return _csv(folder / "hot.csv", _HEADER, _table_cells(listed), encoding)


def _table_tsv(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    lines = ["\t".join(str("" if c is None else c) for c in row) for row in _table_cells(listed)]
    path = folder / "hot.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\r\n".join(["\t".join(_HEADER), *lines, ""]).encode(encoding))
    return path


def _table_jsonl(folder: Path, listed: Sequence[Row], encoding: str) -> Path:
    path = folder / "hot.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(
        json.dumps(dict(zip(_HEADER, row, strict=True)), ensure_ascii=False) + "\n"
        for row in _table_cells(listed)
    )
    path.write_bytes(text.encode(encoding))
    return path


def _table_parquet(folder: Path, listed: Sequence[Row], _encoding: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "hot.parquet"
    pl.DataFrame(
        {
            "seen": [r.utc for r in listed],
            "title": [r.text for r in listed],
            "rank": [3 for _ in listed],
            "heat": [r.heat for r in listed],
        },
        schema={
            "seen": pl.Datetime("ms", "UTC"),
            "title": pl.String,
            "rank": pl.UInt8,
            "heat": pl.Int64,
        },
    ).write_parquet(path)
    return path


def _table_xlsx(folder: Path, listed: Sequence[Row], _encoding: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    sheet = book.active
    sheet.append(_HEADER)
    for row, cells in zip(listed, _table_cells(listed), strict=True):
        sheet.append([row.time, *cells[1:]])
    path = folder / "hot.xlsx"
    book.save(path)
    return path


def _by_time(listed: Sequence[Row]) -> list[Row]:
    """Group by time, but keep the order within a file: that is what a shuffle changes."""
    keys = list(dict.fromkeys(row.time for row in sorted(listed, key=lambda r: r.time)))
    return [row for key in keys for row in listed if row.time == key]


_CHINA = ReadOptions(timezone="Asia/Shanghai")
_POSTS = {"is_list": False}

SAMPLES = (
    Sample("weibo-raw", _weibo_raw, hours=24, has_heat=False),
    Sample("weibo-api", _weibo_api, hours=1),
    Sample("zhihu", _zhihu, hours=24),
    Sample("trendradar", _trendradar, is_text=False, has_heat=False),
    *(
        Sample(f"mediacrawler-{platform}-{ext}", _crawled(platform, ext), format="mediacrawler",
               line=2 if ext == "csv" else 1, is_list=False)
        for platform, ext in [("xhs", "csv"), ("douyin", "json"), ("weibo", "jsonl"),
                              ("kuaishou", "csv"), ("bilibili", "json")]
    ),
    Sample("meltwater", _meltwater, options=_CHINA, line=2, is_list=False),
    Sample("gdelt-csv", _gdelt_csv, format="gdelt", line=2, is_list=False, has_heat=False),
    Sample("gdelt-json", _gdelt_json, format="gdelt", is_list=False, has_heat=False),
    Sample("newsnow", _newsnow, format="hotlist-json"),
    Sample("dailyhot", _dailyhot, format="hotlist-json"),
    Sample("table-csv", _table_csv, options=_CHINA, format="table", line=2),
    Sample("table-tsv", _table_tsv, options=_CHINA, format="table", line=2),
    Sample("table-jsonl", _table_jsonl, options=_CHINA, format="table"),
    Sample("table-parquet", _table_parquet, format="table", is_text=False),
    Sample("table-xlsx", _table_xlsx, options=_CHINA, format="table", line=2, is_text=False),
)  # fmt: skip
