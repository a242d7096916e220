import { type CategoricalColumn, type Column, cellText, type Table } from "../../core/table.js";
import { restoreFormula } from "../delimited/csv-write.js";
import {
  type DelimitedOptions,
  parseDelimited,
  type RawTable,
  readDelimited,
} from "../delimited/delimited.js";
import type { ColumnReading } from "../delimited/delimited-columns.js";
import type { DelimitedDialect } from "../delimited/delimited-dialect.js";
import { joinCells, textColumn, withSlashes } from "../delimited/table-cells.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { type ImageTruth, type Taxon, TRUTH_STATE } from "../import-types.js";
import { sampleRows } from "../json/record-table.js";
import { checkLabels } from "../label-checks.js";
import { createTaxon, parseTaxonLabel, rankOf, scientificName } from "../taxonomy.js";
import { createTruthBuilder } from "../truth-builder.js";
import { saysNothingThere } from "./nothing-there.js";
import { guessTruthRoles, type TruthColumns, type TruthRoles } from "./truth-roles.js";
import { verifiedAbsences } from "./verified-absent.js";

export interface TruthTableOptions
  extends Pick<DelimitedOptions, "delimiter" | "encoding" | "header"> {
  readonly columns?: TruthColumns;
  /**
   * Whether a cell may hold several labels, between `|` or `;`. Default false: such a cell is one
   * label, so that a name with a semicolon in it is not cut.
   */
  readonly severalInCell?: boolean;
}

/**
 * Reads ground truth from a table of delimited text: a row an image, or several rows.
 *
 * An empty label cell is *unlabelled*, one that says "nothing is there" *empty*. A row of classes with 0 and 1 that has no 1 is *empty*, and
 * so is a row that Wildlife Insights calls blank. Labels that a machine gave (`identified_by`
 * "Computer vision") are left out and listed. Columns without a role are attributes.
 *
 * @throws HomegroundError as `parseDelimited`, and `table/missing-column`, `table/duplicate-column`
 */
export function parseTruthTable(
  bytes: Uint8Array,
  source: string,
  options: TruthTableOptions = {},
): ImageTruth {
  const plan = planReading(source, options);
  const raw = parseDelimited(bytes, source, { ...options, readColumns: plan.readColumns });
  return truthFromTable(raw, plan.roles(), source, options);
}

/** {@link parseTruthTable} of a file of any size. */
export async function readTruthTable(
  access: FileAccess,
  path: string,
  options: TruthTableOptions = {},
): Promise<ImageTruth> {
  const plan = planReading(path, options);
  const raw = await readDelimited(access, path, { ...options, readColumns: plan.readColumns });
  return truthFromTable(raw, plan.roles(), path, options);
}

function planReading(source: string, options: TruthTableOptions) {
  let roles: TruthRoles | null = null;
  return {
    readColumns(dialect: DelimitedDialect): ReadonlyMap<string, ColumnReading> {
      roles = guessTruthRoles(dialect.names, dialect.sample, source, options.columns);
      const readings = new Map<string, ColumnReading>();
      const texts = [...roles.labels, ...roles.otherFiles, ...roles.ranks.values()];
      for (const name of [...texts, roles.blank, roles.identifiedBy]) {
        if (name !== null) readings.set(name, "text");
      }
      for (const name of roles.multiHot) readings.set(name, "text");
      for (const name of roles.boxes) readings.set(name, "skip");
      for (const name of roles.image) readings.set(name, "list");
      return readings;
    },
    roles(): TruthRoles {
      // The reader asks for the columns before it reads a row.
      return roles ?? guessTruthRoles([], [], source, options.columns);
    },
  };
}

/**
 * Ground truth from a table that is not of delimited text; what its columns mean is guessed from their
 * names and first rows.
 *
 * @throws HomegroundError as `guessTruthRoles`
 */
export function truthFromRecords(
  raw: RawTable,
  source: string,
  options: TruthTableOptions = {},
): ImageTruth {
  const names = [...raw.table.columns.keys()];
  const roles = guessTruthRoles(names, sampleRows(raw.table), source, options.columns);
  return truthFromTable(raw, roles, source, options);
}

/**
 * Ground truth from a table whatever it was read from.
 *
 * @param raw columns of images either as lists or as texts
 */
