// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arithmetic on limbs with MULX, ADCX and ADOX, in assembler.
//!
//! Layout: saturated 64-bit limbs, operands in memory, results in registers. Needs BMI2 and ADX.
//!
//! Products go row by row. MULX leaves the flags alone, so the low halves of a row are added in one chain of carries
//! (CF) and the high halves in another (OF), which run side by side. Each row begins by clearing a register, which
//! clears both flags and frees its chains from those of the row before. Compilers keep one chain at best and spill
//! its carry to registers, which is why this is written out. The folds are those of `portable.rs`, with the
//! difference that modulo 2^255 + 3225 the complement of the high half is added, for there is no second chain for
//! borrows.
//!
//! There is no branch, and no address depends on a limb.

#![allow(
    unsafe_code,
    reason = "assembler, which the compiler cannot check; reads and writes its operands only"
)]

use core::arch::asm;

use super::{Isa, Portable};

/// The rows of the product of `a` and `r7`, four limbs each, into r0 to r7.
macro_rules! product4 {
    () => {
        concat!(
            // First row.
            "mov rdx, [{r7}]\n",
            "xor {z:e}, {z:e}\n",
            "mulx {r1}, {r0}, [{a}]\n",
            "mulx {r2}, {t0}, [{a} + 8]\n",
            "adcx {r1}, {t0}\n",
            "mulx {r3}, {t0}, [{a} + 16]\n",
            "adcx {r2}, {t0}\n",
            "mulx {r4}, {t0}, [{a} + 24]\n",
            "adcx {r3}, {t0}\n",
            "adcx {r4}, {z}\n",
            "mov rdx, [{r7} + 8]\n",
            row4!("r1", "r2", "r3", "r4", "r5"),
            "mov rdx, [{r7} + 16]\n",
            row4!("r2", "r3", "r4", "r5", "r6"),
            "mov rdx, [{r7} + 24]\n",
            row4!("r3", "r4", "r5", "r6", "r7"),
        )
    };
}

/// Adds the product of `a` and rdx to four limbs, the fifth being new. Neither chain carries out of it.
macro_rules! row4 {
    ($r0:literal, $r1:literal, $r2:literal, $r3:literal, $r4:literal) => {
        concat!(
            "xor {z:e}, {z:e}\n",
            "mulx {t1}, {t0}, [{a}]\n",
            "adcx {",
            $r0,
            "}, {t0}\n",
            "adox {",
            $r1,
            "}, {t1}\n",
            "mulx {t1}, {t0}, [{a} + 8]\n",
            "adcx {",
            $r1,
            "}, {t0}\n",
            "adox {",
            $r2,
            "}, {t1}\n",
            "mulx {t1}, {t0}, [{a} + 16]\n",
            "adcx {",
            $r2,
            "}, {t0}\n",
            "adox {",
            $r3,
            "}, {t1}\n",
            "mulx {",
            $r4,
            "}, {t0}, [{a} + 24]\n",
            "adcx {",
            $r3,
            "}, {t0}\n",
            "adox {",
            $r4,
            "}, {z}\n",
            "adcx {",
            $r4,
            "}, {z}\n",
        )
    };
}

