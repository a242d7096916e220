import { cellText } from "../../core/table.js";
import { formatCsvRow } from "../delimited/csv-write.js";
import { TRUTH_STATE } from "../import-types.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import type { ObjectSet } from "../objects/object-set.js";
import { inPieces } from "../objects/written-files.js";
import { NOTHING_THERE } from "./nothing-there.js";

/**
 * A table of labels: `file`, `label` and the attributes of the image, a row for each label that an
 * image or one of its objects has. An image on which nothing is has a row that says so, one that nobody
 * labelled a row with a blank label.
 */
export function* labelsCsvPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(rows(set));
}

/** Counts the boxes of which only the label is written. */
export function countLostBoxes(set: ObjectSet, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    const words = "boxes are lost: the table holds what is in each image, and not where";
    losses.add("convert/boxes", words, set.file[set.objects.image[i]!]!);
  }
}

function* rows(set: ObjectSet): Generator<string> {
  const columns = [...set.attributes.columns].filter(([name]) => !/^(file|label)$/i.test(name));
  yield formatCsvRow(["file", "label", ...columns.map(([name]) => name)]);
  for (let image = 0; image < set.imageCount; image++) {
    const attributes = columns.map(([, column]) =>
      column.kind === "numeric" ? column.values[image]! : cellText(column, image),
    );
    const codes = new Set(
      set.imageLabels.subarray(set.imageLabelStart[image], set.imageLabelStart[image + 1]),
    );
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      codes.add(set.objects.label[set.objectOrder[k]!]!);
    }
    const isEmpty = set.kind === "truth" && set.state[image] === TRUTH_STATE.empty;
    const none = isEmpty ? NOTHING_THERE : null;
    const labels = codes.size === 0 ? [none] : [...codes].map((code) => set.labelNames[code]!);
    for (const label of labels) yield formatCsvRow([set.file[image]!, label, ...attributes]);
  }
}
