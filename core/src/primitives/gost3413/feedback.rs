// SPDX-License-Identifier: MIT OR Apache-2.0
//! CBC, CFB and OFB of GOST R 34.13-2015, sections 5.3 to 5.5.
//!
//! The register holds z blocks, z being 1 or more, and begins as the IV. With block i the oldest of them goes and another
//! comes: in CBC and CFB the ciphertext, in OFB the gamma. So block i depends on block i - z, and up to z blocks are
//! encrypted at once; the decryptors take more. The part of a register that the standard calls s is a whole block here,
//! as all published examples and all deployed software have it.
//!
//! CBC takes whole blocks: padding is the caller's. In CFB and OFB a last partial block takes the leading octets of its
//! gamma. **None of the three is authenticated.** In CFB and OFB a key and IV used twice give away the sum of the plaintexts, in
//! CBC equal beginnings; the IV of CBC must be unpredictable.

use alloc::vec::Vec;

use super::InvalidIv;
use super::cipher::{BATCH, Block, BlockOf, Gost3412, wipe};
use crate::ct::Zeroize;

/// Encrypts in CBC. The content is not authenticated. Wiped on drop.
pub struct CbcEncryptor<C: Gost3412>(State<C>);

/// Decrypts in CBC. The content is not authenticated: altered ciphertext gives altered plaintext. Wiped on drop.
pub struct CbcDecryptor<C: Gost3412>(State<C>);

/// Encrypts in CFB. The content is not authenticated. Wiped on drop.
pub struct CfbEncryptor<C: Gost3412>(State<C>);

/// Decrypts in CFB. The content is not authenticated: altered ciphertext gives altered plaintext. Wiped on drop.
pub struct CfbDecryptor<C: Gost3412>(State<C>);

/// Encrypts and decrypts in OFB, which is the same. The content is not authenticated. Wiped on drop.
pub struct Ofb<C: Gost3412>(State<C>);

macro_rules! mode {
    ($name:ident) => {
        impl<C: Gost3412> $name<C> {
            /// Takes key and IV, of one block or more.
            ///
            /// # Errors
            ///
            /// [`InvalidIv`] if the IV is empty or has a partial block.
            pub fn new(key: &[u8; 32], iv: &[u8]) -> Result<Self, InvalidIv> {
                Self::with_cipher(C::new(key), iv)
            }

            pub(crate) fn with_cipher(cipher: C, iv: &[u8]) -> Result<Self, InvalidIv> {
                State::new(cipher, iv).map(Self)
            }
        }

        /// Prints the name only.
        impl<C: Gost3412> core::fmt::Debug for $name<C> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }
    };
}

mode!(CbcEncryptor);
mode!(CbcDecryptor);
mode!(CfbEncryptor);
mode!(CfbDecryptor);
mode!(Ofb);

impl<C: Gost3412> CbcEncryptor<C> {
    /// Encrypts the next blocks in place.
    pub fn encrypt_blocks(&mut self, blocks: &mut [C::Block]) {
        self.0.by_runs(blocks, |cipher, register, blocks| {
            xor(blocks, register);
            cipher.encrypt_blocks(blocks);
            register.copy_from_slice(blocks);
        });
    }
}

impl<C: Gost3412> CbcDecryptor<C> {
    /// Decrypts the next blocks in place.
    pub fn decrypt_blocks(&mut self, blocks: &mut [C::Block]) {
        let mut feedback = [BlockOf::<C>::default(); BATCH];
        for batch in blocks.chunks_mut(BATCH) {
            let feedback = &mut feedback[..batch.len()];
            self.0.pass(batch, feedback);
            self.0.cipher.decrypt_blocks(batch);
            xor(batch, feedback);
        }
    }
}

impl<C: Gost3412> CfbEncryptor<C> {
    /// Encrypts the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        let keep = |register: &mut u8, before: u8, gamma: u8| *register = before ^ gamma;
        let (whole, tail) = self.0.finish_block(data, keep);
        self.0.by_runs(whole, |cipher, register, blocks| {
            cipher.encrypt_blocks(register);
            xor(blocks, register);
            register.copy_from_slice(blocks);
        });
        self.0.begin_block(tail, keep);
    }
}

impl<C: Gost3412> CfbDecryptor<C> {
    /// Decrypts the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        let keep = |register: &mut u8, before: u8, _| *register = before;
        let (whole, tail) = self.0.finish_block(data, keep);
        let mut buffer = [BlockOf::<C>::default(); BATCH];
        for batch in whole.chunks_mut(BATCH) {
            let gamma = &mut buffer[..batch.len()];
            self.0.pass(batch, gamma);
            self.0.cipher.encrypt_blocks(gamma);
            xor(batch, gamma);
        }
        let used = whole.len().min(BATCH);
        wipe(&mut buffer[..used]);
        self.0.begin_block(tail, keep);
    }
}

