"""``chuquan serve``: whom it lets in, and what it says where it cannot."""

from __future__ import annotations

import builtins
import socket

import pytest
import typer
from typer.testing import CliRunner

from chuquan.errors import OutsideError, UserError
from chuquan.faces import serving
from chuquan.faces.words import LANGUAGES, Words


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_needs_no_token(host):
    assert serving.token_for(host, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "page.example"])
def test_any_other_address_does(host):
    made = {serving.token_for(host, None) for _ in range(20)}
    assert len(made) == 20
    assert all(len(token) >= serving.LEAST_TOKEN for token in made)
    assert serving.token_for(host, "chosen-by-the-user") == "chosen-by-the-user"


def test_a_short_token_is_refused():
    with pytest.raises(UserError, match="characters"):
        serving.token_for("127.0.0.1", "abc")


def test_a_taken_port_is_said():
    with serving.listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OutsideError, match=str(port)) as told:
            serving.listening("127.0.0.1", port)
        assert "--port" in told.value.todo


def test_answers_do_not_wait_for_acknowledgements():
    """Asyncio switches Nagle's algorithm off only on sockets that are named TCP."""
    with serving.listening("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP


def test_an_address_of_another_machine_is_said():
    with pytest.raises(OutsideError, match=r"192\.0\.2\.1"):
        serving.listening("192.0.2.1", 0)


def test_the_address_holds_the_token():
    assert serving.address_of("127.0.0.1", 1, None) == "http://127.0.0.1:1/"
    assert serving.address_of("::1", 1, None) == "http://[::1]:1/"
    assert serving.address_of("10.0.0.1", 1, "a&b=c") == "http://10.0.0.1:1/?token=a%26b%3Dc"
    assert socket.gethostname() in serving.address_of("0.0.0.0", 1, "t")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_others_are_warned_of(capsys, lang, tmp_path):
    words = Words(lang)
    serving.tell(tmp_path, "http://x/", None, "127.0.0.1", words)
    assert len(capsys.readouterr().out.splitlines()) == 1
    serving.tell(tmp_path, "http://x/?token=t", "t", "0.0.0.0", words)
    assert "HTTPS" in capsys.readouterr().out


def test_a_missing_extra_is_one_clear_error(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "uvicorn":
            raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(UserError, match="uvicorn") as told:
        serving._web()
    assert "chuquan[web]" in told.value.todo


def test_the_command_serves_and_ends(monkeypatch, tmp_path, report):
    """Read, listen, tell where, run, end without a sound when interrupted."""
    pytest.importorskip("fastapi", reason="the extra web is not installed")
    path = tmp_path / "report.json"
    path.write_bytes(report.to_json())
    ran = []

    def run(app, sock):
        ran.append((app.title, sock.getsockname()[0]))
        raise KeyboardInterrupt

    create, _ = serving._web()
    monkeypatch.setattr(serving, "_web", lambda: (create, run))
    monkeypatch.setattr(serving.gc, "freeze", lambda: None)
    app = typer.Typer()
    app.command()(serving.serve)
    done = CliRunner().invoke(app, [str(path), "--port", "0", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "http://127.0.0.1:" in done.output
    assert "token" not in done.output
    assert ran == [("Chuquan", "127.0.0.1")]
