// SPDX-License-Identifier: MIT OR Apache-2.0
//! The path from a certificate to an anchor.
//!
//! Source: [RFC 5280, section 6.1], [RFC 4158] for the search. Issuers are looked for by name among the anchors and the
//! certificates that came with the message; those that the authority key identifier names are tried first, anchors before
//! others. Every certificate below the anchor must be in its validity period, carry no critical extension that is not
//! understood, and be signed by the next one. Every issuer below the anchor must be a CA by its basic constraints, with
//! keyCertSign where it has key usage, and keep its path length. Every issuer's name constraints hold for
//! all below it, self-issued CA certificates excepted.
//!
//! An anchor is a name and a key that the caller trusts: its own signature, validity period and critical extensions are
//! not looked at. It may be the certificate itself, which is then judged as the others are, save for its signature. An anchor that
//! says of itself that it is no CA issues nothing all the same: a signer's certificate given as trusted must not
//! vouch for others. Without basic constraints only a self-issued anchor may issue (roots of version 1, and
//! those of TC 26's examples). Path length and name constraints of an anchor hold: it says them of itself.
//!
//! Key parameters that are absent are those of the issuer ([RFC 4491, section 2.3.2]).
//!
//! Work is bounded by [`Budget`], whatever certificates a message brings along. A name without attributes leads
//! nowhere. A certificate stands in a path once, and so does an issuer's name with the same key, which ends loops.
//!
//! Policies are told ([`Path::policies`]) and not enforced; critical policy constraints and mappings are refused. The
//! private key usage period is told, and enforced on request ([`KeyPeriod`]).
//!
//! Revocation is asked for of the first path that is good otherwise; no other path is looked for when it fails there.
//!
//! [RFC 5280, section 6.1]: https://www.rfc-editor.org/rfc/rfc5280#section-6.1
//! [RFC 4158]: https://www.rfc-editor.org/rfc/rfc4158
//! [RFC 4491, section 2.3.2]: https://www.rfc-editor.org/rfc/rfc4491#section-2.3.2

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "std")]
use super::PathCache;
use super::{
    Finding, NoRevocation, PathError, Query, Revocation, RevocationPolicy, TrustStore, names,
};
use crate::ErrorCode;
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
    /// Answer for the status of certificates: extended key usage with OCSPSigning.
    OcspSigning,
    /// Sign documents: digitalSignature or nonRepudiation where there is key usage, and no certificate that is
    /// for time stamps or OCSP responses only.
    Signature,
    /// Sign time stamps: critical extended key usage of timeStamping and nothing else (RFC 3161 section 2.3).
    TimeStamping,
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

/// What is made of the private key usage period of the first certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyPeriod {
    /// The time must lie within it where there is one: for a time that is known to be the time of signing.
    Enforce,
    /// Nothing.
    #[default]
    Ignore,
}

/// How a path is judged. [`Self::new`] gives the defaults of what is added later.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Options<'a> {
    /// The time that validity periods are judged at; `None`: they are not.
    pub at: Option<UnixTime>,
    /// What the first certificate's key is to do.
    pub usage: Usage,
    /// A purpose that its extended key usage must have, where it has that extension.
    pub purpose: Option<Oid>,
    /// What is made of its private key usage period.
    pub key_period: KeyPeriod,
    /// What knows of revoked certificates.
    pub revocation: &'a dyn Revocation,
    /// What becomes of a path when the status of a certificate is not known.
    pub policy: RevocationPolicy,
    /// What the search may cost.
    pub budget: Budget,
    /// What remembers signatures that were good before.
    #[cfg(feature = "std")]
    pub cache: Option<&'a PathCache>,
}

