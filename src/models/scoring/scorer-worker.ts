import { asHomegroundError, errorData, type HomegroundError } from "../../core/errors.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { ModelCard } from "../card/card-types.js";
import { featureReader } from "../families/feature-reader.js";
import { createPredictionReader, createScoreReader } from "../families/prediction-reader.js";
import { failureCode } from "../image-scorer.js";
import type { InferenceRuntime, LoadedModel, LoadOptions } from "../inference-runtime.js";
import { withOutput } from "../onnx/with-output.js";
import {
  type ImagePipeline,
  type PictureModel,
  type SecondStage,
  scoreImage,
  tensorRoom,
} from "./image-pipeline.js";
import { brokeEngine } from "./ort-errors.js";
import type {
  FromWorker,
  ModelSetup,
  Ticket,
  TicketResult,
  WorkerSetup,
} from "./scorer-protocol.js";

/** What a worker's environment brings. */
export interface WorkerHost<Source, Engine> {
  openRuntime(engine: Engine): Promise<InferenceRuntime>;
  /** The bytes that the setup names, checked against their hash. @throws HomegroundError `model/changed` */
  readModel(source: Source, name: string): Promise<ModelBytes>;
  createDecoder(): PixelDecoder;
  /** 64 lower-case hexadecimal digits. */
  sha256(bytes: Uint8Array): string | Promise<string>;
  send(message: FromWorker): void;
}

export interface ModelBytes {
  readonly bytes: Uint8Array;
  readonly externalData: NonNullable<LoadOptions["externalData"]>;
}

/** The inside of a worker: a model is loaded, then images are scored in the order they come. */
export interface ScorerWorker<Source, Engine> {
  open(setup: WorkerSetup<Source, Engine>): void;
  /** @param reading the file, which is being read already */
  score(image: Ticket, reading: Promise<Uint8Array>): void;
}

/** A worker that does what it is told, one thing after the other, and sends what came of it. */
export function createScorerWorker<Source, Engine>(
  host: WorkerHost<Source, Engine>,
): ScorerWorker<Source, Engine> {
  let pipeline: ImagePipeline | null = null;
  let last: Promise<void> = Promise.resolve();

  const open = async (setup: WorkerSetup<Source, Engine>): Promise<void> => {
    try {
      const runtime = await host.openRuntime(setup.runtime);
      const { features } = setup;
      const first = await load(setup, runtime, host, (...of) => {
        const reader = createPredictionReader(...of);
        return features === null ? reader : featureReader(reader, features.name, ...of);
      });
      pipeline = {
        ...first,
        decoder: host.createDecoder(),
        maxPixels: setup.maxPixels,
        second: await loadSecond(setup, runtime, host),
      };
      const { areProbabilities } = first.reader;
      host.send({ kind: "opened", engine: runtime.engine, areProbabilities });
    } catch (cause) {
      host.send({ kind: "open-failed", error: errorData(explain(cause, setup.name)) });
    }
  };
  return {
    open(setup) {
      last = last.then(() => open(setup));
    },
    score(image, reading) {
      reading.catch(() => {}); // looked at when its turn comes
      last = last.then(async () => {
        const result = await resultOf(image, reading, pipeline, host.sha256);
        host.send({ kind: "result", result });
      });
    },
  };
}

async function loadSecond<Source, Engine>(
  { second, card }: WorkerSetup<Source, Engine>,
  runtime: InferenceRuntime,
  host: WorkerHost<Source, Engine>,
): Promise<SecondStage | null> {
  if (second === null) return null;
  const model = await load(second, runtime, host, createScoreReader);
  const { stage } = second;
  return { ...model, stage, detectorLabels: card.labels, classes: second.card.labels.length };
}

async function load<Source, Engine, Reader>(
  { source, name, card, input, features }: ModelSetup<Source>,
  runtime: InferenceRuntime,
  host: WorkerHost<Source, Engine>,
  createReader: (
    card: ModelCard,
    outputs: LoadedModel["outputs"],
    batch: number,
    model: string,
  ) => Reader,
): Promise<PictureModel<Reader>> {
  const { bytes: file, externalData } = await host.readModel(source, name);
  const bytes = features === null || features.isOutput ? file : withOutput(file, features.name);
  const model = await runtime.load(bytes, { threads: 1, name, externalData });
  const reader = createReader(card, model.outputs, input.batch, name);
  return { rule: card.input.rule, input, model, reader, room: tensorRoom(card.input.rule, input) };
}

async function resultOf(
  { ticket, path, rule }: Ticket,
  reading: Promise<Uint8Array>,
  pipeline: ImagePipeline | null,
  sha256: (bytes: Uint8Array) => string | Promise<string>,
): Promise<TicketResult> {
  let seen: { readonly sha256?: string } = {};
  try {
    if (pipeline === null) throw new Error("an image came before a model");
    const asRuled = rule === undefined ? pipeline : { ...pipeline, rule };
    const bytes = await reading;
    const own = { sha256: await sha256(bytes) };
    seen = own;
    const scored = await scoreImage(bytes, asRuled);
    return { ticket, ok: true, ...scored, ...own };
  } catch (cause) {
    const error = explain(cause, path);
    const code = failureCode(error.code);
    return {
      ticket,
      ok: false,
      code,
      error: error.code,
      what: error.what,
      ...seen,
      explained: errorData(error),
      isBroken: brokeEngine(error),
    };
  }
}

function explain(cause: unknown, where: string): HomegroundError {
  return asHomegroundError(cause, where, "Report it, with the file if it may be shown");
}
