// SPDX-License-Identifier: MIT OR Apache-2.0
//! Makes SignedData with one signature ([RFC 5652, section 5], [RFC 4490, section 3], R 1323565.1.025-2019).
//!
//! The default is a CAdES-BES in DER: contentType, signingTime (when the caller gives a time), messageDigest and
//! signingCertificateV2, sorted; the certificate inside; the signer named by issuer and serial number;
//! signatureAlgorithm the identifier of the key; identifiers without parameters. The digest is the one that
//! the key's standard asks for. The value is s | r, each big-endian.
//!
//! With [`SignOptions::ber_indefinite`] the outer structure has indefinite lengths, as the bank's tokens and
//! BouncyCastle's messages have; what is signed stays DER.
//!
//! Not here: several signatures in one message, countersignatures, time stamps, content read piece by piece.
//!
//! [RFC 5652, section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5
//! [RFC 4490, section 3]: https://www.rfc-editor.org/rfc/rfc4490#section-3

use alloc::vec;
use alloc::vec::Vec;
use core::convert::Infallible;

use super::verifier::same_point;
use super::{Certificate, DocumentSigner, SignedError, SigningStep, cades};
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::ber::Tag;
use crate::formats::der_writer::{self, element, indefinite, set_of};
use crate::formats::{Oid, UnixTime, oid};
use crate::keys::{SignatureOrder, Signer};

/// How a message is made.
#[derive(Clone, Copy, Debug)]
pub struct SignOptions<'a> {
    /// Leave the content out. Default: false.
    pub detached: bool,
    /// Sign attributes, among them the digest of the content, instead of the content itself. Default: true.
    pub signed_attrs: bool,
    /// The signingTime attribute: when the signer says that it signs. Default: none.
    pub signing_time: Option<UnixTime>,
    /// Sign the name of the certificate too, which makes a CAdES-BES. Needs `signed_attrs`. Default: true.
    pub signing_certificate_v2: bool,
    /// Certificates to put beside the signer's own, for instance its issuer's. Default: none.
    pub include_certs: &'a [Certificate],
    /// Write the outer structure with indefinite lengths (BER). Default: false.
    pub ber_indefinite: bool,
}

impl Default for SignOptions<'_> {
    fn default() -> Self {
        Self {
            detached: false,
            signed_attrs: true,
            signing_time: None,
            signing_certificate_v2: true,
            include_certs: &[],
            ber_indefinite: false,
        }
    }
}

/// Signs `content` and gives the ContentInfo.
///
/// `certificate` must be that of `signer`'s key.
///
/// # Errors
/// [`SignedError::CertificateMismatch`] when it is not, [`SignedError::TimeOutOfRange`] for a time that no
/// encoding holds, [`SignedError::Signing`] when the signer fails.
pub fn sign(
    content: &[u8],
    signer: &dyn Signer,
    certificate: &Certificate,
    options: &SignOptions<'_>,
) -> Result<Vec<u8>, SignedError> {
    let certified = certificate.public_key()?;
    if !same_point(signer.public_key(), &certified) {
        return Err(SignedError::CertificateMismatch);
    }
    let algorithm = DigestAlgorithm::of_key(certified.algorithm());
    let digest = algorithm.digest(content);

    let attributes = if options.signed_attrs {
        Some(signed_attributes(&digest, algorithm, certificate, options)?)
    } else {
        None
    };
    let signed = match &attributes {
        Some(list) => algorithm.digest(&set_of(Tag::SET, list.clone())),
        None => digest,
    };
    let signature = signer
        .sign_digest(&signed)
        .map_err(SignedError::Signing)?
        .to_bytes(SignatureOrder::SrBe);

    let info = element(
        Tag::SEQUENCE,
        &[
            &der_writer::small_integer(1),
            &issuer_and_serial(certificate),
            &der_writer::algorithm(&algorithm.oid()),
            &attributes.map_or_else(Vec::new, |list| set_of(Tag::context(0), list)),
            &der_writer::algorithm(&certified.algorithm().oid()),
            &element(Tag::OCTET_STRING, &[&signature]),
        ],
    );
    let content = (!options.detached).then_some(content);
    Ok(signed_data(content, algorithm, certificate, &info, options))
}

/// A software key, or a token's, as a [`DocumentSigner`]: it needs no confirmation.
#[derive(Clone, Copy)]
pub struct KeySigner<'a> {
    key: &'a dyn Signer,
    certificate: &'a Certificate,
    options: SignOptions<'a>,
}

