// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making EnvelopedData and EncryptedData.
//!
//! Source: [RFC 5652, sections 6 and 8], [RFC 4490], R 1323565.1.025-2019.
//!
//! | file | holds |
//! |---|---|
//! | `recipient` | whom an envelope is for |
//! | `wrap` | the RecipientInfo of each |
//!
//! Content key, IV or UKM, and for each recipient an ephemeral key and a UKM, are drawn from the caller's random source.
//! The ephemeral key has the recipient's algorithm and parameter set. Unless the caller chooses, the content is GOST
//! 28147-89, its S-box is id-tc26-gost-28147-param-Z for 2012 keys and CryptoPro-A for 2001 keys, and the content's is
//! CryptoPro-A as soon as one recipient has a 2001 key.
//!
//! The version is the one that RFC 5652 asks for (0 when every recipient is a key transport named by issuer and serial
//! number and there are neither originatorInfo nor attributes, else 2) unless the caller chooses another. SET OFs are
//! sorted. Where the length of the content is known all is DER, else BER of indefinite length.
//!
//! [RFC 5652, sections 6 and 8]: https://www.rfc-editor.org/rfc/rfc5652#section-6
//! [RFC 4490]: https://www.rfc-editor.org/rfc/rfc4490

mod recipient;
mod wrap;

pub use recipient::{KeyManagement, Recipient, WrapAlgorithm};

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use super::content::{ContentAlgorithm, ContentCipher, ContentEncryptor};
use super::error::SealError;
use super::opener::Limits;
use crate::ct::{Zeroize, Zeroizing};
use crate::formats::ber::{Cursor, Rules, Tag, write};
use crate::formats::{Oid, oid};
use crate::keys::{CipherParamSet, ContentKey, Decapsulator, KeyAlgorithm, RecipientId};

/// Octets of plaintext in one segment of a streamed content.
const SEGMENT: usize = 16 << 10;

/// What a caller may choose about an envelope.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SealOptions<'a> {
    /// The cipher of the content.
    pub cipher: ContentCipher,
    /// Octets of the content, where they are known before: DER is written then, and another length is refused.
    pub content_len: Option<u64>,
    /// The type of the content; id-data when `None`.
    pub content_type: Option<Oid>,
    /// Certificates (DER) for originatorInfo; none, and no originatorInfo, when empty.
    pub originator_certificates: &'a [&'a [u8]],
    /// The parameter set of a content in GOST 28147-89; see the module for what `None` gives.
    pub param_set: Option<CipherParamSet>,
    /// The version of EnvelopedData; the one of RFC 5652 when `None`.
    pub version: Option<u8>,
}

/// **Unless its cipher has a MAC the content is NOT authenticated**: sign it before it is sealed. Makes an envelope of
/// any size.
///
/// Plaintext goes in in pieces of any size; the envelope is appended to the caller's buffer: DER when the options tell
/// the length of the content, else BER of indefinite length with the content in segments of 16 KiB. The cutting into
/// pieces does not show in the result.
pub struct Sealer {
    cipher: Option<ContentEncryptor>,
    /// What stands before the content, until it has been given out.
    head: Vec<u8>,
    body: Body,
}

/// How the content is written.
enum Body {
    /// In one string, of which so many octets are missing.
    Definite(u64),
    /// In segments; ciphertext of the one that is being filled.
    Indefinite(Vec<u8>),
}

