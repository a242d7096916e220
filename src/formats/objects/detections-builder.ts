import { createGrowingFloats, createGrowingInts } from "../../core/growing-columns.js";
import { type Joints, type ObjectShapes, SHAPE_FORM } from "../../core/objects.js";
import type { Column } from "../../core/table.js";
import { withSlashes } from "../delimited/table-cells.js";
import { type ProblemList, quoted } from "../import-problems.js";
import type { ImportProblem } from "../import-types.js";
import type { ObjectPredictions } from "./object-types.js";
import { createPointColumns, pointsOf } from "./point-columns.js";

/** What the reader of a file says of its detections as a whole. */
export interface DetectionsDescription
  extends Pick<
    ObjectPredictions,
    | "format"
    | "source"
    | "unit"
    | "written"
    | "scoreIsLast"
    | "roles"
    | "namesOnlyFound"
    | "threshold"
    | "notRead"
    | "readings"
  > {
  /** Whether a row of the file is a detection, not an image with its detections. */
  readonly isDetectionARow?: boolean;
  /** What the points of detections are called; left out where they have none, or none are wanted. */
  readonly joints?: Joints | undefined;
  /** Columns of the images, a row each. */
  readonly columns?: ReadonlyMap<string, Column>;
  /** Problems of readers below, before those of the list. */
  readonly problems?: readonly ImportProblem[];
}

/** x, y, width, height of a box, as a file has them. */
export type BoxSides = readonly [x: unknown, y: unknown, width: unknown, height: unknown];

/** Collects detections record by record. */
export interface DetectionsBuilder {
  /** Images so far. */
  readonly rowCount: number;
  /**
   * Row of an image, made at its first mention.
   *
   * @param line line or number of the record that speaks of it
   */
  image(path: string, line: number): number;
  /** Whether an image has a row. */
  has(path: string): boolean;
  /**
   * The model was not run or failed on the image; it is listed with the reason.
   *
   * @param why null where the reader says it of many images at once
   */
  fail(row: number, why: string | null, where: string): void;
  /** Size of the image as displayed. */
  size(row: number, widthPx: number, heightPx: number): void;
  /** Code of a label, made at its first mention. */
  label(name: string): number;
  /**
   * Adds a detection, or lists why it is left out: no finite score, or no box with finite sides that
   * are not negative.
   *
   * @returns whether it was added
   */
  add(row: number, label: number, score: unknown, box: BoxSides, where: string): boolean;
  /** A detection of the image is not read, and the problem is listed by who says it. */
  lose(row: number): void;
  /** Gives the detection added last a polygon, x and y in turn; another one is a further part. */
  polygon(points: ArrayLike<number>): void;
  /** Gives the detection added last a mask: runs of zeros and ones in turn down the columns. */
  runs(lengths: ArrayLike<number>): void;
  /** Gives the detection added last its points, three numbers for each joint of the description. */
  points(values: ArrayLike<number>): void;
  /** x, y, width, height of the detections so far. */
  boxes(): Float64Array;
  finish(description: DetectionsDescription): ObjectPredictions;
}

