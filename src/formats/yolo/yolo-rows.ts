import {
  createGrowingFloats,
  createGrowingInts,
  type GrowingNumbers,
} from "../../core/growing-columns.js";
import { type ProblemList, quoted } from "../import-problems.js";

/** The lines of many label files that are numbers, in columns. */
export interface YoloRows {
  readonly length: number;
  /** Image that each line is about, in the order of adding. */
  readonly image: Int32Array;
  readonly line: Int32Array;
  readonly class: Int32Array;
  /** Numbers after the class of line i: values[start[i] … start[i + 1] − 1]. */
  readonly start: Int32Array;
  readonly values: Float64Array;
  /** How many lines have so many numbers after the class. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Collects lines of label files. */
export interface YoloRowReader {
  /**
   * Adds the lines of a file.
   *
   * @param onLost called for a line that is left out and listed
   * @returns how many lines hold something
   */
  addFile(image: number, text: string, path: string, onLost: () => void): number;
  finish(): YoloRows;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA_NUMBER = /^[+-]?\d+,\d+$/;

/**
 * @param isClass whether a number is that of a class
 */
export function createYoloRowReader(
  isClass: (number: number) => boolean,
  problems: ProblemList,
): YoloRowReader {
  const [image, line, classes, start] = [
    createGrowingInts(),
    createGrowingInts(),
    createGrowingInts(),
    createGrowingInts(),
  ] as const;
  const values = createGrowingFloats();
  const counts = new Map<number, number>();

  const addLine = (tokens: readonly string[], of: number, at: number, where: string): boolean => {
    const numbers = numbersOf(tokens, where, problems);
    if (numbers === null) return false;
    const [first = Number.NaN] = numbers;
    if (!Number.isInteger(first) || !isClass(first)) {
      const what = `${quoted(tokens[0] ?? "")} is no class of the data set; the line is left out`;
      problems.add("annotations/unknown-category", what, where);
      return false;
    }
    const count = numbers.length - 1;
    if (count < 4) {
      const what = `the line has ${numbers.length} numbers; a box needs 5: class, centre, width, height; it is left out`;
      problems.add("annotations/columns", what, where);
      return false;
    }
    image.push(of);
    line.push(at);
    classes.push(first);
    start.push(values.length);
    for (let i = 1; i < numbers.length; i++) values.push(numbers[i]!);
    counts.set(count, (counts.get(count) ?? 0) + 1);
    return true;
  };

  return {
    addFile(of, text, path, onLost) {
      let filled = 0;
      for (const [i, written] of text.split(/\r\n|\n|\r/).entries()) {
        const trimmed = written.trim();
        if (trimmed === "") continue;
        filled++;
        const where = `${path}, line ${i + 1}`;
        if (!addLine(trimmed.split(/\s+/), of, i + 1, where)) onLost();
      }
      return filled;
    },
    finish: () => finishRows({ image, line, classes, start, values, counts }),
  };
}

function finishRows(columns: {
  readonly image: GrowingNumbers<Int32Array>;
  readonly line: GrowingNumbers<Int32Array>;
  readonly classes: GrowingNumbers<Int32Array>;
  readonly start: GrowingNumbers<Int32Array>;
  readonly values: GrowingNumbers<Float64Array>;
  readonly counts: ReadonlyMap<number, number>;
}): YoloRows {
  columns.start.push(columns.values.length);
  return {
    length: columns.image.length,
    image: columns.image.finish(),
    line: columns.line.finish(),
    class: columns.classes.finish(),
    start: columns.start.finish(),
    values: columns.values.finish(),
    counts: columns.counts,
  };
}

/** The numbers of a line; null, and listed, where one is none. */
function numbersOf(
  tokens: readonly string[],
  where: string,
  problems: ProblemList,
): Float64Array | null {
  const numbers = new Float64Array(tokens.length);
  for (const [i, token] of tokens.entries()) {
    numbers[i] = NUMBER.test(token) ? Number(token) : Number.NaN;
    if (Number.isFinite(numbers[i])) continue;
    if (COMMA_NUMBER.test(token)) {
      const what = `${quoted(token)} has a decimal comma; the line is left out`;
      problems.add("annotations/number-format", what, where);
    } else if (i === 0) {
      const what = `${quoted(token)} is no class of the data set; the line is left out`;
      problems.add("annotations/unknown-category", what, where);
    } else {
      const what = `${quoted(token)} is no finite number; the line is left out`;
      problems.add("annotations/not-a-number", what, where);
    }
    return null;
  }
  return numbers;
}
