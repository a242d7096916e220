import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CocoFields,
  createCocoFields,
  FIELD,
  OUTLINE,
  takeRecord,
} from "../../../src/formats/coco/coco-fields.js";
import { createCocoScanner } from "../../../src/formats/coco/coco-scanner.js";
import { createProblemList } from "../../../src/formats/import-problems.js";
import { createJsonRecordReader } from "../../../src/formats/json/json-records.js";
import { utf8 } from "../truth-view.js";

/** All that a record said, as plain values. */
function seen(fields: CocoFields): unknown {
  const { has, outline } = fields;
  const when = (bit: number, value: unknown) => ((has & bit) === 0 ? null : value);
  const parts = [...outline.partEnd.subarray(0, outline.parts)];
  const isText = outline.form === OUTLINE.text;
  return {
    has,
    ids: [when(FIELD.id, fields.id), when(FIELD.image, fields.image)],
    category: when(FIELD.category, fields.category),
    box: when(FIELD.box, [...fields.box]),
    numbers: [
      when(FIELD.area, fields.area),
      when(FIELD.crowd, fields.crowd),
      when(FIELD.score, fields.score),
    ],
    points: when(FIELD.points, Array.from(fields.points)),
    labelledPoints: when(FIELD.labelledPoints, fields.labelledPoints),
    unusable: [...fields.unusable],
    outline: when(FIELD.outline, {
      form: outline.form,
      // NaN of polygons, also behind runs.
      size: [outline.heightPx, outline.widthPx],
      text: isText ? outline.text : null,
      parts: isText ? null : parts,
      values: isText ? null : [...outline.values.subarray(0, parts.at(-1) ?? 0)],
    }),
  };
}

/** Records of a list, the plain ones read from bytes, cut into pieces of a size. */
function scanned(text: string, pieceBytes: number) {
  const fields = createCocoFields();
  const records: unknown[] = [];
  let fromBytes = 0;
  const take = (number: number) => {
    expect(number).toBe(records.length);
    records.push(seen(fields));
  };
  const scanner = createCocoScanner(",", fields, (number) => {
    fromBytes++;
    take(number);
  });
  const reader = createJsonRecordReader(
    "x.json",
    {
      arrays: new Set([""]),
      scanners: new Map([["", scanner]]),
      onRecords: ({ records: parsed, first }) => {
        for (const [k, record] of parsed.entries()) {
          takeRecord(fields, record);
          take(first + k);
        }
      },
      onValue: () => {},
    },
    createProblemList(),
  );
  const bytes = utf8(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.push(bytes.subarray(at, at + pieceBytes));
  }
  reader.end();
  return { records, fromBytes };
}

function parsed(text: string): unknown[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error("the test writes lists");
  return list.map((record) => {
    const fields = createCocoFields();
    takeRecord(fields, record);
    return seen(fields);
  });
}

const digits = (most: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most })
    .map((d) => d.join(""));
/** Numbers as JSON can write them. */
const numberText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((d) => JSON.stringify(d)),
  },
  { weight: 4, arbitrary: fc.integer({ min: -100_000, max: 100_000 }).map((n) => String(n / 100)) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom("", "-"),
        digits(18),
        digits(20),
        fc.constantFrom("", "e5", "E-7", "e+21"),
      )
      .map(([sign, whole, decimals, exponent]) =>
        [sign, whole.replace(/^0+(?=\d)/, ""), ".", decimals, exponent].join(""),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("0", "-0", "0.0", "-0.0", "1e400", "9007199254740993", "5e-324"),
  },
);
const blank = fc.constantFrom("", "", "", " ", "\n", "\t ", "\r\n");
const list = (items: fc.Arbitrary<string>, most = 6) =>
  fc
    .tuple(fc.array(items, { maxLength: most }), blank, blank)
    .map(([texts, before, after]) => `[${before}${texts.join(`${before},${after}`)}${after}]`);
const box = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(numberText, numberText, numberText, numberText)
      .map((b) => `[${b.join(", ")}]`),
  },
  { weight: 1, arbitrary: list(numberText) },
);
const odd = fc.constantFrom('"7"', '"a\\"b"', "null", "true", "{}", "[]", '[[1,2],"x"]', '{"a":1}');
const id = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3, max: 2 ** 40 }).map(String) },
  { weight: 1, arbitrary: fc.oneof(numberText, odd) },
);
const runText = fc
  .string({ unit: fc.constantFrom("0", "1", "O", "Z", "\\\\", "o", "`"), maxLength: 8 })
  .map((text) => `"${text}"`);