export function createDetectionsBuilder(problems: ProblemList): DetectionsBuilder {
  const file: string[] = [];
  const rowOf = new Map<string, number>();
  const [line, failed] = [createGrowingInts(), new Set<number>()];
  const sizes = new Map<number, readonly [number, number]>();
  const labelNames: string[] = [];
  const codeOf = new Map<string, number>();
  const [image, label] = [createGrowingInts(), createGrowingInts()];
  const [box, score] = [createGrowingFloats(), createGrowingFloats()];
  const shapes = createShapesBuilder();
  const points = createPointColumns();
  const incomplete = new Set<number>();
  let losses = 0;
  /** Whether every image has a detection, if only one that could not be read. */
  const hasEach = (): boolean => {
    const has = Uint8Array.from(file, (_, row) => Number(incomplete.has(row)));
    for (const row of image.finish()) has[row] = 1;
    return !has.includes(0);
  };
  const lose = (row: number): void => {
    losses++;
    incomplete.add(row);
  };

  return {
    get rowCount() {
      return file.length;
    },
    image(path, at) {
      const name = withSlashes(path);
      let row = rowOf.get(name);
      if (row === undefined) {
        row = file.push(name) - 1;
        rowOf.set(name, row);
        line.push(at);
      }
      return row;
    },
    has: (path) => rowOf.has(withSlashes(path)),
    fail(row, why, where) {
      failed.add(row);
      if (why === null) return;
      const what = `${file[row]} was not processed: ${why}`;
      problems.add("predictions/not-processed", what, where);
    },
    size(row, widthPx, heightPx) {
      if (widthPx > 0 && heightPx > 0) sizes.set(row, [widthPx, heightPx]);
    },
    label(name) {
      let code = codeOf.get(name);
      if (code === undefined) {
        code = labelNames.push(name) - 1;
        codeOf.set(name, code);
      }
      return code;
    },
    add(row, code, conf, sides, where) {
      if (!isUsable(conf, sides, where, problems)) {
        lose(row);
        return false;
      }
      image.push(row);
      label.push(code);
      score.push(conf);
      for (let k = 0; k < 4; k++) box.push(sides[k] as number); // checked by isUsable
      return true;
    },
    lose,
    polygon: (points) => shapes.part(image.length - 1, SHAPE_FORM.polygons, points),
    runs: (lengths) => shapes.part(image.length - 1, SHAPE_FORM.runs, lengths),
    points: (values) => points.add(values),
    boxes: () => box.finish(),
    finish({
      columns = new Map(),
      problems: before = [],
      isDetectionARow,
      joints,
      ...description
    }) {
      const rowCount = file.length;
      const imagesOnlyFound = isDetectionARow === true && rowCount > 0 && hasEach();
      const side = (k: 0 | 1) =>
        Float64Array.from(file, (_, row) => sizes.get(row)?.[k] ?? Number.NaN);
      const outlines = shapes.finish(image.length);
      return {
        ...description,
        ...(imagesOnlyFound ? { imagesOnlyFound } : {}),
        rowCount,
        file,
        labelNames,
        objects: {
          count: image.length,
          image: image.finish(),
          label: label.finish(),
          box: box.finish(),
          score: score.finish(),
          ...(outlines === null ? {} : { shapes: outlines }),
          ...pointsOf(points, image.length, joints),
        },
        failed: Uint8Array.from(file, (_, row) => (failed.has(row) ? 1 : 0)),
        widthPx: side(0),
        heightPx: side(1),
        line: line.finish(),
        attributes: { rowCount, columns },
        problems: [...before, ...problems.finish()],
        objectsNotRead: losses,
        ...(incomplete.size === 0 ? {} : { incomplete }),
      };
    },
  };
}

function isUsable(
  score: unknown,
  box: BoxSides,
  where: string,
  problems: ProblemList,
): score is number {
  if (score === undefined || score === null) {
    const what = "the detection has no score; it is left out";
    problems.add("predictions/missing-field", what, where);
    return false;
  }
  if (typeof score !== "number" || !Number.isFinite(score)) {
    const what = `the score is ${quoted(String(score))}, no number to rank by; the detection is left out`;
    problems.add("predictions/not-a-number", what, where);
    return false;
  }
  const [x, y, width, height] = box;
  const isBox = [x, y, width, height].every(
    (side) => typeof side === "number" && Number.isFinite(side),
  );
  if (isBox && (width as number) >= 0 && (height as number) >= 0) return true;
  const what = `the box is ${quoted(box.map(String).join(", "))}; the detection is left out`;
  problems.add("predictions/box-invalid", what, where);
  return false;
}

/** Outlines of objects that come in order; most have none, or all have. */
export function createShapesBuilder() {
  const form = createGrowingInts();
  const [partStart, valueStart] = [createGrowingInts(), createGrowingInts()];
  const values = createGrowingFloats();
  let parts = 0;
  /** Objects before `count` are begun; those between have no outline. */
  const begin = (count: number): void => {
    while (form.length < count) {
      form.push(SHAPE_FORM.none);
      partStart.push(parts);
    }
  };
  let open = -1;
  let openForm: number = SHAPE_FORM.none;
  const close = (): void => {
    if (open < 0) return;
    begin(open);
    form.push(openForm);
    partStart.push(firstPart);
    open = -1;
  };
  let firstPart = 0;
  return {
    /** Adds a part to an object, which is the last one or a later one. */
    part(object: number, kind: number, numbers: ArrayLike<number>): void {
      if (object !== open) {
        close();
        open = object;
        begin(object);
        firstPart = parts;
      }
      openForm = kind;
      valueStart.push(values.length);
      parts++;
      for (let k = 0; k < numbers.length; k++) values.push(numbers[k]!);
    },
    /** The outlines of `count` objects; null where no object has one. */
    finish(count: number): ObjectShapes | null {
      close();
      if (parts === 0) return null;
      begin(count);
      partStart.push(parts);
      valueStart.push(values.length);
      return {
        form: Uint8Array.from(form.finish()),
        partStart: partStart.finish(),
        valueStart: valueStart.finish(),
        values: values.finish(),
      };
    },
  };
}
