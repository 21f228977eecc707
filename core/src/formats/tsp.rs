// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time-stamp requests and responses, and what a time stamp states ([RFC 3161], [RFC 5816]).
//!
//! ```text
//! TimeStampReq ::= SEQUENCE { version INTEGER { v1(1) }, messageImprint MessageImprint,
//!   reqPolicy OBJECT IDENTIFIER OPTIONAL, nonce INTEGER OPTIONAL, certReq BOOLEAN DEFAULT FALSE,
//!   extensions [0] IMPLICIT Extensions OPTIONAL }
//! MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
//! TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }
//! PKIStatusInfo ::= SEQUENCE { status INTEGER, statusString SEQUENCE OF UTF8String OPTIONAL,
//!   failInfo BIT STRING OPTIONAL }
//! TSTInfo ::= SEQUENCE { version INTEGER { v1(1) }, policy OBJECT IDENTIFIER, messageImprint MessageImprint,
//!   serialNumber INTEGER, genTime GeneralizedTime, accuracy Accuracy OPTIONAL, ordering BOOLEAN DEFAULT FALSE,
//!   nonce INTEGER OPTIONAL, tsa [0] EXPLICIT GeneralName OPTIONAL, extensions [1] IMPLICIT Extensions OPTIONAL }
//! Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] INTEGER (1..999) OPTIONAL,
//!   micros [1] INTEGER (1..999) OPTIONAL }
//! ```
//!
//! BER is read, DER is written. Accepted: NULL parameters of the hash, FALSE written out, fractions of a second of any
//! length (the nanoseconds are kept), extensions that are not critical. Refused: another version, a critical
//! extension, an imprint whose length is not that of its hash, a granted response without a token and a refused one
//! with it, octets after the end.
//!
//! Not here: whether a token is believed (`protocols::signed`), transport.
//!
//! [RFC 3161]: https://www.rfc-editor.org/rfc/rfc3161
//! [RFC 5816]: https://www.rfc-editor.org/rfc/rfc5816

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::algorithm::AlgorithmIdentifier;
use super::ber::{Cursor, Rules, Tag, Tlv};
use super::der_writer::{self, element};
use super::ess::NamedHash;
use super::{FormatError, Oid, ParseError, ParseErrorKind, UnixTime};

/// Octets of a nonce or serial number that are read; RFC 3161 section 2.4.2 asks for 20.
const MAX_INTEGER: usize = 64;
/// Lines of text that a response may give.
const MAX_STATUS_LINES: usize = 16;

/// A digest and the hash function it was made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageImprint {
    hash: NamedHash,
    digest: Vec<u8>,
}

impl MessageImprint {
    /// The imprint of `data`.
    pub fn of(hash: NamedHash, data: &[u8]) -> Self {
        Self {
            hash,
            digest: hash.digest(data),
        }
    }

    /// An imprint of data whose digest is known; `None` when the digest has another length than the hash gives.
    pub fn from_digest(hash: NamedHash, digest: &[u8]) -> Option<Self> {
        (digest.len() == hash.octets()).then(|| Self {
            hash,
            digest: digest.to_vec(),
        })
    }

    /// The hash function.
    pub fn hash(&self) -> NamedHash {
        self.hash
    }

    /// The digest, as the hash function outputs it.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    fn read(fields: &mut Cursor<'_>) -> Result<Self, FormatError> {
        const WHAT: &str = "messageImprint";
        let imprint = fields.expect(Tag::SEQUENCE, WHAT)?;
        let mut inner = imprint.children(WHAT)?;
        let algorithm = AlgorithmIdentifier::read(&mut inner, "hashAlgorithm")?;
        algorithm.require_no_parameters("hashAlgorithm")?;
        let octets = inner
            .required("hashedMessage")?
            .octets(Tag::OCTET_STRING, "hashedMessage")?;
        inner.end(WHAT)?;
        let hash = NamedHash::from_oid(algorithm.oid)
            .ok_or(FormatError::UnsupportedAlgorithm(algorithm.oid))?;
        Self::from_digest(hash, &octets).ok_or_else(|| {
            imprint
                .error(ParseErrorKind::FieldLength, "hashedMessage")
                .into()
        })
    }

    fn to_der(&self) -> Vec<u8> {
        element(
            Tag::SEQUENCE,
            &[
                &der_writer::algorithm(&self.hash.oid()),
                &element(Tag::OCTET_STRING, &[&self.digest]),
            ],
        )
    }
}

