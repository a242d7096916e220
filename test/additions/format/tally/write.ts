import type { LossCounter } from "../../../../src/formats/objects/conversion-losses.js";
import type { ObjectSet } from "../../../../src/formats/objects/object-set.js";
import type { WrittenFile } from "../../../../src/formats/objects/written-files.js";

/** One sheet with a line an image. */
export function tallyFiles(set: ObjectSet): Iterable<WrittenFile> {
  return [{ path: "labels.tally", pieces: lines(set) }];
}

function* lines(set: ObjectSet): Generator<string> {
  yield "# tally\n";
  for (let image = 0; image < set.imageCount; image++) {
    const codes = new Set(
      set.imageLabels.subarray(set.imageLabelStart[image], set.imageLabelStart[image + 1]),
    );
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      codes.add(set.objects.label[set.objectOrder[k]!]!);
    }
    const names = [...codes].map((code) => set.labelNames[code]!);
    yield `${set.file[image]}: ${names.join(", ")}\n`;
  }
}

/** Counts what a sheet has no place for, and `holds` does not say. */
export function countBoxes(set: ObjectSet, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    const file = set.file[set.objects.image[i]!]!;
    losses.add("convert/boxes", "boxes are lost: a sheet says what was seen, not where", file);
  }
}
