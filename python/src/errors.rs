// SPDX-License-Identifier: MIT OR Apache-2.0
//! Refusals of the core as exceptions of `gostseal._errors`.

use gostseal::envelope::EnvelopeError;
use gostseal::jose::{JweError, JwsError};
use gostseal::layers::LayerError;
use gostseal::signed::SignedError;
use gostseal::trust::PathError;
use gostseal::userinfo::OpenError;
use gostseal::{Error, ErrorCode, FormatError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// Turns a refusal into the exception for its number.
pub(crate) trait OrRaise<T> {
    /// The value, or the exception.
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T, E: Into<Error>> OrRaise<T> for Result<T, E> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| refusal(py, &error.into()))
    }
}

/// The exception for a refusal of the core.
pub(crate) fn refusal(py: Python<'_>, error: &Error) -> PyErr {
    let step = match error {
        Error::UserInfo(error) => Some(error.step().name()),
        _ => None,
    };
    new(py, error.code(), &error.to_string(), offset(error), step).unwrap_or_else(|failed| failed)
}

/// The exception for a number, where the core has no error that would say it.
pub(crate) fn raise(py: Python<'_>, code: ErrorCode, message: &str) -> PyErr {
    new(py, code, message, None, None).unwrap_or_else(|failed| failed)
}

fn new(
    py: Python<'_>,
    code: ErrorCode,
    message: &str,
    offset: Option<u64>,
    step: Option<&str>,
) -> PyResult<PyErr> {
    let module = MODULE
        .get_or_try_init(py, || py.import("gostseal._errors").map(Bound::unbind))?
        .bind(py);
    let class = module.getattr(class_name(code))?;
    let error = class.call1((message, code as u32, code.name(), offset, step))?;
    Ok(PyErr::from_value(error))
}

/// The class for a number: by its own value, else by its block.
fn class_name(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::NoRecipient => "NoRecipient",
        ErrorCode::WrongKey => "WrongKey",
        ErrorCode::SignerCertificateNotFound => "CertificateError",
        ErrorCode::InvalidMac => "DecryptError",
        _ => match code as u32 {
            200..300 => "ParseError",
            300..310 => "UnsupportedError",
            310..320 => "DecryptError",
            320..400 => "InvalidSignature",
            400..500 => "CertificateError",
            500..600 => "ClaimError",
            700..800 => "KeyHolderError",
            _ => "Error",
        },
    }
}

/// Where in the input the octet stands that broke a rule of its format.
fn offset(error: &Error) -> Option<u64> {
    match error {
        Error::Format(error) => of_format(error),
        Error::Parse(error) => Some(error.offset),
        Error::Envelope(error) => of_envelope(error),
        Error::Layers(error) => match error {
            LayerError::Envelope { error, .. } => of_envelope(error),
            LayerError::Format { error, .. } => of_format(error),
            _ => None,
        },
        Error::Signed(error) => of_signed(error),
        Error::Path(error) => of_path(error),
        Error::Token(error) => Some(error.offset),
        Error::Jwe(error) => of_jwe(error),
        Error::Jws(error) => of_jws(error),
        Error::UserInfo(error) => match error {
            OpenError::ClaimsJson(error)
            | OpenError::Compact(error)
            | OpenError::Plaintext(error) => Some(error.offset),
            OpenError::Envelope(error) => of_envelope(error),
            OpenError::Jwe(error) => of_jwe(error),
            OpenError::Jws(error) => of_jws(error),
            _ => None,
        },
        _ => None,
    }
}

fn of_format(error: &FormatError) -> Option<u64> {
    match error {
        FormatError::Parse(error) => Some(error.offset),
        _ => None,
    }
}

fn of_envelope(error: &EnvelopeError) -> Option<u64> {
    match error {
        EnvelopeError::Format(error) => of_format(error),
        _ => None,
    }
}

fn of_signed(error: &SignedError) -> Option<u64> {
    match error {
        SignedError::Format(error) => of_format(error),
        SignedError::Path(error) => of_path(error),
        _ => None,
    }
}

fn of_path(error: &PathError) -> Option<u64> {
    match error {
        PathError::InvalidKey(error) => of_format(error),
        _ => None,
    }
}

fn of_jwe(error: &JweError) -> Option<u64> {
    match error {
        JweError::Parse(error) => Some(error.offset),
        _ => None,
    }
}

fn of_jws(error: &JwsError) -> Option<u64> {
    match error {
        JwsError::Parse(error) => Some(error.offset),
        JwsError::Signed(error) => of_signed(error),
        JwsError::Untrusted(token) => of_signed(token.reason()),
        _ => None,
    }
}
