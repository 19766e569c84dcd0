"""Reading a plan file: what it means, and every fault told with its line and what is allowed."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plans_made_up import PLAN, large_plan, make_casebook, make_impact

from chuquan.errors import ConfigError, NotFoundError, UserError
from chuquan.places.gazetteer import Gazetteer
from chuquan.plan.read import read_plan
from chuquan.report import Report

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture
def read(tmp_path, gazetteer):
    """Read a text as a plan file."""

    def reading(text, report=None, casebook=make_casebook):
        path = tmp_path / "plan.toml"
        path.write_text(text, encoding="utf-8") if isinstance(text, str) else path.write_bytes(text)
        return read_plan(path, gazetteer=gazetteer, casebook=casebook, report=report)

    return reading


@pytest.fixture
def refused(read):
    """Return what is said of a faulty file."""

    def refusing(text, **more):
        with pytest.raises(ConfigError) as caught:
            read(text, **more)
        return str(caught.value)

    return refusing


def test_a_plan_is_read_whole(read):
    problem = read(PLAN).problem
    assert (problem.place_id, problem.place_name, problem.goal) == ("410300", "洛阳", "visits")
    assert problem.budget == 3_000_000
    assert [a.cost for a in problem.actions] == [1_000_000, 500_000]
    parade = problem.actions[0]
    assert (parade.starts[0], parade.starts[-1]) == (date(2026, 4, 1), date(2026, 4, 20))
    assert (parade.effect.total.low, parade.effect.total.high) == (10_000, 40_000)
    assert parade.needs == {"rooms": 50}
    rooms = problem.resources[0]
    assert len(rooms.capacity) == len(rooms.base) == problem.n_days == 61
    assert rooms.base[problem.day_of(date(2026, 5, 1))] == 900  # Labour Day
    assert rooms.base[problem.day_of(date(2026, 4, 14))] == 500
    assert problem.risk_aversion == 0.3


def test_an_action_ends_within_the_plan(read):
    gala = read(PLAN.replace('after = ["parade"]', "length_days = 10")).problem.actions[1]
    assert gala.starts[-1] == date(2026, 5, 22)


def test_what_the_file_leaves_open_is_filled_in_and_said(read):
    codes = [a.code for a in read(PLAN).asked.assumptions]
    assert codes == ["timing", "day_factors"]
    stated = PLAN.replace("[budget]", "[calendar]\nfactors = { holiday = 2 }\n\n[budget]")
    assert "day_factors" not in [a.code for a in read(stated).asked.assumptions]


def test_a_cost_as_a_range_counts_with_its_upper_end(read):
    text = PLAN.replace(
        'cost = "100万"', 'cost = { low = "80万", value = "100万", high = "130万" }'
    )
    made = read(text)
    assert made.problem.actions[0].cost == 1_300_000
    assert "cost_high" in [a.code for a in made.asked.assumptions]


@pytest.mark.parametrize(
    ("written", "starts"),
    [
        ("window = [2026-04-03, 2026-04-05]", ["04-03", "04-04", "04-05"]),
        ("windows = [[2026-04-03, 2026-04-03], [2026-05-02, 2026-05-02]]", ["04-03", "05-02"]),
        ('months = ["2026-05"]\nweekdays = ["fri"]', ["05-01", "05-08", "05-15", "05-22", "05-29"]),
        ("months = 5\nweekdays = ['周五']", ["05-01", "05-08", "05-15", "05-22", "05-29"]),
        ('holidays = ["labour_day"]\nweekdays = ["sat"]', ["05-02"]),
        ('holidays = "清明"', ["04-04", "04-05", "04-06"]),
        ('starts = [2026-04-07, "2026-04-09"]', ["04-07", "04-09"]),
    ],
)
def test_days_on_which_an_action_may_begin(read, written, starts):
    text = PLAN.replace("window = [2026-04-01, 2026-04-20]\nlength_days = 3", written)
    found = read(text).problem.actions[0].starts
    assert [f"{day:%m-%d}" for day in found] == starts


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('goal = "visits"', 'goal = "visitors"', 6, "did you mean 'visits'?"),
        ("first_day = 2026-04-01", 'first_day = "soon"', 4, "'soon' is no day"),
        ("last_day = 2026-05-31", "last_day = 2026-03-31", 5, "is before the first day"),
        ("last_day = 2026-05-31", "last_day = 2036-05-31", 5, "at most 731"),
        ('risk = "balanced"', 'risk = "bald"', 7, "careful, balanced, bold"),
        ('risk = "balanced"', "risk = nan", 7, "a number from 0 to 1"),
        ('total = "300万"', 'total = "300万人次"', 10, "'人次'"),
        ('total = "300万"', 'total = "很多"', 10, "no number"),
        ('total = "300万"', "total = -5", 10, "below 0"),
        ('total = "300万"', "", 9, "there is no budget"),
        ("capacity = 1000", "capacity = inf", 16, "not a finite number"),
        ("capacity = 1000", "capacity = { mon = 5 }", 16, "nothing is said of 2026-04-01"),
        ("capacity = 1000", "capacity = { usual = 5, weekand = 9 }", 16, "'weekend'"),
        ("capacity = 1000", 'file = "none.csv"', 16, "cannot be read"),
        ("per_visit = 0.2", "per_vist = 0.2", 18, "did you mean 'per_visit'?"),
        ('lever = "culture"', 'lever = "cultur"', 23, "did you mean 'culture'?"),
        ('cost = "100万"', "cost = true", 24, "is no number"),
        ("window = [2026-04-01, 2026-04-20]", "window = [2026-05-01, 2026-04-20]", 25, "ends on"),
        ("window = [2026-04-01, 2026-04-20]", "window = 2026-04-01", 25, "is no window"),
        ("window = [2026-04-01, 2026-04-20]", "window = [2027-04-01, 2027-04-02]", 20, "no day"),
        ("length_days = 3", "length_days = 0", 26, "from 1 to 366"),
        ("needs = { rooms = 50 }", "needs = { room = 50 }", 27, "did you mean 'rooms'?"),
        ('low = "1万", ', "", 28, "no low"),
        ('low = "1万"', 'low = "9万"', 28, "does not hold"),
        ('low = "1万"', "low = 0", 28, "does not hold above 0"),
        (', source = "survey of 2025"', "", 28, "source is missing"),
        ('after = ["parade"]', 'after = ["parad"]', 35, "did you mean 'parade'?"),
        ('after = ["parade"]', 'after = ["gala"]', 35, "the action itself"),
        ('id = "gala"', 'id = "parade"', 31, "stands 2 times"),
        ('id = "gala"', 'id = "a.b"', 31, "is no id"),
        ('place = "410300"', 'place = "Nowhereville"', 3, "no place is called"),
        ("[budget]", "[budgets]", 9, "did you mean 'budget'?"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_what_is_allowed(refused, old, new, line, said):
    assert PLAN.count(old) >= 1
    told = refused(PLAN.replace(old, new, 1))
    assert said in told
    assert f"line {line}, " in told


def test_all_faults_are_told_together(refused):
    text = PLAN.replace('"visits"', '"x"', 1).replace('"culture"', '"y"').replace("0.2", '"z"')
    told = refused(text)
    assert told.splitlines()[0].endswith("3 faults")
    assert [int(n) for n in re.findall(r"line (\d+)", told)] == [6, 18, 23]


def test_a_circle_of_what_comes_after_what_is_refused(refused):
    text = PLAN.replace("needs = { rooms = 50 }", 'after = ["gala"]')
    assert "a circle: parade after gala after parade" in refused(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[plan", "not TOML"),
        ("[plan]\nname = “春天”\n", "line 2 has a full-width sign"),
        ("a = 1\na = 2\n", "not TOML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("[plan]\nname = '春'".encode("gb18030"), "line 2: bytes that are not UTF-8"),
        ("x = " + "[" * 5000, "not TOML"),
        ("", "[plan]"),
        ("plan = 5\naction = 7\nresource = 'x'\nbudget = []\n", "is no table"),
        ("[[plan]]\n[[calendar]]\n", "is no table"),
    ],
)
def test_what_is_no_plan_is_refused_in_plain_words(refused, text, said):
    assert said in refused(text)


def test_a_file_that_is_not_there(gazetteer, tmp_path):
    with pytest.raises(NotFoundError, match="no such plan"):
        read_plan(tmp_path / "x.toml", gazetteer=gazetteer, casebook=make_casebook)


def test_texts_with_hostile_signs_stay_texts(read):
    text = PLAN.replace('name = "Parade"', r'name = "<script>\u001b[31m\u202E ; DROP"')
    assert "<script>" in read(text).problem.actions[0].name


values = st.recursive(
    st.one_of(
        st.sampled_from(['"casebook"', '"none"', '"300万"', '"x"', '""', "true", "inf", "nan"]),
        st.sampled_from(
            ["2026-04-05", '"40%"', "1979-05-27T07:32:00", '"fri"', "[[]]", "[1, 'a']"]
        ),
        st.integers(-(10**20), 10**20).map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["low", "value", "high", "usual", "from", "id", "rooms", "culture"]),
            inner,
            max_size=3,
        ).map(lambda d: "{" + ", ".join(f"{k} = {v}" for k, v in d.items()) + "}"),
    ),
    max_leaves=4,
)
n_lines = len(PLAN.splitlines())


@given(st.dictionaries(st.integers(0, n_lines - 1), values, min_size=1, max_size=6))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_values_are_read_or_refused_as_the_users_fault(read, changes):
    """Whatever stands behind the equals signs: a problem, or one error that names lines."""
    lines = PLAN.splitlines()
    for number, value in changes.items():
        key, equals, _ = lines[number].partition(" = ")
        if equals:
            lines[number] = f"{key} = {value}"
    try:
        problem = read("\n".join(lines)).problem
    except UserError as error:
        said = str(error)
        where = re.search(r"line \d+|the file|not TOML", said)
        if not where:
            pytest.fail(said)
    else:
        assert all(action.starts for action in problem.actions)
        assert all(0 < a.effect.total.low <= a.effect.total.high for a in problem.actions)


@given(st.text(max_size=300))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_refused_as_the_users_fault(read, text):
    with pytest.raises(UserError):
        read(text.encode("utf-8", "surrogatepass"))


def test_effects_from_the_casebook_need_visits_a_mention(refused):
    text = PLAN.replace(
        'effect = { low = "1万", value = "2万", high = "4万", source = "survey of 2025" }',
        'effect = { from = "casebook", p_breakout = 0.3 }',
    )
    told = refused(text)
    assert "[visits_per_mention]" in told
    assert 'goal = "attention"' in told


def test_an_impact_on_figures_of_another_name_wants_its_unit_said(read, refused):
    """A metro's riders may be visits; only the user knows."""
    given = 'effect = { low = "1万", value = "2万", high = "4万", source = "survey of 2025" }'
    made = make_impact(metric="metro_total", impact_id="i1", breakout_id=None)
    report = Report(
        period=(date(2025, 1, 1), date(2025, 12, 31)),
        false_discovery_rate=0.1,
        breakouts=(),
        impacts=(made,),
    )
    bare = PLAN.replace(given, 'effect = { from = "impact", id = "i1" }')
    told = refused(bare, report=report)
    assert "is of metro_total" in told
    assert 'unit = "visits"' in told
    said = bare.replace('id = "i1" }', 'id = "i1", unit = "visits" }')
    effects = [a.effect for a in read(said, report=report).problem.actions]
    assert "impact:i1" in [e.source for e in effects]
    wrong = bare.replace('id = "i1" }', 'id = "i1", unit = "rides" }')
    assert "rides" in refused(wrong, report=report)


