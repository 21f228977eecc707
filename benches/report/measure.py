# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the benchmarks and gathers what they measured into one value, which report.json keeps.

Every level denies other instruction sets (`GOSTSEAL_DENY_CPU`), so that each backend has its row. The rivals run again at
each level: a ratio is taken between rows of one run. A program that fails ends all.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
JARS = [f"/usr/share/java/{name}.jar" for name in ("bcprov", "bcpkix", "bcutil")]
KEY = ROOT / "vectors/interop/bc/keys/leaf256CPA.p8.der"
AT = "2026-12-01T00:00:00Z"
CERTIFICATE = ROOT / "vectors/interop/bc/keys/leaf256CPA.cert.der"

# Benchmarks, and the family of backends whose names their rows bear.
BENCHES = {
    "gost28147": "gost28147",
    "streebog": "streebog",
    "gost3411_94": "gost94",
    "signature": "curves",
    "userinfo": "whole",
    "pki": "whole",
}

# What is measured in processes of their own, by the names of `--only`.
PROCESSES = ("files", "documents")

# Seconds of warm-up and of measurement, samples; repetitions for files; seconds for BouncyCastle; size of the file.
MODES = {
    "quick": {"warm": 0.1, "measure": 0.3, "samples": 10, "times": 1, "java": 0.3, "file": 64 << 20, "document": 128 << 20},
    "full": {"warm": 0.3, "measure": 1.0, "samples": 20, "times": 3, "java": 1.0, "file": 256 << 20, "document": 1 << 30},
}


def say(text):
    print(f"bench-report: {text}", flush=True)


def run(command, **options):
    """Standard output of a command that has to succeed."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"bench-report: {' '.join(map(str, command))} failed with {done.returncode}")
    return done.stdout


def measure(mode, only=None):
    """Everything, or the benchmarks and processes of `only`; the value that report.json keeps."""
    settings = MODES[mode]
    target = pathlib.Path(json.loads(run(["cargo", "metadata", "--format-version", "1", "--no-deps"]))["target_directory"])
    say("building")
    run(["cargo", "bench", "-q", "-p", "gostseal-benches", "--no-run"])
    run(["cargo", "build", "-q", "--release", "-p", "gostseal-cli", "-p", "gostseal-benches"])
    facts = json.loads(run([target / "release/bench-facts"]))
    begun = time.time()
    load = os.getloadavg()[0]
    rows = []
    for level, bench in schedule(facts["levels"], only):
        deny = facts["levels"][level]["deny"]
        say(f"{bench}, denied: {deny or 'nothing'}")
        home = target / "bench-report" / f"{level}-{bench}"
        shutil.rmtree(home, ignore_errors=True)
        environment = os.environ | {"GOSTSEAL_DENY_CPU": deny, "CRITERION_HOME": str(home)}
        run(
            ["cargo", "bench", "-q", "-p", "gostseal-benches", "--bench", bench, "--", "--noplot"]
            + ["--warm-up-time", str(settings["warm"]), "--measurement-time", str(settings["measure"])]
            + ["--sample-size", str(settings["samples"]), "--nresamples", "5000"],
            env=environment,
            stderr=subprocess.STDOUT,
        )
        rows += criterion_rows(home, level)
    files, documents = [], []
    if only is None or "documents" in only:
        documents = document_rows(target / "release/gostseal", target / "release/bench-digest", facts["levels"], settings)
    if only is None or "files" in only:
        with tempfile.TemporaryDirectory() as classes:
            run(["javac", "-cp", ":".join(JARS), "-d", classes, "benches/java/BouncyCastleBench.java"])
            java = ["java", "-Xmx64m", "-cp", ":".join([classes, *JARS]), "BouncyCastleBench"]
            if only is None:
                rows += java_rows(java, settings["java"], facts["keys"])
            files = file_rows(java, target / "release/gostseal", facts["levels"], settings)
    return {
        "schema": "gostseal-bench/1",
        "mode": mode,
        "date": time.strftime("%Y-%m-%d", time.gmtime(begun)),
        "minutes": round((time.time() - begun) / 60, 1),
        "commit": commit(),
        "machine": machine() | {"load before": round(load, 2), "load after": round(os.getloadavg()[0], 2)},
        "build": build(),
        "versions": versions(facts),
        "processor_has": facts["processor_has"],
        "backends": facts["backends"],
        "levels": facts["levels"],
        "rows": rows,
        "files": files,
        "documents": documents,
        "parts": {},
    }


def replace(report, part, only):
    """The report with the rows of a run of `only` in the place of those that it had."""
    groups = {row["group"] for row in part["rows"]}
    kept = [row for row in report["rows"] if row["group"] not in groups]
    said = {"date": part["date"], "commit": part["commit"], "minutes": part["minutes"]}
    said |= {key: part["machine"][key] for key in ("load before", "load after")}
    merged = report | {"rows": kept + part["rows"], "parts": report.get("parts", {}) | {name: said for name in only}}
    for processes in PROCESSES:
        merged[processes] = part[processes] or report.get(processes, [])
    return merged


def schedule(levels, only):
    """Pairs of a level and a benchmark; a benchmark whose rows would bear a name they had before is left out."""
    seen = set()
    for level, what in enumerate(levels):
        for bench, family in BENCHES.items():
            row = what["rows"][family]
            if (bench, row) not in seen and (only is None or bench in only):
                seen.add((bench, row))
                yield level, bench


def criterion_rows(home, level):
    """Medians and their confidence intervals, in nanoseconds of the thread for one message or operation."""
    rows = []
    for path in sorted(home.rglob("new/benchmark.json")):
        about = json.loads(path.read_text())
        median = json.loads((path.parent / "estimates.json").read_text())["median"]
        throughput = about["throughput"] or {}
        size = octets(about["value_str"])
        # Several messages or operations in one call count as one each.
        each = throughput.get("Bytes", 0) // size if size else throughput.get("Elements", 1)
        interval = median["confidence_interval"]
        rows.append(
            {
                "level": level,
                "group": about["group_id"],
                "implementation": about["function_id"],
                "size": about["value_str"],
                "bytes": size,
                "ns": significant(median["point_estimate"] / each),
                "low": significant(interval["lower_bound"] / each),
                "high": significant(interval["upper_bound"] / each),
            }
        )
    if not rows:
        raise SystemExit(f"bench-report: nothing was measured in {home}")
    return rows


def octets(size):
    """The octets that a name of a size stands for; None for no name."""
    units = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20}
    digits = size and size.rstrip("BKMi")
    return int(digits) * units[size.removeprefix(digits)] if size else None


def significant(value):
    """Five digits: more is noise."""
    return float(f"{value:.5g}")


def java_rows(java, seconds, keys):
    """BouncyCastle's primitives; it has no level of ours."""
    say("BouncyCastle")
    lines = []
    for key in keys:
        digits = len(key["signed"][0][0])
        words = [key["name"], key["oid"], key["spki"][-2 * digits :]]
        lines.append(" ".join(words + [hex for pair in key["signed"] for hex in pair]))
    rows = []
    for line in run([*java, "primitives", str(seconds)], input="\n".join(lines)).splitlines():
        group, size, ns = line.split()
        rows.append(
            {
                "level": None,
                "group": group,
                "implementation": "bouncycastle",
                "size": None if size == "-" else size,
                "bytes": None if size == "-" else octets(size),
                "ns": significant(float(ns)),
            }
        )
    return rows


