// SPDX-License-Identifier: MIT OR Apache-2.0
//! The modes of Magma and Kuznyechik: GOST R 34.13-2015, R 1323565.1.017-2018, R 1323565.1.025-2019 and RFC 9058.
//!
//! | file | holds |
//! |---|---|
//! | `cipher` | what a mode needs of a cipher, and of its blocks |
//! | `ctr` | CTR, CTR-ACPKM |
//! | `omac` | OMAC, OMAC-ACPKM |
//! | `feedback` | CBC, CFB, OFB |
//! | `ctr_acpkm_omac` | CTR-ACPKM and OMAC joined, as CMS has them |
//! | `mgm` | MGM, encryption with authentication |
//!
//! ACPKM makes the next key of a key, K' = E_K(80 81 .. 9F), after each section of N octets; the counter goes on. N is a
//! parameter that both sides know: [`Gost3412::SECTION`] in CMS and PKCS#12, others elsewhere.
//!
//! ECB is with the ciphers. CBC, CFB and OFB are for other systems: no message that this crate knows has them.

mod cipher;
mod ctr;
mod ctr_acpkm_omac;
mod feedback;
mod mgm;
mod omac;

#[cfg(test)]
mod tests;

pub(crate) use cipher::Block;
pub use cipher::Gost3412;
pub use ctr::{Ctr, CtrAcpkm};
pub use ctr_acpkm_omac::{CtrAcpkmOmacDecryptor, CtrAcpkmOmacEncryptor};
pub use feedback::{CbcDecryptor, CbcEncryptor, CfbDecryptor, CfbEncryptor, Ofb};
pub use mgm::{Mgm, MgmError};
pub use omac::{Omac, OmacAcpkm};

use core::fmt;

/// A message is longer than its mode allows: the counter would come round, and gamma be used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageTooLong;

impl fmt::Display for MessageTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("message is longer than the counter mode allows")
    }
}

impl core::error::Error for MessageTooLong {}

/// A section size that is zero or no multiple of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSection;

impl fmt::Display for InvalidSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("section size is zero or no multiple of the block")
    }
}

impl core::error::Error for InvalidSection {}

/// An IV that is empty or no multiple of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidIv;

impl fmt::Display for InvalidIv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IV is empty or no multiple of the block")
    }
}

impl core::error::Error for InvalidIv {}

/// The MAC does not hold: key, IV or data is not what it was made with. Which one is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidMac;

impl fmt::Display for InvalidMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MAC does not match")
    }
}

impl core::error::Error for InvalidMac {}

/// The blocks of a section.
fn section_blocks<C: Gost3412>(octets: usize) -> Result<usize, InvalidSection> {
    if octets == 0 || !octets.is_multiple_of(<C::Block as Block>::LEN) {
        return Err(InvalidSection);
    }
    Ok(octets / <C::Block as Block>::LEN)
}