impl Options<'_> {
    /// No revocation, the default budget, no cache.
    pub const fn new(at: Option<UnixTime>, usage: Usage) -> Self {
        Self {
            at,
            usage,
            purpose: None,
            key_period: KeyPeriod::Ignore,
            revocation: &NoRevocation,
            policy: RevocationPolicy::SoftFail,
            budget: Budget {
                path_len: 8,
                signatures: 64,
                names: 250_000,
            },
            #[cfg(feature = "std")]
            cache: None,
        }
    }

    fn public_key(&self, certificate: &Certificate) -> Result<PublicKey, FormatError> {
        #[cfg(feature = "std")]
        if let Some(cache) = self.cache {
            return cache.public_key(certificate);
        }
        certificate.public_key()
    }

    /// Verifies a signature that is not known to be good.
    fn verify(&self, certificate: &Certificate, key: &PublicKey) -> Result<(), SignatureError> {
        #[cfg(feature = "std")]
        if let Some(cache) = self.cache {
            return cache.verify(certificate, key);
        }
        certificate.verify_signature(key)
    }

    fn knows(&self, certificate: &Certificate, key: &PublicKey) -> bool {
        #[cfg(feature = "std")]
        if let Some(cache) = self.cache {
            return cache.knows(certificate, key);
        }
        let _ = (certificate, key);
        false
    }
}

/// A path whose signatures and rules were found good. Revocation is told beside it, in [`PathJudgement`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Path<'a> {
    certificates: Vec<&'a Certificate>,
    /// One for each certificate.
    keys: Vec<PublicKey>,
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

    /// The questions that a path asks of [`Revocation`]: one for each certificate below the anchor.
    pub fn queries(&self, at: Option<UnixTime>) -> impl Iterator<Item = Query<'_>> {
        let pairs = self.certificates.windows(2).zip(self.keys.iter().skip(1));
        pairs.filter_map(move |(pair, issuer_key)| match pair {
            [certificate, issuer] => Some(Query {
                certificate,
                issuer,
                issuer_key,
                at,
            }),
            _ => None,
        })
    }

    /// The policies that every certificate below the anchor was issued under: information, nothing is enforced.
    ///
    /// anyPolicy of an authority stands for every policy. Mappings are not followed.
    pub fn policies(&self) -> Vec<Oid> {
        let below = self.certificates.len().saturating_sub(1).max(1);
        let mut lists = self
            .certificates
            .iter()
            .take(below)
            .map(|certificate| certificate.policies());
        let mut policies = lists.next().unwrap_or_default();
        for list in lists {
            if !list.contains(&oid::ANY_POLICY) {
                policies.retain(|policy| list.contains(policy));
            }
        }
        policies
    }
}

/// Why a path was refused, and at which certificate.
#[derive(Clone, Copy, Debug)]
pub struct PathFailure<'a> {
    /// Why.
    pub error: PathError,
    /// Where the certificate stands, counted from 0 at the one that was asked about.
    pub index: usize,
    /// The certificate that the error is about.
    pub certificate: &'a Certificate,
}

impl PathFailure<'_> {
    /// Its number.
    pub const fn code(&self) -> ErrorCode {
        self.error.code()
    }
}

impl fmt::Display for PathFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self.certificate.subject();
        write!(f, "certificate {} ({subject}): {}", self.index, self.error)
    }
}

impl core::error::Error for PathFailure<'_> {}

/// What was found out about the revocation of one certificate of a path.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What was found out.
    pub finding: Finding,
}

/// The judgement on a certificate: its path, what is known of revocation, and why it is refused if it is.
#[derive(Clone, Debug)]
#[must_use]
pub struct PathJudgement<'a> {
    path: Option<Path<'a>>,
    revocation: Vec<Judged<'a>>,
    failure: Option<PathFailure<'a>>,
}

impl<'a> PathJudgement<'a> {
    /// The path, where one was found: also when a certificate in it is revoked or its status not known.
    pub fn path(&self) -> Option<&Path<'a>> {
        self.path.as_ref()
    }

    /// What was found out about each certificate below the anchor, in the order of the path.
    pub fn revocation(&self) -> &[Judged<'a>] {
        &self.revocation
    }

    /// Why the certificate is refused.
    pub fn failure(&self) -> Option<&PathFailure<'a>> {
        self.failure.as_ref()
    }

    /// The path, if nothing speaks against it.
    ///
    /// # Errors
    /// The failure: a fault of the first certificate itself before all others, else that of the path that came furthest.
    pub fn into_result(self) -> Result<Path<'a>, PathFailure<'a>> {
        match (self.failure, self.path) {
            (None, Some(path)) => Ok(path),
            (Some(failure), _) => Err(failure),
            // `judge` gives one of both.
            (None, None) => unreachable!("a verdict without path has a failure"),
        }
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
    judge(leaf, extra, store, options)
        .into_result()
        .map_err(|failure| failure.error)
}

