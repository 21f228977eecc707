// SPDX-License-Identifier: MIT OR Apache-2.0
//! The extensions of a certificate, as a caller asks for them.
//!
//! Sources: [RFC 5280, section 4.2]; order 795 of the FSB for subjectSignTool, issuerSignTool and identificationKind. Key
//! identifiers are SHA-1 of the key's BIT STRING ([RFC 5280, section 4.2.1.2], method 1), as most authorities write them.
//!
//! [RFC 5280, section 4.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2
//! [RFC 5280, section 4.2.1.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2

use alloc::vec;
use alloc::vec::Vec;

use sha1::{Digest as _, Sha1};

use super::IssueError;
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::der_writer::{self, element};
use crate::formats::x509::KeyUsage;
use crate::formats::{Oid, ParseError, UnixTime, oid};

/// What a certificate is for: it chooses basicConstraints, keyUsage and extKeyUsage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// Issues certificates and CRLs; so many authorities may follow below it, or any number.
    Authority {
        /// pathLenConstraint.
        path_len: Option<u8>,
    },
    /// A person who signs documents and receives encrypted ones: clientAuth and emailProtection.
    Person,
    /// A TLS server.
    Server,
    /// A time stamp service: timeStamping alone, critical (RFC 3161 section 2.3).
    TimeStamping,
    /// Signs OCSP responses for its issuer: OCSPSigning and id-pkix-ocsp-nocheck.
    OcspResponder,
    /// No basicConstraints, keyUsage and extKeyUsage at all.
    Bare,
}

/// An extension with a value that the caller made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawExtension<'a> {
    /// Which.
    pub oid: Oid,
    /// Whether who does not understand it must refuse the certificate.
    pub critical: bool,
    /// DER of its own type.
    pub value: &'a [u8],
}

/// The extensions to write. Every list may be empty.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// What the certificate is for.
    pub role: Role,
    /// When the private key may sign (privateKeyUsagePeriod).
    pub key_period: Option<(UnixTime, UnixTime)>,
    /// certificatePolicies: for Russian certificates the classes of the signing tool, 1.2.643.100.113.*.
    pub policies: &'a [Oid],
    /// Further purposes in extKeyUsage.
    pub purposes: &'a [Oid],
    /// subjectSignTool: the name of the tool that holds the key.
    pub subject_sign_tool: Option<&'a str>,
    /// issuerSignTool: names of the authority's tools and of the papers about them.
    pub issuer_sign_tool: Option<[&'a str; 4]>,
    /// identificationKind: how the person was identified, 0 to 3.
    pub identification_kind: Option<u8>,
    /// Host names in subjectAltName.
    pub dns_names: &'a [&'a str],
    /// Mail addresses in subjectAltName.
    pub emails: &'a [&'a str],
    /// Where the CRL is.
    pub crl_urls: &'a [&'a str],
    /// Where OCSP is answered.
    pub ocsp_urls: &'a [&'a str],
    /// Where the issuer's certificate is.
    pub issuer_urls: &'a [&'a str],
    /// Whatever else. One of a type that is written above takes its place.
    pub raw: &'a [RawExtension<'a>],
}

