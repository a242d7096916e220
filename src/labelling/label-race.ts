import type { Joints } from "../core/objects.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { createRace, FIRST_LOOK, type Race, raceLooks } from "../statistics/racing.js";
import type { LabelLookOptions } from "./label-look.js";
import type { LabelledImage, LabellerState } from "./label-state.js";
import type { ImageSaid } from "./model-says.js";

/** What a model says of an image, as far as a race goes by it; boxes that do not count are left out. */
export type RacedAnswer = Pick<ImageSaid, "labels" | "boxes" | "mask" | "counts">;

/** By what models are raced: a score of each image by itself, which labels of a kind allow. */
export interface LabelRaceRule {
  /** Whether the image has a label that answers can be held against. */
  isLabelled(image: LabelledImage): boolean;
  /**
   * How well an image is answered, in [0, 1]; null where it says nothing of models, because what one of them
   * said was taken over.
   *
   * @param names labels of the model that answers, in its order
   * @param by how close is close enough, where that is asked
   */
  score(
    image: LabelledImage,
    answer: RacedAnswer,
    names: readonly string[],
    by?: RaceBasis,
  ): number | null;
  /** Whether two answers have one score, whatever the label is. */
  areAlike(a: RacedAnswer, b: RacedAnswer): boolean;
}

/** What says how close is close enough. */
export interface RaceBasis {
  /** The figure that is looked at while labels come. */
  readonly measure?: MetricReference;
  /** The points that are placed, where points are. */
  readonly joints?: Joints | undefined;
}

/** A model whose predictions are raced. */
export interface Racer {
  readonly name: string;
  readonly labels: readonly string[];
  /** What it says of an image; null where it says nothing, undefined where it has not read it yet. */
  readonly answerOf: (image: string) => RacedAnswer | null | undefined;
}

export interface LabelRaceOptions
  extends Pick<LabelLookOptions, "order" | "sequenceOf" | "level">,
    RaceBasis {
  readonly rule: LabelRaceRule;
  /** Two or more. */
  readonly racers: readonly Racer[];
  /** So many images of the order may be used. */
  readonly budget: number;
}

/** How a model does in a race. */
export interface RacerTold {
  readonly name: string;
  /** Labels that it was held against, while it was in. */
  readonly labels: number;
  /** Of these, those that say something of it, and its scores of them added up. */
  readonly scored: number;
  readonly score: number;
  /** Labels after which it was dropped; null while it is in. */
  readonly droppedAt: number | null;
}

/** Where the race of models over somebody's labels stands. */
export interface LabelRaceTold {
  /** In their order. */
  readonly racers: readonly RacerTold[];
  /** The one that remains; null while several do. */
  readonly winner: string | null;
  /** Labels that were looked at; once it is decided, those that decided it. */
  readonly labels: number;
  /** Images that it may use. */
  readonly budget: number;
  /** Whether all of these are used, and several models remain. */
  readonly isSpent: boolean;
  /** Images, or sequences, until anything can be said; 0 from then on: who takes part is fixed. */
  readonly untilLook: number;
  /**
   * Images that were passed over, of which a model says nothing, or with what one said taken over: nobody is
   * dropped by those.
   */
  readonly open: number;
  /** A model that has not read an image that is labelled; null where none is waited for. */
  readonly waitsFor: string | null;
  /** Predictions of all models for all images of the budget, and those that are not needed as it stands. */
  readonly runs: number;
  readonly saved: number;
}

/** Races models over labels as they come. */
export interface LabelRace {
  /** Where it stands with these labels, which may be others than before. */
  at(state: LabellerState): LabelRaceTold;
}

/** An image that counts; without a label where it was passed over. */
interface RacedImage {
  readonly image: string;
  readonly labelled: LabelledImage | null;
}

/** A race as far as it went. */
interface Run {
  readonly race: Race;
  /** What it went by, a group each. */
  readonly groups: (readonly RacedImage[])[];
  /** Labels when each group was complete. */
  readonly after: number[];
  readonly scored: Int32Array;
  readonly score: Float64Array;
  open: number;
}

/**
 * The race of `homeground compare --race` (METHODS §11.2) while somebody labels in an order drawn at
 * random: a model is dropped once another one that remains is certainly better. Looking after each label
 * is allowed for.
 *
 * Labels count as far as the order is without a gap. Of an image that was passed over, of one that a
 * model says nothing of, and of one with what a model said taken over, each pair gets the least evidence
 * that any label could give: nobody is dropped who would not be if it were known. *Cannot tell* is left
 * out, as it is of the figure.
 */
