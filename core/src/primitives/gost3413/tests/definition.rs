// SPDX-License-Identifier: MIT OR Apache-2.0
//! The modes against their definition, written down once more in the plainest way over the crates `magma` and
//! `kuznyechik`; at the borders of sections and batches, in every chunking.

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::cipher::{Block, BlockOf};
use super::super::*;
use super::Tested;
use crate::primitives::gost3412::{Kuznyechik, Magma};
use crate::primitives::kdf::kdf_tree_gostr3411_2012_256;
use crate::testutil::pattern;

const KEY: [u8; 32] = [0x3c; 32];

fn len<C: Tested>() -> usize {
    <BlockOf<C> as Block>::LEN
}

fn encrypted<C: Tested>(key: &[u8; 32], block: &[u8]) -> Vec<u8> {
    let mut block = block.to_vec();
    C::oracle(key, &mut block);
    block
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

fn number(octets: &[u8]) -> u128 {
    octets
        .iter()
        .fold(0, |sum, octet| sum << 8 | u128::from(*octet))
}

/// CTR-ACPKM octet by octet; a section of `usize::MAX` is CTR.
fn ctr_acpkm<C: Tested>(key: &[u8; 32], iv: &[u8], section: usize, data: &[u8]) -> Vec<u8> {
    let len = len::<C>();
    let mut key = *key;
    let start = number(iv) << (4 * len);
    data.iter()
        .enumerate()
        .map(|(at, octet)| {
            if at > 0 && at % section == 0 {
                let d: Vec<u8> = (0x80..=0x9f).collect();
                let next: Vec<u8> = d
                    .chunks(len)
                    .flat_map(|d| encrypted::<C>(&key, d))
                    .collect();
                key = next.try_into().unwrap();
            }
            let counter = (start + (at / len) as u128).to_be_bytes();
            octet ^ encrypted::<C>(&key, &counter[16 - len..])[at % len]
        })
        .collect()
}

fn doubled(x: &[u8]) -> Vec<u8> {
    let top = x[0] >> 7;
    let bits = 8 * x.len() as u32;
    let twice = (number(x) << 1) ^ u128::from(top * if bits == 64 { 0x1b } else { 0x87 });
    twice.to_be_bytes()[16 - x.len()..].to_vec()
}

/// OMAC, `keys` giving key and K1 of the section of each block.
fn omac<C: Tested>(message: &[u8], keys: impl Fn(usize) -> ([u8; 32], Vec<u8>)) -> Vec<u8> {
    let len = len::<C>();
    let count = message.len().div_ceil(len).max(1);
    let mut state = vec![0; len];
    for i in 0..count {
        let mut block = message[i * len..message.len().min((i + 1) * len)].to_vec();
        let (key, k1) = keys(i);
        if i == count - 1 {
            let mask = if block.len() < len { doubled(&k1) } else { k1 };
            if block.len() < len {
                block.push(0x80);
                block.resize(len, 0);
            }
            block = xor(&block, &mask);
        }
        state = encrypted::<C>(&key, &xor(&state, &block));
    }
    state
}

fn plain_omac<C: Tested>(key: &[u8; 32], message: &[u8]) -> Vec<u8> {
    let k1 = doubled(&encrypted::<C>(key, &vec![0; len::<C>()]));
    omac::<C>(message, |_| (*key, k1.clone()))
}

fn omac_acpkm<C: Tested>(key: &[u8; 32], section: usize, master: usize, message: &[u8]) -> Vec<u8> {
    let len = len::<C>();
    let sections = message.len().div_ceil(section).max(1);
    let ones = vec![0xff; len / 2];
    let material = ctr_acpkm::<C>(key, &ones, master, &vec![0; sections * (32 + len)]);
    omac::<C>(message, |block| {
        let (key, k1) = material[block * len / section * (32 + len)..][..32 + len].split_at(32);
        (key.try_into().unwrap(), k1.to_vec())
    })
}

/// What the feedback modes do, block by block: the register loses its first block and gets another at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Feedback {
    Cbc,
    Cfb,
    Ofb,
}