impl Template<'_> {
    /// The extensions of a role and nothing else.
    pub const fn new(role: Role) -> Self {
        Self {
            role,
            key_period: None,
            policies: &[],
            purposes: &[],
            subject_sign_tool: None,
            issuer_sign_tool: None,
            identification_kind: None,
            dns_names: &[],
            emails: &[],
            crl_urls: &[],
            ocsp_urls: &[],
            issuer_urls: &[],
            raw: &[],
        }
    }

    /// The extensions that do not depend on the issuer, each whole.
    pub(super) fn extensions(&self) -> Result<Vec<(Oid, Vec<u8>)>, IssueError> {
        let mut list = Extensions::default();
        self.role_extensions(&mut list);
        if let Some((from, to)) = self.key_period {
            list.add(
                oid::CE_PRIVATE_KEY_USAGE_PERIOD,
                false,
                &key_period(from, to)?,
            );
        }
        if !self.policies.is_empty() {
            let policies: Vec<Vec<u8>> = self
                .policies
                .iter()
                .map(|policy| element(Tag::SEQUENCE, &[&der_writer::oid(policy)]))
                .collect();
            list.add(oid::CE_CERTIFICATE_POLICIES, false, &sequence(&policies));
        }
        if let Some(tool) = self.subject_sign_tool {
            let text = element(Tag::UTF8_STRING, &[tool.as_bytes()]);
            list.add(oid::SUBJECT_SIGN_TOOL, false, &text);
        }
        if let Some(tools) = self.issuer_sign_tool {
            let texts = tools.map(|tool| element(Tag::UTF8_STRING, &[tool.as_bytes()]));
            list.add(oid::ISSUER_SIGN_TOOL, false, &sequence(&texts));
        }
        match self.identification_kind {
            Some(kind @ 0..=3) => list.add(
                oid::IDENTIFICATION_KIND,
                false,
                &der_writer::small_integer(kind),
            ),
            Some(_) => return Err(IssueError::IdentificationKind),
            None => {}
        }
        let mut names = Vec::new();
        for name in self.dns_names {
            names.push(general_name(2, name)?);
        }
        for address in self.emails {
            names.push(general_name(1, address)?);
        }
        if !names.is_empty() {
            list.add(oid::CE_SUBJECT_ALT_NAME, false, &sequence(&names));
        }
        if !self.crl_urls.is_empty() {
            list.add(
                oid::CE_CRL_DISTRIBUTION_POINTS,
                false,
                &distribution_point(self.crl_urls)?,
            );
        }
        let mut access = Vec::new();
        for (method, urls) in [
            (oid::AD_OCSP, self.ocsp_urls),
            (oid::AD_CA_ISSUERS, self.issuer_urls),
        ] {
            for url in urls {
                access.push(element(
                    Tag::SEQUENCE,
                    &[&der_writer::oid(&method), &general_name(6, url)?],
                ));
            }
        }
        if !access.is_empty() {
            list.add(oid::PE_AUTHORITY_INFO_ACCESS, false, &sequence(&access));
        }
        for raw in self.raw {
            list.add(raw.oid, raw.critical, raw.value);
        }
        Ok(list.0)
    }

    fn role_extensions(&self, list: &mut Extensions) {
        let usage = match self.role {
            Role::Bare => None,
            Role::Authority { .. } => Some(
                KeyUsage::DIGITAL_SIGNATURE
                    .union(KeyUsage::KEY_CERT_SIGN)
                    .union(KeyUsage::CRL_SIGN),
            ),
            Role::Person => Some(
                KeyUsage::DIGITAL_SIGNATURE
                    .union(KeyUsage::NON_REPUDIATION)
                    .union(KeyUsage::KEY_ENCIPHERMENT)
                    .union(KeyUsage::DATA_ENCIPHERMENT)
                    .union(KeyUsage::KEY_AGREEMENT),
            ),
            Role::Server => Some(
                KeyUsage::DIGITAL_SIGNATURE
                    .union(KeyUsage::KEY_ENCIPHERMENT)
                    .union(KeyUsage::KEY_AGREEMENT),
            ),
            Role::TimeStamping => {
                Some(KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::NON_REPUDIATION))
            }
            Role::OcspResponder => Some(KeyUsage::DIGITAL_SIGNATURE),
        };
        match self.role {
            Role::Authority { path_len } => {
                let length = path_len.map_or_else(Vec::new, integer);
                let ca = element(Tag::BOOLEAN, &[&[0xff]]);
                list.add(
                    oid::CE_BASIC_CONSTRAINTS,
                    true,
                    &element(Tag::SEQUENCE, &[&ca, &length]),
                );
            }
            Role::Bare => {}
            _ => list.add(
                oid::CE_BASIC_CONSTRAINTS,
                false,
                &element(Tag::SEQUENCE, &[]),
            ),
        }
        if let Some(usage) = usage {
            list.add(oid::CE_KEY_USAGE, true, &key_usage(usage));
        }
        let mut purposes: Vec<Oid> = match self.role {
            Role::Authority { .. } | Role::Bare => vec![],
            Role::Person => vec![oid::EKU_CLIENT_AUTH, oid::EKU_EMAIL_PROTECTION],
            Role::Server => vec![oid::EKU_SERVER_AUTH],
            Role::TimeStamping => vec![oid::EKU_TIME_STAMPING],
            Role::OcspResponder => vec![oid::EKU_OCSP_SIGNING],
        };
        purposes.extend_from_slice(self.purposes);
        if !purposes.is_empty() {
            let purposes: Vec<Vec<u8>> = purposes.iter().map(der_writer::oid).collect();
            let critical = self.role == Role::TimeStamping;
            list.add(oid::CE_EXT_KEY_USAGE, critical, &sequence(&purposes));
        }
        if self.role == Role::OcspResponder {
            list.add(oid::OCSP_NOCHECK, false, &element(Tag::NULL, &[]));
        }
    }
}

/// Whole extensions by type.
#[derive(Default)]
struct Extensions(Vec<(Oid, Vec<u8>)>);

