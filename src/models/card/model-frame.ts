import { HomegroundError } from "../../core/errors.js";
import type { OnnxInspection, OnnxValue } from "../onnx/onnx-inspect.js";
import type { CardSources } from "./card-guesses.js";
import type { KnownInput } from "./card-types.js";
import { describeValue } from "./fit-card.js";

/** What the shape of an input says. */
export interface Frame {
  readonly layout: "NCHW" | "NHWC";
  readonly channels: 1 | 3;
  /** null: the model takes any size. */
  readonly size: { readonly height: number; readonly width: number } | null;
}

/** Fields of a card that say it. */
export const SIZE_FIELDS = ["input.height", "input.width"] as const;

/** @throws HomegroundError `model/inputs` when the model takes no image of 1 or 3 channels */
export function frameOf(input: OnnxValue, where: string, sources: CardSources): Frame {
  const { shape } = input;
  if (shape === null) {
    const why = "the model states no shape; most take planes of three colours";
    sources.assume(["input.layout"], "NCHW, 3 channels", why);
    return { layout: "NCHW", channels: 3, size: null };
  }
  const frame = frameOfShape(shape);
  if (frame === null) {
    throw new HomegroundError("model/inputs", {
      what: `the model takes ${describeValue(input)}: neither 1 nor 3 channels`,
      where,
      fix: {
        command: "Images here have 1 or 3 channels: score these elsewhere and give --predictions",
        app: "Images here have 1 or 3 channels: score these elsewhere and drop a file with the answers",
      },
    });
  }
  return frame;
}

/** null: neither planes of 1 or 3 channels nor channels side by side. */
function frameOfShape(shape: NonNullable<OnnxValue["shape"]>): Frame | null {
  const [, second, third, fourth] = shape;
  const isPlanar = second === 1 || second === 3;
  const channels = isPlanar ? second : fourth;
  if (channels !== 1 && channels !== 3) return null;
  const [height, width] = isPlanar ? [third, fourth] : [second, third];
  const isFixed = isSize(height) && isSize(width);
  return {
    layout: isPlanar ? "NCHW" : "NHWC",
    channels,
    size: isFixed ? { height, width } : null,
  };
}

/** What a model declares of its input, for a card that leaves it out; null where it has not one input. */
export function knownInput({ inputs }: Pick<OnnxInspection, "inputs">): KnownInput | null {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) return null;
  const { name, type: dtype, shape } = input;
  const frame = shape === null ? null : frameOfShape(shape);
  return { name, layout: frame?.layout ?? null, size: frame?.size ?? null, dtype };
}

function isSize(size: number | string | undefined): size is number {
  return typeof size === "number" && size > 0;
}

/** Size of the frame: the model's, else the one given, else the commonest. */
export function sizeOf(frame: Frame, given: Frame["size"], from: string, sources: CardSources) {
  if (frame.size !== null) return frame.size;
  if (given !== null) {
    sources.state(SIZE_FIELDS, `${given.height} × ${given.width}`, from);
    return given;
  }
  sources.assume(SIZE_FIELDS, "224 × 224", "the model takes any size; this is the commonest");
  return { height: 224, width: 224 };
}
