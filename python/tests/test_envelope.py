# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every EnvelopedData of the corpus by ``open_envelope``, and the manner of the file that it gives."""

from __future__ import annotations

import hashlib
import io
import mmap
import pathlib
import pickle
import shutil

import corpus
import gostseal
import pytest
import refusals
from corpus import Case, Family

# Types that other runners cover: SignedData its own; the rest belongs to later parts of the library, or to Rust.
OTHER_TYPES = {
    "CRL",
    "Certificate",
    "CertificateList",
    "DigestedData",
    "EncryptedData",
    "EncryptedPrivateKeyInfo",
    "GostR3410-KeyTransport (bare, as in CMS KeyTransRecipientInfo.encryptedKey)",
    "OCSPResponse",
    "PFX",
    "PrivateKeyInfo",
    "SignedData",
    "TimeStampResp",
}

# Envelopes whose originator has a static key: its certificate is in the corpus beside them, and Python cannot give it.
STATIC_ORIGINATOR = {
    "kari15_r256_kuznyechik_static_100",
    "kari15_r512_magma_static_1000",
    "tc26_encrypted_keyagree_a221",
}

# The seed of the plaintexts of ``interop/synthetic``, which its index leaves out.
DEFAULT_SEED = 8

BASE = "interop/malformed/env89_base.der"


class Trickle(io.RawIOBase):
    """A source that gives at most ``size`` octets at once."""

    def __init__(self, octets: bytes, size: int) -> None:
        self.inner = io.BytesIO(octets)
        self.size = size

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        return self.inner.read(min(size, self.size))


def key_of(family: Family, name: str) -> tuple[gostseal.PrivateKey, gostseal.Certificate]:
    return (
        gostseal.PrivateKey.from_pkcs8(family.file(name, "private_key_file")),
        gostseal.Certificate.from_bytes(family.file(name, "cert_file")),
    )


def opened(octets: bytes, key: gostseal.PrivateKey, certificate: gostseal.Certificate | None = None) -> bytes:
    with gostseal.open_envelope(octets, key=key, certificate=certificate) as file:
        return file.read()


def verdict(octets: bytes, key: gostseal.PrivateKey, certificate: gostseal.Certificate | None) -> str | None:
    """The name of the refusal's number, or None. Whole and in small pieces must agree."""
    names: set[str | None] = set()
    for chunk in (len(octets) + 1, 7):
        try:
            with gostseal.open_envelope(Trickle(octets, chunk), key=key, certificate=certificate) as file:
                file.read()
            names.add(None)
        except gostseal.Error as error:
            names.add(error.code_name)
    (name,) = names
    return name


def refused_without_originator(octets: bytes, key: gostseal.PrivateKey) -> None:
    with pytest.raises(gostseal.DecryptError) as refusal:
        gostseal.open_envelope(octets, key=key)
    assert refusal.value.code_name == "OriginatorCertificateNotFound"


def check(case: Case, octets: bytes, key: gostseal.PrivateKey, certificate: gostseal.Certificate | None) -> None:
    plaintext = case.plaintext(DEFAULT_SEED)
    assert opened(octets, key) == plaintext, case
    if certificate is not None:
        assert opened(octets, key, certificate) == plaintext, case
    for chunk in (1, 1023, 1025):
        # Octet by octet through Python is slow, and Rust has it of every length.
        if chunk > 1 or len(octets) < 10_000:
            with gostseal.open_envelope(Trickle(octets, chunk), key=key) as file:
                assert file.read() == plaintext, f"{case} in pieces of {chunk}"


@pytest.mark.parametrize(
    ("folder", "ran"),
    [("interop/openssl", 31), ("interop/bc", 11), ("interop/rudonick", 4), ("interop/synthetic", 15)],
)
def test_opens_the_envelopes_of_peers(folder: str, ran: int) -> None:
    family = Family(folder)
    for case in family.of_type("EnvelopedData", OTHER_TYPES):
        octets = case.octets()
        names = case["recipients"]
        assert case["verdict"] == "ok" and names
        for field in ("content_cipher", "encryption_param_set", "enveloped_version", "originator_cert", "note"):
            case.get(field)
        for name in names:
            key, certificate = key_of(family, name)
            if case.id in STATIC_ORIGINATOR:
                refused_without_originator(octets, key)
            else:
                check(case, octets, key, certificate)
        if case.id in STATIC_ORIGINATOR:
            family.exclude(case)
        else:
            family.run(case)
    family.finish(ran)


def test_opens_the_envelopes_of_the_standards() -> None:
    family = Family("formats/cms")
    for case in family.of_type("EnvelopedData", OTHER_TYPES):
        octets = case.octets()
        key = gostseal.PrivateKey.from_pkcs8(corpus.read(case.path("private_key_file")))
        certificate = None
        if case.get("recipient_cert_file"):
            certificate = gostseal.Certificate.from_bytes(corpus.read(case.path("recipient_cert_file")))
        # The content key is not given out; other envelopes' runners use the rest.
        for field in ("cek", "enveloped_version", "originator_cert_file", "key_note"):
            case.get(field)
        if case.id in STATIC_ORIGINATOR:
            refused_without_originator(octets, key)
            family.exclude(case)
            continue
        if case["verdict"] == "either":
            # Its key is made as no standard says.
            assert verdict(octets, key, certificate) == "WrongKey"
            family.exclude(case)
            continue
        assert case["verdict"] == "ok", case
        check(case, octets, key, certificate)
        family.run(case)
    family.finish(14)


