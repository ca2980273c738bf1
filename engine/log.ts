export type Log = (event: string, fields?: Record<string, string | number | boolean | undefined>) => void;

/** One JSON line per notable thing. Names and ids only: no key and no payload ever goes in. */
export const logToStdout: Log = (event, fields) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), source: "engine", event, ...fields })}\n`);
};
