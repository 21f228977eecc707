// SPDX-License-Identifier: MIT OR Apache-2.0
//! Verifies messages of any size: octets in, in pieces of any size; verdicts at the end ([RFC 5652, section 5]).
//!
//! [`PushVerifier::attached`] takes a message that carries its content and hands the content out as it comes. **Until
//! [`finish`](PushVerifier::finish) nothing of it is verified**, and a bad message is found bad only there.
//! [`PushVerifier::detached`] takes the message whole and the content in pieces.
//!
//! What is held is the message without its content, up to a limit, and the state of the digests: memory does not grow
//! with the content. BER of every form is read, and content in segments of any size and nesting. Where an error is
//! found depends on the octets alone, never on how they were cut.
//!
//! The digests are those that digestAlgorithms lists before the content; all that are known when it lists none of them.
//! A signature by another one is reported as not checked. Archive time stamps of versions 1 and 2 cover the content itself,
//! which is gone: they are reported as not checked too.
//!
//! [RFC 5652, section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::data::{MAX_DIGEST_ALGORITHMS, SignedData};
use super::digests::ContentDigests;
use super::report::Report;
use super::verifier::Verifier;
use super::{Examined, FinishedDigests, SignedError};
use crate::formats::ber::push::{Event, PushReader, Start};
use crate::formats::ber::{Cursor, Rules, Tag, write};
use crate::formats::{ParseError, ParseErrorKind, oid};

/// Octets around the content that are held unless told otherwise: certificates, CRLs, signatures.
const DEFAULT_LIMIT: u64 = 8 << 20;
/// Elements around the content that are read before the input is given up.
const MAX_ELEMENTS: u64 = 1 << 20;

/// Verifies one message, the content of which is never in memory as a whole.
///
/// ```text
/// let mut push = PushVerifier::attached();
/// while read(&mut piece) { push.update(&piece, &mut content)?; }
/// let message = push.finish()?;
/// let report = message.report(&verifier)?;
/// ```
#[derive(Debug)]
#[must_use]
pub struct PushVerifier {
    form: Form,
    content_len: u64,
}

#[derive(Debug)]
enum Form {
    Attached(Box<Reader>),
    Detached {
        message: Vec<u8>,
        digests: Box<ContentDigests>,
    },
    /// An error was given; there is nothing more to say.
    Failed,
}

/// A message that was read to its end and not judged. **Nothing of it is verified.**
#[derive(Debug)]
#[must_use]
pub struct PushedMessage {
    message: Vec<u8>,
    digests: Option<FinishedDigests>,
    content_len: u64,
}

impl PushVerifier {
    /// For a message that carries its content: [`update`](Self::update) takes the message.
    pub fn attached() -> Self {
        Self {
            form: Form::Attached(Box::new(Reader::new(DEFAULT_LIMIT))),
            content_len: 0,
        }
    }

    /// As [`attached`](Self::attached), holding `limit` octets around the content at most instead of 8 MiB.
    pub fn attached_within(limit: u64) -> Self {
        Self {
            form: Form::Attached(Box::new(Reader::new(limit))),
            content_len: 0,
        }
    }

    /// For content that stands elsewhere: [`update`](Self::update) takes the content.
    ///
    /// A message that carries content too must carry the same.
    ///
    /// # Errors
    /// When the message cannot be read or holds no signature.
    pub fn detached(cms: Vec<u8>) -> Result<Self, SignedError> {
        let data = SignedData::parse(&cms)?;
        if data.signers.is_empty() {
            return Err(SignedError::NoSigners);
        }
        let digests = Box::new(data.content_digests());
        Ok(Self {
            form: Form::Detached {
                message: cms,
                digests,
            },
            content_len: 0,
        })
    }

    /// Takes the next octets, all of them. Of an attached message the content is appended to `content`, **unverified**; of
    /// a detached one nothing is.
    ///
    /// # Errors
    /// When the message cannot be read. Then nothing more can be done with it.
    pub fn update(&mut self, input: &[u8], content: &mut Vec<u8>) -> Result<(), SignedError> {
        match &mut self.form {
            Form::Attached(reader) => {
                let before = content.len();
                if let Err(e) = reader.update(input, content) {
                    self.form = Form::Failed;
                    return Err(e);
                }
                self.content_len += (content.len() - before) as u64;
                Ok(())
            }
            Form::Detached { digests, .. } => {
                digests.update(input);
                self.content_len += input.len() as u64;
                Ok(())
            }
            Form::Failed => Err(failed().into()),
        }
    }

    /// Says that the input has ended.
    ///
    /// # Errors
    /// When the message is not complete, holds no signature, or comes without content.
    pub fn finish(self) -> Result<PushedMessage, SignedError> {
        let (message, digests) = match self.form {
            Form::Attached(reader) => reader.finish()?,
            Form::Detached { message, digests } => (message, Some(digests.finish())),
            Form::Failed => return Err(failed().into()),
        };
        if digests.is_none() {
            return Err(SignedError::ContentRequired);
        }
        Ok(PushedMessage {
            message,
            digests,
            content_len: self.content_len,
        })
    }
}