/// The square of `a` into r0 to r7: the products of different limbs, doubled in one chain while the squares of the
/// limbs are added in the other.
macro_rules! square4 {
    () => {
        concat!(
            "mov rdx, [{a}]\n",
            "xor {z:e}, {z:e}\n",
            "mulx {r2}, {r1}, [{a} + 8]\n",
            "mulx {r3}, {t0}, [{a} + 16]\n",
            "adcx {r2}, {t0}\n",
            "mulx {r4}, {t0}, [{a} + 24]\n",
            "adcx {r3}, {t0}\n",
            "adcx {r4}, {z}\n",
            "mov rdx, [{a} + 8]\n",
            "xor {z:e}, {z:e}\n",
            "mulx {t1}, {t0}, [{a} + 16]\n",
            "adcx {r3}, {t0}\n",
            "adox {r4}, {t1}\n",
            "mulx {r5}, {t0}, [{a} + 24]\n",
            "mov rdx, [{a} + 16]\n",
            "adcx {r4}, {t0}\n",
            "mulx {r6}, {t0}, [{a} + 24]\n",
            "adcx {r5}, {z}\n",
            "adox {r5}, {t0}\n",
            "adox {r6}, {z}\n",
            "mov rdx, [{a}]\n",
            "xor {z:e}, {z:e}\n",
            "mulx {t1}, {r0}, rdx\n",
            "mov rdx, [{a} + 8]\n",
            "adcx {r1}, {r1}\n",
            "adox {r1}, {t1}\n",
            "mulx {t1}, {t0}, rdx\n",
            "mov rdx, [{a} + 16]\n",
            "adcx {r2}, {r2}\n",
            "adox {r2}, {t0}\n",
            "adcx {r3}, {r3}\n",
            "adox {r3}, {t1}\n",
            "mulx {t1}, {t0}, rdx\n",
            "mov rdx, [{a} + 24]\n",
            "adcx {r4}, {r4}\n",
            "adox {r4}, {t0}\n",
            "adcx {r5}, {r5}\n",
            "adox {r5}, {t1}\n",
            "mulx {r7}, {t0}, rdx\n",
            "adcx {r6}, {r6}\n",
            "adox {r6}, {t0}\n",
            "adcx {r7}, {z}\n",
            "adox {r7}, {z}\n",
        )
    };
}

/// r0 to r7 modulo 2^256 - c, into r0 to r3.
macro_rules! crandall_fold4 {
    () => {
        concat!(
            "mov edx, {c}\n",
            "xor {z:e}, {z:e}\n",
            "mulx {t1}, {t0}, {r4}\n",
            "adcx {r0}, {t0}\n",
            "adox {r1}, {t1}\n",
            "mulx {t1}, {t0}, {r5}\n",
            "adcx {r1}, {t0}\n",
            "adox {r2}, {t1}\n",
            "mulx {t1}, {t0}, {r6}\n",
            "adcx {r2}, {t0}\n",
            "adox {r3}, {t1}\n",
            "mulx {r4}, {t0}, {r7}\n",
            "adcx {r3}, {t0}\n",
            "adox {r4}, {z}\n",
            "adcx {r4}, {z}\n",
            // What stands above is at most c + 1. A carry of this addition leaves less than c (c + 1).
            "imul {r4}, rdx\n",
            "add {r0}, {r4}\n",
            "adc {r1}, {z}\n",
            "adc {r2}, {z}\n",
            "adc {r3}, {z}\n",
            "cmovc {z}, rdx\n",
            "add {r0}, {z}\n",
        )
    };
}

/// r0 to r7 modulo 2^255 + C, into r0 to r3, where C = 3225.
///
/// With h the high half and ~h its complement, -2 C h = 2 C ~h - 2 C (2^256 - 1) = 2 C ~h + 2 C (2 C + 1). C is
/// added once more, which makes good for the 2^255 that is added at the end without its C. Then the bits from 2^255
/// up are counted, bit 255 is set, and C is taken off as often as they count, which leaves more than 0.
macro_rules! p255_fold {
    () => {
        concat!(
            "mov edx, 6450\n",
            "mov {a:e}, 41612175\n",
            "not {r4}\n",
            "not {r5}\n",
            "not {r6}\n",
            "not {r7}\n",
            "xor {z:e}, {z:e}\n",
            "mulx {t1}, {t0}, {r4}\n",
            "adcx {r0}, {t0}\n",
            "adox {r0}, {a}\n",
            "adox {r1}, {t1}\n",
            "mulx {t1}, {t0}, {r5}\n",
            "adcx {r1}, {t0}\n",
            "adox {r2}, {t1}\n",
            "mulx {t1}, {t0}, {r6}\n",
            "adcx {r2}, {t0}\n",
            "adox {r3}, {t1}\n",
            "mulx {r4}, {t0}, {r7}\n",
            "adcx {r3}, {t0}\n",
            "adox {r4}, {z}\n",
            "adcx {r4}, {z}\n",
            "mov {t0}, {r3}\n",
            "shr {t0}, 63\n",
            "bts {r3}, 63\n",
            "lea {r4}, [{t0} + 2 * {r4}]\n",
            "imul {r4}, {r4}, 3225\n",
            "sub {r0}, {r4}\n",
            "sbb {r1}, {z}\n",
            "sbb {r2}, {z}\n",
            "sbb {r3}, {z}\n",
        )
    };
}

