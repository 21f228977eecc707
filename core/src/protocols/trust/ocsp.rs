// SPDX-License-Identifier: MIT OR Apache-2.0
//! OCSP responses as evidence ([RFC 6960, sections 3.2 and 4.2.2]).
//!
//! A response is believed when the issuer of the certificate signed it, or a delegate: a certificate in the response
//! that the issuer signed with the same key, whose extended key usage has OCSPSigning, and which was valid at the time
//! that the response was produced. The delegate's own revocation is not asked for: id-pkix-ocsp-nocheck says
//! so for most, and asking the same responder about itself proves nothing.
//!
//! A responder that signs for authorities that did not issue its certificate is refused.
//!
//! [RFC 6960, sections 3.2 and 4.2.2]: https://www.rfc-editor.org/rfc/rfc6960#section-3.2

use alloc::vec::Vec;
use core::fmt;

use super::{Finding, Freshness, Query, Revoked, Source};
use crate::ErrorCode;
use crate::formats::ocsp::{
    BasicResponse, CertIdHash, CertStatus, Response, SingleResponse, write_request,
};
use crate::formats::x509::{Certificate, KeyUsage, SignatureError, signed};
use crate::formats::{Oid, ParseError, UnixTime, oid};
use crate::keys::PublicKey;

/// Why an OCSP response does not tell about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OcspError {
    /// The certificate had expired when the responder looked, which need not remember expired ones.
    AfterExpiry,
    /// The signature does not verify.
    InvalidSignature,
    /// The nonce is absent and was asked for.
    NonceAbsent,
    /// The nonce is another one: the answer to another question.
    NonceMismatch,
    /// It is about other certificates.
    OtherCertificate,
    /// The responder gave no answer: OCSPResponseStatus.
    Refused(u8),
    /// The responder is neither the issuer nor a delegate of it.
    ResponderNotAuthorized,
    /// It is older than the time that is judged at allows.
    Stale {
        /// The time that is judged at.
        time: UnixTime,
        /// Until when it could be used.
        until: UnixTime,
    },
    /// It has a critical extension that is not understood.
    UnknownCriticalExtension(Oid),
    /// The responder does not know the certificate.
    UnknownToResponder,
    /// It is signed with an algorithm that is not supported.
    UnsupportedAlgorithm(Oid),
}

impl OcspError {
    /// Its number.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Stale { .. } | Self::AfterExpiry => ErrorCode::StaleRevocationData,
            Self::UnsupportedAlgorithm(_) => ErrorCode::UnsupportedAlgorithm,
            Self::UnknownCriticalExtension(_) => ErrorCode::UnknownCriticalExtension,
            Self::UnknownToResponder => ErrorCode::RevocationStatusUnknown,
            Self::InvalidSignature
            | Self::NonceAbsent
            | Self::NonceMismatch
            | Self::OtherCertificate
            | Self::Refused(_)
            | Self::ResponderNotAuthorized => ErrorCode::UnusableOcspResponse,
        }
    }

    /// How near it came to an answer.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::OtherCertificate => 0,
            Self::Refused(_) => 1,
            Self::ResponderNotAuthorized => 2,
            Self::UnsupportedAlgorithm(_) => 3,
            Self::InvalidSignature => 4,
            Self::NonceAbsent => 5,
            Self::NonceMismatch => 6,
            Self::UnknownCriticalExtension(_) => 7,
            Self::AfterExpiry => 8,
            Self::UnknownToResponder => 9,
            Self::Stale { .. } => 10,
        }
    }
}

impl fmt::Display for OcspError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AfterExpiry => f.write_str("made after the certificate expired"),
            Self::InvalidSignature => f.write_str("signature does not verify"),
            Self::NonceAbsent => f.write_str("nonce is absent"),
            Self::NonceMismatch => f.write_str("nonce is another one"),
            Self::OtherCertificate => f.write_str("is about other certificates"),
            Self::Refused(status) => f.write_str(match status {
                1 => "responder refused: malformedRequest",
                2 => "responder refused: internalError",
                3 => "responder refused: tryLater",
                5 => "responder refused: sigRequired",
                6 => "responder refused: unauthorized",
                _ => "responder refused",
            }),
            Self::ResponderNotAuthorized => {
                f.write_str("responder is neither the issuer nor its delegate")
            }
            Self::Stale { time, until } => {
                write!(f, "could be used until {until}, judged at {time}")
            }
            Self::UnknownCriticalExtension(oid) => {
                write!(f, "critical extension {oid} is not understood")
            }
            Self::UnknownToResponder => f.write_str("responder does not know the certificate"),
            Self::UnsupportedAlgorithm(oid) => write!(f, "unsupported signature algorithm {oid}"),
        }
    }
}

