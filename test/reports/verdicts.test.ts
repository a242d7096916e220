import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { reasonText } from "../../src/reports/words/verdict-reasons.js";
import type { ReportInput } from "../../src/results/report-input.js";
import type { ResultDesign, ResultEstimate, ResultVerdict } from "../../src/results/result.js";
import { EXTRAS, estimate, INPUT, RESULT, withVerdict } from "./fixtures.js";

const FEW = estimate("accuracy", 0.5, [0.166, 0.902], { n: 10 });
const OPEN = { verdict: "cannot-tell" } as const;
const MANY = estimate("accuracy", 384 / 412, [0.904, 0.953], { n: 412 });

function report(change: Partial<ResultVerdict>, accuracy?: ResultEstimate) {
  return evaluationReport(withVerdict(change, accuracy));
}

describe("the answer in words", () => {
  it("fails", () => {
    const { label, headline, detail, lead, tone } = evaluationReport(INPUT);
    expect([tone, label]).toEqual(["fails", "Fails here"]);
    expect(headline).toBe(
      "The published 94.4% accuracy does not hold on your images. Here it is about 30%.",
    );
    expect(detail).toBe(
      "22 of your 73 images got the right label: 30.1%, and the true figure for images like these is likely between 20.8% and 41.4%. Before seeing any result you asked for a figure within 5 points of the claim. It is 64.2 points lower [51.0 to 74.1].",
    );
    // Beside a ruler, which has the figures.
    expect(lead).toBe(
      "22 of your 73 images got the right label. Before seeing any result you asked for a figure within 5 points of the claim.",
    );
  });

  it("holds", () => {
    const change = { verdict: "holds", difference: -0.012, low: -0.04, high: 0.02 } as const;
    const { label, headline, detail } = report(change, MANY);
    expect(label).toBe("Holds here");
    expect(headline).toBe(
      "The published 94.4% accuracy holds on your images, within the 5 points you allowed. Here it is 93.2% [90.4, 95.3] on 412 images.",
    );
    expect(detail).toContain("384 of your 412 images got the right label: 93.2%");
    expect(detail).toMatch(/All of that is above your limit of 89\.4%\.$/);
  });

  it("holds, and may even be better", () => {
    const change = { verdict: "holds", difference: 0.03, low: 0.01, high: 0.05 } as const;
    expect(report(change, MANY).detail).toContain(
      "It may even be better here: 93.2% [90.4, 95.3].",
    );
  });

  it("cannot tell yet, with how many more labels", () => {
    const change: Partial<ResultVerdict> = {
      ...OPEN,
      difference: -0.44,
      low: -0.78,
      high: 0.01,
      reason: "verdict/more-labels",
      moreLabels: 4,
    };
    const { label, headline, detail, lines } = report(change, FEW);
    expect(label).toBe("Cannot tell yet");
    expect(headline).toBe(
      "10 labelled, 5 right: the true figure could be anywhere from 17% to 90%, so the claim of 94.4% accuracy may or may not hold.",
    );
    expect(detail).not.toContain("17%");
    expect(detail).toContain("likely between 78.0 lower and 1.0 higher");
    expect(detail).toMatch(/About 4 more labels are likely to decide\.$/);
    expect(lines.at(-1)).toBe("About 4 more labels are likely to decide.");
  });

  it("says so when very many labels would be needed", () => {
    const change: Partial<ResultVerdict> = {
      ...OPEN,
      difference: -0.04,
      low: -0.3,
      high: 0.1,
      reason: "verdict/more-labels",
      moreLabels: 1191,
    };
    expect(report(change, FEW).detail).toMatch(
      /About 1,191 more labels are likely to decide\. That is many\. Consider a wider limit, or accept not knowing\.$/,
    );
  });

  it("asks for more cameras, not for more images", () => {
    const change: Partial<ResultVerdict> = {
      ...OPEN,
      difference: -0.04,
      low: -0.3,
      high: 0.1,
      reason: "verdict/more-clusters",
      moreClusters: 8,
    };
    const input = withVerdict(change, { ...MANY, clusters: 6 });
    const view = evaluationReport({
      result: { ...input.result, question: "another-site" },
      extras: { ...EXTRAS, clusterName: "camera" },
    });
    expect(view.detail).toContain("About 8 more cameras are needed, not more images.");
    expect(view.actions[0]?.what).toBe("Add about 8 more cameras.");
    expect(view.basis.map(({ value }) => value)).toEqual([
      "How would it do at another camera?",
      "77 = 73 scored + 4 left out, each named with its reason",
      "6 cameras: images of one are not independent tries",
    ]);
  });

  it("speaks about another camera where that was asked", () => {
    const input = withVerdict({ verdict: "fails" }, { ...MANY, clusters: 24 });
    const view = evaluationReport({
      result: { ...input.result, question: "another-site" },
      extras: { ...EXTRAS, clusterName: "camera" },
    });
    expect(view.label).toBe("Fails for another camera");
    expect(view.headline).toContain("does not hold for another camera.");
  });

  describe("about another site that one's own sites are no evidence of", () => {
    const open: Partial<ResultVerdict> = {
      verdict: "cannot-tell",
      reason: "verdict/unseen-clusters",
      moreClusters: 43,
      difference: 0.012,
      low: -0.031,
      high: 0.05,
    };
    const elsewhere = (change: Partial<ResultVerdict>, clusterName = "camera") => {
      const input = withVerdict({ ...open, ...change }, { ...MANY, clusters: 20 });
      return evaluationReport({
        result: { ...input.result, question: "another-site" },
        extras: { ...EXTRAS, clusterName },
      });
    };
    // METHODS-2 A7 step 3, examples of no. 4: x 12.2 % with S 0, 2.77 % with S .7.
    const kind = {
      verdict: "holds",
      share: 0.12206220797,
      score: 0,
      excluded: 0.139108341,
    } as const;

    it("says from which share of an unseen kind on it would not hold", () => {
      const { headline, lines } = elsewhere({ unseenKind: kind });
      const sentence =
        "For another camera it holds unless more than 12.2% of cameras are of a kind that none of yours is and that scores 0%. 20 cameras rule out only a kind that is more than 14.0% of all.";
      expect(headline).toContain(sentence);
      expect(lines).toContain(sentence);
    });

    it("names the score that no site is said to fall below, and takes it for granted", () => {
      const stated = { ...kind, share: 0.0277080518, score: 0.7 };
      expect(elsewhere({ worstSite: 0.7, unseenKind: stated }).headline).toContain(
        "it holds unless more than 2.77% of cameras are of a kind that none of yours is and that scores 70%.",
      );
      const { unseenKind: _none, ...rest } = open as ResultVerdict;
      const holds = elsewhere({ ...rest, verdict: "holds", reason: null, worstSite: 0.725 });
      const granted = "This takes your word that no camera scores below 72.5%.";
      expect(holds.detail).toContain(granted);
      expect(holds.lines).toContain(granted);
    });

    it("rounds to the side on which the sentence is true", () => {
      const small = { ...kind, share: 0.00500299, excluded: 0.0367 };
      const { headline } = elsewhere({ unseenKind: small });
      expect(headline).toContain("more than 0.50% of cameras");
      expect(headline).toContain("more than 3.67% of all");
      expect(elsewhere({ unseenKind: { ...kind, share: 0.00012399 } }).headline).toContain(
        "more than 0.0123% of cameras",
      );
    });

    it("says the same of a verdict that it fails", () => {
      const fails = { ...kind, verdict: "fails", score: 1, share: 0.0366792 } as const;
      expect(elsewhere({ unseenKind: fails }, "patient").headline).toContain(
        "For another patient it does not hold unless more than 3.66% of patients are of a kind that none of yours is and that scores 100%.",
      );
    });

    it("says that a worst score assumes what is asked, or is not true of one's own sites", () => {
      expect(elsewhere({ reason: "verdict/worst-site" }).headline).toContain(
        "that assumes what is asked.",
      );
      expect(elsewhere({ reason: "verdict/worst-site-seen" }).headline).toContain(
        "One of your own cameras scores worse than the worst score that you stated",
      );
    });
  });

  it("answers a requirement", () => {
    const claim = { kind: "requirement", value: 0.9, low: null, high: null, n: null } as const;
    const metric = "recall{class=eosinophil}";
    const found = estimate(metric, 0.87, [0.79, 0.92], { n: 100 });
    const input = withVerdict({
      metric,
      tolerance: 0,
      difference: -0.03,
      low: -0.11,
      high: 0.02,
      verdict: "cannot-tell",
      reason: "verdict/more-labels",
      moreLabels: 120,
      claim: { ...claim, source: "recall{class=eosinophil}>=0.9" },
    });
    const view = evaluationReport({
      ...input,
      result: { ...input.result, estimates: [found, ...RESULT.estimates] },
    });
    expect(view.headline).toBe(
      "It finds 87.0% [79.0, 92.0] of eosinophil; you need 90%. Cannot tell yet: about 120 more.",
    );
  });

  it("turns the side round where less is better", () => {
    const metric = "brier";
    const input = withVerdict({
      metric,
      tolerance: 0.05,
      difference: -0.3,
      low: -0.4,
      high: -0.2,
      verdict: "fails",
      claim: { kind: "claim", value: 0.1, low: null, high: null, n: null, source: "brier=0.1" },
    });
    const view = evaluationReport({
      ...input,
      result: { ...input.result, estimates: [estimate(metric, 0.4, [0.3, 0.5])] },
    });
    expect(view.detail).toContain("It is 0.30 higher [0.20 to 0.40].");
    const band = view.answers[0]?.ruler.band;
    expect([band?.from, band?.to]).toEqual([0, expect.closeTo(0.075, 12)]);
    expect(band?.text).toBe("fine for you");
    expect(view.answers[0]?.ruler.reading).toBe("Your whole range lies above your limit of 0.15.");
  });

  it("counts several claims", () => {
    const [verdict] = RESULT.verdicts;
    if (verdict === undefined) throw new Error("the fixture has a verdict");
    const verdicts = (["holds", "holds", "fails", "cannot-tell", "cannot-tell"] as const).map(
      (word) => ({ ...verdict, verdict: word }),
    );
    const view = evaluationReport({ ...INPUT, result: { ...RESULT, verdicts } });
    expect(view.headline).toBe("2 of 5 claims hold, 1 fails, 2 cannot be told yet.");
    expect(view.label).toBe("Fails in part");
  });

  it("gives figures and no verdict where nothing was claimed", () => {
    const input: ReportInput = { ...INPUT, result: { ...RESULT, verdicts: [], gap: null } };
    const view = evaluationReport(input);
    expect([view.tone, view.headline]).toEqual([
      "plain",
      "On your 73 images it is right 30.1% [20.8, 41.4] of the time.",
    ]);
    expect(view.detail).toContain("so there is no verdict");
  });

  it("speaks of the pool where images were drawn by a design, and of no other number than is counted", () => {
    // Of 150 images that count 116 have an object, which is what a recall is of.
    const recall = estimate("recall{average=micro}", 0.723, [0.65, 0.79], {
      ...{ method: "lure", n: 116 },
    });
    const design: ResultDesign = {
      ...({ name: "active", method: "lure" } as const),
      ...{ pool: 400, drawn: 150, counted: 150, skipped: 0, strata: null, unequal: true },
    };
    const sampling = { ...RESULT.sampling!, design };
    const of = (verdicts: readonly ResultVerdict[]) =>
      evaluationReport({
        ...INPUT,
        result: { ...RESULT, estimates: [recall], verdicts, sampling, gap: null },
      });
    expect(of([]).headline).toBe(
      "On the 400 images that your 150 images were drawn from, micro recall is 72.3% [65.0, 79.0].",
    );
    const claimed = { ...RESULT.verdicts[0]!, metric: "recall{average=micro}" };
    for (const verdict of ["holds", "fails", "cannot-tell"] as const) {
      const { headline, detail } = of([{ ...claimed, verdict, reason: null }]);
      expect(`${headline} ${detail}`).not.toContain("116");
      expect(`${headline} ${detail}`).toMatch(
        /that yours were drawn from|all that yours were drawn/,
      );
    }
  });

  it("survives a result without any figure", () => {
    const none = estimate("accuracy", null, null, { n: 0, warnings: ["interval/no-images"] });
    const view = evaluationReport({
      result: { ...RESULT, estimates: [none], verdicts: [], gap: null, confusion: null },
      extras: {},
    });
    expect(view.headline).toBe("No figure could be computed.");
    expect(view.figures[0]).toMatchObject({ valueText: "none", intervalText: null, track: null });
  });
});

