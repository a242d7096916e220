import type { BlobStore } from "../blobs/blob-store.js";
import type { Database } from "../database/database.js";
import type { FindKnown } from "./found.js";
import type { Metrics } from "./metrics.js";

/** What an operator may set. */
export interface Settings {
  /** Largest file of an upload. */
  readonly mostFileBytes: number;
  /** Room of a workspace, unless it is given another. */
  readonly quotaBytes: number;
  /** Of one token, session or, before there is one, address. */
  readonly requestsPerMinute: number;
  /** Names under which the server is asked, beside addresses and this machine's own. */
  readonly hosts: readonly string[];
  /** Whether it is reached by https:, so that cookies may say so. */
  readonly isSecure: boolean;
  /** The organisation that signs people in, by OpenID Connect; null for none. */
  readonly provider: Provider | null;
}

/** Of OpenID Connect. */
export interface Provider {
  /** Address below which its `.well-known/openid-configuration` is. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const DEFAULT_SETTINGS: Settings = {
  mostFileBytes: 2 * 1024 ** 3,
  quotaBytes: 100 * 1024 ** 3,
  requestsPerMinute: 1200,
  hosts: [],
  isSecure: false,
  provider: null,
};

/** What the parts of a running server share. */
export interface ServerState extends FindKnown {
  readonly version: string;
  readonly database: Database;
  readonly blobs: BlobStore;
  /** Folder for uploads under way. */
  readonly spool: string;
  readonly settings: Settings;
  readonly clock: () => Date;
  readonly metrics: Metrics;
  /** A line of the log: no names, addresses or secrets. */
  readonly log: (entry: Readonly<Record<string, string | number | null>>) => void;
  /** Aborted when the server is being stopped. */
  readonly signal: AbortSignal;
}
