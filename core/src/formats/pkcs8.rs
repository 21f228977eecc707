// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private keys in PKCS#8.
//!
//! Source: [RFC 5958], R 50.1.112-2016 and [RFC 9548] for the content, [RFC 7836] and [RFC 9215] for the parameters.
//!
//! ```text
//! PrivateKeyInfo ::= SEQUENCE {
//!     version INTEGER { v1(0), v2(1) }, privateKeyAlgorithm AlgorithmIdentifier, privateKey OCTET STRING,
//!     attributes [0] IMPLICIT SET OF Attribute OPTIONAL, publicKey [1] IMPLICIT BIT STRING OPTIONAL }
//! ```
//!
//! The content of privateKey has every form that is met. n is 32 or 64, the length of a coordinate:
//!
//! | octets of privateKey | form | written by |
//! |---|---|---|
//! | exactly n | the integer, little-endian | OpenSSL 3, the examples of TC 26 |
//! | `04 n …` | an OCTET STRING of n octets, little-endian | CryptoPro, BouncyCastle, gnutls |
//! | `02 …` | an INTEGER, so big-endian | early gost-engine, gnutls |
//! | `04 mn …`, m ≥ 2 | an OCTET STRING of m parts of n octets, little-endian: key and masks | R 50.1.112 |
//! | exactly mn, m ≥ 2 | the same without the OCTET STRING | the same |
//!
//! Length decides first: n octets are the raw integer whatever they begin with. An INTEGER of n − 2 octets, which a
//! key below 2^(8n − 17) gives, has that length too and is taken for a raw integer; nothing in the structure tells
//! the two apart.
//!
//! Attributes and publicKey are passed over: the public key is computed from the private one. Refused: a key of 0
//! or of q and more, negative and padded INTEGERs, more than [`MAX_PARTS`] parts, BER. Encrypted PKCS#8 and PFX are
//! recognised and answered by [`FormatError::EncryptedKey`]. What is not here: CryptoPro's key containers.
//!
//! [RFC 5958]: https://www.rfc-editor.org/rfc/rfc5958
//! [RFC 7836]: https://www.rfc-editor.org/rfc/rfc7836
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215
//! [RFC 9548]: https://www.rfc-editor.org/rfc/rfc9548

use alloc::string::String;
use alloc::vec::Vec;

use super::algorithm::AlgorithmIdentifier;
use super::ber::{Cursor, Rules, Tag, Tlv};
use super::pem::{self, Label};
use super::spki::KeyParameters;
use super::text::decode_one;
use super::{FormatError, ParseError, ParseErrorKind, der_writer, oid};
use crate::ct::Zeroizing;
use crate::keys::{KeyAlgorithm, KeyError, ParamSet, PrivateKey};

const WHAT: &str = "PrivateKeyInfo";

/// Parts of a masked key at most, the key itself counted; published keys have up to three.
pub(crate) const MAX_PARTS: usize = 16;

impl PrivateKey {
    /// Reads a DER PrivateKeyInfo in any of the forms of the module.
    ///
    /// # Errors
    /// [`FormatError::EncryptedKey`] for encrypted PKCS#8 and PFX; [`FormatError::KeyParametersAbsent`],
    /// [`FormatError::UnsupportedAlgorithm`], [`FormatError::UnsupportedParamSet`]; [`FormatError::Key`] when the
    /// integer is none of 1..q−1 or has a wrong length; [`FormatError::Parse`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, FormatError> {
        if is_encrypted(der) {
            return Err(FormatError::EncryptedKey);
        }
        let tlv = Cursor::single(der, Rules::Der, WHAT)?;
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.error(ParseErrorKind::UnexpectedTag, WHAT).into());
        }
        let mut fields = tlv.children(WHAT)?;
        let version = fields.expect(Tag::INTEGER, "PrivateKeyInfo.version")?;
        if !matches!(version.value, [0 | 1]) {
            return Err(version
                .error(ParseErrorKind::Value, "PrivateKeyInfo.version")
                .into());
        }
        let algorithm =
            AlgorithmIdentifier::read(&mut fields, "PrivateKeyInfo.privateKeyAlgorithm")?;
        let key = fields.expect(Tag::OCTET_STRING, "PrivateKeyInfo.privateKey")?;
        fields.optional(Tag::context(0), "PrivateKeyInfo.attributes")?;
        fields.optional(Tag::context_primitive(1), "PrivateKeyInfo.publicKey")?;
        fields.end(WHAT)?;

        let (key_algorithm, _) = oid::key_algorithm(algorithm.oid)
            .ok_or(FormatError::UnsupportedAlgorithm(algorithm.oid))?;
        let param_set = KeyParameters::read(&algorithm, "PrivateKeyInfo.privateKeyAlgorithm")?
            .ok_or(FormatError::KeyParametersAbsent)?
            .resolve(key_algorithm)?;
        read_content(key_algorithm, param_set, &key)
    }

    /// Reads the first `PRIVATE KEY` block of a PEM file.
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_der`]; [`FormatError::EncryptedKey`] when the first key is an `ENCRYPTED PRIVATE KEY`.
    pub fn from_pkcs8_pem(text: &[u8]) -> Result<Self, FormatError> {
        if !pem::is_pem(text) {
            return Err(ParseError::new(ParseErrorKind::Pem, 0, WHAT).into());
        }
        Self::from_pem_or_der(text)
    }

    /// Reads PEM, DER or bare base64, whichever the file is.
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_pem`].
    pub fn from_pem_or_der(input: &[u8]) -> Result<Self, FormatError> {
        let encoded = decode_one(
            input,
            &[Label::PrivateKey, Label::EncryptedPrivateKey],
            WHAT,
        )?;
        if encoded.label() == Some(Label::EncryptedPrivateKey) {
            return Err(FormatError::EncryptedKey);
        }
        Self::from_pkcs8_der(&encoded)
    }

    /// The DER PrivateKeyInfo, version 0, privateKey an OCTET STRING of the little-endian integer.
    ///
    /// digestParamSet is always written: BouncyCastle reads no private key without it.
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        let parameters = KeyParameters::to_der(self.algorithm(), self.param_set(), true);
        let algorithm = der_writer::element(
            Tag::SEQUENCE,
            &[&self.algorithm().oid().to_der(), &parameters],
        );
        let d = self.to_bytes_le();
        // Version, algorithm, two headers of two octets and the key: below 128 octets only for short keys.
        let length = 3 + algorithm.len() + 4 + d.len();
        // Room for everything from the start: a reallocation would leave a copy of the key that nobody wipes.
        let mut der = Zeroizing::new(Vec::with_capacity(length + 4));
        der.push(Tag::SEQUENCE.0);
        if length >= 0x80 {
            der.push(0x81);
        }
        der.extend_from_slice(&[length as u8, Tag::INTEGER.0, 1, 0]);
        der.extend_from_slice(&algorithm);
        der.extend_from_slice(&[
            Tag::OCTET_STRING.0,
            d.len() as u8 + 2,
            Tag::OCTET_STRING.0,
            d.len() as u8,
        ]);
        der.extend_from_slice(&d);
        der
    }

    /// The PrivateKeyInfo of [`Self::to_pkcs8_der`] as a PEM block `PRIVATE KEY`.
    pub fn to_pkcs8_pem(&self) -> Zeroizing<String> {
        pem::encode("PRIVATE KEY", &self.to_pkcs8_der())
    }
}

