import type { Random } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createStressBuilder } from "../../src/stress/build-stress.js";
import { conditionsOf, type StressPlan } from "../../src/stress/conditions.js";
import type { Stress } from "../../src/stress/stress.js";
import { comparedModel } from "../compare/compared-model.js";

export const PLAN: StressPlan = {
  kinds: ["defocus", "jpeg", "fog"],
  severities: [1, 3, 5],
  tries: 0,
  seed: 1,
  shorterSidePx: 256,
};

/** Which of its units a model has right, as pictures are (null) or under a kind at a severity. */
export type Hits = (condition: { kind: string; severity: number } | null) => readonly number[];

/** Models that are right where they are said to be. */
export function toyStress(
  models: Readonly<Record<string, Hits>>,
  plan: StressPlan = PLAN,
  more: Parameters<typeof comparedModel>[2] = {},
  tries: Readonly<Record<string, readonly (readonly number[])[]>> = {},
): Stress {
  const names = Object.keys(models);
  const of = (name: string, hits: readonly number[]) => comparedModel(name, hits, more);
  const builder = createStressBuilder(
    names.map((name) => {
      const clean = models[name]!(null);
      const value = clean.reduce((sum, hit) => sum + hit, 0) / clean.length;
      return { ...of(name, clean), evaluated: { value, low: value, high: value } };
    }),
    { reference: parseReference("accuracy"), level: 0.95, plan, notScored: [], unanswered: [] },
  );
  for (const [m, name] of names.entries()) {
    builder.addWorking(m, of(name, models[name]!(null)));
    for (const condition of conditionsOf(plan)) {
      builder.add(m, condition, of(name, models[name]!(condition)));
    }
    for (const hits of tries[name] ?? []) builder.addTry(m, of(name, hits));
  }
  return builder.finish();
}

/** A model whose images are each right with a chance; some are harder than others under every condition. */
export function drawnHits(
  random: Random,
  hardness: readonly number[],
  chance: (condition: { kind: string; severity: number } | null) => number,
): Hits {
  return (condition) => hardness.map((hard) => Number(random.uniform() + hard < chance(condition)));
}
