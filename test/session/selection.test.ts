import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SelectionPart } from "../../src/reports/selection-part.js";
import type { GalleryItems } from "../../src/session/gallery-items.js";
import { selectionShares } from "../../src/session/part-members.js";
import {
  GALLERY_ORDERS,
  isSamePart,
  readSelection,
  selectItems,
  selectionText,
} from "../../src/session/selection.js";
import { ERROR_MARKS, type ErrorMark, errorBit } from "../../src/tasks/detection/error-marks.js";

interface Row {
  readonly labels: readonly string[];
  readonly answers: readonly string[];
  readonly right: boolean;
  readonly sureness: number;
  readonly site: string | null;
  readonly errors: readonly ErrorMark[];
}

const CLASSES = ["red", "a:b;c", "green%", "ü "];
const SITES = ["north", "south"];

const names = fc.subarray(CLASSES);
const row: fc.Arbitrary<Row> = fc.record({
  labels: names,
  answers: names,
  right: fc.boolean(),
  sureness: fc.oneof(
    fc.constant(Number.NaN),
    fc.constantFrom(0, 0.2, 0.4, 1),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  site: fc.option(fc.constantFrom(...SITES), { nil: null }),
  errors: fc.subarray([...ERROR_MARKS]),
});
const part: fc.Arbitrary<SelectionPart> = fc.oneof(
  fc.record({
    kind: fc.constant("cell" as const),
    label: fc.constantFrom(...CLASSES),
    answer: fc.constantFrom(...CLASSES, "not there"),
  }),
  fc.record({ kind: fc.constant("label" as const), label: fc.constantFrom(...CLASSES) }),
  fc.record({ kind: fc.constant("answer" as const), answer: fc.constantFrom(...CLASSES) }),
  fc.record({
    kind: fc.constant("part" as const),
    attribute: fc.constantFrom("site", "none"),
    level: fc.constantFrom(...SITES, "west"),
  }),
  fc.constantFrom(
    { kind: "sure" as const, above: 0, upTo: 0.2 },
    { kind: "sure" as const, above: 0.2, upTo: 0.4 },
    { kind: "sure" as const, above: 1 / 3, upTo: 1 },
  ),
  fc.record({ kind: fc.constant("error" as const), error: fc.constantFrom(...ERROR_MARKS) }),
  fc.record({
    kind: fc.constant("listed" as const),
    code: fc.constantFrom("unlabelled", "unreadable"),
  }),
);
const listed = fc.array(fc.constantFrom("unlabelled", "unreadable", "too-large"), { maxLength: 4 });

function itemsOf(rows: readonly Row[], codes: readonly string[]): GalleryItems {
  const columns = (of: (row: Row) => readonly string[]) => {
    const start = new Int32Array(rows.length + 1);
    const index: number[] = [];
    for (const [i, one] of rows.entries()) {
      index.push(...of(one).map((name) => CLASSES.indexOf(name)));
      start[i + 1] = index.length;
    }
    return { start, index: Int32Array.from(index) };
  };
  return {
    count: rows.length + codes.length,
    answered: rows.length,
    unit: "image",
    classes: CLASSES,
    labels: columns((r) => r.labels),
    predictions: columns((r) => r.answers),
    image: Int32Array.from(rows.keys()),
    right: Uint8Array.from(rows, (one) => Number(one.right)),
    sureness: Float64Array.from(rows, (one) => one.sureness),
    errors: Uint8Array.from(rows, (one) =>
      one.errors.reduce((bits, error) => bits | errorBit(error), 0),
    ),
    attributes: [
      {
        name: "site",
        levels: SITES,
        codes: Int32Array.from(rows, ({ site }) => (site === null ? -1 : SITES.indexOf(site))),
      },
    ],
    likeness: Float64Array.from(rows, (_, i) => (i % 4 === 0 ? Number.NaN : 5 + (i % 3))),
    seconds: Float64Array.from(rows, (_, i) => (i % 3 === 0 ? Number.NaN : 1000 - i)),
    listed: codes.map((code, i) => ({ file: `l${i}`, code, what: "" })),
  };
}

/** The same by the words of the rule, row by row. */
function isChosen(one: Row, parts: readonly SelectionPart[]): boolean {
  return (
    parts.length === 0 ||
    parts.some((p) => {
      if (p.kind === "cell") return one.labels.includes(p.label) && one.answers.includes(p.answer);
      if (p.kind === "label") return one.labels.includes(p.label);
      if (p.kind === "answer") return one.answers.includes(p.answer);
      if (p.kind === "part") return p.attribute === "site" && one.site === p.level;
      if (p.kind === "error") return one.errors.includes(p.error);
      if (p.kind === "sure") {
        const begins = one.sureness > p.above || (p.above === 0 && one.sureness === 0);
        return begins && one.sureness <= p.upTo;
      }
      return false;
    })
  );
}

describe("a selection", () => {
  it("chooses what a slow search finds, in every order, and loses nothing", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 30 }),
        listed,
        fc.array(part, { maxLength: 3 }),
        fc.constantFrom("all" as const, "mistakes" as const, "right" as const),
        fc.constantFrom(...GALLERY_ORDERS),
        (rows, codes, parts, show, order) => {
          const items = itemsOf(rows, codes);
          const found = selectItems(items, { parts, show, order, seed: 7 });
          const chosen = [...rows.keys()].filter((i) => isChosen(rows[i]!, parts));
          const left = codes.flatMap((code, i) =>
            parts.some((p) => p.kind === "listed" && p.code === code) ? [rows.length + i] : [],
          );
          const shown =
            show === "all"
              ? [...chosen, ...left]
              : chosen.filter((i) => rows[i]!.right === (show === "right"));
          expect([...found.items].sort((a, b) => a - b)).toEqual(shown);
          expect(found.chosen).toBe(chosen.length + left.length);
          expect(found.right + found.mistakes).toBe(chosen.length);
          expect(found.right).toBe(chosen.filter((i) => rows[i]!.right).length);
        },
      ),
    );
  });

  it("is narrowed by a filter to what has all that it names", () => {
    const filter = fc.record(
      {
        label: fc.constantFrom(...CLASSES, "not there"),
        answer: fc.constantFrom(...CLASSES),
        parts: fc.array(
          fc.record({
            attribute: fc.constantFrom("site", "none"),
            level: fc.constantFrom(...SITES),
          }),
          { maxLength: 2 },
        ),
        above: fc.constantFrom(0, 0.2, 0.9),
        upTo: fc.constantFrom(0.2, 0.4, 1),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), listed, filter, (rows, codes, asked) => {
        const passes = ({ labels, answers, site, sureness }: Row): boolean =>
          (asked.label === undefined || labels.includes(asked.label)) &&
          (asked.answer === undefined || answers.includes(asked.answer)) &&
          (asked.parts ?? []).every((one) => one.attribute === "site" && one.level === site) &&
          (asked.above === undefined || sureness >= asked.above) &&
          (asked.upTo === undefined || sureness <= asked.upTo);
        const wanted = { parts: [], show: "all", order: "name", seed: 1 } as const;
        const found = selectItems(itemsOf(rows, codes), { ...wanted, filter: asked });
        expect([...found.items]).toEqual([...rows.keys()].filter((i) => passes(rows[i]!)));
        expect(found.chosen).toBe(found.items.length);
      }),
    );
  });

  it("counts its share in every mark as a slow search does, the same mark twice alike", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 30 }),
        listed,
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.array(part, { maxLength: 12 }),
        (rows, codes, parts, some) => {
          const marks = [...some, ...some.slice(0, 2)];
          const shares = selectionShares(itemsOf(rows, codes), parts, marks);
          const members = (of: readonly SelectionPart[]): number[] => [
            ...[...rows.keys()].filter((i) => isChosen(rows[i]!, of)),
            ...codes.flatMap((code, i) =>
              of.some((p) => p.kind === "listed" && p.code === code) ? [rows.length + i] : [],
            ),
          ];
          const selected = new Set(members(parts));
          for (const [at, mark] of marks.entries()) {
            const own = members([mark]);
            expect(shares.all[at]).toBe(own.length);
            expect(shares.chosen[at]).toBe(own.filter((i) => selected.has(i)).length);
          }
        },
      ),
    );
  });

  it("shows the surest mistakes first, then what is right, what is not known to be sure behind", () => {
    const of = (right: boolean, sureness: number): Row => ({
      labels: ["red"],
      answers: ["red"],
      site: null,
      errors: [],
      right,
      sureness,
    });
    const rows = [
      of(true, 0.9),
      of(false, 0.4),
      of(false, Number.NaN),
      of(false, 0.8),
      of(true, 1),
    ];
    const items = itemsOf(rows, ["unlabelled"]);
    const parts: SelectionPart[] = [
      { kind: "label", label: "red" },
      { kind: "listed", code: "unlabelled" },
    ];
    const { items: found } = selectItems(items, { parts, show: "all", order: "surest", seed: 1 });
    expect([...found]).toEqual([3, 1, 2, 4, 0, 5]);
  });

  it("puts what is least like the test set first, what is not known last", () => {
    const one: Row = {
      labels: ["red"],
      answers: [],
      site: null,
      errors: [],
      right: true,
      sureness: 1,
    };
    const found = selectItems(itemsOf(new Array(6).fill(one), []), {
      parts: [],
      show: "all",
      order: "unlike",
      seed: 1,
    });
    // By hand: 5 + i mod 3, unknown for 0 and 4.
    expect([...found.items]).toEqual([3, 1, 2, 5, 0, 4]);
  });

  it("puts times in order, what has none last", () => {
    const rows = Array.from(
      { length: 5 },
      (): Row => ({
        labels: ["red"],
        answers: ["red"],
        site: null,
        errors: [],
        right: true,
        sureness: 1,
      }),
    );
    const found = selectItems(itemsOf(rows, []), {
      parts: [],
      show: "all",
      order: "time",
      seed: 1,
    });
    expect([...found.items]).toEqual([4, 2, 1, 0, 3]);
  });

  it("is read back from an address, whatever labels are called", () => {
    fc.assert(
      fc.property(fc.array(part), fc.string({ unit: "grapheme" }), (parts, name) => {
        const all: SelectionPart[] = [...parts, { kind: "label", label: name }];
        const back = readSelection(selectionText(all));
        expect(back).toEqual(all);
        expect(back.every((one, i) => isSamePart(one, all[i]!))).toBe(true);
      }),
    );
  });

  it("takes any address without harm", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const one of readSelection(text)) {
          expect(["cell", "label", "answer", "part", "sure", "listed"]).toContain(one.kind);
        }
      }),
    );
    expect(readSelection("sure:0.5:7;cell:%E0%A4%A;label;nothing:1")).toEqual([]);
  });
});
