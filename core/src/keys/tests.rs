// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys against the vectors of signatures, key agreement and nonces, and what they refuse.

use core::convert::Infallible;
use std::format;
use std::string::String;
use std::vec::Vec;

use ::signature::SignatureEncoding;
use ::signature::hazmat::{PrehashSigner, PrehashVerifier};

use super::nonce::Nonces;
use super::*;
use crate::primitives::curve::MAX_OCTETS;
use crate::primitives::gost28147::wrap_cryptopro;
use crate::primitives::streebog::{Streebog256, Streebog512};
use crate::testutil::{self, Case};

fn set_by_name(name: &str) -> ParamSet {
    let found = ParamSet::ALL.into_iter().find(|set| set.name() == name);
    found.unwrap_or_else(|| panic!("{name}"))
}

fn algorithm(set: ParamSet) -> KeyAlgorithm {
    match set.octets() {
        32 => KeyAlgorithm::Gost2012_256,
        _ => KeyAlgorithm::Gost2012_512,
    }
}

/// The parameter set of a case, which names it twice.
fn set_of(case: &Case) -> ParamSet {
    let set = set_by_name(case.str("curve"));
    assert_eq!(dotted(set.nonce_domain()), case.str("curve_oid"));
    set
}

fn dotted(content: &[u8]) -> String {
    let mut arcs = Vec::new();
    let mut arc = 0u64;
    for octet in content {
        arc = arc << 7 | u64::from(octet & 127);
        if octet & 128 == 0 {
            arcs.push(arc);
            arc = 0;
        }
    }
    let first = format!("{}.{}", arcs[0] / 40, arcs[0] % 40);
    arcs[1..]
        .iter()
        .fold(first, |text, arc| format!("{text}.{arc}"))
}

/// A big-endian integer of a case, little-endian.
fn little_endian(case: &Case, name: &str) -> Vec<u8> {
    let mut octets = case.hex(name);
    octets.reverse();
    octets
}

fn public_key(case: &Case, set: ParamSet, x: &str, y: &str) -> Result<PublicKey, KeyError> {
    let xy = [little_endian(case, x), little_endian(case, y)].concat();
    let key = PublicKey::from_bytes_le(algorithm(set), set, &xy)?;
    assert_eq!(key.to_bytes_le(), xy);
    Ok(key)
}

fn private_key(case: &Case, set: ParamSet, name: &str) -> PrivateKey {
    let d = little_endian(case, name);
    let key = PrivateKey::from_bytes_le(algorithm(set), set, &d).unwrap();
    assert_eq!(key.to_bytes_le()[..], d);
    key
}

/// The verdict of a key, which a prepared key must share.
fn verify(key: &PublicKey, prepared: &PreparedKey, digest: &[u8], signature: &Signature) -> bool {
    let verdict = key.verify_digest(digest, signature);
    assert_eq!(prepared.verify_digest(digest, signature), verdict);
    assert_eq!(
        key.verify_prehash(digest, signature).is_ok(),
        verdict.is_ok()
    );
    assert_eq!(
        prepared.verify_prehash(digest, signature).is_ok(),
        verdict.is_ok()
    );
    verdict.is_ok()
}

/// The signature of a case, the same in all its forms.
fn signature_of(case: &Case) -> Signature {
    let cms = case.hex("signature_cms");
    let signature = Signature::from_bytes(SignatureOrder::SrBe, &cms).unwrap();
    assert_eq!(signature.r_bytes_le(), little_endian(case, "r"));
    assert_eq!(signature.s_bytes_le(), little_endian(case, "s"));
    assert_eq!(signature.to_bytes(SignatureOrder::SrBe), cms);
    signature
}

