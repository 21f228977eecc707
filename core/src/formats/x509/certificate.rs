// SPDX-License-Identifier: MIT OR Apache-2.0
//! A certificate that owns its DER.
//!
//! Source: [RFC 5280, section 4.1]. The crate `x509-cert` keeps neither the octets that were signed nor those of the
//! names, refuses serial numbers of more than 20 octets and re-encodes on request; everything here works on ranges of the
//! input instead.
//!
//! Refused: anything that is no DER (indefinite and non-minimal lengths, trailing octets), another algorithm in
//! tbsCertificate.signature than outside, unused bits in the signature, extensions in a version that has none, an
//! extension that stands twice, a time that is not `…Z` in whole seconds, notBefore after notAfter, an extension of
//! `extensions` that breaks its syntax. Accepted against RFC 5280: negative, zero and long serial numbers, and
//! GeneralizedTime before 2050. The key is not looked at before [`Certificate::public_key`], so that certificates of
//! other algorithms can be shown.
//!
//! [RFC 5280, section 4.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use once_cell::race::OnceBox;

use super::extensions::{
    AuthorityKeyId, BasicConstraints, Extension, KeyUsage, PrivateKeyUsagePeriod, boolean,
    read_ext_key_usage, read_subject_key_id,
};
use super::general_name::{GeneralName, NameConstraints};
use super::name::Name;
use super::signed::{self, SignatureError, Signed};
use crate::formats::algorithm::AlgorithmIdentifier;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::pem::Label;
use crate::formats::spki::SubjectPublicKeyInfo;
use crate::formats::text::decode_one;
use crate::formats::{FormatError, Oid, ParseError, ParseErrorKind, UnixTime, oid};
use crate::keys::{PreparedKey, PublicKey};

/// Extensions that are read from one certificate at most; real ones have up to 15.
const MAX_EXTENSIONS: usize = 64;

const WHAT: &str = "Certificate";

/// An X.509 certificate: its DER and where everything stands in it.
///
/// Two are equal when their octets are.
#[derive(Clone)]
pub struct Certificate {
    /// Shared: a certificate is copied into pools, paths and reports, and never changed.
    inner: Arc<Inner>,
}

struct Inner {
    der: Vec<u8>,
    layout: Layout,
    /// The canonical form of the subject, once somebody looks for it.
    subject: OnceBox<Vec<u8>>,
}

/// What was found, as ranges of the DER.
struct Layout {
    version: u8,
    tbs: Range<usize>,
    serial: Range<usize>,
    issuer: Range<usize>,
    subject: Range<usize>,
    spki: Range<usize>,
    not_before: UnixTime,
    not_after: UnixTime,
    signature_algorithm: Oid,
    signature: Range<usize>,
    extensions: Vec<Entry>,
    basic_constraints: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    ext_key_usage: Option<Vec<Oid>>,
}

struct Entry {
    oid: Oid,
    critical: bool,
    value: Range<usize>,
}

