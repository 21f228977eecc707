// SPDX-License-Identifier: MIT OR Apache-2.0
//! KExp15 and KImp15, the wrap of keys under Magma and Kuznyechik: R 1323565.1.017-2018, section 6
//! ([RFC 9189, section 8.2.1](https://www.rfc-editor.org/rfc/rfc9189#section-8.2.1)).
//!
//! The MAC is OMAC under the MAC key of IV | key, a whole block; the wrapped key is key | MAC in CTR under the encryption
//! key. The IV is half a block; in CMS it is cut from the UKM by the caller. The two keys must differ, which nothing here
//! checks: KEG gives such.

use alloc::vec::Vec;

use super::gost3413::{Block, Ctr, Gost3412, InvalidMac, Omac};
use crate::ct::Zeroizing;

/// Wraps a key of any length: gives as many octets and a block more.
pub fn kexp15<C: Gost3412>(
    key: &[u8],
    mac_key: &[u8; 32],
    enc_key: &[u8; 32],
    iv: &C::HalfBlock,
) -> Vec<u8> {
    let mut mac = Omac::<C>::new(mac_key);
    mac.update(iv.as_ref());
    mac.update(key);
    let mac = mac.finalize();
    // The buffer is never moved, so that no plain copy of the key is left behind.
    let mut wrapped = Vec::with_capacity(key.len() + mac.as_ref().len());
    wrapped.extend_from_slice(key);
    wrapped.extend_from_slice(mac.as_ref());
    Ctr::<C>::new(enc_key, iv)
        .apply(&mut wrapped)
        .expect("no key is as long as a counter");
    wrapped
}

/// Unwraps a key. The MAC is compared in constant time.
///
/// # Errors
///
/// [`InvalidMac`] if the MAC does not match, or `wrapped` is no longer than a block. Nothing of the key is given then.
pub fn kimp15<C: Gost3412>(
    wrapped: &[u8],
    mac_key: &[u8; 32],
    enc_key: &[u8; 32],
    iv: &C::HalfBlock,
) -> Result<Zeroizing<Vec<u8>>, InvalidMac> {
    let block = <C::Block as Block>::LEN;
    let length = wrapped
        .len()
        .checked_sub(block)
        .filter(|&length| length > 0);
    let length = length.ok_or(InvalidMac)?;
    let mut key = Zeroizing::new(wrapped.to_vec());
    Ctr::<C>::new(enc_key, iv)
        .apply(&mut key)
        .map_err(|_| InvalidMac)?;
    let mut mac = Omac::<C>::new(mac_key);
    mac.update(iv.as_ref());
    mac.update(&key[..length]);
    mac.verify(&key[length..])?;
    key.truncate(length);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::gost3412::{Kuznyechik, Magma};
    use crate::testutil::{self, Case};

    fn check<C: Gost3412>(case: &Case, iv: &C::HalfBlock) {
        let (mac_key, enc_key) = (case.array("kexp_mac"), case.array("kexp_enc"));
        let exported = case.hex("exported");
        let imported = kimp15::<C>(&exported, &mac_key, &enc_key, iv);
        if case.str("kind") == "KImp15-negative" {
            assert_eq!(case.str("expected"), "reject");
            assert_eq!(imported.err(), Some(InvalidMac), "{case}");
            return;
        }
        let key = case.hex("key");
        assert_eq!(
            kexp15::<C>(&key, &mac_key, &enc_key, iv),
            exported,
            "{case}"
        );
        assert_eq!(*imported.unwrap(), key, "{case}");
        for length in 0..exported.len() {
            let cut = kimp15::<C>(&exported[..length], &mac_key, &enc_key, iv);
            assert_eq!(cut.err(), Some(InvalidMac), "{case} cut to {length}");
        }
        for bit in 0..8 * exported.len() {
            let mut altered = exported.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            let bad = kimp15::<C>(&altered, &mac_key, &enc_key, iv);
            assert_eq!(bad.err(), Some(InvalidMac), "{case} bit {bit}");
        }
    }

    #[test]
    fn wraps_match_vectors() {
        let (mut wraps, mut bad) = (0, 0);
        testutil::run("kexp15_keg.json", &[], |case| {
            match case.str("kind") {
                "KExp15" => wraps += 1,
                "KImp15-negative" => bad += 1,
                // KEG has a runner in `keys`.
                "KEG" => return case.skip(),
                kind => panic!("{case}: {kind}"),
            }
            match case.str("cipher") {
                "magma" => check::<Magma>(case, &case.array("iv")),
                "kuznyechik" => check::<Kuznyechik>(case, &case.array("iv")),
                cipher => panic!("{case}: {cipher}"),
            }
        });
        assert_eq!((wraps, bad), (6, 8));
    }
}
