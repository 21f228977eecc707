// SPDX-License-Identifier: MIT OR Apache-2.0
//! CAdES with live peers: what they sign, stamp and countersign is judged by our report in every question; what we make, they
//! verify. Time-stamp authorities and OCSP responders both ways.

use std::fs;
use std::process::Command;

use gostseal::Oid;
use gostseal::signed::{
    BindingVerdict, CadesForm, ContentVerdict, ImprintVerdict, JudgedAt, PathVerdict,
    RevocationPolicy, RevocationVerdict, SignOptions, SignatureVerdict, SignerVerdicts,
    TimeStampAuthority, TimeStampReq, TimeStamper, Transport, TransportFailed, Verifier,
    add_time_stamp, cosign, countersign, sign,
};
use gostseal::trust::path::{self, Options};
use gostseal::trust::{
    CertIdHash, Evidence, Nonce, OcspResponse, PathError, Trust, Usage, ocsp_request,
};

use super::chain::now;
use super::house::{House, Person};
use super::table::Table;
use super::{Scratch, ask_bouncy_castle, bouncy_castle, openssl, pattern, succeed};

const POLICY: Oid = Oid::new("1.2.643.2.2.38.4");

fn read(file: &str) -> Vec<u8> {
    fs::read(file).expect(file)
}

/// A configuration that loads gost-engine, for verbs that take no engine or look for digests before they load it.
fn engine(scratch: &Scratch) -> String {
    scratch.write(
        "engine",
        b"openssl_conf = init\n[init]\nengines = engines\n[engines]\ngost = gost\n\
          [gost]\nengine_id = gost\ndefault_algorithms = ALL\n",
    )
}

/// What our report says of a message, each question of each signer that must be good asked for.
fn judged(house: &House, cms: &[u8], content: Option<&[u8]>) -> Vec<SignerVerdicts> {
    let store = house.store();
    let mut verifier = Verifier::new(Trust::Anchors(&store))
        .at(now())
        .trust_time_stamps(RevocationPolicy::SoftFail);
    if let Some(content) = content {
        verifier = verifier.content(content);
    }
    let report = verifier.report(cms).expect("a report");
    for signer in report.signers() {
        assert!(matches!(signer.signature, SignatureVerdict::Good(_)));
        assert_eq!(signer.content, ContentVerdict::Same);
        assert_eq!(signer.binding, BindingVerdict::Bound);
        let PathVerdict::Anchor(path) = &signer.path else {
            panic!("{}", signer.path);
        };
        assert_eq!(path.last(), Some(&house.root.certificate));
        assert!(matches!(
            signer.revocation,
            RevocationVerdict::Unknown { index: 0, .. }
        ));
        assert_eq!(signer.unsigned_fault, None);
        for stamp in &signer.time_stamps {
            let time = stamp.require(RevocationPolicy::SoftFail).expect("a time");
            assert!((now().0 - time.0).abs() < 600);
            assert_eq!(signer.judged_at, JudgedAt::TimeStamp(time));
        }
        for counter in &signer.countersignatures {
            assert_eq!(counter.require(RevocationPolicy::SoftFail), Ok(()));
            assert_eq!(counter.binding, BindingVerdict::Bound);
        }
    }
    assert_eq!(report.require(RevocationPolicy::SoftFail), Ok(()));
    report.signers().to_vec()
}

fn options(detached: bool) -> SignOptions<'static> {
    SignOptions {
        detached,
        signing_time: Some(now()),
        ..SignOptions::default()
    }
}

/// The authority of a peer, asked through files.
struct Asked<'a> {
    scratch: &'a Scratch,
    answer: &'a dyn Fn(&str, &str),
}

impl Transport for Asked<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed> {
        let query = self.scratch.write("query.tsq", request);
        let response = self.scratch.path("response.tsr");
        (self.answer)(&query, &response);
        Ok(read(&response))
    }
}

/// `openssl cms -verify -cades`: it verifies the signing-certificate attributes too.
fn openssl_verifies(house: &House, cms: &str, content: Option<&str>) {
    let verify = ["cms", "-verify", "-cades", "-binary", "-purpose", "any"];
    let files = [
        "-inform",
        "DER",
        "-in",
        cms,
        "-CAfile",
        &house.root.cert_pem,
    ];
    let mut arguments = [&verify[..], &files].concat();
    if let Some(content) = content {
        arguments.extend(["-content", content]);
    }
    openssl(&arguments);
}

