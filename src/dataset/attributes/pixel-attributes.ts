import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import { type Column, categoricalColumn, type Table } from "../../core/table.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { type MeasuredAttributes, measureImage } from "../../images/measure.js";
import { type BackgroundMeasures, measureBackground } from "../../images/measure-background.js";
import { applyOrientation } from "../../images/orientation.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { ResultListed } from "../../results/result.js";
import { DRAW_STREAM, drawFrom } from "./draw.js";
import { hasValues } from "./image-heads.js";
import type { KnownAttribute } from "./known-attributes.js";
import type { PlacedBoxes } from "./object-boxes.js";

/** Attributes measured on pixels, of all images or of a random sample of them. */
export interface PixelAttributes {
  /** A row an image; missing where it was not measured. */
  readonly measured: readonly (MeasuredAttributes | null)[];
  /** Outside the boxes of its objects; missing too where nobody says where these are. */
  readonly background: readonly (BackgroundMeasures | null)[];
  /** Images that were drawn, and of how many. */
  readonly drawn: number;
  readonly images: number;
  readonly seed: number;
  /** Images drawn that could not be decoded. */
  readonly broken: readonly ResultListed[];
}

/** Up to so many images, all are measured unless somebody says otherwise. */
export const MEASURED_AT_MOST = 2000;
/** `inspect` measures fewer of large pictures: about so many pixels, a minute or two of work. */
const PIXELS_AT_MOST = 2_000_000_000;
const MEASURED_AT_LEAST = 100;

/**
 * How many images to measure: all up to {@link MEASURED_AT_MOST}, otherwise that many, and fewer where
 * pictures are large. Depends on the sizes alone, so that the sample is random whatever is in it.
 *
 * @param widthPx and `heightPx`: of each image; NaN where unknown
 */
export function measuredSampleSize(widthPx: Float64Array, heightPx: Float64Array): number {
  let pixels = 0;
  let known = 0;
  for (let i = 0; i < widthPx.length; i++) {
    const size = widthPx[i]! * heightPx[i]!;
    if (Number.isNaN(size)) continue;
    pixels += size;
    known++;
  }
  const most = Math.min(MEASURED_AT_MOST, widthPx.length);
  if (known === 0) return most;
  const affordable = Math.floor((PIXELS_AT_MOST * known) / pixels);
  return Math.min(most, Math.max(MEASURED_AT_LEAST, affordable));
}

export interface MeasureOptions {
  readonly access: FileAccess;
  readonly decoder: PixelDecoder;
  readonly signal: Cancellation;
  readonly seed: number;
  /** Images to draw at random; all where there are no more. */
  readonly sample: number;
  /** Boxes whose outside is measured, by file; absent: none is. */
  readonly boxes?: PlacedBoxes | null;
  /** Whether nothing but that is. */
  readonly onlyBackground?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Decodes and measures a random sample of images; see {@link measureImage} and {@link measureBackground} for
 * what is measured.
 */
export async function measurePixels(
  files: readonly ListedFile[],
  options: MeasureOptions,
): Promise<PixelAttributes> {
  const { access, decoder, signal, seed, sample, boxes = null, onProgress } = options;
  const drawn = drawFrom(files.length, sample, seed, DRAW_STREAM.measured).sort();
  const measured = new Array<MeasuredAttributes | null>(files.length).fill(null);
  const background = new Array<BackgroundMeasures | null>(files.length).fill(null);
  const broken: ResultListed[] = [];
  onProgress?.(0, drawn.length);
  for (const [done, item] of drawn.entries()) {
    signal.throwIfAborted();
    const { path } = files[item]!;
    try {
      const bytes = await access.read(path);
      const { pixels, orientation } = await decoder.decode(bytes, {
        maxPixels: DEFAULT_MAX_PIXELS,
      });
      if (options.onlyBackground !== true) measured[item] = measureImage(pixels);
      const objects = boxes?.of(item) ?? null;
      if (objects !== null) {
        background[item] = measureBackground(applyOrientation(pixels, orientation), objects.box);
      }
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      broken.push({ file: path, code: error.code, what: error.what });
    }
    onProgress?.(done + 1, drawn.length);
  }
  return { measured, background, drawn: drawn.length, images: files.length, seed, broken };
}

/**
 * A coloured picture with a mean luma below this counts as taken at night. Our own choice: no study
 * behind it; pictures by white flash that are well lit count as day.
 */
const DARK_BELOW = 0.15;

/** `night` for a picture without colour, as infrared ones are, and for a dark one. */
export function lightOf({
  isGreyscale,
  brightness,
}: Pick<MeasuredAttributes, "isGreyscale" | "brightness">): "day" | "night" {
  return isGreyscale || brightness < DARK_BELOW ? "night" : "day";
}

/**
 * Measured attributes as columns, a row an image. `light` is left out where every picture is without
 * colour: then grey says nothing of the hour.
 */
export function pixelColumns(
  { measured }: Pick<PixelAttributes, "measured">,
  names: readonly KnownAttribute[],
): Table {
  const numbers = (of: (one: MeasuredAttributes) => number): Column => ({
    kind: "numeric",
    values: Float64Array.from(measured, (one) => (one === null ? Number.NaN : of(one))),
  });
  const texts = (of: (one: MeasuredAttributes) => string): Column =>
    categoricalColumn(measured.map((one) => (one === null ? null : of(one))));
  const allGrey = measured.every((one) => one === null || one.isGreyscale);
  const columns = new Map<string, Column>();
  const add = (name: string, column: Column): void => {
    if (hasValues(column)) columns.set(name, column);
  };
  for (const name of names) {
    if (name === "brightness")
      add(
        name,
        numbers((one) => one.brightness),
      );
    if (name === "contrast")
      add(
        name,
        numbers((one) => one.contrast),
      );
    if (name === "sharpness")
      add(
        name,
        numbers((one) => one.sharpness),
      );
    if (name === "colourfulness")
      add(
        name,
        numbers((one) => one.colourfulness),
      );
    if (name === "greyscale")
      add(
        name,
        texts((one) => (one.isGreyscale ? "yes" : "no")),
      );
    if (name === "light" && !allGrey) add(name, texts(lightOf));
  }
  return { rowCount: measured.length, columns };
}
