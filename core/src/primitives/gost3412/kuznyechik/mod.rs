// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kuznyechik, the cipher of 128-bit blocks in GOST R 34.12-2015.
//!
//! Specification: [RFC 7801](https://www.rfc-editor.org/rfc/rfc7801). The octets of a block and of a key are those of the
//! wire, the most significant first. The modes are in `gost3413`.
//!
//! | file | holds |
//! |---|---|
//! | `constants` | the linear map and the constants of the key schedule |
//! | `backend` | the instruction sets, behind one narrow seam |
//!
//! Own code rather than the crate `kuznyechik`, which indexes tables of 64 KiB by secrets. Here no table is indexed by a
//! secret and no branch depends on one.

mod backend;
mod constants;

#[cfg(test)]
mod tests;

pub(crate) use backend::Backend;

use cipher::consts::U32;
use cipher::{Key, KeyInit, KeySizeUser};

use crate::ct::Zeroize;
use crate::primitives::gost28147::block_cipher_traits;

/// A block, as on the wire.
pub(super) type Block = [u8; 16];

/// The round keys K_1 to K_10, wiped on drop.
pub(super) struct RoundKeys([Block; 10]);

impl RoundKeys {
    /// RFC 7801, section 4.3; `lsx(k, x)` does L(S(x xor k)).
    fn expand(key: &[u8; 32], lsx: impl Fn(&Block, &mut Block)) -> Self {
        let mut keys = Self([[0; 16]; 10]);
        let (halves, _) = key.as_chunks::<16>();
        keys.0[..2].copy_from_slice(halves);
        let [mut left, mut right] = [halves[0], halves[1]];
        for (constants, pair) in constants::ITERATION
            .as_chunks::<8>()
            .0
            .iter()
            .zip(keys.0[2..].as_chunks_mut::<2>().0)
        {
            for constant in constants {
                let mut image = left;
                lsx(constant, &mut image);
                let sum = u128::from_ne_bytes(image) ^ u128::from_ne_bytes(right);
                right = left;
                left = sum.to_ne_bytes();
                image.zeroize();
            }
            *pair = [left, right];
        }
        left.zeroize();
        right.zeroize();
        keys
    }
}

impl Drop for RoundKeys {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The block cipher Kuznyechik under one key.
///
/// Constant time in key and data. The key is wiped on drop. Blocks of 16 octets encrypted one by one (ECB) are for key
/// wrap and tests; for data take a mode.
pub struct Kuznyechik {
    keys: RoundKeys,
    backend: Backend,
}

impl Kuznyechik {
    /// Takes a key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self::with_backend(key, Backend::best())
    }

    pub(crate) fn with_backend(key: &[u8; 32], backend: Backend) -> Self {
        Self {
            keys: RoundKeys::expand(key, |k, x| backend.lsx(k, x)),
            backend,
        }
    }

    /// Another key on the same backend.
    pub(crate) fn rekeyed(&self, key: &[u8; 32]) -> Self {
        Self::with_backend(key, self.backend)
    }

    /// Encrypts each block in place, independently of the others (ECB).
    pub fn encrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.backend.encrypt_blocks(&self.keys, blocks);
    }

    /// Decrypts each block in place, independently of the others (ECB).
    pub fn decrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.backend.decrypt_blocks(&self.keys, blocks);
    }
}

block_cipher_traits!(Kuznyechik, U16);

impl KeySizeUser for Kuznyechik {
    type KeySize = U32;
}

impl KeyInit for Kuznyechik {
    fn new(key: &Key<Self>) -> Self {
        Self::new(&key.0)
    }
}

/// Prints the name only.
impl core::fmt::Debug for Kuznyechik {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Kuznyechik { .. }")
    }
}
