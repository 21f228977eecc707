// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names with the attributes that Russian certificates have, each in its string type.
//!
//! Source: [RFC 5280, appendix A.1] for the types, [RFC 9215, section 5] and order 795 of the FSB for ИНН, ОГРН, ОГРНИП and
//! СНИЛС: NumericString of 12, 10, 13, 15 and 11 digits. Numbers are checked for their length; their check digits are not,
//! since those of test persons are made up (`lint` does say when they are wrong).
//!
//! [RFC 5280, appendix A.1]: https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1
//! [RFC 9215, section 5]: https://www.rfc-editor.org/rfc/rfc9215#section-5

use alloc::string::String;
use alloc::vec::Vec;

use super::IssueError;
use crate::formats::ber::Tag;
use crate::formats::der_writer::{self, element};
use crate::formats::{Oid, oid};

const NUMERIC_STRING: Tag = Tag(0x12);
const PRINTABLE_STRING: Tag = Tag(0x13);
const IA5_STRING: Tag = Tag(0x16);

/// Octets of a text value at most. The bounds of X.520 are shorter, and authorities exceed them.
const MAX_TEXT: usize = 1024;

macro_rules! fields {
    ($($(#[doc = $doc:literal])* $field:ident = $oid:ident, $kind:expr, [$name:literal $(, $alias:literal)*];)*) => {
        /// A field of a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[doc = $doc])* $field,)*
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$field,)*];

            /// Its short name, as certificates are shown with.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)* }
            }

            /// Its identifier.
            pub const fn oid(self) -> Oid {
                match self { $(Self::$field => oid::$oid,)* }
            }

            const fn kind(self) -> Kind {
                match self { $(Self::$field => $kind,)* }
            }

            /// The field of a short name or one of its other names, in letters of any case.
            pub fn from_name(name: &str) -> Option<Self> {
                const NAMES: &[(&str, Field)] =
                    &[$(($name, Field::$field), $(($alias, Field::$field),)*)*];
                let name = name.to_lowercase();
                NAMES.iter().find(|(known, _)| known.to_lowercase() == name).map(|(_, field)| *field)
            }
        }
    };
}

/// The string type of a field.
#[derive(Clone, Copy)]
enum Kind {
    /// UTF8String.
    Text,
    /// PrintableString of so many characters; 0: any number.
    Printable(usize),
    /// IA5String.
    Ascii,
    /// NumericString of so many digits.
    Digits(usize),
}

fields! {
    /// commonName: a person's full name, an organisation or a host.
    CommonName = AT_COMMON_NAME, Kind::Text, ["CN"];
    /// surname.
    Surname = AT_SURNAME, Kind::Text, ["SN", "surname"];
    /// givenName: first name and patronymic.
    GivenName = AT_GIVEN_NAME, Kind::Text, ["GN", "G", "givenName"];
    /// countryName: two letters.
    Country = AT_COUNTRY, Kind::Printable(2), ["C"];
    /// stateOrProvinceName, for instance `77 Москва`.
    State = AT_STATE, Kind::Text, ["ST", "S"];
    /// localityName.
    Locality = AT_LOCALITY, Kind::Text, ["L"];
    /// streetAddress.
    Street = AT_STREET, Kind::Text, ["STREET"];
    /// organizationName.
    Organization = AT_ORGANIZATION, Kind::Text, ["O"];
    /// organizationalUnitName.
    OrganizationalUnit = AT_ORGANIZATIONAL_UNIT, Kind::Text, ["OU"];
    /// title: the position that a person holds.
    Title = AT_TITLE, Kind::Text, ["T", "title"];
    /// serialNumber of a device or a person.
    SerialNumber = AT_SERIAL_NUMBER, Kind::Printable(0), ["serialNumber"];
    /// emailAddress.
    Email = EMAIL_ADDRESS, Kind::Ascii, ["E", "email", "emailAddress"];
    /// ИНН of a person: 12 digits.
    Inn = INN, Kind::Digits(12), ["INN", "ИНН"];
    /// ИНН of an organisation: 10 digits.
    InnLe = INNLE, Kind::Digits(10), ["INNLE", "ИННЮЛ", "ИНН ЮЛ"];
    /// ОГРН of an organisation: 13 digits.
    Ogrn = OGRN, Kind::Digits(13), ["OGRN", "ОГРН"];
    /// ОГРНИП of an entrepreneur: 15 digits.
    OgrnIp = OGRNIP, Kind::Digits(15), ["OGRNIP", "ОГРНИП"];
    /// СНИЛС of a person: 11 digits.
    Snils = SNILS, Kind::Digits(11), ["SNILS", "СНИЛС"];
}

