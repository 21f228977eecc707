// SPDX-License-Identifier: MIT OR Apache-2.0
//! Text around octets: PEM (RFC 7468), S/MIME, base64, base64url, hexadecimal digits, a JSON string, a compact JOSE text.
//!
//! Each is recognised by its characters alone. More is tolerated than where a decision hangs on it: any line
//! length, absent padding, headers in PEM.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};
use serde_json::Value;

use crate::formats::armor::{Form, Unarmor};

/// What an input is packed as.
pub(super) enum Unpacked<'a> {
    /// There is nothing.
    Empty,
    /// A JSON string literal and its content.
    Quoted(String),
    /// PEM blocks.
    Pem(Vec<PemBlock<'a>>),
    /// Base64 or hexadecimal digits of octets.
    Decoded(&'static str, Vec<u8>),
    /// Compact JOSE text.
    Compact(&'a str),
    /// A JSON object or array.
    Json(Value),
    /// Other text.
    Text,
    /// No text.
    Octets,
}

/// One block of a PEM file.
pub(super) struct PemBlock<'a> {
    /// The label of the BEGIN line.
    pub(super) label: &'a str,
    /// The octets, where the lines are base64.
    pub(super) octets: Option<Vec<u8>>,
    /// Whether there is an END line.
    pub(super) closed: bool,
}

/// Says what an input is packed as.
pub(super) fn unpack(input: &[u8]) -> Unpacked<'_> {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let trimmed = input.trim_ascii();
    if trimmed.is_empty() {
        return Unpacked::Empty;
    }
    let blocks = pem_blocks(input);
    if !blocks.is_empty() {
        return Unpacked::Pem(blocks);
    }
    // Headers begin with a letter, and so does base64, which the headers of a mail message are not.
    if trimmed.first().is_some_and(u8::is_ascii_alphabetic)
        && let Some(octets) = mail(input)
    {
        return Unpacked::Decoded("S/MIME", octets);
    }
    let Ok(text) = core::str::from_utf8(trimmed) else {
        return Unpacked::Octets;
    };
    if text
        .bytes()
        .any(|c| c < 0x20 && !matches!(c, b'\t' | b'\n' | b'\r'))
    {
        return Unpacked::Octets;
    }
    if text.starts_with('"')
        && let Ok(Value::String(inner)) = serde_json::from_str(text)
    {
        return Unpacked::Quoted(inner);
    }
    if text.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(text)
    {
        return Unpacked::Json(value);
    }
    if is_compact(text) {
        return Unpacked::Compact(text);
    }
    // Base64 of a SEQUENCE begins with M; two hexadecimal digits of one are 30.
    if text.starts_with("30")
        && let Some(octets) = hex(text)
    {
        return Unpacked::Decoded("hexadecimal digits", octets);
    }
    match base64(text) {
        // Short words are base64, too: only what can be a structure or a raw signature counts.
        Some((octets, url))
            if octets.first() == Some(&0x30) || matches!(octets.len(), 64 | 128) =>
        {
            Unpacked::Decoded(if url { "base64url" } else { "base64" }, octets)
        }
        _ => Unpacked::Text,
    }
}

/// The octets in a mail message that has headers of S/MIME.
fn mail(input: &[u8]) -> Option<Vec<u8>> {
    let mut unarmor = Unarmor::new();
    let mut octets = Vec::new();
    unarmor.update(input, &mut octets).ok()?;
    (unarmor.finish(&mut octets) == Ok(Form::Smime)).then_some(octets)
}

fn is_compact(text: &str) -> bool {
    let fits = |c: u8| {
        c.is_ascii_alphanumeric()
            || matches!(c, b'.' | b'-' | b'_' | b'+' | b'/' | b'=')
            || c.is_ascii_whitespace()
    };
    if !text.bytes().all(fits) {
        return false;
    }
    match text.bytes().filter(|&c| c == b'.').count() {
        0 => false,
        // A JOSE header is a JSON object, and base64url of `{"` begins with these letters.
        _ if text.starts_with("ey") => true,
        2 | 4 => text
            .split('.')
            .next()
            .and_then(base64)
            .is_some_and(|(octets, _)| {
                matches!(octets.trim_ascii_start().first(), Some(b'{' | b'['))
                    || serde_json::from_slice::<Value>(&octets).is_ok()
            }),
        _ => false,
    }
}

/// Decodes base64 or base64url, padded or not, with white space anywhere; the second value: base64url.
pub(super) fn base64(text: &str) -> Option<(Vec<u8>, bool)> {
    let digits: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let digits = digits.trim_end_matches('=');
    let url = digits.contains(['-', '_']);
    let octets = if url {
        Base64UrlUnpadded::decode_vec(digits)
    } else {
        Base64Unpadded::decode_vec(digits)
    };
    octets.ok().map(|octets| (octets, url))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut high = None;
    for c in text
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != ':')
    {
        let digit = c.to_digit(16)? as u8;
        match high.take() {
            None => high = Some(digit),
            Some(high) => octets.push(high << 4 | digit),
        }
    }
    if high.is_none() { Some(octets) } else { None }
}

fn pem_blocks(input: &[u8]) -> Vec<PemBlock<'_>> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    const DASHES: &str = "-----";
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    // A PEM file may hold text of any encoding outside of its blocks.
    for line in input.split(|&c| c == b'\n') {
        let Ok(line) = core::str::from_utf8(line) else {
            continue;
        };
        let line = line.trim();
        if let Some(label) = line
            .strip_prefix(BEGIN)
            .and_then(|rest| rest.strip_suffix(DASHES))
        {
            if let Some((label, body)) = open.replace((label, String::new())) {
                blocks.push(block(label, &body, false));
            }
        } else if line.starts_with(END) {
            if let Some((label, body)) = open.take() {
                blocks.push(block(label, &body, true));
            }
        } else if let Some((_, body)) = &mut open
            && !line.contains(':')
        {
            body.push_str(line);
        }
    }
    if let Some((label, body)) = open {
        blocks.push(block(label, &body, false));
    }
    blocks
}

fn block<'a>(label: &'a str, body: &str, closed: bool) -> PemBlock<'a> {
    PemBlock {
        label,
        octets: base64(body).map(|(octets, _)| octets),
        closed,
    }
}
