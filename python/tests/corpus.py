# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads ``vectors/`` for the tests.

Each index file is a list of cases. A runner says of every case whether it ran it or on which list of exclusions it is;
``Family.finish`` fails for a case that is neither, for a list entry without a case, and for a field of a case that
was not read.
"""

from __future__ import annotations

import base64
import json
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "vectors"
DATA = pathlib.Path(__file__).resolve().parent / "data"

# Fields that say where a case comes from, how it was made or what others make of it.
INFORMATIONAL = {
    "description",
    "disagrees",
    "expected",
    "format",
    "id",
    "indefinite_length",
    "maker",
    "note",
    "observed_openssl_gost_engine",
    "openssl_can_decrypt",
    "openssl_cannot",
    "peer_note",
    "plaintext_sha256",
    "plaintext_streebog256",
    "python_ref_observed",
    "reason",
    "source",
    "stream",
    "verified_with",
}


def read(name: str) -> bytes:
    """The octets of a file in ``vectors/``; PEM is decoded."""
    octets = (VECTORS / name).read_bytes()
    if not octets.startswith(b"-----BEGIN"):
        return octets
    lines = octets.split(b"\n")
    return base64.b64decode(b"".join(line for line in lines if not line.startswith(b"-----")))


def token(name: str) -> bytes:
    """A compact token in ``vectors/``; a line feed at the end of the file is not the token's."""
    return (VECTORS / name).read_bytes().removesuffix(b"\n")


def pattern(seed: int, length: int) -> bytes:
    """The long plaintexts of the corpus, by the recipe in ``vectors/README.md``."""
    return bytes((seed + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)) % 256 for i in range(length))


class Case:
    """One case of an index file, which remembers what was read of it."""

    def __init__(self, folder: str, fields: dict[str, Any]) -> None:
        self.folder = folder
        self.fields = fields
        self.id: str = fields["id"]
        self.unread = set(fields) - INFORMATIONAL

    def __getitem__(self, name: str) -> Any:
        self.unread.discard(name)
        return self.fields[name]

    def get(self, name: str, default: Any = None) -> Any:
        self.unread.discard(name)
        return self.fields.get(name, default)

    def octets(self) -> bytes:
        return read(f"{self.folder}/{self['file']}")

    def path(self, name: str) -> str:
        return f"{self.folder}/{self[name]}"

    def plaintext(self, default_seed: int | None = None) -> bytes:
        written = self.get("plaintext")
        length = self.get("plaintext_length")
        seed = self.get("plaintext_seed", default_seed)
        made = None if seed is None or length is None else pattern(seed, length)
        octets = made if written is None else bytes.fromhex(written)
        assert octets is not None, f"{self}: no plaintext"
        assert length in (None, len(octets)), f"{self}: length"
        if self.fields.get("plaintext_seed") is not None:
            assert made == octets, f"{self}: recipe"
        return octets

    def __repr__(self) -> str:
        return f"{self.folder} {self.id}"


class Family:
    """One index file. ``lists`` are the exclusions: what later parts of the library cover, or other runners."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        index = json.loads((VECTORS / folder / "index.json").read_text(encoding="utf-8"))
        self.cases = [Case(folder, fields) for fields in index["cases"]]
        self.keys: dict[str, dict[str, Any]] = {key["id"]: key for key in index.get("keys", ())}
        self.ran: set[str] = set()
        self.excluded: set[str] = set()

    def of_type(self, kind: str, other_types: Iterable[str]) -> Iterator[Case]:
        """The cases of a type. Every other type must be on the list."""
        for case in self.cases:
            if case["type"] == kind:
                yield case
            else:
                assert case["type"] in other_types, f"{case}: {case['type']} is on no list"
                self.exclude(case)

    def run(self, case: Case) -> None:
        """Says that a case was run; every field of it must have been read."""
        assert not case.unread, f"{case}: fields not accounted for: {sorted(case.unread)}"
        self.ran.add(case.id)

    def exclude(self, case: Case) -> None:
        """Says that a case is on a list of exclusions."""
        self.excluded.add(case.id)

    def finish(self, ran: int) -> None:
        """Fails unless every case was run or excluded, and ``ran`` of them run."""
        left = {case.id for case in self.cases} - self.ran - self.excluded
        assert not left, f"{self.folder}: neither run nor listed: {sorted(left)}"
        assert len(self.ran) == ran

    def file(self, key: str, field: str) -> bytes:
        """A file of a key: ``cert_file`` or ``private_key_file``."""
        name: str = self.keys[key][field]
        return (VECTORS / self.folder / name).read_bytes()
