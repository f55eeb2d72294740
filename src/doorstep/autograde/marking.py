"""What workers do when they mark: nbgrader's steps, with a child of the fork server for each hand-in's cells."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from traitlets.config import Config

from .server import Options, Server


class Marking:
    """The work of a run of ``doorstep autograde``."""

    def __init__(self, server: Server, options: Options, config: Config, assignment: str, staging: str) -> None:
        """Wait until the fork server is warm. Raises CannotMark."""
        self.server, self.options, self.config = server, options, config
        self.assignment, self.staging = assignment, staging
        self.ready = server.ready(options)

    @contextmanager
    def line(self) -> Iterator[Any]:
        """A line to the fork server."""
        with contextlib.closing(self.server.control()) as control:
            yield control

    def begin(self, line: Any) -> Callable[[Any], Any]:
        """What marks a hand-in. Raises NotThisWay."""
        from .convert import Marker
        from .execute import Children

        locked_only = self.options.locked_only
        if locked_only is None:
            locked_only = bool(self.config.get("DoorstepAutograde", {}).get("locked_only", False))
        children = Children(line, self.ready.language, self.ready.nobody)
        return Marker(self.config, self.assignment, self.staging, children, locked_only).mark