/// Adds the product of `a` and a limb of `w` to eight limbs. The lowest is stored in place of the limb, and its
/// register becomes the highest.
macro_rules! row8 {
    (
        $w:literal,
        $r0:literal, $r1:literal, $r2:literal, $r3:literal, $r4:literal, $r5:literal, $r6:literal, $r7:literal
    ) => {
        concat!(
            "mov rdx, [{w} + ",
            $w,
            "]\n",
            "xor {t0:e}, {t0:e}\n",
            "mulx {t1}, {t0}, [{a}]\n",
            "adcx {",
            $r0,
            "}, {t0}\n",
            "adox {",
            $r1,
            "}, {t1}\n",
            "mov [{w} + ",
            $w,
            "], {",
            $r0,
            "}\n",
            step!("8", $r1, $r2),
            step!("16", $r2, $r3),
            step!("24", $r3, $r4),
            step!("32", $r4, $r5),
            step!("40", $r5, $r6),
            step!("48", $r6, $r7),
            last!($r7, $r0),
        )
    };
}

/// Adds the product of rdx and a limb of `a` to two limbs.
macro_rules! step {
    ($a:literal, $low:literal, $high:literal) => {
        concat!(
            "mulx {t1}, {t0}, [{a} + ",
            $a,
            "]\n",
            "adcx {",
            $low,
            "}, {t0}\n",
            "adox {",
            $high,
            "}, {t1}\n",
        )
    };
}

/// The product of rdx and the topmost limb of `a`: its low half is added, its high half takes both carries.
macro_rules! last {
    ($low:literal, $high:literal) => {
        concat!(
            "mulx {",
            $high,
            "}, {t0}, [{a} + 56]\n",
            "adcx {",
            $low,
            "}, {t0}\n",
            "mov {t0:e}, 0\n",
            "adox {",
            $high,
            "}, {t0}\n",
            "adcx {",
            $high,
            "}, {t0}\n",
        )
    };
}

/// The limbs at `w`, the low half, and eight registers, the high half, modulo 2^512 - c, into t1 and all of the
/// registers but the last.
macro_rules! crandall_fold8 {
    (
        $h0:literal, $h1:literal, $h2:literal, $h3:literal, $h4:literal, $h5:literal, $h6:literal, $h7:literal
    ) => {
        concat!(
            "mov edx, {c}\n",
            "xor {t0:e}, {t0:e}\n",
            "mulx {",
            $h0,
            "}, {t1}, {",
            $h0,
            "}\n",
            "adcx {t1}, [{w}]\n",
            fold_step8!("8", $h0, $h1),
            fold_step8!("16", $h1, $h2),
            fold_step8!("24", $h2, $h3),
            fold_step8!("32", $h3, $h4),
            fold_step8!("40", $h4, $h5),
            fold_step8!("48", $h5, $h6),
            fold_step8!("56", $h6, $h7),
            "mov {t0:e}, 0\n",
            "adox {",
            $h7,
            "}, {t0}\n",
            "adcx {",
            $h7,
            "}, {t0}\n",
            // As in the fold of four limbs.
            "imul {",
            $h7,
            "}, rdx\n",
            "add {t1}, {",
            $h7,
            "}\n",
            "adc {",
            $h0,
            "}, {t0}\n",
            "adc {",
            $h1,
            "}, {t0}\n",
            "adc {",
            $h2,
            "}, {t0}\n",
            "adc {",
            $h3,
            "}, {t0}\n",
            "adc {",
            $h4,
            "}, {t0}\n",
            "adc {",
            $h5,
            "}, {t0}\n",
            "adc {",
            $h6,
            "}, {t0}\n",
            "cmovc {t0}, rdx\n",
            "add {t1}, {t0}\n",
        )
    };
}

/// One limb of a fold: the high half of the product before it stands in the first register, which takes the limb.
macro_rules! fold_step8 {
    ($w:literal, $before:literal, $h:literal) => {
        concat!(
            "mulx {",
            $h,
            "}, {t0}, {",
            $h,
            "}\n",
            "adcx {t0}, [{w} + ",
            $w,
            "]\n",
            "adox {",
            $before,
            "}, {t0}\n",
        )
    };
}

