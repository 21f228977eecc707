// SPDX-License-Identifier: MIT OR Apache-2.0
//! OMAC, which is CMAC: GOST R 34.13-2015, section 5.6; and OMAC-ACPKM: R 1323565.1.017-2018, section 4.3
//! ([RFC 8645, section 6.3.2](https://www.rfc-editor.org/rfc/rfc8645#section-6.3.2), which calls it OMAC-ACPKM-Master).
//!
//! The last block of a message is added to K1 if it is whole; else it is filled up with 80 00 .. and added to K2. The empty
//! message is a partial block. In OMAC K1 is E_K(0) times x. In OMAC-ACPKM each section has a key and a K1 of its own, cut from
//! the gamma of CTR-ACPKM under the master key, whose IV is all ones and whose sections are of another size, T.
//!
//! A MAC of fewer octets is the leading ones. MACs are to be compared in constant time: `verify` does.

use core::convert::Infallible;

use cipher::consts::U32;
use cipher::{Key, KeyInit, KeySizeUser};
use digest::zeroize::ZeroizeOnDrop;
use digest::{FixedOutput, MacMarker, Output, OutputSizeUser, Update};

use super::cipher::{Block, BlockOf, Gost3412};
use super::ctr::CtrAcpkm;
use super::{InvalidMac, InvalidSection, MessageTooLong, section_blocks};
use crate::ct::{self, Zeroize, Zeroizing};

/// Computes OMAC of a message that comes in chunks. Wiped on drop.
pub struct Omac<C: Gost3412> {
    cipher: C,
    chain: Chain<C>,
}

impl<C: Gost3412> Omac<C> {
    /// Takes a key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self::with_cipher(C::new(key))
    }

    pub(crate) fn with_cipher(cipher: C) -> Self {
        Self {
            cipher,
            chain: Chain::new(),
        }
    }

    /// Takes the next octets of the message. Any chunking gives the same result.
    pub fn update(&mut self, data: &[u8]) {
        let Ok(()) = self.chain.update(data, |state, blocks| {
            self.cipher.absorb(state, blocks);
            Ok::<_, Infallible>(())
        });
    }

    /// The MAC, a whole block.
    pub fn finalize(mut self) -> C::Block {
        let mut zero = BlockOf::<C>::default();
        self.cipher.encrypt_blocks(core::slice::from_mut(&mut zero));
        let k1 = zero.doubled();
        zero.zeroize();
        self.chain.last(&self.cipher, k1)
    }

    /// Compares the MAC, whole or its leading octets, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidMac`] if it differs, is shorter than 4 octets or longer than a block.
    pub fn verify(self, mac: &[u8]) -> Result<(), InvalidMac> {
        compare(self.finalize(), mac)
    }
}

impl<C: Gost3412> MacMarker for Omac<C> {}

impl<C: Gost3412> ZeroizeOnDrop for Omac<C> {}

impl<C: Gost3412> KeySizeUser for Omac<C> {
    type KeySize = U32;
}

impl<C: Gost3412> KeyInit for Omac<C> {
    fn new(key: &Key<Self>) -> Self {
        Self::new(&key.0)
    }
}

impl<C: Gost3412> OutputSizeUser for Omac<C> {
    type OutputSize = C::BlockSize;
}

impl<C: Gost3412> Update for Omac<C> {
    fn update(&mut self, data: &[u8]) {
        self.update(data);
    }
}

impl<C: Gost3412> FixedOutput for Omac<C> {
    fn finalize_into(self, out: &mut Output<Self>) {
        out.copy_from_slice(self.finalize().as_ref());
    }
}

/// Computes OMAC-ACPKM of a message that comes in chunks. Wiped on drop.
pub struct OmacAcpkm<C: Gost3412> {
    keys: SectionKeys<C>,
    chain: Chain<C>,
}

impl<C: Gost3412> OmacAcpkm<C> {
    /// Takes the master key, the octets N of a section of the message and the octets T of a section of the master key's
    /// gamma.
    ///
    /// # Errors
    ///
    /// [`InvalidSection`] if one of them is zero or no multiple of the block.
    pub fn new(
        key: &[u8; 32],
        section: usize,
        master_section: usize,
    ) -> Result<Self, InvalidSection> {
        Self::with_cipher(C::new(key), section, master_section)
    }

    pub(crate) fn with_cipher(
        cipher: C,
        section: usize,
        master_section: usize,
    ) -> Result<Self, InvalidSection> {
        // The key of a first section is made when a block comes; until then any key stands there.
        let current = cipher.rekeyed(&[0; 32]);
        Ok(Self {
            keys: SectionKeys {
                master: CtrAcpkm::with_cipher(cipher, &C::ONES, master_section)?,
                current,
                k1: BlockOf::<C>::default(),
                section: section_blocks::<C>(section)?,
                left: 0,
            },
            chain: Chain::new(),
        })
    }

