import { namesImage } from "../delimited/delimited-dialect.js";
import { baseName, extensionOf, type FileAccess } from "../file-access.js";
import {
  CONFIDENCE,
  type FolderEvidence,
  type FolderFinding,
  type Format,
  loaded,
} from "../format.js";
import { countClashes } from "../objects/file-an-image.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { stemOf } from "../objects/image-files.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { firstLineOf } from "../objects/text-an-image.js";
import { classNumbers } from "../prediction-reading/choices.js";
import { YOLO_FIELDS } from "./fields.js";
import { countMixedOutlines, yoloFiles, yoloPaths } from "./write.js";
import { isClassList, isDarknetData } from "./yolo-names.js";
import { yoloOrder } from "./yolo-order.js";
import { yoloTask } from "./yolo-task.js";

export const yolo: Format = {
  id: "yolo",
  name: "YOLO",
  kinds: ["yolo-predictions"],
  file({ content, path, wanted }) {
    if (wanted === "predictions" || wanted === "detections") return 0;
    if (content === "yaml" || isDarknetData(path)) return CONFIDENCE.shaped;
    return wanted === "objects" && isText(path) ? CONFIDENCE.shaped : 0;
  },
  folder: (evidence) =>
    evidence.wanted === "predictions"
      ? null
      : evidence.wanted === "detections"
        ? findPredictions(evidence)
        : findLabels(evidence),
  read: loaded(["objects", "detections"], () => import("./read.js")),
  fields: YOLO_FIELDS,
  choices: [boxes, yoloTask],
  predictionChoices: [yoloOrder, classNumbers],
  write: {
    isOneFile: false,
    files: yoloFiles,
    count(set, losses) {
      countMixedOutlines(set, losses);
      countClashes(set, yoloPaths(set), losses);
    },
    holds: {
      ...NOTHING_HELD,
      name: "YOLO's text files",
      unit: "fraction",
      scores: "kept",
      outlines: "one-polygon",
      empty: true,
      unlabelled: true,
      inside: true,
    },
    // Who predicts writes no text for an image on which nothing was found.
    ofPredictions: { unlabelled: false },
  },
};

/** So many texts are looked into. */
const LOOKED_INTO = 20;
/** So much of a text is read to see its first line. */
const HEAD_BYTES = 1 << 16;

function isText(path: string): boolean {
  return extensionOf(path) === "txt";
}

async function findLabels({ access, listed }: FolderEvidence): Promise<FolderFinding | null> {
  const { all, images } = listed;
  const name = "labels of YOLO";
  const data = await dataFiles(access, all);
  // The file that says what classes and parts there are speaks for all.
  if (data.length > 0) return { name, files: data, confidence: CONFIDENCE.named };
  const texts = all.filter((path) => isText(path) && !isClassList(path));
  const stems = new Set(images.map(stemOf));
  const inLabels = (path: string) => /(^|\/)labels\//.test(path);
  const labels = texts.filter(
    (path) => !namesImage(path) && (inLabels(path) || stems.has(stemOf(path))),
  );
  if (labels.length > 0 && (await couldBeLines({ access }, labels))) {
    const sure = labels.some(inLabels) ? CONFIDENCE.named : CONFIDENCE.marked;
    const confidence = (await holdLines({ access }, labels)) ? sure : CONFIDENCE.shaped;
    return { name, files: labels, confidence, isWhole: true };
  }
  // Texts alone, the images elsewhere: the first that is not empty shows what they are.
  if (!(await holdLines({ access }, texts))) return null;
  return { name, files: texts, confidence: CONFIDENCE.shaped, isWhole: true };
}

/**
 * Files that say what classes and parts there are: those of the usual names, otherwise YAML with names
 * of classes, otherwise Darknet's.
 */
async function dataFiles(access: FileAccess, all: readonly string[]): Promise<readonly string[]> {
  const yaml = all.filter((path) => /^ya?ml$/.test(extensionOf(path)));
  const usual = yaml.filter((path) => /^(data|dataset)\./i.test(baseName(path)));
  if (usual.length > 0) return usual;
  const named: string[] = [];
  for (const path of yaml.slice(0, LOOKED_INTO)) {
    const head = new TextDecoder().decode(await access.read(path, { maxBytes: HEAD_BYTES }));
    if (/^names\s*:/m.test(head)) named.push(path);
  }
  return named.length > 0 ? named : all.filter(isDarknetData);
}

/** Whether texts, by the first that is not empty, could be labels: damaged ones are the reader's to list. */
async function couldBeLines(
  { access }: Pick<FolderEvidence, "access">,
  texts: readonly string[],
): Promise<boolean> {
  const line = await firstLineOf(access, texts);
  if (line === undefined) return true;
  const [label = "", ...numbers] = line.split(/\s+/);
  const areNumbers = numbers.every((text) => /^[+-]?([\d.,]+(e[+-]?\d+)?|nan|inf\w*)$/i.test(text));
  if (/^\d+$/.test(label)) return areNumbers;
  // A word and numbers with commas are another format's, which is called by its name.
  return areNumbers && numbers.length <= 5 && !numbers.some((text) => text.includes(","));
}

async function holdLines(
  { access }: Pick<FolderEvidence, "access">,
  texts: readonly string[],
): Promise<boolean> {
  const line = await firstLineOf(access, texts);
  return line !== undefined && /^\d+(\s+-?[0-9.]+(e-?\d+)?){4,}$/i.test(line);
}

async function findPredictions({ access, listed }: FolderEvidence): Promise<FolderFinding | null> {
  const texts = listed.all.filter(isText);
  if (texts.length === 0) return null;
  const lines = texts.filter((path) => !isClassList(path));
  // A list of classes alone is the reader's to refuse.
  const files = lines.length > 0 ? lines : texts;
  const line = await firstLineOf(access, lines);
  if (line !== undefined && OF_ANOTHER.test(line)) return null;
  const isSure = line !== undefined && PREDICTION.test(line);
  const confidence = isSure ? CONFIDENCE.marked : CONFIDENCE.shaped;
  return { name: "YOLO's text files", files, confidence, isWhole: true };
}

/** No number of a class, and as much behind it as objects of other formats have. */
const OF_ANOTHER = /^(?!\d+\s)\S+(\s+\S+){4}/;
/** A class, a box and a confidence in either order, written with points or commas. */
const PREDICTION = /^\d+(\s+[+-]?\d+([.,]\d+)?(e[+-]?\d+)?){5}$/i;
