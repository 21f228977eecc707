// SPDX-License-Identifier: MIT OR Apache-2.0
//! CRLs as evidence: which certificates one speaks of, and whether it may be believed ([RFC 5280, section 6.3]).
//!
//! [`Crl`] holds what is needed to judge: all entries, sorted, or, from a [`CrlScan`] that was asked for certain
//! certificates, only theirs, so that a list of any length is judged in one pass and flat memory.
//!
//! A CRL is believed when the issuer of the certificate signed it with the key that signed the certificate. Indirect
//! CRLs and CRLs of another key are refused: Russian authorities publish one list for each key, told apart by the
//! authority key identifier. Critical extensions that are not understood, in the list or any entry, refuse it.
//!
//! [RFC 5280, section 6.3]: https://www.rfc-editor.org/rfc/rfc5280#section-6.3

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use once_cell::race::OnceBox;

use super::{Freshness, Query, Revoked};
use crate::ErrorCode;
use crate::formats::crl::{CrlEntry, CrlFrame, CrlReader};
use crate::formats::text::decode_any;
use crate::formats::x509::{Certificate, GeneralName, IssuingDistributionPoint, KeyUsage, Name};
use crate::formats::{Label, Oid, ParseError, ParseErrorKind, UnixTime, oid};
use crate::keys::{PublicKey, Signature, SignatureOrder};

/// All bits of ReasonFlags that revoke (RFC 5280 section 4.2.1.13), bit 0 being unused.
const ALL_REASONS: u16 = 0b1_1111_1110;

/// Why a CRL does not tell about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrlError {
    /// The certificate had expired when the CRL was made, and CRLs need not list expired ones.
    AfterExpiry,
    /// A delta CRL, and no CRL was given that it is the difference to.
    DeltaWithoutBase,
    /// It lists certificates of other issuers, which is not supported.
    Indirect,
    /// Its signature does not verify with the issuer's key.
    InvalidSignature,
    /// The key usage of the issuer does not allow it to sign CRLs.
    IssuerMayNotSign,
    /// It was scanned for other certificates.
    NotScanned,
    /// It covers other certificates or only some reasons, or belongs to another distribution point.
    OutOfScope,
    /// It is older than the time that is judged at allows.
    Stale {
        /// The time that is judged at.
        time: UnixTime,
        /// Until when it could be used.
        until: UnixTime,
    },
    /// It, or an entry, has a critical extension that is not understood.
    UnknownCriticalExtension(Oid),
    /// It is signed with an algorithm that is not supported, or one that does not fit the issuer's key.
    UnsupportedAlgorithm(Oid),
}

impl CrlError {
    /// Its number.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Stale { .. } | Self::AfterExpiry => ErrorCode::StaleRevocationData,
            Self::UnsupportedAlgorithm(_) => ErrorCode::UnsupportedAlgorithm,
            Self::UnknownCriticalExtension(_) => ErrorCode::UnknownCriticalExtension,
            Self::DeltaWithoutBase
            | Self::Indirect
            | Self::InvalidSignature
            | Self::IssuerMayNotSign
            | Self::NotScanned
            | Self::OutOfScope => ErrorCode::UnusableCrl,
        }
    }

    /// How near it came to an answer.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::NotScanned => 1,
            Self::OutOfScope => 2,
            Self::InvalidSignature => 3,
            Self::UnsupportedAlgorithm(_) => 4,
            Self::IssuerMayNotSign => 5,
            Self::Indirect => 6,
            Self::DeltaWithoutBase => 7,
            Self::UnknownCriticalExtension(_) => 8,
            Self::AfterExpiry => 9,
            Self::Stale { .. } => 10,
        }
    }
}

impl fmt::Display for CrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AfterExpiry => f.write_str("made after the certificate expired"),
            Self::DeltaWithoutBase => f.write_str("delta without its base"),
            Self::Indirect => f.write_str("indirect CRLs are not supported"),
            Self::InvalidSignature => {
                f.write_str("signature does not verify with the issuer's key")
            }
            Self::IssuerMayNotSign => f.write_str("key usage of the issuer lacks cRLSign"),
            Self::NotScanned => f.write_str("was scanned for other certificates"),
            Self::OutOfScope => f.write_str("does not cover the certificate"),
            Self::Stale { time, until } => {
                write!(f, "could be used until {until}, judged at {time}")
            }
            Self::UnknownCriticalExtension(oid) => {
                write!(f, "critical extension {oid} is not understood")
            }
            Self::UnsupportedAlgorithm(oid) => write!(f, "unsupported signature algorithm {oid}"),
        }
    }
}

