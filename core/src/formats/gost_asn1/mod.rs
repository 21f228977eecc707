// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ASN.1 types of GOST key transport and of GOST 28147-89, derived with `der`.
//!
//! Source: [RFC 4490, sections 4.2.1 and 5.1], [RFC 4357, section 2.2 and 10], [RFC 9215, section 4].
//!
//! ```text
//! GostR3410-KeyTransport ::= SEQUENCE {
//!     sessionEncryptedKey     Gost28147-89-EncryptedKey,
//!     transportParameters [0] IMPLICIT GostR3410-TransportParameters OPTIONAL }
//! GostR3410-TransportParameters ::= SEQUENCE {
//!     encryptionParamSet      OBJECT IDENTIFIER,
//!     ephemeralPublicKey  [0] IMPLICIT SubjectPublicKeyInfo OPTIONAL,
//!     ukm                     OCTET STRING }
//! Gost28147-89-EncryptedKey ::= SEQUENCE {
//!     encryptedKey            OCTET STRING (SIZE (32)),
//!     maskKey             [0] IMPLICIT OCTET STRING (SIZE (32)) OPTIONAL,
//!     macKey                  OCTET STRING (SIZE (1..4)) }
//! Gost28147-89-Parameters ::= SEQUENCE {
//!     iv                      OCTET STRING (SIZE (8)),
//!     encryptionParamSet      OBJECT IDENTIFIER }
//! GostR3410-PublicKeyParameters ::= SEQUENCE {
//!     publicKeyParamSet       OBJECT IDENTIFIER,
//!     digestParamSet          OBJECT IDENTIFIER OPTIONAL,
//!     encryptionParamSet      OBJECT IDENTIFIER OPTIONAL }
//! ```
//!
//! IMPLICIT means that A0 replaces the tag of the SEQUENCE, twice. What CMS narrows is refused here: both OPTIONAL
//! fields of the transport must be there, maskKey must be absent, macKey has 4 octets (a shorter one is legal ASN.1
//! and invites forgery), ukm has 8 octets and is not zero (the key agreement would give the identity). BER forms are
//! read; DER is written. Explicit S-boxes (`Gost28147-89-ParamSetParameters`) are refused: nobody writes them.
//!
//! Key agreement is in `key_wrap`, what R 1323565.1.025 adds in `kexp15`. What is not here: CMS and X.509 structures,
//! points on curves, the wrap itself.
//!
//! [RFC 4490, sections 4.2.1 and 5.1]: https://www.rfc-editor.org/rfc/rfc4490#section-4.2.1
//! [RFC 4357, section 2.2 and 10]: https://www.rfc-editor.org/rfc/rfc4357#section-10
//! [RFC 9215, section 4]: https://www.rfc-editor.org/rfc/rfc9215#section-4

mod kexp15;
mod key_wrap;

pub(crate) use kexp15::{
    KExp15Transport, content_algorithm_der, kexp15_algorithm_der, kexp15_wrap, originator_key_der,
    read_agreement, read_content_ukm, read_mac,
};
pub(crate) use key_wrap::{KeyWrapAlgorithm, encrypted_key_der};

use alloc::borrow::Cow;
use alloc::vec::Vec;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, ErrorKind, Sequence};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::ber::{Tag, normalize};
use super::{FormatError, Oid, ParseError, ParseErrorKind, oid};
use crate::keys::{CipherParamSet, KeyAlgorithm, ParamSet};

#[derive(Clone, Debug, Sequence)]
struct EncryptedKeyAsn1<'a> {
    encrypted_key: &'a OctetStringRef,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    mask_key: Option<&'a OctetStringRef>,
    mac_key: &'a OctetStringRef,
}

#[derive(Clone, Debug, Sequence)]
struct KeyTransportAsn1<'a> {
    session_encrypted_key: EncryptedKeyAsn1<'a>,
    #[asn1(
        context_specific = "0",
        tag_mode = "IMPLICIT",
        constructed = "true",
        optional = "true"
    )]
    transport_parameters: Option<TransportParametersAsn1<'a>>,
}

