// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--crl`, `--ocsp`, `--revocation`, `--fetch` and `--needs`, against a server on loopback that answers well and badly.

use base64ct::{Base64, Encoding as _};
use gostseal::issue::{self, CrlOptions, CrlReason, Issuer, Revoked};
use gostseal::keys::{PrivateKey, SignatureOrder};
use gostseal::trust::Certificate;
use gostseal::{DigestAlgorithm, UnixTime};

use super::authority::{AT, Authority, FROM};
use super::der::{der, element};
use super::server::{Asked, Reply, Server};
use super::*;

const CERT_VERIFY: &str = "gostseal/cert-verify/1";

/// Verifies a certificate at [`AT`].
fn verify(authority: &Authority, certificate: &str, options: &[&str]) -> Done {
    let anchor = authority.anchor();
    let arguments = [
        "cert",
        "verify",
        certificate,
        "--trust",
        &anchor,
        "--at",
        AT,
    ];
    gostseal(&[&arguments, options].concat())
}

/// Writes the authority's CRL of [`AT`] and gives its path.
fn crl(authority: &Authority, options: &[&str]) -> String {
    let out = authority.folder.path("ca.crl");
    let ca = authority.ca();
    let arguments = ["cert", "crl", "--ca", &ca, "--at", AT, "-o", &out];
    gostseal(&[&arguments, options].concat()).good();
    out
}

fn revoke(authority: &Authority, certificate: &str) {
    let ca = authority.ca();
    gostseal(&[
        "cert",
        "revoke",
        certificate,
        "--ca",
        &ca,
        "--reason",
        "keyCompromise",
        "--at",
        AT,
    ])
    .good();
}

fn revocation(json: &Value) -> (&str, &str) {
    let verdict = &json["certificates"][0]["revocation"];
    (
        verdict["verdict"].as_str().unwrap(),
        verdict["text"].as_str().unwrap(),
    )
}

/// The first failure that the report tells of.
fn failure(json: &Value) -> (&str, &str) {
    let fetched = &json["fetched"][0];
    (
        fetched["what"].as_str().unwrap(),
        fetched["failure"].as_str().unwrap(),
    )
}

/// The CertID of an OCSP request, whole.
fn cert_id(request: &[u8]) -> &[u8] {
    let mut inner = request;
    // OCSPRequest, tbsRequest, requestList, Request: each the first element of the one around.
    for _ in 0..4 {
        let (tag, content, _) = element(inner);
        assert_eq!(tag, 0x30);
        inner = content;
    }
    let (_, _, rest) = element(inner);
    &inner[..inner.len() - rest.len()]
}

/// The response of the authority itself, made at [`AT`]; `status` is a whole CertStatus.
fn ocsp_response(ca: &str, request: &[u8], status: &[u8]) -> Vec<u8> {
    let read = |name| std::fs::read(Path::new(ca).join(name)).unwrap();
    let key = PrivateKey::from_pem_or_der(&read("ca.key")).unwrap();
    let certificate = Certificate::from_pem_or_der(&read("ca.cer")).unwrap();
    let time = der(0x18, &[b"20260301000000Z"]);
    let next = der(0xa0, &[&der(0x18, &[b"20260308000000Z"])]);
    let single = der(0x30, &[cert_id(request), status, &time, &next]);
    let responder = der(0xa1, &[certificate.subject().der()]);
    let data = der(0x30, &[&responder, &time, &der(0x30, &[&single])]);
    let digest = DigestAlgorithm::Streebog256.digest(&data);
    let signature = key.sign_digest(&digest, None).unwrap();
    let signature = signature.to_bytes(SignatureOrder::SrBe);
    // id-tc26-signwithdigest-gost3410-12-256
    let algorithm = der(0x30, &[b"\x06\x08\x2a\x85\x03\x07\x01\x01\x03\x02"]);
    let basic = der(0x30, &[&data, &algorithm, &der(0x03, &[&[0], &signature])]);
    // id-pkix-ocsp-basic
    let kind = b"\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
    let bytes = der(0x30, &[kind, &der(0x04, &[&basic])]);
    der(0x30, &[&der(0x0a, &[&[0]]), &der(0xa0, &[&bytes])])
}

