// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every EnvelopedData of `vectors/formats/cms` and `vectors/interop/{openssl,bc,rudonick,synthetic}`, and the envelope
//! of the bank in `vectors/real`.
//!
//! A case is opened, is on the list of what is not opened yet (and refused for that reason), or is of a type that
//! another runner covers; anything else fails.

use std::string::String;
use std::vec::Vec;

use super::*;
use crate::formats::gost_asn1::KeyTransport;
use crate::formats::{decode_any, oid};
use crate::keys::{CipherParamSet, KeyAlgorithm, ParamSet, RecipientId};
use crate::testutil::{pattern, vector_bytes, vector_json};

/// Types that other runners cover: SignedData its own, the rest belongs to later parts of the library.
const OTHER_TYPES: &[&str] = &[
    "CRL",
    "DigestedData",
    "EncryptedData",
    "EncryptedPrivateKeyInfo",
    "OCSPResponse",
    "PFX",
    "SignedData",
    "TimeStampResp",
];

/// Envelopes that are not opened yet, and why: no recipient but key agreement, or a key wrapped by KExp15.
const NOT_YET: &[(&str, &str)] = &[
    ("bc_gost2001_Rand_Gen_Msg", "key agreement"),
    ("bc_gost2012_512_Reci_Msg", "key agreement"),
    ("bc_gost2012_Reci_Msg", "key agreement"),
    ("bc_kari_2001_cpwrap", "key agreement"),
    ("bc_kari_256_cpwrap", "key agreement"),
    ("env_kuz_2recips", "KExp15"),
    ("env_kuz_300KiB", "KExp15"),
    (
        "env_kuznyechik-ctr-acpkm-omac_gost2012_256_TCA_100",
        "KExp15",
    ),
    ("env_kuznyechik-ctr-acpkm-omac_gost2012_512_A_0", "KExp15"),
    (
        "env_kuznyechik-ctr-acpkm-omac_gost2012_512_A_4097",
        "KExp15",
    ),
    ("env_kuznyechik-ctr-acpkm_gost2012_256_XA_1025", "KExp15"),
    ("env_kuznyechik-ctr-acpkm_gost2012_512_C_1", "KExp15"),
    ("env_magma-ctr-acpkm-omac_gost2012_256_TCA_17", "KExp15"),
    ("env_magma-ctr-acpkm-omac_gost2012_512_C_20000", "KExp15"),
    ("env_magma-ctr-acpkm_gost2012_256_TCA_0", "KExp15"),
    ("env_magma-ctr-acpkm_gost2012_256_TCA_8193", "KExp15"),
    ("env_magma-ctr-acpkm_gost2012_512_A_1", "KExp15"),
    ("kari15_r256_kuznyechik_static_100", "key agreement"),
    ("kari15_r256_magma_omac_ephemeral_500", "key agreement"),
    ("kari15_r512_kuznyechik_omac_ephemeral_31", "key agreement"),
    ("kari15_r512_magma_static_1000", "key agreement"),
    ("kari2001", "key agreement"),
    ("kari256", "key agreement"),
    ("kari89_0_none", "key agreement"),
    ("kari89_1_none", "key agreement"),
    ("kari89_2_cp", "key agreement"),
    ("kari89_3_cp", "key agreement"),
    ("ktri15_wrap_differs", "KExp15"),
    ("rfc4490_keyagree", "key agreement"),
    ("tc26_encrypted_keyagree_a211", "key agreement"),
    ("tc26_encrypted_keyagree_a221", "key agreement"),
    ("tc26_encrypted_keytrans_a231", "KExp15"),
    ("tc26_encrypted_keytrans_a241", "KExp15"),
    ("tk26cms_kari_256", "key agreement"),
    ("tk26cms_kari_512", "key agreement"),
];

/// Recipients of envelopes that open for others: theirs is by key agreement.
const RECIPIENT_NOT_YET: &[(&str, &str)] = &[("mixed_recipients_with_kekri", "s_r256")];

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

/// Whether the case is on the list; if so, checks that it is refused as unsupported with nothing given out.
fn not_yet(case: &Case, id: &str, input: &[u8], key: &TestKey) -> bool {
    let Some((_, why)) = NOT_YET.iter().find(|(name, _)| *name == id) else {
        return false;
    };
    let opened = open(input, &key.private);
    assert!(opened.plaintext.is_empty(), "{case}");
    let Err(EnvelopeError::UnsupportedRecipient(kind)) = opened.end else {
        panic!("{case}: {:?}", opened.end);
    };
    let expected = match why {
        &"key agreement" => "key agreement",
        _ => "key transport by 1.2.643.7.1.1.7.",
    };
    assert!(format!("{kind}").starts_with(expected), "{case}: {kind}");
    assert_eq!(opened.verdict(), "UnsupportedAlgorithm", "{case}");
    case.skip();
    true
}

