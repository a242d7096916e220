import { grouped, percent, percentDigits } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { PLACES } from "./places-words.js";

/** Limits as whole percentages: `30`, `97%`. */
export function limits({ low, high }: { readonly low: number; readonly high: number }) {
  return { low: percentDigits(low, 0), high: percent(high, 0) };
}

/** `12 other places`. */
export function placesText(count: number): string {
  return PLACES.otherPlaces(grouped(count), count === 1);
}

/** What its sender calls a place. */
export function placeName(place: string | null): string {
  return place === null ? PLACES.nameless : shown(place, 60);
}
