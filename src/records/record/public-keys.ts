import { fromBase64url } from "./base64url.js";

/** Bytes of an Ed25519 public key: y of a point, little-endian, its highest bit the sign of x. */
const KEY_BYTES = 32;

/**
 * y of the eight points of small order, in the order 4 · 1 · 8 · 8 · 2: with either sign they are all
 * canonical encodings of those points, and three that are not (x = 0 with a sign).
 *
 * Source: Chalkias, Garillot, Nikolaenko, Taming the Many EdDSAs, SSR 2020, table 6; from memory, and
 * held in the tests to the arithmetic of the curve, which finds these eight points and no other.
 */
const SMALL_ORDER: readonly string[] = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/**
 * Whether a public key is one that proves nothing: a point of small order, under which signatures can
 * be made that hold for many messages or all without any private key, or a y of 2²⁵⁵ − 19 or more,
 * which RFC 8032 (section 5.1.3) refuses and libraries read each in its own way.
 *
 * @param key 32 bytes; other lengths are no key and false
 */
export function isWeakKey(key: Uint8Array): boolean {
  if (key.length !== KEY_BYTES) return false;
  const y = key.slice();
  y[KEY_BYTES - 1]! &= 0x7f;
  const digits = Array.from(y, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (SMALL_ORDER.includes(digits)) return true;
  // 2²⁵⁵ − 19 and the eighteen after it: all bits set but for the lowest byte, which is 0xed or more.
  return (
    y[0]! >= 0xed && y[KEY_BYTES - 1] === 0x7f && y.slice(1, -1).every((byte) => byte === 0xff)
  );
}

/**
 * The public key in a text: as the program prints it (base64url), alone or in a key file.
 *
 * @returns as base64url; null where the text is neither
 */
export function publicKeyIn(text: string): string | null {
  const plain = text.trim();
  const inFile = /"publicKey"\s*:\s*"([A-Za-z0-9_-]{43})"/.exec(plain)?.[1];
  const named = (plain.startsWith("{") ? inFile : undefined) ?? plain;
  return fromBase64url(named)?.length === KEY_BYTES ? named : null;
}
