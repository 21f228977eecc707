// SPDX-License-Identifier: MIT OR Apache-2.0
//! `verify --form raw`: r and s alone.

use base64ct::{Base64, Encoding as _};
use gostseal::DigestAlgorithm;
use gostseal::keys::{PrivateKey, SignatureOrder};

use super::authority::{AT, Authority};
use super::*;

const SCHEMA: &str = "gostseal/verify/1";

/// The signature of the authority's person over `content`.
fn signature(authority: &Authority, content: &[u8], order: SignatureOrder) -> Vec<u8> {
    let key = PrivateKey::from_pem_or_der(&authority.folder.read("person.key")).unwrap();
    let digest = DigestAlgorithm::Streebog256.digest(content);
    key.sign_digest(&digest, None).unwrap().to_bytes(order)
}

#[test]
fn raw_signatures_have_their_table() {
    let authority = Authority::new();
    let folder = &authority.folder;
    let document = folder.write("document", b"text");
    let (person, anchor) = (folder.path("person.cer"), authority.anchor());
    let octets = signature(&authority, b"text", SignatureOrder::SrBe);
    let digits: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let files = [
        folder.write("binary", &octets),
        folder.write("hex", format!("{digits}\n").as_bytes()),
        folder.write("base64", Base64::encode_string(&octets).as_bytes()),
    ];
    for file in &files {
        let run = |options: &[&str]| {
            let arguments = [
                "verify",
                file,
                "--form",
                "raw",
                "--content",
                &document,
                "--at",
                AT,
            ];
            gostseal(&[&arguments, options].concat())
        };
        let json = run(&["--cert", &person, "--trust", &anchor, "--json"]).report(SCHEMA);
        let signer = &json["signers"][0];
        assert_eq!(
            (&json["signature"], &signer["form"]),
            (&"good".into(), &"raw".into())
        );
        assert_eq!(signer["verdicts"]["path"]["verdict"], "anchor");
        assert_eq!(signer["verdicts"]["revocation"]["verdict"], "unknown");
        assert_eq!(signer["path"].as_array().unwrap().len(), 2);
        let text = run(&["--signer", &person]).good().text();
        assert!(text.contains("  signature            good\n"), "{text}");
        assert!(
            text.contains("  path                 the pinned key\n"),
            "{text}"
        );
        // Nobody was named to trust.
        run(&["--cert", &person]).refused_with_output(6, 401);
        run(&[]).refused(2, 105);
    }
    let late = ["--at", "2040-01-01T00:00:00Z"];
    let arguments = ["verify", &files[0], "--form", "raw", "--content", &document];
    let cert = ["--cert", &person, "--trust", &anchor];
    gostseal(&[&arguments[..], &cert, &late].concat()).refused_with_output(6, 403);
    gostseal(&["verify", &files[0], "--form", "raw", "--signer", &person]).refused(2, 106);
}

#[test]
fn raw_signatures_are_judged_in_the_order_that_is_asked_for_and_explained() {
    let authority = Authority::new();
    let folder = &authority.folder;
    let person = folder.path("person.cer");
    let document = folder.write("document", b"line\r\n");
    let octets = signature(&authority, b"line\n", SignatureOrder::RsLe);
    let file = folder.write("signature", &octets);
    let run = |options: &[&str]| {
        let arguments = [
            "verify", &file, "--form", "raw", "--signer", &person, "--at", AT,
        ];
        gostseal(&[&arguments, options].concat())
    };
    let unix = folder.write("unix", b"line\n");
    run(&["--content", &unix, "--order", "rs-le"]).good();
    run(&["--content", &unix, "--order", "sr-be"]).refused_with_output(1, 321);
    let json = run(&["--content", &document, "--explain", "--json"]).refused_json(SCHEMA, 1, 321);
    assert_eq!(
        json["signers"][0]["accidents"],
        serde_json::json!([
            "what was signed is the content with line ends LF in place of CR LF",
            "the integers of the signature stand in the order r | s, little-endian",
        ])
    );
    let short = folder.write("short", &octets[1..]);
    gostseal(&[
        "verify",
        &short,
        "--form",
        "raw",
        "--signer",
        &person,
        "--content",
        &unix,
    ])
    .refused_with_output(1, 321);
}

#[test]
fn a_revoked_certificate_is_told_of_raw_signatures_too() {
    let authority = Authority::new();
    let folder = &authority.folder;
    let (person, anchor, ca) = (
        folder.path("person.cer"),
        authority.anchor(),
        authority.ca(),
    );
    let document = folder.write("document", b"text");
    let file = folder.write("raw", &signature(&authority, b"text", SignatureOrder::SrBe));
    gostseal(&["cert", "revoke", &person, "--ca", &ca, "--at", AT]).good();
    let crl = folder.path("crl");
    gostseal(&["cert", "crl", "--ca", &ca, "--at", AT, "-o", &crl]).good();
    let json = gostseal(&[
        "verify",
        &file,
        "--form",
        "raw",
        "--content",
        &document,
        "--cert",
        &person,
        "--trust",
        &anchor,
        "--crl",
        &crl,
        "--at",
        AT,
        "--json",
    ])
    .refused_json(SCHEMA, 6, 412);
    assert_eq!(json["signature"], "good");
    assert_eq!(
        json["signers"][0]["verdicts"]["revocation"]["verdict"],
        "revoked"
    );
}
