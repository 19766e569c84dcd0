"""Names of everything that an impact tells by a code: estimators, periods, reasons, multipliers."""

from __future__ import annotations

from chuquan.faces.impact_numbers import unit_name
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Impact

_N_PLACES = 4


def estimator_name(name: str, words: Words) -> str:
    """Return the name of an estimator; an unknown one as it is."""
    gettext = words.gettext
    names = {
        "synthetic_difference_in_differences": gettext("synthetic difference in differences"),
        "synthetic_control": gettext("synthetic control"),
        "difference_in_differences": gettext("difference in differences"),
        "structural": gettext("structural model of the series and its calendar"),
    }
    return names.get(name, plain(name))


def design_sentence(impact: Impact, words: Words) -> str:
    """Return in one sentence what the figures were compared with."""
    gettext = words.gettext
    text = {
        "panel": gettext("What would have come anyway is put together from other places."),
        "series": gettext(
            "What would have come anyway is told by the place's own past: trend, season, weekday, "
            "holidays."
        ),
        "events": gettext(
            "Event days are held against the other days of the same place, with weekday, season "
            "and holidays allowed for."
        ),
    }[impact.design]
    by = gettext("Calculated by: %(name)s.") % {"name": estimator_name(impact.estimator, words)}
    return f"{text} {by}" if words.lang == "en" else text + by


def a_period(period: str, words: Words) -> str:
    """Return the length of a period as what a figure is told by, such as ``a day``."""
    return {
        "day": words.gettext("a day"),
        "week": words.gettext("a week"),
        "month": words.gettext("a month"),
        "quarter": words.gettext("a quarter"),
        "year": words.gettext("a year"),
        "holiday": words.gettext("a holiday"),
    }[period]


def periods(n: int, period: str, words: Words) -> str:
    """Return so many periods."""
    ngettext = words.ngettext
    text = {
        "day": ngettext("%(num)d day", "%(num)d days", n),
        "week": ngettext("%(num)d week", "%(num)d weeks", n),
        "month": ngettext("%(num)d month", "%(num)d months", n),
        "quarter": ngettext("%(num)d quarter", "%(num)d quarters", n),
        "year": ngettext("%(num)d year", "%(num)d years", n),
        "holiday": ngettext("%(num)d holiday", "%(num)d holidays", n),
    }[period]
    return text % {"num": n}


def metric_name(metric: str, words: Words) -> str:
    """Return the name of a metric; one that is not known as it stands in the file."""
    gettext = words.gettext
    pgettext = words.pgettext
    names = {
        "visits": pgettext("metric", "visits"),
        "visitors": pgettext("metric", "visitors"),
        "arrivals": pgettext("metric", "arrivals"),
        "nights": pgettext("metric", "nights"),
        "overnight_visitors": gettext("overnight visitors"),
        "revenue": gettext("tourism revenue"),
        "tourism_revenue": gettext("tourism revenue"),
        "ridership": gettext("ridership"),
        "metro_ridership": gettext("metro ridership"),
        "rail_passengers": gettext("rail passengers"),
        "air_passengers": gettext("air passengers"),
        "hotel_orders": gettext("hotel orders"),
        "scenic_visits": gettext("visits to sights"),
    }
    return names.get(metric.strip().lower(), plain(metric))


def exclusion_reason(reason: str, words: Words) -> str:
    """Return why a place is no donor."""
    return {
        "same_wave": words.gettext("had a wave of its own at that time"),
        "gaps": words.gettext("has periods without figures"),
        "too_short": words.gettext("its figures do not reach far enough"),
        "other_unit": words.gettext("counts in another unit"),
        "neighbour": words.gettext("is a neighbour that may have lost visitors"),
        "nested": words.gettext("holds the place or lies in it"),
        "audit": words.gettext("its figures are in doubt"),
    }[reason]


def assumption_name(name: str, words: Words) -> str:
    """Return what a multiplier says; an unknown one as it is."""
    gettext = words.gettext
    names = {
        "share_visitors": gettext("share of people from elsewhere"),
        "spending_visitor": gettext("spending of one from elsewhere"),
        "spending_visitor_night": gettext("spending of one from elsewhere a night"),
        "nights_visitor": gettext("nights that one from elsewhere stays"),
        "ticket_price": gettext("price of a ticket"),
        "spending_per_ticket": gettext("spending for each unit spent on the ticket"),
        "spending_local": gettext("spending of a local"),
        "displaced_local": gettext("share that locals would have spent here anyway"),
        "counts_per_person": gettext("how often one person is counted"),
    }
    return names.get(name, plain(name))


def assumption_unit(unit: str, words: Words) -> str:
    """Return the unit of a multiplier."""
    currency, slash, of = unit.partition("/")
    gettext = words.gettext
    names = {
        "share": gettext("share"),
        "ratio": gettext("times"),
        "nights/person": gettext("nights a person"),
        "counts/person": gettext("counts a person"),
        "person": gettext("%(currency)s a person"),
        "night": gettext("%(currency)s a night"),
    }
    if unit in names:
        return names[unit]
    if slash and of in {"person", "night"}:
        return names[of] % {"currency": plain(currency)}
    return plain(unit)


def window_name(name: str, impact: Impact, words: Words) -> str:
    """Return which window an estimate is of; the first so many periods, or as it is told."""
    gettext = words.gettext
    names = {
        "window_half": gettext("first half of the window"),
        "history_half": gettext("half of the time before the start"),
    }
    if name.isdecimal():
        return gettext("first %(periods)s") % {"periods": periods(int(name), impact.period, words)}
    return names.get(name, plain(name))


def named(name: str, english: str, words: Words) -> str:
    """Return a place's name, in English with its own one behind it."""
    own, other = plain(name), plain(english)
    if words.lang == "zh" or not other or other == own:
        return own
    return f"{other} {own}"


def place_names(impact: Impact) -> dict[str, tuple[str, str]]:
    """Return the names of all places of an impact in both languages, by id."""
    names: dict[str, tuple[str, str]] = {}
    for rows in (impact.places, impact.donors, impact.excluded, impact.displacement):
        names |= {p.place_id: (p.place_name, p.place_name_en) for p in rows}
    for placebo in impact.placebos:
        names.setdefault(placebo.place_id, (placebo.place_name, ""))
    return names


def where(impact: Impact, words: Words, breakout: Breakout | None = None) -> str:
    """Return the treated places: up to four by name, else how many."""
    if not impact.places:
        return words.place(breakout) if breakout else plain(impact.impact_id)
    n = len(impact.places)
    if n > _N_PLACES:
        return words.ngettext("%(num)d place", "%(num)d places", n) % {"num": n}
    told = (named(p.place_name, p.place_name_en, words) for p in impact.places)
    return words.gettext(", ").join(told)


def title(impact: Impact, words: Words, breakout: Breakout | None = None) -> str:
    """Return what an impact is about: places, metric, and where the visitors come from."""
    # A file that names no metric leaves its unit to tell what was counted.
    is_named = impact.metric not in {"", "value"}
    metric = metric_name(impact.metric, words) if is_named else unit_name(impact.unit, words)
    if impact.origin:
        metric = words.gettext("%(metric)s from %(origin)s") % {
            "metric": metric,
            "origin": plain(impact.origin),
        }
    place = where(impact, words, breakout)
    return f"{place} · {metric}" if metric else place
