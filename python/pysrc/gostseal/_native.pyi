# SPDX-License-Identifier: MIT OR Apache-2.0
"""The native module. Everything public in it is re-exported by ``gostseal``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Self, final

from _typeshed import ReadableBuffer

__all__ = [
    "Certificate",
    "CmsSigner",
    "Hash",
    "Layer",
    "Layers",
    "Opener",
    "PrivateKey",
    "PublicKey",
    "Sealer",
    "TrustStore",
    "VerifiedCms",
    "VerifiedJws",
    "__version__",
    "open_userinfo",
    "streebog256",
    "streebog512",
    "verify_cms",
    "verify_jws",
]

__version__: str

@final
class PrivateKey:
    """A private key. Wiped when the last reference goes; its octets cannot be had. Cannot be copied or pickled."""

    @staticmethod
    def from_pem(data: str | ReadableBuffer) -> PrivateKey:
        """Reads a PEM file of PKCS#8."""
    @staticmethod
    def from_der(data: ReadableBuffer) -> PrivateKey:
        """Reads DER of PKCS#8."""
    @staticmethod
    def from_pkcs8(data: str | ReadableBuffer) -> PrivateKey:
        """Reads PKCS#8: DER, PEM or base64. Raises ParseError, UnsupportedError."""
    def public_key(self) -> PublicKey:
        """The public key."""
    @property
    def algorithm(self) -> str:
        """The name of the algorithm, for instance ``id-tc26-gost3410-12-256``."""
    @property
    def param_set(self) -> str:
        """The name of the parameter set, for instance ``id-GostR3410-2001-CryptoPro-A-ParamSet``."""
    def sign_digest(self, digest: ReadableBuffer) -> bytes:
        """Signs a digest of 32 or 64 octets, as the key: s, then r, each big-endian."""

@final
class PublicKey:
    """A public key whose point was checked."""

    @staticmethod
    def from_certificate(data: str | ReadableBuffer) -> PublicKey:
        """Reads the key of a certificate: DER, PEM or base64. The certificate itself is not judged: who pins a key
        vouches for it. Raises ParseError, UnsupportedError."""
    @staticmethod
    def from_spki(data: str | ReadableBuffer) -> PublicKey:
        """Reads a SubjectPublicKeyInfo: DER or PEM. Raises ParseError, UnsupportedError."""
    @property
    def algorithm(self) -> str:
        """The name of the algorithm, for instance ``id-tc26-gost3410-12-256``."""
    @property
    def param_set(self) -> str:
        """The name of the parameter set, for instance ``id-GostR3410-2001-CryptoPro-A-ParamSet``."""
    @property
    def spki(self) -> bytes:
        """DER of its SubjectPublicKeyInfo."""
    def verify_digest(self, digest: ReadableBuffer, signature: ReadableBuffer) -> None:
        """Verifies a signature of a digest: s, then r, each big-endian. Raises InvalidSignature."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Certificate:
    """A certificate, read and not judged."""

    @staticmethod
    def from_bytes(data: str | ReadableBuffer) -> Certificate:
        """Reads one certificate: DER, PEM or base64. Raises ParseError."""
    @property
    def subject(self) -> str:
        """The subject's name, as RFC 4514 writes it."""
    @property
    def issuer(self) -> str:
        """The issuer's name, as RFC 4514 writes it."""
    @property
    def serial(self) -> int:
        """The serial number."""
    @property
    def not_before(self) -> datetime:
        """The start of its validity, in UTC."""
    @property
    def not_after(self) -> datetime:
        """The end of its validity, in UTC."""
    @property
    def der(self) -> bytes:
        """The certificate as it was signed."""
    def public_key(self) -> PublicKey:
        """The key in it, its point checked. Raises ParseError, UnsupportedError."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class TrustStore:
    """Certificates that are trusted, self-signed or not."""

    def __new__(cls, bundle: str | ReadableBuffer) -> Self:
        """Trusts every certificate of a file: PEM with any number of blocks, DER, base64, certs-only CMS.
        Raises ParseError, for a file without certificates too."""
    def __len__(self) -> int: ...
    def __contains__(self, certificate: Certificate, /) -> bool: ...

@final
class VerifiedJws:
    """A JWS whose signature is good and whose signer is trusted."""

    @property
    def header(self) -> dict[str, Any]:
        """The header."""
    @property
    def payload(self) -> bytes:
        """The decoded payload, as it was signed."""
    def claims(self) -> dict[str, Any]:
        """The payload as claims, not judged: expiry and audience are the caller's matter. Raises ParseError."""
    @property
    def certificate(self) -> Certificate | None:
        """The signer's certificate, where the signature is CMS and carries it."""
    @property
    def profile(self) -> str:
        """The name of the profile by which it was verified: ``sber``, ``esia``."""
    @property
    def form(self) -> Literal["raw", "cms"]:
        """The form of the signature."""

