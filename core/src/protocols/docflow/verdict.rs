// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the service answers, and what it knows beyond that.
//!
//! The Russian texts of [`Fault::Missing`], [`Fault::Incorrect`], [`Fault::SignatureRequired`] and of the success are those
//! of the description, letter by letter. All other texts are our own.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::request::{Call, FormFault, Locale, Name};
use crate::formats::x509::Certificate;
use crate::formats::{FormatError, UnixTime};
use crate::protocols::signed::SignedError;
use crate::protocols::trust::PathError;

/// The errorCode of every refusal.
const REFUSED: u8 = 13;

/// The judgement on a call, and the answer to it.
#[derive(Clone, Debug)]
#[must_use]
pub struct Verdict {
    pub(super) call: Call,
    pub(super) locale: Locale,
    pub(super) outcome: Result<Accepted, Rejection>,
}

/// A call that is in order.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub enum Accepted {
    /// The signature is good and its signer is trusted.
    Signed(Signed),
    /// No signature was asked for and none was judged.
    Unsigned,
}

/// A good signature over the current data.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Signed {
    /// The signer's certificate.
    pub certificate: Certificate,
    /// From the signer's certificate to the anchor, both included.
    pub path: Vec<Certificate>,
    /// When the signer says that it signed; raw signatures do not say.
    pub signing_time: Option<UnixTime>,
}

/// A call that is refused: what is answered, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// What is answered.
    pub fault: Fault,
    /// Why, for the log of the service. It is not part of the answer.
    pub cause: Cause,
}

/// The refusals that the service answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It cannot be found out whether the certificate was revoked.
    AuthorityUnavailable,
    /// A certificate of the path is past its validity.
    CertificateExpired,
    /// A certificate of the path is before its validity.
    CertificateNotYetValid,
    /// A certificate of the path was revoked.
    CertificateRevoked,
    /// The certificate cannot be checked.
    CertificateUnverifiable,
    /// The data was signed as it was before a change.
    DataChanged,
    /// A parameter has a value that it must not have.
    Incorrect(Name),
    /// A mandatory parameter was not passed.
    Missing(Name),
    /// No chain leads to a root certificate.
    NoRootChain,
    /// The process asks for a signature and none is to be added.
    SignatureRequired,
}

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The parameter is not base64.
    Base64,
    /// The parameter was percent-encoded twice: its value still has `%2B`, `%2F` or `%3D`.
    EncodedTwice,
    /// The certificate cannot be read, or its key cannot be used.
    Certificate(FormatError),
    /// The form could not be read in this place.
    Form(FormFault),
    /// The parameter says all that there is to say.
    None,
    /// The certificate that certID names is another one than was passed.
    OtherCertificate,
    /// The data is another one than the current.
    OtherData,
    /// The certificate does not lead to an anchor.
    Path(PathError),
    /// The parameter was not percent-encoded: `+` of its base64 arrived as a space.
    PlusLost,
    /// The message is attached where the profile wants it detached, or the other way round.
    Profile,
    /// The signature is good, and it is one of another certificate.
    SignedByOther,
    /// The signature is bad, or is none.
    Signature(SignedError),
    /// The identifier is of a form that identifiers do not have.
    Syntax,
    /// The service knows nothing under this identifier.
    Unknown,
}

impl Verdict {
    /// What was decided.
    ///
    /// # Errors
    /// Why the call is refused.
    pub fn outcome(&self) -> Result<&Accepted, &Rejection> {
        self.outcome.as_ref()
    }

    /// As [`Self::outcome`], by value.
    ///
    /// # Errors
    /// Why the call is refused.
    pub fn into_outcome(self) -> Result<Accepted, Rejection> {
        self.outcome
    }

    /// The number in errorCode: 0 or 13.
    pub fn error_code(&self) -> u8 {
        match self.outcome {
            Ok(_) => 0,
            Err(_) => REFUSED,
        }
    }

    /// The text in errorMessage.
    pub fn error_message(&self) -> String {
        match &self.outcome {
            Ok(_) => saved(self.locale).to_string(),
            Err(rejection) => rejection.fault.message(self.locale),
        }
    }

    /// The whole answer: an object of errorCode, a number or a string as the call has it, and errorMessage.
    pub fn to_json(&self) -> String {
        let code = self.error_code();
        // Texts are our own and need no escapes; `Value` writes them all the same.
        let message = serde_json::Value::String(self.error_message());
        match self.call {
            Call::SignDocument => format!("{{\"errorCode\":{code},\"errorMessage\":{message}}}"),
            Call::FinishProcess => {
                format!("{{\"errorCode\":\"{code}\",\"errorMessage\":{message}}}")
            }
        }
    }
}

