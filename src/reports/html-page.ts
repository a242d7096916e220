import { visible, visibleLines } from "../core/visible-text.js";

/** What a page of one file is made of; texts from data are escaped here or by the view. */
export interface HtmlPage {
  readonly title: string;
  readonly policy: readonly string[];
  readonly css: string;
  /** As a view drew it. */
  readonly body: string;
  /** Stands at the end; null for a page without one. */
  readonly script: string | null;
  /** Address of the page's sign; a page without one has browsers ask for a file at the host's root. */
  readonly icon?: string;
  /** Name of the program that made the page; null where it does not say it. */
  readonly generator?: string;
  /** Of a page that carries other files in itself. */
  readonly inside?: InsideHtml;
}

/** Markup of what a page carries; no text from data is in it as it is. */
export interface InsideHtml {
  /** Of the document: ` data-version="…"`. */
  readonly attributes: string;
  /** Style elements after the page's own, and the attributes of that one. */
  readonly ownStyle: string;
  readonly styles: string;
  /** Before the script, and after it: what it needs at once, and what can come later. */
  readonly first: string;
  readonly last: string;
}

const NOTHING_INSIDE: InsideHtml = {
  attributes: "",
  ownStyle: "",
  styles: "",
  first: "",
  last: "",
};

/**
 * A whole HTML document. The same input gives the same bytes. Whatever the view let through, no mark in
 * the body hides text or turns it round.
 */
export function htmlPage(page: HtmlPage): string {
  const { title, policy, css, body, script, generator, icon, inside = NOTHING_INSIDE } = page;
  const made = generator === undefined ? "" : `<meta name="generator" content="${generator}">\n`;
  const sign = icon === undefined ? "" : `<link rel="icon" href="${icon}">\n`;
  const last = script === null ? "" : `<script>${script}</script>\n`;
  return `<!doctype html>
<html lang="en"${inside.attributes}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${made}${sign}<title>${escaped(visible(title))} · Homeground</title>
<style${inside.ownStyle}>${css}</style>${inside.styles}
</head>
<body>
${visibleLines(withoutMarkers(body))}
${inside.first}${last}${inside.last}</body>
</html>
`;
}

/** The style sheet as it stands in a page, whose policy names it by its hash. */
export function pageCss(css: string): string {
  return css.replace(/\n+/g, "\n").trim();
}

/** Svelte's comments for taking over in a page; no text from data can hold one, `<` is escaped. */
function withoutMarkers(body: string): string {
  return body.replace(/<!--.*?-->/gs, "");
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
