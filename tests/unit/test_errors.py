"""The error tree: drawn, complete, and each message says what, where, what else and what to do."""

from __future__ import annotations

import inspect
import pickle
import re

import pytest

from chuquan import errors
from chuquan.errors import ChuquanError, OutsideError, UserError

ALL = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, ChuquanError)]


def test_the_tree_that_is_drawn_is_the_tree_that_is():
    parents = {}
    for line in errors.__doc__.splitlines():
        if drawn := re.match(r"(\s+)((?:│ {3}|[├└]── )*)(\w+Error)\b", line):
            depth = len(drawn[2]) // 4
            parents[depth] = drawn[3]
            error = getattr(errors, drawn[3])
            assert error.__base__.__name__ == (parents[depth - 1] if depth else "Exception")
    drawn_names = set(re.findall(r"\w+Error", errors.__doc__))
    assert drawn_names == {error.__name__ for error in ALL}


@pytest.mark.parametrize("error", ALL)
def test_each_error_is_described(error):
    assert inspect.getdoc(error)


@pytest.mark.parametrize("error", ALL)
def test_a_users_mistake_and_a_failure_outside_leave_with_their_own_code(error):
    expected = 2 if issubclass(error, UserError) else 3 if issubclass(error, OutsideError) else 1
    assert error.exit_code == expected


def test_a_message_says_what_was_found_where_what_is_allowed_and_what_to_do():
    error = UserError("no time column", where="a.csv", allowed="time, date", todo="rename one")
    assert str(error) == ("a.csv: no time column\n  Allowed: time, date\n  What to do: rename one")
    assert error.to_dict() == {
        "error": "UserError", "found": "no time column", "where": "a.csv",
        "allowed": "time, date", "todo": "rename one",
    }  # fmt: skip


def test_a_message_leaves_out_what_there_is_not():
    assert str(UserError("no digest to merge")) == "no digest to merge"


@pytest.mark.parametrize("error", ALL)
def test_an_error_crosses_to_another_process_whole(error):
    sent = error("found", where="where", allowed="allowed", todo="todo")
    back = pickle.loads(pickle.dumps(sent))
    assert type(back) is error
    assert back.to_dict() == sent.to_dict()
    assert str(back) == str(sent)
