// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every rival computes what ours computes, so that a row of a table is of the same work as its neighbours.
//!
//! Botan has not the S-boxes of CMS and no key meshing: its CFB is held against its own inverse. On the curves of
//! cofactor 4 it refuses most good signatures, and so has no row there.

use gostseal::cipher::{CfbDecryptor, CfbEncryptor, Gost28147Mac, sbox};
use gostseal::hash::{Gost94CryptoPro, Streebog256, Streebog512};
use gostseal::keys::{Signature, SignatureOrder};
use gostseal_benches::curves::{CURVES, Case};
use gostseal_benches::rivals::{botan, openssl, rustcrypto};
use gostseal_benches::transport::Transport;
use gostseal_benches::{Input, SIZES};

const KEY: [u8; 32] = *b"a key of 32 octets for benchmark";
const IV: [u8; 8] = *b"an IV, 8";

#[test]
fn ciphers_of_rivals_give_our_octets() {
    let mut engine_decrypts = openssl::Cipher::new(c"gost89", 8, false);
    let mut engine_encrypts = openssl::Cipher::new(c"gost89", 8, true);
    for (size, name) in SIZES {
        let plain = Input::new(size).get().to_vec();
        let mut ours = plain.clone();
        CfbEncryptor::new(&KEY, &IV, &sbox::CRYPTOPRO_A, true).apply(&mut ours);
        let whole = size / 8 * 8;

        // Twice: what is kept from one message must not reach into the next.
        for _ in 0..2 {
            let mut data = plain.clone();
            engine_encrypts.apply(&KEY, &IV, &mut data);
            assert_eq!(data, ours, "gost-engine encrypts {name}");
            engine_decrypts.apply(&KEY, &IV, &mut data);
            assert_eq!(data, plain, "gost-engine decrypts {name}");
        }
        let mut data = plain.clone();
        rustcrypto::cfb_encrypt(&KEY, &IV, &mut data);
        assert_eq!(data[..whole], ours[..whole], "magma encrypts {name}");
        rustcrypto::cfb_decrypt(&KEY, &IV, &mut data);
        assert_eq!(data, plain, "magma decrypts {name}");

        botan::Cfb::new(true).apply(&KEY, &IV, &mut data);
        assert_ne!(data, plain, "Botan encrypts {name}");
        botan::Cfb::new(false).apply(&KEY, &IV, &mut data);
        assert_eq!(data, plain, "Botan decrypts {name}");

        CfbDecryptor::new(&KEY, &IV, &sbox::CRYPTOPRO_A, true).apply(&mut ours);
        assert_eq!(ours, plain);
    }
}

#[test]
fn digests_and_macs_of_rivals_are_ours() {
    for (size, name) in SIZES {
        let data = &*Input::new(size).get().to_vec();
        for (ours, engine, botan) in [
            (
                Streebog256::digest(data).to_vec(),
                c"md_gost12_256",
                Some(c"Streebog-256"),
            ),
            (
                Streebog512::digest(data).to_vec(),
                c"md_gost12_512",
                Some(c"Streebog-512"),
            ),
            (
                Gost94CryptoPro::digest(data).to_vec(),
                c"md_gost94",
                Some(c"GOST-R-34.11-94"),
            ),
        ] {
            let theirs = openssl::Digest::new(engine).digest(data);
            assert_eq!(theirs[..ours.len()], ours, "{engine:?} of {name}");
            if let Some(botan) = botan {
                let theirs = botan::Digest::new(botan).digest(data);
                assert_eq!(theirs[..ours.len()], ours, "{botan:?} of {name}");
            }
        }
        let mut mac = Gost28147Mac::new(&KEY, &sbox::CRYPTOPRO_A, true);
        mac.update(data);
        let mut engine = openssl::Mac::new(&KEY);
        let ours: [u8; 4] = mac.finalize()[..4].try_into().expect("4 octets");
        assert_eq!(engine.mac(data), ours, "MAC of {name}");
        assert_eq!(engine.mac(data), ours, "MAC of {name} again");
    }
}

#[test]
fn rivals_verify_our_signatures_and_we_theirs() {
    for curve in CURVES {
        let name = curve.name;
        let case = Case::new(curve);
        let mut engine = openssl::Key::public(&case.spki);
        let mut engine_signs = openssl::Key::private(&case.pkcs8);
        let mut botan = botan::Key::new(&case.numbers);
        let mut accepted = 0;
        for signed in &case.signed {
            let mut other = signed.digest.clone();
            other[7] ^= 1;
            let (good, bad) = (&*signed.digest, &*other);
            assert!(engine.verify(good, &signed.octets), "gost-engine, {name}");
            assert!(!engine.verify(bad, &signed.octets), "gost-engine, {name}");
            assert!(!botan.verify(bad, &signed.octets), "Botan, {name}");
            accepted += usize::from(botan.verify(good, &signed.octets));
            for (rival, (octets, len)) in [
                ("gost-engine", engine_signs.sign(&signed.digest)),
                ("Botan", botan.sign(&signed.digest)),
            ] {
                let signature = Signature::from_bytes(SignatureOrder::SrBe, &octets[..len])
                    .expect("a signature");
                let verdict = case
                    .key
                    .public_key()
                    .verify_digest(&signed.digest, &signature);
                assert!(verdict.is_ok(), "{rival} signs on {name}");
            }
        }
        let all = accepted == case.signed.len();
        assert_eq!(all, botan::verifies(curve.param_set), "Botan, {name}");
    }
}

#[test]
fn content_keys_that_the_engine_wraps_open_on_both_sides() {
    for curve in CURVES {
        let case = Case::new(curve);
        let transport = Transport::new(&case);
        assert_eq!(
            openssl::Key::private(&case.pkcs8).open(transport.blob()),
            KEY,
            "gost-engine, {}",
            curve.name
        );
        assert!(transport.opens(&case.key), "ours, {}", curve.name);
    }
}
