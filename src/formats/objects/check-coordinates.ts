import { SHAPE_FORM } from "../../core/objects.js";
import { type Sentence, said, say } from "../../core/sentence.js";
import type { ImportProblem } from "../import-types.js";
import type { CoordinateFinding, RowSizes } from "./coordinate-types.js";
import type { BoxWriting, TruthRegions } from "./object-types.js";
import { asWritten, type BoxReading, fromWritten, sayBoxes } from "./reinterpret-boxes.js";
import { sizeFindings } from "./size-mismatch.js";

/** Boxes may reach beyond their image by so much of its size, and a pixel. */
const EDGE_SLACK = 0.01;
/** Least share of boxes beyond their image from which on they may have been centres. */
const CENTRED_SHARE = 0.1;
/** Fewer boxes do not show where pixels are counted from, or that percentages are meant. */
const FEW = 20;
/** Fractions beyond this are none. */
export const FAR_FRACTION = 1.5;
/** Images from this size on show that numbers up to 100 are no pixels. */
const LARGE_PX = 200;

/** Boxes of labels, or of predictions: what their areas should be nobody says. */
interface CheckedBoxes extends Pick<TruthRegions, "unit" | "written" | "widthPx" | "heightPx"> {
  readonly objects: Pick<TruthRegions["objects"], "count" | "image" | "box"> &
    Partial<Pick<TruthRegions["objects"], "area" | "shapes">>;
}

/**
 * Looks for boxes that are not what their format says: fractions, percentages and pixels taken for
 * each other, two corners or centres taken for left, top, width and height and the other way round,
 * pixels counted from 1, and sizes in the file that are not those of the images. Nothing is changed;
 * each finding says with which option it would be.
 *
 * A reading of the numbers is proposed when boxes as they were read leave their images, and read so
 * not one does; or when the areas in the file are those of that reading.
 *
 * @param measured sizes of the image files; null where they are not known
 * @param source name of the file or folder, for messages
 * @param sayReading how to decide for a reading, behind `if they are,`; default: of labels
 */
export function checkCoordinates(
  regions: CheckedBoxes,
  measured: RowSizes | null,
  source: string,
  sayReading: SayReading = sayBoxes,
): readonly CoordinateFinding[] {
  const sizes = measured === null ? [] : sizeFindings(regions, measured, source);
  if (regions.objects.count === 0) return sizes;
  const seen = survey(regions, measured);
  const found = [
    ...unitFindings(regions, seen, sayReading),
    ...writingFindings(regions, seen, sayReading),
  ];
  return [
    ...found.map(({ code, what, boxes }) => ({ code, ...said(what), boxes, where: source })),
    ...sizes,
  ];
}

/** How to decide for a reading, or for another one where it is that. */
type SayReading = (reading: BoxReading, other?: BoxReading) => Sentence;

/** What all boxes show. */
interface Survey {
  readonly count: number;
  /** Boxes wholly within 0 to 1, and within 0 to 100. */
  readonly inUnit: number;
  readonly inHundred: number;
  /** Boxes with an edge beyond {@link FAR_FRACTION}. */
  readonly far: number;
  readonly largest: number;
  /** Boxes on images of a known size, and on those that are large. */
  readonly sized: number;
  readonly onLarge: number;
  /** Boxes that lie within their image if the numbers are read so. */
  readonly fits: Readonly<Record<BoxWriting, number>>;
  /** Boxes beyond the right or lower edge of the image whose size was measured, as pixels. */
  readonly beyondPixels: number;
  /** Boxes without an outline whose area in the file is that of two corners, and not w × h. */
  readonly areaOfCorners: number;
  /** Boxes with a number that is no whole one. */
  readonly broken: number;
  /** Boxes that begin before 1, at 1, and that end at the image's width or height. */
  readonly beforeOne: number;
  readonly atOne: number;
  readonly atEnd: number;
}

const WRITINGS: readonly BoxWriting[] = ["xywh", "xyxy", "cxcywh"];

