// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decides whether the signatures of a SignedData are good and whether their signers are trusted.
//!
//! Every signature of the message must be good. One is judged in this order, and the first step that fails
//! is the answer:
//!
//! 1. the structure;
//! 2. the algorithms: digestAlgorithm and signatureAlgorithm are known (with absent or NULL parameters),
//!    belong together and to the key of the signer. signatureAlgorithm is the identifier of the key
//!    (RFC 4490) or of digest and key together (seen from some signers);
//! 3. the signed attributes (`attributes`). They may be absent over plain data only,
//!    and not over content that reads as a set of signed attributes: such a signature may have been cut out of
//!    another message (RFC 5652 section 5.3 has the rule for other content types; this one is a choice);
//! 4. messageDigest against the content;
//! 5. signingCertificate and signingCertificateV2 against the signer's certificate;
//! 6. the signature, over the received octets;
//! 7. trust.
//!
//! The signer's certificate is looked for among those that the caller gave, then in the message, by issuer
//! and serial number or by SubjectKeyIdentifier; the first that fits counts. Certificates that cannot be read
//! are passed over unless none fits, when the first fault found is the answer. With a pinned key a
//! message may come without any certificate; then signing-certificate attributes have nothing to be held against.
//! A certificate that it carries for the signer must be one of the pinned key.
//!
//! Not here: what knows of revocation (`trust`), time stamps. signingTime is what the signer says and is only reported.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::attributes::SignedAttributes;
use super::data::{SignedData, SignerId, SignerInfo};
use super::digests::FinishedDigests;
use super::{AttributeFault, Certificate, SignedError};
use crate::formats::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::formats::x509::Name;
use crate::formats::{FormatError, Oid, ParseError, UnixTime, oid};
use crate::keys::{KeyAlgorithm, PublicKey, Signature, SignatureOrder};
use crate::protocols::trust::{NoRevocation, Revocation, Trust, Usage, path};

