// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every EnvelopedData of `vectors/interop/malformed`, each refused for the reason that its index gives; and what the
//! corpus leaves out: all truncations, all changed octets, all single bits of what protects the content key.

use std::collections::BTreeSet;

use super::*;
use crate::formats::ParseErrorKind;
use crate::keys::KeyWrap;
use crate::testutil::{vector_bytes, vector_json};

const FOLDER: &str = "interop/malformed";

/// What must be refused, and by which code: the index's reason in the words of the table of errors.
///
/// Three structures that nest too deep have another type where the contentType must stand, before any limit.
const REFUSED: &[(&str, &str)] = &[
    ("env89_cekmac_flip", "WrongKey"),
    ("env89_cekenc_flip", "WrongKey"),
    ("env89_ukm_wrong", "WrongKey"),
    ("env89_ukm_7", "InvalidFieldLength"),
    ("env89_ukm_16", "InvalidFieldLength"),
    ("env89_ukm_zero", "InvalidValue"),
    ("env89_eph_offcurve", "InvalidPublicKey"),
    ("env89_eph_zero", "InvalidPublicKey"),
    ("env89_eph_ff", "InvalidPublicKey"),
    ("env89_eph_63", "InvalidFieldLength"),
    ("env89_eph_128", "InvalidFieldLength"),
    ("env89_eph_noctet", "UnexpectedTag"),
    ("env89_eph_swapped", "InvalidPublicKey"),
    ("env89_eph_bigendian", "InvalidPublicKey"),
    ("env89_eph_othercurve", "AlgorithmMismatch"),
    ("env89_eph_otheralg", "AlgorithmMismatch"),
    ("env89_eph_unknowncurve", "UnsupportedParamSet"),
    ("env89_eph_smallorder2_256A", "InvalidPublicKey"),
    ("env89_eph_smallorder4_256A", "InvalidPublicKey"),
    ("env89_eph_smallorder2_512C", "InvalidPublicKey"),
    ("env89_eph_smallorder4_512C", "InvalidPublicKey"),
    ("env89_wrap_unknown_paramset", "UnsupportedParamSet"),
    ("env89_wrap_wrong_paramset", "WrongKey"),
    ("env89_wrap_nokeywrapcp", "WrongKey"),
    ("env89_kt_enc31", "InvalidFieldLength"),
    ("env89_kt_enc40", "InvalidFieldLength"),
    ("env89_kt_mac3", "InvalidFieldLength"),
    ("env89_kt_mac0", "InvalidFieldLength"),
    ("env89_kt_mac8", "InvalidFieldLength"),
    ("env89_kt_notp", "MissingField"),
    ("env89_kt_trail", "TrailingData"),
    ("env89_kt_noeph", "MissingField"),
    ("env89_kt_dupukm", "TrailingData"),
    ("env89_kt_empty", "MissingField"),
    ("env89_iv7", "InvalidFieldLength"),
    ("env89_iv0", "InvalidFieldLength"),
    ("env89_content_unknown_paramset", "UnsupportedParamSet"),
    ("env89_content_noparams", "MissingField"),
    ("env89_content_nullparams", "UnexpectedTag"),
    ("env89_content_unknownalg", "UnsupportedAlgorithm"),
    ("env89_content_missing", "MissingField"),
    ("env89_content_wrongchunk", "UnexpectedTag"),
    ("env89_content_noeoc", "InvalidLength"),
    ("env89_prim_indef", "InvalidLength"),
    ("env89_nested_octets", "TooDeep"),
    ("env89_no_recipients", "NoRecipient"),
    ("env89_not_for_us", "NoRecipient"),
    ("env89_rid_lies", "WrongKey"),
    ("env89_alg_mismatch", "AlgorithmMismatch"),
    ("env89_skid_unknown", "NoRecipient"),
    ("env15_r256_mag_kexp_mac", "WrongKey"),
    ("env15_r256_mag_kexp_key", "WrongKey"),
    ("env15_r256_mag_omac_flip", "InvalidMac"),
    ("env15_r256_mag_ct_flip", "InvalidMac"),
    ("env15_r256_mag_omac_missing", "MissingField"),
    ("env15_r256_mag_omac_short", "InvalidFieldLength"),
    ("env15_r256_mag_omac_dup", "DuplicateField"),
    ("env15_r256_mag_ukm31", "InvalidFieldLength"),
    ("env15_r256_mag_eph_offcurve", "InvalidPublicKey"),
    ("env15_r256_mag_agree_mismatch", "AlgorithmMismatch"),
    ("env15_r256_mag_cukm_short", "InvalidFieldLength"),
    ("env15_r256_mag_cukm_empty", "InvalidFieldLength"),
    ("env15_r256_mag_noparams", "MissingField"),
    ("env15_r256_mag_wrap_unknown", "UnsupportedAlgorithm"),
    ("env15_r256_mag_kexp_short", "InvalidFieldLength"),
    ("env15_r256_mag_kexp_empty", "InvalidFieldLength"),
    ("env15_r512_kuz_kexp_mac", "WrongKey"),
    ("env15_r512_kuz_kexp_key", "WrongKey"),
    ("env15_r512_kuz_omac_flip", "InvalidMac"),
    ("env15_r512_kuz_ct_flip", "InvalidMac"),
    ("env15_r512_kuz_omac_missing", "MissingField"),
    ("env15_r512_kuz_omac_short", "InvalidFieldLength"),
    ("env15_r512_kuz_omac_dup", "DuplicateField"),
    ("env15_r512_kuz_ukm31", "InvalidFieldLength"),
    ("env15_r512_kuz_eph_offcurve", "InvalidPublicKey"),
    ("env15_r512_kuz_agree_mismatch", "AlgorithmMismatch"),
    ("env15_r512_kuz_cukm_short", "InvalidFieldLength"),
    ("env15_r512_kuz_cukm_empty", "InvalidFieldLength"),
    ("env15_r512_kuz_noparams", "MissingField"),
    ("env15_r512_kuz_wrap_unknown", "UnsupportedAlgorithm"),
    ("env15_r512_kuz_kexp_short", "InvalidFieldLength"),
    ("env15_r512_kuz_kexp_empty", "InvalidFieldLength"),
    ("env15_smallorder2_mag", "InvalidPublicKey"),
    ("env15_smallorder4_mag", "InvalidPublicKey"),
    ("env15_mixedorder2_256A", "InvalidPublicKey"),
    ("env15_mixedorder4_512C", "InvalidPublicKey"),
    ("kari_no_ukm", "MissingField"),
    ("kari_ukm7", "InvalidFieldLength"),
    ("kari_ukm_zero", "InvalidValue"),
    ("kari_mac_flip", "WrongKey"),
    ("kari_wrap_unknown", "UnsupportedAlgorithm"),
    ("kari_wrap_wrong", "WrongKey"),
    ("kari_offcurve", "InvalidPublicKey"),
    ("kari_smallorder", "InvalidPublicKey"),
    ("kari_unknown_originator", "OriginatorCertificateNotFound"),
    ("kari_no_reks", "MissingField"),
    ("kari_noparams", "MissingField"),
    ("kari15_no_ukm", "MissingField"),
    ("kari15_ukm_short", "InvalidFieldLength"),
    ("kari15_key_flip", "WrongKey"),
    ("tlv_trailing_zero", "TrailingData"),
    ("tlv_trailing_copy", "TrailingData"),
    ("tlv_outer_len_plus", "Truncated"),
    ("tlv_outer_len_minus", "InvalidLength"),
    ("tlv_contentinfo_oid_len_plus", "InvalidEncoding"),
    ("tlv_explicit0_len_minus", "InvalidLength"),
    ("tlv_envdata_len_plus", "InvalidLength"),
    ("tlv_version_len_minus", "InvalidEncoding"),
    ("tlv_recipientinfos_len_plus", "InvalidLength"),
    ("tlv_ktri_len_minus", "InvalidLength"),
    ("tlv_rid_len_plus", "InvalidLength"),
    ("tlv_keyalg_len_minus", "InvalidLength"),
    ("tlv_enckey_len_plus", "InvalidLength"),
    ("tlv_eci_len_minus", "InvalidLength"),
    ("tlv_contentalg_len_plus", "InvalidLength"),
    ("tlv_params_len_minus", "InvalidLength"),
    ("tlv_iv_len_plus", "InvalidLength"),
    ("tlv_encryptedcontent_len_minus", "InvalidLength"),
    ("tlv_outer_len_84ff", "Truncated"),
    ("tlv_content_len_847f", "InvalidLength"),
    ("tlv_content_len_887f", "InvalidLength"),
    ("tlv_outer_len_88ff", "InvalidLength"),
    ("tlv_content_len_89", "InvalidLength"),
    ("tlv_outer_len_a0", "InvalidLength"),
    ("tlv_outer_len_ff", "InvalidLength"),
    ("tlv_content_len_fe", "InvalidLength"),
    ("tlv_deep_seq_indef", "UnexpectedTag"),
    ("tlv_deep_seq_def", "UnexpectedTag"),
    ("tlv_deep_in_ri", "TooDeep"),
    ("tlv_indef_all_noeoc", "Truncated"),
    ("tlv_eoc_extra", "TrailingData"),
    ("tlv_eoc_in_definite", "UnexpectedTag"),
    ("tlv_hightag", "UnexpectedTag"),
    ("tlv_oid_padded", "InvalidEncoding"),
    ("tlv_oid_open", "InvalidEncoding"),
    ("tlv_version_neg", "InvalidValue"),
    ("tlv_version_huge", "InvalidValue"),
    ("tlv_empty", "Truncated"),
    ("tlv_1", "Truncated"),
    ("tlv_zeros", "UnexpectedTag"),
    ("tlv_random", "UnexpectedTag"),
    ("tlv_emptyseq", "MissingField"),
    ("tlv_type_confusion", "UnsupportedContentType"),
    ("tlv_unknown_type", "UnsupportedContentType"),
];

