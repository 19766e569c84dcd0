"""One address of each kind of page of a report: for pictures, tests and measurements."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from chuquan.report import Breakout, Report


def addresses(report: Report) -> Mapping[str, str]:
    """Return addresses without their language by what they show.

    A report without breakouts has none for those that show one.
    """
    out = {
        "now": "now",
        "map": "map",
        "map-world": "map?view=world&span=0",
        "map-province": "map?view=370000&span=0",
        "casebook": "casebook",
        "casebook-images": "casebook?kind=image&sort=-excess",
        "compare-start": "compare",
        "compare-wrong": "compare?ids=nowhere",
        "search": "search?q=zibo",
        "search-near": f"search?q={quote('淄搏')}",
        "sources": "sources",
        "api": "api",
    }
    images = sorted((b for b in report.breakouts if b.kind == "image"), key=lambda b: -b.n_excess)
    of_place: dict[str, Breakout] = {}
    for b in images:
        of_place.setdefault(b.place_id, b)
    strongest = list(of_place.values())
    crises = [b for b in report.breakouts if b.kind == "crisis"]
    if strongest:
        top = strongest[0]
        out["breakout"] = f"breakout/{quote(top.breakout_id, safe=':')}"
        out["place"] = f"place/{quote(top.place_id, safe=':')}"
    if crises:
        out["breakout-crisis"] = f"breakout/{quote(crises[0].breakout_id, safe=':')}"
    if report.impacts:
        out["impacts"] = "impacts"
        of_events = [i for i in report.impacts if i.design == "events"]
        told = {
            "impact": report.impacts[0],
            **({"impact-events": of_events[0]} if of_events else {}),
        }
        out |= {name: f"impact/{quote(i.impact_id, safe=':')}" for name, i in told.items()}
    if report.discoveries:
        out["discoveries"] = "discoveries"
        out["discovery"] = f"discovery/{quote(report.discoveries[0].discovery_id, safe=':')}"
    if report.plans:
        out["plans"] = "plans"
        out["plan"] = f"plan/{quote(report.plans[0].plan_id, safe=':')}"
        failed = [p for p in report.plans if p.status == "infeasible"]
        if failed:
            out["plan-impossible"] = f"plan/{quote(failed[0].plan_id, safe=':')}"
    if report.creators:
        out["creators"] = "creators"
        out["creator-choice"] = f"creator-choice/{quote(report.creators[0].choice_id, safe=':')}"
    if len(strongest) > 1:
        ids = ",".join(b.breakout_id for b in strongest[:3])
        out["compare"] = f"compare?ids={quote(ids, safe=':,')}"
        out["compare-search"] = f"compare?ids={quote(ids, safe=':,')}&q=beijing"
    return out
