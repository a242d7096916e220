import { existsSync } from "node:fs";
import { normalize, sep } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { PageCheck } from "../../records/page/publish-text.js";
import { LIST_OF_ALL } from "../../records/page/record-page.js";
import { shown } from "../../reports/text.js";
import { PAGE_CHECK } from "../../reports/words/page-check.js";
import { serveLocally } from "../app/local-server.js";
import { type BrowserPipe, openBrowser } from "../browser/browser-pipe.js";
import { findBrowser } from "../browser/find-browser.js";
import { type PageVisit, visitPage } from "../browser/page-visit.js";
import type { CommandIo } from "./command.js";

/** What was written: a folder, and addresses of pages below it. */
export interface WrittenPages {
  readonly root: string;
  /** Of the list of records; null for a page that stands alone. */
  readonly list: string | null;
  readonly record: string;
  /** Of the app, told of the record; null where it is not there. */
  readonly app: string | null;
}

/** Where on the host the folder lies: a page that names its host's root finds nothing. */
const BELOW = "~somebody/records/";
/** A page that has not come to its end by then never will, on any machine. */
const LONGEST_MS = 120_000;
/** After a complaint, what else there is comes soon. */
const AFTER_COMPLAINT_MS = 5000;
const POLL_MS = 100;
/** Of the problems of a page. */
const MOST_TOLD = 3;

/** What a page says of itself. `wait`: not at its end yet. */
interface Said {
  readonly state: "wait" | "good" | "bad" | "nothing";
  readonly text?: string;
}

/** Has a browser open what was written, unless it is not asked for. */
export async function checkWritten(
  pages: WrittenPages,
  { check, quiet }: { readonly check?: boolean | undefined; readonly quiet?: true | undefined },
  io: CommandIo,
): Promise<PageCheck> {
  if (check === false) return { state: "not-checked", why: "not-asked", detail: null };
  const isLive = quiet !== true && io.terminal.live;
  if (isLive) io.live(PAGE_CHECK.doing);
  return checkPages(pages, io.signal).finally(() => {
    if (isLive) io.live("");
  });
}

/**
 * Opens what was written in a browser of this machine, from a host and a path that nobody has seen: each
 * page opens without a complaint, asks for nothing outside its folder, the figure comes out again, the
 * app starts and takes the record.
 *
 * @returns that it was checked, or why it was not: no browser is there, or it does not start
 * @throws HomegroundError `output/check-failed` where a page does not do what it should;
 *   the signal's reason where it is stopped
 */
export async function checkPages(pages: WrittenPages, signal: AbortSignal): Promise<PageCheck> {
  const found = await findBrowser();
  if (found.path === null) {
    const why = found.named === null ? "no-browser" : "not-there";
    return { state: "not-checked", why, detail: found.named };
  }
  signal.throwIfAborted();
  let browser: BrowserPipe;
  try {
    browser = await openBrowser(found.path);
  } catch (cause) {
    return { state: "not-checked", why: "no-start", detail: messageOf(cause) };
  }
  const host = await serveLocally(
    { fileAt: (path) => fileBelow(pages.root, path), headers: {} },
    0,
  );
  const stop = (): void => void browser.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await visitAll(pages, `${host.url}${BELOW}`, browser, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw cause;
  } finally {
    signal.removeEventListener("abort", stop);
    await browser.close();
    await host.close();
  }
}

async function visitAll(
  { list, record, app }: WrittenPages,
  base: string,
  browser: BrowserPipe,
  signal: AbortSignal,
): Promise<PageCheck> {
  const { product } = await browser.send("Browser.getVersion");
  const steps = [
    // The list itself: with one record it goes on to that, which is looked at next.
    ...(list === null ? [] : [{ page: `${list}${LIST_OF_ALL}`, name: list, look: LIST }]),
    { page: record, name: record, look: RECORD },
    ...(app === null ? [] : [{ page: app, name: PAGE_CHECK.app, look: APP }]),
  ];
  let counted = false;
  for (const { page, name, look } of steps) {
    const visit = await visitPage(browser, base + page, base);
    const said = await lookUntilDone(visit, look, signal);
    const problems = problemsOf(visit, said);
    if (problems.length > 0) throw failed(name, problems);
    if (look === RECORD) counted = said.state === "good";
    await visit.close();
  }
  return { state: "checked", browser: nameOf(String(product)), pages: steps.length, counted };
}

