import { joinShapes, noShapes, selectShapes } from "../../core/masks/shapes.js";
import type { TruthObjects } from "../../core/objects.js";
import { SEARCHED } from "../../outcomes/detection-types.js";
import type { DetectionJoin } from "../detection/detection-join.js";
import type { UnansweredImages } from "../unanswered/unanswered-images.js";
import type { UnansweredObjects } from "./complete-detections.js";

/** The annotated objects of images without a prediction, those of missing files among them. */
export function unansweredObjects(
  { truth, frame, classes, missing = null }: DetectionJoin,
  { image }: Pick<UnansweredImages, "image">,
): UnansweredObjects {
  const scored = frame.sizes.widthPx.length;
  const numberOf = new Map(Array.from(image, (own, i) => [own, i]));
  const rows: [from: TruthObjects, row: number, image: number][] = [];
  for (const [part, offset] of [[truth, 0] as const, [missing?.truth ?? null, scored] as const]) {
    if (part === null) continue;
    const { objects } = part;
    for (let row = 0; row < objects.count; row++) {
      const own = numberOf.get(objects.image[row]! + offset);
      if (own !== undefined) rows.push([objects, row, own]);
    }
  }
  const size = (of: "widthPx" | "heightPx") =>
    Float64Array.from(image, (own) =>
      own < scored ? frame.sizes[of][own]! : missing!.frame.sizes[of][own - scored]!,
    );
  const width = classes.names.length;
  return {
    imageCount: image.length,
    truth: {
      count: rows.length,
      image: Int32Array.from(rows, ([, , own]) => own),
      label: Int32Array.from(rows, ([from, row]) => from.label[row]!),
      box: Float64Array.from({ length: rows.length * 4 }, (_, at) => {
        const [from, row] = rows[at >> 2]!;
        return from.box[row * 4 + (at & 3)]!;
      }),
      area: Float64Array.from(rows, ([from, row]) => from.area[row]!),
      flags: Uint8Array.from(rows, ([from, row]) => from.flags[row]!),
      ...pointsOf(rows),
      ...shapesOf(rows, truth.objects),
    },
    searched:
      truth.searched === null
        ? null
        : Uint8Array.from({ length: image.length * width }, (_, at) => {
            const own = image[Math.floor(at / width)]!;
            const [from, row] = own < scored ? [truth, own] : [missing!.truth, own - scored];
            return from.searched?.[row * width + (at % width)] ?? SEARCHED.wholly;
          }),
    widthPx: size("widthPx"),
    heightPx: size("heightPx"),
  };
}

/** Points of rows of several tables, in one order of points. */
function pointsOf(
  rows: readonly (readonly [from: TruthObjects, row: number, image: number])[],
): Pick<TruthObjects, "points"> {
  const [first] = rows;
  const points = first?.[0].points;
  if (points === undefined) return {};
  const width = 3 * points.names.length;
  const values = new Float64Array(rows.length * width);
  for (const [i, [from, row]] of rows.entries()) {
    values.set(from.points!.values.subarray(row * width, (row + 1) * width), i * width);
  }
  return { points: { ...points, values } };
}

/** Outlines of rows of several tables; none where masks are not matched. */
function shapesOf(
  rows: readonly (readonly [from: TruthObjects, row: number, image: number])[],
  { shapes }: Pick<TruthObjects, "shapes">,
): Pick<TruthObjects, "shapes"> {
  if (shapes === undefined) return {};
  const tables = rows.map(([from, row]) =>
    from.shapes === undefined ? noShapes(1) : selectShapes(from.shapes, [row]),
  );
  return { shapes: joinShapes(tables) };
}