const GOOD: &[u8] = &[0x80, 0];

fn revoked_status() -> Vec<u8> {
    let time = der(0x18, &[b"20260225000000Z"]);
    der(0xa1, &[&time, &der(0xa0, &[&der(0x0a, &[&[1]])])])
}

#[test]
fn policies_decide_what_an_unknown_status_is_worth() {
    let authority = Authority::new();
    let person = authority.folder.path("person.cer");
    let json = verify(&authority, &person, &["--json"]).report(CERT_VERIFY);
    assert_eq!(revocation(&json).0, "unknown");
    let hard = ["--revocation", "hard-fail", "--json"];
    verify(&authority, &person, &hard).refused_json(CERT_VERIFY, 6, 415);
    let json = verify(&authority, &person, &["--revocation", "none", "--json"]).report(CERT_VERIFY);
    assert_eq!(revocation(&json).0, "not asked");

    for form in [&[][..], &["--der"]] {
        let crl = crl(&authority, form);
        let with = ["--crl", &crl, "--revocation", "hard-fail", "--json"];
        let json = verify(&authority, &person, &with).report(CERT_VERIFY);
        assert_eq!(revocation(&json), ("good", "none is revoked"));
        assert_eq!(
            json["certificates"][0]["status"][0]["text"],
            format!("not revoked, as of {AT}")
        );
    }
    revoke(&authority, &person);
    let crl = crl(&authority, &[]);
    let json =
        verify(&authority, &person, &["--crl", &crl, "--json"]).refused_json(CERT_VERIFY, 6, 412);
    let expected = format!("certificate 0 of the path was revoked at {AT} (keyCompromise)");
    assert_eq!(revocation(&json), ("revoked", expected.as_str()));
    // Nobody asks.
    verify(
        &authority,
        &person,
        &["--crl", &crl, "--revocation", "none"],
    )
    .good();
    // A CRL of somebody else says nothing.
    let stranger = Authority::new();
    let theirs = self::crl(&stranger, &[]);
    verify(
        &authority,
        &person,
        &["--crl", &theirs, "--revocation", "hard-fail"],
    )
    .refused_with_output(6, 415);
    verify(&authority, &person, &["--crl", &person]).refused(3, 212);
    verify(
        &authority,
        &person,
        &["--crl", &authority.folder.path("absent")],
    )
    .refused(7, 601);
}

#[test]
fn a_signature_of_a_revoked_signer_is_good_and_not_trusted() {
    let authority = Authority::new();
    let folder = &authority.folder;
    let (key, person) = (folder.path("person.key"), folder.path("person.cer"));
    let (document, message) = (folder.write("document", b"text"), folder.path("message"));
    gostseal(&[
        "sign", &document, "--key", &key, "--cert", &person, "-o", &message,
    ])
    .good();
    let anchor = authority.anchor();
    let verify = |crl: &str, options: &[&str]| {
        let arguments = [
            "verify", &message, "--trust", &anchor, "--crl", crl, "--at", AT,
        ];
        gostseal(&[&arguments, options].concat())
    };
    let before = crl(&authority, &[]);
    let text = verify(&before, &["--revocation", "hard-fail"])
        .good()
        .text();
    assert!(
        text.contains("  revocation           none is revoked\n"),
        "{text}"
    );
    revoke(&authority, &person);
    let after = crl(&authority, &[]);
    let done = verify(&after, &[]).refused_with_output(6, 412);
    assert!(
        done.text()
            .starts_with("signature good (attached), signer not trusted\n")
    );
    let expected = format!("certificate 0 of the path was revoked at {AT} (keyCompromise)");
    assert!(done.text().contains(&expected), "{}", done.text());
    verify(&after, &["--revocation", "none"]).good();
}

