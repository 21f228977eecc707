// SPDX-License-Identifier: MIT OR Apache-2.0
//! The authority for tests, and `cert verify` and `cert lint` on what it issues.

use base64ct::{Base64, Encoding as _};

use super::authority::{AT, Authority, FROM};
use super::*;

#[test]
fn issued_certificates_verify_and_sign() {
    let authority = Authority::new();
    let (anchor, person) = (authority.anchor(), authority.folder.path("person.cer"));
    let json = gostseal(&[
        "cert", "verify", &person, "--trust", &anchor, "--at", AT, "--json",
    ])
    .report("gostseal/cert-verify/1");
    let path = json["certificates"][0]["path"].as_array().unwrap();
    assert_eq!(path.len(), 2);
    assert_eq!(path[0]["subject"], "CN=Иванов Иван,INN=500100732259,C=RU");

    let document = authority.folder.write("document", b"text");
    let signed = authority.folder.path("document.p7m");
    let key = authority.folder.path("person.key");
    gostseal(&[
        "sign", &document, "--key", &key, "--cert", &person, "-o", &signed,
    ])
    .good();
    gostseal(&["verify", &signed, "--trust", &anchor, "--at", AT]).good();
}

#[test]
fn verify_says_what_is_wrong_with_time_and_chain() {
    let authority = Authority::new();
    let (anchor, person) = (authority.anchor(), authority.folder.path("person.cer"));
    let verify = |trust: &str, at: &[&str]| {
        let mut arguments = vec!["cert", "verify", &person, "--trust", trust];
        arguments.extend(at);
        gostseal(&arguments)
    };
    verify(&anchor, &["--at", "2027-03-01T00:00:00Z"]).refused_with_output(6, 403);
    verify(&anchor, &["--at", "2025-03-01T00:00:00Z"]).refused_with_output(6, 404);
    verify(&anchor, &["--no-check-time"]).good();
    let other = Authority::new();
    // The other authority has the same name and another key.
    verify(&other.anchor(), &["--at", AT]).refused_with_output(6, 406);
    // What is given as trusted is an anchor, self-signed or not.
    verify(&person, &["--at", AT]).good();
    verify(&anchor, &["--at", AT, "--no-check-time"]).misuse("--no-check-time");
}

#[test]
fn authorities_stand_below_authorities() {
    let authority = Authority::new();
    let below = Authority {
        folder: Folder::new(),
    };
    gostseal(&[
        "cert",
        "new-ca",
        &below.ca(),
        "--parent",
        &authority.ca(),
        "--subject",
        "CN=Подчинённый УЦ",
        "--path-len",
        "0",
        "--from",
        FROM,
        "--algorithm",
        "gost2012-512",
    ])
    .good();
    let person = below.person("person", "CN=Петров", &["--chain"]);
    let json = gostseal(&[
        "cert",
        "verify",
        &person,
        "--trust",
        &authority.anchor(),
        "--at",
        AT,
        "--json",
    ])
    .report("gostseal/cert-verify/1");
    let path = json["certificates"][0]["path"].as_array().unwrap();
    assert_eq!(path.len(), 3);
    assert_eq!(authority.index()["issued"].as_array().unwrap().len(), 2);
    // A path length of 0 forbids another authority below.
    let too_low = Authority {
        folder: Folder::new(),
    };
    gostseal(&[
        "cert",
        "new-ca",
        &too_low.ca(),
        "--parent",
        &below.ca(),
        "--subject",
        "CN=Слишком низко",
        "--from",
        FROM,
    ])
    .good();
    let person = too_low.person("person", "CN=Сидоров", &["--chain"]);
    gostseal(&[
        "cert",
        "verify",
        &person,
        "--trust",
        &authority.anchor(),
        "--at",
        AT,
    ])
    .refused_with_output(6, 408);
}

