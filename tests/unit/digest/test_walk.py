"""The walk over the days: what it remembers, by a slow twin, and that it never looks ahead."""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuquan.digest.memory import (
    HOURS,
    KIND_PRIOR,
    N_CELLS,
    N_FEATURES,
    N_KINDS,
    N_LEVERS,
    N_PLACE,
    PLACE_HALF_LIVES,
    PRIOR_MENTIONS,
    WORD_HALF_LIVES,
    Past,
    empty_store,
)
from chuquan.digest.shares import UNITS, share_units, top_cell, top_cells
from chuquan.digest.walk import Heads, Mentions, walk

N_PLACES, N_WORDS = 3, 5
NOTHING = Past(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros((0, N_CELLS)))


def heads(seed=0):
    rng = np.random.default_rng(seed)
    return Heads(
        rng.normal(0, 0.3, (2, N_FEATURES, N_KINDS)),
        rng.normal(0, 0.3, (2, N_FEATURES, N_LEVERS)),
        np.array([1.0, 0.7]),
        np.array([1.3, 1.0]),
    )


def mentions_of(rows, seed=0):
    """Rows are (hour, place, words, learns); scores hang on the row's own content alone."""
    rows = sorted(rows, key=lambda r: r[0])
    rng = [np.random.default_rng(abs(hash((seed, d, p, tuple(w)))) % 2**32) for d, p, w, _ in rows]
    scores = np.array([r.normal(0, 2, N_KINDS + N_LEVERS) for r in rng], dtype=np.float32)
    scores = scores.reshape(len(rows), N_KINDS + N_LEVERS)
    ends = np.cumsum([0, *(len(w) for _, _, w, _ in rows)])
    return Mentions(
        np.array([r[0] for r in rows], dtype=np.int32),
        np.array([r[0] // HOURS for r in rows], dtype=np.int32),
        np.array([r[1] for r in rows], dtype=np.int32),
        np.array([w for r in rows for w in r[2]], dtype=np.int32),
        ends.astype(np.int64),
        np.array([r[3] for r in rows], dtype=np.bool_),
        np.array([r[0] % 2 for r in rows], dtype=np.int32),
        np.zeros(len(rows), dtype=np.int32),
        np.ascontiguousarray(scores[:, :N_KINDS]),
        np.ascontiguousarray(scores[:, N_KINDS:]),
        np.ones((0, N_CELLS)),
    )


def run(mentions, place_past=NOTHING, word_past=NOTHING):
    features = np.zeros((mentions.day.size, N_FEATURES), dtype=np.float32)
    units = walk(
        mentions,
        heads(),
        empty_store(N_PLACES, PLACE_HALF_LIVES, HOURS),
        empty_store(N_WORDS, WORD_HALF_LIVES),
        place_past,
        word_past,
        features,
    )
    return units, features


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    run(mentions_of([(0, 0, [0], True)]))
    top_cells(np.zeros((1, N_CELLS), dtype=np.uint8))


def slow_summary(said, day, half_lives):
    """Return the features of one key from a list of (day, cell, n), by their definition."""
    out = []
    for half_life in half_lives:
        sums = [0.0] * N_CELLS
        for then, cell, n in said:
            if then < day:
                sums[cell] += n * 0.5 ** ((day - then) / half_life)
        image, total = sum(sums[:N_LEVERS]), sum(sums)
        out.append(math.log1p(total))
        for value, prior in zip([image, *sums[N_LEVERS:]], KIND_PRIOR, strict=True):
            share = (value + prior * PRIOR_MENTIONS) / (total + PRIOR_MENTIONS)
            out.append(math.log(share / prior))
        for value in sums[:N_LEVERS]:
            share = (value + PRIOR_MENTIONS / N_LEVERS) / (image + PRIOR_MENTIONS)
            out.append(math.log(share * N_LEVERS))
    return np.array(out)


def slow_walk(mentions):
    places, words = defaultdict(list), defaultdict(list)
    head = heads()
    all_units, all_features = [], []
    for i, (hour, day) in enumerate(
        zip(mentions.hour.tolist(), mentions.day.tolist(), strict=True)
    ):
        own = mentions.words[mentions.ends[i] : mentions.ends[i + 1]].tolist()
        x = np.zeros(N_FEATURES)
        half_lives = [days * HOURS for days in PLACE_HALF_LIVES]
        x[:N_PLACE] = slow_summary(places[mentions.place[i]], hour, half_lives)
        if own:
            x[N_PLACE:] = np.mean(
                [slow_summary(words[w], day, WORD_HALF_LIVES) for w in own], axis=0
            )
        k, v = mentions.kind_model[i], mentions.lever_model[i]
        kinds = softmax((mentions.kinds[i] + x @ head.kinds[k]) / head.kind_temperatures[k])
        levers = softmax((mentions.levers[i] + x @ head.levers[v]) / head.lever_temperatures[v])
        units = slow_share_out([*(kinds[0] * levers), *kinds[1:]])
        if mentions.learns[i]:
            for cell, n in enumerate(units):
                places[mentions.place[i]].append((hour, cell, n / UNITS))
            for word in own:
                words[word].append((day, slow_top(units), 1.0))
        all_units.append(units)
        all_features.append(x)
    return np.array(all_units).reshape(-1, N_CELLS), np.array(all_features).reshape(-1, N_FEATURES)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def slow_share_out(row):
    """Largest remainder by hand, in exact fractions; of equal remainders the earlier cell wins."""
    parts = [Fraction(float(p)) * UNITS for p in row]
    whole = [int(part) for part in parts]
    left = UNITS - sum(whole)
    order = sorted(range(len(parts)), key=lambda i: (-(parts[i] - whole[i]), i))
    for i in order[:left]:
        whole[i] += 1
    return whole


def slow_top(units):
    kinds = [sum(units[:N_LEVERS]), *units[N_LEVERS:]]
    kind = kinds.index(max(kinds))
    return list(units).index(max(units[:N_LEVERS])) if kind == 0 else N_LEVERS + kind - 1


WORDS = st.lists(st.integers(0, N_WORDS - 1), max_size=3, unique=True)
HOURS_OF_DAYS = st.builds(lambda d, h: d * HOURS + h, st.integers(0, 30), st.integers(0, 2))
ROWS = st.lists(
    st.tuples(HOURS_OF_DAYS, st.integers(0, N_PLACES - 1), WORDS, st.booleans()), max_size=12
)


@given(ROWS)
def test_the_walk_is_its_slow_twin(rows):
    mentions = mentions_of(rows)
    units, features = run(mentions)
    slow_units, slow_features = slow_walk(mentions)
    np.testing.assert_allclose(features, slow_features, rtol=1e-4, atol=1e-4)
    # A probability on the edge of two sixteenths may round either way; the rest is the same.
    assert (np.abs(units.astype(int) - slow_units) <= 1).all()
    assert (units.sum(axis=1) == UNITS).all()


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_within_an_hour_never_matters(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    one, other = mentions_of(rows), mentions_of(shuffled)
    assert sorted(map(tuple, run(one)[0].tolist())) == sorted(map(tuple, run(other)[0].tolist()))


@given(ROWS, HOURS_OF_DAYS)
def test_nothing_is_told_by_what_comes_in_its_hour_or_later(rows, hour):
    rows = sorted(rows, key=lambda r: r[0])
    before = [r for r in rows if r[0] < hour]
    assert run(mentions_of(rows))[0][: len(before)].tolist() == run(mentions_of(before))[0].tolist()


@given(ROWS)
def test_what_is_only_judged_teaches_nothing(rows):
    rows = sorted(rows, key=lambda r: r[0])
    learns = [r[3] for r in rows]
    alone = run(mentions_of([r for r in rows if r[3]]))[0]
    assert run(mentions_of(rows))[0][np.array(learns, dtype=bool)].tolist() == alone.tolist()


def past_of(time, keys):
    """Return what tables hold of judged mentions: by day and key, in sixteenths or whole."""
    sums = defaultdict(lambda: np.zeros(N_CELLS))
    for i in range(time.size):
        for key, cells in keys(i):
            sums[int(time[i]), key] += cells
    order = sorted(sums)
    return Past(
        np.array([d for d, _ in order], dtype=np.int32),
        np.array([k for _, k in order], dtype=np.int32),
        np.array([sums[key] for key in order]).reshape(len(order), N_CELLS),
    )


@given(ROWS, st.integers(0, 30))
def test_the_past_handed_in_as_tables_is_as_good_as_the_past_walked_through(rows, day):
    rows = sorted(((d, p, w, True) for d, p, w, _ in rows), key=lambda r: r[0])
    first = mentions_of([r for r in rows if r[0] < day * HOURS])
    units = run(first)[0]
    tops = np.eye(N_CELLS)[[top_cell(u) for u in units]].reshape(-1, N_CELLS)
    places = past_of(first.hour, lambda i: [(int(first.place[i]), units[i] / UNITS)])
    words = past_of(
        first.day,
        lambda i: [(int(w), tops[i]) for w in first.words[first.ends[i] : first.ends[i + 1]]],
    )
    then = mentions_of([r for r in rows if r[0] >= day * HOURS])
    joint = run(mentions_of(rows))[0][first.hour.size :]
    assert run(then, places, words)[0].tolist() == joint.tolist(), "to the bit, not nearly"


def test_with_nothing_said_every_feature_is_zero():
    _, features = run(mentions_of([(0, 0, [1, 2], True)]))
    np.testing.assert_allclose(features, 0, atol=1e-6)


def test_a_place_in_crisis_an_hour_ago_makes_a_crisis_of_a_vague_title_now():
    rows = [(0, 0, [], True)] * 20 + [(1, 0, [], False), (1, 1, [], False)]
    mentions = mentions_of(rows)
    kinds = np.zeros((22, N_KINDS), dtype=np.float32)
    kinds[:20, 1] = 9
    head = heads()
    taught = np.zeros_like(head.kinds)
    taught[:, 1:4] = np.eye(N_KINDS)  # the log-odds of kinds in the last days, taken as they are
    head = head._replace(kinds=taught)
    units = walk(
        mentions._replace(kinds=kinds),
        head,
        empty_store(N_PLACES, PLACE_HALF_LIVES, HOURS),
        empty_store(N_WORDS, WORD_HALF_LIVES),
        NOTHING,
        NOTHING,
        np.zeros((0, N_FEATURES), dtype=np.float32),
    )
    assert units[20, N_LEVERS] > 8
    assert units[21, N_LEVERS] <= 6


def test_known_odds_multiply_and_never_make_certain_what_was_ruled_out():
    mentions = mentions_of([(0, 0, [], True), (0, 1, [], True)])
    kinds = np.array([[0, 0, 0], [-99, 99, -99]], dtype=np.float32)
    odds = np.ones((2, N_CELLS))
    odds[:, 3] = 1e6
    units = run(mentions._replace(kinds=kinds, odds=odds))[0]
    assert units[0, 3] == UNITS
    assert units[1, N_LEVERS] == UNITS


SIMPLEX = st.lists(st.floats(0, 1), min_size=N_CELLS, max_size=N_CELLS).filter(
    lambda row: sum(row) > 1e-3
)
TIES = st.lists(st.integers(0, 4).map(float), min_size=N_CELLS, max_size=N_CELLS).filter(any)


@given(SIMPLEX | TIES)
def test_shares_are_sixteenths_that_sum_to_exactly_one_like_the_slow_twin(row):
    p = np.array(row) / sum(row)
    found = np.zeros(N_CELLS, dtype=np.uint8)
    share_units(p, found)
    assert found.tolist() == slow_share_out(p)


@pytest.mark.parametrize("n_like", [N_CELLS])
def test_ties_go_to_the_earlier_cell(n_like):
    found = np.zeros(N_CELLS, dtype=np.uint8)
    share_units(np.full(n_like, 1 / n_like), found)
    n_more = UNITS % n_like
    assert found.tolist() == [2] * n_more + [1] * (n_like - n_more)


@given(st.lists(SIMPLEX, min_size=1, max_size=4))
def test_the_top_cell_is_of_the_top_kind(rows):
    units = np.array([slow_share_out(np.array(r) / sum(r)) for r in rows], dtype=np.uint8)
    assert top_cells(units).tolist() == [slow_top(list(map(int, u))) for u in units]
