// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making signatures: in one call, piece by piece, beside others, over others.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use gostseal_core::signed::{
    self, Preset, SignOptions, SignatureNaming, SignedError, SignerNaming, StreamSigner,
    TimeStamper,
};
use gostseal_core::trust::Certificate;
use gostseal_core::{ErrorCode, UnixTime};

use crate::certificate::gostseal_certificate;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::keys::gostseal_private_key;
use crate::octets::gostseal_octets;
use crate::ptr;
use crate::result::gostseal_result;
use crate::streaming::{Streaming, Waiting};
use crate::tsp::gostseal_time_stamper;

/// What CryptoPro CSP and CryptoARM make and take: CAdES-BES in DER with the content inside.
pub const GOSTSEAL_PRESET_CRYPTOPRO: u32 = 1;
/// Document exchange (Diadoc and its like): CAdES-BES in DER beside the document.
pub const GOSTSEAL_PRESET_DIADOC: u32 = 2;
/// Reports to authorities over an operator: CAdES-BES in DER beside the file.
pub const GOSTSEAL_PRESET_TAX: u32 = 3;
/// Bank tokens and payment documents: CAdES-BES beside the text, with indefinite lengths; give the chain in `certificates`.
pub const GOSTSEAL_PRESET_BANK: u32 = 4;

/// What signing_time is when nothing is to be said.
pub const GOSTSEAL_NO_TIME: i64 = i64::MIN;

/// How a message is made. Fill with gostseal_sign_options_init or gostseal_sign_options_preset, then set fields. Everything is borrowed for
/// the call; of a gostseal_signer until it is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gostseal_sign_options {
    /// sizeof this structure, set by gostseal_sign_options_init.
    pub struct_size: usize,
    /// When the signer says that it signs, in seconds since 1970-01-01T00:00:00Z; GOSTSEAL_NO_TIME for nothing.
    pub signing_time: i64,
    /// Whether the content is left out: 0 or 1.
    pub detached: u32,
    /// Whether attributes are signed, among them the digest of the content, instead of the content itself: 1 or 0.
    pub signed_attributes: u32,
    /// Whether the name of the certificate is signed too, which makes a CAdES-BES: 1 or 0. Needs `signed_attributes`.
    pub signing_certificate: u32,
    /// Whether the signer's own certificate is put into the message: 1 or 0.
    pub include_signer: u32,
    /// Whether the outer structure has indefinite lengths: 0 or 1.
    pub indefinite_length: u32,
    /// Whether the certificate is named by its subject key identifier instead of issuer and serial number: 0 or 1.
    pub by_key_identifier: u32,
    /// Whether signatureAlgorithm names digest and key together, as in certificates: 0 or 1.
    pub with_digest: u32,
    /// Reserved; 0.
    pub reserved: u32,
    /// Certificates to put beside the signer's own; NULL with 0.
    pub certificates: *const *const gostseal_certificate,
    /// How many.
    pub certificate_count: usize,
    /// What adds a time stamp over the signature, which makes a CAdES-T; NULL for none.
    pub time_stamper: *const gostseal_time_stamper,
}

const DEFAULT: gostseal_sign_options = gostseal_sign_options {
    struct_size: size_of::<gostseal_sign_options>(),
    signing_time: GOSTSEAL_NO_TIME,
    detached: 0,
    signed_attributes: 1,
    signing_certificate: 1,
    include_signer: 1,
    indefinite_length: 0,
    by_key_identifier: 0,
    with_digest: 0,
    reserved: 0,
    certificates: std::ptr::null(),
    certificate_count: 0,
    time_stamper: std::ptr::null(),
};

/// Sets every field to its default: CAdES-BES in DER with the content inside, and no signing time.
///
/// # Safety
/// `options` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_sign_options_init(
    options: *mut gostseal_sign_options,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(options, "options")?;
        ptr::write(options, DEFAULT);
        Ok(())
    })
}