#[test]
fn revoked_certificates_stand_in_the_next_crl() {
    let authority = Authority::new();
    let (ca, person) = (authority.ca(), authority.folder.path("person.cer"));
    let crl = authority.folder.path("ca.crl");
    let make = || {
        gostseal(&["cert", "crl", "--ca", &ca, "--at", AT, "-o", &crl, "--json"])
            .report("gostseal/cert-crl/1")
    };
    let first = make();
    assert_eq!(
        (first["number"].as_u64(), first["revoked"].as_u64()),
        (Some(1), Some(0))
    );
    let taken = gostseal(&[
        "cert",
        "revoke",
        &person,
        "--ca",
        &ca,
        "--reason",
        "keyCompromise",
        "--at",
        AT,
        "--json",
    ])
    .report("gostseal/cert-revoke/1");
    assert_eq!(taken["reason"], "keyCompromise");
    assert_eq!(authority.index()["issued"][0]["revoked"]["at"], AT);
    let second = make();
    assert_eq!(
        (second["number"].as_u64(), second["revoked"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(second["next_update"], "2026-03-08T00:00:00Z");
    let shown = gostseal(&["inspect", &crl]).good().text();
    assert!(shown.contains(taken["serial"].as_str().unwrap()), "{shown}");

    gostseal(&["cert", "revoke", &person, "--ca", &ca]).refused(2, 101);
    gostseal(&["cert", "revoke", "--serial", "0ABC", "--ca", &ca]).refused(2, 101);
    gostseal(&["cert", "revoke", &person, "--ca", &ca, "--reason", "theft"]).misuse("theft");
}

#[test]
fn an_authority_keeps_its_key_and_its_list() {
    let authority = Authority::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(authority.folder.path("ca/ca.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    // A folder that holds something is not taken.
    gostseal(&["cert", "new-ca", &authority.ca(), "--subject", "CN=a"]).refused(2, 101);
    // A list that is being changed is left alone.
    let lock = authority.folder.write("ca/index.lock", b"");
    let before = authority.index();
    gostseal(&["cert", "crl", "--ca", &authority.ca()]).refused(7, 602);
    std::fs::remove_file(lock).unwrap();
    assert_eq!(authority.index(), before);
    gostseal(&["cert", "crl", "--ca", &authority.ca()]).good();
    // The lock goes with the command, and no temporary file stays.
    let mut names: Vec<String> = std::fs::read_dir(authority.ca())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["ca.cer", "ca.key", "index.json"]);
}

#[test]
fn a_request_must_prove_its_key() {
    let authority = Authority::new();
    let request = authority.folder.read("person.req");
    let text = String::from_utf8(request).unwrap();
    assert!(text.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let mut der = Base64::decode_vec(&body).unwrap();
    let last = der.len() - 1;
    der[last] ^= 1;
    let forged = authority.folder.write("forged.req", &der);
    gostseal(&["cert", "issue", &forged, "--ca", &authority.ca()]).refused(1, 321);
    gostseal(&[
        "cert",
        "issue",
        &authority.anchor(),
        "--ca",
        &authority.ca(),
    ])
    .refused(3, 208);
    let key = authority.folder.path("person.key");
    for (subject, code) in [("CN", 101), ("INN=12", 101), ("XX=a", 101)] {
        gostseal(&["cert", "request", "--key", &key, "--subject", subject]).refused(2, code);
    }
}

#[test]
fn lint_says_why_a_certificate_would_be_refused() {
    let authority = Authority::new();
    let person = authority.folder.path("person.cer");
    let json =
        gostseal(&["cert", "lint", &person, "--at", AT, "--json"]).report("gostseal/cert-lint/1");
    let rules = |json: &Value| -> Vec<String> {
        json["certificates"][0]["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(rules(&json), ["revocation-unreachable"]);
    assert_eq!(json["certificates"][0]["refused"], false);
    let late = "2030-01-01T00:00:00Z";
    let json =
        gostseal(&["cert", "lint", &person, "--at", late, "--json"]).report("gostseal/cert-lint/1");
    assert_eq!(rules(&json), ["expired", "revocation-unreachable"]);
    let done = gostseal(&["cert", "lint", &person, "--at", late, "--strict"]);
    done.refused_with_output(6, 411);
    let good = authority.person("good", "CN=a", &["--crl-url", "http://example.org/ca.crl"]);
    let text = gostseal(&["cert", "lint", &good, "--at", AT]).good().text();
    assert_eq!(text, "CN=a\n  no findings\n");
}

#[test]
fn thumbprints_are_shown() {
    let file = vector("real/sber_ift_ca_2024.cer.pem");
    let json = gostseal(&["cert", "show", "--json", &file]).report("gostseal/cert-show/1");
    let certificate = &json["certificates"][0];
    // As `openssl x509 -fingerprint -sha1` and `openssl dgst -md_gost12_256` of the DER have them.
    assert_eq!(
        certificate["thumbprint_sha1"],
        "CB74C62D77C1C8F7BC92AD1B9ADC38A1738A08DE"
    );
    assert_eq!(
        certificate["fingerprint_streebog256"],
        "636181581054C0E3BB19656174343FAE7FC803DC6B96D1F5FE5A5275D25AFD8E"
    );
    let text = gostseal(&["cert", "show", &file]).good().text();
    assert!(text.contains(certificate["thumbprint_sha1"].as_str().unwrap()));
}

#[test]
fn state_identifiers_and_signing_tools_are_shown() {
    let authority = Authority::new();
    let person = authority.person(
        "officer",
        "CN=Иванова,ИНН=500100732259,ОГРН=1027700132195,СНИЛС=11223344595",
        &[
            "--subject-sign-tool",
            "КриптоПро CSP 5.0",
            "--policy",
            "1.2.643.100.113.1",
            "--identification-kind",
            "0",
        ],
    );
    let json = gostseal(&["cert", "show", "--json", &person]).report("gostseal/cert-show/1");
    let certificate = &json["certificates"][0];
    assert_eq!(
        certificate["state_identifiers"],
        serde_json::json!({"inn": "500100732259", "ogrn": "1027700132195", "snils": "11223344595"})
    );
    assert_eq!(certificate["subject_sign_tool"], "КриптоПро CSP 5.0");
    assert_eq!(certificate["identification_kind"], 0);
    assert_eq!(
        certificate["policies"],
        serde_json::json!(["1.2.643.100.113.1"])
    );
    let text = gostseal(&["cert", "show", &person]).good().text();
    for line in [
        "  ИНН: 500100732259\n",
        "  ОГРН: 1027700132195\n",
        "  СНИЛС: 11223344595\n",
        "  СКЗИ: КриптоПро CSP 5.0\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
}
