"""Breakout: one wave told in full, with its evidence and what speaks against it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from chuquan.faces.shares import stretch_bars
from chuquan.faces.sides import lever_sentence, side_sentences
from chuquan.faces.web.alike import alike
from chuquan.faces.web.failing import no_breakout
from chuquan.faces.web.pages.impact_part import impact_parts
from chuquan.faces.web.told import alike_rule, alike_sentence
from chuquan.faces.web.view import View, view_of

router = APIRouter()


@router.get("/{lang}/breakout/{breakout_id:path}", include_in_schema=False)
def breakout(breakout_id: str, view: Annotated[View, Depends(view_of)]) -> HTMLResponse:
    """Show one breakout."""
    shown, words = view.shown, view.words
    found = shown.breakouts.get(breakout_id)
    if found is None:
        raise no_breakout(breakout_id, shown.breakouts_like(breakout_id))
    near = alike(shown, found)
    return view.page(
        "breakout",
        words.image(found),
        b=found,
        sentences=side_sentences(found, words),
        lever_sentence=lever_sentence(found, words),
        lever_stretches=[label for label, _ in stretch_bars(found, words, element_id="s")],
        near=near,
        alike=[(other, shown.breakouts[other.breakout_id]) for other in near.breakouts],
        alike_rule=alike_rule(near, words),
        alike_sentence=alike_sentence(near, words),
        impacts=impact_parts(shown.impacts_of(breakout_id), shown, words),
    )
