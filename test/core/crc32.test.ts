import { crc32 as nodeCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/core/crc32.js";

describe("crc32", () => {
  it("gives the check value of ISO 3309 for the nine digits", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });

  it("is zlib's, for any bytes and any part of them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, a, b) => {
        const start = Math.min(a, b, bytes.length);
        const end = Math.min(Math.max(a, b), bytes.length);
        expect(crc32(bytes)).toBe(nodeCrc32(bytes));
        expect(crc32(bytes, start, end)).toBe(nodeCrc32(bytes.subarray(start, end)));
      }),
    );
  });
});
