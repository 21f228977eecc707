// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opening EnvelopedData: octets in, in pieces of any size; plaintext out.
//!
//! Source: [RFC 5652, section 6], [RFC 4490, section 4], [RFC 4357, section 2.3].
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT EnvelopedData }
//! EnvelopedData ::= SEQUENCE {
//!     version                  CMSVersion,
//!     originatorInfo       [0] IMPLICIT OriginatorInfo OPTIONAL,
//!     recipientInfos           SET OF RecipientInfo,
//!     encryptedContentInfo     SEQUENCE {
//!         contentType                 OBJECT IDENTIFIER,
//!         contentEncryptionAlgorithm  AlgorithmIdentifier,
//!         encryptedContent        [0] IMPLICIT OCTET STRING OPTIONAL },
//!     unprotectedAttrs     [1] IMPLICIT SET OF Attribute OPTIONAL }
//! ```
//!
//! Accepted, because the field writes it: BER in all its forms, encryptedContent in segments of any size and nesting,
//! any version from 0 to 2^64 - 1 whatever else the structure holds, any type of the content. Refused: an absent
//! encryptedContent (it could only stand elsewhere), octets after the ContentInfo, ciphers other than GOST 28147-89 in
//! CFB, everything beyond [`Limits`].
//!
//! Recipients are judged one by one as they come. The first that opens decides; those after it are checked in their
//! structure only. When none opens, the first that was for the key says why; else the first that could not be read; else
//! there is no recipient. Key agreement, key encryption keys, passwords and others are read past.
//!
//! Not here: OMAC'd contents of R 1323565.1.025, key agreement, EncryptedData.
//!
//! [RFC 5652, section 6]: https://www.rfc-editor.org/rfc/rfc5652#section-6
//! [RFC 4490, section 4]: https://www.rfc-editor.org/rfc/rfc4490#section-4
//! [RFC 4357, section 2.3]: https://www.rfc-editor.org/rfc/rfc4357#section-2.3

use alloc::vec::Vec;

use super::error::{EnvelopeError, RecipientKind};
use super::recipient::{self, Outcome};
use crate::formats::ber::push::{Event, PushReader, Start};
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::gost_asn1::CipherParameters;
use crate::formats::{FormatError, Oid, ParseError, ParseErrorKind, oid};
use crate::keys::{Cek, CipherParamSet, Decapsulator};
use crate::primitives::gost28147::CfbDecryptor;

/// How much of an envelope is read before it is given up. The content itself has no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Recipients that are for the key and do not open before the envelope is given up: 64. Each costs a key agreement.
    pub attempts: u32,
    /// Octets before the encrypted content, recipients that are read past included: 16 MiB.
    pub head: u64,
    /// Octets of originatorInfo, which is kept in memory: 1 MiB.
    pub originator_info: u64,
    /// Octets of one KeyTransRecipientInfo or AlgorithmIdentifier, kept in memory while it is read: 64 KiB.
    pub structure: u64,
    /// RecipientInfos: 10,000, a mailing to a large institution.
    pub recipients: u32,
    /// Octets after the encrypted content: 1 MiB.
    pub tail: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempts: 64,
            head: 16 << 20,
            originator_info: 1 << 20,
            structure: 64 << 10,
            recipients: 10_000,
            tail: 1 << 20,
        }
    }
}

/// Where an opener stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Before the encrypted content. No plaintext has been given.
    Head,
    /// In the encrypted content.
    Content,
    /// After the encrypted content.
    Tail,
    /// The envelope is complete: `finish` succeeds unless more octets come.
    Complete,
}

/// What one `update` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Octets of plaintext appended.
    pub written: usize,
    /// Where the opener stands now.
    pub stage: Stage,
}

/// What an envelope said of itself, known once it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The version of EnvelopedData, as written: peers write 0 where RFC 5652 asks for 2.
    pub version: u64,
    /// The originatorInfo as it stands in the message, tag `[0]` included, where there is one.
    pub originator_info: Option<Vec<u8>>,
    /// How many recipients there are.
    pub recipients: u32,
    /// Which of them opened, counted from 0.
    pub opened_recipient: u32,
    /// The type of the content, usually id-data.
    pub content_type: Oid,
    /// The parameter set of the content cipher.
    pub param_set: CipherParamSet,
    /// Octets of content.
    pub content_len: u64,
}

