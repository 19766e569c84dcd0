"""The sentences on one wave. Each states figures of the brief's tables, none on thin data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chuquan.faces.briefs import thin
from chuquan.faces.briefs.content import Ref, Run, Sentence, Table, joined, told
from chuquan.faces.briefs.waves import TO_COME, n_dark_days, name
from chuquan.faces.sides import a_kind, lever_sentence, side_sentences
from chuquan.faces.words import Words
from chuquan.report import Breakout, Report

_N_TERMS = 3
_N_BESIDE = 2
_MOST_TIMES = 100


def wave_sentences(
    report: Report, breakout: Breakout, words: Words, tables: Mapping[str, Table], key: str
) -> tuple[Sentence, ...]:
    """Return what can be said of a wave, in the order in which it is read.

    Parameters
    ----------
    report : Report
        That the wave is of.
    tables : mapping of str to Table
        The wave's own tables by what they hold: ``facts``, ``shares``, ``terms``, ``path``,
        ``kinds`` and ``levers``, where they are there.
    key : str
        The wave's key in its tables.

    Returns
    -------
    tuple of Sentence
        Empty where the wave as a whole is thin.
    """
    if thin.is_thin(breakout, report):
        return ()
    facts = tables["facts"]
    return (
        happened(breakout, words, facts, key),
        _sure(breakout, words, facts, key),
        *_highest(words, facts, key),
        *_dark(breakout, words, facts, key),
        *_levers(breakout, words, tables, key),
        *_sides(breakout, words, tables),
        *_beside(breakout, words, tables, key),
        *_terms(breakout, words, tables, key),
        *_half_life(breakout, words, facts, key),
        *_path(breakout, words, tables, key),
        *_outlook(breakout, words, facts, key),
    )


def happened(breakout: Breakout, words: Words, table: Table, row: str) -> Sentence:
    """Return when a wave came and went, and how great it was.

    Parameters
    ----------
    table : Table
        That holds the wave's figures.
    row : str
        The wave's row in it.
    """
    _ = words.gettext
    if breakout.end is None:
        text = _(
            "%(image)s began on %(onset)s, had its peak so far on %(peak)s and goes on: "
            "%(excess)s mentions more than expected%(times)s."
        )
    else:
        text = _(
            "%(image)s began on %(onset)s, peaked on %(peak)s and ended on %(end)s: "
            "%(excess)s mentions more than expected%(times)s."
        )
    values = {column: table.figure(row, column) for column in ("onset", "peak", "end", "excess")}
    return told(
        text,
        {
            **values,
            "image": name(breakout, words),
            "times": _times(breakout, words, table, row),
        },
    )


def _times(breakout: Breakout, words: Words, table: Table, row: str) -> tuple[Run, ...]:
    if not thin.has_times(breakout):
        return ()
    if breakout.rate_ratio > _MOST_TIMES:
        text, most = words.gettext(", more than %(times)s times the usual"), str(_MOST_TIMES)
    else:
        text, most = words.gettext(", %(times)s times the usual"), words.count(breakout.rate_ratio)
    return told(text, {"times": table.figure(row, "times", most)}).runs


def _sure(breakout: Breakout, words: Words, facts: Table, key: str) -> Sentence:
    text = words.gettext(
        "How sure: %(judgement)s. Among breakouts at least as clear as this one, %(share)s are to "
        "be expected false."
    )
    judgement = Run(words.certainty(breakout.q_value))
    return told(text, {"judgement": judgement, "share": facts.figure(key, "q_value")})


def _highest(words: Words, facts: Table, key: str) -> Iterator[Sentence]:
    if facts.cell(key, "peak_n").value is None:
        return
    text = words.gettext(
        "On its highest day there were %(n)s mentions where %(expected)s were to be expected."
    )
    values = {
        "n": facts.figure(key, "peak_n"),
        "expected": facts.figure(key, "peak_expected"),
    }
    yield told(text, values)


def _dark(breakout: Breakout, words: Words, facts: Table, key: str) -> Iterator[Sentence]:
    n = n_dark_days(breakout)
    if not n:
        return
    text = words.ngettext(
        "On %(n)s day of it nothing could be read.", "On %(n)s days of it nothing could be read.", n
    )
    yield told(text, {"n": facts.figure(key, "dark")})


def _levers(
    breakout: Breakout, words: Words, tables: Mapping[str, Table], key: str
) -> Iterator[Sentence]:
    lever = thin.leading_lever(breakout)
    if lever is None or breakout.kind != "image" or len(breakout.lever_mix) > 1:
        return
    text = words.gettext("It was driven mostly by %(lever)s (%(share)s).")
    share = tables["shares"].figure(f"{key}-{lever}", "value")
    yield told(text, {"lever": Run(words.lever(lever)), "share": share})


def _sides(breakout: Breakout, words: Words, tables: Mapping[str, Table]) -> Iterator[Sentence]:
    # These sentences hold many figures; as a whole they point at the table that holds them all.
    table = tables.get("kinds")
    if table is not None and table.rows:
        where = Ref(table.key, table.rows[0].key, "value")
        for sentence in side_sentences(breakout, words):
            yield Sentence((Run(sentence, where),))
    table = tables.get("levers")
    if table is not None and table.rows:
        where = Ref(table.key, table.rows[0].key, "value")
        yield Sentence((Run(lever_sentence(breakout, words), where),))


def _beside(
    breakout: Breakout, words: Words, tables: Mapping[str, Table], key: str
) -> Iterator[Sentence]:
    for i, other in enumerate(breakout.beside[:_N_BESIDE]):
        text = words.ngettext(
            "At the same time (%(n)d day, %(day)s) %(kind)s ran here: %(image)s.",
            "At the same time (%(n)d days from %(day)s) %(kind)s ran here: %(image)s.",
            other.n_days,
        )
        table, row = tables["beside"], f"{key}-{i}"
        values = {
            "n": table.figure(row, "days"),
            "day": table.figure(row, "from"),
            "kind": Run(a_kind(other.kind, words)),
            "image": Run(table.cell(row, "name").text),
        }
        yield told(text, values)


def _terms(
    breakout: Breakout, words: Words, tables: Mapping[str, Table], key: str
) -> Iterator[Sentence]:
    every = [t for t in breakout.terms or breakout.evidence if t.term]
    chosen = thin.told_terms(breakout)[:_N_TERMS]
    if not chosen:
        return
    table = tables["terms"]
    each = words.gettext("%(term)s (%(n)s)")
    rows = [f"{key}-{next(i for i, t in enumerate(every) if t is term)}" for term in chosen]
    listed = [
        told(
            each, {"term": Run(table.cell(row, "name").text), "n": table.figure(row, "value")}
        ).runs
        for row in rows
    ]
    text = words.ngettext(
        "The term that sets it apart most, with the mentions that hold it: %(list)s.",
        "The terms that set it apart most, with the mentions that hold them: %(list)s.",
        len(listed),
    )
    yield told(text, {"list": joined(listed, words.gettext(", "))})


def _half_life(breakout: Breakout, words: Words, facts: Table, key: str) -> Iterator[Sentence]:
    if not thin.has_half_life(breakout):
        return
    text = words.gettext(
        "After the peak it halved in about %(days)s (90%% interval: %(low)s to %(high)s)."
    )
    values = {
        "days": facts.figure(key, "half_life"),
        "low": facts.figure(key, "half_life_low"),
        "high": facts.figure(key, "half_life_high"),
    }
    yield told(text, values)


def _outlook(breakout: Breakout, words: Words, facts: Table, key: str) -> Iterator[Sentence]:
    if not thin.has_outlook(breakout):
        return
    text = words.gettext(
        "Still to come are about %(n)s mentions more than expected (80%% interval: %(low)s to "
        "%(high)s)."
    )
    columns = dict(zip(("n", "low", "high"), TO_COME, strict=True))
    yield told(text, {name: facts.figure(key, column) for name, column in columns.items()})


def _path(
    breakout: Breakout, words: Words, tables: Mapping[str, Table], key: str
) -> Iterator[Sentence]:
    follower = thin.clear_follower(breakout)
    if follower is None:
        return
    table = tables["path"]
    row = f"{key}-{breakout.path.index(follower)}"
    text = words.gettext(
        "%(first)s took it up first, %(second)s %(lead)s hours later (90%% interval: %(low)s to "
        "%(high)s)."
    )
    values = {
        "first": Run(table.cell(f"{key}-0", "source").text),
        "second": Run(table.cell(row, "source").text),
        "lead": table.figure(row, "lead"),
        "low": table.figure(row, "low"),
        "high": table.figure(row, "high"),
    }
    yield told(text, values)
