import { visible } from "./text.js";

/** ASCII that TeX or a package of whoever includes the file may take for something else. */
const ASCII: ReadonlyMap<string, string> = new Map([
  ["\\", "\\textbackslash{}"],
  ["{", "\\{"],
  ["}", "\\}"],
  ["$", "\\$"],
  ["&", "\\&"],
  ["#", "\\#"],
  ["%", "\\%"],
  ["_", "\\_"],
  ["^", "\\textasciicircum{}"],
  ["~", "\\textasciitilde{}"],
  ["<", "\\textless{}"],
  [">", "\\textgreater{}"],
  ["|", "\\textbar{}"],
  // Straight quotes are letters of some languages' shorthands, and `` ?` !` are ligatures.
  ['"', "''"],
  ["`", "{\\char96}"],
  // At the start of a row [ would be an option of \\, and * its star.
  ["[", "{[}"],
  ["]", "{]}"],
  ["*", "{*}"],
]);

/** What every installation of LaTeX sets without a package. */
const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "−": "$-$",
    "×": "$\\times$",
    "±": "$\\pm$",
    "·": "$\\cdot$",
    "≥": "$\\geq$",
    "▲": "$\\bigtriangleup$",
    "▼": "$\\bigtriangledown$",
    "∞": "$\\infty$",
    "§": "\\S{}",
    "²": "$^{2}$",
    "³": "$^{3}$",
    κ: "$\\kappa$",
    "≤": "$\\leq$",
    "→": "$\\rightarrow$",
    "°": "$^{\\circ}$",
    µ: "$\\mu$",
    "½": "$1/2$",
    "–": "--",
    "—": "---",
    "…": "\\ldots{}",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    ß: "\\ss{}",
    æ: "\\ae{}",
    Æ: "\\AE{}",
    œ: "\\oe{}",
    Œ: "\\OE{}",
    ø: "\\o{}",
    Ø: "\\O{}",
    ł: "\\l{}",
    Ł: "\\L{}",
    ı: "\\i{}",
    "\u00a0": "~",
    "\ufffd": "?",
  }),
);

/** Accents by the combining mark of the canonical decomposition. */
const ACCENTS: ReadonlyMap<string, string> = new Map([
  ["\u0300", "\\`"],
  ["\u0301", "\\'"],
  ["\u0302", "\\^"],
  ["\u0303", "\\~"],
  ["\u0304", "\\="],
  ["\u0306", "\\u"],
  ["\u0307", "\\."],
  ["\u0308", '\\"'],
  ["\u030a", "\\r"],
  ["\u030b", "\\H"],
  ["\u030c", "\\v"],
  ["\u0323", "\\d"],
  ["\u0327", "\\c"],
]);

/**
 * Stands before any text with letters that not every TeX has: engines that read Unicode set them,
 * others print their numbers.
 */
export const UNICODE_MACRO =
  "\\providecommand{\\hgunicode}[2]{\\ifdefined\\Umathchar #1\\else #2\\fi}";

/** Text from data as LaTeX sets it: none of it is a command, a comment or the edge of a cell. */
export function latexText(data: string): string {
  let text = "";
  for (const letter of visible(data)) {
    const set = latexLetter(letter);
    // Hyphens in a row are hyphens, not the ligatures for dashes.
    text += text.endsWith("-") && set.startsWith("-") ? `{}${set}` : set;
  }
  return text;
}

function latexLetter(letter: string): string {
  const known = ASCII.get(letter) ?? SIGNS.get(letter);
  if (known !== undefined) return known;
  if (letter < "\u0080") return letter;
  const [base = "", mark = "", ...rest] = letter.normalize("NFD");
  const accent = ACCENTS.get(mark);
  if (accent !== undefined && rest.length === 0 && /^[A-Za-z]$/.test(base)) {
    return `${accent}{${base}}`;
  }
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `\\hgunicode{${letter}}{{[}U+${code}{]}}`;
}