/// The products of different limbs of `a` and their doubles, with the squares of the limbs added: the low half at
/// `w`, the high half in r0 to r7.
macro_rules! square8 {
    () => {
        concat!(
            "mov rdx, [{a}]\n",
            "xor {t0:e}, {t0:e}\n",
            "mulx {r2}, {t1}, [{a} + 8]\n",
            "mov [{w} + 8], {t1}\n",
            "mulx {r3}, {t0}, [{a} + 16]\n",
            "adcx {r2}, {t0}\n",
            "mov [{w} + 16], {r2}\n",
            "mulx {r4}, {t0}, [{a} + 24]\n",
            "adcx {r3}, {t0}\n",
            "mulx {r5}, {t0}, [{a} + 32]\n",
            "adcx {r4}, {t0}\n",
            "mulx {r6}, {t0}, [{a} + 40]\n",
            "adcx {r5}, {t0}\n",
            "mulx {r7}, {t0}, [{a} + 48]\n",
            "adcx {r6}, {t0}\n",
            "mulx {r0}, {t0}, [{a} + 56]\n",
            "adcx {r7}, {t0}\n",
            "mov {t0:e}, 0\n",
            "adcx {r0}, {t0}\n",
            // A limb stands in the register of its number modulo 8.
            "mov rdx, [{a} + 8]\n",
            "xor {t0:e}, {t0:e}\n",
            step!("16", "r3", "r4"),
            "mov [{w} + 24], {r3}\n",
            step!("24", "r4", "r5"),
            "mov [{w} + 32], {r4}\n",
            step!("32", "r5", "r6"),
            step!("40", "r6", "r7"),
            step!("48", "r7", "r0"),
            last!("r0", "r1"),
            "mov rdx, [{a} + 16]\n",
            "xor {t0:e}, {t0:e}\n",
            step!("24", "r5", "r6"),
            "mov [{w} + 40], {r5}\n",
            step!("32", "r6", "r7"),
            "mov [{w} + 48], {r6}\n",
            step!("40", "r7", "r0"),
            step!("48", "r0", "r1"),
            last!("r1", "r2"),
            "mov rdx, [{a} + 24]\n",
            "xor {t0:e}, {t0:e}\n",
            step!("32", "r7", "r0"),
            "mov [{w} + 56], {r7}\n",
            step!("40", "r0", "r1"),
            step!("48", "r1", "r2"),
            last!("r2", "r3"),
            "mov rdx, [{a} + 32]\n",
            "xor {t0:e}, {t0:e}\n",
            step!("40", "r1", "r2"),
            step!("48", "r2", "r3"),
            last!("r3", "r4"),
            "mov rdx, [{a} + 40]\n",
            "xor {t0:e}, {t0:e}\n",
            step!("48", "r3", "r4"),
            last!("r4", "r5"),
            "mov rdx, [{a} + 48]\n",
            "xor {t0:e}, {t0:e}\n",
            last!("r5", "r6"),
            // Doubling and squares. r7 is free until the end.
            "mov rdx, [{a}]\n",
            "xor {t0:e}, {t0:e}\n",
            "mulx {t1}, {t0}, rdx\n",
            "mov [{w}], {t0}\n",
            double!("8", "t1"),
            "mov rdx, [{a} + 8]\n",
            "mulx {t1}, {t0}, rdx\n",
            double!("16", "t0"),
            double!("24", "t1"),
            "mov rdx, [{a} + 16]\n",
            "mulx {t1}, {t0}, rdx\n",
            double!("32", "t0"),
            double!("40", "t1"),
            "mov rdx, [{a} + 24]\n",
            "mulx {t1}, {t0}, rdx\n",
            double!("48", "t0"),
            double!("56", "t1"),
            "mov rdx, [{a} + 32]\n",
            "mulx {t1}, {t0}, rdx\n",
            "adcx {r0}, {r0}\n",
            "adox {r0}, {t0}\n",
            "adcx {r1}, {r1}\n",
            "adox {r1}, {t1}\n",
            "mov rdx, [{a} + 40]\n",
            "mulx {t1}, {t0}, rdx\n",
            "adcx {r2}, {r2}\n",
            "adox {r2}, {t0}\n",
            "adcx {r3}, {r3}\n",
            "adox {r3}, {t1}\n",
            "mov rdx, [{a} + 48]\n",
            "mulx {t1}, {t0}, rdx\n",
            "adcx {r4}, {r4}\n",
            "adox {r4}, {t0}\n",
            "adcx {r5}, {r5}\n",
            "adox {r5}, {t1}\n",
            "mov rdx, [{a} + 56]\n",
            "mulx {r7}, {t0}, rdx\n",
            "adcx {r6}, {r6}\n",
            "adox {r6}, {t0}\n",
            "mov {t0:e}, 0\n",
            "adcx {r7}, {t0}\n",
            "adox {r7}, {t0}\n",
        )
    };
}

