/** Headings, heads of tables and other words of a report's page that no other file has. */

/** The end of the report: how it came about. */
export const HOW = {
  title: "How this was computed",
  verdict: "How the verdict was reached",
  methods: "Methods text you may copy",
  references: "References",
  again: "Run it again",
  command: "Command to run it again",
} as const;
