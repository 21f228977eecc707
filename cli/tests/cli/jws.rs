// SPDX-License-Identifier: MIT OR Apache-2.0
//! `jws verify` and `jws sign`.

use super::*;

const SCHEMA: &str = "gostseal/jws-verify/1";
const AT: &str = "2026-02-23T14:31:30Z";

fn token() -> String {
    vector("real/sber_ift_idtoken_2026.jwt")
}

fn anchor() -> String {
    vector("real/sber_ift_ca_2024.cer.pem")
}

#[test]
fn verifies_the_banks_token() {
    let text = gostseal(&["jws", "verify", &token(), "--trust", &anchor(), "--at", AT])
        .good()
        .text();
    assert!(
        text.starts_with("signature good (gost34.10-2012, CMS); trusted by anchor\n"),
        "{text}"
    );
    assert!(text.contains("CN=СберТехТест"));
    assert!(text.contains("  aud: 24031\n"));
    let json = gostseal(&[
        "jws",
        "verify",
        "--json",
        &token(),
        "--trust",
        &anchor(),
        "--at",
        AT,
    ])
    .report(SCHEMA);
    assert_eq!(json["signature"], "good");
    assert_eq!(json["trust"], "anchor");
    assert_eq!(json["claims"]["aud"], "24031");
    assert_eq!(json["signer"]["serial"], "7D46320D7797740B4302");
}

#[test]
fn good_signature_without_trust_exits_6() {
    let done = gostseal(&["jws", "verify", &token(), "--at", AT]).refused(6, 401);
    assert!(
        done.stderr
            .contains("signature good, trust not established")
    );
    let json =
        gostseal(&["jws", "verify", "--json", &token(), "--at", AT]).refused_json(SCHEMA, 6, 401);
    assert_eq!(json["signature"], "good");
}

#[test]
fn certificate_that_is_not_valid_at_the_time_exits_6() {
    let late = [
        "jws",
        "verify",
        &token(),
        "--trust",
        &anchor(),
        "--at",
        "2027-01-01T00:00:00Z",
    ];
    let done = gostseal(&late).refused(6, 403);
    assert!(
        done.stderr
            .contains("signature good, trust not established")
    );
    let early = [
        "jws",
        "verify",
        &token(),
        "--trust",
        &anchor(),
        "--at",
        "2025-01-01T00:00:00Z",
    ];
    gostseal(&early).refused(6, 404);
    // An anchor of somebody else.
    let other = vector("interop/bc/keys/root512A.cert.der");
    gostseal(&["jws", "verify", &token(), "--trust", &other, "--at", AT]).refused(6, 402);
}

#[test]
fn one_changed_letter_in_the_audience_exits_1() {
    // aud is "24031"; in base64url one letter of its text is exchanged for its neighbour.
    let text = std::fs::read_to_string(token()).unwrap();
    let folder = Folder::new();
    let payload_at = text.find('.').unwrap() + 1;
    let claims = gostseal(&[
        "jws",
        "verify",
        "--json",
        &token(),
        "--trust",
        &anchor(),
        "--at",
        AT,
    ])
    .report(SCHEMA);
    assert_eq!(claims["claims"]["aud"], "24031");
    let mut changed = 0;
    for at in payload_at..payload_at + 24 {
        let mut octets = text.clone().into_bytes();
        octets[at] = if octets[at] == b'A' { b'B' } else { b'A' };
        let path = folder.write("token", &octets);
        let done = gostseal(&["jws", "verify", &path, "--trust", &anchor(), "--at", AT]);
        if done.status == 1 {
            changed += 1;
        }
        assert!(
            done.status == 1 || text.as_bytes()[at] == octets[at],
            "{}",
            done.stderr
        );
    }
    assert!(changed > 20);
}

#[test]
fn verifies_raw_signatures_with_the_signers_key_only() {
    let token = vector("real/esia_test_authcode_2020.jwt");
    let signer = vector("real/esia_test_signing_2019.cer.pem");
    let at = "2020-05-30T11:08:51Z";
    let json = gostseal(&[
        "jws", "verify", "--json", &token, "--signer", &signer, "--at", at,
    ])
    .report(SCHEMA);
    assert_eq!(json["form"], "raw");
    assert_eq!(json["trust"], "pinned key");
    gostseal(&[
        "jws",
        "verify",
        &token,
        "--signer",
        &signer,
        "--at",
        at,
        "--profile",
        "esia",
    ])
    .good();
    gostseal(&["jws", "verify", &token, "--at", at]).refused(2, 105);
    gostseal(&[
        "jws",
        "verify",
        &token,
        "--signer",
        &signer,
        "--at",
        at,
        "--profile",
        "sber",
    ])
    .refused(4, 305);
    gostseal(&[
        "jws", "verify", &token, "--signer", &signer, "--at", at, "--order", "sr-be",
    ])
    .good();
    for order in ["rs-be", "rs-le", "sr-le"] {
        gostseal(&[
            "jws", "verify", &token, "--signer", &signer, "--at", at, "--order", order,
        ])
        .refused(1, 321);
    }
    let other = vector("interop/jws/keys/j2.cert.der");
    gostseal(&["jws", "verify", &token, "--signer", &other, "--at", at]).refused(1, 321);
}

