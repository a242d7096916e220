import { denseRecipe } from "./card-dense.js";
import { detector, type OwnPixels } from "./detector-family.js";
import {
  byStride,
  firstTable,
  gridCells,
  gridOutputs,
  type ModelOutputs,
  type Recognised,
  tableShape,
} from "./recognition.js";

/** Bins of a side: 0 … 7 strides. */
const BINS = 8;

/** `normalize` in its configurations: ImageNet's mean and deviation, of bytes, blue first. */
const IMAGENET_BYTES: OwnPixels = {
  channelOrder: "BGR",
  scaleRange: [0, 255],
  mean: [103.53, 116.28, 123.675],
  std: [57.375, 57.12, 58.395],
  words: "ImageNet's mean and deviation, of 0 to 255",
};

/** RangiLyu, NanoDet, 2020: distances as distributions (Li et al., Generalized Focal Loss, 2020). */
export const nanodet = detector("nanodet", {
  words: {
    models: "NanoDet, NanoDet-Plus",
    outputs:
      "1 × cells × (classes + 32), or 1 × cells × classes and 1 × cells × 32 a stride: each side a distribution over 8 bins",
  },
  recipe: denseRecipe({ boxes: ["distribution-ltrb"] }),
  isByRatio: false,
  usual: {
    nmsIou: 0.6,
    clip: "after-nms",
    input: { whose: "nanodet", as: "stretch", pixels: IMAGENET_BYTES },
  },
  recognise: (model) => plus(model) ?? pairs(model),
});

const SHARED = { boxes: "distribution-ltrb", regMax: BINS - 1, score: "class", activation: "none" };
const ASSUMED = ["decode.cellOffset", "decode.activation"];

/** NanoDet-Plus: all cells of all strides in one output. Centres are the corners of cells. */
function plus(model: ModelOutputs): Recognised | null {
  const table = firstTable(model);
  const classes = model.labels.length;
  const values = classes + 4 * BINS;
  const strides = [
    [8, 16, 32],
    [8, 16, 32, 64],
  ].find((some) => table?.rows === gridCells(some, model.size));
  if (table?.columns !== values || strides === undefined) return null;
  return {
    decode: {
      ...SHARED,
      output: table.name,
      columns: { classes: [0, classes], box: [classes, values] },
      strides,
      cellOffset: 0,
      classes,
    },
    outputs: [table.name],
    scores: "probabilities",
    assumed: ASSUMED,
    why: `${values} values a cell are ${classes} labels and four sides of ${BINS} bins, as NanoDet-Plus has them`,
  };
}

/** The first NanoDet: classes and sides apart, for each stride. */
function pairs(model: ModelOutputs): Recognised | null {
  const classes = model.labels.length;
  if (classes === 4 * BINS) return null;
  const tables = model.outputs.flatMap((output) => tableShape(output) ?? []);
  const level = (
    stride: number,
    of: (values: number) => { readonly name: string } | undefined,
  ): { stride: number; classes: string; boxes: string }[] => {
    const [scores, boxes] = [of(classes), of(4 * BINS)];
    return scores === undefined || boxes === undefined
      ? []
      : [{ stride, classes: scores.name, boxes: boxes.name }];
  };
  const flat = [8, 16, 32, 64].flatMap((stride) => {
    const rows = gridCells([stride], model.size);
    return level(stride, (values) =>
      tables.find((one) => one.rows === rows && one.columns === values),
    );
  });
  const maps = byStride(gridOutputs(model)).flatMap(({ stride, outputs }) =>
    level(stride, (values) => outputs.find((one) => one.channels === values)),
  );
  const levels = flat.length > 0 ? flat : maps;
  if (levels.length < 2) return null;
  return {
    decode: {
      ...SHARED,
      levels,
      order: flat.length > 0 ? "places-first" : "values-first",
      cellOffset: "stride/2",
      classes,
    },
    outputs: levels.flatMap((one) => [one.classes, one.boxes]),
    fit: { as: "centre", padValue: 0 }, // `keep_ratio` in its configurations, which NanoDet-Plus's have not
    scores: "probabilities",
    assumed: ASSUMED,
    why: `${classes} labels and four sides of ${BINS} bins for each stride, as NanoDet has them`,
  };
}
