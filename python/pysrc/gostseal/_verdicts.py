# SPDX-License-Identifier: MIT OR Apache-2.0
"""The answers to each question about a signature, a certificate or a call. **None of them is true or false**: a member is
compared by ``is`` and its use as a truth value raises TypeError."""

from __future__ import annotations

import enum
from typing import NoReturn


class Verdict(enum.Enum):
    """One answer of several. It has no truth value, so that ``if verdict:`` cannot pass for a comparison."""

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} has no truth value: compare it with one of its members")


class SignatureVerdict(Verdict):
    """Whether the signature is one of the certificate's key over the octets received."""

    GOOD = "good"
    BAD = "bad"
    NOT_CHECKED = "not checked"


class AttributeOrder(Verdict):
    """In which order the signed attributes stand, and in which they were signed."""

    ABSENT = "absent"
    """There are none: the signature is over the content."""
    SORTED = "sorted"
    UNSORTED = "unsorted"
    """Not sorted; the signature is over the octets as transmitted."""
    RESORTED = "resorted"
    """Not sorted; the signature is over the sorted octets. Only on request."""


class ContentVerdict(Verdict):
    """Whether the content is the one that was signed."""

    SAME = "same"
    SIGNED = "signed"
    """There are no signed attributes: the signature itself covers the content."""
    DIFFERS = "differs"
    NOT_CHECKED = "not checked"


class BindingVerdict(Verdict):
    """Whether the signer signed the name of its certificate."""

    BOUND = "bound"
    ABSENT = "absent"
    """There is no signing-certificate attribute: another certificate with the same key would do as well."""
    MISMATCH = "mismatch"
    NOT_CHECKED = "not checked"


class JudgedAt(Verdict):
    """At which time certificates were judged."""

    NO_TIME = "no time"
    GIVEN = "given"
    TIME_STAMP = "time stamp"
    """At the time that a trusted time stamp proves."""


class PathVerdict(Verdict):
    """Whether the certificate leads to an anchor."""

    ANCHOR = "anchor"
    PINNED_KEY = "pinned key"
    REFUSED = "refused"
    NOT_ASKED = "not asked"
    """Nothing was given to trust signers by."""
    NOT_CHECKED = "not checked"
    """There is no certificate to begin with."""


class RevocationVerdict(Verdict):
    """What is known of the revocation of the certificates of a path, the anchor excepted."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"


class EvidenceVerdict(Verdict):
    """Whether the references of the longer forms of CAdES are kept by the values that the message carries."""

    ABSENT = "absent"
    REFERENCES_ONLY = "references only"
    COMPLETE = "complete"
    CERTIFICATE_MISSING = "certificate missing"
    REVOCATION_MISSING = "revocation missing"
    NOT_CHECKED = "not checked"


class ImprintVerdict(Verdict):
    """Whether a time stamp is over what it should be over."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_CHECKED = "not checked"


class TimeStampKind(Verdict):
    """What a time stamp covers."""

    ALONE = "alone"
    CONTENT = "content"
    SIGNATURE = "signature"
    ESC = "signature and references"
    CERTS_CRLS = "references"
    ARCHIVE = "archive"
    ARCHIVE_V3 = "archive, version 3"


class CadesForm(Verdict):
    """The form of CAdES, by the attributes that are there. It says nothing of whether they are good."""

    CMS = "CMS"
    BES = "CAdES-BES"
    EPES = "CAdES-EPES"
    T = "CAdES-T"
    C = "CAdES-C"
    X_LONG = "CAdES-X Long"
    X_LONG_TYPE_1 = "CAdES-X Long Type 1"
    X_LONG_TYPE_2 = "CAdES-X Long Type 2"
    A = "CAdES-A"


class RevocationPolicy(Verdict):
    """What becomes of a path when the status of one of its certificates is not known."""

    HARD_FAIL = "hard fail"
    """It is refused."""
    SOFT_FAIL = "soft fail"
    """It is good, and the report says what is not known."""
    NONE = "none"
    """Nothing is asked; a certificate may be revoked and the path good."""


class Usage(Verdict):
    """What the key of a certificate is to do."""

    ANY = "any"
    KEY_TRANSPORT = "key transport"
    OCSP_SIGNING = "OCSP signing"
    SIGNATURE = "signature"
    TIME_STAMPING = "time stamping"


class NeedKind(Verdict):
    """What would tell of a certificate."""

    CRL = "CRL"
    DELTA_CRL = "delta CRL"
    OCSP = "OCSP"


class Preset(Verdict):
    """A kind of service, and the form of signature that it takes."""

    CRYPTOPRO = "CryptoPro"
    """CAdES-BES in DER with the content inside."""
    DIADOC = "Diadoc"
    """CAdES-BES in DER beside the document."""
    TAX = "tax"
    """CAdES-BES in DER beside the file."""
    BANK = "bank"
    """CAdES-BES beside the text, with indefinite lengths; give the chain in ``certificates``."""


class TimeStampStatus(Verdict):
    """How an authority answered."""

    GRANTED = "granted"
    GRANTED_WITH_MODS = "granted with changes"
    REJECTION = "rejection"
    WAITING = "waiting"
    REVOCATION_WARNING = "revocation warning"
    REVOCATION_NOTIFICATION = "revocation notification"


class DocflowOutcome(Verdict):
    """What was decided on a call."""

    SIGNED = "signed"
    """The signature is good and its signer is trusted."""
    UNSIGNED = "unsigned"
    """No signature was asked for and none was judged."""
    REFUSED = "refused"


class DocflowFault(Verdict):
    """The refusals that a service answers with."""

    AUTHORITY_UNAVAILABLE = "authority unavailable"
    CERTIFICATE_EXPIRED = "certificate expired"
    CERTIFICATE_NOT_YET_VALID = "certificate not yet valid"
    CERTIFICATE_REVOKED = "certificate revoked"
    CERTIFICATE_UNVERIFIABLE = "certificate unverifiable"
    DATA_CHANGED = "data changed"
    INCORRECT = "incorrect parameter"
    MISSING = "missing parameter"
    NO_ROOT_CHAIN = "no root chain"
    SIGNATURE_REQUIRED = "signature required"


class DocflowProfile(Verdict):
    """The form of signdata."""

    CMS = "CMS"
    """CMS SignedData, attached or detached; what is made is attached."""
    CMS_ATTACHED = "CMS attached"
    CMS_DETACHED = "CMS detached"
    RAW_SR_BE = "sr-be"
    """s, then r, each big-endian."""
    RAW_RS_BE = "rs-be"
    RAW_RS_LE = "rs-le"
    RAW_SR_LE = "sr-le"


class DocflowOver(Verdict):
    """What signdata is over."""

    OCTETS = "octets"
    """The octets that rawdata stands for."""
    TEXT = "text"
    """The text of rawdata: base64, as it was passed."""
