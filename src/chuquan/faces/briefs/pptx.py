"""A brief as slides: native text, tables and charts that a bureau can go on editing."""

from __future__ import annotations

import io
import math
import re
from datetime import datetime, time
from typing import Any

from chuquan.faces.briefs.content import Brief, Picture, Ref, Section, Table
from chuquan.faces.briefs.html import where
from chuquan.faces.briefs.pdf import missing
from chuquan.faces.briefs.pictures import printable
from chuquan.faces.briefs.raster import logo_png, picture_pngs
from chuquan.faces.briefs.template import Template
from chuquan.faces.briefs.zipped import steady
from chuquan.faces.fonts import font
from chuquan.faces.words import cut

_ROWS = 13
"""Rows of a table that one slide holds."""

_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ [\d.]+ ([\d.]+)"')
_TALLEST = 1_000.0

_NOTE_ROOM = {"zh": 130, "en": 260}
_TITLE_ROOM = {"zh": 36, "en": 70}
"""Characters that two lines of notes below sentences hold, and a line above a picture."""

_FEW = 5
"""With so many rows or fewer a table leaves room for notes below it."""


def write_pptx(brief: Brief, template: Template) -> bytes:
    """Return a brief as slides.

    Raises
    ------
    OutsideError
        If python-pptx is not installed.
    """
    try:
        from pptx import Presentation  # noqa: PLC0415  heavy, and an extra

        from chuquan.faces.briefs import slides  # noqa: PLC0415
    except ImportError as error:
        raise missing("python-pptx", "PPTX") from error
    deck = Presentation()
    deck.slide_width, deck.slide_height = slides.inches(slides.WIDTH), slides.inches(slides.HEIGHT)
    _set_theme(deck, template)
    properties = deck.core_properties
    properties.title, properties.subject = brief.title, brief.subtitle
    properties.author = template.text("name", brief.lang) or "Chuquan"
    properties.last_modified_by = properties.author
    properties.created = properties.modified = datetime.combine(brief.day, time())
    _Deck(deck, brief, template).write()
    out = io.BytesIO()
    deck.save(out)
    return steady(out.getvalue(), brief.day)


def _set_theme(deck: Any, template: Template) -> None:
    """Set the theme's fonts, the East Asian ones too, and the colour of links."""
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT  # noqa: PLC0415

    part = deck.slide_masters[0].part.part_related_by(RT.THEME)
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415

    latin, chinese = (quoteattr(template.fonts[name]) for name in ("latin", "chinese"))
    theme = part.blob.decode("utf-8")
    theme = re.sub(r"<a:latin typeface=\"[^\"]*\"", lambda _: f"<a:latin typeface={latin}", theme)
    theme = re.sub(r"<a:ea typeface=\"[^\"]*\"", lambda _: f"<a:ea typeface={chinese}", theme)
    theme = re.sub(
        r"(<a:font script=\"Hans\" typeface=)\"[^\"]*\"", lambda m: m[1] + chinese, theme
    )
    accent = template.colours["accent"][1:].upper()
    for name in ("accent1", "hlink", "folHlink"):
        theme = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)",
            rf'\g<1><a:srgbClr val="{accent}"/>\g<2>',
            theme,
            flags=re.DOTALL,
        )
    part._blob = theme.encode("utf-8")  # noqa: SLF001  python-pptx has no way to themes


