import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createLabelSet } from "../../src/core/label-set.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { placeTruth, prepareImages } from "../../src/dataset/prepare.js";
import type { ClaimRecord, LocalClasses } from "../../src/evaluation/claim-record/claim-record.js";
import { claimsFromRecord } from "../../src/evaluation/claim-record/record-claims.js";
import { sharedImages } from "../../src/evaluation/claim-record/shared-images.js";
import { readClaims } from "../../src/evaluation/claims.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { evaluate } from "../../src/evaluation/run/evaluate.js";
import { claimMetrics } from "../../src/evaluation/typed-metrics.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { openClaimRecord } from "../../src/records/claims/open-claim-record.js";
import { throwsCode } from "../support/throws-code.js";
import { evaluated, type Scored } from "./evaluated.js";
import { type MadeImage, type MadeRecord, madeRecord } from "./made-record.js";
import { truthOf } from "./truth-of.js";

const LABELS = ["deer", "dog", "fox", "wolf"];

/** n images of a class, k of them right, the others answered as `wrong`. */
function images(truth: string, n: number, k: number, wrong: string, more: Partial<MadeImage> = {}) {
  return Array.from(
    { length: n },
    (_, i): MadeImage => ({ truth, answer: i < k ? truth : wrong, ...more }),
  );
}

const IMAGES = [
  ...images("deer", 50, 45, "dog"),
  ...images("dog", 20, 12, "wolf"),
  ...images("fox", 40, 30, "dog"),
  ...images("wolf", 30, 21, "dog"),
];

const open = ({ text, access }: Pick<MadeRecord, "text" | "access">, withFiles = true) =>
  openClaimRecord(text, "record.json", {
    access: withFiles ? access : null,
    createDigest: createNodeDigest,
    signal: NEVER_CANCELLED,
  });

function claimsOf(record: ClaimRecord, here: LocalClasses | null) {
  return claimsFromRecord(record, {
    metrics: claimMetrics(null),
    tolerance: 0.1,
    task: "classification",
    here,
  });
}

const classes = (present: readonly string[], names: Record<string, string> = {}): LocalClasses => ({
  present: new Set(present),
  nameOf: new Map(Object.entries(names)),
});

describe("a record as a claim", () => {
  it("is its headline figure by its counts", async () => {
    const [claim, ...others] = claimsOf(await open(madeRecord(LABELS, IMAGES)), classes(LABELS));
    expect(others).toEqual([]);
    expect(claim).toMatchObject({
      metric: "accuracy",
      value: 108 / 140,
      tolerance: 0.1,
      source: "record.json",
      evidence: { kind: "counts", k: 108, n: 140 },
      notes: [],
    });
    expect([...claim!.classCounts!.size]).toEqual([50, 20, 40, 30]);
    expect([...claim!.classCounts!.hits]).toEqual([45, 12, 30, 21]);
  });

  it("is several figures where its author asked for more", async () => {
    const base = madeRecord(LABELS, IMAGES).record;
    const recall = { ...base.claims[0]!, metric: "recall{class=deer}", value: 0.9, n: 50 };
    const further = { ...base.claims[0]!, metric: "recall{class=fox}", value: 0.75, n: 40 };
    const made = madeRecord(LABELS, IMAGES, {
      claims: [...base.claims, recall, further],
      settings: { ...base.settings, metrics: JSON.stringify(["recall{class=deer}"]) },
    });
    const claims = claimsOf(await open(made), null);
    expect(claims.map(({ metric, evidence }) => [metric, evidence])).toEqual([
      ["accuracy", { kind: "counts", k: 108, n: 140 }],
      ["recall{class=deer}", { kind: "counts", k: 45, n: 50 }],
    ]);
  });

  it("has its own clusters in its error", async () => {
    const inSites = IMAGES.map((image, i) => ({ ...image, site: `s${i % 7}` }));
    const sizes = Array.from({ length: 7 }, (_, g) => inSites.filter((_, i) => i % 7 === g));
    for (const withFiles of [true, false]) {
      const opened = await open(madeRecord(LABELS, inSites), withFiles);
      const [claim] = claimsOf(opened, classes(LABELS));
      expect(claim!.evidence).toEqual({
        kind: "clusters",
        size: Float64Array.from(sizes, (own) => own.length),
        hits: Float64Array.from(sizes, (own) => own.filter((x) => x.truth === x.answer).length),
      });
      expect(claim!.outcomes!.cluster).not.toBeNull();
    }
  });

  it("of clusters that it does not tell is a bare value on fewer classes", async () => {
    const base = madeRecord(
      LABELS,
      IMAGES.map((image, i) => ({ ...image, site: `s${i % 7}` })),
    );
    const made = madeRecord(
      LABELS,
      IMAGES.map((image, i) => ({ ...image, site: `s${i % 7}` })),
      { clusters: { ...base.record.clusters!, confusion: null } },
    );
    const opened = await open(made, false);
    expect(claimsOf(opened, classes(["deer", "fox"]))[0]!.evidence).toEqual({ kind: "point" });
    expect(claimsOf(opened, classes(["deer", "fox"]))[0]!.value).toBeCloseTo(75 / 90, 12);
  });
});

