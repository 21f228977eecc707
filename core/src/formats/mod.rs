// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bytes to structures and back: no decision is taken here and no secret is derived.
//!
//! `ber` reads BER of any form; everything else works on octets that `ber` has delimited.

pub(crate) mod algorithm;
pub mod armor;
pub(crate) mod base64;
pub(crate) mod ber;
pub(crate) mod cades;
pub(crate) mod crl;
mod crl_reason;
pub(crate) mod der_writer;
mod error;
pub(crate) mod ess;
mod fingerprint;
pub(crate) mod gost_asn1;
pub(crate) mod ocsp;
pub(crate) mod oid;
pub(crate) mod pem;
mod pkcs10;
mod pkcs8;
pub(crate) mod spki;
pub(crate) mod text;
mod time;
pub(crate) mod tsp;
pub(crate) mod x509;
pub(crate) mod zlib;

pub use algorithm::DigestAlgorithm;
pub use crl_reason::CrlReason;
pub use error::{FormatError, ParseError, ParseErrorKind};
pub use oid::Oid;
pub use pem::Label;
pub use pkcs10::CertificationRequest;
pub use text::{Encoded, decode_any};
pub use time::{InvalidTime, UnixTime};