impl Certificate {
    /// Reads a DER certificate that nothing may follow.
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        Ok(Self {
            inner: Arc::new(Inner {
                layout: Layout::read(der)?,
                der: der.into(),
                subject: OnceBox::new(),
            }),
        })
    }

    /// Reads the first certificate of a PEM file, or DER, or bare base64.
    pub fn from_pem_or_der(input: &[u8]) -> Result<Self, ParseError> {
        Self::from_der(&decode_one(input, &[Label::Certificate], WHAT)?)
    }

    /// The whole certificate.
    pub fn der(&self) -> &[u8] {
        &self.inner.der
    }

    /// The octets that are signed: DER of tbsCertificate.
    pub fn tbs(&self) -> &[u8] {
        self.octets(&self.inner.layout.tbs)
    }

    /// The version: 1, 2 or 3.
    pub fn version(&self) -> u8 {
        self.inner.layout.version
    }

    /// Content octets of the serial number: big-endian, two's complement, at least one octet.
    pub fn serial(&self) -> &[u8] {
        self.octets(&self.inner.layout.serial)
    }

    /// The issuer's name.
    pub fn issuer(&self) -> Name<'_> {
        Name::from_checked(self.octets(&self.inner.layout.issuer))
    }

    /// The subject's name.
    pub fn subject(&self) -> Name<'_> {
        Name::from_checked(self.octets(&self.inner.layout.subject))
    }

    /// First instant of the validity period.
    pub fn not_before(&self) -> UnixTime {
        self.inner.layout.not_before
    }

    /// Last instant of the validity period.
    pub fn not_after(&self) -> UnixTime {
        self.inner.layout.not_after
    }

    /// DER of subjectPublicKeyInfo.
    pub fn spki_der(&self) -> &[u8] {
        self.octets(&self.inner.layout.spki)
    }

    /// The signature algorithm.
    pub fn signature_algorithm(&self) -> Oid {
        self.inner.layout.signature_algorithm
    }

    /// The signature: for GOST algorithms s | r, each big-endian.
    pub fn signature(&self) -> &[u8] {
        self.octets(&self.inner.layout.signature)
    }

    /// The algorithm and parameters of the key, as found.
    pub(crate) fn spki(&self) -> Result<SubjectPublicKeyInfo<'_>, ParseError> {
        const WHAT: &str = "subjectPublicKeyInfo";
        let offset = self.inner.layout.spki.start as u64;
        let tlv = Cursor::at(self.spki_der(), offset, Rules::Der).expect(Tag::SEQUENCE, WHAT)?;
        SubjectPublicKeyInfo::from_tlv(&tlv, WHAT)
    }

    /// The subject's key, with its point checked.
    ///
    /// # Errors
    /// [`FormatError::KeyParametersAbsent`] when the parameters are those of the issuer.
    pub fn public_key(&self) -> Result<PublicKey, FormatError> {
        self.spki()?.to_public_key(None)
    }

    /// As [`Self::public_key`], with absent parameters taken from the issuer's key of the same algorithm.
    pub fn public_key_with_issuer(&self, issuer: &PublicKey) -> Result<PublicKey, FormatError> {
        self.spki()?.to_public_key(Some(issuer))
    }

    /// Verifies the certificate's signature with the issuer's key. Nothing else is judged.
    pub fn verify_signature(&self, issuer: &PublicKey) -> Result<(), SignatureError> {
        signed::verify(
            self.tbs(),
            self.signature_algorithm(),
            self.signature(),
            issuer,
        )
    }

    /// As [`Self::verify_signature`], with tables for the issuer's key: for an authority whose certificates come often.
    pub fn verify_signature_prepared(&self, issuer: &PreparedKey) -> Result<(), SignatureError> {
        signed::verify_by(
            self.tbs(),
            self.signature_algorithm(),
            self.signature(),
            issuer.public_key().algorithm(),
            |digest, signature| issuer.verify_digest(digest, signature),
        )
    }

    /// The extensions in the order of the certificate.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.inner.layout.extensions.iter().map(|entry| Extension {
            oid: entry.oid,
            critical: entry.critical,
            value: self.octets(&entry.value),
        })
    }

    /// The extension of a type.
    pub fn extension(&self, oid: Oid) -> Option<Extension<'_>> {
        self.extensions().find(|extension| extension.oid == oid)
    }

    /// Basic constraints.
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.inner.layout.basic_constraints
    }

    /// Key usage.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.inner.layout.key_usage
    }

    /// Extended key usage: the purposes that the key is restricted to.
    pub fn ext_key_usage(&self) -> Option<&[Oid]> {
        self.inner.layout.ext_key_usage.as_deref()
    }

    /// Subject key identifier.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        // Its syntax was checked when the certificate was read.
        read_subject_key_id(self.extension(oid::CE_SUBJECT_KEY_ID)?.value, 0).ok()
    }

    /// Authority key identifier.
    pub fn authority_key_id(&self) -> Option<AuthorityKeyId<'_>> {
        // Its syntax was checked when the certificate was read.
        AuthorityKeyId::read(self.extension(oid::CE_AUTHORITY_KEY_ID)?.value, 0).ok()
    }

    /// Private key usage period; `None` also when it cannot be read.
    pub fn private_key_usage_period(&self) -> Option<PrivateKeyUsagePeriod> {
        PrivateKeyUsagePeriod::read(self.extension(oid::CE_PRIVATE_KEY_USAGE_PERIOD)?.value).ok()
    }

    /// Whether issuer's name and serial number of an authority key identifier are those of this certificate; `None`
    /// when it does not have both.
    pub(crate) fn is_named_by(&self, id: &AuthorityKeyId<'_>) -> Option<bool> {
        let (names, serial) = (id.issuer?, id.serial?);
        let mut names = Cursor::new(names, Rules::Der);
        let named = names
            .required("authorityCertIssuer")
            .and_then(|tlv| GeneralName::from_tlv(&tlv, "authorityCertIssuer"));
        match named {
            Ok(GeneralName::Directory(name)) => {
                Some(serial == self.serial() && name.matches(&self.issuer()))
            }
            _ => None,
        }
    }

    /// Whether subject and issuer are the same name (RFC 5280 section 3.2).
    pub fn is_self_issued(&self) -> bool {
        self.subject().matches(&self.issuer())
    }

    /// The canonical form of the subject's name, by which issuers are looked for; made once for all copies.
    pub(crate) fn canonical_subject(&self) -> &[u8] {
        let make = || Box::new(self.subject().canonical());
        self.inner.subject.get_or_init(make)
    }

    fn octets(&self, range: &Range<usize>) -> &[u8] {
        // Every range was made from an element of these octets.
        self.inner.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("issuer", &self.issuer())
            .finish_non_exhaustive()
    }
}

