# SPDX-License-Identifier: MIT OR Apache-2.0
"""From report.json to text: REPORT.md, the plots, and the part of README in two languages. Nothing here is typed by hand."""

import re

import budget
import plot
from results import OURS, Results

START, END = "<!-- bench:start -->", "<!-- bench:end -->"

STREEBOG = (
    "A digest of one message. `secret` is the portable form for secret data, without tables; `4-streams` hashes four messages in one call, and stands for one of "
    "them."
)

# Families of the report: title, prefix of groups, title of the plot, note.
SIZED = [
    (
        "GOST 28147-89, CFB decryption",
        "gost28147-cfb-decrypt",
        "gost28147",
        "Key meshing of CryptoPro, S-boxes of CryptoPro-A; a message is one call: key schedule, IV, all octets. `rustcrypto` is the crate "
        "`magma` under a mode written for these benchmarks (the crate has the block cipher alone): it decrypts a section of 128 blocks in one call, and gives "
        "the octets of ours. Botan has neither key meshing nor these S-boxes: `botan-no-meshing` does less work for each KiB. "
        "`aes-256-ctr` of OpenSSL is the ceiling: another cipher, with instructions of its own in the processor.",
    ),
    ("GOST 28147-89, CFB encryption", "gost28147-cfb-encrypt", None, "Serial by nature: each block waits for the one before. The rivals are as above."),
    ("GOST 28147-89, MAC", "gost28147-mac", None, "Serial as well. Only gost-engine offers it beside ours."),
    ("Streebog-256", "streebog256", None, STREEBOG),
    ("Streebog-512", "streebog512", "streebog", STREEBOG),
    ("GOST R 34.11-94", "gost3411-94-cryptopro", "gost94", "S-boxes of CryptoPro. A digest of one message. `secret` is the portable form for secret data, without tables."),
]
CURVES = [
    (
        "Verification",
        "verify-",
        "verify",
        "GOST R 34.10-2012 over a digest; 16 signatures take turns. Without more in its name a row of ours meets the key for the first time; `prepared` has "
        "tables of the key's multiples of as many octets at most, and `batch` verifies 16 in one call. No rival does either. Botan 2 refuses good signatures on the curves of cofactor 4 (256-A, 512-C) and has no row there. "
        "`openssl-p256` is the ceiling: ECDSA on another curve, in assembler.",
    ),
    ("Preparing a key", "prepare-", None, "What the tables cost, once for a key."),
    ("Signing", "sign-", "sign", "GOST R 34.10-2012 over a digest. Ours is constant time and draws its nonce from an HMAC-DRBG with fresh random octets mixed in."),
    (
        "Key agreement",
        "vko-",
        "vko",
        "A GostR3410-KeyTransport that gost-engine made is opened: the ephemeral key is checked and multiplied (VKO), the point hashed, the content key "
        "unwrapped and its MAC checked. Botan has none of it.",
    ),
]
USERINFO = (
    "User-info",
    "userinfo-",
    "userinfo",
    "2 KiB of claims in a JWS in a CMS envelope in a JWE, opened, verified and read; 16 of them take turns. `raw`: signature of 64 or 128 octets, prepared "
    "key of the signer. `cms`: CMS signature with its certificate inside, of which a path to the trust anchors is built. Nobody else does the whole; the line of "
    "gost-engine adds up its rows for the parts of `raw` (key agreement, CFB, Streebog, verification) and leaves out all that lies between them.",
)


def everything(report):
    """Path under the project to text, of all that is rendered but the READMEs."""
    results = Results(report)
    texts = {"benches/REPORT.md": report_md(report, results)}
    for name, svg in plots(report, results).items():
        texts[f"benches/plots/{name}.svg"] = svg
    return texts


def readme(text, report, russian):
    """README with the part between the markers made new."""
    if text.count(START) != 1 or text.count(END) != 1:
        raise SystemExit("bench-report: README needs one pair of bench markers")
    head, rest = text.split(START)
    tail = rest.split(END)[1]
    return head + START + "\n" + readme_part(report, russian) + END + tail


# Numbers.


