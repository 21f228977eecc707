// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signed attributes ([RFC 5652, sections 5.3, 5.4 and 11], [RFC 6211]).
//!
//! ```text
//! SignedAttributes ::= SET SIZE (1..MAX) OF Attribute
//! Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }
//! ```
//!
//! What is signed is the DER of the SET OF. It is hashed as it was received, with the tag `[0]` of
//! signedAttrs replaced by that of SET (31).
//!
//! - signedAttrs must be DER: indefinite or non-minimal lengths are refused as unreadable.
//! - The order of the attributes is the exception. Some signers transmit them unsorted: of these, some sign
//!   the octets as transmitted (verified), some sign the sorted ones (verified on request only). Either way
//!   the report says so. Both bind the same attributes.
//! - contentType and messageDigest must stand exactly once with exactly one value; signingTime,
//!   signingCertificate, signingCertificateV2 and cmsAlgorithmProtection at most once with exactly one value.
//!   No attribute may be without values. Attributes that are not known are signed and otherwise ignored.
//! - A countersignature has no content type: contentType must be absent there (RFC 5652 section 11.4).
//!
//! Unsigned attributes are read in BER, with any number of values; what they say is for `cades` and `judge`.
//!
//! [RFC 5652, sections 5.3, 5.4 and 11]: https://www.rfc-editor.org/rfc/rfc5652#section-5.3
//! [RFC 6211]: https://www.rfc-editor.org/rfc/rfc6211

use alloc::vec::Vec;

use super::{AttributeFault, SignedError};
use crate::formats::algorithm::AlgorithmIdentifier;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::ess::CertificateReference;
use crate::formats::{Oid, ParseError, ParseErrorKind, UnixTime, oid};

/// Attributes that a signature may carry; real ones carry 3 to 8.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// signedAttrs as they stand in a SignerInfo.
#[derive(Clone, Debug)]
pub(super) struct SignedAttributes<'a> {
    /// The whole element, its first octet the tag `[0]`.
    raw: &'a [u8],
    list: Vec<Attribute<'a>>,
}

#[derive(Clone, Debug)]
struct Attribute<'a> {
    oid: Oid,
    raw: &'a [u8],
    first: Option<Tlv<'a>>,
    values: usize,
}

/// What the attributes say, once they have been found to keep the rules.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    /// The digest of the content.
    pub(super) message_digest: &'a [u8],
    /// When the signer says that it signed.
    pub(super) signing_time: Option<UnixTime>,
    /// Which certificate the signer says is its own: signingCertificate, then signingCertificateV2.
    pub(super) certificates: [Option<CertificateReference<'a>>; 2],
}

impl<'a> SignedAttributes<'a> {
    /// Reads the element `raw`, which stands `offset` octets into the message.
    pub(super) fn read(raw: &'a [u8], offset: u64) -> Result<Self, ParseError> {
        let mut outer = Cursor::at(raw, offset, Rules::Der);
        let mut elements = outer
            .expect(Tag::context(0), "signedAttrs")?
            .children("signedAttrs")?;
        let mut list = Vec::new();
        while let Some(element) = elements.next("signedAttrs")? {
            if list.len() == MAX_ATTRIBUTES {
                return Err(element.error(ParseErrorKind::LimitExceeded, "signedAttrs"));
            }
            list.push(Attribute::read(element)?);
        }
        Ok(Self { raw, list })
    }

    /// Whether the attributes stand in the order that DER asks for.
    pub(super) fn is_sorted(&self) -> bool {
        self.list.is_sorted_by(|a, b| a.raw <= b.raw)
    }

    /// The octets that were signed, in the order in which they were received.
    pub(super) fn as_transmitted(&self) -> Vec<u8> {
        let mut octets = self.raw.to_vec();
        if let Some(tag) = octets.first_mut() {
            *tag = Tag::SET.0;
        }
        octets
    }

    /// The same octets with the attributes in DER order. The header is the same, since the length is.
    pub(super) fn sorted(&self) -> Vec<u8> {
        let mut octets = self.as_transmitted();
        let length: usize = self.list.iter().map(|attribute| attribute.raw.len()).sum();
        octets.truncate(self.raw.len().saturating_sub(length));
        let mut parts: Vec<&[u8]> = self.list.iter().map(|attribute| attribute.raw).collect();
        parts.sort();
        octets.extend(parts.concat());
        octets
    }

