import { describe, expect, it } from "vitest";
import { evaluationReport, partsOf } from "../../src/analyses/report.js";
import { METRICS } from "../../src/metrics/registry.js";
import { methodsSection } from "../../src/reports/methods-text.js";
import { metricDefinition } from "../../src/reports/words/metric-definitions.js";
import { createCitations, WORKS, type WorkKey } from "../../src/reports/words/works.js";
import type { ReportInput } from "../../src/results/report-input.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { EXTRAS, estimate, INPUT, RESULT, withVerdict } from "./fixtures.js";

function textOf(input: ReportInput): string {
  return methodsSection(input, { ...partsOf(input), limitations: [] }).paragraphs.join("\n\n");
}

function withResult(change: Partial<EvaluationResult>): ReportInput {
  return { result: { ...RESULT, ...change }, extras: EXTRAS };
}

const ALL_WORKS = [...Object.values(WORKS), ...[...METRICS.values()].flatMap(({ works }) => works)];

/** Names and years in brackets, as `(Wilson 1927; Efron and Stein 1981)`. */
function citedIn(text: string): Set<string> {
  const names = ALL_WORKS.map(({ cite }) => cite);
  return new Set(names.filter((name) => text.includes(name)));
}

describe("the methods section of a claim", () => {
  const text = textOf(INPUT);

  it("says what was evaluated, and what was left out for which reason", () => {
    expect(text).toMatch(
      /^We evaluated the classifier wbc_site1 on 73 labelled images from site 2\. Of 77 images, 4 were not evaluated: 2 without a label, 1 identical to another image and 1 whose file could not be read\. 4 reference labels were matched to the model's \(the same words\)\./,
    );
    expect(text).toContain("[State how the images were chosen, and who labelled them and how.]");
    expect(text).toContain("Images were treated as independent");
  });

  it("says for how many images one of several rows counted, and which", () => {
    const notes = ["a.png", "b.png"].map((file) => ({
      file,
      code: "labels/later-row-kept",
      what: '"deer" in line 3 counts, and not "fox"',
    }));
    const { inputs } = RESULT;
    expect(textOf(withResult({ inputs: { ...inputs, notes } }))).toContain(
      "For 2 images that several rows of the labels contradicted each other on, the later row counted.",
    );
    expect(text).not.toContain("contradicted");
  });

  it("defines its measures and names the interval and its source of each", () => {
    expect(text).toContain("accuracy (the share of images with the right label)");
    expect(text).toContain("expected calibration error (ECE: the weighted mean difference");
    expect(text).toContain("Given are 95% Wilson score intervals (Wilson 1927) for accuracy;");
    expect(text).toContain(
      "from the jackknife (Wilson 1927; Efron and Stein 1981) for balanced accuracy, macro F1",
    );
    expect(text).toContain(
      "No interval is given for ECE, which is biased upwards in a finite sample.",
    );
    expect(text).toContain("Accuracy was 22/73 = 30.1% (20.8 to 41.4)");
  });

  it("says tolerance, rule and outcome", () => {
    expect(text).toContain(
      "The published accuracy (84/89 = 94.4%, site 1) was to count as transferred if the local value is not worse by more than 5 points, a tolerance fixed before any result was computed (chosen by the user).",
    );
    expect(text).toContain("square-and-add method (Newcombe 1998; Zou and Donner 2008)");
    expect(text).toContain("only if an exact one-sided test at 5% agrees");
    expect(text).toContain(
      "For accuracy the difference was −64.2 points (95% interval −74.1 to −51.0): the claim does not hold here.",
    );
    expect(text).not.toContain("Holm");
  });

  it("says how the difference was split only where it was", () => {
    expect(text).toContain("(Kitagawa 1955; Ñopo 2008)");
    const gap = { ...RESULT.gap!, terms: [], warnings: ["gap/no-counts"] };
    expect(textOf(withResult({ gap }))).not.toContain("Kitagawa");
  });

  it("ends with software, model file and what it does not say", () => {
    expect(text).toContain("Homeground 0.1.0 (");
    expect(text).toContain(RESULT.model?.sha256);
    expect(text).toMatch(/they are no evidence about other sites\./);
  });

  it("stands in the report with its references, paragraph by paragraph", () => {
    const report = evaluationReport(INPUT);
    expect(report.methods).toBe(text);
    expect(report.references).toContain(WORKS.wilson1927.entry);
  });
});

