"""What is still to come of a wave under way, as the report tells it."""

from __future__ import annotations

from datetime import timedelta

from chuquan.breakouts.fading.forecast import forecast
from chuquan.breakouts.series import Series
from chuquan.drivers.wave import Wave
from chuquan.report import Outlook, OutlookDay


def outlook(wave: Wave, peak_day: int, series: Series) -> Outlook | None:
    """Tell what is still to come of a wave.

    Parameters
    ----------
    wave : Wave
        Under way: its arrays end with the last day that was looked at.
    peak_day : int
        Day index.
    series : Series

    Returns
    -------
    Outlook or None
        None where :func:`chuquan.breakouts.fading.forecast.forecast` cannot say.
    """
    n, expected, exposure = wave.since(peak_day)
    found = forecast(n, expected, exposure)
    if found is None:
        return None
    as_of = series.day_of(peak_day + n.size - 1)
    low, median, high = found.n_remaining
    return Outlook(
        as_of=as_of,
        n_remaining=round(median, 2),
        n_remaining_interval=(round(low, 2), round(high, 2)),
        days=tuple(
            OutlookDay(as_of + timedelta(days=i), round(middle, 2), round(least, 2), round(most, 2))
            for i, (least, middle, most) in enumerate(found.days.tolist(), 1)
        ),
    )