/// A request for a time stamp.
///
/// Without a nonce a response cannot be told from an older one over the same data; give eight random octets or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampReq {
    imprint: MessageImprint,
    policy: Option<Oid>,
    nonce: Option<Vec<u8>>,
    certificate: bool,
}

impl TimeStampReq {
    /// A request over `imprint` that asks for the authority's certificate too, without policy and nonce.
    pub fn new(imprint: MessageImprint) -> Self {
        Self {
            imprint,
            policy: None,
            nonce: None,
            certificate: true,
        }
    }

    /// Asks for a policy of the authority.
    pub fn policy(mut self, policy: Oid) -> Self {
        self.policy = Some(policy);
        self
    }

    /// A number that the response must repeat: big-endian, taken as not negative.
    pub fn nonce(mut self, nonce: &[u8]) -> Self {
        self.nonce = Some(unsigned(nonce));
        self
    }

    /// Whether the authority is to put its certificate into the token.
    pub fn certificate(mut self, wanted: bool) -> Self {
        self.certificate = wanted;
        self
    }

    /// What is to be stamped.
    pub fn imprint(&self) -> &MessageImprint {
        &self.imprint
    }

    /// The policy asked for.
    pub fn requested_policy(&self) -> Option<Oid> {
        self.policy
    }

    /// Content octets of the nonce as an INTEGER.
    pub fn nonce_octets(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Whether the token is to hold the authority's certificate.
    pub fn wants_certificate(&self) -> bool {
        self.certificate
    }

    /// The request in DER, to be sent as `application/timestamp-query`.
    pub fn to_der(&self) -> Vec<u8> {
        let policy = self
            .policy
            .map_or_else(Vec::new, |oid| der_writer::oid(&oid));
        let nonce = self
            .nonce
            .as_ref()
            .map_or_else(Vec::new, |octets| element(Tag::INTEGER, &[octets]));
        let certificate = if self.certificate {
            element(Tag::BOOLEAN, &[&[0xff]])
        } else {
            Vec::new()
        };
        element(
            Tag::SEQUENCE,
            &[
                &der_writer::small_integer(1),
                &self.imprint.to_der(),
                &policy,
                &nonce,
                &certificate,
            ],
        )
    }

    /// Reads a request that nothing may follow.
    ///
    /// # Errors
    /// [`FormatError::UnsupportedAlgorithm`] for a hash that is not computed here.
    pub fn from_der(der: &[u8]) -> Result<Self, FormatError> {
        const WHAT: &str = "TimeStampReq";
        let mut fields = sequence(der, WHAT)?;
        version(&mut fields, WHAT)?;
        let imprint = MessageImprint::read(&mut fields)?;
        let policy = match fields.optional(Tag::OID, "reqPolicy")? {
            Some(tlv) => Some(tlv.oid("reqPolicy")?),
            None => None,
        };
        let nonce = integer(&mut fields, "nonce")?.map(<[u8]>::to_vec);
        let certificate = match fields.optional(Tag::BOOLEAN, "certReq")? {
            Some(tlv) => boolean(&tlv, "certReq")?,
            None => false,
        };
        if let Some(list) = fields.optional(Tag::context(0), "extensions")? {
            no_critical_extension(&list)?;
        }
        fields.end(WHAT)?;
        Ok(Self {
            imprint,
            policy,
            nonce,
            certificate,
        })
    }
}

/// PKIStatus: how the authority answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PkiStatus {
    /// A token, as asked for.
    Granted,
    /// A token, with changes.
    GrantedWithMods,
    /// Refused.
    Rejection,
    /// Not ready: to be asked for later.
    Waiting,
    /// A warning that a revocation is imminent; no token.
    RevocationWarning,
    /// A notice that a revocation has happened; no token.
    RevocationNotification,
}

impl PkiStatus {
    const ALL: [Self; 6] = [
        Self::Granted,
        Self::GrantedWithMods,
        Self::Rejection,
        Self::Waiting,
        Self::RevocationWarning,
        Self::RevocationNotification,
    ];

