// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time stamps: a token that is demanded proves the one time that its authority signed, over the one imprint.
#![no_main]

use std::sync::LazyLock;

use gostseal::signed::{
    MessageImprint, NamedHash, RevocationPolicy, TimeStampReq, TimeStampResp, Verifier,
};
use gostseal::trust::{Trust, TrustStore};
use gostseal::{DigestAlgorithm, UnixTime};
use gostseal_fuzz::{NOW_OF_PEERS, file};
use libfuzzer_sys::fuzz_target;

struct Known {
    store: TrustStore,
    request: TimeStampReq,
    time: UnixTime,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let store = TrustStore::from_bundle(&file("interop/bc/keys/int256A.cert.der")).expect("root");
    let request = TimeStampReq::from_der(&file("interop/bc/tsp_request.tsq")).expect("request");
    let mut known = Known {
        store,
        request,
        time: UnixTime(0),
    };
    known.time =
        time(&known, &file("interop/bc/tsp_response.tsr")).expect("response of the corpus");
    known
});

fuzz_target!(|data: &[u8]| {
    if let Some(proved) = time(&KNOWN, data) {
        assert_eq!(proved, KNOWN.time, "forged");
    }
    let other = MessageImprint::of(NamedHash::Gost(DigestAlgorithm::Streebog256), b"other");
    if let Ok(verdicts) = verifier(&KNOWN).time_stamp(data, &other) {
        assert!(verdicts.require_signature().is_err());
    }
    // What is written is read again.
    if let Ok(request) = TimeStampReq::from_der(data) {
        let again = TimeStampReq::from_der(&request.to_der()).expect("own request");
        assert_eq!(request.imprint(), again.imprint());
        assert_eq!(request.nonce_octets(), again.nonce_octets());
    }
    if let Ok(response) = TimeStampResp::from_der(data) {
        let again = TimeStampResp::from_der(&response.to_der()).expect("own response");
        assert_eq!(response.unverified_token(), again.unverified_token());
        assert_eq!(response.failure(), again.failure());
    }
});

fn verifier(known: &Known) -> Verifier<'_> {
    Verifier::new(Trust::Anchors(&known.store)).at(NOW_OF_PEERS)
}

fn time(known: &Known, response: &[u8]) -> Option<UnixTime> {
    let (_, verdicts) = verifier(known)
        .time_stamp_response(&known.request, response)
        .ok()?;
    verdicts.require(RevocationPolicy::SoftFail).ok()
}
