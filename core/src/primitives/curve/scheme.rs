// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signature, verification and key agreement over any curve: the arithmetic, without hash functions and nonces.
//!
//! Signatures: [RFC 7091, section 6](https://www.rfc-editor.org/rfc/rfc7091#section-6), which is also GOST R 34.10-2001
//! ([RFC 5832, section 6](https://www.rfc-editor.org/rfc/rfc5832#section-6)). Agreement: the point of
//! [RFC 4357, section 5.2](https://www.rfc-editor.org/rfc/rfc4357#section-5.2) and
//! [RFC 7836, section 4.3](https://www.rfc-editor.org/rfc/rfc7836#section-4.3), without the hash at the end.
//!
//! All integers are little-endian octets. r and s are compared with q as integers, never by their lengths: on most
//! curves r + q has as many octets as r.

use super::multiply::{self, Comb};
use super::{Curve, Group, MAX_OCTETS};
use crate::ct::{Choice, ConditionallySelectable, ConstantTimeEq, Zeroizing};
use crate::primitives::field::Field;

/// The integer e of a digest: its octets, little-endian, modulo q, and 1 in place of 0 (RFC 7091, section 6.1).
///
/// `digest` has as many octets as a scalar. Constant time.
pub(super) fn digest_scalar<C: Curve>(digest: &[u8]) -> C::Scalar {
    let e = C::Scalar::from_bytes_le_reduced(digest);
    C::Scalar::conditional_select(&e, &C::Scalar::ONE, e.is_zero())
}

/// Signs e with the nonce k: r = x(k P) mod q, s = r d + k e mod q.
///
/// `None` when r or s is zero, so that another nonce must be drawn.
pub(super) fn sign<C: Curve>(
    d: &C::Scalar,
    e: &C::Scalar,
    k: &C::Scalar,
) -> Option<(C::Scalar, C::Scalar)> {
    let (x, _, identity) = C::normalise(&multiply::multiply_base::<C>(k));
    let mut octets = Zeroizing::new([0u8; MAX_OCTETS]);
    let octets = &mut octets[..C::Base::OCTETS];
    x.write_bytes_le(octets);
    let r = C::Scalar::from_bytes_le_reduced(octets);
    let s = r.mul(d).add(&k.mul(e));
    // Whether a nonce is dropped says nothing of the one that replaces it.
    let unusable: Choice = identity | r.is_zero() | s.is_zero();
    if bool::from(unusable) {
        None
    } else {
        Some((r, s))
    }
}

