// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificate revocation lists, read as they arrive ([RFC 5280, section 5]).
//!
//! A CRL may have a million entries. [`CrlReader`] takes it in pieces of any size, hands out one entry after another and
//! hashes what is signed on the way; it holds one element of [`MAX_ELEMENT`] octets at most, never the list.
//!
//! Refused: whatever is no DER, another algorithm inside than outside, extensions in version 1, an extension that
//! stands twice or breaks its syntax, a time that is not `…Z` in whole seconds, octets after the end. Accepted against
//! RFC 5280: an empty list of entries, a GeneralizedTime before 2050, no nextUpdate.
//!
//! What is not here: whether a CRL may be used (`protocols::trust`). Critical extensions that nobody understands are
//! noted for it.
//!
//! [RFC 5280, section 5]: https://www.rfc-editor.org/rfc/rfc5280#section-5

use alloc::vec::Vec;
use core::mem;

use digest::Digest;

use super::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use super::ber::{Cursor, Rules, Tag, Tlv};
use super::spki::whole_octets;
use super::x509::extensions::boolean;
use super::x509::{AuthorityKeyId, IssuingDistributionPoint, Name};
use super::{Oid, ParseError, ParseErrorKind, UnixTime, oid};
use crate::primitives::gost94::Gost94CryptoPro;
use crate::primitives::streebog::{Streebog256, Streebog512};

/// Octets of one entry, one field or all extensions at most. Real ones have some hundred.
pub(crate) const MAX_ELEMENT: u64 = 64 << 10;

/// Extensions of one entry or of the list at most.
const MAX_EXTENSIONS: usize = 64;

const ENUMERATED: Tag = Tag(0x0a);
const WHAT: &str = "CertificateList";

/// A revoked certificate as the list has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CrlEntry<'a> {
    /// Content octets of its serial number.
    pub(crate) serial: &'a [u8],
    /// When it was revoked.
    pub(crate) revoked_at: UnixTime,
    /// CRLReason.
    pub(crate) reason: Option<u8>,
    /// Since when its key is known or feared to be another's.
    pub(crate) invalid_since: Option<UnixTime>,
}

/// All of a CRL but its entries.
#[derive(Clone, Debug)]
pub(crate) struct CrlFrame {
    /// DER of the issuer's name.
    pub(crate) issuer: Vec<u8>,
    /// When it was made.
    pub(crate) this_update: UnixTime,
    /// When the next is due at the latest.
    pub(crate) next_update: Option<UnixTime>,
    /// The signature algorithm.
    pub(crate) algorithm: Oid,
    /// The digest of what is signed; `None` when the algorithm is unknown.
    pub(crate) digest: Option<Vec<u8>>,
    /// The signature.
    pub(crate) signature: Vec<u8>,
    /// cRLNumber, content octets.
    pub(crate) number: Option<Vec<u8>>,
    /// The number of the CRL that this one is the difference to: deltaCRLIndicator, content octets.
    pub(crate) delta_base: Option<Vec<u8>>,
    /// DER of issuingDistributionPoint, whose syntax was checked.
    pub(crate) distribution_point: Option<Vec<u8>>,
    /// keyIdentifier of the authority key identifier.
    pub(crate) key_id: Option<Vec<u8>>,
    /// expiredCertsOnCRL: certificates that expired since then are still listed.
    pub(crate) keeps_expired_since: Option<UnixTime>,
    /// A critical extension of the list or of an entry that is not understood.
    pub(crate) unknown_critical: Option<Oid>,
    /// Whether an entry names another issuer (certificateIssuer).
    pub(crate) names_other_issuers: bool,
    /// Entries.
    pub(crate) count: u64,
}

/// Hashes in pieces by an algorithm that is known at run time only.
enum Hasher {
    Gost94(Gost94CryptoPro),
    Streebog256(Streebog256),
    Streebog512(Streebog512),
}

impl Hasher {
    fn new(algorithm: DigestAlgorithm) -> Self {
        match algorithm {
            DigestAlgorithm::Gost94 => Self::Gost94(Gost94CryptoPro::new()),
            DigestAlgorithm::Streebog256 => Self::Streebog256(Streebog256::new()),
            DigestAlgorithm::Streebog512 => Self::Streebog512(Streebog512::new()),
        }
    }

