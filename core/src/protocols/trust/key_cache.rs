// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys whose signatures come again and again, with tables as large as their use earns.
//!
//! A service sees the keys of authorities and banks in every message and most other keys once. The cache counts: a
//! key begins as a plain point, gets a table of 64 KiB at most at its 8th use and one of 256 KiB at most at its 64th
//! (see [`PreparedKey`] for what they bring and when they pay). All keys share one budget of octets; when it is
//! full the keys that were not used for the longest time go, tables and all.
//!
//! Whether a key is trusted is not known here: the cache changes the time of a verification and never its verdict.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::fmt;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::keys::{PreparedKey, PublicKey};

/// From which use on a key has a table, and the octets of the table at most.
const TIERS: [(u64, usize); 2] = [(8, 64 << 10), (64, 256 << 10)];

/// What a key without a table is counted as: its point, its two entries here and what the allocator adds.
const PLAIN_OCTETS: usize = 768;

/// A cache of public keys under one budget. Threads may share it.
pub struct KeyCache {
    budget: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: HashMap<Arc<PublicKey>, Entry>,
    /// The keys by the time of their last use, the oldest first.
    order: BTreeMap<u64, Arc<PublicKey>>,
    /// Uses of all keys, which serve as the time.
    clock: u64,
    /// What the entries are counted as.
    octets: usize,
}

struct Entry {
    prepared: PreparedKey,
    uses: u64,
    last_use: u64,
    /// The tiers whose table was made, is being made, or is too large for the budget.
    tiers: usize,
}

impl Entry {
    fn octets(&self) -> usize {
        PLAIN_OCTETS + self.prepared.table_octets()
    }
}

impl KeyCache {
    /// An empty cache. It holds some 1300 keys without tables in each MiB of its budget, or four with the largest.
    ///
    /// A key that does not fit at all is handed out and not kept.
    pub fn new(budget: usize) -> Self {
        Self {
            budget,
            state: Mutex::default(),
        }
    }

    /// The key with the table that it has earned, this use counted.
    ///
    /// At the 8th and the 64th use the table is made here, in the thread that asks; other threads go on with what
    /// there was before.
    pub fn get(&self, key: &PublicKey) -> PreparedKey {
        let (prepared, wanted) = self.lock().touch(key, self.budget);
        let Some(octets) = wanted else {
            return prepared;
        };
        let better = key.prepare_within(octets);
        self.lock().replace(key, better.clone(), self.budget);
        better
    }

    /// How often a key was asked for since it is here; 0 when it is not.
    pub fn uses(&self, key: &PublicKey) -> u64 {
        self.lock().entries.get(key).map_or(0, |entry| entry.uses)
    }

    /// Keys that are held.
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Whether no key is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Octets that the keys and their tables are counted as: never more than the budget.
    pub fn octets(&self) -> usize {
        self.lock().octets
    }

    /// A panic in another thread leaves the state whole: nothing panics between two changes that belong together.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Counts a use. Gives the key as it is, and the octets of the table that is to be made for it now.
    fn touch(&mut self, key: &PublicKey, budget: usize) -> (PreparedKey, Option<usize>) {
        self.clock += 1;
        let now = self.clock;
        let Some(entry) = self.entries.get_mut(key) else {
            let prepared = key.prepare_within(0);
            self.insert(key, prepared.clone(), budget);
            return (prepared, None);
        };
        entry.uses += 1;
        if let Some(shared) = self.order.remove(&entry.last_use) {
            self.order.insert(now, shared);
        }
        entry.last_use = now;
        let earned = TIERS
            .iter()
            .take_while(|(uses, _)| entry.uses >= *uses)
            .count();
        let wanted = match TIERS.get(earned.wrapping_sub(1)) {
            Some((_, octets)) if earned > entry.tiers && PLAIN_OCTETS + octets <= budget => {
                Some(*octets)
            }
            _ => None,
        };
        entry.tiers = entry.tiers.max(earned);
        (entry.prepared.clone(), wanted)
    }

    fn insert(&mut self, key: &PublicKey, prepared: PreparedKey, budget: usize) {
        let entry = Entry {
            prepared,
            uses: 1,
            last_use: self.clock,
            tiers: 0,
        };
        if entry.octets() > budget {
            return;
        }
        let shared = Arc::new(key.clone());
        self.octets += entry.octets();
        self.order.insert(entry.last_use, shared.clone());
        self.entries.insert(shared, entry);
        self.shrink(budget);
    }

    /// Gives a key that is still here its new table, as the latest use.
    fn replace(&mut self, key: &PublicKey, prepared: PreparedKey, budget: usize) {
        self.clock += 1;
        let now = self.clock;
        let Some(entry) = self.entries.get_mut(key) else {
            return;
        };
        // Two tiers may be made at the same time and come in either order.
        if prepared.table_octets() <= entry.prepared.table_octets() {
            return;
        }
        self.octets -= entry.octets();
        entry.prepared = prepared;
        self.octets += entry.octets();
        if let Some(shared) = self.order.remove(&entry.last_use) {
            self.order.insert(now, shared);
        }
        entry.last_use = now;
        self.shrink(budget);
    }

