import type { ReportExtras, ReportInput } from "../results/report-input.js";
import type { EvaluationResult } from "../results/result.js";
import { counted, grouped } from "./numbers.js";
import type { LimitView } from "./report-section.js";
import { shown } from "./text.js";
import { LIMITS } from "./words/limits.js";

/**
 * What a report of this run cannot tell, in sentences; those that hold for every run last.
 *
 * @param own those of the analyses
 */
export function limitsOf(
  { result, extras }: ReportInput,
  own: readonly LimitView[],
): readonly string[] {
  const ownOf = (run: LimitView["of"]) => own.flatMap(({ of, text }) => (of === run ? [text] : []));
  const limits: string[] = [whereOf(result, extras)];
  const absent = (result.confusion?.labels ?? []).filter((_, row) =>
    (result.confusion?.counts[row] ?? []).every((count) => count === 0),
  );
  const [first, second] = absent;
  if (first !== undefined) {
    const name = shown(first, 40);
    limits.push(
      second === undefined
        ? LIMITS.absent({ name })
        : LIMITS.absentSome({ classes: counted(absent.length, "class"), name }),
    );
  }
  const unsampled = result.inputs.listed.filter(({ code }) => code === "not-sampled").length;
  const left = result.inputs.listed.length - unsampled;
  if (left > 0) limits.push(LIMITS.left({ files: counted(left, "file") }));
  if (unsampled > 0) limits.push(LIMITS.unsampled({ files: counted(unsampled, "image") }));
  if (result.verdicts.some(({ claim }) => claim.kind === "claim")) limits.push(LIMITS.published);
  if (result.confusion !== null && result.confusion.labels.length > 2) {
    limits.push(LIMITS.classes({ n: grouped(result.confusion.labels.length) }));
  }
  return [...limits, ...ownOf("run"), LIMITS.labels, ...ownOf("every-run"), LIMITS.sample];
}

/** Whom the answer does not speak about. */
function whereOf({ question }: EvaluationResult, { placeName, clusterName }: ReportExtras): string {
  if (question === "another-site") {
    return LIMITS.otherKind({ cluster: shown(clusterName ?? "group", 40) });
  }
  return placeName === undefined
    ? LIMITS.elsewhere({ place: LIMITS.here, there: LIMITS.here })
    : LIMITS.elsewhere({ place: LIMITS.at({ place: shown(placeName, 60) }), there: LIMITS.there });
}
