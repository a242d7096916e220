import type { NetworkPolicy } from "./checked-request.js";
import type { DownloadPatience } from "./download-file.js";
import type { HuggingFaceRepository } from "./hugging-face.js";

/** How models are fetched. */
export interface FetchOptions {
  readonly policy: NetworkPolicy;
  /** Folder of downloaded models. */
  readonly cacheFolder: string;
  /** Of Hugging Face, or of a server like it. */
  readonly endpoint: string;
  /** Largest model file; default that of the engine. */
  readonly maxBytes?: number;
  /** Largest sum of the files of weights beside it; default that of the engine. */
  readonly maxExternalBytes?: number;
  readonly onProgress?: (file: string, done: number, total: number | null) => void;
  readonly signal?: AbortSignal;
  /** Pauses before another try; for tests. */
  readonly pausesMs?: readonly number[];
  /** How long each file may take, and how slowly it may come; default {@link DOWNLOAD_PATIENCE}. */
  readonly patience?: DownloadPatience;
}

/** What is to be downloaded. */
export interface HostedModel {
  readonly url: string;
  /** Path of the model below its folder in the cache. */
  readonly file: string;
  readonly sha256: string | null;
  readonly revision: string | null;
  /** Address of a file beside it, by its path from the same root. */
  readonly siblingUrl: (path: string) => string;
  /** Files that are known to be there; null where each must be asked for. */
  readonly siblings: HuggingFaceRepository["files"] | null;
}
