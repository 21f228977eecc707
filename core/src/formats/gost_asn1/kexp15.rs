// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ASN.1 types of R 1323565.1.025-2019 for Magma and Kuznyechik: key transport by KExp15, and the parameters of
//! the content ciphers.
//!
//! ```text
//! KeyTransport (the content of encryptedKey in KeyTransRecipientInfo) ::= SEQUENCE {
//!     encryptedKey            OCTET STRING,             -- KExp15: 32 octets and a MAC of a block
//!     ephemeralPublicKey      SubjectPublicKeyInfo,
//!     ukm                     OCTET STRING (SIZE (32)) }
//! Gost3412-15-Encryption-Parameters ::= SEQUENCE {
//!     ukm                     OCTET STRING }            -- IV of half a block, then a seed of 8 octets
//! ```
//!
//! Here the SEQUENCE of a key transport has no context tags, unlike GostR3410-KeyTransport. Its keyEncryptionAlgorithm,
//! and that of a key agreement, is the identifier of KExp15 with the AlgorithmIdentifier of the agreement as parameters.
//! A UKM of 0 is legal: KEG reads it as 1.

use alloc::vec::Vec;

use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Sequence};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::{Place, SenderKey, known, raw, structure};
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::{FormatError, Oid, ParseError, ParseErrorKind, oid};
use crate::keys::{KExp15Wrap, KeyAlgorithm, KeyWrap};

#[derive(Clone, Debug, Sequence)]
struct TransportAsn1<'a> {
    encrypted_key: &'a OctetStringRef,
    ephemeral_public_key: SubjectPublicKeyInfoRef<'a>,
    ukm: &'a OctetStringRef,
}

#[derive(Clone, Debug, Sequence)]
struct ContentParametersAsn1<'a> {
    ukm: &'a OctetStringRef,
}

const TRANSPORT: &str = "key transport by KExp15";
const PARAMETERS: &str = "Gost3412-15-Encryption-Parameters";

/// A key transport of R 1323565.1.025. The ephemeral point is not checked.
#[derive(Clone, Debug)]
pub(crate) struct KExp15Transport {
    /// The wrapped key with its UKM.
    pub(crate) wrap: KeyWrap,
    /// The ephemeral key.
    pub(crate) sender: SenderKey,
}

impl KExp15Transport {
    /// Reads the content of a KeyTransRecipientInfo's encryptedKey, which stands at `offset` of the input; `algorithm`
    /// is that of the wrap.
    ///
    /// # Errors
    /// Another structure, a wrapped key or a UKM of another length, an unknown key algorithm or curve.
    pub(crate) fn read(algorithm: Oid, input: &[u8], offset: u64) -> Result<Self, FormatError> {
        let der = structure(input, offset, TRANSPORT)?;
        let place = Place::new(&der, input, offset);
        let asn1 = TransportAsn1::from_der(&der).map_err(|e| place.der_error(e, TRANSPORT))?;
        let sender = SenderKey::read(&place, &asn1.ephemeral_public_key)?;
        let ukm = place.fixed(asn1.ukm, "ukm")?;
        let key = asn1.encrypted_key.as_bytes();
        let wrap = kexp15_wrap(algorithm, key, ukm, place.offset_of(key))?;
        Ok(Self { wrap, sender })
    }

    /// Writes DER. `key_algorithm` is the DER of the ephemeral key's AlgorithmIdentifier.
    ///
    /// # Errors
    /// When `key_algorithm` is no AlgorithmIdentifier.
    pub(crate) fn to_der(
        encrypted_key: &[u8],
        ukm: &[u8; 32],
        point: &[u8],
        key_algorithm: &[u8],
    ) -> der::Result<Vec<u8>> {
        let point = OctetStringRef::new(point)?.to_der()?;
        TransportAsn1 {
            encrypted_key: OctetStringRef::new(encrypted_key)?,
            ephemeral_public_key: SubjectPublicKeyInfoRef {
                algorithm: AlgorithmIdentifierRef::from_der(key_algorithm)?,
                subject_public_key: der::asn1::BitStringRef::from_bytes(&point)?,
            },
            ukm: OctetStringRef::new(ukm)?,
        }
        .to_der()
    }
}

/// A wrapped key by the identifier of its wrap, which is one of KExp15.
///
/// # Errors
/// Another identifier; a wrapped key that is not as long as 32 octets and a block of the cipher.
pub(crate) fn kexp15_wrap(
    algorithm: Oid,
    encrypted_key: &[u8],
    ukm: [u8; 32],
    offset: u64,
) -> Result<KeyWrap, FormatError> {
    let what = "encryptedKey by KExp15";
    let length = |_| ParseError::new(ParseErrorKind::FieldLength, offset, what);
    Ok(match algorithm {
        oid::TC26_MAGMA_KEXP15 => KeyWrap::MagmaKExp15(KExp15Wrap {
            ukm,
            encrypted_key: encrypted_key.try_into().map_err(length)?,
        }),
        oid::TC26_KUZNYECHIK_KEXP15 => KeyWrap::KuznyechikKExp15(KExp15Wrap {
            ukm,
            encrypted_key: encrypted_key.try_into().map_err(length)?,
        }),
        other => return Err(FormatError::UnsupportedAlgorithm(other)),
    })
}

