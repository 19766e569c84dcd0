"""From a question to a discovery in a report."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from chuquan.discovering import DiscoveryQuestion, discover, gather
from chuquan.errors import NotFoundError, RefusalError, UserError
from chuquan.opportunities.shipped import shipped_digest, shipped_folder
from chuquan.report import Report

LINES = [
    "time,source,text",
    *(f"2023-04-{day:02d} 10:00:00+08:00,list,洛阳牡丹开得正好第{day}天" for day in range(1, 13)),
    *(f"2023-04-{day:02d} 11:00:00+08:00,list,西安兵马俑排起长队第{day}天" for day in range(1, 13)),
]


@pytest.fixture(scope="module")
def mentions(tmp_path_factory):
    path = tmp_path_factory.mktemp("mentions") / "mentions.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def answer():
    return discover([], DiscoveryQuestion(place="洛阳"))


def test_without_input_the_shipped_counts_answer(answer):
    found = answer.discoveries[0]
    assert (found.discovery_id, found.place_name, found.place_name_en) == (
        "place:410300",
        "洛阳",
        "Luoyang",
    )
    assert found.as_of == date(2024, 6, 30)
    assert "shipped" in found.notes
    assert found.distinctive
    assert answer.breakouts


def test_the_answer_survives_json(answer):
    assert Report.from_json(answer.to_json()) == answer


def test_mentions_are_evidence(mentions):
    found = discover([mentions], DiscoveryQuestion(place="洛阳")).discoveries[0]
    peony = found.distinctive[0]
    assert peony.name == "牡丹"
    assert all("牡丹" in (e.text or "") for e in peony.evidence)
    assert "reference" in found.notes
    assert "few_mentions" in found.notes


def test_nothing_after_the_day_is_looked_at(mentions):
    corpus = gather([mentions], DiscoveryQuestion(place="洛阳", as_of=date(2023, 4, 5)))
    assert corpus.as_of == date(2023, 4, 5)
    assert corpus.digest.terms["day"].max() <= corpus.as_of
    assert corpus.mentions is not None
    assert corpus.mentions.height == 10
    assert corpus.reference is not None
    assert corpus.reference.terms["day"].max() <= corpus.as_of
    assert all(a.since is None or a.since <= corpus.as_of for a in corpus.assets)


def test_a_digest_is_input_too():
    corpus = gather(
        [shipped_folder() / "digest"], DiscoveryQuestion(place="淄博", as_of=date(2021, 3, 1))
    )
    assert corpus.classified is None
    assert not corpus.is_shipped
    assert corpus.report.period[1] <= date(2021, 3, 1)


def test_a_day_before_all_is_refused(mentions):
    question = DiscoveryQuestion(place="洛阳", as_of=date(2020, 1, 1))
    for paths in ([mentions], []):
        with pytest.raises(RefusalError, match="nothing was looked at by 2020-01-01"):
            discover(paths, question)


def test_no_question_is_refused():
    with pytest.raises(UserError, match="neither a place nor a theme"):
        discover([], DiscoveryQuestion(place=" "))


def test_a_place_of_which_nothing_is_known_is_refused(mentions):
    with pytest.raises(RefusalError, match="nothing is known of 老边"):
        discover([mentions], DiscoveryQuestion(place="老边"))
    with pytest.raises(NotFoundError):
        discover([mentions], DiscoveryQuestion(place="无此地"))


def test_shipped_counts_hold_no_word_of_a_single_mention():
    """Counts and single words may be shared; a word of one mention would be a piece of its text."""
    n = shipped_digest().terms.group_by("place_id", "term").agg(pl.col("n").sum())["n"]
    assert n.min() >= 2
