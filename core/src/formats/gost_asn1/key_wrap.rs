// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ASN.1 types of key agreement with GOST 28147-89: the algorithm of the wrap and the wrapped key.
//!
//! Source: [RFC 4490, section 4.1.1], [RFC 4357, section 10].
//!
//! ```text
//! KeyWrapAlgorithm ::= AlgorithmIdentifier      -- id-Gost28147-89-CryptoPro-KeyWrap or id-Gost28147-89-None-KeyWrap
//! Gost28147-89-KeyWrapParameters ::= SEQUENCE {
//!     encryptionParamSet      OBJECT IDENTIFIER,
//!     ukm                     OCTET STRING (SIZE (8)) OPTIONAL }
//! ```
//!
//! The ukm stands in KeyAgreeRecipientInfo; RFC 4490 wants it absent here. BouncyCastle writes it twice when it is told
//! to: a second one is read when it is the same, and else refused.
//!
//! [RFC 4490, section 4.1.1]: https://www.rfc-editor.org/rfc/rfc4490#section-4.1.1
//! [RFC 4357, section 10]: https://www.rfc-editor.org/rfc/rfc4357#section-10

use alloc::vec::Vec;

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Sequence};
use x509_cert::spki::AlgorithmIdentifierRef;

use super::{EncryptedKeyAsn1, Place, cipher_param_set, known, raw, structure};
use crate::formats::{FormatError, Oid, ParseErrorKind, oid};
use crate::keys::{CipherParamSet, Gost28147Wrap, KeyWrap};

#[derive(Clone, Debug, Sequence)]
struct KeyWrapParametersAsn1<'a> {
    encryption_param_set: ObjectIdentifier,
    #[asn1(optional = "true")]
    ukm: Option<&'a OctetStringRef>,
}

const ALGORITHM: &str = "KeyWrapAlgorithm";
const ENCRYPTED_KEY: &str = "Gost28147-89-EncryptedKey";

/// The algorithm of a wrap under GOST 28147-89.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyWrapAlgorithm {
    /// Whether the KEK is diversified: the CryptoPro wrap.
    pub(crate) diversified: bool,
    /// The parameter set of the wrap.
    pub(crate) cipher: CipherParamSet,
    /// The UKM that stands here, too.
    pub(crate) ukm: Option<[u8; 8]>,
}

impl KeyWrapAlgorithm {
    /// Reads the AlgorithmIdentifier of a wrap, which stands at `offset` of the input.
    ///
    /// # Errors
    /// Another wrap or S-box by its identifier; absent or other parameters.
    pub(crate) fn read(input: &[u8], offset: u64) -> Result<Self, FormatError> {
        let der = structure(input, offset, ALGORITHM)?;
        let place = Place::new(&der, input, offset);
        let asn1 =
            AlgorithmIdentifierRef::from_der(&der).map_err(|e| place.der_error(e, ALGORITHM))?;
        let diversified = match known(&asn1.oid)? {
            oid::GOST_28147_89_CRYPTOPRO_KEYWRAP => true,
            oid::GOST_28147_89_NONE_KEYWRAP => false,
            other => return Err(FormatError::UnsupportedAlgorithm(other)),
        };
        let what = "Gost28147-89-KeyWrapParameters";
        let Some(parameters) = asn1.parameters else {
            return Err(place.missing(what).into());
        };
        let parameters: KeyWrapParametersAsn1<'_> = parameters
            .decode_as()
            .map_err(|e| place.der_error(e, what))?;
        let ukm = match parameters.ukm {
            Some(ukm) => Some(place.fixed(ukm, "ukm of Gost28147-89-KeyWrapParameters")?),
            None => None,
        };
        Ok(Self {
            diversified,
            cipher: cipher_param_set(&parameters.encryption_param_set)?,
            ukm,
        })
    }

    /// Writes the whole keyEncryptionAlgorithm of a key agreement, whose identifier is `agreement`.
    ///
    /// # Errors
    /// None that a caller can cause.
    pub(crate) fn to_agreement_der(self, agreement: Oid) -> der::Result<Vec<u8>> {
        let ukm = match &self.ukm {
            Some(ukm) => Some(OctetStringRef::new(ukm)?),
            None => None,
        };
        let parameters = KeyWrapParametersAsn1 {
            encryption_param_set: raw(self.cipher.oid())?,
            ukm,
        }
        .to_der()?;
        let wrap = match self.diversified {
            true => oid::GOST_28147_89_CRYPTOPRO_KEYWRAP,
            false => oid::GOST_28147_89_NONE_KEYWRAP,
        };
        let wrap = AlgorithmIdentifierRef {
            oid: raw(wrap)?,
            parameters: Some(AnyRef::from_der(&parameters)?),
        }
        .to_der()?;
        AlgorithmIdentifierRef {
            oid: raw(agreement)?,
            parameters: Some(AnyRef::from_der(&wrap)?),
        }
        .to_der()
    }

    /// Reads the content of a RecipientEncryptedKey's encryptedKey, a Gost28147-89-EncryptedKey at `offset` of the input.
    ///
    /// # Errors
    /// What the header of the module above refuses.
    pub(crate) fn read_key(
        &self,
        input: &[u8],
        ukm: [u8; 8],
        offset: u64,
    ) -> Result<KeyWrap, FormatError> {
        let der = structure(input, offset, ENCRYPTED_KEY)?;
        let place = Place::new(&der, input, offset);
        let asn1 =
            EncryptedKeyAsn1::from_der(&der).map_err(|e| place.der_error(e, ENCRYPTED_KEY))?;
        let (encrypted_key, mac) = asn1.fields(&place)?;
        let wrap = Gost28147Wrap {
            cipher: self.cipher,
            ukm,
            encrypted_key,
            mac,
        };
        Ok(match self.diversified {
            true => KeyWrap::CryptoPro(wrap),
            false => KeyWrap::Plain(wrap),
        })
    }
}

/// Writes a Gost28147-89-EncryptedKey.
///
/// # Errors
/// None that a caller can cause.
pub(crate) fn encrypted_key_der(encrypted_key: &[u8; 32], mac: &[u8; 4]) -> der::Result<Vec<u8>> {
    EncryptedKeyAsn1 {
        encrypted_key: OctetStringRef::new(encrypted_key)?,
        mask_key: None,
        mac_key: OctetStringRef::new(mac)?,
    }
    .to_der()
}

impl EncryptedKeyAsn1<'_> {
    /// CEK_ENC and CEK_MAC, as far as CMS allows them.
    pub(super) fn fields(&self, place: &Place<'_>) -> Result<([u8; 32], [u8; 4]), FormatError> {
        let encrypted_key = place.fixed(
            self.encrypted_key,
            "encryptedKey of Gost28147-89-EncryptedKey",
        )?;
        if let Some(mask) = self.mask_key {
            let kind = ParseErrorKind::Value;
            return Err(place
                .error(kind, mask.as_bytes(), "maskKey must be absent in CMS")
                .into());
        }
        let mac = place.fixed(self.mac_key, "macKey of Gost28147-89-EncryptedKey")?;
        Ok((encrypted_key, mac))
    }
}