    /// Whether a token comes with it.
    const fn has_token(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedWithMods)
    }

    fn number(self) -> u8 {
        // The order of `ALL` is that of the numbers, and there are six.
        Self::ALL
            .iter()
            .position(|&status| status == self)
            .unwrap_or(0) as u8
    }
}

/// PKIFailureInfo: why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PkiFailure {
    /// The hash is not known or not accepted.
    BadAlgorithm,
    /// Such a request is not allowed or not supported.
    BadRequest,
    /// The request has a wrong form.
    BadDataFormat,
    /// The authority's source of time is not available.
    TimeNotAvailable,
    /// The policy is not one of the authority's.
    UnacceptedPolicy,
    /// An extension is not supported.
    UnacceptedExtension,
    /// Information that was asked for is not available.
    AddInfoNotAvailable,
    /// The authority failed.
    SystemFailure,
}

impl PkiFailure {
    const ALL: [(u8, Self); 8] = [
        (0, Self::BadAlgorithm),
        (2, Self::BadRequest),
        (5, Self::BadDataFormat),
        (14, Self::TimeNotAvailable),
        (15, Self::UnacceptedPolicy),
        (16, Self::UnacceptedExtension),
        (17, Self::AddInfoNotAvailable),
        (25, Self::SystemFailure),
    ];
}

impl fmt::Display for PkiFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadAlgorithm => "the hash is not accepted",
            Self::BadRequest => "such a request is not allowed",
            Self::BadDataFormat => "the request has a wrong form",
            Self::TimeNotAvailable => "its source of time is not available",
            Self::UnacceptedPolicy => "the policy is not one of its own",
            Self::UnacceptedExtension => "an extension is not supported",
            Self::AddInfoNotAvailable => "information that was asked for is not available",
            Self::SystemFailure => "it failed",
        })
    }
}

/// A response of a time-stamp authority. Its token is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampResp {
    status: PkiStatus,
    text: Vec<String>,
    failure: Option<PkiFailure>,
    token: Option<Vec<u8>>,
}

impl TimeStampResp {
    /// A response that grants `token`, a whole ContentInfo.
    pub fn granted(token: Vec<u8>) -> Self {
        Self {
            status: PkiStatus::Granted,
            text: Vec::new(),
            failure: None,
            token: Some(token),
        }
    }

    /// A response that refuses.
    pub fn rejected(failure: PkiFailure) -> Self {
        Self {
            status: PkiStatus::Rejection,
            text: Vec::new(),
            failure: Some(failure),
            token: None,
        }
    }

    /// How the authority answered.
    pub fn status(&self) -> PkiStatus {
        self.status
    }

    /// What it said, for people. It is not signed.
    pub fn text(&self) -> &[String] {
        &self.text
    }

    /// Why it refused, where it says so.
    pub fn failure(&self) -> Option<PkiFailure> {
        self.failure
    }

    /// The token: a whole ContentInfo, as it stands. **Nothing has been verified.**
    pub fn unverified_token(&self) -> Option<&[u8]> {
        self.token.as_deref()
    }

