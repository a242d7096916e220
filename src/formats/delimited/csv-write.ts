/** A cell to write: text, a number, or nothing. NaN is nothing. */
export type CsvCell = string | number | null;

/**
 * A line of comma-separated text with its line feed, by RFC 4180: cells with commas, quotes, line
 * breaks or blanks at an end are quoted. Numbers are the shortest decimals that read back the same.
 *
 * Texts that a spreadsheet would run as a formula get an apostrophe before them
 * ({@link defuseFormula}); numbers never do.
 */
export function formatCsvRow(cells: readonly CsvCell[]): string {
  let line = "";
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (i > 0) line += ",";
    if (typeof cell === "string") line += quoteCell(defuseFormula(cell));
    else if (cell !== null && !Number.isNaN(cell)) line += String(cell);
  }
  return `${line}\n`;
}

/** {@link formatCsvRow} with numbers behind the cells. */
export function formatScoredRow(cells: readonly CsvCell[], scores: Float64Array): string {
  if (scores.length === 0 || !scores.every(Number.isFinite)) {
    return formatCsvRow([...cells, ...scores]);
  }
  // JSON has the same decimals, and makes a thousand of them in one call.
  const text = JSON.stringify(Array.from(scores)).slice(1, -1);
  return `${formatCsvRow(cells).slice(0, -1)},${text}\n`;
}

function quoteCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const FORMULA = /^(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/;
const DEFUSED = /^'+(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/;

/**
 * The text with an apostrophe before it when a spreadsheet would take it for a formula (it starts
 * with `=`, `+`, `-` or `@`, in full width or behind blanks too, or with a tab or a line break), or
 * when it already looks defused, so that {@link restoreFormula} gives back every text.
 */
export function defuseFormula(text: string): string {
  return FORMULA.test(text) || DEFUSED.test(text) ? `'${text}` : text;
}

/** The text before {@link defuseFormula}. */
export function restoreFormula(text: string): string {
  return DEFUSED.test(text) ? text.slice(1) : text;
}

/**
 * The cells of a row as {@link formatCsvRow} writes it, and of no other writing: what is not ours is for
 * `readDelimited`.
 *
 * @param text with its line feed
 * @returns null where a quote is open, `[]` where the row is malformed
 */
export function readCsvRow(text: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = "";
    if (text[at] === '"') {
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) return null;
        cell += text.slice(at + 1, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length - 1 : comma;
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(restoreFormula(cell));
    if (text[at] !== ",") break;
    at++;
  }
  // What stands behind a closing quote belongs to no cell.
  return at === text.length - 1 ? cells : [];
}
