import { join } from "node:path";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

/** A run on three pictures of two cameras with a table of where they stood. */
function deployed(
  id: `own-deployments-${string}`,
  wrong: string,
  outcome: OwnCase["outcome"],
  code: string,
  table: string,
): OwnCase {
  return {
    ...{ id, area: "tables", isQuick: true, outcome, code, wrong },
    command: "evaluate --deployments",
    limits: { seconds: 20, mib: 500 },
    write(folder) {
      const [a, b, c] = putImages(folder, 3);
      const rows = [`${a},fox,A,2026-05-02 10:00:00`, `${b},hare,A,2026-05-03 11:00:00`];
      const all = [...rows, `${c},fox,B,2026-05-04 12:00:00`].join("\n");
      put(folder, "labels.csv", `file,label,camera,datetime\n${all}\n`);
      put(folder, "answers.csv", `file,fox,hare\n${a},0.9,0.1\n${b},0.2,0.8\n${c},0.7,0.3\n`);
      put(folder, "cameras.csv", table);
    },
    plan: ({ given, out }) => ({
      named: ["good1.png", "good2.png", "good3.png"],
      takesNoEngine: true,
      args: [
        ...["evaluate", join(given, "images"), "--labels", join(given, "labels.csv")],
        ...["--predictions", join(given, "answers.csv"), "--analyse", "application"],
        ...["--deployments", join(given, "cameras.csv"), "--out", out, ...COMMON],
      ],
    }),
  };
}

const HEAD = "camera,start,end\n";
const B = "B,2026-05-01,2026-05-10\n";

/** Tables of deployments whose cameras or times do not fit. */
export const DEPLOYMENT_CASES: readonly OwnCase[] = [
  deployed(
    "own-deployments-other-cameras",
    "the table has other cameras than the pictures",
    "error",
    "deployments/no-camera",
    `${HEAD}X,2026-05-01,2026-05-10\n`,
  ),
  deployed(
    "own-deployments-one-missing",
    "a camera of the pictures has no row",
    "warning",
    "deployments/no-row",
    `${HEAD}${B}`,
  ),
  deployed(
    "own-deployments-outside-period",
    "pictures were taken before their camera was set up",
    "warning",
    "deployments/outside-period",
    `${HEAD}A,2026-05-03,2026-05-10\n${B}`,
  ),
  deployed(
    "own-deployments-end-before-start",
    "a camera stood until before it was set up",
    "error",
    "deployments/end-before-start",
    `${HEAD}A,2026-05-10,2026-05-01\n${B}`,
  ),
  deployed(
    "own-deployments-no-time",
    "a time is none",
    "error",
    "deployments/bad-time",
    `${HEAD}A,2026-02-30,soon\n${B}`,
  ),
  deployed(
    "own-deployments-twice",
    "a camera has two rows",
    "error",
    "deployments/double-row",
    `${HEAD}A,2026-05-01,2026-05-10\nA,2026-05-01,2026-05-10\n${B}`,
  ),
];
