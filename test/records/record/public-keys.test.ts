import { describe, expect, it } from "vitest";
import { createNodeSignatures } from "../../../src/node/signatures.js";
import { toBase64url } from "../../../src/records/record/base64url.js";
import { bytesOfHex } from "../../../src/records/record/hmac.js";
import { isWeakKey, publicKeyIn } from "../../../src/records/record/public-keys.js";
import { verifySignatures } from "../../../src/records/record/signature.js";
import { createWebSignatures } from "../../../src/web/signatures.js";
import { SAMPLE } from "../../support/sample-record.js";

/**
 * Every encoding of a point of small order, those that are not canonical too: table 6 of Chalkias,
 * Garillot, Nikolaenko, Taming the Many EdDSAs (SSR 2020); the first eight are canonical.
 */
const SMALL_ORDER = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

// The curve −x² + y² = 1 + d x² y² over the field of 2²⁵⁵ − 19 (RFC 8032, section 5.1).
const P = 2n ** 255n - 19n;
const mod = (a: bigint): bigint => ((a % P) + P) % P;
const D = mod(-121665n * inverse(121666n));

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function inverse(a: bigint): bigint {
  return power(mod(a), P - 2n);
}

type Point = readonly [x: bigint, y: bigint];

function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const product = mod(D * x1 * x2 * y1 * y2);
  return [
    mod((x1 * y2 + x2 * y1) * inverse(1n + product)),
    mod((y1 * y2 + x1 * x2) * inverse(1n - product)),
  ];
}

/** y modulo the prime, as lax libraries take it; null where there is no such point. */
function decode(hex: string): Point | null {
  const number = BigInt(`0x${Buffer.from(hex, "hex").reverse().toString("hex")}`);
  const [sign, y] = [number >> 255n, mod(number & (2n ** 255n - 1n))];
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * power(2n, (P - 1n) / 4n));
  if (mod(x * x) !== square) return null;
  return [(x & 1n) === sign ? x : mod(-x), y];
}

describe("weak public keys", () => {
  it("are points whose eightfold is the neutral one, by the curve's own arithmetic, eight in all", () => {
    const points = SMALL_ORDER.map((hex) => {
      const point = decode(hex);
      if (point === null) throw new Error(hex);
      let sum = point;
      for (let i = 0; i < 3; i++) sum = add(sum, sum);
      expect(sum).toEqual([0n, 1n]);
      return point.join();
    });
    expect(new Set(points).size).toBe(8);
  });

  it("are all refused, as is every y that is not below the prime", () => {
    for (const hex of SMALL_ORDER) expect([hex, isWeakKey(bytesOfHex(hex))]).toEqual([hex, true]);
    for (let low = 0; low < 256; low++) {
      for (const high of [0x7f, 0xff]) {
        const key = new Uint8Array(32).fill(0xff);
        key[0] = low;
        key[31] = high;
        // 0xec is −1, of order 2.
        expect([low, isWeakKey(key)]).toEqual([low, low >= 0xec]);
      }
    }
  });

  it("are not those that people have", async () => {
    const signatures = createNodeSignatures();
    for (let i = 0; i < 20; i++) {
      expect(isWeakKey((await signatures.generate()).publicKey)).toBe(false);
    }
    // RFC 8032, section 7.1, test 1; and what is no key at all.
    const rfc = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    expect(isWeakKey(bytesOfHex(rfc))).toBe(false);
    expect(isWeakKey(new Uint8Array(31))).toBe(false);
  });

  it.each([
    ["Node", createNodeSignatures()],
    ["page", createWebSignatures()],
  ])("sign nothing: %s", async (_, signatures) => {
    // R neutral and S = 0 is the neutral key's signature of every message.
    const forged = bytesOfHex(`01${"00".repeat(63)}`);
    for (const hex of SMALL_ORDER) {
      for (const text of ["", "any", "other"]) {
        const message = new TextEncoder().encode(text);
        expect(await signatures.verify(bytesOfHex(hex), forged, message)).toBe(false);
      }
    }
  });

  it("are named where a record is signed by one", async () => {
    for (const hex of SMALL_ORDER) {
      const publicKey = toBase64url(bytesOfHex(hex));
      const signature = toBase64url(bytesOfHex(`01${"00".repeat(63)}`));
      const signed = { ...SAMPLE, signatures: [{ algorithm: "Ed25519", publicKey, signature }] };
      const found = await verifySignatures(signed as typeof SAMPLE, "r", createNodeSignatures());
      expect(found.keys).toEqual([]);
      expect(found.problems).toMatchObject([
        { code: "record/weak-key", severity: "error", where: "r, signatures[0]" },
      ]);
    }
  });
});

describe("a public key in a text", () => {
  const key = toBase64url(new Uint8Array(32).fill(7));

  it("is what the program prints, alone or in a key file", () => {
    expect(publicKeyIn(`${key}\n`)).toBe(key);
    const file = { schema: "homeground.key/1", algorithm: "Ed25519", publicKey: key, data: "A" };
    expect(publicKeyIn(JSON.stringify(file, null, 1))).toBe(key);
  });

  it("is not in other texts", () => {
    for (const text of ["", "key", `${key}A`, key.slice(1), '{"publicKey": "short"}', `{${key}}`]) {
      expect(publicKeyIn(text)).toBeNull();
    }
  });
});
