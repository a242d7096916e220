import type { CardReader } from "../../card/card-reader.js";
import { readPlain, readSpan } from "./card-dense.js";
import type { ListLayout, OutputSpan } from "./detector-types.js";

/** Rows of one output: box, score and label side by side. */
export function readColumnList(decode: CardReader): ListLayout {
  const output = decode.text("output");
  const columns = decode.object("columns");
  const [from, count] = readSpan(columns, "box", 4);
  const column = (key: string): OutputSpan => ({
    output,
    from: columns.whole(key, 0),
    count: 1,
    width: null,
  });
  return {
    kind: "list",
    box: { output, from, count, width: null },
    score: column("score"),
    label: column("label"),
    count: null,
    ...readMeaning(decode, true),
  };
}

/** An output each for boxes, scores and labels, and sometimes one for their number. */
export function readOutputList(decode: CardReader): ListLayout {
  const outputs = decode.object("outputs");
  const whole = (key: string, width: number): OutputSpan => ({
    output: outputs.text(key),
    from: 0,
    count: width,
    width,
  });
  return {
    kind: "list",
    box: whole("boxes", 4),
    score: whole("scores", 1),
    label: whole("labels", 1),
    count: outputs.has("count") ? outputs.text("count") : null,
    ...readMeaning(decode, false),
  };
}

/** @param isOptional whether the model's labels count from 0 where the card is silent */
function readMeaning(decode: CardReader, isOptional: boolean) {
  if (decode.has("activation")) decode.oneOf("activation", ["none"]);
  const { corners, unit } = readPlain(decode);
  return {
    corners,
    unit,
    labelOffset: isOptional && !decode.has("labelOffset") ? 0 : decode.whole("labelOffset", 0),
    background: decode.has("background") ? decode.whole("background", 0) : null,
  };
}
