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

  it("holds boxes of one label against each other, and the kinds that are there", () => {
    const box = (
      by: string,
      image: string,
      object: string,
      label: string,
      x: number,
    ): LabelEvent => ({
      by,
      at: "t",
      kind: "draw",
      image,
      object,
      label,
      place: { kind: "box", x, y: 0, width: 10, height: 10 },
    });
    const done = (by: string, image: string): LabelEvent => ({
      by,
      at: "t",
      kind: "label",
      image,
      label: { kind: "objects" },
      seen: false,
    });
    const events = [
      // 2 px apart of 10: overlap 2/3. Of two that would do, the nearer; one of another kind; one too far.
      ...[box("Ada", "a", "1", "fox", 0), box("Ada", "a", "2", "deer", 50), done("Ada", "a")],
      ...[box("Bo", "a", "1", "fox", 3), box("Bo", "a", "2", "fox", 2), done("Bo", "a")],
      ...[box("Ada", "b", "1", "fox", 0), done("Ada", "b")],
      ...[box("Bo", "b", "1", "fox", 6), done("Bo", "b")],
      ...[done("Ada", "c"), done("Bo", "c")],
      box("Ada", "d", "1", "fox", 0), // not done
      done("Bo", "d"),
    ];
    const [ada, bo] = [labellerState(events, "Ada"), labellerState(events, "Bo")];
    const found = labelAgreement(ada, bo, 0.95);
    expect(found).toMatchObject({
      both: 3,
      same: 2,
      differ: ["a"],
      boxes: { first: 3, second: 3, both: 1 },
    });
    expect(agreement([[one("a"), one("a")]]).boxes).toBeNull();
  });
});
