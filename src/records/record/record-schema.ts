import * as z from "zod/mini";
import type { TransparencyRecord } from "./record-types.js";
import { SIGNATURE } from "./signature-shape.js";

/** Texts of a record are for people: long enough for a paragraph, short enough for a page. */
const MOST_LETTERS = 10_000;

const text = z.string().check(z.maxLength(MOST_LETTERS));
const answer = z.nullable(text);
const count = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const figure = z.nullable(z.number());

/** SHA-256 or HMAC-SHA-256 as it is written: 64 lower-case hexadecimal digits. */
export const HASH: RegExp = /^[0-9a-f]{64}$/;
const hash = z.string().check(z.regex(HASH, "64 lower-case hexadecimal digits"));

const boundFile = z.strictObject({
  path: text.check(
    z.regex(
      /^(?!\/|.*(?:^|[\\/])\.\.(?:[\\/]|$)|[A-Za-z]:)[^\\\0]+$/,
      "a path inside the record's folder, with /",
    ),
  ),
  sha256: hash,
  sizeBytes: count,
});

const claim = z.strictObject({
  metric: text,
  value: figure,
  low: figure,
  high: figure,
  level: z.number().check(z.gt(0), z.lt(1)),
  method: text,
  n: count,
  defined: z.nullable(count),
  unit: text,
  clusters: z.nullable(count),
  warnings: z.array(text),
  recomputable: z.boolean(),
});

const bin = z.strictObject({
  name: text,
  n: z.nullable(count),
  tested: z.boolean(),
  levels: z.exactOptional(z.array(text)),
});

const profile = z.strictObject({
  form: z.enum(["open", "closed"]),
  n: count,
  clusters: z.nullable(count),
  k: count,
  leastClusters: count,
  attributes: z.array(
    z.strictObject({
      name: text,
      kind: z.enum(["numeric", "categorical", "hour", "season"]),
      origin: answer,
      edges: z.nullable(z.array(z.number())),
      bins: z.array(bin),
      withheld: z.boolean(),
    }),
  ),
  pairs: z.array(
    z.strictObject({
      a: text,
      b: text,
      tested: z.array(z.tuple([count, count])),
      few: z.exactOptional(z.array(z.tuple([count, count, count]))),
    }),
  ),
  order: z.union([z.literal(1), z.literal(2)]),
  selfCoverage: figure,
  warnings: z.array(text),
});

/** Names of one kind, open or hashed: so many that a list of all the world's would be refused. */
const trainingNames = z.nullable(
  z.union([
    z.strictObject({ names: z.array(text).check(z.minLength(1), z.maxLength(10_000)) }),
    z.strictObject({
      salt: hash,
      hashes: z.array(hash).check(z.minLength(1), z.maxLength(10_000)),
    }),
  ]),
);

const region = z.strictObject({
  words: text,
  where: z.array(
    z.strictObject({
      attribute: text,
      levels: z.exactOptional(z.array(text)),
      from: z.exactOptional(z.number()),
      to: z.exactOptional(z.number()),
    }),
  ),
});

/** The one source of the shape: the published JSON Schema is made from it. */
export const RECORD_SCHEMA = z.strictObject({
  schema: z.literal("homeground.record/1"),
  id: hash,
  state: z.enum(["draft", "published"]),
  title: text,
  version: z.int().check(z.positive()),
  previous: z.nullable(hash),
  openness: z.enum(["open", "on-request", "closed"]),
  software: z.strictObject({ name: text, version: text, engine: answer }),
  task: text,
  unit: text,
  seed: count,
  model: z.strictObject({
    name: text,
    sha256: z.nullable(hash),
    sizeBytes: z.nullable(count),
    labels: z.array(text),
    where: text,
    trainingCounts: z.nullable(z.record(text, count)),
  }),
  training: z.exactOptional(
    z.strictObject({
      places: trainingNames,
      cameras: trainingNames,
      seasons: trainingNames,
      institutions: trainingNames,
    }),
  ),
  files: z.strictObject({
    manifest: boundFile,
    predictions: z.nullable(boundFile),
    outcomes: z.nullable(boundFile),
    card: z.nullable(boundFile),
    labelMap: z.nullable(boundFile),
    features: z.exactOptional(boundFile),
  }),
  features: z.exactOptional(
    z.strictObject({ source: text, given: positive, kept: positive, images: positive }),
  ),
  hashes: z.strictObject({
    algorithm: z.enum(["sha256", "hmac-sha256"]),
    keyId: z.nullable(
      z.string().check(z.regex(/^[0-9a-f]{16}$/, "16 lower-case hexadecimal digits")),
    ),
  }),
  counts: z.strictObject({
    images: count,
    scored: count,
    listed: count,
    reasons: z.record(text, count),
  }),
  settings: z.record(text, z.union([z.string(), z.number(), z.boolean(), z.null()])),
  claims: z.array(claim),
  confusion: z.nullable(z.strictObject({ labels: z.array(text), counts: z.array(z.array(count)) })),
  clusters: z.nullable(
    z.strictObject({
      attribute: text,
      people: z.boolean(),
      size: z.array(count),
      hits: z.nullable(z.array(z.number())),
      confusion: z.nullable(z.array(z.array(count))),
    }),
  ),
  profile: z.nullable(profile),
  facts: z.strictObject({
    authors: z.array(z.strictObject({ name: text, orcid: answer })),
    contact: answer,
    doi: answer,
    url: answer,
    licence: answer,
    madeAt: answer,
    sites: answer,
    seasons: answer,
    devices: answer,
    populations: answer,
    howChosen: answer,
    exclusions: answer,
    uses: answer,
  }),
  construct: z.strictObject({
    task: answer,
    population: answer,
    labelling: answer,
    agreement: answer,
    counts: answer,
    decision: answer,
    doesNotShow: answer,
  }),
  scope: z.strictObject({
    expected: z.array(region),
    notTested: z.array(text),
    knownToFail: z.array(region),
  }),
  caveats: z.array(z.strictObject({ words: text, by: z.enum(["author", "check"]) })),
  overlap: z.nullable(
    z.strictObject({
      trainingImages: z.nullable(count),
      pairs: z.array(
        z.strictObject({
          test: answer,
          other: answer,
          kind: z.enum(["same-bytes", "same-pixels", "near", "altered", "same-group"]),
          across: z.enum(["training", "cluster"]),
        }),
      ),
      without: z.array(claim),
    }),
  ),
  signatures: z.array(SIGNATURE),
});

// The types that the program uses are written by hand; this line fails to compile where they differ.
type Same = z.infer<typeof RECORD_SCHEMA> extends TransparencyRecord ? true : never;
const SAME: Same = true;
void SAME;
