// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opens a user-info.
//!
//! The shape is told by the number of dots: two make a JWS, four a JWE, and nothing is tried a second way. The
//! steps are those of [`Step`](super::Step), in that order; the first that fails is the answer.

use alloc::vec::Vec;

use super::{OpenError, batch};
use crate::ct::Zeroizing;
use crate::formats::UnixTime;
use crate::keys::{Decapsulator, SignatureOrder};
use crate::protocols::envelope::{EnvelopeError, Opener};
use crate::protocols::jose::{
    Claims, ClaimsPolicy, Compact, Jwe, JwsVerifier, Profile, TokenError, TokenErrorKind, Value,
    VerifiedJws,
};
use crate::protocols::trust::Trust;

/// Opens user-infos: the caller's key, whom it trusts and what it demands.
///
/// A plain JWS needs no key. Everything that is not set is not demanded, except the time, which must be given.
#[derive(Clone, Copy)]
#[must_use]
pub struct Open<'a> {
    at: Option<UnixTime>,
    claims: ClaimsPolicy<'a>,
    key: Option<&'a dyn Decapsulator>,
    verifier: JwsVerifier<'a>,
}

/// Claims that a trusted signature proves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UserInfo {
    /// The claims.
    pub claims: Claims,
    /// The JWS that proves them: its header, its octets, the signer's certificate.
    pub jws: VerifiedJws,
    /// Whether it came encrypted.
    pub encrypted: bool,
}

impl<'a> Open<'a> {
    /// Believes signers by `trust`, in every registered profile.
    pub fn new(trust: Trust<'a>) -> Self {
        Self {
            at: None,
            claims: ClaimsPolicy::new(UnixTime(0)),
            key: None,
            verifier: JwsVerifier::new(trust),
        }
    }

