// SPDX-License-Identifier: MIT OR Apache-2.0
//! What may stand where in EnvelopedData and EncryptedData, and what is kept of it.
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT EnvelopedData or EncryptedData }
//! EnvelopedData ::= SEQUENCE {
//!     version                  CMSVersion,
//!     originatorInfo       [0] IMPLICIT OriginatorInfo OPTIONAL,
//!     recipientInfos           SET OF RecipientInfo,
//!     encryptedContentInfo     SEQUENCE {
//!         contentType                 OBJECT IDENTIFIER,
//!         contentEncryptionAlgorithm  AlgorithmIdentifier,
//!         encryptedContent        [0] IMPLICIT OCTET STRING OPTIONAL },
//!     unprotectedAttrs     [1] IMPLICIT SET OF Attribute OPTIONAL }
//! EncryptedData ::= SEQUENCE { version, encryptedContentInfo, unprotectedAttrs [1] OPTIONAL }
//! ```
//!
//! Unprotected attributes are read past unless the content has a MAC, which stands there and nowhere else: once, with
//! one value of the length that the cipher asks for.

use alloc::vec::Vec;

use super::{MAX_ELEMENTS, Opener, Stage};
use crate::formats::ber::push::Start;
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::gost_asn1::read_mac;
use crate::formats::{Oid, ParseError, ParseErrorKind, oid};
use crate::keys::Decapsulator;
use crate::protocols::envelope::error::{EnvelopeError, RecipientKind};
use crate::protocols::envelope::recipient::{self, key_agreement, key_transport};

/// What must come next. Each name is an element; the `End` ones are the end of the element around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    ContentInfo,
    ContentType,
    ExplicitContent,
    EnvelopedData,
    Version,
    OriginatorOrRecipients,
    RecipientInfos,
    Recipient,
    EncryptedContentInfo,
    EncryptedContentType,
    ContentAlgorithm,
    EncryptedContent,
    Segment,
    EndOfEncryptedContentInfo,
    AttributesOrEnd,
    EndOfEnvelopedData,
    EndOfExplicitContent,
    EndOfContentInfo,
    Nothing,
}

impl Expect {
    /// The name in errors.
    pub(super) fn what(self, encrypted_data: bool) -> &'static str {
        match self {
            Self::EnvelopedData | Self::EndOfEnvelopedData if encrypted_data => "EncryptedData",
            Self::Version if encrypted_data => "version of EncryptedData",
            Self::ContentInfo | Self::EndOfContentInfo | Self::Nothing => "ContentInfo",
            Self::ContentType => "contentType of ContentInfo",
            Self::ExplicitContent | Self::EndOfExplicitContent => "content of ContentInfo",
            Self::EnvelopedData | Self::EndOfEnvelopedData => "EnvelopedData",
            Self::Version => "version of EnvelopedData",
            Self::OriginatorOrRecipients | Self::RecipientInfos => "recipientInfos",
            Self::Recipient => "RecipientInfo",
            Self::EncryptedContentInfo | Self::EndOfEncryptedContentInfo => "encryptedContentInfo",
            Self::EncryptedContentType => "contentType of encryptedContentInfo",
            Self::ContentAlgorithm => "contentEncryptionAlgorithm",
            Self::EncryptedContent | Self::Segment => "encryptedContent",
            Self::AttributesOrEnd => "unprotectedAttrs",
        }
    }
}

/// An element that is taken as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    ContentType,
    Version,
    OriginatorInfo,
    KeyTransport,
    KeyAgreement,
    EncryptedContentType,
    ContentAlgorithm,
    Attributes,
    /// Read past: its octets are not kept.
    Skipped(Expect),
}

impl Element {
    /// Whether its octets are collected.
    pub(super) fn is_kept(self) -> bool {
        !matches!(self, Self::Skipped(_))
    }
}

