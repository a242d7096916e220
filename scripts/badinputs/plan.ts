import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cardText } from "../../test/support/card-writer.js";
import { meanColourClassifier } from "../../test/support/onnx-writer.js";
import type { ChildOptions, ChildRun } from "./child.js";
import { meetFault } from "./faults.js";
import { changedLedger, type LedgerMutation, ledgerEnding } from "./ledgers.js";
import type { BadInput } from "./manifest.js";
import type { Ending, Met } from "./outcome.js";
import { changedRecord, readMutation, recordEnding } from "./records.js";
import { meetServer } from "./served.js";

/** A place of a case and where a run may write. */
export interface CaseFolders {
  /** The case's own folder, as make.mjs wrote it. */
  readonly given: string;
  /** For what the run needs beside it: labels, a model. */
  readonly work: string;
  readonly out: string;
}

/** The words after `homeground`, and what they are about. */
export interface Plan {
  readonly args: readonly string[];
  /** Images that the labels name and that must be scored or listed. */
  readonly named: readonly string[];
  /** Whether the program that reads annotations with objects runs instead; it takes no option. */
  readonly readsObjects?: true;
  /** How it ended, where a record or a ledger says itself what is wrong; else as an evaluation does. */
  readonly ending?: (run: ChildRun, input: BadInput) => Ending;
  /** Meets the case itself, where it is more than one run of a program; `args` are not looked at then. */
  readonly meet?: (options: ChildOptions) => Promise<Met | null>;
  /** Whether labels that wait for a decision are called `outside`, and the program is run again. */
  readonly decides?: true;
  /** For a command that runs no model, so that no engine is chosen. */
  readonly takesNoEngine?: true;
}

type Planner = (input: BadInput, folders: CaseFolders) => Plan | null | Promise<Plan | null>;

/** The real command behind each wording of the manifest. */
const PLANNERS: ReadonlyMap<string, Planner> = new Map<string, Planner>([
  ["import images", importImages],
  ["import table (csv labels or predictions)", importTable],
  ["import table (parquet)", importTable],
  ["import archive (images and annotations)", importArchive],
  ["load model and predict on 2 pictures", loadModel],
  ["import predictions (coco results)", importDetections],
  ["import predictions (csv)", importPredictions],
  ["import annotations (coco)", importObjects("instances.json")],
  ["import annotations (yolo)", importObjects("")],
  ["import annotations (voc)", importObjects("")],
  ["import annotations (cvat)", importObjects("annotations.xml")],
  ["import annotations (label studio)", importObjects("export.json")],
  ["import annotations (labelme)", importObjects("")],
  ["import annotations (auto)", importObjects("")],
  ["verify record", verifyRecord],
  ["serve", met(meetServer)],
  ["any writing command", met(meetFault)],
]);

/** What to run for a case; null where no command does it yet. */
export async function planCase(input: BadInput, folders: CaseFolders): Promise<Plan | null> {
  return (await PLANNERS.get(input.command)?.(input, folders)) ?? null;
}

function met(
  meet: (input: BadInput, folders: CaseFolders, options: ChildOptions) => Promise<Met | null>,
): Planner {
  return (input, folders) => ({
    args: [],
    named: [],
    meet: (options) => meet(input, folders, options),
  });
}

const CLASSES = ["cat", "dog"] as const;
/** Options of every run: one process, and a time limit that a test can wait for. */
const COMMON = ["--threads", "1", "--image-timeout", "10", "--json", "-"];

/** A model is run over all pictures of the folder, so that each is decoded and resized. */
function importImages({ id }: BadInput, { given, work, out }: CaseFolders): Plan {
  const images = join(given, id === "fs-missing-folder" ? "images-not-here" : "images");
  const instances = join(given, "instances.json");
  const own = readIfThere(instances);
  const classes =
    own === null ? CLASSES : (JSON.parse(own) as CocoNames).categories.map(({ name }) => name);
  const named = own === null ? pictures(images) : [];
  const labels = own === null ? writeLabels(work, named, classes) : instances;
  const model = writeModel(work, classes, "classification");
  return {
    named,
    args: evaluate(images, out, ["--labels", labels, "--model", model]),
  };
}

