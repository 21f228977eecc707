// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94, the hash function of GOST R 34.10-2001 signatures.
//!
//! Specification: [RFC 5831](https://www.rfc-editor.org/rfc/rfc5831), S-boxes from
//! [RFC 4357, section 11.2](https://www.rfc-editor.org/rfc/rfc4357#section-11.2). The initial vector is zero.
//! Digests are octets in wire order, as CMS and certificates carry them; the standard prints them reversed. Any
//! length from 0 on is accepted, whole octets only. The digest of the empty string is that of RFC 5831
//! (`981e5f3c…` with the CryptoPro S-boxes).
//!
//! The algorithm is kept to verify and decrypt what exists. Nothing new is signed with it.
//!
//! The computation is done by the crate `gost94`. It looks nibbles of the state up in S-box tables of 16
//! octets: **that is for public data**. A row fits one cache line or two, so little leaks where the message is
//! secret (VKO of 2001 keys, HMAC), but that is no promise. A table-free form for secret data belongs beside
//! this one, under a type of its own.
//!
//! Wiping: state and buffer are wiped on drop. The crate does not wipe what it keeps on the stack: the copy of
//! a moved hasher, the step keys of the last block.

use digest::consts::U32;

use super::hash_type::hash_type;

hash_type! {
    /// GOST R 34.11-94 with the S-boxes `id-GostR3411-94-CryptoProParamSet`: what certificates and CMS use.
    ///
    /// The digest has 32 octets, the block 32.
    Gost94CryptoPro(gost94::Gost94CryptoPro), output: 32 as U32, block: U32
}

hash_type! {
    /// GOST R 34.11-94 with the S-boxes `id-GostR3411-94-TestParamSet`: the examples of the standard.
    ///
    /// The digest has 32 octets, the block 32.
    Gost94Test(gost94::Gost94Test), output: 32 as U32, block: U32
}

#[cfg(test)]
mod tests {
    use digest::Digest;
    use hex_literal::hex;

    use super::*;
    use crate::testutil::{self, pattern};

    #[test]
    fn digests_match_vectors() {
        let ran = testutil::run("gost3411_94.json", &[], |case| {
            let message = case.message();
            let digest: [u8; 32] = case.array("digest");
            match (case.str("paramset"), case.str("oid")) {
                ("id-GostR3411-94-CryptoProParamSet", "1.2.643.2.2.30.1") => {
                    assert_eq!(Gost94CryptoPro::digest(&message), digest, "{case}");
                }
                ("id-GostR3411-94-TestParamSet", "1.2.643.2.2.30.0") => {
                    assert_eq!(Gost94Test::digest(&message), digest, "{case}");
                }
                other => panic!("{case}: {other:?}"),
            }
        });
        assert_eq!(ran, 53);
    }

    #[test]
    fn empty_string_is_hashed_as_the_standard_says() {
        assert_eq!(
            Gost94CryptoPro::digest(&[]),
            hex!("981e5f3ca30c841487830f84fb433e13ac1101569b9c13584ac483234cd656c0")
        );
        assert_eq!(
            Gost94Test::digest(&[]),
            hex!("ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d")
        );
    }

    #[test]
    fn chunks_give_the_digest_of_the_whole() {
        let data = pattern(0, 300);
        for chunk in [1, 3, 31, 32, 33, 63, 64, 65] {
            let mut hasher = Gost94CryptoPro::new();
            for part in data.chunks(chunk) {
                Digest::update(&mut hasher, part);
            }
            assert_eq!(
                <[u8; 32]>::from(hasher.finalize_reset()),
                Gost94CryptoPro::digest(&data)
            );
            // After a reset the hasher is as new.
            assert_eq!(
                <[u8; 32]>::from(hasher.finalize()),
                Gost94CryptoPro::digest(&[])
            );
        }
    }
}
