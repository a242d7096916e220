import { chooseQuestion } from "../../claims/question.js";
import { findSequences } from "../../claims/sequences.js";
import type { UnitGroups } from "../../claims/unit-groups.js";
import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import type { Surface } from "../../core/sentence.js";
import { selectRows } from "../../core/table.js";
import { daylightColumn } from "../../dataset/attributes/daylight.js";
import {
  type DeclaredSources,
  declaredAttributes,
} from "../../dataset/attributes/declared-attributes.js";
import {
  type AttributeSummary,
  describeAttributes,
} from "../../dataset/attributes/describe-attributes.js";
import {
  headAttributes,
  type ImageHeads,
  readImageHeads,
} from "../../dataset/attributes/image-heads.js";
import { KNOWN_ATTRIBUTES, knownFrom } from "../../dataset/attributes/known-attributes.js";
import { boxesOfFiles, problemsOfBoxes } from "../../dataset/attributes/known-of-files.js";
import {
  type AttributeSource,
  mergeAttributes,
} from "../../dataset/attributes/merge-attributes.js";
import { backgroundColumns, objectColumns } from "../../dataset/attributes/object-attributes.js";
import type { ObjectBoxes, PlacedBoxes } from "../../dataset/attributes/object-boxes.js";
import {
  measuredSampleSize,
  measurePixels,
  type PixelAttributes,
  pixelColumns,
} from "../../dataset/attributes/pixel-attributes.js";
import { statesTimes } from "../../dataset/attributes/read-attributes.js";
import { isImageName } from "../../dataset/image-set.js";
import { NOT_READ } from "../../formats/fields.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { isByCamera } from "../../images/exif.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { counted } from "../../reports/numbers.js";
import type { ResultListed } from "../../results/result.js";
import { createDuplicateFinder } from "./inspect-duplicates.js";
import { firstFigures, formatCounts, sizeCounts } from "./inspect-figures.js";
import { type JoinRules, joinLabels, type LabelledFiles } from "./inspect-labels.js";
import { type GivenPredictions, inspectPredictions } from "./inspect-predictions.js";
import { type Finding, groupProblems } from "./inspect-problems.js";
import type {
  ImportRow,
  InspectedGroups,
  Inspection,
  InspectionWithRows,
} from "./inspect-types.js";

export interface InspectInput {
  /** What the result calls the folder. */
  readonly place: string;
  readonly access: FileAccess;
  readonly files: readonly ListedFile[];
  /** Files that the listing left out, or that are read under another name. */
  readonly notes: readonly ResultListed[];
  readonly truth: ImageTruth | null;
  readonly predictions?: GivenPredictions | null;
  /** Where objects are; absent: nobody says it. */
  readonly boxes?: ObjectBoxes | null;
  /** How the labels will be evaluated, where that is known; else as classes of whole images. */
  readonly joined?: JoinRules;
  readonly declared: DeclaredSources;
}

export interface InspectOptions {
  readonly version: string;
  /** Whether coordinates and serial numbers of cameras are read. */
  readonly personal: boolean;
  /** Images to measure; null for as many as is reasonable ({@link measuredSampleSize}). */
  readonly sample: number | null;
  readonly seed: number;
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  /** Attributes to report whatever the pictures are, because a comparison needs them. */
  readonly wanted?: readonly string[];
  /** Where it is read; a file or a terminal where absent. */
  readonly surface?: Surface;
  /** Examples of each kind of problem; a few where it is not given. */
  readonly examples?: number;
  readonly onProgress: (stage: "headers" | "pixels", done: number, total: number) => void;
}

/**
 * Looks at a folder of images, and at labels if there are some, before any model runs: what is there,
 * what is known about the images, and what is wrong with them. Every file is opened for its header;
 * files of equal size and start are compared; pixels are measured on a random sample.
 *
 * @throws HomegroundError `attributes/no-image`, `attributes/pattern`; what is wrong with one image is
 *   in the result
 */
