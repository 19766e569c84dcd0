"""A casebook told: what each lever brought so far, how sure that is, and what it does not say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from chuquan.faces.casebook_picture import Axis, Row, dots_picture, log_axis, share_axis
from chuquan.faces.facts import FactsTable
from chuquan.faces.impact_numbers import amount
from chuquan.faces.told import Picture, Told
from chuquan.faces.words import Words, cut
from chuquan.report import Casebook, EventCase, Quantity, Response


def told(casebook: Casebook, words: Words) -> list[Told]:
    """Return a casebook as sections, most important first.

    Parameters
    ----------
    casebook : Casebook
    words : Words
    """
    sections = [_levers(casebook, words), _sizes(casebook, words)]
    concert = casebook.response("concert")
    if casebook.events or (concert is not None and concert.effect is not None):
        sections.append(_concerts(casebook, words))
    if casebook.events:
        sections.append(_events(casebook, words))
    return sections


# What each lever brought


def _levers(casebook: Casebook, words: Words) -> Told:
    gettext = words.gettext
    rows = [r for r in casebook.responses if (r.place_size, r.event_size) == ("all", "all")]
    return Told(
        key="levers",
        title=gettext("By lever"),
        sentences=tuple(_lever_sentences(casebook, rows, words)),
        pictures=tuple(_pictures(rows, words)),
        tables=(_lever_table(rows, words), _own_table(rows, words)),
        warnings=tuple(_warnings(casebook, words)),
        notes=tuple(_notes(casebook, words)),
    )


def _lever_sentences(casebook: Casebook, rows: Sequence[Response], words: Words) -> Iterable[str]:
    whole, *levers = rows
    yield words.gettext(
        "A wave that broke out typically brought %(value)s mentions above the usual (90%% "
        "interval %(low)s to %(high)s); eight of ten single waves bring %(least)s to %(most)s."
    ) % {**_figures(whole.n_excess, words.count), **_spread(whole.n_excess, words.count)}
    yield words.gettext(
        "It peaked after %(rise)s, and half of its attention was gone %(value)s after the peak "
        "(90%% interval %(low)s to %(high)s)."
    ) % {**_figures(whole.half_life_days, words.days), "rise": words.days(whole.rise_days.value)}
    if levers:
        yield from _extremes(whole, levers, words)
    if whole.p_breakout is not None and not casebook.n_events_out:
        yield words.ngettext(
            "%(n)s event is known, and it did not become an image of its city.",
            "%(n)s events are known, and none became an image of its city.",
            casebook.n_events,
        ) % {"n": words.count(casebook.n_events)}
    elif whole.p_breakout is not None:
        yield words.gettext("Of %(n)s known events %(out)s became an image of their city.") % {
            "n": words.count(casebook.n_events),
            "out": words.count(casebook.n_events_out),
        }


def _extremes(whole: Response, levers: Sequence[Response], words: Words) -> Iterable[str]:
    """Yield which lever brings most and which lasts longest, or that none clearly does."""
    most = max(levers, key=lambda r: r.n_excess.value)
    if most.n_excess.interval[0] > whole.n_excess.interval[1]:
        text = words.gettext(
            "Most attention a wave: %(lever)s, %(value)s mentions (90%% interval %(low)s to "
            "%(high)s)."
        )
    else:
        text = words.gettext(
            "No lever clearly brings more attention a wave than all together; the highest value "
            "is that of %(lever)s, %(value)s mentions (90%% interval %(low)s to %(high)s)."
        )
    yield text % {"lever": words.lever(most.lever), **_figures(most.n_excess, words.count)}
    longest = max(levers, key=lambda r: r.half_life_days.value)
    if longest.half_life_days.interval[0] > whole.half_life_days.interval[1]:
        text = words.gettext(
            "Longest to last: %(lever)s, half gone after %(value)s (90%% interval %(low)s to "
            "%(high)s)."
        )
    else:
        text = words.gettext(
            "No lever clearly lasts longer than all together; the highest value is that of "
            "%(lever)s, half gone after %(value)s (90%% interval %(low)s to %(high)s)."
        )
    yield text % {
        "lever": words.lever(longest.lever),
        **_figures(longest.half_life_days, words.days),
    }


def _warnings(casebook: Casebook, words: Words) -> Iterable[str]:
    yield words.gettext(
        "Attention is counted in mentions on lists of what is talked about. It is not visits, and "
        "a mention on one list is not worth what it is on another."
    )
    if casebook.n_events:
        yield words.gettext(
            "Known events are those that somebody wrote down, mostly large ones: what is told of "
            "how often events break out is too high for events at large."
        )
        bare = [
            words.lever(r.lever)
            for r in casebook.responses
            if (r.place_size, r.event_size) == ("all", "all")
            and r.p_breakout is not None
            and not r.p_breakout.n
        ]
        if bare:
            yield words.gettext(
                "No known event is of %(levers)s: that chance is told from the other levers alone."
            ) % {"levers": words.gettext(", ").join(bare)}


def _notes(casebook: Casebook, words: Words) -> Iterable[str]:
    gettext = words.gettext
    yield gettext("%(n)s image breakouts, %(period)s, on: %(sources)s.") % {
        "n": words.count(casebook.n_breakouts),
        "period": words.period(casebook.first_day, casebook.last_day),
        "sources": words.gettext(", ").join(cut(s, 40) for s in casebook.sources),
    }
    yield gettext(
        "Few cases are drawn to the whole: value and interval rest on the cell's own cases and on "
        "all others; how far levers and sizes differ is itself uncertain and widens the intervals."
    )
    yield gettext(
        "Waves of fewer than %(n)s mentions are never found: figures are of waves that were, and "
        "up to %(rate)s of those may be false alarms."
    ) % {
        "n": words.count(casebook.min_mentions),
        "rate": words.rate(casebook.false_discovery_rate),
    }
    yield gettext(
        "Half-lives are from the %(n)s waves whose days tell one; small waves tell none."
    ) % {"n": words.count(casebook.n_half_lives)}
    if casebook.n_under_way:
        yield words.ngettext(
            "%(n)d wave was under way: its total holds what is still expected, with its error.",
            "%(n)d waves were under way: their totals hold what is still expected, with its error.",
            casebook.n_under_way,
        ) % {"n": casebook.n_under_way}


def _lever_table(rows: Sequence[Response], words: Words) -> FactsTable:
    gettext = words.gettext
    has_effect = any(r.effect is not None for r in rows)
    return FactsTable(
        key="levers",
        title=gettext("By lever (in brackets the interval of 90%)"),
        header=(
            gettext("Lever"),
            gettext("Waves"),
            gettext("Broke out"),
            gettext("Mentions above usual"),
            gettext("One in ten over"),
            gettext("Days to the peak"),
            gettext("Half-life, days"),
            *((gettext("On event days"),) if has_effect else ()),
        ),
        rows=tuple(
            (
                _lever(r.lever, words),
                words.count(r.n_excess.n),
                _with_interval(r.p_breakout, words.share),
                _with_interval(r.n_excess, words.count),
                words.count(r.n_excess.spread[1]) if r.n_excess.spread else "—",
                _with_interval(r.rise_days, _number(words)),
                _with_interval(r.half_life_days, _number(words)),
                *((_with_interval(r.effect, words.share),) if has_effect else ()),
            )
            for r in rows
        ),
        is_detail=False,
    )


def _own_table(rows: Sequence[Response], words: Words) -> FactsTable:
    """Return what the lever's own cases say alone, what is told, and the share of its own."""
    gettext = words.gettext
    quantities: list[tuple[str, Callable[[Response], Quantity | None], Callable[[float], str]]] = [
        (gettext("chance of breaking out"), lambda r: r.p_breakout, words.share),
        (gettext("mentions"), lambda r: r.n_excess, words.count),
        (gettext("half-life"), lambda r: r.half_life_days, words.days),
    ]
    out = []
    for name, of, form in quantities:
        for row in rows[1:]:
            q = of(row)
            if q is not None:
                own = "—" if q.own is None else form(q.own)
                out.append(
                    (name, _lever(row.lever, words), words.count(q.n), own, form(q.value),
                     words.share(q.weight))
                )  # fmt: skip
    return FactsTable(
        key="own",
        title=gettext("What a lever's own cases say alone, and what is told"),
        header=(
            gettext("What"),
            gettext("Lever"),
            gettext("Cases"),
            gettext("Own cases alone"),
            gettext("Told"),
            gettext("Share of own cases in it"),
        ),
        rows=tuple(out),
        texts=(0, 1),
    )


