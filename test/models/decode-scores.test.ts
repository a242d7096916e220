import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sigmoid, softmax } from "../../src/core/activations.js";
import { halfFloatBits } from "../../src/images/half-float.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { highestScore } from "../../src/models/families/decode-classifier.js";
import { halfToNumber } from "../../src/models/families/output-values.js";
import { createScoreReader } from "../../src/models/families/prediction-reader.js";
import type { Tensor, TensorInfo } from "../../src/models/inference-runtime.js";
import { type CardParts, cardText } from "../support/card-writer.js";
import { throwsCode } from "../support/throws-code.js";

const declared = (...shape: readonly number[]): readonly TensorInfo[] => [
  { name: "scores", type: "float32", shape },
];

const answer = (data: Tensor["data"], shape: readonly number[] = [1, data.length]) =>
  new Map<string, Tensor>([["scores", { type: "float32", shape, data }]]);

function reader(parts: CardParts, outputs = declared(-1, -1), batch = 1) {
  const card = parseModelCard(cardText(new Uint8Array(), parts), "card.json");
  return createScoreReader(card, outputs, batch, "m.onnx");
}

const read = (parts: CardParts, ...values: readonly number[]) => [
  ...reader(parts).read(answer(Float32Array.from(values))).scores,
];

describe("what a softmax takes away", () => {
  const read = (fields: object, activation: string, ...values: readonly number[]) =>
    reader({ labels: ["a", "b", "c"], fields: { ...fields }, decode: { activation } }).read(
      answer(Float64Array.from(values)),
    ).logSum;

  it("is ln Σ exp of the logits, of very large ones too", () => {
    // Of 1, 2, 3, by Python's decimal with 30 digits: 3.40760596444437952…
    expect(read({ scores: "logits" }, "softmax", 1, 2, 3)).toBeCloseTo(3.40760596444438, 14);
    expect(read({ scores: "logits" }, "softmax", 1001, 1002, 1003)).toBeCloseTo(
      1003.407605964444,
      10,
    );
    expect(read({ scores: "logits" }, "softmax", 1, Number.NEGATIVE_INFINITY, 3)).toBeCloseTo(
      Math.log(Math.exp(1) + Math.exp(3)),
      12,
    );
  });

  it("is not known of probabilities", () => {
    expect(read({ scores: "probabilities" }, "none", 0.2, 0.3, 0.5)).toBeUndefined();
  });
});

const THREE = { labels: ["a", "b", "c"] };
const AS_IT_IS = { fields: { scores: "probabilities" }, decode: { activation: "none" } };

const anomaly = (decode: object): CardParts => ({
  fields: { task: "anomaly", family: "anomaly-score", scores: "raw" },
  decode: { activation: "none", reduce: "none", direction: "higher-is-worse", ...decode },
});

describe("softmax", () => {
  it("is e^x over the sum of all e^x", () => {
    // Of 1, 2, 3, by Python's decimal with 30 digits: 0.0900305731703804579980…, …
    const values = Float64Array.of(1, 2, 3);
    softmax(values);
    for (const [i, expected] of [
      0.09003057317038046, 0.24472847105479764, 0.6652409557748219,
    ].entries()) {
      expect(values[i]).toBeCloseTo(expected, 15);
    }
  });

  it("does not overflow, and adds up to 1 with the order kept", () => {
    fc.assert(
      fc.property(fc.float64Array({ min: -1e6, max: 1e6, noNaN: true, minLength: 1 }), (given) => {
        const values = Float64Array.from(given);
        softmax(values);
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        for (const [i, a] of given.entries()) {
          for (const [j, b] of given.entries())
            if (a > b) expect(values[i]! >= values[j]!).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("does not change when all logits are shifted", () => {
    const [a, b] = [Float64Array.of(0, 1, 4), Float64Array.of(1000, 1001, 1004)];
    softmax(a);
    softmax(b);
    for (let i = 0; i < 3; i++) expect(b[i]).toBeCloseTo(a[i]!, 12);
  });
});

describe("sigmoid", () => {
  it("is 1 / (1 + e^-x), without overflow at either end", () => {
    const values = Float64Array.of(0, 1, -1, 800, -800, 40, -40);
    sigmoid(values);
    expect([...values.subarray(0, 5)]).toEqual([0.5, 0.7310585786300049, 0.2689414213699951, 1, 0]);
    expect(values[6]).toBeCloseTo(Math.exp(-40), 30);
  });

  it("gives shares of x and -x that add up to 1", () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        const values = Float64Array.of(x, -x);
        sigmoid(values);
        expect(values[0]! + values[1]!).toBeCloseTo(1, 15);
      }),
    );
  });
});

describe("halfToNumber", () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])("reads %i", (bits, value) => {
    expect(halfToNumber(bits)).toBe(value);
  });

  it("undoes the way there for every bit pattern", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToNumber(bits);
      if (!Number.isNaN(value)) expect(halfFloatBits(value)).toBe(bits);
    }
  });
});

