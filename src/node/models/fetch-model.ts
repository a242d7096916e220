import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { checkOnnx, DEFAULT_ONNX_LIMITS } from "../../models/onnx/onnx-check.js";
import { inspectOnnx } from "../../models/onnx/onnx-inspect.js";
import { get, shownUrl } from "./checked-request.js";
import { type DownloadedFile, downloadFile, hashOf } from "./download-file.js";
import type { FetchOptions, HostedModel } from "./hosted-model.js";
import { fileUrl, type HuggingFaceRepository, openRepository, pickModel } from "./hugging-face.js";
import {
  type CachedModel,
  createModelCache,
  type ModelCache,
  type PartsFolder,
} from "./model-cache.js";
import { type HuggingFaceReference, isPlainPath, type UrlReference } from "./model-reference.js";
import { bringSiblings } from "./model-siblings.js";

/** A hosted model on this machine. */
export interface FetchedModel {
  /** The model file. */
  readonly path: string;
  /** Folder of everything that came. */
  readonly folder: string;
  /** Paths below it, `/` between folders: the model first, then weights, card, labels. */
  readonly files: readonly string[];
  readonly sha256: string;
  /** Where it is from, exactly: address, or repository, commit and file. */
  readonly source: string;
  /** What to write after `--model` for these bytes and no others. */
  readonly pinned: string;
  /** Worth telling: that it was not asked for again, that the network was away. */
  readonly lines: readonly string[];
}

/**
 * Brings a hosted model onto this machine, once: model file, files of weights that it names, card,
 * labels and configuration beside it. A commit or a checksum that was given is never asked for
 * again; a branch or a plain address is, and without a network the copy that is there is used.
 *
 * @throws HomegroundError `network/…`, `model/hash`, `model/too-large`, `model/external-data` and
 *   others of the file, `input/not-found`, `input/ambiguous`, `output/not-written`,
 *   `run/interrupted`
 */
export async function fetchModel(
  reference: UrlReference | HuggingFaceReference,
  options: FetchOptions,
): Promise<FetchedModel> {
  const cache = createModelCache(options.cacheFolder);
  return reference.kind === "url"
    ? fetchUrl(reference, cache, options)
    : fetchRepository(reference, cache, options);
}

async function fetchUrl(
  reference: UrlReference,
  cache: ModelCache,
  options: FetchOptions,
): Promise<FetchedModel> {
  const { url, sha256 } = reference;
  const name = `url ${url}`;
  const known = await cache.find(name);
  const shown = shownUrl(new URL(url));
  const ready = (model: CachedModel, lines: readonly string[]): FetchedModel => ({
    ...placeOf(cache.folderOf(name, model), model),
    sha256: model.sha256,
    source: shown,
    pinned: `${url}#sha256=${model.sha256}`,
    lines,
  });
  if (known !== null && sha256 === known.sha256) return ready(known, [FROM_CACHE]);
  if (known !== null && sha256 === null) {
    const change = await hasChanged(url, known, options);
    if (change !== null) return ready(known, [change]);
  }
  const model = await download(name, cache, options, {
    url,
    file: fileNameOf(url),
    sha256,
    revision: null,
    siblingUrl: (path) =>
      new URL(path.split("/").map(encodeURIComponent).join("/"), bare(url)).href,
    siblings: null,
  });
  const lines =
    known === null || known.sha256 === model.sha256
      ? []
      : [`The model at this address has changed: it was ${known.sha256}`];
  return ready(model, lines);
}

function placeOf(folder: string, { file, others }: CachedModel) {
  return { path: join(folder, file), folder, files: [file, ...Object.keys(others)] };
}

const FROM_CACHE = "Downloaded before; its checksum was checked again";

/** What to say of the copy when it is to be used; null when there is something newer. */
async function hasChanged(
  url: string,
  known: CachedModel,
  { policy, signal }: FetchOptions,
): Promise<string | null> {
  const { etag, lastModified } = known;
  if (etag === null && lastModified === null) {
    return "Downloaded before; the server does not say whether it has changed since";
  }
  const condition = {
    ...(etag === null ? {} : { "if-none-match": etag }),
    ...(lastModified === null ? {} : { "if-modified-since": lastModified }),
  };
  try {
    const { status, message } = await get(url, condition, policy, signal);
    message.destroy();
    if (status === 304) return FROM_CACHE;
    if (status === 429 || status >= 500) return AWAY;
    const isSame = etag !== null && message.headers.etag === etag;
    return status === 200 && isSame ? FROM_CACHE : null;
  } catch (error) {
    if (error instanceof HomegroundError && error.code === "network/unreachable") return AWAY;
    throw error;
  }
}

const AWAY = "The server cannot be reached; the copy that was downloaded before is used";

