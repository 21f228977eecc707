# SPDX-License-Identifier: MIT OR Apache-2.0
"""The native module. Everything public in it is re-exported by ``gostseal``."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NoReturn, Self, final

from _typeshed import ReadableBuffer

from ._envelope import SupportsRead, SupportsWrite
from ._errors import Error
from ._verdicts import (
    AttributeOrder,
    BindingVerdict,
    CadesForm,
    ContentVerdict,
    DocflowFault,
    DocflowOutcome,
    DocflowOver,
    DocflowProfile,
    EvidenceVerdict,
    ImprintVerdict,
    JudgedAt,
    NeedKind,
    PathVerdict,
    Preset,
    RevocationPolicy,
    RevocationVerdict,
    SignatureVerdict,
    TimeStampKind,
    TimeStampStatus,
    Usage,
)

__all__ = [
    "Certificate", "CertificateReport", "CmsSigner", "DocflowSigned", "DocflowVerdict", "Evidence", "Hash", "Layer",
    "Layers", "Need", "Opener", "PathCache", "PrivateKey", "PublicKey", "RevocationFinding", "Sealer", "Signer",
    "SignerVerdicts", "TimeStampAuthority", "TimeStampRequest", "TimeStampResponse", "TimeStampVerdicts",
    "TimeStamper", "TrustStore", "VerifiedCms", "VerifiedJws", "Verifier", "VerifyReport", "__version__",
    "docflow_check", "docflow_read_answer", "docflow_sign_rawdata", "open_userinfo", "streebog256", "streebog512",
    "verify_cms", "verify_jws",
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
    @staticmethod
    def read_bundle(data: str | ReadableBuffer) -> tuple[Certificate, ...]:
        """Reads every certificate of a file: PEM with any number of blocks, DER, base64, certs-only CMS. Raises ParseError,
        for a file without certificates too."""
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
    @property
    def thumbprint(self) -> bytes:
        """SHA-1 of the certificate, 20 octets, as Windows and CryptoPro name it."""
    @property
    def fingerprint(self) -> bytes:
        """Streebog-256 of the certificate, 32 octets."""
    @property
    def inn(self) -> str | None:
        """ИНН of a natural person, 12 digits; older certificates of organisations have 00 and their 10 digits."""
    @property
    def inn_le(self) -> str | None:
        """ИНН of an organisation, 10 digits."""
    @property
    def ogrn(self) -> str | None:
        """ОГРН, 13 digits."""
    @property
    def ogrnip(self) -> str | None:
        """ОГРНИП, 15 digits."""
    @property
    def snils(self) -> str | None:
        """СНИЛС, 11 digits."""
    @property
    def sign_tool(self) -> str | None:
        """СКЗИ of the subject (subjectSignTool)."""
    @property
    def crl_urls(self) -> tuple[str, ...]:
        """Where CRLs are, as the certificate says. Foreign text: to be fetched with care or not at all."""
    @property
    def ocsp_urls(self) -> tuple[str, ...]:
        """Where OCSP responders are, as the certificate says."""
    @property
    def ca_issuer_urls(self) -> tuple[str, ...]:
        """Where the issuer's certificate is, as the certificate says."""
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
class Evidence:
    """CRLs and OCSP responses that a caller brings. Nothing is fetched.

    ``max_age`` is how many seconds after thisUpdate evidence may be used even where nextUpdate is later;
    ``without_next_update`` is for evidence that has no nextUpdate; ``skew`` is by how much the caller's clock may be ahead.
    """

    def __new__(cls, *, max_age: int | None = None, without_next_update: int = 86400, skew: int = 0) -> Self: ...
    def add_crl(self, data: str | ReadableBuffer) -> int:
        """Adds every CRL of a file (DER, PEM, base64) and says how many it had. Raises ParseError."""
    def scan_crl(
        self, source: SupportsRead | ReadableBuffer | Iterable[ReadableBuffer], certificates: Sequence[Certificate]
    ) -> None:
        """Reads a DER CRL of any size once, in flat memory, and adds what it says of certificates. Raises ParseError."""
    def add_ocsp(
        self, data: ReadableBuffer, *, nonce: ReadableBuffer | None = None, require_nonce: bool = True
    ) -> None:
        """Adds a DER OCSP response. With ``nonce`` it must repeat that, or may leave it out when ``require_nonce`` is False.
        Raises ParseError."""
    @property
    def crl_count(self) -> int:
        """How many CRLs were added."""
    @property
    def ocsp_count(self) -> int:
        """How many OCSP responses were added."""

