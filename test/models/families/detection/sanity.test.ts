import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../../src/core/cancellation.js";
import { parseModelCard } from "../../../../src/models/card/model-card.js";
import { createMemoryImageScorer } from "../../../../src/models/memory-image-scorer.js";
import {
  checkSanity,
  firstLookRuns,
  hasSanityCheck,
  rawCard,
} from "../../../../src/models/sanity-run.js";
import { detectorCard } from "../../../support/detector-card.js";

describe("the check of a card", () => {
  it("has nothing to say of a detector, and runs no model for it", async () => {
    const card = parseModelCard(detectorCard("yolox"), "card.json");
    const images = Array.from({ length: 30 }, (_, i) => ({ path: `${i}.jpg`, truth: "cat" }));
    const question = { card, images, classNames: card.labels };
    const scorer = createMemoryImageScorer(() => {
      throw new Error("the model was run");
    });
    expect(hasSanityCheck(card)).toBe(false);
    expect(rawCard(card)).toBe(card);
    expect(firstLookRuns(question)).toBe(0);
    expect(await checkSanity(question, scorer, { signal: NEVER_CANCELLED })).toEqual([]);
  });
});
