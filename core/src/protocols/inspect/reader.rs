// SPDX-License-Identifier: MIT OR Apache-2.0
//! A reader of BER that goes on where [`formats::ber`](crate::formats::ber) would refuse.
//!
//! It is for looking, never for deciding: an element that runs past the end of its parent is read as far as it
//! goes and marked as cut, high tag numbers are read, a missing end-of-contents is tolerated. Source: X.690
//! section 8.1. Work is bounded: [`MAX_DEPTH`] levels, [`MAX_ELEMENTS`] elements in one report, and no level is
//! scanned for its end more than once per level above it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use super::report::Node;
use crate::formats::Oid;

/// Levels that are followed. The deepest real message seen has 14; a token inside a token adds as many again.
pub(super) const MAX_DEPTH: u8 = 48;

/// Elements that one report looks at. A CRL's entries beyond those shown are counted, not looked at.
const MAX_ELEMENTS: u32 = 100_000;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The constructed context tag `[n]`.
pub(super) const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// The primitive context tag `[n]`.
pub(super) const fn primitive(n: u8) -> u8 {
    0x80 | n
}

/// What one report has spent and seen.
#[derive(Debug)]
pub(super) struct Context {
    elements: Cell<u32>,
    /// An indefinite length occurred.
    pub(super) indefinite: Cell<bool>,
    /// A string in segments occurred.
    pub(super) segmented: Cell<bool>,
    /// A length in more octets than it needs occurred.
    pub(super) padded_length: Cell<bool>,
}

impl Context {
    pub(super) fn new() -> Self {
        Self {
            elements: Cell::new(MAX_ELEMENTS),
            indefinite: Cell::new(false),
            segmented: Cell::new(false),
            padded_length: Cell::new(false),
        }
    }
}

/// What an element lacks to be whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// As many octets as its length says and its parent has not.
    Octets(u64),
    /// The end-of-contents octets.
    End,
}

/// One element, as far as it is there.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    context: &'a Context,
    /// The identifier octet.
    pub(super) tag: u8,
    /// Content octets.
    pub(super) value: &'a [u8],
    /// The whole element.
    pub(super) raw: &'a [u8],
    /// Offset of the identifier octet in the input.
    pub(super) offset: usize,
    /// Offset of the first content octet in the input.
    pub(super) value_offset: usize,
    /// What the element lacks to be whole.
    pub(super) lack: Option<Lack>,
    depth: u8,
}

impl<'a> Element<'a> {
    /// Readers of foreign octets start here.
    pub(super) fn first(
        context: &'a Context,
        input: &'a [u8],
        depth: u8,
    ) -> Option<(Self, &'a [u8])> {
        let mut fields = Fields {
            context,
            rest: input,
            offset: 0,
            depth,
            broken: None,
        };
        let element = fields.next()?;
        Some((element, fields.rest))
    }

    /// The same element under the tag that an implicit one stands for.
    pub(super) fn retagged(self, tag: u8) -> Self {
        Self { tag, ..self }
    }

    pub(super) fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }

    /// The elements inside. A primitive element has none.
    pub(super) fn fields(&self) -> Fields<'a> {
        let rest = if self.is_constructed() {
            self.value
        } else {
            &[]
        };
        self.fields_in(rest, self.value_offset)
    }

    /// The elements that stand in the octets of a string, for instance in an extension's value.
    pub(super) fn inner(&self) -> Fields<'a> {
        match self.tag & 0x1f {
            // The first octet of a BIT STRING counts its unused bits.
            0x03 if self.tag == BIT_STRING => self.fields_in(
                self.value.get(1..).unwrap_or_default(),
                self.value_offset + 1,
            ),
            _ => self.fields_in(self.value, self.value_offset),
        }
    }

    fn fields_in(&self, rest: &'a [u8], offset: usize) -> Fields<'a> {
        Fields {
            context: self.context,
            rest,
            offset,
            depth: self.depth.saturating_add(1),
            broken: None,
        }
    }

    /// The octets of a string that may stand in segments.
    pub(super) fn octets(&self) -> Cow<'a, [u8]> {
        if !self.is_constructed() {
            return Cow::Borrowed(self.value);
        }
        let mut out = Vec::new();
        self.each_segment(|segment| out.extend_from_slice(segment));
        Cow::Owned(out)
    }

    /// How many octets the string has, joined.
    pub(super) fn octets_len(&self) -> usize {
        let mut length = 0;
        self.each_segment(|segment| length += segment.len());
        length
    }

    fn each_segment(&self, mut visit: impl FnMut(&'a [u8])) {
        if !self.is_constructed() {
            return visit(self.value);
        }
        self.context.segmented.set(true);
        let mut levels = alloc::vec![self.fields()];
        while let Some(level) = levels.last_mut() {
            match level.next_unmetered() {
                Some(segment) if segment.is_constructed() => levels.push(segment.fields()),
                Some(segment) => visit(segment.value),
                None => {
                    levels.pop();
                }
            }
        }
    }

    /// The object identifier, if the element is a well-formed one.
    pub(super) fn oid(&self) -> Option<Oid> {
        if self.tag == OID {
            Oid::from_content(self.value)
        } else {
            None
        }
    }

    /// The number in an INTEGER or ENUMERATED of at most 16 octets.
    pub(super) fn number(&self) -> Option<i128> {
        if self.value.is_empty() || self.value.len() > 16 {
            return None;
        }
        let sign = if self.value[0] & 0x80 == 0 { 0 } else { -1 };
        Some(
            self.value
                .iter()
                .fold(sign, |n: i128, &octet| n << 8 | i128::from(octet)),
        )
    }

    /// What is to be said when the element is not whole.
    pub(super) fn cut(&self) -> Option<String> {
        Some(match self.lack? {
            Lack::Octets(count) => {
                format!("cut off: {count} octets lack, at octet {}", self.offset)
            }
            Lack::End => format!(
                "cut off: its end-of-contents is absent, at octet {}",
                self.offset
            ),
        })
    }
}