class _Deck:
    """Writes one brief onto the slides of one deck."""

    def __init__(self, deck: Any, brief: Brief, template: Template) -> None:
        from chuquan.faces.briefs import slides  # noqa: PLC0415

        self.s = slides
        self.deck, self.brief, self.template = deck, brief, template
        self.pen = slides.Pen(template, brief.lang)
        self.links = slides.Links()
        self.said = {t.key: t for t in brief.tables}
        self.drawn = _drawn(brief)

    def write(self) -> None:
        """Write all slides in their order, then settle the links between them."""
        self._cover()
        if self.brief.sentences or self.brief.notes:
            self._in_short()
        for section in self.brief.sections:
            if section.is_wave:
                self._wave(section)
            else:
                self._plain(section)
        self.links.settle()
        self._feet()

    def _slide(self, title: str, *, is_crisis: bool = False) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        tone = "alarm" if is_crisis else "accent"
        self.pen.band(slide, self.s.Box(0, 0, self.s.WIDTH, 0.12), tone)
        self.pen.title(slide, title, tone)
        return slide

    def _cover(self) -> None:
        s, brief = self.s, self.brief
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        self.pen.band(slide, s.Box(0, 0, 0.35, s.HEIGHT), "accent")
        self.pen.title(slide, brief.title)
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = s.Box(1.0, 2.2, 11.3, 1.5).emu
        shape.text_frame.paragraphs[0].runs[0].font.size = s.points(
            44 if len(brief.title) < 28 else 32
        )
        self.pen.text(slide, s.Box(1.0, 3.8, 11.3, 0.6), brief.subtitle, 20, "soft")
        name = self.template.text("name", brief.lang)
        if name:
            self.pen.text(slide, s.Box(1.0, 1.4, 9, 0.6), name, 20, "soft")
        self._logo(slide)
        lines = brief.made
        contact = self.template.text("contact", brief.lang)
        self.pen.notes(
            slide, s.Box(1.0, 5.4, 11.3, 1.4), [*lines, *([contact] if contact else [])], 11
        )

    def _logo(self, slide: Any) -> None:
        logo = self.template.logo
        if logo is None:
            return
        data = logo.data
        if logo.is_svg:
            data = logo_png(data)
        at = (self.s.inches(10.6), self.s.inches(0.6))
        shape = slide.shapes.add_picture(io.BytesIO(data), *at, height=self.s.inches(0.9))
        if shape.width > self.s.inches(2.2):
            shape.height = int(shape.height * self.s.inches(2.2) / shape.width)
            shape.width = self.s.inches(2.2)
        self.s.describe(
            shape, self.template.text("name", self.brief.lang) or self.brief.labels["logo"]
        )

    def _in_short(self) -> None:
        s, brief = self.s, self.brief
        slide = self._slide(brief.labels["key"])
        box = s.Box(s.EDGE, 1.3, s.WIDTH - 2 * s.EDGE, 5.3)
        if brief.sentences:
            self.pen.sentences(slide, box, brief.sentences, self.links, self._where)
        else:
            self.pen.notes(slide, box, brief.notes, 18)
        self.pen.notes(slide, s.Box(s.EDGE, 6.6, 12, 0.35), [brief.labels["click"]], 11)

    def _wave(self, section: Section) -> None:
        s = self.s
        tables = {t.key.split("-")[0]: t for t in section.tables}
        pictures: dict[str, Picture] = {p.kind: p for p in section.pictures}
        slide = self._slide(section.title, is_crisis=section.is_crisis)
        self.pen.text(slide, s.Box(s.EDGE, 1.05, 12, 0.4), " · ".join(section.tags), 13, "soft")
        has_chart = "timeline" in pictures
        left = s.Box(s.EDGE, 1.5, 5.3 if has_chart else 12.1, 4.0)
        if section.sentences:
            self.pen.sentences(slide, left, section.sentences, self.links, self._where)
        else:
            self.pen.notes(slide, left, section.notes, 16)
        if has_chart:
            picture = pictures["timeline"]
            self.pen.text(slide, s.Box(6.2, 1.45, 6.6, 0.4), picture.title, 13, "soft", bold=True)
            self.pen.chart(slide, s.Box(6.1, 1.85, 6.7, 3.7), picture)
        facts = tables.pop("facts")
        self._titled(slide, s.Box(s.EDGE, 5.6, s.WIDTH - 2 * s.EDGE, 0.9), facts, slice(None), 10)
        self._why(section, tables, pictures)
        for name, table in tables.items():
            if name not in {"shares", "terms"}:
                self._pages(section, table, pictures.get("mix") if name == "kinds" else None)

    def _why(
        self, section: Section, tables: dict[str, Table], pictures: dict[str, Picture]
    ) -> None:
        """Put what drove a wave beside its terms."""
        s = self.s
        parts, terms = tables.get("shares"), tables.get("terms")
        if parts is None and terms is None:
            return
        title = self.brief.labels["continued"] % {"title": section.title}
        slide = self._slide(title, is_crisis=section.is_crisis)
        if parts is not None:
            picture = pictures.get("shares")
            box = s.Box(s.EDGE, 1.25, 6.0, 0.4)
            self.pen.text(slide, box, self._name(parts), 13, "soft", bold=True)
            if picture is not None:
                height = min(4.8, 0.8 + 0.6 * len(parts.rows))
                self.pen.chart(slide, s.Box(s.EDGE, 1.65, 6.0, height), picture)
            self.links.slides[parts.key] = slide
        if terms is not None:
            self._titled(slide, s.Box(7.2, 1.25, 5.5, 4.6), terms, slice(0, _ROWS), 13)
        if section.notes and section.sentences:
            self.pen.notes(slide, s.Box(s.EDGE, 6.3, 12.1, 0.6), section.notes, 12)

    def _plain(self, section: Section) -> None:
        s = self.s
        # A slide shows charts that one can edit, and of answers, which have none, the pictures.
        pictures = [p for p in section.free_pictures if p.chart is not None or p.key in self.drawn]
        has_notes = bool(section.notes)
        if section.sentences:
            first = pictures.pop(0) if pictures else None
            fits = sum(map(len, section.notes)) <= _NOTE_ROOM[self.brief.lang]
            self._told(section, first, has_notes=fits)
            has_notes = has_notes and not fits
        for picture in pictures:
            slide = self._slide(section.title, is_crisis=section.is_crisis)
            self.pen.text(slide, s.Box(s.EDGE, 1.15, 12, 0.4), picture.title, 13, "soft", bold=True)
            self._draw(slide, s.Box(s.EDGE, 1.6, s.WIDTH - 2 * s.EDGE, 5.1), picture)
        last = None
        for table in section.tables:
            last = self._pages(section, table, section.picture_of(table))
        if has_notes and not section.is_crisis:
            n_rows = len(section.tables[-1].rows) if section.tables else 0
            is_apart = last is None or n_rows > _FEW
            slide = self._slide(section.title) if is_apart else last
            top = 1.3 if is_apart else 2.4 + 0.45 * n_rows
            self.pen.notes(slide, s.Box(s.EDGE, top, 12.1, 6.6 - top), section.notes, 13)

    def _told(self, section: Section, picture: Picture | None, *, has_notes: bool) -> None:
        """Put sentences onto a slide, beside them a picture and below them what must be known."""
        s = self.s
        slide = self._slide(section.title, is_crisis=section.is_crisis)
        width = s.WIDTH - 2 * s.EDGE if picture is None else 5.3
        box = s.Box(s.EDGE, 1.3, width, 4.9)
        self.pen.sentences(slide, box, section.sentences, self.links, self._where)
        if has_notes and section.notes:
            self.pen.notes(slide, s.Box(s.EDGE, 6.35, 12.1, 0.55), section.notes, 12)
        if picture is None:
            return
        title = cut(picture.title, _TITLE_ROOM[self.brief.lang])
        self.pen.text(slide, s.Box(6.2, 1.2, 6.6, 0.4), title, 13, "soft", bold=True)
        self._draw(slide, s.Box(6.1, 1.65, 6.7, 4.6), picture)

    def _draw(self, slide: Any, box: Any, picture: Picture) -> None:
        """Put a picture into a box: as a chart where it has data, else as it is drawn."""
        if picture.chart is not None:
            self.pen.chart(slide, box, picture)
        else:
            self.pen.image(slide, box, self.drawn[picture.key], picture.alt)

    def _pages(self, section: Section, table: Table, picture: Picture | None) -> Any:
        """Put a table onto as many slides as it needs, a picture beside the first.

        Returns the last of these slides.
        """
        slide = None
        s = self.s
        n_pages = math.ceil(len(table.rows) / _ROWS)
        for page in range(n_pages):
            title = section.title
            if page or section.is_wave:
                title = self.brief.labels["continued"] % {"title": title}
            slide = self._slide(title, is_crisis=section.is_crisis)
            is_narrow = table.style == "chips" or picture is not None
            width = 5.8 if is_narrow else s.WIDTH - 2 * s.EDGE
            rows = slice(page * _ROWS, (page + 1) * _ROWS)
            self._titled(
                slide,
                s.Box(s.EDGE, 1.2, width, 5.0),
                table,
                rows,
                13 if len(table.rows) <= 2 * _FEW else 11.5,
            )
            if picture is not None and page == 0:
                self.pen.chart(slide, s.Box(6.8, 1.5, 5.9, 4.6), picture)
            if page == n_pages - 1 and section.is_crisis and not section.is_wave:
                self.pen.notes(slide, s.Box(s.EDGE, 6.35, 12.1, 0.6), section.notes, 11)
        return slide

    def _titled(self, slide: Any, box: Any, table: Table, rows: slice, size: float) -> None:
        s = self.s
        self.pen.text(
            slide, s.Box(box.x, box.y, box.width, 0.35), self._name(table), 12, "soft", bold=True
        )
        below = s.Box(box.x, box.y + 0.38, box.width, box.height - 0.38)
        self.pen.table(slide, below, table, rows, size)
        self.links.slides.setdefault(table.key, slide)

    def _name(self, table: Table) -> str:
        return f"{self.brief.labels['table'] % {'n': table.number}}  {table.title}"

    def _where(self, ref: Ref) -> str:
        return where(self.brief, ref)

    def _feet(self) -> None:
        s, brief = self.s, self.brief
        every = list(self.deck.slides)
        own = self.template.text("footer", brief.lang)
        for i, slide in enumerate(every[1:], 2):
            text = f"{own or brief.title + ' · ' + brief.subtitle}"
            self.pen.text(slide, s.Box(s.EDGE, 6.98, 10, 0.35), text, 10, "soft")
            number = brief.labels["page"] % {"n": i, "total": len(every)}
            self.pen.text(slide, s.Box(11.2, 6.98, 1.8, 0.35), number, 10, "soft")


def _drawn(brief: Brief) -> dict[str, bytes]:
    """Return the pictures of answers as PNG, by key."""
    told = [p for section in brief.sections for p in section.free_pictures if p.kind == "told"]
    if not told:
        return {}
    face = font()
    svgs = [printable(p.svg, face.family, is_told=True) for p in told]
    return dict(
        zip((p.key for p in told), picture_pngs(svgs, [*map(_height, svgs)], face), strict=True)
    )


def _height(svg: str) -> float:
    """Return a picture's height in points, from its view box."""
    found = _VIEW_BOX.search(svg)
    return min(float(found[1]), _TALLEST) if found else _TALLEST
