// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads SignedData ([RFC 5652, section 5]) and decides nothing.
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
//! SignedData ::= SEQUENCE {
//!   version CMSVersion, digestAlgorithms SET OF AlgorithmIdentifier,
//!   encapContentInfo SEQUENCE {
//!     eContentType OBJECT IDENTIFIER, eContent [0] EXPLICIT OCTET STRING OPTIONAL },
//!   certificates [0] IMPLICIT CertificateSet OPTIONAL,
//!   crls [1] IMPLICIT RevocationInfoChoices OPTIONAL,
//!   signerInfos SET OF SignerInfo }
//! SignerInfo ::= SEQUENCE {
//!   version CMSVersion,
//!   sid CHOICE { issuerAndSerialNumber SEQUENCE { issuer Name, serialNumber INTEGER },
//!                subjectKeyIdentifier [0] IMPLICIT OCTET STRING },
//!   digestAlgorithm AlgorithmIdentifier, signedAttrs [0] IMPLICIT SET OF Attribute OPTIONAL,
//!   signatureAlgorithm AlgorithmIdentifier, signature OCTET STRING,
//!   unsignedAttrs [1] IMPLICIT SET OF Attribute OPTIONAL }
//! ```
//!
//! The outer structure is BER: indefinite and non-minimal lengths and constructed strings are read.
//! Certificates and signedAttrs are DER and are kept as they stand; the issuer in a sid is brought to DER. Octets after the ContentInfo are
//! refused. Versions are not checked against the content: peers write 0, 1 and 3 for the same thing,
//! and nothing hangs on them. Certificates of other kinds (attribute certificates, extended ones) are
//! passed over. CRLs and unsigned attributes are kept as they stand and read when they are asked for: what is wrong with
//! them is no fault of the signature.
//!
//! Not here: whether a signature is good (`verifier`), what attributes mean (`attributes`).
//!
//! [RFC 5652, section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::SignedError;
use super::attributes::SignedAttributes;
use super::digests::ContentDigests;
use crate::formats::algorithm::AlgorithmIdentifier;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv, normalize};
use crate::formats::{Oid, ParseError, ParseErrorKind, oid};

/// Certificates that a message may carry; the longest real message seen has 6.
pub(crate) const MAX_CERTIFICATES: usize = 128;
/// Digest algorithms that a message may list; there are three.
pub(crate) const MAX_DIGEST_ALGORITHMS: usize = 16;
/// CRLs and OCSP responses that a message may carry.
pub(crate) const MAX_REVOCATION_INFOS: usize = 128;
/// Signatures that a message may carry: each costs one verification and one path.
pub(crate) const MAX_SIGNERS: usize = 64;

/// A SignedData that was read and not judged. It borrows from the message.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    pub(super) content_type: Oid,
    pub(super) content: Option<Cow<'a, [u8]>>,
    /// encapContentInfo, whole.
    pub(super) encapsulated: &'a [u8],
    /// The element of certificates, whole.
    pub(super) certificate_set: Option<Tlv<'a>>,
    pub(super) certificates: Vec<&'a [u8]>,
    /// The element of crls, whole.
    pub(super) crl_set: Option<Tlv<'a>>,
    pub(super) signers: Vec<SignerInfo<'a>>,
}

/// One signature of a SignedData.
#[derive(Clone, Debug)]
pub(super) struct SignerInfo<'a> {
    pub(super) id: SignerId<'a>,
    pub(super) digest_algorithm: AlgorithmIdentifier<'a>,
    pub(super) attributes: Option<SignedAttributes<'a>>,
    pub(super) signature_algorithm: AlgorithmIdentifier<'a>,
    pub(super) signature: Cow<'a, [u8]>,
    /// All fields before unsignedAttrs, one after another, as they stand.
    pub(super) fields: &'a [u8],
    /// The element of unsignedAttrs, whole and unread.
    pub(super) unsigned: Option<Tlv<'a>>,
}

