import { HomegroundError } from "../../core/errors.js";
import { formatCsvRow, restoreFormula } from "../../formats/delimited/csv-write.js";
import { parseDelimited } from "../../formats/delimited/delimited.js";

/**
 * A label that somebody found wrong. The first one is kept: figures are of the first labels, and those
 * with the changed ones stand beside them.
 */
export interface LabelChange {
  /** The image, as a path that ends as the one in the results does. */
  readonly image: string;
  /** Its label in the ground truth. */
  readonly from: string;
  /** The label that it gets, one that the ground truth has; null: none of them, the image is left out. */
  readonly to: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether the model's prediction was visible. */
  readonly seen: boolean;
}

/** Name of the file that the app saves beside a report. */
export const LABEL_CHANGES_FILE = "label-changes.csv";

const COLUMNS = ["image", "first_label", "new_label", "changed_at", "prediction_visible"] as const;

const MAX_BYTES = 64 * 2 ** 20;

/** ISO 8601 in UTC, as changes carry it. */
function isChangeTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Changes as the file `label-changes.csv`. */
export function formatLabelChanges(changes: readonly LabelChange[]): string {
  return [
    formatCsvRow(COLUMNS),
    ...changes.map(({ image, from, to, at, seen }) =>
      formatCsvRow([image, from, to ?? "", at, seen ? "true" : "false"]),
    ),
  ].join("");
}

/**
 * Reads what {@link formatLabelChanges} wrote; other columns are passed over.
 *
 * @throws HomegroundError `labels/changes-bad`, `input/too-large`, and as `parseDelimited`
 */
export function parseLabelChanges(bytes: Uint8Array, source: string): LabelChange[] {
  if (bytes.length > MAX_BYTES) {
    throw new HomegroundError("input/too-large", {
      what: `the list of changed labels has more than ${MAX_BYTES} bytes`,
      where: source,
      fix: "Mend the label file itself, and give that",
    });
  }
  const { lists, line, problems } = parseDelimited(bytes, source, {
    readColumns: ({ names }) => {
      const missing = COLUMNS.filter((name) => !names.includes(name));
      if (missing.length > 0) throw bad(`it has no column ${missing.join(", ")}`, source, 1);
      const wanted: readonly string[] = COLUMNS;
      return new Map(names.map((name) => [name, wanted.includes(name) ? "list" : "skip"]));
    },
  });
  const [problem] = problems;
  if (problem !== undefined) throw bad(problem.what, problem.where);
  const [images, firsts, news, times, seen] = COLUMNS.map((name) => lists.get(name) ?? []);
  const known = new Set<string>();
  return images!.map((cell, row): LabelChange => {
    const fail = (what: string): HomegroundError => bad(what, source, line[row] ?? row + 2);
    const image = restoreFormula(cell);
    const from = restoreFormula(firsts![row]!);
    const to = restoreFormula(news![row]!);
    const at = times![row]!;
    const visible = seen![row]!;
    if (image === "" || from === "") throw fail("it names no image or no first label");
    if (known.has(image)) throw fail(`${JSON.stringify(image)} is changed twice`);
    known.add(image);
    if (to === from) throw fail(`${JSON.stringify(from)} is changed to what it was`);
    if (!isChangeTime(at))
      throw fail(`${JSON.stringify(at)} is no time such as 2026-01-31T10:42:07Z`);
    if (visible !== "true" && visible !== "false") {
      throw fail(`prediction_visible is ${JSON.stringify(visible)}, not true or false`);
    }
    return { image, from, to: to === "" ? null : to, at, seen: visible === "true" };
  });
}

function bad(what: string, source: string, line?: number): HomegroundError {
  return new HomegroundError("labels/changes-bad", {
    what,
    where: line === undefined ? source : `${source}, line ${line}`,
    fix: `Give the file ${LABEL_CHANGES_FILE} as the app saved it`,
  });
}
