// SPDX-License-Identifier: MIT OR Apache-2.0
//! The extensions that decide something ([RFC 5280, section 4.2.1]).
//!
//! They are read when the certificate is: one that breaks its syntax makes the whole certificate unreadable, since
//! passing it over would drop a restriction. The private key usage period is the exception; no verifier acts on it,
//! and some published certificates have it in a wrong form.
//!
//! Accepted beyond DER, since published certificates have it: `critical FALSE` and `cA FALSE` written out, TRUE as 01,
//! trailing zero bits in keyUsage.
//!
//! [RFC 5280, section 4.2.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1

use alloc::vec::Vec;
use core::fmt;

use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::{Oid, ParseError, ParseErrorKind, UnixTime};

/// An extension as the certificate has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Which extension.
    pub oid: Oid,
    /// Whether a reader that does not understand it must refuse the certificate.
    pub critical: bool,
    /// Content of extnValue: the DER of the extension's own type.
    pub value: &'a [u8],
}

/// Basic constraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject is a certification authority.
    pub ca: bool,
    /// CA certificates that may follow below at most, self-issued ones not counted.
    pub path_len: Option<u32>,
}

impl BasicConstraints {
    /// `BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }`
    pub(super) fn read(value: &[u8], offset: u64) -> Result<Self, ParseError> {
        const WHAT: &str = "basicConstraints";
        let mut fields = sequence(value, offset, WHAT)?;
        let ca = match fields.optional(Tag::BOOLEAN, WHAT)? {
            Some(tlv) => boolean(&tlv, WHAT)?,
            None => false,
        };
        let path_len = match fields.optional(Tag::INTEGER, WHAT)? {
            Some(tlv) => Some(small_integer(&tlv, WHAT)?),
            None => None,
        };
        fields.end(WHAT)?;
        Ok(Self { ca, path_len })
    }
}

/// Key usage (RFC 5280 section 4.2.1.3): a set of bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Signatures other than those of certificates and CRLs.
    pub const DIGITAL_SIGNATURE: Self = Self(1 << 0);
    /// contentCommitment, also called nonRepudiation: signatures that their maker answers for.
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// Encryption of keys.
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 2);
    /// Encryption of data by the key itself.
    pub const DATA_ENCIPHERMENT: Self = Self(1 << 3);
    /// Key agreement.
    pub const KEY_AGREEMENT: Self = Self(1 << 4);
    /// Signatures of certificates.
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// Signatures of CRLs.
    pub const CRL_SIGN: Self = Self(1 << 6);
    /// Key agreement for encryption only.
    pub const ENCIPHER_ONLY: Self = Self(1 << 7);
    /// Key agreement for decryption only.
    pub const DECIPHER_ONLY: Self = Self(1 << 8);

    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Whether any bit of `usages` is set.
    pub const fn intersects(self, usages: Self) -> bool {
        self.0 & usages.0 != 0
    }

    /// The bits of both.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The standard's names of the bits that are set, in the standard's order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & 1 << bit != 0)
            .map(|(_, name)| name)
    }

    /// `KeyUsage ::= BIT STRING`, its first bit the highest of the first octet.
    pub(super) fn read(value: &[u8], offset: u64) -> Result<Self, ParseError> {
        const WHAT: &str = "keyUsage";
        let mut cursor = Cursor::at(value, offset, Rules::Der);
        let tlv = cursor.expect(Tag::BIT_STRING, WHAT)?;
        cursor.end(WHAT)?;
        bits(&tlv, WHAT).map(Self)
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Authority key identifier (RFC 5280 section 4.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityKeyId<'a> {
    /// The subject key identifier of the issuer's certificate.
    pub key_id: Option<&'a [u8]>,
    /// The issuer of the issuer's certificate: content octets of GeneralNames.
    pub issuer: Option<&'a [u8]>,
    /// The serial number of the issuer's certificate: content octets of the INTEGER.
    pub serial: Option<&'a [u8]>,
}

impl<'a> AuthorityKeyId<'a> {
    /// ```text
    /// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] IMPLICIT OCTET STRING OPTIONAL,
    ///     authorityCertIssuer [1] IMPLICIT GeneralNames OPTIONAL, authorityCertSerialNumber [2] IMPLICIT INTEGER OPTIONAL }
    /// ```
    pub(crate) fn read(value: &'a [u8], offset: u64) -> Result<Self, ParseError> {
        const WHAT: &str = "authorityKeyIdentifier";
        let mut fields = sequence(value, offset, WHAT)?;
        let key_id = fields
            .optional(Tag::context_primitive(0), WHAT)?
            .map(|tlv| tlv.value);
        let issuer = fields.optional(Tag::context(1), WHAT)?.map(|tlv| tlv.value);
        let serial = fields
            .optional(Tag::context_primitive(2), WHAT)?
            .map(|tlv| tlv.value);
        fields.end(WHAT)?;
        Ok(Self {
            key_id,
            issuer,
            serial,
        })
    }
}

/// Private key usage period (X.509 section 8.2.2.5): when the key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivateKeyUsagePeriod {
    /// First instant.
    pub not_before: Option<UnixTime>,
    /// Last instant.
    pub not_after: Option<UnixTime>,
}

