// SPDX-License-Identifier: MIT OR Apache-2.0
//! Many verifications, or many key agreements, on one curve.
//!
//! Each verdict is that of [`scheme::verify_vartime`] on the same input. The inverses of all e are made by one inversion.
//! Signatures go through the lanes eight at a time, those under plain keys and those under prepared ones apart; what
//! would leave most lanes idle, and every lane whose sum failed, is computed by itself. Without lanes all are.

use alloc::vec::Vec;

use super::Lanes;
use super::backend::Backend;
use super::secret::SECRET_WINDOW;
use super::vector::LANES;
use super::verify::PLAIN_WINDOW;
use crate::ct::Zeroizing;
use crate::primitives::curve::multiply::Comb;
use crate::primitives::curve::recode::Windows;
use crate::primitives::curve::scheme::{self, Key};
use crate::primitives::curve::{Curve, MAX_OCTETS, invert_batch_vartime};
use crate::primitives::field::Field;

/// Signatures whose inverses are made together: bounds the memory.
const TOGETHER: usize = 256;

/// The fewest signatures that go through the lanes: eight lanes take the time of two to three signatures.
const FEWEST: usize = 4;

/// One signature to verify.
pub(in super::super) struct Job<'a, C: Curve> {
    pub(in super::super) key: Key<'a, C>,
    pub(in super::super) digest: &'a [u8],
    pub(in super::super) r: &'a [u8],
    pub(in super::super) s: &'a [u8],
}

/// A signature in range: the multiples of P and Q to add.
struct Multiples<C: Curve> {
    /// Its place among the jobs.
    index: usize,
    z1: C::Scalar,
    z2: C::Scalar,
}

