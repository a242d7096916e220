const KEPT = "homeground.score";

/** Whether somebody labels without seeing the score, on this device. */
export function isScoreHidden(): boolean {
  try {
    return localStorage.getItem(KEPT) === "hidden";
  } catch {
    return false; // a page that may keep nothing
  }
}

export function keepScoreHidden(isHidden: boolean): void {
  try {
    localStorage.setItem(KEPT, isHidden ? "hidden" : "shown");
  } catch {
    // It holds until the page is closed.
  }
}
