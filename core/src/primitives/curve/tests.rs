// SPDX-License-Identifier: MIT OR Apache-2.0
//! The curves against `vectors/curves.json`, and the group law where its formulas have exceptions.

use std::string::String;
use std::vec::Vec;

use super::edwards::{Edwards, EdwardsParams};
use super::erased::{CurveParams, Secret};
use super::multiply::{self, Comb, Layout};
use super::params::*;
use super::scheme::{self, Key};
use super::weierstrass::{CoefficientB, Weierstrass, WeierstrassParams};
use super::*;
#[cfg(target_arch = "x86_64")]
use crate::cpu::HaveAdx;
use crate::ct::Zeroize;
#[cfg(target_arch = "x86_64")]
use crate::primitives::field::backend::Adx;
use crate::testutil::{self, Case};

/// What the vectors say of a curve and the code has in other forms.
trait Numbers: Curve {
    /// a and b.
    fn coefficients() -> (Self::Base, Self::Base);

    /// e, d, u, v, s, t of the Edwards form.
    fn edwards() -> Option<[Self::Base; 6]>;
}

impl<W: WeierstrassParams> Numbers for Weierstrass<W> {
    fn coefficients() -> (W::Base, W::Base) {
        let b = match W::B {
            CoefficientB::Small(b) => W::Base::ONE.mul_small(b),
            CoefficientB::Full(b) => b,
        };
        (Self::mul_a(&W::Base::ONE), b)
    }

    fn edwards() -> Option<[W::Base; 6]> {
        None
    }
}

impl<E: EdwardsParams> Numbers for Edwards<E> {
    fn coefficients() -> (E::Base, E::Base) {
        (E::A, E::B)
    }

    fn edwards() -> Option<[E::Base; 6]> {
        Some([
            E::Base::ONE,
            E::D,
            E::GENERATOR_U,
            E::GENERATOR_V,
            E::S,
            E::T,
        ])
    }
}

/// Runs a generic function on each of the nine curves, and by other instructions on one curve for each of their fields.
macro_rules! on_every_curve {
    ($test:ident) => {
        $test::<Test2001>();
        $test::<CryptoProA>();
        $test::<CryptoProB>();
        $test::<CryptoProC>();
        $test::<Tc26_256A>();
        $test::<Test512>();
        $test::<Tc26_512A>();
        $test::<Tc26_512B>();
        $test::<Tc26_512C>();
        #[cfg(target_arch = "x86_64")]
        if HaveAdx::detect().is_some() {
            $test::<CryptoProA<Adx>>();
            $test::<CryptoProB<Adx>>();
            $test::<Tc26_512C<Adx>>();
        }
    };
}

fn little_endian(mut big_endian: Vec<u8>) -> Vec<u8> {
    big_endian.reverse();
    big_endian
}

fn octets<F: Field>(element: &F) -> Vec<u8> {
    let mut octets = vec![0; F::OCTETS];
    element.write_bytes_le(&mut octets);
    octets
}

fn element<F: Field>(case: &Case, name: &str) -> F {
    F::from_bytes_le(&little_endian(case.hex(name))).unwrap_or_else(|| panic!("{case}: {name}"))
}

fn xy(case: &Case) -> Vec<u8> {
    [little_endian(case.hex("x")), little_endian(case.hex("y"))].concat()
}

/// x | y of a point, `None` for the identity.
fn export<C: Curve>(point: &C::Ct) -> Option<Vec<u8>> {
    let (x, y, identity) = C::normalise(point);
    (!bool::from(identity)).then(|| [octets(&x), octets(&y)].concat())
}

/// The same for a point of the other kind, whose x the scheme never divides out.
fn export_vartime<C: Curve>(point: &C::Vt) -> Option<Vec<u8>> {
    let (numerator, denominator) = C::x_fraction_vartime(point)?;
    let x = numerator.mul(&denominator.invert_vartime());
    let affine = C::normalise_batch_vartime(&[*point])[0];
    let exported = export::<C>(&C::Ct::from_affine(&affine)).unwrap();
    assert_eq!(exported[..C::Base::OCTETS], octets(&x));
    Some(exported)
}

