import { SCENE_HEIGHT_PX, SCENE_WIDTH_PX, STRIP_PX } from "./view.js";

/** Letters of 3 × 5 dots, one row a digit from 0 to 7: 4 is the left dot, 1 the right one. */
const LETTERS = new Map<string, string>([
  ["0", "75557"],
  ["1", "26227"],
  ["2", "71747"],
  ["3", "71717"],
  ["4", "55711"],
  ["5", "74717"],
  ["6", "74757"],
  ["7", "71122"],
  ["8", "75757"],
  ["9", "75717"],
  ["A", "25755"],
  ["B", "65656"],
  ["C", "34443"],
  ["-", "00700"],
  [":", "02020"],
]);

const INK = 225;
const GROUND = 14;

/**
 * Prints the camera's strip below the picture, light on dark.
 *
 * @param rgb 8-bit pixels of the scene
 * @param text characters of the table above and blanks; what does not fit is left out
 */
export function printStrip(rgb: Uint8Array, text: string): void {
  const top = SCENE_HEIGHT_PX - STRIP_PX;
  rgb.fill(GROUND, 3 * top * SCENE_WIDTH_PX);
  for (const [at, letter] of [...text].entries()) {
    const rows = LETTERS.get(letter);
    const left = 4 + 4 * at;
    if (rows === undefined || left + 3 > SCENE_WIDTH_PX) continue;
    for (let y = 0; y < 5; y++) {
      const dots = Number(rows[y]);
      for (let x = 0; x < 3; x++) {
        if ((dots & (4 >> x)) === 0) continue;
        const i = 3 * ((top + 3 + y) * SCENE_WIDTH_PX + left + x);
        rgb.fill(INK, i, i + 3);
      }
    }
  }
}
