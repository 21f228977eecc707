// SPDX-License-Identifier: MIT OR Apache-2.0
//! What octets begin as: a message, which is a layer, or a content of some kind.

use alloc::vec::Vec;

use super::carrier::Kind;
use crate::formats::armor::Unarmor;
use crate::formats::{Oid, oid};

/// Leading octets by which it is decided; each step is tried when so many have come.
const STEPS: [usize; 4] = [16, 64, 512, 4096];

/// What a content begins as. **A guess by its first octets**, for people to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Content {
    /// There is nothing.
    Empty,
    /// Octets of no kind that is known here.
    Octets,
    /// A message that was not opened: too deep, or sealed and no key was given.
    Message,
    /// A PDF document.
    Pdf,
    /// Text in UTF-8.
    Text,
    /// An XML document.
    Xml,
    /// A ZIP archive, which office documents are, too.
    Zip,
}

impl Content {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Octets => "octets",
            Self::Message => "message",
            Self::Pdf => "PDF",
            Self::Text => "text",
            Self::Xml => "XML",
            Self::Zip => "ZIP",
        }
    }

    /// By the first octets of a content; the more there are the better, up to 64.
    pub fn of(head: &[u8]) -> Self {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let trimmed = text.trim_ascii_start();
        let is_control = |c: &u8| *c < b' ' && !matches!(c, b'\t' | b'\n' | b'\r' | 0x0c);
        match head {
            [] => Self::Empty,
            _ if head.starts_with(b"PK\x03\x04")
                || head.starts_with(b"PK\x05\x06")
                || head.starts_with(b"PK\x07\x08") =>
            {
                Self::Zip
            }
            _ if head.starts_with(b"%PDF-") => Self::Pdf,
            _ if trimmed.starts_with(b"<?xml") => Self::Xml,
            _ if head.iter().any(is_control) || !is_utf8(head) => Self::Octets,
            _ => Self::Text,
        }
    }
}

/// Whether octets are UTF-8, the last character of which may be cut.
fn is_utf8(head: &[u8]) -> bool {
    match core::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// What the first octets of a layer's ContentInfo say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// More octets are needed.
    More,
    /// It is a ContentInfo of this type.
    Type(Oid),
    /// It is none.
    Other,
}

/// Reads the type of a ContentInfo from its first octets, in BER or DER.
pub(super) fn content_type(octets: &[u8]) -> Head {
    let Some((&tag, rest)) = octets.split_first() else {
        return Head::More;
    };
    if tag != 0x30 {
        return Head::Other;
    }
    let Some((_, rest)) = length(rest) else {
        return bounded(octets);
    };
    let Some((&tag, rest)) = rest.split_first() else {
        return Head::More;
    };
    if tag != 0x06 {
        return Head::Other;
    }
    match length(rest) {
        None => bounded(octets),
        Some((Some(len), rest)) if len <= MAX_OID => match rest.get(..len as usize) {
            None => Head::More,
            Some(content) => Oid::from_content(content).map_or(Head::Other, Head::Type),
        },
        Some(_) => Head::Other,
    }
}

/// Octets of an object identifier; those of messages have 11 at most.
const MAX_OID: u64 = 39;

/// Octets that two headers can have.
const MAX_HEADERS: usize = 256;

fn bounded(octets: &[u8]) -> Head {
    if octets.len() < MAX_HEADERS {
        Head::More
    } else {
        Head::Other
    }
}

/// Length octets from the front (`None` inside: indefinite); `None` when they are not all there, or reserved.
fn length(octets: &[u8]) -> Option<(Option<u64>, &[u8])> {
    let (&first, rest) = octets.split_first()?;
    match first {
        0..=0x7f => Some((Some(first.into()), rest)),
        0x80 => Some((None, rest)),
        _ => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let value = length
                .iter()
                .fold(0u64, |n, &octet| n.saturating_mul(256) | u64::from(octet));
            Some((Some(value), rest))
        }
    }
}

/// Whether a type is one of a message that is a layer.
pub(super) fn is_layer(content_type: Oid) -> bool {
    Kind::of(content_type).is_some() || is_sealed(content_type)
}

/// Whether a type is one that needs a key.
pub(super) fn is_sealed(content_type: Oid) -> bool {
    matches!(
        content_type,
        oid::CT_ENVELOPED_DATA | oid::CT_ENCRYPTED_DATA | oid::CT_AUTH_ENVELOPED_DATA
    )
}

/// Whether octets are a layer; `None` while more of them are needed. `ended`: there are no more.
///
/// Which octets it is judged by does not hang on how they came.
pub(super) fn probe(held: &[u8], ended: bool) -> Option<Option<Oid>> {
    for step in STEPS {
        let Some(head) = held.get(..step) else {
            break;
        };
        if let Some(verdict) = judge(head) {
            return Some(verdict);
        }
    }
    if ended {
        let whole = held.get(..STEPS[STEPS.len() - 1]).unwrap_or(held);
        return Some(judge_whole(whole));
    }
    (held.len() >= STEPS[STEPS.len() - 1]).then_some(None)
}

fn judge(head: &[u8]) -> Option<Option<Oid>> {
    let mut unarmor = Unarmor::new();
    let mut octets = Vec::new();
    if unarmor.update(head, &mut octets).is_err() {
        return Some(None);
    }
    unarmor.form()?;
    match content_type(&octets) {
        Head::More => None,
        Head::Type(oid) if is_layer(oid) => Some(Some(oid)),
        Head::Type(_) | Head::Other => Some(None),
    }
}

/// As [`judge`], for all there is.
fn judge_whole(whole: &[u8]) -> Option<Oid> {
    let mut unarmor = Unarmor::new();
    let mut octets = Vec::new();
    unarmor.update(whole, &mut octets).ok()?;
    // A message that is cut off is a message.
    let _ = unarmor.finish(&mut octets);
    match content_type(&octets) {
        Head::Type(oid) if is_layer(oid) => Some(oid),
        _ => None,
    }
}
