# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reports: every SignedData of the peers by ``verify``, verdict by verdict; CRLs, OCSP responses and paths as their index says."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import pathlib
import threading
from typing import Any

import corpus
import gostseal
import pytest
from corpus import Case, Family
from gostseal import (
    BindingVerdict,
    CadesForm,
    ContentVerdict,
    JudgedAt,
    PathVerdict,
    RevocationPolicy,
    RevocationVerdict,
    SignatureVerdict,
)

UTC = datetime.timezone.utc
# Within the validity of the peers' certificates.
NOW = datetime.datetime(2026, 12, 1, tzinfo=UTC)
BC = Family("interop/bc")


def key(name: str) -> gostseal.PrivateKey:
    return gostseal.PrivateKey.from_pkcs8(BC.file(name, "private_key_file"))


def certificate(name: str) -> gostseal.Certificate:
    return gostseal.Certificate.from_bytes(BC.file(name, "cert_file"))


def store(*names: str) -> gostseal.TrustStore:
    return gostseal.TrustStore(BC.file(names[0], "cert_file"))


def of_type(folder: str, kind: str) -> list[Case]:
    return [case for case in Family(folder).cases if case["type"] == kind]


@pytest.mark.parametrize(
    ("folder", "count"), [("interop/openssl", 10), ("interop/bc", 7), ("interop/synthetic", 5)]
)
def test_every_good_signature_has_good_verdicts_and_an_altered_content_one_bad(folder: str, count: int) -> None:
    family = Family(folder)
    ran = 0
    for case in of_type(folder, "SignedData"):
        assert case["verdict"] == "ok", case
        data, content = case.octets(), case.plaintext()
        detached = bool(case.get("detached", False))
        given = content if detached else None
        signers = [gostseal.Certificate.from_bytes(family.file(name, "cert_file")) for name in case["signers"]]
        verifier = gostseal.Verifier(certificates=signers, now=NOW)
        report = verifier.verify(data, content=given)
        assert len(report.signers) == len(signers), case
        for verdicts, signer in zip(report.signers, signers, strict=True):
            assert verdicts.signature is SignatureVerdict.GOOD, case
            assert verdicts.content in (ContentVerdict.SAME, ContentVerdict.SIGNED), case
            assert verdicts.binding in (BindingVerdict.BOUND, BindingVerdict.ABSENT), case
            assert verdicts.path is PathVerdict.NOT_ASKED, case
            assert verdicts.revocation is RevocationVerdict.NOT_ASKED, case
            assert verdicts.judged_at is JudgedAt.GIVEN and verdicts.judged_time == NOW, case
            assert verdicts.certificate == signer, case
            assert verdicts.error("signature") is None and verdicts.error("content") is None, case
            verdicts.raise_for_signature()
            refused = verdicts.error("path")
            assert refused is not None and refused.code_name == "TrustNotEstablished", case
        with pytest.raises(gostseal.CertificateError) as caught:
            report.raise_for_status()
        assert caught.value.code == 401, case

        # In pieces it is the same, and what comes out is what was signed.
        if detached:
            streamed = verifier.verify_detached_stream(data, io.BytesIO(content))
        else:
            out = io.BytesIO()
            streamed = verifier.verify_stream([data[i : i + 7] for i in range(0, len(data), 7)], out=out)
            assert out.getvalue() == content, case
        assert [repr(verdicts) for verdicts in streamed.signers] == [repr(verdicts) for verdicts in report.signers]

        # Other content is noticed, and only that question has another answer.
        if detached:
            report = verifier.verify(data, content=content + b"x")
            for verdicts in report.signers:
                if verdicts.content is ContentVerdict.DIFFERS:
                    assert verdicts.signature is SignatureVerdict.GOOD, case
                    error = verdicts.error("content")
                else:
                    assert verdicts.signature is SignatureVerdict.BAD, case
                    error = verdicts.error("signature")
                assert isinstance(error, gostseal.InvalidSignature), case
            with pytest.raises(gostseal.InvalidSignature):
                report.raise_for_status()
        ran += 1
    assert ran == count


def test_nothing_that_verifies_has_a_truth_value() -> None:
    data = gostseal.sign(b"document", key=key("leaf256A"), certificate=certificate("leaf256A"))
    report = gostseal.verify(data, anchors=store("root512A"), certificates=[certificate("int256A")], now=NOW)
    verdicts = report.signers[0]
    judged = gostseal.verify_certificate(
        certificate("leaf256A"), anchors=store("root512A"), certificates=[certificate("int256A")], now=NOW
    )
    things: tuple[Any, ...] = (
        report, verdicts, verdicts.signature, verdicts.path, judged, judged.revocation[0], RevocationPolicy.NONE
    )
    for thing in things:
        with pytest.raises(TypeError, match="no truth value"):
            bool(thing)


