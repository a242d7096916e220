import { asHomegroundError, errorData, type HomegroundError } from "../../core/errors.js";
import { altered, workingPicture } from "../../images/corruptions/alter.js";
import type { InputRule } from "../../images/input-rule.js";
import { maskObjects } from "../../images/mask-objects.js";
import { mirrorImage } from "../../images/orientation.js";
import type {
  DecodedImage,
  DecodeLimits,
  PixelDecoder,
  PixelRoom,
  Pixels,
} from "../../images/pixel-decoder.js";
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
  scorePicture,
  type TensorFrame,
  tensorFrame,
} from "./image-pipeline.js";
import { brokeEngine } from "./ort-errors.js";
import type {
  FromWorker,
  FurtherLook,
  ModelSetup,
  StagesSetup,
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
  let loaded: LoadedWorker | null = null;
  let last: Promise<void> = Promise.resolve();

  const open = async (setup: WorkerSetup<Source, Engine>): Promise<void> => {
    let { name } = setup;
    try {
      const runtime = await host.openRuntime(setup.runtime);
      const pipelines: ImagePipeline[] = [];
      const frames: Frames = new Map();
      for (const stages of [setup, ...setup.beside]) {
        name = stages.name;
        pipelines.push(await loadStages(stages, runtime, host, frames));
      }
      const { maxPixels, looks } = setup;
      // One image is in work at a time.
      const limits = { maxPixels, room: { bytes: new Uint8Array(0) } };
      const room = { bytes: new Uint8Array(0) };
      loaded = { pipelines, looks, decoder: host.createDecoder(), limits, altered: room };
      const { areProbabilities } = pipelines[0]!.reader;
      host.send({ kind: "opened", engine: runtime.engine, areProbabilities });
    } catch (cause) {
      host.send({ kind: "open-failed", error: errorData(explain(cause, name)) });
    }
  };
  return {
    open(setup) {
      last = last.then(() => open(setup));
    },
    score(image, reading) {
      reading.catch(() => {}); // looked at when its turn comes
      last = last.then(async () => {
        const { result, decoded } = await resultOf(image, reading, loaded, host.sha256);
        host.send({ kind: "result", result });
        if (loaded === null || decoded === null || !result.ok) return;
        const pictures = alteredPictures(decoded, result.sha256, loaded.altered, image.boxes);
        for (const look of image.beside ?? []) {
          host.send(await besideOf(look, pictures, loaded, image));
        }
      });
    },
  };
}

/** What a worker works with. */
interface LoadedWorker {
  /** The first model's, then those of the models beside. */
  readonly pipelines: readonly ImagePipeline[];
  readonly looks: readonly FurtherLook[];
  readonly decoder: PixelDecoder;
  readonly limits: DecodeLimits;
  /** Room for an altered picture: one is looked at at a time. */
  readonly altered: PixelRoom;
}

/** A frame of each way to read pictures, with the rule that all who read so share. */
type Frames = Map<string, { readonly rule: InputRule; readonly frame: TensorFrame }>;

function frameOf({ card, input }: ModelSetup<unknown>, frames: Frames) {
  const { rule } = card.input;
  const key = JSON.stringify([rule, input.shape, input.batch]);
  const known = frames.get(key) ?? { rule, frame: tensorFrame(rule, input) };
  frames.set(key, known);
  return known;
}

async function loadStages<Source, Engine>(
  stages: StagesSetup<Source>,
  runtime: InferenceRuntime,
  host: WorkerHost<Source, Engine>,
  frames: Frames,
): Promise<ImagePipeline> {
  const first = await load(stages, runtime, host, frames, createPredictionReader);
  return { ...first, second: await loadSecond(stages, runtime, host, frames) };
}

async function loadSecond<Source, Engine>(
  { second, card }: StagesSetup<Source>,
  runtime: InferenceRuntime,
  host: WorkerHost<Source, Engine>,
  frames: Frames,
): Promise<SecondStage | null> {
  if (second === null) return null;
  const model = await load(second, runtime, host, frames, createScoreReader);
  const { stage } = second;
  return { ...model, stage, detectorLabels: card.labels, classes: second.card.labels.length };
}

