import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { visibleLines } from "../../src/core/visible-text.js";
import { splitFrontMatter } from "../../src/formats/yaml/front-matter.js";
import { setYamlKey, writeYaml, type YamlValue } from "../../src/formats/yaml/yaml-write.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { bioimageioEvaluations } from "../../src/records/exports/bioimageio.js";
import { croissantMetadata } from "../../src/records/exports/croissant.js";
import { hubMetric, hubTask } from "../../src/records/exports/hub-metrics.js";
import { evalResults } from "../../src/records/exports/model-index.js";
import { roCrateMetadata } from "../../src/records/exports/ro-crate.js";
import { exportTexts } from "../../src/records/exports/texts/export-texts.js";
import { modelCardReadme } from "../../src/records/exports/texts/model-card.js";
import { recordText, sealRecord, type UnsealedRecord } from "../../src/records/record/identity.js";
import type { RecordClaim, TransparencyRecord } from "../../src/records/record/record-types.js";
import { HOSTILE } from "../reports/fixtures.js";
import {
  bioimageioViolations,
  croissantViolations,
  evalResultsViolations,
  modelIndexViolations,
  roCrateViolations,
} from "../support/export-rules.js";
import { UNSEALED } from "../support/sample-record.js";
import { throwsCode } from "../support/throws-code.js";

const STATED = {
  ...{ url: "https://example.org/deer", doi: "10.5281/zenodo.123", licence: "CC-BY-4.0" },
  authors: [
    { name: "A. Author", orcid: "0000-0002-1825-0097" },
    { name: "B. Author", orcid: "https://orcid.org/0000-0001-5109-3700" },
    { name: "C. Author", orcid: "not one" },
  ],
  madeAt: "2026-11-20",
} as const;

function recordOf(change: Partial<UnsealedRecord> = {}): TransparencyRecord {
  return sealRecord({ ...UNSEALED, ...change }, createNodeDigest);
}

function claimOf(metric: string, change: Partial<RecordClaim> = {}): RecordClaim {
  return { ...UNSEALED.claims[0]!, metric, ...change };
}

const WHOLE = recordOf({ facts: { ...UNSEALED.facts, ...STATED } });
const file = { path: "outcomes.ndjson", sha256: "f".repeat(64), sizeBytes: 9 };
const CLOSED = {
  openness: "closed",
  files: {
    ...UNSEALED.files,
    predictions: null,
    outcomes: file,
    card: { ...file, path: "card.json" },
  },
} as const;

const RECORDS: readonly (readonly [name: string, record: TransparencyRecord])[] = [
  ["open, everything stated", WHOLE],
  ["closed", recordOf({ ...CLOSED, facts: { ...UNSEALED.facts, ...STATED } })],
  ["with included images", recordOf({ facts: WHOLE.facts, settings: { images: "included" } })],
  ["a licence in words", recordOf({ facts: { ...WHOLE.facts, licence: "Ask us" } })],
  ["a licence at an address", recordOf({ facts: { ...WHOLE.facts, licence: "https://a.b/l" } })],
  [
    "figures without value or interval, of one metric twice",
    recordOf({
      facts: WHOLE.facts,
      claims: [
        claimOf("accuracy", { value: null, low: null, high: null }),
        claimOf("accuracy", { low: null, high: null }),
        claimOf("accuracy", { clusters: 2 }),
      ],
    }),
  ],
  ["no figure", recordOf({ facts: WHOLE.facts, claims: [] })],
  ...["multilabel", "anomaly", "detection", "keypoints", "something"].map((task) => {
    const claims = [claimOf("map"), claimOf("f1{average=macro}"), claimOf("recall{class=a}")];
    return [task, recordOf({ facts: WHOLE.facts, task, claims })] as const;
  }),
];

const NOWHERE = { url: null };

function frontMatter(readme: string) {
  const { yaml, body } = splitFrontMatter(readme);
  return { data: parse(yaml ?? ""), body };
}