#[test]
fn signatures_match_vectors() {
    let mut signed = 0;
    let ran = testutil::run("gost3410_sign.json", &[], |case| {
        let set = set_of(case);
        let digest = case.hex("digest");
        let mut hash = digest.clone();
        if let Some(message) = case.opt_str("message_ascii") {
            hash = match case.str("hash") {
                "Streebog-256" => Streebog256::digest(message.as_bytes()).to_vec(),
                "Streebog-512" => Streebog512::digest(message.as_bytes()).to_vec(),
                hash => panic!("{case}: {hash}"),
            };
            // Some edges alter the digest of the message; e is that of the message all the same.
            let edge = case.opt_str("edge").unwrap_or_default();
            assert_eq!(hash != digest, edge.starts_with("digest "), "{case}");
        }

        let signature = signature_of(case);
        for (order, name) in [
            (SignatureOrder::SrBe, "signature_cms"),
            (SignatureOrder::RsBe, "signature_rs"),
            (SignatureOrder::RsLe, "signature_csp_native"),
        ] {
            let octets = case.hex(name);
            assert_eq!(Signature::from_bytes(order, &octets).unwrap(), signature);
            assert_eq!(signature.to_bytes(order), octets);
        }

        let mut e = vec![0; set.octets()];
        set.curve().digest_scalar(&hash, &mut e);
        assert_eq!(e, little_endian(case, "e"), "{case}");

        let edge = case.opt_str("edge").unwrap_or_default();
        let public = public_key(case, set, "public_x", "public_y");
        match case.str("expected") {
            "valid" => {
                let public = public.unwrap();
                assert!(
                    verify(&public, &public.prepare(), &digest, &signature),
                    "{case}"
                );
            }
            "invalid" if edge.starts_with("public key") => {
                let refusal = match edge {
                    "public key off the curve (y+1)" | "public key = (0,0)" => KeyError::NotOnCurve,
                    "public key x >= p (x + p if it fits, else 2^n-1)" => {
                        KeyError::CoordinateOutOfRange
                    }
                    "public key = point of order 2" | "public key = point of order 4" => {
                        KeyError::WrongSubgroup
                    }
                    edge => panic!("{case}: {edge}"),
                };
                assert_eq!(public.unwrap_err(), refusal, "{case}");
            }
            "invalid" => {
                let public = public.unwrap();
                assert!(
                    !verify(&public, &public.prepare(), &digest, &signature),
                    "{case}"
                );
            }
            expected => panic!("{case}: {expected}"),
        }

        if case.opt("private").is_some() {
            let private = private_key(case, set, "private");
            assert_eq!(
                *private.public_key(),
                public_key(case, set, "public_x", "public_y").unwrap()
            );
            let mut signature = Signature::zero(set.octets());
            let (r, s) = signature.parts_mut();
            assert!(private.secret().sign(&e, &little_endian(case, "k"), r, s));
            assert_eq!(signature, signature_of(case));
            signed += 1;
        }
    });
    assert_eq!((ran, signed), (116, 60));
}

#[test]
fn agreements_match_vectors() {
    let mut refused = 0;
    let ran = testutil::run("vko.json", &[], |case| {
        let set = set_of(case);
        let a = private_key(case, set, "private_a");
        let ukm = case.hex("ukm");
        let kind = case.str("kind");
        let agree = |key: &PrivateKey, peer: &PublicKey| -> Result<Vec<u8>, KeyError> {
            Ok(match kind {
                "VKO_GOSTR3410_2001" => vko::vko_2001(key, peer, &ukm)?.to_vec(),
                "VKO_GOSTR3410_2012_256" | "VKO-negative" => {
                    vko::vko_2012_256(key, peer, &ukm)?.to_vec()
                }
                "VKO_GOSTR3410_2012_512" => vko::vko_2012_512(key, peer, &ukm)?.to_vec(),
                kind => panic!("{case}: {kind}"),
            })
        };
        let peer = public_key(case, set, "public_b_x", "public_b_y");
        if let Some(expected) = case.opt_str("expected") {
            let expected = match expected {
                "reject: peer point off the curve" => KeyError::NotOnCurve,
                "reject: UKM = 0 gives the point at infinity" => KeyError::Ukm,
                expected if expected.starts_with("reject: peer point of order ") => {
                    KeyError::WrongSubgroup
                }
                expected => panic!("{case}: {expected}"),
            };
            assert_eq!(
                peer.and_then(|peer| agree(&a, &peer)).unwrap_err(),
                expected,
                "{case}"
            );
            refused += 1;
            return;
        }
        let peer = peer.unwrap();
        let b = private_key(case, set, "private_b");
        assert_eq!(*b.public_key(), peer);
        assert_eq!(
            *a.public_key(),
            public_key(case, set, "public_a_x", "public_a_y").unwrap()
        );

        let kek = case.hex("kek");
        let shared = case.hex("shared_point_le");
        for (key, peer) in [(&a, &peer), (&b, a.public_key())] {
            let mut buffer = [0; 2 * MAX_OCTETS];
            let point = vko::shared_point(key, peer, &ukm, &mut buffer).unwrap();
            assert_eq!(point, shared, "{case}");
            assert_eq!(agree(key, peer).unwrap(), kek, "{case}");
        }
        if let Some(cek) = case
            .opt("cryptopro_wrap_of")
            .map(|_| case.array("cryptopro_wrap_of"))
        {
            let kek: [u8; 32] = kek[..].try_into().unwrap();
            let ukm: [u8; 8] = ukm[..].try_into().unwrap();
            let (encrypted, mac) = wrap_cryptopro(&kek, &ukm, &cek, CipherParamSet::Tc26Z.sbox());
            assert_eq!(
                [&ukm[..], &encrypted, &mac].concat(),
                case.hex("wrapped_param_Z")
            );
        }
    });
    assert_eq!((ran, refused), (60, 10));
}

