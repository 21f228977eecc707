// SPDX-License-Identifier: MIT OR Apache-2.0
//! Key wrap with GOST 28147-89: a CEK under a KEK.
//!
//! Specification: [RFC 4357, section 6](https://www.rfc-editor.org/rfc/rfc4357#section-6). The plain wrap (6.1, 6.2;
//! `id-Gost28147-89-None-KeyWrap`) encrypts the CEK in ECB and adds a MAC whose start value is the UKM. The CryptoPro
//! wrap (6.3, 6.4; `id-Gost28147-89-CryptoPro-KeyWrap`) does the same under a KEK diversified by the UKM (6.5). Nothing
//! here meshes keys.
//!
//! The UKM is public. Everything else is secret: time and memory accesses do not depend on it, the MAC is compared in
//! constant time, KEKs and rejected CEKs are wiped. A MAC shorter than 4 octets, which the ASN.1 allows, cannot
//! come in. Why an unwrap fails is not told: there is one answer.

use super::backend::Backend;
use super::block::{Block, Gost28147};
use super::cfb::CfbEncryptor;
use super::mac::Gost28147Mac;
use super::sbox::Sbox;
use crate::ct::{self, Zeroizing};

/// Wraps `cek` under `kek` without diversification: (CEK_ENC, CEK_MAC) of RFC 4357, section 6.1.
pub fn wrap_none(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    cek: &[u8; 32],
    sbox: &'static Sbox,
) -> ([u8; 32], [u8; 4]) {
    wrap(kek, ukm, cek, sbox, Backend::best())
}

/// Unwraps what [`wrap_none`] made (RFC 4357, section 6.2); `None` when the MAC does not agree.
pub fn unwrap_none(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    enc: &[u8; 32],
    mac: &[u8; 4],
    sbox: &'static Sbox,
) -> Option<Zeroizing<[u8; 32]>> {
    unwrap(kek, ukm, enc, mac, sbox, Backend::best())
}

/// Wraps `cek` under `kek` diversified by `ukm`: (CEK_ENC, CEK_MAC) of RFC 4357, section 6.3.
pub fn wrap_cryptopro(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    cek: &[u8; 32],
    sbox: &'static Sbox,
) -> ([u8; 32], [u8; 4]) {
    let backend = Backend::best();
    wrap(&diversify(kek, ukm, sbox, backend), ukm, cek, sbox, backend)
}

/// Unwraps what [`wrap_cryptopro`] made (RFC 4357, section 6.4); `None` when the MAC does not agree.
pub fn unwrap_cryptopro(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    enc: &[u8; 32],
    mac: &[u8; 4],
    sbox: &'static Sbox,
) -> Option<Zeroizing<[u8; 32]>> {
    let backend = Backend::best();
    unwrap(
        &diversify(kek, ukm, sbox, backend),
        ukm,
        enc,
        mac,
        sbox,
        backend,
    )
}

fn wrap(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    cek: &[u8; 32],
    sbox: &'static Sbox,
    backend: Backend,
) -> ([u8; 32], [u8; 4]) {
    let mac = cek_mac(kek, ukm, cek, sbox, backend);
    let mut enc = *cek;
    Gost28147::with_backend(kek, sbox, backend).encrypt_blocks(blocks_of(&mut enc));
    (enc, mac)
}

fn unwrap(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    enc: &[u8; 32],
    mac: &[u8; 4],
    sbox: &'static Sbox,
    backend: Backend,
) -> Option<Zeroizing<[u8; 32]>> {
    let mut cek = Zeroizing::new(*enc);
    Gost28147::with_backend(kek, sbox, backend).decrypt_blocks(blocks_of(&mut cek));
    ct::eq(&cek_mac(kek, ukm, &cek, sbox, backend), mac).then_some(cek)
}

/// CEK_MAC: the MAC of the 32 octets, with the UKM as start value.
fn cek_mac(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    cek: &[u8; 32],
    sbox: &'static Sbox,
    backend: Backend,
) -> [u8; 4] {
    let mut mac = Gost28147Mac::with_backend(kek, ukm, sbox, false, backend);
    mac.update(cek);
    let [a, b, c, d, ..] = mac.finalize();
    [a, b, c, d]
}

/// KEK(UKM) of RFC 4357, section 6.5.
fn diversify(
    kek: &[u8; 32],
    ukm: &[u8; 8],
    sbox: &'static Sbox,
    backend: Backend,
) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new(*kek);
    for octet in ukm {
        // S1 and S2: the sums modulo 2^32 of the key words whose bit of the UKM octet is 1, and is 0.
        let mut sums = Zeroizing::new([0u32; 2]);
        for (j, word) in key.as_chunks::<4>().0.iter().enumerate() {
            // The index is a bit of the UKM, which is public.
            let sum = &mut sums[usize::from(octet >> j & 1 == 0)];
            *sum = sum.wrapping_add(u32::from_le_bytes(*word));
        }
        let mut iv = Zeroizing::new([0; 8]);
        for (octets, sum) in iv.as_chunks_mut::<4>().0.iter_mut().zip(&*sums) {
            *octets = sum.to_le_bytes();
        }
        let mut cfb = CfbEncryptor::with_backend(&key, &iv, sbox, false, backend);
        cfb.apply(&mut key[..]);
    }
    key
}

