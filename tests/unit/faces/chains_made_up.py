"""Chains, partners and channels for the tests of faces."""

from __future__ import annotations

from datetime import UTC, date, datetime

from chuquan.report import Chain, ChainLink, ChannelMix, ChannelShare, Evidence, Partner

HOSTILE = '<script>alert("汉服")</script>\u202e\x1b[31m'
ROLES = ("wear", "photograph", "do", "eat", "buy", "stay", "see", "other")


def seen(text="穿汉服拍写真"):
    when = datetime(2024, 4, 1, 4, tzinfo=UTC)
    return Evidence(weight=0.9, text=text, source="weibo", observed_at=when)


def make_link(term="写真", parent="汉服", **changes):
    values = {
        "term": term, "terms": (term, "大片"), "term_en": "portrait shoots", "role": "photograph",
        "parent": parent, "depth": 1, "n": 12.0, "n_alone": 1380.0, "log_odds": 2.7,
        "log_odds_interval": (2.2, 3.3), "evidence": (seen(),),
    }  # fmt: skip
    return ChainLink(**{**values, **changes})


def make_chain(**changes):
    links = (
        make_link(n_here=1.0),
        make_link("妆造", role="wear", n=8.0, n_here=0.0, term_en="styling and make-up"),
        make_link("博物馆", role="see", n=3.0, n_here=2.0, term_en="museums"),
        make_link("文创", "博物馆", role="buy", depth=2, n=17.0, term_en="souvenirs"),
    )
    values = {
        "core": "汉服", "terms": ("汉服",), "place_id": "410300", "place_name": "洛阳",
        "place_name_en": "Luoyang", "n": 214.0, "n_stories": 203.0, "n_here": 100.0,
        "n_crisis": 14.0, "links": links,
    }  # fmt: skip
    return Chain(**{**values, **changes})


def crowded_chain(n_first=14, n_second=6, term="很长很长的一个环节名称"):
    first = tuple(
        make_link(f"{term}{i}", role=ROLES[i % len(ROLES)], n=float(3 * i + 1))
        for i in range(n_first)
    )
    second = tuple(
        make_link(f"{term}下{i}", first[i // 3].term, depth=2, role=ROLES[i % len(ROLES)])
        for i in range(n_second)
    )
    return make_chain(links=first + second)


def make_partner(name="瑞幸咖啡", **changes):
    values = {
        "name": name, "name_en": "Luckin Coffee", "kind": "brand", "trade": "tea and coffee",
        "theme": "咖啡", "n": 6.0, "n_elsewhere": 2.0, "log_odds": 5.0,
        "log_odds_interval": (4.0, 6.0), "first_day": date(2023, 1, 1),
        "last_day": date(2024, 5, 24), "n_recent": 89.0, "n_crisis": 2.0, "evidence": (seen(),),
    }  # fmt: skip
    return Partner(**{**values, **changes})


def make_mix(own=(0.4, (0.35, 0.45)), lasting=(0.7, (0.6, 0.8)), brief=(0.5, (0.45, 0.55))):
    def share(source, parts):
        values = zip(("own", "lasting", "brief"), parts, strict=True)
        fields = {k: v for name, (x, i) in values for k, v in ((name, x), (f"{name}_interval", i))}
        return ChannelShare(source=source, **fields)

    def rest(part):
        return 1 - part[0], (1 - part[1][1], 1 - part[1][0])

    parts = (own, lasting, brief)
    return ChannelMix(
        shares=(share("zhihu", parts), share("weibo", tuple(rest(p) for p in parts))),
        n_lasting=13, n_brief=108, lasting_days=5.0, place_id="410300", place_name="洛阳",
        place_name_en="Luoyang", n_own=164.0, first_day=date(2021, 1, 11),
    )  # fmt: skip
