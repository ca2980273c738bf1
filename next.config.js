/**
 * One policy for every page, fixed when the app is built. Next writes what a page is made of into inline scripts that differ
 * by request: without a nonce, and so without a proxy, no hash can name them. So inline scripts are allowed, and what an
 * attacker would reach is not: handlers in attributes, other origins, `eval`, frames, plugins, forms and bases elsewhere.
 */
const csp = [
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

/** @type {import('next').NextConfig} */
export default {
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true }, // `npm test` checks the types of the whole tree, tests included
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ["@libsql/client", "libsql", "sharp", "file-type"],
  headers: async () => [
    {
      source: "/((?!files/).*)", // a file's answer has its own, stricter ones
      headers: [
        { key: "Content-Security-Policy", value: csp },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
        { key: "Permissions-Policy", value: unused.map((name) => `${name}=()`).join(", ") },
      ],
    },
    {
      source: "/(v1|api|cancel)/:path*", // no pages: answers, and media that a browser may be led to
      headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'; sandbox" }],
    },
  ],
};
