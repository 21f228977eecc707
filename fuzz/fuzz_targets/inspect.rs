// SPDX-License-Identifier: MIT OR Apache-2.0
//! `inspect` takes anything. The report depends on the octets alone, its JSON is JSON, and nothing in its text can
//! command a terminal.
#![no_main]

use gostseal::inspect::inspect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let report = inspect(data);
    let (text, json) = (report.to_text(), report.to_json());
    assert!(!gostseal_fuzz::commands_terminal(&text), "{text:?}");
    let parsed: serde_json::Value = serde_json::from_str(&json).expect("the report is JSON");
    assert!(parsed["kind"].is_string() && parsed["nodes"].is_array());
    let again = inspect(data);
    assert_eq!(again.to_text(), text);
    assert_eq!(again.to_json(), json);
});
