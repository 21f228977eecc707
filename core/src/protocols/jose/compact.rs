// SPDX-License-Identifier: MIT OR Apache-2.0
//! The compact serialization: parts between dots ([RFC 7515, section 7.1], [RFC 7516, section 7.1]).
//!
//! Two dots make a JWS, four a JWE, any other number neither. No more than six parts are ever looked at, so a
//! text of nothing but dots costs nothing.
//!
//! [RFC 7515, section 7.1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.1
//! [RFC 7516, section 7.1]: https://www.rfc-editor.org/rfc/rfc7516#section-7.1

use super::{TokenError, TokenErrorKind};

/// One part of a token and where it starts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) offset: usize,
}

/// A text cut at its dots.
pub(crate) enum Compact<'a> {
    /// Header, payload, signature.
    Jws([Part<'a>; 3]),
    /// Header, encrypted key, initialization vector, ciphertext, authentication tag.
    Jwe([Part<'a>; 5]),
}

impl<'a> Compact<'a> {
    /// Cuts `text`.
    pub(crate) fn split(text: &'a [u8]) -> Result<Self, TokenError> {
        let mut parts = [Part::default(); 5];
        let mut count = 0;
        let mut offset = 0;
        for piece in text.split(|&octet| octet == b'.') {
            let Some(part) = parts.get_mut(count) else {
                return Err(TokenError::new(
                    TokenErrorKind::Compact,
                    offset,
                    "compact token",
                ));
            };
            *part = Part {
                text: piece,
                offset,
            };
            offset += piece.len() + 1;
            count += 1;
        }
        let [a, b, c, d, e] = parts;
        match count {
            3 => Ok(Self::Jws([a, b, c])),
            5 => Ok(Self::Jwe([a, b, c, d, e])),
            _ => Err(TokenError::new(
                TokenErrorKind::Compact,
                text.len(),
                "compact token",
            )),
        }
    }
}

impl Part<'_> {
    /// Fails when nothing stands in the part.
    pub(crate) fn required(self, what: &'static str) -> Result<Self, TokenError> {
        if self.text.is_empty() {
            return Err(TokenError::new(TokenErrorKind::Compact, self.offset, what));
        }
        Ok(self)
    }

    /// Fails when anything stands in the part.
    pub(crate) fn empty(self, what: &'static str) -> Result<(), TokenError> {
        if !self.text.is_empty() {
            return Err(TokenError::new(TokenErrorKind::Compact, self.offset, what));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<usize> {
        match Compact::split(text.as_bytes()) {
            Ok(Compact::Jws(_)) => Some(3),
            Ok(Compact::Jwe(_)) => Some(5),
            Err(error) => {
                assert_eq!(error.kind, TokenErrorKind::Compact);
                None
            }
        }
    }

    #[test]
    fn counts_the_dots() {
        assert_eq!(parts("a.b.c"), Some(3));
        assert_eq!(parts(".."), Some(3));
        assert_eq!(parts("a...d."), Some(5));
        for text in [
            "",
            "a",
            "a.b",
            "a.b.c.d",
            "a.b.c.d.e.f",
            ".....",
            &".".repeat(100_000),
        ] {
            assert_eq!(parts(text), None);
        }
    }

    #[test]
    fn knows_where_each_part_starts() {
        let Ok(Compact::Jwe(parts)) = Compact::split(b"ab...cde.") else {
            panic!("no JWE")
        };
        assert_eq!(parts.map(|part| part.offset), [0, 3, 4, 5, 9]);
        assert_eq!(parts[3].text, b"cde");
    }
}
