import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createWasmRuntime } from "../../src/node/inference/wasm-runtime.js";
import { type ModelServer, startModelServer } from "../node-models/model-server.js";

/** What came in a request. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface EndpointServer extends ModelServer {
  /** Requests whose bodies came. */
  readonly received: Received[];
}

export type Answer = (request: Received, response: ServerResponse) => void | Promise<void>;

export async function startEndpoint(answer: Answer, tls = false): Promise<EndpointServer> {
  const received: Received[] = [];
  const server = await startModelServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const one = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(pieces),
      };
      received.push(one);
      void answer(one, response);
    });
  }, tls);
  return { ...server, received };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

interface KserveParts {
  readonly name: string;
  readonly model: Uint8Array;
  readonly version?: () => string;
  readonly binary: boolean;
}

/**
 * A server of the Open Inference Protocol around a model that really runs: metadata, inference as JSON, and as
 * bytes where it says that it can.
 */
export async function kserveAnswers({
  name,
  model: file,
  version = () => "1",
  binary,
}: KserveParts): Promise<Answer> {
  const model = await (await createWasmRuntime()).load(file, { threads: 1, name });
  const input = model.inputs[0]!;
  const output = model.outputs[0]!;
  const metadata = () => ({
    name,
    versions: [version()],
    platform: "onnxruntime_onnx",
    inputs: [{ name: input.name, datatype: "FP32", shape: input.shape }],
    outputs: [{ name: output.name, datatype: "FP32", shape: output.shape }],
  });
  return async ({ method, path, headers, body }, response) => {
    if (method === "GET" && path === "/v2") {
      const extensions = binary ? ["classification", "binary_tensor_data"] : ["classification"];
      return sendJson(response, { name: "triton", version: "2.50.0", extensions });
    }
    if (method === "GET" && path === `/v2/models/${name}`) return sendJson(response, metadata());
    if (method !== "POST" || path !== `/v2/models/${name}/infer`) {
      return sendJson(response, { error: "Request for unknown model" }, 404);
    }
    const length = headers["inference-header-content-length"];
    const head = length === undefined ? body : body.subarray(0, Number(length));
    const asked = JSON.parse(head.toString()) as {
      readonly inputs: readonly {
        readonly name: string;
        readonly shape: readonly number[];
        readonly datatype: string;
        readonly data?: readonly number[];
        readonly parameters?: { readonly binary_data_size: number };
      }[];
      readonly outputs: readonly {
        readonly name: string;
        readonly parameters?: { readonly binary_data?: boolean };
      }[];
    };
    const [given] = asked.inputs;
    if (given?.datatype !== "FP32") return sendJson(response, { error: "wrong datatype" }, 400);
    const size = given.parameters?.binary_data_size;
    const sent = Buffer.from(body.subarray(head.length, head.length + (size ?? 0)));
    const data =
      size === undefined
        ? Float32Array.from(given.data ?? [])
        : new Float32Array(sent.buffer.slice(sent.byteOffset, sent.byteOffset + sent.length));
    const { shape } = given;
    const outputs = await model.run(new Map([[given.name, { type: "float32", shape, data }]]));
    const tensor = outputs.get(output.name)!;
    const values = tensor.data as Float32Array;
    const of = { name: output.name, datatype: "FP32", shape: tensor.shape };
    const answer = (own: object) =>
      JSON.stringify({ model_name: name, model_version: version(), outputs: [{ ...of, ...own }] });
    if (asked.outputs[0]?.parameters?.binary_data !== true) {
      response.setHeader("content-type", "application/json");
      response.end(answer({ data: [...values] }));
      return;
    }
    const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const json = Buffer.from(answer({ parameters: { binary_data_size: raw.length } }));
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "inference-header-content-length": json.length,
    });
    response.end(Buffer.concat([json, raw]));
  };
}

/** What an answer says of a picture, from its bytes as they came. */
export type Says = (bytes: Buffer) => unknown;

/** An app of Gradio with one function `predict` of an image: `info`, `upload`, `call` and its stream. */
export function gradioAnswers(says: Says, component: "Label" | "Json" = "Label"): Answer {
  const files = new Map<string, Buffer>();
  const calls = new Map<string, unknown>();
  return ({ method, path, headers, body }, response) => {
    if (path === "/gradio_api/info") {
      return sendJson(response, {
        named_endpoints: {
          "/predict": {
            parameters: [
              {
                label: "img",
                parameter_name: "img",
                parameter_has_default: false,
                component: "Image",
              },
              {
                label: "k",
                parameter_name: "k",
                parameter_has_default: true,
                parameter_default: 3,
                component: "Slider",
              },
            ],
            returns: [{ label: "output", component }],
          },
          "/clear": { parameters: [], returns: [] },
        },
        unnamed_endpoints: {},
      });
    }
    if (method === "POST" && path === "/gradio_api/upload") {
      const boundary = /boundary=(.+)$/.exec(headers["content-type"] ?? "")?.[1] ?? "";
      const from = body.indexOf("\r\n\r\n") + 4;
      const to = body.lastIndexOf(`\r\n--${boundary}--`);
      const stored = `/tmp/gradio/${randomUUID()}/image.png`;
      files.set(stored, body.subarray(from, to));
      return sendJson(response, [stored]);
    }
    if (method === "POST" && path === "/gradio_api/call/predict") {
      const { data } = JSON.parse(body.toString()) as { readonly data: readonly unknown[] };
      const [file, k] = data as readonly [
        { readonly path: string; readonly meta: unknown },
        number,
      ];
      const bytes = files.get(file.path);
      if (bytes === undefined || k !== 3) return sendJson(response, { detail: "bad data" }, 422);
      const id = randomUUID().replaceAll("-", "");
      calls.set(id, says(bytes));
      return sendJson(response, { event_id: id });
    }
    const id = /^\/gradio_api\/call\/predict\/(\w+)$/.exec(path)?.[1] ?? "";
    if (method !== "GET" || !calls.has(id)) return sendJson(response, { detail: "Not Found" }, 404);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("event: heartbeat\ndata: null\n\n");
    const value = calls.get(id);
    // What comes on the way, of apps that answer bit by bit, is no answer.
    response.write("event: generating\ndata: [null]\n\n");
    if (value === undefined) response.end("event: error\ndata: null\n\n");
    else response.end(`event: complete\ndata: ${JSON.stringify([value])}\n\n`);
  };
}
