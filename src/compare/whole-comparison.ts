import type { Surface } from "../core/sentence.js";
import { visibleJson } from "../core/visible-text.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import { askedMetrics } from "../evaluation/typed-metrics.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import type { BlockPage } from "../reports/block-page.js";
import { taskOf } from "../tasks/registry.js";
import { type CompareRequest, compareModels, REDRAWS } from "./compare-models.js";
import type { ComparedOutcomes, Comparison } from "./comparison.js";
import { comparisonPage } from "./comparison-page.js";
import { objectTiles, onlyOneFindsCsv } from "./object-tiles.js";
import { countObjects, type ObjectsApart, objectsApart } from "./objects-apart.js";
import { countAlone, onlyOneRight, onlyOneRightCsv } from "./only-one-right.js";
import { type AloneTiles, onlyOneTiles, type UnitPictures } from "./only-one-tiles.js";

/** Why images that were drawn unequally are not compared. */
export const COUNTED_ALIKE = "pairs of models count images alike";

/** A model with everything that was published of it, whichever metric is compared by. */
export interface PublishedModel extends Omit<ComparedOutcomes, "claimed"> {
  /** Published figures, by metric. */
  readonly claims: ReadonlyMap<string, number>;
}

/** How models are compared; the metric is the first that is asked for, else the headline of the task. */
export interface WholeRequest
  extends Omit<CompareRequest, "reference" | "redraws">,
    Pick<EvaluateRequest, "metrics" | "positive"> {}

/** A comparison with what models have right, and find, alone. */
export interface WholeComparison {
  readonly comparison: Comparison;
  readonly models: readonly ComparedOutcomes[];
  /** Model that alone gets each shared unit right; null where the metric does not count units as right. */
  readonly only: Int32Array | null;
  /** Null of models without boxes, or of other objects. */
  readonly apart: ObjectsApart | null;
}

/**
 * Compares models, and what each has right or finds alone.
 *
 * @param models two or more, of one task, clustered alike
 * @throws HomegroundError as {@link compareModels}, `metric/…`, `labels/no-positive`
 */
export function wholeComparison(
  models: readonly PublishedModel[],
  { metrics, positive, ...request }: WholeRequest,
): WholeComparison {
  const [reference, claimed] = claimedOf(models, { metrics, positive });
  const compared = compareModels(claimed, { ...request, reference, redraws: REDRAWS });
  const { equalAlarms } = compared;
  const apart = objectsApart(claimed, equalAlarms?.counted === "boxes" ? equalAlarms : null);
  const comparison = {
    ...compared,
    objects: apart === null ? null : countObjects(claimed, apart),
  };
  return { comparison, models: claimed, only: onlyOneRight(claimed, reference), apart };
}

/** The metric to compare by, and what was published of it. */
function claimedOf(
  models: readonly PublishedModel[],
  { metrics, positive }: Pick<WholeRequest, "metrics" | "positive">,
): readonly [MetricReference, readonly ComparedOutcomes[]] {
  const { kind, classes } = models[0]!.outcomes;
  const asked = askedMetrics({ task: kind, positive, metrics }, classes);
  const [reference = parseReference(taskOf(kind).headline)] = asked;
  const printed = formatReference(reference);
  const claimed = models.map(({ claims, ...model }) => ({
    ...model,
    claimed: claims.get(printed) ?? null,
  }));
  return [reference, claimed];
}

/**
 * Pictures of images that one model alone gets right, or of objects that it alone finds.
 *
 * @param images names of the shared units
 * @throws the reason of the ports' signal
 */
export async function tilesOf(
  { models, only, apart }: WholeComparison,
  images: readonly string[],
  pictures: UnitPictures,
): Promise<AloneTiles | null> {
  if (apart !== null) return objectTiles(models, apart, images, pictures);
  return only === null ? null : onlyOneTiles(models, only, images, pictures);
}

/** The page of a comparison. @param pictures as {@link tilesOf}; null for none */
export function wholePage(
  { comparison, models, only }: WholeComparison,
  pictures: AloneTiles | null,
  { version, surface }: { readonly version: string; readonly surface: Surface },
): BlockPage {
  const { objects } = comparison;
  return comparisonPage(comparison, {
    version,
    surface,
    ...(models[0] === undefined ? {} : { task: models[0].outcomes.kind }),
    claimed: new Map(
      models.flatMap(({ name, claimed }) => (claimed === null ? [] : [[name, claimed]])),
    ),
    alone:
      objects !== null
        ? new Map(objects.alone.map((one) => [one.name, one.objects]))
        : only === null
          ? null
          : countAlone(models, only),
    pictures,
  });
}

/** What a comparison is kept as, beside its page: files by name, as texts. */
export function comparisonFiles(
  { comparison, models, only, apart }: WholeComparison,
  images: readonly string[],
): readonly { readonly name: string; readonly text: string }[] {
  return [
    {
      name: "comparison.json",
      text: `${visibleJson(JSON.stringify(comparison, null, 1))}\n`,
    },
    ...(only === null
      ? []
      : [{ name: "only-one-right.csv", text: onlyOneRightCsv(models, images, only) }]),
    ...(apart === null
      ? []
      : [{ name: "only-one-finds.csv", text: onlyOneFindsCsv(models, apart, images) }]),
  ];
}
