// SPDX-License-Identifier: MIT OR Apache-2.0
//! The client's half: signs rawdata, makes the body of the form, reads the answer.
//!
//! rawdata goes back as it came, letter by letter. Everything is percent-encoded once; the second example of the
//! description, whose `%252F` is encoded twice, is not followed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Encoding};

use super::check::{Over, Profile};
use super::form;
use super::request::{Call, Locale, Name};
use crate::formats::x509::Certificate;
use crate::formats::{DigestAlgorithm, ParseError, UnixTime, base64};
use crate::keys::Signer;
use crate::protocols::signed::{self, SignOptions, SignedError};

/// Why rawdata cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// rawdata is not base64.
    RawData(ParseError),
    /// The signature cannot be made.
    Signed(SignedError),
}

impl ClientError {
    /// The number that every surface shows.
    pub fn code(&self) -> crate::ErrorCode {
        match self {
            Self::RawData(e) => e.code(),
            Self::Signed(e) => e.code(),
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RawData(e) => e.fmt(f),
            Self::Signed(e) => e.fmt(f),
        }
    }
}

impl core::error::Error for ClientError {}

/// rawdata with a signature over it.
#[derive(Clone, Debug)]
pub struct SignedRawdata<'a> {
    /// rawdata as the service gave it.
    pub rawdata: &'a str,
    /// The signature: a ContentInfo, or r and s.
    pub signdata: Vec<u8>,
    /// The signer's certificate.
    pub certificate: Certificate,
    /// What the service calls the certificate (`sign/verificationkey`).
    pub cert_id: &'a str,
}

/// Signs rawdata in the form of `profile`; [`Profile::Cms`] makes an attached message.
///
/// # Errors
/// rawdata that is not base64, a certificate of another key, a signer that fails.
pub fn sign_rawdata<'a>(
    rawdata: &'a str,
    (profile, over): (Profile, Over),
    signer: &dyn Signer,
    (cert_id, certificate): (&'a str, &Certificate),
    signing_time: Option<UnixTime>,
) -> Result<SignedRawdata<'a>, ClientError> {
    let decoded = base64::decode(rawdata.as_bytes(), "rawdata").map_err(ClientError::RawData)?;
    let octets = match over {
        Over::Octets => decoded.as_slice(),
        Over::Text => rawdata.as_bytes(),
    };
    let signdata = match profile {
        Profile::Raw(order) => {
            let certified = certificate
                .public_key()
                .map_err(|error| ClientError::Signed(error.into()))?;
            let own = signer.public_key();
            if certified.algorithm() != own.algorithm()
                || certified.to_bytes_le() != own.to_bytes_le()
            {
                return Err(ClientError::Signed(SignedError::CertificateMismatch));
            }
            let digest = DigestAlgorithm::of_key(own.algorithm()).digest(octets);
            signer
                .sign_digest(&digest)
                .map_err(|error| ClientError::Signed(SignedError::Signing(error)))?
                .to_bytes(order)
        }
        Profile::Cms | Profile::CmsAttached | Profile::CmsDetached => {
            let options = SignOptions {
                detached: profile == Profile::CmsDetached,
                signing_time,
                ..SignOptions::default()
            };
            signed::sign(octets, signer, certificate, &options).map_err(ClientError::Signed)?
        }
    };
    Ok(SignedRawdata {
        rawdata,
        signdata,
        certificate: certificate.clone(),
        cert_id,
    })
}

/// A request to sign a document.
#[derive(Clone, Copy, Debug)]
pub struct SignDocument<'a> {
    /// The document.
    pub document_id: &'a str,
    /// The language of messages; `None`: the service's default, which is Russian.
    pub locale: Option<Locale>,
}

/// A request to finish a process.
#[derive(Clone, Copy, Debug)]
pub struct FinishProcess<'a> {
    /// The process.
    pub proc_inst_id: &'a str,
    /// The signal, for instance `got_agree`.
    pub signal: &'a str,
    /// A comment.
    pub comment: Option<&'a str>,
    /// The language of messages; `None`: the service's default, which is Russian.
    pub locale: Option<Locale>,
}

