# SPDX-License-Identifier: MIT OR Apache-2.0
"""The main job: whole user-infos, and what refuses them. The ten lines of the README run here as they stand."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import sys

import corpus
import gostseal
import pytest

KEYS = corpus.VECTORS / "interop/openssl/keys"

# Within the validity of the keys' certificates.
NOW = 1_796_083_200

CLAIMS = json.loads((corpus.DATA / "claims.json").read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (corpus.DATA / name).read_text(encoding="ascii").strip()


def private(name: str) -> gostseal.PrivateKey:
    return gostseal.PrivateKey.from_pem((KEYS / f"{name}.p8.pem").read_bytes())


def certificate(name: str) -> gostseal.Certificate:
    return gostseal.Certificate.from_bytes((KEYS / f"{name}.cert.pem").read_bytes())


def refusal(sealed: str | bytes, **arguments: object) -> tuple[str | None, str]:
    with pytest.raises(gostseal.Error) as caught:
        gostseal.open_userinfo(sealed, now=NOW, **arguments)  # type: ignore[arg-type]
    return caught.value.step, caught.value.code_name


README = '''
import gostseal, shutil
text = open("userinfo.jwe").read().strip()
key  = gostseal.PrivateKey.from_pem(open("recipient.key", "rb").read())
bank = gostseal.PublicKey.from_certificate(open("bank.cer", "rb").read())
claims = gostseal.open_userinfo(text, key=key, bank=bank, audience="2233")   # dict; raises gostseal.Error
print(claims["inn"])
with gostseal.open_envelope("big.p7m", key=key) as f, open("big", "wb") as out:   # a readable binary file
    shutil.copyfileobj(f, out)
'''


def test_the_lines_of_the_readme_run(tmp_path: pathlib.Path) -> None:
    index = json.loads((corpus.VECTORS / "interop/openssl/index.json").read_text())
    case = next(
        case
        for case in index["cases"]
        if case.get("recipients") == ["gost2001_XA"] and case["format"] == "DER" and case["content_cipher"] == "gost89"
    )
    shutil.copy(corpus.DATA / "raw.jwe", tmp_path / "userinfo.jwe")
    shutil.copy(KEYS / "gost2001_XA.p8.pem", tmp_path / "recipient.key")
    shutil.copy(KEYS / "gost2012_256_XA.cert.pem", tmp_path / "bank.cer")
    shutil.copy(corpus.VECTORS / "interop/openssl" / case["file"], tmp_path / "big.p7m")
    ran = subprocess.run(
        [sys.executable, "-c", README], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "1482746570\n"), ran.stderr
    plaintext = (tmp_path / "big").read_bytes()
    assert gostseal.streebog256(plaintext).hexdigest() == case["plaintext_streebog256"]


def test_a_raw_user_info_opens() -> None:
    key, bank = private("gost2001_XA"), certificate("gost2012_256_XA")
    for pinned in (bank, bank.public_key()):
        for own in (None, certificate("gost2001_XA")):
            opened = gostseal.open_userinfo(
                text("raw.jwe"),
                key=key,
                certificate=own,
                bank=pinned,
                audience="2233",
                issuer="http://bank.example/",
                now=NOW,
            )
            assert opened == CLAIMS and list(opened) == list(CLAIMS)
    assert gostseal.open_userinfo(text("raw.jwt"), bank=bank, now=NOW) == CLAIMS
    # Without a time the clock of the system counts; these claims have no end.
    assert gostseal.open_userinfo(text("raw.jwt").encode(), bank=bank) == CLAIMS


def test_a_user_info_with_a_cms_signature_opens_by_pin_and_by_anchor() -> None:
    key, bank = private("gost2012_256_TCA"), certificate("gost2012_512_A")
    sealed = text("cms.jwe")
    assert gostseal.open_userinfo(sealed, key=key, bank=bank, now=NOW) == CLAIMS
    anchors = gostseal.TrustStore(bank.der)
    assert gostseal.open_userinfo(sealed, key=key, anchors=anchors, now=NOW) == CLAIMS
    assert refusal(sealed, key=key) == ("Trust", "TrustNotEstablished")
    stranger = gostseal.TrustStore(certificate("gost2012_256_XA").der)
    assert refusal(sealed, key=key, anchors=stranger) == ("Trust", "IssuerNotFound")


def test_each_step_refuses_with_its_name() -> None:
    sealed = text("raw.jwe")
    key, bank = private("gost2001_XA"), certificate("gost2012_256_XA")
    other = certificate("gost2012_256_TCA")
    good = {"key": key, "bank": bank}
    assert refusal(sealed[:-1], **good)[1] == "InvalidCompact"
    assert refusal(sealed.replace(".", "!.", 1), **good) == ("Jwe", "InvalidBase64")
    assert refusal(sealed, bank=bank) == ("Envelope", "KeyRequired")
    assert refusal(sealed, key=private("gost2012_256_XA"), bank=bank) == ("Envelope", "NoRecipient")
    assert refusal(sealed, key=key, certificate=other, bank=bank) == ("Envelope", "NoRecipient")
    assert refusal(sealed, key=key) == ("Signature", "SignerRequired")
    assert refusal(sealed, key=key, bank=other) == ("Signature", "InvalidSignature")
    assert refusal(sealed, key=key, bank=certificate("gost2001_XA")) == ("Jws", "AlgorithmMismatch")
    assert refusal(sealed, **good, audience="2234") == ("Claims", "AudienceMismatch")
    assert refusal(sealed, **good, issuer="bank") == ("Claims", "IssuerMismatch")
    assert refusal(sealed, **good, nonce="1") == ("Claims", "MissingClaim")
    assert refusal(sealed, **good, require_exp=True) == ("Claims", "MissingClaim")
    assert refusal(sealed, bank=bank, certificate=certificate("gost2001_XA")) == (None, "InvalidArgument")
    assert refusal(sealed, **good, anchors=gostseal.TrustStore(bank.der)) == (None, "InvalidArgument")


def test_the_sealed_user_info_of_the_bank_is_for_another_key() -> None:
    sealed = corpus.token("real/sber_userinfo_2019.jwe")
    for name in ("gost2001_XA", "gost2012_256_XA"):
        bank = certificate("gost2012_256_XA")
        assert refusal(sealed, key=private(name), bank=bank) == ("Envelope", "NoRecipient")


def test_any_changed_letter_is_refused_by_an_error_of_the_library() -> None:
    sealed = text("raw.jwe")
    key, bank = private("gost2001_XA"), certificate("gost2012_256_XA").public_key()
    accepted = []
    for at in range(0, len(sealed), 3):
        letter = "B" if sealed[at] != "B" else "C"
        changed = sealed[:at] + letter + sealed[at + 1 :]
        try:
            assert gostseal.open_userinfo(changed, key=key, bank=bank, now=NOW) == CLAIMS
            accepted.append(at)
        except gostseal.Error as error:
            assert error.code and error.step
    # What nothing protects changes nothing: letters of the JWE header, names in originatorInfo, the recipient's name,
    # which a bare key does not look at.
    assert len(accepted) < len(sealed) // 6
