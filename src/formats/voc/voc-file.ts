import { HomegroundError } from "../../core/errors.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { createFieldCounter } from "../fields.js";
import { type ProblemList, quoted } from "../import-problems.js";
import type { FieldNotRead } from "../import-types.js";
import { childNamed, parseXml, textNamed, type XmlElement } from "../xml/xml-elements.js";
import { SAID_TWICE, VOC_ATTRIBUTES, VOC_FIELDS, WRITTEN_SOURCE } from "./fields.js";

/** An annotation file of Pascal VOC, as it stands. */
export interface VocFile {
  /** "" where it is missing. */
  readonly fileName: string;
  /** NaN where it is missing or no number. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly objects: readonly VocObject[];
  /** Objects that are left out and listed. */
  readonly lost: number;
  /** Parts of objects, such as heads, which are not read. */
  readonly parts: number;
  readonly notRead: readonly FieldNotRead[];
  /** Whether Homeground wrote the file. */
  readonly isOwn: boolean;
}

export interface VocObject {
  /** Place among the objects of its file, from 1. */
  readonly number: number;
  readonly label: string;
  /** xmin, ymin, xmax, ymax as written; null where only a polygon is there. */
  readonly corners: Float64Array | null;
  /** x and y in turn, as written; null for none. */
  readonly polygon: Float64Array | null;
  readonly flags: number;
  /** `VOC_ATTRIBUTES` that say something. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads one annotation file. Objects without a name or a box are listed and left out.
 *
 * @throws HomegroundError `input/bad-shape` where the root is no `annotation`, and as `parseXml`
 */
export function parseVocFile(bytes: Uint8Array, source: string, problems: ProblemList): VocFile {
  let fileName = "";
  let size: XmlElement | undefined;
  let isOwn = false;
  const objects: VocObject[] = [];
  const seen = { objects: 0, parts: 0 };
  const notRead = createFieldCounter(VOC_FIELDS);
  const countIn = (place: string, { children }: XmlElement, where: string): void => {
    for (const child of children) notRead.field(place, child.name, saidBy(child), where);
  };
  parseXml(bytes, source, problems, {
    onRoot({ name }) {
      if (name === "annotation") return;
      throw new HomegroundError("input/bad-shape", {
        what: `the root element is ${quoted(name)}, and annotation is expected`,
        where: source,
        fix: "Give annotations of Pascal VOC, an XML file for each image",
      });
    },
    onChild(child) {
      notRead.field("", child.name, saidBy(child), source);
      if (child.name === "source") {
        countIn("source/", child, source);
        isOwn = textNamed(child, "database") === WRITTEN_SOURCE;
      } else if (child.name === "size") countIn("size/", child, source);
      if (child.name === "filename") fileName = child.text;
      else if (child.name === "size") size = child;
      else if (child.name === "object") {
        const number = ++seen.objects;
        seen.parts += child.children.filter(({ name }) => name === "part").length;
        countIn("object/", child, `${source}, object ${number}`);
        const object = objectOf(child, number, `${source}, object ${number}`, problems);
        if (object !== null) objects.push(object);
      }
    },
  });
  const side = (name: string): number =>
    size === undefined ? Number.NaN : Number(textNamed(size, name) ?? Number.NaN);
  return {
    fileName,
    widthPx: side("width"),
    heightPx: side("height"),
    objects,
    lost: seen.objects - objects.length,
    parts: seen.parts,
    notRead: notRead.finish().filter(({ field }) => !(isOwn && SAID_TWICE.has(field))),
    isOwn,
  };
}

function objectOf(
  element: XmlElement,
  number: number,
  where: string,
  problems: ProblemList,
): VocObject | null {
  const label = textNamed(element, "name");
  if (label === undefined) {
    problems.add("annotations/no-label", "an object has no name; it is left out", where);
    return null;
  }
  const box = childNamed(element, "bndbox");
  const polygon = polygonOf(childNamed(element, "polygon"), where, problems);
  const flags = textNamed(element, "difficult") === "1" ? OBJECT_FLAG.ignored : 0;
  const attributes = attributesOf(element);
  if (box === undefined) {
    if (polygon !== null) return { number, label, corners: null, polygon, flags, attributes };
    const what = `an object ${quoted(label)} has no bndbox; it is left out`;
    problems.add("annotations/box-invalid", what, where);
    return null;
  }
  const corners = new Float64Array(4);
  for (const [k, side] of ["xmin", "ymin", "xmax", "ymax"].entries()) {
    const value = numberNamed(box, side, where, problems);
    if (value === null) return null;
    corners[k] = value;
  }
  return { number, label, corners, polygon, flags, attributes };
}

function attributesOf(object: XmlElement): Readonly<Record<string, string>> {
  const said = [...VOC_ATTRIBUTES].flatMap(([name, nothing]) => {
    const text = textNamed(object, name);
    return text === undefined || text === nothing ? [] : [[name, text] as const];
  });
  return Object.fromEntries(said);
}

/** All text of an element, to see whether it says something. */
function saidBy({ text, children }: XmlElement): string {
  return text !== "" ? text : children.map(saidBy).join("");
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number in an element; null, and listed, where it is none. */
function numberNamed(
  element: XmlElement,
  name: string,
  where: string,
  problems: ProblemList,
): number | null {
  const text = textNamed(element, name) ?? "";
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  if (/^[+-]?\d+,\d+$/.test(text)) {
    const what = `${name} is ${quoted(text)}, with a decimal comma; the object is left out`;
    problems.add("annotations/number-format", what, where);
  } else {
    const what = `${name} is ${quoted(text)}, no finite number; the object is left out`;
    problems.add("annotations/not-a-number", what, where);
  }
  return null;
}

/** Points named x1, y1, x2, y2, … */
function polygonOf(
  element: XmlElement | undefined,
  where: string,
  problems: ProblemList,
): Float64Array | null {
  if (element === undefined) return null;
  const points: number[] = [];
  const byName = new Map(element.children.map(({ name, text }) => [name, text]));
  for (let i = 1; byName.has(`x${i}`) && byName.has(`y${i}`); i++) {
    points.push(...[byName.get(`x${i}`), byName.get(`y${i}`)].map((t) => numberOfText(t ?? "")));
  }
  if (points.length >= 6 && points.every(Number.isFinite)) return Float64Array.from(points);
  const what = "a polygon of fewer than three points named x1, y1, …; it is left out";
  problems.add("annotations/outline-invalid", what, where);
  return null;
}

function numberOfText(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}
