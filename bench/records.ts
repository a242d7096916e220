/**
 * Records of a million images: `npm run bench -- records [IMAGES]`. Four things, each in a process of its
 * own: a record is made of an evaluation (its images are the same few bytes again and again, decoded by
 * a stub, and hashing them is not counted), the record is verified as the command line does it, and the
 * scope of a test set is told and held against as many images, by ten attributes. Processor seconds stand
 * beside those of the wall, since a busy machine takes longer by the wall alone.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { NEVER_CANCELLED } from "../src/core/cancellation.js";
import { createLabelSet } from "../src/core/label-set.js";
import { createRandom } from "../src/core/random.js";
import { type Column, createTable, type Table } from "../src/core/table.js";
import { placeTruth, prepareImages } from "../src/dataset/prepare.js";
import { scopeCoverage } from "../src/dataset/profile/coverage.js";
import { openProfile } from "../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../src/dataset/profile/scope-columns.js";
import { DEFAULT_REQUEST } from "../src/evaluation/request.js";
import { evaluate } from "../src/evaluation/run/evaluate.js";
import { type ImageTruth, TRUTH_STATE } from "../src/formats/import-types.js";
import { createMemoryFileAccess } from "../src/formats/memory-file-access.js";
import type { PixelDecoder, Pixels } from "../src/images/pixel-decoder.js";
import type { LabelTarget } from "../src/models/label-map.js";
import { openRecordFolder } from "../src/node/cli/record-output.js";
import { createNodeDigest } from "../src/node/digest.js";
import { openFolder } from "../src/node/files/folder-access.js";
import { createNodePixelDecoder } from "../src/node/images/pixel-decoder.js";
import { createNodeSignatures } from "../src/node/signatures.js";
import { createRecord } from "../src/records/evidence/create-record.js";
import { verifyRecord } from "../src/records/evidence/verify-record.js";
import { recordText } from "../src/records/record/identity.js";
import { NOTHING_STATED } from "../src/records/record/stated-facts.js";

export interface RecordTime {
  readonly what: string;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const CLASSES = ["deer", "fox", "hare", "boar", "badger"] as const;
const SITES = 200;

/** Each step in a process of its own, so that one's memory is not another's. */
export function benchRecords(images = 1_000_000): readonly RecordTime[] {
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  const self = fileURLToPath(import.meta.url);
  try {
    return ["create", "verify", "scope"].flatMap((step) => {
      const words = [
        "--import",
        "tsx",
        self,
        "--one",
        step,
        String(images),
        join(folder, "record"),
      ];
      return JSON.parse(
        execFileSync(process.execPath, words, { encoding: "utf8" }),
      ) as RecordTime[];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds since the last call, and the most memory so far. */
function stopwatch(): (what: string) => RecordTime {
  let wall = performance.now();
  let cpu = process.cpuUsage();
  return (what) => {
    const { user, system } = process.cpuUsage(cpu);
    const took = {
      what,
      wallSeconds: Math.round((performance.now() - wall) / 10) / 100,
      cpuSeconds: Math.round((user + system) / 1e4) / 100,
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    wall = performance.now();
    cpu = process.cpuUsage();
    return took;
  };
}

/** Ten attributes: six numbers, three of few levels, and a time. */
function drawAttributes(images: number, seed: number, shift: number): Table {
  const random = createRandom(seed);
  const columns = new Map<string, Column>();
  for (let k = 0; k < 6; k++) {
    const values = new Float64Array(images);
    for (let i = 0; i < images; i++) {
      values[i] = Math.round(1e4 * (random.uniform() + random.uniform() + shift)) / 1e4;
    }
    columns.set(`measure ${k}`, { kind: "numeric", values });
  }
  for (const [k, levels] of [4, 12, 40].entries()) {
    const codes = new Int32Array(images);
    for (let i = 0; i < images; i++) codes[i] = random.below(levels);
    const names = Array.from({ length: levels }, (_, level) => `kind ${level}`);
    columns.set(`levels ${k}`, { kind: "categorical", codes, levels: names });
  }
  const hours = Array.from({ length: 24 * 366 }, (_, h) =>
    new Date(Date.UTC(2024, 0, 1, h)).toISOString(),
  );
  const codes = Int32Array.from({ length: images }, () => random.below(hours.length));
  columns.set("taken", { kind: "categorical", codes, levels: hours });
  return createTable(images, columns);
}

function scope(images: number): readonly RecordTime[] {
  const [test, here] = [drawAttributes(images, 1, 0), drawAttributes(images, 2, 0.1)];
  const rows = Int32Array.from({ length: images }, (_, i) => i);
  const cluster = Int32Array.from({ length: images }, (_, i) => i % SITES);
  const watch = stopwatch();
  const own = scopeColumns(test, rows);
  const alone = openProfile(own, null, images);
  const first = watch("scope of the test set, each image alone");
  const profile = openProfile(own, { cluster, count: SITES }, images);
  const second = watch(`scope of the test set, ${SITES} clusters`);
  const columns = scopeColumns(here, rows);
  const found = scopeCoverage(profile, columns, [], images);
  const third = watch("coverage of as many images");
  if (found.attributes.length === 0 || alone.attributes.length === 0) throw new Error("no scope");
  return [first, second, third];
}

/** Ground truth with ten attributes and a site, and an answer with its confidence for each row. */
function drawTruth(images: number) {
  const random = createRandom(5);
  const label = Int32Array.from({ length: images }, () => random.below(CLASSES.length));
  const site = Int32Array.from({ length: images }, () => random.below(SITES));
  const answer = label.map((k) =>
    random.uniform() < 0.85 ? k : (k + 1 + random.below(4)) % CLASSES.length,
  );
  const confidence = Float64Array.from({ length: images }, () => 0.3 + 0.7 * random.uniform());
  const levels = Array.from({ length: SITES }, (_, c) => `site ${c}`);
  const columns = new Map<string, Column>(drawAttributes(images, 3, 0).columns);
  columns.set("site", { kind: "categorical", codes: site, levels });
  const truth: ImageTruth = {
    format: { id: "csv", reason: "drawn" },
    source: "labels.csv",
    rowCount: images,
    otherFiles: [],
    problems: [],
    file: Array.from(site, (c, i) => `site_${c}/IMG_${String(i).padStart(7, "0")}.JPG`),
    labelNames: [...CLASSES],
    labelStart: Int32Array.from({ length: images + 1 }, (_, i) => i),
    labelIndex: label,
    state: new Uint8Array(images).fill(TRUTH_STATE.labelled),
    line: Int32Array.from({ length: images }, (_, i) => i + 2),
    attributes: createTable(images, columns),
    roles: new Map([
      ["image", "file"],
      ["label", "label"],
    ]),
  };
  return { truth, answer, confidence };
}

/** Four pixels, whatever the file: what is timed is the record. */
function stubDecoder(): PixelDecoder {
  const pixels: Pixels = {
    widthPx: 2,
    heightPx: 2,
    channels: 3 as const,
    bitDepth: 8 as const,
    data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i),
  };
  return {
    decoder: "stub",
    decode: async () => ({ pixels, format: "jpeg", orientation: 1, notes: [] }),
  };
}

async function create(images: number, out: string): Promise<readonly RecordTime[]> {
  const { truth, answer, confidence } = drawTruth(images);
  const files = truth.file.map((path) => ({ path, sizeBytes: 3 }));
  const request = { ...DEFAULT_REQUEST, cluster: "site" };
  const watch = stopwatch();
  const placed = placeTruth(truth, files, request);
  const labels = createLabelSet(truth.labelNames);
  const map = new Map(
    truth.labelNames.map((name): [string, LabelTarget] => [
      name,
      { kind: "model-labels", labels: [name] },
    ]),
  );
  const prepared = prepareImages(placed, labels, map, request, false);
  const { file: names, row } = prepared.images;
  const answers = {
    labels,
    answer: (image: number) => ({
      kind: "label" as const,
      position: answer[row[image]!]!,
      confidence: confidence[row[image]!]!,
    }),
  };
  const evaluation = await evaluate(placed, prepared, answers, request, {
    version: "0.0.0",
    engine: null,
    model: null,
    signal: NEVER_CANCELLED,
    notes: [],
  });
  const evaluated = watch("evaluate, before the record");
  const folder = await openRecordFolder(out);
  await folder.write("predictions.csv", predictionText(names, row, answer, confidence));
  watch("predictions");
  const whole = createMemoryFileAccess(new Map([["any", new Uint8Array(3)]]));
  let hashed: RecordTime | null = null;
  const { record } = await createRecord(
    {
      evaluation,
      placed,
      set: prepared.images,
      map,
      labels,
      card: null,
      detection: null,
      declared: truth.attributes,
      scoredBytes: null,
      model: { name: "drawn", sha256: null, sizeBytes: null, where: "withheld" },
      access: { ...whole, stream: () => whole.stream("any"), read: () => whole.read("any") },
      predictions: () => folder.access.stream("predictions.csv"),
    },
    {
      openness: "open",
      stated: NOTHING_STATED,
      images: "withheld",
      previous: null,
      state: "draft",
      secret: null,
      outcomes: "scores",
      said: {},
    },
    {
      output: folder,
      decoder: stubDecoder,
      createDigest: createNodeDigest,
      signal: NEVER_CANCELLED,
      onProgress(stage) {
        if (stage !== "hashing") hashed ??= watch("hashing, not counted");
      },
    },
  );
  await folder.writeText("record.json", recordText(record));
  await folder.finish();
  const made = watch("create, beyond hashing");
  if (record.counts.scored !== images) throw new Error("images were lost");
  return [evaluated, ...(hashed === null ? [] : [hashed]), made];
}

function* predictionText(
  names: readonly string[],
  row: Int32Array,
  answer: Int32Array,
  confidence: Float64Array,
): Generator<string> {
  yield "file,predicted,confidence\n";
  let text = "";
  for (const [i, name] of names.entries()) {
    text += `${name},${CLASSES[answer[row[i]!]!]},${confidence[row[i]!]}\n`;
    if (text.length < 1 << 20) continue;
    yield text;
    text = "";
  }
  yield text;
}

async function verify(folder: string): Promise<readonly RecordTime[]> {
  const megabytes = Math.round(statSync(join(folder, "manifest.ndjson")).size / 1e6);
  const watch = stopwatch();
  const found = await verifyRecord({
    access: await openFolder(folder),
    path: "record.json",
    source: "record.json",
    images: null,
    model: null,
    expect: null,
    secret: null,
    signal: NEVER_CANCELLED,
    signatures: createNodeSignatures(),
    decoder: createNodePixelDecoder,
    createDigest: createNodeDigest,
  });
  if (!found.isEqual) throw new Error(JSON.stringify(found.problems.slice(0, 3)));
  return [watch(`verify, a manifest of ${megabytes} MB`)];
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(basename(process.argv[1]))) {
  const [first, step, images, folder = ""] = process.argv.slice(2);
  if (first === "--one") {
    const count = Number(images);
    const times =
      step === "create"
        ? await create(count, folder)
        : step === "verify"
          ? await verify(folder)
          : scope(count);
    console.log(JSON.stringify(times));
  } else console.table(benchRecords(first === undefined ? undefined : Number(first)));
}
