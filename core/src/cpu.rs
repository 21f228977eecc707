// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the processor can do beyond its target's baseline, as witness tokens.
//!
//! A token can be made by its `detect` alone, and a function that needs an instruction set takes the token of it: to
//! forget the check is a type error and not a crash. A backend is chosen when a key or a hasher is built and kept
//! there; nothing is detected for each block.
//!
//! Detection asks the processor once and remembers the answer. It also works without `std`.
//!
//! With `std`, the environment variable `GOSTSEAL_DENY_CPU` names sets that are not to be used, separated by
//! commas: `adx`, `avx2`, `avx512`, `neon`. It is read once, and can only take away. It serves tests and the search for faults:
//! every backend gives the same octets.
//!
//! The private feature `__assume-cpu` adds the one thing that vouches for a set: valgrind computes ADX and does not say
//! so, so that the programs of `assay` set `GOSTSEAL_ASSUME_CPU=adx`. No release has the feature.

#![allow(dead_code, reason = "each target has some of the sets only")]

use once_cell::race::OnceBool;

/// Declares a witness token: its name in the environment variable and its features on the target that has them.
macro_rules! witness {
    ($(#[$attr:meta])* $token:ident, $module:ident, $name:literal, [$($feature:tt),+]) => {
        #[cfg(target_arch = "x86_64")]
        cpufeatures::new!($module, $($feature),+);

        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $token(());

        impl $token {
            /// The token, where the processor and the operating system have the features and nobody denies them.
            #[inline]
            pub(crate) fn detect() -> Option<Self> {
                static USABLE: OnceBool = OnceBool::new();
                #[cfg(target_arch = "x86_64")]
                let present = $module::get;
                #[cfg(not(target_arch = "x86_64"))]
                let present = || false;
                USABLE
                    .get_or_init(|| (present() || assumed($name)) && !denied($name))
                    .then_some(Self(()))
            }
        }
    };
}

witness! {
    /// Multiplication without flags and two carry chains: Broadwell, Zen and later.
    HaveAdx, adx, "adx", ["bmi2", "adx"]
}

witness! {
    /// Vectors of 256 bits: Haswell, Zen and later.
    HaveAvx2, avx2, "avx2", ["avx2"]
}

witness! {
    /// Vectors of 512 bits with octet permutations, 52-bit multiplication and Galois field instructions: Ice Lake,
    /// Zen 4 and later.
    HaveAvx512, avx512, "avx512",
    ["avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512vbmi", "avx512ifma", "gfni"]
}

/// NEON, which every 64-bit Arm target has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HaveNeon(());

impl HaveNeon {
    /// The token, on 64-bit Arm and where nobody denies it.
    #[inline]
    pub(crate) fn detect() -> Option<Self> {
        static USABLE: OnceBool = OnceBool::new();
        USABLE
            .get_or_init(|| {
                cfg!(all(target_arch = "aarch64", target_feature = "neon")) && !denied("neon")
            })
            .then_some(Self(()))
    }
}

/// Whether the environment denies the set of this name.
#[cfg(feature = "std")]
fn denied(name: &str) -> bool {
    std::env::var("GOSTSEAL_DENY_CPU")
        .is_ok_and(|denied| denied.split(',').any(|set| set.trim() == name))
}

/// Without an environment nothing is denied.
#[cfg(not(feature = "std"))]
fn denied(_: &str) -> bool {
    false
}

/// Whether the environment vouches for the set of this name, which only ADX can have.
#[cfg(feature = "__assume-cpu")]
fn assumed(name: &str) -> bool {
    name == "adx" && std::env::var("GOSTSEAL_ASSUME_CPU").is_ok_and(|assumed| assumed == name)
}

/// Nothing vouches but the processor.
#[cfg(not(feature = "__assume-cpu"))]
fn assumed(_: &str) -> bool {
    false
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::process::Command;
    use std::vec::Vec;

    use super::*;

    /// What each token says, by its name in the environment variable.
    fn tokens() -> [(&'static str, bool); 4] {
        [
            ("adx", HaveAdx::detect().is_some()),
            ("avx2", HaveAvx2::detect().is_some()),
            ("avx512", HaveAvx512::detect().is_some()),
            ("neon", HaveNeon::detect().is_some()),
        ]
    }

    /// The variable is read once, so that the test runs itself again for each value.
    #[test]
    fn environment_takes_away_what_it_names_and_nothing_else() {
        const EXPECTED: &str = "GOSTSEAL_TEST_TOKENS";
        if let Ok(expected) = std::env::var(EXPECTED) {
            let usable: Vec<&str> = tokens().iter().filter(|t| t.1).map(|t| t.0).collect();
            assert_eq!(usable.join(","), expected);
            return;
        }
        if std::env::var_os("GOSTSEAL_DENY_CPU").is_some() {
            // What the tests of this run may use has been cut down by hand: the whole is not known here.
            return;
        }
        for denied in [
            "",
            "adx",
            "avx2",
            "avx512",
            "neon",
            "avx512, adx",
            "adx,avx2,avx512,neon",
        ] {
            let names: Vec<&str> = denied.split(',').map(str::trim).collect();
            let left: Vec<&str> = tokens()
                .iter()
                .filter(|(name, usable)| *usable && !names.contains(name))
                .map(|token| token.0)
                .collect();
            let status = Command::new(std::env::current_exe().unwrap())
                .args([
                    "cpu::tests::environment_takes_away_what_it_names_and_nothing_else",
                    "--exact",
                    "--quiet",
                ])
                .env("GOSTSEAL_DENY_CPU", denied)
                .env(EXPECTED, left.join(","))
                .status()
                .unwrap();
            assert!(status.success(), "denying {denied:?}");
        }
    }

    /// Run where AVX-512 must be (`scripts/check-emulated`), so that its backends cannot be left out unseen.
    #[test]
    #[ignore = "for an emulated processor"]
    fn processor_has_avx512() {
        assert!(HaveAvx512::detect().is_some());
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn tokens_agree_with_the_standard_library() {
        if std::env::var_os("GOSTSEAL_DENY_CPU").is_some() {
            return;
        }
        let adx = std::arch::is_x86_feature_detected!("bmi2")
            && std::arch::is_x86_feature_detected!("adx");
        assert_eq!(HaveAdx::detect().is_some(), adx);
        assert_eq!(
            HaveAvx2::detect().is_some(),
            std::arch::is_x86_feature_detected!("avx2")
        );
        let avx512 = std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512dq")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("avx512vbmi")
            && std::arch::is_x86_feature_detected!("avx512ifma")
            && std::arch::is_x86_feature_detected!("gfni");
        assert_eq!(HaveAvx512::detect().is_some(), avx512);
    }
}
