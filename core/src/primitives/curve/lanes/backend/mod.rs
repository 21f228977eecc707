// SPDX-License-Identifier: MIT OR Apache-2.0
//! The instruction sets that have vectors of eight words, and the only `match` over them.

#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(test)]
pub(super) mod portable;

#[cfg(test)]
use std::vec::Vec;

#[cfg(target_arch = "x86_64")]
use crate::cpu::HaveAvx512;

/// Vectors that can be computed with here.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Backend {
    /// AVX-512 with IFMA.
    #[cfg(target_arch = "x86_64")]
    Avx512(HaveAvx512),
    /// Arrays of words: slower than the arithmetic without lanes.
    #[cfg(test)]
    Portable,
}

impl Backend {
    /// What this processor has. Without vectors nothing is computed in lanes.
    pub(in super::super) fn detect() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = HaveAvx512::detect() {
            return Some(Self::Avx512(token));
        }
        None
    }

    /// Every kind of vectors that this machine can compute with, for tests.
    #[cfg(test)]
    pub(in super::super) fn available() -> Vec<Self> {
        [Self::Portable].into_iter().chain(Self::detect()).collect()
    }
}

/// Calls a generic function with a zero vector of the backend: `on_backend!(backend, zero => function(zero, ..))`.
macro_rules! on_backend {
    ($backend:expr, $zero:ident => $call:expr) => {
        match $backend {
            #[cfg(target_arch = "x86_64")]
            $crate::primitives::curve::lanes::backend::Backend::Avx512(token) => {
                let $zero =
                    <$crate::primitives::curve::lanes::backend::Avx512Words as Vector>::zero(token);
                $call
            }
            #[cfg(test)]
            $crate::primitives::curve::lanes::backend::Backend::Portable => {
                let $zero = <$crate::primitives::curve::lanes::backend::portable::PortableWords as Vector>::zero(());
                $call
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
pub(super) use avx512::Avx512Words;
pub(super) use on_backend;
