import type { RecountView } from "../../records/page/recount-view.js";

/** What the page asks of whoever counts. */
export interface RecountRequest {
  /** The record's files where the page carries them; null where they are fetched. */
  readonly files: ReadonlyMap<string, Uint8Array> | null;
  /** What an earlier count fetched: it stands in for what the host does not give now. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
  /** Where the record's files are, absolute, with a slash at its end. */
  readonly base: string;
  /** The id that the page shows. */
  readonly id: string;
  /** The public key that the page's address asks for (`#signed-by=KEY`); null where it asks for none. */
  readonly signer: string | null;
  /** The figure as the page states it: `84 of 89`. */
  readonly stated: string;
}

/** What comes back, in this order: progress, what was fetched, then one of the others. */
export type RecountMessage =
  | {
      readonly kind: "progress";
      readonly text: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: "done";
      readonly view: RecountView;
      /** A mark a unit in the order of the manifest: 1 right, 0 wrong; null where none is either. */
      readonly marks: Uint8Array | null;
      readonly units: number;
    }
  /** What was fetched, for another count. */
  | {
      readonly kind: "fetched";
      readonly files: ReadonlyMap<string, Uint8Array>;
      /** Whether the host gave less than all of it. */
      readonly isFromKept: boolean;
    }
  | { readonly kind: "failed"; readonly text: string };
