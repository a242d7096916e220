import type { HomegroundError } from "../../core/errors.js";
import type { AppState } from "./app-types.js";
import { fetchRecord, type OpenedRecord } from "./opened-with.js";
import type { PageParts } from "./page-parts.js";
import { unforeseen } from "./unforeseen.js";

/** The record that the page was opened with, as far as it has come. */
export interface OpenedState {
  /** Whether there is one. */
  readonly isAsked: boolean;
  readonly getting: { readonly name: string; readonly done: number; readonly total: number } | null;
  readonly title: string | null;
  readonly model: OpenedRecord["model"] | null;
  readonly error: HomegroundError | null;
  dismiss(): void;
}

/** Fetches the record that the page is opened with, if any, and adds its files to the app's. */
export function openWith(
  parts: Pick<PageParts, "record">,
  app: Pick<AppState, "add">,
): OpenedState {
  let isAsked = $state(true);
  let getting = $state.raw<OpenedState["getting"]>(null);
  let title = $state<string | null>(null);
  let model = $state<OpenedState["model"]>(null);
  let error = $state.raw<HomegroundError | null>(null);

  const open = async (): Promise<void> => {
    try {
      const named = parts.record();
      isAsked = named !== null;
      if (named === null) return;
      const opened = await fetchRecord(await named, (name, done, total) => {
        getting = { name, done, total };
      });
      await app.add(opened.files);
      ({ title, model, error } = opened);
    } catch (cause) {
      error = unforeseen(cause, "record");
    } finally {
      getting = null;
    }
  };
  void open();

  return {
    get isAsked() {
      return isAsked;
    },
    get getting() {
      return getting;
    },
    get title() {
      return title;
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