/// Sets every field to what a kind of service takes: one of the GOSTSEAL_PRESET_ numbers.
///
/// # Safety
/// `options` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_sign_options_preset(
    options: *mut gostseal_sign_options,
    preset: u32,
    signing_time: i64,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(options, "options")?;
        let preset = match preset {
            GOSTSEAL_PRESET_CRYPTOPRO => Preset::CryptoPro,
            GOSTSEAL_PRESET_DIADOC => Preset::Diadoc,
            GOSTSEAL_PRESET_TAX => Preset::Tax,
            GOSTSEAL_PRESET_BANK => Preset::Bank,
            _ => {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "preset is none of the GOSTSEAL_PRESET_ numbers",
                ));
            }
        };
        let chosen = SignOptions::preset(preset, UnixTime(signing_time));
        ptr::write(
            options,
            gostseal_sign_options {
                signing_time,
                detached: u32::from(chosen.detached),
                signed_attributes: u32::from(chosen.signed_attrs),
                signing_certificate: u32::from(chosen.signing_certificate_v2),
                include_signer: u32::from(chosen.include_signer),
                indefinite_length: u32::from(chosen.ber_indefinite),
                by_key_identifier: u32::from(chosen.signer_id == SignerNaming::SubjectKeyId),
                with_digest: u32::from(chosen.signature_algorithm == SignatureNaming::WithDigest),
                ..DEFAULT
            },
        );
        Ok(())
    })
}

/// Options that were read, with the certificates that they name.
struct Chosen {
    options: gostseal_sign_options,
    certificates: Box<[Certificate]>,
}

impl Chosen {
    /// NULL is the default.
    ///
    /// # Safety
    /// `options` is NULL or was filled by this library, and what it points to is alive.
    unsafe fn read(options: *const gostseal_sign_options) -> Result<Self, Failure> {
        if options.is_null() {
            return Ok(Self {
                options: DEFAULT,
                certificates: Box::default(),
            });
        }
        // SAFETY: as this function demands. The size stands first and is read alone: a structure of another version may be
        // shorter than ours.
        let struct_size = unsafe { *ptr::object(options.cast::<usize>(), "options")? };
        if struct_size != size_of::<gostseal_sign_options>() {
            return Err(Failure::new(
                ErrorCode::InvalidArgument,
                "options.struct_size is not that of this library",
            ));
        }
        // SAFETY: as this function demands.
        let options = unsafe { *ptr::object(options, "options")? };
        if options.reserved != 0 {
            return Err(Failure::new(
                ErrorCode::InvalidArgument,
                "options.reserved is not 0",
            ));
        }
        let mut certificates = Vec::new();
        // SAFETY: as this function demands.
        unsafe {
            let given = ptr::objects(
                options.certificates,
                options.certificate_count,
                "options.certificates",
            )?;
            for &certificate in given {
                let certificate = ptr::object(certificate, "options.certificates")?;
                certificates.push(certificate.0.clone());
            }
        }
        Ok(Self {
            options,
            certificates: certificates.into_boxed_slice(),
        })
    }

    fn core(&self) -> SignOptions<'_> {
        let given = &self.options;
        let mut options = SignOptions::default();
        options.detached = given.detached != 0;
        options.signed_attrs = given.signed_attributes != 0;
        options.signing_time =
            (given.signing_time != GOSTSEAL_NO_TIME).then_some(UnixTime(given.signing_time));
        options.signing_certificate_v2 = given.signing_certificate != 0 && options.signed_attrs;
        options.include_certs = &self.certificates;
        options.include_signer = given.include_signer != 0;
        options.ber_indefinite = given.indefinite_length != 0;
        if given.by_key_identifier != 0 {
            options.signer_id = SignerNaming::SubjectKeyId;
        }
        if given.with_digest != 0 {
            options.signature_algorithm = SignatureNaming::WithDigest;
        }
        options
    }

    /// Works with the time stamper of the options, if there is one.
    ///
    /// # Safety
    /// The time stamper is alive, and so is what was set in it.
    unsafe fn stamping<R>(
        &self,
        work: impl FnOnce(Option<&TimeStamper<'_>>) -> Result<R, SignedError>,
    ) -> Result<R, Failure> {
        // SAFETY: as this function demands.
        match unsafe { ptr::optional(self.options.time_stamper) } {
            None => Ok(work(None)?),
            // SAFETY: as this function demands.
            Some(stamper) => unsafe { stamper.with(|stamper| work(Some(stamper))) },
        }
    }
}