def _pictures(rows: Sequence[Response], words: Words) -> Iterable[Picture]:
    gettext = words.gettext
    kinds: list[tuple[str, str, Callable[[Response], Quantity | None], Callable[[float], str]]] = [
        ("n_excess", gettext("mentions above the usual, of a wave that broke out"),
         lambda r: r.n_excess, words.count),
        ("half_life_days", gettext("days in which a wave's attention halves"),
         lambda r: r.half_life_days, _number(words)),
        ("p_breakout", gettext("share of known events that became an image of their city"),
         lambda r: r.p_breakout, words.share),
    ]  # fmt: skip
    for key, title, of, form in kinds:
        told_rows = [(r, q) for r in rows if (q := of(r)) is not None]
        # Where no lever has cases of its own, all are the same guess and nothing is to be seen.
        if len(told_rows) < 2 or not any(q.n for _, q in told_rows[1:]):
            continue
        made = _picture(key, title, told_rows, form, words)
        if made is not None:
            yield made


def _picture(
    key: str,
    title: str,
    rows: Sequence[tuple[Response, Quantity]],
    form: Callable[[float], str],
    words: Words,
) -> Picture | None:
    whole, *others = rows
    ordered = [whole, *sorted(others, key=lambda item: -item[1].value)]
    # The most is told of those that have cases of their own, not of a guess from the others.
    best, figures = next(((r, q) for r, q in ordered[1:] if q.n), ordered[1])
    drawn = [
        Row(r.lever, _lever(r.lever, words), q, f"{_with_interval(q, form)}") for r, q in ordered
    ]
    said = words.gettext("%(what)s: most for %(lever)s, %(value)s; %(whole)s for all together.") % {
        "what": title,
        "lever": words.lever(best.lever),
        "value": form(figures.value),
        "whole": form(whole[1].value),
    }
    finding = said[0].upper() + said[1:]
    axis = _axis(key, title, [q for _, q in ordered], words)
    svg = dots_picture(drawn, axis, words, f"casebook-{key}", title, finding)
    return Picture(key, finding, svg)


