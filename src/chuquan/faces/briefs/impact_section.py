"""What a brief shows of impacts: all of them in a table, then one by one, failures first.

Names, sentences and pictures are those of the impact faces. A sentence on the effect stands only
where the impact is trusted and its interval lies on one side of zero; what failed is always told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuquan.faces.briefs import thin
from chuquan.faces.briefs.content import Run, Section, Sentence, Table, told
from chuquan.faces.briefs.impact_pictures import impact_pictures
from chuquan.faces.briefs.impact_tables import Brought, overview, printed
from chuquan.faces.briefs.scope import Subject
from chuquan.faces.impact_fit import fitted
from chuquan.faces.impact_story import headline_message
from chuquan.faces.impact_words import design_sentence, where
from chuquan.faces.words import Words

N_TOLD = 4
"""So many impacts are told one by one; the table and the spreadsheet hold all."""

_EFFECT, _LIFT, _TOTAL = 1, 2, 3
"""Rows of the table of figures, after the window."""


def impacts_of(subject: Subject) -> list[Brought]:
    """Return the impacts of a brief, those that failed a check they must pass first.

    A brief on all shows all; one on a place those of the place and of its waves; one on a wave
    those of the wave.
    """
    waves = {b.breakout_id: b for b in subject.breakouts}
    places = {b.place_id for b in subject.breakouts} if subject.scope == "place" else set()
    chosen = [
        i
        for i in subject.report.impacts
        if subject.scope == "all"
        or i.breakout_id in waves
        or places & {p.place_id for p in i.places}
    ]
    ordered = sorted(chosen, key=lambda i: i.is_trusted)
    return [
        Brought(f"i{k}", fitted(i), waves.get(i.breakout_id or "")) for k, i in enumerate(ordered)
    ]


def impact_sections(chosen: Sequence[Brought], words: Words) -> list[Section]:
    """Return what the report says of what waves, starts and events brought; nothing for none."""
    if not chosen:
        return []
    table = overview(chosen, words)
    _ = words.gettext
    notes = [
        _(
            "Effects are set against what would have happened anyway. One that failed a check is "
            "not to be relied on."
        )
    ]
    if len(chosen) > N_TOLD:
        notes.append(_("The first impacts are told one by one; the spreadsheet holds all."))
    first = Section(key="impacts", title=_("What it brought"), tables=(table,), notes=tuple(notes))
    return [first, *(_section(one, table, words) for one in chosen[:N_TOLD])]


def _section(one: Brought, every: Table, words: Words) -> Section:
    made = printed(one, words)
    return Section(
        key=f"impact-{one.key}",
        title=one.title(words),
        sentences=tuple(_sentences(one, every, made, words)),
        pictures=impact_pictures(one, words),
        tables=tuple(table for table in made if table.rows),
        notes=(design_sentence(one.impact, words),),
    )


def _sentences(
    one: Brought, every: Table, made: Sequence[Table], words: Words
) -> Iterable[Sentence]:
    impact, (figures, checks) = one.impact, made[:2]
    if not impact.is_trusted:
        warning = words.gettext("First of all: these figures cannot be relied on yet.")
        yield Sentence((every.figure(one.key, "failed", warning),))
    yield from _failures(one, checks, words)
    if not impact.is_trusted:
        return
    values = {
        "period": figures.figure(f"{one.key}-0", "c1"),
        "place": every.figure(one.key, "what", where(impact, words, one.breakout)),
    }
    yield told(headline_message(impact, words), values)
    if thin.is_told(impact):
        yield _effect(one, figures, words)


def _failures(one: Brought, checks: Table, words: Words) -> Iterable[Sentence]:
    n_failed = sum(c.outcome == "failed" for c in one.impact.checks)
    for row in checks.rows[:n_failed]:
        said = row.cells["c2"].text.rstrip(".。")
        values: dict[str, str | Run] = {"check": checks.figure(row.key, "c1"), "sentence": said}
        text = words.gettext("Failed, %(check)s: %(sentence)s.")
        if row.cells["c3"].text != "—":
            text = words.gettext("Failed, %(check)s: %(sentence)s (%(figures)s).")
            values["figures"] = checks.figure(row.key, "c3")
        yield told(text, values)


def _effect(one: Brought, figures: Table, words: Words) -> Sentence:
    text = words.gettext(
        "%(effect_name)s: %(effect)s; against what would have come anyway: %(lift)s; "
        "%(total_name)s: %(total)s."
    )
    rows = {"effect": _EFFECT, "lift": _LIFT, "total": _TOTAL}
    values = {name: figures.figure(f"{one.key}-{i}", "c1") for name, i in rows.items()}
    values["effect_name"] = _name(figures, f"{one.key}-{_EFFECT}")
    name = _name(figures, f"{one.key}-{_TOTAL}")
    # Inside a sentence a name does not begin with a capital.
    values["total_name"] = Run(name.text[:1].lower() + name.text[1:], name.ref)
    return told(text, values)


def _name(figures: Table, row: str) -> Run:
    name = figures.figure(row, "c0")
    # A name that holds a number, such as of days, points at the cell that says it.
    return name if any(c.isdigit() for c in name.text) else Run(name.text)
