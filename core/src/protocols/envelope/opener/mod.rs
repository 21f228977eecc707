// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opening EnvelopedData and EncryptedData: octets in, in pieces of any size; plaintext out.
//!
//! Source: [RFC 5652, sections 6 and 8], [RFC 4490], R 1323565.1.025-2019.
//!
//! | file | holds |
//! |---|---|
//! | `grammar` | what may stand where, and what is kept of it |
//! | `limits` | how much is read |
//! | `summary` | what an envelope said of itself, and whether its MAC agrees |
//!
//! Accepted, because the field writes it: BER in all its forms, encryptedContent in segments of any size and nesting,
//! any version from 0 to 2^64 - 1 whatever else the structure holds, any type of the content. Refused: an absent
//! encryptedContent (it could only stand elsewhere), octets after the ContentInfo, ciphers other than those of
//! `ContentCipher`, an OMAC'd content without its MAC, everything beyond [`Limits`].
//!
//! [RFC 5652, sections 6 and 8]: https://www.rfc-editor.org/rfc/rfc5652#section-6
//! [RFC 4490]: https://www.rfc-editor.org/rfc/rfc4490

mod grammar;
mod limits;
mod summary;

pub use limits::Limits;
pub use summary::{Authenticity, Progress, Stage, Summary, VerifiedMac};

use alloc::vec::Vec;

use self::grammar::{Element, Expect};
use super::content::{ContentAlgorithm, ContentCipher, ContentDecryptor};
use super::error::EnvelopeError;
use super::recipient::{Originators, Recipients};
use crate::formats::ber::push::{Event, PushReader};
use crate::formats::x509::Certificate;
use crate::formats::{Oid, ParseError, ParseErrorKind};
use crate::keys::{CipherParamSet, Decapsulator};

/// **Plaintext that [`Self::update`] gives is NOT authenticated.** Opens an envelope with a key holder.
///
/// Octets go in by [`Self::update`] in pieces of any size; plaintext is appended to the caller's buffer. Any cutting
/// into pieces gives the same plaintext and the same error. Memory is flat whatever the size of the content. A wrong
/// key, an altered wrapped key, MAC of it or UKM is an error before the first octet of plaintext. Plaintext that came
/// before an error, or without [`Self::finish`], is a beginning of unknown length.
///
/// Under GOST 28147-89 and CTR-ACPKM whoever alters the ciphertext alters the plaintext unnoticed, to the end. Under
/// CTR-ACPKM-OMAC [`Self::finish`] says whether the MAC agrees, and nothing before it: its [`Summary`] has the only
/// [`VerifiedMac`].
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
    /// EncryptedData, not EnvelopedData.
    encrypted_data: bool,
    version: u64,
    originators: Originators,
    recipients: Recipients,
    content_type: Option<Oid>,
    content: Option<Content>,
    /// The encrypted MAC of the content, of the length that its cipher asks for.
    mac: Option<Vec<u8>>,
    content_len: u64,
    closed: bool,
    work: u64,
}

/// The cipher of the content at work.
struct Content {
    cipher: ContentCipher,
    param_set: Option<CipherParamSet>,
    decryptor: ContentDecryptor,
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
            encrypted_data: false,
            version: 0,
            originators: Originators::default(),
            recipients: Recipients::new(limits.attempts),
            content_type: None,
            content: None,
            mac: None,
            content_len: 0,
            closed: false,
            work: 0,
        }
    }

    /// Adds a certificate that a key agreement may name as its originator's (static keys on both sides). Those of the
    /// message's originatorInfo are known without.
    ///
    /// It is not verified here: only with a certificate that the caller trusts does the agreement say who sealed.
    pub fn add_originator(&mut self, certificate: &Certificate) {
        self.originators.add(certificate);
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

    /// Says that the input has ended, and judges the MAC of the content where its cipher has one.
    ///
    /// # Errors
    /// [`ParseErrorKind::Truncated`] when the envelope is not complete: the plaintext is only a beginning then.
    /// [`EnvelopeError::InvalidMac`] when the MAC does not agree: the plaintext is worthless then.
    pub fn finish(&mut self) -> Result<Summary, EnvelopeError> {
        if self.closed {
            return Err(EnvelopeError::AlreadyFinished);
        }
        let summary = self.conclude();
        self.close();
        summary
    }

    fn conclude(&mut self) -> Result<Summary, EnvelopeError> {
        let (Stage::Complete, Some(content_type), Some(content)) =
            (self.stage(), self.content_type, self.content.take())
        else {
            return Err(self.error(ParseErrorKind::Truncated).into());
        };
        let authenticity = if content.cipher.authenticates() {
            let mac = self.mac.take().unwrap_or_default();
            content
                .decryptor
                .verify(&mac)
                .map_err(|_| EnvelopeError::InvalidMac)?;
            Authenticity::Verified(VerifiedMac(()))
        } else {
            Authenticity::Unauthenticated
        };
        Ok(Summary {
            version: self.version,
            originator_info: self.originators.info.take(),
            recipients: self.recipients.count,
            opened_recipient: self.recipients.opened,
            recipient_kind: self.recipients.opened_kind,
            content_type,
            cipher: content.cipher,
            param_set: content.param_set,
            content_len: self.content_len,
            authenticity,
        })
    }

    /// The cipher of the content, once its first octet may come: whether a MAC is going to be judged at the end.
    pub fn cipher(&self) -> Option<ContentCipher> {
        self.content.as_ref().map(|content| content.cipher)
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
        self.content = None;
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
                (Event::Content(octets), None) => self.decipher(octets, out)?,
                (Event::Content(octets), Some((element, _))) => {
                    if element.is_kept() {
                        self.collected.extend_from_slice(octets);
                    }
                }
                (Event::End { .. }, None) => self.end()?,
                (Event::End { indefinite }, Some((element, depth))) => {
                    if indefinite && element.is_kept() {
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
            Some((Element::KeyAgreement, _)) => "KeyAgreeRecipientInfo",
            _ => self.expect.what(self.encrypted_data),
        }
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.reader.offset(), self.what())
    }

    /// Puts the content key to the cipher that the message names.
    fn start_cipher(&mut self, algorithm: &[u8], at: u64) -> Result<(), EnvelopeError> {
        let algorithm = ContentAlgorithm::read(algorithm, at)?;
        // The recipients were judged before: without a key the opener has failed already.
        let Some(cek) = self.recipients.cek.take() else {
            return Err(EnvelopeError::NoRecipient);
        };
        self.content = Some(Content {
            cipher: algorithm.cipher,
            param_set: algorithm.param_set,
            decryptor: algorithm.decryptor(&cek.0),
        });
        Ok(())
    }

    fn decipher(&mut self, octets: &[u8], out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        // Content outside of a collected element is that of encryptedContent: `begin` lets no other primitive
        // element through, and the cipher stands before it.
        if let Some(content) = &mut self.content {
            let start = out.len();
            out.extend_from_slice(octets);
            if let Some(fresh) = out.get_mut(start..)
                && content.decryptor.apply(fresh).is_err()
            {
                out.truncate(start);
                return Err(EnvelopeError::ContentTooLong);
            }
            self.content_len += octets.len() as u64;
        }
        Ok(())
    }
}
