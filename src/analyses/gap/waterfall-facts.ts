import type { Evaluation } from "../../evaluation/evaluation.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { countClasses } from "../../outcomes/count-classes.js";
import type { ReportExtras } from "../../results/report-input.js";

/** Counts of both sides for the steps of the gap, where the claim has them. */
export function waterfallFacts({
  outcomes,
  result,
  claims,
}: Pick<Evaluation, "outcomes" | "result" | "claims">): Pick<ReportExtras, "waterfall"> {
  const claimed = claims.find(({ classCounts }) => classCounts !== null)?.classCounts ?? null;
  const isTold = haveOneLabel(outcomes) && result.gap?.shared === undefined;
  if (claimed === null || !isTold) return {};
  const { classes } = outcomes;
  const { size, hits } = countClasses(outcomes);
  const names = [...new Set([...claimed.labels, ...classes])];
  const facts = names.map((name) => {
    const a = claimed.labels.indexOf(name);
    const b = classes.indexOf(name);
    return [
      name,
      {
        claimed: claimed.size[a] ?? 0,
        claimedRight: claimed.hits[a] ?? 0,
        local: size[b] ?? 0,
        localRight: hits[b] ?? 0,
      },
    ] as const;
  });
  return { waterfall: { classes: new Map(facts) } };
}