#[test]
fn lists_larger_than_memory_should_hold_are_scanned() {
    let authority = Authority::new();
    let folder = &authority.folder;
    let person = folder.path("person.cer");
    let key = PrivateKey::from_pem_or_der(&folder.read("ca/ca.key")).unwrap();
    let ca = Certificate::from_pem_or_der(&folder.read("ca/ca.cer")).unwrap();
    let own = Certificate::from_pem_or_der(&folder.read("person.cer")).unwrap();
    let at: UnixTime = AT.parse().unwrap();
    let serials: Vec<[u8; 8]> = (0..200_000u64)
        .map(|n| (n | 1 << 60).to_be_bytes())
        .collect();
    let entry = |serial| Revoked {
        serial,
        at,
        reason: CrlReason::Unspecified,
        invalid_since: None,
    };
    let mut entries: Vec<Revoked<'_>> = serials.iter().map(|serial| entry(&serial[..])).collect();
    let options = CrlOptions {
        this_update: at,
        next_update: Some(UnixTime(at.0 + 86_400)),
        number: 1,
        delta_of: None,
        raw: &[],
    };
    for listed in [false, true] {
        if listed {
            entries.push(entry(own.serial()));
        }
        let list = issue::crl(&Issuer::new(&ca, &key).unwrap(), &options, &entries).unwrap();
        assert!(list.len() > 4 << 20);
        let pem = issue::crl_pem(&list);
        for file in [
            folder.write("der", &list),
            folder.write("pem", pem.as_bytes()),
        ] {
            let done = verify(
                &authority,
                &person,
                &["--crl", &file, "--revocation", "hard-fail"],
            );
            if listed {
                done.refused_with_output(6, 412);
            } else {
                done.good();
            }
        }
        let cut = folder.write("cut", &list[..list.len() - 1]);
        verify(&authority, &person, &["--crl", &cut]).refused(3, 201);
        let cut = folder.write("cut", &pem.as_bytes()[..pem.len() - 100]);
        verify(&authority, &person, &["--crl", &cut]).refused(3, 208);
    }
}

/// An authority whose certificates say that everything is at this server, and the person's certificate.
fn authority_with(server: &Server) -> (Authority, String) {
    let authority = Authority::alone();
    let person = authority.person(
        "person",
        "CN=Иванов",
        &[
            "--crl-url",
            &server.url("/ca.crl"),
            "--ocsp-url",
            &server.url("/ocsp"),
        ],
    );
    (authority, person)
}

#[test]
fn needs_are_printed_and_nothing_is_fetched() {
    let server = Server::new(|_| Reply::Status(500));
    let (authority, person) = authority_with(&server);
    let json = verify(&authority, &person, &["--needs", "--json"]).report(CERT_VERIFY);
    let needs = json["certificates"][0]["needs"].as_array().unwrap();
    assert_eq!(needs.len(), 2);
    assert_eq!(
        (&needs[0]["kind"], &needs[1]["kind"]),
        (&"ocsp".into(), &"crl".into())
    );
    assert_eq!(needs[1]["url"], server.url("/ca.crl"));
    let request = Base64::decode_vec(needs[0]["request"].as_str().unwrap()).unwrap();
    assert_eq!(element(&request).0, 0x30);
    let text = verify(&authority, &person, &["--needs"]).good().text();
    assert!(
        text.contains(&format!("  crl {}\n", server.url("/ca.crl"))),
        "{text}"
    );
    assert!(
        text.contains(&format!("  ocsp {} ", server.url("/ocsp"))),
        "{text}"
    );
    let crl = crl(&authority, &[]);
    let json =
        verify(&authority, &person, &["--needs", "--crl", &crl, "--json"]).report(CERT_VERIFY);
    assert_eq!(json["certificates"][0]["needs"], serde_json::json!([]));
    assert_eq!(server.log(), [""; 0]);
}

/// A server that answers by what the test puts into its slot once the authority exists.
type Slot = std::sync::Arc<std::sync::Mutex<Option<Box<dyn Fn(&Asked) -> Reply + Send>>>>;

fn slotted() -> (Server, Slot) {
    let slot = Slot::default();
    let inner = Slot::clone(&slot);
    let server = Server::new(move |asked| match &*inner.lock().unwrap() {
        Some(answer) => answer(asked),
        None => Reply::Status(503),
    });
    (server, slot)
}

