// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one table of object identifiers: GOST algorithms and parameter sets, and the neighbours in X.509 and CMS.
//!
//! Sources: RFC 4357 section 11, RFC 4490, RFC 4491, RFC 7836 appendix C, RFC 9215, RFC 9337, R 1323565.1.025-2019;
//! X.520 and RFC 5280 for names and extensions; RFC 5652, RFC 5126 and RFC 5035 for CMS attributes.
//!
//! No other file writes an identifier down. What is not here: the numbers behind a parameter set (`keys`,
//! `primitives`). An identifier without a name is legal anywhere that does not need to understand it.
//! `1.2.643.7.1.2.1.1.0` and `1.2.643.7.1.2.1.2.4`, which old tools use, stand in no standard and stay unknown.

use alloc::vec::Vec;
use core::fmt;

use crate::keys::{CipherParamSet, KeyAlgorithm, ParamSet};

/// Octets of content at most. A UUID under 2.25 takes 20.
const MAX_CONTENT: usize = 39;

/// An object identifier: up to 39 octets of content, arcs of any size.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    /// Zeros after the content.
    octets: [u8; MAX_CONTENT],
    length: u8,
}

impl Oid {
    /// Reads the dotted form, for instance `1.2.643.7.1.1.1.1`.
    ///
    /// # Panics
    /// When the text is no object identifier: it is meant for constants.
    pub const fn new(dotted: &str) -> Self {
        match Self::from_dotted(dotted) {
            Some(oid) => oid,
            None => panic!("not an object identifier in dotted form"),
        }
    }

    /// Reads the dotted form where it comes from outside; `None` when the text is no object identifier, has an arc
    /// of 2^128 or more, or needs more than 39 octets.
    #[expect(
        clippy::indexing_slicing,
        reason = "iterators do not work in constants; every place is below a length that the loop compares with"
    )]
    pub const fn from_dotted(dotted: &str) -> Option<Self> {
        let text = dotted.as_bytes();
        let mut oid = Self {
            octets: [0; MAX_CONTENT],
            length: 0,
        };
        let (mut at, mut arcs, mut first) = (0, 0, 0u128);
        loop {
            let start = at;
            let mut arc = 0u128;
            while at < text.len() && text[at].is_ascii_digit() {
                let Some(tens) = arc.checked_mul(10) else {
                    return None;
                };
                let Some(more) = tens.checked_add((text[at] - b'0') as u128) else {
                    return None;
                };
                arc = more;
                at += 1;
            }
            // No digit, or a zero before others.
            if at == start || at > start + 1 && text[start] == b'0' {
                return None;
            }
            match arcs {
                0 if arc > 2 => return None,
                0 => first = arc * 40,
                1 if first < 80 && arc >= 40 => return None,
                _ => {
                    let Some(number) = arc.checked_add(if arcs == 1 { first } else { 0 }) else {
                        return None;
                    };
                    if !oid.push(number) {
                        return None;
                    }
                }
            }
            arcs += 1;
            if at == text.len() {
                return if arcs < 2 { None } else { Some(oid) };
            }
            if text[at] != b'.' {
                return None;
            }
            at += 1;
        }
    }

    /// Appends a number in groups of seven bits; false when there is no room.
    #[expect(
        clippy::indexing_slicing,
        reason = "iterators do not work in constants; the place is compared with the length first"
    )]
    const fn push(&mut self, number: u128) -> bool {
        let mut groups = 1;
        while groups < 19 && number >> (7 * groups) != 0 {
            groups += 1;
        }
        if self.length as usize + groups > MAX_CONTENT {
            return false;
        }
        while groups > 0 {
            groups -= 1;
            let group = (number >> (7 * groups)) as u8 & 0x7f;
            self.octets[self.length as usize] = if groups > 0 { group | 0x80 } else { group };
            self.length += 1;
        }
        true
    }

    /// The name that its standard gives it, for instance `id-tc26-gost3410-12-256`, where the table has one.
    pub fn name(&self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(oid, _)| oid == self)
            .map(|(_, name)| *name)
    }

    /// Reads the content octets of an OBJECT IDENTIFIER; `None` when they are padded, open or too long.
    pub(crate) fn from_content(content: &[u8]) -> Option<Self> {
        if content.last()? & 0x80 != 0 {
            return None;
        }
        let mut start = true;
        for &octet in content {
            if start && octet == 0x80 {
                return None;
            }
            start = octet & 0x80 == 0;
        }
        let mut octets = [0; MAX_CONTENT];
        octets.get_mut(..content.len())?.copy_from_slice(content);
        Some(Self {
            octets,
            // At most 39.
            length: content.len() as u8,
        })
    }

    /// The content octets.
    pub(crate) fn content(&self) -> &[u8] {
        let (content, _) = self.octets.split_at(usize::from(self.length));
        content
    }

    /// The whole element: tag, length, content.
    pub(crate) fn to_der(self) -> Vec<u8> {
        let content = self.content();
        let mut der = Vec::with_capacity(content.len() + 2);
        der.push(0x06);
        // At most 39 octets, so the length has the short form.
        der.push(content.len() as u8);
        der.extend_from_slice(content);
        der
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = |octet: &u8| octet & 0x80 == 0;
        for (place, groups) in self.content().split_inclusive(ends).enumerate() {
            // The first number holds two arcs: 40 times the first, which is 2 at most, and the second.
            let minus = match (place, groups) {
                (0, [number @ 0..40]) => {
                    write!(f, "0.{number}")?;
                    continue;
                }
                (0, [number @ 40..80]) => {
                    write!(f, "1.{}", number - 40)?;
                    continue;
                }
                (0, _) => {
                    f.write_str("2")?;
                    80
                }
                _ => 0,
            };
            f.write_str(".")?;
            decimal(groups, minus, f)?;
        }
        Ok(())
    }
}

