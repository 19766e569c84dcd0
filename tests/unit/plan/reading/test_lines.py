"""Lines of a TOML file: those of keys, of tables, of lists of tables, and none within texts."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from chuquan.plan.reading.lines import Lines

TEXT = '''\
# a comment
[plan]
name = "x"
"odd key" = 1
note = """
name = "not this one"
[budget]
"""
a.b = 2

[[action]]
id = "one"
effect = { low = 1, value = 2 }

[[action]]
windows = [
  [2026-01-01, 2026-01-02],
]
[action.needs]
rooms = 5
'''


def test_lines_of_keys():
    lines = Lines(TEXT)
    assert tomllib.loads(TEXT)
    assert lines.of(("plan",)) == 2
    assert lines.of(("plan", "name")) == 3
    assert lines.of(("plan", "odd key")) == 4
    assert lines.of(("plan", "a", "b")) == 9
    assert lines.of(("budget",)) is None
    assert lines.of(("action", 0)) == 11
    assert lines.of(("action", 1, "windows", 0)) == 16
    assert lines.of(("action", 1, "needs", "rooms")) == 20


def test_what_stands_within_a_value_has_the_line_of_the_value():
    assert Lines(TEXT).of(("action", 0, "effect", "low")) == 13
    assert Lines(TEXT).of(("action", 1, "missing")) == 15


@given(st.text())
def test_any_text_has_lines(text):
    Lines(text).of(("plan", "name"))