/// Doubles a limb at `w` and adds a register to it.
macro_rules! double {
    ($w:literal, $addend:literal) => {
        concat!(
            "mov {r7}, [{w} + ",
            $w,
            "]\n",
            "adcx {r7}, {r7}\n",
            "adox {r7}, {",
            $addend,
            "}\n",
            "mov [{w} + ",
            $w,
            "], {r7}\n",
        )
    };
}

/// BMI2 and ADX.
///
/// May be computed with where a [`HaveAdx`](crate::cpu::HaveAdx) was found: otherwise the processor meets an
/// instruction that it does not know.
#[derive(Clone, Copy)]
pub(crate) struct Adx;

impl Isa for Adx {
    // Compilers do these well: one chain, and a constant under a mask.
    #[inline(always)]
    fn crandall_add<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        Portable::crandall_add::<N, C>(a, b)
    }

    #[inline(always)]
    fn crandall_sub<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        Portable::crandall_sub::<N, C>(a, b)
    }

    #[inline(always)]
    fn crandall_mul<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        match (limbs(a), limbs(b)) {
            (Limbs::Four(a), Limbs::Four(b)) => joined(mul4::<C>(a, b)),
            (Limbs::Eight(a), Limbs::Eight(b)) => joined(mul8::<C>(a, b)),
            _ => Portable::crandall_mul::<N, C>(a, b),
        }
    }

    #[inline(always)]
    fn crandall_square<const N: usize, const C: u64>(a: &[u64; N]) -> [u64; N] {
        match limbs(a) {
            Limbs::Four(a) => joined(square4::<C>(a)),
            Limbs::Eight(a) => joined(square8::<C>(a)),
            Limbs::Other => Portable::crandall_square::<N, C>(a),
        }
    }

    #[inline(always)]
    fn p255_add(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        let [mut r0, mut r1, mut r2, mut r3] = *a;
        // SAFETY: reads the 32 octets of `b`.
        unsafe {
            asm!(
                "add {r0}, [{b}]",
                "adc {r1}, [{b} + 8]",
                "adc {r2}, [{b} + 16]",
                "adc {r3}, [{b} + 24]",
                // t: whether the sum reached 2^256. If so, bit 255 is set and C or 2 C taken off.
                "sbb {t}, {t}",
                "mov {u}, {r3}",
                "sar {u}, 63",
                "and {u:e}, 3225",
                "add {u:e}, 3225",
                "and {u}, {t}",
                "shl {t}, 63",
                "or {r3}, {t}",
                "sub {r0}, {u}",
                "sbb {r1}, 0",
                "sbb {r2}, 0",
                "sbb {r3}, 0",
                b = in(reg) b.as_ptr(),
                t = out(reg) _,
                u = out(reg) _,
                r0 = inout(reg) r0,
                r1 = inout(reg) r1,
                r2 = inout(reg) r2,
                r3 = inout(reg) r3,
                options(pure, readonly, nostack)
            );
        }
        [r0, r1, r2, r3]
    }

    #[inline(always)]
    fn p255_sub(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        let [mut r0, mut r1, mut r2, mut r3] = *a;
        // SAFETY: reads the 32 octets of `b`.
        unsafe {
            asm!(
                "sub {r0}, [{b}]",
                "sbb {r1}, [{b} + 8]",
                "sbb {r2}, [{b} + 16]",
                "sbb {r3}, [{b} + 24]",
                // t: whether it is below zero. If so, bit 255 is cleared and C added where it was set, else 2 C.
                "sbb {t}, {t}",
                "mov {u}, {r3}",
                "sar {u}, 63",
                "and {u}, -3225",
                "add {u}, 6450",
                "and {u}, {t}",
                "shl {t}, 63",
                "andn {r3}, {t}, {r3}",
                "add {r0}, {u}",
                "adc {r1}, 0",
                "adc {r2}, 0",
                "adc {r3}, 0",
                b = in(reg) b.as_ptr(),
                t = out(reg) _,
                u = out(reg) _,
                r0 = inout(reg) r0,
                r1 = inout(reg) r1,
                r2 = inout(reg) r2,
                r3 = inout(reg) r3,
                options(pure, readonly, nostack)
            );
        }
        [r0, r1, r2, r3]
    }

    #[inline(always)]
    fn p255_mul(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        let (r0, r1, r2, r3);
        // SAFETY: reads the 32 octets of `a` and of `b`.
        unsafe {
            asm!(
                product4!(),
                p255_fold!(),
                a = inout(reg) a.as_ptr() => _,
                r7 = inout(reg) b.as_ptr() => _,
                z = out(reg) _,
                t0 = out(reg) _,
                t1 = out(reg) _,
                r0 = out(reg) r0,
                r1 = out(reg) r1,
                r2 = out(reg) r2,
                r3 = out(reg) r3,
                r4 = out(reg) _,
                r5 = out(reg) _,
                r6 = out(reg) _,
                out("rdx") _,
                options(pure, readonly, nostack)
            );
        }
        [r0, r1, r2, r3]
    }

    #[inline(always)]
    fn p255_square(a: &[u64; 4]) -> [u64; 4] {
        let (r0, r1, r2, r3);
        // SAFETY: reads the 32 octets of `a`.
        unsafe {
            asm!(
                square4!(),
                p255_fold!(),
                a = inout(reg) a.as_ptr() => _,
                r7 = out(reg) _,
                z = out(reg) _,
                t0 = out(reg) _,
                t1 = out(reg) _,
                r0 = out(reg) r0,
                r1 = out(reg) r1,
                r2 = out(reg) r2,
                r3 = out(reg) r3,
                r4 = out(reg) _,
                r5 = out(reg) _,
                r6 = out(reg) _,
                out("rdx") _,
                options(pure, readonly, nostack)
            );
        }
        [r0, r1, r2, r3]
    }
}

