const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const CORNERS = 8;

/** A line before the objects: `imagesource:GoogleEarth`, `gsd:0.146`, `acquisition dates:…`. */
const HEAD_LINE = /^(imagesource|gsd|acquisition dates)\s*:\s*(.*)$/i;

/** Key and value of a line before the objects; null for another line. */
export function dotaHeadLine(line: string): readonly [key: string, value: string] | null {
  const [, key, value] = HEAD_LINE.exec(line) ?? [];
  if (key === undefined || value === undefined) return null;
  return [key.toLowerCase().replaceAll(" ", "_"), value.trim()];
}

/** An object as a line writes it. */
export interface DotaObject {
  /** x and y of four corners in turn, in pixels. */
  readonly corners: Float64Array;
  readonly label: string;
  /** 0, or above it for objects that are hard to see; null where the line does not say it. */
  readonly difficulty: number | null;
}

/** The object of a line: eight numbers, a label, a difficulty that may be missing; null for another. */
export function dotaObject(line: string): DotaObject | null {
  const columns = line.split(/\s+/);
  const corners = columns.slice(0, CORNERS);
  const [label, difficulty, ...more] = columns.slice(CORNERS);
  if (corners.length < CORNERS || !corners.every((text) => NUMBER.test(text))) return null;
  if (label === undefined || NUMBER.test(label) || more.length > 0) return null;
  if (difficulty !== undefined && !/^\d$/.test(difficulty)) return null;
  return {
    corners: Float64Array.from(corners, Number),
    label,
    difficulty: difficulty === undefined ? null : Number(difficulty),
  };
}

/** Whether a line is one of DOTA. */
export function isDotaLine(line: string): boolean {
  return dotaHeadLine(line) !== null || dotaObject(line) !== null;
}
