// SPDX-License-Identifier: MIT OR Apache-2.0
//! The MAC of GOST 28147-89 (imitovstavka).
//!
//! Specification: [RFC 5830, section 8](https://www.rfc-editor.org/rfc/rfc5830#section-8): each block is added to the
//! state and goes through 16 rounds; the last partial block is filled with zeros. The start value is zero, or an
//! IV for key wrap ([RFC 4357, section 6.1](https://www.rfc-editor.org/rfc/rfc4357#section-6.1)). With meshing the key, not the state,
//! changes before the octet 1024k.
//!
//! Edge cases. The standard wants at least two blocks: a message of 1 to 8 octets is followed by a block of zeros, as
//! CryptoPro CSP and gost-engine do (BouncyCastle does not). The MAC of the empty message is undefined; here it
//! is the start value, zeros as a rule, which authenticates nothing. Zero padding means that messages which
//! differ in zeros at the end of the last block have one MAC: whoever needs more must bind the length.

use super::backend::Backend;
use super::block::{Block, Gost28147};
use super::key_meshing::SECTION;
use super::sbox::Sbox;
use crate::ct::Zeroize;

/// Computes the MAC of a message that comes in chunks. State and key are wiped on drop.
pub struct Gost28147Mac {
    cipher: Gost28147,
    state: Block,
    /// The first octets of the block that is begun; the others are zero.
    buffer: Block,
    /// Octets in `buffer`: 0 to 7.
    begun: usize,
    /// Whole blocks taken: none, one, more.
    blocks: Blocks,
    /// Octets left before the next meshing, if there is meshing.
    section: Option<usize>,
}

#[derive(Clone, Copy)]
enum Blocks {
    None,
    One,
    More,
}

impl Gost28147Mac {
    /// Takes a key; the start value is zero. `meshing` turns CryptoPro key meshing on.
    pub fn new(key: &[u8; 32], sbox: &'static Sbox, meshing: bool) -> Self {
        Self::with_iv(key, &[0; 8], sbox, meshing)
    }

    /// Takes a key and a start value.
    pub fn with_iv(key: &[u8; 32], iv: &[u8; 8], sbox: &'static Sbox, meshing: bool) -> Self {
        Self::with_backend(key, iv, sbox, meshing, Backend::best())
    }

    pub(super) fn with_backend(
        key: &[u8; 32],
        iv: &[u8; 8],
        sbox: &'static Sbox,
        meshing: bool,
        backend: Backend,
    ) -> Self {
        Self {
            cipher: Gost28147::with_backend(key, sbox, backend),
            state: *iv,
            buffer: [0; 8],
            begun: 0,
            blocks: Blocks::None,
            section: meshing.then_some(SECTION),
        }
    }

    /// Takes the next octets of the message. Any chunking gives the same result.
    pub fn update(&mut self, data: &[u8]) {
        let mut rest = data;
        if self.begun > 0 {
            let (head, tail) = rest.split_at(rest.len().min(8 - self.begun));
            self.fill(head);
            if self.begun < 8 {
                return;
            }
            self.flush();
            rest = tail;
        }
        let (whole, tail) = rest.as_chunks::<8>();
        self.take(whole);
        self.fill(tail);
    }

    /// The MAC: N1 | N2, each little-endian. A MAC of n octets is the first n, by default 4.
    pub fn finalize(mut self) -> [u8; 8] {
        if self.begun > 0 {
            self.flush();
        }
        if let Blocks::One = self.blocks {
            self.take(&[[0; 8]]);
        }
        self.state
    }

    /// Puts octets into the buffer, no more than fit.
    fn fill(&mut self, data: &[u8]) {
        for (place, octet) in self.buffer.iter_mut().skip(self.begun).zip(data) {
            *place = *octet;
        }
        self.begun += data.len();
    }

    /// Takes the buffer as a block, with zeros after what is in it.
    fn flush(&mut self) {
        let block = core::mem::take(&mut self.buffer);
        self.begun = 0;
        self.take(&[block]);
    }

    /// Takes whole blocks.
    fn take(&mut self, blocks: &[Block]) {
        let mut rest = blocks;
        while !rest.is_empty() {
            let most = match &mut self.section {
                None => usize::MAX,
                Some(left) => {
                    if *left == 0 {
                        self.cipher.mesh();
                        *left = SECTION;
                    }
                    *left / 8
                }
            };
            let (now, later) = rest.split_at(rest.len().min(most));
            self.cipher.mac_blocks(&mut self.state, now);
            if let Some(left) = &mut self.section {
                *left -= 8 * now.len();
            }
            self.blocks = match (self.blocks, now.len()) {
                (Blocks::None, 1) => Blocks::One,
                _ => Blocks::More,
            };
            rest = later;
        }
    }
}

