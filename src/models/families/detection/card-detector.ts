import type { ScaleBack } from "../../../images/fit.js";
import type { CardReader } from "../../card/card-reader.js";
import type { Activation } from "../activations.js";
import { readTile } from "./card-tile.js";
import type { CardFrame, DetectionRule, DetectorDecode, NmsRule } from "./detector-types.js";

/** How a family reads what is its own; see {@link DetectorTraits}. */
interface DetectorReading {
  readLayout(decode: CardReader, frame: CardFrame): DetectorDecode["layout"];
  readonly isByRatio: boolean;
}

/**
 * The `decode` of a card of one of the detector families. Beyond the schema of cards, which fixes
 * yolox and nanodet alone: `boxes` names the corners of plain boxes (`xyxy`, `yxyx`, `xywh`,
 * `cxcywh`) and `boxUnit` their unit; `order` says whether an output is places × values or the
 * other way round; `columns` of a list are `box`, `score`, `label`, and `outputs` names several
 * outputs; `labelOffset`, `background` and `noObject` say what numbers of the model stand for;
 * `nms` has `sigma` and `leastScore` for its soft methods and needs no more than
 * `method: "none"`; `scaleBack` and `tile`.
 */
export function readDetector(
  family: string,
  { readLayout, isByRatio }: DetectorReading,
  decode: CardReader,
  frame: CardFrame,
): DetectorDecode {
  const layout = readLayout(decode, frame);
  const rule = readRule(isByRatio, decode, layout.kind === "list", frame);
  const tile = decode.has("tile") ? readTile(decode.object("tile")) : null;
  return { family, supported: true, layout, rule, tile };
}

/** What is applied to the class scores of a detector. */
export function activationOf({ layout }: DetectorDecode): Activation {
  return layout.kind === "list" ? "none" : layout.activation;
}

/** Names of the outputs that are read, each once. */
export function outputsOf({ layout }: DetectorDecode): readonly string[] {
  switch (layout.kind) {
    case "dense":
      return [...new Set([layout.box.output, layout.classes.output])];
    case "distribution":
      return layout.levels.flatMap(({ classes, boxes }) => [classes, boxes]);
    case "list": {
      const { box, score, label, count } = layout;
      const names = [box.output, score.output, label.output];
      return [...new Set(count === null ? names : [...names, count])];
    }
  }
}

function readRule(
  isByRatio: boolean,
  decode: CardReader,
  isList: boolean,
  frame: CardFrame,
): DetectionRule {
  decode.oneOf("ties", ["anchor-index"]);
  const scoreThreshold = decode.number("scoreThreshold", { min: 0, max: 1 });
  // Each row of a list has one label, so that there is nothing to choose.
  const candidates =
    isList && !decode.has("candidates")
      ? "best-class"
      : isList
        ? decode.oneOf("candidates", ["best-class"])
        : decode.oneOf("candidates", ["all-classes", "best-class"]);
  return {
    candidates,
    scoreThreshold,
    scoreComparison: decode.oneOf("scoreComparison", ["greater", "greater-or-equal"]),
    clip: decode.oneOf("clip", ["before-nms", "after-nms", "none"]),
    nms: readNms(decode.object("nms"), scoreThreshold),
    maxDetections: decode.whole("maxDetections", 1),
    scaleBack: readScaleBack(isByRatio, decode, frame),
  };
}

/**
 * Where the card is silent, the YOLO families go back by the ratio, as their own code does, and the
 * others by where the pixels went.
 */
function readScaleBack(isByRatio: boolean, decode: CardReader, frame: CardFrame): ScaleBack {
  const isStretched = frame.rule.resize.fit.kind === "stretch";
  if (!decode.has("scaleBack")) {
    return isByRatio && !isStretched ? "letterbox-ratio" : "resized-sides";
  }
  const scaleBack = decode.oneOf("scaleBack", ["resized-sides", "letterbox-ratio"]);
  if (scaleBack === "letterbox-ratio" && isStretched) {
    decode.problem("scaleBack", "is letterbox-ratio, and the input is stretched, without a ratio");
  }
  return scaleBack;
}

function readNms(nms: CardReader, scoreThreshold: number): NmsRule {
  const method = nms.oneOf("method", ["greedy", "soft-linear", "soft-gaussian", "none"]);
  if (method === "none") return { method };
  const shared = {
    classAware: nms.flag("classAware"),
    boxArea: nms.oneOf("boxArea", ["continuous", "plus-one"]),
  };
  const leastScore = (): number =>
    nms.has("leastScore") ? nms.number("leastScore", { min: 0, max: 1 }) : scoreThreshold;
  if (method === "soft-gaussian") {
    const sigma = nms.number("sigma", { above: 0 });
    return { method, sigma, ...shared, leastScore: leastScore() };
  }
  const overlap = {
    iou: nms.number("iou", { min: 0, max: 1 }),
    comparison: nms.oneOf("comparison", ["greater", "greater-or-equal"]),
  };
  if (method === "greedy") return { method, ...overlap, ...shared };
  return { method, ...overlap, ...shared, leastScore: leastScore() };
}
