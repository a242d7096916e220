import type { CardReader } from "../../card/card-reader.js";
import { readClassCount } from "./card-dense.js";
import { readGrids } from "./card-grids.js";
import type { CardFrame, DistributionLayout } from "./detector-types.js";

/** NanoDet: for each level an output of class scores and one of distributions of distances. */
export function readDistribution(decode: CardReader, frame: CardFrame): DistributionLayout {
  decode.oneOf("boxes", ["distribution-ltrb"]);
  decode.oneOf("score", ["class"]);
  const grids = readGrids(decode, frame);
  const levels = decode.objects("levels").map((level) => ({
    stride: level.whole("stride", 1),
    classes: level.text("classes"),
    boxes: level.text("boxes"),
  }));
  const isAligned =
    levels.length === grids.length && levels.every(({ stride }, i) => stride === grids[i]?.stride);
  if (!isAligned && decode.has("levels") && grids.length > 0) {
    decode.problem("levels", `has not the strides ${grids.map(({ stride }) => stride).join(", ")}`);
  }
  return {
    kind: "distribution",
    levels: isAligned ? levels.map((level, i) => ({ ...grids[i]!, ...level })) : [],
    regMax: decode.whole("regMax", 1),
    cellOffsetPx: readCellOffset(decode),
    classes: readClassCount(decode, frame.labels),
    activation: decode.oneOf("activation", ["none", "sigmoid"]),
  };
}

function readCellOffset(decode: CardReader): number | "middle" {
  if (typeof decode.raw["cellOffset"] === "number") return decode.number("cellOffset");
  decode.oneOf("cellOffset", ["(stride-1)/2"]);
  return "middle";
}
