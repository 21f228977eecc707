// SPDX-License-Identifier: MIT OR Apache-2.0
//! `userinfo` and `userinfo seal`.

use super::*;

const SCHEMA: &str = "gostseal/userinfo/1";
const CLAIMS: &str =
    r#"{"sub":"1","inn":"7707083893","name":"Иван","aud":"2233","iss":"bank","nonce":"n-1"}"#;

fn key(name: &str, what: &str) -> String {
    vector(&format!("interop/synthetic/keys/{name}.{what}.der"))
}

/// A sealed user-info in a file: the form of its signature, and for whom.
fn sealed(folder: &Folder, form: &str, recipient: Option<&str>, claims: &str) -> String {
    let (secret, certificate) = (key("s_sender256", "p8"), key("s_sender256", "cert"));
    let mut args = vec![
        "userinfo",
        "seal",
        "-",
        "--sign-key",
        &secret,
        "--form",
        form,
    ];
    if form == "cms" {
        args.extend(["--sign-cert", &certificate]);
    }
    let to = recipient.map(|name| key(name, "cert"));
    if let Some(to) = &to {
        args.extend(["--to", to]);
    }
    let token = gostseal_with(&args, claims.as_bytes()).good().stdout;
    folder.write(&format!("{form}.{}", recipient.unwrap_or("jws")), &token)
}

#[test]
fn opens_every_shape_that_it_seals() {
    let folder = Folder::new();
    let bank = key("s_sender256", "cert");
    for form in ["raw", "cms"] {
        for recipient in [None, Some("s_r2001"), Some("s_r256"), Some("s_r512")] {
            let file = sealed(&folder, form, recipient, CLAIMS);
            let mut args = vec!["userinfo", "--json", &file, "--bank", &bank];
            let secret = recipient.map(|name| key(name, "p8"));
            if let Some(secret) = &secret {
                args.extend(["--key", secret]);
            }
            let json = gostseal(&args).report(SCHEMA);
            assert_eq!(
                json["claims"],
                serde_json::from_str::<Value>(CLAIMS).unwrap()
            );
            assert_eq!(json["encrypted"], recipient.is_some());
            assert_eq!(json["form"], if form == "raw" { "raw" } else { "CMS" });
            assert_eq!(json["trust"], "pinned key");
        }
    }
}

#[test]
fn prints_claims_for_people() {
    let folder = Folder::new();
    let file = sealed(&folder, "cms", Some("s_r256"), CLAIMS);
    let (secret, cert, bank) = (
        key("s_r256", "p8"),
        key("s_r256", "cert"),
        key("s_sender256", "cert"),
    );
    let text = gostseal(&[
        "userinfo", &file, "--key", &secret, "--cert", &cert, "--trust", &bank,
    ])
    .good()
    .text();
    assert!(
        text.starts_with(
            "user-info: encrypted; signature good (gost34.10-2012, CMS); trusted by anchor\n"
        ),
        "{text}"
    );
    assert!(text.contains("  inn: 7707083893\n  name: Иван\n"));
}

#[test]
fn refuses_step_by_step() {
    let folder = Folder::new();
    let file = sealed(&folder, "cms", Some("s_r256"), CLAIMS);
    let raw = sealed(&folder, "raw", Some("s_r256"), CLAIMS);
    let (secret, bank) = (key("s_r256", "p8"), key("s_sender256", "cert"));
    let open = |more: &[&str]| gostseal(&[&["userinfo"], more].concat());
    // No key at all, a key of another curve, another key of the same curve, another certificate.
    open(&[&file, "--bank", &bank]).refused(2, 107);
    open(&[&file, "--bank", &bank, "--key", &key("s_r512", "p8")]).refused(5, 311);
    open(&[&file, "--bank", &bank, "--key", &key("s_sender256", "p8")]).refused(5, 312);
    open(&[
        &file,
        "--bank",
        &bank,
        "--key",
        &secret,
        "--cert",
        &key("s_r512", "cert"),
    ])
    .refused(2, 101);
    // Another signer, no trust, nobody's key for a raw signature.
    open(&[&file, "--bank", &key("s_r256", "cert"), "--key", &secret]).refused(1, 321);
    open(&[&file, "--key", &secret]).refused(6, 401);
    open(&[&raw, "--key", &secret]).refused(2, 105);
    open(&[&file, "--key", &secret, "--trust", &key("s_r512", "cert")]).refused(6, 402);
    // Claims.
    let with = |more: &[&str]| open(&[&[&file, "--key", &secret, "--bank", &bank], more].concat());
    with(&["--aud", "2233", "--iss", "bank", "--nonce", "n-1"]).good();
    with(&["--aud", "1"]).refused(9, 501);
    with(&["--iss", "1"]).refused(9, 502);
    with(&["--nonce", "1"]).refused(9, 505);
    with(&["--require-exp"]).refused(9, 508);
    let json = with(&["--json", "--aud", "1"]).refused_json(SCHEMA, 9, 501);
    assert_eq!(json["signature"], "good");
}

#[test]
fn judges_expiry_at_the_given_time_with_the_given_leeway() {
    let folder = Folder::new();
    let claims = r#"{"exp":1771857393,"nbf":1771857000}"#;
    let file = sealed(&folder, "raw", None, claims);
    let bank = key("s_sender256", "cert");
    let at = |time: &str, more: &[&str]| {
        gostseal(&[&["userinfo", &file, "--bank", &bank, "--at", time], more].concat())
    };
    at("2026-02-23T14:36:32Z", &[]).good();
    at("2026-02-23T14:36:32Z", &["--require-exp"]).good();
    at("2026-02-23T17:36:32+03:00", &[]).good();
    at("2026-02-23T14:36:33Z", &[]).refused(9, 503);
    at("2026-02-23T14:36:33Z", &["--leeway", "1"]).good();
    at("2026-02-23T14:29:59Z", &[]).refused(9, 504);
    at("2026-02-23T14:29:59Z", &["--leeway", "1"]).good();
    at("yesterday", &[]).misuse("--at");
    // Without --at the system's clock counts, which is past 2026-02-23.
    gostseal(&["userinfo", &file, "--bank", &bank]).refused(9, 503);
}

#[test]
fn the_banks_user_info_opens_with_no_other_key() {
    let bank = vector("interop/synthetic/keys/s_sender256.cert.der");
    for name in ["s_r2001", "s_r256", "s_r512", "s_cp"] {
        let done = gostseal(&[
            "userinfo",
            &vector("real/sber_userinfo_2019.jwe"),
            "--key",
            &key(name, "p8"),
            "--bank",
            &bank,
        ]);
        assert_eq!(done.status, 5, "{}", done.stderr);
    }
}

#[test]
fn seal_refuses_what_nobody_would_open() {
    let secret = key("s_sender256", "p8");
    let seal = |more: &[&str], claims: &[u8]| {
        gostseal_with(
            &[&["userinfo", "seal", "--sign-key", &secret], more].concat(),
            claims,
        )
    };
    seal(&[], b"[]").refused(3, 210);
    seal(&[], b"{\"a\":1,\"a\":2}").refused(3, 213);
    seal(&["--form", "cms"], b"{}").misuse("--sign-cert");
    seal(
        &["--form", "cms", "--sign-cert", &key("s_r256", "cert")],
        b"{}",
    )
    .refused(2, 101);
    seal(
        &["--to", &vector("interop/malformed/x_key_offcurve.der")],
        b"{}",
    )
    .refused(3, 217);
}
