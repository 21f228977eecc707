// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why Windows, a CSP or a reader of qualified certificates would refuse one certificate, seen by itself.
//!
//! Sources: [RFC 5280, section 4], [RFC 9215], [RFC 3161, section 2.3], order 795 of the FSB (qualified certificates), and the
//! statuses that Windows gives in `CERT_TRUST_STATUS`, which are named where one stands for the finding. What an authority has
//! done wrong is told as found, whether or not the readers of this library mind.
//!
//! - `certificate` has the rules on extensions, times, key and signature;
//! - `subject` those on names and the numbers in them.
//!
//! What is not here: the path to an anchor and revocation (`trust`). A certificate without findings may still be untrusted.
//!
//! [RFC 5280, section 4]: https://www.rfc-editor.org/rfc/rfc5280#section-4
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215
//! [RFC 3161, section 2.3]: https://www.rfc-editor.org/rfc/rfc3161#section-2.3

mod certificate;
mod subject;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::formats::x509::Certificate;
use crate::formats::{Oid, UnixTime};

/// One thing that is wrong, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What.
    pub rule: Rule,
    /// The attribute or extension that it is about.
    pub about: Option<Oid>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Some program does less with it, or a profile wants it otherwise.
    Warning,
    /// A program that keeps the rules refuses the certificate.
    Refused,
}

macro_rules! rules {
    ($($rule:ident = $name:literal, $severity:ident, $text:literal;)*) => {
        /// What can be wrong with a certificate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $text] $rule,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)*];

            /// Its name in reports, for instance `key-usage-absent`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// How much it weighs.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }

            /// What it means, in one sentence.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$rule => $text,)* }
            }
        }
    };
}