#[derive(Clone, Debug, Sequence)]
struct TransportParametersAsn1<'a> {
    encryption_param_set: ObjectIdentifier,
    #[asn1(
        context_specific = "0",
        tag_mode = "IMPLICIT",
        constructed = "true",
        optional = "true"
    )]
    ephemeral_public_key: Option<SubjectPublicKeyInfoRef<'a>>,
    ukm: &'a OctetStringRef,
}

#[derive(Clone, Debug, Sequence)]
struct CipherParametersAsn1<'a> {
    iv: &'a OctetStringRef,
    encryption_param_set: ObjectIdentifier,
}

#[derive(Clone, Debug, Sequence)]
struct KeyParametersAsn1 {
    public_key_param_set: ObjectIdentifier,
    #[asn1(optional = "true")]
    digest_param_set: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    encryption_param_set: Option<ObjectIdentifier>,
}

const KEY_TRANSPORT: &str = "GostR3410-KeyTransport";
const PARAMETERS: &str = "Gost28147-89-Parameters";

/// The key that a sender gives for an agreement. The point is not checked.
#[derive(Clone, Debug)]
pub(crate) struct SenderKey {
    /// Its algorithm.
    pub(crate) algorithm: KeyAlgorithm,
    /// Its parameter set, where it names one.
    pub(crate) param_set: Option<ParamSet>,
    /// The point x | y, each little-endian, 64 or 128 octets as the algorithm asks for.
    pub(crate) point: Vec<u8>,
}

impl SenderKey {
    fn read(place: &Place<'_>, key: &SubjectPublicKeyInfoRef<'_>) -> Result<Self, FormatError> {
        let (algorithm, param_set) = key_algorithm(place, &key.algorithm)?;
        let point = point(place, algorithm, &key.subject_public_key)?;
        Ok(Self {
            algorithm,
            param_set,
            point,
        })
    }

    /// Reads an OriginatorPublicKey, a SubjectPublicKeyInfo under the tag `[1]`, which stands at `offset` of the input.
    ///
    /// # Errors
    /// An unknown algorithm or curve; a point of another length.
    pub(crate) fn read_originator(input: &[u8], offset: u64) -> Result<Self, FormatError> {
        let what = "originatorKey";
        let mut der = structure(input, offset, what)?.into_owned();
        if let Some(tag) = der.first_mut() {
            *tag = Tag::SEQUENCE.0;
        }
        let place = Place::new(&der, input, offset);
        let asn1 = SubjectPublicKeyInfoRef::from_der(&der).map_err(|e| place.der_error(e, what))?;
        Self::read(&place, &asn1)
    }
}

/// A GostR3410-KeyTransport as far as CMS allows it. The ephemeral point is not checked.
#[derive(Clone, Debug)]
pub(crate) struct KeyTransport {
    /// CEK_ENC.
    pub(crate) encrypted_key: [u8; 32],
    /// CEK_MAC.
    pub(crate) mac: [u8; 4],
    /// The parameter set of the wrap.
    pub(crate) cipher: CipherParamSet,
    /// The ephemeral key's algorithm.
    pub(crate) ephemeral_algorithm: KeyAlgorithm,
    /// The ephemeral key's parameter set, where it names one.
    pub(crate) ephemeral_param_set: Option<ParamSet>,
    /// The ephemeral point x | y, each little-endian, 64 or 128 octets as its algorithm asks for.
    pub(crate) ephemeral: Vec<u8>,
    /// User keying material, not zero.
    pub(crate) ukm: [u8; 8],
}

