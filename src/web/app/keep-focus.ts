const CAN_FOCUS =
  "a[href],button:enabled,input:enabled:not([hidden]),select:enabled,textarea:enabled,summary,[tabindex='0']";

export interface FocusKeeper {
  /** Looks whether the focus is lost, and puts it back; to be called when waiting ends. */
  look(): void;
  end(): void;
}

/**
 * Keeps the place of somebody who works by keys: a control that is disabled for a moment gets the focus
 * back, and for one that a decision takes away the nearest that is still there stands in. Browsers drop
 * the focus to the page in both cases, and the next Tab would begin at its top.
 *
 * @param root what is watched
 * @param isBusy whether disabled controls are about to come back
 */
export function keepFocus(root: HTMLElement, isBusy: () => boolean): FocusKeeper {
  /** The control that was focused last, and what it lay in, from the inside out. */
  let last: HTMLElement | null = null;
  let around: readonly HTMLElement[] = [];

  const forget = (): void => {
    last = null;
  };
  const remember = ({ target }: FocusEvent): void => {
    last = target instanceof HTMLElement && root.contains(target) ? target : null;
    if (last === null) return;
    const outer: HTMLElement[] = [];
    for (let one = last.parentElement; one !== null && one !== root; one = one.parentElement) {
      outer.push(one);
    }
    around = outer;
  };
  const isGone = (element: HTMLElement): boolean =>
    !element.isConnected || element.matches(":disabled") || !element.checkVisibility();

  const look = (): void => {
    const { activeElement } = document;
    if (last === null || (activeElement !== null && activeElement !== document.body)) return;
    if (!isGone(last)) {
      last.focus({ preventScroll: true });
      return;
    }
    // It is there and waits as everything does.
    if (last.isConnected && isBusy()) return;
    const place = around.find((one) => one.isConnected && nextIn(one) !== undefined);
    const next = place === undefined ? root.querySelector<HTMLElement>("h1") : nextIn(place);
    if (next == null) return;
    if (next.localName === "h1") next.tabIndex = -1;
    next.focus({ preventScroll: place !== undefined });
  };

  // Not at once: between one control and the next the focus is nowhere for a moment.
  let timer: ReturnType<typeof setTimeout> | null = null;
  const observer = new MutationObserver(() => {
    timer ??= setTimeout(() => {
      timer = null;
      look();
    });
  });
  observer.observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled", "hidden", "open"],
  });
  document.addEventListener("focusin", remember);
  // Who presses beside everything wants no focus.
  document.addEventListener("pointerdown", forget);
  return {
    look,
    end() {
      observer.disconnect();
      if (timer !== null) clearTimeout(timer);
      document.removeEventListener("focusin", remember);
      document.removeEventListener("pointerdown", forget);
    },
  };
}

function nextIn(place: HTMLElement): HTMLElement | undefined {
  return [...place.querySelectorAll<HTMLElement>(CAN_FOCUS)].find((one) => one.checkVisibility());
}
