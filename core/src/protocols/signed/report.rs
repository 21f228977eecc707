// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is found about each signature of a message: one verdict for each question, and no sum of them.
//!
//! A document-workflow server must tell a forged document from an expired certificate, and both from a certificate whose
//! state is unknown. So nothing here is a truth value: each question has its own type, and each of those has a case for
//! "was not asked" and "could not be answered". Whoever wants one answer asks [`SignerVerdicts::require`], which names
//! the first question that has none, in the order of the fields.
//!
//! Not here: how the verdicts come about (`judge`, `cades`).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::verifier::AttributeOrder;
use super::{Certificate, SignedError};
use crate::formats::tsp::TstInfo;
use crate::formats::{DigestAlgorithm, Oid, UnixTime};
use crate::protocols::trust::{
    Finding, PathError, RevocationPolicy, UnknownStatus, path, reason_name,
};

/// The verdicts on each signature of a message. **Some may be bad, none need be trusted.**
#[derive(Clone, Debug)]
#[must_use]
pub struct Report {
    pub(super) content_type: Oid,
    pub(super) signers: Vec<SignerVerdicts>,
}

impl Report {
    /// What kind of content was signed; id-data for documents.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// The verdicts on each signature, in the order of the message: at least one.
    pub fn signers(&self) -> &[SignerVerdicts] {
        &self.signers
    }

    /// Demands of every signature what [`SignerVerdicts::require`] demands.
    ///
    /// # Errors
    /// The first refusal, in the order of the message.
    pub fn require(&self, revocation: RevocationPolicy) -> Result<(), SignedError> {
        self.signers
            .iter()
            .try_for_each(|signer| signer.require(revocation))
    }
}

/// Everything that was found about one signature.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignerVerdicts {
    /// The signer's certificate, where it was found. That it is the signer's follows from `signature` and `binding`.
    pub certificate: Option<Certificate>,
    /// The digest that was signed, where it is known here.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The time at which the signer says that it signed. It proves nothing.
    pub signing_time: Option<UnixTime>,
    /// Which form of CAdES the attributes have. It says what is there, not that it is good.
    pub form: CadesForm,
    /// Whether the signature is one of the certificate's key over the octets received.
    pub signature: SignatureVerdict,
    /// Whether the content is the one that was signed.
    pub content: ContentVerdict,
    /// Whether the signer signed the name of its certificate.
    pub binding: BindingVerdict,
    /// At which time path and revocation were judged.
    pub judged_at: JudgedAt,
    /// Whether the certificate leads to an anchor.
    pub path: PathVerdict,
    /// What is known of the revocation of the certificates of the path.
    pub revocation: RevocationVerdict,
    /// The time stamps, in the order of the message.
    pub time_stamps: Vec<TimeStampVerdicts>,
    /// Whether the references of the longer forms are kept by the values.
    pub evidence: EvidenceVerdict,
    /// The signatures over this signature, in the order of the message.
    pub countersignatures: Vec<SignerVerdicts>,
    /// The first fault of the unsigned attributes: they were read up to it.
    pub unsigned_fault: Option<SignedError>,
    /// The first question before the path that has no good answer.
    pub(super) refusal: Option<SignedError>,
}

/// The form of a CAdES signature, by the attributes that it has ([RFC 5126, section 4.3]).
///
/// [RFC 5126, section 4.3]: https://www.rfc-editor.org/rfc/rfc5126#section-4.3
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CadesForm {
    /// No signing-certificate attribute: plain CMS.
    Cms,
    /// A signing-certificate attribute.
    Bes,
    /// A signature policy beside it.
    Epes,
    /// A time stamp over the signature.
    T,
    /// References to certificates and revocation values beside it.
    C,
    /// The values too.
    XLong,
    /// And a time stamp over signature, time stamp and references.
    XLongType1,
    /// Or a time stamp over the references alone.
    XLongType2,
    /// An archive time stamp.
    A,
}

/// Whether the signature is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureVerdict {
    /// It is, and this is the order in which the signed attributes stand.
    Good(AttributeOrder),
    /// It is not. Nothing more is said.
    Bad,
    /// It could not be checked.
    NotChecked(SignedError),
}