/// Signs content with a key and its certificate. `options` is NULL for the default. Returns new octets, free with gostseal_octets_free.
///
/// # Safety
/// `content` points to `content_len` octets; `key` and `certificate` are objects of this library; `options` is NULL or was filled by
/// this library; `message` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_cms_sign(
    content: *const u8,
    content_len: usize,
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    options: *const gostseal_sign_options,
    message: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let content = ptr::slice(content, content_len, "content")?;
            let key = &ptr::object(key, "key")?.0;
            let certificate = &ptr::object(certificate, "certificate")?.0;
            ptr::check_out(message, "message")?;
            let chosen = Chosen::read(options)?;
            let made = chosen.stamping(|stamper| {
                let Some(stamper) = stamper else {
                    return signed::sign(content, key, certificate, &chosen.core());
                };
                let mut signer = StreamSigner::new(key, certificate, chosen.core())?;
                let mut out = Vec::new();
                signer.update(content, &mut out);
                signer.finish_stamped(stamper, &mut out)?;
                Ok(out)
            })?;
            ptr::give(message, gostseal_octets(made));
            Ok(())
        },
    )
}

/// Adds a signature over the same content to a message, in whose octets nothing else changes. `content` is needed for a detached one, else
/// (NULL, 0); `detached` and `indefinite_length` of the options play no part. Returns new octets, free with gostseal_octets_free.
///
/// # Safety
/// `cms` and `content` point to as many octets as said; the rest is as in gostseal_cms_sign.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_cms_cosign(
    cms: *const u8,
    cms_len: usize,
    content: *const u8,
    content_len: usize,
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    options: *const gostseal_sign_options,
    message: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let cms = ptr::slice(cms, cms_len, "cms")?;
            let given = ptr::slice(content, content_len, "content")?;
            let given = (!content.is_null()).then_some(given);
            let key = &ptr::object(key, "key")?.0;
            let certificate = &ptr::object(certificate, "certificate")?.0;
            ptr::check_out(message, "message")?;
            let chosen = Chosen::read(options)?;
            let options = chosen.core();
            let made = chosen.stamping(|stamper| match stamper {
                Some(stamper) => {
                    signed::cosign_stamped(cms, given, key, certificate, &options, stamper)
                }
                None => signed::cosign(cms, given, key, certificate, &options),
            })?;
            ptr::give(message, gostseal_octets(made));
            Ok(())
        },
    )
}

/// Signs the signature number `index` of a message, in whose octets nothing else changes. It gets no time stamp. Returns new octets, free
/// with gostseal_octets_free.
///
/// # Safety
/// `cms` points to `cms_len` octets; the rest is as in gostseal_cms_sign.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_cms_countersign(
    cms: *const u8,
    cms_len: usize,
    index: usize,
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    options: *const gostseal_sign_options,
    message: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let cms = ptr::slice(cms, cms_len, "cms")?;
            let key = &ptr::object(key, "key")?.0;
            let certificate = &ptr::object(certificate, "certificate")?.0;
            ptr::check_out(message, "message")?;
            let chosen = Chosen::read(options)?;
            if !chosen.options.time_stamper.is_null() {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "a countersignature gets no time stamp",
                ));
            }
            let made = signed::countersign(cms, index, key, certificate, &chosen.core())?;
            ptr::give(message, gostseal_octets(made));
            Ok(())
        },
    )
}

/// Signs content that is given piece by piece, in flat memory.
pub struct gostseal_signer {
    // Dropped before what it borrows.
    signer: Option<StreamSigner<'static>>,
    /// Not moved while the signer lives.
    chosen: *mut Chosen,
    /// The message.
    waiting: Waiting,
    /// Nothing more will come.
    ended: bool,
    /// The caller was told that the message is complete.
    told: bool,
    /// Set while a call runs: a panic leaves it set, and no more input is taken.
    broken: bool,
}

impl Drop for gostseal_signer {
    fn drop(&mut self) {
        self.signer = None;
        // SAFETY: it came from Box::into_raw in gostseal_signer_new, nothing borrows from it any more, and this is the only free.
        drop(unsafe { Box::from_raw(self.chosen) });
    }
}