    /// Judges the attributes of a signature over content of type `content_type` (`None`: a countersignature), made
    /// with the algorithms given.
    pub(super) fn judge(
        &self,
        content_type: Option<Oid>,
        digest_algorithm: Oid,
        signature_algorithm: Oid,
    ) -> Result<Statement<'a>, SignedError> {
        if self.list.is_empty() || self.list.iter().any(|attribute| attribute.values == 0) {
            return Err(AttributeFault::Empty.into());
        }
        let named = self.single(oid::AA_CONTENT_TYPE)?;
        if content_type.is_some() && named.is_none() {
            return Err(AttributeFault::MissingContentType.into());
        }
        let digest = self
            .single(oid::AA_MESSAGE_DIGEST)?
            .ok_or(AttributeFault::MissingMessageDigest)?;
        let named = match named {
            Some(value) => Some(value.oid("contentType")?),
            None => None,
        };
        if named != content_type {
            return Err(AttributeFault::ContentTypeMismatch.into());
        }
        if digest.tag != Tag::OCTET_STRING {
            let kind = ParseErrorKind::UnexpectedTag;
            return Err(digest.error(kind, "messageDigest").into());
        }
        if let Some(value) = self.single(oid::AA_CMS_ALGORITHM_PROTECTION)? {
            let protected = algorithm_protection(value)?;
            if protected != (digest_algorithm, Some(signature_algorithm)) {
                return Err(SignedError::AlgorithmMismatch);
            }
        }
        let signing_time = match self.single(oid::AA_SIGNING_TIME)? {
            Some(value) => Some(UnixTime::from_tlv(&value, "signingTime")?),
            None => None,
        };
        let v1 = match self.single(oid::AA_SIGNING_CERTIFICATE)? {
            Some(value) => Some(CertificateReference::read_v1(value)?),
            None => None,
        };
        let v2 = match self.single(oid::AA_SIGNING_CERTIFICATE_V2)? {
            Some(value) => Some(CertificateReference::read_v2(value)?),
            None => None,
        };
        Ok(Statement {
            message_digest: digest.value,
            signing_time,
            certificates: [v1, v2],
        })
    }

    /// Whether an attribute of this type is there.
    pub(super) fn contains(&self, oid: Oid) -> bool {
        self.list.iter().any(|attribute| attribute.oid == oid)
    }

    /// The first values of the attributes of a type, one for each.
    pub(super) fn values_of(&self, oid: Oid) -> impl Iterator<Item = Tlv<'a>> {
        self.list
            .iter()
            .filter(move |attribute| attribute.oid == oid)
            .filter_map(|attribute| attribute.first)
    }

    /// The one value of an attribute that may stand once.
    fn single(&self, oid: Oid) -> Result<Option<Tlv<'a>>, AttributeFault> {
        let mut found = self.list.iter().filter(|attribute| attribute.oid == oid);
        let Some(attribute) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(AttributeFault::Duplicate);
        }
        if attribute.values > 1 {
            return Err(AttributeFault::MultipleValues);
        }
        attribute.first.map(Some).ok_or(AttributeFault::Empty)
    }
}

impl<'a> Attribute<'a> {
    fn read(element: Tlv<'a>) -> Result<Self, ParseError> {
        if element.tag != Tag::SEQUENCE {
            return Err(element.error(ParseErrorKind::UnexpectedTag, "Attribute"));
        }
        let mut fields = element.children("Attribute")?;
        let oid = fields.required("attrType")?.oid("attrType")?;
        let mut elements = fields
            .expect(Tag::SET, "attrValues")?
            .children("attrValues")?;
        fields.end("Attribute")?;
        let first = elements.next("attrValues")?;
        let mut values = usize::from(first.is_some());
        while elements.next("attrValues")?.is_some() {
            values += 1;
        }
        Ok(Self {
            oid,
            raw: element.raw,
            first,
            values,
        })
    }
}

/// An unsigned attribute, as it stands.
#[derive(Clone, Debug)]
pub(super) struct UnsignedAttribute<'a> {
    pub(super) oid: Oid,
    /// The whole element.
    pub(super) raw: &'a [u8],
    /// attrType and attrValues, without the header around them.
    pub(super) content: &'a [u8],
    /// attrType, whole.
    pub(super) name: &'a [u8],
    pub(super) values: Vec<Tlv<'a>>,
}

/// Reads the element of unsignedAttrs.
pub(super) fn read_unsigned<'a>(set: &Tlv<'a>) -> Result<Vec<UnsignedAttribute<'a>>, ParseError> {
    const WHAT: &str = "unsignedAttrs";
    let mut elements = set.children(WHAT)?;
    let mut list = Vec::new();
    while let Some(element) = elements.next(WHAT)? {
        if list.len() == MAX_ATTRIBUTES {
            return Err(element.error(ParseErrorKind::LimitExceeded, WHAT));
        }
        if element.tag != Tag::SEQUENCE {
            return Err(element.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        let mut fields = element.children(WHAT)?;
        let name = fields.expect(Tag::OID, WHAT)?;
        let mut items = fields.expect(Tag::SET, WHAT)?.children(WHAT)?;
        fields.end(WHAT)?;
        let mut values = Vec::new();
        while let Some(value) = items.next(WHAT)? {
            if values.len() == MAX_ATTRIBUTES {
                return Err(value.error(ParseErrorKind::LimitExceeded, WHAT));
            }
            values.push(value);
        }
        list.push(UnsignedAttribute {
            oid: name.oid(WHAT)?,
            raw: element.raw,
            content: element.value,
            name: name.raw,
            values,
        });
    }
    Ok(list)
}

/// The algorithms that a CMSAlgorithmProtection names (RFC 6211 section 2): digest, signature.
///
/// ```text
/// CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier,
///   signatureAlgorithm [1] AlgorithmIdentifier OPTIONAL, macAlgorithm [2] AlgorithmIdentifier OPTIONAL }
/// ```
fn algorithm_protection(value: Tlv<'_>) -> Result<(Oid, Option<Oid>), ParseError> {
    const WHAT: &str = "cmsAlgorithmProtection";
    if value.tag != Tag::SEQUENCE {
        return Err(value.error(ParseErrorKind::UnexpectedTag, WHAT));
    }
    let mut fields = value.children(WHAT)?;
    let digest = AlgorithmIdentifier::read(&mut fields, WHAT)?.oid;
    let signature = match fields.optional(Tag::context(1), WHAT)? {
        Some(implicit) => Some(AlgorithmIdentifier::from_tlv(&implicit, WHAT)?.oid),
        None => None,
    };
    fields.optional(Tag::context(2), WHAT)?;
    fields.end(WHAT)?;
    Ok((digest, signature))
}
