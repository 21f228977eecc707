// SPDX-License-Identifier: MIT OR Apache-2.0
//! `docflow`: what the client writes is what the service accepts, and each refusal has its answer.

use base64ct::{Base64, Encoding as _};

use super::authority::{AT, Authority, FROM};
use super::*;

const DOCUMENT: &str = "2b5d2c2e-7d04-4a3c-9d5c-0a7c3e2b1f00";
const CERT_ID: &str = "8e1f4b80-2c7a-4f0e-8a1d-3b1c2d3e4f50";
const ACCEPTED: &str = "{\"errorCode\":0,\"errorMessage\":\"Данные сохранены\"}\n";

/// What the service holds: the data, and the user's certificate.
struct Service {
    authority: Authority,
}

impl Service {
    fn new() -> Self {
        let authority = Authority::new();
        authority.folder.write("data", b"text");
        authority
            .folder
            .write("rawdata", Base64::encode_string(b"text").as_bytes());
        Self { authority }
    }

    fn path(&self, name: &str) -> String {
        self.authority.folder.path(name)
    }

    /// The client's body.
    fn sign(&self, options: &[&str]) -> String {
        let (rawdata, key, cert) = (
            self.path("rawdata"),
            self.path("person.key"),
            self.path("person.cer"),
        );
        let arguments = [
            "docflow",
            "sign",
            &rawdata,
            "--key",
            &key,
            "--cert",
            &cert,
            "--cert-id",
            CERT_ID,
        ];
        gostseal(&[&arguments, options].concat()).good().text()
    }

    /// The service's answer.
    fn check(&self, call: &str, body: &str, options: &[&str]) -> Done {
        let (data, anchor) = (self.path("data"), self.authority.anchor());
        let known = format!("{CERT_ID}={}", self.path("person.cer"));
        let arguments = [
            "docflow",
            "check",
            "-",
            "--call",
            call,
            "--rawdata",
            &data,
            "--trust",
            &anchor,
            "--known",
            &known,
            "--at",
            AT,
        ];
        gostseal_with(&[&arguments, options].concat(), body.as_bytes())
    }
}

#[test]
fn the_service_accepts_what_the_client_signs() {
    let service = Service::new();
    for form in [&[][..], &["--form", "attached"], &["--form", "detached"]] {
        let body = service.sign(&[&["--document", DOCUMENT], form].concat());
        assert!(
            body.starts_with(&format!("documentID={DOCUMENT}&rawdata=")),
            "{body}"
        );
        assert_eq!(service.check("sign", &body, form).good().text(), ACCEPTED);
    }
    for order in ["sr-be", "rs-be", "rs-le", "sr-le"] {
        let form = ["--form", "raw", "--order", order, "--over-text"];
        let body = service.sign(&[&["--document", DOCUMENT], &form[..]].concat());
        assert_eq!(service.check("sign", &body, &form).good().text(), ACCEPTED);
    }
    let body = service.sign(&[
        "--process",
        "p1",
        "--signal",
        "got_agree",
        "--comment",
        "да",
    ]);
    let text = service.check("finish-process", &body, &[]).good().text();
    assert_eq!(
        text,
        "{\"errorCode\":\"0\",\"errorMessage\":\"Данные сохранены\"}\n"
    );
    let json = service
        .check("finish-process", &body, &["--json"])
        .good()
        .text();
    let json = one_object(&json);
    assert_eq!(json["schema"], "gostseal/docflow-check/1");
    assert_eq!(json["signer"], "CN=Иванов Иван,INN=500100732259,C=RU");
}

