// SPDX-License-Identifier: MIT OR Apache-2.0
//! The fields against `num-bigint`, at every representation that an element may have: random limbs, limbs at the
//! edges of carries, and the neighbourhoods of zero, of the modulus and its double, and of powers of two.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;
use subtle::Choice;
use zeroize::Zeroize;

#[cfg(target_arch = "x86_64")]
use super::backend::Adx;
use super::backend::{Isa, Portable};
use super::{Fe255p3225, Fe256m617, Fe512m569, Field, Modulus, Mont, limbs};
#[cfg(target_arch = "x86_64")]
use crate::cpu::HaveAdx;

/// What the tests need beside the trait.
trait Subject: Field {
    /// The modulus, most significant digit first.
    const MODULUS: &'static str;

    /// An element held as these limbs where its type keeps them as they are, else their residue.
    fn from_limbs(limbs: &[u64]) -> Self;

    /// `from_hex`, which the trait cannot have because it is `const`.
    fn parse(hex: &str) -> Self;
}

macro_rules! montgomery {
    ($($name:ident, $limbs:literal, $hex:literal;)*) => {$(
        struct $name;

        impl Modulus<$limbs> for $name {
            const LIMBS: [u64; $limbs] = limbs::from_hex($hex);
        }

        impl Subject for Mont<$name, $limbs> {
            const MODULUS: &'static str = $hex;

            fn from_limbs(limbs: &[u64]) -> Self {
                // Half of the cases take the integer as the internal form, so that its edges are met as well.
                let limbs: [u64; $limbs] = limbs.try_into().unwrap();
                if limbs[0] & 2 == 0 && limbs::sub(&limbs, &$name::LIMBS).1 {
                    return Self::from_raw_limbs(limbs);
                }
                Self::from_bytes_le_reduced(&to_octets(&integer(&limbs), Self::OCTETS))
            }

            fn parse(hex: &str) -> Self {
                Self::from_hex(hex)
            }
        }
    )*};
}

montgomery! {
    TestP, 4, "8000000000000000000000000000000000000000000000000000000000000431";
    TestQ, 4, "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3";
    CryptoProAQ, 4, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893";
    CryptoProBQ, 4, "800000000000000000000000000000015F700CFFF1A624E5E497161BCC8A198F";
    CryptoProCP, 4, "9B9F605F5A858107AB1EC85E6B41C8AACF846E86789051D37998F7B9022D759B";
    CryptoProCQ, 4, "9B9F605F5A858107AB1EC85E6B41C8AA582CA3511EDDFB74F02F3A6598980BB9";
    Tc26A256Q, 4, "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67";
    Test512P, 8, "4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15d\
                  f1d852741af4704a0458047e80e4546d35b8336fac224dd81664bbf528be6373";
    Test512Q, 8, "4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15d\
                  a82f2d7ecb1dbac719905c5eecc423f1d86e25edbe23c595d644aaf187e6e6df";
    Tc26A512Q, 8, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                   27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275";
    Tc26B512P, 8, "8000000000000000000000000000000000000000000000000000000000000000\
                   000000000000000000000000000000000000000000000000000000000000006f";
    Tc26B512Q, 8, "8000000000000000000000000000000000000000000000000000000000000001\
                   49a1ec142565a545acfdb77bd9d40cfa8b996712101bea0ec6346c54374f25bd";
    Tc26C512Q, 8, "3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                   c98cdba46506ab004c33a9ff5147502cc8eda9e7a769a12694623cef47f023ed";
}

macro_rules! special {
    ($($name:ident, $hex:literal;)*) => {$(
        impl<I: Isa> Subject for $name<I> {
            const MODULUS: &'static str = $hex;

            fn from_limbs(limbs: &[u64]) -> Self {
                Self::from_raw_limbs(limbs.try_into().unwrap())
            }

            fn parse(hex: &str) -> Self {
                Self::from_hex(hex)
            }
        }
    )*};
}

special! {
    Fe256m617, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97";
    Fe255p3225, "8000000000000000000000000000000000000000000000000000000000000C99";
    Fe512m569, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7";
}

fn integer(limbs: &[u64]) -> BigUint {
    let octets: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&octets)
}

fn to_limbs(x: &BigUint, octets: usize) -> Vec<u64> {
    let octets = to_octets(x, octets);
    let (words, _) = octets.as_chunks::<8>();
    words.iter().map(|word| u64::from_le_bytes(*word)).collect()
}

fn to_octets(x: &BigUint, octets: usize) -> Vec<u8> {
    let mut out = x.to_bytes_le();
    assert!(out.len() <= octets);
    out.resize(octets, 0);
    out
}

fn modulus<F: Subject>() -> BigUint {
    BigUint::parse_bytes(F::MODULUS.as_bytes(), 16).unwrap()
}

