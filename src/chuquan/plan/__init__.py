"""From candidate actions to a plan that fits budget, calendar and capacity."""