impl KeyTransport {
    /// Reads the content of a KeyTransRecipientInfo's encryptedKey, which stands at `offset` of the input.
    ///
    /// # Errors
    /// What the module's header refuses; an unknown key algorithm, curve or S-box by its identifier.
    pub(crate) fn read(input: &[u8], offset: u64) -> Result<Self, FormatError> {
        let der = structure(input, offset, KEY_TRANSPORT)?;
        let place = Place::new(&der, input, offset);
        let asn1 =
            KeyTransportAsn1::from_der(&der).map_err(|e| place.der_error(e, KEY_TRANSPORT))?;
        let session = &asn1.session_encrypted_key;
        let (encrypted_key, mac) = session.fields(&place)?;
        let Some(transport) = &asn1.transport_parameters else {
            return Err(place.missing("transportParameters").into());
        };
        let cipher = cipher_param_set(&transport.encryption_param_set)?;
        let Some(key) = &transport.ephemeral_public_key else {
            return Err(place.missing("ephemeralPublicKey").into());
        };
        let (ephemeral_algorithm, ephemeral_param_set) = key_algorithm(&place, &key.algorithm)?;
        let ephemeral = point(&place, ephemeral_algorithm, &key.subject_public_key)?;
        let ukm = place.fixed(transport.ukm, "ukm")?;
        if ukm == [0; 8] {
            let kind = ParseErrorKind::Value;
            return Err(place.error(kind, transport.ukm.as_bytes(), "ukm").into());
        }
        Ok(Self {
            encrypted_key,
            mac,
            cipher,
            ephemeral_algorithm,
            ephemeral_param_set,
            ephemeral,
            ukm,
        })
    }

    /// Writes DER. `key_algorithm` is the DER of the recipient's AlgorithmIdentifier, which the ephemeral key shares.
    ///
    /// # Errors
    /// When `key_algorithm` is no AlgorithmIdentifier.
    pub(crate) fn to_der(&self, key_algorithm: &[u8]) -> der::Result<Vec<u8>> {
        let point = OctetStringRef::new(&self.ephemeral)?.to_der()?;
        KeyTransportAsn1 {
            session_encrypted_key: EncryptedKeyAsn1 {
                encrypted_key: OctetStringRef::new(&self.encrypted_key)?,
                mask_key: None,
                mac_key: OctetStringRef::new(&self.mac)?,
            },
            transport_parameters: Some(TransportParametersAsn1 {
                encryption_param_set: raw(self.cipher.oid())?,
                ephemeral_public_key: Some(SubjectPublicKeyInfoRef {
                    algorithm: AlgorithmIdentifierRef::from_der(key_algorithm)?,
                    subject_public_key: BitStringRef::from_bytes(&point)?,
                }),
                ukm: OctetStringRef::new(&self.ukm)?,
            }),
        }
        .to_der()
    }
}

/// Gost28147-89-Parameters: IV and parameter set of a content cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CipherParameters {
    /// The IV.
    pub(crate) iv: [u8; 8],
    /// The S-box and whether keys are meshed.
    pub(crate) param_set: CipherParamSet,
}

impl CipherParameters {
    /// Reads the parameters of id-Gost28147-89, which stand at `offset` of the input.
    ///
    /// # Errors
    /// An IV that has not 8 octets; an unknown S-box by its identifier; another structure (NULL, too).
    pub(crate) fn read(input: &[u8], offset: u64) -> Result<Self, FormatError> {
        let der = structure(input, offset, PARAMETERS)?;
        let place = Place::new(&der, input, offset);
        let asn1 =
            CipherParametersAsn1::from_der(&der).map_err(|e| place.der_error(e, PARAMETERS))?;
        Ok(Self {
            iv: place.fixed(asn1.iv, "iv of Gost28147-89-Parameters")?,
            param_set: cipher_param_set(&asn1.encryption_param_set)?,
        })
    }

    /// Writes the whole AlgorithmIdentifier of id-Gost28147-89 with these parameters.
    ///
    /// # Errors
    /// None that a caller can cause.
    pub(crate) fn to_algorithm_der(self) -> der::Result<Vec<u8>> {
        let parameters = CipherParametersAsn1 {
            iv: OctetStringRef::new(&self.iv)?,
            encryption_param_set: raw(self.param_set.oid())?,
        }
        .to_der()?;
        AlgorithmIdentifierRef {
            oid: raw(oid::GOST_28147_89)?,
            parameters: Some(AnyRef::from_der(&parameters)?),
        }
        .to_der()
    }
}

