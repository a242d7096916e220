import { describe, expect, it } from "vitest";
import type { LabelChange } from "../../../src/analyses/label-changes/label-changes.js";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { createLabelSet } from "../../../src/core/label-set.js";
import { placeTruth, prepareImages } from "../../../src/dataset/prepare.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../../src/evaluation/request.js";
import { evaluate } from "../../../src/evaluation/run/evaluate.js";
import { withLabelChanges } from "../../../src/evaluation/run/with-label-changes.js";
import type { LabelTarget } from "../../../src/models/label-map.js";
import { truthOf } from "../../evaluation/truth-of.js";

const LABELS = ["cat", "dog", "fox"];

/** Label and answer of each image. */
type Row = readonly [file: string, label: string, answer: string];

/** Ten images: seven right, three wrong. */
const ROWS: readonly Row[] = [
  ["a/0.png", "cat", "cat"],
  ["a/1.png", "cat", "cat"],
  ["a/2.png", "cat", "cat"],
  ["a/3.png", "dog", "dog"],
  ["a/4.png", "dog", "dog"],
  ["a/5.png", "fox", "fox"],
  ["a/6.png", "fox", "fox"],
  ["a/7.png", "cat", "dog"],
  ["a/8.png", "dog", "fox"],
  ["a/9.png", "fox", "cat"],
];

const TARGETS = new Map(
  LABELS.map((label): [string, LabelTarget] => [label, { kind: "model-labels", labels: [label] }]),
);

const PROBABILITIES = { sure: 0.7, other: 0.15 };

async function first(
  rows: readonly Row[],
  asked: Partial<EvaluateRequest> = {},
  earlier: unknown = null,
) {
  const request = { ...DEFAULT_REQUEST, ...asked };
  const placed = placeTruth(truthOf(rows.map(([file, label]) => [file, [label]])), [], request);
  const prepared = prepareImages(placed, createLabelSet(LABELS), TARGETS, request, false);
  const source = {
    labels: createLabelSet(LABELS),
    answer: (image: number) => ({
      kind: "scores" as const,
      scores: Float64Array.from(LABELS, (label) =>
        label === rows[prepared.images.row[image]!]![2] ? PROBABILITIES.sure : PROBABILITIES.other,
      ),
    }),
  };
  const context = {
    version: "1.2.3",
    engine: null,
    model: null,
    signal: NEVER_CANCELLED,
    notes: [],
    earlier,
  };
  const evaluation = await evaluate(placed, prepared, source, request, context);
  return { evaluation, placed, prepared, source, request, context };
}

function change(image: string, from: string, to: string | null, seen = true): LabelChange {
  return { image, from, to, at: "2026-11-26T10:00:00Z", seen };
}

const headline = ({ estimates }: { estimates: readonly { role: string; metric: string }[] }) =>
  estimates.filter(({ role }) => role === "headline");

