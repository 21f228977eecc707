// SPDX-License-Identifier: MIT OR Apache-2.0
//! Judges one signature: the questions of [`SignerVerdicts`] up to the path, and the path itself.
//!
//! Every question is answered, whatever the answer to the others. Beside the answers the first refusal is kept,
//! in this order:
//!
//! 1. the algorithms: digestAlgorithm and signatureAlgorithm are known (with absent or NULL parameters), belong together
//!    and to the key of the signer. signatureAlgorithm is the identifier of the key (RFC 4490) or of digest and key
//!    together (seen from some signers);
//! 2. the signer's certificate and its key;
//! 3. the content is there;
//! 4. the signed attributes (`attributes`). They may be absent over plain data only, and not over content that reads as a
//!    set of signed attributes: such a signature may have been cut out of another message (RFC 5652 section 5.3 has the
//!    rule for other content types; this one is a choice);
//! 5. messageDigest against the content;
//! 6. signingCertificate and signingCertificateV2 against the signer's certificate;
//! 7. the signature, over the received octets.
//!
//! The signer's certificate is looked for among those that the caller gave, then in the message, by issuer and serial
//! number or by SubjectKeyIdentifier; the first that fits counts. Certificates that cannot be read are passed over
//! unless none fits, when the first fault found is the answer.
//!
//! Not here: time stamps and countersignatures (`cades`), whether a path holds (`trust`).

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cell::Cell;

use super::attributes::SignedAttributes;
use super::data::{SignerId, SignerInfo};
use super::digests::FinishedDigests;
use super::report::{
    BindingVerdict, ContentVerdict, JudgedAt, PathVerdict, RevocationVerdict, SignatureVerdict,
    SignerVerdicts,
};
use super::verifier::AttributeOrder;
use super::{AttributeFault, Certificate, SignedError};
use crate::formats::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::formats::ess::{NamedHash, same_name};
use crate::formats::{FormatError, Oid, ParseError, ParseErrorKind, UnixTime, oid};
use crate::keys::{KeyAlgorithm, PreparedKey, PublicKey, Signature, SignatureOrder};
#[cfg(feature = "std")]
use crate::protocols::trust::PathCache;
use crate::protocols::trust::{Revocation, Trust, Usage, path};

/// Signatures that are judged for one message, those of time stamps and countersignatures counted.
const MAX_JUDGEMENTS: u32 = 256;

/// What a signature is over.
#[derive(Clone, Copy)]
pub(super) enum Subject<'s> {
    /// Content, of which these digests were taken, and which may be at hand.
    Content {
        digests: &'s FinishedDigests,
        octets: Option<&'s [u8]>,
    },
    /// The octets of another signature.
    Signature(&'s [u8]),
}

impl<'s> Subject<'s> {
    /// The digest of the subject; `None` when it was not taken and the subject is not at hand.
    pub(super) fn digest(&self, hash: NamedHash) -> Option<Cow<'s, [u8]>> {
        match *self {
            Self::Content { digests, octets } => {
                let taken = match hash {
                    NamedHash::Gost(algorithm) => digests.get(algorithm).map(Cow::Borrowed),
                    _ => None,
                };
                taken.or_else(|| octets.map(|octets| Cow::Owned(hash.digest(octets))))
            }
            Self::Signature(octets) => Some(Cow::Owned(hash.digest(octets))),
        }
    }

    fn reads_as_attributes(&self) -> bool {
        match self {
            Self::Content { digests, .. } => digests.reads_as_attributes(),
            Self::Signature(_) => false,
        }
    }
}

/// By what one signature is judged.
#[derive(Clone, Copy)]
pub(super) struct Judge<'j> {
    pub(super) trust: Trust<'j>,
    pub(super) at: Option<UnixTime>,
    /// What the signer's certificate is to be for.
    pub(super) usage: Usage,
    pub(super) pool: &'j Pool,
    pub(super) revocation: &'j dyn Revocation,
    pub(super) allow_unsorted_attributes: bool,
    /// Signatures that the path of one signer may cost, by the number of signers.
    pub(super) shares: usize,
    /// Judgements done for this message.
    pub(super) judged: &'j Cell<u32>,
    #[cfg(feature = "std")]
    pub(super) cache: Option<&'j PathCache>,
}