@final
class VerifiedCms:
    """A message whose signatures are all good and whose signers are all trusted."""

    @property
    def content(self) -> bytes | None:
        """The content that the message carries; None for a detached signature."""
    @property
    def signers(self) -> tuple[CmsSigner, ...]:
        """The signers, in the order of the message: at least one."""

@final
class CmsSigner:
    """A signer of a message."""

    @property
    def certificate(self) -> Certificate | None:
        """The signer's certificate; None with a pinned key only, when the message carries none."""
    @property
    def signing_time(self) -> datetime | None:
        """When the signer says that it signed, in UTC."""
    @property
    def cades_bes(self) -> bool:
        """Whether a signed attribute names the certificate: then this is a CAdES-BES."""

@final
class Opener:
    """Opens one envelope piece by piece: DER, BER, PEM, base64 or S/MIME. **Its content is not authenticated.**"""

    def __new__(cls, key: PrivateKey, certificate: Certificate | None = None) -> Self: ...
    @property
    def in_head(self) -> bool:
        """Whether the encrypted content has not been reached yet, so that nothing says that the key opens it."""
    @property
    def authenticated(self) -> bool | None:
        """Whether the content has a MAC that agrees; None before the envelope is complete."""
    def update(self, data: ReadableBuffer) -> bytes:
        """Takes the next octets and gives their plaintext. An error after plaintext is raised by the next call."""
    def finish(self) -> bytes:
        """Says that the input has ended and gives the last plaintext; to be called until it gives none. Raises
        ParseError when the envelope is not complete."""

@final
class Sealer:
    """Makes one envelope piece by piece. **Its content is not authenticated.**"""

    def __new__(cls, recipients: Sequence[Certificate], form: str, cipher: str) -> Self: ...
    def update(self, data: ReadableBuffer) -> bytes:
        """Takes plaintext and gives what is finished of the envelope."""
    def finish(self) -> bytes:
        """Gives the rest of the envelope."""

@final
class Layers:
    """Opens messages within messages piece by piece. **Signatures are not judged on the way.**"""

    def __new__(
        cls, key: PrivateKey | None = None, certificate: Certificate | None = None, depth: int | None = None
    ) -> Self: ...
    def update(self, data: ReadableBuffer) -> tuple[int, bytes]:
        """Takes octets: how many, and the content that came out. The rest is to be given again."""
    def finish(self) -> bytes:
        """Says that the input has ended and gives more content; to be called until it gives none."""
    @property
    def layers(self) -> tuple[Layer, ...] | None:
        """The layers, outermost first, once all are complete."""
    @property
    def content_type(self) -> str | None:
        """What the innermost content begins as, once all layers are complete."""

