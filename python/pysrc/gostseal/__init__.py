# SPDX-License-Identifier: MIT OR Apache-2.0
"""GOST cryptography for Russian e-services: open and verify what they send.

The main job is :func:`open_userinfo`: from a sealed user-info to the claims that the bank's signature proves. Functions
that verify return what they verified or raise; every refusal is an :class:`Error` whose ``code`` is the number that
Rust, C and the command line give too.

>>> key = gostseal.PrivateKey.from_pem(open("recipient.key", "rb").read())
>>> bank = gostseal.PublicKey.from_certificate(open("bank.cer", "rb").read())
>>> claims = gostseal.open_userinfo(text, key=key, bank=bank, audience="2233")

Objects may be shared by threads, files excepted. It is not a certified cryptographic protection tool (СКЗИ).
"""

from ._envelope import (
    EnvelopeFile,
    EnvelopeWriter,
    LayersFile,
    open_envelope,
    open_layers,
    seal_envelope,
)
from ._errors import (
    CertificateError,
    ClaimError,
    DecryptError,
    Error,
    InvalidSignature,
    KeyHolderError,
    NoRecipient,
    ParseError,
    UnsupportedError,
    WrongKey,
)
from ._native import (
    Certificate,
    CmsSigner,
    Hash,
    Layer,
    PrivateKey,
    PublicKey,
    TrustStore,
    VerifiedCms,
    VerifiedJws,
    __version__,
    open_userinfo,
    streebog256,
    streebog512,
    verify_cms,
    verify_jws,
)

__all__ = [
    "Certificate",
    "CertificateError",
    "ClaimError",
    "CmsSigner",
    "DecryptError",
    "EnvelopeFile",
    "EnvelopeWriter",
    "Error",
    "Hash",
    "InvalidSignature",
    "KeyHolderError",
    "Layer",
    "LayersFile",
    "NoRecipient",
    "ParseError",
    "PrivateKey",
    "PublicKey",
    "TrustStore",
    "UnsupportedError",
    "VerifiedCms",
    "VerifiedJws",
    "WrongKey",
    "__version__",
    "open_envelope",
    "open_layers",
    "open_userinfo",
    "seal_envelope",
    "streebog256",
    "streebog512",
    "verify_cms",
    "verify_jws",
]
