"""Tell results: as tables for a person, or as JSON for a machine, never mixed.

With ``--json`` stdout holds one JSON value and nothing else; everything said to a person goes to
stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import typer
from rich.console import Console, RenderableType

from chuquan.faces.progress import Progress
from chuquan.faces.summary import too_short
from chuquan.faces.table import (
    breakout_lines,
    breakout_row,
    breakouts_table,
    headline,
    text_table,
)
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Problem, Report

if TYPE_CHECKING:
    from chuquan.evaluate import Evaluation, TitleEvaluation
    from chuquan.evaluate.evaluation import Table
    from chuquan.faces.told import Told
    from chuquan.train import Trained

_WIDTH_OF_A_FILE = 180


class Counted(Protocol):
    """What a face needs to know of a digest."""

    @property
    def n_mentions(self) -> int:
        """Mentions that were digested."""

    @property
    def n_located(self) -> int:
        """Mentions that name a place."""


class Teller:
    """Where results go.

    Parameters
    ----------
    as_json : bool
        Print JSON on stdout instead of tables.
    lang : {"zh", "en"}
        Language of tables and notes.
    """

    def __init__(self, *, as_json: bool, lang: str) -> None:
        self.words = Words(lang)
        self.as_json = as_json
        self.progress = Progress(bars=sys.stderr.isatty() and not as_json, words=self.words)

    def run(self, report: Report, files: Mapping[str, Path]) -> None:
        """Tell what a run found and which files it wrote."""
        if self.as_json:
            shown = [b for group in headline(report, self.words) for b in group.breakouts]
            _print_json(
                {
                    **{name: str(path) for name, path in files.items()},
                    "period": report.period,
                    "n_breakouts": len(report.breakouts),
                    "n_problems": sum(p.n for p in report.problems),
                    "breakouts": [breakout_row(b) for b in shown],
                }
            )
            return
        self.report(report)
        self.files(files)

    def report(self, report: Report) -> None:
        """Tell a report: what goes on and the strongest of the past; with JSON all of it."""
        if self.as_json:
            typer.echo(report.to_json().decode("utf-8"))
            return
        groups = headline(report, self.words)
        if not groups:
            self._say(self.words.gettext("No breakout was found."))
            for sentence in too_short(report, self.words):
                self._say(sentence)
        for group in groups:
            table = breakouts_table(
                group.breakouts, self.words, title=group.title, width=_console().width
            )
            _print(table)
        more = len(report.breakouts) - sum(len(group.breakouts) for group in groups)
        if more:
            self._say(
                self.words.ngettext(
                    "%(n)d more stands in the report.", "%(n)d more stand in the report.", more
                )
                % {"n": more}
            )
        self._problems(report.problems)

    def breakouts(self, breakouts: Sequence[Breakout]) -> None:
        """Tell breakouts in full, one after the other."""
        if self.as_json:
            _print_json(breakouts)
            return
        for i, breakout in enumerate(breakouts):
            if i:
                _print("")
            for line in breakout_lines(breakout, self.words):
                _print(line)

    def impacts(self, report: Report, files: Mapping[str, Path]) -> None:
        """Tell what breakouts or events brought; with JSON the impacts whole."""
        if self.as_json:
            paths = {name: str(path) for name, path in files.items()}
            _print_json({**paths, "impacts": report.impacts})
            return
        from chuquan.faces.impact_terminal import impact_lines  # noqa: PLC0415  one command's own

        breakouts = {b.breakout_id: b for b in report.breakouts}
        for i, impact in enumerate(report.impacts):
            if i:
                _print("")
            breakout = breakouts.get(impact.breakout_id or "")
            for line in impact_lines(impact, self.words, breakout):
                _print(line)
        self._problems(report.problems)
        self.files(files)

    def answer(
        self, value: object, sections: Sequence[Told], report: Report, files: Mapping[str, Path]
    ) -> None:
        """Tell an answer by its sections; with JSON the answer itself, whole.

        Parameters
        ----------
        value : object
            Of the report: a discovery, a casebook, a choice of creators, a plan.
        sections : sequence of Told
        report : Report
            Its problems are told.
        files : mapping of str to Path
            That were written.
        """
        if self.as_json:
            paths = {name: str(path) for name, path in files.items()}
            _print_json({**paths, "problems": report.problems, "answer": value})
            return
        from chuquan.faces.told_terminal import told_lines  # noqa: PLC0415  of some commands only

        for line in told_lines(sections, self.words):
            _print(line)
        self._problems(report.problems)
        self.files(files)

    def digest(self, digest: Counted, path: Path) -> None:
        """Tell where a digest was written, what it counts, and what could not be used."""
        problems = self.progress.problems
        if self.as_json:
            _print_json(
                {
                    "digest": str(path),
                    "n_mentions": digest.n_mentions,
                    "n_located": digest.n_located,
                    "problems": problems,
                }
            )
            return
        text = self.words.gettext("%(n)s mentions, %(located)s of them name a place: %(path)s")
        _print(
            text
            % {
                "n": self.words.count(digest.n_mentions),
                "located": self.words.count(digest.n_located),
                "path": path,
            }
        )
        self._problems(problems)

    def places(self, texts: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Tell which places texts name; a text that names none is told too."""
        if self.as_json:
            _print_json(rows)
            return
        gettext = self.words.gettext
        header = [gettext("Text"), gettext("Place"), "id", gettext("Span"), gettext("Confidence")]
        by_text: dict[int, list[Mapping[str, Any]]] = {}
        for row in rows:
            by_text.setdefault(row["row"], []).append(row)
        name = "name" if self.words.lang == "zh" else "name_en"
        cells = [
            [
                text,
                str(row[name] or row["name"]),
                str(row["place_id"]),
                f"{row['start']}–{row['end']}",
                f"{row['confidence']:.2f}",
            ]
            for i, text in enumerate(texts)
            for row in by_text.get(i, ())
        ]
        cells += [
            [text, gettext("none"), "—", "—", "—"]
            for i, text in enumerate(texts)
            if i not in by_text
        ]
        _print(text_table("", header, cells))

    def evaluations(self, episodes: Evaluation | None, titles: TitleEvaluation | None) -> None:
        """Tell how good a report is, how right single titles are told, or both."""
        if self.as_json and titles is None:
            _print_json(episodes.to_dict() if episodes else {})
        elif self.as_json:
            parts = {"episodes": episodes, "titles": titles}
            _print_json({name: part.to_dict() for name, part in parts.items() if part})
        else:
            from chuquan.faces.judged import (  # noqa: PLC0415  so does it
                context_sentence,
                seen_sentence,
                weights_sentence,
            )

            if episodes is not None:
                _print(weights_sentence(episodes.weights, self.words))
                self._tables(episodes.tables())
            if titles is not None:
                _print(seen_sentence(titles.seen, self.words))
                _print(context_sentence(titles.n_mentions, self.words))
                self._tables(titles.tables())

    def trained(self, trained: Trained, files: Mapping[str, Path]) -> None:
        """Tell what weights were trained on, how right such weights are, and where they are."""
        weights, judged = trained.weights, trained.judged
        if self.as_json:
            paths = {name: str(path) for name, path in files.items()}
            notes = {k: v for k, v in weights.notes.items() if k != "time_split"}
            told = {"split": trained.split, "n_before": trained.n_before, **judged.to_dict()}
            _print_json({**paths, "name": weights.name, **notes, "time_split": told})
            return
        text = self.words.gettext(
            "Trained on %(n)s titles, %(period)s. How right: titles from %(split)s on, told by "
            "weights of the %(n_before)s titles before."
        )
        values = {
            "n": self.words.count(trained.labels.height),
            "period": self.words.period(trained.labels["date"][0], trained.labels["date"][-1]),
            "split": self.words.day(trained.split),
            "n_before": self.words.count(trained.n_before),
        }
        from chuquan.faces.judged import context_sentence  # noqa: PLC0415  it loads the classifiers

        _print(text % values)
        _print(context_sentence(judged.n_mentions, self.words))
        self._tables(judged.tables())
        self.files(files)

    def _tables(self, tables: Iterable[Table]) -> None:
        from chuquan.faces.judged import in_words  # noqa: PLC0415  it loads the classifiers

        for title, header, rows in in_words(tables, self.words):
            if rows:
                _print(text_table(title, header, rows))

    def files(self, files: Mapping[str, Path]) -> None:
        """Tell which files were written."""
        for path in files.values():
            self._say(self.words.gettext("written: %(path)s") % {"path": path})

    def _problems(self, problems: Sequence[Problem]) -> None:
        n = sum(p.n for p in problems)
        if n:
            first = problems[0]
            text = self.words.ngettext(
                "%(n)s row was left out; the first: %(where)s: %(found)s",
                "%(n)s rows were left out; the first: %(where)s: %(found)s",
                n,
            )
            self._say(
                text
                % {
                    "n": self.words.count(n),
                    "where": first.file if first.line is None else f"{first.file}:{first.line}",
                    "found": first.found,
                }
            )

    def _say(self, text: str) -> None:
        self.progress.note(text)


def _console() -> Console:
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        # In a file or a pipe nothing is to be cut to the width of a terminal that is not there.
        console.width = _WIDTH_OF_A_FILE
    return console


def _print(content: RenderableType) -> None:
    _console().print(plain(content) if isinstance(content, str) else content)


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=1).decode("utf-8"))
