// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lines around a PEM block, octet by octet: BEGIN anywhere in a text, the headers inside, END.

use alloc::vec::Vec;

use super::decoder;
use crate::formats::pem::Label;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// Octets of a label; the longest in use has 26.
const MAX_LABEL: usize = 128;
/// Octets of the first line of a block that are kept until it is known that it is no header.
const MAX_NAME: usize = 96;

/// Finds `-----BEGIN ` in a text.
#[derive(Debug, Default)]
pub(super) struct Finder(usize);

impl Finder {
    /// Takes one octet; true when the words end with it.
    pub(super) fn octet(&mut self, octet: u8) -> bool {
        // The only overlaps of the words with themselves are their dashes.
        self.0 = match (octet, self.0) {
            (_, at) if BEGIN.get(at) == Some(&octet) => at + 1,
            (b'-', 5) => 5,
            (b'-', _) => 1,
            _ => 0,
        };
        if self.0 == BEGIN.len() {
            self.0 = 0;
            return true;
        }
        false
    }
}

/// A step through the lines around a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// More octets are needed.
    More,
    /// This part is complete.
    Done,
    /// It is broken.
    Broken,
}

/// The label of a BEGIN line.
#[derive(Debug, Default)]
pub(super) struct LabelText(Vec<u8>);

impl LabelText {
    /// Takes one octet after `-----BEGIN `.
    pub(super) fn octet(&mut self, octet: u8) -> Step {
        if !matches!(octet, b' '..=b'~') || self.0.len() >= MAX_LABEL + DASHES.len() {
            return Step::Broken;
        }
        self.0.push(octet);
        if self.0.ends_with(DASHES) {
            self.0.truncate(self.0.len() - DASHES.len());
            return Step::Done;
        }
        Step::More
    }

    /// Whether the block may be a message: it does not say that it is something else.
    pub(super) fn may_be_message(&self) -> bool {
        matches!(Label::from_text(&self.0), Label::Cms | Label::Other)
    }

    /// The END line that closes the block.
    pub(super) fn end_line(&self) -> EndLine {
        EndLine {
            expected: [END, &self.0, DASHES].concat(),
            seen: 0,
        }
    }
}

/// What the beginning of a block is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// More octets are needed.
    More,
    /// Base64, whose first characters are [`Headers::kept`]. The octet was not taken.
    Body,
    /// The END line has begun, with so many dashes; what was kept is base64. The octet was taken.
    End(usize),
    /// The block is encrypted, as old keys are.
    Encrypted,
}

/// The headers between BEGIN and the base64 (`Proc-Type`, `Comment`), which say nothing of the message.
#[derive(Debug)]
pub(super) struct Headers {
    line: Vec<u8>,
    in_header: bool,
}

impl Headers {
    pub(super) fn new() -> Self {
        Self {
            line: Vec::new(),
            in_header: false,
        }
    }

    /// The characters of base64 that were taken for the beginning of a header.
    pub(super) fn kept(&self) -> &[u8] {
        &self.line
    }

    /// Takes one octet after the BEGIN line or after a header.
    pub(super) fn octet(&mut self, octet: u8) -> Beginning {
        if self.in_header {
            if octet == b'\n' {
                self.in_header = false;
                let line = core::mem::take(&mut self.line);
                if line.starts_with(b"Proc-Type") && line.ends_with(b"ENCRYPTED") {
                    return Beginning::Encrypted;
                }
            } else if octet != b'\r' && self.line.len() < MAX_NAME {
                self.line.push(octet);
            }
            return Beginning::More;
        }
        match octet {
            _ if self.line.is_empty() && octet.is_ascii_whitespace() => {}
            b':' if !self.line.is_empty() => {
                self.line.push(octet);
                self.in_header = true;
            }
            b'-' if self.line.is_empty() => return Beginning::End(1),
            b'-' if self.line.ends_with(b"-") => {
                self.line.pop();
                return Beginning::End(2);
            }
            b'=' => return Beginning::Body,
            _ if self.line.len() < MAX_NAME && (octet == b'-' || decoder::is_digit(octet)) => {
                self.line.push(octet);
            }
            _ => return Beginning::Body,
        }
        Beginning::More
    }
}

/// The END line of a block.
#[derive(Debug)]
pub(super) struct EndLine {
    expected: Vec<u8>,
    seen: usize,
}

impl EndLine {
    /// Takes one octet of the line.
    pub(super) fn octet(&mut self, octet: u8) -> Step {
        if self.expected.get(self.seen) != Some(&octet) {
            return Step::Broken;
        }
        self.seen += 1;
        if self.seen == self.expected.len() {
            Step::Done
        } else {
            Step::More
        }
    }
}