fn set(slot: &Slot, answer: impl Fn(&Asked) -> Reply + Send + 'static) {
    *slot.lock().unwrap() = Some(Box::new(answer));
}

#[test]
fn fetches_ocsp_first_and_a_crl_where_that_says_nothing() {
    let (server, slot) = slotted();
    let (authority, person) = authority_with(&server);
    let hard = ["--fetch", "--revocation", "hard-fail", "--json"];
    let ca = authority.ca();

    // OCSP says that it is good, and no CRL is asked for.
    let responder = ca.clone();
    set(&slot, move |asked| {
        assert_eq!(asked.media, "application/ocsp-request");
        Reply::Good(ocsp_response(&responder, &asked.body, GOOD))
    });
    let json = verify(&authority, &person, &hard).report(CERT_VERIFY);
    assert_eq!(revocation(&json).0, "good");
    assert_eq!(json["fetched"][0]["failure"], Value::Null);
    assert_eq!(server.log(), ["/ocsp"]);

    // OCSP says that it was revoked.
    let responder = ca.clone();
    set(&slot, move |asked| {
        Reply::Good(ocsp_response(&responder, &asked.body, &revoked_status()))
    });
    let json = verify(&authority, &person, &hard).refused_json(CERT_VERIFY, 6, 412);
    assert!(
        revocation(&json)
            .1
            .contains("2026-02-25T00:00:00Z (keyCompromise)")
    );

    // OCSP fails, and the CRL has it.
    revoke(&authority, &person);
    let list = std::fs::read(crl(&authority, &["--der"])).unwrap();
    set(&slot, move |asked| match asked.path.as_str() {
        "/ca.crl" => Reply::Good(list.clone()),
        _ => Reply::Status(404),
    });
    let json = verify(&authority, &person, &hard).refused_json(CERT_VERIFY, 6, 412);
    assert_eq!(revocation(&json).0, "revoked");
    assert_eq!(failure(&json), ("OCSP response", "the server answers 404"));
    assert_eq!(server.log()[2..], ["/ocsp", "/ca.crl"]);

    // Without the option nothing is asked for.
    verify(&authority, &person, &[]).good();
    assert_eq!(server.log().len(), 4);
}

#[test]
fn servers_that_misbehave_are_told_of_and_decide_nothing() {
    let (server, slot) = slotted();
    let (authority, person) = authority_with(&server);
    let circle = server.url("/ocsp");
    let secure = circle.replace("http:", "https:");
    type Answer = Box<dyn Fn() -> Reply + Send>;
    let cases: Vec<(Answer, &str)> = vec![
        (Box::new(|| Reply::Status(404)), "the server answers 404"),
        (Box::new(|| Reply::Status(500)), "the server answers 500"),
        (
            Box::new(|| Reply::Silence),
            "the server does not answer in time",
        ),
        (Box::new(|| Reply::Flood), "the answer is too large"),
        (
            Box::new(move || Reply::Redirect(circle.clone())),
            "the server redirects too often",
        ),
        (
            Box::new(move || Reply::Redirect(secure.clone())),
            "the server cannot be asked: TLS required, but transport is unsecured",
        ),
        (
            Box::new(|| Reply::Good(b"nonsense".to_vec())),
            "OCSPResponse",
        ),
    ];
    let soft = ["--fetch", "--timeout", "1", "--json"];
    for (reply, expected) in cases {
        // The CRL is not there either.
        set(&slot, move |asked| match asked.path.as_str() {
            "/ocsp" => reply(),
            _ => Reply::Status(410),
        });
        let json = verify(&authority, &person, &soft).report(CERT_VERIFY);
        assert_eq!(revocation(&json).0, "unknown", "{expected}");
        let (what, told) = failure(&json);
        assert_eq!(what, "OCSP response");
        assert!(told.contains(expected), "{told}");
        assert_eq!(json["fetched"][1]["failure"], "the server answers 410");
    }
    let hard = ["--fetch", "--revocation", "hard-fail"];
    let done = verify(&authority, &person, &hard).refused_with_output(6, 415);
    assert!(done.text().contains(&format!(
        "CRL {}: the server answers 410\n",
        server.url("/ca.crl")
    )));
}

