// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ciphers of a content: which there are, how their parameters are written, and one type over all of them.
//!
//! Sources: [RFC 4490, section 5.1] for GOST 28147-89; R 1323565.1.025-2019 for Magma and Kuznyechik.
//!
//! GOST 28147-89 is CFB with the key meshing of its parameter set. CNT and CBC have no identifier that a
//! contentEncryptionAlgorithm could name, and no known software writes them; they are in `cipher` as modes.
//!
//! Under CTR-ACPKM the content key is that of the cipher. Under CTR-ACPKM-OMAC it gives two keys with the seed of the
//! UKM, and the encrypted MAC stands in the unprotected attribute id-cms-mac-attr. The UKM is the IV, half a block, and
//! the seed, 8 octets; both ciphers write the seed whether they use it or not.
//!
//! [RFC 4490, section 5.1]: https://www.rfc-editor.org/rfc/rfc4490#section-5.1

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::gost_asn1::{CipherParameters, content_algorithm_der, read_content_ukm};
use crate::formats::{FormatError, Oid, oid};
use crate::keys::CipherParamSet;
use crate::primitives::gost3412::{Kuznyechik, Magma};
use crate::primitives::gost3413::{
    CtrAcpkm, CtrAcpkmOmacDecryptor, CtrAcpkmOmacEncryptor, InvalidMac, MessageTooLong,
};
use crate::primitives::gost28147::{CfbDecryptor, CfbEncryptor};

/// The cipher of a content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentCipher {
    /// `id-Gost28147-89` in CFB. The content is not authenticated.
    #[default]
    Gost28147,
    /// `id-tc26-cipher-gostr3412-2015-kuznyechik-ctracpkm`. The content is not authenticated.
    KuznyechikCtrAcpkm,
    /// `id-tc26-cipher-gostr3412-2015-kuznyechik-ctracpkm-omac`: with a MAC of 16 octets.
    KuznyechikCtrAcpkmOmac,
    /// `id-tc26-cipher-gostr3412-2015-magma-ctracpkm`. The content is not authenticated.
    MagmaCtrAcpkm,
    /// `id-tc26-cipher-gostr3412-2015-magma-ctracpkm-omac`: with a MAC of 8 octets.
    MagmaCtrAcpkmOmac,
}

impl ContentCipher {
    /// Every cipher.
    pub const ALL: [Self; 5] = [
        Self::Gost28147,
        Self::KuznyechikCtrAcpkm,
        Self::KuznyechikCtrAcpkmOmac,
        Self::MagmaCtrAcpkm,
        Self::MagmaCtrAcpkmOmac,
    ];

    /// Its identifier.
    pub const fn oid(self) -> Oid {
        match self {
            Self::Gost28147 => oid::GOST_28147_89,
            Self::KuznyechikCtrAcpkm => oid::TC26_KUZNYECHIK_CTR_ACPKM,
            Self::KuznyechikCtrAcpkmOmac => oid::TC26_KUZNYECHIK_CTR_ACPKM_OMAC,
            Self::MagmaCtrAcpkm => oid::TC26_MAGMA_CTR_ACPKM,
            Self::MagmaCtrAcpkmOmac => oid::TC26_MAGMA_CTR_ACPKM_OMAC,
        }
    }

    /// The cipher that `oid` names.
    pub fn from_oid(oid: Oid) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.oid() == oid)
    }

    /// A short name, as the command and other languages use it, for instance `kuznyechik-ctr-acpkm-omac`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gost28147 => "gost28147",
            Self::KuznyechikCtrAcpkm => "kuznyechik-ctr-acpkm",
            Self::KuznyechikCtrAcpkmOmac => "kuznyechik-ctr-acpkm-omac",
            Self::MagmaCtrAcpkm => "magma-ctr-acpkm",
            Self::MagmaCtrAcpkmOmac => "magma-ctr-acpkm-omac",
        }
    }

    /// The cipher with this short name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.name() == name)
    }

    /// Whether a MAC protects the content.
    pub const fn authenticates(self) -> bool {
        self.mac_len() != 0
    }

    /// Octets of the MAC in id-cms-mac-attr; 0 where there is none.
    pub(super) const fn mac_len(self) -> usize {
        match self {
            Self::KuznyechikCtrAcpkmOmac => 16,
            Self::MagmaCtrAcpkmOmac => 8,
            Self::Gost28147 | Self::KuznyechikCtrAcpkm | Self::MagmaCtrAcpkm => 0,
        }
    }

    /// Octets of the UKM, or of the IV of GOST 28147-89.
    pub(super) const fn ukm_len(self) -> usize {
        match self {
            Self::Gost28147 => 8,
            Self::KuznyechikCtrAcpkm | Self::KuznyechikCtrAcpkmOmac => 16,
            Self::MagmaCtrAcpkm | Self::MagmaCtrAcpkmOmac => 12,
        }
    }
}