describe("its list of references", () => {
  it.each([
    ["a claim", INPUT],
    ["no claim", withResult({ verdicts: [], gap: null })],
    ["nothing at all", withResult({ verdicts: [], gap: null, estimates: [] })],
  ])("holds the works that are cited and no others: %s", (_, input) => {
    const { paragraphs, references } = methodsSection(input, {
      ...partsOf(input),
      limitations: [],
    });
    const text = paragraphs.join("\n\n");
    const entries = ALL_WORKS.filter(({ cite }) => citedIn(text).has(cite)).map(
      ({ entry }) => entry,
    );
    // `Newcombe 1998` is a part of `Newcombe 1998b`, which no evaluation cites.
    expect([...references].sort()).toEqual([...entries].sort());
  });

  it("is ordered by author and names each once", () => {
    const { cite, list } = createCitations();
    expect(cite(["wilson1927", "efron1981"])).toBe(" (Wilson 1927; Efron and Stein 1981)");
    cite(["wilson1927"]);
    expect(cite([])).toBe("");
    expect(list()).toEqual([WORKS.efron1981.entry, WORKS.wilson1927.entry]);
  });

  it("has entries that begin with the author they are cited by, and hold the year", () => {
    for (const key of Object.keys(WORKS) as WorkKey[]) {
      const { cite, entry } = WORKS[key];
      const [, author = "?", year = "?"] = /^(\S+).* (\d{4})b?$/.exec(cite) ?? [];
      expect(entry.startsWith(`${author} `), key).toBe(true);
      expect(entry, key).toContain(year);
      expect(entry, key).toMatch(/\.$/);
    }
  });
});

