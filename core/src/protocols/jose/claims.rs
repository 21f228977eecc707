// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims of a token and what the caller demands of them ([RFC 7519, section 4.1], OpenID Connect Core).
//!
//! Decided here:
//! - `iss`, `sub` and `nonce` are strings; `aud` and `amr` are a string or an array of strings (Sber sends `amr`
//!   as one string); a registered claim of another type is refused whether or not it is asked for.
//! - `exp`, `nbf` and `iat` are numbers, whole or with a fraction, from 0 to the last second of the year 9999. A
//!   larger number is a date in milliseconds or an attempt at a token without an end, and is refused.
//! - A token is good before `exp`, no longer at it, and good from `nbf` on. The leeway is zero unless given.
//! - `iat` in the future is allowed: no RFC gives it a meaning for acceptance, and `nbf` exists for that.
//! - Absent `exp` and `nbf` pass, unless `exp` is required: user-info tokens of the bank have none.
//!
//! Not here: whether the claims are to be believed. [`Claims`] that come from anything but a verification are
//! what somebody wrote.
//!
//! [RFC 7519, section 4.1]: https://www.rfc-editor.org/rfc/rfc7519#section-4.1

use alloc::string::String;
use core::ops::Index;

use super::TokenError;
use super::error::ClaimsError;
use super::json::{Object, Value};
use crate::formats::UnixTime;

/// 9999-12-31T23:59:59Z, the last second that certificates can name.
const LAST_SECOND: i64 = 253_402_300_799;

/// A set of claims, in the order of the text. Indexing by an absent claim gives [`Value::Null`].
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(Object);

impl Claims {
    /// Reads a claims set: one JSON object, each name once.
    pub fn parse(json: &[u8]) -> Result<Self, TokenError> {
        Object::parse(json, "claims").map(Self)
    }

    /// The claim `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The claims, in the order of the text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter()
    }

    /// How many claims there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The claims as one JSON object, in the order of the text, without white space. It is not the text that was
    /// signed.
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// The claims as a JSON object.
    pub fn as_object(&self) -> &Object {
        &self.0
    }
}

impl Index<&str> for Claims {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        &self.0[name]
    }
}

/// What the caller demands of claims.
#[derive(Clone, Copy, Debug)]
pub struct ClaimsPolicy<'a> {
    at: UnixTime,
    audience: Option<&'a str>,
    issuer: Option<&'a str>,
    leeway_seconds: u32,
    nonce: Option<&'a str>,
    require_exp: bool,
    subject: Option<&'a str>,
}

impl<'a> ClaimsPolicy<'a> {
    /// Demands that the claims hold at `now`, and nothing else yet.
    pub const fn new(now: UnixTime) -> Self {
        Self {
            at: now,
            audience: None,
            issuer: None,
            leeway_seconds: 0,
            nonce: None,
            require_exp: false,
            subject: None,
        }
    }

    /// Demands that the claims hold at another time.
    pub const fn at(self, now: UnixTime) -> Self {
        Self { at: now, ..self }
    }

    /// Demands that `aud` is or holds `audience`.
    pub const fn audience(self, audience: &'a str) -> Self {
        Self {
            audience: Some(audience),
            ..self
        }
    }

    /// Demands that `iss` is `issuer`, octet for octet.
    pub const fn issuer(self, issuer: &'a str) -> Self {
        Self {
            issuer: Some(issuer),
            ..self
        }
    }

    /// Demands that `nonce` is `nonce`.
    pub const fn nonce(self, nonce: &'a str) -> Self {
        Self {
            nonce: Some(nonce),
            ..self
        }
    }

    /// Demands that `sub` is `subject`.
    pub const fn subject(self, subject: &'a str) -> Self {
        Self {
            subject: Some(subject),
            ..self
        }
    }

    /// Demands that `exp` is there.
    pub const fn require_exp(self, required: bool) -> Self {
        Self {
            require_exp: required,
            ..self
        }
    }

    /// Forgives clocks that differ by `seconds`, at `exp` and at `nbf`.
    pub const fn leeway(self, seconds: u32) -> Self {
        Self {
            leeway_seconds: seconds,
            ..self
        }
    }

