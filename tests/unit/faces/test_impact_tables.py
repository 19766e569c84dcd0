"""The tables behind an impact hold all its rows, and the short form only what a reader needs."""

from __future__ import annotations

from impacts_made_up import all_impacts, make_impact, make_untrusted

from chuquan.faces.impact_tables import assumptions, detail_tables, offset_name, tables
from chuquan.faces.words import Words

ZH, EN = Words("zh"), Words("en")


def test_every_assumption_is_told_with_its_range_and_source():
    impact = make_impact()
    table = assumptions(impact.spending, EN)
    assert len(table.rows) == len(impact.spending.assumptions)
    assert all(row[-1] and " to " in row[2] for row in table.rows)


def test_tables_hold_all_rows_and_the_short_form_only_what_a_reader_needs():
    impact = make_impact(findings=make_untrusted().findings)
    full = {t.title: t for t in tables(impact, EN)}
    assert len(full["All checks"].rows) == len(impact.checks)
    assert len(full["Left out of the comparison"].rows) == len(impact.excluded)
    weights = full["What the comparison is made of"].rows
    assert [row[1] for row in weights] == ["41%", "27%", "18%", "9.0%", "5.0%"]
    short = detail_tables(tables(impact, EN), is_full=False)
    assert [t.title for t in short] == [
        "What the audit of the reported figures found",
        "What happened to the neighbours at the same time",
    ]


def test_rows_fit_their_heads():
    for impact in all_impacts():
        for table in tables(impact, ZH):
            assert all(len(row) == len(table.header) for row in table.rows), table.title


def test_losses_of_neighbours_stand_first_and_are_called_so():
    table = next(t for t in tables(make_impact(), EN) if t.header[0] == "Neighbour")
    assert [row[-1] for row in table.rows] == ["lost", "cannot be told"]
    assert table.rows[1][1] == "—"


def test_days_around_an_event_have_names():
    assert [offset_name(k, EN) for k in (-2, -1, 0, 1)] == [
        "2 days before",
        "1 day before",
        "event day",
        "1 day after",
    ]