    /// Reads a response that nothing may follow.
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        const WHAT: &str = "TimeStampResp";
        let mut fields = sequence(der, WHAT)?;
        let info = fields.expect(Tag::SEQUENCE, "PKIStatusInfo")?;
        let token = fields.optional(Tag::SEQUENCE, "timeStampToken")?;
        fields.end(WHAT)?;
        let mut parts = info.children("PKIStatusInfo")?;
        let number = parts.expect(Tag::INTEGER, "status")?;
        let status = match number.value {
            [n] => PkiStatus::ALL.get(usize::from(*n)).copied(),
            _ => None,
        }
        .ok_or_else(|| number.error(ParseErrorKind::Value, "status"))?;
        let mut text = Vec::new();
        if let Some(list) = parts.optional(Tag::SEQUENCE, "statusString")? {
            let mut lines = list.children("statusString")?;
            while let Some(line) = lines.next("statusString")? {
                if text.len() == MAX_STATUS_LINES {
                    return Err(line.error(ParseErrorKind::LimitExceeded, "statusString"));
                }
                let octets = line.octets(Tag::UTF8_STRING, "statusString")?;
                text.push(String::from_utf8_lossy(&octets).into_owned());
            }
        }
        let failure = match parts.optional(Tag::BIT_STRING, "failInfo")? {
            Some(bits) => PkiFailure::ALL
                .into_iter()
                .find(|&(bit, _)| bit_is_set(bits.value, bit))
                .map(|(_, failure)| failure),
            None => None,
        };
        parts.end("PKIStatusInfo")?;
        if token.is_some() != status.has_token() {
            let kind = if token.is_some() {
                ParseErrorKind::Value
            } else {
                ParseErrorKind::MissingField
            };
            return Err(info.error(kind, "timeStampToken"));
        }
        Ok(Self {
            status,
            text,
            failure,
            token: token.map(|tlv| tlv.raw.to_vec()),
        })
    }

    /// The response in DER, to be sent as `application/timestamp-reply`.
    pub fn to_der(&self) -> Vec<u8> {
        let lines: Vec<Vec<u8>> = self
            .text
            .iter()
            .map(|line| element(Tag::UTF8_STRING, &[line.as_bytes()]))
            .collect();
        let text = if lines.is_empty() {
            Vec::new()
        } else {
            let parts: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
            element(Tag::SEQUENCE, &parts)
        };
        let failure = self.failure.map_or_else(Vec::new, failure_bits);
        let info = element(
            Tag::SEQUENCE,
            &[
                &der_writer::small_integer(self.status.number()),
                &text,
                &failure,
            ],
        );
        element(
            Tag::SEQUENCE,
            &[&info, self.token.as_deref().unwrap_or_default()],
        )
    }
}

/// How far genTime may be off, as the authority says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: u32,
    /// Milliseconds beside them.
    pub millis: u16,
    /// Microseconds beside them.
    pub micros: u16,
}

/// What a time stamp states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TstInfo {
    /// The authority's policy.
    pub policy: Oid,
    /// What was stamped.
    pub imprint: MessageImprint,
    /// Content octets of the serial number.
    pub serial: Vec<u8>,
    /// When, in whole seconds.
    pub time: UnixTime,
    /// The nanoseconds after `time`.
    pub nanos: u32,
    /// How far the time may be off, where the authority says so.
    pub accuracy: Option<Accuracy>,
    /// Whether stamps of this authority can be ordered by their times alone.
    pub ordering: bool,
    /// Content octets of the nonce.
    pub nonce: Option<Vec<u8>>,
}

impl TstInfo {
    /// What a time stamp over `imprint` under `policy` states, with the fields that must be there.
    ///
    /// `serial` is big-endian and taken as not negative.
    pub fn new(policy: Oid, imprint: MessageImprint, serial: &[u8], time: UnixTime) -> Self {
        Self {
            policy,
            imprint,
            serial: unsigned(serial),
            time,
            nanos: 0,
            accuracy: None,
            ordering: false,
            nonce: None,
        }
    }

    /// Reads a TSTInfo that nothing may follow.
    ///
    /// # Errors
    /// [`FormatError::UnsupportedAlgorithm`] for a hash that is not computed here.
    pub fn from_der(der: &[u8]) -> Result<Self, FormatError> {
        const WHAT: &str = "TSTInfo";
        let mut fields = sequence(der, WHAT)?;
        version(&mut fields, WHAT)?;
        let policy = fields.expect(Tag::OID, "policy")?.oid("policy")?;
        let imprint = MessageImprint::read(&mut fields)?;
        let serial = integer(&mut fields, "serialNumber")?
            .ok_or_else(|| missing(&fields, "serialNumber"))?
            .to_vec();
        let gen_time = fields.expect(Tag::GENERALIZED_TIME, "genTime")?;
        let (time, nanos) = generalized_time(gen_time.value)
            .ok_or_else(|| gen_time.error(ParseErrorKind::Encoding, "genTime"))?;
        let accuracy = match fields.optional(Tag::SEQUENCE, "accuracy")? {
            Some(tlv) => Some(Accuracy::read(&tlv)?),
            None => None,
        };
        let ordering = match fields.optional(Tag::BOOLEAN, "ordering")? {
            Some(tlv) => boolean(&tlv, "ordering")?,
            None => false,
        };
        let nonce = integer(&mut fields, "nonce")?.map(<[u8]>::to_vec);
        fields.optional(Tag::context(0), "tsa")?;
        if let Some(list) = fields.optional(Tag::context(1), "extensions")? {
            no_critical_extension(&list)?;
        }
        fields.end(WHAT)?;
        Ok(Self {
            policy,
            imprint,
            serial,
            time,
            nanos,
            accuracy,
            ordering,
            nonce,
        })
    }

