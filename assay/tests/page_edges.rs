// SPDX-License-Identifier: MIT OR Apache-2.0
//! Buffers that begin or end where a page does: no octet beside them is read or written.
//!
//! The pages around the buffer may not be touched: a load past an edge ends the program. Ciphers, MAC and hashes work on
//! lengths 0…4096 at both edges, and at every offset of a cache line, on every backend that the machine has; the octets
//! must be those of an ordinary buffer. The test runs itself again for each set in `GOSTSEAL_DENY_CPU`, since the
//! variable is read once.
#![cfg(unix)]
#![allow(
    unsafe_code,
    reason = "pages that may not be touched are made by the system alone"
)]

use std::process::Command;

use gostseal::cipher::{
    CbcDecryptor, CfbDecryptor, CfbEncryptor, Cnt, Gost28147, Gost28147Mac, Magma, sbox,
};
use gostseal::hash::{
    Gost94CryptoPro, SecretGost94CryptoPro, SecretStreebog512, Streebog256, Streebog512,
};

/// The greatest page of the systems that this runs on, and the longest buffer.
const PAGE: usize = 64 << 10;
const LONGEST: usize = 4096;

/// One page between two that may not be touched.
struct Guarded(*mut u8);

impl Guarded {
    fn new() -> Self {
        // SAFETY: a new private mapping of nothing, whose middle is then made readable and writable.
        unsafe {
            let base = libc::mmap(
                std::ptr::null_mut(),
                3 * PAGE,
                libc::PROT_NONE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            );
            assert_ne!(base, libc::MAP_FAILED, "no memory");
            let page = base.cast::<u8>().add(PAGE);
            let status = libc::mprotect(page.cast(), PAGE, libc::PROT_READ | libc::PROT_WRITE);
            assert_eq!(status, 0, "no page");
            Self(page)
        }
    }

    /// The octets of the page from `start` on.
    fn at(&mut self, start: usize, len: usize) -> &mut [u8] {
        assert!(start <= PAGE && len <= PAGE - start);
        // SAFETY: the range lies inside the page, which lives and is borrowed as long as `self` is.
        unsafe { std::slice::from_raw_parts_mut(self.0.add(start), len) }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: the mapping that `new` made, unmapped once.
        let status = unsafe { libc::munmap(self.0.sub(PAGE).cast(), 3 * PAGE) };
        assert_eq!(status, 0);
    }
}

/// What is done to a buffer, in place or into its first octets.
type Work = fn(&mut [u8]);

const KEY: [u8; 32] = [0x42; 32];
const IV: [u8; 8] = [7; 8];

/// Writes a digest over the octets that were hashed, as far as they reach.
fn put(data: &mut [u8], digest: &[u8]) {
    data.iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = *from);
}

fn whole_blocks(data: &mut [u8]) -> &mut [[u8; 8]] {
    data.as_chunks_mut().0
}

const WORKS: &[(&str, Work)] = &[
    ("cfb encryption", |data| {
        CfbEncryptor::new(&KEY, &IV, &sbox::TC26_Z, true).apply(data)
    }),
    ("cfb decryption", |data| {
        CfbDecryptor::new(&KEY, &IV, &sbox::TC26_Z, true).apply(data)
    }),
    ("cnt", |data| {
        Cnt::new(&KEY, &IV, &sbox::TC26_Z, true).apply(data)
    }),
    ("cbc decryption", |data| {
        CbcDecryptor::new(&KEY, &IV, &sbox::CRYPTOPRO_A, true).decrypt_blocks(whole_blocks(data))
    }),
    ("ecb", |data| {
        Gost28147::new(&KEY, &sbox::CRYPTOPRO_A).encrypt_blocks(whole_blocks(data))
    }),
    ("magma", |data| {
        Magma::new(&KEY).decrypt_blocks(whole_blocks(data))
    }),
    ("mac", |data| {
        let mut mac = Gost28147Mac::new(&KEY, &sbox::TC26_Z, true);
        mac.update(data);
        put(data, &mac.finalize());
    }),
    ("streebog 256", |data| {
        let digest = Streebog256::digest(&*data);
        put(data, &digest);
    }),
    ("streebog 512", |data| {
        let digest = Streebog512::digest(&*data);
        put(data, &digest);
    }),
    ("streebog 512 of secrets", |data| {
        let digest = SecretStreebog512::digest(&*data);
        put(data, &digest);
    }),
    ("gost 94", |data| {
        let digest = Gost94CryptoPro::digest(&*data);
        put(data, &digest);
    }),
    ("gost 94 of secrets", |data| {
        let digest = SecretGost94CryptoPro::digest(&*data);
        put(data, &digest);
    }),
];

/// All lengths up to some blocks of every backend, then steps that fall on no block.
fn lengths() -> impl Iterator<Item = usize> {
    (0..=1100)
        .chain((1101..LONGEST).step_by(61))
        .chain([LONGEST])
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8 ^ len as u8).collect()
}

/// The name of the test, for the runs that it starts.
const NAME: &str = "nothing_beside_a_buffer_is_touched";
const STARTED: &str = "GOSTSEAL_PAGE_EDGES";

#[test]
fn nothing_beside_a_buffer_is_touched() {
    if std::env::var_os(STARTED).is_some() {
        return works_at_edges();
    }
    for denied in ["", "avx512", "avx2,avx512", "neon"] {
        let status = Command::new(std::env::current_exe().expect("this test"))
            .args([NAME, "--exact", "--quiet"])
            .env("GOSTSEAL_DENY_CPU", denied)
            .env(STARTED, "1")
            .stdout(std::process::Stdio::null())
            .status()
            .expect("this test again");
        assert!(status.success(), "denying {denied}: {status}");
    }
}

fn works_at_edges() {
    let mut page = Guarded::new();
    let mut compared = 0;
    for (name, work) in WORKS {
        for len in lengths() {
            let mut expected = pattern(len);
            work(&mut expected);
            let at_offsets = if len % 97 == 0 { 1..64 } else { 0..0 };
            for start in [0, PAGE - len].into_iter().chain(at_offsets) {
                let data = page.at(start, len);
                data.copy_from_slice(&pattern(len));
                work(data);
                assert!(data == expected, "{name}: {len} octets at {start}");
                compared += 1;
            }
        }
    }
    assert!(compared > 20_000, "{compared}");
}

/// The guard is one: a load past the edge ends the program.
#[test]
fn the_guard_holds() {
    const TRESPASS: &str = "GOSTSEAL_PAGE_TRESPASS";
    if std::env::var_os(TRESPASS).is_some() {
        let mut page = Guarded::new();
        let end = page.at(PAGE - 1, 1).as_ptr();
        // SAFETY: none; the system must end the program here.
        let octet = unsafe { end.add(1).read_volatile() };
        panic!("read {octet}");
    }
    let status = Command::new(std::env::current_exe().expect("this test"))
        .args(["the_guard_holds", "--exact", "--quiet"])
        .env(TRESPASS, "1")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .expect("this test again");
    use std::os::unix::process::ExitStatusExt;
    assert!(
        matches!(status.signal(), Some(libc::SIGSEGV | libc::SIGBUS)),
        "{status}"
    );
}
