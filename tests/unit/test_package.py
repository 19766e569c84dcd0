"""The package as a whole: what it shows, what it costs to start, what it must not hold."""

from __future__ import annotations

import codecs
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import chuquan
from chuquan.version import __version__

ROOT = Path(__file__).parents[2]

PUBLIC: tuple[str, ...] = (
    "Breakout",
    "ChuquanError",
    "OutsideError",
    "ReadOptions",
    "Report",
    "Settings",
    "UserError",
    "__version__",
    "find",
    "run",
)
"""The public names, in the order of ``chuquan.__all__``. Extend both together."""

HEAVY = ("polars", "numba", "numpy", "scipy", "sklearn", "rjieba", "jinja2", "fastexcel")

# Written by rot13, so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    codecs.decode(host, "rot13") for host in ("clcv.bet", "clgubaubfgrq.bet", "nanpbaqn.bet")
]
COMMON_FOLDERS = ("/", "/home", "/mnt", "/opt", "/root", "/srv", "/tmp", "/usr", "/var")
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|tmp)/\w")


def test_the_public_surface_is_what_is_written_here():
    assert tuple(getattr(chuquan, "__all__", ())) == PUBLIC
    for name in PUBLIC:
        assert getattr(chuquan, name) is not None


def test_public_names_are_documented():
    for name in PUBLIC:
        public = getattr(chuquan, name)
        if callable(public):
            assert public.__doc__, name


def test_the_version_is_written_once():
    held = [
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "src").rglob("*.py"), ROOT / "pyproject.toml"]
        if f'"{__version__}"' in path.read_text(encoding="utf-8")
    ]
    assert held == ["src/chuquan/version.py"]
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_installed_version_is_the_one_of_the_source():
    try:
        installed = importlib.metadata.version("chuquan")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("chuquan is on the path but not installed")
    assert installed == __version__


def test_help_imports_nothing_heavy():
    """`chuquan --help` answers at once, so it loads no table, kernel or template library."""
    code = (
        "import sys\n"
        "from chuquan.faces.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert "evaluate" in run.stdout
    assert run.stderr.strip() == "[]"


def test_importing_the_package_imports_nothing_heavy():
    code = f"import sys, chuquan; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"


def shipped() -> list[Path]:
    """List what a user gets, and the scripts around it."""
    folders = [ROOT / name for name in ("src", "scripts", "requirements", "docs", ".ci")]
    inside = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files = [ROOT / name for name in ("demo", "test", "pyproject.toml", "NOTICE")]
    files += ROOT.glob("*.md")
    return [path for path in inside + files if "__pycache__" not in path.parts]


def test_no_file_names_a_registry_or_a_path_of_some_machine():
    faults = []
    # The folder this very clone lies in is the likeliest path to slip in.
    here = [f"{folder}/" for folder in (ROOT, ROOT.parent) if str(folder) not in COMMON_FOLDERS]
    for path in shipped():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found = [host for host in REGISTRY_HOSTS if host in text]
        if path.suffix not in {".parquet", ".gz", ".zst", ".mo", ".chuquan"}:
            found += [name for name in here if name in text]
            found += [match.group() for match in MACHINE_PATHS.finditer(text)]
        faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in found]
    assert not faults


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_names_files_by_hash_and_nothing_else(name):
    """No registry, no option, no local file; a hash for every package; the build backend too."""
    lines = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]
    assert not [line for line in body if "://" in line or line.startswith("-") or "@" in line]
    packages = [line for line in body if not line.startswith(" ")]
    for line in packages:
        assert re.match(r"[a-z0-9.-]+==[^ ]+ (; .* )?\\$", line), line
    assert sum("--hash=sha256:" in line for line in body) == len(body) - len(packages)
    assert any(line.startswith("hatchling==") for line in packages)


def test_both_locks_agree():
    def versions(name):
        text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9.-]+==\S+(?: ; [^\\]+)?) \\$", text, flags=re.MULTILINE))

    assert versions("run") < versions("dev")


def test_every_dependency_is_locked():
    """A dependency that is declared but not locked would be missing on a bare machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "run": project["dependencies"],
        "dev": project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for name, requirements in wanted.items():
        text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9.-]+)==", text, flags=re.MULTILINE))
        asked = {re.split(r"[<>=!~; \[]", line)[0].lower() for line in requirements}
        assert asked <= locked
