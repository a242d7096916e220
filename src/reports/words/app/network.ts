/** Words of the footer that counts requests, and of what a reader can check. */
export const NETWORK = {
  loading: (v: { done: string; total: string }) =>
    `Loading what a run needs: ${v.done} of ${v.total} parts`,
  loaded: "Loaded: you may turn the network off now.",
  count: (v: { count: string }) =>
    v.count === "0"
      ? "0 requests since loading; turn your network off and go on."
      : `${v.count} ${v.count === "1" ? "request" : "requests"} since loading.`,
  countForModel: (v: { count: string }) =>
    `${v.count} ${v.count === "1" ? "request" : "requests"} since loading, for the model that you named.`,
  notLoaded: "Not everything is loaded: stay online until your result is there.",
  saving: "Your browser saves data: what a run needs is loaded when it starts.",
  offline: "offline",
  how: "How you can check",
  title: "How you can check that nothing is sent",
  points: [
    "Turn your network off after loading, and go on: the figures come all the same.",
    "The page carries a policy that your browser enforces. It allows files of this page's own folder and no address of any other host: not for pictures, forms, messages or scripts. The page's source, in its first lines, shows it.",
    "The number above is your browser's own record of requests, of this page and of every worker it started. Zero means that nothing was asked for, and so nothing was sent.",
    "Open the developer tools of your browser (F12), choose Network, and watch while you drop images and run.",
  ],
  limit:
    "A request to this page's own host would be possible: the list below shows every one since loading.",
  fetchedModel:
    "One that ends in hosted-model is your own: it named the model that you asked for, and homeground app on this computer got it. A name is all that such a request can carry.",
  requests: "Requests since loading",
  none: "None.",
  reload: {
    kept: "A copy of the page is kept in this browser: it opens without a network too. Clearing the site's data removes it.",
    inside:
      "Everything is inside this page: keep its file, and it opens without a network, on any computer.",
    keeping: "A copy of the page is being kept in this browser.",
    none: "This browser keeps no copy of the page: without a network, leave it open and do not load it again.",
  },
  fromDisk:
    "Nothing happens here? From a file on disk a browser does not start this program: put the folder on a web server, or run homeground app.",
} as const;
