# SPDX-License-Identifier: MIT OR Apache-2.0
"""Keys and certificates: what is read, what is refused, what is never given out."""

from __future__ import annotations

import copy
import datetime
import gc
import json
import pickle

import corpus
import gostseal
import pytest
from corpus import Family

# Keys that must be refused, each for its reason.
REFUSED: dict[str, type[gostseal.Error]] = {
    "p8_31": gostseal.ParseError,
    "p8_64_mask_zero": gostseal.ParseError,
    "p8_curve_unknown": gostseal.UnsupportedError,
    "p8_empty": gostseal.ParseError,
    "p8_emptyoctet": gostseal.ParseError,
    "p8_intneg": gostseal.ParseError,
    "p8_len_mismatch": gostseal.ParseError,
    "p8_noparams": gostseal.ParseError,
    "p8_q": gostseal.ParseError,
    "p8_qplus": gostseal.ParseError,
    "p8_zero": gostseal.ParseError,
}

KEYS = corpus.VECTORS / "interop/openssl/keys"
NAMES = ("gost2001_XA", "gost2012_256_XA", "gost2012_256_TCA", "gost2012_256_TCC", "gost2012_512_A", "gost2012_512_C")


@pytest.mark.parametrize("name", NAMES)
def test_signs_and_verifies(name: str) -> None:
    pem = (KEYS / f"{name}.p8.pem").read_bytes()
    key = gostseal.PrivateKey.from_pem(pem)
    certificate = gostseal.Certificate.from_bytes((KEYS / f"{name}.cert.pem").read_bytes())
    public = key.public_key()
    assert public == certificate.public_key() and hash(public) == hash(certificate.public_key())
    octets = 64 if "512" in name else 32
    digest = bytes(range(octets))
    signature = key.sign_digest(digest)
    assert len(signature) == 2 * octets
    public.verify_digest(digest, signature)
    # Twice the same digest gives two signatures: each nonce has fresh octets in it.
    assert key.sign_digest(digest) != signature
    for bit in range(0, 16 * octets, 37):
        altered = bytearray(signature)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(gostseal.InvalidSignature):
            public.verify_digest(digest, altered)
    for bad in (b"", signature[:-1], signature + b"\0", bytes(2 * octets), b"\xff" * 2 * octets):
        with pytest.raises(gostseal.InvalidSignature) as caught:
            public.verify_digest(digest, bad)
        assert caught.value.code == 321
    with pytest.raises(gostseal.InvalidSignature):
        public.verify_digest(digest[:-1], signature)
    with pytest.raises(gostseal.Error):
        key.sign_digest(digest + b"\0")


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_the_same_in_every_form(name: str) -> None:
    pem = (KEYS / f"{name}.p8.pem").read_bytes()
    der = corpus.read(f"interop/openssl/keys/{name}.p8.pem")
    keys = [
        gostseal.PrivateKey.from_pem(pem),
        gostseal.PrivateKey.from_pem(pem.decode()),
        gostseal.PrivateKey.from_der(der),
        gostseal.PrivateKey.from_der(bytearray(der)),
        gostseal.PrivateKey.from_pkcs8(pem),
        gostseal.PrivateKey.from_pkcs8(memoryview(der)),
    ]
    assert len({key.public_key() for key in keys}) == 1
    assert len({(key.algorithm, key.param_set) for key in keys}) == 1
    public = keys[0].public_key()
    assert (public.algorithm, public.param_set) == (keys[0].algorithm, keys[0].param_set)
    assert gostseal.PublicKey.from_spki(public.spki) == public
    with pytest.raises(gostseal.ParseError):
        gostseal.PrivateKey.from_pem(der)
    with pytest.raises(gostseal.ParseError):
        gostseal.PrivateKey.from_der(pem)


def test_names_are_those_of_the_standards() -> None:
    key = gostseal.PrivateKey.from_pem((KEYS / "gost2012_512_A.p8.pem").read_bytes())
    assert key.algorithm == "id-tc26-gost3410-12-512"
    assert key.param_set == "id-tc26-gost-3410-2012-512-paramSetA"


def test_a_private_key_gives_nothing_away() -> None:
    index = json.loads((corpus.VECTORS / "interop/openssl/index.json").read_text())
    fields = next(key for key in index["keys"] if key["id"] == "gost2012_256_XA")
    key = gostseal.PrivateKey.from_pem((KEYS / "gost2012_256_XA.p8.pem").read_bytes())
    secret = bytes.fromhex(fields["private_key"])
    shown = [repr(key), str(key), f"{key}", *(str(getattr(key, name)) for name in dir(key))]
    for text in shown:
        assert secret.hex() not in text.lower() and secret[::-1].hex() not in text.lower()
    assert repr(key) == f"<gostseal.PrivateKey {key.algorithm} {key.param_set}>"
    for act in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            act(key)
    with pytest.raises(TypeError):
        gostseal.PrivateKey()
    with pytest.raises(TypeError):
        bytes(key)  # type: ignore[call-overload]
    with pytest.raises(AttributeError):
        key.secret = 1  # type: ignore[attr-defined]
    del key
    gc.collect()


