"""Many short events in one daily series: their days, the days around, shuffled flags."""
