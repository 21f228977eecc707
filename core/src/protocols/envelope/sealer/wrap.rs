// SPDX-License-Identifier: MIT OR Apache-2.0
//! The RecipientInfo of one recipient: agreeing on a key, wrapping the content key under it, writing both.
//!
//! Source: [RFC 4490, section 4], [RFC 4357, section 6], R 1323565.1.025-2019. A key agreement has one recipient each,
//! and its UKM is fresh: under static keys it alone makes the agreed key another one.
//!
//! [RFC 4490, section 4]: https://www.rfc-editor.org/rfc/rfc4490#section-4
//! [RFC 4357, section 6]: https://www.rfc-editor.org/rfc/rfc4357#section-6

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use super::recipient::{KeyManagement, Recipient, WrapAlgorithm};
use super::{fill, one};
use crate::ct::Zeroizing;
use crate::formats::ber::{Tag, write};
use crate::formats::gost_asn1::{
    KExp15Transport, KeyTransport, KeyWrapAlgorithm, encrypted_key_der, kexp15_algorithm_der,
    key_algorithm_der, originator_key_der, read_key_algorithm,
};
use crate::formats::{Oid, oid};
use crate::keys::vko::{vko_2001, vko_2012_256};
use crate::keys::{Gost28147Wrap, KeyAlgorithm, PrivateKey, RecipientId, keg};
use crate::primitives::gost3412::{Kuznyechik, Magma};
use crate::primitives::gost28147::{wrap_cryptopro, wrap_none};
use crate::primitives::kexp15::kexp15;
use crate::protocols::envelope::content::ContentCipher;
use crate::protocols::envelope::error::SealError;

/// Writes the RecipientInfo of `recipient`, which gets `cek`.
pub(super) fn recipient_info<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    cipher: ContentCipher,
    cek: &[u8; 32],
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    let wrap = recipient.wrap.unwrap_or(WrapAlgorithm::of_content(cipher));
    check(recipient, cipher, wrap)?;
    match recipient.management {
        KeyManagement::Transport => {
            let ephemeral = ephemeral(recipient, rng)?;
            key_trans(recipient, wrap, cek, &ephemeral, rng)
        }
        KeyManagement::Agreement => {
            let ephemeral = ephemeral(recipient, rng)?;
            let point = ephemeral.public_key().to_bytes_le();
            let originator = originator_key_der(&recipient_algorithm(recipient)?, &point)
                .map_err(|_| SealError::InvalidArgument)?;
            key_agree(recipient, wrap, cek, &ephemeral, &originator, rng)
        }
        KeyManagement::StaticAgreement { key, id } => {
            if key.algorithm() != recipient.key.algorithm()
                || !key.param_set().same_curve(recipient.key.param_set())
            {
                return Err(SealError::WrapMismatch);
            }
            let originator = key_identifier(&id)?;
            key_agree(recipient, wrap, cek, key, &originator, rng)
        }
    }
}

/// What the standards join: GOST 28147-89 with its wraps, Magma and Kuznyechik with KExp15.
fn check(
    recipient: &Recipient<'_>,
    cipher: ContentCipher,
    wrap: WrapAlgorithm,
) -> Result<(), SealError> {
    let transport = matches!(recipient.management, KeyManagement::Transport);
    let fits = match wrap {
        WrapAlgorithm::CryptoPro => cipher == ContentCipher::Gost28147,
        WrapAlgorithm::Plain => cipher == ContentCipher::Gost28147 && !transport,
        WrapAlgorithm::KuznyechikKExp15 | WrapAlgorithm::MagmaKExp15 => {
            cipher != ContentCipher::Gost28147
                && recipient.key.algorithm() != KeyAlgorithm::Gost2001
        }
    };
    if fits {
        Ok(())
    } else {
        Err(SealError::WrapMismatch)
    }
}

fn ephemeral<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    rng: &mut R,
) -> Result<PrivateKey, SealError> {
    let key = recipient.key;
    Ok(PrivateKey::generate(key.algorithm(), key.param_set(), rng)?)
}