impl core::error::Error for OcspError {}

/// What a response must say of the nonce.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Nonce {
    /// Nothing: a response that came with a message, or by another way than a fresh question.
    #[default]
    Ignored,
    /// The one of the request, if the responder repeats any. Many do not.
    IfPresent(Vec<u8>),
    /// The one of the request.
    Required(Vec<u8>),
}

/// Writes the request for the status of `certificate`, which `issuer` issued.
///
/// The octets are what is sent with the media type `application/ocsp-request`. A nonce has 1 to 32 octets and is the
/// caller's random choice.
pub fn ocsp_request(
    certificate: &Certificate,
    issuer: &Certificate,
    hash: CertIdHash,
    nonce: Option<&[u8]>,
) -> Vec<u8> {
    write_request(certificate, issuer, hash, nonce)
}

/// An OCSP response whose syntax was checked, and the nonce that it must have.
#[derive(Clone, Debug)]
pub struct OcspResponse {
    der: Vec<u8>,
    nonce: Nonce,
}

impl OcspResponse {
    /// Reads a DER OCSPResponse that nothing may follow.
    ///
    /// # Errors
    /// What is not one. A responder's refusal is one: [`Self::refusal`].
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        Response::from_der(der)?;
        Ok(Self {
            der: der.into(),
            nonce: Nonce::Ignored,
        })
    }

    /// Says what the response must say of the nonce.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        self.nonce = nonce;
        self
    }

    /// The DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// OCSPResponseStatus of a responder that gave no answer.
    pub fn refusal(&self) -> Option<u8> {
        match Response::from_der(&self.der) {
            Ok(Response::Refused(status)) => Some(status),
            _ => None,
        }
    }

    /// When the responder made it.
    pub fn produced_at(&self) -> Option<UnixTime> {
        match Response::from_der(&self.der) {
            Ok(Response::Basic(response)) => Some(response.produced_at),
            _ => None,
        }
    }

    /// Whether an answer names the certificate; nothing is verified.
    pub fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        match Response::from_der(&self.der) {
            Ok(Response::Basic(response)) => response
                .responses
                .iter()
                .any(|single| single.id.names(certificate, issuer)),
            _ => false,
        }
    }

    /// What the response proves of a certificate: good or revoked.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub fn judge(&self, query: &Query<'_>, freshness: &Freshness) -> Result<Finding, OcspError> {
        let response = match Response::from_der(&self.der) {
            Ok(Response::Basic(response)) => response,
            Ok(Response::Refused(status)) => return Err(OcspError::Refused(status)),
            // The syntax was checked when it was made.
            Err(_) => return Err(OcspError::OtherCertificate),
        };
        let mut about = response
            .responses
            .iter()
            .filter(|single| single.id.names(query.certificate, query.issuer))
            .peekable();
        if about.peek().is_none() {
            return Err(OcspError::OtherCertificate);
        }
        verify(&response, query)?;
        match (&self.nonce, response.nonce) {
            (Nonce::Ignored, _) | (Nonce::IfPresent(_), None) => {}
            (Nonce::Required(_), None) => return Err(OcspError::NonceAbsent),
            (Nonce::IfPresent(wanted) | Nonce::Required(wanted), Some(nonce)) => {
                if wanted != nonce {
                    return Err(OcspError::NonceMismatch);
                }
            }
        }
        if let Some(oid) = response.unknown_critical {
            return Err(OcspError::UnknownCriticalExtension(oid));
        }
        // Of several answers about one certificate a revocation is believed first.
        let mut result = Err(OcspError::UnknownToResponder);
        for single in about {
            match judge_single(single, query, freshness) {
                Ok(Finding::Revoked { source, revoked }) => {
                    return Ok(Finding::Revoked { source, revoked });
                }
                Ok(finding) => result = Ok(finding),
                Err(e) if result.is_err_and(|found| e.rank() >= found.rank()) => result = Err(e),
                Err(_) => {}
            }
        }
        result
    }
}

