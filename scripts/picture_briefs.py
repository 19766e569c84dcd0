"""Render every page, slide, sheet and card of briefs to PNG, to be looked at.

    PYTHONPATH=src python scripts/picture_briefs.py REPORT --out DIR [--place P] [--breakout ID]

Makes the brief of the whole report, and one of each place and breakout named, in all formats and
both languages, and pictures of them: PDF by ``pdftoppm`` (poppler-utils), slides and sheets by
``soffice`` (libreoffice-impress, libreoffice-calc), pages by ``chromium`` at two widths. What is
not installed is left out and said so. ``DIR/contact.html`` shows all pictures.
"""

from __future__ import annotations

import argparse
import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from chuquan.errors import ChuquanError
from chuquan.faces.briefs.make import make
from chuquan.faces.briefs.scope import Subject, choose
from chuquan.faces.briefs.template import read_template
from chuquan.report import Report

WIDTHS = {"wide": 1440, "phone": 390}
TALLEST = 6000
DPI = 70


def main() -> int:
    """Make briefs, render them, and write the contact sheet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--place", action="append", default=[])
    parser.add_argument("--breakout", action="append", default=[])
    parser.add_argument("--templates", type=Path)
    given = parser.parse_args()
    report, template = Report.read(given.report), read_template(given.templates)
    given.out.mkdir(parents=True, exist_ok=True)
    for subject in subjects(report, given.place, given.breakout):
        for name, data in make(subject, template).items():
            (given.out / name).write_bytes(data)
    for program in ("pdftoppm", "soffice", "chromium"):
        if shutil.which(program) is None:
            print(f"{program} is not installed: what it renders is left out", file=sys.stderr)
    pictures = [p for file in sorted(given.out.iterdir()) for p in rendered(file)]
    write_contact(given.out / "contact.html", pictures)
    print(f"{len(pictures)} pictures: {given.out / 'contact.html'}")
    return 0


def subjects(report: Report, places: list[str], breakouts: list[str]) -> Iterator[Subject]:
    """Yield what briefs are to be about; say of each that cannot be found what is said of it."""
    yield choose(report)
    for kind, names in (("place", places), ("breakout", breakouts)):
        for name in names:
            try:
                yield choose(report, **{kind: name})
            except ChuquanError as error:
                print(f"no brief of {name}:\n{error}", file=sys.stderr)


def rendered(file: Path) -> list[Path]:
    """Return the pictures of one file of a brief, made beside it."""
    if not file.name.startswith("brief") or file.suffix not in {
        ".pdf", ".pptx", ".xlsx", ".html", ".png",
    }:  # fmt: skip
        return []
    if file.suffix == ".png":
        return [file] if file.name.count(".") == 2 else []
    if file.suffix == ".html":
        return page_pictures(file)
    if file.suffix == ".pdf":
        return pdf_pictures(file, file)
    if shutil.which("soffice") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(file))
        return pdf_pictures(Path(folder) / f"{file.stem}.pdf", file)


def pdf_pictures(pdf: Path, file: Path) -> list[Path]:
    """Return the pictures of a PDF's pages, named for the file that it was made from."""
    if shutil.which("pdftoppm") is None:
        return []
    stem = f"{file.name}.page"
    run("pdftoppm", "-r", str(DPI), "-png", str(pdf), str(file.with_name(stem)))
    return sorted(file.parent.glob(f"{stem}-*.png"))


def page_pictures(file: Path) -> list[Path]:
    """Return the pictures of a page at each width."""
    if shutil.which("chromium") is None:
        return []
    out = []
    for name, width in WIDTHS.items():
        picture = file.with_name(f"{file.name}.{name}.page.png")
        run(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--window-size={width},{TALLEST}", f"--screenshot={picture}",
            f"file://{file.resolve()}",
        )  # fmt: skip
        out.append(picture)
    return out


def run(*command: str) -> None:
    """Run a program, silently unless it fails."""
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def write_contact(path: Path, pictures: list[Path]) -> None:
    """Write a page that shows all pictures with their names."""
    figures = "".join(
        f'<figure><img src="{html.escape(p.name)}" width="420" alt="">'
        f"<figcaption>{html.escape(p.name)}</figcaption></figure>"
        for p in pictures
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1rem;background:#999}figure{margin:0}"
    page = f"<!doctype html><meta charset=utf-8><style>{style}</style>{figures}"
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
