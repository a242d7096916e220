import type { ConstructStatement, TransparencyRecord } from "../record/record-types.js";
import type { LintFinding } from "./lint-types.js";
import { says } from "./metric-fit.js";

/** Answers that answer nothing. */
const PLACEHOLDER =
  /^(?:n\.? ?\/? ?a\.?|none|nothing|tbd|tba|todo|to ?do|xxx+|see (?:the )?paper|unknown|yes|no|same|[?.\-–—…\s]+)$/iu;
const NOT_MEASURED =
  /^(?:n\.? ?\/? ?a\.?|none|no|nothing|unknown|[?.\-–—…\s]+)$|\b(?:(?:not|never|wasn['’]t|isn['’]t) (?:been )?(?:measured|assessed|known|checked|computed|available|done|determined|estimated)|unknown|(?:one|single) (?:person|annotator|rater|reader|expert) (?:only|alone))\b/iu;
const CHOSEN =
  /\b(?:cho(?:ose|osing|se|sen)|select(?:s|ed|ing|ion)?|tun(?:e|ed|ing)|thresholds?|early[- ]stopp\w+|calibrat\w+|hyper-?parameters?|best (?:epoch|checkpoint|model|run)|stopp(?:ed|ing) (?:of )?training)\b/iu;
/** Of what somebody chose something on, where it is not these images. */
const ELSEWHERE =
  /\b(?:other|different|separate|validation|held[- ]out|training) (?:images|pictures|set|data|part)/iu;
const PLACES =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|[1-9]\d+)\s+(?:[\w-]+\s+){0,2}(?:sites|locations|places|hospitals|clinics|laboratories|labs|plants|factories|mills|farms|stations|reserves|parks|cameras|scanners|regions|countries)\b/iu;
const PLACE_ATTRIBUTE =
  /^(?:sites?|locations?|places?|hospitals?|clinics?|lab(?:orator(?:y|ies))?|cent(?:re|er)s?|stations?|plants?|farms?|regions?|countr(?:y|ies)|cameras?|scanners?|patients?)(?:[_ -]?(?:id|name|no))?$/iu;

/** What the construct statement and the facts leave open. */
export function statementFindings(record: TransparencyRecord): LintFinding[] {
  const { construct, facts, settings } = record;
  const found = constructFindings(construct);
  const add = (code: LintFinding["code"], field: string, values = {}): void => {
    found.push({ code, severity: "warning", field, values });
  };
  const { agreement } = construct;
  if (agreement !== null && agreement.trim() !== "" && NOT_MEASURED.test(agreement.trim())) {
    add("lint/no-agreement", "construct.agreement");
  }
  const guessed = settings["guessedCard"];
  if (typeof guessed === "string") {
    const fields = guessed.replace(/["[\]]/g, "").replaceAll(",", ", ");
    found.push({ code: "lint/guessed-card", severity: "must", field: "card", values: { fields } });
  }
  if (isOpen(facts.howChosen)) add("lint/sampling-unknown", "facts.howChosen");
  const named = namedPlaces(record);
  if (record.clusters === null && named !== null) {
    add("lint/no-clusters", "settings.cluster", { named });
  }
  if (isOpen(facts.uses)) add("lint/uses-unknown", "facts.uses");
  else if (says(facts.uses, CHOSEN) && !ELSEWHERE.test(facts.uses ?? "")) {
    add("lint/chosen-on-test", "facts.uses");
  }
  if (typeof settings["thresholdFor"] === "string") {
    add("lint/chosen-on-test", "settings.thresholdFor");
  }
  return found;
}

/** Parts of the construct statement without an answer, or with one that says nothing. */
export function constructFindings(construct: ConstructStatement): LintFinding[] {
  const found: LintFinding[] = [];
  for (const [name, answer] of Object.entries(construct) as [string, string | null][]) {
    const words = (answer ?? "").trim();
    const field = `construct.${name}`;
    if (words === "") {
      found.push({ code: "lint/not-stated", severity: "must", field, values: {} });
    } else if (name !== "agreement" && PLACEHOLDER.test(words)) {
      // That nobody measured how well people agree is an answer; elsewhere "none" is none.
      found.push({ code: "lint/placeholder", severity: "must", field, values: { answer: words } });
    }
  }
  return found;
}

function isOpen(answer: string | null): boolean {
  const words = (answer ?? "").trim();
  return words === "" || /^(?:n\.? ?\/? ?a\.?|unknown|tbd|todo|[?.\-–—…\s]+)$/iu.test(words);
}

/** What says that there are several sites; null where nothing does. */
function namedPlaces({ facts, profile, settings }: TransparencyRecord): string | null {
  const sites = (facts.sites ?? "").trim();
  const parts = sites.split(/[;,]|\band\b|&/iu).filter((part) => /\p{L}/u.test(part));
  if (PLACES.test(sites) || (parts.length > 1 && !/^one\b/iu.test(sites))) return sites;
  const attribute = profile?.attributes.find(
    ({ name, bins, kind }) =>
      kind === "categorical" && PLACE_ATTRIBUTE.test(name) && bins.length > 1,
  );
  if (attribute !== undefined) return attribute.name;
  const unused = settings["clustersNotUsed"];
  return typeof unused === "string" ? unused : null;
}