/// Reads the content of privateKey (the table in the module's header).
fn read_content(
    algorithm: KeyAlgorithm,
    param_set: ParamSet,
    key: &Tlv<'_>,
) -> Result<PrivateKey, FormatError> {
    const WHAT: &str = "PrivateKeyInfo.privateKey";
    let n = algorithm.octets();
    if key.value.len() == n {
        return Ok(PrivateKey::from_bytes_le(algorithm, param_set, key.value)?);
    }
    if key.value.len().is_multiple_of(n) {
        return read_parts(algorithm, param_set, key.value);
    }
    let inner = Cursor::at(key.value, key.value_offset(), Rules::Der);
    match inner.peek() {
        Some(Tag::OCTET_STRING) => {
            let mut inner = inner;
            let octets = inner.required(WHAT)?;
            inner.end(WHAT)?;
            read_parts(algorithm, param_set, octets.value)
        }
        Some(Tag::INTEGER) => {
            let mut inner = inner;
            let integer = inner.required(WHAT)?;
            inner.end(WHAT)?;
            let d = integer_le(&integer, n, WHAT)?;
            Ok(PrivateKey::from_bytes_le(algorithm, param_set, &d)?)
        }
        _ => Err(KeyError::Length.into()),
    }
}

/// Reads one part of n octets, or several: key and masks.
fn read_parts(
    algorithm: KeyAlgorithm,
    param_set: ParamSet,
    octets: &[u8],
) -> Result<PrivateKey, FormatError> {
    let n = algorithm.octets();
    let parts = octets.len() / n;
    if !octets.len().is_multiple_of(n) || parts == 0 || parts > MAX_PARTS {
        return Err(KeyError::Length.into());
    }
    Ok(match parts {
        1 => PrivateKey::from_bytes_le(algorithm, param_set, octets)?,
        _ => PrivateKey::from_masked_bytes_le(algorithm, param_set, octets)?,
    })
}

/// A positive DER INTEGER as n octets, little-endian. One of more than n octets lies above every q.
fn integer_le(
    integer: &Tlv<'_>,
    n: usize,
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, FormatError> {
    let magnitude = match integer.value {
        [] => return Err(integer.error(ParseErrorKind::Encoding, what).into()),
        [0x80..=0xff, ..] => return Err(integer.error(ParseErrorKind::Value, what).into()),
        [0, rest @ ..] if rest.first().is_some_and(|&octet| octet >= 0x80) => rest,
        [0, _, ..] => return Err(integer.error(ParseErrorKind::Encoding, what).into()),
        all => all,
    };
    if magnitude.len() > n {
        return Err(KeyError::ScalarOutOfRange.into());
    }
    let mut le = Zeroizing::new(Vec::with_capacity(n));
    le.extend(magnitude.iter().rev());
    le.resize(n, 0);
    Ok(le)
}

/// Whether the input begins like EncryptedPrivateKeyInfo (RFC 5958) or PFX (RFC 7292). Its end is not looked at:
/// PFX may be BER and of any size.
///
/// ```text
/// EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }
/// PFX ::= SEQUENCE { version INTEGER, authSafe ContentInfo, macData MacData OPTIONAL }
/// ```
fn is_encrypted(der: &[u8]) -> bool {
    let probe = || -> Result<bool, ParseError> {
        let tlv = Cursor::new(der, Rules::Ber).expect(Tag::SEQUENCE, WHAT)?;
        let mut fields = tlv.children(WHAT)?;
        let first = fields.required(WHAT)?;
        let second = fields.required(WHAT)?;
        let leading_oid = |tlv: &Tlv<'_>| tlv.children(WHAT)?.required(WHAT)?.oid(WHAT);
        Ok(match (first.tag, second.tag) {
            (Tag::SEQUENCE, Tag::OCTET_STRING) => leading_oid(&first).is_ok(),
            (Tag::INTEGER, Tag::SEQUENCE) => {
                matches!(leading_oid(&second)?, oid::CT_DATA | oid::CT_SIGNED_DATA)
            }
            _ => false,
        })
    };
    probe().unwrap_or(false)
}
