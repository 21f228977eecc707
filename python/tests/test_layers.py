# SPDX-License-Identifier: MIT OR Apache-2.0
"""Envelopes that are sealed here, in every form; and messages within messages."""

from __future__ import annotations

import io
import pathlib
import shutil
import threading
import tracemalloc
import zlib
from typing import Literal

import corpus
import gostseal
import pytest

KEYS = "interop/synthetic/keys/s_r256"
SIGNED = "interop/openssl/sig_256_cades_attached.der"
SIGNER = "interop/openssl/keys/gost2012_256_TCA.cert.pem"
# When the certificates of the corpus are valid.
NOW = 1796083200

Form = Literal["der", "pem", "base64", "smime"]
FORMS: tuple[Form, ...] = ("der", "pem", "base64", "smime")


class Trickle(io.RawIOBase):
    """A source that gives at most ``size`` octets at once."""

    def __init__(self, octets: bytes, size: int) -> None:
        self.inner = io.BytesIO(octets)
        self.size = size

    def read(self, size: int = -1) -> bytes:
        return self.inner.read(min(size, self.size))


@pytest.fixture
def key() -> gostseal.PrivateKey:
    return gostseal.PrivateKey.from_der(corpus.read(f"{KEYS}.p8.der"))


@pytest.fixture
def own() -> gostseal.Certificate:
    return gostseal.Certificate.from_bytes(corpus.read(f"{KEYS}.cert.der"))


@pytest.fixture
def signer() -> gostseal.Certificate:
    return gostseal.Certificate.from_bytes(corpus.read(SIGNER))


def seal(octets: bytes, own: gostseal.Certificate, form: Form = "der") -> bytes:
    out = io.BytesIO()
    with gostseal.seal_envelope(out, to=own, form=form) as file:
        shutil.copyfileobj(io.BytesIO(octets), file, 1000)
    return out.getvalue()


