"""View data to HTML by Jinja2 templates with autoescape."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from . import care, words


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("doorstep.stage"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals["talk_to"] = care.TALK
    made.filters.update(blocks=words.blocks, inline=words.inline, lasting=words.lasting)
    return made


def html(view: dict[str, Any], uid: str = "ds") -> str:
    """A view as HTML. ``uid`` prefixes every id, since a notebook may hold two screens."""
    return _templates().get_template(f"{view['screen']}.html").render(**view, uid=uid)
