// SPDX-License-Identifier: MIT OR Apache-2.0
//! As much of DER as tests write and take apart: definite lengths, one octet for each tag.

/// An element of DER.
pub(super) fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        length @ 0..=0x7f => out.push(length as u8),
        length @ 0x80..=0xff => out.extend([0x81, length as u8]),
        length => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    [out, content].concat()
}

/// Tag, content and what follows of the first element.
pub(super) fn element(octets: &[u8]) -> (u8, &[u8], &[u8]) {
    let (header, length) = match octets[1] {
        0x81 => (3, usize::from(octets[2])),
        0x82 => (4, usize::from(octets[2]) << 8 | usize::from(octets[3])),
        length => (2, usize::from(length)),
    };
    (
        octets[0],
        &octets[header..header + length],
        &octets[header + length..],
    )
}