/// An element by its length, which is known when this is compiled.
enum Limbs<'a> {
    Four(&'a [u64; 4]),
    Eight(&'a [u64; 8]),
    Other,
}

#[inline(always)]
fn limbs<const N: usize>(a: &[u64; N]) -> Limbs<'_> {
    match (N, a.first_chunk::<4>(), a.first_chunk::<8>()) {
        (4, Some(a), _) => Limbs::Four(a),
        (8, _, Some(a)) => Limbs::Eight(a),
        _ => Limbs::Other,
    }
}

/// In: `M` is `N`.
#[inline(always)]
fn joined<const M: usize, const N: usize>(a: [u64; M]) -> [u64; N] {
    let mut out = [0; N];
    out.copy_from_slice(&a);
    out
}

/// `a b` modulo 2^256 - C.
#[inline(always)]
fn mul4<const C: u64>(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
    const { assert!(C < 1 << 10) };
    let (r0, r1, r2, r3);
    // SAFETY: reads the 32 octets of `a` and of `b`.
    unsafe {
        asm!(
            product4!(),
            crandall_fold4!(),
            a = in(reg) a.as_ptr(),
            r7 = inout(reg) b.as_ptr() => _,
            z = out(reg) _,
            t0 = out(reg) _,
            t1 = out(reg) _,
            r0 = out(reg) r0,
            r1 = out(reg) r1,
            r2 = out(reg) r2,
            r3 = out(reg) r3,
            r4 = out(reg) _,
            r5 = out(reg) _,
            r6 = out(reg) _,
            out("rdx") _,
            c = const C,
            options(pure, readonly, nostack)
        );
    }
    [r0, r1, r2, r3]
}

/// `a^2` modulo 2^256 - C.
#[inline(always)]
fn square4<const C: u64>(a: &[u64; 4]) -> [u64; 4] {
    const { assert!(C < 1 << 10) };
    let (r0, r1, r2, r3);
    // SAFETY: reads the 32 octets of `a`.
    unsafe {
        asm!(
            square4!(),
            crandall_fold4!(),
            a = in(reg) a.as_ptr(),
            r7 = out(reg) _,
            z = out(reg) _,
            t0 = out(reg) _,
            t1 = out(reg) _,
            r0 = out(reg) r0,
            r1 = out(reg) r1,
            r2 = out(reg) r2,
            r3 = out(reg) r3,
            r4 = out(reg) _,
            r5 = out(reg) _,
            r6 = out(reg) _,
            out("rdx") _,
            c = const C,
            options(pure, readonly, nostack)
        );
    }
    [r0, r1, r2, r3]
}

