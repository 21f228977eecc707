// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recognises what a file is written in: DER or BER, PEM, or bare base64.
//!
//! A first octet 0x30 is a SEQUENCE and the file is taken as it stands. A file with a PEM block is PEM. All else
//! must be base64 of a SEQUENCE, which is how certificates are pasted into web forms. Nothing is tried twice: base64 of a
//! SEQUENCE begins with `M`, so the three never overlap.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Deref;

use super::pem::{self, Label};
use super::{ParseError, ParseErrorKind, base64};
use crate::ct::Zeroizing;

/// One structure of a file: its octets, and its PEM label where it has one.
pub struct Encoded<'a> {
    label: Option<Label>,
    octets: Octets<'a>,
}

enum Octets<'a> {
    Borrowed(&'a [u8]),
    Decoded(Zeroizing<Vec<u8>>),
}

impl Encoded<'_> {
    /// What its PEM block says that it holds; `None` for DER and bare base64.
    pub fn label(&self) -> Option<Label> {
        self.label
    }
}

/// The DER or BER octets. Decoded ones are wiped when dropped, since they may be a key.
impl Deref for Encoded<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.octets {
            Octets::Borrowed(octets) => octets,
            Octets::Decoded(octets) => octets,
        }
    }
}

/// Decodes a file of any of the three forms; `what` names it in errors.
///
/// Gives at least one structure; more than one only from PEM. DER is not looked into: what follows the
/// structure is for its reader to refuse.
///
/// # Errors
/// [`ParseErrorKind::Truncated`] for an empty file, [`ParseErrorKind::UnknownFormat`] for one of no form,
/// [`ParseErrorKind::Pem`] and [`ParseErrorKind::Base64`] for broken text.
pub fn decode_any<'a>(input: &'a [u8], what: &'static str) -> Result<Vec<Encoded<'a>>, ParseError> {
    if input.is_empty() {
        return Err(ParseError::new(ParseErrorKind::Truncated, 0, what));
    }
    if input.first() == Some(&0x30) {
        return Ok(vec![Encoded {
            label: None,
            octets: Octets::Borrowed(input),
        }]);
    }
    if pem::is_pem(input) {
        let blocks = pem::decode_all(input)?;
        let encoded = |block: pem::Block| Encoded {
            label: Some(block.label),
            octets: Octets::Decoded(block.der),
        };
        return Ok(blocks.into_iter().map(encoded).collect());
    }
    let text = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let text_like = |octet: &u8| octet.is_ascii_whitespace() || matches!(octet, b'!'..=b'~');
    if !text.trim_ascii_start().starts_with(b"M") || !text.iter().all(text_like) {
        return Err(ParseError::new(ParseErrorKind::UnknownFormat, 0, what));
    }
    let octets = base64::decode(text, what)?;
    if octets.first() != Some(&0x30) {
        return Err(ParseError::new(ParseErrorKind::UnknownFormat, 0, what));
    }
    Ok(vec![Encoded {
        label: None,
        octets: Octets::Decoded(octets),
    }])
}

/// Decodes a file and gives its first structure that is unlabelled or has a label of `labels`.
pub(crate) fn decode_one<'a>(
    input: &'a [u8],
    labels: &[Label],
    what: &'static str,
) -> Result<Encoded<'a>, ParseError> {
    let fits = |encoded: &Encoded<'_>| encoded.label.is_none_or(|label| labels.contains(&label));
    decode_any(input, what)?
        .into_iter()
        .find(fits)
        .ok_or(ParseError::new(ParseErrorKind::Pem, 0, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(input: &[u8]) -> ParseErrorKind {
        decode_any(input, "file").map(|_| ()).unwrap_err().kind
    }

    #[test]
    fn recognises_der_pem_and_bare_base64() {
        for input in [
            &b"\x30\x00"[..],
            b"MAA=",
            b"\xef\xbb\xbf M\r\nAA=\n",
            b"x\n-----BEGIN CMS-----\nMAA=\n-----END CMS-----",
        ] {
            let found = decode_any(input, "file").unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(&*found[0], b"\x30\x00");
        }
    }

    #[test]
    fn refuses_what_is_none_of_them() {
        assert_eq!(kind(b""), ParseErrorKind::Truncated);
        assert_eq!(kind(b"hello"), ParseErrorKind::UnknownFormat);
        assert_eq!(kind(b"Mhello world"), ParseErrorKind::Base64);
        assert_eq!(kind(b"M\x00\x01"), ParseErrorKind::UnknownFormat);
        assert_eq!(kind(b"\x00\x01"), ParseErrorKind::UnknownFormat);
    }

    #[test]
    fn takes_the_first_block_with_a_fitting_label() {
        let text = b"-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n-----BEGIN CERTIFICATE-----\nMAECAQA=\n-----END CERTIFICATE-----";
        assert_eq!(
            decode_one(text, &[Label::Certificate], "certificate")
                .unwrap()
                .len(),
            5
        );
        let missing = decode_one(text, &[Label::PublicKey], "public key")
            .map(|_| ())
            .unwrap_err();
        assert_eq!(missing.kind, ParseErrorKind::Pem);
    }
}
