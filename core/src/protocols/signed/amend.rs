// SPDX-License-Identifier: MIT OR Apache-2.0
//! Adds to a finished SignedData: a signature beside the others, one over another, a time stamp
//! ([RFC 5652, sections 5 and 11.4], [RFC 5126, section 6.1.1]).
//!
//! No octet of what stands there is changed but the lengths of the elements around, the version of SignedData where it
//! must rise, and digestAlgorithms and certificates, which grow: every SignerInfo, the content and each certificate are
//! copied as they stand. Lengths that were indefinite stay so. A SET whose elements are sorted stays sorted; in another
//! one the new element comes last.
//!
//! Archive time stamps of versions 1 and 2 cover certificates and unsigned attributes as a whole. What would break one is
//! refused.
//!
//! [RFC 5652, sections 5 and 11.4]: https://www.rfc-editor.org/rfc/rfc5652#section-5
//! [RFC 5126, section 6.1.1]: https://www.rfc-editor.org/rfc/rfc5126#section-6.1.1

use alloc::vec::Vec;

use super::attributes::read_unsigned;
use super::data::{SignedData, SignerInfo};
use super::digests::FinishedDigests;
use super::signer::{Identity, NewSigner, SignOptions, attribute};
use super::timestamp::TimeStamper;
use super::{Certificate, SignedError};
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::der_writer::{self, element, indefinite};
use crate::formats::{Oid, ParseError, oid};
use crate::keys::Signer;

/// Adds a signature over the same content and gives the new message.
///
/// `content` is needed for a message that does not carry its own. Of the options, `detached` and `ber_indefinite` play no
/// part: the message keeps its form.
///
/// # Errors
/// [`SignedError::DigestMismatch`] when another signature of the message was made over other content,
/// [`SignedError::ArchiveTimeStamped`] when a certificate would have to be added under an archive time stamp, and those of
/// [`sign`](super::sign).
pub fn cosign(
    cms: &[u8],
    content: Option<&[u8]>,
    signer: &dyn Signer,
    certificate: &Certificate,
    options: &SignOptions<'_>,
) -> Result<Vec<u8>, SignedError> {
    cosign_with(cms, content, signer, certificate, options, |_| Ok(()))
}

/// As [`cosign`], with a time stamp over the new signature: CAdES-T.
///
/// # Errors
/// Those of [`TimeStamper::stamp`] too.
pub fn cosign_stamped(
    cms: &[u8],
    content: Option<&[u8]>,
    signer: &dyn Signer,
    certificate: &Certificate,
    options: &SignOptions<'_>,
    stamper: &TimeStamper<'_>,
) -> Result<Vec<u8>, SignedError> {
    cosign_with(cms, content, signer, certificate, options, |new| {
        stamper.attach(new)
    })
}

fn cosign_with(
    cms: &[u8],
    content: Option<&[u8]>,
    signer: &dyn Signer,
    certificate: &Certificate,
    options: &SignOptions<'_>,
    amend: impl FnOnce(&mut NewSigner) -> Result<(), SignedError>,
) -> Result<Vec<u8>, SignedError> {
    let identity = Identity::new(signer, certificate)?;
    let data = SignedData::parse(cms)?;
    let octets = match (&data.content, content) {
        (Some(inside), Some(given)) if **inside != *given => {
            return Err(SignedError::DigestMismatch);
        }
        (Some(inside), _) => &**inside,
        (None, Some(given)) => given,
        (None, None) => return Err(SignedError::ContentRequired),
    };
    let mut digests = data.content_digests();
    digests.update(octets);
    require_signed_content(&data, &digests.finish())?;
    let digest = identity.digest.digest(octets);
    let mut new = identity.sign(Some(data.content_type), &digest, options)?;
    amend(&mut new)?;
    let certificates = missing(&data, identity.certificates(options));
    if !certificates.is_empty() && data.signers.iter().any(is_archived) {
        return Err(SignedError::ArchiveTimeStamped);
    }
    apply(
        cms,
        &Edit {
            version: new.message_version(data.content_type),
            digest: Some(identity.digest.oid()),
            certificates,
            signer: Some(new.to_der()),
            unsigned: None,
        },
    )
}

