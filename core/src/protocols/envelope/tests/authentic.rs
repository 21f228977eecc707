// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is verified and what is not: OMAC'd contents that were altered, cut off or robbed of their MAC, and the wrapped
//! keys of KExp15.

use super::*;
use crate::envelope::{Authenticity, Stage};
use crate::formats::oid;
use crate::keys::{ContentKey, KeyWrap};
use crate::testutil::{pattern, vector_bytes};

/// A message of each cipher with a MAC, and the key.
fn samples() -> Vec<(&'static str, Vec<u8>, PrivateKey)> {
    ["env15_r256_mag_base", "env15_r512_kuz_base"]
        .into_iter()
        .zip(["m_r256", "m_r512"])
        .map(|(name, key)| {
            let input = vector_bytes(&format!("interop/malformed/{name}.der"));
            let key = TestKey::load(&format!("interop/malformed/keys/{key}.p8.der"), None);
            (name, input, key.private)
        })
        .collect()
}

/// Where the encrypted content stands, and its length.
fn content(input: &[u8], len: usize) -> usize {
    let header: &[u8] = &[0x80, 0x82, (len >> 8) as u8, len as u8];
    let places: Vec<usize> = (0..input.len())
        .filter(|&at| input[at..].starts_with(header))
        .collect();
    let [at] = places[..] else {
        panic!("{places:?}")
    };
    at + 4
}

/// Where the value of id-cms-mac-attr begins.
fn mac(input: &[u8]) -> usize {
    let oid = oid::TC26_CMS_MAC_ATTR.to_der();
    let at = (0..input.len())
        .find(|&at| input[at..].starts_with(&oid))
        .unwrap();
    // SET and OCTET STRING follow, with lengths of one octet.
    at + oid.len() + 4
}

#[test]
fn each_bit_of_mac_and_content_is_judged_at_the_end_and_there_alone() {
    for (name, input, key) in samples() {
        let good = open(&input, &key);
        let summary = good.end.as_ref().unwrap();
        assert!(matches!(summary.authenticity, Authenticity::Verified(_)));
        let (content, mac) = (content(&input, good.plaintext.len()), mac(&input));
        let content = (content..content + good.plaintext.len()).step_by(37);
        let places: Vec<usize> = content.chain(mac..input.len()).collect();
        assert!(places.len() > 16);
        for at in places {
            for bit in [0x01, 0x80] {
                let mut altered = input.clone();
                altered[at] ^= bit;
                let mut opener = Opener::new(&key);
                let mut plaintext = Vec::new();
                // All of it comes in without an error, and is not called verified.
                let progress = opener.update(&altered, &mut plaintext).unwrap();
                assert_eq!(progress.stage, Stage::Complete, "{name} {at}");
                assert_eq!(plaintext.len(), good.plaintext.len());
                assert_eq!(
                    opener.finish(),
                    Err(EnvelopeError::InvalidMac),
                    "{name} {at}"
                );
            }
        }
    }
}

#[test]
fn each_bit_of_the_content_ukm_is_in_the_mac() {
    for (name, input, key) in samples() {
        let good = open(&input, &key);
        let content = content(&input, good.plaintext.len());
        let ukm = if name.contains("mag") { 12 } else { 16 };
        // The parameters stand right before the content: OCTET STRING of the UKM.
        let at = content - 4 - ukm;
        assert_eq!(input[at - 2..at], [0x04, ukm as u8], "{name}");
        for bit in 0..8 * ukm {
            let mut altered = input.clone();
            altered[at + bit / 8] ^= 1 << (bit % 8);
            let opened = open_chunked(&altered, usize::MAX, &key);
            assert_eq!(opened.end, Err(EnvelopeError::InvalidMac), "{name} {bit}");
        }
    }
}

#[test]
fn every_truncation_is_an_error_and_never_verified() {
    for (name, input, key) in samples() {
        let good = open(&input, &key);
        for len in 0..input.len() {
            let opened = open_chunked(&input[..len], usize::MAX, &key);
            assert_eq!(opened.verdict(), "Truncated", "{name} {len}");
            assert!(good.plaintext.starts_with(&opened.plaintext));
        }
    }
    let sample = vector_bytes("interop/malformed/kari15_base.der");
    let key = TestKey::load("interop/malformed/keys/m_r256.p8.der", None);
    assert_eq!(open(&sample, &key.private).verdict(), "opens");
    for len in 0..sample.len() {
        let opened = open_chunked(&sample[..len], usize::MAX, &key.private);
        assert_eq!(opened.verdict(), "Truncated", "kari15 {len}");
    }
}

#[test]
fn contents_without_a_mac_are_never_verified() {
    for (name, key) in [
        (
            "formats/cms/tc26_encrypted_keytrans_a231.der",
            "tc26_recipient256",
        ),
        ("formats/cms/tk26cms_ktri_256.der", "tk26cms_ktri_256"),
    ] {
        let key = TestKey::load(&format!("formats/cms/{key}.p8.der"), None);
        let summary = open(&vector_bytes(name), &key.private).end.unwrap();
        assert_eq!(summary.authenticity, Authenticity::Unauthenticated);
        assert_eq!(summary.verified(), None);
    }
}

