import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { type DrawnUnits, drawnUnits, isSelfWeighting } from "../formats/drawn-list.js";
import type { DrawnList } from "../formats/drawn-list-types.js";
import { canBeDrawn, drawnEstimator } from "../metrics/drawn-estimate.js";
import type { Estimator, MetricReference } from "../metrics/estimate-types.js";
import { formatReference } from "../metrics/reference-text.js";
import type { ResultDesign, ResultListed } from "../results/result.js";
import { designIgnored } from "../results/unequal-draws.js";
import { taskOf } from "../tasks/registry.js";
import { detailReferences, headlineReference } from "./estimates.js";
import { type EvaluatedOutcomes, estimatorOf } from "./evaluated-outcomes.js";
import type { EvaluateRequest } from "./request.js";

/** How the figures of an evaluation allow for a list that was drawn by a design. */
export interface DesignInUse {
  readonly list: DrawnList;
  /**
   * Whether images weigh so differently that nothing may count them alike: then a figure is given by
   * the design, or none. Else the design makes ranges narrower, and what cannot use it takes the images
   * as drawn at random.
   */
  readonly isStrict: boolean;
  /** The estimator of a metric. @param rows row of the ground truth of each unit of the outcomes */
  estimator(outcomes: EvaluatedOutcomes, reference: MetricReference, rows: Int32Array): Estimator;
  facts(rows: Int32Array): ResultDesign;
}

/**
 * The design of a list of labels, where the evaluation is to use it; null for images that count alike.
 *
 * @param isGrouped whether units are found to belong together
 * @param rows row of the ground truth of each unit
 * @throws HomegroundError `plan/design-ignored` for a list of unequal weights where what is asked
 *   cannot use them; `plan/not-on-list` for labels that came another way
 */
export function designInUse(
  list: DrawnList | undefined,
  request: EvaluateRequest,
  isGrouped: boolean,
  rows: Int32Array,
): DesignInUse | null {
  if (list === undefined || list.design === "random" || request.ignoreDesign) return null;
  const isStrict = !isSelfWeighting(list);
  const against = obstacle(list, request);
  if (against !== null) {
    if (isStrict) throw designIgnored(list, against);
    return null;
  }
  refuseOthers(list, rows);
  if (!isStrict && (isGrouped || !reachesAllStrata(list, rows))) return null;
  const known = new Map<Int32Array, DrawnUnits>();
  const unitsOf = (rows: Int32Array): DrawnUnits => {
    const found = known.get(rows) ?? drawnUnits(list, rows);
    known.set(rows, found);
    return found;
  };
  return {
    list,
    isStrict,
    estimator(outcomes, reference, rows) {
      const plain = estimatorOf(outcomes, reference);
      if (!canBeDrawn(reference)) {
        if (isStrict) throw noDesignMetric(list, outcomes, reference);
        return plain;
      }
      const task = taskOf(outcomes.kind);
      const kernel = task.kernel(outcomes, reference);
      const values = task.unitMean(outcomes, reference);
      return drawnEstimator({ plain, kernel, values }, unitsOf(rows));
    },
    facts(rows) {
      const { drawn, unit, skipped } = unitsOf(rows);
      return {
        name: list.design,
        method: drawn.kind,
        pool: list.pool,
        drawn: unit.length,
        counted: unit.filter((one) => one >= 0).length,
        skipped,
        strata: drawn.kind === "stratified" ? drawn.sizes.length : null,
        unequal: isStrict,
      };
    },
  };
}

/** @throws HomegroundError `plan/not-on-list` */
function refuseOthers({ entryOf, source }: DrawnList, rows: Int32Array): void {
  const others = rows.filter((row) => entryOf[row]! < 0).length;
  if (others === 0) return;
  throw new HomegroundError("plan/not-on-list", {
    what: `${others} of ${rows.length} labelled images are not on the list: nothing says how they came`,
    where: source,
    fix: {
      command:
        "Leave their labels out, or the list; --ignore-design counts every image alike, and the figures say so",
      app: "Leave their labels out of the file, or the list",
    },
  });
}