const counts = fc.oneof(list(fc.integer({ min: 0, max: 99 }).map(String)), runText, odd);
const size = fc.constantFrom("[4,5]", "[ 4 , 5 ]", "[4.5,5]", "[4]");
const runs = fc.oneof(
  fc.tuple(size, counts).map(([s, c]) => `{"size":${s},"counts":${c}}`),
  fc.tuple(size, counts).map(([s, c]) => `{ "counts" : ${c} , "size" : ${s} }`),
  counts.map((c) => `{"counts":${c}}`),
);
const pointText = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -100, max: 100_000 }).map((n) => String(n / 100)) },
  { weight: 1, arbitrary: fc.oneof(numberText, odd) },
);
const points = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.array(fc.tuple(pointText, pointText, fc.constantFrom("0", "1", "2")), { maxLength: 30 }),
        blank,
      )
      .map(([all, gap]) => `[${all.flat().join(`${gap},${gap}`)}]`),
  },
  { weight: 1, arbitrary: fc.oneof(list(pointText), odd) },
);
const polygons = list(list(numberText), 3);
/** Values of each key: mostly what it should hold. */
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  id,
  image_id: id,
  category_id: id,
  bbox: box,
  score: numberText,
  area: numberText,
  iscrowd: fc.constantFrom("0", "1", "2", "true"),
  segmentation: fc.oneof(polygons, runs, odd),
  ignore: fc.constantFrom("0", "1", "null"),
  keypoints: points,
  num_keypoints: fc.oneof(fc.integer({ min: 0, max: 12 }).map(String), numberText, odd),
  keypoints_absent: fc.constantFrom("[]", "[0]", "[0,2]", "null"),
  other: odd,
  counts: numberText,
};
const entry = fc
  .constantFrom(
    "id",
    "image_id",
    "image_id",
    "category_id",
    "category_id",
    "bbox",
    "bbox",
    "score",
    "area",
    "iscrowd",
    "segmentation",
    "ignore",
    "other",
    "counts",
    "keypoints",
    "keypoints",
    "num_keypoints",
    "keypoints_absent",
  )
  .chain((key) => (VALUES[key] ?? odd).map((value) => `"${key}":${value}`));
const record = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(fc.array(entry, { maxLength: 7 }), blank, blank)
      .map(
        ([entries, before, after]) => `{${before}${entries.join(`${before},${after}`)}${after}}`,
      ),
  },
  { weight: 1, arbitrary: odd },
);

describe("records read from bytes", () => {
  it("say what JSON.parse says, to the last bit, cut anywhere", () => {
    let fromBytes = 0;
    fc.assert(
      fc.property(list(record, 12), fc.integer({ min: 1, max: 400 }), (text, pieceBytes) => {
        const got = scanned(text, pieceBytes);
        expect(got.records).toEqual(parsed(text));
        fromBytes += got.fromBytes;
      }),
      { numRuns: 4500 },
    );
    // Otherwise the scanner was not tested.
    expect(fromBytes).toBeGreaterThan(1000);
  });

  it("have numbers that are JSON.parse's, whatever their digits", () => {
    fc.assert(
      fc.property(fc.array(numberText, { minLength: 4, maxLength: 4 }), (four) => {
        const text = `[{"bbox":[${four.join(",")}]},{"bbox":[0,0,1,1]}]`;
        const { records } = scanned(text, text.length);
        expect(records).toEqual(parsed(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("have numbers that are JSON.parse's at and beside the middle of two doubles", () => {
    const middle = fc
      .tuple(
        fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
        fc.integer({ min: 1, max: 20 }),
        fc.bigInt({ min: -1n, max: 1n }),
      )
      // (2m + 1) / 2^k in decimal digits, or one in the last of them beside it.
      .map(([m, k, beside]) => {
        const digits = String((2n * m + 1n) * 5n ** BigInt(k) + beside).padStart(k + 1, "0");
        return `${digits.slice(0, -k)}.${digits.slice(-k)}`;
      });
    const single = fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => JSON.stringify(x));
    fc.assert(
      fc.property(fc.array(fc.oneof(middle, single), { minLength: 4, maxLength: 4 }), (four) => {
        const text = `[{"bbox":[${four.join(",")}]},{"bbox":[0,0,1,1]}]`;
        expect(scanned(text, text.length).records).toEqual(parsed(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("are all read so where they are plain", () => {
    const plain = Array.from({ length: 500 }, (_, k) => ({
      id: k,
      image_id: 139 + k,
      category_id: 1,
      bbox: [k / 4, 2.25, 3, 4.5],
      area: 12.5,
      iscrowd: 0,
      score: 0.12345,
      segmentation: k % 2 === 0 ? [[1, 2, 3.5, 4, 5, 6]] : { size: [2, 3], counts: "0\\6" },
      num_keypoints: k % 3,
      keypoints: Array.from({ length: 51 + 3 * (k % 9) }, (_, at) => (at * k) / 4),
    }));
    const text = JSON.stringify(plain);
    const { records, fromBytes } = scanned(text, text.length);
    expect(fromBytes).toBe(499); // the last has no comma behind it
    expect(records).toEqual(parsed(text));
  });

  it.each([
    ...'[{1}] [{}}] [{\'a\':1}] [{"id":01}] [{"id":1.}] [{"id":.5}] [{"id":+1}]'.split(" "),
    '[{"id":1,},{}]',
    '[{"id":1}{"id":2}]',
    '[{"bbox":[1,2,3,4,]},{}]',
    '[{"id":1},]',
    '[{"id":1},{"id":2},]',
    '[{"id" 1},{}]',
    '[{"id":1e},{}]',
    '[{"id":-},{}]',
  ])("are refused where they are no JSON: %s", (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(() => scanned(text, text.length)).toThrow();
  });
});
