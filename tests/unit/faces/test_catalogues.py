"""Catalogues: every message has its words, and what is shipped is what was written."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import chuquan.faces
from chuquan.faces.words import LANGUAGES

FACES = Path(chuquan.faces.__file__).parent
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}


def written(lang: str) -> Catalog:
    with (FACES / "locale" / lang / "LC_MESSAGES" / "chuquan.po").open("rb") as file:
        return read_po(file, locale=lang)


def in_use() -> set[tuple[str | None, str | tuple[str, ...]]]:
    found = extract_from_dir(FACES, method_map=METHODS, options_map=OPTIONS)
    return {(context, message) for _, _, message, _, context in found}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_holds_exactly_the_messages_in_use(lang):
    held = {
        (m.context, m.id if isinstance(m.id, str) else tuple(m.id)) for m in written(lang) if m.id
    }
    assert held == in_use(), "run the three pybabel commands in words.py"


def test_every_message_has_a_chinese_translation():
    missing = [m.id for m in written("zh") if m.id and not all(_strings(m.string))]
    assert missing == []
    assert not any(m.fuzzy for m in written("zh") if m.id)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_keep_the_placeholders(lang):
    for message in written(lang):
        for string in _strings(message.string) if message.id else ():
            if string:
                wanted = _placeholders(_strings(message.id)[-1])
                assert _placeholders(string) == wanted, message.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compiled_catalogue_is_up_to_date(lang):
    """The .mo that is shipped says what the .po beside it says."""
    compiled = io.BytesIO()
    write_mo(compiled, written(lang))
    compiled.seek(0)
    with (FACES / "locale" / lang / "LC_MESSAGES" / "chuquan.mo").open("rb") as file:
        shipped = gettext.GNUTranslations(file)
    # The stdlib keeps its messages in this mapping and offers no other way to list them.
    now = gettext.GNUTranslations(compiled)._catalog
    assert {k: v for k, v in shipped._catalog.items() if k} == {k: v for k, v in now.items() if k}


def _strings(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%%", text))
