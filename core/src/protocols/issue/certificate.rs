// SPDX-License-Identifier: MIT OR Apache-2.0
//! Makes PKCS #10 requests and X.509 certificates of version 3.

use alloc::string::String;
use alloc::vec::Vec;

use super::template::{self, Template};
use super::{IssueError, Subject};
use crate::formats::ber::Tag;
use crate::formats::der_writer::{self, element, set_of};
use crate::formats::x509::{Certificate, Name};
use crate::formats::{CertificationRequest, DigestAlgorithm, Oid, UnixTime, oid, pem};
use crate::keys::{PublicKey, SignatureOrder, Signer};

/// A serial number: positive, 1 to 20 octets as a DER INTEGER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialNumber {
    /// Content octets of the INTEGER, at the end.
    octets: [u8; 20],
    length: usize,
}

impl SerialNumber {
    /// A number from its big-endian octets. Leading zeros do not count.
    ///
    /// # Errors
    /// [`IssueError::SerialNumber`] for 0 and for numbers that need more than 20 octets.
    pub fn from_bytes_be(number: &[u8]) -> Result<Self, IssueError> {
        let zeros = number.iter().take_while(|&&octet| octet == 0).count();
        let number = number.get(zeros..).unwrap_or_default();
        let sign = usize::from(number.first().is_some_and(|&octet| octet >= 0x80));
        let length = number.len() + sign;
        let mut octets = [0; 20];
        let start = octets.len().checked_sub(number.len());
        match start.and_then(|start| octets.get_mut(start..)) {
            Some(place) if !number.is_empty() && length <= 20 => place.copy_from_slice(number),
            _ => return Err(IssueError::SerialNumber),
        }
        Ok(Self { octets, length })
    }

    /// A number of 16 octets from as many random ones.
    pub fn from_random(mut random: [u8; 16]) -> Self {
        // The first octet is neither zero nor one with a high bit, so that all numbers have the same length.
        random[0] = random[0] & 0x7f | 0x40;
        let mut octets = [0; 20];
        octets[4..].copy_from_slice(&random);
        Self { octets, length: 16 }
    }

    /// Content octets of the INTEGER, as [`Certificate::serial`] gives them.
    pub fn content(&self) -> &[u8] {
        &self.octets[self.octets.len() - self.length..]
    }
}

/// When a certificate is valid, both instants included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first instant.
    pub not_before: UnixTime,
    /// The last instant.
    pub not_after: UnixTime,
}

impl Validity {
    fn to_der(self) -> Result<Vec<u8>, IssueError> {
        if self.not_before > self.not_after {
            return Err(IssueError::Time);
        }
        let from = der_writer::time(self.not_before).ok_or(IssueError::Time)?;
        let to = der_writer::time(self.not_after).ok_or(IssueError::Time)?;
        Ok(element(Tag::SEQUENCE, &[&from, &to]))
    }
}

/// An authority: its certificate and the holder of its key.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    certificate: &'a Certificate,
    signer: &'a dyn Signer,
}

impl<'a> Issuer<'a> {
    /// An authority whose `certificate` is that of `signer`'s key. Whether it says of itself that it is one is not
    /// looked at.
    ///
    /// # Errors
    /// [`IssueError::CertificateMismatch`] when it is another key's.
    pub fn new(certificate: &'a Certificate, signer: &'a dyn Signer) -> Result<Self, IssueError> {
        let (certified, own) = (certificate.public_key()?, signer.public_key());
        if certified.algorithm() != own.algorithm() || certified.to_bytes_le() != own.to_bytes_le()
        {
            return Err(IssueError::CertificateMismatch);
        }
        Ok(Self {
            certificate,
            signer,
        })
    }

    pub(super) fn signer(&self) -> &'a dyn Signer {
        self.signer
    }

    pub(super) fn name(&self) -> Name<'a> {
        self.certificate.subject()
    }

    /// authorityKeyIdentifier for what it signs: DER of its value.
    pub(super) fn authority_key_id(&self) -> Result<Vec<u8>, IssueError> {
        match self.certificate.subject_key_id() {
            Some(id) => Ok(authority_key_id(id)),
            None => Ok(authority_key_id(&template::key_id(
                self.certificate.spki_der(),
            )?)),
        }
    }
}

/// Makes a request for a certificate. The template's extensions stand in extensionRequest.
///
/// # Errors
/// A template that cannot be written, a signer that fails.
pub fn request(
    subject: &Subject,
    signer: &dyn Signer,
    template: &Template<'_>,
) -> Result<CertificationRequest, IssueError> {
    let spki = signer.public_key().to_spki_der();
    let mut extensions: Vec<Vec<u8>> = template
        .extensions()?
        .into_iter()
        .map(|(_, whole)| whole)
        .collect();
    extensions.push(template::extension(
        &oid::CE_SUBJECT_KEY_ID,
        false,
        &template::subject_key_id(&spki)?,
    ));
    let attribute = element(
        Tag::SEQUENCE,
        &[
            &der_writer::oid(&oid::AA_EXTENSION_REQUEST),
            &element(Tag::SET, &[&template::sequence(&extensions)]),
        ],
    );
    let info = element(
        Tag::SEQUENCE,
        &[
            &der_writer::small_integer(0),
            &subject.to_der(),
            &spki,
            &set_of(Tag::context(0), [attribute].into()),
        ],
    );
    Ok(CertificationRequest::from_der(&signed(&info, signer)?)?)
}

