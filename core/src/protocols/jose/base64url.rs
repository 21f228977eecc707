// SPDX-License-Identifier: MIT OR Apache-2.0
//! base64url ([RFC 4648, section 5]) as compact tokens use it ([RFC 7515, appendix C]).
//!
//! A text has one reading and an octet string has one writing: padding, white space, the characters `+`
//! and `/`, a length of 1 mod 4 and unused tail bits that are not zero are refused. [`decode_wrapped`] alone
//! forgives line breaks and padding; it serves the fourth part of a JWE, which the bank's documentation and
//! its users' logs hold in wrapped lines. That part too is read in the URL alphabet only: with the standard
//! alphabet a token would have two writings, and no sender of them has been seen.
//!
//! [RFC 4648, section 5]: https://www.rfc-editor.org/rfc/rfc4648#section-5
//! [RFC 7515, appendix C]: https://www.rfc-editor.org/rfc/rfc7515#appendix-C

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};

use super::{TokenError, TokenErrorKind};

/// Writes `octets` without padding.
pub(crate) fn encode(octets: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(octets)
}

/// Reads `text`, which starts `offset` octets into the token. Nothing is forgiven.
pub(crate) fn decode(
    text: &[u8],
    offset: usize,
    what: &'static str,
) -> Result<Vec<u8>, TokenError> {
    let mut octets = alloc::vec![0; text.len() / 4 * 3 + 3];
    let length = match Base64UrlUnpadded::decode(text, &mut octets) {
        Ok(decoded) if text.len() % 4 != 1 => decoded.len(),
        _ => {
            return Err(TokenError::new(
                TokenErrorKind::Base64,
                offset + first_fault(text),
                what,
            ));
        }
    };
    octets.truncate(length);
    Ok(octets)
}

/// Reads `text` as [`decode`] does, after taking out CR and LF wherever they stand and the padding that the
/// length calls for, whole or not at all.
pub(crate) fn decode_wrapped(
    text: &[u8],
    offset: usize,
    what: &'static str,
) -> Result<Vec<u8>, TokenError> {
    let is_break = |octet: &u8| matches!(octet, b'\r' | b'\n');
    let joined: Cow<'_, [u8]> = if text.iter().any(is_break) {
        Cow::Owned(
            text.iter()
                .copied()
                .filter(|octet| !is_break(octet))
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    };
    // Only the padding that completes a group of four is padding; any other `=` is left in place and refused.
    let bare = match joined.len() % 4 {
        0 => joined
            .strip_suffix(b"==")
            .or_else(|| joined.strip_suffix(b"="))
            .unwrap_or(&joined),
        _ => &joined,
    };
    decode(bare, offset, what).map_err(|error| {
        // The offset counts the joined text; with line breaks taken out only the part's start is certain.
        match &joined {
            Cow::Owned(_) => TokenError::new(error.kind, offset, what),
            Cow::Borrowed(_) => error,
        }
    })
}

/// The first octet outside the alphabet, else the last octet: there the length or the tail bits are wrong.
fn first_fault(text: &[u8]) -> usize {
    text.iter()
        .position(|octet| !(octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_')))
        .unwrap_or(text.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(text: &str) -> Result<Vec<u8>, u64> {
        decode(text.as_bytes(), 0, "text").map_err(|error| error.offset)
    }

    fn wrapped(text: &str) -> Option<Vec<u8>> {
        decode_wrapped(text.as_bytes(), 0, "text").ok()
    }

    #[test]
    fn every_length_and_octet_goes_round() {
        for length in 0..300 {
            let octets: Vec<u8> = (0..length).map(|i| (i * 7 + length) as u8).collect();
            assert_eq!(strict(&encode(&octets)), Ok(octets));
        }
    }

    #[test]
    fn refuses_all_but_the_one_writing() {
        assert_eq!(strict("-_8"), Ok(alloc::vec![0xfb, 0xff]));
        for (text, offset) in [
            ("+_8", 0),
            ("-/8", 1),
            ("-_8=", 3),
            ("-_9", 2),
            ("-_8\n", 3),
            (" -_8", 0),
            ("AAAAA", 4),
            ("A", 0),
            ("QQ==", 2),
            ("QR", 1),
            ("QUI\u{0}", 3),
        ] {
            assert_eq!(strict(text), Err(offset), "{text:?}");
        }
    }

    #[test]
    fn each_octet_string_has_one_text_of_two_and_three_characters() {
        let alphabet: Vec<u8> = (0u8..128)
            .filter(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
            .collect();
        let accepted = |length: usize| {
            let mut count = 0;
            for &a in &alphabet {
                for &b in &alphabet {
                    let text = [a, b'A', b];
                    let text = if length == 2 { &[a, b][..] } else { &text[..] };
                    count += usize::from(decode(text, 0, "text").is_ok());
                }
            }
            count
        };
        assert_eq!(accepted(2), 256);
        assert_eq!(accepted(3), 64 * 16);
    }

    #[test]
    fn a_wrapped_text_may_have_line_breaks_and_whole_padding() {
        let octets = Some(b"AB".to_vec());
        for text in ["QUI", "QUI=", "Q\r\nUI", "QUI=\r\n", "\nQ\nU\nI\n=\n"] {
            assert_eq!(wrapped(text), octets, "{text:?}");
        }
        assert_eq!(wrapped("QQ=="), Some(b"A".to_vec()));
        for text in [
            "QUI==", "QQ=", "QQ===", "=QUI", "QU=I", "QUI =", "QUI\t", "Q+I", "QUJD====", "=",
        ] {
            assert_eq!(wrapped(text), None, "{text:?}");
        }
    }
}
