"""Names of any length become names that a page can show; figures and ids stay as they are."""

from __future__ import annotations

import msgspec
from impacts_made_up import all_impacts, make_impact

from chuquan.faces.impact_fit import LONGEST, fitted


def test_ordinary_impacts_stay_as_they_are():
    for impact in all_impacts():
        assert fitted(impact) == impact


def test_every_name_is_cut_and_no_figure_is_lost():
    impact = make_impact(metric="长" * 5000, unit="\u202e" + "x" * 5000, origin="o" * 500)
    places = tuple(
        msgspec.structs.replace(p, place_name="市" * 900, place_name_en="t" * 900)
        for p in impact.places
    )
    shown = fitted(msgspec.structs.replace(impact, places=places))
    names = [shown.metric, shown.unit, shown.origin]
    names += [name for p in shown.places for name in (p.place_name, p.place_name_en)]
    assert all(len(name) <= LONGEST and "\u202e" not in name for name in names)
    assert (shown.effect, shown.impact_id) == (impact.effect, impact.impact_id)
    assert shown.series == impact.series