export function createLabelRace(options: LabelRaceOptions): LabelRace {
  const { order, sequenceOf, racers, level, rule } = options;
  const budget = Math.min(options.budget, order.length);
  const begin = (): Run => ({
    race: createRace(racers.length, { level, ...raceLooks(sequenceOf !== undefined) }),
    groups: [],
    after: [],
    scored: new Int32Array(racers.length),
    score: new Float64Array(racers.length),
    open: 0,
  });
  let run = begin();

  const take = (group: readonly RacedImage[]): void => {
    const { race, groups, after, scored, score } = run;
    const said = group.map(({ image }) => racers.map((one) => one.answerOf(image) ?? null));
    const scores = group.map(({ labelled }, u) =>
      said[u]!.map((own, m) =>
        labelled === null || own === null
          ? null
          : rule.score(labelled, own, racers[m]!.labels, options),
      ),
    );
    for (const m of race.state.remaining) {
      for (const own of scores) {
        scored[m]! += Number(own[m] !== null);
        score[m]! += own[m] ?? 0;
      }
    }
    const mean = (of: (u: number) => number): number =>
      group.reduce((sum, _, u) => sum + of(u), 0) / group.length;
    const open = scores.filter((own) => own.includes(null)).length;
    if (open === 0) race.add(racers.map((_, m) => mean((u) => scores[u]![m]!)));
    else {
      race.addLeast((i, j) =>
        mean((u) => {
          const [one, other] = [said[u]![i]!, said[u]![j]!];
          if (one !== null && other !== null && rule.areAlike(one, other)) return 0;
          return (scores[u]![i] ?? 0) - (scores[u]![j] ?? 1);
        }),
      );
    }
    run.open += open;
    groups.push(group);
    after.push((after.at(-1) ?? 0) + group.filter(({ labelled }) => labelled !== null).length);
  };

  /** A model that remains and has not read one of them. */
  const notRead = (group: readonly RacedImage[]): string | null => {
    const missing = run.race.state.remaining.find((m) =>
      group.some(({ image }) => racers[m]!.answerOf(image) === undefined),
    );
    return missing === undefined ? null : racers[missing]!.name;
  };

  return {
    at(state) {
      const { groups, isAll } = countedGroups(state, options, budget);
      const isSame = run.groups.every((group, g) => g < groups.length && isAs(group, groups[g]!));
      // A label was taken back, or changed: what was seen behind it does not hold.
      if (!isSame) run = begin();
      let waitsFor: string | null = null;
      for (const group of groups.slice(run.groups.length)) {
        if (run.race.state.remaining.length === 1) break;
        waitsFor = notRead(group);
        if (waitsFor !== null) break;
        take(group);
      }
      const { remaining, droppedAt, count } = run.race.state;
      const isOver = remaining.length === 1;
      const labels = run.after.at(-1) ?? 0;
      const untilDropped = droppedAt.map((at) => (at === null ? null : run.after[at - 1]!));
      const runs = racers.length * budget;
      const used = untilDropped.reduce<number>(
        (sum, at) => sum + (at ?? (isOver ? labels : budget)),
        0,
      );
      return {
        racers: racers.map(({ name }, m) => ({
          name,
          labels: untilDropped[m] ?? labels,
          scored: run.scored[m]!,
          score: run.score[m]!,
          droppedAt: untilDropped[m]!,
        })),
        winner: isOver ? racers[remaining[0]!]!.name : null,
        labels,
        budget,
        isSpent: !isOver && isAll && waitsFor === null,
        untilLook: Math.max(0, FIRST_LOOK - count),
        open: run.open,
        waitsFor,
        runs,
        saved: runs - used,
      };
    },
  };
}

/** Images that count, by sequences, as far as the order is without a gap; whether these are all of the budget. */
function countedGroups(
  { images, skipped }: LabellerState,
  { order, sequenceOf, rule }: LabelRaceOptions,
  budget: number,
): { readonly groups: readonly (readonly RacedImage[])[]; readonly isAll: boolean } {
  const later = new Set(skipped);
  const isReached = (image: string): boolean =>
    later.has(image) || (images.get(image)?.label ?? null) !== null;
  const gap = order.findIndex((image) => !isReached(image));
  const reached = gap < 0 ? order.length : gap;
  const groups: RacedImage[][] = [];
  for (let from = 0; from < reached; ) {
    const sequence = sequenceOf?.(order[from]!) ?? null;
    let to = from + 1;
    while (to < order.length && sequence !== null && sequenceOf?.(order[to]!) === sequence) to++;
    // Of a sequence that the budget cuts nothing is counted.
    if (to > budget) return { groups, isAll: true };
    // One that goes on behind the images reached is not whole.
    if (to > reached) return { groups, isAll: false };
    const counted = order.slice(from, to).flatMap((image): RacedImage[] => {
      const own = images.get(image);
      if (own === undefined || own.label === null) return [{ image, labelled: null }];
      return rule.isLabelled(own) ? [{ image, labelled: own }] : [];
    });
    if (counted.length > 0) groups.push(counted);
    from = to;
  }
  return { groups, isAll: reached >= budget };
}

function isAs(a: readonly RacedImage[], b: readonly RacedImage[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ image, labelled }, i) => image === b[i]!.image && isSameLabel(labelled, b[i]!.labelled),
    )
  );
}

function isSameLabel(a: LabelledImage | null, b: LabelledImage | null): boolean {
  if (a === null || b === null) return a === b;
  const { strokes: painted = [] } = a;
  const { strokes = [] } = b;
  return (
    JSON.stringify([a.label, a.objects, a.seen]) === JSON.stringify([b.label, b.objects, b.seen]) &&
    painted.length === strokes.length &&
    // A stroke stands as it is in its event.
    painted.every((stroke, i) => stroke === strokes[i])
  );
}