describe("a verdict that is refused wherever the range lies", () => {
  const input = withVerdict({
    verdict: "cannot-tell",
    reason: "verdict/few-of-a-class",
    difference: 0.1,
    low: 0.05,
    high: 0.15,
    fewLabels: { few: 4, of: 20, names: ["lynx", "owl", "boar"], least: 3 },
  });
  const reason =
    "There is no verdict on it: 4 of 20 labels (lynx, owl, boar and others) have fewer than 3 images: accuracy cannot be judged.";

  it("says why beside the picture and in the rule", () => {
    const [answer] = evaluationReport(input).answers;
    expect(answer?.rule).toMatch(/^Yours minus published/);
    expect(answer?.rule).toContain(reason);
    expect(answer?.ruler.reading).toContain(reason);
  });

  it("says what would help", () => {
    expect(evaluationReport(input).actions[0]?.what).toMatch(/^Label more images of the rare/);
  });

  it("says of an AUC which of its two sides is rare, of objects that they are, of one label its name", () => {
    const text = (
      metric: string,
      few: number,
      of: number,
      names: readonly string[],
      least: number,
    ) =>
      reasonText(
        { ...input.result.verdicts[0]!, metric, fewLabels: { few, of, names, least } },
        null,
        null,
      );
    expect(text("roc-auc{class=lynx}", 1, 1, ["lynx"], 5)).toMatch(
      /^The label lynx has fewer than 5 images with it or without it: /,
    );
    expect(text("auroc-failure", 1, 1, [], 5)).toMatch(
      /^The answers are fewer than 5 right or fewer than 5 wrong: /,
    );
    expect(text("map", 37, 61, ["boar", "owl"], 4)).toMatch(
      /^37 of 61 labels \(boar, owl and others\) have too few objects on too few images: /,
    );
  });
});

