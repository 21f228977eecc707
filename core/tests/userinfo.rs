// SPDX-License-Identifier: MIT OR Apache-2.0
//! The main job, whole: sealed user-infos to claims, and every step's refusal.

#[path = "../src/testutil.rs"]
mod testutil;

use std::time::Instant;

use gostseal::jose::{Jwe, JwsError, Profile, SignatureForm, UnverifiedJws};
use gostseal::keys::{CipherParamSet, KeyAlgorithm, ParamSet, PrivateKey, SignatureOrder};
use gostseal::signed::SignOptions;
use gostseal::trust::{Trust, TrustStore};
use gostseal::userinfo::{Open, OpenError, Seal, Step};
use gostseal::{Certificate, ErrorCode, UnixTime};
use testutil::vector_bytes;

/// 2026-12-01T00:00:00Z, within the validity of the signers' certificates.
const NOW: UnixTime = UnixTime(1_796_083_200);

const CLAIMS: &str = r#"{"sub":"74","aud":"2233","iss":"http://bank/","name":"ФИО \"Ъ\"","inn":"1482746570","n":[1,{"x":null}]}"#;

/// Recipients of each kind that the bank may have: 2001, 2012 with 256 and 512 bits, cofactor 4 among them.
const RECIPIENTS: [&str; 6] = [
    "gost2001_XA",
    "gost2012_256_XA",
    "gost2012_256_TCA",
    "gost2012_256_TCC",
    "gost2012_512_A",
    "gost2012_512_C",
];

/// Signers of tokens: 256 and 512 bits.
const SIGNERS: [&str; 3] = ["gost2012_256_XA", "gost2012_256_TCA", "gost2012_512_A"];

