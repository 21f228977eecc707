// SPDX-License-Identifier: MIT OR Apache-2.0
//! JWS against the corpus: the synthetic family, ESIA's and the bank's own tokens, and altered ones.

#[path = "../src/testutil.rs"]
mod testutil;

use gostseal::jose::{
    Claims, ClaimsPolicy, JwsError, JwsSigner, JwsVerifier, Profile, SignError, SignatureForm,
    UnverifiedJws, Value, sign,
};
use gostseal::keys::{KeyAlgorithm, KeyError, PreparedKey, PrivateKey, PublicKey, SignatureOrder};
use gostseal::signed::SignOptions;
use gostseal::trust::{Trust, TrustStore};
use gostseal::{Certificate, ErrorCode, FormatError, UnixTime};
use testutil::{Case, vector_bytes, vector_json};

/// The instant for which the claims of the synthetic family were made.
const NOW: UnixTime = UnixTime(1_767_225_600);

/// 2026-02-23T14:31:30Z, two seconds after the bank's token was made.
const TOKEN_TIME: UnixTime = UnixTime(1_771_857_090);

/// What the default policy answers to each sample that must be refused, read beside the reason in its index.
const REFUSED: &[(&str, ErrorCode)] = &[
    ("alg_256_on_512", ErrorCode::AlgorithmMismatch),
    ("alg_512_on_256", ErrorCode::AlgorithmMismatch),
    ("alg_None", ErrorCode::AlgorithmNotAllowed),
    ("alg_array", ErrorCode::InvalidJson),
    ("alg_dup", ErrorCode::DuplicateField),
    ("alg_hs256", ErrorCode::AlgorithmNotAllowed),
    ("alg_lower", ErrorCode::AlgorithmNotAllowed),
    ("alg_missing", ErrorCode::MissingField),
    ("alg_none", ErrorCode::AlgorithmNotAllowed),
    ("alg_none_sig", ErrorCode::AlgorithmNotAllowed),
    ("b64_false", ErrorCode::InvalidValue),
    ("claim_array", ErrorCode::InvalidJson),
    ("claim_dup_exp", ErrorCode::DuplicateField),
    ("claim_exp_bool", ErrorCode::InvalidClaim),
    ("claim_exp_equal", ErrorCode::TokenExpired),
    ("claim_exp_huge", ErrorCode::InvalidClaim),
    ("claim_exp_neg", ErrorCode::InvalidClaim),
    ("claim_exp_string", ErrorCode::InvalidClaim),
    ("claim_expired", ErrorCode::TokenExpired),
    ("claim_nbf_future", ErrorCode::TokenNotYetValid),
    ("crit_empty", ErrorCode::InvalidValue),
    ("crit_unknown", ErrorCode::InvalidValue),
    ("digest_be", ErrorCode::InvalidSignature),
    ("dots", ErrorCode::InvalidCompact),
    ("dots_many", ErrorCode::InvalidCompact),
    ("double_hash", ErrorCode::InvalidSignature),
    ("dup_esc", ErrorCode::DuplicateField),
    ("empty", ErrorCode::InvalidCompact),
    ("enc_csp", ErrorCode::InvalidSignature),
    ("enc_der", ErrorCode::InvalidFieldLength),
    ("enc_rs", ErrorCode::InvalidSignature),
    ("forged_smallorder", ErrorCode::InvalidPublicKey),
    ("four_parts", ErrorCode::InvalidCompact),
    ("hdr_array", ErrorCode::InvalidJson),
    ("hdr_badutf8", ErrorCode::InvalidJson),
    ("hdr_deep", ErrorCode::TooDeep),
    ("hdr_lone_surrogate", ErrorCode::InvalidJson),
    ("hdr_notjson", ErrorCode::InvalidJson),
    ("hdr_nul", ErrorCode::AlgorithmNotAllowed),
    ("hdr_trailing", ErrorCode::TrailingData),
    ("header_changed", ErrorCode::InvalidSignature),
    ("jku", ErrorCode::InvalidSignature),
    ("jwk_injection", ErrorCode::InvalidSignature),
    ("len1", ErrorCode::InvalidBase64),
    ("newline", ErrorCode::InvalidBase64),
    ("noncanon_tail", ErrorCode::InvalidBase64),
    ("pad", ErrorCode::InvalidBase64),
    ("payload_changed", ErrorCode::InvalidSignature),
    ("sig_128", ErrorCode::InvalidFieldLength),
    ("sig_63", ErrorCode::InvalidFieldLength),
    ("sig_65_lead", ErrorCode::InvalidFieldLength),
    ("sig_empty", ErrorCode::InvalidFieldLength),
    ("sig_neg_s", ErrorCode::InvalidSignature),
    ("sig_r0", ErrorCode::InvalidSignature),
    ("sig_r_q", ErrorCode::InvalidSignature),
    ("sig_s0", ErrorCode::InvalidSignature),
    ("sig_zero", ErrorCode::InvalidSignature),
    ("sign_decoded", ErrorCode::InvalidSignature),
    ("std_b64", ErrorCode::InvalidBase64),
    ("two_parts", ErrorCode::InvalidCompact),
    ("x5c_injection", ErrorCode::InvalidSignature),
    ("x5u", ErrorCode::InvalidSignature),
];

