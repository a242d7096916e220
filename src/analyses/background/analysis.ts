import { haveOneLabel } from "../../outcomes/classification-types.js";
import { csvTable } from "../../reports/csv.js";
import { taskOf } from "../../tasks/registry.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { tablesOf } from "../tables-of.js";
import { onlyOfLabels } from "./asked-of-labels.js";
import { backgroundFigures } from "./background.js";
import type { BackgroundView } from "./background-view.js";
import type { ResultBackground } from "./result.js";
import { backgroundSection } from "./section.js";
import { BACKGROUND } from "./words.js";

const ID = "background";

/** What a model answers where its objects are filled, and to these alone; made where it is asked for. */
export const background: Analysis<BackgroundView> = {
  id: ID,
  isNamed: true,
  wantsMasked: true,
  asks: {
    ...BACKGROUND.asks,
    takes: "objects",
    looks: 3,
    of: {
      is: ({ task }, { hasModel }) => hasModel && taskOf(task).truth === "label",
      otherwise: BACKGROUND.onlyByModel,
    },
  },
  find(_basis, { analyses, level }, { masked }) {
    if (!analyses.includes(ID)) return {};
    if (masked === undefined) {
      throw askedInVain(
        "analysis/no-model",
        "the model itself has to look at pictures without their objects, and only its predictions are here",
        "Give the model in place of its predictions, or leave it out",
      );
    }
    const [whole, without, objects] = [masked.whole, masked.background, masked.objects].map(
      ({ outcomes }) => outcomes,
    );
    if (!haveOneLabel(whole!) || !haveOneLabel(without!) || !haveOneLabel(objects!)) {
      throw onlyOfLabels(whole!.kind);
    }
    const found = backgroundFigures({ whole, background: without, objects }, level);
    const { boxes, leftOut } = masked;
    const { unit } = whole;
    return { result: { analyses: { [ID]: { boxes, unit, level, leftOut, ...found } } } };
  },
  section: backgroundSection,
  tables: ({ result }) => tablesOf({ [ID]: backgroundCsv(result.analyses?.[ID]) }),
};

/** `background.csv`: a row a kind of picture, all digits. */
function backgroundCsv(found: ResultBackground | undefined): string | null {
  if (found === undefined) return null;
  const limits = (name: string) => [name, `${name}_low`, `${name}_high`];
  return csvTable(
    [
      "picture",
      "n",
      "right",
      ...limits("share_right"),
      ...limits("mean_recall"),
      ...limits("change"),
    ],
    found.pictures.map(({ picture, right, shareRight, meanRecall, change }) => [
      ...[picture, found.n, right],
      ...[shareRight.value, shareRight.low, shareRight.high],
      ...[meanRecall.value, meanRecall.low, meanRecall.high],
      ...[change?.value ?? null, change?.low ?? null, change?.high ?? null],
    ]),
  );
}
