"""Author's Markdown to HTML, without raw HTML, and small words for times and lengths."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

# "js-default" refuses raw HTML; links and images would leave the page, and the screen has its one heading,
# so they stay text.
_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": True}).disable(
    ["link", "image", "autolink", "heading", "lheading"]
)


@lru_cache(maxsize=512)
def blocks(text: str) -> Markup:
    """Paragraphs of Markdown as HTML. Markup by an author is text, never HTML."""
    return Markup(_MARKDOWN.render(text.strip()))  # noqa: S704 - rendered with raw HTML refused


@lru_cache(maxsize=512)
def inline(text: str) -> Markup:
    """One line of Markdown as HTML, without a paragraph around it."""
    return Markup(_MARKDOWN.renderInline(text.strip()))  # noqa: S704 - as above


def lasting(minutes: int) -> str:
    """A length of time as said: ``"45 min"``, ``"1 h 20 min"``."""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)
