import { OBJECT_FLAG } from "../../core/objects.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import { refuseScored, textsOfImages } from "../objects/text-an-image.js";
import { mapImage, mapObject } from "./map-lines.js";

/**
 * Reads ground truth as Cartucho's mAP takes it: a text for each image, a line `class left top right
 * bottom` in pixels for each object, `difficult` behind those that do not count. An empty text makes its
 * image *empty*.
 *
 * Source: github.com/Cartucho/mAP, README.
 *
 * @throws HomegroundError `annotations/looks-like-results` where every line has a confidence,
 *   `input/empty` where no text has an image
 */
export const objects: Reader<"objects"> = async (place, options) => {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const seen = { objects: 0, scored: 0 };
  const { texts, without } = await textsOfImages("mAP", place, mapImage, problems);
  for await (const { path, file, lines } of texts) {
    const row = builder.image(file, { line: builder.rowCount + 1, state: TRUTH_STATE.empty });
    for (const { number, text } of lines) {
      const object = mapObject(text);
      if (object === null) {
        addWrong("annotations/columns", text, `${path}, line ${number}`, problems);
        builder.lose(row);
        continue;
      }
      seen.objects++;
      if (object.score !== null) seen.scored++;
      const flags = object.isDifficult ? OBJECT_FLAG.ignored : 0;
      builder.add(row, builder.label(object.label), object.box, { id: number, flags });
    }
  }
  refuseScored(
    seen,
    "every line has five numbers, the first of which is the confidence of a prediction",
    place.source,
  );
  for (const file of without) builder.image(file, { line: builder.rowCount + 1 });
  return builder.finish({
    format: {
      id: "map-texts",
      reason: "a text for each image with a class and two corners a line",
    },
    source: place.source,
    unit: "pixel",
    written: "xyxy",
    idWord: "line",
    roles: new Map([
      ["image", "the image of the same name as the text"],
      ["label", "what stands before the numbers"],
      ["box", "the last four numbers: left, top, right, bottom"],
    ]),
    boxes: options.boxes,
  });
};

/**
 * Reads predictions for Cartucho's mAP: lines `class confidence left top right bottom`. An empty text is
 * an image on which nothing was found.
 *
 * @throws HomegroundError `input/empty` where no text has an image
 */
export const detections: Reader<"detections"> = async (place) => {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const { texts } = await textsOfImages("mAP", place, mapImage, problems);
  for await (const { path, file, lines } of texts) {
    const row = builder.image(file, builder.rowCount + 1);
    for (const { number, text } of lines) {
      const object = mapObject(text);
      const where = `${path}, line ${number}`;
      if (object === null) {
        addWrong("predictions/wrong-type", text, where, problems);
        builder.lose(row);
      } else {
        const { label, score, box } = object;
        builder.add(row, builder.label(label), score ?? undefined, box, where);
      }
    }
  }
  return builder.finish({
    format: {
      id: "map-texts",
      reason: "a text for each image with a class, a confidence and two corners a line",
    },
    source: place.source,
    unit: "pixel",
    written: "xyxy",
    namesOnlyFound: true,
    roles: new Map([
      ["image", "the image of the same name as the text"],
      ["label", "what stands before the numbers"],
      ["score", "the first number"],
    ]),
  });
};

function addWrong(
  code: "annotations/columns" | "predictions/wrong-type",
  text: string,
  where: string,
  problems: ProblemList,
): void {
  problems.add(
    code,
    `the line is no class and two corners: ${quoted(text)}; it is left out`,
    where,
  );
}