/// The elements of one level, one after another.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    context: &'a Context,
    rest: &'a [u8],
    offset: usize,
    depth: u8,
    broken: Option<String>,
}

impl<'a> Fields<'a> {
    /// The identifier octet of the next element.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element as far as it is there; `None` at the end and where no element can be read.
    pub(super) fn next(&mut self) -> Option<Element<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let left = self.context.elements.get();
        if left == 0 {
            self.stop(format!(
                "the report's limit is reached at octet {}",
                self.offset
            ));
            return None;
        }
        self.context.elements.set(left - 1);
        self.next_unmetered()
    }

    fn next_unmetered(&mut self) -> Option<Element<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if self.depth > MAX_DEPTH {
            self.stop(format!(
                "nested too deep to be shown, at octet {}",
                self.offset
            ));
            return None;
        }
        let Some(header) = Header::read(self.rest) else {
            self.stop(format!(
                "unreadable at octet {}: {} octets",
                self.offset,
                self.rest.len()
            ));
            return None;
        };
        if header.padded {
            self.context.padded_length.set(true);
        }
        let body = self.rest.get(header.octets..).unwrap_or_default();
        let (value_len, tail, lack) = match header.length {
            Some(length) => match usize::try_from(length) {
                Ok(length) if length <= body.len() => (length, 0, None),
                _ => (
                    body.len(),
                    0,
                    Some(Lack::Octets(length.saturating_sub(body.len() as u64))),
                ),
            },
            None => {
                self.context.indefinite.set(true);
                match end_of_contents(body) {
                    Some(length) => (length, 2, None),
                    None => (body.len(), 0, Some(Lack::End)),
                }
            }
        };
        let total = header.octets + value_len + tail;
        let (raw, rest) = self.rest.split_at(total.min(self.rest.len()));
        let element = Element {
            context: self.context,
            tag: header.tag,
            value: body.get(..value_len).unwrap_or_default(),
            raw,
            offset: self.offset,
            value_offset: self.offset + header.octets,
            lack,
            depth: self.depth,
        };
        self.rest = rest;
        self.offset += raw.len();
        Some(element)
    }

    /// The next element if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.peek() == Some(tag) {
            self.next()
        } else {
            None
        }
    }

    /// The next element if it has one of two tags: strings under an implicit tag are primitive or in segments.
    pub(super) fn take_string(&mut self, tag: u8) -> Option<Element<'a>> {
        match self.peek() {
            Some(found) if found == tag || found == tag | 0x20 => self.next(),
            _ => None,
        }
    }

    /// How many elements are left, and passes them.
    pub(super) fn count_rest(&mut self) -> usize {
        let mut count = 0;
        while self.next_unmetered().is_some() {
            count += 1;
        }
        count
    }

    /// Says what was not read: elements that have no place here, octets that make no element.
    pub(super) fn finish(mut self, nodes: &mut Vec<Node>) {
        while let Some(element) = self.next() {
            let node = super::generic::node(&element).remarked("not expected here");
            nodes.push(node);
        }
        if let Some(remark) = self.broken {
            nodes.push(Node::new("remark").remarked(remark));
        }
    }

    fn stop(&mut self, remark: String) {
        self.rest = &[];
        self.broken = Some(remark);
    }
}

/// Identifier and length octets.
struct Header {
    tag: u8,
    octets: usize,
    length: Option<u64>,
    padded: bool,
}

impl Header {
    /// `None` for a reserved length, for octets that end inside the header, and for end-of-contents octets.
    fn read(input: &[u8]) -> Option<Self> {
        let &tag = input.first()?;
        let mut at = 1;
        if tag & 0x1f == 0x1f {
            // Tag numbers above 30 take further octets, seven bits each.
            loop {
                let &octet = input.get(at)?;
                at += 1;
                if octet & 0x80 == 0 {
                    break;
                }
            }
        }
        if tag == 0 {
            return None;
        }
        let &first = input.get(at)?;
        at += 1;
        match first {
            0..=0x7f => Some(Self {
                tag,
                octets: at,
                length: Some(u64::from(first)),
                padded: false,
            }),
            0x80 if tag & 0x20 != 0 => Some(Self {
                tag,
                octets: at,
                length: None,
                padded: false,
            }),
            0x80 | 0xff => None,
            _ => {
                let count = usize::from(first & 0x7f);
                let octets = input.get(at..at.checked_add(count)?)?;
                let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
                if count - zeros > 8 {
                    return None;
                }
                let length = octets
                    .iter()
                    .fold(0u64, |n, &octet| n << 8 | u64::from(octet));
                Some(Self {
                    tag,
                    octets: at + count,
                    length: Some(length),
                    padded: zeros > 0 || length < 0x80,
                })
            }
        }
    }
}

/// Length of what stands before the end-of-contents octets that close an indefinite length.
fn end_of_contents(input: &[u8]) -> Option<usize> {
    let mut at = 0usize;
    let mut open = 1u32;
    loop {
        let rest = input.get(at..)?;
        if let [0, 0, ..] = rest {
            open -= 1;
            if open == 0 {
                return Some(at);
            }
            at += 2;
            continue;
        }
        let header = Header::read(rest)?;
        at += header.octets;
        match header.length {
            Some(length) => at = at.checked_add(usize::try_from(length).ok()?)?,
            None => {
                open += 1;
                if open > u32::from(MAX_DEPTH) {
                    return None;
                }
            }
        }
    }
}
