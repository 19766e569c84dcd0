"""A brief as a workbook: typed cells, filters, charts to go on editing, nothing that calculates.

Texts of strangers are written as strings, never as formulas or links of their own making, with an
apostrophe before what would begin a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from chuquan.faces.briefs.content import Brief, Cell, Column, Format, Sentence, Table
from chuquan.faces.briefs.html import where
from chuquan.faces.briefs.pdf import missing
from chuquan.faces.briefs.pictures import COLOURS
from chuquan.faces.briefs.sheets import Book, book
from chuquan.faces.briefs.template import Template
from chuquan.faces.cells import defused

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_NUMBERS: Mapping[Format, str] = {
    "count": "#,##0.0",
    "times": "0.0",
    "share": "0.0%",
    "days": "0.0",
    "day": "yyyy-mm-dd",
    "number": "#,##0.00",
}
_N_CHARTS = 3
_CHART_ROWS = 22


def write_xlsx(brief: Brief, template: Template) -> bytes:
    """Return a brief as a workbook.

    Raises
    ------
    OutsideError
        If xlsxwriter is not installed.
    """
    try:
        import xlsxwriter  # noqa: PLC0415  an extra
    except ImportError as error:
        raise missing("xlsxwriter", "XLSX") from error
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties(
        {
            "title": brief.title,
            "subject": brief.subtitle,
            "author": template.text("name", brief.lang) or "Chuquan",
            "created": datetime.combine(brief.day, time()),
        }
    )
    _Writer(workbook, brief, template).write()
    workbook.close()
    return out.getvalue()


class _Writer:
    """Writes one brief into one workbook; formats are made once."""

    def __init__(self, workbook: Workbook, brief: Brief, template: Template) -> None:
        self.workbook, self.brief, self.template = workbook, brief, template
        self.book: Book = book(brief)
        self.base = {"font_name": template.fonts["chinese"], "font_size": 10, "valign": "top"}
        self.formats: dict[str, Any] = {
            name: self._format(num_format=code) for name, code in _NUMBERS.items()
        }
        self.formats["whole"] = self._format(num_format="#,##0")
        self.formats["day"] = self._format(num_format=_NUMBERS["day"], align="left")
        self.formats["text"] = self._format()
        self.formats["link"] = self._format(font_color=template.colours["accent"], underline=1)
        self.head = self._format(
            bold=True,
            bg_color=template.colours["accent"],
            font_color=template.colours["paper"],
            text_wrap=True,
        )
        self.wrapped = self._format(text_wrap=True)

    def write(self) -> None:
        """Write the sentences first, then each sheet of tables, then the charts."""
        first = self.workbook.add_worksheet(self.book.names["brief"])
        for key, table in self.book.tables.items():
            self._table(self.workbook.add_worksheet(self.book.names[key]), table)
        self._sentences(first)
        if "timeline" in self.book.tables:
            self._charts(self.book.tables["timeline"])

    def _format(self, **more: Any) -> Any:
        return self.workbook.add_format({**self.base, **more})

    def _sentences(self, sheet: Worksheet) -> None:
        brief, template = self.brief, self.template
        large = self._format(bold=True, font_size=16, font_color=template.colours["accent"])
        bold = self._format(bold=True, font_size=12)
        soft = self._format(font_color=template.colours["soft"], text_wrap=True)
        sheet.set_column(0, 0, 88)
        sheet.set_column(1, 24, 14)
        sheet.hide_gridlines(2)
        name = template.text("name", brief.lang)
        for line, kind in ((brief.title, large), (brief.subtitle, soft), (name, soft)):
            if line:
                self._next(sheet, line, kind)
        self._next(sheet, brief.labels["sentence"], self.head)
        sheet.write_string(self.row - 1, 1, brief.labels["figures"], self.head)
        sheet.freeze_panes(self.row, 0)
        for sentence in brief.sentences:
            self._sentence(sheet, sentence)
        for section in brief.sections:
            if section.sentences or section.notes:
                self._next(sheet, section.title, bold)
            for sentence in section.sentences:
                self._sentence(sheet, sentence)
            for note in section.notes:
                self._next(sheet, note, soft)
        made = brief.made
        own = [template.text(key, brief.lang) for key in ("contact", "footer")]
        for text in (*made, *filter(None, own)):
            self._next(sheet, text, soft)
        self._print(sheet)

    row = 0

    def _next(self, sheet: Worksheet, text: str, kind: Any) -> None:
        sheet.write_string(self.row, 0, defused(text), kind)
        self.row += 1

    def _sentence(self, sheet: Worksheet, sentence: Sentence) -> None:
        """Write a sentence and, beside it, each of its figures with a link to its cell."""
        row = self.row
        self._next(sheet, sentence.text, self.wrapped)
        figures = [run for run in sentence.runs if run.ref]
        for i, run in enumerate(figures, 1):
            assert run.ref is not None
            text = run.text if len(run.text) < 20 else where(self.brief, run.ref)
            sheet.write_url(row, i, self.book.address(run.ref), self.formats["link"], defused(text))

    def _table(self, sheet: Worksheet, table: Table) -> None:
        for j, column in enumerate(table.columns):
            sheet.write_string(0, j, defused(column.label), self.head)
            sheet.set_column(j, j, _width(column, table))
        for i, row in enumerate(table.rows, 1):
            for j, column in enumerate(table.columns):
                self._cell(sheet, (i, j), row.cells[column.key], column.format)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
        self._print(sheet)

    def _cell(self, sheet: Worksheet, at: tuple[int, int], cell: Cell, kind: Format) -> None:
        value, kind = cell.value, cell.format or kind
        if value is None or value == "":
            sheet.write_blank(*at, None, self.formats["text"])
        elif isinstance(value, date):
            moment = datetime.combine(value, time())
            sheet.write_datetime(*at, moment, self.formats["day"])
        elif isinstance(value, str) and cell.url:
            sheet.write_url(*at, cell.url, self.formats["link"], defused(value))
        elif isinstance(value, str):
            sheet.write_string(*at, defused(value), self.formats["text"])
        else:
            is_whole = kind == "count" and (value == int(value) or abs(value) >= 10)
            sheet.write_number(*at, value, self.formats["whole" if is_whole else kind])

    def _print(self, sheet: Worksheet) -> None:
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _charts(self, table: Table) -> None:
        """Draw each wave's timeline beside the days that it is made of."""
        names = self.book.names
        sheet = self.workbook.get_worksheet_by_name(names["timeline"])
        columns = {c.key: j for j, c in enumerate(table.columns)}
        spans: dict[str, list[int]] = {}
        for i, row in enumerate(table.rows, 1):
            spans.setdefault(row.key.split("-")[0], []).append(i)
        for k, rows in enumerate(list(spans.values())[:_N_CHARTS]):
            first, last = rows[0], rows[-1]
            cells = table.rows[first - 1].cells
            chart = self.workbook.add_chart({"type": "line"})
            for key in ("n", "expected"):
                j = columns[key]
                line = {"color": COLOURS[key], "width": 2 if key == "n" else 1.25}
                chart.add_series(
                    {
                        "name": [names["timeline"], 0, j],
                        "categories": [
                            names["timeline"],
                            first,
                            columns["day"],
                            last,
                            columns["day"],
                        ],
                        "values": [names["timeline"], first, j, last, j],
                        "line": {**line, "dash_type": "solid" if key == "n" else "dash"},
                    }
                )
            title = f"{cells['place'].text} · {cells['theme'].text} {cells['wave_onset'].text}"
            # "x!A1" would be taken for the address of a cell that holds the title.
            chart.set_title(
                {"name": defused(title.replace("!", "\uff01")), "name_font": {"size": 11}}
            )
            chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm-dd"})
            chart.set_y_axis({"min": 0})
            chart.set_legend({"position": "bottom"})
            chart.set_size({"width": 720, "height": 380})
            at = (1 + k * _CHART_ROWS, len(table.columns) + 1)
            sheet.insert_chart(*at, chart, {"description": title, "object_position": 3})


def _width(column: Column, table: Table) -> float:
    """Return a column's width in characters: its longest text, within limits."""
    texts = [column.label, *(row.cells[column.key].text for row in table.rows[:200])]
    longest = max(sum(2 if ord(c) > 0x2E80 else 1 for c in text) for text in texts)
    return float(min(max(longest + 3, 9), 70))