describe("scores of a classifier", () => {
  it("are the float64 softmax of float32 logits", () => {
    const logits = Float32Array.of(0.1, 0.2);
    const expected = Float64Array.from(logits);
    softmax(expected);
    expect(read({}, ...logits)).toEqual([...expected]);
    expect(reader({}).areProbabilities).toBe(true);
  });

  it("are logits as they are where the card says so", () => {
    const parts = { decode: { activation: "none" } };
    expect(read(parts, -3, 7)).toEqual([-3, 7]);
    expect(reader(parts).areProbabilities).toBe(false);
  });

  it("take a masked class for impossible, as long as another is left", () => {
    expect(read(THREE, Number.NEGATIVE_INFINITY, 1, 1)).toEqual([0, 0.5, 0.5]);
    const none = Array.from({ length: 3 }, () => Number.NEGATIVE_INFINITY);
    expect(() => read(THREE, ...none)).toThrow(throwsCode("model/nan-scores"));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuse an answer of %s", (value) => {
    expect(() => read({}, 0, value)).toThrow(throwsCode("model/nan-scores"));
    expect(() => read(AS_IT_IS, 0, value)).toThrow(throwsCode("model/nan-scores"));
  });

  it("bring rounding back into [0, 1] and refuse what is no probability", () => {
    expect(read(AS_IT_IS, -1e-6, 1 + 1e-6)).toEqual([0, 1]);
    expect(() => read(AS_IT_IS, -3, 2)).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => read(AS_IT_IS, -3, 2)).toThrow(/logits/);
  });

  it("note probabilities that do not add up to 1", () => {
    const notes = (...values: readonly number[]) =>
      reader(AS_IT_IS).read(answer(Float32Array.from(values))).notes;
    expect(notes(0.3, 0.4)).toEqual(["model/sum-not-one"]);
    expect(notes(0.3, 0.7)).toEqual([]);
  });

  it("refuse another number of answers than labels, before a run where it is declared", () => {
    expect(() => read(THREE, 1, 2)).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => read(THREE, 1, 2, 3, 4)).toThrow(/background/);
    expect(() => reader(THREE, declared(1, 4))).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => reader(THREE, declared(-1, 3))).not.toThrow();
    expect(() => reader(THREE, declared(1, 3, 1, 1))).not.toThrow();
  });

  it("are those of the first image of a batch", () => {
    const scores = reader(AS_IT_IS, declared(2, 2), 2).read(
      answer(Float32Array.of(0.25, 0.75, 0.5, 0.5), [2, 2]),
    );
    expect([...scores.scores]).toEqual([0.25, 0.75]);
    const odd = answer(Float32Array.of(1, 2, 3), [3]);
    expect(() => reader({}, declared(-1, -1), 2).read(odd)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
  });

  it("are read from half precision, doubles and whole numbers", () => {
    const half: Tensor = { type: "float16", shape: [2], data: Uint16Array.of(0x3800, 0x3800) };
    expect([...reader(AS_IT_IS).read(new Map([["scores", half]])).scores]).toEqual([0.5, 0.5]);
    const long: Tensor = { type: "int64", shape: [2], data: BigInt64Array.of(0n, 1n) };
    expect([...reader(AS_IT_IS).read(new Map([["scores", long]])).scores]).toEqual([0, 1]);
  });

  it("refuse an output that the model does not have, and name those it has", () => {
    const make = () => reader({}, [{ name: "probs", type: "float32", shape: [1, 2] }]);
    expect(make).toThrow(throwsCode("model/wrong-outputs"));
    expect(make).toThrow(/probs \(1 × 2\)/);
  });

  it("refuse a family that cannot be read yet", () => {
    const parts = { fields: { family: "mask2former", task: "instance-segmentation" } };
    expect(() => reader(parts)).toThrow(throwsCode("model/family-not-yet"));
  });
});