/// KeyTransRecipientInfo.
fn key_trans<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    wrap: WrapAlgorithm,
    cek: &[u8; 32],
    ephemeral: &PrivateKey,
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    let key_algorithm = recipient_algorithm(recipient)?;
    let point = ephemeral.public_key().to_bytes_le();
    let (algorithm, transport) = match kexp15_oid(wrap) {
        Some(named) => {
            let (ukm, encrypted_key) = wrap_kexp15(recipient, wrap, cek, ephemeral, rng)?;
            (
                kexp15_algorithm_der(named, recipient.key.algorithm()),
                KExp15Transport::to_der(&encrypted_key, &ukm, &point, &key_algorithm),
            )
        }
        None => {
            let wrapped = wrap_28147(recipient, wrap, cek, ephemeral, rng)?;
            let transport = KeyTransport {
                encrypted_key: wrapped.encrypted_key,
                mac: wrapped.mac,
                cipher: wrapped.cipher,
                ephemeral_algorithm: recipient.key.algorithm(),
                ephemeral_param_set: Some(recipient.key.param_set()),
                ephemeral: point,
                ukm: wrapped.ukm,
            };
            let transport = transport.to_der(&key_algorithm);
            (Ok(key_algorithm), transport)
        }
    };
    let (Ok(algorithm), Ok(transport)) = (algorithm, transport) else {
        return Err(SealError::InvalidArgument);
    };
    let mut info = Vec::new();
    let version = match recipient.id {
        RecipientId::IssuerSerial { .. } => 0,
        RecipientId::SubjectKeyId(_) => 2,
    };
    write::integer(&mut info, version);
    info.extend_from_slice(&key_identifier(&recipient.id)?);
    info.extend_from_slice(&algorithm);
    write::element(&mut info, Tag::OCTET_STRING, &transport);
    Ok(element(Tag::SEQUENCE, &info))
}

/// KeyAgreeRecipientInfo; `originator` is the element that names the originator or holds its key.
fn key_agree<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    wrap: WrapAlgorithm,
    cek: &[u8; 32],
    key: &PrivateKey,
    originator: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, SealError> {
    // Only to refuse an algorithm that is not the key's.
    recipient_algorithm(recipient)?;
    let (ukm, algorithm, encrypted_key) = match kexp15_oid(wrap) {
        Some(named) => {
            let (ukm, encrypted_key) = wrap_kexp15(recipient, wrap, cek, key, rng)?;
            let algorithm = kexp15_algorithm_der(named, recipient.key.algorithm());
            (ukm.to_vec(), algorithm, Ok(encrypted_key))
        }
        None => {
            let wrapped = wrap_28147(recipient, wrap, cek, key, rng)?;
            let algorithm = KeyWrapAlgorithm {
                diversified: wrap == WrapAlgorithm::CryptoPro,
                cipher: wrapped.cipher,
                ukm: None,
            };
            let algorithm = algorithm.to_agreement_der(match recipient.key.algorithm() {
                KeyAlgorithm::Gost2001 => oid::GOST_R3410_2001_ESDH,
                KeyAlgorithm::Gost2012_256 => oid::TC26_AGREEMENT_GOST3410_12_256,
                KeyAlgorithm::Gost2012_512 => oid::TC26_AGREEMENT_GOST3410_12_512,
            });
            (
                wrapped.ukm.to_vec(),
                algorithm,
                encrypted_key_der(&wrapped.encrypted_key, &wrapped.mac),
            )
        }
    };
    let (Ok(algorithm), Ok(encrypted_key)) = (algorithm, encrypted_key) else {
        return Err(SealError::InvalidArgument);
    };
    let mut entry = match recipient.id {
        RecipientId::IssuerSerial { .. } => key_identifier(&recipient.id)?,
        RecipientId::SubjectKeyId(id) => element(Tag::context(0), &element(Tag::OCTET_STRING, id)),
    };
    write::element(&mut entry, Tag::OCTET_STRING, &encrypted_key);

    let mut info = Vec::new();
    write::integer(&mut info, 3);
    write::element(&mut info, Tag::context(0), originator);
    write::element(
        &mut info,
        Tag::context(1),
        &element(Tag::OCTET_STRING, &ukm),
    );
    info.extend_from_slice(&algorithm);
    write::element(&mut info, Tag::SEQUENCE, &element(Tag::SEQUENCE, &entry));
    Ok(element(Tag::context(1), &info))
}