/// A contentEncryptionAlgorithm that has been read, before the content key is put to it.
pub(super) struct ContentAlgorithm {
    pub(super) cipher: ContentCipher,
    /// The parameter set of GOST 28147-89.
    pub(super) param_set: Option<CipherParamSet>,
    /// The IV of GOST 28147-89 or the UKM of the others, the first [`ContentCipher::ukm_len`] octets.
    ukm: [u8; 16],
}

impl ContentAlgorithm {
    /// Reads an AlgorithmIdentifier at `offset` of the input.
    pub(super) fn read(algorithm: &[u8], offset: u64) -> Result<Self, FormatError> {
        let what = "contentEncryptionAlgorithm";
        let mut fields = Cursor::at(algorithm, offset, Rules::Ber)
            .required(what)?
            .children(what)?;
        let found = fields.expect(Tag::OID, what)?.oid(what)?;
        let cipher =
            ContentCipher::from_oid(found).ok_or(FormatError::UnsupportedAlgorithm(found))?;
        let parameters = fields.required("parameters of contentEncryptionAlgorithm")?;
        fields.end(what)?;
        let (raw, at) = (parameters.raw, parameters.offset);
        let mut ukm = [0; 16];
        let mut param_set = None;
        match cipher {
            ContentCipher::Gost28147 => {
                let parameters = CipherParameters::read(raw, at)?;
                ukm[..8].copy_from_slice(&parameters.iv);
                param_set = Some(parameters.param_set);
            }
            ContentCipher::KuznyechikCtrAcpkm | ContentCipher::KuznyechikCtrAcpkmOmac => {
                ukm = read_content_ukm::<16>(raw, at)?;
            }
            ContentCipher::MagmaCtrAcpkm | ContentCipher::MagmaCtrAcpkmOmac => {
                ukm[..12].copy_from_slice(&read_content_ukm::<12>(raw, at)?);
            }
        }
        Ok(Self {
            cipher,
            param_set,
            ukm,
        })
    }

    /// An algorithm to write. `ukm` has [`ContentCipher::ukm_len`] octets; `param_set` counts for GOST 28147-89 only.
    pub(super) fn new(cipher: ContentCipher, param_set: CipherParamSet, ukm: &[u8]) -> Self {
        let mut padded = [0; 16];
        for (to, from) in padded.iter_mut().zip(ukm) {
            *to = *from;
        }
        Self {
            cipher,
            param_set: (cipher == ContentCipher::Gost28147).then_some(param_set),
            ukm: padded,
        }
    }

    /// Writes the AlgorithmIdentifier.
    pub(super) fn to_der(&self) -> der::Result<Vec<u8>> {
        match self.param_set {
            Some(param_set) => CipherParameters {
                iv: self.part(0),
                param_set,
            }
            .to_algorithm_der(),
            None => content_algorithm_der(self.cipher.oid(), &self.ukm[..self.cipher.ukm_len()]),
        }
    }

    pub(super) fn decryptor(&self, cek: &[u8; 32]) -> ContentDecryptor {
        use ContentDecryptor as D;
        match self.cipher {
            ContentCipher::Gost28147 => {
                let set = self.set();
                let (iv, meshing) = (self.part(0), set.key_meshing());
                D::Cfb(CfbDecryptor::new(cek, &iv, set.sbox(), meshing))
            }
            ContentCipher::KuznyechikCtrAcpkm => {
                D::Kuznyechik(Box::new(CtrAcpkm::new(cek, &self.part::<8>(0))))
            }
            ContentCipher::KuznyechikCtrAcpkmOmac => D::KuznyechikOmac(Box::new(
                CtrAcpkmOmacDecryptor::new(cek, &self.part::<8>(0), &self.part(8)),
            )),
            ContentCipher::MagmaCtrAcpkm => D::Magma(CtrAcpkm::new(cek, &self.part::<4>(0))),
            ContentCipher::MagmaCtrAcpkmOmac => D::MagmaOmac(Box::new(CtrAcpkmOmacDecryptor::new(
                cek,
                &self.part::<4>(0),
                &self.part(4),
            ))),
        }
    }

