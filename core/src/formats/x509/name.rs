// SPDX-License-Identifier: MIT OR Apache-2.0
//! Distinguished names: reading, comparing, and their text form.
//!
//! Source: [RFC 5280, sections 4.1.2.4 and 7.1], [RFC 4514] for the text, [RFC 9215, section 5] for the Russian
//! attributes. Every string type comes out as text: UTF8String, BMPString, UniversalString, PrintableString,
//! NumericString, IA5String, VisibleString, and TeletexString, which is read as UTF-8 or else as Windows-1251, the
//! two that Russian authorities put there. What is no string, or no text in its type, prints as `#` and hex of its DER.
//!
//! The text is for people and logs. It is escaped as RFC 4514 asks, and beyond that in control and
//! bidirectional-override characters, so that a name cannot rewrite a terminal line.
//!
//! [RFC 5280, sections 4.1.2.4 and 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
//! [RFC 4514]: https://www.rfc-editor.org/rfc/rfc4514
//! [RFC 9215, section 5]: https://www.rfc-editor.org/rfc/rfc9215#section-5

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::{Oid, ParseError, ParseErrorKind, oid};

const NUMERIC_STRING: Tag = Tag(0x12);
const PRINTABLE_STRING: Tag = Tag(0x13);
const TELETEX_STRING: Tag = Tag(0x14);
const IA5_STRING: Tag = Tag(0x16);
const VISIBLE_STRING: Tag = Tag(0x1a);
const UNIVERSAL_STRING: Tag = Tag(0x1c);
const BMP_STRING: Tag = Tag(0x1e);

const WHAT: &str = "Name";

/// A distinguished name: DER of `Name`, whose syntax was checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    der: &'a [u8],
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its type.
    pub oid: Oid,
    /// Its value as text, where it is a string.
    pub text: Option<String>,
    /// DER of its value.
    pub der: &'a [u8],
    /// Which RelativeDistinguishedName it stands in, counted from 0 in the order of the certificate.
    pub rdn: usize,
}

impl Attribute<'_> {
    /// The short name of its type (`CN`, `O`, `INN`), else the standard's name.
    pub fn short_name(&self) -> Option<&'static str> {
        short_name(self.oid)
    }

    fn matches(&self, other: &Attribute<'_>) -> bool {
        self.oid == other.oid
            && self.rdn == other.rdn
            && match (&self.text, &other.text) {
                (Some(a), Some(b)) => folded(a).eq(folded(b)),
                _ => self.der == other.der,
            }
    }
}

impl<'a> Name<'a> {
    /// The name without attributes.
    pub(crate) const EMPTY: Name<'static> = Name { der: &[0x30, 0] };

    /// Checks the syntax of a Name and keeps its octets.
    ///
    /// ```text
    /// Name ::= SEQUENCE OF SET SIZE (1..MAX) OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
    /// ```
    pub(crate) fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, ParseError> {
        walk(tlv, &mut |_, _, _| ())?;
        Ok(Self { der: tlv.raw })
    }

    /// Reads DER that is a Name and nothing more.
    pub fn from_der(der: &'a [u8]) -> Result<Self, ParseError> {
        Self::from_tlv(&Cursor::single(der, Rules::Der, WHAT)?)
    }

    /// The octets of a name whose syntax was checked before.
    pub(crate) fn from_checked(der: &'a [u8]) -> Self {
        Self { der }
    }

    /// DER of the name, as it stands in the certificate.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Whether the name has no attributes.
    pub fn is_empty(&self) -> bool {
        self.attributes().is_empty()
    }

