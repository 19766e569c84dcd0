"""Office files that do not change from one hour to the next: they carry the time of writing."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def steady(data: bytes, day: date) -> bytes:
    """Return an office file with every time of writing set to one day, its workbooks too.

    Parameters
    ----------
    data : bytes
        A zip file.
    day : date
        That all times are set to.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name.endswith((".xlsx", ".pptx")):
                content = steady(content, day)
            elif name == "docProps/core.xml":
                stamp = f"{day.isoformat()}T00:00:00Z".encode()
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, content)
    return out.getvalue()