def test_anchors_evidence_and_policy_decide_as_told() -> None:
    document = b"document"
    intermediate, root = certificate("int256A"), store("root512A")
    for name, status in [("leaf256A", RevocationVerdict.GOOD), ("revoked", RevocationVerdict.REVOKED)]:
        data = gostseal.sign(document, key=key(name), certificate=certificate(name), certificates=[intermediate])
        report = gostseal.verify(data, anchors=root, now=NOW)
        verdicts = report.signers[0]
        assert verdicts.path is PathVerdict.ANCHOR
        assert verdicts.path_certificates == (certificate(name), intermediate, certificate("root512A"))
        assert verdicts.revocation is RevocationVerdict.UNKNOWN and verdicts.revocation_index == 0
        assert report.verified_content() == document
        with pytest.raises(gostseal.CertificateError) as caught:
            report.raise_for_status(RevocationPolicy.HARD_FAIL)
        assert caught.value.code == 415

        evidence = gostseal.Evidence()
        assert evidence.add_crl(corpus.read("interop/bc/crl_int256A.crl")) == 1
        assert evidence.add_crl(corpus.read("interop/bc/crl_root512A.crl")) == 1
        report = gostseal.verify(data, anchors=root, now=NOW, evidence=evidence)
        verdicts = report.signers[0]
        assert verdicts.revocation is status
        if status is RevocationVerdict.GOOD:
            report.raise_for_status(RevocationPolicy.HARD_FAIL)
            assert verdicts.revoked_at is None and verdicts.revocation_reason is None
        else:
            assert (verdicts.revocation_index, verdicts.revocation_reason) == (0, "keyCompromise")
            assert verdicts.revoked_at is not None and verdicts.revoked_at < NOW
            with pytest.raises(gostseal.CertificateError) as caught:
                report.verified_content()
            assert caught.value.code == 412
            report.raise_for_status(RevocationPolicy.NONE)
            # It was good when nobody had the key.
            before = gostseal.verify(
                data, anchors=root, now=verdicts.revoked_at - datetime.timedelta(1), evidence=evidence
            ).signers[0]
            assert before.revocation is RevocationVerdict.GOOD


def test_crls_and_ocsp_responses_of_bouncycastle_say_what_the_index_says() -> None:
    ran = 0
    root, intermediate = store("root512A"), certificate("int256A")
    for case in of_type("interop/bc", "CRL"):
        evidence = gostseal.Evidence()
        evidence.add_crl(case.octets())
        stale = case.id == "crl_stale"
        # Those of the intermediate are about the leaves; that of the root is about the intermediate.
        for name in ("leaf256A", "revoked"):
            report = gostseal.verify_certificate(
                certificate(name), anchors=root, certificates=[intermediate], now=NOW, evidence=evidence
            )
            index = 0 if case["issuer"] == "int256A" else 1
            finding = report.revocation[index]
            if stale:
                expected = RevocationVerdict.UNKNOWN
                assert finding.error is not None and "could be used until" in finding.error.message
            elif index == 0 and name in case["revoked"]:
                expected = RevocationVerdict.REVOKED
                assert (finding.source, finding.reason) == ("crl", "keyCompromise")
            else:
                expected = RevocationVerdict.GOOD
                assert finding.source == "crl" and finding.error is None
            assert finding.status is expected, (case, name)
        ran += 1
    for case in of_type("interop/bc", "OCSPResponse"):
        evidence = gostseal.Evidence()
        evidence.add_ocsp(case.octets())
        report = gostseal.verify_certificate(
            certificate(case["subject"]), anchors=root, certificates=[intermediate], now=NOW, evidence=evidence
        )
        finding = report.revocation[0]
        expected = RevocationVerdict.REVOKED if case["subject"] == "revoked" else RevocationVerdict.GOOD
        assert (finding.status, finding.source) == (expected, "ocsp"), case
        # With a nonce that it does not repeat it tells nothing.
        asked = gostseal.Evidence()
        asked.add_ocsp(case.octets(), nonce=b"12345678")
        finding = gostseal.verify_certificate(
            certificate(case["subject"]), anchors=root, certificates=[intermediate], now=NOW, evidence=asked
        ).revocation[0]
        assert finding.status is RevocationVerdict.UNKNOWN, case
        ran += 1
    assert ran == 5


def test_malformed_crls_are_not_believed() -> None:
    ran = 0
    folder = "interop/malformed"
    for case in of_type(folder, "CertificateList"):
        evidence = gostseal.Evidence()
        try:
            evidence.add_crl(case.octets())
        except gostseal.ParseError:
            assert case["verdict"] == "reject", case
        scanned = gostseal.Evidence()
        issuer = gostseal.Certificate.from_bytes(corpus.read(f"{folder}/{case['issuer_cert']}"))
        try:
            octets = case.octets()
            scanned.scan_crl((octets[i : i + 1] for i in range(len(octets))), [issuer])
        except gostseal.ParseError:
            assert evidence.crl_count == 0, case
        assert evidence.crl_count == scanned.crl_count, case
        ran += 1
    assert ran == 5