fn certificate(name: &str) -> Certificate {
    Certificate::from_pem_or_der(&vector_bytes(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn certified(name: &str) -> PublicKey {
    certificate(name)
        .public_key()
        .unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A key of the family's index: what its certificate says, held against the numbers beside it.
struct Key {
    id: String,
    public: Result<PublicKey, ErrorCode>,
    private: Option<PrivateKey>,
}

fn reversed(octets: Vec<u8>) -> Vec<u8> {
    octets.into_iter().rev().collect()
}

fn keys(index: &Case) -> Vec<Key> {
    let key = |case: &Case| {
        let file = format!("interop/jws/{}", case.str("cert_file"));
        let public = certificate(&file)
            .public_key()
            .map_err(|error| match error {
                FormatError::Key(KeyError::WrongSubgroup) => ErrorCode::InvalidPublicKey,
                other => panic!("{case}: {other}"),
            });
        let numbers = [
            reversed(case.hex("public_x")),
            reversed(case.hex("public_y")),
        ]
        .concat();
        let private = case.opt_hex("private_key").map(|number| {
            let public = public.as_ref().unwrap();
            assert_eq!(public.to_bytes_le(), numbers, "{case}");
            let private = PrivateKey::from_bytes_le(
                public.algorithm(),
                public.param_set(),
                &reversed(number),
            )
            .unwrap();
            assert_eq!(private.public_key(), public, "{case}");
            private
        });
        Key {
            id: case.str("id").into(),
            public,
            private,
        }
    };
    index.list("keys").iter().map(key).collect()
}

fn index() -> Case {
    // The identifiers of algorithm and curve are in the certificates; the key files are read by other tests.
    const INFORMATIONAL: &[&str] = &[
        "curve_oid",
        "expected",
        "key_oid",
        "made_by",
        "private_key_file",
        "reason",
    ];
    Case::new(
        "interop/jws",
        vector_json("interop/jws/index.json"),
        INFORMATIONAL,
    )
}

/// Verifies a token and its claims, as a service that expects nothing in particular does.
fn judge(verifier: &JwsVerifier<'_>, text: &[u8]) -> Result<Claims, ErrorCode> {
    let jws = verifier.verify(text).map_err(|e| e.code())?;
    let claims = jws.claims().map_err(|e| e.code())?;
    ClaimsPolicy::new(NOW)
        .check(&claims)
        .map_err(|e| e.code())?;
    Ok(claims)
}

#[test]
fn the_synthetic_family_is_judged_as_its_index_says() {
    let index = index();
    let keys = keys(&index);
    let cases = index.list("cases");
    let mut refused = 0;
    for case in &cases {
        let id = case.str("id");
        let text = vector_bytes(&format!("interop/jws/{}", case.str("file")));
        let verdict = case.str("verdict");
        let encoding = case.opt_str("signature_encoding");
        if let Some(now) = case.opt_u64("now") {
            assert_eq!(now, NOW.0 as u64, "{case}");
        }
        let key = keys.iter().find(|key| key.id == case.str("key")).unwrap();
        let expected = REFUSED
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, code)| *code);
        let prepared = match &key.public {
            Ok(public) => public.prepare(),
            Err(code) => {
                assert_eq!((Some(*code), verdict), (expected, "reject"), "{case}");
                refused += 1;
                continue;
            }
        };
        let verifier = JwsVerifier::new(Trust::Pinned(&prepared));
        let judged = judge(&verifier, &text);
        match verdict {
            "ok" if case.str("expected").ends_with("as JWT reject") => {
                assert_eq!(expected, None, "{case}");
                assert_eq!(judged.unwrap_err(), ErrorCode::InvalidJson, "{case}");
                assert!(verifier.verify(&text).is_ok(), "{case}");
            }
            // A time of issue in the future is allowed here.
            "ok" | "either" => {
                assert_eq!(expected, None, "{case}");
                judged.unwrap_or_else(|code| panic!("{case}: {code:?}"));
            }
            "reject" => {
                let expected = expected.unwrap_or_else(|| panic!("{case}: not in the table"));
                assert_eq!(judged.unwrap_err(), expected, "{case}");
                refused += 1;
            }
            other => panic!("{case}: verdict {other}"),
        }
        let order = match encoding {
            Some("r||s") => SignatureOrder::RsBe,
            Some("csp") => SignatureOrder::RsLe,
            _ => continue,
        };
        assert!(
            judge(&verifier.order(order), &text).is_ok(),
            "{case}: in its own order"
        );
        let profile = [Profile::ESIA_256.with_order(order)];
        assert!(
            judge(&verifier.profiles(&profile), &text).is_ok(),
            "{case}: by its own profile"
        );
    }
    assert_eq!(cases.len(), 74);
    assert_eq!(refused, REFUSED.len());
}

#[test]
fn a_raw_signature_needs_the_signers_key() {
    let text = vector_bytes("interop/jws/ok_0.jwt");
    let mut store = TrustStore::new();
    store.add(certificate("interop/jws/keys/j1.cert.der"));
    for trust in [Trust::None, Trust::Anchors(&store)] {
        let refusal = JwsVerifier::new(trust).at(NOW).verify(&text).unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::SignerRequired);
    }
}

#[test]
fn the_policy_decides_which_names_are_known() {
    let text = vector_bytes("interop/jws/ok_0.jwt");
    let key = certified("interop/jws/keys/j1.cert.der").prepare();
    let verifier = JwsVerifier::new(Trust::Pinned(&key));
    let by = |profiles: &[Profile]| {
        verifier
            .profiles(profiles)
            .verify(&text)
            .map_err(|e| e.code())
    };
    assert!(by(Profile::ALL).is_ok());
    assert!(by(Profile::named("esia").unwrap()).is_ok());
    assert_eq!(by(&[]).unwrap_err(), ErrorCode::AlgorithmNotAllowed);
    assert_eq!(
        by(Profile::named("sber").unwrap()).unwrap_err(),
        ErrorCode::AlgorithmNotAllowed
    );
    assert_eq!(
        by(&[Profile::ESIA_512]).unwrap_err(),
        ErrorCode::AlgorithmNotAllowed
    );
}

/// Every bit of the text, and every bit of the decoded signature.
#[test]
fn any_flipped_bit_of_a_raw_token_is_refused() {
    let text = vector_bytes("interop/jws/ok_0.jwt");
    let key = certified("interop/jws/keys/j1.cert.der").prepare();
    let verifier = JwsVerifier::new(Trust::Pinned(&key));
    assert!(verifier.verify(&text).is_ok());
    let mut flipped = text.clone();
    for at in 0..text.len() {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            let judged = verifier.verify(&flipped);
            assert!(judged.is_err(), "bit {bit} of octet {at}");
            flipped[at] = text[at];
        }
    }
    let token = UnverifiedJws::parse(&text).unwrap();
    let mut signature = token.signature().to_vec();
    for at in 0..signature.len() {
        for bit in 0..8 {
            signature[at] ^= 1 << bit;
            let changed = [token.signing_input(), b".", encode(&signature).as_bytes()].concat();
            let refusal = verifier.verify(&changed).unwrap_err();
            assert_eq!(
                refusal.code(),
                ErrorCode::InvalidSignature,
                "bit {bit} of octet {at}"
            );
            signature[at] ^= 1 << bit;
        }
    }
}