/// Reads a key's AlgorithmIdentifier: its algorithm, and its parameter set unless that is absent or NULL.
///
/// Key exchange identifiers (`id-GostR3410-2001DH`, `id-tc26-agreement-…`) count as the algorithm of their keys.
///
/// # Errors
/// An algorithm or curve that is unknown, by its identifier; other parameters than GostR3410-PublicKeyParameters.
pub(crate) fn read_key_algorithm(
    input: &[u8],
    offset: u64,
    what: &'static str,
) -> Result<(KeyAlgorithm, Option<ParamSet>), FormatError> {
    let der = structure(input, offset, what)?;
    let place = Place::new(&der, input, offset);
    let asn1 = AlgorithmIdentifierRef::from_der(&der).map_err(|e| place.der_error(e, what))?;
    key_algorithm(&place, &asn1)
}

/// Writes the AlgorithmIdentifier of a public key: parameter set and digest.
///
/// RFC 9215 would leave the digest out for most 2012 parameter sets; peers fail without it.
///
/// # Errors
/// None that a caller can cause.
pub(crate) fn key_algorithm_der(
    algorithm: KeyAlgorithm,
    param_set: ParamSet,
) -> der::Result<Vec<u8>> {
    let digest = match algorithm {
        KeyAlgorithm::Gost2001 => oid::GOST_R3411_94_CRYPTOPRO,
        KeyAlgorithm::Gost2012_256 => oid::TC26_GOST3411_12_256,
        KeyAlgorithm::Gost2012_512 => oid::TC26_GOST3411_12_512,
    };
    let parameters = KeyParametersAsn1 {
        public_key_param_set: raw(param_set.oid())?,
        digest_param_set: Some(raw(digest)?),
        encryption_param_set: None,
    }
    .to_der()?;
    AlgorithmIdentifierRef {
        oid: raw(algorithm.oid())?,
        parameters: Some(AnyRef::from_der(&parameters)?),
    }
    .to_der()
}

fn key_algorithm(
    place: &Place<'_>,
    asn1: &AlgorithmIdentifierRef<'_>,
) -> Result<(KeyAlgorithm, Option<ParamSet>), FormatError> {
    let named = known(&asn1.oid)?;
    let (algorithm, _) =
        oid::key_algorithm(named).ok_or(FormatError::UnsupportedAlgorithm(named))?;
    let parameters = match asn1.parameters {
        None => return Ok((algorithm, None)),
        Some(any) if any.is_null() => return Ok((algorithm, None)),
        Some(any) => any,
    };
    let what = "GostR3410-PublicKeyParameters";
    let parameters: KeyParametersAsn1 = parameters.decode_as().map_err(|e| ParseError {
        offset: place.offset_of(parameters.value()),
        ..place.der_error(e, what)
    })?;
    let curve = known(&parameters.public_key_param_set)?;
    let param_set = ParamSet::from_oid(curve).ok_or(FormatError::UnsupportedParamSet(curve))?;
    Ok((algorithm, Some(param_set)))
}

/// The octets of a public key: an OCTET STRING inside the BIT STRING.
fn point(
    place: &Place<'_>,
    algorithm: KeyAlgorithm,
    bits: &BitStringRef<'_>,
) -> Result<Vec<u8>, ParseError> {
    let what = "subjectPublicKey of ephemeralPublicKey";
    let Some(content) = bits.as_bytes() else {
        return Err(place.error(ParseErrorKind::Encoding, bits.raw_bytes(), what));
    };
    if content
        .first()
        .is_none_or(|tag| tag & !0x20 != Tag::OCTET_STRING.0)
    {
        return Err(place.error(ParseErrorKind::UnexpectedTag, content, what));
    }
    let der = structure(content, place.offset_of(content), what)?;
    let inner = Place::new(&der, content, place.offset_of(content));
    let octets = <&OctetStringRef>::from_der(&der).map_err(|e| inner.der_error(e, what))?;
    if octets.as_bytes().len() != 2 * algorithm.octets() {
        return Err(inner.error(ParseErrorKind::FieldLength, octets.as_bytes(), what));
    }
    Ok(octets.as_bytes().to_vec())
}

fn cipher_param_set(asn1: &ObjectIdentifier) -> Result<CipherParamSet, FormatError> {
    let named = known(asn1)?;
    CipherParamSet::from_oid(named).ok_or(FormatError::UnsupportedParamSet(named))
}

