// SPDX-License-Identifier: MIT OR Apache-2.0
//! JSON ([RFC 8259]) of headers and claims, read strictly.
//!
//! Refused: a member name that stands twice in one object, however it is escaped ([RFC 7515, section 4] leaves
//! the choice, and a choice is what attackers look for); nesting deeper than [`MAX_DEPTH`]; octets after the
//! value; text that is not UTF-8; a lone surrogate; a byte order mark. Members keep the order of the text.
//! Numbers are 64-bit integers or binary64; whoever needs more digits has the payload's octets.
//!
//! Not here: what a member means (`header.rs`, `claims.rs`).
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259
//! [RFC 7515, section 4]: https://www.rfc-editor.org/rfc/rfc7515#section-4

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;
use core::ops::Index;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{TokenError, TokenErrorKind};

/// Arrays and objects inside one another at most; the deepest token seen has 4 levels.
pub(crate) const MAX_DEPTH: u32 = 32;

/// A JSON value.
///
/// Indexing by a name or position that is absent gives [`Value::Null`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, or absent.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A JSON number: an integer of 64 bits, signed or unsigned, else the nearest binary64.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(serde_json::Number);

/// A JSON object: members in the order of the text, each name once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Value)>);

static NULL: Value = Value::Null;

impl Value {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, if it is one below 2^63.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.0.as_i64(),
            _ => None,
        }
    }

    /// The integer, if it is one from 0 to 2^64 - 1.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(number) => number.0.as_u64(),
            _ => None,
        }
    }

    /// The number as binary64, if it is one; integers above 2^53 are rounded.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => number.0.as_f64(),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Reads one value that fills `octets`. Errors speak of `what`.
    pub(crate) fn parse(octets: &[u8], what: &'static str) -> Result<Self, TokenError> {
        let fault = Cell::new(TokenErrorKind::Json);
        let mut reader = serde_json::Deserializer::from_slice(octets);
        let seed = Seed {
            depth: 0,
            fault: &fault,
        };
        let value = seed
            .deserialize(&mut reader)
            .map_err(|error| TokenError::new(fault.get(), offset(octets, &error), what))?;
        reader.end().map_err(|error| {
            TokenError::new(TokenErrorKind::TrailingData, offset(octets, &error), what)
        })?;
        Ok(value)
    }
}

impl Object {
    /// The member `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter()
            .find(|(member, _)| *member == name)
            .map(|(_, value)| value)
    }

    /// The members, in the order of the text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object as JSON: no white space, members in the order of the text, escapes only where JSON asks for
    /// them. It is not what was signed.
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// Reads one object that fills `octets`. Errors speak of `what`.
    pub(crate) fn parse(octets: &[u8], what: &'static str) -> Result<Self, TokenError> {
        match Value::parse(octets, what)? {
            Value::Object(object) => Ok(object),
            _ => Err(TokenError::new(TokenErrorKind::Json, 0, what)),
        }
    }

    /// Adds a member at the end, or replaces the value of one that is there.
    pub(crate) fn insert(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(member, _)| member == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
    }
}

impl Index<&str> for Object {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&NULL)
    }
}

impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.as_object()
            .and_then(|object| object.get(name))
            .unwrap_or(&NULL)
    }
}

impl Index<usize> for Value {
    type Output = Value;

    fn index(&self, at: usize) -> &Value {
        self.as_array()
            .and_then(|elements| elements.get(at))
            .unwrap_or(&NULL)
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(*other)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Number(number.into()))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// As JSON, without white space.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_json(self))
    }
}

/// As JSON, without white space.
impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_json(self))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.0.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Writing cannot fail: every name is a string, every number is finite, and the sink is memory.
fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The octet at which the reader stood when it gave up: lines and columns, as it reports them, added up.
fn offset(octets: &[u8], error: &serde_json::Error) -> usize {
    let start: usize = octets
        .split_inclusive(|&octet| octet == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (start + error.column().saturating_sub(1)).min(octets.len())
}

/// Reads a value at `depth`; what it refuses by itself is noted in `fault`.
#[derive(Clone, Copy)]
struct Seed<'a> {
    depth: u32,
    fault: &'a Cell<TokenErrorKind>,
}

