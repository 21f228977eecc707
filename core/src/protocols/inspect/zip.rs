// SPDX-License-Identifier: MIT OR Apache-2.0
//! ZIP archives, as tax and office documents are sent: the names and sizes in the central directory (the ZIP file format
//! specification of PKWARE, sections 4.3.12 and 4.3.16).
//!
//! Nothing is decompressed, and the directory is believed. Not here: ZIP64, archives in several volumes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::cms::LIST_MAX;
use super::report::{Node, Value};

/// Octets of an end record without its comment, and of the longest comment.
const END: usize = 22;
const MAX_COMMENT: usize = 0xffff;
/// Octets of a directory entry without its names.
const ENTRY: usize = 46;

/// Whether octets begin as an archive does.
pub(super) fn is_zip(octets: &[u8]) -> bool {
    octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06")
}

/// The entries of an archive.
pub(super) fn entries(archive: &[u8]) -> Vec<Node> {
    let from = archive.len().saturating_sub(END + MAX_COMMENT);
    let tail = archive.get(from..).unwrap_or_default();
    let end = tail.windows(4).rposition(|octets| octets == b"PK\x05\x06");
    let Some((end, count, start)) = end.and_then(|at| {
        let end = from + at;
        Some((end, u16_at(archive, end + 10)?, u32_at(archive, end + 16)?))
    }) else {
        return alloc::vec![Node::new("entries").remarked("there is no directory at the end")];
    };
    let mut nodes = Vec::new();
    let mut at = start as usize;
    let mut seen = 0;
    while seen < usize::from(count) && seen < LIST_MAX {
        let entry = archive.get(at..end).unwrap_or_default();
        let Some(node) = entry
            .starts_with(b"PK\x01\x02")
            .then(|| describe(entry))
            .flatten()
        else {
            nodes.push(
                Node::new("entries").remarked(format!("the directory is broken at octet {at}")),
            );
            return nodes;
        };
        nodes.push(node.0);
        at += node.1;
        seen += 1;
    }
    if seen < usize::from(count) {
        let more = usize::from(count) - seen;
        nodes.push(Node::new("entries").remarked(format!("{more} more are not shown")));
    }
    nodes
}

/// One entry, and its octets in the directory.
fn describe(entry: &[u8]) -> Option<(Node, usize)> {
    let flags = u16_at(entry, 8)?;
    let size = u32_at(entry, 24)?;
    let name_len = usize::from(u16_at(entry, 28)?);
    let other = usize::from(u16_at(entry, 30)?) + usize::from(u16_at(entry, 32)?);
    let name = entry.get(ENTRY..ENTRY + name_len)?;
    let mut node = match core::str::from_utf8(name) {
        Ok(name) => Node::text("entry", String::from(name)),
        // Old archivers write the names in a code page that they do not tell.
        Err(_) => Node::with("entry", Value::octets(name)),
    };
    node.children
        .push(Node::with("size", Value::Size(size as usize)));
    if flags & 1 != 0 {
        node = node.remarked("encrypted");
    }
    Some((node, ENTRY + name_len + other))
}

fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    let field = octets.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*field))
}

fn u32_at(octets: &[u8], at: usize) -> Option<u32> {
    let field = octets.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*field))
}
