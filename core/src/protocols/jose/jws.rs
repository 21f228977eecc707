// SPDX-License-Identifier: MIT OR Apache-2.0
//! JWS compact with GOST signatures: reading and verifying ([RFC 7515, section 5.2]).
//!
//! A token is judged in the order parse, policy, signature, trust; the first that fails is the answer and nothing
//! is tried twice. What is signed is the text before the second dot as it was received, never written anew. The
//! algorithm comes from the verifier's policy ([`Profile`]); the token's `alg` only picks a row of it. The length
//! of a signature is judged after the policy, for only the profile says what it must be.
//!
//! A raw signature needs the signer's key ([`Trust::Pinned`]); no certificate that the header offers is ever
//! looked at. A CMS signature is judged by the [`signed`](crate::signed) verifier, with the pinned key or
//! with the certificate inside and a path to an anchor. It holds one signature; a CMS with content of its own passes
//! when that is the signing input. Which key signed is known only from the CMS, so whether it fits the profile is
//! judged there, after the signature.
//!
//! Not here: what the payload means (`claims.rs`).
//!
//! [RFC 7515, section 5.2]: https://www.rfc-editor.org/rfc/rfc7515#section-5.2

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::base64url;
use super::claims::Claims;
use super::compact::Compact;
use super::error::JwsError;
use super::header::Header;
use super::json::Value;
use super::profile::{Profile, SignatureForm};
use super::{TokenError, TokenErrorKind};
use crate::formats::UnixTime;
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::x509::Certificate;
use crate::keys::{Signature, SignatureOrder};
use crate::protocols::signed::{SignedError, Verifier};
use crate::protocols::trust::Trust;

/// A JWS that was read and not verified. Nothing in it is proved: it is for display.
#[derive(Clone, Debug)]
pub struct UnverifiedJws<'a> {
    header: Header,
    payload: Vec<u8>,
    signature: Vec<u8>,
    signature_offset: usize,
    signing_input: &'a [u8],
}

impl<'a> UnverifiedJws<'a> {
    /// Reads a compact JWS: three parts of strict base64url, the first a JSON object with a string `alg`.
    ///
    /// `text` is the token and nothing else; a line feed at its end is refused.
    pub fn parse(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, TokenError> {
        Self::from_octets(text.as_ref())
    }

    fn from_octets(text: &'a [u8]) -> Result<Self, TokenError> {
        let Compact::Jws([header, payload, signature]) = Compact::split(text)? else {
            return Err(TokenError::new(TokenErrorKind::Compact, text.len(), "JWS"));
        };
        let header = header.required("JWS header")?;
        let octets = base64url::decode(header.text, header.offset, "JWS header")?;
        let payload_octets = base64url::decode(payload.text, payload.offset, "JWS payload")?;
        let signature_octets =
            base64url::decode(signature.text, signature.offset, "JWS signature")?;
        let header = Header::parse(&octets, "JWS header")?;
        match header.get("alg") {
            Some(Value::String(_)) => {}
            Some(_) => {
                return Err(TokenError::new(
                    TokenErrorKind::Json,
                    0,
                    "header member alg",
                ));
            }
            None => {
                return Err(TokenError::new(
                    TokenErrorKind::MissingMember,
                    0,
                    "header member alg",
                ));
            }
        }
        // The second dot stands right before the signature.
        let (signing_input, _) = text.split_at(signature.offset.saturating_sub(1));
        Ok(Self {
            header,
            payload: payload_octets,
            signature: signature_octets,
            signature_offset: signature.offset,
            signing_input,
        })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The decoded payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The decoded third part.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the signature covers: the text before the second dot.
    pub fn signing_input(&self) -> &'a [u8] {
        self.signing_input
    }

    /// The payload as claims, unproved.
    pub fn claims(&self) -> Result<Claims, TokenError> {
        Claims::parse(&self.payload)
    }
}

/// Verifies JWS. One verifier serves any number of tokens.
#[derive(Clone, Copy)]
pub struct JwsVerifier<'a> {
    at: Option<UnixTime>,
    order: Option<SignatureOrder>,
    profiles: &'a [Profile],
    trust: Trust<'a>,
}

impl<'a> JwsVerifier<'a> {
    /// Believes what `trust` says, in every registered profile.
    pub fn new(trust: Trust<'a>) -> Self {
        Self {
            at: None,
            order: None,
            profiles: Profile::ALL,
            trust,
        }
    }

    /// The time at which certificates must be valid. Without it validity periods are not judged.
    pub fn at(self, now: UnixTime) -> Self {
        Self {
            at: Some(now),
            ..self
        }
    }

    /// The order of raw signatures, in place of the profile's.
    pub fn order(self, order: SignatureOrder) -> Self {
        Self {
            order: Some(order),
            ..self
        }
    }

    /// The policy: the profiles that a token may be of. The first with the token's `alg` is taken.
    pub fn profiles(self, profiles: &'a [Profile]) -> Self {
        Self { profiles, ..self }
    }

