import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";

/** A server for this machine alone. */
export interface LocalServer {
  /** `http://127.0.0.1:7357/`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Answers a request whose host and method are right, with the headers of every answer among its own. */
export type PostAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
) => void;

export interface LocalFiles {
  /** The file on disk behind a path of the address, without the slash at its start. */
  readonly fileAt: (path: string) => string | undefined;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with that of a file as well. */
  readonly headersOf?: (path: string) => Readonly<Record<string, string>>;
  /** Answers POST instead, at the paths that it knows. */
  readonly posts?: ReadonlyMap<string, PostAnswer>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
};

/**
 * Answers GET and HEAD with files, on 127.0.0.1, and POST where that is asked for. A page of another host that has its name point here
 * gets nothing.
 *
 * @param port 0 for any that is free
 * @throws HomegroundError `output/not-written` where the port is taken
 */
export async function serveLocally(files: LocalFiles, port: number): Promise<LocalServer> {
  const server = createServer((request, response) => answer(request, response, files));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new HomegroundError("output/not-written", {
          what: messageOf(cause),
          where: `port ${port}`,
          fix: "Name another one with --port, or 0 for any that is free",
          cause,
        }),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * A server at the first port from `first` on that nobody else has.
 *
 * @param serve throws `output/not-written` where a port is taken
 * @throws HomegroundError what `serve` throws at the last one
 */
export async function onFreePort(
  first: number,
  tries: number,
  serve: (port: number) => Promise<LocalServer>,
): Promise<LocalServer> {
  for (let port = first; ; port++) {
    try {
      return await serve(port);
    } catch (error) {
      const isTaken = isHomegroundError(error) && error.code === "output/not-written";
      if (!isTaken || port === first + tries - 1) throw error;
    }
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { fileAt, headers, headersOf, posts }: LocalFiles,
): void {
  const end = (status: number): void => {
    response.writeHead(status, headers).end();
  };
  const path = pathOf(request.url ?? "/");
  const post = posts?.get(path ?? "");
  const refusal = whyNot(request, post === undefined ? ["GET", "HEAD"] : ["POST"]);
  if (post !== undefined && refusal === null) {
    post(request, response, headers);
    return;
  }
  const disk = path === null ? undefined : fileAt(path);
  if (refusal !== null || path === null || disk === undefined) {
    end(refusal ?? 404);
    return;
  }
  response.writeHead(200, {
    ...headers,
    ...headersOf?.(path),
    "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  createReadStream(disk)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** Status of a request that is not answered, whatever it asks for; null for others. */
function whyNot(
  { method = "", headers }: IncomingMessage,
  methods: readonly string[],
): number | null {
  // A name of another host that was made to point here.
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? "")) return 421;
  return methods.includes(method) ? null : 405;
}

/** The name of a file; null for what is no name. */
function pathOf(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0]!.slice(1));
    return path === "" ? "index.html" : path;
  } catch {
    return null;
  }
}
