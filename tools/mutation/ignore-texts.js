import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Functions of which the last arguments are words for the reader of an error. */
const CHECKS = new Set(["checkRange", "checkSameLength", "checkFinite", "checkLevel"]);

/**
 * Leaves out the mutants inside the words of an error: `what`, `where` and `fix` of a
 * `HomegroundError`, and the strings that are passed to the checks that build one. The code of the
 * error, and the condition under which it is thrown, are mutated.
 */
const texts = {
  /** @param {import("@stryker-mutator/api/ignore").NodePath} path */
  shouldIgnore(path) {
    const { node, parent } = path;
    if (
      node.type === "ObjectExpression" &&
      parent?.type === "NewExpression" &&
      parent.callee.type === "Identifier" &&
      parent.callee.name === "HomegroundError"
    ) {
      return "the words of an error";
    }
    if (
      (node.type === "StringLiteral" || node.type === "TemplateLiteral") &&
      parent?.type === "CallExpression" &&
      parent.callee.type === "Identifier" &&
      CHECKS.has(parent.callee.name)
    ) {
      return "the words of an error";
    }
    return undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "texts", texts)];