/// The canonical integer, as the public operation gives it.
fn value<F: Field>(x: &F) -> BigUint {
    let mut out = vec![0; F::OCTETS];
    x.write_bytes_le(&mut out);
    BigUint::from_bytes_le(&out)
}

/// Integers below 2^(8 OCTETS) at which carries, borrows and reductions change.
fn edges<F: Subject>() -> Vec<BigUint> {
    let p = modulus::<F>();
    let bits = 8 * F::OCTETS as u64;
    let end = BigUint::from(1u32) << bits;
    let mut centres = vec![BigUint::ZERO, p.clone(), &p * 2u32, &p / 2u32, end.clone()];
    centres.extend((1..bits / 64).map(|i| BigUint::from(1u32) << (64 * i)));
    centres.push(BigUint::from(1u32) << (bits - 1));
    let mut out = Vec::new();
    for centre in centres {
        // The distances are those at which the two folding constants, 617 or 569 and 3225, act.
        for distance in [
            0u32, 1, 2, 568, 569, 570, 616, 617, 618, 3224, 3225, 3226, 6449, 6450, 6451,
        ] {
            out.push(&centre + distance);
            if centre >= BigUint::from(distance) {
                out.push(&centre - distance);
            }
        }
    }
    out.retain(|x| x < &end);
    out.sort();
    out.dedup();
    out
}

/// Every operation on `a`, against the integers.
fn check_unary<F: Subject>(a: &F) {
    let p = modulus::<F>();
    let x = value(a);
    assert!(x < p);

    assert_eq!(value(&a.neg()), (&p - &x) % &p);
    assert_eq!(value(&a.double()), &x * 2u32 % &p);
    assert_eq!(value(&a.half().double()), x);
    assert_eq!(a.is_zero_vartime(), x == BigUint::ZERO);
    assert_eq!(value(&a.square()), &x * &x % &p);
    assert_eq!(value(&a.mul(a)), &x * &x % &p);
    assert_eq!(value(&a.add(a)), &x * 2u32 % &p);
    for k in [0, 1, 2, 3, 8, 617, 0x7fff_ffff, u32::MAX - 1, u32::MAX] {
        assert_eq!(value(&a.mul_small(k)), &x * k % &p);
    }
    assert!(bool::from(a.sub(a).is_zero()));
    assert!(bool::from(a.add(&a.neg()).is_zero()));
    assert_eq!(bool::from(a.is_zero()), x == BigUint::ZERO);
    assert_eq!(value(&a.neg().neg()), x);
    assert_eq!(value(&a.mul(&F::ONE)), x);
    assert!(bool::from(a.mul(&F::ZERO).is_zero()));

    let octets = to_octets(&x, F::OCTETS);
    assert_eq!(value(&F::from_bytes_le(&octets).unwrap()), x);
    assert!(bool::from(F::from_bytes_le(&octets).unwrap().ct_eq(a)));
    assert_eq!(value(&F::parse(&format!("{x:x}"))), x);
}

/// Both inverses of `a`.
fn check_inverses<F: Subject>(a: &F) {
    let one = if bool::from(a.is_zero()) {
        F::ZERO
    } else {
        F::ONE
    };
    let inverse = a.invert();
    assert!(bool::from(inverse.mul(a).ct_eq(&one)));
    assert_eq!(value(&inverse), value(&a.invert_vartime()));
}

/// Every operation on `a` and `b`, against the integers.
fn check_binary<F: Subject>(a: &F, b: &F) {
    let p = modulus::<F>();
    let (x, y) = (value(a), value(b));

    assert_eq!(value(&a.add(b)), (&x + &y) % &p);
    assert_eq!(value(&a.sub(b)), (&x + &p - &y) % &p);
    assert_eq!(value(&a.mul(b)), &x * &y % &p);
    let mut product = vec![0; F::OCTETS];
    a.write_product_le(&to_octets(&y, F::OCTETS), &mut product);
    assert_eq!(BigUint::from_bytes_le(&product), &x * &y % &p);
    assert_eq!(bool::from(a.ct_eq(b)), x == y);
    assert_eq!(bool::from(a.sub(b).is_zero()), x == y);
    assert_eq!(value(&F::conditional_select(a, b, Choice::from(0))), x);
    assert_eq!(value(&F::conditional_select(a, b, Choice::from(1))), y);
}

