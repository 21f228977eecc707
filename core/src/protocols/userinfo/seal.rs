// SPDX-License-Identifier: MIT OR Apache-2.0
//! Makes user-infos as the bank makes them: for tests, for emulators of the bank, for partners that answer in kind.
//!
//! The envelope has the shape of `vectors/real/sber_userinfo_2019.cms.der`: version 0 although there is an
//! originatorInfo, which holds the recipient's certificate; the recipient named by its SubjectKeyIdentifier, or by
//! issuer and serial number when its certificate has none; the plaintext a JSON string literal around the JWS.

use alloc::string::String;

use rand_core::TryCryptoRng;

use super::SealError;
use crate::ct::Zeroizing;
use crate::formats::ParseError;
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::x509::Certificate;
use crate::keys::{CipherParamSet, RecipientId, SignatureOrder, Signer};
use crate::protocols::envelope::{self, Recipient, SealOptions};
use crate::protocols::jose::{Claims, Jwe, JwsSigner, Profile, Value};
use crate::protocols::signed::SignOptions;

/// Seals user-infos: who signs, in which form, and for whom.
#[derive(Clone)]
#[must_use]
pub struct Seal<'a> {
    param_set: Option<CipherParamSet>,
    quoted: bool,
    recipient: Option<&'a Certificate>,
    signer: JwsSigner<'a>,
}

impl<'a> Seal<'a> {
    /// Signs raw with `signer`, by `profile`, and encrypts for nobody: the result is a plain JWS.
    pub fn new(profile: &Profile, signer: &'a dyn Signer) -> Self {
        Self {
            param_set: None,
            quoted: true,
            recipient: None,
            signer: JwsSigner::new(profile, signer),
        }
    }

    /// Signs by detached CMS with `certificate`, which goes inside. With [`SignOptions::ber_indefinite`] the CMS
    /// has the form of the bank's tokens.
    pub fn cms(mut self, certificate: &'a Certificate, options: SignOptions<'a>) -> Self {
        self.signer = self.signer.cms(certificate, options);
        self
    }

    /// Adds a member to the header of the JWS; see [`JwsSigner::member`].
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.signer = self.signer.member(name, value);
        self
    }

    /// Writes raw signatures in another order than the profile's.
    pub fn order(mut self, order: SignatureOrder) -> Self {
        self.signer = self.signer.order(order);
        self
    }

    /// Encrypts for the owner of `recipient`: the result is a JWE.
    pub fn to(mut self, recipient: &'a Certificate) -> Self {
        self.recipient = Some(recipient);
        self
    }

    /// The parameter set of content and key wrap, in place of id-tc26-gost-28147-param-Z for 2012 keys and CryptoPro-A
    /// for 2001 keys.
    pub fn param_set(mut self, param_set: CipherParamSet) -> Self {
        self.param_set = Some(param_set);
        self
    }

    /// Whether the JWS inside a JWE stands in quotes, as the bank's does. It does unless told otherwise.
    pub fn quoted(mut self, quoted: bool) -> Self {
        self.quoted = quoted;
        self
    }

    /// Signs and seals `claims`, one JSON object, which goes in as it stands. Random octets come from the system.
    ///
    /// # Errors
    /// As [`Self::seal_with_rng`].
    #[cfg(feature = "std")]
    pub fn seal(&self, claims: &[u8]) -> Result<String, SealError> {
        self.seal_with_rng(claims, &mut getrandom::SysRng)
    }

    /// As [`Self::seal`], with the caller's random source for the envelope.
    ///
    /// # Errors
    /// When no reader would take the claims, the key does not fit profile or certificate, the recipient's certificate
    /// has no usable key, or signer or random source fail.
    pub fn seal_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        claims: &[u8],
        rng: &mut R,
    ) -> Result<String, SealError> {
        Claims::parse(claims).map_err(SealError::Claims)?;
        let jws = Zeroizing::new(self.signer.sign(claims).map_err(SealError::Sign)?);
        let Some(certificate) = self.recipient else {
            return Ok(String::clone(&jws));
        };
        let plaintext = if self.quoted {
            // A JWS has no character that JSON escapes.
            Zeroizing::new(["\"", &jws, "\""].concat())
        } else {
            jws
        };
        let key = certificate.public_key().map_err(SealError::Recipient)?;
        let id = match certificate.subject_key_id() {
            Some(id) => RecipientId::SubjectKeyId(id),
            None => RecipientId::IssuerSerial {
                issuer: certificate.issuer().der(),
                serial: certificate.serial(),
            },
        };
        let algorithm = key_algorithm(certificate).map_err(|e| SealError::Recipient(e.into()))?;
        let mut recipient = Recipient::new(&key, id).algorithm_der(algorithm);
        if let Some(param_set) = self.param_set {
            recipient = recipient.param_set(param_set);
        }
        let options = SealOptions {
            originator_certificates: &[certificate.der()],
            param_set: self.param_set,
            version: Some(0),
            ..SealOptions::default()
        };
        let cms = envelope::seal(plaintext.as_bytes(), &[recipient], &options, rng)
            .map_err(SealError::Envelope)?;
        Ok(Jwe::encode(&cms, certificate.serial()))
    }
}

/// The AlgorithmIdentifier of the certificate's key as it stands: it names the key again in the envelope.
fn key_algorithm(certificate: &Certificate) -> Result<&[u8], ParseError> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let mut fields = Cursor::single(certificate.spki_der(), Rules::Der, WHAT)?.children(WHAT)?;
    Ok(fields.expect(Tag::SEQUENCE, WHAT)?.raw)
}
