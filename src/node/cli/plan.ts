import { join } from "node:path";
import { claimLimits, hasOwnError } from "../../claims/claim-limits.js";
import { parseClaim } from "../../claims/claim-text.js";
import type { Json } from "../../core/canonical-json.js";
import type { HomegroundError } from "../../core/errors.js";
import { visibleJson } from "../../core/visible-text.js";
import { claimMetrics } from "../../evaluation/typed-metrics.js";
import {
  type PlanGoal,
  type PlanRequest,
  planCurve,
  planLabels,
  USUAL_ICC,
} from "../../plan/plan-labels.js";
import { PLAN_FILES, planCsv, planPage } from "../../plan/plan-page.js";
import { planText } from "../../plan/plan-text.js";
import { writeTextFile } from "../files/write-file.js";
import { renderBlockPage } from "../reports/block-page.js";
import type { CommandIo, CommandResult } from "./command.js";
import { readPilot } from "./plan-pilot.js";
import { badOption } from "./usage.js";

/** The options of `homeground plan`, as the command line gives them. */
export interface PlanOptions {
  readonly width?: number | undefined;
  readonly claim?: string | undefined;
  readonly tolerance?: number | undefined;
  readonly difference?: number | undefined;
  readonly expect?: number | undefined;
  /** A result, or a comparison of two models. */
  readonly pilot?: string | undefined;
  readonly perCluster?: number | undefined;
  readonly icc?: number | undefined;
  readonly costCluster?: number | undefined;
  readonly costImage?: number | undefined;
  readonly level: number;
  /** Folder of page, table and plan; undefined: nothing is written. */
  readonly out?: string | undefined;
}

/** True share where nothing is said: labels for a range are then rather too many. */
const USUAL_SHARE = 0.8;

/** `homeground plan (--width H | --claim REF=VALUE | --difference D)`: how many images to label. */
export async function plan(
  options: PlanOptions,
  io: Pick<CommandIo, "terminal" | "version">,
): Promise<CommandResult> {
  const { goal, claimError, expect } = goalOf(options);
  const { pilot: path, perCluster, icc } = options;
  if (path !== undefined && options.expect !== undefined) {
    throw usage("a pilot says what is to be expected", "Leave --expect out, or --pilot");
  }
  const costs = costsOf(options);
  const pilot = path === undefined ? null : await readPilot(path, goal, options.level);
  // Groups as large as those of the pilot, unless somebody says another size or what they cost.
  const size = pilot?.clusters == null ? null : Math.round(pilot.images / pilot.clusters);
  if (icc !== undefined && (perCluster ?? costs ?? size) === null) {
    throw usage(
      "nothing says that images come in groups, whose likeness --icc is",
      "Name --per-cluster or costs, or leave --icc out",
    );
  }
  const request: PlanRequest = {
    goal,
    claimError,
    expect: options.expect ?? expect,
    level: options.level,
    perCluster: perCluster ?? (costs === null ? size : null),
    icc: icc ?? pilot?.icc ?? USUAL_ICC,
    costs,
    pilot,
  };
  const made = planLabels(request);
  const json = made as unknown as Json;
  const text = planText(made, io.terminal.unicode);
  if (options.out === undefined) return { text, json };
  const curve = planCurve(request);
  const page = join(options.out, PLAN_FILES.page);
  const view = planPage(made, curve, io.version);
  await writeTextFile(page, renderBlockPage(view, "homeground plan"));
  await writeTextFile(join(options.out, PLAN_FILES.curve), planCsv(made, curve));
  await writeTextFile(
    join(options.out, PLAN_FILES.plan),
    `${visibleJson(JSON.stringify(made, null, 1))}\n`,
  );
  return { text: `${text}\n\n${page}`, json };
}

interface AskedGoal {
  readonly goal: PlanGoal;
  readonly claimError: number;
  readonly expect: number;
}

/** @throws HomegroundError `usage/bad-option` unless one goal is given; what the claim's parser throws */
function goalOf(options: PlanOptions): AskedGoal {
  const { width, claim, difference, tolerance, level } = options;
  const given = [width, claim, difference].filter((goal) => goal !== undefined);
  if (given.length !== 1) {
    throw usage(
      `${given.length === 0 ? "no" : "more than one"} goal is named`,
      "Give one of --width, --claim and --difference",
    );
  }
  if (tolerance !== undefined && claim === undefined) {
    throw usage("a tolerance belongs to a claim", "Leave --tolerance out, or name the --claim");
  }
  if (width !== undefined) {
    if (width >= 0.5) throw usage(`half a range is ${width}`, "Name less than 0.5 as --width");
    return { goal: { kind: "width", width }, claimError: 0, expect: USUAL_SHARE };
  }
  if (difference !== undefined) {
    return { goal: { kind: "difference", difference }, claimError: 0, expect: USUAL_SHARE };
  }
  const metrics = claimMetrics(null);
  const read = parseClaim(claim!, { metrics, tolerance: tolerance ?? null });
  const { isShare } = metrics.describe(read.reference);
  if (!isShare) {
    throw usage(
      `${read.metric} is no share of images`,
      "Plan for a share such as accuracy; a first evaluation plans for other figures",
    );
  }
  const own = hasOwnError(read) ? claimLimits(read, level) : null;
  const goal: PlanGoal = {
    kind: "claim",
    metric: read.metric,
    value: read.value,
    tolerance: read.tolerance,
  };
  const claimError = own?.high == null ? 0 : own.high - read.value;
  return { goal, claimError, expect: read.value };
}

function costsOf({ costCluster, costImage, perCluster }: PlanOptions) {
  if (costCluster === undefined && costImage === undefined) return null;
  if (costCluster === undefined || costImage === undefined) {
    throw usage("one cost is given and not the other", "Give --cost-cluster and --cost-image");
  }
  if (perCluster !== undefined) {
    throw usage(
      "costs say how many images a group should have",
      "Leave --per-cluster out, or the costs",
    );
  }
  return { cluster: costCluster, image: costImage };
}

function usage(what: string, fix: string): HomegroundError {
  return badOption(what, fix, "homeground plan");
}
