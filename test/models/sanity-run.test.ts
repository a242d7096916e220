import { describe, expect, it } from "vitest";
import type { InputRule } from "../../src/images/input-rule.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { createMemoryImageScorer } from "../../src/models/memory-image-scorer.js";
import { checkSanity, firstLookRuns, rawCard } from "../../src/models/sanity-run.js";
import { type CardParts, cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";

const LABELS = ["red", "green", "blue"];

/** 120 images whose path says their label: `7 green`. */
const IMAGES = Array.from({ length: 120 }, (_, i) => {
  const truth = LABELS[i % 3]!;
  return { path: `${i} ${truth}`, truth };
});

function cardOf(parts: CardParts = {}) {
  return parseModelCard(cardText(meanColourClassifier(), { labels: LABELS, ...parts }), "test");
}

interface Simulated {
  /** Whether an image made by this rule is answered right; the card's rule is undefined. */
  readonly isRight: (rule: InputRule | undefined, image: number) => boolean;
  /** Of the right label among the outputs; default its place in `LABELS`. */
  readonly outputOf?: (label: number) => number;
  readonly scores?: (answer: number) => readonly number[];
  readonly card?: CardParts;
  readonly images?: typeof IMAGES;
  readonly classNames?: readonly string[];
  /** Images that cannot be read. */
  readonly isBroken?: (image: number) => boolean;
}

async function check(simulated: Simulated) {
  const { isRight, outputOf = (label) => label, isBroken = () => false } = simulated;
  const scores = simulated.scores ?? ((answer) => LABELS.map((_, i) => (i === answer ? 5 : -1)));
  let runs = 0;
  const scorer = createMemoryImageScorer((path, rule) => {
    runs++;
    const [number, label = ""] = path.split(" ");
    if (isBroken(Number(number))) {
      return { ok: false, code: "unreadable", error: "image/invalid", what: "broken" };
    }
    const truth = LABELS.indexOf(label);
    const answer = isRight(rule, Number(number)) ? truth : (truth + 1) % 3;
    return {
      ok: true,
      scores: Float64Array.from(scores(outputOf(answer))),
      notes: [],
      widthPx: 1,
      heightPx: 1,
      sha256: "",
    };
  });
  const question = {
    card: cardOf(simulated.card),
    images: simulated.images ?? IMAGES,
    classNames: simulated.classNames ?? LABELS,
  };
  const findings = await checkSanity(question, scorer, { signal: new AbortController().signal });
  return { findings, runs, firstRuns: firstLookRuns(question) };
}

const codes = ({ findings }: Awaited<ReturnType<typeof check>>) => findings.map(({ code }) => code);

describe("checkSanity", () => {
  it("says nothing of a card that is right, after the first look", async () => {
    const ran = await check({ isRight: (rule, i) => rule === undefined || i % 2 === 0 });
    // The resize rule moves answers here, which is another matter.
    expect(codes(ran)).not.toContain("model/preprocess-suspect");
    const calm = await check({ isRight: () => true });
    expect(calm.findings).toEqual([]);
    expect(calm.runs).toBe(calm.firstRuns);
    expect(calm.runs).toBe(20 * 6); // card, colours, three of values, resize
  });

  it("names swapped colours, with the counts, and changes nothing", async () => {
    const { findings, runs, firstRuns } = await check({
      isRight: (rule) => rule?.channelOrder === "BGR",
    });
    expect(findings).toEqual([
      {
        code: "model/preprocess-suspect",
        what: expect.stringMatching(
          /colours were swapped.*channelOrder BGR it gets 20 of 20 .* as the card says 0\..*check the card/s,
        ),
      },
    ]);
    expect(runs).toBe(firstRuns);
  });

  it("looks at more images, by the promising reading alone, where 20 do not tell", async () => {
    // The card is right in two of three, the other reading always: 6 or 7 of 20 images differ.
    const { findings, runs, firstRuns } = await check({
      isRight: (rule, i) => rule?.channelOrder === "BGR" || i % 10 < 7,
    });
    expect(findings[0]?.what).toMatch(/gets 100 of 100 .* says 70/);
    expect(runs).toBe(firstRuns + 80 * 2);
  });

  it("names the better of two readings that are both better", async () => {
    const { findings } = await check({
      isRight: (rule, i) =>
        rule?.channelOrder === "BGR" ? i % 20 > 2 : rule?.resize.rule === "pillow",
    });
    expect(findings[0]?.what).toMatch(/resize\.rule pillow.* 20 of 20/);
  });

  it("names an alphabetical order of labels without another run", async () => {
    const alphabetical = ["blue", "green", "red"];
    const ran = await check({
      isRight: () => true,
      outputOf: (label) => alphabetical.indexOf(LABELS[label]!),
      // Green is in the middle of both: two of three answers are wrong.
    });
    expect(ran.findings[0]?.what).toMatch(/labels in alphabetical order/);
  });

  it("says how many answers hang on a resize rule that labels cannot decide", async () => {
    const { findings } = await check({
      isRight: (rule, i) => (rule?.resize.rule === "pillow" ? i % 10 !== 3 : i % 10 !== 4),
    });
    expect(findings).toEqual([
      { code: "model/resize-matters", what: expect.stringMatching(/20 of 100 images/) },
    ]);
  });

  it("sees an activation on top of probabilities", async () => {
    const ran = await check({
      isRight: () => true,
      scores: (answer) => LABELS.map((_, i) => (i === answer ? 0.9 : 0.05)),
    });
    expect(ran.findings).toEqual([
      { code: "model/preprocess-suspect", what: expect.stringMatching(/softmax on top/) },
    ]);
    const stated = await check({
      isRight: () => true,
      scores: (answer) => LABELS.map((_, i) => (i === answer ? 0.9 : 0.05)),
      card: { fields: { scores: "probabilities" }, decode: { activation: "none" } },
    });
    expect(stated.findings).toEqual([]);
  });

  it("judges classes that several labels were merged into", async () => {
    const ran = await check({
      isRight: () => true,
      classNames: ["warm", "green", "warm"],
      images: IMAGES.map(({ path, truth }) => ({
        path,
        truth: truth === "green" ? truth : "warm",
      })),
    });
    expect(ran.findings).toEqual([]);
  });

  it("leaves images out that cannot be read, and says nothing with too few", async () => {
    const some = await check({
      isRight: (rule) => rule?.channelOrder === "BGR",
      isBroken: (i) => i % 10 === 0,
    });
    expect(some.findings[0]?.what).toMatch(/18 of 18/);
    const none = await check({
      isRight: (rule) => rule?.channelOrder === "BGR",
      isBroken: (i) => i % 2 === 0,
      images: IMAGES.slice(0, 20),
    });
    expect(none.findings).toEqual([]);
    const few = await check({ isRight: () => false, images: IMAGES.slice(0, 11) });
    expect(few).toMatchObject({ findings: [], runs: 0 });
  });
});

describe("rawCard", () => {
  it("asks for what the network answers, with nothing on top", () => {
    const raw = rawCard(cardOf({ decode: { activation: "softmax" } }));
    expect(raw.scores).toBe("logits");
    expect(raw.decode).toMatchObject({ activation: "none", output: "scores" });
  });
});
