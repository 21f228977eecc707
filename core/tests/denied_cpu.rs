// SPDX-License-Identifier: MIT OR Apache-2.0
//! A processor without a feature: the next backend answers, with the same octets.
//!
//! The test runs itself again for every combination of sets in `GOSTSEAL_DENY_CPU`, since the variable is read once. Each
//! run writes down what it computed; all must write the same.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::process::Command;

use gostseal::cipher::{
    CfbDecryptor, CfbEncryptor, Gost28147, Gost28147Mac, sbox, unwrap_cryptopro, wrap_cryptopro,
};
use gostseal::envelope::{Opener, Recipient, SealOptions, seal};
use gostseal::hash::{
    Digest, Gost94CryptoPro, HmacGost94, HmacStreebog256, HmacStreebog512, Streebog256, Streebog512,
};
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey, RecipientId, Signature, SignatureOrder};
use rand_core::{TryCryptoRng, TryRng};

/// The name of the test below, for the runs that it starts.
const NAME: &str = "every_set_of_features_gives_the_same_octets";

/// Where a run that was started writes to.
const OUT: &str = "GOSTSEAL_DENIED_CPU_OUT";

/// The sets of `core/src/cpu.rs` that this target has.
const SETS: &[&str] = if cfg!(target_arch = "x86_64") {
    &["adx", "avx2", "avx512"]
} else {
    &["neon"]
};

#[test]
fn every_set_of_features_gives_the_same_octets() {
    if let Some(out) = std::env::var_os(OUT) {
        std::fs::write(out, transcript()).expect("the transcript");
        return;
    }
    let combinations: Vec<String> = (0..1 << SETS.len())
        .map(|mask: usize| {
            let denied = SETS.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
            denied.map(|(_, set)| *set).collect::<Vec<_>>().join(",")
        })
        .collect();
    let whole = run_denying(&combinations[0]);
    assert!(whole.lines().count() > 100, "too little was computed");
    for denied in &combinations[1..] {
        let transcript = run_denying(denied);
        for (ours, theirs) in whole.lines().zip(transcript.lines()) {
            assert_eq!(ours, theirs, "denying {denied}");
        }
        assert_eq!(whole.len(), transcript.len(), "denying {denied}");
    }
}

/// Runs this test again with the sets denied and gives what it wrote.
fn run_denying(denied: &str) -> String {
    let out = std::env::temp_dir().join(format!("gostseal-denied-{}-{denied}", std::process::id()));
    let status = Command::new(std::env::current_exe().expect("this test"))
        .args([NAME, "--exact", "--quiet"])
        .env("GOSTSEAL_DENY_CPU", denied)
        .env(OUT, &out)
        .stdout(std::process::Stdio::null())
        .status()
        .expect("this test again");
    let transcript = std::fs::read_to_string(&out);
    let _ = std::fs::remove_file(&out);
    assert!(status.success(), "denying {denied}: {status}");
    transcript.unwrap_or_else(|e| panic!("denying {denied}: {e}"))
}

/// Everything that a backend computes, one line for each result.
fn transcript() -> String {
    let mut lines = String::new();
    ciphers(&mut lines);
    hashes(&mut lines);
    for param_set in ParamSet::ALL {
        curve(&mut lines, param_set);
    }
    envelope(&mut lines);
    lines
}

/// Writes one line: a name, and octets or, where they are many, their fingerprint.
fn note(lines: &mut String, name: impl std::fmt::Display, octets: &[u8]) {
    let mut hasher = DefaultHasher::new();
    octets.hash(&mut hasher);
    let (len, first) = (octets.len(), &octets[..octets.len().min(64)]);
    writeln!(lines, "{name} {len} {:016x} {first:02x?}", hasher.finish()).expect("a string");
}

fn pattern(seed: u8, len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8 ^ seed).collect()
}

fn ciphers(lines: &mut String) {
    let (key, iv) = (&[0x42; 32], &[7; 8]);
    for sbox in [&sbox::CRYPTOPRO_A, &sbox::TC26_Z] {
        for size in [1, 8, 446, 1024, 1025, 16 << 10, 100_003, 1 << 20] {
            for meshing in [true, false] {
                let plain = pattern(1, size);
                let mut data = plain.clone();
                CfbEncryptor::new(key, iv, sbox, meshing).apply(&mut data);
                note(lines, format_args!("cfb {size} {meshing}"), &data);
                CfbDecryptor::new(key, iv, sbox, meshing).apply(&mut data);
                assert!(data == plain, "{size} octets, meshing {meshing}");
            }
            let mut mac = Gost28147Mac::new(key, sbox, true);
            mac.update(&pattern(2, size));
            note(lines, format_args!("mac {size}"), &mac.finalize());
        }
        for blocks in [1, 5, 64, 1000] {
            let mut data = pattern(3, 8 * blocks);
            let cipher = Gost28147::new(key, sbox);
            cipher.encrypt_blocks(data.as_chunks_mut().0);
            note(lines, format_args!("ecb {blocks}"), &data);
            cipher.decrypt_blocks(data.as_chunks_mut().0);
            assert!(data == pattern(3, 8 * blocks), "{blocks} blocks");
        }
        let (enc, mac) = wrap_cryptopro(key, iv, &[9; 32], sbox);
        note(lines, "wrap", &[&enc[..], &mac].concat());
        let cek = unwrap_cryptopro(key, iv, &enc, &mac, sbox);
        assert_eq!(cek.as_deref(), Some(&[9; 32]));
        assert!(unwrap_cryptopro(&[0x43; 32], iv, &enc, &mac, sbox).is_none());
    }
}

