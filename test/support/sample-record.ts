import { createNodeDigest } from "../../src/node/digest.js";
import { sealRecord, type UnsealedRecord } from "../../src/records/record/identity.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";

const HASH = "0123456789abcdef".repeat(4);

/** A record with something in every part; no files belong to it. */
export const UNSEALED: UnsealedRecord = {
  schema: "homeground.record/1",
  state: "draft",
  title: "A record",
  version: 1,
  previous: null,
  openness: "open",
  software: { name: "homeground", version: "1.2.3", engine: null },
  task: "classification",
  unit: "image",
  seed: 1,
  model: {
    name: "m",
    sha256: HASH,
    sizeBytes: 10,
    labels: ["deer", "fox"],
    where: "withheld",
    trainingCounts: { deer: 10 },
  },
  files: {
    manifest: { path: "manifest.ndjson", sha256: HASH, sizeBytes: 5 },
    predictions: { path: "predictions.csv", sha256: HASH, sizeBytes: 5 },
    outcomes: null,
    card: null,
    labelMap: null,
  },
  hashes: { algorithm: "sha256", keyId: null },
  counts: { images: 3, scored: 2, listed: 1, reasons: { unlabelled: 1 } },
  settings: { level: 0.95, positive: null, severalLabels: "list" },
  claims: [
    {
      metric: "accuracy",
      value: 0.5,
      low: 0.1,
      high: 0.9,
      level: 0.95,
      method: "wilson",
      n: 2,
      defined: null,
      unit: "image",
      clusters: null,
      warnings: ["interval/few-outcomes"],
      recomputable: true,
    },
  ],
  confusion: {
    labels: ["deer", "fox"],
    counts: [
      [1, 0],
      [1, 0],
    ],
  },
  clusters: { attribute: "site", people: false, size: [1, 1], hits: [1, 0], confusion: null },
  profile: {
    form: "open",
    n: 2,
    clusters: 2,
    k: 10,
    leastClusters: 2,
    attributes: [
      {
        name: "light",
        kind: "categorical",
        origin: "pixels",
        edges: null,
        withheld: false,
        bins: [{ name: "day", n: 2, tested: false, levels: ["day"] }],
      },
    ],
    pairs: [{ a: "light", b: "width", tested: [[0, 0]], few: [[0, 1, 2]] }],
    order: 1,
    selfCoverage: null,
    warnings: ["scope/sparse-test-set"],
  },
  facts: {
    authors: [{ name: "A. Author", orcid: null }],
    contact: null,
    doi: null,
    url: null,
    licence: "CC0-1.0",
    madeAt: null,
    sites: "two",
    seasons: null,
    devices: null,
    populations: null,
    howChosen: null,
    exclusions: null,
    uses: null,
  },
  construct: {
    task: "names animals",
    population: null,
    labelling: null,
    agreement: null,
    counts: null,
    decision: null,
    doesNotShow: null,
  },
  scope: {
    expected: [{ words: "snow", where: [{ attribute: "light", levels: ["day"] }] }],
    notTested: ["rain"],
    knownToFail: [{ words: "night", where: [{ attribute: "width", from: 1, to: 2.5 }] }],
  },
  caveats: [{ words: "spring only", by: "author" }],
  overlap: {
    trainingImages: 4,
    pairs: [{ test: "a.png", other: "b.png", kind: "near", across: "training" }],
    without: [],
  },
};

export const SAMPLE: TransparencyRecord = sealRecord(UNSEALED, createNodeDigest);
