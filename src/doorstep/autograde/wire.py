"""Messages between coordinator, fork server and children: a length, then JSON. Nothing is ever unpickled."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")
LARGEST = 64_000_000
"""Bytes of one message; more comes from no honest cell."""


class TooLarge(ValueError):
    """A message longer than any that is read."""


def send(sock: socket.socket, message: Any) -> None:
    """Send one message."""
    data = json.dumps(message).encode("utf-8", "surrogatepass")
    sock.sendall(_LENGTH.pack(len(data)) + data)


def receive(sock: socket.socket) -> Any:
    """The next message. Raises EOFError at the end, TimeoutError as the socket is set, TooLarge, ValueError."""
    (length,) = _LENGTH.unpack(_exactly(sock, _LENGTH.size))
    if length > LARGEST:
        raise TooLarge(f"A message of {length} bytes.")
    return json.loads(_exactly(sock, length).decode("utf-8", "surrogatepass"))


def _exactly(sock: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = sock.recv(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
