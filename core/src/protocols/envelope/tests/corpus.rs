// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every EnvelopedData and EncryptedData of `vectors/formats/cms` and
//! `vectors/interop/{openssl,bc,rudonick,synthetic}`, and the envelope of the bank in `vectors/real`.
//!
//! A case comes to what its index says, or is of a type that another runner covers; anything else fails.

use std::vec::Vec;

use super::*;
use crate::formats::gost_asn1::KeyTransport;
use crate::formats::{decode_any, oid};
use crate::keys::{
    CipherParamSet, ContentKey, Gost28147Wrap, KeyAlgorithm, KeyWrap, ParamSet, RecipientId,
};
use crate::testutil::{pattern, vector_bytes, vector_json};

/// Types that other runners cover, or that belong to later parts of the library.
const OTHER_TYPES: &[&str] = &[
    "CRL",
    "DigestedData",
    "EncryptedPrivateKeyInfo",
    "OCSPResponse",
    "PFX",
    "SignedData",
    "TimeStampResp",
];

/// Fields that say how a sample was made or what else can be done with it.
const INFORMATIONAL: &[&str] = &[
    "cades_bes",
    "description",
    "expected",
    "format",
    "indefinite_length",
    "made_by",
    "maker",
    "openssl_can_decrypt",
    "openssl_cannot",
    "plaintext_recipe",
    "stream",
];

/// Fields by which the whole plaintext is known in full already.
const DIGESTS: &[&str] = &["plaintext_sha256", "plaintext_streebog256"];

/// The seed of the plaintexts of `interop/synthetic`, which its index leaves out.
const DEFAULT_SEED: u64 = 8;

fn index(folder: &str) -> Case {
    let informational = [INFORMATIONAL, DIGESTS].concat();
    let name = format!("{folder}/index.json");
    Case::new(&name, vector_json(&name), &informational)
}

fn sample(folder: &str, case: &Case) -> Vec<u8> {
    let file = format!("{folder}/{}", case.str("file"));
    let octets = vector_bytes(&file);
    let decoded = decode_any(&octets, "sample").unwrap_or_else(|e| panic!("{case}: {e}"));
    assert_eq!(decoded.len(), 1, "{case}");
    decoded[0].to_vec()
}

/// The plaintext that a case declares.
fn plaintext(case: &Case) -> Vec<u8> {
    let given = case.opt_hex("plaintext");
    let seed = case.opt_u64("plaintext_seed");
    let len = case.opt_u64("plaintext_length").map(|len| len as usize);
    let made = match (seed, len) {
        (Some(seed), Some(len)) => Some(pattern(seed, len)),
        _ => None,
    };
    if let (Some(given), Some(made)) = (&given, &made) {
        assert_eq!(given, made, "{case}");
    }
    // A case that gives no seed and no octets has the seed of its folder.
    let made = made.or_else(|| len.map(|len| pattern(DEFAULT_SEED, len)));
    let plaintext = given
        .or(made)
        .unwrap_or_else(|| panic!("{case}: no plaintext"));
    assert!(len.is_none_or(|len| len == plaintext.len()), "{case}");
    plaintext
}

/// Opens `case` with the bare key, and with the certificate where there is one.
fn check(
    case: &Case,
    input: &[u8],
    key: &TestKey,
    originators: &[Certificate],
    plaintext: &[u8],
) -> Summary {
    let bare = open_by(input, &key.private, originators);
    assert!(bare.end.is_ok(), "{case}: {:?}", bare.end);
    assert!(bare.plaintext == plaintext, "{case}: plaintext differs");
    if key.certificate.is_some() {
        assert_eq!(open_by(input, key.holder(), originators), bare, "{case}");
    }
    bare.end.unwrap()
}

/// Opens an EncryptedData with the content key that the case gives.
fn check_encrypted_data(case: &Case, input: &[u8]) {
    let key = ContentKey::new(case.array("content_encryption_key").into());
    let opened = open(input, &key);
    let bare = PrivateKey::generate(
        KeyAlgorithm::Gost2012_256,
        ParamSet::CryptoProA,
        &mut TestRng(1),
    );
    let without = open(input, bare.unwrap());
    assert_eq!(without.verdict(), "ContentKeyRequired", "{case}");
    assert!(without.plaintext.is_empty(), "{case}");
    let plaintext = plaintext(case);
    assert!(opened.plaintext == plaintext, "{case}: {:?}", opened.end);
    case.opt("key_note");
    if case.str("verdict") == "reject" {
        // Its reason, in the words of the index: the attribute is not there.
        assert_eq!(opened.verdict(), "MissingField", "{case}");
        case.opt_str("content_cipher");
        return;
    }
    assert_eq!(case.str("verdict"), "ok", "{case}");
    let summary = opened.end.unwrap_or_else(|error| panic!("{case}: {error}"));
    assert_eq!((summary.recipients, summary.opened_recipient), (0, None));
    check_cipher(case, &summary);
}

