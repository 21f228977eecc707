// SPDX-License-Identifier: MIT OR Apache-2.0
//! A cursor over TLV elements that are wholly in memory.
//!
//! Source: X.690 section 8.1. Under [`Rules::Ber`] indefinite and non-minimal lengths are read; under
//! [`Rules::Der`] both are refused. High tag numbers (five tag bits set) are refused under both: no structure
//! here uses them.

use alloc::vec::Vec;

use crate::formats::{Oid, ParseError, ParseErrorKind};

/// Nesting that [`Cursor`] follows at most; the deepest real message seen has 14 levels.
pub(crate) const MAX_DEPTH: u32 = 32;

/// Which encoding rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Any form that X.690 allows.
    Ber,
    /// Definite, minimal lengths only.
    Der,
}

/// An identifier octet: class in bits 8–7, constructed in bit 6, number 0–30 in bits 5–1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(pub(crate) u8);

impl Tag {
    pub(crate) const BOOLEAN: Self = Self(0x01);
    pub(crate) const INTEGER: Self = Self(0x02);
    pub(crate) const BIT_STRING: Self = Self(0x03);
    pub(crate) const OCTET_STRING: Self = Self(0x04);
    pub(crate) const NULL: Self = Self(0x05);
    pub(crate) const OID: Self = Self(0x06);
    pub(crate) const UTF8_STRING: Self = Self(0x0c);
    pub(crate) const UTC_TIME: Self = Self(0x17);
    pub(crate) const GENERALIZED_TIME: Self = Self(0x18);
    pub(crate) const SEQUENCE: Self = Self(0x30);
    pub(crate) const SET: Self = Self(0x31);

    /// The constructed context tag `[n]`.
    pub(crate) const fn context(n: u8) -> Self {
        Self(0xa0 | n)
    }

    /// The primitive context tag `[n]`.
    pub(crate) const fn context_primitive(n: u8) -> Self {
        Self(0x80 | n)
    }

    pub(crate) const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }
}

/// One element. Slices borrow from the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tlv<'a> {
    /// The identifier octet.
    pub(crate) tag: Tag,
    /// Content octets, without the end-of-contents octets of an indefinite length.
    pub(crate) value: &'a [u8],
    /// The whole element, header and end-of-contents included.
    pub(crate) raw: &'a [u8],
    /// Offset of the first octet of `raw` in the input.
    pub(crate) offset: u64,
    /// Whether the length was indefinite.
    pub(crate) indefinite: bool,
    depth: u32,
    rules: Rules,
}

impl<'a> Tlv<'a> {
    /// Offset of the first content octet in the input.
    pub(crate) fn value_offset(&self) -> u64 {
        let tail = if self.indefinite { 2 } else { 0 };
        self.offset + (self.raw.len() - self.value.len() - tail) as u64
    }

    /// A cursor over the content; one level deeper.
    pub(crate) fn children(&self, what: &'static str) -> Result<Cursor<'a>, ParseError> {
        if !self.tag.is_constructed() {
            return Err(ParseError::new(
                ParseErrorKind::UnexpectedTag,
                self.offset,
                what,
            ));
        }
        Ok(Cursor {
            rest: self.value,
            offset: self.value_offset(),
            depth: self.depth + 1,
            rules: self.rules,
        })
    }

    /// An error about this element.
    pub(crate) fn error(&self, kind: ParseErrorKind, what: &'static str) -> ParseError {
        ParseError::new(kind, self.offset, what)
    }

    /// Content of an OCTET STRING, joined when it is constructed.
    ///
    /// `tag` is the primitive tag that the string has here ([`Tag::OCTET_STRING`] or an implicit one).
    pub(crate) fn octets(
        &self,
        tag: Tag,
        what: &'static str,
    ) -> Result<alloc::borrow::Cow<'a, [u8]>, ParseError> {
        if self.tag == tag {
            return Ok(alloc::borrow::Cow::Borrowed(self.value));
        }
        if self.tag.0 != tag.0 | 0x20 || self.rules == Rules::Der {
            return Err(self.error(ParseErrorKind::UnexpectedTag, what));
        }
        let mut out = Vec::new();
        join_segments(self.children(what)?, &mut out, what)?;
        Ok(alloc::borrow::Cow::Owned(out))
    }

    /// An object identifier (X.690 section 8.19).
    pub(crate) fn oid(&self, what: &'static str) -> Result<Oid, ParseError> {
        if self.tag != Tag::OID {
            return Err(self.error(ParseErrorKind::UnexpectedTag, what));
        }
        Oid::from_content(self.value).ok_or_else(|| self.error(ParseErrorKind::Encoding, what))
    }
}

fn join_segments(
    mut segments: Cursor<'_>,
    out: &mut Vec<u8>,
    what: &'static str,
) -> Result<(), ParseError> {
    while let Some(segment) = segments.next(what)? {
        match segment.tag.0 {
            0x04 => out.extend_from_slice(segment.value),
            0x24 => join_segments(segment.children(what)?, out, what)?,
            _ => return Err(segment.error(ParseErrorKind::UnexpectedTag, what)),
        }
    }
    Ok(())
}

/// Reads the elements of one level, one after another.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
    offset: u64,
    depth: u32,
    rules: Rules,
}

impl<'a> Cursor<'a> {
    /// A cursor over a whole input.
    pub(crate) fn new(input: &'a [u8], rules: Rules) -> Self {
        Self {
            rest: input,
            offset: 0,
            depth: 0,
            rules,
        }
    }