fn feedback<C: Tested>(kind: Feedback, key: &[u8; 32], iv: &[u8], plain: &[u8]) -> Vec<u8> {
    let len = len::<C>();
    let mut register = iv.to_vec();
    let mut ciphertext = Vec::new();
    for block in plain.chunks(len) {
        let oldest: Vec<u8> = register.drain(..len).collect();
        let (next, out) = if kind == Feedback::Cbc {
            let out = encrypted::<C>(key, &xor(block, &oldest));
            (out.clone(), out)
        } else {
            let gamma = encrypted::<C>(key, &oldest);
            let out = xor(block, &gamma);
            let next = if kind == Feedback::Cfb {
                out.clone()
            } else {
                gamma
            };
            (next, out)
        };
        register.extend(next);
        ciphertext.extend(out);
    }
    ciphertext
}

/// Multiplication in GF(2^n), bit by bit.
fn product(a: &[u8], b: &[u8]) -> Vec<u8> {
    let (mut sum, mut a_number) = (0, number(a));
    let bits = 8 * a.len();
    let b = number(b);
    for i in 0..bits {
        if b >> i & 1 == 1 {
            sum ^= a_number;
        }
        let top = a_number >> (bits - 1) & 1;
        a_number = (a_number << 1) ^ (top * if bits == 64 { 0x1b } else { 0x87 });
        if bits == 64 {
            a_number &= u128::from(u64::MAX);
        }
    }
    sum.to_be_bytes()[16 - a.len()..].to_vec()
}

/// Ciphertext and tag of MGM.
fn mgm<C: Tested>(key: &[u8; 32], nonce: &[u8], aad: &[u8], plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let len = len::<C>();
    let count_up = |half: &mut [u8]| {
        for octet in half.iter_mut().rev() {
            *octet = octet.wrapping_add(1);
            if *octet != 0 {
                break;
            }
        }
    };
    let mut y = encrypted::<C>(key, nonce);
    let mut ciphertext = Vec::new();
    for block in plain.chunks(len) {
        ciphertext.extend(xor(block, &encrypted::<C>(key, &y)));
        count_up(&mut y[len / 2..]);
    }
    let mut first = nonce.to_vec();
    first[0] |= 0x80;
    let mut z = encrypted::<C>(key, &first);
    let mut sum = vec![0; len];
    let lengths = ((8 * aad.len() as u128) << (4 * len)) | (8 * plain.len() as u128);
    let lengths = lengths.to_be_bytes();
    for data in [aad, &ciphertext, &lengths[16 - len..]] {
        for block in data.chunks(len) {
            let mut block = block.to_vec();
            block.resize(len, 0);
            sum = xor(&sum, &product(&encrypted::<C>(key, &z), &block));
            count_up(&mut z[..len / 2]);
        }
    }
    (ciphertext, encrypted::<C>(key, &sum))
}

/// Cuts at which data is handed over.
fn pieces(len: usize, cuts: &[usize]) -> Vec<core::ops::Range<usize>> {
    let mut at = 0_usize;
    let mut pieces = Vec::new();
    for cut in cuts.iter().copied().chain([usize::MAX]) {
        let end = len.min(at.saturating_add(cut));
        pieces.push(at..end);
        at = end;
    }
    pieces
}

fn ctr_agrees<C: Tested>(iv: &[u8], length: usize, cuts: &[usize]) {
    let plain = pattern(9, length);
    let expected = ctr_acpkm::<C>(&KEY, iv, usize::MAX, &plain);
    for cipher in C::on_every_backend(&KEY) {
        let mut mode = Ctr::with_cipher(cipher, &C::half(iv));
        let mut data = plain.clone();
        for piece in pieces(length, cuts) {
            mode.apply(&mut data[piece]).unwrap();
        }
        assert_eq!(data, expected, "{length} by {cuts:?}");
    }
}

