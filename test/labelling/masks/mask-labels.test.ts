import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LabelMask, NO_LABEL, packMask } from "../../../src/core/masks/label-mask.js";
import { readClaims } from "../../../src/evaluation/claims.js";
import { readTruth } from "../../../src/evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { labelEditorOf } from "../../../src/labelling/editors/registry.js";
import type { LabelEvent } from "../../../src/labelling/label-events.js";
import { labelLogHead, labelLogLine, readLabelLog } from "../../../src/labelling/label-log.js";
import { labellerState } from "../../../src/labelling/label-state.js";
import { createMaskEditor, type PixelChange } from "../../../src/labelling/masks/mask-editor.js";
import { regionOfValue } from "../../../src/labelling/masks/mask-regions.js";
import {
  maskOfStrokes,
  strokeOf,
  strokeOfMask,
} from "../../../src/labelling/masks/mask-strokes.js";
import type { ImageSaid } from "../../../src/labelling/model-says.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { anytimeInterval } from "../../../src/statistics/anytime.js";
import { taskOf } from "../../../src/tasks/registry.js";

const by = "Ada";
const [WIDTH, HEIGHT] = [7, 5];
const PIXELS = WIDTH * HEIGHT;
const editor = labelEditorOf(taskOf("semantic-segmentation"));

/** What a test paints: −1 nobody can say, 0 nothing, 1 leaf, 2 stem. */
type Painted = readonly number[];
const LABELS = ["background", "leaf", "stem"];
const painted = (least = -1, most = 2): fc.Arbitrary<Painted> =>
  fc.array(fc.integer({ min: least, max: most }), { minLength: PIXELS, maxLength: PIXELS });

function paint(image: string, pixels: Painted, who = by): LabelEvent[] {
  const values = Int16Array.from(pixels);
  const drawn = createMaskEditor({ widthPx: WIDTH, heightPx: HEIGHT });
  const strokes: LabelEvent[] = [];
  for (const value of new Set(pixels)) {
    if (value === 0) continue;
    const code = value < 0 ? NO_LABEL : drawn.codeOf({ label: LABELS[value]!, object: null });
    const changes: readonly PixelChange[] = [{ code, region: regionOfValue(values, value) }];
    drawn.paint(changes);
    const stroke = strokeOf(drawn, drawn.close()!);
    strokes.push({ by: who, at: "t", kind: "paint", image, stroke });
  }
  return [
    ...strokes,
    { by: who, at: "t", kind: "label", image, label: { kind: "objects" }, seen: false },
  ];
}

const maskOf = (pixels: Painted): LabelMask => ({
  widthPx: WIDTH,
  heightPx: HEIGHT,
  labels: Int16Array.from(pixels),
});
const said = (image: string, pixels: Painted): ImageSaid => ({
  image,
  labels: [],
  sureness: null,
  boxes: [],
  sizePx: [WIDTH, HEIGHT],
  mask: packMask(maskOf(pixels)),
  problem: null,
});

/** Dice of a label, counted pixel by pixel; null where it is in neither mask. */
function dice(truth: Painted, predicted: Painted, label: number): number | null {
  let [own, answer, shared] = [0, 0, 0];
  for (const [at, value] of truth.entries()) {
    if (value < 0) continue;
    if (value === label) own++;
    if (predicted[at] === label) answer++;
    if (value === label && predicted[at] === label) shared++;
  }
  return own + answer === 0 ? null : (2 * shared) / (own + answer);
}