#[test]
fn nonces_match_own_vectors() {
    let file = Case::new(
        "own/gost3410_nonce.json",
        testutil::vector_json("own/gost3410_nonce.json"),
        &["generator", "comment"],
    );
    let mut nonces = Vec::new();
    let mut redrawn = 0;
    for group in file.list("testGroups") {
        let set = set_of(&group);
        assert_eq!(group.str("type"), "Gost3410Nonce");
        assert_eq!(group.str("hash"), format!("Streebog-{}", set.bits()));
        let private = private_key(&group, set, "private");
        let public = public_key(&group, set, "public_x", "public_y").unwrap();
        assert_eq!(*private.public_key(), public);
        let prepared = public.prepare();
        for test in group.list("tests") {
            assert_eq!(test.u64("tcId") as usize, nonces.len() + 1);
            assert_eq!(test.str("result"), "valid");
            let digest = test.hex("digest");
            let random = test.hex("random");
            let flags = test.value("flags").as_array().unwrap();
            assert_eq!(
                flags.iter().any(|flag| flag == "Random"),
                !random.is_empty()
            );
            assert_eq!(
                flags.iter().any(|flag| flag == "Redrawn"),
                test.u64("draws") > 1
            );

            let mut source = Nonces::new(
                set.curve().order_bits(),
                &group.hex("private"),
                &test.hex("e"),
                [set.nonce_domain(), &random],
            );
            for _ in 1..test.u64("draws") {
                source.next_bytes_le();
                redrawn += 1;
            }
            let k = little_endian(&test, "k");
            assert_eq!(source.next_bytes_le()[..set.octets()], k);
            nonces.push(k);

            let random: Option<[u8; 32]> = random[..].try_into().ok();
            let signature = private.sign_digest(&digest, random.as_ref()).unwrap();
            assert_eq!(signature, signature_of(&test));
            assert!(verify(&public, &prepared, &digest, &signature));
        }
    }
    assert_eq!(nonces.len() as u64, file.u64("numberOfTests"));
    assert!(redrawn > 20);
    // Only digests that are equal modulo q share a nonce: of five in a group, the last two.
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 14 * 2 * 4);
}

/// A key, plain and prepared, a digest, a signature and the verdict on it.
struct Judged {
    key: PublicKey,
    prepared: PreparedKey,
    digest: Vec<u8>,
    signature: Signature,
    verdict: Result<(), InvalidSignature>,
}

