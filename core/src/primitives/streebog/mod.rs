// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog, the hash function of GOST R 34.11-2012, with 256 and 512 bits of output.
//!
//! Specification: [RFC 6986](https://www.rfc-editor.org/rfc/rfc6986). Messages and digests are octet strings
//! in wire order, as CMS and certificates carry them; RFC 6986 prints them reversed. Any length from 0 on is
//! accepted, whole octets only.
//!
//! Both types speak the traits of the crate `digest` (`Update`, `FixedOutput`, `Reset`, `Digest` and so on).
//!
//! The computation is done by the crate `streebog`. Its rounds look octets of the state up in eight tables of
//! 256 words: **that is for public data**. Where the message is secret (HMAC keys, KDF, VKO, nonces) the cache
//! sees indices that depend on it. A table-free form for secret data belongs beside this one, under a type of
//! its own, so that the type and not the call decides.
//!
//! Wiping: state and buffer are wiped on drop. The crate does not wipe what it keeps on the stack: the copy of
//! a moved hasher, the working words of the last compression.

use digest::consts::{U32, U64};

use super::hash_type::hash_type;

hash_type! {
    /// Streebog with 256 bits of output: GOST R 34.11-2012, `id-tc26-gost3411-12-256`.
    ///
    /// The digest has 32 octets, the block 64.
    Streebog256(streebog::Streebog256), output: 32 as U32, block: U64
}

hash_type! {
    /// Streebog with 512 bits of output: GOST R 34.11-2012, `id-tc26-gost3411-12-512`.
    ///
    /// The digest has 64 octets, the block 64.
    Streebog512(streebog::Streebog512), output: 64 as U64, block: U64
}

#[cfg(test)]
mod tests {
    use digest::Digest;

    use super::*;
    use crate::testutil::{self, pattern};

    #[test]
    fn digests_match_vectors() {
        let ran = testutil::run("streebog.json", &[], |case| {
            let message = case.message();
            let digest = case.hex("digest");
            match case.u64("bits") {
                256 => assert_eq!(&Streebog256::digest(&message)[..], digest, "{case}"),
                512 => assert_eq!(&Streebog512::digest(&message)[..], digest, "{case}"),
                bits => panic!("{case}: {bits} bits"),
            }
        });
        assert_eq!(ran, 307);
    }

    #[test]
    fn chunks_give_the_digest_of_the_whole() {
        let data = pattern(0, 300);
        for chunk in [1, 3, 63, 64, 65, 127, 128, 129] {
            let mut short = Streebog256::new();
            let mut long = Streebog512::new();
            for part in data.chunks(chunk) {
                Digest::update(&mut short, part);
                Digest::update(&mut long, part);
            }
            assert_eq!(
                <[u8; 32]>::from(short.finalize_reset()),
                Streebog256::digest(&data)
            );
            assert_eq!(
                <[u8; 64]>::from(long.finalize()),
                Streebog512::digest(&data)
            );
            // After a reset the hasher is as new.
            assert_eq!(<[u8; 32]>::from(short.finalize()), Streebog256::digest(&[]));
        }
    }
}
