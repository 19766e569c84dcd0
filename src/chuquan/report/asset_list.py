"""Assets that are known: those of the shipped lists, and those of a user's tables once checked."""

from __future__ import annotations

import msgspec

from chuquan.report.asset import Asset
from chuquan.report.bundle import Problem


class AssetList(msgspec.Struct, frozen=True, kw_only=True):
    """Assets with the names of their places, and what could not be read.

    Attributes
    ----------
    assets : tuple of Asset
        Of the place and kind that were asked for; the user's first, then by place and name.
    names : dict of str to tuple of str
        Identifier of each place to its name in Chinese and in English.
    files : tuple of str
        The user's tables, in their order.
    n_own : int
        Assets that the user's tables hold, whatever was asked for.
    n_joined : int
        Of them, those that the shipped lists have as well: both are told as one.
    place_id : str
        The place that was asked for; empty for all. What lies in it counts.
    kind : str
        The kind that was asked for; empty for all.
    said : tuple of Asset
        What the mentions of a digest say of the place more than of others, clearest first; the
        kind is told from the word, the source says in how many mentions.
    unread : dict of str to tuple of str
        Of each table, the columns that were taken for nothing.
    problems : tuple of Problem
        Rows of the tables that were left out, each with its line, column and what to do.
    """

    assets: tuple[Asset, ...]
    names: dict[str, tuple[str, str]] = {}
    files: tuple[str, ...] = ()
    n_own: int = 0
    n_joined: int = 0
    place_id: str = ""
    kind: str = ""
    said: tuple[Asset, ...] = ()
    unread: dict[str, tuple[str, ...]] = {}
    problems: tuple[Problem, ...] = ()
