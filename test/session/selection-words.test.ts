import { describe, expect, it } from "vitest";
import type { SelectionPart } from "../../src/reports/selection-part.js";
import { galleryHeading, noneWords, selectionWords } from "../../src/session/selection-words.js";

describe("a kind of error", () => {
  const loose: SelectionPart = { kind: "error", error: "localisation" };
  it.each<[of: "points" | "outlines" | undefined, label: string]>([
    [undefined, "Right kind, box too loose"],
    ["points", "Right kind, points off"],
    ["outlines", "Right kind, outline off"],
  ])("is named after what was predicted, here %j", (of, label) => {
    expect(selectionWords([loose], of)).toContain(label);
    const none = { chosen: 0, answered: 73, listed: 4, unit: "image", notOfBoxes: of };
    expect(noneWords([loose], "all", none)).toBe(
      `None of your 73 images has the error “${label}”.`,
    );
  });
});

describe("a choice without any image", () => {
  const none = { chosen: 0, answered: 73, listed: 4, unit: "image" };
  it.each<[SelectionPart[], string]>([
    [
      [{ kind: "cell", label: "eosinophil", answer: "lymphocyte" }],
      "has the label eosinophil and is called lymphocyte",
    ],
    [[{ kind: "cell", label: "deer", answer: "deer" }], "has the label deer and is called so"],
    [
      [
        { kind: "label", label: "deer" },
        { kind: "answer", answer: "fox" },
      ],
      "has the label deer or is called fox",
    ],
    [[{ kind: "error", error: "missed" }], "has the error “Missed”"],
    [[{ kind: "part", attribute: "site", level: "north" }], "is of site north"],
    [[{ kind: "sure", above: 0.9, upTo: 1 }], "has an answer that is 90 to 100% sure"],
  ])("names what was asked: %j", (parts, what) => {
    expect(noneWords(parts, "all", none)).toBe(`None of your 73 images ${what}.`);
  });

  it("counts those that were left out where they were asked for", () => {
    expect(noneWords([{ kind: "listed", code: "unlabelled" }], "all", none)).toBe(
      "None of your 77 images was left out: without a label.",
    );
  });

  it("says what is shown of it where only that is empty", () => {
    const parts: SelectionPart[] = [{ kind: "label", label: "deer" }];
    expect(noneWords(parts, "mistakes", { ...none, chosen: 12 })).toBe(
      "None of the 12 images chosen is wrong.",
    );
    expect(noneWords([], "right", { ...none, chosen: 73 })).toBe(
      "None of your 73 images is right.",
    );
  });
});

describe("what stands over the gallery", () => {
  const of = (right: number, mistakes: number, chosen = right + mistakes) =>
    ({ chosen, right, mistakes, unit: "image" }) as const;
  it.each<[of: ReturnType<typeof of>, hasBoxes: boolean, text: string]>([
    [of(3, 72), true, "72 of 75 images have a missed object or a wrong prediction"],
    [of(3, 1), true, "1 of 4 images has a missed object or a wrong prediction"],
    [of(0, 1), true, "1 of 1 image has a missed object or a wrong prediction"],
    [of(900, 1234), true, "1,234 of 2,134 images have a missed object or a wrong prediction"],
    [of(4, 0), true, "All of 4 images are right"],
    [of(0, 0, 5), true, "5 images left out"],
    [of(45, 15), false, "15 of 60 images are wrong"],
    [of(59, 1), false, "1 of 60 images is wrong"],
  ])("says of %j, with boxes %j, how many are wrong", (given, hasBoxes, text) => {
    expect(galleryHeading(given, hasBoxes)).toBe(text);
  });
});