impl<'j> Judge<'j> {
    /// All questions but those of path, revocation and unsigned attributes. `content_type`: `None` for a
    /// countersignature.
    pub(super) fn signature(
        &self,
        info: &SignerInfo<'_>,
        content_type: Option<Oid>,
        subject: &Subject<'_>,
    ) -> SignerVerdicts {
        if self.judged.get() >= MAX_JUDGEMENTS {
            let e = ParseError::new(ParseErrorKind::LimitExceeded, 0, "signatures");
            return SignerVerdicts::unknown(e.into());
        }
        self.judged.set(self.judged.get() + 1);
        let (digest_algorithm, key_algorithm) = match algorithms(info) {
            Ok(named) => named,
            Err(e) => return SignerVerdicts::unknown(e),
        };
        let mut verdicts = SignerVerdicts::unknown(SignedError::SignerCertificateNotFound);
        let mut refusal = None;
        let mut note = |e: SignedError| {
            refusal.get_or_insert(e);
            e
        };
        verdicts.digest_algorithm = Some(digest_algorithm);

        let certificate = match (self.pool.find(&info.id), self.trust) {
            (Ok(certificate), _) => Ok(Some(certificate)),
            (Err(_), Trust::Pinned(_)) if !self.pool.message_has_some => Ok(None),
            (Err(e), _) => Err(e),
        };
        verdicts.certificate = certificate.ok().flatten().cloned();
        let verification = certificate
            .and_then(|certificate| self.verification(certificate))
            .and_then(|verification| {
                if verification.algorithm() == key_algorithm {
                    Ok(verification)
                } else {
                    Err(SignedError::AlgorithmMismatch)
                }
            });
        if let Err(e) = &verification {
            note(*e);
        }
        let digest = subject.digest(NamedHash::Gost(digest_algorithm));
        if digest.is_none() {
            note(SignedError::ContentRequired);
        }
        let signature = Signature::from_bytes(SignatureOrder::SrBe, &info.signature);
        let verify = |digest: &[u8]| {
            let verification = verification.as_ref().map_err(|e| *e)?;
            let signature = signature
                .as_ref()
                .map_err(|_| SignedError::InvalidSignature)?;
            verification.verify(digest, signature)
        };

        let outcome = match &info.attributes {
            Some(attributes) => {
                let statement = attributes.judge(
                    content_type,
                    info.digest_algorithm.oid,
                    info.signature_algorithm.oid,
                );
                match statement {
                    Ok(statement) => {
                        verdicts.signing_time = statement.signing_time;
                        verdicts.content = match &digest {
                            Some(digest) if **digest == *statement.message_digest => {
                                ContentVerdict::Same
                            }
                            Some(_) => {
                                note(SignedError::DigestMismatch);
                                ContentVerdict::Differs
                            }
                            None => ContentVerdict::NotChecked(SignedError::ContentRequired),
                        };
                        let mut references = statement.certificates.iter().flatten().peekable();
                        verdicts.binding = match &verdicts.certificate {
                            _ if references.peek().is_none() => BindingVerdict::Absent,
                            None => {
                                BindingVerdict::NotChecked(SignedError::SignerCertificateNotFound)
                            }
                            Some(own) if references.all(|named| named.names(own)) => {
                                BindingVerdict::Bound
                            }
                            Some(_) => {
                                note(SignedError::SigningCertificateMismatch);
                                BindingVerdict::Mismatch
                            }
                        };
                    }
                    Err(e) => {
                        note(e);
                        verdicts.content = ContentVerdict::NotChecked(e);
                        verdicts.binding = BindingVerdict::NotChecked(e);
                    }
                }
                self.verify_attributes(attributes, digest_algorithm, verify)
            }
            None => {
                verdicts.binding = BindingVerdict::Absent;
                verdicts.content = ContentVerdict::Signed;
                if content_type.is_some_and(|named| named != oid::CT_DATA) {
                    Err(AttributeFault::Required.into())
                } else if subject.reads_as_attributes() {
                    Err(AttributeFault::ContentReadsAsAttributes.into())
                } else {
                    digest
                        .ok_or(SignedError::ContentRequired)
                        .and_then(|digest| verify(&digest))
                        .map(|()| AttributeOrder::Absent)
                }
            }
        };
        verdicts.signature = match outcome {
            Ok(order) => SignatureVerdict::Good(order),
            Err(SignedError::InvalidSignature) => {
                note(SignedError::InvalidSignature);
                SignatureVerdict::Bad
            }
            Err(e) => {
                note(e);
                if info.attributes.is_none() {
                    verdicts.content = ContentVerdict::NotChecked(e);
                }
                SignatureVerdict::NotChecked(e)
            }
        };
        verdicts.refusal = refusal;
        verdicts
    }

