"""What is known of audiences enters the model, and what is assumed is named."""

from __future__ import annotations

import numpy as np
import pytest
from audiences_made_up import make_candidates

from chuquan.opportunities.creators.audience import reach
from chuquan.opportunities.creators.model import MOST_CELLS, model_audiences
from chuquan.opportunities.creators.table import Candidate


def plain(*sizes):
    return [Candidate(f"c{i}", f"C{i}", float(size)) for i, size in enumerate(sizes)]


def model(creators, **more):
    return model_audiences(creators, np.ones(len(creators)), **more)


def test_sizes_are_kept_in_every_model():
    creators = make_candidates(12)
    sizes = np.array([c.audience for c in creators])
    pair = {("id000", "id001"): 0.2 * sizes[:2].min()}
    for one in (
        model(creators),
        model(creators, public=1e9),
        model(creators, overlaps=pair),
        model(plain(*sizes)),
    ):
        assert one.audiences.sizes() == pytest.approx(sizes, rel=1e-6)


def test_different_regions_share_nobody():
    cells = [{"region": {"四川": 1.0}}, {"region": {"河南": 1.0}}, {"region": {"四川": 1.0}}]
    creators = [Candidate(f"c{i}", "C", 100.0, cells=c) for i, c in enumerate(cells)]
    made = model(creators, public=1000.0)
    assert made.basis == "cells"
    assert made.sized_by == "public"
    assert reach(made.audiences, [0, 1]) == pytest.approx(200)
    # 四川 holds two thirds of the 1,000: of the second 100 as many are new as chance has it.
    assert reach(made.audiences, [0, 2]) == pytest.approx(200 - 100 * 100 / (2000 / 3))


def test_without_anything_known_chance_decides_and_half_is_assumed():
    made = model(plain(100, 50))
    assert (made.basis, made.sized_by) == ("chance", "half")
    assert made.n_people == 200
    assert reach(made.audiences, [0, 1]) == pytest.approx(125)


def test_a_known_overlap_is_modelled():
    made = model(plain(1000, 400), overlaps={("c0", "c1"): 100.0})
    assert made.basis == "overlaps"
    assert reach(made.audiences, [0, 1]) == pytest.approx(1300, rel=0.01)
    assert made.error < 0.01


def test_known_overlaps_size_known_cells():
    creators = make_candidates(6)
    apart = model(creators, overlaps={("id000", "id001"): 1.0})
    near = model(creators, overlaps={("id000", "id001"): 0.5 * creators[0].audience})
    assert apart.sized_by == near.sized_by == "overlaps"
    assert apart.n_people > near.n_people


def test_a_second_account_with_the_same_audience_adds_nothing():
    creators = plain(1000, 1000, 300)
    made = model(creators, overlaps={("c0", "c1"): 1000.0, ("c0", "c2"): 30.0})
    assert reach(made.audiences, [0, 1]) == pytest.approx(reach(made.audiences, [0]))
    assert reach(made.audiences, [0, 1, 2]) == pytest.approx(reach(made.audiences, [1, 2]))


def test_who_tells_nothing_is_as_the_mean_and_counted():
    creators = [*make_candidates(5), Candidate("z", "Z", 500.0)]
    made = model(creators)
    assert made.n_without == 1
    assert made.audiences.sizes()[-1] == pytest.approx(500)


def test_too_many_cells_are_not_crossed():
    rng = np.random.default_rng(0)
    creators = [
        Candidate(
            f"c{i}",
            "C",
            100.0,
            cells={
                d: dict(zip(map(str, range(40)), rng.dirichlet([0.3] * 40).tolist(), strict=True))
                for d in ("age", "interest", "region")
            },
        )
        for i in range(5)
    ]
    made = model(creators)
    assert len(made.left_out) == 2
    assert made.audiences.people.size <= MOST_CELLS