@final
class PathCache:
    """Remembers keys and signatures of certificates, so that the next document of a signer costs one signature. It never
    remembers what is not good, and no dates."""

    def __new__(cls, certificates: int = 4096, key_octets: int = 16777216) -> Self: ...
    def __len__(self) -> int: ...
    def clear(self) -> None:
        """Forgets the signatures."""

@final
class Need:
    """Something that would tell of a certificate."""

    @property
    def kind(self) -> NeedKind:
        """What it is."""
    @property
    def certificate(self) -> int:
        """Which certificate of the path it is for, counted from 0."""
    @property
    def url(self) -> str:
        """Where that certificate says that it is. Most often ``http:``, sometimes ``ldap:`` or ``file:``."""
    @property
    def request(self) -> bytes | None:
        """What is to be sent to an OCSP responder as ``application/ocsp-request``; None for CRLs."""

@final
class Verifier:
    """What is brought to verifications, once for many of them.

    Give ``signer`` to pin the signer's key, or ``anchors``; with neither a good signature is not trusted. ``authorities`` are
    the anchors of time-stamp authorities, those of signers unless given. ``certificates`` are looked for signers and issuers
    in; none is trusted for it. ``now`` is when certificates must be valid: an aware datetime or seconds since 1970, the
    system's clock at each call when absent; ``check_time=False`` judges without dates. ``evidence`` tells of revocation, and
    what messages carry does where it knows nothing, unless ``embedded_evidence`` is False. With ``time_stamps`` a signer's
    certificates are judged at the earliest time that a good time stamp over its signature proves, and it is the policy for
    the authority's certificates. ``allow_unsorted_attributes`` verifies a signature over unsorted attributes that is not good as
    transmitted over the sorted ones too, and says so.
    """

    def __new__(
        cls,
        *,
        signer: PublicKey | Certificate | None = None,
        anchors: TrustStore | None = None,
        authorities: TrustStore | None = None,
        certificates: Sequence[Certificate] = ...,
        now: datetime | float | None = None,
        check_time: bool = True,
        evidence: Evidence | None = None,
        embedded_evidence: bool = True,
        time_stamps: RevocationPolicy | None = None,
        allow_unsorted_attributes: bool = False,
        cache: PathCache | None = None,
    ) -> Self: ...
    def verify(self, data: ReadableBuffer, *, content: ReadableBuffer | None = None) -> VerifyReport:
        """Answers each question about each signature of CMS SignedData in BER or DER. ``content`` is that of a detached
        signature. Raises only for what cannot be read, holds no signature or comes without content."""
    def verify_stream(
        self,
        source: SupportsRead | ReadableBuffer | Iterable[ReadableBuffer],
        *,
        out: SupportsWrite | None = None,
    ) -> VerifyReport:
        """As ``verify``, for a message of any size that is read piece by piece. Its content goes to ``out``, **before anything
        of it is verified**."""
    def verify_detached_stream(
        self, data: ReadableBuffer, content: SupportsRead | ReadableBuffer | Iterable[ReadableBuffer]
    ) -> VerifyReport:
        """As ``verify``, for a detached signature over content of any size that is read piece by piece."""
    def verify_time_stamp(
        self, token: ReadableBuffer, data: ReadableBuffer, *, hash: str = "streebog256"
    ) -> TimeStampVerdicts:
        """Judges a time-stamp token that should be over ``data``."""
    def verify_time_stamp_response(
        self, request: TimeStampRequest, response: ReadableBuffer
    ) -> tuple[bytes, TimeStampVerdicts]:
        """Judges the answer to a request, and gives the token too. Raises KeyHolderError (703) when there is none,
        InvalidSignature (327) when it answers another request."""
    def verify_certificate(
        self,
        certificate: Certificate,
        *,
        usage: Usage | None = None,
        purpose: str | None = None,
        revocation: RevocationPolicy | None = None,
        nonce: ReadableBuffer | None = None,
    ) -> CertificateReport:
        """Looks for a path from a certificate to an anchor. ``purpose`` is a dotted identifier that its extended key usage must
        have, where it has one. ``revocation`` is SOFT_FAIL unless given. ``nonce`` goes into OCSP requests of ``needs``."""

