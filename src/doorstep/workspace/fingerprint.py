"""What a file says, as a short digest: enough to tell whether a trainee has changed it."""

import hashlib
import json
from pathlib import Path

TRAIL_ENDINGS = (".trail.jsonl", ".trail.torn")


def fingerprint(file: Path) -> str:
    """Digest a file's content: of a notebook its cells' ids, kinds and sources, of any other file its bytes.

    Jupyter writes outputs and settings into a notebook by itself, so those do not count. Raises OSError.
    """
    content = file.read_bytes()
    if file.suffix == ".ipynb":
        words = cells_in_words(content)
        if words is not None:
            content = words
    return hashlib.sha256(content).hexdigest()


def cells_in_words(content: bytes) -> bytes | None:
    """Give a notebook's cells without outputs and settings, or None if it is no notebook."""
    try:
        cells = json.loads(content)["cells"]
        said = [(cell.get("id"), cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return json.dumps(said).encode()


def fingerprints(unit: Path) -> dict[str, str]:
    """Map each file of a unit (a folder, or one loose file) to its fingerprint; what tools and play made is left out.

    Keys are paths inside the folder with forward slashes; a loose file has the key "". Raises OSError.
    """
    if unit.is_file():
        return {"": fingerprint(unit)}
    return {
        inside.as_posix(): fingerprint(unit / inside)
        for inside in sorted(file.relative_to(unit) for file in unit.rglob("*") if file.is_file())
        if not made_by_tools(inside) and not is_trail(inside)
    }


def made_by_tools(inside: Path) -> bool:
    """Say whether a path is hidden or Python's own: nobody's work."""
    return any(part.startswith((".", "__pycache__")) for part in inside.parts)


def is_trail(file: Path) -> bool:
    """Say whether a file is what somebody's play left behind."""
    return file.name.endswith(TRAIL_ENDINGS)


def has_trail(unit: Path) -> bool:
    """Say whether somebody has played in a folder."""
    return unit.is_dir() and any(is_trail(file) for file in unit.rglob("*.trail.*"))
