// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every cipher with every way that its key can take to a recipient: what is sealed opens, and what must not be joined is
//! refused.

use std::vec;

use super::*;
use crate::envelope::{
    ContentCipher, KeyManagement, Recipient, SealError, SealOptions, Sealer, WrapAlgorithm, seal,
    seal_encrypted_data,
};
use crate::formats::ber::normalize;
use crate::formats::oid;
use crate::keys::{CipherParamSet, ContentKey, RecipientId};
use crate::testutil::pattern;

const WRAPS: [WrapAlgorithm; 4] = [
    WrapAlgorithm::CryptoPro,
    WrapAlgorithm::KuznyechikKExp15,
    WrapAlgorithm::MagmaKExp15,
    WrapAlgorithm::Plain,
];

/// One key of each algorithm and each kind of curve: cofactor 1 and 4, several fields.
const KEYS: [(KeyAlgorithm, ParamSet); 6] = [
    (KeyAlgorithm::Gost2001, ParamSet::CryptoProXchA),
    (KeyAlgorithm::Gost2012_256, ParamSet::CryptoProB),
    (KeyAlgorithm::Gost2012_256, ParamSet::Tc26Gost3410_2012_256A),
    (KeyAlgorithm::Gost2012_256, ParamSet::Tc26Gost3410_2012_256D),
    (KeyAlgorithm::Gost2012_512, ParamSet::Tc26Gost3410_2012_512A),
    (KeyAlgorithm::Gost2012_512, ParamSet::Tc26Gost3410_2012_512C),
];

const ISSUER: &[u8] = &[0x30, 0];
const BY_SERIAL: RecipientId<'_> = RecipientId::IssuerSerial {
    issuer: ISSUER,
    serial: &[1, 2, 3],
};
const BY_SKI: RecipientId<'_> = RecipientId::SubjectKeyId(&[9; 20]);
const ID: CertificateId<'_> = CertificateId {
    issuer: ISSUER,
    serial: &[1, 2, 3],
    subject_key_id: Some(&[9; 20]),
};

fn generate(algorithm: KeyAlgorithm, set: ParamSet, seed: u64) -> PrivateKey {
    PrivateKey::generate(algorithm, set, &mut TestRng(seed)).unwrap()
}

fn options(cipher: ContentCipher) -> SealOptions<'static> {
    SealOptions {
        cipher,
        ..SealOptions::default()
    }
}

fn stream(mut sealer: Sealer, plaintext: &[u8], chunk: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in plaintext.chunks(chunk) {
        sealer.update(piece, &mut out).unwrap();
    }
    sealer.finish(&mut out).unwrap();
    assert_eq!(sealer.finish(&mut out), Err(SealError::AlreadyFinished));
    out
}

/// Whether the standards join them.
fn joined(
    cipher: ContentCipher,
    wrap: WrapAlgorithm,
    transport: bool,
    algorithm: KeyAlgorithm,
) -> bool {
    let old = cipher == ContentCipher::Gost28147;
    match wrap {
        WrapAlgorithm::CryptoPro => old,
        WrapAlgorithm::Plain => old && !transport,
        WrapAlgorithm::KuznyechikKExp15 | WrapAlgorithm::MagmaKExp15 => {
            !old && algorithm != KeyAlgorithm::Gost2001
        }
    }
}