@final
class VerifyReport:
    """What was found about each signature of a message. **Some may be bad, none need be trusted**; it has no truth value."""

    @property
    def signers(self) -> tuple[SignerVerdicts, ...]:
        """The verdicts on each signature, in the order of the message: at least one."""
    @property
    def content_type(self) -> str:
        """The dotted identifier of what was signed; that of id-data for documents."""
    def raise_for_status(self, revocation: RevocationPolicy | None = None) -> None:
        """Raises the first refusal, in the order of the message, of what :meth:`SignerVerdicts.raise_for_status` demands."""
    def verified_content(self, revocation: RevocationPolicy | None = None) -> bytes | None:
        """The content that the message carries, after :meth:`raise_for_status`; None for a detached signature, and for a
        message that was read piece by piece."""
    def __bool__(self) -> NoReturn: ...

@final
class SignerVerdicts:
    """Everything that was found about one signature. It has no truth value."""

    @property
    def certificate(self) -> Certificate | None:
        """The signer's certificate, where it was found. That it is the signer's follows from signature and binding."""
    @property
    def digest_algorithm(self) -> Literal["gost94", "streebog256", "streebog512"] | None:
        """The digest that was signed, where it is known here."""
    @property
    def signing_time(self) -> datetime | None:
        """When the signer says that it signed, in UTC. It proves nothing."""
    @property
    def form(self) -> CadesForm:
        """Which form of CAdES the attributes have. It says what is there, not that it is good."""
    @property
    def signature(self) -> SignatureVerdict:
        """Whether the signature is one of the certificate's key over the octets received."""
    @property
    def attribute_order(self) -> AttributeOrder | None:
        """In which order the signed attributes of a good signature stand."""
    @property
    def content(self) -> ContentVerdict:
        """Whether the content is the one that was signed."""
    @property
    def binding(self) -> BindingVerdict:
        """Whether the signer signed the name of its certificate."""
    @property
    def judged_at(self) -> JudgedAt:
        """By what the time was chosen that path and revocation were judged at."""
    @property
    def judged_time(self) -> datetime | None:
        """That time, in UTC."""
    @property
    def path(self) -> PathVerdict:
        """Whether the certificate leads to an anchor."""
    @property
    def path_certificates(self) -> tuple[Certificate, ...]:
        """The certificates from the signer's to the anchor, both included; none where it leads to none."""
    @property
    def path_index(self) -> int | None:
        """Which certificate of the path was refused, counted from the signer's: 0."""
    @property
    def path_refused(self) -> Certificate | None:
        """That certificate."""
    @property
    def revocation(self) -> RevocationVerdict:
        """What is known of the revocation of the certificates of the path, the anchor excepted."""
    @property
    def revocation_index(self) -> int | None:
        """Which certificate of the path is revoked or not known."""
    @property
    def revoked_at(self) -> datetime | None:
        """When it was revoked, in UTC."""
    @property
    def revocation_reason(self) -> str | None:
        """The name of the CRLReason, where it is given: ``keyCompromise``."""
    @property
    def time_stamps(self) -> tuple[TimeStampVerdicts, ...]:
        """The time stamps, in the order of the message."""
    @property
    def evidence(self) -> EvidenceVerdict:
        """Whether the references of the longer forms of CAdES are kept by the values."""
    @property
    def countersignatures(self) -> tuple[SignerVerdicts, ...]:
        """The signatures over this signature, in the order of the message."""
    def error(
        self, question: Literal["signature", "content", "binding", "path", "revocation", "evidence", "unsigned"]
    ) -> Error | None:
        """Why a question has no good answer, as an exception that is not raised; ``unsigned`` is the first fault of the
        unsigned attributes."""
    def proved_time(self, revocation: RevocationPolicy | None = None) -> datetime | None:
        """The earliest time, in UTC, at which a good and trusted time stamp proves that the signature was there."""
    def raise_for_status(self, revocation: RevocationPolicy | None = None) -> None:
        """Demands a good signature over this content by a signer who is trusted at the time judged, and raises the first
        refusal. ``revocation`` is SOFT_FAIL unless given. Time stamps and countersignatures are not demanded."""
    def raise_for_signature(self) -> None:
        """As :meth:`raise_for_status`, without path and revocation."""
    def __bool__(self) -> NoReturn: ...