/// Every bit of the decoded payload, written back as the base64url that a forger would write.
#[test]
fn any_flipped_bit_of_the_payload_is_refused_by_the_signature() {
    let text = String::from_utf8(vector_bytes("interop/jws/ok_0.jwt")).unwrap();
    let key = certified("interop/jws/keys/j1.cert.der").prepare();
    let verifier = JwsVerifier::new(Trust::Pinned(&key));
    let [header, _, signature] = text.split('.').collect::<Vec<_>>().try_into().unwrap();
    let mut payload = UnverifiedJws::parse(&text).unwrap().payload().to_vec();
    for at in 0..payload.len() {
        for bit in 0..8 {
            payload[at] ^= 1 << bit;
            let changed = format!("{header}.{}.{signature}", encode(&payload));
            let refusal = verifier.verify(&changed).unwrap_err();
            assert_eq!(
                refusal.code(),
                ErrorCode::InvalidSignature,
                "bit {bit} of octet {at}"
            );
            payload[at] ^= 1 << bit;
        }
    }
}

#[test]
fn the_token_of_esia_verifies() {
    let index = Case::new(
        "formats/jws",
        vector_json("formats/jws/index.json"),
        &[
            "expected",
            "signature_encoding",
            "streebog256_of_signing_input",
            "r",
            "s",
        ],
    );
    let cases = index.list("cases");
    assert_eq!(cases.len(), 2);
    for case in &cases {
        let text = vector_bytes(&format!("formats/jws/{}", case.str("file")));
        let token = UnverifiedJws::parse(&text).unwrap();
        match case.str("verdict") {
            "ok" => {
                let file = format!("formats/jws/{}", case.str("cert_file"));
                let key = certified(&file);
                let point = [
                    reversed(case.hex("public_x")),
                    reversed(case.hex("public_y")),
                ];
                assert_eq!(key.to_bytes_le(), point.concat());
                assert_eq!(token.header().alg(), Some(case.str("alg")));
                // Both are in the certificate, which the numbers above agree with.
                let _ = (case.str("key_oid"), case.str("curve_oid"));
                let key = key.prepare();
                let jws = JwsVerifier::new(Trust::Pinned(&key)).verify(&text).unwrap();
                assert_eq!(jws.profile(), &Profile::ESIA_256);
                assert_eq!(jws.form(), SignatureForm::Raw);
                assert!(jws.certificate().is_none());
                let claims = jws.claims().unwrap();
                assert_eq!(claims["iss"], "http://esia.gosuslugi.ru/");
                assert_eq!(
                    claims["urn:esia:sbj"]["urn:esia:sbj:oid"].as_u64(),
                    Some(1_000_404_446)
                );
                let refusal = ClaimsPolicy::new(NOW).check(&claims).unwrap_err();
                assert_eq!(refusal.code(), ErrorCode::TokenExpired);
                ClaimsPolicy::new(UnixTime(1_590_836_931))
                    .check(&claims)
                    .unwrap();
            }
            "unverifiable" => never_valid(&text),
            other => panic!("{case}: {other}"),
        }
    }
}

