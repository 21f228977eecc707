// SPDX-License-Identifier: MIT OR Apache-2.0
//! `trust::OcspResponse`: no response says what its authority never signed.
#![no_main]

use std::sync::LazyLock;

use gostseal::Certificate;
use gostseal::trust::{Finding, Freshness, OcspResponse, Query};
use gostseal_fuzz::{NOW_OF_PEERS, file, files};
use libfuzzer_sys::fuzz_target;

struct Known {
    issuer: Certificate,
    leaves: Vec<(Certificate, Vec<Finding>)>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let read = |name: &str| {
        let der = file(&format!("interop/bc/keys/{name}.cert.der"));
        Certificate::from_der(&der).expect("certificate of the corpus")
    };
    let issuer = read("int256A");
    let responses = files("interop/bc", "ocsp_", &[".ors"]);
    let leaves = ["leaf256A", "revoked"]
        .map(read)
        .into_iter()
        .map(|leaf| {
            let judged = responses
                .iter()
                .filter_map(|der| judge(der, &leaf, &issuer));
            let findings: Vec<Finding> = judged.collect();
            assert!(!findings.is_empty(), "no response of the corpus is good");
            (leaf, findings)
        })
        .collect();
    Known { issuer, leaves }
});

fuzz_target!(|data: &[u8]| {
    let Ok(response) = OcspResponse::from_der(data) else {
        return;
    };
    assert_eq!(response.der(), data);
    for (leaf, known) in &KNOWN.leaves {
        if let Some(found) = judge(data, leaf, &KNOWN.issuer) {
            assert!(response.is_about(leaf, &KNOWN.issuer) && response.refusal().is_none());
            assert!(known.contains(&found), "forged: {found:?}");
        }
    }
});

fn judge(der: &[u8], leaf: &Certificate, issuer: &Certificate) -> Option<Finding> {
    let issuer_key = issuer.public_key().expect("the issuer's key");
    let query = Query {
        certificate: leaf,
        issuer,
        issuer_key: &issuer_key,
        at: Some(NOW_OF_PEERS),
    };
    let response = OcspResponse::from_der(der).ok()?;
    response.judge(&query, &Freshness::DEFAULT).ok()
}
