import type { Count, PositiveCount, Sha256 } from "../core/json-values.js";
import type { EvaluationResult, ResultEstimate, ResultVerdict } from "../results/result.js";

/**
 * What somebody may send to the authors of a record: figures, counts, verdicts and how far the images
 * are like the record's. No name of an image, a class, a place, a file or a person is in it, and no
 * picture; the JSON Schema is `schemas/shared-result.schema.json`.
 */
export interface SharedResult {
  readonly schema: "homeground.shared-result/1";
  readonly software: { readonly name: "homeground"; readonly version: string };
  /** Id of the record that the images were compared with; null where there was none. */
  readonly record: Sha256 | null;
  /** SHA-256 of the model that was run; null for answers from a file. */
  readonly model: Sha256 | null;
  readonly task: string;
  readonly unit: string;
  readonly counts: {
    readonly images: Count;
    readonly scored: Count;
    /** Images that were listed, by the code of the reason. */
    readonly listed: Readonly<Record<string, PositiveCount>>;
    readonly classes: Count | null;
  };
  readonly figures: readonly SharedFigure[];
  readonly verdicts: readonly SharedVerdict[];
  /** How many images are like those of the record; null where that was not looked at. */
  readonly scope: { readonly images: Count; readonly covered: Count } | null;
}

export type SharedFigure = Pick<
  ResultEstimate,
  "metric" | "value" | "low" | "high" | "level" | "method" | "n" | "clusters"
>;

export interface SharedVerdict
  extends Pick<ResultVerdict, "metric" | "tolerance" | "difference" | "low" | "high" | "verdict"> {
  readonly claimed: number;
}

/** A figure whose name holds nothing of the data: `accuracy`, not `recall{class=deer}`. */
const PLAIN = /^[a-z0-9-]+(\{average=(macro|micro|weighted)\})?$/;

/** What of a result may leave, with nothing that names anything. */
export function sharedResult(result: EvaluationResult): SharedResult {
  const { software, model, task, unit, inputs, confusion, scope } = result;
  const listed: Record<string, number> = {};
  for (const { code } of inputs.listed) listed[code] = (listed[code] ?? 0) + 1;
  return {
    schema: "homeground.shared-result/1",
    software: { name: "homeground", version: software.version },
    record: scope?.record.id ?? null,
    model: model?.sha256 ?? null,
    task,
    unit,
    counts: {
      images: inputs.images,
      scored: inputs.scored,
      listed: Object.fromEntries(Object.entries(listed).sort(([a], [b]) => (a < b ? -1 : 1))),
      classes: confusion?.labels.length ?? null,
    },
    figures: result.estimates
      .filter(
        ({ metric, slice, role }) => role === "headline" && slice === null && PLAIN.test(metric),
      )
      .map(({ metric, value, low, high, level, method, n, clusters }) => ({
        metric,
        value,
        low,
        high,
        level,
        method,
        n,
        clusters,
      })),
    verdicts: result.verdicts
      .filter(({ metric }) => PLAIN.test(metric))
      .map(({ metric, claim, tolerance, difference, low, high, verdict }) => ({
        metric,
        claimed: claim.value,
        tolerance,
        difference,
        low,
        high,
        verdict,
      })),
    scope: scope === null ? null : { images: scope.images, covered: scope.covered },
  };
}

/** The bytes that are shown, copied and saved: the same everywhere. */
export function sharedText(shared: SharedResult): string {
  return `${JSON.stringify(shared, null, 2)}\n`;
}
