"""The words that writers need besides the content."""

from __future__ import annotations

from chuquan.faces.words import Words


def labels(words: Words) -> dict[str, str]:
    """Return the words that writers need besides the content, by name."""
    _ = words.gettext
    return {
        "table": _("Table %(n)s"),
        "row": _("table %(n)s, row %(row)s"),
        "page": _("page %(n)s of %(total)s"),
        "key": _("In short"),
        "contents": _("List of tables"),
        "figures": _("Figures"),
        "sentence": _("Sentence"),
        "made_by": _("Made by Chuquan"),
        "logo": _("Logo"),
        "continued": _("%(title)s (continued)"),
        "click": _("Underlined figures lead to the table that holds them."),
    }