fn scalar<C: Curve>(k: u64) -> C::Scalar {
    let mut octets = vec![0; C::Scalar::OCTETS];
    octets[..8].copy_from_slice(&k.to_le_bytes());
    C::Scalar::from_bytes_le(&octets).unwrap()
}

fn order<C: Curve>() -> Vec<u8> {
    C::ORDER
        .iter()
        .flat_map(|limb| limb.to_le_bytes())
        .collect()
}

/// A deterministic stream of scalars.
fn scalars<C: Curve>(count: u64) -> Vec<C::Scalar> {
    let step = scalar::<C>(0x9e37_79b9_7f4a_7c15);
    let mut k = scalar::<C>(3).neg();
    let next = |_| {
        k = k.mul(&step).add(&k.square());
        k
    };
    (0..count).map(next).collect()
}

/// Scalars where recoding and additions meet their limits.
fn edge_scalars<C: Curve>() -> Vec<C::Scalar> {
    let half = scalar::<C>(2).invert();
    let mut edges: Vec<C::Scalar> = (0..20).map(scalar::<C>).collect();
    edges.push(half);
    edges.push(half.sub(&C::Scalar::ONE));
    let mut power = C::Scalar::ONE;
    let bits = 8 * C::Scalar::OCTETS;
    for i in 0..bits {
        if i < 9 || i % 29 == 0 || i > bits - 4 {
            edges.push(power);
            edges.push(power.sub(&C::Scalar::ONE));
        }
        power = power.double();
    }
    let negatives: Vec<C::Scalar> = edges.iter().map(Field::neg).collect();
    edges.extend(negatives);
    edges
}

/// The multiple by doubling and adding, bit after bit, with the complete formulas.
fn naive<C: Curve>(k: &C::Scalar, point: &C::Affine) -> C::Ct {
    let mut acc = C::Ct::IDENTITY;
    for octet in octets(k).iter().rev() {
        for bit in (0..8).rev() {
            acc = acc.double();
            if octet >> bit & 1 == 1 {
                acc = acc.add_affine(point);
            }
        }
    }
    acc
}

fn static_by_id(id: &str) -> &'static CurveParams {
    match id {
        "id-GostR3410-2001-TestParamSet" => &TEST_2001,
        "id-GostR3410-2001-CryptoPro-A-ParamSet"
        | "id-GostR3410-2001-CryptoPro-XchA-ParamSet"
        | "id-tc26-gost-3410-2012-256-paramSetB" => &CRYPTO_PRO_A,
        "id-GostR3410-2001-CryptoPro-B-ParamSet" | "id-tc26-gost-3410-2012-256-paramSetC" => {
            &CRYPTO_PRO_B
        }
        "id-GostR3410-2001-CryptoPro-C-ParamSet"
        | "id-GostR3410-2001-CryptoPro-XchB-ParamSet"
        | "id-tc26-gost-3410-2012-256-paramSetD" => &CRYPTO_PRO_C,
        "id-tc26-gost-3410-2012-256-paramSetA" => &TC26_256_A,
        "id-tc26-gost-3410-2012-512-paramSetTest" => &TEST_512,
        "id-tc26-gost-3410-2012-512-paramSetA" => &TC26_512_A,
        "id-tc26-gost-3410-2012-512-paramSetB" => &TC26_512_B,
        "id-tc26-gost-3410-2012-512-paramSetC" => &TC26_512_C,
        _ => panic!("{id}"),
    }
}

