import { describe, expect, it } from "vitest";
import { judgedPlaces } from "../../../src/analyses/places/judged-places.js";
import { judgedView } from "../../../src/analyses/places/judged-view.js";
import { placesSection } from "../../../src/analyses/places/section.js";
import { checkClaims } from "../../../src/claims/claim-check.js";
import { estimatorOf } from "../../../src/evaluation/evaluated-outcomes.js";
import type { JudgedPlaces } from "../../../src/results/report-input.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { EXTRAS, INPUT, RESULT } from "../../reports/fixtures.js";

/** `right` of `n` images right at a site. */
function site(name: string, right: number, n: number): Scored[] {
  return Array.from({ length: n }, (_, i): Scored => {
    const label = i % 2 === 0 ? "deer" : "fox";
    const isDeer = (label === "deer") === i < right;
    return [[label], isDeer ? [0.9, 0.1] : [0.2, 0.8], name];
  });
}

const IMAGES = [...site("site1", 92, 100), ...site("site2", 40, 100), ...site("site3", 80, 100)];
const CLAIMED = { claims: ["accuracy=0.91@91/100~0.1"] };

describe("a claim place by place", () => {
  it("is judged as at all images, at an error that the places share", async () => {
    const evaluation = await evaluated(["deer", "fox"], IMAGES, CLAIMED);
    const judged = judgedPlaces(evaluation);
    expect(judged).toMatchObject({ attribute: "site", metric: "accuracy", level: 0.95, more: 0 });
    expect(judged?.places.map(({ place, verdict }) => [place, verdict])).toEqual([
      ["site1", "holds"],
      ["site2", "fails"],
      ["site3", "cannot-tell"],
    ]);
    // Alone, each would be judged at 95%: the third of the error is a wider range.
    const [claim] = evaluation.claims;
    for (const [g, own] of (judged?.places ?? []).entries()) {
      const units = Int32Array.from({ length: 100 }, (_, i) => 100 * g + i);
      const local = estimatorOf(evaluation.outcomes, claim!.reference, units);
      const level = 1 - 0.05 / 3;
      const { value, low, high } = local.at(level);
      expect([own.value, own.low, own.high]).toEqual([value, low, high]);
      expect(own.verdict).toBe(checkClaims([{ claim: claim!, local }], { level })[0]?.verdict);
      expect(own.low).toBeLessThan(local.at(0.95).low!);
    }
  });

  it("has figures and no verdict where looks are many, or nothing is claimed", async () => {
    for (const request of [{ ...CLAIMED, anytime: true }, {}]) {
      const judged = judgedPlaces(await evaluated(["deer", "fox"], IMAGES, request));
      expect(judged?.places.map(({ verdict }) => verdict)).toEqual([null, null, null]);
      expect(judged?.places.map(({ value }) => value)).toEqual([0.92, 0.4, 0.8]);
    }
  });

  it("is not there without ranges, and without places", async () => {
    const none = { ...CLAIMED, interval: "none" } as const;
    expect(judgedPlaces(await evaluated(["deer", "fox"], IMAGES, none))).toBeNull();
    const one = site("site1", 92, 100);
    expect(judgedPlaces(await evaluated(["deer", "fox"], one, CLAIMED))).toBeNull();
  });
});

describe("places on the first screen", () => {
  const FACTS: JudgedPlaces = {
    attribute: "site",
    metric: "accuracy",
    level: 0.95,
    unit: "image",
    more: 0,
    places: [
      { place: "site 3", n: 100, value: 0.42, low: 0.31, high: 0.54, verdict: "fails" },
      { place: "site 1", n: 89, value: 0.91, low: 0.81, high: 0.96, verdict: "holds" },
      { place: "site 2", n: 73, value: 0.4, low: 0.27, high: 0.54, verdict: "fails" },
    ],
  };
  const withFacts = (judged: JudgedPlaces) => ({
    result: RESULT,
    extras: { ...EXTRAS, judgedPlaces: judged },
  });

  it("stand under the published figure, each with its verdict, and say that they are judged together", () => {
    const view = judgedView(FACTS, INPUT);
    expect(view?.rows.map(({ label, verdict }) => [label, verdict?.text ?? null])).toEqual([
      ["Published", null],
      ["All together", "fails"],
      ["site 1", "holds"],
      ["site 2", "fails"],
      ["site 3", "fails"],
    ]);
    expect(view?.reading).toBe("Holds at site 1 and fails at site 2 and site 3.");
    expect(view?.caption).toBe(
      "Judged together: the ranges of 3 sites hold together at 95%, and the verdicts share one error.",
    );
    expect(view?.band).not.toBeNull();
    expect(view?.table.rows).toHaveLength(5);
  });

  it("are five of many, those that fail first, and all in the table", () => {
    const [worst, best] = FACTS.places;
    const places = Array.from({ length: 20 }, (_, i) => ({
      ...(i > 16 ? worst! : best!),
      place: `camera ${i}`,
    }));
    const view = judgedView({ ...FACTS, attribute: "camera", more: 11, places }, INPUT);
    expect(view?.rows.slice(2, 5).map(({ label }) => label)).toEqual([
      "camera 17",
      "camera 18",
      "camera 19",
    ]);
    expect(view?.rows).toHaveLength(7);
    expect(view?.table.rows).toHaveLength(22);
    expect(view?.reading).toBe(
      "Holds at 17 cameras and fails at camera 17, camera 18 and camera 19.",
    );
    expect(view?.caption).toContain("Drawn are 5 of 31 cameras");
  });

  it("name the lowest and the highest where nothing is judged", () => {
    const places = FACTS.places.map((one) => ({ ...one, verdict: null }));
    const input = { result: { ...RESULT, verdicts: [] }, extras: EXTRAS };
    const view = judgedView({ ...FACTS, places }, input);
    expect(view?.reading).toBe("From 40.0% at site 2 to 91.0% at site 1.");
    expect(view?.rows.map(({ kind }) => kind)).toEqual(["local", "local", "local"]);
    expect(view?.band).toBeNull();
  });

  it("come first of what an analysis shows, and their rows stand for images but for those above them", () => {
    const view = placesSection.view(withFacts(FACTS))!;
    expect(placesSection.first?.(view)).toMatchObject({
      part: "places",
      lines: ["Place by place: holds at site 1 and fails at site 2 and site 3."],
    });
    expect(placesSection.marks?.(view, RESULT).get("judged-places")).toEqual([
      null,
      null,
      { kind: "part", attribute: "site", level: "site 1" },
      { kind: "part", attribute: "site", level: "site 2" },
      { kind: "part", attribute: "site", level: "site 3" },
    ]);
  });
});
