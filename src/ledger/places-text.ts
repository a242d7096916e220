import { counted, grouped, percent, percentDigits } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import type { Forecast, ForecastSite } from "./forecast.js";
import { PLACES } from "./places-words.js";

/** Limits as whole percentages: `30`, `97%`. */
export function limits({ low, high }: { readonly low: number; readonly high: number }) {
  return { low: percentDigits(low, 0), high: percent(high, 0) };
}

/** `12 other places`. */
export function placesText(count: number): string {
  return PLACES.otherPlaces(grouped(count), count === 1);
}

/** When a place's newest result is from, and whether its figure has changed by then. */
export function monthText({ place, month }: ForecastSite, { drift }: Forecast): string | null {
  const changed = drift.find((one) => one.place === place && one.change !== null);
  if (month === null || changed === undefined || changed.change === null) return month;
  return PLACES.month({ month, change: changed.change, from: changed.from });
}

/** Places whose figure has changed, one a line, and how many others were looked at; nothing where none was. */
export function changeLines({ drift }: Forecast): string[] {
  if (drift.length === 0) return [];
  const changed = drift.flatMap(({ place, change, from, shown }) =>
    change === null || shown === null
      ? []
      : [PLACES.changed({ place: placeName(place), change, from, shown })],
  );
  const rest = drift.length - changed.length;
  const places = counted(rest, "place");
  const isRest = changed.length > 0;
  return [
    ...changed,
    ...(rest === 0 ? [] : [PLACES.unchangedPlaces({ places, isRest })]),
    PLACES.looked,
  ];
}

/** What its sender calls a place. */
export function placeName(place: string | null): string {
  return place === null ? PLACES.nameless : shown(place, 60);
}