/// Reads the parameters of a KExp15 identifier: the key agreement, which says how long the keys are.
///
/// # Errors
/// No AlgorithmIdentifier, or one of another agreement than those of GOST R 34.10-2012.
pub(crate) fn read_agreement(input: &[u8], offset: u64) -> Result<KeyAlgorithm, FormatError> {
    let what = "agreement of KExp15";
    let der = structure(input, offset, what)?;
    let place = Place::new(&der, input, offset);
    let asn1 = AlgorithmIdentifierRef::from_der(&der).map_err(|e| place.der_error(e, what))?;
    let named = known(&asn1.oid)?;
    let algorithm = match named {
        oid::TC26_AGREEMENT_GOST3410_12_256 => KeyAlgorithm::Gost2012_256,
        oid::TC26_AGREEMENT_GOST3410_12_512 => KeyAlgorithm::Gost2012_512,
        other => return Err(FormatError::UnsupportedAlgorithm(other)),
    };
    // What stands there beside the identifier decides nothing: the ephemeral key names the curve.
    Ok(algorithm)
}

/// Writes the keyEncryptionAlgorithm of KExp15 with its agreement.
///
/// # Errors
/// None that a caller can cause.
pub(crate) fn kexp15_algorithm_der(wrap: Oid, key: KeyAlgorithm) -> der::Result<Vec<u8>> {
    let agreement = match key {
        KeyAlgorithm::Gost2012_512 => oid::TC26_AGREEMENT_GOST3410_12_512,
        KeyAlgorithm::Gost2001 | KeyAlgorithm::Gost2012_256 => oid::TC26_AGREEMENT_GOST3410_12_256,
    };
    let agreement = AlgorithmIdentifierRef {
        oid: raw(agreement)?,
        parameters: None,
    }
    .to_der()?;
    AlgorithmIdentifierRef {
        oid: raw(wrap)?,
        parameters: Some(AnyRef::from_der(&agreement)?),
    }
    .to_der()
}

/// Reads Gost3412-15-Encryption-Parameters, which stand at `offset` of the input: `N` octets of UKM.
///
/// # Errors
/// Another structure, or a UKM of another length.
pub(crate) fn read_content_ukm<const N: usize>(
    input: &[u8],
    offset: u64,
) -> Result<[u8; N], ParseError> {
    let der = structure(input, offset, PARAMETERS)?;
    let place = Place::new(&der, input, offset);
    let asn1 = ContentParametersAsn1::from_der(&der).map_err(|e| place.der_error(e, PARAMETERS))?;
    place.fixed(asn1.ukm, "ukm of Gost3412-15-Encryption-Parameters")
}

/// Writes the AlgorithmIdentifier of a content cipher with its UKM.
///
/// # Errors
/// None that a caller can cause.
pub(crate) fn content_algorithm_der(cipher: Oid, ukm: &[u8]) -> der::Result<Vec<u8>> {
    let parameters = ContentParametersAsn1 {
        ukm: OctetStringRef::new(ukm)?,
    }
    .to_der()?;
    AlgorithmIdentifierRef {
        oid: raw(cipher)?,
        parameters: Some(AnyRef::from_der(&parameters)?),
    }
    .to_der()
}

/// Writes the originatorKey `[1]` of a key agreement: an ephemeral point. `key_algorithm` is the DER of the recipient's
/// AlgorithmIdentifier, which the key shares.
///
/// # Errors
/// When `key_algorithm` is no AlgorithmIdentifier.
pub(crate) fn originator_key_der(key_algorithm: &[u8], point: &[u8]) -> der::Result<Vec<u8>> {
    let point = OctetStringRef::new(point)?.to_der()?;
    let mut der = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef::from_der(key_algorithm)?,
        subject_public_key: der::asn1::BitStringRef::from_bytes(&point)?,
    }
    .to_der()?;
    der[0] = Tag::context(1).0;
    Ok(der)
}

/// Reads an attribute whose values are OCTET STRINGs and of which there must be one: the encrypted MAC of
/// id-cms-mac-attr. `values` is the content of its SET OF, at `offset` of the input.
///
/// # Errors
/// No value, more than one, one of another type.
pub(crate) fn read_mac(values: &[u8], offset: u64) -> Result<Vec<u8>, ParseError> {
    let what = "id-cms-mac-attr";
    let mut cursor = Cursor::at(values, offset, Rules::Ber);
    let mac = cursor.required(what)?;
    if let Some(second) = cursor.next(what)? {
        return Err(second.error(ParseErrorKind::DuplicateField, what));
    }
    Ok(mac.octets(Tag::OCTET_STRING, what)?.into_owned())
}
