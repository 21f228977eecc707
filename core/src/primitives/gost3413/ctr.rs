// SPDX-License-Identifier: MIT OR Apache-2.0
//! CTR of GOST R 34.13-2015, section 5.2, and CTR-ACPKM of R 1323565.1.017-2018, section 4.2
//! ([RFC 8645, section 6.2.2](https://www.rfc-editor.org/rfc/rfc8645#section-6.2.2)).
//!
//! The first counter is IV | 0, the IV being half a block; the encrypted counters are the gamma. With ACPKM the key changes
//! before the first octet of each section but the first, and the counter goes on. A last partial block takes the leading
//! octets of its gamma.
//!
//! Limits: CTR ends where the counter would run into the IV, after 2^(n/2) blocks (32 GiB with Magma). CTR-ACPKM ends after
//! half as many, as RFC 8645 demands. What would go further is refused as a whole.
//!
//! **Neither is authenticated**, and a key and IV used twice give both plaintexts away.

use cipher::consts::U32;
use cipher::inout::InOutBuf;
use cipher::{Iv, IvSizeUser, Key, KeyIvInit, KeySizeUser, StreamCipher, StreamCipherError};

use super::cipher::{BATCH, Block, BlockOf, Gost3412, add_gamma, next_key};
use super::{InvalidSection, MessageTooLong, section_blocks};
use crate::ct::Zeroize;

/// Encrypts and decrypts in CTR, which is the same. The content is not authenticated. Wiped on drop.
pub struct Ctr<C: Gost3412>(Gamma<C>);

impl<C: Gost3412> Ctr<C> {
    /// Takes key and IV.
    pub fn new(key: &[u8; 32], iv: &C::HalfBlock) -> Self {
        Self::with_cipher(C::new(key), iv)
    }

    pub(crate) fn with_cipher(cipher: C, iv: &C::HalfBlock) -> Self {
        Self(Gamma::new(cipher, iv, None))
    }

    /// Does the next octets in place. Any chunking gives the same result.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`], `data` being left alone.
    pub fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        self.0.apply(data)
    }
}

/// Encrypts and decrypts in CTR-ACPKM, which is the same. The content is not authenticated. Wiped on drop.
pub struct CtrAcpkm<C: Gost3412>(Gamma<C>);

impl<C: Gost3412> CtrAcpkm<C> {
    /// Takes key and IV; sections are those of CMS, [`Gost3412::SECTION`].
    pub fn new(key: &[u8; 32], iv: &C::HalfBlock) -> Self {
        Self::for_cms(C::new(key), iv)
    }

    /// Takes key, IV and the octets of a section.
    ///
    /// # Errors
    ///
    /// [`InvalidSection`] if `section` is zero or no multiple of the block.
    pub fn with_section(
        key: &[u8; 32],
        iv: &C::HalfBlock,
        section: usize,
    ) -> Result<Self, InvalidSection> {
        Self::with_cipher(C::new(key), iv, section)
    }

    pub(crate) fn for_cms(cipher: C, iv: &C::HalfBlock) -> Self {
        let section = C::SECTION / <C::Block as Block>::LEN;
        Self(Gamma::new(cipher, iv, Some(section)))
    }

    pub(crate) fn with_cipher(
        cipher: C,
        iv: &C::HalfBlock,
        section: usize,
    ) -> Result<Self, InvalidSection> {
        Ok(Self(Gamma::new(
            cipher,
            iv,
            Some(section_blocks::<C>(section)?),
        )))
    }

    /// Does the next octets in place. Any chunking gives the same result.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`], `data` being left alone.
    pub fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        self.0.apply(data)
    }
}

/// The gamma of a message. Wiped on drop.
struct Gamma<C: Gost3412> {
    cipher: C,
    counter: u128,
    /// The gamma of the block that is begun.
    gamma: BlockOf<C>,
    /// Octets of the current block that are done, 0 to one less than a block.
    begun: usize,
    /// Blocks of a section, if there are sections.
    section: Option<usize>,
    /// Whole blocks left before the next change of key.
    in_section: usize,
    /// Whole blocks left before the end of the counter.
    in_counter: u128,
}

