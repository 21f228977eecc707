// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making EnvelopedData: a content key wrapped for each recipient by GostR3410-KeyTransport, the content in
//! GOST 28147-89 CFB.
//!
//! Source: [RFC 5652, section 6], [RFC 4490, section 4.2], [RFC 4357, section 6.3].
//!
//! Content key, IV, and for each recipient an ephemeral key and a UKM, are drawn from the caller's random source. The
//! ephemeral key has the recipient's algorithm and parameter set. The key agreement is VKO GOST R 34.10-2001 for 2001
//! keys and VKO_GOSTR3410_2012_256 for 2012 keys of both lengths. Unless the caller chooses, the S-box is
//! id-tc26-gost-28147-param-Z for 2012 keys and CryptoPro-A for 2001 keys, and the content's is CryptoPro-A as soon as
//! one recipient has a 2001 key.
//!
//! The version is the one that RFC 5652 asks for (0 when every recipient is named by issuer and serial number and there
//! is no originatorInfo, else 2) unless the caller chooses another. SET OFs are sorted.
//!
//! [RFC 5652, section 6]: https://www.rfc-editor.org/rfc/rfc5652#section-6
//! [RFC 4490, section 4.2]: https://www.rfc-editor.org/rfc/rfc4490#section-4.2
//! [RFC 4357, section 6.3]: https://www.rfc-editor.org/rfc/rfc4357#section-6.3

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use super::error::SealError;
use super::opener::Limits;
use super::recipient::CertificateId;
use crate::ct::{Zeroize, Zeroizing};
use crate::formats::ber::{Cursor, Rules, Tag, write};
use crate::formats::gost_asn1::{
    CipherParameters, KeyTransport, key_algorithm_der, read_key_algorithm,
};
use crate::formats::x509::Certificate;
use crate::formats::{Oid, oid};
use crate::keys::vko::{vko_2001, vko_2012_256};
use crate::keys::{CipherParamSet, KeyAlgorithm, PrivateKey, PublicKey, RecipientId};
use crate::primitives::gost28147::{CfbEncryptor, wrap_cryptopro};

/// Octets of plaintext in one segment of a streamed content.
const SEGMENT: usize = 16 << 10;

/// Whom an envelope is for.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    key: &'a PublicKey,
    id: RecipientId<'a>,
    algorithm: Option<&'a [u8]>,
    param_set: CipherParamSet,
}

impl<'a> Recipient<'a> {
    /// A recipient by its public key and the name that its certificate gives it.
    pub fn new(key: &'a PublicKey, id: RecipientId<'a>) -> Self {
        let param_set = match key.algorithm() {
            KeyAlgorithm::Gost2001 => CipherParamSet::CryptoProA,
            KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => CipherParamSet::Tc26Z,
        };
        Self {
            key,
            id,
            algorithm: None,
            param_set,
        }
    }

    /// A recipient as its certificate describes it: named by issuer and serial number, the key's AlgorithmIdentifier
    /// as it stands there.
    ///
    /// `key` is the certificate's public key, which may have to inherit its parameters from the issuer's.
    ///
    /// # Errors
    /// [`SealError::InvalidArgument`] when the certificate's SubjectPublicKeyInfo cannot be read.
    pub fn from_certificate(
        certificate: &'a Certificate,
        key: &'a PublicKey,
    ) -> Result<Self, SealError> {
        let what = "SubjectPublicKeyInfo";
        let algorithm = Cursor::single(certificate.spki_der(), Rules::Der, what)
            .and_then(|spki| spki.children(what)?.expect(Tag::SEQUENCE, what))
            .map_err(|_| SealError::InvalidArgument)?;
        let id = CertificateId::of(certificate);
        let id = RecipientId::IssuerSerial {
            issuer: id.issuer,
            serial: id.serial,
        };
        Ok(Self::new(key, id).algorithm_der(algorithm.raw))
    }

    /// Writes the key's AlgorithmIdentifier as the certificate has it (DER) instead of as RFC 9215 describes it.
    #[must_use]
    pub fn algorithm_der(mut self, der: &'a [u8]) -> Self {
        self.algorithm = Some(der);
        self
    }

    /// Chooses the parameter set of the key wrap.
    #[must_use]
    pub fn param_set(mut self, param_set: CipherParamSet) -> Self {
        self.param_set = param_set;
        self
    }
}

/// What a caller may choose about an envelope.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SealOptions<'a> {
    /// The type of the content; id-data when `None`.
    pub content_type: Option<Oid>,
    /// Certificates (DER) for originatorInfo; none, and no originatorInfo, when empty.
    pub originator_certificates: &'a [&'a [u8]],
    /// The parameter set of the content; see the module for what `None` gives.
    pub param_set: Option<CipherParamSet>,
    /// The version of EnvelopedData; the one of RFC 5652 when `None`.
    pub version: Option<u8>,
}

