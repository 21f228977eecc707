# SPDX-License-Identifier: MIT OR Apache-2.0
"""Signing: forms, signatures beside and over others, time stamps; and the document-workflow calls from both ends."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from typing import Any

import corpus
import gostseal
import pytest
from gostseal import (
    CadesForm,
    ContentVerdict,
    ImprintVerdict,
    JudgedAt,
    PathVerdict,
    Preset,
    RevocationPolicy,
    SignatureVerdict,
    TimeStampKind,
    docflow,
)
from test_verify import NOW, certificate, key, of_type, store

POLICY = "1.2.643.2.2.38.4"
DOCUMENT = b"document"


def verifier(**arguments: Any) -> gostseal.Verifier:
    arguments.setdefault("now", NOW)
    return gostseal.Verifier(anchors=store("root512A"), certificates=[certificate("int256A")], **arguments)


def authority(now: datetime.datetime = NOW) -> gostseal.TimeStamper:
    made = gostseal.TimeStampAuthority(key("tsa"), certificate("tsa"), POLICY)
    return gostseal.TimeStamper(lambda request: made.answer(request, serial=b"\x01", now=now), verifier=verifier())


@pytest.mark.parametrize("name", ["leaf256A", "leaf256CPA", "leaf512A", "leaf512C", "leaf2001XA"])
def test_what_is_signed_verifies_in_every_form(name: str) -> None:
    own = certificate(name)
    for preset in [None, *Preset]:
        signer = gostseal.Signer(key(name), own, preset=preset)
        message = signer.sign(DOCUMENT)
        detached = preset in (Preset.DIADOC, Preset.TAX, Preset.BANK)
        report = verifier().verify(message, content=DOCUMENT if detached else None)
        report.raise_for_status()
        assert report.verified_content() == (None if detached else DOCUMENT)
        assert report.signers[0].form is CadesForm.BES
        assert (report.signers[0].signing_time is None) == (preset is None)
        if detached:
            with pytest.raises(gostseal.Error) as caught:
                verifier().verify(message)
            assert caught.value.code_name == "ContentRequired"
    plain = gostseal.Signer(key(name), own, signed_attributes=False).sign(DOCUMENT)
    verdicts = verifier().verify(plain).signers[0]
    assert (verdicts.content, verdicts.form) == (ContentVerdict.SIGNED, CadesForm.CMS)
    assert verdicts.attribute_order is gostseal.AttributeOrder.ABSENT


def test_a_signature_needs_the_key_of_its_certificate() -> None:
    with pytest.raises(gostseal.Error) as caught:
        gostseal.Signer(key("leaf512A"), certificate("leaf256A"))
    assert caught.value.code == 101


@pytest.mark.parametrize("detached", [False, True])
def test_signatures_beside_and_over_others_disturb_nothing(detached: bool) -> None:
    content = DOCUMENT if detached else None
    first = gostseal.sign(
        DOCUMENT, key=key("leaf256A"), certificate=certificate("leaf256A"), detached=detached, signing_time=NOW
    )
    both = gostseal.cosign(first, key=key("leaf512A"), certificate=certificate("leaf512A"), content=content)
    report = verifier().verify(both, content=content)
    report.raise_for_status()
    assert {verdicts.certificate for verdicts in report.signers} == {certificate("leaf256A"), certificate("leaf512A")}
    index = [verdicts.certificate for verdicts in report.signers].index(certificate("leaf256A"))
    over = gostseal.countersign(both, key=key("leaf512C"), certificate=certificate("leaf512C"), index=index)
    report = verifier().verify(over, content=content)
    report.raise_for_status()
    verdicts = report.signers[index]
    assert verdicts.certificate == certificate("leaf256A") and verdicts.signing_time == NOW
    (countersignature,) = verdicts.countersignatures
    assert countersignature.certificate == certificate("leaf512C")
    countersignature.raise_for_status()
    assert report.signers[1 - index].countersignatures == ()
    # Over other content nobody signs along.
    if detached:
        with pytest.raises(gostseal.InvalidSignature):
            gostseal.cosign(both, key=key("leaf512C"), certificate=certificate("leaf512C"), content=b"other")
    with pytest.raises(gostseal.Error) as caught:
        gostseal.countersign(both, key=key("leaf512C"), certificate=certificate("leaf512C"), index=2)
    assert caught.value.code == 101


def test_time_stamps_prove_the_time_that_certificates_are_judged_at() -> None:
    stamped = gostseal.sign(
        DOCUMENT, key=key("leaf256A"), certificate=certificate("leaf256A"), time_stamper=authority()
    )
    added = gostseal.add_time_stamp(
        gostseal.sign(DOCUMENT, key=key("leaf256A"), certificate=certificate("leaf256A")), time_stamper=authority()
    )
    for message in (stamped, added):
        verdicts = verifier(time_stamps=RevocationPolicy.SOFT_FAIL).verify(message).signers[0]
        verdicts.raise_for_status()
        assert verdicts.form is CadesForm.T
        (stamp,) = verdicts.time_stamps
        assert (stamp.kind, stamp.imprint) == (TimeStampKind.SIGNATURE, ImprintVerdict.SAME)
        assert stamp.stated_time == stamp.proved_time() == stamp.signed_time() == verdicts.proved_time() == NOW
        assert (stamp.policy, stamp.serial, stamp.error) == (POLICY, b"\x01", None)
        assert stamp.token is not None and stamp.token.certificate == certificate("tsa")
        assert (verdicts.judged_at, verdicts.judged_time) == (JudgedAt.TIME_STAMP, NOW)
        with pytest.raises(gostseal.CertificateError) as caught:
            stamp.proved_time(RevocationPolicy.HARD_FAIL)
        assert caught.value.code == 415
    beside = gostseal.cosign(
        stamped, key=key("leaf512A"), certificate=certificate("leaf512A"), time_stamper=authority()
    )
    assert [verdicts.form for verdicts in verifier().verify(beside).signers] == [CadesForm.T, CadesForm.T]


def test_a_time_stamp_that_is_not_what_was_asked_for_is_refused() -> None:
    own = (key("leaf256A"), certificate("leaf256A"))
    made = gostseal.TimeStampAuthority(key("tsa"), certificate("tsa"), POLICY)

    def gone(request: bytes) -> bytes:
        raise ConnectionError("no route")

    def no_octets(request: bytes) -> Any:
        return "no octets"

    other = gostseal.TimeStampRequest(b"other", nonce=b"\x07")
    stranger = gostseal.TimeStampAuthority(*own, POLICY)
    cases: list[tuple[gostseal.TimeStamper, int]] = [
        (gostseal.TimeStamper(gone), 704),
        (gostseal.TimeStamper(no_octets), 704),
        (gostseal.TimeStamper(lambda request: b"\x30\x00"), 212),
        (gostseal.TimeStamper(lambda request: made.answer(other.der, serial=b"\x01", now=NOW)), 327),
        (gostseal.TimeStamper(lambda request: made.answer(request, serial=b"\x01", now=NOW), policy="1.2.3"), 703),
        # A certificate that is not for time stamps.
        (
            gostseal.TimeStamper(
                lambda request: stranger.answer(request, serial=b"\x01", now=NOW), verifier=verifier()
            ),
            409,
        ),
    ]
    for stamper, code in cases:
        signer = gostseal.Signer(*own, time_stamper=stamper)
        acts: tuple[Callable[[], bytes], ...] = (
            lambda: signer.sign(DOCUMENT),
            lambda: stamper.stamp(DOCUMENT),
            lambda: gostseal.add_time_stamp(gostseal.Signer(*own).sign(DOCUMENT), time_stamper=stamper),
        )
        for act in acts:
            with pytest.raises(gostseal.Error) as caught:
                act()
            assert caught.value.code == code, caught.value
    with pytest.raises(gostseal.KeyHolderError) as failed:
        gostseal.TimeStamper(gone).stamp(DOCUMENT)
    assert isinstance(failed.value.__cause__, ConnectionError)
    with pytest.raises(TypeError):
        gostseal.TimeStamper(1)  # type: ignore[arg-type]


def test_a_transport_may_not_add_to_the_evidence_that_is_being_read() -> None:
    evidence = gostseal.Evidence()

    def greedy(request: bytes) -> bytes:
        evidence.add_crl(corpus.read("interop/bc/crl_int256A.crl"))
        raise AssertionError("unreachable")

    stamper = gostseal.TimeStamper(greedy, verifier=verifier(evidence=evidence))
    with pytest.raises(gostseal.KeyHolderError) as caught:
        stamper.stamp(DOCUMENT)
    cause = caught.value.__cause__
    assert isinstance(cause, gostseal.Error) and cause.code == 101
    evidence.add_crl(corpus.read("interop/bc/crl_int256A.crl"))
    assert evidence.crl_count == 1


def test_the_time_stamp_of_bouncycastle_is_as_its_index_says() -> None:
    (case,) = of_type("interop/bc", "TimeStampResp")
    request = gostseal.TimeStampRequest.from_der(corpus.read(case.path("request_file")))
    data = case.plaintext()
    assert request.digest == gostseal.streebog256(data).digest()
    assert request.nonce == case["nonce"].to_bytes(4, "big")
    response = gostseal.TimeStampResponse.from_der(case.octets())
    assert response.status is gostseal.TimeStampStatus.GRANTED and response.failure is None
    assert response.der == case.octets()
    token, verdicts = verifier().verify_time_stamp_response(request, case.octets())
    assert token == response.unverified_token == corpus.read(case.path("token_file"))
    assert verdicts.kind is TimeStampKind.ALONE and verdicts.imprint is ImprintVerdict.SAME
    assert verdicts.serial == bytes([case["serial"]])
    assert verdicts.proved_time() == verdicts.stated_time
    assert verdicts.token is not None and verdicts.token.path is PathVerdict.ANCHOR
    assert verdicts.token.certificate == certificate(case["tsa"])
    again = verifier().verify_time_stamp(token, data)
    assert again.imprint is ImprintVerdict.SAME
    over_other = verifier().verify_time_stamp(token, data + b"x")
    assert over_other.imprint is ImprintVerdict.DIFFERS
    assert over_other.token is not None and over_other.token.signature is SignatureVerdict.GOOD
    with pytest.raises(gostseal.InvalidSignature) as caught:
        over_other.proved_time()
    assert caught.value.code == 327
    with pytest.raises(gostseal.InvalidSignature):
        verifier().verify_time_stamp_response(gostseal.TimeStampRequest(data), case.octets())
    refused = gostseal.TimeStampAuthority(key("tsa"), certificate("tsa"), POLICY).answer(b"", serial=b"\x01")
    answer = gostseal.TimeStampResponse.from_der(refused)
    assert answer.status is gostseal.TimeStampStatus.REJECTION
    assert answer.unverified_token is None and answer.failure is not None


CERT_ID = "6f1f0b52-3f3c-4a59-9a9f-0d6c9c1de001"
DOCUMENT_ID = "0f7c6f0e-2c44-4a6a-8a0f-0d6c9c1de002"


def signed(profile: docflow.Profile = docflow.Profile.CMS, name: str = "leaf256A") -> docflow.SignedRawdata:
    rawdata = base64.b64encode(DOCUMENT + bytes(range(256))).decode()
    return docflow.sign_rawdata(
        rawdata, key=key(name), certificate=certificate(name), cert_id=CERT_ID, profile=profile, signing_time=NOW
    )


def judge(call: Any, body: str, **arguments: Any) -> docflow.Verdict:
    arguments.setdefault("current_rawdata", DOCUMENT + bytes(range(256)))
    arguments.setdefault("certificates", {CERT_ID.upper(): certificate("leaf256A")})
    return docflow.check(call, body.encode(), verifier=arguments.pop("verifier", verifier()), **arguments)


@pytest.mark.parametrize("profile", list(docflow.Profile))
def test_what_the_client_signs_the_service_takes(profile: docflow.Profile) -> None:
    made = signed(profile)
    verdict = judge("sign_document", made.sign_document_body(DOCUMENT_ID), profile=profile)
    assert verdict.outcome is docflow.Outcome.SIGNED, verdict.cause
    assert json.loads(verdict.json) == {"errorCode": 0, "errorMessage": "Данные сохранены"}
    assert verdict.certificate == certificate("leaf256A")
    assert verdict.path_certificates[-1] == certificate("root512A")
    raw = profile.name.startswith("RAW")
    assert verdict.signing_time == (None if raw else NOW)
    answer = docflow.read_answer(verdict.json.encode())
    assert (answer.kind, answer.error_code) == (docflow.AnswerKind.ACCEPTED, 0)
    body = made.finish_process_body("process", "got_agree", comment="да", locale_name="en")
    verdict = judge("finish_process", body, profile=profile)
    assert json.loads(verdict.json) == {"errorCode": "0", "errorMessage": "The data is saved"}
    with pytest.raises(TypeError, match="no truth value"):
        bool(verdict)


def test_each_refusal_has_its_code_message_and_cause() -> None:
    body = signed().sign_document_body(DOCUMENT_ID)

    def refused(verdict: docflow.Verdict) -> tuple[docflow.Fault | None, str | None, str]:
        assert verdict.outcome is docflow.Outcome.REFUSED
        assert verdict.error_code == 13 and verdict.cause and verdict.certificate is None
        assert json.loads(verdict.json) == {"errorCode": 13, "errorMessage": verdict.error_message}
        return verdict.fault, verdict.parameter, verdict.error_message

    fields = body.split("&")
    for name in ("documentID", "rawdata", "signdata", "certificate", "certID"):
        without = "&".join(field for field in fields if not field.startswith(f"{name}="))
        assert refused(judge("sign_document", without)) == (
            docflow.Fault.MISSING, name, f"Не передан параметр {name}"
        )
    assert refused(judge("sign_document", body, current_rawdata=b"other")) == (
        docflow.Fault.INCORRECT, "rawdata", "Передан некорректный параметр rawdata"
    )
    stale = judge("sign_document", body, current_rawdata=b"other")
    assert docflow.read_answer(stale.json.encode()).kind is docflow.AnswerKind.STALE
    changed = judge(
        "sign_document", body, current_rawdata=b"other", superseded=[DOCUMENT + bytes(range(256))]
    )
    assert refused(changed)[0] is docflow.Fault.DATA_CHANGED
    assert refused(judge("sign_document", body, certificates={}))[:2] == (docflow.Fault.INCORRECT, "certID")
    assert refused(judge("sign_document", body, current_rawdata=None))[:2] == (docflow.Fault.INCORRECT, "documentID")
    assert refused(judge("sign_document", body, profile=docflow.Profile.CMS_DETACHED))[:2] == (
        docflow.Fault.INCORRECT, "signdata"
    )
    late = verifier(now=NOW + datetime.timedelta(days=365 * 60))
    assert refused(judge("sign_document", body, verifier=late))[0] is docflow.Fault.CERTIFICATE_EXPIRED
    assert refused(judge("sign_document", body, revocation=RevocationPolicy.HARD_FAIL))[0] is (
        docflow.Fault.AUTHORITY_UNAVAILABLE
    )
    assert refused(judge("sign_document", body, verifier=gostseal.Verifier(anchors=store("root512A"), now=NOW)))[0] is (
        docflow.Fault.NO_ROOT_CHAIN
    )
    evidence = gostseal.Evidence()
    evidence.add_crl(corpus.read("interop/bc/crl_int256A.crl"))
    revoked = judge(
        "sign_document",
        signed(name="revoked").sign_document_body(DOCUMENT_ID),
        verifier=verifier(evidence=evidence),
        certificates=lambda name: certificate("revoked"),
    )
    assert refused(revoked) == (docflow.Fault.CERTIFICATE_REVOKED, None, "Сертификат отозван")


def test_a_registry_that_raises_is_heard() -> None:
    body = signed().sign_document_body(DOCUMENT_ID)

    def broken(name: str) -> gostseal.Certificate:
        assert name == CERT_ID
        raise LookupError("the registry is down")

    with pytest.raises(LookupError, match="down"):
        judge("sign_document", body, certificates=broken)
    with pytest.raises(gostseal.Error):
        judge("sign", body)
    with pytest.raises(gostseal.ParseError):
        docflow.read_answer(b"{}")
    with pytest.raises(gostseal.ParseError):
        docflow.sign_rawdata("?", key=key("leaf256A"), certificate=certificate("leaf256A"), cert_id=CERT_ID)
