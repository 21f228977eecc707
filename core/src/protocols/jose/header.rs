// SPDX-License-Identifier: MIT OR Apache-2.0
//! The header of a compact token ([RFC 7515, section 4], [RFC 7516, section 4]).
//!
//! A header says what its sender claims; nothing in it is a reason to trust anything. `jwk`, `jku`, `x5c`,
//! `x5u`, `x5t` and `kid` are shown to whoever asks and never used. `crit` is refused whatever it holds, for
//! no extension is supported, and so is `b64` with any value but `true` ([RFC 7797]).
//!
//! [RFC 7515, section 4]: https://www.rfc-editor.org/rfc/rfc7515#section-4
//! [RFC 7516, section 4]: https://www.rfc-editor.org/rfc/rfc7516#section-4
//! [RFC 7797]: https://www.rfc-editor.org/rfc/rfc7797

use alloc::string::String;
use core::ops::Index;

use super::json::{Object, Value};
use super::{TokenError, TokenErrorKind};

/// The header of a JWS or JWE. Indexing by an absent member gives [`Value::Null`].
#[derive(Clone, Debug, PartialEq)]
pub struct Header(Object);

impl Header {
    /// Reads the decoded first part of a token.
    pub(crate) fn parse(octets: &[u8], what: &'static str) -> Result<Self, TokenError> {
        let object = Object::parse(octets, what)?;
        let refuse = |member| Err(TokenError::new(TokenErrorKind::Value, 0, member));
        if object.get("crit").is_some() {
            return refuse("header member crit");
        }
        if object
            .get("b64")
            .is_some_and(|b64| b64.as_bool() != Some(true))
        {
            return refuse("header member b64");
        }
        Ok(Self(object))
    }

    /// The member `alg`, when it is a string. A verified JWS always has it.
    pub fn alg(&self) -> Option<&str> {
        self.0["alg"].as_str()
    }

    /// The member `typ`, when it is a string.
    pub fn typ(&self) -> Option<&str> {
        self.0["typ"].as_str()
    }

    /// The member `cty`, when it is a string.
    pub fn cty(&self) -> Option<&str> {
        self.0["cty"].as_str()
    }

    /// The member `enc`, when it is a string. A JWE always has it.
    pub fn enc(&self) -> Option<&str> {
        self.0["enc"].as_str()
    }

    /// The member `kid`, when it is a string. In the bank's JWE it is the serial number of the recipient's
    /// certificate in upper-case hexadecimal.
    pub fn kid(&self) -> Option<&str> {
        self.0["kid"].as_str()
    }

    /// The member `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The members, in the order of the text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter()
    }

    /// The header as JSON. It is not the text that was signed.
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }
}

impl Index<&str> for Header {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        &self.0[name]
    }
}
