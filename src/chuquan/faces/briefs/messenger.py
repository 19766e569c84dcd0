"""What the card for messengers says: one wave, three figures, how sure, and the source."""

from __future__ import annotations

from collections.abc import Mapping

from chuquan.faces.briefs import thin, waves
from chuquan.faces.briefs.content import CardContent, CardFigure, Ref, Table
from chuquan.faces.briefs.pictures import timeline_alt, timeline_chart
from chuquan.faces.briefs.scope import Subject
from chuquan.faces.briefs.show import shown
from chuquan.faces.timeline import days_of_wave
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report


def card_content(subject: Subject, words: Words, tables: Mapping[str, Table]) -> CardContent:
    """Return what the card says: of the greatest wave that is not thin, images first.

    Where all waves are thin, it tells the greatest one without asserting anything; where there is
    none, that none was found.
    """
    report = subject.report
    told = [b for b in subject.breakouts if not thin.is_thin(b, report)]
    images = [b for b in told if b.kind == "image"]
    chosen = max(images or told or subject.breakouts, key=lambda b: b.n_excess, default=None)
    if chosen is None:
        return _empty(report, words)
    sure = words.gettext("Data too thin to say")
    if chosen in told:
        sure = words.gettext("How sure: %(judgement)s") % {
            "judgement": words.certainty(chosen.q_value)
        }
    return CardContent(
        title=_heading(chosen, subject, words),
        place=shown(words.place(chosen), 24),
        theme=shown(words.theme(chosen), 24),
        kind=words.kind(chosen.kind),
        figures=_figures(report, chosen, words, tables),
        sentences=(),
        sure=sure,
        chart=timeline_chart(chosen, words),
        alt=timeline_alt(chosen, words),
        is_crisis=chosen.kind == "crisis",
        wave_days=tuple(d.day for d in days_of_wave(chosen)),
    )


def _heading(breakout: Breakout, subject: Subject, words: Words) -> str:
    if breakout.end is None:
        return words.gettext("Breaking out now")
    if subject.scope == "breakout":
        return words.kind(breakout.kind)
    if breakout.kind == "image":
        return words.gettext("The greatest city image of the period")
    if breakout.kind == "crisis":
        return words.gettext("The greatest crisis of the period")
    return words.gettext("The greatest wave of the period")


def _figures(
    report: Report, breakout: Breakout, words: Words, tables: Mapping[str, Table]
) -> tuple[CardFigure, ...]:
    _ = words.gettext
    key = waves.wave_key(report, breakout)
    table = next(
        t
        for name in (f"facts-{key}", "images", "crises", "affairs")
        if (t := tables.get(name)) and any(r.key == key for r in t.rows)
    )
    figures = [
        CardFigure(_("mentions more than expected"), table.cell(key, "excess").text,
                   Ref(table.key, key, "excess")),
    ]  # fmt: skip
    if breakout.end is None or not thin.has_half_life(breakout):
        figures.append(_figure(table, key, "peak", _("peak"), words.short_day(breakout.peak)))
    else:
        figures.append(_figure(table, key, "half_life", _("until it halved")))
    if thin.has_times(breakout):
        figures.append(_figure(table, key, "times", _("the usual")))
    else:
        figures.append(_figure(table, key, "onset", _("onset"), words.short_day(breakout.onset)))
    return tuple(figures)


def _figure(table: Table, row: str, column: str, label: str, text: str = "") -> CardFigure:
    return CardFigure(label, text or table.cell(row, column).text, Ref(table.key, row, column))


def _empty(report: Report, words: Words) -> CardContent:
    return CardContent(
        title=words.gettext("City images that broke out"),
        place=words.gettext("None was found."),
        theme=words.period(*report.period),
        kind="",
        figures=(),
        sentences=(),
        sure="",
        chart=None,
        alt="",
    )
