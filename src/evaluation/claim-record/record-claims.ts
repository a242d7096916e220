import {
  badClaim,
  type Claim,
  type ClaimMetrics,
  type ClaimNote,
  checkClaimValue,
  claimTolerance,
  imagesOf,
} from "../../claims/claim.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { AT, WAY } from "../../core/ways.js";
import type { EstimateDetail, MetricReference } from "../../metrics/estimate-types.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { RecordClaim } from "../../records/record/record-types.js";
import { listOfText } from "../../records/record/setting-values.js";
import { valueText } from "../../reports/estimate-text.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { metricWords } from "../../reports/words/metrics.js";
import { estimatorOf } from "../evaluated-outcomes.js";
import { evidenceOfClaim, evidenceOfUnits } from "./claim-evidence.js";
import type { ClaimRecord, ClaimUnits, LocalClasses } from "./claim-record.js";
import { type UnitsHere, unitsHere } from "./units-here.js";

export interface RecordClaimOptions {
  readonly metrics: ClaimMetrics;
  /** The run's `--tolerance`; null where none was given. */
  readonly tolerance: number | null;
  /** What is evaluated here; null where that is not known yet. */
  readonly task: string;
  readonly here: LocalClasses | null;
}

/**
 * The claims of a transparency record: its headline figure and those that its author asked for
 * beside it. Where the images here have fewer classes, or classes merged, the figures are computed
 * again on the record's own units of these classes, and a note says so; where that cannot be done,
 * the figure is taken as published, and a note says that.
 *
 * @throws HomegroundError `claim/bad` for a record of another task or without a figure to check,
 *   `record/claim-differs` where the record's units do not give the figure that it states
 */
export function claimsFromRecord(
  claimed: ClaimRecord,
  options: RecordClaimOptions,
): readonly Claim[] {
  const { source, record, units } = claimed;
  if (record.task !== options.task) {
    throw badClaim(
      `the record is about ${record.task}, and ${options.task} is evaluated here`,
      source,
      {
        command: `Add --task ${record.task}, or give a record of ${options.task}`,
        app: `Evaluate ${record.task} (choose it ${AT.evaluated}), or give a record of ${options.task}`,
      },
    );
  }
  const brought = units === null || options.here === null ? null : unitsHere(units, options.here);
  const claims = headlineClaims(claimed, options.metrics).map((claim) =>
    claimOf(claim, claimed, brought, options),
  );
  if (claims.length > 0) return claims;
  throw badClaim("the record states no figure to check", source, WAY.writeClaim);
}

/** The first figure and those named by the author, each metric once: another site before here. */
function headlineClaims({ record, source }: ClaimRecord, metrics: ClaimMetrics): RecordClaim[] {
  const wanted = new Set(
    listOfText(record.settings, "metrics").map((text) =>
      metrics.format(metrics.parse(text, `${source}, settings.metrics`)),
    ),
  );
  const first = record.claims[0]?.metric;
  const seen = new Set<string>();
  return record.claims.filter(({ metric, value }) => {
    if (value === null || seen.has(metric) || (metric !== first && !wanted.has(metric))) {
      return false;
    }
    seen.add(metric);
    return true;
  });
}

function claimOf(
  stated: RecordClaim,
  { source, record, units }: ClaimRecord,
  brought: UnitsHere | null,
  { metrics, tolerance, here }: RecordClaimOptions,
): Claim {
  const where = `${source}, ${stated.metric}`;
  const own = metrics.parse(stated.metric, where);
  const published = stated.value ?? Number.NaN;
  checkClaimValue(published, stated.metric, metrics.describe(own).range, where);
  const isChecked = units !== null && stated.recomputable && units.independent;
  const again = isChecked ? detailOf(units, own, stated.level) : null;
  if (again !== null && !near(again.value, published)) {
    throw new HomegroundError("record/claim-differs", {
      what: `its own images give ${stated.metric} ${again.value}, and it states ${published}`,
      where,
      fix: "Do not rely on this copy: get the record again from where it is published",
    });
  }
  const reference = brought === null ? own : renamed(own, brought.nameOf);
  const name = metrics.format(reference);
  const { range, isShare } = metrics.describe(reference);
  const base = {
    reference,
    metric: name,
    source,
    tolerance: claimTolerance(null, tolerance, { name, range }, where),
  };
  const asPublished = (notes: readonly ClaimNote[]): Claim => ({
    ...base,
    value: published,
    evidence:
      again !== null && units !== null && again.clusters !== null
        ? evidenceOfUnits(units, own, isShare, again)
        : evidenceOfClaim(stated, own, isShare, record.clusters),
    ...imagesOf(stated.n),
    ...unitColumns(brought?.changed === true ? null : units),
    notes,
  });
  if (here === null) return asPublished([]);
  if (brought === null)
    return asPublished(unknownClasses(stated.metric, record.model.labels, here));
  if (!brought.changed) return asPublished([]);
  const found = stated.recomputable ? detailOf(brought.units, reference, stated.level) : null;
  if (found === null || found.value === null) {
    return asPublished([cannotRestrict(stated.metric, brought)]);
  }
  const evidence = evidenceOfUnits(brought.units, reference, isShare, found);
  return {
    ...base,
    value: evidence.kind === "counts" ? evidence.k / evidence.n : found.value,
    evidence,
    ...imagesOf(found.n),
    ...unitColumns(brought.units),
    notes:
      found.n === stated.n && near(found.value, published)
        ? []
        : [restrictedNote(stated, name, found.value, found.n, brought)],
  };
}

