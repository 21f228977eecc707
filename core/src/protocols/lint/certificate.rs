// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rules on times, key, signature and extensions.

use alloc::vec::Vec;

use super::{Finding, Rule};
use crate::formats::spki::KeyParameters;
use crate::formats::x509::{Certificate, KeyUsage, SignatureError};
use crate::formats::{FormatError, Oid, UnixTime, oid};
use crate::keys::{KeyAlgorithm, ParamSet, PublicKey};

/// Critical extensions that programs are known to understand.
const UNDERSTOOD: [Oid; 10] = [
    oid::CE_BASIC_CONSTRAINTS,
    oid::CE_CERTIFICATE_POLICIES,
    oid::CE_EXT_KEY_USAGE,
    oid::CE_INHIBIT_ANY_POLICY,
    oid::CE_ISSUER_ALT_NAME,
    oid::CE_KEY_USAGE,
    oid::CE_NAME_CONSTRAINTS,
    oid::CE_POLICY_CONSTRAINTS,
    oid::CE_PRIVATE_KEY_USAGE_PERIOD,
    oid::CE_SUBJECT_ALT_NAME,
];

pub(super) fn judge(certificate: &Certificate, at: Option<UnixTime>, findings: &mut Vec<Finding>) {
    times(certificate, at, findings);
    key(certificate, findings);
    serial(certificate.serial(), findings);
    if certificate.version() < 3 {
        findings.push(Finding::new(Rule::VersionWithoutExtensions));
        return;
    }
    for extension in certificate.extensions() {
        if extension.critical && !UNDERSTOOD.contains(&extension.oid) {
            findings.push(Finding::about(
                Rule::UnknownCriticalExtension,
                extension.oid,
            ));
        }
    }
    usage(certificate, findings);
    links(certificate, findings);
}

fn times(certificate: &Certificate, at: Option<UnixTime>, findings: &mut Vec<Finding>) {
    let period = certificate.private_key_usage_period();
    if period.is_none()
        && certificate
            .extension(oid::CE_PRIVATE_KEY_USAGE_PERIOD)
            .is_some()
    {
        findings.push(Finding::new(Rule::KeyPeriodUnreadable));
    }
    let Some(at) = at else { return };
    if at > certificate.not_after() {
        findings.push(Finding::new(Rule::Expired));
    }
    if at < certificate.not_before() {
        findings.push(Finding::new(Rule::NotYetValid));
    }
    let end = period.and_then(|period| period.not_after);
    if end.is_some_and(|end| at > end) && at <= certificate.not_after() {
        findings.push(Finding::new(Rule::KeyPeriodOver));
    }
}

fn key(certificate: &Certificate, findings: &mut Vec<Finding>) {
    let key = match certificate.public_key() {
        Ok(key) => Some(key),
        // They are those of the issuer, which is not here.
        Err(FormatError::KeyParametersAbsent) => None,
        Err(_) => {
            findings.push(Finding::new(Rule::KeyUnusable));
            None
        }
    };
    if let Some(key) = &key {
        if matches!(
            key.param_set(),
            ParamSet::Gost2001Test | ParamSet::Tc26Gost3410_2012_512Test
        ) {
            findings.push(Finding::about(
                Rule::KeyOfTestParamSet,
                key.param_set().oid(),
            ));
        }
        if key.algorithm() == KeyAlgorithm::Gost2001 {
            findings.push(Finding::new(Rule::KeyOf2001));
        } else if names_digest_of_1994(certificate) {
            findings.push(Finding::new(Rule::DigestParamSet94));
        }
    }
    signature(certificate, key.as_ref(), findings);
}

fn names_digest_of_1994(certificate: &Certificate) -> bool {
    let parameters = certificate.spki().ok().and_then(|spki| {
        KeyParameters::read(&spki.algorithm, "parameters")
            .ok()
            .flatten()
    });
    parameters
        .and_then(|parameters| parameters.digest)
        .is_some_and(|digest| {
            matches!(
                digest,
                oid::GOST_R3411_94 | oid::GOST_R3411_94_TEST | oid::GOST_R3411_94_CRYPTOPRO
            )
        })
}

