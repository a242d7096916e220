import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import { valueText } from "../../reports/estimate-text.js";
import { metricWords } from "../../reports/words/metrics.js";
import type { RecordTold } from "./session-types.js";

export function recordTold({ record, features, side }: ClaimRecord): RecordTold {
  const [claim] = record.claims;
  return {
    title: record.title,
    id: record.id,
    task: record.task,
    metric: claim?.metric ?? "",
    value: claim?.value ?? null,
    low: claim?.low ?? null,
    high: claim?.high ?? null,
    figure: claim?.value == null ? null : figureText(claim.metric, claim.value),
    images: record.counts.scored,
    modelSha256: record.model.sha256,
    hasProfile: record.profile !== null,
    features: features?.images.length ?? 0,
    isOneByOne: side?.names !== undefined,
    expected: record.scope.expected.map(({ words }) => words),
    labels: record.model.labels,
  };
}

function figureText(metric: string, value: number): string {
  const { scale, phrase } = metricWords(metric);
  return `${valueText(scale, value, null)} ${phrase}`;
}
