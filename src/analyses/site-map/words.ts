import type { MapSign } from "../../reports/map-drawing.js";
import { counted } from "../../reports/numbers.js";

/** Words of the map. Figures and names are text already. */
export const MAP = {
  title: "On a map",
  name: (v: { attribute: string }) => `Map, ${v.attribute} by ${v.attribute}`,
  position: "Position, rounded",
  unknown: "not known",
  rests: "Rests on",
  sign: "Sign",
  reading: (v: { places: string; signs: readonly string[] }) =>
    v.signs.length === 0
      ? `${v.places} on the map.`
      : `${v.places} on the map: ${v.signs.join(", ")}.`,
  rounded: (v: { decimals: 1 | 2 }) =>
    `Coarse on purpose: positions are rounded to ${v.decimals === 1 ? "0.1°, about 11 km" : "0.01°, about 1 km"}. North is up.`,
  beside: "Places near one spot are drawn beside each other.",
  scaleAt: (v: { latitude: string }) => `The bar holds at ${v.latitude}.`,
  unplaced: (v: { n: number }) =>
    `${counted(v.n, "place")} ${v.n === 1 ? "has" : "have"} no position and ${v.n === 1 ? "is" : "are"} in the table alone.`,
  spread: (v: { n: number }) =>
    `The images of ${counted(v.n, "place")} lie further apart than that: the middle is drawn.`,
  /** In the app, where nobody asked for it in files. */
  here: "The map is in this page alone: files that you save or share do not have it.",
} as const;

export const SIGN_WORDS: Readonly<Record<MapSign, string>> = {
  holds: "holds",
  fails: "fails",
  "cannot-tell": "cannot tell yet",
  worse: "worse than all together",
  better: "better than all together",
  alike: "not told apart from all together",
  none: "no figure",
};
