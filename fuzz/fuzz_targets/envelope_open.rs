// SPDX-License-Identifier: MIT OR Apache-2.0
//! `envelope::Opener`: however the octets are cut, the plaintext, the summary and the error are the same.
//!
//! The first four octets of the input are lengths of pieces, taken in turn (255: all that is left); the rest is the
//! envelope.
#![no_main]

use std::sync::LazyLock;

use gostseal::envelope::{EnvelopeError, Opener, Summary};
use gostseal_fuzz::Keys;
use libfuzzer_sys::fuzz_target;

static KEYS: LazyLock<Keys> = LazyLock::new(Keys::load);

fuzz_target!(|data: &[u8]| {
    let Some((lengths, message)) = data.split_at_checked(4) else {
        return;
    };
    let whole = open([message]);
    let cut = open(Pieces {
        rest: message,
        lengths: lengths.iter().cycle(),
    });
    assert_eq!(whole.0, cut.0, "plaintext depends on the cutting");
    assert_eq!(whole.1, cut.1, "verdict depends on the cutting");
    assert!(whole.0.len() <= message.len());
    if let Ok(summary) = whole.1 {
        assert_eq!(summary.content_len, whole.0.len() as u64);
        assert!(
            summary
                .opened_recipient
                .is_none_or(|opened| opened < summary.recipients)
        );
    }
});

fn open<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<u8>, Result<Summary, EnvelopeError>) {
    let mut opener = Opener::new(&*KEYS);
    let mut plaintext = Vec::new();
    for piece in pieces {
        let before = plaintext.len();
        match opener.update(piece, &mut plaintext) {
            Ok(progress) => {
                assert_eq!(progress.written, plaintext.len() - before);
                assert_eq!(progress.stage, opener.stage());
            }
            Err(error) => {
                let closed = Err(EnvelopeError::AlreadyFinished);
                assert_eq!(opener.update(b"", &mut plaintext), closed);
                return (plaintext, Err(error));
            }
        }
    }
    let summary = opener.finish();
    assert_eq!(opener.finish(), Err(EnvelopeError::AlreadyFinished));
    (plaintext, summary)
}

struct Pieces<'a, L> {
    rest: &'a [u8],
    lengths: L,
}

impl<'a, L: Iterator<Item = &'a u8>> Iterator for Pieces<'a, L> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let length = match self.lengths.next()? {
            // Four zeros would never end.
            0 => 1,
            255 => self.rest.len(),
            &length => usize::from(length),
        };
        let (piece, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        Some(piece)
    }
}
