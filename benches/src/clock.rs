// SPDX-License-Identifier: MIT OR Apache-2.0
//! What criterion measures here: the time that the processor gave to the thread.
//!
//! On a machine with nothing else to do it is the time by the clock on the wall. Where something else runs, the wall
//! would count that too, and differently for each row. All rows, rivals' too, compute in the one thread.
#![allow(unsafe_code, reason = "a call of the system's C library")]

use std::time::Duration;

use criterion::Criterion;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};

// SAFETY: this is the declaration of shim/clock.c; the function takes nothing and only reads a clock.
unsafe extern "C" {
    safe fn bench_thread_nanoseconds() -> u64;
}

/// Criterion that measures the time of the thread.
pub type Bench = Criterion<ThreadTime>;

/// Criterion for `criterion_group!`.
pub fn bench() -> Bench {
    Criterion::default().with_measurement(ThreadTime)
}

/// The time that the processor gave to the thread.
#[derive(Clone, Copy, Debug)]
pub struct ThreadTime;

impl Measurement for ThreadTime {
    type Intermediate = u64;
    type Value = Duration;

    fn start(&self) -> u64 {
        bench_thread_nanoseconds()
    }

    fn end(&self, start: u64) -> Duration {
        Duration::from_nanos(bench_thread_nanoseconds() - start)
    }

    fn add(&self, left: &Duration, right: &Duration) -> Duration {
        *left + *right
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
