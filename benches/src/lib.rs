// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the benchmarks share: sizes, input, keys, the clock, the rivals and the names of rows.
//!
//! A benchmark is named `<group>/<implementation>/<size>`: the group by its standard's name and what is done, ours with
//! the backend that computes (`gostseal-avx2`), each rival by the project it is from, on the same input in the same
//! group. `bench-report` reads these names; it runs each program once for every set of instructions that is denied in
//! turn, so that each backend has a row.
#![deny(unsafe_code)]

pub mod backend;
pub mod clock;
pub mod curves;
pub mod pki;
pub mod rivals;
pub mod transport;

/// Sizes of input in octets, and their names. 446 octets are the ciphertext of a short user-info.
pub const SIZES: [(usize, &str); 7] = [
    (32, "32B"),
    (446, "446B"),
    (1 << 10, "1KiB"),
    (8 << 10, "8KiB"),
    (16 << 10, "16KiB"),
    (64 << 10, "64KiB"),
    (1 << 20, "1MiB"),
];

const PAGE: usize = 4096;

/// Input of one size: octets without pattern, at another offset in a page each time it is asked for.
///
/// Where input stands against lines and pages of the cache can change a figure by several percent. So no
/// implementation has a place of its own.
#[derive(Clone, Debug)]
pub struct Input {
    octets: Vec<u8>,
    size: usize,
    state: u64,
}

impl Input {
    /// `size` octets, the same in each run.
    pub fn new(size: usize) -> Self {
        let mut input = Self {
            octets: Vec::new(),
            size,
            state: 0x9e37_79b9_7f4a_7c15,
        };
        input.octets = (0..size + PAGE).map(|_| input.next() as u8).collect();
        input
    }

    /// The octets, at the next offset.
    pub fn get(&mut self) -> &mut [u8] {
        let offset = self.next() as usize % PAGE;
        &mut self.octets[offset..offset + self.size]
    }

    /// xorshift64*: statistics are all that is asked of it.
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    }
}
