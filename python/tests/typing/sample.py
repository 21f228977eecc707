# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a typed program does with the library. It is checked by mypy, not run."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import io
import pathlib
import shutil
from typing import Any, BinaryIO, assert_type

import gostseal


def user_info(text: str, out: BinaryIO) -> str:
    key = gostseal.PrivateKey.from_pem(pathlib.Path("recipient.key").read_bytes())
    bank = gostseal.PublicKey.from_certificate(pathlib.Path("bank.cer").read_bytes())
    now = datetime.datetime.now(datetime.timezone.utc)
    claims = gostseal.open_userinfo(text, key=key, bank=bank, audience="2233", now=now)
    assert_type(claims, dict[str, Any])
    with gostseal.open_envelope("big.p7m", key=key) as file:
        assert_type(file, gostseal.EnvelopeFile)
        shutil.copyfileobj(file, out)
    with gostseal.open_envelope(pathlib.Path("big.p7m"), key=key) as file, io.BufferedReader(file) as lines:
        for line in lines:
            assert_type(line, bytes)
    gostseal.open_envelope(io.BytesIO(b""), key=key).close()
    gostseal.open_envelope(memoryview(b""), key=key).close()
    own = gostseal.Certificate.from_bytes(b"")
    with gostseal.seal_envelope("big.p7m", to=own, form="smime") as sealed:
        assert_type(sealed, gostseal.EnvelopeWriter)
        shutil.copyfileobj(io.BytesIO(b""), sealed)
    with gostseal.open_layers(io.BytesIO(b""), key=key, depth=3) as layers:
        shutil.copyfileobj(layers, out)
        assert_type(layers.layers, tuple[gostseal.Layer, ...])
        for layer in layers.layers:
            if layer.type == "SignedData":
                assert_type(layer.verify(signer=bank, now=0), gostseal.VerifiedCms)
    return str(claims["inn"])


def signatures(token: bytes, message: bytes) -> None:
    store = gostseal.TrustStore(pathlib.Path("anchors.pem").read_bytes())
    jws = gostseal.verify_jws(token, anchors=store, now=0.5, profile="sber")
    assert_type(jws.header, dict[str, Any])
    assert_type(jws.payload, bytes)
    assert_type(jws.certificate, gostseal.Certificate | None)
    verified = gostseal.verify_cms(message, content=b"document", signer=jws.certificate, now=1)
    assert_type(verified.content, bytes | None)
    assert_type(verified.signers, tuple[gostseal.CmsSigner, ...])
    for signer in verified.signers:
        assert_type(signer.signing_time, datetime.datetime | None)
        if signer.certificate is not None:
            assert_type(signer.certificate.serial, int)
            key: gostseal.PublicKey = signer.certificate.public_key()
            key.verify_digest(gostseal.streebog256(message).digest(), bytearray(64))


def refusals(token: str) -> int | None:
    try:
        gostseal.verify_jws(token)
    except gostseal.ParseError as error:
        return error.offset
    except gostseal.Error as error:
        assert_type(error.code_name, str)
        assert_type(error.step, str | None)
        return error.code
    return None


def hashes(file: io.BufferedReader) -> bytes:
    digest = hashlib.file_digest(file, gostseal.streebog512)
    return hmac.new(digest.digest(), b"message", gostseal.streebog256).digest()


def reports(message: bytes, store: gostseal.TrustStore, key: gostseal.PrivateKey, own: gostseal.Certificate) -> None:
    evidence = gostseal.Evidence()
    evidence.add_crl(pathlib.Path("list.crl").read_bytes())
    report = gostseal.verify(message, anchors=store, evidence=evidence)
    assert_type(report, gostseal.VerifyReport)
    report.raise_for_status(gostseal.RevocationPolicy.HARD_FAIL)
    assert_type(report.verified_content(), bytes | None)
    for verdicts in report.signers:
        assert_type(verdicts.signature, gostseal.SignatureVerdict)
        assert_type(verdicts.error("path"), gostseal.Error | None)
        for stamp in verdicts.time_stamps:
            assert_type(stamp.proved_time(), datetime.datetime)
    verifier = gostseal.Verifier(anchors=store, cache=gostseal.PathCache())
    gostseal.verify_file("big.p7m", verifier=verifier, out=io.BytesIO())
    gostseal.verify_file([b"piece"], verifier=verifier, signature=message)
    stamper = gostseal.TimeStamper(lambda request: request, verifier=verifier)
    signer = gostseal.Signer(key, own, preset=gostseal.Preset.DIADOC, time_stamper=stamper)
    assert_type(signer.sign(b"document"), bytes)
    gostseal.sign_file("document", "document.p7s", signer=signer)
    judged = gostseal.verify_certificate(own, anchors=store, usage=gostseal.Usage.SIGNATURE)
    for need in judged.needs:
        assert_type(need.request, bytes | None)
    verdict = gostseal.docflow.check(
        "sign_document", b"", current_rawdata=None, certificates={}, verifier=verifier
    )
    assert_type(verdict.json, str)