impl Drop for Gost28147Mac {
    fn drop(&mut self) {
        self.state.zeroize();
        self.buffer.zeroize();
    }
}

/// Prints the name only.
impl core::fmt::Debug for Gost28147Mac {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Gost28147Mac { .. }")
    }
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use super::super::sbox;
    use super::super::tests::cfb::{check_key_derivation, slow_tests};
    use super::*;
    use crate::testutil::{self, pattern};

    fn in_chunks(mut mac: Gost28147Mac, message: &[u8], chunk: usize) -> [u8; 8] {
        message.chunks(chunk).for_each(|c| mac.update(c));
        mac.finalize()
    }

    fn of_zeros(mut mac: Gost28147Mac, len: u64) -> [u8; 8] {
        let zeros = vec![0; 1 << 20];
        let mut left = len;
        while left > 0 {
            let n = left.min(zeros.len() as u64);
            mac.update(&zeros[..n as usize]);
            left -= n;
        }
        mac.finalize()
    }

    #[test]
    fn macs_match_vectors() {
        for backend in Backend::available() {
            let mut slow = 0;
            let ran = testutil::run("gost28147_mac.json", &[], |case| {
                let sbox = sbox::tests::of(case);
                let key = case.array("key");
                let meshing = case.bool("key_meshing");
                check_key_derivation(case, &key);
                let new = || Gost28147Mac::with_backend(&key, &[0; 8], sbox, meshing, backend);
                let expected = case.hex("mac");
                if let Some(len) = case.opt_u64("big") {
                    assert_eq!(
                        case.str("plaintext_recipe"),
                        std::format!("{len} zero octets")
                    );
                    if len < 1 << 30 || slow_tests() {
                        assert_eq!(of_zeros(new(), len)[..expected.len()], expected, "{case}");
                    } else {
                        slow += 1;
                    }
                    return;
                }
                let message = case.message();
                for chunk in [1, 3, 8, 1023, 1025, usize::MAX] {
                    let mac = in_chunks(new(), &message, chunk);
                    assert_eq!(mac[..expected.len()], expected, "{case} by {chunk}");
                }
            });
            assert_eq!(ran, 57);
            // Four messages of 3 GiB and more: those that only SLOW_TESTS=1 runs.
            assert_eq!(slow, if slow_tests() { 0 } else { 4 });
        }
    }

    #[test]
    fn libgcrypt_mac_matches() {
        for backend in Backend::available() {
            let mut matched = 0;
            testutil::run("gost28147_libgcrypt.json", &[], |case| {
                if case.str("mode") != "MAC" {
                    // The other modes have runners in `tests/`.
                    return case.skip();
                }
                // libgcrypt does not say whether it meshes; the message is too short to tell.
                let (key, data) = (case.array("key"), case.hex("data"));
                let sbox = sbox::tests::of(case);
                let mac = in_chunks(
                    Gost28147Mac::with_backend(&key, &[0; 8], sbox, true, backend),
                    &data,
                    5,
                );
                assert_eq!(mac[..4], case.hex("mac"), "{case}");
                matched += 1;
            });
            assert_eq!(matched, 1);
        }
    }

    #[test]
    fn every_length_is_the_same_in_every_chunking() {
        let key = [0x5a; 32];
        let data = pattern(3, 2100);
        for meshing in [false, true] {
            let new = || Gost28147Mac::new(&key, &sbox::CRYPTOPRO_A, meshing);
            for len in 0..=data.len() {
                let whole = in_chunks(new(), &data[..len], usize::MAX);
                for chunk in [1, 7, 8, 9, 1024] {
                    assert_eq!(
                        in_chunks(new(), &data[..len], chunk),
                        whole,
                        "{len} by {chunk}"
                    );
                }
            }
        }
    }

    #[test]
    fn up_to_eight_octets_are_two_blocks() {
        let key = [1; 32];
        for len in 1..=8 {
            let short = pattern(9, len);
            let mut padded: Vec<u8> = short.clone();
            padded.resize(16, 0);
            let mac = |m: &[u8]| in_chunks(Gost28147Mac::new(&key, &sbox::TC26_Z, true), m, 99);
            assert_eq!(mac(&short), mac(&padded));
        }
        // The empty message gives the start value.
        assert_eq!(
            Gost28147Mac::with_iv(&key, &[7; 8], &sbox::TC26_Z, true).finalize(),
            [7; 8]
        );
    }
}
