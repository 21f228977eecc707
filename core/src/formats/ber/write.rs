// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing elements with definite, minimal lengths (X.690 section 10.1).
//!
//! For structures whose fields arrive as finished DER; typed ones are written by `der`.

use alloc::vec::Vec;

use super::Tag;

/// Octets of the header of an element with `length` octets of content.
pub(crate) fn header_len(length: u64) -> usize {
    match length {
        0..=0x7f => 2,
        // At most 8 octets hold a u64.
        _ => 2 + (64 - length.leading_zeros()).div_ceil(8) as usize,
    }
}

/// Appends identifier and length octets.
pub(crate) fn header(out: &mut Vec<u8>, tag: Tag, length: u64) {
    out.push(tag.0);
    let octets = length.to_be_bytes();
    if length < 0x80 {
        out.push(octets[7]);
        return;
    }
    let count = header_len(length) - 2;
    out.push(0x80 | count as u8);
    out.extend_from_slice(&octets[8 - count..]);
}

/// Appends an element.
pub(crate) fn element(out: &mut Vec<u8>, tag: Tag, content: &[u8]) {
    header(out, tag, content.len() as u64);
    out.extend_from_slice(content);
}

/// Appends a small non-negative INTEGER.
pub(crate) fn integer(out: &mut Vec<u8>, value: u8) {
    let content = [0, value];
    element(
        out,
        Tag::INTEGER,
        if value < 0x80 {
            &content[1..]
        } else {
            &content
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        for (length, expected) in [
            (0, &[0x30, 0][..]),
            (0x7f, &[0x30, 0x7f]),
            (0x80, &[0x30, 0x81, 0x80]),
            (0xff, &[0x30, 0x81, 0xff]),
            (0x100, &[0x30, 0x82, 1, 0]),
            (0xffff, &[0x30, 0x82, 255, 255]),
            (0x1_0000, &[0x30, 0x83, 1, 0, 0]),
        ] {
            let mut out = Vec::new();
            header(&mut out, Tag::SEQUENCE, length);
            assert_eq!(out, expected);
            assert_eq!(out.len(), header_len(length));
        }
    }

    #[test]
    fn integers_stay_positive() {
        for (value, expected) in [
            (0, &[2, 1, 0][..]),
            (0x7f, &[2, 1, 0x7f]),
            (0x80, &[2, 2, 0, 0x80]),
        ] {
            let mut out = Vec::new();
            integer(&mut out, value);
            assert_eq!(out, expected);
        }
    }
}
