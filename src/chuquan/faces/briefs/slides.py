"""The parts of a slide: texts, tables and charts that can be edited, with fonts for Chinese set.

All lengths are in inches on a slide of 16 to 9.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from chuquan.faces.briefs.content import Column, Picture, Sentence, Table
from chuquan.faces.briefs.pictures import COLOURS
from chuquan.faces.briefs.template import Template
from chuquan.faces.words import Language

WIDTH, HEIGHT = 13.333, 7.5
EDGE = 0.6

_WIDTHS = {"n": 2.25, "low": 0.75, "high": 0.75}
"""Of lines, in points: what was seen is the strongest, the ends of a band the faintest."""


@dataclass(frozen=True)
class Box:
    """A place on a slide."""

    x: float
    y: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """Left, top, width and height in the file's own units."""
        sizes = (self.x, self.y, self.width, self.height)
        left, top, width, height = (Inches(size) for size in sizes)
        return left, top, width, height


@dataclass
class Links:
    """Links to tables, settled once it is known on which slide each stands."""

    slides: dict[str, Any] = field(default_factory=dict)
    waiting: list[tuple[Any, Any, str, str]] = field(default_factory=list)

    def settle(self) -> None:
        """Make every run that states a figure jump to the slide of its table."""
        for slide, run, table, said in self.waiting:
            target = self.slides.get(table)
            if target is None:
                continue
            rel = slide.part.relate_to(target.part, RT.SLIDE)
            link = run._r.get_or_add_rPr().add_hlinkClick(rel)  # noqa: SLF001  no public way
            link.set("action", "ppaction://hlinksldjump")
            link.set("tooltip", said)


