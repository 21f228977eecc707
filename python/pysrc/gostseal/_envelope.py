# SPDX-License-Identifier: MIT OR Apache-2.0
"""Envelopes as files. The octets are opened and made by the native module; here is only the manner of a file."""

from __future__ import annotations

import io
import os
import secrets
from typing import TYPE_CHECKING, Literal, Protocol, cast

from ._native import Certificate, Layer, Layers, Opener, PrivateKey, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from _typeshed import ReadableBuffer, WriteableBuffer

    _Form = Literal["der", "pem", "base64", "smime"]
    _Cipher = Literal[
        "gost28147", "magma-ctr-acpkm", "magma-ctr-acpkm-omac", "kuznyechik-ctr-acpkm", "kuznyechik-ctr-acpkm-omac"
    ]


_CHUNK = 64 * 1024


class SupportsRead(Protocol):
    """Anything that gives octets: a file, a socket's file, an HTTP response."""

    def read(self, size: int, /) -> ReadableBuffer | None:
        """Gives at most ``size`` octets; none at the end."""


class SupportsWrite(Protocol):
    """Anything that takes octets: a file, a socket's file."""

    def write(self, data: bytes, /) -> object:
        """Takes octets; how many, where it may be fewer than all."""


class _PlainFile(io.RawIOBase):
    """A source that is opened while it is read."""

    _read: Callable[[int], ReadableBuffer | None]
    _plain = memoryview(b"")
    _ended = False
    _owned: io.IOBase | None = None

    def __init__(self, source: str | os.PathLike[str] | ReadableBuffer | SupportsRead) -> None:
        read = getattr(source, "read", None)
        if isinstance(source, (str, os.PathLike)):
            self._owned = file = open(source, "rb", buffering=0)
            self._read = file.read
        elif read is not None:
            self._read = read
        else:
            self._read = io.BytesIO(cast("ReadableBuffer", source)).read

    def _chunk(self) -> ReadableBuffer:
        """The next octets of the source; none at its end."""
        chunk = self._read(_CHUNK)
        if chunk is None:
            raise BlockingIOError("the source has no octets ready")
        return chunk

    def _fill(self) -> None:
        """Opens the next chunk."""
        raise NotImplementedError

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


class EnvelopeFile(_PlainFile):
    """The plaintext of an envelope, as a file that can be read once from beginning to end in flat memory.

    **The content is not authenticated** while it is read, and never under most ciphers: whoever alters the ciphertext alters the
    plaintext unnoticed. A good end says that the envelope is complete, and that its MAC agrees where it has one: ``authenticated``
    is true then. Reading to the end checks that; closing before the end is fine and says nothing.

    An error comes after all plaintext before it, and comes again when the file is read again. A source that has no
    octets ready (its ``read`` gives None) is a BlockingIOError, after which reading may go on. One thread at a time
    may read.
    """

    _opener: Opener

    def __init__(
        self,
        source: str | os.PathLike[str] | ReadableBuffer | SupportsRead,
        key: PrivateKey,
        certificate: Certificate | None = None,
    ) -> None:
        self._opener = Opener(key, certificate)
        super().__init__(source)
        try:
            while self._opener.in_head and not self._ended and not self._plain.nbytes:
                self._fill()
        except BaseException:
            self.close()
            raise

    def _fill(self) -> None:
        chunk = self._chunk()
        if memoryview(chunk).nbytes:
            self._plain = memoryview(self._opener.update(chunk))
        else:
            self._plain = memoryview(self._opener.finish())
            self._ended = not self._plain.nbytes

    @property
    def authenticated(self) -> bool:
        """Whether the content has a MAC that agrees. It says nothing of who sealed. ValueError before all was read."""
        authenticated = self._opener.authenticated
        if authenticated is None:
            raise ValueError("it is known when all was read")
        return authenticated