describe("a record on the classes that are here", () => {
  it.each([true, false])("is counted on these alone (answers at hand: %s)", async (withFiles) => {
    const opened = await open(madeRecord(LABELS, IMAGES), withFiles);
    const [claim] = claimsOf(opened, classes(["deer", "fox", "boar"]));
    expect(claim).toMatchObject({
      value: 75 / 90,
      evidence: { kind: "counts", k: 75, n: 90 },
      notes: [
        {
          code: "claim/restricted",
          what: "accuracy is compared on these 2 classes: deer and fox; the claim becomes 83.3% on 90 images (published: 77.1% on 140)",
        },
      ],
    });
    expect([...claim!.outcomes!.truth].length).toBe(90);
  });

  it("has merged classes counted as one", async () => {
    const opened = await open(madeRecord(LABELS, IMAGES));
    const names = { dog: "canid", wolf: "canid" };
    // dog as wolf and wolf as dog are right then: 45 + 30 + 20 + 30 of 140.
    const [claim] = claimsOf(opened, classes(["deer", "canid", "fox"], names));
    expect(claim!.evidence).toEqual({ kind: "counts", k: 125, n: 140 });
    expect(claim!.notes![0]!.what).toContain("canid counted as one class");
    const [only] = claimsOf(opened, classes(["canid"], names));
    expect(only!.evidence).toEqual({ kind: "counts", k: 50, n: 50 });
  });

  it("follows the name of a class that a figure is about", async () => {
    const base = madeRecord(LABELS, IMAGES).record;
    const recall = { ...base.claims[0]!, metric: "recall{class=wolf}", value: 0.7, n: 30 };
    const opened = await open(madeRecord(LABELS, IMAGES, { claims: [recall] }));
    const [claim] = claimsOf(
      opened,
      classes(["canid", "deer", "fox"], { dog: "canid", wolf: "canid" }),
    );
    expect(claim).toMatchObject({
      metric: "recall{class=canid}",
      evidence: { kind: "counts", k: 50, n: 50 },
    });
    // What a figure does not depend on is not said.
    const [same] = claimsOf(opened, classes(["wolf", "deer"]));
    expect(same).toMatchObject({ evidence: { kind: "counts", k: 21, n: 30 }, notes: [] });
  });

  it("is taken as published where nothing tells it class by class", async () => {
    const made = madeRecord(LABELS, IMAGES, { confusion: null });
    const [claim] = claimsOf(await open(made, false), classes(["deer", "fox"]));
    expect(claim).toMatchObject({ value: 108 / 140, classCounts: null });
    expect(claim!.notes).toEqual([
      {
        code: "claim/as-published",
        what: expect.stringContaining("2 of the model's 4 labels are true of nothing here"),
      },
    ]);
  });

  it("is taken as published where no class is here", async () => {
    const [claim] = claimsOf(await open(madeRecord(LABELS, IMAGES)), classes(["boar"]));
    expect(claim!.value).toBe(108 / 140);
    expect(claim!.notes![0]).toMatchObject({ code: "claim/as-published" });
  });

  // The same images, evaluated by themselves with the same classes, are the other way to get it.
  it("is what an evaluation of those images alone comes to", async () => {
    const image = fc.record({ truth: fc.nat(3), scores: fc.array(fc.nat(9), ARRAY_OF_FOUR) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(image, { minLength: 30, maxLength: 60 }),
        fc.subarray(LABELS, { minLength: 2 }),
        async (list, present) => {
          const scored = list.map(({ truth, scores }, i): MadeImage => {
            const own = scores.map((score, k) => (score + (k + 1) / 10 + i / 1000) / 20);
            const best = own.indexOf(Math.max(...own));
            return { truth: LABELS[truth]!, answer: LABELS[best]!, scores: own };
          });
          if (!scored.some(({ truth }) => present.includes(truth))) return;
          const asked = ["f1{average=macro}", "balanced-accuracy", "mcc", "top-k-accuracy{k=2}"];
          const whole = await evaluated(LABELS, scored.map(asScored), { metrics: asked });
          const found = (metric: string, of: typeof whole) =>
            of.result.estimates.find((one) => one.metric === metric)!;
          const base = madeRecord(LABELS, scored);
          const made = madeRecord(LABELS, scored, {
            claims: asked.map((metric) => {
              const { value, low, high, method, n } = found(metric, whole);
              return { ...base.record.claims[0]!, metric, value, low, high, method, n };
            }),
            settings: { ...base.record.settings, metrics: JSON.stringify(asked) },
          });
          const own = scored.filter(({ truth }) => present.includes(truth));
          const alone = await evaluated(LABELS, own.map(asScored), { metrics: asked });
          const claims = claimsOf(await open(made), classes(present));
          for (const claim of claims) {
            const expected = found(claim.metric, alone);
            if (expected.value === null) continue;
            expect(claim.value).toBeCloseTo(expected.value, 12);
            if (claim.evidence.kind === "interval") {
              expect(claim.evidence.low).toBeCloseTo(expected.low!, 12);
              expect(claim.evidence.n).toBe(expected.n);
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

const ARRAY_OF_FOUR = { minLength: 4, maxLength: 4 } as const;

const asScored = ({ truth, scores = [] }: MadeImage): Scored => [[truth], scores];

describe("a record that is not what it says", () => {
  const made = madeRecord(LABELS, IMAGES);

  it("is refused by its id", async () => {
    const text = made.text.replace('"value":0.77', '"value":0.97');
    expect(text).not.toBe(made.text);
    await expect(open({ ...made, text })).rejects.toThrow(throwsCode("record/hash-mismatch"));
  });

  it("is refused where a file beside it is another one", async () => {
    for (const path of ["manifest.ndjson", "predictions.csv"]) {
      const files = new Map(made.files);
      const content = new TextDecoder().decode(files.get(path));
      files.set(path, new TextEncoder().encode(content.replace(/wolf/, "fox")));
      const access = createMemoryFileAccess(files);
      await expect(open({ ...made, access })).rejects.toThrow(throwsCode("record/hash-mismatch"));
    }
  });

  it("is refused where its own images give another figure", async () => {
    const [claim] = made.record.claims;
    const better = madeRecord(LABELS, IMAGES, { claims: [{ ...claim!, value: 0.95 }] });
    for (const withFiles of [true, false]) {
      const opened = await open(better, withFiles);
      expect(() => claimsOf(opened, null)).toThrow(throwsCode("record/claim-differs"));
    }
  });

  it("is refused where its clusters are not its table", async () => {
    const inSites = IMAGES.map((image, i) => ({ ...image, site: `s${i % 7}` }));
    const { clusters } = madeRecord(LABELS, inSites).record;
    const [first, ...rest] = clusters!.confusion!;
    const more = [[first![0]! + 1, ...first!.slice(1)], ...rest];
    const odd = madeRecord(LABELS, inSites, { clusters: { ...clusters!, confusion: more } });
    await expect(open(odd, false)).rejects.toThrow(throwsCode("record/claim-differs"));
  });

  it("is refused for another task", async () => {
    const opened = await open(made);
    const request = { ...DEFAULT_REQUEST, task: "multilabel", claimRecords: [opened] } as const;
    expect(() => readClaims(request, null)).toThrow(throwsCode("claim/bad"));
  });
});

describe("images that a record holds too", () => {
  it("are found by their bytes", async () => {
    const [first, ...rest] = IMAGES;
    const opened = await open(madeRecord(LABELS, [{ ...first!, content: "same" }, ...rest]));
    const access = createMemoryFileAccess(
      new Map([
        ["a.png", new TextEncoder().encode("same")],
        ["b.png", new TextEncoder().encode("other")],
      ]),
    );
    const shared = await sharedImages([opened], ["b.png", null, "a.png", "gone.png"], {
      access,
      createDigest: createNodeDigest,
      signal: NEVER_CANCELLED,
    });
    expect([...shared.get("record.json")!]).toEqual([0, 0, 1, 0]);
  });

  it("are not looked for where hashes are withheld", async () => {
    const made = madeRecord(LABELS, IMAGES);
    const opened = await open({ ...made }, false);
    expect(opened.images).toBeNull();
  });
});

describe("an evaluation against a record", () => {
  const kinds = (dark: number, wrong: number) => ({
    attributes: { light: dark === 1 ? "night" : "day" },
    scores: wrong === 1 ? [0.2, 0.8] : [0.8, 0.2],
  });
  /** Deer by day and night, errors at night. */
  const set = (day: number, dayWrong: number, night: number, nightWrong: number) =>
    [
      [0, day - dayWrong, 0],
      [0, dayWrong, 1],
      [1, night - nightWrong, 0],
      [1, nightWrong, 1],
    ].flatMap(([dark, n, wrong]) =>
      Array.from({ length: n! }, (): MadeImage => {
        const one = kinds(dark!, wrong!);
        return { truth: "deer", answer: wrong === 1 ? "fox" : "deer", ...one };
      }),
    );

  async function against(own: readonly MadeImage[], shared: readonly number[] = []) {
    const record = await open(madeRecord(["deer", "fox"], set(200, 8, 60, 9)));
    const request = { ...DEFAULT_REQUEST, claimRecords: [record], slices: ["light"] };
    const light = categoricalColumn(own.map(({ attributes }) => String(attributes?.["light"])));
    const truth = {
      ...truthOf(own.map((one, i): [string, string[]] => [`${100_000 + i}.png`, [one.truth]])),
      attributes: createTable(own.length, new Map([["light", light]])),
    };
    const placed = placeTruth(truth, [], request);
    const labels = createLabelSet(["deer", "fox"]);
    const targets = new Map<string, LabelTarget>(
      labels.names.map((label) => [label, { kind: "model-labels", labels: [label] }]),
    );
    const prepared = prepareImages(placed, labels, targets, request, false);
    const answer = (image: number) => ({
      kind: "scores" as const,
      scores: Float64Array.from(own[image]!.scores!),
    });
    const isShared = Uint8Array.from(own, (_, i) => (shared.includes(i) ? 1 : 0));
    return evaluate(placed, prepared, { labels, answer }, request, {
      version: "1.2.3",
      engine: null,
      model: null,
      signal: NEVER_CANCELLED,
      notes: [],
      sharedWithClaims: new Map([["record.json", isShared]]),
    });
  }

  it("splits the gap by the attributes that both tell", async () => {
    const { result } = await against(set(40, 3, 80, 16));
    const { gap } = result;
    // One class: with shares 200/260, 40/120 by day and rates 192/200, 37/40, 51/60, 64/80.
    const [a, b] = [200 / 260, 40 / 120];
    const mix = (a - b) * ((192 / 200 + 37 / 40) / 2) + (b - a) * ((51 / 60 + 64 / 80) / 2);
    expect(gap!.value).toBeCloseTo(243 / 260 - 101 / 120, 12);
    const light = gap!.terms.find(({ attribute }) => attribute === "light");
    expect(light!.value).toBeCloseTo(mix, 12);
    expect(gap!.attributes).toEqual([
      { name: "light", use: "split", with: [], supported: { claimed: 1, local: 1 } },
    ]);
    expect(gap!.shared).toBeUndefined();
    expect(result.verdicts[0]).toMatchObject({ metric: "accuracy", claim: { value: 243 / 260 } });
  });

  it("leaves the record's own images out of the gap, and says how many", async () => {
    const own = set(40, 3, 80, 16);
    // Thirty of those right by day.
    const shared = Array.from({ length: 30 }, (_, i) => i);
    const { result } = await against(own, shared);
    expect(result.gap!.shared).toBe(30);
    expect(result.gap!.value).toBeCloseTo(243 / 260 - 71 / 90, 12);
    const note = result.inputs.notes.find(({ code }) => code === "claim/shared-images");
    expect(note!.what).toContain("30 images of 120 are among those of record.json");
    // The figure itself is of all images.
    expect(result.estimates[0]).toMatchObject({ value: 101 / 120, n: 120 });
  });
});