fn key(name: &str) -> PrivateKey {
    let file = format!("interop/openssl/keys/{name}.p8.pem");
    PrivateKey::from_pem_or_der(&vector_bytes(&file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

fn certificate(name: &str) -> Certificate {
    let file = format!("interop/openssl/keys/{name}.cert.pem");
    Certificate::from_pem_or_der(&vector_bytes(&file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

fn store(anchor: Certificate) -> TrustStore {
    let mut store = TrustStore::new();
    store.add(anchor);
    store
}

fn refusal(result: Result<gostseal::userinfo::UserInfo, OpenError>) -> (Step, ErrorCode) {
    let error = result.unwrap_err();
    assert!(!error.to_string().is_empty());
    (error.step(), error.code())
}

/// A raw user-info of one signer for one recipient.
fn sealed(signer: &str, recipient: &str) -> String {
    let (signer, recipient) = (key(signer), certificate(recipient));
    Seal::new(&Profile::SBER, &signer)
        .to(&recipient)
        .seal(CLAIMS.as_bytes())
        .unwrap()
}

#[test]
fn what_is_sealed_opens_for_every_recipient_signer_and_form() {
    for signer in SIGNERS {
        let (signing, own) = (key(signer), certificate(signer));
        let prepared = signing.public_key().prepare();
        let store = store(own.clone());
        let options = SignOptions {
            ber_indefinite: true,
            ..SignOptions::default()
        };
        let raw = Seal::new(&Profile::SBER, &signing);
        let cms = raw.clone().cms(&own, options);
        for (seal, form) in [(raw, SignatureForm::Raw), (cms, SignatureForm::Cms)] {
            for recipient in RECIPIENTS {
                let (to, private) = (certificate(recipient), key(recipient));
                let text = seal.clone().to(&to).seal(CLAIMS.as_bytes()).unwrap();
                let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
                let open = open.audience("2233").issuer("http://bank/");
                let info = open
                    .open(&text)
                    .unwrap_or_else(|e| panic!("{signer} {recipient}: {e}"));
                assert!(info.encrypted);
                assert_eq!(info.jws.form(), form);
                assert_eq!(info.claims["inn"], "1482746570");
                assert_eq!(info.claims.to_json(), CLAIMS);
                assert_eq!(info.jws.payload(), CLAIMS.as_bytes());

                let anchored = Open::new(Trust::Anchors(&store))
                    .key(&private)
                    .at(NOW)
                    .open(&text);
                match form {
                    SignatureForm::Cms => {
                        let info = anchored.unwrap_or_else(|e| panic!("{signer}: {e}"));
                        assert_eq!(info.jws.certificate(), Some(&own));
                    }
                    SignatureForm::Raw => {
                        assert_eq!(anchored.unwrap_err().code(), ErrorCode::SignerRequired);
                    }
                }
            }
        }
    }
}

#[test]
fn a_sealed_text_has_the_banks_shape() {
    let recipient = certificate("gost2001_XA");
    let text = sealed("gost2012_256_XA", "gost2001_XA");
    let parts: Vec<&str> = text.split('.').collect();
    assert_eq!([parts[1], parts[2], parts[4]], [""; 3]);
    let jwe = Jwe::parse(&text).unwrap();
    let header: Vec<&str> = jwe.header().iter().map(|(name, _)| name).collect();
    assert_eq!(header, ["typ", "cty", "enc", "kid"]);
    assert_eq!(jwe.header().enc(), Some("gost28147-89"));
    let serial: String = recipient
        .serial()
        .iter()
        .map(|octet| format!("{octet:02X}"))
        .collect();
    assert_eq!(jwe.header().kid(), Some(serial.trim_start_matches("00")));
    // ContentInfo, then EnvelopedData of version 0 with originatorInfo: 30 .. 06 .. a0 .. 30 .. 02 01 00 a0
    let cms = jwe.ciphertext();
    assert!(
        cms[..40]
            .windows(4)
            .any(|window| window == [0x02, 0x01, 0x00, 0xa0])
    );
    let ski = recipient.subject_key_id().unwrap();
    let named = [&[0x80, ski.len() as u8], ski].concat();
    assert!(cms.windows(named.len()).any(|window| window == named));
    assert!(
        cms.windows(recipient.der().len())
            .any(|window| window == recipient.der())
    );
}

#[test]
fn the_plaintext_may_be_bare_and_the_sbox_another() {
    let signing = key("gost2012_256_XA");
    let prepared = signing.public_key().prepare();
    let (to, private) = (certificate("gost2012_256_TCA"), key("gost2012_256_TCA"));
    let seal = Seal::new(&Profile::SBER, &signing).to(&to);
    let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
    let quoted = seal.clone().seal(CLAIMS.as_bytes()).unwrap();
    let bare = seal.clone().quoted(false).seal(CLAIMS.as_bytes()).unwrap();
    assert_eq!(quoted.len() - bare.len(), 3);
    for sbox in [
        CipherParamSet::CryptoProA,
        CipherParamSet::CryptoProB,
        CipherParamSet::CryptoProC,
        CipherParamSet::CryptoProD,
        CipherParamSet::Tc26Z,
    ] {
        let text = seal
            .clone()
            .param_set(sbox)
            .seal(CLAIMS.as_bytes())
            .unwrap();
        assert!(open.open(&text).is_ok(), "{sbox:?}");
    }
    assert!(open.open(&quoted).is_ok());
    assert!(open.open(&bare).is_ok());
}

#[test]
fn a_plain_jws_needs_no_key() {
    let signing = key("gost2012_512_A");
    let prepared = signing.public_key().prepare();
    for profile in [Profile::SBER, Profile::ESIA_512] {
        let text = Seal::new(&profile, &signing)
            .seal(CLAIMS.as_bytes())
            .unwrap();
        let info = Open::new(Trust::Pinned(&prepared))
            .at(NOW)
            .open(&text)
            .unwrap();
        assert!(!info.encrypted);
        assert_eq!(info.jws.profile(), &profile);
    }
}

#[test]
fn padding_and_line_breaks_change_nothing_in_the_fourth_part() {
    let prepared = key("gost2012_256_XA").public_key().prepare();
    let private = key("gost2012_256_XA");
    let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
    let text = sealed("gost2012_256_XA", "gost2012_256_XA");
    let fourth = text.split('.').nth(3).unwrap();
    let padding = "=".repeat((4 - fourth.len() % 4) % 4);
    let lines = |end: &str| -> String {
        fourth
            .as_bytes()
            .chunks(64)
            .map(|line| format!("{}{end}", std::str::from_utf8(line).unwrap()))
            .collect()
    };
    for other in [
        format!("{fourth}{padding}"),
        lines("\n"),
        lines("\r\n") + &padding,
    ] {
        assert!(open.open(text.replace(fourth, &other)).is_ok());
    }
    let standard = fourth.replace('-', "+").replace('_', "/");
    assert_ne!(standard, fourth);
    for other in [format!("{fourth}===="), lines(" "), standard] {
        let (step, code) = refusal(open.open(text.replace(fourth, &other)));
        assert_eq!((step, code), (Step::Jwe, ErrorCode::InvalidBase64));
    }
}

#[test]
fn each_refusal_names_its_step() {
    let signing = key("gost2012_256_XA");
    let prepared = signing.public_key().prepare();
    let other = key("gost2012_256_TCC").public_key().prepare();
    let (to, private) = (certificate("gost2012_256_XA"), key("gost2012_256_XA"));
    let own = certificate("gost2012_256_XA");
    let seal = Seal::new(&Profile::SBER, &signing).to(&to);
    let text = seal.clone().seal(CLAIMS.as_bytes()).unwrap();
    let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
    assert!(open.open(&text).is_ok());

    // Before anything is read.
    let timeless = Open::new(Trust::Pinned(&prepared))
        .key(&private)
        .open(&text);
    assert_eq!(
        refusal(timeless),
        (Step::Claims, ErrorCode::InvalidArgument)
    );
    for shapeless in ["", "a", "a.b", "a.b.c.d", "a.b.c.d.e.f"] {
        assert_eq!(
            refusal(open.open(shapeless)),
            (Step::Jws, ErrorCode::InvalidCompact)
        );
    }

    // JWE.
    let unknown = text.replacen(
        text.split('.').next().unwrap(),
        "eyJlbmMiOiJBMjU2R0NNIn0",
        1,
    );
    assert_eq!(
        refusal(open.open(unknown)),
        (Step::Jwe, ErrorCode::UnsupportedAlgorithm)
    );
    assert_eq!(
        refusal(open.open("e30...MAA.")),
        (Step::Jwe, ErrorCode::MissingField)
    );

    // Envelope.
    let keyless = Open::new(Trust::Pinned(&prepared)).at(NOW).open(&text);
    assert_eq!(refusal(keyless), (Step::Envelope, ErrorCode::KeyRequired));
    for (name, code) in [
        ("gost2012_256_TCA", ErrorCode::NoRecipient),
        ("gost2001_XA", ErrorCode::NoRecipient),
        ("gost2012_512_A", ErrorCode::NoRecipient),
    ] {
        let foreign = key(name);
        assert_eq!(
            refusal(open.key(&foreign).open(&text)),
            (Step::Envelope, code),
            "{name}"
        );
    }
    let mut number = [0x11; 32];
    number[31] = 0;
    let same_curve =
        PrivateKey::from_bytes_le(private.algorithm(), private.param_set(), &number).unwrap();
    let wrong = refusal(open.key(&same_curve).open(&text));
    assert_eq!(wrong, (Step::Envelope, ErrorCode::WrongKey));
    let empty = Jwe::encode(&[0x30, 0x00], &[1]);
    assert_eq!(refusal(open.open(&empty)).0, Step::Envelope);

    // JWS: the policy, and what the plaintext is.
    let none = open.profiles(&[]);
    assert_eq!(
        refusal(none.open(&text)),
        (Step::Jws, ErrorCode::AlgorithmNotAllowed)
    );
    let esia = open.profiles(Profile::named("esia").unwrap());
    assert_eq!(
        refusal(esia.open(&text)),
        (Step::Jws, ErrorCode::AlgorithmNotAllowed)
    );

    // Signature.
    let bad = open.order(SignatureOrder::RsBe);
    assert_eq!(
        refusal(bad.open(&text)),
        (Step::Signature, ErrorCode::InvalidSignature)
    );
    let stranger = Open::new(Trust::Pinned(&other)).key(&private).at(NOW);
    assert_eq!(
        refusal(stranger.open(&text)),
        (Step::Signature, ErrorCode::InvalidSignature)
    );
    let trusting = Open::new(Trust::None).key(&private).at(NOW);
    assert_eq!(
        refusal(trusting.open(&text)),
        (Step::Signature, ErrorCode::SignerRequired)
    );

    // Trust: only a CMS signature comes so far without a key.
    let cms = seal
        .clone()
        .cms(&own, SignOptions::default())
        .seal(CLAIMS.as_bytes())
        .unwrap();
    let error = trusting.open(&cms).unwrap_err();
    assert_eq!(
        (error.step(), error.code()),
        (Step::Trust, ErrorCode::TrustNotEstablished)
    );
    let OpenError::Jws(JwsError::Untrusted(shown)) = error else {
        panic!("nothing to show")
    };
    assert_eq!(shown.claims().unwrap()["inn"], "1482746570");
    let foreign = store(certificate("gost2012_256_TCC"));
    let anchored = Open::new(Trust::Anchors(&foreign)).key(&private).at(NOW);
    assert_eq!(
        refusal(anchored.open(&cms)),
        (Step::Trust, ErrorCode::IssuerNotFound)
    );

    // Claims.
    for (policy, code) in [
        (open.audience("2234"), ErrorCode::AudienceMismatch),
        (open.issuer("http://bank"), ErrorCode::IssuerMismatch),
        (open.nonce("n"), ErrorCode::MissingClaim),
        (open.subject("75"), ErrorCode::SubjectMismatch),
        (open.require_exp(true), ErrorCode::MissingClaim),
    ] {
        assert_eq!(refusal(policy.open(&text)), (Step::Claims, code));
    }
    let dated = |claims: &str| seal.clone().seal(claims.as_bytes()).unwrap();
    let ended = dated(r#"{"exp":1796083200}"#);
    assert_eq!(
        refusal(open.open(&ended)),
        (Step::Claims, ErrorCode::TokenExpired)
    );
    assert!(open.leeway(1).open(&ended).is_ok());
    assert!(open.at(UnixTime(1_796_083_199)).open(&ended).is_ok());
    let early = dated(r#"{"nbf":1796083201}"#);
    assert_eq!(
        refusal(open.open(&early)),
        (Step::Claims, ErrorCode::TokenNotYetValid)
    );
    let odd = dated(r#"{"exp":"tomorrow"}"#);
    assert_eq!(
        refusal(open.open(&odd)),
        (Step::Claims, ErrorCode::InvalidClaim)
    );
}

#[test]
fn many_open_as_each_alone() {
    let signing = key(SIGNERS[0]);
    let prepared = signing.public_key().prepare();
    let seal = Seal::new(&Profile::SBER, &signing);
    for recipient in RECIPIENTS {
        let (to, private) = (certificate(recipient), key(recipient));
        let good = seal.clone().to(&to).seal(CLAIMS.as_bytes()).unwrap();
        // Altered at every part: the headers, the wrapped key, the content. Foreign recipients, plain and senseless texts.
        let mut texts: Vec<Vec<u8>> = (0..20)
            .map(|i| {
                let mut text = good.clone().into_bytes();
                let at = i * (text.len() - 1) / 19;
                text[at] = if text[at] == b'A' { b'B' } else { b'A' };
                text
            })
            .collect();
        texts.extend([
            good.clone().into_bytes(),
            sealed(SIGNERS[0], RECIPIENTS[0]).into_bytes(),
            sealed(SIGNERS[1], recipient).into_bytes(),
            seal.seal(CLAIMS.as_bytes()).unwrap().into_bytes(),
            vector_bytes("real/sber_userinfo_2019.jwe"),
            vector_bytes("real/sber_ift_idtoken_2026.jwt"),
            Vec::new(),
            b"....".to_vec(),
            good.clone().into_bytes(),
            seal.clone()
                .to(&to)
                .seal(CLAIMS.as_bytes())
                .unwrap()
                .into_bytes(),
        ]);
        let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
        let no_key = Open::new(Trust::Pinned(&prepared)).at(NOW);
        let no_time = Open::new(Trust::Pinned(&prepared)).key(&private);
        for open in [open, no_key, no_time] {
            let many = open.open_batch(&texts);
            assert_eq!(many.len(), texts.len());
            for (many, text) in many.iter().zip(&texts) {
                assert_eq!(format!("{many:?}"), format!("{:?}", open.open(text)));
            }
        }
        let good = open.open_batch(&texts).into_iter().filter(Result::is_ok);
        assert!(good.count() >= 4, "{recipient}");
        assert!(open.open_batch::<&str>(&[]).is_empty());
    }
}

#[test]
fn a_seal_takes_only_claims_that_a_reader_takes() {
    let signing = key("gost2012_256_XA");
    let seal = Seal::new(&Profile::SBER, &signing);
    for (claims, code) in [
        ("[]", ErrorCode::InvalidJson),
        ("", ErrorCode::InvalidJson),
        ("{} {}", ErrorCode::TrailingData),
        (r#"{"a":1,"a":1}"#, ErrorCode::DuplicateField),
    ] {
        assert_eq!(
            seal.clone().seal(claims.as_bytes()).unwrap_err().code(),
            code,
            "{claims}"
        );
    }
    let old = key("gost2001_XA");
    let refused = Seal::new(&Profile::SBER, &old).seal(b"{}").unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AlgorithmMismatch);
}

#[test]
fn the_published_jwe_of_2019_is_read_and_opens_with_no_key_at_hand() {
    let text = vector_bytes("real/sber_userinfo_2019.jwe");
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    let jwe = Jwe::parse(text).unwrap();
    assert_eq!(jwe.header().kid(), Some("7786A4BBB588B6AA4811"));
    assert_eq!(jwe.header().alg(), None);
    assert_eq!(
        jwe.ciphertext(),
        vector_bytes("real/sber_userinfo_2019.cms.der")
    );

    let bank = key("gost2012_256_XA").public_key().prepare();
    let code = |key: &PrivateKey| {
        let error = Open::new(Trust::Pinned(&bank))
            .key(key)
            .at(NOW)
            .open(text)
            .unwrap_err();
        assert_eq!(error.step(), Step::Envelope);
        assert_eq!(error.code().exit_status(), 5);
        error.code()
    };
    for name in RECIPIENTS {
        assert_eq!(code(&key(name)), ErrorCode::NoRecipient, "{name}");
    }
    // A bare key of the recipient's curve is tried, and CEK_MAC decides.
    let same_curve =
        PrivateKey::from_bytes_le(KeyAlgorithm::Gost2001, ParamSet::CryptoProB, &[0x11; 32])
            .unwrap();
    assert_eq!(code(&same_curve), ErrorCode::WrongKey);

    // What was inside is published too: 446 octets with its quotes, and no key proves it.
    let inner = vector_bytes("real/sber_inner_jws_2019.jwt");
    assert_eq!(inner.len() + 2, 446);
    let token = UnverifiedJws::parse(&inner).unwrap();
    assert_eq!(token.claims().unwrap()["inn"], "1482746570");
    let (step, code) = refusal(Open::new(Trust::Pinned(&bank)).at(NOW).open(&inner));
    assert_eq!((step, code), (Step::Signature, ErrorCode::InvalidSignature));
}

#[test]
fn the_banks_token_of_2026_opens_as_it_came() {
    let text = vector_bytes("real/sber_ift_idtoken_2026.jwt");
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    let ca = vector_bytes("real/sber_ift_ca_2024.cer.pem");
    let store = store(Certificate::from_pem_or_der(&ca).unwrap());
    let open = Open::new(Trust::Anchors(&store))
        .audience("24031")
        .nonce("7aa5ad03dfb8058e04966d8748523954523900ef7afec03d92c13f840b70c7e9")
        .require_exp(true);
    let info = open.at(UnixTime(1_771_857_090)).open(text).unwrap();
    assert_eq!(info.claims["azp"], "24031");
    assert_eq!(info.jws.form(), SignatureForm::Cms);
    // The last second, and the one after it.
    assert!(open.at(UnixTime(1_771_857_392)).open(text).is_ok());
    let late = open.at(UnixTime(1_771_857_393)).open(text);
    assert_eq!(refusal(late), (Step::Claims, ErrorCode::TokenExpired));
    let untrusted = Open::new(Trust::None)
        .at(UnixTime(1_771_857_090))
        .open(text);
    assert_eq!(
        refusal(untrusted),
        (Step::Trust, ErrorCode::TrustNotEstablished)
    );
}

/// Every bit of a sealed text: nothing but a refusal comes out, or the same claims where the bit proves nothing.
#[test]
fn a_flipped_bit_of_a_sealed_text_never_changes_the_claims() {
    let prepared = key("gost2012_256_XA").public_key().prepare();
    let private = key("gost2012_256_XA");
    let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
    let text = sealed("gost2012_256_XA", "gost2012_256_XA").into_bytes();
    let mut flipped = text.clone();
    let mut refused = 0;
    // Seven is prime to the period of base64, so every position of a sextet is met.
    for at in (0..text.len()).step_by(7) {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            match open.open(&flipped) {
                Ok(info) => assert_eq!(info.claims.to_json(), CLAIMS),
                Err(_) => refused += 1,
            }
            flipped[at] = text[at];
        }
    }
    assert!(refused > text.len() / 7 * 4);
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    let signing = key("gost2012_256_XA");
    let prepared = signing.public_key().prepare();
    let private = key("gost2012_256_XA");
    let open = Open::new(Trust::Pinned(&prepared)).key(&private).at(NOW);
    let started = Instant::now();
    assert_eq!(
        refusal(open.open(".".repeat(100_000))).1,
        ErrorCode::InvalidCompact
    );
    assert_eq!(
        refusal(open.open(format!("{}....", "A".repeat(1 << 20)))).0,
        Step::Jwe
    );
    // The signature is good, and the payload is nothing but brackets.
    let deep = "[".repeat(60_000);
    let text = gostseal::jose::sign(&Profile::SBER, deep.as_bytes(), &signing).unwrap();
    assert_eq!(
        refusal(open.open(&text)),
        (Step::Claims, ErrorCode::TooDeep)
    );
    assert!(started.elapsed().as_secs() < 60);
}
