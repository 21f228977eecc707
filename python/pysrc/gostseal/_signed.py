# SPDX-License-Identifier: MIT OR Apache-2.0
"""Signatures in one call. Who verifies or signs more than once makes a :class:`Verifier` or :class:`Signer` and keeps it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, cast

from ._native import Certificate, Signer, Verifier, VerifyReport
from ._verdicts import RevocationPolicy, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from _typeshed import ReadableBuffer

    from ._envelope import SupportsRead, SupportsWrite
    from ._native import (
        CertificateReport,
        Evidence,
        PathCache,
        PrivateKey,
        PublicKey,
        TimeStamper,
        TrustStore,
    )
    from ._verdicts import Preset


def verify(
    data: ReadableBuffer,
    *,
    content: ReadableBuffer | None = None,
    signer: PublicKey | Certificate | None = None,
    anchors: TrustStore | None = None,
    certificates: Sequence[Certificate] = (),
    now: datetime | float | None = None,
    check_time: bool = True,
    evidence: Evidence | None = None,
    cache: PathCache | None = None,
) -> VerifyReport:
    """Answers each question about each signature of CMS SignedData in BER or DER: signature, content, binding, path,
    revocation, time stamps, embedded values, countersignatures. **It raises only for what cannot be read**: ask the report.

    ``content`` is that of a detached signature; the rest is as in :class:`Verifier`, which has more to choose.
    """
    verifier = Verifier(
        signer=signer,
        anchors=anchors,
        certificates=certificates,
        now=now,
        check_time=check_time,
        evidence=evidence,
        cache=cache,
    )
    return verifier.verify(data, content=content)


def verify_file(
    source: str | os.PathLike[str] | SupportsRead | Iterable[ReadableBuffer],
    *,
    verifier: Verifier,
    signature: ReadableBuffer | None = None,
    out: str | os.PathLike[str] | SupportsWrite | None = None,
) -> VerifyReport:
    """As :meth:`Verifier.verify`, for files of any size in flat memory.

    ``source`` is a path, anything with ``read``, or pieces. Without ``signature`` it is the message, DER or BER, whose
    content goes to ``out`` **before anything of it is verified**; with ``signature``, a detached message, it is the
    content. Archive time stamps of versions 1 and 2 cover the content itself and cannot be checked here.
    """
    with contextlib.ExitStack() as files:
        if isinstance(source, (str, os.PathLike)):
            source = files.enter_context(open(source, "rb", buffering=0))
        if signature is not None:
            if out is not None:
                raise ValueError("out: a detached signature has no content to give")
            return verifier.verify_detached_stream(signature, source)
        if isinstance(out, (str, os.PathLike)):
            out = files.enter_context(open(out, "wb"))
        return verifier.verify_stream(source, out=out)


def verify_certificate(
    certificate: Certificate,
    *,
    anchors: TrustStore,
    certificates: Sequence[Certificate] = (),
    now: datetime | float | None = None,
    check_time: bool = True,
    usage: Usage = Usage.ANY,
    purpose: str | None = None,
    evidence: Evidence | None = None,
    revocation: RevocationPolicy = RevocationPolicy.SOFT_FAIL,
    nonce: ReadableBuffer | None = None,
    cache: PathCache | None = None,
) -> CertificateReport:
    """Looks for a path from a certificate to an anchor, and says what is known of revocation and what more would tell.

    As :meth:`Verifier.verify_certificate`, whose other arguments are those of :class:`Verifier`.
    """
    verifier = Verifier(
        anchors=anchors, certificates=certificates, now=now, check_time=check_time, evidence=evidence, cache=cache
    )
    return verifier.verify_certificate(certificate, usage=usage, purpose=purpose, revocation=revocation, nonce=nonce)


def sign(
    content: ReadableBuffer,
    *,
    key: PrivateKey,
    certificate: Certificate,
    preset: Preset | None = None,
    detached: bool | None = None,
    signing_time: datetime | float | None = None,
    certificates: Sequence[Certificate] = (),
    time_stamper: TimeStamper | None = None,
) -> bytes:
    """Signs content and gives CMS SignedData: CAdES-BES, or CAdES-T with ``time_stamper``. As :class:`Signer` has it, which
    has more to choose."""
    signer = Signer(
        key,
        certificate,
        preset=preset,
        detached=detached,
        signing_time=signing_time,
        certificates=certificates,
        time_stamper=time_stamper,
    )
    return signer.sign(content)


def sign_file(
    source: str | os.PathLike[str] | SupportsRead | Iterable[ReadableBuffer],
    target: str | os.PathLike[str] | SupportsWrite,
    *,
    signer: Signer,
) -> None:
    """As :meth:`Signer.sign`, for files of any size in flat memory: reads ``source`` (a path, anything with ``read``, or
    pieces) and writes the message to ``target``. A target that is a path is written beside it and put in its place when it
    is complete; nothing is left of one that fails."""
    with contextlib.ExitStack() as files:
        if isinstance(source, (str, os.PathLike)):
            source = files.enter_context(open(source, "rb", buffering=0))
        if not isinstance(target, (str, os.PathLike)):
            signer.sign_stream(source, target)
            return
        path = os.fspath(target)
        partial = f"{path}.{os.getpid()}-{os.urandom(4).hex()}.partial"
        try:
            with open(partial, "xb") as file:
                signer.sign_stream(source, cast("SupportsWrite", file))
            os.replace(partial, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(partial)
            raise


def cosign(
    data: ReadableBuffer,
    *,
    key: PrivateKey,
    certificate: Certificate,
    content: ReadableBuffer | None = None,
    signing_time: datetime | float | None = None,
    certificates: Sequence[Certificate] = (),
    time_stamper: TimeStamper | None = None,
) -> bytes:
    """Adds a signature over the same content to a message, in whose octets nothing else changes. ``content`` is needed for a
    detached one. Raises InvalidSignature when the other signatures are over other content."""
    signer = Signer(
        key, certificate, signing_time=signing_time, certificates=certificates, time_stamper=time_stamper
    )
    return signer.cosign(data, content=content)


def countersign(
    data: ReadableBuffer,
    *,
    key: PrivateKey,
    certificate: Certificate,
    index: int = 0,
    signing_time: datetime | float | None = None,
    certificates: Sequence[Certificate] = (),
) -> bytes:
    """Signs the signature number ``index`` of a message, in whose octets nothing else changes. A countersignature says that
    its maker saw that signature, not that it saw the content."""
    signer = Signer(key, certificate, signing_time=signing_time, certificates=certificates)
    return signer.countersign(data, index)


def add_time_stamp(data: ReadableBuffer, *, time_stamper: TimeStamper, index: int = 0) -> bytes:
    """Adds a time stamp over the signature number ``index`` of a message: CAdES-BES becomes CAdES-T."""
    return time_stamper.add_time_stamp(data, index)
