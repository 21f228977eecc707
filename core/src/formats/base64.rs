// SPDX-License-Identifier: MIT OR Apache-2.0
//! Base64 ([RFC 4648, section 4]) as files have it: padded, with line breaks and spaces anywhere.
//!
//! Decoding is that of the crate `base64ct`, in constant time, since keys stand in PEM. Non-canonical last
//! characters, wrong padding and foreign characters are refused. What is not here: base64url of tokens, which has rules
//! of its own (`protocols::jose`).
//!
//! [RFC 4648, section 4]: https://www.rfc-editor.org/rfc/rfc4648#section-4

use alloc::vec::Vec;

use base64ct::{Base64, Encoding};

use super::{ParseError, ParseErrorKind};
use crate::ct::Zeroizing;

/// Decodes a text; what comes out is wiped when dropped. The error's offset is 0: it is of the text as a whole.
pub(crate) fn decode(text: &[u8], what: &'static str) -> Result<Zeroizing<Vec<u8>>, ParseError> {
    // Enough room from the start: a reallocation would leave a copy that nobody wipes.
    let mut compact = Zeroizing::new(Vec::with_capacity(text.len()));
    compact.extend(text.iter().filter(|octet| !octet.is_ascii_whitespace()));
    let error = || ParseError::new(ParseErrorKind::Base64, 0, what);
    let text = core::str::from_utf8(&compact).map_err(|_| error())?;
    Base64::decode_vec(text)
        .map(Zeroizing::new)
        .map_err(|_| error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_line_breaks_and_wants_padding() {
        assert_eq!(
            decode(b" +/8\r\n=\n", "file").unwrap().as_slice(),
            [0xfb, 0xff]
        );
        assert!(decode(b"", "file").unwrap().is_empty());
        // No padding, the alphabet of base64url, non-zero last bits, octets after the padding, no text.
        for bad in [&b"+/8"[..], b"-_8=", b"+/9=", b"+/8=+/8=", b"\xd0\xb0=="] {
            assert_eq!(
                decode(bad, "file").map_err(|e| e.kind),
                Err(ParseErrorKind::Base64)
            );
        }
    }
}
