// SPDX-License-Identifier: MIT OR Apache-2.0
//! The nonces of signatures: HMAC-DRBG of [RFC 6979, section 3.2](https://www.rfc-editor.org/rfc/rfc6979#section-3.2),
//! fitted to GOST R 34.10.
//!
//! The differences from RFC 6979:
//!
//! - Where it takes `bits2octets(h1)`, the octets here are `int2octets(e)`, big-endian, e being exactly the integer of
//!   the signature equation (the digest as a little-endian integer modulo q, 1 in place of 0). `bits2int` would drop
//!   bits of the digest wherever q is shorter than its octets (256-A, 512-C, the test set of 512 bits), and two digests
//!   that differ only there would share a nonce and give the key away.
//! - The additional data (section 3.6) is the content of the curve's OID, then 32 fresh random octets where there are
//!   any. Without them the nonce is a function of key, digest and curve; with them a fault in one signature cannot be
//!   played against another.
//! - The hash is Streebog-256 for keys of 256 bits, those of 2001 too, and Streebog-512 for keys of 512 bits. So one
//!   output of the generator is always one candidate.
//!
//! `int2octets` writes 32 or 64 octets, the length of the key. Candidates are cut to the bits of q as `bits2int` does;
//! one outside 1..q-1, or one for which r or s is zero, is dropped and the generator stepped as in section 3.2, step h.
//! The values that follow from all this are in `vectors/own/gost3410_nonce.json`.

use crate::ct::Zeroizing;
use crate::primitives::curve::MAX_OCTETS;
use crate::primitives::hmac::{HmacStreebog256, HmacStreebog512};

/// A generator of candidates for one signature. Wiped when dropped.
pub(super) struct Nonces {
    /// Octets of the key, of a candidate, and of the hash.
    octets: usize,
    /// Bits of a candidate: those of q.
    bits: usize,
    /// HMAC under the generator's K: the key blocks are hashed once for each K.
    mac: Mac,
    value: Zeroizing<[u8; MAX_OCTETS]>,
    started: bool,
}

impl Nonces {
    /// Starts from d and e, big-endian and of the key's length (32 or 64), and the parts of the additional data.
    ///
    /// `bits` is the bit length of q.
    pub(super) fn new(bits: usize, d: &[u8], e: &[u8], additional: [&[u8]; 2]) -> Self {
        let octets = d.len();
        let mut nonces = Self {
            octets,
            bits,
            mac: Mac::new(&[0; MAX_OCTETS][..octets]),
            value: Zeroizing::new([1; MAX_OCTETS]),
            started: false,
        };
        for separator in [[0], [1]] {
            nonces.rekey(&[&separator, d, e, additional[0], additional[1]]);
        }
        nonces
    }

    /// The next candidate, little-endian, of the key's length. The caller judges it.
    pub(super) fn next_bytes_le(&mut self) -> Zeroizing<[u8; MAX_OCTETS]> {
        if self.started {
            self.rekey(&[&[0]]);
        }
        self.started = true;
        self.step();
        let mut candidate = Zeroizing::new([0; MAX_OCTETS]);
        for (octet, value) in candidate
            .iter_mut()
            .zip(self.value[..self.octets].iter().rev())
        {
            *octet = *value;
        }
        shift_right(&mut candidate[..self.octets], 8 * self.octets - self.bits);
        candidate
    }

    /// K = HMAC(K, V | parts), V = HMAC(K, V).
    fn rekey(&mut self, parts: &[&[u8]]) {
        let value = &self.value[..self.octets];
        let mut all: [&[u8]; 6] = [&[]; 6];
        all[0] = value;
        for (slot, part) in all[1..].iter_mut().zip(parts) {
            *slot = part;
        }
        self.mac = Mac::new(&self.mac.tag(&all)[..self.octets]);
        self.step();
    }

    /// V = HMAC(K, V).
    fn step(&mut self) {
        self.value = self.mac.tag(&[&self.value[..self.octets]]);
    }
}

/// HMAC by the length of the key: 32 octets for Streebog-256, 64 for Streebog-512.
enum Mac {
    Streebog256(HmacStreebog256),
    Streebog512(HmacStreebog512),
}

impl Mac {
    fn new(key: &[u8]) -> Self {
        if key.len() == MAX_OCTETS {
            Self::Streebog512(HmacStreebog512::new(key))
        } else {
            Self::Streebog256(HmacStreebog256::new(key))
        }
    }

    /// The tag of the parts; 32 octets are followed by zeros.
    fn tag(&self, parts: &[&[u8]]) -> Zeroizing<[u8; MAX_OCTETS]> {
        let mut out = Zeroizing::new([0; MAX_OCTETS]);
        match self {
            Self::Streebog256(mac) => out[..32].copy_from_slice(&*Zeroizing::new(mac.tag(parts))),
            Self::Streebog512(mac) => out.copy_from_slice(&*Zeroizing::new(mac.tag(parts))),
        }
        out
    }
}

/// Shifts a little-endian integer right by `count` bits, at most 7.
fn shift_right(octets: &mut [u8], count: usize) {
    debug_assert!(count < 8);
    let mut above = 0u16;
    for octet in octets.iter_mut().rev() {
        let pair = above << 8 | u16::from(*octet);
        above = u16::from(*octet);
        *octet = (pair >> count) as u8;
    }
}
