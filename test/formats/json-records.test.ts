import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { createProblemList } from "../../src/formats/import-problems.js";
import { createJsonRecordReader, type JsonRun } from "../../src/formats/json/json-records.js";
import { parseTolerantJson } from "../../src/formats/json/json-tolerant.js";
import { throwsCode } from "../support/throws-code.js";
import { utf8 } from "./truth-view.js";

interface Read {
  readonly records: Map<string, unknown[]>;
  readonly values: Map<string, unknown>;
  readonly exact: unknown[];
  readonly codes: string[];
  readonly wheres: string[];
}

/** Reads a text in pieces of so many bytes, with `a`, `b` and the root as arrays of records. */
function read(bytes: Uint8Array, pieceBytes = 7): Read {
  const records = new Map<string, unknown[]>();
  const values = new Map<string, unknown>();
  const exact: unknown[] = [];
  const problems = createProblemList();
  const reader = createJsonRecordReader(
    "t.json",
    {
      arrays: new Set(["a", "b"]),
      onRecords(run: JsonRun) {
        const before = records.get(run.array) ?? [];
        expect(run.first).toBe(before.length);
        records.set(run.array, [...before, ...run.records]);
        exact.push(...run.exactRecords());
      },
      onValue: (key, value) => {
        values.set(key, value);
      },
    },
    problems,
  );
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.push(bytes.slice(at, at + pieceBytes));
  }
  reader.end();
  const found = problems.finish();
  return {
    records,
    values,
    exact,
    codes: found.map(({ code }) => code),
    wheres: found.map(({ where }) => where),
  };
}

