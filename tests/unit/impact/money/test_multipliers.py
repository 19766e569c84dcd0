"""No multiplier without its range and its source; all faults are told at once."""

from __future__ import annotations

import pytest

from chuquan.errors import ConfigError, NotFoundError
from chuquan.impact.money.multipliers import EXAMPLES, check_multipliers, load_multipliers

WHOLE = {
    "share_visitors": {"low": 0.5, "value": 0.6, "high": 0.7, "unit": "share", "source": "s"},
    "spending_visitor": {
        "low": 500,
        "value": 800,
        "high": 1500,
        "unit": "CNY/person",
        "source": "s",
    },
    "spending_local": {"low": 0, "value": 100, "high": 200, "unit": "CNY/person", "source": "s"},
    "displaced_local": {"low": 0.5, "value": 0.8, "high": 1, "unit": "share", "source": "s"},
}


def changed(name, **fields):
    return {**WHOLE, name: {**WHOLE[name], **fields}}


@pytest.mark.parametrize("name", EXAMPLES)
def test_shipped_examples_are_whole_and_name_their_sources(name):
    made = load_multipliers(f"example:{name}")
    assert made.currency == "CNY"
    assert all(len(item.source) > 10 for item in made.items)


def test_changsha_and_the_industry_stand_in_the_example_as_published():
    made = load_multipliers("example:concert")
    assert made.get("spending_visitor").high == 3481
    assert made.get("share_visitors").value == 0.642
    assert made.get("share_visitors").high == 0.92
    assert made.get("nights_visitor").value == pytest.approx(2.53 - 1)


def test_csv_reads_as_toml(tmp_path):
    rows = ["name,low,value,high,unit,source"]
    rows += [f"{n},{f['low']},{f['value']},{f['high']},{f['unit']},s" for n, f in WHOLE.items()]
    file = tmp_path / "m.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    assert load_multipliers(file) == check_multipliers(WHOLE)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (changed("share_visitors", source=" "), "share_visitors has no source"),
        ({**WHOLE, "spending_local": 100}, "no range and no source"),
        (changed("share_visitors", high=1.2), "above 1"),
        (changed("share_visitors", low=0.65), "does not hold"),
        (changed("spending_local", low=-1), "does not hold"),
        (changed("spending_local", value="many"), "many"),
        (changed("spending_local", value=True), "True"),
        (changed("spending_local", unit="TWD/person"), "several currencies: CNY, TWD"),
        (changed("spending_local", unit="CNY/night"), "CUR/person is due"),
        (changed("spending_local", unit="yuan/person"), "CUR/person is due"),
        ({**WHOLE, "tourism_magic": {}}, "unknown multiplier"),
        ({k: v for k, v in WHOLE.items() if k != "displaced_local"}, "displaced_local is missing"),
        ({k: v for k, v in WHOLE.items() if k != "spending_visitor"}, "in no way"),
        ({**WHOLE, "ticket_price": WHOLE["spending_local"]}, "in several ways"),
    ],
)
def test_faults_are_named(stated, said):
    with pytest.raises(ConfigError) as raised:
        check_multipliers(stated)
    assert said in raised.value.found


def test_all_faults_stand_in_one_error(tmp_path):
    file = tmp_path / "m.csv"
    file.write_text("name,low,value,high,unit,source\nx,1,1,1,share,s\n,1,1,1,share,s\n", "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_multipliers(file)
    for part in ("unknown multiplier 'x'", "line 3: no name", "share_visitors is missing"):
        assert part in raised.value.found
    assert raised.value.where == str(file)


def test_no_such_file_or_example_is_told_with_the_examples(tmp_path):
    for path in (tmp_path / "none.toml", "example:mars"):
        with pytest.raises(NotFoundError, match="example:visits"):
            load_multipliers(path)


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    file = tmp_path / "m.toml"
    file.write_text("share_visitors = ", "utf-8")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_multipliers(file)
