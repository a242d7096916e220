import type { FileAccess } from "../../src/formats/file-access.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { recordText, sealRecord, type UnsealedRecord } from "../../src/records/record/identity.js";
import { type ManifestLine, manifestText } from "../../src/records/record/manifest.js";
import type { BoundFile, TransparencyRecord } from "../../src/records/record/record-types.js";

/** An image of a record made by hand: what is on it, what was answered, where and how. */
export interface MadeImage {
  readonly truth: string;
  readonly answer: string;
  readonly site?: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Its bytes; left out: bytes that no other image has. */
  readonly content?: string;
  /** Scores in the order of the model's labels. */
  readonly scores?: readonly number[];
}

export interface MadeRecord {
  readonly text: string;
  readonly access: FileAccess;
  readonly record: TransparencyRecord;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export function sha256(content: string | Uint8Array): string {
  const digest = createNodeDigest();
  digest.update(typeof content === "string" ? new TextEncoder().encode(content) : content);
  return digest.hex();
}

/**
 * An open record of a classifier, with figures counted here; `change` is made before it is sealed.
 *
 * @param features of each image, which the record has beside it
 */
export function madeRecord(
  labels: readonly string[],
  images: readonly MadeImage[],
  change: Partial<UnsealedRecord> = {},
  features: readonly (readonly number[])[] = [],
): MadeRecord {
  const clustered = images.some(({ site }) => site !== undefined);
  const name = (i: number) => `${String(100_000 + i)}.png`;
  const lines = images.map(
    ({ truth, site, attributes = {}, content }, i): ManifestLine => ({
      image: name(i),
      url: null,
      bytes: sha256(content ?? name(i)),
      pixels: null,
      widthPx: null,
      heightPx: null,
      status: "scored",
      labels: [truth],
      objects: null,
      sequence: null,
      cluster: site ?? null,
      attributes,
      licence: null,
    }),
  );
  const withScores = images.every(({ scores }) => scores !== undefined);
  const header = ["file", "predicted", ...(withScores ? labels : [])].join(",");
  const rows = images.map(({ answer, scores = [] }, i) => [name(i), answer, ...scores].join(","));
  const files = new Map([
    ["manifest.ndjson", lines.map((line) => `${manifestText(line)}\n`).join("")],
    ["predictions.csv", `${[header, ...rows].join("\n")}\n`],
  ]);
  const [first = []] = features;
  if (features.length > 0) {
    const names = ["file", ...first.map((_, d) => `f${d}`)];
    const told = features.map((own, i) => [name(i), ...own].join(","));
    files.set("features.csv", `${[names.join(","), ...told].join("\n")}\n`);
  }
  const bound = (path: string): BoundFile => ({
    path,
    sha256: sha256(files.get(path)!),
    sizeBytes: new TextEncoder().encode(files.get(path)).length,
  });
  const right = images.filter(({ truth, answer }) => truth === answer).length;
  const sites = [...new Set(images.map(({ site }) => site))];
  const count = (own: readonly MadeImage[]) =>
    labels.map((t) => labels.map((p) => own.filter((x) => x.truth === t && x.answer === p).length));
  const record = sealRecord(
    {
      schema: "homeground.record/1",
      state: "published",
      title: "made",
      version: 1,
      previous: null,
      openness: "open",
      task: "classification",
      unit: "image",
      seed: 1,
      software: { name: "homeground", version: "1.2.3", engine: null },
      model: {
        name: "m",
        sha256: null,
        sizeBytes: null,
        labels,
        where: "withheld",
        trainingCounts: null,
      },
      files: {
        manifest: bound("manifest.ndjson"),
        predictions: bound("predictions.csv"),
        outcomes: null,
        card: null,
        labelMap: null,
        ...(features.length === 0 ? {} : { features: bound("features.csv") }),
      },
      ...(features.length === 0
        ? {}
        : {
            features: {
              source: "flat",
              given: first.length,
              kept: first.length,
              images: features.length,
            },
          }),
      hashes: { algorithm: "sha256", keyId: null },
      counts: { images: images.length, scored: images.length, listed: 0, reasons: {} },
      settings: {
        positive: null,
        severalLabels: "list",
        noAnnotation: "unlabelled",
        threshold: null,
        cluster: clustered ? "site" : null,
        aggregate: null,
        level: 0.95,
        interval: null,
        replicates: null,
        metrics: null,
        slices: null,
        order: "names",
        images: "withheld",
      },
      claims: [
        {
          metric: "accuracy",
          value: right / images.length,
          low: 0,
          high: 1,
          level: 0.95,
          method: "made",
          n: images.length,
          defined: null,
          unit: "image",
          clusters: clustered ? sites.length : null,
          warnings: [],
          recomputable: true,
        },
      ],
      confusion: { labels, counts: count(images) },
      clusters: clustered
        ? {
            attribute: "site",
            people: false,
            size: sites.map((site) => images.filter((x) => x.site === site).length),
            hits: sites.map(
              (site) => images.filter((x) => x.site === site && x.truth === x.answer).length,
            ),
            confusion: sites.map((site) => count(images.filter((x) => x.site === site)).flat()),
          }
        : null,
      profile: null,
      facts: {
        authors: [],
        contact: null,
        doi: null,
        url: null,
        licence: null,
        madeAt: null,
        sites: null,
        seasons: null,
        devices: null,
        populations: null,
        howChosen: null,
        exclusions: null,
        uses: null,
      },
      construct: {
        task: null,
        population: null,
        labelling: null,
        agreement: null,
        counts: null,
        decision: null,
        doesNotShow: null,
      },
      scope: { expected: [], notTested: [], knownToFail: [] },
      caveats: [],
      overlap: null,
      ...change,
    },
    createNodeDigest,
  );
  const bytes = new Map(
    [...files].map(([path, content]) => [path, new TextEncoder().encode(content)]),
  );
  return { text: recordText(record), access: createMemoryFileAccess(bytes), record, files: bytes };
}