function reachesAllStrata(list: DrawnList, rows: Int32Array): boolean {
  try {
    drawnUnits(list, rows);
    return true;
  } catch (error) {
    if (isHomegroundError(error) && error.code === "plan/stratum-empty") return false;
    throw error;
  }
}

/** Why what is asked cannot use a design, in words; null where it can. */
function obstacle({ design }: DrawnList, request: EvaluateRequest): string | null {
  const { cluster, anytime, interval, unit } = request;
  if (design === "unstated") return "the columns that an estimate needs are not in the list";
  if (anytime) return "looking as often as one likes is proven for labels in random order alone";
  if (cluster !== null) return "the list speaks of its own pool, and the question is another site";
  if (unit.kind === "sequence") return "images were drawn, and sequences are to be counted";
  if (interval !== null && interval !== "none") return "redraws would take every image alike";
  return null;
}

/**
 * Refuses images that were drawn unequally where all would count alike.
 *
 * @param why in words, after a colon
 * @throws HomegroundError `plan/design-ignored`
 */
export function refuseUnequal(list: DrawnList | undefined, why: string): void {
  if (list !== undefined && !isSelfWeighting(list)) throw designIgnored(list, why);
}

/**
 * The metric that is the result where no claim names one: the task's own; of images that were drawn unequally the
 * first of what is asked, and of the task's, that has an estimate by a design.
 *
 * @throws HomegroundError `plan/design-metric` where none has
 */
export function headlineByDesign(
  outcomes: EvaluatedOutcomes,
  design: DesignInUse | null,
  asked: readonly MetricReference[],
  positive: string | null,
): MetricReference {
  const own = headlineReference(outcomes);
  if (design?.isStrict !== true || canBeDrawn(own)) return own;
  const found = [...asked, ...detailReferences(outcomes, positive)].find(canBeDrawn);
  if (found === undefined) throw noDesignMetric(design.list, outcomes, own);
  return found;
}

function noDesignMetric(
  list: DrawnList,
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
): HomegroundError {
  const others = detailReferences(outcomes, null).filter(canBeDrawn).slice(0, 8);
  const random = "label images that were drawn at random";
  const wants = (say: string): string =>
    `${say} from which score on a prediction counts: precision, recall and F1 there have one; or ${random}`;
  return new HomegroundError("plan/design-metric", {
    what: `${formatReference(reference)} has no proven estimate for images that were drawn unequally`,
    where: list.source,
    fix:
      others.length > 0
        ? `Ask about one that has (${others.map(formatReference).join(", ")}), or ${random}`
        : taskOf(outcomes.kind).prediction === "objects"
          ? { command: wants("Say with --threshold"), app: wants("Say") }
          : `Ask about one that has, such as accuracy; or ${random}`,
  });
}

/** Figures of images that were drawn unequally and count alike say so. */
export function ignoredDesign(
  list: DrawnList | undefined,
  { ignoreDesign }: Pick<EvaluateRequest, "ignoreDesign">,
): readonly "plan/design-ignored"[] {
  return ignoreDesign && list !== undefined && !isSelfWeighting(list)
    ? ["plan/design-ignored"]
    : [];
}

/** What a reader of figures by a design has to know. @param isGrouped whether images belong together */
export function designNotes(
  { list, isStrict, facts }: DesignInUse,
  rows: Int32Array,
  isGrouped: boolean,
): ResultListed[] {
  const { pool, skipped } = facts(rows);
  const note = (code: string, what: string): ResultListed => ({ file: "", code, what });
  return [
    ...(isStrict
      ? [
          note(
            "plan/pool-only",
            `figures are of the ${pool} images that the list was drawn from${isGrouped ? ", counted one by one although some belong together" : ""}; rankings, calibration, means over labels that few images would bias, and analyses that count images alike were left out`,
          ),
        ]
      : []),
    ...(skipped > 0
      ? [
          note(
            "plan/labels-skipped",
            `${skipped} ${skipped === 1 ? "image was" : "images were"} passed over before the last one that is labelled in ${list.source}: figures are of images that can be labelled`,
          ),
        ]
      : []),
  ];
}
