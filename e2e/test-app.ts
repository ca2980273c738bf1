import { test as base } from "@playwright/test";

/** The result of the setup: the app's address, and ways to sign in. */
export type RunningApp = {
  url: string;
  /** Each link signs one browser in, once. */
  signInLinks: { wholePath: string; signOut: string };
  /** A file with the cookies of a signed-in browser. */
  signedIn: string;
};

const name = "NEXTSCENE_E2E_APP";

export const passRunningApp = (app: RunningApp) => {
  process.env[name] = JSON.stringify(app);
};

export function runningApp(): RunningApp {
  const told = process.env[name];
  if (!told) throw new Error("The app was not started: run the specs with `npm run test:e2e`.");
  return JSON.parse(told);
}

/** A test that starts signed in, at the running app. */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures out of the pattern
  baseURL: async ({}, use) => use(runningApp().url),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  storageState: async ({}, use) => use(runningApp().signedIn),
});

export { expect } from "@playwright/test";
