import type { Attach } from "./attach";

/**
 * The link between the web process and the app in development. Next loads the app's modules as its own copies, so that
 * they share no state with those of `server/main.ts`: what both need is kept on `globalThis`.
 */

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
