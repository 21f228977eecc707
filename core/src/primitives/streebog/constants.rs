// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numbers of Streebog ([RFC 6986, section 6](https://www.rfc-editor.org/rfc/rfc6986#section-6)) and, made of them
//! when the crate is compiled, the tables of the backends.
//!
//! Words hold octets in wire order, the first octet lowest: RFC 6986 prints the same 512 bits as one integer, first
//! octet last. Word j of a state has the octets 8j to 8j+7. One round is LPS: S on each octet, P turns octet i of word
//! j into octet j of word i, L multiplies each word by the matrix A. So octet k of word i of the result is the
//! sum over j of M(k, j) applied to S of octet i of word j, M(k, j) being 8 by 8 bits of A.
//!
//! S and its parts are in `pi`.
//!
//! There is no algorithm here and no secret.

use crate::primitives::pi::{
    ALPHA, LOG, NU0, NU1, OMEGA, PHI, POWERS, SIGMA, apply, by_nibbles, inverse_rows,
};
pub(super) use crate::primitives::pi::{Nibbles, PI};

/// The words of a state, a block, a counter or a constant: 512 bits.
pub(super) type Words = [u64; 8];

/// A: RFC 6986, section 6.4, in its order. The first row belongs to the highest bit of a word.
#[rustfmt::skip]
const A: [u64; 64] = [
    0x8e20_faa7_2ba0_b470, 0x4710_7ddd_9b50_5a38, 0xad08_b0e0_c328_2d1c, 0xd804_5870_ef14_980e,
    0x6c02_2c38_f90a_4c07, 0x3601_161c_f205_268d, 0x1b8e_0b0e_798c_13c8, 0x8347_8b07_b246_8764,
    0xa011_d380_818e_8f40, 0x5086_e740_ce47_c920, 0x2843_fd20_67ad_ea10, 0x14af_f010_bdd8_7508,
    0x0ad9_7808_d06c_b404, 0x05e2_3c04_6836_5a02, 0x8c71_1e02_341b_2d01, 0x46b6_0f01_1a83_988e,
    0x90da_b52a_387a_e76f, 0x486d_d415_1c3d_fdb9, 0x24b8_6a84_0e90_f0d2, 0x125c_3542_0748_7869,
    0x092e_9421_8d24_3cba, 0x8a17_4a9e_c812_1e5d, 0x4585_254f_6409_0fa0, 0xaccc_9ca9_328a_8950,
    0x9d4d_f05d_5f66_1451, 0xc0a8_78a0_a133_0aa6, 0x6054_3c50_de97_0553, 0x302a_1e28_6fc5_8ca7,
    0x1815_0f14_b9ec_46dd, 0x0c84_890a_d276_23e0, 0x0642_ca05_693b_9f70, 0x0321_658c_ba93_c138,
    0x8627_5df0_9ce8_aaa8, 0x439d_a078_4e74_5554, 0xafc0_503c_273a_a42a, 0xd960_281e_9d1d_5215,
    0xe230_140f_c080_2984, 0x7118_0a89_6040_9a42, 0xb60c_05ca_3020_4d21, 0x5b06_8c65_1810_a89e,
    0x456c_3488_7a38_05b9, 0xac36_1a44_3d1c_8cd2, 0x561b_0d22_900e_4669, 0x2b83_8811_4807_23ba,
    0x9bcf_4486_248d_9f5d, 0xc3e9_2243_12c8_c1a0, 0xeffa_11af_0964_ee50, 0xf97d_86d9_8a32_7728,
    0xe4fa_2054_a80b_329c, 0x727d_102a_548b_194e, 0x39b0_0815_2acb_8227, 0x9258_0484_15eb_419d,
    0x492c_0242_84fb_aec0, 0xaa16_0121_42f3_5760, 0x550b_8e9e_21f7_a530, 0xa48b_474f_9ef5_dc18,
    0x70a6_a56e_2440_598e, 0x3853_dc37_1220_a247, 0x1ca7_6e95_0910_51ad, 0x0edd_37c4_8a08_a6d8,
    0x07e0_9562_4504_536c, 0x8d70_c431_ac02_a736, 0xc838_6296_5601_dd1b, 0x641c_314b_2b8e_e083,
];

