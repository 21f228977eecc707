// SPDX-License-Identifier: MIT OR Apache-2.0
//! One static for each curve, behind which the floors above see octets and trait objects only.
//!
//! A program that names some of the statics of `params.rs` links the code of those curves alone. All integers are
//! little-endian octets of the curve's length, 32 or 64; a point is x | y.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;

use super::lanes::backend::Backend;
use super::lanes::batch::{self, Job};
use super::multiply::{self, Comb, Layout};
use super::scheme::{self, Key};
use super::{Curve, MAX_OCTETS, PointError};
#[cfg(target_arch = "x86_64")]
use crate::cpu::HaveAdx;
use crate::ct::{Zeroize, Zeroizing};
use crate::primitives::field::Field;

/// A checked point, or why there is none.
type Imported = Result<Arc<dyn PublicPoint>, PointError>;

/// A curve as the floors above see it.
pub(crate) struct CurveParams {
    /// q, least significant limb first.
    pub(crate) order: &'static [u64],
    /// The order of the whole group divided by q: 1 or 4.
    pub(crate) cofactor: u32,
    portable: Functions,
    #[cfg(target_arch = "x86_64")]
    adx: Option<Functions>,
}

/// A curve as it is compiled for one instruction set.
#[derive(Clone, Copy)]
struct Functions {
    import_public: fn(&[u8]) -> Imported,
    import_secret: fn(&[u8]) -> Option<Box<dyn SecretScalar>>,
    digest_scalar: fn(&[u8], &mut [u8]),
    verify_batch: fn(Option<Backend>, &[BatchItem<'_>]) -> Vec<bool>,
}

/// One of many signatures on a curve. Any lengths and values may be given.
#[derive(Clone, Copy)]
pub(crate) struct BatchItem<'a> {
    /// The point, of the curve in question.
    pub(crate) key: BatchKey<'a>,
    /// As in [`PublicPoint::verify_vartime`].
    pub(crate) digest: &'a [u8],
    /// r.
    pub(crate) r: &'a [u8],
    /// s.
    pub(crate) s: &'a [u8],
}

/// A point with or without a table.
#[derive(Clone, Copy)]
pub(crate) enum BatchKey<'a> {
    /// Without.
    Plain(&'a dyn PublicPoint),
    /// With.
    Prepared(&'a dyn PreparedPoint),
}

impl Functions {
    const fn of<C: Curve>() -> Self {
        Self {
            import_public: Public::<C>::import,
            import_secret: Secret::<C>::import,
            digest_scalar: digest_scalar::<C>,
            verify_batch: verify_batch_vartime::<C>,
        }
    }
}

impl CurveParams {
    pub(super) const fn of<C: Curve>() -> Self {
        Self {
            order: C::ORDER,
            cofactor: 1 << C::COFACTOR_LOG2,
            portable: Functions::of::<C>(),
            #[cfg(target_arch = "x86_64")]
            adx: None,
        }
    }

    /// A curve that is compiled twice: in plain Rust and for processors with BMI2 and ADX.
    #[cfg(target_arch = "x86_64")]
    pub(super) const fn of_both<P: Curve, A: Curve>() -> Self {
        Self {
            adx: Some(Functions::of::<A>()),
            ..Self::of::<P>()
        }
    }

    /// The one choice of the instruction set. It is made where a key is, and is the same as long as the process lives,
    /// so that a private and a public key of one curve always meet in one form.
    fn functions(&self) -> &Functions {
        #[cfg(target_arch = "x86_64")]
        if let (Some(adx), Some(_)) = (&self.adx, HaveAdx::detect()) {
            return adx;
        }
        &self.portable
    }

    /// Bits of q.
    pub(crate) fn order_bits(&self) -> usize {
        // The topmost limb of every q is not zero.
        64 * self.order.len()
            - self
                .order
                .last()
                .map_or(0, |limb| limb.leading_zeros() as usize)
    }

    /// Reads and checks a foreign point: coordinates below p, the equation, the subgroup. Variable time.
    pub(crate) fn import_public(&self, xy: &[u8]) -> Result<Arc<dyn PublicPoint>, PointError> {
        (self.functions().import_public)(xy)
    }

    /// Reads a private key as the product modulo q of one or more integers of 1..q-1, one after the other.
    ///
    /// `None` when the length is no multiple of the curve's or an integer is out of range.
    pub(crate) fn import_secret(&self, parts: &[u8]) -> Option<Box<dyn SecretScalar>> {
        (self.functions().import_secret)(parts)
    }

    /// Verifies each signature; the verdicts are those of `verify_vartime` of its key. Variable time.
    pub(crate) fn verify_batch_vartime(&self, items: &[BatchItem<'_>]) -> Vec<bool> {
        (self.functions().verify_batch)(Backend::detect(), items)
    }

    /// Writes e of a digest, which has the curve's length: the integer modulo q, 1 in place of 0.
    pub(crate) fn digest_scalar(&self, digest: &[u8], e: &mut [u8]) {
        (self.functions().digest_scalar)(digest, e);
    }
}

/// A checked point of order q.
pub(crate) trait PublicPoint: Any + Send + Sync {
    /// x | y.
    fn xy(&self) -> &[u8];

    /// Whether r, s is a signature of a digest. Any lengths and values may be given.
    fn verify_vartime(&self, digest: &[u8], r: &[u8], s: &[u8]) -> bool;

    /// The point with a table for many verifications, of so many octets at most; `None` when that is too few for any.
    fn prepare(&self, budget: usize) -> Option<Arc<dyn PreparedPoint>>;
}

/// A checked point with a table of its multiples.
pub(crate) trait PreparedPoint: Any + Send + Sync {
    /// As [`PublicPoint::verify_vartime`].
    fn verify_vartime(&self, digest: &[u8], r: &[u8], s: &[u8]) -> bool;

    /// Octets of the table.
    fn octets(&self) -> usize;
}

/// A private key. Implementors wipe it when dropped; what they compute with it is in constant time.
pub(crate) trait SecretScalar: Send + Sync {
    /// Writes d.
    fn write_bytes_le(&self, out: &mut [u8]);

    /// d P.
    fn public(&self) -> Arc<dyn PublicPoint>;

    /// Signs e with the nonce k and writes r and s.
    ///
    /// `false` when k is not in 1..q-1 or r or s is zero, so that another nonce must be drawn.
    fn sign(&self, e: &[u8], k: &[u8], r: &mut [u8], s: &mut [u8]) -> bool;

    /// Writes cofactor (UKM d mod q) Q. `ukm` has the curve's length.
    ///
    /// `false` when the peer's point is one of another curve or the result is the identity.
    fn agree(&self, peer: &dyn PublicPoint, ukm: &[u8], xy: &mut [u8]) -> bool;

    /// As [`Self::agree`] for each peer and UKM, x | y of one after the other in `xy`.
    fn agree_batch(&self, peers: &[(&dyn PublicPoint, &[u8])], xy: &mut [u8]) -> Vec<bool>;
}

struct Public<C: Curve> {
    point: C::Affine,
    xy: [u8; 2 * MAX_OCTETS],
}

impl<C: Curve> Public<C> {
    fn import(xy: &[u8]) -> Result<Arc<dyn PublicPoint>, PointError> {
        let point = Self::on_curve(xy)?;
        if C::COFACTOR_LOG2 != 0 && !multiply::in_subgroup_vartime::<C>(&point.point) {
            return Err(PointError::WrongSubgroup);
        }
        Ok(Arc::new(point))
    }

    /// Reads a point and checks all but its order.
    fn on_curve(octets: &[u8]) -> Result<Self, PointError> {
        if octets.len() != 2 * C::Base::OCTETS {
            return Err(PointError::Length);
        }
        let (x, y) = octets.split_at(C::Base::OCTETS);
        let (Some(x), Some(y)) = (C::Base::from_bytes_le(x), C::Base::from_bytes_le(y)) else {
            return Err(PointError::CoordinateOutOfRange);
        };
        let point = C::import_vartime(&x, &y)?;
        let mut xy = [0; 2 * MAX_OCTETS];
        xy[..octets.len()].copy_from_slice(octets);
        Ok(Self { point, xy })
    }
}

impl<C: Curve> PublicPoint for Public<C> {
    fn xy(&self) -> &[u8] {
        &self.xy[..2 * C::Base::OCTETS]
    }

    fn verify_vartime(&self, digest: &[u8], r: &[u8], s: &[u8]) -> bool {
        scheme::verify_vartime(&Key::<C>::Plain(&self.point), digest, r, s)
    }

    fn prepare(&self, budget: usize) -> Option<Arc<dyn PreparedPoint>> {
        let layout = Layout::within::<C>(budget)?;
        Some(Arc::new(Prepared::<C> {
            table: Comb::new_vartime(&self.point, layout),
            backend: Backend::detect(),
        }))
    }
}

struct Prepared<C: Curve> {
    table: Comb<C>,
    backend: Option<Backend>,
}

impl<C: Curve> PreparedPoint for Prepared<C> {
    fn verify_vartime(&self, digest: &[u8], r: &[u8], s: &[u8]) -> bool {
        batch::verify_prepared_vartime(self.backend, &self.table, digest, r, s)
    }

    fn octets(&self) -> usize {
        self.table.octets()
    }
}

fn verify_batch_vartime<C: Curve>(backend: Option<Backend>, items: &[BatchItem<'_>]) -> Vec<bool> {
    // The caller groups by curve. Where a point is one of another curve, nothing verifies.
    let jobs: Option<Vec<Job<'_, C>>> = items
        .iter()
        .map(|item| {
            Some(Job {
                key: concrete_key(item.key)?,
                digest: item.digest,
                r: item.r,
                s: item.s,
            })
        })
        .collect();
    let mut verdicts = alloc::vec![false; items.len()];
    if let Some(jobs) = jobs {
        batch::verify_vartime(backend, &jobs, &mut verdicts);
    }
    verdicts
}

/// A key as the curve knows it; `None` for one of another curve.
fn concrete_key<C: Curve>(key: BatchKey<'_>) -> Option<Key<'_, C>> {
    Some(match key {
        BatchKey::Plain(point) => {
            let point: &dyn Any = point;
            Key::Plain(&point.downcast_ref::<Public<C>>()?.point)
        }
        BatchKey::Prepared(point) => {
            let point: &dyn Any = point;
            Key::Prepared(&point.downcast_ref::<Prepared<C>>()?.table)
        }
    })
}

pub(super) struct Secret<C: Curve> {
    pub(super) d: C::Scalar,
}

impl<C: Curve> Secret<C> {
    fn import(parts: &[u8]) -> Option<Box<dyn SecretScalar>> {
        let parts = parts.chunks_exact(C::Scalar::OCTETS);
        if !parts.remainder().is_empty() || parts.len() == 0 {
            return None;
        }
        let mut key = Box::new(Self { d: C::Scalar::ONE });
        for part in parts {
            let factor = Zeroizing::new(nonzero_scalar::<C>(part)?);
            key.d = key.d.mul(&factor);
        }
        Some(key)
    }
}

impl<C: Curve> SecretScalar for Secret<C> {
    fn write_bytes_le(&self, out: &mut [u8]) {
        self.d.write_bytes_le(out);
    }

    fn public(&self) -> Arc<dyn PublicPoint> {
        let (x, y, _) = C::normalise(&multiply::multiply_base::<C>(&self.d));
        let mut xy = [0; 2 * MAX_OCTETS];
        scheme::write_point::<C>(&x, &y, &mut xy[..2 * C::Base::OCTETS]);
        match C::import_vartime(&x, &y) {
            Ok(point) => Arc::new(Public::<C> { point, xy }),
            // d is in 1..q-1 and P has the prime order q.
            Err(_) => unreachable!("a multiple of the base point lies on its curve"),
        }
    }

    fn sign(&self, e: &[u8], k: &[u8], r_out: &mut [u8], s_out: &mut [u8]) -> bool {
        let (Some(e), Some(k)) = (C::Scalar::from_bytes_le(e), nonzero_scalar::<C>(k)) else {
            return false;
        };
        let k = Zeroizing::new(k);
        let Some((r, s)) = scheme::sign::<C>(&self.d, &e, &k) else {
            return false;
        };
        r.write_bytes_le(r_out);
        s.write_bytes_le(s_out);
        true
    }

    fn agree(&self, peer: &dyn PublicPoint, ukm: &[u8], xy: &mut [u8]) -> bool {
        let peer: &dyn Any = peer;
        let Some(peer) = peer.downcast_ref::<Public<C>>() else {
            return false;
        };
        let ukm = C::Scalar::from_bytes_le_reduced(ukm);
        scheme::agree::<C>(&self.d, &peer.point, &ukm, xy)
    }

    fn agree_batch(&self, peers: &[(&dyn PublicPoint, &[u8])], xy: &mut [u8]) -> Vec<bool> {
        // A peer of another curve among them: nothing agrees.
        let concrete: Option<Vec<_>> = peers
            .iter()
            .map(|&(peer, ukm)| {
                let peer: &dyn Any = peer;
                let peer = peer.downcast_ref::<Public<C>>()?;
                Some((&peer.point, C::Scalar::from_bytes_le_reduced(ukm)))
            })
            .collect();
        match concrete {
            Some(peers) => batch::agree::<C>(Backend::detect(), &self.d, &peers, xy),
            None => alloc::vec![false; peers.len()],
        }
    }
}

impl<C: Curve> Zeroize for Secret<C> {
    fn zeroize(&mut self) {
        self.d.zeroize();
    }
}

impl<C: Curve> Drop for Secret<C> {
    fn drop(&mut self) {
        self.zeroize();
    }
}

/// An integer of 1..q-1.
fn nonzero_scalar<C: Curve>(octets: &[u8]) -> Option<C::Scalar> {
    C::Scalar::from_bytes_le(octets).filter(|scalar| !bool::from(scalar.is_zero()))
}

fn digest_scalar<C: Curve>(digest: &[u8], e: &mut [u8]) {
    scheme::digest_scalar::<C>(digest).write_bytes_le(e);
}
