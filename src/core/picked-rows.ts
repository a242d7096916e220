/*
 * Some rows of a column, as a column: picked[i] = column[rows[i]]. A function a type, since one of all
 * types would be compiled for none of them.
 */

/** Rows of each image, in their order: `order` from `start[image]` to before `start[image + 1]`. */
export interface RowsByImage {
  readonly start: Int32Array;
  readonly order: Int32Array;
}

/**
 * Rows of no image among so many are in none.
 *
 * @param rows those that are looked at; null for all
 */
export function rowsByImage(
  image: Int32Array,
  imageCount: number,
  rows: Int32Array | null = null,
): RowsByImage {
  const start = new Int32Array(imageCount + 1);
  const isIn = (of: number): boolean => of >= 0 && of < imageCount;
  const n = rows === null ? image.length : rows.length;
  for (let i = 0; i < n; i++) {
    const of = image[rows === null ? i : rows[i]!]!;
    if (isIn(of)) start[of + 1]!++;
  }
  for (let of = 0; of < imageCount; of++) start[of + 1]! += start[of]!;
  const next = start.slice();
  const order = new Int32Array(start[imageCount]!);
  for (let i = 0; i < n; i++) {
    const row = rows === null ? i : rows[i]!;
    const of = image[row]!;
    if (isIn(of)) order[next[of]!++] = row;
  }
  return { start, order };
}

export function rowsOfImage({ start, order }: RowsByImage, image: number): Int32Array {
  return order.subarray(start[image]!, start[image + 1]!);
}

export function pickIntegers(column: Int32Array, rows: Int32Array): Int32Array<ArrayBuffer> {
  const picked = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}

export function pickNumbers(column: Float64Array, rows: Int32Array): Float64Array<ArrayBuffer> {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}

/** Of numbers of 16 bits. */
export function pickShorts(column: Uint16Array, rows: Int32Array): Uint16Array<ArrayBuffer> {
  const picked = new Uint16Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}

export function pickBytes(column: Uint8Array, rows: Int32Array): Uint8Array<ArrayBuffer> {
  const picked = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]!]!;
  return picked;
}
