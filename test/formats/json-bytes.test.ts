import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, createJsonBytes } from "../../src/formats/json/json-bytes.js";

const text = (piece: Uint8Array): string => new TextDecoder().decode(piece);

describe("createJsonBytes", () => {
  it("writes every number as JSON.stringify does", () => {
    const decimals = fc
      .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 20 }))
      .map(([digits, places]) => digits / 10 ** places);
    const short = fc
      .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 9 }))
      .map(([digits, places]) => digits / 10 ** places);
    const number = fc.oneof(fc.double(), fc.float(), fc.integer(), decimals, short);
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), (numbers) => {
        const bytes = createJsonBytes();
        for (const one of numbers) {
          bytes.addNumber(one);
          expect(text(bytes.take())).toBe(JSON.stringify(one));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("writes numbers at the ends of what is written short", () => {
    const bytes = createJsonBytes();
    const ends = [
      0, -0, 1, -1, 9, 10, 99, 100, 0.1, 0.000001, 1e-7, 123456.654321, 0.3, 0.30000000000000004,
    ];
    for (const one of [...ends, 1e15, 1e15 - 1, 999999999999999.9, 99999999.999999, 1e21, 5e-324]) {
      for (const value of [one, -one]) {
        bytes.addNumber(value);
        expect(text(bytes.take())).toBe(JSON.stringify(value));
      }
    }
  });

  it("keeps pieces in their order, whatever they are", () => {
    const bytes = createJsonBytes();
    bytes.add(bytesOf('{"Ü🦊":'));
    bytes.addNumber(0.25);
    for (let i = 0; i < 20_000; i++) bytes.add(bytesOf(" "));
    bytes.add(bytesOf("}"));
    expect(text(bytes.take())).toBe(`{"Ü🦊":0.25${" ".repeat(20_000)}}`);
    expect(text(bytes.take())).toBe("");
  });
});
