// SPDX-License-Identifier: MIT OR Apache-2.0
//! A CRL of 50 MiB is judged in one pass and in flat memory. The test stands alone in its process, whose peak it reads; neither
//! it nor the reader ever has the list.
#![cfg(all(feature = "std", target_os = "linux"))]

mod trust_support;

use gostseal::DigestAlgorithm;
use gostseal::hash::{Digest, Streebog256};
use gostseal::keys::SignatureOrder;
use gostseal::trust::{CrlScan, Evidence, Revocation, RevocationStatus};
use trust_support::*;

/// The most memory that the process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// Tag and length of an element.
fn header(tag: u8, length: usize) -> Vec<u8> {
    let mut out = vec![tag, 0x84];
    out.extend((length as u32).to_be_bytes());
    out
}

fn serial(number: u32) -> Vec<u8> {
    [&[1][..], &number.to_be_bytes()].concat()
}

fn one(number: u32) -> Vec<u8> {
    entry(&serial(number), days(-10), &[])
}

#[test]
fn a_list_of_fifty_mebibytes_takes_no_more_memory_than_a_small_one() {
    let authority = key(1);
    let ca = Spec::ca("ca", "ca").issue(&authority, &authority);
    let leaf = |number| {
        Spec::new("ca", "leaf")
            .serial(&serial(number))
            .issue(&key(3), &authority)
    };
    let template = one(0);
    let (length, number_at) = (template.len(), 5);
    let one = |number: u32| {
        let mut entry = template.clone();
        entry[number_at..number_at + 4].copy_from_slice(&number.to_be_bytes());
        entry
    };
    assert_eq!(one(7), self::one(7));
    let count = (50 << 20) / length as u32;
    let head = [
        &[2, 1, 1][..],
        &SIGNATURE_ALGORITHM,
        &name("ca"),
        &time(days(-1)),
        &time(days(6)),
    ]
    .concat();
    let list = header(0x30, count as usize * length);
    let tbs = header(0x30, head.len() + list.len() + count as usize * length);
    // Every piece of what is signed, some kilobytes each.
    let pieces = |take: &mut dyn FnMut(&[u8])| {
        take(&[&tbs[..], &head, &list].concat());
        for start in (0..count).step_by(1000) {
            let numbers = start..count.min(start + 1000);
            take(&numbers.flat_map(one).collect::<Vec<u8>>());
        }
    };
    let mut digest = Streebog256::new();
    pieces(&mut |piece| digest.update(piece));
    let signature = authority.sign_digest(&digest.finalize(), None).unwrap();
    let bits = tlv(3, &[&[0], &signature.to_bytes(SignatureOrder::SrBe)]);
    let rest = [&SIGNATURE_ALGORITHM[..], &bits].concat();
    let signed = tbs.len() + head.len() + list.len() + count as usize * length;
    let whole = header(0x30, signed + rest.len());
    assert!(whole.len() + signed + rest.len() >= 50 << 20);
    // What the digest of the library itself may need is needed before.
    let _ = DigestAlgorithm::Streebog256.digest(&[0; 4096]);

    let (listed, other) = (leaf(count / 2), leaf(count));
    let before = peak();
    let mut scan = CrlScan::of([&listed, &other]);
    scan.update(&whole).unwrap();
    pieces(&mut |piece| scan.update(piece).unwrap());
    scan.update(&rest).unwrap();
    let crl = scan.finish().unwrap();
    assert_eq!(crl.entry_count(), u64::from(count));
    let mut evidence = Evidence::new();
    evidence.add_crl(crl);
    let status = |leaf| evidence.status(leaf, &ca, Some(NOW));
    assert!(matches!(status(&listed), RevocationStatus::Revoked { .. }));
    assert_eq!(status(&other), RevocationStatus::Good);
    let grown = peak() - before;
    assert!(grown < 2048, "{grown} KiB");
}