@final
class TimeStampVerdicts:
    """Everything that was found about one time stamp. It has no truth value."""

    @property
    def kind(self) -> TimeStampKind:
        """What it covers."""
    @property
    def imprint(self) -> ImprintVerdict:
        """Whether it is over what it should be over."""
    @property
    def stated_time(self) -> datetime | None:
        """The time that it states, in UTC. **It is proved by a good token and imprint only**: see :meth:`proved_time`."""
    @property
    def policy(self) -> str | None:
        """The dotted identifier of the authority's policy, as stated."""
    @property
    def serial(self) -> bytes | None:
        """Content octets of the serial number, big-endian, as stated."""
    @property
    def token(self) -> SignerVerdicts | None:
        """The verdicts on the authority's signature; None when the token cannot be read."""
    @property
    def error(self) -> Error | None:
        """Why token or imprint could not be judged, as an exception that is not raised."""
    def proved_time(self, revocation: RevocationPolicy | None = None) -> datetime:
        """The time that the stamp proves, in UTC. Raises the first refusal: token, imprint, path, revocation."""
    def signed_time(self) -> datetime:
        """As :meth:`proved_time`, under a good signature of whom nobody need trust."""
    def __bool__(self) -> NoReturn: ...

@final
class CertificateReport:
    """What was found about a certificate. It has no truth value."""

    @property
    def path(self) -> PathVerdict:
        """ANCHOR when nothing speaks against the certificate, else REFUSED."""
    @property
    def path_certificates(self) -> tuple[Certificate, ...]:
        """The path that was found, from the certificate to the anchor: also when one of it is revoked or not known."""
    @property
    def policies(self) -> tuple[str, ...]:
        """The dotted identifiers of the policies that every certificate of the path was issued under: information."""
    @property
    def revocation(self) -> tuple[RevocationFinding, ...]:
        """What is known of each certificate below the anchor, in the order of the path."""
    @property
    def needs(self) -> tuple[Need, ...]:
        """What would tell of the certificates that nothing is known of."""
    @property
    def error(self) -> Error | None:
        """Why the certificate is refused, as an exception that is not raised."""
    @property
    def error_index(self) -> int | None:
        """Which certificate the refusal is about, counted from the one that was asked about: 0."""
    @property
    def refused(self) -> Certificate | None:
        """That certificate."""
    def raise_for_status(self) -> None:
        """Raises why the certificate is refused, if it is."""
    def __bool__(self) -> NoReturn: ...

@final
class RevocationFinding:
    """What is known of the revocation of one certificate. It has no truth value."""

    @property
    def status(self) -> RevocationVerdict:
        """Good, revoked, or not known at the time asked."""
    @property
    def source(self) -> Literal["crl", "delta crl", "ocsp", "other"] | None:
        """What told so."""
    @property
    def revoked_at(self) -> datetime | None:
        """Since when it is revoked, in UTC; of a good one: when it was revoked later than the time asked."""
    @property
    def reason(self) -> str | None:
        """The name of the CRLReason, where it is given."""
    @property
    def as_of(self) -> datetime | None:
        """As of when it is good, in UTC, where that is known."""
    @property
    def error(self) -> Error | None:
        """Why nothing is known, as an exception that is not raised."""
    def __bool__(self) -> NoReturn: ...

