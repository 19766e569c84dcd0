"""An invented choice of creators, for the tests of what tells it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chuquan.report import ChosenCreator, CreatorChoice, LeftOutCreator


def make_creator(i: int, **more: Any) -> ChosenCreator:
    values: dict[str, Any] = {
        "creator_id": f"id{i}",
        "name": f"达人{i}",
        "price": 5_000.0,
        "audience": 300_000.0,
        "n_new": 200_000.0 / (i + 1),
        "fit": 0.8,
        "themes": ("汉服", "摄影"),
    }
    return ChosenCreator(**{**values, **more})


def make_left_out(i: int, reason: str = "little_new", **more: Any) -> LeftOutCreator:
    values: dict[str, Any] = {
        "creator_id": f"big{i}",
        "name": f"大号{i}",
        "price": 90_000.0,
        "audience": 5_000_000.0,
        "n_new": 100_000.0,
        "fit": 1.0,
        "reason": reason,
    }
    return LeftOutCreator(**{**values, **more})


def make_choice(n: int = 3, **more: Any) -> CreatorChoice:
    creators = tuple(make_creator(i) for i in range(n))
    reached = sum(c.n_new for c in creators)
    values: dict[str, Any] = {
        "choice_id": "汉服:20000",
        "theme": "汉服",
        "budget": 20_000.0,
        "spent": 5_000.0 * n,
        "n_candidates": 40,
        "n_creators": 60,
        "n_reached": reached,
        "n_counted_twice": 50_000.0,
        "bound": reached * 1.04,
        "guarantee": 1 / 1.04,
        "guarantee_a_priori": 0.316,
        "n_biggest": 250_000.0,
        "spent_biggest": 19_000.0,
        "biggest": (make_creator(9, price=19_000.0, n_new=250_000.0),),
        "basis": "cells",
        "sized_by": "public",
        "creators": creators,
        "left_out": (make_left_out(1), make_left_out(2, "no_price", price=None)),
    }
    return CreatorChoice(**{**values, **more})


def all_choices() -> tuple[CreatorChoice, ...]:
    """Return choices that say everything that can be said."""
    plain = make_choice()
    reasons = ("never", "no_fit", "no_price", "too_dear", "no_place", "little_new")
    warned = make_choice(
        choice_id="all:1000",
        theme="",
        basis="chance",
        sized_by="half",
        n_without=50,
        overlap_error=0.2,
        n_by_rule=12,
        price_rule=(30.0, 500.0),
        guarantee=0.7,
        bound=plain.n_reached / 0.7,
        left_out=tuple(make_left_out(i, reason) for i, reason in enumerate(reasons)),
        notes=("interest",),
    )
    exact = make_choice(
        choice_id="exact", is_exact=True, guarantee=1.0, bound=plain.n_reached, left_out=()
    )
    even = make_choice(choice_id="even", n_biggest=plain.n_reached, basis="overlaps")
    heat = make_choice(choice_id="heat", unit="heat", basis="words", currency="USD")
    alone = replace(make_choice(1, choice_id="alone"), n_biggest=0.0, biggest=())
    return plain, warned, exact, even, heat, alone
