import * as z from "zod/mini";
import type { Activation } from "../../../core/activations.js";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { OUTPUT, outputName } from "../read-output.js";
import { BOX_KINDS, type BoxKind, isPlain } from "./box-kinds.js";
import {
  BOX_FIELDS,
  BOX_UNIT,
  boxFieldsOf,
  needsGrids,
  readBoxCoding,
  valuesOfBox,
} from "./card-boxes.js";
import { type CardLevel, GRIDS, readLevels } from "./card-grids.js";
import type { DetectorRecipe } from "./detector-family.js";
import type {
  AnchorOrder,
  CardFrame,
  ClassValues,
  DenseHead,
  DenseLayout,
  OutputSpan,
  PlaceOrder,
  ScoreRule,
} from "./detector-types.js";

/** What a family fixes of a dense recipe; the card gives the rest. */
export interface DenseTraits {
  /** Kinds of box that it may have. Where there is only one, the card need not name it. */
  readonly boxes: readonly [BoxKind, ...BoxKind[]];
  /** `class` alone where absent. */
  readonly score?: readonly [ScoreRule, ...ScoreRule[]];
  /** `none` or `sigmoid` where absent. */
  readonly activation?: readonly [Activation, ...Activation[]];
  /** Where the card is silent; `places-first` where absent. */
  readonly order?: PlaceOrder;
  /**
   * How the card says which class value is nothing: by `noObject`, which it must, or by the position
   * `background`, which it may. Absent: none is.
   */
  readonly background?: "noObject" | "index";
}

/** All that a recipe can say, for models of no family. */
export const ANY_DENSE: DenseTraits = {
  boxes: BOX_KINDS,
  score: ["class", "objectness*class", "sqrt(objectness*class)"],
  activation: ["none", "sigmoid", "softmax"],
  background: "index",
};

/** Columns of one kind. */
export const SPAN = z.array(whole(0));

export const CLASSES_OUTPUT = [
  text(),
  "Output of the class scores.",
  { example: "logits" },
] as const;

/** Names of outputs that hold a part each. */
export const PARTS = {
  boxes: field(text(), "Output of the boxes.", { example: "boxes" }),
  classes: field(...CLASSES_OUTPUT),
  objectness: field(z.optional(text()), "Output of the objectness.", { example: "objectness" }),
};

export const COLUMNS = {
  box: field(z.optional(SPAN), "[from, to) of the box, counted from 0.", { example: [0, 4] }),
  objectness: field(z.optional(whole(0)), "Column of the objectness.", { example: 4 }),
  classes: field(z.optional(SPAN), "[from, to) of the class scores.", { example: [5, 85] }),
};

const OUTPUTS = "Which output is which, where boxes and class scores are apart.";
const WHICH_COLUMNS =
  "Which of the values of a place are what. Left out: all of an output that holds one part; of one that holds all, the box, the objectness where there is one, the classes.";
const ORDER = z.optional(z.enum(["places-first", "values-first"]));

/** Everything that the `decode` of some family says of outputs with a score for every class. */
const FIELDS = {
  output: OUTPUT,
  outputs: z.optional(z.object(PARTS)),
  columns: z.optional(z.object(COLUMNS)),
  anchorOrder: field(
    z.optional(z.enum(["anchor-first", "cell-first"])),
    "Whether all cells of an anchor follow each other, or all anchors of a cell. Left out: cell-first for priors of [batch, places, values].",
    { example: "anchor-first" },
  ),
  classes: field(
    z.optional(whole(1)),
    "Number of classes. Left out: as many as there are labels.",
    { example: 80 },
  ),
  background: field(
    z.optional(whole(0)),
    "Position among the class scores of the one that stands for nothing. It is one more than the labels have, or the label of that name.",
    { example: 0 },
  ),
  noObject: field(
    z.enum(["last", "first", "none"]),
    "Which class score stands for no object. It takes part in the softmax and is never a label.",
    { example: "last" },
  ),
  ...BOX_FIELDS,
  ...GRIDS,
};

/** What each kind of box is, for people. */
const MEANINGS: Readonly<Partial<Record<BoxKind, string>>> = {
  "center-exp":
    "center-exp: cx = (tx + column + cellOffset) · stride, width = exp(tw) · stride, cy and height likewise.",
  "anchor-sigmoid":
    "anchor-sigmoid: cx = (2σ(tx) − ½ + column) · stride, width = (2σ(tw))² · the anchor's.",
  "anchor-exp": "anchor-exp: cx = (σ(tx) + column) · stride, width = exp(tw) · the anchor's.",
  "distance-ltrb": "distance-ltrb: distances from a cell's centre to left, top, right and bottom.",
  "distribution-ltrb":
    "distribution-ltrb: each side is a softmax over regMax + 1 bins, its mean times the stride; left, top, right, bottom from the cell's centre.",
  "prior-offsets":
    "prior-offsets: cx = prior's cx + tx · variance · prior's width, width = exp(tw · variance) · prior's width.",
};

