import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_LABEL } from "../../../src/core/masks/label-mask.js";
import { runsOfPolygons } from "../../../src/core/masks/polygon-runs.js";
import { bitmapOfRuns } from "../../../src/core/masks/runs.js";
import {
  createMaskEditor,
  type MaskEditor,
  NOTHING,
  type PixelChange,
} from "../../../src/labelling/masks/mask-editor.js";
import {
  alongRows,
  brushRegion,
  downColumns,
  fillRegion,
  type Place,
  polygonRegion,
  type Region,
  regionOfValue,
  type Size,
} from "../../../src/labelling/masks/mask-regions.js";
import {
  followStrokes,
  isMaskStroke,
  labelsOfMask,
  type MaskStroke,
  maskOfStrokes,
  strokeOf,
} from "../../../src/labelling/masks/mask-strokes.js";
import { processorMs } from "../../support/processor-time.js";

const size: fc.Arbitrary<Size> = fc.record({
  widthPx: fc.integer({ min: 1, max: 24 }),
  heightPx: fc.integer({ min: 1, max: 24 }),
});
/** On a grid of quarters too: there the middle of a pixel is as far as the radius. */
const coordinate = fc.oneof(
  fc.integer({ min: -20, max: 120 }).map((quarters) => quarters / 4),
  fc.double({ min: -5, max: 30, noNaN: true }),
);
const place: fc.Arbitrary<Place> = fc.record({ x: coordinate, y: coordinate });
const radius = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((quarters) => quarters / 4),
  fc.double({ min: 0.1, max: 10, noNaN: true }),
);
/** From another place than the generator of sizes has. */
const region = ({ widthPx, heightPx }: Size): fc.Arbitrary<Region> =>
  fc
    .array(fc.boolean(), { minLength: widthPx * heightPx, maxLength: widthPx * heightPx })
    .map(regionOfBits);

function regionOfBits(bits: readonly boolean[]): Region {
  const edges: number[] = [];
  for (const [at, isIn] of bits.entries()) if (isIn !== (edges.length % 2 === 1)) edges.push(at);
  if (edges.length % 2 === 1) edges.push(bits.length);
  return Uint32Array.from(edges);
}

function pixelsOf(regionOf: Region): number[] {
  const pixels: number[] = [];
  for (let e = 0; e < regionOf.length; e += 2) {
    for (let at = regionOf[e]!; at < regionOf[e + 1]!; at++) pixels.push(at);
  }
  return pixels;
}

const isAscending = (edges: Region): boolean =>
  edges.every((edge, e) => e === 0 || edge > edges[e - 1]! - (e % 2 === 0 ? 1 : 0));

/** The plain way: how far the middle of each pixel is from the line. */
function near(from: Place, to: Place, radiusPx: number, { widthPx, heightPx }: Size): number[] {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  return Array.from({ length: widthPx * heightPx }, (_, at) => at).filter((at) => {
    const [x, y] = [(at % widthPx) + 0.5 - from.x, Math.floor(at / widthPx) + 0.5 - from.y];
    const t = square === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / square));
    return (x - t * dx) ** 2 + (y - t * dy) ** 2 <= radiusPx * radiusPx;
  });
}

describe("regions of a picture", () => {
  it("a brush takes the pixels that are no further than its radius", () => {
    fc.assert(
      fc.property(size, place, place, radius, (of, from, to, radiusPx) => {
        const found = brushRegion(from, to, radiusPx, of);
        expect(pixelsOf(found)).toEqual(near(from, to, radiusPx, of));
        expect(isAscending(found)).toBe(true);
      }),
    );
  });

  it("a polygon is what the readers of polygons draw", () => {
    fc.assert(
      fc.property(size, fc.array(place, { minLength: 3, maxLength: 9 }), (of, corners) => {
        const { widthPx, heightPx } = of;
        const points = Float64Array.from(corners.flatMap(({ x, y }) => [x, y]));
        const runs = runsOfPolygons([points], widthPx, heightPx);
        const bitmap = bitmapOfRuns(runs, widthPx, heightPx);
        const drawn = [...bitmap.keys()].filter((at) => bitmap[at] === 1);
        expect(pixelsOf(polygonRegion(corners, of))).toEqual(drawn);
      }),
    );
  });

  it("rows and columns are two ways to say the same", () => {
    fc.assert(
      fc.property(
        size.chain((of) => fc.tuple(fc.constant(of), region(of))),
        ([of, own]) => {
          expect(alongRows(downColumns(own, of), of)).toEqual(own);
          expect(pixelsOf(downColumns(own, of))).toHaveLength(pixelsOf(own).length);
        },
      ),
    );
  });

  it("fills what hangs together side by side", () => {
    fc.assert(
      fc.property(
        size.chain((of) =>
          fc.tuple(
            fc.constant(of),
            fc.array(fc.integer({ min: -1, max: 1 }), {
              minLength: of.widthPx * of.heightPx,
              maxLength: of.widthPx * of.heightPx,
            }),
            fc.nat(of.widthPx * of.heightPx - 1),
          ),
        ),
        ([of, values, seed]) => {
          const { widthPx } = of;
          const found = new Set([seed]);
          for (const at of found) {
            const beside = [
              ...(at % widthPx > 0 ? [at - 1] : []),
              ...(at % widthPx < widthPx - 1 ? [at + 1] : []),
              at - widthPx,
              at + widthPx,
            ];
            for (const next of beside) if (values[next] === values[seed]) found.add(next);
          }
          const filled = fillRegion(
            Int16Array.from(values),
            of,
            seed % widthPx,
            Math.floor(seed / widthPx),
          );
          expect(pixelsOf(filled)).toEqual([...found].sort((a, b) => a - b));
          expect(isAscending(filled)).toBe(true);
        },
      ),
    );
  });

  it("finds the pixels of a value", () => {
    const values = Int16Array.of(1, 1, 0, 2, 1, 1);
    expect([...regionOfValue(values, 1)]).toEqual([0, 2, 4, 6]);
    expect([...regionOfValue(values, 7)]).toEqual([]);
  });
});

