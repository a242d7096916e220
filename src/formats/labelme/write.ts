import { base64OfBytes } from "../../core/base64.js";
import { boxOfRuns } from "../../core/masks/runs.js";
import { SHAPE_FORM } from "../../core/objects.js";
import { type Column, cellText } from "../../core/table.js";
import { encodeGreyPng } from "../../images/encode-png.js";
import { baseName } from "../file-access.js";
import { type FileAnImage, fileAnImage } from "../objects/file-an-image.js";
import type { ObjectSet } from "../objects/object-set.js";
import { partsOf } from "../objects/outline-parts.js";
import { besideImage, type WrittenFile } from "../objects/written-files.js";

/**
 * LabelMe: a JSON file for each image that somebody looked at, to lie beside the image. Boxes are
 * rectangles, outlines polygons, runs masks; parts of one object share a `group_id`.
 */
export function* labelMeFiles(set: ObjectSet): Generator<WrittenFile> {
  for (const [image, path] of labelMePaths(set).path.entries()) {
    if (path !== null) yield { path, pieces: [fileOf(set, image)] };
  }
}

/** The file of each image. */
export function labelMePaths(set: ObjectSet): FileAnImage {
  return fileAnImage(set, (file) => besideImage(file, "json"));
}

function fileOf(set: ObjectSet, image: number): string {
  const { objects, labelNames } = set;
  const shapes: unknown[] = [];
  const imageLabels = [
    ...set.imageLabels.subarray(set.imageLabelStart[image], set.imageLabelStart[image + 1]),
  ].map((label) => labelNames[label] ?? "");
  let group = 0;
  for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
    const i = set.objectOrder[k]!;
    const label = labelNames[objects.label[i]!] ?? "";
    const shape = (points: number[][], type: string, groupId: number | null) => ({
      label,
      points,
      group_id: groupId,
      description: describedBy(set, i),
      shape_type: type,
      flags: flagsOf(set, i),
    });
    const parts = partsOf(objects.shapes, i);
    if (objects.shapes?.form[i] === SHAPE_FORM.runs) {
      const [runs = new Float64Array()] = parts;
      shapes.push({
        ...shape(...maskShape(runs, set.heightPx[image]!)),
        mask: maskText(runs, set, image),
      });
      continue;
    }
    const groupId = parts.length > 1 ? ++group : null;
    for (const points of parts) shapes.push(shape(pairsOf(points), "polygon", groupId));
    if (parts.length > 0) continue;
    const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
      ...[number, number, number, number],
    ];
    const corners = [
      [x, y],
      [x + width, y + height],
    ];
    shapes.push(shape(corners, "rectangle", null));
  }
  return `${JSON.stringify(
    {
      version: "5.4.1",
      flags: Object.fromEntries(imageLabels.map((name) => [name, true])),
      shapes,
      imagePath: baseName(set.file[image]!),
      imageData: null,
      imageHeight: set.heightPx[image],
      imageWidth: set.widthPx[image],
    },
    null,
    1,
  )}\n`;
}

/** Whether a shape can have an attribute: `description` is a text, flags are true or false. */
export function canHoldAttribute(name: string, column: Column): boolean {
  return name === DESCRIPTION || isFlag(column);
}

const DESCRIPTION = "description";

function isFlag(column: Column): boolean {
  return column.kind === "categorical" && column.levels.every((text) => FLAG.test(text));
}

const FLAG = /^(true|false)$/;

function describedBy(set: ObjectSet, i: number): string {
  const column = set.objectAttributes.columns.get(DESCRIPTION);
  return column === undefined ? "" : (cellText(column, i) ?? "");
}

function flagsOf(set: ObjectSet, i: number): Readonly<Record<string, boolean>> {
  const flags = [...set.objectAttributes.columns].flatMap(([name, column]) => {
    const text = name !== DESCRIPTION && isFlag(column) ? cellText(column, i) : null;
    return text === null ? [] : [[name, text === "true"] as const];
  });
  return Object.fromEntries(flags);
}

/** The rectangle around a mask, whose corners are pixels of it. */
function maskShape(runs: Float64Array, heightPx: number): [number[][], string, null] {
  const [x = 0, y = 0, width = 0, height = 0] = boxOfRuns(runs, heightPx);
  const corners = [
    [x, y],
    [x + Math.max(0, width - 1), y + Math.max(0, height - 1)],
  ];
  return [corners, "mask", null];
}

/** A mask within its rectangle as a PNG file in base64. */
function maskText(runs: Float64Array, set: ObjectSet, image: number): string {
  const heightPx = set.heightPx[image]!;
  const [left = 0, top = 0, ...size] = boxOfRuns(runs, heightPx);
  const [width, height] = [Math.max(1, size[0]!), Math.max(1, size[1]!)];
  const data = new Uint8Array(width * height);
  let place = 0;
  for (let k = 0; k < runs.length; place += runs[k++]!) {
    if (k % 2 === 0) continue;
    for (let at = place; at < place + runs[k]!; at++) {
      const x = Math.floor(at / heightPx) - left;
      data[((at % heightPx) - top) * width + x] = 1;
    }
  }
  return base64OfBytes(encodeGreyPng(width, height, data));
}

function pairsOf(points: Float64Array): number[][] {
  const pairs: number[][] = [];
  for (let k = 0; k < points.length; k += 2) pairs.push([points[k]!, points[k + 1]!]);
  return pairs;
}
