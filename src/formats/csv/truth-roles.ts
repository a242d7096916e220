import { HomegroundError } from "../../core/errors.js";
import {
  columnsFor,
  foldName,
  imageColumnByContent,
  missingColumn,
  otherFileColumns,
  sampleOf,
} from "../column-names.js";
import { guessBoxColumns } from "../csv-boxes/box-columns.js";
import { baseName } from "../file-access.js";
import { quoted } from "../import-problems.js";
import { columnLikeLabels, onlyLabelColumn } from "./only-label-column.js";

/** What to do where a column is not there. */
const RENAME = "Rename a column, or say which column is which";

/** Which columns to take for what, where the guess is not wanted. */
export interface TruthColumns {
  /** Column with the image's path. */
  readonly image?: string;
  /** Columns with labels; each adds to the labels of its row. Empty: the table has attributes only. */
  readonly labels?: readonly string[];
}

/** What the columns of a table of labels mean. */
export interface TruthRoles {
  /** Stable id of the kind of table: `csv`, `timelapse`, `wildlife-insights`, … */
  readonly preset: TruthPreset;
  /** Columns whose cells, joined by `/`, are the image's path; one, or a folder and a file. */
  readonly image: readonly string[];
  readonly labels: readonly string[];
  /** Columns that are classes themselves, with 0 or 1 in their cells. */
  readonly multiHot: readonly string[];
  readonly otherFiles: readonly string[];
  /** Columns of a box for each row; the rows of one image are its objects. */
  readonly boxes: readonly string[];
  /** Column that says whether somebody looked and saw nothing. */
  readonly blank: string | null;
  /** Column that says who labelled; a machine's labels are not ground truth. */
  readonly identifiedBy: string | null;
  /** Columns of the ranks of a taxonomy, by rank. */
  readonly ranks: ReadonlyMap<"class" | "order" | "family" | "genus" | "species", string>;
  /** Other columns that could be the label. */
  readonly otherLabelColumns: readonly string[];
  /** Why, in words for a report. */
  readonly reason: string;
}

export type TruthPreset =
  | "csv"
  | "csv-boxes"
  | "timelapse"
  | "wildlife-insights"
  | "mlwic2"
  | "roboflow-classes";

/**
 * Guesses what the columns of a table of labels mean, from their names and the first rows.
 *
 * @param names columns in file order
 * @param sample first rows, cells as text
 * @param chosen columns that the user named
 * @throws HomegroundError `table/missing-column`, which lists the columns that are there;
 *   `table/duplicate-column` when two columns of one name could both be the label
 */
export function guessTruthRoles(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  source: string,
  chosen: TruthColumns = {},
): TruthRoles {
  for (const name of [chosen.image, ...(chosen.labels ?? [])]) {
    if (name !== undefined && !names.includes(name))
      throw missingColumn(`column ${quoted(name)}`, names, source, RENAME);
  }
  const wildlifeInsights = wildlifeInsightsRoles(names, sample);
  const base = wildlifeInsights ?? plainRoles(names, sample, source, chosen);
  const roles: TruthRoles = {
    ...base,
    ...(chosen.image === undefined ? {} : { image: [chosen.image] }),
    ...(chosen.labels === undefined
      ? {}
      : { labels: chosen.labels, multiHot: [], otherLabelColumns: [], ranks: new Map() }),
  };
  refuseRepeated(roles, names, source);
  return roles;
}

function plainRoles(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  source: string,
  chosen: TruthColumns,
): TruthRoles {
  const folded = new Map(names.map((name) => [foldName(name), name]));
  const otherFiles = otherFileColumns(names, sample);
  const free = names.filter((name) => !otherFiles.includes(name));
  const byName = columnsFor("image", free);
  const relativePath = folded.get("relativepath");
  const file = folded.get("file");
  const isTimelapse = relativePath !== undefined && file !== undefined;
  const image = isTimelapse
    ? [relativePath, file]
    : [chosen.image ?? byName[0] ?? imageColumnByContent(free, sample)].filter(
        (name) => name !== undefined,
      );
  if (image.length === 0) {
    const { code, sentences } = missingColumn(
      "column that names the image (file, image, path)",
      names,
      source,
      RENAME,
    );
    throw new HomegroundError(code, { ...sentences, columns: { role: "image", names } });
  }
  const boxes = guessBoxColumns(free)?.columns ?? [];
  const candidates = columnsFor("label", free).filter((name) => !image.includes(name));
  const [imageColumn] = image;
  const only =
    chosen.labels === undefined && candidates.length === 0 && imageColumn !== undefined
      ? labelByContent(names, sample, imageColumn, boxes)
      : undefined;
  const labels = chosen.labels ?? (only === undefined ? candidates.slice(0, 1) : [only]);
  const rest = free.filter((name) => !image.includes(name));
  const noneChosen = chosen.labels === undefined && labels.length === 0;
  const multiHot = noneChosen && isMultiHot(rest, names, sample) ? rest : [];
  if (noneChosen && multiHot.length === 0) {
    const taken = new Set([...image, ...otherFiles, ...boxes]);
    throw noLabelColumn(
      names.filter((name) => !taken.has(name)),
      names,
      source,
    );
  }
  const preset = presetOf(isTimelapse, boxes, multiHot, folded, source);
  return {
    preset,
    image,
    labels,
    multiHot,
    otherFiles,
    boxes,
    blank: isTimelapse ? (rest.find((name) => foldName(name) === "empty") ?? null) : null,
    identifiedBy: null,
    ranks: new Map(),
    otherLabelColumns: candidates.filter((name) => !labels.includes(name)),
    reason:
      only === undefined
        ? reasonOf(preset, image, labels, multiHot)
        : `${quoted(image.join(" / "))} names the image, and ${quoted(only)}, the only other column${boxes.length > 0 ? " whose words come again" : ""}, is taken as the label`,
  };
}