    /// The questions of path and revocation, judged at `at`.
    pub(super) fn path(&self, at: JudgedAt, verdicts: &mut SignerVerdicts) {
        verdicts.judged_at = at;
        verdicts.revocation = RevocationVerdict::NotAsked;
        let time = match at {
            JudgedAt::NoTime => None,
            JudgedAt::Given(time) | JudgedAt::TimeStamp(time) => Some(time),
        };
        verdicts.path = match (self.trust, &verdicts.certificate) {
            (Trust::None, _) => PathVerdict::NotAsked,
            (Trust::Pinned(_), _) => match verdicts.signature {
                SignatureVerdict::Good(_) => PathVerdict::PinnedKey,
                SignatureVerdict::Bad => PathVerdict::NotChecked(SignedError::InvalidSignature),
                SignatureVerdict::NotChecked(e) => PathVerdict::NotChecked(e),
            },
            (Trust::Anchors(_), None) => PathVerdict::NotChecked(
                verdicts
                    .refusal
                    .unwrap_or(SignedError::SignerCertificateNotFound),
            ),
            (Trust::Anchors(store), Some(certificate)) => {
                let options = self.path_options(time);
                let judged = path::judge(certificate, &self.pool.certificates, store, &options);
                match (judged.path(), judged.failure()) {
                    // A revocation is told beside the path, not instead of it.
                    (Some(path), _) => {
                        verdicts.revocation = RevocationVerdict::of(judged.revocation());
                        PathVerdict::Anchor(path.certificates().iter().copied().cloned().collect())
                    }
                    (None, Some(failure)) => PathVerdict::Refused {
                        error: failure.error,
                        index: failure.index,
                        certificate: failure.certificate.clone(),
                    },
                    (None, None) => unreachable!("a judgement without path has a failure"),
                }
            }
        };
    }

    /// How the path of one signer is judged. The signers of a message share the default budget, down to a floor that a
    /// path of real length through a store of a thousand anchors does not reach.
    fn path_options(&self, at: Option<UnixTime>) -> path::Options<'_> {
        const LEAST_SIGNATURES: u32 = 8;
        const LEAST_NAMES: u32 = 20_000;
        let shares = u32::try_from(self.shares).unwrap_or(u32::MAX).max(1);
        let mut options = path::Options::new(at, self.usage);
        let budget = &mut options.budget;
        budget.signatures = (budget.signatures / shares).max(LEAST_SIGNATURES);
        budget.names = (budget.names / shares).max(LEAST_NAMES);
        options.revocation = self.revocation;
        #[cfg(feature = "std")]
        {
            options.cache = self.cache;
        }
        options
    }

    fn verification(
        &self,
        certificate: Option<&Certificate>,
    ) -> Result<Verification<'j>, SignedError> {
        let certified = match certificate {
            Some(certificate) => Some(self.certified_key(certificate)?),
            None => None,
        };
        Verification::choose(self.trust, certified)
    }

    /// The key of a signer's certificate.
    ///
    /// Absent parameters are those of the issuer (RFC 4491 section 2.3.2), so that here trust must come before the
    /// signature; or those of the pinned key, which it must be anyway.
    fn certified_key(&self, certificate: &Certificate) -> Result<PublicKey, SignedError> {
        match (certificate.public_key(), self.trust) {
            (Err(FormatError::KeyParametersAbsent), Trust::Anchors(store)) => {
                let options = self.path_options(self.at);
                let path = path::verify_with(certificate, &self.pool.certificates, store, &options);
                Ok(path.map_err(SignedError::Path)?.key().clone())
            }
            (Err(FormatError::KeyParametersAbsent), Trust::Pinned(pinned)) => {
                Ok(certificate.public_key_with_issuer(pinned.public_key())?)
            }
            (key, _) => Ok(key?),
        }
    }

    /// Verifies the signature over signed attributes and says in which order it covers them.
    fn verify_attributes(
        &self,
        attributes: &SignedAttributes<'_>,
        algorithm: DigestAlgorithm,
        verify: impl Fn(&[u8]) -> Result<(), SignedError>,
    ) -> Result<AttributeOrder, SignedError> {
        let sorted = attributes.is_sorted();
        match verify(&algorithm.digest(&attributes.as_transmitted())) {
            Ok(()) if sorted => Ok(AttributeOrder::Sorted),
            Ok(()) => Ok(AttributeOrder::Unsorted),
            Err(e) if sorted || !self.allow_unsorted_attributes => Err(e),
            Err(_) => {
                verify(&algorithm.digest(&attributes.sorted()))?;
                Ok(AttributeOrder::Resorted)
            }
        }
    }
}

