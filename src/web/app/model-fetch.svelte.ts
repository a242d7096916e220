import { HomegroundError } from "../../core/errors.js";
import {
  MODEL_FOLDER,
  MODEL_REQUEST_PATH,
  MODEL_TOKEN_HEADER,
  type ReceivedModel,
  readFetchedModel,
} from "../../models/fetched-model.js";
import type { AppState } from "./app-types.js";
import { isHubName, ownModelAddress } from "./model-link.js";
import type { NetworkState } from "./network.svelte.js";
import type { PageParts } from "./page-parts.js";
import { unforeseen } from "./unforeseen.js";

/** Models that are named rather than dropped: fetched where the page may, by whom it may ask. */
export interface ModelFetch {
  /** What is under way; `total` null where the host does not say. */
  readonly getting: {
    readonly name: string;
    readonly done: number;
    readonly total: number | null;
  } | null;
  readonly error: HomegroundError | null;
  /** The last one that came. */
  readonly fetched: { readonly source: string; readonly sha256: string } | null;
  /** Whether the page was given out by a server that fetches for it. */
  readonly hasServer: boolean;
  /**
   * Who can fetch what was typed: `server` the program on this machine that gave out the page, `page`
   * the page itself from its own host, `nobody`: it has to be downloaded by hand.
   */
  wayOf(typed: string): "server" | "page" | "nobody";
  get(typed: string): Promise<void>;
  cancel(): void;
  dismiss(): void;
}

export function createModelFetch(
  app: Pick<AppState, "add" | "model" | "untilCleared">,
  network: Pick<NetworkState, "modelToken">,
  { isWhole, places: { base } }: Pick<PageParts, "isWhole" | "places">,
): ModelFetch {
  // The policy of a page that is one file lets it ask nobody.
  const ownAddress = (typed: string): string | null =>
    isWhole ? null : ownModelAddress(typed, base);
  let getting = $state.raw<ModelFetch["getting"]>(null);
  let error = $state.raw<HomegroundError | null>(null);
  let fetched = $state.raw<ModelFetch["fetched"]>(null);
  let stopper = new AbortController();

  const wayOf = (typed: string): "server" | "page" | "nobody" => {
    if (ownAddress(typed) !== null) return "page";
    const isNamed = isHubName(typed) || /^https?:\/\/[^/]/i.test(typed.trim());
    return isNamed && network.modelToken !== null ? "server" : "nobody";
  };
  const cancel = (): void => stopper.abort();
  const show = (name: string, done: number, total: number | null): void => {
    getting = { name: name.split("/").at(-1) ?? name, done, total };
  };

  return {
    get getting() {
      return getting;
    },
    get error() {
      return error;
    },
    get fetched() {
      return fetched;
    },
    get hasServer() {
      return network.modelToken !== null;
    },
    wayOf,
    async get(typed) {
      if (getting !== null) return;
      stopper = new AbortController();
      error = null;
      const { signal } = stopper;
      const { untilCleared } = app;
      untilCleared.addEventListener("abort", cancel);
      try {
        show(typed.trim(), 0, null);
        const way = wayOf(typed);
        if (way === "nobody") throw noSuchServer();
        const came =
          way === "page"
            ? await fromOwnHost(new URL(ownAddress(typed) ?? base), signal, show)
            : await fromServer(typed.trim(), network.modelToken ?? "", base, signal, show);
        signal.throwIfAborted();
        const files = [...came.files].map(
          ([path, pieces]) => [`${MODEL_FOLDER}/${path}`, new Blob([...pieces])] as const,
        );
        await app.add(new Map(files));
        // Of the page's own host nobody has said a checksum: it is that of the bytes as they were read.
        const sha256 = came.sha256 === "" ? (app.model?.sha256 ?? "") : came.sha256;
        fetched = { source: came.source, sha256 };
      } catch (cause) {
        if (!signal.aborted) error = unforeseen(cause, "model");
      } finally {
        untilCleared.removeEventListener("abort", cancel);
        getting = null;
      }
    },
    cancel,
    dismiss() {
      error = null;
    },
  };
}

type Show = (name: string, done: number, total: number | null) => void;

async function fromServer(
  typed: string,
  token: string,
  base: string,
  signal: AbortSignal,
  show: Show,
): Promise<ReceivedModel> {
  const answer = await asked(new URL(MODEL_REQUEST_PATH, base), {
    method: "POST",
    body: typed,
    signal,
    headers: { [MODEL_TOKEN_HEADER]: token, "Content-Type": "text/plain" },
  });
  if (answer.status === 403) throw otherServer();
  if (!answer.ok || answer.body === null) throw noSuchServer();
  return readFetchedModel(piecesOf(answer.body), show);
}

/** The file, and the card that its authors put beside it. */
async function fromOwnHost(address: URL, signal: AbortSignal, show: Show): Promise<ReceivedModel> {
  const name = decodeURIComponent(address.pathname.split("/").at(-1) ?? "model.onnx");
  const files = new Map<string, readonly Uint8Array<ArrayBuffer>[]>();
  files.set(name, await bytesAt(address, name, signal, show));
  const card = new URL(address);
  card.pathname = card.pathname.replace(/\.onnx$/i, ".json");
  const beside = await asked(card, { signal });
  const isJson = beside.ok && !/html/i.test(beside.headers.get("Content-Type") ?? "");
  if (isJson) {
    files.set(name.replace(/\.onnx$/i, ".json"), [new Uint8Array(await beside.arrayBuffer())]);
  }
  return { files, source: address.href, sha256: "" };
}

async function bytesAt(address: URL, name: string, signal: AbortSignal, show: Show) {
  const answer = await asked(address, { signal });
  if (!answer.ok || answer.body === null) {
    throw new HomegroundError("network/bad-answer", {
      what: `there is no model at this address (${answer.status})`,
      where: address.href,
      fix: "Check the address, or drop the file here",
    });
  }
  const length = Number(answer.headers.get("Content-Length"));
  // The length of a compressed answer is not that of the file.
  const isPlain = answer.headers.get("Content-Encoding") === null && length > 0;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for await (const piece of piecesOf(answer.body)) {
    pieces.push(new Uint8Array(piece));
    done += piece.length;
    show(name, done, isPlain ? length : null);
  }
  return pieces;
}

/** @throws HomegroundError `network/unreachable` */
export async function asked(address: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: "omit", redirect: "error", ...request });
  } catch (cause) {
    throw new HomegroundError("network/unreachable", {
      what: "the server of this page does not answer",
      where: address.href,
      fix: "See whether homeground app still runs in its terminal, and load the page again",
      cause,
    });
  }
}

/** A stream as every browser can read it: not all iterate over one. */
export async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** The token is that of a server that runs no more. */
export function otherServer(): HomegroundError {
  return new HomegroundError("network/blocked", {
    what: "homeground app was started again since this page was loaded",
    where: "homeground app",
    fix: "Load the page again: your project stays",
  });
}

function noSuchServer(): HomegroundError {
  return new HomegroundError("network/blocked", {
    what: "this page may not fetch from another host",
    where: "model",
    fix: "Download the file and drop it here, or run homeground app on this computer",
  });
}