fn hashes(lines: &mut String) {
    for size in [0, 1, 31, 32, 63, 64, 65, 1000, 8192, 100_003] {
        let data = pattern(4, size);
        note(
            lines,
            format_args!("streebog256 {size}"),
            &Streebog256::digest(&data),
        );
        note(
            lines,
            format_args!("streebog512 {size}"),
            &Streebog512::digest(&data),
        );
        note(
            lines,
            format_args!("gost94 {size}"),
            &Gost94CryptoPro::digest(&data),
        );
        let mut in_chunks = Streebog512::new();
        data.chunks(37)
            .for_each(|chunk| Digest::update(&mut in_chunks, chunk));
        assert_eq!(in_chunks.finalize()[..], Streebog512::digest(&data));
        let key = &data[..size.min(100)];
        note(lines, "hmac256", &HmacStreebog256::mac(key, &[&data]));
        note(lines, "hmac512", &HmacStreebog512::mac(key, &[&data]));
        note(lines, "hmac94", &HmacGost94::mac(key, &[&data]));
    }
}

fn private_key(param_set: ParamSet, seed: u8) -> PrivateKey {
    let algorithm = match param_set.octets() {
        32 => KeyAlgorithm::Gost2012_256,
        _ => KeyAlgorithm::Gost2012_512,
    };
    let mut d = pattern(seed, param_set.octets());
    d[param_set.octets() - 1] = 1;
    PrivateKey::from_bytes_le(algorithm, param_set, &d).expect("a key")
}

/// Signatures are a function of key, digest and the octets that take the place of randomness.
fn curve(lines: &mut String, param_set: ParamSet) {
    let key = private_key(param_set, 0x1d);
    let public = key.public_key();
    let prepared = public.prepare();
    note(
        lines,
        format_args!("{param_set:?} public"),
        &public.to_bytes_le(),
    );
    for i in 0..4 {
        let digest = pattern(i, param_set.octets());
        let random = [i; 32];
        let signature = key.sign_digest(&digest, (i > 0).then_some(&random));
        let signature = signature.expect("a signature");
        let octets = signature.to_bytes(SignatureOrder::SrBe);
        note(lines, format_args!("{param_set:?} signature"), &octets);
        let mut altered = octets.clone();
        altered[usize::from(i) * 9] ^= 0x10;
        let altered = Signature::from_bytes(SignatureOrder::SrBe, &altered).expect("a length");
        let other = pattern(i + 1, param_set.octets());
        for (digest, signature, good) in [
            (&digest, &signature, true),
            (&other, &signature, false),
            (&digest, &altered, false),
        ] {
            let verdicts = [
                public.verify_digest(digest, signature).is_ok(),
                prepared.verify_digest(digest, signature).is_ok(),
            ];
            assert_eq!(verdicts, [good; 2], "{param_set:?} {i}");
        }
    }
}

/// Key agreement on both sides, key wrap, and a message of many key meshings.
fn envelope(lines: &mut String) {
    let plain = pattern(5, 300_007);
    for param_set in [
        ParamSet::CryptoProA,
        ParamSet::CryptoProB,
        ParamSet::Tc26Gost3410_2012_256A,
        ParamSet::Tc26Gost3410_2012_512A,
        ParamSet::Tc26Gost3410_2012_512C,
    ] {
        let key = private_key(param_set, 0x2e);
        let id = RecipientId::SubjectKeyId(&[1, 2, 3]);
        let recipients = [Recipient::new(key.public_key(), id)];
        let sealed = seal(
            &plain,
            &recipients,
            &SealOptions::default(),
            &mut Counter(0),
        );
        let sealed = sealed.expect("an envelope");
        note(lines, format_args!("{param_set:?} envelope"), &sealed);
        let mut opener = Opener::new(&key);
        let mut opened = Vec::new();
        opener.update(&sealed, &mut opened).expect("opened");
        opener.finish().expect("opened");
        assert!(opened == plain, "{param_set:?}");
    }
}

/// A random source that is the same in every run.
struct Counter(u8);

impl TryRng for Counter {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0 += 1;
        out.copy_from_slice(&pattern(self.0, out.len()));
        if let [.., top] = out {
            *top = 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Counter {}
