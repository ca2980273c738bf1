/** The path below which the app is, as `/nextscene`, or empty: that of `PUBLIC_URL`, written into the build. */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "";

const isBelow = (url: string) => url === basePath || /^[/?]/.test(url.slice(basePath.length));

/** A path as the routes know it. */
export const withoutBase = (url: string): string =>
  basePath && url.startsWith(basePath) && isBelow(url) ? url.slice(basePath.length).replace(/^(?!\/)/, "/") : url;

/** A path as a browser asks for it. A proxy may have taken the path away: then it is put back. */
export const withBase = (url: string): string => (withoutBase(url) === url ? `${basePath}${url}` : url);
