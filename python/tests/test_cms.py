# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every SignedData of the corpus by ``verify_cms``."""

from __future__ import annotations

import datetime
import ssl

import corpus
import gostseal
import pytest
import refusals
from corpus import Case, Family

# What other runners cover: envelopes their own; the rest belongs to later parts of the library, or to Rust.
OTHER_TYPES = {
    "CRL",
    "Certificate",
    "CertificateList",
    "DigestedData",
    "EncryptedData",
    "EncryptedPrivateKeyInfo",
    "EnvelopedData",
    "GostR3410-KeyTransport (bare, as in CMS KeyTransRecipientInfo.encryptedKey)",
    "OCSPResponse",
    "PFX",
    "PrivateKeyInfo",
    "TimeStampResp",
}

# The time of the bank's token, within the validity of its certificates.
TOKEN_TIME = datetime.datetime(2026, 2, 23, 14, 31, 30, tzinfo=datetime.timezone.utc)


def refusal(data: bytes, **arguments: object) -> gostseal.Error:
    with pytest.raises(gostseal.Error) as caught:
        gostseal.verify_cms(data, **arguments)  # type: ignore[arg-type]
    return caught.value


def test_verifies_the_messages_of_openssl() -> None:
    run("interop/openssl", 10)


def test_verifies_the_messages_of_bouncycastle() -> None:
    run("interop/bc", 7)


def test_verifies_the_messages_of_rudonick_save_unsorted_attributes() -> None:
    run("interop/rudonick", 4)


def test_verifies_synthetic_messages() -> None:
    run("interop/synthetic", 5)


def run(folder: str, ran: int) -> None:
    family = Family(folder)
    for case in family.of_type("SignedData", OTHER_TYPES):
        check(family, case)
        family.run(case)
    family.finish(ran)


def check(family: Family, case: Case) -> None:
    data, content = case.octets(), case.plaintext()
    names: list[str] = case["signers"]
    certificates = [gostseal.Certificate.from_bytes(family.file(name, "cert_file")) for name in names]
    own = gostseal.TrustStore(
        b"".join(pem(certificate) for certificate in certificates)
    )
    detached = bool(case.get("detached", False))
    given = content if detached else None
    included = all(certificate.der in data for certificate in certificates)
    assert case.get("certificates_included", included) == included
    now = max(certificate.not_before for certificate in certificates)
    for field in ("digest", "mode", "signed_attributes", "signer_id", "signer_info_version"):
        case.get(field)
    cades = case.get("cades_bes", case.get("mode") == "cades")

    if case["verdict"] == "either":
        # rudonick/crypto transmits the attributes unsorted and signs them sorted.
        for signer in certificates:
            assert refusal(data, content=given, signer=signer, now=now).code_name == "InvalidSignature", case
        return
    assert case["verdict"] == "ok", case

    # Without trust: the refusal that says that trust is all that is missing.
    error = refusal(data, content=given, now=now)
    expected = "TrustNotEstablished" if included else "SignerCertificateNotFound"
    assert (error.code_name, type(error)) == (expected, gostseal.CertificateError), case

    # Every certificate that is given as trusted is an anchor, and a single signer's key can be pinned.
    verified = []
    if included:
        verified.append(gostseal.verify_cms(data, content=given, anchors=own, now=now))
    if len(names) == 1:
        for pinned in (certificates[0], certificates[0].public_key()):
            verified.append(gostseal.verify_cms(data, content=given, signer=pinned, now=now))
    for result in verified:
        assert result.content == (None if detached else content), case
        assert len(result.signers) == len(names), case
        for report, certificate in zip(result.signers, certificates, strict=True):
            assert report.certificate == (certificate if included else None), case
            if included and case.id != "sig_detached":
                assert report.cades_bes == cades, case

    # Other content is refused, and so is a missing one.
    error = refusal(data, content=content + b"x", now=now)
    if detached and not included:
        assert error.code_name == "SignerCertificateNotFound", case
    else:
        assert isinstance(error, gostseal.InvalidSignature), case
    if detached:
        assert refusal(data, now=now).code_name == "ContentRequired", case

    # So is another key than the signer's, and an anchor that did not issue it.
    for other, key in family.keys.items():
        stranger = gostseal.Certificate.from_bytes(family.file(other, "cert_file"))
        if other not in names and len(names) == 1:
            error = refusal(data, content=given, signer=stranger, now=now)
            assert isinstance(error, (gostseal.InvalidSignature, gostseal.UnsupportedError)), (case, error)
        chains = [family.keys[name].get("chain", ()) for name in names]
        if included and other not in names and not any(other in chain for chain in chains):
            error = refusal(data, content=given, anchors=gostseal.TrustStore(stranger.der), now=now)
            assert type(error) is gostseal.CertificateError and error.code > 401, (case, key["id"], error)


def pem(certificate: gostseal.Certificate) -> bytes:
    return ssl.DER_cert_to_PEM_cert(certificate.der).encode()


