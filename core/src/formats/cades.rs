// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of the unsigned attributes of CAdES ([RFC 5126, section 6], [ETSI EN 319 122-1]).
//!
//! ```text
//! CertificateValues ::= SEQUENCE OF Certificate
//! RevocationValues ::= SEQUENCE { crlVals [0] SEQUENCE OF CertificateList OPTIONAL,
//!   ocspVals [1] SEQUENCE OF BasicOCSPResponse OPTIONAL, otherRevVals [2] OtherRevVals OPTIONAL }
//! CompleteCertificateRefs ::= SEQUENCE OF SEQUENCE { otherCertHash OtherHash, issuerSerial IssuerSerial OPTIONAL }
//! CompleteRevocationRefs ::= SEQUENCE OF SEQUENCE { crlids [0] SEQUENCE { crls SEQUENCE OF CrlValidatedID } OPTIONAL,
//!   ocspids [1] SEQUENCE { ocspResponses SEQUENCE OF OcspResponsesID } OPTIONAL, otherRev [2] … OPTIONAL }
//! CrlValidatedID ::= SEQUENCE { crlHash OtherHash, crlIdentifier … OPTIONAL }
//! OcspResponsesID ::= SEQUENCE { ocspIdentifier SEQUENCE, ocspRepHash OtherHash OPTIONAL }
//! OtherHash ::= CHOICE { sha1Hash OCTET STRING,
//!   otherHash SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashValue OCTET STRING } }
//! ATSHashIndex ::= SEQUENCE { hashIndAlgorithm AlgorithmIdentifier DEFAULT {id-sha256},
//!   certificatesHashIndex SEQUENCE OF OCTET STRING, crlsHashIndex SEQUENCE OF OCTET STRING,
//!   unsignedAttrsHashIndex SEQUENCE OF OCTET STRING }
//! ```
//!
//! Tags are explicit. Certificates, CRLs and responses are kept as they stand and not read here. What is of another
//! kind (otherRevVals, otherRev) is passed over. Counts are bounded.
//!
//! Not here: what follows from the values (`protocols::signed`), the signing-certificate attributes (`ess`).
//!
//! [RFC 5126, section 6]: https://www.rfc-editor.org/rfc/rfc5126#section-6
//! [ETSI EN 319 122-1]: https://www.etsi.org/deliver/etsi_en/319100_319199/31912201/

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::algorithm::AlgorithmIdentifier;
use super::ber::{Cursor, Tag, Tlv};
use super::ess::NamedHash;
use super::{FormatError, ParseError, ParseErrorKind};

/// Values of one kind in one attribute; real ones have up to 12.
const MAX_VALUES: usize = 256;

/// What revocationValues holds: whole CRLs and whole BasicOCSPResponses, as they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct RevocationValues<'a> {
    pub(crate) crls: Vec<&'a [u8]>,
    pub(crate) ocsp: Vec<&'a [u8]>,
}

/// A hash with its algorithm; `None`: the algorithm is not computed here.
#[derive(Clone, Debug)]
pub(crate) struct OtherHash<'a> {
    algorithm: Option<NamedHash>,
    value: Cow<'a, [u8]>,
}

/// Which certificates and which revocation values a signature refers to.
#[derive(Clone, Debug, Default)]
pub(crate) struct RevocationRefs<'a> {
    pub(crate) crls: Vec<OtherHash<'a>>,
    pub(crate) ocsp: Vec<OtherHash<'a>>,
}

/// The index of an archiveTimestampV3: the hashes of what the time stamp covers.
#[derive(Clone, Debug)]
pub(crate) struct HashIndex<'a> {
    pub(crate) algorithm: NamedHash,
    pub(crate) certificates: Vec<Cow<'a, [u8]>>,
    pub(crate) crls: Vec<Cow<'a, [u8]>>,
    pub(crate) attributes: Vec<Cow<'a, [u8]>>,
    /// The whole element.
    pub(crate) raw: &'a [u8],
}

impl OtherHash<'_> {
    /// Whether this is the hash of `octets`.
    pub(crate) fn is_of(&self, octets: &[u8]) -> bool {
        self.algorithm
            .is_some_and(|algorithm| *self.value == *algorithm.digest(octets))
    }
}

impl<'a> OtherHash<'a> {
    fn read(tlv: &Tlv<'a>, what: &'static str) -> Result<Self, ParseError> {
        if tlv.tag != Tag::SEQUENCE {
            return Ok(Self {
                algorithm: Some(NamedHash::Sha1),
                value: tlv.octets(Tag::OCTET_STRING, what)?,
            });
        }
        let mut fields = tlv.children(what)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields, what)?;
        let value = fields.required(what)?.octets(Tag::OCTET_STRING, what)?;
        fields.end(what)?;
        Ok(Self {
            algorithm: NamedHash::from_oid(algorithm.oid),
            value,
        })
    }
}

