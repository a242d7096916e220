/** Words of `homeground publish` where it opens in a browser what it wrote. */
export const PAGE_CHECK = {
  label: "Checked",
  notLabel: "Not checked",
  doing: "Opening the pages in a browser",
  checked: (v: { pages: string; browser: string; counted: boolean }) =>
    [
      `${v.pages} opened in ${v.browser}`,
      v.counted ? "the figure came out again" : "nothing in it can be counted again",
      "nothing points outside",
    ].join("; "),
  why: {
    "not-asked": () => "--no-check",
    "no-browser": () => "no browser found (set CHROMIUM=… to one of Chromium's family)",
    "not-there": (detail: string) => `${detail} is no file (CHROMIUM or CHROME_PATH)`,
    "no-start": (detail: string) => `the browser does not start: ${detail}`,
  },
  outside: (v: { address: string }) => `it asks for ${v.address}, outside its folder`,
  /** Which page does not do what it should. */
  app: "the app with the record",
  noEnd: "it has not come to an end in two minutes",
  more: (v: { n: string }) => `${v.n} more`,
  fix: "What was written is still there: do not hand it on as it is. Publish again, and report it if it stays; --no-check leaves the check out",
} as const;
