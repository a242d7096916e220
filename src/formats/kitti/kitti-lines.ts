/** Numbers of a line behind its type: truncated, occluded, alpha, box, dimensions, location, rotation. */
const OF_LABELS = 14;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The box of a line is in these columns, the type being column 0. */
const BOX_AT = 4;
/** Column of the score, in lines of predictions alone. */
export const SCORE_AT = OF_LABELS + 1;
/** Type of regions in which nobody annotated anything. */
export const DONT_CARE = "DontCare";

/** Columns of a line. */
export function kittiColumns(line: string): readonly string[] {
  return line.split(/\s+/);
}

/** Whether a line is one of KITTI: a word, and 14 numbers of an object or 15 of a prediction. */
export function isKittiLine(line: string, numbers: number): boolean {
  const [type = "", ...rest] = kittiColumns(line);
  const isWord = type !== "" && !NUMBER.test(type);
  return isWord && rest.length === numbers && rest.every((t) => NUMBER.test(t));
}

/** How many numbers stand behind the type. */
export const NUMBERS = { labels: OF_LABELS, predictions: OF_LABELS + 1 } as const;

/** left, top, width, height in pixels. */
export type KittiBox = readonly [number, number, number, number];

/** The box between a line's corners; null where one is no number. */
export function kittiBox(columns: readonly string[]): KittiBox | null {
  const corners = columns.slice(BOX_AT, BOX_AT + 4);
  if (corners.length < 4 || !corners.every((text) => NUMBER.test(text))) return null;
  const [left = 0, top = 0, right = 0, bottom = 0] = corners.map(Number);
  return [left, top, right - left, bottom - top];
}

/** Paths at which the image of a file of labels should be: `image_2` beside `label_2`. */
export function kittiImage(text: string): readonly string[] {
  const stem = text.replace(/\.txt$/i, "");
  const twin = stem.replace(/(^|\/)labels?(_\d+)?\/([^/]*)$/, "$1image$2/$3");
  return [...new Set([twin, stem])];
}