impl<'a> KeySigner<'a> {
    /// Signs with `key`, whose certificate is `certificate`, in the form that `options` ask for.
    pub fn new(
        key: &'a dyn Signer,
        certificate: &'a Certificate,
        options: SignOptions<'a>,
    ) -> Self {
        Self {
            key,
            certificate,
            options,
        }
    }
}

impl DocumentSigner for KeySigner<'_> {
    type Pending = Infallible;
    type Error = SignedError;

    fn begin(&self, document: &[u8]) -> Result<SigningStep<Infallible>, SignedError> {
        sign(document, self.key, self.certificate, &self.options).map(SigningStep::Signed)
    }

    fn resume(&self, pending: Infallible) -> Result<SigningStep<Infallible>, SignedError> {
        match pending {}
    }
}

/// The attributes that `options` ask for, each whole, in no order yet.
fn signed_attributes(
    digest: &[u8],
    algorithm: DigestAlgorithm,
    certificate: &Certificate,
    options: &SignOptions<'_>,
) -> Result<Vec<Vec<u8>>, SignedError> {
    let mut list = vec![
        attribute(&oid::AA_CONTENT_TYPE, &der_writer::oid(&oid::CT_DATA)),
        attribute(
            &oid::AA_MESSAGE_DIGEST,
            &element(Tag::OCTET_STRING, &[digest]),
        ),
    ];
    if let Some(instant) = options.signing_time {
        let time = der_writer::time(instant).ok_or(SignedError::TimeOutOfRange)?;
        list.push(attribute(&oid::AA_SIGNING_TIME, &time));
    }
    if options.signing_certificate_v2 {
        let reference = cades::signing_certificate_v2(certificate, algorithm);
        list.push(attribute(&oid::AA_SIGNING_CERTIFICATE_V2, &reference));
    }
    Ok(list)
}

/// An Attribute with one value.
fn attribute(name: &Oid, value: &[u8]) -> Vec<u8> {
    let values = element(Tag::SET, &[value]);
    element(Tag::SEQUENCE, &[&der_writer::oid(name), &values])
}

/// The IssuerAndSerialNumber of a certificate.
fn issuer_and_serial(certificate: &Certificate) -> Vec<u8> {
    let serial = element(Tag::INTEGER, &[certificate.serial()]);
    element(Tag::SEQUENCE, &[certificate.issuer().der(), &serial])
}

/// The ContentInfo around one SignerInfo.
fn signed_data(
    content: Option<&[u8]>,
    algorithm: DigestAlgorithm,
    certificate: &Certificate,
    signer_info: &[u8],
    options: &SignOptions<'_>,
) -> Vec<u8> {
    let outer = if options.ber_indefinite {
        indefinite
    } else {
        element
    };
    let octets = content.map(|content| {
        let segment = element(Tag::OCTET_STRING, &[content]);
        if options.ber_indefinite {
            // One segment in a constructed string: the shape of writers that do not know the length ahead.
            indefinite(Tag(Tag::OCTET_STRING.0 | 0x20), &[&segment])
        } else {
            segment
        }
    });
    let content_info = match &octets {
        Some(octets) => outer(
            Tag::SEQUENCE,
            &[
                &der_writer::oid(&oid::CT_DATA),
                &outer(Tag::context(0), &[octets]),
            ],
        ),
        None => element(Tag::SEQUENCE, &[&der_writer::oid(&oid::CT_DATA)]),
    };
    let mut certificates = vec![certificate.der().to_vec()];
    for other in options.include_certs {
        let other = other.der();
        if !certificates.iter().any(|known| known == other) {
            certificates.push(other.to_vec());
        }
    }
    let certificates = if options.ber_indefinite {
        // BER keeps the order: the signer's certificate comes first, as in the bank's tokens.
        let parts: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
        indefinite(Tag::context(0), &parts)
    } else {
        set_of(Tag::context(0), certificates)
    };
    let signed_data = outer(
        Tag::SEQUENCE,
        &[
            &der_writer::small_integer(1),
            &element(Tag::SET, &[&der_writer::algorithm(&algorithm.oid())]),
            &content_info,
            &certificates,
            &element(Tag::SET, &[signer_info]),
        ],
    );
    outer(
        Tag::SEQUENCE,
        &[
            &der_writer::oid(&oid::CT_SIGNED_DATA),
            &outer(Tag::context(0), &[&signed_data]),
        ],
    )
}