/// The laws that tie several operations together, without the integers.
fn check_laws<F: Subject>(a: &F, b: &F, c: &F) {
    let same = |left: F, right: F| assert!(bool::from(left.ct_eq(&right)));
    same(a.add(b), b.add(a));
    same(a.mul(b), b.mul(a));
    same(a.add(b).add(c), a.add(&b.add(c)));
    same(a.mul(b).mul(c), a.mul(&b.mul(c)));
    same(a.add(b).mul(c), a.mul(c).add(&b.mul(c)));
    same(a.sub(b).mul(c), a.mul(c).sub(&b.mul(c)));
    same(a.add(b).sub(b), *a);
    same(
        a.add(b).square(),
        a.square().add(&a.mul(b).double()).add(&b.square()),
    );
    same(a.mul_small(5), a.double().double().add(a));
}

/// A chain of `ops` over the three elements, the results of each operation being the operands of the next, so that
/// whatever representation one operation gives is met by the others.
fn check_chain<F: Subject>(mut elements: [F; 3], ops: &[(u8, usize, usize)]) {
    let p = modulus::<F>();
    let mut integers = elements.each_ref().map(|x| value(x));
    for &(op, i, j) in ops {
        let (a, b) = (elements[i], elements[j]);
        let (x, y) = (integers[i].clone(), integers[j].clone());
        (elements[i], integers[i]) = match op {
            0 => (a.add(&b), x + y),
            1 => (a.sub(&b), x + &p - y),
            2 => (a.mul(&b), x * y),
            3 => (a.square(), &x * &x),
            4 => (a.neg(), &p - x),
            5 => (a.double(), x * 2u32),
            6 => (a.mul_small(u32::MAX), x * u32::MAX),
            7 => (a.half(), if x.bit(0) { (x + &p) / 2u32 } else { x / 2u32 }),
            _ => (F::conditional_select(&a, &b, Choice::from(1)), y),
        };
        integers[i] %= &p;
        assert_eq!(value(&elements[i]), integers[i]);
    }
}

/// Octets: what is accepted, refused and reduced.
fn check_octets<F: Subject>(x: &BigUint) {
    let p = modulus::<F>();
    let octets = to_octets(x, F::OCTETS);
    let read = F::from_bytes_le(&octets);
    assert_eq!(read.is_some(), *x < p);
    if let Some(read) = read {
        assert_eq!(value(&read), *x);
    }
    assert_eq!(value(&F::from_bytes_le_reduced(&octets)), x % &p);
    let mut product = vec![0; F::OCTETS];
    F::ONE.double().write_product_le(&octets, &mut product);
    assert_eq!(BigUint::from_bytes_le(&product), x * 2u32 % &p);
}

/// Limbs at which carries run through, mixed with any others.
fn any_limb() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => any::<u64>(),
        2 => Just(0),
        2 => Just(u64::MAX),
        1 => Just(1 << 63),
        1 => 0..8192u64,
        1 => (0..8192u64).prop_map(|x| u64::MAX - x),
        1 => (0..8192u64).prop_map(|x| (1 << 63) + x),
        1 => (0..8192u64).prop_map(|x| (1 << 63) - 1 - x),
    ]
}

/// The limbs of an element. The elements themselves are not printable, and so not a strategy's values.
fn any_limbs<F: Subject>() -> impl Strategy<Value = Vec<u64>> {
    let edges = edges::<F>();
    prop_oneof![
        4 => proptest::collection::vec(any_limb(), F::OCTETS / 8),
        1 => (0..edges.len()).prop_map(move |i| to_limbs(&edges[i], F::OCTETS)),
    ]
}