def file_rows(java, gostseal, levels, settings):
    """Opening an envelope from tmpfs to tmpfs, each implementation in a process of its own, by turns."""
    size = settings["file"]
    rows = []
    with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
        plain, sealed, out = (pathlib.Path(scratch) / name for name in ("plain", "sealed", "out"))
        with plain.open("wb") as file:
            for _ in range(size >> 20):
                file.write(os.urandom(1 << 20))
        encrypt = ["encrypt", str(plain), "--to", str(CERTIFICATE), "--param-set", "A", "-o", str(sealed)]
        run([str(gostseal), *encrypt])
        decrypt = [str(gostseal), "decrypt", str(sealed), "--key", str(KEY), "-o", str(out)]
        openssl = ["openssl", "cms", "-engine", "gost", "-decrypt", "-binary", "-inform", "DER", "-in", str(sealed)]
        openssl += ["-inkey", str(KEY), "-keyform", "DER", "-recip", str(CERTIFICATE), "-out", str(out)]
        contenders = [(level["rows"]["whole"], i, decrypt, level["deny"]) for i, level in enumerate(levels)]
        contenders.append(("openssl-cms", None, openssl, ""))
        measured = {name: [] for name, *_ in contenders}
        for turn in range(settings["times"]):
            for name, _, command, deny in contenders:
                say(f"{size >> 20} MiB, {name}, turn {turn + 1}")
                measured[name].append(process(command, os.environ | {"GOSTSEAL_DENY_CPU": deny}))
                if not same(plain, out):
                    raise SystemExit(f"bench-report: {name} opens to other octets")
                out.unlink()
        say(f"{size >> 20} MiB, bouncycastle")
        command = [*java, "open", str(KEY), str(sealed), str(out), str(settings["times"] + 1)]
        lines = pathlib.Path(scratch) / "seconds"
        with lines.open("wb") as standard_output:
            _, _, resident = process(command, os.environ, stdout=standard_output)
        if not same(plain, out):
            raise SystemExit("bench-report: bouncycastle opens to other octets")
        # The first turn warms the virtual machine up.
        seconds = [float(line) for line in lines.read_text().split()][1:]
        for name, level, *_ in contenders:
            times, processor, residents = (list(column) for column in zip(*measured[name]))
            rows.append(file_row(name, level, size, times, processor, max(residents)))
        rows.append(file_row("bouncycastle", None, size, seconds, None, resident))
    return rows


