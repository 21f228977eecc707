// SPDX-License-Identifier: MIT OR Apache-2.0
//! `inspect` over every file of the corpus: it always reports, names what it finds, and shows no private octet.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gostseal::inspect::{Kind, Node, Report, SCHEMA, Value, inspect, inspect_within};
use gostseal::layers::Compressor;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

fn read(path: &str) -> Vec<u8> {
    fs::read(vectors().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every file of the corpus that is no description of others.
fn blobs() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![vectors()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.extension().is_some_and(|e| e == "json" || e == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Nodes in the order of the text form.
fn flat(nodes: &[Node]) -> Vec<&Node> {
    nodes
        .iter()
        .flat_map(|node| std::iter::once(node).chain(flat(&node.children)))
        .collect()
}

fn find<'a>(report: &'a Report, label: &str) -> &'a Node {
    flat(&report.nodes)
        .into_iter()
        .find(|node| node.label == label)
        .unwrap_or_else(|| panic!("no {label}"))
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::from_str(&report.to_json()).unwrap()
}

#[test]
fn reports_on_every_file_of_the_corpus_quickly() {
    let mut kinds = BTreeMap::new();
    let files = blobs();
    for path in &files {
        let start = Instant::now();
        let report = inspect(&fs::read(path).unwrap());
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{}",
            path.display()
        );
        let json = json(&report);
        assert_eq!(json["schema"], SCHEMA);
        assert_eq!(json["kind"], report.kind.name());
        assert!(report.to_text().starts_with(report.kind.title()));
        *kinds.entry(report.kind.name()).or_insert(0) += 1;
    }
    assert!(files.len() > 800);
    for (kind, at_least) in [
        ("certificate", 100),
        ("certification-request", 3),
        ("cms-digested-data", 6),
        ("cms-encrypted-data", 6),
        ("cms-enveloped-data", 200),
        ("cms-signed-data", 80),
        ("crl", 10),
        ("encrypted-private-key", 20),
        ("jwe", 1),
        ("jws", 75),
        ("key-transport", 1),
        ("ocsp-response", 2),
        ("pem-bundle", 1),
        ("pfx", 40),
        ("private-key", 90),
        ("time-stamp-request", 1),
        ("time-stamp-response", 1),
    ] {
        assert!(
            kinds.get(kind).copied().unwrap_or(0) >= at_least,
            "{kind}: {kinds:?}"
        );
    }
}

#[test]
fn recognises_each_kind_by_content() {
    for (path, kind) in [
        (
            "formats/cms/rfc9189_gostr3410keytransport.der",
            Kind::KeyTransport,
        ),
        (
            "formats/x509/rfc9215_d2_256A_certificate.der",
            Kind::Certificate,
        ),
        ("formats/x509/rfc9215_d2_256A_crl.der", Kind::Crl),
        (
            "formats/x509/rfc9215_d2_256A_csr.der",
            Kind::CertificationRequest,
        ),
        ("formats/pfx/rfc9548_a2.pfx", Kind::Pfx),
        ("interop/bc/ocsp_revoked.ors", Kind::OcspResponse),
        ("interop/bc/tsp_request.tsq", Kind::TimeStampRequest),
        ("interop/bc/tsp_response.tsr", Kind::TimeStampResponse),
        ("interop/keys_pfx/p8enc_0.der", Kind::EncryptedPrivateKey),
        ("interop/keys_pfx/p8_octet_le_k1.der", Kind::PrivateKey),
        ("interop/openssl/encdata_magma.der", Kind::CmsEncryptedData),
        ("formats/cms/tc26_hashed_a311.der", Kind::CmsDigestedData),
        ("real/sber_userinfo_2019.cms.der", Kind::CmsEnvelopedData),
        (
            "real/sber_ift_idtoken_2026.sig.cms.ber",
            Kind::CmsSignedData,
        ),
        ("real/sber_ift_idtoken_2026.jwt", Kind::Jws),
        ("real/sber_userinfo_2019.jwe", Kind::Jwe),
        ("real/sber_ift_ca_2024.cer.pem", Kind::Certificate),
    ] {
        assert_eq!(inspect(&read(path)).kind, kind, "{path}");
    }
}

#[test]
fn shows_the_banks_envelope_whole() {
    let report = inspect(&read("real/sber_userinfo_2019.jwe"));
    let text = report.to_text();
    for line in [
        "enc: gost28147-89",
        "kid: 7786A4BBB588B6AA4811",
        "version: 0 [version 0 with originatorInfo (RFC 5652 says 2)]",
        "recipient: KeyTransRecipientInfo",
        "subject key identifier: E6B9DBDA3EC25EA72ADEA8A3977D8C59C616FF8A",
        "key encryption: id-GostR3410-2001 (1.2.643.2.2.19)",
        "parameter set: id-GostR3410-2001-CryptoPro-B-ParamSet (1.2.643.2.2.35.2)",
        "CEK_ENC: 09688FB0D50FB6A36465EC4C4E1EAF4FD652194ED2BD8A4ADFF35FB2C1989B1D [32 octets]",
        "CEK_MAC: 94F91F2E [4 octets]",
        "wrap parameter set: id-Gost28147-89-CryptoPro-A-ParamSet (1.2.643.2.2.31.1)",
        "key: 213CDFAD98E681B0E0D669EFB855A7DE2315340DB321D96ABC194972EC8CB233",
        "UKM: 11A4C1D7B161750F [8 octets]",
        "cipher: id-Gost28147-89 (1.2.643.2.2.21)",
        "IV: AE927B86729F0C9F",
        "ciphertext: 446 octets",
        "subject: CN=Петр Петро ПетровичЪ",
        "O=Общество с ограниченной ответственностью \"Маша и Медведь\"",
        "certificate 1 of this message",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn shows_the_signer_of_a_token_and_says_that_nothing_is_verified() {
    let report = inspect(&read("real/sber_ift_idtoken_2026.jwt"));
    let text = report.to_text();
    for line in [
        "claims [not verified]",
        "CMS SignedData, detached, over the signing input [not verified]",
        "encoding: BER: indefinite lengths",
        "subject: O=СберТехТест",
        "INNLE=7736632467",
        "attribute: signingCertificateV2 (1.2.840.113549.1.9.16.2.47)",
        "time: 2026-02-23T14:31:30Z [the signer's own word]",
    ] {
        assert!(text.contains(line), "{line}");
    }
    let json = json(&report);
    assert!(
        json["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|node| node["label"] == "claims")
    );
}

#[test]
fn gives_offset_and_goes_on_after_what_it_cannot_read() {
    let whole = read("interop/malformed/env89_base.der");
    for length in 1..whole.len() {
        let report = inspect(&whole[..length]);
        // Once the content type is whole, the kind is known however little follows.
        if length >= 24 {
            assert_eq!(report.kind, Kind::CmsEnvelopedData, "{length}");
            assert!(
                report.to_text().contains("octets lack, at octet 0"),
                "{length}"
            );
        }
    }
    let text = inspect(&read("interop/malformed/tlv_recipientinfos_len_plus.der")).to_text();
    assert!(
        text.contains("recipient: KeyTransRecipientInfo") && text.contains("CEK_MAC"),
        "{text}"
    );
}

#[test]
fn never_panics_on_changed_octets() {
    for path in [
        "real/sber_userinfo_2019.cms.der",
        "interop/bc/tsp_response.tsr",
        "interop/cryptopro_pfx/c256.pfx",
    ] {
        let whole = read(path);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            for value in [0x00, 0x80, 0xff, whole[at] ^ 0x20] {
                damaged[at] = value;
                assert!(inspect(&damaged).to_json().starts_with('{'));
            }
        }
    }
}

#[test]
fn shows_no_octet_of_a_private_key() {
    let mut seen = 0;
    for path in blobs() {
        let name = path.to_string_lossy().into_owned();
        if !(name.contains(".p8.") || name.contains("/p8_") || name.contains("cryptopro_container"))
        {
            continue;
        }
        let octets = fs::read(&path).unwrap();
        let report = inspect(&octets);
        for node in flat(&report.nodes) {
            if let Some(Value::Octets { length, .. }) = &node.value {
                assert!(
                    *length <= 8 || node.label == "public key",
                    "{name}: {}",
                    node.label
                );
            }
        }
        // No run of eight octets of a file's end, where the key stands, shows as digits.
        let text = report.to_text() + &report.to_json();
        if octets.len() > 60 && name.ends_with(".der") && !text.contains("public key") {
            for run in octets[octets.len() - 24..].windows(8) {
                let digits: String = run.iter().map(|octet| format!("{octet:02X}")).collect();
                assert!(!text.contains(&digits), "{name}");
            }
        }
        seen += 1;
    }
    assert!(seen > 100);
}

#[test]
fn shows_no_known_private_key_in_either_byte_order() {
    let index: serde_json::Value =
        serde_json::from_slice(&read("interop/keys_pfx/index.json")).unwrap();
    let mut seen = 0;
    for case in index["cases"].as_array().unwrap() {
        let Some(key) = case["key"]["private_key"].as_str() else {
            continue;
        };
        let file = case["file"].as_str().unwrap();
        let report = inspect(&read(&format!("interop/keys_pfx/{file}")));
        let text = (report.to_text() + &report.to_json()).to_lowercase();
        let pairs: Vec<&str> = (0..key.len() / 2).map(|i| &key[2 * i..2 * i + 2]).collect();
        let reversed: String = pairs.iter().rev().copied().collect();
        for digits in [key, &reversed] {
            assert!(!text.contains(&digits[..24]), "{file}");
        }
        seen += 1;
    }
    assert!(seen > 20);
}

#[test]
fn shows_no_key_of_another_format_nor_a_secret_jwk_member() {
    let sec1 = [
        &[0x30, 0x27, 2, 1, 1, 4, 0x20][..],
        &[0xa5; 32],
        &[0x05, 0x00],
    ]
    .concat();
    let report = inspect(&sec1);
    assert_eq!(report.kind, Kind::OtherPrivateKey);
    assert!(!report.to_text().contains("A5A5"));
    let jwk = br#"{"kty":"EC","crv":"X","d":"c2VjcmV0","x":"cHVibGlj"}"#;
    let text = inspect(jwk).to_text();
    assert!(
        !text.contains("c2VjcmV0") && text.contains("cHVibGlj"),
        "{text}"
    );
    let unknown = [&[0x30, 0x22, 4, 0x20][..], &[0x5a; 32]].concat();
    assert!(!inspect(&unknown).to_text().contains("5A5A"));
}

#[test]
fn takes_packings_off() {
    let der = read("real/sber_userinfo_2019.cms.der");
    let hex: String = der.iter().map(|octet| format!("{octet:02x}")).collect();
    let report = inspect(hex.as_bytes());
    assert_eq!(
        (report.kind, &report.packing[..]),
        (Kind::CmsEnvelopedData, &["hexadecimal digits"][..])
    );

    let jwe = String::from_utf8(read("real/sber_userinfo_2019.jwe")).unwrap();
    let base64url = jwe.split('.').nth(3).unwrap();
    let report = inspect(base64url.as_bytes());
    assert_eq!(
        (report.kind, &report.packing[..]),
        (Kind::CmsEnvelopedData, &["base64url"][..])
    );

    let quoted = format!(
        "\"{}\"\n",
        String::from_utf8(read("real/sber_inner_jws_2019.jwt"))
            .unwrap()
            .trim()
    );
    let report = inspect(quoted.as_bytes());
    assert_eq!(
        (report.kind, &report.packing[..]),
        (Kind::Jws, &["JSON string"][..])
    );
    assert_eq!(
        report.node("signature").unwrap().remark.as_deref(),
        Some("raw; not verified")
    );

    assert_eq!(
        inspect(&read("real/sber_ift_ca_2024.cer.pem")).packing,
        ["PEM"]
    );
    assert_eq!(inspect(b"  \r\n").kind, Kind::Empty);
    assert_eq!(inspect(b"neither this nor that").kind, Kind::Text);
    assert_eq!(inspect(&[0x8f; 64]).kind, Kind::RawSignature);
    assert_eq!(inspect(&[0x8f; 63]).kind, Kind::Unknown);
}

#[test]
fn names_deviations_of_tokens() {
    let report = inspect(b"eyJhbGciOiJub25lIn0.e30.");
    assert!(report.to_text().contains("alg: none [no signature at all]"));
    assert_eq!(
        report.node("signature").unwrap().remark.as_deref(),
        Some("empty: nothing is signed")
    );
    let report = inspect(b"eyJhbGciOiJIUzI1NiJ9.e30.AAAA.x");
    assert_eq!(
        report.node("parts").unwrap().remark.as_deref(),
        Some("4 parts, 3 are due")
    );
}

#[test]
fn reads_names_in_every_string_type() {
    // CN as BMPString, O as TeletexString in code page 1251.
    let name = [
        &[0x30, 0x1e][..],
        &[
            0x31, 0x0d, 0x30, 0x0b, 0x06, 3, 0x55, 4, 3, 0x1e, 4, 0x04, 0x2f, 0x04, 0x2f,
        ],
        &[
            0x31, 0x0d, 0x30, 0x0b, 0x06, 3, 0x55, 4, 10, 0x14, 4, 0xdf, 0xdf, b',', 0x1b,
        ],
    ]
    .concat();
    let mut tbs = vec![0xa0, 3, 2, 1, 2, 2, 1, 5, 0x30, 0];
    tbs.extend_from_slice(&name);
    let certificate = [
        &[0x30, (tbs.len() + 2) as u8, 0x30, tbs.len() as u8][..],
        &tbs,
    ]
    .concat();
    let report = inspect(&certificate);
    assert_eq!(report.kind, Kind::Certificate);
    // The comma is escaped in the name, the escape character in the text.
    assert_eq!(
        find(&report, "issuer").value,
        Some(Value::Text("CN=ЯЯ, O=ЯЯ\\,\u{1b}".into()))
    );
    assert!(report.to_text().contains("O=ЯЯ\\,\\u{1b}"));
}

#[test]
fn work_is_bounded_on_hostile_nesting_and_lists() {
    let start = Instant::now();
    let _ = inspect(&[0x30, 0x80].repeat(500_000)).to_text();
    let _ = inspect(&[0x24, 0x80].repeat(500_000)).to_text();
    let mut list = vec![0x30, 0x84, 0x00, 0x98, 0x96, 0x80];
    list.extend([5, 0].repeat(5_000_000));
    let report = inspect(&list);
    assert!(report.to_text().contains("the report's limit is reached"));
    assert!(report.to_text().len() < 10_000_000);
    let deep = "[".repeat(60_000);
    assert_eq!(inspect(deep.as_bytes()).kind, Kind::Text);
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn depth_limit_hides_what_lies_below() {
    let report = inspect(&read("real/sber_userinfo_2019.jwe"));
    let text = report.to_text_to_depth(1);
    assert!(text.contains("header") && !text.contains("kid"));
    assert_eq!(report.to_text_to_depth(0).lines().count(), 1);
}

fn compressed(content: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(None);
    let mut message = Vec::new();
    compressor.update(content, &mut message);
    compressor.finish(&mut message);
    message
}

/// An archive of two entries, one of which is encrypted, by hand: the directory is what is read.
fn archive() -> Vec<u8> {
    let entry = |name: &[u8], flags: u8, size: u8| {
        let mut entry = b"PK\x01\x02".to_vec();
        entry.resize(46, 0);
        entry[8] = flags;
        entry[24] = size;
        entry[28] = name.len() as u8;
        [&entry[..], name].concat()
    };
    let directory = [entry(b"report.xml", 0, 77), entry(b"\x91\x8f.xml", 1, 5)].concat();
    let mut end = b"PK\x05\x06".to_vec();
    end.resize(22, 0);
    end[10] = 2;
    end[16] = 4;
    [b"PK\x03\x04", &directory[..], &end].concat()
}

#[test]
fn looks_into_what_is_compressed_down_to_an_archive() {
    let message = compressed(&compressed(&archive()));
    let report = inspect_within(&message, 1, None);
    assert_eq!(report.kind, Kind::CmsCompressedData);
    assert!(
        report
            .to_text()
            .contains("compression: id-alg-zlibCompress")
    );
    assert!(!report.to_text().contains("within"));
    let text = inspect_within(&message, 2, None).to_text();
    assert!(text.contains("\n  within: CMS CompressedData\n"), "{text}");
    assert!(!text.contains("ZIP"), "{text}");
    let report = inspect_within(&message, 3, None);
    let text = report.to_text();
    assert!(text.contains("\n    within: ZIP archive\n"), "{text}");
    assert!(text.contains("entry: report.xml\n"), "{text}");
    assert!(text.contains("size: 77 octets\n"), "{text}");
    assert!(text.contains("[encrypted]\n"), "{text}");
    assert_eq!(json(&report)["kind"], "cms-compressed-data");
    let mut cut = archive();
    cut.truncate(30);
    assert_eq!(inspect(&cut).kind, Kind::Zip);
    let mut broken = archive();
    broken[4] = 0;
    assert!(
        inspect(&broken)
            .to_text()
            .contains("the directory is broken at octet 4")
    );
}

#[test]
fn what_is_within_and_does_not_open_is_a_remark() {
    let mut bomb = Compressor::new(None);
    let mut message = Vec::new();
    for _ in 0..70 {
        bomb.update(&[0; 1 << 20], &mut message);
    }
    bomb.finish(&mut message);
    let text = inspect_within(&message, 5, None).to_text();
    assert!(text.contains("within [longer than"), "{text}");
    let cut = &compressed(b"hello")[..60];
    let text = inspect_within(cut, 5, None).to_text();
    assert!(text.contains("within [not opened: "), "{text}");
    let sealed = read("interop/malformed/env89_base.der");
    let text = inspect_within(&sealed, 5, None).to_text();
    assert!(text.contains("within [sealed: a key is needed]"), "{text}");
}

#[test]
fn reads_mail() {
    let head = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    let message = [head, &read("interop/malformed/env89_base.der")[..]].concat();
    let report = inspect(&message);
    assert_eq!(
        (report.kind, &report.packing[..]),
        (Kind::CmsEnvelopedData, &["S/MIME"][..])
    );
    assert_eq!(
        inspect(b"Content-Type: text/plain\n\nhello").kind,
        Kind::Text
    );
}