/// No key at hand and no trust makes a token of an unknown key valid.
fn never_valid(text: &[u8]) {
    let token = UnverifiedJws::parse(text).unwrap();
    token.claims().unwrap();
    assert!(JwsVerifier::new(Trust::None).verify(text).is_err());
    for name in ["j1", "j2", "j3", "j4", "evil"] {
        let key = certified(&format!("interop/jws/keys/{name}.cert.der")).prepare();
        for order in [
            SignatureOrder::SrBe,
            SignatureOrder::RsBe,
            SignatureOrder::RsLe,
            SignatureOrder::SrLe,
        ] {
            let verifier = JwsVerifier::new(Trust::Pinned(&key)).order(order);
            assert!(verifier.verify(text).is_err(), "{name}");
        }
    }
}

/// A token of `vectors/real`; some of the files end with a line feed, which is not the token's.
fn real(name: &str) -> Vec<u8> {
    let mut text = vector_bytes(&format!("real/{name}"));
    if text.last() == Some(&b'\n') {
        text.pop();
    }
    text
}

#[test]
fn real_tokens_of_unknown_keys_are_read_and_never_valid() {
    for name in [
        "esia_test_access_2023_unverified.jwt",
        "esia_test_access_2025_unverified.jwt",
        "sber_inner_jws_2019.jwt",
        "sber_legacy_idtoken_2020.jwt",
        "sber_userinfo_jws_2021.jwt",
    ] {
        never_valid(&real(name));
    }
    let text = real("sber_legacy_idtoken_2020.jwt");
    let claims = UnverifiedJws::parse(&text).unwrap().claims().unwrap();
    assert_eq!(claims["amr"], "{pwd, mca, mfa, otp, sms}");
    ClaimsPolicy::new(UnixTime(1_582_370_501))
        .audience("10013")
        .check(&claims)
        .unwrap();
}

