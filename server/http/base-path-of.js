/**
 * The path of `PUBLIC_URL`, below which all addresses of the app are: `/nextscene` of `https://example.com/nextscene`, else
 * empty. JavaScript, because Next reads its configuration as it is.
 * @param {string | undefined} publicUrl
 */
export const basePathOf = (publicUrl) =>
  publicUrl && URL.canParse(publicUrl) ? new URL(publicUrl).pathname.replace(/\/+$/, "") : "";

/**
 * Where the build is. Each path has one of its own, since it is part of every page.
 * @param {string | undefined} publicUrl
 */
export const buildFolderOf = (publicUrl) => `.next${basePathOf(publicUrl).replace(/\W+/g, "-")}`;

/**
 * The settings of TypeScript for that build: those of the tree are of the build without a path.
 * @param {string | undefined} publicUrl
 */
export const typesOf = (publicUrl) =>
  basePathOf(publicUrl) ? `${buildFolderOf(publicUrl)}.tsconfig.json` : "tsconfig.json";