describe("createJsonRecordReader", () => {
  it("gives records of the arrays and whole values of the rest", () => {
    const { records, values } = read(
      utf8(
        '\uFEFF { "info" : {"x": [1, 2]}, "a": [ {"k": "]},["}, 3, "q\\"" ], "z": null, "b":[]}\n',
      ),
    );
    expect(records.get("a")).toEqual([{ k: "]},[" }, 3, 'q"']);
    expect([...values]).toEqual([
      ["info", { x: [1, 2] }],
      ["z", null],
    ]);
  });

  it("reads an array as the root, and any other value", () => {
    expect(read(utf8("[1, [2], {}]")).records.get("")).toEqual([1, [2], {}]);
    expect(read(utf8("[]")).records.size).toBe(0);
    expect(read(utf8(" null ")).values.get("")).toBeNull();
    expect(read(utf8('"x"')).values.get("")).toBe("x");
  });

  it("reads what JSON.parse reads, cut anywhere", () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const object = fc.record({ a: fc.array(value), info: value, b: fc.array(value), c: value });
    fc.assert(
      fc.property(object, fc.integer({ min: 1, max: 30 }), fc.boolean(), (data, piece, spaced) => {
        const text = JSON.stringify(data, null, spaced ? 1 : 0);
        const { records, values, codes } = read(utf8(text), piece);
        const again = JSON.parse(text);
        expect(records.get("a") ?? []).toEqual(again.a);
        expect(records.get("b") ?? []).toEqual(again.b);
        expect(values.get("info")).toEqual(again.info);
        expect(values.get("c")).toEqual(again.c);
        expect(codes.filter((code) => code !== "input/duplicate-key")).toEqual([]);
      }),
    );
  });

  it("parses long arrays in runs, in order", () => {
    const list = Array.from({ length: 40_000 }, (_, i) => ({ id: i, name: `n,${i}]` }));
    const { records } = read(utf8(JSON.stringify({ a: list })), 65_536);
    expect(records.get("a")).toEqual(list);
  });

  it("keeps NaN and Infinity, and tells where they are", () => {
    const { records, codes, wheres } = read(
      utf8('{"a": [{"x": 1}, {"x": NaN, "y": [-Infinity]}]}'),
    );
    expect(records.get("a")).toEqual([{ x: 1 }, { x: Number.NaN, y: [Number.NEGATIVE_INFINITY] }]);
    expect(codes).toEqual(["input/not-a-number", "input/not-a-number"]);
    expect(wheres).toEqual(["t.json, /a/1/x", "t.json, /a/1/y/0"]);
  });

  it("hands on both values of a key that comes twice, and tells", () => {
    const { records, codes } = read(utf8('{"a": [1], "a": []}'));
    expect(records.get("a")).toEqual([1]);
    expect(codes).toEqual(["input/duplicate-key"]);
  });

  it("gives long whole numbers exactly when asked", () => {
    const { exact } = read(utf8('{"a": [{"id": 9007199254740993}]}'));
    expect(exact).toEqual([{ id: "9007199254740993" }]);
  });

  it("reads UTF-16, and bytes that are no UTF-8 as Windows-1252", () => {
    const text = `{"a": ["chât"], "pad": "${"x".repeat(80)}"}`;
    const wide = new Uint8Array(2 * text.length + 2);
    new DataView(wide.buffer).setUint16(0, 0xfeff, true);
    for (let i = 0; i < text.length; i++) {
      new DataView(wide.buffer).setUint16(2 + 2 * i, text.charCodeAt(i), true);
    }
    expect(read(wide).records.get("a")).toEqual(["chât"]);
    const narrow = Uint8Array.from('{"a": ["ch\u00e2t", "\u00c3\u00a9"]}', (c) => c.charCodeAt(0));
    const mixed = read(narrow);
    expect(mixed.records.get("a")).toEqual(["chât", "é"]);
    expect(mixed.codes).toEqual(["input/encoding"]);
  });

  it.each([
    ["", "input/empty"],
    [" \n", "input/empty"],
    ['{"a": [1, 2', "input/not-json"],
    ['{"a": [1, 2]', "input/not-json"],
    ['{"a": [1,]}', "input/not-json"],
    ['{"a": [,1]}', "input/not-json"],
    ['{"a": [1}', "input/not-json"],
    ['{"a": [{]}', "input/not-json"],
    ['{"a": 1,}', "input/not-json"],
    ['{"a" 1}', "input/not-json"],
    ['{"a": }', "input/not-json"],
    ["{'a': 1}", "input/not-json"],
    ['{"a": [1] /* x */}', "input/not-json"],
    ["{} {}", "input/not-json"],
    ["[1] [2]", "input/not-json"],
    ["nul", "input/not-json"],
    ["null}", "input/not-json"],
    ['{"x": "a', "input/not-json"],
    [`{"x": ${"[".repeat(200_000)}`, "input/too-deep"],
    [`[${'{"a":'.repeat(200_000)}`, "input/too-deep"],
  ] as const)("refuses %.30s", (text, code) => {
    for (const piece of [1, 1 << 20]) {
      expect(() => read(utf8(text), piece === 1 && text.length > 1000 ? 1000 : piece)).toThrow(
        throwsCode(code),
      );
    }
  });

  it("says at which byte", () => {
    expect(() => read(utf8('{"é": [1, 2, x]}'))).toThrow("t.json, byte 14");
  });

  it("throws nothing but HomegroundErrors, whatever the bytes", () => {
    const soup = fc
      .array(fc.constantFrom(...'{}[],:"\\1ae \n', "NaN", '"a"', "null", "-"), { maxLength: 60 })
      .map((parts) => utf8(parts.join("")));
    fc.assert(
      fc.property(fc.oneof(soup, fc.uint8Array({ maxLength: 100 })), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          return isHomegroundError(error);
        }
        return true;
      }),
      { numRuns: 3000 },
    );
  });
});

describe("parseTolerantJson", () => {
  const parse = (text: string) =>
    parseTolerantJson(
      text,
      () => {},
      (what, at) => {
        throw new RangeError(`${what} at ${at}`);
      },
    );

  it("gives what JSON.parse gives, and refuses what it refuses", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          fc.pre(!/NaN|Infinity/.test(text));
          expect(() => parse(text)).toThrow(RangeError);
          return;
        }
        fc.pre(!/\d{16}/.test(text)); // long whole numbers become texts
        expect(parse(text)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps a key named __proto__ as a key", () => {
    const value = parse('{"__proto__": {"polluted": 1}}');
    expect(Object.hasOwn(Object(value), "__proto__")).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
