// SPDX-License-Identifier: MIT OR Apache-2.0
//! The CMS types that carry content in the open, read piece by piece: SignedData, CompressedData, DigestedData, Data.
//!
//! Sources: [RFC 5652, sections 4, 5 and 7], [RFC 3274].
//!
//! ```text
//! SignedData ::=     SEQUENCE { version, digestAlgorithms SET,      encapContentInfo, … }
//! CompressedData ::= SEQUENCE { version, compressionAlgorithm SEQ., encapContentInfo }
//! DigestedData ::=   SEQUENCE { version, digestAlgorithm SEQUENCE,  encapContentInfo, digest }
//! encapContentInfo ::= SEQUENCE { eContentType OBJECT IDENTIFIER, eContent [0] EXPLICIT OCTET STRING OPTIONAL }
//! ```
//!
//! BER of every form is read, and content in segments of any size and nesting. What stands around the content is kept, up
//! to a limit, so that a signature can be judged with the digests that were taken on the way.
//!
//! Not here: what a signature is worth (`signed`), the decompression (`formats::zlib`), the digest of a DigestedData,
//! which proves nothing that a layer around or within does not.
//!
//! [RFC 5652, sections 4, 5 and 7]: https://www.rfc-editor.org/rfc/rfc5652#section-4
//! [RFC 3274]: https://www.rfc-editor.org/rfc/rfc3274

use alloc::vec::Vec;

use crate::formats::ber::push::{Event, PushReader, Start};
use crate::formats::ber::{Cursor, Rules, Tag, write};
use crate::formats::{FormatError, Oid, ParseError, ParseErrorKind, oid};
use crate::protocols::signed::{ContentDigests, FinishedDigests};

/// Elements around the content that are read before the input is given up.
const MAX_ELEMENTS: u64 = 1 << 20;

/// What carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Compressed,
    Data,
    Digested,
    Signed,
}

impl Kind {
    pub(super) fn of(content_type: Oid) -> Option<Self> {
        Some(match content_type {
            oid::CT_COMPRESSED_DATA => Self::Compressed,
            oid::CT_DATA => Self::Data,
            oid::CT_DIGESTED_DATA => Self::Digested,
            oid::CT_SIGNED_DATA => Self::Signed,
            _ => return None,
        })
    }
}

/// What must come next. The `End` ones are the end of the element around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    ContentInfo,
    ContentType,
    Explicit,
    Body,
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
            Self::ContentType => "contentType of ContentInfo",
            Self::Explicit | Self::EndOfExplicit | Self::Body => "content of ContentInfo",
            Self::Version => "version",
            Self::Algorithms => "algorithms",
            Self::EncapContentInfo | Self::EndOfEncapContentInfo => "encapContentInfo",
            Self::InnerType => "eContentType",
            Self::InnerContent | Self::String | Self::Segment | Self::EndOfInnerContent => {
                "eContent"
            }
            Self::Rest => "what follows encapContentInfo",
        }
    }
}

/// Reads one ContentInfo and gives its content.
pub(super) struct Carrier {
    kind: Kind,
    limit: u64,
    reader: PushReader,
    expect: Expect,
    /// The element that is kept as it stands, and how many elements are around it.
    keeping: Option<u32>,
    content_depth: u32,
    version: Vec<u8>,
    algorithms: Vec<u8>,
    inner_type: Vec<u8>,
    rest: Vec<u8>,
    digests: Option<ContentDigests>,
    content_len: Option<u64>,
}

/// What is known when all of it was read.
pub(super) struct Carried {
    pub(super) kind: Kind,
    pub(super) content_type: Oid,
    /// Octets of content; `None` where there is none.
    pub(super) content_len: Option<u64>,
    /// Of SignedData: the same message without its content.
    pub(super) detached: Vec<u8>,
    /// Of SignedData: the digests of the content.
    pub(super) digests: Option<FinishedDigests>,
}

impl Carrier {
    /// For a message of this kind. `limit`: octets around the content that are kept.
    pub(super) fn new(kind: Kind, limit: u64) -> Self {
        Self {
            kind,
            limit,
            reader: PushReader::new(0, MAX_ELEMENTS),
            expect: Expect::ContentInfo,
            keeping: None,
            content_depth: 0,
            version: Vec::new(),
            algorithms: Vec::new(),
            inner_type: Vec::new(),
            rest: Vec::new(),
            digests: None,
            content_len: None,
        }
    }

