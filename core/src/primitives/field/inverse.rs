// SPDX-License-Identifier: MIT OR Apache-2.0
//! Modular inverses of public values, in variable time.
//!
//! The algorithm is that of Bernstein and Yang, "Fast constant-time gcd computation and modular inversion"
//! (<https://eprint.iacr.org/2019/266>), in the form that libsecp256k1 describes in `doc/safegcd_implementation.md`:
//! division steps are gathered 62 at a time into a 2x2 matrix from the lowest limbs alone, and the matrix is then
//! applied to the full numbers. As time is free to vary here, zeros of `g` are skipped in one step, several bits of
//! `g` are cancelled at once, and numbers that became short are handled as short.
//!
//! Not here: the constant-time inverse. The fields take it from Fermat's theorem.

/// Limbs of 62 bits for the longest modulus, 512 bits, and its sign.
const MAX_LIMBS: usize = 9;

/// The low 62 bits.
const MASK62: u64 = u64::MAX >> 2;

/// A signed integer: the sum of `limbs[i] * 2^(62 i)`. All limbs but the topmost in use lie in `0..2^62`; the
/// topmost holds the sign.
type Signed62 = [i64; MAX_LIMBS];

/// The matrix of 62 division steps: they map `(f, g)` to `(u f + v g, q f + r g) / 2^62`.
///
/// `|u| + |v|` and `|q| + |r|` are at most 2^62.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// `x^-1 mod m`, or zero for `x` zero. In variable time: for public values only.
///
/// In: `m` is an odd prime, `x < m`, and `N` is at most 8. Out: below `m`.
pub(super) fn invert_vartime<const N: usize>(x: &[u64; N], m: &[u64; N]) -> [u64; N] {
    const { assert!(N < MAX_LIMBS) };
    let len = N + 1;
    let modulus = to_signed62(m);
    // m^-1 mod 2^62: `inv` is right to 3 bits at first and to twice as many after each step.
    let mut inv = m[0];
    for _ in 0..5 {
        inv = inv.wrapping_mul(2u64.wrapping_sub(m[0].wrapping_mul(inv)));
    }

    // Throughout, f = d x and g = e x modulo m, up to the same power of two; d and e lie in -2 m < d, e < m.
    let mut d = [0; MAX_LIMBS];
    let mut e = [0; MAX_LIMBS];
    e[0] = 1;
    let mut f = modulus;
    let mut g = to_signed62(x);
    let mut fg_len = len;
    let mut eta = -1;
    loop {
        let steps;
        (eta, steps) = divsteps62(eta, f[0] as u64, g[0] as u64);
        update_de(&mut d[..len], &mut e[..len], &steps, &modulus[..len], inv);
        update_fg(&mut f[..fg_len], &mut g[..fg_len], &steps);
        if g[..fg_len].iter().all(|&limb| limb == 0) {
            break;
        }
        // Both numbers shrink. Once the top limbs hold signs only they are merged into the limbs below.
        let (f_top, g_top) = (f[fg_len - 1], g[fg_len - 1]);
        if fg_len > 1 && f_top ^ (f_top >> 63) == 0 && g_top ^ (g_top >> 63) == 0 {
            f[fg_len - 2] |= ((f_top as u64) << 62) as i64;
            g[fg_len - 2] |= ((g_top as u64) << 62) as i64;
            fg_len -= 1;
        }
    }

    // Here g = 0, and f is 1 or -1, or m or -m for x = 0, where d = 0. Hence x^-1 = d f, up to multiples of m.
    if d[len - 1] < 0 {
        add_assign(&mut d[..len], &modulus[..len]);
    }
    if f[fg_len - 1] < 0 {
        negate(&mut d[..len]);
    }
    if d[len - 1] < 0 {
        add_assign(&mut d[..len], &modulus[..len]);
    }
    from_signed62(&d)
}

/// 62 division steps on the low 62 bits of `f` and `g`; also returns the new `eta`, which is minus the paper's delta.
///
/// In: `f` is odd.
fn divsteps62(mut eta: i64, f: u64, g: u64) -> (i64, Steps) {
    debug_assert!(f & 1 == 1);
    // The matrix is kept as unsigned words: its entries may be negative, and reach 2^62 at most.
    let (mut f, mut g) = (f, g);
    let (mut u, mut v, mut q, mut r) = (1u64, 0u64, 0u64, 1u64);
    let mut left = 62u32;
    loop {
        // A sentinel bit stops the count at the steps that are left.
        let zeros = (g | (u64::MAX << left)).trailing_zeros();
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        eta -= i64::from(zeros);
        left -= zeros;
        if left == 0 {
            break;
        }
        debug_assert!(f & 1 == 1 && g & 1 == 1);
        // `w` f is added to g, with `w` chosen to clear as many low bits of g as eta and `left` permit: up to 6
        // after a swap, where eta is likely to be large, up to 4 otherwise.
        let w;
        if eta < 0 {
            eta = -eta;
            (f, g) = (g, f.wrapping_neg());
            (u, q) = (q, u.wrapping_neg());
            (v, r) = (r, v.wrapping_neg());
            let inverse_neg = f.wrapping_mul(f.wrapping_mul(f).wrapping_sub(2));
            w = g.wrapping_mul(inverse_neg) & low_bits(eta, left) & 63;
        } else {
            let inverse = f.wrapping_add((f.wrapping_add(1) & 4) << 1);
            w = inverse.wrapping_neg().wrapping_mul(g) & low_bits(eta, left) & 15;
        }
        g = g.wrapping_add(f.wrapping_mul(w));
        q = q.wrapping_add(u.wrapping_mul(w));
        r = r.wrapping_add(v.wrapping_mul(w));
    }
    let steps = Steps {
        u: u as i64,
        v: v as i64,
        q: q as i64,
        r: r as i64,
    };
    (eta, steps)
}