impl Sealer {
    /// Begins an EnvelopedData.
    ///
    /// # Errors
    /// [`SealError`]: no recipient or more than 10,000, octets that are not DER, a wrap that does not go with the
    /// content, a failing random source.
    pub fn new<R: TryCryptoRng + ?Sized>(
        recipients: &[Recipient<'_>],
        options: &SealOptions<'_>,
        rng: &mut R,
    ) -> Result<Self, SealError> {
        Parts::enveloped(recipients, options, rng)?.begin(options.content_len)
    }

    /// Begins an EncryptedData, which has no recipients: `key` is known to both sides.
    ///
    /// # Errors
    /// [`SealError`]: originator certificates, for which it has no place; a failing random source.
    pub fn encrypted_data<R: TryCryptoRng + ?Sized>(
        key: &ContentKey,
        options: &SealOptions<'_>,
        rng: &mut R,
    ) -> Result<Self, SealError> {
        Parts::encrypted(key, options, rng)?.begin(options.content_len)
    }

    /// Takes plaintext, all of it, and appends what is finished of the envelope to `out`.
    ///
    /// # Errors
    /// [`SealError::AlreadyFinished`]; [`SealError::ContentLength`], after which the envelope is lost.
    pub fn update(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        let Some(cipher) = &mut self.cipher else {
            return Err(SealError::AlreadyFinished);
        };
        out.append(&mut self.head);
        let done = match &mut self.body {
            Body::Definite(missing) => definite(cipher, missing, plaintext, out),
            Body::Indefinite(segment) => indefinite(cipher, segment, plaintext, out),
        };
        if done.is_err() {
            self.cipher = None;
        }
        done
    }

    /// Appends the rest of the envelope to `out`.
    ///
    /// # Errors
    /// As [`Self::update`].
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), SealError> {
        self.update(&[], out)?;
        let Some(cipher) = self.cipher.take() else {
            return Err(SealError::AlreadyFinished);
        };
        let mac = cipher.finish().map_err(|_| SealError::ContentLength)?;
        let attributes = mac.map(|mac| attributes(&mac)).unwrap_or_default();
        match &mut self.body {
            Body::Definite(0) => out.extend_from_slice(&attributes),
            Body::Definite(_) => return Err(SealError::ContentLength),
            Body::Indefinite(segment) => {
                if !segment.is_empty() {
                    write::element(out, Tag::OCTET_STRING, segment);
                }
                // encryptedContent, encryptedContentInfo; then EnvelopedData, the explicit [0], ContentInfo.
                out.extend_from_slice(&[0; 2 * 2]);
                out.extend_from_slice(&attributes);
                out.extend_from_slice(&[0; 2 * 3]);
            }
        }
        Ok(())
    }
}

/// Enciphers into `out`.
fn definite(
    cipher: &mut ContentEncryptor,
    missing: &mut u64,
    plaintext: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), SealError> {
    *missing = missing
        .checked_sub(plaintext.len() as u64)
        .ok_or(SealError::ContentLength)?;
    encipher(cipher, plaintext, out)
}

/// Enciphers into segments, the full ones of which go to `out`.
fn indefinite(
    cipher: &mut ContentEncryptor,
    segment: &mut Vec<u8>,
    plaintext: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), SealError> {
    let mut rest = plaintext;
    while !rest.is_empty() {
        let room = SEGMENT - segment.len();
        let (piece, tail) = rest.split_at(room.min(rest.len()));
        rest = tail;
        encipher(cipher, piece, segment)?;
        if segment.len() == SEGMENT {
            write::element(out, Tag::OCTET_STRING, segment);
            segment.clear();
        }
    }
    Ok(())
}

/// Appends the ciphertext of `plaintext` to `out`; nothing of it when that fails.
fn encipher(
    cipher: &mut ContentEncryptor,
    plaintext: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), SealError> {
    let start = out.len();
    out.extend_from_slice(plaintext);
    let done = out.get_mut(start..).map(|fresh| cipher.apply(fresh));
    if let Some(Err(_)) = done {
        if let Some(fresh) = out.get_mut(start..) {
            fresh.zeroize();
        }
        out.truncate(start);
        return Err(SealError::ContentLength);
    }
    Ok(())
}

