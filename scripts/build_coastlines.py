"""Build the coastlines that ship with the web face.

    npm pack world-atlas@2.0.2          # or: npm install world-atlas@2.0.2
    python scripts/build_coastlines.py world-atlas-2.0.2.tgz

The npm package ``world-atlas`` (Michael Bostock, ISC) holds Natural Earth's vector maps (public
domain) as TopoJSON. We take its land alone, at 1:110 million for the whole world and at 1:50
million for regions: where land ends is a fact, where countries end is disputed and none of our
business.

Decisions
---------
- Land south of 60 degrees south is left out: nothing is said of it, and it is a tenth of the file.
- At 1:50 million points are dropped whose triangle with their neighbours is smaller than a
  four-hundredth of a square degree (Visvalingam's rule; some 30 square kilometres at the equator),
  and with them islands that small. That halves the file and is seen at the greatest zoom only.
- What is left is rounded to a hundredth of a degree. Rings that this turned round or flattened are
  left out: one wound the wrong way would cover the earth.
- The result is TopoJSON with one object, ``land``; it depends on the input alone.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "src" / "chuquan" / "faces" / "web" / "static"
SOUTHERNMOST = -60.0
SCALES = {"world": ("land-110m", 0.0), "region": ("land-50m", 0.0025)}
"""Name of ours -> file of the package, and the smallest triangle to keep in square degrees."""
DIGITS = 100.0

Ring = list[tuple[float, float]]


def main() -> None:
    """Write coast-world.json and coast-region.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="world-atlas-2.0.2.tgz from npm")
    package = parser.parse_args().package
    with tarfile.open(package) as archive:
        for name, (file, smallest) in SCALES.items():
            member = archive.extractfile(f"package/{file}.json")
            assert member is not None
            topology = json.load(member)
            made = encoded(thinned(polygons(topology), smallest))
            text = json.dumps(made, separators=(",", ":"), sort_keys=True)
            (OUT / f"coast-{name}.json").write_text(text + "\n", encoding="ascii")
            print(f"coast-{name}.json: {len(made['arcs'])} rings, {len(text) / 1000:.0f} kB")


def polygons(topology: dict[str, Any]) -> list[list[Ring]]:
    """Return the land's polygons, each a list of closed rings of degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)

    def ring(arcs: list[int]) -> Ring:
        out: Ring = []
        for number in arcs:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            out += line[1:] if out else line
        return out

    (land,) = topology["objects"]["land"]["geometries"]
    return [[ring(arcs) for arcs in polygon] for polygon in land["arcs"]]


def thinned(land: list[list[Ring]], smallest: float) -> list[list[Ring]]:
    """Return the polygons north of :data:`SOUTHERNMOST`, their points thinned."""
    out = []
    for polygon in land:
        if max(y for _, y in polygon[0]) < SOUTHERNMOST:
            continue
        rings = [simplified(ring, smallest) for ring in polygon]
        rings = [ring for ring in rings if len(ring) >= 4]
        if rings and len(simplified(polygon[0], smallest)) >= 4:
            out.append(rings)
    return out


def simplified(ring: Ring, smallest: float) -> Ring:
    """Drop points whose triangle with their neighbours is small (Visvalingam & Whyatt 1993)."""
    n = len(ring) - 1  # the last point is the first again
    before = [(i - 1) % n for i in range(n)]
    after = [(i + 1) % n for i in range(n)]
    version = [0] * n

    def area(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = ring[before[i]], ring[i], ring[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    heap = [(area(i), i, 0) for i in range(n)]
    heapq.heapify(heap)
    alive, reached = n, 0.0
    gone = [False] * n
    while heap:
        size, i, seen = heapq.heappop(heap)
        if gone[i] or seen != version[i]:
            continue
        reached = max(reached, size)
        if reached >= smallest or alive <= 3:
            break
        gone[i] = True
        alive -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            version[j] += 1
            heapq.heappush(heap, (max(area(j), reached), j, version[j]))
    kept = [p for p, is_gone in zip(ring, gone, strict=False) if not is_gone]
    return [*kept, kept[0]]


def encoded(land: list[list[Ring]]) -> dict[str, Any]:
    """Return TopoJSON with one arc a ring, in hundredths of a degree, deltas only."""
    arcs: list[list[list[int]]] = []
    shapes = []
    for polygon in land:
        numbers = []
        for ring in polygon:
            points = [(round(x * DIGITS), round(y * DIGITS)) for x, y in ring]
            if _area(points) * _area(ring) <= 0:
                continue
            px = py = 0
            arc = []
            for x, y in points:
                if arc and (x, y) == (px, py):
                    continue
                arc.append([x - px, y - py])
                px, py = x, y
            if len(arc) >= 4:
                numbers.append([len(arcs)])
                arcs.append(arc)
        if numbers:
            shapes.append(numbers)
    return {
        "type": "Topology",
        "transform": {"scale": [1 / DIGITS, 1 / DIGITS], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {"land": {"type": "MultiPolygon", "arcs": shapes}},
    }


def _area(ring: Sequence[tuple[float, float]]) -> float:
    """Return twice the signed area."""
    return sum(
        ax * by - bx * ay for (ax, ay), (bx, by) in itertools.pairwise(ring)
    )  # fmt: skip


if __name__ == "__main__":
    main()
