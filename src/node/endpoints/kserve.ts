import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { createTurns } from "../../core/turns.js";
import {
  declared,
  inferRequest,
  type KserveMetadata,
  type KserveServer,
  knownOfMetadata,
  readableOutputs,
  readInferAnswer,
  readMetadata,
  readServer,
  takesBinary,
} from "../../endpoints/kserve.js";
import type { DecodedImage } from "../../images/pixel-decoder.js";
import { fitCardInput } from "../../models/card/fit-card.js";
import { parseModelCard } from "../../models/card/model-card.js";
import { createPredictionReader } from "../../models/families/prediction-reader.js";
import type { LoadedModel } from "../../models/inference-runtime.js";
import { scorePicture } from "../../models/scoring/image-pipeline.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { shownUrl } from "../models/checked-request.js";
import type { EndpointAdapter, EndpointSetup, ImageToSend } from "./adapter.js";

const MODEL = /^(.*)\/v2\/models\/[^/]+(?:\/versions\/[^/]+)?(?:\/infer)?\/?$/;
const MAX_PIXELS = 1e8;

/**
 * Model servers of the Open Inference Protocol, KServe v2: Triton, OpenVINO Model Server. Pictures become
 * tensors here and tensors answers, as the model's card says: the same card as of the model's file.
 */
export const kserve: EndpointAdapter = {
  id: "kserve",
  name: "KServe v2",
  takesHubToken: false,
  recognises: ({ pathname }) => MODEL.test(pathname),
  async ask(setup, signal) {
    const { client, headers } = setup;
    const url = modelUrl(setup);
    const get = {
      method: "GET",
      headers: { ...headers, accept: "application/json" },
      body: null,
    } as const;
    const server = await askServer(setup, get, signal);
    const { bytes } = await client.ask({ ...get, url: setup.withQuery(url) }, signal);
    const metadata = readMetadata(bytes, shownUrl(url));
    const { name, versions = [] } = metadata;
    const further = plain({ server, metadata: { ...metadata, versions } });
    return { name, versions, labels: null, further };
  },
  open(setup, { further }) {
    const { server, metadata } = further as unknown as Said;
    const where = shownUrl(setup.address);
    const { modelCard, client } = setup;
    if (modelCard === null) {
      throw new HomegroundError("model/no-card", {
        what: "the endpoint takes tensors, and nothing says how pictures become these",
        where,
        fix: "Name the model's card with --card: docs/model-cards.md",
      });
    }
    const card = parseModelCard(modelCard.text, modelCard.path, knownOfMetadata(metadata));
    const input = fitCardInput(card, { inputs: declared(metadata.inputs) }, where);
    const outputs = readableOutputs(metadata);
    const reader = createPredictionReader(card, outputs, input.batch, where);
    const wanted = outputs.map(({ name }) => name);
    const isBinary = takesBinary(server) || card.input.rule.dtype === "float16";
    const url = setup.withQuery(inferUrl(setup));
    const versions = new Set<string>();
    const decode = oneAfterTheOther();
    const model = (image: string, signal: AbortSignal): LoadedModel => ({
      inputs: [],
      outputs,
      async run(feeds) {
        const request = inferRequest(feeds, wanted, isBinary);
        const headers = { ...setup.headers, ...request.headers };
        const { body } = request;
        const answer = await client.ask(
          { method: "POST", url, where: image, headers, body },
          signal,
        );
        const length = answer.headers["inference-header-content-length"];
        const read = readInferAnswer(
          answer.bytes,
          typeof length === "string" ? length : null,
          wanted,
          image,
        );
        if (read.version !== null) versions.add(read.version);
        return read.outputs;
      },
      release: async () => {},
    });
    const { rule } = card.input;
    const values = input.shape.reduce((product, side) => product * side, 1);
    return {
      card,
      what: "tensors made of the images",
      // Of a number in JSON about ten characters are written.
      sentBytes: () => values * (isBinary ? BYTES[rule.dtype] : 10),
      versionsSeen: () => [...versions],
      async score(image, signal) {
        const decoded = await decode(image);
        const frame = { room: undefined, last: null };
        const pipeline = {
          rule,
          input,
          reader,
          frame,
          features: null,
          second: null,
          model: model(image.path, signal),
        };
        return scorePicture(decoded, pipeline);
      },
    };
  },
};

interface Said {
  readonly server: KserveServer | null;
  readonly metadata: KserveMetadata;
}

const BYTES = { float32: 4, float16: 2, uint8: 1 } as const;

/** A decoder decodes one picture at a time. */
function oneAfterTheOther(): (image: ImageToSend) => Promise<DecodedImage> {
  const decoder = createNodePixelDecoder();
  const inTurn = createTurns();
  return ({ bytes }) => inTurn(() => decoder.decode(bytes, { maxPixels: MAX_PIXELS }));
}

async function askServer(
  setup: EndpointSetup,
  get: { readonly method: "GET"; readonly headers: EndpointSetup["headers"]; readonly body: null },
  signal: AbortSignal,
): Promise<KserveServer | null> {
  const url = new URL(setup.address);
  url.pathname = `${MODEL.exec(url.pathname)?.[1] ?? ""}/v2`;
  try {
    const { bytes } = await setup.client.ask({ ...get, url: setup.withQuery(url) }, signal);
    return readServer(bytes, shownUrl(url));
  } catch (error) {
    // Where models are given out by name, the server itself may not be: tensors are written as JSON then.
    const codes = ["endpoint/not-found", "endpoint/no-access", "endpoint/refused-image"];
    if (isHomegroundError(error) && codes.includes(error.code)) return null;
    throw error;
  }
}

function modelUrl({ address }: EndpointSetup): URL {
  const url = new URL(address);
  url.pathname = url.pathname.replace(/\/$/, "").replace(/\/infer$/, "");
  return url;
}

function inferUrl(setup: EndpointSetup): URL {
  const url = modelUrl(setup);
  url.pathname = `${url.pathname}/infer`;
  return url;
}

function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json; // it came from JSON
}