/// Verifies CMS SignedData.
///
/// ```text
/// let verified = signed::Verifier::new(Trust::Anchors(&store)).at(now).verify(&cms)?;
/// verified.content()
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct Verifier<'a> {
    trust: Trust<'a>,
    at: Option<UnixTime>,
    content: Option<&'a [u8]>,
    certificates: &'a [Certificate],
    allow_unsorted_attributes: bool,
    revocation: &'a dyn Revocation,
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
            at: None,
            content: None,
            certificates: &[],
            allow_unsorted_attributes: false,
            revocation: &NoRevocation,
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
        Ok(self.judge(data, &digests.finish()))
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
        Ok(self.judge(data, digests))
    }

    fn judge<'m>(&self, data: SignedData<'m>, digests: &FinishedDigests) -> Examined<'m> {
        let mut pool = Pool {
            certificates: self.certificates.to_vec(),
            message_has_some: !data.certificates.is_empty(),
            fault: None,
        };
        for der in &data.certificates {
            match Certificate::from_der(der) {
                Ok(certificate) => pool.certificates.push(certificate),
                Err(e) => pool.fault = pool.fault.or(Some(e)),
            }
        }
        let options = self.path_options(data.signers.len());
        let judge = |info| self.judge_signer(info, data.content_type, &pool, digests, &options);
        Examined {
            signers: data.signers.iter().map(judge).collect(),
            content_type: data.content_type,
            content: data.content,
        }
    }

    fn judge_signer(
        &self,
        info: &SignerInfo<'_>,
        content_type: Oid,
        pool: &Pool,
        digests: &FinishedDigests,
        options: &path::Options<'_>,
    ) -> Result<SignerReport, SignedError> {
        let (digest_algorithm, key_algorithm) = algorithms(info)?;
        let certificate = match (pool.find(&info.id), self.trust) {
            (Ok(certificate), _) => Some(certificate),
            (Err(_), Trust::Pinned(_)) if !pool.message_has_some => None,
            (Err(e), _) => return Err(e),
        };
        let certified = match certificate {
            Some(certificate) => Some(self.certified_key(certificate, pool, options)?),
            None => None,
        };
        let verification = Verification::choose(self.trust, certified)?;
        if verification.algorithm() != key_algorithm {
            return Err(SignedError::AlgorithmMismatch);
        }
        let digest = digests
            .get(digest_algorithm)
            .ok_or(SignedError::ContentRequired)?;
        let signature = Signature::from_bytes(SignatureOrder::SrBe, &info.signature);

        let mut report = SignerReport {
            certificate: certificate.cloned(),
            digest_algorithm,
            attributes: AttributeOrder::Absent,
            signing_time: None,
            cades_bes: false,
            trust: Err(SignedError::TrustNotEstablished),
            path: Vec::new(),
        };
        let verify = |octets: &[u8]| {
            let signature = signature
                .as_ref()
                .map_err(|_| SignedError::InvalidSignature)?;
            verification.verify(octets, signature)
        };
        match &info.attributes {
            Some(attributes) => {
                let statement = attributes.judge(
                    content_type,
                    info.digest_algorithm.oid,
                    info.signature_algorithm.oid,
                )?;
                if statement.message_digest != digest {
                    return Err(SignedError::DigestMismatch);
                }
                report.signing_time = statement.signing_time;
                if let Some(certificate) = certificate {
                    for reference in statement.certificates.iter().flatten() {
                        if !reference.names(certificate) {
                            return Err(SignedError::SigningCertificateMismatch);
                        }
                        report.cades_bes = true;
                    }
                }
                report.attributes = self.verify_attributes(attributes, digest_algorithm, verify)?;
            }
            None if content_type != oid::CT_DATA => return Err(AttributeFault::Required.into()),
            None if digests.reads_as_attributes() => {
                return Err(AttributeFault::ContentReadsAsAttributes.into());
            }
            None => verify(digest)?,
        }
        match (self.trust, certificate) {
            (Trust::Pinned(_), _) => report.trust = Ok(TrustBasis::PinnedKey),
            (Trust::Anchors(store), Some(certificate)) => {
                match path::verify_with(certificate, &pool.certificates, store, options) {
                    Ok(path) => {
                        report.trust = Ok(TrustBasis::Anchor);
                        report.path = path.certificates().iter().copied().cloned().collect();
                    }
                    Err(e) => report.trust = Err(SignedError::Path(e)),
                }
            }
            _ => {}
        }
        Ok(report)
    }

    /// The key of a signer's certificate.
    ///
    /// Absent parameters are those of the issuer (RFC 4491 section 2.3.2), so that here trust must come before the
    /// signature; or those of the pinned key, which it must be anyway.
    fn certified_key(
        &self,
        certificate: &Certificate,
        pool: &Pool,
        options: &path::Options<'_>,
    ) -> Result<PublicKey, SignedError> {
        match (certificate.public_key(), self.trust) {
            (Err(FormatError::KeyParametersAbsent), Trust::Anchors(store)) => {
                let path = path::verify_with(certificate, &pool.certificates, store, options);
                Ok(path.map_err(SignedError::Path)?.key().clone())
            }
            (Err(FormatError::KeyParametersAbsent), Trust::Pinned(pinned)) => {
                Ok(certificate.public_key_with_issuer(pinned.public_key())?)
            }
            (key, _) => Ok(key?),
        }
    }

    /// How the path of one of `signers` signers is judged. They share the default budget, down to a floor that
    /// a path of real length through a store of a thousand anchors does not reach.
    fn path_options(&self, signers: usize) -> path::Options<'a> {
        const LEAST_SIGNATURES: u32 = 8;
        const LEAST_NAMES: u32 = 20_000;
        let shares = u32::try_from(signers).unwrap_or(u32::MAX).max(1);
        let mut options = path::Options::new(self.at, Usage::Signature);
        let budget = &mut options.budget;
        budget.signatures = (budget.signatures / shares).max(LEAST_SIGNATURES);
        budget.names = (budget.names / shares).max(LEAST_NAMES);
        options.revocation = self.revocation;
        options
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

/// The certificates at hand: those given, then those of the message that can be read.
struct Pool {
    certificates: Vec<Certificate>,
    /// Whether the message carries certificates, readable or not.
    message_has_some: bool,
    /// Why the first unreadable certificate of the message is so.
    fault: Option<ParseError>,
}

impl Pool {
    /// The first certificate that `id` names.
    fn find(&self, id: &SignerId<'_>) -> Result<&Certificate, SignedError> {
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

/// Whether `der` is the name `name` (RFC 5280 section 7.1).
pub(super) fn same_name(name: Name<'_>, der: &[u8]) -> bool {
    name.der() == der || Name::from_der(der).is_ok_and(|other| name.matches(&other))
}

/// The key that a signature is verified with.
enum Verification<'k> {
    Certified(PublicKey),
    Pinned(&'k crate::keys::PreparedKey),
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