fn saved(locale: Locale) -> &'static str {
    match locale {
        Locale::Ru => "Данные сохранены",
        Locale::En => "The data is saved",
        Locale::Kz => "Деректер сақталды",
    }
}

impl Fault {
    /// The text of errorMessage.
    pub fn message(self, locale: Locale) -> String {
        let (ru, en, kz) = match self {
            Self::Missing(name) => {
                return match locale {
                    Locale::Ru => format!("Не передан параметр {name}"),
                    Locale::En => format!("The parameter {name} is not passed"),
                    Locale::Kz => format!("{name} параметрі берілмеген"),
                };
            }
            Self::Incorrect(name) => {
                return match locale {
                    Locale::Ru => format!("Передан некорректный параметр {name}"),
                    Locale::En => format!("The parameter {name} is incorrect"),
                    Locale::Kz => format!("{name} параметрі қате берілген"),
                };
            }
            Self::SignatureRequired => (
                "Данный тип процесса требует подписи",
                "This type of process requires a signature",
                "Процестің бұл түрі қол қоюды талап етеді",
            ),
            Self::AuthorityUnavailable => (
                "Центр сертификации недоступен",
                "The certification authority is unavailable",
                "Сертификаттау орталығы қолжетімсіз",
            ),
            Self::CertificateExpired => (
                "Срок действия сертификата истёк",
                "The certificate has expired",
                "Сертификаттың қолданылу мерзімі өтіп кеткен",
            ),
            Self::CertificateNotYetValid => (
                "Срок действия сертификата ещё не наступил",
                "The certificate is not valid yet",
                "Сертификаттың қолданылу мерзімі әлі басталған жоқ",
            ),
            Self::CertificateRevoked => (
                "Сертификат отозван",
                "The certificate is revoked",
                "Сертификат қайтарып алынған",
            ),
            Self::CertificateUnverifiable => (
                "Сертификат не может быть проверен",
                "The certificate cannot be checked",
                "Сертификатты тексеру мүмкін емес",
            ),
            Self::NoRootChain => (
                "Не найдена цепочка корневых сертификатов",
                "No chain of root certificates is found",
                "Түбірлік сертификаттар тізбегі табылмады",
            ),
            Self::DataChanged => (
                "Подписываемые данные были изменены",
                "The data to be signed was changed",
                "Қол қойылатын деректер өзгертілген",
            ),
        };
        match locale {
            Locale::Ru => ru,
            Locale::En => en,
            Locale::Kz => kz,
        }
        .to_string()
    }
}

impl Rejection {
    pub(super) fn incorrect(name: Name, cause: Cause) -> Self {
        Self {
            fault: Fault::Incorrect(name),
            cause,
        }
    }

    pub(super) fn bare(fault: Fault) -> Self {
        Self {
            fault,
            cause: Cause::None,
        }
    }
}

/// The state of a certificate, as the service answers it.
impl From<PathError> for Rejection {
    fn from(error: PathError) -> Self {
        let fault = match error {
            PathError::CertExpired { .. } => Fault::CertificateExpired,
            PathError::CertNotYetValid { .. } => Fault::CertificateNotYetValid,
            PathError::CertRevoked { .. } => Fault::CertificateRevoked,
            PathError::IssuerNotFound => Fault::NoRootChain,
            PathError::StatusUnknown(_) => Fault::AuthorityUnavailable,
            _ => Fault::CertificateUnverifiable,
        };
        Self {
            fault,
            cause: Cause::Path(error),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64 => "not base64",
            Self::EncodedTwice => "percent-encoded twice",
            Self::Certificate(e) => return e.fmt(f),
            Self::Form(FormFault::Duplicate) => "passed more than once",
            Self::Form(FormFault::Encoding) => "broken percent-encoding, or no UTF-8",
            Self::None => "nothing more is known",
            Self::OtherCertificate => "certID names another certificate than was passed",
            Self::OtherData => "not the current data",
            Self::Path(e) => return e.fmt(f),
            Self::PlusLost => "not percent-encoded: + arrived as a space",
            Self::Profile => "attached where detached is wanted, or the other way round",
            Self::SignedByOther => "a good signature of another certificate",
            Self::Signature(e) => return e.fmt(f),
            Self::Syntax => "not of the form of an identifier",
            Self::Unknown => "nothing is known under this identifier",
        })
    }
}
