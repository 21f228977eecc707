// SPDX-License-Identifier: MIT OR Apache-2.0
//! The document-workflow calls of ARTA Synergy that carry a signature: both ends of them.
//!
//! Source: the description of task API71, "Signing documents and objects". Two calls exist, `POST
//! rest/api/docflow/sign` ([`Call::SignDocument`]) and `POST rest/api/workflow/finish_process`
//! ([`Call::FinishProcess`]). Both take form parameters and answer
//! `{"errorCode": …, "errorMessage": …}`: the code is a number in the first and a string in the second.
//!
//! ```text
//! let request = Request::from_form(Call::SignDocument, body);
//! let verdict = docflow::check(&request, &requirements, Some(current_rawdata), &registry);
//! respond(verdict.to_json());
//! ```
//!
//! - `request` and `form` read the parameters, `check` decides in the order of the description, `signature` judges
//!   signdata, `verdict` has the answers and their texts, `client` makes the request and reads the answer.
//!
//! What the description leaves open, and what is done here:
//!
//! - the form of signdata: [`Profile`], the caller's choice and CMS of either form by default;
//! - what is signed: the octets that rawdata decodes to by default ([`Over`]);
//! - the answers for a certificate that is expired, revoked or cannot be checked: code 13 and texts of our own;
//! - the texts in English and Kazakh: all our own;
//! - a parameter without a value is one that was not passed; one that is passed twice or cannot be decoded is incorrect;
//! - a call for an object that does not exist: its identifier is incorrect;
//! - absence of procInstID and signal: answered as that of any mandatory parameter, before all else.
//!
//! What is not here: HTTP, sessions, the documents, and where rawdata comes from.

mod check;
mod client;
mod form;
mod request;
mod signature;
#[cfg(test)]
mod tests;
mod verdict;

pub use check::{
    CertificateLookup, KnownCertificates, Over, Profile, Registered, Registry, Requirements, check,
};
pub use client::{
    Answer, ClientError, FinishProcess, Refused, SignDocument, SignedRawdata, sign_rawdata,
};
pub use request::{Call, FormFault, Locale, Name, Parameter, Request};
pub use verdict::{Accepted, Cause, Fault, Rejection, Signed, Verdict};