impl<'a> Seed<'a> {
    fn deeper<E: serde::de::Error>(self) -> Result<Seed<'a>, E> {
        if self.depth == MAX_DEPTH {
            self.fault.set(TokenErrorKind::TooDeep);
            return Err(E::custom("too deep"));
        }
        Ok(Seed {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(Number(value.into())))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("not finite"))?;
        Ok(Value::Number(Number(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut array = Vec::new();
        while let Some(value) = elements.next_element_seed(inside)? {
            array.push(value);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut object = Vec::<(String, Value)>::new();
        while let Some(name) = members.next_key()? {
            object.push((name, members.next_value_seed(inside)?));
        }
        // Sorting finds a double in n log n steps; a look at all earlier names for each would be quadratic.
        let mut names: Vec<&str> = object.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == b))
        {
            self.fault.set(TokenErrorKind::DuplicateMember);
            return Err(A::Error::custom("duplicate member"));
        }
        Ok(Value::Object(Object(object)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn kind(text: &[u8]) -> TokenErrorKind {
        Value::parse(text, "test").unwrap_err().kind
    }

    #[test]
    fn keeps_the_order_and_the_values() {
        let text = r#"{"z":1,"a":[true,null,-2,1.5,18446744073709551615],"\u043a":{"x\/y":"\ud83d\ude00\n"}}"#;
        let value = Value::parse(text.as_bytes(), "test").unwrap();
        assert_eq!(
            value.to_string(),
            "{\"z\":1,\"a\":[true,null,-2,1.5,18446744073709551615],\"к\":{\"x/y\":\"😀\\n\"}}"
        );
        assert_eq!(value["z"].as_i64(), Some(1));
        assert_eq!(value["a"][4].as_u64(), Some(u64::MAX));
        assert_eq!(value["к"]["x/y"], "😀\n");
        assert!(value["absent"]["deeper"][3].is_null());
    }

    #[test]
    fn refuses_doubled_members_at_any_level_and_in_any_writing() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"b":2,"\u0061":1}"#,
            r#"{"x":[{"y":{"a":null,"c":0,"a":null}}]}"#,
            r#"{"":1,"":2}"#,
        ] {
            assert_eq!(
                kind(text.as_bytes()),
                TokenErrorKind::DuplicateMember,
                "{text}"
            );
        }
        assert!(Value::parse(br#"{"a":{"a":1},"A":2,"b":[{"a":1},{"a":1}]}"#, "test").is_ok());
    }

    #[test]
    fn bounds_the_nesting() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(Value::parse(nested(32).as_bytes(), "test").is_ok());
        assert_eq!(kind(nested(33).as_bytes()), TokenErrorKind::TooDeep);
        assert_eq!(kind(nested(60_000).as_bytes()), TokenErrorKind::TooDeep);
        assert_eq!(
            kind("{\"a\":".repeat(60_000).as_bytes()),
            TokenErrorKind::TooDeep
        );
    }

    #[test]
    fn refuses_what_is_not_one_json_text() {
        for text in [
            &b""[..],
            b" ",
            b"{",
            b"{'a':1}",
            b"{\"a\":01}",
            b"{\"a\":1,}",
            b"{\"a\":NaN}",
            b"{\"a\":1e999}",
            b"\xef\xbb\xbf{}",
            b"{\"a\":\"\xff\"}",
            b"{\"a\":\"\xed\xa0\x80\"}",
            b"{\"a\":\"\x01\"}",
            br#"{"a":"\ud800"}"#,
            br#"{"a":"\udc00\ud800"}"#,
            br#"{"\ud800":1}"#,
            b"nul",
        ] {
            assert_eq!(kind(text), TokenErrorKind::Json, "{}", text.escape_ascii());
        }
        assert_eq!(kind(b"{} {}"), TokenErrorKind::TrailingData);
        assert_eq!(kind(b"{}\0"), TokenErrorKind::TrailingData);
        assert!(Object::parse(b"[]", "test").is_err());
        assert!(Object::parse(b" {}\r\n", "test").is_ok());
    }

    #[test]
    fn tells_where_it_stopped() {
        assert_eq!(Value::parse(b"{\n\"a\": x}", "test").unwrap_err().offset, 7);
        assert_eq!(Value::parse(b"{}]", "test").unwrap_err().offset, 2);
    }

    #[test]
    fn many_members_are_read_in_linear_space_and_time() {
        let members: Vec<String> = (0..100_000).map(|i| alloc::format!("\"{i}\":0")).collect();
        let text = ["{", &members.join(","), "}"].concat();
        assert_eq!(
            Object::parse(text.as_bytes(), "test").unwrap().len(),
            100_000
        );
    }
}
