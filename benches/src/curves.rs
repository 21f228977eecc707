// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys, digests and signatures for the rows of curves: the same for ours and every rival.
//!
//! A key comes with several signatures, which take turns: a verification takes variable time, and one signature over
//! and over would be learnt by the branch predictor.

use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey, Signature, SignatureOrder};
use serde_json::Value;

use crate::Input;

/// How many signatures take turns.
pub const SIGNATURES: usize = 16;

/// A curve that has rows.
#[derive(Clone, Copy, Debug)]
pub struct Curve {
    /// Its name in groups.
    pub name: &'static str,
    /// The parameter set.
    pub param_set: ParamSet,
}

/// The curves that have rows. The other names of parameter sets stand for the same numbers, or for tests only.
pub const CURVES: [Curve; 6] = [
    curve("CryptoPro-A", ParamSet::CryptoProA),
    curve("CryptoPro-B", ParamSet::CryptoProB),
    curve("CryptoPro-C", ParamSet::CryptoProC),
    curve("256A", ParamSet::Tc26Gost3410_2012_256A),
    curve("512A", ParamSet::Tc26Gost3410_2012_512A),
    curve("512C", ParamSet::Tc26Gost3410_2012_512C),
];

const fn curve(name: &'static str, param_set: ParamSet) -> Curve {
    Curve { name, param_set }
}

/// A digest and a signature of it.
#[derive(Clone, Debug)]
pub struct Signed {
    /// 32 or 64 octets.
    pub digest: Vec<u8>,
    /// The signature.
    pub signature: Signature,
    /// s | r, big-endian: as rivals take it.
    pub octets: Vec<u8>,
}

/// A key and what it has signed.
#[derive(Debug)]
pub struct Case {
    /// The key.
    pub key: PrivateKey,
    /// SubjectPublicKeyInfo, DER.
    pub spki: Vec<u8>,
    /// PKCS#8, DER.
    pub pkcs8: Vec<u8>,
    /// p, a, b, x, y, q and cofactor of the curve, then d, in hexadecimal, big-endian.
    pub numbers: [String; 8],
    /// The parameter set's OID.
    pub oid: String,
    /// Signatures by the key.
    pub signed: Vec<Signed>,
}

impl Case {
    /// A key on the curve, the same in each run.
    pub fn new(curve: Curve) -> Self {
        let octets = curve.param_set.octets();
        let algorithm = match octets {
            32 => KeyAlgorithm::Gost2012_256,
            _ => KeyAlgorithm::Gost2012_512,
        };
        // Little-endian; the two most significant bits are clear, so that d is below every order.
        let mut d = Input::new(octets).get().to_vec();
        d[octets - 1] &= 0x1f;
        let key = PrivateKey::from_bytes_le(algorithm, curve.param_set, &d).expect("a key");
        let mut input = Input::new(octets);
        let signed = (0..SIGNATURES).map(|_| {
            let digest = input.get().to_vec();
            let signature = key.sign_digest(&digest, None).expect("a signature");
            let octets = signature.to_bytes(SignatureOrder::SrBe);
            Signed {
                digest,
                signature,
                octets,
            }
        });
        let signed = signed.collect();
        d.reverse();
        Self {
            spki: key.public_key().to_spki_der(),
            pkcs8: key.to_pkcs8_der().to_vec(),
            numbers: numbers(&corpus(curve.param_set), &d),
            oid: corpus(curve.param_set)["oid"]
                .as_str()
                .expect("an OID")
                .to_owned(),
            signed,
            key,
        }
    }
}

/// What the test corpus says of a parameter set.
fn corpus(param_set: ParamSet) -> Value {
    let corpus: Value =
        serde_json::from_str(include_str!("../../vectors/curves.json")).expect("JSON");
    let cases = corpus["cases"].as_array().expect("cases");
    cases
        .iter()
        .find(|case| case["id"] == param_set.name())
        .expect("every curve is in the corpus")
        .clone()
}

/// The numbers of a curve, and d.
fn numbers(case: &Value, d_be: &[u8]) -> [String; 8] {
    ["p", "a", "b", "x", "y", "q", "cofactor", "d"].map(|name| match (name, &case[name]) {
        ("d", _) => hex(d_be),
        (_, Value::String(hex)) => hex.clone(),
        (_, number) => format!("{:x}", number.as_u64().expect("a number")),
    })
}

/// Octets in hexadecimal.
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