    /// DER; `None` when the time lies outside the years 0 to 9999.
    pub fn to_der(&self) -> Option<Vec<u8>> {
        let accuracy = self
            .accuracy
            .map_or_else(Vec::new, |accuracy| accuracy.to_der());
        let ordering = if self.ordering {
            element(Tag::BOOLEAN, &[&[0xff]])
        } else {
            Vec::new()
        };
        let nonce = self
            .nonce
            .as_ref()
            .map_or_else(Vec::new, |octets| element(Tag::INTEGER, &[octets]));
        Some(element(
            Tag::SEQUENCE,
            &[
                &der_writer::small_integer(1),
                &der_writer::oid(&self.policy),
                &self.imprint.to_der(),
                &element(Tag::INTEGER, &[&self.serial]),
                &write_time(self.time, self.nanos)?,
                &accuracy,
                &ordering,
                &nonce,
            ],
        ))
    }
}

impl Accuracy {
    fn read(tlv: &Tlv<'_>) -> Result<Self, ParseError> {
        const WHAT: &str = "accuracy";
        let mut fields = tlv.children(WHAT)?;
        let mut number = |tag: Tag, limit: u32| -> Result<u32, ParseError> {
            let Some(tlv) = fields.optional(tag, WHAT)? else {
                return Ok(0);
            };
            let value = match tlv.value {
                [] | [0x80..=0xff, ..] => None,
                octets if octets.len() > 5 => None,
                octets => octets.iter().try_fold(0u32, |n, &octet| {
                    Some(n.checked_mul(256)? + u32::from(octet))
                }),
            };
            value
                .filter(|&value| value <= limit)
                .ok_or_else(|| tlv.error(ParseErrorKind::Value, WHAT))
        };
        let seconds = number(Tag::INTEGER, u32::MAX)?;
        // At most 999, so they fit.
        let millis = number(Tag::context_primitive(0), 999)? as u16;
        let micros = number(Tag::context_primitive(1), 999)? as u16;
        fields.end(WHAT)?;
        Ok(Self {
            seconds,
            millis,
            micros,
        })
    }

    fn to_der(self) -> Vec<u8> {
        let number = |tag: Tag, value: u32| match value {
            0 => Vec::new(),
            _ => element(tag, &[&unsigned(&value.to_be_bytes())]),
        };
        element(
            Tag::SEQUENCE,
            &[
                &number(Tag::INTEGER, self.seconds),
                &number(Tag::context_primitive(0), u32::from(self.millis)),
                &number(Tag::context_primitive(1), u32::from(self.micros)),
            ],
        )
    }
}

/// The fields of a SEQUENCE that nothing may follow.
fn sequence<'a>(der: &'a [u8], what: &'static str) -> Result<Cursor<'a>, ParseError> {
    let tlv = Cursor::single(der, Rules::Ber, what)?;
    if tlv.tag != Tag::SEQUENCE {
        return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
    }
    tlv.children(what)
}

fn version(fields: &mut Cursor<'_>, what: &'static str) -> Result<(), ParseError> {
    let tlv = fields.expect(Tag::INTEGER, what)?;
    match tlv.value {
        [1] => Ok(()),
        _ => Err(tlv.error(ParseErrorKind::Value, what)),
    }
}

fn missing(fields: &Cursor<'_>, what: &'static str) -> ParseError {
    // The cursor stands where the field should begin.
    fields
        .clone()
        .required(what)
        .map_or_else(|e| e, |tlv| tlv.error(ParseErrorKind::UnexpectedTag, what))
}

/// Content octets of an INTEGER, if one is next.
fn integer<'a>(
    fields: &mut Cursor<'a>,
    what: &'static str,
) -> Result<Option<&'a [u8]>, ParseError> {
    match fields.optional(Tag::INTEGER, what)? {
        Some(tlv) if tlv.value.is_empty() => Err(tlv.error(ParseErrorKind::Encoding, what)),
        Some(tlv) if tlv.value.len() > MAX_INTEGER => {
            Err(tlv.error(ParseErrorKind::LimitExceeded, what))
        }
        Some(tlv) => Ok(Some(tlv.value)),
        None => Ok(None),
    }
}

