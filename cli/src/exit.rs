// SPDX-License-Identifier: MIT OR Apache-2.0
//! Refusals: one line on standard error and the exit status of the error's number.
//!
//! The line is `gostseal: E204: what, where`; the number is the one that Rust, C and Python give. Misuse that the
//! argument parser finds itself is in its words and exits 2.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use gostseal::{
    ErrorCode, FormatError, ParseError, docflow, envelope, issue, jose, keys, signed, trust,
    userinfo,
};
use serde::Serialize;

/// Why the command does not do what it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    code: ErrorCode,
    what: String,
    place: Option<String>,
    signature_good: bool,
}

impl Refusal {
    pub(crate) fn new(code: ErrorCode, what: impl Display) -> Self {
        Self {
            code,
            what: what.to_string(),
            place: None,
            signature_good: false,
        }
    }

    /// Says that the signature is good although the whole is refused.
    pub(crate) fn of_good_signature(mut self) -> Self {
        self.signature_good = true;
        if self.code.exit_status() == 6 && !self.what.starts_with("signature good") {
            self.what = format!("signature good, trust not established: {}", self.what);
        }
        self
    }

    /// Says which certificate of a path it is about, counted from 0 at the one judged.
    pub(crate) fn of_certificate(mut self, index: usize, subject: &str) -> Self {
        self.what = format!("certificate {index} ({subject}): {}", self.what);
        self
    }

    /// Says in which file or argument it was found, unless something nearer said so before.
    pub(crate) fn at(mut self, place: impl Display) -> Self {
        self.place.get_or_insert_with(|| place.to_string());
        self
    }

    /// What is the matter, without the place.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// Prints the line and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(
            io::stderr().lock(),
            "gostseal: E{}: {}",
            self.code as u32,
            self.message()
        );
        ExitCode::from(self.code.exit_status())
    }

    /// `what, where` on one line.
    fn message(&self) -> String {
        let mut line = self.what.clone();
        if let Some(place) = &self.place {
            line.push_str(", ");
            line.push_str(place);
        }
        // A file name or a name in a certificate may hold anything.
        line.replace(|c: char| c.is_control(), "\u{fffd}")
    }

    /// The members of a report that say the same.
    pub(crate) fn members(&self) -> RefusalMembers {
        let status = self.code.exit_status();
        RefusalMembers {
            signature: match (self.signature_good, status) {
                (true, _) => "good",
                (false, 1) => "bad",
                (false, _) => "not judged",
            },
            error: self.error(),
        }
    }

    /// The error alone, for reports that say themselves what became of the signature.
    pub(crate) fn error(&self) -> ErrorMembers {
        ErrorMembers {
            code: self.code as u32,
            name: self.code.name(),
            exit_status: self.code.exit_status(),
            message: self.message(),
        }
    }
}

/// What a JSON report says of a refusal.
#[derive(Serialize)]
pub(crate) struct RefusalMembers {
    signature: &'static str,
    error: ErrorMembers,
}

/// An error in a report.
#[derive(Serialize)]
pub(crate) struct ErrorMembers {
    code: u32,
    name: &'static str,
    exit_status: u8,
    message: String,
}

/// Turns errors into refusals that say where.
pub(crate) trait At<T> {
    /// Says in which file or argument an error was found.
    fn at(self, place: impl Display) -> Result<T, Refusal>;
}

impl<T, E: Into<Refusal>> At<T> for Result<T, E> {
    fn at(self, place: impl Display) -> Result<T, Refusal> {
        self.map_err(|error| error.into().at(place))
    }
}

/// A read that failed.
pub(crate) fn read_failed(error: &io::Error, place: impl Display) -> Refusal {
    Refusal::new(
        ErrorCode::ReadFailed,
        format_args!("reading failed: {error}"),
    )
    .at(place)
}

/// A write that failed.
pub(crate) fn write_failed(error: &io::Error, place: impl Display) -> Refusal {
    Refusal::new(
        ErrorCode::WriteFailed,
        format_args!("writing failed: {error}"),
    )
    .at(place)
}

/// A path as messages show it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

macro_rules! refusals {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error)
            }
        }
    )*};
}

refusals!(
    FormatError,
    ParseError,
    docflow::ClientError,
    envelope::EnvelopeError,
    envelope::SealError,
    issue::IssueError,
    jose::ClaimsError,
    jose::JweError,
    jose::SignError,
    jose::TokenError,
    keys::KeyError,
    signed::SignedError,
    trust::PathError,
    userinfo::SealError,
);

impl From<jose::JwsError> for Refusal {
    fn from(error: jose::JwsError) -> Self {
        let refusal = Self::new(error.code(), &error);
        if matches!(error, jose::JwsError::Untrusted(_)) {
            refusal.of_good_signature()
        } else {
            refusal
        }
    }
}

impl From<userinfo::OpenError> for Refusal {
    fn from(error: userinfo::OpenError) -> Self {
        let refusal = match &error {
            userinfo::OpenError::Jws(error) => {
                return Self::new(error.code(), error).good_if_untrusted(error);
            }
            error => Self::new(error.code(), error),
        };
        match error.step() {
            userinfo::Step::Claims => refusal.of_good_signature(),
            _ => refusal,
        }
    }
}

impl Refusal {
    fn good_if_untrusted(self, error: &jose::JwsError) -> Self {
        if matches!(error, jose::JwsError::Untrusted(_)) {
            self.of_good_signature()
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_one_line_with_the_nearest_place() {
        let refusal = Refusal::new(ErrorCode::Truncated, "Name:\nis truncated")
            .at("a.der")
            .at("b.der");
        assert_eq!(refusal.message(), "Name:\u{fffd}is truncated, a.der");
    }

    #[test]
    fn says_when_only_trust_is_lacking() {
        let refusal =
            Refusal::new(ErrorCode::CertificateExpired, "certificate expired").of_good_signature();
        assert_eq!(
            refusal.message(),
            "signature good, trust not established: certificate expired"
        );
        assert_eq!(refusal.members().signature, "good");
        let refusal = Refusal::new(ErrorCode::TokenExpired, "claim exp").of_good_signature();
        assert_eq!(refusal.message(), "claim exp");
    }
}
