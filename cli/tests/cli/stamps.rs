// SPDX-License-Identifier: MIT OR Apache-2.0
//! `tsp`, and time stamps on signatures, with an authority for tests behind a server on loopback.

use super::authority::{AT, Authority};
use super::der::{der, element};
use super::server::{Reply, Server};
use super::*;

const SCHEMA: &str = "gostseal/tsp-verify/1";
/// After the person's certificate has expired, and before the authorities' have.
const LATER: &str = "2028-01-01T00:00:00Z";

/// An authority with a person and a time-stamp authority that lives longer.
fn authority() -> Authority {
    let authority = Authority::new();
    authority.person("tsa", "CN=Штамп", &["--profile", "tsa", "--days", "3000"]);
    authority
}

/// A server that stamps at [`AT`] by the command itself.
fn stamper(authority: &Authority) -> Server {
    let (key, cert) = (
        authority.folder.path("tsa.key"),
        authority.folder.path("tsa.cer"),
    );
    Server::new(move |asked| {
        assert_eq!(asked.media, "application/timestamp-query");
        let arguments = [
            "tsp", "reply", "-", "--key", &key, "--cert", &cert, "--at", AT,
        ];
        Reply::Good(gostseal_with(&arguments, &asked.body).good().stdout)
    })
}

#[test]
fn a_request_is_answered_and_the_answer_verified() {
    let authority = authority();
    let folder = &authority.folder;
    let (key, cert, anchor) = (
        folder.path("tsa.key"),
        folder.path("tsa.cer"),
        authority.anchor(),
    );
    let data = folder.write("data", b"text");
    let other = folder.write("other", b"test");
    for hash in ["streebog256", "streebog512", "gost94"] {
        let (request, reply) = (folder.path("request"), folder.path("reply"));
        let made = gostseal(&[
            "tsp", "request", &data, "--hash", hash, "-o", &request, "--json",
        ])
        .report("gostseal/tsp-request/1");
        assert_eq!(made["nonce"].as_str().unwrap().len(), 16);
        let answered = gostseal(&[
            "tsp", "reply", &request, "--key", &key, "--cert", &cert, "--at", AT, "-o", &reply,
            "--json",
        ])
        .report("gostseal/tsp-reply/1");
        assert_eq!(
            (&answered["granted"], &answered["time"]),
            (&true.into(), &AT.into())
        );
        let verify = |options: &[&str]| {
            let arguments = ["tsp", "verify", &reply, "--trust", &anchor, "--at", AT];
            gostseal(&[&arguments, options].concat())
        };
        let digest = made["digest"].as_str().unwrap();
        for subject in [
            &[data.as_str()][..],
            &["--digest", digest, "--hash", hash],
            &["--request", &request],
        ] {
            let json = verify(&[subject, &["--json"]].concat()).report(SCHEMA);
            assert_eq!(json["time_stamp"], "good", "{hash} {subject:?}");
            assert_eq!(json["stamp"]["time"], AT);
            assert_eq!(
                json["stamp"]["token"]["verdicts"]["path"]["verdict"],
                "anchor"
            );
        }
        let text = verify(&[&data]).good().text();
        assert!(
            text.starts_with(&format!("time stamp good\ntime stamp: {AT}\n")),
            "{text}"
        );
        assert!(text.contains("  authority: CN=Штамп\n"), "{text}");
        let json = verify(&[&other, "--json"]).refused_json(SCHEMA, 1, 327);
        assert_eq!(json["stamp"]["imprint"]["verdict"], "differs");
        verify(&[]).refused(2, 106);
        let stranger = Authority::new();
        gostseal(&[
            "tsp",
            "verify",
            &reply,
            &data,
            "--trust",
            &stranger.anchor(),
            "--at",
            AT,
        ])
        .refused_with_output(6, 406);
        // Another request has another nonce.
        let again = folder.path("again");
        gostseal(&["tsp", "request", &data, "--hash", hash, "-o", &again]).good();
        verify(&["--request", &again]).refused(1, 327);
    }
}

