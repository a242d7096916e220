import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { decodePngSamples } from "../../images/png-samples.js";
import { runsOfValues } from "../mask-images/instance-values.js";

/** The segments of a PNG file by their numbers, and what no segment is. */
export interface Segmentation {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Number of each pixel's segment, row-major; 0 is void. */
  readonly ids: Uint32Array;
  /** Lengths of runs of each number but 0, down the columns, zeros first. */
  readonly runs: ReadonlyMap<number, readonly number[]>;
}

/**
 * The segments of a PNG file: R + 256·G + 65,536·B is the number of a pixel's. A palette stands for its
 * colours; a file of grey has the number itself.
 * Source: github.com/cocodataset/panopticapi, `utils.py` (`rgb2id`).
 *
 * @throws HomegroundError `image/…` of a damaged file
 */
export function readSegments(bytes: Uint8Array): Segmentation {
  const { widthPx, heightPx, channels, data, palette } = decodePngSamples(bytes, {
    maxPixels: DEFAULT_MAX_PIXELS,
  });
  const ids = new Uint32Array(widthPx * heightPx);
  for (let i = 0, k = 0; i < ids.length; i++, k += channels) {
    if (channels >= 3) ids[i] = data[k]! + 256 * data[k + 1]! + 65_536 * data[k + 2]!;
    else if (palette === null) ids[i] = data[k]!;
    else {
      const at = 3 * data[k]!;
      ids[i] = palette[at]! + 256 * palette[at + 1]! + 65_536 * palette[at + 2]!;
    }
  }
  return { widthPx, heightPx, ids, runs: runsOfValues({ widthPx, heightPx, values: ids }) };
}

/** Runs of the pixels that are of none of some segments; null where all are. */
export function runsOfOthers(
  { widthPx, heightPx, ids }: Segmentation,
  kept: ReadonlySet<number>,
): readonly number[] | null {
  const others = new Uint8Array(ids.length);
  let [last, isOther] = [-1, 1];
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== last) {
      last = ids[i]!;
      isOther = kept.has(last) ? 0 : 1;
    }
    others[i] = isOther;
  }
  return runsOfValues({ widthPx, heightPx, values: others }).get(1) ?? null;
}