    /// Whether the ContentInfo is complete.
    pub(super) fn is_done(&self) -> bool {
        self.reader.is_done()
    }

    /// Takes the next octets, all of them, and appends content to `out`.
    pub(super) fn update(
        &mut self,
        mut input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), FormatError> {
        while let Some(event) = self.reader.next(&mut input, self.expect.what())? {
            match (event, self.keeping) {
                (Event::Start(start), None) => self.begin(start)?,
                (Event::Start(start), Some(_)) => self.keep_header(start)?,
                (Event::Content(octets), None) => {
                    if let Some(digests) = &mut self.digests {
                        digests.update(octets);
                    }
                    self.content_len = self.content_len.map(|len| len + octets.len() as u64);
                    out.extend_from_slice(octets);
                }
                (Event::Content(octets), Some(_)) => self.kept().extend_from_slice(octets),
                (Event::End { .. }, None) => self.end()?,
                (Event::End { indefinite }, Some(depth)) => {
                    if indefinite {
                        self.kept().extend_from_slice(&[0, 0]);
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

    /// Says that the input has ended.
    pub(super) fn finish(self) -> Result<Carried, FormatError> {
        if !self.is_done() {
            return Err(self.error(ParseErrorKind::Truncated).into());
        }
        let content_type = match self.kind {
            Kind::Data => oid::CT_DATA,
            _ => read_oid(&self.inner_type)?,
        };
        let detached = match self.kind {
            Kind::Signed => self.detached(),
            _ => Vec::new(),
        };
        Ok(Carried {
            kind: self.kind,
            content_type,
            content_len: self.content_len,
            detached,
            digests: self.digests.map(ContentDigests::finish),
        })
    }

    fn begin(&mut self, start: Start) -> Result<(), FormatError> {
        self.expect = match (self.expect, start.tag) {
            (Expect::ContentInfo, Tag::SEQUENCE) => Expect::ContentType,
            (Expect::Explicit, tag) if tag == Tag::context(0) => match self.kind {
                Kind::Data => Expect::String,
                _ => Expect::Body,
            },
            (Expect::Body, Tag::SEQUENCE) => Expect::Version,
            (Expect::EncapContentInfo, Tag::SEQUENCE) => Expect::InnerType,
            (Expect::InnerContent, tag) if tag == Tag::context(0) => Expect::String,
            (Expect::String, Tag::OCTET_STRING | Tag(0x24)) => {
                self.content_depth = start.depth;
                self.content_len = Some(0);
                // Segments may be of one octet and the content of any size.
                self.reader.set_max_elements(u64::MAX);
                Expect::Segment
            }
            (Expect::Segment, Tag::OCTET_STRING | Tag(0x24)) => Expect::Segment,
            (Expect::ContentType | Expect::InnerType, Tag::OID)
            | (Expect::Version, Tag::INTEGER)
            | (Expect::Algorithms, Tag::SET | Tag::SEQUENCE)
            | (Expect::Rest, _) => {
                self.keeping = Some(start.depth);
                return self.keep_header(start);
            }
            (
                Expect::EndOfEncapContentInfo | Expect::EndOfExplicit | Expect::EndOfContentInfo,
                _,
            ) => {
                return Err(self.error_at(ParseErrorKind::TrailingData, start).into());
            }
            _ => return Err(self.error_at(ParseErrorKind::UnexpectedTag, start).into()),
        };
        Ok(())
    }

    /// The element around ends.
    fn end(&mut self) -> Result<(), FormatError> {
        self.expect = match self.expect {
            Expect::Segment if self.reader.depth() > self.content_depth => Expect::Segment,
            Expect::Segment => {
                let more = self.reader.elements().saturating_add(MAX_ELEMENTS);
                self.reader.set_max_elements(more);
                match self.kind {
                    Kind::Data => Expect::EndOfExplicit,
                    _ => Expect::EndOfInnerContent,
                }
            }
            Expect::EndOfInnerContent => Expect::EndOfEncapContentInfo,
            // The content stands elsewhere.
            Expect::InnerContent | Expect::EndOfEncapContentInfo => Expect::Rest,
            Expect::Rest => Expect::EndOfExplicit,
            Expect::EndOfExplicit => Expect::EndOfContentInfo,
            Expect::EndOfContentInfo => Expect::Nothing,
            _ => return Err(self.error(ParseErrorKind::MissingField).into()),
        };
        Ok(())
    }

    /// An element that was kept has ended.
    fn complete(&mut self) -> Result<(), FormatError> {
        self.expect = match self.expect {
            Expect::ContentType => {
                // Who made this reader has seen the type already.
                self.inner_type.clear();
                Expect::Explicit
            }
            Expect::Version => Expect::Algorithms,
            Expect::Algorithms => {
                self.begin_content()?;
                Expect::EncapContentInfo
            }
            Expect::InnerType => Expect::InnerContent,
            other => other,
        };
        Ok(())
    }

    /// Makes ready for the content by the algorithms that were announced.
    fn begin_content(&mut self) -> Result<(), FormatError> {
        const WHAT: &str = "algorithms";
        let algorithms = Cursor::single(&self.algorithms, Rules::Ber, WHAT)?;
        match self.kind {
            Kind::Signed => {
                let mut known = Vec::new();
                let mut set = algorithms.children(WHAT)?;
                while let Some(algorithm) = set.next(WHAT)? {
                    let mut fields = algorithm.children(WHAT)?;
                    known.push(fields.expect(Tag::OID, WHAT)?.oid(WHAT)?);
                    if known.len() > MAX_ALGORITHMS {
                        return Err(self.error(ParseErrorKind::LimitExceeded).into());
                    }
                }
                self.digests = Some(ContentDigests::for_algorithms(&known));
            }
            Kind::Compressed => {
                let mut fields = algorithms.children(WHAT)?;
                let algorithm = fields.expect(Tag::OID, WHAT)?.oid(WHAT)?;
                if algorithm != oid::ZLIB_COMPRESS {
                    return Err(FormatError::UnsupportedAlgorithm(algorithm));
                }
            }
            Kind::Data | Kind::Digested => {}
        }
        Ok(())
    }

    fn keep_header(&mut self, start: Start) -> Result<(), FormatError> {
        // Judged by the header, before the octets come.
        let kept = self.kept().len() as u64;
        let header = self.reader.header().to_vec();
        if kept + header.len() as u64 + start.length.unwrap_or(0) > self.limit {
            return Err(self.error_at(ParseErrorKind::LimitExceeded, start).into());
        }
        self.kept().extend_from_slice(&header);
        Ok(())
    }

    /// Where the element that is being kept goes.
    fn kept(&mut self) -> &mut Vec<u8> {
        match self.expect {
            Expect::Version => &mut self.version,
            Expect::Algorithms => &mut self.algorithms,
            Expect::ContentType | Expect::InnerType => &mut self.inner_type,
            _ => &mut self.rest,
        }
    }

    /// The SignedData without its content.
    fn detached(&self) -> Vec<u8> {
        let mut body = [&self.version[..], &self.algorithms].concat();
        write::element(&mut body, Tag::SEQUENCE, &self.inner_type);
        body.extend_from_slice(&self.rest);
        let mut sequence = Vec::with_capacity(body.len() + 10);
        write::element(&mut sequence, Tag::SEQUENCE, &body);
        let mut info = oid::CT_SIGNED_DATA.to_der();
        write::element(&mut info, Tag::context(0), &sequence);
        let mut message = Vec::with_capacity(info.len() + 10);
        write::element(&mut message, Tag::SEQUENCE, &info);
        message
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.reader.offset(), self.expect.what())
    }

    fn error_at(&self, kind: ParseErrorKind, start: Start) -> ParseError {
        ParseError::new(kind, start.offset, self.expect.what())
    }
}

/// Digest algorithms that a message may list, as `signed` has it.
const MAX_ALGORITHMS: usize = 16;

fn read_oid(element: &[u8]) -> Result<Oid, ParseError> {
    Cursor::single(element, Rules::Ber, "eContentType")?.oid("eContentType")
}
