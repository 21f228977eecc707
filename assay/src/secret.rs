// SPDX-License-Identifier: MIT OR Apache-2.0
//! Octets that memcheck takes for secrets.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use crate::inputs::pattern;
use crate::valgrind::classify;

/// A copy of the octets, secret.
pub fn secret(octets: &[u8]) -> Vec<u8> {
    let mut octets = octets.to_vec();
    classify(&mut octets);
    octets
}

/// A secret of a fixed length.
pub fn secret_array<const N: usize>(seed: u8) -> [u8; N] {
    let mut octets = core::array::from_fn(|i| (i as u8).wrapping_mul(73) ^ seed);
    classify(&mut octets);
    octets
}

/// A random source whose octets are the same in every run and secret where they are for a key.
///
/// Requests of 8 octets are for an IV or a UKM, which are sent in the clear. What is drawn is below every order.
#[derive(Debug)]
pub struct Secrets(u8);

impl Secrets {
    /// Another seed gives other octets.
    pub fn new(seed: u8) -> Self {
        Self(seed)
    }
}

impl TryRng for Secrets {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0 = self.0.wrapping_add(29);
        out.copy_from_slice(&pattern(self.0, out.len()));
        if let [.., top] = out {
            *top = 1;
        }
        if out.len() > 8 {
            classify(out);
        }
        Ok(())
    }
}

impl TryCryptoRng for Secrets {}
