// SPDX-License-Identifier: MIT OR Apache-2.0
//! JWE compact in the shape that the bank sends: a CMS EnvelopedData in five parts.
//!
//! ```text
//! BASE64URL(header) || '.' || '.' || '.' || BASE64URL(ContentInfo) || '.'
//! ```
//!
//! Source: Sber Business ID, resource `/v2/oauth/user-info`. It is not [RFC 7516]: the header has no `alg`, and key,
//! initialization vector and authentication tag are absent because the CMS has its own. Accepted: `enc` =
//! `gost28147-89`; `alg` absent or `dir` (the bank's partners write it); the fourth part with or without padding
//! and with line breaks. Refused: anything in the second, third or fifth part, `zip`, `crit`.
//!
//! Nothing here is authenticated: neither the header, which no key covers, nor the content, for GOST 28147-89 CFB
//! has no tag. Only the signature of the JWS inside proves what is in it.
//!
//! [RFC 7516]: https://www.rfc-editor.org/rfc/rfc7516

use alloc::string::String;
use alloc::vec::Vec;

use super::base64url;
use super::compact::Compact;
use super::error::JweError;
use super::header::Header;
use super::json::{Object, Value};
use super::{TokenError, TokenErrorKind};

/// The one `enc` that is opened and written.
const ENC: &str = "gost28147-89";

/// A JWE that was read but not opened. Nothing in it is proved.
#[derive(Clone, Debug)]
pub struct Jwe {
    header: Header,
    ciphertext: Vec<u8>,
}

impl Jwe {
    /// Reads a compact JWE.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, JweError> {
        Self::from_octets(text.as_ref())
    }

    fn from_octets(text: &[u8]) -> Result<Self, JweError> {
        let Compact::Jwe([header, key, iv, ciphertext, tag]) = Compact::split(text)? else {
            return Err(TokenError::new(TokenErrorKind::Compact, text.len(), "JWE").into());
        };
        key.empty("JWE encrypted key")?;
        iv.empty("JWE initialization vector")?;
        tag.empty("JWE authentication tag")?;
        let header = header.required("JWE header")?;
        let ciphertext = ciphertext.required("JWE ciphertext")?;

        let octets = base64url::decode(header.text, header.offset, "JWE header")?;
        let header = Header::parse(&octets, "JWE header")?;
        match header.get("enc") {
            None => {
                return Err(
                    TokenError::new(TokenErrorKind::MissingMember, 0, "header member enc").into(),
                );
            }
            Some(Value::String(enc)) if enc == ENC => {}
            Some(Value::String(_)) => return Err(JweError::UnsupportedAlgorithm("enc")),
            Some(_) => {
                return Err(TokenError::new(TokenErrorKind::Json, 0, "header member enc").into());
            }
        }
        match header.get("alg") {
            None => {}
            Some(Value::String(alg)) if alg == "dir" => {}
            Some(Value::String(_)) => return Err(JweError::UnsupportedAlgorithm("alg")),
            Some(_) => {
                return Err(TokenError::new(TokenErrorKind::Json, 0, "header member alg").into());
            }
        }
        if header.get("zip").is_some() {
            return Err(JweError::UnsupportedAlgorithm("zip"));
        }
        let ciphertext =
            base64url::decode_wrapped(ciphertext.text, ciphertext.offset, "JWE ciphertext")?;
        Ok(Self { header, ciphertext })
    }

    /// The header. No key covers it: whoever carried the token may have written it.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The CMS ContentInfo, BER or DER, for [`crate::envelope::Opener`].
    pub fn ciphertext(&self) -> &[u8] {
        &self.ciphertext
    }

    /// Writes a JWE around a CMS EnvelopedData for the certificate with this serial number (content octets of the
    /// INTEGER), with the header that the bank writes.
    pub fn encode(content_info: &[u8], serial: &[u8]) -> String {
        let mut header = Object::default();
        header.insert("typ", "JWT".into());
        header.insert("cty", "JWT".into());
        header.insert("enc", ENC.into());
        header.insert("kid", kid(serial).into());
        let mut text = base64url::encode(header.to_json().as_bytes());
        text.push_str("...");
        text.push_str(&base64url::encode(content_info));
        text.push('.');
        text
    }
}

