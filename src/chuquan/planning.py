"""From a plan.toml to a plan in a report; casebooks and creators are asked for here, too."""

from __future__ import annotations
