// SPDX-License-Identifier: MIT OR Apache-2.0
//! `application/x-www-form-urlencoded` ([WHATWG URL, section 5]): pairs of names and values.
//!
//! Reading refuses a `%` without two hexadecimal digits and octets that are no UTF-8, and says so per value; browsers
//! would pass such octets through. Writing encodes once: everything but ASCII letters, digits and `*-._` is
//! percent-encoded, so that `+`, `/` and `=` of base64 arrive as they were.
//!
//! [WHATWG URL, section 5]: https://url.spec.whatwg.org/#application/x-www-form-urlencoded

use alloc::string::String;
use alloc::vec::Vec;

/// The pairs of a body in their order. `None` stands for a part that cannot be decoded.
pub(super) fn pairs(body: &[u8]) -> impl Iterator<Item = (Option<String>, Option<String>)> + '_ {
    body.split(|&octet| octet == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut parts = pair.splitn(2, |&octet| octet == b'=');
            let name = parts.next().unwrap_or_default();
            let value = parts.next().unwrap_or_default();
            (decode(name), decode(value))
        })
}

/// Adds `name=value`, after an `&` when something stands before.
pub(super) fn push(body: &mut String, name: &str, value: &str) {
    if !body.is_empty() {
        body.push('&');
    }
    encode(body, name);
    body.push('=');
    encode(body, value);
}

fn decode(text: &[u8]) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'+' => octets.push(b' '),
            b'%' => {
                let [high, low, after @ ..] = rest else {
                    return None;
                };
                octets.push(digit(*high)? << 4 | digit(*low)?);
                rest = after;
            }
            octet => octets.push(*octet),
        }
    }
    String::from_utf8(octets).ok()
}

fn digit(octet: u8) -> Option<u8> {
    Some(match octet {
        b'0'..=b'9' => octet - b'0',
        b'a'..=b'f' => octet - b'a' + 10,
        b'A'..=b'F' => octet - b'A' + 10,
        _ => return None,
    })
}

fn encode(body: &mut String, text: &str) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for octet in text.bytes() {
        match octet {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'-' | b'.' | b'_' => {
                body.push(char::from(octet));
            }
            b' ' => body.push('+'),
            _ => {
                body.push('%');
                body.push(DIGITS[usize::from(octet >> 4)]);
                body.push(DIGITS[usize::from(octet & 15)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let every: String = (0..0x250).filter_map(char::from_u32).collect();
        let mut body = String::new();
        push(&mut body, "rawdata", "gs65nEDW1GxiEoj22XoJ6QPwWUM=");
        push(&mut body, "a&b", &every);
        push(&mut body, "comment", "");
        let read: Vec<_> = pairs(body.as_bytes()).collect();
        assert_eq!(
            read,
            [
                (
                    Some("rawdata".to_string()),
                    Some("gs65nEDW1GxiEoj22XoJ6QPwWUM=".to_string())
                ),
                (Some("a&b".to_string()), Some(every)),
                (Some("comment".to_string()), Some(String::new())),
            ]
        );
    }

    #[test]
    fn base64_is_encoded_once() {
        let mut body = String::new();
        push(&mut body, "certificate", "a+/=");
        assert_eq!(body, "certificate=a%2B%2F%3D");
    }

    #[test]
    fn broken_escapes_are_told_apart_from_empty_values() {
        for broken in ["%", "%4", "%4x", "%zz", "%FF"] {
            assert_eq!(decode(broken.as_bytes()), None, "{broken}");
        }
        assert_eq!(decode(b"").as_deref(), Some(""));
        assert_eq!(decode(b"%d0%b0+b").as_deref(), Some("а b"));
        // An empty pair is no parameter; one without `=` is empty.
        let read: Vec<_> = pairs(b"&a&&b=1=2&").collect();
        assert_eq!(
            read,
            [
                (Some("a".to_string()), Some(String::new())),
                (Some("b".to_string()), Some("1=2".to_string())),
            ]
        );
    }
}