/// Which certificate a signature names.
#[derive(Clone, Debug)]
pub(super) enum SignerId<'a> {
    /// The DER of the issuer's Name, and the content octets of the serial number.
    IssuerSerial {
        issuer: Cow<'a, [u8]>,
        serial: &'a [u8],
    },
    /// The subject key identifier.
    SubjectKeyId(Cow<'a, [u8]>),
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo that holds a SignedData, in BER or DER.
    ///
    /// # Errors
    /// [`SignedError::Format`] when it cannot be read, [`SignedError::UnsupportedContentType`] when
    /// it is another kind of ContentInfo.
    pub fn parse(cms: &'a [u8]) -> Result<Self, SignedError> {
        let outer = Cursor::single(cms, Rules::Ber, "ContentInfo")?;
        if outer.tag != Tag::SEQUENCE {
            return Err(outer
                .error(ParseErrorKind::UnexpectedTag, "ContentInfo")
                .into());
        }
        let mut info = outer.children("ContentInfo")?;
        let content_type = info.expect(Tag::OID, "contentType")?.oid("contentType")?;
        if content_type != oid::CT_SIGNED_DATA {
            return Err(SignedError::UnsupportedContentType(content_type));
        }
        let mut content = info
            .expect(Tag::context(0), "content")?
            .children("content")?;
        info.end("ContentInfo")?;
        let mut data = content
            .expect(Tag::SEQUENCE, "SignedData")?
            .children("SignedData")?;
        content.end("content")?;

        version(&mut data, "SignedData version")?;
        let algorithms = data.expect(Tag::SET, "digestAlgorithms")?;
        read_list(algorithms, MAX_DIGEST_ALGORITHMS, "digestAlgorithms", |e| {
            sequence(e, "digestAlgorithms")?;
            AlgorithmIdentifier::from_tlv(&e, "digestAlgorithms").map(Some)
        })?;
        let encapsulated = data.expect(Tag::SEQUENCE, "encapContentInfo")?;
        let (content_type, content) = encapsulated_content(encapsulated)?;
        let certificate_set = data.optional(Tag::context(0), "certificates")?;
        let certificates = match certificate_set {
            Some(set) => read_list(set, MAX_CERTIFICATES, "certificates", certificate)?,
            None => Vec::new(),
        };
        let crl_set = data.optional(Tag::context(1), "crls")?;
        let infos = data.expect(Tag::SET, "signerInfos")?;
        let signers = read_list(infos, MAX_SIGNERS, "signerInfos", |element| {
            SignerInfo::read(element).map(Some)
        })?;
        data.end("SignedData")?;
        Ok(Self {
            content_type,
            content,
            encapsulated: encapsulated.raw,
            certificate_set,
            certificates,
            crl_set,
            signers,
        })
    }

    /// What kind of content was signed; id-data for documents.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// Whether the content is kept elsewhere and must be given to verify.
    pub fn is_detached(&self) -> bool {
        self.content.is_none()
    }

    /// The number of signatures.
    pub fn signer_count(&self) -> usize {
        self.signers.len()
    }

    /// The content that the message carries. **Nothing has been verified.**
    pub fn unverified_content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates that the message carries, each as it stands. **Nothing has been verified.**
    pub fn unverified_certificates(&self) -> &[&'a [u8]] {
        &self.certificates
    }

    /// The CRLs and OCSP responses that the message carries beside its certificates.
    ///
    /// ```text
    /// RevocationInfoChoices ::= SET OF CHOICE { crl CertificateList,
    ///   other [1] IMPLICIT SEQUENCE { otherRevInfoFormat OBJECT IDENTIFIER, otherRevInfo ANY } }
    /// ```
    ///
    /// An OCSPResponse is given without its outer layer, as a BasicOCSPResponse (RFC 5940 has the whole one).
    pub(super) fn revocation_infos(&self) -> Result<RevocationInfos<'a>, ParseError> {
        const WHAT: &str = "crls";
        let mut infos = RevocationInfos::default();
        let Some(set) = self.crl_set else {
            return Ok(infos);
        };
        let mut choices = set.children(WHAT)?;
        let mut count = 0;
        while let Some(choice) = choices.next(WHAT)? {
            count += 1;
            if count > MAX_REVOCATION_INFOS {
                return Err(choice.error(ParseErrorKind::LimitExceeded, WHAT));
            }
            infos.all.push(choice.raw);
            if choice.tag == Tag::SEQUENCE {
                infos.crls.push(choice.raw);
            } else if choice.tag == Tag::context(1) {
                let mut fields = choice.children(WHAT)?;
                let format = fields.expect(Tag::OID, WHAT)?.oid(WHAT)?;
                let value = fields.required(WHAT)?;
                fields.end(WHAT)?;
                match format {
                    oid::RI_OCSP_RESPONSE => infos.ocsp.extend(basic_response(&value)?),
                    oid::OCSP_BASIC => infos.ocsp.push(Cow::Borrowed(value.raw)),
                    _ => {}
                }
            } else {
                return Err(choice.error(ParseErrorKind::UnexpectedTag, WHAT));
            }
        }
        Ok(infos)
    }

    /// The elements of the set of certificates, whatever they are, each as it stands.
    pub(super) fn certificate_choices(&self) -> Vec<&'a [u8]> {
        let mut choices = Vec::new();
        // The set was walked when the message was read, so the walk does not fail.
        if let Some(set) = &self.certificate_set
            && let Ok(mut elements) = set.children("certificates")
        {
            while let Ok(Some(element)) = elements.next("certificates") {
                choices.push(element.raw);
            }
        }
        choices
    }

    /// The digests that the signatures of this message need of the content, for content that is read
    /// piece by piece. Give the result to [`Verifier::examine_digests`](super::Verifier::examine_digests).
    pub fn content_digests(&self) -> ContentDigests {
        ContentDigests::new(self.signers.iter().map(|info| info.digest_algorithm.oid))
    }
}

