import { counted, percent } from "../reports/numbers.js";
import { warningWords } from "../reports/words/warnings.js";
import type { Forecast, ForecastSite, Foreseen } from "./forecast.js";

/** What the terminal says of a forecast. */
export function forecastText(forecast: Forecast, asked: number | null): string {
  const { metric, sites, like } = forecast;
  const lines = [`Places  ${metric}`, ...sites.map((site) => `  ${siteLine(site)}`), ""];
  lines.push(...foreseenLines(forecast, "a new place"), ...driftLines(forecast));
  if (like !== null && asked !== null) {
    lines.push(
      "",
      `Like yours  ${counted(like.k, "place")} where ${percent(asked, 0)} of images, 10 points more or less, are like the record's`,
      ...foreseenLines(like, "a new place like yours"),
    );
  }
  return lines.join("\n");
}

/** A result of a ledger in one line, with who vouches for it. */
export function siteLine(site: Omit<ForecastSite, "id" | "covered" | "nEff">): string {
  const { place, month, value, low, high, n, provenance, isReplaced } = site;
  const range = low === null || high === null ? "" : ` [${percent(low, 1)}, ${percent(high, 1)}]`;
  const parts = [
    place ?? "a place without a name",
    month,
    isReplaced ? "replaced by a newer one" : null,
  ];
  const said = parts.filter((part) => part !== null).join(", ");
  return `${percent(value, 1)}${range} of ${counted(n, "unit")} · ${provenance} · ${said}`;
}

function driftLines({ drift }: Forecast): string[] {
  if (drift.length === 0) return [];
  const changed = drift.filter(({ change }) => change !== null);
  const rest = drift.length - changed.length;
  return [
    ...changed.map(({ place, from, shown, change }) => {
      return `Changed  ${place}: ${change} since ${from}, shown by the result of ${shown}.`;
    }),
    ...(rest === 0 ? [] : [`${counted(rest, "place")} with several results: no change is shown.`]),
  ];
}

function foreseenLines(foreseen: Foreseen, where: string): string[] {
  const { next, average, atLeast, backtest, warnings, k } = foreseen;
  const lines: string[] = [];
  if (next !== null && average !== null) {
    lines.push(
      `At ${where}, expect ${percent(next.low, 1)} to ${percent(next.high, 1)} (19 of 20 such forecasts should hold).`,
      `The average of ${counted(k, "place")}: ${percent(average.value, 1)} [${percent(average.low, 1)}, ${percent(average.high, 1)}].`,
    );
  }
  if (atLeast !== null) {
    lines.push(
      `${percent(atLeast.threshold, 1)} or more: ${percent(atLeast.probability, 0)} likely [${percent(atLeast.low, 0)}, ${percent(atLeast.high, 0)}].`,
    );
  }
  if (backtest.of > 0) {
    lines.push(
      `Tried on itself: each place foreseen from the others lay inside ${backtest.inside} of ${backtest.of} times.`,
    );
  }
  for (const code of warnings) {
    const { title, text } = warningWords(code);
    lines.push(`${code}: ${title}. ${text}`);
  }
  return lines;
}
