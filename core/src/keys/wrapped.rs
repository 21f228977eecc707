// SPDX-License-Identifier: MIT OR Apache-2.0
//! A content key as it is wrapped for one recipient: plain fields, no ASN.1.
//!
//! Sources: [RFC 4490, section 4] with the wraps of [RFC 4357, section 6]; R 1323565.1.025-2019 with KEG of
//! R 1323565.1.020-2018 and KExp15 of R 1323565.1.017-2018.
//!
//! | wrap | the key that it is under | what protects it |
//! |---|---|---|
//! | [`KeyWrap::CryptoPro`], [`KeyWrap::Plain`] | VKO, UKM of 8 octets: 32 octets | CEK_MAC of 4 octets |
//! | [`KeyWrap::MagmaKExp15`] | KEG, UKM of 32 octets: K_mac, K_enc | OMAC of 8 octets |
//! | [`KeyWrap::KuznyechikKExp15`] | the same | OMAC of 16 octets |
//!
//! A holder that can agree on keys but leaves the rest to software (most tokens) gives the agreed key to
//! [`WrappedKey::unwrap_with_vko`] or [`WrappedKey::unwrap_with_keg`].
//!
//! What is not here: the agreement itself (`vko`, `keg`), who holds the key (`holder`).
//!
//! [RFC 4490, section 4]: https://www.rfc-editor.org/rfc/rfc4490#section-4
//! [RFC 4357, section 6]: https://www.rfc-editor.org/rfc/rfc4357#section-6

use super::{Cek, CipherParamSet, KeyAlgorithm, ParamSet, UnwrapError};
use crate::ct::Zeroizing;
use crate::primitives::gost3412::{Kuznyechik, Magma};
use crate::primitives::gost28147::{unwrap_cryptopro, unwrap_none};
use crate::primitives::kexp15::kimp15;

/// Whom a recipient structure names (RFC 5652 section 6.2.1). DER octets, compared octet by octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecipientId<'a> {
    /// Issuer name (DER of the Name) and serial number (content octets of the INTEGER).
    IssuerSerial {
        /// DER of the issuer's Name.
        issuer: &'a [u8],
        /// Content octets of the serial number.
        serial: &'a [u8],
    },
    /// Subject key identifier.
    SubjectKeyId(&'a [u8]),
}

/// A content key wrapped for one recipient, by key transport or by key agreement: both agree on a key with what the
/// sender gives, and wrap under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrappedKey<'a> {
    /// Whom it is for.
    pub recipient: RecipientId<'a>,
    /// The recipient's algorithm.
    pub algorithm: KeyAlgorithm,
    /// The recipient's parameter set: the one that its algorithm names, else that of the sender's key.
    pub param_set: Option<ParamSet>,
    /// The algorithm of the sender's key.
    pub sender_algorithm: KeyAlgorithm,
    /// The parameter set of the sender's key; `None` when absent: the recipient's then.
    pub sender_param_set: Option<ParamSet>,
    /// The sender's point x | y, each little-endian; not checked yet. It is an ephemeral key's, or that of the
    /// originator's certificate.
    pub sender: &'a [u8],
    /// The wrapped key itself.
    pub wrap: KeyWrap,
}

/// A wrapped content key, by the algorithm of its wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyWrap {
    /// `id-Gost28147-89-CryptoPro-KeyWrap`: under the key of VKO, diversified by the UKM.
    CryptoPro(Gost28147Wrap),
    /// `id-Gost28147-89-None-KeyWrap`: under the key of VKO.
    Plain(Gost28147Wrap),
    /// `id-tc26-wrap-gostr3412-2015-kuznyechik-kexp15`: under the keys of KEG.
    KuznyechikKExp15(KExp15Wrap<48>),
    /// `id-tc26-wrap-gostr3412-2015-magma-kexp15`: under the keys of KEG.
    MagmaKExp15(KExp15Wrap<40>),
}

/// A content key under GOST 28147-89 (RFC 4357 sections 6.1 and 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gost28147Wrap {
    /// The parameter set of the wrap.
    pub cipher: CipherParamSet,
    /// User keying material, a little-endian integer for VKO; not zero.
    pub ukm: [u8; 8],
    /// CEK_ENC.
    pub encrypted_key: [u8; 32],
    /// CEK_MAC.
    pub mac: [u8; 4],
}