def test_a_scan_in_pieces_tells_of_its_certificates_and_of_no_other(tmp_path: pathlib.Path) -> None:
    octets = corpus.read("interop/bc/crl_int256A.crl")
    root, intermediate = store("root512A"), certificate("int256A")
    file = tmp_path / "list.crl"
    file.write_bytes(octets)
    evidence = gostseal.Evidence()
    with file.open("rb") as source:
        evidence.scan_crl(source, [certificate("revoked")])
    for name, status in [("revoked", RevocationVerdict.REVOKED), ("leaf256A", RevocationVerdict.UNKNOWN)]:
        finding = gostseal.verify_certificate(
            certificate(name), anchors=root, certificates=[intermediate], now=NOW, evidence=evidence
        ).revocation[0]
        assert finding.status is status, name
    with pytest.raises(gostseal.ParseError):
        gostseal.Evidence().scan_crl([octets[:-1]], [certificate("revoked")])


def test_chains_come_out_as_the_index_says() -> None:
    root, ran = store("root512A"), 0
    refusals = {}
    for name, fields in BC.keys.items():
        expected = fields.get("chain_expected")
        if expected is None:
            continue
        chain = [certificate(issuer) for issuer in fields.get("chain", ()) if issuer != "root512A"]
        report = gostseal.verify_certificate(certificate(name), anchors=root, certificates=chain, now=NOW)
        if expected.startswith(("valid", "self-signed")):
            report.raise_for_status()
            assert report.path is PathVerdict.ANCHOR and report.error is None, name
            assert report.path_certificates[-1] == certificate("root512A"), name
        else:
            assert report.path is PathVerdict.REFUSED, name
            assert report.error is not None and report.refused is not None, name
            with pytest.raises(gostseal.CertificateError) as caught:
                report.raise_for_status()
            assert caught.value.code == report.error.code, name
            refusals[name] = report.error.code_name
        ran += 1
    assert ran > 8
    assert (refusals["expired"], refusals["notyet"]) == ("CertificateExpired", "CertificateNotYetValid")
    without = gostseal.verify_certificate(
        certificate("expired"), anchors=root, certificates=[certificate("int256A")], check_time=False
    )
    without.raise_for_status()


def test_real_authorities_lead_to_their_issuers_and_tell_what_is_needed() -> None:
    octets = (corpus.VECTORS / "real-ca/certificates.pem").read_bytes()
    expected: dict[str, dict[str, str]] = json.loads((corpus.VECTORS / "real-ca/expected.json").read_bytes())
    every = {hashlib.sha256(own.der).hexdigest(): own for own in gostseal.Certificate.read_bundle(octets)}
    assert set(every) == set(expected)
    anchors = gostseal.TrustStore(octets)
    counts: dict[str, int] = {}
    kinds = set()
    for name, own in every.items():
        said = expected[name]
        # Each is an anchor of this store, and nothing is asked of the revocation of an anchor.
        alone = gostseal.verify_certificate(own, anchors=anchors, check_time=False)
        assert alone.path_certificates in {(own,), ()} and alone.needs == () and alone.revocation == ()
        assert alone.path_certificates or alone.error is not None
        issuer = every.get(said.get("issuer_sha256", ""))
        if issuer is None or issuer == own:
            counts["alone"] = counts.get("alone", 0) + 1
            continue
        above = gostseal.TrustStore(issuer.der)
        report = gostseal.verify_certificate(own, anchors=above, check_time=False, nonce=b"12345678")
        outcome = "good" if report.error is None else report.error.code_name
        line = f"{said['verdict']}: {outcome}"
        counts[line] = counts.get(line, 0) + 1
        urls = {need.url for need in report.needs}
        if report.path is PathVerdict.ANCHOR:
            assert report.path_certificates == (own, issuer)
            assert set(own.crl_urls) | set(own.ocsp_urls) <= urls
        for need in report.needs:
            kinds.add(need.kind)
            assert (need.certificate, bool(need.url)) == (0, True)
            assert (need.request is not None) == (need.kind is gostseal.NeedKind.OCSP)
            assert need.request is None or b"12345678" in need.request
    assert counts == {"signature ok: good": 1215, "alone": 8}
    assert gostseal.NeedKind.CRL in kinds


