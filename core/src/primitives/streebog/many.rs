// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several messages hashed at once, each in a lane of the backend.
//!
//! A lane that has finished its message takes the next one, so messages of different lengths keep all lanes busy until
//! the last ones run out. Public data only.

use super::constants::Words;
use super::hasher::{add, add_octets, words};

/// A message on its way through a lane.
struct Stream<'a> {
    /// Its place in the list.
    number: usize,
    rest: &'a [u8],
    step: Step,
    count: Words,
    sum: Words,
}

/// What comes next for a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A block of 64 octets, or the padded last one.
    Block,
    /// The length.
    Length,
    /// The sum of all blocks, the last step.
    Sum,
    /// Nothing.
    Done,
}

impl Stream<'_> {
    /// N and m of the next compression.
    fn next(&mut self) -> (Words, Words) {
        match self.step {
            Step::Block => {
                let count = self.count;
                let block = match self.rest.split_first_chunk::<64>() {
                    Some((block, rest)) => {
                        self.rest = rest;
                        add_octets(&mut self.count, 64);
                        words(block)
                    }
                    None => {
                        let mut block = [0; 64];
                        block[..self.rest.len()].copy_from_slice(self.rest);
                        block[self.rest.len()] = 1;
                        add_octets(&mut self.count, self.rest.len());
                        self.step = Step::Length;
                        words(&block)
                    }
                };
                add(&mut self.sum, &block);
                (count, block)
            }
            Step::Length => {
                self.step = Step::Sum;
                ([0; 8], self.count)
            }
            Step::Sum | Step::Done => {
                self.step = Step::Done;
                ([0; 8], self.sum)
            }
        }
    }
}

/// Hashes the messages; `done` gets the number of each and its final state, in no given order.
///
/// `lanes` compresses `LANES` streams at once, `single` one.
pub(super) fn hash<'a, const LANES: usize>(
    single: impl Fn(&mut Words, &Words, &Words),
    lanes: impl Fn(&mut [Words; LANES], &[Words; LANES], &[Words; LANES]),
    initial: &Words,
    messages: &[&'a [u8]],
    mut done: impl FnMut(usize, &Words),
) {
    let mut waiting = messages.iter().enumerate();
    let mut streams: [Option<Stream<'a>>; LANES] = [const { None }; LANES];
    let (mut h, mut n, mut m) = ([[0; 8]; LANES], [[0; 8]; LANES], [[0; 8]; LANES]);
    loop {
        let mut active = 0;
        for lane in 0..LANES {
            if streams[lane].is_none()
                && let Some((number, rest)) = waiting.next()
            {
                h[lane] = *initial;
                streams[lane] = Some(Stream {
                    number,
                    rest,
                    step: Step::Block,
                    count: [0; 8],
                    sum: [0; 8],
                });
            }
            if let Some(stream) = &mut streams[lane] {
                (n[lane], m[lane]) = stream.next();
                active += 1;
            }
        }
        if active == 0 {
            return;
        }
        // A lane by itself costs more than its share of all lanes, but less than half of them.
        if 2 * active > LANES {
            lanes(&mut h, &n, &m);
        } else {
            for lane in (0..LANES).filter(|&lane| streams[lane].is_some()) {
                single(&mut h[lane], &n[lane], &m[lane]);
            }
        }
        for (stream, h) in streams.iter_mut().zip(&h) {
            if let Some(Stream { number, .. }) = stream.take_if(|stream| stream.step == Step::Done)
            {
                done(number, h);
            }
        }
    }
}
