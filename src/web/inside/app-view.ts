import { messageOf } from "../../core/errors.js";
import { OWN } from "../../records/words/record-page.js";
import {
  APP_ADDRESS,
  INSIDE_STYLE,
  INSIDE_VIEW,
  RECORD_ADDRESS,
} from "../../reports/inside-page.js";
import { INSIDE } from "../../reports/words/inside.js";
import { element } from "../record/panel.js";
import { type InsideParts, wholePage } from "./inside-parts.js";

/** Program of the app, as a page carries it. */
const PROGRAM = "app/app.js";
/** What the app listens to on the whole window, and the page of the record does not want it to hear. */
const OF_THE_APP = ["keydown", "dragover", "dragleave", "drop"];

/**
 * Two pages in one document: the record's, and the app in its place. Of the two one is in the document
 * at a time, so that no id is there twice; the browser's way back leads from the app to the record.
 *
 * The app's program starts when it is asked for first. It stands in the page by the hash that the
 * page's policy names.
 */
export function offerApp(parts: InsideParts): void {
  const styles = new Map(
    Array.from(
      document.querySelectorAll<HTMLStyleElement>(`style[${INSIDE_STYLE}]`),
      (style) => [style.getAttribute(INSIDE_STYLE), style] as const,
    ),
  );
  let shown: "record" | "app" = "record";
  let app: AppFrame | null = null;
  const record = document.createDocumentFragment();
  const { title } = document;
  let appTitle = title;
  let scrolled = 0;

  const style = (): void => {
    for (const [name, one] of styles) one.media = name === shown ? "all" : "not all";
  };
  const showApp = (): void => {
    if (shown === "app") return;
    shown = "app";
    scrolled = scrollY;
    record.append(
      ...Array.from(document.body.children).filter(({ tagName }) => tagName !== "SCRIPT"),
    );
    style();
    if (app === null) {
      app = appFrame(showRecordAgain);
      document.body.prepend(app.root);
      void start(app);
    } else {
      document.body.prepend(app.root);
      document.title = appTitle;
    }
    scrollTo(0, 0);
  };
  const showRecord = (): void => {
    if (shown === "record") return;
    shown = "record";
    app?.root.remove();
    appTitle = document.title;
    document.body.prepend(record);
    style();
    document.title = title;
    scrollTo(0, scrolled);
    document.querySelector<HTMLElement>(`a[href="${APP_ADDRESS}"]`)?.focus();
  };
  const showRecordAgain = (): void => {
    history.pushState(INSIDE_VIEW.record, "", location.pathname + location.search);
    showRecord();
  };
  const start = async (frame: AppFrame): Promise<void> => {
    try {
      await wholePage();
      const script = document.createElement("script");
      script.textContent = new TextDecoder().decode(await parts.bytes(PROGRAM));
      document.head.append(script);
    } catch (error) {
      frame.says(INSIDE.damaged({ what: messageOf(error) }));
    }
  };

  for (const type of OF_THE_APP) {
    addEventListener(
      type,
      (event) => {
        if (shown === "record") event.stopImmediatePropagation();
      },
      true,
    );
  }
  addEventListener("popstate", ({ state }) => {
    if (state === INSIDE_VIEW.app) showApp();
    else if (state === INSIDE_VIEW.record) showRecord();
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest(`a[href="${APP_ADDRESS}"]`);
    if (link == null) return;
    event.preventDefault();
    history.replaceState(INSIDE_VIEW.record, "");
    history.pushState(INSIDE_VIEW.app, "", APP_ADDRESS);
    showApp();
  });
  if (location.hash === APP_ADDRESS) showApp();
}

interface AppFrame {
  readonly root: HTMLElement;
  /** In place of the app, until it draws itself. */
  says(line: string): void;
}

/** Where the app draws itself, with the way back above it. */
function appFrame(back: () => void): AppFrame {
  const link = element("a", "", INSIDE.back);
  link.setAttribute("href", RECORD_ADDRESS);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    back();
  });
  const way = element("nav", "back");
  way.setAttribute("aria-label", INSIDE.label);
  const row = element("p", "");
  row.append(link);
  way.append(row);
  const line = element("p", "", INSIDE.starting);
  line.setAttribute("role", "status");
  const wait = element("main", "");
  wait.append(element("h1", "", OWN.tryIt), line);
  const target = element("div", "");
  target.id = "app";
  target.append(wait);
  const root = element("div", "");
  root.append(way, target);
  return { root, says: (text) => line.replaceChildren(text) };
}
