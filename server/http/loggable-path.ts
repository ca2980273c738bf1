import { withoutTokens } from "@/lib/http/callback-url";

/** A requested path without the tokens that are credentials: those of webhook addresses and of shared pages. */
export const loggablePath = (path: string): string => withoutTokens(path).replace(/(\/s\/)[\w-]{20,}/, "$1...");
