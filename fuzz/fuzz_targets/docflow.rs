// SPDX-License-Identifier: MIT OR Apache-2.0
//! `docflow::check`: whatever is passed, nothing is accepted as signed, since nobody signed the data.
#![no_main]

use gostseal::docflow::{
    Accepted, Call, KnownCertificates, Registry, Request, Requirements, check,
};
use gostseal::issue::CertificationRequest;
use gostseal_fuzz::{NOW, signers};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

use gostseal::trust::TrustStore;

static STORE: LazyLock<TrustStore> = LazyLock::new(signers);
const CURRENT: &[u8] = b"data that none of the signers of the corpus ever signed";

fuzz_target!(|data: &[u8]| {
    let mut known = KnownCertificates::new();
    for (place, certificate) in STORE.anchors().iter().take(3).enumerate() {
        known.insert(
            &format!("00000000-0000-0000-0000-00000000000{place}"),
            certificate.clone(),
        );
    }
    let registry = Registry::new(&known, &STORE, NOW);
    for call in [Call::SignDocument, Call::FinishProcess] {
        let request = Request::from_form(call, data);
        let verdict = check(&request, &Requirements::default(), Some(CURRENT), &registry);
        assert!(
            !matches!(verdict.outcome(), Ok(Accepted::Signed(_))),
            "forged"
        );
        let answer: serde_json::Value = serde_json::from_str(&verdict.to_json()).expect("JSON");
        let code = &answer["errorCode"];
        let expected = if verdict.outcome().is_ok() { "0" } else { "13" };
        assert_eq!(
            code.as_str().map_or(code.to_string(), str::to_owned),
            expected
        );
    }
    if let Ok(request) = CertificationRequest::from_der(data) {
        assert_eq!(request.der(), data);
        let _ = (request.verify_signature(), request.public_key());
    }
});