    /// Verifies one compact JWS.
    ///
    /// # Errors
    /// [`JwsError::Untrusted`] means that the signature is good; every other error means that nothing is known.
    pub fn verify(&self, text: impl AsRef<[u8]>) -> Result<VerifiedJws, JwsError> {
        self.verify_token(UnverifiedJws::from_octets(text.as_ref())?)
    }

    fn verify_token(&self, token: UnverifiedJws<'_>) -> Result<VerifiedJws, JwsError> {
        let profile = self
            .profiles
            .iter()
            .find(|profile| token.header.alg() == Some(profile.alg()))
            .ok_or(JwsError::AlgorithmNotAllowed)?;
        if let Trust::Pinned(key) = self.trust
            && !profile.allows_key(key.public_key().algorithm())
        {
            return Err(JwsError::AlgorithmMismatch);
        }
        let form = profile.form_of(&token.signature, token.signature_offset)?;
        let (certificate, refusal) = match form {
            SignatureForm::Raw => {
                self.verify_raw(profile, &token)?;
                (None, None)
            }
            SignatureForm::Cms => self.verify_cms(profile, &token)?,
        };
        let content = VerifiedJws {
            header: token.header,
            payload: token.payload,
            certificate,
            profile: *profile,
            form,
        };
        match refusal {
            None => Ok(content),
            Some(reason) => Err(JwsError::Untrusted(Box::new(UntrustedJws {
                reason,
                content,
            }))),
        }
    }

    fn verify_raw(&self, profile: &Profile, token: &UnverifiedJws<'_>) -> Result<(), JwsError> {
        let Trust::Pinned(key) = self.trust else {
            return Err(JwsError::SignerRequired);
        };
        let algorithm = key.public_key().algorithm();
        if token.signature.len() != 2 * algorithm.octets() {
            return Err(JwsError::AlgorithmMismatch);
        }
        let order = self.order.unwrap_or(profile.order());
        let signature = Signature::from_bytes(order, &token.signature)
            .map_err(|_| JwsError::InvalidSignature)?;
        let digest = DigestAlgorithm::of_key(algorithm).digest(token.signing_input);
        key.verify_digest(&digest, &signature)
            .map_err(|_| JwsError::InvalidSignature)
    }

    /// The signer's certificate, and why it is not trusted although the signature is good.
    fn verify_cms(
        &self,
        profile: &Profile,
        token: &UnverifiedJws<'_>,
    ) -> Result<(Option<Certificate>, Option<SignedError>), JwsError> {
        let mut verifier = Verifier::new(self.trust).content(token.signing_input);
        if let Some(now) = self.at {
            verifier = verifier.at(now);
        }
        let examined = verifier
            .examine(&token.signature)
            .map_err(JwsError::Signed)?;
        let [signer] = examined.signers() else {
            let what = "JWS signature: signerInfos";
            return Err(
                TokenError::new(TokenErrorKind::Value, token.signature_offset, what).into(),
            );
        };
        let signer = signer.as_ref().map_err(|error| JwsError::Signed(*error))?;
        if !profile.allows_digest(signer.digest_algorithm) {
            return Err(JwsError::AlgorithmMismatch);
        }
        Ok((signer.certificate.clone(), signer.trust.err()))
    }
}

/// A JWS whose signature is good and whose signer is trusted.
#[derive(Clone, Debug)]
pub struct VerifiedJws {
    header: Header,
    payload: Vec<u8>,
    certificate: Option<Certificate>,
    profile: Profile,
    form: SignatureForm,
}

impl VerifiedJws {
    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The decoded payload, as it was signed.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signer's certificate, where the signature is CMS and carries it.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The profile by which the token was verified.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The form of the signature.
    pub fn form(&self) -> SignatureForm {
        self.form
    }

    /// The payload as claims. [`ClaimsPolicy`](super::ClaimsPolicy) judges them.
    pub fn claims(&self) -> Result<Claims, TokenError> {
        Claims::parse(&self.payload)
    }
}

/// A JWS whose signature is good by the certificate inside it, while nothing says that the certificate's owner
/// may sign: anybody can make one. It is for display.
#[derive(Clone, Debug)]
pub struct UntrustedJws {
    reason: SignedError,
    content: VerifiedJws,
}

impl UntrustedJws {
    /// Why the signer is not trusted.
    pub fn reason(&self) -> &SignedError {
        &self.reason
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.content.header
    }

    /// The decoded payload.
    pub fn payload(&self) -> &[u8] {
        &self.content.payload
    }

    /// The certificate that the signature names.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.content.certificate()
    }

    /// The profile by which the signature was verified.
    pub fn profile(&self) -> &Profile {
        &self.content.profile
    }

    /// The payload as claims that nobody vouches for.
    pub fn claims(&self) -> Result<Claims, TokenError> {
        self.content.claims()
    }
}
