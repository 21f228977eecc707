// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of an envelope is read before it is given up.

/// How much of an envelope is read before it is given up. The content itself has no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Recipients that are for the key and do not open before the envelope is given up: 64. Each costs a key agreement.
    pub attempts: u32,
    /// Octets before the encrypted content, recipients that are read past included: 16 MiB.
    pub head: u64,
    /// Octets of originatorInfo, which is kept in memory: 1 MiB.
    pub originator_info: u64,
    /// Octets of one KeyTransRecipientInfo or AlgorithmIdentifier, kept in memory while it is read: 64 KiB.
    pub structure: u64,
    /// Octets of one KeyAgreeRecipientInfo, which may be for many and is kept in memory while it is read: 4 MiB.
    pub agreement: u64,
    /// RecipientInfos: 10,000, a mailing to a large institution.
    pub recipients: u32,
    /// Octets after the encrypted content: 1 MiB. Attributes of OMAC are kept in memory while they are read.
    pub tail: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempts: 64,
            head: 16 << 20,
            originator_info: 1 << 20,
            structure: 64 << 10,
            agreement: 4 << 20,
            recipients: 10_000,
            tail: 1 << 20,
        }
    }
}
