# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every JWS of the corpus by ``verify_jws``, and its claims by ``open_userinfo``."""

from __future__ import annotations

import base64
import datetime
import json

import corpus
import gostseal
import pytest
import refusals
from corpus import Case, Family

# The instant for which the claims of the synthetic family were made.
NOW = 1_767_225_600

# 2026-02-23T14:31:30Z, two seconds after the bank's token was made.
TOKEN_TIME = datetime.datetime(2026, 2, 23, 14, 31, 30, tzinfo=datetime.timezone.utc)

ORDERS = {"r||s": "rs-be", "csp": "rs-le"}


def encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def refusal(text: str | bytes, **arguments: object) -> gostseal.Error:
    with pytest.raises(gostseal.Error) as caught:
        gostseal.verify_jws(text, **arguments)  # type: ignore[arg-type]
    return caught.value


def test_the_synthetic_family_is_judged_as_its_index_says() -> None:
    family = Family("interop/jws")
    unused = set(refusals.TOKENS)
    for case in family.cases:
        check(family, case, unused)
        family.run(case)
    assert not unused
    family.finish(74)


def check(family: Family, case: Case, unused: set[str]) -> None:
    text = (corpus.VECTORS / case.path("file")).read_bytes()
    assert case.get("now", NOW) == NOW
    encoding = case.get("signature_encoding")
    certificate = family.file(case["key"], "cert_file")
    wanted = case["verdict"]
    expected = refusals.TOKENS.get(case.id)
    assert (wanted == "reject") == (expected is not None), case
    unused.discard(case.id)
    try:
        key = gostseal.PublicKey.from_certificate(certificate)
    except gostseal.ParseError as error:
        # The key is a point of order 2, with which anybody could sign.
        assert error.code_name == expected, case
        return
    if wanted == "reject":
        with pytest.raises(gostseal.Error) as caught:
            gostseal.open_userinfo(text, bank=key, now=NOW)
        assert caught.value.code_name == expected, (case, caught.value)
        if not isinstance(caught.value, gostseal.ClaimError) and caught.value.step != "Claims":
            assert refusal(text, signer=key, now=NOW).code_name == expected, case
    else:
        jws = gostseal.verify_jws(text, signer=key, now=NOW)
        assert jws.form == "raw" and jws.certificate is None
        if case.fields["expected"].endswith("as JWT reject"):
            with pytest.raises(gostseal.ParseError) as caught:
                jws.claims()
            assert caught.value.code_name == "InvalidJson" and caught.value.offset is not None
        else:
            assert gostseal.open_userinfo(text, bank=key, now=NOW) == jws.claims()
            assert jws.claims() == json.loads(jws.payload)
    if encoding in ORDERS:
        order = ORDERS[encoding]
        assert gostseal.verify_jws(text, signer=key, now=NOW, order=order).payload, case
    assert refusal(text, now=NOW).code, case


def test_the_token_of_esia_verifies() -> None:
    family = Family("formats/jws")
    for case in family.cases:
        text = (corpus.VECTORS / case.path("file")).read_bytes()
        if case["verdict"] == "ok":
            # What the certificate says, and what Rust's runner compares with it.
            for field in ("alg", "curve_oid", "key_oid", "public_x", "public_y", "r", "s", "signature_encoding"):
                case.get(field)
            key = gostseal.PublicKey.from_certificate(corpus.read(case.path("cert_file")))
            jws = gostseal.verify_jws(text, signer=key)
            assert jws.header["alg"] == case.fields["alg"]
            assert (jws.profile, jws.form) == ("esia", "raw")
            signing_input, _, signature = text.rpartition(b".")
            digest = gostseal.streebog256(signing_input).digest()
            assert digest.hex() == case["streebog256_of_signing_input"]
            octets = base64.urlsafe_b64decode(signature + b"==")
            key.verify_digest(digest, octets)
            claims = jws.claims()
            assert claims["iss"] == "http://esia.gosuslugi.ru/"
            with pytest.raises(gostseal.ClaimError) as caught:
                gostseal.open_userinfo(text, bank=key, now=NOW)
            assert caught.value.code_name == "TokenExpired" and caught.value.step == "Claims"
            assert gostseal.open_userinfo(text, bank=key, now=1_590_836_931) == claims
            assert refusal(text, signer=key, profile="sber").code_name == "AlgorithmNotAllowed"
            assert gostseal.verify_jws(text, signer=key, profile="esia", order="sr-be").payload == jws.payload
        else:
            assert case["verdict"] == "unverifiable"
            never_valid(text)
        family.run(case)
    family.finish(2)


def never_valid(text: bytes) -> None:
    """No key at hand and no trust makes a token of an unknown key valid."""
    family = Family("interop/jws")
    assert refusal(text).code
    for name in family.keys:
        try:
            key = gostseal.PublicKey.from_certificate(family.file(name, "cert_file"))
        except gostseal.ParseError:
            continue
        for order in ("sr-be", "rs-be", "rs-le", "sr-le"):
            assert isinstance(
                refusal(text, signer=key, order=order), (gostseal.InvalidSignature, gostseal.UnsupportedError)
            )


