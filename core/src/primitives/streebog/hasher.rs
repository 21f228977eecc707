// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stages of Streebog ([RFC 6986, section 10](https://www.rfc-editor.org/rfc/rfc6986#section-10)) over a backend:
//! buffering, counter, sum, padding.
//!
//! Wiping: state, counter, sum and buffer on drop, the words of a block after each compression.

use core::marker::PhantomData;

use digest::block_buffer::EagerBuffer;
use digest::consts::U64;

use super::super::hash_type::Data;
use super::backend::Backend;
use super::constants::Words;
use crate::ct::{Zeroize, Zeroizing};

/// A running hash of `OCTETS` octets, 32 or 64, for data of the kind `D`.
#[derive(Clone)]
pub(crate) struct Hasher<D, const OCTETS: usize> {
    backend: Backend,
    h: Words,
    /// N: bits hashed so far.
    count: Words,
    /// Sigma: the sum of the blocks.
    sum: Words,
    buffer: EagerBuffer<U64>,
    kind: PhantomData<D>,
}

impl<D: Data, const OCTETS: usize> Default for Hasher<D, OCTETS> {
    fn default() -> Self {
        Self::on(if D::SECRET {
            Backend::for_secret()
        } else {
            Backend::for_public()
        })
    }
}

impl<D, const OCTETS: usize> Hasher<D, OCTETS> {
    /// Starts on a backend.
    pub(super) fn on(backend: Backend) -> Self {
        Self {
            backend,
            h: initial(OCTETS),
            count: [0; 8],
            sum: [0; 8],
            buffer: EagerBuffer::default(),
            kind: PhantomData,
        }
    }

    /// Takes octets of the message.
    pub(crate) fn update(&mut self, data: &[u8]) {
        let Self {
            backend,
            h,
            count,
            sum,
            buffer,
            ..
        } = self;
        buffer.digest_blocks(data, |blocks| {
            for block in blocks {
                absorb(*backend, h, count, sum, &block.0, 64);
            }
        });
    }

    /// Ends the message and writes `OCTETS` octets; the hasher is spent and only fit to be dropped.
    pub(crate) fn finish_into(&mut self, out: &mut [u8]) {
        let Self {
            backend,
            h,
            count,
            sum,
            buffer,
            ..
        } = self;
        let octets = buffer.get_pos();
        let mut block = Zeroizing::new(buffer.pad_with_zeros().0);
        block[octets] = 1;
        absorb(*backend, h, count, sum, &block, octets);
        backend.compress(h, &[0; 8], count);
        backend.compress(h, &[0; 8], sum);
        write(h, out);
    }
}

impl<D, const OCTETS: usize> Drop for Hasher<D, OCTETS> {
    fn drop(&mut self) {
        // The buffer wipes itself.
        self.h.zeroize();
        self.count.zeroize();
        self.sum.zeroize();
    }
}

/// The initial value for a digest of 32 or of 64 octets.
pub(super) fn initial(octets: usize) -> Words {
    [if octets == 32 {
        0x0101_0101_0101_0101
    } else {
        0
    }; 8]
}

/// Writes a digest: the last octets of the state in wire order.
pub(super) fn write(h: &Words, out: &mut [u8]) {
    let skipped = h.len() - out.len() / 8;
    for (out, word) in out.chunks_exact_mut(8).zip(&h[skipped..]) {
        out.copy_from_slice(&word.to_le_bytes());
    }
}

/// One block, of which `octets` are of the message.
fn absorb(
    backend: Backend,
    h: &mut Words,
    count: &mut Words,
    sum: &mut Words,
    block: &[u8; 64],
    octets: usize,
) {
    let block = Zeroizing::new(words(block));
    backend.compress(h, count, &block);
    add_octets(count, octets);
    add(sum, &block);
}

/// The words of a block.
pub(super) fn words(block: &[u8; 64]) -> Words {
    let (words, _) = block.as_chunks::<8>();
    core::array::from_fn(|i| u64::from_le_bytes(words[i]))
}

/// Adds modulo 2^512.
pub(super) fn add(sum: &mut Words, term: &Words) {
    let mut carry = false;
    for (sum, term) in sum.iter_mut().zip(term) {
        let (once, first) = sum.overflowing_add(*term);
        let (twice, second) = once.overflowing_add(u64::from(carry));
        *sum = twice;
        carry = first | second;
    }
}

/// Adds the bits of at most 64 octets to a counter.
pub(super) fn add_octets(count: &mut Words, octets: usize) {
    add(count, &[8 * octets as u64, 0, 0, 0, 0, 0, 0, 0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_carry_through_all_words() {
        let mut sum = [u64::MAX; 8];
        add(&mut sum, &[1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(sum, [0; 8]);
        let mut sum = [u64::MAX; 8];
        add(&mut sum, &[u64::MAX; 8]);
        assert_eq!(
            sum,
            [
                u64::MAX - 1,
                u64::MAX,
                u64::MAX,
                u64::MAX,
                u64::MAX,
                u64::MAX,
                u64::MAX,
                u64::MAX
            ]
        );
        let mut count = [u64::MAX - 511, u64::MAX, u64::MAX, 0, 7, 0, 0, 0];
        add_octets(&mut count, 64);
        assert_eq!(count, [0, 0, 0, 1, 7, 0, 0, 0]);
    }
}