#[test]
fn the_banks_token_of_2026_verifies_with_its_ca_as_anchor() {
    let text = real("sber_ift_idtoken_2026.jwt");
    let mut store = TrustStore::new();
    store.add(certificate("real/sber_ift_ca_2024.cer.pem"));
    let anchored = JwsVerifier::new(Trust::Anchors(&store)).at(TOKEN_TIME);
    let jws = anchored.verify(&text).unwrap();
    assert_eq!(jws.form(), SignatureForm::Cms);
    assert_eq!(jws.profile(), &Profile::SBER);
    let claims = jws.claims().unwrap();
    ClaimsPolicy::new(TOKEN_TIME)
        .audience("24031")
        .issuer("efs-sbbol-ift-web.testsbi.sberbank.ru:9443")
        .require_exp(true)
        .check(&claims)
        .unwrap();

    // The certificate inside, pinned, serves as well; another key does not.
    let own = jws.certificate().unwrap().public_key().unwrap().prepare();
    assert!(JwsVerifier::new(Trust::Pinned(&own)).verify(&text).is_ok());
    let other = certified("interop/jws/keys/j1.cert.der").prepare();
    let refusal = JwsVerifier::new(Trust::Pinned(&other))
        .verify(&text)
        .unwrap_err();
    assert_eq!(refusal.code().exit_status(), 1);

    // Without an anchor the signature is good and nobody answers for it.
    let refusal = JwsVerifier::new(Trust::None)
        .at(TOKEN_TIME)
        .verify(&text)
        .unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::TrustNotEstablished);
    let JwsError::Untrusted(shown) = refusal else {
        panic!("nothing to show")
    };
    assert_eq!(shown.claims().unwrap()["aud"], "24031");
    assert_eq!(shown.certificate(), jws.certificate());

    // Before its certificate's time it is refused at the step of trust.
    let refusal = anchored
        .at(UnixTime(1_500_000_000))
        .verify(&text)
        .unwrap_err();
    assert_eq!(refusal.code().exit_status(), 6);
    assert!(matches!(refusal, JwsError::Untrusted(_)));
}

#[test]
fn one_changed_letter_of_the_banks_token_is_refused() {
    let text = String::from_utf8(real("sber_ift_idtoken_2026.jwt")).unwrap();
    let mut store = TrustStore::new();
    store.add(certificate("real/sber_ift_ca_2024.cer.pem"));
    let [header, _, signature] = text.split('.').collect::<Vec<_>>().try_into().unwrap();
    let payload =
        String::from_utf8(UnverifiedJws::parse(&text).unwrap().payload().to_vec()).unwrap();
    let changed = payload.replacen("24031", "24032", 1);
    assert_ne!(changed, payload);
    let changed = format!("{header}.{}.{signature}", encode(changed.as_bytes()));
    for trust in [Trust::None, Trust::Anchors(&store)] {
        let refusal = JwsVerifier::new(trust)
            .at(TOKEN_TIME)
            .verify(&changed)
            .unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::DigestMismatch);
        assert_eq!(refusal.code().exit_status(), 1);
    }
}

