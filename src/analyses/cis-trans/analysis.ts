import { agreed } from "../../core/agreed.js";
import type { HomegroundError } from "../../core/errors.js";
import { AT } from "../../core/ways.js";
import { trainedByList, trainedByWords } from "../../evaluation/claim-record/trained-names.js";
import { csvTable } from "../../reports/csv.js";
import type { ResultVerdict } from "../../results/result.js";
import type { Analysis } from "../analysis.js";
import { askedInVain } from "../asked-in-vain.js";
import { tablesOf } from "../tables-of.js";
import { cisTransOf, CIS_TRANS_ID as ID, MIXED, NO_TRANSFER, UNKNOWN_PLACE } from "./cis-trans.js";
import type { CisTransView } from "./cis-trans-view.js";
import type { ResultCisTrans } from "./result.js";
import { cisTransSection } from "./section.js";
import { placesOfNoColumn, unknownPlaces } from "./unknown-places.js";
import { CIS_TRANS } from "./words.js";

/** A figure at places that the model saw in training, and at places that are new to it. */
export const cisTrans: Analysis<CisTransView> = {
  id: ID,
  isNamed: true,
  asks: { ...CIS_TRANS.asks, takes: "trained-at" },
  find(basis, request, { leakage, trained = [] }) {
    const lists = leakage?.training?.sources.join(", ") ?? "";
    const found = cisTransOf(basis, request, [
      ...trained,
      ...trainedByList(lists, leakage?.trainedLevels ?? new Map()),
      ...trainedByWords("the names given", request.trainedAt),
    ]);
    if (found === null && request.analyses.includes(ID)) throw nothingToCompare(request.trainedAt);
    if (found === null) return { notes: notesWithoutPlaces(request.trainedAt) };
    return {
      result: { analyses: { [ID]: found } },
      notes: notesOf(found),
      judged: (verdicts) => withPlaces(verdicts, found, basis.question.question),
    };
  },
  section: cisTransSection,
  tables: ({ result }) => tablesOf({ [ID]: cisTransCsv(result.analyses?.[ID]) }),
};

function nothingToCompare(typed: readonly string[]): HomegroundError {
  if (typed.length > 0) {
    return askedInVain(
      "analysis/no-training-places",
      "nothing says where these images were taken",
      {
        command: "Give a column of the places in the labels or in --attributes FILE",
        app: `Give a column of the places in the labels, or in another table ${AT.moreAbout}`,
      },
    );
  }
  return askedInVain(
    "analysis/no-training-places",
    "nothing says at which places of these images the model was trained",
    {
      command:
        "Give --training LIST with the column of the places, --trained-at PLACE, or --claim RECORD that states them",
      app: "Name places of training as the labels name them, or claim with a record that states them",
    },
  );
}

function notesWithoutPlaces(typed: readonly string[]) {
  if (typed.length === 0) return [];
  return [{ file: "", code: UNKNOWN_PLACE, what: placesOfNoColumn(typed) }];
}

function notesOf({ splitGroups, trans, attribute, training, places }: ResultCisTrans) {
  const { unknown } = training;
  const levels = places.map(({ place }) => place);
  return [
    ...(unknown === undefined
      ? []
      : [{ file: "", code: UNKNOWN_PLACE, what: unknownPlaces(unknown, levels, attribute) }]),
    ...(trans === null
      ? [
          {
            file: "",
            code: NO_TRANSFER,
            what: `every ${attribute} of these images was in training: the figure is no test of transfer`,
          },
        ]
      : []),
    ...(splitGroups === 0
      ? []
      : [
          {
            file: "",
            code: "cis-trans/split-groups",
            what: `${agreed(splitGroups, "sequence or subject has", "sequences or subjects have")} images at places of training and at others`,
          },
        ]),
  ];
}

/** A verdict on places that the model knows says so: of all of them, or of some where another site is asked about. */
function withPlaces(
  verdicts: readonly ResultVerdict[],
  { cis, trans }: ResultCisTrans,
  question: "here" | "another-site",
): readonly ResultVerdict[] {
  if (cis === null) return verdicts;
  if (trans !== null && question === "here") return verdicts;
  const code = trans === null ? NO_TRANSFER : MIXED;
  return verdicts.map((one) => ({ ...one, warnings: [...one.warnings, code] }));
}

/** `cis-trans.csv`: both sides, then each place, all digits; null where nothing was compared. */
function cisTransCsv(found: ResultCisTrans | undefined): string | null {
  if (found === undefined) return null;
  const { attribute, metric, cis, trans, places } = found;
  const side = (name: string, one: ResultCisTrans["cis"]) =>
    one === null
      ? []
      : [
          [
            attribute,
            name,
            name === "cis",
            metric,
            one.value,
            one.low,
            one.high,
            one.n,
            null,
            null,
          ],
        ];
  return csvTable(
    [
      ...["attribute", "place", "trained", "metric", "value", "low", "high", "n"],
      ...["difference_without", "error_ratio_without"],
    ],
    [
      ...side("cis", cis),
      ...side("trans", trans),
      ...places.map((one) => [
        attribute,
        one.place,
        one.trained,
        metric,
        one.value,
        one.low,
        one.high,
        one.n,
        one.differenceWithout,
        one.errorRatioWithout,
      ]),
    ],
  );
}
