"""Tables of impacts in a brief: numbers stay numbers, and one sheet has one head."""

from __future__ import annotations

import pytest
from impacts_made_up import all_impacts, make_impact, make_untrusted

from chuquan.faces.briefs.impact_tables import Brought, checks, every_table, overview
from chuquan.faces.impact_checks import check_parts, check_sentence
from chuquan.faces.words import LANGUAGES, Words

CHOSEN = [Brought(f"i{k}", impact, None) for k, impact in enumerate(all_impacts())]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_keeps_its_figures_as_numbers(lang):
    for row, one in zip(overview(CHOSEN, Words(lang)).rows, CHOSEN, strict=True):
        impact = one.impact
        for names, e in (
            (("effect", "low", "high"), impact.effect),
            (("lift", "lift_low", "lift_high"), impact.lift),
            (("total", "total_low", "total_high"), impact.total),
        ):
            assert tuple(row.cells[n].value for n in names) == (e.value, e.low, e.high)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_checks_stand_failures_first_with_their_figures_apart(lang):
    words = Words(lang)
    table = checks(Brought("i0", make_untrusted(), None), words)
    n_failed = sum(c.outcome == "failed" for c in make_untrusted().checks)
    assert n_failed
    first = [row.cells["c0"].text for row in table.rows[:n_failed]]
    assert set(first) == {words.gettext("failed")}
    for check in make_untrusted().checks:
        said, figures = check_parts(check, words, make_untrusted())
        whole = check_sentence(check, words, make_untrusted())
        assert said.rstrip(".。") in whole
        assert figures in whole


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_of_one_sheet_share_their_head(lang):
    heads: dict[str, list[str]] = {}
    for table in every_table(CHOSEN, Words(lang)):
        own = [c.label for c in table.columns]
        assert heads.setdefault(table.sheet, own) == own
    assert {"impacts", "brought", "checks", "series", "donors", "events"} <= heads.keys()


def test_the_series_is_there_to_the_last_period():
    impact = make_impact()
    tables = every_table([Brought("i0", impact, None)], Words("en"))
    series = next(t for t in tables if t.sheet == "series")
    assert [r.cells["observed"].value for r in series.rows] == [p.observed for p in impact.series]


def test_no_impact_has_no_table():
    assert every_table([], Words("en")) == ()
