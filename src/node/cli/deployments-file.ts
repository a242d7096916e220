import { APPLICATION } from "../../analyses/application/analysis.js";
import type { Deployments } from "../../analyses/application/deployments.js";
import { readDeploymentsOf } from "../../analyses/application/read-deployments.js";
import { HomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { openPlace } from "./open-places.js";

/**
 * When and where cameras stood, of the table that `--deployments` names; null where it names none.
 *
 * @throws HomegroundError `usage/bad-option` where nothing asks for it, `deployments/…`, and as the reader of tables
 */
export async function readDeployments(
  { deployments: path }: Pick<EvaluateOptions, "deployments">,
  { analyses }: Pick<EvaluateRequest, "analyses">,
): Promise<Deployments | null> {
  if (path === undefined) return null;
  if (!analyses.includes(APPLICATION)) {
    throw new HomegroundError("usage/bad-option", {
      what: "it says when cameras stood, and nothing asks what the answers lead to there",
      where: "--deployments",
      fix: `Add --analyse ${APPLICATION}, or leave it out`,
    });
  }
  const place = await openPlace(path, "the table of deployments");
  return readDeploymentsOf(place, path);
}
