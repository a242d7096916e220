/**
 * The labels of a model or a data set in their order. Two positions may carry one name (ImageNet
 * has two "crane"): an answer with either counts as that name, so outcomes use the first position
 * of a name, and keys tell them apart where a name must be unique.
 */
export interface LabelSet {
  /** Name of each position, as given. */
  readonly names: readonly string[];
  /** The names made unique: `crane`, `crane#2`. */
  readonly keys: readonly string[];
  /** First position that carries the name of each position. */
  readonly first: Int32Array;
  /** First position of a name. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Names that more than one position carries. */
  readonly repeated: readonly string[];
}

export function createLabelSet(names: readonly string[]): LabelSet {
  const indexOf = new Map<string, number>();
  const timesSeen = new Map<string, number>();
  const taken = new Set(names);
  const keys: string[] = [];
  const first = new Int32Array(names.length);
  for (const [i, name] of names.entries()) {
    const times = (timesSeen.get(name) ?? 0) + 1;
    timesSeen.set(name, times);
    if (times === 1) {
      indexOf.set(name, i);
      keys.push(name);
    } else {
      let suffix = times;
      while (taken.has(`${name}#${suffix}`)) suffix++;
      taken.add(`${name}#${suffix}`);
      keys.push(`${name}#${suffix}`);
    }
    first[i] = indexOf.get(name)!;
  }
  const repeated = [...timesSeen].filter(([, times]) => times > 1).map(([name]) => name);
  return { names: [...names], keys, first, indexOf, repeated };
}