/// Whether the content is the one that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentVerdict {
    /// messageDigest is its digest.
    Same,
    /// There are no signed attributes: the signature itself covers the content.
    Signed,
    /// messageDigest is the digest of something else.
    Differs,
    /// It could not be checked.
    NotChecked(SignedError),
}

/// Whether the signer signed the name of its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BindingVerdict {
    /// It did, and the certificate is the one named.
    Bound,
    /// There is no signing-certificate attribute: another certificate with the same key would do as well.
    Absent,
    /// The attribute names another certificate.
    Mismatch,
    /// It could not be checked.
    NotChecked(SignedError),
}

/// At which time certificates were judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JudgedAt {
    /// Without dates.
    NoTime,
    /// At the time that the caller gave.
    Given(UnixTime),
    /// At the time that a trusted time stamp proves.
    TimeStamp(UnixTime),
}

/// Whether a certificate leads to an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathVerdict {
    /// It does: the certificates from the signer's to the anchor, both included.
    Anchor(Vec<Certificate>),
    /// The key is the one that the caller pinned.
    PinnedKey,
    /// It does not.
    Refused {
        /// The most telling reason.
        error: PathError,
        /// Where the certificate that it is about stands, counted from the signer's: 0.
        index: usize,
        /// That certificate.
        certificate: Certificate,
    },
    /// Nothing was given to trust signers by.
    NotAsked,
    /// There is no certificate to begin with.
    NotChecked(SignedError),
}

/// What is known of the revocation of the certificates of a path, the anchor excepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationVerdict {
    /// All are known to be good at the time judged.
    Good,
    /// One was revoked.
    Revoked {
        /// Its place in the path: 0 is the signer's certificate.
        index: usize,
        /// When.
        at: UnixTime,
        /// CRLReason (RFC 5280 section 5.3.1), where it is given.
        reason: Option<u8>,
    },
    /// None is known to be revoked, and of one nothing is known.
    Unknown {
        /// Its place in the path: 0 is the signer's certificate.
        index: usize,
        /// Why nothing is known.
        why: UnknownStatus,
    },
    /// There is no path whose certificates could be asked about.
    NotAsked,
}

impl RevocationVerdict {
    /// What is known of the certificates of a path together: a revocation before all, then the first of which nothing
    /// is known. Certificates that nobody was asked about count as good.
    pub fn of(found: &[path::Judged<'_>]) -> Self {
        let mut verdict = Self::Good;
        for (index, judged) in found.iter().enumerate() {
            match judged.finding {
                Finding::Revoked { revoked, .. } => {
                    return Self::Revoked {
                        index,
                        at: revoked.at,
                        reason: revoked.reason,
                    };
                }
                Finding::Unknown(why) if verdict == Self::Good => {
                    verdict = Self::Unknown { index, why };
                }
                _ => {}
            }
        }
        verdict
    }
}

/// What a time stamp covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeStampKind {
    /// Whatever it is given for: a token that stands alone.
    Alone,
    /// The content, before it was signed (contentTimeStamp, signed).
    Content,
    /// The signature (signatureTimeStampToken).
    Signature,
    /// Signature, its time stamps and the references (escTimeStamp: CAdES-X type 1).
    Esc,
    /// The references (certCRLTimestamp: CAdES-X type 2).
    CertsCrls,
    /// The whole message (archiveTimestamp and archiveTimestampV2).
    Archive,
    /// The whole message by an index of hashes (archiveTimestampV3).
    ArchiveV3,
}

/// Whether a time stamp is over what it should be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImprintVerdict {
    /// It is.
    Same,
    /// It is over something else.
    Differs,
    /// It could not be checked.
    NotChecked(SignedError),
}

/// Everything that was found about one time stamp.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TimeStampVerdicts {
    /// What it covers.
    pub kind: TimeStampKind,
    /// What it states, where it can be read. **It is proved by `token` and `imprint` only.**
    pub info: Option<TstInfo>,
    /// Whether it is over what it should be over.
    pub imprint: ImprintVerdict,
    /// The verdicts on the authority's signature; an error when the token cannot be read.
    pub token: Result<Box<SignerVerdicts>, SignedError>,
}

