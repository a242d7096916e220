import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNodeDigest } from "../../../src/node/digest.js";
import {
  bytesOfHex,
  hmacOfDigest,
  hmacSha256,
  secretId,
} from "../../../src/records/record/hmac.js";
import { throwsCode } from "../../support/throws-code.js";

const hex = (bytes: string): Uint8Array => bytesOfHex(bytes);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe("HMAC-SHA-256", () => {
  // RFC 4231, sections 4.2 to 4.8, those with keys as long as a secret of ours must be.
  it.each([
    [
      "4.7",
      hex("aa".repeat(131)),
      text("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ],
    [
      "4.8",
      hex("aa".repeat(131)),
      text(
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
      ),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ],
  ])("is that of RFC 4231, section %s", (_section, key, message, expected) => {
    expect(hmacSha256(key, message, createNodeDigest)).toBe(expected);
  });

  it("is Node's for any key and message, around the block of 64 bytes too", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 140 }),
        fc.uint8Array({ maxLength: 200 }),
        (key, message) => {
          const expected = createHmac("sha256", key).update(message).digest("hex");
          expect(hmacSha256(key, message, createNodeDigest)).toBe(expected);
        },
      ),
    );
    for (const length of [63, 64, 65]) {
      const key = new Uint8Array(length).fill(7);
      const expected = createHmac("sha256", key).update("x").digest("hex");
      expect(hmacSha256(key, text("x"), createNodeDigest)).toBe(expected);
    }
  });

  it("is taken of a digest's bytes, not of its digits", () => {
    const key = new Uint8Array(32).fill(1);
    const digest = "ab".repeat(32);
    const expected = createHmac("sha256", key).update(Buffer.from(digest, "hex")).digest("hex");
    expect(hmacOfDigest(key, digest, createNodeDigest)).toBe(expected);
  });

  it("refuses a secret that could be found by trying", () => {
    expect(() => hmacSha256(new Uint8Array(31), text(""), createNodeDigest)).toThrow(
      throwsCode("record/secret"),
    );
  });

  it("tells secrets apart by 16 digits of their SHA-256", () => {
    // sha256 of the empty text begins so.
    expect(secretId(new Uint8Array(0), createNodeDigest)).toBe("e3b0c44298fc1c14");
  });
});
