// SPDX-License-Identifier: MIT OR Apache-2.0
//! The substitution boxes (S-boxes) of GOST 28147-89.
//!
//! Specification: [RFC 4357, section 11](https://www.rfc-editor.org/rfc/rfc4357#section-11) and
//! [RFC 7836, appendix C](https://www.rfc-editor.org/rfc/rfc7836#appendix-C). Row K1 substitutes the least
//! significant nibble of the word, K8 the most significant; the octet strings of RFC 4357 hold, for each value of
//! the nibble, K1 to K8 with K1 in the high nibble of the first octet.
//!
//! Only the sets that have a name are here. An S-box carried inside a message is never taken. OIDs are in
//! `formats/oid.rs`.

/// Eight substitution boxes of 16 nibbles.
///
/// Only the statics of this module exist: a cipher keeps a `&'static Sbox`.
pub struct Sbox {
    rows: [[u8; 16]; 8],
    words: [u64; 8],
    polynomials: [u32; 16],
}

impl Sbox {
    /// `rows[i]` in reading order: hex digit x (from the left) is K(i+1)[x].
    const fn new(rows: [u64; 8]) -> Self {
        let mut boxes = [[0; 16]; 8];
        let mut words = [0; 8];
        let mut polynomials = [0; 16];
        let mut i = 0;
        while i < 8 {
            // The values, and the coefficients that the Moebius transform makes of them.
            let mut coefficients = [0; 16];
            let mut x = 0;
            while x < 16 {
                let nibble = rows[i] >> (60 - 4 * x) & 15;
                boxes[i][x] = nibble as u8;
                coefficients[x] = nibble as u32;
                words[i] |= nibble << (4 * x);
                x += 1;
            }
            words[i] = words[i].rotate_left(4 * i as u32);
            let mut variable = 1;
            while variable < 16 {
                let mut x = 0;
                while x < 16 {
                    if x & variable != 0 {
                        coefficients[x] ^= coefficients[x ^ variable];
                    }
                    x += 1;
                }
                variable *= 2;
            }
            let mut m = 0;
            while m < 16 {
                polynomials[m] |= coefficients[m] << (4 * i);
                m += 1;
            }
            i += 1;
        }
        Self {
            rows: boxes,
            words,
            polynomials,
        }
    }

    /// The rows K1 to K8, each a permutation of 0..=15: `rows()[i][x]` is what nibble i of the word, counted from
    /// the least significant, becomes when it is x.
    pub const fn rows(&self) -> &[[u8; 16]; 8] {
        &self.rows
    }

    /// Row i as one word, rotated to the left by 4i: rotated to the right by 4x it has, at bits 4i to 4i+3, what
    /// nibble i of value x becomes.
    pub(super) const fn words(&self) -> &[u64; 8] {
        &self.words
    }

    /// The rows as polynomials over GF(2) in the bits of x (algebraic normal form). Word m has, in nibble i, the
    /// coefficients that the product of the bits in m has in row i, one bit for each bit of the result.
    pub(super) const fn polynomials(&self) -> &[u32; 16] {
        &self.polynomials
    }
}

/// Prints nothing of the boxes: they say nothing to a reader.
impl core::fmt::Debug for Sbox {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Sbox { .. }")
    }
}

/// `id-Gost28147-89-TestParamSet` (RFC 4357, section 11.1).
pub static TEST: Sbox = Sbox::new([
    0x42f5_9108_e3bc_d7a6,
    0xc9fe_813a_274d_60b5,
    0xd8ec_739a_1524_6f0b,
    0xe9b2_5f71_0dc6_a438,
    0x3e59_680d_ab7c_21f4,
    0x8f6b_19c5_d37a_0e24,
    0x9bc0_3675_48ef_1a2d,
    0xc652_b09d_3e7a_f418,
]);

/// `id-Gost28147-89-CryptoPro-A-ParamSet` (RFC 4357, section 11.1).
pub static CRYPTOPRO_A: Sbox = Sbox::new([
    0x9632_8b17_a4ef_c0d5,
    0x37e9_8af0_526c_b4d1,
    0xe462_b3d8_cf5a_0719,
    0xe7ac_d139_02b4_f856,
    0xb519_8df0_e423_c7a6,
    0x3adc_120b_7594_8fe6,
    0x1d29_7a60_8c45_f3be,
    0xbaf5_0ce8_6239_17d4,
]);

/// `id-Gost28147-89-CryptoPro-B-ParamSet` (RFC 4357, section 11.1).
pub static CRYPTOPRO_B: Sbox = Sbox::new([
    0x84b1_3509_2eac_d67f,
    0x012a_4d5c_973f_b86e,
    0xec0a_92db_758f_3614,
    0x750d_b612_3acf_4e98,
    0x27cf_95ab_140d_68e3,
    0x8326_4deb_c17f_a095,
    0x52ab_91c3_74d0_6f8e,
    0x04be_8371_a296_fd5c,
]);

/// `id-Gost28147-89-CryptoPro-C-ParamSet` (RFC 4357, section 11.1).
pub static CRYPTOPRO_C: Sbox = Sbox::new([
    0x1bc2_9d0f_458e_a763,
    0x017d_b452_8efc_9a63,
    0x8250_49fa_37cd_6e1b,
    0x3601_5da8_b297_efc4,
    0x8db0_4512_93ce_6fa7,
    0xc9b1_8e24_7365_a0fd,
    0xa968_de20_f35b_41c7,
    0x7405_a2fe_c61b_d938,
]);

