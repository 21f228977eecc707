// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lanes against big integers and against the arithmetic without lanes, on every kind of vectors there is.

use std::vec::Vec;

use num_bigint::BigUint;

use super::backend::{Backend, on_backend};
use super::batch::{self, Job};
use super::field::{LaneField, Words};
use super::vector::{LANES, LIMB_BITS, LIMB_MASK, Vector, Work};
use crate::primitives::curve::Curve;
use crate::primitives::curve::multiply::{self, Comb, Layout};
use crate::primitives::curve::params::*;
use crate::primitives::curve::scheme::{self, Key};
use crate::primitives::field::{Fe255p3225, Fe256m617, Fe512m569, Field};

/// A deterministic stream of words (SplitMix64).
struct Random(u64);

impl Random {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.word() % bound
    }

    /// Any number up to `max`, often one of the ends.
    fn edgy(&mut self, max: u64) -> u64 {
        match self.below(6) {
            0 => max,
            1 => 0,
            2 => max - self.below(4),
            3 => self.below(4),
            _ => self.word() & max,
        }
    }

    fn scalar<F: Field>(&mut self) -> F {
        let octets: Vec<u8> = (0..F::OCTETS).map(|_| self.word() as u8).collect();
        F::from_bytes_le_reduced(&octets)
    }
}

fn octets<F: Field>(element: &F) -> Vec<u8> {
    let mut octets = vec![0; F::OCTETS];
    element.write_bytes_le(&mut octets);
    octets
}

#[test]
fn vectors_are_what_their_portable_form_says() {
    struct AllOperations<V>(V, [[u64; LANES]; 3]);

    impl<V: Vector> Work for AllOperations<V> {
        type Output = (Vec<[u64; LANES]>, Vec<u8>);

        #[inline(always)]
        fn run(self) -> Self::Output {
            let Self(zero, [a, b, c]) = self;
            let (a, b, c) = (zero.load(&a), zero.load(&b), zero.load(&c));
            let mask = zero.splat(LIMB_MASK);
            let (low, lower) = (b.and(mask), c.and(mask));
            let mut words = vec![
                zero.store(),
                zero.splat(u64::MAX - 6).store(),
                a.add(b).store(),
                a.sub(b).store(),
                a.and(b).store(),
                a.or(b).store(),
                a.madd_lo(low, lower).store(),
                a.madd_hi(low, lower).store(),
                a.madd_lo_cut(b, lower).store(),
                a.madd_hi_cut(b, lower).store(),
            ];
            for count in [0, 1, 12, 43, 52, 63] {
                words.extend([a.shl(count).store(), a.shr(count).store()]);
            }
            for distance in [1, 2, 4] {
                words.push(a.swap(distance).store());
            }
            for mask in [0, 1, 0x5a, 0xff] {
                words.push(a.select(b, mask).store());
            }
            let rows: [[u64; 4]; LANES] =
                core::array::from_fn(|lane| core::array::from_fn(|i| a.store()[lane] ^ (i as u64)));
            words.extend(zero.load4(rows.each_ref()).map(V::store));
            let half = a.select(b, 0x3c);
            (words, vec![a.equal(b), a.equal(a), a.equal(half)])
        }
    }

    let mut random = Random(1);
    for _ in 0..100 {
        let input: [[u64; LANES]; 3] =
            core::array::from_fn(|_| core::array::from_fn(|_| random.edgy(u64::MAX)));
        let mut results = Vec::new();
        for backend in Backend::available() {
            results.push(on_backend!(backend, zero => zero.call(AllOperations(zero, input))));
        }
        assert!(!results.is_empty() && results.iter().all(|result| *result == results[0]));
        assert_eq!(results[0].0[2][3], input[0][3].wrapping_add(input[1][3]));
    }
}

/// The prime, and the bits of the topmost limb.
trait Prime: Words {
    fn prime() -> BigUint {
        BigUint::from_bytes_le(&octets(&Self::ONE.neg())) + 1u32
    }

    const TOP: u32;
}

impl Prime for Fe256m617 {
    const TOP: u32 = 48;
}

impl Prime for Fe255p3225 {
    const TOP: u32 = 47;
}