/// The certificates of a CertificateValues.
pub(crate) fn certificate_values<'a>(value: &Tlv<'a>) -> Result<Vec<&'a [u8]>, ParseError> {
    const WHAT: &str = "certificateValues";
    list(value, WHAT, |tlv| raw_sequence(&tlv, WHAT))
}

impl<'a> RevocationValues<'a> {
    pub(crate) fn read(value: &Tlv<'a>) -> Result<Self, ParseError> {
        const WHAT: &str = "revocationValues";
        let mut fields = sequence(value, WHAT)?;
        let mut values = Self::default();
        if let Some(explicit) = fields.optional(Tag::context(0), WHAT)? {
            values.crls = list(&only(&explicit, WHAT)?, WHAT, |tlv| {
                raw_sequence(&tlv, WHAT)
            })?;
        }
        if let Some(explicit) = fields.optional(Tag::context(1), WHAT)? {
            values.ocsp = list(&only(&explicit, WHAT)?, WHAT, |tlv| {
                raw_sequence(&tlv, WHAT)
            })?;
        }
        fields.optional(Tag::context(2), WHAT)?;
        fields.end(WHAT)?;
        Ok(values)
    }
}

/// The hashes of a CompleteCertificateRefs.
pub(crate) fn certificate_refs<'a>(value: &Tlv<'a>) -> Result<Vec<OtherHash<'a>>, ParseError> {
    const WHAT: &str = "completeCertificateReferences";
    list(value, WHAT, |tlv| {
        let mut fields = sequence(&tlv, WHAT)?;
        let hash = OtherHash::read(&fields.required(WHAT)?, WHAT)?;
        fields.optional(Tag::SEQUENCE, WHAT)?;
        fields.end(WHAT)?;
        Ok(hash)
    })
}

impl<'a> RevocationRefs<'a> {
    pub(crate) fn read(value: &Tlv<'a>) -> Result<Self, ParseError> {
        const WHAT: &str = "completeRevocationReferences";
        let mut refs = Self::default();
        for reference in list(value, WHAT, Ok)? {
            let mut fields = sequence(&reference, WHAT)?;
            if let Some(explicit) = fields.optional(Tag::context(0), WHAT)? {
                let ids = only(&only(&explicit, WHAT)?, WHAT)?;
                refs.crls.extend(list(&ids, WHAT, |tlv| {
                    let mut id = sequence(&tlv, WHAT)?;
                    let hash = OtherHash::read(&id.required(WHAT)?, WHAT)?;
                    id.optional(Tag::SEQUENCE, WHAT)?;
                    id.end(WHAT)?;
                    Ok(hash)
                })?);
            }
            if let Some(explicit) = fields.optional(Tag::context(1), WHAT)? {
                let ids = only(&only(&explicit, WHAT)?, WHAT)?;
                let hashes = list(&ids, WHAT, |tlv| {
                    let mut id = sequence(&tlv, WHAT)?;
                    id.expect(Tag::SEQUENCE, WHAT)?;
                    let hash = match id.next(WHAT)? {
                        Some(hash) => Some(OtherHash::read(&hash, WHAT)?),
                        None => None,
                    };
                    id.end(WHAT)?;
                    Ok(hash)
                })?;
                refs.ocsp.extend(hashes.into_iter().flatten());
            }
            fields.optional(Tag::context(2), WHAT)?;
            fields.end(WHAT)?;
        }
        Ok(refs)
    }
}

impl<'a> HashIndex<'a> {
    /// Reads an ATSHashIndex of any version.
    pub(crate) fn read(value: &Tlv<'a>) -> Result<Self, FormatError> {
        const WHAT: &str = "ATSHashIndex";
        let mut fields = sequence(value, WHAT)?;
        // A list of hashes begins with an OCTET STRING or is empty, an AlgorithmIdentifier begins with an OID.
        let mut ahead = fields.clone();
        let named = match ahead.next(WHAT)? {
            Some(tlv) => tlv.children(WHAT)?.peek() == Some(Tag::OID),
            None => false,
        };
        let algorithm = if named {
            let named = AlgorithmIdentifier::read(&mut fields, WHAT)?;
            named.require_no_parameters(WHAT)?;
            NamedHash::from_oid(named.oid).ok_or(FormatError::UnsupportedAlgorithm(named.oid))?
        } else {
            NamedHash::Sha256
        };
        let mut hashes = || {
            list(&fields.required(WHAT)?, WHAT, |tlv| {
                tlv.octets(Tag::OCTET_STRING, WHAT)
            })
        };
        let (certificates, crls, attributes) = (hashes()?, hashes()?, hashes()?);
        fields.end(WHAT)?;
        Ok(Self {
            algorithm,
            certificates,
            crls,
            attributes,
            raw: value.raw,
        })
    }
}

