# SPDX-License-Identifier: MIT OR Apache-2.0
"""Streebog against all vectors, and as the functions of ``hashlib`` that it stands beside."""

from __future__ import annotations

import array
import hashlib
import hmac
import io
import json
from typing import Any

import corpus
import gostseal
import pytest

FUNCTIONS = {256: gostseal.streebog256, 512: gostseal.streebog512}

RECIPES = {
    "'12345670' x 128": b"12345670" * 128,
    "00 01 02 15 84 67 45 31 x 128": bytes.fromhex("0001021584674531") * 128,
    "first 539 octets of '12345670' x 128": (b"12345670" * 128)[:539],
    "('121345678' x 7 + '1234567' + 0x0a) x 4096 + '12345' + 0x0a": (
        (b"121345678" * 7 + b"1234567\n") * 4096 + b"12345\n"
    ),
}


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((corpus.VECTORS / name).read_text())["cases"]
    assert found
    return found


def message(case: dict[str, Any]) -> bytes:
    if "message_recipe" in case:
        return RECIPES[case["message_recipe"]]
    return bytes.fromhex(case["message"])


def test_reproduces_every_vector_whole_and_in_pieces() -> None:
    known = {"bits", "digest", "id", "message", "message_recipe", "source", "verified_with"}
    for case in cases("streebog.json"):
        assert set(case) <= known, case["id"]
        octets, digest = message(case), bytes.fromhex(case["digest"])
        function = FUNCTIONS[case["bits"]]
        whole = function(octets)
        assert whole.digest() == digest and whole.hexdigest() == digest.hex(), case["id"]
        for chunk in (1, 63, 64, 65, 2048, 2049):
            if len(octets) // chunk > 5000:
                continue
            pieces = function()
            for at in range(0, len(octets), chunk):
                pieces.update(octets[at : at + chunk])
            assert pieces.digest() == digest, f"{case['id']} in pieces of {chunk}"


def test_reproduces_every_vector_of_hmac() -> None:
    functions = {"HMAC_GOSTR3411_2012_256": gostseal.streebog256, "HMAC_GOSTR3411_2012_512": gostseal.streebog512}
    ran = 0
    for case in cases("hmac.json"):
        if case["alg"] not in functions:
            # GOST R 34.11-94 is not given out in Python.
            assert "94" in case["alg"], case["alg"]
            continue
        key, octets, mac = (bytes.fromhex(case[field]) for field in ("key", "message", "mac"))
        assert hmac.new(key, octets, functions[case["alg"]]).digest() == mac, case["id"]
        assert hmac.digest(key, octets, functions[case["alg"]]) == mac, case["id"]
        ran += 1
    assert ran > 0


@pytest.mark.parametrize("bits", FUNCTIONS)
def test_behaves_as_a_hash_of_hashlib(bits: int) -> None:
    function = FUNCTIONS[bits]
    digest = function(b"abc")
    assert (digest.name, digest.digest_size, digest.block_size) == (f"streebog{bits}", bits // 8, 64)
    assert len(digest.digest()) == digest.digest_size
    assert digest.digest() == digest.digest()
    other = digest.copy()
    other.update(b"def")
    assert other.digest() == function(b"abcdef").digest() != digest.digest()
    assert function(b"abc", usedforsecurity=False).digest() == digest.digest()
    assert function(data=b"abc").digest() == digest.digest()
    octets = bytes(range(256)) * 1000
    expected = function(octets).digest()
    assert hashlib.file_digest(io.BytesIO(octets), function).digest() == expected
    assert hashlib.file_digest(io.BufferedReader(io.BytesIO(octets)), function).digest() == expected


@pytest.mark.parametrize("bits", FUNCTIONS)
def test_takes_buffers_of_every_kind(bits: int) -> None:
    function = FUNCTIONS[bits]
    for octets in (bytes(range(256)), bytes(range(256)) * 100):
        expected = function(octets).digest()
        for buffer in (
            bytearray(octets),
            memoryview(octets),
            memoryview(bytearray(octets)),
            array.array("B", octets),
            array.array("I", octets),
            memoryview(octets + octets)[: len(octets)],
        ):
            assert function(buffer).digest() == expected
        # Every other octet: not contiguous.
        assert function(memoryview(octets)[::2]).digest() == function(octets[::2]).digest()
    for other in ("abc", 1, None, [1]):
        with pytest.raises(TypeError):
            function().update(other)  # type: ignore[arg-type]


def test_a_hash_is_made_by_its_functions_only() -> None:
    with pytest.raises(TypeError):
        gostseal.Hash()
    with pytest.raises(TypeError):
        gostseal.streebog256(b"", True)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        type("Sub", (gostseal.Hash,), {})
