import * as z from "zod/mini";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { OUTPUT, outputName } from "../read-output.js";
import { CORNERS } from "./box-kinds.js";
import { PLAIN, readBoxUnit } from "./card-boxes.js";
import {
  CLASSES_OUTPUT,
  COLUMNS,
  type DenseDecode,
  type DenseTraits,
  denseFields,
  PARTS,
  readDense,
  readSpan,
  SPAN,
} from "./card-dense.js";
import type { DetectorRecipe } from "./detector-family.js";
import type { CardFrame, LabelNumbers, ListLayout, OutputSpan } from "./detector-types.js";

const SCORES = [text(), "Output of the scores.", { example: "scores" }] as const;
const LABELS = [text(), "Output of the labels.", { example: "labels" }] as const;

const COUNT = field(z.optional(text()), "Output that says how many of the rows count.", {
  example: "num_detections",
});

const LIST_PARTS = {
  boxes: PARTS.boxes,
  scores: field(...SCORES),
  labels: field(...LABELS),
  count: COUNT,
};

const BOX = [SPAN, "[from, to) of the box, counted from 0.", { example: [0, 4] }] as const;
const SCORE = [whole(0), "Column of the score.", { example: 4 }] as const;
const LABEL = [whole(0), "Column of the label.", { example: 5 }] as const;

const LIST_COLUMNS = { box: field(...BOX), score: field(...SCORE), label: field(...LABEL) };

const OUTPUTS = "Which output is which, where boxes, scores and labels are apart.";
const ROWS = "Which of the values of a row are what, where they are in one output.";

const FIELDS = {
  ...PLAIN,
  output: OUTPUT,
  outputs: field(z.optional(z.object(LIST_PARTS)), OUTPUTS),
  columns: field(z.optional(z.object(LIST_COLUMNS)), ROWS),
  activation: field(z.optional(z.enum(["none"])), "Scores are probabilities already.", {
    default: "none",
  }),
  background: field(
    z.optional(whole(0)),
    "The model's number for nothing; such rows are left out.",
    { example: 0 },
  ),
  labelNumbers: field(
    z.optional(z.array(whole(0))),
    "What the model calls each of the card's labels, where they do not follow each other.",
    { example: [1, 2, 90] },
  ),
};

/** The field `labelOffset`, which may be left out where a family's models count from a known number. */
function labelOffset(silent: number | null) {
  return field(
    z.optional(whole(0)),
    "What the model calls the card's first label; the others follow it.",
    silent === null ? { example: 1 } : { default: silent },
  );
}

type ListDecode = Omit<z.infer<z.ZodMiniObject<typeof FIELDS>>, "outputs" | "columns"> & {
  readonly outputs?: Partial<z.infer<z.ZodMiniObject<typeof LIST_PARTS>>> | undefined;
  readonly columns?: Partial<z.infer<z.ZodMiniObject<typeof LIST_COLUMNS>>> | undefined;
  readonly labelOffset?: number | undefined;
};

/**
 * The recipe of a family whose models choose their boxes themselves: rows of a box, a score and a label
 * each, side by side in one `output`, or an output each for boxes, scores and labels.
 *
 * @param silent the number of the first label where the card is silent; null: it must say it
 */
export function listRecipe(silent: number | null): DetectorRecipe {
  return {
    form: "list",
    fields: { ...FIELDS, labelOffset: labelOffset(silent) },
    readLayout: (decode, frame, problem) => readList(decode as ListDecode, silent, frame, problem),
  };
}

/** A field that is there in some recipes of a family. */
function sometimes<S extends z.ZodMiniType>([schema, description, words]: readonly [
  S,
  string,
  { readonly example: unknown },
]) {
  return field(z.optional(schema), description, words);
}