#[test]
fn a_mac_beside_a_cipher_without_one_says_nothing() {
    // EncryptedData in plain CTR-ACPKM, to which an attribute is added.
    let key = ContentKey::new([1; 32].into());
    let options = crate::envelope::SealOptions {
        cipher: crate::envelope::ContentCipher::MagmaCtrAcpkm,
        ..Default::default()
    };
    let plaintext = pattern(1, 20);
    let mut rng = TestRng(1);
    let mut sealer = crate::envelope::Sealer::encrypted_data(&key, &options, &mut rng).unwrap();
    let mut sealed = Vec::new();
    sealer.update(&plaintext, &mut sealed).unwrap();
    sealer.finish(&mut sealed).unwrap();
    let end = sealed.split_off(sealed.len() - 6);
    let mut attribute = oid::TC26_CMS_MAC_ATTR.to_der();
    attribute.extend_from_slice(&[0x31, 10, 0x04, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    sealed.extend_from_slice(&[0xa1, 2 + attribute.len() as u8, 0x30, attribute.len() as u8]);
    sealed.extend_from_slice(&attribute);
    sealed.extend_from_slice(&end);
    let opened = open(&sealed, &key);
    assert_eq!(opened.plaintext, plaintext);
    assert_eq!(opened.end.unwrap().verified(), None);
}

#[test]
fn every_changed_octet_of_a_head_is_an_error_or_changes_nothing() {
    for (name, input, key) in samples() {
        let good = open(&input, &key);
        let head = content(&input, good.plaintext.len());
        for at in 0..head {
            for change in [0x01, 0x80, 0xff] {
                let mut altered = input.clone();
                altered[at] ^= change;
                let whole = open_chunked(&altered, usize::MAX, &key);
                assert_eq!(open_chunked(&altered, 13, &key), whole, "{name} {at}");
                // Names and versions decide nothing under a bare key. What opens is the same plaintext.
                match &whole.end {
                    Ok(_) => assert!(whole.plaintext == good.plaintext, "{name} {at}"),
                    Err(EnvelopeError::Unwrap(_)) => assert!(whole.plaintext.is_empty()),
                    Err(_) => {}
                }
            }
        }
    }
}

/// The octets of a recipient that take part in the agreement and in the wrap.
struct Fields {
    ukm: Vec<u8>,
    encrypted_key: Vec<u8>,
    sender: Vec<u8>,
    magma: bool,
}

/// Reads them out of a message.
fn fields(input: &[u8], key: &PrivateKey) -> Fields {
    struct Reads<'a>(&'a PrivateKey, RefCell<Option<Fields>>);
    impl Decapsulator for Reads<'_> {
        fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
            let (ukm, encrypted_key, magma) = match &wrapped.wrap {
                KeyWrap::MagmaKExp15(wrap) => (wrap.ukm, wrap.encrypted_key.to_vec(), true),
                KeyWrap::KuznyechikKExp15(wrap) => (wrap.ukm, wrap.encrypted_key.to_vec(), false),
                other => panic!("{other:?}"),
            };
            *self.1.borrow_mut() = Some(Fields {
                ukm: ukm.to_vec(),
                encrypted_key,
                sender: wrapped.sender.to_vec(),
                magma,
            });
            self.0.unwrap_cek(wrapped)
        }
    }
    let reads = Reads(key, RefCell::default());
    assert!(open_chunked(input, usize::MAX, &reads).end.is_ok());
    reads.1.into_inner().unwrap()
}

#[test]
fn every_flipped_bit_of_a_wrapped_key_is_refused_before_the_first_octet() {
    let mut messages = samples();
    let kari = vector_bytes("interop/malformed/kari15_base.der");
    let key = TestKey::load("interop/malformed/keys/m_r256.p8.der", None);
    messages.push(("kari15_base", kari, key.private));
    for (name, input, key) in messages {
        let Fields {
            ukm,
            encrypted_key,
            sender,
            magma,
        } = fields(&input, &key);
        let good = open_chunked(&input, usize::MAX, &key);
        let find = |field: &[u8]| {
            let places: Vec<usize> = (0..input.len())
                .filter(|&at| input[at..].starts_with(field))
                .collect();
            assert_eq!(places.len(), 1, "{name}");
            places[0]
        };
        for (field, allowed) in [
            (&ukm, &["WrongKey"][..]),
            (&encrypted_key, &["WrongKey"]),
            (&sender, &["InvalidPublicKey"]),
        ] {
            let at = find(field);
            for bit in 0..8 * field.len() {
                let mut altered = input.clone();
                altered[at + bit / 8] ^= 1 << (bit % 8);
                let opened = open_chunked(&altered, usize::MAX, &key);
                // What takes part in nothing: the octets of KEG's seed under 512-bit keys, for which there is no seed, and
                // what is left behind the IV of Magma's KExp15, which is four octets.
                let seed = key.param_set().octets() == 64 && (16..24).contains(&(bit / 8));
                if field == &ukm && (seed || magma && bit / 8 >= 28) {
                    assert_eq!(opened.plaintext, good.plaintext, "{name}");
                    continue;
                }
                assert!(allowed.contains(&opened.verdict()), "{name} {bit}");
                assert!(opened.plaintext.is_empty(), "{name} {bit}");
            }
        }
    }
}
