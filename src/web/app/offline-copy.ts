/** Whether the page opens again without a network. */
export type OfflineCopy = "kept" | "none";

/** A browser that has not fetched the copy by then is told of as one that keeps none. */
const LONGEST_MS = 120_000;

/**
 * Has the browser keep a copy of the app, where it can: over `https:` or from this machine, and not in
 * private windows of some browsers.
 *
 * @returns when the copy is whole, or known not to come
 */
export async function keepOfflineCopy(base: string): Promise<OfflineCopy> {
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (serviceWorker === undefined || !/^https?:$/.test(new URL(base).protocol)) return "none";
  try {
    const address = new URL("service-worker.js", base).href;
    const registration = await serviceWorker.register(address, { scope: base });
    const growing = registration.installing ?? registration.waiting;
    if (growing === null) return registration.active === null ? "none" : "kept";
    return await Promise.race([whole(growing), after(LONGEST_MS)]);
  } catch {
    return "none";
  }
}

function whole(worker: ServiceWorker): Promise<OfflineCopy> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (worker.state === "redundant") resolve("none");
      else if (worker.state !== "installing") resolve("kept");
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

async function after(ms: number): Promise<OfflineCopy> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return "none";
}