fn blocks_of(key: &mut [u8; 32]) -> &mut [Block] {
    key.as_chunks_mut::<8>().0
}

#[cfg(test)]
mod tests {
    use super::super::sbox;
    use super::*;
    use crate::testutil::{self, Case};

    fn wrapped(case: &Case) -> ([u8; 8], [u8; 32], [u8; 4]) {
        let wrapped: [u8; 44] = case.array("wrapped");
        let (ukm, rest) = wrapped.split_first_chunk().unwrap();
        let (enc, mac) = rest.split_first_chunk().unwrap();
        (*ukm, *enc, mac.try_into().unwrap())
    }

    #[test]
    fn wraps_match_vectors() {
        for backend in Backend::available() {
            let ran = testutil::run("gost28147_keywrap.json", &[], |case| {
                let sbox = sbox::tests::of(case);
                let kek: [u8; 32] = case.array("kek");
                let (ukm, enc, mac) = wrapped(case);
                let (kind, kek) = match case.str("kind") {
                    "gost28147-wrap" => ("none", Zeroizing::new(kek)),
                    kind => (kind, diversify(&kek, &ukm, sbox, backend)),
                };
                match kind {
                    "none" => {}
                    "cryptopro-wrap" => assert_eq!(*kek, case.array("kek_diversified"), "{case}"),
                    "cryptopro-unwrap-negative" => {
                        assert!(case.str("expected").starts_with("reject ("), "{case}");
                        assert!(
                            unwrap(&kek, &ukm, &enc, &mac, sbox, backend).is_none(),
                            "{case}"
                        );
                        return;
                    }
                    kind => panic!("{case}: {kind}"),
                }
                let cek: [u8; 32] = case.array("cek");
                assert_eq!(ukm, case.array("ukm"), "{case}");
                assert_eq!(wrap(&kek, &ukm, &cek, sbox, backend), (enc, mac), "{case}");
                let opened = unwrap(&kek, &ukm, &enc, &mac, sbox, backend);
                assert_eq!(opened.as_deref(), Some(&cek), "{case}");
            });
            assert_eq!(ran, 43);
        }
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let (kek, ukm, cek) = ([3; 32], [5, 0, 255, 1, 2, 3, 4, 77], [9; 32]);
        let sbox = &sbox::TC26_Z;
        let (enc, mac) = wrap_cryptopro(&kek, &ukm, &cek, sbox);
        assert_eq!(
            unwrap_cryptopro(&kek, &ukm, &enc, &mac, sbox).as_deref(),
            Some(&cek)
        );
        assert!(unwrap_none(&kek, &ukm, &enc, &mac, sbox).is_none());
        for bit in 0..8 * 32 {
            let (mut kek, mut enc) = (kek, enc);
            enc[bit / 8] ^= 1 << (bit % 8);
            assert!(
                unwrap_cryptopro(&kek, &ukm, &enc, &mac, sbox).is_none(),
                "CEK_ENC {bit}"
            );
            enc[bit / 8] ^= 1 << (bit % 8);
            kek[bit / 8] ^= 1 << (bit % 8);
            assert!(
                unwrap_cryptopro(&kek, &ukm, &enc, &mac, sbox).is_none(),
                "KEK {bit}"
            );
        }
        for bit in 0..8 * 8 {
            let mut ukm = ukm;
            ukm[bit / 8] ^= 1 << (bit % 8);
            assert!(
                unwrap_cryptopro(&kek, &ukm, &enc, &mac, sbox).is_none(),
                "UKM {bit}"
            );
        }
        for bit in 0..8 * 4 {
            let mut mac = mac;
            mac[bit / 8] ^= 1 << (bit % 8);
            assert!(
                unwrap_cryptopro(&kek, &ukm, &enc, &mac, sbox).is_none(),
                "CEK_MAC {bit}"
            );
        }
    }

    #[test]
    fn plain_wrap_opens_what_it_made() {
        let (kek, ukm, cek) = ([8; 32], [6; 8], [1; 32]);
        let (enc, mac) = wrap_none(&kek, &ukm, &cek, &sbox::CRYPTOPRO_A);
        assert_eq!(
            unwrap_none(&kek, &ukm, &enc, &mac, &sbox::CRYPTOPRO_A).as_deref(),
            Some(&cek)
        );
        assert!(unwrap_none(&kek, &[7; 8], &enc, &mac, &sbox::CRYPTOPRO_A).is_none());
    }
}