    /// Judges `claims`: first their types, then issuer, audience, subject, expiry, beginning and nonce. The first
    /// that fails is the answer.
    pub fn check(&self, claims: &Claims) -> Result<(), ClaimsError> {
        let issuer = string(claims, "iss")?;
        let audience = strings(claims, "aud")?;
        let subject = string(claims, "sub")?;
        let nonce = string(claims, "nonce")?;
        strings(claims, "amr")?;
        let exp = date(claims, "exp")?;
        let nbf = date(claims, "nbf")?;
        date(claims, "iat")?;

        demand(self.issuer, issuer, "iss", ClaimsError::IssuerMismatch)?;
        if let Some(expected) = self.audience {
            let audience = audience.ok_or(ClaimsError::Missing("aud"))?;
            if !audience.iter().any(|value| *value == expected) {
                return Err(ClaimsError::AudienceMismatch);
            }
        }
        demand(self.subject, subject, "sub", ClaimsError::SubjectMismatch)?;

        let now = i128::from(self.at.0);
        let leeway = i128::from(self.leeway_seconds);
        match exp {
            // A fraction past the whole second `now` still lies after it.
            Some(exp)
                if exp.whole() + leeway < now || (exp.whole() + leeway == now && !exp.fraction) =>
            {
                return Err(ClaimsError::Expired {
                    exp: exp.second,
                    now: self.at,
                });
            }
            None if self.require_exp => return Err(ClaimsError::Missing("exp")),
            _ => {}
        }
        if let Some(nbf) = nbf
            && (nbf.whole() > now + leeway || (nbf.whole() == now + leeway && nbf.fraction))
        {
            return Err(ClaimsError::NotYetValid {
                nbf: nbf.second,
                now: self.at,
            });
        }
        demand(self.nonce, nonce, "nonce", ClaimsError::NonceMismatch)
    }
}

/// A NumericDate: its whole second, and whether it lies after it.
#[derive(Clone, Copy)]
struct Date {
    second: UnixTime,
    fraction: bool,
}

impl Date {
    fn whole(self) -> i128 {
        i128::from(self.second.0)
    }
}

fn demand(
    expected: Option<&str>,
    found: Option<&str>,
    name: &'static str,
    mismatch: ClaimsError,
) -> Result<(), ClaimsError> {
    match (expected, found) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(ClaimsError::Missing(name)),
        (Some(expected), Some(found)) if expected == found => Ok(()),
        _ => Err(mismatch),
    }
}

fn string<'a>(claims: &'a Claims, name: &'static str) -> Result<Option<&'a str>, ClaimsError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ClaimsError::Invalid(name)),
    }
}

/// A claim that is a string or an array of strings.
fn strings<'a>(claims: &'a Claims, name: &'static str) -> Result<Option<&'a [Value]>, ClaimsError> {
    match claims.get(name) {
        None => Ok(None),
        Some(value @ Value::String(_)) => Ok(Some(core::slice::from_ref(value))),
        Some(Value::Array(values)) if values.iter().all(|value| value.as_str().is_some()) => {
            Ok(Some(values))
        }
        Some(_) => Err(ClaimsError::Invalid(name)),
    }
}

