import { describe, expect, it } from "vitest";
import { placeAttribute, placesOf } from "../../../src/analyses/places/place-attribute.js";
import { placeFacts } from "../../../src/analyses/places/place-facts.js";
import { chooseQuestion } from "../../../src/claims/question.js";
import { categoricalColumn, createTable } from "../../../src/core/table.js";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import { createOperatingEstimator } from "../../../src/metrics/detection/detection-estimators.js";
import { createEstimator } from "../../../src/metrics/estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { selectUnits } from "../../../src/outcomes/select-units.js";
import { levelQuantile } from "../../../src/statistics/quantiles.js";
import { wilsonCounts } from "../../../src/statistics/wilson.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { answered } from "../../metrics/support/outcomes.js";
import { inputOf } from "../../support/detection-inputs.js";

type Cells = readonly (string | null)[];

/** What is known of units, by attribute, and the question that is asked of them. */
function known(columns: Readonly<Record<string, Cells>>, cluster: string | null = null) {
  const cells = Object.entries(columns);
  const count = cells[0]?.[1].length ?? 0;
  const table = createTable(
    count,
    new Map(cells.map(([name, column]) => [name, categoricalColumn(column)])),
  );
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  return {
    attributes: { table, rows },
    question: chooseQuestion(table, rows, cluster),
    request: { ...DEFAULT_REQUEST, cluster },
  };
}

const repeat = (n: number, of: (i: number) => string | null): Cells =>
  Array.from({ length: n }, (_, i) => of(i));

