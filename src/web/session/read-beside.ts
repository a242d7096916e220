import { APPLICATION } from "../../analyses/application/analysis.js";
import type { Deployments } from "../../analyses/application/deployments.js";
import { readDeploymentsOf } from "../../analyses/application/read-deployments.js";
import { ANALYSES } from "../../analyses/registry.js";
import type { ObjectBoxes } from "../../dataset/attributes/object-boxes.js";
import { boxesAmongLabels, boxesOfFile } from "../../evaluation/boxes-of-files.js";
import type { RunInputs } from "./run-types.js";
import { placeOf } from "./session-steps.js";

/** What single analyses take of files beside labels and answers. */
export interface ReadBeside {
  readonly deployments: Deployments | null;
  /** Where objects are on images whose labels are of the whole; null where nothing that is asked wants it. */
  readonly boxes: ObjectBoxes | null;
}

/** @throws HomegroundError as the readers of each */
export async function readBeside({
  files: { access, listed },
  truth,
  asked: { request, deployments, objects },
}: Pick<RunInputs, "files" | "truth" | "asked">): Promise<ReadBeside> {
  const { analyses } = request;
  const wantsBoxes = ANALYSES.some((one) => one.wantsMasked === true && analyses.includes(one.id));
  const { source } = truth.truth;
  return {
    deployments:
      deployments === null || !analyses.includes(APPLICATION)
        ? null
        : await readDeploymentsOf(placeOf(access, deployments), deployments),
    boxes: !wantsBoxes
      ? null
      : objects !== null
        ? await boxesOfFile(placeOf(access, objects), objects, listed, truth.reading)
        : await boxesAmongLabels(
            async () => placeOf(access, truth.path),
            source,
            listed,
            truth.reading,
          ),
  };
}
