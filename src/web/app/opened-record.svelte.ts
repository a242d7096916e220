import type { HomegroundError } from "../../core/errors.js";
import type { AppState } from "./app-types.js";
import { fetchRecord, type OpenedRecord } from "./opened-with.js";
import type { PageParts } from "./page-parts.js";
import type { Projects } from "./project-types.js";
import type { OpenedObject } from "./registry/open-object.js";
import { unforeseen } from "./unforeseen.js";

/** What the page was opened with, as far as it has come: a record, objects of its registry, or the files of this machine's server. */
export interface OpenedState {
  readonly kind: "record" | "registry" | "folder";
  /** Whether there is one. */
  readonly isAsked: boolean;
  readonly getting: {
    readonly name: string;
    readonly done: number;
    readonly total: number | null;
  } | null;
  /** Of the record; null where none came. */
  readonly title: string | null;
  /** What else came of a registry. */
  readonly objects: readonly OpenedObject[];
  readonly model: OpenedRecord["model"] | null;
  readonly error: HomegroundError | null;
  dismiss(): void;
}

/** Fetches what the page is opened with, if anything, and adds its files to the app's. */
export function openWith(
  parts: Pick<PageParts, "record" | "objects" | "isOfRegistry" | "opened" | "places">,
  app: AppState,
  projects: Projects,
): OpenedState {
  const kind = parts.opened !== null ? "folder" : parts.isOfRegistry ? "registry" : "record";
  let isAsked = $state(true);
  let getting = $state.raw<OpenedState["getting"]>(null);
  let title = $state<string | null>(null);
  let model = $state<OpenedState["model"]>(null);
  let objects = $state.raw<readonly OpenedObject[]>([]);
  let error = $state.raw<HomegroundError | null>(null);

  const open = async (): Promise<void> => {
    const show = (name: string, done: number, total: number | null): void => {
      getting = { name, done, total };
    };
    try {
      if (parts.opened !== null) {
        const { openFolder } = await import("./open-folder.js");
        await openFolder(parts.opened, parts.places.base, app, projects, show);
        isAsked = false;
        return;
      }
      if (parts.isOfRegistry) {
        const places = parts.objects();
        const [{ createRegistryClient }, { openObject }] = await Promise.all([
          import("../registry/registry-client.js"),
          import("./registry/open-object.js"),
        ]);
        const base = new URL("../", parts.places.base).href;
        const client = createRegistryClient(base);
        for (const place of places) {
          const opened = await openObject(client, base, place, show);
          await app.add(opened.files);
          if (opened.isRecord) ({ title, model, error } = opened);
          else objects = [...objects, opened];
        }
        return;
      }
      const named = parts.record();
      isAsked = named !== null;
      if (named === null) return;
      const opened = await fetchRecord(await named, show);
      await app.add(opened.files);
      ({ title, model, error } = opened);
    } catch (cause) {
      error = unforeseen(cause, kind);
    } finally {
      getting = null;
    }
  };
  void open();

  return {
    kind,
    get isAsked() {
      return isAsked;
    },
    get getting() {
      return getting;
    },
    get title() {
      return title;
    },
    get objects() {
      return objects;
    },
    get model() {
      return model;
    },
    get error() {
      return error;
    },
    dismiss() {
      error = null;
    },
  };
}
