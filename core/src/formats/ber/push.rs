// SPDX-License-Identifier: MIT OR Apache-2.0
//! An incremental BER reader: octets in, in pieces of any size; elements out.
//!
//! Source: X.690 section 8.1. The reader does no input or output and holds no content: what it keeps is the
//! header being read and one small frame per open element. It never allocates by a declared length, counts in
//! 64 bits and looks at each octet once, so its work is linear in the input whatever the input says.
//!
//! Accepted: definite, indefinite and non-minimal lengths, in any mixture. Refused: indefinite lengths of primitive
//! elements, the reserved length octet 0xFF, lengths beyond 2^64 - 1, children that reach beyond their parent,
//! end-of-contents octets that close nothing, high tag numbers (no structure here uses them), nesting and element
//! counts beyond the limits, octets after the root element. Where an error is found depends on the octets alone,
//! never on how they were cut into pieces.
//!
//! What is not here: the meaning of tags (`protocols`), joined strings and minimal lengths ([`super::normalize()`]).

use alloc::vec::Vec;

use super::Tag;
use super::cursor::MAX_DEPTH;
use crate::formats::{ParseError, ParseErrorKind};

/// Identifier, first length octet, 126 length octets.
const MAX_HEADER: usize = 128;

/// What the next octets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// An element begins; its header is [`PushReader::header`].
    Start(Start),
    /// A piece of the content of the innermost element, which is primitive. Never empty.
    Content(&'a [u8]),
    /// The innermost element ends.
    End {
        /// Whether end-of-contents octets closed it.
        indefinite: bool,
    },
}

/// The beginning of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// The identifier octet.
    pub(crate) tag: Tag,
    /// Octets of content, where the length is definite.
    pub(crate) length: Option<u64>,
    /// Offset of the identifier octet in the input.
    pub(crate) offset: u64,
    /// Elements around it: 0 for the root.
    pub(crate) depth: u32,
}

/// An open constructed element.
#[derive(Clone, Copy, Debug)]
struct Frame {
    indefinite: bool,
    /// No content octet stands at this offset or beyond; `u64::MAX` where nothing around is definite.
    bound: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between elements or inside a header.
    Header,
    /// Inside a primitive element: octets that are still to come.
    Primitive(u64),
    /// The root element has ended.
    Done,
}

/// Length octets of the header being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// Not begun.
    None,
    /// Long form: octets still to come, value so far.
    Long(u8, u64),
}

/// The reader. It reads one element with all that is in it.
#[derive(Debug)]
pub(crate) struct PushReader {
    frames: Vec<Frame>,
    state: State,
    header: [u8; MAX_HEADER],
    header_len: usize,
    header_done: bool,
    length: Length,
    offset: u64,
    max_depth: u32,
    elements: u64,
    max_elements: u64,
    work: u64,
}

impl PushReader {
    /// A reader whose first octet is the input's octet `offset`.
    ///
    /// It gives up at nesting beyond [`MAX_DEPTH`] and beyond `max_elements` elements.
    pub(crate) fn new(offset: u64, max_elements: u64) -> Self {
        Self {
            frames: Vec::new(),
            state: State::Header,
            header: [0; MAX_HEADER],
            header_len: 0,
            header_done: false,
            length: Length::None,
            offset,
            max_depth: MAX_DEPTH,
            elements: 0,
            max_elements,
            work: 0,
        }
    }

    /// Offset of the next octet in the input.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Elements that are open: those around the next event.
    pub(crate) fn depth(&self) -> u32 {
        let primitive = matches!(self.state, State::Primitive(_));
        // At most `max_depth` + 1 frames are ever open.
        self.frames.len() as u32 + u32::from(primitive)
    }

    /// The octets of the header that the last [`Event::Start`] was about.
    pub(crate) fn header(&self) -> &[u8] {
        &self.header[..self.header_len]
    }

    /// Whether the root element has ended.
    pub(crate) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Elements begun so far.
    pub(crate) fn elements(&self) -> u64 {
        self.elements
    }

