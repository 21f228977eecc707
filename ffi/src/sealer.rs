// SPDX-License-Identifier: MIT OR Apache-2.0
//! The streaming sealer of CMS EnvelopedData.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use std::ffi::c_char;

use getrandom::SysRng;
use gostseal_core::ErrorCode;
use gostseal_core::armor::{Armor, Form};
use gostseal_core::envelope::{ContentCipher, Recipient, SealError, SealOptions, Sealer};

use crate::certificate::gostseal_certificate;
use crate::guard::{Failure, gostseal_error, guard};
use crate::ptr;
use crate::result::gostseal_result;
use crate::streaming::{Streaming, Waiting};

/// A file of the octets themselves.
pub const GOSTSEAL_FORM_DER: u32 = 0;
/// A PEM file with the label CMS.
pub const GOSTSEAL_FORM_PEM: u32 = 1;
/// A file of base64 with nothing around it.
pub const GOSTSEAL_FORM_BASE64: u32 = 2;
/// A mail message, smime.p7m.
pub const GOSTSEAL_FORM_SMIME: u32 = 3;

/// Makes one envelope, piece by piece. Who made the content is not proved: sign it before it is sealed.
pub struct gostseal_sealer {
    sealer: Sealer,
    armor: Armor,
    /// Octets of the envelope on their way into the form.
    message: Vec<u8>,
    /// The file.
    waiting: Waiting,
    /// Nothing more will come.
    ended: bool,
    /// The caller was told that the file is complete.
    told: bool,
    /// Set while a call runs: a panic leaves it set, and the sealer takes no more input.
    broken: bool,
}

impl Streaming for gostseal_sealer {
    fn broken(&mut self) -> &mut bool {
        &mut self.broken
    }

    fn already_finished() -> Failure {
        SealError::AlreadyFinished.into()
    }
}

impl gostseal_sealer {
    fn update(&mut self, data: &[u8]) -> Result<(), Failure> {
        if self.told || (self.ended && !data.is_empty()) {
            return Err(SealError::AlreadyFinished.into());
        }
        if !self.ended {
            self.sealer.update(data, &mut self.message)?;
            self.armor.update(&self.message, self.waiting.sink());
            self.message.clear();
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.update(&[])?;
        if !self.ended {
            self.sealer.finish(&mut self.message)?;
            self.armor.update(&self.message, self.waiting.sink());
            self.armor.finish(self.waiting.sink());
            self.message.clear();
            self.ended = true;
        }
        Ok(())
    }
}

/// Makes a sealer for the owners of `count` certificates. Returns a new object, free with gostseal_sealer_free.
///
/// `cipher` is the cipher of the content: "gost28147", which NULL is, too, "magma-ctr-acpkm", "magma-ctr-acpkm-omac",
/// "kuznyechik-ctr-acpkm" or "kuznyechik-ctr-acpkm-omac"; those in -omac notice whatever is altered. `form` is one of the
/// GOSTSEAL_FORM_ numbers. The certificates are not needed afterwards.
///
/// # Safety
/// `certificates` points to `count` pointers to objects of this library; `cipher` is NULL or a NUL-terminated string; `sealer`
/// is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_sealer_new(
    certificates: *const *const gostseal_certificate,
    count: usize,
    cipher: *const c_char,
    form: u32,
    sealer: *mut *mut gostseal_sealer,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            ptr::check_out(sealer, "sealer")?;
            let form = match form {
                GOSTSEAL_FORM_DER => Form::Binary,
                GOSTSEAL_FORM_PEM => Form::Pem,
                GOSTSEAL_FORM_BASE64 => Form::Base64,
                GOSTSEAL_FORM_SMIME => Form::Smime,
                _ => {
                    return Err(Failure::new(
                        ErrorCode::InvalidArgument,
                        "form is none of the GOSTSEAL_FORM_ numbers",
                    ));
                }
            };
            let mut options = SealOptions::default();
            if let Some(name) = ptr::text(cipher, "cipher")? {
                options.cipher = ContentCipher::from_name(name).ok_or_else(|| {
                    Failure::new(ErrorCode::InvalidArgument, "there is no such cipher")
                })?;
            }
            let mut owners = Vec::new();
            for &certificate in ptr::objects(certificates, count, "certificates")? {
                let certificate = &ptr::object(certificate, "certificate")?.0;
                owners.push((certificate, certificate.public_key()?));
            }
            let mut recipients = Vec::with_capacity(owners.len());
            for (certificate, key) in &owners {
                recipients.push(Recipient::from_certificate(certificate, key)?);
            }
            let made = Sealer::new(&recipients, &options, &mut SysRng)?;
            ptr::give(
                sealer,
                gostseal_sealer {
                    sealer: made,
                    armor: Armor::new(form),
                    message: Vec::new(),
                    waiting: Waiting::default(),
                    ended: false,
                    told: false,
                    broken: false,
                },
            );
            Ok(())
        },
    )
}

/// Takes plaintext, all of it, and writes what is finished of the envelope, at most `out_len` octets.
///
/// What does not fit waits for the next call; a call without data (NULL, 0) gives it. With twice `data_len` and 64 KiB more of room
/// nothing waits but what many recipients make.
///
/// # Safety
/// `sealer` is an object of this library; `data` points to `data_len` octets, `out` to `out_len` writable ones that do not overlap;
/// `written` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_sealer_update(
    sealer: *mut gostseal_sealer,
    data: *const u8,
    data_len: usize,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let sealer = ptr::object_mut(sealer, "sealer")?;
            let data = ptr::slice(data, data_len, "data")?;
            ptr::check_out(written, "written")?;
            ptr::check_buffer(out, out_len)?;
            sealer.step(|sealer| sealer.update(data))?;
            sealer.waiting.give(out, out_len, written)
        },
    )
}

/// Says that the plaintext has ended and writes the rest of the envelope.
///
/// When the rest is longer than `out_len`, GOSTSEAL_ERROR_INSUFFICIENT_SIZE and *written holds the needed size: call again with
/// such a buffer, or take a part by gostseal_sealer_update without data first.
///
/// # Safety
/// `sealer` is an object of this library; `out` points to `out_len` writable octets; `written` is writable; `error` is NULL or
/// writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_sealer_finish(
    sealer: *mut gostseal_sealer,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let sealer = ptr::object_mut(sealer, "sealer")?;
            ptr::check_out(written, "written")?;
            ptr::check_buffer(out, out_len)?;
            sealer.step(gostseal_sealer::finish)?;
            sealer.waiting.give_all(out, out_len, written)?;
            sealer.told = true;
            Ok(())
        },
    )
}

/// Frees a sealer. NULL is fine.
///
/// # Safety
/// `sealer` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_sealer_free(sealer: *mut gostseal_sealer) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(sealer) }
}