describe("the places of a report", () => {
  const three = repeat(60, (i) => `site ${i % 3}`);
  const camera = repeat(60, (i) => `camera ${i % 12}`);
  const light = repeat(60, (i) => (i % 2 === 0 ? "day" : "night"));
  const names = (columns: Readonly<Record<string, Cells>>, cluster: string | null = null) =>
    placeAttribute(known(columns, cluster))?.name;

  it("are the levels of --cluster, else of --slice, else of what is named like a place", () => {
    expect(names({ light, camera, site: three })).toBe("site");
    expect(names({ light, camera, site: three }, "camera")).toBe("camera");
    expect(names({ light, lab_id: three })).toBe("lab_id");
    expect(names({ light })).toBeUndefined();
    const slices = { ...known({ light, site: three }) };
    const request = { ...slices.request, slices: ["light"] };
    expect(placeAttribute({ ...slices, request })?.name).toBe("light");
    // Sequences are no places, and neither is what has one level or none twice.
    const sequence = repeat(60, (i) => `s${i >> 1}`);
    expect(names({ sequence, light })).toBeUndefined();
    expect(names({ site: repeat(60, () => "here") })).toBeUndefined();
    expect(names({ site: repeat(12, (i) => `site ${i}`) })).toBeUndefined();
  });

  it("are counted by what is named like a place, whatever is sliced by", () => {
    const sliced = known({ light, camera, site: three });
    expect(placesOf(sliced)).toEqual({ name: "site", count: 3 });
    // Ten cameras at one site are cameras, not sites.
    const atOne = { site: repeat(60, () => "here"), camera: repeat(60, (i) => `camera ${i % 10}`) };
    expect(placesOf(known(atOne))).toEqual({ name: "camera", count: 10 });
    expect(placesOf(known({ light }))).toBeNull();
    expect(placesOf(known({ site: repeat(60, () => "here") }))).toBeNull();
  });

  it("are the 24 largest where there are more, and those that are not known are counted", async () => {
    // Site i has i + 1 images, and one of them is wrong.
    const images = Array.from({ length: 30 }, (_, site) =>
      Array.from({ length: site + 1 }, (_, i): Scored => {
        return [["deer"], i === 0 ? [0.2, 0.8] : [0.9, 0.1], `site ${site}`];
      }),
    ).flat();
    const nowhere: Scored[] = [
      [["fox"], [0.1, 0.9]],
      [["fox"], [0.1, 0.9]],
    ];
    const evaluation = await evaluated(["deer", "fox"], [...images, ...nowhere]);
    const facts = placeFacts(evaluation);
    expect(facts).toMatchObject({ attribute: "site", more: 6, unknown: 2, moreClasses: 0 });
    expect(facts).toMatchObject({ measure: "right", counted: "image", clusterName: null });
    expect(facts?.panels.map(({ place }) => place)).toEqual(
      Array.from({ length: 24 }, (_, i) => `site ${29 - i}`),
    );
    const { low, high } = wilsonCounts(29, 30, levelQuantile(0.95));
    expect(facts?.panels[0]).toEqual({
      place: "site 29",
      units: 30,
      rows: [
        {
          label: "all",
          hits: 29,
          of: 30,
          low: expect.closeTo(low, 12),
          high: expect.closeTo(high, 12),
        },
        {
          label: "deer",
          hits: 29,
          of: 30,
          low: expect.closeTo(low, 12),
          high: expect.closeTo(high, 12),
        },
        { label: "fox", hits: 0, of: 0, low: null, high: null },
      ],
    });
  });

  it("show the twelve largest classes", () => {
    const truth = Array.from({ length: 15 }, (_, k) =>
      Array.from({ length: 20 - k }, () => k),
    ).flat();
    const outcomes = answered(truth, truth);
    const facts = placeFacts({
      outcomes,
      ...known({ site: repeat(truth.length, (i) => `s${i % 2}`) }),
    });
    const labels = ["all", ...Array.from({ length: 12 }, (_, k) => `c${k}`)];
    expect(facts?.moreClasses).toBe(3);
    for (const { units, rows } of facts?.panels ?? []) {
      expect(rows.map(({ label }) => label)).toEqual(labels);
      expect(rows[0]?.of).toBe(units);
    }
  });

  it("have ranges over what is clustered in them, where a place is no cluster itself", () => {
    const n = 120;
    const truth = Array.from({ length: n }, (_, i) => i % 2);
    const predicted = truth.map((own, i) => (i % 7 === 0 || i % 24 > 20 ? 1 - own : own));
    const columns = {
      site: repeat(n, (i) => `site ${i % 2}`),
      patient: repeat(n, (i) => `p${i % 40}`),
      sequence: repeat(n, (i) => `s${i % 30}`),
    };
    const outcomes = answered(truth, predicted);
    const rangeOf = (facts: ReturnType<typeof placeFacts>) => {
      const { low = null, high = null } = facts?.panels[0]?.rows[0] ?? {};
      return [low, high];
    };
    const of = (cluster: readonly number[] | null) => {
      const own = cluster === null ? outcomes : answered(truth, predicted, { cluster });
      const first = Int32Array.from({ length: n / 2 }, (_, i) => 2 * i);
      const { low, high } = createEstimator(selectUnits(own, first), parseReference("accuracy")).at(
        0.95,
      );
      return [expect.closeTo(low ?? Number.NaN, 7), expect.closeTo(high ?? Number.NaN, 7)];
    };
    const patients = truth.map((_, i) => i % 40);
    // Patients and sequences cross: units that share either are together, which leaves ten groups.
    const groups = truth.map((_, i) => i % 10);
    // Patients lie in sites.
    const byPatient = placeFacts({ outcomes, ...known(columns, "patient") });
    expect(byPatient).toMatchObject({ attribute: "site", clusterName: "patient" });
    expect(rangeOf(byPatient)).toEqual(of(patients));
    // A site is one cluster; what the images show tells them apart.
    const bySite = placeFacts({ outcomes, ...known(columns, "site") });
    expect(bySite).toMatchObject({ attribute: "site", clusterName: "group" });
    expect(rangeOf(bySite)).toEqual(of(groups));
    const { site } = columns;
    const plain = placeFacts({ outcomes, ...known({ site }, "site") });
    expect(plain?.clusterName).toBeNull();
    expect(rangeOf(plain)).toEqual(of(null));
  });

  it("count labels that are answered where an image has several, and scores by their threshold", async () => {
    const images: Scored[] = [
      [["cat", "dog"], [0.9, 0.1], "a"],
      [["cat"], [0.2, 0.9], "a"],
      [[], [0.9, 0.9], "a"],
      [["dog"], [0.1, 0.7], "b"],
      [["cat", "dog"], [0.8, 0.6], "b"],
    ];
    const many = await evaluated(["cat", "dog"], images, {
      task: "multilabel",
      severalLabels: "multilabel",
      noAnnotation: "empty",
    });
    const facts = placeFacts(many);
    expect(facts).toMatchObject({ measure: "found", counted: "label" });
    expect(
      facts?.panels.map(({ place, units, rows }) => [
        place,
        units,
        ...rows.map(({ label, hits, of }) => `${label} ${hits}/${of}`),
      ]),
    ).toEqual([
      ["a", 3, "all 1/3", "cat 1/2", "dog 0/1"],
      ["b", 2, "all 3/3", "cat 1/1", "dog 2/2"],
    ]);

    const scores: Scored[] = [
      [["good"], [1], "a"],
      [["bad"], [3], "a"],
      [["good"], [2.5], "b"],
      [["bad"], [2], "b"],
    ];
    const request = { task: "anomaly", positive: "bad" } as const;
    const judged = placeFacts(await evaluated([], scores, { ...request, threshold: 2.2 }));
    expect(judged?.panels.map(({ rows }) => rows.map(({ hits, of }) => [hits, of]))).toEqual([
      [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
      [
        [0, 2],
        [0, 1],
        [0, 1],
      ],
    ]);
    expect(placeFacts(await evaluated([], scores, request))).toBeNull();
  });

  it("have the recall of objects at the threshold, as the estimate of the place's images", () => {
    const n = 48;
    const box = [10, 10, 40, 40] as const;
    const aside = [200, 200, 40, 40] as const;
    const input = inputOf({
      imageCount: n,
      labelCount: 2,
      truths: Array.from({ length: n }, (_, image) => [
        { image, label: (image % 3) % 2, box },
        { image, label: 0, box: aside },
      ]).flat(),
      detections: Array.from({ length: n }, (_, image) => [
        { image, label: (image % 3) % 2, box, score: (image % 5) / 5 },
        { image, label: 0, box: image % 3 === 0 ? aside : box, score: 0.75 },
      ]).flat(),
    });
    const outcomes = matchDetections(input, COCO_RULES, {
      classes: ["deer", "fox"],
      modelClassCount: 2,
      threshold: 0.5,
    });
    const unitOfImage = Int32Array.from({ length: n }, (_, i) => i);
    const evaluation = {
      outcomes: { ...outcomes, input, unitOfImage },
      ...known({ site: repeat(n, (i) => (i % 4 === 0 ? "a" : i % 4 === 3 ? null : "b")) }),
    };
    const facts = placeFacts(evaluation);
    expect(facts).toMatchObject({ measure: "found", counted: "object", unknown: 12 });
    expect(facts?.panels.map(({ place, units }) => [place, units])).toEqual([
      ["b", 24],
      ["a", 12],
    ]);
    for (const { place, rows } of facts?.panels ?? []) {
      const weights = Float64Array.from({ length: n }, (_, i) =>
        Number(place === "a" ? i % 4 === 0 : i % 4 === 1 || i % 4 === 2),
      );
      const texts = ["recall{average=micro}", "recall{class=deer}", "recall{class=fox}"];
      for (const [i, text] of texts.entries()) {
        const want = createOperatingEstimator(outcomes, parseReference(text), { weights }).at(0.95);
        expect(rows[i]?.of).toBeGreaterThan(0);
        expect((rows[i]?.hits ?? 0) / (rows[i]?.of ?? 0)).toBeCloseTo(want.value ?? Number.NaN, 12);
        expect(rows[i]?.low).toBeCloseTo(want.low ?? Number.NaN, 7);
        expect(rows[i]?.high).toBeCloseTo(want.high ?? Number.NaN, 7);
      }
    }
  });
});
