/**
 * A process that scores images: the pool starts it, tells it the model, and gives it images one
 * after the other. It ends when the pool's process does.
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import type { InputRule } from "../../images/input-rule.js";
import { createAnswerReader } from "../../models/answer-reader.js";
import type { ModelCard } from "../../models/card-types.js";
import { failureCode } from "../../models/image-scorer.js";
import type { InferenceRuntime, LoadedModel } from "../../models/inference-runtime.js";
import { createScoreReader } from "../../models/score-reader.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import {
  type ImagePipeline,
  type PictureModel,
  readImageFile,
  type SecondStage,
  scoreImage,
  tensorRoom,
} from "./image-pipeline.js";
import { sha256 } from "./open-model.js";
import { brokeEngine } from "./ort-errors.js";
import { openRuntime } from "./runtimes.js";
import {
  type FromWorker,
  isToWorker,
  type ModelSetup,
  type TicketResult,
  type WorkerSetup,
} from "./scorer-protocol.js";

/** Images are read as soon as they are known, and scored in order. */
let pipeline: ImagePipeline | null = null;
let last: Promise<void> = Promise.resolve();

process.on("message", (message: unknown) => {
  if (!isToWorker(message)) return;
  if (message.kind === "open") {
    last = last.then(() => open(message.setup));
    return;
  }
  const { ticket, path, rule } = message;
  const bytes = readImageFile(path);
  bytes.catch(() => {}); // looked at when its turn comes
  last = last.then(() => score(ticket, path, bytes, rule));
});

// The pool's process is gone. Ctrl-C reaches every process of a terminal: the pool decides.
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {});
watchParent();

function send(message: FromWorker): void {
  process.send?.(message);
}

async function open(setup: WorkerSetup): Promise<void> {
  try {
    const runtime = await openRuntime(setup.runtime);
    const first = await load(setup, runtime, createAnswerReader);
    pipeline = {
      ...first,
      decoder: createNodePixelDecoder(),
      maxPixels: setup.maxPixels,
      second: await loadSecond(setup, runtime),
    };
    const { areProbabilities } = first.reader;
    send({ kind: "opened", engine: runtime.engine, areProbabilities });
  } catch (cause) {
    send({ kind: "open-failed", error: explain(cause, setup.model.name).toJSON() });
  }
}

async function loadSecond(
  { second, card }: WorkerSetup,
  runtime: InferenceRuntime,
): Promise<SecondStage | null> {
  if (second === null) return null;
  const model = await load(second, runtime, createScoreReader);
  const { stage } = second;
  return { ...model, stage, detectorLabels: card.labels, classes: second.card.labels.length };
}

async function load<Reader>(
  { model: { path, name, sha256: hash, externalFiles }, card, input }: ModelSetup,
  runtime: InferenceRuntime,
  createReader: (
    card: ModelCard,
    outputs: LoadedModel["outputs"],
    batch: number,
    model: string,
  ) => Reader,
): Promise<PictureModel<Reader>> {
  const model = await runtime.load(await readUnchanged(path, hash, name), {
    threads: 1,
    name,
    externalData: new Map(
      await Promise.all(
        externalFiles.map(
          async (file) =>
            [file.location, await readUnchanged(file.path, file.sha256, name)] as const,
        ),
      ),
    ),
  });
  const reader = createReader(card, model.outputs, input.batch, name);
  return { rule: card.input.rule, input, model, reader, room: tensorRoom(card.input.rule, input) };
}

/** The hash in the results is that of the bytes that ran. */
async function readUnchanged(path: string, expected: string, name: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (sha256(bytes) === expected) return bytes;
  throw new HomegroundError("model/changed", {
    what: `${path} is another file than a moment ago`,
    where: name,
    fix: "Run again when nothing writes to the model's folder",
  });
}

async function score(
  ticket: number,
  path: string,
  reading: Promise<Uint8Array>,
  rule: InputRule | undefined,
): Promise<void> {
  send({ kind: "result", result: await resultOf(ticket, path, reading, rule) });
}

async function resultOf(
  ticket: number,
  path: string,
  reading: Promise<Uint8Array>,
  rule: InputRule | undefined,
): Promise<TicketResult> {
  try {
    if (pipeline === null) throw new Error("an image came before a model");
    const asRuled = rule === undefined ? pipeline : { ...pipeline, rule };
    return { ticket, ok: true, ...(await scoreImage(await reading, asRuled)) };
  } catch (cause) {
    const error = explain(cause, path);
    const code = failureCode(error.code);
    return {
      ticket,
      ok: false,
      code,
      error: error.code,
      what: error.what,
      explained: error.toJSON(),
      isBroken: brokeEngine(error),
    };
  }
}

function explain(cause: unknown, where: string): HomegroundError {
  if (isHomegroundError(cause)) return cause;
  return new HomegroundError("internal/bug", {
    what: messageOf(cause),
    where,
    fix: "Report it, with the file if it may be shown",
    cause,
  });
}

/**
 * A model that loops for ever keeps this thread from hearing that the pool's process is gone, so
 * another thread looks every second whether it still is there.
 */
function watchParent(): void {
  const code = `
    const parent = process.ppid;
    const gone = () => {
      if (process.ppid !== parent) return true;
      try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; }
    };
    setInterval(() => { if (gone()) process.kill(process.pid, "SIGKILL"); }, 1000);
  `;
  new Worker(code, { eval: true, stdin: false }).unref();
}