def test_every_exclusion_is_a_case() -> None:
    folders = ("formats/cms", "interop/openssl", "interop/bc", "interop/rudonick", "interop/synthetic")
    known = {case.id for folder in folders for case in Family(folder).cases}
    assert known >= STATIC_ORIGINATOR


def test_refuses_each_malformed_envelope_for_its_reason() -> None:
    family = Family("interop/malformed")
    unused = set(refusals.ENVELOPES) | set(refusals.ENVELOPE_CHOICES)
    for case in family.of_type("EnvelopedData", OTHER_TYPES):
        octets = case.octets()
        key, certificate = key_of(family, case["recipient"])
        wanted = case["verdict"]
        lengths = case.get("truncate_to")
        written = case.get("plaintext")
        if lengths is not None:
            assert wanted == "reject"
            for length in lengths:
                assert verdict(octets[:length], key, certificate) == "Truncated", f"{case} cut to {length}"
        elif wanted == "ok":
            assert verdict(octets, key, certificate) is None, case
        else:
            unused.remove(case.id)
            table = refusals.ENVELOPES if wanted == "reject" else refusals.ENVELOPE_CHOICES
            assert verdict(octets, key, certificate) == table[case.id], case
        if written is not None and verdict(octets, key, certificate) is None:
            assert opened(octets, key, certificate) == bytes.fromhex(written), case
        family.run(case)
    assert not unused
    family.finish(166)


def test_the_envelope_of_the_bank_is_for_another_key() -> None:
    envelope = corpus.read("real/sber_userinfo_2019.cms.der")
    keys = Family("interop/openssl")
    for name, expected in [
        ("gost2001_XA", gostseal.NoRecipient),
        ("gost2012_256_XA", gostseal.NoRecipient),
        ("gost2012_512_A", gostseal.NoRecipient),
    ]:
        key, certificate = key_of(keys, name)
        for own in (None, certificate):
            with pytest.raises(expected) as refusal:
                gostseal.open_envelope(envelope, key=key, certificate=own)
            assert refusal.value.code == 311


# The manner of a file.


@pytest.fixture
def key() -> gostseal.PrivateKey:
    return gostseal.PrivateKey.from_der(corpus.read("interop/malformed/keys/m_r256.p8.der"))


@pytest.fixture
def envelope() -> bytes:
    return corpus.read(BASE)


@pytest.fixture
def plaintext(key: gostseal.PrivateKey, envelope: bytes) -> bytes:
    return opened(envelope, key)


def big() -> tuple[bytes, gostseal.PrivateKey, bytes]:
    """The longest envelope of the corpus that opens, with its key and plaintext."""
    family = Family("interop/openssl")
    cases = [case for case in family.cases if case.fields["type"] == "EnvelopedData" and case.id not in STATIC_ORIGINATOR]
    case = max(cases, key=lambda case: case.fields["plaintext_length"])
    key, _ = key_of(family, case["recipients"][0])
    return case.octets(), key, case.plaintext()


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, io.BytesIO])
def test_takes_octets_in_any_form(
    kind: type, key: gostseal.PrivateKey, envelope: bytes, plaintext: bytes
) -> None:
    with gostseal.open_envelope(kind(envelope), key=key) as file:
        assert file.read() == plaintext


@pytest.mark.parametrize("kind", [str, pathlib.Path])
def test_takes_paths_and_closes_what_it_opened(
    kind: type, tmp_path: pathlib.Path, key: gostseal.PrivateKey, envelope: bytes, plaintext: bytes
) -> None:
    path = tmp_path / "sealed.p7m"
    path.write_bytes(envelope)
    with gostseal.open_envelope(kind(path), key=key) as file:
        assert file.read() == plaintext
        sources = [file._owned]
        assert [source is not None and source.closed for source in sources] == [False]
    assert [source is not None and source.closed for source in sources] == [True]
    # A refusal closes it too: an open file would be a ResourceWarning, which is an error here.
    path.write_bytes(envelope[:-1])
    with gostseal.open_envelope(kind(path), key=key) as file, pytest.raises(gostseal.ParseError):
        file.read()
    path.write_bytes(b"\x30\x00")
    with pytest.raises(gostseal.ParseError):
        gostseal.open_envelope(kind(path), key=key)
    with pytest.raises(FileNotFoundError):
        gostseal.open_envelope(kind(tmp_path / "absent"), key=key)


