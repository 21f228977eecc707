# SPDX-License-Identifier: MIT OR Apache-2.0
"""Exceptions: their tree, their numbers, and that every number has a class."""

from __future__ import annotations

import copy
import pathlib
import pickle
import re

import corpus
import gostseal
import pytest
from gostseal import _errors


def test_the_tree_is_as_promised() -> None:
    for name in gostseal.__all__:
        member = getattr(gostseal, name)
        if isinstance(member, type) and issubclass(member, Exception):
            assert issubclass(member, gostseal.Error), name
            assert getattr(_errors, name) is member
    assert issubclass(gostseal.ParseError, ValueError)
    assert issubclass(gostseal.WrongKey, gostseal.DecryptError)
    assert issubclass(gostseal.NoRecipient, gostseal.DecryptError)


def test_an_error_says_number_name_and_place() -> None:
    with pytest.raises(gostseal.ParseError) as caught:
        gostseal.verify_cms(b"\x30\x03\x02\x01")
    error = caught.value
    assert (error.code, error.code_name, error.step) == (201, "Truncated", None)
    assert error.offset is not None and error.offset <= 4
    assert str(error) == f"E201: {error.message}" and error.message
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert (str(twin), twin.code, twin.code_name, twin.offset) == (str(error), 201, "Truncated", error.offset)
    refusal = gostseal.ClaimError("claim aud: another one", 501, "AudienceMismatch", None, "Claims")
    twin = pickle.loads(pickle.dumps(refusal))
    assert (str(twin), twin.step) == ("E501: claim aud: another one", "Claims")


def test_numbers_and_names_are_those_of_the_table() -> None:
    table = pathlib.Path(corpus.ROOT / "docs/errors.md").read_text(encoding="utf-8")
    known = {(int(code), name) for code, name in re.findall(r"^\| (\d{3}) \| (\w+) \|", table, re.M)}
    assert len(known) > 50
    certificate = corpus.read("interop/jws/keys/j1.cert.der")
    seen = set()
    for act in (
        lambda: gostseal.PrivateKey.from_der(b""),
        lambda: gostseal.verify_jws(b"a.b.c"),
        lambda: gostseal.verify_jws(corpus.token("interop/jws/ok_0.jwt")),
        lambda: gostseal.verify_jws(corpus.token("interop/jws/alg_none.jwt")),
        lambda: gostseal.PublicKey.from_certificate(certificate).verify_digest(bytes(32), bytes(64)),
    ):
        with pytest.raises(gostseal.Error) as caught:
            act()
        seen.add((caught.value.code, caught.value.code_name))
    assert len(seen) == 5 and seen <= known


def test_the_version_is_that_of_the_workspace() -> None:
    manifest = (corpus.ROOT / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(r'^\[workspace\.package\]\nversion = "([^"]+)"', manifest, re.M)
    assert found and gostseal.__version__ == found[1]