interface CocoNames {
  readonly categories: readonly { readonly name: string }[];
}

/**
 * The table is the ground truth of predictions with labels of their own, so that every label of it
 * waits for a decision. With a column of scores it is read as predictions as well, its labels being
 * the answers.
 */
function importTable(_: BadInput, { given, work, out }: CaseFolders): Plan {
  const [name = "labels.csv"] = readdirSync(given).filter((file) => file.startsWith("labels."));
  const labels = join(given, name);
  const text = readFileSync(labels).subarray(0, 4096).toString("latin1");
  const isScored = /^image([,;])label\1score\n/.test(text);
  const rows = [1, 2, 3].map((i) => `good${i}.jpg,answer ${i}\n`);
  const answers = `file,predicted\n${rows.join("")}`;
  const predictions = join(work, "predictions.csv");
  writeFileSync(predictions, isScored ? text.replace("label", "predicted") : answers);
  const args = ["--labels", labels, "--predictions", predictions];
  return { named: [], args: evaluate(join(given, "images"), out, args), decides: true };
}

/**
 * The map that a run wrote, with every open label decided as `outside`; null where none is open.
 *
 * @returns path of the decided map
 */
export function decideLabels({ out, work }: CaseFolders): string | null {
  const text = readIfThere(join(out, "label-map.json"));
  if (text === null) return null;
  const map = JSON.parse(text) as { labels: Record<string, unknown> };
  const decided = Object.entries(map.labels).map(([label, to]) => [label, to ?? "outside"]);
  const path = join(work, "label-map.json");
  writeFileSync(path, JSON.stringify({ ...map, labels: Object.fromEntries(decided) }));
  return path;
}

/** Labels come from the archive where it holds some, otherwise from a table. */
function importArchive(_: BadInput, { given, work, out }: CaseFolders): Plan {
  const archive = join(given, readdirSync(given)[0] ?? "data.zip");
  const holdsLabels = readFileSync(archive).includes("instances.json");
  const names = [1, 2, 3].map((i) => `images/good${i}.jpg`);
  const labels = holdsLabels ? archive : writeLabels(work, names, CLASSES);
  const model = writeModel(work, CLASSES, "multilabel");
  return { named: [], args: evaluate(archive, out, ["--labels", labels, "--model", model]) };
}

function loadModel({ id }: BadInput, { given, work, out }: CaseFolders): Plan {
  const lines = (readIfThere(join(given, "labels.txt")) ?? "").split("\n").filter(Boolean);
  const named = ["good1.jpg", "good2.jpg"];
  const labels = writeLabels(work, named, lines.slice(0, 2));
  const model = id === "model-is-folder" ? given : join(given, "model.onnx");
  return {
    named,
    args: evaluate(join(given, "images"), out, ["--labels", labels, "--model", model]),
  };
}

function importDetections(_: BadInput, { given, out }: CaseFolders): Plan {
  const [predictions = "predictions.json"] = readdirSync(given).filter((file) =>
    file.startsWith("predictions."),
  );
  return {
    named: [],
    args: evaluate(join(given, "images"), out, [
      "--labels",
      join(given, "instances.json"),
      "--predictions",
      join(given, predictions),
      "--task",
      "multilabel",
      "--metric",
      "recall{class=cat}",
      "--metric",
      "recall{class=dog}",
      "--metric",
      "precision{class=cat}",
    ]),
  };
}

function importObjects(labels: string): Planner {
  return (_, { given }) => ({
    named: [],
    args: [join(given, "images"), join(given, labels)],
    readsObjects: true,
  });
}