/// Signs the signature number `index` (from 0, in the order of the message) and gives the new message.
///
/// The countersignature says that its maker saw that signature, not that it saw the content.
///
/// # Errors
/// [`SignedError::NoSuchSigner`], [`SignedError::ArchiveTimeStamped`], and those of [`sign`](super::sign).
pub fn countersign(
    cms: &[u8],
    index: usize,
    signer: &dyn Signer,
    certificate: &Certificate,
    options: &SignOptions<'_>,
) -> Result<Vec<u8>, SignedError> {
    let identity = Identity::new(signer, certificate)?;
    let data = SignedData::parse(cms)?;
    let info = data.signers.get(index).ok_or(SignedError::NoSuchSigner)?;
    let digest = identity.digest.digest(&info.signature);
    let new = identity.sign(None, &digest, options)?;
    let value = attribute(&oid::AA_COUNTERSIGNATURE, &new.to_der());
    add_unsigned(
        cms,
        &data,
        index,
        value,
        missing(&data, identity.certificates(options)),
    )
}

/// Adds a time stamp over the signature number `index` (from 0, in the order of the message): CAdES-BES becomes CAdES-T.
///
/// # Errors
/// [`SignedError::NoSuchSigner`], [`SignedError::ArchiveTimeStamped`], and those of [`TimeStamper::stamp`].
pub fn add_time_stamp(
    cms: &[u8],
    index: usize,
    stamper: &TimeStamper<'_>,
) -> Result<Vec<u8>, SignedError> {
    let data = SignedData::parse(cms)?;
    let info = data.signers.get(index).ok_or(SignedError::NoSuchSigner)?;
    let algorithm = DigestAlgorithm::from_oid(info.digest_algorithm.oid)
        .unwrap_or(DigestAlgorithm::Streebog256);
    let token = stamper.stamp(algorithm, &info.signature)?;
    let value = attribute(&oid::AA_SIGNATURE_TIME_STAMP, &token);
    add_unsigned(cms, &data, index, value, Vec::new())
}

/// Adds an unsigned attribute to a signature, and certificates to the message.
pub(super) fn add_unsigned(
    cms: &[u8],
    data: &SignedData<'_>,
    index: usize,
    attribute: Vec<u8>,
    certificates: Vec<Vec<u8>>,
) -> Result<Vec<u8>, SignedError> {
    let own_archived = data.signers.get(index).is_some_and(is_archived);
    if own_archived || (!certificates.is_empty() && data.signers.iter().any(is_archived)) {
        return Err(SignedError::ArchiveTimeStamped);
    }
    apply(
        cms,
        &Edit {
            version: 0,
            digest: None,
            certificates,
            signer: None,
            unsigned: Some((index, attribute)),
        },
    )
}

/// Refuses content over which another signature of the message was not made.
fn require_signed_content(
    data: &SignedData<'_>,
    digests: &FinishedDigests,
) -> Result<(), SignedError> {
    for info in &data.signers {
        let taken = DigestAlgorithm::from_oid(info.digest_algorithm.oid)
            .and_then(|algorithm| digests.get(algorithm));
        let stated = info
            .attributes
            .as_ref()
            .and_then(|attributes| attributes.values_of(oid::AA_MESSAGE_DIGEST).next());
        if let (Some(taken), Some(stated)) = (taken, stated)
            && stated.value != taken
        {
            return Err(SignedError::DigestMismatch);
        }
    }
    Ok(())
}

/// Those of `certificates` that the message does not have.
fn missing(data: &SignedData<'_>, mut certificates: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    certificates.retain(|new| !data.certificates.iter().any(|known| *known == &new[..]));
    certificates
}

/// Whether an archive time stamp covers the unsigned attributes and certificates as a whole. One whose attributes cannot
/// be read counts as such.
fn is_archived(info: &SignerInfo<'_>) -> bool {
    let archive = |name: Oid| {
        matches!(
            name,
            oid::AA_ARCHIVE_TIME_STAMP | oid::AA_ARCHIVE_TIME_STAMP_V2
        )
    };
    info.unsigned.as_ref().is_some_and(|set| {
        read_unsigned(set).map_or(true, |list| {
            list.iter().any(|attribute| archive(attribute.oid))
        })
    })
}

/// What is added to a message.
struct Edit {
    /// The version that SignedData must have at least.
    version: u8,
    /// A digest algorithm that must be listed.
    digest: Option<Oid>,
    certificates: Vec<Vec<u8>>,
    signer: Option<Vec<u8>>,
    /// An unsigned attribute for the signature of this number.
    unsigned: Option<(usize, Vec<u8>)>,
}

