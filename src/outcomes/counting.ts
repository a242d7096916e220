/** Outcomes of counting: how many things of each label are in a unit, and how many a model counts. */
export interface CountingOutcomes {
  readonly kind: "counting";
  readonly unitCount: number;
  readonly unit: string;
  /** Labels that are true of an image and, behind them, all others. */
  readonly classes: readonly string[];
  /** How many of `classes` are true of an image: 0 … truthClassCount − 1. */
  readonly truthClassCount: number;
  /** Row-major unitCount × classes.length, whole, ≥ 0. */
  readonly truth: Float64Array;
  /** Any numbers; same layout. */
  readonly predicted: Float64Array;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/** Two numbers a unit. */
export interface CountPairs {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
}

/** Outcomes of things that are told apart by no label. */
export function outcomesOfCounts({ truth, predicted }: CountPairs): CountingOutcomes {
  return {
    kind: "counting",
    unitCount: truth.length,
    unit: "image",
    classes: ["things"],
    truthClassCount: 1,
    truth,
    predicted,
    cluster: null,
    clusterCount: 0,
  };
}

/** Whether outcomes are of things that are counted. */
export function areCounts(outcomes: { readonly kind: string }): outcomes is CountingOutcomes {
  return outcomes.kind === "counting";
}

/** Counts of one label, or of all together. @param index null for all */
export function countsOf(
  { unitCount, classes, truth, predicted }: CountingOutcomes,
  index: number | null,
): CountPairs {
  const width = classes.length;
  const column = (matrix: Float64Array): Float64Array => {
    const values = new Float64Array(unitCount);
    for (let i = 0; i < unitCount; i++) {
      if (index !== null) values[i] = matrix[i * width + index]!;
      else for (let k = 0; k < width; k++) values[i]! += matrix[i * width + k]!;
    }
    return values;
  };
  return { truth: column(truth), predicted: column(predicted) };
}
