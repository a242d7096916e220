import type { HomegroundError } from "../../core/errors.js";
import { pickNumbers } from "../../core/picked-rows.js";
import type { TrainingFeatures } from "../../dataset/feature-columns.js";
import { AUGRC } from "../../metrics/confidence/augrc.js";
import { AURC } from "../../metrics/confidence/aurc.js";
import { AUROC_FAILURE } from "../../metrics/confidence/auroc-failure.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { csvTable } from "../../reports/csv.js";
import { taskOf } from "../../tasks/registry.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { tablesOf } from "../tables-of.js";
import { compareObjects } from "./compare-objects.js";
import { compareScores } from "./compare-scores.js";
import {
  confidenceScores,
  FEATURE_SCORES,
  FLIPS,
  settled,
  withEnergy,
} from "./confidence-scores.js";
import { otherPlacesOf } from "./other-places.js";
import type { ReliabilityView } from "./reliability-view.js";
import type { ResultFailures, ResultReliability, ResultScoreDifference } from "./result.js";
import { reliabilitySection } from "./section.js";
import { onSharedUnits, withFeatures, withGiven } from "./with-given.js";
import { RELIABILITY } from "./words.js";

/** Name of the folder, by which it is asked for. */
export const ID = "reliability";

/** Whether a model knows when it is wrong; made where it is asked for. */
export const reliability: Analysis<ReliabilityView> = {
  id: ID,
  isNamed: true,
  wantsScoreRows: true,
  asks: {
    ...RELIABILITY.asks,
    of: {
      is: ({ task }) => ["label", "objects"].includes(taskOf(task).truth),
      otherwise: RELIABILITY.onlyAnswers,
    },
  },
  wantsFeatures: true,
  find(
    basis,
    request,
    { scores: given, logSums, features, trainingFeatures, flipped, leakage, files = [] },
  ) {
    const { outcomes, image: ofUnit } = basis;
    if (!request.analyses.includes(ID)) return {};
    if (haveObjects(outcomes)) {
      const image = request.unit.kind === "image" ? ofUnit : null;
      const isOfAnswers = features != null || flipped !== undefined;
      const found = compareObjects(outcomes, request, { given, image, files, isOfAnswers });
      const notes = [...(given?.notes ?? []), ...found.notes];
      return { notes, result: { analyses: { [ID]: found.result } } };
    }
    if (!haveOneLabel(outcomes)) {
      throw noConfidence("an image of this task has no single answer that is right or wrong");
    }
    const rowed = confidenceScores(outcomes, request.seed);
    if (rowed === null) throw noConfidence("the predictions do not say how sure they are");
    const image = request.unit.kind === "image" ? ofUnit : null;
    const known = image === null || logSums === undefined ? null : pickNumbers(logSums, image);
    const own = withEnergy(rowed, known);
    const featured = withFeatures(own, outcomes, features, image, request.seed, trainingFeatures);
    const both = flipped === undefined ? [] : [{ name: FLIPS, values: flipped.map(settled) }];
    const all = withGiven(featured, [...both, ...(given?.scores ?? [])], image);
    const shared = onSharedUnits(outcomes, all, (unit) => files[ofUnit[unit]!]!);
    const { leftOut, others } = shared.scores;
    const compared = compareScores(shared.outcomes, shared.scores.own, others, request);
    const isOfFeatures = FEATURE_SCORES.some((one) =>
      compared.scores.some(({ name }) => name === one),
    );
    const training =
      trainingFeatures === undefined || !isOfFeatures ? null : trainedOn(trainingFeatures);
    const otherPlaces =
      image === null || features == null || !isOfFeatures
        ? null
        : otherPlacesOf(outcomes, basis, request, features, image, {
            trainingFeatures,
            trainedLevels: leakage?.trainedLevels,
          });
    const result = {
      ...compared,
      ...(training === null ? {} : { training }),
      ...(otherPlaces === null ? {} : { otherPlaces }),
      without: outcomes.unitCount - compared.n,
      leftOut,
    };
    const notes = [...(given?.notes ?? []), ...shared.notes];
    return { notes, result: { analyses: { [ID]: result } } };
  },
  section: reliabilitySection,
  tables: ({ result }) => {
    const found: ResultReliability | undefined = result.analyses?.[ID];
    return tablesOf({
      "failure-scores": scoresCsv(found),
      "failure-scores-images": scoresCsv(found?.images),
    });
  },
};

function trainedOn({ features: { source, has } }: TrainingFeatures): {
  source: string;
  images: number;
} {
  return { source, images: has.reduce((sum, one) => sum + one, 0) };
}

function noConfidence(what: string): HomegroundError {
  return askedInVain(
    "analysis/no-confidence",
    what,
    "Give predictions of one label an image with a score for each class, or of objects with scores, or leave it out",
  );
}

/** `failure-scores.csv`: a row a score and figure, all digits; null where nothing was compared. */
function scoresCsv(found: ResultFailures | undefined): string | null {
  if (found === undefined) return null;
  const rows = found.scores.flatMap((one) => {
    const { ranges } = one;
    const row = (
      figure: string,
      target: number | null,
      value: number | null,
      { low, high }: { readonly low: number | null; readonly high: number | null },
      apart: ResultScoreDifference | null,
    ) => [
      ...[one.name, figure, target, value, low, high],
      ...[apart?.difference ?? null, apart?.low ?? null, apart?.high ?? null],
    ];
    return [
      row(AUROC_FAILURE.id, null, one.aurocFailure, ranges.aurocFailure, one.against),
      row(AURC.id, null, one.aurc, ranges.aurc, one.againstAurc),
      row(AUGRC.id, null, one.augrc, ranges.augrc, one.againstAugrc),
      row("fpr", 0.95, one.fpr95, ranges.fpr95, null),
      row("fpr", 0.8, one.fpr80, ranges.fpr80, null),
      ...one.risk.map(({ target, value, low, high }) =>
        row("risk", target, value, { low, high }, null),
      ),
    ];
  });
  const limits = ["value", "low", "high"];
  return csvTable(
    [
      ...["score", "figure", "target", ...limits],
      ...["difference", "difference_low", "difference_high"],
    ],
    rows,
  );
}