impl core::error::Error for CrlError {}

/// A CRL, or what a scan of it kept.
pub struct Crl {
    frame: CrlFrame,
    entries: Vec<Entry>,
    /// The serial numbers that were asked for, sorted; `None`: all entries are here.
    asked: Option<Vec<Box<[u8]>>>,
    /// The key that the signature verified with.
    proven: OnceBox<PublicKey>,
}

/// An entry, sorted by serial number.
#[derive(Clone)]
struct Entry {
    serial: Box<[u8]>,
    revoked_at: UnixTime,
    invalid_since: Option<UnixTime>,
    reason: Option<u8>,
}

impl Entry {
    fn revoked(&self) -> Revoked {
        Revoked {
            at: self
                .invalid_since
                .map_or(self.revoked_at, |since| since.min(self.revoked_at)),
            reason: self.reason,
        }
    }
}

/// Takes a CRL in pieces: sans-I/O, any size.
pub struct CrlScan {
    reader: CrlReader,
    entries: Vec<Entry>,
    asked: Option<Vec<Box<[u8]>>>,
}

impl CrlScan {
    /// Keeps every entry. Memory grows with the list.
    pub fn all() -> Self {
        Self {
            reader: CrlReader::default(),
            entries: Vec::new(),
            asked: None,
        }
    }

    /// Keeps what is said of these certificates only: memory does not grow with the list.
    pub fn of<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> Self {
        let mut asked: Vec<Box<[u8]>> = certificates
            .into_iter()
            .map(|certificate| certificate.serial().into())
            .collect();
        asked.sort_unstable();
        asked.dedup();
        Self {
            asked: Some(asked),
            ..Self::all()
        }
    }

    /// Takes the next octets of the DER; any division gives the same result.
    ///
    /// # Errors
    /// The first fault, which every later call repeats.
    pub fn update(&mut self, octets: &[u8]) -> Result<(), ParseError> {
        let Self {
            reader,
            entries,
            asked,
        } = self;
        let asked = asked.as_deref();
        let wanted = |serial: &[u8]| match asked {
            None => true,
            Some(asked) => asked
                .binary_search_by(|asked| (**asked).cmp(serial))
                .is_ok(),
        };
        reader.update(octets, &mut |entry: &CrlEntry<'_>| {
            if wanted(entry.serial) {
                entries.push(Entry {
                    serial: entry.serial.into(),
                    revoked_at: entry.revoked_at,
                    invalid_since: entry.invalid_since,
                    reason: entry.reason,
                });
            }
        })
    }

    /// Ends the list.
    ///
    /// # Errors
    /// What was taken is not a whole CRL.
    pub fn finish(self) -> Result<Crl, ParseError> {
        let frame = self.reader.finish()?;
        let mut entries = self.entries;
        // Of several entries for one certificate the first stays the first.
        entries.sort_by(|a, b| a.serial.cmp(&b.serial));
        Ok(Crl {
            frame,
            entries,
            asked: self.asked,
            proven: OnceBox::new(),
        })
    }
}

