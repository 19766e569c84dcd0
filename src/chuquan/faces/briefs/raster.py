"""SVG as PNG by typst, for slides: not every program that shows slides shows SVG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chuquan.errors import OutsideError
from chuquan.faces.briefs.pdf import missing
from chuquan.faces.fonts import Font

_SOURCE = """#let given = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 0pt, fill: if given.is_bare { none } else { white })
#for (i, svg) in given.svgs.enumerate() {
  if i > 0 { pagebreak() }
  image(bytes(svg), format: "svg", height: given.heights.at(i) * 1pt)
}"""
_PPI = 288.0
"""Four times the size on a slide of the usual width: sharp on a large screen."""
_PPI_PICTURE = 180.0


def logo_png(svg: bytes) -> bytes:
    """Return a bureau's SVG logo as PNG.

    Raises
    ------
    OutsideError
        If typst is not installed, or it cannot draw the logo.
    """
    import_typst("PPTX with an SVG logo; these")
    import typst  # noqa: PLC0415  an extra

    try:
        return _drawn([svg.decode("utf-8", "replace")], [60.0], _PPI, None)[0]
    except typst.TypstError as error:
        raise OutsideError(
            f"the logo cannot be drawn: {error.message}",
            where="brief.toml, bureau.logo",
            allowed="an SVG that holds what browsers show, or a PNG",
            todo="give a PNG",
        ) from error


def picture_pngs(svgs: Sequence[str], heights: Sequence[float], face: Font) -> list[bytes]:
    """Return our own pictures as PNG, in one run of the compiler.

    Parameters
    ----------
    svgs : sequence of str
        Each a file of its own, as of :func:`chuquan.faces.briefs.pictures.printable`.
    heights : sequence of float
        In points.
    face : Font
        Of their texts.

    Raises
    ------
    OutsideError
        If typst is not installed.
    """
    if not svgs:
        return []
    import_typst("PPTX with pictures of answers; these")
    return _drawn([face.shows(svg) for svg in svgs], heights, _PPI_PICTURE, face)


def import_typst(formats: str) -> None:
    """Refuse where typst is not installed.

    Raises
    ------
    OutsideError
    """
    try:
        import typst  # noqa: F401, PLC0415  heavy, and an extra
    except ImportError as error:
        raise missing("typst", formats) from error


def _drawn(
    svgs: Sequence[str], heights: Sequence[float], ppi: float, face: Font | None
) -> list[bytes]:
    import typst  # noqa: PLC0415

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[] if face is None else [str(face.folder)],
    )
    # Our pictures are drawn for a light ground; a logo stands on whatever the bureau's slides have.
    given = {"svgs": list(svgs), "heights": list(heights), "is_bare": face is None}
    made: Any = typst.compile(
        _SOURCE.encode(),
        format="png",
        ppi=ppi,
        font_paths=fonts,
        sys_inputs={"data": json.dumps(given)},
    )
    return [made] if isinstance(made, bytes) else [bytes(page) for page in made]
