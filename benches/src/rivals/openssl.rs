// SPDX-License-Identifier: MIT OR Apache-2.0
//! libcrypto with gost-engine: GOST, and as ceilings AES-256-CTR and P-256.
//!
//! `shim/openssl.c` has the calls. An engine that cannot be loaded ends the run.
#![allow(unsafe_code, reason = "calls of a C library")]

use std::ffi::{CStr, c_char, c_int, c_long};
use std::ptr::NonNull;
use std::sync::OnceLock;

#[repr(C)]
struct RawCipher([u8; 0]);
#[repr(C)]
struct RawDigest([u8; 0]);
#[repr(C)]
struct RawMac([u8; 0]);
#[repr(C)]
struct RawKey([u8; 0]);

// SAFETY: these are the declarations of shim/openssl.c. `usize` is size_t on every target of Rust's std.
unsafe extern "C" {
    fn bench_openssl_start() -> c_int;
    fn bench_openssl_version() -> *const c_char;
    fn bench_openssl_cipher_new(name: *const c_char, encrypt: c_int) -> *mut RawCipher;
    fn bench_openssl_cipher_apply(
        cipher: *mut RawCipher,
        key: *const u8,
        iv: *const u8,
        data: *mut u8,
        len: usize,
    ) -> c_int;
    fn bench_openssl_cipher_free(cipher: *mut RawCipher);
    fn bench_openssl_digest_new(name: *const c_char) -> *mut RawDigest;
    fn bench_openssl_digest(
        digest: *mut RawDigest,
        data: *const u8,
        len: usize,
        out: *mut u8,
    ) -> c_int;
    fn bench_openssl_digest_free(digest: *mut RawDigest);
    fn bench_openssl_mac_new(key: *const u8) -> *mut RawMac;
    fn bench_openssl_mac(mac: *mut RawMac, data: *const u8, len: usize, out: *mut u8) -> c_int;
    fn bench_openssl_mac_free(mac: *mut RawMac);
    fn bench_openssl_public(spki: *const u8, len: usize) -> *mut RawKey;
    fn bench_openssl_private(pkcs8: *const u8, len: usize) -> *mut RawKey;
    fn bench_openssl_p256() -> *mut RawKey;
    fn bench_openssl_verify(
        key: *mut RawKey,
        digest: *const u8,
        len: usize,
        signature: *const u8,
        signature_len: usize,
    ) -> c_int;
    fn bench_openssl_sign(
        key: *mut RawKey,
        digest: *const u8,
        len: usize,
        signature: *mut u8,
        signature_len: *mut usize,
    ) -> c_int;
    fn bench_openssl_seal(
        spki: *const u8,
        len: usize,
        cek: *const u8,
        out: *mut u8,
        out_len: *mut usize,
    ) -> c_int;
    fn bench_openssl_open(key: *mut RawKey, blob: *const u8, len: usize, cek: *mut u8) -> c_int;
    fn bench_openssl_key_free(key: *mut RawKey);
    fn bench_openssl_certificates(
        der: *const *const u8,
        len: *const usize,
        issuers: *const usize,
        count: usize,
    ) -> c_long;
    fn bench_openssl_crl(
        crl: *const u8,
        len: usize,
        issuer: *const u8,
        issuer_len: usize,
        certificate: *const u8,
        certificate_len: usize,
    ) -> c_int;
    fn bench_openssl_cms(
        cms: *const u8,
        len: usize,
        content: *const u8,
        content_len: usize,
        anchor: *const u8,
        anchor_len: usize,
    ) -> c_int;
}

/// Loads the engine at the first call.
fn start() {
    static STARTED: OnceLock<bool> = OnceLock::new();
    // SAFETY: the function takes nothing, and is called once.
    let started = STARTED.get_or_init(|| unsafe { bench_openssl_start() } == 1);
    assert!(
        started,
        "gost-engine cannot be loaded; scripts/setup installs all rivals"
    );
}

/// What libcrypto says of itself.
pub fn version() -> String {
    // SAFETY: the function returns a static string that ends with NUL.
    unsafe { CStr::from_ptr(bench_openssl_version()) }
        .to_string_lossy()
        .into_owned()
}

/// A cipher by its name in libcrypto, `gost89` or `aes-256-ctr`.
#[derive(Debug)]
pub struct Cipher(NonNull<RawCipher>, usize);