/// As [`verify_with`], with all that was found out.
pub fn judge<'a>(
    leaf: &'a Certificate,
    extra: &'a [Certificate],
    store: &'a TrustStore,
    options: &Options<'_>,
) -> PathJudgement<'a> {
    let path = match build(leaf, extra, store, options) {
        Ok(path) => path,
        Err(failure) => {
            return PathJudgement {
                path: None,
                revocation: Vec::new(),
                failure: Some(failure),
            };
        }
    };
    let mut failure: Option<PathFailure<'a>> = None;
    let mut revocation = Vec::new();
    let certificates = path.certificates.iter().copied();
    for (index, (certificate, query)) in certificates.zip(path.queries(options.at)).enumerate() {
        let finding = match options.policy {
            RevocationPolicy::None => Finding::NotAsked,
            RevocationPolicy::HardFail | RevocationPolicy::SoftFail => {
                options.revocation.find(&query)
            }
        };
        let error = match (finding, options.policy) {
            (Finding::Revoked { revoked, .. }, _) => {
                Some(PathError::CertRevoked { at: revoked.at })
            }
            (Finding::Unknown(why), RevocationPolicy::HardFail) => {
                Some(PathError::StatusUnknown(why))
            }
            _ => None,
        };
        if let Some(error) = error {
            let other = PathFailure {
                error,
                index,
                certificate,
            };
            // A revocation anywhere tells more than a status that is not known.
            failure = Some(failure.map_or(other, |first| first.most_specific(other)));
        }
        revocation.push(Judged {
            certificate,
            finding,
        });
    }
    PathJudgement {
        path: Some(path),
        revocation,
        failure,
    }
}

fn build<'a>(
    leaf: &'a Certificate,
    extra: &'a [Certificate],
    store: &'a TrustStore,
    options: &Options<'_>,
) -> Result<Path<'a>, PathFailure<'a>> {
    let fault = |error| PathFailure {
        error,
        index: 0,
        certificate: leaf,
    };
    check_validity(leaf, options.at).map_err(fault)?;
    check_critical_extensions(leaf).map_err(fault)?;
    check_usage(leaf, options.usage).map_err(fault)?;
    check_purpose(leaf, options.purpose).map_err(fault)?;
    check_key_period(leaf, options).map_err(fault)?;
    let key = own_key(leaf, options).map_err(fault)?;
    let mut path = vec![Step {
        certificate: leaf,
        key,
    }];
    if !store.contains(leaf) {
        let mut search = Search {
            extra,
            extra_by_subject: None,
            store,
            options,
            budget: options.budget,
        };
        search.extend(&mut path)?;
    }
    let mut certificates = Vec::with_capacity(path.len());
    let mut keys: Vec<PublicKey> = Vec::with_capacity(path.len());
    // From the anchor down, since a key may take its parameters from above.
    for step in path.into_iter().rev() {
        let key = match (step.key, keys.last()) {
            (Some(key), _) => key,
            (None, Some(issuer_key)) => step
                .certificate
                .public_key_with_issuer(issuer_key)
                .map_err(|e| fault(PathError::InvalidKey(e)))?,
            (None, None) => {
                return Err(fault(PathError::InvalidKey(
                    FormatError::KeyParametersAbsent,
                )));
            }
        };
        certificates.push(step.certificate);
        keys.push(key);
    }
    certificates.reverse();
    keys.reverse();
    match keys.first().cloned() {
        Some(key) => Ok(Path {
            certificates,
            keys,
            key,
        }),
        None => Err(fault(PathError::IssuerNotFound)),
    }
}

impl PathFailure<'_> {
    /// The more telling of two failures; of equals, the first.
    fn most_specific(self, other: Self) -> Self {
        if self.error.most_specific(other.error) == self.error {
            self
        } else {
            other
        }
    }
}

/// A certificate of a path that is being built.
struct Step<'a> {
    certificate: &'a Certificate,
    /// `None` while its parameters are those of an issuer that is not known yet.
    key: Option<PublicKey>,
}