def _axis(key: str, title: str, quantities: Sequence[Quantity], words: Words) -> Axis:
    ends = [v for q in quantities for v in (*q.interval, *(q.spread or ()))]
    if key == "p_breakout":
        return share_axis(ends, title, words)
    return log_axis(ends, title, words)


# By size


def _sizes(casebook: Casebook, words: Words) -> Told:
    gettext = words.gettext
    small, large = casebook.place_size_limits
    cells = [r for r in casebook.responses if r.event_size == "all" and r.place_size != "all"]
    tables = [_size_table(cells, words)]
    by_event = [
        r
        for r in casebook.responses
        if r.place_size == "all"
        and r.event_size != "all"
        and r.lever in {"all", "concert", "event"}
    ]
    notes = [
        gettext(
            "Small cities have fewer than %(small)s people, large ones %(large)s or more, by the "
            "gazetteer (mostly GeoNames' figures of the urban area); a county counts as the city "
            "that it lies in. Waves of whole provinces, and of places whose population is not "
            "known, teach what a lever brings and nothing of sizes."
        )
        % {"small": amount(small, words), "large": amount(large, words)}
    ]
    if by_event:
        tables.append(_event_size_table(by_event, words))
        low, high = casebook.event_size_limits
        notes.append(
            gettext(
                "Small events drew fewer than %(low)s people over all their days, large ones "
                "%(high)s or more; most known events tell no attendance."
            )
            % {"low": amount(low, words), "high": amount(high, words)}
        )
    return Told(
        key="sizes",
        title=gettext("By size of city and of event"),
        sentences=(_size_sentence(casebook, words),),
        tables=tuple(tables),
        notes=tuple(notes),
    )


