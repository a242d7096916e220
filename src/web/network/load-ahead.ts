import { CODEC_FILES, type CodecFile } from "../../images/wasm-codecs.js";
import { bytesOfAnswer, type ProgramPlace } from "../fetch-bytes.js";
import { ENGINE_FILES } from "../inference/programs-at.js";
import type { WorkerPrograms } from "../inference/worker-messages.js";

/** Everything that a run can need, in this browser's memory: from here on no network is asked. */
export interface LoadedAhead {
  readonly programs: WorkerPrograms;
  /** The program of workers that score. */
  readonly scorer: ProgramPlace;
}

/**
 * Loads what the session has not needed yet: parts of its own program, the engine, the codecs, the
 * program of the workers.
 *
 * @param paths files of the app
 * @param base where they lie, absolute
 * @throws Error where one cannot be fetched
 */
export async function loadAhead(
  paths: readonly string[],
  base: string,
  onLoaded: (done: number, total: number) => void,
): Promise<LoadedAhead> {
  const parts = paths.filter((path) => /^session-[\w.-]+\.js$/.test(path));
  const kept = ["scorer.js", ...ENGINE_FILES.map((file) => `ort/${file}`)];
  const codecs = CODEC_FILES.map((file) => `codecs/${file}`);
  const total = parts.length + kept.length + codecs.length;
  let done = 0;
  onLoaded(0, total);
  for (const path of parts) {
    // The browser keeps modules by their address: who imports it later finds it there.
    await import(/* @vite-ignore */ new URL(path, base).href);
    onLoaded(++done, total);
  }
  const places = new Map<string, string>();
  for (const path of [...kept, ...codecs]) {
    places.set(path, await addressInMemory(new URL(path, base).href));
    onLoaded(++done, total);
  }
  const at = (path: string): string => places.get(path) ?? new URL(path, base).href;
  const [module, loader, program] = ENGINE_FILES.map((file) => at(`ort/${file}`)) as [
    string,
    string,
    string,
  ];
  return {
    programs: {
      engine: { module, loader, program },
      codecs: Object.fromEntries(CODEC_FILES.map((file) => [file, at(`codecs/${file}`)])) as Record<
        CodecFile,
        string
      >,
    },
    scorer: at("scorer.js"),
  };
}

/** The file at an address, held in memory under another one. @throws Error where it cannot be fetched */
export async function addressInMemory(url: string): Promise<string> {
  // What the browser keeps for use without a network was fetched once already, and is checked.
  const { caches: kept } = globalThis as { readonly caches?: CacheStorage };
  const response =
    (await kept?.match(url).catch(() => undefined)) ??
    (await fetch(url, { credentials: "omit", redirect: "error" }));
  const bytes = await bytesOfAnswer(response, url);
  const type = /\.m?js$/.test(url) ? "text/javascript" : "application/wasm";
  return URL.createObjectURL(new Blob([bytes], { type }));
}
