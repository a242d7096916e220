import { visibleValue } from "../../../core/visible-text.js";
import { joinFrontMatter, splitFrontMatter } from "../../../formats/yaml/front-matter.js";
import { setYamlKey } from "../../../formats/yaml/yaml-write.js";
import type { DocumentItem, PlainBlock, PlainSection } from "../../../reports/document-types.js";
import { intervalText, valueText } from "../../../reports/estimate-text.js";
import { markdownSections } from "../../../reports/markdown.js";
import { counted, percent } from "../../../reports/numbers.js";
import { metricWords } from "../../../reports/words/metrics.js";
import type { RecordClaim, TransparencyRecord } from "../../record/record-types.js";
import { attributeText, regionText } from "../../texts/record-show.js";
import { CONSTRUCT_NAMES, EXPORTS, SCOPE_NAMES } from "../../words/exports.js";
import { RECORD } from "../../words/record.js";
import type { ExportPlace } from "../export-texts.js";
import { mergeModelIndex, modelIndexResult } from "../model-index.js";
import { publicAddress } from "../stated.js";
import { exportTexts } from "./export-texts.js";

/** Our part of a text that others write too stands between these. */
const BEGIN = "<!-- homeground-record begin -->";
const END = "<!-- homeground-record end -->";

/**
 * README.md of a model repository with the result of a record: `model-index` in the YAML at its start,
 * and a section with figures, intervals, statement, scope and caveats.
 *
 * @param existing a README.md to put it into, of which everything else stays; null for a new one
 * @param where names that file in errors
 * @throws HomegroundError `input/not-yaml`, `input/bad-shape` for an existing one whose YAML is no map
 */
export function modelCardReadme(
  record: TransparencyRecord,
  place: ExportPlace,
  existing: string | null,
  where: string,
): string {
  const result = visibleValue(modelIndexResult(record, exportTexts(record), place));
  const { yaml, body } = splitFrontMatter(existing ?? "");
  const merge = (before: unknown) => mergeModelIndex(before, visibleValue(record), result);
  return joinFrontMatter({
    yaml: setYamlKey(yaml ?? "", "model-index", merge, where),
    body: withSection(body, `${BEGIN}\n${modelCardSection(record, place)}${END}\n`),
  });
}

/** The section in Markdown, of which no text of the record becomes markup. Ends with a line feed. */
export function modelCardSection(record: TransparencyRecord, { url }: ExportPlace): string {
  const address = publicAddress(record, url);
  const paragraphs = [
    ...(record.state === "draft" ? [EXPORTS.draft] : []),
    exportTexts(record).summary,
  ];
  const again = record.claims.filter(({ recomputable }) => recomputable).length;
  const sections: PlainSection[] = [
    section(EXPORTS.title, [
      ...paragraphs.map(paragraph),
      ...figureBlocks(record),
      paragraph(EXPORTS.recomputable({ figures: `${counted(again, "figure")}` })),
      paragraph(EXPORTS.checks),
    ]),
    section(EXPORTS.means, [list(constructItems(record))]),
    section(EXPORTS.scope, [list(scopeItems(record))]),
    section(EXPORTS.caveats, [list(caveatItems(record))]),
  ];
  // An address of the web holds no letter that ends the brackets.
  const link = address === null ? "" : `\n${EXPORTS.at({ url: `<${address}>` })}\n`;
  return markdownSections(sections) + link;
}

/** Puts the section in the place of an earlier one, else at the end. */
function withSection(body: string, ours: string): string {
  const [from, to] = [body.indexOf(BEGIN), body.lastIndexOf(END)];
  if (from >= 0 && to > from) {
    return body.slice(0, from) + ours + body.slice(to + END.length).replace(/^\r?\n/, "");
  }
  const gap = body.trim() === "" ? "\n" : body.endsWith("\n") ? "\n" : "\n\n";
  return (body.trim() === "" ? "" : body) + gap + ours;
}

function section(title: string, blocks: readonly PlainBlock[]): PlainSection {
  return { title, paper: true, blocks };
}

function paragraph(text: string): PlainBlock {
  return { kind: "paragraph", text };
}

function list(items: readonly DocumentItem[]): PlainBlock {
  return { kind: "list", items, ordered: false };
}

function figureBlocks({ claims }: TransparencyRecord): PlainBlock[] {
  if (claims.length === 0) return [paragraph(EXPORTS.noFigure)];
  const { head } = EXPORTS;
  const column = (name: string, form: "text" | "number") => ({ name, form, paper: true });
  return [
    {
      kind: "table",
      id: "figures",
      caption: "",
      more: null,
      columns: [
        column(head.figure, "text"),
        column(head.metric, "text"),
        column(head.value, "number"),
        column(head.interval, "text"),
        column(head.n, "text"),
      ],
      rows: claims.map(figureRow),
    },
  ];
}

function figureRow(claim: RecordClaim): readonly string[] {
  const { metric, value, low, high, level, n, unit, clusters } = claim;
  const { scale, label } = metricWords(metric);
  const interval = intervalText(scale, low, high, n);
  const groups = clusters === null ? "" : `, ${counted(clusters, "cluster")}`;
  const mark = claim.recomputable ? "" : RECORD.notRecomputable;
  return [
    label + mark,
    metric,
    value === null ? EXPORTS.notStated : valueText(scale, value, n),
    interval === null
      ? EXPORTS.noInterval
      : `${interval} (${EXPORTS.interval({ level: percent(level, 0) })})`,
    counted(n, unit) + groups,
  ];
}

function constructItems({ construct }: TransparencyRecord): DocumentItem[] {
  return Object.entries(CONSTRUCT_NAMES).map(([key, name]) =>
    item(name, construct[key as keyof typeof CONSTRUCT_NAMES]),
  );
}

function scopeItems({ profile, scope }: TransparencyRecord): DocumentItem[] {
  const several = (name: string, texts: readonly string[]) =>
    item(name, texts.length === 0 ? null : texts.join("; "));
  return [
    several(SCOPE_NAMES.tested, (profile?.attributes ?? []).map(attributeText)),
    several(SCOPE_NAMES.expected, scope.expected.map(regionText)),
    several(SCOPE_NAMES.notTested, scope.notTested),
    several(SCOPE_NAMES.knownToFail, scope.knownToFail.map(regionText)),
  ];
}

function caveatItems({ caveats }: TransparencyRecord): DocumentItem[] {
  if (caveats.length === 0) return [{ strong: "", text: EXPORTS.notStated }];
  return caveats.map(({ words, by }) => ({
    strong: "",
    text: by === "check" ? RECORD.byCheck(words) : words,
  }));
}

function item(name: string, words: string | null): DocumentItem {
  const said = words === null || words.trim() === "" ? EXPORTS.notStated : words;
  return { strong: `${name}:`, text: said };
}