fn check_numbers<C: Numbers>(case: &Case, curve: &CurveParams) {
    assert_eq!(case.u64("bits") as usize, 8 * C::Base::OCTETS);
    assert_eq!(8 * curve.order.len(), C::Base::OCTETS);
    assert_eq!(u64::from(curve.cofactor), case.u64("cofactor"));

    // A field refuses its modulus and accepts the number before it.
    let p = little_endian(case.hex("p"));
    let q = little_endian(case.hex("q"));
    assert!(C::Base::from_bytes_le(&p).is_none() && C::Scalar::from_bytes_le(&q).is_none());
    assert_eq!(octets(&C::Base::ONE.neg()), minus_one(&p));
    assert_eq!(octets(&C::Scalar::ONE.neg()), minus_one(&q));
    assert_eq!(order::<C>(), q);
    let top = q.iter().rposition(|&octet| octet != 0).unwrap();
    assert_eq!(
        curve.order_bits(),
        8 * top + 8 - q[top].leading_zeros() as usize
    );

    // m = cofactor q, as an integer that may have an octet more.
    let mut m = little_endian(case.hex("m"));
    m.resize(C::Base::OCTETS + 1, 0);
    let mut carry = 0;
    for (octet, m) in q.iter().chain(&[0]).zip(&m) {
        carry += u16::from(*octet) * curve.cofactor as u16;
        assert_eq!(carry as u8, *m);
        carry >>= 8;
    }

    let (a, b) = C::coefficients();
    assert_eq!(octets(&a), little_endian(case.hex("a")));
    assert_eq!(octets(&b), little_endian(case.hex("b")));
    assert_eq!(
        export::<C>(&C::Ct::from_affine(&C::generator())).unwrap(),
        xy(case)
    );

    assert_eq!(case.opt("edwards").is_some(), C::edwards().is_some());
    if let Some(numbers) = C::edwards() {
        let form = case.object("edwards");
        for (name, number) in ["e", "d", "u", "v", "s", "t"].into_iter().zip(numbers) {
            assert_eq!(octets(&number), little_endian(form.hex(name)), "{name}");
        }
    }
}

fn minus_one(odd: &[u8]) -> Vec<u8> {
    let mut octets = odd.to_vec();
    octets[0] -= 1;
    octets
}

fn check_multiples<C: Numbers>(case: &Case, curve: &CurveParams) {
    let generator = C::generator();
    for multiple in case.list("multiples") {
        let k: C::Scalar = element(&multiple, "k");
        let expected = Some(xy(&multiple));
        assert_eq!(export::<C>(&multiply::multiply_base::<C>(&k)), expected);
        assert_eq!(
            export::<C>(&multiply::multiply::<C>(&k, &generator)),
            expected
        );
        for (a, b) in [
            (k, C::Scalar::ZERO),
            (C::Scalar::ZERO, k),
            (k.neg(), k.double()),
        ] {
            let sum = multiply::combine_vartime::<C>(&octets(&a), &octets(&b), &generator);
            assert_eq!(export_vartime::<C>(&sum), expected);
        }
        // The same point comes in from outside and out of a private key.
        let imported = curve.import_public(&xy(&multiple)).unwrap();
        let secret = curve.import_secret(&octets(&k)).unwrap();
        assert_eq!(secret.public().xy(), imported.xy());
        assert_eq!(imported.xy(), xy(&multiple));
    }
}

fn check_hostile_points(case: &Case, curve: &CurveParams) {
    let refusal = |case: &Case| curve.import_public(&xy(case)).map(|_| ()).unwrap_err();
    assert_eq!(
        case.opt("small_order_points").is_some(),
        curve.cofactor == 4
    );
    assert_eq!(case.opt("mixed_order_point").is_some(), curve.cofactor == 4);
    if curve.cofactor == 4 {
        let points = case.list("small_order_points");
        assert_eq!(points.len(), 3);
        for point in points {
            assert!([2, 4].contains(&point.u64("order")));
            assert_eq!(refusal(&point), PointError::WrongSubgroup);
        }
        assert_eq!(
            refusal(&case.object("mixed_order_point")),
            PointError::WrongSubgroup
        );
    }

    let good = xy(case);
    let refusal = |xy: &[u8]| curve.import_public(xy).map(|_| ()).unwrap_err();
    let half = 8 * curve.order.len();
    let p = little_endian(case.hex("p"));
    let zero = vec![0; half];
    let ones = vec![255; half];
    assert_eq!(
        refusal(&[&zero[..], &zero].concat()),
        PointError::NotOnCurve
    );
    for (x, y) in [(&p, &zero), (&zero, &p), (&ones, &zero), (&zero, &ones)] {
        assert_eq!(
            refusal(&[&x[..], y].concat()),
            PointError::CoordinateOutOfRange
        );
    }
    for i in [0, half] {
        let mut other = good.clone();
        other[i] ^= 1;
        assert_eq!(refusal(&other), PointError::NotOnCurve);
    }
    for wrong in [
        &good[..0],
        &good[..half],
        &good[1..],
        &[&good[..], &[0]].concat(),
    ] {
        assert_eq!(refusal(wrong), PointError::Length);
    }
}

