"""The brief's opening: a few plain sentences, each of which states figures of the report.

A sentence whose figures the report does not hold is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median

from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Report

_ENOUGH_FOR_A_MEDIAN = 5


def summary(report: Report, words: Words) -> list[str]:
    """Return the sentences in the order in which they are read."""
    images = of_kind(report, "image")
    return [
        *_read(report, words),
        *_found(report, words),
        *_ongoing(report, images, words),
        *_strongest(images, words),
        *_levers(images, words),
        *_two_sided(report, words),
        *_half_lives(images, words),
        *_gaps(report, words),
        *_problems(report, words),
    ]


def of_kind(report: Report, kind: str) -> tuple[Breakout, ...]:
    """Return the breakouts of one kind, strongest first."""
    return tuple(b for b in report.breakouts if b.kind == kind)


def ongoing(breakouts: Sequence[Breakout]) -> tuple[Breakout, ...]:
    """Return those that had not ended when the period ended."""
    return tuple(b for b in breakouts if b.end is None)


def gap_days(gap: tuple[datetime, datetime]) -> float:
    """Return the length of a stretch in which nothing could be read, in days."""
    return (gap[1] - gap[0]).total_seconds() / 86_400


def _read(report: Report, words: Words) -> Iterator[str]:
    n_sources = len(report.sources)
    if not n_sources or not report.n_mentions:
        return
    text = words.ngettext(
        "From %(start)s to %(end)s, %(n)s mentions of %(sources)d source were read; "
        "%(located)s of them (%(share)s) name a place.",
        "From %(start)s to %(end)s, %(n)s mentions of %(sources)d sources were read; "
        "%(located)s of them (%(share)s) name a place.",
        n_sources,
    )
    yield text % {
        "start": words.day(report.period[0]),
        "end": words.day(report.period[1]),
        "n": words.count(report.n_mentions),
        "sources": n_sources,
        "located": words.count(report.n_located),
        "share": words.share(report.n_located / report.n_mentions),
    }


def _found(report: Report, words: Words) -> Iterator[str]:
    n = Counter(b.kind for b in report.breakouts)
    total = len(report.breakouts)
    values = {
        "n": total,
        "image": n["image"],
        "crisis": n["crisis"],
        "affairs": n["affairs"],
        "rate": words.rate(report.false_discovery_rate),
    }
    if not total:
        yield words.gettext("No breakout was found at a false discovery rate of %(rate)s.") % values
        yield from too_short(report, words)
        return
    text = words.ngettext(
        "%(n)d breakout was found at a false discovery rate of %(rate)s: %(image)d of a city "
        "image, %(crisis)d of a crisis and %(affairs)d of affairs.",
        "%(n)d breakouts were found at a false discovery rate of %(rate)s: %(image)d of city "
        "images, %(crisis)d of crises and %(affairs)d of affairs.",
        total,
    )
    yield text % values


def too_short(report: Report, words: Words) -> Iterator[str]:
    """Say so where the history is too short for anything to be found."""
    if report.is_too_short:
        yield words.gettext(
            "The first %(days)d days of a source only teach what is usual: with a longer history "
            "breakouts can be found."
        ) % {"days": report.warm_up_days}


def _ongoing(report: Report, images: Sequence[Breakout], words: Words) -> Iterator[str]:
    now = ongoing(images)
    day = words.day(report.period[1])
    if not now:
        if images:
            yield words.gettext("On %(day)s no city image was breaking out any more.") % {
                "day": day
            }
        return
    text = words.ngettext(
        "On %(day)s %(n)d city image is still breaking out: %(list)s.",
        "On %(day)s %(n)d city images are still breaking out, the strongest first: %(list)s.",
        len(now),
    )
    each = words.gettext("%(image)s (since %(onset)s, %(times)s the usual)")
    listed = words.gettext("; ").join(
        each
        % {
            "image": _name(b, words),
            "onset": words.day(b.onset),
            "times": words.times(b.rate_ratio),
        }
        for b in now[:3]
    )
    yield text % {"day": day, "n": len(now), "list": listed}


def _strongest(images: Sequence[Breakout], words: Words) -> Iterator[str]:
    if not images:
        return
    first = images[0]
    text = words.gettext(
        "The strongest city image was %(image)s: onset on %(onset)s, peak on %(peak)s, "
        "%(excess)s mentions more than expected, %(times)s the usual."
    )
    yield text % {
        "image": _name(first, words),
        "onset": words.day(first.onset),
        "peak": words.day(first.peak),
        "excess": words.count(first.n_excess),
        "times": words.times(first.rate_ratio),
    }


def _levers(images: Sequence[Breakout], words: Words) -> Iterator[str]:
    n = Counter(b.lever for b in images if b.lever)
    if not n:
        return
    each = words.gettext("%(lever)s %(n)d")
    listed = words.gettext(", ").join(
        each % {"lever": words.lever(lever), "n": count} for lever, count in n.most_common()
    )
    yield words.gettext("City images by their first lever: %(list)s.") % {"list": listed}


def _two_sided(report: Report, words: Words) -> Iterator[str]:
    both = [b for b in report.breakouts if b.is_two_sided]
    if not both:
        return
    text = words.ngettext(
        "%(n)d wave is clearly both a city image and a crisis: %(list)s.",
        "%(n)d waves are clearly both a city image and a crisis, among them %(list)s.",
        len(both),
    )
    each = words.gettext("%(image)s (%(onset)s)")
    listed = words.gettext("; ").join(
        each % {"image": _name(b, words), "onset": words.day(b.onset)} for b in both[:3]
    )
    yield text % {"n": len(both), "list": listed}


def _half_lives(images: Sequence[Breakout], words: Words) -> Iterator[str]:
    known = [b.half_life_days for b in images if b.half_life_days is not None]
    if len(known) < _ENOUGH_FOR_A_MEDIAN:
        return
    text = words.gettext(
        "For %(n)d of %(total)d city images the half-life can be estimated; its median is %(days)s."
    )
    yield text % {"n": len(known), "total": len(images), "days": words.days(median(known))}


def _gaps(report: Report, words: Words) -> Iterator[str]:
    for source in report.sources:
        if not source.gaps:
            continue
        text = words.ngettext(
            "%(source)s could not be read in %(n)d stretch (%(days)s in all); nothing is said of "
            "that time.",
            "%(source)s could not be read in %(n)d stretches (%(days)s in all); nothing is said "
            "of that time.",
            len(source.gaps),
        )
        yield text % {
            "source": plain(source.source),
            "n": len(source.gaps),
            "days": words.days(sum(map(gap_days, source.gaps))),
        }


def _problems(report: Report, words: Words) -> Iterator[str]:
    n = sum(p.n for p in report.problems)
    if not n:
        return
    text = words.ngettext(
        "%(n)s row was left out; it is named at the end.",
        "%(n)s rows were left out; they are named at the end.",
        n,
    )
    yield text % {"n": words.count(n)}


def _name(breakout: Breakout, words: Words) -> str:
    return words.image(breakout)
