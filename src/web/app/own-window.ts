import { APP } from "../../reports/words/app/app.js";

/**
 * Whether this page is inside another one. Our own server forbids that by a header; a host of static
 * files may send none, and a policy in the page cannot say it.
 */
export function isFramed(page: Pick<Window, "self" | "top"> = window): boolean {
  return page.top !== page.self;
}

/** Puts a link to the page itself in the place of the app. */
export function offerOwnWindow(target: HTMLElement | null): void {
  const words = document.createElement("p");
  words.textContent = APP.framed;
  const link = document.createElement("a");
  link.href = location.href;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = APP.ownWindow;
  const main = document.createElement("main");
  main.append(words, link);
  target?.replaceChildren(main);
}