fn ctr_acpkm_agrees<C: Tested>(iv: &[u8], section: usize, length: usize, cuts: &[usize]) {
    let plain = pattern(9, length);
    let expected = ctr_acpkm::<C>(&KEY, iv, section, &plain);
    for cipher in C::on_every_backend(&KEY) {
        let mut mode = CtrAcpkm::with_cipher(cipher, &C::half(iv), section).unwrap();
        let mut data = plain.clone();
        for piece in pieces(length, cuts) {
            mode.apply(&mut data[piece]).unwrap();
        }
        assert_eq!(data, expected, "{section} {length} by {cuts:?}");
    }
}

fn omacs_agree<C: Tested>(section: usize, length: usize, cuts: &[usize]) {
    let message = pattern(2, length);
    let master = 3 * len::<C>();
    let plain = plain_omac::<C>(&KEY, &message);
    let changing = omac_acpkm::<C>(&KEY, section, master, &message);
    for cipher in C::on_every_backend(&KEY) {
        let mut mode = Omac::with_cipher(cipher.rekeyed(&KEY));
        let mut other = OmacAcpkm::with_cipher(cipher, section, master).unwrap();
        for piece in pieces(length, cuts) {
            mode.update(&message[piece.clone()]);
            other.update(&message[piece]).unwrap();
        }
        assert_eq!(mode.finalize().as_ref(), plain, "{length} by {cuts:?}");
        let mac = other.finalize().unwrap();
        assert_eq!(mac.as_ref(), changing, "{section} {length} by {cuts:?}");
    }
}

fn joined_modes_agree<C: Tested>(iv: &[u8], section: usize, length: usize, cuts: &[usize]) {
    let (plain, seed) = (pattern(4, length), [7; 8]);
    let mut keys = [0; 64];
    kdf_tree_gostr3411_2012_256(&KEY, b"kdf tree", &seed, 1, &mut keys).unwrap();
    let [enc, mac] = [0, 32].map(|at: usize| keys[at..at + 32].try_into().unwrap());
    let with_mac = [&plain[..], &plain_omac::<C>(&mac, &plain)].concat();
    let expected = ctr_acpkm::<C>(&enc, iv, section, &with_mac);
    let (ciphertext, tag) = expected.split_at(length);

    let iv = C::half(iv);
    let mut sealing = CtrAcpkmOmacEncryptor::<C>::with_section(&KEY, &iv, &seed, section).unwrap();
    let mut data = plain.clone();
    for piece in pieces(length, cuts) {
        sealing.apply(&mut data[piece]).unwrap();
    }
    assert_eq!(data, ciphertext, "{section} {length} by {cuts:?}");
    assert_eq!(
        sealing.finalize().unwrap().as_ref(),
        tag,
        "{section} {length}"
    );

    let opened = |ciphertext: &[u8]| {
        let mut opening =
            CtrAcpkmOmacDecryptor::<C>::with_section(&KEY, &iv, &seed, section).unwrap();
        let mut data = ciphertext.to_vec();
        for piece in pieces(data.len(), cuts) {
            opening.apply(&mut data[piece]).unwrap();
        }
        (data, opening)
    };
    let (data, opening) = opened(ciphertext);
    assert_eq!(data, plain);
    assert_eq!(opening.verify(tag), Ok(()));
    let mut wrong = tag.to_vec();
    wrong[len::<C>() - 1] ^= 1;
    for wrong in [&wrong[..], &tag[1..], &[]] {
        assert_eq!(opened(ciphertext).1.verify(wrong), Err(InvalidMac));
    }
    if let Some(shorter) = length.checked_sub(1) {
        assert_eq!(
            opened(&ciphertext[..shorter]).1.verify(tag),
            Err(InvalidMac)
        );
    }
}