macro_rules! suite {
    ($($(#[$attr:meta])* $module:ident, $field:ty $(, needs $token:ident)?;)*) => {$(
        $(#[$attr])*
        mod $module {
            use super::*;

            type F = $field;

            #[test]
            fn constants_are_zero_and_one() {
                $(if $token::detect().is_none() { return; })?
                assert_eq!(value(&F::ZERO), BigUint::ZERO);
                assert_eq!(value(&F::ONE), BigUint::from(1u32));
                assert_eq!(value(&F::default()), BigUint::ZERO);
                assert_eq!(F::OCTETS, F::MODULUS.len() / 2);
            }

            #[test]
            fn edges_agree_with_integers() {
                $(if $token::detect().is_none() { return; })?
                let elements: Vec<F> = edges::<F>()
                    .iter()
                    .map(|x| F::from_limbs(&to_limbs(x, F::OCTETS)))
                    .collect();
                assert!(elements.len() > 100);
                for a in &elements {
                    check_unary(a);
                }
                for (i, a) in elements.iter().enumerate() {
                    for b in &elements[i..] {
                        check_binary(a, b);
                        assert_eq!(value(&b.sub(a)), value(&a.sub(b).neg()));
                    }
                }
            }

            #[test]
            fn inverses_of_edges_invert() {
                $(if $token::detect().is_none() { return; })?
                for x in edges::<F>() {
                    check_inverses(&F::from_limbs(&to_limbs(&x, F::OCTETS)));
                }
            }

            #[test]
            fn rejects_integers_from_the_modulus_up() {
                $(if $token::detect().is_none() { return; })?
                let p = modulus::<F>();
                assert!(F::from_bytes_le(&to_octets(&(&p - 1u32), F::OCTETS)).is_some());
                assert!(F::from_bytes_le(&to_octets(&p, F::OCTETS)).is_none());
                assert!(F::from_bytes_le(&to_octets(&(&p + 1u32), F::OCTETS)).is_none());
                assert!(F::from_bytes_le(&[0xff; F::OCTETS]).is_none());
                for x in edges::<F>() {
                    check_octets::<F>(&x);
                }
            }

            #[test]
            fn rejects_other_lengths() {
                $(if $token::detect().is_none() { return; })?
                for length in (0..=2 * F::OCTETS).filter(|&length| length != F::OCTETS) {
                    assert!(F::from_bytes_le(&vec![0; length]).is_none());
                }
            }

            #[test]
            #[should_panic(expected = "below the modulus")]
            fn rejects_the_modulus_as_a_constant() {
                F::parse(F::MODULUS);
            }

            #[test]
            fn wiping_leaves_zero() {
                $(if $token::detect().is_none() { return; })?
                let mut x = F::from_limbs(&[3; F::OCTETS / 8]);
                assert!(!bool::from(x.is_zero()));
                x.zeroize();
                assert!(bool::from(x.is_zero()));
            }

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(2000))]

                #[test]
                fn operations_agree_with_integers(a in any_limbs::<F>(), b in any_limbs::<F>()) {
                    $(if $token::detect().is_none() { return Ok(()); })?
                    let (a, b) = (F::from_limbs(&a), F::from_limbs(&b));
                    check_unary(&a);
                    check_binary(&a, &b);
                }

                #[test]
                fn laws_hold(
                    a in any_limbs::<F>(),
                    b in any_limbs::<F>(),
                    c in any_limbs::<F>(),
                ) {
                    $(if $token::detect().is_none() { return Ok(()); })?
                    check_laws(&F::from_limbs(&a), &F::from_limbs(&b), &F::from_limbs(&c));
                }

                #[test]
                fn chains_agree_with_integers(
                    a in any_limbs::<F>(),
                    b in any_limbs::<F>(),
                    c in any_limbs::<F>(),
                    ops in proptest::collection::vec((0..9u8, 0..3usize, 0..3usize), 1..20),
                ) {
                    $(if $token::detect().is_none() { return Ok(()); })?
                    check_chain([a, b, c].map(|x| F::from_limbs(&x)), &ops);
                }

                #[test]
                fn octets_agree_with_integers(
                    limbs in proptest::collection::vec(any_limb(), F::OCTETS / 8),
                ) {
                    $(if $token::detect().is_none() { return Ok(()); })?
                    check_octets::<F>(&integer(&limbs));
                }
            }

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(200))]

                #[test]
                fn inverses_invert(a in any_limbs::<F>()) {
                    $(if $token::detect().is_none() { return Ok(()); })?
                    check_inverses(&F::from_limbs(&a));
                }
            }
        }
    )*};
}

suite! {
    fe256m617, Fe256m617<Portable>;
    fe512m569, Fe512m569<Portable>;
    fe255p3225, Fe255p3225<Portable>;
    #[cfg(target_arch = "x86_64")]
    fe256m617_adx, Fe256m617<Adx>, needs HaveAdx;
    #[cfg(target_arch = "x86_64")]
    fe512m569_adx, Fe512m569<Adx>, needs HaveAdx;
    #[cfg(target_arch = "x86_64")]
    fe255p3225_adx, Fe255p3225<Adx>, needs HaveAdx;
    mont_test_p, Mont<TestP, 4>;
    mont_test_q, Mont<TestQ, 4>;
    mont_cryptopro_a_q, Mont<CryptoProAQ, 4>;
    mont_cryptopro_b_q, Mont<CryptoProBQ, 4>;
    mont_cryptopro_c_p, Mont<CryptoProCP, 4>;
    mont_cryptopro_c_q, Mont<CryptoProCQ, 4>;
    mont_tc26_256_a_q, Mont<Tc26A256Q, 4>;
    mont_tc26_512_test_p, Mont<Test512P, 8>;
    mont_tc26_512_test_q, Mont<Test512Q, 8>;
    mont_tc26_512_a_q, Mont<Tc26A512Q, 8>;
    mont_tc26_512_b_p, Mont<Tc26B512P, 8>;
    mont_tc26_512_b_q, Mont<Tc26B512Q, 8>;
    mont_tc26_512_c_q, Mont<Tc26C512Q, 8>;
}