impl Prime for Fe512m569 {
    const TOP: u32 = 44;
}

/// Limbs at the declared bounds.
fn limbs<F: Prime>(random: &mut Random) -> Vec<[u64; LANES]> {
    let count = F::OCTETS / 32 * 5;
    (1..=count)
        .map(|i| {
            let max = if i == count {
                (1 << (F::TOP + 1)) - 1
            } else {
                LIMB_MASK
            };
            core::array::from_fn(|_| random.edgy(max))
        })
        .collect()
}

/// The integer in each lane, after a check of the bounds.
fn integers<F: Prime>(rows: &[[u64; LANES]]) -> [BigUint; LANES] {
    core::array::from_fn(|lane| {
        let mut integer = BigUint::ZERO;
        assert_eq!(rows.len(), F::OCTETS / 32 * 5);
        for (i, row) in rows.iter().enumerate().rev() {
            let bits = if i == rows.len() - 1 {
                F::TOP + 1
            } else {
                LIMB_BITS
            };
            assert!(
                row[lane] >> bits == 0,
                "limb {i} of lane {lane}: {:x}",
                row[lane]
            );
            integer = (integer << LIMB_BITS) + row[lane];
        }
        integer
    })
}

/// Runs every operation on two elements and gives the limbs of the results.
struct FieldOperations<'a, Fe: LaneField>(Fe::Vector, [&'a [[u64; LANES]]; 3]);

impl<Fe: LaneField> Work for FieldOperations<'_, Fe> {
    type Output = Vec<Vec<[u64; LANES]>>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let [a, b, c] = self.1.map(|rows| Fe::from_rows(self.0, rows));
        [
            a.add(&b),
            a.sub(&b),
            a.neg(),
            a.mul(&b),
            a.square(),
            a.times::<2>(),
            a.times::<3>(),
            a.times::<4>(),
            a.times::<8>(),
            a.sub_shifted::<1>(&b),
            a.sub_shifted::<3>(&b),
            a.sub_and_twice(&b, &c),
        ]
        .into_iter()
        .map(|fe| {
            let mut rows = vec![[0; LANES]; 10];
            let count = fe.to_rows(&mut rows);
            rows.truncate(count);
            rows
        })
        .collect()
    }
}

fn check_field<F: Prime>() {
    let p = F::prime();
    let mut random = Random(2);
    for round in 0..400 {
        let rows = match round {
            // The largest limbs in all lanes, where columns and carries are at their bounds.
            0 => core::array::from_fn(|_| {
                let count = F::OCTETS / 32 * 5;
                let mut rows = vec![[LIMB_MASK; LANES]; count];
                rows[count - 1] = [(1 << (F::TOP + 1)) - 1; LANES];
                rows
            }),
            _ => core::array::from_fn(|_| limbs::<F>(&mut random)),
        };
        let [a, b, c]: [Vec<[u64; LANES]>; 3] = rows;
        let (x, y, z) = (integers::<F>(&a), integers::<F>(&b), integers::<F>(&c));
        for backend in Backend::available() {
            let results = on_backend!(backend, zero => {
                zero.call(FieldOperations::<F::Fe<_>>(zero, [&a, &b, &c]))
            });
            let results: Vec<_> = results.iter().map(|rows| integers::<F>(rows)).collect();
            for lane in 0..LANES {
                let (x, y, z) = (&x[lane], &y[lane], &z[lane]);
                let minus = |y: BigUint| &p * (1u32 + &y / &p) - y;
                let expected = [
                    x + y,
                    x + minus(y.clone()),
                    minus(x.clone()),
                    x * y,
                    x * x,
                    x * 2u32,
                    x * 3u32,
                    x * 4u32,
                    x * 8u32,
                    x + minus(y * 2u32),
                    x + minus(y * 8u32),
                    x + minus(y + z * 2u32),
                ];
                assert_eq!(expected.len(), results.len());
                for (i, (expected, result)) in expected.iter().zip(&results).enumerate() {
                    assert_eq!(&result[lane] % &p, expected % &p, "operation {i}");
                }
            }
            // In and out of the form without lanes.
            let stored: [F; LANES] = on_backend!(backend, zero => {
                F::Fe::from_rows(zero, &a).store::<LANES>()
            });
            for lane in 0..LANES {
                assert_eq!(
                    BigUint::from_bytes_le(&octets(&stored[lane])),
                    &x[lane] % &p
                );
            }
            let again: [F; LANES] = on_backend!(backend, zero => {
                F::Fe::load(zero, stored.each_ref()).store::<LANES>()
            });
            assert!((0..LANES).all(|lane| octets(&again[lane]) == octets(&stored[lane])));
        }
    }
}

