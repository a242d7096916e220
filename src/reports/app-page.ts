import { APP_POLICY } from "./app-policy.js";
import { APP } from "./words/app/app.js";
import { NETWORK } from "./words/app/network.js";
import { START } from "./words/app/start.js";

/** The page of the app, before its program runs. @param version of Homeground */
export function appPage(version: string): string {
  return `<!doctype html>
<html lang="en" data-version="${version}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${APP_POLICY.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${APP.title({ step: START.heading })}</title>
<link rel="stylesheet" href="app.css">
</head>
<body>
<div id="app"><main><h1>${START.heading}</h1><p>${START.lead}</p><noscript><p>${APP.noScript}</p></noscript><p class="late">${NETWORK.fromDisk}</p></main></div>
<script type="module" src="app.js"></script>
</body>
</html>
`;
}
