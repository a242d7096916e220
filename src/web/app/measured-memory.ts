import { bytesText } from "../../reports/numbers.js";

/** Bytes to two digits, as `160 MB`: more would promise what neither browser nor estimate knows. */
export function roughBytes(bytes: number): string {
  const rough = Number(bytes.toPrecision(2));
  return bytesText(rough).replace(/\.0(?= )/, "");
}

/** How often the browser is asked: it takes its time to answer, and collects garbage for it. */
const EVERY_MS = 10_000;

/**
 * Memory of the page with its workers, as the browser measures it. Only pages that are isolated
 * (crossOriginIsolated) are told, by Chromium; elsewhere nothing is called. `performance.memory` is
 * not asked: it leaves out workers, where nearly everything is.
 *
 * @returns what ends it
 */
export function watchMemory(tell: (bytes: number) => void): () => void {
  const { measureUserAgentSpecificMemory: measure } = performance as {
    readonly measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
  };
  if (measure === undefined || !crossOriginIsolated) return () => {};
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    try {
      const { bytes } = await measure.call(performance);
      if (!isOver) tell(bytes);
    } catch {
      return; // the browser does not want to: the estimate stands
    }
    if (!isOver) timer = setTimeout(() => void look(), EVERY_MS);
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