impl<D: Decapsulator> Opener<D> {
    /// An element begins where the grammar has a place for one.
    pub(super) fn begin(&mut self, start: Start) -> Result<(), EnvelopeError> {
        let refuse = |kind| Err(ParseError::new(kind, start.offset, self.what()).into());
        match (self.expect, start.tag) {
            (Expect::ContentInfo, Tag::SEQUENCE) => self.expect = Expect::ContentType,
            (Expect::ContentType, Tag::OID) => self.take(start, Element::ContentType)?,
            (Expect::ExplicitContent, tag) if tag == Tag::context(0) => {
                self.expect = Expect::EnvelopedData
            }
            (Expect::EnvelopedData, Tag::SEQUENCE) => self.expect = Expect::Version,
            (Expect::Version, Tag::INTEGER) => self.take(start, Element::Version)?,
            (Expect::OriginatorOrRecipients, tag) if tag == Tag::context(0) => {
                self.take(start, Element::OriginatorInfo)?;
            }
            (Expect::OriginatorOrRecipients | Expect::RecipientInfos, Tag::SET) => {
                self.expect = Expect::Recipient
            }
            (Expect::Recipient, tag) => self.begin_recipient(start, tag)?,
            (Expect::EncryptedContentInfo, Tag::SEQUENCE) => {
                self.expect = Expect::EncryptedContentType
            }
            (Expect::EncryptedContentType, Tag::OID) => {
                self.take(start, Element::EncryptedContentType)?
            }
            (Expect::ContentAlgorithm, Tag::SEQUENCE) => {
                self.take(start, Element::ContentAlgorithm)?
            }
            (Expect::EncryptedContent, tag)
                if tag == Tag::context(0) || tag == Tag::context_primitive(0) =>
            {
                self.content_depth = start.depth;
                // Segments may be of one octet and the content of any size.
                self.reader.set_max_elements(u64::MAX);
                self.expect = Expect::Segment;
            }
            (Expect::Segment, Tag::OCTET_STRING | Tag(0x24)) => {}
            (Expect::AttributesOrEnd, tag) if tag == Tag::context(1) => {
                let element = match self.mac_len() {
                    0 => Element::Skipped(Expect::EndOfEnvelopedData),
                    _ => Element::Attributes,
                };
                self.take(start, element)?;
            }
            (
                Expect::EndOfEncryptedContentInfo
                | Expect::AttributesOrEnd
                | Expect::EndOfEnvelopedData
                | Expect::EndOfExplicitContent
                | Expect::EndOfContentInfo,
                _,
            ) => return refuse(ParseErrorKind::TrailingData),
            _ => return refuse(ParseErrorKind::UnexpectedTag),
        }
        Ok(())
    }

    fn begin_recipient(&mut self, start: Start, tag: Tag) -> Result<(), EnvelopeError> {
        if self.recipients.count >= self.limits.recipients {
            return Err(EnvelopeError::TooManyRecipients);
        }
        self.recipients.count += 1;
        let opened = self.recipients.opened();
        let unsupported = match tag.0 {
            0x30 if !opened => return self.take(start, Element::KeyTransport),
            0xa1 if !opened => return self.take(start, Element::KeyAgreement),
            0x30 | 0xa1 => None,
            0xa2 => Some(RecipientKind::KeyEncryptionKey),
            0xa3 => Some(RecipientKind::Password),
            0xa4 => Some(RecipientKind::Other),
            _ => {
                return Err(ParseError::new(
                    ParseErrorKind::UnexpectedTag,
                    start.offset,
                    "RecipientInfo",
                )
                .into());
            }
        };
        if let Some(kind) = unsupported {
            self.recipients.unsupported(kind);
        }
        self.take(start, Element::Skipped(Expect::Recipient))
    }

    /// Begins to collect an element, or to read past it.
    fn take(&mut self, start: Start, element: Element) -> Result<(), EnvelopeError> {
        self.collected.clear();
        self.collected_at = start.offset;
        self.admit(&start, element)?;
        self.collect_header(element);
        self.inside = Some((element, start.depth));
        Ok(())
    }

    pub(super) fn collect_header(&mut self, element: Element) {
        if element.is_kept() {
            self.collected.extend_from_slice(self.reader.header());
        }
    }

    /// Judges by its header whether an element is within the limits, so that the verdict does not hang on how the
    /// octets come.
    pub(super) fn admit(&mut self, start: &Start, element: Element) -> Result<(), ParseError> {
        let end = self
            .reader
            .offset()
            .saturating_add(start.length.unwrap_or(0));
        let (from, limit) = match element {
            Element::OriginatorInfo => (self.collected_at, self.limits.originator_info),
            Element::KeyAgreement => (self.collected_at, self.limits.agreement),
            Element::Attributes | Element::Skipped(Expect::EndOfEnvelopedData) => {
                (self.tail_at, self.limits.tail)
            }
            Element::Skipped(_) => (0, self.limits.head),
            _ => (self.collected_at, self.limits.structure),
        };
        let head = if self.stage() == Stage::Head {
            self.limits.head
        } else {
            u64::MAX
        };
        if end - from > limit || end > head {
            return Err(ParseError::new(
                ParseErrorKind::LimitExceeded,
                start.offset,
                self.what(),
            ));
        }
        Ok(())
    }

