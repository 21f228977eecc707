// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parameter sets by their ASN.1 names, and which numbers stand behind each.
//!
//! Curves: [RFC 4357, section 11.4](https://www.rfc-editor.org/rfc/rfc4357#section-11.4),
//! [RFC 7836, appendix A](https://www.rfc-editor.org/rfc/rfc7836#appendix-A),
//! [RFC 9215, appendices](https://www.rfc-editor.org/rfc/rfc9215). S-boxes: RFC 4357, section 11.2, and RFC 7836,
//! appendix C. OIDs are in `formats/oid.rs`, the numbers in `primitives`.
//!
//! Which names may go together in one key is not judged here beyond the length: XchA and XchB sign in real
//! certificates, and the sets of 2001 are legal under 2012 keys.

use crate::primitives::curve::erased::CurveParams;
use crate::primitives::curve::params;
use crate::primitives::gost28147::sbox::{self, Sbox};

/// The algorithm that a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// GOST R 34.10-2001 (`id-GostR3410-2001`), digests of GOST R 34.11-94.
    Gost2001,
    /// GOST R 34.10-2012 with 256-bit keys (`id-tc26-gost3410-12-256`), Streebog-256.
    Gost2012_256,
    /// GOST R 34.10-2012 with 512-bit keys (`id-tc26-gost3410-12-512`), Streebog-512.
    Gost2012_512,
}

/// An elliptic curve parameter set, under the name that a key gives it.
///
/// Several names stand for the same numbers; they are kept apart so that a key is written back as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParamSet {
    /// `id-GostR3410-2001-TestParamSet`.
    Gost2001Test,
    /// `id-GostR3410-2001-CryptoPro-A-ParamSet`.
    CryptoProA,
    /// `id-GostR3410-2001-CryptoPro-B-ParamSet`.
    CryptoProB,
    /// `id-GostR3410-2001-CryptoPro-C-ParamSet`.
    CryptoProC,
    /// `id-GostR3410-2001-CryptoPro-XchA-ParamSet`: the numbers of CryptoPro-A.
    CryptoProXchA,
    /// `id-GostR3410-2001-CryptoPro-XchB-ParamSet`: the numbers of CryptoPro-C.
    CryptoProXchB,
    /// `id-tc26-gost-3410-2012-256-paramSetA`: cofactor 4.
    Tc26Gost3410_2012_256A,
    /// `id-tc26-gost-3410-2012-256-paramSetB`: the numbers of CryptoPro-A.
    Tc26Gost3410_2012_256B,
    /// `id-tc26-gost-3410-2012-256-paramSetC`: the numbers of CryptoPro-B.
    Tc26Gost3410_2012_256C,
    /// `id-tc26-gost-3410-2012-256-paramSetD`: the numbers of CryptoPro-C.
    Tc26Gost3410_2012_256D,
    /// `id-tc26-gost-3410-2012-512-paramSetTest`.
    Tc26Gost3410_2012_512Test,
    /// `id-tc26-gost-3410-2012-512-paramSetA`.
    Tc26Gost3410_2012_512A,
    /// `id-tc26-gost-3410-2012-512-paramSetB`.
    Tc26Gost3410_2012_512B,
    /// `id-tc26-gost-3410-2012-512-paramSetC`: cofactor 4.
    Tc26Gost3410_2012_512C,
}

/// A GOST 28147-89 parameter set: its substitution boxes and whether it meshes keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CipherParamSet {
    /// `id-Gost28147-89-TestParamSet`: no key meshing (RFC 4357).
    Test,
    /// `id-Gost28147-89-CryptoPro-A-ParamSet`.
    CryptoProA,
    /// `id-Gost28147-89-CryptoPro-B-ParamSet`.
    CryptoProB,
    /// `id-Gost28147-89-CryptoPro-C-ParamSet`.
    CryptoProC,
    /// `id-Gost28147-89-CryptoPro-D-ParamSet`.
    CryptoProD,
    /// `id-tc26-gost-28147-param-Z`.
    Tc26Z,
}

impl KeyAlgorithm {
    /// Octets of a coordinate, of a private key and of a digest: 32 or 64.
    pub const fn octets(self) -> usize {
        match self {
            Self::Gost2001 | Self::Gost2012_256 => 32,
            Self::Gost2012_512 => 64,
        }
    }
}

impl ParamSet {
    /// Every parameter set.
    pub const ALL: [Self; 14] = [
        Self::Gost2001Test,
        Self::CryptoProA,
        Self::CryptoProB,
        Self::CryptoProC,
        Self::CryptoProXchA,
        Self::CryptoProXchB,
        Self::Tc26Gost3410_2012_256A,
        Self::Tc26Gost3410_2012_256B,
        Self::Tc26Gost3410_2012_256C,
        Self::Tc26Gost3410_2012_256D,
        Self::Tc26Gost3410_2012_512Test,
        Self::Tc26Gost3410_2012_512A,
        Self::Tc26Gost3410_2012_512B,
        Self::Tc26Gost3410_2012_512C,
    ];

    /// Octets of a coordinate: 32 or 64.
    pub const fn octets(self) -> usize {
        match self {
            Self::Tc26Gost3410_2012_512Test
            | Self::Tc26Gost3410_2012_512A
            | Self::Tc26Gost3410_2012_512B
            | Self::Tc26Gost3410_2012_512C => 64,
            _ => 32,
        }
    }

