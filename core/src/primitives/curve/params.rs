// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numbers of the nine curves, as their standards print them: hexadecimal, most significant digit first.
//!
//! Sources: [RFC 4357, section 11.4](https://www.rfc-editor.org/rfc/rfc4357#section-11.4) (the curves of
//! GOST R 34.10-2001), [RFC 7836, appendix A](https://www.rfc-editor.org/rfc/rfc7836#appendix-A) (256-A and 512-A to -C),
//! [RFC 7091, section 7.2](https://www.rfc-editor.org/rfc/rfc7091#section-7.2) (the test set of 512 bits).
//! `tests.rs` compares them with `vectors/curves.json`.
//!
//! Each curve is a type for generic code and a `static` for the floors above.

use core::marker::PhantomData;

use super::edwards::{Edwards, EdwardsParams};
use super::erased::CurveParams;
#[cfg(any(test, target_arch = "x86_64"))]
use super::lanes::Lanes;
use super::multiply::BaseTables;
use super::weierstrass::{Affine, CoefficientA, CoefficientB, Weierstrass, WeierstrassParams};
#[cfg(target_arch = "x86_64")]
use crate::primitives::field::backend::Adx;
use crate::primitives::field::backend::Portable;
use crate::primitives::field::limbs::from_hex;
use crate::primitives::field::{Fe255p3225, Fe256m617, Fe512m569, Modulus, Mont};