def document_rows(gostseal, digest, levels, settings):
    """Verifying a detached signature over a document on tmpfs, beside Streebog of the document alone, by turns."""
    size = settings["document"]
    rows = []
    with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
        document, signature = (pathlib.Path(scratch) / name for name in ("document", "signature"))
        with document.open("wb") as file:
            for _ in range(size >> 20):
                file.write(os.urandom(1 << 20))
        sign = ["sign", str(document), "--key", str(KEY), "--cert", str(CERTIFICATE), "--detached", "-o", str(signature)]
        run([str(gostseal), *sign])
        verify = [str(gostseal), "verify", str(signature), "--content", str(document), "--trust", str(CERTIFICATE), "--at", AT]
        openssl = ["openssl", "cms", "-engine", "gost", "-verify", "-binary", "-inform", "DER", "-in", str(signature)]
        openssl += ["-content", str(document), "-CAfile", str(pathlib.Path(scratch) / "anchor"), "-partial_chain", "-no_check_time"]
        openssl += ["-purpose", "any", "-out", "/dev/null"]
        run(["openssl", "x509", "-inform", "DER", "-in", str(CERTIFICATE), "-out", str(pathlib.Path(scratch) / "anchor")])
        contenders = [("openssl-cms", None, openssl, "")]
        for i, level in enumerate(levels):
            contenders.append((level["rows"]["streebog"], i, verify, level["deny"]))
            contenders.append((level["rows"]["streebog"] + "-bare-streebog", i, [str(digest), str(document)], level["deny"]))
        measured = {name: [] for name, *_ in contenders}
        for turn in range(settings["times"]):
            for name, _, command, deny in contenders:
                say(f"{size >> 20} MiB signed, {name}, turn {turn + 1}")
                measured[name].append(process(command, os.environ | {"GOSTSEAL_DENY_CPU": deny}, subprocess.DEVNULL))
        for name, level, *_ in contenders:
            times, processor, residents = (list(column) for column in zip(*measured[name]))
            rows.append(file_row(name, level, size, times, processor, max(residents)))
    return rows


def file_row(name, level, size, seconds, processor, resident):
    return {
        "level": level,
        "implementation": name,
        "bytes": size,
        "seconds": round(statistics.median(seconds), 4),
        "processor_seconds": processor and round(statistics.median(processor), 4),
        "resident_kib": resident,
    }


def process(command, environment, stdout=None):
    """Seconds by the clock on the wall, seconds of the processor, and the most KiB that were resident.

    By way of time(1): what the system counts for a child of this process would hold the interpreter's memory.
    """
    with tempfile.NamedTemporaryFile("r") as told:
        timed = ["/usr/bin/time", "-q", "-o", told.name, "-f", "%U %S %M", *command]
        begun = time.monotonic()
        done = subprocess.run(timed, cwd=ROOT, env=environment, stdout=stdout, stderr=subprocess.PIPE)
        seconds = time.monotonic() - begun
        if done.returncode != 0:
            raise SystemExit(f"bench-report: {' '.join(command)} failed with {done.returncode}\n{done.stderr.decode()}")
        user, system, resident = told.read().split()
    return seconds, float(user) + float(system), int(resident)


def same(left, right):
    return subprocess.run(["cmp", "-s", left, right]).returncode == 0


def commit():
    dirty = run(["git", "status", "--porcelain", "--", "core", "cli", "benches", "Cargo.toml", "Cargo.lock"])
    outputs = ("benches/REPORT.md", "benches/report.json", "benches/plots")
    altered = any(not line[3:].startswith(outputs) for line in dirty.splitlines())
    return run(["git", "rev-parse", "--short=12", "HEAD"]).strip() + ("+" if altered else "")


def machine():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)$", text, re.M)
    governor = pathlib.Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return {
        "processor": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "governor": governor.read_text().strip() if governor.exists() else "not visible",
    }


def build():
    manifest = (ROOT / "Cargo.toml").read_text()
    profile = re.search(r"^\[profile\.release\]\n((?:.+\n?)*)", manifest, re.M)
    return {
        "rustc": run(["rustc", "--version"]).strip(),
        "profile": "release" + (", " + ", ".join(profile.group(1).split("\n")).strip(", ") if profile else ""),
        "RUSTFLAGS": os.environ.get("RUSTFLAGS", "") or "none",
    }


def versions(facts):
    lock = (ROOT / "Cargo.lock").read_text()
    engine = run(["dpkg-query", "-W", "-f", "${Version}", "libengine-gost-openssl"])
    found = {
        "OpenSSL": facts["versions"]["openssl"].removeprefix("OpenSSL "),
        "gost-engine": f"{engine} (Debian)",
        "Botan": facts["versions"]["botan"].removeprefix("Botan ").split(" (")[0],
        "BouncyCastle": pathlib.Path(JARS[0]).resolve().stem.removeprefix("bcprov-"),
        "Java": run(["java", "--version"]).splitlines()[0],
    }
    for crate in ("magma", "streebog", "gost94", "criterion"):
        found[f"crate {crate}"] = re.search(rf'name = "{crate}"\nversion = "([^"]+)"', lock).group(1)
    return found