impl TimeStampVerdicts {
    /// The time that the stamp proves.
    ///
    /// # Errors
    /// The first question that has no good answer: the token's signature, content, binding (RFC 3161 demands it),
    /// the imprint, the path, and revocation as `revocation` demands.
    pub fn require(&self, revocation: RevocationPolicy) -> Result<UnixTime, SignedError> {
        let time = self.require_signature()?;
        let token = self.token.as_deref().map_err(|e| *e)?;
        token.require(revocation)?;
        Ok(time)
    }

    /// The time that the stamp states under a good signature of whom nobody need trust.
    ///
    /// # Errors
    /// As [`require`](Self::require), without path and revocation.
    pub fn require_signature(&self) -> Result<UnixTime, SignedError> {
        let token = self.token.as_deref().map_err(|e| *e)?;
        token.require_signature()?;
        if token.binding != BindingVerdict::Bound {
            return Err(SignedError::SigningCertificateMismatch);
        }
        match self.imprint {
            ImprintVerdict::Same => {}
            ImprintVerdict::Differs => return Err(SignedError::TimeStampMismatch),
            ImprintVerdict::NotChecked(e) => return Err(e),
        }
        self.info
            .as_ref()
            .map(|info| info.time)
            .ok_or(SignedError::TimeStampMismatch)
    }
}

/// Whether the references of the longer forms of CAdES are kept by the values that the message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvidenceVerdict {
    /// There are neither references nor values.
    Absent,
    /// There are references and no values: they must be fetched.
    ReferencesOnly,
    /// Every reference has its value; or there are values without references.
    Complete,
    /// A certificate that is referred to is not among the values.
    CertificateMissing,
    /// A CRL or OCSP response that is referred to is not among the values.
    RevocationMissing,
    /// They could not be read.
    NotChecked(SignedError),
}

impl SignerVerdicts {
    /// Nothing was found yet, since `why`.
    pub(super) fn unknown(why: SignedError) -> Self {
        Self {
            certificate: None,
            digest_algorithm: None,
            signing_time: None,
            form: CadesForm::Cms,
            signature: SignatureVerdict::NotChecked(why),
            content: ContentVerdict::NotChecked(why),
            binding: BindingVerdict::NotChecked(why),
            judged_at: JudgedAt::NoTime,
            path: PathVerdict::NotChecked(why),
            revocation: RevocationVerdict::NotAsked,
            time_stamps: Vec::new(),
            evidence: EvidenceVerdict::Absent,
            countersignatures: Vec::new(),
            unsigned_fault: None,
            refusal: Some(why),
        }
    }

    /// Demands a good signature over this content, and that a signing-certificate attribute, where there is one, names
    /// the certificate. Trust is not asked for.
    ///
    /// # Errors
    /// The first question that has no good answer.
    pub fn require_signature(&self) -> Result<(), SignedError> {
        self.refusal.map_or(Ok(()), Err)
    }

    /// Demands a good signature over this content by a signer who is trusted, at the time that was judged.
    ///
    /// Time stamps and countersignatures are not demanded: a time stamp that is no good proves no time, and
    /// [`judged_at`](Self::judged_at) says which time counted.
    ///
    /// # Errors
    /// The first question that has no good answer. [`PathError::StatusUnknown`] with [`RevocationPolicy::HardFail`]
    /// only.
    pub fn require(&self, revocation: RevocationPolicy) -> Result<(), SignedError> {
        self.require_signature()?;
        match &self.path {
            PathVerdict::Anchor(_) | PathVerdict::PinnedKey => {}
            PathVerdict::Refused { error, .. } => return Err(SignedError::Path(*error)),
            PathVerdict::NotAsked => return Err(SignedError::TrustNotEstablished),
            PathVerdict::NotChecked(e) => return Err(*e),
        }
        match (revocation, self.revocation) {
            (RevocationPolicy::None, _) => Ok(()),
            (_, RevocationVerdict::Revoked { at, .. }) => {
                Err(SignedError::Path(PathError::CertRevoked { at }))
            }
            (RevocationPolicy::HardFail, RevocationVerdict::Unknown { why, .. }) => {
                Err(SignedError::Path(PathError::StatusUnknown(why)))
            }
            _ => Ok(()),
        }
    }