/// `id-Gost28147-89-CryptoPro-D-ParamSet` (RFC 4357, section 11.1).
pub static CRYPTOPRO_D: Sbox = Sbox::new([
    0xfc2a_6450_79ed_1b83,
    0xb634_cfe2_7d80_5a91,
    0x1cb0_fe65_ad48_9372,
    0x15ec_a70d_62b4_93f8,
    0x0c89_d2ab_7365_4ef1,
    0x80f3_25eb_1a47_c9d6,
    0x306f_1e92_d8c4_ba57,
    0x1a68_fb04_c359_7d2e,
]);

/// `id-tc26-gost-28147-param-Z` (RFC 7836, appendix C).
pub static TC26_Z: Sbox = Sbox::new([
    0xc462_a5b9_e8d7_03f1,
    0x6823_9a5c_1e47_bd0f,
    0xb358_2fad_e174_c960,
    0xc821_d4f6_70a5_3e9b,
    0x7f5a_816d_093e_b42c,
    0x5df6_92ca_b781_43e0,
    0x8e25_691c_f4b0_da37,
    0x17ed_0583_4fa6_9cb2,
]);

/// `id-GostR3411-94-TestParamSet` (RFC 4357, section 11.2; for the hash only).
pub static HASH_TEST: Sbox = Sbox::new([
    0x4a92_d80e_6b1c_7f53,
    0xeb4c_6dfa_2381_0759,
    0x581d_a342_efc7_609b,
    0x7da1_089f_e46c_b253,
    0x6c71_5fd8_4a9e_03b2,
    0x4ba0_721d_3685_9cfe,
    0xdb41_3f59_0ae7_682c,
    0x1fd0_57a4_923e_6b8c,
]);

/// `id-GostR3411-94-CryptoProParamSet` (RFC 4357, section 11.2; for the hash only).
pub static HASH_CRYPTOPRO: Sbox = Sbox::new([
    0xa456_8137_dce0_92bf,
    0x5f40_2db9_1763_cea8,
    0x7fce_9410_3b52_6a8d,
    0x4a7c_0f28_e165_db93,
    0x764b_9c2a_180e_fd35,
    0x7624_d9f0_a15b_8ec3,
    0xde41_705a_3c8f_629b,
    0x13a9_5b4f_867e_d02c,
]);

#[cfg(test)]
pub(super) mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::testutil::{self, Case};

    /// The S-box that a vector names.
    pub(in super::super) fn named(name: &str) -> &'static Sbox {
        match name {
            "id-Gost28147-89-TestParamSet" => &TEST,
            "id-Gost28147-89-CryptoPro-A-ParamSet" => &CRYPTOPRO_A,
            "id-Gost28147-89-CryptoPro-B-ParamSet" => &CRYPTOPRO_B,
            "id-Gost28147-89-CryptoPro-C-ParamSet" => &CRYPTOPRO_C,
            "id-Gost28147-89-CryptoPro-D-ParamSet" => &CRYPTOPRO_D,
            "id-tc26-gost-28147-param-Z" => &TC26_Z,
            "id-GostR3411-94-TestParamSet" => &HASH_TEST,
            "id-GostR3411-94-CryptoProParamSet" => &HASH_CRYPTOPRO,
            _ => panic!("unknown S-box {name}"),
        }
    }

    /// The S-box in the field `sbox` of a case.
    pub(in super::super) fn of(case: &Case) -> &'static Sbox {
        named(case.str("sbox"))
    }

    #[test]
    fn boxes_match_vectors() {
        let ran = testutil::run("gost28147_sboxes.json", &["oid", "key_meshing"], |case| {
            let sbox = named(case.str("id"));
            let uz = case.hex("uz");
            let rows = case.value("rows_K1_to_K8").as_array().unwrap();
            assert_eq!(rows.len(), 8, "{case}");
            for (i, row) in rows.iter().enumerate() {
                let row: Vec<u8> = row
                    .as_str()
                    .unwrap()
                    .chars()
                    .map(|c| c.to_digit(16).unwrap() as u8)
                    .collect();
                assert_eq!(sbox.rows()[i][..], row, "{case} K{}", i + 1);
            }
            // RFC 4357: for each x the nibbles K1[x]..K8[x], high nibble first.
            let from_uz = |i: usize, x: usize| match i % 2 {
                0 => uz[4 * x + i / 2] >> 4,
                _ => uz[4 * x + i / 2] & 15,
            };
            for i in 0..8 {
                for x in 0..16 {
                    assert_eq!(sbox.rows()[i][x], from_uz(i, x), "{case}");
                }
            }
        });
        assert_eq!(ran, 8);
    }

    #[test]
    fn every_row_is_a_permutation() {
        for sbox in [
            &TEST,
            &CRYPTOPRO_A,
            &CRYPTOPRO_B,
            &CRYPTOPRO_C,
            &CRYPTOPRO_D,
            &TC26_Z,
            &HASH_TEST,
            &HASH_CRYPTOPRO,
        ] {
            for row in sbox.rows() {
                let seen = row.iter().fold(0u32, |seen, &x| seen | 1 << x);
                assert_eq!(seen, 0xffff);
            }
        }
    }
}
