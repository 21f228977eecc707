// SPDX-License-Identifier: MIT OR Apache-2.0
//! BER to DER for small structures that are wholly in memory.
//!
//! Source: X.690 sections 8 and 10. Lengths become definite and minimal; strings in constructed form become one
//! primitive string. Octets that already have this form are borrowed, not copied.
//!
//! What is not done, because it asks for the ASN.1 type: strings under implicit context tags are not joined, the
//! elements of a SET OF keep their order, defaults and BOOLEAN values stay as they are. What is signed must never be
//! normalised before it is hashed. Depth and work are those of [`PushReader`]; memory is linear in the input.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::push::{Event, PushReader};
use super::{Tag, write};
use crate::formats::{ParseError, ParseErrorKind};

/// One element of the output, or octets of the innermost one.
enum Item<'a> {
    /// An identifier octet and the length of what follows it.
    Open(Tag, usize),
    /// Content of a primitive element.
    Octets(&'a [u8]),
    /// The first content octet of a joined BIT STRING: unused bits.
    Unused(u8),
}

/// A constructed string whose segments are being joined.
#[derive(Clone, Copy)]
struct Join {
    /// The primitive tag of its segments.
    segment: Tag,
    /// Open elements around the string.
    depth: u32,
    /// For a BIT STRING, where its first content octet stands in the items.
    unused: Option<usize>,
}

/// Writes the one element that `input` holds with definite, minimal lengths and joined strings.
///
/// `offset` is where `input` stands in the input that errors speak of.
///
/// # Errors
/// All that [`PushReader`] refuses, [`ParseErrorKind::Truncated`], and segments of another type or, in a BIT STRING,
/// unused bits before the last segment.
pub(crate) fn normalize<'a>(
    input: &'a [u8],
    offset: u64,
    what: &'static str,
) -> Result<Cow<'a, [u8]>, ParseError> {
    let mut reader = PushReader::new(offset, u64::MAX);
    let mut rest = input;
    let mut items: Vec<Item<'a>> = Vec::new();
    // Items that opened the elements around the next event; strings being joined count as one.
    let mut open: Vec<usize> = Vec::new();
    let mut join: Option<Join> = None;
    let mut canonical = true;
    while let Some(event) = reader.next(&mut rest, what)? {
        match event {
            Event::Start(start) => {
                let minimal = start
                    .length
                    .is_some_and(|length| write::header_len(length) == reader.header().len());
                canonical &= minimal;
                if let Some(join) = &join {
                    if start.tag.0 & !0x20 != join.segment.0 {
                        let kind = ParseErrorKind::UnexpectedTag;
                        return Err(ParseError::new(kind, start.offset, what));
                    }
                    if join.unused.is_some() && start.length == Some(0) && start.tag == join.segment
                    {
                        let kind = ParseErrorKind::Encoding;
                        return Err(ParseError::new(kind, start.offset, what));
                    }
                    continue;
                }
                open.push(items.len());
                if !is_constructed_string(start.tag) {
                    items.push(Item::Open(start.tag, 0));
                    continue;
                }
                canonical = false;
                let primitive = Tag(start.tag.0 & !0x20);
                items.push(Item::Open(primitive, 0));
                let mut unused = None;
                let mut segment = Tag::OCTET_STRING;
                if primitive == Tag::BIT_STRING {
                    segment = Tag::BIT_STRING;
                    unused = Some(items.len());
                    items.push(Item::Unused(0));
                    grow(&mut items, &open, 1);
                }
                join = Some(Join {
                    segment,
                    depth: start.depth,
                    unused,
                });
            }
            Event::Content(octets) => {
                let mut octets = octets;
                if let Some(Join {
                    unused: Some(at), ..
                }) = join
                    && let Some((&first, tail)) = octets.split_first()
                    && let Some(Item::Unused(unused)) = items.get_mut(at)
                {
                    if *unused != 0 {
                        let at = reader.offset() - octets.len() as u64;
                        return Err(ParseError::new(ParseErrorKind::Encoding, at, what));
                    }
                    *unused = first;
                    octets = tail;
                }
                items.push(Item::Octets(octets));
                grow(&mut items, &open, octets.len());
            }
            Event::End { .. } => {
                match &join {
                    Some(join) if join.depth != reader.depth() => continue,
                    _ => join = None,
                }
                if let Some(index) = open.pop()
                    && let Some(Item::Open(_, len)) = items.get(index)
                {
                    let whole = write::header_len(*len as u64) + len;
                    grow(&mut items, &open, whole);
                }
            }
        }
    }
    if !reader.is_done() {
        let kind = ParseErrorKind::Truncated;
        return Err(ParseError::new(kind, reader.offset(), what));
    }
    if canonical {
        return Ok(Cow::Borrowed(input));
    }
    let mut der = Vec::with_capacity(input.len());
    for item in &items {
        match item {
            Item::Open(tag, len) => write::header(&mut der, *tag, *len as u64),
            Item::Octets(octets) => der.extend_from_slice(octets),
            Item::Unused(octet) => der.push(*octet),
        }
    }
    Ok(Cow::Owned(der))
}

