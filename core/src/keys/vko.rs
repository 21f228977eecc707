// SPDX-License-Identifier: MIT OR Apache-2.0
//! Key agreement: VKO GOST R 34.10-2001 ([RFC 4357, section 5.2](https://www.rfc-editor.org/rfc/rfc4357#section-5.2)) and
//! VKO_GOSTR3410_2012_256 and _512 ([RFC 7836, section 4.3](https://www.rfc-editor.org/rfc/rfc7836#section-4.3)).
//!
//! The key is the hash of x | y, each little-endian, of the point cofactor (UKM d mod q) Q. The hashes: GOST R 34.11-94
//! with the CryptoPro parameters, Streebog-256 (under keys of 512 bits too, as CMS uses it), Streebog-512.
//!
//! `ukm` is a little-endian integer of 1 to 32 octets under a key of 256 bits, to 64 under one of 512; CMS has 8, KEG 16.
//! Refused: a UKM of zero or of another length, a peer's key on other numbers than the own key, and a shared point
//! that is the identity. Whether the peer's key bears the same names is the caller's matter.

use alloc::vec::Vec;

use super::{KeyAlgorithm, KeyError, PrivateKey, PublicKey};
use crate::ct::Zeroizing;
use crate::primitives::curve::MAX_OCTETS;
use crate::primitives::gost94::SecretGost94CryptoPro;
use crate::primitives::streebog::{SecretStreebog256, SecretStreebog512};

/// The key of VKO GOST R 34.10-2001.
pub(crate) fn vko_2001(
    key: &PrivateKey,
    peer: &PublicKey,
    ukm: &[u8],
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut buffer = Zeroizing::new([0; 2 * MAX_OCTETS]);
    Ok(Zeroizing::new(SecretGost94CryptoPro::digest(shared_point(
        key,
        peer,
        ukm,
        &mut buffer,
    )?)))
}

/// The key of VKO_GOSTR3410_2012_256.
pub(crate) fn vko_2012_256(
    key: &PrivateKey,
    peer: &PublicKey,
    ukm: &[u8],
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut buffer = Zeroizing::new([0; 2 * MAX_OCTETS]);
    Ok(Zeroizing::new(SecretStreebog256::digest(shared_point(
        key,
        peer,
        ukm,
        &mut buffer,
    )?)))
}

/// The key of VKO_GOSTR3410_2012_512.
pub(crate) fn vko_2012_512(
    key: &PrivateKey,
    peer: &PublicKey,
    ukm: &[u8],
) -> Result<Zeroizing<[u8; 64]>, KeyError> {
    let mut buffer = Zeroizing::new([0; 2 * MAX_OCTETS]);
    Ok(Zeroizing::new(SecretStreebog512::digest(shared_point(
        key,
        peer,
        ukm,
        &mut buffer,
    )?)))
}

/// The keys of key transport (RFC 4490, section 4.2.1) under one private key, for each peer and UKM: VKO GOST R 34.10-2001 or
/// VKO_GOSTR3410_2012_256, as the private key's algorithm says.
///
/// Each is what the single function gives; where there are vectors for it, eight are computed at once.
pub(crate) fn vko_transport_batch(
    key: &PrivateKey,
    peers: &[(&PublicKey, &[u8])],
) -> Vec<Result<Zeroizing<[u8; 32]>, KeyError>> {
    let octets = key.param_set().octets();
    let mut padded = alloc::vec![0; octets * peers.len()];
    let checked: Vec<Result<(), KeyError>> = peers
        .iter()
        .zip(padded.chunks_exact_mut(octets))
        .map(|((peer, ukm), padded)| check(key, peer, ukm, padded))
        .collect();
    let eligible: Vec<_> = peers
        .iter()
        .zip(padded.chunks_exact(octets))
        .zip(&checked)
        .filter(|(_, checked)| checked.is_ok())
        .map(|(((peer, _), ukm), _)| (peer.point(), ukm))
        .collect();
    let mut points = Zeroizing::new(alloc::vec![0; 2 * octets * eligible.len()]);
    let agreed = key.secret().agree_batch(&eligible, &mut points);
    let mut agreed = agreed.into_iter().zip(points.chunks_exact(2 * octets));
    checked
        .into_iter()
        .map(|checked| {
            checked?;
            let Some((true, xy)) = agreed.next() else {
                return Err(KeyError::Ukm);
            };
            Ok(Zeroizing::new(match key.algorithm() {
                KeyAlgorithm::Gost2001 => SecretGost94CryptoPro::digest(xy),
                KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => {
                    SecretStreebog256::digest(xy)
                }
            }))
        })
        .collect()
}

/// x | y of the shared point, each little-endian, in `buffer`.
pub(super) fn shared_point<'a>(
    key: &PrivateKey,
    peer: &PublicKey,
    ukm: &[u8],
    buffer: &'a mut [u8; 2 * MAX_OCTETS],
) -> Result<&'a [u8], KeyError> {
    let octets = key.param_set().octets();
    let mut padded = [0; MAX_OCTETS];
    check(key, peer, ukm, &mut padded[..octets])?;
    let xy = &mut buffer[..2 * octets];
    if !key.secret().agree(peer.point(), &padded[..octets], xy) {
        return Err(KeyError::Ukm);
    }
    Ok(xy)
}

/// Whether a peer's key and a UKM go with the key; the UKM is written to `padded`, which has the curve's length and is zero.
fn check(
    key: &PrivateKey,
    peer: &PublicKey,
    ukm: &[u8],
    padded: &mut [u8],
) -> Result<(), KeyError> {
    if !key.param_set().same_curve(peer.param_set()) {
        return Err(KeyError::AlgorithmMismatch);
    }
    match padded.get_mut(..ukm.len()) {
        Some(low) if ukm.iter().any(|&octet| octet != 0) => {
            low.copy_from_slice(ukm);
            Ok(())
        }
        _ => Err(KeyError::Ukm),
    }
}
