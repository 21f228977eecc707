// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private and public keys.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::keys::{PreparedKey, PrivateKey, PublicKey};

use crate::guard::{Failure, gostseal_error, guard};
use crate::ptr;
use crate::result::gostseal_result;

/// A private key. Wiped when freed. May be shared by threads.
pub struct gostseal_private_key(pub(crate) PrivateKey);

/// A public key, checked and prepared for many verifications. May be shared by threads.
pub struct gostseal_public_key(pub(crate) PreparedKey);

/// Reads a private key from PKCS#8, DER or PEM. Returns a new object, free with gostseal_private_key_free.
///
/// The octets are copied; wipe yours when you no longer need them.
///
/// # Safety
/// `data` points to `data_len` octets; `key` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_private_key_from_pkcs8(
    data: *const u8,
    data_len: usize,
    key: *mut *mut gostseal_private_key,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            ptr::check_out(key, "key")?;
            let parsed = PrivateKey::from_pem_or_der(ptr::slice(data, data_len, "data")?)?;
            ptr::give(key, gostseal_private_key(parsed));
            Ok(())
        },
    )
}

/// Frees a private key and wipes it. NULL is fine.
///
/// # Safety
/// `key` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_private_key_free(key: *mut gostseal_private_key) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(key) }
}

/// Reads the public key of a certificate, DER or PEM. Returns a new object, free with gostseal_public_key_free.
///
/// The certificate itself is not judged: whoever pins a key vouches for it.
///
/// # Safety
/// `data` points to `data_len` octets; `key` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_public_key_from_certificate(
    data: *const u8,
    data_len: usize,
    key: *mut *mut gostseal_public_key,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe { public_key(data, data_len, key, error, PublicKey::from_certificate) }
}

/// Reads a public key from SubjectPublicKeyInfo, DER or PEM. Returns a new object, free with gostseal_public_key_free.
///
/// # Safety
/// `data` points to `data_len` octets; `key` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_public_key_from_spki(
    data: *const u8,
    data_len: usize,
    key: *mut *mut gostseal_public_key,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        public_key(data, data_len, key, error, |data| {
            if data.first() == Some(&0x30) {
                PublicKey::from_spki_der(data)
            } else {
                PublicKey::from_spki_pem(data)
            }
        })
    }
}

/// Frees a public key. NULL is fine.
///
/// # Safety
/// `key` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_public_key_free(key: *mut gostseal_public_key) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(key) }
}

/// # Safety
/// As the exported functions above.
unsafe fn public_key<E>(
    data: *const u8,
    data_len: usize,
    key: *mut *mut gostseal_public_key,
    error: *mut *mut gostseal_error,
    read: impl FnOnce(&[u8]) -> Result<PublicKey, E>,
) -> gostseal_result
where
    Failure: From<E>,
{
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            ptr::check_out(key, "key")?;
            let parsed = read(ptr::slice(data, data_len, "data")?)?;
            ptr::give(key, gostseal_public_key(parsed.prepare()));
            Ok(())
        },
    )
}
