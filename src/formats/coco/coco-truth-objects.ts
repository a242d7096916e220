import { agreed } from "../../core/agreed.js";
import type { FileAccess } from "../file-access.js";
import { quoted } from "../import-problems.js";
import { isRecord } from "../json/json-values.js";
import { createRecordColumns, type RecordColumns } from "../json/record-columns.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { FIELD } from "./coco-fields.js";
import { finishCocoTruth, resolveCocoNames } from "./coco-image-truth.js";
import { keepObjects } from "./coco-kept-objects.js";
import { addObject, createCocoObjectColumns } from "./coco-object-columns.js";
import { noteBoxes, noteIds } from "./coco-object-notes.js";
import {
  areaOfOutline,
  boxOfOutline,
  createOutlineColumns,
  settleOutline,
} from "./coco-outlines.js";
import { createCocoPoints, notePoints } from "./coco-points.js";
import { type CocoInput, type CocoReading, startCocoReading } from "./coco-reading.js";
import { createSearchedBuilder } from "./coco-searched.js";
import { isObjectAttribute } from "./fields.js";

export interface CocoObjectsOptions {
  /** Whether polygons and masks are kept, for overlaps of masks. Default false. */
  readonly outlines?: boolean;
  /** Whether points are kept. Default false. */
  readonly points?: boolean;
}

/**
 * Reads ground truth with objects from COCO and COCO Camera Traps JSON of any size; states, labels
 * and attributes of images are those of `readCocoTruth`.
 *
 * - A box is `bbox`, or `bbox_relative` of the image's size; without one, it is the least around the
 *   outline. Only a box with a negative side or one that is no number is left out, and listed.
 * - `area` stands as the file says it; a missing one is that of the outline (of polygons, what each
 *   encloses), else width × height, and is counted in a note.
 * - `iscrowd` is 0 where it is missing; `ignore` has no effect, as in COCO's reference, and is noted.
 * - `keypoints`, where they are wanted: an object without a box has the least around those that are annotated.
 * - An id is a name only: 0, duplicates and none of them are noted, and change nothing.
 * - An image whose only annotations were left out, or have no place, is unlabelled, not empty.
 * - LVIS: `neg_category_ids` and `not_exhaustive_category_ids` say what was looked for.
 *
 * @throws HomegroundError as `parseCocoTruth`, and `annotations/no-objects` when there are
 *   annotations, and not one has a place
 */
export async function readCocoObjects(
  access: FileAccess,
  path: string,
  options: CocoObjectsOptions = {},
): Promise<ObjectTruth> {
  const { input, finish } = startCocoObjects(path, options);
  for await (const piece of access.stream(path)) input.json.push(piece);
  input.json.end();
  return finish();
}

/** {@link readCocoObjects} of records from elsewhere than one JSON text. */
export function startCocoObjects(
  source: string,
  { outlines: wantsOutlines = false, points: wantsPoints = false }: CocoObjectsOptions,
): { readonly input: CocoInput; finish(): ObjectTruth } {
  const columns = createCocoObjectColumns();
  const outlines = createOutlineColumns();
  const attributes = createRecordColumns();
  const counts = { areaOfOutline: 0, areaOfBox: 0, ignore: 0, scores: 0 };
  const points = wantsPoints ? createCocoPoints() : null;
  let searched: ReturnType<typeof createSearchedBuilder> | null = null;

  const input = startCocoReading(
    source,
    (reading) => {
      const { fields } = reading;
      searched = createSearchedBuilder(reading);
      return {
        image: searched.image,
        annotation(image, category, number) {
          const { has } = fields;
          if (fields.unusable.length > 0) noteUnusable(reading, number, wantsOutlines);
          if ((has & FIELD.ignore) !== 0) counts.ignore++;
          if ((has & FIELD.score) !== 0) counts.scores++;
          const hasBox = (has & FIELD.box) !== 0;
          const hasArea = (has & FIELD.area) !== 0;
          const wantsOutline =
            (has & FIELD.outline) !== 0 && (wantsOutlines || !hasBox || !hasArea);
          const isOutline = wantsOutline && hasUsableOutline(reading, number);
          let { box }: { box: Float64Array | null } = fields;
          if (!hasBox) box = isOutline ? boxOfOutline(fields.outline) : null;
          if (box === null && points !== null) box = points.boxOf(fields);
          points?.add(category, fields);
          let { area } = fields;
          if (!hasArea) {
            if (isOutline) counts.areaOfOutline++;
            else if (box !== null) counts.areaOfBox++;
            area = isOutline ? areaOfOutline(fields.outline) : Number.NaN;
          }
          if (fields.record !== null) setAttributes(attributes, columns.count, fields.record);
          addObject(columns, image, category, fields, box, area);
          if (wantsOutlines) outlines.add(isOutline ? fields.outline : null);
        },
      };
    },
    wantsPoints,
  );

  return {
    input,
    finish() {
      const { reading } = input;
      const names = resolveCocoNames(reading);
      const where = `${source}, /annotations`;
      noteIds(columns, where, reading.problems);
      noteFields(reading, counts);
      const joints = points?.joints(reading);
      const { regions, saysEmpty, lost, imageLabels } = keepObjects(
        reading,
        names,
        columns,
        outlines,
        attributes,
        (kept) => (joints === undefined ? undefined : points?.finish(kept, joints, reading)),
      );
      if (regions.objects.points !== undefined) notePoints(regions, where, reading.problems);
      noteBoxes(regions, names.file, where, reading.problems);
      const federated = searched?.finish(names);
      const { objects } = regions;
      const { image: rows, label: labels, count } = objects;
      const truth = finishCocoTruth(reading, names, { rows, labels, count, saysEmpty, lost });
      return {
        ...truth,
        ...(joints === undefined || truth.coco === undefined
          ? {}
          : { coco: { ...truth.coco, joints } }),
        ...(imageLabels === undefined ? {} : { imageLabels }),
        regions: { ...regions, ...(federated === undefined ? {} : { searched: federated }) },
      };
    },
  };
}

