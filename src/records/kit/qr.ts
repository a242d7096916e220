import { encode } from "uqr";
import { HomegroundError } from "../../core/errors.js";
import { xmlText } from "../../reports/xml-text.js";

/** Empty modules on each side, as ISO/IEC 18004 wants them. */
const QUIET = 4;
/** Pixels a module is wide unless the page says otherwise. */
const MODULE = 4;

/**
 * A QR code (ISO/IEC 18004, error correction M: 15% of it may be hidden) as an SVG image of its own.
 * Dark on light in every colour scheme, since readers want it so.
 *
 * @param text what scanning gives, UTF-8; at most 2,331 bytes
 * @throws HomegroundError `argument/out-of-range` for a text that no code holds
 */
export function qrSvg(text: string): string {
  const { size, rows } = qrModules(text);
  const side = size + 2 * QUIET;
  const runs = rows.flatMap((row, y) => darkRuns(row).map((run) => pathOf(run, y)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * MODULE}" height="${side * MODULE}" role="img">`,
    `<title>${xmlText(text)}</title>`,
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`,
    `<path fill="#000" shape-rendering="crispEdges" d="${runs.join("")}"/>`,
    "</svg>\n",
  ].join("");
}

/** The modules of the code without its margin, `true` where dark. @throws as {@link qrSvg} */
function qrModules(text: string): {
  readonly size: number;
  readonly rows: readonly (readonly boolean[])[];
} {
  try {
    const bytes = [...new TextEncoder().encode(text)];
    const { size, data } = encode(bytes, { ecc: "M", border: 0, boostEcc: false });
    return { size, rows: data };
  } catch (cause) {
    throw new HomegroundError("argument/out-of-range", {
      what: `a text of ${text.length} characters is too long for a QR code`,
      where: "text",
      fix: "Use a shorter address",
      cause,
    });
  }
}

type Run = readonly [from: number, length: number];

function darkRuns(row: readonly boolean[]): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < row.length; x++) {
    if (row[x] !== true) continue;
    const from = x;
    while (row[x + 1] === true) x++;
    runs.push([from, x - from + 1]);
  }
  return runs;
}

function pathOf([from, length]: Run, y: number): string {
  return `M${from + QUIET} ${y + QUIET}h${length}v1h-${length}z`;
}
