"""Digests merge by adding, and are on disk whole or not at all."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuquan.digest import folder as digest_folder
from chuquan.digest.folder import DIGEST_VERSION
from chuquan.digest.store import Digest, fingerprint, load, merge, save
from chuquan.errors import (
    FormatError,
    NotFoundError,
    OutsideError,
    SchemaError,
    UserError,
    VersionError,
)
from chuquan.tables import ATTENTION, COVERAGE, STATUSES, TERMS

HOUR = datetime(2024, 3, 13, tzinfo=UTC)
TABLES = ("attention", "terms", "coverage")
SOURCES = st.sampled_from(["weibo", "douyin"])
PLACES = st.sampled_from(["370300", "620500"])
CELLS = st.sampled_from([("image", "social"), ("image", "event"), ("crisis", None)])
HOURS = st.integers(0, 3).map(lambda h: HOUR + timedelta(hours=h))


@st.composite
def made_up_tables(draw):
    """Draw the three tables of a digest, with many rows of the same key among them."""
    attention = [
        (draw(SOURCES), draw(PLACES), draw(HOURS), *draw(CELLS), draw(st.integers(1, 64)) / 16,
         draw(st.integers(0, 2**40)) / 4096)
        for _ in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    terms = [
        (draw(SOURCES), draw(PLACES), date(2024, 3, draw(st.integers(13, 14))), *draw(CELLS),
         draw(st.sampled_from(["烧烤", "麻辣烫", "专列"])), float(draw(st.integers(1, 4))))
        for _ in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    coverage = [
        (draw(SOURCES), draw(HOURS), 1, *sorted(draw(st.tuples(*[st.integers(0, 50)] * 2)))[::-1],
         draw(st.sampled_from(STATUSES)))
        for _ in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    rows = {"attention": attention, "terms": terms, "coverage": coverage}
    schemas = {"attention": ATTENTION, "terms": TERMS, "coverage": COVERAGE}
    return {
        name: schema.add([pl.DataFrame(rows[name], schema=schema.columns, orient="row")])
        for name, schema in schemas.items()
    }


def digests(n):
    """``n`` digests of different inputs, made the same way."""
    return st.lists(made_up_tables(), min_size=n, max_size=n).map(
        lambda all_tables: [
            Digest(
                **tables,
                inputs=(f"input {i}",),
                weights="w1",
                gazetteer="g1",
                origin=f"origin {i % 2}",
                n_located=i + 1,
            )
            for i, tables in enumerate(all_tables)
        ]
    )


ONE = digests(1).map(lambda made: made[0])


def assert_same(one, other):
    for name in TABLES:
        assert getattr(one, name).equals(getattr(other, name)), name
    for name in ("inputs", "weights", "gazetteer", "origin", "n_located", "notes"):
        assert getattr(one, name) == getattr(other, name), name


def example_digest(**changes):
    made = Digest(
        attention=ATTENTION.validate(
            pl.DataFrame([("weibo", "620500", HOUR, "image", "social", 2.0, 0.0)],
                         schema=ATTENTION.columns, orient="row")
        ),
        terms=TERMS.validate(
            pl.DataFrame([("weibo", "620500", HOUR.date(), "image", "social", "麻辣烫", 2.0)],
                         schema=TERMS.columns, orient="row")
        ),
        coverage=COVERAGE.validate(
            pl.DataFrame([("weibo", HOUR, 1, 50, 2, "ok")], schema=COVERAGE.columns, orient="row")
        ),
        inputs=("a1",), weights="w1", gazetteer="g1", origin="made up, 自制", n_located=2,
        notes={"by": "测试"},
    )  # fmt: skip
    return replace(made, **changes)


# Merging


@given(digests(3), st.permutations(range(3)))
def test_merging_is_associative_and_commutative_to_the_bit(parts, order):
    a, b, c = parts
    whole = merge(parts)
    assert_same(merge([merge([a, b]), c]), whole)
    assert_same(merge([a, merge([b, c])]), whole)
    assert_same(merge([parts[i] for i in order]), whole)


@given(digests(3))
def test_merging_loses_nothing(parts):
    whole = merge(parts)
    for name, column in [("attention", "n"), ("attention", "heat"), ("terms", "n")]:
        sums = [getattr(part, name)[column].sum() for part in parts]
        assert getattr(whole, name)[column].sum() == sum(sums)
    assert whole.n_mentions == sum(part.n_mentions for part in parts)
    assert whole.n_located == 6
    assert whole.origin == "origin 0; origin 1"
    assert whole.inputs == ("input 0", "input 1", "input 2")


TITLES = [
    "淄博烧烤专列开通",
    "天水麻辣烫门口排起长队",
    "淄博和天水互相学习",
    "郑州暴雨地铁停运",
    "无事发生",
]


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "text": st.sampled_from(TITLES),
                "observed_at": st.integers(0, 70).map(lambda h: HOUR + timedelta(hours=h)),
                "source": SOURCES,
                "heat": st.floats(0, 1e9),
            }
        ),
        max_size=10,
        unique_by=lambda row: (row["text"], row["observed_at"], row["source"]),
    ),
    midnight=st.dates(date(2024, 3, 12), date(2024, 3, 15)),
)
def test_the_digest_of_all_is_the_merge_of_the_digests_of_its_periods(
    rows, midnight, mentions_of, digest_of
):
    whole = digest_of(mentions_of(rows))
    cut = datetime.combine(midnight, time(16), UTC)  # of Beijing
    first = digest_of(mentions_of([row for row in rows if row["observed_at"] < cut]))
    then = mentions_of([row for row in rows if row["observed_at"] >= cut])
    parts = [first, digest_of(then, after=first)]
    if parts[0].inputs == parts[1].inputs:  # both are empty
        return
    merged = merge(parts)
    for name in TABLES:
        assert getattr(merged, name).equals(getattr(whole, name)), name
    assert merged.n_located == whole.n_located


def test_the_same_input_twice_is_refused_by_its_fingerprint():
    one, other = example_digest(), example_digest(inputs=("b2", "a1"))
    with pytest.raises(UserError, match=r"same input .*a1") as error:
        merge([one, other])
    assert "b2" not in error.value.found


@pytest.mark.parametrize("what", ["weights", "gazetteer"])
def test_counts_made_in_different_ways_do_not_add(what):
    with pytest.raises(UserError, match=f"different {what}: "):
        merge([example_digest(), example_digest(inputs=("b2",), **{what: "old"})])


def test_nothing_to_merge_is_a_clear_error():
    with pytest.raises(UserError, match="no digest to merge"):
        merge([])


@given(st.randoms(use_true_random=False), st.integers(0, 5))
def test_a_fingerprint_is_of_what_was_listed_where_and_when_in_any_order(random, changed):
    rows = [(s, f"item {i}", HOUR + timedelta(hours=i)) for i in range(3) for s in ("a", "b")]
    schema = {"source": pl.String, "item_id": pl.String, "observed_at": pl.Datetime("us", "UTC")}
    name = fingerprint(pl.DataFrame(rows, schema=schema, orient="row"))
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert fingerprint(pl.DataFrame(shuffled, schema=schema, orient="row")) == name
    for other in [("c", *rows[changed][1:]), (*rows[changed][:2], HOUR - timedelta(hours=1))]:
        changed_rows = [*rows[:changed], other, *rows[changed + 1 :]]
        assert fingerprint(pl.DataFrame(changed_rows, schema=schema, orient="row")) != name


@given(ONE, st.integers(1, 6))
def test_sealing_drops_the_terms_that_few_mentions_of_a_place_hold(made, least):
    total = {}
    for row in made.terms.iter_rows(named=True):
        key = (row["place_id"], row["term"])
        total[key] = total.get(key, 0) + row["n"]
    sealed = made.seal(least)
    expected = [
        row for row in made.terms.iter_rows(named=True)
        if total[row["place_id"], row["term"]] >= least
    ]  # fmt: skip
    assert sealed.terms.to_dicts() == expected
    assert_same(replace(sealed, terms=made.terms), made)
    assert_same(sealed.seal(least), sealed)


# On disk


@given(ONE)
def test_a_digest_comes_back_as_it_was_saved(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("digest") / "new" / "d"
    save(made, folder)
    assert_same(load(folder), made)
    assert [file.name for file in folder.parent.iterdir()] == ["d"]


def test_counts_too_great_for_half_the_size_are_kept_exactly(tmp_path):
    heat = float(2**40 + 1)
    made = example_digest()
    save(replace(made, attention=made.attention.with_columns(heat=heat)), tmp_path / "d")
    assert load(tmp_path / "d").attention["heat"].to_list() == [heat]


def test_an_older_digest_is_replaced_whole(tmp_path):
    save(example_digest(), tmp_path / "d")
    newer = example_digest(inputs=("b2",), terms=TERMS.empty(), notes={})
    save(newer, tmp_path / "d")
    assert_same(load(tmp_path / "d"), newer)
    assert [file.name for file in tmp_path.iterdir()] == ["d"]


def fail(*_args, **_kwargs):
    raise OSError("no space left on device")


def fail_from(monkeypatch, step):
    """Let the disk refuse at one step of a save."""
    if step in {"the second table", "the head"}:
        write, calls = pl.DataFrame.write_parquet, []

        def write_or_fail(self, *args, **kwargs):
            calls.append(1)
            return fail() if len(calls) == 2 else write(self, *args, **kwargs)

        if step == "the second table":
            monkeypatch.setattr(pl.DataFrame, "write_parquet", write_or_fail)
        else:
            monkeypatch.setattr(Path, "write_bytes", fail)
        return
    rename = Path.rename
    part = {"moving the old one away": "d", "moving the new one in": "d.part"}[step]

    def rename_or_fail(self, target):
        is_refused = self.name == part if part == "d" else self.name.startswith(part)
        return fail() if is_refused else rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_or_fail)


@pytest.mark.parametrize(
    ("step", "has_old"),
    [
        ("the second table", False),
        ("the second table", True),
        ("the head", False),
        ("the head", True),
        ("moving the old one away", True),
        ("moving the new one in", False),
        ("moving the new one in", True),
    ],
)
def test_a_save_that_fails_leaves_what_was_there_and_nothing_else(
    tmp_path, monkeypatch, step, has_old
):
    if has_old:
        save(example_digest(), tmp_path / "d")
    with monkeypatch.context() as broken:
        fail_from(broken, step)
        with pytest.raises(OutsideError, match="no space left") as error:
            save(example_digest(inputs=("b2",)), tmp_path / "d")
    assert error.value.where == str(tmp_path / "d")
    assert [file.name for file in tmp_path.iterdir()] == (["d"] if has_old else [])
    if has_old:
        assert_same(load(tmp_path / "d"), example_digest())


def test_a_table_that_breaks_its_contract_is_never_written(tmp_path):
    made = example_digest()
    broken = replace(made, attention=made.attention.with_columns(kind=pl.lit("gossip")))
    with pytest.raises(SchemaError, match="gossip"):
        save(broken, tmp_path / "d")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_save_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(digest_folder, "_compact", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(example_digest(), tmp_path / "d")
    assert list(tmp_path.iterdir()) == []


def holdings(folder):
    return {file: file.is_file() and file.read_bytes() for file in folder.rglob("*")}


@pytest.mark.parametrize("what", ["a file", "a folder", "an empty folder", "a digest and more"])
def test_nothing_but_a_digest_is_replaced(tmp_path, what):
    target = tmp_path / "d"
    if what == "a file":
        target.write_text("thesis")
    elif what == "a digest and more":
        save(example_digest(), target)
        (target / "thesis.docx").write_text("thesis")
    else:
        target.mkdir()
        if what == "a folder":
            (target / "thesis.docx").write_text("thesis")
    before = holdings(tmp_path)
    with pytest.raises(UserError, match="no digest") as error:
        save(example_digest(), target)
    assert error.value.where == str(target)
    assert holdings(tmp_path) == before


# Damage


@pytest.mark.parametrize("name", ["none", "."])
def test_where_there_is_no_digest_the_error_says_how_to_make_one(tmp_path, name):
    with pytest.raises(NotFoundError, match="chuquan digest"):
        load(tmp_path / name)


def test_a_digest_of_a_newer_version_is_told_from_a_damaged_one(tmp_path):
    # What else a newer one holds is unknown: only its number is read.
    (tmp_path / "digest.json").write_text(
        json.dumps({"digest_version": DIGEST_VERSION + 1, "inputs": {"of": "another shape"}})
    )
    with pytest.raises(VersionError, match="upgrade chuquan"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"digest_version": "1"}', '{"digest_version": 1, "inputs": "a1"}',
     '{"digest_version": 1, "n_located": "many"}', '{"digest_version": 1, "notes": []}'],
)  # fmt: skip
def test_a_damaged_head_is_named(tmp_path, text):
    save(example_digest(), tmp_path / "d")
    (tmp_path / "d" / "digest.json").write_text(text)
    with pytest.raises(FormatError, match=r"digest\.json"):
        load(tmp_path / "d")


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_or_altered_table_is_named(tmp_path, name):
    save(example_digest(), tmp_path / "d")
    file = tmp_path / "d" / f"{name}.parquet"
    pl.DataFrame({"title": ["淄博"]}).write_parquet(file)
    with pytest.raises(FormatError, match=f"{name}.parquet.*checksum"):
        load(tmp_path / "d")
    file.unlink()
    with pytest.raises(FormatError, match=f"{name}.parquet"):
        load(tmp_path / "d")


@pytest.mark.parametrize(
    ("data", "found"),
    [(pl.DataFrame({"title": ["淄博"]}), "'source' is missing"), (b"PAR1", "12 bytes")],
)
def test_a_table_that_only_looks_as_written_is_named_all_the_same(tmp_path, data, found):
    save(example_digest(), tmp_path / "d")
    file, head = tmp_path / "d" / "terms.parquet", tmp_path / "d" / "digest.json"
    if isinstance(data, bytes):
        file.write_bytes(data)
    else:
        data.write_parquet(file)
    told = json.loads(head.read_text())
    told["checksums"]["terms"] = digest_folder._checksum(file.read_bytes())
    head.write_text(json.dumps(told))
    with pytest.raises(FormatError, match=rf"terms\.parquet: a damaged digest: .*{found}"):
        load(tmp_path / "d")


@pytest.fixture(scope="module")
def intact(tmp_path_factory):
    folder = tmp_path_factory.mktemp("intact") / "d"
    save(example_digest(), folder)
    return folder


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_bytes_end_in_a_format_error_or_a_valid_digest(tmp_path_factory, intact, data):
    """Never in anything else: a Parquet reader may abort the whole process on damaged bytes."""
    folder = tmp_path_factory.getbasetemp() / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(intact, folder)
    name = data.draw(st.sampled_from(["digest.json", *(f"{t}.parquet" for t in TABLES)]))
    damaged = bytearray((folder / name).read_bytes())
    places = st.integers(0, len(damaged) - 1)
    for at in data.draw(st.lists(places, min_size=1, max_size=4, unique=True)):
        damaged[at] ^= data.draw(st.integers(1, 255))
    if data.draw(st.booleans()):
        del damaged[data.draw(places) :]
    (folder / name).write_bytes(damaged)
    try:
        found = load(folder)
    except (FormatError, VersionError) as error:
        assert Path(error.where).parent == folder  # noqa: PT017 - either outcome is right
    else:
        assert name == "digest.json", "no damage to a table goes unnoticed"
        for table in TABLES:
            assert getattr(found, table).equals(getattr(example_digest(), table))
