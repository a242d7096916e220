import { runsOfPolygons } from "../../core/masks/polygon-runs.js";
import { bitmapOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { type ObjectPoints, SHAPE_FORM } from "../../core/objects.js";
import { type Column, cellText } from "../../core/table.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import {
  hasPoint,
  isAroundPoints,
  labelsWithPoints,
  placesOfPoints,
  pointOf,
} from "../objects/held-points.js";
import type { ObjectSet } from "../objects/object-set.js";
import { partsOf } from "../objects/outline-parts.js";
import { inPieces } from "../objects/written-files.js";
import { escapeXml, whyNotXml } from "../xml/xml-text.js";

/**
 * CVAT for images 1.1: one XML file. Corners are pixels from 0 with all their digits; labels of whole
 * images are tags; points are skeletons, in a group with the box or outline of their object where that is not the least box
 * around them. Masks are runs along the rows of the box around them; an outline of several parts
 * is a mask too, because CVAT's polygons are objects of their own.
 */
export function* cvatPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(cvatTexts(set));
}

function* cvatTexts(set: ObjectSet): Generator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n';
  yield `  <meta>\n    <task>\n      <name>converted by homeground</name>\n      <size>${set.imageCount}</size>\n      <mode>annotation</mode>\n      <labels>\n`;
  const attributes = attributesOf(set);
  const described = attributes.map(([name]) => {
    return `<attribute><name>${escapeXml(name)}</name><mutable>False</mutable><input_type>text</input_type><default_value></default_value><values></values></attribute>`;
  });
  const pointed = labelsWithPoints(set);
  for (const [label, name] of set.labelNames.entries()) {
    const kind = pointed.has(label) ? `<type>skeleton</type>${svgOf(set.objects.points)}` : "";
    yield `        <label><name>${escapeXml(name)}</name>${kind}<attributes>${described.join("")}</attributes></label>\n`;
    if (!pointed.has(label)) continue;
    for (const joint of set.objects.points?.names ?? []) {
      yield `        <label><name>${escapeXml(joint)}</name><type>points</type><attributes></attributes><parent>${escapeXml(name)}</parent></label>\n`;
    }
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
      yield* shapesOf(set, i, k - set.objectStart[image]! + 1, attributes);
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

/** The attribute that a shape has in its own tag: `1` where something hides a part of the object. */
const OCCLUDED = "occluded";
const YES_OR_NO = /^(1|0|true|false|NaN)$/;

/** Whether a shape can have an attribute: `occluded` is yes or no, others are any text of XML. */
export function canHoldAttribute(name: string, column: Column): boolean {
  const texts = column.kind === "numeric" ? [...column.values].map(String) : column.levels;
  if (name === OCCLUDED) return texts.every((text) => YES_OR_NO.test(text));
  const isText = (text: string) => text.trim() === text && whyNotXml(text) === null;
  return name !== "" && isText(name) && texts.every(isText);
}

/** Why a point of a skeleton cannot be called so. */
export function whyNotPoint(name: string): string | null {
  const isWhole = name !== "" && name.trim() === name;
  return whyNotXml(name) ?? (isWhole ? null : "blanks at an end are lost");
}

type Attributes = readonly (readonly [string, Column])[];

function attributesOf(set: ObjectSet): Attributes {
  const { columns } = set.objectAttributes;
  return [...columns].filter(
    ([name, column]) => name !== OCCLUDED && canHoldAttribute(name, column),
  );
}

/** The shape of an object, its skeleton, or both in a group of that number. */
function* shapesOf(
  set: ObjectSet,
  i: number,
  group: number,
  attributes: Attributes,
): Generator<string> {
  if (!hasPoint(set, i)) {
    yield shapeOf(set, i, "", attributes);
    return;
  }
  const isAlone = partsOf(set.objects.shapes, i).length === 0 && isAroundPoints(set, i);
  const grouped = isAlone ? "" : ` group_id="${group}"`;
  if (!isAlone) yield shapeOf(set, i, grouped, attributes);
  yield skeletonOf(set, i, grouped, isAlone ? attributes : []);
}

/** A point that is not there is outside, as in CVAT's own exports, which name every point of a skeleton. */
function skeletonOf(set: ObjectSet, i: number, grouped: string, attributes: Attributes): string {
  const { points } = set.objects;
  const places = new Set(placesOfPoints(set, i));
  const label = escapeXml(set.labelNames[set.objects.label[i]!] ?? "");
  const inside = (points?.names ?? []).map((name, k) => {
    const [x, y, visibility] = pointOf(points!, i, k);
    const isThere = places.has(k);
    const said = `outside="${isThere ? 0 : 1}" occluded="${isThere && visibility < 2 ? 1 : 0}"`;
    const place = isThere ? `${x},${y}` : "0,0";
    return `<points label="${escapeXml(name)}" source="manual" ${said} points="${place}"></points>`;
  });
  const occluded = isOccluded(set, i) && grouped === "" ? 1 : 0;
  const own = `label="${label}" source="manual" occluded="${occluded}"${grouped}`;
  return `    <skeleton ${own} z_order="0">${inside.join("")}${attributeTexts(i, attributes)}</skeleton>\n`;
}

/** The drawing of a skeleton: its points in a row, and the lines between them. */
function svgOf(points: ObjectPoints | undefined): string {
  if (points === undefined) return "";
  const step = 100 / points.names.length;
  const circles = points.names.map(
    (name, k) =>
      `<circle r="1.5" cx="${round(step * (k + 0.5))}" cy="50" data-type="element node" data-element-id="${k + 1}" data-node-id="${k + 1}" data-label-name="${escapeXml(name)}"></circle>`,
  );
  const lines = points.skeleton.map(
    ([from, to]) =>
      `<line x1="${round(step * (from + 0.5))}" y1="50" x2="${round(step * (to + 0.5))}" y2="50" data-type="edge" data-node-from="${from + 1}" data-node-to="${to + 1}"></line>`,
  );
  return `<svg>${escapeXml([...lines, ...circles].join(""))}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function isOccluded(set: ObjectSet, i: number): boolean {
  const column = set.objectAttributes.columns.get(OCCLUDED);
  if (column === undefined || !canHoldAttribute(OCCLUDED, column)) return false;
  return /^(1|true)$/.test(cellText(column, i) ?? "");
}

function shapeOf(set: ObjectSet, i: number, grouped: string, attributes: Attributes): string {
  const label = escapeXml(set.labelNames[set.objects.label[i]!] ?? "");
  const common = `label="${label}" source="manual" occluded="${isOccluded(set, i) ? 1 : 0}"${grouped}`;
  return elementOf(set, i, common, attributeTexts(i, attributes));
}

function attributeTexts(i: number, attributes: Attributes): string {
  const inside = attributes.map(([name, values]) => {
    const text = cellText(values, i);
    if (text === null) return "";
    return `<attribute name="${escapeXml(name)}">${escapeXml(text)}</attribute>`;
  });
  return inside.join("");
}

function elementOf(set: ObjectSet, i: number, common: string, inside: string): string {
  const { objects } = set;
  const parts = partsOf(objects.shapes, i);
  const [first] = parts;
  if (first !== undefined && objects.shapes?.form[i] === SHAPE_FORM.runs) {
    return maskElement(set, i, first, common, inside);
  }
  if (isInParts(set, i)) {
    const image = objects.image[i]!;
    const runs = runsOfPolygons(parts, set.widthPx[image]!, set.heightPx[image]!);
    return maskElement(set, i, runs, common, inside);
  }
  if (first !== undefined) {
    const pairs: string[] = [];
    for (let k = 0; k < first.length; k += 2) pairs.push(`${first[k]},${first[k + 1]}`);
    return `    <polygon ${common} points="${pairs.join(";")}" z_order="0">${inside}</polygon>\n`;
  }
  const [x, y, width, height] = objects.box.subarray(4 * i, 4 * i + 4) as unknown as [
    ...[number, number, number, number],
  ];
  return `    <box ${common} xtl="${x}" ytl="${y}" xbr="${x + width}" ybr="${y + height}" z_order="0">${inside}</box>\n`;
}

function maskElement(
  set: ObjectSet,
  i: number,
  runs: Float64Array,
  common: string,
  inside: string,
): string {
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
  return `    <mask ${common} rle="${counts.join(", ")}" left="${left}" top="${top}" width="${width}" height="${height}" z_order="0">${inside}</mask>\n`;
}