/// Opens `case` with the bare key, and with the certificate where there is one.
fn check(case: &Case, input: &[u8], key: &TestKey, plaintext: &[u8]) -> Summary {
    let bare = open(input, &key.private);
    assert!(bare.end.is_ok(), "{case}: {:?}", bare.end);
    assert!(bare.plaintext == plaintext, "{case}: plaintext differs");
    if key.certificate.is_some() {
        assert_eq!(open(input, key.holder()), bare, "{case}");
    }
    bare.end.unwrap()
}

/// Runs an index whose recipients are names of its keys; returns how many envelopes opened and how many did not yet.
fn run(folder: &str, originator: &str) -> (usize, usize) {
    let index = index(folder);
    let keys = Keys::load(folder, &index);
    let (mut opened, mut later) = (0, 0);
    for case in index.list("cases") {
        let id = String::from(case.value("id").as_str().unwrap());
        if case.str("type") != "EnvelopedData" {
            assert!(OTHER_TYPES.contains(&case.str("type")), "{case}");
            case.skip();
            continue;
        }
        let input = sample(folder, &case);
        let names = case.value("recipients").as_array().unwrap();
        assert!(!names.is_empty(), "{case}");
        let names: Vec<&str> = names.iter().map(|name| name.as_str().unwrap()).collect();
        if not_yet(&case, &id, &input, keys.get(names[0])) {
            later += 1;
            continue;
        }
        assert_eq!(case.str("verdict"), "ok", "{case}");
        let plaintext = plaintext(&case);
        let mut version = None;
        for name in &names {
            if RECIPIENT_NOT_YET.contains(&(&id, name)) {
                assert_eq!(
                    open(&input, keys.get(name).holder()).verdict(),
                    "NoRecipient",
                    "{case}"
                );
                continue;
            }
            let summary = check(&case, &input, keys.get(name), &plaintext);
            assert!(summary.recipients as usize >= names.len(), "{case}");
            if let Some(named) = case.opt_str("encryption_param_set") {
                let default = CipherParamSet::Tc26Z.oid();
                let named = if named == "engine default" {
                    default
                } else {
                    Oid::new(named)
                };
                assert_eq!(summary.param_set.oid(), named, "{case}");
            }
            version = Some(summary.version);
        }
        if let Some(named) = case.opt_u64("enveloped_version") {
            assert_eq!(version, Some(named), "{case}");
        }
        assert!(
            case.opt_str("content_cipher")
                .is_none_or(|cipher| cipher == "gost89"),
            "{case}"
        );
        case.opt(originator);
        opened += 1;
    }
    (opened, later)
}

#[test]
fn opens_envelopes_of_openssl() {
    assert_eq!(run("interop/openssl", ""), (19, 12));
}

#[test]
fn opens_envelopes_of_bouncycastle() {
    assert_eq!(run("interop/bc", ""), (9, 2));
}

#[test]
fn opens_envelopes_of_rudonick() {
    assert_eq!(run("interop/rudonick", ""), (2, 2));
}

#[test]
fn opens_structures_that_no_peer_writes() {
    assert_eq!(run("interop/synthetic", "originator_cert"), (8, 9));
}

#[test]
fn opens_the_samples_of_the_standards() {
    let folder = "formats/cms";
    let index = index(folder);
    let (mut opened, mut later) = (0, 0);
    for case in index.list("cases") {
        let id = String::from(case.value("id").as_str().unwrap());
        if case.str("type").starts_with("GostR3410-KeyTransport") {
            unwraps_bare(&case);
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
        if not_yet(&case, &id, &input, &key) {
            later += 1;
            continue;
        }
        let plaintext = plaintext(&case);
        assert_eq!(case.str("verdict"), "ok", "{case}");
        let spy = Spy::new(&key.private);
        assert_eq!(
            open_chunked(&input, 64, &spy).plaintext,
            plaintext,
            "{case}"
        );
        assert_eq!(*spy.seen.borrow(), Some(case.array("cek")), "{case}");
        let summary = check(&case, &input, &key, &plaintext);
        let version = case.opt_u64("enveloped_version");
        assert!(
            version.is_none_or(|version| version == summary.version),
            "{case}"
        );
        opened += 1;
    }
    assert_eq!((opened, later), (6, 10));
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
        ephemeral_algorithm: transport.ephemeral_algorithm,
        ephemeral_param_set: transport.ephemeral_param_set,
        ephemeral: &transport.ephemeral,
        cipher: transport.cipher,
        ukm: transport.ukm,
        encrypted_key: transport.encrypted_key,
        mac: transport.mac,
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
            assert_eq!(wrapped.cipher, CipherParamSet::CryptoProA);
            assert_eq!(wrapped.ukm[..2], [0x11, 0xa4]);
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
        (0, 1, 0)
    );
    assert_eq!(
        (summary.content_type, summary.content_len),
        (oid::CT_DATA, 446)
    );
    assert_eq!(summary.param_set, CipherParamSet::CryptoProA);
    let originator = summary.originator_info.unwrap();
    assert_eq!(originator[0], 0xa0);
    assert!(originator.len() > 1000);
}
