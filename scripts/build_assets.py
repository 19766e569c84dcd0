"""Build the shipped lists of assets from the shared tables and the lists in ``scripts/assets``.

Facts only: names, places, dates. Every list has a head in ``lists.toml`` that says where its facts
are from and when; every place must be one place of the gazetteer, every listed name must be used.
Run ``python scripts/build_assets.py ../shared/data/assets``.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chuquan.impact.reading.named import candidates
from chuquan.places.gazetteer import Gazetteer
from chuquan.tables import ASSET_KINDS

HERE: Final = Path(__file__).parent / "assets"
OUT: Final = Path(__file__).parents[1] / "src" / "chuquan" / "data" / "assets" / "assets.tsv"
COLUMNS: Final = ("place_id", "name", "kind", "name_en", "names", "since", "source", "url")
SUFFIX: Final = re.compile(
    r"(特别|文化|生态|风景|旅游|休闲|海洋)*(名胜区|度假区|景区|旅游区|游览区|风光带景区|廊道景区)$"
)
# Names in the shared table that no gazetteer knows: short forms of prefectures, a new area.
CITIES: Final = {"巴州": "巴音郭楞", "博州": "博尔塔拉", "雄安新区": "安新", "陵水县": "陵水"}
ACROSS_BORDERS: Final = frozenset({"1442"})
"""Sites of China and other countries, for which the shared table names no country."""

MISSING: Final = (("老牛湾黄河大峡谷旅游区", "呼和浩特市"),)
"""Scenic areas that the ministry announced and the shared table lacks."""


UNCLEAR: Final[dict[str, list[str]]] = {}
"""Names that are not one place, all told together."""


COMMON_WORDS: Final = frozenset({"开端"})
"""Titles of works that are words of every day: to find them says nothing of the work."""


@dataclass
class Row:
    """One asset of one place, before rows of several lists are joined."""

    place_id: str
    name: str
    kind: str
    sources: list[str]
    url: str
    name_en: str = ""
    names: list[str] = field(default_factory=list)
    since: str = ""


def main(shared: Path) -> None:
    """Write the table and tell what is in it."""
    gazetteer = Gazetteer.load()
    lists = tomllib.loads((HERE / "lists.toml").read_text("utf-8"))
    rows = [
        *world_heritage(shared / "unesco_world_heritage.csv", lists["world_heritage"], gazetteer),
        *scenic(shared / "china_5a_scenic_areas.csv", lists["scenic"], gazetteer),
    ]
    for key, head in lists.items():
        if key not in {"world_heritage", "scenic"}:
            rows.extend(by_hand(key, head, gazetteer))
    rows.extend(works(Path(__file__).parents[1] / "src" / "chuquan" / "data" / "works.csv"))
    if UNCLEAR:
        raise SystemExit(f"not one place: {UNCLEAR}")
    joined = join(rows)
    called: dict[tuple[str, str], set[str]] = {}
    for row in joined:
        for name in (row.name, *row.names):
            called.setdefault((row.place_id, name), set()).add(row.name)
    if unclear := {key: names for key, names in called.items() if len(names) > 1}:
        raise SystemExit(f"one name of several things of a place: {unclear}")
    with OUT.open("w", encoding="utf-8", newline="") as out:
        print(*COLUMNS, sep="\t", file=out)
        for row in joined:
            names = ";".join(name for name in dict.fromkeys(row.names) if name != row.name)
            source = "; ".join(dict.fromkeys(row.sources))
            print(
                *(row.place_id, row.name, row.kind, row.name_en, names, row.since, source, row.url),
                sep="\t",
                file=out,
            )
    kinds = {kind: sum(row.kind == kind for row in joined) for kind in ASSET_KINDS}
    print(f"{len(joined)} assets of {len({row.place_id for row in joined})} places: {kinds}")


def world_heritage(path: Path, head: dict[str, Any], gazetteer: Gazetteer) -> Iterator[Row]:
    """Yield UNESCO's sites in China: English name and year from its list, the rest by hand."""
    with path.open(encoding="utf-8") as file:
        sites = {
            site["whc_id"]: site
            for site in csv.DictReader(file)
            if site["state_party"] == "CHN" or site["whc_id"] in ACROSS_BORDERS
        }
    listed = list(read("world_heritage"))
    if missing := set(sites) ^ {row["id"] for row in listed}:
        raise SystemExit(f"world heritage in one list only: {sorted(missing)}")
    for row in listed:
        site = sites[row["id"]]
        for place_id in places(row["places"], gazetteer):
            yield Row(
                place_id,
                row["name"],
                "heritage",
                [head["source"].format(year=site["year_inscribed"])],
                head["url"].format(id=row["id"]),
                re.sub(r"<[^>]+>", "", site["name"]),
                split(row["names"]),
                row["since"] or f"{site['year_inscribed']}-01-01",
            )