fn feedback_modes_agree<C: Tested>(iv: &[u8], length: usize, cuts: &[usize]) {
    let plain = pattern(5, length);
    let [cfb, ofb] =
        [Feedback::Cfb, Feedback::Ofb].map(|kind| feedback::<C>(kind, &KEY, iv, &plain));
    for cipher in C::on_every_backend(&KEY) {
        let mut mode = CfbEncryptor::with_cipher(cipher.rekeyed(&KEY), iv).unwrap();
        let mut back = CfbDecryptor::with_cipher(cipher.rekeyed(&KEY), iv).unwrap();
        let mut other = Ofb::with_cipher(cipher.rekeyed(&KEY), iv).unwrap();
        let (mut data, mut other_data) = (plain.clone(), plain.clone());
        for piece in pieces(length, cuts) {
            mode.apply(&mut data[piece.clone()]);
            other.apply(&mut other_data[piece]);
        }
        assert_eq!(data, cfb, "{length} by {cuts:?}");
        assert_eq!(other_data, ofb, "{length} by {cuts:?}");
        for piece in pieces(length, cuts) {
            back.apply(&mut data[piece]);
        }
        assert_eq!(data, plain, "{length} by {cuts:?}");

        let plain = &plain[..length / len::<C>() * len::<C>()];
        let expected = feedback::<C>(Feedback::Cbc, &KEY, iv, plain);
        let mut data = plain.to_vec();
        let (blocks, _) = BlockOf::<C>::split_mut(&mut data);
        let mut mode = CbcEncryptor::with_cipher(cipher.rekeyed(&KEY), iv).unwrap();
        for piece in pieces(blocks.len(), cuts) {
            mode.encrypt_blocks(&mut blocks[piece]);
        }
        assert_eq!(data, expected, "{length} by {cuts:?}");
        let (blocks, _) = BlockOf::<C>::split_mut(&mut data);
        let mut mode = CbcDecryptor::with_cipher(cipher, iv).unwrap();
        for piece in pieces(blocks.len(), cuts) {
            mode.decrypt_blocks(&mut blocks[piece]);
        }
        assert_eq!(data, plain, "{length} by {cuts:?}");
    }
}

fn mgm_agrees<C: Tested>(nonce: &[u8], aad: usize, length: usize) {
    let (aad, plain) = (pattern(1, aad), pattern(6, length));
    let mut block = BlockOf::<C>::default();
    block.as_mut().copy_from_slice(nonce);
    block.as_mut()[0] &= 0x7f;
    let (ciphertext, tag) = mgm::<C>(&KEY, block.as_ref(), &aad, &plain);
    for cipher in C::on_every_backend(&KEY) {
        let mgm = Mgm::with_cipher(cipher);
        let mut data = plain.clone();
        let given = mgm.encrypt_detached(&block, &aad, &mut data).unwrap();
        assert_eq!((&data, given.as_ref()), (&ciphertext, &tag[..]));
        mgm.decrypt_detached(&block, &aad, &mut data, &given)
            .unwrap();
        assert_eq!(data, plain);
    }
}

/// Lengths at the borders of blocks, sections and batches.
#[test]
fn borders_of_sections_are_those_of_the_definition() {
    fn check<C: Tested>() {
        let len = len::<C>();
        let iv = vec![0x5a; len / 2];
        for section in [len, 2 * len, 5 * len, 128 * len, 130 * len] {
            for sections in [1, 2, 3] {
                for length in [-1, 0, 1, len as isize] {
                    let length = (sections * section).saturating_add_signed(length);
                    for cuts in [&[][..], &[1], &[section - 1, 1], &[section, 1, section]] {
                        ctr_acpkm_agrees::<C>(&iv, section, length, cuts);
                    }
                    if section < 128 * len {
                        omacs_agree::<C>(section, length, &[]);
                        joined_modes_agree::<C>(&iv, section, length, &[1, 2]);
                    }
                }
            }
        }
        for length in 0..3 * len {
            ctr_agrees::<C>(&iv, length, &[]);
            omacs_agree::<C>(len, length, &[1, 1]);
            joined_modes_agree::<C>(&iv, len, length, &[3]);
        }
    }
    check::<Magma>();
    check::<Kuznyechik>();
}

