// SPDX-License-Identifier: MIT OR Apache-2.0
//! `userinfo::Open`: whatever is done to a sealed user-info, it opens to the claims that were signed or not at all.
//!
//! The first octet of the input says what the rest is: 0 a text as it comes, 1 a CMS for the fourth part of a JWE,
//! anything else changes to an envelope that opens, each a position of two octets and an octet to add there modulo 2.
#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use gostseal::Certificate;
use gostseal::envelope::{Recipient, SealOptions, seal};
use gostseal::jose::Jwe;
use gostseal::keys::PreparedKey;
use gostseal::trust::Trust;
use gostseal::userinfo::{Open, OpenError, Step, UserInfo};
use gostseal_fuzz::{Keys, NOW, file, files};
use libfuzzer_sys::fuzz_target;
use rand_core::{TryCryptoRng, TryRng};

struct Sealed {
    keys: Keys,
    signer: PreparedKey,
    /// The payloads of all tokens that the signer signed.
    payloads: Vec<Vec<u8>>,
    envelope: Vec<u8>,
    payload: Vec<u8>,
}

impl Sealed {
    fn load() -> Self {
        let signer = file("interop/jws/keys/j1.cert.der");
        let signer = Certificate::from_der(&signer).expect("certificate");
        let signer = signer.public_key().expect("signer's key").prepare();
        let token = file("interop/jws/ok_0.jwt");
        let recipient = file("interop/malformed/keys/m_r256.cert.der");
        let recipient = Certificate::from_der(&recipient).expect("certificate");
        let key = recipient.public_key().expect("recipient's key");
        let to = Recipient::from_certificate(&recipient, &key).expect("recipient");
        let plaintext = [b"\"", &*token, b"\""].concat();
        let options = SealOptions::default();
        let envelope = seal(&plaintext, &[to], &options, &mut Pattern(0)).expect("envelope");
        let mut sealed = Self {
            keys: Keys::load(),
            signer,
            payloads: Vec::new(),
            envelope,
            payload: Vec::new(),
        };
        for token in files("interop/jws", "", &[".jwt"]) {
            if let Ok(info) = sealed.open(&token) {
                sealed.payloads.push(info.jws.payload().to_vec());
            }
        }
        let info = sealed.open(Jwe::encode(&sealed.envelope, b"\x01").as_bytes());
        sealed.payload = info.expect("untouched").jws.payload().to_vec();
        sealed
    }

    fn open(&self, text: &[u8]) -> Result<UserInfo, OpenError> {
        Open::new(Trust::Pinned(&self.signer))
            .key(&self.keys)
            .at(NOW)
            .open(text)
    }
}

static SEALED: LazyLock<Sealed> = LazyLock::new(Sealed::load);

fuzz_target!(|data: &[u8]| {
    let sealed = &*SEALED;
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    match kind {
        0 => check(sealed.open(rest), &sealed.payloads),
        1 => {
            let text = Jwe::encode(rest, b"\x01");
            match Jwe::parse(&text) {
                Ok(jwe) => assert_eq!(jwe.ciphertext(), rest),
                Err(_) => assert!(rest.is_empty(), "only an empty part is refused"),
            }
            check(sealed.open(text.as_bytes()), &sealed.payloads);
        }
        _ => {
            let mut envelope = sealed.envelope.clone();
            for change in rest.as_chunks::<3>().0 {
                let [high, low, mask] = *change;
                let at = usize::from(u16::from_be_bytes([high, low])) % envelope.len();
                envelope[at] ^= mask;
            }
            let untouched = envelope == sealed.envelope;
            let result = sealed.open(Jwe::encode(&envelope, b"\x01").as_bytes());
            assert!(!untouched || result.is_ok());
            check(result, std::slice::from_ref(&sealed.payload));
        }
    }
});

fn check(result: Result<UserInfo, OpenError>, signed: &[Vec<u8>]) {
    match result {
        Ok(info) => assert!(
            signed.iter().any(|payload| payload == info.jws.payload()),
            "forged: nobody signed these claims"
        ),
        Err(error) => {
            assert!(!error.to_string().is_empty() && (error.code() as u32) >= 100);
            let _: Step = error.step();
        }
    }
}

/// A source that gives the same octets in each run, so that what is found can be repeated.
struct Pattern(u64);

impl TryRng for Pattern {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Ok(z ^ z >> 27)
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        for chunk in octets.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Pattern {}
