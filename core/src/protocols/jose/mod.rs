// SPDX-License-Identifier: MIT OR Apache-2.0
//! JOSE with GOST algorithms: compact JWS and JWE, and the claims inside.
//!
//! ```text
//! jwe.rs      five parts around a CMS EnvelopedData      jws.rs    three parts: read, verify
//! compact.rs  a text cut at its dots                     sign.rs   three parts: make
//! base64url.rs, json.rs, header.rs: what is between      profile.rs  what an `alg` name stands for
//! claims.rs   what the payload says and what is demanded of it
//! ```
//!
//! There is no RFC for GOST in JOSE; the forms here are those that services send, and each module names the source.
//! Opening a JWE takes [`crate::envelope`]; the way from a sealed text to proved claims is [`crate::userinfo`].

mod base64url;
mod claims;
mod compact;
mod error;
mod header;
mod json;
mod jwe;
mod jws;
mod profile;
mod sign;

pub use claims::{Claims, ClaimsPolicy};
pub(crate) use compact::Compact;
pub use error::{ClaimsError, JweError, JwsError, SignError, TokenError, TokenErrorKind};
pub use header::Header;
pub use json::{Number, Object, Value};
pub use jwe::Jwe;
pub use jws::{JwsVerifier, UntrustedJws, UnverifiedJws, VerifiedJws};
pub use profile::{Profile, SignatureForm};
pub use sign::{JwsSigner, sign};
