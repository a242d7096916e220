import { CORNERS } from "./box-kinds.js";
import { denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";
import {
  byStride,
  firstTable,
  gridOutputs,
  LIST_LENGTH,
  type ModelOutputs,
  type Recognised,
  scoresBy,
} from "./recognition.js";

/** Bins of a side: Ultralytics' `reg_max`. */
const BINS = 16;

/** Maps that outlines are mixed from: Ultralytics' `nm`. */
const MASKS = 32;

/** Jocher, Chaurasia & Qiu, Ultralytics YOLOv8, 2023, and what followed: no anchors, no objectness. */
export const yolov8 = detector("yolov8", {
  words: {
    models: "YOLOv8, YOLOv9, YOLO11, YOLO12",
    outputs:
      "1 × (4 + classes) × places: box, classes; or, without the last layer, a 1 × (64 + classes) × H × W a stride, or the two apart",
  },
  recipe: denseRecipe({ boxes: [...CORNERS, "distribution-ltrb"], order: "values-first" }),
  isByRatio: true,
  usual: { nmsIou: 0.7, clip: "after-nms", input: { whose: "yolov8", as: "centre" } },
  recognise: (model) => decoded(model) ?? heads(model),
});

function decoded(model: ModelOutputs): Recognised | null {
  const table = firstTable(model);
  if (table === null) return null;
  const { name, rows, columns } = table;
  const classes = model.labels.length;
  const values = 4 + classes + maskValues(model);
  const found = (order: string, why: string): Recognised => ({
    decode: {
      output: name,
      boxes: "cxcywh",
      boxUnit: "pixel",
      activation: "none",
      score: "class",
      classes,
      order,
      columns: { box: [0, 4], classes: [4, 4 + classes] },
    },
    outputs: [name],
    scores: "probabilities",
    why,
  });
  const are = `values for each place, ${values - classes} more than labels`;
  if (rows === values && !(typeof columns === "number" && columns < rows)) {
    return found("values-first", `${rows} ${are}, values first`);
  }
  // With two labels, 6 values are also a row of a list, of which there are hundreds at most.
  if (columns === values && !(columns === 6 && Number(rows) <= LIST_LENGTH)) {
    return found("places-first", `${columns} ${are}`);
  }
  return null;
}

/** Of models that also outline what they find: a place has weights of the maps in another output. */
function maskValues({ outputs }: ModelOutputs): number {
  const hasMaps = outputs.some(({ shape }) => shape?.length === 4 && shape[1] === MASKS);
  return hasMaps && outputs.length === 2 ? MASKS : 0;
}

function heads(model: ModelOutputs): Recognised | null {
  const classes = model.labels.length;
  const levels = byStride(gridOutputs(model));
  if (levels.length < 2) return null;
  const of = (outputs: (typeof levels)[number]["outputs"], channels: number) =>
    outputs.find((output) => output.anchors === null && output.channels === channels);
  const whole = levels.map(({ outputs }) => of(outputs, 4 * BINS + classes));
  const apart = levels.map(({ outputs }) => ({
    boxes: of(outputs, 4 * BINS),
    classes: of(
      outputs.filter(({ channels }) => channels !== 4 * BINS),
      classes,
    ),
  }));
  const shared = {
    boxes: "distribution-ltrb",
    regMax: BINS - 1,
    cellOffset: "stride/2",
    order: "values-first",
    score: "class",
    classes,
  };
  const made = (names: readonly string[], madeBy: string, decode: object): Recognised => ({
    decode: {
      ...shared,
      ...decode,
      activation: scoresBy(madeBy) === "logits" ? "sigmoid" : "none",
    },
    outputs: names,
    scores: scoresBy(madeBy),
    why: `${4 * BINS} values for the sides of a box and one for each label on grids of the input, as YOLOv8 has them before its last layer`,
  });
  if (whole.every((output) => output !== undefined)) {
    return made(
      whole.map(({ name }) => name),
      whole[0]?.madeBy ?? "",
      {
        columns: { box: [0, 4 * BINS], classes: [4 * BINS, 4 * BINS + classes] },
        levels: whole.map(({ name, stride }) => ({ stride, output: name })),
      },
    );
  }
  const pairs = apart.flatMap(({ boxes, classes: scores }, i) =>
    boxes === undefined || scores === undefined
      ? []
      : [{ stride: levels[i]!.stride, boxes: boxes.name, classes: scores.name, by: scores.madeBy }],
  );
  if (pairs.length < levels.length) return null;
  return made(
    pairs.flatMap((pair) => [pair.classes, pair.boxes]),
    pairs[0]?.by ?? "",
    { levels: pairs.map(({ by: _, ...level }) => level) },
  );
}
