import { maskOverlaps, masksOf } from "../../src/core/masks/masks.js";
import { runsOfPolygons } from "../../src/core/masks/polygon-runs.js";
import { decodeRunText, encodeRunText } from "../../src/core/masks/run-text.js";
import {
  areaOfRuns,
  bitmapOfRuns,
  boxOfRuns,
  mergeRuns,
  runsOfBitmap,
} from "../../src/core/masks/runs.js";
import { type ObjectColumns, SHAPE_FORM } from "../../src/core/objects.js";

type Input = Readonly<Record<string, unknown>>;

/** A mask in an oracle file. */
interface TextMask {
  readonly size: readonly [heightPx: number, widthPx: number];
  readonly counts: string;
}

/** By `oracle/kind`: masks as COCO has them. */
export const MASK_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["j_detection/rle", runLengths],
  ["j_detection/rle_iou", overlaps],
  ["j_detection/rle_merge", merged],
]);

function runLengths(input: Input): unknown {
  const { mask, polygons, h, w } = input as {
    mask?: readonly string[];
    polygons?: readonly (readonly number[])[];
    h?: number;
    w?: number;
  };
  const height = mask?.length ?? h ?? 0;
  const width = mask?.[0]?.length ?? w ?? 0;
  const runs =
    mask === undefined
      ? runsOfPolygons(
          (polygons ?? []).map((xy) => Float64Array.from(xy)),
          width,
          height,
        )
      : runsOfBitmap(Uint8Array.from(mask.join(""), Number), width, height);
  return {
    counts: encodeRunText(runs),
    size: [height, width],
    area: areaOfRuns(runs),
    bbox: Array.from(boxOfRuns(runs, height)),
    rle_uncompressed: Array.from(runs),
    ...(mask === undefined ? { mask: rowsOf(bitmapOfRuns(runs, width, height), width) } : {}),
  };
}

/** A bitmap as the oracles write it: a text of 0 and 1 for each row. */
function rowsOf(bitmap: Uint8Array, width: number): string[] {
  const height = bitmap.length / width;
  return Array.from({ length: height }, (_, y) =>
    bitmap.subarray(y * width, (y + 1) * width).join(""),
  );
}

function overlaps(input: Input): unknown {
  const { dt, gt, iscrowd } = input as {
    dt: readonly TextMask[];
    gt: readonly TextMask[];
    iscrowd: readonly number[];
  };
  const [height, width] = gt[0]?.size ?? [0, 0];
  const rows = (of: readonly TextMask[]) => of.map((_, k) => k);
  const iou = maskOverlaps(
    ...([masksOf(objectsOf(dt), rows(dt), width, height), rows(dt)] as const),
    ...([masksOf(objectsOf(gt), rows(gt), width, height), rows(gt)] as const),
    Uint8Array.from(iscrowd),
  );
  return { iou: dt.map((_, d) => Array.from(iou.subarray(d * gt.length, (d + 1) * gt.length))) };
}

function merged(input: Input): unknown {
  const { rles, intersect } = input as { rles: readonly TextMask[]; intersect: boolean };
  const runs = mergeRuns(rles.map(runsOf), intersect ? "intersection" : "union");
  return { counts: encodeRunText(runs), area: areaOfRuns(runs) };
}

function runsOf({ counts }: TextMask): Float64Array {
  const runs = decodeRunText(counts);
  if (runs === null) throw new Error(`${counts} is no text of runs`);
  return runs;
}

function objectsOf(masks: readonly TextMask[]): ObjectColumns {
  const runs = masks.map(runsOf);
  const count = masks.length;
  const valueStart = new Int32Array(count + 1);
  for (const [k, { length }] of runs.entries()) valueStart[k + 1] = valueStart[k]! + length;
  return {
    count,
    image: new Int32Array(count),
    label: new Int32Array(count),
    box: new Float64Array(count * 4),
    shapes: {
      form: new Uint8Array(count).fill(SHAPE_FORM.runs),
      partStart: Int32Array.from({ length: count + 1 }, (_, k) => k),
      valueStart,
      values: Float64Array.from(runs.flatMap((one) => [...one])),
    },
  };
}