/// `openssl cms -sign -cades`.
fn openssl_signs(signer: &Person, digest: &str, content: &str, out: &str, detached: bool) {
    let sign = ["cms", "-sign", "-cades", "-binary", "-outform", "DER"];
    let files = ["-in", content, "-out", out, "-md", digest];
    let who = ["-signer", &signer.cert_pem, "-inkey", &signer.key_pem];
    let mut arguments = [&sign[..], &files, &who].concat();
    if !detached {
        arguments.push("-nodetach");
    }
    openssl(&arguments);
}

/// `openssl ts -reply`.
fn openssl_stamps(house: &House, query: &str, response: &str) {
    let scratch = Scratch::new();
    let serial = scratch.write("serial", b"01\n");
    let text = format!(
        "[tsa]\ndefault_tsa = clock\n[clock]\nserial = {serial}\ncrypto_device = builtin\n\
         signer_digest = md_gost12_256\ndefault_policy = 1.2.643.2.2.38.4\n\
         digests = md_gost12_256, md_gost12_512, md_gost94\ness_cert_id_alg = sha256\n"
    );
    let config = scratch.write("config", text.as_bytes());
    let authority = &house.authority;
    let files = ["-queryfile", query, "-out", response, "-config", &config];
    let who = ["-signer", &authority.cert_pem, "-inkey", &authority.key_pem];
    openssl(&[&["ts", "-reply"][..], &files, &who].concat());
}

