"""How well the rest of a wave is told from its first days after the peak, beside simple rules.

    python benchmarks/forecast.py

Every wave of the embedded sample (images and crises) of at least eight mentions above expectation
that was looked at for twelve days from its peak is forecast to thirty days after the peak from its
first 1, 3 and 5 days. Leave-one-out: what is known before (the prior of the mixture, the pooled
ratio, the dispersion of each simple rule) is learned from all other waves. The peak is the wave's,
as known at its end. No setting of the method was chosen here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from figures import publish, table

from chuquan import pipeline
from chuquan.breakouts.fading.forecast import HORIZON_DAYS, forecast, log_density, log_loss
from chuquan.breakouts.fading.forms import HALF_LIVES, Floats, curves
from chuquan.breakouts.fading.learn import learn
from chuquan.breakouts.fading.posterior import Observed, observe, weigh
from chuquan.breakouts.fading.prior import DEFAULT_PRIOR, Prior
from chuquan.breakouts.series import build_series
from chuquan.breakouts.watch import find_episodes
from chuquan.config import Settings
from chuquan.drivers import wave as waves
from chuquan.places.gazetteer import Gazetteer

COMMAND = "python benchmarks/forecast.py"
AFTER_DAYS = (1, 3, 5)
MIN_EXCESS, MIN_DAYS = 8.0, 12
DISPERSIONS = np.geomspace(0.05, 12.8, 17)
STRENGTH, ROUNDS, ROUNDS_WITHOUT = 10.0, 50, 8
N_RESAMPLES, SEED = 2_000, 20_231_218
_LEAST_SEEN = 1.0  # a pooled ratio of less excess than this would be noise
_LEAST_EXPOSURE = 0.05


@dataclass(frozen=True)
class Wave:
    """Counts from the peak day to thirty days after it, or to the next wave."""

    n: Floats
    expected: Floats
    exposure: Floats

    def until(self, day: int) -> Observed | None:
        """Return what is known a number of days after the peak."""
        known = slice(day + 1)
        return observe(self.n[known], self.expected[known], self.exposure[known], min_days_after=0)

    def since(self, day: int) -> Observed:
        """Return what came later, on days that were looked at."""
        days = np.arange(day + 1, len(self.n))
        days = days[self.exposure[days] > 0]
        return Observed(self.n[days], self.expected[days], self.exposure[days], days)


def find_waves() -> list[Wave]:
    """Return the waves of the embedded sample."""
    gazetteer, made = Gazetteer.load(), pipeline.demo_digest()
    series = build_series(made, gazetteer)
    episodes, index = find_episodes(series, gazetteer, Settings())
    waves.DAYS_AFTER = HORIZON_DAYS + 1  # counts beyond a wave's end are asked for here alone
    out = []
    for episode, wave in zip(episodes, waves.measure_waves(episodes, series, index), strict=True):
        excess = wave.during(wave.n - wave.expected)
        peak = episode.onset_day + int(np.argmax(excess))
        found = Wave(*(part[: HORIZON_DAYS + 1] for part in wave.since(peak)))
        is_large = episode.kind != "affairs" and excess.sum() >= MIN_EXCESS
        if is_large and len(found.n) >= MIN_DAYS and found.until(len(found.n) - 1) is not None:
            out.append(found)
    return out


Rule = Callable[[Wave, int, "Pool"], Floats]


@dataclass(frozen=True)
class Pool:
    """What all waves but one did: excess by day over the excess seen until then."""

    total: Floats
    n_waves: Floats

    def ratio(self) -> Floats:
        """Return the mean share by day."""
        return np.maximum(self.total / np.maximum(self.n_waves, 1), 0.0)


def share_by_day(wave: Wave, day: int) -> tuple[Floats, Floats]:
    """Return a wave's excess by day over what was seen until ``day``, and which days count."""
    share, counts = np.zeros(HORIZON_DAYS + 1), np.zeros(HORIZON_DAYS + 1)
    seen = max(float((wave.n - wave.expected)[: day + 1].sum()), _LEAST_SEEN)
    at = np.flatnonzero(wave.exposure > 0)
    exposure = np.maximum(wave.exposure[at], _LEAST_EXPOSURE)
    share[at] = (wave.n - wave.expected)[at] / seen / exposure
    counts[at] = 1.0
    return share, counts


def no_excess(wave: Wave, day: int, pool: Pool) -> Floats:
    """Expect the baseline."""
    del day, pool
    return wave.expected


def pooled_ratio(wave: Wave, day: int, pool: Pool) -> Floats:
    """Expect of each later day the share of what was seen that it had in all other waves."""
    seen = max(float((wave.n - wave.expected)[: day + 1].sum()), _LEAST_SEEN)
    return wave.expected + seen * pool.ratio()[: len(wave.n)] * wave.exposure


def _likeliest(forms: Sequence[int]) -> Rule:
    rows = np.concatenate([np.arange(len(HALF_LIVES)) + f * len(HALF_LIVES) for f in forms])

    def rule(wave: Wave, day: int, pool: Pool) -> Floats:
        del pool
        cells = weigh(_seen(wave, day))
        own = cells.log_likelihood[rows]
        shape, d, node = np.unravel_index(int(np.argmax(own)), own.shape)
        height = np.exp(cells.amplitude[rows][shape, d, node])
        return wave.expected + height * curves()[rows[shape], : len(wave.n)] * wave.exposure

    return rule


