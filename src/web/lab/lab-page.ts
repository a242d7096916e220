import { LAB_POLICY } from "../../reports/lab-policy.js";
import { LAB } from "./lab-words.js";

/** The page before its program runs. */
export function labPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${LAB_POLICY.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${LAB.brand}</title>
<link rel="stylesheet" href="lab/lab.css">
</head>
<body>
<div id="lab"><main><h1>${LAB.brand}</h1><noscript><p>${LAB.noScript}</p></noscript></main></div>
<script type="module" src="lab/lab.js"></script>
</body>
</html>
`;
}
