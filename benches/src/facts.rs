// SPDX-License-Identifier: MIT OR Apache-2.0
//! What `scripts/bench-report` has to know of this machine and build, as JSON: versions of the rivals, which rows there
//! are when which instruction sets are denied, and keys with signatures for the rival in another process.

use gostseal_benches::backend::{Family, SETS, present};
use gostseal_benches::curves::{CURVES, Case, hex};
use gostseal_benches::rivals::{botan, openssl};
use serde_json::{Map, Value, json};

fn main() {
    let usable = |set: &&str| {
        present(set)
            && Family::ALL
                .iter()
                .any(|(_, family)| family.backends().contains(set))
    };
    let sets: Vec<&str> = SETS.into_iter().filter(usable).collect();
    // All are allowed, then the best is denied, then all are: with two kinds of vectors each has its turn.
    let mut denials = vec![Vec::new()];
    if sets.contains(&"avx512") {
        denials.push(vec!["avx512"]);
    }
    if !sets.is_empty() {
        denials.push(sets);
    }
    let rows = |denied: &[&str]| -> Map<String, Value> {
        let row = |(name, family): &(&str, Family)| {
            ((*name).to_owned(), family.row_without(denied).into())
        };
        Family::ALL.iter().map(row).collect()
    };
    let levels: Vec<Value> = denials
        .iter()
        .map(|denied| json!({"deny": denied.join(","), "rows": rows(denied)}))
        .collect();
    let present: Vec<&str> = SETS.into_iter().filter(|set| present(set)).collect();
    let backends: Map<String, Value> = Family::ALL
        .iter()
        .map(|(name, family)| ((*name).to_owned(), family.backends().into()))
        .collect();
    let keys: Vec<Value> = CURVES
        .into_iter()
        .map(|curve| {
            let case = Case::new(curve);
            let signed: Vec<Value> = case
                .signed
                .iter()
                .map(|signed| json!([hex(&signed.digest), hex(&signed.octets)]))
                .collect();
            json!({"name": curve.name, "oid": case.oid, "spki": hex(&case.spki), "signed": signed})
        })
        .collect();
    let facts = json!({
        "versions": {
            "openssl": openssl::version(),
            "botan": botan::version(),
        },
        "processor_has": present,
        "backends": backends,
        "levels": levels,
        "keys": keys,
    });
    println!("{facts}");
}
