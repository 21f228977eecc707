// SPDX-License-Identifier: MIT OR Apache-2.0
//! Base64 piece by piece. The decoding is that of the crate `base64ct`; here its groups are put together.
//!
//! White space may stand anywhere. Refused, as `formats::base64` does: a missing or misplaced padding, last characters
//! that are not canonical, foreign characters. All octets of the groups before the one that is refused are given out,
//! so where an error is found depends on the text alone.

use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

/// Characters that are decoded at once, a multiple of four.
const BLOCK: usize = 16 << 10;

/// Where a piece of text stopped being base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Nowhere: all of it was taken.
    End,
    /// At this octet, which is no character of base64 and no white space.
    Foreign(usize),
    /// At this octet: the group that ends here is not base64, or none may stand here.
    Bad(usize),
}

/// The decoder.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Characters without white space that are not decoded yet; less than four between calls.
    compact: Vec<u8>,
    /// A padded group has come, after which none may.
    padded: bool,
}

const DIGIT: u8 = 0;
const PADDING: u8 = 1;
const SPACE: u8 = 2;
const FOREIGN: u8 = 3;

/// What a character is.
const CLASS: [u8; 256] = {
    let mut table = [FOREIGN; 256];
    let mut i = 0;
    while i < 256 {
        let c = i as u8;
        if c.is_ascii_alphanumeric() || c == b'+' || c == b'/' {
            table[i] = DIGIT;
        } else if c == b'=' {
            table[i] = PADDING;
        } else if c.is_ascii_whitespace() {
            table[i] = SPACE;
        }
        i += 1;
    }
    table
};

/// Whether a character may stand in base64, the padding included.
pub(super) fn is_digit(c: u8) -> bool {
    CLASS[usize::from(c)] <= PADDING
}

impl Decoder {
    /// Decodes `text` and appends the octets to `out`.
    pub(super) fn push(&mut self, text: &[u8], out: &mut Vec<u8>) -> Stop {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let class = CLASS[usize::from(rest[0])];
            if class == SPACE {
                at += 1;
            } else if class == FOREIGN {
                self.flush(out);
                return Stop::Foreign(at);
            } else if self.padded {
                return Stop::Bad(at);
            } else if class == PADDING
                || self.compact.last() == Some(&b'=')
                || self.compact.get(2) == Some(&b'=')
            {
                // The last group, which is judged when it is complete.
                self.flush(out);
                self.compact.push(rest[0]);
                if self.compact.len() == 4 {
                    if !decode(&self.compact, out) {
                        return Stop::Bad(at);
                    }
                    self.padded = true;
                    self.compact.clear();
                }
                at += 1;
            } else {
                let run = rest.iter().position(|&c| CLASS[usize::from(c)] != DIGIT);
                let run = run.unwrap_or(rest.len()).min(BLOCK - self.compact.len());
                self.compact.extend_from_slice(&rest[..run]);
                at += run;
                if self.compact.len() == BLOCK {
                    self.flush(out);
                }
            }
        }
        self.flush(out);
        Stop::End
    }

    /// Whether the text may end here: no group is begun.
    pub(super) fn is_whole(&self) -> bool {
        self.compact.is_empty()
    }

    /// Decodes the whole groups, which are without padding and therefore good.
    fn flush(&mut self, out: &mut Vec<u8>) {
        let whole = self.compact.len() / 4 * 4;
        decode(&self.compact[..whole], out);
        self.compact.drain(..whole);
    }
}

fn decode(groups: &[u8], out: &mut Vec<u8>) -> bool {
    if groups.is_empty() {
        return true;
    }
    let Ok(text) = core::str::from_utf8(groups) else {
        return false;
    };
    let start = out.len();
    out.resize(start + groups.len() / 4 * 3, 0);
    let room = out.get_mut(start..).unwrap_or_default();
    match Base64::decode(text, room).map(<[u8]>::len) {
        Ok(len) => {
            out.truncate(start + len);
            true
        }
        Err(_) => {
            out.truncate(start);
            false
        }
    }
}
