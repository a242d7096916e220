import { join } from "node:path";
import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { dataFolder } from "../data-folder.js";
import type { NetworkPolicy } from "../models/checked-request.js";
import { fetchModel } from "../models/fetch-model.js";
import type { FetchOptions } from "../models/hosted-model.js";
import { parseModelReference } from "../models/model-reference.js";
import type { CommandIo } from "./command.js";

/** A model file, and where it is from when it was not on this machine. */
export interface LocalModel {
  readonly path: string;
  /** Null for a file of the user's. */
  readonly hosted: { readonly source: string; readonly sha256: string } | null;
}

export interface LocalModelOptions {
  /** `--allow-private`; so does `HOMEGROUND_ALLOW_PRIVATE=1`. */
  readonly allowPrivate?: true | undefined;
  readonly quiet?: true | undefined;
}

/** Whether `--model` names an endpoint: what answers, and no file. */
export function isEndpoint(model: string): boolean {
  return /^endpoint:/i.test(model);
}

/** Commands that run a model in other ways than image by image. @throws HomegroundError `usage/bad-option` */
export function refuseEndpoint(model: string | undefined, command: string, why: string): void {
  if (model === undefined || !isEndpoint(model)) return;
  throw new HomegroundError("usage/bad-option", {
    what: `${why}, and a hosted endpoint is no file`,
    where: `homeground ${command} --model endpoint:URL`,
    fix: "Give a model file; or evaluate the endpoint, and go on with the predictions that evaluate wrote",
  });
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The file of what `--model` names: itself, or a hosted model that is brought into the data folder.
 *
 * @throws HomegroundError `usage/bad-option` and those of `fetchModel`
 */
export async function localModel(
  text: string,
  { allowPrivate, quiet }: LocalModelOptions,
  io: CommandIo,
  env: Env = process.env,
): Promise<LocalModel> {
  if (isEndpoint(text)) {
    throw new HomegroundError("usage/bad-option", {
      what: "the file of a model is wanted, and a hosted endpoint is none",
      where: text,
      fix: "Name a file, an https: address or hf:owner/name[@revision][/file]",
    });
  }
  const reference = parseModelReference(text);
  if (reference.kind === "file") return { path: reference.path, hosted: null };
  const progress = createByteProgress(io, quiet === true);
  const fetched = await fetchModel(reference, {
    ...hostedModelPlaces(io.version, allowPrivate === true, env),
    onProgress: progress.update,
    signal: io.signal,
  }).finally(progress.finish);
  if (!quiet) {
    for (const line of fetched.lines) io.err(line);
    io.err(`Model   ${fetched.source}`);
    io.err(`        SHA-256 ${fetched.sha256}; for these bytes alone: --model ${fetched.pinned}`);
  }
  return { path: fetched.path, hosted: { source: fetched.source, sha256: fetched.sha256 } };
}

/**
 * Where hosted models come from and are kept, as the environment says (`HF_ENDPOINT`, `HF_TOKEN`,
 * `HOMEGROUND_ALLOW_PRIVATE`).
 *
 * @param version of Homeground, which hosts are told
 * @throws HomegroundError `usage/bad-option` for an `HF_ENDPOINT` that is no address
 */
export function hostedModelPlaces(
  version: string,
  allowPrivate = false,
  env: Env = process.env,
): Pick<FetchOptions, "policy" | "cacheFolder" | "endpoint"> {
  const isPrivateAllowed = allowPrivate || env["HOMEGROUND_ALLOW_PRIVATE"] === "1";
  const endpoint = env["HF_ENDPOINT"] || "https://huggingface.co";
  return {
    policy: policyOf(endpoint, isPrivateAllowed, version, env),
    cacheFolder: join(dataFolder(), "models"),
    endpoint,
  };
}

function policyOf(endpoint: string, allowPrivate: boolean, version: string, env: Env) {
  const token = env["HF_TOKEN"];
  const policy: NetworkPolicy = {
    allowPrivate,
    agent: `homeground/${version}`,
    token:
      token === undefined || token === ""
        ? null
        : { origin: originOf(endpoint), value: token.trim() },
  };
  return policy;
}

function originOf(endpoint: string): string {
  try {
    return new URL(endpoint).origin;
  } catch (cause) {
    throw new HomegroundError("usage/bad-option", {
      what: `${JSON.stringify(endpoint)} is no address`,
      where: "HF_ENDPOINT",
      fix: "Write it as https://huggingface.co, or leave it out",
      cause,
    });
  }
}

/** A plain line comes at most every 10 s; a live one every 100 ms. */
const PLAIN_MS = 10_000;
const LIVE_MS = 100;

/** Shows how much of a file has come. */
function createByteProgress(io: CommandIo, quiet: boolean) {
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    update(file: string, done: number, total: number | null): void {
      if (quiet || io.now() - shownAt < (io.terminal.live ? LIVE_MS : PLAIN_MS)) return;
      shownAt = io.now();
      const of = total === null ? "" : ` of ${megabytes(total)}`;
      const line = `Downloading ${file}  ${megabytes(done)}${of}`;
      if (io.terminal.live) io.live(line);
      else io.err(line);
    },
    finish(): void {
      if (!quiet && io.terminal.live) io.live("");
    },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
