/** The value of a request's cookie, if it is as `pattern` (a regular expression) says. */
export const cookieOf = (headers: Pick<Headers, "get">, name: string, pattern: string): string | undefined =>
  new RegExp(`(?:^|;\\s*)${name}=(${pattern})`).exec(headers.get("cookie") ?? "")?.[1];