impl SignDocument<'_> {
    /// Which call it is, for its path.
    pub const CALL: Call = Call::SignDocument;

    /// The body with a signature.
    pub fn body(&self, signed: &SignedRawdata<'_>) -> String {
        let mut body = String::new();
        push(&mut body, Name::DocumentId, self.document_id);
        push_signature(&mut body, signed);
        push_locale(&mut body, self.locale);
        body
    }

    /// The body without one, for services that do not require key and certificate.
    pub fn body_without_signature(&self, rawdata: &str) -> String {
        let mut body = String::new();
        push(&mut body, Name::DocumentId, self.document_id);
        push(&mut body, Name::RawData, rawdata);
        push_locale(&mut body, self.locale);
        body
    }
}

impl FinishProcess<'_> {
    /// Which call it is, for its path.
    pub const CALL: Call = Call::FinishProcess;

    /// The body with a signature.
    pub fn body(&self, signed: &SignedRawdata<'_>) -> String {
        let mut body = self.start();
        push(&mut body, Name::AddSignature, "true");
        push_signature(&mut body, signed);
        push_locale(&mut body, self.locale);
        body
    }

    /// The body without signdata. With `rawdata` the process is signed all the same, by services that do not require key
    /// and certificate.
    pub fn body_without_signature(&self, rawdata: Option<&str>) -> String {
        let mut body = self.start();
        if let Some(rawdata) = rawdata {
            push(&mut body, Name::AddSignature, "true");
            push(&mut body, Name::RawData, rawdata);
        }
        push_locale(&mut body, self.locale);
        body
    }

    fn start(&self) -> String {
        let mut body = String::new();
        push(&mut body, Name::ProcInstId, self.proc_inst_id);
        push(&mut body, Name::Signal, self.signal);
        if let Some(comment) = self.comment {
            push(&mut body, Name::Comment, comment);
        }
        body
    }
}

fn push(body: &mut String, name: Name, value: &str) {
    form::push(body, name.as_str(), value);
}

fn push_signature(body: &mut String, signed: &SignedRawdata<'_>) {
    push(body, Name::RawData, signed.rawdata);
    push(
        body,
        Name::SignData,
        &Base64::encode_string(&signed.signdata),
    );
    push(
        body,
        Name::Certificate,
        &Base64::encode_string(signed.certificate.der()),
    );
    push(body, Name::CertId, signed.cert_id);
}

fn push_locale(body: &mut String, locale: Option<Locale>) {
    if let Some(locale) = locale {
        push(body, Name::Locale, locale.as_str());
    }
}

/// What a service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// errorCode, whether it came as a number or as a string.
    pub error_code: i64,
    /// errorMessage; empty when there is none.
    pub error_message: String,
}

/// An answer that says no, or says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// It is no answer of these calls.
    NoAnswer,
    /// rawdata is not what it was: get it anew and sign it, once.
    RawdataStale(Answer),
    /// Any other refusal.
    Refused(Answer),
}

impl Answer {
    /// Reads an answer: errorCode may be a number or a string.
    ///
    /// # Errors
    /// [`Refused::NoAnswer`] for anything else, the other two for a code that is not 0.
    pub fn read(json: &[u8]) -> Result<Self, Refused> {
        let value: serde_json::Value =
            serde_json::from_slice(json).map_err(|_| Refused::NoAnswer)?;
        let error_code = match value.get("errorCode") {
            Some(serde_json::Value::Number(number)) => number.as_i64(),
            Some(serde_json::Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        let answer = Self {
            error_code: error_code.ok_or(Refused::NoAnswer)?,
            error_message: value
                .get("errorMessage")
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_string(),
        };
        if answer.error_code == 0 {
            Ok(answer)
        } else if answer.error_message == "Передан некорректный параметр rawdata"
        {
            Err(Refused::RawdataStale(answer))
        } else {
            Err(Refused::Refused(answer))
        }
    }
}
