// SPDX-License-Identifier: MIT OR Apache-2.0
//! CTR-ACPKM with OMAC, as CMS has it: R 1323565.1.025-2019, section 5.2; [RFC 9337, section
//! 5.1.1](https://www.rfc-editor.org/rfc/rfc9337#section-5.1.1) for PBES2.
//!
//! K_enc | K_mac = KDF_TREE_GOSTR3411_2012_256(CEK, "kdf tree", seed, R = 1, L = 512). The MAC is OMAC under K_mac of the
//! plaintext, and is encrypted by the gamma that follows that of the content. CMS puts it into an attribute, PBES2 after the
//! ciphertext; both are the caller's matter, and so is where IV and seed come from: in CMS they are the UKM, IV | seed.
//!
//! **A decryptor gives plaintext before the MAC is checked.** What it has given is not authentic until `verify` says so.

use super::cipher::{Block, BlockOf, Gost3412};
use super::ctr::CtrAcpkm;
use super::omac::{Omac, compare};
use super::{InvalidMac, InvalidSection, MessageTooLong};
use crate::ct::Zeroizing;
use crate::primitives::kdf::kdf_tree_gostr3411_2012_256;

/// Octets that go through both modes at once, so that the second finds them in the cache.
const CHUNK: usize = 4096;

/// Encrypts in CTR-ACPKM and computes OMAC. Wiped on drop.
pub struct CtrAcpkmOmacEncryptor<C: Gost3412>(Both<C>);

impl<C: Gost3412> CtrAcpkmOmacEncryptor<C> {
    /// Takes the content key, IV and seed; sections are those of CMS, [`Gost3412::SECTION`].
    pub fn new(cek: &[u8; 32], iv: &C::HalfBlock, seed: &[u8; 8]) -> Self {
        Self(Both::cms(cek, iv, seed))
    }

    /// Takes the content key, IV, seed and the octets of a section.
    ///
    /// # Errors
    ///
    /// [`InvalidSection`] if `section` is zero or no multiple of the block.
    pub fn with_section(
        cek: &[u8; 32],
        iv: &C::HalfBlock,
        seed: &[u8; 8],
        section: usize,
    ) -> Result<Self, InvalidSection> {
        Both::new(cek, iv, seed, section).map(Self)
    }

    /// Encrypts the next octets in place. Any chunking gives the same result.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`]; what then stands in `data` is of no use.
    pub fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        for chunk in data.chunks_mut(CHUNK) {
            self.0.mac.update(chunk);
            self.0.gamma.apply(chunk)?;
        }
        Ok(())
    }

    /// The encrypted MAC, a whole block.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`] if there is no gamma left for it.
    pub fn finalize(self) -> Result<C::Block, MessageTooLong> {
        let Both { mut gamma, mac } = self.0;
        let mut mac = mac.finalize();
        gamma.apply(mac.as_mut())?;
        Ok(mac)
    }
}

/// Decrypts in CTR-ACPKM and computes OMAC of the plaintext, which is not authentic before [`Self::verify`]. Wiped on drop.
pub struct CtrAcpkmOmacDecryptor<C: Gost3412>(Both<C>);

impl<C: Gost3412> CtrAcpkmOmacDecryptor<C> {
    /// Takes the content key, IV and seed; sections are those of CMS, [`Gost3412::SECTION`].
    pub fn new(cek: &[u8; 32], iv: &C::HalfBlock, seed: &[u8; 8]) -> Self {
        Self(Both::cms(cek, iv, seed))
    }

    /// Takes the content key, IV, seed and the octets of a section.
    ///
    /// # Errors
    ///
    /// [`InvalidSection`] if `section` is zero or no multiple of the block.
    pub fn with_section(
        cek: &[u8; 32],
        iv: &C::HalfBlock,
        seed: &[u8; 8],
        section: usize,
    ) -> Result<Self, InvalidSection> {
        Both::new(cek, iv, seed, section).map(Self)
    }

    /// Decrypts the next octets in place. Any chunking gives the same result. The plaintext is not authentic yet.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`]; what then stands in `data` is of no use.
    pub fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        for chunk in data.chunks_mut(CHUNK) {
            self.0.gamma.apply(chunk)?;
            self.0.mac.update(chunk);
        }
        Ok(())
    }

    /// Checks the encrypted MAC, a whole block, in constant time: only now all plaintext is authentic.
    ///
    /// # Errors
    ///
    /// [`InvalidMac`] if it differs or has another length.
    pub fn verify(self, encrypted_mac: &[u8]) -> Result<(), InvalidMac> {
        let Both { mut gamma, mac } = self.0;
        if encrypted_mac.len() != <C::Block as Block>::LEN {
            return Err(InvalidMac);
        }
        let mut given = Zeroizing::new(BlockOf::<C>::default());
        (*given).as_mut().copy_from_slice(encrypted_mac);
        gamma.apply((*given).as_mut()).map_err(|_| InvalidMac)?;
        compare(mac.finalize(), (*given).as_ref())
    }
}

/// The two modes of a message.
struct Both<C: Gost3412> {
    gamma: CtrAcpkm<C>,
    mac: Omac<C>,
}

impl<C: Gost3412> Both<C> {
    /// With the sections of CMS.
    fn cms(cek: &[u8; 32], iv: &C::HalfBlock, seed: &[u8; 8]) -> Self {
        let keys = derived(cek, seed);
        Self {
            gamma: CtrAcpkm::for_cms(C::new(&keys[0]), iv),
            mac: Omac::with_cipher(C::new(&keys[1])),
        }
    }

    fn new(
        cek: &[u8; 32],
        iv: &C::HalfBlock,
        seed: &[u8; 8],
        section: usize,
    ) -> Result<Self, InvalidSection> {
        let keys = derived(cek, seed);
        Ok(Self {
            gamma: CtrAcpkm::with_cipher(C::new(&keys[0]), iv, section)?,
            mac: Omac::with_cipher(C::new(&keys[1])),
        })
    }
}

/// K_enc and K_mac.
fn derived(cek: &[u8; 32], seed: &[u8; 8]) -> Zeroizing<[[u8; 32]; 2]> {
    let mut keys = Zeroizing::new([[0; 32]; 2]);
    kdf_tree_gostr3411_2012_256(cek, b"kdf tree", seed, 1, keys.as_flattened_mut())
        .expect("one octet numbers two blocks");
    keys
}

/// Prints the name only.
impl<C: Gost3412> core::fmt::Debug for CtrAcpkmOmacEncryptor<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CtrAcpkmOmacEncryptor { .. }")
    }
}

/// Prints the name only.
impl<C: Gost3412> core::fmt::Debug for CtrAcpkmOmacDecryptor<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CtrAcpkmOmacDecryptor { .. }")
    }
}
