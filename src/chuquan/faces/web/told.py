"""Sentences of the pages; each states figures, and none stands where data are thin."""

from __future__ import annotations

from collections.abc import Sequence

from chuquan.faces.web.alike import MOST_TIMES, Alike
from chuquan.faces.web.reputation import LEAST_MENTIONS, Reputation, Smoothed
from chuquan.faces.web.season import Season
from chuquan.faces.words import Words, cut
from chuquan.report import Breakout, Evidence, PlaceProfile

_CLEAR = 0.4


def profile_name(profile: PlaceProfile, words: Words) -> str:
    """Return a place's name; in English with the Chinese one behind it."""
    return two_names(profile.name, profile.name_en, words)


def two_names(name: str, english: str, words: Words) -> str:
    """Return the name in the reader's language; in English with the Chinese one behind it."""
    own, other = cut(name, 60), cut(english, 60)
    return own if words.lang == "zh" or not other or other == own else f"{other} {own}"


def why_sentence(breakout: Breakout, words: Words) -> str:
    """Return why it breaks out: the lever with its share, and the words that set it apart."""
    terms = words.gettext(", ").join(_terms(breakout.terms or breakout.evidence))
    if breakout.lever and breakout.lever_shares.get(breakout.lever, 0.0) >= _CLEAR:
        values = {
            "lever": words.lever(breakout.lever),
            "share": words.share(breakout.lever_shares[breakout.lever]),
            "words": terms,
        }
        if terms:
            return words.gettext("%(lever)s (%(share)s); words: %(words)s") % values
        return words.gettext("%(lever)s (%(share)s)") % values
    return words.gettext("words: %(words)s") % {"words": terms} if terms else ""


def alike_sentence(near: Alike, words: Words) -> str:
    """Return how many began alike and how fast they faded; empty where there are none."""
    if not near.breakouts:
        return ""
    if near.median_half_life_days is None or near.median_interval is None:
        text = words.ngettext(
            "%(n)d breakout of the past began alike; of %(known)d the half-life is known, too few "
            "for a median.",
            "%(n)d breakouts of the past began alike; of %(known)d the half-life is known, too few "
            "for a median.",
            len(near.breakouts),
        )
        return text % {"n": len(near.breakouts), "known": near.n_half_lives}
    text = words.gettext(
        "Of %(n)d breakouts that began alike, %(known)d have a known half-life: its median is "
        "%(median)s (90%% interval %(low)s to %(high)s)."
    )
    low, high = near.median_interval
    return text % {
        "n": len(near.breakouts),
        "known": near.n_half_lives,
        "median": words.days(near.median_half_life_days),
        "low": words.days(low),
        "high": words.days(high),
    }


def alike_rule(near: Alike, words: Words) -> str:
    """Return how the alike ones were chosen, in words that a reader can check."""
    sort = [words.kind(near.kind)] + ([words.lever(near.lever)] if near.lever else [])
    text = words.ngettext(
        "Chosen from %(total)s breakouts of the same sort (%(what)s) that were over "
        "before this one began: those whose first %(days)d day brought between half and "
        "%(times)s times as many mentions above the usual as this one's (%(excess)s), the nearest "
        "in size and growth first.",
        "Chosen from %(total)s breakouts of the same sort (%(what)s) that were over "
        "before this one began: those whose first %(days)d days brought between half and "
        "%(times)s times as many mentions above the usual as this one's (%(excess)s), the nearest "
        "in size and growth first.",
        near.n_first_days,
    )
    return text % {
        "total": words.count(near.n_compared),
        "what": words.gettext(", ").join(sort),
        "days": near.n_first_days,
        "times": f"{MOST_TIMES:g}",
        "excess": words.count(near.first_excess),
    }