function labelByContent(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  image: string,
  boxes: readonly string[],
): string | undefined {
  return boxes.length === 0
    ? onlyLabelColumn(names, sample, image)
    : columnLikeLabels(names, sample, [image, ...boxes]);
}

function presetOf(
  isTimelapse: boolean,
  boxes: readonly string[],
  multiHot: readonly string[],
  folded: ReadonlyMap<string, string>,
  source: string,
): TruthPreset {
  if (isTimelapse) return "timelapse";
  if (boxes.length > 0) return "csv-boxes";
  if (multiHot.length > 0 || baseName(source) === "_classes.csv") return "roboflow-classes";
  return folded.has("filename") && folded.has("classid") ? "mlwic2" : "csv";
}

function reasonOf(
  preset: TruthPreset,
  image: readonly string[],
  labels: readonly string[],
  multiHot: readonly string[],
): string {
  const list = (found: readonly string[]) => found.map(quoted).join(" and ");
  const images = `${list(image)} names the image`;
  switch (preset) {
    case "timelapse":
      return `columns RelativePath and File, as Timelapse exports them; ${list(labels)} is the label`;
    case "roboflow-classes":
      return `${images}; the other ${multiHot.length} columns are classes with 0 or 1`;
    case "csv-boxes":
      return `${images}, ${list(labels)} the class of a box, and columns hold its corners`;
    case "mlwic2":
      return `columns filename and class_ID, as MLWIC2 takes them; ${list(labels)} is the label`;
    case "wildlife-insights":
    case "csv":
      return labels.length === 0 ? images : `${images}, ${list(labels)} the label`;
  }
}

/**
 * Columns of an export of Wildlife Insights. Its `class` is the rank Mammalia, Aves, …, not a label.
 */
function wildlifeInsightsRoles(
  names: readonly string[],
  sample: readonly (readonly string[])[],
): TruthRoles | null {
  const column = (name: string): string | undefined =>
    names.find((given) => given.toLowerCase() === name);
  const isExport = column("deployment_id") !== undefined && column("image_id") !== undefined;
  const label = column("common_name");
  const species = column("species");
  if (!isExport || label === undefined || species === undefined) return null;
  const fileName = column("filename");
  const hasFileName = fileName !== undefined && sampleOf(fileName, names, sample).length > 0;
  const image = hasFileName ? fileName : (column("location") ?? column("image_id"));
  if (image === undefined) return null;
  const ranks = new Map<"class" | "order" | "family" | "genus" | "species", string>();
  for (const rank of ["class", "order", "family", "genus", "species"] as const) {
    const found = column(rank);
    if (found !== undefined) ranks.set(rank, found);
  }
  return {
    preset: "wildlife-insights",
    image: [image],
    labels: [label],
    multiHot: [],
    otherFiles: [],
    boxes: [],
    ranks,
    otherLabelColumns: [],
    blank: column("is_blank") ?? null,
    identifiedBy: column("identified_by") ?? null,
    reason: `columns deployment_id, image_id and common_name, as Wildlife Insights exports them; ${quoted(image)} names the image`,
  };
}

/** Whether columns look like classes: at least two, with nothing but 0 and 1 in their cells. */
function isMultiHot(
  columns: readonly string[],
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  if (columns.length < 2 || sample.length === 0) return false;
  return columns.every((name) => {
    const cells = sampleOf(name, names, sample);
    return cells.length > 0 && cells.every((cell) => /^[01](\.0+)?$/.test(cell));
  });
}

function refuseRepeated(roles: TruthRoles, names: readonly string[], source: string): void {
  for (const name of [...roles.image, ...roles.labels]) {
    const base = name.replace(/#\d+$/, "");
    const twin = names.find((other) => other !== name && other.replace(/#\d+$/, "") === base);
    if (twin === undefined || !/#\d+$/.test(twin)) continue;
    throw new HomegroundError("table/duplicate-column", {
      what: `more than one column is named ${quoted(base)}`,
      where: `${source}, line 1`,
      fix: "Rename one of them, so that it is clear which one counts",
    });
  }
}

/** No column is called like a label: of those without another role each could be it. */
function noLabelColumn(
  candidates: readonly string[],
  names: readonly string[],
  source: string,
): HomegroundError {
  const [first, ...others] = candidates.slice(0, 5);
  const missing = missingColumn(
    "column with the label (label, class, species)",
    names,
    source,
    RENAME,
  );
  if (first === undefined) return missing;
  const columns = { role: "label", names: candidates } as const;
  if (others.length === 0)
    return new HomegroundError(missing.code, { ...missing.sentences, columns });
  const or = others.map((name) => quoted(name)).join(", ");
  return new HomegroundError("table/missing-column", {
    what: missing.what,
    where: missing.where,
    fix: {
      command: `Say which one it is: --columns label=${first}, or with ${or} in its place`,
      app: `Say which one it is under Your labels: ${quoted(first)}, ${or}`,
    },
    columns,
  });
}