/// Verifies each of `jobs` and writes the verdicts.
pub(in super::super) fn verify_vartime<C: Curve>(
    backend: Option<Backend>,
    jobs: &[Job<'_, C>],
    verdicts: &mut [bool],
) {
    verdicts.fill(false);
    for (jobs, verdicts) in jobs.chunks(TOGETHER).zip(verdicts.chunks_mut(TOGETHER)) {
        verify_chunk_vartime(backend, jobs, verdicts);
    }
}

fn verify_chunk_vartime<C: Curve>(
    backend: Option<Backend>,
    jobs: &[Job<'_, C>],
    verdicts: &mut [bool],
) {
    let mut plain = Vec::new();
    let mut prepared = Vec::new();
    for multiples in multiples_vartime(jobs) {
        match jobs[multiples.index].key {
            Key::Plain(_) => plain.push(multiples),
            Key::Prepared(_) => prepared.push(multiples),
        }
    }
    // Lanes take the same steps, so the keys of eight have tables of one layout.
    prepared.sort_by_key(|multiples| key_layout(&jobs[multiples.index]));
    let same = |a: &Multiples<C>, b: &Multiples<C>| {
        key_layout(&jobs[a.index]) == key_layout(&jobs[b.index])
    };
    for group in plain.chunk_by(same).chain(prepared.chunk_by(same)) {
        for eight in group.chunks(LANES) {
            match (C::lanes(), backend) {
                (Some(lanes), Some(backend)) if eight.len() >= FEWEST => {
                    verify_eight_vartime(lanes, backend, jobs, eight, verdicts);
                }
                _ => {
                    for multiples in eight {
                        verdicts[multiples.index] = verify_one_vartime(jobs, multiples);
                    }
                }
            }
        }
    }
}

/// As [`scheme::verify_vartime`] under a prepared key, its terms spread over the lanes where it has a table for every window.
pub(in super::super) fn verify_prepared_vartime<C: Curve>(
    backend: Option<Backend>,
    table: &Comb<C>,
    digest: &[u8],
    r: &[u8],
    s: &[u8],
) -> bool {
    let key = Key::Prepared(table);
    let (Some(lanes), Some(backend), 1) = (C::lanes(), backend, table.layout().spacing) else {
        return scheme::verify_vartime(&key, digest, r, s);
    };
    let jobs = [Job { key, digest, r, s }];
    let multiples = multiples_vartime(&jobs);
    let [multiples] = &multiples[..] else {
        return false;
    };
    let base = C::tables().prepared();
    let z1 = Windows::new::<C>(&multiples.z1, base.layout().window);
    let z2 = Windows::new::<C>(&multiples.z2, table.layout().window);
    let point = (lanes.single)(backend, [(base, &z1), (table, &z2)]);
    if C::x_fraction_vartime(&point).is_some() {
        scheme::x_is_congruent_vartime::<C>(&point, r)
    } else {
        verify_one_vartime(&jobs, multiples)
    }
}

/// The points of key agreements of one private key with many others: as [`scheme::agree`] for each peer and UKM.
///
/// `xy` has room for x | y of each peer. `false` stands for the identity. Constant time.
pub(in super::super) fn agree<C: Curve>(
    backend: Option<Backend>,
    d: &C::Scalar,
    peers: &[(&C::Affine, C::Scalar)],
    xy: &mut [u8],
) -> Vec<bool> {
    let mut out = Vec::with_capacity(peers.len());
    let octets = 2 * C::Base::OCTETS;
    for (peers, xy) in peers.chunks(LANES).zip(xy.chunks_mut(LANES * octets)) {
        match (C::lanes(), backend) {
            (Some(lanes), Some(backend)) if peers.len() >= FEWEST => {
                // Lanes that are left over repeat the first.
                let of_lane = |lane: usize| peers.get(lane).unwrap_or(&peers[0]);
                let points = core::array::from_fn(|lane| of_lane(lane).0);
                let scalars = core::array::from_fn(|lane| {
                    let k = Zeroizing::new(of_lane(lane).1.mul(d));
                    Windows::new::<C>(&k, SECRET_WINDOW)
                });
                let shared = (lanes.multiply)(backend, points, &scalars);
                let shared = shared.iter().take(peers.len());
                for (shared, xy) in shared.zip(xy.chunks_exact_mut(octets)) {
                    out.push(scheme::finish_agreement::<C>(*shared, xy));
                }
            }
            _ => {
                for ((point, ukm), xy) in peers.iter().zip(xy.chunks_exact_mut(octets)) {
                    out.push(scheme::agree::<C>(d, point, ukm, xy));
                }
            }
        }
    }
    out
}

/// The windows of the digits for a key, and every how many have entries.
fn key_layout<C: Curve>(job: &Job<'_, C>) -> (u32, usize) {
    match job.key {
        Key::Plain(_) => (PLAIN_WINDOW, 0),
        Key::Prepared(table) => (table.layout().window, table.layout().spacing),
    }
}

/// The multiples of every job whose numbers are in range.
fn multiples_vartime<C: Curve>(jobs: &[Job<'_, C>]) -> Vec<Multiples<C>> {
    let mut inverses: Vec<C::Scalar> = Vec::with_capacity(jobs.len());
    let mut out: Vec<Multiples<C>> = Vec::with_capacity(jobs.len());
    for (index, job) in jobs.iter().enumerate() {
        if let Some((e, r, s)) = scheme::parse_vartime::<C>(job.digest, job.r, job.s) {
            inverses.push(e);
            out.push(Multiples {
                index,
                z1: s,
                z2: r.neg(),
            });
        }
    }
    // No e is zero.
    invert_batch_vartime(&mut inverses);
    for (multiples, inverse) in out.iter_mut().zip(&inverses) {
        multiples.z1 = multiples.z1.mul(inverse);
        multiples.z2 = multiples.z2.mul(inverse);
    }
    out
}

fn verify_one_vartime<C: Curve>(jobs: &[Job<'_, C>], multiples: &Multiples<C>) -> bool {
    let job = &jobs[multiples.index];
    let (mut z1, mut z2) = ([0; MAX_OCTETS], [0; MAX_OCTETS]);
    let (z1, z2) = (&mut z1[..C::Scalar::OCTETS], &mut z2[..C::Scalar::OCTETS]);
    multiples.z1.write_bytes_le(z1);
    multiples.z2.write_bytes_le(z2);
    let point = scheme::combine_vartime(&job.key, z1, z2);
    scheme::x_is_congruent_vartime::<C>(&point, job.r)
}

/// Verifies up to eight in lanes. Lanes that are left over repeat the first.
fn verify_eight_vartime<C: Curve>(
    lanes: &Lanes<C>,
    backend: Backend,
    jobs: &[Job<'_, C>],
    eight: &[Multiples<C>],
    verdicts: &mut [bool],
) {
    let of_lane = |lane: usize| eight.get(lane).unwrap_or(&eight[0]);
    let windows = |scalar: fn(&Multiples<C>) -> &C::Scalar, window| {
        core::array::from_fn(|lane| Windows::new::<C>(scalar(of_lane(lane)), window))
    };
    let base = C::tables().prepared();
    let z1 = windows(|multiples| &multiples.z1, base.layout().window);
    let key = |lane| &jobs[of_lane(lane).index].key;
    let sums = match key(0) {
        Key::Plain(_) => {
            let keys = core::array::from_fn(|lane| match key(lane) {
                Key::Plain(point) => *point,
                Key::Prepared(table) => table.first(),
            });
            let z2 = windows(|multiples| &multiples.z2, PLAIN_WINDOW);
            (lanes.plain)(backend, base, &z1, keys, &z2)
        }
        Key::Prepared(table) => {
            let keys: [&Comb<C>; LANES] = core::array::from_fn(|lane| match key(lane) {
                Key::Prepared(table) => *table,
                Key::Plain(_) => *table,
            });
            let z2 = windows(|multiples| &multiples.z2, table.layout().window);
            (lanes.prepared)(backend, base, &z1, keys, &z2)
        }
    };
    for (multiples, point) in eight.iter().zip(&sums) {
        verdicts[multiples.index] = if C::x_fraction_vartime(point).is_some() {
            scheme::x_is_congruent_vartime::<C>(point, jobs[multiples.index].r)
        } else {
            verify_one_vartime(jobs, multiples)
        };
    }
}