impl PushedMessage {
    /// Octets of the content.
    pub fn content_len(&self) -> u64 {
        self.content_len
    }

    /// The message without the content that went through.
    pub fn data(&self) -> Result<SignedData<'_>, SignedError> {
        SignedData::parse(&self.message)
    }

    /// Answers each question about each signature; see [`Verifier::report`]. Places in errors are counted without the content
    /// that went through.
    ///
    /// # Errors
    /// When the message cannot be read, holds no signature, or carries other content than was digested.
    pub fn report(&self, verifier: &Verifier<'_>) -> Result<Report, SignedError> {
        verifier.report_digests(&self.data()?, self.digests()?)
    }

    /// Judges each signature; see [`Verifier::examine`].
    ///
    /// # Errors
    /// As [`report`](Self::report).
    pub fn examine(&self, verifier: &Verifier<'_>) -> Result<Examined<'_>, SignedError> {
        verifier.examine_digests(self.data()?, self.digests()?)
    }

    fn digests(&self) -> Result<&FinishedDigests, SignedError> {
        self.digests.as_ref().ok_or(SignedError::ContentRequired)
    }
}

/// What is said to whoever goes on after an error.
fn failed() -> ParseError {
    ParseError::new(ParseErrorKind::Truncated, 0, "a message that was given up")
}

/// What must come next. The `End` ones are the end of the element around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    ContentInfo,
    ContentType,
    Explicit,
    SignedData,
    Version,
    Algorithms,
    EncapContentInfo,
    InnerType,
    InnerContent,
    String,
    Segment,
    EndOfInnerContent,
    EndOfEncapContentInfo,
    Rest,
    EndOfExplicit,
    EndOfContentInfo,
    Nothing,
}

impl Expect {
    fn what(self) -> &'static str {
        match self {
            Self::ContentInfo | Self::EndOfContentInfo | Self::Nothing => "ContentInfo",
            Self::ContentType => "contentType",
            Self::Explicit | Self::EndOfExplicit => "content",
            Self::SignedData | Self::Rest => "SignedData",
            Self::Version => "SignedData version",
            Self::Algorithms => "digestAlgorithms",
            Self::EncapContentInfo | Self::EndOfEncapContentInfo => "encapContentInfo",
            Self::InnerType => "eContentType",
            Self::InnerContent | Self::String | Self::Segment | Self::EndOfInnerContent => {
                "eContent"
            }
        }
    }
}

/// Reads one ContentInfo of SignedData and keeps all of it but the content.
#[derive(Debug)]
struct Reader {
    limit: u64,
    reader: PushReader,
    expect: Expect,
    /// Elements around the one that is kept as it stands.
    keeping: Option<u32>,
    content_depth: u32,
    /// The element being kept.
    element: Vec<u8>,
    /// version, digestAlgorithms.
    head: Vec<u8>,
    inner_type: Vec<u8>,
    rest: Vec<u8>,
    digests: Option<ContentDigests>,
    has_content: bool,
}

impl Reader {
    fn new(limit: u64) -> Self {
        Self {
            limit,
            reader: PushReader::new(0, MAX_ELEMENTS),
            expect: Expect::ContentInfo,
            keeping: None,
            content_depth: 0,
            element: Vec::new(),
            head: Vec::new(),
            inner_type: Vec::new(),
            rest: Vec::new(),
            digests: None,
            has_content: false,
        }
    }