def element(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def compress(octets: bytes) -> bytes:
    """CompressedData of RFC 3274 by another zlib."""
    return element(
        0x30,
        bytes.fromhex("060b2a864886f70d0109100109"),
        element(
            0xA0,
            element(
                0x30,
                b"\x02\x01\x00",
                element(0x30, bytes.fromhex("060b2a864886f70d0109100308")),
                element(
                    0x30, bytes.fromhex("06092a864886f70d010701"), element(0xA0, element(0x04, zlib.compress(octets)))
                ),
            ),
        ),
    )


@pytest.mark.parametrize("form", FORMS)
def test_what_is_sealed_opens_in_every_form(form: Form, key: gostseal.PrivateKey, own: gostseal.Certificate) -> None:
    plaintext = bytes(i * i >> 4 & 255 for i in range(20_000))
    sealed = seal(plaintext, own, form)
    assert sealed.startswith({"der": b"0\x80", "pem": b"-----BEGIN CMS", "base64": b"MIA", "smime": b"MIME"}[form])
    for chunk in (1, 7, 1023, 1024, 1025, len(sealed)):
        with gostseal.open_envelope(Trickle(sealed, chunk), key=key, certificate=own) as file:
            assert file.read() == plaintext
    with gostseal.open_envelope(Trickle(sealed[:-200], 999), key=key) as file, pytest.raises(gostseal.ParseError):
        file.read()


def test_a_path_appears_when_the_envelope_is_complete(
    tmp_path: pathlib.Path, key: gostseal.PrivateKey, own: gostseal.Certificate
) -> None:
    path = tmp_path / "sealed.p7m"
    path.write_bytes(b"old")
    with gostseal.seal_envelope(path, to=[own, own]) as file:
        assert file.writable() and not file.readable() and not file.seekable()
        assert file.write(bytearray(b"hello")) == 5
        assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["sealed.p7m"]
    with gostseal.open_envelope(path, key=key) as opened:
        assert opened.read() == b"hello"
    with pytest.raises(ValueError, match="closed"):
        file.write(b"more")
    file.close()

    # An exception, abort and garbage collection leave nothing, and touch nothing.
    before = path.read_bytes()
    with pytest.raises(RuntimeError), gostseal.seal_envelope(str(path), to=own) as file:
        file.write(b"hello")
        raise RuntimeError
    file = gostseal.seal_envelope(path, to=own)
    file.abort()
    file = gostseal.seal_envelope(path, to=own)
    file.write(b"hello")
    del file
    assert path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1
    with pytest.raises(gostseal.Error):
        gostseal.seal_envelope(path, to=[])
    with pytest.raises(gostseal.Error):
        gostseal.seal_envelope(path, to=own, form="xml")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        gostseal.seal_envelope(path, to="certificate")  # type: ignore[arg-type]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("cipher", ["magma-ctr-acpkm", "magma-ctr-acpkm-omac", "kuznyechik-ctr-acpkm-omac"])
def test_a_mac_is_judged_at_the_end(
    cipher: Literal["magma-ctr-acpkm", "magma-ctr-acpkm-omac", "kuznyechik-ctr-acpkm-omac"], key: gostseal.PrivateKey, own: gostseal.Certificate
) -> None:
    out = io.BytesIO()
    with gostseal.seal_envelope(out, to=own, cipher=cipher) as file:
        file.write(bytes(100_000))
    with gostseal.open_envelope(out.getvalue(), key=key) as opened:
        with pytest.raises(ValueError, match="when all was read"):
            assert opened.authenticated
        assert opened.read() == bytes(100_000)
        assert opened.authenticated == cipher.endswith("omac")
    with gostseal.open_layers(out.getvalue(), key=key) as layers:
        layers.read()
        assert layers.layers[0].authenticated == cipher.endswith("omac")
    altered = bytearray(out.getvalue())
    altered[len(altered) // 2] ^= 1
    with gostseal.open_envelope(bytes(altered), key=key) as opened:
        if cipher.endswith("omac"):
            with pytest.raises(gostseal.Error) as refusal:
                opened.read()
            assert refusal.value.code == 326
            with pytest.raises(gostseal.Error):
                opened.read()
        else:
            assert opened.read() != bytes(100_000)


def test_a_target_may_take_little_or_fail(key: gostseal.PrivateKey, own: gostseal.Certificate) -> None:
    class Little:
        def __init__(self) -> None:
            self.octets = bytearray()

        def write(self, data: bytes) -> int:
            self.octets += data[:7]
            return min(7, len(data))

    little = Little()
    with gostseal.seal_envelope(little, to=own) as file:
        file.write(bytes(5000))
    with gostseal.open_envelope(bytes(little.octets), key=key) as opened:
        assert opened.read() == bytes(5000)

    class Failing:
        def write(self, data: bytes) -> int:
            raise ConnectionResetError("peer")

    file = gostseal.seal_envelope(Failing(), to=own)
    with pytest.raises(ConnectionResetError):
        file.write(b"x")
    assert file.closed


def test_memory_is_flat_both_ways(key: gostseal.PrivateKey, own: gostseal.Certificate) -> None:
    piece = bytes(range(256)) * 256
    sealed = seal(piece * 64, own, "pem")

    class Nothing:
        def write(self, data: bytes) -> int:
            return len(data)

    tracemalloc.start()
    try:
        with gostseal.seal_envelope(Nothing(), to=own, form="smime") as file:
            for _ in range(64):
                file.write(piece)
        source = io.BytesIO(sealed)
        with gostseal.open_envelope(source, key=key) as opened:
            assert sum(len(octets) for octets in iter(lambda: opened.read(65536), b"")) == 64 * len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The source is one copy of what is sealed; nothing else grows with it.
    assert peak < (1 << 20)


def test_layers_open_one_through_the_other(
    key: gostseal.PrivateKey, own: gostseal.Certificate, signer: gostseal.Certificate
) -> None:
    signed = corpus.read(SIGNED)
    content = gostseal.verify_cms(signed, signer=signer, now=NOW).content
    assert content
    for form in FORMS:
        sealed = seal(compress(signed), own, form)
        for chunk in (1, 1024, len(sealed)):
            with gostseal.open_layers(Trickle(sealed, chunk), key=key) as file:
                with pytest.raises(ValueError, match="when all was read"):
                    assert file.layers
                with pytest.raises(ValueError, match="when all was read"):
                    assert file.content_type
                assert file.read() == content
                layers = file.layers
                assert [layer.type for layer in layers] == ["EnvelopedData", "CompressedData", "SignedData"]
                assert [layer.form for layer in layers] == [form, "der", "der"]
                assert file.content_type == "octets"
        verified = layers[2].verify(signer=signer, now=NOW)
        assert verified.content is None and verified.signers[0].cades_bes
        with pytest.raises(gostseal.Error) as refusal:
            layers[2].verify(signer=own, now=NOW)
        assert refusal.value.code // 100 == 3
        with pytest.raises(gostseal.Error) as refusal:
            layers[0].verify(signer=signer, now=NOW)
        assert refusal.value.code == 101
        assert repr(layers[0]) == f"<gostseal.Layer EnvelopedData {form}>"


def test_layers_stop_where_they_must(key: gostseal.PrivateKey, own: gostseal.Certificate) -> None:
    sealed = seal(b"PK\x03\x04 and more", own)
    with gostseal.open_layers(compress(sealed)) as file:
        assert file.read() == sealed
        assert file.content_type == "message" and len(file.layers) == 1
    with gostseal.open_layers(compress(sealed), key=key, depth=1) as file:
        assert file.read() == sealed
    with gostseal.open_layers(compress(sealed), key=key, certificate=own) as file:
        assert file.read() == b"PK\x03\x04 and more"
        assert file.content_type == "ZIP"
    with gostseal.open_layers(sealed) as file, pytest.raises(gostseal.UnsupportedError):
        file.read()
    with gostseal.open_layers(b"hello", key=key) as file, pytest.raises(gostseal.ParseError) as refusal:
        file.read()
    assert refusal.value.offset is not None
    bomb = compress(bytes(100 << 20))
    with gostseal.open_layers(bomb) as file, pytest.raises(gostseal.ParseError) as refusal:
        while file.read(1 << 20):
            pass
    assert refusal.value.code_name == "LimitExceeded"
    cut = compress(bytes(100_000))[:-3]
    with gostseal.open_layers(cut) as file, pytest.raises(gostseal.ParseError):
        file.read()


def test_the_gil_is_let_go(key: gostseal.PrivateKey, own: gostseal.Certificate) -> None:
    plaintext = bytes(1 << 20)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for form in FORMS:
                with gostseal.open_envelope(seal(plaintext, own, form), key=key) as file:
                    assert file.read() == plaintext
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