impl PrivateKeyUsagePeriod {
    /// `SEQUENCE { notBefore [0] IMPLICIT GeneralizedTime OPTIONAL, notAfter [1] IMPLICIT GeneralizedTime OPTIONAL }`
    pub(super) fn read(value: &[u8]) -> Result<Self, ParseError> {
        const WHAT: &str = "privateKeyUsagePeriod";
        let mut fields = sequence(value, 0, WHAT)?;
        let mut instant = |n| match fields.optional(Tag::context_primitive(n), WHAT)? {
            Some(tlv) => UnixTime::from_asn1(tlv.value, true)
                .map(Some)
                .ok_or_else(|| tlv.error(ParseErrorKind::Encoding, WHAT)),
            None => Ok(None),
        };
        let period = Self {
            not_before: instant(0)?,
            not_after: instant(1)?,
        };
        fields.end(WHAT)?;
        Ok(period)
    }
}

/// The first nine bits of a BIT STRING under any tag, its first bit as the lowest of the result.
pub(super) fn bits(tlv: &Tlv<'_>, what: &'static str) -> Result<u16, ParseError> {
    let (unused, octets) = match tlv.value {
        [unused @ 0..=7, octets @ ..] if !octets.is_empty() || *unused == 0 => (*unused, octets),
        _ => return Err(tlv.error(ParseErrorKind::Encoding, what)),
    };
    let count = octets.len() * 8 - usize::from(unused);
    let mut bits = 0;
    for bit in 0..count.min(9) {
        if octets
            .get(bit / 8)
            .is_some_and(|octet| octet & 0x80 >> (bit % 8) != 0)
        {
            bits |= 1 << bit;
        }
    }
    Ok(bits)
}

/// `SubjectKeyIdentifier ::= OCTET STRING`
pub(super) fn read_subject_key_id(value: &[u8], offset: u64) -> Result<&[u8], ParseError> {
    const WHAT: &str = "subjectKeyIdentifier";
    let mut cursor = Cursor::at(value, offset, Rules::Der);
    let id = cursor.expect(Tag::OCTET_STRING, WHAT)?;
    cursor.end(WHAT)?;
    Ok(id.value)
}

/// `ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF OBJECT IDENTIFIER`
pub(super) fn read_ext_key_usage(value: &[u8], offset: u64) -> Result<Vec<Oid>, ParseError> {
    const WHAT: &str = "extKeyUsage";
    let mut purposes = Vec::new();
    let mut fields = sequence(value, offset, WHAT)?;
    while let Some(tlv) = fields.next(WHAT)? {
        purposes.push(tlv.oid(WHAT)?);
    }
    if purposes.is_empty() {
        return Err(ParseError::new(ParseErrorKind::MissingField, offset, WHAT));
    }
    Ok(purposes)
}

