// SPDX-License-Identifier: MIT OR Apache-2.0
//! Botan 2: its CFB has no key meshing, and of the S-boxes of GOST 28147-89 it has those of GOST R 34.11-94 only.
//!
//! `shim/botan.cpp` has the calls.
#![allow(unsafe_code, reason = "calls of a C++ library")]

use std::ffi::{CStr, CString, c_char};
use std::ptr::NonNull;

use gostseal::keys::ParamSet;

#[repr(C)]
struct RawCipher([u8; 0]);
#[repr(C)]
struct RawDigest([u8; 0]);
#[repr(C)]
struct RawKey([u8; 0]);

// SAFETY: these are the declarations of shim/botan.cpp. `usize` is size_t on every target of Rust's std.
unsafe extern "C" {
    fn bench_botan_version() -> *const c_char;
    fn bench_botan_cipher_new(name: *const c_char, encrypt: bool) -> *mut RawCipher;
    fn bench_botan_cipher_apply(
        cipher: *mut RawCipher,
        key: *const u8,
        iv: *const u8,
        data: *mut u8,
        len: usize,
    ) -> bool;
    fn bench_botan_cipher_free(cipher: *mut RawCipher);
    fn bench_botan_digest_new(name: *const c_char) -> *mut RawDigest;
    fn bench_botan_digest(
        digest: *mut RawDigest,
        data: *const u8,
        len: usize,
        out: *mut u8,
    ) -> bool;
    fn bench_botan_digest_free(digest: *mut RawDigest);
    fn bench_botan_key_new(numbers: *const *const c_char) -> *mut RawKey;
    fn bench_botan_verify(
        key: *mut RawKey,
        digest: *const u8,
        len: usize,
        signature: *const u8,
        signature_len: usize,
    ) -> bool;
    fn bench_botan_sign(
        key: *mut RawKey,
        digest: *const u8,
        len: usize,
        signature: *mut u8,
        signature_len: *mut usize,
    ) -> bool;
    fn bench_botan_key_free(key: *mut RawKey);
}

/// What Botan says of itself.
pub fn version() -> String {
    // SAFETY: the function returns a static string that ends with NUL.
    unsafe { CStr::from_ptr(bench_botan_version()) }
        .to_string_lossy()
        .into_owned()
}

/// GOST 28147-89 in CFB with the S-boxes of GOST R 34.11-94 with CryptoPro's parameters, without key meshing.
#[derive(Debug)]
pub struct Cfb(NonNull<RawCipher>);

impl Cfb {
    /// Encrypts or decrypts.
    pub fn new(encrypt: bool) -> Self {
        // SAFETY: the name ends with NUL.
        let cipher = unsafe {
            bench_botan_cipher_new(c"GOST-28147-89(R3411_CryptoPro)/CFB".as_ptr(), encrypt)
        };
        Self(NonNull::new(cipher).expect("Botan has the cipher"))
    }

    /// The whole of a message, in place; octets beyond the last whole block stay as they are.
    pub fn apply(&mut self, key: &[u8; 32], iv: &[u8; 8], data: &mut [u8]) {
        let data = data.as_chunks_mut::<8>().0.as_flattened_mut();
        // SAFETY: key and IV have the lengths of the cipher, and `data` is as long as it says.
        let good = unsafe {
            bench_botan_cipher_apply(
                self.0.as_ptr(),
                key.as_ptr(),
                iv.as_ptr(),
                data.as_mut_ptr(),
                data.len(),
            )
        };
        assert!(good, "Botan refuses");
    }
}

impl Drop for Cfb {
    fn drop(&mut self) {
        // SAFETY: the pointer is from the maker and is used no more.
        unsafe { bench_botan_cipher_free(self.0.as_ptr()) }
    }
}

/// A digest by its name in Botan.
#[derive(Debug)]
pub struct Digest(NonNull<RawDigest>);

impl Digest {
    /// `Streebog-256`, `Streebog-512` or `GOST-R-34.11-94`.
    pub fn new(name: &CStr) -> Self {
        // SAFETY: the name ends with NUL.
        let digest = unsafe { bench_botan_digest_new(name.as_ptr()) };
        Self(NonNull::new(digest).expect("Botan has the digest"))
    }

    /// The digest of `data`, in the first octets of the result.
    pub fn digest(&mut self, data: &[u8]) -> [u8; 64] {
        let mut out = [0; 64];
        // SAFETY: `data` is as long as it says, and no digest is longer than 64 octets.
        let good = unsafe {
            bench_botan_digest(self.0.as_ptr(), data.as_ptr(), data.len(), out.as_mut_ptr())
        };
        assert!(good, "Botan refuses");
        out
    }
}

impl Drop for Digest {
    fn drop(&mut self) {
        // SAFETY: the pointer is from the maker and is used no more.
        unsafe { bench_botan_digest_free(self.0.as_ptr()) }
    }
}

/// Whether Botan accepts good signatures on the curve.
///
/// Where q is well below p it compares x with r without reducing x by q, and so refuses three signatures of four.
pub fn verifies(param_set: ParamSet) -> bool {
    param_set.cofactor() == 1
}

/// A private key of GOST R 34.10.
#[derive(Debug)]
pub struct Key(NonNull<RawKey>);

impl Key {
    /// From p, a, b, x, y, q, cofactor and d in hexadecimal.
    pub fn new(numbers: &[String; 8]) -> Self {
        let numbers = numbers
            .each_ref()
            .map(|hex| CString::new(hex.as_str()).expect("no NUL"));
        let pointers = numbers.each_ref().map(|number| number.as_ptr());
        // SAFETY: there are eight strings, each ends with NUL.
        let key = unsafe { bench_botan_key_new(pointers.as_ptr()) };
        Self(NonNull::new(key).expect("Botan takes the key"))
    }

    /// Whether the signature is of this digest.
    pub fn verify(&mut self, digest: &[u8], signature: &[u8]) -> bool {
        // SAFETY: both are as long as said.
        unsafe {
            bench_botan_verify(
                self.0.as_ptr(),
                digest.as_ptr(),
                digest.len(),
                signature.as_ptr(),
                signature.len(),
            )
        }
    }

    /// Signs; gives the buffer and how much of it is the signature.
    pub fn sign(&mut self, digest: &[u8]) -> ([u8; 128], usize) {
        let mut signature = [0; 128];
        let mut len = signature.len();
        // SAFETY: both are as long as said.
        let good = unsafe {
            bench_botan_sign(
                self.0.as_ptr(),
                digest.as_ptr(),
                digest.len(),
                signature.as_mut_ptr(),
                &mut len,
            )
        };
        assert!(good, "Botan refuses");
        (signature, len)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: the pointer is from the maker and is used no more.
        unsafe { bench_botan_key_free(self.0.as_ptr()) }
    }
}
