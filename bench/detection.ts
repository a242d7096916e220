/**
 * Detection from files to figures: `npm run bench -- detection`, or `npx tsx bench/detection.ts
 * [IMAGES…]` for files of so many images with ten detections each.
 *
 * Data come from the generator beside the repository and are kept in a folder of the system's
 * temporary ones; without it there is nothing to time. Each row runs in a process of its own, whose
 * processor seconds and peak memory are without the start of Node.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  type DetectedObjects,
  OBJECT_FLAG,
  type ObjectPoints,
  type TruthObjects,
} from "../src/core/objects.js";
import { createRandom } from "../src/core/random.js";
import { COCO_RECORD_FILES } from "../src/formats/coco/record-files.js";
import { createMemoryFileAccess } from "../src/formats/memory-file-access.js";
import type { ObjectPredictions, ObjectTruth } from "../src/formats/objects/object-types.js";
import { readObjectPredictions, readObjectTruth } from "../src/formats/read.js";
import { cocoSummary } from "../src/metrics/detection/coco-summary.js";
import { createDetectionEstimator } from "../src/metrics/detection/detection-estimators.js";
import {
  detectionFigure,
  detectionReplicates,
} from "../src/metrics/detection/detection-replicates.js";
import { createDetectionSample } from "../src/metrics/detection/detection-sample.js";
import { createFiguresKernel } from "../src/metrics/detection/figures.js";
import { OKS_RANKINGS } from "../src/metrics/keypoints/oks-rankings.js";
import { parseReference } from "../src/metrics/reference.js";
import { openFolder } from "../src/node/files/folder-access.js";
import { matchDetections } from "../src/outcomes/detection/match-detections.js";
import { COCO_RULES, KEYPOINT_RULES } from "../src/outcomes/detection/match-rules.js";
import type {
  DetectionInput,
  DetectionOutcomes,
  InputPoints,
  MatchRules,
} from "../src/outcomes/detection-types.js";
import { percentileInterval } from "../src/statistics/bootstrap.js";
import { PERSON_SIGMAS } from "../src/tasks/detection/keypoint-join.js";
import { isWithoutPoints } from "../src/tasks/detection/truth-objects.js";

export interface DetectionTime {
  readonly row: string;
  /** Processor seconds: reading, matching, figures, and all of it. */
  readonly read: number;
  readonly match: number;
  readonly figures: number;
  readonly whole: number;
  readonly peakMiB: number;
  /** For comparison with known ones. */
  readonly map: number;
  readonly low?: number;
  readonly high?: number;
}

const GENERATOR = join(import.meta.dirname, "../../shared/bench/gen-coco.mjs");
const FOLDER = join(tmpdir(), "homeground-bench");

/** The rows that can be timed, with the options of the generator for the data of each; null: drawn here. */
const ROWS: Readonly<
  Record<string, { make: readonly string[] | null; run: (folder: string) => Run }>
> = {
  boxes: { make: [], run: (folder) => summaryOf(folder, COCO_RULES) },
  masks: {
    make: ["--images", "1000", "--type", "segm"],
    run: (folder) => summaryOf(folder, { ...COCO_RULES, geometry: "masks" }),
  },
  "masks of 5,000 images": {
    make: ["--images", "5000", "--type", "segm"],
    run: (folder) => summaryOf(folder, { ...COCO_RULES, geometry: "masks" }),
  },
  keypoints: { make: null, run: keypointsOf },
  replicates: { make: [], run: replicatesOf },
  interval: { make: [], run: intervalOf },
};

type Run = Promise<DetectionTime>;

/** Files of boxes, or of masks, to the twelve figures. */
async function summaryOf(folder: string, rules: MatchRules): Run {
  const clock = createClock();
  const outcomes = await outcomesOf(folder, rules, clock);
  const [map] = cocoSummary(outcomes);
  return clock.finish(`${outcomes.unitCount} images, ${rules.geometry}`, map?.value ?? Number.NaN);
}

/** Files of points to the ten figures of keypoints. */
async function keypointsOf(folder: string): Run {
  const clock = createClock();
  const outcomes = await outcomesOf(folder, KEYPOINT_RULES, clock);
  const references = OKS_RANKINGS.map(({ id }) => parseReference(id));
  const figures = references.map((reference) => detectionFigure(outcomes, reference));
  const found = new Float64Array(figures.length);
  createFiguresKernel(createDetectionSample(outcomes, null).outcomes, figures)(null, found);
  return clock.finish(`${outcomes.unitCount} images, keypoints`, found[0]!);
}

/** 1,000 replicates of mAP, AP50 and AP of each class, over images. */
async function replicatesOf(folder: string): Run {
  const clock = createClock();
  const outcomes = await outcomesOf(folder, COCO_RULES, clock);
  const names = outcomes.classes.map((name) => ["class", name] as const);
  const references = [
    ...["map", "map-50"].map((id) => parseReference(id)),
    ...names.map((pair) => ({ id: "map", parameters: new Map([pair]) })),
  ];
  const sample = createDetectionSample(outcomes, null);
  const replicates = detectionReplicates(sample, references, { replicates: 1000, seed: 1 });
  const limits = replicates.map((values) => percentileInterval(values, 0.95).interval);
  const value = cocoSummary(outcomes)[0]?.value ?? Number.NaN;
  return { ...clock.finish("1,000 replicates", value), ...limits[0] };
}

