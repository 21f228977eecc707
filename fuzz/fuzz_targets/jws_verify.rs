// SPDX-License-Identifier: MIT OR Apache-2.0
//! `jose::JwsVerifier`: a token verifies only if it is, in what is signed, one of those that the keys are known to
//! have signed.
#![no_main]

use std::sync::LazyLock;

use gostseal::Certificate;
use gostseal::jose::{Claims, JwsVerifier, SignatureForm, UnverifiedJws};
use gostseal::keys::PreparedKey;
use gostseal::trust::{Trust, TrustStore};
use gostseal_fuzz::{file, files};
use libfuzzer_sys::fuzz_target;

struct Known {
    keys: Vec<PreparedKey>,
    anchors: TrustStore,
    tokens: Vec<Vec<u8>>,
}

impl Known {
    fn load() -> Self {
        let certificate =
            |octets: Vec<u8>| Certificate::from_pem_or_der(&octets).expect("certificate");
        let prepare = |c: Certificate| c.public_key().expect("key of a certificate").prepare();
        let mut known = Self {
            keys: files("interop/jws/keys", "j", &[".cert.der"])
                .into_iter()
                .chain([file("real/esia_test_signing_2019.cer.pem")])
                .map(|octets| prepare(certificate(octets)))
                .collect(),
            anchors: TrustStore::from_iter([certificate(file("real/sber_ift_ca_2024.cer.pem"))]),
            tokens: Vec::new(),
        };
        let mut tokens = files("interop/jws", "", &[".jwt"]);
        tokens.extend(files("formats/jws", "", &[".jwt"]));
        tokens.extend(files("real", "", &[".jwt"]));
        tokens.retain(|token| known.verifiers().any(|v| v.verify(token).is_ok()));
        assert!(tokens.len() > 10, "tokens of the corpus do not verify");
        known.tokens = tokens;
        known
    }

    fn verifiers(&self) -> impl Iterator<Item = JwsVerifier<'_>> {
        let pinned = self.keys.iter().map(Trust::Pinned);
        pinned
            .chain([Trust::Anchors(&self.anchors)])
            .map(JwsVerifier::new)
    }
}

static KNOWN: LazyLock<Known> = LazyLock::new(Known::load);

fuzz_target!(|data: &[u8]| {
    let parsed = UnverifiedJws::parse(data);
    if let Ok(token) = &parsed {
        assert!(data.starts_with(token.signing_input()));
        if let Ok(claims) = token.claims() {
            let again = Claims::parse(claims.to_json().as_bytes()).expect("claims as JSON");
            let names = |claims: &Claims| -> Vec<String> {
                claims.iter().map(|(name, _)| name.to_owned()).collect()
            };
            assert_eq!(names(&again), names(&claims));
        }
    }
    for verifier in KNOWN.verifiers() {
        let Ok(verified) = verifier.verify(data) else {
            continue;
        };
        let token = parsed.as_ref().expect("verified, so it can be read");
        assert_eq!(verified.payload(), token.payload());
        let genuine = KNOWN.tokens.iter().any(|known| match verified.form() {
            // base64url has one writing and the value one form, so a raw token is known as a whole.
            SignatureForm::Raw => known == data,
            SignatureForm::Cms => UnverifiedJws::parse(known)
                .is_ok_and(|known| known.signing_input() == token.signing_input()),
        });
        assert!(genuine, "forged: nobody signed this token");
    }
});