#[test]
fn batches_give_the_verdicts_of_single_verifications() {
    let mut judged = Vec::new();
    testutil::run("gost3410_sign.json", &[], |case| {
        case.skip();
        let set = set_of(case);
        let Ok(key) = public_key(case, set, "public_x", "public_y") else {
            return;
        };
        let (prepared, digest) = (key.prepare(), case.hex("digest"));
        let signature = signature_of(case);
        let mut altered = digest.clone();
        altered[0] ^= 1;
        for digest in [digest, altered] {
            let verdict = key.verify_digest(&digest, &signature);
            judged.push(Judged {
                key: key.clone(),
                prepared: prepared.clone(),
                digest,
                signature: signature.clone(),
                verdict,
            });
        }
    });
    assert!(judged.len() > 150 && judged.iter().any(|judged| judged.verdict.is_ok()));

    // Curves, kinds of keys and verdicts all mixed.
    let items: Vec<BatchItem<'_>> = (0..1000)
        .map(|i| {
            let judged = &judged[i * 37 % judged.len()];
            let key: BatchKey<'_> = match i % 3 {
                0 => (&judged.key).into(),
                _ => (&judged.prepared).into(),
            };
            BatchItem::new(key, &judged.digest, &judged.signature)
        })
        .collect();
    let expected: Vec<_> = (0..1000)
        .map(|i| judged[i * 37 % judged.len()].verdict)
        .collect();
    for count in [0, 1, 7, 8, 9, 64, 1000] {
        assert_eq!(verify_batch(&items[..count]), expected[..count]);
    }
}

/// A signature of each set, with its key and digest.
fn signed(set: ParamSet) -> (PrivateKey, Vec<u8>, Signature) {
    let mut rng = Octets::new(set as u8);
    let private = PrivateKey::generate(algorithm(set), set, &mut rng).unwrap();
    let digest = testutil::pattern(7, set.octets());
    let signature = private.sign_digest(&digest, None).unwrap();
    (private, digest, signature)
}

/// A source of octets for tests: Streebog in counter mode.
struct Octets {
    seed: u8,
    counter: u32,
}

impl Octets {
    fn new(seed: u8) -> Self {
        Self { seed, counter: 0 }
    }
}

