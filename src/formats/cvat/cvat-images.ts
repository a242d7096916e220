import { HomegroundError } from "../../core/errors.js";
import { createImageFinder } from "../objects/image-files.js";
import type { ImageRecord, ObjectTruthBuilder } from "../objects/object-truth-builder.js";

/** Where CVAT has an image: in exports of a project several tasks may have the same names. */
export interface CvatPlace {
  readonly name: string;
  /** Null where the export does not say it. */
  readonly subset: string | null;
  readonly task: string | null;
}

interface PlacedRow extends CvatPlace {
  row: number;
  /** Where the file has it: `line 12`, `frame 7`. */
  readonly where: string;
}

/** Rows of images that are told apart by subset, task and name. */
export interface CvatImages {
  /** Whether an image was placed before. */
  has(place: CvatPlace): boolean;
  /**
   * Row of an image. Where two subsets have one name, both images are called as an export with images
   * has them: `images/SUBSET/NAME`.
   *
   * @param where in the file, for messages
   * @throws HomegroundError `input/ambiguous` where two tasks of one subset have an image of that name
   */
  add(place: CvatPlace, record: ImageRecord, where: string): number;
  /**
   * Calls images as their files are where one fits: by their names, or else in the folder of their
   * subset.
   *
   * @param rows those that are renamed where the name alone finds a file; others where it does not
   * @param files paths of images
   */
  findFiles(rows: ReadonlySet<number>, files: readonly string[]): void;
}

/** @param source name of the file, for messages */
export function createCvatImages(builder: ObjectTruthBuilder, source: string): CvatImages {
  const byName = new Map<string, PlacedRow[]>();
  const placed = ({ name, subset, task }: CvatPlace): PlacedRow | undefined =>
    byName.get(name)?.find((other) => other.subset === subset && other.task === task);
  /** The first of a name has it alone until another one comes. */
  const called = (place: CvatPlace): string =>
    (byName.get(place.name)?.length ?? 0) > 1 ? inSubset(place) : place.name;
  return {
    has: (place) => placed(place) !== undefined,
    add(place, record, where) {
      if (placed(place) !== undefined) return builder.image(called(place), record);
      const others = byName.get(place.name) ?? [];
      const same = others.find(({ subset }) => subset === place.subset);
      if (same !== undefined) throw sameName(source, same, { ...place, where });
      const added = { ...place, where, row: -1 };
      byName.set(place.name, [...others, added]);
      const [first] = others;
      if (others.length === 1 && first !== undefined) builder.rename(first.row, inSubset(first));
      added.row = builder.image(called(place), record);
      return added.row;
    },
    findFiles(rows, files) {
      const all = [...byName.values()].flat();
      const finder = createImageFinder(files);
      const plain = finder.find(all.map(called));
      const inside = finder.find(all.map(inSubset));
      for (const [i, { row }] of all.entries()) {
        const file = rows.has(row) || plain[i] === undefined ? (plain[i] ?? inside[i]) : undefined;
        if (file !== undefined && builder.rowOf(file) === undefined) builder.rename(row, file);
      }
    },
  };
}

/** Path of an image in an export of a project with its images. */
function inSubset({ name, subset }: CvatPlace): string {
  return subset === null ? name : `images/${subset}/${name}`;
}

function sameName(
  source: string,
  first: Omit<PlacedRow, "row">,
  second: Omit<PlacedRow, "row">,
): HomegroundError {
  const inTask = ({ task, where }: Omit<PlacedRow, "row">): string =>
    `${task === null ? "no task" : `task ${task}`} (${where})`;
  const subset = first.subset === null ? "" : ` of the subset ${JSON.stringify(first.subset)}`;
  return new HomegroundError("input/ambiguous", {
    what: `${JSON.stringify(first.name)} is an image of ${inTask(first)} and of ${inTask(second)}${subset}: which file is which cannot be known`,
    where: source,
    fix: "Export each task by itself, or give the tasks subsets of their own in CVAT",
  });
}
