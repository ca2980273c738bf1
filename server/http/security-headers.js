/**
 * The headers of every answer, fixed when the app is built: next.config.js gives them to what Next answers, `entry/fast-path.ts`
 * to what is answered beside it. JavaScript, because Next reads its configuration as it is.
 */

/**
 * One policy for every page. Next writes what a page is made of into inline scripts that differ by request: without a nonce,
 * and so without a proxy, no hash can name them. So inline scripts are allowed, and what an attacker would reach is not:
 * handlers in attributes, other origins, `eval`, frames, plugins, forms and bases elsewhere.
 */
const pagePolicy = [
  "default-src 'none'",
  `script-src 'self' 'unsafe-inline'${process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : ""}`,
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** No pages: answers, and media that a browser may be led to. */
const answerPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

const unused = [
  "camera",
  "microphone",
  "geolocation",
  "display-capture",
  "payment",
  "usb",
  "serial",
  "hid",
  "bluetooth",
];

const everywhere = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": unused.map((name) => `${name}=()`).join(", "),
};

/** @type {Record<string, string>} */
export const pageHeaders = { "Content-Security-Policy": pagePolicy, ...everywhere };

/** @type {Record<string, string>} */
export const answerHeaders = { "Content-Security-Policy": answerPolicy, ...everywhere };

/**
 * The headers of what is answered beside Next, by its path.
 *
 * @param {string} path
 * @returns {Record<string, string>}
 */
export function headersFor(path) {
  if (/^\/(v1|api|cancel)\//.test(path)) return answerHeaders;
  return /^\/(files|s)\//.test(path) ? {} : pageHeaders; // files and shared pages have stricter headers of their own
}
