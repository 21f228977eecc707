// SPDX-License-Identifier: MIT OR Apache-2.0
//! Makes CRLs of version 2 ([RFC 5280, section 5]): full ones and deltas.
//!
//! ```text
//! TBSCertList ::= SEQUENCE { version INTEGER { v2(1) }, signature AlgorithmIdentifier, issuer Name, thisUpdate Time,
//!     nextUpdate Time OPTIONAL, revokedCertificates SEQUENCE OF SEQUENCE { userCertificate INTEGER,
//!         revocationDate Time, crlEntryExtensions Extensions OPTIONAL } OPTIONAL, crlExtensions [0] EXPLICIT Extensions }
//! ```
//!
//! What is not here: reading and judging CRLs.
//!
//! [RFC 5280, section 5]: https://www.rfc-editor.org/rfc/rfc5280#section-5

use alloc::string::String;
use alloc::vec::Vec;

use super::certificate::{signature_algorithm, signed};
use super::template::{self, extension};
use super::{IssueError, Issuer, RawExtension};
use crate::formats::ber::Tag;
use crate::formats::der_writer::{self, element};
use crate::formats::{CrlReason, UnixTime, oid, pem};

/// Tag of ENUMERATED.
const ENUMERATED: Tag = Tag(0x0a);

/// One entry of a CRL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked<'a> {
    /// The serial number: content octets of the INTEGER, as certificates have them.
    pub serial: &'a [u8],
    /// When.
    pub at: UnixTime,
    /// Why.
    pub reason: CrlReason,
    /// Since when the key was not to be trusted, where that is known to be earlier.
    pub invalid_since: Option<UnixTime>,
}

/// What a CRL says of itself.
#[derive(Clone, Copy, Debug)]
pub struct CrlOptions<'a> {
    /// When it is made.
    pub this_update: UnixTime,
    /// When the next will be made at the latest.
    pub next_update: Option<UnixTime>,
    /// cRLNumber; higher ones are later.
    pub number: u64,
    /// For a delta: the number of the full CRL that it adds to.
    pub delta_of: Option<u64>,
    /// Whatever else, for instance issuingDistributionPoint.
    pub raw: &'a [RawExtension<'a>],
}

/// Makes a CRL and gives its DER.
///
/// # Errors
/// Times that cannot be written, a nextUpdate before thisUpdate, an empty serial number, a signer that fails.
pub fn crl(
    issuer: &Issuer<'_>,
    options: &CrlOptions<'_>,
    revoked: &[Revoked<'_>],
) -> Result<Vec<u8>, IssueError> {
    let time = |instant| der_writer::time(instant).ok_or(IssueError::Time);
    if options
        .next_update
        .is_some_and(|next| next < options.this_update)
    {
        return Err(IssueError::Time);
    }
    let entries = revoked
        .iter()
        .map(entry)
        .collect::<Result<Vec<Vec<u8>>, IssueError>>()?;
    // The list is left out when it would be empty (RFC 5280 section 5.1.2.6).
    let entries = if entries.is_empty() {
        Vec::new()
    } else {
        template::sequence(&entries)
    };
    let mut extensions = [
        extension(
            &oid::CE_AUTHORITY_KEY_ID,
            false,
            &issuer.authority_key_id()?,
        ),
        extension(&oid::CE_CRL_NUMBER, false, &integer(options.number)),
    ]
    .to_vec();
    if let Some(base) = options.delta_of {
        extensions.push(extension(&oid::CE_DELTA_CRL, true, &integer(base)));
    }
    for raw in options.raw {
        extensions.push(extension(&raw.oid, raw.critical, raw.value));
    }
    let next_update = options.next_update.map(time).transpose()?;
    let tbs = element(
        Tag::SEQUENCE,
        &[
            &der_writer::small_integer(1),
            &signature_algorithm(issuer.signer().public_key()),
            issuer.name().der(),
            &time(options.this_update)?,
            &next_update.unwrap_or_default(),
            &entries,
            &element(Tag::context(0), &[&template::sequence(&extensions)]),
        ],
    );
    signed(&tbs, issuer.signer())
}

/// A CRL as a PEM block.
pub fn crl_pem(der: &[u8]) -> String {
    core::mem::take(&mut *pem::encode("X509 CRL", der))
}

fn entry(revoked: &Revoked<'_>) -> Result<Vec<u8>, IssueError> {
    if revoked.serial.is_empty() {
        return Err(IssueError::SerialNumber);
    }
    let mut extensions = Vec::new();
    if revoked.reason != CrlReason::Unspecified {
        let reason = element(ENUMERATED, &[&[revoked.reason as u8]]);
        extensions.push(extension(&oid::CE_CRL_REASON, false, &reason));
    }
    if let Some(since) = revoked.invalid_since {
        let since = der_writer::generalized_time(since).ok_or(IssueError::Time)?;
        let since = element(Tag::GENERALIZED_TIME, &[&since]);
        extensions.push(extension(&oid::CE_INVALIDITY_DATE, false, &since));
    }
    let extensions = if extensions.is_empty() {
        Vec::new()
    } else {
        template::sequence(&extensions)
    };
    Ok(element(
        Tag::SEQUENCE,
        &[
            &element(Tag::INTEGER, &[revoked.serial]),
            &der_writer::time(revoked.at).ok_or(IssueError::Time)?,
            &extensions,
        ],
    ))
}

/// A non-negative INTEGER.
fn integer(number: u64) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let zeros = octets
        .iter()
        .take_while(|&&octet| octet == 0)
        .count()
        .min(octets.len() - 1);
    let octets = octets.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if octets.first().is_some_and(|&octet| octet >= 0x80) {
        &[0]
    } else {
        &[]
    };
    element(Tag::INTEGER, &[sign, octets])
}
