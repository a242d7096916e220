import type { ForestDrawing, ForestMark } from "../reports/forest-view.js";
import { xmlText } from "../reports/xml-text.js";

const WIDTH = 720;
const ROW = 26;
const TOP = 34;
/** Where the axis begins and ends: labels stand left of it, figures right. */
const [FROM, TO] = [270, 560];
const INK = "#1d2321";
const QUIET = "#4b5652";
const LINES = "#d9dedb";

/**
 * A forest as an SVG image of its own, black on white as a paper prints it: a dot and a range a place, a bar for
 * the average, a dashed range for the next place.
 */
export function forestSvg({ name, axisText, ticks, marks }: ForestDrawing): string {
  const bottom = TOP + ROW * marks.length;
  const height = bottom + 44;
  const at = (place: number) => (FROM + place * (TO - FROM)).toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${xmlText(name)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<g font-family="Helvetica,Arial,DejaVu Sans,sans-serif" font-size="12" fill="${INK}">`,
    `<text x="8" y="20" font-weight="bold">${xmlText(name)}</text>`,
    ...ticks.map(
      (tick) =>
        `<path d="M${at(tick.at)} ${TOP}V${bottom}" stroke="${LINES}"/><text x="${at(tick.at)}" y="${bottom + 16}" text-anchor="middle" fill="${QUIET}">${xmlText(tick.text)}</text>`,
    ),
    ...marks.map((mark, i) => markSvg(mark, TOP + ROW * (i + 0.5), at)),
    `<text x="${(FROM + TO) / 2}" y="${bottom + 34}" text-anchor="middle">${xmlText(axisText)}</text>`,
    "</g></svg>\n",
  ].join("\n");
}

function markSvg(mark: ForestMark, y: number, at: (place: number) => string): string {
  const { label, low, high, kind, valueText, intervalText } = mark;
  const strokes = {
    average: ' stroke-width="10"',
    next: ' stroke-width="2" stroke-dasharray="6 4"',
  };
  const stroke = kind === "average" || kind === "next" ? strokes[kind] : ' stroke-width="2"';
  const range =
    low === null || high === null
      ? ""
      : `<path d="M${at(low)} ${y}H${at(high)}" stroke="${kind === "average" ? QUIET : INK}"${stroke}/>`;
  const dot =
    mark.at === null || kind === "average"
      ? ""
      : `<circle cx="${at(mark.at)}" cy="${y}" r="4" stroke="#fff"/>`;
  const figure = [valueText, intervalText].filter((text) => text !== null).join(" ");
  const bold = kind === undefined ? "" : ' font-weight="bold"';
  return `<text x="8" y="${y + 4}"${bold}>${xmlText(clipped(label))}</text>${range}${dot}<text x="${WIDTH - 8}" y="${y + 4}" text-anchor="end">${xmlText(figure)}</text>`;
}

/** As many letters as have room left of the axis. */
function clipped(label: string): string {
  const letters = [...label];
  return letters.length <= 38 ? label : `${letters.slice(0, 37).join("")}…`;
}