/// What the corpus leaves open, and what this library decides.
const EITHER: &[(&str, &str)] = &[
    // The subgroup is checked; VKO's cofactor would remove the part of small order.
    ("env89_eph_mixedorder_256A", "InvalidPublicKey"),
    // Every recipient that is for the key is tried.
    ("env89_first_bad_second_good", "opens"),
    // BER is read.
    ("tlv_oid_nonminimal", "opens"),
    ("tlv_outer_nonminimal", "opens"),
    // The version decides nothing.
    ("tlv_version_5", "opens"),
];

/// Refused with a certificate, opened or refused otherwise by a bare key, which has no name.
const BARE: &[(&str, &str)] = &[
    ("env89_not_for_us", "WrongKey"),
    ("env89_skid_unknown", "opens"),
];

fn base() -> (Vec<u8>, PrivateKey) {
    let index = index();
    let keys = Keys::load(FOLDER, &index);
    for case in index.list("cases") {
        case.skip();
    }
    let (_, key) = keys
        .0
        .into_iter()
        .find(|(name, _)| name == "m_r256")
        .unwrap();
    (
        vector_bytes("interop/malformed/env89_base.der"),
        key.private,
    )
}

fn index() -> Case {
    let informational = &[
        "made_by",
        "observed_note",
        "observed_openssl_gost_engine",
        "peer_note",
        "python_ref_observed",
        "reason",
        "rule",
    ];
    Case::new(
        FOLDER,
        vector_json("interop/malformed/index.json"),
        informational,
    )
}