#[test]
fn numbers_multiples_and_hostile_points_match_vectors() {
    let mut names = Vec::new();
    let ran = testutil::run("curves.json", &[], |case| {
        let id = String::from(case.str("id"));
        let curve = static_by_id(&id);
        // An alias names the OID of the set that it repeats, which comes before it.
        let oid = String::from(case.str("oid"));
        if let Some(alias) = case.opt_str("alias_of") {
            let (_, other): &(String, &CurveParams) =
                names.iter().find(|(oid, _)| oid == alias).unwrap();
            assert!(core::ptr::eq(*other, curve), "{case}");
        }
        names.push((oid, curve));

        macro_rules! check {
            ($($static:ident => $name:ident),*) => {
                $(if core::ptr::eq(curve, &$static) {
                    check_numbers::<$name>(case, curve);
                    check_multiples::<$name>(case, curve);
                })*
            };
        }
        check!(
            TEST_2001 => Test2001,
            CRYPTO_PRO_A => CryptoProA,
            CRYPTO_PRO_B => CryptoProB,
            CRYPTO_PRO_C => CryptoProC,
            TC26_256_A => Tc26_256A,
            TEST_512 => Test512,
            TC26_512_A => Tc26_512A,
            TC26_512_B => Tc26_512B,
            TC26_512_C => Tc26_512C
        );
        check_hostile_points(case, curve);
    });
    assert_eq!(ran, 14);
}

#[test]
fn every_multiplication_agrees_with_double_and_add() {
    fn test<C: Curve>() {
        let generator = C::generator();
        let other = {
            let multiple = multiply::multiply_base::<C>(&scalars::<C>(1)[0]);
            let (x, y, _) = C::normalise(&multiple);
            C::import_vartime(&x, &y).ok().unwrap()
        };
        // A table for every window, and tables for some.
        let combs: Vec<Comb<C>> = [256, 64, 16]
            .map(|kib| Layout::within::<C>(kib << 10).unwrap())
            .into_iter()
            .chain([Layout::full(5)])
            .map(|layout| Comb::new_vartime(&other, layout))
            .collect();
        for k in edge_scalars::<C>().into_iter().chain(scalars::<C>(8)) {
            let expected = export::<C>(&naive::<C>(&k, &generator));
            assert_eq!(export::<C>(&multiply::multiply_base::<C>(&k)), expected);
            let expected = export::<C>(&naive::<C>(&k, &other));
            assert_eq!(export::<C>(&multiply::multiply::<C>(&k, &other)), expected);
            let zero = C::Scalar::ZERO;
            let sum = multiply::combine_vartime::<C>(&octets(&zero), &octets(&k), &other);
            assert_eq!(export_vartime::<C>(&sum), expected);
            for comb in &combs {
                let base = C::tables().prepared();
                let sum =
                    multiply::combine_prepared_vartime((base, &octets(&zero)), (comb, &octets(&k)));
                assert_eq!(export_vartime::<C>(&sum), expected);
            }
        }
    }
    on_every_curve!(test);
}