/// **Unless its cipher has a MAC the content is NOT authenticated**: sign it before it is sealed. Makes an EnvelopedData
/// at once, in DER.
///
/// # Errors
/// As [`Sealer::new`].
pub fn seal<R: TryCryptoRng + ?Sized>(
    plaintext: &[u8],
    recipients: &[Recipient<'_>],
    options: &SealOptions<'_>,
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    Parts::enveloped(recipients, options, rng)?.whole(plaintext)
}

/// **Unless its cipher has a MAC the content is NOT authenticated.** Makes an EncryptedData at once, in DER.
///
/// # Errors
/// As [`Sealer::encrypted_data`].
pub fn seal_encrypted_data<R: TryCryptoRng + ?Sized>(
    plaintext: &[u8],
    key: &ContentKey,
    options: &SealOptions<'_>,
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    Parts::encrypted(key, options, rng)?.whole(plaintext)
}

/// What a message consists of beside its content.
struct Parts {
    content_type: Oid,
    /// version; in EnvelopedData originatorInfo and recipientInfos, too.
    before_content_info: Vec<u8>,
    /// contentType and contentEncryptionAlgorithm.
    content_info: Vec<u8>,
    cipher: ContentCipher,
    encryptor: ContentEncryptor,
}

impl Parts {
    fn enveloped<R: TryCryptoRng + ?Sized>(
        recipients: &[Recipient<'_>],
        options: &SealOptions<'_>,
        rng: &mut R,
    ) -> Result<Self, SealError> {
        if recipients.is_empty() {
            return Err(SealError::NoRecipient);
        }
        if recipients.len() > Limits::default().recipients as usize {
            return Err(SealError::TooManyRecipients);
        }
        let mut cek = Zeroizing::new([0; 32]);
        fill(rng, cek.as_mut())?;
        let old = recipients
            .iter()
            .any(|recipient| recipient.key.algorithm() == KeyAlgorithm::Gost2001);
        let plain = options.originator_certificates.is_empty()
            && !options.cipher.authenticates()
            && recipients.iter().all(|recipient| {
                matches!(recipient.id, RecipientId::IssuerSerial { .. })
                    && matches!(recipient.management, KeyManagement::Transport)
            });
        let (content_info, encryptor) = content(&cek, old, options, rng)?;

        let mut before = Vec::new();
        let version = options.version.unwrap_or(if plain { 0 } else { 2 });
        write::integer(&mut before, version);
        if !options.originator_certificates.is_empty() {
            let mut certificates = Vec::new();
            for &certificate in options.originator_certificates {
                one(certificate, Tag::SEQUENCE)?;
                certificates.push(certificate.to_vec());
            }
            let certificates = set_of(Tag::context(0), certificates);
            write::element(&mut before, Tag::context(0), &certificates);
        }
        let mut infos = Vec::with_capacity(recipients.len());
        for recipient in recipients {
            infos.push(wrap::recipient_info(recipient, options.cipher, &cek, rng)?);
        }
        before.extend_from_slice(&set_of(Tag::SET, infos));
        Ok(Self {
            content_type: oid::CT_ENVELOPED_DATA,
            before_content_info: before,
            content_info,
            cipher: options.cipher,
            encryptor,
        })
    }

    fn encrypted<R: TryCryptoRng + ?Sized>(
        key: &ContentKey,
        options: &SealOptions<'_>,
        rng: &mut R,
    ) -> Result<Self, SealError> {
        if !options.originator_certificates.is_empty() {
            return Err(SealError::InvalidArgument);
        }
        let Some(cek) = key.content_key() else {
            return Err(SealError::InvalidArgument);
        };
        let (content_info, encryptor) = content(&cek.0, false, options, rng)?;
        let mut before = Vec::new();
        let attributes = options.cipher.authenticates();
        let version = options.version.unwrap_or(if attributes { 2 } else { 0 });
        write::integer(&mut before, version);
        Ok(Self {
            content_type: oid::CT_ENCRYPTED_DATA,
            before_content_info: before,
            content_info,
            cipher: options.cipher,
            encryptor,
        })
    }

    fn begin(self, content_len: Option<u64>) -> Result<Sealer, SealError> {
        let (head, body) = match content_len {
            Some(len) => (self.definite_head(len)?, Body::Definite(len)),
            None => (self.indefinite_head(), Body::Indefinite(Vec::new())),
        };
        Ok(Sealer {
            cipher: Some(self.encryptor),
            head,
            body,
        })
    }

    fn whole(self, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut sealer = self.begin(Some(plaintext.len() as u64))?;
        // Room for all of it at once: content, and a tail of one attribute.
        let mut out = Vec::with_capacity(sealer.head.len() + plaintext.len() + 64);
        sealer.update(plaintext, &mut out)?;
        sealer.finish(&mut out)?;
        Ok(out)
    }

    fn indefinite_head(&self) -> Vec<u8> {
        let mut head = Vec::new();
        let indefinite = |head: &mut Vec<u8>, tag: Tag| head.extend_from_slice(&[tag.0, 0x80]);
        indefinite(&mut head, Tag::SEQUENCE);
        head.extend_from_slice(&self.content_type.to_der());
        indefinite(&mut head, Tag::context(0));
        indefinite(&mut head, Tag::SEQUENCE);
        head.extend_from_slice(&self.before_content_info);
        indefinite(&mut head, Tag::SEQUENCE);
        head.extend_from_slice(&self.content_info);
        indefinite(&mut head, Tag::context(0));
        head
    }

    /// Fails when the lengths do not fit 64 bits.
    fn definite_head(&self, content_len: u64) -> Result<Vec<u8>, SealError> {
        let tail = match self.cipher.mac_len() {
            0 => 0,
            len => attributes(&[0; 16][..len]).len(),
        };
        let element_len = |len: u64| (write::header_len(len) as u64).checked_add(len);
        let sum = |a: usize, b: Option<u64>| b.and_then(|b| b.checked_add(a as u64));
        let content_type = self.content_type.to_der();
        let content_info = sum(self.content_info.len(), element_len(content_len));
        let data = sum(
            self.before_content_info.len() + tail,
            content_info.and_then(element_len),
        );
        let explicit = data.and_then(element_len);
        let whole = sum(content_type.len(), explicit.and_then(element_len));
        let (Some(content_info), Some(data), Some(explicit), Some(whole)) =
            (content_info, data, explicit, whole)
        else {
            return Err(SealError::ContentLength);
        };
        let mut head = Vec::new();
        write::header(&mut head, Tag::SEQUENCE, whole);
        head.extend_from_slice(&content_type);
        write::header(&mut head, Tag::context(0), explicit);
        write::header(&mut head, Tag::SEQUENCE, data);
        head.extend_from_slice(&self.before_content_info);
        write::header(&mut head, Tag::SEQUENCE, content_info);
        head.extend_from_slice(&self.content_info);
        write::header(&mut head, Tag::context_primitive(0), content_len);
        Ok(head)
    }
}

/// contentType and contentEncryptionAlgorithm, and the cipher. `old` says that a recipient may know no newer S-box.
fn content<R: TryCryptoRng + ?Sized>(
    cek: &[u8; 32],
    old: bool,
    options: &SealOptions<'_>,
    rng: &mut R,
) -> Result<(Vec<u8>, ContentEncryptor), SealError> {
    let default = match old {
        true => CipherParamSet::CryptoProA,
        false => CipherParamSet::Tc26Z,
    };
    let mut ukm = [0; 16];
    let ukm = &mut ukm[..options.cipher.ukm_len()];
    fill(rng, ukm)?;
    let param_set = options.param_set.unwrap_or(default);
    let algorithm = ContentAlgorithm::new(options.cipher, param_set, ukm);
    let mut info = options.content_type.unwrap_or(oid::CT_DATA).to_der();
    let der = algorithm.to_der().map_err(|_| SealError::InvalidArgument)?;
    info.extend_from_slice(&der);
    Ok((info, algorithm.encryptor(cek)))
}

/// unprotectedAttrs with the encrypted MAC.
fn attributes(mac: &[u8]) -> Vec<u8> {
    let mut value = Vec::new();
    write::element(&mut value, Tag::OCTET_STRING, mac);
    let mut attribute = oid::TC26_CMS_MAC_ATTR.to_der();
    write::element(&mut attribute, Tag::SET, &value);
    let mut element = Vec::new();
    write::element(&mut element, Tag::SEQUENCE, &attribute);
    let mut attributes = Vec::new();
    write::element(&mut attributes, Tag::context(1), &element);
    attributes
}

fn fill<R: TryCryptoRng + ?Sized>(rng: &mut R, octets: &mut [u8]) -> Result<(), SealError> {
    rng.try_fill_bytes(octets).map_err(|_| {
        octets.zeroize();
        SealError::Entropy
    })
}

/// Fails unless `der` is one DER element with this tag.
fn one(der: &[u8], tag: Tag) -> Result<(), SealError> {
    match Cursor::single(der, Rules::Der, "argument") {
        Ok(tlv) if tlv.tag == tag => Ok(()),
        _ => Err(SealError::InvalidArgument),
    }
}

/// A SET OF finished elements, sorted as DER asks (X.690 section 11.6).
fn set_of(tag: Tag, mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    let mut set = Vec::new();
    write::element(&mut set, tag, &elements.concat());
    set
}
