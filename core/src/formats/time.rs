// SPDX-License-Identifier: MIT OR Apache-2.0
//! Instants, as the caller gives them and as certificates hold them.
//!
//! Sources: [RFC 5280, section 4.1.2.5] for UTCTime and GeneralizedTime, [RFC 3339] for text. The calendar is the
//! proleptic Gregorian one. Leap seconds are refused: no certificate needs one and the count of seconds has none.
//!
//! Refused in ASN.1: offsets, fractions, absent seconds, days that the month does not have. A GeneralizedTime
//! before 2050 is accepted, although RFC 5280 asks for UTCTime there.
//!
//! [RFC 5280, section 4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
//! [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339

use core::fmt;
use core::str::FromStr;

use super::ber::{Tag, Tlv};
use super::{ParseError, ParseErrorKind};

const SECONDS_PER_DAY: i64 = 86_400;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Its text form is that of RFC 3339: `2026-02-23T14:31:30Z`. Reading also takes an offset (`+03:00`) and a
/// fraction, which is cut off; writing always gives whole seconds in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// The system's clock. A clock before 1970 gives negative seconds.
    #[cfg(feature = "std")]
    pub fn now() -> Self {
        std::time::SystemTime::now().into()
    }

    /// Reads a UTCTime (`YYMMDDHHMMSSZ`, 1950 to 2049) or GeneralizedTime (`YYYYMMDDHHMMSSZ`) in its DER form.
    pub(crate) fn from_tlv(tlv: &Tlv<'_>, what: &'static str) -> Result<Self, ParseError> {
        let generalized = match tlv.tag {
            Tag::UTC_TIME => false,
            Tag::GENERALIZED_TIME => true,
            _ => return Err(tlv.error(ParseErrorKind::UnexpectedTag, what)),
        };
        Self::from_asn1(tlv.value, generalized)
            .ok_or_else(|| tlv.error(ParseErrorKind::Encoding, what))
    }

    /// Reads the content octets of a GeneralizedTime or UTCTime under another tag.
    pub(crate) fn from_asn1(content: &[u8], generalized: bool) -> Option<Self> {
        let digits = content.strip_suffix(b"Z")?;
        let (year, rest) = if generalized {
            (decimal(digits.get(..4)?)?, digits.get(4..)?)
        } else {
            let year = decimal(digits.get(..2)?)?;
            (
                if year < 50 { 2000 + year } else { 1900 + year },
                digits.get(2..)?,
            )
        };
        if rest.len() != 10 {
            return None;
        }
        let mut fields = rest.chunks_exact(2).map(decimal);
        let mut field = || fields.next().flatten();
        Self::from_fields(year, field()?, field()?, field()?, field()?, field()?)
    }

    fn from_fields(
        year: i64,
        month: i64,
        day: i64,
        hour: i64,
        minute: i64,
        second: i64,
    ) -> Option<Self> {
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day);
        Some(Self(
            days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second,
        ))
    }
}

/// Text is no RFC 3339 date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidTime;

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time of RFC 3339, for instance 2026-02-23T14:31:30Z")
    }
}

impl core::error::Error for InvalidTime {}

impl FromStr for UnixTime {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        parse_rfc3339(text.as_bytes()).ok_or(InvalidTime)
    }
}

fn parse_rfc3339(text: &[u8]) -> Option<UnixTime> {
    let (date_time, mut rest) = text.split_at_checked(19)?;
    let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if separators
        .iter()
        .any(|&(at, separator)| date_time.get(at) != Some(&separator))
        || !matches!(date_time.get(10)?, b'T' | b't' | b' ')
    {
        return None;
    }
    let field = |at: usize, length: usize| decimal(date_time.get(at..at + length)?);
    let time = UnixTime::from_fields(
        field(0, 4)?,
        field(5, 2)?,
        field(8, 2)?,
        field(11, 2)?,
        field(14, 2)?,
        field(17, 2)?,
    )?;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction
            .iter()
            .take_while(|octet| octet.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        rest = fraction.get(digits..)?;
    }
    let offset = match rest {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (decimal(&[*h1, *h2])?, decimal(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3600 + minutes * 60;
            if *sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    Some(UnixTime(time.0 - offset))
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

#[cfg(feature = "std")]
impl From<std::time::SystemTime> for UnixTime {
    /// Whole seconds, rounded down; saturates where `i64` ends.
    fn from(time: std::time::SystemTime) -> Self {
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => Self(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
            Err(before) => {
                let before = before.duration();
                let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                Self((-seconds).saturating_sub(i64::from(before.subsec_nanos() > 0)))
            }
        }
    }
}

fn decimal(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |n, &octet| {
        octet
            .is_ascii_digit()
            .then(|| n * 10 + i64::from(octet - b'0'))
    })
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01. Years are counted from March, so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = (month + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a number of days since 1970-01-01: the inverse of [`days_from_civil`].
pub(crate) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn rfc3339_round_trips() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-02-23T14:31:30Z", 1_771_857_090),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("0000-01-01T00:00:00Z", -62_167_219_200),
        ] {
            assert_eq!(text.parse(), Ok(UnixTime(seconds)), "{text}");
            assert_eq!(UnixTime(seconds).to_string(), text);
        }
    }

    #[test]
    fn rfc3339_offsets_and_fractions_are_read() {
        assert_eq!(
            "2026-02-23T17:31:30.999+03:00".parse(),
            Ok(UnixTime(1_771_857_090))
        );
        assert_eq!(
            "2026-02-23t09:01:30-05:30".parse(),
            Ok(UnixTime(1_771_857_090))
        );
    }

    #[test]
    fn rejects_text_that_is_no_time() {
        for text in [
            "",
            "2026-02-23",
            "2026-02-23T14:31:30",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-02-23T24:00:00Z",
            "2026-02-23T14:31:60Z",
            "2026-02-23T14:31:30.Z",
            "2026-02-23T14:31:30+3:00",
            "2026-02-23T14:31:30Z ",
            "+026-02-23T14:31:30Z",
            "２026-02-23T14:31:30Z",
        ] {
            assert_eq!(text.parse::<UnixTime>(), Err(InvalidTime), "{text}");
        }
    }

    #[test]
    fn asn1_times_are_read_in_their_der_form_only() {
        assert_eq!(
            UnixTime::from_asn1(b"700101000000Z", false),
            Some(UnixTime(0))
        );
        assert_eq!(
            UnixTime::from_asn1(b"491231235959Z", false),
            Some(UnixTime(2_524_607_999))
        );
        assert_eq!(
            UnixTime::from_asn1(b"500101000000Z", false),
            Some(UnixTime(-631_152_000))
        );
        assert_eq!(
            UnixTime::from_asn1(b"20500101000000Z", true),
            Some(UnixTime(2_524_608_000))
        );
        for bad in [
            &b""[..],
            b"Z",
            b"7001010000Z",
            b"700101000000",
            b"700101000000+0300",
            b"709901000000Z",
            b"700132000000Z",
            b"700101240000Z",
            b"7001010000 0Z",
            b"700101000000ZZ",
        ] {
            assert_eq!(UnixTime::from_asn1(bad, false), None);
        }
        assert_eq!(UnixTime::from_asn1(b"20500101000000.5Z", true), None);
        assert_eq!(UnixTime::from_asn1(b"700101000000Z", true), None);
    }

    #[test]
    fn printing_extreme_instants_does_not_overflow() {
        assert!(UnixTime(i64::MAX).to_string().ends_with('Z'));
        assert!(UnixTime(i64::MIN).to_string().ends_with('Z'));
    }
}
