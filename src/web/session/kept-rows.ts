/** Scores of images, kept as long as there is room: what is beyond is told without its scores. */
export interface KeptRows {
  /** A copy is kept. */
  add(image: number, scores: Float64Array): void;
  of(image: number): Float64Array | null;
}

/** 32 MB: four labels of a million images, forty of a hundred thousand. */
const MOST_VALUES = 4 * 2 ** 20;

export function createKeptRows(most = MOST_VALUES): KeptRows {
  const rows = new Map<number, Float64Array>();
  let left = most;
  return {
    add(image, scores) {
      if (scores.length > left) return;
      left -= scores.length;
      rows.set(image, scores.slice());
    },
    of: (image) => rows.get(image) ?? null,
  };
}
