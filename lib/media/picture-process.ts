import { doPicture } from "./picture-orders";

/** Runs one picture operation, given as JSON, and ends, which frees the memory of a large picture. */
doPicture(JSON.parse(process.argv[2] ?? "")).then(
  (picture) => process.stdout.write(picture),
  (error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
