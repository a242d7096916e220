import { describe, expect, it } from "vitest";
import type {
  ChosenMistake,
  MistakeGroups,
} from "../../../src/analyses/mistakes/chosen-mistakes.js";
import { mixUpsOf } from "../../../src/analyses/mistakes/mix-ups.js";
import { mistakesSection } from "../../../src/analyses/mistakes/section.js";
import type { ClassificationOutcomes } from "../../../src/outcomes/classification-types.js";
import type { Mistake, MistakeFacts } from "../../../src/results/report-input.js";

type Unit = readonly [truth: number, predicted: number, confidence: number];

const CLASSES = ["deer", "fox", "boar", "lynx"];

function answers(units: readonly Unit[], isStated = true): ClassificationOutcomes {
  return {
    kind: "classification",
    unit: "image",
    classes: CLASSES,
    modelClassCount: 4,
    unitCount: units.length,
    truth: Int32Array.from(units, ([truth]) => truth),
    predicted: Int32Array.from(units, ([, predicted]) => predicted),
    cluster: null,
    clusterCount: 0,
    scores: null,
    ...(isStated ? { answerConfidence: Float64Array.from(units, ([, , sure]) => sure) } : {}),
  };
}

/** Which units are shown, by mix-up: the wrong ones, then the right one. */
function chosen(
  units: readonly Unit[],
  groups: MistakeGroups | null = null,
  place: Int32Array | null = null,
  isStated = true,
) {
  const mistakeOf = (unit: number): ChosenMistake => ({
    image: unit,
    around: null,
    file: `${unit}.jpg`,
    truth: "",
    predicted: "",
    confidence: null,
  });
  return mixUpsOf(answers(units, isStated), { mistakeOf, groups, place }).map(
    ({ truth, predicted, n, of, wrong, right }) => [
      `${truth} as ${predicted} ${n}/${of}`,
      wrong.map(({ image }) => image),
      right?.image ?? null,
    ],
  );
}

describe("mix-ups that are shown first", () => {
  const units: readonly Unit[] = [
    [0, 1, 0.6], // 0
    [0, 1, 0.9],
    [0, 1, 0.8],
    [0, 0, 0.7],
    [1, 1, 0.5], // 4
    [1, 1, 0.95],
    [2, 0, 0.9],
    [2, 0, 0.4],
    [1, 2, 0.99], // 8
    [3, 2, 0.2],
  ];

  it("are the three most frequent, with the surest two and the surest right one of what was said", () => {
    expect(chosen(units)).toEqual([
      ["deer as fox 3/4", [1, 2], 5],
      ["boar as deer 2/2", [6, 7], 3],
      ["fox as boar 1/3", [8], null],
    ]);
  });

  it("are of different groups while there are some", () => {
    const of = Int32Array.from(units, (_, i) => i);
    of[2] = of[1]!;
    expect(chosen(units, { of, name: "sequence" })[0]).toEqual(["deer as fox 3/4", [1, 0], 5]);
    const one = { of: new Int32Array(units.length), name: "sequence" };
    expect(chosen(units, one)[0]?.[1]).toEqual([1, 2]);
  });

  it("stand beside a right one of the same place, if there is one", () => {
    const place = new Int32Array(units.length).fill(1);
    place[5] = 0;
    expect(chosen(units, null, place)[0]?.[2]).toBe(4);
    place[4] = 0;
    expect(chosen(units, null, place)[0]?.[2]).toBe(5);
    expect(chosen(units, null, new Int32Array(units.length).fill(-1))[0]?.[2]).toBe(5);
  });

  it("come in the order of units where no confidence is stated, and not at all where all are right", () => {
    expect(chosen(units, null, null, false)[0]).toEqual(["deer as fox 3/4", [0, 1], 4]);
    expect(chosen([[0, 0, 0.5]])).toEqual([]);
  });
});

describe("pictures on the first screen", () => {
  const mistake = (file: string, over: Partial<Mistake> = {}): Mistake => ({
    file,
    truth: "deer",
    predicted: "fox",
    confidence: 0.77,
    thumbnail: { mime: "image/png", bytes: Uint8Array.of(1), widthPx: 1, heightPx: 1 },
    ...over,
  });
  const facts: MistakeFacts = {
    worst: Array.from({ length: 9 }, (_, i) => mistake(`${i}.jpg`)),
    total: 9,
    picturesWithheld: null,
    mixUps: [
      {
        truth: "deer",
        predicted: "fox",
        n: 24,
        of: 69,
        wrong: [mistake("0.jpg"), mistake("1.jpg", { confidence: null })],
        right: mistake("r.jpg", { truth: "fox", predicted: "fox", confidence: 0.69 }),
      },
      { truth: "lynx", predicted: "boar", n: 2, of: 9, wrong: [mistake("2.jpg")], right: null },
    ],
  };
  const first = (given: MistakeFacts) => {
    const view = mistakesSection.view({ result: {}, extras: { mistakes: given } } as never);
    return mistakesSection.first?.(view!);
  };

  it("have the mix-up as a heading, what was said of each, and a tick for the right one", () => {
    const blocks = first(facts)?.blocks ?? [];
    expect(blocks.map(({ kind }) => kind)).toEqual([
      "heading",
      "pictures",
      "heading",
      "pictures",
      "paragraph",
    ]);
    expect(blocks[0]).toMatchObject({ text: "deer, called fox: 24 of 69" });
    expect(blocks[1]).toMatchObject({
      tiles: [
        { brief: "77% sure", isRight: false },
        { brief: "called fox", isRight: false },
        {
          brief: "fox, 69%",
          isRight: true,
          alt: "r.jpg: labelled fox, rightly called fox, 69.0% sure",
        },
      ],
    });
    expect(blocks[4]).toMatchObject({ text: "It got no boar right." });
  });

  it("are names and counts where pictures may not be shown", () => {
    const blocks = first({ ...facts, picturesWithheld: "Left out." })?.blocks ?? [];
    expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "heading", "paragraph"]);
  });

  it("are six of the costliest mistakes of tasks without mix-ups", () => {
    const { mixUps: _, ...others } = facts;
    expect(first(others)?.blocks).toMatchObject([{ kind: "pictures", tiles: { length: 6 } }]);
  });
});
