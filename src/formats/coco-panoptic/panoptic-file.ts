import { addId, createIdIndex, type IdIndex } from "../coco/coco-ids.js";
import { duplicateId } from "../coco/coco-reading.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import type { FieldNotRead } from "../import-types.js";
import { readJsonRecords } from "../json/json-reading.js";
import { idKey, isRecord, listOf, textOf } from "../json/json-values.js";
import { PANOPTIC_FIELDS } from "./fields.js";

/** A segment as the JSON names it. */
export interface NamedSegment {
  /** Number of its pixels in the PNG file. */
  readonly id: number;
  readonly category: number | string;
  readonly isCrowd: boolean;
}

/** The segments of an image. */
export interface PanopticRecord {
  readonly image: number | string;
  /** PNG file as it is named. */
  readonly mask: string;
  readonly segments: readonly NamedSegment[];
  /** Segments that are none. */
  readonly lost: number;
  /** Place in the file, for messages. */
  readonly where: string;
}

export interface PanopticImage {
  readonly file: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Number of the record, from 1. */
  readonly line: number;
}

export interface PanopticCategory {
  readonly name: string;
  readonly isThing: boolean;
  readonly group: string | null;
}

/** What the JSON of a panoptic set says; which pixels a segment has stands in PNG files. */
export interface PanopticFile {
  readonly imageIds: IdIndex;
  /** By the place of the id. */
  readonly images: readonly PanopticImage[];
  readonly categories: ReadonlyMap<number | string, PanopticCategory>;
  readonly records: readonly PanopticRecord[];
  readonly notRead: readonly FieldNotRead[];
}

/**
 * Reads the JSON of COCO's panoptic form.
 *
 * @throws HomegroundError `annotations/duplicate-id`, and as `readJsonRecords`
 */
export async function readPanopticFile(
  access: FileAccess,
  path: string,
  problems: ProblemList,
): Promise<PanopticFile> {
  const imageIds = createIdIndex();
  const images: PanopticImage[] = [];
  const categories = new Map<number | string, PanopticCategory>();
  const records: PanopticRecord[] = [];
  const counter = createFieldCounter(PANOPTIC_FIELDS);
  const addImage = (record: unknown, number: number): void => {
    const where = `${path}, /images/${number}`;
    const id = isRecord(record) ? idKey(record["id"]) : undefined;
    const file = isRecord(record) ? textOf(record["file_name"]) : undefined;
    if (!isRecord(record) || id === undefined || file === undefined || file === "") {
      problems.add("annotations/wrong-type", "an image without an id or a file_name", where);
      return;
    }
    counter.record("images[].", record, where);
    const place = addId(imageIds, id);
    if (place < images.length) throw duplicateId("images", id, where);
    const side = (key: string) => {
      const value = record[key];
      return typeof value === "number" ? value : Number.NaN;
    };
    images.push({
      file: withSlashes(file),
      widthPx: side("width"),
      heightPx: side("height"),
      line: number + 1,
    });
  };
  const addCategory = (record: unknown, number: number): void => {
    const where = `${path}, /categories/${number}`;
    const id = isRecord(record) ? idKey(record["id"]) : undefined;
    const name = isRecord(record) ? textOf(record["name"])?.trim() : undefined;
    if (!isRecord(record) || id === undefined || name === undefined || name === "") {
      problems.add("annotations/wrong-type", "a category without an id or a name", where);
      return;
    }
    counter.record("categories[].", record, where);
    if (categories.has(id)) throw duplicateId("categories", id, where);
    const group = textOf(record["supercategory"]);
    const isThing = record["isthing"] !== 0 && record["isthing"] !== false;
    categories.set(id, { name, isThing, group: group === "" ? null : (group ?? null) });
  };
  const addAnnotation = (record: unknown, number: number): void => {
    const where = `${path}, /annotations/${number}`;
    const image = isRecord(record) ? idKey(record["image_id"]) : undefined;
    if (!isRecord(record) || image === undefined || !Array.isArray(record["segments_info"])) {
      const what = "an annotation without image_id or segments_info; it is left out";
      problems.add("annotations/wrong-type", what, where);
      return;
    }
    counter.record("annotations[].", record, where);
    const segments: NamedSegment[] = [];
    let lost = 0;
    for (const [i, segment] of listOf(record["segments_info"]).entries()) {
      const found = isRecord(segment) ? segmentOf(segment) : null;
      if (isRecord(segment)) {
        counter.record("annotations[].segments_info[].", segment, `${where}/segments_info/${i}`);
      }
      if (found !== null) segments.push(found);
      else {
        const what = "a segment without an id or a category_id; it is left out";
        problems.add("annotations/wrong-type", what, `${where}/segments_info/${i}`);
        lost++;
      }
    }
    const mask = withSlashes(textOf(record["file_name"]) ?? `${image}.png`);
    records.push({ image, mask, segments, lost, where });
  };
  await readJsonRecords(
    access,
    path,
    {
      arrays: new Set(["images", "annotations", "categories"]),
      onRecords: ({ array, records: some, first }) => {
        const add =
          array === "images" ? addImage : array === "categories" ? addCategory : addAnnotation;
        for (let k = 0; k < some.length; k++) add(some[k], first + k);
      },
      onValue: (key, value) => counter.field("", key, value, path),
    },
    problems,
  );
  return { imageIds, images, categories, records, notRead: counter.finish() };
}

/** Numbers that three bytes hold, without 0, which is void. */
const MOST = 0xffffff;

function segmentOf(record: Readonly<Record<string, unknown>>): NamedSegment | null {
  const { id, category_id: categoryId, iscrowd } = record;
  const category = idKey(categoryId);
  if (category === undefined || typeof id !== "number") return null;
  if (!Number.isInteger(id) || id < 1 || id > MOST) return null;
  return { id, category, isCrowd: iscrowd === 1 || iscrowd === true };
}
