const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Numbers of a box, and of a box behind its confidence. */
const [OF_LABELS, OF_PREDICTIONS] = [4, 5];
/** Word behind the box of an object that does not count. */
const DIFFICULT = "difficult";

/** An object as a line writes it. */
export interface MapObject {
  /** One word or several. */
  readonly label: string;
  /** left, top, width, height in pixels, between the corners of the line. */
  readonly box: readonly [number, number, number, number];
  readonly isDifficult: boolean;
  /** Of predictions; null for labels. */
  readonly score: number | null;
}

/** The object of a line: a class that is no number, a confidence in predictions, and two corners; null for another. */
export function mapObject(line: string): MapObject | null {
  const words = line.split(/\s+/);
  const isDifficult = words.at(-1) === DIFFICULT;
  if (isDifficult) words.pop();
  const end = words.findLastIndex((word) => !NUMBER.test(word)) + 1;
  const numbers = words.slice(end).map(Number);
  const isScored = numbers.length === OF_PREDICTIONS;
  if (end === 0 || (numbers.length !== OF_LABELS && !isScored)) return null;
  const [left = 0, top = 0, right = 0, bottom = 0] = numbers.slice(-OF_LABELS);
  return {
    label: words.slice(0, end).join(" "),
    box: [left, top, right - left, bottom - top],
    isDifficult,
    score: isScored ? numbers[0]! : null,
  };
}

/** Paths at which the image of a text should be: `images-optional` beside `ground-truth`. */
export function mapImage(text: string): readonly string[] {
  const stem = text.replace(/\.txt$/i, "");
  const twins = ["images-optional", "images"].map((folder) =>
    stem.replace(/(^|\/)[^/]+\/([^/]*)$/, `$1${folder}/$2`),
  );
  return [...new Set([...twins, stem])];
}
