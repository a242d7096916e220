import { OWN_PLACES_SCRIPT, RECORD_PAGE_SCRIPT } from "virtual:record-scripts";
import { render } from "svelte/server";
import RecordPage from "../../records/page/RecordPage.svelte";
import RecordVersions from "../../records/page/RecordVersions.svelte";
import { LIST_OF_ALL, type RecordPage as RecordPageView } from "../../records/page/record-page.js";
import { RECORD_CSS } from "../../records/page/record-page-styles.js";
import type { VersionsPage } from "../../records/page/versions-page.js";
import { VERSIONS } from "../../records/words/record-page.js";
import { INSIDE_STYLE } from "../../reports/inside-page.js";
import { hashOf, htmlPage, pageCss } from "./html-page.js";

/** Says of a page that this program made it, and may make it again. */
export const GENERATOR = "homeground publish";

/** The mark of the program. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#1c5e41" stroke-width="3" stroke-linecap="round"><circle cx="16" cy="13" r="7"/><path d="M2 25h28M9 30h14"/></svg>',
)}`;

const CSS = pageCss(RECORD_CSS);
const NOTHING = ["default-src 'none'", `style-src '${hashOf(CSS)}'`];
const NOWHERE = ["base-uri 'none'", "form-action 'none'"];

/**
 * What the page of a record may do: run its own script, by hash, and the two files beside it that it
 * loads where it was opened from disk; show pictures of its folder; start its worker.
 */
function recordPolicy(script: string): readonly string[] {
  return [
    ...NOTHING,
    `script-src '${hashOf(script)}' 'self'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src blob:",
    ...NOWHERE,
  ];
}

function scriptOf({ places }: RecordPageView): string {
  const isHeldAgainst = places !== null && places.basis !== null;
  return isHeldAgainst ? `${RECORD_PAGE_SCRIPT}\n;${OWN_PLACES_SCRIPT}` : RECORD_PAGE_SCRIPT;
}

/** The page of a record: complete without its script. The same view gives the same bytes. */
export function renderRecordPage(page: RecordPageView): string {
  const { body } = render(RecordPage, { props: { page } });
  const script = scriptOf(page);
  return htmlPage({
    title: page.title,
    policy: recordPolicy(script),
    css: CSS,
    body,
    script,
    generator: GENERATOR,
    icon: ICON,
  });
}

/** What stands in a page of one file beside its text. */
export interface InsidePage {
  /** Of this program. */
  readonly version: string;
  /** Id of the record. */
  readonly id: string;
  /** Markup of the files that are needed at once, and of those that are not. */
  readonly first: string;
  readonly last: string;
  /** Program and style sheet of the app; null where it is not in the page. */
  readonly app: { readonly program: string; readonly css: string } | null;
}

/**
 * The page of a record that carries everything in itself. It may do less than one in a folder: nothing
 * can be asked for, of any host. Its own script and the app's run by their hashes, workers begin in its
 * memory, where they import what lies there too (`blob:`).
 */
export function renderInsidePage(
  page: RecordPageView,
  { version, id, first, last, app }: InsidePage,
): string {
  const { body } = render(RecordPage, { props: { page } });
  const appCss = app === null ? null : pageCss(app.css);
  const hashes = (texts: readonly (string | null)[]): string =>
    texts.flatMap((text) => (text === null ? [] : [`'${hashOf(text)}'`])).join(" ");
  const script = scriptOf(page);
  const programs = hashes([script, app?.program ?? null]);
  const policy = [
    "default-src 'none'",
    `style-src ${hashes([CSS, appCss])}`,
    `script-src ${programs}${app === null ? "" : " blob: 'wasm-unsafe-eval'"}`,
    "img-src data: blob:",
    "worker-src blob:",
    ...NOWHERE,
  ];
  return htmlPage({
    title: page.title,
    policy,
    css: CSS,
    body,
    script,
    generator: GENERATOR,
    icon: ICON,
    inside: {
      attributes: ` data-version="${version}" data-record="${id}"`,
      ownStyle: ` ${INSIDE_STYLE}="record"`,
      styles:
        appCss === null ? "" : `\n<style ${INSIDE_STYLE}="app" media="not all">${appCss}</style>`,
      first,
      last,
    },
  });
}

/**
 * The list of versions at the top of a published folder. With one record alone it goes on to that record, unless the list is asked for
 * ({@link LIST_OF_ALL}) or no script runs.
 */
export function renderVersionsPage(view: VersionsPage): string {
  const { only } = view;
  const script =
    only === null
      ? null
      : `if(location.hash!=="${LIST_OF_ALL}")location.replace(${JSON.stringify(only)})`;
  const scripts = script === null ? [] : [`script-src '${hashOf(script)}'`];
  const { body } = render(RecordVersions, { props: { view } });
  return htmlPage({
    title: VERSIONS.title,
    policy: [...NOTHING, ...scripts, "img-src data:", ...NOWHERE],
    css: CSS,
    body,
    script,
    generator: GENERATOR,
    icon: ICON,
  });
}
