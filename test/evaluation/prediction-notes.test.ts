import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { gatherNotes, NOTES_LISTED } from "../../src/evaluation/prediction-notes.js";
import type { ImagePrediction } from "../../src/tasks/predictions.js";

const labels = createLabelSet(["cat", "dog"]);

function notesOf(answers: readonly ImagePrediction[]) {
  const files = answers.map((_, i) => `${i}.jpg`);
  const { source, notes } = gatherNotes({ labels, answer: (i) => answers[i]! }, files);
  for (const i of answers.keys()) expect(source.answer(i)).toBe(answers[i]);
  return notes();
}

const scores = (cat: number, ...notes: string[]): ImagePrediction => ({
  kind: "scores",
  scores: Float64Array.of(cat, 1 - cat),
  notes,
});

describe("notes about images", () => {
  it("name the image and say in words what was done", () => {
    const found = notesOf([scores(0.5), scores(0.6, "image/colour-converted"), scores(0.7, "x/y")]);
    expect(found).toEqual([
      { file: "1.jpg", code: "image/colour-converted", what: expect.stringMatching(/CMYK/) },
      { file: "2.jpg", code: "x/y", what: "x/y" },
    ]);
  });

  it("are counted where there are many of a kind", () => {
    const many = Array.from({ length: NOTES_LISTED + 5 }, (_, i) => scores(i / 2000, "x/y"));
    const found = notesOf(many);
    expect(found).toHaveLength(NOTES_LISTED + 1);
    expect(found.at(-1)).toMatchObject({ file: "", what: expect.stringMatching(/^and 5 more/) });
  });

  it("say that a model gives every picture the same scores", () => {
    const found = notesOf([
      scores(0.5),
      { kind: "none", code: "unreadable", what: "-" },
      scores(0.5),
    ]);
    expect(found).toMatchObject([{ file: "", code: "model/constant-output" }]);
    expect(notesOf([scores(0.5)])).toEqual([]);
    expect(notesOf([scores(0.5), scores(0.5), scores(0.5 + 2 ** -40)])).toEqual([]);
  });

  it("come from answers that are waited for as well", async () => {
    const answer = scores(0.5, "x/y");
    const { source, notes } = gatherNotes({ labels, answer: async () => answer }, ["a.jpg"]);
    expect(await source.answer(0)).toBe(answer);
    expect(notes()).toMatchObject([{ file: "a.jpg", code: "x/y" }]);
  });
});
