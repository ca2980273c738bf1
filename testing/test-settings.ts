/** The settings of every app that tests start. */
export const testSettings = {
  // The single caller sends many requests.
  KEY_REQUESTS_PER_MINUTE: "100000",
  KEY_READS_PER_SECOND: "100000",
  // One more process for each film: a test of the check switches it on.
  CHECK_RESULTS: "off",
};
