import { masksOf } from "../../core/masks/masks.js";
import { ringsOfEdges } from "../../core/masks/rings.js";
import type { DetectionInput } from "../../outcomes/detection-types.js";

/**
 * Corners of an outline as fractions of its picture, those of one ring behind each other, with null after each ring.
 * These are the pixels that are compared: an object without an outline has its box.
 *
 * @param row of the objects or of the detections of the input
 */
export function outlineOf(
  { truth, detections }: DetectionInput,
  of: "truth" | "detection",
  row: number,
  [widthPx, heightPx]: readonly [width: number, height: number],
): readonly (readonly [x: number, y: number] | null)[] {
  const { edges } = masksOf(of === "truth" ? truth : detections, [row], widthPx, heightPx);
  return ringsOfEdges(edges, heightPx).flatMap((ring) => [
    ...Array.from(
      { length: ring.length / 2 },
      (_, k) => [ring[2 * k]! / widthPx, ring[2 * k + 1]! / heightPx] as const,
    ),
    null,
  ]);
}
