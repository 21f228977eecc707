#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes vectors/own/gost3410_nonce.json: the nonces of GOST R 34.10 signatures and the signatures they give.

No standard has vectors for a deterministic nonce, so these are the project's own. The definition is in
core/src/keys/nonce.rs. This program is written from that definition and from RFC 6979, RFC 6986, RFC 7091 alone; it
shares no code with the library, takes the curves from vectors/curves.json, and before it writes anything reproduces
vectors/streebog.json and the signatures of vectors/gost3410_sign.json whose nonce is given.

    gost3410_nonce.py           writes the file
    gost3410_nonce.py --check   compares the file that is there
"""

import hashlib
import json
import pathlib
import sys

VECTORS = pathlib.Path(__file__).resolve().parent.parent
OUT = VECTORS / "own" / "gost3410_nonce.json"

# Streebog (RFC 6986). Vectors of 512 bits are 64 octets in wire order, the least significant first.
PI = bytes.fromhex("""
    fceedd11cf6e3116fbc4fada23c5044de977f0db932e99ba1736f1bb14cd5fc1f918655ae25cef21811c3c428b018e4f
    058402aee36a8fa0060bed987fd4d31feb342c51eac848abf22a68a2fd3aceccb5700e56080c7612bf7213479cb75d87
    15a19629107b9ac7f391786f9d9eb2b13275193dff358a7e6d54c680c3bd0d57dff524a93ea843c9d779d6f67c22b903
    e00fecde7a94b0bcdce828504e330a4aa79760731e0062441ab83882649f2641ad454692275e552f8ca3a57d69d5953b
    0758b34086ac1df730376be488d9e789e11b83494c3ff8fe8d53aa90cad88561207167a42d2b095bcb9b25d0bee56c52
    59a674d2e6f4b4c0d166afc2394b63b6
""")
# A, the rows in the order of the bits, the least significant bit first.
A_HEX = """
    641c314b2b8ee083c83862965601dd1b8d70c431ac02a73607e095624504536c0edd37c48a08a6d81ca76e95091051ad
    3853dc371220a24770a6a56e2440598ea48b474f9ef5dc18550b8e9e21f7a530aa16012142f35760492c024284fbaec0
    9258048415eb419d39b008152acb8227727d102a548b194ee4fa2054a80b329cf97d86d98a327728effa11af0964ee50
    c3e9224312c8c1a09bcf4486248d9f5d2b838811480723ba561b0d22900e4669ac361a443d1c8cd2456c34887a3805b9
    5b068c651810a89eb60c05ca30204d2171180a8960409a42e230140fc0802984d960281e9d1d5215afc0503c273aa42a
    439da0784e74555486275df09ce8aaa80321658cba93c1380642ca05693b9f700c84890ad27623e018150f14b9ec46dd
    302a1e286fc58ca760543c50de970553c0a878a0a1330aa69d4df05d5f661451accc9ca9328a89504585254f64090fa0
    8a174a9ec8121e5d092e94218d243cba125c35420748786924b86a840e90f0d2486dd4151c3dfdb990dab52a387ae76f
    46b60f011a83988e8c711e02341b2d0105e23c0468365a020ad97808d06cb40414aff010bdd875082843fd2067adea10
    5086e740ce47c920a011d380818e8f4083478b07b24687641b8e0b0e798c13c83601161cf205268d6c022c38f90a4c07
    d8045870ef14980ead08b0e0c3282d1c47107ddd9b505a388e20faa72ba0b470
"""
# C_1 .. C_12, octets in wire order (RFC 6986 prints them reversed).
C_HEX = """
    0745a6f2596580dd234d74cc3674760515d360a4082a42a20169679291e07c4bfcc485758db84e7116d0452e43766a2f
    1f7c65c0812fcbebe9daca1eda5b08b1b79bb121700479e656cdcbd71ba2dd55caa70adbc261b55c5899d6126b17b59a
    3101b5160f5ed561982b230a72eafef3d7b5700f469de34f1a2f9da98ab5a36fb20aba0af5961e9931db7a8643f4b6c2
    09db6260373ac9c1b19e3590e40fe2d37b7b29b11475eaf28b1f9c525f5ef10635843d6a28fc390ac72fce2bacdc74f5
    2ed1e384bcbe0c22f137e893a1ea5334be0352933313b7d875d603ed822cd7a93f355e68ad1c729d7d3c5c337e858e48
    dde4715da0e148f9d26615e8b3df1fef57fe6c7cfd581760f563eaa97ea2567a161a2723b700ffdfa3f53a254717cdbf
    bdff0f80d7359e354a1086161f1c157f6323a96c0c413f9a994747adac6bea4b6e7d64467a4068fa354f903672c571bf
    b6c6bec2661ff20ab4b79a1cb7a6facfc68ef09ab49a7f186ca44251f9c4662dc039307a3bc3a46fd9d33a1daeae4fae
    93d4143a4d568688f34a3ca24c45173504054a2883694706372c822dc5ab9209c9937a19333e47d3c987bfe6c7c69e39
    540924bffe86ac51ecc5aaee160ec7f41ee702bfd40d7fa4d9a8515935c2ac362fc4a5d12b8dd16990069b92cb2b89f4
    9ac4db4d3b44b4891ede369c71f8b74e41416e0c02aae703a7c9934d425b1f9bdb5a238351446172602a1fcb92dc380e
    549c07a69a8a2b7bb1ceb2db0b440a8084090de0b755d93c244289251b3a7d3ade5f16ecd89a4c949b223116545a8f37
    ed9c4598fbc7b474c3b63b15d1fa9836f452763b306c1e7a4b3369af0267e79f0361331b8ae1ff1fdb788aff1ce74189
    f3f3e4b248e52a38526f0580a6debeab1b2df381cda4ca6b5dd86fc04a59a2de986e477d1dcdbaefcab948eaef711d8a
    79668414218001206107abebbb6bfad894fe5a63cdc60230fb89c8efd09ecd7b20d71bf14a92bc48991bb2d9d517f4fa
    5228e188aaa41de786cc91189def805d9b9f2130d41220f8771ddfbc323ca4cd7ab14904b08013d2ba3116f167e78e37
