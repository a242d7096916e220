import { stat } from "node:fs/promises";
import process from "node:process";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { firstOf } from "../../endpoints/answer-values.js";
import type { OnnxInspection } from "../../models/onnx/onnx-inspect.js";
import { counted } from "../../reports/numbers.js";
import type { ResultListed } from "../../results/result.js";
import type { ImageOnDisk } from "../../scoring/run-model.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOfName } from "../../tasks/registry.js";
import { type Endpoint, openEndpoint } from "../endpoints/open-endpoint.js";
import { shownUrl } from "../models/checked-request.js";
import type { CommandIo } from "./command.js";
import type { identifyFile, ReadyModel } from "./evaluate-model.js";
import { hostedModelPlaces } from "./hosted-model.js";

/** What a run of an endpoint can be told. */
export interface EndpointOptions {
  readonly card?: string | undefined;
  readonly classifier?: string | undefined;
  readonly allowPrivate?: true | undefined;
  readonly imageTimeout?: number | undefined;
  readonly quiet?: true | undefined;
  /** Consent given on the command line. */
  readonly sendImages?: true | undefined;
  /** Images on their way at a time. */
  readonly concurrency?: number | undefined;
  /** Requests a second. */
  readonly rate?: number | undefined;
  readonly costPerCall?: number | undefined;
}

const CONCURRENCY = 4;
const TIMEOUT_S = 60;

/**
 * A hosted endpoint in the place of a model. It is asked what it is, and sent nothing.
 *
 * @param model `endpoint:URL`
 * @throws HomegroundError `endpoint/not-agreed` before anything is asked where nobody can agree; as `openEndpoint`
 */
export async function readyEndpoint(
  model: string,
  options: EndpointOptions,
  io: CommandIo,
): Promise<ReadyModel> {
  if (options.classifier !== undefined) {
    throw new HomegroundError("usage/bad-option", {
      what: "a classifier takes parts of pictures that a detector found on this machine",
      where: "--classifier",
      fix: "Leave it out, or give a model file to --model",
    });
  }
  if (options.sendImages !== true && askOf(options, io) === null) {
    throw notAgreed("nobody is asked here whether images may be sent");
  }
  const { concurrency = CONCURRENCY, imageTimeout = TIMEOUT_S, rate = null } = options;
  const endpoint = await openEndpoint(model, {
    ...{ card: options.card, concurrency, rate },
    hub: hostedModelPlaces(io.version, options.allowPrivate === true),
    timeoutMs: imageTimeout * 1000,
    signal: io.signal,
    env: process.env,
  });
  const { card, adapter, conformance } = endpoint;
  if (taskOfName(card.task) === null) {
    endpoint.close();
    throw new HomegroundError("usage/not-yet", {
      what: `the task ${card.task} is not there yet`,
      where: model,
      fix: "Give an endpoint of another task",
    });
  }
  const source = shownUrl(endpoint.address);
  return {
    model: {
      ...{ path: source, name: source, sha256: conformance.sha256, sizeBytes: 0 },
      inspection: NO_FILE,
      externalFiles: [],
    },
    card,
    runtime: { engine: `endpoint 1 (${adapter.id})`, choice: null },
    source,
    endpoint,
  };
}

const NO_FILE: OnnxInspection = {
  sizeBytes: 0,
  irVersion: 0,
  producer: "",
  opsets: new Map(),
  hasGraph: false,
  inputs: [],
  outputs: [],
  values: new Set(),
  nodes: 0,
  operators: [],
  parameters: 0,
  external: [],
  badTensors: [],
  metadata: new Map(),
};

function askOf({ quiet }: EndpointOptions, io: CommandIo): CommandIo["ask"] {
  return quiet === true ? null : io.ask;
}

function notAgreed(what: string): HomegroundError {
  return new HomegroundError("endpoint/not-agreed", {
    what,
    where: "--model endpoint:URL",
    fix: "Nothing was sent. If these images may leave this machine, say so with --send-images",
  });
}

