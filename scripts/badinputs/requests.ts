import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";

/** A request of a case, as its `request.json` has it. */
export interface Step {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly json?: unknown;
  readonly bodyFile?: string;
  readonly bodyRepeat?: { readonly text: string; readonly times: number };
  readonly multipart?: {
    readonly headerBytes?: number;
    readonly parts?: number;
    readonly fileName?: string;
    readonly type?: string;
    readonly body?: string;
  };
  readonly slow?: { readonly seconds: number; readonly headers?: true };
  readonly manyHeaders?: number;
  readonly readBytesPerSecond?: 0;
  readonly idleSeconds?: number;
  readonly parallel?: number;
  readonly connections?: number;
  readonly expect?: readonly (number | "closed")[];
  readonly expectHeader?: Readonly<Record<string, readonly (string | null)[]>>;
}

export interface Told {
  readonly status: number | "closed";
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

const PIECE = 1 << 20;

/** Sends a request as often at once as it says, byte for byte as it stands there, and waits for what comes. */
export async function ask(url: string, step: Step, folder: string): Promise<readonly Told[]> {
  const times = step.connections ?? step.parallel ?? 1;
  return await Promise.all(Array.from({ length: times }, () => askOnce(url, step, folder)));
}

async function askOnce(url: string, step: Step, folder: string): Promise<Told> {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => {}); // a connection that is cut is "closed"
  let told = "";
  if (step.readBytesPerSecond === 0) socket.pause();
  else socket.setEncoding("latin1").on("data", (piece) => (told += piece));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const waits =
    step.readBytesPerSecond === 0
      ? untilGone(socket, Number(port))
      : step.idleSeconds === undefined
        ? closed
        : Promise.race([closed, sleep(1000 * step.idleSeconds)]);
  await Promise.race([write(socket, step, bodyOf(step, folder)), closed]);
  await waits;
  socket.destroy();
  return parsed(told);
}

interface Body {
  readonly type: string | null;
  readonly length: number | null;
  readonly pieces: Iterable<string | Uint8Array>;
}

function bodyOf({ body, json, bodyFile, bodyRepeat, multipart, slow }: Step, folder: string): Body {
  if (multipart !== undefined) {
    return whole("multipart/form-data; boundary=b", multipartOf(multipart));
  }
  if (bodyRepeat !== undefined) {
    const { text, times } = bodyRepeat;
    return { type: "application/json", length: null, pieces: repeated(text, times) };
  }
  if (bodyFile !== undefined) return whole(null, readFileSync(join(folder, bodyFile)));
  if (slow !== undefined && slow.headers !== true) {
    return { type: "application/json", length: slow.seconds, pieces: [] };
  }
  if (json !== undefined) return whole("application/json", JSON.stringify(json));
  return body === undefined
    ? { type: null, length: null, pieces: [] }
    : whole("application/json", body);
}

function whole(type: string | null, bytes: string | Uint8Array): Body {
  return { type, length: Buffer.byteLength(bytes), pieces: [bytes] };
}

function* repeated(text: string, times: number): Generator<string> {
  const many = Math.max(1, Math.floor(PIECE / text.length));
  for (let left = times; left > 0; left -= many) yield text.repeat(Math.min(many, left));
}

function multipartOf({
  headerBytes = 0,
  parts = 1,
  fileName = "a.jpg",
  type = "image/jpeg",
  body = "x",
}: NonNullable<Step["multipart"]>): string {
  const more = headerBytes > 0 ? `x-more: ${"y".repeat(headerBytes)}\r\n` : "";
  const head = `content-disposition: form-data; name="file"; filename="${fileName}"\r\n${more}content-type: ${type}`;
  return `${`--b\r\n${head}\r\n\r\n${body}\r\n`.repeat(parts)}--b--\r\n`;
}

async function write(socket: Socket, step: Step, body: Body): Promise<void> {
  const { method, path, headers = {}, slow, manyHeaders = 0 } = step;
  const isChunked = body.length === null && step.bodyRepeat !== undefined;
  const isLengthSaid = headers["content-length"] !== undefined;
  const all: Record<string, string> = {
    host: "localhost",
    ...(step.idleSeconds === undefined ? { connection: "close" } : {}),
    ...(body.type === null ? {} : { "content-type": body.type }),
    ...(body.length === null ? {} : { "content-length": String(body.length) }),
    ...(isChunked && !isLengthSaid ? { "transfer-encoding": "chunked" } : {}),
    ...headers,
  };
  for (let k = 0; k < manyHeaders; k++) all[`x-${k}`] = "y";
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}`);
  if (slow?.headers === true) return await drip(socket, slow.seconds);
  socket.write("\r\n");
  if (slow !== undefined) return await drip(socket, slow.seconds);
  for (const piece of body.pieces) {
    if (socket.destroyed) return;
    const length = Buffer.byteLength(piece).toString(16);
    if (isChunked && !isLengthSaid) socket.write(`${length}\r\n`);
    const isTaken = socket.write(piece);
    if (isChunked && !isLengthSaid) socket.write("\r\n");
    if (!isTaken)
      await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
  }
  if (isChunked && !isLengthSaid && !socket.destroyed) socket.write("0\r\n\r\n");
}

/** A byte a second. */
async function drip(socket: Socket, seconds: number): Promise<void> {
  for (let k = 0; k < seconds && !socket.destroyed; k++) {
    socket.write("x");
    await sleep(1000, undefined, { ref: false });
  }
}

/** A socket that reads nothing does not hear that it was closed; the system's table of connections does. */
async function untilGone(socket: Socket, port: number): Promise<void> {
  await once(socket, "connect").catch(() => {});
  const own = `:${hex(port)} 0100007F:${hex(socket.localPort ?? 0)} 01`;
  await new Promise<void>((resolve) => {
    const looking = setInterval(() => {
      if (readFileSync("/proc/net/tcp", "latin1").includes(own)) return;
      clearInterval(looking);
      resolve();
    }, 500);
  });
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");

function parsed(text: string): Told {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1];
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { status: status === undefined ? "closed" : Number(status), headers, text: rest.join("") };
}