@final
class Layer:
    """One layer that was opened."""

    @property
    def type(self) -> str:
        """``EnvelopedData``, ``SignedData``, ``CompressedData``, ``DigestedData`` or ``Data``."""
    @property
    def form(self) -> str:
        """What it was written in: ``der`` (BER, too), ``pem``, ``base64`` or ``smime``."""
    @property
    def authenticated(self) -> bool:
        """Whether it is an EnvelopedData whose content has a MAC that agrees. It says nothing of who sealed."""
    def verify(
        self,
        *,
        signer: PublicKey | Certificate | None = None,
        anchors: TrustStore | None = None,
        now: datetime | float | None = None,
    ) -> VerifiedCms:
        """Verifies the signatures of a SignedData over the content that came out, as ``verify_cms`` does. ``content`` of
        what it gives is None: it has come out already. Raises Error."""

@final
class Hash:
    """A running digest, in the manner of ``hashlib``."""

    @property
    def name(self) -> str:
        """``streebog256`` or ``streebog512``."""
    @property
    def digest_size(self) -> int:
        """Octets of the digest: 32 or 64."""
    @property
    def block_size(self) -> int:
        """Octets of a block: 64."""
    def update(self, data: ReadableBuffer) -> None:
        """Hashes the next octets."""
    def digest(self) -> bytes:
        """The digest of what was hashed so far; the object can go on."""
    def hexdigest(self) -> str:
        """The same in hexadecimal."""
    def copy(self) -> Hash:
        """A copy that goes its own way."""

def streebog256(data: ReadableBuffer = b"", *, usedforsecurity: bool = True) -> Hash:
    """Streebog-256 (GOST R 34.11-2012), as a function of ``hashlib``."""

def streebog512(data: ReadableBuffer = b"", *, usedforsecurity: bool = True) -> Hash:
    """Streebog-512 (GOST R 34.11-2012), as a function of ``hashlib``."""

def open_userinfo(
    text: str | ReadableBuffer,
    *,
    key: PrivateKey | None = None,
    certificate: Certificate | None = None,
    bank: PublicKey | Certificate | None = None,
    anchors: TrustStore | None = None,
    audience: str | None = None,
    issuer: str | None = None,
    nonce: str | None = None,
    now: datetime | float | None = None,
    leeway: int = 0,
    require_exp: bool = False,
) -> dict[str, Any]:
    """Opens a user-info, a compact JWE or JWS, and gives the claims that the bank's signature proves.

    ``key`` opens the envelope, with the recipient's ``certificate`` where recipients are to be matched by it; a plain
    JWS needs none. Give ``bank`` to pin the bank's key, or ``anchors`` for signatures that carry certificates.
    ``audience``, ``issuer``, ``nonce`` and ``require_exp`` are demanded of the claims. ``now`` is when certificates and
    claims must hold: an aware datetime or seconds since 1970; the system's clock when absent. ``leeway`` forgives
    clocks so many seconds.

    Raises Error; its ``step`` says which step refused.
    """

def verify_jws(
    text: str | ReadableBuffer,
    *,
    signer: PublicKey | Certificate | None = None,
    anchors: TrustStore | None = None,
    now: datetime | float | None = None,
    profile: str | None = None,
    order: str | None = None,
) -> VerifiedJws:
    """Verifies a compact JWS. Claims are not judged.

    Give ``signer`` to pin the signer's key, or ``anchors`` for signatures that carry certificates; with neither a good
    CMS signature is refused as not trusted. ``now`` is as in ``open_userinfo``. ``profile`` (``sber``, ``esia``)
    narrows the policy; ``order`` (``sr-be``, ``rs-be``, ``rs-le``, ``sr-le``) replaces the profile's order of raw
    signatures.

    Raises Error.
    """

def verify_cms(
    data: ReadableBuffer,
    *,
    content: ReadableBuffer | None = None,
    signer: PublicKey | Certificate | None = None,
    anchors: TrustStore | None = None,
    now: datetime | float | None = None,
) -> VerifiedCms:
    """Verifies CMS SignedData in BER or DER: every signature must be good and every signer trusted.

    ``content`` is that of a detached signature. ``signer``, ``anchors`` and ``now`` are as in ``verify_jws``.

    Raises Error; CertificateError with a code of 401 and above says that all signatures are good.
    """