describe.each(RECORDS)("a record: %s", (_, record) => {
  const texts = exportTexts(record);

  it("is a model card by the rules of the hub", () => {
    const { data, body } = frontMatter(modelCardReadme(record, NOWHERE, null, "README.md"));
    expect(modelIndexViolations(data["model-index"])).toEqual([]);
    const [model] = data["model-index"];
    const valued = record.claims.filter(({ value }) => value !== null);
    expect(model.results[0].metrics.map(({ value }: { value: number }) => value)).toEqual(
      valued.map(({ value }) => value),
    );
    expect(body).toContain(record.id);
  });

  it("is Croissant", () => {
    const made = croissantMetadata(record, createNodeDigest, texts, NOWHERE);
    expect(croissantViolations(made)).toEqual([]);
  });

  it("is RO-Crate", () => {
    const made = roCrateMetadata(record, createNodeDigest, texts, NOWHERE);
    expect(roCrateViolations(made)).toEqual([]);
  });

  it("is an evaluation of bioimage.io", () => {
    const made = parse(writeYaml(bioimageioEvaluations(record, texts, NOWHERE, "test")));
    for (const one of made.config.bioimageio.evaluations) {
      expect(bioimageioViolations(one)).toEqual([]);
    }
  });

  it("is a result for a benchmark", () => {
    const made = evalResults(record, { dataset: "a/b", task: "t" }, texts, NOWHERE);
    if (record.claims.every(({ value }) => value === null)) expect(made).toBeNull();
    else expect(evalResultsViolations(parse(writeYaml(made)))).toEqual([]);
  });
});

describe("what a record does not state", () => {
  const bare = recordOf({ facts: { ...UNSEALED.facts, licence: null, authors: [] } });
  const texts = exportTexts(bare);

  it("is not invented: formats that require it refuse, and name it", () => {
    const croissant = () => croissantMetadata(bare, createNodeDigest, texts, NOWHERE);
    expect(croissant).toThrow(throwsCode("record/not-stated"));
    expect(croissant).toThrow(/facts\.licence, facts\.authors, facts\.madeAt .*, facts\.url/);
    expect(() => roCrateMetadata(bare, createNodeDigest, texts, NOWHERE)).toThrow(
      throwsCode("record/not-stated"),
    );
    expect(() => bioimageioEvaluations(bare, texts, NOWHERE)).toThrow(
      throwsCode("record/not-stated"),
    );
  });

  it.each(["in spring", "2026", "2026-11", "20.11.2026", ""])(
    "a date that is none of a day is not stated: %j",
    (madeAt) => {
      const record = recordOf({ facts: { ...WHOLE.facts, madeAt } });
      expect(() => roCrateMetadata(record, createNodeDigest, texts, NOWHERE)).toThrow(
        throwsCode("record/not-stated"),
      );
    },
  );

  it("is said where the format permits a text: the licence of a crate", () => {
    const record = recordOf({ facts: { ...WHOLE.facts, licence: null } });
    const made = roCrateMetadata(record, createNodeDigest, texts, NOWHERE);
    expect(roCrateViolations(made)).toEqual([]);
    expect(JSON.stringify(made)).toContain("No licence is stated");
  });

  it("leaves a model card without source, and the role of the images unknown", () => {
    const { data } = frontMatter(modelCardReadme(bare, NOWHERE, null, "README.md"));
    expect(data["model-index"][0].results[0]).not.toHaveProperty("source");
    const place = { url: "https://example.org/r/" };
    expect(JSON.stringify(bioimageioEvaluations(bare, texts, place))).toContain(
      '"dataset_role":"unknown"',
    );
  });
});

describe("names of metrics", () => {
  const two = recordOf();
  const three = recordOf({ model: { ...UNSEALED.model, labels: ["a", "b", "c"] } });
  const several = recordOf({ task: "multilabel" });
  const boxes = recordOf({ task: "detection" });

  // scikit-learn 1.8: precision and recall of a class that is not answered, or not true, count 0 in
  // the macro mean; F1's default labels are those that are true or answered; no average for AP.
  it.each([
    ["accuracy", two, "accuracy"],
    ["accuracy", boxes, null],
    ["mcc", two, "matthews_correlation"],
    ["f1{average=macro}", two, "f1"],
    ["f1{average=macro}", three, "f1"],
    ["f1{average=macro}", several, "f1"],
    ["f1{average=micro}", several, "f1"],
    ["f1{class=deer}", two, null],
    ["f1{average=micro}", boxes, null],
    ["precision{average=macro}", two, "precision"],
    ["precision{average=macro}", three, null],
    ["recall{average=weighted}", three, "recall"],
    ["recall{class=deer}", two, null],
    ["roc-auc", two, "roc_auc"],
    ["roc-auc", three, null],
    ["brier", two, null],
    ["balanced-accuracy", two, null],
    ["top-k-accuracy{k=5}", two, null],
    ["map", boxes, null],
  ])("%s is the hub's only where it is the same", (metric, record, type) => {
    const claim = claimOf(metric, { defined: 2 });
    expect(hubMetric(claim, record).type).toBe(type ?? metric);
  });

  it("of F1 where classes are undefined: several labels count them 0, one label does not", () => {
    const claim = claimOf("f1{average=macro}", { defined: 1 });
    expect(hubMetric(claim, two)).toEqual({ type: "f1", args: { average: "macro" } });
    expect(hubMetric(claim, several)).toEqual({ type: "f1{average=macro}", args: null });
  });

  it("name a task that the hub does not have as it is", () => {
    expect(hubTask("counting")).toEqual({ type: "other", name: "counting" });
  });
});

