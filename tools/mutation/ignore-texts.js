import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Functions that take words for the reader of an error among their arguments. */
const TAKE_WORDS = new Set([
  "badParameter",
  "checkFinite",
  "checkLevel",
  "checkRange",
  "checkSameLength",
  "notAvailable",
]);
/** Variables that hold such words on their way. */
const HOLD_WORDS = new Set(["fix", "help", "list", "more", "some", "what", "words"]);
/** Fields of the tables of codes and metrics that are read by people alone. */
const FIELDS_OF_WORDS = new Set(["formula", "nullUnits", "sentence", "source", "when"]);

/**
 * Leaves out the mutants inside words for people: a changed word changes no figure. Those are `what`,
 * `where` and `fix` of a `HomegroundError`, what the functions that make one are given, and the
 * descriptions in tables. The code of an error or warning, and the condition under which it is
 * given, are mutated.
 */
const texts = {
  /** @param {import("@stryker-mutator/api/ignore").NodePath} path */
  shouldIgnore({ node, parent }) {
    return isWords(node, parent) ? "words for people" : undefined;
  },
};

function isWords(node, parent) {
  switch (parent?.type) {
    case "NewExpression":
      return node.type === "ObjectExpression" && isNamed(parent.callee, HOMEGROUND_ERROR);
    case "CallExpression":
      return isText(node) && isNamed(parent.callee, TAKE_WORDS);
    case "VariableDeclarator":
      return node === parent.init && isNamed(parent.id, HOLD_WORDS);
    case "ObjectProperty":
      return isText(node) && node === parent.value && isNamed(parent.key, FIELDS_OF_WORDS);
    default:
      return false;
  }
}

const HOMEGROUND_ERROR = new Set(["HomegroundError"]);

function isText(node) {
  return node.type === "StringLiteral" || node.type === "TemplateLiteral";
}

function isNamed(node, names) {
  return node.type === "Identifier" && names.has(node.name);
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "texts", texts)];