/// Declares a curve of prime order in Weierstrass form.
macro_rules! weierstrass {
    // Over a prime without shape.
    (
        $(#[$attr:meta])*
        $name:ident, $params:ident, $static:ident: $limbs:literal limbs,
        order $order:ident = $q:literal,
        modulus $modulus:ident = $p:literal,
        $($numbers:tt)*
    ) => {
        modulus!($order, $limbs, $q, "The order q of the curve.");
        modulus!($modulus, $limbs, $p, "The prime p of the curve.");

        /// The numbers of the curve.
        #[derive(Clone, Copy)]
        pub(super) struct $params;

        weierstrass_numbers!($params, Mont<$modulus, $limbs>, $order, $limbs, $($numbers)*);

        $(#[$attr])*
        pub(super) type $name = Weierstrass<$params>;

        $(#[$attr])*
        pub(crate) static $static: CurveParams = CurveParams::of::<$name>();
    };
    // Over a prime with shape: once for each instruction set.
    (
        $(#[$attr:meta])*
        $name:ident, $params:ident, $static:ident: $limbs:literal limbs,
        order $order:ident = $q:literal,
        field $base:ident,
        $($numbers:tt)*
    ) => {
        modulus!($order, $limbs, $q, "The order q of the curve.");

        /// The numbers of the curve.
        #[derive(Clone, Copy)]
        pub(super) struct $params<I>(PhantomData<I>);

        weierstrass_numbers!($params<Portable>, $base<Portable>, $order, $limbs, $($numbers)* portable_lanes);
        #[cfg(target_arch = "x86_64")]
        weierstrass_numbers!($params<Adx>, $base<Adx>, $order, $limbs, $($numbers)* adx_lanes);

        $(#[$attr])*
        pub(super) type $name<I = Portable> = Weierstrass<$params<I>>;

        curve_static!($(#[$attr])* $static, $name);
    };
}

/// The numbers of a curve in Weierstrass form, over one field type.
macro_rules! weierstrass_numbers {
    (
        $params:ty, $base:ty, $order:ident, $limbs:literal,
        a: $a:expr,
        b: $kind:ident($b:literal),
        x: $x:literal,
        y: $y:literal,
        $($lanes:ident)?
    ) => {
        impl WeierstrassParams for $params {
            type Base = $base;
            type Scalar = Mont<$order, $limbs>;

            const ORDER: &'static [u64] = &$order::LIMBS;
            const A: CoefficientA = $a;
            const B: CoefficientB<$base> = coefficient_b!($kind, $base, $b);
            const GENERATOR: Affine<$base> = Affine {
                x: <$base>::from_hex($x),
                y: <$base>::from_hex($y),
            };

            fn tables() -> &'static BaseTables<Weierstrass<Self>> {
                static TABLES: BaseTables<Weierstrass<$params>> = BaseTables::new();
                &TABLES
            }

            $($lanes!(Weierstrass);)?
        }
    };
}

/// A coefficient b: a small number, or any by its hexadecimal digits.
macro_rules! coefficient_b {
    (Small, $base:ty, $b:literal) => {
        CoefficientB::Small($b)
    };
    (Full, $base:ty, $b:literal) => {
        CoefficientB::Full(<$base>::from_hex($b))
    };
}

/// Declares a curve of cofactor 4 in twisted Edwards form with e = 1, once for each instruction set.
macro_rules! edwards {
    (
        $(#[$attr:meta])*
        $name:ident, $params:ident, $static:ident: $limbs:literal limbs,
        order $order:ident = $q:literal,
        field $base:ident,
        $($numbers:tt)*
    ) => {
        modulus!($order, $limbs, $q, "The order q of the subgroup.");

        /// The numbers of the curve.
        #[derive(Clone, Copy)]
        pub(super) struct $params<I>(PhantomData<I>);

        edwards_numbers!($params<Portable>, $base<Portable>, $order, $limbs, $($numbers)* portable_lanes);
        #[cfg(target_arch = "x86_64")]
        edwards_numbers!($params<Adx>, $base<Adx>, $order, $limbs, $($numbers)* adx_lanes);

        $(#[$attr])*
        pub(super) type $name<I = Portable> = Edwards<$params<I>>;

        curve_static!($(#[$attr])* $static, $name);
    };
}

/// The numbers of a curve in twisted Edwards form, over one field type.
macro_rules! edwards_numbers {
    (
        $params:ty, $base:ty, $order:ident, $limbs:literal,
        a: $a:literal,
        b: $b:literal,
        d: $d:literal,
        s: $s:literal,
        t: $t:literal,
        u: $u:literal,
        v: $v:literal,
        $($lanes:ident)?
    ) => {
        impl EdwardsParams for $params {
            type Base = $base;
            type Scalar = Mont<$order, $limbs>;

            const ORDER: &'static [u64] = &$order::LIMBS;
            const D: $base = <$base>::from_hex($d);
            const S: $base = <$base>::from_hex($s);
            const T: $base = <$base>::from_hex($t);
            const A: $base = <$base>::from_hex($a);
            const B: $base = <$base>::from_hex($b);
            const GENERATOR_U: $base = <$base>::from_hex($u);
            const GENERATOR_V: $base = <$base>::from_hex($v);

            fn tables() -> &'static BaseTables<Edwards<Self>> {
                static TABLES: BaseTables<Edwards<$params>> = BaseTables::new();
                &TABLES
            }

            $($lanes!(Edwards);)?
        }
    };
}

/// The lanes beside a curve in plain Rust: for tests, which thus have lanes on every target and where ADX cannot be
/// trusted (`emulator/README.md`). Those beside ADX do the work, since processors with AVX-512 have it.
macro_rules! portable_lanes {
    ($model:ident) => {
        #[cfg(test)]
        fn lanes() -> Option<&'static Lanes<$model<Self>>> {
            Some(&const { Lanes::NEW })
        }
    };
}

/// The lanes beside a curve on ADX. Tests leave them out: they are the same code.
#[cfg(target_arch = "x86_64")]
macro_rules! adx_lanes {
    ($model:ident) => {
        #[cfg(not(test))]
        fn lanes() -> Option<&'static Lanes<$model<Self>>> {
            Some(&const { Lanes::NEW })
        }
    };
}

/// A prime as a type.
macro_rules! modulus {
    ($name:ident, $limbs:literal, $hex:literal, $doc:literal) => {
        #[doc = $doc]
        pub(super) struct $name;

        impl Modulus<$limbs> for $name {
            const LIMBS: [u64; $limbs] = from_hex($hex);
        }
    };
}

/// The static of a curve that is compiled for each instruction set.
macro_rules! curve_static {
    ($(#[$attr:meta])* $static:ident, $name:ident) => {
        $(#[$attr])*
        #[cfg(target_arch = "x86_64")]
        pub(crate) static $static: CurveParams = CurveParams::of_both::<$name, $name<Adx>>();

        $(#[$attr])*
        #[cfg(not(target_arch = "x86_64"))]
        pub(crate) static $static: CurveParams = CurveParams::of::<$name>();
    };
}

weierstrass! {
    /// `id-GostR3410-2001-TestParamSet`.
    Test2001, Test2001Params, TEST_2001: 4 limbs,
    order Test2001Order = "8000000000000000000000000000000150fe8a1892976154c59cfc193accf5b3",
    modulus Test2001Prime = "8000000000000000000000000000000000000000000000000000000000000431",
    a: CoefficientA::Small(7),
    b: Full("5fbff498aa938ce739b8e022fbafef40563f6e6a3472fc2a514c0ce9dae23b7e"),
    x: "2",
    y: "08e2a8a0e65147d4bd6316030e16d19c85c97f0a9ca267122b96abbcea7e8fc8",
}

weierstrass! {
    /// CryptoPro-A, also known as XchA and tc26 256-B.
    CryptoProA, CryptoProAParams, CRYPTO_PRO_A: 4 limbs,
    order CryptoProAOrder = "ffffffffffffffffffffffffffffffff6c611070995ad10045841b09b761b893",
    field Fe256m617,
    a: CoefficientA::MinusThree,
    b: Small(166),
    x: "1",
    y: "8d91e471e0989cda27df505a453f2b7635294f2ddf23e3b122acc99c9e9f1e14",
}

weierstrass! {
    /// CryptoPro-B, also known as tc26 256-C.
    CryptoProB, CryptoProBParams, CRYPTO_PRO_B: 4 limbs,
    order CryptoProBOrder = "800000000000000000000000000000015f700cfff1a624e5e497161bcc8a198f",
    field Fe255p3225,
    a: CoefficientA::MinusThree,
    b: Full("3e1af419a269a5f866a7d3c25c3df80ae979259373ff2b182f49d4ce7e1bbc8b"),
    x: "1",
    y: "3fa8124359f96680b83d1c3eb2c070e5c545c9858d03ecfb744bf8d717717efc",
}

weierstrass! {
    /// CryptoPro-C, also known as XchB and tc26 256-D.
    CryptoProC, CryptoProCParams, CRYPTO_PRO_C: 4 limbs,
    order CryptoProCOrder = "9b9f605f5a858107ab1ec85e6b41c8aa582ca3511eddfb74f02f3a6598980bb9",
    modulus CryptoProCPrime = "9b9f605f5a858107ab1ec85e6b41c8aacf846e86789051d37998f7b9022d759b",
    a: CoefficientA::MinusThree,
    b: Small(0x805a),
    x: "0",
    y: "41ece55743711a8c3cbf3783cd08c0ee4d4dc440d4641a8f366e550dfdb3bb67",
}

weierstrass! {
    /// `id-tc26-gost-3410-2012-512-paramSetTest`.
    Test512, Test512Params, TEST_512: 8 limbs,
    order Test512Order = "4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15da82f2d7ecb1dbac719905c5eecc423f1d86e25edbe23c595d644aaf187e6e6df",
    modulus Test512Prime = "4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15df1d852741af4704a0458047e80e4546d35b8336fac224dd81664bbf528be6373",
    a: CoefficientA::Small(7),
    b: Full("1cff0806a31116da29d8cfa54e57eb748bc5f377e49400fdd788b649eca1ac4361834013b2ad7322480a89ca58e0cf74bc9e540c2add6897fad0a3084f302adc"),
    x: "24d19cc64572ee30f396bf6ebbfd7a6c5213b3b3d7057cc825f91093a68cd762fd60611262cd838dc6b60aa7eee804e28bc849977fac33b4b530f1b120248a9a",
    y: "2bb312a43bd2ce6e0d020613c857acddcfbf061e91e5f2c3f32447c259f39b2c83ab156d77f1496bf7eb3351e1ee4e43dc1a18b91b24640b6dbb92cb1add371e",
}

weierstrass! {
    /// `id-tc26-gost-3410-2012-512-paramSetA`.
    Tc26_512A, Tc26_512AParams, TC26_512_A: 8 limbs,
    order Tc26_512AOrder = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275",
    field Fe512m569,
    a: CoefficientA::MinusThree,
    b: Full("e8c2505dedfc86ddc1bd0b2b6667f1da34b82574761cb0e879bd081cfd0b6265ee3cb090f30d27614cb4574010da90dd862ef9d4ebee4761503190785a71c760"),
    x: "3",
    y: "7503cfe87a836ae3a61b8816e25450e6ce5e1c93acf1abc1778064fdcbefa921df1626be4fd036e93d75e6a50e3a41e98028fe5fc235f5b889a589cb5215f2a4",
}

weierstrass! {
    /// `id-tc26-gost-3410-2012-512-paramSetB`.
    Tc26_512B, Tc26_512BParams, TC26_512_B: 8 limbs,
    order Tc26_512BOrder = "800000000000000000000000000000000000000000000000000000000000000149a1ec142565a545acfdb77bd9d40cfa8b996712101bea0ec6346c54374f25bd",
    modulus Tc26_512BPrime = "8000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000006f",
    a: CoefficientA::MinusThree,
    b: Full("687d1b459dc841457e3e06cf6f5e2517b97c7d614af138bcbf85dc806c4b289f3e965d2db1416d217f8b276fad1ab69c50f78bee1fa3106efb8ccbc7c5140116"),
    x: "2",
    y: "1a8f7eda389b094c2c071e3647a8940f3c123b697578c213be6dd9e6c8ec7335dcb228fd1edf4a39152cbcaaf8c0398828041055f94ceeec7e21340780fe41bd",
}

edwards! {
    /// `id-tc26-gost-3410-2012-256-paramSetA`.
    Tc26_256A, Tc26_256AParams, TC26_256_A: 4 limbs,
    order Tc26_256AOrder = "400000000000000000000000000000000fd8cddfc87b6635c115af556c360c67",
    field Fe256m617,
    a: "c2173f1513981673af4892c23035a27ce25e2013bf95aa33b22c656f277e7335",
    b: "295f9bae7428ed9ccc20e7c359a9d41a22fccd9108e17bf7ba9337a6f8ae9513",
    d: "0605f6b7c183fa81578bc39cfad518132b9df62897009af7e522c32d6dc7bffb",
    s: "7e7e82520f9f015faa1d0f18c14ab9fb35188275da3fd94206b74f34a48e0ecd",
    t: "0100fe73f595ff158e974b44d478d9588744fe5c192ac47ea63075dce7a14aaa",
    u: "d",
    v: "60ca1e32aa475b348488c38fab07649ce7ef8dbe87f22e81f92b2592dba300e7",
}

edwards! {
    /// `id-tc26-gost-3410-2012-512-paramSetC`.
    Tc26_512C, Tc26_512CParams, TC26_512_C: 8 limbs,
    order Tc26_512COrder = "3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc98cdba46506ab004c33a9ff5147502cc8eda9e7a769a12694623cef47f023ed",
    field Fe512m569,
    a: "dc9203e514a721875485a529d2c722fb187bc8980eb866644de41c68e143064546e861c0e2c9edd92ade71f46fcf50ff2ad97f951fda9f2a2eb6546f39689bd3",
    b: "b4c4ee28cebc6c2c8ac12952cf37f16ac7efb6a9f69f4b57ffda2e4f0de5ade038cbc2fff719d2c18de0284b8bfef3b52b8cc7a5f5bf0a3c8d2319a5312557e1",
    d: "9e4f5d8c017d8d9f13a5cf3cdf5bfe4dab402d54198e31ebde28a0621050439ca6b39e0a515c06b304e2ce43e79e369e91a0cfc2bc2a22b4ca302dbb33ee7550",
    s: "186c289cffa09c983b168c30c829006c952ff4aaf99c73850875d7e77bebef18d653187d6ba8fe533ec74c6f061872585b97cc0f50f57752cd73f4913304621e",
    t: "9a628f975594ecefd89ba28a2539ffb79c8ab238aeed0851fa5c1abb02b80b44c6734501b83a011dd625cd0b5145091a6d9acd4b1f5c5b1e21b2b249ddfd1271",
    u: "12",
    v: "469af79d1fb1f5e16b99592b77a01e2a0fdfb0d01794368d9a56117f7b38669522dd4b650cf789eebf068c5d139732f0905622c04b2baae7600303ee73001a3d",
}
