import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { renderBlockPage } from "../../src/node/reports/block-page.js";
import {
  type PlanGoal,
  type PlanRequest,
  planCurve,
  planLabels,
} from "../../src/plan/plan-labels.js";
import { planCsv, planPage } from "../../src/plan/plan-page.js";
import { planText } from "../../src/plan/plan-text.js";
import { levelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { violationsOf } from "../support/schema-of.js";

const WIDTH: PlanRequest = {
  goal: { kind: "width", width: 0.05 },
  expect: 0.9,
  level: 0.95,
  perCluster: null,
  icc: 0.1,
  costs: null,
};
const CLAIM: PlanRequest = {
  ...WIDTH,
  goal: { kind: "claim", metric: "accuracy", value: 0.92, tolerance: 0.05 },
  expect: 0.92,
};

const NO_RANGE = { low: null, high: null, isTold: null };

describe("a plan of labels", () => {
  it("is the worked example of the methods, independent and in clusters", () => {
    expect(planLabels(WIDTH)).toMatchObject({ images: 141, clusters: null, deff: 1 });
    const clustered = planLabels({ ...WIDTH, perCluster: 20 });
    expect(clustered).toMatchObject({ images: 409, clusters: 21, perCluster: 20 });
    expect(clustered.deff).toBeCloseTo(2.9, 12);
    for (const plan of [planLabels(WIDTH), clustered, planLabels(CLAIM)]) {
      expect(violationsOf("plan", plan)).toEqual([]);
    }
  });

  it("takes ten clusters at least, and a likeness of 0.02", () => {
    const plan = planLabels({
      ...WIDTH,
      goal: { kind: "width", width: 0.2 },
      perCluster: 20,
      icc: 0,
    });
    expect(plan.clusters).toBe(10);
    expect(plan.assumed.icc).toBe(0.02);
  });

  it("takes as many images a cluster as the costs say", () => {
    // √(40/1 · 0.9/0.1) = 18.97
    const plan = planLabels({ ...WIDTH, costs: { cluster: 40, image: 1 } });
    expect(plan.perCluster).toBe(19);
    expect(planLabels({ ...WIDTH, costs: { cluster: 1, image: 1 } }).perCluster).toBe(5);
  });

  it("has the width that it names, at the number that it names", () => {
    const { images, reached } = planLabels(WIDTH);
    const at = reached.find((one) => one.images === images);
    expect(at).toBeDefined();
    expect("width" in at! && at.width).toBeLessThanOrEqual(0.05);
    const { low, high } = wilsonInterval(0.9, images! - 1, levelQuantile(0.95));
    expect((high - low) / 2).toBeGreaterThan(0.05);
  });

  it("says that no number is enough where the claim is too uncertain, or the truth at the limit", () => {
    const uncertain = planLabels({ ...CLAIM, claimError: 0.06 });
    expect(uncertain).toMatchObject({ images: null, clusters: null, reached: [] });
    expect(uncertain.warnings).toEqual(["verdict/claim-too-uncertain"]);
    const atLimit = planLabels({ ...CLAIM, expect: 0.87 });
    expect([atLimit.images, atLimit.warnings]).toEqual([null, ["plan/at-limit"]]);
    expect(planLabels({ ...CLAIM, claimError: 0.03 }).images).toBeGreaterThan(
      planLabels(CLAIM).images!,
    );
  });

  it("decides a claim about 8 times of 10 with that many labels", () => {
    const { images } = planLabels(CLAIM);
    const random = createRandom(5);
    let decided = 0;
    const worlds = 1500;
    for (let i = 0; i < worlds; i++) {
      let hits = 0;
      for (let j = 0; j < images!; j++) hits += random.uniform() < 0.92 ? 1 : 0;
      const { low } = wilsonInterval(hits / images!, images!, levelQuantile(0.95));
      if (low > 0.87) decided++;
    }
    expect(decided / worlds).toBeGreaterThan(0.74);
    expect(decided / worlds).toBeLessThan(0.88);
  });

  it("tells two models apart about 8 times of 10 with that many images", () => {
    const plan = planLabels({
      ...WIDTH,
      goal: { kind: "difference", difference: 0.05 },
      expect: 0.9,
    });
    const n = plan.images!;
    const random = createRandom(9);
    const z = levelQuantile(0.95);
    let told = 0;
    const worlds = 1500;
    for (let i = 0; i < worlds; i++) {
      let [better, worse] = [0, 0];
      for (let j = 0; j < n; j++) {
        const [a, b] = [random.uniform() < 0.9, random.uniform() < 0.85];
        if (a && !b) better++;
        else if (b && !a) worse++;
      }
      // McNemar's test without correction.
      if (better > worse && (better - worse) ** 2 / (better + worse) > z * z) told++;
    }
    expect(told / worlds).toBeGreaterThan(0.75);
    expect(told / worlds).toBeLessThan(0.86);
  });

  it("is the worked examples of a first look", () => {
    const seen = (value: number, images: number, claim: number, tolerance: number) =>
      planLabels({
        ...WIDTH,
        goal: { kind: "claim", metric: "accuracy", value: claim, tolerance },
        expect: value,
        pilot: {
          metric: "accuracy",
          value,
          images,
          clusters: null,
          icc: null,
          isDrawn: true,
          nu: images,
          ...NO_RANGE,
        },
      });
    expect(seen(36 / 40, 40, 0.95, 0.05).images).toBe(1231);
    expect(seen(49 / 50, 50, 0.97, 0.05).images).toBe(146);
    const plan = seen(36 / 40, 40, 0.95, 0.05);
    expect(violationsOf("plan", plan)).toEqual([]);
    expect(plan.pilot).toMatchObject({ images: 40, isDrawn: true });
  });

  it("says whether a first look is enough by itself", () => {
    const reachOf = (
      goal: PlanGoal,
      { value, images, low, high }: Record<"value" | "images" | "low" | "high", number>,
    ) => {
      const seen = { metric: "accuracy", clusters: null, icc: null, isDrawn: true };
      const pilot = { ...seen, value, images, nu: images, low, high, isTold: null };
      const plan = planLabels({ ...WIDTH, goal, expect: value, pilot });
      expect(violationsOf("plan", plan)).toEqual([]);
      return [plan.pilot!.reach, planText(plan, false)] as const;
    };
    // Wilson's ranges of 36 of 40 and of 1720 of 2000.
    const few = { value: 0.9, images: 40, low: 0.7695, high: 0.9604 };
    const many = { value: 0.86, images: 2000, low: 0.8441, high: 0.8745 };
    const claim = (value: number) =>
      ({ kind: "claim", metric: "accuracy", value, tolerance: 0.05 }) as const;
    const width = (half: number) => ({ kind: "width", width: half }) as const;
    for (const [goal, pilot, reach, said] of [
      [width(0.1), few, "enough", "its own range is ± 9.5 points."],
      [width(0.05), few, "more", "more than the pilot has."],
      [claim(0.75), few, "enough", "from 77.0% to 96.0% leaves out the limit of 70.0%."],
      [claim(0.9), few, "more", "more than the pilot has."],
      [claim(0.9), many, "as-many", "It does not decide yet"],
    ] as const) {
      const [found, text] = reachOf(goal, pilot);
      expect(found, JSON.stringify(goal)).toBe(reach);
      expect(text).toContain(said);
    }
  });

  it("plans groups that bear one more group of the worst kind", () => {
    const plan = planLabels({ ...CLAIM, perCluster: 40, icc: 0.1 });
    // At the least number the limit lies far enough beyond r, and with one group less it does not.
    const [r, e, p] = [0.87, (1 + 39 * 0.1) / 40, 0.92];
    const survives = (G: number) => {
      const y = 0.05 - 0.8416212 * Math.sqrt((p * (1 - p) * e) / G);
      return y > 0 && G >= Math.log(0.05) / Math.log(1 - y / (y + r));
    };
    const { clusters } = plan;
    expect(survives(clusters!)).toBe(true);
    expect(survives(clusters! - 1)).toBe(false);
    expect(plan.images).toBe(clusters! * 40);
    const at = plan.reached.find(({ images }) => images === plan.images)!;
    expect("power" in at && at.power).toBeGreaterThan(0.78);
    expect("power" in at && at.power).toBeLessThan(0.84);
  });

  it("tells two models apart with what a first look at both says", () => {
    const pilot = {
      metric: null,
      value: 0.1,
      images: 100,
      clusters: null,
      icc: null,
      isDrawn: false,
      nu: 100,
      ...NO_RANGE,
    };
    const request = { ...WIDTH, goal: { kind: "difference", difference: 0.05 } as const };
    const plan = planLabels({ ...request, pilot });
    expect(plan.pilot!.reach).toBe("more");
    const told = planLabels({ ...request, pilot: { ...pilot, isTold: true } });
    expect(planText(told, false)).toContain("it tells the models apart.");
    expect(plan.assumed.discordant).toBeCloseTo(11 / 102, 12);
    expect(plan.images).toBeLessThan(planLabels(request).images!);
    expect(plan.warnings).toEqual(["plan/pilot-not-shown-random"]);
  });

  it("reaches more with more images", () => {
    for (const request of [
      CLAIM,
      { ...CLAIM, goal: { kind: "difference", difference: 0.1 } as const },
    ]) {
      const powers = planLabels(request).reached.map((one) => ("power" in one ? one.power : 0));
      expect(powers.toSorted((a, b) => a - b)).toEqual(powers);
      expect(powers.some((power) => Math.abs(power - 0.8) < 0.02)).toBe(true);
    }
  });
});

const DIFFERENCE: PlanRequest = { ...WIDTH, goal: { kind: "difference", difference: 0.05 } };

describe("the curve of a plan", () => {
  it.each([
    ["a range", WIDTH],
    ["a range in groups", { ...WIDTH, perCluster: 20 }],
    ["a verdict", CLAIM],
    ["a verdict in groups", { ...CLAIM, perCluster: 20 }],
    ["two models", DIFFERENCE],
  ])("is what the plan says that so many images reach: %s", (_what, request) => {
    const plan = planLabels(request);
    const curve = planCurve(request);
    expect(curve.length).toBeGreaterThan(20);
    expect(curve.at(-1)!.images).toBe(4 * plan.images!);
    const sign = request.goal.kind === "width" ? -1 : 1;
    for (const [i, one] of curve.entries()) {
      expect(one.alone === null).toBe(request.perCluster === null);
      if (i === 0) continue;
      expect(one.images).toBeGreaterThan(curve[i - 1]!.images);
      expect(sign * (one.reached - curve[i - 1]!.reached)).toBeGreaterThanOrEqual(-1e-12);
      // Images of one group never tell more than as many on their own.
      if (one.alone !== null)
        expect(sign * (one.alone - one.reached)).toBeGreaterThanOrEqual(-1e-9);
    }
    // The same formula as the steps that are printed, at the plan itself.
    const at = curve.find(({ images }) => images === plan.images)!;
    const step = plan.reached.find(({ images }) => images === plan.images)!;
    expect(at.reached).toBe("width" in step ? step.width : step.power);
  });

  it("of a range is Wilson's half-width at each number", () => {
    for (const { images, reached } of planCurve(WIDTH)) {
      const { low, high } = wilsonInterval(0.9, images, levelQuantile(0.95));
      expect(reached).toBeCloseTo((high - low) / 2, 12);
    }
  });

  it("is not there where no number is enough", () => {
    const open = { ...CLAIM, claimError: 0.2 };
    expect(planCurve(open)).toEqual([]);
    const page = planPage(planLabels(open), [], "1.2.3");
    expect(page.heading).toBe("No number of labels is likely to decide.");
    expect(page.sections.map(({ id }) => id)).toEqual(["basis", "how"]);
  });

  it("never says that an answer is certain", () => {
    const [plan, curve] = [planLabels(CLAIM), planCurve(CLAIM)];
    expect(curve.at(-1)!.reached).toBeGreaterThan(0.995);
    expect(curve.at(-1)!.reached).toBeLessThan(1);
    expect(planText(plan, true)).toContain("over 99% likely to decide");
    expect(planText(plan, true)).not.toContain("100%");
    const html = renderBlockPage(planPage(plan, curve, "1.2.3"), "homeground plan");
    expect(html).toContain(">over 99%</data>");
    expect(html).not.toContain(">100%</data>");
  });

  it("is drawn with every point in the table behind it, and runs and loads nothing", () => {
    for (const request of [WIDTH, { ...CLAIM, perCluster: 20 }, DIFFERENCE]) {
      const [plan, curve] = [planLabels(request), planCurve(request)];
      const html = renderBlockPage(planPage(plan, curve, "1.2.3 <b>"), "homeground plan");
      for (const { images, reached, alone } of curve) {
        expect(html).toContain(`value="${images}"`);
        expect(html).toContain(`value="${reached}"`);
        if (alone !== null) expect(html).toContain(`value="${alone}"`);
      }
      expect(html).toContain("<svg");
      expect(html).not.toContain("<script");
      expect(html).not.toContain("1.2.3 <b>");
      expect(html).not.toContain("src=");
      const [head, ...rows] = planCsv(plan, curve).trim().split("\n");
      expect(head).toMatch(/^images,(half_width|power),\1_if_independent$/);
      expect(rows).toHaveLength(curve.length);
      expect(rows[0]!.split(",").map(Number).slice(0, 2)).toEqual([
        curve[0]!.images,
        curve[0]!.reached,
      ]);
    }
  });
});