rules! {
    Expired = "expired", Refused,
        "The certificate is past its validity (Windows: CERT_TRUST_IS_NOT_TIME_VALID).";
    NotYetValid = "not-yet-valid", Refused,
        "The certificate is before its validity (Windows: CERT_TRUST_IS_NOT_TIME_VALID).";
    KeyPeriodOver = "key-period-over", Refused,
        "The period in which the private key may sign is over: a CSP that minds privateKeyUsagePeriod signs no more.";
    KeyPeriodUnreadable = "key-period-unreadable", Warning,
        "privateKeyUsagePeriod cannot be read.";
    KeyUnusable = "key-unusable", Refused,
        "The public key is of an algorithm or parameter set that is not known, or no point of its curve.";
    KeyOfTestParamSet = "key-test-param-set", Refused,
        "The key is on a curve that the standards have for examples only.";
    KeyOf2001 = "key-gost-2001", Warning,
        "The key is one of GOST R 34.10-2001, which signs nothing new since 2020.";
    DigestParamSet94 = "key-digest-94", Warning,
        "The parameters of a 2012 key name the digest of 1994 (RFC 9215 section 4).";
    SelfSignatureBad = "self-signature-bad", Refused,
        "Issuer and subject are one and the signature is not one of the key inside (Windows: CERT_TRUST_IS_NOT_SIGNATURE_VALID).";
    SignatureLength = "signature-length", Refused,
        "The signature has another length than its algorithm gives.";
    SignatureAlgorithmUnknown = "signature-algorithm-unknown", Warning,
        "The signature algorithm is none of GOST R 34.10, so that the signature is not judged here.";
    UnknownCriticalExtension = "critical-extension-unknown", Refused,
        "A critical extension is not known (Windows: CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT).";
    VersionWithoutExtensions = "version-without-extensions", Warning,
        "Version 1 and 2 have no extensions, and nothing says what the certificate is for.";
    SerialNotPositive = "serial-not-positive", Refused,
        "The serial number is zero or negative (RFC 5280 section 4.1.2.2).";
    SerialTooLong = "serial-too-long", Refused,
        "The serial number has more than 20 octets (RFC 5280 section 4.1.2.2).";
    KeyUsageAbsent = "key-usage-absent", Warning,
        "There is no keyUsage: programs that choose certificates for signing pass this one over.";
    KeyUsageNotCritical = "key-usage-not-critical", Warning,
        "keyUsage is not critical (RFC 5280 section 4.2.1.3).";
    KeyUsageCannotSign = "key-usage-cannot-sign", Warning,
        "keyUsage has neither digitalSignature nor nonRepudiation: documents cannot be signed (Windows: CERT_TRUST_IS_NOT_VALID_FOR_USAGE).";
    AuthorityCannotSign = "authority-cannot-sign", Refused,
        "It says that it is an authority and its keyUsage lacks keyCertSign.";
    CertSignWithoutAuthority = "cert-sign-without-authority", Refused,
        "keyUsage has keyCertSign and basicConstraints does not say that it is an authority (Windows: CERT_TRUST_INVALID_BASIC_CONSTRAINTS).";
    AuthorityCannotSignCrls = "authority-cannot-sign-crls", Warning,
        "It is an authority and its keyUsage lacks cRLSign: its own CRLs are refused.";
    BasicConstraintsNotCritical = "basic-constraints-not-critical", Warning,
        "basicConstraints of an authority is not critical (RFC 5280 section 4.2.1.9).";
    PathLengthWithoutAuthority = "path-length-without-authority", Refused,
        "basicConstraints has a path length and does not say that it is an authority (RFC 5280 section 4.2.1.9).";
    PurposeAbsent = "purpose-absent", Warning,
        "There is no extKeyUsage: mail programs and services that look for a purpose pass this certificate over.";
    TimeStampingNotCritical = "time-stamping-not-critical", Refused,
        "extKeyUsage has timeStamping and is not critical, or has other purposes too (RFC 3161 section 2.3).";
    SubjectKeyIdAbsent = "subject-key-id-absent", Warning,
        "There is no subjectKeyIdentifier: authorities of one name cannot be told apart.";
    AuthorityKeyIdAbsent = "authority-key-id-absent", Warning,
        "There is no authorityKeyIdentifier: the issuer is looked for by its name alone.";
    RevocationUnreachable = "revocation-unreachable", Warning,
        "Neither a CRL nor an OCSP service is named: revocation cannot be checked (Windows: CERT_TRUST_REVOCATION_STATUS_UNKNOWN).";
    SubjectEmpty = "subject-empty", Refused,
        "The subject is empty and no critical subjectAltName stands in its place (RFC 5280 section 4.1.2.6).";
    IssuerEmpty = "issuer-empty", Refused,
        "The issuer is empty (RFC 5280 section 4.1.2.4).";
    CommonNameAbsent = "common-name-absent", Warning,
        "The subject has no commonName: programs show another attribute or nothing.";
    NameUnreadable = "name-unreadable", Warning,
        "An attribute of the subject is no text of its type.";
    NameControl = "name-control", Refused,
        "An attribute of the subject has a control character, for instance NUL, and reads differently in different programs.";
    CountryForm = "country-form", Warning,
        "countryName is not two capital letters.";
    NumberForm = "number-form", Warning,
        "ИНН, ОГРН, ОГРНИП or СНИЛС has another number of digits than it must have.";
    NumberType = "number-type", Warning,
        "ИНН, ОГРН, ОГРНИП or СНИЛС is no NumericString.";
    NumberCheckDigit = "number-check-digit", Warning,
        "A check digit of ИНН, ОГРН, ОГРНИП or СНИЛС is wrong.";
    QualifiedSubjectSignTool = "qualified-subject-sign-tool", Warning,
        "The policies are those of qualified certificates and subjectSignTool is absent.";
    QualifiedIssuerSignTool = "qualified-issuer-sign-tool", Warning,
        "The policies are those of qualified certificates and issuerSignTool is absent.";
    QualifiedNumber = "qualified-number", Warning,
        "The policies are those of qualified certificates and the subject has neither ИНН nor ОГРН.";
}

impl Finding {
    const fn new(rule: Rule) -> Self {
        Self { rule, about: None }
    }

    const fn about(rule: Rule, about: Oid) -> Self {
        Self {
            rule,
            about: Some(about),
        }
    }
}

/// What is wrong with a certificate, the gravest first. `at` is the time to judge by; `None` leaves times out.
pub fn lint(certificate: &Certificate, at: Option<UnixTime>) -> Vec<Finding> {
    let mut findings = Vec::new();
    certificate::judge(certificate, at, &mut findings);
    subject::judge(certificate, &mut findings);
    // The sort is stable: rules of one weight stay in the order in which they were looked at.
    findings.sort_by_key(|finding| core::cmp::Reverse(finding.rule.severity()));
    findings
}