/// **The content is NOT authenticated**: GOST 28147-89 in CFB lets whoever alters the ciphertext alter the plaintext
/// unnoticed. Opens an envelope with a key holder.
///
/// Octets go in by [`Self::update`] in pieces of any size; plaintext is appended to the caller's buffer. Any cutting
/// into pieces gives the same plaintext and the same error. Memory is flat whatever the size of the content. A wrong
/// key, an altered CEK_ENC, CEK_MAC or UKM is an error before the first octet of plaintext. Plaintext that came before
/// an error, or without [`Self::finish`], is a beginning of unknown length.
///
/// After an error or `finish` the opener takes no more input.
pub struct Opener<D> {
    holder: D,
    limits: Limits,
    reader: PushReader,
    expect: Expect,
    /// The element that is being collected or read past, and the elements around it.
    inside: Option<(Element, u32)>,
    /// The raw octets of the element that is being collected.
    collected: Vec<u8>,
    /// Where `collected` starts in the input.
    collected_at: u64,
    /// Elements around the segments of a constructed encryptedContent.
    content_depth: u32,
    /// The reader's offset after the content.
    tail_at: u64,
    version: u64,
    originator_info: Option<Vec<u8>>,
    recipients: Recipients,
    content_type: Option<Oid>,
    cipher: Option<(CfbDecryptor, CipherParamSet)>,
    content_len: u64,
    closed: bool,
    work: u64,
}

/// What came of the recipients so far.
#[derive(Default)]
struct Recipients {
    count: u32,
    attempts: u32,
    given_up: bool,
    /// A recipient of a kind that is opened here was read.
    readable: bool,
    /// Which one opened.
    opened: Option<u32>,
    /// What it held, until the cipher takes it.
    cek: Option<Cek>,
    /// The first refusal of a recipient that is for the holder.
    failed: Option<EnvelopeError>,
    /// The first recipient that could not be read.
    broken: Option<EnvelopeError>,
    /// The first kind that is not opened here.
    unsupported: Option<RecipientKind>,
}

