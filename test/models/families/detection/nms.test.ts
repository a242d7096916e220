import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Candidates,
  createCandidates,
} from "../../../../src/models/families/detection/candidates.js";
import type { NmsRule } from "../../../../src/models/families/detection/detector-types.js";
import { boxIou, suppress } from "../../../../src/models/families/detection/nms.js";
import { processorMs } from "../../../support/processor-time.js";

interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly score: number;
  readonly label: number;
}

function listOf(boxes: readonly Box[]): Candidates {
  const list = createCandidates();
  for (const { x1, y1, x2, y2, score, label } of boxes) list.add(x1, y1, x2, y2, score, label);
  return list;
}

const GREEDY = {
  method: "greedy",
  iou: 0.5,
  comparison: "greater",
  classAware: true,
  boxArea: "continuous",
} as const satisfies NmsRule;

/** Small whole numbers, so that ties of score and overlap are common. */
const anyBox: fc.Arbitrary<Box> = fc
  .tuple(
    ...([fc.nat(8), fc.nat(8), fc.integer({ min: 1, max: 8 })] as const),
    ...([fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 4 }), fc.nat(1)] as const),
  )
  .map(([x1, y1, w, h, s, label]) => ({ x1, y1, x2: x1 + w, y2: y1 + h, score: s / 4, label }));

const anyGreedy: fc.Arbitrary<Extract<NmsRule, { method: "greedy" }>> = fc.record({
  method: fc.constant("greedy"),
  iou: fc.constantFrom(0, 0.25, 1 / 3, 0.5, 0.6, 1),
  comparison: fc.constantFrom("greater", "greater-or-equal"),
  classAware: fc.boolean(),
  boxArea: fc.constantFrom("continuous", "plus-one"),
});

/** Overlap by its definition. */
function slowIou(a: Box, b: Box, more: number): number {
  const side = (from: number, to: number): number => Math.max(0, to - from + more);
  const both =
    side(Math.max(a.x1, b.x1), Math.min(a.x2, b.x2)) *
    side(Math.max(a.y1, b.y1), Math.min(a.y2, b.y2));
  const area = (box: Box): number => side(box.x1, box.x2) * side(box.y1, box.y2);
  return both === 0 ? 0 : both / (area(a) + area(b) - both);
}

/** Takes the surest box that is left, again and again, and throws out what overlaps it. */
function slowGreedy(boxes: readonly Box[], rule: Extract<NmsRule, { method: "greedy" }>): number[] {
  let left = boxes.map((_, i) => i);
  const kept: number[] = [];
  while (left.length > 0) {
    const best = left.reduce((a, b) => (boxes[b]!.score > boxes[a]!.score ? b : a));
    kept.push(best);
    left = left.filter((i) => {
      if (i === best) return false;
      if (rule.classAware && boxes[i]!.label !== boxes[best]!.label) return true;
      const iou = slowIou(boxes[i]!, boxes[best]!, rule.boxArea === "plus-one" ? 1 : 0);
      return rule.comparison === "greater" ? iou <= rule.iou : iou < rule.iou;
    });
  }
  return kept;
}

describe("boxIou", () => {
  it("is the shared area over the joint one", () => {
    const boxes = Float64Array.of(0, 0, 2, 2, 1, 0, 3, 2, 2, 0, 4, 2);
    expect(boxIou(boxes, 0, boxes, 1, "continuous")).toBe(2 / 6);
    expect(boxIou(boxes, 0, boxes, 2, "continuous")).toBe(0);
    // 3 × 3 each, sharing 2 × 3.
    expect(boxIou(boxes, 0, boxes, 1, "plus-one")).toBe(6 / 12);
  });
});

