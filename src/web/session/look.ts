import { inspect } from "../../analyses/inspect/inspect.js";
import { importCsv } from "../../analyses/inspect/inspect-import.js";
import type {
  Inspection,
  InspectionWithRows,
  ProblemGroup,
} from "../../analyses/inspect/inspect-types.js";
import type { Cancellation } from "../../core/cancellation.js";
import { type Column, cellText } from "../../core/table.js";
import { boxesOfTruth } from "../../dataset/attributes/object-boxes.js";
import { optionControls } from "../../evaluation/options/registry.js";
import { suggestFiles } from "../../session/file-suggestions.js";
import { createWebDigest } from "../digest.js";
import { columnFilters } from "./column-filters.js";
import { readingTold } from "./reading-told.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { DroppedFiles, SessionTruth } from "./session-state.js";
import type { ColumnTold, FoundTold, RunTold } from "./session-types.js";

export interface LookOptions {
  readonly signal: Cancellation;
  readonly onProgress?: (stage: "reading", told: RunTold) => void;
}

/** Examples of each kind that are told; the table has all. */
const EXAMPLES = 500;
const SEED = 1;

/** What {@link lookAt} needs to know beside the files. */
export interface Look {
  readonly truth: SessionTruth;
  /** Whether pixels are measured, on a sample; and attributes that are told whatever the pictures are. */
  readonly pixels: boolean;
  readonly wanted: readonly string[];
  readonly files?: DroppedFiles["listed"];
}

/** Looks at every file as `homeground inspect` does. */
export async function lookAt(
  files: DroppedFiles,
  { truth, pixels, wanted, files: own }: Look,
  host: SessionHost,
  { signal, onProgress }: LookOptions,
): Promise<InspectionWithRows> {
  return inspect(
    {
      place: "",
      access: files.access,
      files: own ?? files.listed,
      notes: files.problems,
      truth: truth.truth,
      boxes: truth.objects === null ? null : boxesOfTruth(truth.objects),
      declared: { tables: [], pattern: null },
      joined: {
        task: truth.task.id,
        filesNeeded: truth.predictions === null,
        conflictingLabels: truth.conflictingLabels,
      },
    },
    {
      version: host.version,
      personal: false,
      seed: SEED,
      wanted,
      signal,
      sample: pixels ? null : 0,
      examples: EXAMPLES,
      surface: "app",
      decoder: () => hostDecoder(host),
      createDigest: createWebDigest,
      onProgress: (_stage, done, total) => onProgress?.("reading", readingTold(done, total)),
    },
  );
}

/** What was found in files and labels, for the page. */
export async function foundIn(
  files: DroppedFiles,
  truth: SessionTruth,
  host: SessionHost,
  options: LookOptions,
): Promise<FoundTold> {
  const look = { truth, pixels: false, wanted: [] };
  const { inspection, images, findings } = await lookAt(files, look, host, options);
  const left = new Map<string, number>();
  for (const { status, code } of images) {
    if (status === "listed") left.set(code, (left.get(code) ?? 0) + 1);
  }
  const all = [...images, ...findings];
  const { names, ...suggestions } = suggestFiles(truth.truth, files.listed);
  return {
    images: images.length,
    ready: images.filter(({ status }) => status === "ready").length,
    left: [...left].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count),
    ignored: inspection.ignored,
    labels: inspection.labels?.classes.length ?? 0,
    problems: told(inspection.problems, names),
    csv: new Blob([importCsv(all)], { type: "text/csv" }),
    suggestions,
    columns: columnsOf(truth),
    attributes: inspection.attributes.map((one) => ({
      name: one.name,
      groups: one.kind === "categorical" ? one.levels : null,
    })),
    filters: columnFilters(truth.truth.attributes),
    proposed: inspection.clusters.map(({ attribute }) => attribute),
    sequences: inspection.sequences?.count ?? null,
    controls: optionControls(truth.task),
    subjects: subjectsTold(inspection),
  };
}

function subjectsTold({ subjects }: Inspection): FoundTold["subjects"] {
  if (subjects === null || subjects.attribute === null) return null;
  return { attribute: subjects.attribute, count: subjects.count };
}

/**
 * Problems that the screen says once: names with a suggestion stand with it, and rows that contradict
 * each other are one problem and not three.
 */
function told(problems: FoundTold["problems"], suggested: ReadonlySet<string>): ProblemGroup[] {
  const conflict = problems.find(({ code }) => code === "labels/conflict");
  const conflicting = new Set(conflict?.examples.map(({ file }) => file));
  return problems.filter(({ code, examples }) => {
    const isAll = (files: ReadonlySet<string>) => examples.every(({ file }) => files.has(file));
    if (code === "missing-file") return !isAll(suggested);
    return code !== "several-labels" || !isAll(conflicting);
  });
}

const VALUES = 3;

function columnsOf({ truth, reading, labelColumns, hasColumns }: SessionTruth): ColumnTold[] {
  const image = truth.roles.get("image");
  if (!hasColumns || image === undefined) return [];
  const label = truth.roles.get("label");
  const labels = reading.columns?.labels ?? (label === undefined ? [] : [label]);
  // Of several columns nobody can say any more which label came from which.
  const values = labels.length === 1 ? truth.labelNames.slice(0, VALUES) : [];
  const columns: ColumnTold[] = [
    { name: image, use: "image", values: firstOf(truth.file) },
    ...labels.map((name) => ({ name, use: "label", values }) as const),
  ];
  for (const [name, column] of truth.attributes.columns) {
    if (!labelColumns.has(name)) continue;
    columns.push({ name, use: "attribute", values: firstOf(cellsOf(column, truth.rowCount)) });
  }
  return columns;
}

function* cellsOf(column: Column, rows: number): Iterable<string> {
  for (let row = 0; row < rows; row++) {
    const text = cellText(column, row);
    if (text !== null) yield text;
  }
}

function firstOf(values: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const value of values) {
    found.add(value);
    if (found.size === VALUES) break;
  }
  return [...found];
}
