// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decides whether the signatures of a SignedData are good and whether their signers are trusted.
//!
//! [`Verifier::report`] answers each question by itself; [`Verifier::examine`] and [`Verifier::verify`] give the first
//! refusal instead, in the order that `judge` has, trust last. Every signature of the message must be good for `verify`.
//!
//! With a pinned key a message may come without any certificate; then signing-certificate attributes have nothing to be
//! held against. A certificate that it carries for the signer must be one of the pinned key.
//!
//! Not here: what knows of revocation (`trust`). signingTime is what the signer says and is only reported; time stamps
//! count in `report` and where [`Verifier::trust_time_stamps`] asks for it.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;

use super::cades;
use super::data::SignedData;
use super::digests::FinishedDigests;
use super::embedded::{EmbeddedEvidence, EvidenceReader};
use super::judge::{Judge, Pool, Subject};
use super::report::{
    BindingVerdict, ImprintVerdict, JudgedAt, PathVerdict, Report, RevocationVerdict,
    SignatureVerdict, SignerVerdicts, TimeStampKind, TimeStampVerdicts,
};
use super::{Certificate, SignedError};
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::{Oid, UnixTime};
#[cfg(feature = "std")]
use crate::protocols::trust::PathCache;
use crate::protocols::trust::{
    Freshness, NoRevocation, PathError, Revocation, RevocationPolicy, Trust, Usage,
};

/// What reads embedded evidence unless told otherwise.
const EMBEDDED: EmbeddedEvidence = EmbeddedEvidence {
    freshness: Freshness::DEFAULT,
};

/// Verifies CMS SignedData.
///
/// ```text
/// let verified = signed::Verifier::new(Trust::Anchors(&store)).at(now).verify(&cms)?;
/// verified.content()
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct Verifier<'a> {
    pub(super) trust: Trust<'a>,
    authorities: Option<Trust<'a>>,
    at: Option<UnixTime>,
    time_stamps: Option<RevocationPolicy>,
    pub(super) content: Option<&'a [u8]>,
    pub(super) certificates: &'a [Certificate],
    allow_unsorted_attributes: bool,
    revocation: &'a dyn Revocation,
    evidence: Option<&'a dyn EvidenceReader>,
    #[cfg(feature = "std")]
    cache: Option<&'a PathCache>,
}

/// A message whose signatures are all good and whose signers are all trusted.
#[derive(Clone, Debug)]
#[must_use]
pub struct Verified<'m> {
    content: Option<Cow<'m, [u8]>>,
    content_type: Oid,
    signers: Vec<SignerReport>,
}

/// A message whose signatures were judged one by one. **Some may be bad, none need be trusted.**
#[derive(Clone, Debug)]
#[must_use]
pub struct Examined<'m> {
    content: Option<Cow<'m, [u8]>>,
    content_type: Oid,
    signers: Vec<Result<SignerReport, SignedError>>,
}

/// A signature that is good, and what is known of its signer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignerReport {
    /// The signer's certificate. `None` with a pinned key only, when the message carries none. What it says beside its
    /// key is proved by `cades_bes` (the signer names it) and by a path to an anchor, not by a pinned key.
    pub certificate: Option<Certificate>,
    /// The digest that was signed.
    pub digest_algorithm: DigestAlgorithm,
    /// Whether there are signed attributes.
    pub attributes: AttributeOrder,
    /// The time at which the signer says that it signed.
    pub signing_time: Option<UnixTime>,
    /// Whether a signing-certificate attribute names the certificate: then this is a CAdES-BES.
    pub cades_bes: bool,
    /// What the trust in the signer rests on, or why there is none.
    pub trust: Result<TrustBasis, SignedError>,
    /// The certificates from the signer's to the anchor, both included; empty without an anchor.
    pub path: Vec<Certificate>,
}

/// In which order the attributes stand, and in which they were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeOrder {
    /// There are none: the signature is over the content.
    Absent,
    /// Sorted, as DER asks for.
    Sorted,
    /// Not sorted; the signature is over the octets as transmitted.
    Unsorted,
    /// Not sorted; the signature is over the sorted octets. Only on request.
    Resorted,
}

