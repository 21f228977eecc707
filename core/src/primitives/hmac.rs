// SPDX-License-Identifier: MIT OR Apache-2.0
//! HMAC ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) over the hash functions of the crate.
//!
//! HMAC_GOSTR3411_2012_256 and _512 are those of
//! [RFC 7836, section 4.1](https://www.rfc-editor.org/rfc/rfc7836#section-4.1): block 64 for both. The HMAC of
//! GOST R 34.11-94 is that of [RFC 4357, section 3](https://www.rfc-editor.org/rfc/rfc4357#section-3): block 32.
//! Keys of any length are accepted, the empty key too; a key longer than a block is hashed first.
//!
//! Each type gives its result in one call ([`HmacStreebog256::mac`]), for several messages under one key
//! ([`HmacStreebog256::tag`]), or piece by piece through the traits of `digest` (`KeyInit`, `Mac`). A value keeps the states
//! after the inner and the outer key block: what repeats a key (a nonce generator, a key derivation) makes one
//! value and asks it for tags, and hashes the key blocks once. Compare tags through `Mac::verify_slice` or `ct::eq`, never
//! with `==`.
//!
//! The hashes are those for secret data: time and memory accesses depend on lengths only. States, key blocks and inner
//! digests are wiped.

use digest::consts::{U32, U64};
use digest::zeroize::ZeroizeOnDrop;
use digest::{FixedOutput, InvalidLength, Key, KeyInit, MacMarker, Output, OutputSizeUser, Update};

use super::gost94::SecretGost94CryptoPro;
use super::streebog::{SecretStreebog256, SecretStreebog512};
use crate::ct::Zeroizing;

/// Declares an HMAC type over a hash of the crate.
macro_rules! hmac_type {
    (
        $(#[$attr:meta])*
        $name:ident($hash:ty), output: $octets:literal as $output:ty,
        block: $block_octets:literal as $block:ty
    ) => {
        $(#[$attr])*
        #[derive(Clone)]
        pub struct $name {
            /// The hash after the inner key block and what was put in since.
            inner: $hash,
            /// The hash after the outer key block.
            outer: $hash,
        }

        impl $name {
            /// Takes a key of any length.
            pub fn new(key: &[u8]) -> Self {
                let mut block = Zeroizing::new([0; $block_octets]);
                if key.len() > $block_octets {
                    block[..$octets].copy_from_slice(&*Zeroizing::new(<$hash>::digest(key)));
                } else {
                    block[..key.len()].copy_from_slice(key);
                }
                let padded = |block: &mut [u8; $block_octets], pad: u8| {
                    for octet in block.iter_mut() {
                        *octet ^= pad;
                    }
                    let mut hash = <$hash>::default();
                    Update::update(&mut hash, block);
                    hash
                };
                let inner = padded(&mut block, IPAD);
                // Takes the inner pad off as well.
                let outer = padded(&mut block, IPAD ^ OPAD);
                Self { inner, outer }
            }

            /// The tag of the parts, one after the other, under `key`.
            pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; $octets] {
                Self::new(key).tag(parts)
            }

            /// The tag of what was put in so far, followed by the parts; the value stays as it is.
            pub fn tag(&self, parts: &[&[u8]]) -> [u8; $octets] {
                let mut mac = self.clone();
                for part in parts {
                    Update::update(&mut mac, part);
                }
                mac.finalize_fixed().into()
            }
        }

        /// Prints the name only.
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }

        impl MacMarker for $name {}

        impl ZeroizeOnDrop for $name {}

        impl digest::common::KeySizeUser for $name {
            type KeySize = $block;
        }

        impl KeyInit for $name {
            fn new(key: &Key<Self>) -> Self {
                Self::new(key.as_slice())
            }

            fn new_from_slice(key: &[u8]) -> Result<Self, InvalidLength> {
                Ok(Self::new(key))
            }
        }

        impl OutputSizeUser for $name {
            type OutputSize = $output;
        }

        impl Update for $name {
            fn update(&mut self, data: &[u8]) {
                Update::update(&mut self.inner, data);
            }
        }

        impl FixedOutput for $name {
            fn finalize_into(self, out: &mut Output<Self>) {
                let Self { inner, mut outer } = self;
                let mut digest = Zeroizing::new([0; $octets]);
                inner.finalize_into((&mut *digest).into());
                Update::update(&mut outer, &*digest);
                outer.finalize_into(out);
            }
        }
    };
}

