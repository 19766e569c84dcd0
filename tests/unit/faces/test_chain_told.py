"""Sections of chains, partners and channels: figures of their tables, both languages, warnings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chains_made_up import HOSTILE, make_chain, make_link, make_mix, make_partner, seen

from chuquan.faces.chain_told import chain_told, channels_told, partners_told
from chuquan.faces.words import LANGUAGES, Words

EN, ZH = Words("en"), Words("zh")


def cells(told):
    return [cell for table in told.tables for row in table.rows for cell in row]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_are_as_wide_as_their_headers(lang):
    words = Words(lang)
    for told in (
        chain_told(make_chain(), words),
        chain_told(make_chain(place_id=None, n_here=None), words),
        partners_told([make_partner(), make_partner(n_elsewhere=0.0)], words),
        partners_told([make_partner(n_elsewhere=0.0)], words),
        channels_told(make_mix(), words),
    ):
        assert told is not None
        for table in told.tables:
            assert all(len(row) == len(table.header) for row in table.rows)
            assert table.rows


def test_the_clearest_link_is_told_with_its_interval():
    told = chain_told(make_chain(), EN)
    assert "写真 (portrait shoots): it stands in 12 of the 214 mentions" in told.sentences[1]
    assert "15× the odds elsewhere (90% interval 9× to 27×)" in told.sentences[1]
    assert "洛阳" in "".join(chain_told(make_chain(), ZH).sentences)
    assert told.key == chain_told(make_chain(), ZH).key


def test_what_a_place_lacks_is_told_only_where_some_was_to_be_expected():
    told = " ".join(chain_told(make_chain(), EN).sentences)
    assert "Not told of Luoyang 洛阳, though some mentions were to be expected: 妆造" in told
    thin = " ".join(chain_told(make_chain(n_here=4.0), EN).sentences)
    assert "Not told of" not in thin


def test_what_is_thin_is_said():
    told = chain_told(make_chain(basis="days", links=(make_link(),)), EN)
    assert len(told.warnings) == 2
    assert chain_told(make_chain(), EN).warnings == ()
    empty = chain_told(make_chain(links=()), EN)
    assert empty.pictures == ()
    assert empty.tables == ()
    assert any("14 mentions" in note for note in empty.notes)


def test_evidence_is_told_mention_by_mention():
    told = chain_told(make_chain(), EN)
    assert told.tables[1].rows[0][1:] == ("穿汉服拍写真", "weibo", "1 Apr 2024")


def test_partners_at_risk_are_warned_of_and_not_put_forward():
    told = partners_told([make_partner(), make_partner("喜茶", is_at_risk=True, name_en="")], EN)
    assert told.sentences == ("Brand: 瑞幸咖啡 (Luckin Coffee).",)
    assert "喜茶" in told.warnings[0]
    assert partners_told([], EN) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_channels_suggest_only_where_intervals_part(lang):
    words = Words(lang)
    parted = channels_told(make_mix(), words)
    assert len(parted.sentences) == 2
    same = channels_told(make_mix(own=(0.7, (0.5, 0.9))), words)
    assert len(same.sentences) == 1
    assert "%" not in same.sentences[0]
    assert channels_told(None, words) is None


def test_channels_advise_what_lasting_waves_have_more_of():
    zhihu, weibo = channels_told(make_mix(), EN).sentences
    assert "zhihu carries less of Luoyang 洛阳 (40%)" in zhihu
    assert "try it first" in zhihu
    assert "try it first" not in weibo
    shrunk = replace_brief(make_mix(), (0.5, 0.9))
    assert "try it first" not in channels_told(shrunk, EN).sentences[0]


def replace_brief(mix, interval):
    import msgspec  # noqa: PLC0415 - only this test changes a frozen struct

    first = msgspec.structs.replace(mix.shares[0], brief_interval=interval)
    return msgspec.structs.replace(mix, shares=(first, *mix.shares[1:]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_lose_what_could_harm(lang):
    words = Words(lang)
    link = make_link(HOSTILE, evidence=(seen(HOSTILE),))
    for told in (
        chain_told(make_chain(core=HOSTILE, place_name=HOSTILE, links=(link,)), words),
        partners_told([make_partner(HOSTILE, theme=HOSTILE, evidence=(seen(HOSTILE),))], words),
    ):
        texts = [told.title, *told.sentences, *told.warnings, *told.notes, *cells(told)]
        assert not any("\x1b" in text or "\u202e" in text for text in texts)
    assert replace(told, title="x").title == "x"