#[test]
fn every_cipher_opens_by_every_way_that_its_key_can_take() {
    let plaintext = pattern(3, 1100);
    let (mut opened, mut refused) = (0, 0);
    for (n, (algorithm, set)) in KEYS.into_iter().enumerate() {
        let key = generate(algorithm, set, 7);
        let originator = generate(algorithm, set, 8);
        let other = generate(algorithm, set, 9);
        let sender_ski = [5; 4];
        for cipher in ContentCipher::ALL {
            for wrap in WRAPS {
                let managements = [
                    KeyManagement::Transport,
                    KeyManagement::Agreement,
                    KeyManagement::StaticAgreement {
                        key: &originator,
                        id: RecipientId::SubjectKeyId(&sender_ski),
                    },
                ];
                for (m, management) in managements.into_iter().enumerate() {
                    let id = if n % 2 == 0 { BY_SERIAL } else { BY_SKI };
                    let recipient = Recipient::new(key.public_key(), id)
                        .management(management)
                        .wrap(wrap);
                    let sealed = seal(&plaintext, &[recipient], &options(cipher), &mut TestRng(3));
                    if !joined(cipher, wrap, m == 0, algorithm) {
                        assert_eq!(sealed.unwrap_err(), SealError::WrapMismatch);
                        refused += 1;
                        continue;
                    }
                    let sealed = sealed.unwrap();
                    let what = format!("{algorithm:?} {set:?} {cipher:?} {wrap:?} {management:?}");
                    // DER, all of it.
                    let der = normalize(&sealed, 0, "test").unwrap();
                    assert!(matches!(der, std::borrow::Cow::Borrowed(_)), "{what}");
                    if m == 2 {
                        // The originator's certificate is nowhere.
                        let end = open_chunked(&sealed, 999, &key);
                        assert_eq!(end.verdict(), "OriginatorCertificateNotFound", "{what}");
                        opened += 1;
                        continue;
                    }
                    let done = open_chunked(&sealed, 999, RecipientKey::new(&key, ID));
                    assert!(done.plaintext == plaintext, "{what}: {:?}", done.end);
                    let summary = done.end.unwrap();
                    assert_eq!(summary.cipher, cipher, "{what}");
                    assert_eq!(summary.verified().is_some(), cipher.authenticates());
                    let plain = m == 0 && n % 2 == 0 && !cipher.authenticates();
                    assert_eq!(summary.version, if plain { 0 } else { 2 }, "{what}");
                    let wrong = open_chunked(&sealed, 999, &other);
                    assert_eq!((wrong.verdict(), wrong.plaintext.len()), ("WrongKey", 0));
                    opened += 1;
                }
            }
        }
    }
    assert_eq!((opened, refused), (6 * 5 + 5 * 4 * 2 * 3, 6 * 60 - 150));
}

#[test]
fn static_keys_open_with_the_certificate_given_or_in_the_message() {
    let folder = "interop/synthetic";
    let (mut ran, plaintext) = (0, pattern(1, 500));
    for (sender, recipient) in [("s_sender256", "s_r256"), ("s_sender512", "s_r512")] {
        let load = |id: &str| {
            let file = |kind| format!("{folder}/keys/{id}.{kind}.der");
            TestKey::load(&file("p8"), Some(&file("cert")))
        };
        let (sender, recipient) = (load(sender), load(recipient));
        let certificate = sender.certificate.as_ref().unwrap();
        let name = CertificateId::of(certificate);
        let mut names = vec![RecipientId::IssuerSerial {
            issuer: name.issuer,
            serial: name.serial,
        }];
        names.extend(name.subject_key_id.map(RecipientId::SubjectKeyId));
        for id in names {
            for cipher in ContentCipher::ALL {
                let certificates: &[&[u8]] = &[certificate.der()];
                for inside in [&[][..], certificates] {
                    let key = recipient.private.public_key();
                    let to =
                        Recipient::new(key, BY_SERIAL).management(KeyManagement::StaticAgreement {
                            key: &sender.private,
                            id,
                        });
                    let options = SealOptions {
                        originator_certificates: inside,
                        ..options(cipher)
                    };
                    let sealed = seal(&plaintext, &[to], &options, &mut TestRng(1)).unwrap();
                    let given = core::slice::from_ref(certificate);
                    let opened = open_from(&sealed, 100, &recipient.private, given);
                    assert!(opened.plaintext == plaintext, "{:?}", opened.end);
                    let alone = open_from(&sealed, 100, &recipient.private, &[]);
                    if inside.is_empty() {
                        assert_eq!(alone.verdict(), "OriginatorCertificateNotFound");
                    } else {
                        assert_eq!(alone, opened);
                    }
                    ran += 1;
                }
            }
        }
    }
    assert!(ran >= 2 * 5 * 2, "{ran}");
}