    fn update(&mut self, octets: &[u8]) {
        match self {
            Self::Gost94(hasher) => Digest::update(hasher, octets),
            Self::Streebog256(hasher) => Digest::update(hasher, octets),
            Self::Streebog512(hasher) => Digest::update(hasher, octets),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Gost94(hasher) => hasher.finalize().to_vec(),
            Self::Streebog256(hasher) => hasher.finalize().to_vec(),
            Self::Streebog512(hasher) => hasher.finalize().to_vec(),
        }
    }
}

/// What is read next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The header of CertificateList.
    Outer,
    /// The header of TBSCertList.
    Tbs,
    Version,
    Algorithm,
    Issuer,
    ThisUpdate,
    /// nextUpdate, revokedCertificates or extensions.
    NextUpdate,
    /// revokedCertificates or extensions.
    Revoked,
    /// Entries up to the end of their list.
    Entries,
    /// Extensions.
    Extensions,
    /// Nothing more may stand in TBSCertList.
    TbsEnd,
    OuterAlgorithm,
    Signature,
    Done,
    Failed(ParseError),
}

impl State {
    /// Whether the element that is read in this state is signed.
    const fn is_signed(self) -> bool {
        !matches!(
            self,
            Self::Outer | Self::OuterAlgorithm | Self::Signature | Self::Done | Self::Failed(_)
        )
    }
}

/// Reads a CRL in pieces.
pub(crate) struct CrlReader {
    state: State,
    /// Octets that were read.
    offset: u64,
    /// Where CertificateList, TBSCertList and revokedCertificates end.
    end: u64,
    tbs_end: u64,
    entries_end: u64,
    /// An element that has not come whole yet.
    carry: Vec<u8>,
    /// What is signed up to the algorithm.
    prefix: Vec<u8>,
    hasher: Option<Hasher>,
    algorithm: Vec<u8>,
    version: u8,
    frame: CrlFrame,
}

impl Default for CrlReader {
    fn default() -> Self {
        Self {
            state: State::Outer,
            offset: 0,
            end: 0,
            tbs_end: 0,
            entries_end: 0,
            carry: Vec::new(),
            prefix: Vec::new(),
            hasher: None,
            algorithm: Vec::new(),
            version: 1,
            frame: CrlFrame {
                issuer: Vec::new(),
                this_update: UnixTime(0),
                next_update: None,
                algorithm: oid::CT_DATA,
                digest: None,
                signature: Vec::new(),
                number: None,
                delta_base: None,
                distribution_point: None,
                key_id: None,
                keeps_expired_since: None,
                unknown_critical: None,
                names_other_issuers: false,
                count: 0,
            },
        }
    }
}