/** mAP with its interval: 200 groups left out. */
async function intervalOf(folder: string): Run {
  const clock = createClock();
  const outcomes = await outcomesOf(folder, COCO_RULES, clock);
  const found = createDetectionEstimator(outcomes, parseReference("map")).at(0.95);
  return {
    ...clock.finish("mAP with its interval", found.value ?? Number.NaN),
    low: found.low ?? Number.NaN,
    high: found.high ?? Number.NaN,
  };
}

async function outcomesOf(
  folder: string,
  rules: MatchRules,
  clock: ReturnType<typeof createClock>,
): Promise<DetectionOutcomes> {
  const access = await openFolder(folder);
  const outlines = rules.geometry === "masks";
  const points = rules.geometry === "keypoints";
  const isSplit = existsSync(join(folder, COCO_RECORD_FILES.annotations));
  const truth = await readObjectTruth(access, isSplit ? "" : "instances.json", {
    outlines,
    points,
  });
  const found = await readObjectPredictions(
    access,
    isSplit ? COCO_RECORD_FILES.detections : "detections.json",
    { outlines, points, ...(truth.coco === undefined ? {} : { coco: truth.coco }) },
  );
  clock.lap("read");
  const classes = [...truth.labelNames];
  const input = inputOf(truth, found);
  const outcomes = matchDetections(input, rules, { classes, modelClassCount: classes.length });
  clock.lap("match");
  return outcomes;
}

/** Images by rising id, as the reference has them. */
function inputOf(truth: ObjectTruth, found: ObjectPredictions): DetectionInput {
  const { objects, widthPx, heightPx } = truth.regions;
  const order = truth.coco?.imageOrder ?? Int32Array.from({ length: truth.rowCount }, (_, i) => i);
  const place = new Int32Array(truth.rowCount);
  for (let i = 0; i < order.length; i++) place[order[i]!] = i;
  const label = found.labelNames.map((name) => truth.labelNames.indexOf(name));
  return {
    imageCount: truth.rowCount,
    labelCount: truth.labelNames.length,
    searched: null,
    widthPx: Float64Array.from(order, (row) => widthPx[row]!),
    heightPx: Float64Array.from(order, (row) => heightPx[row]!),
    truth: {
      ...objects,
      image: objects.image.map((row) => place[row]!),
      flags: flagsOf(objects),
    } satisfies TruthObjects,
    detections: {
      ...found.objects,
      image: found.objects.image.map((row) => place[row]!),
      label: found.objects.label.map((k) => label[k]!),
    } satisfies DetectedObjects,
    ...pointsOf(objects.points, found.objects.points),
  };
}

/** An object without an annotated point is ignored, as COCO has it. */
function flagsOf({ flags, points }: TruthObjects): Uint8Array {
  if (points === undefined) return flags;
  return flags.map((flag, i) => (isWithoutPoints(points, i) ? flag | OBJECT_FLAG.ignored : flag));
}

/** Points of persons by COCO's σ. */
function pointsOf(truth?: ObjectPoints, found?: ObjectPoints): InputPoints {
  if (truth === undefined || found === undefined) return {};
  const sigmas = Float64Array.from(truth.names, (name) => PERSON_SIGMAS.get(name)!);
  const detections = new Float64Array((found.values.length / 3) * 2);
  for (let k = 0; k < detections.length / 2; k++) {
    detections[2 * k] = found.values[3 * k]!;
    detections[2 * k + 1] = found.values[3 * k + 1]!;
  }
  return { keypoints: { sigmas, truth: truth.values, detections } };
}

/** Has the readers loaded that a run needs: imports are taken off the times of others too. */
async function loadReaders(): Promise<void> {
  const box = { image_id: 1, category_id: 1, bbox: [0, 0, 1, 1] };
  const images = [{ id: 1, file_name: "1.jpg", width: 2, height: 2 }];
  const categories = [{ id: 1, name: "fox" }];
  const annotations = [{ ...box, id: 1, area: 1, iscrowd: 0 }];
  const texts = {
    "gt.json": { images, annotations, categories },
    "dt.json": [{ ...box, score: 1 }],
  };
  const access = createMemoryFileAccess(
    new Map(Object.entries(texts).map(([name, json]) => [name, Buffer.from(JSON.stringify(json))])),
  );
  const { coco } = await readObjectTruth(access, "gt.json");
  await readObjectPredictions(access, "dt.json", coco === undefined ? {} : { coco });
}

