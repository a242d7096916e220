import type { TruthMap } from "../../dataset/truth-map.js";

/** Classes of a detection evaluation: the model's, and behind them those that it does not have. */
export interface DetectionClasses {
  readonly names: readonly string[];
  readonly modelClassCount: number;
  /** Class of each position of the model's labels. */
  readonly ofPosition: Int32Array;
  /**
   * Class of a ground-truth label. An ignored label has the model's class of its own name, so that
   * a detection of it there is neither right nor wrong; −1 where the model has none.
   */
  ofLabel(label: string): number;
}

export function detectionClasses(map: TruthMap): DetectionClasses {
  // In code-unit order, so that means over classes are the same however a file lists its labels.
  const answered = [...new Set(map.classNames)].sort();
  const names = [...new Set([...answered, ...map.truthNames])];
  const indexOf = new Map(names.map((name, k) => [name, k]));
  return {
    names,
    modelClassCount: answered.length,
    ofPosition: Int32Array.from(map.classNames, (name) => indexOf.get(name) ?? -1),
    ofLabel(label) {
      const name = map.isIgnored(label) ? label : (map.truthNames[map.classOf(label)] ?? "");
      return indexOf.get(name) ?? -1;
    },
  };
}
