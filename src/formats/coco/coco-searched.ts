import { createGrowingInts } from "../../core/growing-columns.js";
import { quoted } from "../import-problems.js";
import { idKey } from "../json/json-values.js";
import type { SearchedLabels } from "../objects/object-types.js";
import { groupByRow } from "../truth-builder.js";
import { CATEGORY_CODE, type CocoNamesRead } from "./coco-image-truth.js";
import type { CocoReading } from "./coco-reading.js";

/** Fields of image records in LVIS. */
const ABSENT = "neg_category_ids";
const PARTLY = "not_exhaustive_category_ids";

/** Collects which labels were looked for on which image. */
export interface SearchedBuilder {
  image(image: number, record: Readonly<Record<string, unknown>>): void;
  /** Undefined where no image says anything of it: all labels were looked for on all images. */
  finish(names: CocoNamesRead): SearchedLabels | undefined;
}

export function createSearchedBuilder(reading: CocoReading): SearchedBuilder {
  const { problems, source } = reading;
  const pairs = [ABSENT, PARTLY].map((field) => ({
    field,
    images: createGrowingInts(),
    ids: [] as (number | string)[],
  }));
  let isFederated = false;

  return {
    image(image, record) {
      for (const { field, images, ids } of pairs) {
        const list = record[field];
        if (list === undefined) continue;
        isFederated = true;
        for (const id of Array.isArray(list) ? list.map(idKey) : [undefined]) {
          if (id === undefined) {
            const where = `${source}, /images/${reading.record[image]! - 1}/${field}`;
            problems.add("annotations/wrong-type", "no list of category ids; left out", where);
            continue;
          }
          images.push(image);
          ids.push(id);
        }
      }
    },
    finish(names) {
      if (!isFederated) return undefined;
      const [absent, partly] = pairs.map(({ field, images, ids }) => {
        const rows = images.finish();
        const labels = new Int32Array(rows.length);
        let count = 0;
        for (const [k, id] of ids.entries()) {
          const code = names.codeOf[reading.categoryOf.get(id) ?? -1] ?? CATEGORY_CODE.unknown;
          if (code === CATEGORY_CODE.unknown) {
            const what = `an image names the category ${quoted(String(id))} in ${field}, which is not listed; it is left out`;
            problems.add("annotations/unknown-category", what, `${source}, /images`);
          }
          if (code < 0) continue;
          rows[count] = names.rowOf[rows[k]!]!;
          labels[count++] = code;
        }
        return groupByRow(rows, labels, count, names.rowCount);
      });
      if (absent === undefined || partly === undefined) return undefined;
      return {
        absentStart: absent.start,
        absent: absent.index,
        partlyStart: partly.start,
        partly: partly.index,
      };
    },
  };
}