/// What the trust in a signer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustBasis {
    /// A path from the signer's certificate to an anchor.
    Anchor,
    /// The key that the caller pinned.
    PinnedKey,
}

impl<'a> Verifier<'a> {
    /// A verifier that trusts signers by `trust`.
    pub fn new(trust: Trust<'a>) -> Self {
        Self {
            trust,
            authorities: None,
            at: None,
            time_stamps: None,
            content: None,
            certificates: &[],
            allow_unsorted_attributes: false,
            revocation: &NoRevocation,
            evidence: Some(&EMBEDDED),
            #[cfg(feature = "std")]
            cache: None,
        }
    }

    /// The instant at which certificates must be valid. Without it validity periods are not judged.
    pub fn at(mut self, instant: UnixTime) -> Self {
        self.at = Some(instant);
        self
    }

    /// The content of a detached signature. Content that the message carries must be the same.
    pub fn content(mut self, content: &'a [u8]) -> Self {
        self.content = Some(content);
        self
    }

    /// Certificates to look for signers and issuers in, before those in the message. None is trusted for it.
    pub fn certificates(mut self, certificates: &'a [Certificate]) -> Self {
        self.certificates = certificates;
        self
    }

    /// Whether a signature over unsorted attributes that does not verify as transmitted is verified over the
    /// sorted ones too. A signature that needed it says so: [`AttributeOrder::Resorted`]. Off by default.
    pub fn allow_unsorted_attributes(mut self, allow: bool) -> Self {
        self.allow_unsorted_attributes = allow;
        self
    }

    /// What knows of revoked certificates, for paths to anchors. Nothing does by default.
    pub fn revocation(mut self, revocation: &'a dyn Revocation) -> Self {
        self.revocation = revocation;
        self
    }

    /// What reads the CRLs and OCSP responses that messages carry, for certificates of which
    /// [`revocation`](Self::revocation) knows nothing; `None`: they say nothing. By default it is
    /// [`EmbeddedEvidence`] with the default [`Freshness`].
    pub fn evidence(mut self, reader: Option<&'a dyn EvidenceReader>) -> Self {
        self.evidence = reader;
        self
    }