/// DER of a structure that fills its parent: what it lacks is not the end of the input.
fn structure<'a>(
    input: &'a [u8],
    offset: u64,
    what: &'static str,
) -> Result<Cow<'a, [u8]>, ParseError> {
    if input.is_empty() {
        return Err(ParseError::new(ParseErrorKind::MissingField, offset, what));
    }
    normalize(input, offset, what).map_err(|error| match error.kind {
        ParseErrorKind::Truncated => ParseError {
            kind: ParseErrorKind::Length,
            ..error
        },
        _ => error,
    })
}

/// `der`'s identifier as the crate's own.
fn known(asn1: &ObjectIdentifier) -> Result<Oid, ParseError> {
    // `der` has checked the encoding and its offset; only a form that it alone allows could fail here.
    Oid::from_content(asn1.as_bytes()).ok_or(ParseError::new(
        ParseErrorKind::Encoding,
        0,
        "OBJECT IDENTIFIER",
    ))
}

/// The crate's identifier as `der`'s.
fn raw(oid: Oid) -> der::Result<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(oid.content()).map_err(|_| ErrorKind::OidMalformed.into())
}

/// Where the DER octets of a structure stand in the input.
///
/// Exact when the input is DER; where it had to be normalised, everything stands at the structure's first octet.
struct Place<'a> {
    der: &'a [u8],
    offset: u64,
    exact: bool,
}

impl<'a> Place<'a> {
    fn new(der: &'a [u8], input: &[u8], offset: u64) -> Self {
        Self {
            der,
            offset,
            exact: core::ptr::eq(der, input),
        }
    }

    /// Offset of `part`, a slice of the DER octets, in the input.
    fn offset_of(&self, part: &[u8]) -> u64 {
        let within = (part.as_ptr() as usize).wrapping_sub(self.der.as_ptr() as usize);
        if self.exact && within <= self.der.len() {
            self.offset + within as u64
        } else {
            self.offset
        }
    }

    fn error(&self, kind: ParseErrorKind, part: &[u8], what: &'static str) -> ParseError {
        ParseError::new(kind, self.offset_of(part), what)
    }

    fn missing(&self, what: &'static str) -> ParseError {
        ParseError::new(ParseErrorKind::MissingField, self.offset, what)
    }

    /// The octets of a string of fixed length.
    fn fixed<const N: usize>(
        &self,
        octets: &OctetStringRef,
        what: &'static str,
    ) -> Result<[u8; N], ParseError> {
        octets
            .as_bytes()
            .try_into()
            .map_err(|_| self.error(ParseErrorKind::FieldLength, octets.as_bytes(), what))
    }

