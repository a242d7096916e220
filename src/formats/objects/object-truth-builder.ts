import { createGrowingFloats, createGrowingInts } from "../../core/growing-columns.js";
import { type Joints, SHAPE_FORM, type TruthObjects } from "../../core/objects.js";
import { type Column, EMPTY_TABLE, selectRows, type Table } from "../../core/table.js";
import { isEmptyName } from "../coco/empty-names.js";
import type { ProblemList } from "../import-problems.js";
import {
  type DetectedFormat,
  type FieldNotRead,
  type ImportProblem,
  type TakenReading,
  TRUTH_STATE,
} from "../import-types.js";
import { createRecordColumns } from "../json/record-columns.js";
import { checkLabels } from "../label-checks.js";
import { groupByRow } from "../truth-builder.js";
import { createShapesBuilder } from "./detections-builder.js";
import { checkNames } from "./image-names.js";
import type { BoxUnit, BoxWriting, ObjectTruth, TruthRegions } from "./object-types.js";
import { areaOfPolygon } from "./outlines.js";
import { createPointColumns, pointsOf } from "./point-columns.js";
import { type BoxReading, reinterpretBoxes } from "./reinterpret-boxes.js";
import { keepUsable } from "./usable-objects.js";

/** What is known of an image when it is first named. */
export interface ImageRecord {
  /** Line or number of the record that names it, from 1. */
  readonly line: number;
  /** Size as displayed; left out, or not above 0, where the file does not say it. */
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** State while no object is added; default unlabelled. */
  readonly state?: number;
  /** Row of the columns given to `finish` with the image's attributes; default: its own row. */
  readonly attributesFrom?: number;
}