    /// The earliest time at which a good and trusted time stamp over the signature proves that it was there.
    pub fn proved_time(&self, revocation: RevocationPolicy) -> Option<UnixTime> {
        self.time_stamps
            .iter()
            .filter(|stamp| stamp.kind != TimeStampKind::Content)
            .filter(|stamp| stamp.kind != TimeStampKind::CertsCrls)
            .filter_map(|stamp| stamp.require(revocation).ok())
            .min()
    }
}

impl fmt::Display for CadesForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cms => "CMS",
            Self::Bes => "CAdES-BES",
            Self::Epes => "CAdES-EPES",
            Self::T => "CAdES-T",
            Self::C => "CAdES-C",
            Self::XLong => "CAdES-X Long",
            Self::XLongType1 => "CAdES-X Long Type 1",
            Self::XLongType2 => "CAdES-X Long Type 2",
            Self::A => "CAdES-A",
        })
    }
}

impl fmt::Display for SignatureVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(AttributeOrder::Resorted) => {
                f.write_str("good, over the signed attributes in sorted order")
            }
            Self::Good(AttributeOrder::Unsorted) => {
                f.write_str("good, signed attributes not in DER order")
            }
            Self::Good(_) => f.write_str("good"),
            Self::Bad => f.write_str("bad"),
            Self::NotChecked(e) => write!(f, "not checked: {e}"),
        }
    }
}

impl fmt::Display for ContentVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("the one that was signed"),
            Self::Signed => f.write_str("signed directly"),
            Self::Differs => f.write_str("not the one that was signed"),
            Self::NotChecked(e) => write!(f, "not checked: {e}"),
        }
    }
}

impl fmt::Display for BindingVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound => f.write_str("the certificate is named under the signature"),
            Self::Absent => f.write_str("no certificate is named under the signature"),
            Self::Mismatch => f.write_str("another certificate is named under the signature"),
            Self::NotChecked(e) => write!(f, "not checked: {e}"),
        }
    }
}

impl fmt::Display for JudgedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTime => f.write_str("without dates"),
            Self::Given(time) => write!(f, "at {time}"),
            Self::TimeStamp(time) => write!(f, "at {time}, proved by a time stamp"),
        }
    }
}

impl fmt::Display for PathVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor(path) => write!(f, "leads to an anchor over {} certificates", path.len()),
            Self::PinnedKey => f.write_str("the pinned key"),
            Self::Refused {
                error,
                index,
                certificate,
            } => {
                let subject = certificate.subject();
                write!(f, "certificate {index} ({subject}): {error}")
            }
            Self::NotAsked => f.write_str("nothing to trust signers by"),
            Self::NotChecked(e) => write!(f, "not checked: {e}"),
        }
    }
}

impl fmt::Display for RevocationVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good => f.write_str("none is revoked"),
            Self::Revoked { index, at, reason } => {
                write!(f, "certificate {index} of the path was revoked at {at}")?;
                match reason {
                    Some(reason) => write!(f, " ({})", reason_name(*reason)),
                    None => Ok(()),
                }
            }
            Self::Unknown { index, why } => {
                write!(
                    f,
                    "nothing is known of certificate {index} of the path: {why}"
                )
            }
            Self::NotAsked => f.write_str("not asked"),
        }
    }
}

impl fmt::Display for TimeStampKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alone => "time stamp",
            Self::Content => "content time stamp",
            Self::Signature => "signature time stamp",
            Self::Esc => "time stamp over signature and references",
            Self::CertsCrls => "time stamp over references",
            Self::Archive => "archive time stamp",
            Self::ArchiveV3 => "archive time stamp, version 3",
        })
    }
}

impl fmt::Display for ImprintVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("over what it should be over"),
            Self::Differs => f.write_str("over something else"),
            Self::NotChecked(e) => write!(f, "not checked: {e}"),
        }
    }
}

impl fmt::Display for EvidenceVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("none"),
            Self::ReferencesOnly => f.write_str("references without values"),
            Self::Complete => f.write_str("complete"),
            Self::CertificateMissing => f.write_str("a certificate that is referred to is missing"),
            Self::RevocationMissing => {
                f.write_str("a CRL or OCSP response that is referred to is missing")
            }
            Self::NotChecked(e) => write!(f, "not checked: {e}"),
        }
    }
}