describe("the methods section of other runs", () => {
  it("without a claim has neither rule nor difference", () => {
    const text = textOf(withResult({ verdicts: [], gap: null }));
    expect(text).not.toMatch(/claim|tolerance|requirement/);
    expect(text).toContain("Accuracy was 22/73");
  });

  it("of a requirement names what was needed and no published value", () => {
    const claim = { kind: "requirement", value: 0.9, low: null, high: null, n: null } as const;
    const text = textOf(
      withVerdict({ tolerance: 0, claim: { ...claim, source: "accuracy>=0.9" } }),
    );
    expect(text).toContain("We required a value of at least 90% for accuracy");
    expect(text).toContain("A requirement is met if the whole interval lies on the better side");
    expect(text).toContain("the requirement is not met.");
    expect(text).not.toContain("published");
    expect(text).not.toContain("Newcombe");
  });

  it("of clusters that were asked about speaks of another one", () => {
    const accuracy = estimate("accuracy", 0.8, [0.7, 0.87], {
      n: 412,
      clusters: 24,
      method: "wilson-cluster",
    });
    const input = withVerdict({ verdict: "cannot-tell" }, accuracy);
    const text = textOf({
      result: { ...input.result, question: "another-site" },
      extras: { ...EXTRAS, clusterName: "camera" },
    });
    expect(text).toContain(
      "The 24 cameras were treated as a sample of those that the results speak about, so that results refer to another camera like these",
    );
    expect(text).toContain(
      "one further camera of a kind not sampled, with the worst value possible, could not reverse it in a Bayesian bootstrap",
    );
    const stated = withVerdict(
      { verdict: "holds", worstSite: 0.7, warnings: ["interval/looked-before"] },
      accuracy,
    );
    const other = textOf({ ...stated, extras: { ...EXTRAS, clusterName: "camera" } });
    expect(other).toContain("with a value of 70%, beyond which none was taken to fall, could not");
    expect(other).toContain("judged before on other data was judged at level 99%.");
    expect(text).not.toContain("judged before");
    expect(text).toContain("(Wilson 1927; Korn and Graubard 1998; Franco et al. 2019;");
    expect(text).toContain("These results speak about cameras like those sampled");
  });

  it("of several claims shares the error, and shows intervals at the level of the run", () => {
    const [verdict] = RESULT.verdicts;
    const verdicts = [verdict!, { ...verdict!, level: 0.975, metric: "balanced-accuracy" }];
    const text = textOf(withResult({ verdicts }));
    expect(text).toContain(
      "The 2 verdicts share the error rate of one by Holm's procedure (Holm 1979)",
    );
    expect(text).not.toContain("97.5%");
  });

  it("of looking as often as one likes says why that is allowed", () => {
    const anytime = {
      value: 0.9,
      low: 0.8,
      high: 1,
      of: "units" as const,
      decidedAt: 40,
      logHolds: 4,
      logFails: 0,
      oneLook: { difference: 0, low: -0.1, high: 0.1 },
    };
    const textIn = (order: "drawn" | "file") =>
      textOf(withVerdict({ mode: "anytime", anytime: { ...anytime, order } }));
    const text = textIn("drawn");
    expect(text).toContain("two betting processes");
    expect(text).toContain("ran over the images in an order drawn at random (seed 0), and");
    expect(text).toContain("it was withdrawn if the figure or the interval of all data together");
    expect(textIn("file")).toContain("of the label file, which was stated to be random, and");
    expect(text).toContain("(Waudby-Smith and Ramdas 2024; Ville 1939)");
  });

  it("of a detector says how boxes met objects and from which score on they count", () => {
    const detection = {
      task: "detection",
      confusion: null,
      gap: null,
      verdicts: [],
      estimates: [
        estimate("map-50", 0.59, [0.51, 0.67], { method: "wilson-jackknife", defined: 61 }),
        estimate("precision{average=micro}", 0.3, [0.26, 0.33], {
          method: "wilson-cluster",
          role: "detail",
        }),
      ],
    };
    const text = textOf(withResult(detection));
    expect(text).toContain("We evaluated the object detector");
    expect(text).toContain("the highest intersection over union (IoU)");
    expect(text).toContain("at most the 100 detections");
    expect(text).toContain("annotated as crowds");
    expect(text).toContain("(Lin et al. 2014)");
    expect(text).toContain("AP50 (average precision at an IoU of 0.50, mean over classes)");
    expect(text).toContain("one of at most 200 groups of images was left out");
    expect(text).toContain("the image is the cluster");
    expect(text).toContain(
      "micro precision (the share of detections that match an object, all classes counted together)",
    );
  });

  it("of predictions with several labels names their file, their task and the threshold", () => {
    const note = {
      file: "",
      code: "threshold/default",
      what: "no threshold was given: a label counts as answered from 0.5 on",
    };
    const result = { ...RESULT, task: "multilabel", model: null, verdicts: [], gap: null };
    const text = textOf({
      result: { ...result, inputs: { ...RESULT.inputs, notes: [note] } },
      extras: {
        imports: [
          {
            role: "predictions",
            source: "p.csv",
            rows: 73,
            problems: [],
            roles: new Map(),
            format: { id: "csv", reason: "" },
          },
        ],
      },
    });
    expect(text).toMatch(
      /^We evaluated predictions of a classifier \(several labels an image\) in the file p\.csv on 73/,
    );
    expect(text).toContain("exactly the right set of labels");
    expect(text).toContain("from a score of 0.5, the software's default.");
  });

  it("of a sample says so, and does not call it an exclusion", () => {
    const left = RESULT.inputs.listed.slice(0, 1);
    const drawn = Array.from({ length: 20 }, (_, i) => ({
      file: `${i}.png`,
      code: "not-sampled",
      what: "",
    }));
    const inputs = { ...RESULT.inputs, images: 94, scored: 73, listed: [...left, ...drawn] };
    const text = textOf(withResult({ inputs }));
    expect(text).toContain(
      "The 73 images were drawn at random, without replacement, from 93 (seed 0).",
    );
    expect(text).toMatch(/Of 94 images, 1 was not evaluated: 1 without a label\./);
  });

  it("names labels that the model does not have, and what images were restricted to", () => {
    const text = textOf({
      result: RESULT,
      extras: {
        ...EXTRAS,
        where: ["split=test", "site=site 2"],
        names: {
          matched: ["a", "b"],
          outside: ["basophil"],
          ignored: ["debris"],
          source: "map.json",
        },
      },
    });
    expect(text).toContain("from site 2, restricted to split=test and site=site 2.");
    expect(text).toContain(
      "Basophil is not among the labels of the model; images of it count as wrong.",
    );
    expect(text).toContain("Images labelled debris were set aside by the label map.");
  });

  it("names parts of the data, and how their ranges hold", () => {
    const slice = {
      attribute: "light",
      value: "night",
      family: 4,
      shrunken: 0.3,
      difference: -0.1,
      differenceLow: -0.2,
      differenceHigh: -0.01,
      finding: true,
    };
    const part = estimate("accuracy", 0.2, [0.1, 0.4], { method: "cp-bonferroni", slice });
    const day = { ...part, slice: { ...slice, value: "day" } };
    const one = { ...part, slice: { ...slice, attribute: "width", value: "640" } };
    const text = textOf(withResult({ estimates: [...RESULT.estimates, part, day, one] }));
    expect(text).toContain(
      "by light, are given where a part has at least 10 images, 4 parts in all",
    );
    expect(text).toContain("Bonferroni-adjusted level; Clopper and Pearson 1934)");
    expect(text).toContain("(Efron and Morris 1975; DerSimonian and Laird 1986)");
  });
});

describe("definitions", () => {
  it("are there for every metric that is computed", () => {
    for (const id of METRICS.keys()) {
      const context = { task: "classification", units: "images", parameters: new Map() };
      expect(metricDefinition(id, context)?.text, id).toMatch(/\S/);
    }
  });
});