/// The AlgorithmIdentifier of the recipient's key.
fn recipient_algorithm(recipient: &Recipient<'_>) -> Result<Vec<u8>, SealError> {
    let key = recipient.key;
    let Some(der) = recipient.algorithm else {
        return key_algorithm_der(key.algorithm(), key.param_set())
            .map_err(|_| SealError::InvalidArgument);
    };
    // What the certificate says must be what the key is; absent parameters are the key's own.
    match read_key_algorithm(der, 0, "AlgorithmIdentifier") {
        Ok((algorithm, param_set))
            if algorithm == key.algorithm()
                && param_set.is_none_or(|set| set == key.param_set()) =>
        {
            Ok(der.to_vec())
        }
        _ => Err(SealError::InvalidArgument),
    }
}

/// The content key under VKO of `key` and the recipient's.
fn wrap_28147<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    wrap: WrapAlgorithm,
    cek: &[u8; 32],
    key: &PrivateKey,
    rng: &mut R,
) -> Result<Gost28147Wrap, SealError> {
    let mut ukm = [0; 8];
    // The integer 0 would make the agreement the identity.
    while ukm == [0; 8] {
        fill(rng, &mut ukm)?;
    }
    let kek = match recipient.key.algorithm() {
        KeyAlgorithm::Gost2001 => vko_2001(key, recipient.key, &ukm)?,
        KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => {
            vko_2012_256(key, recipient.key, &ukm)?
        }
    };
    let sbox = recipient.param_set.sbox();
    let (encrypted_key, mac) = match wrap {
        WrapAlgorithm::Plain => wrap_none(&kek, &ukm, cek, sbox),
        _ => wrap_cryptopro(&kek, &ukm, cek, sbox),
    };
    Ok(Gost28147Wrap {
        cipher: recipient.param_set,
        ukm,
        encrypted_key,
        mac,
    })
}

/// UKM and wrapped key under KEG of `key` and the recipient's.
fn wrap_kexp15<R: TryCryptoRng + ?Sized>(
    recipient: &Recipient<'_>,
    wrap: WrapAlgorithm,
    cek: &[u8; 32],
    key: &PrivateKey,
    rng: &mut R,
) -> Result<([u8; 32], Vec<u8>), SealError> {
    let mut ukm = [0; 32];
    fill(rng, &mut ukm)?;
    let keys = keg(key, recipient.key, &ukm)?;
    let [mut mac_key, mut enc_key] = [Zeroizing::new([0; 32]), Zeroizing::new([0; 32])];
    mac_key.copy_from_slice(&keys[..32]);
    enc_key.copy_from_slice(&keys[32..]);
    let iv: [u8; 8] = core::array::from_fn(|i| ukm[24 + i]);
    let encrypted_key = match wrap {
        WrapAlgorithm::MagmaKExp15 => {
            let [a, b, c, d, ..] = iv;
            kexp15::<Magma>(cek, &mac_key, &enc_key, &[a, b, c, d])
        }
        _ => kexp15::<Kuznyechik>(cek, &mac_key, &enc_key, &iv),
    };
    Ok((ukm, encrypted_key))
}

fn kexp15_oid(wrap: WrapAlgorithm) -> Option<Oid> {
    match wrap {
        WrapAlgorithm::CryptoPro | WrapAlgorithm::Plain => None,
        WrapAlgorithm::KuznyechikKExp15 => Some(oid::TC26_KUZNYECHIK_KEXP15),
        WrapAlgorithm::MagmaKExp15 => Some(oid::TC26_MAGMA_KEXP15),
    }
}

/// IssuerAndSerialNumber, or the subject key identifier under `[0]`.
fn key_identifier(id: &RecipientId<'_>) -> Result<Vec<u8>, SealError> {
    match *id {
        RecipientId::IssuerSerial { issuer, serial } => {
            one(issuer, Tag::SEQUENCE)?;
            if serial.is_empty() {
                return Err(SealError::InvalidArgument);
            }
            let mut rid = issuer.to_vec();
            write::element(&mut rid, Tag::INTEGER, serial);
            Ok(element(Tag::SEQUENCE, &rid))
        }
        RecipientId::SubjectKeyId(id) => Ok(element(Tag::context_primitive(0), id)),
    }
}

fn element(tag: Tag, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 4);
    write::element(&mut out, tag, content);
    out
}