describe("highestScore", () => {
  it("takes the lowest index of equal scores", () => {
    expect(highestScore(Float64Array.of(0.2, 0.4, 0.4))).toBe(1);
    expect(highestScore(Float64Array.of(1))).toBe(0);
  });
});

describe("scores of a multilabel model", () => {
  const parts: CardParts = {
    fields: { task: "multilabel", family: "multilabel" },
    decode: { activation: "sigmoid" },
  };
  it("are a sigmoid each, and need not add up to 1", () => {
    expect(read(parts, 0, 0)).toEqual([0.5, 0.5]);
    expect(reader(parts).read(answer(Float32Array.of(9, 9))).notes).toEqual([]);
  });
});

describe("an anomaly score", () => {
  it.each<[string, object, readonly number[], number]>([
    ["the one value", {}, [3], 3],
    ["the stated one of several", { index: 1 }, [3, 5, 4], 5],
    ["the greatest of a map", { reduce: "max" }, [1, -9, 4], 4],
    ["the mean of a map", { reduce: "mean" }, [1, 2, 6], 3],
    ["turned round where lower is worse", { direction: "lower-is-worse" }, [3], -3],
    ["one share of a softmax", { activation: "softmax", index: 1 }, [0, 0], 0.5],
    ["through a sigmoid", { activation: "sigmoid" }, [0], 0.5],
  ])("is %s", (_name, decode, values, expected) => {
    expect(read(anomaly(decode), ...values)).toEqual([expected]);
  });

  it("is not claimed to be a probability", () => {
    expect(reader(anomaly({})).areProbabilities).toBe(false);
  });

  it("is refused where several values leave it open, or there is none of that number", () => {
    expect(() => read(anomaly({}), 1, 2)).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => read(anomaly({ index: 2 }), 1, 2)).toThrow(throwsCode("model/wrong-outputs"));
    expect(() => read(anomaly({}), Number.NaN)).toThrow(throwsCode("model/nan-scores"));
  });
});

describe("how many things are in an image", () => {
  const counter = (decode: object, labels = ["red", "green"]): CardParts => ({
    labels,
    fields: { task: "counting", family: "count", scores: "raw" },
    decode: { activation: undefined, ties: undefined, ...decode },
  });

  it("is a number for each label, whatever it is", () => {
    expect(read(counter({ reduce: "none" }), 3.5, -0.25)).toEqual([3.5, -0.25]);
  });

  it("is the sum of the map of each label, in the unit of things", () => {
    const parts = counter({ reduce: "sum", scale: 0.01 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -500, max: 5000 }), { minLength: 12, maxLength: 12 }),
        (values) => {
          const maps = answer(Float32Array.from(values), [1, 2, 2, 3]);
          let [first, second] = [0, 0];
          for (let i = 0; i < 6; i++)
            [first, second] = [first + values[i]!, second + values[i + 6]!];
          const found = [...reader(parts, declared(-1, -1, -1, -1)).read(maps).scores];
          expect(found).toEqual([first * 0.01, second * 0.01]);
        },
      ),
    );
  });

  it("is of the first image where the model wants several", () => {
    const parts = counter({ reduce: "sum" }, ["cell"]);
    const maps = answer(Float32Array.of(1, 2, 4, 8), [2, 1, 1, 2]);
    expect([...reader(parts, declared(2, 1, 1, 2), 2).read(maps).scores]).toEqual([3]);
  });

  it("is refused where it does not fit the labels, or is no number", () => {
    expect(() => read(counter({ reduce: "none" }), 1, 2, 3, 4)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
    expect(() => read(counter({ reduce: "sum" }), 1, 2, 3)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
    expect(() => read(counter({ reduce: "sum" }), 1, Number.NaN)).toThrow(
      throwsCode("model/nan-scores"),
    );
    expect(() => read(counter({ reduce: "none", scale: 0 }), 1, 2)).toThrow(
      throwsCode("model/card-bad"),
    );
  });
});