/// **The content is NOT authenticated**: sign it before it is sealed. Makes an envelope of any size.
///
/// Plaintext goes in in pieces of any size; BER of indefinite length is appended to the caller's buffer, the content in
/// segments of 16 KiB. The cutting into pieces does not show in the result.
pub struct Sealer {
    cipher: CfbEncryptor,
    /// What stands before the content, until it has been given out.
    head: Vec<u8>,
    /// Ciphertext of the segment that is being filled.
    segment: Vec<u8>,
    closed: bool,
}

impl Sealer {
    /// Begins an envelope.
    ///
    /// # Errors
    /// [`SealError`]: no recipient or more than 10,000, octets that are not DER, a failing random source.
    pub fn new<R: TryCryptoRng + ?Sized>(
        recipients: &[Recipient<'_>],
        options: &SealOptions<'_>,
        rng: &mut R,
    ) -> Result<Self, SealError> {
        let parts = Parts::new(recipients, options, rng)?;
        let mut head = Vec::new();
        let indefinite = |head: &mut Vec<u8>, tag: Tag| head.extend_from_slice(&[tag.0, 0x80]);
        indefinite(&mut head, Tag::SEQUENCE);
        head.extend_from_slice(&oid::CT_ENVELOPED_DATA.to_der());
        indefinite(&mut head, Tag::context(0));
        indefinite(&mut head, Tag::SEQUENCE);
        head.extend_from_slice(&parts.before_content_info);
        indefinite(&mut head, Tag::SEQUENCE);
        head.extend_from_slice(&parts.content_info);
        indefinite(&mut head, Tag::context(0));
        Ok(Self {
            cipher: parts.cipher,
            head,
            segment: Vec::new(),
            closed: false,
        })
    }

    /// Takes plaintext, all of it, and appends what is finished of the envelope to `out`.
    ///
    /// # Errors
    /// [`SealError::AlreadyFinished`].
    pub fn update(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        if self.closed {
            return Err(SealError::AlreadyFinished);
        }
        out.append(&mut self.head);
        let mut rest = plaintext;
        while !rest.is_empty() {
            let room = SEGMENT - self.segment.len();
            let (piece, tail) = rest.split_at(room.min(rest.len()));
            rest = tail;
            let start = self.segment.len();
            self.segment.extend_from_slice(piece);
            if let Some(fresh) = self.segment.get_mut(start..) {
                self.cipher.apply(fresh);
            }
            if self.segment.len() == SEGMENT {
                self.flush(out);
            }
        }
        Ok(())
    }

    /// Appends the rest of the envelope to `out`.
    ///
    /// # Errors
    /// [`SealError::AlreadyFinished`].
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), SealError> {
        self.update(&[], out)?;
        if !self.segment.is_empty() {
            self.flush(out);
        }
        // encryptedContent, encryptedContentInfo, EnvelopedData, the explicit [0], ContentInfo.
        out.extend_from_slice(&[0; 2 * 5]);
        self.closed = true;
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        write::element(out, Tag::OCTET_STRING, &self.segment);
        self.segment.clear();
    }
}