/// Every bit of the signing input; what still reads as a token fails at the digest.
#[test]
fn any_flipped_bit_of_the_signing_input_of_a_cms_token_is_refused() {
    let text = real("sber_ift_idtoken_2026.jwt");
    let mut store = TrustStore::new();
    store.add(certificate("real/sber_ift_ca_2024.cer.pem"));
    let verifier = JwsVerifier::new(Trust::Anchors(&store)).at(TOKEN_TIME);
    let length = UnverifiedJws::parse(&text).unwrap().signing_input().len();
    let mut flipped = text.clone();
    let mut by_digest = 0;
    for at in 0..length {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            let code = verifier.verify(&flipped).unwrap_err().code();
            assert_ne!(code.exit_status(), 6, "bit {bit} of octet {at}");
            by_digest += usize::from(code == ErrorCode::DigestMismatch);
            flipped[at] = text[at];
        }
    }
    assert!(by_digest > length);
}

/// The name `gost34.10-2012` does not cover keys of 2001, inside a CMS either.
#[test]
fn a_cms_by_a_key_of_2001_is_refused_under_a_name_of_2012() {
    let key = PrivateKey::from_pem_or_der(&vector_bytes("interop/openssl/keys/gost2001_XA.p8.pem"));
    let (key, own) = (
        key.unwrap(),
        certificate("interop/openssl/keys/gost2001_XA.cert.pem"),
    );
    let input = format!("{}.e30", encode(br#"{"alg":"gost34.10-2012"}"#));
    let options = SignOptions {
        detached: true,
        ..SignOptions::default()
    };
    let cms = gostseal::signed::sign(input.as_bytes(), &key, &own, &options).unwrap();
    let text = format!("{input}.{}", encode(&cms));
    let pinned = key.public_key().prepare();
    let mut store = TrustStore::new();
    store.add(own);
    for trust in [Trust::None, Trust::Anchors(&store), Trust::Pinned(&pinned)] {
        let refusal = JwsVerifier::new(trust).verify(&text).unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::AlgorithmMismatch);
    }
}

/// What stands in the CMS beside the signature cannot say what was signed.
#[test]
fn a_cms_over_other_octets_is_refused() {
    let text = String::from_utf8(real("sber_ift_idtoken_2026.jwt")).unwrap();
    let (_, signature) = text.rsplit_once('.').unwrap();
    let header = encode(br#"{"typ":"JWT","alg":"gost34.10-2012"}"#);
    let own = UnverifiedJws::parse(&text)
        .unwrap()
        .claims()
        .unwrap()
        .to_json();
    // The same claims, written anew: one octet of white space more.
    let payload = encode(format!("{own} ").as_bytes());
    let refusal = JwsVerifier::new(Trust::None)
        .verify(format!("{header}.{payload}.{signature}"))
        .unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::DigestMismatch);
    // A CMS that carries its content, and two signers: one of the corpus.
    let two = encode(&vector_bytes("interop/openssl/sig_two_signers.der"));
    let refusal = JwsVerifier::new(Trust::None).verify(format!("{header}.{payload}.{two}"));
    assert!(refusal.unwrap_err().code().exit_status() != 6);
}

#[test]
fn what_is_signed_verifies_in_every_profile_and_order() {
    let index = index();
    let keys = keys(&index);
    for case in index.list("cases") {
        case.skip();
    }
    let mut signed = 0;
    for key in keys.iter().filter_map(|key| key.private.as_ref()) {
        let prepared = key.public_key().prepare();
        let verifier = JwsVerifier::new(Trust::Pinned(&prepared));
        for profile in Profile::ALL {
            if !profile.allows_key(key.algorithm()) {
                let refusal = sign(profile, b"{}", key).unwrap_err();
                assert_eq!(refusal, SignError::AlgorithmMismatch);
                continue;
            }
            let text = sign(profile, b"\x00payload", key).unwrap();
            let jws = verifier.verify(&text).unwrap();
            assert_eq!(jws.payload(), b"\x00payload");
            assert_eq!(jws.profile(), profile);
            assert_eq!(jws.header().typ(), Some("JWT"));
            signed += 1;
            for order in [
                SignatureOrder::RsBe,
                SignatureOrder::RsLe,
                SignatureOrder::SrLe,
            ] {
                let text = JwsSigner::new(profile, key)
                    .member("ver", 1)
                    .member("typ", "JOSE")
                    .order(order)
                    .sign(b"{}")
                    .unwrap();
                assert_eq!(
                    verifier.verify(&text).unwrap_err().code(),
                    ErrorCode::InvalidSignature
                );
                let jws = verifier.order(order).verify(&text).unwrap();
                assert_eq!(jws.header()["ver"].as_i64(), Some(1));
                assert_eq!(jws.header().typ(), Some("JOSE"));
            }
        }
    }
    assert_eq!(signed, 10);
}

#[test]
fn a_signer_does_not_write_what_a_verifier_refuses() {
    let key = PrivateKey::from_bytes_le(
        KeyAlgorithm::Gost2012_256,
        certified("interop/jws/keys/j1.cert.der").param_set(),
        &[1; 32],
    )
    .unwrap();
    for (name, value) in [
        ("alg", Value::from("none")),
        ("crit", Value::Null),
        ("b64", false.into()),
    ] {
        let signer = JwsSigner::new(&Profile::SBER, &key).member(name, value);
        assert_eq!(signer.sign(b"{}"), Err(SignError::HeaderMember), "{name}");
    }
    let certificate = certificate("interop/jws/keys/j1.cert.der");
    let by_cms = |profile| {
        JwsSigner::new(profile, &key)
            .cms(&certificate, SignOptions::default())
            .sign(b"{}")
            .unwrap_err()
    };
    assert_eq!(by_cms(&Profile::ESIA_256), SignError::FormNotInProfile);
    // The certificate is another key's.
    assert_eq!(by_cms(&Profile::SBER).code(), ErrorCode::InvalidArgument);
}

#[test]
fn a_key_of_another_size_or_age_is_refused_before_anything_is_computed() {
    let short = certified("interop/jws/keys/j1.cert.der").prepare();
    let long = certified("interop/jws/keys/j3.cert.der").prepare();
    let header = encode(br#"{"alg":"gost34.10-2012"}"#);
    let token = |length: usize| format!("{header}.e30.{}", encode(&vec![1; length]));
    let code = |key: &PreparedKey, length| {
        JwsVerifier::new(Trust::Pinned(key))
            .verify(token(length))
            .unwrap_err()
            .code()
    };
    assert_eq!(code(&short, 64), ErrorCode::InvalidSignature);
    assert_eq!(code(&long, 128), ErrorCode::InvalidSignature);
    assert_eq!(code(&short, 128), ErrorCode::AlgorithmMismatch);
    assert_eq!(code(&long, 64), ErrorCode::AlgorithmMismatch);
    for length in [0, 1, 32, 63, 65, 127, 129, 256] {
        assert_eq!(
            code(&short, length),
            ErrorCode::InvalidFieldLength,
            "{length}"
        );
    }
    let old = certified("interop/openssl/keys/gost2001_XA.cert.pem").prepare();
    assert_eq!(code(&old, 64), ErrorCode::AlgorithmMismatch);
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    let key = certified("interop/jws/keys/j1.cert.der").prepare();
    let verifier = JwsVerifier::new(Trust::Pinned(&key));
    let code = |text: &str| verifier.verify(text).unwrap_err().code();
    let started = std::time::Instant::now();
    assert_eq!(code(&".".repeat(10_000_000)), ErrorCode::InvalidCompact);
    assert_eq!(code(&"A".repeat(10_000_000)), ErrorCode::InvalidCompact);
    for open in ["[", "{\"a\":", "[{\"a\":["] {
        let header = encode(format!("{{\"alg\":{}", open.repeat(60_000)).as_bytes());
        assert_eq!(code(&format!("{header}.e30.AA")), ErrorCode::TooDeep);
    }
    let members: Vec<String> = (0..100_000).map(|i| format!("\"{i}\":{i}")).collect();
    let header = encode(format!("{{{}}}", members.join(",")).as_bytes());
    assert_eq!(code(&format!("{header}.e30.AA")), ErrorCode::MissingField);
    // Anything quadratic would take hours.
    assert!(started.elapsed().as_secs() < 60);
}

fn encode(octets: &[u8]) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    Base64UrlUnpadded::encode_string(octets)
}
