// SPDX-License-Identifier: MIT OR Apache-2.0
//! `key new`, `key show` and `cert show`.

use super::*;

#[test]
fn shows_certificates_in_russian() {
    let file = vector("real/sber_ift_ca_2024.cer.pem");
    let text = gostseal(&["cert", "show", &file]).good().text();
    assert!(text.contains("CN=УЦ ЦБ ТЕСТ КСКП (ИФТ)"));
    assert!(text.contains("not after: 2039-10-17T00:00:00Z"));
    let json = gostseal(&["cert", "show", "--json", &file]).report("gostseal/cert-show/1");
    let certificate = &json["certificates"][0];
    assert_eq!(certificate["serial"], "7C98A64A94D525CE5183");
    assert_eq!(certificate["ca"], true);
    assert_eq!(
        certificate["public_key"]["param_set"],
        "id-GostR3410-2001-CryptoPro-B-ParamSet"
    );
    assert!(
        certificate["issuer"]
            .as_str()
            .unwrap()
            .contains("Тестовый корень Минцифры")
    );
}

#[test]
fn shows_every_certificate_of_a_bundle() {
    let json = gostseal(&[
        "cert",
        "show",
        "--json",
        &vector("real-ca/certificates.pem"),
    ])
    .report("gostseal/cert-show/1");
    assert_eq!(json["certificates"].as_array().unwrap().len(), 1223);
}

#[test]
fn what_is_no_certificate_exits_3() {
    for file in [
        "interop/malformed/tlv_random.der",
        "interop/malformed/env89_base.der",
        "real/sber_userinfo_2019.jwe",
    ] {
        let done = gostseal(&["cert", "show", &vector(file)]);
        assert!(matches!(done.status, 3 | 4), "{file}: {}", done.stderr);
        assert_eq!((done.text().as_str(), done.stderr.lines().count()), ("", 1));
    }
}

#[test]
fn shows_keys_without_their_secret() {
    let file = vector("interop/synthetic/keys/s_r512.p8.der");
    let text = gostseal(&["key", "show", &file]).good().text();
    assert!(
        text.starts_with("private key (not shown)\n  algorithm: id-tc26-gost3410-12-512\n"),
        "{text}"
    );
    let json = gostseal(&["key", "show", "--json", &file]).report("gostseal/key-show/1");
    assert_eq!(json["type"], "private");
    let public = json["public_key"].as_str().unwrap();
    assert_eq!(public.len(), 256);
    let secret: String = std::fs::read(&file)
        .unwrap()
        .iter()
        .map(|octet| format!("{octet:02X}"))
        .collect();
    assert!(!text.contains(&secret[secret.len() - 32..]));
    // The same key from the certificate.
    let certificate = vector("interop/synthetic/keys/s_r512.cert.der");
    let json = gostseal(&["key", "show", "--json", &certificate]).report("gostseal/key-show/1");
    assert_eq!(json["type"], "certificate");
    assert_eq!(json["public_key"], public);
}

#[test]
fn encrypted_keys_exit_4() {
    for file in ["interop/keys_pfx/p8enc_0.der", "interop/keys_pfx/pfx_0.p12"] {
        gostseal(&["key", "show", &vector(file)]).refused(4, 304);
    }
    let encrypted = vector("interop/keys_pfx/p8enc_0.der");
    gostseal(&[
        "decrypt",
        &vector("interop/malformed/env89_base.der"),
        "--key",
        &encrypted,
    ])
    .refused(4, 304);
}

#[test]
fn broken_keys_exit_3() {
    for file in ["p8_zero", "p8_q", "p8_31", "p8_empty"] {
        let done = gostseal(&[
            "key",
            "show",
            &vector(&format!("interop/malformed/{file}.der")),
        ]);
        assert_eq!(
            (done.status, done.stderr.lines().count()),
            (3, 1),
            "{file}: {}",
            done.stderr
        );
    }
    gostseal(&[
        "key",
        "show",
        &vector("interop/malformed/p8_curve_unknown.der"),
    ])
    .refused(4, 302);
    gostseal(&[
        "key",
        "show",
        &vector("interop/malformed/x_key_offcurve.der"),
    ])
    .refused(3, 217);
}

#[test]
fn makes_keys_of_every_set() {
    let folder = Folder::new();
    for (algorithm, set, name) in [
        (None, None, "id-tc26-gost-3410-2012-256-paramSetA"),
        (
            Some("gost2012-256"),
            Some("256-paramSetC"),
            "id-tc26-gost-3410-2012-256-paramSetC",
        ),
        (
            Some("gost2012-256"),
            Some("CryptoPro-XchA"),
            "id-GostR3410-2001-CryptoPro-XchA-ParamSet",
        ),
        (
            Some("gost2012-512"),
            None,
            "id-tc26-gost-3410-2012-512-paramSetA",
        ),
        (
            Some("gost2012-512"),
            Some("512-paramSetC"),
            "id-tc26-gost-3410-2012-512-paramSetC",
        ),
    ] {
        let out = folder.path("key.pem");
        let mut args = vec!["key", "new", "-o", &out];
        args.extend(
            algorithm
                .iter()
                .flat_map(|algorithm| ["--algorithm", algorithm]),
        );
        args.extend(set.iter().flat_map(|set| ["--param-set", set]));
        assert_eq!(gostseal(&args).good().text(), "");
        let json = gostseal(&["key", "show", "--json", &out]).report("gostseal/key-show/1");
        assert_eq!(json["param_set"], name);
        args.push("--json");
        let made = gostseal(&args).report("gostseal/key-new/1");
        let shown = gostseal(&["key", "show", "--json", &out]).report("gostseal/key-show/1");
        assert_eq!(made["public_key"], shown["public_key"]);
    }
    let pem = gostseal(&["key", "new"]).good().text();
    assert!(
        pem.starts_with("-----BEGIN PRIVATE KEY-----\n")
            && pem.ends_with("-----END PRIVATE KEY-----\n")
    );
    assert_ne!(pem, gostseal(&["key", "new"]).good().text());
}

#[test]
fn makes_nothing_new_with_old_algorithms() {
    gostseal(&["key", "new", "--algorithm", "gost2001"]).misuse("gost2012-256");
    let done = gostseal(&[
        "key",
        "new",
        "--param-set",
        "id-GostR3410-2001-TestParamSet",
    ])
    .refused(2, 101);
    assert!(done.stderr.contains("id-tc26-gost-3410-2012-256-paramSetA"));
    gostseal(&["key", "new", "--param-set", "512-paramSetA"]).refused(2, 101);
}

#[cfg(unix)]
#[test]
fn key_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let out = folder.write("key.pem", b"");
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o644)).unwrap();
    gostseal(&["key", "new", "-o", &out]).good();
    assert_eq!(
        std::fs::metadata(&out).unwrap().permissions().mode() & 0o777,
        0o600
    );
}
