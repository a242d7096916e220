import type { Count, Sha256 } from "../../core/json-values.js";
import type { RecordProblem } from "../record/record-problem.js";
import type { Verification, VerifiedStep } from "./verify-record.js";
import { whatItProves } from "./verify-text.js";

/**
 * What `record verify --json` prints, schema `homeground.verify/1`: what programs rely on. The JSON
 * Schema is `schemas/verify.schema.json`.
 */
export interface VerifyJson {
  readonly schema: "homeground.verify/1";
  /** Id of the record as it says; null where the file is no record. */
  readonly id: Sha256 | null;
  readonly title: string | null;
  readonly state: "draft" | "published" | null;
  readonly openness: "open" | "on-request" | "closed" | null;
  /** The id that was expected; null where none was given. */
  readonly expected: string | null;
  /** The public key that was asked for; null where none was. */
  readonly signer: string | null;
  /** No difference; warnings may be there. */
  readonly equal: boolean;
  readonly steps: readonly VerifiedStep[];
  readonly problems: readonly ProblemJson[];
  /** Differences beyond those that are named. */
  readonly moreProblems: Count;
  /** Public keys whose signatures hold. */
  readonly signedBy: readonly string[];
  /** In sentences. */
  readonly shows: readonly string[];
  readonly doesNotShow: readonly string[];
}

interface ProblemJson extends Omit<RecordProblem, "code"> {
  /** @pattern ^(record/[a-z-]+|input/too-deep)$ */
  readonly code: string;
}

export function verifyJson(found: Verification): VerifyJson {
  const { record, steps, problems, moreProblems, isEqual, signedBy, expected, signer } = found;
  return {
    schema: "homeground.verify/1",
    id: record?.id ?? null,
    title: record?.title ?? null,
    state: record?.state ?? null,
    openness: record?.openness ?? null,
    expected,
    signer,
    equal: isEqual,
    steps,
    problems,
    moreProblems,
    signedBy,
    ...whatItProves(found),
  };
}
