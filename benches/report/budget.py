# SPDX-License-Identifier: MIT OR Apache-2.0
"""The budget: what each part has to reach, and whether it does. The verdict is computed from the rows.

A target names the backend that it is for, where it is for one. A ratio over several sizes is the least of them. Ratios are
against gost-engine if no other rival is named; the last column of the table holds ours against the fastest rival that does
this work, whichever that is.
"""

from dataclasses import dataclass, field

from results import OURS, backend, variant

BULK = ("16KiB", "64KiB", "1MiB")
FROM_1K = ("1KiB", "8KiB", *BULK)
HASHED = ("8KiB", *BULK)
SHORT = ("32B", "446B")

# Other work, or the ceiling: never "the fastest rival".
OTHER_WORK = {"aes-256-ctr", "openssl-p256"}

MET, FELL_SHORT, NOT_HERE, ABSENT, INSIDE = "met", "short", "not measurable on this CPU", "not built yet", "not measurable from outside"

RUSSIAN = {
    MET: "достигнуто",
    FELL_SHORT: "не достигнуто",
    NOT_HERE: "на этом процессоре не измерить",
    ABSENT: "ещё нет",
    INSIDE: "снаружи не измерить",
}

NAMES = {"avx512": "AVX-512", "avx2": "AVX2", "adx": "ADX", "neon": "NEON", "portable": "portable"}


@dataclass
class Target:
    """One number to reach. `kind`: ratio (rows), rate (a second), files (ratio of times on the wall), resident (MiB at most),
    document (ratio of the processor's time for Streebog alone to all), document-resident, inside (of a part that is not public)."""

    english: str
    russian: str
    kind: str
    number: float
    groups: tuple = ()
    backend: str | None = None
    variants: tuple = ("",)
    sizes: tuple = (None,)
    rival: str = "gost-engine"
    # Why it is missed, where that is known: English, Russian.
    cause: tuple = ("", "")


@dataclass
class Work:
    """A row of the budget."""

    english: str
    russian: str
    targets: list = field(default_factory=list)


def cfb(backend, number, sizes, english, russian):
    group = ("gost28147-cfb-decrypt",)
    return Target(f"{NAMES[backend]} ≥ {number}× {english}", f"{NAMES[backend]} ≥ {number}× {russian}", "ratio", number, group, backend, sizes=sizes)


def curve(name, number, group, variants=("",), backend=None, rival="gost-engine"):
    against = "" if rival == "gost-engine" else " P-256 (OpenSSL)"
    return Target(f"{name} ≥ {number}×{against}", f"{name} ≥ {number}×{against}", "ratio", number, (group,), backend, variants, rival=rival)


STREEBOG = ("streebog256", "streebog512")
PREPARED = ("prepared-256KiB", "prepared")
BEST_512 = ("batch-prepared", "batch", "prepared-256KiB", "prepared")