struct Search<'a, 'o> {
    extra: &'a [Certificate],
    /// The certificates of `extra` by the canonical form of their subjects, once it is needed.
    extra_by_subject: Option<BTreeMap<&'a [u8], Vec<&'a Certificate>>>,
    store: &'a TrustStore,
    options: &'o Options<'o>,
    budget: Budget,
}

/// A certificate that has the issuer's name.
struct Candidate<'a> {
    certificate: &'a Certificate,
    anchor: bool,
    fit: Fit,
}

/// How the issuer's certificate fits the authority key identifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Named,
    NotSaid,
    /// Tried last, not passed over: the identifier is a hint (RFC 5280 section 4.2.1.1), and some are wrong.
    Different,
}

impl Fit {
    fn of(subject: &Certificate, issuer: &Certificate) -> Self {
        let Some(wanted) = subject.authority_key_id() else {
            return Self::NotSaid;
        };
        let by_key = match (wanted.key_id, issuer.subject_key_id()) {
            (Some(wanted), Some(id)) => Some(wanted == id),
            _ => None,
        };
        // The key identifier says more than issuer and serial number: a CA's certificate may be renewed with its key.
        match by_key.or_else(|| issuer.is_named_by(&wanted)) {
            Some(true) => Self::Named,
            Some(false) => Self::Different,
            None => Self::NotSaid,
        }
    }
}

