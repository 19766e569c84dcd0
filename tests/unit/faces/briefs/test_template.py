"""A bureau's folder is used as a whole or refused with all of its faults."""

from __future__ import annotations

import base64

import pytest
from briefs_made_up import made

from chuquan.errors import ConfigError, NotFoundError, UserError
from chuquan.faces.briefs.build import build
from chuquan.faces.briefs.html import write_html
from chuquan.faces.briefs.make import make
from chuquan.faces.briefs.pdf import write_pdf
from chuquan.faces.briefs.scope import choose
from chuquan.faces.briefs.template import FILES, SETTINGS, default_files, read_template
from chuquan.faces.words import Words

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGNk+M/wn4GBgQEACQkCAMpB1SkAAAAA"
    "SUVORK5CYII="
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>'
)


def test_what_is_written_to_start_from_is_what_ships(tmp_path):
    for name, data in default_files().items():
        (tmp_path / name).write_bytes(data)
    own, ours = read_template(tmp_path), read_template(None)
    assert (own.colours, own.fonts, own.texts, own.logo) == (
        ours.colours, ours.fonts, ours.texts, None,
    )  # fmt: skip
    assert {p.name for p in tmp_path.iterdir()} == {SETTINGS, *FILES}


def test_name_words_colours_and_logo_of_a_bureau_are_shown_in_all_formats(tmp_path, report):
    (tmp_path / "logo.svg").write_bytes(SVG)
    (tmp_path / SETTINGS).write_text(
        '[bureau]\nname.zh = "某市文旅局"\nlogo = "logo.svg"\n'
        '[words]\ntitle_place.zh = "%(place)s热度快报"\nfooter.zh = "内部资料"\n'
        '[colours]\naccent = "#7a0019"\n',
        encoding="utf-8",
    )
    template = read_template(tmp_path)
    assert template.logo is not None
    assert template.logo.is_svg
    files = make(choose(report, place="淄博"), template, langs=("zh",))
    assert len(files) == 5
    html = files["brief-370300.zh.html"].decode()
    for said in ("某市文旅局", "淄博热度快报", "内部资料", "#7a0019", "data:image/svg+xml;base64,"):
        assert said in html
    brief = build(choose(report, place="淄博"), Words("en"), template)
    assert brief.title == "Zibo 淄博: what broke out", (
        "a language without words of its own has ours"
    )


def test_all_faults_are_told_together(tmp_path):
    (tmp_path / SETTINGS).write_text(
        'surprise = 1\n[bureau]\nname = "x"\nlogo = "none.png"\nboss = 1\n'
        '[words]\ntitle_place.zh = "%(city)s"\ntitle_all.fr = "x"\n'
        '[colours]\nink = "red"\n[fonts]\nlatin = ""\n[shapes]\n',
        encoding="utf-8",
    )
    (tmp_path / "breif.typ").write_text("x")
    with pytest.raises(ConfigError) as caught:
        read_template(tmp_path)
    for part in ("surprise", "bureau.name", "none.png", "bureau.boss", "title_place", "all.fr",
                 "colours.ink", "fonts.latin", "[shapes]", "breif.typ"):  # fmt: skip
        assert part in caught.value.found


def test_colours_that_are_too_faint_are_refused_with_their_contrast(tmp_path):
    (tmp_path / SETTINGS).write_text('[colours]\naccent = "#ffaa00"\nsoft = "#bbbbbb"\n')
    with pytest.raises(ConfigError, match=r"soft.*contrast 1\.\d+.*accent"):
        read_template(tmp_path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("logo.png", b"GIF89a"),
        ("logo.svg", b"<html/>"),
        ("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("logo.png", PNG + b"\0" * (1 << 20)),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (tmp_path / SETTINGS).write_text(f'[bureau]\nlogo = "{name}"\n')
    with pytest.raises(ConfigError, match="logo"):
        read_template(tmp_path)


def test_a_logo_stands_in_the_folder_and_nowhere_else(tmp_path):
    (tmp_path / SETTINGS).write_text('[bureau]\nlogo = "../secret.png"\n')
    with pytest.raises(ConfigError, match="in this folder"):
        read_template(tmp_path)


def test_no_folder_and_no_toml_are_told(tmp_path):
    with pytest.raises(NotFoundError):
        read_template(tmp_path / "none")
    (tmp_path / SETTINGS).write_text("[bureau")
    with pytest.raises(ConfigError, match="not TOML"):
        read_template(tmp_path)


def test_an_own_file_takes_the_place_of_ours(tmp_path):
    (tmp_path / "brief.html.j2").write_text("{{ brief.title }}!")
    assert write_html(made(), read_template(tmp_path)) == "城市形象出圈简报!".encode()


@pytest.mark.parametrize("page", ["{% if %}", "{{ brief.nothing.at_all }}"])
def test_an_own_page_that_cannot_be_rendered_is_the_users_to_mend(tmp_path, page):
    (tmp_path / "brief.html.j2").write_text(page)
    with pytest.raises(UserError, match=r"brief\.html\.j2"):
        write_html(made(), read_template(tmp_path))


def test_an_own_typst_file_that_does_not_compile_is_the_users_to_mend(tmp_path):
    (tmp_path / "brief.typ").write_text('#panic("x")')
    with pytest.raises(UserError, match=r"brief\.typ"):
        write_pdf(made(), read_template(tmp_path))