/// The constants C_1 to C_12 of the key schedule: RFC 6986, section 6.5.
#[rustfmt::skip]
pub(super) const C: [Words; 12] = [
    [
        0xdd80_6559_f2a6_4507, 0x0576_7436_cc74_4d23, 0xa242_2a08_a460_d315, 0x4b7c_e091_9267_6901,
        0x714e_b88d_7585_c4fc, 0x2f6a_7643_2e45_d016, 0xebcb_2f81_c065_7c1f, 0xb108_5bda_1eca_dae9,
    ],
    [
        0xe679_0470_21b1_9bb7, 0x55dd_a21b_d7cb_cd56, 0x5cb5_61c2_db0a_a7ca, 0x9ab5_176b_12d6_9958,
        0x61d5_5e0f_16b5_0131, 0xf3fe_ea72_0a23_2b98, 0x4fe3_9d46_0f70_b5d7, 0x6fa3_b58a_a99d_2f1a,
    ],
    [
        0x991e_96f5_0aba_0ab2, 0xc2b6_f443_867a_db31, 0xc1c9_3a37_6062_db09, 0xd3e2_0fe4_9035_9eb1,
        0xf2ea_7514_b129_7b7b, 0x06f1_5e5f_529c_1f8b, 0x0a39_fc28_6a3d_8435, 0xf574_dcac_2bce_2fc7,
    ],
    [
        0x220c_bebc_84e3_d12e, 0x3453_eaa1_93e8_37f1, 0xd8b7_1333_9352_03be, 0xa9d7_2c82_ed03_d675,
        0x9d72_1cad_685e_353f, 0x488e_857e_335c_3c7d, 0xf948_e1a0_5d71_e4dd, 0xef1f_dfb3_e815_66d2,
    ],
    [
        0x6017_58fd_7c6c_fe57, 0x7a56_a27e_a9ea_63f5, 0xdfff_00b7_2327_1a16, 0xbfcd_1747_253a_f5a3,
        0x359e_35d7_800f_ffbd, 0x7f15_1c1f_1686_104a, 0x9a3f_410c_6ca9_2363, 0x4bea_6bac_ad47_4799,
    ],
    [
        0xfa68_407a_4664_7d6e, 0xbf71_c572_3690_4f35, 0x0af2_1f66_c2be_c6b6, 0xcffa_a6b7_1c9a_b7b4,
        0x187f_9ab4_9af0_8ec6, 0x2d66_c4f9_5142_a46c, 0x6fa4_c33b_7a30_39c0, 0xae4f_aeae_1d3a_d3d9,
    ],
    [
        0x8886_564d_3a14_d493, 0x3517_454c_a23c_4af3, 0x0647_6983_284a_0504, 0x0992_abc5_2d82_2c37,
        0xd347_3e33_197a_93c9, 0x399e_c6c7_e6bf_87c9, 0x51ac_86fe_bf24_0954, 0xf4c7_0e16_eeaa_c5ec,
    ],
    [
        0xa47f_0dd4_bf02_e71e, 0x36ac_c235_5951_a8d9, 0x69d1_8d2b_d1a5_c42f, 0xf489_2bcb_929b_0690,
        0x89b4_443b_4ddb_c49a, 0x4eb7_f871_9c36_de1e, 0x03e7_aa02_0c6e_4141, 0x9b1f_5b42_4d93_c9a7,
    ],
    [
        0x7261_4451_8323_5adb, 0x0e38_dc92_cb1f_2a60, 0x7b2b_8a9a_a607_9c54, 0x800a_440b_dbb2_ceb1,
        0x3cd9_55b7_e00d_0984, 0x3a7d_3a1b_2589_4224, 0x944c_9ad8_ec16_5fde, 0x378f_5a54_1631_229b,
    ],
    [
        0x74b4_c7fb_9845_9ced, 0x3698_fad1_153b_b6c3, 0x7a1e_6c30_3b76_52f4, 0x9fe7_6702_af69_334b,
        0x1fff_e18a_1b33_6103, 0x8941_e71c_ff8a_78db, 0x382a_e548_b2e4_f3f3, 0xabbe_dea6_8005_6f52,
    ],
    [
        0x6bca_a4cd_81f3_2d1b, 0xdea2_594a_c06f_d85d, 0xefba_cd1d_7d47_6e98, 0x8a1d_71ef_ea48_b9ca,
        0x2001_8021_1484_6679, 0xd8fa_6bbb_ebab_0761, 0x3002_c6cd_635a_fe94, 0x7bcd_9ed0_efc8_89fb,
    ],
    [
        0x48bc_924a_f11b_d720, 0xfaf4_17d5_d9b2_1b99, 0xe71d_a4aa_88e1_2852, 0x5d80_ef9d_1891_cc86,
        0xf820_12d4_3021_9f9b, 0xcda4_3c32_bcdf_1d77, 0xd213_80b0_0449_b17a, 0x378e_e767_f116_31ba,
    ],
];