def test_malformed_keys_are_refused() -> None:
    family = Family("interop/malformed")
    others = {"Certificate", "CertificateList", "EnvelopedData", "SignedData"}
    unused = set(REFUSED)
    for case in family.of_type("PrivateKeyInfo", others):
        octets = case.octets()
        for field in ("public_x",):
            case.get(field)
        if case["verdict"] == "ok":
            assert gostseal.PrivateKey.from_der(octets).public_key()
        else:
            assert case["verdict"] == "reject"
            unused.remove(case.id)
            with pytest.raises(gostseal.Error) as caught:
                gostseal.PrivateKey.from_der(octets)
            assert isinstance(caught.value, REFUSED[case.id]), (case, caught.value)
        family.run(case)
    assert not unused
    family.finish(12)


def test_malformed_certificates_are_read_or_refused_by_an_error_of_the_library() -> None:
    family = Family("interop/malformed")
    read = 0
    for case in family.cases:
        if case["type"] != "Certificate":
            continue
        octets = case.octets()
        try:
            certificate = gostseal.Certificate.from_bytes(octets)
            shown = (certificate.subject, certificate.issuer, certificate.serial, repr(certificate))
            assert all(value is not None for value in shown)
            assert certificate.not_before and certificate.not_after
            certificate.public_key()
        except gostseal.Error as error:
            assert error.code
        read += 1
    assert read == 32


def test_a_certificate_says_what_is_in_it() -> None:
    certificate = gostseal.Certificate.from_bytes((KEYS / "gost2012_512_A.cert.pem").read_text())
    assert certificate.subject == "CN=gost2012_512_A,O=gostseal public,C=RU"
    assert certificate.issuer == certificate.subject
    assert certificate.serial == 0x6D7222A88201E2BD
    utc = datetime.timezone.utc
    assert certificate.not_before == datetime.datetime(2026, 11, 21, 23, 17, tzinfo=utc)
    assert certificate.not_after == datetime.datetime(2046, 11, 16, 23, 17, tzinfo=utc)
    assert certificate.der == corpus.read("interop/openssl/keys/gost2012_512_A.cert.pem")
    again = gostseal.Certificate.from_bytes(certificate.der)
    assert again == certificate and hash(again) == hash(certificate) and again is not certificate
    assert certificate != gostseal.Certificate.from_bytes((KEYS / "gost2001_XA.cert.pem").read_bytes())
    assert certificate != certificate.der
    ca = gostseal.Certificate.from_bytes(corpus.read("real/sber_ift_ca_2024.cer.pem"))
    assert any("а" <= letter <= "я" for letter in ca.subject.lower())


def test_every_real_ca_certificate_is_read() -> None:
    bundle = (corpus.VECTORS / "real-ca/certificates.pem").read_bytes()
    blocks = bundle.split(b"-----BEGIN CERTIFICATE-----")[1:]
    assert len(blocks) == 1223
    read = 0
    for block in blocks:
        try:
            certificate = gostseal.Certificate.from_bytes(b"-----BEGIN CERTIFICATE-----" + block)
            assert certificate.serial and certificate.subject and certificate.not_before < certificate.not_after
            certificate.public_key()
            read += 1
        except gostseal.Error as error:
            assert error.code
    assert read > 1200
    assert len(gostseal.TrustStore(bundle)) > 1200


@pytest.mark.parametrize(
    "junk", [b"", b"\0", b"0", b"junk", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"-----BEGIN X-----"]
)
def test_junk_is_a_parse_error(junk: bytes) -> None:
    for read in (
        gostseal.PrivateKey.from_pem,
        gostseal.PrivateKey.from_der,
        gostseal.PrivateKey.from_pkcs8,
        gostseal.PublicKey.from_certificate,
        gostseal.PublicKey.from_spki,
        gostseal.Certificate.from_bytes,
        gostseal.TrustStore,
    ):
        with pytest.raises(gostseal.ParseError) as caught:
            read(junk)
        assert isinstance(caught.value, ValueError) and 200 <= caught.value.code < 300


@pytest.mark.parametrize("other", [None, 1, 1.5, [1, 2], object()])
def test_what_is_no_octets_is_a_type_error(other: object) -> None:
    for read in (gostseal.PrivateKey.from_pkcs8, gostseal.Certificate.from_bytes, gostseal.TrustStore):
        with pytest.raises(TypeError):
            read(other)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        gostseal.PrivateKey.from_der("text")  # type: ignore[arg-type]