impl<'a> Search<'a, '_> {
    /// Extends `path` by issuers up to an anchor. On failure `path` is as it was.
    fn extend(&mut self, path: &mut Vec<Step<'a>>) -> Result<(), PathFailure<'a>> {
        let Some(subject) = path.last().map(|step| step.certificate) else {
            unreachable!("a path has its first certificate");
        };
        let length = path.len();
        let fault = |error| PathFailure {
            error,
            index: length - 1,
            certificate: subject,
        };
        let mut failure = fault(PathError::IssuerNotFound);
        for candidate in self.candidates(path, subject).map_err(fault)? {
            match self.try_issuer(path, subject, &candidate) {
                Ok(()) => return Ok(()),
                // A path that grew too long ends this branch only; work that is used up ends the search.
                Err(e)
                    if e.error == PathError::BudgetExceeded
                        && (self.budget.signatures == 0 || self.budget.names == 0) =>
                {
                    return Err(e);
                }
                Err(e) => failure = failure.most_specific(e),
            }
            path.truncate(length);
        }
        Err(failure)
    }

    fn try_issuer(
        &mut self,
        path: &mut Vec<Step<'a>>,
        subject: &'a Certificate,
        candidate: &Candidate<'a>,
    ) -> Result<(), PathFailure<'a>> {
        let issuer = candidate.certificate;
        let place = path.len();
        let of_subject = |error| PathFailure {
            error,
            index: place - 1,
            certificate: subject,
        };
        let of_issuer = |error| PathFailure {
            error,
            index: place,
            certificate: issuer,
        };
        if place >= self.budget.path_len || self.budget.signatures == 0 {
            return Err(of_subject(PathError::BudgetExceeded));
        }
        if !fits_algorithm(subject, issuer) {
            return Err(of_subject(PathError::InvalidCertificateSignature));
        }
        let key = match own_key(issuer, self.options) {
            Ok(key) => key,
            Err(e) => {
                // Reading a key costs about as much as a signature, whatever comes of it.
                self.budget.signatures -= 1;
                return Err(of_issuer(e));
            }
        };
        // The signature goes first: who did not sign is not the issuer, and its faults are of no interest.
        if let Some(key) = &key {
            self.check_signature(subject, key).map_err(of_subject)?;
        }
        check_issuer(issuer, candidate.anchor, path).map_err(of_issuer)?;
        if !candidate.anchor {
            check_validity(issuer, self.options.at).map_err(of_issuer)?;
            check_critical_extensions(issuer).map_err(of_issuer)?;
        }
        self.check_names(issuer, path)?;
        let inherits = key.is_none();
        path.push(Step {
            certificate: issuer,
            key,
        });
        if candidate.anchor {
            if inherits {
                return Err(of_issuer(PathError::InvalidKey(
                    FormatError::KeyParametersAbsent,
                )));
            }
            return Ok(());
        }
        self.extend(path)?;
        if inherits {
            let upper = path.get(place + 1).and_then(|step| step.key.as_ref());
            let key = upper
                .ok_or(FormatError::KeyParametersAbsent)
                .and_then(|upper| issuer.public_key_with_issuer(upper))
                .map_err(|e| of_issuer(PathError::InvalidKey(e)))?;
            self.check_signature(subject, &key).map_err(of_subject)?;
            if let Some(step) = path.get_mut(place) {
                step.key = Some(key);
            }
        }
        Ok(())
    }

    fn check_signature(&mut self, subject: &Certificate, key: &PublicKey) -> Result<(), PathError> {
        if self.options.knows(subject, key) {
            return Ok(());
        }
        self.budget.signatures = self
            .budget
            .signatures
            .checked_sub(1)
            .ok_or(PathError::BudgetExceeded)?;
        self.options.verify(subject, key).map_err(|e| match e {
            SignatureError::UnsupportedAlgorithm(oid) => PathError::UnsupportedAlgorithm(oid),
            SignatureError::AlgorithmMismatch | SignatureError::Invalid => {
                PathError::InvalidCertificateSignature
            }
        })
    }

    /// Judges the names of all certificates below `issuer` by its constraints (RFC 5280 section 6.1.3 (b) and (c)).
    fn check_names(
        &mut self,
        issuer: &'a Certificate,
        path: &[Step<'a>],
    ) -> Result<(), PathFailure<'a>> {
        let Some(constraints) = issuer.name_constraints() else {
            return Ok(());
        };
        for (index, step) in path.iter().enumerate() {
            let certificate = step.certificate;
            if index > 0 && certificate.is_self_issued() {
                continue;
            }
            names::check(&constraints, certificate, &mut self.budget.names).map_err(|error| {
                if error == PathError::BudgetExceeded {
                    self.budget.names = 0;
                }
                PathFailure {
                    error,
                    index,
                    certificate,
                }
            })?;
        }
        Ok(())
    }

    /// The certificates with the issuer's name that are not in the path already, the likeliest first.
    fn candidates(
        &mut self,
        path: &[Step<'a>],
        subject: &'a Certificate,
    ) -> Result<Vec<Candidate<'a>>, PathError> {
        if subject.issuer().is_empty() {
            return Ok(Vec::new());
        }
        let count = self.store.anchors().len().saturating_add(self.extra.len());
        let left = u32::try_from(count)
            .ok()
            .and_then(|count| self.budget.names.checked_sub(count));
        let Some(left) = left else {
            self.budget.names = 0;
            return Err(PathError::BudgetExceeded);
        };
        self.budget.names = left;
        let name = subject.issuer().canonical();
        let extra = self.extra;
        let by_subject = self.extra_by_subject.get_or_insert_with(|| {
            let mut map: BTreeMap<&'a [u8], Vec<&'a Certificate>> = BTreeMap::new();
            for certificate in extra {
                map.entry(certificate.canonical_subject())
                    .or_default()
                    .push(certificate);
            }
            map
        });
        let store = self.store;
        let anchors = store
            .of_subject(&name)
            .map(|certificate| (certificate, true));
        let others = by_subject
            .get(&name[..])
            .into_iter()
            .flatten()
            .map(|&certificate| (certificate, false));
        let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
        let mut candidates: Vec<Candidate<'a>> = Vec::new();
        for (certificate, anchor) in anchors.chain(others) {
            let repeats = path.iter().enumerate().any(|(index, step)| {
                step.certificate == certificate
                    || index > 0
                        && step.certificate.spki_der() == certificate.spki_der()
                        && step.certificate.subject().matches(&certificate.subject())
            });
            if repeats || !seen.insert(certificate.der()) {
                continue;
            }
            candidates.push(Candidate {
                certificate,
                anchor,
                fit: Fit::of(subject, certificate),
            });
        }
        candidates.sort_by_key(|candidate| (candidate.fit, !candidate.anchor));
        Ok(candidates)
    }
}

