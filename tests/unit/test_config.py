"""Settings: everything that is wrong is said at once, and before a run."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.config import Settings
from chuquan.errors import ConfigError, NotFoundError

INSIDE = {
    "false_discovery_rate": st.floats(0, 0.5, exclude_min=True, exclude_max=True),
    "quiet_days": st.floats(0, 365),
    "min_mentions": st.floats(0, 1e9),
    "close_days": st.integers(1, 90),
    "min_term_mentions": st.integers(1, 10**6),
    "n_evidence": st.integers(0, 1000),
}
WRONG = {
    "false_discovery_rate": [0, 0.5, -0.1, float("nan"), "0.1", True, None],
    "quiet_days": [-1, 366, float("inf"), "3", False],
    "min_mentions": [-0.5, 1e10, [3], 10**400],
    "close_days": [0, 91, 7.0, "7"],
    "min_term_mentions": [0, 1.5, True],
    "n_evidence": [-1, 1001, 8.0],
}


def test_every_setting_is_covered_by_these_tests():
    names = {field.name for field in fields(Settings)}
    assert names == set(INSIDE) == set(WRONG)


@given(st.fixed_dictionaries({}, optional=INSIDE))
def test_settings_go_through_toml_and_back(tmp_path_factory, values):
    file = tmp_path_factory.getbasetemp() / "settings.toml"
    file.write_text("".join(f"{name} = {value!r}\n" for name, value in values.items()))
    expected = Settings(**values)
    assert Settings.from_toml(file) == expected
    # What is left out keeps its default, and overriding is the same as saying it at once.
    assert asdict(expected) == asdict(Settings()) | values
    assert Settings().override(values) == expected


@pytest.mark.parametrize("name", WRONG)
def test_each_value_out_of_range_or_of_another_type_is_refused(name):
    for value in WRONG[name]:
        for make in (lambda v: Settings(**v), Settings().override):
            with pytest.raises(ConfigError, match=name) as error:
                make({name: value})
            assert error.value.found.startswith(f"{name} = ")


@given(
    st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in WRONG.items()}),
    st.sets(st.sampled_from(["fdr", "quietdays", "早"])),
)
def test_all_faults_are_named_together(wrong, unknown):
    """Unknown names, wrong types and ranges: nobody mends one only to meet the next."""
    values = wrong | dict.fromkeys(unknown, 1)
    if not values:
        return
    with pytest.raises(ConfigError) as error:
        Settings().override(values, where="city.toml")
    for name, value in wrong.items():
        assert f"{name} = {value!r}" in error.value.found
    for name in unknown:
        assert f"unknown setting '{name}'" in error.value.found
    assert error.value.found.count(";") == len(values) - 1
    assert error.value.where == "city.toml"
    assert all(name in error.value.allowed for name in INSIDE)


def test_a_whole_number_serves_where_a_number_is_asked_for():
    settings = Settings().override({"quiet_days": 2})
    assert settings.quiet_days == 2
    assert type(settings.quiet_days) is float


def test_settings_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Settings().close_days = 3  # type: ignore[misc]


def test_a_file_written_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_bytes(b"\xef\xbb\xbfclose_days = 9\n")
    assert Settings.from_toml(file).close_days == 9


@pytest.mark.parametrize("data", [b"close_days = ", b"close_days: 9", b"\xff\xfe\x00", b"[a]\n[a]"])
def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path, data):
    file = tmp_path / "settings.toml"
    file.write_bytes(data)
    with pytest.raises(ConfigError, match="not TOML") as error:
        Settings.from_toml(file)
    assert error.value.where == str(file)


def test_a_fault_in_a_file_names_the_file(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("close_days = 0\nclosed_days = 7\n")
    with pytest.raises(
        ConfigError, match=r"close_days = 0; unknown setting 'closed_days'"
    ) as error:
        Settings.from_toml(file)
    assert error.value.where == str(file)


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_a_missing_file_says_what_to_do(tmp_path, name):
    with pytest.raises(NotFoundError, match="What to do"):
        Settings.from_toml(tmp_path / name)