describe("a README.md that is there", () => {
  const put = (record: TransparencyRecord, existing: string) =>
    modelCardReadme(record, NOWHERE, existing, "README.md");
  const other = {
    task: { type: "image-classification" },
    dataset: { type: "beans", name: "Beans" },
    metrics: [{ type: "accuracy", value: 0.7 }],
  };

  it("keeps other keys, comments, results and text", () => {
    const head = "---\n# ours\nlicense: mit\nmodel-index:\n- name: m\n  results:\n  - ";
    const entry = JSON.stringify(other);
    const text = put(WHOLE, `${head}${entry}\n---\nText.\n`);
    const { data, body } = frontMatter(text);
    expect(text).toContain("# ours\nlicense: mit\n");
    expect(data["model-index"]).toHaveLength(1);
    expect(data["model-index"][0].results[0]).toEqual(other);
    expect(data["model-index"][0].results[1].dataset.revision).toBe(WHOLE.id);
    expect(body.startsWith("Text.\n\n<!--")).toBe(true);
  });

  it("gets the record once, however often, and a newer version in the place of the older", () => {
    const once = put(WHOLE, "# Card\n");
    expect(put(WHOLE, once)).toBe(once);
    const newer = recordOf({ facts: WHOLE.facts, version: 2, previous: WHOLE.id, title: "newer" });
    const { data, body } = frontMatter(put(newer, once));
    expect(data["model-index"][0].results.map((one: typeof other) => one.dataset.name)).toEqual([
      "newer",
    ]);
    expect(body).toContain(newer.id);
    expect(body).not.toContain(WHOLE.id);
  });

  it("keeps two records of different test sets", () => {
    const second = recordOf({ title: "other images" });
    const { data } = frontMatter(put(second, put(WHOLE, "")));
    expect(data["model-index"][0].results).toHaveLength(2);
  });

  it("is read with carriage returns, with a mark of byte order, and with nothing in its YAML", () => {
    for (const text of [
      "---\r\nlicense: mit\r\n---\r\nText.\r\n",
      "\uFEFF---\nlicense: mit\n---\nText.\n",
    ]) {
      expect(frontMatter(put(WHOLE, text)).data.license).toBe("mit");
    }
    expect(
      modelIndexViolations(frontMatter(put(WHOLE, "---\n\n---\n")).data["model-index"]),
    ).toEqual([]);
  });

  it.each([
    ["---\n- a\n---\n", "input/bad-shape"],
    ["---\na: [\n---\n", "input/not-yaml"],
    ["---\na: 1\na: 2\n---\n", "input/not-yaml"],
  ] as const)("that is %j is refused", (text, code) => {
    expect(() => put(WHOLE, text)).toThrow(throwsCode(code));
  });

  it("whose model-index is of another shape loses nothing else", () => {
    const { data } = frontMatter(put(WHOLE, "---\nmodel-index: 7\nlicense: mit\n---\n"));
    expect(modelIndexViolations(data["model-index"])).toEqual([]);
    expect(data.license).toBe("mit");
  });
});

/** Any text that a record may hold: no half of a surrogate pair. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "no",
    "1:30",
    "2024-01-01",
    "0x1F",
    "~",
    "---",
    "...",
    "- a: b",
    "# no",
    "'\"`",
    "!!null",
    "</script>",
    "<!-- homeground-record end -->",
    "a\nb: c",
    "\r\n",
    "\u2028",
    "\u0085",
    "\uFEFF",
    "{{x}}",
    "[a](javascript:b)",
    "| a |",
    "__proto__",
    "%TAG",
    "@x",
    "&a *a",
    ...HOSTILE.filter((one) => !one.includes("\ud800")),
  ),
);

/** A record with the texts in every field that holds one. */
function hostileRecord(texts: readonly string[]): TransparencyRecord {
  let k = 0;
  const next = (): string => texts[k++ % texts.length] ?? "";
  const answers = <T extends object>(object: T): T =>
    Object.fromEntries(Object.keys(object).map((key) => [key, next()])) as T;
  return recordOf({
    title: next(),
    task: "classification",
    unit: "image",
    software: { name: next(), version: next(), engine: next() },
    model: { ...UNSEALED.model, name: next(), labels: [next()], where: next() },
    claims: [claimOf("accuracy", { method: next() }), claimOf(next())],
    facts: {
      ...answers({ ...WHOLE.facts, authors: [] }),
      url: STATED.url,
      madeAt: STATED.madeAt,
      licence: `l${next()}`,
      authors: [{ name: `a${next()}`, orcid: next() }],
    } as TransparencyRecord["facts"],
    construct: answers(UNSEALED.construct),
    scope: {
      expected: [{ words: next(), where: [{ attribute: next(), levels: [next()] }] }],
      notTested: [next()],
      knownToFail: [],
    },
    caveats: [{ words: next(), by: "author" }],
  });
}

