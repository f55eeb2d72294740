"""Why a workspace cannot be opened, in words for the person who asked."""

import errno
from pathlib import Path


class CannotOpen(Exception):
    """Raised when the workspace cannot be opened; the text says why and what to do."""


NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def cannot_write(place: Path, error: OSError) -> CannotOpen:
    """Put a failed write into a sentence with its remedy."""
    if error.errno in NO_ROOM:
        return CannotOpen(
            f"There is no room left on the disk that holds {place}. "
            "Free some space, or choose a folder on another disk: doorstep open --workspace DIR"
        )
    if error.errno in NOT_ALLOWED:
        return CannotOpen(
            f"You are not allowed to write in {place}. Choose a folder of your own: doorstep open --workspace DIR"
        )
    return CannotOpen(
        f"Could not write in {place} ({error.strerror or error}). Choose another folder: doorstep open --workspace DIR"
    )
