import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnswerFrame,
  jsonOfAnswer,
  packedObjects,
  scoresInOrder,
  scoresOfPairs,
} from "../../src/endpoints/answer-values.js";
import { at, mappedObjects, mappedScores } from "../../src/endpoints/mapped-answer.js";
import {
  classificationAnswer,
  detectionAnswer,
  gradioLabelAnswer,
} from "../../src/endpoints/named-answers.js";
import { serverEvents } from "../../src/endpoints/server-sent-events.js";
import { throwsCode } from "../support/throws-code.js";

const FRAME: AnswerFrame = { labels: ["cat", "dog"], scores: "probabilities", where: "a.png" };
const SIZE = { widthPx: 200, heightPx: 100 };
const bytes = (text: string) => new TextEncoder().encode(text);

describe("the JSON of an answer", () => {
  it.each([
    ["<!doctype html><title>Log in</title>", "endpoint/html"],
    ["  <html>", "endpoint/html"],
    ["", "endpoint/not-json"],
    ["label: cat", "endpoint/not-json"],
    ['[{"label":"cat"', "endpoint/not-json"],
    ['[{"label":"cat","score":NaN}]', "model/nan-scores"],
    ["[-Infinity]", "model/nan-scores"],
  ] as const)("%j has a code where it is none", (text, code) => {
    expect(() => jsonOfAnswer(bytes(text), "a.png")).toThrow(throwsCode(code));
  });

  it("is any other JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonOfAnswer(bytes(text), "a.png")).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe("labels with scores", () => {
  it("are in the order of the labels, whatever order they come in", () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    const of = fc.uniqueArray(fc.tuple(fc.string(), score), { minLength: 1, selector: ([l]) => l });
    fc.assert(
      fc.property(of, fc.infiniteStream(fc.nat()), (pairs, order) => {
        const shuffled = pairs
          .map(([label, own]) => ({ label, score: own, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at);
        const labels = pairs.map(([label]) => label);
        const scores = scoresOfPairs(shuffled, { ...FRAME, labels });
        expect([...scores]).toEqual(pairs.map(([, own]) => own));
      }),
    );
  });

  it("that are not all there are unknown, not 0", () => {
    expect([...scoresOfPairs([{ label: "dog", score: 0.9 }], FRAME)]).toEqual([Number.NaN, 0.9]);
  });

  it("on any scale tell which is first, and nothing else", () => {
    const raw: AnswerFrame = { ...FRAME, scores: "raw" };
    const pairs = [
      { label: "cat", score: -7 },
      { label: "dog", score: 12 },
    ];
    expect([...scoresOfPairs(pairs, raw)]).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it("that are logits become probabilities", () => {
    // e / (1 + e) and 1 / (1 + e)
    const [cat, dog] = scoresInOrder([1, 0], { ...FRAME, scores: "logits" });
    expect(cat).toBeCloseTo(0.7310585786300049, 12);
    expect(dog).toBeCloseTo(0.2689414213699951, 12);
  });

  it("that are numbers of things are any from 0 on, of every label", () => {
    const counts: AnswerFrame = { ...FRAME, scores: "counts" };
    expect([...scoresInOrder([0, 12], counts)]).toEqual([0, 12]);
    expect(() => scoresInOrder([0, -1], counts)).toThrow(throwsCode("endpoint/bad-answer"));
    expect(() => scoresOfPairs([{ label: "cat", score: 3 }], counts)).toThrow(
      throwsCode("endpoint/missing-outputs"),
    );
  });

  const logits: AnswerFrame = { ...FRAME, scores: "logits" };
  it.each([
    ["no label", [], FRAME, "endpoint/missing-outputs"],
    ["an unknown one", [{ label: "cow", score: 1 }], FRAME, "endpoint/unknown-label"],
    ["one in other letters", [{ label: "Cat", score: 1 }], FRAME, "endpoint/unknown-label"],
    ["a name of an object", [{ label: "__proto__", score: 1 }], FRAME, "endpoint/unknown-label"],
    [
      "one twice",
      [
        { label: "cat", score: 0.1 },
        { label: "cat", score: 0.2 },
      ],
      FRAME,
      "endpoint/bad-answer",
    ],
    ["no score", [{ label: "cat", score: null }], FRAME, "model/nan-scores"],
    ["NaN", [{ label: "cat", score: Number.NaN }], FRAME, "model/nan-scores"],
    ["a text", [{ label: "cat", score: "0.5" }], FRAME, "endpoint/bad-answer"],
    ["no probability", [{ label: "cat", score: 1.5 }], FRAME, "model/wrong-outputs"],
    ["logits of some", [{ label: "cat", score: 1.5 }], logits, "endpoint/missing-outputs"],
  ] as const)("have a code: %s", (_what, pairs, frame, code) => {
    expect(() => scoresOfPairs(pairs, frame)).toThrow(throwsCode(code));
  });

  it("are as many as there are labels, where they stand in their order", () => {
    for (const values of [[], [0.5], [0.5, 0.25, 0.25]]) {
      expect(() => scoresInOrder(values, FRAME)).toThrow(throwsCode("endpoint/missing-outputs"));
    }
  });
});

describe("answers of Hugging Face", () => {
  it("are read as its tasks have them", () => {
    // The examples of the API's documentation, with labels of these tests.
    const list = [
      { label: "dog", score: 0.75 },
      { label: "cat", score: 0.25 },
    ];
    expect([...classificationAnswer(list, FRAME)]).toEqual([0.25, 0.75]);
    expect([...classificationAnswer([list], FRAME)]).toEqual([0.25, 0.75]);
    const objects = [
      { label: "cat", score: 0.6, box: { xmin: 10, ymin: 20, xmax: 40, ymax: 25 } },
      { label: "dog", score: 0.9, box: { xmin: 0, ymin: 1, xmax: 2, ymax: 3 } },
    ];
    expect([...detectionAnswer(objects, FRAME)]).toEqual([
      ...[0, 1, 2, 2, 0.9, 1],
      ...[10, 20, 30, 5, 0.6, 0],
    ]);
    expect(detectionAnswer([], FRAME)).toHaveLength(0);
  });

  it.each([
    [{ error: "unauthorized" }],
    ["cat"],
    [null],
    [[{ label: 1, score: 1 }]],
    [[{ label: "cat" }]],
    [[null]],
  ])("of another shape have a code: %j", (value) => {
    expect(() => classificationAnswer(value, FRAME)).toThrow(throwsCode("endpoint/bad-answer"));
    expect(() => detectionAnswer(value, FRAME)).toThrow(throwsCode("endpoint/bad-answer"));
  });

  it("with a box that ends before it begins have a code", () => {
    const box = { xmin: 10, ymin: 0, xmax: 9, ymax: 1 };
    const value = [{ label: "cat", score: 1, box }];
    expect(() => detectionAnswer(value, FRAME)).toThrow(throwsCode("endpoint/bad-answer"));
  });
});

describe("answers of a label of Gradio", () => {
  it("are confidences, or a label alone", () => {
    const confidences = [
      { label: "cat", confidence: 0.25 },
      { label: "dog", confidence: 0.75 },
    ];
    expect([...gradioLabelAnswer({ label: "dog", confidences }, FRAME)]).toEqual([0.25, 0.75]);
    expect([...gradioLabelAnswer({ label: "dog" }, FRAME)]).toEqual([Number.NaN, Infinity]);
    expect(() => gradioLabelAnswer({ label: null }, FRAME)).toThrow(
      throwsCode("endpoint/missing-outputs"),
    );
  });
});

describe("an answer that a description maps", () => {
  it("holds scores in order, by label, or as a list of objects", () => {
    const expected = [0.25, 0.75];
    expect([...mappedScores({ p: [0.25, 0.75] }, { scores: "/p" }, FRAME)]).toEqual(expected);
    expect([...mappedScores({ p: { dog: 0.75, cat: 0.25 } }, { list: "/p" }, FRAME)]).toEqual(
      expected,
    );
    const list = [
      { n: { t: "dog" }, "s/c": 0.75 },
      { n: { t: "cat" }, "s/c": 0.25 },
    ];
    const rule = { list: "/0/r", label: "/n/t", score: "/s~1c" };
    expect([...mappedScores([{ r: list }], rule, FRAME)]).toEqual(expected);
  });

  it.each([
    ["xyxy", "pixels", [20, 10, 60, 40]],
    ["xywh", "pixels", [20, 10, 40, 30]],
    ["cxcywh", "pixels", [40, 25, 40, 30]],
    ["xyxy", "fractions", [0.1, 0.1, 0.3, 0.4]],
    ["xywh", "fractions", [0.1, 0.1, 0.2, 0.3]],
    ["xywh", "pixels", { x: 20, y: 10, width: 40, height: 30 }],
    ["xyxy", "pixels", { x1: 20, y1: 10, x2: 60, y2: 40 }],
  ] as const)("has boxes as it says: %s in %s", (corners, units, box) => {
    const value = [{ label: "dog", score: 0.5, box }];
    const found = mappedObjects(value, { corners, units }, SIZE, FRAME);
    for (const [i, side] of [20, 10, 40, 30, 0.5, 1].entries())
      expect(found[i]).toBeCloseTo(side, 9);
  });

  it.each([[[1, 2, 3]], ["1 2 3 4"], [{ x: 1 }], [null], [[1, 2, 3, "4"]]])(
    "has a code where a box is none: %j",
    (box) => {
      const value = [{ label: "dog", score: 0.5, box }];
      expect(() => mappedObjects(value, {}, SIZE, FRAME)).toThrow(
        throwsCode("endpoint/bad-answer"),
      );
    },
  );

  // RFC 6901, section 5
  const DOCUMENT = {
    foo: ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "m~n": 8,
  };
  it.each([
    ["", DOCUMENT],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/m~0n", 8],
  ])("is looked into by pointers: %j", (pointer, expected) => {
    expect(at(DOCUMENT, pointer, "a.png")).toEqual(expected);
  });

  it.each(["/bar", "/foo/2", "/foo/-", "/foo/00", "/constructor", "/foo/length", "/foo/0/0"])(
    "has nothing at %j",
    (pointer) => {
      expect(() => at(DOCUMENT, pointer, "a.png")).toThrow(throwsCode("endpoint/bad-answer"));
    },
  );
});

describe("objects", () => {
  it("come surest first", () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(score, { maxLength: 30 }), (scores) => {
        const objects = scores.map((own) => ({
          label: "cat",
          score: own,
          x0: 0,
          y0: 0,
          x1: 1,
          y1: 1,
        }));
        const packed = packedObjects(objects, FRAME);
        const own = [...packed].filter((_, i) => i % 6 === 4);
        expect(own).toEqual([...scores].sort((a, b) => b - a));
      }),
    );
  });
});

describe("server-sent events", () => {
  it("are whole ones, with comments and unknown fields left out", () => {
    const text =
      ": hi\r\nevent: heartbeat\ndata: null\n\nid: 3\nevent:complete\ndata:[1,\ndata: 2]\n\nevent: com";
    expect(serverEvents(text)).toEqual([
      { event: "heartbeat", data: "null" },
      { event: "complete", data: "[1,\n2]" },
    ]);
  });

  it("are none as long as their line has not ended", () => {
    expect(serverEvents("event: complete\ndata: [1]")).toEqual([]);
    expect(serverEvents("event: complete\ndata: [1]\n")).toEqual([]);
    expect(serverEvents("event: complete\ndata: [1]\n\n")).toHaveLength(1);
  });
});
