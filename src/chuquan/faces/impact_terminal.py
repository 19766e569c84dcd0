"""An impact for the terminal: what speaks against it first, the answer, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from chuquan.faces import impact_story as story
from chuquan.faces.impact_checks import check_name, of_outcome
from chuquan.faces.impact_tables import assumptions, tables
from chuquan.faces.impact_words import design_sentence, title
from chuquan.faces.told_terminal import table_lines
from chuquan.faces.words import Words, plain
from chuquan.report import Breakout, Impact


def impact_lines(
    impact: Impact, words: Words, breakout: Breakout | None = None
) -> list[RenderableType]:
    """Return an impact told line by line and table by table.

    Parameters
    ----------
    impact : Impact
    words : Words
    breakout : Breakout, optional
        Names the place where the impact does not.
    """
    gettext = words.gettext
    out: list[RenderableType] = [Text(plain(title(impact, words, breakout)), style="bold")]
    out += _against(impact, words)
    out.append(_line(story.headline(impact, words, breakout), style="bold"))
    out += _facts(story.facts(impact, words))
    out.append(_line(design_sentence(impact, words), style="dim"))
    out += _listed(gettext("Worth knowing"), story.notes(impact, words))
    passed = [check_name(c.name, words) for c in of_outcome(impact.checks, "passed")]
    if passed:
        out += _listed(gettext("Checks passed"), [words.gettext(", ").join(passed)])
    if impact.spending is not None:
        out.append(_line(gettext("What it is worth, under stated assumptions"), style="bold"))
        out += _facts(story.spending_facts(impact.spending, impact.unit, words))
        out += table_lines(assumptions(impact.spending, words), words)
    # The checks have been told above, each in its place.
    for made in tables(impact, words)[: -1 if impact.checks else None]:
        out += table_lines(made, words)
    return out


def _against(impact: Impact, words: Words) -> Iterable[Text]:
    failures = story.failures(impact, words)
    if failures:
        head = story.warning(impact, words) or words.gettext("What speaks against it:")
    elif not impact.is_trusted:
        head = words.gettext("First of all: these figures cannot be relied on yet.")
    else:
        return
    yield _line(head, style="bold red")
    for sentence in failures:
        yield Text("  - " + plain(sentence), style="red")


def _facts(facts: Iterable[tuple[str, str]]) -> list[Text]:
    return [Text.assemble(("  " + plain(n) + ": ", "dim"), plain(fact)) for n, fact in facts]


def _listed(name: str, sentences: list[str]) -> list[Text]:
    if not sentences:
        return []
    return [Text(f"  {name}:", style="dim"), *(Text("    " + plain(s)) for s in sentences)]


def _line(text: str, style: str = "") -> Text:
    return Text("  " + plain(text), style=style)