    /// Drops the keys that were not used for the longest time. The latest fits by itself.
    fn shrink(&mut self, budget: usize) {
        while self.octets > budget
            && let Some((_, oldest)) = self.order.pop_first()
        {
            if let Some(entry) = self.entries.remove(&oldest) {
                self.octets -= entry.octets();
            }
        }
    }
}

/// Prints the numbers, not the keys.
impl fmt::Debug for KeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("KeyCache")
            .field("budget", &self.budget)
            .field("octets", &state.octets)
            .field("keys", &state.entries.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::keys::{KeyAlgorithm, ParamSet, PrivateKey, Signature};

    fn private(number: u8) -> PrivateKey {
        let mut d = [0; 32];
        d[0] = number;
        PrivateKey::from_bytes_le(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, &d).unwrap()
    }

    fn keys(count: u8) -> Vec<PublicKey> {
        (1..=count)
            .map(|number| private(number).public_key().clone())
            .collect()
    }

    fn signed(key: &PrivateKey) -> ([u8; 32], Signature) {
        let digest = [7; 32];
        (digest, key.sign_digest(&digest, None).unwrap())
    }

    #[test]
    fn tables_come_at_the_8th_and_the_64th_use() {
        let cache = KeyCache::new(1 << 20);
        let private = private(9);
        let key = private.public_key();
        let (digest, signature) = signed(&private);
        assert_eq!(cache.uses(key), 0);
        for use_count in 1..=70u64 {
            let prepared = cache.get(key);
            assert_eq!(prepared.public_key(), key);
            assert_eq!(prepared.verify_digest(&digest, &signature), Ok(()));
            assert!(prepared.verify_digest(&[8; 32], &signature).is_err());
            let octets = prepared.table_octets();
            match use_count {
                1..8 => assert_eq!(octets, 0),
                8..64 => assert!((1..=64 << 10).contains(&octets)),
                _ => assert!((64 << 10..=256 << 10).contains(&octets)),
            }
            assert_eq!(cache.uses(key), use_count);
            assert_eq!(cache.octets(), PLAIN_OCTETS + octets);
        }
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn the_budget_holds_and_the_least_recently_used_go() {
        let keys = keys(5);
        let budget = 3 * PLAIN_OCTETS;
        let cache = KeyCache::new(budget);
        for key in &keys[..3] {
            cache.get(key);
        }
        cache.get(&keys[0]);
        assert_eq!((cache.len(), cache.octets()), (3, budget));
        // The second is the one that was not used for the longest time, then the third.
        cache.get(&keys[3]);
        assert_eq!((cache.uses(&keys[1]), cache.uses(&keys[0])), (0, 2));
        cache.get(&keys[4]);
        assert_eq!((cache.uses(&keys[2]), cache.uses(&keys[0])), (0, 2));
        assert_eq!((cache.len(), cache.octets()), (3, budget));
        // Too small for a table: the key stays plain, however often it comes.
        for _ in 0..80 {
            assert_eq!(cache.get(&keys[0]).table_octets(), 0);
            assert!(cache.octets() <= budget);
        }
    }

    #[test]
    fn a_table_drives_out_other_keys_and_not_its_own() {
        let keys = keys(40);
        let budget = PLAIN_OCTETS + (64 << 10);
        let cache = KeyCache::new(budget);
        for key in &keys {
            cache.get(key);
        }
        for _ in 0..70 {
            cache.get(&keys[0]);
            assert!(cache.octets() <= budget);
        }
        assert!(cache.get(&keys[0]).table_octets() > 0);
        assert_eq!(cache.uses(&keys[0]), 72);
        // The larger table has no room: the smaller one stays.
        assert!(cache.get(&keys[0]).table_octets() <= 64 << 10);
    }

    #[test]
    fn a_cache_without_room_hands_out_plain_keys() {
        let cache = KeyCache::new(PLAIN_OCTETS - 1);
        let key = &keys(1)[0];
        assert_eq!(cache.get(key).public_key(), key);
        assert!(cache.is_empty());
        assert_eq!(cache.octets(), 0);
    }

    #[test]
    fn threads_count_every_use() {
        let cache = KeyCache::new(1 << 20);
        let private = private(11);
        let key = private.public_key();
        let (digest, signature) = signed(&private);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..32 {
                        let prepared = cache.get(key);
                        assert_eq!(prepared.verify_digest(&digest, &signature), Ok(()));
                    }
                });
            }
        });
        assert_eq!(cache.uses(key), 128);
        assert!(cache.get(key).table_octets() > 64 << 10);
    }
}