#[test]
fn an_authority_refuses_and_is_refused() {
    let authority = authority();
    let folder = &authority.folder;
    let (key, cert) = (folder.path("tsa.key"), folder.path("tsa.cer"));
    let data = folder.write("data", b"text");
    let (request, reply) = (folder.path("request"), folder.path("reply"));
    gostseal(&["tsp", "request", &data, "--policy", "1.2.3", "-o", &request]).good();
    let json = gostseal(&[
        "tsp", "reply", &request, "--key", &key, "--cert", &cert, "-o", &reply, "--json",
    ])
    .report("gostseal/tsp-reply/1");
    assert_eq!(json["granted"], false);
    assert_eq!(json["failure"], "the policy is not one of its own");
    gostseal(&["tsp", "verify", &reply, "--request", &request]).refused(8, 703);
    // A certificate that is not for time stamps gives none that anybody believes.
    let (key, cert) = (folder.path("person.key"), folder.path("person.cer"));
    gostseal(&["tsp", "request", &data, "-o", &request]).good();
    gostseal(&[
        "tsp", "reply", &request, "--key", &key, "--cert", &cert, "-o", &reply,
    ])
    .good();
    let anchor = authority.anchor();
    gostseal(&[
        "tsp", "verify", &reply, &data, "--trust", &anchor, "--at", AT,
    ])
    .refused_with_output(6, 409);
    gostseal(&["tsp", "request", "--digest", "00"]).refused(2, 101);
    gostseal(&["tsp", "request", "--digest", "zz"]).refused(2, 101);
}

#[test]
fn a_stamped_signature_outlives_the_certificate_of_its_signer() {
    let authority = authority();
    let server = stamper(&authority);
    let folder = &authority.folder;
    let (key, cert, anchor) = (
        folder.path("person.key"),
        folder.path("person.cer"),
        authority.anchor(),
    );
    let document = folder.write("document", b"text");
    let url = server.url("/tsa");
    let tsa = ["--tsa", &url, "--tsa-trust", &anchor];
    let (at_once, bare, later) = (folder.path("a"), folder.path("b"), folder.path("c"));
    let sign = ["sign", &document, "--key", &key, "--cert", &cert, "-o"];
    gostseal(&[&sign[..], &[&at_once], &tsa].concat()).good();
    gostseal(&[&sign[..], &[&bare]].concat()).good();
    gostseal(&[&["tsp", "stamp", &bare, "-o", &later], &tsa[..]].concat()).good();
    assert_eq!(server.log(), ["/tsa", "/tsa"]);
    for message in [&at_once, &later] {
        let run = |options: &[&str]| {
            gostseal(&[&["verify", message, "--trust", &anchor], options].concat())
        };
        let json = run(&["--at", AT, "--json"]).report("gostseal/verify/1");
        let signer = &json["signers"][0];
        assert_eq!(signer["form"], "CAdES-T");
        let stamp = &signer["time_stamps"][0];
        assert_eq!(stamp["kind"], "signature time stamp");
        assert_eq!(
            (&stamp["time"], &stamp["imprint"]["verdict"]),
            (&AT.into(), &"same".into())
        );
        assert_eq!(stamp["token"]["verdicts"]["signature"]["verdict"], "good");
        run(&["--at", LATER]).refused_with_output(6, 403);
        let text = run(&["--at", LATER, "--trust-time-stamps"]).good().text();
        let judged = format!("  judged               at {AT}, proved by a time stamp\n");
        assert!(text.contains(&judged), "{text}");
        assert!(text.contains("  form                 CAdES-T\n"), "{text}");
        assert!(
            text.contains(&format!("  signature time stamp: {AT}\n")),
            "{text}"
        );
        // The stamp proves nothing where its authority is not trusted.
        let stranger = Authority::new();
        run(&[
            "--at",
            LATER,
            "--trust-time-stamps",
            "--tsa-trust",
            &stranger.anchor(),
        ])
        .refused_with_output(6, 403);
        run(&["--at", LATER, "--trust-time-stamps", "--tsa-trust", &anchor]).good();
    }
    // A stamp may stand over a second signature, too, and a signature be added with one.
    let two = folder.path("d");
    let second = authority.person("second", "CN=Петров", &[]);
    let second_key = folder.path("second.key");
    gostseal(
        &[
            &[
                "sign",
                "--cosign",
                &at_once,
                "--key",
                &second_key,
                "--cert",
                &second,
                "-o",
                &two,
            ],
            &tsa[..],
        ]
        .concat(),
    )
    .good();
    let json = gostseal(&["verify", &two, "--trust", &anchor, "--at", AT, "--json"])
        .report("gostseal/verify/1");
    for signer in json["signers"].as_array().unwrap() {
        assert_eq!(signer["form"], "CAdES-T");
    }
}

