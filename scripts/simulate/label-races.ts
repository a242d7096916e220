/** Races of models in sessions of labelling as the app holds them: the drawn order, a look after each label. */

import { createRandom, type Random } from "../../src/core/random.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { label } from "../../src/labelling/editors/whole-images.js";
import { createLabelRace } from "../../src/labelling/label-race.js";
import { openLabelling } from "../../src/labelling/labelling.js";
import { createTally, type Experiment } from "./measure.js";

const WHO = { by: "Ada", at: "t" };
const IMAGES = 300;
/** Whoever is unsure puts an image off, which goes with what the models get wrong. */
const PUT_OFF = { right: 0.02, wrong: 0.15 };
/** Share of images on which all models err more, and by how much. */
const HARD = { share: 0.3, by: 0.2 };

/** Shares that the models are right about, the best first. */
const WORLDS: Readonly<Record<string, readonly number[]>> = {
  "three of 80 %": [0.8, 0.8, 0.8],
  "95, 80, 65 %": [0.95, 0.8, 0.65],
};

/** Images by name, each with what the models say. */
function drawWorld(shares: readonly number[], areSequences: boolean, random: Random) {
  const says = new Map<string, readonly string[]>();
  const of = new Map<string, string>();
  for (let s = 0; says.size < IMAGES; s++) {
    const isHard = random.uniform() < HARD.share;
    const moved = isHard ? -HARD.by : (HARD.by * HARD.share) / (1 - HARD.share);
    const size = areSequences ? 1 + random.below(5) : 1;
    for (let i = 0; i < size && says.size < IMAGES; i++) {
      const image = `${String(says.size).padStart(4, "0")}.jpg`;
      const own = shares.map((share) =>
        random.uniform() < Math.min(1, share + moved) ? "deer" : "fox",
      );
      says.set(image, own);
      if (size > 1) of.set(image, `s${s}`);
    }
  }
  return { says, of };
}

/** What came of the race at which somebody labelled until it was decided, or all images were labelled. */
export function labelRace(
  shares: readonly number[],
  areSequences: boolean,
  seed: number,
  stream: number,
): { readonly isBestDropped: boolean; readonly isDecided: boolean; readonly labels: number } {
  const random = createRandom(seed, stream);
  const { says, of } = drawWorld(shares, areSequences, random);
  const source = { column: "sequence", table: null };
  const labelling = openLabelling({
    images: [...says.keys()],
    seed: random.below(2 ** 31),
    sequences: areSequences ? { source, of } : null,
  });
  const race = createLabelRace({
    rule: label.race!,
    order: labelling.head.order,
    ...(areSequences ? { sequenceOf: (image: string) => of.get(image) ?? null } : {}),
    racers: shares.map((_, m) => ({
      name: `model ${m + 1}`,
      labels: ["deer", "fox"],
      answerOf: (image: string) => ({ labels: [says.get(image)![m]!], boxes: [] }),
    })),
    level: DEFAULT_REQUEST.level,
    budget: IMAGES,
  });
  const putOff = new Set<string>();
  let isBestDropped = false;
  for (let done = 0; ; ) {
    const { image } = labelling.place(WHO.by);
    if (image !== null) {
      const hits = says.get(image)!.filter((one) => one === "deer").length;
      const chance = hits === shares.length ? PUT_OFF.right : PUT_OFF.wrong;
      if (!putOff.has(image) && random.uniform() < chance) {
        putOff.add(image);
        labelling.take({ kind: "skip", image }, WHO);
      } else {
        labelling.take({ kind: "label", image, label: { kind: "labels", labels: ["deer"] } }, WHO);
        done++;
      }
    }
    // A model that was ever said to be dropped was dropped, whatever comes behind.
    const { racers, winner } = race.at(labelling.place(WHO.by).state);
    isBestDropped ||= racers[0]!.droppedAt !== null;
    if (winner !== null || image === null) {
      return { isBestDropped, isDecided: winner !== null, labels: done };
    }
  }
}

function raced(world: string, areSequences: boolean): Experiment {
  return {
    part: "label races",
    setting: { of: world, images: areSequences ? "in sequences" : "single", n: IMAGES },
    // Each label is a look at all that came before.
    effort: 0.2,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      let labels = 0;
      for (let run = 0; run < repetitions; run++) {
        const found = labelRace(WORLDS[world]!, areSequences, seed, stream + run);
        tally.add("best dropped", found.isBestDropped);
        tally.add("decided", found.isDecided);
        labels += 1 - found.labels / IMAGES;
      }
      return [
        ...tally.measures(),
        { name: "labels saved", share: labels / repetitions, runs: null },
      ];
    },
  };
}

/** Where all are alike, and where one is best. */
export function labelRaceExperiments(): Experiment[] {
  return [false, true].flatMap((areSequences) =>
    Object.keys(WORLDS).map((world) => raced(world, areSequences)),
  );
}
