import { isMissingMark } from "./delimited/decimal.js";
import { type ProblemList, quoted } from "./import-problems.js";

/** Cyrillic and Greek letters that look like Latin ones. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: "a",
    е: "e",
    о: "o",
    р: "p",
    с: "c",
    х: "x",
    у: "y",
    і: "i",
    ѕ: "s",
    α: "a",
    ο: "o",
    ν: "v",
    ι: "i",
    κ: "k",
    ρ: "p",
  }),
);

/** What two labels share that a reader would call the same. */
function looks(label: string): string {
  let text = "";
  for (const char of label.normalize("NFKC").toLowerCase()) text += LOOK_ALIKES.get(char) ?? char;
  return text.replace(/[\s\u200b\u00a0]+/g, " ").trim();
}

const SPREADSHEET_DATE = /^\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(-\d{2,4})?$/i;
const SPREADSHEET_NUMBER = /^\d+([.,]\d+)?E[+-]\d+$/i;
/** More distinct labels than this are not compared with one another. */
const MAX_COMPARED = 100_000;

/**
 * Notes labels that are probably not what somebody meant: marks for missing values, names that
 * differ only to a computer, cells that a spreadsheet changed. Nothing is changed.
 *
 * @param where file, and column if there is one
 */
export function checkLabels(labels: readonly string[], where: string, problems: ProblemList): void {
  if (labels.length > MAX_COMPARED) return;
  const seen = new Map<string, string>();
  for (const label of labels) {
    if (isMissingMark(label)) {
      const what = `the label ${quoted(label)} may mean that a label is missing; it is taken as a label`;
      problems.add("table/missing-value", what, where);
    }
    if (SPREADSHEET_DATE.test(label) || SPREADSHEET_NUMBER.test(label)) {
      const what = `the label ${quoted(label)} looks as if a spreadsheet had changed it`;
      problems.add("table/spreadsheet-damage", what, where);
    }
    const key = looks(label);
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, label);
    else {
      const what = `${quoted(twin)} and ${quoted(label)} look the same and are two labels`;
      problems.add("annotations/similar-names", what, where);
    }
  }
}