/// Writes a number that is given in groups of seven bits, less what is below 100 and not above the number.
fn decimal(groups: &[u8], minus: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Digits from the lowest; 39 groups have 273 bits.
    let mut digits = [0u8; 84];
    for group in groups {
        let mut carry = u32::from(group & 0x7f);
        for digit in &mut digits {
            let number = u32::from(*digit) * 128 + carry;
            *digit = (number % 10) as u8;
            carry = number / 10;
        }
    }
    let mut borrow = 0;
    for (place, digit) in digits.iter_mut().enumerate() {
        let take = borrow
            + match place {
                0 => minus % 10,
                1 => minus / 10,
                _ => 0,
            };
        borrow = u8::from(*digit < take);
        *digit = *digit + 10 * borrow - take;
    }
    let highest = digits.iter().rposition(|&digit| digit != 0).unwrap_or(0);
    for digit in digits.iter().take(highest + 1).rev() {
        write!(f, "{digit}")?;
    }
    Ok(())
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a key's algorithm identifier says the key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyOidUse {
    /// The identifier of RFC 4491 and RFC 9215: signatures and key agreement.
    General,
    /// An identifier of CryptoPro's key exchange keys (`id-GostR3410-2001DH`, `id-tc26-agreement-…`).
    Agreement,
}

impl KeyAlgorithm {
    /// Its identifier in a SubjectPublicKeyInfo.
    pub const fn oid(self) -> Oid {
        match self {
            Self::Gost2001 => GOST_R3410_2001,
            Self::Gost2012_256 => TC26_GOST3410_12_256,
            Self::Gost2012_512 => TC26_GOST3410_12_512,
        }
    }

    /// The identifier of a signature made with such a key (RFC 4491 section 2.2, RFC 9215 section 2).
    pub const fn signature_oid(self) -> Oid {
        match self {
            Self::Gost2001 => GOST_R3411_94_WITH_GOST_R3410_2001,
            Self::Gost2012_256 => TC26_SIGNWITHDIGEST_GOST3410_12_256,
            Self::Gost2012_512 => TC26_SIGNWITHDIGEST_GOST3410_12_512,
        }
    }

    /// The identifier of the digest that such a key signs.
    pub const fn digest_oid(self) -> Oid {
        match self {
            Self::Gost2001 => GOST_R3411_94,
            Self::Gost2012_256 => TC26_GOST3411_12_256,
            Self::Gost2012_512 => TC26_GOST3411_12_512,
        }
    }

    /// The algorithm whose public keys `oid` names; `None` for key exchange identifiers and all others.
    pub fn from_oid(oid: Oid) -> Option<Self> {
        match key_algorithm(oid)? {
            (algorithm, KeyOidUse::General) => Some(algorithm),
            (_, KeyOidUse::Agreement) => None,
        }
    }
}

/// The algorithm that a key's identifier names, key exchange identifiers included and marked.
pub(crate) fn key_algorithm(oid: Oid) -> Option<(KeyAlgorithm, KeyOidUse)> {
    Some(match oid {
        GOST_R3410_2001 => (KeyAlgorithm::Gost2001, KeyOidUse::General),
        TC26_GOST3410_12_256 => (KeyAlgorithm::Gost2012_256, KeyOidUse::General),
        TC26_GOST3410_12_512 => (KeyAlgorithm::Gost2012_512, KeyOidUse::General),
        GOST_R3410_2001_DH => (KeyAlgorithm::Gost2001, KeyOidUse::Agreement),
        TC26_AGREEMENT_GOST3410_12_256 => (KeyAlgorithm::Gost2012_256, KeyOidUse::Agreement),
        TC26_AGREEMENT_GOST3410_12_512 => (KeyAlgorithm::Gost2012_512, KeyOidUse::Agreement),
        _ => return None,
    })
}

/// The key algorithm whose signatures `oid` names, in the form that X.509 uses (digest and key together).
pub(crate) fn signature_algorithm(oid: Oid) -> Option<KeyAlgorithm> {
    Some(match oid {
        GOST_R3411_94_WITH_GOST_R3410_2001 => KeyAlgorithm::Gost2001,
        TC26_SIGNWITHDIGEST_GOST3410_12_256 => KeyAlgorithm::Gost2012_256,
        TC26_SIGNWITHDIGEST_GOST3410_12_512 => KeyAlgorithm::Gost2012_512,
        _ => return None,
    })
}

impl ParamSet {
    /// Its identifier.
    pub const fn oid(self) -> Oid {
        match self {
            Self::Gost2001Test => GOST_R3410_2001_TEST,
            Self::CryptoProA => GOST_R3410_2001_CRYPTOPRO_A,
            Self::CryptoProB => GOST_R3410_2001_CRYPTOPRO_B,
            Self::CryptoProC => GOST_R3410_2001_CRYPTOPRO_C,
            Self::CryptoProXchA => GOST_R3410_2001_CRYPTOPRO_XCHA,
            Self::CryptoProXchB => GOST_R3410_2001_CRYPTOPRO_XCHB,
            Self::Tc26Gost3410_2012_256A => TC26_GOST_3410_12_256_A,
            Self::Tc26Gost3410_2012_256B => TC26_GOST_3410_12_256_B,
            Self::Tc26Gost3410_2012_256C => TC26_GOST_3410_12_256_C,
            Self::Tc26Gost3410_2012_256D => TC26_GOST_3410_12_256_D,
            Self::Tc26Gost3410_2012_512Test => TC26_GOST_3410_12_512_TEST,
            Self::Tc26Gost3410_2012_512A => TC26_GOST_3410_12_512_A,
            Self::Tc26Gost3410_2012_512B => TC26_GOST_3410_12_512_B,
            Self::Tc26Gost3410_2012_512C => TC26_GOST_3410_12_512_C,
        }
    }