describe("what to do", () => {
  it("advises against filtering by confidence where sure answers are no better", () => {
    const { actions } = evaluationReport(INPUT);
    expect(actions.map(({ what }) => what)).toEqual([
      "Do not use its labels at site 2 without checking each one.",
      "Do not filter by confidence.",
      "Compare other models on the same 73 images.",
      "Look at the 4 files left out.",
    ]);
    expect(actions[0]?.why).toBe("About seven in ten are wrong.");
  });

  it("advises to check the unsure ones where sure answers are better", () => {
    const kept = [{ threshold: 0.9, kept: 40, right: 38, low: 0.83, high: 0.99 }];
    const { actions } = evaluationReport({ ...INPUT, extras: { ...EXTRAS, kept } });
    expect(actions[1]).toEqual({
      what: "Have the unsure answers checked first.",
      why: "Where the model is at least 90% sure, 38 of 40 are right.",
    });
  });
});

describe("a number of the first screen", () => {
  const holds = { verdict: "holds", difference: 0, low: -0.03, high: 0.04 } as const;
  const open = { verdict: "cannot-tell", difference: -0.04, low: -0.13, high: 0.03 } as const;
  const needed = {
    verdict: "fails",
    claim: { kind: "requirement", value: 0.9, low: null, high: null, n: null, source: "" },
  } as const;

  it.each([
    ["fails", INPUT],
    ["holds", withVerdict(holds)],
    ["cannot be told", withVerdict({ ...open, reason: "verdict/more-labels", moreLabels: 120 })],
    ["is not met", withVerdict(needed)],
  ])("has its range in the ruler alone, where a claim %s", (_, input) => {
    const report = evaluationReport(input);
    const { ruler } = report.answers[0]!;
    const range = ruler.rows[1]?.intervalText ?? "";
    expect(range).toBe("[20.8, 41.4]");
    const said = [report.brief, report.lead, ruler.reading, ruler.band?.text ?? ""].join(" ");
    for (const end of ["20.8", "41.4"]) expect(said).not.toContain(end);
    if (ruler.rows[0]?.label === "Published") {
      expect(said.match(/89\.4/g)).toHaveLength(1);
    }
  });

  it("is said in full where there is no ruler", () => {
    expect(evaluationReport(withVerdict(holds)).headline).toContain("30.1% [20.8, 41.4]");
    expect(evaluationReport(withVerdict(open)).headline).toContain("20.8");
  });
});
