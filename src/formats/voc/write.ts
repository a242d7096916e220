import { type Column, cellText } from "../../core/table.js";
import { baseName, folderOf } from "../file-access.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { type FileAnImage, fileAnImage } from "../objects/file-an-image.js";
import { isUncounted, type ObjectSet } from "../objects/object-set.js";
import { besideImage, type WrittenFile } from "../objects/written-files.js";
import { escapeXml, whyNotXml } from "../xml/xml-text.js";
import { VOC_ATTRIBUTES, WRITTEN_SOURCE } from "./fields.js";

/**
 * Pascal VOC: an XML file for each image that somebody looked at, in `Annotations/`. Corners are whole
 * pixels counted from 1, the last one inside, as in the original: a box of x to x + w covers the
 * pixels from round(x) + 1 to round(x + w), and at least one.
 */
export function* vocFiles(set: ObjectSet): Generator<WrittenFile> {
  for (const [image, path] of vocPaths(set).path.entries()) {
    if (path !== null) yield { path, pieces: annotation(set, image) };
  }
}

/** The file of each image. */
export function vocPaths(set: ObjectSet): FileAnImage {
  return fileAnImage(set, (file) => `Annotations/${besideImage(file, "xml")}`);
}

/** Counts boxes that do not lie on whole pixels. */
export function countRoundedBoxes(set: ObjectSet, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    const { isWidened, isRounded } = cornersOf(set, i);
    if (!isWidened && !isRounded) continue;
    const words = isWidened
      ? "boxes are smaller than a pixel and become one"
      : "boxes are rounded to whole pixels";
    losses.add("convert/rounded", words, set.file[set.objects.image[i]!]!);
  }
}

function cornersOf({ objects }: ObjectSet, i: number) {
  const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
    ...[number, number, number, number],
  ];
  const sides = [x, y, x + width, y + height] as const;
  const [left, top, right, bottom] = sides.map(Math.round) as [number, number, number, number];
  const isWidened = right <= left || bottom <= top;
  const xMin = (right <= left ? Math.floor(x + width / 2) : left) + 1;
  const yMin = (bottom <= top ? Math.floor(y + height / 2) : top) + 1;
  return {
    xMin,
    yMin,
    xMax: Math.max(right, xMin),
    yMax: Math.max(bottom, yMin),
    isWidened,
    isRounded: sides.some((side) => Math.abs(side - Math.round(side)) > 1e-9),
  };
}

/** Whether an object can have an attribute: `pose` is any text, the others are numbers or yes and no. */
export function canHoldAttribute(name: string, column: Column): boolean {
  if (!VOC_ATTRIBUTES.has(name)) return false;
  const texts = column.kind === "numeric" ? [] : column.levels;
  return texts.every((text) => text.trim() === text && whyNotXml(text) === null);
}

function attributeOf(set: ObjectSet, i: number, name: string, nothing: string): string {
  const column = set.objectAttributes.columns.get(name);
  if (column === undefined || !canHoldAttribute(name, column)) return nothing;
  return cellText(column, i) ?? nothing;
}

function* annotation(set: ObjectSet, image: number): Generator<string> {
  const file = set.file[image]!;
  yield `<annotation>\n  <folder>${escapeXml(folderOf(file))}</folder>\n`;
  yield `  <filename>${escapeXml(baseName(file))}</filename>\n  <path>${escapeXml(file)}</path>\n`;
  yield `  <source><database>${WRITTEN_SOURCE}</database></source>\n`;
  yield `  <size><width>${set.widthPx[image]}</width><height>${set.heightPx[image]}</height><depth>3</depth></size>\n`;
  yield "  <segmented>0</segmented>\n";
  for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
    const i = set.objectOrder[k]!;
    const { xMin, yMin, xMax, yMax } = cornersOf(set, i);
    const name = escapeXml(set.labelNames[set.objects.label[i]!] ?? "");
    const said = [...VOC_ATTRIBUTES].map(([name, nothing]) => attributeOf(set, i, name, nothing));
    const [pose = "", truncated = "", occluded = ""] = said.map(escapeXml);
    const hidden = occluded === "0" ? "" : `    <occluded>${occluded}</occluded>\n`;
    const difficult = isUncounted(set.flags[i]!) ? 1 : 0;
    yield `  <object>\n    <name>${name}</name>\n    <pose>${pose}</pose>\n    <truncated>${truncated}</truncated>\n${hidden}    <difficult>${difficult}</difficult>\n`;
    yield `    <bndbox><xmin>${xMin}</xmin><ymin>${yMin}</ymin><xmax>${xMax}</xmax><ymax>${yMax}</ymax></bndbox>\n  </object>\n`;
  }
  yield "</annotation>\n";
}