describe("greedy suppression", () => {
  it("keeps what a slow and obvious version keeps, in its order", () => {
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 30 }), anyGreedy, (boxes, rule) => {
        const { index, score } = suppress(listOf(boxes), rule, 1000);
        expect([...index]).toEqual(slowGreedy(boxes, rule));
        expect([...score]).toEqual([...index].map((i) => boxes[i]!.score));
      }),
      { numRuns: 400 },
    );
  });

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 30 }), anyGreedy, (boxes, rule) => {
        const first = [...suppress(listOf(boxes), rule, 1000).index].map((i) => boxes[i]!);
        const again = [...suppress(listOf(first), rule, 1000).index];
        expect(again).toEqual(first.map((_, i) => i));
      }),
    );
  });

  it("gives the first of the same list when fewer are wanted", () => {
    fc.assert(
      fc.property(
        fc.array(anyBox, { maxLength: 30 }),
        anyGreedy,
        fc.nat(8),
        (boxes, rule, most) => {
          const all = [...suppress(listOf(boxes), rule, 1000).index];
          expect([...suppress(listOf(boxes), rule, most).index]).toEqual(all.slice(0, most));
        },
      ),
    );
  });

  it("takes equal scores in the order of the answer", () => {
    const twin = { x1: 0, y1: 0, x2: 4, y2: 4, score: 0.5, label: 0 };
    expect([...suppress(listOf([twin, twin, twin]), GREEDY, 9).index]).toEqual([0]);
    const apart = [0, 10, 20].map((x) => ({ ...twin, x1: x, x2: x + 4 }));
    expect([...suppress(listOf(apart), GREEDY, 9).index]).toEqual([0, 1, 2]);
  });

  it("lets labels be or not, as asked", () => {
    const box = { x1: 0, y1: 0, x2: 4, y2: 4, score: 0.5, label: 0 };
    const two = listOf([box, { ...box, label: 1, score: 0.9 }]);
    expect([...suppress(two, GREEDY, 9).index]).toEqual([1, 0]);
    expect([...suppress(two, { ...GREEDY, classAware: false }, 9).index]).toEqual([1]);
  });

  it("is over quickly for very many boxes", async () => {
    const list = createCandidates();
    for (let i = 0; i < 200_000; i++)
      list.add(i % 500, 0, (i % 500) + 9, 9, (i % 997) / 997, i % 80);
    const look = (): void => expect(suppress(list, GREEDY, 100).index).toHaveLength(100);
    expect(await processorMs(look)).toBeLessThan(5000);
  });
});

describe("soft suppression", () => {
  const LINEAR = { ...GREEDY, method: "soft-linear", iou: 0.3, leastScore: 0.001 } as const;
  const GAUSSIAN = {
    method: "soft-gaussian",
    sigma: 0.5,
    classAware: true,
    boxArea: "continuous",
    leastScore: 0.001,
  } as const satisfies NmsRule;

  /** The algorithm of figure 2 of the paper, on lists. */
  function slowSoft(boxes: readonly Box[], rule: typeof LINEAR | typeof GAUSSIAN) {
    let left = boxes.map((box, i) => ({ box, i, s: box.score }));
    const kept: { i: number; s: number }[] = [];
    while (left.length > 0) {
      const best = left.reduce((a, b) => (b.s > a.s ? b : a));
      left = left.filter((one) => one !== best);
      if (best.s >= rule.leastScore) kept.push({ i: best.i, s: best.s });
      for (const one of left) {
        if (one.box.label !== best.box.label) continue;
        const iou = slowIou(one.box, best.box, 0);
        if (rule.method === "soft-gaussian") one.s *= Math.exp(-(iou ** 2) / rule.sigma);
        else if (iou > rule.iou) one.s *= 1 - iou;
      }
    }
    return kept;
  }

  it.each([LINEAR, GAUSSIAN])("lowers scores as the paper says: $method", (rule) => {
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 20 }), (boxes) => {
        const { index, score } = suppress(listOf(boxes), rule, 1000);
        const slow = slowSoft(boxes, rule);
        expect([...index]).toEqual(slow.map(({ i }) => i));
        for (const [k, { s }] of slow.entries()) expect(score[k]).toBeCloseTo(s, 12);
      }),
    );
  });

  it("is worked by hand for two boxes", () => {
    // They share 2 of 6: linear 0.8·(1 − 1/3), gaussian 0.8·e^(−(1/9)/0.5).
    const box = { x1: 0, y1: 0, x2: 2, y2: 2, score: 0.9, label: 0 };
    const two = listOf([box, { ...box, x1: 1, x2: 3, score: 0.8 }]);
    expect(suppress(two, LINEAR, 9).score[1]).toBeCloseTo((0.8 * 2) / 3, 15);
    expect(suppress(two, GAUSSIAN, 9).score[1]).toBeCloseTo(0.8 * Math.exp(-2 / 9), 15);
    expect(suppress(two, { ...LINEAR, leastScore: 0.6 }, 9).index).toHaveLength(1);
  });
});
