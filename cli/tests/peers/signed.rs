// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signatures and keys with OpenSSL and BouncyCastle, both ways.

use std::fs;
use std::process::Command;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::{
    BC_KEYS, OPENSSL_KEYS, Scratch, assert_same, bc_key, bouncy_castle, digest, gostseal, openssl,
    openssl_key, pattern, run, vector,
};

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn verifies_what_gost_engine_signs() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(5000));
    let other = scratch.write("other", &pattern(5001));
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for form in [
            &[][..],
            &["-noattr"],
            &["-cades"],
            &["-keyid"],
            &["-stream", "-indef"],
        ] {
            let sign = |detached: &[&str]| {
                let signed = scratch.path("signed");
                let input = [
                    "cms",
                    "-sign",
                    "-binary",
                    "-md",
                    digest(id),
                    "-in",
                    &content,
                ];
                let signer = ["-signer", &cert, "-inkey", &key];
                let output = ["-outform", "DER", "-out", &signed];
                openssl(&[&input, &signer[..], form, detached, &output].concat());
                signed
            };
            gostseal(&["verify", &sign(&["-nodetach"]), "--trust", &cert]);
            let detached = sign(&[]);
            let verify = |content| ["verify", &detached, "--content", content, "--trust", &cert];
            gostseal(&verify(&content));
            let refused = run(Command::new(env!("CARGO_BIN_EXE_gostseal")).args(verify(&other)));
            assert_eq!(refused.status.code(), Some(1), "{id} {form:?}: other");
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn gost_engine_verifies_what_we_sign() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(5000));
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for (ours, theirs) in [
            (&[][..], &[][..]),
            (&["--detached"], &["-content", &content]),
        ] {
            let signed = scratch.path("signed");
            let sign = [
                "sign", &content, "--key", &key, "--cert", &cert, "-o", &signed,
            ];
            gostseal(&[&sign, ours].concat());
            let verify = ["cms", "-verify", "-binary", "-cades", "-purpose", "any"];
            let input = ["-inform", "DER", "-in", &signed, "-CAfile", &cert];
            let shown = openssl(&[&verify, &input[..], theirs].concat());
            assert_same(&shown, &pattern(5000), &format!("{id} {ours:?}"));
        }
    }
}

/// The raw signature of a JWS is the octets that `openssl dgst` makes and takes.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn raw_jws_signatures_agree_with_openssl_dgst() {
    let scratch = Scratch::new();
    let claims = br#"{"sub":"peer","aud":"2233","iss":"gostseal test"}"#;
    let claims = scratch.write("claims.json", claims);
    for (id, profile) in [
        ("gost2012_256_XA", "sber"),
        ("gost2012_256_TCA", "esia"),
        ("gost2012_512_A", "sber"),
        ("gost2012_512_C", "sber"),
    ] {
        let (key, cert) = openssl_key(id);
        let public = openssl(&["x509", "-in", &cert, "-noout", "-pubkey"]);
        let public = scratch.write("public.pem", &public);
        let hash = format!("-{}", digest(id));

        let token = gostseal(&["jws", "sign", &claims, "--key", &key, "--profile", profile]);
        let token = String::from_utf8(token).expect("text");
        let (input, signature) = token.trim_end().rsplit_once('.').expect("three parts");
        let signed = scratch.write("input", input.as_bytes());
        let signature = Base64UrlUnpadded::decode_vec(signature).expect("base64url");
        let raw = scratch.write("raw", &signature);
        openssl(&[
            "dgst",
            &hash,
            "-verify",
            &public,
            "-signature",
            &raw,
            &signed,
        ]);

        openssl(&["dgst", &hash, "-sign", &key, "-out", &raw, &signed]);
        let signature = Base64UrlUnpadded::encode_string(&fs::read(&raw).expect("raw"));
        let theirs = scratch.write("theirs.jwt", format!("{input}.{signature}").as_bytes());
        let signer = ["--signer", &cert, "--profile", profile];
        gostseal(&[&["jws", "verify", &theirs], &signer[..]].concat());
    }
}

/// Our keys are read by OpenSSL, which issues certificates for them; we read these and use them.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn openssl_certifies_our_keys() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(100));
    for (algorithm, set) in [
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetA"),
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetB"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetA"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetC"),
    ] {
        let (key, cert) = (scratch.path("new.key.pem"), scratch.path("new.cer.pem"));
        let kind = ["--algorithm", algorithm, "--param-set", set, "-o", &key];
        gostseal(&[&["key", "new"], &kind[..]].concat());
        let subject = ["-subj", "/C=RU/O=gostseal/CN=peer", "-days", "2"];
        let files = ["-key", &key, "-out", &cert];
        openssl(&[&["req", "-x509", "-new"], &subject[..], &files].concat());
        let shown = gostseal(&["cert", "show", "--json", &cert]);
        assert!(String::from_utf8_lossy(&shown).contains("peer"), "{set}");

        let signed = scratch.path("signed");
        gostseal(&[
            "sign", &content, "--key", &key, "--cert", &cert, "-o", &signed,
        ]);
        let verify = ["cms", "-verify", "-binary", "-purpose", "any"];
        let input = ["-inform", "DER", "-in", &signed, "-CAfile", &cert];
        openssl(&[&verify[..], &input].concat());
        gostseal(&["verify", &signed, "--trust", &cert]);
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn bouncy_castle_and_we_verify_each_other() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(3000));
    let root = vector("interop/bc/keys/int256A.cert.der");
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for detached in [false, true] {
            let (theirs, ours) = (scratch.path("theirs"), scratch.path("ours"));
            // What each call has more when the signature is detached.
            let only = |arguments: &'static [&str]| if detached { arguments } else { &[] };
            let content_only = if detached {
                &[content.as_str()][..]
            } else {
                &[]
            };

            let form = if detached { "detached" } else { "attached" };
            bouncy_castle(&["sign", &key, &cert, &content, &theirs, form]);
            let verify = ["verify", &theirs, "--trust", &root];
            gostseal(&[&verify, only(&["--content"]), content_only].concat());

            let sign = [
                "sign", &content, "--key", &key, "--cert", &cert, "-o", &ours,
            ];
            gostseal(&[&sign, only(&["--detached"])].concat());
            bouncy_castle(&[&["verify", &cert, &ours], content_only].concat());
        }
    }
}

/// What the peer refuses must show, or its verdicts say nothing.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
#[should_panic(expected = "invalid")]
fn bouncy_castle_refuses_other_content() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(3000));
    let other = scratch.write("other", &pattern(3001));
    let (key, cert) = bc_key(BC_KEYS[0]);
    let signed = scratch.path("signed");
    let sign = [
        "sign",
        &content,
        "--key",
        &key,
        "--cert",
        &cert,
        "--detached",
    ];
    gostseal(&[&sign[..], &["-o", &signed]].concat());
    bouncy_castle(&["verify", &cert, &signed, &other]);
}