/// N of CMS: one octet less, exactly, one more; and the MAC that begins a section of its own.
#[test]
fn sections_of_cms_change_the_key_where_they_should() {
    fn check<C: Tested>(iv: &[u8]) {
        let iv = C::half(iv);
        let section = C::SECTION;
        for length in [section - 1, section, section + 1, 2 * section] {
            let mut expected = pattern(8, length);
            // The first section is CTR; then the key is another and the counter goes on.
            let first = length.min(section);
            Ctr::<C>::new(&KEY, &iv)
                .apply(&mut expected[..first])
                .unwrap();
            let next = cipher::next_key(&C::new(&KEY));
            let mut second = Ctr::<C>::new(&next, &iv);
            second.apply(&mut vec![0; first]).unwrap();
            second.apply(&mut expected[first..]).unwrap();
            let mut data = pattern(8, length);
            CtrAcpkm::<C>::new(&KEY, &iv).apply(&mut data).unwrap();
            assert!(data == expected, "{length}");

            // With OMAC: the same with a given section, and what is sealed opens.
            let seal = |mut mode: CtrAcpkmOmacEncryptor<C>| {
                let mut data = pattern(8, length);
                mode.apply(&mut data).unwrap();
                (data, mode.finalize().unwrap())
            };
            let sealed = seal(CtrAcpkmOmacEncryptor::new(&KEY, &iv, &[1; 8]));
            let given = CtrAcpkmOmacEncryptor::with_section(&KEY, &iv, &[1; 8], section);
            assert!(sealed == seal(given.unwrap()), "{length}");
            let mut opening = CtrAcpkmOmacDecryptor::<C>::new(&KEY, &iv, &[1; 8]);
            let (mut data, mac) = sealed;
            opening.apply(&mut data).unwrap();
            assert!(data == pattern(8, length));
            assert_eq!(opening.verify(mac.as_ref()), Ok(()));
        }
    }
    check::<Magma>(&[1, 2, 3, 4]);
    check::<Kuznyechik>(&[1, 2, 3, 4, 5, 6, 7, 8]);
}

/// The traits of other crates give what the types give.
#[test]
fn traits_give_what_the_types_give() {
    use ::cipher::{KeyInit, KeyIvInit, StreamCipher};
    use aead::{Aead, Payload};
    use digest::Mac;

    fn check<C: Tested>(iv: &[u8]) {
        let len = len::<C>();
        let (half, plain) = (C::half(iv), pattern(3, 1000));

        let mut expected = plain.clone();
        Ctr::<C>::new(&KEY, &half).apply(&mut expected).unwrap();
        let mut mode = <Ctr<C> as KeyIvInit>::new_from_slices(&KEY, iv).unwrap();
        let mut data = vec![0; plain.len()];
        mode.apply_keystream_b2b(&plain[..7], &mut data[..7]);
        mode.apply_keystream_b2b(&plain[7..], &mut data[7..]);
        assert_eq!(data, expected);
        let mut mode = <CtrAcpkm<C> as KeyIvInit>::new_from_slices(&KEY, iv).unwrap();
        mode.write_keystream(&mut data);
        // No section ends here.
        assert_eq!(xor(&data, &plain), expected);

        let mut mac = <Omac<C> as KeyInit>::new_from_slice(&KEY).unwrap();
        Mac::update(&mut mac, &plain);
        mac.verify_slice(&plain_omac::<C>(&KEY, &plain)).unwrap();

        let nonce = pattern(7, len);
        let (ciphertext, tag) = mgm::<C>(&KEY, &nonce, b"data", &plain);
        let expected = [ciphertext, tag].concat();
        let mgm = <Mgm<C> as KeyInit>::new_from_slice(&KEY).unwrap();
        let nonce = aead::Nonce::<Mgm<C>>::try_from(&nonce[..]).unwrap();
        let with_data = |msg| Payload { msg, aad: b"data" };
        assert_eq!(mgm.encrypt(&nonce, with_data(&plain)).unwrap(), expected);
        assert_eq!(mgm.decrypt(&nonce, with_data(&expected)).unwrap(), plain);
        for wrong in [&expected[1..], &expected[..len - 1], &[]] {
            assert_eq!(
                mgm.decrypt(&nonce, with_data(wrong)),
                Err(aead::Error),
                "{}",
                wrong.len()
            );
        }
        assert_eq!(mgm.decrypt(&nonce, &expected[..]), Err(aead::Error));
    }
    check::<Magma>(&[1, 2, 3, 4]);
    check::<Kuznyechik>(&[1, 2, 3, 4, 5, 6, 7, 8]);
}