/** The figure on units of a record; null where they lack what it needs. */
function detailOf(
  { outcomes }: ClaimUnits,
  reference: MetricReference,
  level: number,
): EstimateDetail | null {
  try {
    return estimatorOf(outcomes, reference).at(level);
  } catch (error) {
    const lacks = ["metric/not-available", "metric/bad-parameter"];
    if (isHomegroundError(error) && lacks.includes(error.code)) return null;
    throw error;
  }
}

function near(a: number | null, b: number): boolean {
  return a !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
}

/** The reference with the class as it is named here. */
function renamed(
  { id, parameters }: MetricReference,
  nameOf: (label: string) => string,
): MetricReference {
  const named = parameters.get("class");
  if (named === undefined) return { id, parameters };
  return { id, parameters: new Map([...parameters, ["class", nameOf(named)]]) };
}

/** What the gap is split by. */
function unitColumns(units: ClaimUnits | null): Pick<Claim, "classCounts" | "outcomes" | "figure"> {
  if (units === null) return { classCounts: null };
  if (!haveOneLabel(units.outcomes)) return { classCounts: null, figure: units };
  const { classes, truth, predicted, cluster, clusterCount } = units.outcomes;
  const size = new Float64Array(classes.length);
  const hits = new Float64Array(classes.length);
  for (let i = 0; i < truth.length; i++) {
    size[truth[i]!]!++;
    if (truth[i] === predicted[i]) hits[truth[i]!]!++;
  }
  return {
    classCounts: {
      labels: classes,
      size,
      hits,
      confusion: null,
      clusters: null,
      independent: units.independent,
    },
    outcomes: {
      labels: classes,
      truth,
      predicted,
      cluster,
      clusterCount,
      attributes: units.attributes,
      originOf: units.originOf,
    },
  };
}

function restrictedNote(
  stated: RecordClaim,
  metric: string,
  value: number,
  n: number,
  { kept, merged }: UnitsHere,
): ClaimNote {
  const { scale, phrase } = metricWords(metric);
  const joined = merged.length === 0 ? "" : `, ${named(merged)} counted as one class each`;
  const before = `${valueText(scale, stated.value ?? 0, stated.n)} on ${grouped(stated.n)}`;
  return {
    code: "claim/restricted",
    what: `${phrase} is compared on these ${counted(kept.length, "class")}: ${named(kept)}${joined}; the claim becomes ${valueText(scale, value, n)} on ${counted(n, stated.unit)} (published: ${before})`,
  };
}

function cannotRestrict(metric: string, { kept }: UnitsHere): ClaimNote {
  const why =
    kept.length === 0
      ? "it is about none of the classes here"
      : "it cannot be computed again on the classes here";
  return {
    code: "claim/as-published",
    what: `${metricWords(metric).phrase} is compared as it is published: ${why}`,
  };
}

/** The note on a record that has classes which are absent here, and no figures by class. */
function unknownClasses(
  metric: string,
  labels: readonly string[],
  here: LocalClasses,
): readonly ClaimNote[] {
  const missing = labels.filter((label) => !here.present.has(here.nameOf.get(label) ?? label));
  if (missing.length === 0) return [];
  return [
    {
      code: "claim/as-published",
      what: `${metricWords(metric).phrase} is compared as it is published: the record does not tell it class by class, and ${missing.length} of the model's ${labels.length} labels are true of nothing here`,
    },
  ];
}

/** Longest list of classes that a note names. */
const MOST_NAMED = 12;

function named(classes: readonly string[]): string {
  if (classes.length <= MOST_NAMED) return listed(classes);
  return `${classes.slice(0, MOST_NAMED).join(", ")} and ${classes.length - MOST_NAMED} more`;
}
