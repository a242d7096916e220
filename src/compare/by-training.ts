import * as z from "zod/mini";
import { CIS_TRANS_ID } from "../analyses/cis-trans/cis-trans.js";
import { unknownPlaces } from "../analyses/cis-trans/unknown-places.js";
import { shown } from "../reports/text.js";
import type {
  ComparedOutcomes,
  ComparedPlace,
  ComparedTraining,
  ComparedTrainingPair,
  Comparison,
  TrainedPlaces,
} from "./comparison.js";

/** What `result.json` has of it, among its analyses. */
export const ANALYSES_WITH_PLACES = z.object({
  [CIS_TRANS_ID]: z.optional(
    z.object({
      attribute: z.string(),
      training: z.optional(z.object({ unknown: z.optional(z.readonly(z.array(z.string()))) })),
      places: z.readonly(z.array(z.object({ place: z.string(), trained: z.boolean() }))),
    }),
  ),
});

/**
 * What an evaluation found said of it; null where nothing is.
 *
 * @param analyses of a result, or what was read of one
 */
export function trainedPlaces(analyses: object | undefined): TrainedPlaces | null {
  const found = (analyses as z.output<typeof ANALYSES_WITH_PLACES> | undefined)?.[CIS_TRANS_ID];
  if (found === undefined) return null;
  const { attribute, places, training } = found;
  return {
    attribute,
    places: places.filter(({ trained }) => trained).map(({ place }) => place),
    unknown: training?.unknown ?? [],
  };
}

/**
 * Models trained at several of the places beside those trained at one, as Zech et al. 2018 have it: their differences at each
 * place are those of the comparison, and nothing is computed anew.
 *
 * @param by whose levels the places are
 * @returns null where nothing is known of the training of two models, or all were trained at the same places and
 *   every name that was typed is one of them
 */
export function byTraining(
  models: readonly Pick<ComparedOutcomes, "name" | "trained">[],
  places: readonly ComparedPlace[],
  by: string,
): ComparedTraining | null {
  const known = models.flatMap(({ name, trained }) =>
    trained?.attribute === by
      ? [
          {
            name,
            trainedAt: trained.places,
            ...(trained.unknown.length === 0 ? {} : { unknown: trained.unknown }),
          },
        ]
      : [],
  );
  const sets = new Set(known.map(({ trainedAt }) => JSON.stringify(trainedAt.toSorted())));
  // A name that was written otherwise may be all that makes them the same.
  if (sets.size < 2 && !known.some(({ unknown }) => unknown !== undefined)) return null;
  const trainedAt = new Map(known.map((one) => [one.name, one.trainedAt]));
  const pairs = places.flatMap(({ level: place, pairs: own }) =>
    own.flatMap((pair): ComparedTrainingPair[] => {
      const [ofA, ofB] = [trainedAt.get(pair.a), trainedAt.get(pair.b)];
      if (ofA === undefined || ofB === undefined) return [];
      const aIsJoint = ofA.length > 1 && ofB.length === 1;
      if (!aIsJoint && !(ofB.length > 1 && ofA.length === 1)) return [];
      const [joint, single] = aIsJoint ? [pair.a, pair.b] : [pair.b, pair.a];
      const sign = aIsJoint ? 1 : -1;
      const limits = [turned(pair.low, sign), turned(pair.high, sign)] as const;
      const [low, high] = aIsJoint ? limits : [limits[1], limits[0]];
      return [
        {
          ...{ place, joint, single },
          jointTrained: trainedAt.get(joint)!.includes(place),
          singleTrained: trainedAt.get(single)!.includes(place),
          difference: turned(pair.difference, sign),
          ...{ low, high },
          told: pair.told === null ? null : (pair.told === "a") === aIsJoint ? "joint" : "single",
        },
      ];
    }),
  );
  return { models: known, pairs };
}

/** Sentences: names that were typed for a model, and that no place here has. */
export function unknownTraining({ training, places, by }: Comparison): readonly string[] {
  const levels = (places ?? []).map(({ level }) => level);
  return (training?.models ?? []).flatMap(({ name, unknown }) => {
    if (unknown === undefined) return [];
    return [`${shown(name, 60)}: ${unknownPlaces(unknown, levels, by ?? "")}.`];
  });
}

function turned(value: number | null, sign: 1 | -1): number | null {
  // No −0 where nothing is apart.
  return value === null || value === 0 ? value : sign * value;
}
