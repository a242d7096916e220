import type { InputRule } from "../images/input-rule.js";
import type { ModelCard } from "./card/card-types.js";

/** Another way to read a card's model: one thing of it changed. */
export interface SanityReading {
  readonly id:
    | "colour-order"
    | "values"
    | "resize-rule"
    | "labels-alphabetical"
    | "labels-swapped"
    | "labels-shifted";
  /** How images become the input; null where that stays. */
  readonly rule: InputRule | null;
  /** Position in the card's labels of what output i stands for, −1 for none; null where it is i. */
  readonly labelOf: Int32Array | null;
  /** Follows "as if". */
  readonly asIf: string;
  /** What would be changed in the card. */
  readonly change: string;
}

/** Lists of labels from this length on may have been given with or without a background class. */
const SHIFTABLE = 10;

/** Mean and deviation of ImageNet, of values from 0 to 1, in RGB. */
export const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/**
 * The mistakes that cards make most often, as readings of this card in which each is undone: colour
 * channels in the other order; values of another range or normalisation; the other resize rule;
 * labels in alphabetical order, the other way round, or moved by one place. At most seven of them
 * need the model to be run.
 */
export function sanityReadings(card: ModelCard): readonly SanityReading[] {
  const { rule } = card.input;
  return [
    ...colourOrder(rule),
    ...valueReadings(rule),
    ...resizeRule(rule),
    ...labelReadings(card.labels),
  ];
}

function colourOrder(rule: InputRule): readonly SanityReading[] {
  if (rule.channelOrder === "grey") return [];
  const other = rule.channelOrder === "RGB" ? "BGR" : "RGB";
  return [
    {
      id: "colour-order",
      labelOf: null,
      rule: { ...rule, channelOrder: other },
      asIf: `the colours were swapped (${rule.channelOrder} for ${other})`,
      change: `input.channelOrder ${other}`,
    },
  ];
}

/** How pixel values become those of the tensor. */
export interface PixelValues {
  readonly scaleRange: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Other values of the input, each once, without the card's own. */
function valueReadings(rule: InputRule): readonly SanityReading[] {
  if (rule.dtype === "uint8") return []; // bytes are what they are
  const plain = { mean: [0], std: [1] };
  const turn = (values: readonly number[]): readonly number[] =>
    rule.channelOrder === "BGR" ? values.toReversed() : values;
  const candidates: PixelValues[] = [
    { scaleRange: [0, 255], ...plain },
    { scaleRange: [0, 1], ...plain },
    { scaleRange: [-1, 1], ...plain },
  ];
  if (rule.channelOrder !== "grey") {
    const { mean, std } = IMAGENET;
    candidates.push({ scaleRange: [0, 1], mean: turn(mean), std: turn(std) });
  }
  const [low, high] = rule.scaleRange;
  if (low === 0 && (high === 1 || high === 255)) {
    const { mean, std } = rule;
    candidates.push({ scaleRange: [0, high === 1 ? 255 : 1], mean, std });
  }
  const seen: PixelValues[] = [rule];
  const readings: SanityReading[] = [];
  for (const values of candidates) {
    if (seen.some((one) => areSameValues(one, values))) continue;
    seen.push(values);
    const { scaleRange, mean, std } = values;
    readings.push({
      id: "values",
      labelOf: null,
      rule: { ...rule, ...values },
      asIf: "pixels had other values than the model was trained on",
      change: `input.scaleRange [${scaleRange.join(", ")}], mean ${shown(mean)}, std ${shown(std)}`,
    });
  }
  return readings;
}

function shown(values: readonly number[]): string {
  return values.length === 1 ? `${values[0]}` : `[${values.join(", ")}]`;
}

/** Whether black and white become the same numbers in every channel, to a thousandth of the range. */
export function areSameValues(a: PixelValues, b: PixelValues): boolean {
  for (let channel = 0; channel < 3; channel++) {
    const [black, white] = ends(a, channel);
    const [otherBlack, otherWhite] = ends(b, channel);
    const tolerance = Math.abs(white - black) / 1000;
    if (Math.abs(black - otherBlack) > tolerance) return false;
    if (Math.abs(white - otherWhite) > tolerance) return false;
  }
  return true;
}

function ends(
  { scaleRange: [low, high], mean, std }: PixelValues,
  channel: number,
): [number, number] {
  const m = mean[channel] ?? mean[0] ?? 0;
  const s = std[channel] ?? std[0] ?? 1;
  return [(low - m) / s, (high - m) / s];
}

function resizeRule(rule: InputRule): readonly SanityReading[] {
  const { resize } = rule;
  const other = resize.rule === "pillow" ? "interpolate" : "pillow";
  const isPossible = resize.filter === "nearest" || resize.filter === "bilinear";
  if (!isPossible) return []; // `interpolate` has no other filters
  return [
    {
      id: "resize-rule",
      labelOf: null,
      rule: { ...rule, resize: { ...resize, rule: other } },
      asIf: "pictures were resized by the wrong rule",
      change: `input.resize.rule ${other}, antialias ${other === "pillow"}`,
    },
  ];
}

function labelReadings(labels: readonly string[]): readonly SanityReading[] {
  const readings: SanityReading[] = [];
  const n = labels.length;
  const order = Array.from(labels, (_, i) => i).sort((i, j) => compare(labels[i]!, labels[j]!));
  const isSorted = order.every((from, i) => from === i);
  const add = (reading: Omit<SanityReading, "rule">): void => {
    readings.push({ ...reading, rule: null });
  };
  if (!isSorted) {
    add({
      id: "labels-alphabetical",
      labelOf: Int32Array.from(order),
      asIf: "the labels were in another order than the model's outputs",
      change: "labels in alphabetical order",
    });
  } else if (n === 2) {
    add({
      id: "labels-swapped",
      labelOf: Int32Array.of(1, 0),
      asIf: "the two labels were the wrong way round",
      change: "labels the other way round",
    });
  }
  if (n < SHIFTABLE) return readings;
  add({
    id: "labels-shifted",
    labelOf: Int32Array.from(labels, (_, i) => i - 1),
    asIf: "a label were missing at the start of the list, such as a background class",
    change: "labels with a background class first",
  });
  add({
    id: "labels-shifted",
    labelOf: Int32Array.from(labels, (_, i) => (i + 1 < n ? i + 1 : -1)),
    asIf: "the list had one label too many at its start, such as a background class",
    change: "labels without the first",
  });
  return readings;
}

/** Code-unit order, the same everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
