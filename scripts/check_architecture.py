"""Hold the map of modules in ARCHITECTURE.md to the tree.

    python scripts/check_architecture.py [--write]

Every module under src/chuquan stands in the map with the first line of its docstring, and nothing
else does. With ``--write`` the map is made anew; the text around it is left as it is.
"""

from __future__ import annotations

import ast
import difflib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "chuquan"
DOCUMENT = ROOT / "ARCHITECTURE.md"
BEGIN = "<!-- map of modules: written by scripts/check_architecture.py --write -->"
END = "<!-- end of the map -->"


def first_line(module: Path) -> str:
    """Return the first line of a module's docstring, without its full stop."""
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0].rstrip(".")


def draw(folder: Path, depth: int = 0) -> list[tuple[str, str]]:
    """Return name and meaning of a package and of all that it holds, indented."""
    rows = [("  " * depth + f"{folder.name}/", first_line(folder / "__init__.py"))]
    modules = sorted(p for p in folder.glob("*.py") if p.name != "__init__.py")
    rows += [("  " * (depth + 1) + module.name, first_line(module)) for module in modules]
    for package in sorted(p.parent for p in folder.glob("*/__init__.py")):
        rows += draw(package, depth + 1)
    return rows


def expected_map() -> str:
    """Return the map as it should stand between its two marks."""
    rows = draw(PACKAGE)
    width = max(len(name) for name, _ in rows) + 2
    lines = [f"{name:<{width}}{meaning}".rstrip() for name, meaning in rows]
    return "\n".join([BEGIN, "```text", *lines, "```", END])


def main() -> int:
    """Check or write the map; return the exit code."""
    text = DOCUMENT.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        print(f"{DOCUMENT.name}: the marks of the map are missing or stand twice")
        print(f"  What to do: put these two lines where the map belongs:\n{BEGIN}\n{END}")
        return 1
    before, rest = text.split(BEGIN)
    found, after = rest.split(END)
    found = BEGIN + found + END
    expected = expected_map()
    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(before + expected + after, encoding="utf-8")
        return 0
    nameless = [name.strip() for name, meaning in draw(PACKAGE) if not meaning]
    if nameless:
        print(f"modules without a docstring: {', '.join(nameless)}")
    if found != expected:
        print(f"{DOCUMENT.name}: the map of modules is not the tree's")
        diff = difflib.unified_diff(found.split("\n"), expected.split("\n"), lineterm="")
        print("\n".join(diff))
        print("What to do: python scripts/check_architecture.py --write")
    if nameless or found != expected:
        return 1
    print(f"{DOCUMENT.name}: {len(draw(PACKAGE))} modules and packages, all in the map")
    return 0


if __name__ == "__main__":
    sys.exit(main())
