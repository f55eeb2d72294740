"""A quick stand-in for Beautiful Soup, for pages that are well formed; the same text comes out.

nbconvert passes every page it makes through Beautiful Soup, to give pictures their alternative text. That is half of
what a page of feedback costs. Whatever is not plainly well formed goes to Beautiful Soup itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.dammit import EntitySubstitution

_TOKEN = re.compile(
    r"""(?P<text>[^<&]+)
      | &(?P<ref>[a-zA-Z][a-zA-Z0-9]*|\#[0-9]{1,6}|\#x[0-9a-fA-F]{1,5});
      | <(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attrs>(?:\s+[^\s"'<>/=]+(?:="[^"]*"|='[^']*')?)*)\s*(?P<slash>/?)>
      | </(?P<end>[a-zA-Z][a-zA-Z0-9-]*)>
      | (?P<comment><!--(?!-?>|\s*-->)(?:(?!--).)*-->)
      | (?P<doctype>\A<!DOCTYPE\ html>)""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)"|='([^']*)')?""")
_PLAIN = re.compile(r"[^&<>\"']*")
_SPACES = "\n\t\x0c\r "
_VOID: Any = HTMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS
_LISTS: Any = HTMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
"""Attributes that are lists of words, by the name of the tag."""
_KEPT = frozenset(("pre", "textarea"))
"""Tags in which spaces count."""
_RAW = ("script", "style")
_TEXT_ONLY = ("title", "textarea")
PICTURES = "img:not([alt])"
"""What nbconvert looks for in every page. What else it looks for is inside a notebook of JupyterLab's look."""


class _Untidy(Exception):
    """Not plainly well formed."""


class Picture:
    """An ``<img>`` with its attributes."""

    def __init__(self, attrs: dict[str, str]) -> None:
        """``attrs`` can be changed until the page is written."""
        self.attrs = attrs

    def __str__(self) -> str:
        """The tag."""
        return f"<img{_written(self.attrs)}/>"


class Soup:
    """What nbconvert asks of BeautifulSoup: ``select`` and ``str``."""

    def __init__(self, page: str, features: str = "html.parser") -> None:
        """Read a page."""
        self.parts: list[str | Picture] = []
        self.slow: Any = None
        try:
            self.parts = list(_parts(page))
        except _Untidy:
            self.slow = BeautifulSoup(page, features=features)

    def select(self, selector: str) -> list[Any]:
        """The pictures without alternative text; nothing for what else nbconvert asks, since a tidy page has none."""
        if self.slow is not None:
            return list(self.slow.select(selector))
        return [p for p in self.parts if isinstance(p, Picture)] if selector == PICTURES else []

    def __str__(self) -> str:
        """The page, as BeautifulSoup writes it."""
        return str(self.slow) if self.slow is not None else "".join(map(str, self.parts))


def _parts(page: str) -> Iterator[str | Picture]:
    if "\x00" in page:
        raise _Untidy
    stack: list[str] = []
    words: list[str] = []
    at = 0
    while at < len(page):
        found = _TOKEN.match(page, at)
        if found is None:
            raise _Untidy
        at = found.end()
        if found["text"] or found["ref"]:
            words.append(found["text"] or _referred(found["ref"]))
            continue
        if words:
            yield _text("".join(words), stack)
            words = []
        if found["name"]:
            name = found["name"].lower()
            yield _opened(name, found, stack)
            if name in _RAW and not found["slash"]:
                closing = page.find(f"</{name}>", at)
                # Cased otherwise, spaced, or with a comment's start in it, parsers differ.
                if closing < 0 or page.find("</", at) != closing or page.find("<!--", at, closing) >= 0:
                    raise _Untidy
                if raw := page[at:closing]:
                    yield raw if raw.strip(_SPACES) else _spaces(raw, stack)
                at = closing
        elif found["end"]:
            if not stack or stack.pop() != found["end"].lower():
                raise _Untidy
            yield f"</{found['end'].lower()}>"
        else:
            if stack and stack[-1] in _TEXT_ONLY:
                raise _Untidy
            yield found["comment"] or f"{found['doctype']}\n"
    if words:
        yield _text("".join(words), stack)
    if stack:
        raise _Untidy


def _opened(name: str, found: re.Match[str], stack: list[str]) -> str | Picture:
    if stack and stack[-1] in _TEXT_ONLY:
        raise _Untidy
    attrs = _attributes(name, found["attrs"])
    if name in _VOID:
        if name == "img" and "alt" not in attrs:
            return Picture(attrs)
        return f"<{name}{_written(attrs)}/>"
    if found["slash"]:
        return f"<{name}{_written(attrs)}></{name}>"
    stack.append(name)
    return f"<{name}{_written(attrs)}>"


def _attributes(tag: str, text: str) -> dict[str, str]:
    attrs: dict[str, str] = {}
    for name, double, single in _ATTRIBUTE.findall(text):
        value, name = double or single, name.lower()
        if "&" in value:
            value = html.unescape(value)
        if name in _LISTS["*"] or name in _LISTS.get(tag, ()):
            value = " ".join(value.split())
            if not value:
                raise _Untidy
        # Where a notebook of that look begins, nbconvert asks for more than pictures.
        if name in attrs or "jp-Notebook" in value:
            raise _Untidy
        attrs[name] = value
    return attrs


def _written(attrs: dict[str, str]) -> str:
    # In the order of the alphabet, as Beautiful Soup writes them.
    return "".join(f" {name}={_quoted(value)}" for name, value in sorted(attrs.items()))


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return f'"{value}"'
    return str(EntitySubstitution.quoted_attribute_value(EntitySubstitution.substitute_xml(value)))


def _referred(ref: str) -> str:
    if ref.startswith("#"):
        number = int(ref[2:], 16) if ref[1] == "x" else int(ref[1:])
        if not (32 <= number < 127 or 160 <= number < 0xD800):
            raise _Untidy
        return chr(number)
    if ref not in EntitySubstitution.HTML_ENTITY_TO_CHARACTER:
        raise _Untidy
    return str(EntitySubstitution.HTML_ENTITY_TO_CHARACTER[ref])


def _text(text: str, stack: list[str]) -> str:
    if not text.strip(_SPACES):
        return _spaces(text, stack)
    return str(EntitySubstitution.substitute_xml(text))


def _spaces(text: str, stack: list[str]) -> str:
    """Nothing but spaces: one of them, unless they count."""
    if any(name in _KEPT for name in stack):
        return text
    return "\n" if "\n" in text else " "
