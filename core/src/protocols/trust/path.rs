// SPDX-License-Identifier: MIT OR Apache-2.0
//! The path from a certificate to an anchor.
//!
//! Source: [RFC 5280, section 6.1]. Issuers are looked for by name among the anchors and the certificates that came with the
//! message; those whose key identifier agrees are tried first, anchors before others. Every certificate below the anchor
//! must be in its validity period, carry no critical extension that is not understood, and be signed by the next one. Every issuer
//! below the anchor must be a CA by its basic constraints, with keyCertSign where it has key usage, and keep its path length.
//!
//! An anchor is a name and a key that the caller trusts: its own signature, validity period and critical extensions are
//! not looked at. It may be the certificate itself, which is then judged as the others are, save for its signature. An anchor that
//! says of itself that it is no CA issues nothing all the same: a signer's certificate given as trusted must not
//! vouch for others. Without basic constraints only a self-issued anchor may issue (roots of version 1, and
//! those of TC 26's examples).
//!
//! Key parameters that are absent are those of the issuer ([RFC 4491, section 2.3.2]).
//!
//! Work is bounded by [`Budget`], whatever certificates a message brings along.
//!
//! What is not here: name constraints and policies (critical ones are refused), revocation (a joint, `revocation`).
//!
//! [RFC 5280, section 6.1]: https://www.rfc-editor.org/rfc/rfc5280#section-6.1
//! [RFC 4491, section 2.3.2]: https://www.rfc-editor.org/rfc/rfc4491#section-2.3.2

use alloc::vec;
use alloc::vec::Vec;

use super::{NoRevocation, PathError, Revocation, RevocationStatus, TrustStore};
use crate::formats::x509::{Certificate, KeyUsage, SignatureError};
use crate::formats::{FormatError, Oid, UnixTime, oid};
use crate::keys::PublicKey;

/// What the first certificate's key is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Usage {
    /// Whatever: key usage is not considered.
    Any,
    /// Receive keys: keyEncipherment, keyAgreement or dataEncipherment where there is key usage.
    KeyTransport,
    /// Sign documents: digitalSignature or nonRepudiation where there is key usage, and no certificate that is
    /// for time stamps or OCSP responses only.
    Signature,
}

/// What a search may cost at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Certificates in a path, the first and the anchor counted. Real paths have up to four.
    pub path_len: usize,
    /// Signatures that are verified. A path of four certificates needs three; authorities with several
    /// certificates of one name need some more.
    pub signatures: u32,
    /// Names that are compared. It lets a path of eight certificates be looked for among some 30 000.
    pub names: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            path_len: 8,
            signatures: 64,
            names: 250_000,
        }
    }
}

/// How a path is judged.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The time that validity periods are judged at; `None`: they are not.
    pub at: Option<UnixTime>,
    /// What the first certificate's key is to do.
    pub usage: Usage,
    /// What knows of revoked certificates.
    pub revocation: &'a dyn Revocation,
    /// What the search may cost.
    pub budget: Budget,
}

impl Options<'_> {
    /// No revocation, the default budget.
    pub const fn new(at: Option<UnixTime>, usage: Usage) -> Self {
        Self {
            at,
            usage,
            revocation: &NoRevocation,
            budget: Budget {
                path_len: 8,
                signatures: 64,
                names: 250_000,
            },
        }
    }
}

/// A path that was found good.
#[derive(Clone, Debug)]
#[must_use]
pub struct Path<'a> {
    certificates: Vec<&'a Certificate>,
    key: PublicKey,
}

impl<'a> Path<'a> {
    /// The certificates: the first is the one that was asked about, the last the anchor. They may be the same.
    pub fn certificates(&self) -> &[&'a Certificate] {
        &self.certificates
    }

    /// The key of the first certificate, with its parameters from the issuer where it has none.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

/// Finds a path from `leaf` through `extra` to an anchor of `store`, with the default budget and no revocation.
///
/// `at` is the time that validity periods are judged at; `None` leaves them out.
///
/// # Errors
/// What is wrong with `leaf` itself comes first; else the error of the path that came furthest.
pub fn verify<'a>(
    leaf: &'a Certificate,
    extra: &'a [Certificate],
    store: &'a TrustStore,
    at: Option<UnixTime>,
    usage: Usage,
) -> Result<Path<'a>, PathError> {
    verify_with(leaf, extra, store, &Options::new(at, usage))
}