fn judge_single(
    single: &SingleResponse<'_>,
    query: &Query<'_>,
    freshness: &Freshness,
) -> Result<Finding, OcspError> {
    if let Some(oid) = single.unknown_critical {
        return Err(OcspError::UnknownCriticalExtension(oid));
    }
    if let Some(time) = query.at {
        let until = freshness.until(single.this_update, single.next_update);
        // A revocation does not go stale, save for one that is on hold.
        let lasting =
            matches!(single.status, CertStatus::Revoked { reason, .. } if reason != Some(6));
        if time > until && !lasting {
            return Err(OcspError::Stale { time, until });
        }
    }
    let source = Source::Ocsp;
    let as_of = Some(single.this_update);
    match single.status {
        CertStatus::Unknown => Err(OcspError::UnknownToResponder),
        CertStatus::Revoked { at, reason } => {
            let revoked = Revoked { at, reason };
            if query.at.is_none_or(|time| time >= at) {
                Ok(Finding::Revoked { source, revoked })
            } else {
                Ok(Finding::Good {
                    source,
                    as_of,
                    later: Some(revoked),
                })
            }
        }
        CertStatus::Good => {
            let not_after = query.certificate.not_after();
            let remembers = single
                .archive_cutoff
                .is_some_and(|cutoff| cutoff <= not_after);
            if query.at.is_some() && single.this_update > not_after && !remembers {
                return Err(OcspError::AfterExpiry);
            }
            Ok(Finding::Good {
                source,
                as_of,
                later: None,
            })
        }
    }
}

/// Verifies the signature with the issuer's key, or with that of a delegate.
fn verify(response: &BasicResponse<'_>, query: &Query<'_>) -> Result<(), OcspError> {
    if response.responder.names(query.issuer) {
        return verify_with(response, query.issuer_key);
    }
    let mut error = OcspError::ResponderNotAuthorized;
    for delegate in &response.certificates {
        if !response.responder.names(delegate) {
            continue;
        }
        match delegate_key(delegate, response.produced_at, query)
            .and_then(|key| verify_with(response, &key))
        {
            Ok(()) => return Ok(()),
            Err(e) if e.rank() > error.rank() => error = e,
            Err(_) => {}
        }
    }
    Err(error)
}

fn verify_with(response: &BasicResponse<'_>, key: &PublicKey) -> Result<(), OcspError> {
    signed::verify(response.tbs, response.algorithm, response.signature, key).map_err(|e| match e {
        SignatureError::UnsupportedAlgorithm(oid) => OcspError::UnsupportedAlgorithm(oid),
        _ => OcspError::InvalidSignature,
    })
}

/// The key of a delegate that the issuer made for this (RFC 6960 section 4.2.2.2).
fn delegate_key(
    delegate: &Certificate,
    produced_at: UnixTime,
    query: &Query<'_>,
) -> Result<PublicKey, OcspError> {
    const REFUSED: OcspError = OcspError::ResponderNotAuthorized;
    const UNDERSTOOD: [Oid; 8] = [
        oid::CE_BASIC_CONSTRAINTS,
        oid::CE_CERTIFICATE_POLICIES,
        oid::CE_EXT_KEY_USAGE,
        oid::CE_ISSUER_ALT_NAME,
        oid::CE_KEY_USAGE,
        oid::CE_PRIVATE_KEY_USAGE_PERIOD,
        oid::CE_SUBJECT_ALT_NAME,
        oid::OCSP_NOCHECK,
    ];
    let may_answer = delegate
        .ext_key_usage()
        .is_some_and(|purposes| purposes.contains(&oid::EKU_OCSP_SIGNING));
    let may_sign = delegate.key_usage().is_none_or(|usage| {
        usage.intersects(KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::NON_REPUDIATION))
    });
    let is_understood = delegate
        .extensions()
        .all(|extension| !extension.critical || UNDERSTOOD.contains(&extension.oid));
    // With a time the delegate must have been valid when it answered; without one dates are not looked at.
    let valid = query.at.is_none()
        || (delegate.not_before() <= produced_at && produced_at <= delegate.not_after());
    if !may_answer
        || !may_sign
        || !is_understood
        || !valid
        || !delegate.issuer().matches(&query.issuer.subject())
        || delegate.verify_signature(query.issuer_key).is_err()
    {
        return Err(REFUSED);
    }
    delegate
        .public_key_with_issuer(query.issuer_key)
        .map_err(|_| REFUSED)
}
