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
//! [`NamedHash`] is also what time stamps and archive indexes name. Not here: what the attributes decide
//! (`protocols::signed`).
//!
//! [RFC 5035]: https://www.rfc-editor.org/rfc/rfc5035#section-3
//! [RFC 5126, section 5.7.3]: https://www.rfc-editor.org/rfc/rfc5126#section-5.7.3

use alloc::vec::Vec;

use digest::Digest;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use super::ber::{Cursor, Tag, Tlv};
use super::x509::{Certificate, Name};
use super::{FormatError, Oid, ParseError, ParseErrorKind, der_writer, oid};
use crate::primitives::gost94::Gost94CryptoPro;
use crate::primitives::streebog::{Streebog256, Streebog512};

/// A hash function that an attribute, a time stamp or an index names.
///
/// The foreign ones are checked where they stand, and never chosen for something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamedHash {
    /// GOST R 34.11-94 or Streebog.
    Gost(DigestAlgorithm),
    /// SHA-1, 20 octets.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl NamedHash {
    /// The hash function that `oid` names.
    pub fn from_oid(oid: Oid) -> Option<Self> {
        Some(match oid {
            oid::SHA1 => Self::Sha1,
            oid::SHA256 => Self::Sha256,
            oid::SHA384 => Self::Sha384,
            oid::SHA512 => Self::Sha512,
            other => Self::Gost(DigestAlgorithm::from_oid(other)?),
        })
    }

    /// Its identifier.
    pub const fn oid(self) -> Oid {
        match self {
            Self::Gost(algorithm) => algorithm.oid(),
            Self::Sha1 => oid::SHA1,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    /// Octets of the digest.
    pub const fn octets(self) -> usize {
        match self {
            Self::Gost(algorithm) => algorithm.octets(),
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of `parts`, one after another.
    pub fn digest_parts(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hasher = D::new();
            for part in parts {
                hasher.update(part);
            }
            hasher.finalize().to_vec()
        }
        match self {
            Self::Gost(DigestAlgorithm::Gost94) => run::<Gost94CryptoPro>(parts),
            Self::Gost(DigestAlgorithm::Streebog256) => run::<Streebog256>(parts),
            Self::Gost(DigestAlgorithm::Streebog512) => run::<Streebog512>(parts),
            Self::Sha1 => run::<Sha1>(parts),
            Self::Sha256 => run::<Sha256>(parts),
            Self::Sha384 => run::<Sha384>(parts),
            Self::Sha512 => run::<Sha512>(parts),
        }
    }

    /// The digest of `data`.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        self.digest_parts(&[data])
    }
}

/// The certificate that a signer says is its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CertificateReference<'a> {
    hash_algorithm: NamedHash,
    hash: &'a [u8],
    issuer_serial: Option<IssuerSerial<'a>>,
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
    pub(crate) fn read_v1(value: Tlv<'a>) -> Result<Self, FormatError> {
        const WHAT: &str = "signingCertificate";
        let id = first_id(value, WHAT)?;
        Ok(Self::read_hash(id, NamedHash::Sha1, WHAT)?)
    }

    /// Reads a SigningCertificateV2.
    pub(crate) fn read_v2(value: Tlv<'a>) -> Result<Self, FormatError> {
        const WHAT: &str = "signingCertificateV2";
        let mut id = first_id(value, WHAT)?;
        let hash_algorithm = if id.peek() == Some(Tag::SEQUENCE) {
            let named = AlgorithmIdentifier::read(&mut id, WHAT)?;
            named.require_no_parameters(WHAT)?;
            match (DigestAlgorithm::from_oid(named.oid), named.oid) {
                (Some(algorithm), _) => NamedHash::Gost(algorithm),
                (None, oid::SHA256) => NamedHash::Sha256,
                (None, other) => return Err(FormatError::UnsupportedAlgorithm(other)),
            }
        } else {
            NamedHash::Sha256
        };
        Ok(Self::read_hash(id, hash_algorithm, WHAT)?)
    }

    fn read_hash(
        mut id: Cursor<'a>,
        hash_algorithm: NamedHash,
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
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        let der = certificate.der();
        let same_hash = self.hash == self.hash_algorithm.digest(der);
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

/// Whether `der` is the name `name` (RFC 5280 section 7.1).
pub(crate) fn same_name(name: Name<'_>, der: &[u8]) -> bool {
    name.der() == der || Name::from_der(der).is_ok_and(|other| name.matches(&other))
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
pub(crate) fn signing_certificate_v2(
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
