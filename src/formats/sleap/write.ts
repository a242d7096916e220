import { cellText } from "../../core/table.js";
import { type CsvCell, formatCsvRow } from "../delimited/csv-write.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { countPointsAlone, placesOfPoints, pointOf } from "../objects/held-points.js";
import type { ObjectSet } from "../objects/object-set.js";
import { frameOf, whyNotCell } from "../objects/point-tables.js";
import { inPieces } from "../objects/written-files.js";

/** Attribute of an object with the name of its track. */
const TRACK = "track";

/** SLEAP's analysis table: a row an animal, its frame by the number that the image's name ends in. */
export function* sleapPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(rows(set));
}

function* rows(set: ObjectSet): Generator<string> {
  const { points } = set.objects;
  const joints = points?.names ?? [];
  const parts = [".x", ".y", ".score"];
  yield formatCsvRow([
    TRACK,
    "frame_idx",
    "instance.score",
    ...joints.flatMap((name) => parts.map((part) => name + part)),
  ]);
  const tracks = set.objectAttributes.columns.get(TRACK);
  for (const i of set.objectOrder) {
    const cells: CsvCell[] = new Array(parts.length * joints.length).fill(null);
    for (const joint of placesOfPoints(set, i)) {
      const [x, y, third] = pointOf(points!, i, joint);
      cells[parts.length * joint] = x;
      cells[parts.length * joint + 1] = y;
      // What people annotated has no score.
      if (set.kind === "predictions") cells[parts.length * joint + 2] = third;
    }
    const track = tracks === undefined ? null : cellText(tracks, i);
    const frame = frameOf(set.file[set.objects.image[i]!]!);
    yield formatCsvRow([track, frame, set.score?.[i] ?? null, ...cells]);
  }
}

/** Whether an object can have an attribute. */
export function canHoldAttribute(name: string): boolean {
  return name === TRACK;
}

export function countSleap(set: ObjectSet, losses: LossCounter): void {
  countPointsAlone(set, "SLEAP's table", losses);
}

/** Why a point cannot be called so; null where it can. */
export function whyNotPoint(name: string): string | null {
  return name === "instance" ? "its columns would be those of the animal" : whyNotCell(name);
}

/** Why each image is no frame with a number of its own; null where it is. */
export function whyNotImages(file: readonly string[]): readonly (string | null)[] {
  const frames = file.map(frameOf);
  const times = new Map<number, number>();
  for (const frame of frames) if (frame !== null) times.set(frame, (times.get(frame) ?? 0) + 1);
  return frames.map((frame) => {
    if (frame !== null && times.get(frame) === 1) return null;
    return "SLEAP names a frame by a number, and their names do not end in one of their own";
  });
}