CONVERSION = '[visits_per_mention]\nlow = 50\nvalue = 100\nhigh = 200\nsource = "measured"\n\n'


def test_visits_a_mention_turn_mentions_into_visits_and_are_told(read):
    text = PLAN.replace(
        'effect = { low = "1万", value = "2万", high = "4万", source = "survey of 2025" }',
        'effect = { from = "casebook", p_breakout = "30%" }',
    ).replace("[budget]", CONVERSION + "[budget]")
    made = read(text)
    effect = made.problem.actions[0].effect
    assert effect.p_breakout == pytest.approx(0.3)
    assert effect.total.median == pytest.approx(40 * 100)
    assert effect.basis == "casebook"
    assert "measured" in effect.source
    assert {"conversion", "spread_shared"} <= {a.code for a in made.asked.assumptions}
    assert made.problem.shared_spread > 0.3


def test_a_goal_of_attention_needs_no_conversion(read, refused):
    text = PLAN.replace('"visits"', '"attention"', 1).replace("per_visit = 0.2\n", "")
    text = text.replace('"1万"', "10").replace('"2万"', "20").replace('"4万"', "40")
    assert read(text).problem.visits_per_unit == 0
    with_demand = text.replace("capacity = 1000", "capacity = 1000\nper_visit = 0.2")
    assert "nothing says how many visits" in refused(with_demand)