#[test]
fn refuses_each_malformed_envelope_for_its_reason() {
    let index = index();
    let keys = Keys::load(FOLDER, &index);
    let mut unused: BTreeSet<&str> = REFUSED.iter().chain(EITHER).map(|(id, _)| *id).collect();
    let mut ran = 0;
    for case in index.list("cases") {
        let id = case.value("id").as_str().unwrap();
        if case.str("type") != "EnvelopedData" {
            // Covered by the runners of SignedData, certificates, keys and CRLs.
            case.skip();
            continue;
        }
        let input = vector_bytes(&format!("{FOLDER}/{}", case.str("file")));
        let key = keys.get(case.str("recipient"));
        ran += 1;
        if let Some(lengths) = case.opt("truncate_to") {
            assert!(case.str("expected").starts_with("reject"));
            assert_eq!(case.str("verdict"), "reject");
            let lengths = lengths.as_array().unwrap();
            assert!(!lengths.is_empty());
            for len in lengths {
                let prefix = &input[..len.as_u64().unwrap() as usize];
                assert_eq!(
                    open(prefix, key.holder()).verdict(),
                    "Truncated",
                    "{case} {len}"
                );
            }
            continue;
        }
        let opened = open(&input, key.holder());
        let bare = open(&input, &key.private);
        let expected = match case.str("verdict") {
            "ok" => "opens",
            verdict => {
                assert!(unused.remove(id), "{case} is on no list");
                let list = if verdict == "either" { EITHER } else { REFUSED };
                list.iter().find(|(name, _)| *name == id).unwrap().1
            }
        };
        assert_eq!(opened.verdict(), expected, "{case}: {:?}", opened.end);
        match BARE.iter().find(|(name, _)| *name == id) {
            Some((_, verdict)) => assert_eq!(bare.verdict(), *verdict, "{case}"),
            None => assert_eq!(bare, opened, "{case}"),
        }
        if let (Some(plaintext), true) = (case.opt_hex("plaintext"), opened.end.is_ok()) {
            assert!(opened.plaintext == plaintext, "{case}");
        }
        assert!(case.str("expected").starts_with(match case.str("verdict") {
            "ok" => "decrypts",
            verdict => verdict,
        }));
    }
    assert!(unused.is_empty(), "no sample for {unused:?}");
    assert_eq!(ran, 166);
}

