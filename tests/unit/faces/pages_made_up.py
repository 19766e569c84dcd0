"""A made-up report for the pages: places with months, impacts, and texts that mean harm."""

from __future__ import annotations

import random
from datetime import date, timedelta

from msgspec.structs import replace

from chuquan.report import (
    Breakout,
    Check,
    Estimate,
    Evidence,
    Impact,
    Outlook,
    OutlookDay,
    PlaceProfile,
    Report,
    WordDays,
)

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"
TURNED = "\u202etxt.exe\u2066"
ENDLESS = "长" * 100_000
HOSTILE = (SCRIPT, FORMULA, TURNED, ENDLESS, "'\"><img src=x onerror=alert(1)>", "a\x1b[31mb\x00c")
LEVERS = ("culture", "screen", "social", "concert", "sport", "event", "nature")
FIRST_MONTH, N_MONTHS = date(2022, 1, 1), 30


def with_places(report: Report) -> Report:
    """Give a report the profiles of its places, words and levers by day, and one impact."""
    waves = [_with_outlook(b) for b in report.breakouts]
    waves = [replace(b, breakout_id=f"{b.breakout_id}-{i}") for i, b in enumerate(waves)]
    ids = {b.place_id: b for b in waves}
    return replace(
        report,
        breakouts=tuple(map(_with_days, waves)),
        places=tuple(make_profile(i, b) for i, b in enumerate(ids.values())),
        impacts=(make_impact(waves[0]),),
    )


def make_profile(i: int, b: Breakout, **changes: object) -> PlaceProfile:
    """Build a place with two and a half years of months; the first ones are known best."""
    rng = random.Random(i)
    much = 40.0 / (i + 1)
    months = range(N_MONTHS)
    return replace(
        PlaceProfile(
            place_id=b.place_id,
            name=b.place_name,
            name_en=b.place_name_en,
            level="city",
            parent_id=None,
            province_name=b.province_name,
            province_name_en="",
            latitude=25.0 + i,
            longitude=100.0 + 2 * i,
            population=1_000_000,
            first_month=FIRST_MONTH,
            image=tuple(much * (1 + (m % 12 == 0) * 3) * rng.uniform(0.8, 1.2) for m in months),
            crisis=tuple(much * rng.uniform(0.3, 0.5) for _ in months),
            affairs=tuple(much * rng.uniform(0.1, 0.3) for _ in months),
            levers={lever: much * (7 - k) for k, lever in enumerate(LEVERS)},
            known_for=(
                Evidence(9.0, term="烧烤", n=30.0),
                Evidence(5.0, term=f"独有{i}", n=9.0),
            ),
        ),
        **changes,
    )


def make_impact(b: Breakout, **changes: object) -> Impact:
    """Build an impact of which one check failed."""
    some = Estimate(12.5, 3.0, 22.0)
    return replace(
        Impact(
            impact_id=f"{b.breakout_id}/visits",
            breakout_id=b.breakout_id,
            design="panel",
            estimator="synthetic_difference_in_differences",
            metric="visits",
            unit="10000 people",
            period="month",
            start=b.onset.date(),
            last_day=date(2024, 6, 30),
            n_before=24,
            n_after=3,
            effect=some,
            lift=Estimate(0.21, 0.04, 0.4),
            total=some,
            p_value=0.01,
            is_trusted=False,
            checks=(Check("pre_trend", "failed", 0.01), Check("history", "passed", 24)),
        ),
        **changes,
    )


def hostile(report: Report) -> Report:
    """Put texts that mean harm wherever a report holds a text."""
    waves = []
    for i, b in enumerate(report.breakouts):
        text = HOSTILE[i % len(HOSTILE)]
        shown = Evidence(0.9, text=text, source=text, url="javascript:alert(1)")
        waves.append(
            replace(
                b,
                image=f"{b.place_name} {text}",
                place_name_en=text,
                province_name=text,
                terms=(Evidence(3.0, term=text, n=2.0), *b.terms),
                evidence=(shown, replace(shown, url='https://example.org/?q="><b>')),
                counter_evidence=(shown, Evidence(2.0, term=text)),
                word_days=(WordDays(text, tuple(1.0 for _ in b.timeline)),),
                path=tuple(replace(s, source=text + s.source) for s in b.path),
            )
        )
    places = tuple(
        replace(p, name=HOSTILE[i % 6], known_for=(Evidence(1.0, term=HOSTILE[i % 6], n=1.0),))
        for i, p in enumerate(report.places)
    )
    return replace(
        report,
        breakouts=tuple(waves),
        places=places,
        impacts=tuple(replace(x, metric=SCRIPT, unit=ENDLESS) for x in report.impacts),
        sources=tuple(replace(s, source=HOSTILE[i % 6]) for i, s in enumerate(report.sources)),
        problems=tuple(
            replace(p, file=SCRIPT, found=ENDLESS, todo=TURNED) for p in report.problems
        ),
        origin=SCRIPT + ENDLESS,
    )


def _with_outlook(b: Breakout) -> Breakout:
    if b.end is not None or not b.sources[1:]:
        return b
    last = b.timeline[-1].day
    days = tuple(
        OutlookDay(last + timedelta(days=i), 9.0 / i, 5.0 / i, 20.0 / i) for i in range(1, 12)
    )
    return replace(b, outlook=Outlook(last, 27.0, (15.0, 60.0), days))


def _with_days(b: Breakout) -> Breakout:
    n = len(b.timeline)
    rng = random.Random(b.breakout_id)
    return replace(
        b,
        word_days=tuple(
            WordDays(e.term or "", tuple(float(rng.randint(0, 5)) for _ in range(n)))
            for e in b.terms[:3]
        ),
        lever_days=(
            {name: tuple(rng.random() for _ in range(n)) for name in LEVERS}
            if b.kind == "image"
            else {}
        ),
    )