    /// Replaces the limit on all elements of the input.
    pub(crate) fn set_max_elements(&mut self, max: u64) {
        self.max_elements = max;
    }

    /// Steps done so far: octets read and events given.
    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// Takes octets from the front of `input` up to the next event; `None` when more octets are needed.
    ///
    /// `what` names the structure or field in errors. After an error the reader must not be used.
    pub(crate) fn next<'a>(
        &mut self,
        input: &mut &'a [u8],
        what: &'static str,
    ) -> Result<Option<Event<'a>>, ParseError> {
        let before = self.offset;
        let event = self.advance(input, what);
        self.work += self.offset - before + 1;
        event
    }

    fn advance<'a>(
        &mut self,
        input: &mut &'a [u8],
        what: &'static str,
    ) -> Result<Option<Event<'a>>, ParseError> {
        match self.state {
            State::Done if input.is_empty() => Ok(None),
            State::Done => Err(self.error(ParseErrorKind::TrailingData, what)),
            State::Primitive(0) => {
                self.close();
                Ok(Some(Event::End { indefinite: false }))
            }
            State::Primitive(left) => {
                let take = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                if take == 0 {
                    return Ok(None);
                }
                let (piece, rest) = input.split_at(take);
                *input = rest;
                self.offset += take as u64;
                self.state = State::Primitive(left - take as u64);
                Ok(Some(Event::Content(piece)))
            }
            State::Header => self.read_header(input, what),
        }
    }

    fn read_header<'a>(
        &mut self,
        input: &mut &'a [u8],
        what: &'static str,
    ) -> Result<Option<Event<'a>>, ParseError> {
        if self.header_done {
            self.header_done = false;
            self.header_len = 0;
            self.length = Length::None;
        }
        if self.header_len == 0
            && let Some(frame) = self.frames.last()
            && !frame.indefinite
            && frame.bound == self.offset
        {
            self.frames.pop();
            self.close();
            return Ok(Some(Event::End { indefinite: false }));
        }
        let bound = self.frames.last().map_or(u64::MAX, |frame| frame.bound);
        loop {
            if self.offset >= bound {
                // A header that its parent ends in, or an indefinite element that its parent ends before.
                return Err(self.error(ParseErrorKind::Length, what));
            }
            let Some((&octet, rest)) = input.split_first() else {
                return Ok(None);
            };
            *input = rest;
            self.offset += 1;
            // The count of length octets is at most 126, so the header always has room.
            self.header[self.header_len] = octet;
            self.header_len += 1;
            if self.header_len == 2 && self.header[0] == 0 {
                return self.end_of_contents(octet, what).map(Some);
            }
            if let Some(length) = self.header_octet(octet, what)? {
                return self.open(length, bound, what).map(Some);
            }
        }
    }

    /// Judges one octet of a header; the length (`None` inside: indefinite) when the header ends with it.
    fn header_octet(
        &mut self,
        octet: u8,
        what: &'static str,
    ) -> Result<Option<Option<u64>>, ParseError> {
        match (self.header_len, self.length) {
            (1, _) => {
                let closes = self.frames.last().is_some_and(|frame| frame.indefinite);
                if octet & 0x1f == 0x1f || (octet == 0 && !closes) {
                    return Err(self.header_error(ParseErrorKind::UnexpectedTag, what));
                }
                Ok(None)
            }
            (2, _) => match octet {
                0..=0x7f => Ok(Some(Some(u64::from(octet)))),
                0x80 if Tag(self.header[0]).is_constructed() => Ok(Some(None)),
                0x80 | 0xff => Err(self.header_error(ParseErrorKind::Length, what)),
                _ => {
                    self.length = Length::Long(octet & 0x7f, 0);
                    Ok(None)
                }
            },
            (_, Length::Long(left, value)) => {
                if value >> 56 != 0 {
                    return Err(self.header_error(ParseErrorKind::Length, what));
                }
                let value = value << 8 | u64::from(octet);
                if left == 1 {
                    return Ok(Some(Some(value)));
                }
                self.length = Length::Long(left - 1, value);
                Ok(None)
            }
            (_, Length::None) => Err(self.header_error(ParseErrorKind::Length, what)),
        }
    }

    fn end_of_contents<'a>(
        &mut self,
        second: u8,
        what: &'static str,
    ) -> Result<Event<'a>, ParseError> {
        if second != 0 {
            return Err(self.header_error(ParseErrorKind::Length, what));
        }
        self.frames.pop();
        self.header_len = 0;
        self.close();
        Ok(Event::End { indefinite: true })
    }

    fn open<'a>(
        &mut self,
        length: Option<u64>,
        bound: u64,
        what: &'static str,
    ) -> Result<Event<'a>, ParseError> {
        let tag = Tag(self.header[0]);
        let depth = self.frames.len() as u32;
        if depth > self.max_depth {
            return Err(self.header_error(ParseErrorKind::TooDeep, what));
        }
        if self.elements >= self.max_elements {
            return Err(self.header_error(ParseErrorKind::LimitExceeded, what));
        }
        let end = match length {
            None => None,
            Some(length) => match self.offset.checked_add(length) {
                Some(end) if end <= bound => Some(end),
                _ => return Err(self.header_error(ParseErrorKind::Length, what)),
            },
        };
        self.elements += 1;
        let start = Start {
            tag,
            length,
            offset: self.header_offset(),
            depth,
        };
        if tag.is_constructed() {
            self.frames.push(Frame {
                indefinite: end.is_none(),
                bound: end.unwrap_or(bound),
            });
        } else {
            // An indefinite primitive element was refused with its length octet.
            self.state = State::Primitive(length.unwrap_or(0));
        }
        self.header_done = true;
        Ok(Event::Start(start))
    }

    /// Back to the parent of an element that has ended.
    fn close(&mut self) {
        self.state = if self.frames.is_empty() {
            State::Done
        } else {
            State::Header
        };
    }

    fn header_offset(&self) -> u64 {
        self.offset - self.header_len as u64
    }

    fn error(&self, kind: ParseErrorKind, what: &'static str) -> ParseError {
        ParseError::new(kind, self.offset, what)
    }

    /// An error about the element whose header is being read.
    fn header_error(&self, kind: ParseErrorKind, what: &'static str) -> ParseError {
        ParseError::new(kind, self.header_offset(), what)
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;
    use std::vec;

    use super::*;

    /// The events as text, content pieces joined, or the error.
    fn events(input: &[u8], chunk: usize) -> (String, Option<ParseError>) {
        let mut reader = PushReader::new(0, u64::MAX);
        let mut text = String::new();
        let mut content = Vec::new();
        for mut piece in input.chunks(chunk) {
            loop {
                match reader.next(&mut piece, "test") {
                    Ok(None) => break,
                    Ok(Some(Event::Content(octets))) => content.extend_from_slice(octets),
                    Ok(Some(Event::Start(start))) => {
                        text += &format!("({:02x}@{}", start.tag.0, start.offset);
                    }
                    Ok(Some(Event::End { indefinite })) => {
                        for octet in content.drain(..) {
                            text += &format!(" {octet:02x}");
                        }
                        text += if indefinite { "]" } else { ")" };
                    }
                    Err(error) => return (text, Some(error)),
                }
            }
        }
        assert!(reader.work() <= 4 * input.len() as u64 + 64);
        let error = (!reader.is_done())
            .then(|| ParseError::new(ParseErrorKind::Truncated, reader.offset(), "test"));
        (text, error)
    }

    fn kind(input: &[u8]) -> (ParseErrorKind, u64) {
        let whole = events(input, usize::MAX);
        for chunk in 1..input.len().min(40) {
            assert_eq!(events(input, chunk), whole, "chunk {chunk}");
        }
        let error = whole.1.expect("an error");
        (error.kind, error.offset)
    }

    #[test]
    fn reads_all_length_forms_at_any_chunking() {
        // Indefinite SEQUENCE of: minimal, non-minimal, constructed definite, nested indefinite, empty.
        let input = [
            0x30, 0x80, 0x04, 0x02, 1, 2, 0x04, 0x83, 0, 0, 1, 9, 0x24, 0x04, 0x04, 0, 0x04, 0,
            0x24, 0x80, 0x04, 0x81, 1, 7, 0, 0, 0x05, 0, 0, 0,
        ];
        let expected = "(30@0(04@2 01 02)(04@6 09)(24@12(04@14)(04@16))(24@18(04@20 07)](05@26)]";
        for chunk in 1..=input.len() {
            assert_eq!(
                events(&input, chunk),
                (expected.into(), None),
                "chunk {chunk}"
            );
        }
    }

    #[test]
    fn refuses_what_x690_forbids() {
        use ParseErrorKind::*;
        assert_eq!(kind(&[0x04, 0x80, 0, 0]), (Length, 0));
        assert_eq!(kind(&[0x30, 0xff, 0]), (Length, 0));
        assert_eq!(kind(&[0x3f, 0x10, 0]), (UnexpectedTag, 0));
        assert_eq!(kind(&[0, 0]), (UnexpectedTag, 0));
        assert_eq!(kind(&[0x30, 2, 0, 0]), (UnexpectedTag, 2));
        assert_eq!(kind(&[0x30, 0x80, 0, 1]), (Length, 2));
        assert_eq!(kind(&[0x30, 0x80, 0, 0, 0]), (TrailingData, 4));
        assert_eq!(kind(&[0x30, 3, 0x04, 2, 0, 0]), (Length, 2));
        assert_eq!(kind(&[0x30, 1, 0x04, 0]), (Length, 3));
        assert_eq!(kind(&[0x30, 1, 0x04]), (Length, 3));
        assert_eq!(kind(&[0x30, 4, 0x30, 0x80, 5, 0]), (Length, 6));
        assert_eq!(kind(&[0x30, 4, 0x30, 0x80, 5, 0, 0, 0]), (Length, 6));
        assert_eq!(
            kind(&[0x30, 0x88, 255, 255, 255, 255, 255, 255, 255, 255]),
            (Length, 0)
        );
        assert_eq!(kind(&[0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]), (Length, 0));
        assert_eq!(kind(&[0x30, 0x82, 1]), (Truncated, 3));
        assert_eq!(kind(&[0x04, 5, 1, 2]), (Truncated, 4));
    }

    #[test]
    fn accepts_126_length_octets() {
        let mut input = vec![0x04, 0xfe];
        input.resize(2 + 125, 0);
        input.extend_from_slice(&[1, 0x55]);
        assert_eq!(events(&input, 1), ("(04@0 55)".into(), None));
    }

    #[test]
    fn stops_at_the_depth_limit_without_recursion() {
        let input = [0x30, 0x80].repeat(100_000);
        assert_eq!(
            kind(&input[..200]),
            (ParseErrorKind::TooDeep, 2 * (u64::from(MAX_DEPTH) + 1))
        );
        assert_eq!(
            events(&input, 1023).1.unwrap().kind,
            ParseErrorKind::TooDeep
        );
    }

    #[test]
    fn stops_at_the_element_limit() {
        let mut reader = PushReader::new(0, 3);
        let mut input: &[u8] = &[0x30, 0x80, 5, 0, 5, 0, 5, 0, 0, 0];
        let error = loop {
            match reader.next(&mut input, "test") {
                Ok(Some(_)) => {}
                other => break other.unwrap_err(),
            }
        };
        assert_eq!(
            (error.kind, error.offset),
            (ParseErrorKind::LimitExceeded, 6)
        );
    }

    #[test]
    fn allocates_nothing_for_a_declared_length() {
        let (_, error) = events(&[0x04, 0x88, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1], 3);
        assert_eq!(error.unwrap().kind, ParseErrorKind::Truncated);
    }
}
