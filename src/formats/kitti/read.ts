import { createFieldCounter } from "../fields.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import { refuseScored, textsOfImages } from "../objects/text-an-image.js";
import { KITTI_FIELDS, NOT_READ_AT } from "./fields.js";
import {
  DONT_CARE,
  type KittiBox,
  kittiBox,
  kittiColumns,
  kittiImage,
  NUMBERS,
  SCORE_AT,
} from "./kitti-lines.js";

/**
 * Reads KITTI's labels of objects: a text for each image, a line for each object with its type,
 * truncation, occlusion, angle, the corners of its box in pixels, and its size and place in space.
 * Boxes are read. `DontCare` marks regions in which nobody annotated: they are left out and counted.
 * An empty file makes its image *empty*.
 *
 * Source: cvlibs.net, "KITTI object development kit", readme.txt.
 *
 * @throws HomegroundError `annotations/looks-like-results` where every line has a score, `input/empty`
 */
export const objects: Reader<"objects"> = async (place, options) => {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const notRead = createFieldCounter(KITTI_FIELDS);
  const seen = { objects: 0, scored: 0, regions: 0 };
  const { texts, without } = await textsOfImages("KITTI", place, kittiImage, problems);
  for await (const { path, file, lines } of texts) {
    const state = lines.length === 0 ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
    const row = builder.image(file, { line: builder.rowCount + 1, state });
    for (const { number, text } of lines) {
      const columns = kittiColumns(text);
      const where = `${path}, line ${number}`;
      if (columns[0] === DONT_CARE) {
        seen.regions++;
        notRead.field("line: ", DONT_CARE, text, where);
        builder.lose(row, 0); // no object, and the image is not empty for all that
        continue;
      }
      seen.objects++;
      if (columns.length === NUMBERS.predictions + 1) seen.scored++;
      const box = boxOf(columns, where, problems);
      if (box === null) builder.lose(row);
      else {
        builder.add(row, builder.label(columns[0]!), box, { id: number });
        for (const [name, at] of NOT_READ_AT) {
          notRead.field("line: ", name, Number(columns[at]), where);
        }
      }
    }
  }
  refuseScored(seen, "every line has a sixteenth column, the score of a prediction", place.source);
  if (seen.regions > 0) {
    const what = `regions marked ${DONT_CARE}, where nobody annotated, are left out: ${seen.regions}. A detection there counts as wrong`;
    problems.add("annotations/not-an-object", what, place.source);
  }
  for (const file of without) builder.image(file, { line: builder.rowCount + 1 });
  return builder.finish({
    format: { id: "kitti", reason: "a text for each image with a type and 14 numbers a line" },
    source: place.source,
    unit: "pixel",
    written: "xyxy",
    idWord: "line",
    roles: new Map([
      ["image", "the image of the same name as the text"],
      ["label", "type"],
      ["box", "columns 5 to 8: left, top, right, bottom"],
    ]),
    notRead: notRead.finish(),
    boxes: options.boxes,
  });
};

/**
 * Reads KITTI's predictions: lines as those of labels, with a score behind them. An empty text is an
 * image on which nothing was found.
 *
 * @throws HomegroundError `predictions/empty` where no line has a score
 */
export const detections: Reader<"detections"> = async (place) => {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const { texts } = await textsOfImages("KITTI", place, kittiImage, problems);
  for await (const { path, file, lines } of texts) {
    const row = builder.image(file, builder.rowCount + 1);
    for (const { number, text } of lines) {
      const columns = kittiColumns(text);
      const where = `${path}, line ${number}`;
      if (columns[0] === DONT_CARE) continue;
      const box = boxOf(columns, where, problems);
      const score = columns[SCORE_AT];
      const sure = score === undefined ? undefined : Number(score);
      if (box !== null) builder.add(row, builder.label(columns[0]!), sure, box, where);
    }
  }
  return builder.finish({
    format: { id: "kitti", reason: "a text for each image with a type and 15 numbers a line" },
    source: place.source,
    unit: "pixel",
    namesOnlyFound: true,
    roles: new Map([
      ["image", "the image of the same name as the text"],
      ["label", "type"],
      ["score", "column 16"],
    ]),
  });
};

/** The box of a line; null, and listed, where there is none. */
function boxOf(columns: readonly string[], where: string, problems: ProblemList): KittiBox | null {
  const numbers = columns.length - 1;
  if (numbers !== NUMBERS.labels && numbers !== NUMBERS.predictions) {
    const what = `the line has ${columns.length} columns, and 15 or 16 are expected; it is left out`;
    problems.add("annotations/columns", what, where);
    return null;
  }
  const box = kittiBox(columns);
  if (box !== null) return box;
  const what = `the box is ${quoted(columns.slice(4, 8).join(" "))}, no four numbers; the line is left out`;
  problems.add("annotations/not-a-number", what, where);
  return null;
}
