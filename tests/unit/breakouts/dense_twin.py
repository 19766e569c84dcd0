"""The detector's baseline and scan, day by day and cell by cell, as slow and plain as they read.

No gap is skipped, no day is left out and the tail comes from SciPy: what the kernels do fast must
agree with this to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from chuquan.breakouts.baseline import MIN_DISPERSION, Params


@dataclass
class DayScore:
    mean: float
    sd: float
    log10_p: float
    window: int
    score: float


class Baseline:
    def __init__(self, prior_rate: float, p: Params) -> None:
        self.p, self.prior_rate = p, prior_rate
        self.a, self.b = p.prior_days * prior_rate, p.prior_days
        self.num = self.den = 0.0
        self.week_n, self.week_mean, self.factor = np.zeros(7), np.zeros(7), np.ones(7)
        self.lost = self.cold_loss
        self.past: list[tuple[float, float]] = []

    @property
    def cold_loss(self) -> float:
        return min(self.p.max_forget, self.p.drift * self.p.cold**0.5)

    def forget(self) -> None:
        self.num *= self.p.dispersion_discount
        self.den *= self.p.dispersion_discount
        self.a += self.lost * (self.p.prior_days * self.prior_rate - self.a)
        self.b += self.lost * (self.p.prior_days - self.b)
        prior = self.p.dispersion_weight
        c = (self.num + prior * self.p.dispersion) / (self.den + prior)
        self.c = max(c, MIN_DISPERSION)

    def load(self, exposure: float, weekday: int) -> float:
        if self.a / self.b * exposure < self.p.cold:
            return exposure
        return exposure * self.factor[weekday] / self.factor.mean()

    def learn(self, n: float, exposure: float, weekday: int) -> None:
        p, rate, load = self.p, self.a / self.b, self.load(exposure, weekday)
        mean = rate * load
        self.past.append((n if exposure > 0 else 0.0, mean))
        is_cold = rate * exposure < p.cold
        if is_cold:
            self.lost = self.cold_loss
        if exposure == 0:
            return
        sd = (mean + mean**2 * (self.c + 1 / self.a)) ** 0.5
        capped = min(n, mean + p.cap_sd * sd + 0.5)
        if is_cold:
            self.a += capped
            self.b += exposure
            return
        weight = 1 / (1 + self.c * mean)
        self.lost = min(p.max_forget, p.drift * max(p.cold, mean * weight) ** 0.5)
        self.num += ((capped - mean) ** 2 - mean - mean**2 / self.a) * weight**2
        self.den += mean**2 * weight**2
        self.a += weight * capped
        self.b += weight * load
        d, w = p.weekday_discount, weekday
        self.week_n[w] = d * self.week_n[w] + weight * capped
        self.week_mean[w] = d * self.week_mean[w] + weight * rate * exposure
        prior = p.weekday_weight
        self.factor[w] = (self.week_n[w] + prior) / (self.week_mean[w] + prior)

    def score(self, n: float, mean: float) -> DayScore:
        spread = self.c + 1 / self.a
        out = DayScore(mean, (mean + mean**2 * spread) ** 0.5, 0.0, 0, 0.0)
        if not n > mean > 0:
            return out
        days = [*self.past, (n, mean)]
        least, held = 1.0, 0
        windows = [w for w in (1, 2, 3, 5, 9) if w <= self.p.longest_window]
        for w in windows:
            if w > 1 and not any(y > 0 for y, _ in days[-w:][: w - held]):
                continue
            p = self.window_p(days[-w:])
            held = w
            if p is not None and p < least:
                least, out.window = p, w
        if out.window:
            any_p = 1 - (1 + mean * spread) ** (-1 / spread)
            out.log10_p = min(0.0, np.log10(len(windows) * least))
            out.score = max(0.0, np.log10(any_p) - out.log10_p) if out.log10_p < 0 else 0.0
        return out

    def window_p(self, days: list[tuple[float, float]]) -> float | None:
        total, mean = sum(y for y, _ in days), sum(m for _, m in days)
        variance = self.c * sum(m**2 for _, m in days) + mean**2 / self.a
        if total <= 1 or total - mean <= self.p.min_z * (mean + variance) ** 0.5:
            return None
        size = mean**2 / variance
        return float(betainc(total, size, mean / (size + mean)))


def dense_scores(
    counts: np.ndarray, exposure: np.ndarray, prior_rate: float, first_weekday: int, p: Params
) -> list[DayScore]:
    """Score every day of one cell, shape (day,)."""
    baseline, out = Baseline(prior_rate, p), []
    for day, (n, e) in enumerate(zip(counts, exposure, strict=True)):
        weekday = (first_weekday + day) % 7
        baseline.forget()
        mean = baseline.a / baseline.b * baseline.load(e, weekday)
        out.append(baseline.score(n, mean))
        baseline.learn(n, e, weekday)
    return out
