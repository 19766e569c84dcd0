"""Waves that are both image and crisis, or whose make-up changed, told in plain sentences.

A sentence stands only where the report says that the data carry it: a change of kinds or levers,
a second side, or a wave of the other side beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chuquan.faces.words import Words, cut
from chuquan.report import Beside, Breakout, Stretch

_N_BESIDE = 3
_WORTH_SAYING = 0.25


def side_sentences(breakout: Breakout, words: Words) -> list[str]:
    """Return the sentences on a wave's kinds over time; none where there is nothing to say."""
    if len(breakout.mix) > 1:
        return [kinds_over_time(breakout, words), *_of_all(breakout, words)]
    return list(_both_at_once(breakout, words))


def kinds_over_time(breakout: Breakout, words: Words) -> str:
    """Return as what the wave opened and what it then was, with shares and intervals."""
    first, *later = breakout.mix
    text = words.gettext("Opened as %(kind)s: %(share)s of the excess of %(days)s (%(interval)s)")
    kind = _leading(first)
    parts = [
        text
        % {**_share(first, kind, words), "kind": a_kind(kind, words), "days": _days(first, words)}
    ]
    then = words.gettext("from %(day)s on %(list)s")
    each = words.gettext("%(share)s %(kind)s (%(interval)s)")
    for stretch in later:
        kinds = [k for k, v in stretch.shares.items() if v >= _WORTH_SAYING] or [_leading(stretch)]
        listed = words.gettext(", ").join(
            each % {**_share(stretch, k, words), "kind": words.kind(k)} for k in kinds
        )
        parts.append(then % {"day": words.short_day(stretch.first_day), "list": listed})
    return words.gettext("%(sentence)s.") % {"sentence": words.gettext("; ").join(parts)}


def lever_sentence(breakout: Breakout, words: Words) -> str:
    """Return how the levers of an image changed; empty where they did not."""
    if len(breakout.lever_mix) < 2:
        return ""
    first, *later = breakout.lever_mix
    text = words.gettext("What drove it changed: in %(days)s %(lever)s %(share)s (%(interval)s)")
    lever = _leading(first)
    values = {
        **_share(first, lever, words),
        "lever": words.lever(lever),
        "days": _days(first, words),
    }
    parts = [text % values]
    then = words.gettext("from %(day)s on %(lever)s %(share)s (%(interval)s)")
    for stretch in later:
        lever = _leading(stretch)
        named = {"day": words.short_day(stretch.first_day), "lever": words.lever(lever)}
        parts.append(then % {**_share(stretch, lever, words), **named})
    return words.gettext("%(sentence)s.") % {"sentence": words.gettext("; ").join(parts)}


def beside_sentence(beside: Beside, words: Words) -> str:
    """Return which wave of the other side ran at the same time, and for how many days."""
    text = words.ngettext(
        "At the same time (%(n)d day, %(day)s) %(kind)s ran here: %(image)s.",
        "At the same time (%(n)d days from %(day)s) %(kind)s ran here: %(image)s.",
        beside.n_days,
    )
    return text % {
        "n": beside.n_days,
        "day": words.day(beside.first_day),
        "kind": a_kind(beside.kind, words),
        "image": cut(beside.image, 80),
    }


def sentences(breakout: Breakout, words: Words) -> list[str]:
    """Return all of these sentences in the order in which they are read."""
    levers = lever_sentence(breakout, words)
    return [
        *side_sentences(breakout, words),
        *([levers] if levers else []),
        *(beside_sentence(b, words) for b in breakout.beside[:_N_BESIDE]),
    ]


def also(breakout: Breakout, words: Words) -> str:
    """Return the mark of a wave of two sides: "also a crisis"; empty for any other."""
    if breakout.second_kind is None:
        return ""
    return words.gettext("also %(kind)s") % {"kind": a_kind(breakout.second_kind, words)}


def counter_title(breakout: Breakout, words: Words) -> str:
    """Return the heading over what speaks for a wave's second side."""
    kind = breakout.second_kind or breakout.kind
    return words.gettext("What speaks for %(kind)s") % {"kind": a_kind(kind, words)}


def a_kind(kind: str, words: Words) -> str:
    """Return a kind as it stands in a sentence."""
    names = {
        "image": words.gettext("a city image"),
        "crisis": words.gettext("a crisis"),
        "affairs": words.gettext("public affairs"),
    }
    return names[kind]


def _of_all(breakout: Breakout, words: Words) -> Iterator[str]:
    # Where the second side leads no stretch, its share of the whole must be said.
    second = breakout.second_kind
    if second is None or second in map(_leading, breakout.mix):
        return
    if second not in breakout.kind_intervals:
        return
    text = words.gettext("Of the whole excess %(share)s is %(kind)s (%(interval)s).")
    yield text % {
        "share": words.share(breakout.kind_shares.get(second, 0.0)),
        "kind": words.kind(second),
        "interval": _interval(breakout.kind_intervals[second], words),
    }


def _both_at_once(breakout: Breakout, words: Words) -> Iterator[str]:
    second = breakout.second_kind
    if second is None or not breakout.mix:
        return
    whole = breakout.mix[0]
    text = words.gettext(
        "Both at once: of the excess %(share)s is %(kind)s (%(interval)s) and %(share2)s is "
        "%(kind2)s (%(interval2)s)."
    )
    other = _share(whole, second, words)
    yield text % {
        **_share(whole, breakout.kind, words),
        "kind": words.kind(breakout.kind),
        "share2": other["share"],
        "kind2": words.kind(second),
        "interval2": other["interval"],
    }


def _leading(stretch: Stretch) -> str:
    return max(stretch.shares, key=lambda name: stretch.shares[name])


def _days(first: Stretch, words: Words) -> str:
    n = (first.last_day - first.first_day).days + 1
    return (
        words.gettext("the first day")
        if n == 1
        else words.gettext("the first %(n)d days") % {"n": n}
    )


def _share(stretch: Stretch, name: str, words: Words) -> dict[str, str]:
    interval = _interval(stretch.intervals[name], words)
    return {"share": words.share(stretch.shares[name]), "interval": interval}


def _interval(interval: Sequence[float], words: Words) -> str:
    low, high = (words.share(value) for value in interval)
    return f"{low.removesuffix('%')}–{high}"
