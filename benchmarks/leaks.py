"""How titles are told by their true kind, and how alike those of one wave, beside the constants.

Constants are chosen on labelled titles of before the split; those from then on are told by models
of the titles before, and change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from figures import table
from numpy.typing import NDArray

from chuquan.drivers.mix import CORRELATION
from chuquan.evaluate.told import tell
from chuquan.simulate.mixes import F64, LEAK, MENTION_CONCENTRATION, WAVE_CONCENTRATION
from chuquan.tables import KINDS, LEVERS
from chuquan.weights import Weights

PERIODS = ("before 2023-07", "from 2023-07 on")
ENOUGH = 5
"""So many labelled titles make a wave."""

N_RESAMPLES = 2000
SEED = 20231220
_GAP_DAYS = 5


def tell_titles(labels: pl.DataFrame, weights: Weights, around: pl.DataFrame) -> pl.DataFrame:
    """Return the titles that mean their place and are told so, with probabilities and waves."""
    told = tell(labels, weights, around)
    columns = [pl.Series(f"told {k}", told.kinds[:, i]) for i, k in enumerate(KINDS)]
    columns += [pl.Series(f"told {v}", told.levers[:, i]) for i, v in enumerate(LEVERS)]
    rows = labels.select("date", "place", "kind", "lever", is_place=pl.col("is_place") == 1)
    rows = rows.with_columns(*columns, is_told=pl.Series(told.is_place))
    rows = rows.filter("is_place", "is_told").sort("place", "date")
    is_new = (pl.col("date").diff().dt.total_days() > _GAP_DAYS) | (
        pl.col("place") != pl.col("place").shift()
    )
    return rows.with_columns(wave=is_new.fill_null(value=True).cum_sum())


def told_of(titles: pl.DataFrame, names: Sequence[str]) -> F64:
    return titles.select(f"told {name}" for name in names).to_numpy()


def leak(titles: pl.DataFrame, target: str, names: Sequence[str]) -> F64:
    """Return the mean told probability by true class, shape (class, class)."""
    told, truth = told_of(titles, names), titles[target].to_numpy()
    return np.array([told[truth == name].mean(axis=0) for name in names])


@dataclass(frozen=True)
class Likeness:
    """How alike the told classes of two titles of one true class in one wave are.

    Of each wave: covariance, variance of a drawn class, number of titles.
    """

    covariance: F64
    variance: F64
    n: F64

    @classmethod
    def of(cls, titles: pl.DataFrame, target: str, names: Sequence[str], chosen: Sequence[str]):
        rows = []
        means = leak(titles, target, names)
        for i, name in enumerate(names):
            if name not in chosen:
                continue
            for _, wave in titles.filter(pl.col(target) == name).group_by(
                "wave", maintain_order=True
            ):
                n = wave.height
                if n >= ENOUGH:
                    off = told_of(wave, names) - means[i]
                    pairs = (off.sum(axis=0) ** 2).sum() - (off**2).sum()
                    rows.append((pairs / (n * (n - 1)), (means[i] * (1 - means[i])).sum(), n))
        return cls(*np.array(rows).reshape(-1, 3).T)

    def correlation(self, chosen: NDArray[np.intp] | slice = slice(None)) -> float:
        """Return the mean over titles, as a share of the variance of a drawn class."""
        weight = self.n[chosen]
        return float(weight @ self.covariance[chosen] / (weight @ self.variance[chosen]))

    def interval(self) -> list[float]:
        """Return the 90% interval over resampled waves."""
        rng = np.random.default_rng(SEED)
        drawn = rng.integers(0, self.n.size, (N_RESAMPLES, self.n.size))
        return np.quantile([self.correlation(rows) for rows in drawn], [0.05, 0.95]).tolist()

    def __str__(self) -> str:
        low, high = self.interval()
        own = f"{self.correlation():.3f} [{low:.3f}, {high:.3f}]"
        return f"{own} ({self.n.size} waves, {int(self.n.sum())} titles)"


LIKENESS: dict[str, tuple[str, Sequence[str], Sequence[str]]] = {
    "of images and crises": ("kind", KINDS, KINDS[:2]),
    "of images": ("kind", KINDS, ["image"]),
    "of crises": ("kind", KINDS, ["crisis"]),
    "of affairs": ("kind", KINDS, ["affairs"]),
    "of the levers of images": ("lever", LEVERS, LEVERS),
}


def tell_constants(halves: Sequence[pl.DataFrame]) -> tuple[dict[str, object], str]:
    """Measure what the rules rest on; return it, and it beside the constants."""
    figures: dict[str, object] = {}
    leaks = [leak(half, "kind", KINDS) for half in halves]
    rows = [
        [f"`LEAK`: {kind} told as {', '.join(KINDS)}"]
        + [", ".join(f"{x:.3f}" for x in own[i]) for own in (LEAK, *leaks)]
        for i, kind in enumerate(KINDS)
    ]
    for name, asked in LIKENESS.items():
        alike = [Likeness.of(half, *asked) for half in halves]
        rows.append([f"`CORRELATION` {name}", f"{CORRELATION:g}", *map(str, alike)])
        figures[name] = [[a.correlation(), *a.interval(), a.n.size] for a in alike]
    # A Dirichlet of concentration c varies 1 / (c + 1) as much as a draw.
    between = [Likeness.of(half, *LIKENESS["of images and crises"]) for half in halves]
    shares = [alike.correlation() for alike in between]
    spreads = [spread(half, own) for half, own in zip(halves, leaks, strict=True)]
    of_waves = [1 / share - 1 for share in shares]
    of_mentions = [(1 - a) / (s - a) - 1 for s, a in zip(spreads, shares, strict=True)]
    for name, constant, own in (
        ("WAVE_CONCENTRATION", WAVE_CONCENTRATION, of_waves),
        ("MENTION_CONCENTRATION", MENTION_CONCENTRATION, of_mentions),
    ):
        rows.append([f"`{name}`", f"{constant:g}", *(f"{x:.1f}" for x in own)])
        figures[name] = own
    sides = [leak_of_sides(half) for half in halves]
    rows += [
        [name, "–", *(", ".join(f"{x:.3f}" for x in own[name]) for own in sides)]
        for name in sides[0]
    ]
    figures["LEAK"] = [own.round(4).tolist() for own in leaks]
    figures["leak of sides"] = sides
    figures["variance of a title, of a draw's"] = spreads
    return figures, table(["constant", "in the code", *PERIODS], rows)


def spread(titles: pl.DataFrame, means: F64) -> float:
    """Return how much told kinds of images and crises vary, as a share of a drawn kind's."""
    told, truth = told_of(titles, KINDS), titles["kind"].to_numpy()
    off = [((told[truth == KINDS[i]] - means[i]) ** 2).sum() for i in (0, 1)]
    drawn = [(truth == KINDS[i]).sum() * (means[i] * (1 - means[i])).sum() for i in (0, 1)]
    return float(sum(off) / sum(drawn))


def leak_of_sides(titles: pl.DataFrame) -> dict[str, list[float]]:
    """Return how titles of the greater and of the lesser side of their wave are told.

    A title is told in context, so that one of the lesser side is drawn to the other. Planted waves
    know nothing of this: waves of both sides are told as both less often than they say.
    """
    sizes = pl.len().over("wave") >= ENOUGH
    out = {}
    for kind in KINDS[:2]:
        share = (pl.col("kind") == kind).mean().over("wave")
        own = titles.with_columns(share=share, is_wave=sizes).filter("is_wave", kind=kind)
        is_greater = pl.col("share") >= 0.5
        for name, side in (("greater", is_greater), ("lesser", ~is_greater)):
            mean = told_of(own.filter(side), KINDS).mean(axis=0)
            out[f"{kind}, the {name} side of its wave, told as"] = mean.round(4).tolist()
    return out
