// SPDX-License-Identifier: MIT OR Apache-2.0
//! CryptoPro key meshing: the key changes after every 1024 octets.
//!
//! Specification: [RFC 4357, section 2.3.2](https://www.rfc-editor.org/rfc/rfc4357#section-2.3.2). Before the octet
//! with the index 1024k, k >= 1, the key becomes the ECB decryption of a constant under the old key, and the IV
//! its own encryption under the new key. **Before**, not after: 1024 octets exactly do not mesh. The
//! count runs over the whole content; how it arrives in chunks or BER segments changes nothing.
//!
//! Which parameter sets mesh is said by `keys::CipherParamSet`.

use super::block::{Block, Gost28147};

/// Octets between two meshings.
pub(super) const SECTION: usize = 1024;

/// Whole blocks between two meshings.
pub(super) const SECTION_BLOCKS: usize = SECTION / 8;

/// The constant C of RFC 4357, section 2.3.2.
pub(super) const C: [Block; 4] = [
    [0x69, 0x00, 0x72, 0x22, 0x64, 0xc9, 0x04, 0x23],
    [0x8d, 0x3a, 0xdb, 0x96, 0x46, 0xe9, 0x2a, 0xc4],
    [0x18, 0xfe, 0xac, 0x94, 0x00, 0xed, 0x07, 0x12],
    [0xc0, 0x86, 0xdc, 0xc2, 0xef, 0x4c, 0xa9, 0x2b],
];

/// Meshes key and IV: K' = decryptECB(K, C), IV' = encryptECB(K', IV). In CFB the IV is the last ciphertext block.
pub(super) fn mesh_with_iv(cipher: &mut Gost28147, iv: &mut Block) {
    cipher.mesh();
    cipher.encrypt_block(iv);
}

#[cfg(test)]
mod tests {
    use super::super::backend::Backend;
    use super::super::sbox;
    use super::*;
    use crate::testutil;

    #[test]
    fn steps_match_vectors() {
        for backend in Backend::available() {
            let ran = testutil::run("gost28147_meshing.json", &[], |case| {
                let sbox = sbox::tests::of(case);
                let mut cipher = Gost28147::with_backend(&case.array("key"), sbox, backend);
                let mut iv = case.array("iv");
                let steps = case.list("steps");
                assert!(!steps.is_empty(), "{case}");
                for step in &steps {
                    mesh_with_iv(&mut cipher, &mut iv);
                    assert_eq!(cipher.key_bytes_le(), step.array("key"), "{case}");
                    assert_eq!(iv, step.array("iv"), "{case}");
                }
            });
            assert_eq!(ran, 5);
        }
    }
}
