// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each alternative flow of the description, with its exact code and message, and what stands between them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::Cell;

use base64ct::{Base64, Encoding};

use super::*;
use crate::formats::UnixTime;
use crate::formats::x509::Certificate;
use crate::keys::{KeyAlgorithm, ParamSet, PrivateKey, SignatureOrder};
use crate::protocols::issue::{
    self, Issuer, Role, SerialNumber, Subject, Template, Validity, self_sign,
};
use crate::protocols::signed::{SignOptions, sign};
use crate::protocols::trust::{
    PathError, Revocation, RevocationPolicy, RevocationStatus, TrustStore,
};

/// 2026-02-23T14:31:30Z.
const NOW: UnixTime = UnixTime(1_771_857_090);
const DAY: i64 = 86_400;

const DOCUMENT: &str = "23288475-1393-474a-9849-6c1d6600a0dd";
const PROCESS: &str = "8f228927-2183-4fc8-9f87-b421bf63efc4";
const CERT_ID: &str = "610466d0-cae8-11e5-b48c-001e8726c38d";
const OTHER_ID: &str = "710466d0-cae8-11e5-b48c-001e8726c38d";

/// rawdata of the description's first example: 20 octets.
const RAWDATA: &str = "gs65nEDW1GxiEoj22XoJ6QPwWUM=";

fn current() -> Vec<u8> {
    Base64::decode_vec(RAWDATA).expect("base64")
}

/// A service with a root, a person and another one.
struct World {
    key: PrivateKey,
    certificate: Certificate,
    other_key: PrivateKey,
    other: Certificate,
    known: KnownCertificates,
    anchors: TrustStore,
}

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_bytes_le(
        KeyAlgorithm::Gost2012_256,
        ParamSet::Tc26Gost3410_2012_256A,
        &[seed; 32],
    )
    .expect("key")
}

fn world() -> World {
    let root_key = key(3);
    let validity = |days| Validity {
        not_before: UnixTime(NOW.0 - DAY),
        not_after: UnixTime(NOW.0 + days * DAY),
    };
    let serial = |number: u8| SerialNumber::from_bytes_be(&[number]).expect("serial number");
    let root = self_sign(
        &Subject::parse("CN=Тестовый корень").expect("name"),
        &root_key,
        serial(1),
        validity(1000),
        &Template::new(Role::Authority { path_len: None }),
    )
    .expect("root");
    let issuer = Issuer::new(&root, &root_key).expect("issuer");
    let person = |name: &str, key: &PrivateKey, number| {
        let template = Template::new(Role::Person);
        let subject = Subject::parse(name).expect("name");
        let request = issue::request(&subject, key, &template).expect("request");
        issue::issue(
            &issuer,
            &request,
            None,
            serial(number),
            validity(30),
            &template,
        )
        .expect("certificate")
    };
    let (key, other_key) = (key(5), key(7));
    let certificate = person("CN=Иванов", &key, 2);
    let other = person("CN=Петров", &other_key, 3);
    let mut known = KnownCertificates::new();
    known.insert(CERT_ID, certificate.clone());
    known.insert(OTHER_ID, other.clone());
    World {
        key,
        certificate,
        other_key,
        other,
        known,
        anchors: [root].into_iter().collect(),
    }
}

impl World {
    fn registry(&self) -> Registry<'_> {
        Registry::new(&self.known, &self.anchors, NOW)
    }

    fn signed(&self, profile: Profile) -> SignedRawdata<'static> {
        sign_rawdata(
            RAWDATA,
            (profile, Over::Octets),
            &self.key,
            (CERT_ID, &self.certificate),
            Some(NOW),
        )
        .expect("signature")
    }

    /// A request that is in order, made by the client.
    fn request(&self, call: Call) -> Request {
        let signed = self.signed(Profile::CmsAttached);
        Request::from_form(call, body(call, &signed).as_bytes())
    }

    fn answer(&self, request: &Request) -> String {
        self.judge(request, &Requirements::default()).to_json()
    }

    fn judge(&self, request: &Request, requirements: &Requirements<'_>) -> Verdict {
        check(request, requirements, Some(&current()), &self.registry())
    }
}