impl CrlReader {
    /// Takes the next octets; any division gives the same result. `visit` sees each entry once, in order.
    ///
    /// # Errors
    /// The first fault; afterwards the reader takes nothing more and repeats it.
    pub(crate) fn update(
        &mut self,
        input: &[u8],
        visit: &mut dyn FnMut(&CrlEntry<'_>),
    ) -> Result<(), ParseError> {
        if let State::Failed(e) = self.state {
            return Err(e);
        }
        let result = self.feed(input, visit);
        if let Err(e) = result {
            self.state = State::Failed(e);
        }
        result
    }

    /// Ends the input.
    pub(crate) fn finish(mut self) -> Result<CrlFrame, ParseError> {
        match self.state {
            State::Failed(e) => Err(e),
            State::Done => {
                self.frame.digest = self.hasher.take().map(Hasher::finish);
                Ok(self.frame)
            }
            _ => Err(ParseError::new(
                ParseErrorKind::Truncated,
                self.offset,
                WHAT,
            )),
        }
    }

    fn feed(
        &mut self,
        mut input: &[u8],
        visit: &mut dyn FnMut(&CrlEntry<'_>),
    ) -> Result<(), ParseError> {
        while !self.carry.is_empty() && !input.is_empty() {
            // As much as completes the element that is carried: what follows is read where it stands.
            let wanted = match peek(&self.carry, self.offset)? {
                Some(header) => usize::try_from(header.total())
                    .unwrap_or(usize::MAX)
                    .saturating_sub(self.carry.len())
                    .max(1),
                None => 1,
            };
            let (piece, rest) = input.split_at(wanted.min(input.len()));
            input = rest;
            let mut carry = mem::take(&mut self.carry);
            carry.extend_from_slice(piece);
            let used = self.run(&carry, visit)?;
            carry.drain(..used);
            self.carry = carry;
        }
        if !input.is_empty() {
            let used = self.run(input, visit)?;
            self.carry
                .extend_from_slice(input.get(used..).unwrap_or_default());
        }
        Ok(())
    }

    /// Reads whole elements from the start of `input` and says how many octets they have.
    fn run(
        &mut self,
        input: &[u8],
        visit: &mut dyn FnMut(&CrlEntry<'_>),
    ) -> Result<usize, ParseError> {
        let mut at = 0;
        // Where signed octets begin that are not hashed yet.
        let mut unhashed = None;
        while let Some(rest) = input.get(at..)
            && !rest.is_empty()
        {
            let state = self.state;
            let Some(header) = peek(rest, self.offset)? else {
                break;
            };
            let Some(used) = self.step(&header, rest, visit)? else {
                break;
            };
            if state.is_signed() {
                if matches!(state, State::Tbs | State::Version | State::Algorithm) {
                    self.prefix
                        .extend_from_slice(rest.get(..used).unwrap_or_default());
                } else if unhashed.is_none() {
                    unhashed = Some(at);
                }
            }
            at += used;
            self.offset += used as u64;
            self.settle();
            if !self.state.is_signed()
                && let Some(start) = unhashed.take()
            {
                self.hash(input.get(start..at));
            }
        }
        if let Some(start) = unhashed {
            self.hash(input.get(start..at));
        }
        Ok(at)
    }

    fn hash(&mut self, octets: Option<&[u8]>) {
        if let Some(hasher) = &mut self.hasher {
            hasher.update(octets.unwrap_or_default());
        }
    }

    /// Moves on where a structure ends without a further element.
    fn settle(&mut self) {
        if self.state == State::Entries && self.offset == self.entries_end {
            self.state = State::Extensions;
        }
        let may_end = matches!(
            self.state,
            State::NextUpdate | State::Revoked | State::Extensions | State::TbsEnd
        );
        if may_end && self.offset == self.tbs_end {
            self.state = State::OuterAlgorithm;
        }
    }

    /// Reads one element, or the header of one that is read in parts; `None` when it has not come whole.
    fn step(
        &mut self,
        header: &Header,
        input: &[u8],
        visit: &mut dyn FnMut(&CrlEntry<'_>),
    ) -> Result<Option<usize>, ParseError> {
        let error = |kind| ParseError::new(kind, self.offset, WHAT);
        let element_end = self
            .offset
            .checked_add(header.total())
            .ok_or(error(ParseErrorKind::Length))?;
        let limit = match self.state {
            State::Outer => u64::MAX,
            State::Tbs | State::OuterAlgorithm | State::Signature => self.end,
            State::Entries => self.entries_end,
            State::Done => return Err(error(ParseErrorKind::TrailingData)),
            _ => self.tbs_end,
        };
        if element_end > limit {
            return Err(error(ParseErrorKind::Length));
        }
        // Structures of which only the header is read here.
        let opens = match self.state {
            State::Outer | State::Tbs => {
                if header.tag != Tag::SEQUENCE {
                    return Err(error(ParseErrorKind::UnexpectedTag));
                }
                true
            }
            State::NextUpdate | State::Revoked => header.tag == Tag::SEQUENCE,
            _ => false,
        };
        if opens {
            match self.state {
                State::Outer => {
                    self.end = element_end;
                    self.state = State::Tbs;
                }
                State::Tbs => {
                    self.tbs_end = element_end;
                    self.state = State::Version;
                }
                _ => {
                    self.entries_end = element_end;
                    self.state = State::Entries;
                }
            }
            return Ok(Some(header.octets));
        }
        if header.total() > MAX_ELEMENT {
            return Err(error(ParseErrorKind::LimitExceeded));
        }
        let total = header.total() as usize;
        let Some(element) = input.get(..total) else {
            return Ok(None);
        };
        let tlv = Cursor::at(element, self.offset, Rules::Der).required(WHAT)?;
        self.element(&tlv, visit)?;
        Ok(Some(total))
    }

    /// ```text
    /// CertificateList ::= SEQUENCE { tbsCertList TBSCertList, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
    /// TBSCertList ::= SEQUENCE { version INTEGER { v2(1) } OPTIONAL, signature AlgorithmIdentifier, issuer Name,
    ///     thisUpdate Time, nextUpdate Time OPTIONAL, revokedCertificates SEQUENCE OF Entry OPTIONAL,
    ///     crlExtensions [0] EXPLICIT Extensions OPTIONAL }
    /// ```
    fn element(
        &mut self,
        tlv: &Tlv<'_>,
        visit: &mut dyn FnMut(&CrlEntry<'_>),
    ) -> Result<(), ParseError> {
        self.state = match self.state {
            State::Version if tlv.tag == Tag::INTEGER => {
                if tlv.value != [1] {
                    return Err(tlv.error(ParseErrorKind::Value, "TBSCertList.version"));
                }
                self.version = 2;
                State::Algorithm
            }
            State::Version | State::Algorithm => {
                let algorithm = read_algorithm(tlv, "TBSCertList.signature")?;
                self.frame.algorithm = algorithm.oid;
                self.algorithm = algorithm.raw.to_vec();
                self.hasher = oid::signature_algorithm(algorithm.oid)
                    .map(|key| Hasher::new(DigestAlgorithm::of_key(key)));
                // The octets of this element join the prefix after this call.
                State::Issuer
            }
            State::Issuer => {
                if let Some(hasher) = &mut self.hasher {
                    hasher.update(&mem::take(&mut self.prefix));
                }
                Name::from_tlv(tlv)?;
                self.frame.issuer = tlv.raw.to_vec();
                State::ThisUpdate
            }
            State::ThisUpdate => {
                self.frame.this_update = UnixTime::from_tlv(tlv, "thisUpdate")?;
                State::NextUpdate
            }
            State::NextUpdate if matches!(tlv.tag, Tag::UTC_TIME | Tag::GENERALIZED_TIME) => {
                self.frame.next_update = Some(UnixTime::from_tlv(tlv, "nextUpdate")?);
                State::Revoked
            }
            State::NextUpdate | State::Revoked | State::Extensions => {
                if self.version == 1 {
                    return Err(tlv.error(ParseErrorKind::Value, "crlExtensions"));
                }
                self.extensions(tlv)?;
                State::TbsEnd
            }
            State::Entries => {
                self.entry(tlv, visit)?;
                State::Entries
            }
            State::OuterAlgorithm => {
                let algorithm = read_algorithm(tlv, "signatureAlgorithm")?;
                if algorithm.raw != self.algorithm {
                    return Err(tlv.error(ParseErrorKind::Value, "signatureAlgorithm"));
                }
                State::Signature
            }
            State::Signature => {
                if tlv.tag != Tag::BIT_STRING {
                    return Err(tlv.error(ParseErrorKind::UnexpectedTag, "signatureValue"));
                }
                self.frame.signature = whole_octets(tlv, "signatureValue")?.to_vec();
                if tlv.offset + tlv.raw.len() as u64 != self.end {
                    return Err(tlv.error(ParseErrorKind::TrailingData, WHAT));
                }
                State::Done
            }
            State::TbsEnd => return Err(tlv.error(ParseErrorKind::TrailingData, "TBSCertList")),
            // Headers are taken in `step`; nothing follows the end.
            State::Outer | State::Tbs | State::Done => {
                return Err(tlv.error(ParseErrorKind::UnexpectedTag, WHAT));
            }
            State::Failed(e) => return Err(e),
        };
        Ok(())
    }

    /// `SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions Extensions OPTIONAL }`
    fn entry(
        &mut self,
        tlv: &Tlv<'_>,
        visit: &mut dyn FnMut(&CrlEntry<'_>),
    ) -> Result<(), ParseError> {
        const WHAT: &str = "revokedCertificates";
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        let mut fields = tlv.children(WHAT)?;
        let serial = integer(&mut fields, "userCertificate")?;
        let revoked_at = UnixTime::from_tlv(&fields.required(WHAT)?, "revocationDate")?;
        let mut entry = CrlEntry {
            serial,
            revoked_at,
            reason: None,
            invalid_since: None,
        };
        if let Some(list) = fields.optional(Tag::SEQUENCE, WHAT)? {
            if self.version == 1 {
                return Err(list.error(ParseErrorKind::Value, "crlEntryExtensions"));
            }
            let frame = &mut self.frame;
            for_each_extension(&list, &mut |id, critical, value| {
                let mut inner = Cursor::at(value.value, value.value_offset(), Rules::Der);
                match id {
                    oid::CE_CRL_REASON => {
                        let reason = inner.expect(ENUMERATED, "reasonCode")?;
                        inner.end("reasonCode")?;
                        match reason.value {
                            [code @ (0..=6 | 8..=10)] => entry.reason = Some(*code),
                            _ => return Err(reason.error(ParseErrorKind::Value, "reasonCode")),
                        }
                    }
                    oid::CE_INVALIDITY_DATE => {
                        let date = inner.expect(Tag::GENERALIZED_TIME, "invalidityDate")?;
                        inner.end("invalidityDate")?;
                        entry.invalid_since = Some(UnixTime::from_tlv(&date, "invalidityDate")?);
                    }
                    oid::CE_CERTIFICATE_ISSUER => frame.names_other_issuers = true,
                    _ if critical => {
                        frame.unknown_critical.get_or_insert(id);
                    }
                    _ => {}
                }
                Ok(())
            })?;
        }
        fields.end(WHAT)?;
        self.frame.count += 1;
        visit(&entry);
        Ok(())
    }

    fn extensions(&mut self, explicit: &Tlv<'_>) -> Result<(), ParseError> {
        const WHAT: &str = "crlExtensions";
        if explicit.tag != Tag::context(0) {
            return Err(explicit.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        let mut inner = explicit.children(WHAT)?;
        let list = inner.expect(Tag::SEQUENCE, WHAT)?;
        inner.end(WHAT)?;
        let frame = &mut self.frame;
        for_each_extension(&list, &mut |id, critical, value| {
            let at = value.value_offset();
            let mut inner = Cursor::at(value.value, at, Rules::Der);
            match id {
                oid::CE_AUTHORITY_KEY_ID => {
                    let id = AuthorityKeyId::read(value.value, at)?;
                    frame.key_id = id.key_id.map(<[u8]>::to_vec);
                }
                oid::CE_CRL_NUMBER => {
                    frame.number = Some(integer(&mut inner, "cRLNumber")?.to_vec());
                    inner.end("cRLNumber")?;
                }
                oid::CE_DELTA_CRL => {
                    frame.delta_base = Some(integer(&mut inner, "deltaCRLIndicator")?.to_vec());
                    inner.end("deltaCRLIndicator")?;
                }
                oid::CE_ISSUING_DISTRIBUTION_POINT => {
                    IssuingDistributionPoint::read(value.value, at)?;
                    frame.distribution_point = Some(value.value.to_vec());
                }
                oid::CE_EXPIRED_CERTS_ON_CRL => {
                    let date = inner.expect(Tag::GENERALIZED_TIME, "expiredCertsOnCRL")?;
                    inner.end("expiredCertsOnCRL")?;
                    frame.keeps_expired_since =
                        Some(UnixTime::from_tlv(&date, "expiredCertsOnCRL")?);
                }
                oid::CE_ISSUER_ALT_NAME | oid::CE_FRESHEST_CRL => {}
                _ if critical => {
                    frame.unknown_critical.get_or_insert(id);
                }
                _ => {}
            }
            Ok(())
        })
    }
}

/// Identifier and length of an element.
struct Header {
    tag: Tag,
    /// Octets of identifier and length.
    octets: usize,
    /// Octets of the content.
    length: u64,
}

impl Header {
    fn total(&self) -> u64 {
        self.length.saturating_add(self.octets as u64)
    }
}

/// Reads the header of an element in DER; `None` when it has not come whole.
fn peek(input: &[u8], offset: u64) -> Result<Option<Header>, ParseError> {
    let error = |kind| Err(ParseError::new(kind, offset, WHAT));
    let Some(&tag) = input.first() else {
        return Ok(None);
    };
    if tag & 0x1f == 0x1f || tag == 0 {
        return error(ParseErrorKind::UnexpectedTag);
    }
    let tag = Tag(tag);
    match input.get(1) {
        None => Ok(None),
        Some(&first @ 0..=0x7f) => Ok(Some(Header {
            tag,
            octets: 2,
            length: u64::from(first),
        })),
        Some(0x80 | 0x89..=0xff) => error(ParseErrorKind::Length),
        Some(first) => {
            let count = usize::from(first & 0x7f);
            let Some(octets) = input.get(2..2 + count) else {
                return Ok(None);
            };
            let length = octets
                .iter()
                .fold(0u64, |n, &octet| n << 8 | u64::from(octet));
            if octets.first() == Some(&0) || length < 0x80 {
                return error(ParseErrorKind::Length);
            }
            Ok(Some(Header {
                tag,
                octets: 2 + count,
                length,
            }))
        }
    }
}

fn read_algorithm<'a>(
    tlv: &Tlv<'a>,
    what: &'static str,
) -> Result<AlgorithmIdentifier<'a>, ParseError> {
    if tlv.tag != Tag::SEQUENCE {
        return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
    }
    let algorithm = AlgorithmIdentifier::from_tlv(tlv, what)?;
    if oid::signature_algorithm(algorithm.oid).is_some() {
        algorithm.require_no_parameters(what)?;
    }
    Ok(algorithm)
}

/// The content octets of an INTEGER in DER.
pub(crate) fn integer<'a>(
    fields: &mut Cursor<'a>,
    what: &'static str,
) -> Result<&'a [u8], ParseError> {
    let tlv = fields.expect(Tag::INTEGER, what)?;
    match tlv.value {
        [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
            Err(tlv.error(ParseErrorKind::Encoding, what))
        }
        octets => Ok(octets),
    }
}

/// Calls `visit` with type, criticality and OCTET STRING of each extension; none may stand twice.
pub(crate) fn for_each_extension<'a>(
    list: &Tlv<'a>,
    visit: &mut dyn FnMut(Oid, bool, &Tlv<'a>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    const WHAT: &str = "Extensions";
    let mut seen: Vec<Oid> = Vec::new();
    let mut items = list.children(WHAT)?;
    while let Some(item) = items.next(WHAT)? {
        if item.tag != Tag::SEQUENCE {
            return Err(item.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        if seen.len() == MAX_EXTENSIONS {
            return Err(item.error(ParseErrorKind::LimitExceeded, WHAT));
        }
        let mut fields = item.children(WHAT)?;
        let id = fields.required(WHAT)?.oid(WHAT)?;
        let critical = match fields.optional(Tag::BOOLEAN, WHAT)? {
            Some(tlv) => boolean(&tlv, WHAT)?,
            None => false,
        };
        let value = fields.expect(Tag::OCTET_STRING, WHAT)?;
        fields.end(WHAT)?;
        if seen.contains(&id) {
            return Err(item.error(ParseErrorKind::DuplicateField, WHAT));
        }
        seen.push(id);
        visit(id, critical, &value)?;
    }
    if seen.is_empty() {
        return Err(list.error(ParseErrorKind::MissingField, WHAT));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;
    use crate::testutil::vector_bytes;

    fn read(der: &[u8], chunk: usize) -> Result<(CrlFrame, Vec<Vec<u8>>), ParseError> {
        let mut reader = CrlReader::default();
        let mut serials = Vec::new();
        for piece in der.chunks(chunk) {
            reader.update(piece, &mut |entry| serials.push(entry.serial.to_vec()))?;
        }
        Ok((reader.finish()?, serials))
    }

    #[test]
    fn any_division_of_the_input_gives_the_same() {
        for name in [
            "bc/crl_int256A.crl",
            "bc/crl_root512A.crl",
            "malformed/crl_base.der",
        ] {
            let der = vector_bytes(&std::format!("interop/{name}"));
            let (whole, serials) = read(&der, der.len()).unwrap();
            assert_eq!(whole.count as usize, serials.len());
            for chunk in [1, 2, 7, 64, der.len() - 1] {
                let (frame, others) = read(&der, chunk).unwrap();
                assert_eq!(others, serials, "{name} {chunk}");
                assert_eq!(frame.digest, whole.digest, "{name} {chunk}");
                assert_eq!(frame.signature, whole.signature);
            }
        }
    }

    #[test]
    fn entries_and_numbers_come_out() {
        let (frame, serials) = read(&vector_bytes("interop/bc/crl_int256A.crl"), 4096).unwrap();
        assert_eq!(serials, [vec![0x03, 0xf1]]);
        assert_eq!(frame.number, Some(vec![7]));
        assert_eq!(frame.delta_base, None);
        assert!(frame.next_update.is_some());
    }

    #[test]
    fn every_prefix_and_whatever_follows_is_refused() {
        let der = vector_bytes("interop/malformed/crl_base.der");
        for end in 0..der.len() {
            assert!(read(&der[..end], 16).is_err(), "{end}");
        }
        let mut longer = der;
        longer.push(0x05);
        longer.push(0);
        assert_eq!(
            read(&longer, 16).map(|_| ()).unwrap_err().kind,
            ParseErrorKind::TrailingData
        );
    }

    #[test]
    fn a_declared_length_is_not_believed() {
        // 2^63 octets of an issuer inside a list of 2^63 more.
        let der = [
            0x30, 0x88, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0x30, 0x88, 0x7e, 0, 0, 0, 0, 0, 0, 0, 0x02,
            0x87, 0x70, 0, 0, 0, 0, 0, 0,
        ];
        assert_eq!(
            read(&der, 1).map(|_| ()).unwrap_err().kind,
            ParseErrorKind::LimitExceeded
        );
    }
}
