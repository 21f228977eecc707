// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each rule is broken once, by certificates made for it.

use alloc::vec::Vec;

use super::subject::check_digits_agree;
use super::*;
use crate::formats::oid;
use crate::keys::{KeyAlgorithm, ParamSet, PrivateKey};
use crate::protocols::issue::{
    Field, RawExtension, Role, SerialNumber, Subject, Template, Validity, self_sign,
};
use crate::testutil::vector_bytes;

/// 2026-02-23T14:31:30Z.
const NOW: UnixTime = UnixTime(1_771_857_090);

fn made(subject: &str, template: &Template<'_>) -> Certificate {
    let key = PrivateKey::from_bytes_le(
        KeyAlgorithm::Gost2012_256,
        ParamSet::Tc26Gost3410_2012_256A,
        &[3; 32],
    )
    .expect("key");
    self_sign(
        &Subject::parse(subject).expect("name"),
        &key,
        SerialNumber::from_bytes_be(&[1]).expect("serial number"),
        Validity {
            not_before: UnixTime(NOW.0 - 1000),
            not_after: UnixTime(NOW.0 + 1000),
        },
        template,
    )
    .expect("certificate")
}

fn rules(certificate: &Certificate, at: i64) -> Vec<Rule> {
    lint(certificate, Some(UnixTime(at)))
        .into_iter()
        .map(|finding| finding.rule)
        .collect()
}

#[test]
fn a_good_certificate_has_no_findings() {
    for role in [
        Role::Person,
        Role::Authority { path_len: Some(0) },
        Role::TimeStamping,
        Role::OcspResponder,
        Role::Server,
    ] {
        let certificate = made("CN=a,INN=500100732259,C=RU", &Template::new(role));
        assert_eq!(rules(&certificate, NOW.0), [], "{role:?}");
    }
}

#[test]
fn times_are_judged_at_the_time_that_is_given() {
    let template = Template {
        key_period: Some((UnixTime(NOW.0 - 1000), UnixTime(NOW.0 + 100))),
        ..Template::new(Role::Person)
    };
    let certificate = made("CN=a", &template);
    assert_eq!(rules(&certificate, NOW.0), []);
    assert_eq!(rules(&certificate, NOW.0 + 101), [Rule::KeyPeriodOver]);
    assert_eq!(rules(&certificate, NOW.0 + 1001), [Rule::Expired]);
    assert_eq!(rules(&certificate, NOW.0 - 1001), [Rule::NotYetValid]);
    assert_eq!(lint(&certificate, None), []);
}

#[test]
fn extensions_that_contradict_each_other_are_found() {
    let extension = |oid, critical, value| RawExtension {
        oid,
        critical,
        value,
    };
    let cases: [(Role, RawExtension<'_>, &[Rule]); 6] = [
        (
            Role::Authority { path_len: None },
            extension(oid::CE_KEY_USAGE, true, &[3, 2, 7, 0x80]),
            &[Rule::AuthorityCannotSign, Rule::AuthorityCannotSignCrls],
        ),
        (
            Role::Person,
            extension(oid::CE_KEY_USAGE, false, &[3, 2, 2, 4]),
            &[
                Rule::CertSignWithoutAuthority,
                Rule::KeyUsageNotCritical,
                Rule::KeyUsageCannotSign,
            ],
        ),
        (
            Role::Person,
            extension(oid::CE_BASIC_CONSTRAINTS, true, &[0x30, 3, 2, 1, 0]),
            &[Rule::PathLengthWithoutAuthority],
        ),
        (
            Role::Authority { path_len: None },
            extension(oid::CE_BASIC_CONSTRAINTS, false, &[0x30, 3, 1, 1, 0xff]),
            &[Rule::BasicConstraintsNotCritical],
        ),
        (
            Role::Person,
            extension(oid::SUBJECT_SIGN_TOOL, true, &[0x0c, 0]),
            &[Rule::UnknownCriticalExtension],
        ),
        (
            Role::Person,
            extension(oid::CE_PRIVATE_KEY_USAGE_PERIOD, false, &[0x04, 0]),
            &[Rule::KeyPeriodUnreadable],
        ),
    ];
    for (role, raw, expected) in cases {
        let raw = [raw];
        let template = Template {
            raw: &raw,
            ..Template::new(role)
        };
        assert_eq!(rules(&made("CN=a", &template), NOW.0), expected);
    }
    let template = Template {
        purposes: &[oid::EKU_CLIENT_AUTH],
        ..Template::new(Role::TimeStamping)
    };
    assert_eq!(
        rules(&made("CN=a", &template), NOW.0),
        [Rule::TimeStampingNotCritical]
    );
    assert_eq!(
        rules(&made("CN=a", &Template::new(Role::Bare)), NOW.0),
        [Rule::KeyUsageAbsent, Rule::PurposeAbsent]
    );
}

#[test]
fn names_are_judged() {
    let person = Template::new(Role::Person);
    for (subject, expected) in [
        ("O=a", &[Rule::CommonNameAbsent][..]),
        ("CN=a,INN=500100732258", &[Rule::NumberCheckDigit]),
        ("CN=a,INN=007707083893", &[]),
    ] {
        assert_eq!(rules(&made(subject, &person), NOW.0), expected, "{subject}");
    }
    let qualified = Template {
        policies: &[oid::SIGN_TOOL_KC1],
        ..person
    };
    assert_eq!(
        rules(&made("CN=a", &qualified), NOW.0),
        [
            Rule::QualifiedSubjectSignTool,
            Rule::QualifiedIssuerSignTool,
            Rule::QualifiedNumber
        ]
    );
}

#[test]
fn check_digits_of_public_numbers_agree() {
    let digits = |text: &str| -> Vec<u32> { text.chars().filter_map(|c| c.to_digit(10)).collect() };
    for (field, number) in [
        (Field::InnLe, "7707083893"),
        (Field::Inn, "500100732259"),
        (Field::Inn, "007707083893"),
        (Field::Ogrn, "1027700132195"),
        (Field::OgrnIp, "304500116000157"),
        (Field::Snils, "11223344595"),
        (Field::Snils, "00100199899"),
    ] {
        let mut digits = digits(number);
        assert!(check_digits_agree(field.oid(), &digits), "{number}");
        if number == "00100199899" {
            continue;
        }
        // Any other last digit is wrong.
        for other in 1..10 {
            let last = digits.len() - 1;
            digits[last] = (digits[last] + 1) % 10;
            assert!(
                !check_digits_agree(field.oid(), &digits),
                "{number} + {other}"
            );
        }
    }
}

#[test]
fn published_certificates_are_judged_without_surprise() {
    let read = |name: &str| {
        let der = vector_bytes(&alloc::format!("formats/x509/{name}.der"));
        Certificate::from_der(&der).expect(name)
    };
    let examples = read("rfc9215_d3_512test_certificate");
    assert!(
        lint(&examples, None)
            .iter()
            .any(|finding| finding.rule == Rule::KeyOfTestParamSet)
    );
    // A root of the ministry breaks no rule that would refuse it.
    let root = read("guc2022");
    assert!(
        lint(&root, None)
            .iter()
            .all(|finding| finding.rule.severity() == Severity::Warning)
    );
}

#[test]
fn names_of_rules_are_unique() {
    for (number, rule) in Rule::ALL.iter().enumerate() {
        assert!(
            Rule::ALL[..number]
                .iter()
                .all(|other| other.name() != rule.name())
        );
        assert!(rule.text().ends_with('.'), "{}", rule.name());
    }
}
