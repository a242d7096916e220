import { cellText, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";

/** A patient, camera, sequence … that has images on both sides. */
export interface SharedGroup {
  readonly attribute: string;
  readonly value: string;
  /** Evaluated images of it, ascending. */
  readonly images: readonly number[];
  /** Training images of it. */
  readonly trainingImages: number;
  /** The first training image. */
  readonly other: number;
}

/**
 * Attributes whose levels should lie on one side. Sites, hospitals and devices are not among them:
 * testing where a model was trained is a choice, and the record says it.
 */
const GROUP_NAMES =
  /^(sequence|seq|burst|event|camera|deployment|placement|trap|location|station|patient|subject|individual|animal|donor|person|case|specimen|tree|slide|plate|well|video|visit)(s|es|ids?|no|nr|num|number|names?|codes?|keys?|labels?)?$/;

/** Whether images of one level of an attribute belong to one side, by its name. */
export function namesGroups(name: string): boolean {
  return GROUP_NAMES.test(name.toLowerCase().replace(/[^a-z]/g, ""));
}

/**
 * Groups that have images on both sides, by the attributes of equal name on both.
 *
 * @param rows row of the images' table of each evaluated image; −1 for none
 */
export function sharedGroups(images: Table, rows: Int32Array, training: Table): SharedGroup[] {
  const byName = new Map([...training.columns].map(([name, column]) => [foldName(name), column]));
  const found: SharedGroup[] = [];
  for (const [attribute, column] of images.columns) {
    const there = byName.get(foldName(attribute));
    if (there === undefined || !namesGroups(attribute)) continue;
    const groups = new Map<string, { count: number; first: number }>();
    for (let row = 0; row < training.rowCount; row++) {
      const value = cellText(there, row);
      if (value === null) continue;
      const group = groups.get(value);
      if (group === undefined) groups.set(value, { count: 1, first: row });
      else group.count++;
    }
    const shared = new Map<string, number[]>();
    for (let image = 0; image < rows.length; image++) {
      const value = rows[image]! < 0 ? null : cellText(column, rows[image]!);
      if (value === null || !groups.has(value)) continue;
      const own = shared.get(value);
      if (own === undefined) shared.set(value, [image]);
      else own.push(image);
    }
    for (const [value, own] of shared) {
      const { count, first } = groups.get(value) ?? { count: 0, first: -1 };
      found.push({ attribute, value, images: own, trainingImages: count, other: first });
    }
  }
  return found;
}