/// Makes a certificate that its own key signs.
///
/// # Errors
/// A template or validity that cannot be written, a signer that fails.
pub fn self_sign(
    subject: &Subject,
    signer: &dyn Signer,
    serial: SerialNumber,
    validity: Validity,
    template: &Template<'_>,
) -> Result<Certificate, IssueError> {
    let spki = signer.public_key().to_spki_der();
    let authority = authority_key_id(&template::key_id(&spki)?);
    let name = subject.to_der();
    let tbs = Tbs {
        serial,
        issuer: &name,
        validity,
        subject: &name,
        spki: &spki,
        authority_key_id: &authority,
    };
    tbs.sign(template.extensions()?, signer)
}

/// Issues a certificate for what a request asks, with the extensions of `template`.
///
/// Of the request's own extensions none is taken: what is granted is for the authority to say. `subject` takes the place of
/// the name that is asked for.
///
/// # Errors
/// [`IssueError::ProofOfPossession`] for a request that its key did not sign; a template or validity that cannot be written;
/// a signer that fails.
pub fn issue(
    issuer: &Issuer<'_>,
    request: &CertificationRequest,
    subject: Option<&Subject>,
    serial: SerialNumber,
    validity: Validity,
    template: &Template<'_>,
) -> Result<Certificate, IssueError> {
    request.public_key()?;
    request
        .verify_signature()
        .map_err(|_| IssueError::ProofOfPossession)?;
    let replaced = subject.map(Subject::to_der);
    let tbs = Tbs {
        serial,
        issuer: issuer.name().der(),
        validity,
        subject: replaced
            .as_deref()
            .unwrap_or_else(|| request.subject().der()),
        spki: request.spki_der(),
        authority_key_id: &issuer.authority_key_id()?,
    };
    tbs.sign(template.extensions()?, issuer.signer)
}

/// A certificate as a PEM block.
pub fn certificate_pem(certificate: &Certificate) -> String {
    core::mem::take(&mut *pem::encode("CERTIFICATE", certificate.der()))
}

/// What is signed in a certificate, save for its extensions.
struct Tbs<'a> {
    serial: SerialNumber,
    issuer: &'a [u8],
    validity: Validity,
    subject: &'a [u8],
    spki: &'a [u8],
    authority_key_id: &'a [u8],
}

impl Tbs<'_> {
    fn sign(
        &self,
        given: Vec<(Oid, Vec<u8>)>,
        signer: &dyn Signer,
    ) -> Result<Certificate, IssueError> {
        let mut extensions: Vec<Vec<u8>> = Vec::new();
        for (oid, value) in [
            (oid::CE_SUBJECT_KEY_ID, template::subject_key_id(self.spki)?),
            (oid::CE_AUTHORITY_KEY_ID, self.authority_key_id.to_vec()),
        ] {
            if !given.iter().any(|(known, _)| *known == oid) {
                extensions.push(template::extension(&oid, false, &value));
            }
        }
        extensions.extend(given.into_iter().map(|(_, whole)| whole));
        let algorithm = signature_algorithm(signer.public_key());
        let tbs = element(
            Tag::SEQUENCE,
            &[
                &element(Tag::context(0), &[&der_writer::small_integer(2)]),
                &element(Tag::INTEGER, &[self.serial.content()]),
                &algorithm,
                self.issuer,
                &self.validity.to_der()?,
                self.subject,
                self.spki,
                &element(Tag::context(3), &[&template::sequence(&extensions)]),
            ],
        );
        Ok(Certificate::from_der(&signed(&tbs, signer)?)?)
    }
}

/// `SEQUENCE { keyIdentifier [0] IMPLICIT OCTET STRING }`
fn authority_key_id(id: &[u8]) -> Vec<u8> {
    element(Tag::SEQUENCE, &[&element(Tag::context_primitive(0), &[id])])
}

/// The AlgorithmIdentifier of signatures with a key, without parameters.
pub(super) fn signature_algorithm(key: &PublicKey) -> Vec<u8> {
    der_writer::algorithm(&key.algorithm().signature_oid())
}

/// `SEQUENCE { toBeSigned, algorithm, signature BIT STRING }`; the signature is s | r, each big-endian.
pub(super) fn signed(tbs: &[u8], signer: &dyn Signer) -> Result<Vec<u8>, IssueError> {
    let key = signer.public_key();
    let digest = DigestAlgorithm::of_key(key.algorithm()).digest(tbs);
    let signature = signer
        .sign_digest(&digest)
        .map_err(IssueError::Signing)?
        .to_bytes(SignatureOrder::SrBe);
    let bits = element(Tag::BIT_STRING, &[&[0], &signature]);
    Ok(element(
        Tag::SEQUENCE,
        &[tbs, &signature_algorithm(key), &bits],
    ))
}