/// What must come next. Each name is an element; the `End` ones are the end of the element around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
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
    fn what(self) -> &'static str {
        match self {
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
enum Element {
    ContentType,
    Version,
    OriginatorInfo,
    KeyTransport,
    EncryptedContentType,
    ContentAlgorithm,
    /// Read past: its octets are not kept.
    Skipped(Expect),
}

/// Elements before and after the content that are read before the input is given up.
const MAX_ELEMENTS: u64 = 1 << 20;

impl<D: Decapsulator> Opener<D> {
    /// An opener for one envelope.
    pub fn new(holder: D) -> Self {
        Self::with_limits(holder, Limits::default())
    }

    /// An opener with other limits.
    pub fn with_limits(holder: D, limits: Limits) -> Self {
        Self {
            holder,
            limits,
            reader: PushReader::new(0, MAX_ELEMENTS),
            expect: Expect::ContentInfo,
            inside: None,
            collected: Vec::new(),
            collected_at: 0,
            content_depth: 0,
            tail_at: 0,
            version: 0,
            originator_info: None,
            recipients: Recipients::default(),
            content_type: None,
            cipher: None,
            content_len: 0,
            closed: false,
            work: 0,
        }
    }

    /// Takes the next octets, all of them, and appends plaintext to `out`.
    ///
    /// # Errors
    /// [`EnvelopeError`]; plaintext of octets before the one that is refused has been appended then, none after it.
    pub fn update(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Progress, EnvelopeError> {
        if self.closed {
            return Err(EnvelopeError::AlreadyFinished);
        }
        let before = out.len();
        if let Err(error) = self.read(input, out) {
            self.close();
            return Err(error);
        }
        Ok(Progress {
            written: out.len() - before,
            stage: self.stage(),
        })
    }

    /// Says that the input has ended.
    ///
    /// # Errors
    /// [`ParseErrorKind::Truncated`] when the envelope is not complete: the plaintext is only a beginning then.
    pub fn finish(&mut self) -> Result<Summary, EnvelopeError> {
        if self.closed {
            return Err(EnvelopeError::AlreadyFinished);
        }
        let summary = match (
            self.stage(),
            self.recipients.opened,
            self.content_type,
            &self.cipher,
        ) {
            (Stage::Complete, Some(opened_recipient), Some(content_type), Some((_, param_set))) => {
                Ok(Summary {
                    version: self.version,
                    originator_info: self.originator_info.take(),
                    recipients: self.recipients.count,
                    opened_recipient,
                    content_type,
                    param_set: *param_set,
                    content_len: self.content_len,
                })
            }
            _ => Err(self.error(ParseErrorKind::Truncated).into()),
        };
        self.close();
        summary
    }

    /// Where the opener stands.
    pub fn stage(&self) -> Stage {
        match self.expect {
            _ if self.reader.is_done() => Stage::Complete,
            Expect::Segment => Stage::Content,
            Expect::EndOfEncryptedContentInfo
            | Expect::AttributesOrEnd
            | Expect::EndOfEnvelopedData
            | Expect::EndOfExplicitContent
            | Expect::EndOfContentInfo
            | Expect::Nothing => Stage::Tail,
            _ => Stage::Head,
        }
    }

    /// Steps done so far: octets looked at by any layer, events, and 2^16 for each key agreement.
    ///
    /// Linear in the input, which tests assert.
    pub fn work(&self) -> u64 {
        self.work + self.reader.work() + (u64::from(self.recipients.attempts) << 16)
    }

    /// Wipes what is secret and refuses all that follows.
    fn close(&mut self) {
        self.closed = true;
        self.cipher = None;
        self.recipients.cek = None;
        self.collected = Vec::new();
    }

    fn read(&mut self, mut input: &[u8], out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        while let Some(event) = self.reader.next(&mut input, self.what())? {
            match (event, self.inside) {
                (Event::Start(start), None) => self.begin(start)?,
                (Event::Start(start), Some((element, _))) => {
                    self.admit(&start, element)?;
                    self.collect_header(element);
                }
                (Event::Content(octets), None) => self.decipher(octets, out),
                (Event::Content(octets), Some((element, _))) => {
                    if !matches!(element, Element::Skipped(_)) {
                        self.collected.extend_from_slice(octets);
                    }
                }
                (Event::End { .. }, None) => self.end()?,
                (Event::End { indefinite }, Some((element, depth))) => {
                    if indefinite && !matches!(element, Element::Skipped(_)) {
                        self.collected.extend_from_slice(&[0, 0]);
                    }
                    if self.reader.depth() == depth {
                        self.inside = None;
                        self.complete(element)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn what(&self) -> &'static str {
        match self.inside {
            Some((Element::OriginatorInfo, _)) => "originatorInfo",
            Some((Element::KeyTransport, _)) => "KeyTransRecipientInfo",
            _ => self.expect.what(),
        }
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.reader.offset(), self.what())
    }

    /// An element begins where the grammar has a place for one.
    fn begin(&mut self, start: Start) -> Result<(), EnvelopeError> {
        let refuse = |kind| Err(ParseError::new(kind, start.offset, self.expect.what()).into());
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
                self.take(start, Element::Skipped(Expect::EndOfEnvelopedData))?;
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
        let unsupported = match tag.0 {
            0x30 if self.recipients.opened.is_none() => {
                return self.take(start, Element::KeyTransport);
            }
            0x30 => None,
            0xa1 => Some(RecipientKind::KeyAgreement),
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

    fn collect_header(&mut self, element: Element) {
        if !matches!(element, Element::Skipped(_)) {
            self.collected.extend_from_slice(self.reader.header());
        }
    }

    /// Judges by its header whether an element is within the limits, so that the verdict does not hang on how the
    /// octets come.
    fn admit(&mut self, start: &Start, element: Element) -> Result<(), ParseError> {
        let end = self
            .reader
            .offset()
            .saturating_add(start.length.unwrap_or(0));
        let (from, limit) = match element {
            Element::OriginatorInfo => (self.collected_at, self.limits.originator_info),
            Element::Skipped(Expect::EndOfEnvelopedData) => (self.tail_at, self.limits.tail),
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
    fn end(&mut self) -> Result<(), EnvelopeError> {
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
            Expect::AttributesOrEnd | Expect::EndOfEnvelopedData => Expect::EndOfExplicitContent,
            Expect::EndOfExplicitContent => Expect::EndOfContentInfo,
            Expect::EndOfContentInfo => Expect::Nothing,
            _ => return Err(self.error(ParseErrorKind::MissingField).into()),
        };
        Ok(())
    }

    /// An element that was taken as a whole has ended.
    fn complete(&mut self, element: Element) -> Result<(), EnvelopeError> {
        // Each collected octet is looked at by the normaliser and by at most three readers.
        self.work += 4 * self.collected.len() as u64;
        let collected = core::mem::take(&mut self.collected);
        let at = self.collected_at;
        match element {
            Element::ContentType => {
                let found = read_oid(&collected, at, "contentType of ContentInfo")?;
                if found != oid::CT_ENVELOPED_DATA {
                    return Err(EnvelopeError::UnsupportedContentType(found));
                }
                self.expect = Expect::ExplicitContent;
            }
            Element::Version => {
                let tlv =
                    Cursor::at(&collected, at, Rules::Ber).required("version of EnvelopedData")?;
                self.version = recipient::integer(&tlv)?;
                self.expect = Expect::OriginatorOrRecipients;
            }
            Element::OriginatorInfo => {
                self.originator_info = Some(collected);
                self.expect = Expect::RecipientInfos;
                return Ok(());
            }
            Element::KeyTransport => {
                let try_it = self.recipients.attempts < self.limits.attempts;
                let outcome = recipient::key_transport(&collected, at, &self.holder, try_it);
                self.recipients.note(outcome, try_it);
            }
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
            Element::Skipped(next) => self.expect = next,
        }
        // The buffer serves the next element.
        self.collected = collected;
        Ok(())
    }

    fn start_cipher(&mut self, algorithm: &[u8], at: u64) -> Result<(), EnvelopeError> {
        let what = "contentEncryptionAlgorithm";
        let mut fields = Cursor::at(algorithm, at, Rules::Ber)
            .required(what)?
            .children(what)?;
        let found = fields.expect(Tag::OID, what)?.oid(what)?;
        if found != oid::GOST_28147_89 {
            return Err(FormatError::UnsupportedAlgorithm(found).into());
        }
        let parameters = fields.required("Gost28147-89-Parameters")?;
        fields.end(what)?;
        let parameters = CipherParameters::read(parameters.raw, parameters.offset)?;
        // The recipients were judged before: without a key the opener has failed already.
        let Some(cek) = self.recipients.cek.take() else {
            return Err(EnvelopeError::NoRecipient);
        };
        let set = parameters.param_set;
        let cipher = CfbDecryptor::new(&cek.0, &parameters.iv, set.sbox(), set.key_meshing());
        self.cipher = Some((cipher, set));
        Ok(())
    }

    fn decipher(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        // Content outside of a collected element is that of encryptedContent: `begin` lets no other primitive
        // element through, and the cipher stands before it.
        if let Some((cipher, _)) = &mut self.cipher {
            let start = out.len();
            out.extend_from_slice(octets);
            if let Some(fresh) = out.get_mut(start..) {
                cipher.apply(fresh);
            }
            self.content_len += octets.len() as u64;
        }
    }
}

impl Recipients {
    fn note(&mut self, outcome: Outcome, tried: bool) {
        self.readable |= !matches!(outcome, Outcome::Unsupported(_));
        match outcome {
            Outcome::Opened(cek) => {
                self.attempts += 1;
                self.opened = Some(self.count - 1);
                self.cek = Some(cek);
            }
            Outcome::NotMine => self.given_up |= !tried,
            Outcome::Failed(error) => {
                self.attempts += 1;
                self.failed.get_or_insert(EnvelopeError::Unwrap(error));
            }
            Outcome::Broken(error) => {
                self.broken.get_or_insert(error);
            }
            Outcome::Unsupported(kind) => self.unsupported(kind),
        }
    }

    /// Keeps the first kind that a GOST key could be for, else the first.
    fn unsupported(&mut self, kind: RecipientKind) {
        let could_be_for_us = |kind: &RecipientKind| {
            matches!(
                kind,
                RecipientKind::KeyAgreement | RecipientKind::KeyTransport(_)
            )
        };
        match &self.unsupported {
            Some(first) if could_be_for_us(first) || !could_be_for_us(&kind) => {}
            _ => self.unsupported = Some(kind),
        }
    }

    /// The verdict at the end of recipientInfos.
    fn verdict(&self) -> Result<(), EnvelopeError> {
        if self.opened.is_some() {
            return Ok(());
        }
        if self.given_up {
            return Err(EnvelopeError::TooManyRecipients);
        }
        if let Some(error) = self.failed.or(self.broken) {
            return Err(error);
        }
        match self.unsupported {
            Some(kind) if !self.readable => Err(EnvelopeError::UnsupportedRecipient(kind)),
            _ => Err(EnvelopeError::NoRecipient),
        }
    }
}

fn read_oid(element: &[u8], at: u64, what: &'static str) -> Result<Oid, ParseError> {
    Cursor::at(element, at, Rules::Ber)
        .required(what)?
        .oid(what)
}