"""
A = [int(word, 16) for word in ("".join(A_HEX.split())[i : i + 16] for i in range(0, 1024, 16))]
C = [bytes.fromhex("".join(C_HEX.split()))[i : i + 64] for i in range(0, 768, 64)]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def linear_table():
    """The contribution of octet j of a 64-bit word, after the substitution, to the product with A."""
    table = []
    for j in range(8):
        row = []
        for octet in PI:
            word = 0
            for bit in range(8):
                if octet >> bit & 1:
                    word ^= A[8 * j + bit]
            row.append(word)
        table.append(row)
    return table


LINEAR = linear_table()


def lps(state):
    out = bytearray()
    for i in range(8):
        word = 0
        for j in range(8):
            word ^= LINEAR[j][state[8 * j + i]]
        out += word.to_bytes(8, "little")
    return bytes(out)


def compress(n, h, m):
    key = lps(xor(h, n))
    state = m
    for constant in C:
        state = lps(xor(state, key))
        key = lps(xor(key, constant))
    return xor(xor(xor(state, key), h), m)


def streebog(bits, message):
    modulus = 1 << 512
    h = bytes([1 if bits == 256 else 0] * 64)
    n = sigma = 0
    while len(message) >= 64:
        block, message = message[:64], message[64:]
        h = compress(n.to_bytes(64, "little"), h, block)
        n = (n + 512) % modulus
        sigma = (sigma + int.from_bytes(block, "little")) % modulus
    block = message + b"\x01" + bytes(63 - len(message))
    h = compress(n.to_bytes(64, "little"), h, block)
    n = (n + 8 * len(message)) % modulus
    sigma = (sigma + int.from_bytes(block, "little")) % modulus
    h = compress(bytes(64), h, n.to_bytes(64, "little"))
    h = compress(bytes(64), h, sigma.to_bytes(64, "little"))
    return h[-bits // 8 :]


def hmac(bits, key, message):
    key = key + bytes(64 - len(key))
    inner = streebog(bits, bytes(x ^ 0x36 for x in key) + message)
    return streebog(bits, bytes(x ^ 0x5C for x in key) + inner)


# Curves: affine arithmetic, None is the identity.


class Curve:
    def __init__(self, case):
        self.name, self.oid, self.bits = case["id"], case["oid"], case["bits"]
        self.p, self.a, self.q = (int(case[k], 16) for k in ("p", "a", "q"))
        self.base = (int(case["x"], 16), int(case["y"], 16))
        self.octets = self.bits // 8

    def add(self, left, right):
        if left is None or right is None:
            return left or right
        (x1, y1), (x2, y2) = left, right
        if x1 == x2:
            if (y1 + y2) % self.p == 0:
                return None
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def multiply(self, k, point):
        result = None
        while k:
            if k & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            k >>= 1
        return result

    def e(self, digest):
        return int.from_bytes(digest, "little") % self.q or 1

    def sign(self, d, e, k):
        r = self.multiply(k, self.base)[0] % self.q
        return r, (r * d + k * e) % self.q

    def number(self, value):
        return value.to_bytes(self.octets, "big").hex()


def oid_content(dotted):
    first, second, *arcs = map(int, dotted.split("."))
    out = bytearray()
    for arc in (40 * first + second, *arcs):
        groups = [arc & 127]
        while arc := arc >> 7:
            groups.append(arc & 127 | 128)
        out += bytes(reversed(groups))
    return bytes(out)


def nonces(curve, d, e, random):
    """RFC 6979 section 3.2, the additional data of section 3.6 included."""
    qlen = curve.q.bit_length()
    seed = b"".join(x.to_bytes(curve.octets, "big") for x in (d, e)) + oid_content(curve.oid) + random
    v = b"\x01" * curve.octets
    k = b"\x00" * curve.octets
    for separator in (b"\x00", b"\x01"):
        k = hmac(curve.bits, k, v + separator + seed)
        v = hmac(curve.bits, k, v)
    while True:
        t = b""
        while 8 * len(t) < qlen:
            v = hmac(curve.bits, k, v)
            t += v
        yield int.from_bytes(t, "big") >> (8 * len(t) - qlen)
        k = hmac(curve.bits, k, v + b"\x00")
        v = hmac(curve.bits, k, v)


def signature(curve, d, digest, random):
    e = curve.e(digest)
    for draws, k in enumerate(nonces(curve, d, e, random), 1):
        if 0 < k < curve.q:
            r, s = curve.sign(d, e, k)
            if r and s:
                return e, draws, k, r, s


def self_check(curves):
    for case in json.loads((VECTORS / "streebog.json").read_text())["cases"]:
        if len(case.get("message", "0" * 2048)) <= 1024:
            assert streebog(case["bits"], bytes.fromhex(case["message"])).hex() == case["digest"], case["id"]
    done = 0
    for case in json.loads((VECTORS / "gost3410_sign.json").read_text())["cases"]:
        if "k" in case and done < 60:
            curve = curves[case["curve"]]
            d, k = int(case["private"], 16), int(case["k"], 16)
            r, s = curve.sign(d, curve.e(bytes.fromhex(case["digest"])), k)
            assert (curve.number(r), curve.number(s)) == (case["r"], case["s"]), case["id"]
            done += 1


def digests(curve):
    digest = streebog(curve.bits, b"gostseal nonce vector")
    yield digest, "the digest of 'gostseal nonce vector'", []
    # bits2int of RFC 6979 would drop this bit where q is shorter than its octets.
    yield bytes([digest[0] ^ 1]) + digest[1:], "the same but for the lowest bit of its integer", ["LowestBit"]
    yield digest[:-1] + bytes([digest[-1] ^ 128]), "the same but for the highest bit of its integer", ["HighestBit"]
    yield bytes(curve.octets), "digest 0, so that e = 1", ["ZeroDigest"]
    yield curve.q.to_bytes(curve.octets, "little"), "digest q, so that e = 1", ["ZeroDigest"]


def test(curve, d, digest, random, comment, flags, tc_id):
    e, draws, k, r, s = signature(curve, d, digest, random)
    return {
        "tcId": tc_id,
        "comment": comment,
        "flags": flags + ["Random"] * bool(random) + ["Redrawn"] * (draws > 1),
        "digest": digest.hex(),
        "random": random.hex(),
        "e": curve.number(e),
        "draws": draws,
        "k": curve.number(k),
        "r": curve.number(r),
        "s": curve.number(s),
        "signature_cms": curve.number(s) + curve.number(r),
        "result": "valid",
    }


def generate(curves):
    groups, tc_id = [], 0
    for curve in curves.values():
        seed = hashlib.sha512(f"gostseal nonce vector {curve.name}".encode()).digest()
        d = int.from_bytes(seed, "big") % (curve.q - 1) + 1
        x, y = curve.multiply(d, curve.base)
        tests = []
        for digest, comment, flags in digests(curve):
            for random in (b"", bytes(range(32))):
                tc_id += 1
                tests.append(test(curve, d, digest, random, comment, flags, tc_id))
        groups.append({
            "type": "Gost3410Nonce",
            "curve": curve.name,
            "curve_oid": curve.oid,
            "hash": f"Streebog-{curve.bits}",
            "private": curve.number(d),
            "public_x": curve.number(x),
            "public_y": curve.number(y),
            "tests": tests,
        })
    return {
        "algorithm": "GOST R 34.10 signatures with the nonces of core/src/keys/nonce.rs",
        "schema": "gostseal-own/1",
        "generator": "vectors/gen/gost3410_nonce.py",
        "byte_order": "private, public_x, public_y, e, k, r, s: big-endian integers; digest, random, signature_cms: octets",
        "notes": {
            "HighestBit": "differs from the first digest of the group in the highest bit of its integer only",
            "LowestBit": "differs from the first digest of the group in the lowest bit of its integer only",
            "Random": "32 octets of additional data after the OID",
            "Redrawn": "a candidate was not in 1..q-1",
            "ZeroDigest": "the digest is 0 modulo q",
        },
        "numberOfTests": tc_id,
        "testGroups": groups,
    }


def main():
    cases = json.loads((VECTORS / "curves.json").read_text())["cases"]
    curves = {case["id"]: Curve(case) for case in cases}
    self_check(curves)
    text = json.dumps(generate(curves), indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        if OUT.read_text() != text:
            sys.exit(f"{OUT} differs from what its generator gives")
    else:
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(text)


if __name__ == "__main__":
    main()
