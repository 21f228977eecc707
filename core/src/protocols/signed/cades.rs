// SPDX-License-Identifier: MIT OR Apache-2.0
//! The signing-certificate attributes, which make a signature a CAdES-BES ([RFC 5035], [RFC 5126, section 5.7.3]).
//!
//! ```text
//! SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, policies SEQUENCE OF … OPTIONAL }
//! ESSCertID ::= SEQUENCE { certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }
//! SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies SEQUENCE OF … OPTIONAL }
//! ESSCertIDv2 ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT {id-sha256},
//!   certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }
//! IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER }
//! ```
//!
//! The first element names the signer's certificate. Its hash is taken over the whole DER certificate and
//! its issuerSerial, when there is one, must be the certificate's: one directoryName that is the same name.
//! Further elements and policies are not judged.
//!
//! Hashes: Streebog and GOST R 34.11-94; SHA-1 in the first version, which has no other; SHA-256 in the
//! second, since it is the default of the standard, written out or not. Any other is an unsupported
//! algorithm. Written are Streebog and 34.11-94 only, always by name.
//!
//! [RFC 5035]: https://www.rfc-editor.org/rfc/rfc5035#section-3
//! [RFC 5126, section 5.7.3]: https://www.rfc-editor.org/rfc/rfc5126#section-5.7.3

use alloc::vec::Vec;

use sha1::Sha1;
use sha2::Sha256;

use super::verifier::same_name;
use super::{Certificate, SignedError};
use crate::formats::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::formats::ber::{Cursor, Tag, Tlv};
use crate::formats::{FormatError, ParseError, ParseErrorKind, der_writer, oid};

/// The certificate that a signer says is its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct CertificateReference<'a> {
    hash_algorithm: HashAlgorithm,
    hash: &'a [u8],
    issuer_serial: Option<IssuerSerial<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum HashAlgorithm {
    Gost(DigestAlgorithm),
    Sha1,
    Sha256,
}

#[derive(Clone, Copy, Debug)]
struct IssuerSerial<'a> {
    /// DER of the issuer's Name; `None` when the names are not one directoryName.
    issuer: Option<&'a [u8]>,
    /// Content octets of the serial number.
    serial: &'a [u8],
}

impl<'a> CertificateReference<'a> {
    /// Reads a SigningCertificate.
    pub(super) fn read_v1(value: Tlv<'a>) -> Result<Self, SignedError> {
        const WHAT: &str = "signingCertificate";
        let id = first_id(value, WHAT)?;
        Ok(Self::read_hash(id, HashAlgorithm::Sha1, WHAT)?)
    }

    /// Reads a SigningCertificateV2.
    pub(super) fn read_v2(value: Tlv<'a>) -> Result<Self, SignedError> {
        const WHAT: &str = "signingCertificateV2";
        let mut id = first_id(value, WHAT)?;
        let hash_algorithm = if id.peek() == Some(Tag::SEQUENCE) {
            let named = AlgorithmIdentifier::read(&mut id, WHAT)?;
            named.require_no_parameters(WHAT)?;
            match (DigestAlgorithm::from_oid(named.oid), named.oid) {
                (Some(algorithm), _) => HashAlgorithm::Gost(algorithm),
                (None, oid::SHA256) => HashAlgorithm::Sha256,
                (None, other) => return Err(FormatError::UnsupportedAlgorithm(other).into()),
            }
        } else {
            HashAlgorithm::Sha256
        };
        Ok(Self::read_hash(id, hash_algorithm, WHAT)?)
    }

    fn read_hash(
        mut id: Cursor<'a>,
        hash_algorithm: HashAlgorithm,
        what: &'static str,
    ) -> Result<Self, ParseError> {
        let hash = id.expect(Tag::OCTET_STRING, what)?.value;
        let issuer_serial = match id.optional(Tag::SEQUENCE, what)? {
            Some(element) => Some(IssuerSerial::read(element, what)?),
            None => None,
        };
        id.end(what)?;
        Ok(Self {
            hash_algorithm,
            hash,
            issuer_serial,
        })
    }

    /// Whether this names `certificate`.
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        let der = certificate.der();
        let same_hash = match self.hash_algorithm {
            HashAlgorithm::Gost(algorithm) => self.hash == algorithm.digest(der),
            HashAlgorithm::Sha1 => self.hash == <Sha1 as sha1::Digest>::digest(der).as_slice(),
            HashAlgorithm::Sha256 => self.hash == <Sha256 as sha2::Digest>::digest(der).as_slice(),
        };
        let same_issuer = self.issuer_serial.is_none_or(|named| {
            named.serial == certificate.serial()
                && named
                    .issuer
                    .is_some_and(|der| same_name(certificate.issuer(), der))
        });
        same_hash && same_issuer
    }
}

impl<'a> IssuerSerial<'a> {
    fn read(element: Tlv<'a>, what: &'static str) -> Result<Self, ParseError> {
        let mut fields = element.children(what)?;
        let mut names = fields.expect(Tag::SEQUENCE, what)?.children(what)?;
        let serial = fields.expect(Tag::INTEGER, what)?.value;
        fields.end(what)?;
        let first = names.required(what)?;
        let issuer = if first.tag == Tag::context(4) && names.is_empty() {
            let mut explicit = first.children(what)?;
            let name = explicit.expect(Tag::SEQUENCE, what)?;
            explicit.end(what)?;
            Some(name.raw)
        } else {
            None
        };
        Ok(Self { issuer, serial })
    }
}

/// The fields of the first ESSCertID or ESSCertIDv2.
fn first_id<'a>(value: Tlv<'a>, what: &'static str) -> Result<Cursor<'a>, ParseError> {
    if value.tag != Tag::SEQUENCE {
        return Err(value.error(ParseErrorKind::UnexpectedTag, what));
    }
    let mut fields = value.children(what)?;
    let mut ids = fields.expect(Tag::SEQUENCE, what)?.children(what)?;
    fields.optional(Tag::SEQUENCE, what)?;
    fields.end(what)?;
    ids.expect(Tag::SEQUENCE, what)?.children(what)
}

/// Writes a SigningCertificateV2 that names `certificate` by hash and by issuer and serial number.
pub(super) fn signing_certificate_v2(
    certificate: &Certificate,
    algorithm: DigestAlgorithm,
) -> Vec<u8> {
    use der_writer::element;

    let hash = algorithm.digest(certificate.der());
    let directory_name = element(Tag::context(4), &[certificate.issuer().der()]);
    let issuer_serial = element(
        Tag::SEQUENCE,
        &[
            &element(Tag::SEQUENCE, &[&directory_name]),
            &element(Tag::INTEGER, &[certificate.serial()]),
        ],
    );
    let id = element(
        Tag::SEQUENCE,
        &[
            &der_writer::algorithm(&algorithm.oid()),
            &element(Tag::OCTET_STRING, &[&hash]),
            &issuer_serial,
        ],
    );
    let ids = element(Tag::SEQUENCE, &[&id]);
    element(Tag::SEQUENCE, &[&ids])
}
