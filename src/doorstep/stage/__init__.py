"""The stage: what a trainee sees. ``play`` is the one line of a notebook."""

from typing import TYPE_CHECKING, Any

from .path import path_taken

if TYPE_CHECKING:
    from .widget import play

__all__ = ["path_taken", "play"]


def __getattr__(name: str) -> Any:
    # Marking needs the path and no widget; importing one would cost every test cell 0.1 s.
    if name == "play":
        from .widget import play

        return play
    raise AttributeError(name)
