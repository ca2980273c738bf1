import { doPicture } from "./picture-orders";

/** Does one picture order, given as JSON, and ends: the memory that a large picture took goes with it. */
doPicture(JSON.parse(process.argv[2] ?? "")).then(
  (picture) => process.stdout.write(picture),
  (error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
