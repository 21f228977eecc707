// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a Russian qualified certificate says beyond X.509: identifiers of persons, signing tools, policies.
//!
//! Source: [RFC 9215, section 5] and the order of the FSB of Russia No. 795. Everything here informs; nothing decides.
//! A value that breaks its syntax reads as absent, since published certificates have such.
//!
//! [RFC 9215, section 5]: https://www.rfc-editor.org/rfc/rfc9215#section-5

use alloc::string::String;
use alloc::vec::Vec;

use digest::Digest;

use super::name::text;
use super::{Certificate, Name};
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::{Oid, oid};
use crate::primitives::streebog::Streebog256;

/// The state identifiers in a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateIdentifiers {
    /// ИНН of a natural person, 12 digits; older certificates of organisations have 00 and their 10 digits.
    pub inn: Option<String>,
    /// ИНН of an organisation, 10 digits.
    pub inn_le: Option<String>,
    /// ОГРН, 13 digits.
    pub ogrn: Option<String>,
    /// ОГРНИП, 15 digits.
    pub ogrnip: Option<String>,
    /// СНИЛС, 11 digits.
    pub snils: Option<String>,
}

impl Name<'_> {
    /// The state identifiers of this name (1.2.643.100.* and 1.2.643.3.131.1.1).
    pub fn state_identifiers(&self) -> StateIdentifiers {
        let mut found = StateIdentifiers::default();
        for attribute in self.attributes() {
            let place = match attribute.oid {
                oid::INN => &mut found.inn,
                oid::INNLE => &mut found.inn_le,
                oid::OGRN => &mut found.ogrn,
                oid::OGRNIP => &mut found.ogrnip,
                oid::SNILS => &mut found.snils,
                _ => continue,
            };
            if place.is_none() {
                *place = attribute.text;
            }
        }
        found
    }
}

/// The issuer's tools (1.2.643.100.112), each by its name and its certificate of conformity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuerSignTool {
    /// The signing tool of the authority.
    pub sign_tool: String,
    /// The authority's software.
    pub ca_tool: String,
    /// The certificate of the signing tool.
    pub sign_tool_certificate: String,
    /// The certificate of the authority's software.
    pub ca_tool_certificate: String,
}

impl Certificate {
    /// The subject's signing tool, СКЗИ (1.2.643.100.111).
    pub fn subject_sign_tool(&self) -> Option<String> {
        let value = self.extension(oid::SUBJECT_SIGN_TOOL)?.value;
        text(&Cursor::single(value, Rules::Der, "subjectSignTool").ok()?)
    }

    /// The authority's tools (1.2.643.100.112).
    pub fn issuer_sign_tool(&self) -> Option<IssuerSignTool> {
        let mut parts = self
            .entries(oid::ISSUER_SIGN_TOOL, "issuerSignTool")
            .map(|tlv| text(&tlv));
        let mut part = || parts.next().flatten();
        Some(IssuerSignTool {
            sign_tool: part()?,
            ca_tool: part()?,
            sign_tool_certificate: part()?,
            ca_tool_certificate: part()?,
        })
    }

    /// How the subject was identified (1.2.643.100.114): 0 in person, 1 by a qualified signature, 2 by a passport's
    /// chip, 3 by biometrics.
    pub fn identification_kind(&self) -> Option<u8> {
        let value = self.extension(oid::IDENTIFICATION_KIND)?.value;
        let tlv = Cursor::single(value, Rules::Der, "identificationKind").ok()?;
        match (tlv.tag, tlv.value) {
            (Tag::INTEGER, [kind @ 0..=0x7f]) => Some(*kind),
            _ => None,
        }
    }

    /// The policies that the certificate was issued under; classes of signing tools (1.2.643.100.113.*) stand here too.
    pub fn policies(&self) -> Vec<Oid> {
        const WHAT: &str = "certificatePolicies";
        let policy = |tlv: crate::formats::ber::Tlv<'_>| {
            let mut fields = tlv.children(WHAT).ok()?;
            fields.required(WHAT).ok()?.oid(WHAT).ok()
        };
        self.entries(oid::CE_CERTIFICATE_POLICIES, WHAT)
            .filter_map(policy)
            .collect()
    }

    /// Whether the certificate says that an OCSP responder's own revocation is not to be asked for.
    pub fn has_ocsp_no_check(&self) -> bool {
        self.extension(oid::OCSP_NOCHECK).is_some()
    }

    /// SHA-1 of the DER: the thumbprint that Windows and CryptoPro show.
    pub fn thumbprint(&self) -> [u8; 20] {
        sha1::Sha1::digest(self.der()).into()
    }

    /// GOST R 34.11-2012 of 256 bits of the DER.
    pub fn fingerprint(&self) -> [u8; 32] {
        Streebog256::digest(self.der())
    }
}