describe("figures with changed labels", () => {
  it("make no further look at a claim, and are judged as strictly as the first labels", async () => {
    const claims = ["accuracy=0.95~0.05"];
    const changes = [change("a/7.png", "cat", "dog")];
    const once = await first(ROWS, { claims });
    const again = await first(ROWS.slice(1), { claims }, once.evaluation.result);
    const levels = async (before: Awaited<ReturnType<typeof first>>) => {
      const { verdicts, labelChanges } = (await withLabelChanges(before, changes)).result;
      return [verdicts[0]?.level, labelChanges?.verdicts[0]?.level];
    };
    expect(await levels(once)).toEqual([0.95, 0.95]);
    expect(await levels(again)).toEqual([0.99, 0.99]);
  });

  it("stand beside those of the first labels, which stay as they are", async () => {
    const before = await first(ROWS, { claims: ["accuracy=0.95~0.05"] });
    const { result } = await withLabelChanges(before, [
      change("a/7.png", "cat", "dog"), // the model said dog: wrong → right
      change("a/8.png", "dog", "fox", false), // fox: wrong → right, not seen
      change("a/0.png", "cat", "fox"), // cat: right → wrong
      change("a/9.png", "fox", "dog"), // cat: wrong either way
      change("a/5.png", "fox", null), // fox: right, left out
    ]);
    expect(result.labelChanges).toMatchObject({
      changed: 5,
      seen: 4,
      wrongToRight: 2,
      rightToWrong: 1,
      stillWrong: 1,
      stillRight: 0,
      leftOutRight: 1,
      leftOutWrong: 0,
      unanswered: 0,
      unused: 0,
    });
    // 7 − 1 left out + 2 − 1 = 7 of 9.
    const [other] = result.labelChanges!.estimates;
    expect(other).toMatchObject({ metric: "accuracy", value: 7 / 9, n: 9 });
    const [own] = result.estimates;
    expect(own).toMatchObject({ metric: "accuracy", value: 0.7, n: 10 });
    expect(own!.warnings).toContain("labels/changed");
    expect(result.verdicts[0]!.warnings).toContain("labels/changed");
    expect(result.labelChanges!.verdicts).toHaveLength(1);
    const { warnings: _, ...verdict } = result.verdicts[0]!;
    expect(before.evaluation.result.verdicts[0]).toMatchObject(verdict);
    expect(result.confusion).toEqual(before.evaluation.result.confusion);
    expect(result.inputs.scored).toBe(10);
  });

  it("are those of an evaluation with mended labels", async () => {
    const asked = {
      claims: ["accuracy=0.9~0.05"],
      metrics: ["balanced-accuracy", "f1{average=macro}", "log-loss", "recall{class=dog}"],
    };
    const { result } = await withLabelChanges(await first(ROWS, asked), [
      change("a/7.png", "cat", "dog"),
      change("a/0.png", "cat", "fox"),
    ]);
    const mended = ROWS.map(([file, label, answer]): Row => {
      if (file === "a/7.png") return [file, "dog", answer];
      return file === "a/0.png" ? [file, "fox", answer] : [file, label, answer];
    });
    const { evaluation } = await first(mended, asked);
    expect(result.labelChanges!.estimates).toHaveLength(5);
    expect(result.labelChanges!.estimates).toEqual(headline(evaluation.result));
    expect(result.labelChanges!.verdicts).toEqual(evaluation.result.verdicts);
  });

  it("are those of images looked at in the same order, where looks are many", async () => {
    const before = await first(ROWS, { claims: ["accuracy=0.4~0.05"], anytime: true });
    const order = Int32Array.of(9, 3, 1, 7, 5, 0, 2, 8, 6, 4);
    const context = { ...before.context, lookOrder: order };
    const { result } = await withLabelChanges({ ...before, context }, [
      change("a/3.png", "dog", null),
      change("a/9.png", "fox", "cat"),
    ]);
    // Without image 3: the numbers behind it move up by one.
    const left = ROWS.flatMap(([file, label, answer]): Row[] => {
      if (file === "a/3.png") return [];
      return [[file, file === "a/9.png" ? "cat" : label, answer]];
    });
    const fresh = await first(left, { claims: ["accuracy=0.4~0.05"], anytime: true });
    const same = await evaluate(fresh.placed, fresh.prepared, fresh.source, fresh.request, {
      ...fresh.context,
      lookOrder: Int32Array.of(8, 1, 6, 4, 0, 2, 7, 5, 3),
    });
    expect(result.labelChanges!.verdicts).toEqual(same.result.verdicts);
    const orders = [same, fresh.evaluation].map(({ result: { inputs } }) =>
      inputs.notes.filter(({ code }) => code === "verdict/look-order").map(({ what }) => what),
    );
    expect(orders).toEqual([
      ["the images were taken in the order in which they were scored, which was drawn at random"],
      ["the images were taken in an order drawn at random from the seed 1"],
    ]);
  });

  it("find images by the ends of their paths", async () => {
    const { result } = await withLabelChanges(await first(ROWS), [
      change("photos/a/7.png", "cat", "dog"),
      change("8.png", "dog", "fox"),
    ]);
    expect(result.labelChanges).toMatchObject({ changed: 2, wrongToRight: 2, unused: 0 });
    expect(result.labelChanges!.estimates[0]!.value).toBe(0.9);
  });

  it("pass over changes that fit nothing here, and list each with its reason", async () => {
    const { result } = await withLabelChanges(await first(ROWS), [
      change("a/7.png", "cat", "dog"),
      change("a/70.png", "cat", "dog"),
      change("a/8.png", "cat", "dog"),
      change("a/9.png", "fox", "wolf"),
    ]);
    expect(result.labelChanges).toMatchObject({ changed: 1, unused: 3 });
    expect(result.inputs.notes.map(({ file, code }) => [file, code])).toEqual([
      ["a/70.png", "labels/change-no-image"],
      ["a/8.png", "labels/change-other-label"],
      ["a/9.png", "labels/change-unknown-label"],
    ]);
  });

  it("change nothing where none fits", async () => {
    const before = await first(ROWS);
    const { result } = await withLabelChanges(before, [change("b.png", "cat", "dog")]);
    expect(result.labelChanges).toBeUndefined();
    expect(result.estimates).toEqual(before.evaluation.result.estimates);
    expect(result.inputs.notes).toHaveLength(1);
    expect(await withLabelChanges(before, [])).toBe(before.evaluation);
  });

  it("have no figure where every image is left out", async () => {
    const two = ROWS.slice(0, 2);
    const { result } = await withLabelChanges(
      await first(two),
      two.map(([file, label]) => change(file, label, null)),
    );
    expect(result.labelChanges).toMatchObject({ changed: 2, leftOutRight: 2, estimates: [] });
  });

  it("are refused where images are no units with one label", async () => {
    const before = await first(ROWS);
    const request = { ...before.request, task: "multilabel" as const };
    await expect(
      withLabelChanges({ ...before, request }, [change("a/7.png", "cat", "dog")]),
    ).rejects.toMatchObject({ code: "usage/bad-option" });
  });
});
