"""Reading only, a token where others reach the server, headers on every answer."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest
from visitor import Visitor

from chuquan.faces.web.app import create_app
from chuquan.faces.web.security import HEADERS, THIS_MACHINE, TOKEN_COOKIE

TOKEN = "a-long-enough-token"


@pytest.fixture(scope="module")
def guarded(told):
    return Visitor(create_app(told, token=TOKEN))


@pytest.mark.parametrize(
    "address", ["/en/now", "/en/nothing", "/api/now", "/static/app.css", "/static/no", "/"]
)
def test_headers_stand_on_every_answer(visitor, address):
    headers = visitor.get(address).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["content-security-policy"]


def test_only_files_of_ours_are_kept_by_the_browser(visitor):
    assert visitor.get("/en/now").headers["cache-control"] == "no-cache"
    address = re.search(r'data-vega="([^"]+)"', visitor.get("/en/now").text)[1]
    assert address == f"/static/vega.js?v={version('vl-convert-python')}"
    assert "immutable" in visitor.get(address).headers["cache-control"]
    assert "immutable" in visitor.get("/static/app.css").headers["cache-control"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_is_written(visitor, method):
    assert visitor.ask(method, "/en/now").status_code == 405


def test_head_is_answered_without_a_body(visitor):
    answer = visitor.ask("HEAD", "/en/now")
    assert answer.status_code == 200
    assert answer.content == b""


def test_without_the_token_nothing_is_told(guarded):
    for address in ("/en/now", "/api/report", "/static/app.css", "/charts/timeline.svg"):
        for answer in (
            guarded.get(address),
            guarded.get(f"{address}?token=wrong"),
            guarded.get(f"{address}?token="),
            guarded.get(address, authorization="Bearer wrong"),
            guarded.get(address, cookie=f"{TOKEN_COOKIE}=wrong"),
        ):
            assert answer.status_code == 401
            assert "set-cookie" not in answer.headers


def test_the_token_opens_as_query_bearer_or_cookie(guarded):
    assert guarded.get(f"/api/report?token={TOKEN}").status_code == 200
    assert guarded.get("/api/report", authorization=f"Bearer {TOKEN}").status_code == 200
    assert guarded.get("/api/report", cookie=f"{TOKEN_COOKIE}={TOKEN}").status_code == 200


def test_a_browser_is_led_away_from_the_token(guarded):
    """The address that a reader copies does not hold the token."""
    answer = guarded.get(f"/en/now?x=1&token={TOKEN}", accept="text/html")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/now?x=1"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_leading_away_never_leads_to_another_host(guarded):
    answer = guarded.get(f"http://127.0.0.1:8765//evil.example/?token={TOKEN}", accept="text/html")
    assert answer.headers["location"] == "/evil.example/"


def test_by_another_name_nothing_is_told(told):
    """A page of another site whose name was pointed here reads nothing."""
    app = create_app(told, hosts=THIS_MACHINE)
    assert Visitor(app).get("/en/now").status_code == 200
    assert Visitor(app, "http://localhost:1").get("/en/now").status_code == 200
    assert Visitor(app, "http://[::1]:1").get("/en/now").status_code == 200
    assert Visitor(app, "http://evil.example").get("/en/now").status_code == 421


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "/etc/passwd", "app.py", ""])
def test_no_other_file_is_given(visitor, name):
    assert visitor.get(f"/static/{name}").status_code == 404
