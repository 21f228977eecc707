// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which of our backends computes in this process, for the names of rows.
//!
//! A family of rows runs on the best instruction set that the core has a backend for, that the processor has and that
//! `GOSTSEAL_DENY_CPU` leaves: the choice that the core itself makes. Which backends the core has is found by the build
//! script in the core's sources, so that no row can be named after a backend that is not there.

use std::env;

mod found {
    include!(concat!(env!("OUT_DIR"), "/backends.rs"));
}

/// Instruction sets, best first, by the names that `GOSTSEAL_DENY_CPU` knows.
pub const SETS: [&str; 4] = ["avx512", "avx2", "adx", "neon"];

/// Rows whose speed comes from the same backends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// GOST 28147-89 and its modes.
    Gost28147,
    /// Streebog.
    Streebog,
    /// GOST R 34.11-94.
    Gost94,
    /// Fields and curves: signatures and key agreement.
    Curves,
    /// What uses all of them.
    Whole,
}

impl Family {
    /// Every family and its name.
    pub const ALL: [(&str, Self); 5] = [
        ("gost28147", Self::Gost28147),
        ("streebog", Self::Streebog),
        ("gost94", Self::Gost94),
        ("curves", Self::Curves),
        ("whole", Self::Whole),
    ];

    /// The instruction sets that the core has a backend for, best first.
    pub fn backends(self) -> Vec<&'static str> {
        let has: &[&[&str]] = match self {
            Self::Gost28147 => &[found::GOST28147],
            Self::Streebog => &[found::STREEBOG],
            Self::Gost94 => &[found::GOST94],
            Self::Curves => &[found::CURVES],
            Self::Whole => &[
                found::GOST28147,
                found::STREEBOG,
                found::GOST94,
                found::CURVES,
            ],
        };
        let found = |set: &&str| has.iter().any(|sets| sets.contains(set));
        SETS.into_iter().filter(found).collect()
    }

    /// The name of our row in this process, for instance `gostseal-avx2`.
    pub fn row(self) -> String {
        let denied = env::var("GOSTSEAL_DENY_CPU").unwrap_or_default();
        let denied: Vec<&str> = denied.split(',').map(str::trim).collect();
        self.row_without(&denied)
    }

    /// The name of our row where these sets are denied.
    pub fn row_without(self, denied: &[&str]) -> String {
        let best = self
            .backends()
            .into_iter()
            .find(|set| present(set) && !denied.contains(set));
        format!("gostseal-{}", best.unwrap_or("portable"))
    }
}

/// Whether the processor has the set: the features that the core asks for.
#[cfg(target_arch = "x86_64")]
pub fn present(set: &str) -> bool {
    use std::arch::is_x86_feature_detected as has;
    match set {
        "adx" => has!("bmi2") && has!("adx"),
        "avx2" => has!("avx2"),
        "avx512" => {
            has!("avx2")
                && has!("avx512f")
                && has!("avx512bw")
                && has!("avx512dq")
                && has!("avx512vl")
                && has!("avx512vbmi")
                && has!("avx512ifma")
                && has!("gfni")
        }
        _ => false,
    }
}

/// Whether the processor has the set: the features that the core asks for.
#[cfg(not(target_arch = "x86_64"))]
pub fn present(set: &str) -> bool {
    cfg!(all(target_arch = "aarch64", target_feature = "neon")) && set == "neon"
}
