// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rules on names, and the check digits of the numbers that Russian registers give.
//!
//! - ИНН: weighted sums mod 11 mod 10; one digit in 10, two in 12.
//! - ОГРН and ОГРНИП: the number without its last digit mod 11 (mod 13), mod 10.
//! - СНИЛС: weights 9 to 1, mod 101, 100 counts as 0; numbers up to 001-001-998 have no check digits.
//!
//! A qualified certificate of an organisation writes the ИНН of 10 digits into the attribute for 12 with two zeros before
//! it, which was the rule until INNLE came; such a number is right.

use alloc::vec::Vec;

use super::{Finding, Rule};
use crate::formats::x509::{Attribute, Certificate};
use crate::formats::{Oid, oid};

/// Tag of NumericString.
const NUMERIC_STRING: u8 = 0x12;

pub(super) fn judge(certificate: &Certificate, findings: &mut Vec<Finding>) {
    if certificate.issuer().is_empty() {
        findings.push(Finding::new(Rule::IssuerEmpty));
    }
    let attributes = certificate.subject().attributes();
    if attributes.is_empty() {
        let instead = certificate
            .extension(oid::CE_SUBJECT_ALT_NAME)
            .is_some_and(|extension| extension.critical);
        if !instead {
            findings.push(Finding::new(Rule::SubjectEmpty));
        }
        return;
    }
    let has = |oid| attributes.iter().any(|attribute| attribute.oid == oid);
    if !has(oid::AT_COMMON_NAME) {
        findings.push(Finding::new(Rule::CommonNameAbsent));
    }
    for attribute in &attributes {
        if let Some(rule) = judge_attribute(attribute) {
            findings.push(Finding::about(rule, attribute.oid));
        }
    }
    let policies = certificate
        .extension(oid::CE_CERTIFICATE_POLICIES)
        .map_or(&[][..], |extension| extension.value);
    // The arc 1.2.643.100.113, whose members are the classes of signing tools.
    let arc = oid::SIGN_TOOL_KC1.content();
    let arc = arc.get(..arc.len() - 1).unwrap_or_default();
    if policies.windows(arc.len()).any(|window| window == arc) {
        for (oid, rule) in [
            (oid::SUBJECT_SIGN_TOOL, Rule::QualifiedSubjectSignTool),
            (oid::ISSUER_SIGN_TOOL, Rule::QualifiedIssuerSignTool),
        ] {
            if certificate.extension(oid).is_none() {
                findings.push(Finding::about(rule, oid));
            }
        }
        let numbers = [oid::INN, oid::INNLE, oid::OGRN, oid::OGRNIP];
        if !numbers.into_iter().any(has) {
            findings.push(Finding::new(Rule::QualifiedNumber));
        }
    }
}

fn judge_attribute(attribute: &Attribute<'_>) -> Option<Rule> {
    let Some(text) = &attribute.text else {
        return Some(Rule::NameUnreadable);
    };
    if text.contains(char::is_control) {
        return Some(Rule::NameControl);
    }
    if attribute.oid == oid::AT_COUNTRY {
        let good = text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_uppercase());
        return (!good).then_some(Rule::CountryForm);
    }
    let length = digits_of(attribute.oid)?;
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    match digits {
        Some(digits) if digits.len() == length => {
            if !check_digits_agree(attribute.oid, &digits) {
                return Some(Rule::NumberCheckDigit);
            }
        }
        _ => return Some(Rule::NumberForm),
    }
    (attribute.der.first() != Some(&NUMERIC_STRING)).then_some(Rule::NumberType)
}

fn digits_of(oid: Oid) -> Option<usize> {
    Some(match oid {
        oid::INN => 12,
        oid::INNLE => 10,
        oid::OGRN => 13,
        oid::OGRNIP => 15,
        oid::SNILS => 11,
        _ => return None,
    })
}

/// Whether the check digits of a number of the right length agree.
pub(super) fn check_digits_agree(oid: Oid, digits: &[u32]) -> bool {
    match (oid, digits) {
        (oid::INN, [0, 0, organisation @ ..]) => inn(organisation),
        (oid::INN | oid::INNLE, digits) => inn(digits),
        (oid::OGRN, digits) => register(digits, 11),
        (oid::OGRNIP, digits) => register(digits, 13),
        (oid::SNILS, digits) => snils(digits),
        _ => true,
    }
}

fn inn(digits: &[u32]) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    // The digit at `at` is made of all before it, whose weights end where the list ends.
    let agrees = |at: usize| {
        let weights = WEIGHTS.iter().skip(WEIGHTS.len() - at);
        let sum: u32 = weights
            .zip(digits)
            .map(|(weight, digit)| weight * digit)
            .sum();
        digits.get(at) == Some(&(sum % 11 % 10))
    };
    match digits.len() {
        10 => agrees(9),
        12 => agrees(10) && agrees(11),
        _ => false,
    }
}

fn register(digits: &[u32], modulus: u64) -> bool {
    let Some((check, number)) = digits.split_last() else {
        return false;
    };
    let number = number
        .iter()
        .fold(0u64, |number, digit| 10 * number + u64::from(*digit));
    number % modulus % 10 == u64::from(*check)
}

fn snils(digits: &[u32]) -> bool {
    let (Some(number), Some([tens, ones])) = (digits.get(..9), digits.get(9..)) else {
        return false;
    };
    let value = number.iter().fold(0, |value, digit| 10 * value + digit);
    if value <= 1_001_998 {
        return true;
    }
    let sum: u32 = (1..=9)
        .rev()
        .zip(number)
        .map(|(weight, digit)| weight * digit)
        .sum();
    sum % 101 % 100 == 10 * tens + ones
}