    fn der_error(&self, error: der::Error, what: &'static str) -> ParseError {
        let kind = match error.kind() {
            ErrorKind::Incomplete { .. } => ParseErrorKind::MissingField,
            ErrorKind::TagUnexpected { .. }
            | ErrorKind::TagUnknown { .. }
            | ErrorKind::TagNumberInvalid => ParseErrorKind::UnexpectedTag,
            ErrorKind::TrailingData { .. } => ParseErrorKind::TrailingData,
            ErrorKind::Length { .. } | ErrorKind::Overlength | ErrorKind::IndefiniteLength => {
                ParseErrorKind::Length
            }
            _ => ParseErrorKind::Encoding,
        };
        let within = error.position().map_or(0, |at| u64::from(u32::from(at)));
        ParseError::new(
            kind,
            if self.exact {
                self.offset + within
            } else {
                self.offset
            },
            what,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> KeyTransport {
        KeyTransport {
            encrypted_key: [1; 32],
            mac: [2; 4],
            cipher: CipherParamSet::Tc26Z,
            ephemeral_algorithm: KeyAlgorithm::Gost2012_256,
            ephemeral_param_set: Some(ParamSet::Tc26Gost3410_2012_256A),
            ephemeral: alloc::vec![3; 64],
            ukm: [4; 8],
        }
    }

    fn sample_der() -> Vec<u8> {
        let key = sample();
        let algorithm =
            key_algorithm_der(key.ephemeral_algorithm, ParamSet::Tc26Gost3410_2012_256A);
        key.to_der(&algorithm.unwrap()).unwrap()
    }

    fn vector() -> Vec<u8> {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../vectors/formats/cms/rfc9189_gostr3410keytransport.der"
        );
        std::fs::read(path).unwrap()
    }

    fn error(input: &[u8]) -> (ParseErrorKind, u64) {
        match KeyTransport::read(input, 1000) {
            Err(FormatError::Parse(error)) => (error.kind, error.offset),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn key_transport_is_implicit_twice() {
        let der = sample_der();
        // SEQUENCE { SEQUENCE { 04 20, 04 04 }, A0 { OID, A0 { SEQUENCE, BIT STRING }, 04 08 } }
        assert_eq!(der[3..5], [0x30, 0x28]);
        assert_eq!(der[45], 0xa0);
        assert_eq!(der[47..50], [0x06, 0x09, 0x2a]);
        assert_eq!(der[58], 0xa0);
        assert_eq!(der[60], 0x30);
        let read = KeyTransport::read(&der, 0).unwrap();
        assert_eq!(read.ephemeral, sample().ephemeral);
        assert_eq!((read.ukm, read.mac), ([4; 8], [2; 4]));
    }

    #[test]
    fn reads_the_key_transport_of_rfc9189() {
        let read = KeyTransport::read(&vector(), 0).unwrap();
        assert_eq!(read.ephemeral_algorithm, KeyAlgorithm::Gost2012_512);
        assert_eq!(
            read.ephemeral_param_set,
            Some(ParamSet::Tc26Gost3410_2012_512A)
        );
        assert_eq!(read.cipher, CipherParamSet::Tc26Z);
        assert_eq!(read.ephemeral.len(), 128);
    }

    #[test]
    fn refuses_each_truncation_and_trailing_octet() {
        let der = sample_der();
        for len in 0..der.len() {
            assert!(KeyTransport::read(&der[..len], 0).is_err(), "{len}");
        }
        let mut longer = der.clone();
        longer.push(0);
        assert_eq!(
            error(&longer),
            (ParseErrorKind::TrailingData, 1000 + der.len() as u64)
        );
    }

    #[test]
    fn refuses_wrong_field_lengths_where_they_stand() {
        let mut der = sample_der();
        // macKey 04 04 -> 04 03 and the parents one shorter.
        let mac = 5 + 34;
        assert_eq!(der[mac..mac + 2], [0x04, 4]);
        der.remove(mac + 2);
        der[mac + 1] = 3;
        der[4] -= 1;
        der[2] -= 1;
        assert_eq!(
            error(&der),
            (ParseErrorKind::FieldLength, 1000 + mac as u64 + 2)
        );
    }

    #[test]
    fn reads_ber_forms() {
        let der = sample_der();
        let mut ber = alloc::vec![0x30, 0x80];
        ber.extend_from_slice(&der[3..]);
        ber.extend_from_slice(&[0, 0]);
        assert_eq!(
            KeyTransport::read(&ber, 0).unwrap().ephemeral,
            sample().ephemeral
        );
    }

    #[test]
    fn refuses_a_zero_ukm() {
        let mut der = sample_der();
        let ukm = der.len() - 8;
        der[ukm..].fill(0);
        assert_eq!(error(&der), (ParseErrorKind::Value, 1000 + ukm as u64));
    }

    #[test]
    fn cipher_parameters_round_trip() {
        let parameters = CipherParameters {
            iv: [7; 8],
            param_set: CipherParamSet::CryptoProA,
        };
        let der = parameters.to_algorithm_der().unwrap();
        assert_eq!(CipherParameters::read(&der[10..], 0), Ok(parameters));
        assert!(matches!(
            CipherParameters::read(&[0x05, 0], 0),
            Err(FormatError::Parse(ParseError {
                kind: ParseErrorKind::UnexpectedTag,
                ..
            }))
        ));
    }

    #[test]
    fn absent_and_null_key_parameters_are_the_same() {
        let mut absent = Vec::from([0x30, 10]);
        absent.extend_from_slice(&oid::TC26_GOST3410_12_256.to_der());
        let mut null = absent.clone();
        null[1] = 12;
        null.extend_from_slice(&[5, 0]);
        for der in [absent, null] {
            assert_eq!(
                read_key_algorithm(&der, 0, "test"),
                Ok((KeyAlgorithm::Gost2012_256, None))
            );
        }
    }
}