    /// The recipient's key, for user-infos that are encrypted.
    pub fn key(self, key: &'a dyn Decapsulator) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// The time at which certificates and claims must hold. It must be given.
    pub fn at(self, now: UnixTime) -> Self {
        Self {
            at: Some(now),
            claims: self.claims.at(now),
            verifier: self.verifier.at(now),
            ..self
        }
    }

    /// Demands that `aud` is or holds `audience`.
    pub fn audience(self, audience: &'a str) -> Self {
        Self {
            claims: self.claims.audience(audience),
            ..self
        }
    }

    /// Demands that `iss` is `issuer`.
    pub fn issuer(self, issuer: &'a str) -> Self {
        Self {
            claims: self.claims.issuer(issuer),
            ..self
        }
    }

    /// Demands that `nonce` is `nonce`.
    pub fn nonce(self, nonce: &'a str) -> Self {
        Self {
            claims: self.claims.nonce(nonce),
            ..self
        }
    }

    /// Demands that `sub` is `subject`.
    pub fn subject(self, subject: &'a str) -> Self {
        Self {
            claims: self.claims.subject(subject),
            ..self
        }
    }

    /// Demands that `exp` is there. User-infos of the bank have none.
    pub fn require_exp(self, required: bool) -> Self {
        Self {
            claims: self.claims.require_exp(required),
            ..self
        }
    }

    /// Forgives clocks that differ by `seconds`.
    pub fn leeway(self, seconds: u32) -> Self {
        Self {
            claims: self.claims.leeway(seconds),
            ..self
        }
    }

    /// The order of raw signatures, in place of the profile's.
    pub fn order(self, order: SignatureOrder) -> Self {
        Self {
            verifier: self.verifier.order(order),
            ..self
        }
    }

    /// The policy: the profiles that the JWS may be of.
    pub fn profiles(self, profiles: &'a [Profile]) -> Self {
        Self {
            verifier: self.verifier.profiles(profiles),
            ..self
        }
    }

    /// Opens one user-info: a compact JWE or JWS and nothing around it.
    ///
    /// # Errors
    /// One [`OpenError`]; its [`step`](OpenError::step) says how far it came.
    pub fn open(&self, text: impl AsRef<[u8]>) -> Result<UserInfo, OpenError> {
        self.open_octets(text.as_ref())
    }

    /// Opens many user-infos; what comes of each is exactly what [`Self::open`] gives, in the order of `texts`.
    ///
    /// The content keys are unwrapped together, which software keys do eight at a time on processors with AVX-512 IFMA.
    pub fn open_batch<T: AsRef<[u8]>>(&self, texts: &[T]) -> Vec<Result<UserInfo, OpenError>> {
        let texts: Vec<&[u8]> = texts.iter().map(AsRef::as_ref).collect();
        match (self.key, self.at) {
            (Some(key), Some(_)) => batch::open(self, key, &texts),
            _ => texts.iter().map(|text| self.open_octets(text)).collect(),
        }
    }

    pub(super) fn open_octets(&self, text: &[u8]) -> Result<UserInfo, OpenError> {
        if self.at.is_none() {
            return Err(OpenError::TimeRequired);
        }
        match Compact::split(text).map_err(OpenError::Compact)? {
            Compact::Jws(_) => self.judge(text, false),
            Compact::Jwe(_) => {
                let jwe = Jwe::parse(text).map_err(OpenError::Jwe)?;
                let key = self.key.ok_or(OpenError::KeyRequired)?;
                self.open_sealed(&jwe, key)
            }
        }
    }

    pub(super) fn open_sealed(
        &self,
        jwe: &Jwe,
        key: &dyn Decapsulator,
    ) -> Result<UserInfo, OpenError> {
        let plaintext = open_envelope(jwe.ciphertext(), key).map_err(OpenError::Envelope)?;
        self.judge(&unquote(plaintext)?, true)
    }

    fn judge(&self, text: &[u8], encrypted: bool) -> Result<UserInfo, OpenError> {
        let jws = self.verifier.verify(text).map_err(OpenError::Jws)?;
        let claims = jws.claims().map_err(OpenError::ClaimsJson)?;
        self.claims.check(&claims).map_err(OpenError::Claims)?;
        Ok(UserInfo {
            claims,
            jws,
            encrypted,
        })
    }
}

/// The plaintext of a whole envelope. Nothing has proved it.
fn open_envelope(
    content_info: &[u8],
    key: &dyn Decapsulator,
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    // The plaintext is shorter than what holds it, so nothing is left behind by a reallocation.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(content_info.len()));
    let mut opener = Opener::new(key);
    opener.update(content_info, &mut plaintext)?;
    opener.finish()?;
    Ok(plaintext)
}

/// What a JSON string literal that fills `plaintext` says; anything that does not open with a quote, as it is.
fn unquote(plaintext: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if plaintext.first() != Some(&b'"') {
        return Ok(plaintext);
    }
    const WHAT: &str = "plaintext";
    if plaintext.last() != Some(&b'"') {
        let error = TokenError::new(TokenErrorKind::TrailingData, plaintext.len(), WHAT);
        return Err(OpenError::Plaintext(error));
    }
    match Value::parse(&plaintext, WHAT) {
        Ok(Value::String(text)) => Ok(Zeroizing::new(text.into_bytes())),
        Ok(_) => Err(OpenError::Plaintext(TokenError::new(
            TokenErrorKind::Json,
            0,
            WHAT,
        ))),
        Err(error) => Err(OpenError::Plaintext(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
        unquote(Zeroizing::new(text.to_vec()))
            .ok()
            .map(|text| text.to_vec())
    }

    #[test]
    fn takes_off_one_pair_of_quotes() {
        assert_eq!(unquoted(b"a.b.c"), Some(b"a.b.c".to_vec()));
        assert_eq!(unquoted(b"\"a.b.c\""), Some(b"a.b.c".to_vec()));
        assert_eq!(unquoted(b"\"\\u0061\""), Some(b"a".to_vec()));
        assert_eq!(unquoted(br#""\"a\"""#), Some(b"\"a\"".to_vec()));
        assert_eq!(unquoted(b""), Some(Vec::new()));
        for text in [
            &b"\""[..],
            b"\"a",
            b"\"a\"b\"",
            b"\"a\" ",
            b"\"a\"\"",
            b"\"\xff\"",
            b"\"\\\"",
        ] {
            assert_eq!(unquoted(text), None, "{}", text.escape_ascii());
        }
    }
}
