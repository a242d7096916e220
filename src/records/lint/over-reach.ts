import { clausesOf, isDenied } from "./clauses.js";

/**
 * What would carry a wording: `frame`, a sample of many places; `everything`, which no sample is;
 * `comparison`, with people or other models on the same images; `use`, a trial of the use itself.
 */
export type Needs = "frame" | "everything" | "comparison" | "use";

export interface OverReach {
  /** The words as they stand. */
  readonly word: string;
  readonly needs: Needs;
}

/** `sampling`: the text describes what was taken, where "all sites of the valley" is a fact. */
export type TextKind = "claim" | "sampling";

interface Rule {
  readonly needs: Needs;
  readonly pattern: RegExp;
  /** Left out where a text describes a sample. */
  readonly inClaims?: true;
}

const PLACE =
  "sites?|locations?|places?|regions?|countr(?:y|ies)|continents?|habitats?|forests?|farms?|fields?|plants?|factor(?:y|ies)|lines?|mills?|laborator(?:y|ies)|labs?|hospitals?|clinics?|cent(?:re|er)s?|scanners?|cameras?|devices?|microscopes?|sensors?|machines?|stains?|seasons?|weathers?|conditions?|environments?|settings?|situations?|circumstances|lighting|species|animals?|classes|diseases?|patients?|populations?|people|users?|materials?|products?|parts?|images?|pictures?|photos?|inputs?|scenes?|backgrounds?|resolutions?";
const BETWEEN =
  "(?:other |new |unseen |possible |conceivable |given |kinds? of |types? of |sorts? of |real |single )*";
const THING =
  "model|detector|classifier|recogni[sz]er|counter|method|system|tool|solution|algorithm|network|pipeline|approach|AI";
const PEOPLE =
  "humans?|people|persons?|experts?|specialists?|radiologists?|pathologists?|dermatologists?|ophthalmologists?|cardiologists?|physicians?|doctors?|clinicians?|ecologists?|biologists?|botanists?|inspectors?|operators?|annotators?|rangers?";

function rule(needs: Needs, pattern: string, inClaims?: true): Rule {
  const body = new RegExp(`(?<![\\p{L}\\d])(?:${pattern})(?![\\p{L}\\d])`, "giu");
  return inClaims === undefined ? { needs, pattern: body } : { needs, pattern: body, inClaims };
}

