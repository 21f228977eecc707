// SPDX-License-Identifier: MIT OR Apache-2.0
//! The shape that every hash type of the crate has: a newtype that speaks the traits of `digest`.
//!
//! The newtype keeps backends and buffers out of public signatures. There is no algorithm here.
//!
//! A hasher is for public data or for secret data, and its type says which: [`Public`] may index tables by the data,
//! [`Secret`] never does.

/// The kind of data that a hasher is for.
pub(crate) trait Data: Clone {
    /// Whether time and memory accesses must not depend on the data.
    const SECRET: bool;
}

/// Data that an attacker may know.
#[derive(Clone)]
pub(crate) struct Public;

/// Data that an attacker must not learn of.
#[derive(Clone)]
pub(crate) struct Secret;

impl Data for Public {
    const SECRET: bool = false;
}

impl Data for Secret {
    const SECRET: bool = true;
}

/// Declares a hash type over a hasher with `Default`, `update` and `finish_into`, which wipes itself on drop.
macro_rules! hash_type {
    (
        $(#[$attr:meta])*
        $name:ident($inner:ty), output: $octets:literal as $output:ty, block: $block:ty
    ) => {
        $(#[$attr])*
        #[derive(Clone, Default)]
        pub struct $name($inner);

        impl $name {
            /// Octets of a digest.
            pub const OCTETS: usize = $octets;

            /// Hashes `data` in one call; the octets are in wire order.
            pub fn digest(data: &[u8]) -> [u8; $octets] {
                let mut hasher = Self::default();
                hasher.0.update(data);
                let mut digest = [0; $octets];
                hasher.0.finish_into(&mut digest);
                digest
            }
        }

        /// Prints the name only: the state may depend on secrets.
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }

        impl digest::common::AlgorithmName for $name {
            fn write_alg_name(f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl digest::HashMarker for $name {}

        impl digest::zeroize::ZeroizeOnDrop for $name {}

        impl digest::OutputSizeUser for $name {
            type OutputSize = $output;
        }

        impl digest::common::BlockSizeUser for $name {
            type BlockSize = $block;
        }

        impl digest::Update for $name {
            fn update(&mut self, data: &[u8]) {
                self.0.update(data);
            }
        }

        impl digest::FixedOutput for $name {
            fn finalize_into(mut self, out: &mut digest::Output<Self>) {
                self.0.finish_into(out);
            }
        }

        impl digest::FixedOutputReset for $name {
            fn finalize_into_reset(&mut self, out: &mut digest::Output<Self>) {
                self.0.finish_into(out);
                *self = Self::default();
            }
        }

        impl digest::Reset for $name {
            fn reset(&mut self) {
                *self = Self::default();
            }
        }
    };
}

pub(super) use hash_type;