@final
class Signer:
    """A key with its certificate, and the form of the signatures that it makes: CAdES-BES in DER with the content inside,
    unless told otherwise.

    ``preset`` is the form that a kind of service takes; ``detached`` replaces its choice. ``signing_time`` is what the signer
    says; when absent it is the system's clock with a preset, and nothing is said without one. ``certificates`` are put beside
    the signer's own. ``signed_attributes=False`` signs the content itself; ``signing_certificate=False`` leaves the name of the
    certificate out; ``by_key_identifier`` names it by its subject key identifier; ``with_digest`` has signatureAlgorithm name
    digest and key together. With ``time_stamper`` every signature gets a time stamp: CAdES-T. Raises Error for a certificate
    of another key.
    """

    def __new__(
        cls,
        key: PrivateKey,
        certificate: Certificate,
        *,
        preset: Preset | None = None,
        detached: bool | None = None,
        signing_time: datetime | float | None = None,
        certificates: Sequence[Certificate] = ...,
        include_signer: bool = True,
        signed_attributes: bool = True,
        signing_certificate: bool = True,
        by_key_identifier: bool = False,
        with_digest: bool = False,
        time_stamper: TimeStamper | None = None,
    ) -> Self: ...
    def sign(self, content: ReadableBuffer) -> bytes:
        """Signs content and gives the message. Raises KeyHolderError; with a time stamper what :meth:`TimeStamper.stamp` does."""
    def sign_stream(
        self, source: SupportsRead | ReadableBuffer | Iterable[ReadableBuffer], target: SupportsWrite
    ) -> None:
        """Signs content of any size that is read piece by piece, in flat memory, and writes the message to ``target``. With the
        content inside, the message has indefinite lengths."""
    def cosign(self, data: ReadableBuffer, *, content: ReadableBuffer | None = None) -> bytes:
        """Adds a signature over the same content to a message, in whose octets nothing else changes. ``content`` is needed for
        a detached one. Raises InvalidSignature when the other signatures are over other content."""
    def countersign(self, data: ReadableBuffer, index: int = 0) -> bytes:
        """Signs the signature number ``index`` of a message, in whose octets nothing else changes."""

@final
class TimeStampRequest:
    """A request for a time stamp over ``data``. ``hash`` is ``gost94``, ``streebog256``, ``streebog512``, ``sha1``, ``sha256``,
    ``sha384`` or ``sha512``; ``policy`` a dotted identifier; ``nonce`` eight random octets unless given; ``certificate`` asks for
    the authority's."""

    def __new__(
        cls,
        data: ReadableBuffer,
        *,
        hash: str = "streebog256",
        policy: str | None = None,
        nonce: ReadableBuffer | None = None,
        certificate: bool = True,
    ) -> Self: ...
    @staticmethod
    def from_der(data: ReadableBuffer) -> TimeStampRequest:
        """Reads a request. Raises ParseError, UnsupportedError."""
    @property
    def der(self) -> bytes:
        """What is sent as ``application/timestamp-query``."""
    @property
    def digest(self) -> bytes:
        """The digest of what is to be stamped."""
    @property
    def policy(self) -> str | None:
        """The dotted identifier of the policy that is asked for."""
    @property
    def nonce(self) -> bytes | None:
        """Content octets of the nonce as an INTEGER."""

@final
class TimeStampResponse:
    """What an authority answered. **Nothing of it has been verified.**"""

    @staticmethod
    def from_der(data: ReadableBuffer) -> TimeStampResponse:
        """Reads a response. Raises ParseError."""
    @property
    def der(self) -> bytes:
        """The response in DER."""
    @property
    def status(self) -> TimeStampStatus:
        """How the authority answered."""
    @property
    def text(self) -> str:
        """What it said, for people. It is not signed."""
    @property
    def failure(self) -> str | None:
        """Why it refused, where it says so."""
    @property
    def unverified_token(self) -> bytes | None:
        """The token, as it stands."""

