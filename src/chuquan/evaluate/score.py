"""Recall, precision, levers and onsets of a report against labelled episodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from chuquan.evaluate.evaluation import NOT_FOUND, Evaluation, Scores
from chuquan.evaluate.intervals import Share, share, spread
from chuquan.evaluate.match import Match, best, match
from chuquan.evaluate.truth import LABEL_KINDS, Label, read_truth
from chuquan.report import Breakout, Report
from chuquan.tables import KINDS, LEVERS

SCORED_KINDS = tuple(kind for kind in LABEL_KINDS if kind != "mixed")


def evaluate(
    report: Report, truth: str | Path, *, since: date | None = None, until: date | None = None
) -> Evaluation:
    """Judge a report against labelled episodes.

    A system episode counts for a labelled one when the place is the same (or its county, or its
    city) and the times overlap within three days. Only what some label judges is scored.

    Parameters
    ----------
    report : Report
    truth : str or Path
        CSV of labelled episodes; see :func:`~chuquan.evaluate.truth.read_truth`.
    since, until : date, optional
        Score only labels that start within, both days included.

    Returns
    -------
    Evaluation

    Raises
    ------
    NotFoundError, EncodingError, ColumnError, LabelError
        If the truth file cannot be used; all its faults are named.
    """
    labels = read_truth(truth)
    asked = [label for label in labels if _is_asked(label, report, since, until)]
    matches = match(asked, report.breakouts, report.period[1])
    scored = [m for m in matches if m.label.kind in SCORED_KINDS]
    judged = {m.breakout.breakout_id for m in scored}
    right = {m.breakout.breakout_id for m in scored if m.label.kind == "image"}
    images = [b for b in report.breakouts if b.kind == "image"]
    truths = [label for label in asked if label.kind == "image"]
    crises = [label for label in asked if label.kind == "crisis"]
    as_image = _best_by_label(scored, lambda b: b.kind == "image")
    as_crisis = _best_by_label(scored, lambda b: b.kind == "crisis")
    known = [b for b in images if b.breakout_id in judged]
    apart = _judged_apart(scored)
    return Evaluation(
        overall=_scores(truths, as_image, _precision(known, right)),
        by_lever={
            lever: _scores(own, as_image, None)
            for lever in LEVERS
            if (own := [label for label in truths if label.lever == lever])
        },
        by_year={
            str(year): _scores(
                [label for label in truths if label.start.year == year],
                as_image,
                _precision([b for b in known if b.onset.year == year], right),
            )
            for year in sorted({x.start.year for x in truths} | {b.onset.year for b in known})
        },
        crisis_recall=_share_met(crises, as_crisis),
        crisis_as_image=_share_met(crises, as_image),
        confusion=_confusion(asked, _best_by_label(scored, lambda _: True)),
        found=tuple(as_image[x.label_id] for x in truths if x.label_id in as_image),
        missed=tuple(label for label in truths if label.label_id not in as_image),
        precision_apart=_precision([b for b in images if b.breakout_id in apart], right),
        wrong=tuple(b for b in known if b.breakout_id not in right),
        unjudged=tuple(
            b for b in images if b.breakout_id not in judged and _begins(b, since, until)
        ),
        n_mixed=sum(label.kind == "mixed" for label in asked),
        n_outside=len(labels) - len(asked),
        weights=report.weights,
    )


def _judged_apart(scored: Iterable[Match]) -> set[str]:
    """Return the breakouts that are judged by a label of an image, or by one that nothing else is.

    A label of another kind that an episode of its own kind meets is told already.
    """
    scored = list(scored)
    told = {m.label.label_id for m in scored if m.label.kind == m.breakout.kind}
    return {
        m.breakout.breakout_id
        for m in scored
        if m.label.kind == "image" or m.label.label_id not in told
    }


def _is_asked(label: Label, report: Report, since: date | None, until: date | None) -> bool:
    first, last = report.period
    return (
        label.end >= first
        and label.start <= last
        and (since is None or label.start >= since)
        and (until is None or label.start <= until)
    )


def _precision(known: Sequence[Breakout], right: set[str]) -> Share:
    return share(sum(b.breakout_id in right for b in known), len(known))


def _share_met(labels: Sequence[Label], bests: dict[str, Match]) -> Share:
    return share(sum(label.label_id in bests for label in labels), len(labels))


def _scores(labels: Sequence[Label], bests: dict[str, Match], precision: Share | None) -> Scores:
    met = [bests[label.label_id] for label in labels if label.label_id in bests]
    levers = [(_two_levers(m.breakout), (m.label.lever, m.label.lever2)) for m in met]
    return Scores(
        recall=_share_met(labels, bests),
        precision=precision,
        lever_main=share(sum(own[:1] == true[:1] for own, true in levers), len(met)),
        lever_either=share(sum(bool({*own[:1]} & {*true}) for own, true in levers), len(met)),
        lever_two=share(sum(bool({*own} & {*true}) for own, true in levers), len(met)),
        onset_error=spread([m.onset_error_days for m in met]),
        delay=spread([m.delay_days for m in met if m.delay_days is not None]),
    )


def _two_levers(breakout: Breakout) -> tuple[str, ...]:
    """Return the first lever and the one with the largest share besides it."""
    if breakout.lever is None:
        return ()
    shares = breakout.lever_shares
    others = [lever for lever in shares if lever != breakout.lever and shares[lever] > 0]
    second = max(others, key=lambda lever: shares[lever], default=None)
    return (breakout.lever,) if second is None else (breakout.lever, second)


def _best_by_label(
    matches: Iterable[Match], is_wanted: Callable[[Breakout], bool]
) -> dict[str, Match]:
    by_label: dict[str, list[Match]] = {}
    for m in matches:
        by_label.setdefault(m.label.label_id, []).append(m)
    bests = {key: best(group, is_wanted) for key, group in by_label.items()}
    return {key: m for key, m in bests.items() if m is not None}


def _confusion(labels: Iterable[Label], bests: dict[str, Match]) -> dict[str, dict[str, int]]:
    counts = Counter(
        (
            label.kind,
            bests[label.label_id].breakout.kind if label.label_id in bests else NOT_FOUND,
        )
        for label in labels
    )
    return {
        kind: {system: counts[kind, system] for system in (*KINDS, NOT_FOUND)}
        for kind in SCORED_KINDS
    }


def _begins(breakout: Breakout, since: date | None, until: date | None) -> bool:
    onset = breakout.onset.date()
    return (since is None or onset >= since) and (until is None or onset <= until)
