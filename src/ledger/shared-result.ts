import type { Count, PositiveCount, Sha256 } from "../core/json-values.js";
import type { RecordSignature } from "../records/record/record-types.js";
import type { EvaluationResult, ResultEstimate, ResultVerdict } from "../results/result.js";
import { designIgnored, weighsUnequally } from "../results/unequal-draws.js";
import { bisect } from "../statistics/bisection.js";
import { levelQuantile } from "../statistics/quantiles.js";
import { wilsonInterval } from "../statistics/wilson.js";
import { type SharedClass, sharedClasses } from "./shared-classes.js";

/**
 * What somebody may send to the authors of a record: figures, counts, verdicts and how far the images
 * are like the record's. No name of an image, a place, a file or a person is in it, no class but the record's
 * own, and no picture; the JSON Schema is `schemas/shared-result.schema.json`.
 */
export interface SharedResult {
  readonly schema: "homeground.shared-result/2";
  readonly software: { readonly name: "homeground"; readonly version: string };
  /** Id of the record that the images were compared with; null where there was none. */
  readonly record: Sha256 | null;
  /** SHA-256 of the model that was run; null for answers from a file. */
  readonly model: Sha256 | null;
  readonly task: string;
  readonly unit: string;
  /**
   * SHA-256 over the sorted SHA-256s of the scored images' pixels, by which the same images are known again
   * and none is told; null where no pixels were read.
   */
  readonly evidence: Sha256 | null;
  /**
   * When the images were taken, as its sender says.
   * @pattern ^[0-9]{4}-(0[1-9]|1[0-2])$
   */
  readonly month: string | null;
  /**
   * What sort of place it is, in its sender's words.
   * @minLength 1
   * @maxLength 200
   */
  readonly place: string | null;
  readonly counts: {
    readonly images: Count;
    readonly scored: Count;
    /** Images that were listed, by the code of the reason. */
    readonly listed: Readonly<Record<string, PositiveCount>>;
    readonly classes: Count | null;
  };
  readonly figures: readonly SharedFigure[];
  /**
   * Counts of the record's classes, where its sender asked for them: `null` for those of a class of which
   * one is small. Where one is withheld, figures that are no share of all images are left out, and verdicts on
   * them: they would give it away.
   */
  readonly classes: readonly SharedClass[] | null;
  readonly verdicts: readonly SharedVerdict[];
  /** How many images are like those of the record; null where that was not looked at. */
  readonly scope: { readonly images: Count; readonly covered: Count } | null;
  /** What its sender says of the place by name: `habitat`, `cameras`. Numbers are numbers. */
  readonly attributes?: PlaceAttributes | undefined;
  /** By whom it is vouched for, where they signed it: of the SHA-256 of its canonical JSON without this. */
  readonly signature?: RecordSignature | undefined;
}

/** A place's properties by name, in its sender's words. */
export type PlaceAttributes = Readonly<Record<string, string | number>>;

export interface SharedFigure
  extends Pick<
    ResultEstimate,
    "metric" | "value" | "low" | "high" | "level" | "method" | "n" | "clusters"
  > {
  /** Hits, where the figure is a share of n; null otherwise. */
  readonly k: Count | null;
  /**
   * Independent units that would tell as much: Wilson's interval of as many is as wide. Null where the
   * figure is no share.
   * @exclusiveMinimum 0
   */
  readonly nEff: number | null;
}

export interface SharedVerdict
  extends Pick<ResultVerdict, "metric" | "tolerance" | "difference" | "low" | "high" | "verdict"> {
  readonly claimed: number;
}

type FigureOfUnits = Pick<
  ResultEstimate,
  "metric" | "value" | "low" | "high" | "level" | "method" | "n" | "clusters"
>;

/** A figure whose name holds nothing of the data: `accuracy`, not `recall{class=deer}`. */
const PLAIN = /^[a-z0-9-]+(\{average=(macro|micro|weighted)\})?$/;

/** What the sender says beside the figures. */
export interface SharedWords {
  /** `YYYY-MM`. */
  readonly month?: string | null;
  readonly place?: string | null;
  readonly attributes?: PlaceAttributes | null;
}

