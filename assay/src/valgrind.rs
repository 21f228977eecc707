// SPDX-License-Identifier: MIT OR Apache-2.0
//! Requests from a program to the valgrind that runs it.
//!
//! Source: the chapter "The Client Request mechanism" of valgrind's manual and its headers `valgrind.h`, `memcheck.h`
//! and `callgrind.h`, whose numbers never change. A request is a sequence of instructions that does nothing on a
//! processor, so that the programs run without valgrind too; there every request gives 0. Only 64-bit x86 has
//! requests here.

#![allow(
    unsafe_code,
    reason = "a client request is a sequence of instructions that no compiler writes"
)]

use core::ffi::CStr;

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MAKE_MEM_UNDEFINED: usize = tool(b'M', b'C') + 1;
const MAKE_MEM_DEFINED: usize = tool(b'M', b'C') + 2;
const ZERO_STATS: usize = tool(b'C', b'T') + 1;
const DUMP_STATS_AT: usize = tool(b'C', b'T') + 3;
const START_INSTRUMENTATION: usize = tool(b'C', b'T') + 4;
const STOP_INSTRUMENTATION: usize = tool(b'C', b'T') + 5;

/// The first number of a tool's own requests.
const fn tool(a: u8, b: u8) -> usize {
    (a as usize) << 24 | (b as usize) << 16
}

/// Whether valgrind runs the program.
pub fn is_running() -> bool {
    // SAFETY: the request has no arguments.
    unsafe { request(RUNNING_ON_VALGRIND, 0, 0) != 0 }
}

/// How many errors memcheck has seen so far, those of the suppression files left out.
pub fn errors() -> usize {
    // SAFETY: the request has no arguments.
    unsafe { request(COUNT_ERRORS, 0, 0) }
}

/// Makes octets secret: memcheck reports a jump or an address that depends on them.
pub fn classify(octets: &mut [u8]) {
    // SAFETY: the slice is readable and writable, and the request changes nothing but memcheck's notes about it.
    unsafe {
        request(
            MAKE_MEM_UNDEFINED,
            octets.as_mut_ptr().expose_provenance(),
            octets.len(),
        )
    };
}

/// Makes octets public again.
pub fn declassify(octets: &mut [u8]) {
    // SAFETY: as in `classify`.
    unsafe {
        request(
            MAKE_MEM_DEFINED,
            octets.as_mut_ptr().expose_provenance(),
            octets.len(),
        )
    };
}

/// Runs `work` and has callgrind write what it counted in it under `name`.
#[inline(never)]
pub fn count(name: &CStr, work: &mut dyn FnMut()) {
    // SAFETY: the requests have no arguments, except a pointer to a string that ends in 0.
    unsafe {
        request(START_INSTRUMENTATION, 0, 0);
        request(ZERO_STATS, 0, 0);
        work();
        request(DUMP_STATS_AT, name.as_ptr().expose_provenance(), 0);
        request(STOP_INSTRUMENTATION, 0, 0);
    }
}

/// One request; the answer is 0 where no valgrind is.
///
/// # Safety
/// `first` and `second` must be what the request takes.
#[cfg(target_arch = "x86_64")]
unsafe fn request(number: usize, first: usize, second: usize) -> usize {
    let arguments = [number, first, second, 0, 0, 0];
    let mut answer = 0usize;
    // SAFETY: the rotations add up to 128 and the exchange is of a register with itself: all registers are as
    // before. Valgrind reads `arguments` and changes rdx. Memory is not declared untouched, since the program may go on
    // with what a request was told.
    unsafe {
        core::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
            options(nostack),
        );
    }
    answer
}

/// Without requests.
///
/// # Safety
/// None is asked for.
#[cfg(not(target_arch = "x86_64"))]
unsafe fn request(_: usize, _: usize, _: usize) -> usize {
    0
}
