"""Invented sections of an answer, for the tests of what shows them."""

from __future__ import annotations

from chuquan.faces import svg
from chuquan.faces.facts import FactsTable
from chuquan.faces.told import Picture, Told

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}%(x)s"


def make_picture(key: str = "reach", said: str = "Reach grows with spending.") -> Picture:
    head = svg.opening("reach", (640, 200), f"p-{key}", "Reach", said)
    drawn = '<path class="series" d="M10 190L600 20"/>' + svg.text(20, 20, said, "start", "label")
    return Picture(key, said, f"{head}{drawn}</svg>")


def make_table(n_rows: int = 3, key: str = "chosen") -> FactsTable:
    rows = tuple((f"甲{i}", f"{1000 * i:,}", f"主题{i}") for i in range(n_rows))
    return FactsTable(key, "Who is invited", ("Name", "New people", "Themes"), rows, (0, 2))


def make_sections(n_rows: int = 3) -> tuple[Told, ...]:
    return (
        Told(
            "answer",
            "Whom to invite",
            ("Nine creators reach 1.2 million people.", "They cost 80,000 yuan."),
            (make_table(n_rows),),
            (make_picture(),),
            ("Prices are guessed.",),
            ("Audiences are taken as given.",),
        ),
        Told("more", "What else", ("Nothing else.",)),
    )


def make_hostile() -> tuple[Told, ...]:
    table = FactsTable(HOSTILE, HOSTILE, (HOSTILE,), ((HOSTILE,),))
    said = (HOSTILE,)
    return (Told("x", HOSTILE, said, (table,), (make_picture("x", HOSTILE),), said, said),)
