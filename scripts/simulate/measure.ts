/** A share of repetitions, and what was promised of it. */
export interface Measure {
  /** What the share is of: `coverage`, `wrong holds`, … */
  readonly name: string;
  readonly share: number;
  /** Repetitions; null where the share was summed exactly. */
  readonly runs: number | null;
}

/** One setting with what was measured in it. */
export interface Measured {
  /** The part of the document that it belongs to. */
  readonly part: string;
  /** What was set, such as `G`: 10, in the order in which tables show it. */
  readonly setting: Readonly<Record<string, string | number>>;
  readonly measures: readonly Measure[];
}

/** A setting that can be measured by itself, on the streams of its own number. */
export interface Experiment {
  readonly part: string;
  readonly setting: Readonly<Record<string, string | number>>;
  /** Share of the repetitions that it gets: slow ones less than 1. */
  readonly effort: number;
  /** @param stream first of the random streams that the experiment may use */
  measure(repetitions: number, seed: number, stream: number): readonly Measure[];
}

/** One Monte Carlo standard error of a share; 0 where it is exact. */
export function monteCarloError({ share, runs }: Measure): number {
  return runs === null || runs === 0 ? 0 : Math.sqrt((share * (1 - share)) / runs);
}

/** Counts how often things happened. */
export interface Tally {
  add(name: string, happened: boolean): void;
  measures(): Measure[];
}

export function createTally(): Tally {
  const counts = new Map<string, { yes: number; all: number }>();
  return {
    add(name, happened) {
      const count = counts.get(name) ?? { yes: 0, all: 0 };
      count.all++;
      if (happened) count.yes++;
      counts.set(name, count);
    },
    measures: () =>
      [...counts].map(([name, { yes, all }]) => ({ name, share: yes / all, runs: all })),
  };
}

/** Runs one experiment of a list. */
export function runExperiment(
  experiments: readonly Experiment[],
  index: number,
  repetitions: number,
  seed: number,
): Measured {
  const { part, setting, effort, measure } = experiments[index]!;
  const runs = Math.max(1, Math.round(repetitions * effort));
  return { part, setting, measures: measure(runs, seed, (index + 1) * 2 ** 32) };
}