async function load<Source, Engine, Reader>(
  setup: ModelSetup<Source>,
  runtime: InferenceRuntime,
  host: WorkerHost<Source, Engine>,
  frames: Frames,
  createReader: (
    card: ModelCard,
    outputs: LoadedModel["outputs"],
    batch: number,
    model: string,
  ) => Reader,
): Promise<PictureModel<Reader>> {
  const { source, name, card, input, features } = setup;
  const { bytes: file, externalData } = await host.readModel(source, name);
  const bytes = features === null || features.isOutput ? file : withOutput(file, features.name);
  const model = await runtime.load(bytes, { threads: 1, name, externalData });
  const reader = createReader(card, model.outputs, input.batch, name);
  const taken = features === null ? null : featureReader(features.name, input.batch, name);
  return { ...frameOf(setup, frames), input, model, reader, features: taken };
}

/** What came of an image, and its picture for the models beside; null where it has no scores. */
async function resultOf(
  { ticket, path, rule, model = 0 }: Ticket,
  reading: Promise<Uint8Array>,
  loaded: LoadedWorker | null,
  sha256: (bytes: Uint8Array) => string | Promise<string>,
): Promise<{ readonly result: TicketResult; readonly decoded: DecodedImage | null }> {
  let seen: { readonly sha256?: string } = {};
  try {
    if (loaded === null) throw new Error("an image came before a model");
    const { pipelines, decoder, limits } = loaded;
    const pipeline = pipelines[model]!;
    const asRuled = rule === undefined ? pipeline : { ...pipeline, rule };
    const bytes = await reading;
    const own = { sha256: await sha256(bytes) };
    seen = own;
    const decoded = await decoder.decode(bytes, limits);
    const scored = await scorePicture(decoded, asRuled);
    return { result: { ticket, ok: true, ...scored, ...own }, decoded };
  } catch (cause) {
    const error = explain(cause, path);
    const code = failureCode(error.code);
    const result: TicketResult = {
      ticket,
      ok: false,
      code,
      error: error.code,
      what: error.what,
      ...seen,
      explained: errorData(error),
      isBroken: brokeEngine(error),
    };
    return { result, decoded: null };
  }
}

/** The picture as it is or altered; made once for all models that look at it one after the other. */
type AlteredPictures = (look: FurtherLook) => DecodedImage;

function alteredPictures(
  decoded: DecodedImage,
  sha256: string,
  room: PixelRoom,
  boxes: Float64Array = new Float64Array(0),
): AlteredPictures {
  const working = new Map<number, Pixels>();
  let last: { readonly key: string; readonly picture: DecodedImage } | null = null;
  return ({ alteration, kept, mirrored }) => {
    if (mirrored === true) return mirrorImage(decoded);
    if (kept !== undefined) {
      const pixels = maskObjects(workingPicture(decoded, Infinity), boxes, kept);
      return { ...decoded, pixels, orientation: 1 };
    }
    if (alteration === null) return decoded;
    const key = JSON.stringify(alteration);
    if (last?.key === key) return last.picture;
    const { shorterSidePx } = alteration;
    const plain = working.get(shorterSidePx) ?? workingPicture(decoded, shorterSidePx);
    working.set(shorterSidePx, plain);
    last = null; // its room is written over from here on
    const pixels = altered(plain, alteration, sha256, room);
    last = { key, picture: { ...decoded, pixels, orientation: 1 } };
    return last.picture;
  };
}

async function besideOf(
  look: number,
  pictures: AlteredPictures,
  { pipelines, looks }: LoadedWorker,
  { path }: Ticket,
): Promise<FromWorker> {
  try {
    const { model } = looks[look]!;
    // Features are of the first look alone.
    const { features: _, ...scored } = await scorePicture(
      pictures(looks[look]!),
      pipelines[model]!,
    );
    return { kind: "beside", scored: { model: look, ...scored }, isBroken: false };
  } catch (cause) {
    return { kind: "beside", scored: null, isBroken: brokeEngine(explain(cause, path)) };
  }
}

function explain(cause: unknown, where: string): HomegroundError {
  return asHomegroundError(cause, where, "Report it, with the file if it may be shown");
}
