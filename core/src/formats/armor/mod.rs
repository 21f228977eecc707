// SPDX-License-Identifier: MIT OR Apache-2.0
//! Text around octets, taken off and put on piece by piece: PEM, base64, S/MIME.
//!
//! Sources: [RFC 7468] (PEM), [RFC 4648, section 4] (base64), [RFC 8551, section 3] (S/MIME) and the header syntax of
//! [RFC 5322, section 2.2].
//!
//! [`Unarmor`] finds out by content what a file is written in and gives the octets of the message in it; [`Armor`] writes
//! what is given to it in one of the forms. Both keep a few kilobytes whatever the size of the message, and how the
//! input is cut into pieces does not show in what comes out. `text` has the same for files that are small and held in
//! memory, and for keys: what passes here is not wiped.
//!
//! Not here: whether the octets are a message; quoted-printable; several messages in one file.
//!
//! [RFC 7468]: https://www.rfc-editor.org/rfc/rfc7468
//! [RFC 4648, section 4]: https://www.rfc-editor.org/rfc/rfc4648#section-4
//! [RFC 8551, section 3]: https://www.rfc-editor.org/rfc/rfc8551#section-3
//! [RFC 5322, section 2.2]: https://www.rfc-editor.org/rfc/rfc5322#section-2.2

mod decoder;
mod encode;
mod mail;
mod pem_frame;
#[cfg(test)]
mod tests;
mod unarmor;

pub use encode::Armor;
pub use unarmor::Unarmor;

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// The octets themselves: DER or BER.
    Binary,
    /// Base64 with nothing around it.
    Base64,
    /// Base64 between a BEGIN and an END line.
    Pem,
    /// A mail message or a part of one (`smime.p7m`): headers, an empty line, then base64 or the octets themselves.
    Smime,
}
