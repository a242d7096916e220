import type { EvaluateRequest } from "./request.js";

/** The figures that are asked for, and nothing that is claimed of them. */
export function plainRequest(request: EvaluateRequest): EvaluateRequest {
  return {
    ...request,
    analyses: [],
    claims: [],
    claimFiles: [],
    claimRecords: [],
    claimCards: [],
    requirements: [],
    interval: null,
    slices: [],
    chosenParts: [],
  };
}
