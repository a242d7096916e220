import { describe, expect, it } from "vitest";
import {
  aboutText,
  beforeText,
  endText,
  scoreText,
  spokenText,
} from "../../src/web/app/labelling/label-text.js";
import { labelTicks } from "../../src/web/app/labelling/label-ticks.js";
import { matchingLabels } from "../../src/web/app/labelling/matching-labels.js";
import type { LabelsTold } from "../../src/web/session/session-labels.js";

type Look = NonNullable<NonNullable<LabelsTold["look"]>["look"]>;

function toldOf(look: Partial<Look>, more: Partial<LabelsTold> = {}): LabelsTold {
  return {
    image: "12.png",
    sequence: null,
    objects: [],
    sizePx: null,
    done: 12,
    images: 100,
    skipped: 0,
    canUndo: true,
    canRedo: false,
    outlook: { labels: 9, chance: 0.67 },
    race: null,
    before: null,
    look: {
      reached: 12,
      labelled: 12,
      undecided: 0,
      passedOver: 0,
      leftOut: 0,
      seen: 0,
      ahead: 0,
      undecidedWrong: null,
      groups: null,
      look: {
        metric: "accuracy",
        n: 12,
        hits: 6,
        value: 0.5,
        low: 0.1426,
        high: 0.8557,
        claim: { kind: "claim", value: 0.91, low: null, high: null, tolerance: 0.1 },
        verdict: "cannot-tell",
        moreLabels: 9,
        moreClusters: null,
        ...look,
      },
    },
    ...more,
  };
}

describe("what the screen of labelling says", () => {
  it("is the range so far, and how many more it may take", () => {
    expect(scoreText(toldOf({}))).toEqual({
      verdict: "cannot-tell",
      hits: "6 of 12 right",
      range: "The true figure is somewhere from 14 to 86%.",
      more: { strong: "About 9 more", rest: "labels are likely to decide." },
      passedOver: null,
      groups: null,
    });
    const none = toldOf({}, { outlook: { labels: null, chance: 0.4 } });
    expect(scoreText(none)?.more).toEqual({ strong: "", rest: "The 88 left may not decide." });
    const many = { ...none, images: 5000 };
    expect(scoreText(many)?.more?.rest).toMatch(/^It is close to your limit/);
    expect(scoreText(toldOf({ verdict: "fails" }, { outlook: null }))?.more).toBeNull();
    expect(scoreText({ ...toldOf({}), look: null })).toBeNull();
  });

  it("is rounded upwards, as far as anybody can know it", () => {
    expect([1, 20, 21, 58, 61, 204].map(aboutText)).toEqual(["1", "20", "25", "60", "70", "210"]);
  });

  it("is spoken in one breath, without the score where that is hidden", () => {
    const label = { kind: "labels", labels: ["neutrophil"] } as const;
    expect(spokenText(label, toldOf({}), false)).toBe("Neutrophil. 12 labelled. About 9 more.");
    expect(spokenText(label, toldOf({}), true)).toBe("Neutrophil. 12 labelled.");
  });

  it("of the image before names both labels", () => {
    const before = {
      image: "11.png",
      label: { kind: "labels", labels: ["lymphocyte"] },
      objects: [],
      at: "",
      seen: false,
      isRead: true,
      predicted: ["monocyte"],
      sureness: 0.7,
      boxes: [],
      isRight: false,
    } as const;
    const text = "Before: you said lymphocyte, it said monocyte.";
    expect(beforeText(toldOf({}, { before }))).toBe(text);
    const unread = { ...before, isRead: false, predicted: [], sureness: null };
    expect(beforeText(toldOf({}, { before: unread }))).toBe(
      "Before: you said lymphocyte; the model has not read that image yet.",
    );
    expect(beforeText(toldOf({}))).toBeNull();
  });

  it("names what was marked in the image before, each once", () => {
    const place = { kind: "points", points: [] } as const;
    const marked = ["fox", "deer", "fox"].map((label, i) => ({
      object: `${i}`,
      label,
      place,
      isAccepted: false,
    }));
    const before = {
      image: "3.png",
      label: { kind: "objects" },
      objects: marked,
      at: "2026-05-01T10:00:00Z",
      seen: false,
      isRead: true,
      predicted: ["deer", "deer"],
      sureness: null,
      boxes: [],
      isRight: null,
    } as const;
    expect(beforeText(toldOf({}, { before }))).toBe("Before: you said fox, deer, it said deer.");
    expect(spokenText(before.label, toldOf({}, { outlook: null }), false)).toBe(
      "Marked. 12 labelled.",
    );
  });

  it("at the verdict is the sentence of the result, and what it rests on", () => {
    const fails = toldOf({ verdict: "fails", n: 21, hits: 11, low: 0.24, high: 0.8 });
    expect(endText("decided", fails, 21)).toEqual({
      heading: "The published 91.0% does not hold on your images. 21 labels were enough.",
      lead: [
        "It was right for 11 of 21.",
        "The true figure for your 100 images is likely between 24% and 80%, below your limit of 81%.",
      ],
    });
    const claim = { kind: "requirement", value: 0.8, low: null, high: null, tolerance: 0 } as const;
    const holds = toldOf({ verdict: "holds", low: 0.83, high: 0.99, claim });
    expect(endText("decided", holds, 30).heading).toBe(
      "The model reaches your limit of 80% on your images. 30 labels were enough.",
    );
  });

  it("without a verdict is what is left to do, and what was left undecided", () => {
    const open = toldOf({}, { outlook: { labels: 57, chance: 0.7 } });
    expect(endText("spent", open, null).heading).toBe(
      "12 labels did not decide. About 60 more may.",
    );
    const { look } = toldOf({});
    if (look === null) throw new Error("no look");
    const all = toldOf({}, { look: { ...look, undecided: 3, undecidedWrong: 0.46 }, image: null });
    const { heading, lead } = endText("all", all, null);
    expect(heading).toBe("All 100 are labelled. They do not decide it.");
    expect(lead).toContain("3 were left undecided; counted as wrong the figure would be 46%.");
  });
});

describe("labels by their first letters", () => {
  it("are those that begin so, then those of which a later word does", () => {
    const labels = ["grey wolf", "Wolf", "elephant", "Élan", "elephant shrew"];
    expect(matchingLabels(labels, "wo")).toEqual(["Wolf", "grey wolf"]);
    expect(matchingLabels(labels, "éla")).toEqual(["Élan"]);
    expect(matchingLabels(labels, "ELE")).toEqual(["elephant", "elephant shrew"]);
    expect(matchingLabels(labels, " ")).toEqual([]);
  });
});

describe("numbers on the axis of labels", () => {
  it("are the first and round ones", () => {
    expect(labelTicks(1, 21)).toEqual([1, 5, 10, 15, 20]);
    expect(labelTicks(1, 4)).toEqual([1, 2, 3, 4]);
    expect(labelTicks(1, 230)).toEqual([1, 50, 100, 150, 200]);
  });
});
