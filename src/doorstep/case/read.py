"""Reading a case or key file: YAML 1.2, then the shape, then sense; every error at once."""

from __future__ import annotations

import difflib
import reprlib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from . import activities, key_sense, rules, sense, shape
from .errors import CaseError, CaseErrors, Lines
from .rules import Key, key_of
from .shape import Case

T = TypeVar("T")
_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_KEY: TypeAdapter[Key] = TypeAdapter(Key)
_LARGEST = 2_000_000
_SHAPES = (shape, rules, activities)
_DATE = "tag:yaml.org,2002:timestamp"


class _AsWritten(SafeConstructor):
    """A date stays text, so that the file and the screen say the same thing."""


_AsWritten.add_constructor(_DATE, lambda constructor, node: constructor.construct_scalar(node))


def load_case(path: Path) -> Case:
    """Read and check the case at ``path``. Raises CaseErrors naming file, line, what and remedy."""
    text = _text(path)
    return _case_from(text, path.name)


def load_key(path: Path, case: Case) -> Key:
    """Read and check the key that belongs to ``case``. Raises CaseErrors."""
    return _key_from(_text(path), path.name, case)


@lru_cache(maxsize=32)
def _key_from(text: str, name: str, case: Case) -> Key:
    raw, lines = _parsed(text, name)
    key = _shaped(_KEY, raw, lines)
    if errors := key_sense.of_key(key, case, lines):
        raise CaseErrors(errors)
    return key


def case_schema() -> dict[str, Any]:
    """The JSON Schema of a case file, for authors' editors."""
    return _CASE.json_schema(by_alias=True)


@lru_cache(maxsize=32)
def _case_from(text: str, name: str) -> Case:
    raw, lines = _parsed(text, name)
    if isinstance(raw.get("paper"), dict):
        raw["paper"] = {d: _document(doc) for d, doc in raw["paper"].items()}
    case = _shaped(_CASE, raw, lines)
    if errors := sense.of_case(case, lines):
        raise CaseErrors(errors)
    return case


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise CaseErrors([CaseError(path.name, 1, "The file is over 2 MB.", "Cut it into two cases.")])
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        what, remedy = "There is no such file.", "Check the name, or copy the folder again."
    except UnicodeDecodeError as error:
        what = f"Byte {error.start} is not UTF-8 text."
        remedy = "Save the file as UTF-8 in your editor."
    except OSError as error:
        what, remedy = f"The file cannot be read ({error.strerror}).", "Check that you may open it."
    raise CaseErrors([CaseError(path.name, 1, what, remedy)])


def _parsed(text: str, name: str) -> tuple[dict[Any, Any], Lines]:
    """What a file holds, and where: parsed once, since that is most of what reading a case costs."""
    # The pure loader: the C one knows only YAML 1.1, in which "no" is False and 12:30 is 750.
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _AsWritten
    try:
        root = yaml.compose(text)
        raw = yaml.constructor.construct_document(root) if root else None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"The text is not YAML here: {error.problem or error.context}."
        remedy = "Check indents, quotes and colons on this line and the one above; a key may stand only once."
        raise CaseErrors([CaseError(name, line, what, remedy)]) from None
    except YAMLError as error:
        what = f"The text is not YAML: {str(error).splitlines()[0]}."
        raise CaseErrors([CaseError(name, 1, what, "Mend it in a text editor.")]) from None
    except (RecursionError, TypeError, ValueError):
        # Brackets without end, or a tag such as !!int on what is none; the loader has no line for these.
        what = "The text is nested too deep, or holds a tag (!!) that does not fit."
        raise CaseErrors([CaseError(name, 1, what, "A case needs no tags; compare with another case.")]) from None
    if not isinstance(raw, dict):
        raise CaseErrors([CaseError(name, 1, "The file holds no keys.", "Begin with format: 1 and id: …")])
    return raw, Lines(name, root)


def _document(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    return {"is": raw.get("is"), "statements": {k: v for k, v in raw.items() if k != "is"}}


def _shaped(adapter: TypeAdapter[T], raw: Any, lines: Lines) -> T:
    try:
        return adapter.validate_python(raw)
    except ValidationError as invalid:
        errors = []
        for error in invalid.errors(include_url=False):
            # Steps that are not keys of the file: the one put in by _document, and pydantic's
            # own names for the branches of a union.
            path = tuple(s for s in error["loc"] if s != "statements" and not _is_branch(s))
            errors.append(lines.error(path, *_sentence(error, path)))
        raise CaseErrors(errors) from None


def _is_branch(step: str | int) -> bool:
    text = str(step)
    return text in {"str", "function-after"} or "[" in text or any(hasattr(m, text) for m in _SHAPES)


def _sentence(error: Any, path: tuple[str | int, ...]) -> tuple[str, str]:
    where = ".".join(str(s) for s in path) or "the file"
    last = str(path[-1]) if path else ""
    # In brief, since a few anchors can stand for gigabytes.
    shown = f"{reprlib.repr(error['input']):.60}"
    match error["type"]:
        case "missing":
            return f"“{where}” is missing.", f"Add a line “{last}: …”."
        case "unexpected_keyword_argument" | "extra_forbidden":
            close = difflib.get_close_matches(last, _known_keys(), n=1)
            hint = f"Did you mean “{close[0]}”?" if close else "Remove it, or compare with another case."
            return f"“{last}” (at {where}) is not a key of the case format.", hint
        case "literal_error":
            return f"{shown} cannot stand at {where}.", f"Use {error['ctx']['expected']}."
        case _:
            return f"“{where}” does not fit: {error['msg'].lower()}.", f"It reads {shown}."


@lru_cache(maxsize=1)
def _known_keys() -> tuple[str, ...]:
    named = {**vars(shape), **vars(rules), **vars(activities)}
    classes = [c for c in named.values() if isinstance(c, type) and hasattr(c, "__dataclass_fields__")]
    return tuple(sorted({key_of(f) for c in classes for f in c.__dataclass_fields__}))