#[test]
fn authorities_that_do_not_answer_leave_no_message() {
    let authority = authority();
    let folder = &authority.folder;
    let (key, cert) = (folder.path("person.key"), folder.path("person.cer"));
    let (document, out) = (folder.write("document", b"text"), folder.path("out"));
    let sign = |url: &str, more: &[&str]| {
        let arguments = [
            "sign", &document, "--key", &key, "--cert", &cert, "-o", &out, "--tsa", url,
        ];
        gostseal(&[&arguments, more].concat())
    };
    let down = Server::new(|_| Reply::Status(503));
    let done = sign(&down.url("/"), &[]).refused(8, 704);
    assert!(
        done.stderr.contains("the server answers 503"),
        "{}",
        done.stderr
    );
    let silent = Server::new(|_| Reply::Silence);
    let done = sign(&silent.url("/"), &["--timeout", "1"]).refused(8, 704);
    assert!(
        done.stderr.contains("does not answer in time"),
        "{}",
        done.stderr
    );
    let flood = Server::new(|_| Reply::Flood);
    let done = sign(&flood.url("/"), &[]).refused(8, 704);
    assert!(done.stderr.contains("too large"), "{}", done.stderr);
    let nonsense = Server::new(|_| Reply::Good(b"nonsense".to_vec()));
    assert_eq!(sign(&nonsense.url("/"), &[]).status, 3);
    // An answer to another request is none to this.
    let stale = folder.path("stale");
    let request = gostseal(&["tsp", "request", &document]).good().stdout;
    let (tsa_key, tsa_cert) = (folder.path("tsa.key"), folder.path("tsa.cer"));
    let reply = [
        "tsp", "reply", "-", "--key", &tsa_key, "--cert", &tsa_cert, "-o", &stale,
    ];
    gostseal_with(&reply, &request).good();
    let octets = folder.read("stale");
    let replay = Server::new(move |_| Reply::Good(octets.clone()));
    sign(&replay.url("/"), &[]).refused(1, 327);
    // An authority that must be trusted and is not.
    let honest = stamper(&authority);
    let stranger = Authority::new();
    sign(&honest.url("/"), &["--tsa-trust", &stranger.anchor()]).refused(6, 406);
    assert!(!folder.names().contains(&"out".to_owned()));
    gostseal(&["tsp", "stamp", &document]).refused(2, 101);
}

/// The elements of a content, each whole.
fn elements(mut content: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let (_, _, rest) = element(content);
        found.push(&content[..content.len() - rest.len()]);
        content = rest;
    }
    found
}

#[test]
fn an_archive_time_stamp_over_a_large_document_has_it_read_once_more() {
    let authority = authority();
    let folder = &authority.folder;
    let (key, cert) = (folder.path("person.key"), folder.path("person.cer"));
    let (tsa_key, tsa_cert) = (folder.path("tsa.key"), folder.path("tsa.cer"));
    let large = plaintext(9, 5 << 20);
    let document = folder.write("document", &large);
    let bare = gostseal(&[
        "sign",
        "--detached",
        &document,
        "--key",
        &key,
        "--cert",
        &cert,
    ])
    .good()
    .stdout;
    // ContentInfo: SignedData, in it version, digestAlgorithms, encapContentInfo, certificates, signerInfos.
    let info = elements(element(&bare).1);
    let data = elements(element(element(info[1]).1).1);
    let signer = element(element(data[4]).1).1;
    let covered = folder.write("covered", &[data[2], &large, data[3], signer].concat());
    let request = gostseal(&["tsp", "request", &covered]).good().stdout;
    let reply = [
        "tsp", "reply", "-", "--key", &tsa_key, "--cert", &tsa_cert, "--at", AT,
    ];
    let response = gostseal_with(&reply, &request).good().stdout;
    let token = elements(element(&response).1)[1];
    // id-aa-ets-archiveTimestampV2
    let name = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x30";
    let attribute = der(0x30, &[name, &der(0x31, &[token])]);
    let signer = der(0x30, &[signer, &der(0xa1, &[&attribute])]);
    let parts = [data[0], data[1], data[2], data[3], &der(0x31, &[&signer])];
    let message = der(0x30, &[info[0], &der(0xa0, &[&der(0x30, &parts)])]);
    let file = folder.write("message", &message);
    let anchor = authority.anchor();
    let arguments = [
        "--content",
        &document,
        "--trust",
        &anchor,
        "--at",
        AT,
        "--json",
    ];
    let json = gostseal(&[&["verify", &file], &arguments[..]].concat()).report("gostseal/verify/1");
    let signer = &json["signers"][0];
    assert_eq!(signer["form"], "CAdES-A");
    assert_eq!(signer["time_stamps"][0]["kind"], "archive time stamp");
    assert_eq!(signer["time_stamps"][0]["imprint"]["verdict"], "same");
    // What came over a pipe is gone.
    let json = gostseal_with(&[&["verify", "-"], &arguments[..]].concat(), &message)
        .report("gostseal/verify/1");
    let imprint = &json["signers"][0]["time_stamps"][0]["imprint"];
    assert_eq!(imprint["verdict"], "not checked");
    assert_eq!(imprint["error"]["code"], 106);
}