BUDGET = [
    Work(
        "GOST 28147-89 CFB decryption with key meshing",
        "Расшифрование ГОСТ 28147-89 в режиме CFB с заменой ключа каждые 1024 октета",
        [
            cfb("avx512", 50, BULK, "from 16 KiB", "от 16 КиБ"),
            cfb("avx512", 20, ("1KiB",), "at 1 KiB", "на 1 КиБ"),
            cfb("avx2", 12, BULK, "from 16 KiB", "от 16 КиБ"),
            cfb("portable", 3, FROM_1K, "from 1 KiB", "от 1 КиБ"),
            cfb("portable", 0.8, SHORT, "below", "на меньших"),
        ],
    ),
    Work(
        "The same through CMS: a file of 256 MiB, from tmpfs to tmpfs, against `openssl cms -decrypt`",
        "То же через CMS: файл 256 МиБ, из tmpfs в tmpfs, против `openssl cms -decrypt`",
        [
            Target("AVX-512 ≥ 20×", "AVX-512 ≥ 20×", "files", 20, backend="avx512"),
            Target("AVX2 ≥ 12×", "AVX2 ≥ 12×", "files", 12, backend="avx2"),
            Target("≤ 16 MiB resident", "≤ 16 МиБ памяти", "resident", 16),
        ],
    ),
    Work(
        "Streebog",
        "Стрибог",
        [
            Target("AVX-512 with GFNI ≥ 3×", "AVX-512 с GFNI ≥ 3×", "ratio", 3, STREEBOG, "avx512", sizes=HASHED),
            Target("4 streams at once ≥ 6×", "4 потока сразу ≥ 6×", "ratio", 6, STREEBOG, "avx512", ("4-streams",), HASHED),
            Target("portable ≥ 1×", "portable ≥ 1×", "ratio", 1, STREEBOG, "portable", sizes=HASHED),
        ],
    ),
    Work(
        "GOST R 34.11-94",
        "ГОСТ Р 34.11-94",
        [
            Target(f"{NAMES[backend]} ≥ {number}×", f"{NAMES[backend]} ≥ {number}×", "ratio", number, ("gost3411-94-cryptopro",), backend, sizes=HASHED)
            for backend, number in (("avx512", 6), ("avx2", 2.5), ("portable", 0.8))
        ],
    ),
    Work(
        "Verification, key seen once",
        "Проверка подписи, ключ встречен впервые",
        [
            curve("CryptoPro-A", 5, "verify-CryptoPro-A"),
            curve("CryptoPro-A", 1, "verify-CryptoPro-A", rival="openssl-p256"),
            curve("256-A", 2.5, "verify-256A"),
            curve("CryptoPro-B", 4, "verify-CryptoPro-B"),
            Target("CryptoPro-B: field multiplication ≤ 6.5 ns", "CryptoPro-B: умножение в поле ≤ 6.5 нс", "inside", 6.5),
            Target("CryptoPro-B: field squaring ≤ 5 ns", "CryptoPro-B: квадрат в поле ≤ 5 нс", "inside", 5),
        ],
    ),
    Work(
        "Verification with a prepared key",
        "Проверка подписи подготовленным ключом",
        [
            curve("CryptoPro-A, 256 KiB a key,", 20, "verify-CryptoPro-A", PREPARED),
            curve("CryptoPro-A, AVX-512 IFMA lanes,", 30, "verify-CryptoPro-A", PREPARED, "avx512"),
            curve("256-A", 10, "verify-256A", PREPARED),
        ],
    ),
    Work(
        "Verification of many at once (`verify_batch`)",
        "Проверка многих подписей сразу (`verify_batch`)",
        [
            curve("CryptoPro-A, AVX-512,", 25, "verify-CryptoPro-A", ("batch",), "avx512"),
            curve("CryptoPro-A, AVX-512, prepared key,", 70, "verify-CryptoPro-A", ("batch-prepared",), "avx512"),
        ],
    ),
    Work(
        "Verification on 512-bit curves",
        "Проверка подписи на кривых 512 бит",
        [
            curve("512-A", 3, "verify-512A"),
            curve("512-C", 2, "verify-512C"),
            curve("512-A, prepared or batch,", 10, "verify-512A", BEST_512),
            curve("512-C, prepared or batch,", 10, "verify-512C", BEST_512),
        ],
    ),
    Work("Signing (constant time)", "Подпись (за постоянное время)", [curve("CryptoPro-A", 1, "sign-CryptoPro-A")]),
    Work(
        "A user-info of 2 KiB opened and verified (CryptoPro-A, raw signature, prepared key)",
        "User-info в 2 КиБ: открыть и проверить (CryptoPro-A, «сырая» подпись, подготовленный ключ)",
        [
            Target("AVX-512 ≥ 20,000/s", "AVX-512 ≥ 20 000/с", "rate", 20_000, ("userinfo-raw-CryptoPro-A",), "avx512"),
            Target("portable ≥ 8,000/s", "portable ≥ 8 000/с", "rate", 8_000, ("userinfo-raw-CryptoPro-A",), "portable"),
            Target("`open_batch` ≥ 35,000/s", "`open_batch` ≥ 35 000/с", "rate", 35_000, ("userinfo-raw-CryptoPro-A",), "avx512", ("batch",)),
        ],
    ),
    Work(
        "Signatures of the real certificates of `vectors/real-ca`, read and verified",
        "Подписи настоящих сертификатов из `vectors/real-ca`: прочитать и проверить",
        [Target("≥ 5×", "≥ 5×", "ratio", 5, ("certificates",), variants=("cache",))],
    ),
    Work(
        "A detached signature over 1 GiB (`gostseal verify --content`), against Streebog of the octets alone",
        "Отделённая подпись под 1 ГиБ (`gostseal verify --content`), против одного Стрибога от тех же октетов",
        [
            Target("≥ 0.9×", "≥ 0.9×", "document", 0.9),
            Target("≤ 16 MiB resident", "≤ 16 МиБ памяти", "document-resident", 16),
        ],
    ),
]


