import type { DetectedObjects } from "../../src/core/objects.js";
import { DETECTION_WIDTH } from "../../src/models/detections.js";

/** The array that `unpackDetections` takes apart. */
export function packDetections({
  count,
  box,
  score,
  label,
}: Omit<DetectedObjects, "image">): Float64Array {
  const rows = new Float64Array(count * DETECTION_WIDTH);
  for (let i = 0; i < count; i++) {
    rows.set([...box.subarray(i * 4, i * 4 + 4), score[i]!, label[i]!], i * DETECTION_WIDTH);
  }
  return rows;
}