/** What is known of an object beside its box. */
export interface ObjectRecord {
  /** Id or place in its file. */
  readonly id: string | number;
  /** `OBJECT_FLAG` bits; default 0. */
  readonly flags?: number;
  /** In px² or fractions²; default: of the outline where there is one, else width × height. */
  readonly area?: number;
  /** What else the file says of it, by name: texts, numbers and truth values are kept. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** How the whole was written and read. */
export interface TruthDescription {
  readonly format: DetectedFormat;
  readonly source: string;
  readonly unit: BoxUnit;
  /** How the file wrote its boxes; the builder was given x, y, width, height all the same. */
  readonly written: BoxWriting;
  /** What the user says that the numbers are. */
  readonly boxes?: BoxReading | undefined;
  /** What `id` of an object is, for messages: "line", "annotation". */
  readonly idWord: string;
  readonly roles: ReadonlyMap<string, string>;
  readonly columns?: ReadonlyMap<string, Column>;
  /** Problems of readers below, before those of the list. */
  readonly problems?: readonly ImportProblem[];
  /** Fields of the file that are not read. */
  readonly notRead?: readonly FieldNotRead[];
  /** What was found of what the files leave open. */
  readonly readings?: readonly TakenReading[];
  /** What the points of objects are called; left out where they have none, or none are wanted. */
  readonly joints?: Joints | undefined;
}

/** Collects ground truth with objects, in any order of images. */
export interface ObjectTruthBuilder {
  /** Images so far. */
  readonly rowCount: number;
  /** Objects so far. */
  readonly count: number;
  /** Row of an image; one that is named again keeps its first record, and takes a size it lacked. */
  image(file: string, record: ImageRecord): number;
  /** Gives an image another name, which no image has. */
  rename(row: number, file: string): void;
  /** Row of an image that was named before; undefined for another. */
  rowOf(file: string): number | undefined;
  /** Code of a label; names declared before any object keep that order. */
  label(name: string): number;
  /** Says the state of an image without objects. */
  setState(row: number, state: number): void;
  /**
   * Gives an image a label as a whole. Nothing then says that it holds no objects; a label that calls
   * it empty makes it so.
   *
   * @param isBeside whether the label stands beside a search for objects, so that an image that was
   *   found empty stays so; default false
   */
  labelImage(row: number, label: string, isBeside?: boolean): void;
  /**
   * An object of the image is not read, and the problem is listed by who says it: where no other
   * object remains, the image is unlabelled, not empty.
   *
   * @param times so many objects; default 1
   */
  lose(row: number, times?: number): void;
  /** Adds an object. @param box x, y, width, height, finite */
  add(row: number, label: number, box: ArrayLike<number>, record: ObjectRecord): void;
  /** Gives the object added last a polygon, x and y in turn; another one is a further part. */
  polygon(points: ArrayLike<number>): void;
  /** Gives the object added last a mask: runs of zeros and ones in turn down the columns. */
  runs(lengths: ArrayLike<number>): void;
  /** Gives the object added last its points, three numbers for each joint of the description. */
  points(values: ArrayLike<number>): void;
  /** Leaves out boxes that are none, lists them, and gives the truth. */
  finish(description: TruthDescription): ObjectTruth;
}

/** @param problems where everything left out is listed */
export function createObjectTruthBuilder(problems: ProblemList): ObjectTruthBuilder {
  const file: string[] = [];
  const rowOf = new Map<string, number>();
  const line: number[] = [];
  const from: number[] = [];
  const state: number[] = [];
  const lost: number[] = [];
  let losses = 0;
  const [widths, heights] = [createGrowingFloats(), createGrowingFloats()];
  const latestSize = new Map<number, readonly [number, number]>();
  const labelNames: string[] = [];
  const codeOf = new Map<string, number>();
  const [image, label, flags] = [createGrowingInts(), createGrowingInts(), createGrowingInts()];
  const [box, area] = [createGrowingFloats(), createGrowingFloats()];
  const ids: (string | number)[] = [];
  const outlineArea = new Map<number, number>();
  const givenArea = new Set<number>();
  const shapes = createShapesBuilder();
  const points = createPointColumns();
  const attributes = createRecordColumns();
  const whole = { rows: createGrowingInts(), labels: createGrowingInts() };
  const labelledAlone = new Set<number>();

  const codeFor = (name: string): number => {
    let code = codeOf.get(name);
    if (code === undefined) {
      code = labelNames.push(name) - 1;
      codeOf.set(name, code);
    }
    return code;
  };

  return {
    get rowCount() {
      return file.length;
    },
    get count() {
      return image.length;
    },
    rowOf: (name) => rowOf.get(name),
    image(name, record) {
      const { widthPx = Number.NaN, heightPx = Number.NaN } = record;
      const isSize = widthPx > 0 && heightPx > 0 && Number.isFinite(widthPx * heightPx);
      let row = rowOf.get(name);
      if (row === undefined) {
        row = file.push(name) - 1;
        rowOf.set(name, row);
        line.push(record.line);
        from.push(record.attributesFrom ?? row);
        state.push(record.state ?? TRUTH_STATE.unlabelled);
        lost.push(0);
        widths.push(isSize ? widthPx : Number.NaN);
        heights.push(isSize ? heightPx : Number.NaN);
      } else if (isSize) latestSize.set(row, [widthPx, heightPx]);
      return row;
    },
    rename(row, name) {
      rowOf.delete(file[row]!);
      rowOf.set(name, row);
      file[row] = name;
    },
    label: codeFor,
    setState(row, given) {
      state[row] = given;
    },
    labelImage(row, name, isBeside = false) {
      if (isEmptyName(name)) {
        state[row] = TRUTH_STATE.empty;
        return;
      }
      if (!isBeside) labelledAlone.add(row);
      whole.rows.push(row);
      whole.labels.push(codeFor(name));
    },
    lose(row, times = 1) {
      lost[row] = 1;
      losses += times;
    },
    add(row, code, sides, record) {
      image.push(row);
      label.push(code);
      for (let k = 0; k < 4; k++) box.push(sides[k]!);
      flags.push(record.flags ?? 0);
      area.push(record.area ?? sides[2]! * sides[3]!);
      if (record.area !== undefined) givenArea.add(image.length - 1);
      ids.push(record.id);
      for (const name in record.attributes) {
        attributes.set(image.length - 1, name, record.attributes[name]);
      }
    },
    polygon(points) {
      const object = image.length - 1;
      shapes.part(object, SHAPE_FORM.polygons, points);
      outlineArea.set(object, (outlineArea.get(object) ?? 0) + areaOfPolygon(points));
    },
    runs: (lengths) => shapes.part(image.length - 1, SHAPE_FORM.runs, lengths),
    points(values) {
      while (points.count < image.length - 1) points.add(null);
      points.add(values);
    },
    finish(description) {
      const { source, format, roles, boxes } = description;
      const rowCount = file.length;
      const areas = area.finish();
      for (const [object, size] of outlineArea) if (!givenArea.has(object)) areas[object] = size;
      const outlines = shapes.finish(image.length);
      const objects: TruthObjects = {
        count: image.length,
        image: image.finish(),
        label: label.finish(),
        box: box.finish(),
        area: areas,
        flags: Uint8Array.from(flags.finish()),
        ...(outlines === null ? {} : { shapes: outlines }),
        ...pointsOf(points, image.length, description.joints),
      };
      const read: { -readonly [K in keyof TruthRegions]: TruthRegions[K] } = {
        objects,
        unit: description.unit,
        written: description.written,
        ...sizesOf(widths.finish(), heights.finish(), latestSize),
        objectId: ids.every((id) => typeof id === "number") ? Float64Array.from(ids) : ids,
      };
      const said = attributes.finish(objects.count);
      if (said.size > 0) read.attributes = { rowCount: objects.count, columns: said };
      const wanted = boxes === undefined ? read : reinterpretBoxes(read, boxes);
      const regions = keepUsable(wanted, file, { source, idWord: description.idWord }, problems);
      for (let i = 0; i < objects.count; i++) lost[objects.image[i]!]! |= 2;
      for (let i = 0; i < regions.objects.count; i++) lost[regions.objects.image[i]!] = 4;
      const rows = whole.rows.finish();
      // An image with a label of its own alone: nobody says where, or that there is nothing.
      for (const row of labelledAlone) lost[row]! |= 1;
      const states = Uint8Array.from(state, (given, row) => stateOf(given, lost[row]!));
      checkLabels(labelNames, source, problems);
      checkNames(file, source, problems);
      const { start, index } = groupByRow(
        regions.objects.image,
        regions.objects.label,
        regions.objects.count,
        rowCount,
      );
      return {
        format,
        source,
        rowCount,
        file,
        labelNames,
        labelStart: start,
        labelIndex: index,
        state: states,
        line: Int32Array.from(line),
        attributes: attributesOf(description.columns, from),
        otherFiles: [],
        roles:
          boxes === undefined ? roles : new Map([...roles, ["boxes", `${boxes}, as asked for`]]),
        problems: [...(description.problems ?? []), ...problems.finish()],
        objects: regions.objects.count,
        ...(rows.length === 0
          ? {}
          : { imageLabels: labelsOf(rows, whole.labels.finish(), rowCount) }),
        notRead: description.notRead ?? [],
        readings: description.readings ?? [],
        objectsNotRead: losses + objects.count - regions.objects.count,
        regions,
      };
    },
  };
}

function labelsOf(rows: Int32Array, labels: Int32Array, rowCount: number) {
  const { start, index } = groupByRow(rows, labels, rows.length, rowCount);
  return { labelStart: start, labelIndex: index };
}

/** @param seen 4 with objects kept, otherwise 1 or 2 where some were left out */
function stateOf(given: number, seen: number): number {
  if (seen === 4) return TRUTH_STATE.labelled;
  return seen === 0 ? given : TRUTH_STATE.unlabelled;
}

/** Sizes of images, those that were named later only where the first record had none. */
function sizesOf(
  widthPx: Float64Array,
  heightPx: Float64Array,
  later: ReadonlyMap<number, readonly [number, number]>,
): Pick<TruthRegions, "widthPx" | "heightPx"> {
  for (const [row, [width, height]] of later) {
    if (!Number.isNaN(widthPx[row])) continue;
    widthPx[row] = width;
    heightPx[row] = height;
  }
  return { widthPx, heightPx };
}

function attributesOf(
  columns: ReadonlyMap<string, Column> | undefined,
  from: readonly number[],
): Table {
  if (columns === undefined || columns.size === 0) return { ...EMPTY_TABLE, rowCount: from.length };
  const lengths = [...columns.values()].map((c) =>
    c.kind === "numeric" ? c.values.length : c.codes.length,
  );
  return selectRows({ rowCount: Math.max(...lengths), columns }, Int32Array.from(from));
}