const hostile = fc.array(text, { minLength: 1, maxLength: 12 }).map(hostileRecord);

describe("texts of any kind", () => {
  it("come back from YAML as they went in", () => {
    const value = fc.letrec<{ any: YamlValue }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b c", "é", "model-index", "0"), tie("any"), {
          noNullPrototype: true,
        }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (one) => {
        const made = writeYaml(one);
        const zero = JSON.parse(JSON.stringify(one));
        expect(parse(made)).toEqual(zero);
        expect(parse(made, { version: "1.1" })).toEqual(zero);
        expect(parse(setYamlKey("x: 1 # one\n", "k", () => one, "x"))).toEqual({ x: 1, k: zero });
      }),
    );
  });

  // YAML 1.1 ends a line at these (section 4.1.4), and wants a point in a float (type/float.html).
  it("are written so that readers of YAML 1.1 take them alike", () => {
    expect(writeYaml({ a: "x\u0085\u2028\u2029\uFEFFy\u007F" })).toBe(
      'a: "x\\u0085\\u2028\\u2029\\ufeffy\\u007f"\n',
    );
    expect(writeYaml({ a: 1e-7, b: [-3e21], c: 1.5e-9, d: "a: 1e-7" })).toBe(
      'a: 1.0e-7\nb:\n  - -3.0e+21\nc: 1.5e-9\nd: "a: 1e-7"\n',
    );
    expect(setYamlKey("x: \u2028 # there\n", "a", () => "y", "w")).toContain("\u2028");
  });

  it("stay what they are in every export, and break none of its rules", () => {
    fc.assert(
      fc.property(hostile, (record) => {
        const words = exportTexts(record);
        const { data, body } = frontMatter(modelCardReadme(record, NOWHERE, null, "README.md"));
        expect(modelIndexViolations(data["model-index"])).toEqual([]);
        const [model] = data["model-index"];
        expect(model.name).toBe(visibleLines(record.model.name));
        expect(model.results[0].dataset.name).toBe(visibleLines(record.title));
        expect(model.results[0].metrics[1].type).toBe(visibleLines(record.claims[1]!.metric));
        expect(body.match(/(?<!\\)<[a-z/!]/gi)?.length).toBe(3); // two comments and a link
        const croissant = croissantMetadata(record, createNodeDigest, words, NOWHERE);
        expect(croissantViolations(croissant)).toEqual([]);
        expect(croissant).toMatchObject({ name: record.title });
        expect(
          roCrateViolations(roCrateMetadata(record, createNodeDigest, words, NOWHERE)),
        ).toEqual([]);
        const bio = parse(writeYaml(bioimageioEvaluations(record, words, NOWHERE)));
        const [one] = bio.config.bioimageio.evaluations;
        expect(bioimageioViolations(one)).toEqual([]);
        expect(one.evaluation_factors_long).toEqual([record.title]);
      }),
      { numRuns: 60 },
    );
  });
});

it("names record.json with the hash and size of its bytes", () => {
  const made = croissantMetadata(WHOLE, createNodeDigest, exportTexts(WHOLE), NOWHERE);
  const digest = createNodeDigest();
  const bytes = new TextEncoder().encode(recordText(WHOLE));
  digest.update(bytes);
  expect(made).toMatchObject({
    distribution: expect.arrayContaining([
      expect.objectContaining({ sha256: digest.hex(), contentSize: `${bytes.length} B` }),
    ]),
  });
});

it("tells where files are published, if that is known", () => {
  const place = { url: "https://example.org/a%20b/" };
  const made = JSON.stringify(
    croissantMetadata(WHOLE, createNodeDigest, exportTexts(WHOLE), place),
  );
  expect(made).toContain('"contentUrl":"https://example.org/a%20b/manifest.ndjson"');
});