impl Layout {
    /// ```text
    /// TBSCertificate ::= SEQUENCE {
    ///     version [0] EXPLICIT INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1, serialNumber INTEGER,
    ///     signature AlgorithmIdentifier, issuer Name, validity SEQUENCE { notBefore Time, notAfter Time }, subject Name,
    ///     subjectPublicKeyInfo SubjectPublicKeyInfo, issuerUniqueID [1] IMPLICIT BIT STRING OPTIONAL,
    ///     subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL, extensions [3] EXPLICIT SEQUENCE OF Extension OPTIONAL }
    /// ```
    fn read(der: &[u8]) -> Result<Self, ParseError> {
        let Signed {
            tbs,
            algorithm,
            signature,
        } = Signed::from_der(der, WHAT)?;
        let mut fields = tbs.children("TBSCertificate")?;
        let version = version(&mut fields)?;
        let serial = fields.expect(Tag::INTEGER, "serialNumber")?;
        if matches!(
            serial.value,
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..]
        ) {
            return Err(serial.error(ParseErrorKind::Encoding, "serialNumber"));
        }
        let inner = AlgorithmIdentifier::read(&mut fields, "TBSCertificate.signature")?;
        if inner.raw != algorithm.raw {
            return Err(ParseError::new(
                ParseErrorKind::Value,
                algorithm.offset,
                "signatureAlgorithm",
            ));
        }
        if oid::signature_algorithm(algorithm.oid).is_some() {
            algorithm.require_no_parameters("signatureAlgorithm")?;
        }
        let issuer = fields.required("issuer")?;
        Name::from_tlv(&issuer)?;
        let (not_before, not_after) = validity(&mut fields)?;
        let subject = fields.required("subject")?;
        Name::from_tlv(&subject)?;
        let spki = fields.expect(Tag::SEQUENCE, "subjectPublicKeyInfo")?;
        SubjectPublicKeyInfo::from_tlv(&spki, "subjectPublicKeyInfo")?;
        if version > 1 {
            fields.optional(Tag::context_primitive(1), "issuerUniqueID")?;
            fields.optional(Tag::context_primitive(2), "subjectUniqueID")?;
        }
        let extensions = match fields.optional(Tag::context(3), "extensions")? {
            Some(tlv) if version == 3 => read_extensions(&tlv)?,
            Some(tlv) => return Err(tlv.error(ParseErrorKind::Value, "extensions")),
            None => Vec::new(),
        };
        fields.end("TBSCertificate")?;

        let value_of = |oid: Oid| {
            let entry = extensions.iter().find(|entry: &&Entry| entry.oid == oid)?;
            Some((der.get(entry.value.clone())?, entry.value.start as u64))
        };
        let read = |oid| value_of(oid).map_or((None, 0), |(value, offset)| (Some(value), offset));
        let (value, at) = read(oid::CE_BASIC_CONSTRAINTS);
        let basic_constraints = value
            .map(|value| BasicConstraints::read(value, at))
            .transpose()?;
        let (value, at) = read(oid::CE_KEY_USAGE);
        let key_usage = value.map(|value| KeyUsage::read(value, at)).transpose()?;
        let (value, at) = read(oid::CE_EXT_KEY_USAGE);
        let ext_key_usage = value
            .map(|value| read_ext_key_usage(value, at))
            .transpose()?;
        let (value, at) = read(oid::CE_SUBJECT_KEY_ID);
        value
            .map(|value| read_subject_key_id(value, at))
            .transpose()?;
        let (value, at) = read(oid::CE_AUTHORITY_KEY_ID);
        value
            .map(|value| AuthorityKeyId::read(value, at))
            .transpose()?;

