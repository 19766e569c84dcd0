"""What of what rises fits a place, or which places a theme fits, told for all faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Told
from chuquan.faces.trend_words import LONGEST, called, listed, window_told
from chuquan.faces.words import Words, cut
from chuquan.report import Discovery, LikeCase, Match, Reason, Trend

N_NAMED: Final = 3
_OF_ANY: Final = frozenset({"prior", "province", "lever"})
"""Reasons that say nothing of a theme and a place: told only where there are no others."""

_FEWEST_ALIKE: Final = 2.0


def matches_told(discovery: Discovery, words: Words) -> Told:
    """Tell what a place could ride, or whose moment a theme is (and how a place stands for it)."""
    _ = words.gettext
    is_place = not discovery.theme
    matches = [_named(match, discovery.trends, words) for match in discovery.matches]
    title = (
        _("What %(place)s could ride now") % {"place": _name(discovery, words)}
        if is_place
        else _("Whose moment %(theme)s is") % {"theme": cut(discovery.theme, LONGEST)}
    )
    tables = (
        _matches_table(matches, words, is_place=is_place),
        # For one theme the like cases of all places are nearly the same.
        *_like_tables(matches[: N_NAMED if is_place else 1], words, is_place=is_place),
        *_evidence_tables(matches[:N_NAMED], words, is_place=is_place),
    )
    return Told(
        key="matches",
        title=title,
        sentences=tuple(_sentences(discovery, matches, words)),
        tables=tables if matches else (),
        warnings=_warnings(matches, words, is_place=is_place),
        notes=_notes(words) if matches else (),
    )


def _named(match: Match, trends: Sequence[Trend], words: Words) -> Match:
    """Return a match whose theme is called as its trend is."""
    of = next((t for t in trends if t.trend_id == match.trend_id), None)
    if of is None or match.theme != of.theme:
        return match
    return msgspec.structs.replace(match, theme=called(of, words))


def _sentences(discovery: Discovery, matches: Sequence[Match], words: Words) -> list[str]:
    _ = words.gettext
    if not discovery.theme:
        if matches:
            return [_match_sentence(m, words, is_place=True) for m in matches[:N_NAMED]]
        if not discovery.trends:
            return [_("Nothing that rises now fits.")]
        text = _(
            "Of what rises now nothing fits %(place)s by what is said of it or by what it has: "
            "better not to force it."
        )
        return [text % {"place": _name(discovery, words)}]
    if not matches:
        return [_("No place is known for it.")]
    own = [m for m in matches if m.place_id == discovery.place_id]
    fit = [m for m in matches if not m.is_of_crisis]
    others = [m for m in fit if m.has_own_reason and m not in own] or fit
    return [
        *(_standing(match, words) for match in own),
        *(_match_sentence(m, words, is_place=False) for m in others[:N_NAMED] if m not in own),
    ]


def _standing(match: Match, words: Words) -> str:
    """Tell how the place that is asked about stands for a theme."""
    text = words.gettext(
        "Of all places %(place)s is number %(rank)d for %(theme)s: %(why)s; it could have "
        "%(share)s of the talk that names a place."
    )
    return text % {
        "place": _name(match, words),
        "rank": match.rank,
        "theme": cut(match.theme, LONGEST),
        "why": _why(match, words, 2),
        "share": words.share(match.score),
    }


def _why(match: Match, words: Words, most: int) -> str:
    if match.is_of_crisis:
        return words.gettext("mostly told as a crisis, which is no opportunity")
    own = [r for r in match.reasons if r.kind not in _OF_ANY and not _is_chance(r)]
    reasons = own or [r for r in match.reasons if not _is_chance(r)] or match.reasons
    told = listed([reason_told(reason, words) for reason in reasons[:most]], words)
    return told or words.gettext("nothing but its size speaks for it")


def _is_chance(reason: Reason) -> bool:
    return reason.kind == "alike" and (reason.n or 0.0) < _FEWEST_ALIKE


def _notes(words: Words) -> tuple[str, ...]:
    _ = words.gettext
    return (
        _(
            "The share says how many of the next mentions of the theme that name a place would "
            "name this one, had all gone on as before. Where little was said it is most likely "
            "none, so that an interval may end below its mean. It is told from what was said, "
            "not from what a place could do."
        ),
        _(
            "Ranked are the 333 prefectures of the mainland, the four municipalities, Hong "
            "Kong and Macau; a county counts for its prefecture."
        ),
    )


def _name(of: Discovery | Match, words: Words) -> str:
    if words.lang == "zh" or not of.place_name_en:
        return cut(of.place_name, LONGEST)
    return cut(of.place_name_en, LONGEST)


def _match_sentence(match: Match, words: Words, *, is_place: bool) -> str:
    _ = words.gettext
    text = (
        _("%(theme)s: %(why)s; of %(place)s's themes it is number %(rank)d.")
        if is_place
        else _("%(place)s: %(why)s; it could have %(share)s of the talk that names a place.")
    )
    return text % {
        "theme": cut(match.theme, LONGEST),
        "place": _name(match, words),
        "why": _why(match, words, 2),
        "rank": match.rank,
        "share": words.share(match.score),
    }


def reason_told(reason: Reason, words: Words) -> str:
    """Tell one reason in a few words."""
    _ = words.gettext
    n = words.count(reason.n) if reason.n is not None else "0"
    values = {"n": n, "term": cut(reason.term, LONGEST)}
    if reason.kind == "asset":
        name = cut(reason.asset.name, LONGEST) if reason.asset else ""
        return _("it has %(name)s") % {"name": name}
    if reason.kind == "lever":
        lever = words.lever(reason.term) if reason.term else ""
        return _("it is often spoken of by the lever %(lever)s") % {"lever": lever}
    texts = {
        "mentions": _("spoken of with it in %(n)s mentions"),
        "season": _("spoken of with it at this time of past years"),
        "alike": _("spoken of with %(term)s, which goes along with it (%(n)s mentions)"),
        "province": _("its province is spoken of with it"),
        "capacity": _("it can take the people"),
        "prior": _("it is spoken of much at all (%(n)s mentions)"),
    }
    return texts[reason.kind] % values


def _matches_table(matches: Sequence[Match], words: Words, *, is_place: bool) -> FactsTable:
    _ = words.gettext
    rows = []
    for match in matches:
        low, high = match.score_interval or (match.score, match.score)
        rows.append(
            (
                f"{match.rank}",
                cut(match.theme, LONGEST) if is_place else _name(match, words),
                words.share(match.score),
                f"{words.share(low)} – {words.share(high)}",
                _why(match, words, 3),
                cut(match.asset.name, LONGEST) if match.asset else "—",
                window_told(match, words),
            )
        )
    header = (
        _("Rank"), _("Theme") if is_place else _("Place"), _("Share"), _("Interval of 90%"),
        _("Why"), _("What it has"), _("Window"),
    )  # fmt: skip
    title = _("What fits best") if is_place else _("Whom it fits best")
    return FactsTable("matches", title, header, tuple(rows), texts=(1, 4, 5), is_detail=False)


def _like_tables(matches: Sequence[Match], words: Words, *, is_place: bool) -> list[FactsTable]:
    _ = words.gettext
    rows = tuple(
        (
            cut(match.theme, LONGEST) if is_place else _name(match, words),
            cut(case.image, LONGEST),
            words.day(case.onset),
            words.count(case.n_excess),
            _half_life(case, words),
            words.lever(case.lever) if case.lever else "—",
        )
        for match in matches
        for case in match.like_cases
    )
    header = (
        _("For"), _("Like case"), _("Onset"), _("Mentions above the usual"), _("Half-life"),
        _("Lever"),
    )  # fmt: skip
    title = _("What happened in like cases")
    return [FactsTable("like-cases", title, header, rows, texts=(0, 1, 5))] if rows else []


def _half_life(case: LikeCase, words: Words) -> str:
    return "—" if case.half_life_days is None else words.days(case.half_life_days)


def _evidence_tables(matches: Sequence[Match], words: Words, *, is_place: bool) -> list[FactsTable]:
    _ = words.gettext
    rows = tuple(
        (
            cut(match.theme, LONGEST) if is_place else _name(match, words),
            cut(e.text or e.term or ""),
            words.day(e.observed_at.date() if e.observed_at else None),
        )
        for match in matches
        for e in match.evidence
    )
    header = (_("For"), _("Mention"), _("Day"))
    title = _("Mentions behind it")
    return [FactsTable("matches-evidence", title, header, rows, texts=(0, 1))] if rows else []


def _warnings(matches: Sequence[Match], words: Words, *, is_place: bool) -> tuple[str, ...]:
    """Return what speaks against the first match: that nothing was ever said of it there."""
    _ = words.gettext
    if not matches:
        return ()
    bad = [_name(m, words) for m in matches[:N_NAMED] if m.is_of_crisis]
    if bad:
        text = _("What is said of %(places)s with this theme is mostly a crisis: no opportunity.")
        return (text % {"places": listed(bad, words)},)
    said = {"mentions", "season", "asset"}
    if any(reason.kind in said for match in matches[:N_NAMED] for reason in match.reasons[:2]):
        return ()
    return (
        _("None of these themes was ever spoken of with the place: they fit by what is alike only.")
        if is_place
        else _(
            "No place was ever spoken of with this theme: the order is told by what is alike only."
        ),
    )