async function lookUntilDone(visit: PageVisit, look: string, signal: AbortSignal): Promise<Said> {
  let left = LONGEST_MS;
  for (;;) {
    signal.throwIfAborted();
    const said = await visit.ask<Said>(look);
    if (said.state !== "wait") return said;
    const isComplaining = visit.errors.length > 0;
    if (isComplaining) left = Math.min(left, AFTER_COMPLAINT_MS);
    // What a page complained of says more than that nothing came after it.
    if (left <= 0)
      return isComplaining ? { state: "nothing" } : { state: "bad", text: PAGE_CHECK.noEnd };
    left -= POLL_MS;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function problemsOf({ errors, outside }: PageVisit, said: Said): string[] {
  return [
    ...(said.state === "bad" ? [said.text ?? ""] : []),
    ...outside.map((address) => PAGE_CHECK.outside({ address })),
    ...errors,
  ].map((text) => shown(text.replace(/\s+/g, " ").trim(), 300));
}

function failed(page: string, problems: readonly string[]): HomegroundError {
  const told = problems.slice(0, MOST_TOLD);
  const more = problems.length - told.length;
  return new HomegroundError("output/check-failed", {
    what: [...told, ...(more === 0 ? [] : [PAGE_CHECK.more({ n: String(more) })])].join("; "),
    where: page,
    fix: PAGE_CHECK.fix,
  });
}

/** The file of a path of the host, in the folder and nowhere else. */
function fileBelow(root: string, path: string): string | undefined {
  if (!path.startsWith(BELOW)) return undefined;
  const inside = normalize(path.slice(BELOW.length));
  if (inside.split(sep).includes("..")) return undefined;
  const disk = `${root}${sep}${inside}`;
  return existsSync(disk) ? disk : undefined;
}

/** `Chromium 156` of `HeadlessChrome/156.0.8078.108`, `Microsoft Edge 140` of `Edg/140.0…`. */
function nameOf(product: string): string {
  const [, name = "", version = ""] = /^(\w+)\/(\d+)/.exec(product) ?? [];
  return `${/^Edg/.test(name) ? "Microsoft Edge" : "Chromium"} ${version}`;
}

/** In the pages; they say how far they are in attributes, so that no word has to be recognised. */
const LIST = `({ state: document.readyState === "complete" && document.querySelector("h1") ? "good" : "wait" })`;

const RECORD = `(() => {
  const panel = document.getElementById("recount");
  if (document.readyState !== "complete") return { state: "wait" };
  if (panel === null) return { state: "bad", text: "no panel" };
  if (panel.dataset.bytes === undefined) return { state: "nothing" };
  panel.scrollIntoView();
  const state = panel.dataset.state;
  if (state === "asks") panel.querySelector("button")?.click();
  if (state === "same") return { state: "good" };
  if (state !== "differs" && state !== "failed") return { state: "wait" };
  const text = (part) => panel.querySelector("[data-part=" + part + "]").textContent;
  return { state: "bad", text: text("title") + " " + text("says") };
})()`;

const APP = `(() => {
  const came = document.querySelector(".came");
  const network = document.querySelector(".netw");
  const stage = network?.dataset.stage;
  const isThere = came?.dataset.state === "here" && stage === "loaded";
  if (isThere) return { state: "good" };
  const bad = stage === "failed" ? network : came?.dataset.state === "failed" ? came : null;
  if (bad === null) return { state: "wait" };
  const error = document.querySelector("#main .err h2")?.textContent ?? "";
  return { state: "bad", text: bad.querySelector("p").textContent + " " + error };
})()`;
