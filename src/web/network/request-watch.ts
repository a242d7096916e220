/** A request that a page or one of its workers made to a host. */
export interface SeenRequest {
  readonly address: string;
  /** When it began, in milliseconds since 1970: the same clock in page and workers. */
  readonly at: number;
}

/**
 * Tells of every request that this page or worker makes, and of those it has made: what the browser
 * itself writes down, so that no part of the program has to own up. What is in memory already
 * (`blob:`, `data:`) is no request.
 */
export function watchRequests(onRequest: (request: SeenRequest) => void): void {
  const observer = new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      if (!/^https?:/.test(name)) continue;
      onRequest({ address: name, at: performance.timeOrigin + startTime });
    }
  });
  observer.observe({ type: "resource", buffered: true });
}

/** Tells a channel instead, for workers of workers: whoever listens there counts. */
export function watchRequestsFor(channel: string): void {
  const out = new BroadcastChannel(channel);
  watchRequests((request) => out.postMessage(request));
}

/** A name of a channel that no other page listens to. */
export function newChannelName(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4));
  return `homeground-requests-${Array.from(parts, (part) => part.toString(36)).join("-")}`;
}