def scenic(path: Path, head: dict[str, Any], gazetteer: Gazetteer) -> Iterator[Row]:
    """Yield the 5A scenic areas, under the names that people use."""
    with path.open(encoding="utf-8") as file:
        areas = dict.fromkeys((area["name"], area["city"]) for area in csv.DictReader(file))
    areas |= dict.fromkeys(MISSING)
    dates = {row["name"]: row["since"] for row in read("scenic_dates")}
    called: dict[str, list[dict[str, str]]] = {}
    for row in read("scenic_names"):
        called.setdefault(row["listed"], []).append(row)
    used = set()
    for name, city in areas:
        keys = (f"{name}({city})", f"{name}({city.rstrip('市')})", name)
        since = next((dates[key] for key in keys if key in dates), "")
        known = next((called[key] for key in keys if key in called), None)
        used.update(keys)
        plain = {"name": SUFFIX.sub("", name) or name, "names": "", "places": ""}
        known_rows = known or [plain]
        for row in known_rows:
            where = row["places"] or CITIES.get(city, city)
            for place_id in places(where, gazetteer):
                yield Row(
                    place_id,
                    row["name"],
                    "scenic",
                    [head["source"].format(year=since[:4] or head["as_of"])],
                    head["url"],
                    names=[*split(row["names"]), *([name] if row is known_rows[0] else [])],
                    since=since,
                )
    if unused := (set(dates) | set(called)) - used:
        raise SystemExit(f"no such scenic area: {sorted(unused)}")


def by_hand(key: str, head: dict[str, Any], gazetteer: Gazetteer) -> Iterator[Row]:
    """Yield the rows of a list that was written by hand."""
    for row in read(key):
        since = row.get("since") or str(head.get("since", ""))
        since = head.get("batches", {}).get(since, since)
        year = since[:4] or str(head.get("as_of", ""))
        kind = row.get("kind") or head["kind"]
        if kind not in ASSET_KINDS:
            raise SystemExit(f"{key}: no kind {kind!r}: {row}")
        for place_id in places(row["places"], gazetteer):
            yield Row(
                place_id,
                row.get("name") or head["name"],
                kind,
                [(row.get("source") or head["source"]).format(year=year)],
                row.get("url") or head.get("url", ""),
                row.get("name_en") or head.get("name_en", ""),
                split(row.get("names", "")),
                f"{since}-01-01" if len(since) == 4 else since,
            )


def works(path: Path) -> Iterator[Row]:
    """Yield the works set in a place that the package knows anyway."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row["work"] in COMMON_WORDS:
                continue
            source = f"首播或上映 Broadcast or release, {row['since'][:4]}"
            yield Row(row["place_id"], row["work"], "work", [source], "", since=row["since"])


def join(rows: list[Row]) -> list[Row]:
    """Join what several lists say of one thing: the first list's kind, the earliest date."""
    out: dict[tuple[str, str], Row] = {}
    for row in rows:
        first = out.setdefault((row.place_id, row.name), row)
        if first is row:
            continue
        first.names.extend(row.names)
        first.sources.extend(row.sources)
        first.name_en = first.name_en or row.name_en
        # A thing without a date was known before any list of ours; it stays so.
        first.since = min(first.since, row.since) if first.since and row.since else first.since
    return [out[key] for key in sorted(out)]


def places(text: str, gazetteer: Gazetteer) -> list[str]:
    """Return the Chinese places that are named (广东开平 where several bear a name)."""
    out = []
    for name in split(text):
        ids = [i for i in candidates(name, "", gazetteer) if re.fullmatch(r"\d{6}", i)]
        if len(ids) != 1:
            UNCLEAR[name] = [f"{i} {gazetteer.name(gazetteer.parents(i)[0])}" for i in ids]
        out.extend(ids[:1])
    return out


def split(text: str | None) -> list[str]:
    """Split a list within a cell."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def read(key: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one list; lines that begin with # are notes."""
    lines = (HERE / f"{key}.tsv").read_text("utf-8").splitlines()
    yield from csv.DictReader(
        (line for line in lines if line and not line.startswith("#")),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
        restval="",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
