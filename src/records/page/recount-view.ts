import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { RecordProblem } from "../record/record-problem.js";
import type { RecordClaim } from "../record/record-types.js";
import { RECOUNT } from "../words/record-page.js";
import { figureCount } from "./page-figures.js";

/** What counting again in a page came to, as the code that counts says it. */
export interface RecountFacts {
  readonly problems: readonly RecordProblem[];
  readonly moreProblems: number;
  readonly isEqual: boolean;
  readonly files: readonly { readonly path: string; readonly isSound: boolean }[];
  /** Lines that the manifest must have; null where it could not be read. */
  readonly images: number | null;
  readonly headline: RecordClaim | null;
  readonly equalFigures: number;
  readonly recomputable: number;
  readonly signedBy: readonly string[] | null;
}

/** What the page says of itself. */
export interface RecountStated {
  /** `84 of 89`. */
  readonly figure: string;
}

/** The panel after counting; plain data, which a worker can send. */
export interface RecountView {
  readonly tone: "same" | "differs";
  readonly heading: string;
  readonly lines: readonly string[];
  readonly checks: readonly RecountCheck[];
  /** Differences after the first, each in a line. */
  readonly rest: readonly string[];
  readonly moreText: string | null;
}

export interface RecountCheck {
  /** Null: not looked at. */
  readonly isEqual: boolean | null;
  readonly name: string;
  readonly value: string;
}

const MOST_REST = 20;

export function recountView(facts: RecountFacts, stated: RecountStated): RecountView {
  const errors = facts.problems.filter(({ severity }) => severity === "error");
  const found = facts.headline === null ? null : figureCount(facts.headline);
  const checks = checksOf(facts);
  if (facts.isEqual) {
    const heading = found === null ? RECOUNT.sameWithout : RECOUNT.same({ figure: found });
    const partly = facts.problems.some(({ code }) => code === "record/not-recomputable");
    const lines = partly ? [`${RECOUNT.partly}.`] : [];
    return { tone: "same", heading, lines, checks, rest: [], moreText: null };
  }
  const [first, ...others] = errors;
  const rest = others.slice(0, MOST_REST).map(lineOf);
  const left = others.length - rest.length + facts.moreProblems;
  const figure =
    found === null
      ? RECOUNT.differsNone({ stated: stated.figure })
      : RECOUNT.differsFigure({ stated: stated.figure, found });
  return {
    tone: "differs",
    heading: RECOUNT.differs,
    lines: [
      ...(found === stated.figure ? [] : [figure]),
      ...(first === undefined ? [] : [RECOUNT.first(partsOf(first))]),
      RECOUNT.doNot,
    ],
    checks,
    rest,
    moreText: left > 0 ? RECOUNT.more({ n: grouped(left) }) : null,
  };
}

function checksOf(facts: RecountFacts): RecountCheck[] {
  const { checks: words } = RECOUNT;
  const isOther = (code: string): boolean => facts.problems.some((one) => one.code === code);
  return [
    {
      isEqual: !isOther("record/expected-id") && !isOther("record/bad-shape"),
      name: words.id,
      value: isOther("record/expected-id") ? words.unequal : words.equal,
    },
    ...(facts.images === null
      ? []
      : [
          {
            isEqual: !isOther("record/counts") && !isOther("record/manifest"),
            name: words.images,
            value: grouped(facts.images),
          },
        ]),
    ...facts.files.map(({ path, isSound }) => ({
      isEqual: isSound,
      name: words.file({ path: shown(path, 80) }),
      value: isSound ? words.equal : words.unequal,
    })),
    ...(facts.recomputable === 0
      ? []
      : [
          {
            isEqual: facts.equalFigures === facts.recomputable,
            name: words.figures,
            value: words.figuresValue({
              equal: grouped(facts.equalFigures),
              of: grouped(facts.recomputable),
            }),
          },
        ]),
    signatureCheck(facts),
  ];
}

function signatureCheck({ signedBy, problems }: RecountFacts): RecountCheck {
  const { checks: words } = RECOUNT;
  const name = words.signature;
  if (signedBy === null) return { isEqual: null, name, value: words.signaturesSkipped };
  const has = (...codes: readonly string[]) => problems.some(({ code }) => codes.includes(code));
  if (has("record/signature", "record/weak-key")) {
    return { isEqual: false, name, value: words.unequal };
  }
  if (has("record/other-signer")) return { isEqual: false, name, value: words.otherSigner };
  const n = signedBy.length;
  if (n === 0) return { isEqual: null, name, value: words.unsigned };
  return { isEqual: true, name, value: words.signed({ n: grouped(n) }) };
}

function partsOf({ what, where, code }: RecordProblem) {
  return { what: shown(what, 500), where: shown(where, 200), code };
}

function lineOf(problem: RecordProblem): string {
  const { what, where, code } = partsOf(problem);
  return `${code}: ${what} (${where})`;
}