/// A BOOLEAN. TRUE is any octet but 00, as in BER: published CA certificates have 01.
pub(crate) fn boolean(tlv: &Tlv<'_>, what: &'static str) -> Result<bool, ParseError> {
    match tlv.value {
        [octet] => Ok(*octet != 0),
        _ => Err(tlv.error(ParseErrorKind::Encoding, what)),
    }
}

/// A non-negative INTEGER in DER. One beyond 32 bits reads as the largest, which no path reaches.
fn small_integer(tlv: &Tlv<'_>, what: &'static str) -> Result<u32, ParseError> {
    match tlv.value {
        [] | [0, 0..=0x7f, ..] => Err(tlv.error(ParseErrorKind::Encoding, what)),
        [0x80..=0xff, ..] => Err(tlv.error(ParseErrorKind::Value, what)),
        octets => Ok(octets
            .iter()
            .try_fold(0u32, |n, &octet| {
                n.checked_mul(256)?.checked_add(u32::from(octet))
            })
            .unwrap_or(u32::MAX)),
    }
}

pub(super) fn sequence<'a>(
    value: &'a [u8],
    offset: u64,
    what: &'static str,
) -> Result<Cursor<'a>, ParseError> {
    let mut cursor = Cursor::at(value, offset, Rules::Der);
    let tlv = cursor.expect(Tag::SEQUENCE, what)?;
    cursor.end(what)?;
    tlv.children(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_constraints_are_read() {
        let read = |value: &[u8]| BasicConstraints::read(value, 0).map(|bc| (bc.ca, bc.path_len));
        assert_eq!(read(&[0x30, 0]), Ok((false, None)));
        assert_eq!(read(&[0x30, 6, 1, 1, 0xff, 2, 1, 3]), Ok((true, Some(3))));
        assert_eq!(read(&[0x30, 3, 1, 1, 0]), Ok((false, None)));
        assert_eq!(read(&[0x30, 3, 1, 1, 1]), Ok((true, None)));
        // A BOOLEAN of two octets; a negative, padded or empty length; something after.
        for bad in [
            &[0x30, 4, 1, 2, 0xff, 0xff][..],
            &[0x30, 6, 1, 1, 0xff, 2, 1, 0xff],
            &[0x30, 7, 1, 1, 0xff, 2, 2, 0, 1],
            &[0x30, 5, 1, 1, 0xff, 2, 0],
            &[0x30, 5, 1, 1, 0xff, 5, 0],
            &[0x30, 0, 0],
        ] {
            assert!(BasicConstraints::read(bad, 0).is_err(), "{bad:02x?}");
        }
    }

    #[test]
    fn key_usage_bits_keep_their_names() {
        let names =
            |value: &[u8]| KeyUsage::read(value, 0).map(|usage| usage.names().collect::<Vec<_>>());
        assert_eq!(
            names(&[3, 2, 1, 0x86]),
            Ok(alloc::vec!["digitalSignature", "keyCertSign", "cRLSign"])
        );
        assert_eq!(names(&[3, 3, 7, 0, 0x80]), Ok(alloc::vec!["decipherOnly"]));
        assert_eq!(names(&[3, 1, 0]), Ok(alloc::vec![]));
        // Bits that are declared unused do not count.
        assert_eq!(names(&[3, 2, 7, 0xff]), Ok(alloc::vec!["digitalSignature"]));
        assert!(KeyUsage::read(&[3, 2, 8, 0x80], 0).is_err());
        assert!(KeyUsage::read(&[3, 1, 1], 0).is_err());
        assert!(KeyUsage::read(&[3, 0], 0).is_err());
    }
}