impl rand_core::TryRng for Octets {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(64) {
            self.counter += 1;
            let block =
                Streebog512::digest(&[&[self.seed][..], &self.counter.to_le_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Octets {}

#[test]
fn what_is_signed_verifies_on_every_set() {
    for set in ParamSet::ALL {
        let (private, digest, signature) = signed(set);
        let public = private.public_key();
        let prepared = public.prepare();
        assert_eq!(prepared.public_key(), public);
        assert!(verify(public, &prepared, &digest, &signature));

        // Fresh octets give another signature, their absence the same.
        assert_eq!(private.sign_digest(&digest, None).unwrap(), signature);
        let other = private.sign_digest(&digest, Some(&[7; 32])).unwrap();
        assert_ne!(other, signature);
        assert!(verify(public, &prepared, &digest, &other));
        let drawn = Signer::sign_digest(&private, &digest).unwrap();
        assert!(verify(public, &prepared, &digest, &drawn));
        #[cfg(feature = "std")]
        assert_ne!(private.sign_prehash(&digest).unwrap(), drawn);

        // The key read back is the same key.
        let again =
            PrivateKey::from_bytes_le(private.algorithm(), set, &private.to_bytes_le()).unwrap();
        assert_eq!(again.public_key(), public);
        let read =
            PublicKey::from_bytes_le(public.algorithm(), set, &public.to_bytes_le()).unwrap();
        assert_eq!(read, *public);
    }
}

#[test]
fn rejects_every_flipped_bit() {
    for set in [
        ParamSet::CryptoProA,
        ParamSet::Tc26Gost3410_2012_256A,
        ParamSet::CryptoProB,
    ] {
        let (private, digest, signature) = signed(set);
        let public = private.public_key();
        let prepared = public.prepare();
        let value = signature.to_bytes(SignatureOrder::SrBe);
        for bit in 0..8 * value.len() {
            let mut value = value.clone();
            value[bit / 8] ^= 1 << (bit % 8);
            let flipped = Signature::try_from(&value[..]).unwrap();
            assert!(
                !verify(public, &prepared, &digest, &flipped),
                "signature bit {bit}"
            );
        }
        for bit in 0..8 * digest.len() {
            let mut digest = digest.clone();
            digest[bit / 8] ^= 1 << (bit % 8);
            assert!(
                !verify(public, &prepared, &digest, &signature),
                "digest bit {bit}"
            );
        }
        let xy = public.to_bytes_le();
        for bit in 0..8 * xy.len() {
            let mut xy = xy.clone();
            xy[bit / 8] ^= 1 << (bit % 8);
            assert!(
                PublicKey::from_bytes_le(public.algorithm(), set, &xy).is_err(),
                "key bit {bit}"
            );
        }
    }
}

#[test]
fn rejects_wrong_lengths_and_algorithms() {
    use KeyAlgorithm::{Gost2001, Gost2012_256, Gost2012_512};
    let (private, digest, signature) = signed(ParamSet::CryptoProA);
    let (long, long_digest, long_signature) = signed(ParamSet::Tc26Gost3410_2012_512A);
    let public = private.public_key();
    for (digest, signature) in [
        (&digest[..31], &signature),
        (&[], &signature),
        (&long_digest, &signature),
        (&digest, &long_signature),
        (&long_digest, &long_signature),
    ] {
        assert!(!verify(public, &public.prepare(), digest, signature));
    }
    assert_eq!(
        private.sign_digest(&long_digest, None),
        Err(KeyError::Length)
    );
    assert_eq!(long.sign_digest(&digest, None), Err(KeyError::Length));
    for len in [0, 63, 65, 127, 129, 192] {
        let octets = vec![1; len];
        assert_eq!(
            Signature::from_bytes(SignatureOrder::SrBe, &octets),
            Err(KeyError::Length)
        );
    }

    let d = private.to_bytes_le();
    let xy = public.to_bytes_le();
    for (algorithm, set) in [
        (Gost2012_512, ParamSet::CryptoProA),
        (Gost2001, ParamSet::Tc26Gost3410_2012_512B),
        (Gost2012_256, ParamSet::Tc26Gost3410_2012_512C),
    ] {
        let refused = Some(KeyError::AlgorithmMismatch);
        assert_eq!(PrivateKey::from_bytes_le(algorithm, set, &d).err(), refused);
        assert_eq!(
            PrivateKey::from_masked_bytes_le(algorithm, set, &d).err(),
            refused
        );
        assert_eq!(
            PrivateKey::generate(algorithm, set, &mut Octets::new(0)).err(),
            refused
        );
        assert_eq!(PublicKey::from_bytes_le(algorithm, set, &xy).err(), refused);
    }
    let set = ParamSet::CryptoProA;
    for d in [
        &d[..31],
        &[],
        &[&d[..], &[0]].concat(),
        &[&d[..], &d].concat(),
    ] {
        let refused = PrivateKey::from_bytes_le(Gost2012_256, set, d).err();
        assert_eq!(refused, Some(KeyError::Length));
    }
    for parts in [&d[..31], &[], &[&d[..], &[0]].concat()] {
        let refused = PrivateKey::from_masked_bytes_le(Gost2012_256, set, parts).err();
        assert_eq!(refused, Some(KeyError::Length));
    }
}

#[test]
fn rejects_private_keys_out_of_range() {
    for set in ParamSet::ALL {
        let order: Vec<u8> = set
            .curve()
            .order
            .iter()
            .flat_map(|limb| limb.to_le_bytes())
            .collect();
        let mut last = order.clone();
        last[0] -= 1;
        let mut beyond = order.clone();
        beyond[0] += 1;
        let read = |d: &[u8]| PrivateKey::from_bytes_le(algorithm(set), set, d).err();
        let refused = Some(KeyError::ScalarOutOfRange);
        assert_eq!(read(&vec![0; set.octets()]), refused);
        assert_eq!(read(&order), refused);
        assert_eq!(read(&beyond), refused);
        assert_eq!(read(&vec![255; set.octets()]), refused);
        assert_eq!(read(&last), None);

        let masked = |parts: &[&[u8]]| {
            PrivateKey::from_masked_bytes_le(algorithm(set), set, &parts.concat())
                .map(|key| key.to_bytes_le().to_vec())
        };
        let mut one = vec![0; set.octets()];
        one[0] = 1;
        assert_eq!(masked(&[&last]), Ok(last.clone()));
        assert_eq!(masked(&[&last, &last]), Ok(one.clone()));
        assert_eq!(masked(&[&last, &one, &last, &last]), Ok(last.clone()));
        assert_eq!(masked(&[&last, &order]), Err(KeyError::ScalarOutOfRange));
        assert_eq!(masked(&[&order, &last]), Err(KeyError::ScalarOutOfRange));
    }
}

#[test]
fn rejects_ukm_of_zero_or_wrong_length_and_foreign_curves() {
    let (a, ..) = signed(ParamSet::CryptoProA);
    let (b, ..) = signed(ParamSet::Tc26Gost3410_2012_256B);
    let (c, ..) = signed(ParamSet::CryptoProC);
    let agree = |peer: &PrivateKey, ukm: &[u8]| {
        vko::vko_2012_256(&a, peer.public_key(), ukm).map(|kek| *kek)
    };
    // Two names of one curve agree.
    let kek = agree(&b, &[1; 8]).unwrap();
    assert_eq!(
        *vko::vko_2012_256(&b, a.public_key(), &[1; 8]).unwrap(),
        kek
    );
    // Zeros on top change nothing, as the UKM is an integer.
    assert_eq!(agree(&b, &[&[1; 8][..], &[0; 24]].concat()), Ok(kek));
    assert_ne!(agree(&b, &[1; 9]).unwrap(), kek);

    assert_eq!(agree(&c, &[1; 8]), Err(KeyError::AlgorithmMismatch));
    for ukm in [&[][..], &[0; 1], &[0; 8], &[0; 32], &[1; 33], &[0; 33]] {
        assert_eq!(agree(&b, ukm), Err(KeyError::Ukm));
    }
    // A multiple of q is no zero, but gives the identity.
    let order: Vec<u8> = a
        .param_set()
        .curve()
        .order
        .iter()
        .flat_map(|limb| limb.to_le_bytes())
        .collect();
    assert_eq!(agree(&b, &order), Err(KeyError::Ukm));
}

#[test]
fn generation_ends_when_the_source_fails() {
    struct Constant(u8);

    impl rand_core::TryRng for Constant {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            unreachable!()
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            unreachable!()
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
            out.fill(self.0);
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Constant {}

    for set in ParamSet::ALL {
        for octet in [0, 255] {
            let key = PrivateKey::generate(algorithm(set), set, &mut Constant(octet));
            assert_eq!(key.err(), Some(KeyError::Entropy));
        }
        // Keys of sets with a short q are cut to it rather than drawn again and again.
        assert!(PrivateKey::generate(algorithm(set), set, &mut Constant(0x55)).is_ok());
    }
}

#[test]
fn names_of_one_curve_are_the_same_curve() {
    use ParamSet as S;
    let groups: [&[ParamSet]; 9] = [
        &[S::Gost2001Test],
        &[S::CryptoProA, S::CryptoProXchA, S::Tc26Gost3410_2012_256B],
        &[S::CryptoProB, S::Tc26Gost3410_2012_256C],
        &[S::CryptoProC, S::CryptoProXchB, S::Tc26Gost3410_2012_256D],
        &[S::Tc26Gost3410_2012_256A],
        &[S::Tc26Gost3410_2012_512Test],
        &[S::Tc26Gost3410_2012_512A],
        &[S::Tc26Gost3410_2012_512B],
        &[S::Tc26Gost3410_2012_512C],
    ];
    let place = |set: &ParamSet| groups.iter().position(|group| group.contains(set)).unwrap();
    for a in S::ALL {
        assert_eq!(8 * a.curve().order.len(), a.octets());
        assert_eq!(
            a.cofactor() == 4,
            a.name().ends_with("256-paramSetA") || a.name().ends_with("512-paramSetC")
        );
        for b in S::ALL {
            assert_eq!(a.same_curve(b), place(&a) == place(&b));
        }
    }
}

#[test]
fn printing_shows_names_and_public_values_only() {
    let (private, digest, signature) = signed(ParamSet::CryptoProA);
    let text = format!("{private:?}");
    assert_eq!(
        text,
        "PrivateKey { algorithm: Gost2012_256, param_set: CryptoProA, .. }"
    );
    let public = format!("{:?}", private.public_key());
    assert!(public.starts_with("PublicKey { algorithm: Gost2012_256, param_set: CryptoProA, xy: "));
    assert_eq!(
        format!("{:?}", private.public_key().prepare()),
        format!("PreparedKey({public})")
    );
    let hex: String = SignatureEncoding::to_bytes(&signature)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    assert_eq!(format!("{signature:?}"), format!("Signature({hex})"));
    assert!(
        private
            .public_key()
            .verify_digest(&digest, &signature)
            .is_ok()
    );
}