impl Streaming for gostseal_signer {
    fn broken(&mut self) -> &mut bool {
        &mut self.broken
    }

    fn already_finished() -> Failure {
        Failure::new(ErrorCode::AlreadyFinished, "the signer has finished")
    }
}

impl gostseal_signer {
    fn update(&mut self, data: &[u8]) -> Result<(), Failure> {
        if self.told || (self.ended && !data.is_empty()) {
            return Err(Self::already_finished());
        }
        if self.ended || data.is_empty() {
            return Ok(());
        }
        let signer = self.signer.as_mut().ok_or_else(Self::already_finished)?;
        signer.update(data, self.waiting.sink());
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        if self.told {
            return Err(Self::already_finished());
        }
        if self.ended {
            return Ok(());
        }
        let signer = self.signer.take().ok_or_else(Self::already_finished)?;
        // SAFETY: it is alive as long as this object, and only read.
        let chosen = unsafe { &*self.chosen };
        let out = self.waiting.sink();
        // SAFETY: gostseal_signer_new demands that the time stamper outlives the signer.
        unsafe {
            chosen.stamping(|stamper| match stamper {
                Some(stamper) => signer.finish_stamped(stamper, out),
                None => signer.finish(out),
            })?;
        }
        self.ended = true;
        Ok(())
    }
}

/// Begins to sign content that comes piece by piece. With the content inside, the message has indefinite lengths whatever the options say.
/// Key, certificate and time stamper are borrowed and must outlive the signer. Returns a new object, free with gostseal_signer_free.
///
/// # Safety
/// `key` and `certificate` are objects of this library; `options` is NULL or was filled by this library; `signer` is writable; `error`
/// is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signer_new(
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    options: *const gostseal_sign_options,
    signer: *mut *mut gostseal_signer,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            // Borrowed for as long as the signer lives, as its caller vouches.
            let key: &'static gostseal_private_key = ptr::object(key, "key")?;
            let certificate: &'static gostseal_certificate =
                ptr::object(certificate, "certificate")?;
            ptr::check_out(signer, "signer")?;
            let mut made = gostseal_signer {
                signer: None,
                chosen: Box::into_raw(Box::new(Chosen::read(options)?)),
                waiting: Waiting::default(),
                ended: false,
                told: false,
                broken: false,
            };
            // `Drop` ends this borrow before it frees what is borrowed.
            let chosen: &'static Chosen = &*made.chosen;
            made.signer = Some(StreamSigner::new(&key.0, &certificate.0, chosen.core())?);
            ptr::give(signer, made);
            Ok(())
        },
    )
}

/// Takes content, all of it, and writes what is finished of the message, at most `out_len` octets. What does not fit waits for the next
/// call; a call without data (NULL, 0) gives it.
///
/// # Safety
/// `signer` is an object of this library; `data` points to `data_len` octets, `out` to `out_len` writable ones that do not overlap;
/// `written` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signer_update(
    signer: *mut gostseal_signer,
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
            let signer = ptr::object_mut(signer, "signer")?;
            let data = ptr::slice(data, data_len, "data")?;
            ptr::check_out(written, "written")?;
            ptr::check_buffer(out, out_len)?;
            signer.step(|signer| signer.update(data))?;
            signer.waiting.give(out, out_len, written)
        },
    )
}

/// Signs, and writes the rest of the message.
///
/// When the rest is longer than `out_len`, GOSTSEAL_ERROR_INSUFFICIENT_SIZE and *written holds the needed size: call again with such a
/// buffer, or take a part by gostseal_signer_update without data first. It is signed, and stamped, once.
///
/// # Safety
/// `signer` is an object of this library; `out` points to `out_len` writable octets; `written` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signer_finish(
    signer: *mut gostseal_signer,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let signer = ptr::object_mut(signer, "signer")?;
            ptr::check_out(written, "written")?;
            ptr::check_buffer(out, out_len)?;
            signer.step(gostseal_signer::finish)?;
            signer.waiting.give_all(out, out_len, written)?;
            signer.told = true;
            Ok(())
        },
    )
}

/// Frees a signer. NULL is fine.
///
/// # Safety
/// `signer` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signer_free(signer: *mut gostseal_signer) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(signer) }
}
