import { describe, expect, it } from "vitest";
import { onlyOfLabels } from "../../../src/analyses/background/asked-of-labels.js";
import { backgroundFigures } from "../../../src/analyses/background/background.js";
import { backgroundView } from "../../../src/analyses/background/background-view.js";
import type { MaskedPictures } from "../../../src/analyses/background/masked-pictures.js";
import type { ClassificationOutcomes } from "../../../src/outcomes/classification-types.js";
import { newcombePaired } from "../../../src/statistics/difference.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";

function outcomesOf(
  truth: readonly number[],
  predicted: readonly number[],
  cluster: readonly number[] | null = null,
): ClassificationOutcomes {
  return {
    kind: "classification",
    unitCount: truth.length,
    unit: "image",
    classes: ["deer", "fox"],
    modelClassCount: 2,
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(predicted),
    cluster: cluster === null ? null : Int32Array.from(cluster),
    clusterCount: cluster === null ? 0 : Math.max(...cluster) + 1,
    scores: null,
  };
}

const repeat = <T>(times: number, value: T): T[] => Array.from({ length: times }, () => value);

/** 60 deer and 40 foxes; as they are 90 are right. */
const TRUTH = [...repeat(60, 0), ...repeat(40, 1)];
const WHOLE = [...repeat(55, 0), ...repeat(5, 1), ...repeat(35, 1), ...repeat(5, 0)];

describe("backgroundFigures", () => {
  it("counts by hand", () => {
    const without = [...repeat(45, 0), ...repeat(15, 1), ...repeat(30, 1), ...repeat(10, 0)];
    const found = backgroundFigures(
      {
        whole: outcomesOf(TRUTH, WHOLE),
        background: outcomesOf(TRUTH, without),
        objects: outcomesOf(TRUTH, TRUTH),
      },
      0.95,
    );
    expect(found).toMatchObject({ n: 100, clusters: null, classes: 2, blind: 0.5 });
    // Right both ways: deer 0 … 44 and foxes 60 … 89.
    expect(found.still).toEqual({ right: 75, of: 90 });
    // The same: 45 + 5 deer (both wrong from 55 on), 30 + 5 foxes.
    expect(found.same).toBe(85);
    const [whole, background, objects] = found.pictures;
    expect(whole).toMatchObject({ right: 90, shareRight: { value: 0.9 }, change: null });
    expect(background).toMatchObject({ right: 75, shareRight: { value: 0.75 } });
    expect(background?.meanRecall.value).toBeCloseTo((45 / 60 + 30 / 40) / 2, 12);
    const { value, low, high } = newcombePaired(75, 0, 15, 10, 0.95);
    expect(background?.change).toEqual({ value, low, high });
    expect(objects?.change?.value).toBeCloseTo(0.1, 12);
    expect(found.answersWithout).toBe(true);
  });

  it("takes no common label for knowledge of the background", () => {
    const always = backgroundFigures(
      {
        whole: outcomesOf(TRUTH, WHOLE),
        background: outcomesOf(TRUTH, repeat(100, 0)),
        objects: outcomesOf(TRUTH, TRUTH),
      },
      0.95,
    );
    // 60 % are right, and nothing was seen.
    expect(always.pictures[1]).toMatchObject({ right: 60, meanRecall: { value: 0.5 } });
    expect(always.answersWithout).toBe(false);
  });

  it("cannot tell by one label", () => {
    const deer = repeat(30, 0);
    const whole = outcomesOf(deer, deer);
    const found = backgroundFigures({ whole, background: whole, objects: whole }, 0.95);
    expect(found.answersWithout).toBeNull();
    const view = backgroundView({
      ...found,
      boxes: "boxes.json",
      unit: "image",
      level: 0.95,
      leftOut: { withoutObject: 0, withoutBackground: 0, withoutAnswer: 0 },
    });
    expect(view.finding).toContain("cannot be told: all of these images have the same label");
  });

  it("widens ranges where images belong together", () => {
    const without = TRUTH.map((label, i) => (i % 10 < 5 ? label : 1 - label));
    const of = (cluster: readonly number[] | null) =>
      backgroundFigures(
        {
          whole: outcomesOf(TRUTH, TRUTH, cluster),
          background: outcomesOf(TRUTH, without, cluster),
          objects: outcomesOf(TRUTH, TRUTH, cluster),
        },
        0.95,
      ).pictures[1]!.change!;
    // Whole blocks of five are right or wrong together.
    const [alone, together] = [of(null), of(TRUTH.map((_, i) => Math.floor(i / 5)))];
    expect(together.value).toBeCloseTo(alone.value!, 12);
    expect(together.high! - together.low!).toBeGreaterThan(1.5 * (alone.high! - alone.low!));
  });
});

describe("the analysis", () => {
  const LABELS = ["deer", "fox"];
  const images = Array.from({ length: 60 }, (_, i): Scored => {
    const isFox = i % 2 === 1;
    return [[LABELS[isFox ? 1 : 0]!], isFox ? [0.2, 0.8] : [0.9, 0.1]];
  });

  it("is in the result with whose boxes they are and what was left out", async () => {
    const { outcomes } = await evaluated(LABELS, images);
    const blind = await evaluated(
      LABELS,
      images.map(([truth]): Scored => [truth, [0.6, 0.4]]),
    );
    const masked: MaskedPictures = {
      boxes: "md.json, a detector's",
      leftOut: { withoutObject: 3, withoutBackground: 1, withoutAnswer: 0 },
      whole: { outcomes },
      background: { outcomes: blind.outcomes },
      objects: { outcomes },
    };
    const { result } = await evaluated(LABELS, images, { analyses: ["background"] }, { masked });
    const found = result.analyses?.background;
    expect(found).toMatchObject({
      boxes: "md.json, a detector's",
      still: { right: 30, of: 60 },
      answersWithout: false,
    });
    const { finding, details, plot } = backgroundView(found!);
    expect(finding).toContain("answers right on 30 of the 60");
    expect(details.join(" ")).toContain(
      "3 images on which nothing says that there is an object, 1 image that boxes cover",
    );
    expect(plot.table.rows).toHaveLength(3);
  });

  it("is refused where no model is there, and not made unasked", async () => {
    expect((await evaluated(LABELS, images)).result.analyses?.background).toBeUndefined();
    await expect(evaluated(LABELS, images, { analyses: ["background"] })).rejects.toMatchObject({
      code: "analysis/no-model",
    });
  });
});

describe("asked of another task", () => {
  it("says why not, and what to ask instead", () => {
    const ofObjects = onlyOfLabels("detection");
    expect(ofObjects.code).toBe("analysis/no-boxes");
    expect(JSON.stringify(ofObjects.fix)).toContain("--slice background-brightness");
    expect(JSON.stringify(onlyOfLabels("semantic-segmentation").fix)).toContain("stress");
  });
});