/// Adds to the length of the innermost open element.
fn grow(items: &mut [Item<'_>], open: &[usize], by: usize) {
    if let Some(&index) = open.last()
        && let Some(Item::Open(_, len)) = items.get_mut(index)
    {
        *len += by;
    }
}

/// Universal string types (X.690 sections 8.6, 8.7, 8.23) in constructed form.
fn is_constructed_string(tag: Tag) -> bool {
    matches!(tag.0, 0x23 | 0x24 | 0x2c | 0x32..=0x36 | 0x39..=0x3c | 0x3e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(input: &[u8]) -> Result<Vec<u8>, ParseErrorKind> {
        normalize(input, 0, "test")
            .map(Cow::into_owned)
            .map_err(|error| error.kind)
    }

    #[test]
    fn borrows_what_is_der_already() {
        let input = [0x30, 5, 0x04, 1, 9, 0x05, 0];
        assert!(
            matches!(normalize(&input, 0, "test"), Ok(Cow::Borrowed(octets)) if octets == input)
        );
    }

    #[test]
    fn makes_lengths_definite_and_minimal() {
        let input = [
            0x30, 0x80, 0x30, 0x81, 3, 0x02, 0x81, 0, 0xa0, 0x80, 0x05, 0, 0, 0, 0, 0,
        ];
        assert_eq!(
            der(&input).unwrap(),
            [0x30, 8, 0x30, 2, 0x02, 0, 0xa0, 2, 0x05, 0]
        );
    }

    #[test]
    fn joins_constructed_strings() {
        // Definite, with a nested indefinite part and an empty segment.
        let input = [0x24, 12, 0x04, 1, 1, 0x24, 0x80, 0x04, 1, 2, 0, 0, 0x04, 0];
        assert_eq!(der(&input).unwrap(), [0x04, 2, 1, 2]);
        let utf8 = [0x2c, 5, 0x04, 3, 0x61, 0x62, 0x63];
        assert_eq!(der(&utf8).unwrap(), [0x0c, 3, 0x61, 0x62, 0x63]);
        let bits = [0x23, 0x80, 0x03, 2, 0, 0xaa, 0x03, 2, 4, 0xf0, 0, 0];
        assert_eq!(der(&bits).unwrap(), [0x03, 3, 4, 0xaa, 0xf0]);
    }

    #[test]
    fn grows_length_octets_of_long_joined_strings() {
        let mut input = std::vec![0x30, 0x80, 0x24, 0x80];
        for _ in 0..200 {
            input.extend_from_slice(&[0x04, 1, 7]);
        }
        input.extend_from_slice(&[0; 4]);
        let out = der(&input).unwrap();
        assert_eq!(out[..6], [0x30, 0x81, 203, 0x04, 0x81, 200]);
        assert_eq!(out.len(), 206);
    }

    #[test]
    fn refuses_foreign_segments_and_early_unused_bits() {
        assert_eq!(
            der(&[0x24, 3, 0x02, 1, 1]),
            Err(ParseErrorKind::UnexpectedTag)
        );
        assert_eq!(
            der(&[0x23, 8, 0x03, 2, 1, 0, 0x03, 2, 0, 0]),
            Err(ParseErrorKind::Encoding)
        );
        assert_eq!(der(&[0x23, 2, 0x03, 0]), Err(ParseErrorKind::Encoding));
        assert_eq!(der(&[0x30, 0x80]), Err(ParseErrorKind::Truncated));
        assert_eq!(der(&[]), Err(ParseErrorKind::Truncated));
        assert_eq!(der(&[5, 0, 5]), Err(ParseErrorKind::TrailingData));
    }
}
