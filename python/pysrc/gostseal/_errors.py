# SPDX-License-Identifier: MIT OR Apache-2.0
"""Exceptions. Which class a refusal has follows from its number; the numbers are in ``docs/errors.md``."""

from __future__ import annotations


class Error(Exception):
    """Any refusal of the library. Misuse that no better class fits (codes 1xx) is of this class itself."""

    code: int
    """The number, the same in Rust, C and at the terminal: 312."""
    code_name: str
    """The number's name: ``WrongKey``."""
    message: str
    """What and where, in one line without the number. No secrets are in it."""
    step: str | None
    """Which step of ``open_userinfo`` refused: ``Jwe``, ``Envelope``, ``Jws``, ``Signature``, ``Trust``, ``Claims``."""

    def __init__(
        self,
        message: str,
        code: int,
        code_name: str,
        offset: int | None = None,
        step: str | None = None,
    ) -> None:
        # All arguments are kept, so that the exception can be pickled.
        super().__init__(message, code, code_name, offset, step)
        self.message = message
        self.code = code
        self.code_name = code_name
        self.step = step

    def __str__(self) -> str:
        return f"E{self.code}: {self.message}"


class ParseError(Error, ValueError):
    """The input is not what it must be (codes 2xx)."""

    offset: int | None
    """The octet of the input that broke a rule, where that is known. In JSON it is counted in the decoded text."""

    def __init__(
        self,
        message: str,
        code: int,
        code_name: str,
        offset: int | None = None,
        step: str | None = None,
    ) -> None:
        super().__init__(message, code, code_name, offset, step)
        self.offset = offset


class UnsupportedError(Error):
    """An algorithm or format is not supported, not in the policy, or does not fit the key (codes 301 to 306)."""


class DecryptError(Error):
    """The envelope does not open."""


class NoRecipient(DecryptError):
    """The envelope is not for the key (code 311)."""


class WrongKey(DecryptError):
    """The envelope is for the key by its name, but does not open with it (code 312)."""


class InvalidSignature(Error):
    """The signature or time stamp is bad, or what it covers is not what was given (codes 321 to 325 and 327)."""


class CertificateError(Error):
    """The signer's certificate is absent (code 313) or not trusted (codes 4xx: the signature itself is good)."""


class ClaimError(Error):
    """The claims are not what was demanded (codes 5xx). Everything before them is good."""


class KeyHolderError(Error):
    """The random source, the holder of the key or the time-stamp authority failed (codes 7xx)."""