/** English wordings, by what would carry them. Literal senses are kept out by what stands beside. */
const RULES: readonly Rule[] = [
  rule("everything", `any ${BETWEEN}(?:${PLACE})(?! of (?:the|this|our|these)\\b)`),
  rule(
    "everything",
    `(?:every|all) ${BETWEEN}(?:${PLACE})(?! (?:of|in|from|at|on|are|were|come|came|show|have|had|that|which|where|we|taken|used|named|listed|above|below|shown)\\b|:)`,
    true,
  ),
  rule(
    "everything",
    "(?:everywhere|anywhere)(?! (?:we|they|I|it|that|else)\\b)|wherever|whatever the|no matter (?:where|which|what|how)",
  ),
  rule(
    "everything",
    "regardless of|irrespective of|independent(?:ly)? of (?:the )?(?:site|camera|device|scanner|place|location|hospital|season|weather|light)\\w*",
    true,
  ),
  rule(
    "everything",
    "universal(?:ly)?(?= (?:applicab|valid|usable|accurate|reliable|model|detector|classifier|solution|tool|system))",
  ),
  rule(
    "everything",
    "world-?wide|globally|(?:across|around|throughout) the (?:world|globe)|on earth|the (?:entire|whole) (?:world|globe|planet|country|continent|tropics|kingdom)|all (?:wildlife|life|flora|fauna|vegetation)",
    true,
  ),
  rule(
    "everything",
    "always (?:right|correct|works?|finds?|detects?|identif\\w+|succeeds?|reliable|accurate)",
  ),
  rule("everything", "never (?:misse[sd]|fails?|errs?|wrong|mistaken|confuses?)"),
  rule(
    "everything",
    "guarante\\w+|infallibl[ey]|fool-?proof|flawless(?:ly)?|error-free|faultless(?:ly)?",
  ),
  rule("everything", "perfect(?:ly)?(?! (?:agreement|concordance|match(?:es)? between))"),
  rule(
    "everything",
    "solve[sd] (?:the (?:problem|task)|\\w+ (?:detection|classification|recognition|identification|counting))",
  ),
  rule("frame", `general (?:[\\w-]+ ){0,3}(?:${THING}|use|purpose|applicability)`),
  rule(
    "frame",
    "general-purpose|in general|generally (?:works?|applicable|valid|holds?|accurate|reliable|usable)",
  ),
  rule(
    "frame",
    "generali[sz](?:e|es|ed|ing|able)(?: well)?(?! (?:linear|additive|mixed|estimating|least|estimate|Hough))",
  ),
  rule(
    "frame",
    "robust(?:ly|ness)?(?! (?:standard|regression|estimat|scal|covarian|variance|statistic|s\\.?e\\.?))",
  ),
  rule(
    "frame",
    "(?<!\\b(?:animals?|individuals?|birds?|deer|fish|mammals?|species|populations?|living|lives?|seen|born|photographed|recorded|observed|taken|caught|found) )in the wild",
  ),
  rule("frame", "real[- ]world|real[- ]life"),
  rule("frame", "(?:is|are|highly|very|fully|equally) reliable|reliably"),
  rule(
    "frame",
    "across (?:continents|countries|domains|modalities|species|the board)|foundation models?",
  ),
  rule(
    "frame",
    "(?:you|it|we) (?:have|has) (?:not|never) seen|without (?:any )?(?:re-?training|fine-?tuning|adaptation|adjustment|recalibration)",
  ),
  rule("frame", "rain or shine|all-weather|24/7|around the clock|under real conditions"),
  rule("frame", "out[- ]of[- ]the[- ]box|off[- ]the[- ]shelf"),
  rule("frame", "transfers? (?:well|easily|directly)"),
  rule(
    "comparison",
    "(?<!\\b(?:survey|review|summary|overview|history) (?:of|on) (?:the )?)state[- ]of[- ]the[- ]art|definitive|ultimate|sota|best[- ]in[- ]class|world[- ]class|cutting[- ]edge|unprecedented|unrivall?ed|unmatched|groundbreaking",
  ),
  rule(
    "comparison",
    `super-?human|human-?(?:level|like|grade)|human (?:level|parity)|(?:${PEOPLE})[- ](?:level|grade|like)`,
  ),
  rule(
    "comparison",
    `(?:(?:better|more accurate|more reliable|faster) than|superior to|(?:drop-in )?(?:replacement|substitute) (?:for|of)|as (?:good|accurate|reliable) as|on (?:a )?par with|outperform\\w*|surpass\\w*|exceed\\w*|beats?|match(?:es)?|rivals?|replaces?) (?:[\\w-]+ ){0,3}(?:${PEOPLE})`,
  ),
  rule(
    "use",
    "eliminates? (?:the need|manual|human)|(?:zero|no) (?:false alarms?|false positives?|misses|mistakes|errors)|never again|no longer (?:need|have)|need(?:s|ed)? no (?:human|expert|person|review|checking)",
  ),
  rule(
    "use",
    "clinically (?:proven|validated|ready|safe)|(?:production|deployment|clinic|market|field)-ready|ready for (?:use|deployment|production|clinical \\w+|the (?:clinic|field))",
  ),
  rule(
    "use",
    "(?:is|are|completely|fully|perfectly) safe(?= (?:to|for)\\b|$)|fully automat(?:ic|ed|ically)|without (?:any )?(?:human|expert)s? (?:review|check|oversight|supervision|control)",
  ),
  rule("use", "can be trusted|you can trust|trustworthy"),
];

/**
 * Wordings of an English text that say more than a sample can, without those that are denied, asked
 * or quoted. Each word counts once, by the first rule that knows it.
 */
export function overReaches(text: string, kind: TextKind): OverReach[] {
  const found: OverReach[] = [];
  for (const clause of clausesOf(text)) {
    const taken: (readonly [from: number, to: number])[] = [];
    for (const { needs, pattern, inClaims } of RULES) {
      if (inClaims === true && kind === "sampling") continue;
      for (const match of clause.text.matchAll(pattern)) {
        const [from, to] = [match.index, match.index + match[0].length];
        if (taken.some(([a, b]) => from < b && to > a)) continue;
        taken.push([from, to]);
        if (isDenied(clause, from, to)) continue;
        if (found.some(({ word }) => word.toLowerCase() === match[0].toLowerCase())) continue;
        found.push({ word: match[0], needs });
      }
    }
  }
  return found;
}
