# SPDX-License-Identifier: MIT OR Apache-2.0
"""Objects are shared by threads, and long work lets the others run."""

from __future__ import annotations

import concurrent.futures
import sys
import threading
import time
from collections.abc import Callable, Iterator

import corpus
import gostseal
import pytest

THREADS = 8
KEYS = corpus.VECTORS / "interop/openssl/keys"
NOW = 1_796_083_200


@pytest.fixture(autouse=True)
def frequent_switches() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def together(*work: Callable[[], None], seconds: float = 1.0) -> None:
    """Runs each function again and again, each in threads of its own."""
    end = time.monotonic() + seconds
    gate = threading.Barrier(THREADS)

    def loop(function: Callable[[], None]) -> int:
        gate.wait()
        rounds = 0
        while time.monotonic() < end:
            function()
            rounds += 1
        return rounds

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(loop, work[i % len(work)]) for i in range(THREADS)]
        assert all(future.result() > 0 for future in futures)


def test_one_hash_takes_octets_from_many_threads() -> None:
    # Every piece is the same, so the order in which threads come does not show.
    short, long = b"\x5a" * 64, b"\x5a" * 64 * 1024
    shared = gostseal.streebog512()
    rounds = 40

    def feed() -> None:
        for _ in range(rounds):
            shared.update(short)
            shared.update(long)
            shared.copy().digest()
            shared.hexdigest()

    threads = [threading.Thread(target=feed) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = gostseal.streebog512()
    for _ in range(rounds * THREADS):
        expected.update(short + long)
    assert shared.digest() == expected.digest()


def test_keys_certificates_and_stores_are_shared() -> None:
    key = gostseal.PrivateKey.from_pem((KEYS / "gost2001_XA.p8.pem").read_bytes())
    bank = gostseal.Certificate.from_bytes((KEYS / "gost2012_256_XA.cert.pem").read_bytes())
    pinned = bank.public_key()
    signing = gostseal.PrivateKey.from_pem((KEYS / "gost2012_256_XA.p8.pem").read_bytes())
    sealed = (corpus.DATA / "raw.jwe").read_text().strip()
    token = corpus.token("real/sber_ift_idtoken_2026.jwt")
    store = gostseal.TrustStore((corpus.VECTORS / "real/sber_ift_ca_2024.cer.pem").read_bytes())
    digest = gostseal.streebog256(b"content").digest()
    envelope = corpus.read("interop/malformed/env89_base.der")
    recipient = gostseal.PrivateKey.from_der(corpus.read("interop/malformed/keys/m_r256.p8.der"))
    with gostseal.open_envelope(envelope, key=recipient) as file:
        plaintext = file.read()

    def user_info() -> None:
        assert gostseal.open_userinfo(sealed, key=key, bank=pinned, now=NOW)["inn"] == "1482746570"

    def user_info_by_certificate() -> None:
        assert gostseal.open_userinfo(sealed, key=key, bank=bank, now=NOW)["inn"] == "1482746570"

    def signatures() -> None:
        pinned.verify_digest(digest, signing.sign_digest(digest))
        with pytest.raises(gostseal.InvalidSignature):
            pinned.verify_digest(digest, bytes(64))

    def tokens() -> None:
        assert gostseal.verify_jws(token, anchors=store, now=1_771_857_090).certificate

    def envelopes() -> None:
        with gostseal.open_envelope(envelope, key=recipient) as file:
            assert file.read() == plaintext

    def hashes() -> None:
        assert gostseal.streebog256(b"content").digest() == digest

    together(user_info, user_info_by_certificate, signatures, tokens, envelopes, hashes, seconds=3)


def test_one_opener_under_many_threads_gives_octets_or_an_error() -> None:
    recipient = gostseal.PrivateKey.from_der(corpus.read("interop/malformed/keys/m_r256.p8.der"))
    envelope = corpus.read("interop/malformed/env89_base.der")

    def fight(file: gostseal.EnvelopeFile) -> None:
        try:
            while file.read(3):
                pass
        except (gostseal.Error, ValueError):
            pass

    for _ in range(20):
        file = gostseal.open_envelope(envelope, key=recipient)
        threads = [threading.Thread(target=fight, args=(file,)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        file.close()
        for thread in threads:
            thread.join()


def test_a_buffer_that_is_written_to_meanwhile_is_copied_first() -> None:
    size = 1 << 20
    buffer = bytearray(size)
    stop = threading.Event()

    def scribble() -> None:
        while not stop.is_set():
            buffer[:] = bytes([buffer[0] ^ 1]) * size

    thread = threading.Thread(target=scribble)
    thread.start()
    possible = {gostseal.streebog256(bytes([octet]) * size).digest() for octet in (0, 1)}
    try:
        for _ in range(10):
            assert gostseal.streebog256(buffer).digest() in possible
    finally:
        stop.set()
        thread.join()


def test_long_work_lets_other_threads_run() -> None:
    # A thread that wakes every millisecond makes many rounds while a hash runs without the GIL, and one otherwise.
    octets = bytes(32 << 20)
    rounds = 0
    stop = threading.Event()

    def tick() -> None:
        nonlocal rounds
        while not stop.wait(0.001):
            rounds += 1

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        before = rounds
        gostseal.streebog256(octets)
        assert rounds - before > 10
    finally:
        stop.set()
        thread.join()