@pytest.mark.parametrize(
    "name",
    [
        "esia_test_access_2023_unverified.jwt",
        "esia_test_access_2025_unverified.jwt",
        "sber_inner_jws_2019.jwt",
        "sber_legacy_idtoken_2020.jwt",
        "sber_userinfo_jws_2021.jwt",
    ],
)
def test_real_tokens_of_unknown_keys_are_never_valid(name: str) -> None:
    never_valid(corpus.token(f"real/{name}"))


def test_the_real_token_of_esia_verifies() -> None:
    key = gostseal.PublicKey.from_certificate(corpus.read("real/esia_test_signing_2019.cer.pem"))
    jws = gostseal.verify_jws(corpus.token("real/esia_test_authcode_2020.jwt"), signer=key)
    assert jws.claims()["iss"]


def anchors() -> gostseal.TrustStore:
    return gostseal.TrustStore((corpus.VECTORS / "real/sber_ift_ca_2024.cer.pem").read_text())


def test_the_banks_token_of_2026_verifies_with_its_ca_as_anchor() -> None:
    text = corpus.token("real/sber_ift_idtoken_2026.jwt")
    jws = gostseal.verify_jws(text, anchors=anchors(), now=TOKEN_TIME)
    assert (jws.profile, jws.form) == ("sber", "cms")
    certificate = jws.certificate
    assert certificate is not None and certificate.subject
    claims = gostseal.open_userinfo(
        text.decode(),
        anchors=anchors(),
        audience="24031",
        issuer="efs-sbbol-ift-web.testsbi.sberbank.ru:9443",
        now=TOKEN_TIME.timestamp(),
        require_exp=True,
    )
    assert claims == jws.claims() and claims["aud"] == "24031"
    # The certificate inside, pinned, serves as well; another key does not.
    assert gostseal.verify_jws(text, signer=certificate, now=TOKEN_TIME).payload == jws.payload
    other = gostseal.PublicKey.from_certificate(corpus.read("interop/jws/keys/j1.cert.der"))
    assert isinstance(refusal(text, signer=other, now=TOKEN_TIME), gostseal.InvalidSignature)
    # Without an anchor the signature is good and nobody answers for it.
    error = refusal(text, now=TOKEN_TIME)
    assert (error.code, type(error)) == (401, gostseal.CertificateError)
    error = refusal(text, anchors=anchors(), now=1_500_000_000)
    assert error.code_name == "CertificateNotYetValid"


def test_one_changed_letter_of_the_banks_token_is_refused() -> None:
    header, payload, signature = corpus.token("real/sber_ift_idtoken_2026.jwt").decode().split(".")
    changed = base64.urlsafe_b64decode(payload + "==").replace(b"24031", b"24032", 1)
    text = ".".join([header, encode(changed), signature])
    for trust in ({}, {"anchors": anchors()}):
        error = refusal(text, now=TOKEN_TIME, **trust)
        assert (error.code_name, type(error)) == ("DigestMismatch", gostseal.InvalidSignature)


def test_a_raw_signature_needs_the_signers_key() -> None:
    text = corpus.token("interop/jws/ok_0.jwt")
    store = gostseal.TrustStore(corpus.read("interop/jws/keys/j1.cert.der"))
    for trust in ({}, {"anchors": store}):
        error = refusal(text, now=NOW, **trust)
        assert (error.code_name, type(error)) == ("SignerRequired", gostseal.Error)


def test_arguments_that_say_nothing_are_misuse() -> None:
    text = corpus.token("interop/jws/ok_0.jwt")
    key = gostseal.PublicKey.from_certificate(corpus.read("interop/jws/keys/j1.cert.der"))
    for arguments in ({"profile": "SBER"}, {"order": "be"}):
        error = refusal(text, signer=key, now=NOW, **arguments)
        assert (error.code_name, type(error)) == ("InvalidArgument", gostseal.Error)
    with pytest.raises(ValueError, match="time zone"):
        gostseal.verify_jws(text, signer=key, now=datetime.datetime(2026, 1, 1))
    for now in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            gostseal.verify_jws(text, signer=key, now=now)
    with pytest.raises(TypeError):
        gostseal.verify_jws(text, signer=key, now="2026-01-01")  # type: ignore[arg-type]
    with pytest.raises(OverflowError):
        gostseal.verify_jws(text, signer=key, now=1 << 64)


@pytest.mark.parametrize("text", ["", "a", "\0", "é.é.é", "\ud800.\udfff.a", "." * 100_000, b"\xff" * 99])
def test_text_that_is_no_token_is_a_parse_error(text: str | bytes) -> None:
    error = refusal(text)
    assert isinstance(error, gostseal.ParseError) and isinstance(error, ValueError)