/// `a b` modulo 2^512 - C. Not inlined: the call is a small part of it, and the code is long.
#[inline(never)]
fn mul8<const C: u64>(a: &[u64; 8], b: &[u64; 8]) -> [u64; 8] {
    const { assert!(C < 1 << 10) };
    let mut w = *b;
    let (r0, r1, r2, r3, r4, r5, r6, r7);
    // SAFETY: reads the 64 octets of `a`, reads and writes those of `w`.
    unsafe {
        asm!(
            "mov rdx, [{w}]",
            "xor {t0:e}, {t0:e}",
            "mulx {r0}, {t1}, [{a}]",
            "mov [{w}], {t1}",
            "mulx {r1}, {t0}, [{a} + 8]",
            "adcx {r0}, {t0}",
            "mulx {r2}, {t0}, [{a} + 16]",
            "adcx {r1}, {t0}",
            "mulx {r3}, {t0}, [{a} + 24]",
            "adcx {r2}, {t0}",
            "mulx {r4}, {t0}, [{a} + 32]",
            "adcx {r3}, {t0}",
            "mulx {r5}, {t0}, [{a} + 40]",
            "adcx {r4}, {t0}",
            "mulx {r6}, {t0}, [{a} + 48]",
            "adcx {r5}, {t0}",
            "mulx {r7}, {t0}, [{a} + 56]",
            "adcx {r6}, {t0}",
            "mov {t0:e}, 0",
            "adcx {r7}, {t0}",
            row8!("8", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"),
            row8!("16", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r0"),
            row8!("24", "r2", "r3", "r4", "r5", "r6", "r7", "r0", "r1"),
            row8!("32", "r3", "r4", "r5", "r6", "r7", "r0", "r1", "r2"),
            row8!("40", "r4", "r5", "r6", "r7", "r0", "r1", "r2", "r3"),
            row8!("48", "r5", "r6", "r7", "r0", "r1", "r2", "r3", "r4"),
            row8!("56", "r6", "r7", "r0", "r1", "r2", "r3", "r4", "r5"),
            crandall_fold8!("r7", "r0", "r1", "r2", "r3", "r4", "r5", "r6"),
            a = in(reg) a.as_ptr(),
            w = in(reg) w.as_mut_ptr(),
            t0 = out(reg) _,
            t1 = out(reg) r0,
            r7 = out(reg) r1,
            r0 = out(reg) r2,
            r1 = out(reg) r3,
            r2 = out(reg) r4,
            r3 = out(reg) r5,
            r4 = out(reg) r6,
            r5 = out(reg) r7,
            r6 = out(reg) _,
            out("rdx") _,
            c = const C,
            options(nostack)
        );
    }
    [r0, r1, r2, r3, r4, r5, r6, r7]
}

/// `a^2` modulo 2^512 - C. Not inlined, as [`mul8`].
#[inline(never)]
fn square8<const C: u64>(a: &[u64; 8]) -> [u64; 8] {
    const { assert!(C < 1 << 10) };
    let mut w = [0u64; 8];
    let (r0, r1, r2, r3, r4, r5, r6, r7);
    // SAFETY: reads the 64 octets of `a`, reads and writes those of `w`.
    unsafe {
        asm!(
            square8!(),
            crandall_fold8!("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"),
            a = in(reg) a.as_ptr(),
            w = in(reg) w.as_mut_ptr(),
            t0 = out(reg) _,
            t1 = out(reg) r0,
            r0 = out(reg) r1,
            r1 = out(reg) r2,
            r2 = out(reg) r3,
            r3 = out(reg) r4,
            r4 = out(reg) r5,
            r5 = out(reg) r6,
            r6 = out(reg) r7,
            r7 = out(reg) _,
            out("rdx") _,
            c = const C,
            options(nostack)
        );
    }
    [r0, r1, r2, r3, r4, r5, r6, r7]
}
