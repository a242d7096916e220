import { OBJECT_FLAG } from "../../core/objects.js";
import type { Reader } from "../format.js";
import { createProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createRecordColumns } from "../json/record-columns.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import { boxOfPoints } from "../objects/outlines.js";
import { textsOfImages } from "../objects/text-an-image.js";
import { dotaHeadLine, dotaObject } from "./dota-lines.js";

/**
 * Reads labels of DOTA: a text for each image, a line for each object with four corners in pixels, a
 * class and a difficulty. Corners become an outline and the least box around it; difficult objects do
 * not count. Image source and ground sampling distance become attributes. A text without an object
 * makes its image *empty*.
 *
 * Source: captain-whu.github.io/DOTA, "Annotation format".
 *
 * @throws HomegroundError `input/empty` where no text has an image
 */
export const objects: Reader<"objects"> = async (place) => {
  const { source } = place;
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const columns = createRecordColumns();
  const { texts, without } = await textsOfImages("DOTA", place, dotaImage, problems);
  for await (const { path, file, lines } of texts) {
    const row = builder.image(file, { line: builder.rowCount + 1, state: TRUTH_STATE.empty });
    for (const { number, text } of lines) {
      const head = dotaHeadLine(text);
      if (head !== null) {
        const [key, value] = head;
        if (!/^(none|null)?$/i.test(value)) columns.set(row, key, value);
        continue;
      }
      const object = dotaObject(text);
      if (object === null) {
        const what = `the line is not eight numbers, a class and a difficulty: ${quoted(text)}; it is left out`;
        problems.add("annotations/columns", what, `${path}, line ${number}`);
        builder.lose(row);
        continue;
      }
      const flags = (object.difficulty ?? 0) > 0 ? OBJECT_FLAG.ignored : 0;
      const box = boxOfPoints(object.corners);
      builder.add(row, builder.label(object.label), box, { id: number, flags });
      builder.polygon(object.corners);
    }
  }
  if (builder.count > 0) {
    const what = `${builder.count} boxes are given by four corners; the outline is kept, the box is the least around it`;
    problems.add("annotations/rotation", what, source);
  }
  for (const file of without) builder.image(file, { line: builder.rowCount + 1 });
  return builder.finish({
    format: { id: "dota", reason: "a text for each image with eight numbers and a class a line" },
    source,
    unit: "pixel",
    written: "xywh",
    idWord: "line",
    roles: new Map([
      ["image", "the image of the same name as the text"],
      ["label", "column 9"],
      ["outline", "columns 1 to 8: four corners"],
    ]),
    columns: columns.finish(builder.rowCount),
  });
};

/** Paths at which the image of a text should be: `images` beside `labelTxt`. */
function dotaImage(text: string): readonly string[] {
  const stem = text.replace(/\.txt$/i, "");
  const twin = stem.replace(
    /(^|\/)(labelTxt(-v[\d.]+)?|labels?|annfiles)\/([^/]*)$/i,
    "$1images/$4",
  );
  return [...new Set([twin, stem])];
}