def test_certificates_tell_whose_they_are() -> None:
    octets = corpus.read("real/sber_ift_ca_2024.cer.pem")
    own = gostseal.Certificate.from_bytes(octets)
    assert gostseal.Certificate.read_bundle(octets + b"") == (own,)
    assert own.thumbprint == hashlib.sha1(own.der).digest()
    assert own.fingerprint == gostseal.streebog256(own.der).digest()
    assert all(isinstance(url, str) for url in own.crl_urls + own.ocsp_urls + own.ca_issuer_urls)
    every = gostseal.Certificate.read_bundle((corpus.VECTORS / "real-ca/certificates.pem").read_bytes())
    for name, digits in (("inn", 12), ("ogrn", 13)):
        values = [value for value in (getattr(own, name) for own in every) if value is not None]
        assert len(values) > 500 and all(value.isdigit() for value in values), name
        assert sum(len(value) == digits for value in values) > len(values) * 9 // 10, name
    assert any(own.sign_tool for own in every)


def test_a_cache_makes_no_difference_but_in_work() -> None:
    cache = gostseal.PathCache()
    verifier = gostseal.Verifier(
        anchors=store("root512A"), certificates=[certificate("int256A")], now=NOW, cache=cache
    )
    data = gostseal.sign(b"document", key=key("leaf256A"), certificate=certificate("leaf256A"))
    first = verifier.verify(data)
    assert len(cache) == 2
    second = verifier.verify(data)
    assert [repr(v) for v in first.signers] == [repr(v) for v in second.signers]
    second.raise_for_status()
    cache.clear()
    assert len(cache) == 0


def test_threads_share_a_verifier_and_its_evidence() -> None:
    evidence = gostseal.Evidence()
    verifier = gostseal.Verifier(
        anchors=store("root512A"), certificates=[certificate("int256A")], now=NOW, evidence=evidence,
        cache=gostseal.PathCache(),
    )
    data = gostseal.sign(b"document", key=key("leaf256A"), certificate=certificate("leaf256A"))
    crl = corpus.read("interop/bc/crl_int256A.crl")
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                verifier.verify(data).raise_for_status()
                evidence.add_crl(crl)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and evidence.crl_count == 20
    assert verifier.verify(data).signers[0].revocation is RevocationVerdict.UNKNOWN
    evidence.add_crl(corpus.read("interop/bc/crl_root512A.crl"))
    assert verifier.verify(data).signers[0].revocation is RevocationVerdict.GOOD


def test_arguments_that_contradict_each_other_are_refused() -> None:
    own = certificate("leaf256A")
    for arguments in (
        {"signer": own, "anchors": store("root512A")},
        {"now": 0, "check_time": False},
    ):
        with pytest.raises(gostseal.Error) as caught:
            gostseal.Verifier(**arguments)
        assert caught.value.code == 101
    with pytest.raises(gostseal.Error) as caught:
        gostseal.Verifier(signer=own, now=NOW).verify_certificate(own)
    assert caught.value.code == 101
    report = gostseal.verify(gostseal.sign(b"", key=key("leaf256A"), certificate=own), now=NOW)
    with pytest.raises(TypeError):
        report.raise_for_status("soft")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no such question"):
        report.signers[0].error("else")  # type: ignore[arg-type]


def test_files_of_any_size_are_read_in_pieces(tmp_path: pathlib.Path) -> None:
    content = corpus.pattern(3, 3 << 20)
    source, message, out = tmp_path / "document", tmp_path / "document.p7m", tmp_path / "out"
    source.write_bytes(content)
    own = certificate("leaf512A")
    signer = gostseal.Signer(key("leaf512A"), own, signing_time=NOW)
    gostseal.sign_file(source, message, signer=signer)
    verifier = gostseal.Verifier(signer=own, now=NOW)
    report = gostseal.verify_file(message, verifier=verifier, out=out)
    report.raise_for_status()
    assert out.read_bytes() == content
    assert report.signers[0].path is PathVerdict.PINNED_KEY
    assert report.signers[0].form is CadesForm.BES
    assert report.signers[0].signing_time == NOW
    assert report.verified_content() is None

    detached = io.BytesIO()
    gostseal.sign_file(io.BytesIO(content), detached, signer=gostseal.Signer(key("leaf512A"), own, detached=True))
    gostseal.verify_file(source, verifier=verifier, signature=detached.getvalue()).raise_for_status()
    report = gostseal.verify_file([content, b"x"], verifier=verifier, signature=detached.getvalue())
    assert report.signers[0].content is ContentVerdict.DIFFERS

    # What ends too early is refused, and what a file raises comes through.
    with pytest.raises(gostseal.ParseError):
        gostseal.verify_file([message.read_bytes()[:-1]], verifier=verifier)

    class Broken:
        def read(self, size: int, /) -> bytes:
            raise OSError("gone")

    for act in (
        lambda: gostseal.verify_file(Broken(), verifier=verifier),
        lambda: gostseal.sign_file(Broken(), tmp_path / "nothing", signer=signer),
    ):
        with pytest.raises(OSError, match="gone"):
            act()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["document", "document.p7m", "out"]
