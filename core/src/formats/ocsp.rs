// SPDX-License-Identifier: MIT OR Apache-2.0
//! OCSP: requests written, responses read ([RFC 6960, section 4], [RFC 8954] for the nonce).
//!
//! A response is DER that nothing may follow. Refused: an extension that stands twice, times that are not `…Z` in whole
//! seconds, a response type other than id-pkix-ocsp-basic, more than [`MAX_RESPONSES`] answers or
//! [`MAX_CERTIFICATES`] certificates. Certificates inside that cannot be read are passed over: they are only candidates.
//!
//! What is not here: whether a response is believed (`protocols::trust`). Signed requests are not written.
//!
//! [RFC 6960, section 4]: https://www.rfc-editor.org/rfc/rfc6960#section-4
//! [RFC 8954]: https://www.rfc-editor.org/rfc/rfc8954

use alloc::boxed::Box;
use alloc::vec::Vec;

use digest::Digest;

use super::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use super::ber::{Cursor, Rules, Tag, Tlv};
use super::crl::{for_each_extension, integer};
use super::der_writer::element;
use super::spki::whole_octets;
use super::x509::{Certificate, Name};
use super::{Oid, ParseError, ParseErrorKind, UnixTime, oid};

/// Answers that are read from one response at most; responders give one, some a few.
pub(crate) const MAX_RESPONSES: usize = 1024;
/// Certificates that are read from one response at most.
pub(crate) const MAX_CERTIFICATES: usize = 16;

const ENUMERATED: Tag = Tag(0x0a);
const WHAT: &str = "OCSPResponse";

/// The hash function that a request names a certificate's issuer by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertIdHash {
    /// GOST R 34.11-94, which old CryptoPro responders ask for.
    Gost94,
    /// SHA-1, which every responder knows. It names and protects nothing.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// GOST R 34.11-2012, 256 bits.
    Streebog256,
    /// GOST R 34.11-2012, 512 bits.
    Streebog512,
}

impl CertIdHash {
    fn from_oid(oid: Oid) -> Option<Self> {
        Some(match oid {
            oid::SHA1 => Self::Sha1,
            oid::SHA256 => Self::Sha256,
            oid::GOST_R3411_94 | oid::TC26_GOST3411_94 => Self::Gost94,
            oid::TC26_GOST3411_12_256 => Self::Streebog256,
            oid::TC26_GOST3411_12_512 => Self::Streebog512,
            _ => return None,
        })
    }

    const fn oid(self) -> Oid {
        match self {
            Self::Gost94 => oid::GOST_R3411_94,
            Self::Sha1 => oid::SHA1,
            Self::Sha256 => oid::SHA256,
            Self::Streebog256 => oid::TC26_GOST3411_12_256,
            Self::Streebog512 => oid::TC26_GOST3411_12_512,
        }
    }

    fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Gost94 => DigestAlgorithm::Gost94.digest(data),
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
            Self::Streebog256 => DigestAlgorithm::Streebog256.digest(data),
            Self::Streebog512 => DigestAlgorithm::Streebog512.digest(data),
        }
    }
}

/// The octets of the issuer's key that are hashed: the BIT STRING without the octet that counts unused bits.
fn key_octets(issuer: &Certificate) -> &[u8] {
    issuer.spki().map(|spki| spki.key).unwrap_or_default()
}

/// Which certificate is meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CertId<'a> {
    hash: Option<CertIdHash>,
    name_hash: &'a [u8],
    key_hash: &'a [u8],
    serial: &'a [u8],
}

impl<'a> CertId<'a> {
    /// `CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING, serialNumber INTEGER }`
    fn read(fields: &mut Cursor<'a>) -> Result<Self, ParseError> {
        const WHAT: &str = "CertID";
        let mut parts = fields.expect(Tag::SEQUENCE, WHAT)?.children(WHAT)?;
        let algorithm = AlgorithmIdentifier::read(&mut parts, WHAT)?;
        let id = Self {
            hash: CertIdHash::from_oid(algorithm.oid),
            name_hash: parts.expect(Tag::OCTET_STRING, WHAT)?.value,
            key_hash: parts.expect(Tag::OCTET_STRING, WHAT)?.value,
            serial: integer(&mut parts, WHAT)?,
        };
        parts.end(WHAT)?;
        Ok(id)
    }