    pub(super) fn encryptor(&self, cek: &[u8; 32]) -> ContentEncryptor {
        use ContentEncryptor as E;
        match self.cipher {
            ContentCipher::Gost28147 => {
                let set = self.set();
                let (iv, meshing) = (self.part(0), set.key_meshing());
                E::Cfb(CfbEncryptor::new(cek, &iv, set.sbox(), meshing))
            }
            ContentCipher::KuznyechikCtrAcpkm => {
                E::Kuznyechik(Box::new(CtrAcpkm::new(cek, &self.part::<8>(0))))
            }
            ContentCipher::KuznyechikCtrAcpkmOmac => E::KuznyechikOmac(Box::new(
                CtrAcpkmOmacEncryptor::new(cek, &self.part::<8>(0), &self.part(8)),
            )),
            ContentCipher::MagmaCtrAcpkm => E::Magma(CtrAcpkm::new(cek, &self.part::<4>(0))),
            ContentCipher::MagmaCtrAcpkmOmac => E::MagmaOmac(Box::new(CtrAcpkmOmacEncryptor::new(
                cek,
                &self.part::<4>(0),
                &self.part(4),
            ))),
        }
    }

    /// The set of GOST 28147-89, which both constructors give with that cipher.
    fn set(&self) -> CipherParamSet {
        self.param_set.unwrap_or(CipherParamSet::Tc26Z)
    }

    /// `N` octets of the UKM, which is 16 octets at most.
    fn part<const N: usize>(&self, from: usize) -> [u8; N] {
        core::array::from_fn(|i| self.ukm[from + i])
    }
}

/// Deciphers a content in pieces.
pub(super) enum ContentDecryptor {
    Cfb(CfbDecryptor),
    Kuznyechik(Box<CtrAcpkm<Kuznyechik>>),
    KuznyechikOmac(Box<CtrAcpkmOmacDecryptor<Kuznyechik>>),
    Magma(CtrAcpkm<Magma>),
    MagmaOmac(Box<CtrAcpkmOmacDecryptor<Magma>>),
}

impl ContentDecryptor {
    /// Deciphers in place.
    pub(super) fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        match self {
            Self::Cfb(cipher) => cipher.apply(data),
            Self::Kuznyechik(cipher) => cipher.apply(data)?,
            Self::KuznyechikOmac(cipher) => cipher.apply(data)?,
            Self::Magma(cipher) => cipher.apply(data)?,
            Self::MagmaOmac(cipher) => cipher.apply(data)?,
        }
        Ok(())
    }

    /// Checks the encrypted MAC of the content; without one in the cipher there is nothing to be right.
    pub(super) fn verify(self, encrypted_mac: &[u8]) -> Result<(), InvalidMac> {
        match self {
            Self::Cfb(_) | Self::Kuznyechik(_) | Self::Magma(_) => Err(InvalidMac),
            Self::KuznyechikOmac(cipher) => cipher.verify(encrypted_mac),
            Self::MagmaOmac(cipher) => cipher.verify(encrypted_mac),
        }
    }
}

/// Enciphers a content in pieces.
pub(super) enum ContentEncryptor {
    Cfb(CfbEncryptor),
    Kuznyechik(Box<CtrAcpkm<Kuznyechik>>),
    KuznyechikOmac(Box<CtrAcpkmOmacEncryptor<Kuznyechik>>),
    Magma(CtrAcpkm<Magma>),
    MagmaOmac(Box<CtrAcpkmOmacEncryptor<Magma>>),
}

impl ContentEncryptor {
    /// Enciphers in place.
    pub(super) fn apply(&mut self, data: &mut [u8]) -> Result<(), MessageTooLong> {
        match self {
            Self::Cfb(cipher) => cipher.apply(data),
            Self::Kuznyechik(cipher) => cipher.apply(data)?,
            Self::KuznyechikOmac(cipher) => cipher.apply(data)?,
            Self::Magma(cipher) => cipher.apply(data)?,
            Self::MagmaOmac(cipher) => cipher.apply(data)?,
        }
        Ok(())
    }

    /// The encrypted MAC of the content, where the cipher has one.
    pub(super) fn finish(self) -> Result<Option<Vec<u8>>, MessageTooLong> {
        Ok(match self {
            Self::Cfb(_) | Self::Kuznyechik(_) | Self::Magma(_) => None,
            Self::KuznyechikOmac(cipher) => Some(cipher.finalize()?.to_vec()),
            Self::MagmaOmac(cipher) => Some(cipher.finalize()?.to_vec()),
        })
    }
}
