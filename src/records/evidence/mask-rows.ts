import type { LabelSet } from "../../core/label-set.js";
import { NO_LABEL, packMask, paintEdges } from "../../core/masks/label-mask.js";
import { decodeRunText } from "../../core/masks/run-text.js";
import { edgesOfRuns, fillsImage } from "../../core/masks/runs.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import type { MaskSize } from "../../formats/import-types.js";
import { isRecord } from "../../formats/json/json-values.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { type ListedRow, listedRows } from "./listed-rows.js";
import { type SequentialPredictions, unfit } from "./prediction-rows.js";

/** The pixels of a label in `predictions.json`, as the program writes them. */
interface LabelPixels extends ListedRow {
  readonly category_name: string;
  readonly size: readonly [heightPx: number, widthPx: number];
  readonly runs: Float64Array;
}

/** Size of the mask of an image of which nothing is predicted. */
export type SizeOfMask = (image: number) => Promise<MaskSize | null> | MaskSize | null;

/**
 * The predictions of `predictions.json` of a record of masks: COCO's results with the pixels of a label a
 * line, those of an image together and images in the order of the manifest. What does not fit ends the
 * reading, with `record/predictions`.
 *
 * @param file its name, for messages
 * @param names of the scored images
 */
export function maskRows(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  names: readonly string[],
  labels: LabelSet,
  sizeOf: SizeOfMask,
): SequentialPredictions {
  const found = listedRows(pieces, file, "mask", parsed);
  return {
    labels,
    async answer(image) {
      const rows = await found.ofImage(names[image]);
      const size = rows[0] === undefined ? await sizeOf(image) : sizeHere(rows[0]);
      if (size === null) throw unfit("nothing says how large an empty mask is", found.place());
      const { widthPx, heightPx } = size;
      const mask = { ...size, labels: new Int16Array(widthPx * heightPx).fill(NO_LABEL) };
      for (const { category_name, runs, size: own } of rows) {
        const label = labels.indexOf.get(category_name);
        if (label === undefined) {
          throw unfit(`it finds ${JSON.stringify(category_name)}, no label`, found.place());
        }
        if (own[0] !== heightPx || own[1] !== widthPx) {
          throw unfit("masks of one image have different sizes", found.place());
        }
        const edges = new Uint32Array(runs.length + 1);
        paintEdges(mask, edges.subarray(0, edgesOfRuns(runs, edges, 0)), label);
      }
      return { kind: "scores", scores: packMask(mask) };
    },
    finish: () => found.finish(),
  };
}

function sizeHere({ size: [heightPx, widthPx] }: LabelPixels): MaskSize {
  return { widthPx, heightPx };
}

function parsed(text: string): LabelPixels | null {
  const value = jsonOrUndefined(text);
  if (!isRecord(value) || !isRecord(value["segmentation"])) return null;
  const { file_name, category_name, segmentation } = value;
  const { size, counts } = segmentation as Readonly<Record<string, unknown>>;
  if (typeof file_name !== "string" || typeof category_name !== "string") return null;
  if (!isSize(size) || typeof counts !== "string") return null;
  const runs = decodeRunText(counts);
  if (runs === null || !fillsImage(runs, size[1], size[0])) return null;
  return { file_name, category_name, size, runs };
}

function isSize(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [height, width] = value as unknown[];
  if (!Number.isSafeInteger(height) || !Number.isSafeInteger(width)) return false;
  const pixels = (height as number) * (width as number);
  return (height as number) > 0 && (width as number) > 0 && pixels <= DEFAULT_MAX_PIXELS;
}