    /// The parameter set that `oid` names.
    pub fn from_oid(oid: Oid) -> Option<Self> {
        Some(match oid {
            GOST_R3410_2001_TEST => Self::Gost2001Test,
            GOST_R3410_2001_CRYPTOPRO_A => Self::CryptoProA,
            GOST_R3410_2001_CRYPTOPRO_B => Self::CryptoProB,
            GOST_R3410_2001_CRYPTOPRO_C => Self::CryptoProC,
            GOST_R3410_2001_CRYPTOPRO_XCHA => Self::CryptoProXchA,
            GOST_R3410_2001_CRYPTOPRO_XCHB => Self::CryptoProXchB,
            TC26_GOST_3410_12_256_A => Self::Tc26Gost3410_2012_256A,
            TC26_GOST_3410_12_256_B => Self::Tc26Gost3410_2012_256B,
            TC26_GOST_3410_12_256_C => Self::Tc26Gost3410_2012_256C,
            TC26_GOST_3410_12_256_D => Self::Tc26Gost3410_2012_256D,
            TC26_GOST_3410_12_512_TEST => Self::Tc26Gost3410_2012_512Test,
            TC26_GOST_3410_12_512_A => Self::Tc26Gost3410_2012_512A,
            TC26_GOST_3410_12_512_B => Self::Tc26Gost3410_2012_512B,
            TC26_GOST_3410_12_512_C => Self::Tc26Gost3410_2012_512C,
            _ => return None,
        })
    }
}

impl CipherParamSet {
    /// Its identifier.
    pub const fn oid(self) -> Oid {
        match self {
            Self::Test => GOST_28147_89_TEST,
            Self::CryptoProA => GOST_28147_89_CRYPTOPRO_A,
            Self::CryptoProB => GOST_28147_89_CRYPTOPRO_B,
            Self::CryptoProC => GOST_28147_89_CRYPTOPRO_C,
            Self::CryptoProD => GOST_28147_89_CRYPTOPRO_D,
            Self::Tc26Z => TC26_GOST_28147_PARAM_Z,
        }
    }

    /// The parameter set that `oid` names.
    pub fn from_oid(oid: Oid) -> Option<Self> {
        Some(match oid {
            GOST_28147_89_TEST => Self::Test,
            GOST_28147_89_CRYPTOPRO_A => Self::CryptoProA,
            GOST_28147_89_CRYPTOPRO_B => Self::CryptoProB,
            GOST_28147_89_CRYPTOPRO_C => Self::CryptoProC,
            GOST_28147_89_CRYPTOPRO_D => Self::CryptoProD,
            TC26_GOST_28147_PARAM_Z => Self::Tc26Z,
            _ => return None,
        })
    }
}

macro_rules! oids {
    ($($name:ident = $dotted:literal, $text:literal;)*) => {
        // A name that only `inspect` prints is used through `NAMES` alone.
        $(pub(crate) const $name: Oid = Oid::new($dotted);)*

        /// Every identifier of the table with its name.
        const NAMES: &[(Oid, &str)] = &[$(($name, $text),)*];
    };
}

