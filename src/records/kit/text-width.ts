/**
 * How wide a text is, so that a badge fits it without a page that measures. Advance widths of ASCII
 * from the space on, in hundredths of the type's size: DejaVu Sans 2.37, whose letters are as wide as
 * Verdana's and wider than those of most other fonts without serifs.
 */
const REGULAR = widths(
  "32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53 " +
    "100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 " +
    "50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84",
);
const BOLD = widths(
  "35 46 52 84 70 100 87 31 46 46 52 84 38 42 38 37 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 58 " +
    "100 77 76 73 83 68 68 82 84 37 37 77 64 100 84 85 73 85 77 72 68 81 77 110 77 72 73 46 37 46 84 50 " +
    "50 67 72 59 72 68 44 72 71 34 34 67 34 104 71 69 72 72 49 60 48 71 65 92 65 65 58 71 37 71 84",
);
/** Letters beyond ASCII: a square, which is what the widest scripts take. */
const OTHER = 100;

export interface Typeface {
  /** In px. */
  readonly size: number;
  readonly bold: boolean;
}

/** Width in px. */
export function textWidth(text: string, { size, bold }: Typeface): number {
  const table = bold ? BOLD : REGULAR;
  let hundredths = 0;
  for (const letter of text) {
    hundredths += table[(letter.codePointAt(0) ?? 0) - 32] ?? OTHER;
  }
  return (hundredths * size) / 100;
}

/** The text, its end replaced by an ellipsis where it is wider than `most` px. */
export function fittedText(text: string, face: Typeface, most: number): string {
  if (textWidth(text, face) <= most) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join("")}…`, face) > most) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

function widths(list: string): readonly number[] {
  return list.split(" ").map(Number);
}
