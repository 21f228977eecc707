// SPDX-License-Identifier: MIT OR Apache-2.0
//! `layers::Layers`, with the armour of each layer: however the octets are cut, the content, the layers and the error are
//! the same, and nothing comes out in pieces without bounds.
//!
//! The first four octets of the input are lengths of pieces, taken in turn (255: all that is left); the rest is the
//! outermost layer.
#![no_main]

use std::sync::LazyLock;

use gostseal::armor::Form;
use gostseal::layers::{Content, LayerError, Layers};
use gostseal_fuzz::Keys;
use libfuzzer_sys::fuzz_target;

static KEYS: LazyLock<Keys> = LazyLock::new(Keys::load);

/// What 64 KiB or more of content ends, and one piece more.
const MOST: usize = (64 << 10) + (32 << 10);

type Opened = (
    Vec<u8>,
    Result<(Vec<(&'static str, Form)>, Content), LayerError>,
);

fuzz_target!(|data: &[u8]| {
    let Some((lengths, message)) = data.split_at_checked(4) else {
        return;
    };
    let mut rest = message;
    let mut pieces = Vec::new();
    for &length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let length = match length {
            // Four zeros would never end.
            0 => 1,
            255 => rest.len(),
            length => usize::from(length).min(rest.len()),
        };
        let (piece, tail) = rest.split_at(length);
        pieces.push(piece);
        rest = tail;
    }
    assert_eq!(open(&[message]), open(&pieces), "it depends on the cutting");
});

fn open(pieces: &[&[u8]]) -> Opened {
    let mut layers = Layers::new(&*KEYS);
    let (mut content, mut out) = (Vec::new(), Vec::new());
    for &piece in pieces {
        let mut piece = piece;
        while !piece.is_empty() {
            let taken = layers.update(piece, &mut out);
            assert!(out.len() <= MOST);
            content.append(&mut out);
            match taken {
                Ok(taken) => piece = &piece[taken..],
                Err(error) => return (content, Err(error)),
            }
        }
    }
    loop {
        let end = layers.finish(&mut out);
        assert!(out.len() <= MOST);
        content.append(&mut out);
        match end {
            Ok(None) => {}
            Ok(Some(unwrapped)) => {
                assert_eq!(unwrapped.content_len, content.len() as u64);
                let seen = unwrapped.layers.iter();
                let seen = seen.map(|layer| (layer.name(), layer.form())).collect();
                return (content, Ok((seen, unwrapped.content)));
            }
            Err(error) => return (content, Err(error)),
        }
    }
}