#[test]
fn never_fetches_what_is_no_http() {
    let authority = Authority::alone();
    let secret = authority.folder.write("secret", b"");
    let person = authority.person(
        "person",
        "CN=Иванов",
        &[
            "--crl-url",
            &format!("file://{secret}"),
            "--crl-url",
            "ldap://127.0.0.1/cn=ca",
            "--ocsp-url",
            "https://127.0.0.1/ocsp",
        ],
    );
    let json = verify(&authority, &person, &["--fetch", "--json"]).report(CERT_VERIFY);
    let fetched = json["fetched"].as_array().unwrap();
    assert_eq!(fetched.len(), 3);
    for attempt in fetched {
        assert_eq!(attempt["failure"], "only http: is fetched", "{attempt}");
    }
}

#[test]
fn fetches_the_certificates_of_issuers() {
    let (server, slot) = slotted();
    let root = Authority::alone();
    let below = Authority {
        folder: Folder::new(),
    };
    gostseal(&[
        "cert",
        "new-ca",
        &below.ca(),
        "--parent",
        &root.ca(),
        "--subject",
        "CN=Подчинённый УЦ",
        "--from",
        FROM,
    ])
    .good();
    let person = below.person(
        "person",
        "CN=Иванов",
        &["--issuer-url", &server.url("/ca.cer")],
    );
    let anchor = root.anchor();
    let arguments = ["cert", "verify", &person, "--trust", &anchor, "--at", AT];
    gostseal(&arguments).refused_with_output(6, 402);
    let issuer = below.folder.read("ca/ca.cer");
    set(&slot, move |asked| match asked.path.as_str() {
        "/ca.cer" => Reply::Good(issuer.clone()),
        _ => Reply::Status(404),
    });
    let fetching = [&arguments[..], &["--fetch", "--json"]].concat();
    let json = gostseal(&fetching).report(CERT_VERIFY);
    assert_eq!(json["certificates"][0]["path"].as_array().unwrap().len(), 3);
    assert_eq!(server.log(), ["/ca.cer"]);

    // `verify` does the same for the signer of a message that carries no chain.
    let folder = &below.folder;
    let (document, message) = (folder.write("document", b"text"), folder.path("message"));
    let key = folder.path("person.key");
    gostseal(&[
        "sign", &document, "--key", &key, "--cert", &person, "-o", &message,
    ])
    .good();
    let arguments = ["verify", &message, "--trust", &anchor, "--at", AT];
    gostseal(&arguments).refused_with_output(6, 402);
    let text = gostseal(&[&arguments[..], &["--fetch"]].concat())
        .good()
        .text();
    let line = format!("issuer's certificate {}: fetched\n", server.url("/ca.cer"));
    assert!(text.ends_with(&line), "{text}");
    // The chain may come by hand, or within the message.
    let above = folder.path("ca/ca.cer");
    gostseal(&[&arguments[..], &["--extra", &above]].concat()).good();
    gostseal(&[
        "sign", &document, "--key", &key, "--cert", &person, "--chain", &above, "-o", &message,
    ])
    .good();
    gostseal(&arguments).good();
}

#[test]
fn purposes_are_judged() {
    let authority = Authority::new();
    let person = authority.folder.path("person.cer");
    let stamper = authority.person("tsa", "CN=Штамп", &["--profile", "tsa"]);
    let responder = authority.person("ocsp", "CN=OCSP", &["--profile", "ocsp"]);
    for (certificate, purpose) in [
        (&person, "signature"),
        (&person, "key-transport"),
        (&stamper, "time-stamping"),
        (&responder, "ocsp-signing"),
    ] {
        verify(&authority, certificate, &["--purpose", purpose]).good();
    }
    for (certificate, purpose) in [
        (&person, "time-stamping"),
        (&person, "ocsp-signing"),
        (&stamper, "signature"),
        (&responder, "time-stamping"),
    ] {
        verify(&authority, certificate, &["--purpose", purpose]).refused_with_output(6, 409);
    }
}