impl<C: Gost3412> Ofb<C> {
    /// Does the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        let keep = |register: &mut u8, _, gamma: u8| *register = gamma;
        let (whole, tail) = self.0.finish_block(data, keep);
        self.0.by_runs(whole, |cipher, register, blocks| {
            cipher.encrypt_blocks(register);
            xor(blocks, register);
        });
        self.0.begin_block(tail, keep);
    }
}

/// Where in the content a mode stands. Wiped on drop.
struct State<C: Gost3412> {
    cipher: C,
    register: Vec<BlockOf<C>>,
    /// The place in the register of the block that goes next.
    oldest: usize,
    /// The gamma of the block that is begun.
    gamma: BlockOf<C>,
    /// Octets of the current block that are done, 0 to one less than a block.
    begun: usize,
}

impl<C: Gost3412> State<C> {
    fn new(cipher: C, iv: &[u8]) -> Result<Self, InvalidIv> {
        let (register, rest) = BlockOf::<C>::split(iv);
        if register.is_empty() || !rest.is_empty() {
            return Err(InvalidIv);
        }
        Ok(Self {
            cipher,
            register: register.to_vec(),
            oldest: 0,
            gamma: BlockOf::<C>::default(),
            begun: 0,
        })
    }

    /// Goes over whole blocks by as many as the register has before its end; `step` leaves there what comes in their place.
    fn by_runs(
        &mut self,
        mut blocks: &mut [BlockOf<C>],
        mut step: impl FnMut(&C, &mut [BlockOf<C>], &mut [BlockOf<C>]),
    ) {
        while !blocks.is_empty() {
            let register = &mut self.register[self.oldest..];
            let count = blocks.len().min(register.len());
            let (now, later) = blocks.split_at_mut(count);
            step(&self.cipher, &mut register[..count], now);
            self.oldest = (self.oldest + count) % self.register.len();
            blocks = later;
        }
    }

    /// Puts blocks of ciphertext into the register; `out` gets those that go.
    fn pass(&mut self, blocks: &[BlockOf<C>], out: &mut [BlockOf<C>]) {
        for (block, out) in blocks.iter().zip(out) {
            *out = core::mem::replace(&mut self.register[self.oldest], *block);
            self.oldest = (self.oldest + 1) % self.register.len();
        }
    }

    /// Does the rest of a block that is begun; gives the whole blocks that follow, and what is left.
    fn finish_block<'a>(
        &mut self,
        data: &'a mut [u8],
        keep: impl Fn(&mut u8, u8, u8),
    ) -> (&'a mut [BlockOf<C>], &'a mut [u8]) {
        let len = <C::Block as Block>::LEN;
        let (head, rest) = match self.begun {
            0 => data.split_at_mut(0),
            begun => data.split_at_mut(data.len().min(len - begun)),
        };
        self.partial(head, keep);
        BlockOf::<C>::split_mut(rest)
    }

    /// Does the octets of a block that is not yet begun, if there are any.
    fn begin_block(&mut self, data: &mut [u8], keep: impl Fn(&mut u8, u8, u8)) {
        if !data.is_empty() {
            self.gamma = self.register[self.oldest];
            self.cipher
                .encrypt_blocks(core::slice::from_mut(&mut self.gamma));
            self.partial(data, keep);
        }
    }

    /// Octets of one block, no more than it has left. `keep` leaves in the register what comes, given the octet before
    /// and that of the gamma.
    fn partial(&mut self, data: &mut [u8], keep: impl Fn(&mut u8, u8, u8)) {
        let register = self.register[self.oldest].as_mut()[self.begun..].iter_mut();
        let gamma = &self.gamma.as_ref()[self.begun..];
        for ((data, gamma), register) in data.iter_mut().zip(gamma).zip(register) {
            keep(register, *data, *gamma);
            *data ^= gamma;
        }
        self.begun += data.len();
        if self.begun == <C::Block as Block>::LEN {
            self.begun = 0;
            self.oldest = (self.oldest + 1) % self.register.len();
        }
    }
}

impl<C: Gost3412> Drop for State<C> {
    fn drop(&mut self) {
        self.register.zeroize();
        self.gamma.zeroize();
    }
}

/// Adds blocks to blocks.
fn xor<B: Block>(into: &mut [B], from: &[B]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into = into.xor(*from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::gost3412::{Kuznyechik, Magma};

    #[test]
    fn register_is_whole_blocks() {
        for len in [0, 1, 8, 15, 17, 24, 40] {
            let iv = std::vec![0; len];
            assert_eq!(
                Ofb::<Kuznyechik>::new(&[0; 32], &iv).err(),
                Some(InvalidIv),
                "{len}"
            );
        }
        assert_eq!(
            CbcEncryptor::<Magma>::new(&[0; 32], &[]).err(),
            Some(InvalidIv)
        );
        assert!(CfbEncryptor::<Magma>::new(&[0; 32], &[0; 40]).is_ok());
    }
}