/// Where the output is not the input, it is wiped too if the tag is wrong.
#[test]
fn refused_mgm_leaves_no_octet_in_another_output() {
    use ::cipher::inout::InOutBuf;
    use aead::AeadInOut;

    let mgm = Mgm::<Kuznyechik>::new(&KEY);
    let mut message = *b"seventeen octets!";
    let mut tag = mgm.encrypt_detached(&[1; 16], b"", &mut message).unwrap();
    tag[0] ^= 1;
    let mut out = [1; 17];
    let buffer = InOutBuf::new(&message, &mut out).unwrap();
    let refused = mgm.decrypt_inout_detached(&[1; 16].into(), b"", buffer, &tag.into());
    assert_eq!(refused, Err(aead::Error));
    assert_eq!(out, [0; 17]);
}

#[test]
fn mgm_refuses_what_its_standard_excludes() {
    let mgm = Mgm::<Kuznyechik>::new(&KEY);
    let mut message = [1; 3];
    let refused = mgm.encrypt_detached(&[0x80; 16], b"", &mut message);
    assert_eq!(refused, Err(MgmError::Nonce));
    assert_eq!(message, [1; 3]);
    let refused = mgm.encrypt_detached(&[0; 16], b"", &mut []);
    assert_eq!(refused, Err(MgmError::Empty));
    let refused = mgm.decrypt_detached(&[0; 16], b"", &mut [], &[0; 16]);
    assert_eq!(refused, Err(MgmError::Empty));
    let refused = mgm.decrypt_detached(&[0xff; 16], b"", &mut message, &[0; 16]);
    assert_eq!(refused, Err(MgmError::Nonce));
    assert_eq!(message, [1; 3]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cuts_give_what_the_definition_gives(
        iv: [u8; 8],
        blocks in 1usize..40,
        length in 0usize..1500,
        cuts in proptest::collection::vec(0usize..200, 0..12),
    ) {
        ctr_agrees::<Magma>(&iv[..4], 4 * length, &cuts);
        ctr_agrees::<Kuznyechik>(&iv, 4 * length, &cuts);
        ctr_acpkm_agrees::<Magma>(&iv[..4], 8 * blocks, length, &cuts);
        ctr_acpkm_agrees::<Kuznyechik>(&iv, 16 * blocks, length, &cuts);
        omacs_agree::<Magma>(8 * blocks, length, &cuts);
        omacs_agree::<Kuznyechik>(16 * blocks, length, &cuts);
        joined_modes_agree::<Magma>(&iv[..4], 8 * blocks, length, &cuts);
        joined_modes_agree::<Kuznyechik>(&iv, 16 * blocks, length, &cuts);
    }

    #[test]
    fn feedback_modes_agree_with_their_definition(
        iv: [u8; 48],
        blocks in 1usize..=3,
        length in 0usize..4000,
        cuts in proptest::collection::vec(0usize..300, 0..12),
    ) {
        feedback_modes_agree::<Magma>(&iv[..8 * blocks], length, &cuts);
        feedback_modes_agree::<Kuznyechik>(&iv[..16 * blocks], length, &cuts);
    }

    #[test]
    fn mgm_agrees_with_its_definition(nonce: [u8; 16], aad in 0usize..300, length in 1usize..5000) {
        mgm_agrees::<Magma>(&nonce[..8], aad, length);
        mgm_agrees::<Kuznyechik>(&nonce, aad, length);
    }
}
