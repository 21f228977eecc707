// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes DER, and the few BER forms that are written on purpose ([X.690] sections 8.1, 8.7, 10, 11).
//!
//! Each function gives one whole element. Nothing here reads, and nothing is secret: private keys have their own
//! writer, which wipes what it wrote.
//!
//! [X.690]: https://www.itu.int/rec/T-REC-X.690

use alloc::vec::Vec;

use super::ber::{Tag, write};
use super::time::civil_from_days;
use super::{Oid, UnixTime};

/// 1950-01-01T00:00:00Z, the first instant of UTCTime.
const UTC_TIME_FIRST: i64 = -631_152_000;
/// 2050-01-01T00:00:00Z, the first instant that UTCTime cannot hold (RFC 5280 section 4.1.2.5.1).
const UTC_TIME_END: i64 = 2_524_608_000;
/// 0000-01-01T00:00:00Z and 10000-01-01T00:00:00Z, the limits of GeneralizedTime.
const GENERALIZED_TIME: core::ops::Range<i64> = -62_167_219_200..253_402_300_800;

/// An element with a definite, minimal length whose content is `parts`, one after another.
pub(crate) fn element(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 10);
    write::header(&mut out, tag, length as u64);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// A constructed element with an indefinite length (BER). `tag` must have the constructed bit.
pub(crate) fn indefinite(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    debug_assert!(
        tag.is_constructed(),
        "X.690 8.1.3.2: an indefinite length needs the constructed form"
    );
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 4);
    out.extend_from_slice(&[tag.0, 0x80]);
    for part in parts {
        out.extend_from_slice(part);
    }
    out.extend_from_slice(&[0, 0]);
    out
}

/// A SET OF in DER order: the elements sorted as octet strings (X.690 section 11.6).
///
/// Whole elements are never proper prefixes of one another, so plain comparison is the padded one of the standard.
pub(crate) fn set_of(tag: Tag, mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    let parts: Vec<&[u8]> = elements.iter().map(Vec::as_slice).collect();
    element(tag, &parts)
}

/// An OBJECT IDENTIFIER.
pub(crate) fn oid(oid: &Oid) -> Vec<u8> {
    element(Tag::OID, &[oid.content()])
}

/// An INTEGER between 0 and 127.
pub(crate) fn small_integer(value: u8) -> Vec<u8> {
    debug_assert!(value < 0x80, "one content octet");
    element(Tag::INTEGER, &[&[value]])
}

/// An AlgorithmIdentifier without parameters (RFC 5280 section 4.1.1.2).
pub(crate) fn algorithm(algorithm: &Oid) -> Vec<u8> {
    element(Tag::SEQUENCE, &[&oid(algorithm)])
}

/// A Time of RFC 5280 and RFC 5652: UTCTime for the years 1950 to 2049, else GeneralizedTime, always in seconds and Z.
///
/// `None` outside the years 0 to 9999, which no form can hold.
pub(crate) fn time(instant: UnixTime) -> Option<Vec<u8>> {
    let content = generalized_time(instant)?;
    if (UTC_TIME_FIRST..UTC_TIME_END).contains(&instant.0) {
        // The century goes.
        Some(element(Tag::UTC_TIME, &[content.get(2..)?]))
    } else {
        Some(element(Tag::GENERALIZED_TIME, &[&content]))
    }
}

/// Content octets of a GeneralizedTime: `YYYYMMDDHHMMSSZ`.
///
/// `None` outside the years 0 to 9999.
pub(crate) fn generalized_time(instant: UnixTime) -> Option<Vec<u8>> {
    let UnixTime(seconds) = instant;
    if !GENERALIZED_TIME.contains(&seconds) {
        return None;
    }
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let mut text = Vec::with_capacity(15);
    for number in [
        year / 100,
        year % 100,
        month,
        day,
        second / 3600,
        second / 60 % 60,
        second % 60,
    ] {
        push_two_digits(&mut text, number);
    }
    text.push(b'Z');
    Some(text)
}

/// Appends a number between 0 and 99.
fn push_two_digits(out: &mut Vec<u8>, number: i64) {
    out.extend_from_slice(&[b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]);
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn lengths_are_minimal() {
        for (length, header) in [
            (0, &[0x04, 0x00][..]),
            (0x7f, &[0x04, 0x7f]),
            (0x80, &[0x04, 0x81, 0x80]),
            (0xff, &[0x04, 0x81, 0xff]),
            (0x100, &[0x04, 0x82, 0x01, 0x00]),
            (0x1_0000, &[0x04, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let written = element(Tag::OCTET_STRING, &[&vec![0; length]]);
            assert_eq!(&written[..header.len()], header);
            assert_eq!(written.len(), header.len() + length);
        }
    }

    #[test]
    fn set_of_is_sorted() {
        let set = set_of(
            Tag::SET,
            vec![vec![0x04, 1, 9], vec![0x02, 1, 7], vec![0x04, 1, 3]],
        );
        assert_eq!(set, [0x31, 9, 0x02, 1, 7, 0x04, 1, 3, 0x04, 1, 9]);
    }

    #[test]
    fn indefinite_length_ends_with_end_of_contents() {
        assert_eq!(
            indefinite(Tag::SEQUENCE, &[&[0x05, 0]]),
            [0x30, 0x80, 0x05, 0, 0, 0]
        );
    }

    #[test]
    fn times_have_the_form_that_their_year_asks_for() {
        for (seconds, text) in [
            (0, "\x17\x0d700101000000Z"),
            (951_782_399, "\x17\x0d000228235959Z"),
            (951_782_400, "\x17\x0d000229000000Z"),
            (1_771_857_090, "\x17\x0d260223143130Z"),
            (2_524_607_999, "\x17\x0d491231235959Z"),
            (2_524_608_000, "\x18\x0f20500101000000Z"),
            (-631_152_000, "\x17\x0d500101000000Z"),
            (-631_152_001, "\x18\x0f19491231235959Z"),
            (253_402_300_799, "\x18\x0f99991231235959Z"),
        ] {
            assert_eq!(
                time(UnixTime(seconds)).as_deref(),
                Some(text.as_bytes()),
                "{seconds}"
            );
        }
        assert_eq!(time(UnixTime(253_402_300_800)), None);
        assert_eq!(time(UnixTime(i64::MIN)), None);
    }
}