/** What is known of a run beside its result. */
export interface SharedRun {
  /** See {@link SharedResult.evidence}. */
  readonly evidence: Sha256 | null;
  /** Labels of the record, where counts of its classes are asked for. */
  readonly vocabulary: readonly string[] | null;
  /** Whether shares of all images are told alone, since others were told of them before. */
  readonly isNarrow: boolean;
}

const RESULT_ALONE: SharedRun = { evidence: null, vocabulary: null, isNarrow: false };

/**
 * What of a result may leave, with nothing that names anything but what its sender says of the place, and
 * classes of the record where they are asked for.
 *
 * @throws HomegroundError `plan/design-ignored` for images that were drawn unequally
 */
export function sharedResult(
  result: EvaluationResult,
  words: SharedWords = {},
  { evidence, vocabulary, isNarrow }: SharedRun = RESULT_ALONE,
): SharedResult {
  const { software, model, task, unit, inputs, confusion, scope } = result;
  if (weighsUnequally(result)) {
    throw designIgnored(
      { source: "the result" },
      "whoever keeps results of many places counts images alike",
    );
  }
  const classes =
    vocabulary === null || confusion === null ? null : sharedClasses(confusion, vocabulary);
  const all = result.estimates
    .filter(
      ({ metric, slice, role }) => role === "headline" && slice === null && PLAIN.test(metric),
    )
    .map(sharedFigure);
  const isWhole = !isNarrow && (classes === null || classes.every(({ hits }) => hits !== null));
  const figures = isWhole ? all : all.filter((figure) => isOfAllImages(figure, inputs.scored));
  const told = new Set(figures.map(({ metric }) => metric));
  const tells = (metric: string) => isWhole || told.has(metric);
  const listed: Record<string, number> = {};
  for (const { code } of inputs.listed) listed[code] = (listed[code] ?? 0) + 1;
  return {
    schema: "homeground.shared-result/2",
    software: { name: "homeground", version: software.version },
    record: scope?.record.id ?? null,
    model: model?.sha256 ?? null,
    task,
    unit,
    evidence,
    month: words.month ?? null,
    place: words.place ?? null,
    counts: {
      images: inputs.images,
      scored: inputs.scored,
      listed: Object.fromEntries(Object.entries(listed).sort(([a], [b]) => (a < b ? -1 : 1))),
      classes: confusion?.labels.length ?? null,
    },
    figures,
    classes,
    verdicts: result.verdicts
      .filter(({ metric }) => PLAIN.test(metric) && tells(metric))
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
    ...(words.attributes == null ? {} : { attributes: words.attributes }),
  };
}

/** A figure as it is shared, with the independent units that would tell as much. */
export function sharedFigure(estimate: FigureOfUnits): SharedFigure {
  const { metric, value, low, high, level, method, n, clusters } = estimate;
  const figure = { metric, value, low, high, level, method, n, clusters };
  if (value === null || !isShareMethod(method)) return { ...figure, k: null, nEff: null };
  const hits = Math.round(value * n);
  const isWhole = Math.abs(value * n - hits) < 1e-6;
  return {
    ...figure,
    k: isWhole ? hits : null,
    nEff: clusters === null || low === null || high === null ? n : unitsAsWide(estimate),
  };
}

/** Whether a figure is a share of all images, which tells their number and that of hits alone. */
export function isOfAllImages({ k, n }: SharedFigure, scored: number): boolean {
  return k !== null && n === scored;
}

/** Whether an interval method is one of shares of units. */
export function isShareMethod(method: string): boolean {
  return method === "wilson" || method === "wilson-cluster";
}

/** Units whose Wilson interval of the same share is as wide: many where it is narrow. */
function unitsAsWide({ value, low, high, level, n }: FigureOfUnits): number {
  const [p, width, z] = [value!, high! - low!, levelQuantile(level)];
  const isWider = (units: number) => {
    const { low: from, high: to } = wilsonInterval(p, units, z);
    return to - from > width;
  };
  return isWider(n) ? n : bisect(isWider, 1e-9, n, 1e-9 * n);
}

/** The bytes that are shown, copied and saved: the same everywhere. */
export function sharedText(shared: SharedResult): string {
  return `${JSON.stringify(shared, null, 2)}\n`;
}