    /// The element around ends.
    pub(super) fn end(&mut self) -> Result<(), EnvelopeError> {
        self.expect = match self.expect {
            Expect::Recipient => {
                self.recipients.verdict()?;
                Expect::EncryptedContentInfo
            }
            Expect::Segment if self.reader.depth() > self.content_depth => Expect::Segment,
            Expect::Segment => {
                self.tail_at = self.reader.offset();
                self.reader
                    .set_max_elements(self.reader.elements().saturating_add(MAX_ELEMENTS));
                Expect::EndOfEncryptedContentInfo
            }
            Expect::EndOfEncryptedContentInfo => Expect::AttributesOrEnd,
            Expect::AttributesOrEnd | Expect::EndOfEnvelopedData => {
                if self.mac_len() != 0 && self.mac.is_none() {
                    let (kind, at) = (ParseErrorKind::MissingField, self.reader.offset());
                    return Err(ParseError::new(kind, at, "id-cms-mac-attr").into());
                }
                Expect::EndOfExplicitContent
            }
            Expect::EndOfExplicitContent => Expect::EndOfContentInfo,
            Expect::EndOfContentInfo => Expect::Nothing,
            _ => return Err(self.error(ParseErrorKind::MissingField).into()),
        };
        Ok(())
    }

    /// An element that was taken as a whole has ended.
    pub(super) fn complete(&mut self, element: Element) -> Result<(), EnvelopeError> {
        // Each collected octet is looked at by two normalisers and four readers at most.
        self.work += 6 * self.collected.len() as u64;
        let collected = core::mem::take(&mut self.collected);
        let at = self.collected_at;
        match element {
            Element::ContentType => {
                let found = read_oid(&collected, at, "contentType of ContentInfo")?;
                match found {
                    oid::CT_ENVELOPED_DATA => {}
                    oid::CT_ENCRYPTED_DATA => {
                        let Some(cek) = self.holder.content_key() else {
                            return Err(EnvelopeError::ContentKeyRequired);
                        };
                        self.recipients.cek = Some(cek);
                        self.encrypted_data = true;
                    }
                    other => return Err(EnvelopeError::UnsupportedContentType(other)),
                }
                self.expect = Expect::ExplicitContent;
            }
            Element::Version => {
                let tlv =
                    Cursor::at(&collected, at, Rules::Ber).required("version of EnvelopedData")?;
                self.version = recipient::integer(&tlv)?;
                self.expect = match self.encrypted_data {
                    true => Expect::EncryptedContentInfo,
                    false => Expect::OriginatorOrRecipients,
                };
            }
            Element::OriginatorInfo => {
                self.originators.info = Some(collected);
                self.expect = Expect::RecipientInfos;
                return Ok(());
            }
            Element::KeyTransport => {
                key_transport(&collected, at, &self.holder, &mut self.recipients);
            }
            Element::KeyAgreement => key_agreement(
                &collected,
                at,
                &self.holder,
                &mut self.originators,
                &mut self.recipients,
            ),
            Element::EncryptedContentType => {
                self.content_type = Some(read_oid(
                    &collected,
                    at,
                    "contentType of encryptedContentInfo",
                )?);
                self.expect = Expect::ContentAlgorithm;
            }
            Element::ContentAlgorithm => {
                self.start_cipher(&collected, at)?;
                self.expect = Expect::EncryptedContent;
            }
            Element::Attributes => {
                self.mac = find_mac(&collected, at, self.mac_len())?;
                self.expect = Expect::EndOfEnvelopedData;
            }
            Element::Skipped(next) => self.expect = next,
        }
        // The buffer serves the next element.
        self.collected = collected;
        Ok(())
    }

    /// Octets of the MAC that the content must have; 0 when it has none.
    fn mac_len(&self) -> usize {
        let content = self.content.as_ref();
        content.map_or(0, |content| content.cipher.mac_len())
    }
}

/// The encrypted MAC in unprotectedAttrs, where it is there.
fn find_mac(attributes: &[u8], at: u64, len: usize) -> Result<Option<Vec<u8>>, ParseError> {
    let what = "unprotectedAttrs";
    let mut mac = None;
    let mut attributes = Cursor::at(attributes, at, Rules::Ber)
        .required(what)?
        .children(what)?;
    while let Some(attribute) = attributes.next(what)? {
        let mut fields = attribute.children(what)?;
        let kind = fields.required(what)?.oid(what)?;
        let values = fields.expect(Tag::SET, what)?;
        fields.end(what)?;
        if kind != oid::TC26_CMS_MAC_ATTR {
            continue;
        }
        let what = "id-cms-mac-attr";
        if mac.is_some() {
            return Err(attribute.error(ParseErrorKind::DuplicateField, what));
        }
        let value = read_mac(values.value, values.value_offset())?;
        if value.len() != len {
            return Err(values.error(ParseErrorKind::FieldLength, what));
        }
        mac = Some(value);
    }
    Ok(mac)
}

fn read_oid(element: &[u8], at: u64, what: &'static str) -> Result<Oid, ParseError> {
    Cursor::at(element, at, Rules::Ber)
        .required(what)?
        .oid(what)
}