const SIZE: Size = { widthPx: 12, heightPx: 9 };
const LABELS = ["leaf", "stem", "soil"];
type Act =
  | { readonly kind: "paint"; readonly code: number; readonly region: Region }
  | { readonly kind: "close" | "undo" | "redo" };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("paint" as const),
      code: fc.integer({ min: NO_LABEL, max: LABELS.length }),
      region: region(SIZE),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "close" as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: "undo" as const }, { kind: "redo" as const }) },
);

function newEditor(of: Size = SIZE): MaskEditor {
  const editor = createMaskEditor(of);
  for (const label of LABELS) editor.codeOf({ label, object: null });
  return editor;
}

const wholeStep = (editor: MaskEditor, changes: readonly PixelChange[]) => {
  editor.paint(changes);
  return editor.close();
};

describe("a mask that somebody draws", () => {
  it("is what was painted, taken back and given back, however these follow each other", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const editor = newEditor();
        // The plain way: whole copies.
        let now = new Array<number>(editor.codes.length).fill(NOTHING);
        const done: number[][] = [];
        let undone: number[][] = [];
        let isOpen = false;
        for (const one of acts) {
          if (one.kind === "paint") {
            const next = [...now];
            for (const at of pixelsOf(one.region)) next[at] = one.code;
            const isChange = next.some((code, at) => code !== now[at]);
            if (isChange && !isOpen) done.push(now);
            isOpen ||= isChange;
            now = next;
            editor.paint([one]);
          } else if (one.kind === "close") {
            if (isOpen) undone = [];
            isOpen = false;
            editor.close();
          } else if (one.kind === "undo") {
            const before = done.pop();
            // What is open was no step yet, and comes back with nothing.
            if (before !== undefined && !isOpen) undone.push(now);
            now = before ?? now;
            isOpen = false;
            editor.undo();
          } else {
            const after = isOpen ? undefined : undone.pop();
            if (after !== undefined) done.push(now);
            now = after ?? now;
            editor.redo();
          }
          expect([...editor.codes]).toEqual(now);
          expect([editor.canUndo, editor.canRedo]).toEqual([done.length > 0, undone.length > 0]);
          for (let code = NO_LABEL; code <= LABELS.length; code++) {
            expect(editor.areaOf(code)).toBe(now.filter((own) => own === code).length);
          }
        }
      }),
    );
  });

  it("a stroke is the same in whatever order its parts are painted", () => {
    const line = fc.tuple(place, place, radius);
    fc.assert(
      fc.property(
        fc
          .array(line, { minLength: 1, maxLength: 6 })
          .chain((lines) =>
            fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
          ),
        ([lines, shuffled]) => {
          const [one, other] = [newEditor(), newEditor()];
          for (const [editor, order] of [
            [one, lines],
            [other, shuffled],
          ] as const) {
            for (const [from, to, radiusPx] of order) {
              editor.paint([{ code: 1, region: brushRegion(from, to, radiusPx, SIZE) }]);
            }
          }
          expect(one.close()).toEqual(other.close());
          expect(one.codes).toEqual(other.codes);
        },
      ),
    );
  });

  it("a log of strokes comes to the mask that was drawn, whatever of it is taken back", () => {
    const part = fc.constantFrom(...LABELS.map((label) => ({ label, object: null })), {
      label: "leaf",
      object: "a leaf",
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(part), region(SIZE)), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(8), { maxLength: 6 }),
        (painted, lengths) => {
          const drawn = createMaskEditor(SIZE);
          const strokes: MaskStroke[] = [];
          const wanted: number[][] = [[...drawn.codes]];
          for (const [what, own] of painted) {
            const code = what === null ? NO_LABEL : drawn.codeOf(what);
            const changes = wholeStep(drawn, [{ code, region: own }]);
            if (changes === null) continue;
            strokes.push(JSON.parse(JSON.stringify(strokeOf(drawn, changes))));
            wanted.push([...drawn.codes]);
          }
          expect(strokes.every((one) => isMaskStroke(one, 108))).toBe(true);
          const editor = createMaskEditor(SIZE);
          let known: readonly MaskStroke[] = [];
          for (const length of [...lengths, strokes.length]) {
            const next = strokes.slice(0, length);
            followStrokes(editor, known, next);
            known = next;
            const names = (of: MaskEditor, codes: ArrayLike<number>) =>
              Array.from(codes, (code) => (code > 0 ? of.parts[code - 1] : code));
            expect(names(editor, editor.codes)).toEqual(names(drawn, wanted[next.length]!));
          }
        },
      ),
    );
  });

  it("a stroke keeps what it changed and no picture", () => {
    const editor = newEditor({ widthPx: 4000, heightPx: 3000 });
    const dot = { x: 2000, y: 1500 };
    const changes = wholeStep(editor, [{ code: 1, region: brushRegion(dot, dot, 20, editor) }]);
    const stroke = strokeOf(editor, changes!);
    // About π·20² pixels in 40 rows: a few characters a row.
    expect(editor.areaOf(1)).toBeGreaterThan(1200);
    expect(JSON.stringify(stroke).length).toBeLessThan(500);
    // The same again changes nothing, and is no step.
    expect(wholeStep(editor, [{ code: 1, region: brushRegion(dot, dot, 20, editor) }])).toBeNull();
    expect(editor.done).toBe(1);
  });

  it("says which rows are to be drawn again", () => {
    const editor = newEditor();
    const dot = { x: 5.5, y: 4.5 };
    expect(editor.paint([{ code: 1, region: brushRegion(dot, dot, 1, SIZE) }])).toEqual({
      top: 3,
      bottom: 6,
    });
    expect(editor.undo()).toEqual({ top: 3, bottom: 6 });
    expect(editor.undo()).toBeNull();
  });

  it("gives classes to what was painted, and none to what nobody can say", () => {
    const editor = createMaskEditor({ widthPx: 4, heightPx: 1 });
    const strokes: MaskStroke[] = [];
    for (const [code, edges] of [
      [editor.codeOf({ label: "leaf", object: "1" }), [0, 1]],
      [NO_LABEL, [1, 2]],
      [editor.codeOf({ label: "nobody knows", object: null }), [2, 3]],
    ] as const) {
      strokes.push(
        strokeOf(editor, wholeStep(editor, [{ code, region: Uint32Array.from(edges) }])!),
      );
    }
    const mask = maskOfStrokes(strokes)!;
    expect([...labelsOfMask(mask, ["background", "leaf"], 0).labels]).toEqual([1, -1, -1, 0]);
    expect([...labelsOfMask(mask, ["leaf"], NO_LABEL).labels]).toEqual([0, -1, -1, -1]);
    expect(maskOfStrokes([])).toBeNull();
  });

  it("takes no stroke that is none", () => {
    const stroke = { widthPx: 4, heightPx: 2, pieces: [{ what: "void", runs: "02" }] };
    expect(isMaskStroke(stroke, 8)).toBe(true);
    for (const bad of [
      null,
      { ...stroke, widthPx: 0 },
      { ...stroke, widthPx: 5 },
      { ...stroke, pieces: [] },
      { ...stroke, pieces: [{ what: "all", runs: "02" }] },
      { ...stroke, pieces: [{ what: { label: "", object: null }, runs: "02" }] },
      { ...stroke, pieces: [{ what: "void", runs: "~" }] },
      { ...stroke, pieces: [{ what: "void", runs: "09" }] },
    ]) {
      expect(isMaskStroke(bad, 8)).toBe(false);
    }
    // Of a picture that has another size by now.
    const editor = newEditor();
    followStrokes(editor, [], [stroke as MaskStroke]);
    expect(editor.areaOf(NOTHING)).toBe(editor.codes.length);
  });

  it("is quick on a large picture", async () => {
    const of = { widthPx: 4000, heightPx: 3000 };
    const editor = newEditor(of);
    const [left, right] = [
      { x: 100, y: 100 },
      { x: 3900, y: 2900 },
    ];
    const ms = await processorMs(() => {
      for (let i = 0; i < 100; i++) {
        const y = 20 + 25 * i;
        wholeStep(editor, [
          { code: 1 + (i % 3), region: brushRegion({ x: 100, y }, { x: 160, y: y + 40 }, 40, of) },
        ]);
      }
      wholeStep(editor, [
        { code: 2, region: polygonRegion([left, right, { x: 100, y: 2900 }], of) },
      ]);
      wholeStep(editor, [{ code: NO_LABEL, region: fillRegion(editor.codes, of, 3999, 0) }]);
      while (editor.undo() !== null);
    });
    expect(editor.areaOf(NOTHING)).toBe(12_000_000);
    expect(ms).toBeLessThan(20_000);
  });
});
