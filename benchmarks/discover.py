"""Whether a week before it was known whose moment a theme is, and which theme a place's.

    python benchmarks/discover.py ../shared/data

For each labelled image breakout, from what was said before the seventh day ahead of its onset, in
all sources: (a) the rank of its place among 339 (333 prefectures of the mainland, the four
municipalities, Hong Kong and Macau) for its theme; (b) the rank of its theme among all that can
name one and stand in any mention by then, for its place. Beside it "most mentioned" (places by
mentions so far; the place's own words by mentions so far) and "most people" (inhabitants; themes by
the inhabitants of all places that hold them). A county is its city (昆山 is Suzhou, 鄂伦春 is
Hulunbuir); a province (河北) joins the 339 for its own breakout, by what names it alone. Equals
share the mean of their ranks. A theme of several words has the mean of their shares in (a) and the
best of their ranks in (b).

What is known of a day: counts of words and places to that day. Nothing of the trained classifier is
used, which read titles to 2024, but for the model that tells a place from what bears its name, and
it read titles to 2024, too; word lists (synonyms, roles, lexicon) and the names of assets were
written with today's knowledge; assets with a date count from it, those without not at all; works
count from their release.
How much each level counts was learned from waves without labels (`learn_discover.py`), none of them
within 14 days of a labelled one of the same place, but of all years. Intervals are 95% bootstrap
intervals over places.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from discover_cases import Case, labelled_images, read_all
from figures import publish, table
from learn_discover import KNOWN_BEFORE_DAYS, find_waves
from numpy.typing import NDArray

from chuquan.opportunities.trends.ground import Ground
from chuquan.opportunities.trends.leanings import everywhere, lean
from chuquan.opportunities.trends.shares import shares_of
from chuquan.opportunities.trends.spoken import name_of

F64 = NDArray[np.float64]
COMMAND = "python benchmarks/discover.py ../shared/data"
DEPTHS = (1, 5, 10, 50)
N_RESAMPLES, SEED = 4_000, 20_231_218
METHODS = ("matched", "most mentioned", "most people")
GREATEST = ("110000", "310000")
NEVER = 1e9


def rank(score: F64, at: int) -> float:
    """Return the rank of one value, 1 for the greatest; equal ones share their mean rank."""
    greater, equal = int((score > score[at]).sum()), int((score == score[at]).sum())
    return 1.0 + greater + (equal - 1) / 2.0


def rank_of_place(ground: Ground, home: int, words: Sequence[str], as_of: int) -> dict[str, float]:
    """Return the rank of a place for a theme by each method."""
    spoken = ground.spoken
    candidates = np.arange(spoken.homes.n_prefectures)
    if home >= candidates.size:
        candidates = np.append(candidates, home)
    at = int(np.flatnonzero(candidates == home)[0])
    past = spoken.any_day <= as_of
    said = np.bincount(spoken.any_home[past], spoken.any_n[past], len(spoken.homes.place_ids))
    scores = {
        "matched": shares_of(ground, words, as_of, candidates).mean,
        "most mentioned": said[candidates],
        "most people": spoken.homes.people[candidates],
    }
    return {method: rank(score, at) for method, score in scores.items()}


def rank_of_theme(ground: Ground, home: int, words: Sequence[str], as_of: int) -> dict[str, float]:
    """Return the best rank of a theme's words among all themes of a place by each method."""
    spoken, n = ground.spoken, len(ground.spoken.themes)
    around = everywhere(ground, as_of)
    rows = spoken.located
    own = (rows.home == home) & (rows.day <= as_of)
    past = rows.day <= as_of
    pairs = np.unique(rows.theme[past] * len(spoken.homes.place_ids) + rows.home[past])
    of, who = np.divmod(pairs, len(spoken.homes.place_ids))
    is_ranked = who < spoken.homes.n_prefectures  # a province's inhabitants are its prefectures'
    scores = {
        "matched": lean(ground, home, around),
        "most mentioned": np.bincount(rows.theme[own], rows.n[own], n),
        "most people": np.bincount(of[is_ranked], spoken.homes.people[who[is_ranked]], n),
    }
    numbers = [spoken.number.get(name_of(word), -1) for word in words]
    known = [i for i in numbers if i >= 0 and around.is_known[i]]
    return {
        method: min(
            (rank(score[around.is_known], int(around.is_known[:i].sum())) for i in known),
            default=NEVER,
        )
        for method, score in scores.items()
    }


Ranked = Mapping[str, F64]
"""Ranks by method, each of shape (case,)."""


def rank_all(ground: Ground, cases: Sequence[Case]) -> dict[str, Ranked]:
    """Return the ranks of places and of themes."""
    found: dict[str, list[dict[str, float]]] = {"place": [], "theme": []}
    for case in cases:
        as_of = ground.spoken.day_of(case.start) - KNOWN_BEFORE_DAYS
        found["place"].append(rank_of_place(ground, case.home, case.words, as_of))
        found["theme"].append(rank_of_theme(ground, case.home, case.words, as_of))
    return {
        what: {method: np.array([row[method] for row in rows]) for method in METHODS}
        for what, rows in found.items()
    }


def resampled(home: NDArray[np.int64], weight: F64) -> F64:
    """Return the weights of cases when places are drawn anew, shape (resample, case)."""
    rng = np.random.default_rng(SEED)
    places, of = np.unique(home, return_inverse=True)
    drawn = rng.integers(0, places.size, (N_RESAMPLES, places.size))
    times = np.apply_along_axis(np.bincount, 1, drawn, minlength=places.size)
    out: F64 = times[:, of] * weight
    return out


