"""The place model can be fitted on any labels, and what it learns reaches the resolver."""

from __future__ import annotations

import polars as pl
import pytest

from chuquan.errors import LabelError
from chuquan.linear import TimedModel
from chuquan.places.resolve import Resolver
from chuquan.places.train import CLASSES, fit_place_model, label_contexts

DISHES = ["烧烤", "米粉", "面馆", "早茶", "夜市", "小吃"]


@pytest.fixture(scope="module")
def labels() -> pl.DataFrame:
    cities = ["淄博", "大理", "洛阳", "桂林", "开封", "大同"]
    rows = [(f"去{c}吃{d}", c, "1") for c in cities for d in DISHES]
    rows += [(f"歌手{c}新歌首发{i}", c, "0") for c in cities for i in range(6)]
    return pl.DataFrame(rows, schema=["title", "place", "is_place"], orient="row")


def test_what_labels_say_decides_what_rules_would_not(labels: pl.DataFrame):
    texts = pl.Series(["去安阳吃拉面", "歌手安阳新歌首发"])
    by_rules = Resolver.load(None).resolve(texts)
    taught = Resolver.load(TimedModel.always(fit_place_model(labels))).resolve(texts)
    assert by_rules["row"].to_list() == [0, 1]
    assert taught["row"].to_list() == [0]


def test_a_model_fits_on_a_part_of_the_labels(labels: pl.DataFrame):
    model = fit_place_model(labels.gather_every(3))
    assert model.classes == CLASSES
    p = model.probabilities(label_contexts(labels))
    right = (p[:, 0] > 0.5) == (labels["is_place"] == "1").to_numpy()
    assert right.mean() > 0.9


def test_a_covered_name_is_read_where_it_stands():
    covered = pl.DataFrame({"title": ["山东泰山夺冠"], "place": ["泰山"], "is_place": ["0"]})
    assert "泰山" in label_contexts(covered).item()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"title": "去淄博", "place": "济南", "is_place": "1"}, "济南"),
        ({"title": "去淄博", "place": "淄博", "is_place": "maybe"}, "maybe"),
        ({"title": "去淄博", "place": "淄博", "is_place": None}, "None"),
    ],
)
def test_a_bad_label_is_named(row: dict[str, str], message: str):
    with pytest.raises(LabelError, match=message) as error:
        fit_place_model(pl.DataFrame([row], schema_overrides={"is_place": pl.String}))
    assert "row 0" in str(error.value)
