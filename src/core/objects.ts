/**
 * Objects in images as columns, a row an object: where each is and what it is called.
 *
 * A box is x, y, width, height in pixels of the picture as it is displayed (EXIF orientation
 * applied), continuous: pixel (0, 0) covers [0, 1) × [0, 1), so a whole image is 0, 0, W, H.
 */
export interface ObjectColumns {
  readonly count: number;
  /** Row of the image that holds each object, in the table that the objects belong to. */
  readonly image: Int32Array;
  /** Index into the label names of that table. */
  readonly label: Int32Array;
  /** x, y, width, height, row-major count × 4. */
  readonly box: Float64Array;
  /** Outlines; left out where no object has one. */
  readonly shapes?: ObjectShapes;
  /** Points of the objects; left out where nobody asked for them. */
  readonly points?: ObjectPoints;
}

/** The same points of every object, such as the joints of an animal. */
export interface ObjectPoints extends Joints {
  /**
   * x, y and a third number of each point, row-major count × names × 3. The third is what was annotated (0: nothing,
   * 1: a point that is hidden, 2: one that is seen), or how sure the model is of the point (NaN: it does not say).
   * x and y of what was not annotated are 0, of what was not predicted NaN.
   */
  readonly values: Float64Array;
}

/** Names of points, and the lines that are drawn between them. */
export interface Joints {
  readonly names: readonly string[];
  /** Pairs of indices into the names. */
  readonly skeleton: readonly (readonly [from: number, to: number])[];
}

/** Points of some objects, in the order of `rows`; absent for absent ones. */
export function selectPoints(
  points: ObjectPoints | undefined,
  rows: ArrayLike<number>,
): { readonly points?: ObjectPoints } {
  if (points === undefined) return {};
  const width = 3 * points.names.length;
  const values = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    values.set(points.values.subarray(from, from + width), i * width);
  }
  return { points: { ...points, values } };
}

/** Bits of {@link TruthObjects.flags}. */
export const OBJECT_FLAG = {
  /** A region of many objects that are not told apart: COCO's `iscrowd`. */
  crowd: 1,
  /** Neither to be found nor a false alarm when it is: VOC's `difficult`. */
  ignored: 2,
} as const;

/** Objects that somebody annotated. */
export interface TruthObjects extends ObjectColumns {
  /** In px²: of the outline where there is one, as its file says; else width × height. */
  readonly area: Float64Array;
  /** {@link OBJECT_FLAG} bits. */
  readonly flags: Uint8Array;
}

/** Objects that a model found, in the order of its answer. */
export interface DetectedObjects extends ObjectColumns {
  /** Any scale, higher is surer; finite. */
  readonly score: Float64Array;
  /**
   * In px², by which COCO tells small from large: of the outline where the file gives no box. Left
   * out where that is width × height of every box.
   */
  readonly area?: Float64Array;
}

/** Forms of {@link ObjectShapes.form}. */
export const SHAPE_FORM = { none: 0, polygons: 1, runs: 2 } as const;

/**
 * Outlines of objects. Parts of object i are partStart[i] … partStart[i + 1] − 1: the polygons of
 * an object, or its one list of runs. Values of part p are values[valueStart[p] …
 * valueStart[p + 1] − 1]: x1, y1, x2, y2, … in pixels, or the lengths of runs of zeros and ones in
 * turn, zeros first, down the columns of the image (COCO's run-length encoding).
 */
export interface ObjectShapes {
  /** One of {@link SHAPE_FORM} for each object. */
  readonly form: Uint8Array;
  readonly partStart: Int32Array;
  readonly valueStart: Int32Array;
  readonly values: Float64Array;
}
