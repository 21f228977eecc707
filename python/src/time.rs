// SPDX-License-Identifier: MIT OR Apache-2.0
//! Instants from Python and to Python.

use gostseal::UnixTime;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt};

/// The argument `now`: an aware `datetime`, seconds since 1970, or `None` for the system's clock.
///
/// A fraction of a second is cut off. A naive `datetime` says nothing without a time zone and is refused.
pub(crate) fn instant(now: Option<&Bound<'_, PyAny>>) -> PyResult<UnixTime> {
    let Some(now) = now else {
        return Ok(UnixTime::now());
    };
    if let Ok(seconds) = now.cast::<PyInt>() {
        return Ok(UnixTime(seconds.extract()?));
    }
    let seconds = if let Ok(seconds) = now.cast::<PyFloat>() {
        seconds.value()
    } else if now.is_instance(&now.py().import("datetime")?.getattr("datetime")?)? {
        if now.call_method0("utcoffset")?.is_none() {
            return Err(PyValueError::new_err(
                "now: a datetime must have a time zone",
            ));
        }
        now.call_method0("timestamp")?.extract()?
    } else {
        return Err(PyTypeError::new_err(
            "now: a datetime or a number of seconds is needed",
        ));
    };
    if !seconds.is_finite() {
        return Err(PyValueError::new_err("now: not a finite number"));
    }
    // Beyond the range of i64 the cast saturates, which is as far from any certificate.
    Ok(UnixTime(seconds.floor() as i64))
}

/// A `datetime` in UTC. What lies before the year 1, which Python cannot name, is given as its beginning.
pub(crate) fn datetime(py: Python<'_>, instant: UnixTime) -> PyResult<Bound<'_, PyAny>> {
    const YEAR_1: i64 = -62_135_596_800;
    let module = py.import("datetime")?;
    let utc = module.getattr("timezone")?.getattr("utc")?;
    let epoch = module
        .getattr("datetime")?
        .call1((1970, 1, 1, 0, 0, 0, 0, utc))?;
    let since = module
        .getattr("timedelta")?
        .call1((0, instant.0.max(YEAR_1)))?;
    epoch.add(since)
}
