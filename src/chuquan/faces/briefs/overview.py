"""The opening sentences of a brief: on a whole report, or on one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chuquan.faces.briefs import thin
from chuquan.faces.briefs.content import Run, Sentence, Table, joined, told
from chuquan.faces.briefs.telling import happened
from chuquan.faces.briefs.waves import name, wave_key
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report

_N_LISTED = 3


def sentences_on_all(
    report: Report,
    words: Words,
    *,
    counts: Table,
    images: Table | None,
    levers: Table,
    sources: Table,
) -> tuple[Sentence, ...]:
    """Return the opening of a brief on a whole report; the tables hold its figures."""
    told_images = _told(report, images)
    return (
        *_read(report, words, counts),
        *_found(words, counts),
        *_ongoing(report, told_images, words, counts, images),
        *_strongest(report, told_images, words, images),
        *_by_lever(words, levers),
        *_half_lives(words, counts),
        *_gaps(report, words, sources),
    )


def sentences_on_place(
    report: Report,
    place: str,
    words: Words,
    *,
    counts: Table,
    images: Table | None,
    crises: Table | None,
    levers: Table,
) -> tuple[Sentence, ...]:
    """Return the opening of a brief on one place."""
    told_images, told_crises = _told(report, images), _told(report, crises)
    return (
        *_found_here(place, words, counts),
        *_ongoing(report, told_images, words, counts, images),
        *_strongest(report, told_images, words, images),
        *_latest(report, told_images, words, images),
        *(_by_lever(words, levers) if len(told_images) >= thin.LEAST_FOR_MEDIAN else ()),
        *_half_lives(words, counts),
        *_greatest_crisis(report, told_crises, words, crises),
    )


def _told(report: Report, table: Table | None) -> list[Breakout]:
    """Return the waves of a table that sentences may speak of, in its order."""
    keys = {row.key for row in table.rows} if table else set()
    return [
        b for b in report.breakouts if wave_key(report, b) in keys and not thin.is_thin(b, report)
    ]


def _read(report: Report, words: Words, counts: Table) -> Iterator[Sentence]:
    if not report.sources or not report.n_mentions:
        return
    text = words.ngettext(
        "From %(start)s to %(end)s, %(n)s mentions of %(sources)s source were read; "
        "%(located)s of them name a place.",
        "From %(start)s to %(end)s, %(n)s mentions of %(sources)s sources were read; "
        "%(located)s of them name a place.",
        len(report.sources),
    )
    rows = {"n": "read", "start": "start", "end": "end", "sources": "sources", "located": "located"}
    yield told(text, {name: counts.figure(row, "value") for name, row in rows.items()})


def _found(words: Words, counts: Table) -> Iterator[Sentence]:
    text = words.gettext(
        "%(all)s breakouts were found at a false discovery rate of %(rate)s: %(image)s of city "
        "images, %(crisis)s of crises and %(affairs)s of affairs."
    )
    rows = ("all", "rate", "image", "crisis", "affairs")
    if counts.cell("all", "value").value:
        yield told(text, {row: counts.figure(row, "value") for row in rows})


def _found_here(place: str, words: Words, counts: Table) -> Iterator[Sentence]:
    text = words.gettext(
        "%(place)s, %(start)s to %(end)s. City images that broke out: %(image)s; crises: "
        "%(crisis)s (at a false discovery rate of %(rate)s)."
    )
    rows = ("start", "end", "image", "crisis", "rate")
    figures = {row: counts.figure(row, "value") for row in rows}
    yield told(text, {**figures, "place": Run(place)})


def _ongoing(
    report: Report, images: Sequence[Breakout], words: Words, counts: Table, table: Table | None
) -> Iterator[Sentence]:
    now = [b for b in images if b.end is None]
    if not now or table is None:
        return
    text = words.ngettext(
        "When the period ended, %(n)s city image was still breaking out: %(list)s.",
        "When the period ended, %(n)s city images were still breaking out, the strongest first: "
        "%(list)s.",
        int(str(counts.cell("ongoing", "value").value)),
    )
    each = words.gettext("%(image)s (since %(onset)s)")
    listed = [
        told(
            each,
            {
                "image": name(b, words),
                "onset": table.figure(wave_key(report, b), "onset"),
            },
        ).runs
        for b in now[:_N_LISTED]
    ]
    values: dict[str, Run | Sequence[Run]] = {
        "n": counts.figure("ongoing", "value"),
        "list": joined(listed, words.gettext("; ")),
    }
    yield told(text, values)


def _strongest(
    report: Report, images: Sequence[Breakout], words: Words, table: Table | None
) -> Iterator[Sentence]:
    if not images or table is None:
        return
    first = max(images, key=lambda b: b.n_excess)
    sentence = happened(first, words, table, wave_key(report, first))
    yield told(words.gettext("The greatest city image: %(sentence)s"), {"sentence": sentence.runs})


def _latest(
    report: Report, images: Sequence[Breakout], words: Words, table: Table | None
) -> Iterator[Sentence]:
    if len(images) < 2 or table is None:
        return
    last = max(images, key=lambda b: b.onset)
    if last is max(images, key=lambda b: b.n_excess) or last.end is None:
        return
    sentence = happened(last, words, table, wave_key(report, last))
    yield told(words.gettext("The latest one: %(sentence)s"), {"sentence": sentence.runs})


def _greatest_crisis(
    report: Report, crises: Sequence[Breakout], words: Words, table: Table | None
) -> Iterator[Sentence]:
    if not crises or table is None:
        return
    first = max(crises, key=lambda b: b.n_excess)
    sentence = happened(first, words, table, wave_key(report, first))
    text = words.gettext("Crises are kept apart. The greatest: %(sentence)s")
    yield told(text, {"sentence": sentence.runs})


def _by_lever(words: Words, levers: Table) -> Iterator[Sentence]:
    if not levers.rows:
        return
    each = words.gettext("%(lever)s %(n)s")
    listed = [
        told(
            each, {"lever": Run(row.cells["name"].text), "n": levers.figure(row.key, "value")}
        ).runs
        for row in levers.rows
    ]
    text = words.gettext("City images by their first lever: %(list)s.")
    yield told(text, {"list": joined(listed, words.gettext(", "))})


def _half_lives(words: Words, counts: Table) -> Iterator[Sentence]:
    known = next((row for row in counts.rows if row.key == "known"), None)
    if known is None or float(str(known.cells["value"].value)) < thin.LEAST_FOR_MEDIAN:
        return
    text = words.gettext(
        "For %(n)s of %(total)s city images the half-life can be estimated; its median is %(days)s."
    )
    values = {
        "n": counts.figure("known", "value"),
        "total": counts.figure("image", "value"),
        "days": counts.figure("half_life", "value"),
    }
    yield told(text, values)


def _gaps(report: Report, words: Words, sources: Table) -> Iterator[Sentence]:
    for row, source in zip(sources.rows, report.sources, strict=True):
        if not source.gaps:
            continue
        text = words.ngettext(
            "%(source)s could not be read in %(n)s stretch (%(days)s in all); nothing is said of "
            "that time.",
            "%(source)s could not be read in %(n)s stretches (%(days)s in all); nothing is said "
            "of that time.",
            len(source.gaps),
        )
        values = {
            "source": Run(row.cells["source"].text),
            "n": sources.figure(row.key, "gaps"),
            "days": sources.figure(row.key, "days"),
        }
        yield told(text, values)
