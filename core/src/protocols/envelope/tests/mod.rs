// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of envelopes: what all of them share. Every input is opened at six chunk sizes with one result.

mod authentic;
mod ber;
mod corpus;
mod forms;
mod limits;
mod malformed;
mod matrix;
mod round_trip;
mod token;

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::format;
use std::string::String;
use std::vec::Vec;

use rand_core::{TryCryptoRng, TryRng};

use super::{CertificateId, EnvelopeError, Opener, RecipientKey, Summary};
use crate::Oid;
use crate::formats::x509::Certificate;
use crate::keys::{Cek, Decapsulator, KeyAlgorithm, ParamSet, PrivateKey, UnwrapError, WrappedKey};
use crate::testutil::{Case, vector_bytes};

/// Sizes of the pieces that an input is cut into.
const CHUNKS: [usize; 6] = [1, 7, 1023, 1024, 1025, usize::MAX];

/// What came of an input: all plaintext that was given out, and the end.
#[derive(Debug, PartialEq)]
struct Opened {
    plaintext: Vec<u8>,
    end: Result<Summary, EnvelopeError>,
}

impl Opened {
    /// The name of the refusal's code, or `opens`.
    fn verdict(&self) -> &'static str {
        match &self.end {
            Ok(_) => "opens",
            Err(error) => error.code().name(),
        }
    }
}

/// Opens `input` in pieces of `chunk` octets.
fn open_chunked<D: Decapsulator>(input: &[u8], chunk: usize, holder: D) -> Opened {
    open_from(input, chunk, holder, &[])
}

/// Opens `input` in pieces of `chunk` octets, certificates of possible originators being given.
fn open_from<D: Decapsulator>(
    input: &[u8],
    chunk: usize,
    holder: D,
    originators: &[Certificate],
) -> Opened {
    let mut opener = Opener::new(holder);
    for originator in originators {
        opener.add_originator(originator);
    }
    let mut plaintext = Vec::new();
    let mut failed = None;
    for piece in input.chunks(chunk) {
        let before = plaintext.len();
        match opener.update(piece, &mut plaintext) {
            Ok(progress) => assert_eq!(progress.written, plaintext.len() - before),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    let end = match failed {
        None => opener.finish(),
        Some(error) => Err(error),
    };
    // Linear in the input at any chunking; 64 key agreements are the limit.
    assert!(opener.work() <= 16 * input.len() as u64 + (64 << 16) + 4096);
    assert_eq!(
        opener.update(&[0], &mut plaintext),
        Err(EnvelopeError::AlreadyFinished)
    );
    assert_eq!(opener.finish(), Err(EnvelopeError::AlreadyFinished));
    Opened { plaintext, end }
}

/// Opens `input` at every chunk size; all must agree in plaintext and end.
fn open<D: Decapsulator>(input: &[u8], holder: D) -> Opened {
    open_by(input, holder, &[])
}

/// As [`open`], certificates of possible originators being given.
fn open_by<D: Decapsulator>(input: &[u8], holder: D, originators: &[Certificate]) -> Opened {
    let whole = open_from(input, usize::MAX, &holder, originators);
    for chunk in CHUNKS {
        let opened = open_from(input, chunk, &holder, originators);
        assert!(
            opened == whole,
            "chunk {chunk}: {:?}, whole: {:?}",
            opened.end,
            whole.end
        );
    }
    if let Ok(summary) = &whole.end {
        assert_eq!(summary.content_len, whole.plaintext.len() as u64);
        assert_eq!(summary.verified().is_some(), summary.cipher.authenticates());
    }
    whole
}

/// A key of the corpus with its certificate.
struct TestKey {
    private: PrivateKey,
    certificate: Option<Certificate>,
}

impl TestKey {
    fn load(key: &str, certificate: Option<&str>) -> Self {
        let read = vector_bytes;
        Self {
            private: PrivateKey::from_pem_or_der(&read(key))
                .unwrap_or_else(|e| panic!("{key}: {e}")),
            certificate: certificate.map(|name| {
                Certificate::from_pem_or_der(&read(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
            }),
        }
    }

    /// The holder that knows its certificate.
    fn holder(&self) -> RecipientKey<'_> {
        let certificate = self.certificate.as_ref().expect("a certificate");
        RecipientKey::new(&self.private, CertificateId::of(certificate))
    }
}

/// The keys of an index, by their names.
struct Keys(Vec<(String, TestKey)>);

impl Keys {
    fn load(folder: &str, index: &Case) -> Self {
        let keys = index.list("keys");
        Self(
            keys.iter()
                .map(|key| (String::from(key.str("id")), Self::one(folder, key)))
                .collect(),
        )
    }

    /// The key by its numbers: PKCS#8 is tested elsewhere.
    fn one(folder: &str, key: &Case) -> TestKey {
        let named = |set: &ParamSet| format!("{}", set.oid()) == key.str("curve_oid");
        let set = ParamSet::ALL.into_iter().find(named).unwrap();
        let algorithm = Oid::new(key.str("key_oid"));
        let mut d = key.hex("private_key");
        d.reverse();
        let algorithm = KeyAlgorithm::from_oid(algorithm).unwrap();
        let private = PrivateKey::from_bytes_le(algorithm, set, &d).unwrap();
        let mut point = key.hex("public_y");
        point.extend(key.hex("public_x"));
        point.reverse();
        assert_eq!(private.public_key().to_bytes_le(), point, "{key}");
        let certificate = vector_bytes(&format!("{folder}/{}", key.str("cert_file")));
        let certificate = Certificate::from_pem_or_der(&certificate);
        // The file of the key, and what chains are about.
        key.skip();
        TestKey {
            private,
            certificate: Some(certificate.unwrap_or_else(|e| panic!("{key}: {e}"))),
        }
    }

    fn get(&self, id: &str) -> &TestKey {
        let found = self.0.iter().find(|(name, _)| name == id);
        &found.unwrap_or_else(|| panic!("no key {id}")).1
    }
}

/// A holder that remembers the content key that the inner one gave.
struct Spy<D> {
    inner: D,
    seen: RefCell<Option<[u8; 32]>>,
}

impl<D> Spy<D> {
    fn new(inner: D) -> Self {
        Self {
            inner,
            seen: RefCell::new(None),
        }
    }
}

impl<D: Decapsulator> Decapsulator for Spy<D> {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        let unwrapped = self.inner.unwrap_cek(wrapped);
        if let Some(Ok(cek)) = &unwrapped {
            *self.seen.borrow_mut() = Some(*cek.0);
        }
        unwrapped
    }
}

/// A holder that answers the same to all, and counts.
struct Always {
    answer: Option<UnwrapError>,
    asked: Cell<u32>,
}

impl Decapsulator for Always {
    fn unwrap_cek(&self, _: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        self.asked.set(self.asked.get() + 1);
        self.answer.map(Err)
    }
}

/// A random source that repeats itself: SplitMix64.
struct TestRng(u64);

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.try_next_u64()? as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(z ^ (z >> 31))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for octet in out {
            *octet = self.try_next_u64()? as u8;
        }
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}
