"""Invented answers of every kind that a report holds besides breakouts and impacts."""

from __future__ import annotations

from datetime import date

from creators_made_up import all_choices
from msgspec.structs import replace
from planned_made_up import make_impossible, make_plan

from chuquan.report import (
    Casebook,
    Discovery,
    Distinctive,
    Evidence,
    Match,
    Quantity,
    Reason,
    Report,
    Response,
)

FIRST, LAST = date(2023, 1, 1), date(2024, 5, 1)


def make_discovery() -> Discovery:
    """Return what an invented place could break out with."""
    own = Distinctive(
        name="汉服",
        terms=("汉服",),
        log_odds=3.2,
        log_odds_interval=(2.4, 4.0),
        n=40.0,
        n_elsewhere=60.0,
        share=0.4,
        first_day=FIRST,
        last_day=LAST,
        levers={"culture": 30.0, "social": 10.0},
        evidence=(Evidence(weight=1.0, term="汉服", n=40.0),),
    )
    match = Match(
        theme="牡丹",
        trend_id=None,
        place_id="410300",
        place_name="洛阳",
        place_name_en="Luoyang",
        score=0.3,
        score_interval=(0.2, 0.4),
        rank=1,
        reasons=(Reason(kind="mentions", weight=1.2, n=12.0),),
    )
    return Discovery(
        discovery_id="place:410300",
        as_of=LAST,
        first_day=FIRST,
        place_id="410300",
        place_name="洛阳",
        place_name_en="Luoyang",
        n_mentions=900.0,
        sources=("weibo",),
        distinctive=(own,),
        matches=(match,),
    )


def make_casebook() -> Casebook:
    """Return what two levers brought in invented cases."""
    several = Quantity(value=30.0, interval=(20.0, 45.0), spread=(5.0, 120.0), n=20, own=28.0)
    days = Quantity(value=3.0, interval=(2.0, 4.5), spread=(1.0, 9.0), n=20, own=3.1, weight=0.7)
    share = Quantity(value=0.1, interval=(0.05, 0.2), n=40, own=0.08, weight=0.5)
    levers = ("all", "concert", "culture")
    sizes = ("all", "small", "middle", "large")
    return Casebook(
        first_day=FIRST,
        last_day=LAST,
        n_breakouts=60,
        n_events=40,
        responses=tuple(
            Response(
                lever=lever,
                place_size=size,
                event_size="all",
                p_breakout=share if lever == "concert" else None,
                n_excess=several,
                rise_days=days,
                half_life_days=days,
            )
            for lever in levers
            for size in sizes
        ),
        place_size_limits=(1e6, 5e6),
    )


def with_answers(report: Report) -> Report:
    """Return a report with answers of every kind; of plans one that holds and one that cannot."""
    return replace(
        report,
        creators=all_choices(),
        discoveries=(make_discovery(),),
        casebook=make_casebook(),
        plans=(make_plan(), replace(make_impossible(), plan_id="plan-impossible")),
    )
