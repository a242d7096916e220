import { SHAPE_FORM } from "../../core/objects.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { type FileAnImage, fileAnImage } from "../objects/file-an-image.js";
import type { ObjectSet } from "../objects/object-set.js";
import { partsOf } from "../objects/outline-parts.js";
import { everyObjectHasOutline } from "../objects/prepare-set.js";
import { safePath, type WrittenFile } from "../objects/written-files.js";

/**
 * A YOLO data set: `data.yaml`, `val.txt` with the images, and a text file for each image that
 * somebody looked at, empty where nothing was found; unlabelled images have none. Text files stand
 * where Ultralytics looks for those of `images/PATH`. If every object has one polygon, lines are
 * outlines (`segment`), otherwise boxes (`detect`). Scores of predictions come last in a line.
 */
export function* yoloFiles(set: ObjectSet): Generator<WrittenFile> {
  const isOutlined = everyObjectHasOutline(set);
  const files = yoloPaths(set);
  yield { path: "data.yaml", pieces: [dataFile(set, isOutlined)] };
  yield { path: "val.txt", pieces: imageList(set, new Set(files.clashing)) };
  for (const [image, path] of files.path.entries()) {
    if (path !== null) yield { path, pieces: linesOf(set, image, isOutlined) };
  }
}

/** The text file of each image. */
export function yoloPaths(set: ObjectSet): FileAnImage {
  return fileAnImage(set, textPath);
}

/** Counts outlines that are lost because some objects have none. */
export function countMixedOutlines(set: ObjectSet, losses: LossCounter): void {
  const { shapes } = set.objects;
  if (shapes === undefined || everyObjectHasOutline(set)) return;
  for (const i of set.objectOrder) {
    if (shapes.form[i] === SHAPE_FORM.none) continue;
    const words =
      "outlines are lost: not every object has one, and lines of a data set are all of one kind";
    losses.add("convert/outline", words, set.file[set.objects.image[i]!]!);
  }
}

/** Ultralytics' rule: the last `/images/` becomes `/labels/`, the extension `.txt`. */
function textPath(file: string): string {
  const path = imagePath(file);
  const at = `/${path}`.lastIndexOf("/images/");
  const labels = `${path.slice(0, at)}labels/${path.slice(at + "images/".length)}`;
  return `${labels.replace(/(.)\.[^./]*$/, "$1")}.txt`;
}

function imagePath(file: string): string {
  return `images/${safePath(file)}`;
}

function dataFile({ labelNames }: ObjectSet, isOutlined: boolean): string {
  // JSON's strings are YAML's, and quoted ones are never taken for numbers or truth values.
  const names = labelNames.map((name, k) => `  ${k}: ${JSON.stringify(name)}\n`);
  const list = names.length > 0 ? `\n${names.join("")}` : " {}\n";
  // Outlines of four corners look like turned boxes: readers here take this word for it.
  const task = isOutlined ? "task: segment\n" : "";
  return `path: .\ntrain: val.txt\nval: val.txt\nnc: ${labelNames.length}\n${task}names:${list}`;
}

function* imageList(set: ObjectSet, clashes: ReadonlySet<number>): Generator<string> {
  for (const [image, file] of set.file.entries()) {
    if (!clashes.has(image)) yield `./${imagePath(file)}\n`;
  }
}

function* linesOf(set: ObjectSet, image: number, isOutlined: boolean): Generator<string> {
  const { objects, score } = set;
  for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
    const i = set.objectOrder[k]!;
    const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as number[];
    const numbers = isOutlined
      ? [...(partsOf(objects.shapes, i)[0] ?? [])]
      : [x! + width! / 2, y! + height! / 2, width!, height!];
    if (score !== null) numbers.push(score[i]!);
    yield `${objects.label[i]} ${numbers.join(" ")}\n`;
  }
}
