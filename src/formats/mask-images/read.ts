import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { LabelMask } from "../../core/masks/label-mask.js";
import { EMPTY_TABLE } from "../../core/table.js";
import type { FileAccess } from "../file-access.js";
import type { FormatPlace, Reader, ReadMaskOptions } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import {
  type ImagePredictions,
  type ImageTruth,
  type TakenReading,
  TRUTH_STATE,
} from "../import-types.js";
import { listPaths } from "../objects/image-files.js";
import { readMany } from "../objects/small-files.js";
import { createTruthBuilder } from "../truth-builder.js";
import { imagesOfMasks } from "./mask-files.js";
import { findMaskLabels } from "./mask-labels.js";
import {
  decideMaskReading,
  labelsOfValues,
  type MaskReading,
  maskValuesChoice,
  valueInWords,
} from "./mask-reading.js";
import type { MaskValues } from "./mask-values.js";
import { readMaskValues } from "./read-mask-values.js";

export const masks: Reader<"masks"> = async (place, options) => {
  const { access, files, source } = place;
  const images = options.images ?? [];
  const pairs = imagesOfMasks(files, images);
  const problems = createProblemList();
  const read = await readMaskSet(access, files, source, options, problems);
  const builder = createTruthBuilder(false);
  for (const [row, { file, isFound }] of pairs.entries()) {
    if (!isFound && images.length > 0) {
      problems.add(
        "masks/no-image",
        `no image has the name of ${quoted(files[row]!)}`,
        files[row]!,
      );
    }
    const labels = read.labelsOf(row);
    const state = labels === null ? TRUTH_STATE.unlabelled : TRUTH_STATE.labelled;
    builder.add(file, labels ?? [], state, row + 1);
  }
  return truthOfMasks(place, read, builder.finish(), problems, files);
};

/** Rows with the masks of each, as ground truth. */
function truthOfMasks(
  { source }: Pick<FormatPlace, "source">,
  read: MaskSet,
  built: ReturnType<ReturnType<typeof createTruthBuilder>["finish"]>,
  problems: ProblemList,
  otherFiles: readonly string[],
): ImageTruth {
  return {
    format: { id: "mask-images", reason: read.reading.reason },
    source,
    ...built,
    attributes: { ...EMPTY_TABLE, rowCount: built.rowCount },
    otherFiles,
    roles: new Map(),
    problems: problems.finish(),
    readings: read.readings,
    classNames: read.reading.labelNames,
    masks: {
      labelNames: read.reading.labelNames,
      read: (row) => read.mask(row),
    },
  };
}

const predicted: Reader<"predicted-masks"> = async (place, options) => {
  const pairs = imagesOfMasks(place.files, options.images ?? []);
  return predictedMasksOf(
    place,
    pairs.map(({ file }) => file),
    options,
  );
};

/**
 * Answers for pixels, a mask each.
 *
 * @param images the image of each mask
 */
export async function predictedMasksOf(
  { access, files, source }: Pick<FormatPlace, "access" | "files" | "source">,
  images: readonly string[],
  options: Pick<ReadMaskOptions, "classNames" | "maskValues">,
): Promise<ImagePredictions> {
  const problems = createProblemList();
  const read = await readMaskSet(access, files, source, options, problems);
  return {
    format: { id: "mask-images", reason: read.reading.reason },
    source,
    rowCount: files.length,
    file: images,
    predicted: null,
    answerLabels: read.reading.labelNames,
    scoreLabels: [],
    scores: new Float64Array(0),
    line: Int32Array.from(files, (_, i) => i + 1),
    attributes: { ...EMPTY_TABLE, rowCount: files.length },
    roles: new Map(),
    problems: problems.finish(),
    readings: read.readings,
    masks: { labelNames: read.reading.labelNames, read: (row) => read.mask(row) },
  };
}

export { predicted as "predicted-masks" };

/** Masks of a table's rows, from the files that it names. */
export async function withMaskFiles(
  truth: ImageTruth,
  fileOfRow: readonly (string | null)[],
  { access, source }: Pick<FormatPlace, "access" | "source">,
  options: Parameters<typeof masks>[1],
): Promise<ImageTruth> {
  const problems = createProblemList();
  const rows: number[] = [];
  const files: string[] = [];
  for (const [row, file] of fileOfRow.entries()) {
    if (file === null) continue;
    rows[row] = files.length;
    files.push(file);
  }
  const read = await readMaskSet(access, files, source, options, problems);
  const builder = createTruthBuilder(false);
  for (const [row, file] of truth.file.entries()) {
    const at = rows[row];
    const labels = at === undefined ? null : read.labelsOf(at);
    const state = labels === null ? TRUTH_STATE.unlabelled : TRUTH_STATE.labelled;
    builder.add(file, labels ?? [], state, truth.line[row]!);
  }
  return {
    ...truth,
    ...builder.finish(),
    format: { ...truth.format, reason: `${truth.format.reason}; ${read.reading.reason}` },
    problems: [...truth.problems, ...problems.finish()],
    readings: [...(truth.readings ?? []), ...read.readings],
    classNames: read.reading.labelNames,
    masks: {
      labelNames: read.reading.labelNames,
      async read(row) {
        const at = rows[row];
        if (at === undefined) throw new Error("a row without a mask is not asked for");
        return read.mask(at);
      },
    },
  };
}