@final
class TimeStamper:
    """Asks an authority for time stamps and believes nothing that comes back unchecked.

    ``transport`` takes a request (``application/timestamp-query``) and gives the response (``application/timestamp-reply``). With
    ``verifier`` the authority must be trusted as that says, and ``revocation``, SOFT_FAIL unless given, is what must be known
    of its certificates. ``policy`` is the one that is asked for, and no other is taken.
    """

    def __new__(
        cls,
        transport: Callable[[bytes], ReadableBuffer],
        *,
        verifier: Verifier | None = None,
        revocation: RevocationPolicy | None = None,
        policy: str | None = None,
    ) -> Self: ...
    def stamp(self, data: ReadableBuffer, *, hash: str = "streebog256") -> bytes:
        """Gives a token over ``data``. Raises KeyHolderError when the transport failed (704, with its exception as the cause) or the
        authority refused (703), and whatever is wrong with the answer."""
    def add_time_stamp(self, data: ReadableBuffer, index: int = 0) -> bytes:
        """Adds a time stamp over the signature number ``index`` of a message: CAdES-BES becomes CAdES-T."""

@final
class TimeStampAuthority:
    """Makes time stamps, for tests and closed systems. The certificate must be for time stamps alone, or nobody believes it."""

    def __new__(cls, key: PrivateKey, certificate: Certificate, policy: str) -> Self: ...
    def answer(
        self, request: ReadableBuffer, *, serial: ReadableBuffer, now: datetime | float | None = None
    ) -> bytes:
        """Answers a request. ``serial`` is big-endian and must never be used twice."""

@final
class DocflowVerdict:
    """The judgement on a call, and the answer to it. It has no truth value."""

    @property
    def outcome(self) -> DocflowOutcome:
        """What was decided."""
    @property
    def json(self) -> str:
        """The whole answer, as the service sends it: errorCode, a number or a string as the call has it, and errorMessage."""
    @property
    def error_code(self) -> int:
        """The number in errorCode: 0 or 13."""
    @property
    def error_message(self) -> str:
        """errorMessage, in the language of the call."""
    @property
    def fault(self) -> DocflowFault | None:
        """Which refusal it is."""
    @property
    def parameter(self) -> str | None:
        """The parameter that is missing or incorrect."""
    @property
    def cause(self) -> str | None:
        """Why the call is refused, for the log of the service. It is not part of the answer."""
    @property
    def certificate(self) -> Certificate | None:
        """The signer's certificate of a call that is signed."""
    @property
    def path_certificates(self) -> tuple[Certificate, ...]:
        """From the signer's certificate to the anchor, both included."""
    @property
    def signing_time(self) -> datetime | None:
        """When the signer says that it signed, in UTC; raw signatures do not say."""
    def __bool__(self) -> NoReturn: ...

@final
class DocflowSigned:
    """rawdata with a signature over it."""

    @property
    def signdata(self) -> bytes:
        """The signature: a ContentInfo, or r and s."""
    def sign_document_body(self, document_id: str, *, locale_name: Literal["ru", "en", "kz"] | None = None) -> str:
        """The body of the call that signs a document, percent-encoded once."""
    def finish_process_body(
        self,
        proc_inst_id: str,
        signal: str,
        *,
        comment: str | None = None,
        locale_name: Literal["ru", "en", "kz"] | None = None,
    ) -> str:
        """The body of the call that finishes a process, percent-encoded once."""

def docflow_check(
    call_name: str,
    body: ReadableBuffer,
    *,
    current_rawdata: ReadableBuffer | None,
    lookup: Callable[[str], Certificate | None],
    verifier: Verifier,
    require_signature: bool = True,
    require_key_and_certificate: bool = True,
    profile: DocflowProfile | None = None,
    over: DocflowOver | None = None,
    revocation: RevocationPolicy | None = None,
    superseded: Sequence[ReadableBuffer] = ...,
) -> DocflowVerdict:
    """What ``gostseal.docflow.check`` stands on."""

def docflow_sign_rawdata(
    rawdata: str,
    *,
    key: PrivateKey,
    certificate: Certificate,
    cert_id: str,
    profile: DocflowProfile | None = None,
    over: DocflowOver | None = None,
    signing_time: datetime | float | None = None,
) -> DocflowSigned:
    """Signs rawdata, which goes back as it came, in the form of ``profile``, attached CMS unless given. Raises ParseError for
    rawdata that is not base64."""

def docflow_read_answer(json: ReadableBuffer) -> tuple[int, str, str]:
    """What ``gostseal.docflow.read_answer`` stands on."""

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
