// SPDX-License-Identifier: MIT OR Apache-2.0
//! Judges signdata: whether it is a signature over the data, by which certificate, and what that certificate is worth.
//!
//! The answers differ: a signature that is none, is bad or is another person's is an incorrect signdata; a good one
//! whose certificate leads nowhere is told as the state of the certificate. So both come back apart.

use alloc::vec::Vec;

use super::check::{Profile, Registry, Requirements};
use super::request::Name;
use super::verdict::{Cause, Fault, Rejection};
use crate::formats::x509::Certificate;
use crate::formats::{DigestAlgorithm, FormatError, UnixTime};
use crate::keys::{Signature, SignatureOrder};
use crate::protocols::signed::{PathVerdict, SignedData, SignedError, SignerVerdicts, Verifier};
use crate::protocols::trust::{Options, PathError, Trust, Usage, path};

/// A good signature.
pub(super) struct Judged {
    pub(super) certificate: Certificate,
    /// From the certificate to the anchor, or what is wrong with the certificate.
    pub(super) path: Result<Vec<Certificate>, Rejection>,
    pub(super) signing_time: Option<UnixTime>,
}

/// Judges `octets` as a signature over `signed`.
///
/// `known` is the certificate that was passed, or what is wrong with it; with `None` it must be in the message.
pub(super) fn judge(
    octets: &[u8],
    signed: &[u8],
    known: Option<Result<&Certificate, Rejection>>,
    requirements: &Requirements<'_>,
    registry: &Registry<'_>,
) -> Result<Judged, Rejection> {
    match requirements.profile {
        Profile::Raw(order) => judge_raw(octets, signed, order, known, requirements, registry),
        _ => judge_cms(octets, signed, known, requirements, registry),
    }
}

fn incorrect(cause: Cause) -> Rejection {
    Rejection::incorrect(Name::SignData, cause)
}

fn judge_cms(
    octets: &[u8],
    signed: &[u8],
    known: Option<Result<&Certificate, Rejection>>,
    requirements: &Requirements<'_>,
    registry: &Registry<'_>,
) -> Result<Judged, Rejection> {
    let refuse = |error| incorrect(Cause::Signature(error));
    let detached = SignedData::parse(octets).map_err(refuse)?.is_detached();
    match requirements.profile {
        Profile::CmsAttached if detached => return Err(incorrect(Cause::Profile)),
        Profile::CmsDetached if !detached => return Err(incorrect(Cause::Profile)),
        _ => {}
    }
    let mut given = registry.intermediates.to_vec();
    if let Some(Ok(certificate)) = known {
        given.insert(0, certificate.clone());
    }
    let verifier = Verifier::new(Trust::Anchors(registry.anchors))
        .at(registry.at)
        .content(signed)
        .certificates(&given)
        .revocation(registry.revocation);
    #[cfg(feature = "std")]
    let verifier = match registry.cache {
        Some(cache) => verifier.cache(cache),
        None => verifier,
    };
    let report = verifier.report(octets).map_err(refuse)?;
    let mut own: Option<&SignerVerdicts> = None;
    for signer in report.signers() {
        signer
            .require_signature()
            .map_err(|error| match (error, &known) {
                // Its key has the parameters of an issuer that was not found.
                (SignedError::Path(error), _) => error.into(),
                // The message leaves its certificate to the parameter, and that is none.
                (SignedError::SignerCertificateNotFound, Some(Err(rejection))) => *rejection,
                (error, _) => refuse(error),
            })?;
        let is_known = match known {
            Some(Ok(certificate)) => signer.certificate.as_ref() == Some(certificate),
            _ => true,
        };
        if is_known && own.is_none() {
            own = Some(signer);
        }
    }
    let own = own.ok_or(incorrect(Cause::SignedByOther))?;
    let not_found = incorrect(Cause::Signature(SignedError::SignerCertificateNotFound));
    let path = match (own.require(requirements.revocation), &own.path) {
        (Ok(()), PathVerdict::Anchor(path)) => Ok(path.clone()),
        (Err(SignedError::Path(error)), _) => Err(error.into()),
        (outcome, _) => Err(Rejection {
            fault: Fault::CertificateUnverifiable,
            cause: Cause::Signature(outcome.err().unwrap_or(SignedError::TrustNotEstablished)),
        }),
    };
    Ok(Judged {
        certificate: own.certificate.clone().ok_or(not_found)?,
        path,
        signing_time: own.signing_time,
    })
}

fn judge_raw(
    octets: &[u8],
    signed: &[u8],
    order: SignatureOrder,
    known: Option<Result<&Certificate, Rejection>>,
    requirements: &Requirements<'_>,
    registry: &Registry<'_>,
) -> Result<Judged, Rejection> {
    let bad = incorrect(Cause::Signature(SignedError::InvalidSignature));
    // The length needs no certificate to be wrong.
    let signature = Signature::from_bytes(order, octets).map_err(|_| bad)?;
    let certificate = known.ok_or(Rejection::bare(Fault::Missing(Name::Certificate)))??;
    let mut options = Options::new(Some(registry.at), Usage::Signature);
    options.revocation = registry.revocation;
    options.policy = requirements.revocation;
    #[cfg(feature = "std")]
    {
        options.cache = registry.cache;
    }
    let path = path::judge(
        certificate,
        registry.intermediates,
        registry.anchors,
        &options,
    )
    .into_result()
    .map_err(|failure| failure.error);
    let key = match (certificate.public_key(), &path) {
        (Ok(key), _) => key,
        (Err(FormatError::KeyParametersAbsent), Ok(path)) => path.key().clone(),
        (Err(FormatError::KeyParametersAbsent), Err(error)) => return Err((*error).into()),
        (Err(error), _) => {
            let cause = Cause::Certificate(error);
            return Err(Rejection::incorrect(Name::Certificate, cause));
        }
    };
    let digest = DigestAlgorithm::of_key(key.algorithm()).digest(signed);
    key.verify_digest(&digest, &signature).map_err(|_| bad)?;
    Ok(Judged {
        certificate: certificate.clone(),
        path: path
            .map(|path| path.certificates().iter().copied().cloned().collect())
            .map_err(|error: PathError| error.into()),
        signing_time: None,
    })
}