/**
 * Says what would be sent where, and asks whether it may be.
 *
 * @throws HomegroundError `endpoint/not-agreed`
 */
export async function agreeToSend(
  endpoint: Endpoint,
  images: readonly ImageOnDisk[],
  log: Pick<ScoreLog, "has">,
  identify: typeof identifyFile,
  options: EndpointOptions,
  io: CommandIo,
): Promise<void> {
  const known = new Set<string>();
  const wanted = new Map<string, number>();
  for (const { path } of images) {
    if (path === null) continue;
    io.signal.throwIfAborted();
    try {
      const { sha256 } = await identify(path);
      if (log.has(sha256)) known.add(sha256);
      else if (!wanted.has(sha256)) wanted.set(sha256, (await stat(path)).size);
    } catch (error) {
      if (!isHomegroundError(error)) throw error; // it is listed by the run
    }
  }
  if (wanted.size === 0) return; // every answer is here
  let bytes = 0;
  for (const size of wanted.values()) bytes += endpoint.sentBytes(size);
  const { address, adapter } = endpoint;
  const { costPerCall, quiet } = options;
  const kept = known.size === 0 ? "" : `; answers to ${counted(known.size, "image")} are kept here`;
  const cost =
    costPerCall === undefined
      ? "not known: --cost-per-call says it; whoever runs the endpoint may charge for each request"
      : `${money(wanted.size * costPerCall)} at ${costPerCall} a call, and more where a request is sent again`;
  const lines = [
    `Endpoint  ${shownUrl(address)} (${adapter.name})`,
    `Sends     ${counted(wanted.size, "image")} to ${address.host}, about ${megabytes(bytes)}: ${endpoint.what}${kept}`,
    `Cost      ${cost}`,
    `Privacy   whoever runs ${address.host} receives these images and may keep them`,
  ];
  if (quiet !== true) for (const line of lines) io.err(line);
  if (options.sendImages === true) return;
  const answer = (await askOf(options, io)?.("Send them? [y/N] ")) ?? "";
  if (/^\s*(?:y|yes)\s*$/i.test(answer)) return;
  throw notAgreed("nobody agreed that images are sent");
}

function money(value: number): string {
  return Number(value.toPrecision(6)).toString();
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Answers as they were stated: of an image of which only some labels were scored, the label answered. */
export function asStated(source: PredictionSource): PredictionSource {
  return {
    labels: source.labels,
    async answer(image) {
      const answer = await source.answer(image);
      if (answer.kind !== "scores" || !answer.scores.some(Number.isNaN)) return answer;
      const position = firstOf(answer.scores);
      const sure = answer.scores[position]!;
      return { kind: "label", position, confidence: Number.isFinite(sure) ? sure : null };
    },
  };
}

/** What is worth a note of an endpoint that has answered. */
export async function endpointNotes(
  endpoint: Endpoint,
  options: EndpointOptions,
  io: CommandIo,
): Promise<readonly ResultListed[]> {
  const { requests, bytes } = endpoint.sent;
  if (bytes === 0) return []; // every answer was here
  const isUnchanged = await endpoint.isUnchanged(io.signal).catch((error: unknown) => {
    if (isHomegroundError(error) && error.code !== "run/interrupted") return null;
    throw error;
  });
  if (options.quiet !== true) {
    io.err(
      `Sent      ${counted(requests, "request")}, ${megabytes(bytes)}, to ${endpoint.address.host}`,
    );
  }
  if (isUnchanged === true) return [];
  const what =
    isUnchanged === null
      ? "At the end of the run the endpoint did not say any more what it is: whether the model stayed the same is not known"
      : "At the end of the run the endpoint said of itself other things than before: answers may be those of two models";
  io.err(`endpoint/changed: ${what}`);
  return [{ file: "", code: "endpoint/changed", what }];
}
