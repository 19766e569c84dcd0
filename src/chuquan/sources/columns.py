"""Which column of a table is what: guessed from names and types, and overridable."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from chuquan.errors import ColumnError
from chuquan.sources.base import ROLES

# Of each role, names in the order of preference, in lower case and without blanks, dashes and
# underscores.
_NAMES: dict[str, tuple[str, ...]] = {
    "time": (
        "observedat", "time", "datetime", "timestamp", "publishedat", "publishtime", "pubtime",
        "pubdate", "createdat", "createtime", "createddatetime", "createdatetime", "posttime",
        "postedat", "seen", "seenat", "seendate", "crawltime", "firstcrawltime", "date", "day",
        "时间", "发布时间", "发表时间", "发帖时间", "创建时间", "采集时间", "抓取时间", "上榜时间",
        "日期", "发布日期", "時間", "發布時間",
    ),
    "text": (
        "text", "title", "headline", "content", "topic", "keyword", "hotword", "desc",
        "description", "body", "message", "hitsentence", "标题", "内容", "正文", "文本", "话题",
        "热搜", "热搜词", "热搜标题", "热词", "关键词", "微博内容", "微博正文", "博文", "笔记标题",
        "新闻标题", "標題", "內容",
    ),
    "source": (
        "source", "platform", "channel", "来源", "平台", "渠道", "数据来源", "來源",
    ),
    "heat": (
        "heat", "hot", "hotness", "score", "weight", "hotvalue", "hotscore", "reach", "engagement",
        "views", "readcount", "likedcount", "likes", "热度", "热度值", "热力值", "权重", "阅读量",
        "浏览量", "播放量", "点赞数", "点赞", "指数", "熱度",
    ),
    "url": ("url", "link", "href", "noteurl", "链接", "网址", "原文链接", "地址", "鏈接"),
    "rank": ("rank", "ranking", "position", "排名", "排行", "名次", "榜单排名", "序号排名", "排序"),
    "id": (
        "itemid", "id", "mid", "noteid", "postid", "awemeid", "videoid", "documentid",
        "微博id", "笔记id", "编号",
    ),
    "author": (
        "author", "nickname", "user", "username", "screenname", "influencer", "作者", "昵称",
        "用户名", "用户昵称", "发布者", "博主", "发布人",
    ),
    "lang": ("lang", "language", "语言"),
    "seen": ("seenat", "collectedat", "crawledat", "crawltime", "采集时间", "抓取时间", "入库时间"),
    "day": ("day", "date", "日期"),
}  # fmt: skip


def guess_columns(
    schema: Mapping[str, pl.DataType], overrides: Mapping[str, str], where: str
) -> dict[str, str]:
    """Return role to column name.

    Names decide first, then types: a lone column of times is the time, a lone column of strings
    the text.

    Parameters
    ----------
    schema : mapping of str to polars data type
        The table's columns.
    overrides : mapping of str to str
        Role to column name, from the user; an empty name takes the role away.
    where : str
        The file, for messages.

    Raises
    ------
    ColumnError
        If there is no time or no text column, if one that the user named is not there, or if
        several could be it.
    """
    missing = [name for name in overrides.values() if name and name not in schema]
    if missing:
        raise ColumnError(
            f"no column named {', '.join(repr(name) for name in missing)}",
            where=where,
            allowed=_shown(schema),
            todo="give one of these names with --column ROLE=NAME",
        )
    mapping = {role: name for role, name in overrides.items() if name}
    for role in ROLES:
        if role not in overrides:
            name = _by_name(role, schema, set(mapping.values()))
            if name is not None:
                mapping[role] = name
    for role in ("time", "text"):
        if role not in mapping:
            mapping[role] = _by_type(role, schema, set(mapping.values()), where)
    return {role: mapping[role] for role in ROLES if role in mapping}


def _by_name(role: str, schema: Mapping[str, pl.DataType], taken: set[str]) -> str | None:
    plain: dict[str, str] = {}
    for name, dtype in schema.items():
        if name not in taken and not dtype.is_nested():
            plain.setdefault(_plain(name), name)
    return next((plain[name] for name in _NAMES[role] if name in plain), None)


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char not in " _-.()()[]")


def _by_type(role: str, schema: Mapping[str, pl.DataType], taken: set[str], where: str) -> str:
    free = {name: dtype for name, dtype in schema.items() if name not in taken}
    if role == "time":
        candidates = [n for n, d in free.items() if isinstance(d, pl.Datetime)]
        candidates = candidates or [n for n, d in free.items() if d == pl.Date]
    else:
        candidates = [n for n, d in free.items() if d in (pl.String, pl.Categorical)]
    if len(candidates) == 1:
        return candidates[0]
    found = (
        f"several columns could be the {role}: {', '.join(candidates)}"
        if candidates
        else f"no {role} column; found columns: {_shown(schema)}"
    )
    raise ColumnError(
        found,
        where=where,
        allowed=f"a column named {', '.join(_NAMES[role][:4])}, {_chinese(role)} or the like",
        todo=f"say which it is with --column {role}=NAME",
    )


def _chinese(role: str) -> str:
    return ", ".join([name for name in _NAMES[role] if not name.isascii()][:2])


def _shown(schema: Mapping[str, pl.DataType], limit: int = 40) -> str:
    names = list(schema)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