/** The recipe of a family of which some models choose boxes themselves: those whose card has labels. */
export function eitherRecipe(dense: DenseTraits, silent: number | null): DetectorRecipe {
  const traits: DenseTraits = { background: "index", ...dense };
  const fields = denseFields(traits);
  const { score = ["class"], activation = ["none", "sigmoid"] } = traits;
  return {
    form: "either",
    fields: {
      ...fields,
      activation: field(z.optional(z.enum(activation)), "What is applied to class scores.", {
        example: activation[0],
      }),
      score: field(
        z.optional(z.enum(score)),
        "The score of a detection that is no row of a list.",
        {
          default: score[0],
        },
      ),
      outputs: field(
        z.optional(
          z.object({
            ...PARTS,
            classes: sometimes(CLASSES_OUTPUT),
            scores: sometimes(SCORES),
            labels: sometimes(LABELS),
            count: COUNT,
          }),
        ),
        OUTPUTS,
      ),
      columns: field(
        z.optional(z.object({ ...COLUMNS, score: sometimes(SCORE), label: sometimes(LABEL) })),
        ROWS,
      ),
      background: field(
        z.optional(whole(0)),
        "Position of the class score that stands for nothing; of a list the model's number for it.",
        { example: 0 },
      ),
      labelNumbers: FIELDS.labelNumbers,
      labelOffset: labelOffset(silent),
    },
    readLayout(decode, frame, problem) {
      const { outputs, columns } = decode as ListDecode;
      const isList = outputs?.labels !== undefined || columns?.label !== undefined;
      if (isList) return readList(decode as ListDecode, silent, frame, problem);
      const given = decode as Partial<DenseDecode>;
      if (given.activation === undefined) problem("activation", "is missing");
      return readDense({ activation: "none", ...given }, traits, frame, problem);
    },
  };
}

function readList(
  decode: ListDecode,
  silent: number | null,
  frame: CardFrame,
  problem: CardProblem,
): ListLayout {
  if ((decode.activation ?? "none") !== "none") {
    problem("activation", `is ${decode.activation}, and the scores of a list are probabilities`);
  }
  const corners = CORNERS.find((one) => one === decode.boxes);
  if (corners === undefined) {
    problem("boxes", `is ${decode.boxes}, and boxes of a list are ${CORNERS.join(", ")}`);
  }
  return {
    kind: "list",
    ...readRows(decode, frame, problem),
    corners: corners ?? CORNERS[0],
    unit: readBoxUnit(decode.boxUnit, problem),
    labelNumbers: readNumbers(decode, silent, frame, problem),
    background: decode.background ?? null,
  };
}

type ListSpans = Pick<ListLayout, "box" | "score" | "label" | "count">;

function readRows(decode: ListDecode, frame: CardFrame, problem: CardProblem): ListSpans {
  const { outputs } = decode;
  const missing = (name: string) => problem(name, "is missing");
  if (outputs !== undefined) {
    const whole = (key: "boxes" | "scores" | "labels", width: number): OutputSpan => {
      if (outputs[key] === undefined) missing(`outputs.${key}`);
      return { output: outputs[key] ?? "", from: 0, count: width, width };
    };
    return {
      box: whole("boxes", 4),
      score: whole("scores", 1),
      label: whole("labels", 1),
      count: outputs.count ?? null,
    };
  }
  const output = outputName(decode, frame, problem);
  const { box, score, label } = decode.columns ?? {};
  if (box === undefined || score === undefined || label === undefined) {
    missing(decode.columns === undefined ? "columns" : "columns.score");
  }
  const column = (from = 0): OutputSpan => ({ output, from, count: 1, width: null });
  return {
    box: { output, ...readSpan(box ?? [0, 4], "columns.box", 4, problem), width: null },
    score: column(score),
    label: column(label),
    count: null,
  };
}

function readNumbers(
  { labelNumbers, labelOffset: first }: ListDecode,
  silent: number | null,
  { labels }: CardFrame,
  problem: CardProblem,
): LabelNumbers {
  if (labelNumbers !== undefined) {
    if (labelNumbers.length !== labels || new Set(labelNumbers).size !== labels) {
      problem("labelNumbers", `is not another number for each of ${labels} labels`);
    }
    return { each: labelNumbers };
  }
  if (first === undefined && silent === null) problem("labelOffset", "is missing");
  return { first: first ?? silent ?? 0 };
}