    /// Whether it names `certificate`, which `issuer` issued. One by an unknown hash function names nothing.
    pub(crate) fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(hash) = self.hash else {
            return false;
        };
        self.serial == certificate.serial()
            && self.key_hash == hash.digest(key_octets(issuer))
            && self.name_hash == hash.digest(certificate.issuer().der())
    }
}

/// Writes a request for the status of one certificate.
///
/// ```text
/// OCSPRequest ::= SEQUENCE { tbsRequest TBSRequest }
/// TBSRequest ::= SEQUENCE { requestList SEQUENCE OF Request, requestExtensions [2] EXPLICIT Extensions OPTIONAL }
/// Request ::= SEQUENCE { reqCert CertID }
/// ```
pub(crate) fn write_request(
    certificate: &Certificate,
    issuer: &Certificate,
    hash: CertIdHash,
    nonce: Option<&[u8]>,
) -> Vec<u8> {
    let algorithm = match hash {
        CertIdHash::Sha1 | CertIdHash::Sha256 => element(
            Tag::SEQUENCE,
            &[&hash.oid().to_der(), &element(Tag::NULL, &[])],
        ),
        _ => element(Tag::SEQUENCE, &[&hash.oid().to_der()]),
    };
    let cert_id = element(
        Tag::SEQUENCE,
        &[
            &algorithm,
            &element(
                Tag::OCTET_STRING,
                &[&hash.digest(certificate.issuer().der())],
            ),
            &element(Tag::OCTET_STRING, &[&hash.digest(key_octets(issuer))]),
            &element(Tag::INTEGER, &[certificate.serial()]),
        ],
    );
    let list = element(Tag::SEQUENCE, &[&element(Tag::SEQUENCE, &[&cert_id])]);
    let extensions = match nonce {
        None => Vec::new(),
        Some(nonce) => {
            let value = element(Tag::OCTET_STRING, &[&element(Tag::OCTET_STRING, &[nonce])]);
            let extension = element(Tag::SEQUENCE, &[&oid::OCSP_NONCE.to_der(), &value]);
            element(Tag::context(2), &[&element(Tag::SEQUENCE, &[&extension])])
        }
    };
    let tbs = element(Tag::SEQUENCE, &[&list, &extensions]);
    element(Tag::SEQUENCE, &[&tbs])
}

/// Who signed a response.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ResponderId<'a> {
    /// SHA-1 of the key.
    Key(&'a [u8]),
    /// The name.
    Name(Name<'a>),
}

impl ResponderId<'_> {
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Key(hash) => CertIdHash::Sha1.digest(key_octets(certificate)) == *hash,
            Self::Name(name) => certificate.subject().matches(name),
        }
    }
}

/// What a responder says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CertStatus {
    Good,
    Revoked { at: UnixTime, reason: Option<u8> },
    Unknown,
}

/// The answer on one certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SingleResponse<'a> {
    pub(crate) id: CertId<'a>,
    pub(crate) status: CertStatus,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    /// The responder answers for certificates that expired since then.
    pub(crate) archive_cutoff: Option<UnixTime>,
    pub(crate) unknown_critical: Option<Oid>,
}

/// A BasicOCSPResponse, borrowed.
#[derive(Clone, Debug)]
pub(crate) struct BasicResponse<'a> {
    /// The octets that are signed.
    pub(crate) tbs: &'a [u8],
    pub(crate) algorithm: Oid,
    pub(crate) signature: &'a [u8],
    pub(crate) responder: ResponderId<'a>,
    pub(crate) produced_at: UnixTime,
    pub(crate) nonce: Option<&'a [u8]>,
    pub(crate) responses: Vec<SingleResponse<'a>>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) unknown_critical: Option<Oid>,
}