export async function inspect(
  {
    place,
    access,
    files,
    notes,
    truth,
    declared,
    joined,
    boxes = null,
    predictions = null,
  }: InspectInput,
  options: InspectOptions,
): Promise<InspectionWithRows> {
  const { signal, seed, onProgress } = options;
  const labelled = truth === null ? null : joinLabels(truth, files, joined);
  const own = labelled?.files ?? files.filter(({ path }) => isImageName(path));
  const stated = declaredAttributes(own, labelSources(truth, labelled), declared);

  const finder = createDuplicateFinder(own, options.createDigest);
  const heads = await readImageHeads(own, {
    access,
    signal,
    personal: options.personal,
    checkEnds: true,
    onHead: finder.see,
    onProgress: (done, total) => onProgress("headers", done, total),
  });
  const equal = await finder.finish(access, signal);
  const placed = await boxesOfFiles(own, { boxes, access, signal });
  const pixels = await measure(own, heads, placed, access, options);

  const names = Object.keys(KNOWN_ATTRIBUTES);
  // Grey or dark pictures tell the hour only where a camera took them.
  const arePhotos = heads.exif.some(isByCamera) || statesTimes(stated.table);
  const ofPixels = knownFrom(names, "pixels").filter(
    (name) => arePhotos || name !== "light" || options.wanted?.includes(name) === true,
  );
  const merged = mergeAttributes(
    own.length,
    [
      { name: "stated", table: stated.table },
      { name: "EXIF", table: headAttributes(heads, knownFrom(names, "exif", "exif-personal")) },
      { name: "image headers", table: headAttributes(heads, knownFrom(names, "header")) },
      ...(placed === null
        ? []
        : [{ name: boxes!.source, table: objectColumns(placed, knownFrom(names, "boxes")) }]),
      ...(pixels === null
        ? []
        : [
            { name: "pixels", table: pixelColumns(pixels, ofPixels) },
            {
              name: "pixels outside boxes",
              table: backgroundColumns(pixels.background, knownFrom(names, "background")),
            },
          ]),
    ],
    (row) => own[row]!.path,
  );
  const sourceOf = new Map(merged.sourceOf);
  for (const [name, source] of stated.sourceOf) {
    const rest = (sourceOf.get(name) ?? "").replace(/^stated/, "");
    sourceOf.set(name, source + rest);
  }
  const daylight = daylightColumn(merged.table);
  const columns = new Map(merged.table.columns);
  if (daylight !== null && !columns.has("daylight")) {
    columns.set("daylight", daylight);
    sourceOf.set("daylight", "place and time");
  }
  const attributes = describeAttributes({ ...merged.table, columns }, sourceOf);
  const rows = Int32Array.from(own.keys());
  const question = chooseQuestion(merged.table, rows, null);

  const predicted =
    predictions === null
      ? null
      : await inspectPredictions(predictions, files, own, { access, seed, signal });
  const cut = await brokenAmong(heads.notes, access, options);
  // A file that is broken in its header is broken in its pixels too.
  const broken = once([...heads.broken, ...cut, ...(pixels?.broken ?? [])]);
  const isBroken = new Set(broken.map(({ file }) => file));
  const findings: Finding[] = [
    ...broken.map((one): Finding => ({ ...one, status: "listed" })),
    ...labelFindings(truth, labelled),
    ...(boxes === null ? [] : problemsOfBoxes(boxes)).map(
      (one): Finding => ({ ...one, status: "problem" }),
    ),
    ...(predicted?.findings ?? []),
    ...equalFindings(equal, own, labelled),
    ...clockFindings(attributes),
    ...[...notes, ...heads.notes, ...stated.notes, ...merged.notes]
      .filter(({ file, code }) => !(code === "image/truncated" && isBroken.has(file)))
      .map((one): Finding => ({ ...one, status: "note" })),
  ];
  const listed = labelled?.images.listed ?? [];
  const isListed = new Set(listed.map(({ file }) => file));
  const named = labelled === null ? own.map(({ path }) => path) : labelled.images.file;
  const ready = named.filter((file) => !isBroken.has(file));
  const inspection: Inspection = {
    schema: "homeground.inspect/1",
    software: { name: "homeground", version: options.version },
    seed,
    place,
    files: firstFigures(files),
    images: labelled?.images.images ?? own.length,
    ignored: labelled?.images.ignored ?? 0,
    formats: formatCounts(heads),
    sizes: sizeCounts(heads),
    labels: labelled === null ? null : { ...labelled.labels, ready: ready.length },
    ...(predicted === null ? {} : { predictions: predicted.told }),
    pattern: stated.preview,
    attributes,
    measured: pixels === null ? null : { images: pixels.drawn, of: own.length },
    sequences: sizesOf(findSequences(merged.table, rows)),
    subjects: question.clusters?.kind.startsWith("subject") ? sizesOf(question.clusters) : null,
    clusters: question.notUsed.map(({ attribute, levels, option }) => ({
      attribute,
      levels,
      option,
    })),
    duplicates: equal.flatMap((group) =>
      group.slice(1).map((item) => ({
        a: own[group[0]!]!.path,
        b: own[item]!.path,
        kind: "same-bytes" as const,
      })),
    ),
    problems: groupProblems(findings, options.surface ?? "command", options.examples),
  };
  const images: ImportRow[] = [
    ...ready.map((file): ImportRow => ({ file, status: "ready", code: "", what: "" })),
    ...broken
      .filter(({ file }) => !isListed.has(file))
      .map((one): ImportRow => ({ ...one, status: "listed" })),
    ...listed.map((one): ImportRow => ({ ...one, status: "listed" })),
  ];
  const known = {
    table: { ...merged.table, columns },
    paths: own.map(({ path }) => path),
    broken: new Map(broken.map((one) => [one.file, one])),
    isMeasured: pixels === null ? null : pixels.measured.map((one) => one !== null),
  };
  return { inspection, images: byFile(images), findings: findings.filter(isBeside), known };
}