fn date(claims: &Claims, name: &'static str) -> Result<Option<Date>, ClaimsError> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let (second, fraction) = match (value.as_i64(), value.as_f64()) {
        (Some(second), _) => (second, false),
        // The cast drops the fraction; out of range it saturates and is refused below, as is NaN's zero, which
        // JSON cannot write.
        (None, Some(seconds)) if seconds >= 0.0 => {
            (seconds as i64, seconds != (seconds as i64) as f64)
        }
        _ => return Err(ClaimsError::Invalid(name)),
    };
    if !(0..=LAST_SECOND).contains(&second) {
        return Err(ClaimsError::Invalid(name));
    }
    Ok(Some(Date {
        second: UnixTime(second),
        fraction,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_767_225_600);

    fn check(policy: ClaimsPolicy<'_>, json: &str) -> Result<(), ClaimsError> {
        policy.check(&Claims::parse(json.as_bytes()).unwrap())
    }

    fn at_now(json: &str) -> Result<(), ClaimsError> {
        check(ClaimsPolicy::new(NOW), json)
    }

    #[test]
    fn a_token_ends_at_exp_and_begins_at_nbf() {
        let expired = |exp| {
            Err(ClaimsError::Expired {
                exp: UnixTime(exp),
                now: NOW,
            })
        };
        let early = |nbf| {
            Err(ClaimsError::NotYetValid {
                nbf: UnixTime(nbf),
                now: NOW,
            })
        };
        for (json, result) in [
            (r#"{"exp":1767225601}"#, Ok(())),
            (r#"{"exp":1767225600}"#, expired(1_767_225_600)),
            (r#"{"exp":1767225599}"#, expired(1_767_225_599)),
            (r#"{"exp":1767225600.5}"#, Ok(())),
            (r#"{"exp":1767225600.0}"#, expired(1_767_225_600)),
            (r#"{"exp":1767225599.999}"#, expired(1_767_225_599)),
            (r#"{"exp":0}"#, expired(0)),
            (r#"{"nbf":1767225600}"#, Ok(())),
            (r#"{"nbf":1767225600.25}"#, early(1_767_225_600)),
            (r#"{"nbf":1767225601}"#, early(1_767_225_601)),
            (r#"{"iat":1767229999}"#, Ok(())),
            (r#"{}"#, Ok(())),
        ] {
            assert_eq!(at_now(json), result, "{json}");
        }
    }

    #[test]
    fn leeway_moves_both_ends() {
        let policy = ClaimsPolicy::new(NOW).leeway(10);
        assert!(check(policy, r#"{"exp":1767225591,"nbf":1767225610}"#).is_ok());
        assert!(check(policy, r#"{"exp":1767225590.5}"#).is_ok());
        assert!(check(policy, r#"{"exp":1767225590}"#).is_err());
        assert!(check(policy, r#"{"nbf":1767225611}"#).is_err());
        let extreme = ClaimsPolicy::new(UnixTime(i64::MIN)).leeway(u32::MAX);
        assert!(check(extreme, r#"{"exp":0}"#).is_ok());
        let extreme = ClaimsPolicy::new(UnixTime(i64::MAX)).leeway(u32::MAX);
        assert!(check(extreme, r#"{"nbf":253402300799}"#).is_ok());
    }

    #[test]
    fn refuses_dates_that_are_none() {
        for value in [
            "\"1767229200\"",
            "-1",
            "-0.5",
            "true",
            "null",
            "[]",
            "{}",
            "253402300800",
            "1767225600000",
            "18446744073709551615",
            "18446744073709551616",
            "1e300",
            "-9223372036854775809",
        ] {
            for name in ["exp", "nbf", "iat"] {
                let json = alloc::format!("{{\"{name}\":{value}}}");
                assert_eq!(at_now(&json), Err(ClaimsError::Invalid(name)), "{json}");
            }
        }
    }

    #[test]
    fn refuses_registered_claims_of_another_type() {
        for (name, value) in [
            ("iss", "1"),
            ("iss", "[\"a\"]"),
            ("iss", "null"),
            ("sub", "{}"),
            ("nonce", "7"),
            ("aud", "2233"),
            ("aud", "[\"a\",1]"),
            ("aud", "{\"a\":1}"),
            ("amr", "true"),
            ("amr", "[[]]"),
        ] {
            let json = alloc::format!("{{\"{name}\":{value}}}");
            assert_eq!(at_now(&json), Err(ClaimsError::Invalid(name)), "{json}");
        }
        assert!(at_now(r#"{"amr":"{pwd, mca}","aud":["x"]}"#).is_ok());
        assert!(at_now(r#"{"amr":["pwd","otp"],"aud":[]}"#).is_ok());
    }

    #[test]
    fn compares_what_is_asked_for() {
        let policy = ClaimsPolicy::new(NOW)
            .audience("2233")
            .issuer("bank")
            .subject("s")
            .nonce("n");
        let good = r#"{"aud":"2233","iss":"bank","sub":"s","nonce":"n"}"#;
        assert!(check(policy, good).is_ok());
        assert!(check(policy, &good.replace("\"2233\"", "[\"1\",\"2233\"]")).is_ok());
        for (from, to, error) in [
            ("2233", "22333", ClaimsError::AudienceMismatch),
            ("\"2233\"", "[]", ClaimsError::AudienceMismatch),
            ("\"2233\"", "[\"1\",\"2\"]", ClaimsError::AudienceMismatch),
            ("bank", "Bank", ClaimsError::IssuerMismatch),
            ("\"s\"", "\"s \"", ClaimsError::SubjectMismatch),
            ("\"n\"", "\"\"", ClaimsError::NonceMismatch),
            ("\"aud\"", "\"aux\"", ClaimsError::Missing("aud")),
            ("\"iss\"", "\"isx\"", ClaimsError::Missing("iss")),
            ("\"sub\"", "\"sux\"", ClaimsError::Missing("sub")),
            ("\"nonce\"", "\"noncx\"", ClaimsError::Missing("nonce")),
        ] {
            assert_eq!(
                check(policy, &good.replace(from, to)),
                Err(error),
                "{from} -> {to}"
            );
        }
        let required = ClaimsPolicy::new(NOW).require_exp(true);
        assert_eq!(check(required, "{}"), Err(ClaimsError::Missing("exp")));
        assert!(check(required, r#"{"exp":1767225601}"#).is_ok());
    }
}