#[test]
fn additions_handle_equal_opposite_and_neutral_operands() {
    /// All pairs of multiples of P from -4 to 4, so that the sum runs from -8 to 8.
    fn test<G: Group>(
        export: impl Fn(&G) -> Option<Vec<u8>>,
        generator: &G::Affine,
        affine: impl Fn(&G) -> G::Affine,
    ) {
        let mut multiples = vec![G::IDENTITY];
        for _ in 0..8 {
            multiples.push(multiples.last().unwrap().add_affine(generator));
        }
        let negative = |point: &G| G::IDENTITY.add_cached(&point.to_cached().neg());
        let of = |k: i32| {
            let point = multiples[k.unsigned_abs() as usize];
            if k < 0 { negative(&point) } else { point }
        };
        for i in -4..=4 {
            // Another representative of the same point.
            let left = of(i + 3).add_cached(&of(-3).to_cached());
            assert_eq!(export(&left), export(&of(i)));
            assert_eq!(export(&left.double()), export(&of(2 * i)));
            for j in -4..=4 {
                let right = of(j - 2).add_cached(&of(2).to_cached());
                let expected = export(&of(i + j));
                assert_eq!(
                    export(&left.add_cached(&right.to_cached())),
                    expected,
                    "{i} + {j}"
                );
                if j != 0 {
                    assert_eq!(
                        export(&left.add_affine(&affine(&right))),
                        expected,
                        "{i} + {j}"
                    );
                }
            }
        }
        assert_eq!(export(&of(0)), None);
        assert_ne!(export(&of(1)), export(&of(-1)));
    }
    fn both<C: Curve>() {
        let generator = C::generator();
        test::<C::Vt>(export_vartime::<C>, &generator, |point| {
            C::normalise_batch_vartime(&[*point])[0]
        });
        test::<C::Ct>(export::<C>, &generator, |point| {
            let (x, y, _) = C::normalise(point);
            C::import_vartime(&x, &y).ok().unwrap()
        });
    }
    on_every_curve!(both);
}

#[test]
fn sums_handle_equal_opposite_and_neutral_operands() {
    fn test<C: Curve>() {
        let generator = C::generator();
        let multiples: Vec<C::Affine> = {
            let mut multiples = vec![C::Vt::from_affine(&generator)];
            for _ in 1..4 {
                multiples.push(multiples.last().unwrap().add_affine(&generator));
            }
            C::normalise_batch_vartime(&multiples)
        };
        // Every sequence of up to 4 of the digits, then some long ones in which sums meet zero and their own points.
        let digits = [1i64, -1, 2, -2, 3, -4];
        let mut sequences: Vec<Vec<i64>> = vec![vec![]];
        let mut start = 0;
        for _ in 0..4 {
            let end = sequences.len();
            for i in start..end {
                for digit in digits {
                    sequences.push([&sequences[i][..], &[digit]].concat());
                }
            }
            start = end;
        }
        sequences.push(vec![1; 9]);
        sequences.push(vec![1, 2, -1, -2, 1, 2, 1, 2, 2, 4, -4, -8 / 2]);
        for sequence in sequences {
            let points: Vec<C::Affine> = sequence
                .iter()
                .map(|digit| {
                    let point = multiples[digit.unsigned_abs() as usize - 1];
                    if *digit < 0 { point.neg() } else { point }
                })
                .collect();
            let total: i64 = sequence.iter().sum();
            let k = scalar::<C>(total.unsigned_abs());
            let k = if total < 0 { k.neg() } else { k };
            let expected = export::<C>(&multiply::multiply_base::<C>(&k));
            let sum = C::Vt::sum(&points);
            assert_eq!(export_vartime::<C>(&sum), expected, "{sequence:?}");
        }
    }
    on_every_curve!(test);
}

#[test]
fn layouts_keep_their_budget() {
    fn test<C: Curve>() {
        assert!(Layout::within::<C>(0).is_none() && Layout::within::<C>(256).is_none());
        let mut before = 0;
        for kib in [2, 16, 64, 256, 512, 4096] {
            let layout = Layout::within::<C>(kib << 10).unwrap();
            let octets = layout.octets::<C>();
            assert!(
                before <= octets && octets <= kib << 10,
                "{kib} KiB: {octets}"
            );
            let table = Comb::<C>::new_vartime(&C::generator(), layout);
            assert_eq!(table.octets(), octets);
            before = octets;
        }
    }
    test::<CryptoProA>();
    test::<Tc26_256A>();
    test::<Tc26_512A>();
}

