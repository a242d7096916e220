import type { BrowserEvent, BrowserPipe } from "./browser-pipe.js";

/** A page that is open, and what the browser has complained about since. */
export interface PageVisit {
  /** Errors of page and workers, in the browser's words, each once. */
  readonly errors: readonly string[];
  /** Addresses outside the folder that page or workers asked for. */
  readonly outside: readonly string[];
  /** The value of an expression in the page. @throws Error where it throws, or the page is gone */
  ask<Value>(expression: string): Promise<Value>;
  close(): Promise<void>;
}

/** Longest line of a complaint, in letters. */
const MOST_LETTERS = 300;

/**
 * Opens a page and listens to it and to every worker that it starts.
 *
 * @param base folder that nothing may be asked for outside of, with a slash at its end
 */
export async function visitPage(
  browser: BrowserPipe,
  address: string,
  base: string,
): Promise<PageVisit> {
  const errors = new Set<string>();
  const outside = new Set<string>();
  const sessions = new Set<string>();
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  const attached = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  const page = attached["sessionId"] as string;

  const follow = async (sessionId: string): Promise<void> => {
    sessions.add(sessionId);
    const workers = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
    // Some kinds of worker have some of these and some have others.
    await Promise.allSettled([
      ...["Runtime", "Log", "Network"].map((one) => browser.send(`${one}.enable`, {}, sessionId)),
      browser.send("Target.setAutoAttach", workers, sessionId),
      // Workers wait until they are listened to.
      browser.send("Runtime.runIfWaitingForDebugger", {}, sessionId),
    ]);
  };
  browser.listen(({ method, params, sessionId }: BrowserEvent) => {
    if (sessionId === undefined || !sessions.has(sessionId)) return;
    if (method === "Target.attachedToTarget") {
      void follow(params["sessionId"] as string);
      return;
    }
    const complaint = complaintOf(method, params);
    if (complaint !== null) errors.add(complaint.slice(0, MOST_LETTERS));
    if (method !== "Network.requestWillBeSent") return;
    const { url } = params["request"] as { readonly url: string };
    if (!url.startsWith(base) && !/^(blob|data):/.test(url))
      outside.add(url.slice(0, MOST_LETTERS));
  });
  await follow(page);
  await browser.send("Page.enable", {}, page);
  const opened = await browser.send("Page.navigate", { url: address }, page);
  if (typeof opened["errorText"] === "string") errors.add(opened["errorText"]);
  return {
    get errors() {
      return [...errors];
    },
    get outside() {
      return [...outside];
    },
    async ask<Value>(expression: string) {
      const options = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await browser.send("Runtime.evaluate", options, page);
      if (exceptionDetails !== undefined) throw new Error(textOf(exceptionDetails));
      return (result as { readonly value: Value }).value;
    },
    async close() {
      await browser.send("Target.closeTarget", { targetId });
    },
  };
}

/** What an event says went wrong; null for all others. */
function complaintOf(method: string, params: Readonly<Record<string, unknown>>): string | null {
  if (method === "Runtime.exceptionThrown") return textOf(params["exceptionDetails"]);
  if (method === "Log.entryAdded") {
    const { level, text, url } = params["entry"] as Record<"level" | "text" | "url", string>;
    if (level !== "error") return null;
    return url === undefined ? text : `${text} (${url})`;
  }
  if (method === "Runtime.consoleAPICalled" && params["type"] === "error") {
    const args = params["args"] as readonly { value?: unknown; description?: string }[];
    return args.map(({ value, description }) => String(value ?? description)).join(" ");
  }
  return null;
}

function textOf(details: unknown): string {
  const { text, exception } = details as {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
  return (exception?.description ?? text).split("\n")[0]!;
}
