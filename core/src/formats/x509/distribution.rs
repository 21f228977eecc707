// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where more is to be had about a certificate: CRLs, OCSP responders, the issuer's certificate.
//!
//! Source: [RFC 5280, sections 4.2.1.13, 4.2.1.15, 4.2.2.1 and 5.2.5]. Those of a certificate are hints: an entry that
//! cannot be read is passed over. [`IssuingDistributionPoint`] decides what a CRL covers and is read strictly.
//!
//! [RFC 5280, sections 4.2.1.13, 4.2.1.15, 4.2.2.1 and 5.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.13

use alloc::vec::Vec;

use super::extensions::{bits, boolean, sequence};
use super::{Certificate, GeneralName};
use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::{Oid, ParseError, ParseErrorKind, oid};

/// Distribution points and accesses that are read from one extension at most.
const MAX_ENTRIES: usize = 64;

/// One place that a CRL of the certificate is published at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint<'a> {
    /// Its full names, most often URIs.
    pub names: Vec<GeneralName<'a>>,
    /// DER content of a name relative to the CRL issuer's, which nobody is known to use.
    pub relative: Option<&'a [u8]>,
    /// The reasons that its CRL covers, as the bits of ReasonFlags from the lowest; `None`: all.
    pub reasons: Option<u16>,
    /// Content of GeneralNames: who issues the CRL, when it is not the certificate's issuer.
    pub crl_issuer: Option<&'a [u8]>,
}

impl<'a> DistributionPoint<'a> {
    /// ```text
    /// DistributionPoint ::= SEQUENCE { distributionPoint [0] EXPLICIT DistributionPointName OPTIONAL,
    ///     reasons [1] IMPLICIT ReasonFlags OPTIONAL, cRLIssuer [2] IMPLICIT GeneralNames OPTIONAL }
    /// ```
    fn read(tlv: &Tlv<'a>, what: &'static str) -> Result<Self, ParseError> {
        let mut fields = tlv.children(what)?;
        let mut point = Self::default();
        if let Some(name) = fields.optional(Tag::context(0), what)? {
            (point.names, point.relative) = point_name(&name, what)?;
        }
        if let Some(reasons) = fields.optional(Tag::context_primitive(1), what)? {
            point.reasons = Some(bits(&reasons, what)?);
        }
        point.crl_issuer = fields.optional(Tag::context(2), what)?.map(|tlv| tlv.value);
        fields.end(what)?;
        Ok(point)
    }
}

/// Full names, or a name relative to the CRL issuer's.
type PointName<'a> = (Vec<GeneralName<'a>>, Option<&'a [u8]>);

/// `DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName }`
fn point_name<'a>(explicit: &Tlv<'a>, what: &'static str) -> Result<PointName<'a>, ParseError> {
    let mut inner = explicit.children(what)?;
    let choice = inner.required(what)?;
    inner.end(what)?;
    match choice.tag.0 {
        0xa0 => Ok((GeneralName::read_list(choice.children(what)?, what)?, None)),
        0xa1 => Ok((Vec::new(), Some(choice.value))),
        _ => Err(choice.error(ParseErrorKind::UnexpectedTag, what)),
    }
}

/// What a CRL covers (RFC 5280 section 5.2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IssuingDistributionPoint<'a> {
    /// The full names of the place it is published at.
    pub(crate) names: Vec<GeneralName<'a>>,
    /// DER content of a name relative to the issuer's.
    pub(crate) relative: Option<&'a [u8]>,
    /// Whether it lists certificates of end entities only.
    pub(crate) only_user_certs: bool,
    /// Whether it lists certificates of authorities only.
    pub(crate) only_ca_certs: bool,
    /// Whether it lists attribute certificates only.
    pub(crate) only_attribute_certs: bool,
    /// The reasons that it covers, as the bits of ReasonFlags from the lowest; `None`: all.
    pub(crate) only_some_reasons: Option<u16>,
    /// Whether it lists certificates of other issuers.
    pub(crate) indirect: bool,
}

impl<'a> IssuingDistributionPoint<'a> {
    /// Whether the CRL says which place it belongs to.
    pub(crate) fn has_place(&self) -> bool {
        !self.names.is_empty() || self.relative.is_some()
    }