def duration(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def rate(row):
    if row["bytes"]:
        return f"{plot.number(row['bytes'] / row['ns'] * 1e3)} MB/s"
    return f"{plot.number(1e9 / row['ns'])}/s"


def times(ratio):
    """Two digits and more, cut and not rounded, so that no ratio looks as if it reached what it does not: 0.83×, 1.4×, 12×."""
    places = 0 if ratio >= 10 else 1 if ratio >= 1 else 2 if ratio >= 0.1 else 3
    return f"{int(ratio * 10**places) / 10**places:.{places}f}×"


# REPORT.md.


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in rows]) + "\n"


def measured_on(report):
    machine, made = report["machine"], report["build"]
    quick = "\n**This was a quick run: short times, few samples; it shows that all rows are there and no more.**" if report["mode"] == "quick" else ""
    sets = ", ".join(budget.NAMES[name] for name in report["processor_has"]) or "none"
    rows = [
        ["processor", f"{machine['processor']}, {machine['cores']} cores; of the instruction sets that backends use it has: {sets}"],
        ["kernel, governor", f"Linux {machine['kernel']}, {machine['governor']}"],
        ["load before and after", f"{machine['load before']} and {machine['load after']}"],
        ["compiler", f"{made['rustc']}; {made['profile']}; RUSTFLAGS: {made['RUSTFLAGS']}"],
        ["commit, date", f"{report['commit']}, {report['date']}; the run took {report['minutes']} minutes"],
        *[
            [f"`{name}` measured anew", f"commit {part['commit']}, {part['date']}; load before and after {part['load before']} and {part['load after']}"]
            for name, part in report.get("parts", {}).items()
        ],
        ["rivals", "; ".join(f"{name} {version}" for name, version in report["versions"].items())],
    ]
    return table(["", ""], rows) + quick


def report_md(report, results):
    parts = [
        "# Benchmarks",
        "Written by `scripts/bench-report` from `benches/report.json`; not to be edited. Figures are medians of criterion's samples: time for one message or operation on one "
        "core, as the processor gave it to the thread, and MB (10⁶ octets) or operations in a second. A ratio is taken between rows of one run of one program on the same input. Each backend of ours has a row: the "
        "programs run once for every set of instructions that is denied in turn (`GOSTSEAL_DENY_CPU`).",
        measured_on(report),
        "## Budget",
        "A ratio is against gost-engine where no other rival is named, and the least of those over the sizes named. The last column holds ours against the fastest "
        "rival, Botan without key meshing among them.",
        budget_table(results, russian=False),
    ]
    for title, group, picture, note in SIZED:
        parts += [f"## {title}", note, *pictured(picture), *sized(results, group)]
    for title, prefix, picture, note in CURVES:
        parts += [f"## {title}", note, *pictured(picture), *over_curves(results, prefix)]
    title, prefix, picture, note = USERINFO
    parts += [f"## {title}", note, *pictured(picture), *over_curves(results, prefix, engine_parts)]
    parts += ["## Certificates and signed documents", PKI_NOTE, *over_groups(results, ("certificates", "document", "path")), "## CRLs", CRL_NOTE, *sized(results, "crl")]
    if report.get("documents"):
        parts += ["## A large document with a detached signature", DOCUMENTS_NOTE, processes_table(report["documents"])]
    parts += ["## A file through CMS", FILES_NOTE, *pictured("file"), files_table(results)]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


PKI_NOTE = (
    "`certificates`: a certificate of `vectors/real-ca` is read and its signature verified with its issuer's key; the figure is for one, all being done in one call. `cache`: keys that come "
    "often get tables, made within the call. `path`: from a real authority to a root, a thousand others at hand, all signatures known. `document`: a detached CAdES-BES over 1 KiB with its path to the anchor; `cached` is the second document of a signer. "
    "gost-engine through `X509_verify` and `CMS_verify` of libcrypto."
)
CRL_NOTE = (
    "A CRL is read, its signature verified and a certificate looked up in it. Ours takes pieces of 64 KiB and keeps none of the list; libcrypto keeps it all (`d2i_X509_CRL`, `X509_CRL_verify`, "
    "`X509_CRL_get0_by_cert`)."
)
DOCUMENTS_NOTE = (
    "A process of its own verifies the signature, document on tmpfs: `gostseal verify --content`, `openssl cms -verify`. `bare-streebog` reads the document and does nothing but Streebog-256 with "
    "the same backend; the budget compares the processor's time of both."
)

