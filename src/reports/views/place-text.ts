function rounded(fraction: number): number {
  return Number((fraction * 100).toFixed(2));
}

/** Path of upright lines at the ticks, in a box of 100 × 1. */
export function gridPath(ticks: readonly { readonly at: number }[]): string {
  return ticks.map(({ at }) => `M${rounded(at)} 0V1`).join("");
}

/** A fraction of the width as an attribute of SVG has it: `30.14%`. */
export function placeText(fraction: number): string {
  return `${rounded(fraction)}%`;
}