fn signature(certificate: &Certificate, key: Option<&PublicKey>, findings: &mut Vec<Finding>) {
    let Some(algorithm) = oid::signature_algorithm(certificate.signature_algorithm()) else {
        findings.push(Finding::about(
            Rule::SignatureAlgorithmUnknown,
            certificate.signature_algorithm(),
        ));
        return;
    };
    if certificate.signature().len() != 2 * algorithm.octets() {
        findings.push(Finding::new(Rule::SignatureLength));
        return;
    }
    // An authority with a new key signs for its own name with the old one: its key identifiers differ then.
    let own_key = match (
        certificate.authority_key_id().and_then(|id| id.key_id),
        certificate.subject_key_id(),
    ) {
        (Some(authority), Some(subject)) => authority == subject,
        _ => true,
    };
    if let Some(key) = key
        && certificate.is_self_issued()
        && own_key
        && matches!(
            certificate.verify_signature(key),
            Err(SignatureError::Invalid | SignatureError::AlgorithmMismatch)
        )
    {
        findings.push(Finding::new(Rule::SelfSignatureBad));
    }
}

fn serial(serial: &[u8], findings: &mut Vec<Finding>) {
    if serial.first().is_some_and(|&octet| octet >= 0x80) || serial == [0] {
        findings.push(Finding::new(Rule::SerialNotPositive));
    }
    if serial.len() > 20 {
        findings.push(Finding::new(Rule::SerialTooLong));
    }
}

fn usage(certificate: &Certificate, findings: &mut Vec<Finding>) {
    let mut find = |rule| findings.push(Finding::new(rule));
    let constraints = certificate.basic_constraints();
    let authority = constraints.is_some_and(|constraints| constraints.ca);
    if constraints.is_some_and(|constraints| !constraints.ca && constraints.path_len.is_some()) {
        find(Rule::PathLengthWithoutAuthority);
    }
    let not_critical =
        |oid| matches!(certificate.extension(oid), Some(extension) if !extension.critical);
    if authority && not_critical(oid::CE_BASIC_CONSTRAINTS) {
        find(Rule::BasicConstraintsNotCritical);
    }
    match certificate.key_usage() {
        None => find(Rule::KeyUsageAbsent),
        Some(usage) => {
            let signs = usage.intersects(KeyUsage::KEY_CERT_SIGN);
            if not_critical(oid::CE_KEY_USAGE) {
                find(Rule::KeyUsageNotCritical);
            }
            if authority && !signs {
                find(Rule::AuthorityCannotSign);
            }
            if authority && !usage.intersects(KeyUsage::CRL_SIGN) {
                find(Rule::AuthorityCannotSignCrls);
            }
            if !authority && signs {
                find(Rule::CertSignWithoutAuthority);
            }
            let documents = KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::NON_REPUDIATION);
            if !authority && !usage.intersects(documents) {
                find(Rule::KeyUsageCannotSign);
            }
        }
    }
    match certificate.ext_key_usage() {
        None if !authority => find(Rule::PurposeAbsent),
        Some(purposes)
            if purposes.contains(&oid::EKU_TIME_STAMPING)
                && (purposes.len() > 1 || not_critical(oid::CE_EXT_KEY_USAGE)) =>
        {
            find(Rule::TimeStampingNotCritical);
        }
        _ => {}
    }
}

/// What leads to the issuer and to whoever knows of revocation.
fn links(certificate: &Certificate, findings: &mut Vec<Finding>) {
    if certificate.subject_key_id().is_none() {
        findings.push(Finding::new(Rule::SubjectKeyIdAbsent));
    }
    if certificate.is_self_issued() {
        return;
    }
    if certificate
        .authority_key_id()
        .and_then(|id| id.key_id)
        .is_none()
    {
        findings.push(Finding::new(Rule::AuthorityKeyIdAbsent));
    }
    let names_ocsp = certificate
        .extension(oid::PE_AUTHORITY_INFO_ACCESS)
        .is_some_and(|access| contains(access.value, &oid::AD_OCSP.to_der()));
    let exempt = certificate.extension(oid::OCSP_NOCHECK).is_some();
    if certificate
        .extension(oid::CE_CRL_DISTRIBUTION_POINTS)
        .is_none()
        && !names_ocsp
        && !exempt
    {
        findings.push(Finding::new(Rule::RevocationUnreachable));
    }
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}
