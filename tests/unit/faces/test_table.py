"""Tables for the terminal."""

from __future__ import annotations

import io

import msgspec
import pytest
from conftest import make_breakout, make_report, make_two_sided
from rich.cells import cell_len
from rich.console import Console

from chuquan.faces.table import breakout_lines, breakout_row, breakouts_table, headline
from chuquan.faces.words import LANGUAGES, Words

EN = Words("en")


def printed(*contents, width=180) -> str:
    console = Console(file=io.StringIO(), width=width)
    for content in contents:
        console.print(content)
    return console.file.getvalue()


def test_what_goes_on_stands_before_what_has_ended(report):
    now, ended = headline(report, EN)
    assert {b.end for b in now.breakouts} == {None}
    assert all(b.end is not None for b in ended.breakouts)
    assert ended.breakouts[0].kind == "image"


def test_images_stand_before_crises_and_the_strongest_is_first(report):
    (_, ended) = headline(report, EN, n=100)
    kinds = [b.kind for b in ended.breakouts]
    assert kinds == sorted(kinds, key=["image", "crisis", "affairs"].index)
    images = [b.q_value for b in ended.breakouts if b.kind == "image"]
    assert images == sorted(images)


def test_an_empty_report_has_no_headline():
    assert headline(make_report(0, 0, 0), EN) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_holds_place_image_dates_and_figures(lang):
    b = make_breakout(1, n_excess=88.4, rate_ratio=12.0, half_life_days=5.0, q_value=0.02)
    out = printed(breakouts_table([b], Words(lang)))
    for part in ("哈尔滨", "冰雪大世界", b.onset.date().isoformat(), "88", "12", "5", "2%"):
        assert part in out


def test_markup_and_escapes_of_a_mention_are_not_obeyed():
    b = make_breakout(1, image="[red]x[/red]\x1b[2J", place_name="[link=a]p")
    out = printed(breakouts_table([b], EN), *breakout_lines(b, EN))
    assert "[red]x[/red]" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_table_fits_a_terminal_and_cuts_nothing(report, lang, width):
    table = breakouts_table(report.breakouts[:9], Words(lang), width=width)
    lines = printed(table, width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert "…" not in "".join(lines)


def test_lines_tell_evidence_shares_and_sources():
    out = printed(*breakout_lines(make_breakout(1), EN))
    for part in ("第一次来哈尔滨", "https://example.org", "social media", "zhihu (12 hours later"):
        assert part in out


def test_a_wave_of_two_sides_names_both_and_shows_what_speaks_for_each():
    both = make_two_sided()
    assert "image + crisis" in printed(breakouts_table([both], EN))
    out = printed(*breakout_lines(both, EN))
    for part in ("Opened as a crisis: 70%", "What speaks for a crisis", "游客高喊退票", "退票 12"):
        assert part in out


def test_the_json_row_is_the_breakout_without_its_long_fields():
    row = breakout_row(make_breakout(1))
    assert row["place_id"] == "230100"
    assert not {"timeline", "evidence", "terms", "path", "mix_days"} & set(row)
    assert {"mix", "second_kind", "beside"} <= set(row)
    assert msgspec.json.encode(row)