        let (value, at) = read(oid::CE_NAME_CONSTRAINTS);
        value
            .map(|value| NameConstraints::read(value, at))
            .transpose()?;

        let signature_octets = value_range(&signature);
        Ok(Self {
            version,
            tbs: raw_range(&tbs),
            serial: value_range(&serial),
            issuer: raw_range(&issuer),
            subject: raw_range(&subject),
            spki: raw_range(&spki),
            not_before,
            not_after,
            signature_algorithm: algorithm.oid,
            // After the octet that counts unused bits.
            signature: signature_octets.start + 1..signature_octets.end,
            extensions,
            basic_constraints,
            key_usage,
            ext_key_usage,
        })
    }
}

fn version(fields: &mut Cursor<'_>) -> Result<u8, ParseError> {
    const WHAT: &str = "version";
    let Some(explicit) = fields.optional(Tag::context(0), WHAT)? else {
        return Ok(1);
    };
    let mut inner = explicit.children(WHAT)?;
    let integer = inner.expect(Tag::INTEGER, WHAT)?;
    inner.end(WHAT)?;
    match integer.value {
        [1] => Ok(2),
        [2] => Ok(3),
        // Version 1 is the default, which DER does not write.
        [0] => Err(integer.error(ParseErrorKind::Encoding, WHAT)),
        _ => Err(integer.error(ParseErrorKind::Value, WHAT)),
    }
}

fn validity(fields: &mut Cursor<'_>) -> Result<(UnixTime, UnixTime), ParseError> {
    let tlv = fields.expect(Tag::SEQUENCE, "validity")?;
    let mut times = tlv.children("validity")?;
    let not_before = UnixTime::from_tlv(&times.required("notBefore")?, "notBefore")?;
    let not_after = UnixTime::from_tlv(&times.required("notAfter")?, "notAfter")?;
    times.end("validity")?;
    if not_before > not_after {
        return Err(tlv.error(ParseErrorKind::Value, "validity"));
    }
    Ok((not_before, not_after))
}

/// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
fn read_extensions(explicit: &Tlv<'_>) -> Result<Vec<Entry>, ParseError> {
    const WHAT: &str = "extensions";
    let mut inner = explicit.children(WHAT)?;
    let list = inner.expect(Tag::SEQUENCE, WHAT)?;
    inner.end(WHAT)?;
    let mut items = list.children(WHAT)?;
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(item) = items.next(WHAT)? {
        if item.tag != Tag::SEQUENCE {
            return Err(item.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        if entries.len() == MAX_EXTENSIONS {
            return Err(item.error(ParseErrorKind::LimitExceeded, WHAT));
        }
        let mut fields = item.children(WHAT)?;
        let oid = fields.required(WHAT)?.oid(WHAT)?;
        let critical = match fields.optional(Tag::BOOLEAN, WHAT)? {
            Some(tlv) => boolean(&tlv, WHAT)?,
            None => false,
        };
        let value = fields.expect(Tag::OCTET_STRING, WHAT)?;
        fields.end(WHAT)?;
        if entries.iter().any(|entry| entry.oid == oid) {
            return Err(item.error(ParseErrorKind::DuplicateField, WHAT));
        }
        entries.push(Entry {
            oid,
            critical,
            value: value_range(&value),
        });
    }
    if entries.is_empty() {
        return Err(list.error(ParseErrorKind::MissingField, WHAT));
    }
    Ok(entries)
}

fn raw_range(tlv: &Tlv<'_>) -> Range<usize> {
    let start = tlv.offset as usize;
    start..start + tlv.raw.len()
}

fn value_range(tlv: &Tlv<'_>) -> Range<usize> {
    let start = tlv.value_offset() as usize;
    start..start + tlv.value.len()
}