#[test]
fn combination_holds_for_keys_that_are_powers_of_two_times_base() {
    fn test<C: Curve>() {
        let [a, b] = scalars::<C>(2)[..] else {
            unreachable!()
        };
        let mut power = C::Scalar::ONE;
        for i in 0..8 * C::Scalar::OCTETS {
            for d in [power, power.neg()] {
                // The first and last powers, where tables of P and Q overlap, and some between them.
                if i > 9 && i % 97 != 0 && i < 8 * C::Scalar::OCTETS - 2 {
                    continue;
                }
                let (x, y, _) = C::normalise(&multiply::multiply_base::<C>(&d));
                let key = C::import_vartime(&x, &y).ok().unwrap();
                let combs = [Layout::full(4), Layout::within::<C>(16 << 10).unwrap()]
                    .map(|layout| Comb::<C>::new_vartime(&key, layout));
                let inverse = d.invert();
                for (z1, z2) in [
                    (a, b),
                    (a, a),
                    (a, a.neg()),
                    // The sum is the identity, P, or doubles.
                    (a, a.mul(&inverse).neg()),
                    (a, C::Scalar::ONE.sub(&a).mul(&inverse)),
                    (a, a.mul(&inverse)),
                    (C::Scalar::ONE, C::Scalar::ONE),
                    (C::Scalar::ONE, C::Scalar::ONE.neg()),
                ] {
                    let expected = export::<C>(&naive::<C>(&z1.add(&z2.mul(&d)), &C::generator()));
                    let sum = multiply::combine_vartime::<C>(&octets(&z1), &octets(&z2), &key);
                    assert_eq!(export_vartime::<C>(&sum), expected, "2^{i}");
                    for comb in &combs {
                        let base = C::tables().prepared();
                        let sum = multiply::combine_prepared_vartime(
                            (base, &octets(&z1)),
                            (comb, &octets(&z2)),
                        );
                        assert_eq!(export_vartime::<C>(&sum), expected, "2^{i}, prepared");
                    }
                }
            }
            power = power.double();
        }
    }
    on_every_curve!(test);
}

/// The verdicts on r, s for e under d P, with and without a table.
fn verify<C: Curve>(key: &C::Affine, e: &C::Scalar, r: &[u8], s: &C::Scalar) -> bool {
    let verdict = scheme::verify_vartime(&Key::<C>::Plain(key), &octets(e), r, &octets(s));
    let layout = Layout::within::<C>(64 << 10).unwrap();
    let table = Comb::new_vartime(key, layout);
    let prepared = scheme::verify_vartime(&Key::<C>::Prepared(&table), &octets(e), r, &octets(s));
    assert_eq!(verdict, prepared);
    verdict
}

/// `a + b` as integers; `None` when the sum needs more octets.
fn integer_sum(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let add = |(a, b): (&u8, &u8)| {
        carry += u16::from(*a) + u16::from(*b);
        let octet = carry as u8;
        carry >>= 8;
        octet
    };
    let sum = a.iter().zip(b).map(add).collect();
    (carry == 0).then_some(sum)
}