function importPredictions(_: BadInput, { given, out }: CaseFolders): Plan {
  return {
    named: [],
    args: evaluate(join(given, "images"), out, [
      "--labels",
      join(given, "labels.csv"),
      "--predictions",
      join(given, "predictions.csv"),
    ]),
  };
}

/** A good record is made from the folder, changed as the case says, and checked. */
async function verifyRecord(input: BadInput, folders: CaseFolders): Promise<Plan> {
  const { given, work } = folders;
  const mutation = readMutation(join(given, "mutation.json"));
  if (mutation.json === "ledger entries") return await changeLedger(mutation, folders);
  const labels = join(given, "instances.json");
  const classes = (JSON.parse(readFileSync(labels, "utf8")) as CocoNames).categories;
  const names = classes.map(({ name }) => name);
  const args = await changedRecord(input, mutation, {
    images: join(given, "images"),
    labels,
    record: join(work, "record"),
    model: writeModel(work, names, "multilabel"),
  });
  return { named: [], args, ending: recordEnding };
}

/** Results of the case's pictures, shared by the program and changed. */
async function changeLedger(mutation: LedgerMutation, { given, work }: CaseFolders): Promise<Plan> {
  const images = join(given, "images");
  const labels = writeLabels(work, pictures(images), CLASSES);
  const model = writeModel(work, CLASSES, "classification");
  const run = evaluate(images, join(work, "run"), ["--labels", labels, "--model", model]);
  return { named: [], args: await changedLedger(mutation, run, work), ending: ledgerEnding };
}

function evaluate(images: string, out: string, more: readonly string[]): readonly string[] {
  return ["evaluate", images, ...more, "--out", out, ...COMMON];
}

/** Files that nobody takes for pictures, whatever their names end in. */
const LITTER = /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;
const PICTURE = /\.(jpe?g|png|gif|webp|tiff?|bmp|dcm|svg|cr2)$/i;

/** What a person would label: every file, and whatever else is named like a picture. */
function pictures(root: string): readonly string[] {
  const found: string[] = [];
  const walk = (folder: string, inside: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) walk(join(folder, entry.name), path);
      else if (LITTER.test(basename(entry.name))) continue;
      else if (entry.isFile() || PICTURE.test(entry.name)) found.push(path);
    }
  };
  try {
    walk(root, "");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    if (found.length > 0) return found.sort(); // a folder that may not be read
  }
  return found.length === 0 ? ["good1.jpg", "good2.jpg"] : found.sort();
}

/** A table of labels, the classes by turns. */
export function writeLabels(
  work: string,
  names: readonly string[],
  classes: readonly string[],
): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = names.map(
    (name, i) => `${quoted(name)},${quoted(classes[i % classes.length] ?? "cat")}\n`,
  );
  const path = join(work, "labels.csv");
  writeFileSync(path, `file,label\n${rows.join("")}`);
  return path;
}

/** A model of 16 × 16 pixels whose scores are the mean colours, in a frame that keeps proportions. */
export function writeModel(
  work: string,
  classes: readonly string[],
  task: "classification" | "multilabel",
): string {
  const weights = [0, 1, 2].map((channel) => classes.map((_, k) => (k % 3 === channel ? 4 : -1)));
  const bytes = meanColourClassifier({ side: 16, weights });
  const folder = join(work, "model");
  mkdirSync(folder);
  writeFileSync(join(folder, "mean-colour.onnx"), bytes);
  const isMultilabel = task === "multilabel";
  const card = cardText(bytes, {
    labels: classes,
    input: { height: 16, width: 16 },
    resize: {
      fit: "letterbox-center",
      padValue: 114,
      padStage: "before-normalisation",
      sizeRounding: "round",
      padRounding: "floor",
      minimumSide: 1,
      upscale: true,
    },
    fields: { task, family: isMultilabel ? "multilabel" : "classifier" },
    decode: { activation: isMultilabel ? "sigmoid" : "softmax" },
  });
  writeFileSync(join(folder, "mean-colour.json"), card);
  return join(folder, "mean-colour.onnx");
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
