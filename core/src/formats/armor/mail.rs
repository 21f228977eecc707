// SPDX-License-Identifier: MIT OR Apache-2.0
//! The headers of a mail message, as far as they say where an S/MIME message begins ([RFC 8551, section 3.2]).
//!
//! Lines end in CR LF or LF and may be folded. What is before the headers (empty lines, the `From ` line of a mailbox)
//! is passed over. Types that hold a message: `application/pkcs7-mime`, `application/x-pkcs7-mime`, `application/cms` and
//! `application/octet-stream`. A multipart message is gone through for the first part of such a type. The transfer
//! encoding is seen by the body itself: 0x30 begins a SEQUENCE, `M` its base64; only quoted-printable is refused.
//!
//! [RFC 8551, section 3.2]: https://www.rfc-editor.org/rfc/rfc8551#section-3.2

use alloc::vec::Vec;

/// Octets of one header, folded lines included, that are looked at. What is beyond plays no part.
const MAX_HEADER: usize = 4096;

/// What a line was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// One that settles nothing.
    Other,
    /// The end of headers: the body of a message follows.
    Body,
    /// The end of headers that announce a body in an encoding that is not read.
    Refused,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stand {
    /// No line yet but empty ones.
    #[default]
    Before,
    /// In headers.
    Headers,
    /// In text that is no header.
    Text,
}

/// Reads lines and finds the end of the headers of a message.
#[derive(Debug, Default)]
pub(super) struct Mail {
    stand: Stand,
    /// The header that is being read, unfolded.
    header: Vec<u8>,
    /// The line that is being read, without its end; cut at [`MAX_HEADER`].
    line: Vec<u8>,
    /// Content-Type says that the body is a message.
    carries: bool,
    quoted_printable: bool,
    /// In one of the parts of a multipart message, or before them.
    pub(super) multipart: bool,
}

impl Mail {
    /// Takes one octet; what a line was when it ends one.
    pub(super) fn octet(&mut self, octet: u8) -> Line {
        if octet != b'\n' {
            if self.line.len() < MAX_HEADER {
                self.line.push(octet);
            }
            return Line::Other;
        }
        let line = core::mem::take(&mut self.line);
        let verdict = self.line(line.strip_suffix(b"\r").unwrap_or(&line));
        self.line = line;
        self.line.clear();
        verdict
    }

    /// Nothing that follows is a header.
    pub(super) fn give_up(&mut self) {
        self.stand = Stand::Text;
    }

    fn line(&mut self, line: &[u8]) -> Line {
        match (self.stand, line) {
            (Stand::Before, []) => {}
            (Stand::Headers, []) => {
                self.header_ends();
                self.stand = Stand::Text;
                let carries = core::mem::take(&mut self.carries);
                let quoted = core::mem::take(&mut self.quoted_printable);
                match (carries, quoted) {
                    (true, true) => return Line::Refused,
                    (true, false) => return Line::Body,
                    _ => {}
                }
            }
            (Stand::Headers, [b' ' | b'\t', ..]) => {
                let room = MAX_HEADER.saturating_sub(self.header.len());
                self.header
                    .extend_from_slice(line.get(..room).unwrap_or(line));
            }
            (Stand::Before | Stand::Headers, _) if is_header(line) => {
                self.header_ends();
                self.header.extend_from_slice(line);
                self.stand = Stand::Headers;
            }
            (Stand::Before, _) if line.starts_with(b"From ") || line.starts_with(b">From ") => {}
            // A part begins; its headers may be none.
            (_, [b'-', b'-', c, ..]) if self.multipart && *c != b'-' => {
                self.header.clear();
                self.carries = false;
                self.quoted_printable = false;
                self.stand = Stand::Headers;
            }
            _ => self.stand = Stand::Text,
        }
        Line::Other
    }

    /// Looks at the header that has ended.
    fn header_ends(&mut self) {
        let header = core::mem::take(&mut self.header);
        let colon = header.iter().position(|&c| c == b':');
        let (name, value) = header.split_at(colon.unwrap_or(header.len()));
        let value = value.get(1..).unwrap_or_default();
        let word = value
            .split(|&c| c == b';' || c == b'(')
            .next()
            .unwrap_or_default()
            .trim_ascii();
        let is = |text: &str| word.eq_ignore_ascii_case(text.as_bytes());
        if name.trim_ascii_end().eq_ignore_ascii_case(b"content-type") {
            self.carries = is("application/pkcs7-mime")
                || is("application/x-pkcs7-mime")
                || is("application/cms")
                || is("application/octet-stream");
            let prefix = word.get(..10).unwrap_or_default();
            self.multipart |= prefix.eq_ignore_ascii_case(b"multipart/");
        } else if name
            .trim_ascii_end()
            .eq_ignore_ascii_case(b"content-transfer-encoding")
        {
            self.quoted_printable = is("quoted-printable");
        }
    }
}

/// Whether a line begins as `Name:` does.
fn is_header(line: &[u8]) -> bool {
    let name = line.split(|&c| c == b':').next().unwrap_or_default();
    name.len() < line.len() && !name.is_empty() && name.iter().all(|c| matches!(c, b'!'..=b'~'))
}