/// As [`verify`], with everything chosen by the caller.
pub fn verify_with<'a>(
    leaf: &'a Certificate,
    extra: &'a [Certificate],
    store: &'a TrustStore,
    options: &Options<'_>,
) -> Result<Path<'a>, PathError> {
    check_validity(leaf, options.at)?;
    check_critical_extensions(leaf)?;
    check_usage(leaf, options.usage)?;
    let own_key = own_key(leaf)?;
    let mut certificates = vec![leaf];
    let key = if store.contains(leaf) {
        own_key.ok_or(PathError::InvalidKey(FormatError::KeyParametersAbsent))?
    } else {
        let mut search = Search {
            extra,
            store,
            options,
            budget: options.budget,
        };
        let issuer_key = search.extend(&mut certificates)?;
        match own_key {
            Some(key) => key,
            None => leaf
                .public_key_with_issuer(&issuer_key)
                .map_err(PathError::InvalidKey)?,
        }
    };
    for pair in certificates.windows(2) {
        if let [certificate, issuer] = pair
            && let RevocationStatus::Revoked { at, .. } =
                options.revocation.status(certificate, issuer, options.at)
        {
            return Err(PathError::CertRevoked { at });
        }
    }
    Ok(Path { certificates, key })
}

struct Search<'a, 'o> {
    extra: &'a [Certificate],
    store: &'a TrustStore,
    options: &'o Options<'o>,
    budget: Budget,
}

/// A certificate that has the issuer's name.
struct Candidate<'a> {
    certificate: &'a Certificate,
    anchor: bool,
    key_id: KeyIdFit,
}

/// How the issuer's subject key identifier fits the authority key identifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KeyIdFit {
    Same,
    NotSaid,
    /// Tried last, not passed over: the identifier is a hint (RFC 5280 section 4.2.1.1), and some are wrong.
    Different,
}

impl<'a> Search<'a, '_> {
    /// Extends `path` by issuers up to an anchor and gives the key of the first issuer. On failure `path` is as it was.
    fn extend(&mut self, path: &mut Vec<&'a Certificate>) -> Result<PublicKey, PathError> {
        let mut error = PathError::IssuerNotFound;
        for candidate in self.candidates(path)? {
            let length = path.len();
            match self.try_issuer(path, &candidate) {
                Ok(key) => return Ok(key),
                // A path that grew too long ends this branch only; work that is used up ends the search.
                Err(PathError::BudgetExceeded)
                    if self.budget.signatures == 0 || self.budget.names == 0 =>
                {
                    return Err(PathError::BudgetExceeded);
                }
                Err(e) => error = error.most_specific(e),
            }
            path.truncate(length);
        }
        Err(error)
    }

    fn try_issuer(
        &mut self,
        path: &mut Vec<&'a Certificate>,
        candidate: &Candidate<'a>,
    ) -> Result<PublicKey, PathError> {
        let issuer = candidate.certificate;
        if path.len() >= self.budget.path_len {
            return Err(PathError::BudgetExceeded);
        }
        let Some(&subject) = path.last() else {
            return Err(PathError::IssuerNotFound);
        };
        let key = own_key(issuer)?;
        // The signature goes first: who did not sign is not the issuer, and its faults are of no interest.
        if let Some(key) = &key {
            self.check_signature(subject, key)?;
        }
        check_issuer(issuer, candidate.anchor, path)?;
        if !candidate.anchor {
            check_validity(issuer, self.options.at)?;
            check_critical_extensions(issuer)?;
        }
        path.push(issuer);
        if candidate.anchor {
            return key.ok_or(PathError::InvalidKey(FormatError::KeyParametersAbsent));
        }
        let upper_key = self.extend(path)?;
        match key {
            Some(key) => Ok(key),
            None => {
                let key = issuer
                    .public_key_with_issuer(&upper_key)
                    .map_err(PathError::InvalidKey)?;
                self.check_signature(subject, &key)?;
                Ok(key)
            }
        }
    }

    fn check_signature(&mut self, subject: &Certificate, key: &PublicKey) -> Result<(), PathError> {
        self.budget.signatures = self
            .budget
            .signatures
            .checked_sub(1)
            .ok_or(PathError::BudgetExceeded)?;
        subject.verify_signature(key).map_err(|e| match e {
            SignatureError::UnsupportedAlgorithm(oid) => PathError::UnsupportedAlgorithm(oid),
            SignatureError::AlgorithmMismatch | SignatureError::Invalid => {
                PathError::InvalidCertificateSignature
            }
        })
    }

    /// The certificates with the issuer's name that are not in the path already, the likeliest first.
    fn candidates(&mut self, path: &[&'a Certificate]) -> Result<Vec<Candidate<'a>>, PathError> {
        let Some(&subject) = path.last() else {
            return Ok(Vec::new());
        };
        let name = subject.issuer();
        let wanted = subject.authority_key_id().and_then(|id| id.key_id);
        let anchors = self
            .store
            .anchors()
            .iter()
            .map(|certificate| (certificate, true));
        let others = self.extra.iter().map(|certificate| (certificate, false));
        let mut candidates: Vec<Candidate<'a>> = Vec::new();
        for (certificate, anchor) in anchors.chain(others) {
            self.budget.names = self
                .budget
                .names
                .checked_sub(1)
                .ok_or(PathError::BudgetExceeded)?;
            let known = |candidate: &Candidate<'_>| candidate.certificate == certificate;
            if !certificate.subject().matches(&name)
                || path.contains(&certificate)
                || candidates.iter().any(known)
            {
                continue;
            }
            let key_id = match (wanted, certificate.subject_key_id()) {
                (Some(wanted), Some(id)) if wanted == id => KeyIdFit::Same,
                (Some(_), Some(_)) => KeyIdFit::Different,
                _ => KeyIdFit::NotSaid,
            };
            candidates.push(Candidate {
                certificate,
                anchor,
                key_id,
            });
        }
        candidates.sort_by_key(|candidate| (candidate.key_id, !candidate.anchor));
        Ok(candidates)
    }
}

/// The key of a certificate; `None` when its parameters are those of the issuer.
fn own_key(certificate: &Certificate) -> Result<Option<PublicKey>, PathError> {
    match certificate.public_key() {
        Ok(key) => Ok(Some(key)),
        Err(FormatError::KeyParametersAbsent) => Ok(None),
        Err(e) => Err(PathError::InvalidKey(e)),
    }
}

fn check_validity(certificate: &Certificate, at: Option<UnixTime>) -> Result<(), PathError> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    match at {
        Some(time) if time < not_before => Err(PathError::CertNotYetValid { time, not_before }),
        Some(time) if time > not_after => Err(PathError::CertExpired { time, not_after }),
        _ => Ok(()),
    }
}