oids! {
    // Keys, digests, signatures, MACs (RFC 4357 section 11, RFC 4491, RFC 9215).
    GOST_R3411_94_WITH_GOST_R3410_2001 = "1.2.643.2.2.3", "id-GostR3411-94-with-GostR3410-2001";
    GOST_R3411_94_WITH_GOST_R3410_94 = "1.2.643.2.2.4", "id-GostR3411-94-with-GostR3410-94";
    GOST_R3411_94 = "1.2.643.2.2.9", "id-GostR3411-94";
    HMAC_GOST_R3411_94 = "1.2.643.2.2.10", "id-HMACGostR3411-94";
    GOST_R3410_2001 = "1.2.643.2.2.19", "id-GostR3410-2001";
    GOST_R3410_94 = "1.2.643.2.2.20", "id-GostR3410-94";
    GOST_28147_89 = "1.2.643.2.2.21", "id-Gost28147-89";
    GOST_28147_89_MAC = "1.2.643.2.2.22", "id-Gost28147-89-MAC";
    GOST_R3411_94_PRF = "1.2.643.2.2.23", "id-GostR3411-94-prf";
    GOST_R3410_2001_ESDH = "1.2.643.2.2.96", "id-GostR3410-2001-CryptoPro-ESDH";
    GOST_R3410_94_ESDH = "1.2.643.2.2.97", "id-GostR3410-94-CryptoPro-ESDH";
    GOST_R3410_2001_DH = "1.2.643.2.2.98", "id-GostR3410-2001DH";
    GOST_R3410_94_DH = "1.2.643.2.2.99", "id-GostR3410-94DH";
    TC26_GOST3410_12_256 = "1.2.643.7.1.1.1.1", "id-tc26-gost3410-12-256";
    TC26_GOST3410_12_512 = "1.2.643.7.1.1.1.2", "id-tc26-gost3410-12-512";
    TC26_GOST3411_94 = "1.2.643.7.1.1.2.1", "id-tc26-gost3411-94";
    TC26_GOST3411_12_256 = "1.2.643.7.1.1.2.2", "id-tc26-gost3411-12-256";
    TC26_GOST3411_12_512 = "1.2.643.7.1.1.2.3", "id-tc26-gost3411-12-512";
    TC26_SIGNWITHDIGEST_GOST3410_94 = "1.2.643.7.1.1.3.1", "id-tc26-signwithdigest-gost3410-94";
    TC26_SIGNWITHDIGEST_GOST3410_12_256 = "1.2.643.7.1.1.3.2", "id-tc26-signwithdigest-gost3410-12-256";
    TC26_SIGNWITHDIGEST_GOST3410_12_512 = "1.2.643.7.1.1.3.3", "id-tc26-signwithdigest-gost3410-12-512";
    TC26_HMAC_GOST3411_12_256 = "1.2.643.7.1.1.4.1", "id-tc26-hmac-gost-3411-12-256";
    TC26_HMAC_GOST3411_12_512 = "1.2.643.7.1.1.4.2", "id-tc26-hmac-gost-3411-12-512";
    TC26_AGREEMENT_GOST3410_12_256 = "1.2.643.7.1.1.6.1", "id-tc26-agreement-gost-3410-12-256";
    TC26_AGREEMENT_GOST3410_12_512 = "1.2.643.7.1.1.6.2", "id-tc26-agreement-gost-3410-12-512";

    // Ciphers and key wrap (RFC 4357 section 11, R 1323565.1.025-2019).
    GOST_28147_89_NONE_KEYWRAP = "1.2.643.2.2.13.0", "id-Gost28147-89-None-KeyWrap";
    GOST_28147_89_CRYPTOPRO_KEYWRAP = "1.2.643.2.2.13.1", "id-Gost28147-89-CryptoPro-KeyWrap";
    GOST_28147_89_NONE_MESHING = "1.2.643.2.2.14.0", "id-Gost28147-89-None-KeyMeshing";
    GOST_28147_89_CRYPTOPRO_MESHING = "1.2.643.2.2.14.1", "id-Gost28147-89-CryptoPro-KeyMeshing";
    TC26_MAGMA = "1.2.643.7.1.1.5.1", "id-tc26-cipher-gostr3412-2015-magma";
    TC26_MAGMA_CTR_ACPKM = "1.2.643.7.1.1.5.1.1", "id-tc26-cipher-gostr3412-2015-magma-ctracpkm";
    TC26_MAGMA_CTR_ACPKM_OMAC = "1.2.643.7.1.1.5.1.2", "id-tc26-cipher-gostr3412-2015-magma-ctracpkm-omac";
    TC26_KUZNYECHIK = "1.2.643.7.1.1.5.2", "id-tc26-cipher-gostr3412-2015-kuznyechik";
    TC26_KUZNYECHIK_CTR_ACPKM = "1.2.643.7.1.1.5.2.1", "id-tc26-cipher-gostr3412-2015-kuznyechik-ctracpkm";
    TC26_KUZNYECHIK_CTR_ACPKM_OMAC = "1.2.643.7.1.1.5.2.2", "id-tc26-cipher-gostr3412-2015-kuznyechik-ctracpkm-omac";
    TC26_MAGMA_KEXP15 = "1.2.643.7.1.1.7.1.1", "id-tc26-wrap-gostr3412-2015-magma-kexp15";
    TC26_KUZNYECHIK_KEXP15 = "1.2.643.7.1.1.7.2.1", "id-tc26-wrap-gostr3412-2015-kuznyechik-kexp15";
    TC26_CMS_MAC_ATTR = "1.2.643.7.1.0.6.1.1", "id-cms-mac-attr";

    // Elliptic curves (RFC 4357 section 11, RFC 7836 appendix C).
    GOST_R3410_94_CRYPTOPRO_A = "1.2.643.2.2.32.2", "id-GostR3410-94-CryptoPro-A-ParamSet";
    GOST_R3410_2001_TEST = "1.2.643.2.2.35.0", "id-GostR3410-2001-TestParamSet";
    GOST_R3410_2001_CRYPTOPRO_A = "1.2.643.2.2.35.1", "id-GostR3410-2001-CryptoPro-A-ParamSet";
    GOST_R3410_2001_CRYPTOPRO_B = "1.2.643.2.2.35.2", "id-GostR3410-2001-CryptoPro-B-ParamSet";
    GOST_R3410_2001_CRYPTOPRO_C = "1.2.643.2.2.35.3", "id-GostR3410-2001-CryptoPro-C-ParamSet";
    GOST_R3410_2001_CRYPTOPRO_XCHA = "1.2.643.2.2.36.0", "id-GostR3410-2001-CryptoPro-XchA-ParamSet";
    GOST_R3410_2001_CRYPTOPRO_XCHB = "1.2.643.2.2.36.1", "id-GostR3410-2001-CryptoPro-XchB-ParamSet";
    TC26_GOST_3410_12_256_A = "1.2.643.7.1.2.1.1.1", "id-tc26-gost-3410-2012-256-paramSetA";
    TC26_GOST_3410_12_256_B = "1.2.643.7.1.2.1.1.2", "id-tc26-gost-3410-2012-256-paramSetB";
    TC26_GOST_3410_12_256_C = "1.2.643.7.1.2.1.1.3", "id-tc26-gost-3410-2012-256-paramSetC";
    TC26_GOST_3410_12_256_D = "1.2.643.7.1.2.1.1.4", "id-tc26-gost-3410-2012-256-paramSetD";
    TC26_GOST_3410_12_512_TEST = "1.2.643.7.1.2.1.2.0", "id-tc26-gost-3410-2012-512-paramSetTest";
    TC26_GOST_3410_12_512_A = "1.2.643.7.1.2.1.2.1", "id-tc26-gost-3410-2012-512-paramSetA";
    TC26_GOST_3410_12_512_B = "1.2.643.7.1.2.1.2.2", "id-tc26-gost-3410-2012-512-paramSetB";
    TC26_GOST_3410_12_512_C = "1.2.643.7.1.2.1.2.3", "id-tc26-gost-3410-2012-512-paramSetC";

    // Substitution boxes (RFC 4357 section 11, RFC 7836 appendix C).
    GOST_R3411_94_TEST = "1.2.643.2.2.30.0", "id-GostR3411-94-TestParamSet";
    GOST_R3411_94_CRYPTOPRO = "1.2.643.2.2.30.1", "id-GostR3411-94-CryptoProParamSet";
    GOST_28147_89_TEST = "1.2.643.2.2.31.0", "id-Gost28147-89-TestParamSet";
    GOST_28147_89_CRYPTOPRO_A = "1.2.643.2.2.31.1", "id-Gost28147-89-CryptoPro-A-ParamSet";
    GOST_28147_89_CRYPTOPRO_B = "1.2.643.2.2.31.2", "id-Gost28147-89-CryptoPro-B-ParamSet";
    GOST_28147_89_CRYPTOPRO_C = "1.2.643.2.2.31.3", "id-Gost28147-89-CryptoPro-C-ParamSet";
    GOST_28147_89_CRYPTOPRO_D = "1.2.643.2.2.31.4", "id-Gost28147-89-CryptoPro-D-ParamSet";
    GOST_28147_89_OSCAR_1_1 = "1.2.643.2.2.31.5", "id-Gost28147-89-CryptoPro-Oscar-1-1-ParamSet";
    GOST_28147_89_OSCAR_1_0 = "1.2.643.2.2.31.6", "id-Gost28147-89-CryptoPro-Oscar-1-0-ParamSet";
    GOST_28147_89_RIC_1 = "1.2.643.2.2.31.7", "id-Gost28147-89-CryptoPro-RIC-1-ParamSet";
    TC26_GOST_28147_PARAM_Z = "1.2.643.7.1.2.5.1.1", "id-tc26-gost-28147-param-Z";

    // CryptoPro: containers, roles, licences.
    CRYPTOPRO_USER_RC = "1.2.643.2.2.34.6", "CryptoPro: user of a registration centre";
    CRYPTOPRO_TSP_USER = "1.2.643.2.2.34.25", "CryptoPro: user of the time stamp service";
    CRYPTOPRO_OCSP_USER = "1.2.643.2.2.34.26", "CryptoPro: user of the status service";
    CRYPTOPRO_CONTAINER_V1 = "1.2.643.2.2.37.1", "CryptoPro key container V1";
    CRYPTOPRO_CONTAINER_V2 = "1.2.643.2.2.37.2", "CryptoPro key container V2";
    CRYPTOPRO_CONTAINER_V2_FULL = "1.2.643.2.2.37.2.1", "CryptoPro key container V2-Full";
    CRYPTOPRO_CONTAINER_V2_PART_OF = "1.2.643.2.2.37.2.2", "CryptoPro key container V2-PartOf";
    CRYPTOPRO_KEY_VALIDITY = "1.2.643.2.2.37.3.10", "CryptoPro keyValidity";
    CRYPTOPRO_LIMITED_LICENSE = "1.2.643.2.2.49.2", "CryptoPro limitedLicense";
    CRYPTOPRO_PFX_PBE = "1.2.840.113549.1.12.1.80", "CryptoPro PFX key bag PBE";

    // Names and extensions of Russian qualified certificates (RFC 9215 section 5, FSB order 795).
    OGRN = "1.2.643.100.1", "OGRN";
    SMEV_ROLE_1 = "1.2.643.100.2.1", "SMEV role 1";
    SMEV_ROLE_2 = "1.2.643.100.2.2", "SMEV role 2";
    SNILS = "1.2.643.100.3", "SNILS";
    INNLE = "1.2.643.100.4", "INNLE";
    OGRNIP = "1.2.643.100.5", "OGRNIP";
    SUBJECT_SIGN_TOOL = "1.2.643.100.111", "subjectSignTool";
    ISSUER_SIGN_TOOL = "1.2.643.100.112", "issuerSignTool";
    SIGN_TOOL_KC1 = "1.2.643.100.113.1", "sign tool class KC1";
    SIGN_TOOL_KC2 = "1.2.643.100.113.2", "sign tool class KC2";
    SIGN_TOOL_KC3 = "1.2.643.100.113.3", "sign tool class KC3";
    SIGN_TOOL_KB1 = "1.2.643.100.113.4", "sign tool class KB1";
    SIGN_TOOL_KB2 = "1.2.643.100.113.5", "sign tool class KB2";
    SIGN_TOOL_KA1 = "1.2.643.100.113.6", "sign tool class KA1";
    IDENTIFICATION_KIND = "1.2.643.100.114", "identificationKind";
    INN = "1.2.643.3.131.1.1", "INN";

    // X.520 attribute types.
    AT_COMMON_NAME = "2.5.4.3", "commonName";
    AT_SURNAME = "2.5.4.4", "surname";
    AT_SERIAL_NUMBER = "2.5.4.5", "serialNumber";
    AT_COUNTRY = "2.5.4.6", "countryName";
    AT_LOCALITY = "2.5.4.7", "localityName";
    AT_STATE = "2.5.4.8", "stateOrProvinceName";
    AT_STREET = "2.5.4.9", "streetAddress";
    AT_ORGANIZATION = "2.5.4.10", "organizationName";
    AT_ORGANIZATIONAL_UNIT = "2.5.4.11", "organizationalUnitName";
    AT_TITLE = "2.5.4.12", "title";
    AT_DESCRIPTION = "2.5.4.13", "description";
    AT_BUSINESS_CATEGORY = "2.5.4.15", "businessCategory";
    AT_POSTAL_ADDRESS = "2.5.4.16", "postalAddress";
    AT_POSTAL_CODE = "2.5.4.17", "postalCode";
    AT_POST_OFFICE_BOX = "2.5.4.18", "postOfficeBox";
    AT_DELIVERY_OFFICE = "2.5.4.19", "physicalDeliveryOfficeName";
    AT_TELEPHONE = "2.5.4.20", "telephoneNumber";
    AT_REGISTERED_ADDRESS = "2.5.4.26", "registeredAddress";
    AT_ROLE_OCCUPANT = "2.5.4.33", "roleOccupant";
    AT_NAME = "2.5.4.41", "name";
    AT_GIVEN_NAME = "2.5.4.42", "givenName";
    AT_INITIALS = "2.5.4.43", "initials";
    AT_GENERATION = "2.5.4.44", "generationQualifier";
    AT_DN_QUALIFIER = "2.5.4.46", "dnQualifier";
    AT_PSEUDONYM = "2.5.4.65", "pseudonym";
    AT_ORGANIZATION_IDENTIFIER = "2.5.4.97", "organizationIdentifier";
    AT_USER_ID = "0.9.2342.19200300.100.1.1", "userId";
    AT_DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25", "domainComponent";
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1", "emailAddress";
    UNSTRUCTURED_NAME = "1.2.840.113549.1.9.2", "unstructuredName";
    UNSTRUCTURED_ADDRESS = "1.2.840.113549.1.9.8", "unstructuredAddress";

    // X.509 extensions and what stands in them (RFC 5280 section 4.2).
    CE_AUTHORITY_KEY_ID_OLD = "2.5.29.1", "authorityKeyIdentifier (obsolete)";
    CE_SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9", "subjectDirectoryAttributes";
    CE_SUBJECT_KEY_ID = "2.5.29.14", "subjectKeyIdentifier";
    CE_KEY_USAGE = "2.5.29.15", "keyUsage";
    CE_PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16", "privateKeyUsagePeriod";
    CE_SUBJECT_ALT_NAME = "2.5.29.17", "subjectAltName";
    CE_ISSUER_ALT_NAME = "2.5.29.18", "issuerAltName";
    CE_BASIC_CONSTRAINTS = "2.5.29.19", "basicConstraints";
    CE_CRL_NUMBER = "2.5.29.20", "cRLNumber";
    CE_CRL_REASON = "2.5.29.21", "reasonCode";
    CE_INVALIDITY_DATE = "2.5.29.24", "invalidityDate";
    CE_DELTA_CRL = "2.5.29.27", "deltaCRLIndicator";
    CE_ISSUING_DISTRIBUTION_POINT = "2.5.29.28", "issuingDistributionPoint";
    CE_CERTIFICATE_ISSUER = "2.5.29.29", "certificateIssuer";
    CE_NAME_CONSTRAINTS = "2.5.29.30", "nameConstraints";
    CE_CRL_DISTRIBUTION_POINTS = "2.5.29.31", "cRLDistributionPoints";
    CE_CERTIFICATE_POLICIES = "2.5.29.32", "certificatePolicies";
    ANY_POLICY = "2.5.29.32.0", "anyPolicy";
    CE_POLICY_MAPPINGS = "2.5.29.33", "policyMappings";
    CE_AUTHORITY_KEY_ID = "2.5.29.35", "authorityKeyIdentifier";
    CE_POLICY_CONSTRAINTS = "2.5.29.36", "policyConstraints";
    CE_EXT_KEY_USAGE = "2.5.29.37", "extKeyUsage";
    EKU_ANY = "2.5.29.37.0", "anyExtendedKeyUsage";
    CE_FRESHEST_CRL = "2.5.29.46", "freshestCRL";
    CE_INHIBIT_ANY_POLICY = "2.5.29.54", "inhibitAnyPolicy";
    CE_EXPIRED_CERTS_ON_CRL = "2.5.29.60", "expiredCertsOnCRL";
    PE_AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1", "authorityInfoAccess";
    PE_QC_STATEMENTS = "1.3.6.1.5.5.7.1.3", "qcStatements";
    PE_SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11", "subjectInfoAccess";
    QT_CPS = "1.3.6.1.5.5.7.2.1", "id-qt-cps";
    QT_UNOTICE = "1.3.6.1.5.5.7.2.2", "id-qt-unotice";
    EKU_SERVER_AUTH = "1.3.6.1.5.5.7.3.1", "serverAuth";
    EKU_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2", "clientAuth";
    EKU_CODE_SIGNING = "1.3.6.1.5.5.7.3.3", "codeSigning";
    EKU_EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4", "emailProtection";
    EKU_IPSEC_END_SYSTEM = "1.3.6.1.5.5.7.3.5", "ipsecEndSystem";
    EKU_IPSEC_TUNNEL = "1.3.6.1.5.5.7.3.6", "ipsecTunnel";
    EKU_IPSEC_USER = "1.3.6.1.5.5.7.3.7", "ipsecUser";
    EKU_TIME_STAMPING = "1.3.6.1.5.5.7.3.8", "timeStamping";
    EKU_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9", "OCSPSigning";
    AD_OCSP = "1.3.6.1.5.5.7.48.1", "id-ad-ocsp";
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1", "id-pkix-ocsp-basic";
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2", "id-pkix-ocsp-nonce";
    OCSP_NOCHECK = "1.3.6.1.5.5.7.48.1.5", "id-pkix-ocsp-nocheck";
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6", "id-pkix-ocsp-archive-cutoff";
    AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.2", "id-ad-caIssuers";
    AD_TIME_STAMPING = "1.3.6.1.5.5.7.48.3", "id-ad-timeStamping";
    MS_LIST_SIGNING = "1.3.6.1.4.1.311.10.3.1", "Microsoft: trust list signing";
    MS_DOCUMENT_SIGNING = "1.3.6.1.4.1.311.10.3.12", "Microsoft: document signing";
    MS_ALL_APPLICATIONS = "1.3.6.1.4.1.311.10.12.1", "Microsoft: all application policies";
    MS_CERTIFICATE_TEMPLATE_NAME = "1.3.6.1.4.1.311.20.2", "Microsoft: certificate template name";
    MS_SMARTCARD_LOGON = "1.3.6.1.4.1.311.20.2.2", "Microsoft: smart card logon";
    MS_UPN = "1.3.6.1.4.1.311.20.2.3", "Microsoft: user principal name";
    MS_CA_VERSION = "1.3.6.1.4.1.311.21.1", "Microsoft: CA version";
    MS_PREVIOUS_CERT_HASH = "1.3.6.1.4.1.311.21.2", "Microsoft: previous CA certificate hash";
    MS_CERTIFICATE_TEMPLATE = "1.3.6.1.4.1.311.21.7", "Microsoft: certificate template";
    MS_CERTIFICATE_EXTENSIONS = "1.3.6.1.4.1.311.2.1.14", "Microsoft: certificate extensions";
    MS_APPLICATION_POLICIES = "1.3.6.1.4.1.311.21.10", "Microsoft: application policies";
    NS_CERT_TYPE = "2.16.840.1.113730.1.1", "netscape-cert-type";
    NS_COMMENT = "2.16.840.1.113730.1.13", "netscape-comment";

    // CMS content types and attributes (RFC 5652, RFC 5035, RFC 5126, RFC 3161).
    CT_DATA = "1.2.840.113549.1.7.1", "id-data";
    CT_SIGNED_DATA = "1.2.840.113549.1.7.2", "id-signedData";
    CT_ENVELOPED_DATA = "1.2.840.113549.1.7.3", "id-envelopedData";
    CT_DIGESTED_DATA = "1.2.840.113549.1.7.5", "id-digestedData";
    CT_ENCRYPTED_DATA = "1.2.840.113549.1.7.6", "id-encryptedData";
    CT_AUTHENTICATED_DATA = "1.2.840.113549.1.9.16.1.2", "id-ct-authData";
    CT_TST_INFO = "1.2.840.113549.1.9.16.1.4", "id-ct-TSTInfo";
    CT_COMPRESSED_DATA = "1.2.840.113549.1.9.16.1.9", "id-ct-compressedData";
    CT_AUTH_ENVELOPED_DATA = "1.2.840.113549.1.9.16.1.23", "id-ct-authEnvelopedData";
    ZLIB_COMPRESS = "1.2.840.113549.1.9.16.3.8", "id-alg-zlibCompress";
    AA_CONTENT_TYPE = "1.2.840.113549.1.9.3", "contentType";
    AA_MESSAGE_DIGEST = "1.2.840.113549.1.9.4", "messageDigest";
    AA_SIGNING_TIME = "1.2.840.113549.1.9.5", "signingTime";
    AA_COUNTERSIGNATURE = "1.2.840.113549.1.9.6", "countersignature";
    AA_CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7", "challengePassword";
    AA_EXTENSION_REQUEST = "1.2.840.113549.1.9.14", "extensionRequest";
    AA_SMIME_CAPABILITIES = "1.2.840.113549.1.9.15", "sMIMECapabilities";
    AA_RECEIPT_REQUEST = "1.2.840.113549.1.9.16.2.1", "receiptRequest";
    AA_CONTENT_HINTS = "1.2.840.113549.1.9.16.2.4", "contentHints";
    AA_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12", "signingCertificate";
    AA_SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14", "signatureTimeStampToken";
    AA_SIGNATURE_POLICY = "1.2.840.113549.1.9.16.2.15", "signaturePolicyIdentifier";
    AA_COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16", "commitmentTypeIndication";
    AA_SIGNER_LOCATION = "1.2.840.113549.1.9.16.2.17", "signerLocation";
    AA_SIGNER_ATTRIBUTES = "1.2.840.113549.1.9.16.2.18", "signerAttributes";
    AA_CONTENT_TIME_STAMP = "1.2.840.113549.1.9.16.2.20", "contentTimeStamp";
    AA_CERTIFICATE_REFS = "1.2.840.113549.1.9.16.2.21", "completeCertificateReferences";
    AA_REVOCATION_REFS = "1.2.840.113549.1.9.16.2.22", "completeRevocationReferences";
    AA_CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23", "certificateValues";
    AA_REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24", "revocationValues";
    AA_ESC_TIME_STAMP = "1.2.840.113549.1.9.16.2.25", "escTimeStamp";
    AA_CERT_CRL_TIME_STAMP = "1.2.840.113549.1.9.16.2.26", "certCRLTimestamp";
    AA_ARCHIVE_TIME_STAMP = "1.2.840.113549.1.9.16.2.27", "archiveTimestamp";
    AA_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47", "signingCertificateV2";
    AA_ARCHIVE_TIME_STAMP_V2 = "1.2.840.113549.1.9.16.2.48", "archiveTimestampV2";
    AA_ARCHIVE_TIME_STAMP_V3 = "0.4.0.1733.2.4", "archiveTimestampV3";
    AA_ATS_HASH_INDEX = "0.4.0.1733.2.5", "ats-hash-index";
    AA_ATS_HASH_INDEX_V3 = "0.4.0.19122.1.5", "ats-hash-index-v3";
    AA_FRIENDLY_NAME = "1.2.840.113549.1.9.20", "friendlyName";
    AA_LOCAL_KEY_ID = "1.2.840.113549.1.9.21", "localKeyId";
    AA_CMS_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52", "cmsAlgorithmProtection";
    RI_CRL = "1.2.840.113549.1.9.16.11.1", "id-ri-crl";
    RI_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2", "id-ri-ocsp-response";

    // PKCS #5 and PKCS #12 (RFC 8018, RFC 7292).
    PBE_MD5_DES = "1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC";
    PBKDF2 = "1.2.840.113549.1.5.12", "PBKDF2";
    PBES2 = "1.2.840.113549.1.5.13", "PBES2";
    PBMAC1 = "1.2.840.113549.1.5.14", "PBMAC1";
    PBE_SHA_RC4_128 = "1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4";
    PBE_SHA_3DES = "1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC";
    PBE_SHA_RC2_128 = "1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC";
    PBE_SHA_RC2_40 = "1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC";
    BAG_KEY = "1.2.840.113549.1.12.10.1.1", "keyBag";
    BAG_SHROUDED_KEY = "1.2.840.113549.1.12.10.1.2", "pkcs8ShroudedKeyBag";
    BAG_CERTIFICATE = "1.2.840.113549.1.12.10.1.3", "certBag";
    BAG_CRL = "1.2.840.113549.1.12.10.1.4", "crlBag";
    BAG_SECRET = "1.2.840.113549.1.12.10.1.5", "secretBag";
    BAG_SAFE_CONTENTS = "1.2.840.113549.1.12.10.1.6", "safeContentsBag";
    CERT_TYPE_X509 = "1.2.840.113549.1.9.22.1", "x509Certificate";

    // Algorithms of others, which stand beside GOST ones and are only named here.
    RSA = "1.2.840.113549.1.1.1", "rsaEncryption";
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5", "sha1WithRSAEncryption";
    RSA_PSS = "1.2.840.113549.1.1.10", "id-RSASSA-PSS";
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11", "sha256WithRSAEncryption";
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12", "sha384WithRSAEncryption";
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13", "sha512WithRSAEncryption";
    EC_PUBLIC_KEY = "1.2.840.10045.2.1", "id-ecPublicKey";
    EC_P256 = "1.2.840.10045.3.1.7", "secp256r1";
    ECDSA_SHA256 = "1.2.840.10045.4.3.2", "ecdsa-with-SHA256";
    ECDSA_SHA384 = "1.2.840.10045.4.3.3", "ecdsa-with-SHA384";
    ECDSA_SHA512 = "1.2.840.10045.4.3.4", "ecdsa-with-SHA512";
    ED25519 = "1.3.101.112", "id-Ed25519";
    MD5 = "1.2.840.113549.2.5", "md5";
    HMAC_SHA1 = "1.2.840.113549.2.7", "hmacWithSHA1";
    HMAC_SHA256 = "1.2.840.113549.2.9", "hmacWithSHA256";
    HMAC_SHA384 = "1.2.840.113549.2.10", "hmacWithSHA384";
    HMAC_SHA512 = "1.2.840.113549.2.11", "hmacWithSHA512";
    SHA1 = "1.3.14.3.2.26", "id-sha1";
    SHA256 = "2.16.840.1.101.3.4.2.1", "id-sha256";
    SHA384 = "2.16.840.1.101.3.4.2.2", "id-sha384";
    SHA512 = "2.16.840.1.101.3.4.2.3", "id-sha512";
    RC2_CBC = "1.2.840.113549.3.2", "rc2CBC";
    DES_EDE3_CBC = "1.2.840.113549.3.7", "des-ede3-cbc";
    DES_CBC = "1.3.14.3.2.7", "desCBC";
    AES128_CBC = "2.16.840.1.101.3.4.1.2", "aes128-CBC";
    AES128_GCM = "2.16.840.1.101.3.4.1.6", "aes128-GCM";
    AES192_CBC = "2.16.840.1.101.3.4.1.22", "aes192-CBC";
    AES256_CBC = "2.16.840.1.101.3.4.1.42", "aes256-CBC";
    AES256_GCM = "2.16.840.1.101.3.4.1.46", "aes256-GCM";
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAM_SETS: [ParamSet; 14] = [
        ParamSet::Gost2001Test,
        ParamSet::CryptoProA,
        ParamSet::CryptoProB,
        ParamSet::CryptoProC,
        ParamSet::CryptoProXchA,
        ParamSet::CryptoProXchB,
        ParamSet::Tc26Gost3410_2012_256A,
        ParamSet::Tc26Gost3410_2012_256B,
        ParamSet::Tc26Gost3410_2012_256C,
        ParamSet::Tc26Gost3410_2012_256D,
        ParamSet::Tc26Gost3410_2012_512Test,
        ParamSet::Tc26Gost3410_2012_512A,
        ParamSet::Tc26Gost3410_2012_512B,
        ParamSet::Tc26Gost3410_2012_512C,
    ];

    #[test]
    fn table_names_each_identifier_once() {
        let mut oids: Vec<Oid> = NAMES.iter().map(|(oid, _)| *oid).collect();
        let mut names: Vec<&str> = NAMES.iter().map(|(_, name)| *name).collect();
        oids.sort();
        oids.dedup();
        names.sort_unstable();
        names.dedup();
        assert_eq!(oids.len(), NAMES.len());
        assert_eq!(names.len(), NAMES.len());
    }

    #[test]
    fn identifiers_of_param_sets_round_trip() {
        for set in PARAM_SETS {
            assert_eq!(ParamSet::from_oid(set.oid()), Some(set));
            assert!(set.oid().name().is_some());
        }
        for set in [
            CipherParamSet::Test,
            CipherParamSet::CryptoProA,
            CipherParamSet::CryptoProB,
            CipherParamSet::CryptoProC,
            CipherParamSet::CryptoProD,
            CipherParamSet::Tc26Z,
        ] {
            assert_eq!(CipherParamSet::from_oid(set.oid()), Some(set));
        }
    }

    #[test]
    fn identifiers_of_key_algorithms_round_trip() {
        for algorithm in [
            KeyAlgorithm::Gost2001,
            KeyAlgorithm::Gost2012_256,
            KeyAlgorithm::Gost2012_512,
        ] {
            assert_eq!(KeyAlgorithm::from_oid(algorithm.oid()), Some(algorithm));
            assert_eq!(
                signature_algorithm(algorithm.signature_oid()),
                Some(algorithm)
            );
        }
        assert_eq!(KeyAlgorithm::from_oid(GOST_R3410_2001_DH), None);
        assert_eq!(
            key_algorithm(TC26_AGREEMENT_GOST3410_12_512),
            Some((KeyAlgorithm::Gost2012_512, KeyOidUse::Agreement))
        );
    }

    #[test]
    fn der_form_has_tag_length_and_content() {
        assert_eq!(
            GOST_R3410_2001.to_der(),
            [0x06, 6, 0x2a, 0x85, 0x03, 2, 2, 0x13]
        );
        assert_eq!(
            Oid::from_content(&GOST_R3410_2001.to_der()[2..]),
            Some(GOST_R3410_2001)
        );
    }

    #[test]
    fn rejects_padded_open_and_empty_content() {
        assert_eq!(Oid::from_content(&[]), None);
        assert_eq!(Oid::from_content(&[0x2a, 0x80, 0x03]), None);
        assert_eq!(Oid::from_content(&[0x2a, 0x85]), None);
        assert_eq!(Oid::from_content(&[0x80, 0x2a]), None);
    }

    #[test]
    fn arcs_of_any_size_go_both_ways() {
        for (dotted, content) in [
            ("0.0", &[0][..]),
            ("0.39.1", &[39, 1]),
            ("1.0", &[40]),
            ("1.39", &[79]),
            ("2.0", &[80]),
            ("2.47", &[127]),
            ("2.48", &[0x81, 0]),
            ("2.999.5", &[0x88, 0x37, 5]),
            ("1.2.4294967296", &[42, 0x90, 0x80, 0x80, 0x80, 0]),
            (
                // X.667: a UUID of all ones.
                "2.25.340282366920938463463374607431768211455",
                &[
                    0x69, 0x83, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
                ],
            ),
        ] {
            let oid = Oid::from_dotted(dotted).unwrap();
            assert_eq!(oid.content(), content, "{dotted}");
            assert_eq!(Oid::from_content(content), Some(oid));
            assert_eq!(oid.to_string(), dotted);
        }
        for wrong in [
            "",
            ".",
            "1",
            "1.",
            ".1",
            "1..2",
            "3.1",
            "0.40",
            "1.40",
            "1.02",
            "01.2",
            "1.2.",
            "1.2.x",
            "1 .2",
            "1.2.-3",
            "1.+2",
            "1.2.340282366920938463463374607431768211456",
        ] {
            assert_eq!(Oid::from_dotted(wrong), None, "{wrong}");
        }
        // Arcs that no u128 holds are read and shown; more than 39 octets are not.
        let mut long = [0xff; 40];
        (long[0], long[38], long[39]) = (42, 0x7f, 0x7f);
        let shown = Oid::from_content(&long[..39]).unwrap().to_string();
        // 2^266 - 1: 38 groups.
        let number =
            "118571099379011784113736688648896417641748464297615937576404566024103044751294463";
        assert_eq!(shown, std::format!("1.2.{number}"));
        assert_eq!(Oid::from_content(&long), None);
        let text = "1.2".to_string() + &".3".repeat(38);
        assert!(Oid::from_dotted(&text).is_some());
        assert_eq!(Oid::from_dotted(&(text + ".3")), None);
    }
}