def _size_sentence(casebook: Casebook, words: Words) -> str:
    small, large = casebook.response("all", "small"), casebook.response("all", "large")
    if small is None or large is None:
        return words.gettext("There are too few waves to tell small cities from large ones.")
    if _are_apart(small.n_excess, large.n_excess):
        text = words.gettext(
            "The size of the city matters: a wave brings %(small)s mentions in a small city and "
            "%(large)s in a large one."
        )
    else:
        text = words.gettext(
            "That the size of the city matters cannot be shown: a wave brings %(small)s mentions "
            "in a small city and %(large)s in a large one, with intervals that overlap."
        )
    form = words.count
    return text % {"small": form(small.n_excess.value), "large": form(large.n_excess.value)}


def _are_apart(one: Quantity, other: Quantity) -> bool:
    return one.interval[1] < other.interval[0] or other.interval[1] < one.interval[0]


def _size_table(cells: Sequence[Response], words: Words) -> FactsTable:
    gettext = words.gettext
    return FactsTable(
        key="place_sizes",
        title=gettext("By lever and size of the city (in brackets the interval of 90%)"),
        header=(
            gettext("Lever"),
            gettext("City"),
            gettext("Waves"),
            gettext("Broke out"),
            gettext("Mentions above usual"),
            gettext("Half-life, days"),
        ),
        rows=tuple(
            (
                _lever(r.lever, words),
                _size(r.place_size, words),
                words.count(r.n_excess.n),
                _with_interval(r.p_breakout, words.share),
                _with_interval(r.n_excess, words.count),
                _with_interval(r.half_life_days, _number(words)),
            )
            for r in cells
        ),
        texts=(0, 1),
        is_detail=False,
    )


def _event_size_table(cells: Sequence[Response], words: Words) -> FactsTable:
    gettext = words.gettext
    return FactsTable(
        key="event_sizes",
        title=gettext("By size of the event (in brackets the interval of 90%)"),
        header=(
            gettext("Lever"),
            gettext("Event"),
            gettext("Known events"),
            gettext("Broke out"),
            gettext("Mentions above usual"),
        ),
        rows=tuple(
            (
                _lever(r.lever, words),
                _size(r.event_size, words),
                "—" if r.p_breakout is None else words.count(r.p_breakout.n),
                _with_interval(r.p_breakout, words.share),
                _with_interval(r.n_excess, words.count),
            )
            for r in cells
        ),
        texts=(0, 1),
    )


# Concerts and events


def _concerts(casebook: Casebook, words: Words) -> Told:
    gettext = words.gettext
    known = [e for e in casebook.events if e.lever == "concert"]
    response = casebook.response("concert")
    sentences = []
    notes = [
        gettext(
            "An effect measured in one place says little more than the order of magnitude "
            "elsewhere."
        )
    ]
    if known and response is not None and response.p_breakout is not None:
        out = sum(e.breakout_id is not None for e in known)
        text = words.ngettext(
            "Of %(n)d known concert or tour stop, %(out)d became an image of its city; the next "
            "one does with a chance of %(value)s (90%% interval %(low)s to %(high)s).",
            "Of %(n)d known concerts and tour stops, %(out)d became an image of their city; the "
            "next one does with a chance of %(value)s (90%% interval %(low)s to %(high)s).",
            len(known),
        )
        figures = _figures(response.p_breakout, words.share)
        sentences.append(text % {"n": len(known), "out": out, **figures})
    if response is not None and response.effect is not None:
        text = gettext(
            "On their days concerts added %(value)s (90%% interval %(low)s to %(high)s) to what "
            "was measured in the report's impacts."
        )
        sentences.append(text % _figures(response.effect, words.share))
        if response.effect.spread is not None:
            text = gettext("Eight of ten single events added %(least)s to %(most)s.")
            sentences.append(text % _spread(response.effect, words.share))
        listed = ", ".join(cut(name, 80) for name in response.effect_from)
        notes.append(gettext("From: %(impacts)s.") % {"impacts": listed})
    else:
        sentences.append(
            gettext(
                "What concerts add on their days is not known here: no impact of events that can "
                "be trusted, and is known to be of concerts, is in the report (measure it with "
                "`chuquan impact --event-flag`; where the names of its events do not say what "
                "they are, say so with `chuquan casebook --effects-of concert`)."
            )
        )
    return Told(
        key="concerts",
        title=gettext("Concerts"),
        sentences=tuple(sentences),
        notes=tuple(notes),
    )