    /// What remembers keys and signatures of certificates, so that the next document of a signer costs one signature.
    #[cfg(feature = "std")]
    pub fn cache(mut self, cache: &'a PathCache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// By what the authorities of time stamps are trusted. By default by the anchors that signers are trusted by; with
    /// a pinned key nobody's time stamp is.
    pub fn authorities(mut self, trust: Trust<'a>) -> Self {
        self.authorities = Some(trust);
        self
    }

    /// Judges the certificates of a signer at the earliest time that a good time stamp over its signature proves,
    /// where there is one; else at the time given. `revocation` is what must be known of the authority's certificates.
    ///
    /// A time stamp itself is judged at the time of the one that covers it, the outermost at the time given. Off by
    /// default: then the time given counts for all.
    pub fn trust_time_stamps(mut self, revocation: RevocationPolicy) -> Self {
        self.time_stamps = Some(revocation);
        self
    }

    /// Verifies a message: every signature must be good and every signer trusted.
    ///
    /// # Errors
    /// The first signature that is bad, else the first signer that is not trusted: then every signature is good.
    pub fn verify<'m>(&self, cms: &'m [u8]) -> Result<Verified<'m>, SignedError> {
        self.examine(cms)?.require_trust()
    }

    /// Judges each signature of a message without demanding that any is good or trusted.
    ///
    /// # Errors
    /// When the message cannot be read, holds no signature, or comes without content.
    pub fn examine<'m>(&self, cms: &'m [u8]) -> Result<Examined<'m>, SignedError> {
        let data = SignedData::parse(cms)?;
        let digests = self.digest_content(&data)?;
        Ok(self.judge(data, &digests))
    }

    /// Answers each question about each signature: signature, content, binding, path, revocation, time stamps, embedded
    /// values, countersignatures.
    ///
    /// # Errors
    /// When the message cannot be read, holds no signature, or comes without content.
    pub fn report(&self, cms: &[u8]) -> Result<Report, SignedError> {
        let data = SignedData::parse(cms)?;
        let digests = self.digest_content(&data)?;
        Ok(self.judge_all(&data, &digests, self.content))
    }

    /// As [`report`](Self::report), for content that was read piece by piece into [`SignedData::content_digests`]. What
    /// was given to [`content`](Self::content) plays no part.
    ///
    /// Archive time stamps of versions 1 and 2 cover the content itself and cannot be checked here.
    ///
    /// # Errors
    /// When the message holds no signature, or carries other content than was digested.
    pub fn report_digests(
        &self,
        data: &SignedData<'_>,
        digests: &FinishedDigests,
    ) -> Result<Report, SignedError> {
        require_same_content(data, digests)?;
        Ok(self.judge_all(data, digests, None))
    }

    /// As [`examine`](Self::examine), for content that was read piece by piece into
    /// [`SignedData::content_digests`]. What was given to [`content`](Self::content) plays no part.
    ///
    /// # Errors
    /// When the message holds no signature, or carries other content than was digested.
    pub fn examine_digests<'m>(
        &self,
        data: SignedData<'m>,
        digests: &FinishedDigests,
    ) -> Result<Examined<'m>, SignedError> {
        require_same_content(&data, digests)?;
        Ok(self.judge(data, digests))
    }

    /// Judges a token by itself; its imprint is not compared yet.
    pub(super) fn judge_time_stamp(&self, token: &[u8]) -> Result<TimeStampVerdicts, SignedError> {
        let data = SignedData::parse(token)?;
        let info = cades::token_info(&data)?;
        let pool = Pool::new(self.certificates, &data.certificates);
        let judged = Cell::new(0);
        let judge = Judge {
            trust: self.authorities.unwrap_or(self.trust),
            usage: Usage::TimeStamping,
            ..self.judge_by(&pool, 1, &judged)
        };
        let verdicts = cades::judge_token(&judge, &data, self.given_time())?;
        Ok(TimeStampVerdicts {
            kind: TimeStampKind::Alone,
            info: Some(info),
            imprint: ImprintVerdict::NotChecked(SignedError::ContentRequired),
            token: Ok(Box::new(verdicts)),
        })
    }

    /// Takes the digests of the content that the message carries or the caller gave.
    fn digest_content(&self, data: &SignedData<'_>) -> Result<FinishedDigests, SignedError> {
        if data.signers.is_empty() {
            return Err(SignedError::NoSigners);
        }
        let mut digests = data.content_digests();
        match (&data.content, self.content) {
            (None, None) => return Err(SignedError::ContentRequired),
            (Some(inside), Some(given)) if **inside != *given => {
                return Err(SignedError::DigestMismatch);
            }
            (Some(octets), _) => digests.update(octets),
            (None, Some(octets)) => digests.update(octets),
        }
        Ok(digests.finish())
    }

    /// The judgements that `examine` gives: no time stamps unless they count for the path.
    fn judge<'m>(&self, data: SignedData<'m>, digests: &FinishedDigests) -> Examined<'m> {
        let verdicts = if self.time_stamps.is_some() {
            self.judge_all(&data, digests, self.content).signers
        } else {
            let pool = Pool::new(self.certificates, &data.certificates);
            let judged = Cell::new(0);
            let judge = self.judge_by(&pool, data.signers.len(), &judged);
            let subject = Subject::Content {
                digests,
                octets: None,
            };
            let one = |info| {
                let mut verdicts = judge.signature(info, Some(data.content_type), &subject);
                if verdicts.refusal.is_none() {
                    judge.path(self.given_time(), &mut verdicts);
                }
                verdicts
            };
            data.signers.iter().map(one).collect()
        };
        Examined {
            signers: verdicts.into_iter().map(signer_report).collect(),
            content_type: data.content_type,
            content: data.content,
        }
    }

    fn judge_all(
        &self,
        data: &SignedData<'_>,
        digests: &FinishedDigests,
        given: Option<&[u8]>,
    ) -> Report {
        let pool = Pool::new(self.certificates, &data.certificates);
        let judged = Cell::new(0);
        let authorities = self.authorities.unwrap_or(match self.trust {
            Trust::Anchors(store) => Trust::Anchors(store),
            _ => Trust::None,
        });
        let message = cades::Message {
            judge: self.judge_by(&pool, data.signers.len(), &judged),
            authorities,
            evidence: self.evidence,
            time_stamps: self.time_stamps,
            given_time: self.given_time(),
            data,
            digests,
            content: data.content.as_deref().or(given),
        };
        Report {
            content_type: data.content_type,
            signers: data
                .signers
                .iter()
                .map(|info| message.signer(info))
                .collect(),
        }
    }

    fn judge_by<'j>(&'j self, pool: &'j Pool, signers: usize, judged: &'j Cell<u32>) -> Judge<'j> {
        Judge {
            trust: self.trust,
            at: self.at,
            usage: Usage::Signature,
            pool,
            revocation: self.revocation,
            allow_unsorted_attributes: self.allow_unsorted_attributes,
            shares: signers,
            judged,
            #[cfg(feature = "std")]
            cache: self.cache,
        }
    }

    fn given_time(&self) -> JudgedAt {
        self.at.map_or(JudgedAt::NoTime, JudgedAt::Given)
    }
}