    /// ```text
    /// IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0] EXPLICIT DistributionPointName OPTIONAL,
    ///     onlyContainsUserCerts [1] BOOLEAN DEFAULT FALSE, onlyContainsCACerts [2] BOOLEAN DEFAULT FALSE,
    ///     onlySomeReasons [3] ReasonFlags OPTIONAL, indirectCRL [4] BOOLEAN DEFAULT FALSE,
    ///     onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
    /// ```
    pub(crate) fn read(value: &'a [u8], offset: u64) -> Result<Self, ParseError> {
        const WHAT: &str = "issuingDistributionPoint";
        let mut fields = sequence(value, offset, WHAT)?;
        let mut point = Self::default();
        if let Some(name) = fields.optional(Tag::context(0), WHAT)? {
            (point.names, point.relative) = point_name(&name, WHAT)?;
        }
        let flag =
            |fields: &mut Cursor<'a>, n| match fields.optional(Tag::context_primitive(n), WHAT)? {
                Some(tlv) => boolean(&tlv, WHAT),
                None => Ok(false),
            };
        point.only_user_certs = flag(&mut fields, 1)?;
        point.only_ca_certs = flag(&mut fields, 2)?;
        if let Some(reasons) = fields.optional(Tag::context_primitive(3), WHAT)? {
            point.only_some_reasons = Some(bits(&reasons, WHAT)?);
        }
        point.indirect = flag(&mut fields, 4)?;
        point.only_attribute_certs = flag(&mut fields, 5)?;
        fields.end(WHAT)?;
        Ok(point)
    }
}

impl Certificate {
    /// The places that CRLs of this certificate are published at. What cannot be read is left out.
    pub fn crl_distribution_points(&self) -> Vec<DistributionPoint<'_>> {
        self.points(oid::CE_CRL_DISTRIBUTION_POINTS)
    }

    /// The URLs of CRLs, in the order of the certificate.
    pub fn crl_urls(&self) -> Vec<&str> {
        urls(self.points(oid::CE_CRL_DISTRIBUTION_POINTS))
    }

    /// The URLs of delta CRLs (freshestCRL).
    pub fn delta_crl_urls(&self) -> Vec<&str> {
        urls(self.points(oid::CE_FRESHEST_CRL))
    }

    /// The URLs of OCSP responders.
    pub fn ocsp_urls(&self) -> Vec<&str> {
        self.access(oid::AD_OCSP)
    }

    /// The URLs of the issuer's certificate.
    pub fn ca_issuer_urls(&self) -> Vec<&str> {
        self.access(oid::AD_CA_ISSUERS)
    }

    fn points(&self, extension: Oid) -> Vec<DistributionPoint<'_>> {
        const WHAT: &str = "cRLDistributionPoints";
        self.entries(extension, WHAT)
            .filter_map(|tlv| DistributionPoint::read(&tlv, WHAT).ok())
            .collect()
    }

    fn access(&self, method: Oid) -> Vec<&str> {
        self.entries(oid::PE_AUTHORITY_INFO_ACCESS, "authorityInfoAccess")
            .filter_map(|tlv| access_url(&tlv, method))
            .collect()
    }

    /// The elements of an extension that is a SEQUENCE OF; none when it is absent or is something else.
    pub(super) fn entries<'a>(
        &'a self,
        extension: Oid,
        what: &'static str,
    ) -> impl Iterator<Item = Tlv<'a>> + use<'a> {
        let list = self.extension(extension).and_then(|extension| {
            let tlv = Cursor::single(extension.value, Rules::Der, what).ok()?;
            tlv.children(what).ok()
        });
        let mut list = list;
        core::iter::from_fn(move || list.as_mut()?.next(what).ok().flatten()).take(MAX_ENTRIES)
    }
}

/// `AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }`
fn access_url<'a>(tlv: &Tlv<'a>, method: Oid) -> Option<&'a str> {
    const WHAT: &str = "authorityInfoAccess";
    let mut fields = tlv.children(WHAT).ok()?;
    let found = fields.required(WHAT).ok()?.oid(WHAT).ok()?;
    let location = fields.required(WHAT).ok()?;
    match GeneralName::from_tlv(&location, WHAT).ok()? {
        GeneralName::Uri(url) if found == method => Some(url),
        _ => None,
    }
}

fn urls(points: Vec<DistributionPoint<'_>>) -> Vec<&str> {
    let names = points.into_iter().flat_map(|point| point.names);
    let url = |name| match name {
        GeneralName::Uri(url) => Some(url),
        _ => None,
    };
    names.filter_map(url).collect()
}
