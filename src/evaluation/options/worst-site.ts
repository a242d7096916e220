import { HomegroundError } from "../../core/errors.js";
import { anytime } from "./anytime.js";
import { cluster, clusterOf } from "./cluster.js";
import { evaluationOption } from "./option.js";
import { SHARE } from "./values.js";

export const worstSite = evaluationOption<number>({
  name: "worst-site",
  argument: "<s0>",
  help: "asks that no other site scores below it: 0.5",
  ...SHARE,
  read(value, given) {
    if (value === undefined) return { worstSite: null };
    if (clusterOf(given.of(cluster)).cluster === null) {
      throw problem(
        "it says how low another site can score, and nothing asks about another site",
        "Add --cluster and the column of the sites, or leave it out",
      );
    }
    if (given.of(anytime) === true) {
      throw problem("it has no part in verdicts that hold at any look", "Leave one of the two out");
    }
    return { worstSite: value };
  },
  words: ({ cluster: column, worstSite: s0 }) =>
    column === null || s0 === null ? [] : ["--worst-site", String(s0)],
  settings: ({ worstSite: s0 }) => (s0 === null ? {} : { worstSite: s0 }),
  fromSettings: (settings) => ({ worstSite: settings.number("worstSite") }),
});

function problem(what: string, fix: string): HomegroundError {
  return new HomegroundError("usage/bad-option", { what, where: "--worst-site", fix });
}