FILES_NOTE = (
    "An envelope (GOST 28147-89 CFB, key on CryptoPro-A) is opened from tmpfs to tmpfs by a process of its own: `gostseal decrypt`, `openssl cms -decrypt`, each from start to "
    "exit; BouncyCastle's streaming parser within a virtual machine of 64 MiB heap that has opened the file once before. Resident is the most that the process held."
)


def pictured(name):
    return [f"![{name}](plots/{name}.svg)"] if name else []


def sized(results, group):
    sizes = results.sizes(group)
    names = results.implementations([group])
    cells = []
    for name in names:
        rows = [results.row(group, name, size) for size in sizes]
        cells.append([f"`{name}`"] + [f"{duration(row['ns'])}, {rate(row)}" if row else "—" for row in rows])
    yield table([f"`{group}`", *sizes], cells)
    yield ratios(names, [(group, size, size) for size in sizes], results)


def over_curves(results, prefix, parts=None):
    groups = results.groups(prefix)
    names = results.implementations(groups)
    cells = []
    for name in names:
        rows = [results.row(group, name) for group in groups]
        cells.append([f"`{name}`"] + [f"{duration(row['ns'])}, {rate(row)}" if row else "—" for row in rows])
    if parts:
        sums = [parts(results, group) for group in groups]
        cells.append(["gost-engine, sum of parts"] + [f"{duration(ns)}, {plot.number(1e9 / ns)}/s" if ns else "—" for ns in sums])
    yield table([f"`{prefix}…`", *[group.removeprefix(prefix) for group in groups]], cells)
    yield ratios(names, [(group, None, group.removeprefix(prefix)) for group in groups], results)


def engine_parts(results, group):
    """Nanoseconds of gost-engine for the parts of a user-info with a raw signature; None where a part has no row."""
    form, curve = group.removeprefix("userinfo-").split("-", 1)
    # A JWS of 2 KiB of claims: base64 makes four octets of three, the signature and the header come to it.
    hash_group = "streebog512" if curve.startswith("512") else "streebog256"
    bulk = [results.row(name, "gost-engine", "8KiB") for name in ("gost28147-cfb-decrypt", hash_group)]
    single = [results.row(f"{name}-{curve}", "gost-engine") for name in ("vko", "verify")]
    if form != "raw" or not all(bulk + single):
        return None
    return sum(row["ns"] for row in single) + sum(row["ns"] / row["bytes"] * 2880 for row in bulk)


def ratios(names, columns, results):
    rivals = [name for name in names if not name.startswith(OURS)]
    cells = []
    for ours in (name for name in names if name.startswith(OURS)):
        for rival in rivals:
            values = [results.ratio(group, ours, rival, size) for group, size, _ in columns]
            if any(values):
                cells.append([f"`{ours}`", f"`{rival}`"] + [times(value) if value else "—" for value in values])
    return table(["as fast as", "", *[title for _, _, title in columns]], cells) if cells else ""


def over_groups(results, groups):
    names = results.implementations(groups)
    cells = []
    for name in names:
        rows = [results.row(group, name) for group in groups]
        cells.append([f"`{name}`"] + [f"{duration(row['ns'])}, {rate(row)}" if row else "—" for row in rows])
    yield table(["", *[f"`{group}`" for group in groups]], cells)
    yield ratios(names, [(group, None, group) for group in groups], results)


def files_table(results):
    return processes_table(results.report["files"])


def processes_table(unsorted):
    rows = sorted(unsorted, key=lambda row: row["seconds"])
    openssl = next(row for row in rows if row["implementation"] == "openssl-cms")
    cells = []
    for row in rows:
        speed = plot.number(row["bytes"] / row["seconds"] / 1e6)
        against = times(openssl["seconds"] / row["seconds"])
        processor = f"{row['processor_seconds']:.3g} s" if row["processor_seconds"] else "—"
        cells.append([f"`{row['implementation']}`", f"{row['seconds']:.3g} s", processor, f"{speed} MB/s", against, f"{row['resident_kib'] / 1024:.1f} MiB"])
    size = f"{rows[0]['bytes'] >> 20} MiB" if rows else ""
    return table([size, "time on the wall", "of the processor", "throughput", "against `openssl-cms`", "resident"], cells)


# The budget.


