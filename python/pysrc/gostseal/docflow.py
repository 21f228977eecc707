# SPDX-License-Identifier: MIT OR Apache-2.0
"""The document-workflow calls that carry a signature (``docflow/sign`` and ``workflow/finish_process``): both ends of them.

A service gives the body of the form to :func:`check` and sends back ``verdict.json``. A client signs with
:func:`sign_rawdata`, sends one of the bodies, and reads the answer with :func:`read_answer`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ._native import DocflowSigned as SignedRawdata
from ._native import DocflowVerdict as Verdict
from ._native import docflow_check, docflow_read_answer
from ._native import docflow_sign_rawdata as sign_rawdata
from ._verdicts import DocflowFault as Fault
from ._verdicts import DocflowOutcome as Outcome
from ._verdicts import DocflowOver as Over
from ._verdicts import DocflowProfile as Profile
from ._verdicts import RevocationPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from _typeshed import ReadableBuffer

    from ._native import Certificate, Verifier

__all__ = [
    "Answer",
    "AnswerKind",
    "Fault",
    "Outcome",
    "Over",
    "Profile",
    "SignedRawdata",
    "Verdict",
    "check",
    "read_answer",
    "sign_rawdata",
]


class AnswerKind(enum.Enum):
    """What a service's answer says."""

    ACCEPTED = "accepted"
    STALE = "stale"
    """rawdata is not what it was: get it anew and sign it, once."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """A service's answer."""

    kind: AnswerKind
    error_code: int
    error_message: str


def check(
    call: Literal["sign_document", "finish_process"],
    body: ReadableBuffer,
    *,
    current_rawdata: ReadableBuffer | None,
    certificates: Mapping[str, Certificate] | Callable[[str], Certificate | None],
    verifier: Verifier,
    require_signature: bool = True,
    require_key_and_certificate: bool = True,
    profile: Profile = Profile.CMS,
    over: Over = Over.OCTETS,
    revocation: RevocationPolicy = RevocationPolicy.SOFT_FAIL,
    superseded: Sequence[ReadableBuffer] = (),
) -> Verdict:
    """Judges a call by the body of its form, in the order in which the description lists the refusals.

    ``current_rawdata`` is what the object's data is now, decoded; None when there is no such object. ``certificates`` gives
    the certificate of a certID: a mapping, whose keys are compared without regard to case, or a callable that gives None for
    what it does not know. It must know those of the calling user only, or anybody's good signature passes for the user's.
    Anchors, further certificates, evidence, cache and time are those of ``verifier``. ``superseded`` is what rawdata was
    before changes. An exception of the callable is raised here.
    """
    if callable(certificates):
        lookup = certificates
    else:
        known = {name.lower(): certificate for name, certificate in certificates.items()}

        def lookup(name: str) -> Certificate | None:
            return known.get(name.lower())

    return docflow_check(
        call,
        body,
        current_rawdata=current_rawdata,
        lookup=lookup,
        verifier=verifier,
        require_signature=require_signature,
        require_key_and_certificate=require_key_and_certificate,
        profile=profile,
        over=over,
        revocation=revocation,
        superseded=superseded,
    )


def read_answer(json: ReadableBuffer) -> Answer:
    """Reads a service's answer. Raises :class:`gostseal.ParseError` for what is none."""
    code, message, kind = docflow_read_answer(json)
    return Answer(AnswerKind(kind), code, message)
