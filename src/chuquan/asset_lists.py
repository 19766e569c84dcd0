"""What places have: the shipped lists, and a user's tables checked before they are used.

read the tables -> join them with the shipped lists -> those of a place and a kind
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from chuquan.errors import EmptySourceError, NotFoundError, UserError
from chuquan.opportunities.assets.kinds import KINDS_ALLOWED, kind_of
from chuquan.opportunities.assets.known import join_assets
from chuquan.opportunities.assets.places import PLACES_ALLOWED, place_of
from chuquan.opportunities.assets.shipped import shipped_assets
from chuquan.opportunities.assets.table import AssetsReading, read_assets
from chuquan.places.gazetteer import Gazetteer
from chuquan.report import Asset, AssetKind, AssetList, Problem


def list_assets(
    files: Sequence[Path] = (),
    *,
    place: str = "",
    kind: str = "",
    digests: Sequence[Path] = (),
    encoding: str | None = None,
) -> AssetList:
    """Return what is known of a place, of a kind, or at all.

    Parameters
    ----------
    files : sequence of path
        The user's tables. A thing that two of them have is taken from the first, and told.
    place : str
        Name or code; what lies in it counts. Empty for all.
    kind : str
        A kind, or a word that means one (美食, food). Empty for all.
    digests : sequence of path
        Digests whose mentions say what the place is known for.
    encoding : str, optional
        Of text files; by default it is told from the bytes.

    Raises
    ------
    ColumnError
        For a table without a column of places, names or kinds.
    EmptySourceError
        Where no row of any table can be used.
    EncodingError, FormatError, NotFoundError
        For a file that cannot be read, and for a place that is not known.
    UserError
        For a kind that is none, and for digests without a place.
    """
    gazetteer = Gazetteer.load()
    place_id = _place(place, gazetteer)
    wanted = kind_of(kind)
    if kind and wanted is None:
        raise UserError(
            f"no kind of assets: {kind!r}",
            where="--kind",
            allowed=KINDS_ALLOWED,
            todo="give one of these",
        )
    if digests and not place_id:
        raise UserError(
            "a digest, and no place",
            where="--digest",
            allowed="a digest together with --place",
            todo="say with --place whose mentions are asked about",
        )
    readings = _once([read_assets(file, gazetteer, encoding=encoding) for file in files])
    own = tuple(asset for reading in readings for asset in reading.assets)
    problems = tuple(problem for reading in readings for problem in reading.problems)
    if files and not own:
        raise _nothing(files, problems)
    shipped = shipped_assets()
    joined = join_assets(own, shipped)
    shown = tuple(
        asset
        for asset in joined
        if (not place_id or place_id in {asset.place_id, *_above(asset.place_id, gazetteer)})
        and (wanted is None or asset.kind == wanted)
    )
    return AssetList(
        assets=shown,
        names={
            i: (gazetteer.name(i), gazetteer.name_en(i))
            for i in dict.fromkeys(
                (*(asset.place_id for asset in shown), *filter(None, [place_id]))
            )
        },
        files=tuple(map(str, files)),
        n_own=len(own),
        n_joined=len(own) + len(shipped) - len(joined),
        place_id=place_id,
        kind=wanted or "",
        said=_said(digests, place_id, wanted, gazetteer),
        unread={reading.file: reading.unread for reading in readings if reading.unread},
        problems=problems,
    )


def _said(
    digests: Sequence[Path], place_id: str, kind: AssetKind | None, gazetteer: Gazetteer
) -> tuple[Asset, ...]:
    if not digests:
        return ()
    # What a digest needs is much to import, and a table is checked without it.
    from chuquan import pipeline  # noqa: PLC0415
    from chuquan.opportunities.assets.said import said_assets  # noqa: PLC0415

    found = said_assets([pipeline.load_digest(path) for path in digests], gazetteer, place_id)
    return tuple(asset for asset in found if kind is None or asset.kind == kind)


def _place(place: str, gazetteer: Gazetteer) -> str:
    if not place.strip():
        return ""
    found = place_of(place.strip(), "", gazetteer)
    if found.place_id is None:
        raise NotFoundError(
            found.fault or "",
            where="--place",
            allowed=PLACES_ALLOWED,
            todo="give the name with its province (江苏南京鼓楼区), or the code",
        )
    return found.place_id


def _above(place_id: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    return gazetteer.parents(place_id)


def _once(readings: Sequence[AssetsReading]) -> list[AssetsReading]:
    """Take what several tables have from the first of them, and tell so."""
    seen: dict[tuple[str, str], str] = {}
    out = []
    for reading in readings:
        kept = []
        problems = list(reading.problems)
        for asset in reading.assets:
            key = (asset.place_id, asset.name.casefold())
            if (first := seen.get(key)) is None:
                kept.append(asset)
                continue
            problems.append(
                Problem(
                    file=reading.file,
                    column=reading.columns["name"],
                    found=f"'{asset.name}' again: {first} has it already",
                    allowed="each thing of a place once",
                    todo="leave it out of one of the two tables",
                )
            )
        seen |= {(asset.place_id, asset.name.casefold()): reading.file for asset in kept}
        out.append(replace(reading, assets=tuple(kept), problems=tuple(problems)))
    return out


def _nothing(files: Sequence[Path], problems: Sequence[Problem]) -> EmptySourceError:
    first = problems[0] if problems else None
    line = f", line {first.line}" if first and first.line else ""
    return EmptySourceError(
        f"no row that can be used, {sum(p.n for p in problems)} that cannot"
        + (f"; the first{line}: {first.found}" if first else ""),
        where=", ".join(map(str, files)),
        allowed=first.allowed if first else "",
        todo=first.todo if first and first.todo else "check that it is the right file",
    )
