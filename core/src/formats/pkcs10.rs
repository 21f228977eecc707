// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certification requests: PKCS #10 ([RFC 2986], with GOST keys [RFC 9215]).
//!
//! ```text
//! CertificationRequest ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm AlgorithmIdentifier, signature BIT STRING }
//! CertificationRequestInfo ::= SEQUENCE { version INTEGER { v1(0) }, subject Name,
//!     subjectPKInfo SubjectPublicKeyInfo, attributes [0] IMPLICIT SET OF Attribute }
//! ```
//!
//! Refused: what is no DER, another version, attributes that are absent, an attribute without a value, extensionRequest
//! twice or an extension in it twice. Accepted: an order of attributes that DER does not have. Attributes other than
//! extensionRequest (Microsoft's and CryptoPro's say which program made the request) are passed over.
//!
//! What is not here: whether the extensions that are asked for are granted (`protocols::issue`).
//!
//! [RFC 2986]: https://www.rfc-editor.org/rfc/rfc2986
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::ber::{Tag, Tlv};
use super::pem::{self, Label};
use super::spki::SubjectPublicKeyInfo;
use super::text::decode_one;
use super::x509::signed::{self, Signed};
use super::x509::{Extension, Name, SignatureError};
use super::{FormatError, Oid, ParseError, ParseErrorKind, oid};
use crate::keys::PublicKey;

/// Extensions that are read from one request at most.
const MAX_EXTENSIONS: usize = 64;

const WHAT: &str = "CertificationRequest";

/// A certification request that owns its DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    der: Vec<u8>,
    info: Range<usize>,
    subject: Range<usize>,
    spki: Range<usize>,
    algorithm: Oid,
    signature: Range<usize>,
    extensions: Vec<(Oid, bool, Range<usize>)>,
}

impl CertificationRequest {
    /// Reads a DER request that nothing may follow.
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        let signed = Signed::from_der(der, WHAT)?;
        let mut fields = signed.tbs.children(WHAT)?;
        let version = fields.expect(Tag::INTEGER, "version")?;
        if version.value != [0] {
            return Err(version.error(ParseErrorKind::Value, "version"));
        }
        let subject = fields.required("subject")?;
        Name::from_tlv(&subject)?;
        let spki = fields.expect(Tag::SEQUENCE, "subjectPKInfo")?;
        SubjectPublicKeyInfo::from_tlv(&spki, "subjectPKInfo")?;
        let attributes = fields.expect(Tag::context(0), "attributes")?;
        fields.end(WHAT)?;
        let extensions = read_attributes(&attributes)?;
        let signature = value_range(&signed.signature);
        Ok(Self {
            info: raw_range(&signed.tbs),
            subject: raw_range(&subject),
            spki: raw_range(&spki),
            algorithm: signed.algorithm.oid,
            // After the octet that counts unused bits.
            signature: signature.start + 1..signature.end,
            extensions,
            der: der.into(),
        })
    }

    /// Reads the first request of a PEM file, or DER, or bare base64.
    pub fn from_pem_or_der(input: &[u8]) -> Result<Self, ParseError> {
        Self::from_der(&decode_one(input, &[Label::CertificateRequest], WHAT)?)
    }

    /// The whole request.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The request as a PEM block.
    pub fn to_pem(&self) -> String {
        core::mem::take(&mut *pem::encode("CERTIFICATE REQUEST", &self.der))
    }

    /// The subject that is asked for.
    pub fn subject(&self) -> Name<'_> {
        // Its syntax was checked when the request was read; an empty name stands in for what cannot happen.
        Name::from_der(self.octets(&self.subject)).unwrap_or(Name::EMPTY)
    }

    /// DER of the key.
    pub fn spki_der(&self) -> &[u8] {
        self.octets(&self.spki)
    }

    /// The key, with its point checked.
    ///
    /// # Errors
    /// Algorithms other than GOST R 34.10, and keys that cannot be used.
    pub fn public_key(&self) -> Result<PublicKey, FormatError> {
        PublicKey::from_spki_der(self.spki_der())
    }

    /// The signature algorithm.
    pub fn signature_algorithm(&self) -> Oid {
        self.algorithm
    }

    /// Verifies the signature with the key in the request: whoever made it holds the private key.
    ///
    /// # Errors
    /// A key that cannot be used fails as [`SignatureError::Invalid`].
    pub fn verify_signature(&self) -> Result<(), SignatureError> {
        let key = self.public_key().map_err(|_| SignatureError::Invalid)?;
        signed::verify(
            self.octets(&self.info),
            self.algorithm,
            self.octets(&self.signature),
            &key,
        )
    }

    /// The extensions that are asked for, in their order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.extensions
            .iter()
            .map(|(oid, critical, value)| Extension {
                oid: *oid,
                critical: *critical,
                value: self.octets(value),
            })
    }

    fn octets(&self, range: &Range<usize>) -> &[u8] {
        // Every range was made from an element of these octets.
        self.der.get(range.clone()).unwrap_or_default()
    }
}