    /// The attributes in the order of the certificate.
    pub fn attributes(&self) -> Vec<Attribute<'a>> {
        let mut attributes = Vec::new();
        // The syntax was checked when the name was made, so the walk does not fail.
        let _ = Cursor::single(self.der, Rules::Der, WHAT).and_then(|tlv| {
            walk(&tlv, &mut |rdn, oid, value: &Tlv<'a>| {
                attributes.push(Attribute {
                    oid,
                    text: text(value),
                    der: value.raw,
                    rdn,
                });
            })
        });
        attributes
    }

    /// The text of the first attribute of a type, for instance the common name.
    pub fn text_of(&self, oid: Oid) -> Option<String> {
        self.attributes()
            .into_iter()
            .find(|attribute| attribute.oid == oid)?
            .text
    }

    /// The common name.
    pub fn common_name(&self) -> Option<String> {
        self.text_of(oid::AT_COMMON_NAME)
    }

    /// Whether two names are the same by RFC 5280 section 7.1.
    ///
    /// Equal octets are the same name. Else the attributes must agree one by one, in order: strings by their text,
    /// whatever their string types, without regard to case and to how much space stands between words; all else
    /// by octets.
    pub fn matches(&self, other: &Name<'_>) -> bool {
        if self.der == other.der {
            return true;
        }
        let (mine, theirs) = (self.attributes(), other.attributes());
        mine.len() == theirs.len() && mine.iter().zip(&theirs).all(|(a, b)| a.matches(b))
    }

    /// Whether the name stands in the tree under `base`: its first RDNs are those of `base`
    /// (RFC 5280 section 4.2.1.10). A name is under itself, and every name is under the empty one.
    pub fn is_under(&self, base: &Name<'_>) -> bool {
        let (mine, theirs) = (self.attributes(), base.attributes());
        let is_whole = match (theirs.last(), mine.get(theirs.len())) {
            (Some(last), Some(next)) => next.rdn != last.rdn,
            _ => true,
        };
        mine.len() >= theirs.len()
            && is_whole
            && mine.iter().zip(&theirs).all(|(a, b)| a.matches(b))
    }

    /// Octets that are the same for two names if and only if they match.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(self.der.len());
        let mut push = |part: &[u8]| {
            octets.extend_from_slice(&(part.len() as u32).to_be_bytes());
            octets.extend_from_slice(part);
        };
        for attribute in self.attributes() {
            push(&(attribute.rdn as u32).to_be_bytes());
            push(attribute.oid.content());
            match &attribute.text {
                Some(text) => push(folded(text).collect::<String>().as_bytes()),
                None => push(attribute.der),
            }
            push(&[u8::from(attribute.text.is_some())]);
        }
        octets
    }
}

