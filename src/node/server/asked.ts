import type { IncomingHttpHeaders } from "node:http";
import type { BodyOf, ParamsOf, QueryOf, Role, Route } from "../../registry/route.js";
import type { ByteRange } from "../blobs/blob-store.js";
import type { Actor } from "./actors.js";

/** A request that is well formed, and may be made by who makes it. */
export interface Asked<R extends Route> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** Of routes that anybody may ask there is none. */
  readonly actor: Actor;
  /** In the workspace of the address. */
  readonly role: Role;
  /** Asks once more whether the request may be made. */
  readonly again: () => Promise<void>;
  readonly address: string;
  /** Counts a wrong name or password of this address. */
  readonly failed: () => void;
  readonly headers: IncomingHttpHeaders;
  readonly reply: { readonly header: (name: string, value: string) => void };
}

/** A file, whole or a part of it. */
export interface FileAnswer {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly range: ByteRange | null;
  readonly fileName: string;
}