/// `Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY }`
fn read_attributes(set: &Tlv<'_>) -> Result<Vec<(Oid, bool, Range<usize>)>, ParseError> {
    const WHAT: &str = "attributes";
    let mut found = None;
    let mut attributes = set.children(WHAT)?;
    while let Some(attribute) = attributes.next(WHAT)? {
        if attribute.tag != Tag::SEQUENCE {
            return Err(attribute.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        let mut fields = attribute.children(WHAT)?;
        let oid = fields.required(WHAT)?.oid(WHAT)?;
        let mut values = fields.expect(Tag::SET, WHAT)?.children(WHAT)?;
        fields.end(WHAT)?;
        let value = values.required(WHAT)?;
        if !matches!(
            oid,
            oid::AA_EXTENSION_REQUEST | oid::MS_CERTIFICATE_EXTENSIONS
        ) {
            continue;
        }
        values.end("extensionRequest")?;
        if found.is_some() {
            return Err(attribute.error(ParseErrorKind::DuplicateField, "extensionRequest"));
        }
        found = Some(read_extensions(&value)?);
    }
    Ok(found.unwrap_or_default())
}

fn read_extensions(list: &Tlv<'_>) -> Result<Vec<(Oid, bool, Range<usize>)>, ParseError> {
    const WHAT: &str = "extensionRequest";
    if list.tag != Tag::SEQUENCE {
        return Err(list.error(ParseErrorKind::UnexpectedTag, WHAT));
    }
    let mut entries: Vec<(Oid, bool, Range<usize>)> = Vec::new();
    let mut items = list.children(WHAT)?;
    while let Some(item) = items.next(WHAT)? {
        if item.tag != Tag::SEQUENCE {
            return Err(item.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        if entries.len() == MAX_EXTENSIONS {
            return Err(item.error(ParseErrorKind::LimitExceeded, WHAT));
        }
        let mut fields = item.children(WHAT)?;
        let oid = fields.required(WHAT)?.oid(WHAT)?;
        let critical = match fields.optional(Tag::BOOLEAN, WHAT)? {
            Some(tlv) => match tlv.value {
                [octet] => *octet != 0,
                _ => return Err(tlv.error(ParseErrorKind::Encoding, WHAT)),
            },
            None => false,
        };
        let value = fields.expect(Tag::OCTET_STRING, WHAT)?;
        fields.end(WHAT)?;
        if entries.iter().any(|(known, ..)| *known == oid) {
            return Err(item.error(ParseErrorKind::DuplicateField, WHAT));
        }
        entries.push((oid, critical, value_range(&value)));
    }
    Ok(entries)
}

fn raw_range(tlv: &Tlv<'_>) -> Range<usize> {
    let start = tlv.offset as usize;
    start..start + tlv.raw.len()
}

fn value_range(tlv: &Tlv<'_>) -> Range<usize> {
    let start = tlv.value_offset() as usize;
    start..start + tlv.value.len()
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::testutil::vector_bytes;

    #[test]
    fn requests_of_rfc_9215_are_read_and_prove_possession() {
        for name in ["d1_2001test", "d2_256A", "d3_512test"] {
            let der = vector_bytes(&alloc::format!("formats/x509/rfc9215_{name}_csr.der"));
            let request = CertificationRequest::from_der(&der).expect(name);
            assert_eq!(request.verify_signature(), Ok(()), "{name}");
            assert_eq!(request.der(), der);
            assert!(request.subject().to_string().contains("CN="), "{name}");
            let pem = request.to_pem();
            assert_eq!(
                CertificationRequest::from_pem_or_der(pem.as_bytes()).as_ref(),
                Ok(&request)
            );

            let mut forged = der.clone();
            let last = forged.len() - 1;
            forged[last] ^= 1;
            let forged = CertificationRequest::from_der(&forged).expect(name);
            assert_eq!(forged.verify_signature(), Err(SignatureError::Invalid));
            for length in 0..der.len() {
                assert!(CertificationRequest::from_der(&der[..length]).is_err());
            }
        }
    }
}
