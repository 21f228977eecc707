// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time stamps as such: asking for one, checking the answer, making one ([RFC 3161], [RFC 5816]).
//!
//! A [`TimeStamper`] asks over a caller's [`Transport`] and believes nothing that comes back: the token must be over the
//! very digest, repeat the nonce, be of the policy asked for, name its certificate under a good signature, and be that of
//! a certificate for time stamps that leads to an anchor where anchors are given.
//!
//! [`TimeStampAuthority`] makes tokens, for integrators who test without a real authority and for closed systems.
//!
//! Not here: HTTP. A transport sends `application/timestamp-query` and gives back the body of
//! `application/timestamp-reply`.
//!
//! [RFC 3161]: https://www.rfc-editor.org/rfc/rfc3161
//! [RFC 5816]: https://www.rfc-editor.org/rfc/rfc5816

use alloc::vec::Vec;
use core::fmt;

use super::RevocationPolicy;
use super::report::{ImprintVerdict, TimeStampVerdicts};
use super::signer::{Identity, NewSigner, SignOptions, attribute};
use super::verifier::Verifier;
use super::{Certificate, SignedError};
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::ess::NamedHash;
use crate::formats::tsp::{
    Accuracy, MessageImprint, PkiFailure, TimeStampReq, TimeStampResp, TstInfo,
};
use crate::formats::{Oid, UnixTime, oid};
use crate::keys::Signer;
use crate::protocols::trust::Trust;

/// The joint for whatever carries a request to a time-stamp authority and back.
pub trait Transport {
    /// Sends `request`, a DER TimeStampReq, and gives the TimeStampResp.
    ///
    /// # Errors
    /// [`TransportFailed`]; why it failed is for the transport to keep.
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed>;
}

/// A request could not be carried to the authority and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportFailed;

impl fmt::Display for TransportFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time-stamp authority could not be reached")
    }
}

impl core::error::Error for TransportFailed {}

/// Asks an authority for time stamps and checks what it answers.
#[derive(Clone, Copy)]
#[must_use]
pub struct TimeStamper<'a> {
    transport: &'a dyn Transport,
    verifier: Verifier<'a>,
    trusted: Demand,
    policy: Option<Oid>,
    nonce: Option<&'a [u8]>,
}

/// Whether the authority must be trusted.
#[derive(Clone, Copy)]
enum Demand {
    Signature,
    Trust(RevocationPolicy),
}

impl<'a> TimeStamper<'a> {
    /// Asks over `transport`. The token's signature is checked, its signer not trusted by anything yet.
    pub fn new(transport: &'a dyn Transport) -> Self {
        Self {
            transport,
            verifier: Verifier::new(Trust::None),
            trusted: Demand::Signature,
            policy: None,
            nonce: None,
        }
    }

    /// Demands that the authority is trusted as `verifier` says, and what `revocation` says of its certificates.
    pub fn verifier(mut self, verifier: Verifier<'a>, revocation: RevocationPolicy) -> Self {
        self.verifier = verifier;
        self.trusted = Demand::Trust(revocation);
        self
    }

    /// Asks for a policy of the authority, and takes no other.
    pub fn policy(mut self, policy: Oid) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The nonce, for one request only. Without it, eight random octets are drawn where the feature `std` is on, and
    /// none is sent where it is off.
    pub fn nonce(mut self, nonce: &'a [u8]) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Gives a token over `data`, a whole ContentInfo, digested with `algorithm`.
    ///
    /// # Errors
    /// [`SignedError::Transport`], [`SignedError::TimeStampRefused`], and whatever is wrong with the answer.
    pub fn stamp(&self, algorithm: DigestAlgorithm, data: &[u8]) -> Result<Vec<u8>, SignedError> {
        let imprint = MessageImprint::of(NamedHash::Gost(algorithm), data);
        let mut request = TimeStampReq::new(imprint);
        if let Some(policy) = self.policy {
            request = request.policy(policy);
        }
        if let Some(nonce) = self.nonce {
            request = request.nonce(nonce);
        } else {
            #[cfg(feature = "std")]
            {
                let mut nonce = [0; 8];
                getrandom::fill(&mut nonce)
                    .map_err(|_| SignedError::Signing(crate::keys::KeyError::Entropy))?;
                request = request.nonce(&nonce);
            }
        }
        let answer = self
            .transport
            .exchange(&request.to_der())
            .map_err(|TransportFailed| SignedError::Transport)?;
        let (token, verdicts) = self.verifier.time_stamp_response(&request, &answer)?;
        match self.trusted {
            Demand::Signature => {
                verdicts.require_signature()?;
            }
            Demand::Trust(revocation) => {
                verdicts.require(revocation)?;
            }
        }
        Ok(token)
    }

    /// Puts a time stamp over a new signature.
    pub(super) fn attach(&self, signer: &mut NewSigner) -> Result<(), SignedError> {
        let token = self.stamp(signer.digest, &signer.signature)?;
        let value = attribute(&oid::AA_SIGNATURE_TIME_STAMP, &token);
        signer.unsigned.push(value);
        Ok(())
    }
}

impl Verifier<'_> {
    /// Judges a token that should be over `imprint`. Trust, time and revocation are those of this verifier.
    ///
    /// # Errors
    /// When the token is no SignedData with one signature over a TSTInfo.
    pub fn time_stamp(
        &self,
        token: &[u8],
        imprint: &MessageImprint,
    ) -> Result<TimeStampVerdicts, SignedError> {
        let mut verdicts = self.judge_time_stamp(token)?;
        verdicts.imprint = match &verdicts.info {
            Some(info) if info.imprint == *imprint => ImprintVerdict::Same,
            _ => ImprintVerdict::Differs,
        };
        Ok(verdicts)
    }

