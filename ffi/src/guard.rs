// SPDX-License-Identifier: MIT OR Apache-2.0
//! What every entry point stands in: no panic crosses, failures become a number and, where asked for, an object.

use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use gostseal_core::{Error, ErrorCode};

use crate::result::gostseal_result;

/// The details of a failure: its number and one line of text without secrets.
pub struct gostseal_error {
    pub(crate) code: gostseal_result,
    pub(crate) message: CString,
}

/// A failure inside an entry point.
pub(crate) struct Failure {
    code: ErrorCode,
    message: String,
}

impl Failure {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(crate) fn null(what: &str) -> Self {
        Self::new(ErrorCode::NullPointer, format!("{what} is NULL"))
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        Self::new(error.code(), error.to_string())
    }
}

/// Runs a body, gives its number, and tells its failure to `report`.
pub(crate) fn guard(
    report: impl FnOnce(gostseal_error),
    body: impl FnOnce() -> Result<(), Failure>,
) -> gostseal_result {
    // A panic leaves no object behind that the caller could reach half made: outputs are written last.
    let outcome = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        Err(Failure::new(
            ErrorCode::InternalPanic,
            "a defect of the library",
        ))
    });
    match outcome {
        Ok(()) => crate::result::GOSTSEAL_OK,
        Err(failure) => {
            let code = failure.code as gostseal_result;
            let message = CString::new(failure.message.replace('\0', "?")).unwrap_or_default();
            report(gostseal_error { code, message });
            code
        }
    }
}

/// Runs a body whose failures have no details.
pub(crate) fn guard_quiet(body: impl FnOnce() -> Result<(), Failure>) -> gostseal_result {
    guard(|_| (), body)
}