/// A response: what the responder says, or the number by which it refuses.
#[derive(Clone, Debug)]
pub(crate) enum Response<'a> {
    Basic(Box<BasicResponse<'a>>),
    /// OCSPResponseStatus other than successful(0).
    Refused(u8),
}

impl<'a> Response<'a> {
    /// ```text
    /// OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT SEQUENCE {
    ///     responseType OBJECT IDENTIFIER, response OCTET STRING } OPTIONAL }
    /// ```
    pub(crate) fn from_der(der: &'a [u8]) -> Result<Self, ParseError> {
        let outer = Cursor::single(der, Rules::Der, WHAT)?;
        if outer.tag != Tag::SEQUENCE {
            return Err(outer.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        let mut fields = outer.children(WHAT)?;
        let status = fields.expect(ENUMERATED, "responseStatus")?;
        match status.value {
            [0] => {}
            [code @ (1..=3 | 5 | 6)] => return Ok(Self::Refused(*code)),
            _ => return Err(status.error(ParseErrorKind::Value, "responseStatus")),
        }
        let mut explicit = fields.expect(Tag::context(0), WHAT)?.children(WHAT)?;
        fields.end(WHAT)?;
        let mut parts = explicit.expect(Tag::SEQUENCE, WHAT)?.children(WHAT)?;
        explicit.end(WHAT)?;
        let kind = parts.required("responseType")?;
        if kind.oid("responseType")? != oid::OCSP_BASIC {
            return Err(kind.error(ParseErrorKind::Value, "responseType"));
        }
        let response = parts.expect(Tag::OCTET_STRING, "response")?;
        parts.end(WHAT)?;
        Self::basic(response.value, response.value_offset())
            .map(Box::new)
            .map(Self::Basic)
    }

    /// ```text
    /// BasicOCSPResponse ::= SEQUENCE { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier,
    ///     signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
    /// ResponseData ::= SEQUENCE { version [0] EXPLICIT INTEGER DEFAULT v1, responderID CHOICE { byName [1] EXPLICIT Name,
    ///     byKey [2] EXPLICIT OCTET STRING }, producedAt GeneralizedTime, responses SEQUENCE OF SingleResponse,
    ///     responseExtensions [1] EXPLICIT Extensions OPTIONAL }
    /// ```
    fn basic(der: &'a [u8], offset: u64) -> Result<BasicResponse<'a>, ParseError> {
        const WHAT: &str = "BasicOCSPResponse";
        let mut outer = Cursor::at(der, offset, Rules::Der);
        let mut fields = outer.expect(Tag::SEQUENCE, WHAT)?.children(WHAT)?;
        outer.end(WHAT)?;
        let tbs = fields.expect(Tag::SEQUENCE, "tbsResponseData")?;
        let algorithm = AlgorithmIdentifier::read(&mut fields, "signatureAlgorithm")?;
        let signature = fields.expect(Tag::BIT_STRING, "signature")?;
        let certificates = match fields.optional(Tag::context(0), "certs")? {
            Some(explicit) => read_certificates(&explicit)?,
            None => Vec::new(),
        };
        fields.end(WHAT)?;

        let mut data = tbs.children("ResponseData")?;
        if let Some(version) = data.optional(Tag::context(0), "version")? {
            let mut inner = version.children("version")?;
            // Version 1 is the default; responders write it all the same.
            if integer(&mut inner, "version")? != [0] {
                return Err(version.error(ParseErrorKind::Value, "version"));
            }
            inner.end("version")?;
        }
        let responder = data.required("responderID")?;
        let mut inner = responder.children("responderID")?;
        let id = match responder.tag {
            tag if tag == Tag::context(1) => {
                ResponderId::Name(Name::from_tlv(&inner.required("responderID")?)?)
            }
            tag if tag == Tag::context(2) => {
                ResponderId::Key(inner.expect(Tag::OCTET_STRING, "responderID")?.value)
            }
            _ => return Err(responder.error(ParseErrorKind::UnexpectedTag, "responderID")),
        };
        inner.end("responderID")?;
        let produced_at = generalized(&mut data, "producedAt")?;
        let mut items = data
            .expect(Tag::SEQUENCE, "responses")?
            .children("responses")?;
        let mut responses = Vec::new();
        while let Some(item) = items.next("responses")? {
            if responses.len() == MAX_RESPONSES {
                return Err(item.error(ParseErrorKind::LimitExceeded, "responses"));
            }
            responses.push(single(&item)?);
        }
        let mut basic = BasicResponse {
            tbs: tbs.raw,
            algorithm: algorithm.oid,
            signature: whole_octets(&signature, "signature")?,
            responder: id,
            produced_at,
            nonce: None,
            responses,
            certificates,
            unknown_critical: None,
        };
        if let Some(explicit) = data.optional(Tag::context(1), "responseExtensions")? {
            explicit_extensions(&explicit, &mut |id, critical, value| {
                match id {
                    oid::OCSP_NONCE => {
                        // RFC 8954 puts an OCTET STRING inside; older responders put the bare octets.
                        let mut inner = Cursor::at(value.value, value.value_offset(), Rules::Der);
                        let wrapped = inner.expect(Tag::OCTET_STRING, "nonce");
                        basic.nonce = Some(match wrapped {
                            Ok(nonce) if inner.is_empty() => nonce.value,
                            _ => value.value,
                        });
                    }
                    _ if critical => {
                        basic.unknown_critical.get_or_insert(id);
                    }
                    _ => {}
                }
                Ok(())
            })?;
        }
        data.end("ResponseData")?;
        Ok(basic)
    }
}

fn read_certificates(explicit: &Tlv<'_>) -> Result<Vec<Certificate>, ParseError> {
    const WHAT: &str = "certs";
    let mut inner = explicit.children(WHAT)?;
    let mut items = inner.expect(Tag::SEQUENCE, WHAT)?.children(WHAT)?;
    inner.end(WHAT)?;
    let mut certificates = Vec::new();
    let mut count = 0;
    while let Some(item) = items.next(WHAT)? {
        if count == MAX_CERTIFICATES {
            return Err(item.error(ParseErrorKind::LimitExceeded, WHAT));
        }
        count += 1;
        certificates.extend(Certificate::from_der(item.raw));
    }
    Ok(certificates)
}

/// ```text
/// SingleResponse ::= SEQUENCE { certID CertID, certStatus CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo,
///     unknown [2] IMPLICIT NULL }, thisUpdate GeneralizedTime, nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL,
///     singleExtensions [1] EXPLICIT Extensions OPTIONAL }
/// RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
/// ```
fn single<'a>(item: &Tlv<'a>) -> Result<SingleResponse<'a>, ParseError> {
    const WHAT: &str = "SingleResponse";
    if item.tag != Tag::SEQUENCE {
        return Err(item.error(ParseErrorKind::UnexpectedTag, WHAT));
    }
    let mut fields = item.children(WHAT)?;
    let id = CertId::read(&mut fields)?;
    let status = fields.required("certStatus")?;
    let status = match (status.tag.0, status.value) {
        (0x80, []) => CertStatus::Good,
        (0x82, []) => CertStatus::Unknown,
        (0xa1, _) => {
            let mut info = status.children("RevokedInfo")?;
            let at = generalized(&mut info, "revocationTime")?;
            let reason = match info.optional(Tag::context(0), "revocationReason")? {
                None => None,
                Some(explicit) => {
                    let mut inner = explicit.children("revocationReason")?;
                    let reason = inner.expect(ENUMERATED, "revocationReason")?;
                    inner.end("revocationReason")?;
                    match reason.value {
                        [code @ (0..=6 | 8..=10)] => Some(*code),
                        _ => {
                            return Err(reason.error(ParseErrorKind::Value, "revocationReason"));
                        }
                    }
                }
            };
            info.end("RevokedInfo")?;
            CertStatus::Revoked { at, reason }
        }
        _ => return Err(status.error(ParseErrorKind::UnexpectedTag, "certStatus")),
    };
    let this_update = generalized(&mut fields, "thisUpdate")?;
    let next_update = match fields.optional(Tag::context(0), "nextUpdate")? {
        None => None,
        Some(explicit) => {
            let mut inner = explicit.children("nextUpdate")?;
            let time = generalized(&mut inner, "nextUpdate")?;
            inner.end("nextUpdate")?;
            Some(time)
        }
    };
    let mut response = SingleResponse {
        id,
        status,
        this_update,
        next_update,
        archive_cutoff: None,
        unknown_critical: None,
    };
    if let Some(explicit) = fields.optional(Tag::context(1), "singleExtensions")? {
        explicit_extensions(&explicit, &mut |id, critical, value| {
            match id {
                oid::OCSP_ARCHIVE_CUTOFF => {
                    let mut inner = Cursor::at(value.value, value.value_offset(), Rules::Der);
                    response.archive_cutoff = Some(generalized(&mut inner, "archiveCutoff")?);
                    inner.end("archiveCutoff")?;
                }
                _ if critical => {
                    response.unknown_critical.get_or_insert(id);
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    fields.end(WHAT)?;
    Ok(response)
}

fn explicit_extensions<'a>(
    explicit: &Tlv<'a>,
    visit: &mut dyn FnMut(Oid, bool, &Tlv<'a>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    const WHAT: &str = "Extensions";
    let mut inner = explicit.children(WHAT)?;
    let list = inner.expect(Tag::SEQUENCE, WHAT)?;
    inner.end(WHAT)?;
    for_each_extension(&list, visit)
}

fn generalized(fields: &mut Cursor<'_>, what: &'static str) -> Result<UnixTime, ParseError> {
    UnixTime::from_tlv(&fields.expect(Tag::GENERALIZED_TIME, what)?, what)
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;
    use crate::testutil::vector_bytes;

    #[test]
    fn a_response_is_read_and_its_prefixes_are_not() {
        let der = vector_bytes("interop/bc/ocsp_revoked.ors");
        let Ok(Response::Basic(response)) = Response::from_der(&der) else {
            panic!("a basic response");
        };
        assert_eq!(response.responses.len(), 1);
        assert!(matches!(
            response.responses[0].status,
            CertStatus::Revoked {
                reason: Some(1),
                ..
            }
        ));
        for end in 0..der.len() {
            assert!(Response::from_der(&der[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn refusals_of_a_responder_are_told_apart_from_garbage() {
        let refusal = |code| {
            Response::from_der(&[0x30, 3, 0x0a, 1, code]).map(|r| match r {
                Response::Refused(code) => code,
                Response::Basic(_) => 0,
            })
        };
        for code in [1, 2, 3, 5, 6] {
            assert_eq!(refusal(code), Ok(code));
        }
        for code in [0, 4, 7, 0x80] {
            assert!(refusal(code).is_err());
        }
    }

    #[test]
    fn a_request_names_the_certificate_by_every_hash() {
        let certificate = |name: &str| {
            Certificate::from_der(&vector_bytes(&std::format!(
                "interop/bc/keys/{name}.cert.der"
            )))
            .unwrap()
        };
        let (leaf, issuer, other) = (
            certificate("leaf256A"),
            certificate("int256A"),
            certificate("root512A"),
        );
        for hash in [
            CertIdHash::Gost94,
            CertIdHash::Sha1,
            CertIdHash::Sha256,
            CertIdHash::Streebog256,
            CertIdHash::Streebog512,
        ] {
            let request = write_request(&leaf, &issuer, hash, Some(&[7; 16]));
            let tlv = Cursor::single(&request, Rules::Der, "request").unwrap();
            let mut fields = tlv.children("request").unwrap();
            let mut tbs = fields.required("tbs").unwrap().children("tbs").unwrap();
            let mut list = tbs.required("list").unwrap().children("list").unwrap();
            let mut one = list.required("one").unwrap().children("one").unwrap();
            let id = CertId::read(&mut one).unwrap();
            assert!(id.names(&leaf, &issuer));
            assert!(!id.names(&leaf, &other) && !id.names(&other, &issuer));
            assert!(
                request
                    .windows(18)
                    .any(|w| w == [vec![4, 16], vec![7; 16]].concat())
            );
        }
    }
}