/// **The content is NOT authenticated**: sign it before it is sealed. Makes an envelope at once, in DER.
///
/// # Errors
/// As [`Sealer::new`].
pub fn seal<R: TryCryptoRng + ?Sized>(
    plaintext: &[u8],
    recipients: &[Recipient<'_>],
    options: &SealOptions<'_>,
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    let mut parts = Parts::new(recipients, options, rng)?;
    let element_len = |len: usize| write::header_len(len as u64) + len;
    let content_info = parts.content_info.len() + element_len(plaintext.len());
    let enveloped = parts.before_content_info.len() + element_len(content_info);
    let content_type = oid::CT_ENVELOPED_DATA.to_der();
    let explicit = element_len(enveloped);
    let whole = content_type.len() + element_len(explicit);

    let mut out = Vec::with_capacity(element_len(whole));
    write::header(&mut out, Tag::SEQUENCE, whole);
    out.extend_from_slice(&content_type);
    write::header(&mut out, Tag::context(0), explicit);
    write::header(&mut out, Tag::SEQUENCE, enveloped);
    out.extend_from_slice(&parts.before_content_info);
    write::header(&mut out, Tag::SEQUENCE, content_info);
    out.extend_from_slice(&parts.content_info);
    write::header(&mut out, Tag::context_primitive(0), plaintext.len());
    let start = out.len();
    out.extend_from_slice(plaintext);
    if let Some(content) = out.get_mut(start..) {
        parts.cipher.apply(content);
    }
    Ok(out)
}

/// What an envelope consists of beside its content.
struct Parts {
    /// version, originatorInfo, recipientInfos.
    before_content_info: Vec<u8>,
    /// contentType and contentEncryptionAlgorithm.
    content_info: Vec<u8>,
    cipher: CfbEncryptor,
}

impl Parts {
    fn new<R: TryCryptoRng + ?Sized>(
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
        let mut iv = [0; 8];
        fill(rng, &mut iv)?;
        let param_set = options.param_set.unwrap_or_else(|| {
            let old = recipients
                .iter()
                .any(|recipient| recipient.key.algorithm() == KeyAlgorithm::Gost2001);
            if old {
                CipherParamSet::CryptoProA
            } else {
                CipherParamSet::Tc26Z
            }
        });

        let plain = options.originator_certificates.is_empty()
            && recipients
                .iter()
                .all(|recipient| matches!(recipient.id, RecipientId::IssuerSerial { .. }));
        let mut before = Vec::new();
        write::integer(
            &mut before,
            options.version.unwrap_or(if plain { 0 } else { 2 }),
        );
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
            infos.push(key_trans_recipient_info(recipient, &cek, rng)?);
        }
        before.extend_from_slice(&set_of(Tag::SET, infos));

        let mut content_info = options.content_type.unwrap_or(oid::CT_DATA).to_der();
        let algorithm = CipherParameters { iv, param_set }.to_algorithm_der();
        content_info.extend_from_slice(&algorithm.map_err(|_| SealError::InvalidArgument)?);
        Ok(Self {
            before_content_info: before,
            content_info,
            cipher: CfbEncryptor::new(&cek, &iv, param_set.sbox(), param_set.key_meshing()),
        })
    }
}

fn key_trans_recipient_info<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    cek: &[u8; 32],
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    let key = recipient.key;
    let algorithm = match recipient.algorithm {
        Some(der) => {
            // What the certificate says must be what the key is; absent parameters are the key's own.
            match read_key_algorithm(der, 0, "AlgorithmIdentifier") {
                Ok((algorithm, param_set))
                    if algorithm == key.algorithm()
                        && param_set.is_none_or(|set| set == key.param_set()) => {}
                _ => return Err(SealError::InvalidArgument),
            }
            der.to_vec()
        }
        None => key_algorithm_der(key.algorithm(), key.param_set())
            .map_err(|_| SealError::InvalidArgument)?,
    };
    let transport = wrap(recipient, cek, rng)?;
    let transport = transport
        .to_der(&algorithm)
        .map_err(|_| SealError::InvalidArgument)?;

    let mut info = Vec::new();
    match recipient.id {
        RecipientId::IssuerSerial { issuer, serial } => {
            one(issuer, Tag::SEQUENCE)?;
            if serial.is_empty() {
                return Err(SealError::InvalidArgument);
            }
            write::integer(&mut info, 0);
            let mut rid = issuer.to_vec();
            write::element(&mut rid, Tag::INTEGER, serial);
            write::element(&mut info, Tag::SEQUENCE, &rid);
        }
        RecipientId::SubjectKeyId(id) => {
            write::integer(&mut info, 2);
            write::element(&mut info, Tag::context_primitive(0), id);
        }
    }
    info.extend_from_slice(&algorithm);
    write::element(&mut info, Tag::OCTET_STRING, &transport);
    let mut element = Vec::with_capacity(info.len() + 4);
    write::element(&mut element, Tag::SEQUENCE, &info);
    Ok(element)
}

/// Wraps the content key under a fresh ephemeral key and UKM (RFC 4490 section 4.2, RFC 4357 section 6.3).
fn wrap<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    cek: &[u8; 32],
    rng: &mut R,
) -> Result<KeyTransport, SealError> {
    let key = recipient.key;
    let ephemeral = PrivateKey::generate(key.algorithm(), key.param_set(), rng)?;
    let mut ukm = [0; 8];
    // The integer 0 would make the agreement the identity.
    while ukm == [0; 8] {
        fill(rng, &mut ukm)?;
    }
    let kek = match key.algorithm() {
        KeyAlgorithm::Gost2001 => vko_2001(&ephemeral, key, &ukm)?,
        KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => {
            vko_2012_256(&ephemeral, key, &ukm)?
        }
    };
    let (encrypted_key, mac) = wrap_cryptopro(&kek, &ukm, cek, recipient.param_set.sbox());
    Ok(KeyTransport {
        encrypted_key,
        mac,
        cipher: recipient.param_set,
        ephemeral_algorithm: key.algorithm(),
        ephemeral_param_set: Some(key.param_set()),
        ephemeral: ephemeral.public_key().to_bytes_le(),
        ukm,
    })
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
