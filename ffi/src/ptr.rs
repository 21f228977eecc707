// SPDX-License-Identifier: MIT OR Apache-2.0
//! The only place where raw pointers become Rust values and back.
#![allow(unsafe_code, reason = "this is the C boundary")]

use std::ffi::{CStr, c_char};

use gostseal_core::ErrorCode;

use crate::guard::{Failure, gostseal_error};

/// Borrows `len` octets; `(NULL, 0)` is empty.
///
/// # Safety
/// `data` is NULL or points to `len` readable octets that nobody writes while the borrow lives.
pub(crate) unsafe fn slice<'a>(
    data: *const u8,
    len: usize,
    what: &str,
) -> Result<&'a [u8], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Failure::null(what));
    }
    if len > isize::MAX as usize {
        return Err(Failure::new(
            ErrorCode::InvalidArgument,
            format!("{what}: length out of range"),
        ));
    }
    // SAFETY: not NULL, `len` fits isize, and the caller vouches for the octets.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// Borrows `count` pointers to objects; `(NULL, 0)` is none.
///
/// # Safety
/// `objects` is NULL or points to `count` readable pointers that nobody writes while the borrow lives.
pub(crate) unsafe fn objects<'a, T>(
    objects: *const *const T,
    count: usize,
    what: &str,
) -> Result<&'a [*const T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    if objects.is_null() {
        return Err(Failure::null(what));
    }
    if count > isize::MAX as usize / size_of::<*const T>() {
        return Err(Failure::new(
            ErrorCode::InvalidArgument,
            format!("{what}: count out of range"),
        ));
    }
    // SAFETY: not NULL, the octets fit isize, and the caller vouches for the pointers.
    Ok(unsafe { std::slice::from_raw_parts(objects, count) })
}

/// Borrows a NUL-terminated UTF-8 string; NULL is `None`.
///
/// # Safety
/// `text` is NULL or points to a NUL-terminated string that nobody writes while the borrow lives.
pub(crate) unsafe fn text<'a>(text: *const c_char, what: &str) -> Result<Option<&'a str>, Failure> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and the caller vouches for the terminator.
    let text = unsafe { CStr::from_ptr(text) };
    let text = text
        .to_str()
        .map_err(|_| Failure::new(ErrorCode::InvalidArgument, format!("{what} is not UTF-8")))?;
    Ok(Some(text))
}

/// Borrows an object; NULL is an error.
///
/// # Safety
/// `object` is NULL or was returned by this library and not freed.
pub(crate) unsafe fn object<'a, T>(object: *const T, what: &str) -> Result<&'a T, Failure> {
    // SAFETY: the caller vouches for the pointer.
    unsafe { object.as_ref() }.ok_or_else(|| Failure::null(what))
}

/// Borrows an object; NULL is `None`.
///
/// # Safety
/// `object` is NULL or was returned by this library and not freed.
pub(crate) unsafe fn optional<'a, T>(object: *const T) -> Option<&'a T> {
    // SAFETY: the caller vouches for the pointer.
    unsafe { object.as_ref() }
}

/// Borrows an object for a change; NULL is an error.
///
/// # Safety
/// `object` is NULL or was returned by this library, not freed, and nobody else uses it meanwhile.
pub(crate) unsafe fn object_mut<'a, T>(object: *mut T, what: &str) -> Result<&'a mut T, Failure> {
    // SAFETY: the caller vouches for the pointer and for being alone.
    unsafe { object.as_mut() }.ok_or_else(|| Failure::null(what))
}

/// Fails when an output pointer is NULL, before any work is done.
pub(crate) fn check_out<T>(out: *mut T, what: &str) -> Result<(), Failure> {
    if out.is_null() {
        Err(Failure::null(what))
    } else {
        Ok(())
    }
}

/// Fails when a buffer is NULL and not said to be empty, before any work is done.
pub(crate) fn check_buffer(out: *mut u8, out_len: usize) -> Result<(), Failure> {
    if out_len == 0 {
        Ok(())
    } else {
        check_out(out, "out")
    }
}

/// Writes an output.
///
/// # Safety
/// `out` has passed [`check_out`] and points to writable room for a `T`.
pub(crate) unsafe fn write<T>(out: *mut T, value: T) {
    // SAFETY: the caller vouches for the room; `write` reads no old value.
    unsafe { out.write(value) }
}

/// Gives an object to the caller, who frees it with its `_free` function.
///
/// # Safety
/// As [`write`].
pub(crate) unsafe fn give<T>(out: *mut *mut T, value: T) {
    // SAFETY: as `write`.
    unsafe { write(out, Box::into_raw(Box::new(value))) }
}

/// Tells the details of a failure to a caller who asked for them.
///
/// # Safety
/// `out` is NULL or points to writable room for a pointer.
pub(crate) unsafe fn give_error(out: *mut *mut gostseal_error, error: gostseal_error) {
    if !out.is_null() {
        // SAFETY: not NULL, and the caller vouches for the room.
        unsafe { give(out, error) }
    }
}

/// Frees an object; NULL is fine.
///
/// # Safety
/// `object` is NULL or came from [`give`] and is not used afterwards.
pub(crate) unsafe fn free<T>(object: *mut T) {
    if !object.is_null() {
        // SAFETY: it came from Box::into_raw in `give`, and this is the only free.
        drop(unsafe { Box::from_raw(object) });
    }
}

/// Copies octets into a caller's buffer.
///
/// # Errors
/// `NULL_POINTER` when `out` is NULL and not said to be empty; `INSUFFICIENT_SIZE` when the octets do not fit:
/// `*written` holds the needed size then.
///
/// # Safety
/// `out` points to `out_len` writable octets (or is NULL with 0), `written` to writable room.
pub(crate) unsafe fn copy_out(
    bytes: &[u8],
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> Result<(), Failure> {
    check_out(written, "written")?;
    check_buffer(out, out_len)?;
    if bytes.len() > out_len {
        // SAFETY: checked above.
        unsafe { write(written, bytes.len()) };
        return Err(Failure::new(
            ErrorCode::InsufficientSize,
            format!("{} octets are needed", bytes.len()),
        ));
    }
    if !bytes.is_empty() {
        // SAFETY: `out` has room for `out_len >= bytes.len()` octets and cannot overlap memory that Rust owns.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), out, bytes.len()) };
    }
    // SAFETY: checked above.
    unsafe { write(written, bytes.len()) };
    Ok(())
}