#[test]
fn field_operations_agree_with_big_integers_at_the_bounds_of_limbs() {
    check_field::<Fe256m617>();
    check_field::<Fe255p3225>();
    check_field::<Fe512m569>();
}

/// A stretch of signatures: key, digest, r, s.
struct Signed<C: Curve> {
    key: C::Affine,
    digest: Vec<u8>,
    r: Vec<u8>,
    s: Vec<u8>,
}

fn affine<C: Curve>(point: C::Vt) -> C::Affine {
    C::normalise_batch_vartime(&[point])[0]
}

/// x of a point.
fn abscissa<C: Curve>(point: &C::Vt) -> Option<Vec<u8>> {
    let (numerator, denominator) = C::x_fraction_vartime(point)?;
    Some(octets(&numerator.mul(&denominator.invert_vartime())))
}

/// Signatures of which some are good, some are not, some are out of range, and some make a sum fail.
fn signatures<C: Curve>(count: usize) -> Vec<Signed<C>> {
    let mut random = Random(3);
    let generator = C::generator();
    let multiple = |k: &C::Scalar| {
        multiply::combine_vartime::<C>(&octets(k), &octets(&C::Scalar::ZERO), &generator)
    };
    (0..count)
        .map(|i| {
            let (mut d, k): (C::Scalar, C::Scalar) = (random.scalar(), random.scalar());
            let small = |k: u32| C::Scalar::ONE.mul_small(k);
            match i % 11 {
                // Q is P, -P, or a multiple that the tables of P hold.
                0 => d = small(1),
                1 => d = small(1).neg(),
                2 => d = small(1 << random.below(20)),
                3 => d = small(1 << random.below(20)).neg(),
                _ => {}
            }
            let key = affine::<C>(multiple(&d));
            let digest: Vec<u8> = (0..C::Scalar::OCTETS)
                .map(|_| random.word() as u8)
                .collect();
            let e = scheme::digest_scalar::<C>(&digest);
            let r = C::Scalar::from_bytes_le_reduced(&abscissa::<C>(&multiple(&k)).unwrap());
            let s = r.mul(&d).add(&k.mul(&e));
            let (mut r, mut s, mut digest) = (octets(&r), octets(&s), digest);
            match i % 13 {
                0 => r[0] ^= 1,
                1 => s[3] ^= 8,
                2 => digest[5] ^= 1,
                3 => r.fill(0),
                4 => s.fill(255),
                5 => digest.truncate(31),
                // z1 P + z2 Q is the identity: s = r d.
                6 => {
                    let value = C::Scalar::from_bytes_le(&r).unwrap();
                    s = octets(&value.mul(&d));
                }
                // Small multiples: most digits are zero.
                7 => s = octets(&e.mul(&small(random.below(300) as u32))),
                _ => {}
            }
            Signed { key, digest, r, s }
        })
        .collect()
}

