import { describe, expect, it } from "vitest";
import { labelAgreement } from "../../src/labelling/label-agreement.js";
import type { ImageLabel, LabelEvent } from "../../src/labelling/label-events.js";
import { labellerState } from "../../src/labelling/label-state.js";

const one = (...labels: string[]): ImageLabel => ({ kind: "labels", labels });

function agreement(pairs: readonly (readonly [ImageLabel | null, ImageLabel | null])[]) {
  const events = pairs.flatMap(([a, b], i): LabelEvent[] => {
    const event = (by: string, label: ImageLabel | null): LabelEvent[] =>
      label === null ? [] : [{ by, at: "t", kind: "label", image: `${i}.jpg`, label, seen: false }];
    return [...event("Ada", a), ...event("Bo", b)];
  });
  return labelAgreement(labellerState(events, "Ada"), labellerState(events, "Bo"), 0.95);
}

describe("the agreement of two labellers", () => {
  it("is Cohen's kappa of the images that both labelled", () => {
    // Cohen 1960: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no give 0.4.
    const times = (n: number, a: string, b: string) =>
      Array.from({ length: n }, () => [one(a), one(b)] as const);
    const found = agreement([
      ...times(20, "yes", "yes"),
      ...times(5, "yes", "no"),
      ...times(10, "no", "yes"),
      ...times(15, "no", "no"),
      [one("yes"), null],
      [null, one("no")],
    ]);
    expect(found).toMatchObject({ both: 50, same: 35, undecided: 0 });
    expect(found.kappa?.value).toBeCloseTo(0.4, 12);
    expect(found.kappa?.low).toBeLessThan(0.4);
    expect(found.kappa?.high).toBeGreaterThan(0.4);
  });

  it("takes several labels as a set and empty as a label, and leaves out what nobody can tell", () => {
    const found = agreement([
      [one("a", "b"), one("b", "a")],
      [{ kind: "empty" }, { kind: "empty" }],
      [{ kind: "empty" }, one("a")],
      [{ kind: "cannot-tell" }, one("a")],
      [{ kind: "unreadable" }, { kind: "unreadable" }],
    ]);
    expect(found).toMatchObject({ both: 3, same: 2, undecided: 1, differ: ["2.jpg"] });
  });

  it("has no value where there is nothing to disagree about", () => {
    expect(agreement([[one("a"), null]]).kappa).toBeNull();
    expect(agreement([[one("a"), one("a")]]).kappa?.value).toBeNull();
  });
});
