// SPDX-License-Identifier: MIT OR Apache-2.0
//! The shape that every hash type of the crate has: a newtype that speaks the traits of `digest`.
//!
//! The newtype keeps the crate that computes out of public signatures, so that another backend can take
//! its place. There is no algorithm here.

/// Declares a hash type over an inner type that implements the same traits.
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
                digest::Update::update(&mut hasher, data);
                digest::FixedOutput::finalize_fixed(hasher).into()
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

        impl digest::OutputSizeUser for $name {
            type OutputSize = $output;
        }

        impl digest::common::BlockSizeUser for $name {
            type BlockSize = $block;
        }

        impl digest::Update for $name {
            fn update(&mut self, data: &[u8]) {
                digest::Update::update(&mut self.0, data);
            }
        }

        impl digest::FixedOutput for $name {
            fn finalize_into(self, out: &mut digest::Output<Self>) {
                digest::FixedOutput::finalize_into(self.0, out);
            }
        }

        impl digest::FixedOutputReset for $name {
            fn finalize_into_reset(&mut self, out: &mut digest::Output<Self>) {
                digest::FixedOutputReset::finalize_into_reset(&mut self.0, out);
            }
        }

        impl digest::Reset for $name {
            fn reset(&mut self) {
                digest::Reset::reset(&mut self.0);
            }
        }
    };
}

pub(super) use hash_type;