/// A serial number as the bank's `kid` writes it: upper-case hexadecimal of the magnitude, without the zero octet
/// that only keeps the INTEGER positive.
fn kid(serial: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let magnitude = match serial {
        [0, rest @ ..] if !rest.is_empty() => rest,
        _ => serial,
    };
    magnitude
        .iter()
        .flat_map(|octet| {
            [
                DIGITS[usize::from(octet >> 4)],
                DIGITS[usize::from(octet & 15)],
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn code(text: &str) -> ErrorCode {
        Jwe::parse(text).unwrap_err().code()
    }

    fn with_header(header: &str) -> String {
        alloc::format!("{}...MAA.", base64url::encode(header.as_bytes()))
    }

    #[test]
    fn writes_what_the_bank_writes() {
        let jwe = Jwe::encode(
            &[0x30, 0],
            &[0x77, 0x86, 0xa4, 0xbb, 0xb5, 0x88, 0xb6, 0xaa, 0x48, 0x11],
        );
        let bank = "eyJ0eXAiOiJKV1QiLCJjdHkiOiJKV1QiLCJlbmMiOiJnb3N0MjgxNDctODkiLCJraWQiOiI3Nzg2QTRCQkI1ODhCNkFBNDgxMSJ9...MAA.";
        assert_eq!(jwe, bank);
        assert_eq!(Jwe::parse(bank).unwrap().ciphertext(), [0x30, 0]);
        assert_eq!(kid(&[0, 0x9c]), "9C");
        assert_eq!(kid(&[0]), "00");
    }

    #[test]
    fn accepts_padding_and_line_breaks_in_the_fourth_part_only() {
        let header = base64url::encode(br#"{"enc":"gost28147-89"}"#);
        for fourth in ["MAA", "MAA=", "M\r\nAA\r\n", "MA\nA="] {
            let jwe = Jwe::parse(alloc::format!("{header}...{fourth}.")).unwrap();
            assert_eq!(jwe.ciphertext(), [0x30, 0], "{fourth:?}");
        }
        for text in [
            "{h}...MAA.\n",
            "{h}\n...MAA.",
            "{h}=...MAA.",
            "{h}..\n.MAA.",
            " {h}...MAA.",
        ] {
            let text = text.replace("{h}", &header);
            assert!(
                matches!(
                    code(&text),
                    ErrorCode::InvalidBase64 | ErrorCode::InvalidCompact
                ),
                "{text:?}"
            );
        }
        for fourth in ["MAA==", "MA A", "MA+", "M=AA", "MAB", "MAAAA"] {
            assert_eq!(
                code(&alloc::format!("{header}...{fourth}.")),
                ErrorCode::InvalidBase64
            );
        }
    }

    #[test]
    fn refuses_other_shapes() {
        let header = base64url::encode(br#"{"enc":"gost28147-89"}"#);
        for text in [
            "{h}.AA..MAA.",
            "{h}..AA.MAA.",
            "{h}...MAA.AA",
            "{h}....",
            "...MAA.",
            "{h}.MAA.AA",
            "{h}...MAA",
        ] {
            assert_eq!(
                code(&text.replace("{h}", &header)),
                ErrorCode::InvalidCompact,
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_it_cannot_open() {
        for (header, expected) in [
            (r#"{}"#, ErrorCode::MissingField),
            (r#"{"enc":1}"#, ErrorCode::InvalidJson),
            (r#"{"enc":"A256GCM"}"#, ErrorCode::UnsupportedAlgorithm),
            (r#"{"enc":"GOST28147-89"}"#, ErrorCode::UnsupportedAlgorithm),
            (
                r#"{"enc":"gost28147-89","alg":"RSA-OAEP"}"#,
                ErrorCode::UnsupportedAlgorithm,
            ),
            (
                r#"{"enc":"gost28147-89","alg":null}"#,
                ErrorCode::InvalidJson,
            ),
            (
                r#"{"enc":"gost28147-89","zip":"DEF"}"#,
                ErrorCode::UnsupportedAlgorithm,
            ),
            (
                r#"{"enc":"gost28147-89","crit":["x"]}"#,
                ErrorCode::InvalidValue,
            ),
            (
                r#"{"enc":"gost28147-89","enc":"gost28147-89"}"#,
                ErrorCode::DuplicateField,
            ),
            (r#"["gost28147-89"]"#, ErrorCode::InvalidJson),
        ] {
            assert_eq!(code(&with_header(header)), expected, "{header}");
        }
        assert!(
            Jwe::parse(with_header(
                r#"{"alg":"dir","enc":"gost28147-89","typ":"JOSE"}"#
            ))
            .is_ok()
        );
    }
}
