// SPDX-License-Identifier: MIT OR Apache-2.0
//! `verify`: the table of verdicts on each profile, content of any size, and `--explain`.

use base64ct::{Base64, Encoding as _};

use super::authority::{AT, Authority};
use super::*;

const SCHEMA: &str = "gostseal/verify/1";

/// Signs a document as the authority's person and gives the path of the message.
fn sign(authority: &Authority, document: &str, options: &[&str]) -> String {
    let out = authority.folder.path("message");
    let key = authority.folder.path("person.key");
    let cert = authority.folder.path("person.cer");
    let arguments = ["sign", document, "--key", &key, "--cert", &cert, "-o", &out];
    gostseal(&[&arguments, options].concat()).good();
    out
}

fn verify(authority: &Authority, message: &str, options: &[&str]) -> Done {
    let anchor = authority.anchor();
    let arguments = ["verify", message, "--trust", &anchor, "--at", AT];
    gostseal(&[&arguments, options].concat())
}

/// The words of the verdicts on a signer.
fn words(signer: &Value) -> [&str; 7] {
    let word = |question: &str| signer["verdicts"][question]["verdict"].as_str().unwrap();
    [
        word("signature"),
        word("content"),
        word("certificate_binding"),
        word("path"),
        word("revocation"),
        word("judged_at"),
        word("evidence"),
    ]
}

