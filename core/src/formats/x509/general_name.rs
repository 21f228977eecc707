// SPDX-License-Identifier: MIT OR Apache-2.0
//! GeneralName, and the name constraints that are made of it ([RFC 5280, sections 4.2.1.6 and 4.2.1.10]).
//!
//! Names are borrowed and not interpreted: what a constraint means for a name is decided in `protocols::trust`.
//! An IA5String must be ASCII. A NUL in it is kept, for the judge to see.
//!
//! [RFC 5280, sections 4.2.1.6 and 4.2.1.10]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6

use alloc::vec::Vec;

use super::extensions::sequence;
use super::{Certificate, Name};
use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::{Oid, ParseError, ParseErrorKind, oid};

/// Names that are read from one list at most; real certificates have up to a few dozen.
const MAX_NAMES: usize = 4096;

/// A name in one of the forms that X.509 knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// A distinguished name.
    Directory(Name<'a>),
    /// A DNS name.
    Dns(&'a str),
    /// A mail address.
    Email(&'a str),
    /// An address of 4 or 16 octets; in constraints address and mask, 8 or 32.
    Ip(&'a [u8]),
    /// A form that nothing here understands (otherName, x400Address, ediPartyName): its tag number and content.
    Other(u8, &'a [u8]),
    /// An object identifier.
    RegisteredId(Oid),
    /// A URI.
    Uri(&'a str),
}

impl<'a> GeneralName<'a> {
    /// The number of the form's tag, 0 to 8.
    pub const fn form(&self) -> u8 {
        match self {
            Self::Email(_) => 1,
            Self::Dns(_) => 2,
            Self::Directory(_) => 4,
            Self::Uri(_) => 6,
            Self::Ip(_) => 7,
            Self::RegisteredId(_) => 8,
            Self::Other(form, _) => *form,
        }
    }

    /// ```text
    /// GeneralName ::= CHOICE { otherName [0], rfc822Name [1] IA5String, dNSName [2] IA5String, x400Address [3],
    ///     directoryName [4] EXPLICIT Name, ediPartyName [5], uniformResourceIdentifier [6] IA5String,
    ///     iPAddress [7] OCTET STRING, registeredID [8] OBJECT IDENTIFIER }
    /// ```
    pub(crate) fn from_tlv(tlv: &Tlv<'a>, what: &'static str) -> Result<Self, ParseError> {
        let ascii = || match core::str::from_utf8(tlv.value) {
            Ok(text) if text.is_ascii() => Ok(text),
            _ => Err(tlv.error(ParseErrorKind::Encoding, what)),
        };
        Ok(match tlv.tag.0 {
            0x81 => Self::Email(ascii()?),
            0x82 => Self::Dns(ascii()?),
            0xa4 => {
                let mut inner = tlv.children(what)?;
                let name = Name::from_tlv(&inner.required(what)?)?;
                inner.end(what)?;
                Self::Directory(name)
            }
            0x86 => Self::Uri(ascii()?),
            0x87 => Self::Ip(tlv.value),
            0x88 => Self::RegisteredId(
                Oid::from_content(tlv.value)
                    .ok_or_else(|| tlv.error(ParseErrorKind::Encoding, what))?,
            ),
            0xa0 => Self::Other(0, tlv.value),
            0xa3 => Self::Other(3, tlv.value),
            0xa5 => Self::Other(5, tlv.value),
            _ => return Err(tlv.error(ParseErrorKind::UnexpectedTag, what)),
        })
    }

    /// Reads the elements of GeneralNames: SEQUENCE SIZE (1..MAX) OF GeneralName.
    pub(crate) fn read_list(
        mut items: Cursor<'a>,
        what: &'static str,
    ) -> Result<Vec<Self>, ParseError> {
        let mut names = Vec::new();
        while let Some(item) = items.next(what)? {
            if names.len() == MAX_NAMES {
                return Err(item.error(ParseErrorKind::LimitExceeded, what));
            }
            names.push(Self::from_tlv(&item, what)?);
        }
        Ok(names)
    }
}

/// The names that a CA may give to those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints<'a> {
    /// A name of a form that is listed here must lie within one of its entries.
    pub permitted: Vec<GeneralName<'a>>,
    /// A name must lie within none of these.
    pub excluded: Vec<GeneralName<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// ```text
    /// NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees OPTIONAL }
    /// GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] INTEGER DEFAULT 0, maximum [1] INTEGER OPTIONAL }
    /// ```
    ///
    /// minimum and maximum are refused, as RFC 5280 asks; so are an empty extension and an address without a mask.
    pub(super) fn read(value: &'a [u8], offset: u64) -> Result<Self, ParseError> {
        const WHAT: &str = "nameConstraints";
        let mut fields = sequence(value, offset, WHAT)?;
        let mut subtrees = |n| -> Result<Vec<GeneralName<'a>>, ParseError> {
            let Some(list) = fields.optional(Tag::context(n), WHAT)? else {
                return Ok(Vec::new());
            };
            let mut items = list.children(WHAT)?;
            let mut bases = Vec::new();
            while let Some(item) = items.next(WHAT)? {
                if bases.len() == MAX_NAMES {
                    return Err(item.error(ParseErrorKind::LimitExceeded, WHAT));
                }
                if item.tag != Tag::SEQUENCE {
                    return Err(item.error(ParseErrorKind::UnexpectedTag, WHAT));
                }
                let mut subtree = item.children(WHAT)?;
                let base = GeneralName::from_tlv(&subtree.required(WHAT)?, WHAT)?;
                subtree.end(WHAT)?;
                if matches!(base, GeneralName::Ip(octets) if octets.len() != 8 && octets.len() != 32)
                {
                    return Err(item.error(ParseErrorKind::FieldLength, WHAT));
                }
                bases.push(base);
            }
            if bases.is_empty() {
                return Err(list.error(ParseErrorKind::MissingField, WHAT));
            }
            Ok(bases)
        };
        let constraints = Self {
            permitted: subtrees(0)?,
            excluded: subtrees(1)?,
        };
        fields.end(WHAT)?;
        if constraints.permitted.is_empty() && constraints.excluded.is_empty() {
            return Err(ParseError::new(ParseErrorKind::MissingField, offset, WHAT));
        }
        Ok(constraints)
    }
}

impl Certificate {
    /// The subject's alternative names; none when the extension is absent.
    ///
    /// # Errors
    /// An extension that breaks its syntax.
    pub fn subject_alt_names(&self) -> Result<Vec<GeneralName<'_>>, ParseError> {
        const WHAT: &str = "subjectAltName";
        let Some(extension) = self.extension(oid::CE_SUBJECT_ALT_NAME) else {
            return Ok(Vec::new());
        };
        let list = Cursor::single(extension.value, Rules::Der, WHAT)?;
        if list.tag != Tag::SEQUENCE {
            return Err(list.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        GeneralName::read_list(list.children(WHAT)?, WHAT)
    }

    /// The names that this certificate allows below it.
    pub fn name_constraints(&self) -> Option<NameConstraints<'_>> {
        // Its syntax was checked when the certificate was read.
        NameConstraints::read(self.extension(oid::CE_NAME_CONSTRAINTS)?.value, 0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::der_writer::element;

    #[test]
    fn constraints_are_read() {
        let base = element(Tag::SEQUENCE, &[&element(Tag(0x82), &[b"bank.ru"])]);
        let permitted = element(Tag::context(0), &[&base]);
        let der = element(Tag::SEQUENCE, &[&permitted]);
        let constraints = NameConstraints::read(&der, 0).unwrap();
        assert_eq!(constraints.permitted, [GeneralName::Dns("bank.ru")]);
        assert!(constraints.excluded.is_empty());
    }

    #[test]
    fn constraints_that_rfc_5280_forbids_are_refused() {
        let dns = element(Tag(0x82), &[b"bank.ru"]);
        let maximum = element(Tag(0x81), &[&[1]]);
        let with_maximum = element(Tag::SEQUENCE, &[&dns, &maximum]);
        let no_mask = element(Tag::SEQUENCE, &[&element(Tag(0x87), &[&[10, 0, 0, 0]])]);
        for content in [
            Vec::new(),
            element(Tag::context(0), &[]),
            element(Tag::context(0), &[&with_maximum]),
            element(Tag::context(1), &[&no_mask]),
        ] {
            let der = element(Tag::SEQUENCE, &[&content]);
            assert!(NameConstraints::read(&der, 0).is_err(), "{der:02x?}");
        }
    }
}