def summary(ranked: Ranked, home: NDArray[np.int64], weight: F64) -> dict[str, dict[str, object]]:
    """Return hit rates by method and depth, and how much better matching is, with intervals."""
    drawn = resampled(home, weight)
    out: dict[str, dict[str, object]] = {}
    for depth in DEPTHS:
        hits = {method: (ranked[method] <= depth).astype(np.float64) for method in METHODS}
        for method in METHODS:
            entry: dict[str, object] = {
                "hit_rate": float(hits[method] @ weight / weight.sum()),
                "interval": _interval(drawn, hits[method]),
            }
            if method != METHODS[0]:
                gain = hits[METHODS[0]] - hits[method]
                entry["better_by"] = float(gain @ weight / weight.sum())
                entry["better_by_interval"] = _interval(drawn, gain)
            out[f"{method} at {depth}"] = entry
    return out


def _interval(drawn: F64, values: F64) -> tuple[float, float]:
    low, high = np.quantile(drawn @ values / drawn.sum(axis=1), [0.025, 0.975]).tolist()
    return low, high


def told(figures: Mapping[str, Mapping[str, object]]) -> str:
    """Return hit rates as a Markdown table."""
    rows = []
    for method in METHODS:
        cells = []
        for depth in DEPTHS:
            entry = figures[f"{method} at {depth}"]
            low, high = entry["interval"]  # type: ignore[misc]
            cell = f"{entry['hit_rate']:.2f} [{low:.2f}, {high:.2f}]"
            if "better_by" in entry:
                low, high = entry["better_by_interval"]  # type: ignore[misc]
                cell += f"; matched is better by {entry['better_by']:.2f} [{low:+.2f}, {high:+.2f}]"
            cells.append(cell)
        rows.append([f"**{method}**" if method == METHODS[0] else method, *cells])
    return table(["", *(f"among the first {d}" if d > 1 else "first" for d in DEPTHS)], rows)


def judged(
    name: str, ground: Ground, cases: Sequence[Case], weight: F64
) -> tuple[str, dict[str, object]]:
    """Rank cases and tell it: all of them, and those outside Beijing and Shanghai."""
    ranks, homes = rank_all(ground, cases), ground.spoken.homes
    home = np.array([case.home for case in cases])
    is_great = np.isin(home, [homes.row[place_id] for place_id in GREATEST])
    texts, figures = [], {}
    for where, keep in (
        ("", np.ones(len(cases), dtype=np.bool_)),
        (" outside Beijing and Shanghai", ~is_great),
    ):
        for what, title in (
            ("place", "The place among all prefectures, for its theme"),
            ("theme", "The theme among all themes, for its place"),
        ):
            ranked = {method: values[keep] for method, values in ranks[what].items()}
            found = summary(ranked, home[keep], weight[keep])
            figures[f"{name}{where}, {what}"] = found
            texts.append(f"{title} ({int(keep.sum())} {name}{where}):\n\n{told(found)}")
    figures[f"{name}, ranks"] = {
        f"{i} {case.episode_id}": {w: {m: _finite(ranks[w][m][i]) for m in METHODS} for w in ranks}
        for i, case in enumerate(cases)
    }
    return "\n\n".join(texts), figures


def _finite(value: float) -> float | None:
    return None if value >= NEVER else float(value)


def one_by_one(cases: Sequence[Case], figures: Mapping[str, object], ground: Ground) -> str:
    """Return a table of all labelled breakouts with their ranks."""
    rows = []
    ranks = figures["labelled breakouts, ranks"]
    for i, case in enumerate(cases):
        own = ranks[f"{i} {case.episode_id}"]  # type: ignore[index]
        cells = [
            " / ".join("never said" if own[w][m] is None else f"{own[w][m]:g}" for m in METHODS)
            for w in ("place", "theme")
        ]
        place = ground.spoken.homes.place_ids[case.home]
        rows.append(
            [case.episode_id, place, str(case.start), case.theme, "|".join(case.words), *cells]
        )
    header = [
        "episode",
        "place",
        "onset",
        "theme",
        "words",
        "rank of the place",
        "rank of the theme",
    ]
    return f"Ranks: {' / '.join(METHODS)}.\n\n" + table(header, rows)


def main(folder: Path) -> None:
    made, ground, gazetteer = read_all(folder)
    cases = labelled_images(folder, ground, gazetteer)
    text, figures = judged("labelled breakouts", ground, cases, np.ones(len(cases)))
    waves = find_waves(made.terms, ground, cases, ground.spoken.homes.table(gazetteer))
    print(f"{len(cases)} labelled breakouts ranked; {len(waves)} waves to go", file=sys.stderr)
    unlabelled = [Case("", w.home, w.onset, w.onset, w.theme, (w.theme,)) for w in waves]
    name = "themes of waves without labels"
    more, more_figures = judged(name, ground, unlabelled, np.array([w.weight for w in waves]))
    del more_figures[f"{name}, ranks"]
    detail = f"Learned from, so no test:\n\n{more}\n\n{one_by_one(cases, figures, ground)}"
    publish("discover", {**figures, **more_figures}, text, COMMAND, detail=detail)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