/// The cipher, in the name that OpenSSL has for it.
fn check_cipher(case: &Case, summary: &Summary) {
    if let Some(name) = case.opt_str("content_cipher") {
        let ours = match summary.cipher.name() {
            "gost28147" => "gost89",
            name => name,
        };
        assert_eq!(ours, name, "{case}");
    }
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_pem_or_der(&vector_bytes(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The certificate of a static originator; an envelope that names one does not open without it.
fn originators(folder: &str, case: &Case, field: &str) -> Vec<Certificate> {
    let name = case.opt(field).and_then(|name| name.as_str());
    name.map(|name| certificate(&format!("{folder}/{name}")))
        .into_iter()
        .collect()
}

/// Runs an index whose recipients are names of its keys; returns how many envelopes and EncryptedData came to what it
/// says.
fn run(folder: &str) -> (usize, usize) {
    let index = index(folder);
    let keys = Keys::load(folder, &index);
    let (mut opened, mut encrypted) = (0, 0);
    for case in index.list("cases") {
        if case.str("type") == "EncryptedData" {
            check_encrypted_data(&case, &sample(folder, &case));
            encrypted += 1;
            continue;
        }
        if case.str("type") != "EnvelopedData" {
            assert!(OTHER_TYPES.contains(&case.str("type")), "{case}");
            case.skip();
            continue;
        }
        let input = sample(folder, &case);
        let names = case.value("recipients").as_array().unwrap();
        assert!(!names.is_empty(), "{case}");
        assert_eq!(case.str("verdict"), "ok", "{case}");
        case.opt("note");
        let plaintext = plaintext(&case);
        let originators = originators(folder, &case, "originator_cert");
        for name in names {
            let key = keys.get(name.as_str().unwrap());
            let summary = check(&case, &input, key, &originators, &plaintext);
            assert!(summary.recipients as usize >= names.len(), "{case}");
            if let Some(named) = case.opt_str("encryption_param_set") {
                let default = CipherParamSet::Tc26Z.oid();
                let named = if named == "engine default" {
                    default
                } else {
                    Oid::new(named)
                };
                assert_eq!(summary.param_set.unwrap().oid(), named, "{case}");
            }
            let version = case.opt_u64("enveloped_version");
            assert!(version.is_none_or(|version| version == summary.version));
            check_cipher(&case, &summary);
            if !originators.is_empty() {
                let without = open(&input, key.holder());
                assert_eq!(without.verdict(), "OriginatorCertificateNotFound");
            }
        }
        opened += 1;
    }
    (opened, encrypted)
}

#[test]
fn opens_envelopes_of_openssl() {
    assert_eq!(run("interop/openssl"), (31, 3));
}

#[test]
fn opens_envelopes_of_bouncycastle() {
    assert_eq!(run("interop/bc"), (11, 0));
}

#[test]
fn opens_envelopes_of_rudonick() {
    assert_eq!(run("interop/rudonick"), (4, 0));
}

#[test]
fn opens_structures_that_no_peer_writes() {
    assert_eq!(run("interop/synthetic"), (17, 1));
}

#[test]
fn opens_the_samples_of_the_standards() {
    let folder = "formats/cms";
    let index = index(folder);
    let (mut opened, mut encrypted) = (0, 0);
    for case in index.list("cases") {
        if case.str("type").starts_with("GostR3410-KeyTransport") {
            unwraps_bare(&case);
            continue;
        }
        if case.str("type") == "EncryptedData" {
            check_encrypted_data(&case, &sample(folder, &case));
            encrypted += 1;
            continue;
        }
        if case.str("type") != "EnvelopedData" {
            assert!(OTHER_TYPES.contains(&case.str("type")), "{case}");
            case.skip();
            continue;
        }
        let input = sample(folder, &case);
        let path = |name: &str| format!("{folder}/{name}");
        let certificate = case
            .opt("recipient_cert_file")
            .and_then(|name| name.as_str());
        let certificate = certificate.map(path);
        let key = TestKey::load(&path(case.str("private_key_file")), certificate.as_deref());
        let originators = originators(folder, &case, "originator_cert_file");
        let plaintext = plaintext(&case);
        if case.str("verdict") == "either" {
            // Its KEK is cut from VKO of 512 bits, which no standard says: to a conforming reader a wrong key.
            assert_eq!(open(&input, &key.private).verdict(), "WrongKey", "{case}");
            assert!(case.str("expected").starts_with("DEVIANT"));
            continue;
        }
        assert_eq!(case.str("verdict"), "ok", "{case}");
        let spy = Spy::new(&key.private);
        let spied = open_from(&input, 64, &spy, &originators);
        assert_eq!(spied.plaintext, plaintext, "{case}");
        assert_eq!(*spy.seen.borrow(), Some(case.array("cek")), "{case}");
        let summary = check(&case, &input, &key, &originators, &plaintext);
        let version = case.opt_u64("enveloped_version");
        assert!(
            version.is_none_or(|version| version == summary.version),
            "{case}"
        );
        if case.str("expected").contains("OMAC verifies") {
            assert!(summary.verified().is_some(), "{case}");
        }
        opened += 1;
    }
    assert_eq!((opened, encrypted), (15, 2));
}

/// A GostR3410-KeyTransport without CMS around it.
fn unwraps_bare(case: &Case) {
    let transport = KeyTransport::read(
        &vector_bytes(&format!("formats/cms/{}", case.str("file"))),
        0,
    )
    .unwrap();
    let mut d = case.hex("recipient_private_key");
    d.reverse();
    let curve = ParamSet::ALL
        .into_iter()
        .find(|set| format!("{}", set.oid()) == case.str("curve_oid"));
    let key = PrivateKey::from_bytes_le(transport.ephemeral_algorithm, curve.unwrap(), &d).unwrap();
    let wrapped = WrappedKey {
        recipient: RecipientId::SubjectKeyId(&[]),
        algorithm: transport.ephemeral_algorithm,
        param_set: None,
        sender_algorithm: transport.ephemeral_algorithm,
        sender_param_set: transport.ephemeral_param_set,
        sender: &transport.ephemeral,
        wrap: KeyWrap::CryptoPro(Gost28147Wrap {
            cipher: transport.cipher,
            ukm: transport.ukm,
            encrypted_key: transport.encrypted_key,
            mac: transport.mac,
        }),
    };
    let cek = key
        .unwrap_cek(&wrapped)
        .unwrap()
        .unwrap_or_else(|e| panic!("{case}: {e}"));
    assert_eq!(*cek.0, case.array("cek"), "{case}");
    assert_eq!(case.str("verdict"), "ok");
}

#[test]
fn reads_the_envelope_of_the_bank_up_to_the_key() {
    let input = vector_bytes("real/sber_userinfo_2019.cms.der");
    let mut rng = TestRng(1);
    // A key of the same kind tries it; a key of another curve or algorithm is not asked.
    for (algorithm, params, verdict) in [
        (KeyAlgorithm::Gost2001, ParamSet::CryptoProB, "WrongKey"),
        (KeyAlgorithm::Gost2001, ParamSet::CryptoProA, "NoRecipient"),
        (
            KeyAlgorithm::Gost2012_256,
            ParamSet::CryptoProB,
            "NoRecipient",
        ),
    ] {
        let key = PrivateKey::generate(algorithm, params, &mut rng).unwrap();
        let opened = open(&input, &key);
        assert_eq!((opened.verdict(), opened.plaintext.len()), (verdict, 0));
    }
    // The identifier of its recipient's certificate, and another one.
    let key = PrivateKey::generate(KeyAlgorithm::Gost2001, ParamSet::CryptoProB, &mut rng).unwrap();
    let ski = crate::testutil::hex("e6b9dbda3ec25ea72adea8a3977d8c59c616ff8a").unwrap();
    for (ski, verdict) in [
        (Some(&ski[..]), "WrongKey"),
        (Some(&ski[1..]), "NoRecipient"),
        (None, "NoRecipient"),
    ] {
        let id = CertificateId {
            issuer: &[],
            serial: &[],
            subject_key_id: ski,
        };
        assert_eq!(open(&input, RecipientKey::new(&key, id)).verdict(), verdict);
    }
}

#[test]
fn tells_what_the_envelope_of_the_bank_holds() {
    // A holder with any content key: what comes out is noise, of the right length.
    struct Any;
    impl Decapsulator for Any {
        fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
            let KeyWrap::CryptoPro(wrap) = wrapped.wrap else {
                panic!("{:?}", wrapped.wrap);
            };
            assert_eq!(wrap.cipher, CipherParamSet::CryptoProA);
            assert_eq!(wrap.ukm[..2], [0x11, 0xa4]);
            Some(Ok(Cek([0; 32].into())))
        }
    }
    let opened = open(&vector_bytes("real/sber_userinfo_2019.cms.der"), Any);
    let summary = opened.end.unwrap();
    assert_eq!(
        (
            summary.version,
            summary.recipients,
            summary.opened_recipient
        ),
        (0, 1, Some(0))
    );
    assert_eq!(
        (summary.content_type, summary.content_len),
        (oid::CT_DATA, 446)
    );
    assert_eq!(summary.param_set, Some(CipherParamSet::CryptoProA));
    let originator = summary.originator_info.unwrap();
    assert_eq!(originator[0], 0xa0);
    assert!(originator.len() > 1000);
}
