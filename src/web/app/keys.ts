const KEPT = "homeground.keys";

/** Whether single letters work as keys; somebody who dictates switches them off. */
export function areLettersOn(): boolean {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // a page that may keep nothing
  }
}

export function keepLetters(on: boolean): void {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // Nothing can be kept: it holds until the page is closed.
  }
}

export interface KeyActions {
  readonly showKeys: () => void;
  readonly close: () => void;
  /** To a step of the header, from 0. */
  readonly go: (step: number) => void;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
  readonly lettersOn: () => boolean;
}

/** The keys of every screen: `?`, `g` and a number, `/`, `u`, Esc, Ctrl+Enter. */
export function createKeys({ showKeys, close, go, undo, redo, lettersOn }: KeyActions) {
  let isGoing = false;
  return (event: KeyboardEvent): void => {
    const wasGoing = isGoing;
    isGoing = false;
    if (event.key === "Escape") {
      close();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const buttons = document.querySelectorAll<HTMLButtonElement>("#main .btn.pri:enabled");
      buttons[buttons.length - 1]?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!lettersOn()) return;
    if (event.key === "?") {
      event.preventDefault();
      showKeys();
    } else if (event.key.toLowerCase() === "u") {
      // A part of the screen may have undone something of its own.
      if (!event.defaultPrevented) void (event.shiftKey ? redo() : undo());
    } else if (event.key === "/") {
      // Where a screen has nothing to search, the key is the browser's.
      if (focusFilter()) event.preventDefault();
    } else if (event.key === "g") isGoing = true;
    else if (wasGoing && /^[1-6]$/.test(event.key)) {
      go(Number(event.key) - 1);
    }
  };
}

/** To what narrows the screen down: what is pressed of it, or its first part. @returns whether there is one */
function focusFilter(): boolean {
  const filter = document.querySelector("#main [data-filter]");
  const part =
    filter?.querySelector<HTMLElement>('[aria-pressed="true"]') ??
    filter?.querySelector<HTMLElement>("input, select, button");
  part?.focus();
  return part != null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=checkbox],[type=radio]), select, textarea, [contenteditable]")
  );
}
