// SPDX-License-Identifier: MIT OR Apache-2.0
//! Constant-time comparison and selection, and the wiping of secrets.
//!
//! Everything secret in the crate is compared through [`eq`] and wiped through [`zeroize`]. Masks that choose between
//! numbers go through [`opaque`].

#![allow(
    unsafe_code,
    reason = "an assembler block without instructions is the one barrier that holds"
)]

pub(crate) use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
pub(crate) use zeroize::{Zeroize, Zeroizing};

/// Compares two octet strings in a time that depends on their lengths only.
///
/// Strings of different lengths are unequal.
pub(crate) fn eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// `word`, of which the compiler knows nothing afterwards: not even that it has two values only.
///
/// A compiler that knows that a mask comes from one bit may branch on that bit. On targets without an assembler in
/// stable Rust this is `black_box`, which promises nothing; that it holds is to be seen in the object code.
#[inline(always)]
pub(crate) fn opaque(word: u64) -> u64 {
    #[cfg(any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    ))]
    {
        let mut word = word;
        // SAFETY: the block has no instruction; it neither reads nor writes memory.
        unsafe {
            core::arch::asm!(
                "/* {0} */",
                inout(reg) word,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        word
    }
    #[cfg(not(any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    )))]
    core::hint::black_box(word)
}
