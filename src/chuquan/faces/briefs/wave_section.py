"""The section on one wave: its tables, what is said of it, and its pictures."""

from __future__ import annotations

from chuquan.faces.briefs import tables as made
from chuquan.faces.briefs import thin, waves
from chuquan.faces.briefs.content import Section, Table
from chuquan.faces.briefs.pictures import wave_pictures
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.telling import wave_sentences
from chuquan.faces.shares import Share, shares
from chuquan.faces.sides import also
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report


def wave_section(report: Report, breakout: Breakout, words: Words) -> Section:
    """Return the section on one wave; on a thin one it holds figures and no sentence."""
    key = waves.wave_key(report, breakout)
    parts = shares(breakout, words)
    tables = _tables(report, breakout, parts, words)
    named = words.gettext("%(image)s (%(onset)s)")
    image = shown(words.image(breakout), 60)
    thin_note = words.gettext(
        "The data are too thin for sentences on this wave; its figures stand in the table."
    )
    return Section(
        key=f"wave-{key}",
        title=named % {"image": image, "onset": words.day(breakout.onset)},
        tags=_tags(breakout, words),
        sentences=wave_sentences(report, breakout, words, tables, key),
        pictures=wave_pictures(breakout, parts, words, key=key),
        tables=tuple(tables.values()),
        notes=(thin_note,) if thin.is_thin(breakout, report) else (),
        is_wave=True,
        is_crisis=breakout.kind == "crisis",
    )


def _tables(
    report: Report, breakout: Breakout, parts: tuple[Share, ...], words: Words
) -> dict[str, Table]:
    """Return a wave's tables by what they hold; those that would be empty are left out."""
    facts = waves.wave_table(
        report,
        (breakout,),
        words,
        key=f"facts-{waves.wave_key(report, breakout)}",
        title=words.gettext("Figures of this wave"),
        shown_columns=(*waves.FACTS, *(waves.TO_COME if breakout.outlook else ())),
        style="facts",
    )
    kinds = breakout.mix if len(breakout.mix) > 1 or breakout.is_two_sided else ()
    levers = breakout.lever_mix if len(breakout.lever_mix) > 1 else ()
    tables = {
        "facts": facts,
        "shares": made.shares_table(report, breakout, parts, words),
        "kinds": made.stretches_table(report, breakout, kinds, words, what="kinds"),
        "levers": made.stretches_table(report, breakout, levers, words, what="levers"),
        "beside": made.beside_table(report, breakout, words),
        "terms": made.terms_table(report, breakout, words),
        "path": made.path_table(report, breakout, words),
        "mentions": made.mentions_table(report, breakout, words),
    }
    if len(breakout.path) < 2:
        del tables["path"]
    return {name: table for name, table in tables.items() if table.rows}


def _tags(breakout: Breakout, words: Words) -> tuple[str, ...]:
    lever = [words.lever(breakout.lever)] if breakout.lever else []
    tags = [words.kind(breakout.kind), also(breakout, words), *lever]
    return tuple(tag for tag in (*tags, words.phase(breakout.phase)) if tag)
