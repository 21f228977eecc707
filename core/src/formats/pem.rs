// SPDX-License-Identifier: MIT OR Apache-2.0
//! PEM: the textual encodings of [RFC 7468].
//!
//! Accepted: several blocks in one file, text before, between and after them, lines of any length, CR LF, a byte
//! order mark, octets that are no UTF-8 outside the blocks (names that tools print above a certificate). Refused:
//! headers inside a block (`Proc-Type`, the encryption of old OpenSSL keys), a BEGIN without its END, an END with
//! another label, base64 that is not canonical. Writing is that of the crate `pem-rfc7468`; its reader takes one
//! block with lines of 64 characters only, which is not what certification authorities publish.
//!
//! [RFC 7468]: https://www.rfc-editor.org/rfc/rfc7468

use alloc::string::String;
use alloc::vec::Vec;

use super::{ParseError, ParseErrorKind, base64};
use crate::ct::Zeroizing;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const WHAT: &str = "PEM";

/// Blocks that are read from one file at most: four times the largest published set of CA certificates.
pub(crate) const MAX_BLOCKS: usize = 8192;

/// What a PEM block says that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Label {
    /// `CERTIFICATE`, `X509 CERTIFICATE`. `TRUSTED CERTIFICATE`, which holds more than one, is [`Label::Other`].
    Certificate,
    /// `CERTIFICATE REQUEST`, `NEW CERTIFICATE REQUEST`.
    CertificateRequest,
    /// `CMS`, `PKCS7`, `PKCS #7 SIGNED DATA`.
    Cms,
    /// `X509 CRL`.
    Crl,
    /// `ENCRYPTED PRIVATE KEY`.
    EncryptedPrivateKey,
    /// Any other label.
    Other,
    /// `PRIVATE KEY` (PKCS#8).
    PrivateKey,
    /// `PUBLIC KEY` (SubjectPublicKeyInfo).
    PublicKey,
}

impl Label {
    pub(crate) fn from_text(text: &[u8]) -> Self {
        match text {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => Self::Certificate,
            b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => Self::CertificateRequest,
            b"CMS" | b"PKCS7" | b"PKCS #7 SIGNED DATA" => Self::Cms,
            b"X509 CRL" => Self::Crl,
            b"ENCRYPTED PRIVATE KEY" => Self::EncryptedPrivateKey,
            b"PRIVATE KEY" => Self::PrivateKey,
            b"PUBLIC KEY" => Self::PublicKey,
            _ => Self::Other,
        }
    }
}

/// One block, decoded.
pub(crate) struct Block {
    /// What it says that it holds.
    pub(crate) label: Label,
    /// The octets; wiped when dropped, since they may be a key.
    pub(crate) der: Zeroizing<Vec<u8>>,
}

/// Whether a text has a PEM block.
pub(crate) fn is_pem(text: &[u8]) -> bool {
    find(text, BEGIN).is_some()
}

/// Decodes every block of a file. Offsets of errors count octets of the file.
pub(crate) fn decode_all(text: &[u8]) -> Result<Vec<Block>, ParseError> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(begin) = text.get(at..).and_then(|rest| find(rest, BEGIN)) {
        let start = at + begin;
        let error = |kind| ParseError::new(kind, start as u64, WHAT);
        if blocks.len() == MAX_BLOCKS {
            return Err(error(ParseErrorKind::LimitExceeded));
        }
        let after = text.get(start + BEGIN.len()..).unwrap_or_default();
        let label_len = find(after, DASHES).ok_or(error(ParseErrorKind::Pem))?;
        let (label, after) = after.split_at(label_len);
        if label.iter().any(|octet| !matches!(octet, b' '..=b'~')) {
            return Err(error(ParseErrorKind::Pem));
        }
        let body_and_rest = after.get(DASHES.len()..).unwrap_or_default();
        let body_len = find(body_and_rest, DASHES).ok_or(error(ParseErrorKind::Truncated))?;
        let (body, tail) = body_and_rest.split_at(body_len);
        let tail_after_label = tail
            .strip_prefix(END)
            .and_then(|rest| rest.strip_prefix(label))
            .and_then(|rest| rest.strip_prefix(DASHES))
            .ok_or(error(ParseErrorKind::Pem))?;
        if body.contains(&b':') {
            return Err(error(ParseErrorKind::Pem));
        }
        let der = base64::decode(body, WHAT).map_err(|e| error(e.kind))?;
        blocks.push(Block {
            label: Label::from_text(label),
            der,
        });
        at = text.len() - tail_after_label.len();
    }
    Ok(blocks)
}

/// Writes one block with lines of 64 characters that end in LF; wiped when dropped.
pub(crate) fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    // The crate fails only for labels outside its grammar and for sizes near the address space.
    Zeroizing::new(
        pem_rfc7468::encode_string(label, pem_rfc7468::LineEnding::LF, der).unwrap_or_default(),
    )
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &[u8]) -> ParseErrorKind {
        decode_all(text).map(|_| ()).unwrap_err().kind
    }

    #[test]
    fn reads_blocks_among_other_text() {
        let text = b"\xef\xbb\xbfsubject=\xd1\xea\r\n-----BEGIN CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----\r\n\
            Bag Attributes\n-----BEGIN X509 CRL-----\nMA\nA=\n-----END X509 CRL-----tail";
        let blocks = decode_all(text).unwrap();
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].label, Label::Certificate);
        assert_eq!(blocks[1].label, Label::Crl);
        assert_eq!(blocks[1].der.as_slice(), [0x30, 0]);
    }

    #[test]
    fn rejects_broken_armour() {
        assert_eq!(
            kind(b"-----BEGIN CMS-----\nMAA="),
            ParseErrorKind::Truncated
        );
        assert_eq!(kind(b"-----BEGIN CMS"), ParseErrorKind::Pem);
        assert_eq!(
            kind(b"-----BEGIN CMS-----\nMAA=\n-----END CMR-----"),
            ParseErrorKind::Pem
        );
        assert_eq!(
            kind(b"-----BEGIN CMS-----\nMAA\n-----END CMS-----"),
            ParseErrorKind::Base64
        );
        assert_eq!(
            kind(b"-----BEGIN CMS-----\nA: b\n\nMAA=\n-----END CMS-----"),
            ParseErrorKind::Pem
        );
        assert_eq!(
            kind(b"-----BEGIN CMS-----\nMAA=\n-----BEGIN CMS-----\nMAA=\n-----END CMS-----"),
            ParseErrorKind::Pem
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let der: Vec<u8> = (0..=255).collect();
        let text = encode("PUBLIC KEY", &der);
        assert!(text.lines().all(|line| line.len() <= 64));
        let blocks = decode_all(text.as_bytes()).unwrap();
        assert_eq!(blocks[0].label, Label::PublicKey);
        assert_eq!(blocks[0].der.as_slice(), der);
    }
}