def budget_table(results, russian):
    head = ["работа", "цель", "измерено", "итог", "против быстрейшего соперника"] if russian else ["work", "target", "measured", "verdict", "against the fastest rival"]
    cells = []
    for work in budget.BUDGET:
        title = work.russian if russian else work.english
        for target in work.targets:
            found = budget.judge(target, results)
            verdict = budget.RUSSIAN[found.verdict] if russian else found.verdict
            if found.verdict == budget.MET:
                verdict = f"**{verdict}**"
            if found.verdict == budget.FELL_SHORT and target.cause[russian]:
                verdict += f": {target.cause[russian]}"
            fastest = f"{times(found.fastest[1])} ({found.fastest[0]})" if found.fastest else "—"
            texts = [target.russian if russian else target.english, value(target, found, russian), fastest]
            if russian:
                texts = [re.sub(r"(\d)\.(\d)", r"\1,\2", words) for words in texts]
            cells.append([title, *texts[:2], verdict, texts[2]])
            title = ""
    return table(head, cells)


def value(target, found, russian):
    if found.measured is None:
        return "—"
    if target.kind.endswith("resident"):
        return f"{found.measured:.1f} {'МиБ' if russian else 'MiB'}"
    if target.kind == "rate":
        return f"{plot.number(found.measured)}/{'с' if russian else 's'}"
    return times(found.measured)


# README.


def readme_part(report, russian):
    results = Results(report)
    machine = report["machine"]
    sets = ", ".join(budget.NAMES[name] for name in report["processor_has"]) or "—"
    if russian:
        where = f"Измерено {report['date']} на {machine['processor']} ({sets}), одно ядро, {report['build']['rustc'].split(' (')[0]}; соперники в том же запуске."
        quick = " **Запуск был коротким: он показывает, что все строки есть, и не более.**"
        words = "Каждая строка бюджета, с итогом, посчитанным по измерениям:"
        captions = ("Расшифрование по размерам сообщения", "Проверка подписи по кривым", "Файл через CMS")
    else:
        where = f"Measured on {report['date']} on {machine['processor']} ({sets}), one core, {report['build']['rustc'].split(' (')[0]}; rivals in the same run."
        quick = " **This was a quick run: it shows that all rows are there and no more.**"
        words = "Every row of the budget, with a verdict that is computed from the measurements:"
        captions = ("Decryption by size of message", "Verification by curve", "A file through CMS")
    images = [f"![{caption}](benches/plots/{name}.svg)" for caption, name in zip(captions, ("gost28147", "verify", "file"))]
    where += quick if report["mode"] == "quick" else ""
    return "\n" + "\n\n".join([where, *images, words, budget_table(results, russian)]) + "\n"


# Plots.


def plots(report, results):
    where = f"{report['machine']['processor']}, one core; {report['date']}, commit {report['commit']}"
    drawn = {}
    for title, group, picture, _ in SIZED:
        if picture and results.sizes(group):
            sizes = results.sizes(group)
            series = {}
            for name in results.implementations([group]):
                rows = [results.row(group, name, size) for size in sizes]
                series[name] = [row and row["bytes"] / row["ns"] * 1e3 for row in rows]
            drawn[picture] = plot.lines(f"{title}: MB/s by size of message", f"higher is better, logarithmic; {where}", sizes, series)
    for title, prefix, picture, _ in [*CURVES, USERINFO]:
        groups = []
        for group in results.groups(prefix):
            names = results.implementations([group])
            groups.append((group.removeprefix(prefix), [(name, 1e9 / results.ns(group, name)) for name in names]))
        if picture and groups:
            drawn[picture] = plot.bars(f"{title}: operations a second", f"higher is better; {where}", groups, "/s")
    if report["files"]:
        rows = sorted(report["files"], key=lambda row: row["seconds"])
        size = rows[0]["bytes"] >> 20
        speeds = [(row["implementation"], row["bytes"] / row["seconds"] / 1e6) for row in rows]
        memory = [(row["implementation"], row["resident_kib"] / 1024) for row in rows]
        drawn["file"] = plot.bars(f"A file of {size} MiB through CMS: MB/s", f"higher is better; tmpfs to tmpfs, end to end; {where}", [("", speeds)], " MB/s")
        drawn["memory"] = plot.bars(f"A file of {size} MiB through CMS: memory", f"resident at most, lower is better; {where}", [("", memory)], " MiB")
    return drawn
