import { describe, expect, it } from "vitest";
import { application } from "../../src/analyses/application/analysis.js";
import { compareModels } from "../../src/compare/compare-models.js";
import type { ComparedOutcomes } from "../../src/compare/comparison.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { createRandom } from "../../src/core/random.js";
import { type Column, categoricalColumn } from "../../src/core/table.js";
import type { HeadlineBasis } from "../../src/evaluation/headline-basis.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { attributesOf, HERE } from "../analyses/application/made.js";
import { inputOf } from "../support/detection-inputs.js";
import { violationsOf } from "../support/schema-of.js";
import { comparedModel } from "./compared-model.js";

const CAMERAS = 40;
const EACH = 12;

/** An animal on each image, further away the rarer. */
const random = createRandom(8, 1);
const DISTANCES = Float64Array.from(
  { length: CAMERAS * EACH },
  () => 6 * Math.sqrt(-2 * Math.log(1 - random.uniform())),
);
const COINS = Float64Array.from(DISTANCES, () => random.uniform());
const SCORES = Float64Array.from(DISTANCES, () => 0.55 + 0.44 * random.uniform());
const AWAY = [200, 200, 30, 30] as const;
const FAR = DISTANCES.slice().sort()[Math.floor(0.75 * DISTANCES.length)]!;

/** A detector that finds some of the animals, with scores that are the same for each detector. */
function detector(name: string, finds: (image: number) => boolean): ComparedOutcomes {
  const images = Array.from(DISTANCES.keys());
  const box = [10, 10, 50, 50] as const;
  const found = images.filter(finds);
  const input = inputOf({
    imageCount: images.length,
    labelCount: 1,
    truths: images.map((image) => ({ image, label: 0, box })),
    detections: [
      ...found.map((image) => ({ image, label: 0, box, score: SCORES[image]! })),
      // Where no animal is, and below the threshold.
      ...images.map((image) => ({ image, label: 0, box: AWAY, score: SCORES[image]! / 2 })),
    ],
  });
  const matched = matchDetections(input, COCO_RULES, {
    classes: ["deer"],
    modelClassCount: 1,
    threshold: 0.5,
  });
  const unitOfImage = Int32Array.from(images);
  const outcomes: EvaluatedDetections = { ...matched, input, unitOfImage };
  const columns = new Map<string, Column>([
    ["camera", categoricalColumn(images.map((image) => `C${image % CAMERAS}`))],
    ["distance", { kind: "numeric", values: DISTANCES }],
  ]);
  const attributes = attributesOf(images.length, columns);
  const basis = { outcomes, attributes, question: HERE } as unknown as HeadlineBasis;
  const request = { ...DEFAULT_REQUEST, task: outcomes.kind, analyses: ["application"] };
  const { kept } = application.find!(basis, request, {});
  return { name, sha256: null, outcomes, units: unitOfImage, claimed: null, uses: kept!.uses! };
}

function compared(models: readonly ComparedOutcomes[], metric = "map-50") {
  return compareModels(models, {
    reference: parseReference(metric),
    level: 0.95,
    places: null,
    redraws: 0,
    seed: 1,
  });
}

describe("models by what their answers lead to", () => {
  const near = detector("near", (image) => DISTANCES[image]! < FAR);
  // As many as that one, whatever their distance.
  const order = Array.from(COINS.keys()).sort((a, b) => COINS[a]! - COINS[b]!);
  const kept = new Set(order.slice(0, Math.floor(0.75 * order.length)));
  const any = detector("any", (image) => kept.has(image));

  it("tells two detectors of equal AP apart by the density that they lead to", () => {
    const comparison = compared([near, any]);
    const [a, b] = comparison.models;
    expect(a!.value).toBeCloseTo(b!.value!, 2);
    expect(comparison.pairs[0]!.told).toBeNull();
    expect(comparison.pairs[0]!.low).not.toBeNull();
    const density = comparison.uses!.find(({ figure }) => figure === "density")!;
    expect(density).toMatchObject({ of: "difference", label: "deer" });
    expect(density.pairs[0]).toMatchObject({ told: true, a: "near", b: "any" });
    // Whoever misses a quarter at any distance is a quarter too low.
    expect(density.models[1]!.value).toBeCloseTo(-0.25, 1);
    expect(comparison.statements).toContain("compare/same-metric-other-conclusion");
    expect(comparison.about.at(-1)).toMatchObject({ models: ["near", "any"] });
    expect(comparison.about.at(-1)!.uses).toContain("density");
    expect(violationsOf("comparison", comparison)).toEqual([]);
    const text = comparisonText(comparison);
    expect(text).toContain("Same metric, different conclusion: near and any");
    expect(text).toContain("Density by distances: deer");
    const page = JSON.stringify(
      comparisonPage(comparison, { version: "1", claimed: new Map(), alone: null, pictures: null }),
    );
    expect(page).toContain("Density by distances");
  });

  it("says nothing of models that nobody asked about, and nothing new of one against itself", () => {
    const { uses: _uses, ...silent } = near;
    const none = compared([silent, { ...any, uses: [] }]);
    expect(none.uses).toBeUndefined();
    const same = compared([near, { ...near, name: "again" }]);
    expect(same.uses!.length).toBeGreaterThan(0);
    expect(same.statements).toEqual(["compare/not-told-apart"]);
    for (const { pairs } of same.uses!)
      expect(pairs[0]).toMatchObject({ told: false, better: null });
  });

  it("says where who is ahead in the metric is behind in a use", () => {
    const uses = (value: number) => [
      {
        figure: "cost",
        label: "deer",
        value,
        better: "lower" as const,
        // Each group left out changes the cost by little.
        leftOut: Float64Array.from(
          { length: 40 },
          (_, g) => value + (g % 2 === 0 ? 0.001 : -0.001) * value,
        ),
        clusters: 40,
      },
    ];
    const hits = (share: number) => Array.from(COINS, (coin) => (coin < share ? 1 : 0));
    const most = comparedModel("most", hits(0.95));
    const few = comparedModel("few", hits(0.5));
    const found = compared(
      [
        { ...most, uses: uses(3) },
        { ...few, uses: uses(1) },
      ],
      "accuracy",
    );
    expect(found.pairs[0]!.told).toBe("a");
    expect(found.statements).toContain("compare/use-reversal");
    expect(comparisonText(found)).toContain("most is ahead of few in the metric, and behind it");
  });
});
