import { denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";
import { byStride, type GridOutput, gridOutputs, scoresBy } from "./recognition.js";

/** Tian et al., FCOS, ICCV 2019, and others that measure a box from the centre of a cell. */
export const fcos = detector("fcos", {
  words: {
    models: "FCOS, ATSS, GFL and others by distances from the centres of cells",
    outputs:
      "for each stride 1 × classes × H × W, 1 × 4 × H × W and perhaps a centre-ness of 1 × 1 × H × W; distances, or distributions of them",
  },
  recipe: denseRecipe({
    boxes: ["distance-ltrb", "distribution-ltrb"],
    score: ["class", "objectness*class", "sqrt(objectness*class)"],
    order: "values-first",
  }),
  isByRatio: false,
  usual: { nmsIou: 0.6, clip: "before-nms", input: null },
  recognise(model) {
    const classes = model.labels.length;
    const levels = byStride(gridOutputs(model)).map(({ stride, outputs }) =>
      levelOf(stride, outputs, classes),
    );
    const found = levels.flatMap((level) => level ?? []);
    const [first] = found;
    if (first === undefined || found.length < 2 || found.length < levels.length) return null;
    const hasCentre = found.every(({ objectness }) => objectness !== undefined);
    const { madeBy } = first;
    return {
      decode: {
        levels: found.map(({ stride, classes: scores, boxes, objectness }) => ({
          stride,
          classes: scores,
          boxes,
          ...(hasCentre ? { objectness } : {}),
        })),
        order: "values-first",
        boxes: "distance-ltrb",
        boxUnit: "pixel",
        cellOffset: "stride/2",
        score: hasCentre ? "objectness*class" : "class",
        classes,
        activation: scoresBy(madeBy) === "logits" ? "sigmoid" : "none",
      },
      outputs: found.flatMap(({ classes: scores, boxes, objectness }) => [
        scores,
        boxes,
        ...(hasCentre && objectness !== undefined ? [objectness] : []),
      ]),
      scores: scoresBy(madeBy),
      assumed: ["decode.boxUnit", "decode.cellOffset"],
      why: "a score for each label and four distances on each of several grids of the input",
    };
  },
});

/** Null where it cannot be told which output is which. */
function levelOf(stride: number, outputs: readonly GridOutput[], classes: number) {
  const centre = outputs.filter(({ channels, name }) =>
    classes === 1 ? channels === 1 && /cent|ctr/i.test(name) : channels === 1,
  );
  const scores = outputs.filter((one) => one.channels === classes && !centre.includes(one));
  const boxes = outputs.filter(({ channels }) => channels === 4);
  const [score, box] = [scores[0], boxes[0]];
  if (score === undefined || box === undefined || scores.length > 1 || boxes.length > 1)
    return null;
  if (score === box || centre.length > 1) return null;
  return {
    stride,
    classes: score.name,
    boxes: box.name,
    objectness: centre[0]?.name,
    madeBy: score.madeBy,
  };
}