/// How a verification multiplies.
pub(super) enum Key<'a, C: Curve> {
    /// A key seen once.
    Plain(&'a C::Affine),
    /// A key with its table.
    Prepared(&'a Comb<C>),
}

/// Whether r, s is a signature of a digest: with z1 = s/e and z2 = -r/e, x(z1 P + z2 Q) mod q = r.
///
/// A digest, r or s of another length than a scalar, zero, or q and more is refused.
pub(super) fn verify_vartime<C: Curve>(
    key: &Key<'_, C>,
    digest: &[u8],
    r: &[u8],
    s: &[u8],
) -> bool {
    if digest.len() != C::Scalar::OCTETS {
        return false;
    }
    if !in_range_vartime::<C>(r) || !in_range_vartime::<C>(s) {
        return false;
    }
    let inverse = digest_scalar::<C>(digest).invert_vartime();
    let (mut z1, mut z2) = ([0u8; MAX_OCTETS], [0u8; MAX_OCTETS]);
    let (z1, z2) = (&mut z1[..C::Scalar::OCTETS], &mut z2[..C::Scalar::OCTETS]);
    inverse.write_product_le(s, z1);
    inverse.neg().write_product_le(r, z2);
    x_is_congruent_vartime::<C>(&combine_vartime(key, z1, z2), r)
}

/// e, r and s of a signature; `None` for one that is refused by their lengths and ranges alone. e is not zero.
pub(super) fn parse_vartime<C: Curve>(
    digest: &[u8],
    r: &[u8],
    s: &[u8],
) -> Option<(C::Scalar, C::Scalar, C::Scalar)> {
    if digest.len() != C::Scalar::OCTETS {
        return None;
    }
    let (r, s) = (C::Scalar::from_bytes_le(r)?, C::Scalar::from_bytes_le(s)?);
    if bool::from(r.is_zero() | s.is_zero()) {
        return None;
    }
    Some((digest_scalar::<C>(digest), r, s))
}

/// z1 P + z2 Q, the scalars as octets, little-endian.
pub(super) fn combine_vartime<C: Curve>(key: &Key<'_, C>, z1: &[u8], z2: &[u8]) -> C::Vt {
    match key {
        Key::Plain(point) => multiply::combine_vartime::<C>(z1, z2, point),
        Key::Prepared(table) => {
            multiply::combine_prepared_vartime((C::tables().prepared(), z1), (table, z2))
        }
    }
}

/// Whether octets have a scalar's length and are an integer of 1..q-1.
fn in_range_vartime<C: Curve>(octets: &[u8]) -> bool {
    let (words, rest) = octets.as_chunks::<8>();
    if words.len() != C::ORDER.len() || !rest.is_empty() {
        return false;
    }
    let words = || words.iter().rev().map(|word| u64::from_le_bytes(*word));
    words().any(|word| word != 0) && words().lt(C::ORDER.iter().rev().copied())
}

/// Whether x of the point is r modulo q. The identity has no x and is refused.
///
/// x is not computed: it equals numerator / denominator, and the only candidates are c = r + i q below p.
pub(super) fn x_is_congruent_vartime<C: Curve>(point: &C::Vt, r: &[u8]) -> bool {
    let Some((numerator, denominator)) = C::x_fraction_vartime(point) else {
        return false;
    };
    let mut candidate = [0u8; MAX_OCTETS];
    let candidate = &mut candidate[..C::Base::OCTETS];
    candidate.copy_from_slice(r);
    // A candidate of p or more is not read, which ends the loop.
    while let Some(c) = C::Base::from_bytes_le(candidate) {
        if bool::from(c.mul(&denominator).ct_eq(&numerator)) {
            return true;
        }
        if add_order_vartime::<C>(candidate) {
            break;
        }
    }
    false
}

/// Adds q to a little-endian integer in place and tells whether that overflowed.
fn add_order_vartime<C: Curve>(integer: &mut [u8]) -> bool {
    let mut carry = false;
    for (word, &limb) in integer.as_chunks_mut::<8>().0.iter_mut().zip(C::ORDER) {
        let (sum, first) = u64::from_le_bytes(*word).overflowing_add(limb);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        *word = sum.to_le_bytes();
        carry = first | second;
    }
    carry
}

/// The point of a key agreement, x | y: cofactor (UKM d mod q) Q, the product reduced before the cofactor.
///
/// `ukm` has as many octets as a scalar. `false` when the result is the identity. Constant time.
pub(super) fn agree<C: Curve>(
    d: &C::Scalar,
    point: &C::Affine,
    ukm: &C::Scalar,
    xy: &mut [u8],
) -> bool {
    let k = Zeroizing::new(ukm.mul(d));
    finish_agreement::<C>(multiply::multiply::<C>(&k, point), xy)
}

/// x | y of the cofactor times a point. `false` when that is the identity. Constant time.
pub(super) fn finish_agreement<C: Curve>(mut shared: C::Ct, xy: &mut [u8]) -> bool {
    for _ in 0..C::COFACTOR_LOG2 {
        shared = shared.double();
    }
    let (x, y, identity) = C::normalise(&shared);
    let (x, y) = (Zeroizing::new(x), Zeroizing::new(y));
    write_point::<C>(&x, &y, xy);
    !bool::from(identity)
}

/// Writes x | y.
pub(super) fn write_point<C: Curve>(x: &C::Base, y: &C::Base, xy: &mut [u8]) {
    let (left, right) = xy.split_at_mut(C::Base::OCTETS);
    x.write_bytes_le(left);
    y.write_bytes_le(right);
}
