// SPDX-License-Identifier: MIT OR Apache-2.0
//! HMAC ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) over the hash functions of the crate.
//!
//! HMAC_GOSTR3411_2012_256 and _512 are those of
//! [RFC 7836, section 4.1](https://www.rfc-editor.org/rfc/rfc7836#section-4.1): block 64 for both. The HMAC of
//! GOST R 34.11-94 is that of [RFC 4357, section 3](https://www.rfc-editor.org/rfc/rfc4357#section-3): block 32.
//! Keys of any length are accepted, the empty key too; a key longer than a block is hashed first.
//!
//! Each type gives its result in one call ([`HmacStreebog256::mac`]) or piece by piece through the traits of
//! `digest` (`KeyInit`, `Mac`). Compare tags through `Mac::verify_slice` or `ct::eq`, never with `==`.
//!
//! HMAC keys are secret, and the hash backends of today index tables by the state (see the headers of `streebog`
//! and `gost94`): time does not depend on the key through branches, but the cache may see it. The states after
//! the inner and the outer key block are wiped on drop; the crate `hmac` does not wipe the padded key
//! block that it makes on the stack, nor the inner digest.

use digest::consts::{U32, U64};
use digest::{FixedOutput, InvalidLength, Key, KeyInit, MacMarker, Output, OutputSizeUser, Update};
use hmac::Hmac;

/// Declares an HMAC type over a hash of a crate.
macro_rules! hmac_type {
    (
        $(#[$attr:meta])*
        $name:ident($hash:ty), output: $octets:literal as $output:ty, block: $block:ty
    ) => {
        $(#[$attr])*
        #[derive(Clone)]
        pub struct $name(Hmac<$hash>);

        impl $name {
            /// Takes a key of any length.
            pub fn new(key: &[u8]) -> Self {
                // HMAC has no wrong key length: the crate never returns the error.
                Self(<Hmac<$hash>>::new_from_slice(key).expect("HMAC takes keys of any length"))
            }

            /// The tag of the parts, one after the other, under `key`.
            pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; $octets] {
                let mut mac = Self::new(key);
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
                Update::update(&mut self.0, data);
            }
        }

        impl FixedOutput for $name {
            fn finalize_into(self, out: &mut Output<Self>) {
                self.0.finalize_into(out);
            }
        }
    };
}

hmac_type! {
    /// HMAC_GOSTR3411_2012_256 (RFC 7836, section 4.1.1): 32 octets.
    HmacStreebog256(streebog::Streebog256), output: 32 as U32, block: U64
}

hmac_type! {
    /// HMAC_GOSTR3411_2012_512 (RFC 7836, section 4.1.2): 64 octets.
    HmacStreebog512(streebog::Streebog512), output: 64 as U64, block: U64
}

hmac_type! {
    /// HMAC_GOSTR3411 with the CryptoPro S-boxes (RFC 4357, section 3): 32 octets.
    HmacGost94(gost94::Gost94CryptoPro), output: 32 as U32, block: U32
}

#[cfg(test)]
mod tests {
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
    fn parts_are_joined_and_tags_are_checked_whole() {
        let tag = HmacStreebog256::mac(b"key", &[b"one", b"", b"two"]);
        assert_eq!(tag, HmacStreebog256::mac(b"key", &[b"onetwo"]));
        let mac = HmacStreebog256::new(b"key").chain_update(b"onetwo");
        assert!(mac.clone().verify_slice(&tag).is_ok());
        assert!(mac.clone().verify_slice(&tag[..31]).is_err());
        assert!(mac.verify_slice(&[0; 32]).is_err());
    }
}
