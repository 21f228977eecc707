# SPDX-License-Identifier: MIT OR Apache-2.0
"""Envelopes as files. The octets are opened by the native module; here is only the manner of a file."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Protocol, cast

from ._native import Certificate, Opener, PrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer, WriteableBuffer


_CHUNK = 64 * 1024


class SupportsRead(Protocol):
    """Anything that gives octets: a file, a socket's file, an HTTP response."""

    def read(self, size: int, /) -> ReadableBuffer | None:
        """Gives at most ``size`` octets; none at the end."""


class EnvelopeFile(io.RawIOBase):
    """The plaintext of an envelope, as a file that can be read once from beginning to end in flat memory.

    **The content is not authenticated**: whoever alters the ciphertext alters the plaintext unnoticed. A good end says
    that the envelope is complete. Reading to the end checks that; closing before the end is fine and says nothing.

    An error comes after all plaintext before it, and comes again when the file is read again. A source that has no
    octets ready (its ``read`` gives None) is a BlockingIOError, after which reading may go on. One thread at a time
    may read.
    """

    _opener: Opener
    _read: Callable[[int], ReadableBuffer | None]
    _plain = memoryview(b"")
    _ended = False
    _owned: io.IOBase | None = None

    def __init__(
        self,
        source: str | os.PathLike[str] | ReadableBuffer | SupportsRead,
        key: PrivateKey,
        certificate: Certificate | None = None,
    ) -> None:
        self._opener = Opener(key, certificate)
        read = getattr(source, "read", None)
        if isinstance(source, (str, os.PathLike)):
            self._owned = file = open(source, "rb", buffering=0)
            self._read = file.read
        elif read is not None:
            self._read = read
        else:
            self._read = io.BytesIO(cast("ReadableBuffer", source)).read
        try:
            while self._opener.in_head and not self._ended:
                self._fill()
        except BaseException:
            self.close()
            raise

    def _fill(self) -> None:
        """Opens the next chunk."""
        chunk = self._read(_CHUNK)
        if chunk is None:
            raise BlockingIOError("the source has no octets ready")
        if memoryview(chunk).nbytes:
            self._plain = memoryview(self._opener.update(chunk))
        else:
            self._opener.finish()
            self._ended = True

    def _take(self, size: int) -> memoryview:
        """At most ``size`` octets of plaintext; none at the end."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        while size and not self._plain.nbytes and not self._ended:
            self._fill()
        plain = self._plain
        self._plain = plain[size:]
        return plain[:size]

    def readable(self) -> bool:
        """Always true of an open file."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most ``size`` octets of plaintext, at least one before the end; all that is left without a ``size``."""
        if size is None or size < 0:
            return self.readall()
        return bytes(self._take(size))

    def readall(self) -> bytes:
        """All plaintext that is left."""
        pieces = []
        while piece := self._take(_CHUNK):
            pieces.append(piece)
        return b"".join(pieces)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Reads plaintext into ``buffer``: how many octets, 0 at the end."""
        with memoryview(buffer) as view, view.cast("B") as room:
            piece = self._take(room.nbytes)
            room[: piece.nbytes] = piece
            return piece.nbytes

    def close(self) -> None:
        """Closes the file, and the source when this object opened it."""
        if self.closed:
            return
        self._plain = memoryview(b"")
        try:
            if self._owned is not None:
                self._owned.close()
        finally:
            super().close()


def open_envelope(
    source: str | os.PathLike[str] | ReadableBuffer | SupportsRead,
    *,
    key: PrivateKey,
    certificate: Certificate | None = None,
) -> EnvelopeFile:
    """Opens CMS EnvelopedData, in BER or DER, as a readable binary file. **Its content is not authenticated.**

    ``source`` is a path, anything with ``read``, or a bytes-like object. With ``certificate`` the recipient that names
    it is taken; a bare key tries every recipient of its algorithm and curve. ``source`` is read up to the content here,
    so a wrong key is refused before the first octet of plaintext.

    Raises :class:`NoRecipient`, :class:`WrongKey`, :class:`ParseError`, :class:`UnsupportedError`; the file raises the
    same while it is read.
    """
    return EnvelopeFile(source, key, certificate)