/// OpenSSL's name of a signer's digest.
fn digest(id: &str) -> &'static str {
    super::digest(id)
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn openssl_and_we_sign_for_each_other() {
    let house = House::new();
    let mut table = Table::new("signed-gost-engine");
    let mut note = |form, direction| table.line(&["signed", form, direction, "gost-engine"]);
    let octets = pattern(3000);
    let content = house.scratch.write("content", &octets);
    let answer = |query: &str, response: &str| openssl_stamps(&house, query, response);
    let asked = Asked {
        scratch: &house.scratch,
        answer: &answer,
    };
    let store = house.store();
    let trusted = Verifier::new(Trust::Anchors(&store)).at(now());
    let stamper = TimeStamper::new(&asked).verifier(trusted, RevocationPolicy::SoftFail);
    for (id, signer) in &house.signers {
        for detached in [false, true] {
            let beside = detached.then_some(content.as_str());
            let beside_octets = detached.then_some(&octets[..]);
            let out = house.scratch.path("theirs");
            openssl_signs(signer, digest(id), &content, &out, detached);
            let theirs = read(&out);
            let signers = judged(&house, &theirs, beside_octets);
            assert_eq!(
                (signers.len(), signers[0].form),
                (1, CadesForm::Bes),
                "{id}"
            );
            note("CAdES-BES", "theirs");

            let ours = sign(
                &octets,
                &signer.key,
                &signer.certificate,
                &options(detached),
            );
            let ours = ours.expect("signed");
            let file = house.scratch.write("ours", &ours);
            openssl_verifies(&house, &file, beside);
            note("CAdES-BES", "ours");

            // Their authority's time over both.
            let stamped = add_time_stamp(&theirs, 0, &stamper).expect("stamped");
            let signers = judged(&house, &stamped, beside_octets);
            let form = (signers[0].form, signers[0].time_stamps.len());
            assert_eq!(form, (CadesForm::T, 1), "{id}");
            note("CAdES-T, time stamp of the peer", "theirs");
            let stamped = add_time_stamp(&ours, 0, &stamper).expect("stamped");
            assert_eq!(
                judged(&house, &stamped, beside_octets)[0].form,
                CadesForm::T
            );
            let file = house.scratch.write("ours", &stamped);
            openssl_verifies(&house, &file, beside);
            note("CAdES-T, time stamp of the peer", "ours");

            // Somebody else signs after them; they sign after us.
            let second = &house.second;
            let both = cosign(
                &theirs,
                beside_octets,
                &second.key,
                &second.certificate,
                &options(detached),
            );
            let both = both.expect("cosigned");
            assert_eq!(judged(&house, &both, beside_octets).len(), 2);
            let file = house.scratch.write("both", &both);
            openssl_verifies(&house, &file, beside);
            note("two signers", "ours");

            // `-resign` does not read the content: it takes messageDigest from a signature with the same digest.
            if digest(id) != "md_gost12_256" {
                continue;
            }
            let file = house.scratch.write("ours", &ours);
            let out = house.scratch.path("both");
            let resign = [
                "cms", "-resign", "-cades", "-binary", "-inform", "DER", "-outform",
            ];
            let files = ["DER", "-in", &file, "-out", &out, "-md", "md_gost12_256"];
            let who = ["-signer", &second.cert_pem, "-inkey", &second.key_pem];
            let mut arguments = [&resign[..], &files, &who].concat();
            if !detached {
                arguments.push("-nodetach");
            }
            openssl(&arguments);
            assert_eq!(judged(&house, &read(&out), beside_octets).len(), 2, "{id}");
            note("two signers", "theirs");
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn bouncy_castle_and_we_sign_for_each_other() {
    let house = House::new();
    let mut table = Table::new("signed-bouncy-castle");
    let mut note = |form, direction| table.line(&["signed", form, direction, "BouncyCastle"]);
    let octets = pattern(3000);
    let content = house.scratch.write("content", &octets);
    let (authority, second) = (&house.authority, &house.second);
    let answer = |query: &str, response: &str| {
        bouncy_castle(&[
            "tsa",
            &authority.key_der,
            &authority.cert_der,
            query,
            response,
        ]);
    };
    let asked = Asked {
        scratch: &house.scratch,
        answer: &answer,
    };
    let store = house.store();
    let trusted = Verifier::new(Trust::Anchors(&store)).at(now());
    let stamper = TimeStamper::new(&asked).verifier(trusted, RevocationPolicy::SoftFail);
    for (id, signer) in &house.signers {
        for detached in [false, true] {
            let beside_octets = detached.then_some(&octets[..]);
            let reports = |cms: &[u8], expected: &str| {
                let file = house.scratch.write("message", cms);
                let mut ask = vec!["report", file.as_str()];
                ask.extend(detached.then_some(content.as_str()));
                assert_eq!(ask_bouncy_castle(&ask), expected, "{id}");
            };
            let out = house.scratch.path("theirs");
            let form = if detached { "detached" } else { "attached" };
            let (key, cert) = (&signer.key_der, &signer.cert_der);
            bouncy_castle(&["cades", key, cert, &content, &out, form]);
            let theirs = read(&out);
            let signers = judged(&house, &theirs, beside_octets);
            assert_eq!(
                (signers.len(), signers[0].form),
                (1, CadesForm::Bes),
                "{id}"
            );
            note("CAdES-BES", "theirs");

            let stamped = house.scratch.path("stamped");
            let clock = [&authority.key_der, &authority.cert_der].map(String::as_str);
            bouncy_castle(&["stamp", clock[0], clock[1], &out, &stamped]);
            let signers = judged(&house, &read(&stamped), beside_octets);
            let form = (signers[0].form, signers[0].time_stamps.len());
            assert_eq!(form, (CadesForm::T, 1), "{id}");
            note("CAdES-T, time stamp of the peer", "theirs");

            let ours = sign(
                &octets,
                &signer.key,
                &signer.certificate,
                &options(detached),
            );
            let ours = ours.expect("signed");
            reports(&ours, "1 signers, 0 countersignatures, 0 time stamps");
            note("CAdES-BES", "ours");
            let stamped = add_time_stamp(&ours, 0, &stamper).expect("stamped");
            assert_eq!(
                judged(&house, &stamped, beside_octets)[0].form,
                CadesForm::T
            );
            reports(&stamped, "1 signers, 0 countersignatures, 1 time stamps");
            note("CAdES-T, time stamp of the peer", "ours");

            let both = cosign(
                &stamped,
                beside_octets,
                &second.key,
                &second.certificate,
                &options(detached),
            );
            let both = both.expect("cosigned");
            assert_eq!(judged(&house, &both, beside_octets).len(), 2);
            reports(&both, "2 signers, 0 countersignatures, 1 time stamps");
            note("two signers", "ours");

            let (key, cert) = (&second.key, &second.certificate);
            let over = countersign(&both, 0, key, cert, &options(false)).expect("countersigned");
            assert_eq!(
                judged(&house, &over, beside_octets)[0]
                    .countersignatures
                    .len(),
                1
            );
            reports(&over, "2 signers, 1 countersignatures, 1 time stamps");
            note("countersignature", "ours");

            let file = house.scratch.write("ours", &ours);
            let out = house.scratch.path("over");
            bouncy_castle(&[
                "countersign",
                &second.key_der,
                &second.cert_der,
                &file,
                &out,
            ]);
            let signers = judged(&house, &read(&out), beside_octets);
            assert_eq!(signers[0].countersignatures.len(), 1, "{id}");
            note("countersignature", "theirs");
            if !detached {
                bouncy_castle(&["cosign", &second.key_der, &second.cert_der, &file, &out]);
                assert_eq!(judged(&house, &read(&out), None).len(), 2, "{id}");
                note("two signers", "theirs");
            }
        }
    }
}

/// What the peer refuses must show, or its verdicts say nothing.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn a_time_stamp_over_another_signature_is_refused_by_both() {
    let house = House::new();
    let answer = |query: &str, response: &str| openssl_stamps(&house, query, response);
    let asked = Asked {
        scratch: &house.scratch,
        answer: &answer,
    };
    let (_, signer) = &house.signers[1];
    // Two signatures over the same attributes, each the last 64 octets of its message.
    let options = options(false);
    let signed = || sign(b"x", &signer.key, &signer.certificate, &options).expect("signed");
    let (one, other) = (signed(), signed());
    let (ours, theirs) = (&one[one.len() - 64..], &other[other.len() - 64..]);
    assert_ne!(ours, theirs);
    let stamped = add_time_stamp(&one, 0, &TimeStamper::new(&asked)).expect("stamped");
    let report = |cms: &[u8]| ask_bouncy_castle(&["report", &house.scratch.write("message", cms)]);
    let good = "1 signers, 0 countersignatures, 1 time stamps";
    assert_eq!(report(&stamped), good);

    let mut moved = stamped;
    let at = moved.windows(64).position(|octets| octets == ours);
    let at = at.expect("the signature");
    moved[at..at + 64].copy_from_slice(theirs);
    assert_eq!(report(&moved), "invalid");
    let store = house.store();
    let verifier = Verifier::new(Trust::Anchors(&store)).at(now());
    let judged = verifier.report(&moved).expect("a report");
    let signer = &judged.signers()[0];
    assert!(matches!(signer.signature, SignatureVerdict::Good(_)));
    assert_eq!(signer.time_stamps[0].imprint, ImprintVerdict::Differs);
    assert!(matches!(signer.judged_at, JudgedAt::Given(_)));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn our_time_stamps_are_good_for_the_peers() {
    let house = House::new();
    let mut table = Table::new("signed-time-stamps");
    let data = house.scratch.write("data", &pattern(500));
    let authority = &house.authority;
    let clock = TimeStampAuthority::new(&authority.key, &authority.certificate, POLICY);
    let clock = clock.expect("an authority");
    let query = house.scratch.path("query");
    let answered = |query: &str| {
        let request = read(query);
        let response = clock.answer(&request, &[9], now()).expect("an answer");
        let file = house.scratch.write("response", &response.to_der());
        let request = TimeStampReq::from_der(&request).expect("a request");
        let store = house.store();
        let verifier = Verifier::new(Trust::Anchors(&store)).at(now());
        let (_, verdicts) = verifier
            .time_stamp_response(&request, &response.to_der())
            .expect("a token");
        assert!(verdicts.require(RevocationPolicy::SoftFail).is_ok());
        file
    };

    for digest in ["md_gost12_256", "md_gost12_512"] {
        let hash = format!("-{digest}");
        let ask = ["ts", "-query", "-data", &data, "-cert", &hash];
        let engine = engine(&house.scratch);
        let configured = |arguments: &[&str]| {
            succeed(
                Command::new("openssl")
                    .env("OPENSSL_CONF", &engine)
                    .args(arguments),
            )
        };
        configured(&[&ask[..], &["-out", &query]].concat());
        let response = answered(&query);
        let verify = ["ts", "-verify", "-queryfile", &query, "-in", &response];
        configured(&[&verify[..], &["-CAfile", &house.root.cert_pem]].concat());
        table.line(&["signed", "time stamp", "ours", "gost-engine"]);
    }
    bouncy_castle(&["ts-query", &data, &query]);
    let response = answered(&query);
    bouncy_castle(&["ts-verify", &query, &response, &authority.cert_der]);
    table.line(&["signed", "time stamp", "ours", "BouncyCastle"]);
}

/// The path of a signer, by an OCSP response.
fn status(house: &House, signer: &Person, response: &[u8], nonce: &[u8]) -> Result<(), PathError> {
    let mut evidence = Evidence::new();
    let response = OcspResponse::from_der(response).expect("a response");
    evidence.add_ocsp(response.with_nonce(Nonce::Required(nonce.to_vec())));
    let store = house.store();
    let mut options = Options::new(Some(now()), Usage::Signature);
    options.revocation = &evidence;
    options.policy = RevocationPolicy::HardFail;
    let judged = path::judge(&signer.certificate, &[], &store, &options);
    judged
        .into_result()
        .map(|_| ())
        .map_err(|failure| failure.error)
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn responders_answer_our_requests() {
    let house = House::new();
    let mut table = Table::new("signed-ocsp");
    let scratch = &house.scratch;
    let engine = engine(scratch);
    let (root, responder) = (&house.root, &house.responder);
    for (_, signer) in &house.signers {
        let number = signer.certificate.serial();
        let nonce = [7, 1, number[0]];
        for hash in [CertIdHash::Sha1, CertIdHash::Streebog256] {
            let certificate = &signer.certificate;
            let request = ocsp_request(certificate, &root.certificate, hash, Some(&nonce));
            let request = scratch.write("request.ocsp", &request);
            for revoked in [false, true] {
                let says = |response: &[u8], peer| {
                    let status = status(&house, signer, response, &nonce);
                    match (revoked, status) {
                        (false, Ok(())) | (true, Err(PathError::CertRevoked { .. })) => {}
                        (_, other) => panic!("{peer}: {other:?}"),
                    }
                };
                let word = if revoked { "revoked" } else { "good" };
                let response = scratch.path("response.ocsp");
                let who = [&responder.key_der, &responder.cert_der].map(String::as_str);
                let about = [&root.cert_der, &signer.cert_der].map(String::as_str);
                let files = [request.as_str(), &response, word];
                bouncy_castle(&[&["ocsp"][..], &who, &about, &files].concat());
                says(&read(&response), "BouncyCastle");
                table.line(&["signed", "OCSP response", "theirs", "BouncyCastle"]);

                let hex: String = number.iter().map(|octet| format!("{octet:02X}")).collect();
                let line = if revoked {
                    format!("R\t491231235959Z\t200101000000Z\t{hex}\tunknown\t/CN=Signer\n")
                } else {
                    format!("V\t491231235959Z\t\t{hex}\tunknown\t/CN=Signer\n")
                };
                let index = scratch.write("index", line.as_bytes());
                scratch.write("index.attr", b"unique_subject = no\n");
                let response = scratch.path("response.ocsp");
                succeed(
                    Command::new("openssl")
                        .env("OPENSSL_CONF", &engine)
                        .args(["ocsp", "-index", &index, "-CA", &root.cert_pem])
                        .args(["-rsigner", &responder.cert_pem, "-rkey", &responder.key_pem])
                        .args(["-rmd", "md_gost12_256", "-ndays", "1"])
                        .args(["-reqin", &request, "-respout", &response]),
                );
                says(&read(&response), "OpenSSL");
                table.line(&["signed", "OCSP response", "theirs", "gost-engine"]);
            }
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn requests_go_both_ways() {
    let house = House::new();
    let mut table = Table::new("signed-requests");
    // BouncyCastle's requests made the signers.
    assert_eq!(house.signers.len(), super::BC_KEYS.len());
    for (id, signer) in &house.signers {
        table.line(&["signed", "PKCS #10", "theirs", "BouncyCastle"]);
        let template = gostseal::issue::Template::new(gostseal::issue::Role::Person);
        let subject = gostseal::issue::Subject::parse("CN=Иванов,INN=500100732259,C=RU");
        let asked = gostseal::issue::request(&subject.expect("a name"), &signer.key, &template);
        let file = house.scratch.write("asked", asked.expect("asked").der());
        openssl(&["req", "-inform", "DER", "-in", &file, "-verify", "-noout"]);
        table.line(&["signed", "PKCS #10", "ours", "gost-engine"]);
        // It reads keys with digestParamSet only (`chains`), which those of TC 26's curves have not.
        let answer = ask_bouncy_castle(&["check-request", &file]);
        if ["leaf2001XA", "leaf256CPA"].contains(id) {
            assert_eq!(answer, "ok", "{id}");
            table.line(&["signed", "PKCS #10", "ours", "BouncyCastle"]);
        } else {
            assert!(
                answer.contains("error decoding public key"),
                "{id}: {answer}"
            );
        }
    }
    for id in super::OPENSSL_KEYS {
        let (key, _) = super::openssl_key(id);
        let out = house.scratch.path("asked");
        let make = ["req", "-new", "-subj", "/C=RU/CN=peer", "-key", &key];
        openssl(&[&make[..], &["-outform", "DER", "-out", &out]].concat());
        let asked = gostseal::issue::CertificationRequest::from_der(&read(&out)).expect("asked");
        assert_eq!(asked.verify_signature(), Ok(()), "{id}");
        table.line(&["signed", "PKCS #10", "theirs", "gost-engine"]);
    }
}
