import { NO_LABEL } from "../../core/masks/label-mask.js";
import { boxOfRuns, runsOfEdges } from "../../core/masks/runs.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { downColumns, regionOfValue } from "./mask-regions.js";
import { type MaskStroke, maskOfStrokes } from "./mask-strokes.js";

/** Pixels of one label or object, as files of objects have them. */
export interface PaintedObject {
  readonly label: string;
  /** Its name in its image. */
  readonly id: string;
  /** Of what nobody can say: it is neither to be found nor wrong. */
  readonly flags: number;
  /** Lengths of runs down the columns, zeros first. */
  readonly runs: Float64Array;
  readonly box: Float64Array;
}

/** What files call pixels of which nobody can say what they are; readers take them for void. */
const VOID_LABEL = "void";

/** What was painted on an image: labels in the order of their first stroke, what nobody can say last. */
export function paintedObjects(strokes: readonly MaskStroke[]): readonly PaintedObject[] {
  const mask = maskOfStrokes(strokes);
  if (mask === null) return [];
  const { widthPx, heightPx, codes, parts } = mask;
  const found: PaintedObject[] = [];
  const add = (code: number, label: string, id: string, flags: number): void => {
    const region = regionOfValue(codes, code);
    if (region.length === 0) return;
    const runs = runsOfEdges(downColumns(region, mask), widthPx * heightPx);
    found.push({ label, id, flags, runs, box: boxOfRuns(runs, heightPx) });
  };
  for (const [k, { label, object }] of parts.entries()) add(k + 1, label, object ?? label, 0);
  add(NO_LABEL, VOID_LABEL, VOID_LABEL, OBJECT_FLAG.ignored);
  return found;
}
