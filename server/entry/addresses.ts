import type { Endpoint } from "../api/route";

type Definition = Endpoint["definition"];
/** A path with the methods that it supports. */
type Address = { allowed: string[] };
type Pattern = Address & { pattern: RegExp; isFixed: boolean };

/** The pattern of a path. Where it is `exact`, an id matches only UUIDs, and no slash may follow. */
export function patternOf({ path, params }: Definition, { exact = false } = {}): RegExp {
  const one = (name: string) => (exact && name === "id" && !params?.[name] ? "[0-9a-f-]{36}" : "[^/]+");
  const pattern = path.replace(/\./g, "\\.").replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${one(name)})`);
  return new RegExp(`^${pattern}${exact ? "" : "/?"}$`); // Next redirects the path with a slash to the path without
}

export type Addresses = {
  /** The endpoints of a path; a fixed path goes before one with parameters. */
  find: (path: string) => Address | undefined;
  /** Whether a path begins like an endpoint's. Other paths are pages. */
  isEndpoint: (path: string) => boolean;
  /** Whether pages of other origins may use what is below the beginning of this path. */
  isCrossOrigin: (path: string) => boolean;
  /** Whether the body of a request may take as long as a large upload. */
  isLong: (method: string | undefined, path: string) => boolean;
};

/** What the guard, CORS and the time limit of bodies know of the endpoints. */
export function addressesOf(endpoints: readonly Endpoint[]): Addresses {
  const definitions = endpoints.map(({ definition }) => definition);
  const byPath = new Map(definitions.map((one) => [one.path, one]));
  const patterns = [...byPath.values()].map((one): Pattern => {
    const methods = definitions.filter(({ path }) => path === one.path).map(({ method }): string => method);
    const allowed = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
    return { pattern: patternOf(one), isFixed: !one.path.includes("{"), allowed };
  });
  const long = definitions.filter((one) => one.long).map((one) => ({ method: one.method, pattern: patternOf(one) }));
  const all = new Set(definitions.map(({ path }) => beginningOf(path)));
  const open = definitions.filter(({ operationId, crossOrigin }) => operationId !== undefined || crossOrigin);
  const crossOrigin = new Set(open.map(({ path }) => beginningOf(path)));
  return {
    find: (path) => {
      const fitting = patterns.filter(({ pattern }) => pattern.test(path));
      return fitting.find(({ isFixed }) => isFixed) ?? fitting[0];
    },
    isEndpoint: (path) => all.has(beginningOf(path)),
    isCrossOrigin: (path) => crossOrigin.has(beginningOf(path)),
    isLong: (method, path) => long.some((one) => one.method === method && one.pattern.test(path)),
  };
}

const beginningOf = (path: string) => path.split(/[/?]/)[1] ?? "";