fn body(call: Call, signed: &SignedRawdata<'_>) -> String {
    match call {
        Call::SignDocument => SignDocument {
            document_id: DOCUMENT,
            locale: None,
        }
        .body(signed),
        Call::FinishProcess => FinishProcess {
            proc_inst_id: PROCESS,
            signal: "got_agree",
            comment: Some("согласен + да"),
            locale: None,
        }
        .body(signed),
    }
}

const CALLS: [Call; 2] = [Call::SignDocument, Call::FinishProcess];

fn answer(call: Call, code: u8, message: &str) -> String {
    match call {
        Call::SignDocument => format!("{{\"errorCode\":{code},\"errorMessage\":\"{message}\"}}"),
        Call::FinishProcess => {
            format!("{{\"errorCode\":\"{code}\",\"errorMessage\":\"{message}\"}}")
        }
    }
}

/// The parameters that are absent or wrong in one flow: an empty value takes a parameter away.
type Changes<'a> = &'a [(Name, &'a str)];

fn changed(request: Request, changes: Changes<'_>) -> Request {
    changes
        .iter()
        .fold(request, |request, (name, value)| request.with(*name, value))
}

fn judge_flows(call: Call, flows: &[(Changes<'_>, &str)]) {
    let world = world();
    for (number, (changes, message)) in flows.iter().enumerate() {
        let request = changed(world.request(call), changes);
        assert_eq!(
            world.answer(&request),
            answer(call, 13, message),
            "flow {}",
            number + 1
        );
    }
}

const OTHER_RAWDATA: &str = "74PFr9hyqFhqnsoYRAhf91qcVmU=";
const GARBAGE: &str = "MIIOAwIBAzCCDb0GCSqGSIb3DQEHAaCC2qMIAwgA";

#[test]
fn good_calls_are_accepted() {
    let world = world();
    for call in CALLS {
        let request = world.request(call);
        assert_eq!(world.answer(&request), answer(call, 0, "Данные сохранены"));
        match world
            .judge(&request, &Requirements::default())
            .into_outcome()
        {
            Ok(Accepted::Signed(signed)) => {
                assert_eq!(signed.certificate, world.certificate);
                assert_eq!(signed.path.len(), 2);
                assert_eq!(signed.signing_time, Some(NOW));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn each_flow_of_sign_document_has_its_answer() {
    judge_flows(
        Call::SignDocument,
        &[
            (&[(Name::DocumentId, "")], "Не передан параметр documentID"),
            (
                &[(Name::DocumentId, "23288475")],
                "Передан некорректный параметр documentID",
            ),
            (&[(Name::RawData, "")], "Не передан параметр rawdata"),
            (&[(Name::SignData, "")], "Не передан параметр signdata"),
            (
                &[(Name::Certificate, "")],
                "Не передан параметр certificate",
            ),
            (&[(Name::CertId, "")], "Не передан параметр certID"),
            (
                &[(Name::RawData, OTHER_RAWDATA)],
                "Передан некорректный параметр rawdata",
            ),
            (
                &[(Name::SignData, GARBAGE)],
                "Передан некорректный параметр signdata",
            ),
        ],
    );
}

#[test]
fn each_flow_of_finish_process_has_its_answer() {
    judge_flows(
        Call::FinishProcess,
        &[
            (
                &[(Name::AddSignature, "")],
                "Данный тип процесса требует подписи",
            ),
            (&[(Name::RawData, "")], "Не передан параметр rawdata"),
            (&[(Name::SignData, "")], "Не передан параметр signdata"),
            (
                &[(Name::Certificate, "")],
                "Не передан параметр certificate",
            ),
            (&[(Name::CertId, "")], "Не передан параметр certID"),
            (
                &[(Name::RawData, OTHER_RAWDATA)],
                "Передан некорректный параметр rawdata",
            ),
            (
                &[(Name::SignData, GARBAGE)],
                "Передан некорректный параметр signdata",
            ),
            (
                &[(Name::Certificate, GARBAGE)],
                "Передан некорректный параметр certificate",
            ),
        ],
    );
}

#[test]
fn the_first_fault_in_the_order_of_the_description_is_the_answer() {
    let world = world();
    for call in CALLS {
        let id = match call {
            Call::SignDocument => Name::DocumentId,
            Call::FinishProcess => Name::ProcInstId,
        };
        let mut order: Vec<(Name, &str, &str)> = [
            (id, "", "Не передан параметр"),
            (Name::RawData, "", "Не передан параметр"),
            (Name::SignData, "", "Не передан параметр"),
            (Name::Certificate, "", "Не передан параметр"),
            (Name::CertId, "", "Не передан параметр"),
            (
                Name::RawData,
                OTHER_RAWDATA,
                "Передан некорректный параметр",
            ),
            (Name::SignData, GARBAGE, "Передан некорректный параметр"),
            (Name::Certificate, GARBAGE, "Передан некорректный параметр"),
            (Name::CertId, DOCUMENT, "Передан некорректный параметр"),
        ]
        .to_vec();
        while !order.is_empty() {
            // Later faults first, so that an earlier one of the same parameter takes its place.
            let changes: Vec<(Name, &str)> = order
                .iter()
                .rev()
                .map(|(name, value, _)| (*name, *value))
                .collect();
            let request = changed(world.request(call), &changes);
            let (name, _, text) = order[0];
            assert_eq!(
                world.answer(&request),
                answer(call, 13, &format!("{text} {name}"))
            );
            order.remove(0);
        }
    }
}

#[test]
fn an_object_that_does_not_exist_has_an_incorrect_identifier() {
    let world = world();
    for (call, name) in [
        (Call::SignDocument, "documentID"),
        (Call::FinishProcess, "procInstID"),
    ] {
        let request = world.request(call);
        let verdict = check(&request, &Requirements::default(), None, &world.registry());
        let message = format!("Передан некорректный параметр {name}");
        assert_eq!(verdict.to_json(), answer(call, 13, &message));
    }
    let request = world.request(Call::FinishProcess).with(Name::Signal, "");
    assert_eq!(
        world.answer(&request),
        answer(Call::FinishProcess, 13, "Не передан параметр signal")
    );
}

#[test]
fn what_is_not_required_may_be_absent() {
    let world = world();
    let lax = Requirements {
        signature: false,
        key_and_certificate: false,
        ..Requirements::default()
    };
    let finish = FinishProcess {
        proc_inst_id: PROCESS,
        signal: "got_agree",
        comment: None,
        locale: None,
    };
    for rawdata in [None, Some(RAWDATA)] {
        let body = finish.body_without_signature(rawdata);
        let request = Request::from_form(Call::FinishProcess, body.as_bytes());
        let verdict = world.judge(&request, &lax);
        assert!(matches!(verdict.outcome(), Ok(Accepted::Unsigned)));
    }
    let document = SignDocument {
        document_id: DOCUMENT,
        locale: None,
    };
    let body = document.body_without_signature(RAWDATA);
    let request = Request::from_form(Call::SignDocument, body.as_bytes());
    assert!(matches!(
        world.judge(&request, &lax).outcome(),
        Ok(Accepted::Unsigned)
    ));
    // A signature that was passed is judged all the same.
    let bad = request.clone().with(Name::SignData, GARBAGE);
    assert_eq!(
        world.judge(&bad, &lax).error_message(),
        "Передан некорректный параметр signdata"
    );
    let signdata = Base64::encode_string(&world.signed(Profile::Cms).signdata);
    let good = request.with(Name::SignData, &signdata);
    assert!(matches!(
        world.judge(&good, &lax).outcome(),
        Ok(Accepted::Signed(_))
    ));
    // addSignature may say no in so many words, and nothing else.
    let request = world
        .request(Call::FinishProcess)
        .with(Name::AddSignature, "FALSE");
    assert!(matches!(
        world.judge(&request, &lax).outcome(),
        Ok(Accepted::Unsigned)
    ));
    let request = request.with(Name::AddSignature, "да");
    assert_eq!(
        world.judge(&request, &lax).error_message(),
        "Передан некорректный параметр addSignature"
    );
}

#[test]
fn each_profile_takes_its_own_form_only() {
    let world = world();
    let order = SignatureOrder::SrBe;
    let profiles = [
        Profile::CmsAttached,
        Profile::CmsDetached,
        Profile::Raw(order),
        Profile::Cms,
    ];
    for made in &profiles[..3] {
        let signed = world.signed(*made);
        let body = body(Call::SignDocument, &signed);
        let request = Request::from_form(Call::SignDocument, body.as_bytes());
        for wanted in profiles {
            let requirements = Requirements {
                profile: wanted,
                ..Requirements::default()
            };
            let is_cms = !matches!(made, Profile::Raw(_));
            let good = *made == wanted || wanted == Profile::Cms && is_cms;
            let verdict = world.judge(&request, &requirements);
            let expected = if good {
                "Данные сохранены"
            } else {
                "Передан некорректный параметр signdata"
            };
            assert_eq!(verdict.error_message(), expected, "{made:?} {wanted:?}");
        }
    }
}

#[test]
fn raw_signatures_are_read_in_the_order_that_was_chosen() {
    let world = world();
    let orders = [
        SignatureOrder::SrBe,
        SignatureOrder::RsBe,
        SignatureOrder::RsLe,
        SignatureOrder::SrLe,
    ];
    for made in orders {
        let body = body(Call::SignDocument, &world.signed(Profile::Raw(made)));
        let request = Request::from_form(Call::SignDocument, body.as_bytes());
        for wanted in orders {
            let requirements = Requirements {
                profile: Profile::Raw(wanted),
                ..Requirements::default()
            };
            let verdict = world.judge(&request, &requirements);
            assert_eq!(verdict.outcome().is_ok(), made == wanted);
        }
    }
}

#[test]
fn a_signature_over_the_text_of_rawdata_is_another_one() {
    let world = world();
    for (made, wanted) in [
        (Over::Text, Over::Text),
        (Over::Text, Over::Octets),
        (Over::Octets, Over::Text),
    ] {
        let signed = sign_rawdata(
            RAWDATA,
            (Profile::CmsDetached, made),
            &world.key,
            (CERT_ID, &world.certificate),
            None,
        )
        .expect("signature");
        let body = body(Call::SignDocument, &signed);
        let request = Request::from_form(Call::SignDocument, body.as_bytes());
        let requirements = Requirements {
            over: wanted,
            ..Requirements::default()
        };
        let verdict = world.judge(&request, &requirements);
        assert_eq!(verdict.outcome().is_ok(), made == wanted);
    }
}

#[test]
fn a_signature_of_another_person_or_over_other_data_is_incorrect() {
    let world = world();
    let options = SignOptions::default();
    let by_other = sign(&current(), &world.other_key, &world.other, &options).expect("CMS");
    let over_other = sign(b"other", &world.key, &world.certificate, &options).expect("CMS");
    for (cms, cause) in [(by_other, Some(Cause::SignedByOther)), (over_other, None)] {
        let request = world
            .request(Call::SignDocument)
            .with(Name::SignData, &Base64::encode_string(&cms));
        let verdict = world.judge(&request, &Requirements::default());
        let rejection = *verdict.outcome().expect_err("refused");
        assert_eq!(rejection.fault, Fault::Incorrect(Name::SignData));
        if let Some(cause) = cause {
            assert_eq!(rejection.cause, cause);
        }
    }
    let request = world
        .request(Call::SignDocument)
        .with(Name::CertId, OTHER_ID);
    let verdict = world.judge(&request, &Requirements::default());
    assert_eq!(
        verdict.outcome().expect_err("refused"),
        &Rejection {
            fault: Fault::Incorrect(Name::CertId),
            cause: Cause::OtherCertificate
        }
    );
}

/// Answers the same to every question.
struct Says(RevocationStatus, Cell<u32>);

impl Revocation for Says {
    fn status(&self, _: &Certificate, _: &Certificate, _: Option<UnixTime>) -> RevocationStatus {
        self.1.set(self.1.get() + 1);
        self.0
    }
}

#[test]
fn the_state_of_the_certificate_is_told_in_every_profile() {
    let world = world();
    let empty = TrustStore::new();
    let revoked = Says(
        RevocationStatus::Revoked {
            at: UnixTime(NOW.0 - 60),
            reason: None,
        },
        Cell::new(0),
    );
    let unknown = Says(RevocationStatus::Unknown, Cell::new(0));
    let good = Says(RevocationStatus::Good, Cell::new(0));
    let profiles = [
        Profile::CmsAttached,
        Profile::CmsDetached,
        Profile::Raw(SignatureOrder::RsLe),
    ];
    let mut judged = 0;
    for profile in profiles {
        let body = body(Call::FinishProcess, &world.signed(profile));
        let request = Request::from_form(Call::FinishProcess, body.as_bytes());
        let requirements = Requirements {
            profile,
            revocation: RevocationPolicy::HardFail,
            ..Requirements::default()
        };
        let registry = world.registry();
        let registry = Registry {
            revocation: &good,
            ..registry
        };
        for (registry, message) in [
            (registry, "Данные сохранены"),
            (
                Registry {
                    at: UnixTime(NOW.0 + 31 * DAY),
                    ..registry
                },
                "Срок действия сертификата истёк",
            ),
            (
                Registry {
                    at: UnixTime(NOW.0 - 2 * DAY),
                    ..registry
                },
                "Срок действия сертификата ещё не наступил",
            ),
            (
                Registry {
                    revocation: &revoked,
                    ..registry
                },
                "Сертификат отозван",
            ),
            (
                Registry {
                    revocation: &unknown,
                    ..registry
                },
                "Центр сертификации недоступен",
            ),
            (
                Registry {
                    anchors: &empty,
                    ..registry
                },
                "Не найдена цепочка корневых сертификатов",
            ),
        ] {
            let verdict = check(&request, &requirements, Some(&current()), &registry);
            assert_eq!(verdict.error_message(), message, "{profile:?}");
            judged += 1;
        }
        // Unknown is no refusal where it need not be known.
        let lax = Requirements {
            revocation: RevocationPolicy::SoftFail,
            ..requirements
        };
        let registry = Registry {
            revocation: &unknown,
            ..registry
        };
        let verdict = check(&request, &lax, Some(&current()), &registry);
        assert!(verdict.outcome().is_ok());
    }
    assert_eq!(judged, 18);
    assert!(good.1.get() > 0 && revoked.1.get() > 0 && unknown.1.get() > 0);
}

#[test]
fn faults_of_a_certificate_that_no_text_names_are_told_as_unverifiable() {
    for error in [
        PathError::InvalidCertificateSignature,
        PathError::KeyUsageNotAllowed,
        PathError::NotCertificateAuthority,
        PathError::BudgetExceeded,
    ] {
        let rejection = Rejection::from(error);
        assert_eq!(rejection.fault, Fault::CertificateUnverifiable);
        assert_eq!(rejection.cause, Cause::Path(error));
    }
}

#[test]
fn usual_accidents_of_encoding_are_told_apart() {
    let world = world();
    let good = body(Call::SignDocument, &world.signed(Profile::Cms));
    let twice = good.replace('%', "%25");
    let lost = good.replace("%2B", "+");
    assert_ne!(lost, good, "the signature has a +");
    let rejection = |body: &str| {
        let request = Request::from_form(Call::SignDocument, body.as_bytes());
        let verdict = world.judge(&request, &Requirements::default());
        *verdict.outcome().expect_err("refused")
    };
    assert_eq!(
        rejection(&twice),
        Rejection {
            fault: Fault::Incorrect(Name::RawData),
            cause: Cause::EncodedTwice
        }
    );
    assert_eq!(rejection(&lost).cause, Cause::PlusLost);
    for (extra, name, fault) in [
        ("&rawdata=x", Name::RawData, FormFault::Duplicate),
        ("&documentID=%", Name::DocumentId, FormFault::Duplicate),
    ] {
        assert_eq!(
            rejection(&format!("{good}{extra}")),
            Rejection {
                fault: Fault::Incorrect(name),
                cause: Cause::Form(fault)
            }
        );
    }
    assert_eq!(
        rejection("documentID=%FF").cause,
        Cause::Form(FormFault::Encoding)
    );
}

#[test]
fn rawdata_has_one_way_to_be_written() {
    let world = world();
    for other in [
        "gs65nEDW1GxiEoj22XoJ6QPwWUM",
        "gs65nEDW1GxiEoj22XoJ6QPwWUN=",
        "gs65nEDW1GxiEoj2\n2XoJ6QPwWUM=",
        "gs65nEDW1GxiEoj22XoJ6QPwWUM=\n",
    ] {
        let request = world.request(Call::SignDocument).with(Name::RawData, other);
        assert_eq!(
            world.answer(&request),
            answer(
                Call::SignDocument,
                13,
                "Передан некорректный параметр rawdata"
            ),
            "{other:?}"
        );
    }
}

#[test]
fn data_that_was_changed_meanwhile_can_be_told_from_other_data() {
    let world = world();
    let before = current();
    let superseded = [before.as_slice()];
    let requirements = Requirements {
        superseded: &superseded,
        ..Requirements::default()
    };
    let request = world.request(Call::SignDocument);
    let verdict = check(
        &request,
        &requirements,
        Some(b"after the change"),
        &world.registry(),
    );
    assert_eq!(
        verdict.error_message(),
        "Подписываемые данные были изменены"
    );
    let verdict = check(
        &request,
        &Requirements::default(),
        Some(b"after the change"),
        &world.registry(),
    );
    assert_eq!(
        verdict.error_message(),
        "Передан некорректный параметр rawdata"
    );
}

#[test]
fn messages_come_in_the_language_of_the_request() {
    let world = world();
    for (locale, saved, missing) in [
        ("ru", "Данные сохранены", "Не передан параметр certID"),
        (
            "en",
            "The data is saved",
            "The parameter certID is not passed",
        ),
        ("kz", "Деректер сақталды", "certID параметрі берілмеген"),
        ("de", "Данные сохранены", "Не передан параметр certID"),
    ] {
        let request = world
            .request(Call::FinishProcess)
            .with(Name::Locale, locale);
        assert_eq!(
            world.answer(&request),
            answer(Call::FinishProcess, 0, saved)
        );
        assert_eq!(
            world.answer(&request.with(Name::CertId, "")),
            answer(Call::FinishProcess, 13, missing)
        );
    }
}

#[test]
fn comments_are_ignored_in_acquaintance() {
    let request = world().request(Call::FinishProcess);
    assert_eq!(request.comment(false), Some("согласен + да"));
    assert_eq!(request.comment(true), None);
}

#[test]
fn the_body_carries_everything_once_and_unchanged() {
    let world = world();
    let signed = world.signed(Profile::CmsAttached);
    let body = body(Call::SignDocument, &signed);
    assert!(body.starts_with(
        "documentID=23288475-1393-474a-9849-6c1d6600a0dd&rawdata=gs65nEDW1GxiEoj22XoJ6QPwWUM%3D&signdata=MII"
    ));
    assert!(body.ends_with("&certID=610466d0-cae8-11e5-b48c-001e8726c38d"));
    assert!(!body.contains("%25"));
    let request = Request::from_form(Call::SignDocument, body.as_bytes());
    assert_eq!(request.parameter(Name::RawData).value(), Some(RAWDATA));
    assert_eq!(
        request.parameter(Name::Certificate).value(),
        Some(Base64::encode_string(world.certificate.der()).as_str())
    );
}

#[test]
fn the_client_signs_with_its_own_certificate_only() {
    let world = world();
    for profile in [Profile::Cms, Profile::Raw(SignatureOrder::SrBe)] {
        let refused = sign_rawdata(
            RAWDATA,
            (profile, Over::Octets),
            &world.key,
            (CERT_ID, &world.other),
            None,
        );
        assert_eq!(
            refused.map(|_| ()).map_err(|error| error.code()),
            Err(crate::ErrorCode::InvalidArgument)
        );
    }
    let refused = sign_rawdata(
        "no base64!",
        (Profile::Cms, Over::Octets),
        &world.key,
        (CERT_ID, &world.certificate),
        None,
    );
    assert!(matches!(refused, Err(ClientError::RawData(_))));
}

#[test]
fn answers_are_read_with_codes_of_either_type() {
    let saved = |json: &str| Answer::read(json.as_bytes());
    for json in [
        r#"{"errorCode": 0, "errorMessage": "Данные сохранены"}"#,
        r#"{"errorCode": "0", "errorMessage": "Данные сохранены"}"#,
    ] {
        assert_eq!(
            saved(json).map(|answer| answer.error_message),
            Ok("Данные сохранены".to_string())
        );
    }
    assert!(matches!(
        saved(r#"{"errorCode":"13","errorMessage":"Передан некорректный параметр rawdata"}"#),
        Err(Refused::RawdataStale(Answer { error_code: 13, .. }))
    ));
    assert!(matches!(
        saved(r#"{"errorCode":13,"errorMessage":"Сертификат отозван"}"#),
        Err(Refused::Refused(_))
    ));
    for json in [
        "",
        "[]",
        "{}",
        r#"{"errorCode":null}"#,
        r#"{"errorCode":"x"}"#,
    ] {
        assert_eq!(saved(json), Err(Refused::NoAnswer), "{json}");
    }
}
