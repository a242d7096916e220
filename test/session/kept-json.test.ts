import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptJson, parseKeptJson } from "../../src/session/kept-json.js";
import { throwsCode } from "../support/throws-code.js";

const parse = (text: string) => parseKeptJson(text, "view.json");

/** Data as screens are made of: JSON, and columns, maps and numbers that JSON does not have. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, Number.NaN, Infinity, -Infinity),
    fc.double(),
    fc.string(),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint8Array(),
    fc.array(tie("value")),
    fc.array(fc.tuple(fc.string(), tie("value"))).map((pairs) => new Map(pairs)),
    fc.dictionary(
      fc.string().filter((key) => !/^\$|^(__proto__|constructor|prototype)$/.test(key)),
      tie("value"),
      { noNullPrototype: true },
    ),
  ),
}));

/** JSON has one zero. */
const withoutMinusZero = (one: unknown): unknown =>
  JSON.stringify(one)?.includes("-0") ? undefined : one;

describe("keptJson", () => {
  it("comes back as it was, columns and maps with their types", () => {
    fc.assert(
      fc.property(value, (one) => {
        const back = parse(keptJson(one));
        // −0 is written as 0 by JSON, as everywhere.
        expect(parse(keptJson(back))).toEqual(back);
        if (withoutMinusZero(one) !== undefined) expect(keptJson(back)).toBe(keptJson(one));
      }),
    );
    const view = {
      count: Float64Array.of(1, Number.NaN, 1 / 3),
      byName: new Map([["a", Int32Array.of(-1)]]),
      low: Number.NEGATIVE_INFINITY,
    };
    expect(parse(keptJson(view))).toEqual(view);
  });

  it("leaves out what is undefined", () => {
    expect(parse(keptJson({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  it.each([
    ['{"__proto__": {"polluted": true}}', "input/bad-shape"],
    ['{"a": [{"constructor": 1}]}', "input/bad-shape"],
    ['{"prototype": 1}', "input/bad-shape"],
    ['{"$Function": ["alert(1)"]}', "input/bad-shape"],
    ['{"$constructor": [1]}', "input/bad-shape"],
    ['{"$Float64Array": ["1"]}', "input/bad-shape"],
    ['{"$Float64Array": {"length": 4000000000}}', "input/bad-shape"],
    ['{"$map": [["a"]]}', "input/bad-shape"],
    ['{"$number": "1e9"}', "input/bad-shape"],
    ["[".repeat(201) + "]".repeat(201), "input/too-deep"],
    ["{", "input/not-json"],
  ] as const)("refuses %s", (text, code) => {
    expect(() => parse(text)).toThrow(throwsCode(code));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
