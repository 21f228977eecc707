# SPDX-License-Identifier: MIT OR Apache-2.0
"""What report.json holds, by name: rows, backends, ratios."""

OURS = "gostseal-"
CURVES = ("CryptoPro-A", "CryptoPro-B", "CryptoPro-C", "256A", "512A", "512C")
SETS = ("avx512", "avx2", "adx", "neon", "portable")


class Results:
    """The rows of a report."""

    def __init__(self, report):
        self.report = report
        self.rows = {}
        for row in report["rows"]:
            self.rows[row["level"], row["group"], row["implementation"], row["size"]] = row

    def groups(self, prefix):
        """Groups whose names begin so, by what stands before the curve and then by curve."""
        groups = {row["group"] for row in self.report["rows"] if row["group"].startswith(prefix)}
        place = {group: i for group in groups for i, curve in enumerate(CURVES) if group.endswith("-" + curve)}
        return sorted(groups, key=lambda group: (group.removesuffix(CURVES[place[group]]), place[group]))

    def sizes(self, group):
        sizes = {row["size"]: row["bytes"] for row in self.report["rows"] if row["group"] == group and row["size"]}
        return sorted(sizes, key=sizes.get)

    def implementations(self, groups):
        """Ours, best backend first, then the rivals, each once."""
        names = dict.fromkeys(row["implementation"] for row in self.report["rows"] if row["group"] in groups)
        ours = [name for name in names if name.startswith(OURS)]
        rivals = [name for name in names if not name.startswith(OURS)]
        order = ["gost-engine", "rustcrypto", "botan", "botan-no-meshing", "bouncycastle", "aes-256-ctr", "openssl-p256"]
        ours.sort(key=lambda name: (SETS.index(backend(name)), variant(name)))
        rivals.sort(key=lambda name: order.index(name) if name in order else len(order))
        return ours + rivals

    def level(self, group, implementation):
        """The first level at which a row of this name was measured; None where there is none."""
        levels = [row[0] for row in self.rows if row[1] == group and row[2] == implementation]
        return min((level for level in levels if level is not None), default=None)

    def row(self, group, implementation, size=None, level=None):
        """A row, of this level if it has one."""
        own = self.rows.get((level, group, implementation, size))
        if own:
            return own
        first = self.level(group, implementation)
        return self.rows.get((first, group, implementation, size))

    def ns(self, group, implementation, size=None, level=None):
        row = self.row(group, implementation, size, level)
        return row and row["ns"]

    def ratio(self, group, ours, rival, size=None):
        """How many times as fast ours is as a rival in the same run; None where one of them is not."""
        level = self.level(group, ours)
        mine, theirs = self.ns(group, ours, size, level), self.ns(group, rival, size, level)
        return theirs / mine if mine and theirs else None

    def file(self, implementation):
        return next((row for row in self.report["files"] if row["implementation"] == implementation), None)


def backend(implementation):
    """The backend in the name of one of our rows."""
    return implementation.removeprefix(OURS).split("-")[0]


def variant(implementation):
    """What stands behind the backend: `prepared`, for instance, or nothing."""
    return "-".join(implementation.removeprefix(OURS).split("-")[1:])