function truthFromTable(
  raw: RawTable,
  roles: TruthRoles,
  source: string,
  options: Pick<TruthTableOptions, "severalInCell"> = {},
): ImageTruth {
  const problems = createProblemList();
  const { table } = raw;
  const paths = pathsOf(raw, roles.image);
  const labels = roles.labels.map((name) => textColumn(table, name));
  const hot = roles.multiHot.map((name) => ({ name, column: table.columns.get(name) }));
  const blank = roles.blank === null ? null : textColumn(table, roles.blank);
  const identifiedBy = roles.identifiedBy === null ? null : textColumn(table, roles.identifiedBy);
  const split = options.severalInCell === true ? splitCell : (cell: string) => [cell];
  const cellLabels = labels.map((column) =>
    column.levels.map((level) => split(restoreFormula(level))),
  );
  const isAbsent = verifiedAbsences(table, roles);
  // A flag of Timelapse stands beside the label: where both are filled in, the label says more.
  const isNamed = (row: number): boolean =>
    roles.preset === "timelapse" && labels.some(({ codes }) => codes[row]! >= 0);
  let absent = 0;
  const builder = createTruthBuilder(roles.boxes.length > 0);
  const perRow: string[] = [];
  const rowsKept: number[] = [];

  for (let row = 0; row < table.rowCount; row++) {
    const line = raw.line[row]!;
    const path = paths(row);
    if (path === "") {
      problems.add("labels/no-file", "the row names no image; it is left out", place(source, line));
      continue;
    }
    perRow.length = 0;
    let state: number = TRUTH_STATE.labelled;
    const by = identifiedBy === null ? null : cellText(identifiedBy, row);
    if (by !== null && /^computer vision$/i.test(by.trim())) {
      const what = `the label of ${path} was given by ${by}: it is no ground truth`;
      problems.add("labels/machine", what, place(source, line));
      state = TRUTH_STATE.unlabelled;
    } else if (isAbsent?.(row) === true) {
      absent++;
      state = TRUTH_STATE.unlabelled;
    } else if (blank !== null && isYes(cellText(blank, row)) && !isNamed(row)) {
      state = TRUTH_STATE.empty;
    } else {
      let saysNothing = false;
      for (const [k, column] of labels.entries()) {
        const code = column.codes[row]!;
        if (code < 0) continue;
        for (const label of cellLabels[k]![code]!) {
          if (saysNothingThere(label)) saysNothing = true;
          else perRow.push(label);
        }
      }
      if (perRow.length === 0 && roles.preset === "wildlife-insights") {
        const name = scientificName(taxonOfRow(table, roles, row));
        if (name !== "") perRow.push(name);
      }
      if (roles.multiHot.length > 0) state = addHotLabels(hot, row, perRow);
      else if (perRow.length === 0) {
        state = saysNothing ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
      }
    }
    builder.add(path, perRow, state, line, row);
    rowsKept.push(row);
  }

  noteRoles(roles, source, problems);
  if (absent > 0) {
    const what = `${absent} rows say that a label was looked for and is not there (Confidence 0): they give no label, and images without another row are unlabelled, not empty`;
    problems.add("labels/verified-absent", what, source);
  }
  const where = roles.labels[0] === undefined ? source : `${source}, column ${roles.labels[0]}`;
  const built = builder.finish();
  checkLabels(built.labelNames, where, problems);
  const taxa = taxaOf(table, roles, built.labelNames, labels[0]);
  return {
    format: {
      id: roles.preset,
      reason: `${roles.reason}; ${raw.writing}`,
      writing: raw.writing,
      ...(raw.written === undefined ? {} : { written: raw.written }),
    },
    source,
    ...built,
    attributes: builder.attributes(attributeColumns(table, roles)),
    otherFiles: namedFiles(table, roles.otherFiles),
    ...(roles.otherFiles.length === 0 || roles.boxes.length > 0
      ? {}
      : { otherFilesOf: filesByColumn(table, roles.otherFiles, rowsKept) }),
    roles: shownRoles(roles),
    problems: [...raw.problems, ...problems.finish()],
    ...(taxa.size > 0 ? { taxa } : {}),
  };
}

function place(source: string, line: number): string {
  return `${source}, line ${line}`;
}

/** The image's path in each row, with `/`; "" where the file's name is missing. */
function pathsOf(raw: RawTable, columns: readonly string[]): (row: number) => string {
  const parts = columns.map((name) => {
    const list = raw.lists.get(name);
    if (list !== undefined) return (row: number) => list[row] ?? "";
    const column = raw.table.columns.get(name);
    return (row: number) => (column === undefined ? "" : (cellText(column, row) ?? ""));
  });
  const [folder, file] = parts;
  if (folder === undefined) return () => "";
  if (file === undefined) return (row) => withSlashes(restoreFormula(folder(row)));
  return (row) => joinCells(folder(row), file(row).trim());
}

