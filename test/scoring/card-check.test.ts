import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { type ImageSet, NO_IMAGES } from "../../src/dataset/image-set.js";
import { createTruthMap } from "../../src/dataset/truth-map.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { createMemoryImageScorer } from "../../src/models/memory-image-scorer.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { checkCard, uncheckedCard } from "../../src/scoring/card-check.js";
import { createMemoryScoreLog, type ScoreLog } from "../../src/scoring/score-log.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";

const LABELS = ["red", "green"];
const CARD = parseModelCard(cardText(meanColourClassifier()), "test");
const MAP = createTruthMap(
  createLabelSet(LABELS),
  new Map(
    LABELS.map((name): [string, LabelTarget] => [name, { kind: "model-labels", labels: [name] }]),
  ),
);

/** Images whose path says their label; every answer is right with colours swapped alone. */
function images(count: number): ImageSet {
  const file = Array.from({ length: count }, (_, i) => `${i}-${LABELS[i % 2]}`);
  const at = Int32Array.from(file.keys());
  return {
    file,
    found: at,
    row: at,
    images: count,
    labelled: count,
    ignored: 0,
    classStart: Int32Array.from({ length: count + 1 }, (_, i) => i),
    classIndex: at.map((i) => MAP.truthNames.indexOf(LABELS[i % 2]!)),
    missing: NO_IMAGES,
    listed: [],
    notes: [],
  };
}

/** @param skipAt runs of the model after which somebody skips the check */
function check(
  set: ImageSet,
  kept: { text: string | null; log?: ScoreLog },
  skipAt?: number,
  again = false,
  stopAt?: number,
) {
  const skip = new AbortController();
  const stop = new AbortController();
  let opened = 0;
  let scored = 0;
  const findings = checkCard(CARD, { images: set, map: MAP }, set.file, 1, {
    openScorer() {
      opened++;
      return createMemoryImageScorer((path, rule) => {
        scored++;
        const truth = LABELS.indexOf(path.split("-")[1]!);
        const answer = rule?.channelOrder === "BGR" ? truth : 1 - truth;
        return {
          ok: true,
          scores: Float64Array.from(LABELS, (_, i) => (i === answer ? 5 : -1)),
          notes: [],
          widthPx: 1,
          heightPx: 1,
          sha256: path,
        };
      });
    },
    identify: async (path) => path,
    createDigest: createNodeDigest,
    readKept: async () => kept.text,
    keep: async (text) => {
      kept.text = text;
    },
    signal: stop.signal,
    skip: skip.signal,
    again,
    ...(kept.log === undefined ? {} : { openLog: async () => kept.log! }),
    onProgress: (done) => {
      if (done === skipAt) skip.abort();
      if (done === stopAt) stop.abort();
    },
  });
  return findings.then((found) => ({
    codes: found.map(({ code }) => code),
    opened,
    ...(skipAt === undefined ? {} : { says: found.map(({ what }) => what) }),
    ...(kept.log === undefined ? {} : { scored }),
  }));
}

describe("checkCard", () => {
  it("goes on where it was stopped, with the same findings and no score twice", async () => {
    const whole = await check(images(40), { text: null, log: createMemoryScoreLog() });
    expect(whole.scored).toBeGreaterThan(100);
    const kept = { text: null, log: createMemoryScoreLog() };
    const stopAt = Math.round(whole.scored! / 2);
    await expect(check(images(40), kept, undefined, false, stopAt)).rejects.toBeDefined();
    const rest = await check(images(40), kept);
    expect(rest.codes).toEqual(whole.codes);
    // Those under way when it was stopped may come again.
    expect(rest.scored).toBeLessThanOrEqual(whole.scored! - stopAt + 8);
    expect(rest.scored).toBeGreaterThan(0);
  });

  it("runs the model once for the same images, and anew for others", async () => {
    const kept = { text: null };
    expect(await check(images(40), kept)).toEqual({
      codes: ["model/preprocess-suspect"],
      opened: 1,
    });
    expect(await check(images(40), kept)).toEqual({
      codes: ["model/preprocess-suspect"],
      opened: 0,
    });
    expect(await check(images(38), kept)).toMatchObject({ opened: 1 });
  });

  it("finds out again what was kept by halves, or says what no check says", async () => {
    const kept: { text: string | null } = { text: null };
    await check(images(40), kept);
    const whole = kept.text!;
    for (const text of [
      whole.slice(0, 40),
      "[]",
      whole.replace("preprocess-suspect", "fine"),
      whole.replace("sanity/1", "sanity/9"),
    ]) {
      kept.text = text;
      expect(await check(images(40), kept)).toMatchObject({ opened: 1 });
    }
  });

  it("says that it was skipped, also to the next run of the same images", async () => {
    for (const [at, words] of [
      [0, "after 0 runs"],
      [7, "after 7 runs"],
    ] as const) {
      const kept = { text: null };
      expect(await check(images(40), kept, at)).toEqual({
        codes: ["model/check-skipped"],
        opened: 1,
        says: [expect.stringContaining(words)],
      });
      expect(await check(images(40), kept)).toEqual({ codes: ["model/check-skipped"], opened: 0 });
      expect(await check(images(38), kept)).toMatchObject({ codes: ["model/preprocess-suspect"] });
    }
  });

  it("is made after all where somebody asks for it, and kept as made", async () => {
    const kept = { text: null };
    await check(images(40), kept, 0);
    const made = { codes: ["model/preprocess-suspect"], opened: 1 };
    expect(await check(images(40), kept, undefined, true)).toEqual(made);
    expect(await check(images(40), kept, undefined, true)).toEqual({ ...made, opened: 0 });
    expect(await check(images(40), kept)).toEqual({ ...made, opened: 0 });
  });

  it("that is left out before it begins is said where it would have been made", () => {
    const unchecked = (count: number) =>
      uncheckedCard(CARD, { images: images(count), map: MAP }, images(count).file, 1);
    expect(unchecked(40).map(({ code }) => code)).toEqual(["model/check-skipped"]);
    expect(unchecked(11)).toEqual([]);
  });

  it("asks nothing of too few images", async () => {
    expect(await check(images(11), { text: null })).toEqual({ codes: [], opened: 0 });
  });
});