/// A content key under KExp15: `N` is 40 octets with Magma and 48 with Kuznyechik.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KExp15Wrap<const N: usize> {
    /// User keying material: octets 0 to 23 are for KEG, which takes 16 of them under 512-bit keys; the IV of KExp15 is
    /// octets 24 to 27 with Magma, 24 to 31 with Kuznyechik. What is left takes part in nothing.
    pub ukm: [u8; 32],
    /// The encrypted key and the encrypted MAC.
    pub encrypted_key: [u8; N],
}

/// What a holder has to agree on with the sender's key to open a wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Agreement {
    /// VKO GOST R 34.10-2001 under 2001 keys, VKO_GOSTR3410_2012_256 under 2012 keys of either size, with this UKM.
    Vko([u8; 8]),
    /// KEG with these octets.
    Keg([u8; 32]),
}

impl KeyWrap {
    /// The agreement that the wrap asks for.
    pub const fn agreement(&self) -> Agreement {
        match self {
            Self::CryptoPro(wrap) | Self::Plain(wrap) => Agreement::Vko(wrap.ukm),
            Self::KuznyechikKExp15(wrap) => Agreement::Keg(wrap.ukm),
            Self::MagmaKExp15(wrap) => Agreement::Keg(wrap.ukm),
        }
    }
}

impl WrappedKey<'_> {
    /// Opens a wrap of GOST 28147-89 with the 32 octets of VKO.
    ///
    /// # Errors
    /// [`UnwrapError::WrongKey`] when CEK_MAC does not agree; [`UnwrapError::Agreement`] when the wrap asks for KEG.
    pub fn unwrap_with_vko(&self, kek: &[u8; 32]) -> Result<Cek, UnwrapError> {
        let cek = match &self.wrap {
            KeyWrap::CryptoPro(wrap) => unwrap_cryptopro(
                kek,
                &wrap.ukm,
                &wrap.encrypted_key,
                &wrap.mac,
                wrap.cipher.sbox(),
            ),
            KeyWrap::Plain(wrap) => unwrap_none(
                kek,
                &wrap.ukm,
                &wrap.encrypted_key,
                &wrap.mac,
                wrap.cipher.sbox(),
            ),
            KeyWrap::KuznyechikKExp15(_) | KeyWrap::MagmaKExp15(_) => {
                return Err(UnwrapError::Agreement);
            }
        };
        cek.map(Cek).ok_or(UnwrapError::WrongKey)
    }

    /// Opens a wrap of KExp15 with the 64 octets of KEG: K_mac | K_enc.
    ///
    /// # Errors
    /// [`UnwrapError::WrongKey`] when the MAC does not agree; [`UnwrapError::Agreement`] when the wrap asks for VKO.
    pub fn unwrap_with_keg(&self, keys: &[u8; 64]) -> Result<Cek, UnwrapError> {
        let [mut mac_key, mut enc_key] = [Zeroizing::new([0; 32]), Zeroizing::new([0; 32])];
        mac_key.copy_from_slice(&keys[..32]);
        enc_key.copy_from_slice(&keys[32..]);
        // The IV is half a block of the cipher, cut from the end of the UKM.
        let cek = match &self.wrap {
            KeyWrap::KuznyechikKExp15(wrap) => {
                let mut iv = [0; 8];
                iv.copy_from_slice(&wrap.ukm[24..32]);
                kimp15::<Kuznyechik>(&wrap.encrypted_key, &mac_key, &enc_key, &iv)
            }
            KeyWrap::MagmaKExp15(wrap) => {
                let mut iv = [0; 4];
                iv.copy_from_slice(&wrap.ukm[24..28]);
                kimp15::<Magma>(&wrap.encrypted_key, &mac_key, &enc_key, &iv)
            }
            KeyWrap::CryptoPro(_) | KeyWrap::Plain(_) => return Err(UnwrapError::Agreement),
        };
        let cek = cek.map_err(|_| UnwrapError::WrongKey)?;
        let mut octets = Zeroizing::new([0; 32]);
        octets.copy_from_slice(&cek);
        Ok(Cek(octets))
    }
}
