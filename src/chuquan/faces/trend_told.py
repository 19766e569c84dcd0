"""What rises, and what of it fits: a discovery's trends and matches as sections for all faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Picture, Told
from chuquan.faces.trend_picture import trend_finding, trend_picture
from chuquan.faces.words import Words, cut
from chuquan.report import Discovery, LikeCase, Match, Reason, Trend

N_DRAWN: Final = 6
N_NAMED: Final = 3
N_EVIDENCE: Final = 2
LONGEST: Final = 40


def trends_told(discovery: Discovery, words: Words) -> Told:
    """Tell what rises now in all mentions, of any place or none."""
    _ = words.gettext
    trends = discovery.trends
    return Told(
        key="trends",
        title=_("What people talk about more than usual"),
        sentences=tuple(_trend_sentences(discovery, words)),
        tables=(_trends_table(trends, words), _heard_table(trends, words)) if trends else (),
        pictures=tuple(_pictures(trends[:N_DRAWN], words)),
        notes=(
            _(
                "Of the rises that are told, one in ten is expected to be chance. Words that stand "
                "in the same mentions are one theme. What is told as a crisis or as daily business "
                "is left out, as far as words can tell; a rise may still be about a person or a "
                "series that no place can ride."
            ),
            _(
                "The window is the time in which half of the talk that is still to come will have "
                "passed, from how past rises faded; a rise that is still growing may stay longer."
            ),
        ),
    )


def matches_told(discovery: Discovery, words: Words) -> Told:
    """Tell what a place could ride, or whose moment a theme is."""
    _ = words.gettext
    is_place = discovery.place_id is not None
    matches = discovery.matches
    title = (
        _("What %(place)s could ride now") % {"place": _name(discovery, words)}
        if is_place
        else _("Whose moment %(theme)s is") % {"theme": cut(discovery.theme, LONGEST)}
    )
    sentences = [_match_sentence(match, words, is_place=is_place) for match in matches[:N_NAMED]]
    if not matches:
        sentences = [
            _("Nothing that rises now fits.") if is_place else _("No place is known for it.")
        ]
    tables = (
        _matches_table(matches, words, is_place=is_place),
        # For one theme the like cases of all places are nearly the same.
        *_like_tables(matches[: N_NAMED if is_place else 1], words, is_place=is_place),
        *_evidence_tables(matches[:N_NAMED], words, is_place=is_place),
    )
    return Told(
        key="matches",
        title=title,
        sentences=tuple(sentences),
        tables=tables if matches else (),
        warnings=_warnings(matches, words, is_place=is_place),
        notes=(
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
        ),
    )


def _name(of: Discovery | Match, words: Words) -> str:
    if words.lang == "zh" or not of.place_name_en:
        return cut(of.place_name, LONGEST)
    return cut(of.place_name_en, LONGEST)


def _trend_sentences(discovery: Discovery, words: Words) -> list[str]:
    _ = words.gettext
    trends = discovery.trends
    if not trends:
        text = _("By %(day)s nothing rises so clearly that it could not be chance.")
        return [text % {"day": words.day(discovery.as_of)}]
    names = _listed([cut(trend.theme, LONGEST) for trend in trends[: 2 * N_NAMED]], words)
    out = [
        words.ngettext(
            "By %(day)s %(n)d theme rises: %(names)s.",
            "By %(day)s %(n)d themes rise, first of all %(names)s.",
            len(trends),
        )
        % {"day": words.day(discovery.as_of), "n": len(trends), "names": names}
    ]
    for trend in trends[:N_NAMED]:
        if trend.window_days is not None and trend.window_days_interval is not None:
            low, high = trend.window_days_interval
            text = _(
                "The window of %(theme)s is likely to stay open for %(days)s (80%% interval "
                "%(low)s to %(high)s)."
            )
            values = {"days": trend.window_days, "low": low, "high": high}
            told = {name: words.days(value) for name, value in values.items()}
            out.append(text % {**told, "theme": cut(trend.theme, LONGEST)})
    return out


def _listed(names: Sequence[str], words: Words) -> str:
    return ("、" if words.lang == "zh" else ", ").join(names)


def _trends_table(trends: Sequence[Trend], words: Words) -> FactsTable:
    _ = words.gettext
    rows = tuple(
        (
            cut(trend.theme, LONGEST),
            _listed([cut(t, LONGEST) for t in trend.terms[1:5]], words) or "—",
            words.day(trend.first_day),
            words.count(trend.n),
            words.expected(trend.expected),
            words.times(trend.rate_ratio),
            words.lever(trend.lever) if trend.lever else "—",
            _listed(trend.sources, words),
            _window(trend, words),
            words.q_value(trend.q_value),
        )
        for trend in trends
    )
    header = (
        _("Theme"), _("Along with it"), _("Since"), _("Mentions"), _("Expected"),
        _("Times as many"), _("Lever"), _("Sources"), _("Window"), _("Chance of being false"),
    )  # fmt: skip
    return FactsTable(
        "trends", _("Rising themes"), header, rows, texts=(0, 1, 6, 7), is_detail=False
    )


def _window(of: Trend | Match, words: Words) -> str:
    if of.window_days is None or of.window_days_interval is None:
        return "—"
    low, high = of.window_days_interval
    return f"{words.days(of.window_days)} ({words.days(low)} – {words.days(high)})"


def _heard_table(trends: Sequence[Trend], words: Words) -> FactsTable:
    _ = words.gettext
    rows = tuple(
        (cut(trend.theme, LONGEST), cut(e.text or e.term or ""), e.source or "—")
        for trend in trends
        for e in trend.evidence[:N_EVIDENCE]
    )
    header = (_("Theme"), _("Mention"), _("Source"))
    return FactsTable(
        "trends-evidence", _("Mentions behind the rises"), header, rows, texts=(0, 1, 2)
    )


def _pictures(trends: Sequence[Trend], words: Words) -> list[Picture]:
    drawn = []
    for i, trend in enumerate(trends):
        svg = trend_picture(trend, words, element_id=f"trend-{i}")
        if svg:
            drawn.append(Picture(f"trend-{i}", trend_finding(trend, words), svg))
    return drawn


def _match_sentence(match: Match, words: Words, *, is_place: bool) -> str:
    _ = words.gettext
    why = _listed([reason_told(reason, words) for reason in match.reasons[:2]], words)
    text = (
        _("%(theme)s: %(why)s; of %(place)s's themes it is number %(rank)d.")
        if is_place
        else _("%(place)s: %(why)s; it could have %(share)s of the talk that names a place.")
    )
    return text % {
        "theme": cut(match.theme, LONGEST),
        "place": _name(match, words),
        "why": why or _("nothing but its size speaks for it"),
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
                _listed([reason_told(r, words) for r in match.reasons[:3]], words) or "—",
                cut(match.asset.name, LONGEST) if match.asset else "—",
                _window(match, words),
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