@dataclass
class Verdict:
    """What became of a target: the number, its unit, how it was judged, and the fastest rival's name and ratio."""

    verdict: str
    measured: float | None = None
    fastest: tuple | None = None


def judge(target, results):
    """Compares one target with the rows."""
    if target.backend not in (None, "portable") and target.backend not in results.report["processor_has"]:
        return Verdict(NOT_HERE)
    if target.kind == "inside":
        return Verdict(INSIDE)
    kinds = {"ratio": ratio, "rate": rate, "files": files, "resident": resident, "document": document, "document-resident": document_resident}
    found = kinds[target.kind](target, results)
    if found is None:
        return Verdict(ABSENT)
    measured, fastest = found
    good = measured <= target.number if target.kind.endswith("resident") else measured >= target.number
    return Verdict(MET if good else FELL_SHORT, measured, fastest)


def chosen(target, group, results):
    """Our row that the target is about: of its backend, or the best; of the first variant that there is."""
    ours = [name for name in results.implementations([group]) if name.startswith(OURS)]
    ours = [name for name in ours if target.backend in (None, backend(name))]
    for wanted in target.variants:
        for name in ours:
            if variant(name) == wanted:
                return name
    return None


def ratio(target, results):
    least, fastest = None, None
    for group in target.groups:
        ours = chosen(target, group, results)
        if ours is None:
            return None
        rivals = [name for name in results.implementations([group]) if not name.startswith(OURS)]
        for size in target.sizes:
            value = results.ratio(group, ours, target.rival, size)
            if value is None:
                return None
            least = value if least is None else min(least, value)
            for rival in rivals:
                against = results.ratio(group, ours, rival, size)
                same = target.rival not in OTHER_WORK and rival not in OTHER_WORK
                if against is not None and same and (fastest is None or against < fastest[1]):
                    fastest = (rival, against)
    return least, fastest


def rate(target, results):
    ours = chosen(target, target.groups[0], results)
    return None if ours is None else (1e9 / results.ns(target.groups[0], ours), None)


def files(target, results):
    ours, openssl = results.file(OURS + target.backend), results.file("openssl-cms")
    if ours is None or openssl is None:
        return None
    rivals = [row for row in results.report["files"] if not row["implementation"].startswith(OURS)]
    best = min(rivals, key=lambda row: row["seconds"])
    return openssl["seconds"] / ours["seconds"], (best["implementation"], best["seconds"] / ours["seconds"])


def document(_, results):
    """The least over the backends."""
    rows = {row["implementation"]: row for row in results.report.get("documents", [])}
    bare = {name: row for name, row in rows.items() if name.endswith("-bare-streebog")}
    ratios = [row["processor_seconds"] / rows[name.removesuffix("-bare-streebog")]["processor_seconds"] for name, row in bare.items()]
    return (min(ratios), None) if ratios else None


def document_resident(_, results):
    ours = [row["resident_kib"] for row in results.report.get("documents", []) if row["implementation"].startswith(OURS)]
    return (max(ours) / 1024, None) if ours else None


def resident(target, results):
    ours = [row["resident_kib"] for row in results.report["files"] if row["implementation"].startswith(OURS)]
    return (max(ours) / 1024, None) if ours else None
