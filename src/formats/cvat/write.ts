import { runsOfPolygons } from "../../core/masks/polygon-runs.js";
import { bitmapOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { SHAPE_FORM } from "../../core/objects.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import type { ObjectSet } from "../objects/object-set.js";
import { partsOf } from "../objects/outline-parts.js";
import { inPieces } from "../objects/written-files.js";
import { escapeXml } from "../xml/xml-text.js";

/**
 * CVAT for images 1.1: one XML file. Corners are pixels from 0 with all their digits; labels of whole
 * images are tags. Masks are runs along the rows of the box around them; an outline of several parts
 * is a mask too, because CVAT's polygons are objects of their own.
 */
export function* cvatPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(cvatTexts(set));
}

function* cvatTexts(set: ObjectSet): Generator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n';
  yield `  <meta>\n    <task>\n      <name>converted by homeground</name>\n      <size>${set.imageCount}</size>\n      <mode>annotation</mode>\n      <labels>\n`;
  for (const name of set.labelNames) {
    yield `        <label><name>${escapeXml(name)}</name><attributes></attributes></label>\n`;
  }
  yield "      </labels>\n    </task>\n  </meta>\n";
  for (let image = 0; image < set.imageCount; image++) {
    yield `  <image id="${image}" name="${escapeXml(set.file[image]!)}" width="${set.widthPx[image]}" height="${set.heightPx[image]}">\n`;
    for (let k = set.imageLabelStart[image]!; k < set.imageLabelStart[image + 1]!; k++) {
      const label = set.labelNames[set.imageLabels[k]!] ?? "";
      yield `    <tag label="${escapeXml(label)}" source="manual"></tag>\n`;
    }
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      const i = set.objectOrder[k]!;
      yield shapeOf(set, i);
    }
    yield "  </image>\n";
  }
  yield "</annotations>\n";
}

/** Counts the outlines of several parts, which become masks of pixels. */
export function countCvatMasks(set: ObjectSet, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    if (!isInParts(set, i)) continue;
    const words = "outlines of several parts become masks of whole pixels";
    losses.add("convert/rounded", words, set.file[set.objects.image[i]!]!);
  }
}

function isInParts({ objects }: ObjectSet, i: number): boolean {
  const { shapes } = objects;
  const isPolygons = shapes?.form[i] === SHAPE_FORM.polygons;
  return isPolygons && shapes.partStart[i + 1]! - shapes.partStart[i]! > 1;
}

function shapeOf(set: ObjectSet, i: number): string {
  const { objects, labelNames } = set;
  const label = escapeXml(labelNames[objects.label[i]!] ?? "");
  const common = `label="${label}" source="manual" occluded="0"`;
  const parts = partsOf(objects.shapes, i);
  const [first] = parts;
  if (first !== undefined && objects.shapes?.form[i] === SHAPE_FORM.runs) {
    return maskElement(set, i, first, common);
  }
  if (isInParts(set, i)) {
    const image = objects.image[i]!;
    const runs = runsOfPolygons(parts, set.widthPx[image]!, set.heightPx[image]!);
    return maskElement(set, i, runs, common);
  }
  if (first !== undefined) {
    const pairs: string[] = [];
    for (let k = 0; k < first.length; k += 2) pairs.push(`${first[k]},${first[k + 1]}`);
    return `    <polygon ${common} points="${pairs.join(";")}" z_order="0"></polygon>\n`;
  }
  const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
    ...[number, number, number, number],
  ];
  return `    <box ${common} xtl="${x}" ytl="${y}" xbr="${x + width}" ybr="${y + height}" z_order="0"></box>\n`;
}

function maskElement(set: ObjectSet, i: number, runs: Float64Array, common: string): string {
  const image = set.objects.image[i]!;
  const [widthPx, heightPx] = [set.widthPx[image]!, set.heightPx[image]!];
  const bitmap = bitmapOfRuns(runs, widthPx, heightPx);
  const [left, top, width, height] = boxOfRuns(runs, heightPx) as unknown as [
    ...[number, number, number, number],
  ];
  const counts: number[] = [];
  let last = 0;
  let run = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      const value = bitmap[y * widthPx + x]!;
      if (value !== last) {
        counts.push(run);
        [run, last] = [0, value];
      }
      run++;
    }
  }
  counts.push(run);
  return `    <mask ${common} rle="${counts.join(", ")}" left="${left}" top="${top}" width="${width}" height="${height}" z_order="0"></mask>\n`;
}