impl<'a> SignerInfo<'a> {
    /// Reads a SignerInfo, also one that is the value of a countersignature attribute.
    pub(super) fn read(element: Tlv<'a>) -> Result<Self, ParseError> {
        let mut fields = sequence(element, "SignerInfo")?;
        version(&mut fields, "SignerInfo version")?;
        let id = SignerId::read(fields.required("sid")?)?;
        let digest_algorithm = AlgorithmIdentifier::read(&mut fields, "digestAlgorithm")?;
        let attributes = match fields.optional(Tag::context(0), "signedAttrs")? {
            Some(set) => Some(SignedAttributes::read(set.raw, set.offset)?),
            None => None,
        };
        let signature_algorithm = AlgorithmIdentifier::read(&mut fields, "signatureAlgorithm")?;
        let signature = fields
            .required("signature")?
            .octets(Tag::OCTET_STRING, "signature")?;
        let unsigned = fields.optional(Tag::context(1), "unsignedAttrs")?;
        fields.end("SignerInfo")?;
        let tail = unsigned.map_or(0, |tlv| tlv.raw.len());
        let end = element.value.len().saturating_sub(tail);
        Ok(Self {
            id,
            digest_algorithm,
            attributes,
            signature_algorithm,
            signature,
            fields: element.value.get(..end).unwrap_or_default(),
            unsigned,
        })
    }
}

impl<'a> SignerId<'a> {
    fn read(element: Tlv<'a>) -> Result<Self, ParseError> {
        if element.tag != Tag::SEQUENCE {
            let tag = Tag::context_primitive(0);
            return Ok(Self::SubjectKeyId(element.octets(tag, "sid")?));
        }
        let mut fields = element.children("issuerAndSerialNumber")?;
        let issuer = fields.expect(Tag::SEQUENCE, "issuer")?;
        let serial = fields.expect(Tag::INTEGER, "serialNumber")?;
        fields.end("issuerAndSerialNumber")?;
        if serial.value.is_empty() {
            return Err(serial.error(ParseErrorKind::Encoding, "serialNumber"));
        }
        Ok(Self::IssuerSerial {
            issuer: normalize(issuer.raw, issuer.offset, "issuer")?,
            serial: serial.value,
        })
    }
}