#[test]
fn prints_the_table_of_verdicts() {
    let authority = Authority::new();
    let document = authority.folder.write("document", b"text");
    let message = sign(&authority, &document, &["--signing-time", AT]);
    let serial = {
        let json = verify(&authority, &message, &["--json"]).report(SCHEMA);
        json["signers"][0]["certificate"]["serial"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let text = verify(&authority, &message, &[]).good().text();
    let expected = format!(
        "signature good (attached), signer trusted
signer: CN=Иванов Иван,INN=500100732259,C=RU
  issuer: CN=Тестовый УЦ,C=RU
  serial number: {serial}
  form                 CAdES-BES
  digest               id-tc26-gost3411-12-256
  signed attributes    sorted
  signing time         {AT} (the signer's own word)
  signature            good
  content              the one that was signed
  certificate binding  the certificate is named under the signature
  path                 leads to an anchor over 2 certificates
                         CN=Тестовый УЦ,C=RU
  revocation           nothing is known of certificate 0 of the path: no CRL and no OCSP response is about it
  judged               at {AT}
  evidence             none
  time stamps          none
  counter-signatures   none
"
    );
    assert_eq!(text, expected);
}

#[test]
fn tells_the_verdicts_on_each_profile() {
    let authority = Authority::new();
    let document = authority.folder.write("document", b"text");
    let detached: &[&str] = &["--content", &document];
    let unknown = "unknown";
    for (options, more, form, expected) in [
        (
            &[][..],
            &[][..],
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--attached"],
            &[],
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--detached"],
            detached,
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--preset", "cryptopro"],
            &[],
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--preset", "diadoc"],
            detached,
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--preset", "tax"],
            detached,
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--preset", "bank"],
            detached,
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
        (
            &["--no-signing-certificate"],
            &[],
            "CMS",
            ["good", "same", "absent", "anchor"],
        ),
        (
            &["--no-attributes"],
            &[],
            "CMS",
            ["good", "signed", "absent", "anchor"],
        ),
        (
            &["--key-id", "--digest-in-algorithm"],
            &[],
            "CAdES-BES",
            ["good", "same", "bound", "anchor"],
        ),
    ] {
        let message = sign(&authority, &document, options);
        let json = verify(&authority, &message, &[&["--json"], more].concat()).report(SCHEMA);
        assert_eq!(json["signature"], "good", "{options:?}");
        assert_eq!(json["detached"], !more.is_empty(), "{options:?}");
        assert_eq!(json["octets"], 4, "{options:?}");
        let signer = &json["signers"][0];
        assert_eq!(signer["form"], form, "{options:?}");
        assert_eq!(words(signer)[..4], expected, "{options:?}");
        assert_eq!(
            words(signer)[4..],
            [unknown, "given", "absent"],
            "{options:?}"
        );
        let text = verify(&authority, &message, more).good().text();
        assert!(
            text.contains(&format!("  form                 {form}\n")),
            "{text}"
        );
    }
}

#[test]
fn a_refused_message_has_its_table_too() {
    let authority = Authority::new();
    let document = authority.folder.write("document", b"text");
    let other = authority.folder.write("other", b"test");
    let message = sign(&authority, &document, &["--detached"]);
    let done = verify(&authority, &message, &["--content", &other]).refused_with_output(1, 322);
    let text = done.text();
    assert!(text.starts_with("signature bad (detached)\n"), "{text}");
    assert!(text.contains("  signature            good\n"), "{text}");
    assert!(
        text.contains("  content              not the one that was signed\n"),
        "{text}"
    );
    let json =
        verify(&authority, &message, &["--content", &other, "--json"]).refused_json(SCHEMA, 1, 322);
    assert_eq!(json["signature"], "bad");
    assert_eq!(
        words(&json["signers"][0])[..4],
        ["good", "differs", "bound", "anchor"]
    );
    assert_eq!(
        json["signers"][0]["verdicts"]["content"]["error"]["code"],
        322
    );

    let stranger = Authority::new();
    let json = verify(&stranger, &message, &["--content", &document, "--json"])
        .refused_json(SCHEMA, 6, 406);
    assert_eq!(json["signature"], "good");
    assert_eq!(words(&json["signers"][0])[3], "refused");
    assert_eq!(json["signers"][0]["trust"], "none");
    let text = verify(&stranger, &message, &["--content", &document])
        .refused_with_output(6, 406)
        .text();
    assert!(
        text.starts_with("signature good (detached), signer not trusted\n"),
        "{text}"
    );
}

#[test]
fn judges_several_signers_and_countersigners_each_by_itself() {
    let authority = Authority::new();
    authority.person("second", "CN=Петров", &[]);
    let folder = &authority.folder;
    let document = folder.write("document", b"text");
    let message = sign(&authority, &document, &["--detached"]);
    let (key, cert) = (folder.path("second.key"), folder.path("second.cer"));
    let two = folder.path("two");
    let second = ["--key", &key, "--cert", &cert];
    let cosign = ["sign", &document, "--cosign", &message, "-o", &two];
    gostseal(&[&cosign, &second[..]].concat()).good();
    let three = folder.path("three");
    let countersign = ["sign", "--countersign", &two, "--signer", "1", "-o", &three];
    gostseal(&[&countersign, &second[..]].concat()).good();
    // What was there before stands there still, octet by octet.
    let first = folder.read("message");
    let signature = &first[first.len() - 64..];
    for name in ["two", "three"] {
        let grown = folder.read(name);
        assert!(
            grown.windows(64).any(|window| window == signature),
            "{name}"
        );
    }
    let json = verify(&authority, &three, &["--content", &document, "--json"]).report(SCHEMA);
    let signers = json["signers"].as_array().unwrap();
    assert_eq!(signers.len(), 2);
    let counts: Vec<usize> = signers
        .iter()
        .map(|signer| signer["countersignatures"].as_array().unwrap().len())
        .collect();
    assert_eq!(counts.iter().sum::<usize>(), 1);
    let at = counts.iter().position(|&count| count == 1).unwrap();
    let countersigner = &signers[at]["countersignatures"][0];
    assert_eq!(
        words(countersigner)[..4],
        ["good", "same", "bound", "anchor"]
    );
    assert_eq!(countersigner["certificate"]["subject"], "CN=Петров");
    let text = verify(&authority, &three, &["--content", &document])
        .good()
        .text();
    assert!(
        text.contains("signer 1: ") && text.contains("signer 2: "),
        "{text}"
    );
    assert!(text.contains("  counter-signature: CN=Петров\n"), "{text}");
    // There is no third signature to sign.
    let none = ["sign", "--countersign", &two, "--signer", "3"];
    gostseal(&[&none, &second[..]].concat()).refused(2, 101);
    // Other content is not signed beside the first signer's.
    let other = folder.write("other", b"test");
    let cosign = ["sign", &other, "--cosign", &message];
    gostseal(&[&cosign, &second[..]].concat()).refused(1, 322);
}

#[test]
fn content_of_any_size_goes_through_and_out_only_when_all_is_good() {
    let authority = Authority::new();
    let folder = &authority.folder;
    // More than is held in memory, and no multiple of a piece.
    let large = plaintext(7, (9 << 20) + 13);
    let document = folder.write("document", &large);
    let out = folder.path("out");
    for (options, more) in [
        (&[][..], &[][..]),
        (&["--detached"], &["--content", &document]),
    ] {
        let message = sign(&authority, &document, options);
        let json = verify(&authority, &message, &[&["--json"], more].concat()).report(SCHEMA);
        assert_eq!(json["octets"], large.len());
        assert_eq!(
            words(&json["signers"][0])[..4],
            ["good", "same", "bound", "anchor"]
        );
    }
    let message = sign(&authority, &document, &[]);
    verify(&authority, &message, &["-o", &out]).good();
    assert!(folder.read("out") == large);
    let streamed = verify(&authority, &message, &["-o", "-"]).good().stdout;
    assert!(streamed == large);
    std::fs::remove_file(&out).unwrap();

    let mut forged = folder.read("message");
    let middle = forged.len() / 2;
    forged[middle] ^= 1;
    let forged = folder.write("forged", &forged);
    verify(&authority, &forged, &["-o", &out]).refused_with_output(1, 322);
    assert_eq!(
        verify(&authority, &forged, &["-o", "-"])
            .refused(1, 322)
            .stdout,
        b""
    );
    // A large message is read from its file once more.
    let text = verify(&authority, &forged, &["--explain"])
        .refused_with_output(1, 322)
        .text();
    assert!(
        text.contains("  accident             none of the usual ones\n"),
        "{text}"
    );
    let anchor = authority.anchor();
    let piped = ["verify", "-", "--trust", &anchor, "--at", AT, "--explain"];
    gostseal_with(&piped, &folder.read("forged")).refused(2, 101);
    let stranger = Authority::new();
    verify(&stranger, &message, &["-o", &out]).refused_with_output(6, 406);
    assert!(!folder.names().contains(&"out".to_owned()));
    assert!(
        !folder
            .names()
            .iter()
            .any(|name| name.starts_with(".gostseal"))
    );

    let small = folder.write("small", b"text");
    let message = sign(&authority, &small, &[]);
    verify(&authority, &message, &["-o", &out]).good();
    assert_eq!(folder.read("out"), b"text");
    let detached = sign(&authority, &small, &["--detached"]);
    verify(&authority, &detached, &["--content", &small, "-o", &out]).refused(2, 101);
}

#[test]
fn a_streamed_message_in_pem_is_read_too() {
    let authority = Authority::new();
    let large = plaintext(3, 5 << 20);
    let document = authority.folder.write("document", &large);
    sign(&authority, &document, &[]);
    let text = Base64::encode_string(&authority.folder.read("message"));
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    let pem = format!(
        "-----BEGIN CMS-----\n{}\n-----END CMS-----\n",
        lines.join("\n")
    );
    let pem = authority.folder.write("message.pem", pem.as_bytes());
    let json = verify(&authority, &pem, &["--json"]).report(SCHEMA);
    assert_eq!(json["octets"], large.len());
}

#[test]
fn demands_the_form_that_is_asked_for() {
    let authority = Authority::new();
    let document = authority.folder.write("document", b"text");
    let attached = sign(&authority, &document, &[]);
    verify(&authority, &attached, &["--form", "attached"]).good();
    verify(&authority, &attached, &["--form", "detached"]).refused(2, 101);
    let detached = sign(&authority, &document, &["--detached"]);
    let content = ["--content", &document];
    verify(
        &authority,
        &detached,
        &[&["--form", "detached"], &content[..]].concat(),
    )
    .good();
    verify(
        &authority,
        &detached,
        &[&["--form", "attached"], &content[..]].concat(),
    )
    .refused(2, 106);
    verify(&authority, &attached, &["--cert", &document]).refused(2, 101);
}

#[test]
fn folders_of_anchors_and_times_are_taken() {
    let authority = Authority::new();
    let document = authority.folder.write("document", b"text");
    let message = sign(&authority, &document, &[]);
    // The folder has a key and a list beside the certificate, which are passed over.
    let run = |options: &[&str]| gostseal(&[&["verify", &message], options].concat());
    let folder = authority.ca();
    run(&["--trust", &folder, "--at", AT]).good();
    run(&["--trust", &folder, "--no-check-time"]).good();
    run(&["--trust", &folder, "--at", "2040-01-01T00:00:00Z"]).refused_with_output(6, 403);
    let empty = Folder::new();
    empty.write("note", b"no certificate");
    run(&["--trust", &empty.path("."), "--at", AT]).refused(3, 215);
    let empty = Folder::new();
    run(&["--trust", &empty.path("."), "--at", AT]).refused(3, 212);
    let text = run(&["--trust", &folder, "--no-check-time"]).good().text();
    assert!(
        text.contains("  judged               without dates\n"),
        "{text}"
    );
}

#[test]
fn explains_the_usual_accidents() {
    let authority = Authority::new();
    let folder = &authority.folder;
    let unix = "строка\nline\n".as_bytes();
    let windows = folder.write("windows", "строка\r\nline\r\n".as_bytes());
    let document = folder.write("document", unix);
    let utf16: Vec<u8> = "строка\nline\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16 = folder.write("utf16", &utf16);
    let base64 = folder.write("base64", Base64::encode_string(unix).as_bytes());
    for (signed, given, accident) in [
        (
            &document,
            &windows,
            "the content with line ends LF in place of CR LF",
        ),
        (
            &windows,
            &document,
            "the content with line ends CR LF in place of LF",
        ),
        (
            &utf16,
            &document,
            "the content in UTF-16LE in place of UTF-8",
        ),
        (&base64, &document, "the base64 of the content"),
        (
            &document,
            &base64,
            "what the base64 of the content stands for",
        ),
    ] {
        for attributes in [&[][..], &["--no-attributes"]] {
            let message = sign(&authority, signed, &[&["--detached"], attributes].concat());
            let code = if attributes.is_empty() { 322 } else { 321 };
            let options = ["--content", given, "--explain"];
            let json = verify(&authority, &message, &[&options[..], &["--json"]].concat())
                .refused_json(SCHEMA, 1, code);
            let expected = format!("what was signed is {accident}");
            assert_eq!(
                json["signers"][0]["accidents"],
                serde_json::json!([expected])
            );
            let text = verify(&authority, &message, &options)
                .refused_with_output(1, code)
                .text();
            assert!(
                text.contains(&format!("  accident             {expected}\n")),
                "{text}"
            );
        }
    }
    // Nothing fits, and nothing is wrong.
    let other = folder.write("other", b"quite another text");
    let message = sign(&authority, &document, &["--detached"]);
    let text = verify(&authority, &message, &["--content", &other, "--explain"])
        .refused_with_output(1, 322)
        .text();
    assert!(
        text.contains("  accident             none of the usual ones\n"),
        "{text}"
    );
    let text = verify(&authority, &message, &["--content", &document, "--explain"])
        .good()
        .text();
    assert!(!text.contains("accident"), "{text}");
}

#[test]
fn explains_the_byte_order_of_a_message() {
    let authority = Authority::new();
    let document = authority.folder.write("document", b"text");
    sign(&authority, &document, &[]);
    // The signature stands last in the message, before the ends of the indefinite lengths around.
    let mut octets = authority.folder.read("message");
    let end = octets.len() - 6;
    octets[end - 64..end].rotate_left(32);
    let swapped = authority.folder.write("swapped", &octets);
    let json = verify(&authority, &swapped, &["--explain", "--json"]).refused_json(SCHEMA, 1, 321);
    let expected = "the integers of the signature stand in the order r | s, big-endian";
    assert_eq!(
        json["signers"][0]["accidents"],
        serde_json::json!([expected])
    );
}

#[test]
fn attributes_out_of_order_are_taken_on_request_only() {
    let signer = vector("interop/malformed/keys/m_r256.cert.der");
    let file = vector("interop/malformed/sig_unsorted_sorted.der");
    let run =
        |options: &[&str]| gostseal(&[&["verify", &file, "--signer", &signer], options].concat());
    run(&[]).refused_with_output(1, 321);
    let json = run(&["--explain", "--json"]).refused_json(SCHEMA, 1, 321);
    assert_eq!(
        json["signers"][0]["accidents"],
        serde_json::json!(["the signature covers the signed attributes in sorted order"])
    );
    let json = run(&["--lenient-attributes", "--json"]).report(SCHEMA);
    assert_eq!(
        json["signers"][0]["signed_attributes"],
        "unsorted, signed sorted"
    );
}

#[test]
fn tells_the_verdicts_on_the_longer_forms_of_cades() {
    let anchor = vector("interop/bc/keys/root512A.cert.der");
    let signature = "signature time stamp";
    let esc = "time stamp over signature and references";
    for (file, form, evidence, stamps) in [
        ("t", "CAdES-T", "absent", &[signature][..]),
        ("x_long", "CAdES-X Long", "complete", &[signature]),
        (
            "x_long_type_1",
            "CAdES-X Long Type 1",
            "complete",
            &[signature, esc],
        ),
        (
            "a_v2",
            "CAdES-A",
            "complete",
            &["archive time stamp", signature, esc],
        ),
        (
            "a_v3",
            "CAdES-A",
            "absent",
            &["archive time stamp, version 3", signature],
        ),
    ] {
        let message = vector(&format!("own/cades/{file}.der"));
        let run = |options: &[&str]| {
            let at = "2026-11-21T23:40:00Z";
            let arguments = ["verify", &message, "--trust", &anchor, "--at", at];
            gostseal(&[&arguments, options].concat())
        };
        let json = run(&["--trust-time-stamps", "--json"]).report(SCHEMA);
        let signer = &json["signers"][0];
        assert_eq!(signer["form"], form, "{file}");
        let good = ["good", "same", "bound", "anchor"];
        assert_eq!(words(signer)[..4], good, "{file}");
        assert_eq!(words(signer)[5..], ["time stamp", evidence], "{file}");
        assert!(signer["unsigned_fault"].is_null(), "{file}");
        let found = signer["time_stamps"].as_array().unwrap();
        let mut kinds: Vec<&str> = found
            .iter()
            .map(|stamp| stamp["kind"].as_str().unwrap())
            .collect();
        kinds.sort_unstable();
        assert_eq!(kinds, stamps, "{file}");
        for stamp in found {
            assert_eq!(stamp["imprint"]["verdict"], "same", "{file}");
            assert_eq!(words(&stamp["token"])[..4], good, "{file}");
        }
        let text = run(&[]).good().text();
        assert!(
            text.contains(&format!("  form                 {form}\n")),
            "{text}"
        );
        let count = format!("  time stamps          {}\n", stamps.len());
        assert!(text.contains(&count), "{text}");
        assert!(text.contains("    authority: "), "{text}");
    }
    // What the message carries answers for its signer.
    let message = vector("own/cades/x_long_type_1.der");
    let at = "2026-11-21T23:40:00Z";
    let arguments = ["verify", &message, "--trust", &anchor, "--at", at, "--json"];
    let json = gostseal(&arguments).report(SCHEMA);
    let verdict = &json["signers"][0]["verdicts"]["revocation"];
    assert_eq!(verdict["verdict"], "unknown");
    assert!(
        verdict["text"]
            .as_str()
            .unwrap()
            .contains("certificate 1 of the path"),
        "{verdict}"
    );
}