class Pen:
    """Writes onto slides in a bureau's colours and fonts, in one language."""

    def __init__(self, template: Template, lang: Language) -> None:
        self.template = template
        self.lang = "zh-CN" if lang == "zh" else "en-GB"

    def colour(self, name: str) -> Any:
        """Return one of the template's colours."""
        return RGBColor.from_string(self.template.colours[name][1:])

    def style(self, run: Any, size: float, colour: str = "ink", *, bold: bool = False) -> None:
        """Set a run's size, colour, language and fonts, the East Asian one too."""
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = self.colour(colour)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001  no public way to the language
        properties.set("lang", self.lang)
        properties.set("altLang", "en-GB" if self.lang == "zh-CN" else "zh-CN")

    def text(
        self, slide: Any, box: Box, text: str, size: float, colour: str = "ink", *,
        bold: bool = False,
    ) -> Any:  # fmt: skip
        """Put one paragraph onto a slide."""
        frame = self._frame(slide, box)
        run = frame.paragraphs[0].add_run()
        run.text = text
        self.style(run, size, colour, bold=bold)
        return frame

    def title(self, slide: Any, text: str, colour: str = "accent") -> None:
        """Set a slide's title in its placeholder, so that outline and screen readers know it."""
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = Box(
            EDGE, 0.35, WIDTH - 2 * EDGE, 0.75
        ).emu
        frame = shape.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = frame.paragraphs[0]
        paragraph.alignment = 1
        run = paragraph.add_run()
        run.text = text
        self.style(run, 26 if len(text) < 60 else 20, colour, bold=True)

    def sentences(
        self, slide: Any, box: Box, sentences: Sequence[Sentence], links: Links, said: Any
    ) -> None:
        """Put sentences onto a slide, one paragraph each, as large as they fit."""
        frame = self._frame(slide, box)
        size = fitting([s.text for s in sentences], box)
        for i, sentence in enumerate(sentences):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * 0.55)
            bullet(paragraph)
            for part in sentence.runs:
                run = paragraph.add_run()
                run.text = part.text
                self.style(run, size)
                if part.ref:
                    links.waiting.append((slide, run, part.ref.table, said(part.ref)))

    def notes(self, slide: Any, box: Box, texts: Sequence[str], size: float = 12) -> None:
        """Put plain paragraphs onto a slide."""
        frame = self._frame(slide, box)
        for i, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * 0.5)
            run = paragraph.add_run()
            run.text = text
            self.style(run, size, "soft")

    def table(self, slide: Any, box: Box, table: Table, rows: slice, size: float = 11) -> None:
        """Put some rows of a table onto a slide, as a table that can be edited."""
        columns, chosen = table.shown_columns, table.rows[rows]
        shape = slide.shapes.add_table(len(chosen) + 1, len(columns), *box.emu)
        describe(shape, table.title)
        made = shape.table
        plain_style(made)
        total = sum(c.weight for c in columns)
        for j, column in enumerate(columns):
            made.columns[j].width = Inches(box.width * column.weight / total)
            is_right = _is_right(column)
            self._cell(
                made.cell(0, j),
                column.label,
                size,
                is_head=True,
                is_right=is_right,
                ground="accent",
            )
        height = Inches(min(0.42, box.height / (len(chosen) + 1)))
        for i in range(len(chosen) + 1):
            made.rows[i].height = height
        for i, row in enumerate(chosen, 1):
            for j, column in enumerate(columns):
                cell = row.cells[column.key]
                is_right = _is_right(column)
                ground = "panel" if i % 2 == 0 else "paper"
                self._cell(
                    made.cell(i, j), cell.text, size, is_right=is_right, url=cell.url, ground=ground
                )

    def chart(self, slide: Any, box: Box, picture: Picture) -> None:
        """Put a chart that can be edited onto a slide, its finding as its description."""
        chart = picture.chart
        if chart is None:
            return
        data = CategoryChartData("0%" if picture.kind == "shares" else "General")
        data.categories = chart.categories
        kind = XL_CHART_TYPE.LINE
        if picture.kind == "shares":
            kind = XL_CHART_TYPE.BAR_CLUSTERED
            data.categories = chart.categories[::-1]
        elif picture.kind == "mix":
            kind = XL_CHART_TYPE.COLUMN_STACKED_100
        elif picture.kind in {"placebos", "events"}:
            kind = XL_CHART_TYPE.COLUMN_STACKED
        for series in chart.series:
            values = series.values[::-1] if picture.kind == "shares" else series.values
            data.add_series(series.label, values)
        shape = slide.shapes.add_chart(kind, *box.emu, data)
        describe(shape, picture.alt)
        self._dress(shape.chart, picture)

    def image(self, slide: Any, box: Box, png: bytes, alt: str) -> None:
        """Put a picture onto a slide, as large as its box lets it be, with its description."""
        left, top, width, height = box.emu
        shape = slide.shapes.add_picture(io.BytesIO(png), left, top)
        scale = min(width / shape.width, height / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        describe(shape, alt)

    def band(self, slide: Any, box: Box, colour: str) -> None:
        """Put a plain band of colour onto a slide."""
        shape = slide.shapes.add_shape(1, *box.emu)
        shape.fill.solid()
        shape.fill.fore_color.rgb = self.colour(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def _dress(self, chart: Any, picture: Picture) -> None:
        assert picture.chart is not None
        chart.font.size = Pt(12)
        chart.font.color.rgb = self.colour("soft")
        chart.has_title = False
        chart.has_legend = len(picture.chart.series) > 1
        if chart.has_legend:
            chart.legend.position = XL_LEGEND_POSITION.BOTTOM
            chart.legend.include_in_layout = False
        plot = chart.plots[0]
        self._colour(plot, picture)
        if picture.kind in {"placebos", "events"}:
            plot.gap_width, plot.overlap = 25, 100
        if picture.kind in {"profile", "events"}:
            # Names of days and events stand below, where a loss would cross them.
            chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis = chart.value_axis
        axis.major_gridlines.format.line.color.rgb = self.colour("line")
        axis.format.line.fill.background()
        if picture.kind == "shares":
            plot.gap_width = 45
            plot.has_data_labels = True
            plot.data_labels.number_format = "0%"
            plot.data_labels.number_format_is_linked = False
            plot.data_labels.font.size = Pt(13)
            axis.visible, axis.has_major_gridlines = False, False
        elif isinstance(picture.chart.categories[0], date):
            if picture.kind == "mix":
                plot.gap_width = 0
            chart.category_axis.tick_labels.number_format = "yyyy-mm-dd"
            space_days(chart.category_axis, _n_days(picture.chart.categories))
            chart.category_axis.tick_labels.number_format_is_linked = False

    @staticmethod
    def _colour(plot: Any, picture: Picture) -> None:
        """Give each series its colour, and the marked bars theirs."""
        assert picture.chart is not None
        for series, given in zip(plot.series, picture.chart.series, strict=True):
            colour = RGBColor.from_string(COLOURS.get(given.name, COLOURS["image"])[1:])
            if picture.kind in {"timeline", "observed", "profile"}:
                series.smooth = False
                series.format.line.color.rgb = colour
                series.format.line.width = Pt(_WIDTHS.get(given.name, 1.5))
                if given.name in {"expected", "anyway"}:
                    series.format.line.dash_style = MSO_LINE.DASH
            else:
                series.format.fill.solid()
                series.format.fill.fore_color.rgb = colour
        for i, mark in enumerate(picture.chart.marks[::-1]):
            fill = plot.series[0].points[i].format.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(COLOURS[mark][1:])

    def _frame(self, slide: Any, box: Box) -> Any:
        frame = slide.shapes.add_textbox(*box.emu).text_frame
        frame.word_wrap = True
        return frame

    def _cell(
        self, cell: Any, text: str, size: float, *,
        ground: str, is_head: bool = False, is_right: bool = False, url: str | None = None,
    ) -> None:  # fmt: skip
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = 3 if is_right else 1
        run = paragraph.add_run()
        run.text = text
        self.style(run, size, "paper" if is_head else "ink", bold=is_head)
        if url:
            run.hyperlink.address = url
        cell.fill.solid()
        cell.fill.fore_color.rgb = self.colour(ground)


def inches(value: float) -> Any:
    """Return a length in the file's own units."""
    return Inches(value)


def points(value: float) -> Any:
    """Return a font size in the file's own units."""
    return Pt(value)


def fitting(texts: Sequence[str], box: Box, most: float = 20, least: float = 10) -> float:
    """Return the font size in points at which texts fit into a box, by an estimate."""
    for half in range(int(most * 2), int(least * 2) - 1, -1):
        size = half / 2
        per_line = max(1.0, (box.width - 0.5) * 72 / size)
        lines = sum(int(ems(text) / per_line) + 1 for text in texts)
        if lines * size * 1.25 + len(texts) * size * 0.55 <= box.height * 72:
            return size
    return least


def ems(text: str) -> float:
    """Estimate a text's width in ems: a Chinese character is one, any other a little over half."""
    return sum(1.0 if ord(char) > 0x2E80 else 0.55 for char in text)


def describe(shape: Any, text: str) -> None:
    """Set what a screen reader says of a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)  # noqa: SLF001  no public way


def bullet(paragraph: Any) -> None:
    """Make a paragraph an item of a list."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  no public way
    properties.set("marL", "230000")
    properties.set("indent", "-230000")
    mark = etree.SubElement(properties, qn("a:buChar"))
    mark.set("char", "•")


def _is_right(column: Column) -> bool:
    return column.format in {"count", "times", "share", "days", "number"}


def _n_days(days: Sequence[str | date]) -> int:
    first, last = days[0], days[-1]
    assert isinstance(first, date)
    assert isinstance(last, date)
    return (last - first).days + 1


def space_days(axis: Any, n_days: int) -> None:
    """Name a day a week, or more seldom where there are many, on an axis of days."""
    element = axis._element  # noqa: SLF001  no public way
    weeks = max(1, round(n_days / 7 / 6))
    after = element.find(qn("c:baseTimeUnit"))
    if after is None:
        after = etree.SubElement(element, qn("c:baseTimeUnit"))
    after.set("val", "days")
    for tag, value in (("c:majorTimeUnit", "days"), ("c:majorUnit", str(7 * weeks))):
        unit = etree.Element(qn(tag))
        unit.set("val", value)
        after.addnext(unit)


def plain_style(table: Any) -> None:
    """Take the coloured bands off a table, and leave its rules."""
    properties = table._tbl.tblPr  # noqa: SLF001  no public way
    for style in properties.findall(qn("a:tableStyleId")):
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
    table.horz_banding = False