def test_last_year_moves_to_the_same_holiday_and_weekday(read):
    past = '\n[[last_year]]\naction = "{}"\nstart = {}\n'
    text = PLAN + past.format("gala", "2025-05-02") + past.format("parade", "2025-04-17")
    moved = read(text).problem.last_year
    assert moved["gala"] == date(2026, 5, 2)  # the second day of Labour Day
    assert moved["parade"] == date(2026, 4, 16)  # a Thursday
    assert date(2025, 4, 17).weekday() == moved["parade"].weekday()


def test_capacity_by_day_comes_from_a_file(read, refused, tmp_path):
    days = [date.fromordinal(date(2026, 4, 1).toordinal() + i) for i in range(61)]
    rows = "\n".join(f"{d},{1000 + i},{i}" for i, d in enumerate(days))
    file = tmp_path / "beds.csv"
    file.write_text(f"日期,容量,已用\n{rows}\n", encoding="gb18030")
    text = PLAN.replace("capacity = 1000\n", 'file = "beds.csv"\n')
    assert "base stands here and in the file" in refused(text)
    text = text.replace('base = { usual = "50%", holiday = 900 }\n', "")
    rooms = read(text).problem.resources[0]
    assert (rooms.capacity[3], rooms.base[3]) == (1003, 3)
    file.write_text("date,capacity\n2026-04-01,5\n", encoding="utf-8")
    assert "lacks 60 days, the first 2026-04-02" in refused(text)