def _events(casebook: Casebook, words: Words) -> Told:
    gettext = words.gettext
    events = sorted(casebook.events, key=lambda e: (e.breakout_id is None, e.start, e.event_id))
    shared = sum(e.is_shared for e in events)
    notes = [
        gettext(
            "A wave is an event's own if it began in its city from 45 days before its start to a "
            "week after its end and names it, or is of its kind and began within a week of it."
        )
    ]
    if shared:
        notes.append(
            words.ngettext(
                "%(n)d event shares its wave with another.",
                "%(n)d events share their wave with another.",
                shared,
            )
            % {"n": shared}
        )
    return Told(
        key="events",
        title=gettext("Known events and what became of them"),
        tables=(
            FactsTable(
                key="events",
                title=gettext("Those that became an image of their city first"),
                header=(
                    gettext("Event"),
                    gettext("City"),
                    gettext("Lever"),
                    gettext("First day"),
                    gettext("Image"),
                    gettext("Wave began"),
                ),
                rows=tuple(_event_row(e, words) for e in events),
                texts=(0, 1, 2, 3, 4, 5),
            ),
        ),
        notes=tuple(notes),
    )


def _event_row(event: EventCase, words: Words) -> tuple[str, ...]:
    place = event.place_name
    if words.lang == "en" and event.place_name_en:
        place = f"{event.place_name_en} {event.place_name}"
    return (
        cut(event.name, 60),
        cut(place, 60),
        words.short_lever(event.lever),
        words.day(event.start),
        cut(event.image, 60) or "—",
        _lag(event.lag_days, words),
    )


def _lag(days: float | None, words: Words) -> str:
    if days is None:
        return "—"
    if abs(days) < 1:
        return words.gettext("on the day")
    text = words.gettext("%(days)s after") if days > 0 else words.gettext("%(days)s before")
    return text % {"days": words.days(abs(days))}


# Words


def _lever(lever: str, words: Words) -> str:
    return words.gettext("all levers") if lever == "all" else words.lever(lever)


def _size(size: str, words: Words) -> str:
    names = {
        "all": words.pgettext("size", "all"),
        "small": words.pgettext("size", "small"),
        "middle": words.pgettext("size", "middle"),
        "large": words.pgettext("size", "large"),
    }
    return names[size]


def _number(words: Words) -> Callable[[float], str]:
    return lambda value: words.count(round(value, 1))


def _figures(quantity: Quantity, form: Callable[[float], str]) -> dict[str, str]:
    low, high = quantity.interval
    return {"value": form(quantity.value), "low": form(low), "high": form(high)}


def _spread(quantity: Quantity, form: Callable[[float], str]) -> dict[str, str]:
    low, high = quantity.spread or quantity.interval
    return {"least": form(low), "most": form(high)}


def _with_interval(quantity: Quantity | None, form: Callable[[float], str]) -> str:
    if quantity is None:
        return "—"
    figures = _figures(quantity, form)
    return f"{figures['value']} ({figures['low']}–{figures['high']})"
