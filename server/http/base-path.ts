/** The path of the app below its host, as `/nextscene`, or empty: the path of `PUBLIC_URL`, fixed in the build. */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "";

const isBelow = (url: string) => url === basePath || /^[/?]/.test(url.slice(basePath.length));

/** A path without the base path, as routes see it. */
export const withoutBase = (url: string): string =>
  basePath && url.startsWith(basePath) && isBelow(url) ? url.slice(basePath.length).replace(/^(?!\/)/, "/") : url;

/** A path with the base path, as browsers request it. A proxy may have removed the base path. */
export const withBase = (url: string): string => (withoutBase(url) === url ? `${basePath}${url}` : url);