/// Writes the message anew with what `edit` adds.
fn apply(cms: &[u8], edit: &Edit) -> Result<Vec<u8>, SignedError> {
    const WHAT: &str = "SignedData";
    // The message was read before, so its structure is known to be right.
    let outer = Cursor::single(cms, Rules::Ber, WHAT)?;
    let mut info = outer.children(WHAT)?;
    let content_type = info.required(WHAT)?;
    let explicit = info.required(WHAT)?;
    let body = explicit.children(WHAT)?.required(WHAT)?;
    let mut fields = body.children(WHAT)?;
    let version = fields.required(WHAT)?;
    let algorithms = fields.required(WHAT)?;
    let encapsulated = fields.required(WHAT)?;
    let certificates = fields.optional(Tag::context(0), WHAT)?;
    let crls = fields.optional(Tag::context(1), WHAT)?;
    let signers = fields.required(WHAT)?;

    let version = match version.value {
        [number] if *number < edit.version => der_writer::small_integer(edit.version),
        _ => version.raw.to_vec(),
    };
    let mut listed = Vec::new();
    let mut elements = algorithms.children(WHAT)?;
    while let Some(algorithm) = elements.next(WHAT)? {
        listed.push(algorithm.children(WHAT)?.required(WHAT)?.oid(WHAT)?);
    }
    let algorithms = match edit.digest {
        Some(new) if !listed.contains(&new) => {
            grown(&algorithms, &[der_writer::algorithm(&new)], WHAT)?
        }
        _ => algorithms.raw.to_vec(),
    };
    let certificates = match certificates {
        Some(set) if edit.certificates.is_empty() => set.raw.to_vec(),
        Some(set) => grown(&set, &edit.certificates, WHAT)?,
        None if edit.certificates.is_empty() => Vec::new(),
        None => der_writer::set_of(Tag::context(0), edit.certificates.clone()),
    };
    let signers = match &edit.unsigned {
        Some((index, attribute)) => with_attribute(&signers, *index, attribute)?,
        None => grown(&signers, edit.signer.as_slice(), WHAT)?,
    };
    let body = like(
        &body,
        &[
            &version,
            &algorithms,
            encapsulated.raw,
            &certificates,
            crls.map_or(&[], |tlv| tlv.raw),
            &signers,
        ],
    );
    let explicit = like(&explicit, &[&body]);
    Ok(like(&outer, &[content_type.raw, &explicit]))
}

/// An element of the tag of `model`, with an indefinite length where that has one.
fn like(model: &Tlv<'_>, parts: &[&[u8]]) -> Vec<u8> {
    if model.indefinite {
        indefinite(model.tag, parts)
    } else {
        element(model.tag, parts)
    }
}

/// A SET with more elements.
fn grown(set: &Tlv<'_>, new: &[Vec<u8>], what: &'static str) -> Result<Vec<u8>, ParseError> {
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut elements = set.children(what)?;
    while let Some(element) = elements.next(what)? {
        parts.push(element.raw);
    }
    let sorted = !set.indefinite && parts.is_sorted();
    for element in new {
        let at = if sorted {
            parts.partition_point(|known| *known <= &element[..])
        } else {
            parts.len()
        };
        parts.insert(at, element);
    }
    Ok(like(set, &parts))
}

/// The SET of SignerInfos with one more unsigned attribute in one of them. The order stays.
fn with_attribute(
    signers: &Tlv<'_>,
    index: usize,
    attribute: &[u8],
) -> Result<Vec<u8>, SignedError> {
    const WHAT: &str = "signerInfos";
    let mut elements = signers.children(WHAT)?;
    let mut parts: Vec<Vec<u8>> = Vec::new();
    while let Some(signer) = elements.next(WHAT)? {
        if parts.len() != index {
            parts.push(signer.raw.to_vec());
            continue;
        }
        let info = SignerInfo::read(signer)?;
        let unsigned = match &info.unsigned {
            Some(set) => grown(set, &[attribute.to_vec()], WHAT)?,
            None => element(Tag::context(1), &[attribute]),
        };
        parts.push(like(&signer, &[info.fields, &unsigned]));
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(like(signers, &parts))
}