impl Cipher {
    /// `name` and the octets of its IV.
    pub fn new(name: &CStr, iv_octets: usize, encrypt: bool) -> Self {
        start();
        // SAFETY: the name ends with NUL.
        let cipher = unsafe { bench_openssl_cipher_new(name.as_ptr(), c_int::from(encrypt)) };
        Self(NonNull::new(cipher).expect("a cipher"), iv_octets)
    }

    /// The whole of a message, in place.
    pub fn apply(&mut self, key: &[u8; 32], iv: &[u8], data: &mut [u8]) {
        assert_eq!(iv.len(), self.1);
        // SAFETY: key and IV have the lengths of the cipher, and `data` is as long as it says.
        let good = unsafe {
            bench_openssl_cipher_apply(
                self.0.as_ptr(),
                key.as_ptr(),
                iv.as_ptr(),
                data.as_mut_ptr(),
                data.len(),
            )
        };
        assert_eq!(good, 1, "libcrypto refuses");
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        // SAFETY: the pointer is from the maker and is used no more.
        unsafe { bench_openssl_cipher_free(self.0.as_ptr()) }
    }
}

/// A digest by its name in libcrypto.
#[derive(Debug)]
pub struct Digest(NonNull<RawDigest>);

impl Digest {
    /// `md_gost12_256`, `md_gost12_512` or `md_gost94`.
    pub fn new(name: &CStr) -> Self {
        start();
        // SAFETY: the name ends with NUL.
        let digest = unsafe { bench_openssl_digest_new(name.as_ptr()) };
        Self(NonNull::new(digest).expect("a digest"))
    }

    /// The digest of `data`, in the first octets of the result.
    pub fn digest(&mut self, data: &[u8]) -> [u8; 64] {
        let mut out = [0; 64];
        // SAFETY: `data` is as long as it says, and no digest is longer than 64 octets.
        let good = unsafe {
            bench_openssl_digest(self.0.as_ptr(), data.as_ptr(), data.len(), out.as_mut_ptr())
        };
        assert_eq!(good, 1, "libcrypto refuses");
        out
    }
}

impl Drop for Digest {
    fn drop(&mut self) {
        // SAFETY: the pointer is from the maker and is used no more.
        unsafe { bench_openssl_digest_free(self.0.as_ptr()) }
    }
}

/// The MAC of GOST 28147-89 with the S-boxes of CryptoPro-A.
#[derive(Debug)]
pub struct Mac(NonNull<RawMac>);

impl Mac {
    /// Takes the key.
    pub fn new(key: &[u8; 32]) -> Self {
        start();
        // SAFETY: the key has 32 octets.
        let mac = unsafe { bench_openssl_mac_new(key.as_ptr()) };
        Self(NonNull::new(mac).expect("a MAC"))
    }

    /// The MAC of `data`.
    pub fn mac(&mut self, data: &[u8]) -> [u8; 4] {
        let mut out = [0; 4];
        // SAFETY: `data` is as long as it says, and the MAC has 4 octets.
        let good = unsafe {
            bench_openssl_mac(self.0.as_ptr(), data.as_ptr(), data.len(), out.as_mut_ptr())
        };
        assert_eq!(good, 1, "libcrypto refuses");
        out
    }
}

impl Drop for Mac {
    fn drop(&mut self) {
        // SAFETY: the pointer is from the maker and is used no more.
        unsafe { bench_openssl_mac_free(self.0.as_ptr()) }
    }
}

/// A key of GOST R 34.10 or on P-256.
#[derive(Debug)]
pub struct Key(NonNull<RawKey>);

impl Key {
    /// From SubjectPublicKeyInfo, DER: verifies.
    pub fn public(spki: &[u8]) -> Self {
        start();
        // SAFETY: the octets are as many as said.
        Self::made(unsafe { bench_openssl_public(spki.as_ptr(), spki.len()) })
    }

    /// From PKCS#8, DER: signs, and opens content keys.
    pub fn private(pkcs8: &[u8]) -> Self {
        start();
        // SAFETY: the octets are as many as said.
        Self::made(unsafe { bench_openssl_private(pkcs8.as_ptr(), pkcs8.len()) })
    }

    /// A new key on P-256: signs and verifies.
    pub fn p256() -> Self {
        start();
        // SAFETY: the function takes nothing.
        Self::made(unsafe { bench_openssl_p256() })
    }

    fn made(key: *mut RawKey) -> Self {
        Self(NonNull::new(key).expect("libcrypto takes the key"))
    }