/// The extensions that are enforced here, or that ask for nothing when no policy is required.
const UNDERSTOOD: [Oid; 7] = [
    oid::CE_BASIC_CONSTRAINTS,
    oid::CE_CERTIFICATE_POLICIES,
    oid::CE_EXT_KEY_USAGE,
    oid::CE_ISSUER_ALT_NAME,
    oid::CE_KEY_USAGE,
    oid::CE_PRIVATE_KEY_USAGE_PERIOD,
    oid::CE_SUBJECT_ALT_NAME,
];

fn check_critical_extensions(certificate: &Certificate) -> Result<(), PathError> {
    match certificate
        .extensions()
        .find(|extension| extension.critical && !UNDERSTOOD.contains(&extension.oid))
    {
        Some(extension) => Err(PathError::UnknownCriticalExtension(extension.oid)),
        None => Ok(()),
    }
}

fn check_usage(certificate: &Certificate, usage: Usage) -> Result<(), PathError> {
    let wanted = match usage {
        Usage::Any => return Ok(()),
        Usage::KeyTransport => KeyUsage::KEY_ENCIPHERMENT
            .union(KeyUsage::KEY_AGREEMENT)
            .union(KeyUsage::DATA_ENCIPHERMENT),
        Usage::Signature => KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::NON_REPUDIATION),
    };
    if certificate
        .key_usage()
        .is_some_and(|key_usage| !key_usage.intersects(wanted))
    {
        return Err(PathError::KeyUsageNotAllowed);
    }
    // No purpose stands for signed documents, and those that Russian authorities list are many. The two services
    // whose certificates must list nothing else are told apart.
    let service =
        |purpose: &Oid| matches!(*purpose, oid::EKU_TIME_STAMPING | oid::EKU_OCSP_SIGNING);
    if certificate
        .ext_key_usage()
        .is_some_and(|purposes| purposes.iter().all(service))
    {
        return Err(PathError::KeyUsageNotAllowed);
    }
    Ok(())
}

/// Whether `issuer` may stand above `path` (RFC 5280 sections 6.1.4 (k) to (n)).
fn check_issuer(
    issuer: &Certificate,
    anchor: bool,
    path: &[&Certificate],
) -> Result<(), PathError> {
    match issuer.basic_constraints() {
        Some(constraints) if !constraints.ca => return Err(PathError::NotCertificateAuthority),
        Some(constraints) => {
            if let Some(allowed) = constraints.path_len {
                let below = path
                    .iter()
                    .skip(1)
                    .filter(|certificate| !certificate.is_self_issued())
                    .count();
                if below > allowed as usize {
                    return Err(PathError::PathLengthExceeded { allowed });
                }
            }
        }
        None if anchor && issuer.is_self_issued() => {}
        None => return Err(PathError::NotCertificateAuthority),
    }
    if issuer
        .key_usage()
        .is_some_and(|usage| !usage.intersects(KeyUsage::KEY_CERT_SIGN))
    {
        return Err(PathError::KeyUsageNotAllowed);
    }
    Ok(())
}
