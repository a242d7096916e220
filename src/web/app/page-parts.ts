import { createMemoryFileAccess } from "../../formats/memory-file-access.js";
import type { CodecFile } from "../../images/wasm-codecs.js";
import { CODEC_FILES } from "../../images/wasm-codecs.js";
import { OPENED_PARAMETER } from "../../models/fetched-model.js";
import type { ProgramPlace } from "../fetch-bytes.js";
import { ENGINE_FILES } from "../inference/programs-at.js";
import { type InsideParts, insideFiles } from "../inside/inside-parts.js";
import type { SessionPlaces } from "../session/session-client.js";
import { type RecordFiles, recordAt } from "./opened-with.js";
import { type ObjectPlace, objectPlaces } from "./registry/object-places.js";

/** Where a page has what the app is made of. */
export interface PageParts {
  /** The session's program. */
  readonly session: ProgramPlace;
  readonly places: SessionPlaces;
  /** Whether everything that a run can need is in memory from the start. */
  readonly isWhole: boolean;
  /**
   * The record that the page is opened with; null where there is none.
   *
   * @throws HomegroundError `usage/bad-option` as `recordAt`
   */
  record(): RecordFiles | null | Promise<RecordFiles>;
  /** Whether its address names objects of the registry that gave it out. */
  readonly isOfRegistry: boolean;
  /**
   * Those objects.
   *
   * @throws HomegroundError `usage/bad-option` as `objectPlaces`
   */
  objects(): readonly ObjectPlace[];
  /** Token by which this machine's server gives the files that it was started with; null for none. */
  readonly opened: string | null;
}

/** Of a page in a folder: programs and record are beside it. @param version of Homeground */
export function partsBeside(address: string, version: string): PageParts {
  const base = new URL(".", address).href;
  return {
    session: new URL("session.js", base).href,
    places: { base, version, scorer: new URL("scorer.js", base).href },
    isWhole: false,
    record: () => recordAt(address),
    isOfRegistry: new URL(address).searchParams.has("registry"),
    objects: () => objectPlaces(address),
    opened: new URL(address).searchParams.get(OPENED_PARAMETER),
  };
}

/**
 * Of a page that carries everything in itself.
 *
 * @param id of the record
 * @throws Error where a part is missing or damaged
 */
export async function partsInside(
  inside: InsideParts,
  address: string,
  version: string,
  id: string,
): Promise<PageParts> {
  const blob = async (path: string, type: string): Promise<Blob> =>
    new Blob([await inside.bytes(`app/${path}`)], { type });
  const script = (path: string): Promise<Blob> => blob(path, "text/javascript");
  const [module, loader, program] = ENGINE_FILES.map((file) => `ort/${file}`) as [
    string,
    string,
    string,
  ];
  const codecs: Partial<Record<CodecFile, Blob>> = {};
  for (const file of CODEC_FILES) codecs[file] = await blob(`codecs/${file}`, "application/wasm");
  return {
    session: await script("session.js"),
    places: {
      base: new URL(".", address).href,
      version,
      scorer: await script("scorer.js"),
      programs: {
        engine: {
          module: await script(module),
          loader: await script(loader),
          program: await blob(program, "application/wasm"),
        },
        codecs: codecs as Record<CodecFile, Blob>,
      },
    },
    isWhole: true,
    async record() {
      const access = createMemoryFileAccess(await insideFiles(inside, "record"));
      return { access, id: id.slice(0, 12) };
    },
    isOfRegistry: false,
    objects: () => [],
    opened: null,
  };
}
