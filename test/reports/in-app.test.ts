import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { parseClaim } from "../../src/claims/claim-text.js";
import { say, wordsFor } from "../../src/core/sentence.js";
import { cluster } from "../../src/evaluation/options/cluster.js";
import { placeOf } from "../../src/evaluation/options/option.js";
import { claimMetrics } from "../../src/evaluation/typed-metrics.js";
import { sayBoxes } from "../../src/formats/objects/reinterpret-boxes.js";
import { actionViews } from "../../src/reports/actions-view.js";
import { basisNotes } from "../../src/reports/warnings-view.js";
import { clusterFacts } from "../../src/reports/words/cluster-facts.js";
import {
  LISTED_CODES,
  listedWords,
  NOTE_CODES,
  noteWords,
} from "../../src/reports/words/listed.js";
import { PROBLEM_WORD_CODES, problemWords } from "../../src/reports/words/problems.js";
import { WARNING_CODES, warningWords } from "../../src/reports/words/warnings.js";
import { EXTRAS, RESULT } from "./fixtures.js";

/** Words of a command line: an option, or a command by its name. */
const COMMAND = /(?:^|[\s(“"'])--[a-z]|VALUE@K\/N|\bhomeground (?:sample|inspect|record)\b/;

const IN_APP = { ...EXTRAS, surface: "app" } as const;

describe("a text that the app shows", () => {
  it.each([
    ...LISTED_CODES.map((code) => [code, listedWords(code, "app")] as const),
    ...NOTE_CODES.map((code) => [code, noteWords(code, "app")] as const),
    ...PROBLEM_WORD_CODES.map((code) => [code, problemWords(code, "app")] as const),
    ...WARNING_CODES.map((code) => [code, warningWords(code, undefined, "app")] as const),
    ...WARNING_CODES.map(
      (code) => [code, warningWords(code, clusterFacts("camera", null, "app"), "app")] as const,
    ),
  ])("names no option of the command line: %s", (_code, words) => {
    for (const text of Object.values(words)) expect(text).not.toMatch(COMMAND);
  });

  it("is that of the whole report, in place of what to type", () => {
    const said = JSON.stringify(evaluationReport({ result: RESULT, extras: EXTRAS }));
    const { command, ...shown } = evaluationReport({ result: RESULT, extras: IN_APP });
    expect(said).toMatch(/ --cluster/);
    expect(command).toMatch(/ --/);
    expect(JSON.stringify(shown)).not.toMatch(COMMAND);
  });

  it("says where in the app it is done, with the same names", () => {
    const camera = basisNotes(RESULT, { ...IN_APP, clusterCandidate: "camera" });
    expect(camera.find(({ code }) => code === "related-images")?.todo).toBe(
      "Choose camera under Your question, at “Which images belong together?”: the answer is then about another camera too.",
    );
    expect(wordsFor("app", say`if they are, ${sayBoxes("fraction")}`)).toBe(
      "if they are, say so under Images and labels",
    );
    expect(wordsFor("app", placeOf(cluster))).toBe("which images belong together");
    expect(() =>
      parseClaim("accuracy=2", { metrics: claimMetrics(null), tolerance: null }),
    ).toThrow(
      expect.objectContaining({
        sentences: expect.objectContaining({
          where: {
            command: "--claim 'accuracy=2'",
            app: "the published figure 'accuracy=2'",
          },
        }),
      }),
    );
  });

  it("without a claim asks for the published figure where it is typed", () => {
    const [first] = actionViews({ result: { ...RESULT, verdicts: [] }, extras: IN_APP }, []);
    expect(first?.why).toBe(
      "Give the published figure under Your question, or state a requirement there.",
    );
  });

  it("leaves everything else as it is, names that look like an option too", () => {
    const extras = { ...EXTRAS, clusterName: "--cluster" };
    const { eyebrow, figures } = evaluationReport({ result: RESULT, extras });
    const shown = evaluationReport({ result: RESULT, extras: { ...extras, surface: "app" } });
    expect(shown).toMatchObject({ eyebrow, figures });
  });
});