function splitCell(cell: string): string[] {
  if (parseTaxonLabel(cell) !== null) return [cell];
  return cell
    .split(/[|;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function isYes(cell: string | null): boolean {
  return cell !== null && /^(1|yes|true|y)$/i.test(cell.trim());
}

/** Classes with a 1 in the row; the state is empty when all are 0, unlabelled when one is missing. */
function addHotLabels(
  hot: readonly { readonly name: string; readonly column: Column | undefined }[],
  row: number,
  labels: string[],
): number {
  let missing = false;
  let unlabelled = false;
  for (const { name, column } of hot) {
    const cell = column === undefined ? null : cellText(column, row);
    if (cell === null) missing = true;
    else if (Number(cell) === 1) {
      if (/^unlabell?ed$/i.test(name)) unlabelled = true;
      else labels.push(name);
    }
  }
  if (labels.length > 0) return TRUTH_STATE.labelled;
  return missing || unlabelled ? TRUTH_STATE.unlabelled : TRUTH_STATE.empty;
}

function taxonOfRow(table: Table, roles: TruthRoles, row: number): Taxon {
  const field = (rank: "class" | "order" | "family" | "genus" | "species") => {
    const column = table.columns.get(roles.ranks.get(rank) ?? "");
    return column === undefined ? "" : (cellText(column, row) ?? "");
  };
  return createTaxon({
    class: field("class"),
    order: field("order"),
    family: field("family"),
    genus: field("genus"),
    species: field("species"),
  });
}

/** Taxa of labels from the ranks beside them, or from labels that state their ranks. */
function taxaOf(
  table: Table,
  roles: TruthRoles,
  labelNames: readonly string[],
  labels: CategoricalColumn | undefined,
): Map<string, Taxon> {
  const taxa = new Map<string, Taxon>();
  for (const name of labelNames) {
    const taxon = parseTaxonLabel(name);
    if (taxon !== null) taxa.set(name, taxon);
  }
  if (roles.ranks.size === 0 || labels === undefined) return taxa;
  const wanted = new Set(labelNames);
  for (let row = 0; row < table.rowCount && taxa.size < wanted.size; row++) {
    const name = labels.levels[labels.codes[row]!];
    if (name === undefined || taxa.has(name)) continue;
    const taxon = { ...taxonOfRow(table, roles, row), commonName: name };
    if (rankOf(taxon) !== null) taxa.set(name, taxon);
  }
  return taxa;
}

function noteRoles(roles: TruthRoles, source: string, problems: ProblemList): void {
  if (roles.boxes.length > 0) {
    const what = "each row is a box; at the level of images its class is present in the image";
    problems.add("labels/boxes-collapsed", what, source);
  }
  for (const name of roles.otherLabelColumns) {
    const what = `column ${name} could hold the label as well; ${roles.labels.join(", ")} is taken`;
    problems.add("table/several-columns", what, source);
  }
}

function attributeColumns(table: Table, roles: TruthRoles): ReadonlyMap<string, Column> {
  const used = new Set([...roles.image, ...roles.labels, ...roles.multiHot, ...roles.otherFiles]);
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) {
    if (used.has(name)) continue;
    const isNameless = /^column \d+$/.test(name);
    const isVoid = column.kind === "categorical" && column.levels.length === 0;
    if (!(isNameless && isVoid)) columns.set(name, column);
  }
  return columns;
}

function namedFiles(table: Table, names: readonly string[]): readonly string[] {
  const files = new Set<string>();
  for (const name of names) {
    for (const level of textColumn(table, name).levels) files.add(withSlashes(level));
  }
  return [...files];
}

/** What each row that is kept names, by column. */
function filesByColumn(
  table: Table,
  names: readonly string[],
  rows: readonly number[],
): ReadonlyMap<string, readonly (string | null)[]> {
  return new Map(
    names.map((name) => {
      const { codes, levels } = textColumn(table, name);
      const paths = levels.map(withSlashes);
      return [name, rows.map((row) => paths[codes[row]!] ?? null)];
    }),
  );
}

function shownRoles(roles: TruthRoles): ReadonlyMap<string, string> {
  const shown = new Map<string, string>([["image", roles.image.join(" / ")]]);
  const labels = roles.labels.length > 0 ? roles.labels : roles.multiHot;
  shown.set("label", labels.join(", "));
  if (roles.otherFiles.length > 0) shown.set("other file", roles.otherFiles.join(", "));
  if (roles.blank !== null) shown.set("empty", roles.blank);
  if (roles.identifiedBy !== null) shown.set("labelled by", roles.identifiedBy);
  return shown;
}