def pkcs8(curve: str, private_key: bytes) -> bytes:
    """PKCS#8 of a private key whose integer is known, big-endian."""

    def tlv(tag: int, *parts: bytes) -> bytes:
        value = b"".join(parts)
        assert len(value) < 0x80 or len(value) < 0x100
        length = bytes([len(value)]) if len(value) < 0x80 else bytes([0x81, len(value)])
        return bytes([tag]) + length + value

    def oid(dotted: str) -> bytes:
        first, second, *rest = map(int, dotted.split("."))
        octets = bytearray([40 * first + second])
        for arc in rest:
            groups = [arc & 0x7F]
            while arc := arc >> 7:
                groups.append(arc & 0x7F | 0x80)
            octets += bytes(reversed(groups))
        return tlv(0x06, bytes(octets))

    algorithm = "1.2.643.7.1.1.1.2" if len(private_key) == 64 else "1.2.643.7.1.1.1.1"
    identifier = tlv(0x30, oid(algorithm), tlv(0x30, oid(curve)))
    return tlv(0x30, b"\x02\x01\x00", identifier, tlv(0x04, private_key[::-1]))


def test_verifies_the_examples_of_the_standards() -> None:
    family = Family("formats/cms")
    for case in family.of_type("SignedData", OTHER_TYPES):
        data, content = case.octets(), case.plaintext()
        assert case["verdict"] == "ok"
        if case.get("signer_cert_file"):
            certificate = gostseal.Certificate.from_bytes(corpus.read(case.path("signer_cert_file")))
            now = certificate.not_before
            key = certificate.public_key()
            verified = gostseal.verify_cms(data, signer=certificate, now=now)
        else:
            # Only the signer's private key is known.
            private = pkcs8(case["curve_oid"], bytes.fromhex(case["signer_private_key"]))
            key = gostseal.PrivateKey.from_der(private).public_key()
            now = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
            verified = gostseal.verify_cms(data, signer=key, now=now)
        assert verified.content == content, case
        assert gostseal.verify_cms(data, content=content, signer=key, now=now).content == content
        assert refusal(data, content=b"", signer=key, now=now).code_name == "DigestMismatch", case
        family.run(case)
    family.finish(5)


def test_refuses_each_malformed_message_for_its_reason() -> None:
    family = Family("interop/malformed")
    unused = set(refusals.MESSAGES) | set(refusals.MESSAGE_CHOICES)
    now = gostseal.Certificate.from_bytes(family.file("m_r256", "cert_file")).not_before
    for case in family.of_type("SignedData", OTHER_TYPES):
        data = case.octets()
        signer = case["signer"]
        wanted = case["verdict"]
        lengths = case.get("truncate_to")
        for field in ("recipient", "plaintext"):
            case.get(field)
        error = refusal(data, now=now)
        if lengths is not None:
            assert wanted == "reject" and error.code_name == "TrustNotEstablished", case
            for length in lengths:
                assert isinstance(refusal(data[:length], now=now), gostseal.ParseError), f"{case} cut to {length}"
        elif wanted == "reject":
            unused.remove(case.id)
            assert error.code_name == refusals.MESSAGES[case.id], (case, error)
            # With the key pinned a message may come without certificates.
            if signer != "in message" and case.id != "sig_nocerts":
                certificate = gostseal.Certificate.from_bytes(family.file(signer, "cert_file"))
                refusal(data, signer=certificate, now=now)
        else:
            expected = None
            if wanted == "either":
                unused.remove(case.id)
                expected = refusals.MESSAGE_CHOICES[case.id]
            # Nothing was given to trust the signer by, and nothing else is wrong.
            assert error.code_name == (expected or "TrustNotEstablished"), (case, error)
            if expected is None and signer != "in message":
                certificate = gostseal.Certificate.from_bytes(family.file(signer, "cert_file"))
                assert gostseal.verify_cms(data, signer=certificate, now=now).signers
        family.run(case)
    assert not unused
    family.finish(56)


def test_the_detached_signature_of_the_bank_verifies_with_its_ca_as_anchor() -> None:
    data = corpus.read("real/sber_ift_idtoken_2026.sig.cms.ber")
    content = corpus.read("real/sber_ift_idtoken_2026.signing_input")
    anchors = gostseal.TrustStore((corpus.VECTORS / "real/sber_ift_ca_2024.cer.pem").read_bytes())
    assert len(anchors) == 1
    verified = gostseal.verify_cms(data, content=content, anchors=anchors, now=TOKEN_TIME)
    (signer,) = verified.signers
    assert verified.content is None
    assert signer.signing_time == TOKEN_TIME and signer.cades_bes
    assert signer.certificate is not None and signer.certificate not in anchors

    assert refusal(data, content=content, now=TOKEN_TIME).code == 401
    for now, code_name in [
        (1_747_052_000, "CertificateNotYetValid"),
        (1_786_537_974, "CertificateExpired"),
    ]:
        error = refusal(data, content=content, anchors=anchors, now=now)
        assert (error.code_name, type(error)) == (code_name, gostseal.CertificateError)
    for length in range(0, len(data), 17):
        assert isinstance(refusal(data[:length], content=content, now=TOKEN_TIME), gostseal.ParseError)


def test_a_key_and_anchors_at_once_are_misuse() -> None:
    family = Family("interop/openssl")
    certificate = gostseal.Certificate.from_bytes(family.file("gost2001_XA", "cert_file"))
    error = refusal(b"", signer=certificate, anchors=gostseal.TrustStore(certificate.der))
    assert (error.code, type(error)) == (101, gostseal.Error)
    with pytest.raises(TypeError):
        gostseal.verify_cms(b"", signer=certificate.der)  # type: ignore[arg-type]