describe("labels of pixels", () => {
  it("are in the log as they were painted", () => {
    fc.assert(
      fc.property(painted(), (pixels) => {
        const events = paint("a.png", pixels);
        const text =
          labelLogHead({ seed: 1, order: ["a.png"] }) + events.map(labelLogLine).join("");
        const read = readLabelLog(text);
        expect(read.events).toEqual(events);
        const { strokes = [] } = labellerState(read.events, by).images.get("a.png")!;
        const mask = maskOfStrokes(strokes);
        const names = [...(mask?.codes ?? new Int16Array(PIXELS))].map((code) =>
          code > 0 ? LABELS.indexOf(mask!.parts[code - 1]!.label) : code,
        );
        expect(names).toEqual([...pixels]);
      }),
    );
  });

  it("are read back from the file that they are saved in, void and empty pictures too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(painted(), { minLength: 1, maxLength: 3 }), async (images) => {
        const order = [...images.map((_, i) => `${i}.png`), "none.png", "unclear.png"];
        const events: LabelEvent[] = [
          ...images.flatMap((pixels, i) => paint(`${i}.png`, pixels)),
          { by, at: "t", kind: "label", image: "none.png", label: { kind: "empty" }, seen: false },
          {
            by,
            at: "t",
            kind: "label",
            image: "unclear.png",
            label: { kind: "cannot-tell" },
            seen: false,
          },
        ];
        const { keepsAll } = editor.formats(null);
        const { files } = editor.write(
          labellerState(events, by),
          { order, by, labels: LABELS, sizeOf: () => [WIDTH, HEIGHT] },
          keepsAll,
        );
        const [{ path, pieces }] = [...files] as [{ path: string; pieces: Iterable<string> }];
        const bytes = new TextEncoder().encode([...pieces].join(""));
        const access = createMemoryFileAccess(new Map([[path, bytes]]));
        const { truth } = await readTruth(
          { access, path, source: path },
          order.map((one) => ({ path: one, sizeBytes: 1 })),
          {
            ...DEFAULT_REQUEST,
            task: "semantic-segmentation",
          },
        );
        const wanted = [...images, new Array<number>(PIXELS).fill(0)];
        for (const [i, pixels] of wanted.entries()) {
          const row = truth.file.indexOf(order[i]!);
          const mask = await truth.masks!.read(row, maskOf(pixels));
          const found = [...mask.labels].map((label) =>
            label < 0 ? label : LABELS.indexOf(truth.masks!.labelNames[label]!),
          );
          expect(found).toEqual([...pixels]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("a model's mask as a stroke paints what the model says", () => {
    fc.assert(
      fc.property(painted(), (pixels) => {
        const mask = maskOfStrokes([strokeOfMask(packMask(maskOf(pixels)), LABELS)!])!;
        const names = [...mask.codes].map((code) =>
          code > 0 ? LABELS.indexOf(mask.parts[code - 1]!.label) : code,
        );
        // What it says nothing of, and the background, are nothing.
        expect(names).toEqual(pixels.map((value) => Math.max(0, value)));
      }),
    );
    expect(strokeOfMask(undefined, LABELS)).toBeNull();
  });

  it("are scored as they are counted pixel by pixel", () => {
    fc.assert(
      fc.property(painted(), painted(0), (truth, predicted) => {
        const state = labellerState(paint("a.png", truth), by);
        const score = editor.maskScore!(
          state.images.get("a.png")!,
          said("a.png", predicted),
          LABELS,
        )!;
        const wanted = [1, 2].flatMap((label) => {
          const value = dice(truth, predicted, label);
          return value === null
            ? []
            : [{ label: LABELS[label], dice: value, iou: value / (2 - value) }];
        });
        expect(score.labels.map(({ label }) => label)).toEqual(wanted.map(({ label }) => label));
        for (const [k, { dice: own, iou }] of score.labels.entries()) {
          expect(own).toBeCloseTo(wanted[k]!.dice, 12);
          expect(iou).toBeCloseTo(wanted[k]!.iou, 12);
        }
      }),
    );
  });
});

describe("the look after each mask", () => {
  const NAMES = ["background", "leaf"];
  const lookOf = (
    truths: readonly (Painted | "skip" | "unclear")[],
    answers: readonly (Painted | null)[],
    claims: readonly string[] = [],
    names = NAMES,
  ) => {
    const order = truths.map((_, i) => `${i}.png`);
    const events = truths.flatMap((pixels, i): LabelEvent[] => {
      const image = `${i}.png`;
      if (pixels === "skip") return [{ by, at: "t", kind: "skip", image }];
      if (pixels !== "unclear") return paint(image, pixels);
      return [{ by, at: "t", kind: "label", image, label: { kind: "cannot-tell" }, seen: false }];
    });
    const request = {
      ...DEFAULT_REQUEST,
      task: "semantic-segmentation" as const,
      claims,
      anytime: true,
    };
    return editor.looks!.look(labellerState(events, by), {
      order,
      modelLabels: names,
      saidOf: (image) => {
        const answer = answers[Number.parseInt(image, 10)];
        return answer == null ? undefined : said(image, answer);
      },
      measure: parseReference("dice"),
      claimsOf: (classes) => readClaims(request, classes),
      level: 0.95,
    });
  };
  const two = painted(0, 1);

  it("is the mean of the Dice of images where the label is anywhere, with the range for any number of looks", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(two, two), { minLength: 1, maxLength: 8 }), (pairs) => {
        const values = pairs.flatMap(([truth, predicted]) => dice(truth, predicted, 1) ?? []);
        const found = lookOf(
          pairs.map(([truth]) => truth),
          pairs.map(([, predicted]) => predicted),
        );
        if (values.length === 0) {
          expect(found!.look).toBeNull();
          return;
        }
        const { low, high } = anytimeInterval(Float64Array.from(values), 0.95);
        expect(found!.look).toMatchObject({
          metric: "dice",
          hits: null,
          n: values.length,
          verdict: null,
        });
        expect(found!.look!.value).toBeCloseTo(
          values.reduce((sum, one) => sum + one, 0) / values.length,
          12,
        );
        expect(found!.look!.low).toBeCloseTo(low, 12);
        expect(found!.look!.high).toBeCloseTo(high, 12);
      }),
      { numRuns: 40 },
    );
  });

  it("is no look where the figure is a mean over several labels", () => {
    const all = new Array<number>(PIXELS).fill(1);
    expect(lookOf([all], [all], [], LABELS)).toBeNull();
    // One of them alone is a mean over images.
    expect(lookOf([all], [all], ["dice{class=leaf}=0.8"], LABELS)).not.toBeNull();
  });

  it("takes what is passed over, and what the model has not read, as found and as missed", () => {
    const all = new Array<number>(PIXELS).fill(1);
    const many = Array.from({ length: 60 }, () => all);
    const answers = many.map(() => all);
    const claim = ["dice=0.7"];
    const known = lookOf(many, answers, claim)!;
    expect(known.look!.verdict).toBe("holds");
    const open = lookOf([...many.slice(0, 5), "skip", "unclear"], answers.slice(0, 7), claim)!;
    expect(open).toMatchObject({ reached: 7, labelled: 5, undecided: 1, passedOver: 1 });
    const without = lookOf(many.slice(0, 5), answers, claim)!;
    expect(open.look!.low).toBeLessThan(without.look!.low);
    expect(open.look!.high).toBeGreaterThanOrEqual(without.look!.high);
    expect(open.look!.n).toBe(5);
    const unread = lookOf(many.slice(0, 6), [...answers.slice(0, 5), null], claim)!;
    expect(unread.look!.low).toBeCloseTo(open.look!.low, 12);
    // Enough of them that either way decides the same.
    expect(lookOf(many, [...answers.slice(0, 59), null], claim)!.look!.verdict).toBe("holds");
  });
});

describe("two people who paint the same images", () => {
  it("agree by the mean Dice of their masks", () => {
    const half = Array.from({ length: PIXELS }, (_, at) => (at < 20 ? 1 : 0));
    const part = Array.from({ length: PIXELS }, (_, at) => (at < 10 ? 1 : 0));
    const none = new Array<number>(PIXELS).fill(0);
    const events = [
      ...paint("a.png", half),
      ...paint("b.png", half),
      ...paint("c.png", none),
      ...paint("a.png", half, "Bo"),
      ...paint("b.png", part, "Bo"),
      ...paint("c.png", none, "Bo"),
      ...paint("d.png", half, "Bo"),
    ];
    const found = editor.agreement(labellerState(events, by), labellerState(events, "Bo"), 0.95);
    // 2·10 / (20 + 10) of the second; the third has the label in neither.
    expect(found.masks!.images).toBe(3);
    expect(found.masks!.dice.value).toBeCloseTo((1 + 20 / 30) / 2, 12);
    expect(found).toMatchObject({ both: 3, same: 3, differ: [], kappa: null });
  });
});
