import { bytesOfBase64 } from "../../core/base64.js";
import { hypot } from "../../core/elementary.js";
import { isHomegroundError } from "../../core/errors.js";
import { decodePngSamples } from "../../images/png-samples.js";
import { isRecord, listOf } from "../json/json-values.js";
import { MAX_CROP_PIXELS } from "../objects/mask-runs.js";
import { boxOfPoints } from "../objects/outlines.js";
import { boxOfEllipse, ellipsePoints } from "../objects/turned-shapes.js";

/** A shape of LabelMe that is an object, or a part of one. */
export interface LabelmeShape {
  readonly label: string;
  /** Shapes of one label and group are parts of one object; null for a shape of its own. */
  readonly group: number | null;
  readonly box: Float64Array;
  /** x and y in turn; of rectangles their corners. */
  readonly polygon: Float64Array;
  /** Whether the polygon says more than the box. */
  readonly hasOutline: boolean;
  readonly area: number | null;
  /** Pixels of a mask; null where the outline is the polygon. */
  readonly mask: LabelmeMask | null;
  /** Its description, and its flags as `true` or `false`. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Pixels of a part of the image, row-major, 0 outside of the mask. */
export interface LabelmeMask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** Why a shape is not read as an object. */
export interface NoLabelmeShape {
  readonly code:
    | "annotations/not-an-object"
    | "annotations/not-a-number"
    | "annotations/outline-invalid"
    | "annotations/no-label";
  readonly what: string;
  /** Kind of the shape. */
  readonly kind: string;
}

/** Reads one of `shapes`. */
export function labelmeShape(shape: unknown): LabelmeShape | NoLabelmeShape {
  if (!isRecord(shape)) {
    return {
      code: "annotations/outline-invalid",
      what: "a shape is no object of JSON",
      kind: "shape",
    };
  }
  const kind = typeof shape["shape_type"] === "string" ? shape["shape_type"] : "polygon";
  const fail = (code: NoLabelmeShape["code"], what: string): NoLabelmeShape => ({
    code,
    what,
    kind,
  });
  const { label, group_id: groupId } = shape;
  if (kind !== "polygon" && kind !== "rectangle" && kind !== "circle" && kind !== "mask") {
    return fail("annotations/not-an-object", `a ${kind.slice(0, 40)} is not read as an object`);
  }
  if (typeof label !== "string" || label === "")
    return fail("annotations/no-label", `a ${kind} has no label`);
  const points = listOf(shape["points"]).flatMap((point) => {
    const [x, y] = listOf(point);
    return [x, y].map((side) => (typeof side === "number" ? side : Number.NaN));
  });
  if (points.some((side) => !Number.isFinite(side))) {
    return fail(
      "annotations/not-a-number",
      `a ${kind} has a point that is no pair of finite numbers`,
    );
  }
  const needed = kind === "polygon" ? 3 : 2;
  if (points.length / 2 < needed) {
    const count = points.length / 2;
    return fail(
      "annotations/outline-invalid",
      `a ${kind} has ${count} points, fewer than ${needed}`,
    );
  }
  const group = typeof groupId === "number" ? groupId : null;
  if (kind !== "mask") {
    return {
      label,
      group,
      attributes: attributesOf(shape),
      mask: null,
      ...outlineOf(kind, points),
    };
  }
  const mask = maskOf(shape["mask"], points);
  if (typeof mask === "string") return fail("annotations/outline-invalid", mask);
  const outline = outlineOf("rectangle", points);
  return { label, group, attributes: attributesOf(shape), ...outline, hasOutline: true, mask };
}

/**
 * The mask of a shape, a PNG file in base64 that fills the rectangle of the points, corners included; why it is
 * none in words.
 */
function maskOf(text: unknown, points: readonly number[]): LabelmeMask | string {
  const bytes = typeof text === "string" ? bytesOfBase64(text) : null;
  if (bytes === null) return "a mask has no picture in base64";
  const [left, top] = [0, 1].map((k) => Math.floor(Math.min(points[k]!, points[k + 2]!)));
  const [right, bottom] = [0, 1].map((k) => Math.floor(Math.max(points[k]!, points[k + 2]!)));
  try {
    const { widthPx, heightPx, channels, data } = decodePngSamples(bytes, {
      maxPixels: MAX_CROP_PIXELS,
    });
    if (channels !== 1) return "a mask is a picture of colours";
    const [width, height] = [right! - left! + 1, bottom! - top! + 1];
    if (widthPx !== width || heightPx !== height) {
      return `a mask is ${widthPx} × ${heightPx} px, its rectangle ${width} × ${height}`;
    }
    return { left: left!, top: top!, width, height, values: data };
  } catch (error) {
    if (isHomegroundError(error)) return `a mask cannot be read: ${error.what}`;
    throw error;
  }
}

function attributesOf({ description, flags }: Readonly<Record<string, unknown>>) {
  const said = isRecord(flags) ? Object.entries(flags).filter(([, is]) => isFlag(is)) : [];
  if (typeof description === "string") said.push(["description", description]);
  return Object.fromEntries(said);
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}

export function isLabelmeShape(found: LabelmeShape | NoLabelmeShape): found is LabelmeShape {
  return "box" in found;
}

function outlineOf(kind: "polygon" | "rectangle" | "circle", points: readonly number[]) {
  const [x = 0, y = 0, toX = 0, toY = 0] = points;
  if (kind === "circle") {
    const radius = hypot(toX - x, toY - y);
    return {
      box: boxOfEllipse(x, y, radius, radius),
      polygon: ellipsePoints(x, y, radius, radius),
      hasOutline: true,
      area: Math.PI * radius * radius,
    };
  }
  if (kind === "rectangle") {
    // Two opposite corners, in any order; some versions write all four.
    const box = boxOfPoints(points);
    const [left = 0, top = 0, width = 0, height = 0] = box;
    const [right, bottom] = [left + width, top + height];
    const polygon = Float64Array.of(left, top, right, top, right, bottom, left, bottom);
    return { box, polygon, hasOutline: false, area: null };
  }
  const polygon = Float64Array.from(points);
  return { box: boxOfPoints(polygon), polygon, hasOutline: true, area: null };
}