#[test]
fn content_bits_change_plaintext_unnoticed() {
    let (input, key) = base();
    let plaintext = open(&input, &key).plaintext;
    let flipped = open(
        &vector_bytes("interop/malformed/env89_content_bitflip.der"),
        &key,
    );
    assert_ne!(flipped.plaintext, plaintext);
    assert_ne!(flipped.plaintext[0], plaintext[0]);
    assert_eq!(flipped.plaintext.len(), plaintext.len());
}

#[test]
fn refuses_every_truncation() {
    let (input, key) = base();
    let plaintext = open(&input, &key).plaintext;
    for len in 0..input.len() {
        let opened = open_chunked(&input[..len], usize::MAX, &key);
        let Err(EnvelopeError::Format(crate::FormatError::Parse(error))) = opened.end else {
            panic!("{len}: {:?}", opened.end);
        };
        assert_eq!(
            (error.kind, error.offset),
            (ParseErrorKind::Truncated, len as u64)
        );
        assert!(plaintext.starts_with(&opened.plaintext));
    }
}

#[test]
fn survives_every_changed_octet_of_the_head() {
    let (input, key) = base();
    let head = input.len() - 300;
    for at in 0..head {
        for change in [0x01, 0x80, 0xff] {
            let mut altered = input.clone();
            altered[at] ^= change;
            let whole = open_chunked(&altered, usize::MAX, &key);
            assert_eq!(
                open_chunked(&altered, 13, &key),
                whole,
                "octet {at} ^ {change:02x}"
            );
            if whole.end.is_err() && whole.verdict() == "WrongKey" {
                assert!(whole.plaintext.is_empty());
            }
        }
    }
}

/// Flips each bit of `field`, which stands once in the sample, and checks the verdict of each.
fn flip(field: &[u8], input: &[u8], key: &PrivateKey, allowed: &[&str]) {
    let places: Vec<usize> = (0..input.len())
        .filter(|&at| input[at..].starts_with(field))
        .collect();
    let [at] = places[..] else {
        panic!("the field stands {} times", places.len())
    };
    for bit in 0..8 * field.len() {
        let mut altered = input.to_vec();
        altered[at + bit / 8] ^= 1 << (bit % 8);
        let opened = open_chunked(&altered, usize::MAX, key);
        assert!(
            allowed.contains(&opened.verdict()),
            "bit {bit}: {:?}",
            opened.end
        );
        assert!(opened.plaintext.is_empty());
    }
}

#[test]
fn refuses_every_flipped_bit_of_what_protects_the_content_key() {
    struct Fields<'a>(&'a PrivateKey, RefCell<Vec<Vec<u8>>>);
    impl Decapsulator for Fields<'_> {
        fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
            let KeyWrap::CryptoPro(wrap) = &wrapped.wrap else {
                panic!("{:?}", wrapped.wrap);
            };
            *self.1.borrow_mut() = [
                &wrap.encrypted_key[..],
                &wrap.mac,
                &wrap.ukm,
                wrapped.sender,
            ]
            .map(<[u8]>::to_vec)
            .to_vec();
            self.0.unwrap_cek(wrapped)
        }
    }
    let (input, key) = base();
    let fields = Fields(&key, RefCell::default());
    assert!(open_chunked(&input, usize::MAX, &fields).end.is_ok());
    let fields = fields.1.into_inner();
    let [encrypted_key, mac, ukm, ephemeral] = &fields[..] else {
        panic!()
    };
    flip(encrypted_key, &input, &key, &["WrongKey"]);
    flip(mac, &input, &key, &["WrongKey"]);
    flip(ukm, &input, &key, &["WrongKey"]);
    flip(ephemeral, &input, &key, &["InvalidPublicKey"]);
}