fn verdicts<C: Curve>(backend: Option<Backend>, jobs: &[Job<'_, C>]) -> Vec<bool> {
    let mut verdicts = vec![true; jobs.len()];
    batch::verify_vartime(backend, jobs, &mut verdicts);
    verdicts
}

fn check_batches<C: Curve>(count: usize) {
    let signed = signatures::<C>(count);
    let layouts = [
        Layout::full(5),
        Layout {
            window: 6,
            spacing: 3,
        },
    ];
    let tables: Vec<Comb<C>> = signed
        .iter()
        .map(|signed| Comb::new_vartime(&signed.key, layouts[usize::from(signed.r[1] & 1)]))
        .collect();
    let jobs: Vec<Job<'_, C>> = signed
        .iter()
        .zip(&tables)
        .enumerate()
        .map(|(i, (signed, table))| Job {
            key: if i % 3 == 0 {
                Key::Prepared(table)
            } else {
                Key::Plain(&signed.key)
            },
            digest: &signed.digest,
            r: &signed.r,
            s: &signed.s,
        })
        .collect();
    let expected: Vec<bool> = jobs
        .iter()
        .map(|job| scheme::verify_vartime(&job.key, job.digest, job.r, job.s))
        .collect();
    assert!(expected.contains(&true) && expected.contains(&false));
    for backend in Backend::available().into_iter().map(Some).chain([None]) {
        assert_eq!(verdicts(backend, &jobs), expected, "{backend:?}");
        for size in [0, 1, 3, 4, 7, 8, 9, 17] {
            assert_eq!(verdicts(backend, &jobs[..size]), expected[..size]);
        }
    }
}

#[test]
fn batches_give_the_verdict_of_each_signature() {
    check_batches::<CryptoProA>(60);
    check_batches::<CryptoProB>(60);
    check_batches::<CryptoProC>(30);
    check_batches::<Tc26_256A>(60);
    check_batches::<Tc26_512A>(30);
    check_batches::<Tc26_512C>(30);
}

/// One lane that is bad or whose sum fails, at every position among good ones, changes no other.
fn check_poisoned_lanes<C: Curve>() {
    let signed = signatures::<C>(143);
    let job = |signed: &Signed<C>| {
        scheme::verify_vartime(
            &Key::<C>::Plain(&signed.key),
            &signed.digest,
            &signed.r,
            &signed.s,
        )
    };
    let good: Vec<&Signed<C>> = signed
        .iter()
        .filter(|signed| job(signed))
        .take(LANES)
        .collect();
    let bad: Vec<&Signed<C>> = signed
        .iter()
        .filter(|signed| !job(signed))
        .take(9)
        .collect();
    assert!(good.len() == LANES && bad.len() == 9);
    for backend in Backend::available() {
        for position in 0..LANES {
            let bad = bad[position];
            let jobs: Vec<Job<'_, C>> = (0..LANES)
                .map(|lane| if lane == position { bad } else { good[lane] })
                .map(|signed| Job {
                    key: Key::Plain(&signed.key),
                    digest: &signed.digest,
                    r: &signed.r,
                    s: &signed.s,
                })
                .collect();
            let expected: Vec<bool> = (0..LANES).map(|lane| lane != position).collect();
            assert_eq!(verdicts(Some(backend), &jobs), expected);
        }
    }
}

#[test]
fn a_poisoned_lane_affects_no_other() {
    check_poisoned_lanes::<CryptoProA>();
    check_poisoned_lanes::<CryptoProB>();
    check_poisoned_lanes::<Tc26_256A>();
}

/// Sums in which an addition meets equal or opposite operands, or the result is the identity, in every lane.
fn check_exceptional_sums<C: Curve>() {
    let generator = C::generator();
    let base = C::tables().prepared();
    let Some(lanes) = C::lanes() else {
        panic!("the curve has lanes")
    };
    let mut random = Random(4);
    let window = 4;
    let mut failed = 0;
    for backend in Backend::available() {
        for round in 0..12 {
            // Q = +-2^i P, and z2 chosen so that the parts of the sum meet.
            let power = C::Scalar::ONE.mul_small(1 << random.below(24));
            let d = if round % 2 == 0 { power } else { power.neg() };
            let key = affine::<C>(multiply::combine_vartime::<C>(
                &octets(&d),
                &octets(&C::Scalar::ZERO),
                &generator,
            ));
            let table = Comb::<C>::new_vartime(&key, Layout::full(window));
            let z2: [C::Scalar; LANES] = core::array::from_fn(|lane| match lane % 4 {
                0 => random.scalar(),
                1 => C::Scalar::ONE.mul_small(random.below(9) as u32),
                2 => C::Scalar::ONE.mul_small(1 << random.below(30)).neg(),
                _ => C::Scalar::ZERO,
            });
            // z1 P = z2 Q, -z2 Q, or nothing of the kind.
            let z1: [C::Scalar; LANES] = core::array::from_fn(|lane| match (lane + round) % 3 {
                0 => z2[lane].mul(&d),
                1 => z2[lane].mul(&d).neg(),
                _ => random.scalar(),
            });
            let windows = |scalars: &[C::Scalar; LANES], window| {
                scalars.each_ref().map(|scalar| {
                    crate::primitives::curve::recode::Windows::new::<C>(scalar, window)
                })
            };
            let base_digits = windows(&z1, base.layout().window);
            let plain = (lanes.plain)(
                backend,
                base,
                &base_digits,
                [&key; LANES],
                &windows(&z2, window),
            );
            let key_digits = windows(&z2, window);
            let prepared =
                (lanes.prepared)(backend, base, &base_digits, [&table; LANES], &key_digits);
            for lane in 0..LANES {
                let expected = multiple_sum::<C>(&z1[lane], &z2[lane], &key);
                let single = (lanes.single)(
                    backend,
                    [(base, &base_digits[lane]), (&table, &key_digits[lane])],
                );
                for sum in [plain[lane], prepared[lane], single] {
                    match abscissa::<C>(&sum) {
                        None => failed += 1,
                        sum => assert_eq!(sum, expected, "lane {lane} of round {round}"),
                    }
                }
            }
        }
    }
    assert!(failed > 0, "no sum met an exception");
}

/// x of z1 P + z2 Q, without lanes.
fn multiple_sum<C: Curve>(z1: &C::Scalar, z2: &C::Scalar, key: &C::Affine) -> Option<Vec<u8>> {
    abscissa::<C>(&scheme::combine_vartime::<C>(
        &Key::Plain(key),
        &octets(z1),
        &octets(z2),
    ))
}

#[test]
fn sums_are_right_or_have_failed() {
    check_exceptional_sums::<CryptoProA>();
    check_exceptional_sums::<CryptoProB>();
    check_exceptional_sums::<Tc26_256A>();
    check_exceptional_sums::<Tc26_512A>();
    check_exceptional_sums::<Tc26_512C>();
}

/// Agreements in lanes against single ones, with scalars at the edges in every lane.
fn check_agreements<C: Curve>() {
    let mut random = Random(5);
    let small = |k: u32| C::Scalar::ONE.mul_small(k);
    let generator = C::generator();
    for backend in Backend::available() {
        for count in [0, 3, 4, 8, 13] {
            let d: C::Scalar = random.scalar();
            let points: Vec<C::Affine> = (0..count)
                .map(|_| {
                    let k: C::Scalar = random.scalar();
                    let zero = C::Scalar::ZERO;
                    affine::<C>(multiply::combine_vartime::<C>(
                        &octets(&k),
                        &octets(&zero),
                        &generator,
                    ))
                })
                .collect();
            let inverse = d.invert();
            let peers: Vec<(&C::Affine, C::Scalar)> = points
                .iter()
                .map(|point| {
                    // UKM d is then 0, 1, -1, small, or anything.
                    let product = match random.below(8) {
                        0 => C::Scalar::ZERO,
                        1 => small(1),
                        2 => small(1).neg(),
                        3 => small(random.below(300) as u32),
                        4 => small(1 << random.below(30)).neg(),
                        _ => random.scalar(),
                    };
                    (point, product.mul(&inverse))
                })
                .collect();
            let octets = 2 * C::Base::OCTETS;
            let mut xy = vec![0; count * octets];
            let agreed = batch::agree::<C>(Some(backend), &d, &peers, &mut xy);
            assert_eq!(agreed.len(), count);
            for (i, (point, ukm)) in peers.iter().enumerate() {
                let mut expected = vec![0; octets];
                let good = scheme::agree::<C>(&d, point, ukm, &mut expected);
                assert_eq!(agreed[i], good);
                assert!(
                    !good || expected == xy[i * octets..(i + 1) * octets],
                    "peer {i}"
                );
            }
        }
    }
}

#[test]
fn agreements_in_lanes_are_those_of_single_points() {
    check_agreements::<CryptoProA>();
    check_agreements::<CryptoProB>();
    check_agreements::<CryptoProC>();
    check_agreements::<Tc26_256A>();
    check_agreements::<Tc26_512A>();
    check_agreements::<Tc26_512C>();
}
