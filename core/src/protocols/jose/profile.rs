// SPDX-License-Identifier: MIT OR Apache-2.0
//! The registry of JWS profiles: what an `alg` name stands for.
//!
//! No RFC names GOST algorithms for JOSE, so each service has its own names, and one name may cover more than
//! one form of signature. A profile is data: adding a service is adding a row. The verifier's policy is a list of
//! profiles; a token only picks among them by its `alg`, octet for octet.
//!
//! The digest is always the one of the key: Streebog-256 for 256-bit keys, Streebog-512 for 512-bit keys, over the
//! ASCII of `header.payload`. Keys of GOST R 34.10-2001 sign no tokens.

use super::{TokenError, TokenErrorKind};
use crate::formats::algorithm::DigestAlgorithm;
use crate::keys::{KeyAlgorithm, SignatureOrder};

/// What one `alg` name of one service stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    name: &'static str,
    alg: &'static str,
    keys: &'static [KeyAlgorithm],
    raw: bool,
    cms: bool,
    order: SignatureOrder,
}

/// How the third part of a JWS holds the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureForm {
    /// The two integers of the signature, 64 or 128 octets, without a certificate.
    Raw,
    /// A detached CMS SignedData, BER or DER, over the ASCII of `header.payload`.
    Cms,
}

impl Profile {
    /// Sber Business ID: `gost34.10-2012`, raw until about 2022, detached CMS since.
    pub const SBER: Self = Self::new(
        "sber",
        "gost34.10-2012",
        &[KeyAlgorithm::Gost2012_256, KeyAlgorithm::Gost2012_512],
    )
    .with_cms();

    /// ESIA: `GOST3410_2012_256`, raw (a token of its test stand verifies so).
    pub const ESIA_256: Self =
        Self::new("esia", "GOST3410_2012_256", &[KeyAlgorithm::Gost2012_256]);

    /// ESIA: `GOST3410_2012_512`, raw (named in its clients' sources, no token seen).
    pub const ESIA_512: Self =
        Self::new("esia", "GOST3410_2012_512", &[KeyAlgorithm::Gost2012_512]);

    /// Every registered profile: the policy where the caller names none.
    pub const ALL: &'static [Self] = &[Self::SBER, Self::ESIA_256, Self::ESIA_512];

    /// The names under which [`Profile::named`] finds profiles.
    pub const NAMES: &'static [&'static str] = &["sber", "esia"];

    /// The registered profiles of the service `name`, if it is known.
    pub fn named(name: &str) -> Option<&'static [Self]> {
        const SBER: &[Profile] = &[Profile::SBER];
        const ESIA: &[Profile] = &[Profile::ESIA_256, Profile::ESIA_512];
        match name {
            "sber" => Some(SBER),
            "esia" => Some(ESIA),
            _ => None,
        }
    }

    /// A profile that is not in the registry: raw signatures, s before r, each big-endian.
    pub const fn new(name: &'static str, alg: &'static str, keys: &'static [KeyAlgorithm]) -> Self {
        Self {
            name,
            alg,
            keys,
            raw: true,
            cms: false,
            order: SignatureOrder::SrBe,
        }
    }

    /// The same, and detached CMS is read too.
    pub const fn with_cms(self) -> Self {
        Self { cms: true, ..self }
    }

    /// The same with another order of raw signatures.
    pub const fn with_order(self, order: SignatureOrder) -> Self {
        Self { order, ..self }
    }

    /// The service's name, for instance `sber`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The header's `alg`, compared octet by octet.
    pub const fn alg(&self) -> &'static str {
        self.alg
    }

    /// The order of raw signatures.
    pub const fn order(&self) -> SignatureOrder {
        self.order
    }

    /// Whether keys of `algorithm` may sign.
    pub fn allows_key(&self, algorithm: KeyAlgorithm) -> bool {
        self.keys.contains(&algorithm)
    }

    /// Whether the digest is that of an allowed key. Each key algorithm has its own.
    pub(crate) fn allows_digest(&self, digest: DigestAlgorithm) -> bool {
        self.keys
            .iter()
            .any(|&key| DigestAlgorithm::of_key(key) == digest)
    }

    /// Whether signatures may have `form`.
    pub const fn allows_form(&self, form: SignatureForm) -> bool {
        match form {
            SignatureForm::Raw => self.raw,
            SignatureForm::Cms => self.cms,
        }
    }

    /// The form of a decoded third part, which starts `offset` octets into the token.
    ///
    /// Twice the octets of an allowed key are raw; a first octet 0x30 opens CMS, where the profile has it. No CMS
    /// is so short that the two could be confused. Everything else is refused.
    pub(crate) fn form_of(
        &self,
        signature: &[u8],
        offset: usize,
    ) -> Result<SignatureForm, TokenError> {
        let fits = |key: &KeyAlgorithm| signature.len() == 2 * key.octets();
        if self.raw && self.keys.iter().any(fits) {
            Ok(SignatureForm::Raw)
        } else if self.cms && signature.first() == Some(&0x30) {
            Ok(SignatureForm::Cms)
        } else {
            Err(TokenError::new(
                TokenErrorKind::Length,
                offset,
                "JWS signature",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_registered() {
        let named: usize = Profile::NAMES
            .iter()
            .map(|name| Profile::named(name).unwrap().len())
            .sum();
        assert_eq!(named, Profile::ALL.len());
        for profile in Profile::ALL {
            assert!(Profile::named(profile.name()).unwrap().contains(profile));
        }
        assert_eq!(Profile::named("SBER"), None);
    }

    #[test]
    fn one_alg_stands_for_one_profile() {
        for (i, a) in Profile::ALL.iter().enumerate() {
            assert!(Profile::ALL[..i].iter().all(|b| a.alg() != b.alg()));
        }
    }

    #[test]
    fn tells_the_form_by_length_then_by_first_octet() {
        let sber = |length: usize, first: u8| {
            let mut signature = alloc::vec![0; length];
            signature[0] = first;
            Profile::SBER.form_of(&signature, 0).ok()
        };
        assert_eq!(sber(64, 0x30), Some(SignatureForm::Raw));
        assert_eq!(sber(128, 0x30), Some(SignatureForm::Raw));
        assert_eq!(sber(65, 0x30), Some(SignatureForm::Cms));
        assert_eq!(sber(65, 0x31), None);
        assert_eq!(sber(63, 0x00), None);
        let esia = |length: usize| {
            Profile::ESIA_256
                .form_of(&alloc::vec![0x30; length], 0)
                .ok()
        };
        assert_eq!(esia(64), Some(SignatureForm::Raw));
        assert_eq!(esia(128), None);
        assert_eq!(esia(70), None);
        assert!(Profile::SBER.form_of(&[], 0).is_err());
    }
}
