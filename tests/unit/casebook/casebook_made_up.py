"""Invented breakouts and reports for the tests of the casebook."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from chuquan.report import Breakout, Evidence, Outlook, Report

FIRST, LAST = date(2021, 1, 1), date(2023, 12, 31)


def breakout(  # noqa: PLR0917
    place_id="370300",
    onset=date(2023, 4, 8),
    lever="social",
    n_excess=20.0,
    image="淄博 烧烤",
    terms=("烧烤",),
    **changes,
) -> Breakout:
    start = datetime(onset.year, onset.month, onset.day, 8, tzinfo=UTC)
    made = Breakout(
        breakout_id=f"{place_id}-{onset:%Y%m%d}",
        place_id=place_id,
        place_name=image.split(maxsplit=1)[0],
        image=image,
        onset=start,
        peak=start + timedelta(days=3),
        end=start + timedelta(days=12),
        phase="ended",
        n_excess=n_excess,
        rate_ratio=5.0,
        half_life_days=2.0,
        half_life_days_interval=(1.2, 3.4),
        evidence=(),
        q_value=0.01,
        kind="image",
        kind_shares={"image": 1.0},
        lever=lever,
        lever_shares={lever: 1.0} if lever else {},
        sources=("weibo",),
        first_source="weibo",
        terms=tuple(Evidence(weight=5.0, term=t, n=5.0) for t in terms),
    )
    return msgspec.structs.replace(made, **changes)


def under_way(with_outlook=True) -> Breakout:
    last = date(2023, 12, 31)
    outlook = Outlook(last, 10.0, (4.0, 24.0), ())
    return breakout(
        onset=date(2023, 12, 28),
        end=None,
        phase="fading",
        outlook=outlook if with_outlook else None,
    )


def report(breakouts, **changes) -> Report:
    made = Report(
        chuquan_version="1",
        period=(FIRST, LAST),
        false_discovery_rate=0.15,
        breakouts=tuple(breakouts),
    )
    return msgspec.structs.replace(made, **changes)


def several() -> list[Breakout]:
    """Return breakouts of four levers in cities of all sizes."""
    places = ("370300", "410300", "310000", "110000", "620500", "230100", "440100", "654300")
    levers = ("social", "culture", "concert", "sport")
    return [
        breakout(
            place,
            date(2021, 3, 1) + timedelta(days=40 * i),
            levers[i % 4],
            3.5 + 4.0 * (i % 5),
            image=f"城{i} 事{i}",
            terms=(f"事{i}",),
        )
        for i, place in enumerate(places * 2)
    ]