fn boolean(tlv: &Tlv<'_>, what: &'static str) -> Result<bool, ParseError> {
    match tlv.value {
        [octet] => Ok(*octet != 0),
        _ => Err(tlv.error(ParseErrorKind::Encoding, what)),
    }
}

/// Refuses a list of extensions with a critical one: none is understood here.
fn no_critical_extension(list: &Tlv<'_>) -> Result<(), ParseError> {
    const WHAT: &str = "extensions";
    let mut extensions = list.children(WHAT)?;
    while let Some(extension) = extensions.next(WHAT)? {
        let mut fields = extension.children(WHAT)?;
        fields.expect(Tag::OID, WHAT)?;
        if let Some(critical) = fields.optional(Tag::BOOLEAN, WHAT)?
            && boolean(&critical, WHAT)?
        {
            return Err(extension.error(ParseErrorKind::Value, WHAT));
        }
    }
    Ok(())
}

/// Content octets of a non-negative INTEGER, from big-endian octets of any length.
fn unsigned(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    let digits = octets.get(zeros..).unwrap_or_default();
    let mut content = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|&first| first >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(digits);
    content
}

fn bit_is_set(bit_string: &[u8], bit: u8) -> bool {
    // The first octet counts unused bits.
    bit_string
        .get(1 + usize::from(bit / 8))
        .is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
}

fn failure_bits(failure: PkiFailure) -> Vec<u8> {
    let bit = PkiFailure::ALL
        .iter()
        .find(|(_, known)| *known == failure)
        .map_or(0, |&(bit, _)| bit);
    let mut content = alloc::vec![0; 2 + usize::from(bit / 8)];
    content[0] = 7 - bit % 8;
    if let Some(last) = content.last_mut() {
        *last = 0x80 >> (bit % 8);
    }
    element(Tag::BIT_STRING, &[&content])
}

/// A GeneralizedTime in UTC with an optional fraction: seconds and nanoseconds.
fn generalized_time(content: &[u8]) -> Option<(UnixTime, u32)> {
    let Some(dot) = content.iter().position(|&octet| octet == b'.') else {
        return Some((UnixTime::from_asn1(content, true)?, 0));
    };
    let (whole, fraction) = content.split_at(dot);
    let digits = fraction.strip_prefix(b".")?.strip_suffix(b"Z")?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let padded = digits.iter().copied().chain(core::iter::repeat(b'0'));
    let nanos = padded
        .take(9)
        .fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
    let mut whole = whole.to_vec();
    whole.push(b'Z');
    Some((UnixTime::from_asn1(&whole, true)?, nanos))
}