/** The recipe of a family whose outputs have a box and a score of every class for each place. */
export function denseRecipe(traits: DenseTraits): DetectorRecipe {
  return {
    form: "dense",
    fields: denseFields(traits),
    readLayout: (decode, frame, problem) =>
      readDense(decode as DenseDecode, traits, frame, problem),
  };
}

/** The fields that say something in a family. */
export function denseFields({
  boxes,
  score = ["class"],
  activation = ["none", "sigmoid"],
  order = "places-first",
  background,
}: DenseTraits): z.core.$ZodLooseShape {
  const [kind] = boxes;
  const ofBoxes = new Set(boxes.flatMap(boxFieldsOf));
  const isAllPlain = boxes.every(isPlain);
  const scores = z.enum(score);
  const kinds = z.enum(boxes);
  const meanings = boxes.flatMap((one) => MEANINGS[one] ?? []);
  const plain = boxes.some(isPlain) ? ["Four numbers: corners, or centre, width and height."] : [];
  const { output, anchorOrder, classes } = FIELDS;
  const hasObjectness = score.some((rule) => rule !== "class");
  const { objectness: _output, ...parts } = PARTS;
  const { objectness: _column, ...ofParts } = COLUMNS;
  return {
    output,
    outputs: field(z.optional(z.object(hasObjectness ? PARTS : parts)), OUTPUTS),
    columns: field(z.optional(z.object(hasObjectness ? COLUMNS : ofParts)), WHICH_COLUMNS),
    order: field(
      ORDER,
      "Whether outputs are [batch, places, values] or [batch, values, places]; places may be H × W cells.",
      { default: order },
    ),
    ...(isAllPlain ? {} : { anchorOrder, ...GRIDS }),
    classes,
    ...(background === "noObject" ? { noObject: FIELDS.noObject } : {}),
    ...(background === "index" ? { background: FIELDS.background } : {}),
    activation: field(
      z.enum(activation),
      hasObjectness
        ? "What is applied to class scores; to the objectness a sigmoid, unless it is none."
        : "What is applied to class scores.",
      {
        example: activation[0],
      },
    ),
    score: field(
      score.length > 1 ? scores : z.optional(scores),
      hasObjectness
        ? "The score of a detection: the class score alone, times the objectness, or the root of that."
        : "The score of a detection is its class score.",
      score.length > 1 ? { example: score[0] } : { default: score[0] },
    ),
    boxes: field(
      boxes.length > 1 ? kinds : z.optional(kinds),
      [...plain, ...meanings].join(" "),
      boxes.length > 1 ? { example: kind } : { default: kind },
    ),
    ...Object.fromEntries([...ofBoxes].map((name) => [name, BOX_FIELDS[name]])),
    ...(isAllPlain ? { boxUnit: BOX_UNIT } : {}),
  };
}

type Loose<S extends z.core.$ZodLooseShape> = Partial<z.infer<z.ZodMiniObject<S>>>;

/** Names of the outputs of parts. */
type PartNames = { readonly [P in keyof typeof PARTS]?: string | undefined };

/** What is read of a `decode`; a family has some of it. */
export interface DenseDecode extends Loose<Omit<typeof FIELDS, "outputs">> {
  readonly outputs?: PartNames | undefined;
  readonly order?: z.infer<typeof ORDER>;
  readonly boxes?: BoxKind;
  readonly score?: ScoreRule;
  readonly activation: Activation;
}

/**
 * Outputs with a box and class scores for each place. They are named by `output`, one whose `columns`
 * say what is where; by `outputs`, one for `boxes`, `classes` and perhaps `objectness`; or so for each
 * of `levels`.
 */
export function readDense(
  decode: DenseDecode,
  traits: DenseTraits,
  frame: CardFrame,
  problem: CardProblem,
): DenseLayout {
  const {
    activation,
    boxes: kind = traits.boxes[0],
    order = traits.order ?? "places-first",
  } = decode;
  const classes = readClasses(decode, traits, frame, problem);
  const boxes = readBoxCoding(decode, kind, activation, problem);
  const levels = readLevels(decode, frame, kind, needsGrids(kind, decode), problem);
  const needs: Needs = {
    classes: classes.count,
    box: valuesOfBox(boxes),
    score: decode.score ?? traits.score?.[0] ?? "class",
  };
  const shared = { order, anchorOrder: decode.anchorOrder ?? usualAnchorOrder(kind, order) };
  const spans = readHeads(decode, levels, needs, frame, problem);
  const heads = spans.map((head) => ({ ...head, ...shared }));
  return { kind: "dense", heads, classes, score: needs.score, boxes, activation };
}

/** SSD's heads go from cell to cell, YOLO's from anchor to anchor. */
function usualAnchorOrder(kind: BoxKind, order: PlaceOrder): AnchorOrder {
  return kind === "prior-offsets" && order === "places-first" ? "cell-first" : "anchor-first";
}