    fn update(&mut self, mut input: &[u8], content: &mut Vec<u8>) -> Result<(), SignedError> {
        while let Some(event) = self.reader.next(&mut input, self.expect.what())? {
            match (event, self.keeping) {
                (Event::Start(start), None) => self.begin(start)?,
                (Event::Start(start), Some(_)) => self.keep_header(start)?,
                (Event::Content(octets), None) => {
                    if let Some(digests) = &mut self.digests {
                        digests.update(octets);
                    }
                    content.extend_from_slice(octets);
                }
                (Event::Content(octets), Some(_)) => self.element.extend_from_slice(octets),
                (Event::End { .. }, None) => self.end()?,
                (Event::End { indefinite }, Some(depth)) => {
                    if indefinite {
                        self.element.extend_from_slice(&[0, 0]);
                    }
                    if self.reader.depth() == depth {
                        self.keeping = None;
                        self.complete()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The message without its content, and the digests of that.
    fn finish(self) -> Result<(Vec<u8>, Option<FinishedDigests>), SignedError> {
        if !self.reader.is_done() {
            return Err(self.error(ParseErrorKind::Truncated).into());
        }
        let mut body = self.head;
        write::element(&mut body, Tag::SEQUENCE, &self.inner_type);
        body.extend_from_slice(&self.rest);
        let mut sequence = Vec::with_capacity(body.len() + 10);
        write::element(&mut sequence, Tag::SEQUENCE, &body);
        let mut info = oid::CT_SIGNED_DATA.to_der();
        write::element(&mut info, Tag::context(0), &sequence);
        let mut message = Vec::with_capacity(info.len() + 10);
        write::element(&mut message, Tag::SEQUENCE, &info);
        let digests = self.digests.filter(|_| self.has_content);
        Ok((message, digests.map(ContentDigests::finish)))
    }

    fn begin(&mut self, start: Start) -> Result<(), ParseError> {
        self.expect = match (self.expect, start.tag) {
            (Expect::ContentInfo, Tag::SEQUENCE) => Expect::ContentType,
            (Expect::Explicit, tag) if tag == Tag::context(0) => Expect::SignedData,
            (Expect::SignedData, Tag::SEQUENCE) => Expect::Version,
            (Expect::EncapContentInfo, Tag::SEQUENCE) => Expect::InnerType,
            (Expect::InnerContent, tag) if tag == Tag::context(0) => Expect::String,
            (Expect::String, Tag::OCTET_STRING | Tag(0x24)) => {
                self.content_depth = start.depth;
                self.has_content = true;
                // Segments may be of one octet and the content of any size.
                self.reader.set_max_elements(u64::MAX);
                Expect::Segment
            }
            (Expect::Segment, Tag::OCTET_STRING | Tag(0x24)) => Expect::Segment,
            (Expect::ContentType | Expect::InnerType, Tag::OID)
            | (Expect::Version, Tag::INTEGER)
            | (Expect::Algorithms, Tag::SET)
            | (Expect::Rest, _) => {
                self.keeping = Some(start.depth);
                return self.keep_header(start);
            }
            (
                Expect::EndOfInnerContent
                | Expect::EndOfEncapContentInfo
                | Expect::EndOfExplicit
                | Expect::EndOfContentInfo,
                _,
            ) => return Err(self.error_at(ParseErrorKind::TrailingData, start)),
            _ => return Err(self.error_at(ParseErrorKind::UnexpectedTag, start)),
        };
        Ok(())
    }

    /// The element around ends.
    fn end(&mut self) -> Result<(), ParseError> {
        self.expect = match self.expect {
            Expect::Segment if self.reader.depth() > self.content_depth => Expect::Segment,
            Expect::Segment => {
                let more = self.reader.elements().saturating_add(MAX_ELEMENTS);
                self.reader.set_max_elements(more);
                Expect::EndOfInnerContent
            }
            Expect::EndOfInnerContent => Expect::EndOfEncapContentInfo,
            // The content stands elsewhere.
            Expect::InnerContent | Expect::EndOfEncapContentInfo => Expect::Rest,
            Expect::Rest => Expect::EndOfExplicit,
            Expect::EndOfExplicit => Expect::EndOfContentInfo,
            Expect::EndOfContentInfo => Expect::Nothing,
            _ => return Err(self.error(ParseErrorKind::MissingField)),
        };
        Ok(())
    }

    /// An element that was kept has ended.
    fn complete(&mut self) -> Result<(), SignedError> {
        let element = core::mem::take(&mut self.element);
        self.expect = match self.expect {
            Expect::ContentType => {
                let named = Cursor::single(&element, Rules::Ber, "contentType")?;
                let named = named.oid("contentType")?;
                if named != oid::CT_SIGNED_DATA {
                    return Err(SignedError::UnsupportedContentType(named));
                }
                Expect::Explicit
            }
            Expect::Version => {
                self.head = element;
                Expect::Algorithms
            }
            Expect::Algorithms => {
                self.begin_digests(&element)?;
                self.head.extend_from_slice(&element);
                Expect::EncapContentInfo
            }
            Expect::InnerType => {
                self.inner_type = element;
                Expect::InnerContent
            }
            other => {
                self.rest.extend_from_slice(&element);
                other
            }
        };
        Ok(())
    }

    /// Makes ready for the content by the algorithms that were announced.
    fn begin_digests(&mut self, algorithms: &[u8]) -> Result<(), ParseError> {
        const WHAT: &str = "digestAlgorithms";
        let mut listed = Vec::new();
        let mut set = Cursor::single(algorithms, Rules::Ber, WHAT)?.children(WHAT)?;
        while let Some(algorithm) = set.next(WHAT)? {
            if listed.len() == MAX_DIGEST_ALGORITHMS {
                return Err(self.error(ParseErrorKind::LimitExceeded));
            }
            listed.push(algorithm.children(WHAT)?.required(WHAT)?.oid(WHAT)?);
        }
        self.digests = Some(ContentDigests::for_algorithms(&listed));
        Ok(())
    }

    fn keep_header(&mut self, start: Start) -> Result<(), ParseError> {
        // Judged by the header, before the octets come.
        let held = self.head.len() + self.inner_type.len() + self.rest.len() + self.element.len();
        let header = self.reader.header();
        let wanted = (held as u64)
            .saturating_add(header.len() as u64)
            .saturating_add(start.length.unwrap_or(0));
        if wanted > self.limit {
            return Err(self.error_at(ParseErrorKind::LimitExceeded, start));
        }
        self.element.extend_from_slice(header);
        Ok(())
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.reader.offset(), self.expect.what())
    }

    fn error_at(&self, kind: ParseErrorKind, start: Start) -> ParseError {
        ParseError::new(kind, start.offset, self.expect.what())
    }
}
