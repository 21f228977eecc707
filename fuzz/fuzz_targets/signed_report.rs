// SPDX-License-Identifier: MIT OR Apache-2.0
//! `signed::Verifier::report`: it agrees with `examine`, in pieces as in memory, and never accepts what nobody signed.
#![no_main]

use std::sync::LazyLock;

use gostseal::ErrorCode;
use gostseal::signed::{PushVerifier, Report, RevocationPolicy, SignedData, Verifier};
use gostseal::trust::{Trust, TrustStore};
use gostseal_fuzz::{signed_contents, signers};
use libfuzzer_sys::fuzz_target;

static STORE: LazyLock<TrustStore> = LazyLock::new(signers);
static CONTENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| signed_contents(&STORE));

fuzz_target!(|data: &[u8]| {
    let verifier = Verifier::new(Trust::Anchors(&STORE)).allow_unsorted_attributes(true);
    let report = verifier.report(data);
    let examined = verifier.examine(data);
    match (&report, &examined) {
        (Ok(report), Ok(examined)) => {
            assert_eq!(report.signers().len(), examined.signers().len());
            for (verdicts, signer) in report.signers().iter().zip(examined.signers()) {
                let signature = signer.as_ref().map(|_| ()).map_err(|e| *e);
                assert_eq!(verdicts.require_signature(), signature);
                if verdicts.require(RevocationPolicy::None).is_ok() {
                    assert!(signer.as_ref().is_ok_and(|signer| signer.trust.is_ok()));
                }
            }
        }
        (Err(one), Err(other)) => assert_eq!(one, other),
        _ => panic!("report and examine differ"),
    }
    if let Ok(report) = &report
        && report.require(RevocationPolicy::SoftFail).is_ok()
    {
        let data = SignedData::parse(data).expect("it was read");
        let content = data.unverified_content().expect("attached");
        assert!(
            CONTENTS.iter().any(|known| known == content),
            "forged: nobody signed this content"
        );
    }

    let mut push = PushVerifier::attached();
    let mut content = Vec::new();
    let fed = data
        .chunks(5)
        .try_for_each(|piece| push.update(piece, &mut content));
    let pushed = fed
        .and_then(|()| push.finish())
        .and_then(|message| message.report(&verifier));
    // Which fault comes first depends on the order of reading; whether there is one does not.
    if let Ok(pushed) = &pushed {
        let report = report
            .as_ref()
            .expect("what is read in pieces is read as a whole");
        let (pushed, whole) = (answers(pushed), answers(report));
        assert_eq!(pushed.len(), whole.len());
        for (pushed, whole) in pushed.into_iter().zip(whole) {
            // In pieces a digest that the message did not announce was not taken.
            assert!(pushed == whole || pushed == Err(ErrorCode::ContentRequired));
        }
    }
});

/// Numbers, since places are counted without the content that went through.
fn answers(report: &Report) -> Vec<Result<(), ErrorCode>> {
    let answer = |signer: &gostseal::signed::SignerVerdicts| {
        signer
            .require(RevocationPolicy::HardFail)
            .map_err(|e| e.code())
    };
    report.signers().iter().map(answer).collect()
}
