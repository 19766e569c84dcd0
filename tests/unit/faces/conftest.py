"""A made-up report that holds every case a face must show."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest

from chuquan.report import (
    Beside,
    Breakout,
    DayMix,
    Evidence,
    Problem,
    Report,
    SourceHealth,
    SourceOnset,
    Stretch,
    TimelineDay,
)

BEIJING = timezone(timedelta(hours=8))
PERIOD = (date(2023, 1, 1), date(2024, 6, 30))
PLACES = (
    ("370300", "淄博", "Zibo", "山东", "烧烤 / 小串", "social"),
    ("230100", "哈尔滨", "Harbin", "黑龙江", "冰雪大世界 / 南方小土豆", "social"),
    ("620500", "天水", "Tianshui", "甘肃", "麻辣烫", "social"),
    ("654300", "阿勒泰", "Altay", "新疆", "我的阿勒泰", "screen"),
    ("510100", "成都", "Chengdu", "四川", "大运会 / 蓉宝", "sport"),
    ("330100", "杭州", "Hangzhou", "浙江", "亚运会", "sport"),
    ("120000", "天津", "Tianjin", "", "跳水大爷", "social"),
    ("410300", "洛阳", "Luoyang", "河南", "汉服", "culture"),
    ("310000", "上海", "Shanghai", "", "演唱会", "concert"),
    ("geonames:1850147", "东京", "Tokyo", "", "花火大会", "event"),
)
LEVERS = ("culture", "screen", "social", "concert", "sport", "event", "nature")


def make_breakout(i: int = 0, *, kind: str = "image", **changes: object) -> Breakout:
    """Build one breakout; ``i`` varies place, dates and strength."""
    rng = random.Random(i)
    place_id, name, english, province, theme, lever = PLACES[i % len(PLACES)]
    onset_day = PERIOD[0] + timedelta(days=40 + 12 * i)
    rise, half_life = rng.randint(1, 6), rng.uniform(1.5, 9)
    days = _timeline(rng, onset_day, rise, half_life, kind)
    peak_day = onset_day + timedelta(days=rise)
    end_day = peak_day + timedelta(days=round(4 * half_life))
    values = {
        "breakout_id": f"{place_id}-{onset_day:%Y%m%d}",
        "place_id": place_id,
        "place_name": name,
        "place_name_en": english,
        "province_name": province,
        "image": f"{name} {theme}" if kind == "image" else f"{name} 暴雨",
        "onset": _at(onset_day, 9),
        "peak": _at(peak_day, 20),
        "end": _at(end_day, 6),
        "detected_at": _at(onset_day + timedelta(days=1), 0),
        "phase": "ended",
        "n_excess": max(4.0, 420.0 / (i + 1)),
        "rate_ratio": 30.0 / (1 + i / 4) + 1.4,
        "half_life_days": half_life if i % 4 else None,
        "half_life_days_interval": (half_life * 0.6, half_life * 1.7) if i % 4 else None,
        "q_value": min(0.099, 1e-7 * 3.0**i),
        "kind": kind,
        "kind_shares": {"image": 0.8, "crisis": 0.05, "affairs": 0.15},
        "lever": lever if kind == "image" else None,
        "lever_shares": _shares(rng, lever) if kind == "image" else {},
        "sources": ("weibo", "zhihu") if i % 3 else ("weibo",),
        "first_source": "weibo",
        "evidence": _evidence(i, name, onset_day),
        "terms": tuple(
            Evidence(weight=9.0 - k, term=t, n=30.0 / (k + 1))
            for k, t in enumerate([*theme.split(" / "), "打卡", "游客", "高铁票"])
        ),
        "path": (
            SourceOnset("weibo", _at(onset_day, 9), 300.0, 0.0, (0.0, 0.0)),
            SourceOnset("zhihu", _at(onset_day, 21), 40.0, 12.0, (3.0, 20.0)),
        )
        if i % 3
        else (SourceOnset("weibo", _at(onset_day, 9), 300.0, 0.0, (0.0, 0.0)),),
        "timeline": days,
    }
    return Breakout(**{**values, **changes})


def make_two_sided(i: int = 1, **changes: object) -> Breakout:
    """Build an image that opened as a crisis, in words, by day and with evidence for both."""
    wave = make_breakout(i)
    first, turn = wave.onset.date(), wave.onset.date() + timedelta(days=3)
    last = wave.onset.date() + timedelta(days=9)
    days = [first + timedelta(days=k) for k in range(10)]
    values = {
        "second_kind": "crisis",
        "kind_intervals": {"image": (0.5, 0.9), "crisis": (0.1, 0.5), "affairs": (0.0, 0.2)},
        "mix": (
            Stretch(
                first,
                turn - timedelta(days=1),
                21.0,
                {"crisis": 0.7, "image": 0.2, "affairs": 0.1},
                {"crisis": (0.55, 0.82), "image": (0.1, 0.33), "affairs": (0.03, 0.2)},
            ),
            Stretch(
                turn,
                last,
                120.0,
                {"image": 0.9, "affairs": 0.06, "crisis": 0.04},
                {"image": (0.8, 0.96), "affairs": (0.02, 0.14), "crisis": (0.01, 0.1)},
            ),
        ),
        "mix_days": tuple(
            DayMix(d, 2.0, 7.0, 1.0) if d < turn else DayMix(d, 18.0, 0.8, 1.2) for d in days
        ),
        "counter_evidence": (
            Evidence(0.9, text="游客高喊退票", source="weibo", observed_at=_at(first, 11)),
            Evidence(6.0, term="退票", n=12.0),
        ),
        "beside": (Beside("370300-20230101", "淄博 暴雨", "crisis", turn, last),),
    }
    return msgspec.structs.replace(wave, **{**values, **changes})


def make_report(n_images: int = 32, n_crises: int = 6, n_affairs: int = 3) -> Report:
    """Build a report of some forty breakouts, two of the images still going on."""
    images = [make_breakout(i) for i in range(n_images)]
    for i, phase in ((2, "fading"), (5, "rising")):
        if i < n_images:
            images[i] = make_breakout(i, end=None, phase=phase)
    crises = [make_breakout(i, kind="crisis") for i in range(n_crises)]
    affairs = [make_breakout(i, kind="affairs") for i in range(n_affairs)]
    outage = (datetime(2023, 9, 20, tzinfo=UTC), datetime(2023, 10, 24, tzinfo=UTC))
    return Report(
        chuquan_version="0.1.0",
        period=PERIOD,
        false_discovery_rate=0.1,
        breakouts=tuple(sorted(images + crises + affairs, key=lambda b: b.q_value)),
        sources=(
            SourceHealth(
                "weibo",
                _start(PERIOD[0]),
                _start(PERIOD[1]),
                300_123.0,
                412_000.0,
                12_000,
                40,
                (outage,),
            ),
            SourceHealth("zhihu", _start(PERIOD[0]), _start(PERIOD[1]), 90_000.0, 9e4, 12_900, 0),
        ),
        n_mentions=390_123.0,
        n_located=31_207.6,
        problems=(
            Problem("export.csv", "time '2023-13-01'", "a date", "mend the time", 17, "time", 2),
            Problem("notes.txt", "no table", todo="give a CSV"),
        ),
        weights="2024-07 (trained on 6,829 titles)",
        gazetteer="2026-11",
        origin="made up for tests; no licence needed",
    )


def _timeline(rng, onset, rise, half_life, kind):
    other = {"image": "affairs", "crisis": "image", "affairs": "image"}[kind]
    start, level, top = onset - timedelta(days=14), rng.uniform(0.3, 2.5), rng.uniform(8, 45)
    days = []
    for k in range(14 + rise + round(4 * half_life) + 7):
        since = k - 14 - rise
        wave = 0.0 if k < 14 else top * (2.0**since if since < 0 else 0.5 ** (since / half_life))
        dark = rise == 3 and 4 <= k <= 8
        n = 0.0 if dark else round(rng.gauss(level + wave, math.sqrt(level + wave) / 2), 2)
        counts = {kind: max(0.0, n), other: 0.0 if dark else round(rng.uniform(0, 2), 2)}
        days.append(
            TimelineDay(
                start + timedelta(days=k),
                n=max(0.0, n),
                expected=0.0 if dark else round(level * (1.1 if k % 7 < 2 else 0.95), 2),
                exposure=0.0 if dark else 1.0,
                **{name: counts.get(name, 0.0) for name in ("image", "crisis", "affairs")},
            )
        )
    return tuple(days)


def _shares(rng, lever):
    parts = {name: rng.random() ** 3 for name in LEVERS}
    parts[lever] += 1.5
    total = sum(parts.values())
    return {name: part / total for name, part in parts.items()}


def _evidence(i, name, day):
    titles = (f"{name}又上热搜了", f"第一次来{name}该怎么玩", f"{name}文旅回应游客建议")
    if i % 5 == 4:  # as from a digest: terms only
        return (Evidence(weight=7.5, term="打卡", n=31.0), Evidence(weight=5.0, term="游客", n=9.4))
    return tuple(
        Evidence(
            weight=0.9 - k / 10,
            text=title,
            source="weibo",
            observed_at=_at(day + timedelta(days=k), 10),
            url="https://example.org/search?q=1&t=2" if k else None,
        )
        for k, title in enumerate(titles)
    )


def _at(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)


def _start(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.fixture(scope="session")
def report() -> Report:
    return make_report()