function survey(regions: CheckedBoxes, measured: RowSizes | null): Survey {
  const { objects, unit } = regions;
  const { count, box, image, area, shapes } = objects;
  const written = regions.written ?? "xywh";
  const seen = {
    count,
    inUnit: 0,
    inHundred: 0,
    far: 0,
    largest: 0,
    sized: 0,
    onLarge: 0,
    fits: { xywh: 0, xyxy: 0, cxcywh: 0 },
    beyondPixels: 0,
    areaOfCorners: 0,
    broken: 0,
    beforeOne: 0,
    atOne: 0,
    atEnd: 0,
  };
  const raw = new Float64Array(4);
  const read = new Float64Array(4);
  for (let i = 0; i < count; i++) {
    const row = image[i]!;
    const x = box[4 * i]!;
    const y = box[4 * i + 1]!;
    const w = box[4 * i + 2]!;
    const h = box[4 * i + 3]!;
    const right = x + w;
    const bottom = y + h;
    const edge = Math.max(right, bottom);
    const sizes = isSized(regions, row) ? regions : isSized(measured, row) ? measured : null;
    const widthPx = sizes?.widthPx[row] ?? Number.NaN;
    const heightPx = sizes?.heightPx[row] ?? Number.NaN;
    const width = unit === "fraction" ? 1 : widthPx;
    const height = unit === "fraction" ? 1 : heightPx;
    seen.largest = Math.max(seen.largest, edge);
    if (x >= 0 && y >= 0 && edge <= 1 + 1e-6) seen.inUnit++;
    if (x >= 0 && y >= 0 && edge <= 100.5) seen.inHundred++;
    if (edge > FAR_FRACTION) seen.far++;
    if (sizes !== null) {
      seen.sized++;
      if (Math.min(widthPx, heightPx) >= LARGE_PX) seen.onLarge++;
      if (right > widthPx + 1 || bottom > heightPx + 1) seen.beyondPixels++;
    }
    raw[0] = x;
    raw[1] = y;
    raw[2] = w;
    raw[3] = h;
    asWritten(raw, 0, written);
    for (const writing of WRITINGS) {
      for (let side = 0; side < 4; side++) read[side] = raw[side]!;
      fromWritten(read, 0, writing);
      if (fitsIn(read, width, height, unit === "fraction" ? 0 : 1)) seen.fits[writing]++;
    }
    const hasOutline = shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none;
    const ofCorners = (raw[2]! - raw[0]!) * (raw[3]! - raw[1]!);
    const areaInFile = area?.[i] ?? Number.NaN;
    if (!hasOutline && isNear(areaInFile, ofCorners) && !isNear(areaInFile, w * h))
      seen.areaOfCorners++;
    const isWhole =
      Number.isInteger(x) && Number.isInteger(y) && Number.isInteger(w) && Number.isInteger(h);
    if (!isWhole) seen.broken++;
    if (x < 1 || y < 1) seen.beforeOne++;
    if (x === 1 || y === 1) seen.atOne++;
    if (right === width || bottom === height) seen.atEnd++;
  }
  return seen;
}

function isSized(sizes: Partial<RowSizes> | null, row: number): sizes is RowSizes {
  return (sizes?.widthPx?.[row] ?? 0) > 0 && (sizes?.heightPx?.[row] ?? 0) > 0;
}

function fitsIn(box: Float64Array, width: number, height: number, pixel: 0 | 1): boolean {
  const x = box[0]!;
  const y = box[1]!;
  const w = box[2]!;
  const h = box[3]!;
  if (!(w > 0 && h > 0)) return false;
  // Without a known size only the sides that begin at 0 can be overstepped.
  const slackX = (Number.isNaN(width) ? 0 : width * EDGE_SLACK) + pixel;
  const slackY = (Number.isNaN(height) ? 0 : height * EDGE_SLACK) + pixel;
  return x >= -slackX && y >= -slackY && !(x + w > width + slackX) && !(y + h > height + slackY);
}

