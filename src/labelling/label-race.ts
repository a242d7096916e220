import { createRace, FIRST_LOOK, type Race, raceLooks } from "../statistics/racing.js";
import { type LabelLookOptions, reachedUnits } from "./label-look.js";
import type { LabellerState } from "./label-state.js";

/** A model whose predictions are raced. */
export interface Racer {
  readonly name: string;
  /** What it says of an image; null where it says nothing, undefined where it has not read it yet. */
  readonly predictionOf: (image: string) => string | null | undefined;
}

export interface LabelRaceOptions extends Pick<LabelLookOptions, "order" | "sequenceOf" | "level"> {
  /** Two or more. */
  readonly racers: readonly Racer[];
  /** So many images of the order may be used. */
  readonly budget: number;
}

/** How a model does in a race. */
export interface RacerTold {
  readonly name: string;
  /** Labels that it was held against, while it was in, and how many of them it is right about. */
  readonly labels: number;
  readonly right: number;
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
  /** Images that were passed over, or of which a model says nothing: nobody is dropped by those. */
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

/** An image that counts; its truth is null where it was passed over. */
interface RacedImage {
  readonly image: string;
  readonly truth: string | null;
}

/** A race as far as it went. */
interface Run {
  readonly race: Race;
  /** What of each group it went by. */
  readonly keys: string[];
  /** Labels when each group was complete. */
  readonly after: number[];
  readonly right: Int32Array;
  open: number;
}

/**
 * The race of `homeground compare --race` (METHODS §11.2) while somebody labels in an order drawn at
 * random: a model is dropped once another one that remains is certainly better. Looking after each label
 * is allowed for.
 *
 * Labels count as far as the order is without a gap. Of an image that was passed over, and of one that a
 * model says nothing of, each pair gets the least evidence that any label could give: nobody is dropped
 * who would not be if it were known. *Cannot tell* is left out, as it is of the figure.
 */
export function createLabelRace(options: LabelRaceOptions): LabelRace {
  const { order, sequenceOf, racers, level } = options;
  const budget = Math.min(options.budget, order.length);
  const begin = (): Run => ({
    race: createRace(racers.length, { level, ...raceLooks(sequenceOf !== undefined) }),
    keys: [],
    after: [],
    right: new Int32Array(racers.length),
    open: 0,
  });
  let run = begin();

  const take = (group: readonly RacedImage[]): void => {
    const { race, keys, after, right } = run;
    const said = group.map(({ image }) => racers.map((one) => one.predictionOf(image) ?? null));
    const scoreOf = (u: number, m: number): number | null => {
      const { truth } = group[u]!;
      const own = said[u]![m]!;
      return truth === null || own === null ? null : Number(own === truth);
    };
    for (const m of race.state.remaining) {
      for (const u of group.keys()) right[m]! += scoreOf(u, m) ?? 0;
    }
    const mean = (of: (u: number) => number): number =>
      group.reduce((sum, _, u) => sum + of(u), 0) / group.length;
    const open = group.filter((_, u) => racers.some((_, m) => scoreOf(u, m) === null)).length;
    if (open === 0) race.add(racers.map((_, m) => mean((u) => scoreOf(u, m)!)));
    else {
      race.addLeast((i, j) =>
        mean((u) => {
          // The same answer is right or wrong for both.
          if (said[u]![i] !== null && said[u]![i] === said[u]![j]) return 0;
          return (scoreOf(u, i) ?? 0) - (scoreOf(u, j) ?? 1);
        }),
      );
    }
    run.open += open;
    keys.push(keyOf(group));
    after.push((after.at(-1) ?? 0) + group.filter(({ truth }) => truth !== null).length);
  };

  /** A model that remains and has not read one of them. */
  const notRead = (group: readonly RacedImage[]): string | null => {
    const missing = run.race.state.remaining.find((m) =>
      group.some(({ image }) => racers[m]!.predictionOf(image) === undefined),
    );
    return missing === undefined ? null : racers[missing]!.name;
  };

  return {
    at(state) {
      const { groups, isAll } = countedGroups(state, options, budget);
      const isSame = run.keys.every((key, g) => g < groups.length && key === keyOf(groups[g]!));
      // A label was taken back, or changed: what was seen behind it does not hold.
      if (!isSame) run = begin();
      let waitsFor: string | null = null;
      for (const group of groups.slice(run.keys.length)) {
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
          right: run.right[m]!,
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
  state: LabellerState,
  { order, sequenceOf }: LabelRaceOptions,
  budget: number,
): { readonly groups: readonly (readonly RacedImage[])[]; readonly isAll: boolean } {
  const units = reachedUnits(state, {
    order,
    ...(sequenceOf === undefined ? {} : { sequenceOf }),
    predictionOf: () => null,
  });
  const groups: RacedImage[][] = [];
  for (let from = 0; from < units.length; ) {
    const { sequence } = units[from]!;
    let to = from + 1;
    while (sequence !== null && units[to]?.sequence === sequence) to++;
    // Of a sequence that the budget cuts nothing is counted.
    if (to > budget) return { groups, isAll: true };
    const counted = units.slice(from, to).flatMap(({ kind, truth }, u): RacedImage[] => {
      const isCounted = kind === "labelled" || kind === "passed-over";
      return isCounted ? [{ image: order[from + u]!, truth }] : [];
    });
    if (counted.length > 0) groups.push(counted);
    from = to;
  }
  return { groups, isAll: units.length >= budget };
}

function keyOf(group: readonly RacedImage[]): string {
  return JSON.stringify(group.map(({ image, truth }) => [image, truth]));
}
