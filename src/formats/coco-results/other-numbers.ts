import { jsonOrUndefined } from "../../core/parse-json.js";
import { placeOfId } from "../coco/coco-ids.js";
import { baseName } from "../file-access.js";
import type { CocoNames } from "../import-types.js";

const VALUE = String.raw`\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)`;

/**
 * Whether detections that name images and labels in words have numbers of their own: one that stands for another
 * image or label of the ground truth than its name. Names that the ground truth does not have say nothing, and
 * neither do numbers.
 *
 * @param head beginning of the file: of results with their own numbers the first ones are others already
 */
export function areOtherNumbers(head: Uint8Array, coco: CocoNames | undefined): boolean {
  if (coco === undefined) return false;
  const text = new TextDecoder().decode(head);
  // Numbers of a data set are explained by its own lists.
  if (/"(images|annotations|categories)"\s*:/.test(text)) return false;
  const values = (field: string): unknown[] =>
    Array.from(text.matchAll(new RegExp(`"${field}"${VALUE}`, "g")), ([, value = ""]) =>
      jsonOrUndefined(value),
    );
  const isOther = (
    [field, words]: readonly [field: string, words: string],
    names: readonly (string | null)[],
    placeOf: (id: number | string) => number | undefined,
    short: (name: string) => string,
  ): boolean => {
    const [ids, named] = [values(field), values(words)];
    // The last detection may be cut; where more have no name, nothing says which.
    if (Math.abs(ids.length - named.length) > 1) return false;
    const known = new Set(names.flatMap((name) => (name === null ? [] : [short(name)])));
    return ids.some((id, i) => {
      const name = named[i];
      const isId = typeof id === "number" || typeof id === "string";
      if (typeof name !== "string" || !isId || !known.has(short(name))) return false;
      const own = names[placeOf(id) ?? -1] ?? null;
      return own !== null && short(own) !== short(name);
    });
  };
  const { files, labels, imageOf, categoryOf } = coco;
  return (
    isOther(["image_id", "file_name"], files, (id) => placeOfId(imageOf, id), baseName) ||
    isOther(
      ["category_id", "category_name"],
      labels,
      (id) => categoryOf.get(id),
      (name) => name,
    )
  );
}