/** Masks whose numbers are known, file by file. */
interface MaskSet {
  readonly reading: MaskReading;
  readonly readings: readonly TakenReading[];
  /** Labels on the mask of a file; null where it cannot be read. */
  labelsOf(file: number): readonly string[] | null;
  /** Reads the pixels, of one file at a time. */
  mask(file: number): Promise<LabelMask>;
}

/** Most different colours that are counted of a set: more are those of a photograph. */
const MOST_COLOURS = 4096;

/**
 * Looks at the numbers of every file once and keeps which there are; pixels are read again when they are
 * asked for, so that memory does not grow with the number of masks.
 */
async function readMaskSet(
  access: FileAccess,
  files: readonly string[],
  source: string,
  options: Pick<ReadMaskOptions, "classNames" | "maskValues">,
  problems: ProblemList,
): Promise<MaskSet> {
  const valuesOf: (readonly number[] | null)[] = [];
  const areColours: boolean[] = [];
  const ids = new Set<number>();
  const colours = new Set<number>();
  let bits = 1;
  let palette: Uint8Array | null | undefined;
  const look = async (path: string): Promise<MaskValues | HomegroundError> => {
    try {
      return readMaskValues(await access.read(path), path);
    } catch (error) {
      if (isHomegroundError(error)) return error;
      throw error;
    }
  };
  for await (const found of readMany(files, look)) {
    if (found instanceof HomegroundError) {
      const path = files[valuesOf.length]!;
      problems.add("masks/unreadable", `the mask cannot be read: ${found.what}`, path);
      valuesOf.push(null);
      areColours.push(false);
      continue;
    }
    const values = distinct(found);
    const into = found.areColours ? colours : ids;
    for (const value of values) if (into.size < MOST_COLOURS || !found.areColours) into.add(value);
    if (!found.areColours) {
      bits = Math.max(bits, found.bits);
      palette = palette === undefined || same(palette, found.palette) ? found.palette : null;
    }
    valuesOf.push(values);
    areColours.push(found.areColours);
  }
  const table = await findMaskLabels(access, (await listPaths(access, "")).all);
  const reading = decideMaskReading(
    { ids, colours, bits, palette: palette ?? null },
    table,
    options.classNames,
    options.maskValues,
    source,
  );
  const { labelNames, meaning, isDeclared } = reading;
  const labels = valuesOf.map((values, i) => {
    if (values === null) return null;
    const found = new Set<string>();
    for (const value of values) {
      const label = reading.labelOf(value, areColours[i]!);
      if (label === undefined) {
        const what = `${valueInWords(value, areColours[i]!)} is none of the ${labelNames.length} labels`;
        problems.add("masks/unknown-value", what, files[i]!);
        return null;
      }
      if (label >= 0) found.add(labelNames[label]!);
    }
    if (found.size === 0) problems.add("masks/all-void", "no pixel of the mask counts", files[i]!);
    return found.size === 0 ? null : [...found].sort();
  });
  return {
    reading,
    readings: isDeclared
      ? []
      : [{ reading: maskValuesChoice.name, value: meaning, chosen: "found" }],
    labelsOf: (file) => labels[file] ?? null,
    async mask(file) {
      const path = files[file]!;
      const found = readMaskValues(await access.read(path), path);
      const { widthPx, heightPx } = found;
      const into = new Int16Array(widthPx * heightPx);
      const wrong = labelsOfValues(found, reading, into);
      if (wrong !== null) {
        throw new HomegroundError("input/invalid", {
          what: `${valueInWords(wrong.unknown, found.areColours)} is none of the ${labelNames.length} labels`,
          where: path,
          fix: "Name it in the table of labels, or say what the numbers stand for",
        });
      }
      return { widthPx, heightPx, labels: into };
    },
  };
}

/** Numbers that occur, each once. */
function distinct({ values }: MaskValues): readonly number[] {
  if (values instanceof Uint32Array) {
    const found = new Set<number>();
    for (let i = 0, last = -1; i < values.length; i++) {
      if (values[i] === last) continue;
      last = values[i]!;
      found.add(last);
    }
    return [...found];
  }
  const seen = new Uint8Array(values instanceof Uint8Array ? 256 : 65_536);
  for (let i = 0; i < values.length; i++) seen[values[i]!] = 1;
  const found: number[] = [];
  for (let value = 0; value < seen.length; value++) if (seen[value] === 1) found.push(value);
  return found;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return (
    a === b || (a !== null && b !== null && a.length === b.length && a.every((v, i) => v === b[i]))
  );
}