impl<C: Gost3412> Gamma<C> {
    const HALF_BITS: usize = 4 * <C::Block as Block>::LEN;

    fn new(cipher: C, iv: &C::HalfBlock, section: Option<usize>) -> Self {
        let mut counter = BlockOf::<C>::default();
        let iv = iv.as_ref();
        counter.as_mut()[..iv.len()].copy_from_slice(iv);
        Self {
            cipher,
            counter: counter.number(),
            gamma: BlockOf::<C>::default(),
            begun: 0,
            section,
            in_section: section.unwrap_or(usize::MAX),
            in_counter: 1 << (Self::HALF_BITS - usize::from(section.is_some())),
        }
    }

    /// Whether `length` more octets are within the limit.
    fn check(&self, length: usize) -> Result<(), MessageTooLong> {
        let len = <C::Block as Block>::LEN;
        let left_in_block = match self.begun {
            0 => 0,
            begun => len - begun,
        };
        let blocks = length.saturating_sub(left_in_block).div_ceil(len);
        if blocks as u128 > self.in_counter {
            return Err(MessageTooLong);
        }
        Ok(())
    }

    fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        self.check(data.len())?;
        let (head, rest) = match self.begun {
            0 => data.split_at_mut(0),
            begun => data.split_at_mut(data.len().min(<C::Block as Block>::LEN - begun)),
        };
        self.partial(head);
        let (mut whole, tail) = BlockOf::<C>::split_mut(rest);
        while !whole.is_empty() {
            let most = self.enter_block().min(BATCH);
            let (now, later) = whole.split_at_mut(whole.len().min(most));
            add_gamma(now, |gamma| self.make_gamma(gamma));
            whole = later;
        }
        if !tail.is_empty() {
            self.enter_block();
            let mut gamma = [BlockOf::<C>::default()];
            self.make_gamma(&mut gamma);
            self.gamma = gamma[0];
            gamma[0].zeroize();
            self.partial(tail);
        }
        Ok(())
    }

    /// Changes the key if a section has ended, now that a block follows. Returns how many blocks the section still takes.
    fn enter_block(&mut self) -> usize {
        if self.in_section == 0 {
            self.cipher = self.cipher.rekeyed(&next_key(&self.cipher));
            self.in_section = self.section.unwrap_or(usize::MAX);
        }
        self.in_section
    }

    /// Encrypts the counter, block by block; the section has as many.
    fn make_gamma(&mut self, gamma: &mut [BlockOf<C>]) {
        for block in &mut *gamma {
            *block = Block::from_number(self.counter);
            self.counter = self.counter.wrapping_add(1);
        }
        self.cipher.encrypt_blocks(gamma);
        self.in_counter -= gamma.len() as u128;
        if self.section.is_some() {
            self.in_section -= gamma.len();
        }
    }

    /// Octets of one block, no more than it has left.
    fn partial(&mut self, data: &mut [u8]) {
        for (data, gamma) in data.iter_mut().zip(&self.gamma.as_ref()[self.begun..]) {
            *data ^= gamma;
        }
        self.begun = (self.begun + data.len()) % <C::Block as Block>::LEN;
    }
}

