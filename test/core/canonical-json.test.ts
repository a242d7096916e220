import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, contentId, type Json } from "../../src/core/canonical-json.js";
import { MAX_NESTING } from "../../src/core/nesting.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { createWebDigest } from "../../src/web/digest.js";
import rfc from "../oracle/rfc8785.json" with { type: "json" };
import { throwsCode } from "../support/throws-code.js";

describe("canonicalJson", () => {
  it("sorts keys by code unit and leaves no space", () => {
    expect(canonicalJson({ b: [1, "é", null], a: { "10": true, "9": -0.5 } })).toBe(
      '{"a":{"10":true,"9":-0.5},"b":[1,"é",null]}',
    );
  });

  it("orders keys as the RFC's example, by code unit and not by code point", () => {
    const values = [...canonicalJson(rfc.sorting.input).matchAll(/:"([^"]+)"/g)];
    expect(values.map(([, value]) => value)).toEqual(rfc.sorting.values);
  });

  it.each(rfc.numbers)("writes the double $hex as the RFC does: $json", ({ hex, json }) => {
    const number = new Float64Array(BigUint64Array.of(BigInt(`0x${hex}`)).buffer)[0]!;
    expect(canonicalJson(number)).toBe(json);
  });

  it("escapes strings as the RFC's example", () => {
    expect(canonicalJson(rfc.string.input)).toBe(rfc.string.json);
  });

  it("is the same text for every order of keys, and parses to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }), (value) => {
        const text = canonicalJson(value as Json);
        // -0 is written 0, as JSON.stringify does.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as Json))).toBe(text);
      }),
    );
  });

  it("keeps the text of an escape that stands in a string", () => {
    expect(canonicalJson({ a: "\\ud83d \ud83d\ude00" })).toBe('{"a":"\\\\ud83d \ud83d\ude00"}');
    expect(canonicalJson({ toJSON: 1, a: -0 })).toBe('{"a":0,"toJSON":1}');
  });

  it("refuses what JSON cannot hold, and says where", () => {
    expect(() => canonicalJson({ a: [0, Number.NaN] })).toThrow(
      throwsCode("argument/not-a-number"),
    );
    expect(() => canonicalJson({ a: [0, Number.NaN] })).toThrow("value.a[1]");
    // Where keys are sorted and where they are not, which are written in different ways.
    for (const broken of ["\ud83d", { "a\ude00": 1 }, { b: 1, a: ["\udc00"] }, { a: "\ud83d" }]) {
      expect(() => canonicalJson(broken)).toThrow(throwsCode("argument/out-of-range"));
    }
    let deep: Json = 0;
    for (let i = 0; i < MAX_NESTING + 2; i++) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow(throwsCode("argument/out-of-range"));
  });
});

it("gives content the same id in every environment, with any Unicode", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(contentId({ text }, createWebDigest)).toBe(contentId({ text }, createNodeDigest));
    }),
  );
});

function reversed(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(reversed);
  const entries = Object.entries(value as { readonly [key: string]: Json }).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)]));
}
