import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { Note } from "../../results/result.js";
import { binaryOf } from "./binary.js";
import type { Deployments } from "./deployments.js";
import { extentOf } from "./extent.js";
import { type Field, fieldOf } from "./field.js";
import { communityCounts, shownLabels } from "./group-counts.js";
import { isMeasured, type LeftOut, type Measured } from "./measured.js";
import type { ResultApplication, ResultDeployments } from "./result.js";
import type { Scene } from "./use.js";
import { costCurve } from "./uses/cost.js";
import { benefitCurve } from "./uses/net-benefit.js";
import { USES } from "./uses/registry.js";

/** What an application comes to, with what pairs of models are compared by. */
export interface Application {
  readonly result: ResultApplication;
  readonly measured: readonly Measured[];
  readonly notes: readonly Note[];
}

/**
 * Every use of the registry: what the model's answers lead to, beside what the labels lead to.
 *
 * @throws HomegroundError `deployments/no-camera`, `labels/no-positive`, `labels/no-column`, `application/no-thickness`
 */
export function applicationOf(
  basis: Pick<HeadlineBasis, "outcomes" | "attributes" | "question">,
  request: EvaluateRequest,
  deployments: Deployments | null,
): Application {
  const field = fieldOf(basis, request, deployments);
  const extent = extentOf(basis, request);
  const scene: Scene = { field, binary: binaryOf(basis, request), extent, request };
  const found = USES.flatMap((use) => use.find(scene));
  const measured = found.filter(isMeasured);
  const { binary } = scene;
  const isAsked = typeof binary !== "string";
  const curve = isAsked ? benefitCurve(binary, request) : null;
  const costs = isAsked ? costCurve(binary, request) : null;
  const { costMiss, costFalseAlarm, prevalence, gapMinutes, level } = request;
  return {
    measured,
    notes: typeof field === "string" ? [] : field.notes,
    result: {
      unit: basis.outcomes.unit,
      level,
      label: isAsked ? binary.label : null,
      threshold: isAsked ? binary.threshold : null,
      prevalence,
      costs:
        costMiss === null || costFalseAlarm === null
          ? null
          : { miss: costMiss, falseAlarm: costFalseAlarm },
      gapMinutes,
      sampling:
        typeof field === "string"
          ? { attribute: null, groups: null }
          : { attribute: field.sampled, groups: field.groups.clusters },
      deployments: typeof field === "string" ? null : deploymentFacts(field, deployments),
      figures: measured.map(({ figure }) => figure),
      left: found.filter((one): one is LeftOut => !isMeasured(one)),
      moreLabels: typeof field === "string" ? 0 : shownLabels(communityCounts(field)).more,
      ...(curve === null ? {} : { netBenefit: curve }),
      ...(costs === null ? {} : { costCurve: costs }),
      ...(extent === null || typeof extent === "string"
        ? {}
        : { extent: { unit: extent.unit, inPixels: extent.inPixels } }),
    },
  };
}

function deploymentFacts(
  { cameras, outside, unlisted }: Field,
  deployments: Deployments | null,
): ResultDeployments | null {
  if (deployments === null || cameras === null) return null;
  const seen = new Set(cameras.codes);
  return {
    source: deployments.source,
    cameras: deployments.rows.length,
    withImages: cameras.deployed.filter((one, code) => one !== null && seen.has(code)).length,
    nights: deployments.rows.reduce((sum, { nights }) => sum + nights, 0),
    outside,
    unlisted,
  };
}
