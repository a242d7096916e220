import type { CandidateList } from "./candidates.js";
import type { BoxCorners } from "./detector-types.js";

/** Size of the model's input, in pixels. */
export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Four numbers of a box, in place, as x1, y1, x2, y2 in pixels of the frame. */
export function toCorners(
  box: Float64Array,
  corners: BoxCorners,
  unit: "pixel" | "fraction",
  frame: FrameSize,
): void {
  const [a = 0, b = 0, c = 0, d = 0] = box;
  const width = unit === "fraction" ? frame.widthPx : 1;
  const height = unit === "fraction" ? frame.heightPx : 1;
  switch (corners) {
    case "xyxy":
      set(box, a * width, b * height, c * width, d * height);
      break;
    case "yxyx":
      set(box, b * width, a * height, d * width, c * height);
      break;
    case "xywh":
      set(box, a * width, b * height, (a + c) * width, (b + d) * height);
      break;
    case "cxcywh":
      cornersOfCentre(box);
      set(box, box[0]! * width, box[1]! * height, box[2]! * width, box[3]! * height);
      break;
    default:
      corners satisfies never;
  }
}

/** Centre, width and height, in place, as x1, y1, x2, y2. */
export function cornersOfCentre(box: Float64Array): void {
  const [x = 0, y = 0, width = 0, height = 0] = box;
  set(box, x - width / 2, y - height / 2, x + width / 2, y + height / 2);
}

function set(box: Float64Array, x1: number, y1: number, x2: number, y2: number): void {
  box[0] = x1;
  box[1] = y1;
  box[2] = x2;
  box[3] = y2;
}

export function addBox(
  into: CandidateList,
  box: Float64Array,
  score: number,
  label: number,
  place: number,
): void {
  into.add(box[0]!, box[1]!, box[2]!, box[3]!, score, label, place);
}