/// The elements of a SEQUENCE OF, each through `read`.
fn list<'a, T>(
    value: &Tlv<'a>,
    what: &'static str,
    read: impl Fn(Tlv<'a>) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    let mut elements = sequence(value, what)?;
    let mut values = Vec::new();
    while let Some(element) = elements.next(what)? {
        if values.len() == MAX_VALUES {
            return Err(element.error(ParseErrorKind::LimitExceeded, what));
        }
        values.push(read(element)?);
    }
    Ok(values)
}

/// The one element inside of another.
fn only<'a>(tlv: &Tlv<'a>, what: &'static str) -> Result<Tlv<'a>, ParseError> {
    let mut inner = tlv.children(what)?;
    let element = inner.required(what)?;
    inner.end(what)?;
    Ok(element)
}

fn sequence<'a>(tlv: &Tlv<'a>, what: &'static str) -> Result<Cursor<'a>, ParseError> {
    if tlv.tag != Tag::SEQUENCE {
        return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
    }
    tlv.children(what)
}

fn raw_sequence<'a>(tlv: &Tlv<'a>, what: &'static str) -> Result<&'a [u8], ParseError> {
    if tlv.tag != Tag::SEQUENCE {
        return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
    }
    Ok(tlv.raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::ber::Rules;
    use crate::formats::der_writer::{self, element};
    use crate::formats::{DigestAlgorithm, oid};

    fn single(der: &[u8]) -> Tlv<'_> {
        Cursor::single(der, Rules::Ber, "test").unwrap()
    }

    fn hash(value: &[u8]) -> Vec<u8> {
        element(Tag::OCTET_STRING, &[value])
    }

    #[test]
    fn revocation_values_of_both_kinds_are_told_apart() {
        let (crl, ocsp) = (
            element(Tag::SEQUENCE, &[&[5, 0]]),
            element(Tag::SEQUENCE, &[]),
        );
        let crls = element(Tag::SEQUENCE, &[&crl, &crl]);
        let responses = element(Tag::SEQUENCE, &[&ocsp]);
        let crls = element(Tag::context(0), &[&crls]);
        let responses = element(Tag::context(1), &[&responses]);
        let both = element(Tag::SEQUENCE, &[&crls, &responses]);
        let values = RevocationValues::read(&single(&both)).unwrap();
        assert_eq!(values.crls, [&crl[..], &crl]);
        assert_eq!(values.ocsp, [&ocsp[..]]);
        let neither = element(Tag::SEQUENCE, &[]);
        let values = RevocationValues::read(&single(&neither)).unwrap();
        assert!(values.crls.is_empty() && values.ocsp.is_empty());
        // The order of the fields is that of the standard.
        let swapped = element(Tag::SEQUENCE, &[&responses, &crls]);
        assert!(RevocationValues::read(&single(&swapped)).is_err());
    }

    #[test]
    fn references_hold_by_the_hash_that_they_name() {
        let streebog = DigestAlgorithm::Streebog256;
        let named = element(
            Tag::SEQUENCE,
            &[
                &der_writer::algorithm(&streebog.oid()),
                &hash(&streebog.digest(b"certificate")),
            ],
        );
        let sha1 = hash(&NamedHash::Sha1.digest(b"certificate"));
        for (form, holds) in [(&named, true), (&sha1, true), (&hash(&[0; 20]), false)] {
            let der = element(Tag::SEQUENCE, &[&element(Tag::SEQUENCE, &[form])]);
            let refs = certificate_refs(&single(&der)).unwrap();
            let [reference] = &refs[..] else {
                panic!("one reference")
            };
            assert_eq!(reference.is_of(b"certificate"), holds);
            assert!(!reference.is_of(b"other"));
        }
    }

    #[test]
    fn an_index_without_algorithm_is_of_sha256() {
        let lists = [
            element(Tag::SEQUENCE, &[&hash(&[1; 32])]),
            element(Tag::SEQUENCE, &[]),
            element(Tag::SEQUENCE, &[&hash(&[2; 32]), &hash(&[3; 32])]),
        ];
        let parts: Vec<&[u8]> = lists.iter().map(Vec::as_slice).collect();
        let der = element(Tag::SEQUENCE, &parts);
        let index = HashIndex::read(&single(&der)).unwrap();
        assert_eq!(index.algorithm, NamedHash::Sha256);
        assert_eq!(index.certificates.len(), 1);
        assert!(index.crls.is_empty());
        assert_eq!(index.attributes.len(), 2);
        assert_eq!(index.raw, der);

        let algorithm = der_writer::algorithm(&oid::TC26_GOST3411_12_256);
        let der = element(Tag::SEQUENCE, &[&[&algorithm[..]], &parts[..]].concat());
        let index = HashIndex::read(&single(&der)).unwrap();
        assert_eq!(
            index.algorithm,
            NamedHash::Gost(DigestAlgorithm::Streebog256)
        );
        let empty = element(Tag::SEQUENCE, &[]);
        assert!(HashIndex::read(&single(&empty)).is_err());
    }
}