    /// A cursor over octets that start `offset` octets into the input that errors speak of.
    pub(crate) fn at(input: &'a [u8], offset: u64, rules: Rules) -> Self {
        Self {
            rest: input,
            offset,
            depth: 0,
            rules,
        }
    }

    /// The one element of an input that nothing may follow.
    pub(crate) fn single(
        input: &'a [u8],
        rules: Rules,
        what: &'static str,
    ) -> Result<Tlv<'a>, ParseError> {
        let mut cursor = Self::new(input, rules);
        let tlv = cursor.required(what)?;
        cursor.end(what)?;
        Ok(tlv)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The identifier octet of the next element, if there is one.
    pub(crate) fn peek(&self) -> Option<Tag> {
        self.rest.first().map(|&octet| Tag(octet))
    }

    /// The next element, or `None` at the end of the level.
    pub(crate) fn next(&mut self, what: &'static str) -> Result<Option<Tlv<'a>>, ParseError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        if self.depth > MAX_DEPTH {
            return Err(ParseError::new(ParseErrorKind::TooDeep, self.offset, what));
        }
        let (header, length) = header(self.rest, self.offset, self.rules, what)?;
        let (value_len, raw_len, indefinite) = match length {
            Some(len) => {
                if len > (self.rest.len() - header) as u64 {
                    return Err(ParseError::new(
                        ParseErrorKind::Truncated,
                        self.offset,
                        what,
                    ));
                }
                (len as usize, header + len as usize, false)
            }
            None => {
                let len = indefinite_len(
                    &self.rest[header..],
                    self.offset + header as u64,
                    self.depth,
                    what,
                )?;
                (len, header + len + 2, true)
            }
        };
        let (raw, rest) = self.rest.split_at(raw_len);
        let tlv = Tlv {
            tag: Tag(raw[0]),
            value: &raw[header..header + value_len],
            raw,
            offset: self.offset,
            indefinite,
            depth: self.depth,
            rules: self.rules,
        };
        self.rest = rest;
        self.offset += raw_len as u64;
        Ok(Some(tlv))
    }

    /// The next element, which must be there.
    pub(crate) fn required(&mut self, what: &'static str) -> Result<Tlv<'a>, ParseError> {
        let offset = self.offset;
        self.next(what)?
            .ok_or(ParseError::new(ParseErrorKind::MissingField, offset, what))
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: Tag, what: &'static str) -> Result<Tlv<'a>, ParseError> {
        let tlv = self.required(what)?;
        if tlv.tag != tag {
            return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
        }
        Ok(tlv)
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(
        &mut self,
        tag: Tag,
        what: &'static str,
    ) -> Result<Option<Tlv<'a>>, ParseError> {
        if self.peek() == Some(tag) {
            self.next(what)
        } else {
            Ok(None)
        }
    }

    /// Fails unless the level is read to its end.
    pub(crate) fn end(&self, what: &'static str) -> Result<(), ParseError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(ParseError::new(
                ParseErrorKind::TrailingData,
                self.offset,
                what,
            ))
        }
    }
}

/// Reads identifier and length octets: (header length, content length or `None` for indefinite).
fn header(
    input: &[u8],
    offset: u64,
    rules: Rules,
    what: &'static str,
) -> Result<(usize, Option<u64>), ParseError> {
    let error = |kind| ParseError::new(kind, offset, what);
    let tag = input[0];
    if tag & 0x1f == 0x1f || tag == 0 {
        return Err(error(ParseErrorKind::UnexpectedTag));
    }
    let first = *input.get(1).ok_or(error(ParseErrorKind::Truncated))?;
    match first {
        0..=0x7f => Ok((2, Some(u64::from(first)))),
        0x80 if rules == Rules::Ber && tag & 0x20 != 0 => Ok((2, None)),
        0x80 | 0xff => Err(error(ParseErrorKind::Length)),
        _ => {
            let count = usize::from(first & 0x7f);
            let octets = input
                .get(2..2 + count)
                .ok_or(error(ParseErrorKind::Truncated))?;
            let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
            if count - zeros > 8 {
                return Err(error(ParseErrorKind::Length));
            }
            let length = octets
                .iter()
                .fold(0u64, |n, &octet| n << 8 | u64::from(octet));
            if rules == Rules::Der && (zeros > 0 || length < 0x80) {
                return Err(error(ParseErrorKind::Length));
            }
            Ok((2 + count, Some(length)))
        }
    }
}

/// Length of the content of an indefinite element up to its end-of-contents octets, found in one pass without recursion.
///
/// Definite elements inside are stepped over whole, so each octet is looked at once per call.
fn indefinite_len(
    input: &[u8],
    offset: u64,
    depth: u32,
    what: &'static str,
) -> Result<usize, ParseError> {
    let mut at = 0;
    let mut open = 1u32;
    loop {
        let rest = &input[at..];
        let error = |kind| ParseError::new(kind, offset + at as u64, what);
        match rest {
            [] | [0] => return Err(error(ParseErrorKind::Truncated)),
            [0, 0, ..] => {
                open -= 1;
                if open == 0 {
                    return Ok(at);
                }
                at += 2;
            }
            _ => {
                let (header, length) = header(rest, offset + at as u64, Rules::Ber, what)?;
                match length {
                    Some(len) if len > (rest.len() - header) as u64 => {
                        return Err(error(ParseErrorKind::Truncated));
                    }
                    Some(len) => at += header + len as usize,
                    None => {
                        open += 1;
                        if depth + open > MAX_DEPTH {
                            return Err(error(ParseErrorKind::TooDeep));
                        }
                        at += header;
                    }
                }
            }
        }
    }
}