def outlook_sentence(breakout: Breakout, words: Words) -> str:
    """Return how much is still to come of a wave under way; empty where nothing can be said."""
    outlook = breakout.outlook
    if outlook is None or not outlook.days:
        return ""
    text = words.gettext(
        "From %(day)s to %(last)s another %(n)s mentions above the usual are to be expected "
        "(80%% interval %(low)s to %(high)s)."
    )
    low, high = outlook.n_remaining_interval
    return text % {
        "day": words.day(outlook.days[0].day),
        "last": words.day(outlook.days[-1].day),
        "n": words.count(outlook.n_remaining),
        "low": words.count(low),
        "high": words.count(high),
    }


def history_sentence(breakouts: Sequence[Breakout], words: Words) -> str:
    """Return how many breakouts a place had of each kind, and the greatest image."""
    if not breakouts:
        return ""
    counts = [(k, sum(b.kind == k for b in breakouts)) for k in ("image", "crisis", "affairs")]
    listed = words.gettext(", ").join(
        words.gettext("%(kind)s %(n)d") % {"kind": words.kind(k), "n": n} for k, n in counts if n
    )
    parts = [words.gettext("Breakouts by kind: %(list)s.") % {"list": listed}]
    images = [b for b in breakouts if b.kind == "image"]
    if images:
        top = max(images, key=lambda b: b.n_excess)
        text = words.gettext(
            "The greatest image was %(theme)s from %(day)s on, with %(n)s mentions above the usual."
        )
        parts.append(
            text
            % {
                "theme": words.theme(top),
                "day": words.day(top.onset),
                "n": words.count(top.n_excess),
            }
        )
    return words.together(parts)


def reputation_sentence(found: Reputation, words: Words) -> str:
    """Return the shares of image and crisis, and whether the image's share changed."""
    if not found.shares:
        return ""
    text = words.gettext(
        "Of %(n)s mentions %(image)s are images of the place and %(crisis)s are crises."
    )
    image, crisis = found.shares["image"], found.shares["crisis"]
    parts = [
        text
        % {
            "n": words.count(found.n),
            "image": _with_interval(image, words),
            "crisis": _with_interval(crisis, words),
        }
    ]
    if found.first_year and found.last_year:
        parts.append(_change(found, words))
    return words.together(parts)


def reputation_thin(found: Reputation, words: Words) -> str:
    """Return why no reputation is told; empty where one is."""
    if found.shares:
        return ""
    text = words.gettext(
        "%(n)s mentions in all: too few to tell a reputation, for which %(least)d are needed."
    )
    return text % {"n": words.count(found.n), "least": LEAST_MENTIONS}


def season_sentence(found: Season, words: Words) -> str:
    """Return the months that stood out in every year; empty where none did."""
    if not found.high_months:
        return ""
    text = words.gettext(
        "Above its year's mean in every year that is known well enough: %(months)s."
    )
    listed = words.gettext(", ").join(words.month(m) for m in found.high_months)
    return text % {"months": listed}


def interval(share: Smoothed, words: Words) -> str:
    """Return the 90% interval of a share."""
    low, high = words.share(share.low), words.share(share.high)
    return f"{low.removesuffix('%')}–{high}"


def _with_interval(share: Smoothed, words: Words) -> str:
    text = words.gettext("%(share)s (90%% interval %(interval)s)")
    return text % {"share": words.share(share.share), "interval": interval(share, words)}


def _change(found: Reputation, words: Words) -> str:
    first, last = found.first_year["image"], found.last_year["image"]
    values = {
        "first": _with_interval(first, words),
        "last": _with_interval(last, words),
    }
    if not found.changed("image"):
        text = words.gettext(
            "The share of images did not clearly change: %(first)s in the first twelve months, "
            "%(last)s in the last."
        )
    elif last.share > first.share:
        text = words.gettext(
            "The share of images rose from %(first)s in the first twelve months to %(last)s in "
            "the last."
        )
    else:
        text = words.gettext(
            "The share of images fell from %(first)s in the first twelve months to %(last)s in "
            "the last."
        )
    return text % values


def _terms(evidence: Sequence[Evidence]) -> list[str]:
    return [cut(e.term, 20) for e in evidence if e.term][:4]