#[test]
fn an_originator_of_another_curve_or_algorithm_is_refused() {
    let key = generate(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    for (algorithm, set) in [
        (KeyAlgorithm::Gost2012_256, ParamSet::CryptoProB),
        (KeyAlgorithm::Gost2001, ParamSet::CryptoProA),
    ] {
        let sender = generate(algorithm, set, 2);
        let to =
            Recipient::new(key.public_key(), BY_SKI).management(KeyManagement::StaticAgreement {
                key: &sender,
                id: BY_SKI,
            });
        let sealed = seal(b"", &[to], &SealOptions::default(), &mut TestRng(1));
        assert_eq!(sealed.unwrap_err(), SealError::WrapMismatch);
    }
}

#[test]
fn contents_around_the_sections_open() {
    let key = generate(
        KeyAlgorithm::Gost2012_256,
        ParamSet::Tc26Gost3410_2012_256A,
        1,
    );
    let recipients = [Recipient::new(key.public_key(), BY_SKI)];
    for cipher in ContentCipher::ALL {
        let section = match cipher {
            ContentCipher::Gost28147 => 1024,
            ContentCipher::KuznyechikCtrAcpkm | ContentCipher::KuznyechikCtrAcpkmOmac => 256 << 10,
            ContentCipher::MagmaCtrAcpkm | ContentCipher::MagmaCtrAcpkmOmac => 8 << 10,
        };
        // The MAC is enciphered behind the content: it may begin a section, or end one.
        for len in [
            0,
            1,
            section - 17,
            section - 16,
            section - 8,
            section - 1,
            section,
            section + 1,
            2 * section,
        ] {
            let plaintext = pattern(len as u64, len);
            let sealer = Sealer::new(&recipients, &options(cipher), &mut TestRng(1)).unwrap();
            let ber = stream(sealer, &plaintext, 10_007);
            let der = seal(&plaintext, &recipients, &options(cipher), &mut TestRng(1)).unwrap();
            for sealed in [&ber, &der] {
                for chunk in [8191, usize::MAX] {
                    let opened = open_chunked(sealed, chunk, &key);
                    assert!(opened.plaintext == plaintext, "{cipher:?} {len}");
                    assert!(opened.end.is_ok(), "{cipher:?} {len}: {:?}", opened.end);
                }
            }
        }
    }
}

#[test]
fn the_known_length_gives_der_and_holds() {
    let key = generate(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, 1);
    let recipients = [Recipient::new(key.public_key(), BY_SKI)];
    for cipher in ContentCipher::ALL {
        let plaintext = pattern(1, 40_000);
        let options = SealOptions {
            content_len: Some(40_000),
            ..options(cipher)
        };
        let sealer = || Sealer::new(&recipients, &options, &mut TestRng(1)).unwrap();
        let whole = seal(&plaintext, &recipients, &options, &mut TestRng(1)).unwrap();
        for chunk in [1, 4096, usize::MAX] {
            assert_eq!(stream(sealer(), &plaintext, chunk), whole, "{cipher:?}");
        }
        let mut out = Vec::new();
        let mut short = sealer();
        short.update(&plaintext[1..], &mut out).unwrap();
        assert_eq!(short.finish(&mut out), Err(SealError::ContentLength));
        assert_eq!(short.finish(&mut out), Err(SealError::AlreadyFinished));
        let mut long = sealer();
        long.update(&plaintext, &mut out).unwrap();
        assert_eq!(long.update(&[0], &mut out), Err(SealError::ContentLength));
        assert_eq!(long.update(&[], &mut out), Err(SealError::AlreadyFinished));
    }
    // Lengths beyond 64 bits cannot be written.
    let options = SealOptions {
        content_len: Some(u64::MAX - 100),
        ..SealOptions::default()
    };
    let sealed = Sealer::new(&recipients, &options, &mut TestRng(1));
    assert_eq!(sealed.err(), Some(SealError::ContentLength));
    // What is below is: nothing is allocated for it.
    let options = SealOptions {
        content_len: Some(1 << 63),
        ..options
    };
    let mut sealer = Sealer::new(&recipients, &options, &mut TestRng(1)).unwrap();
    let mut out = Vec::new();
    sealer.update(&[1; 100], &mut out).unwrap();
    let mut opener = Opener::new(&key);
    let mut opened = Vec::new();
    opener.update(&out, &mut opened).unwrap();
    assert_eq!(opened, [1; 100]);
    assert!(opener.work() < 16 * out.len() as u64 + (1 << 16) + 4096);
    assert_eq!(opener.finish().unwrap_err().code().name(), "Truncated");
}

#[test]
fn encrypted_data_opens_with_its_key_alone() {
    let octets = [0x42; 32];
    let key = ContentKey::new(octets.into());
    let plaintext = pattern(9, 9000);
    for cipher in ContentCipher::ALL {
        let options = options(cipher);
        let der = seal_encrypted_data(&plaintext, &key, &options, &mut TestRng(1)).unwrap();
        let sealer = Sealer::encrypted_data(&key, &options, &mut TestRng(1)).unwrap();
        let ber = stream(sealer, &plaintext, 777);
        let opened = open(&der, &key);
        assert_eq!(opened, open(&ber, &key));
        assert!(opened.plaintext == plaintext, "{cipher:?}");
        let summary = opened.end.unwrap();
        let due = if cipher.authenticates() { 2 } else { 0 };
        assert_eq!((summary.version, summary.cipher), (due, cipher));
        assert_eq!((summary.recipients, summary.opened_recipient), (0, None));
        let wrong = open(&der, ContentKey::new([0x43; 32].into()));
        assert_ne!(wrong.plaintext, plaintext);
        // Without a MAC nothing tells a wrong key.
        let verdict = if cipher.authenticates() {
            "InvalidMac"
        } else {
            "opens"
        };
        assert_eq!(wrong.verdict(), verdict, "{cipher:?}");
    }
    let options = SealOptions {
        originator_certificates: &[&[0x30, 0]],
        ..SealOptions::default()
    };
    let sealed = seal_encrypted_data(b"", &key, &options, &mut TestRng(1));
    assert_eq!(sealed.unwrap_err(), SealError::InvalidArgument);
}

#[test]
fn recipients_of_all_kinds_open_one_message() {
    let keys: Vec<PrivateKey> = KEYS[1..]
        .iter()
        .enumerate()
        .map(|(i, (algorithm, set))| generate(*algorithm, *set, i as u64))
        .collect();
    let sender = generate(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProB, 100);
    let recipients: Vec<Recipient<'_>> = keys
        .iter()
        .enumerate()
        .map(|(i, key)| {
            let recipient = Recipient::new(key.public_key(), BY_SERIAL);
            let recipient = match i % 2 {
                0 => recipient,
                _ => recipient.management(KeyManagement::Agreement),
            };
            match i % 3 {
                0 => recipient,
                1 => recipient.wrap(WrapAlgorithm::MagmaKExp15),
                _ => recipient.wrap(WrapAlgorithm::KuznyechikKExp15),
            }
        })
        .collect();
    let cipher = ContentCipher::KuznyechikCtrAcpkmOmac;
    let sealed = seal(b"for all", &recipients, &options(cipher), &mut TestRng(5)).unwrap();
    let mut opened: Vec<u32> = Vec::new();
    for key in &keys {
        let done = open(&sealed, key);
        assert_eq!(done.plaintext, b"for all", "{:?}", done.end);
        opened.push(done.end.unwrap().opened_recipient.unwrap());
    }
    opened.sort_unstable();
    assert_eq!(opened, [0, 1, 2, 3, 4]);
    // A stranger on the curve of one of them.
    assert_eq!(open(&sealed, &sender).verdict(), "WrongKey");
    let stranger = generate(KeyAlgorithm::Gost2001, ParamSet::CryptoProXchA, 7);
    assert_eq!(open(&sealed, &stranger).verdict(), "NoRecipient");
}

#[test]
fn the_parameter_sets_of_wrap_and_content_are_chosen_apart() {
    let key = generate(
        KeyAlgorithm::Gost2012_512,
        ParamSet::Tc26Gost3410_2012_512B,
        1,
    );
    for wrap in [WrapAlgorithm::CryptoPro, WrapAlgorithm::Plain] {
        let to = Recipient::new(key.public_key(), BY_SERIAL)
            .management(KeyManagement::Agreement)
            .wrap(wrap)
            .param_set(CipherParamSet::CryptoProC);
        let options = SealOptions {
            param_set: Some(CipherParamSet::CryptoProD),
            content_type: Some(oid::CT_SIGNED_DATA),
            ..SealOptions::default()
        };
        let sealed = seal(b"text", &[to], &options, &mut TestRng(1)).unwrap();
        let summary = open(&sealed, &key).end.unwrap();
        assert_eq!(summary.param_set, Some(CipherParamSet::CryptoProD));
        assert_eq!(summary.content_type, oid::CT_SIGNED_DATA);
    }
}

#[test]
fn ciphers_have_one_name_each() {
    for cipher in ContentCipher::ALL {
        assert_eq!(ContentCipher::from_name(cipher.name()), Some(cipher));
        assert_eq!(ContentCipher::from_oid(cipher.oid()), Some(cipher));
        assert_eq!(
            cipher
                .oid()
                .name()
                .is_some_and(|name| name.contains("omac")),
            cipher.authenticates()
        );
    }
    assert_eq!(ContentCipher::from_name("aes"), None);
    assert_eq!(ContentCipher::from_oid(oid::CT_DATA), None);
    assert_eq!(ContentCipher::default(), ContentCipher::Gost28147);
}
