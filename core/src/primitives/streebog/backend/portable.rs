// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog by look-ups: eight tables of 256 words, 16 KiB. **For public data only**, for the cache sees
//! the indices.
//!
//! The rounds of the key and of the state are independent of each other and computed side by side.

use super::super::constants::{C, LOOKUP, Words};

/// The compression function g_N(h, m) of RFC 6986, section 8, into `h`.
pub(super) fn compress(h: &mut Words, n: &Words, m: &Words) {
    let mut key = lps(&xor(h, n));
    let mut state = *m;
    for c in &C {
        (key, state) = (lps(&xor(&key, c)), lps(&xor(&state, &key)));
    }
    for i in 0..8 {
        h[i] ^= state[i] ^ key[i] ^ m[i];
    }
}

#[inline(always)]
fn xor(a: &Words, b: &Words) -> Words {
    core::array::from_fn(|i| a[i] ^ b[i])
}

/// L(P(S(x))).
#[inline(always)]
fn lps(x: &Words) -> Words {
    let mut sums = [0; 8];
    for (table, mut word) in LOOKUP.iter().zip(*x) {
        for sum in &mut sums {
            *sum ^= table[usize::from(word as u8)];
            word >>= 8;
        }
    }
    sums
}
