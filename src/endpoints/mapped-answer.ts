import { isRecord } from "../formats/json/json-values.js";
import {
  type AnswerFrame,
  badAnswer,
  cut,
  type FoundObject,
  packedObjects,
  scoresInOrder,
  scoresOfPairs,
} from "./answer-values.js";
import type { AnswerRule } from "./endpoint-card.js";

/** The sides of a picture as it is displayed. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Scores of labels out of an answer of any shape: numbers in the order of the labels (`scores`), an
 * object of a number a label, or a list of objects with a label and a score each (`list`).
 *
 * @throws HomegroundError `endpoint/…`, `model/…`
 */
export function mappedScores(value: unknown, rule: AnswerRule, frame: AnswerFrame): Float64Array {
  if (rule.scores !== undefined) {
    return scoresInOrder(listAt(value, rule.scores, frame.where), frame);
  }
  const found = at(value, rule.list ?? "", frame.where);
  if (isRecord(found)) {
    const pairs = Object.entries(found).map(([label, score]) => ({ label, score }));
    return scoresOfPairs(pairs, frame);
  }
  const items = listAt(value, rule.list ?? "", frame.where);
  return scoresOfPairs(
    items.map((item) => pairOf(item, rule, frame.where)),
    frame,
  );
}

/** Objects out of an answer of any shape. @throws HomegroundError `endpoint/…`, `model/…` */
export function mappedObjects(
  value: unknown,
  rule: AnswerRule,
  size: PictureSize,
  frame: AnswerFrame,
): Float64Array {
  const items = listAt(value, rule.list ?? "", frame.where);
  const objects = items.map((item): FoundObject => {
    const box = boxOf(at(item, rule.box ?? "/box", frame.where), rule, frame.where);
    const isShare = rule.units === "fractions";
    const [x, y] = isShare ? [size.widthPx, size.heightPx] : [1, 1];
    return {
      ...pairOf(item, rule, frame.where),
      ...{ x0: box[0] * x, y0: box[1] * y, x1: box[2] * x, y1: box[3] * y },
    };
  });
  return packedObjects(objects, frame);
}

function pairOf(item: unknown, rule: AnswerRule, where: string) {
  const label = at(item, rule.label ?? "/label", where);
  if (typeof label !== "string" && typeof label !== "number") {
    const what = `the endpoint gave ${cut(JSON.stringify(label))} as a label`;
    throw badAnswer("endpoint/bad-answer", what, where);
  }
  return { label: String(label), score: at(item, rule.score ?? "/score", where) };
}

type Corners = readonly [x0: number, y0: number, x1: number, y1: number];

/** Names of four numbers that stand in an object, by how they are meant. */
const NAMED = {
  xyxy: [
    ["xmin", "ymin", "xmax", "ymax"],
    ["x1", "y1", "x2", "y2"],
    ["left", "top", "right", "bottom"],
  ],
  xywh: [
    ["x", "y", "width", "height"],
    ["left", "top", "width", "height"],
    ["x", "y", "w", "h"],
  ],
  cxcywh: [
    ["cx", "cy", "w", "h"],
    ["x", "y", "width", "height"],
  ],
} as const;

function boxOf(box: unknown, { corners = "xyxy" }: AnswerRule, where: string): Corners {
  const values = Array.isArray(box)
    ? (box as readonly unknown[])
    : isRecord(box)
      ? (NAMED[corners].find((names) => names.every((name) => name in box)) ?? []).map(
          (name) => box[name],
        )
      : [];
  const [a, b, c, d] = values;
  const isWhole = values.length === 4;
  if (
    !isWhole ||
    typeof a !== "number" ||
    typeof b !== "number" ||
    typeof c !== "number" ||
    typeof d !== "number"
  ) {
    const what = `the endpoint gave ${cut(JSON.stringify(box) ?? "nothing")} as a box of ${corners}`;
    throw badAnswer("endpoint/bad-answer", what, where);
  }
  switch (corners) {
    case "xyxy":
      return [a, b, c, d];
    case "xywh":
      return [a, b, a + c, b + d];
    case "cxcywh":
      return [a - c / 2, b - d / 2, a + c / 2, b + d / 2];
  }
}

function listAt(value: unknown, pointer: string, where: string): readonly unknown[] {
  const found = at(value, pointer, where);
  if (Array.isArray(found)) return found as readonly unknown[];
  const what = `at ${shownPointer(pointer)} of the answer stands no list`;
  throw badAnswer("endpoint/bad-answer", what, where);
}

/**
 * The value that a JSON pointer leads to.
 *
 * Source: RFC 6901, sections 3 and 4.
 *
 * @throws HomegroundError `endpoint/bad-answer` where it leads nowhere
 */
export function at(value: unknown, pointer: string, where: string): unknown {
  let found: unknown = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const isIndex = Array.isArray(found) && /^(0|[1-9]\d*)$/.test(key);
    if (isIndex) found = (found as readonly unknown[])[Number(key)];
    else found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    if (found === undefined) {
      const what = `there is nothing at ${shownPointer(pointer)} of the answer`;
      throw badAnswer("endpoint/bad-answer", what, where);
    }
  }
  return found;
}

function shownPointer(pointer: string): string {
  return pointer === "" ? "the top" : pointer;
}
