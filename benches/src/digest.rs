// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog-256 of a file and nothing else: what verifying a large document is held against. Usage: bench-digest FILE

use std::env;
use std::fs::File;
use std::io::Read;

use gostseal::hash::{Digest, Streebog256};

fn main() -> std::io::Result<()> {
    let path = env::args_os().nth(1).expect("usage: bench-digest FILE");
    let mut file = File::open(path)?;
    let mut hasher = Streebog256::new();
    let mut octets = vec![0; 64 << 10];
    loop {
        match file.read(&mut octets)? {
            0 => break,
            count => hasher.update(&octets[..count]),
        }
    }
    let digest: String = hasher
        .finalize()
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    println!("{digest}");
    Ok(())
}