/// The octet of the inner pad and that of the outer pad.
const IPAD: u8 = 0x36;
const OPAD: u8 = 0x5c;

hmac_type! {
    /// HMAC_GOSTR3411_2012_256 (RFC 7836, section 4.1.1): 32 octets.
    HmacStreebog256(SecretStreebog256), output: 32 as U32, block: 64 as U64
}

hmac_type! {
    /// HMAC_GOSTR3411_2012_512 (RFC 7836, section 4.1.2): 64 octets.
    HmacStreebog512(SecretStreebog512), output: 64 as U64, block: 64 as U64
}

hmac_type! {
    /// HMAC_GOSTR3411 with the CryptoPro S-boxes (RFC 4357, section 3): 32 octets.
    HmacGost94(SecretGost94CryptoPro), output: 32 as U32, block: 32 as U32
}

#[cfg(test)]
mod tests {
    use std::vec;

    use digest::Mac;

    use super::*;
    use crate::primitives::gost94::Gost94Test;
    use crate::testutil;

    #[test]
    fn tags_match_vectors() {
        let ran = testutil::run("hmac.json", &[], |case| {
            let key = case.hex("key");
            let message = case.message();
            let mac = case.hex("mac");
            let parts = &[&message[..]];
            match case.str("alg") {
                "HMAC_GOSTR3411_2012_256" => {
                    assert_eq!(HmacStreebog256::mac(&key, parts)[..], mac, "{case}");
                }
                "HMAC_GOSTR3411_2012_512" => {
                    assert_eq!(HmacStreebog512::mac(&key, parts)[..], mac, "{case}");
                }
                "HMAC_GOSTR3411_94" => assert_eq!(HmacGost94::mac(&key, parts)[..], mac, "{case}"),
                // Nothing deployed uses it, so it has no type of its own; the hash newtypes fit generic HMAC.
                "HMAC_GOSTR3411_94_TestParamSet" => {
                    let mut generic =
                        <hmac::SimpleHmac<Gost94Test> as KeyInit>::new_from_slice(&key).unwrap();
                    Mac::update(&mut generic, &message);
                    assert_eq!(generic.finalize().into_bytes()[..], mac, "{case}");
                }
                alg => panic!("{case}: {alg}"),
            }
        });
        assert_eq!(ran, 28);
    }

    #[test]
    fn keys_of_all_lengths_give_the_tags_of_the_crate() {
        for len in [0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200] {
            let key = vec![0xa5; len];
            let message = testutil::pattern(9, 3 * len);
            macro_rules! compare {
                ($ours:ty, $hash:ty) => {
                    let mut theirs =
                        <hmac::SimpleHmac<$hash> as KeyInit>::new_from_slice(&key).unwrap();
                    Mac::update(&mut theirs, &message);
                    let theirs = theirs.finalize().into_bytes();
                    assert_eq!(<$ours>::mac(&key, &[&message])[..], theirs[..], "{len}");
                };
            }
            compare!(HmacStreebog256, streebog::Streebog256);
            compare!(HmacStreebog512, streebog::Streebog512);
            compare!(HmacGost94, gost94::Gost94CryptoPro);
        }
    }

    #[test]
    fn one_key_gives_many_tags() {
        let mac = HmacStreebog512::new(b"key");
        for _ in 0..2 {
            assert_eq!(mac.tag(&[b"one"]), HmacStreebog512::mac(b"key", &[b"one"]));
            assert_eq!(mac.tag(&[]), HmacStreebog512::mac(b"key", &[]));
        }
        let begun = mac.chain_update(b"one");
        assert_eq!(
            begun.tag(&[b"two"]),
            HmacStreebog512::mac(b"key", &[b"onetwo"])
        );
    }

    #[test]
    fn parts_are_joined_and_tags_are_checked_whole() {
        let tag = HmacStreebog256::mac(b"key", &[b"one", b"", b"two"]);
        assert_eq!(tag, HmacStreebog256::mac(b"key", &[b"onetwo"]));
        let mac = HmacStreebog256::new(b"key").chain_update(b"onetwo");
        assert!(mac.clone().verify_slice(&tag).is_ok());
        assert!(mac.clone().verify_slice(&tag[..31]).is_err());
        assert!(mac.verify_slice(&[0; 32]).is_err());
    }
}
