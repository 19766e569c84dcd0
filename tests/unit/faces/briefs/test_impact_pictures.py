"""Pictures of impacts in a brief: two each, with the data that a native chart needs."""

from __future__ import annotations

import pytest
from impacts_made_up import all_impacts, make_events, make_impact

from chuquan.faces.briefs.impact_pictures import impact_pictures, observed_chart, placebo_chart
from chuquan.faces.briefs.impact_tables import Brought
from chuquan.faces.briefs.pictures import printable
from chuquan.faces.impact_picture import drawn
from chuquan.faces.placebo_picture import standing
from chuquan.faces.words import LANGUAGES, Words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_impact_has_two_pictures_with_their_data(lang):
    for k, impact in enumerate(all_impacts()):
        made = impact_pictures(Brought(f"i{k}", impact, None), Words(lang))
        wanted = ["profile", "events"] if impact.events else ["observed", "placebos"]
        assert [p.kind for p in made] == wanted
        for picture in made:
            assert picture.alt.startswith(picture.title)
            assert printable(picture.svg, "Noto").count("<style>") == 1
            assert picture.chart is not None
            for series in picture.chart.series:
                assert len(series.values) == len(picture.chart.categories)


def test_a_gap_stays_a_gap():
    impact = make_impact()
    seen = observed_chart(impact, Words("en")).series[0].values
    assert [v is None for v in seen] == [p.observed is None for p in drawn(impact)]
    assert None in seen


def test_every_placebo_is_in_a_bin_and_the_place_in_one():
    impact = make_impact()
    chart, stands = placebo_chart(impact, Words("en")), standing(impact)
    assert chart is not None
    assert stands is not None
    others, own = (series.values for series in chart.series)
    assert sum(v or 0 for v in others) == len(stands.others)
    assert sum(v or 0 for v in own) == 1
    assert placebo_chart(make_events(), Words("en")) is None
