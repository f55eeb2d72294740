"""What a hand-in's process may see: its own folder, the machine's programs, and neither course, gradebook nor network.

Linux namespaces, by the C library, since Python before 3.12 has no call for them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_RDONLY, _NOSUID, _NODEV, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
_PDEATHSIG, _CAPBSET_DROP, _NO_NEW_PRIVS = 1, 24, 38
NOBODY = 65534
"""The user and group of cells, where the machine's own user is root."""
SCRATCH = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - each hand-in gets its own, which ends with it
PROCESSES = 200
"""Processes a hand-in may have at once; it binds no process of root's."""


class Closed(OSError):
    """The system does not allow it."""


def possible(hidden: list[str]) -> str:
    """Why a process cannot be closed in on this system, or nothing. Tried in a process of its own."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        words = b""
        try:
            close_in("/", [], hidden)
            drop_capabilities()
        except BaseException as error:
            words = str(error).encode()[:500] or b"not allowed"
        os.write(writer, words or b"-")
        os._exit(0)
    os.close(writer)
    said = os.read(reader, 1000).decode()
    os.close(reader)
    os.waitpid(pid, 0)
    return "" if said == "-" else said or "the process ended"


def close_in(folder: str, readable: list[str], hidden: list[str]) -> None:
    """Leave this process with ``folder``, what is ``readable``, and nothing else of ``hidden``; no network, no others.

    The rest of the process runs in a fork, as the first process of its own space; this one waits for it, and ends it
    when it is told to terminate. Raises Closed.
    """
    root = os.geteuid() == 0
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", (_NEWNS | _NEWIPC | _NEWPID | _NEWNET) | (0 if root else _NEWUSER))
    if not root:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    _mount("none", "/", "", _REC | _PRIVATE)
    for place in covers(hidden):
        _hide(place, folder, readable)
    _call("prctl", _NO_NEW_PRIVS, 1, 0, 0, 0)
    pid = os.fork()
    if pid:
        # The first process of a space takes all others with it, whatever groups and sessions they have made.
        signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGKILL))
        os.waitpid(pid, 0)
        os._exit(0)
    # Their own view of processes, or they could look at the course through another's.
    _mount("proc", "/proc", "proc", _NOSUID | _NODEV)


def covers(hidden: list[str]) -> list[str]:
    """The places to put an empty folder over, outermost first: what is hidden, and what everybody may write to."""
    places = sorted({os.path.realpath(p) for p in (*hidden, *SCRATCH) if Path(p).is_dir()})
    return [p for p in places if not any(p != q and _inside(p, q) for q in places)]


def needed() -> list[str]:
    """What Python itself must go on seeing, wherever it is installed."""
    places = [sys.prefix, sys.base_prefix, *(p for p in sys.path if p and Path(p).is_dir())]
    return list(dict.fromkeys(os.path.realpath(p) for p in places))


def die_with_parent(number: int) -> None:
    """Have the system send this process a signal when the one that forked it ends."""
    _call("prctl", _PDEATHSIG, number, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up what would let a process undo all this: to mount, and to look at others."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = 0
    while libc.prctl(_CAPBSET_DROP, ctypes.c_ulong(number), 0, 0, 0) == 0:
        number += 1
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(header, nothing) != 0:
        raise Closed(ctypes.get_errno(), "capset")


def give_up_root() -> None:
    """Become nobody, so that limits on processes hold. Only for root, and only where :func:`nobody_can_run`."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def nobody_can_run() -> bool:
    """Whether Python and what is installed can be read by nobody; it often lies in root's own folder."""
    if os.geteuid() != 0:
        return False
    places = {os.__file__, sys.executable, __file__, *(p for p in sys.path if p and Path(p).is_dir())}
    return all(_open_to_all(Path(place).resolve()) for place in places)


def _open_to_all(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return all(p.stat().st_mode & 0o005 == 0o005 or (p == path and p.is_file() and p.stat().st_mode & 4)
                   for p in (path, *path.parents))  # fmt: skip
    return False


def _hide(place: str, folder: str, readable: list[str]) -> None:
    """Put an empty folder over ``place``, with what may be seen of it in its old position."""
    scratch = place in SCRATCH
    wanted = sorted({os.path.realpath(p) for p in (folder, *readable) if _inside(p, place)})
    seen = [(p, os.open(p, os.O_PATH | os.O_DIRECTORY)) for p in wanted]
    folder = os.path.realpath(folder)
    _mount("tmpfs", place, "tmpfs", _NOSUID | _NODEV, "size=64m,mode=1777" if scratch else "size=1m,mode=755")
    for path, held in seen:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103
        _mount(f"/proc/self/fd/{held}", path, "", _BIND)
        os.close(held)
        if path != folder:
            _mount("none", path, "", _REMOUNT | _BIND | _RDONLY)
    if not scratch:
        _mount("none", place, "", _REMOUNT | _RDONLY | _NOSUID | _NODEV)


def _inside(path: str, place: str) -> bool:
    return os.path.commonpath([os.path.realpath(path), os.path.realpath(place)]) == os.path.realpath(place)


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    _call("mount", source.encode(), target.encode(), kind.encode() or None, flags, data.encode() or None)


def _call(name: str, *args: Any) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in args]
    if getattr(libc, name)(*given) != 0:
        number = ctypes.get_errno()
        raise Closed(number, f"{name}: {os.strerror(number)}")
