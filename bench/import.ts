/**
 * `npx tsx bench/import.ts [PATH…]`: what it costs to read labels or predictions, each reading in a
 * process of its own. COCO annotations are read as labels of images and as objects; results beside
 * them (`detections.json`) and folders of JSON lines as objects. Without paths: a table of
 * 1,000,000 × 9 cells and a COCO file of 1,000,000 annotations, drawn into a temporary folder from a
 * fixed seed.
 */
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { createRandom } from "../src/core/random.js";
import { readCocoRecordFolder } from "../src/formats/coco/coco-record-folder.js";
import { readCocoObjects } from "../src/formats/coco/coco-truth-objects.js";
import { COCO_RECORD_FILES } from "../src/formats/coco/record-files.js";
import { readCocoDetections } from "../src/formats/coco-results/coco-detections.js";
import type { FileAccess } from "../src/formats/file-access.js";
import { readImagePredictions, readImageTruth } from "../src/formats/read.js";
import { openFolder } from "../src/node/files/folder-access.js";

/** `labels`: of whole images. `objects`: with their places, and detections where they are beside. */
type Reading = "labels" | "objects";

export interface ImportTime {
  readonly file: string;
  readonly reading: Reading;
  readonly megabytes: number;
  /** Rows of a table, images, or objects. */
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** Processor seconds of this process while it reads one path, and its peak memory. */
async function timeOne(path: string, reading: Reading): Promise<ImportTime> {
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? resolve(path) : dirname(resolve(path));
  const access = await openFolder(folder);
  const name = basename(path);
  const files =
    reading === "labels"
      ? [name]
      : isFolder
        ? Object.values(COCO_RECORD_FILES).filter((file) => existsSync(join(folder, file)))
        : [name, RESULTS].filter((file) => existsSync(join(folder, file)));
  const before = process.cpuUsage();
  const rows =
    reading === "objects"
      ? await readObjects(access, isFolder, files)
      : /\.json$/.test(name)
        ? (await readImageTruth(access, name)).rowCount
        : (await readImagePredictions(access, name)).rowCount;
  const { user, system } = process.cpuUsage(before);
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  return {
    file: name,
    reading,
    megabytes: Math.round(bytes / 1e6),
    rows,
    cpuSeconds: Math.round((user + system) / 1e4) / 100,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** COCO's results for the annotations of the same folder. */
const RESULTS = "detections.json";

/** @returns annotated and detected objects */
async function readObjects(
  access: FileAccess,
  isFolder: boolean,
  files: readonly string[],
): Promise<number> {
  const truth = isFolder
    ? await readCocoRecordFolder(access, "")
    : await readCocoObjects(access, files[0] ?? "");
  const results = isFolder ? COCO_RECORD_FILES.detections : RESULTS;
  if (!files.includes(results)) return truth.regions.objects.count;
  const form = isFolder ? "json-lines" : "json";
  const found = await readCocoDetections(access, results, form, truth.coco);
  return truth.regions.objects.count + found.objects.count;
}

/** How a path is read: COCO annotations in two ways. */
function readingsOf(path: string): readonly Reading[] {
  if (statSync(path).isDirectory()) return ["objects"];
  return /\.json$/.test(path) ? ["labels", "objects"] : ["labels"];
}

/** Each reading in a process of its own, so that one's memory is not another's. */
export function benchImport(files: readonly string[]): readonly ImportTime[] {
  const folder = mkdtempSync(join(tmpdir(), "homeground-import-"));
  try {
    const given = files.length > 0 ? files : [drawTable(folder), drawCoco(folder)];
    const self = fileURLToPath(import.meta.url);
    return given.flatMap((path) =>
      readingsOf(path).map((reading) => {
        const command = ["--import", "tsx", self, "--one", path, reading];
        return JSON.parse(execFileSync(process.execPath, command).toString());
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function drawTable(folder: string): string {
  const path = join(folder, "predictions.csv");
  const random = createRandom(1);
  write(path, function* () {
    yield "image,site,camera,label,pred,score,second,second_score,captured_at\n";
    for (let i = 0; i < 1_000_000; i++) {
      const [site, camera, label, second] = [20, 2000, 50, 50].map((n) => random.below(n));
      const score = random.uniform().toFixed(6);
      const other = random.uniform().toFixed(6);
      const at = new Date(1.6e12 + i * 37_000).toISOString();
      yield `site-${site}/IMG_${i}.JPG,site-${site},camera-${camera},class_${label},class_${label},${score},class_${second},${other},${at}\n`;
    }
  });
  return path;
}

function drawCoco(folder: string): string {
  const path = join(folder, "instances.json");
  const random = createRandom(2);
  const images = 136_000;
  write(path, function* () {
    yield '{"info":{},"images":[';
    for (let i = 0; i < images; i++) {
      yield `${i === 0 ? "" : ","}{"id":${i},"width":640,"height":480,"file_name":"${i}.jpg"}`;
    }
    yield '],"annotations":[';
    for (let i = 0; i < 1_000_000; i++) {
      const box = [600, 440, 40, 40].map((n) => random.below(n) + 0.5);
      yield `${i === 0 ? "" : ","}{"id":${i + 1},"image_id":${random.below(images)},"category_id":${1 + random.below(80)},"bbox":[${box}],"area":${box[2]! * box[3]!},"iscrowd":0}`;
    }
    const categories = Array.from({ length: 80 }, (_, c) => ({ id: c + 1, name: `class ${c}` }));
    yield `],"categories":${JSON.stringify(categories)}}`;
  });
  return path;
}

function write(path: string, pieces: () => Generator<string>): void {
  const file = openSync(path, "w");
  let text = "";
  for (const piece of pieces()) {
    text += piece;
    if (text.length < 1 << 20) continue;
    writeSync(file, text);
    text = "";
  }
  writeSync(file, text);
  closeSync(file);
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(basename(process.argv[1]))) {
  const [first, ...rest] = process.argv.slice(2);
  if (first === "--one" && rest[0] !== undefined) {
    const reading = rest[1] === "objects" ? "objects" : "labels";
    console.log(JSON.stringify(await timeOne(rest[0], reading)));
  } else console.table(benchImport(first === undefined ? [] : [first, ...rest]));
}
