import { describe, expect, it } from "vitest";
import { labelSession } from "../../scripts/simulate/label-sessions.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { labelsMadeNote } from "../../src/labelling/labels-made.js";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import type { ModelCard } from "../../src/models/card/card-types.js";
import { openSessionLabels } from "../../src/web/session/session-labels.js";

/**
 * Whole sessions of labelling, as the page holds them: images in the drawn order, a look after each
 * label, some put off, some taken back, now and then begun anew from what was kept.
 */

const IMAGES = 50;
const card = {
  card: { task: "classification", labels: ["deer", "fox"] } as unknown as ModelCard,
};
const question = { claims: ["accuracy=0.9"], tolerance: 0.1 };
const who = { by: "Ada", at: "t" };

/** @returns the first verdict on the way, null where there was none */
function session(rate: number, seed: number): "holds" | "fails" | null {
  const random: Random = createRandom(seed, 5);
  const said: readonly ImageSaid[] = Array.from({ length: IMAGES }, (_, i) => ({
    image: `${100 + i}.jpg`,
    labels: ["deer"],
    sureness: 0.9,
    boxes: [],
    sizePx: null,
    problem: null,
  }));
  const right = new Map(said.map(({ image }) => [image, random.uniform() < rate]));
  const all = {
    images: said.map(({ image }) => image),
    of: new Map(said.map((one) => [one.image, one])),
  };
  const skipped = new Set<string>();
  let labels = openSessionLabels(all, card, null, { seed, question });
  let kept = labels.text();
  let now = labels.told("Ada");
  for (let step = 0; step < IMAGES + 40; step++) {
    const { image } = now;
    if (image === null) return null;
    const isRight = right.get(image) === true;
    // Whoever is unsure puts it off: that goes with what the model gets wrong.
    const isPutOff = !skipped.has(image) && random.uniform() < (isRight ? 0.02 : 0.2);
    const { line, told } = labels.take(
      isPutOff
        ? { kind: "skip", image }
        : {
            kind: "label",
            image,
            label: { kind: "labels", labels: [isRight ? "deer" : "fox"] },
          },
      who,
    );
    if (isPutOff) skipped.add(image);
    kept += line;
    const verdict = told.look?.look?.verdict;
    if (verdict === "holds" || verdict === "fails") return verdict;
    now = told;
    if (random.uniform() < 0.03) {
      const undone = labels.take({ kind: "undo" }, who);
      kept += undone.line;
      now = undone.told;
    }
    if (step % 17 === 16) {
      labels = openSessionLabels(all, card, null, { seed, question, kept });
      now = labels.told("Ada");
    }
  }
  return null;
}

function verdicts(rate: number, sessions: number) {
  const all = Array.from({ length: sessions }, (_, i) => session(rate, 1000 + i));
  return {
    holds: all.filter((one) => one === "holds").length,
    fails: all.filter((one) => one === "fails").length,
  };
}

describe("sessions of labelling", () => {
  it("by sequences say hardly ever a verdict at the limit, and the true one far from it", () => {
    const at = (r: number, sessions: number) =>
      Array.from({ length: sessions }, (_, i) => labelSession({ r, images: 24, icc: 0.3 }, 7, i));
    // More than 4 of 16 would happen in fewer than 1 of 1,000 such tests at 5 %.
    expect(at(0.8, 16).filter((one) => one !== null).length).toBeLessThanOrEqual(4);
    const bad = at(0.2, 4);
    expect(bad).not.toContain("holds");
    expect(bad).toContain("fails");
  });

  it("say at the limit itself, where either verdict is false, hardly ever one", () => {
    const { holds, fails } = verdicts(0.8, 30);
    // At most 2.5 % a side: more than 5 of 30 would happen in 1 of 300 at 5 %.
    expect(holds + fails).toBeLessThanOrEqual(5);
  });

  it("come to the verdict that is true where it is far from the limit", () => {
    const bad = verdicts(0.4, 12);
    expect(bad).toEqual({ holds: 0, fails: 12 });
    const good = verdicts(0.99, 12);
    expect(good.fails).toBe(0);
    expect(good.holds).toBeGreaterThan(6);
  });

  it("give to an evaluation what has no gap before it, and say where that is nothing", async () => {
    const all = { images: ["1.jpg", "2.jpg", "3.jpg"], of: new Map<string, ImageSaid>() };
    const labels = openSessionLabels(all, card, null, { seed: 1, question });
    const first = labels.told(who.by).image!;
    labels.take({ kind: "skip", image: first }, who);
    const image = labels.told(who.by).image!;
    labels.take({ kind: "label", image, label: { kind: "labels", labels: ["deer"] } }, who);
    expect(() => labels.toEvaluate(who.by)).toThrow(/passed over/);
    labels.take({ kind: "label", image: first, label: { kind: "labels", labels: ["fox"] } }, who);
    const { files, made } = labels.toEvaluate(who.by);
    const [file] = files;
    const lines = (await file!.blob.text()).trim().split("\n");
    expect(lines.map((line) => line.split(",")[1])).toEqual(["label", "fox", "deer"]);
    expect(made).toEqual({
      order: "drawn",
      seed: 1,
      images: 3,
      looked: 2,
      seen: 0,
      looks: "after-each",
      by: who.by,
      labellers: [{ name: who.by, labelled: 2 }],
    });
    expect(labelsMadeNote({ ...made, seen: 1, labellers: [{ name: "Bo", labelled: 1 }] })).toEqual({
      file: "",
      code: "labels/made-here",
      what: `labels were made here, blind but for 1, of which the prediction had been in sight, in an order drawn from the seed 1: ${who.by} looked at 2 of 3 images, with a look at the figure after each, Bo labelled them too, and what they say is not in the figures`,
    });
  });
});