impl Extensions {
    fn add(&mut self, oid: Oid, critical: bool, value: &[u8]) {
        let whole = extension(&oid, critical, value);
        match self.0.iter_mut().find(|(known, _)| *known == oid) {
            Some(known) => known.1 = whole,
            None => self.0.push((oid, whole)),
        }
    }
}

/// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
pub(super) fn extension(oid: &Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical {
        element(Tag::BOOLEAN, &[&[0xff]])
    } else {
        Vec::new()
    };
    let octets = element(Tag::OCTET_STRING, &[value]);
    element(Tag::SEQUENCE, &[&der_writer::oid(oid), &flag, &octets])
}

/// A SEQUENCE of whole elements.
pub(super) fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = elements.iter().map(Vec::as_slice).collect();
    element(Tag::SEQUENCE, &parts)
}

/// An INTEGER from 0 to 255.
fn integer(value: u8) -> Vec<u8> {
    if value < 0x80 {
        der_writer::small_integer(value)
    } else {
        element(Tag::INTEGER, &[&[0, value]])
    }
}

/// subjectKeyIdentifier of a key: DER of its value.
pub(super) fn subject_key_id(spki: &[u8]) -> Result<Vec<u8>, ParseError> {
    Ok(element(Tag::OCTET_STRING, &[&key_id(spki)?]))
}

/// SHA-1 of the BIT STRING of a SubjectPublicKeyInfo, its tag, length and count of unused bits left out.
pub(super) fn key_id(spki: &[u8]) -> Result<[u8; 20], ParseError> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let mut fields = Cursor::single(spki, Rules::Der, WHAT)?.children(WHAT)?;
    fields.expect(Tag::SEQUENCE, WHAT)?;
    let bits = fields.expect(Tag::BIT_STRING, WHAT)?;
    Ok(Sha1::digest(bits.value.get(1..).unwrap_or_default()).into())
}

/// A named bit list: trailing zero bits are left out.
fn key_usage(usage: KeyUsage) -> Vec<u8> {
    const BITS: [KeyUsage; 9] = [
        KeyUsage::DIGITAL_SIGNATURE,
        KeyUsage::NON_REPUDIATION,
        KeyUsage::KEY_ENCIPHERMENT,
        KeyUsage::DATA_ENCIPHERMENT,
        KeyUsage::KEY_AGREEMENT,
        KeyUsage::KEY_CERT_SIGN,
        KeyUsage::CRL_SIGN,
        KeyUsage::ENCIPHER_ONLY,
        KeyUsage::DECIPHER_ONLY,
    ];
    let bits = BITS
        .iter()
        .enumerate()
        .filter(|(_, bit)| usage.intersects(**bit))
        .fold(0u16, |bits, (at, _)| bits | 0x8000 >> at);
    let [high, low] = bits.to_be_bytes();
    let content: &[u8] = match (high, low) {
        (0, 0) => &[0],
        (high, 0) => &[high.trailing_zeros() as u8, high],
        (high, low) => &[low.trailing_zeros() as u8, high, low],
    };
    element(Tag::BIT_STRING, &[content])
}

/// `SEQUENCE { notBefore [0] IMPLICIT GeneralizedTime, notAfter [1] IMPLICIT GeneralizedTime }`
fn key_period(from: UnixTime, to: UnixTime) -> Result<Vec<u8>, IssueError> {
    if from > to {
        return Err(IssueError::Time);
    }
    let from = der_writer::generalized_time(from).ok_or(IssueError::Time)?;
    let to = der_writer::generalized_time(to).ok_or(IssueError::Time)?;
    Ok(element(
        Tag::SEQUENCE,
        &[
            &element(Tag::context_primitive(0), &[&from]),
            &element(Tag::context_primitive(1), &[&to]),
        ],
    ))
}

/// A GeneralName of IA5String: rfc822Name [1], dNSName [2], uniformResourceIdentifier [6].
fn general_name(choice: u8, text: &str) -> Result<Vec<u8>, IssueError> {
    if text.is_empty() || !text.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Err(IssueError::Text);
    }
    Ok(element(Tag::context_primitive(choice), &[text.as_bytes()]))
}

/// cRLDistributionPoints: one point with all the places where its CRL is.
fn distribution_point(urls: &[&str]) -> Result<Vec<u8>, IssueError> {
    let mut names = Vec::new();
    for url in urls {
        names.extend(general_name(6, url)?);
    }
    let full_name = element(Tag::context(0), &[&names]);
    let point = element(Tag::context(0), &[&full_name]);
    Ok(element(
        Tag::SEQUENCE,
        &[&element(Tag::SEQUENCE, &[&point])],
    ))
}