def test_the_example_that_ships_can_be_read(gazetteer):
    made = read_plan(EXAMPLES / "plan_luoyang.toml", gazetteer=gazetteer, casebook=make_casebook)
    levers = {action.lever for action in made.problem.actions}
    assert levers == {"culture", "screen", "social", "concert", "sport", "event", "nature"}
    assert len(made.problem.actions) == 12


def test_the_example_says_the_same_in_both_languages(gazetteer):
    """Only names, units and sources differ."""
    english, chinese = (
        read_plan(EXAMPLES / name, gazetteer=gazetteer, casebook=make_casebook).problem
        for name in ("plan_luoyang.toml", "plan_luoyang_zh.toml")
    )
    for one, other in zip(english.actions, chinese.actions, strict=True):
        alike = replace(
            other, name=one.name, effect=replace(other.effect, source=one.effect.source)
        )
        assert alike == one
    alike = replace(
        chinese,
        plan_id=english.plan_id,
        name=english.name,
        actions=english.actions,
        resources=english.resources,
    )
    assert alike == english
    assert [r.capacity for r in english.resources] == [r.capacity for r in chinese.resources]


def test_a_long_action_fades_by_its_length_unless_told(read):
    text = PLAN.replace("length_days = 3", "length_days = 14")
    made = read(text)
    assert made.problem.actions[0].effect.half_life_days.median == 7
    assert "timing_length" in [a.code for a in made.asked.assumptions]
    assert read(PLAN).problem.actions[0].effect.half_life_days.median == 5


def test_half_a_year_of_sixty_actions_is_read_at_once(read):
    problem = read(large_plan()).problem
    assert len(problem.actions) == 60
    assert problem.n_days == 182


def test_a_conversion_that_few_effects_use_is_each_ones_own_doubt(read):
    """Of three effects in revenue all go through money a visit, one through visits a mention."""
    money = CONVERSION.replace("visits_per_mention", "revenue_per_visit")
    text = PLAN.replace('goal = "visits"', 'goal = "revenue"')
    text = text.replace("effect = { low", 'effect = { unit = "visits", low')
    text = text.replace("[budget]", CONVERSION + money + "[budget]")
    more = text.split("[[action]]")[-1].replace('"gala"', '"tour"').replace("1000", "10")
    more = re.sub("effect = .*", 'effect = { from = "casebook", p_breakout = 0.3 }', more)
    made = read(text + "\n[[action]]" + more).problem
    spread = math.log(4) / (2 * 1.2815515655)
    assert made.shared_spread == pytest.approx(math.hypot(0.3, spread))
    parade, _, tour = (a.effect.total for a in made.actions)
    assert parade.high / parade.median == pytest.approx(2)  # as it was stated
    assert tour.high / tour.median > 5  # of the casebook, and of visits a mention