/** What an annotation says beside its own fields, by itself or as the attributes that CVAT writes. */
function setAttributes(
  attributes: RecordColumns,
  object: number,
  record: Readonly<Record<string, unknown>>,
): void {
  for (const name in record) {
    if (isObjectAttribute(name)) attributes.set(object, name, record[name]);
  }
  const { attributes: more } = record;
  if (!isRecord(more)) return;
  for (const name in more) attributes.set(object, name, more[name]);
}

/** Settles the outline in hand, and lists what is wrong with it. @returns whether there is one */
function hasUsableOutline({ fields, problems, source }: CocoReading, number: number): boolean {
  const wrong = settleOutline(fields.outline);
  if (wrong === null) return true;
  const rest = wrong.isUsable ? "the other parts are taken" : "it is left out";
  const where = `${source}, /annotations/${number}/segmentation`;
  problems.add("annotations/outline-invalid", `the outline: ${wrong.what}; ${rest}`, where);
  return wrong.isUsable;
}

/** Lists fields of another type than they should have. */
function noteUnusable(
  { fields, problems, source }: CocoReading,
  number: number,
  wantsOutlines: boolean,
): void {
  for (const [name, value] of fields.unusable) {
    const where = `${source}, /annotations/${number}/${name}`;
    const shown = quoted(typeof value === "number" ? String(value) : JSON.stringify(value));
    if (name === "bbox" || name === "bbox_relative") {
      const what = `the box is ${shown}, not four finite numbers; it is left out`;
      problems.add("annotations/box-invalid", what, where);
    } else if (name === "segmentation") {
      if (!wantsOutlines && (fields.has & FIELD.box) !== 0) continue;
      const what = `the outline is ${shown}, neither polygons nor runs; it is left out`;
      problems.add("annotations/outline-invalid", what, where);
    } else if (name !== "score") {
      const what = `${name} is ${shown}; it counts as missing`;
      problems.add("annotations/wrong-type", what, where);
    }
  }
}

function noteFields(
  { problems, source }: CocoReading,
  counts: Readonly<Record<"areaOfOutline" | "areaOfBox" | "ignore" | "scores", number>>,
): void {
  const where = `${source}, /annotations`;
  if (counts.areaOfOutline + counts.areaOfBox > 0) {
    const what = `${agreed(counts.areaOfOutline + counts.areaOfBox, "object has", "objects have")} no area: taken is that of the outline (${counts.areaOfOutline}) or width × height (${counts.areaOfBox})`;
    problems.add("annotations/area-missing", what, where);
  }
  if (counts.ignore > 0) {
    const what = agreed(
      counts.ignore,
      `annotation has a field "ignore": it has no effect here, as in COCO's reference evaluator, which overwrites it by iscrowd`,
      `annotations have a field "ignore": it has no effect here, as in COCO's reference evaluator, which overwrites it by iscrowd`,
    );
    problems.add("annotations/ignore-field", what, where);
  }
  if (counts.scores > 0) {
    const what = agreed(
      counts.scores,
      `annotation has a score, as predictions have; it is not read`,
      `annotations have a score, as predictions have; it is not read`,
    );
    problems.add("annotations/looks-like-predictions", what, where);
  }
}
