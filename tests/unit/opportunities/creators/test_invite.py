"""A choice tells what was asked, keeps what was wanted, and does not hang on the rows' order."""

from __future__ import annotations

import msgspec
import pytest
from audiences_made_up import make_candidates

from chuquan.errors import NotFoundError, RefusalError, UserError
from chuquan.opportunities.creators.choose import A_PRIORI
from chuquan.opportunities.creators.invite import Wanted, fit_of, invite
from chuquan.opportunities.creators.table import Candidate


def wanted(**more):
    return Wanted(**{"budget": 20_000.0, "themes": ("汉服",), **more})


def test_order_of_rows_does_not_matter():
    creators = make_candidates(60)
    one = invite(creators, wanted())
    assert invite(creators[::-1], wanted()) == one
    assert not one.is_exact
    assert one.guarantee_a_priori == A_PRIORI


def test_figures_hang_together():
    choice = invite(make_candidates(40), wanted())
    assert choice.spent == pytest.approx(sum(c.price for c in choice.creators))
    assert choice.spent <= choice.budget
    assert choice.n_reached == pytest.approx(sum(c.n_new for c in choice.creators))
    assert choice.n_biggest == pytest.approx(sum(c.n_new for c in choice.biggest))
    assert choice.n_biggest <= choice.n_reached * (1 + 1e-9) <= choice.bound * (1 + 1e-9)
    assert choice.guarantee == pytest.approx(choice.n_reached / choice.bound)
    assert msgspec.json.decode(msgspec.json.encode(choice), type=type(choice)) == choice


def test_wishes_are_kept():
    creators = make_candidates(60)
    base = invite(creators, wanted())
    first = base.creators[0].creator_id
    never = invite(creators, wanted(never=(first,), must=("达人3",), most=4))
    ids = [c.creator_id for c in never.creators]
    assert first not in ids
    assert ids[0] == "id003"
    assert never.creators[0].is_must
    assert len(ids) <= 4
    food = invite(creators, wanted(themes=("汉服", "美食"), least={"美食": 3}))
    assert sum("美食" in c.themes for c in food.creators) >= 3
    assert food.guarantee_a_priori == 0.0


def test_who_does_not_fit_or_has_no_price_is_left_out_with_the_reason():
    creators = [
        *make_candidates(10),
        Candidate("big", "大号", 1e9, 1.0, {"财经": 1.0}),
        Candidate("free", "无价", 1e8, None, {"汉服": 1.0}),
        Candidate("dear", "贵", 1e7, 1e9, {"汉服": 1.0}),
    ]
    choice = invite(creators, wanted(never=("id001",)))
    reasons = {c.creator_id: c.reason for c in choice.left_out}
    assert reasons["big"] == "no_fit"
    assert reasons["free"] == "no_price"
    assert reasons["dear"] == "too_dear"
    assert reasons["id001"] == "never"
    ruled = invite(creators, wanted(price_per_thousand=0.01, least_price=50.0))
    assert ruled.n_by_rule == 1
    assert "free" in {c.creator_id for c in ruled.creators}


def test_fit_is_what_the_creator_makes_of_the_themes():
    one = Candidate("a", "A", 1.0, themes={"汉服摄影": 0.4, "美食": 0.6})
    assert fit_of(one, ("汉服",)) == 0.4
    assert fit_of(one, ("汉服", "美食")) == 1.0
    assert fit_of(one, ()) == 1.0
    assert fit_of(one, ("冰雪",)) == 0.0
    assert fit_of(Candidate("a", "A", 1.0, fit=0.3), ("汉服",)) == 0.3


def test_what_cannot_be_is_refused():
    creators = make_candidates(5)
    with pytest.raises(UserError, match="a budget of 0"):
        invite(creators, wanted(budget=0.0))
    with pytest.raises(NotFoundError, match="nobody is called 'id00x'") as told:
        invite(creators, wanted(must=("id00x",)))
    assert "id00" in told.value.allowed
    with pytest.raises(UserError, match="both wanted and ruled out"):
        invite(creators, wanted(must=("id001",), never=("id001",)))
    with pytest.raises(RefusalError, match="0 fit the themes"):
        invite(creators, wanted(themes=("冰雪",)))
    with pytest.raises(RefusalError, match="the cheapest asks"):
        invite(creators, wanted(budget=1.0))
    with pytest.raises(RefusalError, match="no price is known of 无价"):
        invite([*creators, Candidate("f", "无价", 5.0, None)], wanted(must=("f",)))
