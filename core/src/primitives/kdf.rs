// SPDX-License-Identifier: MIT OR Apache-2.0
//! Key derivation over HMAC_GOSTR3411_2012_256.
//!
//! KDF_GOSTR3411_2012_256 is [RFC 7836, section 4.4](https://www.rfc-editor.org/rfc/rfc7836#section-4.4),
//! KDF_TREE_GOSTR3411_2012_256 section 4.5. PRF_TLS and PRF+ (sections 4.2 and 4.3) are not here: nothing in CMS or
//! JOSE uses them. PBKDF2 is not here either.
//!
//! Keys and seeds are secret and go through HMAC only, which is constant time. Labels and seeds of any length, also
//! empty, are accepted.

use core::fmt;

use super::hmac::HmacStreebog256;
use crate::ct::{Zeroize, Zeroizing};

/// Why KDF_TREE cannot give the output that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KdfError {
    /// The counter has no octet, or more than four.
    CounterSize,
    /// No output, or more than the counter can number.
    OutputLength,
}

impl fmt::Display for KdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CounterSize => "KDF_TREE: the counter must have 1 to 4 octets",
            Self::OutputLength => "KDF_TREE: no output, or more than the counter can number",
        })
    }
}

impl core::error::Error for KdfError {}

/// KDF_GOSTR3411_2012_256: `HMAC_256(key, 01 | label | 00 | seed | 01 00)`, 32 octets.
pub fn kdf_gostr3411_2012_256(key: &[u8], label: &[u8], seed: &[u8]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(HmacStreebog256::mac(
        key,
        &[&[1], label, &[0], seed, &[1, 0]],
    ))
}

/// KDF_TREE_GOSTR3411_2012_256: fills `out`.
///
/// Block i, from 1 on, is `HMAC_256(key, i | label | 00 | seed | L)`. `counter_octets` is R, the octets of i, 1 to
/// 4; L is the length of `out` in bits. Both are big-endian, L without leading zeros. The last block gives
/// its first octets if `out` is no multiple of 32.
///
/// # Errors
///
/// [`KdfError`] if R is not 1 to 4, or `out` is empty or longer than 32*(2^(8R)-1) octets; `out` is left alone.
pub fn kdf_tree_gostr3411_2012_256(
    key: &[u8],
    label: &[u8],
    seed: &[u8],
    counter_octets: usize,
    out: &mut [u8],
) -> Result<(), KdfError> {
    if !(1..=4).contains(&counter_octets) {
        return Err(KdfError::CounterSize);
    }
    let last = out.len().div_ceil(32) as u64;
    if last == 0 || last >= 1 << (8 * counter_octets) {
        return Err(KdfError::OutputLength);
    }
    // `out` has at most 2^37 octets by now, and is not empty: the shift by the leading zeros leaves an octet.
    let bits = 8 * out.len() as u64;
    let length = bits.to_be_bytes();
    let length = &length[bits.leading_zeros() as usize / 8..];
    let mac = HmacStreebog256::new(key);
    for (i, block) in (1u32..).zip(out.chunks_mut(32)) {
        let counter = i.to_be_bytes();
        let counter = &counter[4 - counter_octets..];
        let mut t = mac.tag(&[counter, label, &[0], seed, length]);
        block.copy_from_slice(&t[..block.len()]);
        t.zeroize();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;
    use crate::testutil;

    /// Kinds of the file that no part of the crate has: CMS and JOSE do not use them.
    const EXCLUDED: &[&str] = &[
        "PRF_TLS_GOSTR3411_2012_256",
        "PRF_TLS_GOSTR3411_2012_512",
        "PRF_IPSEC_PRFPLUS_GOSTR3411_2012_256",
        "PRF_IPSEC_PRFPLUS_GOSTR3411_2012_512",
    ];

    #[test]
    fn outputs_match_vectors() {
        let (mut single, mut tree, mut excluded) = (0, 0, 0);
        testutil::run("kdf.json", &[], |case| match case.str("kind") {
            "KDF_GOSTR3411_2012_256" => {
                let (key, label, seed) = (case.hex("key"), case.hex("label"), case.hex("seed"));
                assert_eq!(
                    kdf_gostr3411_2012_256(&key, &label, &seed)[..],
                    case.hex("out"),
                    "{case}"
                );
                single += 1;
            }
            "KDF_TREE_GOSTR3411_2012_256" => {
                let (key, label, seed) = (case.hex("key"), case.hex("label"), case.hex("seed"));
                let mut out = vec![0; case.u64("L_bits") as usize / 8];
                let r = case.u64("R") as usize;
                kdf_tree_gostr3411_2012_256(&key, &label, &seed, r, &mut out).unwrap();
                assert_eq!(out, case.hex("out"), "{case}");
                tree += 1;
            }
            kind => {
                assert!(EXCLUDED.contains(&kind), "{case}: {kind}");
                case.skip();
                excluded += 1;
            }
        });
        assert_eq!((single, tree, excluded), (1, 17, 4));
    }

    #[test]
    fn tree_refuses_what_the_counter_cannot_number() {
        let mut out = vec![0; 32 * 256];
        let mut ask = |r, len| kdf_tree_gostr3411_2012_256(b"k", b"l", b"s", r, &mut out[..len]);
        assert_eq!(ask(0, 32), Err(KdfError::CounterSize));
        assert_eq!(ask(5, 32), Err(KdfError::CounterSize));
        assert_eq!(ask(1, 0), Err(KdfError::OutputLength));
        assert_eq!(ask(1, 32 * 255 + 1), Err(KdfError::OutputLength));
        assert_eq!(ask(1, 32 * 255), Ok(()));
        assert_eq!(ask(2, 32 * 256), Ok(()));
    }
}
