import * as z from "zod/mini";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { OUTPUT, outputName } from "../read-output.js";
import { PLAIN, readPlain, readSpan, SPAN } from "./card-dense.js";
import type { CardFrame, ListLayout, OutputSpan } from "./detector-types.js";

const MEANING = {
  ...PLAIN,
  activation: field(z.optional(z.enum(["none"])), "Scores are probabilities already.", {
    default: "none",
  }),
  background: field(
    z.optional(whole(0)),
    "The model's number for nothing; such rows are left out.",
    {
      example: 0,
    },
  ),
};

const LABEL_OFFSET = "What the model calls the card's first label.";

/** `decode` of a list in the columns of one output. */
export const COLUMN_LIST = {
  ...MEANING,
  output: OUTPUT,
  columns: field(
    z.object({
      box: field(SPAN, "[from, to) of the box, counted from 0.", { example: [0, 4] }),
      score: field(whole(0), "Column of the score.", { example: 4 }),
      label: field(whole(0), "Column of the label.", { example: 5 }),
    }),
    "Which of the values of a row are what.",
  ),
  labelOffset: field(z.optional(whole(0)), LABEL_OFFSET, { default: 0 }),
};

/** `decode` of a list in several outputs. */
export const OUTPUT_LIST = {
  ...MEANING,
  outputs: field(
    z.object({
      boxes: field(text(), "Output of the boxes.", { example: "boxes" }),
      scores: field(text(), "Output of the scores.", { example: "scores" }),
      labels: field(text(), "Output of the labels.", { example: "labels" }),
      count: field(z.optional(text()), "Output that says how many of the rows count.", {
        example: "num_detections",
      }),
    }),
    "Which output is which.",
  ),
  labelOffset: field(whole(0), LABEL_OFFSET, { example: 1 }),
};

/** Rows of one output: box, score and label side by side. */
export function readColumnList(
  decode: z.infer<z.ZodMiniObject<typeof COLUMN_LIST>>,
  frame: CardFrame,
  problem: CardProblem,
): ListLayout {
  const output = outputName(decode, frame, problem);
  const { columns } = decode;
  const column = (from: number): OutputSpan => ({ output, from, count: 1, width: null });
  return {
    kind: "list",
    box: { output, ...readSpan(columns.box, "columns.box", 4, problem), width: null },
    score: column(columns.score),
    label: column(columns.label),
    count: null,
    ...readMeaning(decode),
  };
}

/** An output each for boxes, scores and labels, and sometimes one for their number. */
export function readOutputList(decode: z.infer<z.ZodMiniObject<typeof OUTPUT_LIST>>): ListLayout {
  const { outputs } = decode;
  const whole = (output: string, width: number): OutputSpan => ({
    output,
    from: 0,
    count: width,
    width,
  });
  return {
    kind: "list",
    box: whole(outputs.boxes, 4),
    score: whole(outputs.scores, 1),
    label: whole(outputs.labels, 1),
    count: outputs.count ?? null,
    ...readMeaning(decode),
  };
}

function readMeaning(
  decode: z.infer<z.ZodMiniObject<typeof MEANING>> & { readonly labelOffset?: number | undefined },
) {
  const { corners, unit } = readPlain(decode);
  return {
    corners,
    unit,
    labelOffset: decode.labelOffset ?? 0,
    background: decode.background ?? null,
  };
}
