import { answerHeaders, pageHeaders } from "./app/answer-headers.js";

/** @param {Record<string, string>} headers */
const listed = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import('next').NextConfig} */
export default {
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true }, // `npm test` checks the types of the whole tree, tests included
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ["@libsql/client", "libsql", "sharp", "file-type"],
  headers: async () => [
    { source: "/((?!files/).*)", headers: listed(pageHeaders) }, // a file's answer has its own, stricter ones
    { source: "/(v1|api|cancel)/:path*", headers: listed(answerHeaders) },
  ],
};
