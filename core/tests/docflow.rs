// SPDX-License-Identifier: MIT OR Apache-2.0
//! The document-workflow calls from outside, with the examples of their description.

use gostseal::UnixTime;
use gostseal::docflow::{
    self, Accepted, Answer, Call, Cause, Fault, KnownCertificates, Name, Refused, Registry,
    Requirements,
};
use gostseal::trust::TrustStore;

/// The first example of the description, as it stands there.
const SIGN: &str = "documentID=23288475-1393-474a-9849-6c1d6600a0dd&rawdata=gs65nEDW1GxiEoj22XoJ6QPwWUM%3D&\
    signdata=MIIOAwIBAzCCDb0GCSqGSIb3DQEHAaCC2qMIAwgAYJKoZIhvcNAQcBoIAEggW&\
    certificate=5qLrhfFWNcHT%2BVEMvA%2BgUvYk956seA%2BwgNqniukCz8TyGTv8AMo4v8aW&certID=610466d0-cae8-11e5-b48c-001e8726c38d";

/// The second, whose certificate is percent-encoded twice.
const FINISH: &str = "procInstID=8f228927-2183-4fc8-9f87-b421bf63efc4&signal=got_agree&addSignature=true&\
    rawdata=74PFr9hyqFhqnsoYRAhf91qcVmU%3D&signdata=MIINAwIBAzCCIb3DQEHAaCCDa4Egg2qMIAwgAYJKoZIhvcNAQcBoIAEggW&\
    certificate=5qLrhfFWNO0G05ij%252F69956seA%2BwgNGpqniukCz8TyGTv8AMo4v8aW&certID=610466d0-cae8-11e5-b48c-001e8726c38d";

const SIGN_RAWDATA: [u8; 20] = [
    0x82, 0xce, 0xb9, 0x9c, 0x40, 0xd6, 0xd4, 0x6c, 0x62, 0x12, 0x88, 0xf6, 0xd9, 0x7a, 0x09, 0xe9,
    0x03, 0xf0, 0x59, 0x43,
];

fn judge(call: Call, body: &str, current: &[u8]) -> docflow::Verdict {
    let (lookup, anchors) = (KnownCertificates::new(), TrustStore::new());
    let registry = Registry::new(&lookup, &anchors, UnixTime(1_771_857_090));
    let request = docflow::Request::from_form(call, body.as_bytes());
    docflow::check(&request, &Requirements::default(), Some(current), &registry)
}

/// Its signdata and certificate are placeholders, so that the first fault is signdata's once rawdata agrees.
#[test]
fn the_examples_of_the_description_come_as_far_as_their_placeholders() {
    let verdict = judge(Call::SignDocument, SIGN, &SIGN_RAWDATA);
    assert_eq!(
        verdict.to_json(),
        r#"{"errorCode":13,"errorMessage":"Передан некорректный параметр signdata"}"#
    );
    let verdict = judge(Call::FinishProcess, FINISH, &SIGN_RAWDATA);
    assert_eq!(
        verdict.to_json(),
        r#"{"errorCode":"13","errorMessage":"Передан некорректный параметр rawdata"}"#
    );
    let rejection = verdict.outcome().expect_err("refused");
    assert_eq!(rejection.fault, Fault::Incorrect(Name::RawData));
    assert_eq!(rejection.cause, Cause::OtherData);
}

#[test]
fn a_client_reads_what_the_service_answers() {
    let verdict = judge(Call::FinishProcess, FINISH, &SIGN_RAWDATA);
    assert!(matches!(
        Answer::read(verdict.to_json().as_bytes()),
        Err(Refused::RawdataStale(_))
    ));
    let verdict = judge(Call::SignDocument, "", &SIGN_RAWDATA);
    assert!(!matches!(verdict.outcome(), Ok(Accepted::Signed(_))));
    assert!(matches!(
        Answer::read(verdict.to_json().as_bytes()),
        Err(Refused::Refused(Answer { error_code: 13, .. }))
    ));
}
