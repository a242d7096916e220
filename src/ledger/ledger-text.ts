import type { Code } from "../core/json-values.js";
import { counted, grouped, percent } from "../reports/numbers.js";
import { warningWords } from "../reports/words/warnings.js";
import type { Forecast, ForecastRequest, ForecastSite } from "./forecast.js";
import type { Foreseen } from "./foreseen.js";
import type { PlaceRegression } from "./place-regression.js";
import { changeLines } from "./places-text.js";

/** More lines nobody reads to what is foreseen, which comes after them. */
const MOST_LISTED = 40;

/** What places are like that a forecast was asked about. */
type Asked = Pick<ForecastRequest, "covered" | "attributes">;

/** What the terminal says of a forecast. */
export function forecastText(
  forecast: Forecast,
  { covered = null, attributes = null }: Asked,
): string {
  const { metric, sites, like, regression } = forecast;
  const lines = [
    `Places  ${metric}`,
    ...sites.slice(0, MOST_LISTED).map((site) => `  ${siteLine(site)}`),
    ...(sites.length > MOST_LISTED
      ? [`  and ${grouped(sites.length - MOST_LISTED)} more: homeground ledger list has all`]
      : []),
    "",
  ];
  lines.push(
    ...trainedLines(forecast),
    ...foreseenLines(forecast, "a new place"),
    ...changeLines(forecast),
  );
  if (like !== null) {
    const of = [
      ...Object.entries(attributes ?? {}).map(([name, value]) => `of ${name} ${value}`),
      ...(covered === null
        ? []
        : [
            `where ${percent(covered, 0)} of images, 10 points more or less, are like the record's`,
          ]),
    ];
    lines.push(
      "",
      `Like yours  ${counted(like.k, "place")} ${of.join(", ")}`,
      ...foreseenLines(like, "a new place like yours"),
    );
  }
  if (regression !== null) lines.push("", ...regressionLines(regression));
  return lines.join("\n");
}

/** A result of a ledger in one line, with who vouches for it. */
export function siteLine(
  site: Omit<ForecastSite, "id" | "covered" | "nEff" | "attributes">,
): string {
  const { place, month, value, low, high, n, provenance, isReplaced, isTrained } = site;
  const range = low === null || high === null ? "" : ` [${percent(low, 1)}, ${percent(high, 1)}]`;
  const parts = [
    place ?? "a place without a name",
    month,
    isReplaced ? "replaced by a newer one" : null,
    isTrained === true ? "in training" : null,
  ];
  const said = parts.filter((part) => part !== null).join(", ");
  return `${percent(value, 1)}${range} of ${counted(n, "unit")} · ${provenance} · ${said}`;
}

/** Places of training, which a forecast leaves out. */
function trainedLines({ sites }: Forecast): string[] {
  const trained = sites.filter(({ isReplaced, isTrained }) => !isReplaced && isTrained === true);
  return trained.length === 0
    ? []
    : [
        `${counted(trained.length, "place")} of training ${trained.length === 1 ? "is" : "are"} listed apart: what follows is foreseen from places that are new to the model.`,
      ];
}

function regressionLines({ attributes, k, fit, warnings }: PlaceRegression): string[] {
  const times = (ratio: number) => grouped(ratio, 2);
  return [
    `By ${attributes.join(", ")}  ${counted(k, "place")} of which this is known`,
    ...(fit?.coefficients ?? []).map((one) => {
      const { attribute, level, against, oddsRatio, oddsLow, oddsHigh, p } = one;
      const what =
        level === null ? `${attribute}, one more` : `${attribute} ${level}, not ${against}`;
      return `  ${what}: odds of a hit × ${times(oddsRatio)} [${times(oddsLow)}, ${times(oddsHigh)}], p ${grouped(p, 3)}`;
    }),
    ...warnings.map(warningLine),
  ];
}

function warningLine(code: Code): string {
  const { title, text } = warningWords(code);
  return `${code}: ${title}. ${text}`;
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
  lines.push(...warnings.map(warningLine));
  return lines;
}
