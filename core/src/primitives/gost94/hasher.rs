// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stages of GOST R 34.11-94 ([RFC 5831, section 7](https://www.rfc-editor.org/rfc/rfc5831#section-7)) over a
//! backend: buffering, length, sum, padding.
//!
//! Wiping: state, length, sum and buffer on drop, the words of a block after each step.

use core::marker::PhantomData;

use digest::block_buffer::EagerBuffer;
use digest::consts::U32;

use super::super::hash_type::Data;
use super::backend::Backend;
use super::boxes::{Boxes, CRYPTOPRO, TEST};
use super::step::Words;
use crate::ct::{Zeroize, Zeroizing};

/// A named set of S-boxes.
pub(crate) trait ParamSet: Clone {
    const NAME: SetName;
}

/// The names.
#[derive(Clone, Copy)]
pub(crate) enum SetName {
    CryptoPro,
    Test,
}

/// `id-GostR3411-94-CryptoProParamSet`.
#[derive(Clone)]
pub(crate) struct CryptoPro;

/// `id-GostR3411-94-TestParamSet`.
#[derive(Clone)]
pub(crate) struct Test;

impl ParamSet for CryptoPro {
    const NAME: SetName = SetName::CryptoPro;
}

impl ParamSet for Test {
    const NAME: SetName = SetName::Test;
}

/// A running hash with the S-boxes of `P` for data of the kind `D`.
#[derive(Clone)]
pub(crate) struct Hasher<D, P> {
    backend: Backend,
    boxes: &'static Boxes,
    h: Words,
    /// L: bits hashed so far.
    length: Words,
    /// Sigma: the sum of the blocks.
    sum: Words,
    buffer: EagerBuffer<U32>,
    kind: PhantomData<(D, P)>,
}

impl<D: Data, P: ParamSet> Default for Hasher<D, P> {
    fn default() -> Self {
        Self::on(if D::SECRET {
            Backend::for_secret()
        } else {
            Backend::for_public()
        })
    }
}

impl<D, P: ParamSet> Hasher<D, P> {
    /// Starts on a backend.
    pub(super) fn on(backend: Backend) -> Self {
        Self {
            backend,
            boxes: match P::NAME {
                SetName::CryptoPro => &CRYPTOPRO,
                SetName::Test => &TEST,
            },
            h: [0; 4],
            length: [0; 4],
            sum: [0; 4],
            buffer: EagerBuffer::default(),
            kind: PhantomData,
        }
    }

    /// Takes octets of the message.
    pub(crate) fn update(&mut self, data: &[u8]) {
        let Self {
            backend,
            boxes,
            h,
            length,
            sum,
            buffer,
            ..
        } = self;
        buffer.digest_blocks(data, |blocks| {
            for block in blocks {
                absorb(*backend, boxes, h, sum, &block.0);
                add(length, &[256, 0, 0, 0]);
            }
        });
    }

    /// Ends the message and writes 32 octets; the hasher is spent and only fit to be dropped.
    pub(crate) fn finish_into(&mut self, out: &mut [u8]) {
        let Self {
            backend,
            boxes,
            h,
            length,
            sum,
            buffer,
            ..
        } = self;
        let octets = buffer.get_pos();
        // A message of whole blocks, the empty one too, has no padded block.
        if octets != 0 {
            let block = Zeroizing::new(buffer.pad_with_zeros().0);
            absorb(*backend, boxes, h, sum, &block);
            add(length, &[8 * octets as u64, 0, 0, 0]);
        }
        backend.compress(boxes, h, length);
        backend.compress(boxes, h, sum);
        for (out, word) in out.chunks_exact_mut(8).zip(h) {
            out.copy_from_slice(&word.to_le_bytes());
        }
    }
}

impl<D, P> Drop for Hasher<D, P> {
    fn drop(&mut self) {
        // The buffer wipes itself.
        self.h.zeroize();
        self.length.zeroize();
        self.sum.zeroize();
    }
}

/// One block.
fn absorb(backend: Backend, boxes: &Boxes, h: &mut Words, sum: &mut Words, block: &[u8; 32]) {
    let (words, _) = block.as_chunks::<8>();
    let block = Zeroizing::new(core::array::from_fn(|i| u64::from_le_bytes(words[i])));
    backend.compress(boxes, h, &block);
    add(sum, &block);
}

/// Adds modulo 2^256.
fn add(sum: &mut Words, term: &Words) {
    let mut carry = false;
    for (sum, term) in sum.iter_mut().zip(term) {
        let (once, first) = sum.overflowing_add(*term);
        let (twice, second) = once.overflowing_add(u64::from(carry));
        *sum = twice;
        carry = first | second;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_carry_through_all_words() {
        let mut sum = [u64::MAX; 4];
        add(&mut sum, &[1, 0, 0, 0]);
        assert_eq!(sum, [0; 4]);
        let mut sum = [u64::MAX; 4];
        add(&mut sum, &[u64::MAX; 4]);
        assert_eq!(sum, [u64::MAX - 1, u64::MAX, u64::MAX, u64::MAX]);
        let mut length = [u64::MAX - 255, u64::MAX, 6, 0];
        add(&mut length, &[256, 0, 0, 0]);
        assert_eq!(length, [0, 0, 7, 0]);
    }
}
