// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is sealed opens, under every kind of key; and what a sealer refuses.

use std::borrow::Cow;
use std::vec;

use super::*;
use crate::envelope::{Recipient, SealError, SealOptions, Sealer, Stage, seal};
use crate::formats::ber::normalize;
use crate::formats::gost_asn1::key_algorithm_der;
use crate::keys::{CipherParamSet, RecipientId};
use crate::testutil::{pattern, vector_json};

const ISSUER: &[u8] = &[0x30, 0];
const SERIAL: &[u8] = &[1, 2, 3];
const SKI: &[u8] = &[9; 20];

const BY_SERIAL: RecipientId<'_> = RecipientId::IssuerSerial {
    issuer: ISSUER,
    serial: SERIAL,
};
const BY_SKI: RecipientId<'_> = RecipientId::SubjectKeyId(SKI);

const ID: CertificateId<'_> = CertificateId {
    issuer: ISSUER,
    serial: SERIAL,
    subject_key_id: Some(SKI),
};

fn key(algorithm: KeyAlgorithm, set: ParamSet, seed: u64) -> PrivateKey {
    PrivateKey::generate(algorithm, set, &mut TestRng(seed)).unwrap()
}

fn stream(
    plaintext: &[u8],
    chunk: usize,
    recipients: &[Recipient<'_>],
    options: &SealOptions<'_>,
) -> Vec<u8> {
    let mut sealer = Sealer::new(recipients, options, &mut TestRng(7)).unwrap();
    let mut out = Vec::new();
    for piece in plaintext.chunks(chunk) {
        sealer.update(piece, &mut out).unwrap();
    }
    sealer.finish(&mut out).unwrap();
    assert_eq!(
        sealer.update(&[], &mut out),
        Err(SealError::AlreadyFinished)
    );
    assert_eq!(sealer.finish(&mut out), Err(SealError::AlreadyFinished));
    out
}

#[test]
fn opens_what_was_sealed_under_every_kind_of_key() {
    let plaintext = pattern(5, 1500);
    for set in ParamSet::ALL {
        let algorithms = [
            KeyAlgorithm::Gost2001,
            KeyAlgorithm::Gost2012_256,
            KeyAlgorithm::Gost2012_512,
        ];
        for algorithm in algorithms
            .into_iter()
            .filter(|a| a.octets() == set.octets())
        {
            let key = key(algorithm, set, 11);
            let default = match algorithm {
                KeyAlgorithm::Gost2001 => CipherParamSet::CryptoProA,
                _ => CipherParamSet::Tc26Z,
            };
            for (id, version) in [(BY_SERIAL, 0), (BY_SKI, 2)] {
                let recipients = [Recipient::new(key.public_key(), id)];
                let options = SealOptions::default();
                let der = seal(&plaintext, &recipients, &options, &mut TestRng(3)).unwrap();
                assert!(
                    matches!(normalize(&der, 0, "test"), Ok(Cow::Borrowed(_))),
                    "DER"
                );
                let ber = stream(&plaintext, 100, &recipients, &options);
                for sealed in [der, ber] {
                    let opened = open_chunked(&sealed, 1024, RecipientKey::new(&key, ID));
                    assert!(
                        opened.plaintext == plaintext,
                        "{algorithm:?} {set:?} {:?}",
                        opened.end
                    );
                    let summary = opened.end.unwrap();
                    assert_eq!(
                        (summary.version, summary.param_set),
                        (version, Some(default))
                    );
                    assert_eq!(open_chunked(&sealed, 1024, &key).plaintext, plaintext);
                }
            }
        }
    }
}

#[test]
fn seals_contents_of_every_length_alike_at_any_chunking() {
    let key = key(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    let recipients = [Recipient::new(key.public_key(), BY_SERIAL)];
    let options = SealOptions::default();
    for len in [0, 1, 7, 8, 9, 1023, 1024, 1025, 16383, 16384, 16385, 50_000] {
        let plaintext = pattern(len as u64, len);
        let whole = stream(&plaintext, usize::MAX, &recipients, &options);
        for chunk in [1, 1023, 16384] {
            assert!(
                stream(&plaintext, chunk, &recipients, &options) == whole,
                "{len} {chunk}"
            );
        }
        assert!(open(&whole, &key).plaintext == plaintext, "{len}");
        let der = seal(&plaintext, &recipients, &options, &mut TestRng(2)).unwrap();
        assert!(open(&der, &key).plaintext == plaintext, "{len}");
    }
}

#[test]
fn each_of_several_recipients_opens_its_own() {
    let keys = [
        key(KeyAlgorithm::Gost2001, ParamSet::CryptoProB, 1),
        key(
            KeyAlgorithm::Gost2012_256,
            ParamSet::Tc26Gost3410_2012_256A,
            2,
        ),
        key(
            KeyAlgorithm::Gost2012_512,
            ParamSet::Tc26Gost3410_2012_512C,
            3,
        ),
    ];
    let recipients = keys
        .each_ref()
        .map(|key| Recipient::new(key.public_key(), BY_SERIAL));
    let sealed = seal(
        b"for three",
        &recipients,
        &SealOptions::default(),
        &mut TestRng(9),
    )
    .unwrap();
    let mut opened: Vec<u32> = Vec::new();
    for key in &keys {
        let done = open(&sealed, key);
        assert_eq!(done.plaintext, b"for three");
        let summary = done.end.unwrap();
        // One recipient has a 2001 key, whose software may know no other S-box.
        assert_eq!(
            (summary.recipients, summary.param_set),
            (3, Some(CipherParamSet::CryptoProA))
        );
        opened.push(summary.opened_recipient.unwrap());
    }
    opened.sort_unstable();
    assert_eq!(opened, [0, 1, 2]);
    let other = key(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 4);
    assert_eq!(open(&sealed, &other).end, Err(EnvelopeError::NoRecipient));
    let other = key(
        KeyAlgorithm::Gost2012_512,
        ParamSet::Tc26Gost3410_2012_512C,
        5,
    );
    let opened = open(&sealed, &other);
    assert_eq!(
        opened.end,
        Err(EnvelopeError::Unwrap(UnwrapError::WrongKey))
    );
    assert!(opened.plaintext.is_empty());
}

#[test]
fn writes_what_the_caller_chooses() {
    let key = key(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    // As some certificates have it: without the digest.
    let algorithm = [
        &[0x30, 21][..],
        &KeyAlgorithm::Gost2012_256.oid().to_der(),
        &[0x30, 9],
        &ParamSet::CryptoProA.oid().to_der(),
    ]
    .concat();
    let recipients = [Recipient::new(key.public_key(), BY_SKI)
        .algorithm_der(&algorithm)
        .param_set(CipherParamSet::CryptoProD)];
    let certificates: [&[u8]; 2] = [&[0x30, 2, 5, 0], &[0x30, 0]];
    let options = SealOptions {
        content_type: Some(crate::formats::oid::CT_SIGNED_DATA),
        originator_certificates: &certificates,
        param_set: Some(CipherParamSet::Test),
        version: Some(0),
        ..SealOptions::default()
    };
    let sealed = seal(&pattern(1, 3000), &recipients, &options, &mut TestRng(9)).unwrap();
    assert_eq!(
        sealed
            .windows(algorithm.len())
            .filter(|octets| *octets == algorithm)
            .count(),
        2
    );
    let opened = open(&sealed, &key);
    assert!(opened.plaintext == pattern(1, 3000));
    let summary = opened.end.unwrap();
    assert_eq!(
        (summary.version, summary.param_set),
        (0, Some(CipherParamSet::Test))
    );
    assert_eq!(summary.content_type, crate::formats::oid::CT_SIGNED_DATA);
    let originator = vec![0xa0, 8, 0xa0, 6, 0x30, 0, 0x30, 2, 5, 0];
    assert_eq!(summary.originator_info, Some(originator));
    let options = SealOptions {
        version: None,
        ..options
    };
    let sealed = seal(&[], &recipients, &options, &mut TestRng(9)).unwrap();
    assert_eq!(open(&sealed, &key).end.unwrap().version, 2);
}

#[test]
fn seals_for_the_certificates_of_the_corpus() {
    let mut ran = 0;
    for folder in ["interop/openssl", "interop/bc", "interop/rudonick"] {
        let index = Case::new(folder, vector_json(&format!("{folder}/index.json")), &[]);
        let keys = Keys::load(folder, &index);
        for case in index.list("cases") {
            case.skip();
        }
        index.skip();
        for (name, key) in &keys.0 {
            let certificate = key.certificate.as_ref().unwrap();
            let recipient = Recipient::from_certificate(certificate, key.private.public_key());
            let options = SealOptions::default();
            let sealed = seal(b"text", &[recipient.unwrap()], &options, &mut TestRng(4));
            let opened = open_chunked(&sealed.unwrap(), 7, key.holder());
            assert_eq!(opened.plaintext, b"text", "{name}: {:?}", opened.end);
            ran += 1;
        }
    }
    assert!(ran > 20);
}

#[test]
fn refuses_what_makes_no_envelope() {
    let key = key(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    let public = key.public_key();
    let refusal = |recipients: &[Recipient<'_>], options: &SealOptions<'_>| {
        let error = seal(&[], recipients, options, &mut TestRng(1)).unwrap_err();
        assert_eq!(
            Sealer::new(recipients, options, &mut TestRng(1)).err(),
            Some(error)
        );
        error
    };
    let options = SealOptions::default();
    assert_eq!(refusal(&[], &options), SealError::NoRecipient);
    let good = Recipient::new(public, BY_SKI);
    assert_eq!(
        refusal(&[good; 10_001], &options),
        SealError::TooManyRecipients
    );
    for (issuer, serial) in [
        (&[][..], SERIAL),
        (&[0x31, 0], SERIAL),
        (&[0x30, 1], SERIAL),
        (ISSUER, &[]),
    ] {
        let id = RecipientId::IssuerSerial { issuer, serial };
        assert_eq!(
            refusal(&[Recipient::new(public, id)], &options),
            SealError::InvalidArgument
        );
    }
    // Another key's algorithm, another curve's parameters, no algorithm at all.
    let foreign = |algorithm, set| key_algorithm_der(algorithm, set).unwrap();
    for der in [
        foreign(KeyAlgorithm::Gost2001, ParamSet::CryptoProA),
        foreign(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProB),
        vec![0x30, 0],
    ] {
        assert_eq!(
            refusal(&[good.algorithm_der(&der)], &options),
            SealError::InvalidArgument
        );
    }
    let options = SealOptions {
        originator_certificates: &[&[0x30]],
        ..options
    };
    assert_eq!(refusal(&[good], &options), SealError::InvalidArgument);
}

#[test]
fn tells_a_failing_random_source() {
    struct Fails(u32);
    impl TryRng for Fails {
        type Error = std::fmt::Error;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(self.try_next_u64()? as u32)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            self.try_fill_bytes(&mut [0; 8]).map(|()| 1)
        }
        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            self.0 = self.0.checked_sub(1).ok_or(std::fmt::Error)?;
            out.fill(0x55);
            Ok(())
        }
    }
    impl TryCryptoRng for Fails {}
    let key = key(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    let recipients = [Recipient::new(key.public_key(), BY_SKI)];
    for good_calls in 0..4 {
        let sealed = seal(
            b"x",
            &recipients,
            &SealOptions::default(),
            &mut Fails(good_calls),
        );
        assert_eq!(sealed.unwrap_err(), SealError::Entropy, "{good_calls}");
    }
    assert!(seal(b"x", &recipients, &SealOptions::default(), &mut Fails(9)).is_ok());
}

#[test]
fn tells_where_it_stands() {
    let key = key(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    let recipients = [Recipient::new(key.public_key(), BY_SKI)];
    let sealed = stream(&pattern(0, 100), 100, &recipients, &SealOptions::default());
    let mut opener = Opener::new(&key);
    let mut out = Vec::new();
    let mut stages: Vec<Stage> = Vec::new();
    for octet in sealed.chunks(1) {
        let progress = opener.update(octet, &mut out).unwrap();
        assert_eq!(progress.written > 0, progress.written == 1);
        if stages.last() != Some(&progress.stage) {
            stages.push(progress.stage);
        }
    }
    assert_eq!(
        stages,
        [Stage::Head, Stage::Content, Stage::Tail, Stage::Complete]
    );
    assert_eq!(opener.finish().unwrap().content_len, 100);
}

#[cfg(feature = "std")]
mod io {
    use std::io::{ErrorKind, Read, Write};

    use super::*;
    use crate::envelope::{OpenError, Reader, Writer};

    /// A `Read` that gives `self.1` octets at most.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let len = out.len().min(self.1);
            self.0.read(&mut out[..len])
        }
    }

    fn sealed(plaintext: &[u8]) -> (PrivateKey, Vec<u8>) {
        let key = key(KeyAlgorithm::Gost2001, ParamSet::CryptoProXchA, 1);
        let recipients = [Recipient::new(key.public_key(), BY_SKI)];
        let mut writer = Writer::new(
            Vec::new(),
            &recipients,
            &SealOptions::default(),
            &mut TestRng(1),
        )
        .unwrap();
        for piece in plaintext.chunks(777) {
            writer.write_all(piece).unwrap();
        }
        writer.flush().unwrap();
        let sealed = writer.finish().unwrap();
        (key, sealed)
    }

    #[test]
    fn reader_gives_what_writer_took() {
        let plaintext = pattern(3, 200_000);
        let (key, sealed) = sealed(&plaintext);
        for step in [1, 1000, usize::MAX] {
            let mut reader = Reader::new(Slow(&sealed, step), &key).unwrap();
            assert!(reader.summary().is_none());
            let mut out = Vec::new();
            reader.read_to_end(&mut out).unwrap();
            assert!(out == plaintext);
            assert_eq!(reader.summary().unwrap().content_len, 200_000);
            assert_eq!(reader.read(&mut [0; 4]).unwrap(), 0);
        }
    }

    #[test]
    fn reader_refuses_a_wrong_key_before_the_first_read() {
        let (_, sealed) = sealed(b"secret");
        let other = key(KeyAlgorithm::Gost2001, ParamSet::CryptoProXchA, 2);
        for step in [1, usize::MAX] {
            let error = Reader::new(Slow(&sealed, step), &other).err().unwrap();
            let OpenError::Envelope(error) = error else {
                panic!("{error}")
            };
            assert_eq!(error, EnvelopeError::Unwrap(UnwrapError::WrongKey));
        }
    }

    #[test]
    fn reader_tells_a_truncation_after_the_plaintext_before_it() {
        let plaintext = pattern(3, 100_000);
        let (key, sealed) = sealed(&plaintext);
        for len in [sealed.len() - 1, 50_000] {
            let mut reader = Reader::new(&sealed[..len], &key).unwrap();
            let mut out = Vec::new();
            let error = reader.read_to_end(&mut out).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData);
            let inner = error
                .get_ref()
                .unwrap()
                .downcast_ref::<EnvelopeError>()
                .unwrap();
            assert_eq!(inner.code().name(), "Truncated");
            assert!(!out.is_empty() && plaintext.starts_with(&out));
            assert!(reader.read(&mut [0; 4]).is_err());
        }
        let empty = Reader::new(&[][..], &key).err().unwrap();
        assert!(matches!(empty, OpenError::Envelope(error) if error.code().name() == "Truncated"));
    }
}