    /// Judges the answer to a request, and gives the token too.
    ///
    /// # Errors
    /// [`SignedError::TimeStampRefused`] when there is no token; [`SignedError::TimeStampMismatch`] when the token is over
    /// another digest, or has another nonce or policy; what makes response or token unreadable.
    pub fn time_stamp_response(
        &self,
        request: &TimeStampReq,
        response: &[u8],
    ) -> Result<(Vec<u8>, TimeStampVerdicts), SignedError> {
        let response = TimeStampResp::from_der(response)?;
        let token = response
            .unverified_token()
            .ok_or(SignedError::TimeStampRefused(response.failure()))?;
        let verdicts = self.time_stamp(token, request.imprint())?;
        let answers = verdicts.info.as_ref().is_some_and(|info| {
            info.imprint == *request.imprint()
                && (request.nonce_octets().is_none()
                    || info.nonce.as_deref() == request.nonce_octets())
                && request
                    .requested_policy()
                    .is_none_or(|policy| policy == info.policy)
        });
        if !answers {
            return Err(SignedError::TimeStampMismatch);
        }
        Ok((token.to_vec(), verdicts))
    }
}

/// Makes time stamps.
#[derive(Clone, Copy)]
pub struct TimeStampAuthority<'a> {
    identity: Identity<'a>,
    policy: Oid,
    accuracy: Option<Accuracy>,
}

impl<'a> TimeStampAuthority<'a> {
    /// An authority that signs with `signer` under `policy`. Its certificate must be for time stamps alone, or nobody
    /// will believe it.
    ///
    /// # Errors
    /// [`SignedError::CertificateMismatch`] when the certificate is not that of the signer's key.
    pub fn new(
        signer: &'a dyn Signer,
        certificate: &'a Certificate,
        policy: Oid,
    ) -> Result<Self, SignedError> {
        Ok(Self {
            identity: Identity::new(signer, certificate)?,
            policy,
            accuracy: None,
        })
    }

    /// States how far the clock may be off.
    #[must_use]
    pub fn accuracy(mut self, accuracy: Accuracy) -> Self {
        self.accuracy = Some(accuracy);
        self
    }

    /// Answers a request at `time`. `serial` is big-endian and must never be used twice.
    ///
    /// A request that cannot be read or asks for another policy is refused in the response.
    ///
    /// # Errors
    /// [`SignedError::Signing`], [`SignedError::TimeOutOfRange`].
    pub fn answer(
        &self,
        request: &[u8],
        serial: &[u8],
        time: UnixTime,
    ) -> Result<TimeStampResp, SignedError> {
        let request = match TimeStampReq::from_der(request) {
            Ok(request) => request,
            Err(crate::FormatError::UnsupportedAlgorithm(_)) => {
                return Ok(TimeStampResp::rejected(PkiFailure::BadAlgorithm));
            }
            Err(_) => return Ok(TimeStampResp::rejected(PkiFailure::BadDataFormat)),
        };
        if request
            .requested_policy()
            .is_some_and(|policy| policy != self.policy)
        {
            return Ok(TimeStampResp::rejected(PkiFailure::UnacceptedPolicy));
        }
        let mut info = TstInfo::new(self.policy, request.imprint().clone(), serial, time);
        info.accuracy = self.accuracy;
        info.nonce = request.nonce_octets().map(<[u8]>::to_vec);
        let options = SignOptions {
            signing_time: Some(time),
            include_signer: request.wants_certificate(),
            ..SignOptions::default()
        };
        let content = info.to_der().ok_or(SignedError::TimeOutOfRange)?;
        let signer = self.identity.sign(
            Some(oid::CT_TST_INFO),
            &self.identity.digest.digest(&content),
            &options,
        )?;
        let token = self
            .identity
            .message(oid::CT_TST_INFO, Some(&content), &signer, &options);
        Ok(TimeStampResp::granted(token))
    }
}
