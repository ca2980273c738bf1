import { basePathOf, buildFolderOf, typesOf } from "./server/http/base-path-of.js";
import { answerHeaders, pageHeaders } from "./server/http/security-headers.js";

const { PUBLIC_URL, NEXT_DIST_DIR } = process.env;

/** @param {Record<string, string>} headers */
const listed = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import('next').NextConfig} */
export default {
  distDir: NEXT_DIST_DIR || buildFolderOf(PUBLIC_URL),
  basePath: basePathOf(PUBLIC_URL),
  env: { NEXT_PUBLIC_BASE_PATH: basePathOf(PUBLIC_URL) },
  poweredByHeader: false,
  compress: false, // server/http/compressed-response.ts compresses all answers
  // `npm test` checks the types of the whole tree, including tests. Next adds its build folder to the given file.
  typescript: { ignoreBuildErrors: true, tsconfigPath: typesOf(PUBLIC_URL) },
  reactStrictMode: true,
  images: { unoptimized: true },
  // Each route has a copy of the modules that it uses: loading all of them takes most of the start and of the memory.
  experimental: { preloadEntriesOnStart: false },
  serverExternalPackages: [
    "@libsql/client",
    "libsql",
    "sharp",
    "file-type",
    "@napi-rs/canvas",
    "@modelcontextprotocol/sdk",
  ],
  headers: async () => [
    { source: "/((?!files/|s/).*)", headers: listed(pageHeaders) }, // files and shared pages have stricter headers
    { source: "/(v1|api|cancel)/:path*", headers: listed(answerHeaders) },
  ],
};
