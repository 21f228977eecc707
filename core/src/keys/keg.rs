// SPDX-License-Identifier: MIT OR Apache-2.0
//! KEG, the key agreement that gives the two keys of KExp15: R 1323565.1.020-2018,
//! [RFC 9189, section 8.3.1](https://www.rfc-editor.org/rfc/rfc9189#section-8.3.1).
//!
//! r is octets 0 to 15 of h as a big-endian integer, 1 if that is 0. Under a key of 256 bits KEG is
//! KDF_TREE(VKO_256(r), "kdf tree", octets 16 to 23 of h, R = 1, L = 512), under one of 512 bits VKO_512(r). Octets 24 to 31
//! are not used here: CMS takes the IV of KExp15 from them.
//!
//! Refused: a peer's key on other numbers than the own key. A [`PublicKey`] is in its subgroup, as the RFC demands.

use super::vko::{vko_2012_256, vko_2012_512};
use super::{KeyError, PrivateKey, PublicKey};
use crate::ct::Zeroizing;
use crate::primitives::kdf::kdf_tree_gostr3411_2012_256;

/// KEG of a private key, the peer's public key and 32 octets h, which are public (the UKM in CMS): the MAC key, then the
/// encryption key of KExp15, 32 octets each.
///
/// # Errors
///
/// [`KeyError::AlgorithmMismatch`] if the keys are on different curves or of GOST R 34.10-2001, for which KEG is not
/// defined.
pub fn keg(
    key: &PrivateKey,
    peer: &PublicKey,
    h: &[u8; 32],
) -> Result<Zeroizing<[u8; 64]>, KeyError> {
    let old = |algorithm| algorithm == super::KeyAlgorithm::Gost2001;
    if old(key.algorithm()) || old(peer.algorithm()) {
        return Err(KeyError::AlgorithmMismatch);
    }
    // VKO reads its UKM little-endian.
    let mut r = [0; 16];
    r.copy_from_slice(&h[..16]);
    r.reverse();
    if r == [0; 16] {
        r[0] = 1;
    }
    if key.param_set().octets() == 64 {
        return vko_2012_512(key, peer, &r);
    }
    let agreed = vko_2012_256(key, peer, &r)?;
    let mut keys = Zeroizing::new([0; 64]);
    kdf_tree_gostr3411_2012_256(&agreed[..], b"kdf tree", &h[16..24], 1, &mut keys[..])
        .expect("one octet numbers two blocks");
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeyAlgorithm, ParamSet};
    use crate::testutil::{self, Case};

    /// The parameter sets of the file, by their identifiers.
    fn set(oid: &str) -> ParamSet {
        let found = ParamSet::ALL
            .into_iter()
            .find(|set| std::format!("{}", set.oid()) == oid);
        found.unwrap_or_else(|| panic!("{oid}"))
    }

    fn little_endian(case: &Case, name: &str) -> Vec<u8> {
        let mut octets = case.hex(name);
        octets.reverse();
        octets
    }

    fn pair(case: &Case, who: &str) -> (PrivateKey, PublicKey) {
        let set = set(case.str("curve_oid"));
        let algorithm = match set.octets() {
            32 => KeyAlgorithm::Gost2012_256,
            _ => KeyAlgorithm::Gost2012_512,
        };
        let field = |name: &str| little_endian(case, &std::format!("{name}_{who}"));
        let coordinate = |name| little_endian(case, &std::format!("public_{who}_{name}"));
        let key = PrivateKey::from_bytes_le(algorithm, set, &field("private")).unwrap();
        let point = [coordinate("x"), coordinate("y")].concat();
        let public = PublicKey::from_bytes_le(algorithm, set, &point).unwrap();
        assert_eq!(key.public_key().to_bytes_le(), point, "{case}");
        (key, public)
    }

    #[test]
    fn keys_match_vectors_from_both_sides() {
        let (mut ran, mut intermediate) = (0, 0);
        testutil::run("kexp15_keg.json", &[], |case| {
            if case.str("kind") != "KEG" {
                // The wraps have a runner beside them.
                return case.skip();
            }
            let ((a, public_a), (b, public_b)) = (pair(case, "a"), pair(case, "b"));
            let (h, out) = (case.array("h"), case.hex("out"));
            assert_eq!(keg(&a, &public_b, &h).unwrap()[..], out, "{case}");
            assert_eq!(keg(&b, &public_a, &h).unwrap()[..], out, "{case}");
            if let Some(agreed) = case.opt_hex("k_exp_after_vko") {
                let mut r: [u8; 16] = h[..16].try_into().unwrap();
                r.reverse();
                assert_eq!(vko_2012_256(&a, &public_b, &r).unwrap()[..], agreed);
                intermediate += 1;
            }
            ran += 1;
        });
        assert_eq!((ran, intermediate), (10, 1));
    }

    #[test]
    fn zero_counts_as_one() {
        let key = |octet| {
            PrivateKey::from_bytes_le(
                KeyAlgorithm::Gost2012_256,
                ParamSet::Tc26Gost3410_2012_256A,
                &[octet; 32],
            )
            .unwrap()
        };
        let (a, b) = (key(3), key(5));
        let mut one = [0; 32];
        one[15] = 1;
        let of = |h| *keg(&a, b.public_key(), h).unwrap();
        assert_eq!(of(&[0; 32]), of(&one));
    }
}
