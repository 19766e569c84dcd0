"""Make the content of a brief from a report: what stands in it, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from chuquan.faces.briefs import thin, totals, waves
from chuquan.faces.briefs.answer_section import AnswerParts, answer_parts, answers_of
from chuquan.faces.briefs.content import Brief, Picture, Section, Sentence, Table
from chuquan.faces.briefs.impact_section import impact_sections, impacts_of
from chuquan.faces.briefs.impact_tables import every_table
from chuquan.faces.briefs.labels import labels
from chuquan.faces.briefs.messenger import card_content
from chuquan.faces.briefs.overview import sentences_on_all, sentences_on_place
from chuquan.faces.briefs.pictures import shares_picture
from chuquan.faces.briefs.scope import Subject
from chuquan.faces.briefs.show import shown
from chuquan.faces.briefs.tables import days_table
from chuquan.faces.briefs.template import Template
from chuquan.faces.briefs.wave_section import wave_section
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report

N_RANKED = 12
"""So many waves of a kind stand in a printed table; the spreadsheet has all."""

N_TOLD = 3
"""So many waves are told one by one."""


def build(subject: Subject, words: Words, template: Template) -> Brief:
    """Return the content of a brief.

    Parameters
    ----------
    subject : Subject
        What the brief is about, and the report that it is of.
    words : Words
        In which language.
    template : Template
        The bureau's own words, where it has any.
    """
    report, parts = subject.report, _Parts(subject, words)
    sections = _number(parts.sections())
    shown_tables = [t for s in sections for t in s.tables]
    by_key = {t.key: t for t in shown_tables}
    return Brief(
        lang=words.lang,
        scope=subject.scope,
        title=_title(subject, words, template),
        subtitle=words.period(*report.period),
        day=report.period[1],
        sentences=parts.opening(by_key),
        notes=parts.notes(),
        sections=tuple(sections),
        lines=_lines(report, words),
        card=card_content(subject, words, by_key),
        extra=parts.extra(),
        labels=labels(words),
    )


class _Parts:
    """The parts of one brief; the waves are ordered by excess, as a reader expects them."""

    def __init__(self, subject: Subject, words: Words) -> None:
        self.report, self.subject, self.words = subject.report, subject, words
        ordered = sorted(subject.breakouts, key=lambda b: -b.n_excess)
        self.of = {k: [b for b in ordered if b.kind == k] for k in ("image", "crisis", "affairs")}
        self.is_whole = subject.scope == "all"
        self.levers, self.lever_parts = totals.lever_counts(self.of["image"], words)

    def sections(self) -> list[Section]:
        """Return all sections in their order; crises stand after images."""
        if self.subject.scope == "breakout":
            (one,) = self.subject.breakouts
            found: Iterable[Section | None] = (
                wave_section(self.report, one, self.words),
                *self._impacts(),
                self._others(one),
                self._made(),
            )
        else:
            found = (
                self._ranked("image"),
                *(wave_section(self.report, b, self.words) for b in self._chosen("image")),
                *self._impacts(),
                *self._answers.sections,
                self._ranked("crisis"),
                *(wave_section(self.report, b, self.words) for b in self._chosen("crisis")),
                None if self.is_whole else self._ranked("affairs"),
                self._made(),
            )
        return [section for section in found if section is not None]

    def opening(self, tables: dict[str, Table]) -> tuple[Sentence, ...]:
        """Return the opening sentences; a brief on one breakout opens with the wave itself."""
        if self.subject.scope == "breakout":
            return ()
        report, words = self.report, self.words
        counts, images = tables["counts"], tables.get("images")
        levers = tables.get("levers", replace(self.levers, rows=()))
        if self.subject.scope == "all":
            sources = tables["sources"]
            return sentences_on_all(
                report, words, counts=counts, images=images, levers=levers, sources=sources
            )
        place = shown(self.words.place(self.subject.breakouts[0]), 60)
        crises = tables.get("crises")
        return sentences_on_place(
            report, place, words, counts=counts, images=images, crises=crises, levers=levers
        )

    def notes(self) -> tuple[str, ...]:
        """Return what must be known before anything is read."""
        if self.report.is_too_short:
            text = (
                "The period is shorter than a source needs to teach what is usual: nothing can be "
                "found in it."
            )
            return (self.words.gettext(text),)
        if self.subject.scope == "all" and not self.report.breakouts:
            return (self.words.gettext("None was found."),)
        return ()

    def extra(self) -> tuple[Table, ...]:
        """Return the tables that only the spreadsheet holds."""
        words, report = self.words, self.report
        title = words.gettext("Breakouts")
        every = waves.wave_table(report, self.subject.breakouts, words, key="all", title=title)
        days = days_table(report, self._all_chosen(), words)
        brought = every_table(impacts_of(self.subject), words)
        return (every, *((days,) if days.rows else ()), *brought, *self._answers.extra)

    def _chosen(self, kind: str) -> list[Breakout]:
        told = [b for b in self.of[kind] if not thin.is_thin(b, self.report)]
        if self.is_whole:
            return told[: N_TOLD if kind == "image" else 1]
        return told[:N_TOLD]

    def _all_chosen(self) -> list[Breakout]:
        if self.subject.scope == "breakout":
            return list(self.subject.breakouts)
        return [*self._chosen("image"), *self._chosen("crisis")]

    def _ranked(self, kind: str) -> Section | None:
        waves_of = self.of[kind]
        if not waves_of:
            return None
        _ = self.words.gettext
        titles = {"image": _("City images"), "crisis": _("Crises"), "affairs": _("Affairs")}
        keys = {"image": "images", "crisis": "crises", "affairs": "affairs"}
        columns = waves.RANKED if self.is_whole else waves.OF_PLACE
        if kind != "image":
            columns = tuple(c for c in columns if c != "lever")
        table = waves.wave_table(
            self.report,
            self._in_print(kind),
            self.words,
            key=keys[kind],
            title=_("%(kind)s, the greatest first") % {"kind": titles[kind]},
            caption=self._caption(kind),
            shown_columns=columns,
        )
        is_image = kind == "image"
        pictures: tuple[Picture, ...] = ()
        tables: tuple[Table, ...] = (table,)
        if is_image and len(self.lever_parts) > 1 and len(waves_of) >= thin.LEAST_FOR_MEDIAN:
            title = self.levers.title
            one = shares_picture(self.lever_parts, self.words, key="levers", title=title)
            pictures = (one,) if one else ()
            tables = (table, self.levers)
        note = _(
            "Attention that bears the city's name but is no image: disasters, accidents, crime, "
            "scandal. It is kept apart and counts for no image."
        )
        return Section(
            key=keys[kind],
            title=titles[kind],
            tables=tables,
            pictures=pictures,
            notes=(note,) if kind == "crisis" else (),
            is_crisis=kind == "crisis",
        )

    def _in_print(self, kind: str) -> list[Breakout]:
        every = self.of[kind]
        needed = {id(b) for b in every if b.end is None and kind == "image"}
        if not self.is_whole and every:
            needed.add(id(max(every, key=lambda b: b.onset)))
        return [b for i, b in enumerate(every) if i < N_RANKED or id(b) in needed]

    def _caption(self, kind: str) -> str:
        n, n_printed = len(self.of[kind]), len(self._in_print(kind))
        text = self.words.gettext(
            "Excess: mentions above what was to be expected. q-value: share of false ones among "
            "breakouts at least as clear."
        )
        if n == n_printed:
            return text
        more = self.words.gettext("%(shown)s of %(n)s are shown; the spreadsheet holds all.")
        return f"{text} {more % {'shown': n_printed, 'n': n}}"

    def _others(self, one: Breakout) -> Section | None:
        others = [b for b in self.report.breakouts if b.place_id == one.place_id and b is not one]
        if not others:
            return None
        title = self.words.gettext("Other waves of this place")
        table = waves.wave_table(
            self.report,
            sorted(others, key=lambda b: -b.n_excess)[:N_RANKED],
            self.words,
            key="others",
            title=title,
            shown_columns=("theme", "kind", *waves.OF_PLACE[2:]),
        )
        return Section(key="others", title=title, tables=(table,))

    def _impacts(self) -> list[Section]:
        return impact_sections(impacts_of(self.subject), self.words)

    @cached_property
    def _answers(self) -> AnswerParts:
        return answer_parts(answers_of(self.subject), self.words)

    def _made(self) -> Section:
        _ = self.words.gettext
        counts = totals.counts(
            self.report, self.subject.breakouts, self.words, is_whole=self.is_whole
        )
        tables = [totals.sources_table(self.report, self.words)]
        if self.subject.scope != "breakout":
            tables.insert(0, counts)
        mentions = _(
            "A mention is one item of a source, counted once when it is first seen. What was to "
            "be expected follows from the place's own past and from how much was looked at that "
            "day; a day on which nothing could be read says nothing. Excess mentions are those "
            "above what was to be expected, from onset to end. The half-life is the time after "
            "the peak in which the excess halves."
        )
        judged = _(
            "Place, kind and lever of each mention are judged by rules and by trained "
            "classifiers, which err. Mentions show what was talked about, not how many people "
            "came."
        )
        linked = _(
            "Figures in sentences link to the tables that hold them. Where data are thin no "
            "sentence is written."
        )
        return Section(
            key="made",
            title=_("Data and method"),
            tables=tuple(tables),
            notes=(linked, mentions, judged),
        )


def _number(sections: Sequence[Section]) -> list[Section]:
    out, n = [], 1
    for section in sections:
        out.append(replace(section, tables=totals.numbered(section.tables, n)))
        n += len(section.tables)
    return out


def _title(subject: Subject, words: Words, template: Template) -> str:
    if subject.scope == "all":
        own = template.text("title_all", words.lang)
        return own or words.gettext("City images that broke out")
    first = subject.breakouts[0]
    place = shown(words.place(first), 60)
    if subject.scope == "place":
        text = template.text("title_place", words.lang) or words.gettext(
            "%(place)s: what broke out"
        )
        return text % {"place": place}
    return shown(words.image(first), 80)


def _lines(report: Report, words: Words) -> tuple[tuple[str, str], ...]:
    _ = words.gettext
    found = (
        (_("Made by"), f"Chuquan {shown(report.chuquan_version, 20) or '—'}"),
        (_("Classifiers"), shown(report.weights, 80)),
        (_("Gazetteer"), shown(report.gazetteer, 80)),
        (_("Origin, licence"), shown(report.origin, 240)),
    )
    return tuple((name, text) for name, text in found if text)