    /// Takes the next octets of the message. Any chunking gives the same result.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`] if the master key has no more gamma, after 2^31 blocks of it with Magma. From then
    /// on there is no MAC.
    pub fn update(&mut self, data: &[u8]) -> Result<(), MessageTooLong> {
        self.chain.update(data, |state, mut blocks| {
            while !blocks.is_empty() {
                let (now, later) = blocks.split_at(blocks.len().min(self.keys.enter_block()?));
                self.keys.current.absorb(state, now);
                self.keys.left -= now.len();
                blocks = later;
            }
            Ok(())
        })
    }

    /// The MAC, a whole block.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`] as `update`.
    pub fn finalize(mut self) -> Result<C::Block, MessageTooLong> {
        self.keys.enter_block()?;
        Ok(self.chain.last(&self.keys.current, self.keys.k1))
    }

    /// Compares the MAC, whole or its leading octets, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidMac`] if it differs, is shorter than 4 octets or longer than a block, or there is none.
    pub fn verify(self, mac: &[u8]) -> Result<(), InvalidMac> {
        compare(self.finalize().map_err(|_| InvalidMac)?, mac)
    }
}

/// The keys of OMAC-ACPKM, section by section.
struct SectionKeys<C: Gost3412> {
    master: CtrAcpkm<C>,
    current: C,
    k1: BlockOf<C>,
    /// Blocks of a section.
    section: usize,
    /// Blocks left before the next change of key.
    left: usize,
}

impl<C: Gost3412> SectionKeys<C> {
    /// Takes the next key if a section has ended, now that a block follows. Returns how many blocks the section still takes.
    fn enter_block(&mut self) -> Result<usize, MessageTooLong> {
        if self.left == 0 {
            let mut key = Zeroizing::new([0; 32]);
            self.k1 = BlockOf::<C>::default();
            self.master.apply(&mut *key)?;
            self.master.apply(self.k1.as_mut())?;
            self.current = self.current.rekeyed(&key);
            self.left = self.section;
        }
        Ok(self.left)
    }
}

impl<C: Gost3412> Drop for SectionKeys<C> {
    fn drop(&mut self) {
        self.k1.zeroize();
    }
}

/// The state of a MAC and the block that may be the last one.
struct Chain<C: Gost3412> {
    state: BlockOf<C>,
    buffer: BlockOf<C>,
    /// Octets in `buffer`, up to a whole block: whether it is the last one is not known before the next octet.
    filled: usize,
}

impl<C: Gost3412> Chain<C> {
    const LEN: usize = <C::Block as Block>::LEN;

    fn new() -> Self {
        Self {
            state: BlockOf::<C>::default(),
            buffer: BlockOf::<C>::default(),
            filled: 0,
        }
    }

    /// `absorb` takes whole blocks after which others come.
    fn update<E>(
        &mut self,
        data: &[u8],
        mut absorb: impl FnMut(&mut BlockOf<C>, &[BlockOf<C>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (head, rest) = data.split_at(data.len().min(Self::LEN - self.filled));
        self.fill(head);
        if rest.is_empty() {
            return Ok(());
        }
        absorb(&mut self.state, core::slice::from_ref(&self.buffer))?;
        self.filled = 0;
        // Keeps one to a whole block of octets back.
        let (now, later) = rest.split_at((rest.len() - 1) / Self::LEN * Self::LEN);
        absorb(&mut self.state, BlockOf::<C>::split(now).0)?;
        self.fill(later);
        Ok(())
    }

    fn fill(&mut self, data: &[u8]) {
        self.buffer.as_mut()[self.filled..][..data.len()].copy_from_slice(data);
        self.filled += data.len();
    }

    /// Takes the last block.
    fn last(&mut self, cipher: &C, mut k1: BlockOf<C>) -> BlockOf<C> {
        if self.filled < Self::LEN {
            let padding = &mut self.buffer.as_mut()[self.filled..];
            padding.fill(0);
            padding[0] = 0x80;
            k1 = k1.doubled();
        }
        let block = self.buffer.xor(k1);
        cipher.absorb(&mut self.state, &[block]);
        k1.zeroize();
        self.state
    }
}

impl<C: Gost3412> Drop for Chain<C> {
    fn drop(&mut self) {
        self.state.zeroize();
        self.buffer.zeroize();
    }
}

/// The shortest MAC that anything here takes.
const SHORTEST: usize = 4;

pub(super) fn compare<B: Block>(mut expected: B, mac: &[u8]) -> Result<(), InvalidMac> {
    let good = match expected.as_ref().get(..mac.len()) {
        Some(leading) if mac.len() >= SHORTEST => ct::eq(leading, mac),
        _ => false,
    };
    expected.zeroize();
    if good { Ok(()) } else { Err(InvalidMac) }
}

/// Prints the name only.
impl<C: Gost3412> core::fmt::Debug for Omac<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Omac { .. }")
    }
}

/// Prints the name only.
impl<C: Gost3412> core::fmt::Debug for OmacAcpkm<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("OmacAcpkm { .. }")
    }
}