function createClock() {
  const start = process.cpuUsage();
  const laps = { read: 0, match: 0, figures: 0 };
  let before = 0;
  const seconds = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const lap = (name: keyof typeof laps): void => {
    const now = seconds();
    laps[name] = now - before;
    before = now;
  };
  return {
    lap,
    finish(row: string, map: number): DetectionTime {
      lap("figures");
      const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
      return { row, ...laps, whole: before, peakMiB, map };
    },
  };
}

/** The folder of generated data; null where the generator is not beside the repository. */
function generated(options: readonly string[]): string | null {
  if (!existsSync(GENERATOR)) return null;
  const folder = join(FOLDER, ["coco", ...options].join("").replaceAll("--", "-"));
  if (existsSync(join(folder, "meta.json"))) return folder;
  mkdirSync(folder, { recursive: true });
  execFileSync(process.execPath, [GENERATOR, "--out", folder, ...options]);
  return folder;
}

/**
 * Keypoints of as many images, persons and predictions as COCO's validation set of 2017 has: persons on about half
 * of the images, points on three of five of them, 20 predictions an image with persons and five on each other.
 */
function drawnKeypoints(): string {
  const folder = join(FOLDER, "keypoints");
  if (existsSync(join(folder, "detections.json"))) return folder;
  mkdirSync(folder, { recursive: true });
  const random = createRandom(1, 0);
  const draw = (below: number): number => random.uniform() * below;
  const names = [...PERSON_SIGMAS.keys()];
  const images: object[] = [];
  const annotations: object[] = [];
  const detections: object[] = [];
  const place = (value: number): number => Math.round(value * 100) / 100;
  for (let image = 1; image <= 5000; image++) {
    images.push({ id: image, file_name: `${image}.jpg`, width: 640, height: 480 });
    const hasPersons = draw(1) < 0.54;
    const persons = hasPersons ? 1 + Math.floor(draw(1) * draw(14)) : 0;
    for (let k = 0; k < (hasPersons ? 20 : 5); k++) {
      const [width, height] = [20 + draw(200), 40 + draw(300)];
      const [left, top] = [draw(640 - width), draw(480 - height)];
      const isPerson = k < persons;
      const hasPoints = draw(1) < 0.58;
      const own: number[] = [];
      const answer: number[] = [];
      const off = 2 + draw(12);
      for (let point = 0; point < names.length; point++) {
        const [x, y] = [left + draw(width), top + draw(height)];
        const seen = hasPoints && draw(1) < 0.7 ? 2 : 0;
        own.push(...(seen > 0 ? [Math.round(x), Math.round(y), seen] : [0, 0, 0]));
        answer.push(place(x + draw(off) - off / 2), place(y + draw(off) - off / 2), place(draw(1)));
      }
      const of = { image_id: image, category_id: 1 };
      const score = isPerson ? 0.5 + draw(0.5) : draw(0.6);
      detections.push({ ...of, keypoints: answer, score });
      if (!isPerson) continue;
      const num_keypoints = own.filter((value, at) => at % 3 === 2 && value > 0).length;
      const bbox = [left, top, width, height];
      const [id, area] = [annotations.length + 1, width * height * 0.6];
      annotations.push({ ...of, id, bbox, area, iscrowd: 0, keypoints: own, num_keypoints });
    }
  }
  const categories = [{ id: 1, name: "person", keypoints: names, skeleton: [] }];
  const instances = JSON.stringify({ images, annotations, categories });
  writeFileSync(join(folder, "instances.json"), instances);
  writeFileSync(join(folder, "detections.json"), JSON.stringify(detections));
  return folder;
}

/** Each row, median of three processes by processor time; files of so many images once each. */
export function benchDetection(
  imageCounts: readonly number[] = [50_000, 100_000, 1_000_000],
  rows: readonly string[] = Object.keys(ROWS),
): readonly DetectionTime[] {
  const times: DetectionTime[] = [];
  for (const name of rows) {
    const make = ROWS[name]?.make ?? null;
    const folder = make === null ? drawnKeypoints() : generated(make);
    if (folder === null) continue;
    const three = [0, 1, 2].map(() => inProcess(name, folder)).sort((a, b) => a.whole - b.whole);
    if (three[1] !== undefined) times.push(three[1]);
  }
  for (const count of imageCounts) {
    const options = ["--images", String(count), "--max-dets", "10", "--ndjson"];
    const folder = generated(options);
    if (folder !== null) times.push(inProcess("boxes", folder));
  }
  return times;
}

function inProcess(row: string, folder: string): DetectionTime {
  const self = fileURLToPath(import.meta.url);
  const args = ["--import", "tsx", self, "--one", row, folder];
  return JSON.parse(execFileSync(process.execPath, args).toString());
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(basename(process.argv[1]))) {
  const [first, row = "", folder = ""] = process.argv.slice(2);
  if (first === "--one") {
    await loadReaders();
    console.log(JSON.stringify(await ROWS[row]?.run(folder)));
  } else if (first === undefined) console.table(benchDetection());
  else console.table(benchDetection(process.argv.slice(2).map(Number), []));
}
