/** Runs in a page: what the benchmark of the app times, by the page's own clock. */

import { programsAt } from "../src/web/inference/programs-at.js";
import { startModuleWorker } from "../src/web/inference/start-worker.js";
import { startSession } from "../src/web/session/session-client.js";
import type { LoopTask } from "./page-loop.js";

export interface PageTimes {
  /** From the first file to the first answer of the model. */
  readonly firstAnswerMs: number;
  /** Images a second, from the first answer to the last. */
  readonly rate: number;
  readonly doneMs: number;
  /** Tasks of the page's own thread above 100 ms. */
  readonly longTasks: number;
}

export interface PageBench {
  session(): Promise<PageTimes>;
  bare(workers: number): Promise<number>;
}

declare global {
  var pageBench: PageBench;
}

const base = new URL(".", location.href).href;

function chosen(): ReadonlyMap<string, File> {
  const input = document.querySelector<HTMLInputElement>("input");
  return new Map(
    [...(input?.files ?? [])].map((file) => [file.webkitRelativePath || file.name, file]),
  );
}

globalThis.pageBench = {
  async session() {
    let longTasks = 0;
    const observer = new PerformanceObserver((list) => {
      longTasks += list.getEntries().filter(({ duration }) => duration > 100).length;
    });
    observer.observe({ type: "longtask" });
    const files = chosen();
    const started = performance.now();
    const worker = startModuleWorker(new URL("session.js", base).href);
    const session = startSession(worker, {
      base,
      version: "0.0.0",
      scorer: new URL("scorer.js", base).href,
    });
    await session.addFiles(files);
    const at = (end: string) => [...files.keys()].find((path) => path.endsWith(end)) ?? "";
    await session.useModel(at("model.onnx"));
    await session.readLabels({ path: at("labels.csv") }, null);
    await session.decide(new Map());
    await session.ask({});
    let first = { at: 0, done: 0 };
    let last = first;
    await session.run({
      signal: new AbortController().signal,
      onProgress(stage, { done }) {
        if (stage !== "scoring" || done === 0) return;
        last = { at: performance.now(), done };
        if (first.done === 0) first = last;
      },
    });
    const doneMs = performance.now() - started;
    observer.disconnect();
    worker.terminate();
    return {
      firstAnswerMs: first.at - started,
      rate: (1000 * (last.done - first.done)) / (last.at - first.at),
      doneMs,
      longTasks,
    };
  },
  async bare(count) {
    const files = [...chosen()];
    const model = files.find(([path]) => path.endsWith("model.onnx"))?.[1];
    if (model === undefined) throw new Error("no model was chosen");
    const images = files.filter(([path]) => path.endsWith(".jpg")).map(([, file]) => file);
    const workers = Array.from({ length: count }, () =>
      startModuleWorker(new URL("loop.js", base).href),
    );
    const heard = (worker: Worker, word: string) =>
      new Promise<void>((resolve) => {
        worker.addEventListener("message", ({ data }) => {
          if (data === word) resolve();
        });
      });
    const ready = Promise.all(workers.map((worker) => heard(worker, "ready")));
    const done = Promise.all(workers.map((worker) => heard(worker, "done")));
    for (const [i, worker] of workers.entries()) {
      const task: LoopTask = {
        programs: programsAt(base),
        model,
        images: images.filter((_, k) => k % count === i),
      };
      worker.postMessage(task);
    }
    await ready;
    const started = performance.now();
    await done;
    for (const worker of workers) worker.terminate();
    return (1000 * images.length) / (performance.now() - started);
  },
};