#[test]
fn refusals_have_the_answer_of_the_service() {
    let service = Service::new();
    let body = service.sign(&["--document", DOCUMENT]);
    let refused = |done: Done, status, code, message: &str| {
        let done = done.refused_with_output(status, code);
        let expected = format!("{{\"errorCode\":13,\"errorMessage\":\"{message}\"}}\n");
        assert_eq!(done.text(), expected);
    };
    let without = |name: &str| {
        let kept: Vec<&str> = body
            .split('&')
            .filter(|pair| !pair.starts_with(&format!("{name}=")))
            .collect();
        kept.join("&")
    };
    for name in ["documentID", "rawdata", "signdata", "certificate", "certID"] {
        let done = service.check("sign", &without(name), &[]);
        refused(done, 3, 212, &format!("Не передан параметр {name}"));
    }
    service.authority.folder.write("data", b"test");
    let done = service.check("sign", &body, &[]);
    refused(done, 1, 322, "Передан некорректный параметр rawdata");
    service.authority.folder.write("data", b"text");
    let done = service.check("sign", &body, &["--form", "detached"]);
    refused(done, 3, 216, "Передан некорректный параметр signdata");
    let process = service.sign(&["--process", "p1", "--signal", "got_agree"]);
    let done = service.check("finish-process", &process.replace("=true", "=false"), &[]);
    let text = done.refused_with_output(3, 212).text();
    let expected =
        "{\"errorCode\":\"13\",\"errorMessage\":\"Данный тип процесса требует подписи\"}\n";
    assert_eq!(text, expected);

    let (ca, person) = (service.authority.ca(), service.path("person.cer"));
    gostseal(&["cert", "revoke", &person, "--ca", &ca, "--at", AT]).good();
    let crl = service.path("crl");
    gostseal(&["cert", "crl", "--ca", &ca, "--at", AT, "-o", &crl]).good();
    let done = service
        .check("sign", &body, &["--crl", &crl, "--json"])
        .refused_with_output(6, 412);
    let json = one_object(&done.text());
    assert_eq!(
        (&json["ok"], &json["error_code"]),
        (&false.into(), &13.into())
    );
    assert!(json["cause"].as_str().unwrap().contains(AT), "{json}");
}

#[test]
fn certificates_of_the_message_lead_to_the_anchor() {
    let service = Service::new();
    let (ca, folder) = (service.authority.ca(), &service.authority.folder);
    let below = Authority {
        folder: Folder::new(),
    };
    gostseal(&[
        "cert",
        "new-ca",
        &below.ca(),
        "--parent",
        &ca,
        "--subject",
        "CN=Ниже",
        "--from",
        FROM,
    ])
    .good();
    let person = below.person("person", "CN=Петров", &[]);
    let (key, above) = (
        below.folder.path("person.key"),
        below.folder.path("ca/ca.cer"),
    );
    let data = folder.path("data");
    let message = gostseal(&[
        "sign", &data, "--key", &key, "--cert", &person, "--chain", &above,
    ])
    .good()
    .stdout;
    let escaped = |octets: &[u8]| {
        let text = Base64::encode_string(octets);
        text.replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D")
    };
    let certificate = below.folder.read("person.cer");
    let body = format!(
        "documentID={DOCUMENT}&rawdata={}&signdata={}&certificate={}&certID={CERT_ID}",
        escaped(b"text"),
        escaped(&message),
        escaped(&certificate),
    );
    let known = format!("{CERT_ID}={person}");
    let anchor = service.authority.anchor();
    let check = |options: &[&str]| {
        let arguments = [
            "docflow",
            "check",
            "-",
            "--call",
            "sign",
            "--rawdata",
            &data,
            "--trust",
            &anchor,
            "--known",
            &known,
            "--at",
            AT,
        ];
        gostseal_with(&[&arguments, options].concat(), body.as_bytes())
    };
    assert_eq!(check(&[]).good().text(), ACCEPTED);
    // The lists of both authorities are read for the certificates of this path.
    let lists: Vec<String> = [(&ca, "root.crl"), (&below.ca(), "below.crl")]
        .into_iter()
        .map(|(ca, name)| {
            let out = folder.path(name);
            gostseal(&["cert", "crl", "--ca", ca, "--at", AT, "-o", &out]).good();
            out
        })
        .collect();
    let hard = ["--revocation", "hard-fail"];
    check(&hard).refused_with_output(6, 415);
    let with = ["--crl", &lists[0], "--crl", &lists[1]];
    assert_eq!(check(&[&hard[..], &with].concat()).good().text(), ACCEPTED);
}
