"""Put what trainees read into the wheel: course/ and exercises/, never solutions/, never anybody's trail."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOR_TRAINEES = ("course", "exercises")


class CarryTheCourse(BuildHookInterface):  # type: ignore[type-arg]
    """Add each course file to a built wheel; an editable install reads the clone itself and gets none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to carry; a folder that is not there yet is left out."""
        if self.target_name != "wheel" or version != "standard":
            return
        root = Path(self.root)
        for top in FOR_TRAINEES:
            for file in sorted((root / top).rglob("*")):
                inside = file.relative_to(root)
                if file.is_file() and not hidden_or_played(inside):
                    build_data["force_include"][str(file)] = f"doorstep/_course/{inside.as_posix()}"


def hidden_or_played(inside: Path) -> bool:
    """Say whether a file is Jupyter's or Git's own, or came from somebody's play."""
    return any(part.startswith((".", "__")) for part in inside.parts) or inside.name.endswith(
        (".trail.jsonl", ".trail.torn")
    )