/** Findings that no row of an image shows already. */
function isBeside({ status }: Finding): boolean {
  return status !== "listed";
}

function byFile(rows: readonly ImportRow[]): ImportRow[] {
  return [...rows].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** The first finding about each file. */
function once<T extends { readonly file: string }>(found: readonly T[]): T[] {
  const seen = new Set<string>();
  return found.filter(({ file }) => !seen.has(file) && seen.add(file));
}

function labelSources(truth: ImageTruth | null, labelled: LabelledFiles | null): AttributeSource[] {
  if (truth === null || labelled === null) return [];
  return [{ name: truth.source, table: selectRows(truth.attributes, labelled.row) }];
}

async function measure(
  files: readonly ListedFile[],
  heads: ImageHeads,
  boxes: PlacedBoxes | null,
  access: FileAccess,
  options: InspectOptions,
): Promise<PixelAttributes | null> {
  const sample = options.sample ?? measuredSampleSize(heads.widthPx, heads.heightPx);
  if (sample === 0 || files.length === 0) return null;
  return await measurePixels(files, {
    access,
    decoder: options.decoder(),
    signal: options.signal,
    seed: options.seed,
    sample,
    boxes,
    onProgress: (done, total) => options.onProgress("pixels", done, total),
  });
}

/** Without an end marker pixels may be missing: this many such files are decoded to find out. */
const CUT_DECODED = 200;

async function brokenAmong(
  notes: ImageHeads["notes"],
  access: FileAccess,
  { decoder, signal }: InspectOptions,
): Promise<ResultListed[]> {
  const cut = notes.filter(({ code }) => code === "image/truncated").slice(0, CUT_DECODED);
  if (cut.length === 0) return [];
  const codecs = decoder();
  const broken: ResultListed[] = [];
  for (const { file } of cut) {
    signal.throwIfAborted();
    try {
      await codecs.decode(await access.read(file), { maxPixels: DEFAULT_MAX_PIXELS });
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      broken.push({ file, code: error.code, what: error.what });
    }
  }
  return broken;
}

function labelFindings(truth: ImageTruth | null, labelled: LabelledFiles | null): Finding[] {
  if (truth === null || labelled === null) return [];
  const { images, missing, conflicts } = labelled;
  return [
    ...missing.map((one): Finding => ({ ...one, status: "listed" })),
    ...images.listed
      .filter(({ code }) => code !== "missing-file")
      .map((one): Finding => ({ ...one, status: "listed" })),
    ...conflicts.map((one): Finding => ({ ...one, status: "problem" })),
    ...images.notes.map((one): Finding => ({ ...one, status: "note" })),
    ...truth.problems.map(
      ({ where, ...found }): Finding => ({ ...found, file: where, status: "problem" }),
    ),
    ...(truth.notRead ?? []).map((one): Finding => {
      const what = `${one.field}, in ${counted(one.count, one.in)}`;
      return { code: NOT_READ, what, file: one.where, status: "note" };
    }),
  ];
}

function equalFindings(
  groups: readonly (readonly number[])[],
  files: readonly ListedFile[],
  labelled: LabelledFiles | null,
): Finding[] {
  const found: Finding[] = [];
  for (const [first = 0, ...others] of groups) {
    for (const item of others) {
      const other = files[first]!.path;
      const base = { file: files[item]!.path, status: "problem" } as const;
      const [mine, theirs] = [labelled?.labelOf[item] ?? null, labelled?.labelOf[first] ?? null];
      if (mine !== null && theirs !== null && mine !== theirs) {
        const what = `it is ${JSON.stringify(mine)}; ${other} has the same bytes and is ${JSON.stringify(theirs)}`;
        found.push({ ...base, code: "duplicate/conflict", what });
      } else {
        found.push({ ...base, code: "duplicate", what: `the same bytes as ${other}` });
      }
    }
  }
  return found;
}

function clockFindings(attributes: readonly AttributeSummary[]): Finding[] {
  return attributes.flatMap((one): Finding[] => {
    if (one.kind !== "time" || one.clockReset === 0) return [];
    const what = `${one.clockReset} of ${one.present} times of ${one.name} are on the first day of a camera's clock (1970-01-01, 1980-01-01, 2000-01-01)`;
    return [{ file: "", status: "problem", code: "attributes/clock-reset", what }];
  });
}

function sizesOf(
  clusters: (UnitGroups & { readonly attribute: string | null }) | null,
): InspectedGroups | null {
  if (clusters === null) return null;
  const sizes = new Int32Array(clusters.count);
  for (const c of clusters.cluster) sizes[c]!++;
  let largest = 0;
  for (const size of sizes) largest = Math.max(largest, size);
  return { attribute: clusters.attribute, count: clusters.count, largest };
}