def test_leaves_the_callers_file_open(key: gostseal.PrivateKey, envelope: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "sealed.p7m"
    path.write_bytes(envelope)
    with path.open("rb") as source:
        gostseal.open_envelope(source, key=key).close()
        assert not source.closed
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        with gostseal.open_envelope(mapped, key=key) as file:
            assert file.read()


def test_behaves_as_a_raw_file(key: gostseal.PrivateKey, envelope: bytes, plaintext: bytes) -> None:
    file = gostseal.open_envelope(envelope, key=key)
    assert isinstance(file, io.RawIOBase)
    assert file.readable() and not file.writable() and not file.seekable() and not file.closed
    assert file.read(0) == b""
    assert file.read(5) == plaintext[:5]
    room = bytearray(3)
    assert file.readinto(room) == 3
    assert bytes(room) == plaintext[5:8]
    assert file.read() == plaintext[8:]
    assert file.read() == b"" and file.read(1) == b"" and file.readinto(room) == 0
    for _ in range(2):
        file.close()
    for act in (lambda: file.read(1), lambda: file.read(), lambda: file.readinto(room), file.readable):
        with pytest.raises(ValueError, match="closed"):
            act()


def test_streams_what_other_tools_read(tmp_path: pathlib.Path) -> None:
    envelope, key, plaintext = big()
    out = io.BytesIO()
    with gostseal.open_envelope(envelope, key=key) as file:
        shutil.copyfileobj(file, out)
    assert out.getvalue() == plaintext
    with gostseal.open_envelope(envelope, key=key) as file, io.BufferedReader(file) as buffered:
        assert b"".join(buffered) == plaintext
    with gostseal.open_envelope(envelope, key=key) as file:
        # Not a size of any block, segment or chunk.
        assert b"".join(iter(lambda: file.read(997), b"")) == plaintext
    with gostseal.open_envelope(envelope, key=key) as file:
        digest = hashlib.file_digest(file, gostseal.streebog256)
    assert digest.digest() == gostseal.streebog256(plaintext).digest()


def test_closing_before_the_end_is_fine_and_reading_to_the_end_checks_it() -> None:
    envelope, key, plaintext = big()
    cut = envelope[: len(envelope) // 2]
    with gostseal.open_envelope(cut, key=key) as file:
        assert file.read(100) == plaintext[:100]
    with gostseal.open_envelope(cut, key=key) as file:
        given = bytearray()
        with pytest.raises(gostseal.ParseError) as refusal:
            while piece := file.read(4096):
                given += piece
        assert plaintext.startswith(given) and len(given) > len(cut) // 2
        assert refusal.value.code_name == "Truncated" and refusal.value.offset == len(cut)
        # The same answer for ever, and never a quiet end.
        with pytest.raises(gostseal.ParseError):
            file.read(1)
    with gostseal.open_envelope(envelope + b"\0", key=key) as file:
        assert b"".join(iter_until_error(file)) == plaintext
        with pytest.raises(gostseal.ParseError) as refusal:
            file.read()
        assert refusal.value.code_name == "TrailingData" and refusal.value.offset == len(envelope)


def iter_until_error(file: gostseal.EnvelopeFile) -> list[bytes]:
    pieces: list[bytes] = []
    while True:
        try:
            piece = file.read(4096)
        except gostseal.Error:
            return pieces
        assert piece
        pieces.append(piece)


def test_a_wrong_key_is_refused_before_the_first_octet(envelope: bytes) -> None:
    family = Family("interop/malformed")
    key, certificate = key_of(family, "m_r256")
    altered = corpus.read("interop/malformed/env89_cekmac_flip.der")
    read: list[int] = []

    class Source:
        def read(self, size: int) -> bytes:
            piece = altered[len(read) : len(read) + 1]
            read.append(size)
            return piece

    with pytest.raises(gostseal.WrongKey) as refusal:
        gostseal.open_envelope(Source(), key=key, certificate=certificate)
    assert refusal.value.code == 312 and isinstance(refusal.value, gostseal.DecryptError)
    assert len(read) < len(altered)
    other, _ = key_of(family, "m_r512")
    with pytest.raises(gostseal.NoRecipient):
        gostseal.open_envelope(envelope, key=other)


def test_a_source_may_block_fail_or_be_something_else(key: gostseal.PrivateKey, envelope: bytes) -> None:
    class Blocking:
        def __init__(self, pieces: list[bytes | None]) -> None:
            self.pieces = pieces

        def read(self, size: int) -> bytes | None:
            return self.pieces.pop(0) if self.pieces else b""

    with pytest.raises(BlockingIOError):
        gostseal.open_envelope(Blocking([envelope[:50], None]), key=key)
    file = gostseal.open_envelope(Blocking([envelope[:-10], None, envelope[-10:]]), key=key)
    first = file.read(1 << 20)
    with pytest.raises(BlockingIOError):
        file.read()
    assert first and file.read(1 << 20) and file.read() == b""

    class Failing:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError("peer")

    with pytest.raises(ConnectionResetError):
        gostseal.open_envelope(Failing(), key=key)
    with pytest.raises(TypeError):
        gostseal.open_envelope(io.StringIO("text"), key=key)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        gostseal.open_envelope(12, key=key)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        gostseal.open_envelope(envelope, key="key")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pickle.dumps(gostseal.open_envelope(envelope, key=key))