/// Whether the issuer's key is of the type that the signature algorithm asks for; also when either is unknown.
fn fits_algorithm(subject: &Certificate, issuer: &Certificate) -> bool {
    let wanted = oid::signature_algorithm(subject.signature_algorithm());
    let found = issuer
        .spki()
        .ok()
        .and_then(|spki| oid::key_algorithm(spki.algorithm.oid));
    match (wanted, found) {
        (Some(wanted), Some((found, _))) => wanted == found,
        _ => true,
    }
}

/// The key of a certificate; `None` when its parameters are those of the issuer.
fn own_key(
    certificate: &Certificate,
    options: &Options<'_>,
) -> Result<Option<PublicKey>, PathError> {
    match options.public_key(certificate) {
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
const UNDERSTOOD: [Oid; 8] = [
    oid::CE_BASIC_CONSTRAINTS,
    oid::CE_CERTIFICATE_POLICIES,
    oid::CE_EXT_KEY_USAGE,
    oid::CE_ISSUER_ALT_NAME,
    oid::CE_KEY_USAGE,
    oid::CE_NAME_CONSTRAINTS,
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
        Usage::OcspSigning | Usage::Signature | Usage::TimeStamping => {
            KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::NON_REPUDIATION)
        }
    };
    if certificate
        .key_usage()
        .is_some_and(|key_usage| !key_usage.intersects(wanted))
    {
        return Err(PathError::KeyUsageNotAllowed);
    }
    let purposes = certificate.ext_key_usage();
    let allowed = match usage {
        Usage::OcspSigning => {
            purposes.is_some_and(|purposes| purposes.contains(&oid::EKU_OCSP_SIGNING))
        }
        Usage::TimeStamping => {
            purposes == Some(&[oid::EKU_TIME_STAMPING][..])
                && certificate
                    .extension(oid::CE_EXT_KEY_USAGE)
                    .is_some_and(|extension| extension.critical)
        }
        // No purpose stands for signed documents, and those that Russian authorities list are many. The two services
        // whose certificates must list nothing else are told apart.
        _ => purposes.is_none_or(|purposes| {
            let service =
                |purpose: &Oid| matches!(*purpose, oid::EKU_TIME_STAMPING | oid::EKU_OCSP_SIGNING);
            !purposes.iter().all(service)
        }),
    };
    if allowed {
        Ok(())
    } else {
        Err(PathError::KeyUsageNotAllowed)
    }
}

/// A certificate without extended key usage may do everything (RFC 5280 section 4.2.1.12).
fn check_purpose(certificate: &Certificate, purpose: Option<Oid>) -> Result<(), PathError> {
    match (purpose, certificate.ext_key_usage()) {
        (Some(purpose), Some(purposes))
            if !purposes.contains(&purpose) && !purposes.contains(&oid::EKU_ANY) =>
        {
            Err(PathError::PurposeNotAllowed(purpose))
        }
        _ => Ok(()),
    }
}

fn check_key_period(certificate: &Certificate, options: &Options<'_>) -> Result<(), PathError> {
    let (KeyPeriod::Enforce, Some(time)) = (options.key_period, options.at) else {
        return Ok(());
    };
    let Some(period) = certificate.private_key_usage_period() else {
        return Ok(());
    };
    match (period.not_before, period.not_after) {
        (Some(not_before), _) if time < not_before => {
            Err(PathError::KeyPeriodNotBegun { time, not_before })
        }
        (_, Some(not_after)) if time > not_after => {
            Err(PathError::KeyPeriodEnded { time, not_after })
        }
        _ => Ok(()),
    }
}

/// Whether `issuer` may stand above `path` (RFC 5280 sections 6.1.4 (k) to (n)).
fn check_issuer(issuer: &Certificate, anchor: bool, path: &[Step<'_>]) -> Result<(), PathError> {
    match issuer.basic_constraints() {
        Some(constraints) if !constraints.ca => return Err(PathError::NotCertificateAuthority),
        Some(constraints) => {
            if let Some(allowed) = constraints.path_len {
                let below = path
                    .iter()
                    .skip(1)
                    .filter(|step| !step.certificate.is_self_issued())
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
