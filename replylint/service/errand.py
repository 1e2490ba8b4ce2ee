"""What the client tells the daemon: who it is, what to run, where and with what around it. Packed by hand, since json takes longer to import than to use."""

from __future__ import annotations

import os
import sys

ALIVE = b"a"  # the daemon's first word to everybody, before it reads or does anything
DONE, OTHER, TOLD = b"d", b"o", b"t"  # its answers: an exit status follows; not for this client; a text follows
INTERRUPT = b"i"
STREAMS = b"s"  # the client's standard streams come with it, when it has heard that the daemon lives
CONTROL = "\1"  # before a word for the daemon itself; no command begins so


class Errand:
    """A command to run. `streams` are encoding and errors of standard input, output and error output, as the client's interpreter chose them."""

    def __init__(self, version: str, folder: str, umask: int, streams: list[str], arguments: list[str], environment: list[bytes]) -> None:
        self.version = version
        self.folder = folder
        self.umask = umask
        self.streams = streams
        self.arguments = arguments
        self.environment = environment

    @classmethod
    def here(cls, version: str, arguments: list[str]) -> Errand:
        """To run `arguments` as this process would. Raises OSError when the current directory is gone."""
        umask = os.umask(0o77)
        os.umask(umask)
        streams = [word for stream in (sys.stdin, sys.stdout, sys.stderr) for word in (stream.encoding, stream.errors or "strict")]
        environment = [name + b"=" + value for name, value in os.environb.items()]
        return cls(version, os.getcwd(), umask, streams, arguments, environment)

    def pack(self) -> bytes:
        """The bytes that `unpack` reads, with their number in front."""
        texts = [self.version, self.folder, str(self.umask), *self.streams, str(len(self.arguments)), *self.arguments]
        body = b"\0".join([*map(os.fsencode, texts), *self.environment])
        return len(body).to_bytes(4, "big") + body

    @classmethod
    def unpack(cls, body: bytes) -> Errand:
        """Raises ValueError for what is no errand."""
        parts = body.split(b"\0")
        version, folder, umask, *streams = map(os.fsdecode, parts[:9])
        number = int(parts[9])
        if number < 0 or len(parts) < 10 + number:
            raise ValueError("an errand that is cut off")
        return cls(version, folder, int(umask), streams, [os.fsdecode(part) for part in parts[10 : 10 + number]], parts[10 + number :])