/// A GeneralizedTime in DER: no trailing zeros in the fraction, no fraction of zero.
fn write_time(time: UnixTime, nanos: u32) -> Option<Vec<u8>> {
    use core::fmt::Write;

    if !(-62_167_219_200..253_402_300_800).contains(&time.0) || nanos > 999_999_999 {
        return None;
    }
    let mut text = String::new();
    write!(text, "{time}").ok()?;
    let mut digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if nanos > 0 {
        write!(digits, ".{nanos:09}").ok()?;
        digits.truncate(digits.trim_end_matches('0').len());
    }
    digits.push('Z');
    Some(element(Tag::GENERALIZED_TIME, &[digits.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::DigestAlgorithm;
    use crate::testutil::vector_bytes;

    const HASH: NamedHash = NamedHash::Gost(DigestAlgorithm::Streebog256);

    #[test]
    fn the_request_of_bouncy_castle_is_read_and_written_the_same() {
        let der = vector_bytes("interop/bc/tsp_request.tsq");
        let request = TimeStampReq::from_der(&der).unwrap();
        assert_eq!(request.nonce_octets(), Some(&[0x07, 0x5b, 0xcd, 0x15][..]));
        assert_eq!(request.requested_policy(), None);
        assert!(request.wants_certificate());
        assert_eq!(request.imprint().hash(), HASH);
        assert_eq!(request.to_der(), der);
        let own = TimeStampReq::new(request.imprint().clone()).nonce(&123_456_789u32.to_be_bytes());
        assert_eq!(own.to_der(), der);
    }

    #[test]
    fn the_response_of_bouncy_castle_is_read_and_written_the_same() {
        let der = vector_bytes("interop/bc/tsp_response.tsr");
        let response = TimeStampResp::from_der(&der).unwrap();
        assert_eq!(response.status(), PkiStatus::Granted);
        assert_eq!(response.text(), ["Operation Okay"]);
        assert_eq!(
            response.unverified_token(),
            Some(&vector_bytes("interop/bc/tsp_token.p7s")[..])
        );
        assert_eq!(response.to_der(), der);
    }

    #[test]
    fn a_refusal_keeps_its_reason_and_has_no_token() {
        for (_, failure) in PkiFailure::ALL {
            let der = TimeStampResp::rejected(failure).to_der();
            let response = TimeStampResp::from_der(&der).unwrap();
            assert_eq!(response.status(), PkiStatus::Rejection);
            assert_eq!(response.failure(), Some(failure));
            assert_eq!(response.unverified_token(), None);
        }
        // Granted, and nothing there; refused, and a token there.
        for (status, token) in [(0, &[][..]), (2, &[0x30, 0])] {
            let info = element(Tag::SEQUENCE, &[&der_writer::small_integer(status)]);
            let der = element(Tag::SEQUENCE, &[&info, token]);
            assert!(TimeStampResp::from_der(&der).is_err());
        }
    }

    #[test]
    fn every_prefix_of_a_response_is_refused() {
        let der = vector_bytes("interop/bc/tsp_response.tsr");
        for length in 0..der.len() {
            assert!(TimeStampResp::from_der(&der[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn what_a_stamp_states_is_read_back_as_written() {
        let mut info = TstInfo::new(
            Oid::new("1.2.643.2.2.38.4"),
            MessageImprint::of(HASH, b"data"),
            &[0, 0x80, 1],
            UnixTime(1_771_857_090),
        );
        for (nanos, accuracy) in [
            (0, None),
            (
                500_000_000,
                Some(Accuracy {
                    seconds: 1,
                    millis: 999,
                    micros: 0,
                }),
            ),
            (
                1,
                Some(Accuracy {
                    seconds: u32::MAX,
                    millis: 0,
                    micros: 1,
                }),
            ),
        ] {
            info.nanos = nanos;
            info.accuracy = accuracy;
            info.ordering = !info.ordering;
            info.nonce = Some(unsigned(&[0xff]));
            let der = info.to_der().unwrap();
            assert_eq!(TstInfo::from_der(&der).unwrap(), info);
        }
    }

    #[test]
    fn fractions_of_a_second_are_cut_at_nanoseconds() {
        let second = UnixTime(1_771_857_090);
        for (text, nanos) in [
            (&b"20260223143130Z"[..], Some(0)),
            (b"20260223143130.5Z", Some(500_000_000)),
            (b"20260223143130.50Z", Some(500_000_000)),
            (b"20260223143130.1234567891Z", Some(123_456_789)),
            (b"20260223143130.Z", None),
            (b"20260223143130.5", None),
            (b"20260223143130,5Z", None),
            (b"20260223143130.5+0300", None),
            (b"202602231431.5Z", None),
        ] {
            assert_eq!(
                generalized_time(text),
                nanos.map(|nanos| (second, nanos)),
                "{}",
                String::from_utf8_lossy(text)
            );
        }
    }

    #[test]
    fn an_imprint_has_the_length_of_its_hash() {
        assert_eq!(MessageImprint::from_digest(HASH, &[0; 31]), None);
        let imprint = element(
            Tag::SEQUENCE,
            &[
                &der_writer::algorithm(&HASH.oid()),
                &element(Tag::OCTET_STRING, &[&[0; 20]]),
            ],
        );
        let der = element(Tag::SEQUENCE, &[&der_writer::small_integer(1), &imprint]);
        let refusal = TimeStampReq::from_der(&der).unwrap_err();
        assert!(matches!(
            refusal,
            FormatError::Parse(e) if e.kind == ParseErrorKind::FieldLength
        ));
    }
}
