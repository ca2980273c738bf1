import { test as base } from "@playwright/test";

/** The result of the setup: the app's address, and ways to sign in. */
export type House = {
  url: string;
  /** Each link signs one browser in, once. */
  signInLinks: { wholePath: string; signOut: string };
  /** A file with the cookies of a signed-in browser. */
  signedIn: string;
};

const name = "NEXTSCENE_E2E_HOUSE";

export const tellHouse = (house: House) => {
  process.env[name] = JSON.stringify(house);
};

export function house(): House {
  const told = process.env[name];
  if (!told) throw new Error("The app was not started: run the specs with `npm run test:e2e`.");
  return JSON.parse(told);
}

/** A test that starts signed in, at the running app. */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures out of the pattern
  baseURL: async ({}, use) => use(house().url),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  storageState: async ({}, use) => use(house().signedIn),
});

export { expect } from "@playwright/test";
