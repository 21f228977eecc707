// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opens many user-infos, with their key agreements done together.
//!
//! Each envelope is read twice. The first time up to its first recipient, which is written down; then the key holder
//! is given all of these at once; the second time each envelope is opened as a single one is, with a holder that
//! remembers. What it remembers it gives for exactly the recipient that was written down, and it asks the key for every
//! other. So the way to a result, and the result, are those of one user-info.

use alloc::vec::Vec;
use core::cell::RefCell;

use super::{Open, OpenError, UserInfo};
use crate::keys::{Cek, Decapsulator, RecipientId, UnwrapError, WrappedKey};
use crate::protocols::envelope::Opener;
use crate::protocols::jose::{Compact, Jwe};

/// What a holder says of a recipient.
type Unwrapped = Option<Result<Cek, UnwrapError>>;

/// Opens each of `texts` with `key`, which is the key of `open`.
pub(super) fn open(
    open: &Open<'_>,
    key: &dyn Decapsulator,
    texts: &[&[u8]],
) -> Vec<Result<UserInfo, OpenError>> {
    let sealed: Vec<Option<Sealed>> = texts.iter().map(|text| Sealed::read(text)).collect();
    let wrapped: Vec<WrappedKey<'_>> = sealed
        .iter()
        .flatten()
        .map(|sealed| sealed.first.wrapped())
        .collect();
    let mut unwrapped = key.unwrap_ceks(&wrapped).into_iter();
    texts
        .iter()
        .zip(&sealed)
        .map(|(text, sealed)| match sealed {
            Some(sealed) => {
                let holder = Remembering {
                    key,
                    wrapped: sealed.first.wrapped(),
                    unwrapped: RefCell::new(unwrapped.next()),
                };
                open.open_sealed(&sealed.jwe, &holder)
            }
            None => open.open_octets(text),
        })
        .collect()
}

/// An encrypted user-info whose first recipient could be read.
struct Sealed {
    jwe: Jwe,
    first: Recipient,
}

impl Sealed {
    /// `None` for whatever is to be judged the single way: a JWS, and what cannot be read that far.
    fn read(text: &[u8]) -> Option<Self> {
        let Ok(Compact::Jwe(_)) = Compact::split(text) else {
            return None;
        };
        let jwe = Jwe::parse(text).ok()?;
        let recorder = Recorder::default();
        // The recorder opens no recipient, so this ends with the recipients, in an error.
        let _ = Opener::new(&recorder).update(jwe.ciphertext(), &mut Vec::new());
        let first = recorder.first.into_inner()?;
        Some(Self { jwe, first })
    }
}

/// A holder that writes down the first recipient and takes none.
#[derive(Default)]
struct Recorder {
    first: RefCell<Option<Recipient>>,
}

impl Decapsulator for Recorder {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Unwrapped {
        self.first
            .borrow_mut()
            .get_or_insert_with(|| Recipient::new(wrapped));
        None
    }
}

/// A holder that knows the answer for one recipient.
struct Remembering<'a> {
    key: &'a dyn Decapsulator,
    wrapped: WrappedKey<'a>,
    unwrapped: RefCell<Option<Unwrapped>>,
}

impl Decapsulator for Remembering<'_> {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Unwrapped {
        if *wrapped == self.wrapped
            && let Some(unwrapped) = self.unwrapped.borrow_mut().take()
        {
            return unwrapped;
        }
        self.key.unwrap_cek(wrapped)
    }
}

/// The fields of a [`WrappedKey`], owned.
struct Recipient {
    /// The issuer and the serial number, or the key identifier alone.
    id: (Vec<u8>, Option<Vec<u8>>),
    sender: Vec<u8>,
    /// The others; its borrowed fields are empty.
    fields: WrappedKey<'static>,
}

impl Recipient {
    fn new(wrapped: &WrappedKey<'_>) -> Self {
        let id = match wrapped.recipient {
            RecipientId::IssuerSerial { issuer, serial } => {
                (issuer.to_vec(), Some(serial.to_vec()))
            }
            RecipientId::SubjectKeyId(id) => (id.to_vec(), None),
        };
        let WrappedKey {
            recipient: _,
            algorithm,
            param_set,
            sender_algorithm,
            sender_param_set,
            sender,
            wrap,
        } = *wrapped;
        Self {
            id,
            sender: sender.to_vec(),
            fields: WrappedKey {
                recipient: RecipientId::SubjectKeyId(&[]),
                algorithm,
                param_set,
                sender_algorithm,
                sender_param_set,
                sender: &[],
                wrap,
            },
        }
    }

    fn wrapped(&self) -> WrappedKey<'_> {
        let recipient = match &self.id {
            (issuer, Some(serial)) => RecipientId::IssuerSerial { issuer, serial },
            (id, None) => RecipientId::SubjectKeyId(id),
        };
        WrappedKey {
            recipient,
            sender: &self.sender,
            ..self.fields
        }
    }
}
