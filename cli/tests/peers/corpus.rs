// SPDX-License-Identifier: MIT OR Apache-2.0
//! The envelopes of the corpus that must open, by whom they were made: for the table alone. The core's own tests judge
//! each of them in full.

use std::fs;

use gostseal::Certificate;
use gostseal::envelope::Summary;
use gostseal::keys::{ContentKey, Decapsulator, PrivateKey};
use serde_json::Value;

use crate::envelope::open_with;
use crate::table::{Direction, Table, described};
use crate::vector;

fn text<'a>(case: &'a Value, field: &str) -> Option<&'a str> {
    case[field].as_str()
}

fn key(file: &str) -> PrivateKey {
    let octets = fs::read(vector(file)).expect(file);
    PrivateKey::from_pem_or_der(&octets).expect(file)
}

/// The plaintext that a case gives, in octets or by the recipe of its index.
fn plaintext(case: &Value) -> Vec<u8> {
    if let Some(hex) = text(case, "plaintext") {
        let octet = |i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex");
        return (0..hex.len()).step_by(2).map(octet).collect();
    }
    let seed = case["plaintext_seed"].as_u64().unwrap_or(8);
    let len = case["plaintext_length"].as_u64().expect("a length");
    (0..len)
        .map(|i| (seed + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)) as u8)
        .collect()
}

fn check<D: Decapsulator>(
    case: &Value,
    message: &[u8],
    holder: D,
    originator: Option<&str>,
) -> Summary {
    let certificate = originator.map(|file| {
        let octets = fs::read(vector(file)).expect(file);
        Certificate::from_pem_or_der(&octets).expect(file)
    });
    let (opened, summary) = open_with(message, holder, certificate.as_ref());
    assert!(opened == plaintext(case), "{case}");
    summary
}

#[test]
fn opens_the_corpus() {
    let mut table = Table::new("corpus");
    let mut ran = 0;
    for (folder, peer) in [
        ("formats/cms", "standards"),
        ("interop/openssl", "gost-engine"),
        ("interop/bc", "BouncyCastle"),
        ("interop/rudonick", "rudonick/crypto"),
        ("interop/synthetic", "synthetic"),
    ] {
        let index = fs::read(vector(&format!("{folder}/index.json"))).expect(folder);
        let index: Value = serde_json::from_slice(&index).expect(folder);
        for case in index["cases"].as_array().expect(folder) {
            let kind = text(case, "type").expect("a type");
            let encrypted = kind == "EncryptedData";
            if case["verdict"] != "ok" || !(kind == "EnvelopedData" || encrypted) {
                continue;
            }
            // The samples of BouncyCastle's own tests stand among those of the standards.
            let id = text(case, "id").expect("an id");
            let peer = if id.starts_with("bc_") {
                "BouncyCastle"
            } else {
                peer
            };
            let file = format!("{folder}/{}", text(case, "file").expect("a file"));
            let octets = fs::read(vector(&file)).expect(&file);
            let message = gostseal::decode_any(&octets, "sample").expect(&file)[0].to_vec();
            let originator = text(case, "originator_cert")
                .or(text(case, "originator_cert_file"))
                .map(|name| format!("{folder}/{name}"));
            // Among the standards' examples only one of the two with an originator has a static one.
            let fixed = originator.is_some() && id != "tc26_encrypted_keyagree_a211";
            let holders: Vec<PrivateKey> = match text(case, "private_key_file") {
                Some(name) => vec![key(&format!("{folder}/{name}"))],
                None if encrypted => Vec::new(),
                None => {
                    let names = case["recipients"].as_array().expect("recipients");
                    let named = |name: &Value| {
                        let keys = index["keys"].as_array().expect("keys");
                        let entry = keys.iter().find(|entry| entry["id"] == *name);
                        let entry = entry.expect("a key");
                        key(&format!(
                            "{folder}/{}",
                            text(entry, "private_key_file").expect("a file")
                        ))
                    };
                    names.iter().map(named).collect()
                }
            };
            if encrypted {
                let hex = text(case, "content_encryption_key").expect("a key");
                let octets: [u8; 32] = core::array::from_fn(|i| {
                    u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex")
                });
                let summary = check(case, &message, ContentKey::new(octets.into()), None);
                table.saw(
                    peer,
                    Direction::Opened,
                    summary.cipher,
                    &described(&summary, false),
                );
                ran += 1;
            }
            for holder in &holders {
                let summary = check(case, &message, holder, originator.as_deref());
                table.saw(
                    peer,
                    Direction::Opened,
                    summary.cipher,
                    &described(&summary, fixed),
                );
                ran += 1;
            }
        }
    }
    assert!(ran > 80, "{ran}");
}