async function fetchRepository(
  reference: HuggingFaceReference,
  cache: ModelCache,
  options: FetchOptions,
): Promise<FetchedModel> {
  const { endpoint, policy, signal } = options;
  const { owner, name: repository, revision, file: asked, sha256 } = reference;
  const id = `hf:${owner}/${repository}`;
  const nameAt = (at: string, file: string | null): string =>
    `hf ${endpoint} ${owner}/${repository}@${at}/${file ?? ""}`;
  const name = nameAt(revision ?? "main", asked);
  const known = await cache.find(name);
  const ready = (from: string, model: CachedModel, lines: readonly string[]): FetchedModel => {
    const source = `${id}@${model.revision}/${model.file}`;
    return {
      ...placeOf(cache.folderOf(from, model), model),
      sha256: model.sha256,
      source,
      pinned: `${source}@sha256:${model.sha256}`,
      lines,
    };
  };
  const isPinned = sha256 === known?.sha256 || (sha256 === null && isCommit(revision));
  if (known !== null && isPinned) return ready(name, known, [FROM_CACHE]);
  let found: HuggingFaceRepository;
  try {
    found = await openRepository(reference, endpoint, policy, signal);
  } catch (error) {
    const isAway = error instanceof HomegroundError && error.code === "network/unreachable";
    if (!isAway || known === null || sha256 !== null) throw error;
    return ready(name, known, [AWAY]);
  }
  if (known !== null && known.revision === found.commit && sha256 === null) {
    return ready(name, known, [FROM_CACHE]);
  }
  const file = pickModel(found, reference);
  // One place for all names of a commit; the name that was given then stands for it too.
  const exact = nameAt(found.commit, file);
  const before = await cache.find(exact);
  const isRight = before !== null && (sha256 === null || sha256 === before.sha256);
  const model = isRight
    ? before
    : await download(exact, cache, options, {
        url: fileUrl(reference, endpoint, found.commit, file),
        file,
        revision: found.commit,
        sha256: sha256 ?? found.files.get(file)?.sha256 ?? null,
        siblingUrl: (path) => fileUrl(reference, endpoint, found.commit, path),
        siblings: found.files,
      });
  if (name !== exact) await cache.alias(name, exact, model);
  const lines =
    known === null || known.sha256 === model.sha256
      ? []
      : [`${revision ?? "main"} has another model than before: it was ${known.sha256}`];
  return ready(exact, model, isRight ? [...lines, FROM_CACHE] : lines);
}

function isCommit(revision: string | null): boolean {
  return revision !== null && /^[0-9a-f]{40}$/.test(revision);
}

async function download(
  name: string,
  cache: ModelCache,
  options: FetchOptions,
  hosted: HostedModel,
): Promise<CachedModel> {
  const parts = await cache.openParts(name);
  try {
    const path = join(parts.path, hosted.file);
    const came = await bring(hosted.url, path, hosted.file, hosted.sha256, options);
    const weights = await bringWeights(path, parts, hosted, options);
    const beside = await bringSiblings(parts.path, hosted, options);
    const model: CachedModel = {
      sha256: came.sha256,
      file: hosted.file,
      revision: hosted.revision,
      etag: came.etag,
      lastModified: came.lastModified,
      others: { ...weights, ...beside },
    };
    await cache.keep(name, parts, model);
    return model;
  } finally {
    await parts.release();
  }
}

/** A file that is whole from an earlier attempt is not downloaded again if its checksum is known. */
async function bring(
  url: string,
  path: string,
  shown: string,
  sha256: string | null,
  { policy, maxBytes, onProgress, signal, pausesMs, patience }: FetchOptions,
): Promise<DownloadedFile> {
  if (sha256 !== null) {
    const there = await hashOf(path).catch(() => null);
    if (there?.sha256 === sha256) return { ...there, etag: null, lastModified: null };
  }
  return await downloadFile(url, path, {
    policy,
    sha256,
    maxBytes: maxBytes ?? DEFAULT_ONNX_LIMITS.maxBytes,
    onProgress: (done, total) => onProgress?.(shown, done, total),
    ...(signal === undefined ? {} : { signal }),
    ...(pausesMs === undefined ? {} : { pausesMs }),
    ...(patience === undefined ? {} : { patience }),
  });
}

/** Files of weights that the model names; only below its folder, which `checkOnnx` sees to. */
async function bringWeights(
  path: string,
  parts: PartsFolder,
  hosted: HostedModel,
  options: FetchOptions,
): Promise<Readonly<Record<string, string>>> {
  const inspection = inspectOnnx(await readFile(path), hosted.file);
  checkOnnx(inspection, DEFAULT_ONNX_LIMITS, hosted.file);
  const locations = new Set(inspection.external.map(({ location }) => location));
  const checksums: Record<string, string> = {};
  let left = options.maxExternalBytes ?? DEFAULT_ONNX_LIMITS.maxExternalBytes;
  for (const location of locations) {
    const file = posix.join(posix.dirname(hosted.file), location);
    const isThere = hosted.siblings === null || hosted.siblings.has(file);
    if (!isThere || !isPlainPath(file)) {
      throw new HomegroundError("model/external-data", {
        what: `the model's weights are in ${JSON.stringify(location)}, which is not with it`,
        where: hosted.file,
        fix: "Ask its authors for the missing file, or choose another export",
      });
    }
    const sha256 = hosted.siblings?.get(file)?.sha256 ?? null;
    const came = await bring(hosted.siblingUrl(file), join(parts.path, file), file, sha256, {
      ...options,
      maxBytes: left,
    });
    left -= came.bytes;
    checksums[file] = came.sha256;
  }
  return checksums;
}

function bare(url: string): string {
  return new URL(".", url.replace(/\?.*$/s, "")).href;
}

/** Last part of the path, if it can be kept under that name. */
function fileNameOf(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  let name = "";
  try {
    name = decodeURIComponent(last);
  } catch {
    // a name that cannot be read is none
  }
  const isUsable = /\.onnx$/i.test(name) && !name.includes("/") && isPlainPath(name);
  return isUsable ? name : "model.onnx";
}
