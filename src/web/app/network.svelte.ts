import { MODEL_TOKEN_HEADER, REGISTRY_HEADER } from "../../models/fetched-model.js";
import type { AppFile } from "../network/graphics.js";
import type { FromNetwork, LoadAhead, NetworkSetup } from "../network/network-messages.js";
import { type SeenRequest, watchRequests } from "../network/request-watch.js";
import { keepOfflineCopy, type OfflineCopy } from "./offline-copy.js";
import type { PageParts } from "./page-parts.js";

/** What the page knows of its own use of the network. */
export interface NetworkState {
  /** `saving`: nothing is loaded ahead, since the browser saves data. */
  readonly stage: "starting" | "loading" | "loaded" | "failed" | "saving";
  readonly done: number;
  readonly total: number;
  /** Null until that is known. */
  readonly copy: OfflineCopy | "inside" | null;
  /** Addresses that were asked for since everything was loaded. */
  readonly requests: readonly string[];
  readonly isOnline: boolean;
  /** What `homeground app` wants to be told with a request for a hosted model; null on other hosts. */
  readonly modelToken: string | null;
  /** Folder of the registry that gave out the page; null on other hosts. */
  readonly registry: string | null;
}

/**
 * Watches every request of the page and its workers, and loads what a run can need once the page
 * stands: after that, none is needed.
 *
 * @param session worker of the session
 */
export function createNetworkState(
  session: Worker,
  { isWhole, places }: Pick<PageParts, "isWhole" | "places">,
): NetworkState {
  const { base } = places;
  let stage = $state<NetworkState["stage"]>("starting");
  let done = $state(0);
  let total = $state(0);
  let copy = $state<NetworkState["copy"]>(isWhole ? "inside" : null);
  let requests = $state.raw<readonly string[]>([]);
  let isOnline = $state(navigator.onLine);
  let modelToken = $state<string | null>(null);
  let registry = $state<string | null>(null);
  let loadedAt = Number.POSITIVE_INFINITY;

  addEventListener("online", () => {
    isOnline = true;
  });
  addEventListener("offline", () => {
    isOnline = false;
  });
  const seen = ({ address, at }: SeenRequest): void => {
    if (at > loadedAt) requests = [...requests, address];
  };
  watchRequests(seen);

  const { port1: port, port2 } = new MessageChannel();
  const setup: NetworkSetup = { kind: "network", port: port2 };
  session.postMessage(setup, [port2]);
  const finish = (): void => {
    loadedAt = performance.timeOrigin + performance.now();
    stage = "loaded";
  };
  port.addEventListener("message", ({ data }: MessageEvent<FromNetwork>) => {
    switch (data.kind) {
      case "request":
        seen(data.request);
        return;
      case "loading":
        ({ done, total } = data);
        return;
      case "loaded":
        finish();
        return;
      case "failed":
        stage = "failed";
    }
  });
  port.start();

  const load = async (): Promise<void> => {
    if (savesData()) {
      stage = "saving";
      return;
    }
    stage = "loading";
    try {
      copy = await keepOfflineCopy(base);
      const { files, graphics = [], headers } = await ownFiles(base);
      const paths = files.map(({ path }) => path);
      modelToken = headers.get(MODEL_TOKEN_HEADER);
      const folder = headers.get(REGISTRY_HEADER);
      registry = folder === null ? null : new URL(folder, base).href;
      // Parts of the page's own program, as the worker does with those of the session.
      const parts = paths.filter((path) => /^app-[\w.-]+\.js$/.test(path));
      for (const path of parts) await import(/* @vite-ignore */ new URL(path, base).href);
      port.postMessage({ kind: "load", paths, graphics } satisfies LoadAhead);
    } catch {
      stage = "failed";
    }
  };
  if (isWhole) finish();
  else whenIdle(() => void load());

  return {
    get stage() {
      return stage;
    },
    get done() {
      return done;
    },
    get total() {
      return total;
    },
    get copy() {
      return copy;
    },
    get requests() {
      return requests;
    },
    get isOnline() {
      return isOnline;
    },
    get modelToken() {
      return modelToken;
    },
    get registry() {
      return registry;
    },
  };
}

/** What is used of the app's own list. */
interface OwnFiles {
  readonly files: readonly AppFile[];
  readonly graphics?: readonly AppFile[];
}

/** The app's files, by its own list, and what the server says beside it. */
async function ownFiles(base: string): Promise<OwnFiles & { readonly headers: Headers }> {
  const response = await fetch(new URL("files.json", base), { credentials: "omit" });
  if (!response.ok) throw new Error(`files.json answered ${response.status}`);
  const list = (await response.json()) as OwnFiles;
  return { ...list, headers: response.headers };
}

function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

/** After the first paint, and when nothing else waits. */
function whenIdle(what: () => void): void {
  const { requestIdleCallback: ask } = globalThis as {
    readonly requestIdleCallback?: typeof globalThis.requestIdleCallback;
  };
  setTimeout(() => (ask === undefined ? what() : ask(what, { timeout: 2000 })), 500);
}