/// The certificates at hand: those given, then those of the message that can be read.
#[derive(Clone)]
pub(super) struct Pool {
    pub(super) certificates: Vec<Certificate>,
    /// Whether the message carries certificates, readable or not.
    pub(super) message_has_some: bool,
    /// Why the first unreadable certificate of the message is so.
    fault: Option<ParseError>,
}

impl Pool {
    /// The certificates `given` and those of a message.
    pub(super) fn new(given: &[Certificate], message: &[&[u8]]) -> Self {
        let mut pool = Self {
            certificates: given.to_vec(),
            message_has_some: !message.is_empty(),
            fault: None,
        };
        pool.extend(message);
        pool
    }

    /// Adds those of `certificates` that can be read and are not there yet.
    pub(super) fn extend(&mut self, certificates: &[&[u8]]) {
        for der in certificates {
            match Certificate::from_der(der) {
                Ok(new) if self.certificates.contains(&new) => {}
                Ok(new) => self.certificates.push(new),
                Err(e) => self.fault = self.fault.or(Some(e)),
            }
        }
    }

    /// The first certificate that `id` names.
    pub(super) fn find(&self, id: &SignerId<'_>) -> Result<&Certificate, SignedError> {
        let fits = |certificate: &&Certificate| match id {
            SignerId::IssuerSerial { issuer, serial } => {
                certificate.serial() == *serial && same_name(certificate.issuer(), issuer)
            }
            SignerId::SubjectKeyId(id) => certificate.subject_key_id() == Some(&**id),
        };
        let found = self.certificates.iter().find(fits);
        found.ok_or(match self.fault {
            Some(fault) => fault.into(),
            None => SignedError::SignerCertificateNotFound,
        })
    }
}

/// The key that a signature is verified with.
enum Verification<'k> {
    Certified(PublicKey),
    Pinned(&'k PreparedKey),
    /// The message names a certificate of another key than the pinned one, of this algorithm.
    Impostor(KeyAlgorithm),
}

impl<'k> Verification<'k> {
    fn choose(trust: Trust<'k>, certified: Option<PublicKey>) -> Result<Self, SignedError> {
        match (trust, certified) {
            (Trust::Pinned(pinned), Some(key)) if !same_point(pinned.public_key(), &key) => {
                Ok(Self::Impostor(pinned.public_key().algorithm()))
            }
            (Trust::Pinned(pinned), _) => Ok(Self::Pinned(pinned)),
            (_, Some(key)) => Ok(Self::Certified(key)),
            (_, None) => Err(SignedError::SignerCertificateNotFound),
        }
    }

    fn algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Certified(key) => key.algorithm(),
            Self::Pinned(key) => key.public_key().algorithm(),
            Self::Impostor(algorithm) => *algorithm,
        }
    }

    fn verify(&self, digest: &[u8], signature: &Signature) -> Result<(), SignedError> {
        match self {
            Self::Certified(key) => key.verify_digest(digest, signature),
            Self::Pinned(key) => key.verify_digest(digest, signature),
            Self::Impostor(_) => return Err(SignedError::InvalidSignature),
        }
        .map_err(|_| SignedError::InvalidSignature)
    }
}

/// Whether two keys are the same point. The names of their parameter sets may differ: one curve has several.
pub(super) fn same_point(a: &PublicKey, b: &PublicKey) -> bool {
    a.algorithm() == b.algorithm() && a.to_bytes_le() == b.to_bytes_le()
}

/// Digest and key that a signature says it was made with.
fn algorithms(info: &SignerInfo<'_>) -> Result<(DigestAlgorithm, KeyAlgorithm), SignedError> {
    let unsupported =
        |named: &AlgorithmIdentifier<'_>| FormatError::UnsupportedAlgorithm(named.oid);
    let digest = DigestAlgorithm::from_oid(info.digest_algorithm.oid)
        .ok_or_else(|| unsupported(&info.digest_algorithm))?;
    let named = info.signature_algorithm.oid;
    let key = KeyAlgorithm::from_oid(named)
        .or_else(|| oid::signature_algorithm(named))
        .ok_or_else(|| unsupported(&info.signature_algorithm))?;
    info.digest_algorithm
        .require_no_parameters("digestAlgorithm")?;
    info.signature_algorithm
        .require_no_parameters("signatureAlgorithm")?;
    if DigestAlgorithm::of_key(key) != digest {
        return Err(SignedError::AlgorithmMismatch);
    }
    Ok((digest, key))
}
