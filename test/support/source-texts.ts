import ts from "typescript";

/** Texts of a source but for errors; a template's values stand as one number. */
export function textsOf(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isThrowStatement(node)) return;
    let text: string | null = null;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) text = node.text;
    if (ts.isTemplateExpression(node)) {
      text = node.head.text + node.templateSpans.map(({ literal }) => `0${literal.text}`).join("");
    }
    if (text !== null) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("view.ts", source, ts.ScriptTarget.Latest, true));
  return found;
}