    /// Bits of a coordinate, as the names count them: 256 or 512.
    pub const fn bits(self) -> usize {
        8 * self.octets()
    }

    /// The order of the group of points divided by q: 4 on 256-A and 512-C, else 1.
    pub fn cofactor(self) -> u32 {
        self.curve().cofactor
    }

    /// Whether the two names stand for the same numbers.
    pub fn same_curve(self, other: Self) -> bool {
        core::ptr::eq(self.curve(), other.curve())
    }

    /// The name in its standard, for instance `id-tc26-gost-3410-2012-256-paramSetA`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gost2001Test => "id-GostR3410-2001-TestParamSet",
            Self::CryptoProA => "id-GostR3410-2001-CryptoPro-A-ParamSet",
            Self::CryptoProB => "id-GostR3410-2001-CryptoPro-B-ParamSet",
            Self::CryptoProC => "id-GostR3410-2001-CryptoPro-C-ParamSet",
            Self::CryptoProXchA => "id-GostR3410-2001-CryptoPro-XchA-ParamSet",
            Self::CryptoProXchB => "id-GostR3410-2001-CryptoPro-XchB-ParamSet",
            Self::Tc26Gost3410_2012_256A => "id-tc26-gost-3410-2012-256-paramSetA",
            Self::Tc26Gost3410_2012_256B => "id-tc26-gost-3410-2012-256-paramSetB",
            Self::Tc26Gost3410_2012_256C => "id-tc26-gost-3410-2012-256-paramSetC",
            Self::Tc26Gost3410_2012_256D => "id-tc26-gost-3410-2012-256-paramSetD",
            Self::Tc26Gost3410_2012_512Test => "id-tc26-gost-3410-2012-512-paramSetTest",
            Self::Tc26Gost3410_2012_512A => "id-tc26-gost-3410-2012-512-paramSetA",
            Self::Tc26Gost3410_2012_512B => "id-tc26-gost-3410-2012-512-paramSetB",
            Self::Tc26Gost3410_2012_512C => "id-tc26-gost-3410-2012-512-paramSetC",
        }
    }

    /// The numbers and the code of the curve. The only place where all curves are named together.
    pub(crate) fn curve(self) -> &'static CurveParams {
        match self {
            Self::Gost2001Test => &params::TEST_2001,
            Self::CryptoProA => &params::CRYPTO_PRO_A,
            Self::CryptoProB => &params::CRYPTO_PRO_B,
            Self::CryptoProC => &params::CRYPTO_PRO_C,
            Self::CryptoProXchA => &params::CRYPTO_PRO_A,
            Self::CryptoProXchB => &params::CRYPTO_PRO_C,
            Self::Tc26Gost3410_2012_256A => &params::TC26_256_A,
            Self::Tc26Gost3410_2012_256B => &params::CRYPTO_PRO_A,
            Self::Tc26Gost3410_2012_256C => &params::CRYPTO_PRO_B,
            Self::Tc26Gost3410_2012_256D => &params::CRYPTO_PRO_C,
            Self::Tc26Gost3410_2012_512Test => &params::TEST_512,
            Self::Tc26Gost3410_2012_512A => &params::TC26_512_A,
            Self::Tc26Gost3410_2012_512B => &params::TC26_512_B,
            Self::Tc26Gost3410_2012_512C => &params::TC26_512_C,
        }
    }

    /// What keeps the nonces of one key apart when it is used under several names: the content octets of the
    /// parameter set's OID. Part of the definition of the nonce (`nonce.rs`), and for this reason a copy: an OID
    /// table that changes must not change signatures.
    pub(super) const fn nonce_domain(self) -> &'static [u8] {
        match self {
            Self::Gost2001Test => &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x23, 0x00],
            Self::CryptoProA => &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x23, 0x01],
            Self::CryptoProB => &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x23, 0x02],
            Self::CryptoProC => &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x23, 0x03],
            Self::CryptoProXchA => &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x24, 0x00],
            Self::CryptoProXchB => &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x24, 0x01],
            Self::Tc26Gost3410_2012_256A => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x01, 0x01],
            Self::Tc26Gost3410_2012_256B => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x01, 0x02],
            Self::Tc26Gost3410_2012_256C => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x01, 0x03],
            Self::Tc26Gost3410_2012_256D => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x01, 0x04],
            Self::Tc26Gost3410_2012_512Test => {
                &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x02, 0x00]
            }
            Self::Tc26Gost3410_2012_512A => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x02, 0x01],
            Self::Tc26Gost3410_2012_512B => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x02, 0x02],
            Self::Tc26Gost3410_2012_512C => &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x02, 0x03],
        }
    }
}

impl CipherParamSet {
    /// The substitution boxes.
    pub(crate) fn sbox(self) -> &'static Sbox {
        match self {
            Self::Test => &sbox::TEST,
            Self::CryptoProA => &sbox::CRYPTOPRO_A,
            Self::CryptoProB => &sbox::CRYPTOPRO_B,
            Self::CryptoProC => &sbox::CRYPTOPRO_C,
            Self::CryptoProD => &sbox::CRYPTOPRO_D,
            Self::Tc26Z => &sbox::TC26_Z,
        }
    }

    /// Whether CFB, CNT and the MAC change the key after every 1024 octets. RFC 7836 is silent on param-Z; its
    /// deployed implementations mesh.
    pub(crate) const fn key_meshing(self) -> bool {
        !matches!(self, Self::Test)
    }
}
