// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the authority for tests makes, OpenSSL believes; what it refuses, OpenSSL refuses.

use super::{Scratch, gostseal, openssl, run};
use std::process::Command;

/// The status of `openssl verify`, whose output is the reason of a refusal.
fn openssl_verify(arguments: &[&str]) -> (bool, String) {
    let output = run(Command::new("openssl")
        .args(["verify", "-engine", "gost"])
        .args(arguments));
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn openssl_believes_our_chains_and_our_crls() {
    for (algorithm, set) in [
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetA"),
        ("gost2012-256", "id-GostR3410-2001-CryptoPro-XchA-ParamSet"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetA"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetC"),
    ] {
        let scratch = Scratch::new();
        let (root, below) = (scratch.path("root"), scratch.path("below"));
        let kind = ["--algorithm", algorithm, "--param-set", set];
        let new_ca = ["cert", "new-ca"];
        gostseal(&[&new_ca[..], &[&root, "--subject", "CN=Корень"], &kind].concat());
        let subject = ["--subject", "CN=УЦ", "--path-len", "0", "--parent", &root];
        gostseal(&[&new_ca[..], &[&below], &subject, &kind].concat());

        let key = scratch.path("key");
        gostseal(&[&["key", "new", "-o", &key], &kind[..]].concat());
        let (request, certificate) = (scratch.path("req"), scratch.path("cer"));
        let subject = "CN=Иванов,INN=500100732259,SNILS=11223344595,C=RU";
        gostseal(&[
            "cert",
            "request",
            "--key",
            &key,
            "--subject",
            subject,
            "-o",
            &request,
        ]);
        openssl(&["req", "-in", &request, "-verify", "-noout"]);
        gostseal(&[
            "cert",
            "issue",
            &request,
            "--ca",
            &below,
            "-o",
            &certificate,
        ]);

        let (anchor, between) = (format!("{root}/ca.cer"), format!("{below}/ca.cer"));
        let files = ["-CAfile", &anchor, "-untrusted", &between, &certificate];
        let (good, text) = openssl_verify(&files);
        assert!(good, "{set}: {text}");

        let crl = scratch.path("crl");
        gostseal(&["cert", "crl", "--ca", &below, "-o", &crl]);
        let check = ["-crl_check", "-CRLfile", &crl];
        let (good, text) = openssl_verify(&[&check[..], &files].concat());
        assert!(good, "{set}: {text}");

        gostseal(&["cert", "revoke", &certificate, "--ca", &below]);
        gostseal(&["cert", "crl", "--ca", &below, "-o", &crl]);
        let (good, text) = openssl_verify(&[&check[..], &files].concat());
        assert!(!good && text.contains("revoked"), "{set}: {text}");
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn we_certify_the_requests_of_openssl() {
    let scratch = Scratch::new();
    let root = scratch.path("root");
    gostseal(&["cert", "new-ca", &root, "--subject", "CN=Корень"]);
    for id in super::OPENSSL_KEYS {
        let (key, _) = super::openssl_key(id);
        let (request, certificate) = (scratch.path("req"), scratch.path("cer"));
        let make = ["req", "-new", "-subj", "/C=RU/CN=peer", "-key", &key];
        openssl(&[&make[..], &["-out", &request]].concat());
        gostseal(&["cert", "issue", &request, "--ca", &root, "-o", &certificate]);
        let anchor = format!("{root}/ca.cer");
        let (good, text) = openssl_verify(&["-CAfile", &anchor, &certificate]);
        assert!(good, "{id}: {text}");
    }
}
