import type { ReportInput } from "../results/report-input.js";
import type { ResultModel } from "../results/result.js";
import { isResampled } from "./figures-view.js";
import { designParagraph, unitsParagraph } from "./methods/design.js";
import { measuresParagraph } from "./methods/figures.js";
import { judgementParagraph } from "./methods/judgement.js";
import { matchingParagraph } from "./methods/matching.js";
import { partsParagraph } from "./methods/methods-part.js";
import { plural } from "./numbers.js";
import type { AnalysisParts } from "./report-section.js";
import { shown } from "./text.js";
import { CARD_GUESS, guessedText } from "./words/card-guess.js";
import { LIMITATION, SOFTWARE } from "./words/methods-section.js";
import { type Citations, createCitations } from "./words/works.js";

/** A methods section to copy into a paper, and the works that it cites. */
export interface MethodsSection {
  /** Without those that have nothing to say. */
  readonly paragraphs: readonly string[];
  /** In the order of authors' names. */
  readonly references: readonly string[];
}

/**
 * Design, measures, matching, judgement, parts, software, limitation.
 */
export function methodsSection(
  input: ReportInput,
  { methods, limitations }: Pick<AnalysisParts, "methods" | "limitations">,
): MethodsSection {
  const citations = createCitations();
  const paragraphs = [
    [designParagraph(input), unitsParagraph(input), ...(input.extras.asked ?? [])].join(" "),
    matchingParagraph(input, citations),
    measuresParagraph(input, citations),
    judgementParagraph(input, citations),
    partsParagraph(input, methods, citations),
    softwareParagraph(input, citations),
    limitationParagraph(input, limitations),
  ].filter((text) => text !== "");
  return { paragraphs, references: citations.list() };
}

function softwareParagraph({ result }: ReportInput, { cite }: Citations): string {
  const { software, seed, model } = result;
  const drawn = result.estimates.some(isResampled);
  return [
    SOFTWARE.made({
      version: software.version,
      engine: software.engine === null ? null : shown(software.engine, 80),
      seed: String(seed),
    }),
    ...(drawn ? [SOFTWARE.drawn({ cites: cite(["salmon2011"]) })] : []),
    ...(model === null ? [] : [modelSentence(model), ...cardSentences(model)]),
  ].join(" ");
}

function modelSentence({ sha256, conformance }: ResultModel): string {
  if (conformance === undefined) return SOFTWARE.model({ hash: sha256 });
  const { address, name, versions } = conformance;
  return SOFTWARE.endpoint({
    address: shown(address, 200),
    name: name === null ? null : shown(name, 80),
    versions: shown(versions.join(", "), 80),
    hash: sha256,
  });
}

/** What was guessed of the card: a paper that uses the figure has to say it. */
function cardSentences({ guessed = [], confirmed = [] }: ResultModel): string[] {
  return [
    ...(guessed.length === 0 ? [] : [CARD_GUESS.methodsGuessed({ what: guessedText(guessed) })]),
    ...(confirmed.length === 0
      ? []
      : [CARD_GUESS.methodsConfirmed({ what: guessedText(confirmed) })]),
  ];
}

function limitationParagraph(
  { result, extras }: ReportInput,
  limitations: readonly string[],
): string {
  const clusters = plural(shown(extras.clusterName ?? "place", 40));
  return [
    result.question === "here" ? LIMITATION.here : LIMITATION.elsewhere({ clusters }),
    LIMITATION.labels,
    ...limitations,
    ...((result.confusion?.labels.length ?? 0) > 2 ? [LIMITATION.classes] : []),
  ].join(" ");
}