/// The traits of the crate [`cipher`], for a type that has `new` and `apply`.
macro_rules! stream_cipher_traits {
    ($name:ident) => {
        impl<C: Gost3412> KeySizeUser for $name<C> {
            type KeySize = U32;
        }

        impl<C: Gost3412> IvSizeUser for $name<C> {
            type IvSize = C::HalfSize;
        }

        impl<C: Gost3412> KeyIvInit for $name<C> {
            fn new(key: &Key<Self>, iv: &Iv<Self>) -> Self {
                let iv = C::HalfBlock::try_from(iv.as_slice()).ok();
                Self::new(&key.0, &iv.expect("both are half a block"))
            }
        }

        impl<C: Gost3412> StreamCipher for $name<C> {
            fn check_remaining(&self, length: usize) -> Result<(), StreamCipherError> {
                self.0.check(length).map_err(|_| StreamCipherError)
            }

            /// # Panics
            ///
            /// Where the gamma would repeat.
            fn unchecked_apply_keystream_inout(&mut self, data: InOutBuf<'_, '_, u8>) {
                let done = self.apply(data.into_out_with_copied_in());
                done.expect("the gamma must not repeat");
            }

            /// # Panics
            ///
            /// Where the gamma would repeat.
            fn unchecked_write_keystream(&mut self, gamma: &mut [u8]) {
                gamma.fill(0);
                self.apply(gamma).expect("the gamma must not repeat");
            }
        }
    };
}

stream_cipher_traits!(Ctr);
stream_cipher_traits!(CtrAcpkm);

impl<C: Gost3412> Drop for Gamma<C> {
    fn drop(&mut self) {
        self.gamma.zeroize();
    }
}

/// Prints the name only.
impl<C: Gost3412> core::fmt::Debug for Ctr<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Ctr { .. }")
    }
}

/// Prints the name only.
impl<C: Gost3412> core::fmt::Debug for CtrAcpkm<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CtrAcpkm { .. }")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::gost3412::{Kuznyechik, Magma};

    /// Leaves `blocks` before the end of the counter.
    fn near_the_end<C: Gost3412>(gamma: &mut Gamma<C>, blocks: u128) {
        gamma.counter += gamma.in_counter - blocks;
        gamma.in_counter = blocks;
    }

    #[test]
    fn message_cannot_run_over_the_counter() {
        let mut ctr = Ctr::<Magma>::new(&[1; 32], &[0xff; 4]);
        near_the_end(&mut ctr.0, 3);
        let mut data = [0; 25];
        assert_eq!(ctr.apply(&mut data), Err(MessageTooLong));
        assert_eq!(data, [0; 25]);
        // Twenty-four octets are left, however they are cut.
        assert_eq!(ctr.apply(&mut data[..3]), Ok(()));
        assert_eq!(ctr.apply(&mut data[3..25]), Err(MessageTooLong));
        assert_eq!(ctr.apply(&mut data[3..24]), Ok(()));
        assert_eq!(ctr.apply(&mut data[24..25]), Err(MessageTooLong));
        assert_eq!(ctr.apply(&mut []), Ok(()));
        let mut expected = [0xffff_fffd_u32, 0xffff_fffe, 0xffff_ffff]
            .map(|low| (0xffff_ffff_u64 << 32 | u64::from(low)).to_be_bytes());
        Magma::new(&[1; 32]).encrypt_blocks(&mut expected);
        assert_eq!(data[..24], *expected.as_flattened());
    }

    #[test]
    fn counters_end_where_the_standards_say() {
        let blocks = |gamma: &Gamma<Magma>| gamma.in_counter;
        assert_eq!(blocks(&Ctr::new(&[0; 32], &[0; 4]).0), 1 << 32);
        assert_eq!(blocks(&CtrAcpkm::new(&[0; 32], &[0; 4]).0), 1 << 31);
        let blocks = |gamma: &Gamma<Kuznyechik>| gamma.in_counter;
        assert_eq!(blocks(&Ctr::new(&[0; 32], &[0; 8]).0), 1 << 64);
        assert_eq!(blocks(&CtrAcpkm::new(&[0; 32], &[0; 8]).0), 1 << 63);
    }

    #[test]
    fn sections_are_whole_blocks() {
        for section in [0, 1, 8, 15, 17, 24] {
            let mode = CtrAcpkm::<Kuznyechik>::with_section(&[0; 32], &[0; 8], section);
            assert_eq!(mode.err(), Some(InvalidSection), "{section}");
        }
        assert!(CtrAcpkm::<Magma>::with_section(&[0; 32], &[0; 4], 8).is_ok());
    }
}
