import type { FitRule, InputRule, ResizeRule } from "../../images/input-rule.js";
import { areSameValues, IMAGENET, type PixelValues } from "../sanity-readings.js";
import type { ModelCard } from "./card-types.js";

/** A way to make the input of a card's model that is worth trying. */
export interface CardReading {
  /** In words, for people: of the values, of the colours, of the fit. */
  readonly scaling: string;
  readonly colours: InputRule["channelOrder"];
  readonly fit: string;
  readonly rule: InputRule;
  /** Whether it is the card's own. */
  readonly isOwn: boolean;
}

/**
 * The usual scalings (0 to 1, 0 to 255, −1 to 1, ImageNet's mean and deviation), both orders of colours and the
 * usual ways of resizing (stretched, shorter side and centre, letterbox), each with each. The card's own
 * is the first of each kind; bytes are scaled in no other way.
 */
export function cardReadings({ input: { rule } }: ModelCard): readonly CardReading[] {
  const readings: CardReading[] = [];
  for (const { fit, words } of fitsOf(rule)) {
    for (const { values, words: scaling } of scalingsOf(rule)) {
      for (const order of rule.channelOrder === "grey" ? ["grey" as const] : otherThan(rule)) {
        const turned = order === rule.channelOrder ? values : turnedRound(values);
        readings.push({
          scaling,
          colours: order,
          fit: words,
          rule: { ...rule, ...turned, channelOrder: order, resize: { ...rule.resize, fit } },
          isOwn: readings.length === 0,
        });
      }
    }
  }
  return readings;
}

/** Those of {@link cardReadings} that scale values in another way and are the card's own in all else. */
export function scalingReadings(card: ModelCard): readonly CardReading[] {
  const all = cardReadings(card);
  const own = all.find(({ isOwn }) => isOwn);
  return all.filter(({ colours, fit }) => colours === own?.colours && fit === own.fit);
}

function otherThan({ channelOrder }: InputRule): readonly ("RGB" | "BGR")[] {
  return channelOrder === "BGR" ? ["BGR", "RGB"] : ["RGB", "BGR"];
}

function turnedRound({ scaleRange, mean, std }: PixelValues): PixelValues {
  return { scaleRange, mean: mean.toReversed(), std: std.toReversed() };
}

interface Scaling {
  readonly values: PixelValues;
  readonly words: string;
}

/** In the order of the card's channels. */
function scalingsOf(rule: InputRule): readonly Scaling[] {
  const { scaleRange, mean, std } = rule;
  const own = { scaleRange, mean, std };
  const plain = (low: number, high: number): PixelValues => ({
    scaleRange: [low, high],
    mean: [0],
    std: [1],
  });
  const imageNet = { scaleRange: [0, 1] as const, ...IMAGENET };
  const usual: readonly Scaling[] = [
    ...(rule.channelOrder === "grey"
      ? []
      : [
          {
            values: rule.channelOrder === "BGR" ? turnedRound(imageNet) : imageNet,
            words: "ImageNet's mean and deviation",
          },
        ]),
    { values: plain(0, 1), words: "0 to 1" },
    { values: plain(-1, 1), words: "−1 to 1" },
    { values: plain(0, 255), words: "0 to 255" },
  ];
  const named = usual.find(({ values }) => areSameValues(own, values));
  const first = { values: own, words: named?.words ?? "as the card says" };
  if (rule.dtype === "uint8") return [first];
  return [first, ...usual.filter((one) => one !== named)];
}

/** Of ImageNet's networks: 224 of 256 pixels are cut out. */
const CUT = 256 / 224;

const LETTERBOX: FitRule = {
  kind: "letterbox-center",
  padValue: 114,
  padStage: "before-normalisation",
  sizeRounding: "round",
  padRounding: "floor",
  minimumSidePx: 1,
  upscale: true,
};

function fitsOf({ heightPx, widthPx, resize }: InputRule) {
  const own = resize.fit;
  const crop: FitRule = {
    kind: "crop",
    shorterSidePx: Math.round(Math.min(heightPx, widthPx) * CUT),
  };
  const usual: readonly FitRule[] = [{ kind: "stretch" }, crop, LETTERBOX];
  const isKind = (fit: FitRule): boolean => familyOfFit(fit) === familyOfFit(own);
  return [own, ...usual.filter((fit) => !isKind(fit))].map((fit) => ({
    fit,
    words: fitWords(fit),
  }));
}

function familyOfFit({ kind }: FitRule): string {
  return kind.startsWith("letterbox") ? "letterbox" : kind;
}

function fitWords(fit: FitRule): string {
  switch (fit.kind) {
    case "stretch":
      return "stretched";
    case "crop":
      return `shorter side ${fit.shorterSidePx}, centre cut out`;
    case "stretch-crop":
      return `stretched to ${fit.resizedHeightPx} × ${fit.resizedWidthPx}, centre cut out`;
    case "letterbox-center":
      return "letterbox, centred";
    case "letterbox-topleft":
      return "letterbox, top left";
  }
}

/** The card as JSON with another way to make its input, which then stands there whole. */
export function withInputRule(card: ModelCard, rule: InputRule): Readonly<Record<string, unknown>> {
  const { raw, input } = card;
  const isOtherFit = rule.resize.fit.kind !== input.rule.resize.fit.kind;
  const { scaleBack, ...decode } = raw["decode"] as Readonly<Record<string, unknown>>;
  return {
    ...raw,
    input: {
      ...(raw["input"] as object),
      name: input.name,
      layout: rule.layout,
      height: rule.heightPx,
      width: rule.widthPx,
      dtype: rule.dtype,
      channelOrder: rule.channelOrder,
      scaleRange: rule.scaleRange,
      mean: rule.mean,
      std: rule.std,
      resize: resizeFields(rule.resize),
    },
    // How boxes go back depends on the fit: what was said of another one does not hold.
    decode: { ...decode, ...(scaleBack === undefined || isOtherFit ? {} : { scaleBack }) },
  };
}

function resizeFields({ rule, filter, fit }: ResizeRule): Readonly<Record<string, unknown>> {
  const shared = { rule, filter, fit: fit.kind };
  if (fit.kind === "stretch") return shared;
  if (fit.kind === "crop") return { ...shared, shorterSide: fit.shorterSidePx };
  if (fit.kind === "stretch-crop") {
    const { resizedHeightPx, resizedWidthPx } = fit;
    return { ...shared, resizedHeight: resizedHeightPx, resizedWidth: resizedWidthPx };
  }
  const { padValue, padStage, sizeRounding, padRounding, minimumSidePx, upscale } = fit;
  return {
    ...shared,
    padValue,
    padStage,
    sizeRounding,
    padRounding,
    minimumSide: minimumSidePx,
    upscale,
  };
}