impl Field {
    /// What its values must be, in words.
    pub const fn rule(self) -> &'static str {
        match self.kind() {
            Kind::Text => "text without control characters",
            Kind::Printable(2) => "two letters",
            Kind::Printable(_) => "letters, digits and ' ( ) + , - . / : = ? of ASCII",
            Kind::Ascii => "text of ASCII",
            Kind::Digits(10) => "10 digits",
            Kind::Digits(11) => "11 digits",
            Kind::Digits(12) => "12 digits",
            Kind::Digits(13) => "13 digits",
            Kind::Digits(_) => "15 digits",
        }
    }

    /// The element of a value.
    fn value(self, text: &str) -> Result<Vec<u8>, IssueError> {
        let all = |fits: fn(u8) -> bool| text.bytes().all(fits);
        let (tag, fits) = match self.kind() {
            Kind::Text => (Tag::UTF8_STRING, true),
            Kind::Printable(2) => (
                PRINTABLE_STRING,
                text.len() == 2 && all(|octet| octet.is_ascii_uppercase()),
            ),
            Kind::Printable(_) => (PRINTABLE_STRING, all(is_printable)),
            Kind::Ascii => (IA5_STRING, text.is_ascii()),
            Kind::Digits(count) => (
                NUMERIC_STRING,
                text.len() == count && all(|octet| octet.is_ascii_digit()),
            ),
        };
        let usable = !text.is_empty() && text.len() <= MAX_TEXT && !text.contains(char::is_control);
        if fits && usable {
            Ok(element(tag, &[text.as_bytes()]))
        } else {
            Err(IssueError::Field(self))
        }
    }
}

fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}

/// A name that is being made. Each field is an RDN of its own, in the order of the certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    rdns: Vec<Vec<u8>>,
}

impl Subject {
    /// The empty name.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name with a field added at its end.
    ///
    /// # Errors
    /// [`IssueError::Field`] for a value that the field's type does not have.
    pub fn with(mut self, field: Field, value: &str) -> Result<Self, IssueError> {
        let attribute = element(
            Tag::SEQUENCE,
            &[&der_writer::oid(&field.oid()), &field.value(value)?],
        );
        self.rdns.push(element(Tag::SET, &[&attribute]));
        Ok(self)
    }

    /// Reads the text form of RFC 4514: `CN=Иванов Иван,INN=500100732259,C=RU`. What stands first there is last in the
    /// certificate. `\` takes the meaning from the character after it; spaces around names and values do not count.
    ///
    /// # Errors
    /// [`IssueError::NameSyntax`] for other texts, unknown fields and fields that are joined by `+`.
    pub fn parse(text: &str) -> Result<Self, IssueError> {
        let mut pairs: Vec<(Field, String)> = Vec::new();
        let mut start = 0;
        for part in split_unescaped(text) {
            let syntax = IssueError::NameSyntax(start);
            let (name, value) = part.split_once('=').ok_or(syntax)?;
            let field = Field::from_name(name.trim()).ok_or(syntax)?;
            pairs.push((field, unescape(value).ok_or(syntax)?));
            start += part.len() + 1;
        }
        pairs
            .iter()
            .rev()
            .try_fold(Self::new(), |subject, (field, value)| {
                subject.with(*field, value)
            })
    }

    /// DER of the name.
    pub fn to_der(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> = self.rdns.iter().map(Vec::as_slice).collect();
        element(Tag::SEQUENCE, &parts)
    }
}

/// The parts between commas that no `\` stands before.
fn split_unescaped(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if c == ',' && !escaped {
            parts.extend(text.get(start..at));
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.extend(text.get(start..));
    parts
}

/// The value without its escapes; `None` for a `\` at the end, and for a `+` that would join attributes.
fn unescape(text: &str) -> Option<String> {
    let trimmed = text.trim_start();
    // A space after a backslash at the end belongs to the value.
    let trimmed = match trimmed.trim_end() {
        cut if cut.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1 => {
            trimmed.get(..=cut.len()).unwrap_or(cut)
        }
        cut => cut,
    };
    let mut value = String::new();
    let mut chars = trimmed.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => value.push(chars.next()?),
            '+' => return None,
            _ => value.push(c),
        }
    }
    Some(value)
}
