// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parts of a step of GOST R 34.11-94 around its encryptions, in plain words: keys and the mixing transformation
//! ([RFC 5831, sections 5.1 to 5.3](https://www.rfc-editor.org/rfc/rfc5831#section-5.1)).
//!
//! 256 bits are four words, the lowest first: RFC 5831 writes the highest first. Constant time.

/// 256 bits.
pub(super) type Words = [u64; 4];

/// C_3, the only constant that is not zero.
pub(super) const C3: Words = [
    0xff00_ff00_ff00_ff00,
    0x00ff_00ff_00ff_00ff,
    0xff00_00ff_00ff_ff00,
    0xff00_ffff_0000_00ff,
];

/// The words that P makes the four keys of.
pub(super) fn before_p(h: &Words, m: &Words) -> [Words; 4] {
    let xor = |a: &Words, b: &Words| -> Words { core::array::from_fn(|i| a[i] ^ b[i]) };
    let a = |[y1, y2, y3, y4]: Words| [y2, y3, y4, y1 ^ y2];
    let u2 = a(*h);
    let u3 = xor(&a(u2), &C3);
    let u4 = a(u3);
    let v2 = a(a(*m));
    let v3 = a(a(v2));
    let v4 = a(a(v3));
    [xor(h, m), xor(&u2, &v2), xor(&u3, &v3), xor(&u4, &v4)]
}

/// The keys of the four encryptions: `[k][lane]` is word k of the key of lane `lane`.
pub(super) fn keys(h: &Words, m: &Words) -> [[u32; 4]; 8] {
    let before = before_p(h, m);
    core::array::from_fn(|k| {
        // P: octet i of word k of a key is octet k of word i.
        before.map(|words| u32::from_le_bytes(words.map(|word| (word >> (8 * k)) as u8)))
    })
}

/// Steps of psi after the encryptions, before M is added, and after H is added.
const BEFORE_M: usize = 12;
const AFTER_H: usize = 61;

/// How often psi comes over H, over M and over what was encrypted. It is linear, so the three can be taken alone.
pub(super) const OVER_H: usize = AFTER_H;
pub(super) const OVER_M: usize = AFTER_H + 1;
pub(super) const OVER_S: usize = AFTER_H + 1 + BEFORE_M;

/// A power of psi as a matrix: word i of the result is the sum of the words of 16 bits whose bits are set in row i.
pub(super) const fn power(exponent: usize) -> [u16; 16] {
    let mut rows = [0; 16];
    let mut i = 0;
    while i < 16 {
        rows[i] = 1 << i;
        i += 1;
    }
    let mut step = 0;
    while step < exponent {
        let next = rows[0] ^ rows[1] ^ rows[2] ^ rows[3] ^ rows[12] ^ rows[15];
        let mut i = 0;
        while i < 15 {
            rows[i] = rows[i + 1];
            i += 1;
        }
        rows[15] = next;
        step += 1;
    }
    rows
}

/// The new H: psi^61(H + psi(M + psi^12(S))).
pub(super) fn mix(h: &Words, m: &Words, s: &Words) -> Words {
    let mut x = psi::<BEFORE_M, { BEFORE_M + 16 }>(&halves(s));
    add(&mut x, &halves(m));
    x = psi::<1, 17>(&x);
    add(&mut x, &halves(h));
    let x = psi::<AFTER_H, { AFTER_H + 16 }>(&x);
    let (words, _) = x.as_chunks::<4>();
    core::array::from_fn(|i| {
        words[i]
            .iter()
            .rev()
            .fold(0, |word, &half| word << 16 | u64::from(half))
    })
}

/// psi applied `STEPS` times: a shift register of 16 words of 16 bits. `ALL` is `STEPS` + 16.
fn psi<const STEPS: usize, const ALL: usize>(x: &[u16; 16]) -> [u16; 16] {
    let mut all = [0; ALL];
    all[..16].copy_from_slice(x);
    for n in 0..STEPS {
        all[n + 16] = all[n] ^ all[n + 1] ^ all[n + 2] ^ all[n + 3] ^ all[n + 12] ^ all[n + 15];
    }
    core::array::from_fn(|i| all[STEPS + i])
}

fn add(x: &mut [u16; 16], y: &[u16; 16]) {
    for (x, y) in x.iter_mut().zip(y) {
        *x ^= y;
    }
}

/// The words of 16 bits.
fn halves(words: &Words) -> [u16; 16] {
    core::array::from_fn(|i| (words[i / 4] >> (16 * (i % 4))) as u16)
}

/// The four words that are encrypted, by low and high halves: a and b of the cipher.
pub(super) fn split(h: &Words) -> [[u32; 4]; 2] {
    [h.map(|word| word as u32), h.map(|word| (word >> 32) as u32)]
}

/// Back from [`split`].
pub(super) fn join([low, high]: [[u32; 4]; 2]) -> Words {
    core::array::from_fn(|i| u64::from(high[i]) << 32 | u64::from(low[i]))
}

/// The four words of H encrypted in lanes: GOST 28147-89 with S-boxes and rotation done by `substitute`.
#[inline(always)]
pub(super) fn encrypt(
    h: &Words,
    keys: &[[u32; 4]; 8],
    substitute: impl Fn([u32; 4]) -> [u32; 4],
) -> Words {
    let [mut a, mut b] = split(h);
    let mut round = |key: &[u32; 4]| {
        let sum = core::array::from_fn(|lane| a[lane].wrapping_add(key[lane]));
        let f = substitute(sum);
        (a, b) = (core::array::from_fn(|lane| b[lane] ^ f[lane]), a);
    };
    for _ in 0..3 {
        keys.iter().for_each(&mut round);
    }
    keys.iter().rev().for_each(&mut round);
    // The last round does not exchange the halves.
    join([b, a])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_psi_are_its_steps() {
        let x: [u16; 16] = core::array::from_fn(|i| 0x1357u16.wrapping_mul(2 * i as u16 + 1));
        let by_steps = psi::<OVER_H, { OVER_H + 16 }>(&x);
        for (row, expected) in power(OVER_H).into_iter().zip(by_steps) {
            let terms = (0..16).filter(|k| row >> k & 1 == 1).map(|k| x[k]);
            assert_eq!(terms.fold(0, |sum, term| sum ^ term), expected);
        }
    }
}