/// What a message knows of revoked certificates.
#[derive(Clone, Debug, Default)]
pub(super) struct RevocationInfos<'a> {
    /// Every element as it stands.
    pub(super) all: Vec<&'a [u8]>,
    /// CRLs.
    pub(super) crls: Vec<&'a [u8]>,
    /// BasicOCSPResponses.
    pub(super) ocsp: Vec<Cow<'a, [u8]>>,
}

/// The BasicOCSPResponse in an OCSPResponse; `None` when it holds none.
///
/// ```text
/// OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT SEQUENCE {
///   responseType OBJECT IDENTIFIER, response OCTET STRING } OPTIONAL }
/// ```
fn basic_response<'a>(response: &Tlv<'a>) -> Result<Option<Cow<'a, [u8]>>, ParseError> {
    const WHAT: &str = "OCSPResponse";
    let mut fields = sequence(*response, WHAT)?;
    fields.expect(Tag(0x0a), WHAT)?;
    let Some(explicit) = fields.optional(Tag::context(0), WHAT)? else {
        return Ok(None);
    };
    let mut bytes = sequence(explicit.children(WHAT)?.required(WHAT)?, WHAT)?;
    if bytes.expect(Tag::OID, WHAT)?.oid(WHAT)? != oid::OCSP_BASIC {
        return Ok(None);
    }
    bytes
        .required(WHAT)?
        .octets(Tag::OCTET_STRING, WHAT)
        .map(Some)
}

/// The fields of an element that must be a SEQUENCE.
fn sequence<'a>(element: Tlv<'a>, what: &'static str) -> Result<Cursor<'a>, ParseError> {
    if element.tag != Tag::SEQUENCE {
        return Err(element.error(ParseErrorKind::UnexpectedTag, what));
    }
    element.children(what)
}

/// Reads the elements of a SET OF, of which `limit` are allowed. What `read` answers `None` to is left out.
fn read_list<'a, T>(
    set: Tlv<'a>,
    limit: usize,
    what: &'static str,
    read: impl Fn(Tlv<'a>) -> Result<Option<T>, ParseError>,
) -> Result<Vec<T>, ParseError> {
    let mut elements = set.children(what)?;
    let mut list = Vec::new();
    let mut count = 0;
    while let Some(element) = elements.next(what)? {
        count += 1;
        if count > limit {
            return Err(element.error(ParseErrorKind::LimitExceeded, what));
        }
        list.extend(read(element)?);
    }
    Ok(list)
}

/// The octets of a Certificate; `None` for the other choices, whose tags are [0] to [3].
fn certificate(element: Tlv<'_>) -> Result<Option<&[u8]>, ParseError> {
    match element.tag {
        Tag::SEQUENCE => Ok(Some(element.raw)),
        Tag(0xa0..=0xa3) => Ok(None),
        _ => Err(element.error(ParseErrorKind::UnexpectedTag, "certificates")),
    }
}

/// A version number: 0 to 5 exist, and none changes how the structure is read.
fn version(fields: &mut Cursor<'_>, what: &'static str) -> Result<(), ParseError> {
    let element = fields.expect(Tag::INTEGER, what)?;
    match element.value {
        [0..=5] => Ok(()),
        [] => Err(element.error(ParseErrorKind::Encoding, what)),
        _ => Err(element.error(ParseErrorKind::Value, what)),
    }
}

/// Type and octets of the content.
type Encapsulated<'a> = (Oid, Option<Cow<'a, [u8]>>);

fn encapsulated_content(element: Tlv<'_>) -> Result<Encapsulated<'_>, ParseError> {
    let mut fields = element.children("encapContentInfo")?;
    let content_type = fields
        .expect(Tag::OID, "eContentType")?
        .oid("eContentType")?;
    let content = match fields.optional(Tag::context(0), "eContent")? {
        Some(explicit) => {
            let mut inner = explicit.children("eContent")?;
            let octets = inner
                .required("eContent")?
                .octets(Tag::OCTET_STRING, "eContent")?;
            inner.end("eContent")?;
            Some(octets)
        }
        None => None,
    };
    fields.end("encapContentInfo")?;
    Ok((content_type, content))
}