/// Refuses a message without signatures, and one that carries other content than was digested.
fn require_same_content(
    data: &SignedData<'_>,
    digests: &FinishedDigests,
) -> Result<(), SignedError> {
    if data.signers.is_empty() {
        return Err(SignedError::NoSigners);
    }
    if let Some(inside) = &data.content {
        let mut own = data.content_digests();
        own.update(inside);
        if own.finish() != *digests {
            return Err(SignedError::DigestMismatch);
        }
    }
    Ok(())
}

/// The report on a signature that is good, else the first refusal.
fn signer_report(verdicts: SignerVerdicts) -> Result<SignerReport, SignedError> {
    verdicts.require_signature()?;
    let SignatureVerdict::Good(attributes) = verdicts.signature else {
        return Err(SignedError::InvalidSignature);
    };
    let mut report = SignerReport {
        digest_algorithm: verdicts
            .digest_algorithm
            .ok_or(SignedError::AlgorithmMismatch)?,
        attributes,
        signing_time: verdicts.signing_time,
        cades_bes: verdicts.binding == BindingVerdict::Bound,
        certificate: verdicts.certificate,
        trust: Err(SignedError::TrustNotEstablished),
        path: Vec::new(),
    };
    report.trust = match (verdicts.path, verdicts.revocation) {
        (PathVerdict::PinnedKey, _) => Ok(TrustBasis::PinnedKey),
        (PathVerdict::Anchor(_), RevocationVerdict::Revoked { at, .. }) => {
            Err(SignedError::Path(PathError::CertRevoked { at }))
        }
        (PathVerdict::Anchor(path), _) => {
            report.path = path;
            Ok(TrustBasis::Anchor)
        }
        (PathVerdict::Refused { error, .. }, _) => Err(SignedError::Path(error)),
        (PathVerdict::NotChecked(e), _) => Err(e),
        (PathVerdict::NotAsked, _) => Err(SignedError::TrustNotEstablished),
    };
    Ok(report)
}

impl Verified<'_> {
    /// The content that the message carries; `None` for a detached signature.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// What kind of content was signed; id-data for documents.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// The signers, in the order of the message: at least one.
    pub fn signers(&self) -> &[SignerReport] {
        &self.signers
    }
}

impl<'m> Verified<'m> {
    /// The content that the message carries, borrowed from it unless it came in several segments.
    pub fn into_content(self) -> Option<Cow<'m, [u8]>> {
        self.content
    }
}

impl<'m> Examined<'m> {
    /// What kind of content was signed; id-data for documents.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// The judgement on each signature, in the order of the message: at least one.
    pub fn signers(&self) -> &[Result<SignerReport, SignedError>] {
        &self.signers
    }

    /// Demands that every signature is good and every signer trusted.
    ///
    /// # Errors
    /// The first signature that is bad, else the first signer that is not trusted.
    pub fn require_trust(self) -> Result<Verified<'m>, SignedError> {
        let signers = self
            .signers
            .into_iter()
            .collect::<Result<Vec<SignerReport>, _>>()?;
        for signer in &signers {
            signer.trust?;
        }
        Ok(Verified {
            content: self.content,
            content_type: self.content_type,
            signers,
        })
    }
}
