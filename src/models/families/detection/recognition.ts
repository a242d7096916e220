import type { OnnxOutput } from "../../onnx/onnx-inspect.js";

/** What a family is recognised by. */
export interface ModelOutputs {
  readonly outputs: readonly OnnxOutput[];
  readonly labels: readonly string[];
  /** Of the input. */
  readonly size: FrameSize;
  /** Names of the operators in the graph: `Exp`, `NonMaxSuppression`, … */
  readonly operators: ReadonlySet<string>;
}

export interface FrameSize {
  readonly height: number;
  readonly width: number;
}

/** How the code of a family fits pictures into the input; what is left is filled with grey, 114 of 255 where not said. */
export interface OwnFit {
  readonly as: "top-left" | "centre" | "stretch";
  readonly padValue?: number;
}

/** What the outputs of a model of a family look like. */
export interface Recognised {
  /** Fields of the card's `decode` that the outputs decide. */
  readonly decode: Readonly<Record<string, unknown>>;
  /** Outputs that are read, in the card's order. */
  readonly outputs: readonly string[];
  readonly scores: "logits" | "probabilities";
  /** Fields of the card that nothing says, beside `family`; with dots: `decode.boxUnit`. */
  readonly assumed?: readonly string[];
  /** How pictures are fitted, of a variant whose own code does it otherwise than the family's `usual.input`. */
  readonly fit?: OwnFit;
  /** Why it is this family, for people. */
  readonly why: string;
}

/** Lists of chosen boxes are not longer than this. */
export const LIST_LENGTH = 1000;

/** Cells of all grids with these strides. */
export function gridCells(strides: readonly number[], { height, width }: FrameSize): number {
  return strides.reduce((sum, s) => sum + Math.ceil(height / s) * Math.ceil(width / s), 0);
}

/** Name of the output of this name, also with what exporters put behind it. */
export function outputNamed(outputs: readonly OnnxOutput[], name: string): string | undefined {
  return outputs.find((output) => output.name === name || output.name.startsWith(`${name}:`))?.name;
}

/** [rows, columns] of the first output, of shape [batch, rows, columns]; null of any other. */
export function firstTable({ outputs }: ModelOutputs): TableShape | null {
  return outputs[0] === undefined ? null : tableShape(outputs[0]);
}

export interface TableShape {
  readonly name: string;
  readonly rows: number | string;
  readonly columns: number | string;
  /** The operator that makes it. */
  readonly madeBy: string;
}

export function tableShape({ name, shape, madeBy }: OnnxOutput): TableShape | null {
  const [, rows, columns] = shape ?? [];
  if (shape?.length !== 3 || rows === undefined || columns === undefined) return null;
  return { name, rows, columns, madeBy };
}

/** What an operator that ends in probabilities says of class scores. */
export function scoresBy(madeBy: string): Recognised["scores"] {
  return madeBy === "Sigmoid" || madeBy === "Softmax" ? "probabilities" : "logits";
}

/** An output on a grid: [batch, channels, H, W], or [batch, anchors, H, W, values]. */
export interface GridOutput {
  readonly name: string;
  readonly stride: number;
  readonly channels: number;
  /** null where there are four sizes. */
  readonly anchors: number | null;
  readonly madeBy: string;
}

/** All outputs that lie on grids of the input, finest first; those with other shapes are left out. */
export function gridOutputs({ outputs, size }: ModelOutputs): readonly GridOutput[] {
  const found: GridOutput[] = [];
  for (const { name, shape, madeBy } of outputs) {
    if (shape === null || (shape.length !== 4 && shape.length !== 5)) continue;
    if (!shape.slice(1).every((side) => typeof side === "number")) continue;
    const inner = shape.slice(1) as number[];
    const isFour = inner.length === 3;
    const [rows = 0, columns = 0] = inner.slice(1, 3);
    const stride = Math.round(size.height / rows);
    const fits =
      rows === Math.ceil(size.height / stride) && columns === Math.ceil(size.width / stride);
    if (!fits) continue;
    const channels = isFour ? inner[0]! : inner[3]!;
    found.push({ name, stride, channels, anchors: isFour ? null : inner[0]!, madeBy });
  }
  return found.sort((a, b) => a.stride - b.stride);
}

/** Outputs of each stride, finest first. */
export function byStride(
  outputs: readonly GridOutput[],
): readonly { readonly stride: number; readonly outputs: readonly GridOutput[] }[] {
  const strides = [...new Set(outputs.map(({ stride }) => stride))];
  return strides.map((stride) => ({
    stride,
    outputs: outputs.filter((output) => output.stride === stride),
  }));
}

/** A box and class scores for each place, apart: [1, N, 4] and [1, N, classes]. */
export interface BoxScorePair {
  readonly boxes: TableShape;
  readonly scores: TableShape;
  /** Whether there is one value more than labels, or the first label is the background. */
  readonly hasBackground: boolean;
}

/** Null where the outputs are no such pair, beside `others`, or have values for other labels. */
export function boxScorePair(
  { outputs, labels }: ModelOutputs,
  others: readonly OnnxOutput[] = [],
): BoxScorePair | null {
  const rest = outputs.filter((output) => !others.includes(output));
  const [first, second] = rest.flatMap((output) => tableShape(output) ?? []);
  if (rest.length !== 2 || first === undefined || second === undefined) return null;
  const boxes = first.columns === 4 ? first : second;
  const scores = boxes === first ? second : first;
  const values = labels.length;
  const isPair =
    boxes.columns === 4 &&
    boxes.rows === scores.rows &&
    (scores.columns === values || scores.columns === values + 1);
  if (!isPair || (first.columns === 4 && second.columns === 4)) return null;
  const hasBackground = scores.columns === values + 1 || /background/i.test(labels[0] ?? "");
  return { boxes, scores, hasBackground };
}
