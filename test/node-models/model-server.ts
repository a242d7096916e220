import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import type { NetworkPolicy } from "../../src/node/models/checked-request.js";
import { TLS_CERTIFICATE, TLS_KEY } from "./tls.js";

/** A server on this machine for one test. */
export interface ModelServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or https. */
  readonly base: string;
  /** Every request that came. */
  readonly requests: IncomingMessage[];
  /** Breaks every connection. */
  breakOff(): void;
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function startModelServer(handler: Handler, tls = false): Promise<ModelServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    handler(request, response);
  };
  const server = tls
    ? createHttps({ cert: TLS_CERTIFICATE, key: TLS_KEY }, listener)
    : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    base: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    breakOff: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Requests to servers of this machine are allowed, and nothing else is special. */
export const LOCAL_POLICY: NetworkPolicy = {
  allowPrivate: true,
  token: null,
  agent: "homeground/test",
  answerTimeoutMs: 60_000,
  silenceTimeoutMs: 60_000,
};

/**
 * Answers with bytes as a file server does: ETag, ranges with If-Range, conditions.
 *
 * @param stopAfter sends so many bytes of the body and leaves the rest to the test
 */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  { etag = '"v1"', stopAfter }: { etag?: string; stopAfter?: number } = {},
): void {
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const isPart = range !== undefined && request.headers["if-range"] === etag;
  const from = isPart ? Number(range) : 0;
  const body = bytes.subarray(from);
  response.writeHead(isPart ? 206 : 200, {
    etag,
    "content-length": body.length,
    ...(isPart ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  if (stopAfter === undefined) response.end(body);
  else response.write(body.subarray(0, stopAfter));
}
