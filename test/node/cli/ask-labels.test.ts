import { describe, expect, it } from "vitest";
import { suggestLabels } from "../../../src/models/label-suggestions.js";
import { askLabels } from "../../../src/node/cli/ask-labels.js";

const MODEL = ["blank", "coyote", "northern raccoon"];
const OPEN = ["Coyote", "Empty", "Bear"];

const EXAMPLES = new Map([["Coyote", ["a.jpg", "night/b\u202e.jpg"]]]);

/** Answers in turn; throws when asked more often. */
async function decide(...answers: string[]) {
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    questions.push(question);
    const answer = answers.shift();
    if (answer === undefined) throw new Error("asked too often");
    return answer;
  };
  const map = await askLabels(OPEN, MODEL, suggestLabels(OPEN, MODEL), EXAMPLES, ask);
  return { map, questions };
}

describe("asking for labels", () => {
  it("takes the first suggestion on return, a number, a letter or a name", async () => {
    const { map } = await decide("", "1", "o");
    expect([...(map ?? [])]).toEqual([
      ["Coyote", { kind: "model-labels", labels: ["coyote"] }],
      ["Empty", { kind: "model-labels", labels: ["blank"] }],
      ["Bear", { kind: "outside" }],
    ]);
    const other = await decide("northern raccoon", "i", "i");
    expect(other.map?.get("Coyote")).toEqual({
      kind: "model-labels",
      labels: ["northern raccoon"],
    });
    expect(other.map?.get("Empty")).toEqual({ kind: "ignore" });
  });

  it("asks again for what it cannot read, and where there is nothing to take", async () => {
    const { questions } = await decide("yes", "9", "1", "1", "", "o");
    expect(questions).toHaveLength(6);
  });

  it("names images with the label, without signs that turn text round", async () => {
    const { questions } = await decide("", "1", "o");
    expect(questions[0]).toMatch(/images: a\.jpg, night\/b[^\u202e]*\.jpg/);
    expect(questions[1]).not.toContain("images:");
  });

  it("leaves everything open on q", async () => {
    expect((await decide("1", "q")).map).toBeNull();
  });

  it("says why a label is suggested", async () => {
    const { questions } = await decide("q");
    expect(questions[0]).toContain("1  coyote  (case)");
  });
});
