/**
 * What the page of the app may do: run its own programs, and ask for its own files. No address of
 * another host is in it, so that nothing can be sent anywhere.
 */
export const APP_POLICY: readonly string[] = [
  "default-src 'none'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
];
