import { csvTable } from "../reports/csv.js";
import type { Stress } from "./stress.js";

/** `stress.csv`: a row a kind, severity and model, all digits. */
export function stressCsv({ metric, kinds }: Stress): string {
  return csvTable(
    [
      ...["kind", "severity", "parameter", "parameter_unit", "model", "metric"],
      ...["value", "low", "high", "change", "change_low", "change_high"],
    ],
    kinds.flatMap(({ kind, severity, parameter, of, models }) =>
      models.map((one) => [
        ...[kind, severity, parameter, of, one.name, metric],
        ...[one.value, one.low, one.high, one.change, one.changeLow, one.changeHigh],
      ]),
    ),
  );
}