/// L of one word.
const fn linear(word: u64) -> u64 {
    let mut sum = 0;
    let mut bit = 0;
    while bit < 64 {
        if word >> bit & 1 == 1 {
            sum ^= A[63 - bit];
        }
        bit += 1;
    }
    sum
}

/// M(k, j) times an octet: octet k of L of a word that has x as octet j and zeros elsewhere.
pub(super) const fn element(k: usize, j: usize, x: u8) -> u8 {
    (linear((x as u64) << (8 * j)) >> (8 * k)) as u8
}

/// `alpha` and its inverse by nibbles: of the low one, of the high one.
pub(super) static TO_ALPHA: [Nibbles; 2] = by_nibbles(&ALPHA);
pub(super) static FROM_ALPHA: [Nibbles; 2] = by_nibbles(&inverse_rows(&ALPHA));

/// C of the key schedule after `alpha`.
pub(super) static ALPHA_C: [Words; 12] = {
    let mut all = C;
    let mut i = 0;
    while i < 12 {
        let mut j = 0;
        while j < 8 {
            let mut octets = C[i][j].to_le_bytes();
            let mut b = 0;
            while b < 8 {
                octets[b] = apply(&ALPHA, octets[b]);
                b += 1;
            }
            all[i][j] = u64::from_le_bytes(octets);
            j += 1;
        }
        i += 1;
    }
    all
};

/// The nibble tables of S after `alpha`, for byte shuffles.
///
/// Multiplications in GF(16) add logarithms, which are 0 to 14 or [`LOG_ZERO`].
#[repr(align(64))]
pub(super) struct Steps {
    /// The logarithm of a nibble.
    pub(super) log: Nibbles,
    /// The logarithm of the inverse of a nibble.
    pub(super) log_inverse: Nibbles,
    /// NU1 of the power, without NU1(0).
    pub(super) nu1: Nibbles,
    /// NU0 without NU1(0).
    pub(super) nu0: Nibbles,
    /// The logarithm of PHI(l), l being what `nu0` and `nu1` give.
    pub(super) log_phi: Nibbles,
}

pub(super) static STEPS: Steps = {
    let mut steps = Steps {
        log: LOG,
        log_inverse: LOG,
        nu1: [0; 16],
        nu0: NU0,
        log_phi: LOG,
    };
    let mut x = 0;
    while x < 16 {
        if x > 0 {
            steps.log_inverse[x] = (15 - LOG[x]) % 15;
        }
        if x < 15 {
            steps.nu1[x] = NU1[POWERS[x] as usize] ^ NU1[0];
        }
        steps.nu0[x] = NU0[x] ^ NU1[0];
        steps.log_phi[x] = LOG[PHI[x ^ NU1[0] as usize] as usize];
        x += 1;
    }
    steps
};