fn integer_less(a: &[u8], b: &[u8]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

#[test]
fn rejects_r_from_p_to_q() {
    fn test<C: Curve>() -> bool {
        let p = {
            let mut p = octets(&C::Base::ONE.neg());
            p[0] += 1;
            p
        };
        let [d, e] = scalars::<C>(2)[..] else {
            unreachable!()
        };
        let (x, y, _) = C::normalise(&multiply::multiply_base::<C>(&d));
        let key = C::import_vartime(&x, &y).ok().unwrap();
        // k = 1: r = x(P) mod q, which is small on most curves.
        let (r, s) = scheme::sign::<C>(&d, &e, &C::Scalar::ONE).unwrap_or((C::Scalar::ZERO, e));
        if !bool::from(r.is_zero()) {
            assert!(verify::<C>(&key, &e, &octets(&r), &s));
        }
        // r + p is another residue than r modulo q but the same modulo p: R stays P when s is fitted to it.
        let shifted = integer_sum(&octets(&r), &p).filter(|sum| integer_less(sum, &order::<C>()));
        let Some(shifted) = shifted else {
            return false;
        };
        let r = C::Scalar::from_bytes_le(&shifted).unwrap();
        let s = r.mul(&d).add(&e);
        let z1 = s.mul(&e.invert());
        let z2 = r.mul(&e.invert()).neg();
        let point = multiply::combine_vartime::<C>(&octets(&z1), &octets(&z2), &key);
        assert_eq!(
            export_vartime::<C>(&point),
            export::<C>(&C::Ct::from_affine(&C::generator()))
        );
        assert!(!verify::<C>(&key, &e, &shifted, &s));
        true
    }
    // The curves with p < q, whose base points have a small x.
    assert!(test::<Test2001>());
    assert!(test::<CryptoProB>());
    assert!(test::<Tc26_512B>());
    assert!(!test::<CryptoProA>());
    assert!(!test::<Tc26_256A>());
}

#[test]
fn accepts_x_of_q_and_more() {
    /// `x^((p + 1)/4)`: a square root of a square, as p mod 4 = 3.
    fn root<F: Field>(x: &F) -> Option<F> {
        let p_minus_one = octets(&F::ONE.neg());
        assert_eq!(p_minus_one[0] & 3, 2, "p mod 4 = 3");
        // (p + 1)/4 = (p - 3)/4 + 1.
        let mut root = F::ONE;
        for (i, octet) in p_minus_one.iter().enumerate().rev() {
            for bit in (0..8).rev() {
                if i == 0 && bit < 2 {
                    break;
                }
                root = root.square();
                if octet >> bit & 1 == 1 {
                    root = root.mul(x);
                }
            }
        }
        root = root.mul(x);
        bool::from(root.square().ct_eq(x)).then_some(root)
    }

    /// A valid signature of which the point has x = r + i q, for every i that leaves room below p.
    fn test<C: Numbers>() {
        let (a, b) = C::coefficients();
        let [z1, z2] = scalars::<C>(2)[..] else {
            unreachable!()
        };
        let mut multiple = vec![0; C::Base::OCTETS];
        let mut i = 0;
        while C::Base::from_bytes_le(&multiple).is_some() {
            let mut found = false;
            for j in 1..200u8 {
                let mut small = vec![0; C::Base::OCTETS];
                small[0] = j;
                let Some(x) =
                    integer_sum(&multiple, &small).and_then(|x| C::Base::from_bytes_le(&x))
                else {
                    break;
                };
                let Some(y) = root(&x.square().add(&a).mul(&x).add(&b)) else {
                    continue;
                };
                let point = C::import_vartime(&x, &y).ok().unwrap();
                if !multiply::in_subgroup_vartime::<C>(&point) {
                    continue;
                }
                // Q = (R - z1 P) / z2, e = -r / z2, s = z1 e.
                let minus = multiply::combine_vartime::<C>(
                    &octets(&z1.neg()),
                    &octets(&C::Scalar::ONE),
                    &point,
                );
                let difference = C::normalise_batch_vartime(&[minus])[0];
                let quotient = multiply::multiply::<C>(&z2.invert(), &difference);
                let (key_x, key_y, _) = C::normalise(&quotient);
                let key = C::import_vartime(&key_x, &key_y).ok().unwrap();
                let e = scalar::<C>(u64::from(j)).mul(&z2.invert()).neg();
                assert!(
                    verify::<C>(&key, &e, &small, &z1.mul(&e)),
                    "x = {j} + {i} q"
                );
                small[0] += 1;
                assert!(!verify::<C>(&key, &e, &small, &z1.mul(&e)));
                found = true;
                break;
            }
            assert!(found);
            let Some(next) = integer_sum(&multiple, &order::<C>()) else {
                break;
            };
            multiple = next;
            i += 1;
        }
        assert!(i >= 1, "the multiples of q below p");
    }
    test::<CryptoProA>();
    test::<CryptoProC>();
    test::<Tc26_256A>();
    test::<Test512>();
    test::<Tc26_512A>();
    test::<Tc26_512C>();
}

#[test]
fn rejects_signature_that_gives_the_identity() {
    fn test<C: Curve>() {
        // z1 P + z2 Q = O for s = r d, whatever e is.
        for (d, e) in [
            (scalars::<C>(1)[0], scalar::<C>(5)),
            (scalar::<C>(2), scalars::<C>(1)[0]),
        ] {
            let (x, y, _) = C::normalise(&multiply::multiply_base::<C>(&d));
            let key = C::import_vartime(&x, &y).ok().unwrap();
            for r in scalars::<C>(3).into_iter().chain([C::Scalar::ONE]) {
                assert!(!verify::<C>(&key, &e, &octets(&r), &r.mul(&d)));
            }
        }
    }
    on_every_curve!(test);
}

#[test]
fn secrets_are_products_of_parts_in_range() {
    fn test<C: Curve>(curve: &CurveParams) {
        let [a, b] = scalars::<C>(2)[..] else {
            unreachable!()
        };
        let product = |parts: &[&[u8]]| {
            let secret = curve.import_secret(&parts.concat())?;
            let mut d = vec![0; C::Base::OCTETS];
            secret.write_bytes_le(&mut d);
            Some(d)
        };
        let (a_octets, b_octets) = (octets(&a), octets(&b));
        assert_eq!(product(&[&a_octets]), Some(a_octets.clone()));
        assert_eq!(product(&[&a_octets, &b_octets]), Some(octets(&a.mul(&b))));
        let three = product(&[&a_octets, &b_octets, &a_octets]);
        assert_eq!(three, Some(octets(&a.mul(&b).mul(&a))));
        let (zero, q) = (vec![0; C::Base::OCTETS], order::<C>());
        let refused: [&[&[u8]]; 7] = [
            &[],
            &[&zero],
            &[&q],
            &[&a_octets, &zero],
            &[&q, &a_octets],
            &[&a_octets, &b_octets[1..]],
            &[&a_octets[1..]],
        ];
        for parts in refused {
            assert_eq!(product(parts), None);
        }
    }
    test::<CryptoProA>(&CRYPTO_PRO_A);
    test::<CryptoProC>(&CRYPTO_PRO_C);
    test::<Tc26_256A>(&TC26_256_A);
    test::<Tc26_512C>(&TC26_512_C);
}

#[test]
fn secrets_are_wiped_when_dropped() {
    fn test<C: Curve>() {
        // Drop does no more than zeroize, and both boxes and unwinding run it.
        assert!(core::mem::needs_drop::<Secret<C>>());
        let mut secret = Secret::<C> {
            d: scalars::<C>(1)[0],
        };
        assert!(!bool::from(secret.d.is_zero()));
        secret.zeroize();
        assert!(bool::from(secret.d.is_zero()));
    }
    on_every_curve!(test);
}

#[test]
fn signing_refuses_nonces_out_of_range_and_zero_r_or_s() {
    fn test<C: Curve>(curve: &CurveParams) {
        let d = scalars::<C>(1)[0];
        let secret = curve.import_secret(&octets(&d)).unwrap();
        let (mut r, mut s) = (vec![0; C::Base::OCTETS], vec![0; C::Base::OCTETS]);
        let e = octets(&scalar::<C>(7));
        let mut sign = |e: &[u8], k: &[u8]| secret.sign(e, k, &mut r, &mut s);
        assert!(!sign(&e, &vec![0; C::Base::OCTETS]));
        assert!(!sign(&e, &order::<C>()));
        assert!(!sign(&e, &vec![255; C::Base::OCTETS]));
        // s = r d + k e = 0 for e = -r d / k.
        let k = scalar::<C>(11);
        let (x, _, _) = C::normalise(&multiply::multiply_base::<C>(&k));
        let r = C::Scalar::from_bytes_le_reduced(&octets(&x));
        let bad = r.mul(&d).mul(&k.invert()).neg();
        assert!(!sign(&octets(&bad), &octets(&k)));
        assert!(sign(&e, &octets(&k)));
    }
    test::<CryptoProA>(&CRYPTO_PRO_A);
    test::<Tc26_256A>(&TC26_256_A);
    test::<Tc26_512B>(&TC26_512_B);

    // The base point of CryptoPro-C has x = 0, so that k = 1 gives r = 0.
    let d = scalars::<CryptoProC>(1)[0];
    let one = CryptoProCScalar::ONE;
    assert!(scheme::sign::<CryptoProC>(&d, &one, &one).is_none());
    assert!(scheme::sign::<CryptoProC>(&d, &one, &one.neg()).is_none());
    assert!(scheme::sign::<CryptoProC>(&d, &one, &one.double()).is_some());
}

type CryptoProCScalar = <CryptoProC as Curve>::Scalar;
