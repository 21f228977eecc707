// SPDX-License-Identifier: MIT OR Apache-2.0
//! JWS compact with GOST signatures: making ([RFC 7515, section 5.1]).
//!
//! The raw form needs the key only. The CMS form (Sber since about 2022) needs the signer's certificate and makes a
//! detached SignedData over the ASCII of `header.payload`. The payload goes in as it stands.
//!
//! [RFC 7515, section 5.1]: https://www.rfc-editor.org/rfc/rfc7515#section-5.1

use alloc::string::String;

use super::base64url;
use super::error::SignError;
use super::json::{Object, Value};
use super::profile::{Profile, SignatureForm};
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::x509::Certificate;
use crate::keys::{SignatureOrder, Signer};
use crate::protocols::signed::{self, SignOptions};

/// Signs compact JWS of one profile.
#[derive(Clone)]
#[must_use]
pub struct JwsSigner<'a> {
    cms: Option<(&'a Certificate, SignOptions<'a>)>,
    header: Object,
    order: SignatureOrder,
    profile: Profile,
    refused_member: bool,
    signer: &'a dyn Signer,
}

/// Signs `payload` raw, in the profile's order, with the header `{"typ":"JWT","alg":…}`. [`JwsSigner`] has more.
///
/// # Errors
/// As [`JwsSigner::sign`].
pub fn sign(profile: &Profile, payload: &[u8], signer: &dyn Signer) -> Result<String, SignError> {
    JwsSigner::new(profile, signer).sign(payload)
}

impl<'a> JwsSigner<'a> {
    /// Signs raw, with the header `{"typ":"JWT","alg":…}` and the profile's order.
    pub fn new(profile: &Profile, signer: &'a dyn Signer) -> Self {
        let mut header = Object::default();
        header.insert("typ", "JWT".into());
        header.insert("alg", profile.alg().into());
        Self {
            cms: None,
            header,
            order: profile.order(),
            profile: *profile,
            refused_member: false,
            signer,
        }
    }

    /// Adds a header member, or replaces `typ`. With `alg`, `crit` or `b64` the signing fails.
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        if matches!(name, "alg" | "crit" | "b64") {
            self.refused_member = true;
        } else {
            self.header.insert(name, value.into());
        }
        self
    }

    /// Writes raw signatures in another order than the profile's. Whoever reads them must know.
    pub fn order(self, order: SignatureOrder) -> Self {
        Self { order, ..self }
    }

    /// Signs by CMS with `certificate`, which goes inside. The signature is detached whatever `options` say.
    pub fn cms(self, certificate: &'a Certificate, options: SignOptions<'a>) -> Self {
        let options = SignOptions {
            detached: true,
            ..options
        };
        Self {
            cms: Some((certificate, options)),
            ..self
        }
    }

    /// Signs `payload` and gives the compact JWS.
    ///
    /// # Errors
    /// When the profile has neither the key's algorithm nor the form, a member was given that the profile sets, the
    /// certificate is not that of the key, or the signer fails.
    pub fn sign(&self, payload: &[u8]) -> Result<String, SignError> {
        let algorithm = self.signer.public_key().algorithm();
        let form = match self.cms {
            None => SignatureForm::Raw,
            Some(_) => SignatureForm::Cms,
        };
        if self.refused_member {
            return Err(SignError::HeaderMember);
        }
        if !self.profile.allows_key(algorithm) {
            return Err(SignError::AlgorithmMismatch);
        }
        if !self.profile.allows_form(form) {
            return Err(SignError::FormNotInProfile);
        }
        let mut text = base64url::encode(self.header.to_json().as_bytes());
        text.push('.');
        text.push_str(&base64url::encode(payload));
        let signature = match self.cms {
            None => self
                .signer
                .sign_digest(&DigestAlgorithm::of_key(algorithm).digest(text.as_bytes()))
                .map_err(SignError::Key)?
                .to_bytes(self.order),
            Some((certificate, options)) => {
                signed::sign(text.as_bytes(), self.signer, certificate, &options)
                    .map_err(SignError::Signed)?
            }
        };
        text.push('.');
        text.push_str(&base64url::encode(&signature));
        Ok(text)
    }
}
