"""Places beside each other: what treated ones gained, as the report tells it."""

from __future__ import annotations

