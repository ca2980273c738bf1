import type { IncomingMessage, Server, ServerResponse } from "node:http";

/**
 * The link between the web process and the app. Next loads the app's modules as its own copies, so that they share no
 * state with those of `server/main.ts`: what both need is kept on `globalThis`.
 */

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
/** Lets the app serve the server's requests; `pages` is Next's own handler. */
type Attach = (server: Server, pages: Handler) => void;

type Link = { app: Promise<Attach>; provide: (attach: Attach) => void };
const shared = globalThis as typeof globalThis & { nextsceneLink?: Link };

function link(): Link {
  if (shared.nextsceneLink) return shared.nextsceneLink;
  let provide: Link["provide"] = () => {};
  const app = new Promise<Attach>((resolve) => {
    provide = resolve;
  });
  shared.nextsceneLink = { app, provide };
  return shared.nextsceneLink;
}

/** Called by the app once it has started. */
export const provideApp = (attach: Attach): void => link().provide(attach);

/** The app, when Next has run its `instrumentation.ts`. */
export const startedApp = (): Promise<Attach> => link().app;
