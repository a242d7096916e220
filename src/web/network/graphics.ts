import { GRAPHICS_FILES } from "../inference/programs-at.js";
import type { EngineFiles } from "../inference/wasm-runtime.js";
import { addressInMemory } from "./load-ahead.js";

/** A file of the app, as its list has it. */
export interface AppFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A graphics processor that this page could compute on. */
export interface GraphicsTold {
  /** As the browser names it; empty where it does not. */
  readonly name: string;
  /** Whether the browser only acts as if there were one: that is slower than without. */
  readonly isSoftware: boolean;
  /** Of the engine's files, which are loaded when it is chosen. */
  readonly sizeBytes: number;
}

/** The engine for graphics processors: whether there is something to run it on, and its files. */
export interface Graphics {
  /** Takes the list of files that the app's host has beside those that are loaded ahead. */
  know(files: readonly AppFile[]): void;
  /** Null where the browser gives no adapter, or the host has no such engine. Waits for {@link know}. */
  offer(): Promise<GraphicsTold | null>;
  /** Its files in memory; loaded with the first call. @throws Error where they cannot be had */
  engine(): Promise<EngineFiles>;
}

/** What is used of WebGPU here: the library of types that workers are compiled with has none. */
interface WithGpu {
  readonly gpu?: { requestAdapter(): Promise<Adapter | null> };
}
interface Adapter {
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
}

/** @param base folder of the app, absolute */
export function createGraphics(base: () => string): Graphics {
  let tell: (files: readonly AppFile[]) => void = () => {};
  const known = new Promise<readonly AppFile[]>((resolve) => {
    tell = resolve;
  });
  let loading: Promise<EngineFiles> | null = null;

  const load = async (): Promise<EngineFiles> => {
    const places: string[] = [];
    for (const file of GRAPHICS_FILES) {
      places.push(await addressInMemory(new URL(`ort/${file}`, base()).href));
    }
    const [module, loader, program] = places as [string, string, string];
    return { provider: "webgpu", module, loader, program };
  };
  return {
    know: (files) => tell(files),
    async offer() {
      const files = (await known).filter(({ path }) => isGraphicsFile(path));
      if (files.length < GRAPHICS_FILES.length) return null;
      const info = await adapterInfo();
      if (info === null) return null;
      const { description = "", vendor = "", architecture = "", isFallbackAdapter } = info;
      return {
        name: description || [vendor, architecture].filter((part) => part !== "").join(" "),
        isSoftware: isFallbackAdapter === true,
        sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
    },
    engine() {
      loading ??= load().catch((cause: unknown) => {
        loading = null; // the network may be there another time
        throw cause;
      });
      return loading;
    },
  };
}

/** @returns null without an adapter */
async function adapterInfo(): Promise<NonNullable<Adapter["info"]> | null> {
  try {
    const adapter = await (navigator as WithGpu).gpu?.requestAdapter();
    return adapter == null ? null : (adapter.info ?? {});
  } catch {
    return null; // a browser that has it switched off
  }
}

function isGraphicsFile(path: string): boolean {
  return GRAPHICS_FILES.some((file) => path === `ort/${file}`);
}