    /// Whether the signature is of this digest. Only for keys that verify.
    pub fn verify(&mut self, digest: &[u8], signature: &[u8]) -> bool {
        // SAFETY: both are as long as said; a key that cannot verify has no context, which libcrypto refuses.
        unsafe {
            bench_openssl_verify(
                self.0.as_ptr(),
                digest.as_ptr(),
                digest.len(),
                signature.as_ptr(),
                signature.len(),
            ) == 1
        }
    }

    /// Signs; gives the buffer and how much of it is the signature. Only for keys that sign.
    pub fn sign(&mut self, digest: &[u8]) -> ([u8; 128], usize) {
        let mut signature = [0; 128];
        let mut len = signature.len();
        // SAFETY: both are as long as said; a key that cannot sign has no context, which libcrypto refuses.
        let good = unsafe {
            bench_openssl_sign(
                self.0.as_ptr(),
                digest.as_ptr(),
                digest.len(),
                signature.as_mut_ptr(),
                &mut len,
            )
        };
        assert_eq!(good, 1, "libcrypto refuses");
        (signature, len)
    }

    /// The content key of a GostR3410-KeyTransport. Only for private keys.
    pub fn open(&mut self, blob: &[u8]) -> [u8; 32] {
        let mut cek = [0; 32];
        // SAFETY: the octets are as many as said, and a content key has 32, which the shim tells libcrypto.
        let good = unsafe {
            bench_openssl_open(self.0.as_ptr(), blob.as_ptr(), blob.len(), cek.as_mut_ptr())
        };
        assert_eq!(good, 1, "libcrypto refuses");
        cek
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: the pointer is from a maker and is used no more.
        unsafe { bench_openssl_key_free(self.0.as_ptr()) }
    }
}

/// Wraps a content key for the public key: GostR3410-KeyTransport, DER, with the S-boxes of CryptoPro-A.
pub fn seal(spki: &[u8], cek: &[u8; 32]) -> Vec<u8> {
    start();
    let mut blob = vec![0; 1024];
    let mut len = blob.len();
    // SAFETY: all are as long as said.
    let good = unsafe {
        bench_openssl_seal(
            spki.as_ptr(),
            spki.len(),
            cek.as_ptr(),
            blob.as_mut_ptr(),
            &mut len,
        )
    };
    assert_eq!(good, 1, "libcrypto refuses");
    blob.truncate(len);
    blob
}

/// Certificates, each with the place of its issuer.
#[derive(Clone, Debug)]
pub struct Certificates<'a> {
    pointers: Vec<*const u8>,
    lengths: Vec<usize>,
    issuers: Vec<usize>,
    /// What the pointers point to.
    _der: Vec<&'a [u8]>,
}

impl<'a> Certificates<'a> {
    /// DER, and for each the index of its issuer.
    pub fn new(der: Vec<&'a [u8]>, issuers: Vec<usize>) -> Self {
        start();
        assert_eq!(der.len(), issuers.len());
        assert!(issuers.iter().all(|&issuer| issuer < der.len()));
        Self {
            pointers: der.iter().map(|octets| octets.as_ptr()).collect(),
            lengths: der.iter().map(|octets| octets.len()).collect(),
            issuers,
            _der: der,
        }
    }

    /// Reads all and verifies all; how many signatures are good.
    pub fn verify(&self) -> usize {
        // SAFETY: the three arrays are of one length, each pointer is to as many octets as said, and each issuer is a
        // place in them.
        let good = unsafe {
            bench_openssl_certificates(
                self.pointers.as_ptr(),
                self.lengths.as_ptr(),
                self.issuers.as_ptr(),
                self.issuers.len(),
            )
        };
        usize::try_from(good).expect("libcrypto reads the certificates")
    }
}

/// Reads a CRL, verifies it and looks a certificate up: whether it is listed.
pub fn is_listed(crl: &[u8], issuer: &[u8], certificate: &[u8]) -> bool {
    start();
    // SAFETY: all are as long as said.
    let found = unsafe {
        bench_openssl_crl(
            crl.as_ptr(),
            crl.len(),
            issuer.as_ptr(),
            issuer.len(),
            certificate.as_ptr(),
            certificate.len(),
        )
    };
    assert_ne!(found, 0, "libcrypto takes the CRL");
    found == 2
}

/// Whether a detached CMS is good and its signer leads to the anchor.
pub fn cms_is_good(cms: &[u8], content: &[u8], anchor: &[u8]) -> bool {
    start();
    // SAFETY: all are as long as said.
    let good = unsafe {
        bench_openssl_cms(
            cms.as_ptr(),
            cms.len(),
            content.as_ptr(),
            content.len(),
            anchor.as_ptr(),
            anchor.len(),
        )
    };
    good == 1
}