/// The text of RFC 4514: last RDN first, `,` between RDNs, `+` inside one.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes = self.attributes();
        let mut rdns: Vec<&[Attribute<'_>]> = attributes.chunk_by(|a, b| a.rdn == b.rdn).collect();
        rdns.reverse();
        for (i, rdn) in rdns.into_iter().enumerate() {
            for (j, attribute) in rdn.iter().enumerate() {
                match (i, j) {
                    (0, 0) => {}
                    (_, 0) => f.write_char(',')?,
                    _ => f.write_char('+')?,
                }
                match attribute.short_name() {
                    Some(name) => f.write_str(name)?,
                    None => attribute.oid.fmt(f)?,
                }
                f.write_char('=')?;
                match &attribute.text {
                    Some(text) => write_escaped(f, text)?,
                    None => {
                        f.write_char('#')?;
                        attribute
                            .der
                            .iter()
                            .try_for_each(|octet| write!(f, "{octet:02x}"))?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

fn walk<'a>(name: &Tlv<'a>, visit: &mut dyn FnMut(usize, Oid, &Tlv<'a>)) -> Result<(), ParseError> {
    if name.tag != Tag::SEQUENCE {
        return Err(name.error(ParseErrorKind::UnexpectedTag, WHAT));
    }
    let mut rdns = name.children(WHAT)?;
    let mut index = 0;
    while let Some(rdn) = rdns.next(WHAT)? {
        if rdn.tag != Tag::SET {
            return Err(rdn.error(ParseErrorKind::UnexpectedTag, WHAT));
        }
        let mut attributes = rdn.children(WHAT)?;
        if attributes.is_empty() {
            return Err(rdn.error(ParseErrorKind::MissingField, WHAT));
        }
        while let Some(attribute) = attributes.next(WHAT)? {
            if attribute.tag != Tag::SEQUENCE {
                return Err(attribute.error(ParseErrorKind::UnexpectedTag, WHAT));
            }
            let mut fields = attribute.children(WHAT)?;
            let oid = fields.required(WHAT)?.oid(WHAT)?;
            let value = fields.required(WHAT)?;
            fields.end(WHAT)?;
            visit(index, oid, &value);
        }
        index += 1;
    }
    Ok(())
}

/// The text of a string of any type; `None` for other types and for octets that are no text of their type.
///
/// A postal address, which is a SEQUENCE of strings, has its lines separated by `$` (RFC 4517 section 3.3.28).
pub(crate) fn text(value: &Tlv<'_>) -> Option<String> {
    if value.tag != Tag::SEQUENCE {
        return string(value);
    }
    let mut lines = value.children(WHAT).ok()?;
    let mut text = string(&lines.next(WHAT).ok()??)?;
    while let Some(line) = lines.next(WHAT).ok()? {
        text.push('$');
        text.push_str(&string(&line)?);
    }
    Some(text)
}

fn string(value: &Tlv<'_>) -> Option<String> {
    match value.tag {
        Tag::UTF8_STRING => core::str::from_utf8(value.value).ok().map(String::from),
        // Authorities write Cyrillic into these types too, in one of the encodings of a TeletexString.
        NUMERIC_STRING | PRINTABLE_STRING | TELETEX_STRING | IA5_STRING | VISIBLE_STRING => Some(
            core::str::from_utf8(value.value)
                .map_or_else(|_| windows_1251(value.value), String::from),
        ),
        BMP_STRING => {
            let (units, rest) = value.value.as_chunks::<2>();
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            if rest.is_empty() {
                char::decode_utf16(units).collect::<Result<_, _>>().ok()
            } else {
                None
            }
        }
        UNIVERSAL_STRING => {
            let (units, rest) = value.value.as_chunks::<4>();
            let mut chars = units
                .iter()
                .map(|unit| char::from_u32(u32::from_be_bytes(*unit)));
            if rest.is_empty() {
                chars.try_fold(String::new(), |text, c| {
                    Some(text + c?.encode_utf8(&mut [0; 4]))
                })
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Upper half of Windows-1251 from 0x80; the replacement character stands for the one octet without a meaning.
const WINDOWS_1251: [char; 128] = {
    let mut table = ['\u{fffd}'; 128];
    let low = [
        'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Ќ', 'Ћ', 'Џ', 'ђ', '‘',
        '’', '“', '”', '•', '–', '—', '\u{fffd}', '™', 'љ', '›', 'њ', 'ќ', 'ћ', 'џ', '\u{a0}', 'Ў',
        'ў', 'Ј', '¤', 'Ґ', '¦', '§', 'Ё', '©', 'Є', '«', '¬', '\u{ad}', '®', 'Ї', '°', '±', 'І',
        'і', 'ґ', 'µ', '¶', '·', 'ё', '№', 'є', '»', 'ј', 'Ѕ', 'ѕ', 'ї',
    ];
    let mut i = 0;
    while i < 64 {
        table[i] = low[i];
        // 0xC0 to 0xFF are А to я in the order of Unicode.
        if let Some(letter) = char::from_u32(0x410 + i as u32) {
            table[64 + i] = letter;
        }
        i += 1;
    }
    table
};

fn windows_1251(octets: &[u8]) -> String {
    let decode = |&octet: &u8| match octet {
        0..=0x7f => char::from(octet),
        _ => WINDOWS_1251
            .get(usize::from(octet & 0x7f))
            .copied()
            .unwrap_or('\u{fffd}'),
    };
    octets.iter().map(decode).collect()
}

/// Lower case, words separated by one space: enough of RFC 4518 for the names that authorities write.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let words = text.split_whitespace().enumerate();
    words.flat_map(|(i, word)| {
        (i > 0)
            .then_some(' ')
            .into_iter()
            .chain(word.chars().flat_map(char::to_lowercase))
    })
}

fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for (at, c) in text.char_indices() {
        let first = at == 0;
        let last = at + c.len_utf8() == text.len();
        match c {
            ' ' if first || last => f.write_str("\\ ")?,
            '#' if first => f.write_str("\\#")?,
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{c}")?,
            _ if c.is_control() || is_invisible(c) => {
                let mut buffer = [0; 4];
                c.encode_utf8(&mut buffer)
                    .bytes()
                    .try_for_each(|octet| write!(f, "\\{octet:02X}"))?;
            }
            _ => f.write_char(c)?,
        }
    }
    Ok(())
}

/// Characters that change how their neighbours are shown.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The short name of an attribute type: RFC 4514 section 3, and the names that Russian authorities use.
fn short_name(oid: Oid) -> Option<&'static str> {
    Some(match oid {
        oid::AT_COMMON_NAME => "CN",
        oid::AT_SURNAME => "SN",
        oid::AT_COUNTRY => "C",
        oid::AT_LOCALITY => "L",
        oid::AT_STATE => "ST",
        oid::AT_STREET => "STREET",
        oid::AT_ORGANIZATION => "O",
        oid::AT_ORGANIZATIONAL_UNIT => "OU",
        oid::AT_TITLE => "T",
        oid::AT_GIVEN_NAME => "GN",
        oid::AT_USER_ID => "UID",
        oid::AT_DOMAIN_COMPONENT => "DC",
        oid::EMAIL_ADDRESS => "E",
        _ => return oid.name(),
    })
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::*;
    use crate::formats::der_writer::element;

    fn name(rdns: &[&[(Oid, Tag, &[u8])]]) -> Vec<u8> {
        let mut content = Vec::new();
        for rdn in rdns {
            let mut set = Vec::new();
            for (oid, tag, value) in *rdn {
                set.extend(element(
                    Tag::SEQUENCE,
                    &[&oid.to_der(), &element(*tag, &[value])],
                ));
            }
            content.extend(element(Tag::SET, &[&set]));
        }
        element(Tag::SEQUENCE, &[&content])
    }

    #[test]
    fn every_string_type_comes_out_as_text() {
        let der = name(&[
            &[(oid::AT_COUNTRY, PRINTABLE_STRING, b"RU")],
            &[(
                oid::AT_ORGANIZATION,
                BMP_STRING,
                &[0x04, 0x11, 0x04, 0x30, 0x04, 0x3d, 0x04, 0x3a],
            )],
            &[(
                oid::AT_LOCALITY,
                TELETEX_STRING,
                &[0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0],
            )],
            &[(oid::AT_STATE, UNIVERSAL_STRING, &[0, 0, 0x04, 0x2e])],
            &[
                (oid::INN, NUMERIC_STRING, b"007707083893"),
                (oid::OGRN, NUMERIC_STRING, b"1027700132195"),
            ],
            &[(
                oid::AT_COMMON_NAME,
                Tag::UTF8_STRING,
                "ПАО «Банк», Москва".as_bytes(),
            )],
            &[(Oid::new("1.2.3.4"), Tag::INTEGER, &[5])],
        ]);
        assert_eq!(
            Name::from_der(&der).unwrap().to_string(),
            "1.2.3.4=#020105,CN=ПАО «Банк»\\, Москва,INN=007707083893+OGRN=1027700132195,ST=Ю,L=Москва,O=Банк,C=RU"
        );
    }

    #[test]
    fn lines_of_a_postal_address_are_joined() {
        let lines = [
            &element(Tag::UTF8_STRING, &[b"119017"])[..],
            &element(PRINTABLE_STRING, &[b"24-26"]),
        ]
        .concat();
        let der = name(&[&[(oid::AT_POSTAL_ADDRESS, Tag::SEQUENCE, &lines)]]);
        assert_eq!(
            Name::from_der(&der).unwrap().to_string(),
            "postalAddress=119017$24-26"
        );
    }

    #[test]
    fn text_cannot_steer_a_terminal() {
        let der = name(&[&[(
            oid::AT_COMMON_NAME,
            Tag::UTF8_STRING,
            " #a\u{1b}[2J\u{202e}\n ".as_bytes(),
        )]]);
        assert_eq!(
            Name::from_der(&der).unwrap().to_string(),
            "CN=\\ #a\\1B[2J\\E2\\80\\AE\\0A\\ "
        );
    }

    #[test]
    fn octets_that_are_no_text_print_as_hex() {
        let der = name(&[
            &[(oid::AT_COMMON_NAME, Tag::UTF8_STRING, &[0xff])],
            &[(oid::AT_TITLE, BMP_STRING, &[0xd8])],
        ]);
        assert_eq!(
            Name::from_der(&der).unwrap().to_string(),
            "T=#1e01d8,CN=#0c01ff"
        );
    }

    #[test]
    fn names_match_across_string_types_case_and_space() {
        let one = name(&[&[(oid::AT_COMMON_NAME, PRINTABLE_STRING, b"Test  CA")]]);
        let same = name(&[&[(oid::AT_COMMON_NAME, Tag::UTF8_STRING, b" test ca ")]]);
        let other = name(&[&[(oid::AT_COMMON_NAME, Tag::UTF8_STRING, b"testca")]]);
        let longer = name(&[
            &[(oid::AT_COMMON_NAME, PRINTABLE_STRING, b"Test CA")],
            &[(oid::AT_COUNTRY, PRINTABLE_STRING, b"RU")],
        ]);
        let one = Name::from_der(&one).unwrap();
        assert!(one.matches(&Name::from_der(&same).unwrap()));
        assert!(!one.matches(&Name::from_der(&other).unwrap()));
        assert!(!one.matches(&Name::from_der(&longer).unwrap()));
    }

    #[test]
    fn canonical_octets_are_equal_exactly_for_names_that_match() {
        let names = [
            name(&[&[(oid::AT_COMMON_NAME, PRINTABLE_STRING, b"Test  CA")]]),
            name(&[&[(oid::AT_COMMON_NAME, Tag::UTF8_STRING, b" test ca ")]]),
            name(&[&[(oid::AT_COMMON_NAME, Tag::UTF8_STRING, b"testca")]]),
            name(&[&[(oid::AT_COMMON_NAME, Tag::UTF8_STRING, b"test ca\0")]]),
            name(&[&[(oid::AT_TITLE, Tag::UTF8_STRING, b"test ca")]]),
            name(&[&[(oid::AT_TITLE, Tag::INTEGER, b"test ca")]]),
            name(&[]),
        ];
        for a in &names {
            for b in &names {
                let (a, b) = (Name::from_der(a).unwrap(), Name::from_der(b).unwrap());
                assert_eq!(a.matches(&b), a.canonical() == b.canonical(), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_name_is_under_whole_rdns_only() {
        let country: &[(Oid, Tag, &[u8])] = &[(oid::AT_COUNTRY, PRINTABLE_STRING, b"RU")];
        let both: &[(Oid, Tag, &[u8])] = &[
            (oid::AT_ORGANIZATION, Tag::UTF8_STRING, b"Bank"),
            (oid::AT_TITLE, Tag::UTF8_STRING, b"Boss"),
        ];
        let (base, deep) = (name(&[country]), name(&[country, both]));
        let half = name(&[country, &both[..1]]);
        let (base, deep, half) = (
            Name::from_der(&base).unwrap(),
            Name::from_der(&deep).unwrap(),
            Name::from_der(&half).unwrap(),
        );
        assert!(deep.is_under(&base) && deep.is_under(&deep));
        assert!(!deep.is_under(&half) && !base.is_under(&deep));
    }

    #[test]
    fn rejects_broken_syntax() {
        for bad in [
            vec![0x31, 0],
            vec![0x30, 2, 0x31, 0],
            vec![0x30, 4, 0x31, 2, 0x30, 0],
            vec![0x30, 0, 0],
        ] {
            assert!(Name::from_der(&bad).is_err(), "{bad:02x?}");
        }
    }
}