interface Needs {
  /** Values of a place that are read. */
  readonly classes: number;
  readonly box: number;
  readonly score: ScoreRule;
}

type HeadSpans = Pick<DenseHead, "box" | "classes" | "objectness">;

function readHeads(
  decode: DenseDecode,
  levels: readonly CardLevel[],
  needs: Needs,
  frame: CardFrame,
  problem: CardProblem,
): (HeadSpans & Pick<DenseHead, "grids">)[] {
  const { outputs, columns } = decode;
  const grids = levels.map(({ grid }) => grid);
  const named = levels.filter(({ fields }) => (fields?.output ?? fields?.boxes) !== undefined);
  if (named.length === 0) {
    if (outputs !== undefined) {
      return [{ ...spansOfMany(outputs, "outputs", columns, needs, problem), grids }];
    }
    const output = outputName(decode, frame, problem);
    return [{ ...spansOfOne(output, columns, needs, problem), grids }];
  }
  if (named.length < levels.length) problem("levels", "names outputs for some of them only");
  return named.map(({ fields, grid }, i) => ({
    ...(fields?.output === undefined
      ? spansOfMany(fields ?? {}, `levels[${i}]`, columns, needs, problem)
      : spansOfOne(fields.output, columns, needs, problem)),
    grids: [grid],
  }));
}

type Columns = DenseDecode["columns"];

/** One output with all parts; where the card is silent a box, an objectness and the classes. */
function spansOfOne(
  output: string,
  columns: Columns,
  { box, classes, score }: Needs,
  problem: CardProblem,
): HeadSpans {
  const hasObjectness = score !== "class";
  const first = box + (hasObjectness ? 1 : 0);
  const own = columns ?? { box: [0, box], objectness: box, classes: [first, first + classes] };
  if (own.box === undefined) problem("columns.box", "is missing");
  if (own.classes === undefined) problem("columns.classes", "is missing");
  if (hasObjectness && own.objectness === undefined) problem("columns.objectness", "is missing");
  return {
    box: { output, ...readSpan(own.box ?? [0, box], "columns.box", box, problem), width: null },
    classes: {
      output,
      ...readSpan(own.classes ?? [0, classes], "columns.classes", classes, problem),
      width: null,
    },
    objectness: hasObjectness ? { output, from: own.objectness ?? 0, count: 1, width: null } : null,
  };
}

/** An output for each part, all of it where the card says no columns. */
function spansOfMany(
  names: PartNames,
  at: string,
  columns: Columns,
  { box, classes, score }: Needs,
  problem: CardProblem,
): HeadSpans {
  const nameOf = (part: "boxes" | "classes" | "objectness"): string => {
    if (names[part] === undefined) problem(`${at}.${part}`, "is missing");
    return names[part] ?? "";
  };
  const part = (output: string, key: "box" | "classes", count: number): OutputSpan => {
    const span = columns?.[key];
    if (span === undefined) return { output, from: 0, count, width: count };
    return { output, ...readSpan(span, `columns.${key}`, count, problem), width: null };
  };
  const from = columns?.objectness;
  return {
    box: part(nameOf("boxes"), "box", box),
    classes: part(nameOf("classes"), "classes", classes),
    objectness:
      score === "class"
        ? null
        : {
            output: nameOf("objectness"),
            from: from ?? 0,
            count: 1,
            width: from === undefined ? 1 : null,
          },
  };
}

/** [from, to) of a known length. */
export function readSpan(
  span: readonly number[],
  name: string,
  count: number,
  problem: CardProblem,
): { readonly from: number; readonly count: number } {
  const [from = 0, to = 0] = span;
  if (span.length !== 2 || to - from !== count) {
    problem(name, `is not [from, to) of ${count} columns`);
  }
  return { from, count };
}

/** The label that means "no object". */
const NOTHING = /^[\s_]*(background|no.?object|nothing|none|n\/a|\?\?\?)[\s_]*$/i;

function readClasses(
  { classes, noObject, background }: DenseDecode,
  traits: DenseTraits,
  { labels, names }: CardFrame,
  problem: CardProblem,
): ClassValues {
  if (classes !== undefined && classes !== labels) {
    problem("classes", `is ${classes}, and there are ${labels} labels`);
  }
  const none = { count: labels, background: null, isBackgroundALabel: false };
  if (traits.background === "noObject" && noObject !== undefined) {
    if (noObject === "none") return none;
    return { ...none, count: labels + 1, background: noObject === "last" ? labels : 0 };
  }
  if (traits.background !== "index" || background === undefined) return none;
  if (NOTHING.test(names[background] ?? ""))
    return { ...none, background, isBackgroundALabel: true };
  if (background > labels) problem("background", `is ${background} of ${labels + 1} values`);
  return { ...none, count: labels + 1, background };
}