class LayersFile(_PlainFile):
    """The innermost content of messages within messages, as a file that can be read once in flat memory.

    **Signatures are not judged on the way**: they stand after the content. When all was read, ``layers`` has the layers,
    and :meth:`Layer.verify` judges those that are signed. Errors and sources are as those of :class:`EnvelopeFile`.
    """

    _layers: Layers
    _sealed = memoryview(b"")

    def __init__(
        self,
        source: str | os.PathLike[str] | ReadableBuffer | SupportsRead,
        key: PrivateKey | None = None,
        certificate: Certificate | None = None,
        depth: int | None = None,
    ) -> None:
        self._layers = Layers(key, certificate, depth)
        super().__init__(source)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, outermost first. ValueError before all was read."""
        layers = self._layers.layers
        if layers is None:
            raise ValueError("the layers are known when all was read")
        return layers

    @property
    def content_type(self) -> str:
        """What the content begins as: ``ZIP``, ``PDF``, ``XML``, ``text``, ``octets``, ``message`` (one that was not opened) or
        ``empty``. A guess. ValueError before all was read."""
        found = self._layers.content_type
        if found is None:
            raise ValueError("the content is known when all was read")
        return found

    def _fill(self) -> None:
        if not self._sealed.nbytes:
            # A copy where the source may write to it again.
            self._sealed = memoryview(bytes(self._chunk()))
        if self._sealed.nbytes:
            taken, content = self._layers.update(self._sealed.tobytes())
            self._sealed = self._sealed[taken:]
            self._plain = memoryview(content)
        else:
            self._plain = memoryview(self._layers.finish())
            self._ended = not self._plain.nbytes


class EnvelopeWriter(io.RawIOBase):
    """Takes plaintext and writes an envelope of any size in flat memory.

    **Who made the content is not proved**: sign it before it is sealed. :meth:`close` completes the envelope; leaving a ``with``
    block by an exception, :meth:`abort` and garbage collection do not. A file that this object opened by its path appears
    under its name only when the envelope is complete; nothing is left of it otherwise.
    """

    _sealer: Sealer
    _write: Callable[[bytes], object]
    _owned: io.FileIO | None = None
    # What is written, and what it will be called; None where that is no regular file, which is written in place.
    _part: str | None = None
    _path = ""

    def __init__(
        self,
        target: str | os.PathLike[str] | SupportsWrite,
        recipients: Sequence[Certificate],
        form: _Form = "der",
        cipher: _Cipher = "gost28147",
    ) -> None:
        self._sealer = Sealer(recipients, form, cipher)
        if isinstance(target, (str, os.PathLike)):
            # A link stays a link: its target is replaced.
            self._path = os.path.realpath(target)
            if os.path.exists(self._path) and not os.path.isfile(self._path):
                self._owned = open(self._path, "wb", buffering=0)
            else:
                name = f".gostseal-{secrets.token_hex(8)}.part"
                self._part = os.path.join(os.path.dirname(self._path), name)
                self._owned = open(self._part, "xb", buffering=0)
            self._write = self._owned.write
        else:
            self._write = target.write

    def _put(self, octets: bytes) -> None:
        rest = memoryview(octets)
        while rest.nbytes:
            written = self._write(rest.tobytes())
            # What gives no number has taken all.
            rest = rest[written if isinstance(written, int) else rest.nbytes :]

    def writable(self) -> bool:
        """Always true of an open file."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Seals all of ``data``. After an error the envelope is lost."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        size = memoryview(data).nbytes
        try:
            self._put(self._sealer.update(data))
        except BaseException:
            self.abort()
            raise
        return size

    def close(self) -> None:
        """Completes the envelope. The file appears, when this object opened it; another stays open."""
        if self.closed:
            return
        try:
            self._put(self._sealer.finish())
            if self._owned is not None:
                self._owned.close()
            if self._part is not None:
                os.replace(self._part, self._path)
                self._part = None
        finally:
            self.abort()

    def abort(self) -> None:
        """Closes without completing the envelope: no reader takes what was written, and no file is left."""
        owned, self._owned = self._owned, None
        part, self._part = self._part, None
        try:
            if owned is not None:
                owned.close()
        finally:
            if part is not None:
                os.unlink(part)
            super().close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def __del__(self) -> None:
        if hasattr(self, "_write"):
            self.abort()


def open_envelope(
    source: str | os.PathLike[str] | ReadableBuffer | SupportsRead,
    *,
    key: PrivateKey,
    certificate: Certificate | None = None,
) -> EnvelopeFile:
    """Opens CMS EnvelopedData as a readable binary file. **Its content is not authenticated.**

    ``source`` is a path, anything with ``read``, or a bytes-like object; in it is BER, DER, PEM, base64 or S/MIME, which is
    recognised. With ``certificate`` the recipient that names it is taken; a bare key tries every recipient of its algorithm and
    curve. ``source`` is read up to the content here, so a wrong key is refused before the first octet of plaintext.

    Raises :class:`NoRecipient`, :class:`WrongKey`, :class:`ParseError`, :class:`UnsupportedError`; the file raises the
    same while it is read.
    """
    return EnvelopeFile(source, key, certificate)


def open_layers(
    source: str | os.PathLike[str] | ReadableBuffer | SupportsRead,
    *,
    key: PrivateKey | None = None,
    certificate: Certificate | None = None,
    depth: int | None = None,
) -> LayersFile:
    """Opens messages within messages, signed, compressed and sealed in any order, as a readable binary file of the
    innermost content. **Signatures are not judged on the way**: see :class:`LayersFile`.

    ``source`` and ``certificate`` are as in :func:`open_envelope`. Without ``key`` a sealed layer within another is content.
    ``depth`` is how many layers are opened at most, 8 unless given.

    The file raises what :func:`open_envelope` does.
    """
    return LayersFile(source, key, certificate, depth)


def seal_envelope(
    target: str | os.PathLike[str] | SupportsWrite,
    *,
    to: Certificate | Sequence[Certificate],
    form: _Form = "der",
    cipher: _Cipher = "gost28147",
) -> EnvelopeWriter:
    """Makes CMS EnvelopedData for the owners of certificates: a writable binary file. **Who made it is not proved.**

    ``target`` is a path or anything with ``write``. ``form`` is what the envelope is written in. A ``cipher`` in ``-omac``
    notices whatever is altered; all but ``gost28147`` are for keys of 2012.

    Raises :class:`UnsupportedError`, :class:`ParseError` for certificates that cannot be sealed to.
    """
    recipients = [to] if isinstance(to, Certificate) else list(to)
    return EnvelopeWriter(target, recipients, form, cipher)