/// Ones in as many low bits as steps may be taken without a swap: `min(eta + 1, left)`.
///
/// In: `eta >= 0`, `1 <= left <= 62`.
fn low_bits(eta: i64, left: u32) -> u64 {
    debug_assert!(eta >= 0 && (1..=62).contains(&left));
    let count = (eta + 1).min(i64::from(left));
    u64::MAX >> (64 - count)
}

/// `(d, e) = (u d + v e, q d + r e) / 2^62 mod m`.
///
/// In and out: `d` and `e` in `-2 m < d, e < m`; all slices have the same length; `inv = m^-1` modulo 2^62.
#[inline(always)]
fn update_de(d: &mut [i64], e: &mut [i64], steps: &Steps, modulus: &[i64], inv: u64) {
    let len = modulus.len();
    let Steps { u, v, q, r } = *steps;
    // m is added as often as d and e are negative, then as often as makes the low 62 bits vanish.
    let d_sign = d[len - 1] >> 63;
    let e_sign = e[len - 1] >> 63;
    let mut d_m = (u & d_sign) + (v & e_sign);
    let mut e_m = (q & d_sign) + (r & e_sign);
    let mut d_acc = wide(u, d[0]) + wide(v, e[0]);
    let mut e_acc = wide(q, d[0]) + wide(r, e[0]);
    d_m -= (inv.wrapping_mul(d_acc as u64).wrapping_add(d_m as u64) & MASK62) as i64;
    e_m -= (inv.wrapping_mul(e_acc as u64).wrapping_add(e_m as u64) & MASK62) as i64;
    d_acc += wide(modulus[0], d_m);
    e_acc += wide(modulus[0], e_m);
    debug_assert!(d_acc as u64 & MASK62 == 0 && e_acc as u64 & MASK62 == 0);
    d_acc >>= 62;
    e_acc >>= 62;
    for i in 1..len {
        d_acc += wide(u, d[i]) + wide(v, e[i]) + wide(modulus[i], d_m);
        e_acc += wide(q, d[i]) + wide(r, e[i]) + wide(modulus[i], e_m);
        d[i - 1] = (d_acc as u64 & MASK62) as i64;
        e[i - 1] = (e_acc as u64 & MASK62) as i64;
        d_acc >>= 62;
        e_acc >>= 62;
    }
    d[len - 1] = d_acc as i64;
    e[len - 1] = e_acc as i64;
}

/// `(f, g) = (u f + v g, q f + r g) / 2^62`, where both divisions are exact.
///
/// In and out: both slices have the same length, at least 1, and the magnitudes do not grow.
#[inline(always)]
fn update_fg(f: &mut [i64], g: &mut [i64], steps: &Steps) {
    let len = f.len();
    let Steps { u, v, q, r } = *steps;
    let mut f_acc = wide(u, f[0]) + wide(v, g[0]);
    let mut g_acc = wide(q, f[0]) + wide(r, g[0]);
    debug_assert!(f_acc as u64 & MASK62 == 0 && g_acc as u64 & MASK62 == 0);
    f_acc >>= 62;
    g_acc >>= 62;
    for i in 1..len {
        f_acc += wide(u, f[i]) + wide(v, g[i]);
        g_acc += wide(q, f[i]) + wide(r, g[i]);
        f[i - 1] = (f_acc as u64 & MASK62) as i64;
        g[i - 1] = (g_acc as u64 & MASK62) as i64;
        f_acc >>= 62;
        g_acc >>= 62;
    }
    f[len - 1] = f_acc as i64;
    g[len - 1] = g_acc as i64;
}

/// The full product.
#[inline(always)]
fn wide(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// `a += b`, with carries brought to the top limb. Both slices have the same length.
fn add_assign(a: &mut [i64], b: &[i64]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b;
    }
    carry(a);
}

/// `a = -a`, with carries brought to the top limb.
fn negate(a: &mut [i64]) {
    for limb in a.iter_mut() {
        *limb = -*limb;
    }
    carry(a);
}

/// Brings every limb but the top one into `0..2^62`. In: limbs of less than 2^63 in magnitude, with room on top.
fn carry(a: &mut [i64]) {
    let mut carry = 0;
    if let Some((top, lower)) = a.split_last_mut() {
        for limb in lower {
            let sum = *limb + carry;
            *limb = (sum as u64 & MASK62) as i64;
            carry = sum >> 62;
        }
        *top += carry;
    }
}

/// Cuts `64 N` bits into limbs of 62 bits.
fn to_signed62<const N: usize>(x: &[u64; N]) -> Signed62 {
    let mut out = [0; MAX_LIMBS];
    let mut acc = 0u128;
    let mut bits = 0u32;
    let mut words = x.iter();
    for limb in out.iter_mut().take(N + 1) {
        if bits < 62
            && let Some(&word) = words.next()
        {
            acc |= u128::from(word) << bits;
            bits += 64;
        }
        *limb = (acc as u64 & MASK62) as i64;
        acc >>= 62;
        bits = bits.saturating_sub(62);
    }
    out
}

/// Joins limbs of 62 bits into `64 N` bits. In: not negative, below 2^(64 N).
fn from_signed62<const N: usize>(x: &Signed62) -> [u64; N] {
    let mut out = [0; N];
    for (i, &limb) in x.iter().enumerate().take(N + 1) {
        debug_assert!((0..1 << 62).contains(&limb));
        let (word, shift) = (62 * i / 64, 62 * i % 64);
        let wide = (limb as u128) << shift;
        if let Some(low) = out.get_mut(word) {
            *low |= wide as u64;
        }
        if let Some(high) = out.get_mut(word + 1) {
            *high |= (wide >> 64) as u64;
        }
    }
    out
}