#[test]
fn judges_claims_after_the_signature() {
    let args = ["jws", "verify", "--trust", &anchor(), "--at", AT, &token()];
    let with = |more: &[&str]| gostseal(&[&args[..], more].concat());
    with(&[
        "--aud",
        "24031",
        "--iss",
        "efs-sbbol-ift-web.testsbi.sberbank.ru:9443",
    ])
    .good();
    let done = with(&["--aud", "2233"]).refused(9, 501);
    assert!(!done.stderr.contains("trust"));
    with(&["--iss", "somebody"]).refused(9, 502);
    let json = with(&["--json", "--aud", "2233"]).refused_json(SCHEMA, 9, 501);
    assert_eq!(json["signature"], "good");
    // exp is 1771857393, which is 14:36:33.
    gostseal(&[
        "jws",
        "verify",
        "--trust",
        &anchor(),
        "--at",
        "2026-02-23T14:36:32Z",
        &token(),
    ])
    .good();
    gostseal(&[
        "jws",
        "verify",
        "--trust",
        &anchor(),
        "--at",
        "2026-02-23T14:36:33Z",
        &token(),
    ])
    .refused(9, 503);
}

#[test]
fn what_is_no_token_exits_3_and_foreign_algorithms_4() {
    let signer = vector("interop/jws/keys/j1.cert.der");
    let folder = Folder::new();
    gostseal_with(&["jws", "verify", "--signer", &signer], b"no token").refused(3, 211);
    gostseal_with(&["jws", "verify", "--signer", &signer], b"").refused(3, 211);
    for (file, status) in [
        ("alg_none.jwt", 4),
        ("alg_hs256.jwt", 4),
        ("std_b64.jwt", 3),
        ("pad.jwt", 3),
        ("alg_dup.jwt", 3),
    ] {
        let done = gostseal(&[
            "jws",
            "verify",
            "--signer",
            &signer,
            &vector(&format!("interop/jws/{file}")),
        ]);
        assert_eq!(done.status, status, "{file}: {}", done.stderr);
        assert_eq!(done.stderr.lines().count(), 1);
    }
    // One line end is taken off, two are not.
    let text = std::fs::read_to_string(token()).unwrap();
    for (end, status) in [("\n", 0), ("\r\n", 0), ("\n\n", 3), (" ", 3)] {
        let path = folder.write("token", format!("{}{end}", text.trim_end()).as_bytes());
        let done = gostseal(&["jws", "verify", &path, "--trust", &anchor(), "--at", AT]);
        assert_eq!(done.status, status, "{end:?}: {}", done.stderr);
    }
}

#[test]
fn signs_what_it_verifies() {
    for (profile, key, alg) in [
        (
            "sber",
            "interop/synthetic/keys/s_sender256",
            "gost34.10-2012",
        ),
        (
            "sber",
            "interop/synthetic/keys/s_sender512",
            "gost34.10-2012",
        ),
        (
            "esia",
            "interop/synthetic/keys/s_sender256",
            "GOST3410_2012_256",
        ),
        (
            "esia",
            "interop/synthetic/keys/s_sender512",
            "GOST3410_2012_512",
        ),
    ] {
        let secret = vector(&format!("{key}.p8.der"));
        let signer = vector(&format!("{key}.cert.der"));
        let claims = br#"{"iss":"me","aud":["you","them"],"n":1.5}"#;
        let done = gostseal_with(
            &["jws", "sign", "--key", &secret, "--profile", profile],
            &[&claims[..], b"\n"].concat(),
        );
        let token = done.good().stdout;
        assert_eq!(token.iter().filter(|&&c| c == b'\n').count(), 1);
        let json = gostseal_with(
            &[
                "jws", "verify", "--json", "--signer", &signer, "--aud", "them",
            ],
            &token,
        )
        .report(SCHEMA);
        assert_eq!(json["alg"], alg);
        assert_eq!(
            json["claims"],
            serde_json::from_slice::<Value>(claims).unwrap()
        );
    }
    let old = vector("interop/synthetic/keys/s_r2001.p8.der");
    gostseal_with(&["jws", "sign", "--key", &old, "--profile", "sber"], b"{}").refused(4, 306);
    gostseal_with(&["jws", "sign", "--key", &old, "--profile", "other"], b"{}")
        .misuse("known are sber, esia");
}

#[test]
fn shows_payloads_that_are_no_claims() {
    let secret = vector("interop/synthetic/keys/s_sender256.p8.der");
    let signer = vector("interop/synthetic/keys/s_sender256.cert.der");
    let sign = |payload: &[u8]| {
        gostseal_with(
            &["jws", "sign", "--key", &secret, "--profile", "esia"],
            payload,
        )
        .good()
        .stdout
    };
    let verify = |token: &[u8], more: &[&str]| {
        gostseal_with(
            &[&["jws", "verify", "--signer", &signer], more].concat(),
            token,
        )
    };
    let text = verify(&sign("Это\u{1b}[2J".as_bytes()), &[]).good().text();
    assert!(text.contains("payload: Это\\u{1b}[2J\n"), "{text}");
    let json = verify(&sign(&[0xff, 0x00]), &["--json"]).report(SCHEMA);
    assert_eq!(json["payload_hex"], "FF00");
    verify(&sign(b"text"), &["--aud", "me"]).refused(3, 210);
}