RULES: dict[str, Rule] = {
    "no excess": no_excess,
    "exponential": _likeliest([0]),
    "power law": _likeliest([1, 2]),
    "pooled ratio": pooled_ratio,
}


def _can_be_told(wave: Wave, day: int) -> bool:
    known = slice(day + 1)
    return forecast(wave.n[known], wave.expected[known], wave.exposure[known]) is not None


def _seen(wave: Wave, day: int) -> Observed:
    seen = wave.until(day)
    assert seen is not None
    return seen


def priors_without(found: list[Wave]) -> list[Prior]:
    """Return for each wave the prior learned from all others."""
    seen = [_seen(w, len(w.n) - 1) for w in found]
    likelihood = np.stack([weigh(s).marginal() for s in seen])
    everyone = learn(likelihood, DEFAULT_PRIOR, DEFAULT_PRIOR, strength=STRENGTH, n_rounds=ROUNDS)
    out = []
    for i in range(len(found)):
        others = np.delete(likelihood, i, axis=0)
        out.append(
            learn(others, everyone, DEFAULT_PRIOR, strength=STRENGTH, n_rounds=ROUNDS_WITHOUT)
        )
    return out


def judge_rule(rule: Rule, found: list[Wave], day: int) -> tuple[Floats, Floats]:
    """Return log-loss a day and error of the remaining attention of each wave."""
    shares, counts = (
        np.array(part) for part in zip(*(share_by_day(w, day) for w in found), strict=True)
    )
    losses = np.zeros((len(found), len(DISPERSIONS)))
    errors = np.zeros(len(found))
    for i, wave in enumerate(found):
        pool = Pool(shares.sum(axis=0) - shares[i], counts.sum(axis=0) - counts[i])
        mean, later = rule(wave, day, pool), wave.since(day)
        at = mean[later.days]
        losses[i] = [-log_density(later.n, at, c).mean() for c in DISPERSIONS]
        errors[i] = abs(float((later.n - at).sum()))
    # Each rule's dispersion is the best for all other waves.
    best = np.argmin(losses.sum(axis=0) - losses, axis=1)
    return losses[np.arange(len(found)), best], errors


def judge_mixture(
    found: list[Wave], priors: list[Prior], day: int
) -> tuple[Floats, Floats, Floats]:
    """Return log-loss a day, error of the remaining attention, and whether the interval held."""
    losses, errors, held = [], [], []
    for wave, prior in zip(found, priors, strict=True):
        later, known = wave.since(day), slice(day + 1)
        losses.append(float(log_loss(_seen(wave, day), prior, later).mean()))
        told = forecast(
            wave.n[known], wave.expected[known], wave.exposure[known], prior,
            expected_later=wave.expected[day + 1 :], exposure_later=wave.exposure[day + 1 :],
        )  # fmt: skip
        assert told is not None
        came = float((later.n - later.expected).sum())
        low, median, high = told.n_remaining
        errors.append(abs(came - median))
        held.append(low - 0.5 <= came <= high + 0.5)
    return np.array(losses), np.array(errors), np.array(held, dtype=np.float64)


def interval(values: Floats) -> tuple[float, float]:
    """Return the 95% bootstrap interval of a mean over waves."""
    rng = np.random.default_rng(SEED)
    means = values[rng.integers(0, len(values), (N_RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975]).tolist()
    return low, high


def main() -> None:
    every = find_waves()
    rows, figures = [], {}
    for day in AFTER_DAYS:
        found = [w for w in every if len(w.since(day).n) and _can_be_told(w, day)]
        priors = priors_without(found)
        losses, errors, held = judge_mixture(found, priors, day)
        figures[f"{day} mixture"] = {
            "n_waves": len(found),
            "log_loss": float(losses.mean()),
            "error": float(errors.mean()),
            "coverage": float(held.mean()),
            "coverage_interval": interval(held),
        }
        low, high = interval(held)
        rows.append(
            [f"{day}", "**mixture of shapes**", f"{losses.mean():.3f}", "", f"{errors.mean():.1f}",
             f"{held.mean():.3f} [{low:.2f}, {high:.2f}]"]
        )  # fmt: skip
        for name, rule in RULES.items():
            own, error = judge_rule(rule, found, day)
            low, high = interval(own - losses)
            figures[f"{day} {name}"] = {
                "log_loss": float(own.mean()),
                "worse_by": [low, high],
                "error": float(error.mean()),
            }
            rows.append(
                [f"{day}", name, f"{own.mean():.3f}",
                 f"+{(own - losses).mean():.3f} [{low:+.3f}, {high:+.3f}]",
                 f"{error.mean():.1f}", ""]
            )  # fmt: skip
        print(f"{day} days after the peak: {len(found)} waves", file=sys.stderr)
    header = [
        "days after the peak", "method", "log-loss a day", "worse than the mixture by",
        "error of what remains, mentions", "80% interval held",
    ]  # fmt: skip
    text = (
        f"{len(every)} waves, leave-one-out, forecast to {HORIZON_DAYS} days after the peak.\n\n"
        + table(header, rows)
    )
    publish("forecast", figures, text, COMMAND)


if __name__ == "__main__":
    main()