/// The end of S, L, and `alpha` of the next round, as shuffles.
///
/// `[pair][k]` has the tables for l as [`Steps`] leaves it, one for each word of the pair, then those for the
/// logarithm of r * PHI(l): each to what it adds to octet k. The words of the pairs are [`PAIRS`].
#[repr(align(64))]
pub(super) struct Mixing(pub(super) [[[[Nibbles; 2]; 2]; 8]; 4]);

/// The words that share a register.
const PAIRS: [[usize; 2]; 4] = [[0, 2], [1, 3], [4, 6], [5, 7]];

pub(super) static MIXING: Mixing = {
    let mut tables = [[[[[0; 16]; 2]; 2]; 8]; 4];
    let mut i = 0;
    while i < 64 {
        let (pair, k, lane) = (i / 16, i / 2 % 8, i % 2);
        let j = PAIRS[pair][lane];
        let mut x = 0;
        while x < 16 {
            // SIGMA(0) goes with l, for a product of zero gives nothing.
            let high = (x as u8 ^ NU1[0]) << 4 | SIGMA[0];
            tables[pair][k][0][lane][x] = mixed(k, j, high);
            if x < 15 {
                tables[pair][k][1][lane][x] = mixed(k, j, SIGMA[POWERS[x] as usize] ^ SIGMA[0]);
            }
            x += 1;
        }
        i += 1;
    }
    Mixing(tables)
};

const fn mixed(k: usize, j: usize, lr: u8) -> u8 {
    apply(&ALPHA, element(k, j, apply(&OMEGA, lr)))
}

/// LPS by look-ups: `[j][x]` is L of a word that has S(x) as octet j and zeros elsewhere.
pub(super) static LOOKUP: [[u64; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut j = 0;
    while j < 8 {
        // S once for each value; L by the bits of S.
        let mut columns = [0; 8];
        let mut bit = 0;
        while bit < 8 {
            columns[bit] = A[63 - 8 * j - bit];
            bit += 1;
        }
        let mut x = 0;
        while x < 256 {
            let mut bit = 0;
            while bit < 8 {
                if PI[x] >> bit & 1 == 1 {
                    tables[j][x] ^= columns[bit];
                }
                bit += 1;
            }
            x += 1;
        }
        j += 1;
    }
    tables
};

#[cfg(any(test, target_arch = "x86_64"))]
/// M(k, j) for `gf2p8affineqb`: octet 7 - b has the row of bit b.
pub(super) const fn affine(k: usize, j: usize) -> u64 {
    let mut matrix = [0; 8];
    let mut column = 0;
    while column < 8 {
        let image = element(k, j, 1 << column);
        let mut bit = 0;
        while bit < 8 {
            if image >> bit & 1 == 1 {
                matrix[7 - bit] |= 1 << column;
            }
            bit += 1;
        }
        column += 1;
    }
    u64::from_le_bytes(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpha_and_its_inverse_cancel() {
        for x in 0..=255u8 {
            let (low, high) = (usize::from(x & 15), usize::from(x >> 4));
            let y = TO_ALPHA[0][low] ^ TO_ALPHA[1][high];
            assert_eq!(y, apply(&ALPHA, x));
            let (low, high) = (usize::from(y & 15), usize::from(y >> 4));
            assert_eq!(FROM_ALPHA[0][low] ^ FROM_ALPHA[1][high], x);
        }
    }

    #[test]
    fn lookups_are_the_elements_of_the_matrix() {
        for x in 0..=255 {
            for (j, table) in LOOKUP.iter().enumerate() {
                let octets = table[x].to_le_bytes();
                for (k, octet) in octets.into_iter().enumerate() {
                    assert_eq!(octet, element(k, j, PI[x]));
                }
            }
        }
    }
}
