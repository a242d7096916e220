import type { ModelIndex } from "../../formats/model-index.js";

/** A model card that was given as a claim, read. */
export interface ClaimCard {
  /** The file as the user named it. */
  readonly source: string;
  /** The test set that the user chose, behind `#`; null where none. */
  readonly chosen: string | null;
  readonly index: ModelIndex;
}