function isNear(value: number, wanted: number): boolean {
  return wanted > 0 && Math.abs(value - wanted) <= 0.01 * wanted;
}

interface Found extends Pick<CoordinateFinding, "code" | "boxes"> {
  readonly what: Sentence;
}

function unitFindings(
  { unit }: CheckedBoxes,
  seen: Survey,
  sayReading: SayReading,
): readonly Found[] {
  const { count, inUnit, inHundred, far, largest } = seen;
  if (unit === "pixel") {
    if (inUnit === count) {
      return [
        {
          code: "annotations/looks-normalised",
          what: say`all ${count} boxes lie between 0 and 1: they look like fractions of the image, not like pixels; if they are, ${sayReading("fraction")}`,
          boxes: "fraction",
        },
      ];
    }
    const isLarge = seen.sized === count && seen.onLarge === count;
    if (count >= FEW && inHundred === count && isLarge && largest > 50) {
      return [
        {
          code: "annotations/looks-percent",
          what: say`all ${count} boxes lie between 0 and 100, and the images are larger: they look like percentages; if they are, ${sayReading("percent")}`,
          boxes: "percent",
        },
      ];
    }
    return [];
  }
  if (far === 0 || far < count / 2) return [];
  const isPercent = inHundred === count && (seen.sized < count || seen.onLarge === count);
  return [
    isPercent
      ? {
          code: "annotations/looks-percent",
          what: say`${far} of ${count} boxes reach beyond 1 and none beyond 100: they look like percentages, not like fractions; if they are, ${sayReading("percent", "pixel")}`,
          boxes: "percent",
        }
      : {
          code: "annotations/looks-absolute",
          what: say`${far} of ${count} boxes reach beyond 1, up to ${round(largest)}: they look like pixels, not like fractions${seen.beyondPixels > 0 ? `, though ${seen.beyondPixels} are larger than their image` : ""}; if they are, ${sayReading("pixel")}`,
          boxes: "pixel",
        },
  ];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const WRITING_WORDS: Readonly<Record<BoxWriting, readonly [ImportProblem["code"], string]>> = {
  xywh: ["annotations/looks-like-xywh", "left, top, width and height"],
  xyxy: ["annotations/looks-like-xyxy", "two corners"],
  cxcywh: ["annotations/looks-centred", "centre, width and height"],
};

function writingFindings(
  regions: CheckedBoxes,
  seen: Survey,
  sayReading: SayReading,
): readonly Found[] {
  const { count, fits } = seen;
  const written = regions.written ?? "xywh";
  const beyond = count - fits[written];
  const found: Found[] = [];
  for (const writing of WRITINGS) {
    if (writing === written) continue;
    const isMany = writing === "xyxy" || beyond >= CENTRED_SHARE * count;
    const isByPlace = beyond > 0 && isMany && fits[writing] === count;
    const isByArea = writing === "xyxy" && written === "xywh" && seen.areaOfCorners >= 0.9 * count;
    if (!isByPlace && !isByArea) continue;
    const [code, words] = WRITING_WORDS[writing];
    const reasons = [
      ...(isByPlace
        ? [
            `${beyond} of ${count} boxes leave their image as they are read, and none does as ${words}`,
          ]
        : []),
      ...(isByArea ? [`the areas in the file are those of ${words}`] : []),
    ];
    const what = say`${reasons.join("; ")}: the numbers look like ${words}; if they are, ${sayReading(writing)}`;
    found.push({ code, what, boxes: writing });
  }
  const isOneBased =
    regions.unit === "pixel" && count >= FEW && seen.broken === 0 && seen.beforeOne === 0;
  if (isOneBased && found.length === 0 && seen.atOne >= 3 && seen.atEnd > 0) {
    const what = say`no box begins at 0, ${seen.atOne} begin at 1, and ${seen.atEnd} end at the image's width or height: pixels look as if they were counted from 1; if they are, ${sayReading("one-based")}`;
    found.push({ code: "annotations/looks-one-based", what, boxes: "one-based" });
  }
  return found;
}