impl Crl {
    /// Reads a DER CRL that nothing may follow.
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        let mut scan = CrlScan::all();
        scan.update(der)?;
        scan.finish()
    }

    /// Reads every CRL of a file: PEM blocks, one DER CRL, or base64.
    ///
    /// # Errors
    /// One CRL that cannot be read fails the whole; so does a file without any.
    pub fn read_bundle(input: &[u8]) -> Result<Vec<Self>, ParseError> {
        const WHAT: &str = "CRLs";
        let mut crls = Vec::new();
        for encoded in decode_any(input, WHAT)? {
            if matches!(encoded.label(), None | Some(Label::Crl)) {
                crls.push(Self::from_der(&encoded)?);
            }
        }
        if crls.is_empty() {
            return Err(ParseError::new(ParseErrorKind::MissingField, 0, WHAT));
        }
        Ok(crls)
    }

    /// Scans a DER CRL of any size for certain certificates; reading stops at the first fault.
    #[cfg(feature = "std")]
    pub fn scan<'a>(
        mut input: impl std::io::Read,
        certificates: impl IntoIterator<Item = &'a Certificate>,
    ) -> std::io::Result<Result<Self, ParseError>> {
        let mut scan = CrlScan::of(certificates);
        let mut buffer = alloc::vec![0; 256 << 10];
        loop {
            let octets = match input.read(&mut buffer) {
                Ok(0) => return Ok(scan.finish()),
                Ok(octets) => octets,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if let Err(e) = scan.update(buffer.get(..octets).unwrap_or_default()) {
                return Ok(Err(e));
            }
        }
    }

    /// The issuer's name.
    pub fn issuer(&self) -> Name<'_> {
        Name::from_checked(&self.frame.issuer)
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        self.frame.this_update
    }

    /// When the next one is due at the latest.
    pub fn next_update(&self) -> Option<UnixTime> {
        self.frame.next_update
    }

    /// Content octets of cRLNumber, big-endian.
    pub fn number(&self) -> Option<&[u8]> {
        self.frame.number.as_deref()
    }

    /// Whether it is the difference to another CRL.
    pub fn is_delta(&self) -> bool {
        self.frame.delta_base.is_some()
    }

    /// Entries in the list, whether kept or not.
    pub fn entry_count(&self) -> u64 {
        self.frame.count
    }

    /// The signature algorithm.
    pub fn signature_algorithm(&self) -> Oid {
        self.frame.algorithm
    }

    /// Verifies the signature with a key. A key that verified once is not asked again.
    ///
    /// # Errors
    /// [`CrlError::UnsupportedAlgorithm`] and [`CrlError::InvalidSignature`].
    pub fn verify_signature(&self, key: &PublicKey) -> Result<(), CrlError> {
        if self.proven.get().is_some_and(|proven| proven == key) {
            return Ok(());
        }
        let frame = &self.frame;
        let unsupported = CrlError::UnsupportedAlgorithm(frame.algorithm);
        let algorithm = oid::signature_algorithm(frame.algorithm).ok_or(unsupported)?;
        let digest = frame.digest.as_deref().ok_or(unsupported)?;
        if algorithm != key.algorithm() {
            return Err(CrlError::InvalidSignature);
        }
        let signature = Signature::from_bytes(SignatureOrder::SrBe, &frame.signature)
            .map_err(|_| CrlError::InvalidSignature)?;
        key.verify_digest(digest, &signature)
            .map_err(|_| CrlError::InvalidSignature)?;
        let _ = self.proven.set(Box::new(key.clone()));
        Ok(())
    }

    /// Whether the issuer of a certificate is the one that this CRL names: by name, and by key identifier where both
    /// have one.
    pub(super) fn is_of(&self, issuer: &Certificate) -> bool {
        let fits = match (&self.frame.key_id, issuer.subject_key_id()) {
            (Some(wanted), Some(id)) => wanted == id,
            _ => true,
        };
        fits && self.issuer().matches(&issuer.subject())
    }

    /// Whether `delta` is a difference that continues this CRL.
    pub(super) fn is_continued_by(&self, delta: &Self) -> bool {
        let (Some(number), Some(base), Some(newer)) =
            (self.number(), &delta.frame.delta_base, delta.number())
        else {
            return false;
        };
        !self.is_delta()
            && self.frame.distribution_point == delta.frame.distribution_point
            && self.frame.key_id == delta.frame.key_id
            && self.issuer().matches(&delta.issuer())
            && !is_less(number, base)
            && !is_less(newer, number)
    }

    /// Whether it may be believed about a certificate; gives the reasons that it covers.
    pub(super) fn check(&self, query: &Query<'_>, freshness: &Freshness) -> Result<u16, CrlError> {
        let frame = &self.frame;
        if frame.names_other_issuers {
            return Err(CrlError::Indirect);
        }
        if let Some(oid) = frame.unknown_critical {
            return Err(CrlError::UnknownCriticalExtension(oid));
        }
        let reasons = self.scope(query.certificate)?;
        if query
            .issuer
            .key_usage()
            .is_some_and(|usage| !usage.intersects(KeyUsage::CRL_SIGN))
        {
            return Err(CrlError::IssuerMayNotSign);
        }
        if let Some(asked) = &self.asked {
            let serial = query.certificate.serial();
            if asked
                .binary_search_by(|asked| (**asked).cmp(serial))
                .is_err()
            {
                return Err(CrlError::NotScanned);
            }
        }
        // The signature before the dates: dates that nobody signed say nothing.
        self.verify_signature(query.issuer_key)?;
        if let Some(time) = query.at {
            let until = freshness.until(frame.this_update, frame.next_update);
            if time > until {
                return Err(CrlError::Stale { time, until });
            }
        }
        Ok(reasons)
    }

    /// Whether an absent entry means that the certificate was not revoked.
    pub(super) fn check_absence(&self, query: &Query<'_>) -> Result<(), CrlError> {
        let not_after = query.certificate.not_after();
        let kept = self
            .frame
            .keeps_expired_since
            .is_some_and(|since| since <= not_after);
        if query.at.is_some() && self.frame.this_update > not_after && !kept {
            return Err(CrlError::AfterExpiry);
        }
        Ok(())
    }

    /// What the list says of a certificate.
    pub(super) fn entry(&self, certificate: &Certificate) -> Option<Revoked> {
        let serial = certificate.serial();
        let first = self
            .entries
            .partition_point(|entry| *entry.serial < *serial);
        let entry = self.entries.get(first)?;
        (*entry.serial == *serial).then(|| entry.revoked())
    }

    /// Whether the list covers the certificate (RFC 5280 section 6.3.3 (b)); gives the reasons that it covers.
    fn scope(&self, certificate: &Certificate) -> Result<u16, CrlError> {
        let Some(der) = &self.frame.distribution_point else {
            return Ok(ALL_REASONS);
        };
        // Its syntax was checked when the list was read.
        let point = IssuingDistributionPoint::read(der, 0).map_err(|_| CrlError::OutOfScope)?;
        if point.indirect {
            return Err(CrlError::Indirect);
        }
        let is_ca = certificate
            .basic_constraints()
            .is_some_and(|constraints| constraints.ca);
        if point.only_attribute_certs
            || point.only_user_certs && is_ca
            || point.only_ca_certs && !is_ca
        {
            return Err(CrlError::OutOfScope);
        }
        let mut reasons = point.only_some_reasons.unwrap_or(ALL_REASONS) & ALL_REASONS;
        if point.has_place() {
            let places = certificate.crl_distribution_points();
            let same = |a: &GeneralName<'_>, b: &GeneralName<'_>| match (a, b) {
                (GeneralName::Directory(a), GeneralName::Directory(b)) => a.matches(b),
                _ => a == b,
            };
            let shared = places.iter().find(|place| {
                let by_name = place
                    .names
                    .iter()
                    .any(|name| point.names.iter().any(|other| same(name, other)));
                by_name || place.relative.is_some() && place.relative == point.relative
            });
            match shared {
                Some(place) => reasons &= place.reasons.unwrap_or(ALL_REASONS),
                None => return Err(CrlError::OutOfScope),
            }
        }
        Ok(reasons)
    }

    /// Whether the reasons of several lists cover all.
    pub(super) const fn covers_all(reasons: u16) -> bool {
        reasons & ALL_REASONS == ALL_REASONS
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crl")
            .field("issuer", &self.issuer())
            .field("this_update", &self.frame.this_update)
            .field("next_update", &self.frame.next_update)
            .field("entries", &self.frame.count)
            .finish_non_exhaustive()
    }
}

/// Whether one non-negative INTEGER in DER is less than another.
fn is_less(a: &[u8], b: &[u8]) -> bool {
    let trim = |octets: &[u8]| -> usize { octets.iter().take_while(|&&octet| octet == 0).count() };
    let (a, b) = (
        a.get(trim(a)..).unwrap_or_default(),
        b.get(trim(b)..).unwrap_or_default(),
    );
    (a.len(), a) < (b.len(), b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_integers() {
        for (a, b, less) in [
            (&[7][..], &[8][..], true),
            (&[8], &[7], false),
            (&[7], &[7], false),
            (&[0, 0x80], &[0x7f], false),
            (&[0x7f], &[0, 0x80], true),
            (&[0x7f], &[1, 0], true),
        ] {
            assert_eq!(is_less(a, b), less, "{a:?} {b:?}");
        }
    }
}
