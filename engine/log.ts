export type Log = (event: string, fields?: Record<string, string | number | boolean | undefined>) => void;

/** Writes one JSON line. Names and ids only, never a key or a payload. */
export const logToStdout: Log = (event, fields) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), source: "engine", event, ...fields })}\n`);
};
