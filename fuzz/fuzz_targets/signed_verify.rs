// SPDX-License-Identifier: MIT OR Apache-2.0
//! `signed::Verifier`: what verifies was signed by who is trusted, and all ways of asking give one answer.
#![no_main]

use std::sync::LazyLock;

use gostseal::signed::{AttributeOrder, Examined, SignedData, SignedError, Verifier};
use gostseal::trust::{Trust, TrustStore};
use gostseal_fuzz::{signed_contents, signers};
use libfuzzer_sys::fuzz_target;

static STORE: LazyLock<TrustStore> = LazyLock::new(signers);
static CONTENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| signed_contents(&STORE));

fuzz_target!(|data: &[u8]| {
    let contents = &*CONTENTS;
    let strict = Verifier::new(Trust::Anchors(&STORE));
    check(&strict, data);
    check(&strict.allow_unsorted_attributes(true), data);

    // A signature that is good without trust is the same signature with it.
    if let (Ok(without), Ok(with)) = (
        Verifier::new(Trust::None).examine(data),
        strict.examine(data),
    ) {
        assert!(without.signers().iter().flatten().all(|s| s.trust.is_err()));
        if with.signers().iter().all(Result::is_ok) {
            assert!(without.require_trust().is_err());
        }
    }

    // Content that is given must be that of the message, where it has some.
    let given = contents.last().expect("contents").as_slice();
    if let Ok(verified) = strict.content(given).verify(data) {
        assert!(verified.content().is_none_or(|content| content == given));
    }
});

fn check(verifier: &Verifier<'_>, data: &[u8]) {
    let examined = verifier.examine(data);
    match (verifier.verify(data), &examined) {
        (Ok(verified), Ok(examined)) => {
            assert!(!verified.signers().is_empty());
            assert_eq!(verified.signers().len(), examined.signers().len());
            for signer in examined.signers() {
                let report = signer
                    .as_ref()
                    .expect("verified, so every signature is good");
                assert!(report.trust.is_ok() && !report.path.is_empty());
            }
            let content = verified.content().expect("attached, or it cannot verify");
            assert!(
                CONTENTS.iter().any(|known| known == content),
                "forged: nobody signed this content"
            );
        }
        (Err(_), Ok(examined)) => {
            let bad = |signer: &Result<_, SignedError>| match signer {
                Ok(report) => trust(report).is_err(),
                Err(_) => true,
            };
            assert!(examined.signers().iter().any(bad));
        }
        (Err(one), Err(other)) => assert_eq!(one, *other),
        (Ok(_), Err(error)) => panic!("verified, but not examined: {error}"),
    }

    // The content in pieces gives what it gives as a whole.
    let Ok(message) = SignedData::parse(data) else {
        assert!(examined.is_err());
        return;
    };
    let Some(content) = message.unverified_content().map(<[u8]>::to_vec) else {
        assert!(message.is_detached());
        return;
    };
    let mut digests = message.content_digests();
    content.chunks(7).for_each(|piece| digests.update(piece));
    let pieces = verifier.examine_digests(message, &digests.finish());
    assert_eq!(
        pieces.as_ref().map(answers).map_err(|e| *e),
        examined.as_ref().map(answers).map_err(|e| *e)
    );
}

fn trust(report: &gostseal::signed::SignerReport) -> Result<(), SignedError> {
    report.trust.map(|_| ())
}

fn answers(examined: &Examined<'_>) -> Vec<Result<(AttributeOrder, bool), SignedError>> {
    let answer = |signer: &Result<gostseal::signed::SignerReport, SignedError>| match signer {
        Ok(report) => Ok((report.attributes, report.trust.is_ok())),
        Err(error) => Err(*error),
    };
    examined.signers().iter().map(answer).collect()
}
